"""Flows of losses in pieces: against an independent integrator with the gradients by hand, and exact times by hand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from mpmath import mp
from scipy.integrate import solve_ivp

from neversaddle.numerics.flow.course.walk import Run
from neversaddle.numerics.flow.enclosed import enclosed_flow
from neversaddle.numerics.flow.flow import _told, weight_flow
from neversaddle.numerics.flow.trajectory import FlowError, Trajectory
from neversaddle.numerics.loss.arrays import array_loss
from neversaddle.numerics.loss.loss import Loss, LossError, parse_loss, symbolic_loss
from neversaddle.theory.language.tokens import ParseError

X = sp.symbols("x1:4", real=True)
HALF = sp.Rational(1, 2)
DIGITS = 12
Gradient = Callable[[np.ndarray], np.ndarray]


def huber(z: sp.Expr, width: sp.Expr = HALF) -> sp.Expr:
    return sp.Piecewise((z**2 / 2, sp.Abs(z) <= width), (width * (sp.Abs(z) - width / 2), True))


def smoothed_hinge(z: sp.Expr) -> sp.Expr:
    """Rennie and Srebro's: (1 - z)^2/2 between 0 and 1, 0 above, 1/2 - z below."""
    return sp.Piecewise((0, z >= 1), ((1 - z) ** 2 / 2, z > 0), (HALF - z, True))


#: The slopes by hand.
SLOPES: dict[str, Callable[[float], float]] = {
    "hinge": lambda z: 2 * max(z, 0.0),
    "huber": lambda z: min(max(z, -0.5), 0.5),
    "smoothed": lambda z: min(max(z, 0.0), 1.0) - 1,
    "square": lambda z: z,
}
FORMULAS: dict[str, Callable[[sp.Expr], sp.Expr]] = {
    "hinge": lambda z: sp.Max(0, z) ** 2,
    "huber": huber,
    "smoothed": smoothed_hinge,
    "square": lambda z: z**2 / 2,
}
#: Sums of these in <a, x> + c.
LOSSES: dict[str, list[tuple[str, list[int], Fraction]]] = {
    "squared hinge": [("hinge", [-1], Fraction(1))],
    "Huber": [("huber", [1], Fraction(-3))],
    "two hinges": [
        ("hinge", [-1, -1], Fraction(1)), ("hinge", [1, -2], Fraction(1)), ("square", [1, 0], Fraction(-1, 2)),
    ],
    "two Hubers": [
        ("huber", [1, -1], Fraction(-2)), ("huber", [2, 1], Fraction(-1)), ("square", [1, 0], Fraction(0)),
    ],
    "three": [
        ("hinge", [1, 1, -1], Fraction(1, 3)), ("huber", [0, 1, 2], Fraction(-1)), ("smoothed", [2, 0, 1], Fraction(0)),
        ("square", [1, -1, 1], Fraction(-1)),
    ],
}  # fmt: skip
STARTS = {
    1: [["3/10"], ["1/5"]],
    2: [["3/10", "-1/2"], ["1/5", "2"]],
    3: [["1", "-1/2", "2/3"], ["1/2", "3/4", "-1/2"]],
}


def made(name: str) -> tuple[Loss, Gradient]:
    parts = LOSSES[name]
    k = len(parts[0][1])
    f = sum(
        FORMULAS[kind](sum(a * x for a, x in zip(row, X, strict=False)) + sp.Rational(c.numerator, c.denominator))
        for kind, row, c in parts
    )

    def gradient(x: np.ndarray) -> np.ndarray:
        return np.sum([np.array(row) * SLOPES[kind](float(np.dot(row, x)) + float(c)) for kind, row, c in parts], 0)

    return symbolic_loss(f, X[:k]), gradient


def start(k: int) -> np.ndarray:
    return np.array([[float(Fraction(w)) for w in row] for row in STARTS[k]])


def by_scipy(gradient: Gradient, q: float, k: int, times: list[float]) -> np.ndarray:
    """The weights at these times by the definition, dw = -Phi_q(f') Phi_q(dx/dw), in doubles."""

    def phi(z: np.ndarray) -> np.ndarray:
        return np.sign(z) * np.abs(z) ** (q - 1)

    def rate(_: float, flat: np.ndarray) -> np.ndarray:
        w = flat.reshape(2, k)
        return np.asarray(-phi(gradient(w[0] * w[1])) * phi(w[::-1])).ravel()

    run = solve_ivp(
        rate, (0, times[-1]), start(k).ravel(), "DOP853", t_eval=times, rtol=1e-12, atol=1e-13, max_step=1e-2
    )
    return np.asarray(run.y.T.reshape(len(times), 2, k))


def first_arrival(flow: Trajectory) -> float:
    """When the field is no longer Lipschitz: a component of grad f or a weight vanishes."""
    return min((float(e.time) for e in flow.events if e.what != "kink"), default=float(flow.times[-1]))


@pytest.mark.parametrize("q", ["2", "3/2", "1"])
@pytest.mark.parametrize("name", LOSSES)
def test_flows_across_kinks_are_those_of_another_integrator(name: str, q: str) -> None:
    loss, gradient = made(name)
    k = loss.coordinates
    times = [Fraction(n, 40) for n in range(1, 81)]
    flow = weight_flow(2, q, loss, STARTS[k], times, DIGITS)
    assert flow.weights is not None and flow.digits >= DIGITS
    smooth = first_arrival(flow)
    before = [float(t) for t in times if float(t) < min(smooth, float(flow.times[-1]))]
    kinks = [float(e.time) for e in flow.events if e.what == "kink"]
    assert before
    other = by_scipy(gradient, float(Fraction(q)), k, before)
    for n, w in enumerate(other, start=1):
        ours = np.array([[float(v) for v in row] for row in flow.weights[n]])
        # A step across a kink errs by 1e-2 times what the step control lets pass; near arrivals 1/(1 - q/2) more.
        assert np.abs(ours - w).max() < 2e-8, (before[n - 1], smooth, kinks)


def test_kinks_were_crossed_in_those_flows() -> None:
    for name in ("Huber", "two hinges", "two Hubers", "three"):
        loss, _ = made(name)
        flow = weight_flow(2, 2, loss, STARTS[loss.coordinates], 6, DIGITS)
        assert flow.stop is None and any(e.what == "kink" and e.kind == "crosses" for e in flow.events)


def test_a_sign_flow_meets_kinks_at_exact_times() -> None:
    """q = 1: both weights grow at rate 1, x = (0.3 + t)(0.2 + t), until f' = 0; a kink changes nothing of that."""
    flow = weight_flow(2, 1, made("Huber")[0], STARTS[1], 3, 20)
    kink, held = flow.events
    # x = 5/2 where the slope of Huber's loss starts to fall, x = 3 where it is zero.
    for event, x in ((kink, mp.mpf(5) / 2), (held, mp.mpf(3))):
        with mp.workdps(30):
            assert abs(event.time - (mp.sqrt(4 * x + mp.mpf("0.01")) - mp.mpf("0.5")) / 2) < mp.mpf("1e-19")
    assert (kink.what, kink.kind, held.what, held.kind) == ("kink", "crosses", "gradient", "slides")
    hinge = weight_flow(2, 1, "max(0, 1 - x1)**2", STARTS[1], 3, 20)
    assert hinge.stop is None and abs(hinge.x[-1][0] - 1) < mp.mpf("1e-20")
    with mp.workdps(30):
        arrival = (mp.sqrt(mp.mpf("4.01")) - mp.mpf("0.5")) / 2
        assert hinge.events and all(abs(e.time - arrival) < mp.mpf("1e-19") for e in hinge.events)


def test_a_squared_hinge_is_the_parabola_until_it_is_nothing() -> None:
    """q = 2, depth 1: w' = 2(1 - w) below 1, so w = 1 - exp(-2t)/2; above 1 nothing moves; from 1 neither."""
    for text in ("max(0, 1 - x)**2", "((1 - x) + abs(1 - x))**2/4", "Min(0, x - 1)**2", "max(0, 1 - x, -1)**2"):
        for begin, end in (("1/2", 1 - mp.exp(-4) / 2), ("1", mp.mpf(1)), ("3/2", mp.mpf("1.5"))):
            flow = weight_flow(1, 2, text, [[begin]], 2, 20)
            assert flow.stop is None and flow.digits >= 20
            with mp.workdps(25):
                expected = 1 - mp.exp(-4) / 2 if begin == "1/2" else end
                assert abs(flow.x[-1][0] - expected) < mp.mpf("1e-19")


@pytest.mark.parametrize("q", ["3/2", "5/4"])
def test_what_rested_on_flat_ground_moves_once_the_ground_slopes(q: str) -> None:
    """Found by comparison: f = (x2 + 1)^2/2 + max(0, -x1 - x2)^2 is flat in x1 at first, then x2 falls past -x1.

    By hand to the crossing: x2' = -(x2 + 1)^(q-1) reaches -1/2 at t = ((3/2)^(2-q) - (1/2)^(2-q))/(2 - q); x1 moves up
    from then on.
    """
    flow = weight_flow(1, q, "(x2 + 1)**2/2 + max(0, -x1 - x2)**2", [["1/2", "1/2"]], ["1/2", 1, 2], DIGITS)
    crossing = next(e for e in flow.events if e.what == "kink")
    with mp.workdps(20):
        power = 2 - mp.mpf(Fraction(q).numerator) / Fraction(q).denominator
        expected = (mp.mpf("1.5") ** power - mp.mpf("0.5") ** power) / power
        assert abs(crossing.time - expected) < mp.mpf("1e-11")
    assert any(e.kind == "leaves" and e.coordinate == 1 for e in flow.events)
    assert flow.x[1][0] == mp.mpf("0.5") < flow.x[-1][0]

    def rate(_: float, x: np.ndarray) -> np.ndarray:
        pull = 2 * min(0.0, x[0] + x[1])
        g = np.array([pull, x[1] + 1 + pull])
        return np.asarray(-np.sign(g) * np.abs(g) ** (float(Fraction(q)) - 1))

    run = solve_ivp(rate, (0, 2), [0.5, 0.5], "LSODA", rtol=1e-11, atol=1e-12, max_step=1e-3)
    # The other integrator steps over the branch point of the departure, of order |z|^(q-1).
    assert np.abs(run.y[:, -1] - [float(v) for v in flow.x[-1]]).max() < 1e-4


def test_other_readers_take_the_pieces_too() -> None:
    """Arrays and balls: the same values, and an enclosed flow that contains the other one."""
    loss, gradient = made("three")
    arrays = array_loss(loss)
    for x in np.random.default_rng(0).uniform(-2, 2, (20, 3)):
        assert np.allclose(arrays.gradient(x), gradient(x), atol=1e-14)
        assert np.allclose([float(v) for v in loss.gradient([mp.mpf(v) for v in x])], gradient(x), atol=1e-14)
    balls = enclosed_flow(2, 2, made("Huber")[0], STARTS[1], "1/2", "1e-12")
    numbers = weight_flow(2, 2, made("Huber")[0], STARTS[1], "1/2", 20)
    assert abs(float(balls.x[-1][0].mid()) - float(numbers.x[-1][0])) < 1e-12


@pytest.mark.parametrize(
    "text", ["max(0, 1 - x1)", "abs(x1)", "max(x1, x2)**2", "min(1, x1)**2", "max(x1, 1)**2", "sign(x1)*x1"]
)
def test_kinks_that_stay_are_refused_in_one_line(text: str) -> None:
    with pytest.raises(LossError, match="is not differentiable: it has a kink where x1") as caught:
        parse_loss(text, 2)
    assert "\n" not in str(caught.value)


def test_max_and_min_have_the_parsers_limits() -> None:
    for text in ("max(x1)", "max()", "max", "max(*x1)", "max(x1, x2, )(x1)", "max(x1, 9**9**9)", "max(1/0, x1)"):
        with pytest.raises(ParseError):
            parse_loss(text, 2)
    deep = "x1"
    for _ in range(60):
        deep = f"max({deep}, 1)"
    with pytest.raises(ParseError, match="nested too deeply"):
        parse_loss(deep, 2)
    with pytest.raises(FlowError, match="unknown name 'maximum'"):
        weight_flow(1, 2, "maximum(x1, 2)", [[1]], 1)


def test_times_that_are_rounding_of_the_start_are_zero() -> None:
    """Of a time that two runs share no digit of, and that is below the digits of the last one, nothing is known."""
    run = Run(30, [mp.zero, mp.mpf(2)])
    with mp.workdps(40):
        assert _told(mp.mpf("-6.9e-22"), 10, run) == 0, "a time is never negative"
        assert _told(mp.mpf("6.9e-32"), 0, run) == 0
        assert _told(mp.mpf("6.9e-32"), 5, run) > 0 and _told(mp.mpf("6.9e-22"), 0, run) > 0


@pytest.mark.parametrize("q", ["11/10", "3/2", "7/4"])
def test_no_event_is_before_the_start(q: str) -> None:
    """From zeros, where the flow leaves in a root and time is an unknown."""
    for weights in ([[0, 1], ["1/2", "-1/3"]], [["1/2", 0], [0, "2/3"]], [[0, 0], [1, -1]]):
        flow = weight_flow(2, q, "(x1 - x2/2 - 1)**2 + (x2 + x1/3)**2", weights, ["1/10", "1/2"], 8, selection="escape")
        times = [mp.zero, *(e.time for e in flow.events)]
        assert len(times) > 1 and times == sorted(times)
        assert all("e-" not in mp.nstr(e.time, 10) for e in flow.events if e.digits == 0)
