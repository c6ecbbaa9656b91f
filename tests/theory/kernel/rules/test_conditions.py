"""Nodes of proofs that conditions are equivalent: what is false is refused, and its true neighbours are not."""

from __future__ import annotations

import pytest
import sympy as sp

from neversaddle.theory.kernel.decide import judged
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.proof import NODES, _settled
from neversaddle.theory.kernel.rules.conditions import multiple as multiple_of
from neversaddle.theory.statement.case_proofs import at_end
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Range, nonzero, positive, real
from neversaddle.theory.statement.kinds import Equivalence, Identity, Inequality, Limit, Part
from neversaddle.theory.statement.order_proofs import multiple, through, turned
from neversaddle.theory.statement.proofs import coefficients, proves, theorem
from neversaddle.theory.statement.steps import Proof

x, y, z = sp.symbols("x y z", real=True)
a, b = sp.symbols("a b", positive=True)
q = sp.Symbol("q", positive=True)
ONE = sp.S.One
CLAIM = Claim("made-up", "made up", "made up", (Identity("-", ONE, ONE),), Verdict.PROVED)


def eq(left: sp.Expr, right: sp.Expr | int = 0) -> sp.Eq:
    return sp.Eq(left, right, evaluate=False)


def le(left: sp.Expr, right: sp.Expr | int = 0) -> sp.Le:
    return sp.Le(left, right, evaluate=False)


def zero(e: sp.Expr) -> Condition:
    return Condition(eq(e))


Statement = tuple[sp.Rel, sp.Rel, Proof, tuple[Hypothesis, ...]]


def proved(statement: Statement) -> bool:
    first, second, proof, given = statement
    part = Equivalence("-", (first, second))
    return judged(proof.rule, lambda: _settled(CLAIM, proves(part, proof), proof, part, given)).proved


def powers(first: sp.Expr, second: sp.Expr, n: sp.Expr) -> Proof:
    return theorem("odd-power", coefficients(), a=first, b=second, n=n)


def odd(e: sp.Expr, n: sp.Expr) -> sp.Expr:
    return sp.sign(e) * sp.Abs(e) ** n


ORDERED = theorem("ordered-powers", *[coefficients()] * 3, a=x, b=y, n=sp.Integer(2))
FALSE: dict[str, Statement] = {
    "a factor that may vanish": (eq(x * y), eq(y), multiple(x), real(x, y)),
    "a factor that may be negative, in an order": (le(x * y), le(y), multiple(x), nonzero(x) + real(y)),
    "a factor without a value": (eq(y), eq(x * y), multiple(1 / x), real(x, y)),
    "an equation divided by what may vanish": (
        eq(y),
        eq(sp.S.Zero),
        multiple(ONE, 1 / x),
        (*real(x, y), zero(x * y)),
    ),
    "an order and an equation": (le(y), eq(y), multiple(ONE), real(y)),
    "a strict order and a weak one": (sp.Lt(y, 0, evaluate=False), le(y), multiple(ONE), real(y)),
    "another equation": (eq(y), eq(y, 1), multiple(ONE), real(y)),
    "an equation that is not assumed": (eq(y), eq(sp.S.Zero), multiple(ONE, ONE), real(y)),
    "conditions without a value": (eq(1 / x), eq(1 / x), multiple(ONE), real(x)),
    "an even power": (eq(x**2, y**2), eq(x, y), powers(x, y, sp.Integer(2)), real(x, y)),
    "a power of zero": (eq(odd(x, sp.S.Zero), odd(y, sp.S.Zero)), eq(x, y), powers(x, y, sp.S.Zero), real(x, y)),
    "a power that may be zero": (eq(odd(x, z), odd(y, z)), eq(x, y), powers(x, y, z), real(x, y, z)),
    "bases without a value": (
        eq(odd(1 / x, a), odd(y, a)),
        eq(1 / x, y),
        powers(1 / x, y, a),
        real(x, y) + positive(a),
    ),
    "a power that is not turned": (eq(x, y), eq(odd(x, a), odd(y, a)), powers(x, y, a), real(x, y) + positive(a)),
    "another power, turned": (
        eq(x, 2 * y),
        eq(odd(x, a), odd(y, a)),
        turned(powers(x, y, a)),
        real(x, y) + positive(a),
    ),
    "squares of any numbers": (le(x**2, y**2), le(x, y), ORDERED, real(x, y)),
    "a third condition that is another": (
        eq(x),
        eq(y),
        through(eq(x, 1), multiple(ONE), multiple(ONE)),
        real(x, y),
    ),
    "only one end": (
        eq((2 - q) * x),
        eq(x),
        at_end(q, sp.Integer(2), multiple(ONE), multiple(2 - q)),
        (*real(x), Range(q)),
    ),
    "no end": (
        eq((2 - q) * x),
        eq(x),
        at_end(q, sp.Rational(3, 2), multiple(sp.S.Half), multiple(2 - q)),
        (*real(x), Range(q)),
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_refused(name: str) -> None:
    assert not proved(FALSE[name])


TRUE: dict[str, Statement] = {
    "a factor that does not vanish": (eq(x * y), eq(y), multiple(x), nonzero(x) + real(y)),
    "a positive factor, in an order": (le(a * y), le(y), multiple(a), positive(a) + real(y)),
    "an equation divided by what does not vanish": (
        eq(y),
        eq(sp.S.Zero),
        multiple(ONE, 1 / x),
        (*nonzero(x), *real(y), zero(x * y)),
    ),
    "a power": (eq(odd(x, a), odd(y, a)), eq(x, y), powers(x, y, a), real(x, y) + positive(a)),
    "squares of numbers that are not negative": (
        le(a**2, b**2),
        le(a, b),
        theorem("ordered-powers", *[coefficients()] * 3, a=a, b=b, n=sp.Integer(2)),
        positive(a, b),
    ),
    "a power, turned": (eq(x, y), eq(odd(x, a), odd(y, a)), turned(powers(x, y, a)), real(x, y) + positive(a)),
    "a third condition": (eq(2 * x), eq(-x), through(eq(x), multiple(2 * ONE), multiple(-ONE)), real(x)),
    "both ends": (
        eq((2 - q) * x),
        eq((2 - q) * x * 3),
        at_end(q, sp.Integer(2), multiple(ONE), multiple(sp.Rational(1, 3))),
        (*real(x), Range(q)),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_its_true_neighbours_are_proved(name: str) -> None:
    assert proved(TRUE[name])


OTHERS: list[Part] = [
    Identity("-", x, y),
    Inequality("-", x, y),
    Limit("-", a / (1 + a), a, sp.oo, ONE),
    Equivalence("-", (eq(x), eq(y), eq(z))),
]


@pytest.mark.parametrize("part", OTHERS)
@pytest.mark.parametrize("name", ["through", "multiple", "turned"])
def test_only_two_conditions_are_compared(part: Part, name: str) -> None:
    details = {"through": {"between": eq(x)}, "multiple": {"factor": ONE, "using": ()}, "turned": {}}[name]
    with pytest.raises(CannotDecide):
        NODES[name](part, real(x, y, z), **details)


def test_every_equation_that_is_assumed_has_a_factor() -> None:
    goal = Equivalence("-", (eq(x), eq(y)))
    with pytest.raises(CannotDecide, match="2 equations"):
        multiple_of(goal, (*real(x, y), zero(x), zero(y)), ONE, (ONE,))
