"""The attack on margins: constant directions on one datum leave one exponent, and flows on two data agree with it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from neversaddle.numerics.attack.kinds.margins import FOLLOWED, _ray, flow_agrees, margin_agreement, margin_fails
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.bias.margin_flow import margin_flow
from neversaddle.theory.language.symbols import L, p, q
from neversaddle.theory.statement.kinds import MarginDirection

GRID = [(n, Fraction(*q_)) for n in (1, 2, 3, 5) for q_ in ((1, 1), (5, 4), (3, 2), (7, 4), (2, 1))]
OTHERS = [sp.Rational(a, b) for a in range(-2, 9) for b in (1, 2, 3, 5)]


def exact(number: Fraction) -> sp.Rational:
    return sp.Rational(number.numerator, number.denominator)


def true_exponent(depth: int, power: Fraction) -> sp.Expr:
    return sp.oo if power == 1 else exact(power / (power - 1) / depth)


@pytest.mark.parametrize(("depth", "power"), GRID)
def test_one_exponent_is_left(depth: int, power: Fraction) -> None:
    true = true_exponent(depth, power)
    for exponent in {*OTHERS, true, sp.oo}:
        for stationary in (False, True):
            part = MarginDirection("", sp.Integer(depth), exact(power), exponent, stationary)
            holds = exponent == true and (stationary or exponent >= 1)
            assert margin_fails(part, {}, 64) == (not holds)
            assert margin_agreement(part, {}, 15) == (None if holds else 0)


@pytest.mark.parametrize(("depth", "power"), [(n, q_) for n, q_ in GRID if n in (2, 3)])
def test_the_constant_direction_is_one_of_the_flow(depth: int, power: Fraction) -> None:
    """Where L > p an error at the start grows like a power of |x|: so only a little way there."""
    a, b = _ray(depth, power)
    far = 1e12 if depth <= 1 / (float(power) - 1 + 1e-9) + 1 else 1e3
    start = [[1.0, 2.0 ** float(a)]] * depth
    run = margin_flow([[1.0, 2.0 ** float(b)]], exact(power), depth, [1e2, far], weights=start, accuracy=1e-9)
    wanted = np.array([1.0, 2.0 ** float(a * depth)])
    assert np.allclose(run.directions, wanted / wanted.max(), rtol=1e-5)


@pytest.mark.parametrize(("depth", "power"), sorted(FOLLOWED))
def test_flows_on_two_data_tend_there_and_nowhere_else(depth: int, power: Fraction) -> None:
    kappa = 1 - (depth - 1) * (power - 1)
    true = None if power == 1 else power / (power - 1) / depth
    assert flow_agrees(depth, power, true)
    if kappa >= 0:
        # Below, what is left of x has as many coordinates as data in play: the conditions only ask for signs there.
        for wrong in (Fraction(2), Fraction(5, 4)):
            assert wrong == true or not flow_agrees(depth, power, wrong)


def test_meaningless_statements_are_told_apart() -> None:
    part = MarginDirection("", L, q, p / L)
    for instance in (
        {L: Fraction(1, 2), q: Fraction(2)},
        {L: Fraction(0), q: Fraction(2)},
        {L: Fraction(2), q: Fraction(1)},
        {L: Fraction(2), q: Fraction(0)},
    ):
        assert not margin_fails(part, instance, 64)
        with pytest.raises(Undefined):
            margin_agreement(part, instance, 15)
