"""Flows that were once wrong while they reported digits, and their kinds; the truth by a method that shares nothing.

The kinds: a weight or a component of grad f that is zero, without force, and leaves zero behind another one; a
component slaved to one that crosses zero; orbit times that stood still while another coordinate arrived; a component of
grad f that is zero for all x.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from mpmath import mp
from numpy.typing import NDArray

from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.flow.trajectory import Trajectory
from neversaddle.numerics.loss.loss import Loss, LossError, exponential, least_squares, parse_loss
from neversaddle.theory.geometry.reparametrization import DeepDiagonal

Array = NDArray[np.float64]
F = Fraction


def power_steps(gradient: Callable[[Array], Array], weights: Sequence[Sequence[float]], q: float, end: float) -> Array:
    """The weights at a time, by Runge-Kutta's steps of order 4 in s with t = end s^8: of both, N and 2N steps.

    All powers of t from t^(1/8) on are smooth in s, so that zeros left at the start as t^e cost little of the order.
    """

    def rates(w: Array) -> Array:
        x = w.prod(axis=0)
        others = np.stack([np.delete(w, i, axis=0).prod(axis=0) for i in range(len(w))])
        force = gradient(x) * others
        return -np.sign(force) * np.abs(force) ** (q - 1)

    def run(steps: int) -> Array:
        w, h = np.array(weights, dtype=float), 1 / steps
        for n in range(steps):
            speeds: list[Array] = []
            for c, back in ((0.0, 0.0), (0.5, 0.5), (0.5, 0.5), (1.0, 1.0)):
                s = (n + c) * h
                at = w + back * h * speeds[-1] if speeds else w
                speeds.append(8 * end * s**7 * rates(at))
            w = w + h / 6 * (speeds[0] + 2 * speeds[1] + 2 * speeds[2] + speeds[3])
        return w

    coarse, fine = run(2000), run(4000)
    # What doubling the steps changes is more than what is still wrong after it, for any order of at least one.
    assert np.abs(coarse - fine).max() < 1e-7
    return fine


def flowed(q: str, weights: str, loss: Loss, time: str, digits: int = 10, **more: object) -> Trajectory:
    rows = [row.split(",") for row in weights.split(";")]
    return weight_flow(DeepDiagonal(len(rows)), q, loss, rows, time, digits, **more)  # type: ignore[arg-type]


LEAVING = {
    "least squares": ("3/2", "1,1;0,0", least_squares([[1, -1], [0, 1]], [0, 1]), "1/2"),
    "hyperbolic": ("7/4", "4/9,1;0,0", parse_loss("cosh(x1-x2)+x1**2/5-x2/3", 2), "1/2"),
    "depth three": ("11/10", "-4/7,-7/8;0,-5/7;1/5,0", parse_loss("x1**2/2+x2**4/4+x1*x2/3-x1", 2), "1/2"),
    "a chain of three": ("3/2", "1,1,1;0,0,0", least_squares([[1, -1, 0], [0, 1, -1], [0, 0, 1]], [0, 0, 1]), "1/2"),
    "exponential": ("5/4", "1,1/2;0,0", exponential([[1, 0], [1, 2], [-1, 1]], [1, 1, 1]), "1/2"),
}
GRADIENTS: dict[str, Callable[[Array], Array]] = {
    "least squares": lambda x: np.array([x[0] - x[1], 2 * x[1] - x[0] - 1]),
    "hyperbolic": lambda x: np.array([np.sinh(x[0] - x[1]) + 0.4 * x[0], -np.sinh(x[0] - x[1]) - 1 / 3]),
    "depth three": lambda x: np.array([x[0] + x[1] / 3 - 1, x[1] ** 3 + x[0] / 3]),
    "a chain of three": lambda x: np.array([x[0] - x[1], 2 * x[1] - x[0] - x[2], 2 * x[2] - x[1] - 1]),
    "exponential": lambda x: (
        -np.array([1.0, 0]) * np.exp(-x[0])
        - np.array([1.0, 2]) * np.exp(-x[0] - 2 * x[1])
        - np.array([-1.0, 1]) * np.exp(x[0] - x[1])
    ),
}


@pytest.mark.parametrize("name", LEAVING)
def test_what_leaves_zero_behind_another_is_not_frozen(name: str) -> None:
    q, weights, loss, time = LEAVING[name]
    flow = flowed(q, weights, loss, time)
    start = [[float(F(v)) for v in row.split(",")] for row in weights.split(";")]
    truth = power_steps(GRADIENTS[name], start, float(F(q)), float(F(time)))
    ours = np.array([[float(v) for v in row] for row in (flow.weights or ())[-1]])
    assert flow.stop is None and flow.digits >= 10 and flow.checked.finding is None
    # The truth is as good as its steps, halved, say.
    assert np.abs(ours - truth).max() < 1e-7
    assert max(flow.invariants.values()) < 1e-10


def test_a_component_slaved_to_one_that_crosses_zero_crosses_with_it() -> None:
    # 4 million explicit steps gave grad f = (-0.01486, 0.00168, 0.00000) at t = 1, right to some last digits.
    weights = "10/11,-4/5,-2/9;-4/7,1/8,1/3;5/7,1/2,-1/2;1/11,-1,10/11;1/4,-1/3,1"
    loss = parse_loss("log(1+exp(-x1-x2)) + log(1+exp(x2-2*x3)) + (x1**2+x2**2+x3**2)/20", 3)
    # The crossing does not depend on the digits asked for, and is dear: in the better of two runs z falls to 10^-30.
    flow = flowed("11/10", weights, loss, "1", 6)
    assert flow.stop is None and flow.digits >= 6 and flow.checked.finding is None
    x1, x2, x3 = (float(v) for v in flow.x[-1])
    first, second = 1 / (1 + np.exp(x1 + x2)), 1 / (1 + np.exp(2 * x3 - x2))
    found = [-first + x1 / 10, -first + second + x2 / 10, -2 * second + x3 / 10]
    assert np.abs(np.array(found) - [-0.01486, 0.00168, 0]).max() < 2e-5
    crossing = [event for event in flow.events if event.what == "gradient"]
    assert [(event.coordinate, event.kind) for event in crossing] == [(2, "crosses"), (3, "crosses")]


def test_orbit_time_goes_on_while_another_coordinate_comes_to_rest() -> None:
    # x2 = 0 stays, as several of its weights are zero, while f_2' = 1 - (3/2) x1 goes to 1: dy_2/dt = -Phi(f_2').
    loss = least_squares([["-1/2", 0], ["3/2", -1], [0, 1]], [0, 0, -1])
    flow = flowed("9/5", "-6/5,1;3/10,0;-6/5,0;6/5,0", loss, "1", selection="rest")
    assert flow.digits >= 10 and flow.checked.finding is None
    # x1 falls, so sums of the least and of the largest rates in steps of a hundredth have the integral between them.
    assert flow.y is not None
    times = [F(i, 100) for i in range(101)]
    fine = weight_flow(
        DeepDiagonal(4),
        "9/5",
        loss,
        [["-6/5", 1], ["3/10", 0], ["-6/5", 0], ["6/5", 0]],
        times[1:],
        10,
        selection="rest",
    )
    rates = [abs(1 - 1.5 * float(x[0])) ** 0.8 * np.sign(1 - 1.5 * float(x[0])) for x in fine.x]
    low = sum(min(a, b) for a, b in pairwise(rates)) / 100
    high = sum(max(a, b) for a, b in pairwise(rates)) / 100
    assert low - 1e-10 <= -float(flow.y[-1][1]) <= high + 1e-10


@pytest.mark.parametrize("decay", ["0", "1/3"])
@pytest.mark.parametrize("loss", [least_squares([[1, 0]], [1]), parse_loss("(x1 - 1)**2/2", 2)])
def test_a_component_of_the_gradient_that_is_always_zero_is_no_switch(loss: Loss, decay: str) -> None:
    flow = flowed("1", "3/10,3/10;1/5,1/5", loss, "2", 20, decay=decay)
    assert flow.stop is None and flow.digits >= 20
    second = [row[1] for row in (flow.weights or ())[-1]]
    with mp.workdps(30):
        shrunk = mp.exp(-2 * mp.mpf(F(decay).numerator) / F(decay).denominator)
        assert abs(second[0] - mp.mpf(3) / 10 * shrunk) < 1e-19 and abs(second[1] - shrunk / 5) < 1e-19
    assert abs(flow.x[-1][0] - 1) < 1e-19
    if decay == "0":
        # (0.3 + t)(0.2 + t) = 1.
        assert abs(flow.events[0].time - (mp.sqrt("4.01") - mp.mpf("0.5")) / 2) < 1e-16


def test_a_weight_held_at_zero_leaves_open_what_the_others_do() -> None:
    # f_3' = x3/5 vanishes with x3: on both sides of w_1 = 0 the others move by -sign(w), and s = 0 has them rest.
    loss = parse_loss("log(1+exp(-x2)) + x1**2/10 + x2**2/10 + x3**2/10 - x1/3", 3)
    weights = "2/3,-1/3,-1/2;2/3,6/5,-1;2/3,1,-6/5"
    stopped, rested = (flowed("1", weights, loss, "33/40", selection=s) for s in ("stop", "rest"))
    assert stopped.stop is not None and stopped.stop.reason == "selection" and abs(stopped.stop.time - 0.5) < 1e-10
    assert rested.stop is None and [float(row[2]) for row in (rested.weights or ())[-1]] == pytest.approx(
        [0, -0.5, -0.7], abs=1e-10
    )


@pytest.mark.parametrize(
    ("weights", "loss"),
    [
        ("-1;1/2", "cosh(x1-1)"),
        ("-1;1/2", "exp(-x1)"),
        ("-1;1/2", "log(1+exp(-x1))"),
        ("-1;3/4", "log(1+exp(-x1))"),
        ("-1;3/8", "sqrt(1+(x1-1)**2)"),
        ("-1;1/8", "-sin(x1)"),
    ],
)
def test_a_weight_that_vanishes_just_where_a_step_ends_is_seen_to(weights: str, loss: str) -> None:
    # f' < 0 on the way: w_2 falls at the rate 1 and is zero at t = w_2(0); w_1 rises until then and falls from there.
    first, second = (F(v) for v in weights.split(";"))
    flow = flowed("1", weights, parse_loss(loss, 1), str(second + F(1, 16)))
    assert flow.digits >= 10 and flow.stop is None and [event.what for event in flow.events] == ["weight"]
    assert abs(flow.events[0].time - float(second)) < 1e-12
    ends = [row[0] for row in (flow.weights or ())[-1]]
    assert abs(ends[0] - float(first + second - F(1, 16))) < 1e-12 and abs(ends[1] + 1 / 16) < 1e-12


def test_components_that_are_multiples_of_each_other_are_held_together() -> None:
    # f' is (2, 1) z/sqrt(1 + z^2) with z = 2 x1 + x2, and decay keeps z = 0: x shrinks like exp(-t/2) from there on.
    flow = flowed("1", "3/10,-3/4", parse_loss("sqrt(1+(2*x1+x2)**2)", 2), "1/2", decay="1/2")
    assert flow.digits >= 10 and flow.stop is None
    when, shrunk = flow.events[0].time, mp.mpf(6) / mp.mpf("6.15")
    # Before, z < 0 and both x' = 1 - x/2, so that z = -0.15 e^(-t/2) + 6 (1 - e^(-t/2)).
    assert abs(when + 2 * mp.log(shrunk)) < 1e-12
    there = mp.mpf("0.3") * shrunk + 2 * (1 - shrunk)
    assert abs(flow.x[-1][0] - there * mp.exp(-(mp.mpf("0.5") - when) / 2)) < 1e-12
    assert abs(2 * flow.x[-1][0] + flow.x[-1][1]) < 1e-12


@pytest.mark.parametrize(
    ("q", "weights", "loss", "time", "line"),
    [
        ("5/4", "-3/10,-3/10;-6/5,-3/10", least_squares([[2, -2]], [-1]), "1/2", (2, -2, -1)),
        ("11/10", "0,1/2", parse_loss("(2*x1 + 3/2*x2 + 1/2)**4/8", 2), "1", (2, 1.5, -0.5)),
        ("3/2", "1/2,1/3;1/4,1/5", least_squares([[1, 3], [2, 6]], [1, 2]), "2", (1, 3, 1)),
    ],
)
def test_components_that_are_multiples_of_each_other_come_to_rest_together(
    q: str, weights: str, loss: Loss, time: str, line: tuple[float, float, float]
) -> None:
    flow = flowed(q, weights, loss, time)
    assert flow.stop is None and flow.digits >= 10 and flow.checked.finding is None
    last = [event for event in flow.events if event.what == "gradient"][-2:]
    assert [event.kind for event in last] == ["rests", "rests"] and last[0].time == last[1].time
    a, b, c = line
    # What is left of z once it has come to rest is below 10^-digits of its own size, or of its root for z^3.
    assert abs(a * flow.x[-1][0] + b * flow.x[-1][1] - c) < 1e-10


def test_equal_weights_of_several_coordinates_come_to_rest_together() -> None:
    # f does not depend on x: w' = -sign(w) (|w|/2)^(1/2), so that |w| = (|w(0)|^(1/2) - t/8^(1/2))^2, then 0.
    weights = "-3/10,-3/10;6/5,6/5"
    flow = flowed("3/2", weights, exponential([[0, 0]], [1]), "2", decay="1/2", decay_kind="coupled")
    assert flow.stop is None and flow.digits >= 10
    assert [abs(event.time - 2 * mp.sqrt("0.6")) < 1e-9 for event in flow.events] == [True, True]
    for first, second in zip(*(flow.weights or ())[-1], strict=True):
        assert abs(first) < 1e-10 and abs(second - (mp.sqrt("1.2") - 2 / mp.sqrt(8)) ** 2) < 1e-10


def test_rounding_of_terms_that_cancel_hides_no_rest() -> None:
    # f' = 1/(1 + e^-x) - 1/(1 + e^x) is odd: equal weights come to rest at 0 in finite time, like w' = -c w^(3/4).
    flow = flowed("5/4", "3/10;3/10", parse_loss("log(1+exp(-x1))+log(1+exp(x1))", 1), "5")
    assert flow.stop is None and flow.digits >= 10 and {event.kind for event in flow.events} == {"rests"}
    # f' = tanh(x/2): w' = -(w tanh(w^2/2))^(1/4), whose integral is the time of arrival.
    with mp.workdps(20):
        time = mp.quad(lambda w: (w * mp.tanh(w**2 / 2)) ** -mp.mpf("0.25"), [0, mp.mpf("0.3")])
    assert abs(flow.events[0].time - time) < mp.mpf(10) ** -min(event.digits for event in flow.events) + 1e-12
    assert all(abs(row[0]) < 1e-10 for row in (flow.weights or ())[-1])


@pytest.mark.parametrize(
    ("loss", "weights", "end"),
    [
        # |x| falls at the rate 1; x = (1 - 3t/4)^2; |x - 1| falls like the same; x falls at the rate 1.
        ("sqrt(x1**2+x2**2)", "3,4", 5),
        ("x1**(3/2)", "1", F(4, 3)),
        ("(x1**2-2*x1+1)**(3/4)", "0", F(4, 3)),
        ("acos(cos(x1))", "1", 1),
    ],
)
def test_where_a_root_in_the_loss_vanishes_the_flow_ends(loss: str, weights: str, end: Fraction) -> None:
    k = weights.count(",") + 1
    flow = flowed("2", weights, parse_loss(loss, k), str(end + F(1, 50)))
    assert flow.stop is not None and flow.stop.reason == "undecided" and abs(flow.stop.time - float(end)) < 1e-6


def test_even_powers_in_roots_are_moduli_with_their_kinks() -> None:
    with pytest.raises(LossError, match="kink where x1 - 1 = 0"):
        parse_loss("sqrt(x1**2 - 2*x1 + 1)", 1)


def test_a_multiplier_that_stays_at_its_end_lets_nothing_go() -> None:
    # x1 falls and x2 rises at the rate 1 until both are -1/12 at t = 5/12; then both are t - 1/2 up to t = 3/2.
    flow = flowed("1", "1/3,-1/2", least_squares([[1, -1], [0, 1]], [0, 1]), "1")
    assert flow.stop is None and flow.digits >= 10
    assert abs(flow.events[0].time - 5 / 12) < 1e-10 and all(abs(v - 0.5) < 1e-10 for v in flow.x[-1])


@pytest.mark.parametrize(("q", "weights", "unique"), [("5/4", "2", False), ("5/4", "1", False), ("7/4", "2", True)])
def test_a_rest_where_the_gradient_keeps_its_sign_may_be_left(q: str, weights: str, unique: bool) -> None:
    # f' = (x - 1)^2: y' = -|y|^(2(q-1)) may leave y = 0 downwards at any time if 2 (q-1) < 1; else y never gets there.
    loss = parse_loss("(x1-1)**3/3", 1)
    flow = flowed(q, weights, loss, "6")
    assert (flow.stop is None) == unique and (flow.stop is None or flow.stop.reason == "selection")
    assert abs(flowed(q, weights, loss, "6", selection="rest").x[-1][0] - 1) < (1 if unique else 1e-10)


def test_what_is_right_before_a_flow_blows_up_keeps_its_digits() -> None:
    # w' = w^2 from 2/3: w = 1/(3/2 - t), so that x = w^3 is 8 at t = 1.
    flow = weight_flow(DeepDiagonal(3), 2, parse_loss("-x1", 1), [["2/3"]] * 3, [1, 2], 20)
    assert flow.stop is not None and flow.stop.reason == "stuck" and abs(flow.stop.time - 1.5) < 1e-9
    assert flow.digits >= 20 and flow.checked.points and flow.checked.finding is None
    assert abs(flow.x[1][0] - 8) < 1e-19


def test_digits_of_a_coordinate_that_ends_at_zero_are_told_by_where_it_has_been() -> None:
    # x2 starts at zero, is dragged away by x1 and comes back to rest with it: both outputs are zero but for rounding.
    flow = flowed("3/2", "1,0", parse_loss("(x1-x2)**2/2+x2**2/2", 2), "8")
    assert flow.stop is None and flow.digits >= 10 and all(abs(v) < 1e-12 for v in flow.x[-1])


def test_double_precision_claims_no_more_than_two_tolerances_share() -> None:
    # x = (1 - t)^-3, whose relative condition is 3/(1 - t) = 30000 times an error of time.
    flow = weight_flow(DeepDiagonal(3), 2, parse_loss("-x1", 1), [["1"]] * 3, "9999/10000", 12, method="scipy")
    assert abs(flow.weights[-1][0][0] / 10**4 - 1) < mp.mpf(10) ** -flow.digits  # type: ignore[index]
