"""Inequalities by slopes, by quotients and by sums: what is proved holds at every point, and no neighbour of it is.

What a sloppy look at limits would prove is in a file of its own, test_slope_holes.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TypeAlias

import mpmath
import sympy as sp
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.attack.definitions import digits as by_quadrature
from neversaddle.theory.definitions.leaf import OrbitTime, Potential, Size
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.kernel.rules.slopes import (
    chained,
    from_infinity,
    integrated,
    ratios,
    shown_positive,
    slopes,
)
from neversaddle.theory.language.symbols import L, lam, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, positive, real
from neversaddle.theory.statement.kinds import ImproperIntegral, Inequality
from neversaddle.theory.statement.setting import ANY_DEPTH, BALANCE
from neversaddle.theory.statement.steps import by_chain, by_integration, by_slopes

Given: TypeAlias = tuple[Hypothesis, ...]
TWO = sp.Integer(2)
t, c = sp.symbols("t c", positive=True)
u = sp.Symbol("u", nonnegative=True)
LEAF: Given = (ANY_DEPTH, *BALANCE)


def below(left: sp.Expr, right: sp.Expr, given: Given = (), strict: bool = False) -> bool:
    return ratios(Inequality("-", left, right, strict), (*positive(t, c), *given)).proved


def test_ratios() -> None:
    assert below(t**2 * c, t * (t + c) * c)
    assert below(sp.sqrt(t * c), sp.sqrt((t + c) * c))
    assert below(t / (t + c), sp.S.One)
    assert below((t + c) ** (1 - L), t ** (1 - L), (Depth(L, 1),))
    assert not below((t + c) ** (2 - L), t ** (2 - L), (Depth(L, 1),))
    assert not below(t * c, t**2)
    assert not below(t, t * c)
    assert not below(t * (t + c), t**2 * (t + c))
    assert not below(t, 2 * t, strict=True)
    assert not ratios(Inequality("-", -t, -t / (1 + t)), positive(t)).proved


def grows(left: sp.Expr, right: sp.Expr, variable: sp.Symbol = t, given: Given = ()) -> bool:
    try:
        return slopes(Inequality("-", left, right), (*positive(t, c), *given), variable).proved
    except CannotDecide:
        return False


def test_slopes_are_compared_from_zero() -> None:
    half = sp.S.Half
    assert grows(sp.sqrt(c * (t + c)), t / 2 + c)
    assert not grows(sp.sqrt(c * (t + c)), t / 3 + c)
    assert not grows(sp.sqrt(c * (t + c)) + 1, t / 2 + c)
    assert not grows(t / 2 + c, sp.sqrt(c * (t + c)))
    # Equal slopes, but one has no value to begin with.
    assert not grows(-(t ** (-half)), -(t ** (-half)) - 1)
    assert not grows(t, t - 1 / t)


def test_slopes_only_where_the_variable_runs_from_zero() -> None:
    above = Range(t, sp.S.One, TWO)
    assert not slopes(Inequality("-", t, 2 * t - sp.Rational(1, 2)), (above,), t).proved
    assert not slopes(Inequality("-", t, 3 * t), real(t), t).proved


def gap_of(start: Inequality, part: Inequality, weight: sp.Expr, given: Given, of: sp.Symbol) -> bool:
    return integrated(part, given, t, weight, start, of).proved


def test_integration_of_a_settled_gap() -> None:
    s = sp.Symbol("s", positive=True)
    start = Inequality("start", 2 * t, 2 * t + 1)
    other = Inequality("start", 2 * s, 2 * s + 1)
    part = Inequality("-", t**2, t**2 + t)
    assert gap_of(start, part, sp.S.One, positive(t), t)
    assert gap_of(other, part, sp.S.One, positive(t, s), s)
    assert gap_of(other, part, sp.S.One, positive(t), s)
    assert not gap_of(start, part, sp.Integer(2), positive(t), t)
    assert not gap_of(start, Inequality("-", t**2 + t, t**2), -sp.S.One, positive(t), t)
    assert not gap_of(start, Inequality("-", t**2 + 1, t**2 + t), sp.S.One, positive(t), t)
    # What holds where a condition does need not hold on the way there.
    assert not gap_of(start, part, sp.S.One, (*positive(t), Condition(t > 1)), t)
    assert not gap_of(other, part, sp.S.One, (*positive(t, s), Condition(s > 1)), s)
    assert not gap_of(other, part, sp.S.One, (*positive(t), Range(s)), s)
    assert not gap_of(Inequality("-", 2 * s + t, 2 * s + t + 1), part, sp.S.One, positive(t, s), s)


def test_integration_starts_where_functions_on_the_leaf_do() -> None:
    given: Given = (*LEAF, *positive(t))
    y, x, R = (f(L, TWO, lam, t) for f in (OrbitTime, Size, Potential))
    start = Inequality("start", sp.S.Zero, y)
    assert integrated(Inequality("-", sp.S.Zero, R), given, t, sp.diff(x, t), start, t).proved
    assert not integrated(Inequality("-", sp.S.One, R), given, t, sp.diff(x, t), start, t).proved


def test_from_infinity() -> None:
    s, depth = sp.Symbol("s", positive=True), sp.Integer(3)
    total = ImproperIntegral("sup", OrbitTime.rate(depth, TWO, lam, s), s, sp.pi / (2 * sp.sqrt(lam)), sp.true)
    y, h = OrbitTime(depth, TWO, lam, t), OrbitTime.rate(depth, TWO, lam, t)

    def falls(right: sp.Expr, integral: ImproperIntegral = total, extra: Given = ()) -> bool:
        assert total.value is not None
        part = Inequality("-", y, right)
        return from_infinity(part, (*BALANCE, *positive(t), *extra), t, h, integral).proved

    assert total.value is not None
    assert falls(total.value)
    assert falls(total.value + 1)
    assert not falls(total.value - 1)
    assert not falls(total.value, extra=(Condition(t < 1),))
    assert not falls(total.value, ImproperIntegral("-", h.subs(t, s), s, total.value, sp.true, high=sp.S.One))
    assert not falls(total.value, ImproperIntegral("-", 2 * h.subs(t, s), s, total.value, sp.true))
    assert not falls(total.value, ImproperIntegral("-", h.subs(t, s), s, total.value, lam > 1))
    part = Inequality("-", OrbitTime(depth, TWO, lam, u), total.value)
    given: Given = (*BALANCE, Sign(u, "nonnegative"))
    assert not from_infinity(part, given, u, OrbitTime.rate(depth, TWO, lam, u), total).proved


def test_chains() -> None:
    given = positive(t, c)
    lower, upper = Inequality("l", t, 2 * t), Inequality("u", 2 * t, 2 * t + c)
    assert chained(Inequality("-", t, 2 * t + c), given, lower, upper, sp.S.One).proved
    assert chained(Inequality("-", t, 2 * t + c**2), given, lower, upper, c).proved
    assert not chained(Inequality("-", t, 2 * t - c), given, lower, upper, -sp.S.One).proved
    assert not chained(Inequality("-", t, 2 * t), given, lower, upper, sp.S.One).proved
    assert not chained(Inequality("-", t, 2 * t + c, strict=True), given, lower, upper, sp.S.One).proved


def test_signs_under_a_condition() -> None:
    given: Given = (*positive(t, c), Condition(t > c))
    assert shown_positive(1 / (t - c), given)
    assert shown_positive(1 / (t - c) ** 2 + c, given)
    assert not shown_positive(1 / (c - t), given)
    assert not shown_positive(1 / (t - c) - c, given)


def test_borrowed_parts_come_before() -> None:
    s = sp.Symbol("s", positive=True)
    start, part = Inequality("start", s, 2 * s), Inequality("part", t**2 / 2, t**2)
    steps = [by_integration(part, t, sp.S.One, start, s), by_slopes(start, s)]
    claim = Claim("made-up", "made up", "-", (part,), Verdict.PROVED, positive(t), proof=lambda _: iter(steps))
    assert not decide(claim, steps[0]).proved
    steps.reverse()
    assert decide(claim, steps[1]).proved
    assert not decide(claim, by_chain(part, start, Inequality("never", s, s))).proved


# --- random statements near the boundary ---

#: A change that doubles would not see, and that no error of DIGITS hides.
TINY = sp.Rational(1, 10**30)
DIGITS = 60
SIZES = [Fraction(1, 10**40), Fraction(1, 3), Fraction(1), Fraction(10), Fraction(10**9)]
counts = st.integers(0, 3).map(sp.Integer)
slips = st.sampled_from([sp.S.Zero, TINY, -TINY])


def number(e: sp.Expr, at: dict[sp.Symbol, Fraction]) -> mpmath.mpf:
    """The value of powers, products and sums of positive symbols at an exact point, in mpmath."""
    if e.is_Symbol:
        return mp.mpf(at[e].numerator) / at[e].denominator
    if e.is_Rational:
        return mp.mpf(int(e.p)) / int(e.q)
    parts = [number(part, at) for part in e.args]
    if e.is_Add:
        return mp.fsum(parts)
    return mp.fprod(parts) if e.is_Mul else mp.log(*parts) if isinstance(e, sp.log) else mp.power(*parts)


def stands(left: sp.Expr, right: sp.Expr) -> bool:
    """left <= right for all sizes of t and c, at depths and exponents."""
    with mp.workdps(DIGITS):
        for one in SIZES:
            for two in SIZES:
                for depth, power in ((Fraction(2), Fraction(1)), (Fraction(5), Fraction(2))):
                    below, above = (number(e, {t: one, c: two, L: depth, q: power}) for e in (left, right))
                    # Errors of a few dozen operations are below 10^(5 - DIGITS) of the sides.
                    if below - above > mp.mpf(10) ** (5 - DIGITS) * (abs(below) + abs(above)):
                        return False
    return True


bases = st.sampled_from([t, c, t + c, 2 * t + c, 1 + t, sp.Integer(2), t * c])
exponents = st.sampled_from([sp.S.One, -sp.S.One, sp.S.Half, -sp.Rational(1, 3), q, 1 - q, L - 1, 2 - L, TINY])


@settings(max_examples=50)
@examples(st.lists(st.tuples(bases, exponents), max_size=3), st.lists(st.tuples(bases, exponents), max_size=3))
def test_ratios_of_random_products(below_: list[tuple[sp.Expr, sp.Expr]], above: list[tuple[sp.Expr, sp.Expr]]) -> None:
    left, right = (sp.Mul(*(b**e for b, e in side)) for side in (below_, above))
    if below(left, right, (Range(q), Depth(L, 2))):
        assert stands(left, right)


@settings(max_examples=40)
@examples(
    bases,
    st.sampled_from([(t, t + c), (t + c, 2 * t + c), (sp.S.One, 1 + t), (t * c, t * c + c**2), (c, 2 * t + c)]),
    st.sampled_from([sp.S.Half, sp.S.One, q, q - 1, L - 2, L, TINY]),
    st.sampled_from([sp.S.One, TWO, 1 - TINY, -sp.S.One]),
)
def test_a_power_of_a_quotient_above_one(
    shared: sp.Expr, pair: tuple[sp.Expr, sp.Expr], e: sp.Expr, slip: sp.Rational
) -> None:
    smaller, larger = pair
    usual: Given = (Range(q), Depth(L, 2))
    left, right = shared * smaller**e, slip * shared * larger**e
    assert below(left, right, usual) == (slip >= 1)
    # Turned round it is false, but for an exponent that may vanish, and then it is at other exponents.
    assert not below(shared * larger**e, shared * smaller**e, usual)
    assert not stands(left, (1 - TINY) * left) and stands(left, (1 + TINY) * left)


@settings(max_examples=18)
@examples(
    st.sampled_from([sp.S.Half, sp.Rational(1, 3), sp.S.One, TWO, q, 1 / q]),
    st.sampled_from([sp.S.One, sp.Integer(3), 1 - TINY, TWO]),
    slips,
    st.integers(1, 3),
)
def test_slopes_of_powers(e: sp.Expr, factor: sp.Rational, start: sp.Rational, k: int) -> None:
    """(t + c)^e <= factor (t + c)^e + start for all sizes iff factor >= 1 and start >= 0; and with another base."""
    left, given = (t + c) ** e, (Range(q),)
    assert grows(left, factor * (t + c) ** e + start, given=given) == (factor >= 1 and start >= 0)
    for right in (factor * (t + k * c) ** e + start, factor * (t + c) ** (e + 1) + start, factor * (k * t + c) ** e):
        if grows(left, right, given=given):
            assert stands(left, right)


polynomials = st.lists(counts, min_size=1, max_size=3).map(lambda cs: sp.Add(*(a * t**k for k, a in enumerate(cs))))


@settings(max_examples=40)
@examples(
    polynomials.filter(lambda e: e != 0),
    polynomials.filter(lambda e: e != 0),
    polynomials,
    counts,
    st.sampled_from(["nothing", "start", "slope", "weight", "gap"]),
)
def test_an_integral_of_a_settled_gap(
    gap: sp.Expr, weight: sp.Expr, left: sp.Expr, head: sp.Integer, slip: str
) -> None:
    s = sp.Symbol("s", positive=True)
    growth = sp.integrate(sp.expand(weight * gap), (t, 0, t))
    right = left + growth + {"nothing": head, "start": -TINY, "slope": head + TINY * t}.get(slip, head)
    start = Inequality("start", s, s + gap.subs(t, s) + (TINY if slip == "gap" else 0))
    if slip == "weight":
        left, right, weight = right - head, left - head, -weight
    part = Inequality("random", left, sp.expand(right))
    assert gap_of(start, part, weight, positive(t), s) == (slip == "nothing")
    assert stands(left, right) == (slip not in ("start", "weight"))


HALF, DEPTH_THREE, AT = sp.S.Half, sp.Integer(3), [Fraction(1, 10**6), Fraction(2), Fraction(10**6)]


@cache
def time(u_: Fraction) -> mpmath.mpf:
    """Orbit time at L = 3, q = 2, lambda = 1, by quadrature, to 25 digits."""
    with mp.workdps(25):
        return by_quadrature.orbit_time(3, Fraction(2), 1, u_)


@settings(max_examples=30)
@examples(counts, st.integers(-1, 3).map(sp.Integer), slips)
def test_orbit_time_below_its_supremum(times: sp.Integer, over: sp.Integer, off: sp.Rational) -> None:
    """times y <= times sup y + off + over/(u + lambda): the gap falls to `off`."""
    s = sp.Symbol("s", positive=True)
    total = ImproperIntegral(
        "sup", OrbitTime.rate(DEPTH_THREE, TWO, lam, s), s, sp.beta(HALF, HALF) / (2 * sp.sqrt(lam)), sp.true
    )
    assert total.value is not None
    left = times * OrbitTime(DEPTH_THREE, TWO, lam, t)
    right = times * total.value + off + over / (t + lam)
    weight = times * OrbitTime.rate(DEPTH_THREE, TWO, lam, t) + over / (t + lam) ** 2
    part = Inequality("random", left, right)
    sure = from_infinity(part, (*BALANCE, *positive(t)), t, weight, total).proved
    assert sure == (off >= 0 and over >= 0)
    with mp.workdps(25):
        for at in AT:
            value = int(times) * (mp.pi / 2 - time(at)) + int(over) / (1 + mp.mpf(at.numerator) / at.denominator)
            # Quadrature to 25 digits, of values below 10, and `off` is below its errors.
            assert not sure or value > -(mp.mpf(10) ** -20)


@settings(max_examples=15)
@examples(st.lists(st.integers(-2, 2), min_size=4, max_size=4), st.integers(-2, 2), st.booleans())
def test_signs_under_a_condition_that_one_size_exceeds_another(ks: list[int], pole: int, strict: bool) -> None:
    given: Given = (*positive(t, c), Condition(t > c))
    d = t - c
    e = (ks[0] + ks[1] * d + ks[2] * d**2 + ks[3] * c) * d**pole
    sure = shown_positive(e, given, strict)
    # One term, a power of the gap between its inverse square and itself.
    if min(ks) >= 0 and max(ks) > 0 and sum(map(bool, ks)) == 1:
        assert sure or pole + ks.index(max(ks)) % 3 not in (-2, -1, 0, 1)
    for two in SIZES:
        for more in SIZES:
            gap, low = more, two
            value = (ks[0] + ks[1] * gap + ks[2] * gap**2 + ks[3] * low) * gap**pole
            assert not sure or value > 0 or (value == 0 and not strict)


@settings(max_examples=25)
@examples(polynomials, polynomials, st.integers(-1, 2).map(sp.Integer), slips)
def test_sums_of_settled_inequalities(one: sp.Expr, two: sp.Expr, weight: sp.Integer, off: sp.Rational) -> None:
    lower, upper = Inequality("l", t, t + one), Inequality("u", t + one, t + one + two)
    part = Inequality("-", t, t + one + weight * two + off)
    assert chained(part, positive(t, c), lower, upper, weight).proved == (weight >= 0 and off == 0)
