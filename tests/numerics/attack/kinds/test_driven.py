"""Flows under a slope that is assumed: what is true holds along them, and what is false does not."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

from neversaddle.numerics.attack.kinds.arrivals import arrival_agreement
from neversaddle.numerics.attack.kinds.driven import driven_holds, driven_outside
from neversaddle.numerics.attack.kinds.driven_flows import driven, place_of, settings_of, within
from neversaddle.numerics.attack.kinds.falling_losses import Bowl
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.language.times import TIME, Initially
from neversaddle.theory.motion.steepest import COORDINATE, LOSS, SLOPE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.bounds import any_flow, coercive, f_inf, squares
from neversaddle.theory.statement.falling import gap, mu, rho
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Given, Place, Range, positive, real
from neversaddle.theory.statement.model import SIZES, j
from neversaddle.theory.statement.pushed import l
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.solutions import Along, Order, Rate

x, c, xi = COORDINATE[j], SLOPE[j], sp.Symbol("xi", positive=True)
TWO = sp.Integer(2)
flow = Steepest(DiagonalNetwork(TWO), TWO)
#: Gradient flow on w_1 w_2 from equal weights under unit force: x grows like exp(2 t).
GIVEN: Given = (
    Depth(WIDTH, 1),
    Place(j, WIDTH),
    *positive(xi),
    Condition(sp.Eq(c, -1)),
    Every(sp.Eq(Initially(WEIGHT[l, j]), sp.sqrt(xi)), l, TWO),
)
LAW = Along("-", x, Order.EQUAL, xi * sp.exp(2 * TIME), flow)
RATE = Rate("-", x, 2 * x, flow)
FALSE = {
    "another rate": replace(LAW, right=xi * sp.exp(3 * TIME)),
    "another start": replace(LAW, right=2 * xi * sp.exp(2 * TIME)),
    "the wrong order": replace(LAW, order=Order.AT_MOST, right=xi),
}


def test_what_is_true_holds() -> None:
    assert driven(LAW, GIVEN) and driven_holds(LAW, GIVEN, "a/0")
    assert driven_holds(RATE, GIVEN, "a/0") and not driven_holds(replace(RATE, rate=x), GIVEN, "a/0")


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_does_not(name: str) -> None:
    assert not driven_holds(FALSE[name], GIVEN, "a/0")


def test_any_of_several_coordinates_may_be_the_one_that_is_pushed() -> None:
    places = {
        (int(numbers[WIDTH]), place_of(LAW, numbers))
        for numbers in itertools.islice(settings_of(LAW, GIVEN, "a/0"), 60)
    }
    assert places == {(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (3, 3)}
    assert all(driven_holds(LAW, GIVEN, f"a/{n}") for n in range(4))
    assert not any(driven_holds(wrong, GIVEN, f"a/{n}") for wrong in FALSE.values() for n in range(2))


def test_coordinates_that_are_not_pushed_rest() -> None:
    numbers = next(found for found in settings_of(LAW, GIVEN, "a/0") if found[WIDTH] == 2)
    other = 3 - place_of(LAW, numbers)
    assert numbers[SLOPE[other]] == 0
    assert numbers[COORDINATE[other]] == numbers[WEIGHT[1, other]] * numbers[WEIGHT[2, other]] > 0
    # Of the one that is pushed nothing is known yet.
    assert COORDINATE[place_of(LAW, numbers)] not in numbers


def test_without_an_assumed_slope_it_is_another_attack() -> None:
    assert not driven(LAW, [h for h in GIVEN if h != GIVEN[3]])


def test_under_another_force_it_is_another_law() -> None:
    held = [held for _, held in driven_outside(LAW, GIVEN, GIVEN[3], (), "a/0")]
    assert held and not all(held)


def test_what_is_not_rational_is_compared_in_numbers() -> None:
    root = Condition(sp.sqrt(xi) <= 1)
    assert within([root], {xi: sp.Rational(1, 2)}) and not within([root], {xi: sp.Rational(3, 1)})


#: A Polyak-Lojasiewicz loss of any model.
TIMES = 2 * gap ** (1 - q / 2) / ((2 - q) * mu * (2 * rho) ** (q / 2))
FALLS = Reaches("-", -LOSS, -f_inf, When.BY, TIMES, any_flow)
LOSSES: Given = (
    *SIZES,
    Range(q, open_high=True),
    *real(f_inf),
    *positive(mu, rho, gap),
    coercive(mu),
    Condition(2 * rho * (LOSS - f_inf) <= squares),
    Condition(sp.Eq(Initially(LOSS), f_inf + gap)),
)


def test_a_loss_is_at_its_least_value_by_then() -> None:
    assert arrival_agreement(FALLS, LOSSES, "a/0") is None
    # A hundredth of the time is enough for no loss.
    assert arrival_agreement(replace(FALLS, time=TIMES / 100), LOSSES, "a/0") == 0
    assert arrival_agreement(replace(FALLS, level=1 - f_inf), LOSSES, "a/0") == 0
    assert L in any_flow.free_symbols


def test_a_flow_that_stays_where_its_loss_is_least_tells_nothing() -> None:
    bowl = Bowl(2.0, 2, 1, random.Random(0))
    assert bowl.moments()
    bowl.slopes, bowl.start = np.array([[1.0], [1.0]]), np.array([[1.0], [-1.0]])
    assert bowl.moments() == []
