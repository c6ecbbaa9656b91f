"""Projections, near minimisers and slopes: the rules prove what is true, and refuse what a sloppy rule would prove."""

from __future__ import annotations

import dataclasses

import pytest
import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, Potential, Size
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.kernel.rules.projections import row_space, sandwich
from neversaddle.theory.kernel.rules.slopes import (
    chained,
    from_infinity,
    integrated,
    ratios,
    shown_positive,
    slopes,
    stretched,
)
from neversaddle.theory.language.symbols import L, lam, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, nonzero, positive, real
from neversaddle.theory.statement.kinds import ImproperIntegral, Inequality, NearMinimiser, Projection, Truth
from neversaddle.theory.statement.setting import ANY_DEPTH, BALANCE, EXPONENT
from neversaddle.theory.statement.steps import Step, by_chain, by_coefficients, by_integration, by_sandwich, by_slopes

TWO = sp.Integer(2)
Given = tuple[Hypothesis, ...]
z = a, b = sp.symbols("z_1 z_2", real=True, nonzero=True)
loose = sp.symbols("a b", real=True)
t, c = sp.symbols("t c", positive=True)
u = sp.Symbol("u", nonnegative=True)
LEAF: Given = (ANY_DEPTH, *BALANCE)
BELOW_TWO: Given = (*LEAF, Range(q, open_high=True), *nonzero(*z))
EQUAL = sp.Eq(sp.Abs(a), sp.Abs(b))


def projects(given: Given, exponent: sp.Expr, data: tuple[sp.Expr, ...] = (), holds: Truth = sp.true,
             depth: sp.Expr = L, leaf: sp.Expr = lam) -> bool:  # fmt: skip
    return row_space(Projection("-", depth, exponent, leaf, data, holds), given).proved


def test_gradient_flow_projects_for_all_data_and_for_one_datum() -> None:
    assert projects(LEAF, TWO)
    assert projects((*LEAF, *nonzero(*z)), TWO, z)
    assert projects(BALANCE, TWO, depth=sp.Integer(3))


@pytest.mark.parametrize("exponent", [sp.S.One, sp.Rational(3, 2), sp.Rational(199, 100), q], ids=str)
def test_other_exponents_do_not(exponent: sp.Expr) -> None:
    given: Given = (*LEAF, EXPONENT) if exponent == q else LEAF
    assert not projects(given, exponent)
    assert not projects((*given, *nonzero(*z)), exponent, z)


def test_the_leaf_has_to_be_convex_throughout() -> None:
    free = sp.Symbol("mu", real=True)
    assert not projects((ANY_DEPTH,), TWO, leaf=sp.S.Zero)
    assert not projects((ANY_DEPTH,), TWO, leaf=sp.S.NegativeOne)
    assert not projects((ANY_DEPTH, *real(free)), TWO, leaf=free)
    assert not projects(BALANCE, TWO, depth=sp.S.Zero)
    assert not projects(BALANCE, TWO, depth=sp.Rational(5, 2))


def test_below_two_it_is_the_projection_iff_sizes_are_equal() -> None:
    assert projects(BELOW_TWO, q, z, EQUAL)
    assert projects(BELOW_TWO, q, z, sp.Eq(sp.Abs(b), sp.Abs(a)))


@pytest.mark.parametrize(
    "holds",
    [sp.true, sp.false, sp.Ne(sp.Abs(a), sp.Abs(b)), sp.Eq(a, b), sp.Eq(sp.Abs(a), 2 * sp.Abs(b)),
     sp.Eq(sp.Abs(a), sp.Abs(a), evaluate=False)],
    ids=str,
)  # fmt: skip
def test_and_on_no_other_condition(holds: Truth) -> None:
    assert not projects(BELOW_TWO, q, z, holds)


def test_the_equivalence_needs_its_hypotheses() -> None:
    assert not projects((*LEAF, EXPONENT, *nonzero(*z)), q, z, EQUAL)
    assert not projects((*LEAF, *nonzero(*z)), TWO, z, EQUAL)
    weak = sp.Eq(sp.Abs(loose[0]), sp.Abs(loose[1]))
    assert not projects((*LEAF, Range(q, open_high=True), *real(*loose)), q, loose, weak)
    assert not projects((*LEAF, Sign(q, "positive"), Condition(q < 2), *nonzero(*z)), q, z, EQUAL)
    assert not projects(BELOW_TWO, q, (), EQUAL)
    assert not projects(BELOW_TWO, q, (a, b, sp.S.One), EQUAL)


def near(objective: sp.Expr, norm: sp.Expr, gap: sp.Expr, variable: sp.Symbol = t) -> NearMinimiser:
    return NearMinimiser("near", objective, norm, gap, variable)


def settle(part: NearMinimiser, lower: tuple[sp.Expr, sp.Expr], upper: tuple[sp.Expr, sp.Expr]) -> bool:
    given = positive(t, c)
    return sandwich(part, given, Inequality("lower", *lower), Inequality("upper", *upper)).proved


def test_a_sandwich_is_of_its_own_three_formulas() -> None:
    part = near(t / (1 + t), t, t**2 / (1 + t))
    assert settle(part, (t - t**2 / (1 + t), t / (1 + t)), (t / (1 + t), t))
    assert settle(part, (t, t / (1 + t) + t**2 / (1 + t)), (t / (1 + t), t))
    assert not settle(part, (t - t**2, t / (1 + t)), (t / (1 + t), t))
    assert not settle(part, (t - t**2 / (1 + t), t / (1 + t)), (t / (1 + t), 2 * t))
    assert not settle(part, (t / (1 + t), t), (t - t**2 / (1 + t), t / (1 + t)))
    assert not settle(part, (t / (1 + t), t - t**2 / (1 + t)), (t, t / (1 + t)))


def test_a_sandwich_assumes_something_of_its_variable() -> None:
    part = near(t, t, sp.S.Zero)
    same = Inequality("same", t, t)
    assert sandwich(part, positive(t), same, same).proved
    assert not sandwich(part, positive(c), same, same).proved


def test_a_sandwich_of_unsettled_parts_is_refused() -> None:
    lower, upper = Inequality("lower", t - t**2, t - t**2), Inequality("upper", t - t**2, t)
    part = dataclasses.replace(near(t - t**2, t, t**2), given=positive(t))
    steps: list[Step] = [by_coefficients(lower), by_sandwich(part, lower, upper)]
    claim = Claim("-", "-", "-", (lower, upper, part), Verdict.PROVED, positive(t), proof=lambda _: iter(steps))
    assert not decide(claim, steps[-1]).proved
    steps.insert(1, by_coefficients(upper))
    assert decide(claim, steps[-1]).proved


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


def stretches(left: sp.Expr, right: sp.Expr, weight: sp.Expr, *given: Hypothesis, high: sp.Symbol = t) -> bool:
    return stretched(Inequality("-", left, right), given, c, high, weight).proved


def test_from_one_value_to_a_larger_one() -> None:
    between: Given = (*positive(c, t), Condition(c <= t))
    assert stretches(c**2, t**2, 2 * t, *between)
    assert stretches(sp.log(c), sp.log(t), 1 / t, *between)
    assert stretches(sp.log(c), sp.log(t), 1 / t, *positive(c, t), Condition(t > c))
    # The condition is missing, is another one, or holds the other way round.
    assert not stretches(c**2, t**2, 2 * t, *positive(c, t))
    assert not stretches(c**2, t**2, 2 * t, *positive(c, t), Condition(c <= 2 * t))
    assert not stretches(c**2, t**2, 2 * t, *positive(c, t), Condition(t <= c))
    assert not stretches(c, c, sp.S.Zero, *positive(c), high=c)
    # Not equal to begin with, another slope, a slope of the wrong sign, a pole or a kink on the way.
    assert not stretches(c**2 + 1, t**2, 2 * t, *between)
    assert not stretches(c**2, t**2, t, *between)
    assert not stretches(t**2, c**2, -2 * t, *between)
    assert not stretches(1 / (1 - c), 1 / (1 - t), 1 / (1 - t) ** 2, *between)
    assert not stretches(sp.Abs(c - 1), sp.Abs(t - 1), sp.sign(t - 1), *between)
    assert not stretched(Inequality("-", c, t, strict=True), between, c, t, sp.S.One).proved


def test_what_starts_at_zero_or_below_is_refused() -> None:
    free, above = sp.Symbol("r", real=True), sp.Symbol("s", real=True)
    given: Given = (*real(free, above), Condition(free <= above))
    assert not stretched(Inequality("-", free, above), given, free, above, sp.S.One).proved
    assert not stretched(Inequality("-", -1 / free, -1 / above), given, free, above, above**-2).proved


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
    claim = Claim("-", "-", "-", (part,), Verdict.PROVED, positive(t), proof=lambda _: iter(steps))
    assert not decide(claim, steps[0]).proved
    steps.reverse()
    assert decide(claim, steps[1]).proved
    assert not decide(claim, by_chain(part, start, Inequality("never", s, s))).proved
