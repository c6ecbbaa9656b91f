"""Runs on deep diagonal networks: towards the flow as the step goes to 0, what becomes of the balance, and refusals."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.numerics.descent.optimizers import (
    OptimizerError,
    adam,
    adamw,
    gradient_descent,
    heavy_ball,
    sign_descent,
    steepest_descent,
)
from neversaddle.numerics.descent.runs import descend, products
from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.loss.arrays import ArrayLoss, array_loss, minibatch_loss
from neversaddle.numerics.loss.loss import least_squares
from neversaddle.theory.geometry.reparametrization import DeepDiagonal

UNIT = 2.0**-53
#: Two coupled coordinates, minimum (4/7, 6/7), started at x = (0.18, 0.2).
PAIR = least_squares([[1, "1/2"], ["1/4", 1]], [1, 1])
START = [["0.3", "0.4"], ["0.6", "0.5"]]
ONE = least_squares([[1]], [1])


@cache
def at_the_end(q, time, decay="0", kind="decoupled"):
    """The weights of the flow, good to 12 digits, on which no event has happened."""
    flow = weight_flow(DeepDiagonal(2), q, PAIR, START, time, 15, decay, kind)
    assert flow.digits >= 12 and not flow.events and flow.stop is None
    return np.array(flow.weights[-1], dtype=float)


def last(optimizer, loss, start, step, steps):
    run = descend(optimizer, array_loss(loss), np.array(start, dtype=float), step, steps, record=max(steps, 1))
    assert run.stopped is None
    return run.weights[-1]


def ratios(errors):
    return [a / b for a, b in pairwise(errors)]


# --- order of convergence to the flow


@pytest.mark.parametrize(
    "optimizer, q, decay, kind",
    [
        (gradient_descent(), "2", "0", "decoupled"),
        (gradient_descent(decay=0.5), "2", "1/2", "decoupled"),
        (steepest_descent(1.5), "3/2", "0", "decoupled"),
        (steepest_descent(1.5, 0.5), "3/2", "1/2", "decoupled"),
        (steepest_descent(1.5, 0.25, coupled=True), "3/2", "1/4", "coupled"),
        (sign_descent(decay=0.5), "1", "1/2", "decoupled"),
    ],
    ids=["gradient", "gradient, decay", "3/2", "3/2, decoupled", "3/2, coupled", "sign, decoupled"],
)
def test_steepest_descent_follows_its_flow_to_first_order(optimizer, q, decay, kind):
    end = at_the_end(q, "1/4", decay, kind)
    errors = [np.linalg.norm(last(optimizer, PAIR, START, 0.25 / n, n) - end) for n in (50, 100, 200)]
    # The error is c eta + O(eta^2): halves, and so does the departure of the ratio from 2.
    first, second = ratios(errors)
    assert abs(second - 2) < 0.05
    assert abs(second - 2) < 0.75 * abs(first - 2)


def test_sign_descent_is_the_sign_flow_until_the_first_event():
    # The field is constant: n steps differ by n roundings of numbers below 1.
    end = at_the_end("1", "1/4")
    assert np.abs(last(sign_descent(), PAIR, START, 0.25 / 64, 64) - end).max() <= 64 * UNIT + 1e-12


@pytest.mark.parametrize("depth", [2, 3])
@pytest.mark.parametrize("eta", [0.03, 0.01, 0.003])
def test_after_its_event_sign_descent_chatters_within_one_step_of_the_flow(depth, eta):
    """One coordinate: all weights have moved by m eta, m whole, up while x < 1 and down while x > 1.

    So m eta is that of the flow until it passes y*, where x = 1 and the flow stays, and within eta of y* ever after.
    """
    start = [["0.3"], ["0.2"], ["0.7"]][:depth]
    flow = weight_flow(
        DeepDiagonal(depth), 1, ONE, start, [Fraction(n) * Fraction(str(eta)) for n in (10, 100, 500)], 15
    )
    assert [e.kind for e in flow.events] == ["slides"]
    run = descend(sign_descent(), array_loss(ONE), np.array(start, dtype=float), eta, 500, record=[10, 100, 500])
    gaps = np.abs(run.weights - np.array(flow.weights, dtype=float))
    assert gaps.max() <= eta + 500 * 2 * UNIT + 1e-12
    # At rest it does not come nearer: m eta keeps jumping across y*, one side at least half a step away.
    jump = descend(sign_descent(), array_loss(ONE), run.weights[-1], eta, 1).weights
    assert np.abs(jump - np.array(flow.weights[-1], dtype=float)).max() >= eta / 2 - 1e-12


@pytest.mark.parametrize("eta", [0.02, 0.01, 0.005])
def test_chattering_of_two_coupled_coordinates_is_of_the_size_of_the_step(eta):
    """Depth one, H = A^T A with rows of sum s and h_11 > |h_12|, h_22 > |h_12|.

    Once |g_i| <= s eta it stays: a step moves g_i by at most s eta, and towards 0. While only g_1 slides, x_2 is that
    of the flow exactly and |x_1 - x_1(t)| <= s_1 eta/h_11; at rest |x - x*| <= |H^-1| s eta.
    """
    matrix, target = np.array([[2.0, 0.5], [0.25, 1.0]]), np.array([1.0, 3.0])
    h = matrix.T @ matrix
    s = np.abs(h).sum(axis=1)
    loss = least_squares(matrix.tolist(), target.tolist())
    times = [Fraction(1), Fraction(2), Fraction(5)]
    flow = weight_flow(DeepDiagonal(1), 1, loss, [[0, 0]], times, 15)
    slides = [(e.coordinate, float(e.time)) for e in flow.events if e.kind == "slides"]
    assert [c for c, _ in slides] == [1, 2] and slides[0][1] < 1 and 2 < slides[1][1] < 4.9
    steps = [round(t / Fraction(str(eta))) for t in times]
    run = descend(sign_descent(), array_loss(loss), np.zeros((1, 2)), eta, steps[-1], record=steps)
    gap = np.abs(run.x - np.array(flow.x, dtype=float))
    rounding = 2 * steps[-1] * UNIT * 10 + 1e-12
    assert (gap[1:3, 1] <= rounding).all()
    assert (gap[1:3, 0] <= s[0] * eta / h[0, 0] + rounding).all()
    assert (gap[3] <= np.abs(np.linalg.inv(h)) @ s * eta + rounding).all()


@pytest.mark.parametrize("beta", [0.5, 0.8])
def test_heavy_ball_follows_the_flow_with_time_divided_by_one_minus_beta(beta):
    end = at_the_end("2", "1/4")
    counts = (200, 400, 800)
    errors = [
        np.linalg.norm(last(heavy_ball(beta), PAIR, START, (1 - beta) * 0.25 / n, n) - end) for n in counts
    ]  # beta^200 is 4e-20 at most: the start is forgotten but for a shift of order eta.
    first, second = ratios(errors)
    assert abs(second - 2) < 0.05
    assert abs(second - 2) < 0.75 * abs(first - 2)


def test_adam_with_fixed_averages_follows_the_sign_flow_to_first_order_until_the_first_event():
    """Its averages see gradients of the last 1/(1 - beta2) = 100 steps, so relative changes of order eta.

    Shown here: at a fixed time before any gradient or weight changes its sign, with fixed beta1 = 0.9, beta2 = 0.99. In
    steps as long as that memory nothing of the kind holds, and after an event averages of mixed signs are not signs.
    """
    end = at_the_end("1", "1/4")
    errors = [np.linalg.norm(last(adam(0.9, 0.99, 0), PAIR, START, 0.25 / n, n) - end) for n in (4000, 8000, 16000)]
    first, second = ratios(errors)
    assert abs(second - 2) < 0.05
    assert abs(second - 2) < 0.75 * abs(first - 2)


# --- the balance over whole runs


def square_gap(w):
    return float(w[0, 0] ** 2 - w[1, 0] ** 2)


def modulus_gap(w):
    return float(abs(w[0, 0]) - abs(w[1, 0]))


WIDE = np.array([[0.3], [0.9]])


def test_drift_of_squares_is_of_first_order_and_momentum_makes_it_larger():
    """Over flow time T the heavy ball's Q falls by h (1 + beta)/(1 - beta) int f'^2 Q dt + O(h^2), h = eta/(1 - beta).

    From w' = -g - h (1 + beta)/(2 (1 - beta)) w'' + O(h^2): Q' = -h (1 + beta)/(1 - beta) (w_1 w_1'' - w_2 w_2''), and
    w_1 w_1' = w_2 w_2' leaves w_2'^2 - w_1'^2 = f'^2 Q. So it is (1 + beta)/(1 - beta) times that of gradient descent.
    """
    kept = square_gap(WIDE)
    for beta in (0.5, 0.8):
        factors, drifts = [], []
        for n in (400, 800, 1600):
            h = 1 / n
            plain = square_gap(last(gradient_descent(), ONE, WIDE, h, n)) - kept
            drifts.append(square_gap(last(heavy_ball(beta), ONE, WIDE, (1 - beta) * h, n)) - kept)
            factors.append(drifts[-1] / plain)
        limit = (1 + beta) / (1 - beta)
        # factor = limit + c h + O(h^2): its departure halves, and what is left once extrapolated is quartered.
        assert abs(factors[2] - limit) < 0.55 * abs(factors[1] - limit) < 0.31 * abs(factors[0] - limit)
        left = [2 * b - a - limit for a, b in pairwise(factors)]
        assert abs(left[1]) < 0.3 * abs(left[0]) < 0.01
        assert all(abs(r - 2) < 0.05 for r in ratios(drifts))


def test_balanced_weights_at_rest_stay_balanced_under_momentum():
    w = last(heavy_ball(0.9), ONE, [[0.2], [-0.2]], 0.01, 500)
    assert w[0, 0] == -w[1, 0] != -0.2


def test_sign_descent_keeps_differences_of_moduli_over_a_run():
    # Until a sign changes; (1 - eta alpha)^n with a unit for each of 3n operations on numbers below 2.
    for alpha in (0, 0.5):
        w = last(sign_descent(alpha), ONE, WIDE, 0.01, 300)
        assert (w > 0).all()
        assert modulus_gap(w) == pytest.approx((1 - 0.01 * alpha) ** 300 * modulus_gap(WIDE), abs=300 * 6 * UNIT)


def adam_gains(beta1, beta2, time, counts):
    """What |w_1| - |w_2| = -0.6 gains under Adam, for each number of steps to that time."""
    return [modulus_gap(last(adam(beta1, beta2, 0), ONE, WIDE, time / n, n)) + 0.6 for n in counts]


@pytest.mark.parametrize("beta1, beta2", [(0.9, 0.99), (0.5, 0.9), (0.9, 0.5)])
def test_adam_lets_differences_of_moduli_drift_by_the_order_of_the_step(beta1, beta2):
    """Gradients seen A = beta/(1 - beta) steps late, in the mean: m'/sqrt(v') = sign(g) (1 + eta (A2 - A1) (log|g|)').

    As |g_1|/|g_2| = |w_2|/|w_1|, the gap gains s eta (A2 - A1) (change of log|w_2/w_1|) + O(eta^2), s = -sign(x f'),
    here 1, until an event; sign descent keeps it. The weights of the sign flow at time 1/4: (0.55, 1.15).
    """
    counts = (8000, 16000, 32000)
    late = beta2 / (1 - beta2) - beta1 / (1 - beta1)
    predicted = late * (math.log(1.15 / 0.55) - math.log(3))
    # gain/eta = predicted + O(eta): its departure halves.
    off = [abs(g / (0.25 / n) - predicted) for g, n in zip(adam_gains(beta1, beta2, 0.25, counts), counts, strict=True)]
    assert off[2] < 0.55 * off[1] < 0.31 * off[0]
    assert off[2] < 0.01 * abs(predicted)


def test_adam_with_equal_averages_keeps_them_to_second_order():
    # A1 = A2: nothing of order eta; halving the step leaves a quarter, up to O(eta).
    assert all(abs(r - 4) < 0.05 for r in ratios(adam_gains(0.9, 0.9, 0.25, (4000, 8000, 16000))))


def test_across_the_minimum_adams_drift_is_of_order_eta_as_measured():
    """Measured to time 3, far behind the event at 0.27, beta1 = 0.9, beta2 = 0.99: -0.0270, -0.0159, -0.0084."""
    gains = adam_gains(0.9, 0.99, 3, (4000, 8000, 16000))
    assert gains == pytest.approx([-0.0270, -0.0159, -0.0084], abs=1e-4)


# --- products without division


@given(
    st.integers(1, 6).flatmap(
        lambda depth: st.lists(
            st.lists(st.one_of(st.just(0.0), st.floats(1e-40, 1e40), st.floats(-1e40, -1e-40)), min_size=3, max_size=3),
            min_size=depth,
            max_size=depth,
        )
    )
)
def test_products_of_the_others_are_right_to_their_roundings_zeros_or_not(table):
    weights, depth = np.array(table), len(table)
    x, rest = products(weights)
    for j in range(3):
        column = [Fraction(v) for v in weights[:, j]]
        assert abs(Fraction(float(x[j])) - math.prod(column)) <= 1.01 * depth * UNIT * abs(float(math.prod(column)))
        for i in range(depth):
            others = math.prod(column[:i] + column[i + 1 :])
            assert abs(Fraction(float(rest[i, j])) - others) <= 1.01 * depth * UNIT * abs(float(others))


def test_exact_weights_have_exact_products():
    third = Fraction(1, 3)
    x, rest = products(np.array([[third], [third], [Fraction(0)]], dtype=object))
    assert x[0] == 0 and rest[:, 0].tolist() == [0, 0, third**2]


# --- what is recorded, side by side, and what goes wrong


def elementwise():
    return ArrayLoss(lambda x: ((x - 1) ** 2).sum(axis=-1) / 2, lambda x: x - 1, 3)


@pytest.mark.parametrize("optimizer", [sign_descent(0.1), heavy_ball(0.9), adam(), adamw()])
def test_runs_side_by_side_are_the_runs_one_by_one(optimizer):
    starts = np.random.default_rng(4).uniform(-1, 1, (2, 2, 3, 3))
    together = descend(optimizer, elementwise(), starts, 0.01, 40, record=7)
    assert together.steps.tolist() == [0, 7, 14, 21, 28, 35, 40]
    assert together.weights.shape == (7, 2, 2, 3, 3) and together.loss.shape == (7, 2, 2)
    for place in np.ndindex(2, 2):
        alone = descend(optimizer, elementwise(), starts[place], 0.01, 40, record=7)
        assert np.array_equal(alone.weights, together.weights[:, *place])
        assert np.array_equal(alone.loss, together.loss[:, *place])


def test_records_steps_of_their_own_and_times():
    seen = []
    sizes = [0.5, 0.25, 0.125]
    run = descend(
        gradient_descent(), elementwise(), np.zeros((1, 3)), sizes, 3, record=np.array([2]), progress=seen.append
    )
    assert run.steps.tolist() == seen == [0, 2, 3] and run.times.tolist() == [0, 0.75, 0.875]
    assert run.x[:, 0].tolist() == [0, 0.625, 0.671875]  # 1 - x is halved, then three quarters, then seven eighths
    assert np.array_equal(run.loss, 1.5 * (1 - run.x[:, 0]) ** 2)
    assert descend(gradient_descent(), elementwise(), np.zeros((1, 3)), 0.5, 0).steps.tolist() == [0]


def test_minibatches_repeat_with_their_seed():
    def once(seed):
        loss = minibatch_loss(PAIR, 1, np.random.default_rng(seed))
        return descend(adam(), loss, np.array(START, dtype=float), 0.01, 50).weights

    assert np.array_equal(once(1), once(1)) and not np.array_equal(once(1), once(2))


def test_divergence_is_told_and_leaves_the_other_runs_alone():
    calm, wild = np.full((2, 3), 0.5), np.full((2, 3), 50.0)
    both = descend(gradient_descent(), elementwise(), [calm, wild], 0.1, 60)
    assert both.stopped == "gradient descent: 1 of 2 runs left the finite numbers, first at step 6"
    assert both.diverged.tolist() == [-1, 6]
    # x = 2500 is about cubed at each step: 3.4 digits, and 3^5 times as many are more than the 308 there are.
    assert np.isfinite(both.weights[:6]).all() and not np.isfinite(both.weights[6, 1]).any()
    assert np.array_equal(both.weights[:, 0], descend(gradient_descent(), elementwise(), calm, 0.1, 60).weights)
    alone = descend(gradient_descent(), elementwise(), wild, 0.1, 60)
    assert alone.stopped == "gradient descent left the finite numbers at step 6"
    assert alone.steps.tolist() == [0, 1, 2, 3, 4, 5] and np.isfinite(alone.weights).all()
    seldom = descend(gradient_descent(), elementwise(), wild, 0.1, 60, record=30, progress=(heard := []).append)
    assert seldom.steps.tolist() == heard == [0, 5] and seldom.diverged == 6
    assert np.array_equal(seldom.weights[-1], alone.weights[-1]) and seldom.loss[-1] == alone.loss[-1]


@pytest.mark.parametrize(
    "exact, rounded",
    [
        (steepest_descent(Fraction(3, 2), Fraction(1, 2)), steepest_descent(1.5, 0.5)),
        (steepest_descent(Fraction(3, 2), Fraction(1, 2), coupled=True), steepest_descent(1.5, 0.5, coupled=True)),
        (heavy_ball(Fraction(9, 10)), heavy_ball(0.9)),
        (adam(Fraction(9, 10), Fraction(99, 100), Fraction(0)), adam(0.9, 0.99, 0)),
        (adamw(decay=Fraction(1, 10)), adamw(decay=0.1)),
    ],
)
def test_fractions_are_the_floats_nearest_to_them(exact, rounded):
    one, two = (descend(o, elementwise(), np.full((2, 3), 0.5), Fraction(1, 10), 20) for o in (exact, rounded))
    assert one.weights.dtype == float and one.stopped is None and np.array_equal(one.weights, two.weights)


def test_fractions_diverge_as_floats_do():
    runs = [descend(heavy_ball(beta), elementwise(), np.full((2, 3), 50.0), 0.1, 60) for beta in (Fraction(1, 2), 0.5)]
    assert runs[0].diverged == runs[1].diverged == 6


@pytest.mark.parametrize(
    "change, message",
    [
        ({"weights": np.zeros(3)}, r"weights must have shape \(..., depth, 3\); got \(3,\)"),
        ({"weights": np.zeros((2, 2))}, r"weights must have shape \(..., depth, 3\); got \(2, 2\)"),
        ({"weights": np.zeros((0, 3))}, r"weights must have shape \(..., depth, 3\); got \(0, 3\)"),
        ({"weights": [[1, 2], [3]]}, "weights must be real numbers in an array of one shape; got list"),
        ({"weights": np.full((2, 3), np.nan)}, "the weights to start from must be finite numbers; some are not"),
        ({"step": 0}, "step must be positive and finite; got 0.0"),
        ({"step": math.inf}, "step must be positive and finite; got inf"),
        ({"step": [0.1, 0.1, -0.1, 0.1]}, "step must be positive and finite; got -0.1"),
        ({"step": [0.1]}, r"step must be one number or 4 of them, one for each step; got shape \(1,\)"),
        ({"steps": -1}, "steps must be a whole number, at least 0; got -1"),
        ({"steps": 4.0}, "steps must be a whole number, at least 0; got 4.0"),
        ({"record": 0}, "record must be a whole number, at least 1; got 0"),
        ({"record": [5]}, "a step to record must be one of 0, ..., 4; got 5"),
        ({"record": 1.5}, "record must be a whole number, at least 1, or a list of steps; got 1.5"),
        ({"record": None}, "record must be a whole number, at least 1, or a list of steps; got None"),
        ({"record": [1.5]}, "a step to record must be a whole number, at least 0; got 1.5"),
        ({"record": [10**5000]}, "a step to record must be one of 0, ..., 4; got a huge number"),
        ({"steps": -(10**5000)}, "steps must be a whole number, at least 0; got a huge number"),
        ({"weights": [[1, 10**400, 1]]}, "weights must be numbers that a float can hold; one is larger"),
        ({"step": 10**400}, "step must be numbers that a float can hold; one is larger"),
        ({"weights": np.ones((2, 3)) * 1j}, "weights must be real numbers in an array of one shape; got ndarray"),
        ({"loss": PAIR}, "loss must be an ArrayLoss, which array_loss makes; got Loss"),
        ({"optimizer": sign_descent}, r"optimizer must be an Optimizer, such as sign_descent\(\); got function"),
        (
            {"optimizer": sign_descent(3), "step": 0.5},
            r"decoupled decay needs step \* decay <= 1; got 0.5 \* 3, which flips every weight",
        ),
        (
            {"loss": ArrayLoss(lambda x: x, lambda x: x, 3, "mine")},
            r"for x of shape \(3,\) a loss gives a value \(\) and a gradient \(3,\); mine gives \(3,\) and \(3,\)",
        ),
    ],
)
def test_bad_runs_are_refused_in_one_line(change, message):
    good = {"optimizer": sign_descent(), "loss": elementwise(), "weights": np.ones((2, 3)), "step": 0.1, "steps": 4}
    assert descend(**good).stopped is None
    with pytest.raises(OptimizerError, match=f"^{message}$"):
        descend(**{**good, **change})


def test_coupled_decay_may_be_as_large_as_one_likes():
    assert descend(sign_descent(3, coupled=True), elementwise(), np.ones((2, 3)), 0.5, 4).stopped is None
    assert descend(sign_descent(2), elementwise(), np.ones((2, 3)), 0.5, 4).stopped is None
