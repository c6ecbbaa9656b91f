"""What readers with fresh eyes had the flows say, and is not true: each once, with what is."""

from __future__ import annotations

import pytest
import sympy as sp
from mpmath import mp

from neversaddle.numerics.flow.enclosed import enclosed_flow
from neversaddle.numerics.flow.flow import FlowError, weight_flow
from neversaddle.numerics.loss.loss import exponential, least_squares, parse_loss
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, reparametrization

ONE = least_squares([[1]], [1])


@pytest.mark.parametrize("digits", [12, 30])
def test_a_gradient_that_is_small_by_itself_does_not_vanish(digits: int) -> None:
    # f = exp(-x): x = (1/10 + t)^2 for ever, though f' is 10^-45 at t = 10.
    flow = weight_flow(DeepDiagonal(2), 1, exponential([[1]], [1]), [["1/10"], ["1/10"]], [3, 10], digits)
    assert flow.stop is None and not flow.events and flow.digits >= digits
    with mp.workdps(digits + 5):
        assert abs(flow.x[-1][0] - mp.mpf("102.01")) < 103 * mp.mpf(10) ** -digits


@pytest.mark.parametrize("digits", [15, 30])
def test_a_component_that_touches_zero_within_one_step_is_not_passed(digits: int) -> None:
    # Coupled decay on equal weights: w' = ((9 - 1/2 - w^2) w)^(1/2), and z reaches zero like a square.
    flow = weight_flow(DeepDiagonal(2), "3/2", least_squares([[1]], [9]), [[1], [1]], [1, 2], digits, "1/2", "coupled")
    assert flow.stop is None and flow.digits >= digits and {e.kind for e in flow.events} == {"rests"}
    with mp.workdps(40):
        top = mp.sqrt(mp.mpf("8.5"))
        end = mp.quad(lambda s: 2 * s / mp.sqrt((s * s) * (top + (top - s * s)) * (top - s * s)), [0, mp.sqrt(top - 1)])
        for event in flow.events:
            assert event.digits >= 8 and abs(event.time - end) <= end * mp.mpf(10) ** -event.digits


@pytest.mark.parametrize("q", [1, "6/5", "3/2", "9/5"])
def test_zero_weights_that_outgrow_their_decay_are_not_held_without_a_word(q: object) -> None:
    loss, zeros = least_squares([[1]], [3]), [[0], [0]]
    flow = weight_flow(DeepDiagonal(2), q, loss, zeros, 1, 12, "1/2", "coupled")
    assert flow.stop is not None and flow.stop.reason == "selection"
    rest = weight_flow(DeepDiagonal(2), q, loss, zeros, 1, 12, "1/2", "coupled", selection="rest")
    assert rest.stop is None and rest.x[-1] == (0,)
    weak = weight_flow(DeepDiagonal(2), q, least_squares([[1]], ["1/4"]), zeros, 1, 12, "1/2", "coupled")
    assert weak.stop is None and weak.x[-1] == (0,)


def test_zero_weights_are_watched_while_the_force_on_them_grows() -> None:
    # f_1' = 2 (x_2 - 1) passes -1/2 where x_2 = 3/4.
    data, start = least_squares([[2, 1]], [1]), [[0, 1], [0, "9/10"]]
    flow = weight_flow(DeepDiagonal(2), "3/2", data, start, 4, 12, "1/2", "coupled")
    assert flow.stop is not None and flow.stop.reason == "selection" and 0 < flow.stop.time < 4


def test_kinks_inside_kinks_are_known_before_what_stands_outside() -> None:
    model = reparametrization("abs(abs(u)**(5/2)-u)**(5/2) + v", "u,v")
    loss = parse_loss("abs(x-1)**(5/2)", 1)
    flow = weight_flow(model, 1, loss, [["3/2"], ["1/3"]], "1/100", 12)
    # The sign flow moves each weight at rate one, both downwards: f' > 0 and both partial derivatives are positive.
    assert flow.weights is not None and not flow.events
    assert abs(flow.weights[-1][0][0] - mp.mpf("1.49")) < 1e-12
    balls = enclosed_flow(reparametrization("abs(u)**(5/2)+v", "u,v"), 1, loss, [[2], ["1/3"]], "1/20", "1e-20")
    assert abs(float(balls.weights[-1][0][0]) - 1.95) < 1e-12


def test_a_partial_derivative_is_held_at_zero_where_both_sides_drive_it_there() -> None:
    # u^2 - v^2 towards 1/2: v' = -sign v until t = 2/5, then u alone goes on to sqrt(1/2).
    flow = weight_flow(reparametrization("u**2-v**2", "u,v"), 1, least_squares([[2]], [1]), [["3/10"], ["-2/5"]], 1, 15)
    assert flow.stop is None and [(e.kind, e.what) for e in flow.events] == [
        ("slides", "partial"),
        ("slides", "gradient"),
    ]
    assert abs(flow.events[0].time - mp.mpf(2) / 5) < 1e-14
    assert abs(flow.events[1].time - (mp.sqrt(mp.mpf(1) / 2) - mp.mpf(3) / 10)) < 1e-14


def test_proportional_components_have_one_multiplier_in_the_reduced_flow_too() -> None:
    data, start = least_squares([[2, -2]], [1]), [["-6/7", 1], [-1, -1]]
    full, reduced = (
        weight_flow(DeepDiagonal(2), 1, data, start, ["1/2", 1], 15, "1/2", reduced=way) for way in (False, True)
    )
    assert full.stop is None and reduced.stop is None
    assert all(abs(a - b) < 1e-14 for a, b in zip(full.x[-1], reduced.x[-1], strict=True))


def test_a_logarithm_of_a_kink_is_no_division_by_zero() -> None:
    flow = weight_flow(
        reparametrization("abs(u)**(3/2)*v", "u,v"), "3/2", parse_loss("x*log(x)", 1), [["9/10"], ["3/4"]], "1/10", 12
    )
    assert flow.stop is None and flow.loss_never_increases and flow.loss[-1] < flow.loss[0]


def test_what_is_no_invariant_and_no_table_of_weights_is_refused() -> None:
    for wrong in (sp.Symbol("zz"), "w1"):
        with pytest.raises(FlowError, match="an invariant must be"):
            weight_flow(DeepDiagonal(2), 2, ONE, [[1], [1]], 1, 10, invariants=[wrong])  # type: ignore[list-item]
    with pytest.raises(FlowError, match="weights must be 2 lists"):
        weight_flow(DeepDiagonal(2), 2, ONE, None, 1, 10)  # type: ignore[arg-type]


def test_a_flow_that_gets_nowhere_says_so() -> None:
    # x' = 4 x^2 from 1 is infinite at t = 1/4.
    flow = weight_flow(DeepDiagonal(2), 2, parse_loss("-x**2", 1), [[1], [1]], ["1/10", 1], 12)
    assert flow.stop is not None and flow.stop.reason == "stuck" and abs(flow.stop.time - mp.mpf(1) / 4) < 1e-10
    assert len(flow.times) == 3 and abs(flow.x[1][0] - mp.mpf(5) / 3) < 1e-11
