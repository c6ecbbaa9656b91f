"""Enclosed flows hold the true one, known in closed form or integrated apart, and are refused where it has corners."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.flow import enclosed
from neversaddle.numerics.flow.enclosed import enclosed_flow, smooth_stretch, weight_system
from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.loss.loss import Loss, exponential, least_squares, logistic, symbolic_loss
from neversaddle.numerics.ode.arithmetics import BALLS, working
from neversaddle.numerics.ode.validated import EnclosureError
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, reparametrization

F = Fraction
RADIUS = F(1, 10**15)
#: True values are computed with so many bits, in balls far narrower than RADIUS.
BITS = 300
x, y = sp.symbols("x y", real=True)
some = st.fractions(F(1, 4), F(2), max_denominator=12)


def contains(ball: arb, true: arb) -> bool:
    """Whether the whole ball of the true value is inside the other, which is no wider than asked for."""
    return bool(ball.contains(true)) and bool(ball.rad() <= BALLS.rational(RADIUS).upper())


def line(loss: sp.Expr) -> Loss:
    return symbolic_loss(loss, [x])


@given(st.lists(some, min_size=1, max_size=4), some)
@settings(max_examples=25)
def test_sign_flow_is_a_polynomial(weights: list[Fraction], end: Fraction) -> None:
    """q = 1, f = -x, positive weights: each grows at rate one."""
    flow = enclosed_flow(DeepDiagonal(len(weights)), 1, line(-x), [[w] for w in weights], end, RADIUS)
    with working(BITS):
        for ball, w in zip(flow.weights[-1], weights, strict=True):
            assert contains(ball[0], BALLS.rational(w + end))
        assert contains(flow.loss[-1], BALLS.rational(-F(sp.prod([sp.Rational(w + end) for w in weights]))))


@given(some, some, some)
@settings(max_examples=25)
def test_gradient_flow_of_depth_two_is_hyperbolic(first: Fraction, second: Fraction, end: Fraction) -> None:
    """q = 2, f = -x: w_1' = w_2 and w_2' = w_1, and w_2^2 - w_1^2 stays."""
    flow = enclosed_flow(DeepDiagonal(2), 2, line(-x), [[first], [second]], end, RADIUS)
    with working(BITS):
        a, b, t = map(BALLS.rational, (first, second, end))
        w, v = a * t.cosh() + b * t.sinh(), b * t.cosh() + a * t.sinh()
        assert contains(flow.weights[-1][0][0], w) and contains(flow.weights[-1][1][0], v)
        assert contains(flow.x[-1][0], w * v)
        ((name, balances),) = flow.invariants.items()
        assert sp.sympify(name, {"w1": x, "w2": y}) == y**2 - x**2
        assert contains(balances[-1][0], b * b - a * a)


@given(some, some, st.integers(2, 4), st.sampled_from([F(1), F(5, 4), F(3, 2), F(2)]))
@settings(max_examples=25)
def test_the_balanced_product_law(start: Fraction, end: Fraction, depth: int, q: Fraction) -> None:
    """Equal weights and f = -x: w' = w^((L-1)(q-1)), a power unless the exponent is one."""
    exponent = (depth - 1) * (q - 1)
    # Above one it blows up in finite time; half of that is the end.
    end = end if exponent <= 1 else min(end, F(1, 2) * _rational_below(start, exponent))
    flow = enclosed_flow(DeepDiagonal(depth), q, line(-x), [[start]] * depth, end, RADIUS)
    with working(BITS):
        w, t, rest = BALLS.rational(start), BALLS.rational(end), BALLS.rational(1 - exponent)
        true = w * t.exp() if exponent == 1 else (w**rest + rest * t) ** (1 / rest)
        assert contains(flow.weights[-1][0][0], true)
        assert contains(flow.x[-1][0], true**depth)


def _rational_below(start: Fraction, exponent: Fraction) -> Fraction:
    """Not above the time of blow-up, start^(1 - a)/(a - 1)."""
    return F(float(start) ** float(1 - exponent) / float(exponent - 1)).limit_denominator(100) * F(9, 10)


LOSSES: dict[str, Callable[[], Loss]] = {
    "squares": lambda: least_squares([[1, "1/2"], ["1/3", 1]], [9, -8]),
    "exponential": lambda: exponential([[1, 2], [2, -1]], [1, 1]),
    "logistic": lambda: logistic([[1, 2], [2, -1], [1, 0]], [1, 1, -1]),
    "formula": lambda: symbolic_loss(sp.cosh(x - 4) + sp.Abs(y + 3) ** sp.Rational(5, 2) + x * y / 8, [x, y]),
}


@pytest.mark.parametrize("kind", ["none", "decoupled", "coupled"])
@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("q", [F(1), F(5, 4), F(3, 2), F(2)])
def test_flows_integrated_with_thirty_more_digits_are_inside(q: Fraction, name: str, kind: str) -> None:
    chance, loss = random.Random(f"{q} {name} {kind}"), LOSSES[name]()
    weights = [[F(chance.choice((-1, 1)) * chance.randrange(5, 12), 10) for _ in range(2)] for _ in range(2)]
    decay = (0, "decoupled") if kind == "none" else (F(1, 8), kind)
    times, end = [F(1, 64), F(1, 16)], F(1, 16)
    true = weight_flow(DeepDiagonal(2), q, loss, weights, times, 45, *decay)
    if true.events:
        # The enclosure must not hide them.
        with pytest.raises(FlowError, match="may vanish"):
            enclosed_flow(DeepDiagonal(2), q, loss, weights, end, RADIUS, *decay)
        return
    flow = enclosed_flow(DeepDiagonal(2), q, loss, weights, times, RADIUS, *decay)
    assert flow.times == (0, *times) and true.weights is not None and true.digits >= 44
    # Everything is below 10^3 here, so 44 digits of the numbers leave 10^-40.
    room = mp.mpf(10) ** -40
    for n in range(3):
        pairs = [(flow.weights[n][i][j], true.weights[n][i][j]) for i in range(2) for j in range(2)]
        pairs += [*zip(flow.x[n], true.x[n], strict=True), (flow.loss[n], true.loss[n])]
        for ball, number in pairs:
            assert near(ball, number, room)


def near(ball: arb, number: mpmath.mpf, room: mpmath.mpf) -> bool:
    """Whether a number is in the ball, up to the error of the number; the ball no wider than asked for."""
    with mp.workdps(60):
        middle, radius = (mp.mpf(int(m)) * mp.mpf(2) ** int(e) for m, e in (ball.mid().man_exp(), ball.rad().man_exp()))
        return bool(abs(middle - number) <= radius + room and radius <= mp.mpf(10) ** -15)


def test_models_and_invariants_of_ones_own() -> None:
    model = reparametrization("u**2 - v**2", "u,v")
    u, v = model.weights
    flow = enclosed_flow(model, 2, line(-x), [["3/4"], ["1/2"]], 1, RADIUS, invariants=[sp.log(sp.Abs(u * v))])
    with working(BITS):
        e = BALLS.rational(F(2)).exp()
        assert contains(flow.weights[-1][0][0], e * 3 / 4) and contains(flow.weights[-1][1][0], 1 / (2 * e))
        assert contains(flow.invariants["log(Abs(u*v))"][-1][0], (arb(3) / 8).log())


def test_balance_under_decay_shrinks_as_the_law_says() -> None:
    flow = enclosed_flow(DeepDiagonal(3), "3/2", line(-x), [["1/4"], ["1"], ["9/4"]], "1/4", RADIUS, "1/2")
    with working(BITS):
        for start, balances in zip((F(7, 8), F(13, 4)), flow.invariants.values(), strict=True):
            # exp(-q alpha t) with q = 3/2, alpha = 1/2, t = 1/4.
            assert contains(balances[-1][0], BALLS.rational(start) * BALLS.rational(F(-3, 16)).exp())


REFUSED = {
    "a weight is zero": (2, "3/2", -x, ["0.3", "0"], 1, "weight 2 of coordinate 1 may vanish at the start"),
    "the gradient is zero": (2, 1, (x - 1) ** 2, ["1", "1"], 1, "component 1 of grad f may vanish at the start"),
    "the gradient arrives": (2, 1, (x - 1) ** 2, ["0.3", "0.2"], 1, r"component 1 .* may vanish between t = 0.7"),
    "it comes to rest": (2, "3/2", (x - 1) ** 2 / 2, ["0.3", "0.2"], 4, "component 1 .* may vanish near t = 1.6"),
    "a weight crosses": (2, "3/2", (x + 1) ** 2 / 2, ["0.3", "0.2"], 1, "weight 2 of coordinate 1 .* near t = 0.4"),
    "a weight crosses at q = 1": (2, 1, (x + 9) ** 2, ["0.3", "0.2"], "0.25", "weight 2 of coordinate 1 .* between"),
    "a kink": (1, 2, sp.Abs(x) ** sp.Rational(3, 2) + x, ["0.5"], 1, "x in the loss may vanish near"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_corner_on_the_way_is_named_with_its_time(name: str) -> None:
    depth, q, loss, weights, end, message = REFUSED[name]
    with pytest.raises(FlowError, match=message) as refusal:
        enclosed_flow(DeepDiagonal(int(depth)), q, line(loss), [[w] for w in weights], end, RADIUS)
    assert "\n" not in str(refusal.value)


def test_an_invariant_with_a_corner_is_certified_too() -> None:
    """q = 2 itself has no corners, but |w_2| has one where w_2 crosses zero, at tanh t = 2/3."""
    model = DeepDiagonal(2)
    kink = [sp.Abs(model.reparametrization.weights[1])]
    start = [["0.3"], ["0.2"]]
    assert enclosed_flow(model, 2, line(x), start, "1/2", RADIUS, invariants=kink).x[-1][0] > 0
    with pytest.raises(FlowError, match=r"w2 may vanish between t = 0.[78]"):
        enclosed_flow(model, 2, line(x), start, 1, RADIUS, invariants=kink)


def test_signs_are_looked_at_between_the_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the tube, a sign flow that should have slid would be enclosed as if nothing had happened."""
    problem = (DeepDiagonal(2), 1, line((x - 1) ** 2), [["0.3"], ["0.2"]], 1, RADIUS)
    with pytest.raises(FlowError):
        enclosed_flow(*problem)  # type: ignore[arg-type]
    monkeypatch.setattr(enclosed.SmoothStretch, "certify", lambda self, until: None)
    assert enclosed_flow(*problem).x[-1][0] > 1  # type: ignore[arg-type]


def test_a_blow_up_is_no_enclosure() -> None:
    with pytest.raises(EnclosureError, match="may end here"):
        enclosed_flow(DeepDiagonal(3), 2, line(-(x**3)), [["1"]] * 3, 1, RADIUS)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"q": 3}, "q"),
        ({"weights": [["1"]]}, "weights must be 2 lists"),
        ({"times": -1}, "times"),
        ({"decay": -1}, "decay must be at least 0"),
        ({"decay_kind": "both"}, "decay_kind"),
        ({"model": DeepDiagonal(sp.Symbol("L"))}, "numeric depth"),
        ({"radius": 0}, "radius"),
    ],
)
def test_bad_use_gets_one_line(changes: dict[str, object], message: str) -> None:
    use: dict[str, object] = {
        "model": DeepDiagonal(2), "q": 2, "loss": line(-x), "weights": [["1"], ["2"]], "times": 1, "radius": RADIUS,
    }  # fmt: skip
    with pytest.raises(ValueError, match=message) as refusal:
        enclosed_flow(**{**use, **changes})  # type: ignore[arg-type]
    assert "\n" not in str(refusal.value)


def test_what_is_conserved_stays_narrow_at_all_times() -> None:
    """A whole tube as narrow as the integration's remainder, while the weights move by a tenth."""
    weights = [["1/4"], ["1"], ["9/4"]]
    stretch = smooth_stretch(weight_system(DeepDiagonal(3), "3/2", line(-x), weights, 0, "decoupled"))
    a, b = sp.symbols("a b", real=True)
    power = sp.Rational(3, 2)
    node = stretch.recorded(sp.Abs(b) ** power - sp.Abs(a) ** power, {a: stretch.column(0)[0], b: stretch.column(0)[1]})
    balls = stretch.throughout(node, F(1, 8), F(1, 10**25), 1)
    with working(BITS):
        assert balls and all(b.contains(BALLS.rational(F(7, 8))) and b.rad() < 1e-24 for b in balls)
        # The weight itself is enclosed from its start to its end, whose difference is no rounding.
        moving = stretch.throughout(stretch.column(0)[0], F(1, 8), F(1, 10**25), 1)
        assert moving[0].contains(arb(1) / 4) and bool(moving[-1].upper() > 0.3)
