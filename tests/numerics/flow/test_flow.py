"""Flows against exact solutions and balance laws, also across points where the field is not smooth."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.flow.flow import FlowError, Trajectory, mirror_flow, weight_flow
from neversaddle.numerics.loss.loss import exponential, least_squares, logistic, parse_loss
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.theory.geometry.mirror import mirror_geometry
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, reparametrization

ONE = least_squares([[1]], [1])
TWO = least_squares([[1, "1/2"], ["1/3", 1]], [1, -1])
PUSH = parse_loss("-x", 1)
weights = st.fractions(min_value="1/5", max_value="3/2", max_denominator=9)


def frac(text: object) -> mpmath.mpf:
    return at_precision(Fraction(str(text)))


def close(a: mpmath.mpf, b: mpmath.mpf, digits: int) -> bool:
    return bool(abs(a - b) <= abs(b) * mp.mpf(10) ** -digits)


#: q = 2, L = 2 and balance 1/2: x = (lambda/2) sinh(2y).
HYPERBOLIC = mirror_geometry(2, 2, balance="1/2")
#: q = 1, L = 2 and balance 1/2: x = y (|y| + lambda).
SIGNED = mirror_geometry(2, 1, balance="1/2")


@pytest.mark.parametrize("digits", [15, 40])
def test_depth_two_gradient_flow_is_the_hyperbolic_solution(digits: int) -> None:
    # f = -x: w1' = w2, w2' = w1.
    flow = weight_flow(DeepDiagonal(2), 2, PUSH, [["1/3"], ["1/2"]], [1, "3/2"], digits)
    with mp.workdps(digits + 10):
        for t, w, y in zip(flow.times, flow.weights or (), flow.y or (), strict=True):
            a, b = frac("1/3"), frac("1/2")
            assert close(w[0][0], a * mp.cosh(t) + b * mp.sinh(t), digits)
            assert close(w[1][0], b * mp.cosh(t) + a * mp.sinh(t), digits)
            assert abs(y[0] - t) < mp.mpf(10) ** -digits
    assert flow.digits >= digits and flow.stop is None and flow.loss_never_increases


def test_digits_lost_on_the_way_are_found_and_regained() -> None:
    # Beside the saddle w1 + w2 = 10^-24 grows like e^t while the weights shrink: errors grow by e^60 = 10^26.
    seen: list[mpmath.mpf] = []
    start = -(1 - Fraction(1, 10**24))
    flow = weight_flow(DeepDiagonal(2), 2, PUSH, [[1], [start]], 60, 25, progress=seen.append)
    with mp.workdps(90):
        assert flow.weights is not None and flow.digits >= 25
        assert close(flow.weights[-1][0][0], mp.cosh(60) + at_precision(start) * mp.sinh(60), 25)
    assert sum(after < before for before, after in pairwise(seen)) >= 2


def test_depth_one_gradient_flow_is_a_linear_equation() -> None:
    flow = weight_flow(DeepDiagonal(1), 2, ONE, [["1/3"]], [1, 2], 30, decay="1/2")
    with mp.workdps(40):
        # dw = (1 - w) - w/2: w = 2/3 - exp(-3t/2)/3.
        for t, w in zip(flow.times, flow.weights or (), strict=True):
            assert close(w[0][0], frac("2/3") - mp.exp(-3 * t / 2) / 3, 30)
        # K = 1 for L = 1, and w = exp(-t/2) w0 + y on the leaf through exp(-t/2) w0.
        assert flow.y is not None and flow.weights is not None
        assert close(flow.y[-1][0], flow.weights[-1][0][0] - mp.exp(-1) / 3, 29)


def test_the_sign_flow_is_held_where_the_gradient_vanishes() -> None:
    flow = weight_flow(DeepDiagonal(2), 1, ONE, [["0.3"], ["0.2"]], ["1/2", 2], 30)
    with mp.workdps(45):
        # (0.3 + t)(0.2 + t) = 1.
        root = (mp.sqrt(frac("4.01")) - frac("0.5")) / 2
        assert flow.stop is None and flow.weights is not None
        (event,) = flow.events
        assert close(event.time, root, 30) and len(flow.times) == 3
        assert close(flow.weights[1][0][0], frac("0.8"), 30) and close(flow.weights[2][1][0], frac("0.2") + root, 30)
        assert (event.coordinate, event.weight, event.what, event.kind) == (1, None, "gradient", "slides")
    assert flow.loss_never_increases and flow.digits >= 30


def test_a_weight_changes_its_sign() -> None:
    for q in (1, "3/2"):
        # Both weights move at one rate in u = |w|^q, from u2 - u1 = 0.2^q - 0.3^q: the smaller one reaches zero.
        flow = weight_flow(DeepDiagonal(2), q, PUSH, [["0.3"], ["-0.2"]], 3, 15)
        assert flow.stop is None and [(e.what, e.weight, e.kind) for e in flow.events] == [("weight", 2, "crosses")]
        at = weight_flow(DeepDiagonal(2), q, PUSH, [["0.3"], ["-0.2"]], flow.events[0].time, 15)
        with mp.workdps(30):
            e = frac(q)
            left = (frac("0.3") ** e - frac("0.2") ** e) ** (1 / e)
            assert at.weights is not None and abs(at.weights[-1][0][0] - left) < mp.mpf("1e-14")
            assert abs(at.weights[-1][1][0]) < mp.mpf("1e-14")
            assert flow.weights is not None and flow.weights[-1][1][0] > 0


def test_the_flow_of_half_powers_reaches_its_minimum_in_finite_time() -> None:
    # L = 1, q = 3/2, f = x^2/2 from 1: w = (1 - t/2)^2 (THEORY finite-time, t* = 1/(2-q)).
    flow = weight_flow(DeepDiagonal(1), "3/2", parse_loss("x**2/2", 1), [[1]], [1, 3], 20)
    assert flow.stop is None and flow.weights is not None
    (event,) = flow.events
    assert (event.kind, event.what) == ("rests", "gradient")
    with mp.workdps(40):
        assert close(flow.weights[1][0][0], frac("1/4"), 20) and abs(flow.weights[2][0][0]) < mp.mpf("1e-20")
        assert event.digits >= 8 and abs(event.time - 2) < 2 * mp.mpf(10) ** -event.digits


def test_event_times_of_two_precisions_agree_to_the_digits_claimed() -> None:
    events = [weight_flow(DeepDiagonal(2), "3/2", ONE, [["0.3"], ["0.2"]], 3, digits).events for digits in (12, 24)]
    assert [len(found) for found in events] == [1, 1]
    sure = events[0][0].digits
    assert sure >= 5 and close(events[0][0].time, events[1][0].time, sure)


@pytest.mark.parametrize("q", ["5/4", "3/2", 1])
def test_from_a_zero_weight_orbit_time_is_the_mirror_map(q: object) -> None:
    # f = -x: y = t, and w_1 = 0 at x = 0; THEORY section 2 with u = |w_1|^q, lambda = w_2^q, depth 2.
    flow = weight_flow(DeepDiagonal(2), q, PUSH, [[0], ["1/2"]], 1, 20)
    with mp.workdps(40):
        e = frac(q)
        lam = frac("1/2") ** e
        u = flow.weights[-1][0][0] ** e if flow.weights else mp.zero
        y = lam ** -(1 - 1 / e) * u ** (1 / e) * mp.hyp2f1(1 - 1 / e, 1 / e, 1 + 1 / e, -u / lam)
        assert flow.stop is None and flow.digits >= 20 and abs(y - 1) < mp.mpf("1e-19")


@given(st.lists(weights, min_size=6, max_size=6), st.sampled_from([1, "5/4", "3/2", 2]), st.sampled_from([0, "1/3"]))
@settings(max_examples=8)
def test_balance_keeps_or_decays_and_the_loss_falls(values: list[Fraction], q: object, decay: object) -> None:
    table = [values[:2], values[2:4], values[4:]]
    flow = weight_flow(DeepDiagonal(3), q, TWO, table, ["1/10", "1/5"], 12, decay=decay)
    # Drift is relative to the sizes of the terms, and the digits reached are those of the weights.
    assert len(flow.invariants) == 2 and max(flow.invariants.values()) < 100 * mp.mpf(10) ** -flow.digits
    assert flow.loss_never_increases or decay


def test_the_balance_law_of_decay_by_hand() -> None:
    flow = weight_flow(DeepDiagonal(2), 2, TWO, [[1, "1/2"], ["1/2", 2]], 1, 25, decay="0.7")
    with mp.workdps(40):
        (a, b), (c, d) = (flow.weights or ())[-1]
        shrunk = mp.exp(-2 * frac("0.7"))
        assert close(a**2 - c**2, frac("3/4") * shrunk, 24) and close(b**2 - d**2, -frac("15/4") * shrunk, 24)


def test_coupled_decay_is_decoupled_at_two_and_breaks_balance_below() -> None:
    start = [["1/2", "1/3"], ["1/4", "2/3"]]
    runs = [weight_flow(DeepDiagonal(2), 2, TWO, start, 1, 15, "1/2", kind) for kind in ("coupled", "decoupled")]
    assert runs[0].weights == runs[1].weights and runs[0].y is not None
    broken = weight_flow(DeepDiagonal(2), "3/2", TWO, start, "1/10", 12, "1/2", "coupled")
    assert broken.y is None and max(broken.invariants.values()) > mp.mpf("1e-3")


def test_coupled_sign_decay_is_watched_at_its_own_force() -> None:
    # f = -x, L = 1, q = 1: force -1 + w/2 vanishes at w = 2; before that dw = 1.
    flow = weight_flow(DeepDiagonal(1), 1, PUSH, [["1/2"]], [1, 2], 20, "1/2", "coupled")
    (event,) = flow.events
    assert (event.what, event.kind) == ("force", "slides") and abs(event.time - 1.5) < mp.mpf("1e-19")
    assert flow.weights is not None and abs(flow.weights[-1][0][0] - 2) < mp.mpf("1e-19")


@given(weights, weights)
@settings(max_examples=6)
def test_weight_flow_and_mirror_flow_agree_with_decay(a: Fraction, shift: Fraction) -> None:
    # Rational weights on the leaf w_2^2 - w_1^2 = (w_2 - w_1)(w_2 + w_1) = 1/2.
    low, high = (Fraction(1, 2) / a - a) / 2, (Fraction(1, 2) / a + a) / 2
    loss = least_squares([[1]], [shift])
    by_weights = weight_flow(DeepDiagonal(2), 2, loss, [[low], [high]], 1, 18, "1/3")
    by_mirror = mirror_flow(HYPERBOLIC, loss, [low * high], 1, 18, "1/3")
    # K = 0 for q = 2, L = 2; digits are relative to the largest weight, x is their product.
    assert abs(by_weights.x[-1][0] - by_mirror.x[-1][0]) < 10 * (high + 1) ** 2 * mp.mpf(10) ** -18


def test_the_mirror_flow_crosses_zero_for_q_below_two() -> None:
    flow = mirror_flow(SIGNED, ONE, ["-1/2"], 3, 20)
    # y moves at speed one from -(mirror map of 1/2) = -1/2 to 0.
    first = flow.events[0]
    assert (first.what, first.kind) == ("mirror", "crosses") and abs(first.time - 0.5) < mp.mpf("1e-19")
    from_zero = mirror_flow(SIGNED, ONE, [0], [1, 3], 20)
    assert from_zero.stop is None and from_zero.weights is None
    held = from_zero.events[-1]
    assert (held.what, held.kind) == ("gradient", "slides")
    # y (y + 1/2) = 1.
    with mp.workdps(30):
        assert close(held.time, (mp.sqrt(17) - 1) / 4, 20) and close(from_zero.x[-1][0], mp.one, 20)


def test_the_mirror_flow_at_two_crosses_zero() -> None:
    flow = mirror_flow(HYPERBOLIC, ONE, ["-1/2"], [1, 30], 20)
    assert flow.stop is None and flow.loss_never_increases and flow.digits >= 20
    assert flow.x[0][0] < 0 < flow.x[-1][0] and abs(flow.x[-1][0] - 1) < mp.mpf("1e-10")


@pytest.mark.parametrize("q", [1, "3/2"])
def test_starts_that_do_not_leave_the_unsmooth_point(q: object) -> None:
    at_minimum = weight_flow(DeepDiagonal(2), q, least_squares([["1/3"]], ["1/3"]), [["1/3"], [3]], 1)
    assert at_minimum.stop is None and at_minimum.weights is not None
    assert at_minimum.weights[0] == at_minimum.weights[-1]
    at_saddle = weight_flow(DeepDiagonal(2), q, ONE, [[0], [0]], 1)
    stop = at_saddle.stop
    assert stop is not None and stop.time == 0 and stop.reason == "selection" and len(at_saddle.times) == 1
    assert "from the start on" in stop.message


def test_at_two_a_minimum_and_a_saddle_are_rest_points() -> None:
    flow = weight_flow(DeepDiagonal(2), 2, TWO, [[0, 1], [0, -1]], [1], 15)
    assert flow.stop is None and flow.weights is not None and flow.weights[-1][0][0] == 0


def test_other_models_and_their_invariants() -> None:
    u, v = (sp.Symbol(name, real=True) for name in "uv")
    model = reparametrization("u**2 - v**2", "u,v")
    flow = weight_flow(model, 2, ONE, [[1], ["1/2"]], 2, 20, invariants=[u * v, u**2 - v])
    assert flow.invariants["u*v"] < mp.mpf("1e-20") < mp.mpf("1e-3") < flow.invariants["u**2 - v"]
    # f = -x: u' = (2u)^(q-1), v' = -(2v)^(q-1): for q = 3/2, sqrt(2v) = 1 - t until v comes to rest at t = 1.
    rested = weight_flow(model, "3/2", PUSH, [[1], ["1/2"]], ["1/2", 2], 20)
    (event,) = rested.events
    assert (event.what, event.weight, event.coordinate, event.kind) == ("partial", 2, 1, "rests")
    assert abs(event.time - 1) < mp.mpf("1e-19")
    assert rested.weights is not None and abs(rested.weights[1][1][0] - frac("1/8")) < mp.mpf("1e-19")
    # q = 1: v' = -sign v until v = 0 at t = 1/2, where both sides drive it there; u' = 1 all the way.
    held = weight_flow(model, 1, PUSH, [[1], ["1/2"]], 2, 20)
    (event,) = held.events
    assert held.stop is None and (event.what, event.weight, event.kind) == ("partial", 2, "slides")
    assert abs(event.time - frac("1/2")) < mp.mpf("1e-19")
    assert held.weights is not None and [row[0] for row in held.weights[-1]] == [3, 0]
    assert weight_flow(model, 2, ONE, [[1], ["1/2"]], 1, 10, decay=1).y is None


@pytest.mark.parametrize("make", [exponential, logistic])
def test_classification_losses_fall(make: object) -> None:
    assert callable(make)
    loss = make([[1, 0], ["1/2", 1]], [1, -1])
    flow: Trajectory = weight_flow(DeepDiagonal(2), 2, loss, [[1, "1/2"], ["1/2", 1]], [1, 2, 3], 20)
    assert flow.loss_never_increases and list(flow.loss) == sorted(set(flow.loss), reverse=True)


def test_a_rising_loss_is_told() -> None:
    flow = weight_flow(DeepDiagonal(1), 2, PUSH, [[1]], [1], 10, decay=3)
    assert not flow.loss_never_increases


def test_blow_up_ends_the_flow_with_one_line() -> None:
    # dw = w^2 from 1 blows up at t = 1; what is returned before that is right.
    flow = weight_flow(DeepDiagonal(3), 2, PUSH, [[1], [1], [1]], ["1/2", 2], 8)
    assert flow.stop is not None and flow.stop.reason == "stuck" and "\n" not in flow.stop.message
    assert "past t = " in flow.stop.message and abs(flow.stop.time - 1) < mp.mpf("1e-6")
    assert flow.weights is not None and close(flow.weights[1][0][0], mp.mpf(2), 8)


START = [["1/2"], ["1/3"]]


@pytest.mark.parametrize(
    "run",
    [
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, START, 1, decay=-1),
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, START, 1, decay=float("nan")),
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, START, 1, decay=1, decay_kind="both"),
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, [["1/2"]], 1),
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, [["1/2", 1], [1, 1]], 1),
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, ["11", "22"], 1),
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, [[mpmath.nan], [1]], 1),
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, START, 1, 4),
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, START, 1, 1001),
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, START, 1, 30.0),  # type: ignore[arg-type]
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, START, 0),
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, START, []),
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, START, [1, 1]),
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, START, [-1, 1]),
        lambda: weight_flow(DeepDiagonal(2), sp.Symbol("q"), ONE, START, 1),
        lambda: weight_flow(DeepDiagonal(sp.Symbol("L")), 2, ONE, START, 1),
        lambda: weight_flow(DeepDiagonal(2), 2, ONE, START, 1, decay=1, invariants=[sp.Symbol("w1", real=True)]),
        lambda: weight_flow(DeepDiagonal(1), 2, parse_loss("log(x)", 1), [[-1]], 1),
        lambda: mirror_flow(HYPERBOLIC, ONE, [1, 2], 1),
        lambda: mirror_flow(
            mirror_geometry(reparametrization("u + v**2", "u,v"), 2, start=["1", "1"]), ONE, [3], 1, 30, 1
        ),
    ],
)
def test_what_cannot_be_run_is_refused_in_one_line(run: object) -> None:
    assert callable(run)
    with pytest.raises(FlowError) as caught:
        run()
    assert str(caught.value) and "\n" not in str(caught.value)


def test_an_interrupt_leaves_the_precision_as_it_was() -> None:
    before = mp.dps

    def leave(t: mpmath.mpf) -> None:
        raise KeyboardInterrupt

    flow = weight_flow(DeepDiagonal(2), 2, ONE, START, 1, progress=leave)
    assert flow.stop is not None and flow.stop.reason == "interrupted" and flow.digits == 0
    assert mp.dps == before
