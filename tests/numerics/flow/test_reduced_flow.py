"""The flow of one weight a coordinate is the flow of all weights, and ends where it cannot see on."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.loss.loss import least_squares
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, reparametrization

TWO = least_squares([[2, "1/2"], ["1/2", 1]], [1, -1])
ONE = least_squares([[1]], [1])
sizes = st.fractions(min_value="1/5", max_value=1, max_denominator=9)
signed = st.tuples(sizes, st.sampled_from([1, -1])).map(lambda pair: pair[0] * pair[1])


@given(st.lists(signed, min_size=6, max_size=6, unique_by=abs), st.sampled_from([1, "5/4", "3/2", 2]))
@settings(max_examples=10)
@pytest.mark.parametrize("decay", [0, "1/3"])
def test_one_weight_a_coordinate_tells_all_of_them(decay: object, values: list[Fraction], q: object) -> None:
    table = [values[:2], values[2:4], values[4:]]
    full, reduced = (
        weight_flow(DeepDiagonal(3), q, TWO, table, ["1/10", 1], 15, decay, reduced=way) for way in (False, True)
    )
    assert full.stop is None and reduced.stop is None and min(full.digits, reduced.digits) >= 15
    assert full.weights is not None and reduced.weights is not None and full.y is not None and reduced.y is not None
    with mp.workdps(25):
        # Each is sure to 15 digits of the coordinate's largest weight, and weights and their integrals stay below 4.
        pairs = [(a, b) for f, r in zip(full.weights, reduced.weights, strict=True) for a, b in zip(f, r, strict=True)]
        pairs += list(zip(full.y, reduced.y, strict=True))
        assert all(abs(v - w) < 8 * mp.mpf(10) ** -15 for a, b in pairs for v, w in zip(a, b, strict=True))
    assert not reduced.invariants and full.invariants
    happened = [[(e.kind, e.coordinate) for e in f.events if e.what == "gradient"] for f in (full, reduced)]
    assert happened[0] == happened[1]


def test_tied_weights_keep_their_signs() -> None:
    full, reduced = (
        weight_flow(DeepDiagonal(3), "3/2", ONE, [["1/2"], ["-1/2"], ["-3/4"]], 1, 15, reduced=way)
        for way in (False, True)
    )
    assert full.weights is not None and reduced.weights is not None
    for a, b in zip(full.weights[-1], reduced.weights[-1], strict=True):
        assert abs(a[0] - b[0]) < mp.mpf("1e-14")


def test_it_ends_at_the_saddle_of_tied_weights() -> None:
    # w = (1/2, -1/2): x = -w^2 grows to 0, at t = 1/2 for the sign flow.
    flow = weight_flow(DeepDiagonal(2), 1, ONE, [["1/2"], ["-1/2"]], 2, 15, reduced=True)
    assert flow.stop is not None and (flow.stop.reason, flow.stop.coordinate) == ("edge", 1)
    assert abs(flow.stop.time - mp.mpf(1) / 2) < mp.mpf("1e-14")


@pytest.mark.parametrize("kind", ["model", "coupled"])
def test_what_has_no_leaf_is_refused(kind: str) -> None:
    model = reparametrization("u**2-v**2", "u,v") if kind == "model" else DeepDiagonal(2)
    decay = 0 if kind == "model" else "1/2"
    with pytest.raises(FlowError, match="reduced goes with a deep diagonal network"):
        weight_flow(model, "3/2", ONE, [["1/2"], ["1/3"]], 1, 15, decay, "coupled", reduced=True)
