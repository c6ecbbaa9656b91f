"""Derivatives by time of formulas against numbers with derivatives, at random moments of models of every size."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.time import time_derivative, written
from neversaddle.theory.language.families import Product, Total, family, index
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LOSS,
    PARTIAL,
    PULL,
    SLOPE,
    WEIGHT,
    WIDTH,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
)
from tests.fuzz.moments_truth import Moment, agree, moments

w, x, c = WEIGHT, COORDINATE, SLOPE
i, j, m, n, r = map(index, "ijmnr")
PLACES = (i, r, j)
network, model = DiagonalNetwork(L), SeparableModel(L)
FLOWS = {
    "network": Steepest(network, q),
    "network with decay": Steepest(network, q, alpha),
    "network with coupled decay": Steepest(network, q, alpha, coupled=True),
    "any model": Steepest(model, q),
    "any model with decay": Steepest(model, q, alpha),
    "any model with coupled decay": Steepest(model, q, alpha, coupled=True),
}
X = Product(w[m, j], m, L)
QUANTITIES = [
    w[i, j],
    sp.Abs(w[i, j]) ** q - sp.Abs(w[r, j]) ** q,
    sp.Abs(w[i, j]) * w[r, j],
    x[j],
    LOSS,
    LOSS**2 * w[i, j] + 3,
    X,
    sp.Abs(X) ** q,
    Product(w[m, j], m, L, i, r),
    Total(sp.Abs(w[m, j]) ** q, m, L, i),
    Total(x[n] ** 2, n, WIDTH),
    Total(x[n] * Product(sp.Abs(w[m, n]) ** 3, m, L), n, WIDTH, j),
    Total(Total(w[m, n] * w[i, n], m, L), n, WIDTH),
    sp.exp(x[j]) * Total(w[m, j] ** 2, m, L),
    Product(w[m, j] ** 2 + 1, m, L),
    Total(w[m, j] * Product(w[n, j], n, L, m), m, L),
]


def moment_of(name: str) -> st.SearchStrategy[Moment]:
    return moments("network" in name, "coupled" in name, "decay" in name, PLACES)


@pytest.mark.parametrize("name", FLOWS)
@settings(max_examples=8)
@given(data=st.data())
def test_derivatives_by_time(name: str, data: st.DataObject) -> None:
    moment, flow = data.draw(moment_of(name)), FLOWS[name]
    with mp.workdps(40):
        for quantity in QUANTITIES:
            derived = time_derivative(quantity, flow, flow.velocity)
            assert agree(moment.of(derived).value, moment.of(quantity).rate), str(quantity)


@settings(max_examples=8)
@given(moments(network=False, places=PLACES))
def test_pulled_velocities_are_velocities(moment: Moment) -> None:
    flow = FLOWS["any model"]
    with mp.workdps(40):
        for quantity in QUANTITIES:
            derived = time_derivative(quantity, flow, flow.pulled_velocity)
            assert agree(moment.of(derived).value, moment.of(quantity).rate), str(quantity)


@settings(max_examples=8)
@given(moments(places=PLACES))
def test_a_coordinate_is_what_it_is_written_as(moment: Moment) -> None:
    e = x[j] ** 2 * w[i, j]
    formula = written(e, FLOWS["network"])
    assert not formula.has(x) and written(e, FLOWS["any model"]) == e
    with mp.workdps(40):
        assert agree(moment.of(formula).value, moment.of(e).value)


@pytest.mark.parametrize("letter", [SLOPE[j], DRIVE[j], PARTIAL[i, j], PULL[i, j], Total(SLOPE[n] * x[n], n, WIDTH)])
def test_what_moves_in_an_unknown_way(letter: sp.Expr) -> None:
    flow = FLOWS["any model"]
    with pytest.raises(CannotDecide, match="is not said"):
        time_derivative(letter * w[i, j], flow, flow.velocity)


def test_what_does_not_move() -> None:
    a = family("a")
    flow = FLOWS["network"]
    assert time_derivative(q + a[i] ** 2 * L, flow, flow.velocity) == 0


def test_a_letter_of_a_place_is_none_of_the_flows() -> None:
    """The depth may bear the name that the place of a share would get."""
    depth = index("place0")
    flow = Steepest(SeparableModel(depth), q)
    derived = time_derivative(Total(x[n], n, WIDTH), flow, flow.velocity)
    assert depth in derived.free_symbols
