"""The attack on conditions about families: it finds what is false, by numbers that are certain, and nothing else."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
import sympy as sp

from neversaddle.numerics.attack.attack import attack
from neversaddle.numerics.attack.kinds.condition_samples import with_numbers
from neversaddle.numerics.attack.kinds.conditions import as_condition, condition_fails, derivative, explicit, truth
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.language.families import Product, Total, family, index
from neversaddle.theory.language.statements import ForEach, ForSome, Partial, Same
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.steepest import CURVATURE, LOSS, SLOPE, WEIGHT, DiagonalNetwork
from neversaddle.theory.motion.steepest import WIDTH as k
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Composed, Condition, Depth, Every, Hypothesis, Place, Range, Sign
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.least import Least

a, w = family("a"), WEIGHT
i, j, m, r = map(index, "ijmr")
SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(k, 1))
NETWORK = (Place(i, L), Place(j, k), Composed(DiagonalNetwork(L), 2))
two = ForSome(ForSome(sp.Eq(w[m, j], 0) & sp.Eq(w[r, j], 0), r, L, m), m, L)
critical = ForEach(sp.Eq(Partial(LOSS, w[m, j]), 0), m, L)
others = Product(w[m, j], m, L, i)


def found(part: Part) -> bool:
    """Whether the attack has a witness."""
    claim = Claim("made-up", "made up", "made up", (part,), Verdict.PROVED, given=SIZES)
    return attack(claim, part, 20, 0, flows=False, samples=200, shrink=False).witness is not None


FALSE: dict[str, Part] = {
    "one for two": Holds("-", sp.Equivalent(critical, ForSome(sp.Eq(w[m, j], 0), m, L)), NETWORK),
    "whatever the slope": Holds("-", sp.Equivalent(critical, two), NETWORK),
    "every for some": Holds(
        "-", sp.Equivalent(critical, ForEach(sp.Eq(w[m, j], 0), m, L)), (*NETWORK, Sign(SLOPE[j], "nonzero"))
    ),
    "a term of the Hessian left out": Holds(
        "-", sp.Eq(Partial(Partial(LOSS, w[i, j]), w[r, j]), SLOPE[j] * Product(w[m, j], m, L, i, r)),
        (*NETWORK, Place(r, L, apart=(i,))),
    ),
    "a share too many": Holds("-", sp.Eq(Total(a[m], m, L), Total(a[m], m, L, i)), (Place(i, L),)),
    "members of one modulus are equal": Holds(
        "-", sp.Eq(a[i], a[r]), (Place(i, L), Place(r, L), Every(sp.Eq(sp.Abs(a[m]), sp.Abs(a[r])), m, L))
    ),
    "a sum of zero has no other sum of zero": Holds(
        "-", sp.Eq(Total(a[m] ** 3, m, L), 0), (Condition(sp.Eq(Total(a[m], m, L), 0)),)
    ),
    "a least value that is too low": Least("-", Total(a[m] ** 2, m, L), a, sp.true, sp.S.NegativeOne, m, sp.S.Zero),
    "a least value that is too high": Least(
        "-", Total(a[m], m, L) ** 2, a, sp.true, L**2 * sp.S.One, m, sp.S.One
    ),
    "a point that is not admitted": Least(
        "-", Total(a[m] ** 2, m, L), a, sp.Eq(Total(a[m], m, L), 1), sp.S.Zero, m, sp.S.Zero
    ),
}  # fmt: skip
TRUE: dict[str, Part] = {
    "two": Holds("-", sp.Equivalent(critical, sp.Eq(SLOPE[j], 0) | two), NETWORK),
    "the Hessian": Holds("-", sp.Eq(Partial(Partial(LOSS, w[i, j]), w[i, j]), CURVATURE[j, j] * others**2), NETWORK),
    "a delta": Holds("-", sp.Eq(Total(a[m] * Same(m, i), m, L), a[i]), (Place(i, L),)),
    "moduli": Holds("-", sp.Eq(sp.Abs(a[i]), sp.Abs(a[r])), FALSE["members of one modulus are equal"].given),
    "a least value": Least("-", Total(a[m] ** 2, m, L), a, sp.Eq(Total(a[m], m, L), 1), 1 / L, m, 1 / L),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_found(name: str) -> None:
    assert found(FALSE[name])


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_is_not(name: str) -> None:
    assert not found(TRUE[name])


def test_members_are_within_the_hypotheses() -> None:
    given = (Place(i, L), Sign(a[i], "zero"), Every(sp.Ne(a[m], 0), m, L, but=(i,)))
    part = as_condition(Holds("-", sp.Eq(Total(a[m], m, L), 0)), given)
    assert isinstance(part, Holds)
    supply = iter([{L: Fraction(4), i: Fraction(n)} for n in (1, 2, 3, 4)])
    instances = list(with_numbers(supply, part, given, "-"))
    assert len(instances) == 8
    for instance in instances:
        assert [n for n in range(1, 5) if instance[a[n]] == 0] == [instance[i]]


def test_a_derivative_is_that_of_the_formula() -> None:
    """Against the difference quotient of a polynomial in one member, exactly."""
    instance = {L: Fraction(3), i: Fraction(2), a[1]: Fraction(2), a[2]: Fraction(5), a[3]: Fraction(-1, 3)}
    formula, values = explicit(Partial(Product(a[m], m, L) ** 2, a[i]), instance, ())
    assert formula.xreplace({s: sp.Rational(v.numerator, v.denominator) for s, v in values.items()}) == sp.Rational(
        40, 9
    )


def test_a_kink_is_no_derivative() -> None:
    instance = {L: Fraction(1), a[1]: Fraction(0), q: Fraction(1), i: Fraction(1)}
    with pytest.raises(Undefined, match="kink"):
        explicit(Partial(sp.Abs(a[i]) ** q, a[i]), instance, ())
    assert explicit(Partial(sp.Abs(a[i]) ** q, a[i]), {**instance, q: Fraction(2)}, ())


def test_numbers_that_are_close_are_not_told_apart_by_balls() -> None:
    """3^(1/2) against itself, and against a number so close that few bits do not tell."""
    close = sp.Rational(int(sp.sqrt(3) * 10**40), 10**40)
    part = Holds("-", sp.Eq(a[i] ** sp.S.Half, close), (Place(i, L), Range(q)))
    instance = {L: Fraction(1), i: Fraction(1), a[1]: Fraction(3)}
    assert not condition_fails(part, instance, 64) and condition_fails(part, instance, 400)
    same = Holds("-", sp.Eq(a[i] ** sp.S.Half * a[i] ** sp.S.Half, a[i], evaluate=False), part.given)
    assert not condition_fails(same, instance, 400)


@pytest.mark.parametrize("values", list(itertools.product((True, False), repeat=3)))
def test_quantifiers_are_what_they_are(values: tuple[bool, ...]) -> None:
    instance = {L: Fraction(3), **{a[n]: Fraction(not value) for n, value in enumerate(values, start=1)}}
    zero = sp.Eq(a[m], 0)

    def is_true(condition: sp.Basic) -> bool | None:
        return truth(condition, instance, (), lambda relation, values: values[relation.lhs] == 0)

    assert is_true(ForEach(zero, m, L)) == all(values) and is_true(ForSome(zero, m, L)) == any(values)
    assert is_true(sp.Not(ForSome(zero, m, L))) == (not any(values))


y, z = sp.symbols("y z", real=True)


@pytest.mark.parametrize(
    "e",
    [
        sp.S.One,
        z**3,
        y,
        3 * y * z * (y - 2) ** 2,
        (y * z - 1) * (y * z**2 + 4) / 2 + z,
        sp.Abs(y) ** sp.Rational(3, 2) * (z + y) / (1 + y**2),
        sp.Mul(2, y + z, evaluate=False) * sp.exp(y * z),
    ],
)
def test_a_derivative_is_that_of_sympy_and_of_differences(e: sp.Expr) -> None:
    found = derivative(e, y)
    assert found == sp.diff(e, y)
    at = {y: sp.Rational(7, 5), z: sp.Rational(-3, 4)}
    step = sp.Rational(1, 10**10)
    ahead, behind = (e.xreplace({**at, y: at[y] + side * step}) for side in (1, -1))
    # The remainder is step^2 times a third derivative, which is below 10^4 for each of these formulas.
    assert abs(sp.N((ahead - behind) / (2 * step) - found.xreplace(at), 30)) < sp.Rational(1, 10**15)
