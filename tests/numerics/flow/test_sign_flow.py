"""The sign flow (q = 1): hand-solved courses, and properties known from Euler's method, KKT conditions and restarts."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product as choices
from math import prod

import pytest
from mpmath import mp

from neversaddle.numerics.flow.flow import Trajectory, weight_flow
from neversaddle.numerics.loss.loss import Loss, exponential, least_squares, logistic, parse_loss
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.theory.geometry.reparametrization import DeepDiagonal

F = Fraction
ONE = least_squares([[1]], [1])
Table = list[list[F]]


def run(loss: Loss, weights: object, times: object, digits: int = 20, **options: object) -> Trajectory:
    assert isinstance(weights, list)
    return weight_flow(DeepDiagonal(len(weights)), 1, loss, weights, times, digits, **options)  # type: ignore[arg-type]


def course(flow: Trajectory) -> list[tuple[str, str, int, str]]:
    return [(e.kind, e.what, e.coordinate, e.mode) for e in flow.events]


def near(a: object, b: object, digits: int = 18) -> bool:
    with mp.workdps(60):
        wanted = at_precision(b) if isinstance(b, F) else mp.mpf(b)
        return bool(abs(mp.mpf(a) - wanted) <= mp.mpf(10) ** -digits * max(1, abs(wanted)))


def test_the_hand_solved_case() -> None:
    flow = run(ONE, [["0.3"], ["0.2"]], ["1/2", 2, 9], 40)
    assert flow.weights is not None and flow.stop is None and flow.digits >= 40
    (event,) = flow.events
    # (3/10 + t)(1/5 + t) = 1.
    assert (event.kind, event.polynomial, event.digits, event.mode) == ("slides", "50*t^2 + 25*t + (-47)", 40, "0")
    with mp.workdps(60):
        root = (mp.sqrt(mp.mpf("4.01")) - mp.mpf("0.5")) / 2
        assert mp.nstr(root, 16) == "0.7512492197250393" and near(event.time, root, 40)
        for w in flow.weights[2:]:
            assert near(w[0][0], root + mp.mpf("0.3"), 40) and near(w[1][0], root + mp.mpf("0.2"), 40)


def test_a_weight_goes_through_zero() -> None:
    flow = run(ONE, [["0.3"], ["-0.2"]], [1, 3], 30)
    assert course(flow) == [("crosses", "weight", 1, "-"), ("slides", "gradient", 1, "0")]
    assert flow.events[0].polynomial == "5*t + (-1)" and flow.weights is not None
    with mp.workdps(50):
        # From (1/10, 0) at t = 1/5 on: s (s + 1/10) = 1.
        assert near(flow.events[1].time, mp.mpf("0.2") + (mp.sqrt(mp.mpf("4.01")) - mp.mpf("0.1")) / 2, 30)
        assert near(flow.weights[-1][0][0] - flow.weights[-1][1][0], mp.mpf("0.1"), 29)


def test_a_component_crosses_and_two_slide_one_after_the_other() -> None:
    # f' = (-1, -21) + H x, H = [[1, 2], [2, 5]]; x' = -sign f' as long as nothing is held.
    flow = run(least_squares([[1, 2], [0, 1]], [1, 19]), [[0, 0]], [1, 20, 40])
    assert course(flow) == [
        ("crosses", "gradient", 1, "+-"),
        ("slides", "gradient", 2, "+0"),
        ("slides", "gradient", 1, "00"),
    ]
    # f1' has the rate 3, then 1; f2' 7, then 3; with f2' held s2 = -2/5 and f1' falls at the rate 1/5.
    times = [F(1, 3), F(59, 9), F(113, 3)]
    assert all(near(e.time, t, 15) for e, t in zip(flow.events, times, strict=True))
    assert [e.polynomial for e in flow.events] == ["3*t + (-1)", "9*t + (-59)", None]
    assert near(flow.x[-1][0], -37) and near(flow.x[-1][1], 19)


LEAVING = least_squares([[1, 1], [1, 0], [0, 1]], [0, "9/4", 100])


def test_a_component_slides_and_is_let_go() -> None:
    """f1' = 0 at the start; s1 = M2/(2 M1) with M2 = 1 + 2t, M1^2 = 4 - 2t - 2t^2, M_j = |w_1j| + |w_2j|."""
    flow = run(LEAVING, [[1, "1/2"], [1, "1/2"]], ["1/2", 1], 30)
    assert course(flow) == [("leaves", "gradient", 1, "+-")]
    with mp.workdps(50):
        assert near(flow.events[0].time, (mp.sqrt(6) - 1) / 2, 30)
        # Held until then: 2 x1 + x2 = 9/4.
        assert near(2 * flow.x[1][0] + flow.x[1][1], F(9, 4), 29)


def test_a_component_that_is_zero_at_the_start_may_leave_at_once() -> None:
    # s1 = M2/(2 M1) = 4 is out of reach.
    flow = run(least_squares([[1, 1], [1, 0], [0, 1]], [0, "33/8", 100]), [["1/4", 2], ["1/4", 2]], ["1/10"])
    assert course(flow) == [("starts", "gradient", 1, "+-")]
    assert near(flow.x[-1][1], F(441, 100))


def test_equal_coordinates_arrive_together() -> None:
    for decay in (0, "1/4"):
        flow = run(least_squares([[2, 1], [1, 2]], [3, 3]), [["0.3", "0.3"], ["0.2", "0.2"]], [1, 2], decay=decay)
        assert course(flow) == [("slides", "gradient", 1, "00"), ("slides", "gradient", 2, "00")]
        assert flow.events[0].time == flow.events[1].time and near(flow.x[-1][0], 1)
    assert run(ONE, [["0.3"], ["0.2"]], 1).events[0].polynomial == "50*t^2 + 25*t + (-47)"


def test_a_near_tie_is_told_apart() -> None:
    gap = F(1, 10**25)
    flow = run(least_squares([[1, 0], [0, 1]], [1, 1]), [[F(3, 10), F(3, 10) + gap], ["0.2", "0.2"]], [1], 40)
    assert [e.coordinate for e in flow.events] == [2, 1] and flow.digits >= 40
    with mp.workdps(60):
        # t + 1/5 = u, t + 3/10 = v, uv = 1: dt/d(gap) = -u/(u + v).
        u, v = (mp.sqrt(mp.mpf("4.01")) - mp.mpf("0.1")) / 2, (mp.sqrt(mp.mpf("4.01")) + mp.mpf("0.1")) / 2
        assert abs((flow.events[1].time - flow.events[0].time) / at_precision(gap) - u / (u + v)) < mp.mpf("1e-12")


def test_components_that_are_multiples_have_one_multiplier() -> None:
    for row in ([1, 1], [1, -2]):
        flow = run(least_squares([row], [1]), [["3/10", "1/5"], ["1/5", "1/2"]], [1, 4], decay="1/3")
        assert flow.stop is None and flow.events[-1].mode == "00"
        assert near(row[0] * flow.x[-1][0] + row[1] * flow.x[-1][1], 1)


def test_with_more_coordinates_than_data_the_flow_rests_where_it_interpolates() -> None:
    matrix, weights = [[1, 2, 3], [1, 0, -1]], [["3/10", "1/5", 1], ["1/5", "1/2", "1/3"]]
    flow = run(least_squares(matrix, [1, 2]), weights, [1, 4, 9])
    assert flow.stop is None and flow.events[-1].mode == "000" and flow.x[-1] == flow.x[-2]
    assert near(flow.loss[-1], 0, 36)
    # Decay moves it on, and three multipliers for two equations leave the way open.
    decaying = run(least_squares(matrix, [1, 2]), weights, 9, decay="1/5")
    assert decaying.stop is not None and decaying.stop.reason == "selection"
    assert "more than one motion keeps all at zero" in decaying.stop.message


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("goal", [F(1, 2), F(-9), F(50)])
def test_decoupled_decay_ends_in_the_box(depth: int, goal: F) -> None:
    """x -> the projection of the minimum on |x| <= alpha^-L; what is left falls like exp(-alpha t) = 10^-26."""
    start = [[F(1, 3 + i)] for i in range(depth)]
    flow = run(least_squares([[1]], [goal]), start, 120, 15, decay="1/2", selection="escape")
    assert flow.stop is None and near(flow.x[-1][0], max(min(goal, F(2**depth)), -F(2**depth)), 12)


def boxed(hessian: Table, linear: list[F], bound: F) -> list[F]:
    """The minimum of x.Hx/2 - c.x on |x_j| <= bound for two coordinates: the KKT point among all nine faces."""
    for face in choices((-1, 0, 1), repeat=2):
        x = [s * bound for s in face]
        free = [j for j in range(2) if face[j] == 0]
        if len(free) == 2:
            det = hessian[0][0] * hessian[1][1] - hessian[0][1] ** 2
            x = [(linear[j] * hessian[1 - j][1 - j] - linear[1 - j] * hessian[0][1]) / det for j in range(2)]
        elif free:
            (j,) = free
            x[j] = (linear[j] - hessian[0][1] * x[1 - j]) / hessian[j][j]
        slope = [sum(h * v for h, v in zip(row, x, strict=True)) - c for row, c in zip(hessian, linear, strict=True)]
        if all(abs(v) <= bound for v in x) and all(s * g <= 0 for s, g in zip(face, slope, strict=True)):
            return x
    raise AssertionError("a convex problem on a box has a KKT point")


@pytest.mark.parametrize("seed", [1, 2, 4, 5, 6, 7])
def test_decoupled_decay_solves_the_box_problem(seed: int) -> None:
    draw = random.Random(seed)
    matrix = [[F(draw.randint(-6, 6), 3) + (2 if i == j else 0) for j in range(2)] for i in range(2)]
    target, depth = [F(draw.randint(-40, 40), 3) for _ in range(2)], 1 + seed % 2
    columns = list(zip(*matrix, strict=True))
    hessian = [[sum(map(F.__mul__, a, b), F(0)) for b in columns] for a in columns]
    linear = [sum(map(F.__mul__, a, target), F(0)) for a in columns]
    assert hessian[0][0] * hessian[1][1] != hessian[0][1] ** 2
    start = [[F(draw.randint(1, 60), 61) for _ in range(2)] for _ in range(depth)]
    flow = run(least_squares(matrix, target), start, 120, 15, decay="1/2", selection="escape")
    assert flow.stop is None
    # exp(-alpha t) = 10^-26 is left of the start.
    for x, wanted in zip(flow.x[-1], boxed(hessian, linear, F(2**depth)), strict=True):
        assert near(x, wanted, 10)


@pytest.mark.parametrize("seed", range(4))
def test_coupled_decay_ends_at_a_stationary_point(seed: int) -> None:
    matrix, target, weights = instance(seed, 2, 2)
    flow = run(least_squares(matrix, target), weights, 30, 15, decay="1/3", decay_kind="coupled")
    assert flow.stop is None and flow.weights is not None
    with mp.workdps(30):
        slopes = least_squares(matrix, target).gradient(list(flow.x[-1]))
        for j, slope in enumerate(slopes):
            a, b = flow.weights[-1][0][j], flow.weights[-1][1][j]
            assert abs(slope * b + a / 3) < mp.mpf("1e-12") and abs(slope * a + b / 3) < mp.mpf("1e-12")


def instance(seed: int, k: int, depth: int) -> tuple[Table, list[F], Table]:
    draw = random.Random(seed)
    # No two weights of the same size: a balanced pair would arrive at a saddle.
    sizes = draw.sample(range(1, 195), k * depth)
    return (
        [[F(draw.randint(-14, 14), 7) for _ in range(k)] for _ in range(k + seed % 2)],
        [F(draw.randint(-21, 21), 7) for _ in range(k + seed % 2)],
        [[F(draw.choice((-1, 1)) * sizes.pop(), 97) for _ in range(k)] for _ in range(depth)],
    )


def sign(v: float) -> int:
    return (v > 0) - (v < 0)


def euler(matrix: Table, target: list[F], weights: Table, time: float, decay: float, coupled: bool) -> list[float]:
    """x after 8000 sign-descent steps in double precision."""
    a, b, w = (
        [[float(v) for v in row] for row in matrix],
        list(map(float, target)),
        [list(map(float, r)) for r in weights],
    )
    step, depth, k = time / 8000, len(w), len(w[0])
    for _ in range(8000):
        x = [prod(row[j] for row in w) for j in range(k)]
        residuals = [sum(map(float.__mul__, row, x)) - goal for row, goal in zip(a, b, strict=True)]
        slopes = [sum(row[j] * r for row, r in zip(a, residuals, strict=True)) for j in range(k)]
        parts = [[prod(w[m][j] for m in range(depth) if m != i) for j in range(k)] for i in range(depth)]
        for i in range(depth):
            for j in range(k):
                old = w[i][j]
                pull = slopes[j] * parts[i][j]
                w[i][j] -= step * (sign(pull + decay * old) if coupled else sign(pull) + decay * old)
    return [prod(row[j] for row in w) for j in range(k)]


@pytest.mark.parametrize("kind", ["none", "decoupled", "coupled"])
@pytest.mark.parametrize("seed", [101, 102, 103, 105])
def test_sign_descent_with_small_steps_comes_to_the_same_place(seed: int, kind: str) -> None:
    """Euler's method is off by O(h), h = 1/4000: by h at every event and while held, times the speeds of x."""
    k, depth = 1 + seed % 3, 1 + seed % 2
    matrix, target, weights = instance(seed, k, depth)
    decay = F(0) if kind == "none" else F(1, 3)
    options = {"decay": decay, "decay_kind": "coupled" if kind == "coupled" else "decoupled"}
    flow = run(least_squares(matrix, target), weights, 2, 15, **options)
    assert flow.stop is None and flow.digits >= 15
    found = euler(matrix, target, weights, 2, float(decay), kind == "coupled")
    assert all(abs(float(a) - b) < 0.02 for a, b in zip(flow.x[-1], found, strict=True))


@pytest.mark.parametrize("seed", range(12))
def test_what_holds_along_every_sign_flow(seed: int) -> None:
    """The loss falls, |w_i| - |w_j| is kept through zeros of weights, the mode has the signs of grad f."""
    k, depth = 1 + seed % 3, 1 + seed % 4 % 3
    matrix, target, weights = instance(seed, k, depth)
    loss, times = least_squares(matrix, target), [F(i, 8) for i in range(1, 25)]
    flow = run(loss, weights, times)
    assert flow.stop is None and flow.digits >= 20 and flow.loss_never_increases and flow.weights is not None
    assert all(drift < mp.mpf("1e-19") for drift in flow.invariants.values())
    with mp.workdps(40):
        for w in flow.weights:
            for first, row, *begun in zip(w[0], w[-1], weights[0], weights[-1], strict=True):
                balance = at_precision(abs(begun[1]) - abs(begun[0]))
                assert abs(abs(row) - abs(first) - balance) < mp.mpf("1e-18")
        for t, x in zip(flow.times, flow.x, strict=True):
            modes = [e.mode for e in flow.events if e.time < t]
            if modes:
                slopes = loss.gradient(list(x))
                signs = "".join("0" if abs(g) < mp.mpf("1e-17") else "+" if g > 0 else "-" for g in slopes)
                assert signs == modes[-1]
    assert [e.polynomial is None for e in flow.events] == sorted(e.polynomial is None for e in flow.events)


@pytest.mark.parametrize("kind", ["decoupled", "coupled"])
@pytest.mark.parametrize("seed", [2, 5, 8])
def test_a_flow_goes_on_from_any_of_its_states(seed: int, kind: str) -> None:
    matrix, target, weights = instance(seed, 2, 2)
    loss = least_squares(matrix, target)
    options = {"decay": "1/4" if seed != 2 else 0, "decay_kind": kind}
    whole = run(loss, weights, ["1/3", "5/4"], 25, **options)
    assert whole.weights is not None and whole.stop is None
    rest = run(loss, [list(row) for row in whole.weights[1]], F(5, 4) - F(1, 3), 20, **options)
    # The start anew is rounded to 25 digits; held components are off by that, and nothing amplifies it here.
    assert all(near(a, b, 17) for a, b in zip(rest.x[-1], whole.x[-1], strict=True))


@pytest.mark.parametrize("make", [exponential, logistic])
def test_other_losses_slide_too(make: object) -> None:
    assert callable(make)
    loss = make([[1, "1/2"], ["-1/3", 1], [1, 1]], [1, -1, -1])
    flow = run(loss, [["1/2", "-1/3"], ["1/5", "1/4"]], [F(i, 4) for i in range(1, 13)])
    assert flow.stop is None and flow.digits >= 20 and flow.loss_never_increases
    assert course(flow) == [("slides", "gradient", 1, "0+")] and flow.events[0].polynomial is None
    with mp.workdps(40):
        assert all(abs(loss.gradient(list(x))[0]) < mp.mpf("1e-19") for x in flow.x[4:])


def test_the_series_of_the_gradient_limit_the_steps() -> None:
    # The weights are linear, but log(1 + e^z) has poles: where f' vanishes is known by two precisions only.
    loss = logistic([[1], [2], [-1]], [1, -1, 1])
    flow = run(loss, [["1/2"], ["1/5"], ["1/3"]], 9, 30)
    assert flow.digits >= 30 and flow.events[-1].digits == 30
    with mp.workdps(40):
        assert abs(loss.gradient([flow.x[-1][0]])[0]) < mp.mpf("1e-29")


def test_a_formula_with_two_minima() -> None:
    loss = parse_loss("(x1**2-1)**2/4 + x1*x2/3 + x2**2/2", 2)
    flow = run(loss, [["1/2", "-1/3"], ["1/5", "1/4"]], [1, 6])
    assert flow.stop is None and flow.events[-1].mode == "00"
    # x2 = -x1/3 and x1 (x1^2 - 1) = x1/9.
    assert near(flow.x[-1][0] ** 2, mp.mpf(10) / 9, 15) and near(flow.x[-1][1], -flow.x[-1][0] / 3, 15)


@pytest.mark.parametrize("weights", [[[0], [0]], [["0.3"], ["-0.3"]]])
def test_a_saddle_asks_for_a_selection(weights: object) -> None:
    """A balanced start arrives at zero at t = 0.3 and cannot cross it by itself."""
    arrives = F(0) if weights == [[0], [0]] else F(3, 10)
    stopped = run(ONE, weights, [1, 3])
    assert stopped.stop is not None and stopped.stop.reason == "selection" and "2 ways" in stopped.stop.message
    assert near(stopped.stop.time, arrives, 19)
    rested, escaped = (run(ONE, weights, [1, 3], selection=s) for s in ("rest", "escape"))
    assert rested.stop is None and escaped.stop is None and rested.x[-1][0] == 0
    # Both weights leave at the rate one: x = (t - arrival)^2 until 1.
    assert near(escaped.x[1][0], (1 - arrives) ** 2) and near(escaped.x[-1][0], 1)
    assert near(escaped.events[-1].time, 1 + arrives, 15)


def test_where_nothing_pulls_a_saddle_is_no_question() -> None:
    for weights, time in (([[0], [0]], None), ([["1/2"], ["1/2"]], F(1, 2)), ([["1/2"], ["1/3"]], F(1, 3))):
        flow = run(least_squares([[1]], [0]), weights, [1, 3])
        assert flow.stop is None and flow.x[-1][0] == 0
        assert time is None or {near(e.time, time, 15) for e in flow.events} == {True}
        assert {e.kind for e in flow.events} <= {"slides", "rests"}


@pytest.mark.parametrize("selection", ["stop", "rest", "escape"])
def test_a_maximum_of_the_loss_is_left_by_choice_only(selection: str) -> None:
    flow = run(parse_loss("-x**2/2", 1), [[0]], 2, selection=selection)
    if selection == "stop":
        assert flow.stop is not None and "2 ways" in flow.stop.message
    else:
        assert flow.stop is None and abs(flow.x[-1][0]) == (2 if selection == "escape" else 0)


def test_a_start_at_the_minimum_stays() -> None:
    for decay in (0, "1/4"):
        flow = run(ONE, [["1/2"], [2]], [1, 5], decay=decay)
        assert flow.stop is None and not flow.events and near(flow.x[-1][0], 1)


def test_a_zero_weight_starts_to_move() -> None:
    flow = run(ONE, [[0], ["1/2"]], [1, 3])
    assert course(flow)[0] == ("starts", "weight", 1, "-") and near(flow.x[1][0], 1) and near(flow.x[2][0], 1)
    with mp.workdps(40):
        assert near(flow.events[-1].time, (mp.sqrt(17) - 1) / 4)


@pytest.mark.parametrize("scale", [F(1, 10**6), F(10**6)])
@pytest.mark.parametrize("kind", ["none", "decoupled", "coupled"])
def test_any_scale(scale: F, kind: str) -> None:
    weights = [[scale * F(3, 10), scale * F(3, 7)], [scale / 5, -scale / 5]]
    options = {"decay": 0 if kind == "none" else "1/4", "decay_kind": "coupled" if kind == "coupled" else "decoupled"}
    for time in (F(1, 1000), F(1), F(1000)):
        flow = run(least_squares([[2, 1], [1, 2]], [3, -3]), weights, time, 15, **options)
        assert flow.stop is None and flow.digits >= 15
        assert all(mp.isfinite(v) for row in flow.weights or () for w in row for v in w)


def test_a_minimum_of_higher_order_is_reached_to_all_digits() -> None:
    for decay in (0, "1/2"):
        flow = run(parse_loss("(x-1)**4/4", 1), [["1/2"], ["1/5"]], [1, 6], 30, decay=decay)
        assert flow.stop is None and near(flow.x[-1][0], 1, 28) and course(flow) == [("slides", "gradient", 1, "0")]
