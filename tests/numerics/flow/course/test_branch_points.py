"""Flows for 1 < q < 2 across the zeros of grad f and of weights, against closed forms, quadrature and small steps."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import pytest
from mpmath import mp

from neversaddle.numerics.flow.flow import Trajectory, mirror_flow, weight_flow
from neversaddle.numerics.loss.loss import least_squares, parse_loss
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.theory.geometry.mirror import mirror_geometry
from neversaddle.theory.geometry.reparametrization import DeepDiagonal

ONE = least_squares([[1]], [1])
PUSH = parse_loss("-x", 1)
EXPONENTS = ["6/5", "5/4", "4/3", "3/2", "5/3", "7/4", "9/5"]


def kinds(flow: Trajectory) -> list[tuple[str, str, int, int | None]]:
    return [(e.kind, e.what, e.coordinate, e.weight) for e in flow.events]


def counted(*args: object, **named: object) -> tuple[Trajectory, int]:
    steps = [0]

    def count(t: mpmath.mpf) -> None:
        steps[0] += 1

    return weight_flow(*args, **named, progress=count), steps[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("q", EXPONENTS)
def test_one_weight_arrives_when_and_where_the_closed_form_says(q: str) -> None:
    # dw = -w^(q-1) from 1: w = (1 - (2-q) t)^(1/(2-q)) until t = 1/(2-q), then rest.
    e = Fraction(q)
    end = 1 / (2 - e)
    flow, steps = counted(
        DeepDiagonal(1), q, parse_loss("x**2/2", 1), [[1]], [end / 3, end - Fraction(1, 1000), 12], 25
    )
    assert flow.weights is not None and flow.stop is None and kinds(flow) == [("rests", "gradient", 1, None)]
    with mp.workdps(45):
        for t, w in zip(flow.times[:3], flow.weights[:3], strict=True):
            exact = (1 - at_precision(2 - e) * t) ** at_precision(end)
            assert abs(w[0][0] - exact) <= exact * mp.mpf(10) ** -25
        assert abs(flow.weights[3][0][0]) <= mp.mpf(10) ** -25
        (event,) = flow.events
        assert event.digits >= 20 and abs(event.time - at_precision(end)) <= event.time * mp.mpf(10) ** -event.digits
    # Two runs; a step covers a fixed part of the way to the point, so that their number is like that of the digits.
    assert steps < 200


@pytest.mark.parametrize(("q", "depth"), [("5/4", 2), ("3/2", 2), ("5/3", 3), ("7/4", 2), ("4/3", 4)])
def test_arrival_and_crossing_of_a_leaf_by_quadrature(q: str, depth: int) -> None:
    # u_i = |w_i|^q = u + c_i, c_1 = 0: dw_1/dt = Phi_q(1 - x) prod_(i>1) |w_i|^(q-1), through w_1 = 0 at x = 0.
    e = Fraction(q)
    start = [Fraction(-1, 8), *[Fraction(1, 2) + Fraction(i, 10) for i in range(depth - 1)]]
    flow = weight_flow(DeepDiagonal(depth), q, ONE, [[w] for w in start], 8, 20)
    assert kinds(flow) == [("crosses", "weight", 1, 1), ("rests", "gradient", 1, None)]
    with mp.workdps(30):
        power = at_precision(e)
        own = [at_precision(abs(w)) ** power for w in start]
        others = [v - own[0] for v in own[1:]]

        def rest(w: mpmath.mpf) -> mpmath.mpf:
            return mp.fprod((abs(w) ** power + c) ** (1 / power) for c in others)

        def slowness(w: mpmath.mpf) -> mpmath.mpf:
            return 1 / ((abs(1 - w * rest(w)) * rest(w)) ** (power - 1))

        first = mp.quad(slowness, [-at_precision(abs(start[0])), 0])
        top = mp.findroot(
            lambda w: w * rest(w) - 1, (mp.mpf("0.3"), mp.mpf("1.5")), solver="anderson", tol=mp.mpf(10) ** -50
        )
        second = first + mp.quad(slowness, mp.linspace(0, top, 4))
        # tanh-sinh quadrature at 30 digits, of an integrand with an end like a power: half its digits are sure.
        assert abs(flow.events[0].time - first) < mp.mpf("1e-12")
        assert abs(flow.events[1].time - second) < mp.mpf("1e-8") * second
        assert flow.weights is not None and abs(flow.weights[-1][0][0] - top) < mp.mpf("1e-19")
    assert flow.loss_never_increases and flow.digits >= 20


@pytest.mark.parametrize("q", ["6/5", "3/2", "5/3", "9/5"])
def test_two_coupled_components_arrive_together_at_the_minimum(q: str) -> None:
    loss = least_squares([["2", "1/2"], ["1/2", "1"]], [1, 1])
    table = [["0.3", "0.5"], ["0.2", "0.4"]]
    outputs = [Fraction(i, 4) for i in range(1, 33)]
    flow, steps = counted(DeepDiagonal(2), q, loss, table, outputs, 15)
    # (2, 1/2; 1/2, 1) x = (1, 1): x = (2/7, 6/7).
    assert flow.digits >= 15 and flow.stop is None and flow.loss_never_increases
    with mp.workdps(30):
        for got, exact in zip(flow.x[-1], (mp.mpf(2) / 7, mp.mpf(6) / 7), strict=True):
            assert abs(got - exact) < mp.mpf("1e-14")
    at_end = [e for e in flow.events if e.kind == "rests"]
    assert {e.coordinate for e in at_end} == {1, 2} and len({e.time for e in at_end}) == 1
    better = weight_flow(DeepDiagonal(2), q, loss, table, 8, 25)
    last, sure = better.events[-1].time, at_end[0].digits
    assert sure >= 5 and abs(at_end[0].time - last) <= last * mp.mpf(10) ** -sure
    assert steps < 1500


def small_steps(q: float, end: float) -> list[float]:
    """The midpoint rule in double precision on the flow of the next test: w_11, w_12, w_21, w_22."""
    a, b, c, d = 0.3, 0.5, 0.2, 0.4

    def rates(a: float, b: float, c: float, d: float) -> tuple[float, ...]:
        first, second = 2 * a * c + 0.5 * b * d - 1, 0.5 * a * c + b * d + 1
        slopes = 2 * first + 0.5 * second, 0.5 * first + second
        pulls = [slopes[0] * c, slopes[1] * d, slopes[0] * a, slopes[1] * b]
        return tuple(-math.copysign(abs(z) ** (q - 1), z) for z in pulls)

    n = 20000
    h = end / n
    state = (a, b, c, d)
    for _ in range(n):
        middle = [w + h / 2 * r for w, r in zip(state, rates(*state), strict=True)]
        state = tuple(w + h * r for w, r in zip(state, rates(*middle), strict=True))  # type: ignore[assignment]
    return list(state)


@pytest.mark.parametrize("q", ["5/4", "3/2", "9/5"])
def test_a_transversal_crossing_against_small_steps(q: str) -> None:
    matrix, b, table = [[2, "1/2"], ["1/2", 1]], [1, -1], [["0.3", "0.5"], ["0.2", "0.4"]]
    flow = weight_flow(DeepDiagonal(2), q, least_squares(matrix, b), table, ["1/4", "1/2", "6/5"], 15)
    assert any(kind == "crosses" for kind, *_ in kinds(flow)) and flow.weights is not None
    found = small_steps(float(Fraction(q)), 1.2)
    ours = [v for row in flow.weights[-1] for v in row]
    # Steps of 6e-5: the midpoint rule's error, of order h^(1+(q-1)) where a switch vanishes, stays below 1e-4.
    assert max(abs(v - w) for v, w in zip(ours, found, strict=True)) < 1e-4


@pytest.mark.parametrize("q", ["6/5", "4/3", "3/2", "9/5"])
def test_a_start_on_a_zero_weight_leaves_it(q: str) -> None:
    # f = -x: |w_2|^q - |w_1|^q = 1 and dw_1 = |w_2|^(q-1) dt: t = integral of (1 + w^q)^(1/q - 1).
    flow = weight_flow(DeepDiagonal(2), q, PUSH, [[0], [1]], 1, 25)
    assert kinds(flow)[0] == ("starts", "weight", 1, 1) and flow.weights is not None
    with mp.workdps(35):
        e = at_precision(Fraction(q))
        reached = mp.quad(lambda w: (1 + w**e) ** (1 / e - 1), mp.linspace(0, flow.weights[-1][0][0], 3))
        # Quadrature of an integrand with an algebraic branch at 0 at 35 digits.
        assert abs(reached - 1) < mp.mpf("1e-18")


@pytest.mark.parametrize(("q", "depth"), [("3/2", 2), ("5/4", 3), ("4/3", 3), ("6/5", 4)])
def test_balanced_weights_reach_the_saddle_in_finite_time_and_what_then(q: str, depth: int) -> None:
    # All |w_i| = v, constant force 1: dv = -v^((L-1)(q-1)), to zero at t = v_0^(1-e)/(1-e), e = (L-1)(q-1) < 1.
    e = (depth - 1) * (Fraction(q) - 1)
    start = [[Fraction(-1, 2)], *[[Fraction(1, 2)]] * (depth - 1)]
    with mp.workdps(30):
        left = at_precision(1 - e)
        arrives = mp.mpf("0.5") ** left / left
        stopped = weight_flow(DeepDiagonal(depth), q, PUSH, start, 4, 15)
        assert stopped.stop is not None and stopped.stop.reason == "selection"
        assert abs(stopped.stop.time - arrives) < mp.mpf("1e-12")
        rested = weight_flow(DeepDiagonal(depth), q, PUSH, start, 4, 15, selection="rest")
        assert rested.stop is None and abs(rested.x[-1][0]) < mp.mpf("1e-15")
        escaped = weight_flow(DeepDiagonal(depth), q, PUSH, start, 4, 15, selection="escape")
        # escape-time with x_0 = 0: v = ((1-e) (t - t*))^(1/(1-e)).
        v = (left * (4 - arrives)) ** (1 / left)
        assert abs(escaped.x[-1][0] - v**depth) <= v**depth * mp.mpf("1e-11")


@pytest.mark.parametrize(("q", "depth"), [("3/2", 3), ("5/3", 4), ("7/4", 3)])
def test_where_n_is_p_or_more_a_saddle_is_approached_for_ever_and_kept(q: str, depth: int) -> None:
    e = (depth - 1) * (Fraction(q) - 1)
    start = [[Fraction(-1, 2)], *[[Fraction(1, 2)]] * (depth - 1)]
    flow = weight_flow(DeepDiagonal(depth), q, PUSH, start, 4, 15)
    assert flow.stop is None and flow.events == () and flow.weights is not None
    with mp.workdps(30):
        power = at_precision(e - 1)
        v = mp.exp(-4) / 2 if e == 1 else (mp.mpf("0.5") ** -power + 4 * power) ** (-1 / power)
        assert abs(flow.weights[-1][1][0] - v) <= v * mp.mpf("1e-14")
    kept = weight_flow(DeepDiagonal(depth), q, PUSH, [[0]] * depth, 4, 15)
    assert kept.stop is None and kept.x[-1][0] == 0


@pytest.mark.parametrize(("q", "alpha"), [("6/5", "1/10"), ("5/4", "1/2"), ("3/2", "1/2"), ("9/5", "1/10")])
def test_decoupled_decay_tends_to_its_rest_point(q: str, alpha: str) -> None:
    # L = 1: (1 - w)^(q-1) = alpha w; the force there is small, and its relaxation far faster than the weight.
    flow, steps = counted(DeepDiagonal(1), q, ONE, [["1/3"]], [1, 400], 20, decay=alpha)
    assert flow.stop is None and flow.digits >= 20 and flow.weights is not None and steps < 1000
    with mp.workdps(40):
        e, a = at_precision(Fraction(q)), at_precision(Fraction(alpha))
        exact = mp.findroot(
            lambda w: (1 - w) ** (e - 1) - a * w,
            (mp.mpf("0.01"), 1 - mp.mpf(10) ** -30),
            solver="anderson",
            tol=mp.mpf(10) ** -60,
        )
        assert abs(flow.weights[-1][0][0] - exact) < mp.mpf("1e-15")


def test_a_slaved_force_does_not_hold_up_the_flow() -> None:
    # Coupled decay: the first force falls like the third power of the second, by which both arrive together.
    flows = [
        counted(DeepDiagonal(2), "3/2", ONE, [["0.3"], ["0.2"]], 5, digits, "1/2", "coupled") for digits in (15, 30)
    ]
    for (flow, steps), digits in zip(flows, (15, 30), strict=True):
        assert flow.stop is None and flow.digits >= digits and steps < 1500
        # stationary-coupled: (w^2 - 1) w + w/2 = 0.
        assert all(abs(row[0] - mp.sqrt(mp.mpf("0.5"))) < mp.mpf("1e-14") for row in (flow.weights or ())[-1])
    rough, good = flows[0][0].events[-1], flows[1][0].events[-1]
    assert rough.kind == good.kind == "rests" and abs(rough.time - good.time) <= mp.mpf(10) ** -rough.digits * good.time


@pytest.mark.parametrize(("q", "decay"), [("5/4", 0), ("3/2", 0), ("3/2", "1/2"), ("1", "1/2"), ("2", "1/2")])
def test_weight_flow_and_mirror_flow_are_one_across_zero(q: str, decay: object) -> None:
    # w_1 = -1/16 and w_2 with |w_2|^q - |w_1|^q = 1: x starts below zero and crosses it.
    outputs = ["1/20", "1/2", 3]
    e = Fraction(q)
    with mp.workdps(45):
        other = (1 + mp.mpf(1) / 16 ** at_precision(e)) ** (1 / at_precision(e))
        x = -other / 16
    full = weight_flow(DeepDiagonal(2), q, ONE, [["-1/16"], [other]], outputs, 15, decay)
    reduced = mirror_flow(mirror_geometry(2, q, balance=1), ONE, [x], outputs, 15, decay)
    assert full.stop is None and reduced.stop is None
    # Both are sure to 15 digits of their largest values, which are below 2; the balance is met to 45.
    for one, two in zip(full.x, reduced.x, strict=True):
        assert abs(one[0] - two[0]) < mp.mpf("1e-14")
    assert full.x[0][0] < 0 < full.x[-1][0]
