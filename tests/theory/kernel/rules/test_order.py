"""What the rules for identities, inequalities, equivalences and minimisers prove is true at every point looked at."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from math import prod
from typing import TypeAlias

import pytest
import sympy as sp
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, positive, real
from neversaddle.theory.statement.kinds import Equivalence, Identity, Inequality
from neversaddle.theory.statement.steps import (
    Step,
    by_coefficients,
    by_common_sign,
    by_derivative,
    by_growing_gap,
    by_monotonicity,
    by_normal_form,
    by_powers,
)

Point: TypeAlias = dict[sp.Symbol, Fraction]
x = sp.Symbol("x", nonnegative=True)
u, v, q = sp.symbols("u v q", positive=True)
a, b, t = sp.symbols("a b t", real=True)
L = sp.Symbol("L", positive=True, integer=True)
FROM_ZERO = Sign(x, "nonnegative")
USUAL: tuple[Hypothesis, ...] = (Depth(L, 2), Range(q), *positive(u, v))
#: A change that no rounding error is large enough to hide, and that no sample is far enough out to miss.
TINY = sp.Rational(1, 10**40)
SIZES = [Fraction(1, 10**6), Fraction(1), Fraction(10**6)]
CORNERS: list[Point] = [
    {q: e, L: Fraction(d), u: one, v: two}
    for e in (Fraction(1), Fraction(5, 4), Fraction(2))
    for d in (2, 5)
    for one in SIZES
    for two in SIZES
]
small = st.integers(-3, 3).map(sp.Integer)
counts = st.integers(0, 3).map(sp.Integer)


def proved(step: Step, *given: Hypothesis, first: Iterable[Step] = ()) -> bool:
    """Whether a step is settled in a claim of its own, after those it stands on."""
    steps = [*first, step]
    claim = Claim(
        "made-up", "made up", "-", tuple(s.part for s in steps), Verdict.PROVED, given, proof=lambda _: iter(steps)
    )
    return decide(claim, step).proved


@cache
def terms(e: sp.Expr) -> tuple[list[sp.Symbol], tuple[list[tuple[tuple[int, ...], Fraction]], ...]]:
    """A polynomial, or a quotient of two, as exponents and coefficients above and below."""
    symbols = sorted(e.free_symbols, key=str)
    sides = sp.fraction(sp.together(e))
    polys = (sp.Poly(side, *symbols or [x]).terms() for side in sides)
    return symbols, tuple([(powers, Fraction(int(c.p), int(c.q))) for powers, c in side] for side in polys)


def exact(e: sp.Expr, at: Point) -> Fraction:
    """The value at an exact point."""
    symbols, sides = terms(sp.sympify(e))
    values = [at[s] for s in symbols] or [Fraction(0)]
    above, below = (
        sum((c * prod(v**n for v, n in zip(values, powers, strict=True)) for powers, c in side), Fraction(0))
        for side in sides
    )
    return above / below


def true_at(part: Inequality, points: Iterable[Point]) -> bool:
    gaps = [exact(part.right - part.left, at) for at in points]
    return all(gap > 0 if part.strict else gap >= 0 for gap in gaps)


# --- coefficients and powers ---

factors = st.sampled_from([sp.S.One, q, q - 1, 2 - q, L - 2, L - q, u / (u + v), u + v, 1 / u])


@settings(max_examples=25)
@examples(
    st.lists(st.tuples(small, factors, factors), min_size=1, max_size=3),
    st.lists(st.tuples(small, factors, factors), max_size=2),
    st.booleans(),
)
def test_coefficients_of_one_sign(
    more: list[tuple[sp.Integer, sp.Expr, sp.Expr]], less: list[tuple[sp.Integer, sp.Expr, sp.Expr]], strict: bool
) -> None:
    right, left = (sp.Add(*(c * f * g for c, f, g in terms)) for terms in (more, less))
    part = Inequality("random", left, right, strict)
    sure = proved(by_coefficients(part), *USUAL)
    assert not sure or true_at(part, CORNERS)
    # A product of what is >= 0 is, whatever is on the other side of a sum.
    if not less and all(c > 0 for c, _, _ in more) and len(more) == 1:
        assert sure == true_at(part, CORNERS)
    # A hair below its least value is below 0 somewhere.
    if 0 in [exact(right - left, at) for at in CORNERS]:
        assert not proved(by_coefficients(Inequality("a hair less", left + TINY, right)), *USUAL)


exponents = st.tuples(small, small, small).map(lambda c: c[0] + c[1] * (q - 1) + c[2] * (L - 2))


@settings(max_examples=40)
@examples(
    st.lists(st.tuples(st.sampled_from([1 + u, 1 + u + v, sp.Integer(2), u, 1 / (1 + v)]), exponents), max_size=3),
    st.sampled_from([sp.S.One, sp.Rational(3, 2), sp.Rational(2, 3), 1 - TINY]),
    st.booleans(),
)
def test_powers_at_least_one(powers: list[tuple[sp.Expr, sp.Expr]], c: sp.Rational, strict: bool) -> None:
    """Whole exponents at q = 1 and q = 2 and at whole depths: there the values are exact."""
    product = c * sp.Mul(*(base**e for base, e in powers))
    part = Inequality("random", u, u * product, strict)
    sure = proved(by_powers(part), *USUAL)
    for at in CORNERS:
        if at[q].denominator == 1:
            value = exact(c, at) * prod(exact(base, at) ** int(exact(e, at)) for base, e in powers)
            assert not sure or (value > 1 if strict else value >= 1)
    plain = all(base in (1 + u, 1 + u + v, 2) for base, _ in powers) and len({base for base, _ in powers}) == len(
        powers
    )
    least = [min(exact(e, {q: Fraction(n), L: Fraction(d)}) for n in (1, 2) for d in (2, 99)) for _, e in powers]
    if plain and c == 1 and not strict and 2 * u not in (base * u for base, _ in powers):
        assert sure == all(e >= 0 for e in least)


@settings(max_examples=12)
@examples(st.integers(1, 4), st.integers(0, 3), st.sampled_from([sp.S.One, 1 + TINY, 1 - TINY]))
def test_powers_under_a_condition_that_one_size_exceeds_another(n: int, k: int, c: sp.Rational) -> None:
    part = Inequality("random", u**n * v**k, c * v ** (n + k))
    sure = proved(by_powers(part), *positive(u, v), Condition(v >= u))
    assert sure == (c >= 1)
    assert not proved(by_powers(part), *positive(u, v), Condition(v <= u))
    assert not proved(by_powers(part), *positive(u, v))


@pytest.mark.parametrize(
    ("relation", "strict", "sure"),
    [
        (u < v, True, True),
        (u <= v, False, True),
        (u <= v, True, False),
        (u > v, False, False),
        (u >= v, False, False),
    ],
)
def test_powers_under_a_bound_from_above(relation: sp.Rel, strict: bool, sure: bool) -> None:
    """u^p < v^p where u < v, and (u/2)^-p > 1 where u < 2; the excess is positive just where the bound is strict."""
    p = sp.Rational(5, 2)
    assert proved(by_powers(Inequality("-", u**p, v**p, strict)), *positive(u, v), Condition(relation)) is sure
    two = relation.xreplace({v: sp.Integer(2)})
    assert proved(by_powers(Inequality("-", sp.S.One, (2 / u) ** p, strict)), *positive(u), Condition(two)) is sure


def test_what_is_bounded_from_above_may_be_negative() -> None:
    """y^2 > 1 for y = -2 < 1."""
    y = sp.Symbol("y", real=True)
    part = Inequality("-", y**2, sp.S.One, True)
    assert not proved(by_powers(part), Sign(y, "real"), Condition(y < 1))


# --- from an end: monotone, growing ---

polynomials = st.lists(small, min_size=1, max_size=5).map(lambda cs: sp.Add(*(c * x**k for k, c in enumerate(cs))))
rising = st.lists(counts, min_size=1, max_size=3).map(lambda cs: sp.Add(*(c * x**k for k, c in enumerate(cs))))


def least_sign(polynomial: sp.Expr) -> int:
    """-1, 0 or 1 as a polynomial is negative somewhere on [0, oo), vanishes at its least, or is positive: by Sturm."""
    p = sp.Poly(polynomial, x)
    if p.is_zero:
        return 0
    roots = sorted({r for r in p.real_roots() if r >= 0}, key=lambda r: r.evalf(30))
    ends = [sp.S.Zero, *roots]
    between = [(one + two) / 2 for one, two in itertools.pairwise(ends) if one != two] + [ends[-1] + 1]
    signs = [sp.sign(p.eval(sp.Rational(str(sp.N(e, 40)))) if not e.is_Rational else p.eval(e)) for e in between]
    if min(signs) < 0 or p.eval(0) < 0:
        return -1
    return 0 if roots else 1


@settings(max_examples=40)
@examples(polynomials, polynomials)
def test_what_never_decreases_from_where_it_is_not_negative(left: sp.Expr, right: sp.Expr) -> None:
    part = Inequality("random", left, right)
    sure = proved(by_monotonicity(part, x), FROM_ZERO)
    assert not sure or least_sign(right - left) >= 0
    gap = sp.Poly(right - left, x)
    if all(c >= 0 for c in gap.all_coeffs()):
        assert sure
        # Less than its least value, which is the one at 0.
        lower = Inequality("lower", left + gap.eval(0) + TINY, right)
        assert not proved(by_monotonicity(lower, x), FROM_ZERO)
    # A condition may hold at the end of the way and fail on it.
    slope = sp.diff(right - left, x)
    if least_sign(right - left) < 0 and slope.has(x):
        assert not proved(by_monotonicity(part, x), FROM_ZERO, Condition(sp.Gt(slope, 0, evaluate=False)))


@settings(max_examples=60)
@examples(polynomials, polynomials, st.booleans(), st.integers(-1, 1))
def test_a_gap_that_grows(left: sp.Expr, right: sp.Expr, strict: bool, head_start: int) -> None:
    right += left.subs(x, 0) - right.subs(x, 0) + head_start
    part = Inequality("random", left, right, strict)
    start = Inequality("at 0", left.subs(x, 0), right.subs(x, 0), strict)
    first = by_coefficients(start)
    sure = proved(by_growing_gap(part, x, start), FROM_ZERO, first=[first])
    assert not sure or least_sign(right - left) >= (1 if strict else 0)
    slopes = [sp.Poly(sp.diff(side, x), x) for side in (left, right)]
    grow = all(s.eval(0) > 0 and all(c >= 0 for c in s.all_coeffs()) for s in slopes)
    if grow and all(c >= 0 for c in (slopes[1] - slopes[0]).all_coeffs()):
        assert sure == (head_start > 0 or (head_start == 0 and not strict))
    if sure and strict:
        later = Inequality("at 0, by a hair", left.subs(x, 0) + TINY, right.subs(x, 0), True)
        assert not proved(by_growing_gap(part, x, later), FROM_ZERO, first=[by_coefficients(later)])


@settings(max_examples=15)
@examples(counts, counts, counts, st.sampled_from([sp.S.Zero, TINY, -TINY]), st.sampled_from([sp.S.One, x, x**2]))
def test_equal_derivatives_and_equal_at_a_point(
    one: sp.Integer, two: sp.Integer, three: sp.Integer, c: sp.Rational, off: sp.Expr
) -> None:
    """log of a product; a constant or a slope beside it is not overlooked."""
    first, second = 1 + one * x + two * x**2, 1 + three * x
    left, right = sp.log(first**2 * second), 2 * sp.log(first) + sp.log(second) + c * off
    assert proved(by_derivative(Identity("l", left, right), x), FROM_ZERO) == (c == 0)
    assert not proved(by_derivative(Identity("l", left, right), x, -sp.S.One), FROM_ZERO)


@settings(max_examples=15)
@examples(polynomials, polynomials, st.sampled_from([sp.S.Zero, TINY]))
def test_one_normal_form(p: sp.Expr, r: sp.Expr, c: sp.Rational) -> None:
    part = Identity("square", (p + r * u**q) ** 2, sp.expand(p**2) + 2 * p * r * u**q + r**2 * u ** (2 * q) + c * u**q)
    assert proved(by_normal_form(part), FROM_ZERO, *USUAL) == (c == 0)


# --- conditions and minima ---

linear = st.tuples(small, small, small).map(lambda c: c[0] + c[1] * a + c[2] * b)
multiples = st.sampled_from([sp.S.One, sp.Integer(3), -sp.S.One, 1 + a**2, u, q - 1, q, 1 / u, L - 2, a, TINY])
relations = st.sampled_from([sp.Ge, sp.Gt, sp.Le, sp.Lt])
EVERYWHERE: list[Point] = [
    {a: Fraction(one), b: Fraction(two), u: Fraction(1, 7), v: Fraction(1), q: e, L: Fraction(d)}
    for one in (-3, -1, 0, Fraction(1, 2), 1, 3)
    for two in (-3, -1, 0, Fraction(1, 2), 1, 3)
    for e, d in ((Fraction(1), 2), (Fraction(3, 2), 5))
]


@settings(max_examples=40)
@examples(linear.filter(lambda e: e != 0), st.lists(st.tuples(multiples, relations), min_size=2, max_size=3))
def test_conditions_that_are_multiples_of_one_another(e: sp.Expr, said: list[tuple[sp.Expr, type[sp.Rel]]]) -> None:
    conditions = tuple(relation(c * e, 0, evaluate=False) for c, relation in said)
    sure = proved(by_common_sign(Equivalence("random", conditions)), *USUAL, *real(a, b))
    for at in EVERYWHERE:
        values = {bool(relation(sp.sign(exact(c * e, at)), 0)) for c, relation in said}
        assert not sure or len(values) == 1
    sides = {(1 if relation in (sp.Ge, sp.Gt) else -1) * (1 if c.is_positive else 0) for c, relation in said}
    weak = {relation in (sp.Ge, sp.Le) for _, relation in said}
    if len(sides) == len(weak) == 1 and 0 not in sides:
        assert sure


@pytest.mark.parametrize("strict", [True, False])
def test_where_equality_holds_is_only_said_by_the_rule_that_shows_it(strict: bool) -> None:
    part = Inequality("tight", sp.S.Zero, x, strict, tight=sp.Eq(x, 7, evaluate=False))
    start = Inequality("start", sp.S.Zero, sp.S.One, True)
    for step in (by_coefficients(part), by_powers(part), by_monotonicity(part, x), by_growing_gap(part, x, start)):
        assert not proved(step, FROM_ZERO, first=[by_coefficients(start)])
