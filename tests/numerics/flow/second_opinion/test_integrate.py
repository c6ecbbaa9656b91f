"""Other integrators: right where they can be by closed forms, and silent nowhere past a point they cannot cross."""

from __future__ import annotations

import importlib.util
import math
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.flow.course.walk import Run
from neversaddle.numerics.flow.second_opinion.integrate import FLOATS, second_opinion
from neversaddle.numerics.flow.systems.weights import WeightSystem
from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.loss.loss import Loss, least_squares, parse_loss
from neversaddle.numerics.ode.arithmetics import MPMATH
from neversaddle.numerics.ode.straight_line import straight_line
from neversaddle.numerics.ode.tape import Node, Tape, record
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.language.parse import parse_expression

F = Fraction
ONE = least_squares([[1]], [1])
HEYOKA = importlib.util.find_spec("heyoka") is not None
INSTALLED = ("odefun", "scipy", "heyoka") if HEYOKA else ("odefun", "scipy")
DIGITS = 15
#: DOP853 keeps each of its steps, at most some hundred here, to 10^-13 of the unknowns, which are of order one; the
#: error at the end is at most their sum, times less than ten for what the flows here make of it.
SLACK = 1e-10


def system(q: Fraction | int, weights: Sequence[object], loss: Loss = ONE, decay: Fraction | int = 0) -> WeightSystem:
    """One coordinate."""
    rows = [[F(str(w))] for w in weights]
    return WeightSystem(DeepDiagonal(len(rows)), F(q), loss, rows, F(decay), False, None)


def opinion(flow: WeightSystem, times: Sequence[object], method: str, digits: int = DIGITS) -> Run:
    with mp.workdps(digits + 20):
        return second_opinion(flow, [mp.mpf(str(t)) for t in times], digits, method)


@pytest.mark.parametrize("method", INSTALLED)
@pytest.mark.parametrize(
    ("flow", "true"),
    [
        # Depth 1 is steepest descent in x.
        (system(2, [3]), lambda t: [1 + 2 * mp.exp(-t)]),
        # sqrt(1 - x) falls at the rate 1/2.
        (system(F(3, 2), [0]), lambda t: [1 - (1 - t / 2) ** 2]),
        # A sign flow is straight.
        (system(1, ["1/5", "-1/10"]), lambda t: [mp.mpf(1) / 5 - t, t - mp.mpf(1) / 10]),
        # f = -x makes a linear flow of two weights.
        (system(2, [1, 2], parse_loss("-x", 1)), lambda t: [mp.cosh(t) + 2 * mp.sinh(t), 2 * mp.cosh(t) + mp.sinh(t)]),
        (system(2, [3], parse_loss("0*x", 1), F(1, 2)), lambda t: [3 * mp.exp(-t / 2)]),
    ],
)
def test_smooth_flows_follow_closed_forms(
    method: str, flow: WeightSystem, true: Callable[[mpmath.mpf], list[mpmath.mpf]]
) -> None:
    found = opinion(flow, [0, "0.03125", "0.0625"], method)
    assert found.ending is None and len(found.states) == 3
    for time, state in zip(found.times, found.states, strict=True):
        assert all(abs(a - b) < SLACK for a, b in zip(state, true(time), strict=True))


@pytest.mark.parametrize("method", [m for m in INSTALLED if m != "scipy"])
@pytest.mark.parametrize("digits", [20, 40])
def test_more_digits_than_doubles_have(method: str, digits: int) -> None:
    flow = system(2, [1, 2], parse_loss("-x", 1))
    found = opinion(flow, [0, "0.5"], method, digits)
    with mp.workdps(digits + 20):
        half = mp.mpf("0.5")
        # The integrators' own tolerance is five digits below; they make few steps, of an unstable flow of rate one.
        assert abs(found.states[-1][0] - mp.cosh(half) - 2 * mp.sinh(half)) < mp.mpf(10) ** -digits
    assert found.digits == digits


def test_scipy_promises_no_more_than_doubles() -> None:
    assert opinion(system(2, [3]), [0, 1], "scipy", 50).digits == 15


@pytest.mark.parametrize("method", INSTALLED)
@pytest.mark.parametrize(
    ("flow", "good", "late", "reason"),
    [
        # x - 1 = -(1 - t/2)^2 vanishes at t = 2; as a square it would come back with its sign unchanged.
        (system(F(3, 2), [0]), "1.5", ["3", "4"], "gradient"),
        (system(F(5, 4), [0]), "1", ["3"], "gradient"),
        (system(F(3, 2), ["0.3", "0.2"]), "0.5", ["4"], "gradient"),
        # The same with an event and no output behind it but one far away.
        (system(1, ["0.3", "0.2"]), "0.75", ["0.7513", "9"], "gradient"),
        # Unequal weights: the smaller passes through zero on the way up.
        (system(F(3, 2), ["0.6", "-0.1"]), "0.01", ["0.5"], "weight"),
        (system(1, ["0.3", "-0.2"]), "0.125", ["0.25"], "weight"),
    ],
)
def test_no_output_behind_an_event(method: str, flow: WeightSystem, good: str, late: list[str], reason: str) -> None:
    found = opinion(flow, [0, good, *late], method)
    assert [float(t) for t in found.times] == [0.0, float(good)]
    assert found.ending is not None and found.ending.reason == "switch"
    named = [flow.switches[c] for c in found.ending.switches]
    assert [s.reason for s in named] == [reason]
    assert named[0].text in found.ending.text and '"taylor"' in found.ending.text and f'"{method}"' in found.ending.text
    assert found.ending.time == found.times[-1] and "\n" not in found.ending.text


@pytest.mark.parametrize("method", INSTALLED)
def test_blow_up_ends_the_run(method: str) -> None:
    # Two equal weights of f = -x^2: dw = 2 w^3 dt, infinite at t = 1/4.
    found = opinion(system(2, [1, 1], parse_loss("-x**2", 1)), [0, "0.125", 1], method)
    assert len(found.times) == 2 and abs(found.states[-1][0] - mp.sqrt(2)) < SLACK
    assert found.ending is not None and found.ending.reason == "stuck"
    # The last step before the pole is some way off it for an integrator that gives up early.
    assert abs(found.ending.time - mp.mpf("0.25")) < 1e-3


@pytest.mark.parametrize("method", INSTALLED)
def test_a_start_on_a_switch_is_refused_by_name(method: str) -> None:
    with pytest.raises(FlowError, match=r"weight 2 of coordinate 1 is zero.*\"taylor\""):
        opinion(system(F(3, 2), ["1/3", 0]), [0, 1], method)
    # Zero but for rounding: 1/3 - 1/3 in no binary precision.
    with pytest.raises(FlowError, match="component 1 of grad f is zero"):
        opinion(system(1, ["1/3"], least_squares([[1]], ["1/3"])), [0, 1], method)


def test_other_methods_are_refused() -> None:
    with pytest.raises(FlowError, match="odefun, scipy, heyoka; got 'euler'"):
        opinion(system(2, [1]), [0, 1], "euler")


@pytest.mark.parametrize("method", INSTALLED)
def test_progress_and_interruption(method: str) -> None:
    seen: list[mpmath.mpf] = []

    def progress(time: mpmath.mpf) -> None:
        seen.append(time)
        if time > 1:
            raise KeyboardInterrupt

    found = second_opinion(system(2, [3]), [mp.mpf(t) for t in (0, 1, 40)], DIGITS, method, progress)
    assert len(found.times) == 2 and found.ending is not None and found.ending.reason == "interrupted"
    assert seen == sorted(seen) and seen[-1] > 1


def test_heyoka_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    if HEYOKA:
        found = opinion(system(2, [3]), [0, 1], "heyoka")
        assert abs(found.states[-1][0] - 1 - 2 * mp.exp(-1)) < SLACK
    # None in its place makes an import fail as if it were not installed.
    monkeypatch.setitem(sys.modules, "heyoka", None)
    with pytest.raises(FlowError) as refusal:
        opinion(system(2, [3]), [0, 1], "heyoka")
    assert str(refusal.value) == 'method "heyoka" needs the extra: pip install neversaddle[fast]'


LOSSES = (
    "log(1 + exp(x)) + sin(x)*cos(2*x) + tanh(x)",
    "atan(x) + asinh(x) + sinh(x)/cosh(x) + pi*x",
    "x**3/7 + sqrt(1 + x**2)",
)


@pytest.mark.parametrize("text", LOSSES)
@pytest.mark.parametrize("method", INSTALLED)
def test_every_function_of_a_loss(method: str, text: str) -> None:
    flow = system(2, ["1/2"], parse_loss(text, 1))
    short = 1e-4
    found = opinion(flow, [0, short], method)
    with mp.workdps(30):
        loss = flow.loss
        slope, half = loss.gradient([mp.mpf("0.5")])[0], mp.mpf("0.5")
        curvature = mp.diff(lambda x: loss.gradient([x])[0], half)
        # x = x0 - f' t + f'' f' t^2/2 up to t^3 times derivatives of f that are below 20 here.
        expected = half - slope * short + curvature * slope * short**2 / 2
    assert abs(found.states[-1][0] - expected) < 20 * short**3


NUMBER = st.fractions(min_value=F(1, 8), max_value=F(7, 8), max_denominator=50)


@given(NUMBER, NUMBER, NUMBER)
@settings(deadline=None, max_examples=25)
def test_straight_lines_are_the_expressions(a: Fraction, b: Fraction, c: Fraction) -> None:
    # The oracle is mpmath's own evaluation of each term.
    texts: dict[str, Callable[..., mpmath.mpf]] = {
        "x*y - z/3 + 2": lambda x, y, z: x * y - z / 3 + 2,
        "-x - y": lambda x, y, z: -x - y,
        "x**(3/2) + y**(-1/4) + z**(2/3)": lambda x, y, z: x ** mp.mpf("1.5") + y ** mp.mpf("-0.25") + mp.cbrt(z) ** 2,
        "exp(x)*log(y) + sin(z) - cos(x*y)": lambda x, y, z: mp.exp(x) * mp.log(y) + mp.sin(z) - mp.cos(x * y),
        "asin(x) + acos(y) + atanh(z) + pi": lambda x, y, z: mp.asin(x) + mp.acos(y) + mp.atanh(z) + mp.pi,
        "x/(y + z)**2": lambda x, y, z: x / (y + z) ** 2,
    }
    names = sp.symbols("x y z", positive=True)
    for text, oracle in texts.items():
        tape = Tape()
        states = [tape.state(i) for i in range(3)]
        node: Node = record(
            parse_expression(text, dict(zip("xyz", names, strict=True))), dict(zip(names, states, strict=True)), tape
        )
        precise = straight_line(tape, [node.index], MPMATH, lambda: mp.prec)
        quick = straight_line(tape, [node.index], FLOATS, lambda: 0)
        for digits in (40, 20):
            with mp.workdps(digits):
                at = [mp.mpf(v.numerator) / v.denominator for v in (a, b, c)]
                # Some ten operations on numbers below 30, each right to the last digit but one.
                assert abs(precise(mp.zero, at)[0] - oracle(*at)) < mp.mpf(10) ** (4 - digits)
                assert math.isclose(quick(0.0, [float(v) for v in at])[0], float(oracle(*at)), rel_tol=0, abs_tol=1e-12)
