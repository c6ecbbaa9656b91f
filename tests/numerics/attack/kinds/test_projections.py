"""Projections on flows and near minimisers on finite sets: true statements stand, false ones are shown to fail."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

from neversaddle.numerics.attack.kinds.projections import (
    near_minimiser_agreement,
    near_minimiser_fails,
    projection_agreement,
    projection_fails,
)
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.definitions.leaf import Potential, Size
from neversaddle.theory.language.symbols import L, lam, q
from neversaddle.theory.statement.hypotheses import Range
from neversaddle.theory.statement.kinds import NearMinimiser, Projection, Truth

z = a, b = sp.symbols("z_1 z_2", real=True, nonzero=True)
u = sp.Symbol("u", nonnegative=True)
EQUAL = sp.Eq(sp.Abs(a), sp.Abs(b))
TWO = sp.Integer(2)


def at(depth: int, balance: Fraction = Fraction(1), **others: Fraction | int) -> Instance:
    names = {"q": q, "a": a, "b": b, "u": u}
    return {L: Fraction(depth), lam: balance, **{names[name]: Fraction(value) for name, value in others.items()}}


def verdicts(part: Projection, instance: Instance) -> tuple[bool, bool]:
    """Whether the flow agrees, and whether the part fails for certain."""
    return projection_agreement(part, instance, 30) != 0, projection_fails(part, instance, 128)


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
@pytest.mark.parametrize("balance", [Fraction(1), Fraction(1, 50), Fraction(70)])
def test_gradient_flow_projects(depth: int, balance: Fraction) -> None:
    assert verdicts(Projection("-", L, TWO, lam), at(depth, balance)) == (True, False)
    assert verdicts(Projection("-", L, TWO, lam, (), sp.false), at(depth, balance)) == (False, True)


@pytest.mark.parametrize("exponent", [sp.S.One, sp.Rational(3, 2)], ids=str)
@pytest.mark.parametrize("depth", [1, 3])
def test_other_flows_do_not(exponent: sp.Expr, depth: int) -> None:
    assert verdicts(Projection("-", L, exponent, lam), at(depth)) == (False, True)


@pytest.mark.parametrize("exponent", [Fraction(1), Fraction(3, 2), Fraction(1001, 1000)], ids=str)
@pytest.mark.parametrize(("one", "other", "equal"), [(1, 2, False), (-1, 1, True), (3, -3, True), (1, 0, True)])
def test_one_datum(exponent: Fraction, one: int, other: int, equal: bool) -> None:
    def holding(holds: Truth) -> Projection:
        return Projection("-", L, q, lam, z, holds)

    instance = at(2, q=exponent, a=one, b=other)
    assert verdicts(holding(sp.true), instance) == (equal, not equal)
    assert verdicts(holding(sp.false), instance) == (not equal, equal)
    if other:
        assert verdicts(holding(EQUAL), instance) == (True, False)
        assert verdicts(holding(sp.Ne(sp.Abs(a), sp.Abs(b))), instance) == (False, True)
    else:
        # The coordinate that no datum sees does not move: a projection, though the sizes differ.
        assert verdicts(holding(EQUAL), instance) == (False, True)


@pytest.mark.parametrize(
    "instance",
    [at(2, Fraction(0), q=1, a=1, b=2), at(2, Fraction(-1), q=1, a=1, b=2), at(2, q=3, a=1, b=2), at(0, q=1, a=1, b=1),
     at(2, q=1, a=0, b=0), {**at(2, q=1, a=1, b=2), L: Fraction(5, 2)}],
)  # fmt: skip
def test_where_there_is_no_such_flow_nothing_is_said(instance: Instance) -> None:
    part = Projection("-", L, q, lam, z)
    assert not projection_fails(part, instance, 128)
    with pytest.raises(Undefined):
        projection_agreement(part, instance, 30)


def near(objective: sp.Expr, norm: sp.Expr, gap: sp.Expr, variable: sp.Symbol = u) -> NearMinimiser:
    return NearMinimiser("-", objective, norm, gap, variable)


def both(part: NearMinimiser, instance: Instance) -> tuple[bool, bool]:
    return near_minimiser_agreement(part, instance, 30) == 0, near_minimiser_fails(part, instance, 128)


def test_a_norm_is_near_itself_and_a_concave_one_is_not() -> None:
    assert both(near(u, u, sp.S.Zero), at(2, u=1)) == (False, False)
    assert both(near(u**2, u, sp.S.Zero), at(2, u=1)) == (True, True)
    assert both(near(-u, u, sp.S.Zero), at(2, u=1)) == (True, True)
    assert both(near(u**2, 2 * u**2, sp.S.Zero), at(2, u=1)) == (False, False)


def test_gaps_are_told_apart_by_less_than_two() -> None:
    # t - t^2/(1+t) = t/(1+t): at t = 1 the gap is half of it, and rivals may be as small as one likes.
    objective, gap = u / (1 + u), u**2 / (1 + u)
    assert both(near(objective, u, gap), at(2, u=16)) == (False, False)
    assert both(near(objective, u, gap / 2), at(2, u=16)) == (True, True)


def test_a_scaled_objective_has_the_same_minimisers() -> None:
    objective = Potential(L, TWO, lam, u)
    x = Size(L, TWO, lam, u)
    gap = 2 * (L - 1) * x**4 / (12 * lam**L)
    for scale in (1, 5):
        part = near(scale * lam ** (L - 1) * objective, x**2 / 2, gap)
        assert both(part, at(3, u=Fraction(1, 10))) == (False, False)
    part = near(lam ** (L - 1) * objective, x**2 / 2, gap / 2)
    assert both(part, at(3, u=Fraction(1, 10))) == (True, True)


def test_rivals_keep_to_the_hypotheses_on_the_variable() -> None:
    s = sp.Symbol("s", positive=True)
    instance = {**at(2), s: Fraction(1, 2)}
    # For s <= 1: s (1 - s/2) has slopes in [0, 1], and the gap is s^2/2; beyond 2 it turns negative.
    free = NearMinimiser("-", s - s**2 / 2, s, s**2 / 2 + s / 100, s)
    bounded = NearMinimiser("-", s - s**2 / 2, s, s**2 / 2 + s / 100, s, (Range(s, sp.S.Zero, sp.S.One),))
    assert not near_minimiser_fails(bounded, instance, 128)
    assert near_minimiser_agreement(bounded, instance, 30) is None
    assert near_minimiser_agreement(free, instance, 30) is None
