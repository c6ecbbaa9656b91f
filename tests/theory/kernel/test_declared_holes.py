"""False statements a second adversary had proved by letters, values and parts that are not what they pass for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
import sympy as sp

from neversaddle.theory.claims.convergence import finite_time
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.language.families import family, index
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.statement import falling
from neversaddle.theory.statement.bounds import any_flow, spent
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.gradient_flows import ConvexGradient
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Place, Range, Sign
from neversaddle.theory.statement.kinds import Equivalence, Identity, ImproperIntegral, Inequality, Limit, Part
from neversaddle.theory.statement.least import Least
from neversaddle.theory.statement.model import SIZES
from neversaddle.theory.statement.proofs import assumption, chain_rule, coefficients, normal_form, proves, theorem
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.shapes import Shape, Trait
from neversaddle.theory.statement.solution_proofs import loosened, otherwise
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Proof, Step
from neversaddle.theory.statement.tending import TendsTo

a, b, x = sp.symbols("a b x", real=True)
p, s, u, rho, low, scale = sp.symbols("p s u rho low scale", positive=True)
size, whole = sp.Symbol("N", positive=True, integer=True), sp.Symbol("n", positive=True, integer=True)
i, m = index("i"), index("m")
HALF = sp.Rational(1, 2)
REALS, ANY_X = (Sign(a, "real"), Sign(b, "real")), (Sign(x, "real"),)
SPREAD, LONG = Sign(scale, "positive"), (Range(q, open_high=True), *SIZES)
FORM, SIGNS, TAILS = normal_form(), coefficients(), Proof("tails")
FALLS = theorem("falling", chain_rule(), SIGNS, r=-spent)
Statement = tuple[Part, Proof, tuple[Hypothesis, ...]]


@dataclass(frozen=True)
class Smuggled(Condition):
    """A condition that has what a place has."""

    symbol: sp.Symbol = m
    size: sp.Expr = L
    apart: tuple[sp.Symbol, ...] = ()


def node(name: str, *premises: Proof, **details: object) -> Proof:
    """A node of a proof as its writer may set it, past the functions that would keep him from it."""
    return Proof(name, details, premises)


def specialised(narrow: Part, wide: Part, value: sp.Expr, then: Proof) -> Proof:
    """What holds for every positive scale, for one."""
    assert type(narrow) is type(wide)
    return node("specialisation", then, general=wide, letter=scale, value=value)


def shape(curvature: sp.Expr, *given: Hypothesis) -> Shape:
    """S'' at p is as said, and S has a finite value at 0."""
    return Shape("-", (Trait.CLOSED_DOMAIN,), p, p, curvature, sp.true, sp.S.Zero, given=given)


def tending(rest: sp.Expr, point: sp.Symbol, norm: sp.Expr, *given: Hypothesis) -> TendsTo:
    """|x| and something else tend to a norm as rho -> 0."""
    return TendsTo("-", u, u + rest, sp.S.Zero, u, norm, point, rho, sp.S.Zero, given=given)


def squeezed(norm: sp.Expr, gap: sp.Expr) -> Proof:
    """Between the norm and the norm plus a gap."""
    z, limits = sp.Symbol("z_", real=True), (Proof("continuity"), Proof("continuity"))
    by = sp.Lambda(z, gap)
    return theorem("squeeze", SIGNS, SIGNS, *limits, FORM, N=sp.Lambda(z, norm.subs(u, z)), below=by, above=by)


def false_statements() -> Iterator[tuple[str, Statement]]:
    interval = sp.Interval(a, b)
    yield "settled by an interval", (Inequality("-", a, b), node("settled", settled=interval), REALS)
    chain = node("chain", lower=interval, upper=sp.Interval(a, a + 1), weight=sp.S.Zero)
    yield "a chain of intervals", (Inequality("-", a, b), chain, REALS)
    alone = Equivalence("-", (sp.Lt(x, 0, evaluate=False),))
    yield "a condition alone", (alone, Proof("common sign"), ANY_X)
    kink = Shape("-", (), p, p, p ** (-2), sp.true, -sp.oo)
    yield "traits in no group", (kink, node("traits", groups=()), ())
    scaled = Equivalence("-", (sp.Lt(0, x, evaluate=False), sp.Lt(0, scale * x, evaluate=False)))
    wide = replace(scaled, given=(SPREAD,))
    more = (Sign(scale, "real"), *ANY_X)
    yield "a letter inside conditions", (scaled, specialised(scaled, wide, sp.S.One, Proof("common sign")), more)
    steep, slow = shape(p ** (-5 * HALF)), shape(scale * p ** (-3 * HALF), SPREAD)
    finite = theorem("value-at-the-boundary", TAILS)
    yield "the variable of a function for a letter", (steep, specialised(steep, slow, 1 / p, finite), ())
    positive = (Sign(u, "positive"), Sign(rho, "positive"))
    X = sp.Symbol("X", positive=True)
    shifted, near = tending(sp.S.One, X, X), tending(rho / scale, X, X, SPREAD)
    with_gap = squeezed(u, rho / scale)
    yield "the parameter of a limit for a letter", (shifted, specialised(shifted, near, rho, with_gap), positive)
    v = family("v")
    least = [Least("-", (v[i] - e) ** 2, v, sp.true, sp.S.Zero, m, e, h) for e, h in ((m, ()), (scale, (SPREAD,)))]
    places = (Depth(size, 1), Place(i, size), Place(m, size, (i,)))
    shown = specialised(least[0], least[1], m, node("least", *(node("truth"),) * 3))
    yield "the place of a minimiser for a letter", (least[0], shown, places)
    undefined = Equivalence("-", (sp.Lt(0, x, evaluate=False), sp.Lt(1 / a, 1 / a + x, evaluate=False)))
    yield "conditions without a value", (undefined, Proof("common sign"), (*REALS, *ANY_X))
    broken = 1 / (1 + low) + (sp.Abs(low - HALF) - low - HALF) / 100
    tail = ImproperIntegral("-", (1 + s) ** -2, s, broken, sp.true, low, sp.oo)
    yield "a kink on the way to the range", (tail, TAILS, (Sign(s, "positive"), Range(low)))
    valued = ImproperIntegral("-", s**-2, s, sp.Integer(5), sp.false)
    yield "the value of what is infinite", (valued, TAILS, (Sign(s, "positive"),))
    slope, area = sp.Derivative(sp.Abs(x), x), sp.Integral(1 / s, (s, 0, 1))
    yield "a derivative at a kink", (Inequality("-", slope, slope + 1, strict=True), SIGNS, ANY_X)
    yield "an integral that is infinite", (Inequality("-", area, area + 1, strict=True), SIGNS, ())
    one_sided = Limit("-", sp.Abs(x) / x, x, sp.S.Zero, sp.S.One)
    yield "a limit from one side", (one_sided, Proof("continuity"), ANY_X)
    for name in ("t", "y", "x", "s", "eps", "P"):
        own, weight = sp.Symbol(name, real=True), sp.Symbol("w_1", real=True)
        moved = ConvexGradient("-", sp.Tuple(own * weight), sp.Tuple(weight))
        known = theorem("independent-gradients", theorem("commuting-fields", FORM), SIGNS)
        yield f"a parameter called {name}", (moved, known, (Sign(own, "nonzero"), Sign(weight, "real")))
    for text in ("=", "<"):
        constant = Along("-", LOSS, text, Initially(LOSS), any_flow)  # type: ignore[arg-type]  # That is the mistake.
        yield f"the text {text} for an order", (constant, otherwise(LOSS, Order.AT_MOST, Initially(LOSS), FALLS, assumption()), LONG)  # fmt: skip  # noqa: E501  # One statement.
    weak = otherwise(LOSS, Order.AT_MOST, Initially(LOSS), FALLS, assumption())
    said = node("otherwise", weak, node("equalities"), left=LOSS, order="=", right=Initially(LOSS))
    yield "an order's text in a proof", (Along("-", LOSS, Order.EQUAL, Initially(LOSS), any_flow), said, LONG)
    part = finite_time.claim.says[0]
    assert isinstance(part, Reaches)
    tenth = replace(part, when="by", time=part.time / 10)  # type: ignore[arg-type]  # That is the mistake.
    yield "a text for when", (tenth, loosened(part.time, falling.loss_falls(), SIGNS), finite_time.claim.given)
    sine = Identity("-", sp.sin(sp.pi * sp.exp(x)), sp.S.Zero)
    yield "the logarithm of a whole number", (sine, node("logarithm", FORM, symbol=x, of=whole), ANY_X)
    wave = tending(sp.sin(sp.pi * u) + rho, whole, whole)
    yield "a limit at whole numbers", (wave, squeezed(u + sp.sin(sp.pi * u), rho), positive)
    never = Reaches("-", -LOSS, sp.S.Zero, When.NOT_BEFORE, sp.S.One, any_flow)
    place = Smuggled(sp.Lt(0, 0, evaluate=False))
    empty = node("otherwise", node("combination", FORM, equal=()), SIGNS, left=0 * x, order=Order.EQUAL, right=0 * x)
    throughout = node("throughout", empty, SIGNS, left=sp.S.One, order=Order.AT_MOST, right=0 * x, place=place)
    yield "a condition as a place", (never, throughout, LONG)


FALSE = dict(false_statements())


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_not_proved(name: str) -> None:
    part, proof, given = FALSE[name]
    made_up = Claim("made-up", "made up", "ours", (part,), Verdict.PROVED, given)
    assert not decide(made_up, proves(part, proof)).proved


def test_an_order_along_a_flow_settles_no_order_of_numbers() -> None:
    along, numbers = Along("along", LOSS, Order.AT_MOST, b, any_flow), Inequality("numbers", LOSS, b)
    begins = (Sign(b, "real"), Condition(sp.Eq(Initially(LOSS), b)), Sign(LOSS, "real"))
    first = otherwise(LOSS, Order.AT_MOST, Initially(LOSS), FALLS, node("equal", assumption(), of=Initially(LOSS)))

    def prove(claim: Claim) -> Iterator[Step]:
        yield proves(along, first)
        yield proves(numbers, node("settled", settled=along))

    claim = Claim("made-up", "made up", "ours", (along, numbers), Verdict.PROVED, (*LONG, *begins), proof=prove)
    assert [decide(claim, step).proved for step in prove(claim)] == [True, False]
