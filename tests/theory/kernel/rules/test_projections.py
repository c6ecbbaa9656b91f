"""Projections and near minimisers: the rules prove what is true, and refuse what a sloppy rule would prove."""

from __future__ import annotations

import dataclasses

import pytest
import sympy as sp

from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.kernel.rules.projections import row_space, sandwich
from neversaddle.theory.language.symbols import L, lam, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Range, Sign, nonzero, positive, real
from neversaddle.theory.statement.kinds import Inequality, NearMinimiser, Projection, Truth
from neversaddle.theory.statement.setting import ANY_DEPTH, BALANCE, EXPONENT
from neversaddle.theory.statement.steps import Step, by_coefficients, by_sandwich

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
    claim = Claim(
        "made-up", "made up", "-", (lower, upper, part), Verdict.PROVED, positive(t), proof=lambda _: iter(steps)
    )
    assert not decide(claim, steps[-1]).proved
    steps.insert(1, by_coefficients(upper))
    assert decide(claim, steps[-1]).proved
