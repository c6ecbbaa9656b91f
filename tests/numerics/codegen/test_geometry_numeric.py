"""Compiled mirror geometries: properties of convex conjugates, accuracy against 50 digits, and oracles of their own."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.numerics.codegen.compile import CompiledGeometry, compile_geometry
from neversaddle.numerics.special import digits
from neversaddle.theory.geometry.mirror import mirror_geometry
from neversaddle.theory.geometry.reparametrization import reparametrization

LAMBDA = sp.Symbol("lambda", positive=True)
NAMES = ("inverse_metric", "mirror_map", "inverse_mirror_map", "potential", "conjugate")
UNIT = 2.0**-52

quick = settings(deadline=None, max_examples=20)
slow = settings(deadline=None, max_examples=10)


def rationals() -> st.SearchStrategy[Fraction]:
    return st.integers(1, 12).flatmap(lambda d: st.integers(d, 2 * d).map(lambda n: Fraction(n, d)))


def powers_of_ten(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda e: float(10.0**e))


leaves = st.tuples(st.integers(2, 6), rationals())
balances = powers_of_ten(-6, 3)
sizes = powers_of_ten(-12, 12)


@cache
def compiled(depth: int, q: Fraction, backend: str) -> CompiledGeometry:
    return compile_geometry(mirror_geometry(depth, q, balance=LAMBDA), backend)


@cache
def of_text(text: str, names: str, q: str, balance: str, backend: str) -> CompiledGeometry:
    model = reparametrization(text, names)
    offsets = [int(c) for c in balance.split(",")] if "," in balance else LAMBDA if balance == "lambda" else balance
    return compile_geometry(mirror_geometry(model, q, balance=offsets), backend)


def tolerance(depth: int, q: Fraction, x: float, balance: float) -> float:
    """Relative error allowed of inverse metric, mirror map and potential in doubles.

    The leaf is a function of z, z(1+z)^(L-1) = r^q, r = |x|/balance^(L/q), so |log z| <= q |log r|. Scales and powers
    outside the Euler integral are exact fractions (p/r ulps each, 12 together with the 8 ulps of the integral); inside
    it a and b are doubles, and rounding them costs half a unit times |log z| each.
    """
    return UNIT * (12.0 + float(q) * abs(math.log(x) - depth / float(q) * math.log(balance)))


def relative(computed: float, exact: mpf) -> float:
    return float(abs(mpf(float(computed)) - exact) / abs(exact))


# --- properties of one backend -------------------------------------------------------------------------------------


@quick
@given(leaves, balances, st.lists(sizes, min_size=2, max_size=6, unique=True))
def test_the_mirror_map_is_odd_and_increasing(leaf: tuple[int, Fraction], balance: float, points: list[float]) -> None:
    f = compiled(*leaf, "numpy")
    # Apart by more than the tolerance, as values may then only be equal where the dual range ends in rounding.
    x = np.array([p for i, p in enumerate(sorted(points)) if i == 0 or p > 1.001 * sorted(points)[i - 1]])
    y = f.mirror_map(x, balance=balance)
    np.testing.assert_array_equal(f.mirror_map(-x, balance=balance), -y)
    assert np.all(y > 0)
    slack = 2 * max(tolerance(*leaf, float(p), balance) for p in x)
    assert np.all(np.diff(y) >= -slack * y[1:])
    for name in ("inverse_metric", "potential"):
        even = getattr(f, name)
        np.testing.assert_array_equal(even(-x, balance=balance), even(x, balance=balance))


@quick
@given(leaves, balances, sizes)
def test_round_trip_within_its_condition(leaf: tuple[int, Fraction], balance: float, x: float) -> None:
    f = compiled(*leaf, "numpy")
    y = f.mirror_map(x, balance=balance)
    back = float(f.inverse_mirror_map(y, balance=balance))
    # dx/x = (y metric/x) dy/y: relative errors of y are multiplied by that number, here taken where it is linear.
    condition = float(y * f.inverse_metric(x, balance=balance) / x)
    error = condition * 3 * tolerance(*leaf, x, balance)
    assume(error < 0.01)
    assert abs(back - x) <= 2 * error * x


@quick
@given(leaves, balances, sizes, sizes)
def test_divergence_is_positive_and_zero_only_on_the_diagonal(
    leaf: tuple[int, Fraction], balance: float, x: float, start: float
) -> None:
    f = compiled(*leaf, "numpy")
    assume(x != start)
    pairs = [(x, start), (-x, start), (x, np.nextafter(x, np.inf)), (0.0, x), (x, 0.0), (x, 1.001 * x), (x, 5 * x)]
    a, b = np.array(pairs).T
    assert np.all(f.bregman_divergence(a, b, balance=balance) > 0)
    assert f.bregman_divergence(x, x, balance=balance) == 0
    assert f.bregman_divergence(0.0, -0.0, balance=balance) == 0


# --- doubles against 50 digits -------------------------------------------------------------------------------------


@quick
@given(leaves, balances, sizes)
def test_doubles_agree_with_fifty_digits(leaf: tuple[int, Fraction], balance: float, x: float) -> None:
    f, exact = compiled(*leaf, "numpy"), compiled(*leaf, "mpmath")
    with mp.workdps(50):
        for name in ("inverse_metric", "mirror_map", "potential"):
            reference = getattr(exact, name)(x, balance=balance)
            assert relative(getattr(f, name)(x, balance=balance), reference) <= tolerance(*leaf, x, balance), name


@slow
@given(leaves, balances, sizes)
def test_inverse_and_conjugate_have_small_backward_errors(leaf: tuple[int, Fraction], balance: float, x: float) -> None:
    # Near the end of a bounded dual range no forward bound holds: a value is that of a y this close to the given one.
    f, exact = compiled(*leaf, "numpy"), compiled(*leaf, "mpmath")
    y = float(f.mirror_map(x, balance=balance))
    shift = 3 * tolerance(*leaf, x, balance)
    with mp.workdps(50):
        end = exact.mirror_map(mp.inf, balance=balance)
        for name in ("inverse_mirror_map", "conjugate"):
            value = float(getattr(f, name)(y, balance=balance))
            low, high = mpf(y) * (1 - shift), mpf(y) * (1 + shift)
            # Beyond it, the result itself may be off by the few powers that lead from the leaf to x or R*.
            assert value >= getattr(exact, name)(low, balance=balance) * (1 - shift)
            assert high >= end or value <= getattr(exact, name)(high, balance=balance) * (1 + shift)


@slow
@given(leaves, balances, sizes, st.one_of(st.floats(-14, 0), st.floats(0, 6)), st.sampled_from([-1, 1]))
def test_divergence_agrees_with_fifty_digits(
    leaf: tuple[int, Fraction], balance: float, x: float, away: float, side: int
) -> None:
    f, exact = compiled(*leaf, "numpy"), compiled(*leaf, "mpmath")
    start = x * (1 + 10.0**away) ** side
    assume(start != x)
    # The quadrature has positive terms only; beyond a factor 4 the difference loses at most the ratio log z : log 4.
    allowed = 2 * max(tolerance(*leaf, x, balance), tolerance(*leaf, start, balance))
    with mp.workdps(50):
        reference = exact.bregman_divergence(x, start, balance=balance)
        assert relative(f.bregman_divergence(x, start, balance=balance), reference) <= allowed


# --- mpmath against definitions ------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=8)
@given(
    leaves, st.fractions(Fraction(1, 50), 20, max_denominator=50), st.fractions(Fraction(1, 50), 20, max_denominator=50)
)
def test_orbit_time_by_quadrature_over_the_first_weight(
    leaf: tuple[int, Fraction], balance: Fraction, weight: Fraction
) -> None:
    # dw_1 = Phi_q(dx/dw_1) dy with the other weights (w_1^q + lambda)^(1/q): the orbit itself, no Euler integral.
    depth, q = leaf
    exact = compiled(depth, q, "mpmath")
    with mp.workdps(30):
        q_, lam, w = (mpf(r.numerator) / r.denominator for r in (q, balance, weight))

        def others(v: mpf) -> mpf:
            return (v**q_ + lam) ** ((depth - 1) / q_)

        x = w * others(w)
        scale = others(0) ** (1 - q_)
        cuts = sorted({mp.zero, mp.one, *(min(mp.one, lam ** (1 / q_) / w * k) for k in (mpf(1) / 4, 1, 4))})
        # mp.quad's tolerance is absolute: the integrand is of order one.
        y = w * scale * mp.quad(lambda t: others(w * t) ** (1 - q_) / scale, cuts)
        assert abs(exact.mirror_map(x, balance=lam) / y - 1) < mpf(10) ** -18
        metric = (w**q_ + lam) ** (depth - 1) + (depth - 1) * w**q_ * (w**q_ + lam) ** (depth - 2)
        assert abs(exact.inverse_metric(x, balance=lam) / metric - 1) < mpf(10) ** -25
        assert abs(exact.inverse_mirror_map(exact.mirror_map(x, balance=lam), balance=lam) / x - 1) < mpf(10) ** -18


MODELS = [
    ("u**2 - v**2", "u,v", "1", "0", {"alpha": 0.7}, (-0.9, 1e-6, 0.4)),
    ("u**2 - v**2", "u,v", "3/2", "0", {"alpha": 0.7}, (-0.9, 1e-6, 0.4)),
    ("u**2 - v**2", "u,v", "2", "0", {"alpha": 0.7}, (-30.0, 1e-6, 0.4)),
    ("u**2 - v**2", "u,v", "5/4", "0", {"alpha": 1.5}, (-0.9, 1e-6, 0.4)),
    ("u**3 - v**3", "u,v", "2", "0", {"alpha": 0.7}, (-5.0, 1e-6, 0.4)),
    ("u**2 + 3*v", "u,v", "3/2", "0", {"alpha": 0.7}, (1.5, 2.5, 3.0)),
    ("exp(u) - exp(-v)", "u,v", "2", "0", {"alpha": 0.7}, (1.0, 1.5, 4.0)),
    ("w**2/4", "w", "1", "0", {}, (-0.9, 1e-6, 7.0)),
    ("w**2/4", "w", "3/2", "0", {}, (-0.9, 1e-6, 7.0)),
    ("w**2/4", "w", "2", "0", {}, (0.9, 1e-6, 7.0)),
    ("u*v**2", "u,v", "1", "lambda", {"balance": 0.3}, (-0.9, 1e-6, 1e5)),
    ("u*v**2", "u,v", "3/2", "lambda", {"balance": 0.3}, (-0.9, 1e-6, 1e5)),
    ("u*v**2", "u,v", "2", "lambda", {"balance": 0.3}, (-0.9, 1e-6, 20.0)),
    ("u**2*v", "u,v", "2", "lambda", {"balance": 0.3}, (-0.9, 1e-6, 1e5)),
    ("u/v", "u,v", "3/2", "lambda", {"balance": 0.3}, (-0.9, 1e-6, 3.0)),
    ("w1*w2*w3", "w1,w2,w3", "3/2", "0,1,3", {}, (-0.9,)),
    ("w1*w2*w3", "w1,w2,w3", "2", "0,1,3", {}, (10.0,)),
    ("w1*w2*w3", "w1,w2,w3", "1", "0,1,3", {}, (-0.9, 1e3)),
]
IDS = [f"{m[0]} q={m[2]} {m[3]}".replace(" ", "") for m in MODELS]
# All of these are at moderate arguments; offset integrals are good to 1e-13, the rest to some 30 units.
MODEL_TOLERANCE = 1e-13


@pytest.mark.parametrize(("text", "names", "q", "balance", "keywords", "points"), MODELS, ids=IDS)
def test_models_of_every_kind(
    text: str, names: str, q: str, balance: str, keywords: dict[str, float], points: tuple[float, ...]
) -> None:
    f, exact = (of_text(text, names, q, balance, backend) for backend in ("numpy", "mpmath"))
    with mp.workdps(25):
        for x in points:
            y = exact.mirror_map(x, **keywords)
            # R'' = 1/metric, by a difference of R' whose own error is h^2: 2e-16 here.
            h = mpf(10) ** -8 * abs(x)
            slope = (exact.mirror_map(x + h, **keywords) - exact.mirror_map(x - h, **keywords)) / (2 * h)
            assert abs(slope * exact.inverse_metric(x, **keywords) - 1) < mpf(10) ** -13
            # R' = y, and R*(y) + R(x) = x y.
            slope = (exact.potential(x + h, **keywords) - exact.potential(x - h, **keywords)) / (2 * h)
            assert abs(slope - y) < mpf(10) ** -13 * (abs(y) + 1)
            total = exact.potential(x, **keywords) + exact.conjugate(y, **keywords)
            assert abs(total - x * y) <= mpf(10) ** -20 * abs(x * y)
            assert abs(exact.inverse_mirror_map(y, **keywords) / x - 1) < mpf(10) ** -20
            for name in ("inverse_metric", "mirror_map"):
                assert relative(getattr(f, name)(x, **keywords), getattr(exact, name)(x, **keywords)) < MODEL_TOLERANCE
            reference = exact.potential(x, **keywords)
            assert abs(float(f.potential(x, **keywords)) - reference) < MODEL_TOLERANCE * (abs(reference) + abs(x * y))
            near, far = x * (1 + 1e-9), 0.5 * (x + points[-1]) if x != points[-1] else 0.7 * x
            for start in (near, far):
                reference = exact.bregman_divergence(x, start, **keywords)
                computed = float(f.bregman_divergence(x, start, **keywords))
                assert computed == reference == mp.inf or (0 < computed and relative(computed, reference) < 1e-12)
            back = float(f.inverse_mirror_map(float(y), **keywords))
            # One rounding of y, through dx = metric dy.
            conditioned = abs(y) * exact.inverse_metric(x, **keywords) * mpf(2) ** -52
            assert abs(back - x) <= conditioned + 10 * MODEL_TOLERANCE * abs(x)


MONOMIALS = [("u*v**2", (1, 2)), ("u**2*v", (2, 1)), ("3*u*v**2/7", (1, 2)), ("u/v", (1, -1)), ("u*v/5", (1, 1))]


@pytest.mark.parametrize("q", ["1", "5/4", "3/2", "2"])
@pytest.mark.parametrize(("text", "powers"), MONOMIALS, ids=[m[0] for m in MONOMIALS])
def test_monomials_follow_the_orbit_of_their_weights(text: str, powers: tuple[int, int], q: str) -> None:
    # Weights on the leaf from |w_i|^q/|a_i|^(q-1) = sign(a_i) s + c_i; then dx/dy = sum |dg/dw_i|^q, by differences.
    model = reparametrization(text, "u,v")
    weights = sp.lambdify(model.weights, model.expression, "mpmath")
    exact = of_text(text, "u,v", q, "lambda", "mpmath")
    with mp.workdps(40):
        q_ = mpf(Fraction(q).numerator) / Fraction(q).denominator

        def at(s: mpf) -> tuple[mpf, mpf]:
            rates = (s, s * mp.sign(powers[1]) + mpf(3) / 8)
            u, v = ((r * mpf(abs(a)) ** (q_ - 1)) ** (1 / q_) for r, a in zip(rates, powers, strict=True))
            h = mpf(10) ** -15
            slopes = (
                (weights(u * (1 + h), v) - weights(u * (1 - h), v)) / (2 * h * u),
                (weights(u, v * (1 + h)) - weights(u, v * (1 - h))) / (2 * h * v),
            )
            return weights(u, v), mp.fsum(abs(d) ** q_ for d in slopes)

        for s in (mpf(1) / 16, mpf(1) / 4):
            x, metric = at(s)
            assert abs(exact.inverse_metric(x, balance=mpf(3) / 8) / metric - 1) < mpf(10) ** -25


@slow
@given(leaves, balances, sizes)
def test_metric_is_the_slope_of_x_and_the_pair_is_conjugate(
    leaf: tuple[int, Fraction], balance: float, x: float
) -> None:
    exact = compiled(*leaf, "mpmath")
    with mp.workdps(50):
        h = mpf(x) * mpf(10) ** -15
        rise = exact.mirror_map(x + h, balance=balance) - exact.mirror_map(x - h, balance=balance)
        y = exact.mirror_map(x, balance=balance)
        # A central difference errs by (h/x)^2 times third derivatives of order one, and by the rounding of y, which
        # hardly rises near the end of a bounded dual range.
        error = mpf(10) ** -26 + 4 * mp.eps * y / rise
        assert abs(rise / (2 * h) * exact.inverse_metric(x, balance=balance) - 1) < error
        assert (
            abs(exact.potential(x, balance=balance) + exact.conjugate(y, balance=balance) - x * y)
            <= x * y * mpf(10) ** -30
        )


# --- balls ---------------------------------------------------------------------------------------------------------


@slow
@given(leaves, balances, sizes, sizes)
def test_balls_contain_sixty_digits_and_are_narrow(
    leaf: tuple[int, Fraction], balance: float, x: float, start: float
) -> None:
    exact, balls = compiled(*leaf, "mpmath"), compiled(*leaf, "arb")
    assume(x != start)
    with mp.workdps(60), ctx.workprec(100):
        y = float(exact.mirror_map(x, balance=balance) * (1 - mpf(2) ** -20))
        for name in NAMES:
            at = y if name in ("inverse_mirror_map", "conjugate") else x
            _contains(getattr(balls, name)(at, balance=balance), getattr(exact, name)(at, balance=balance))
        reference = exact.bregman_divergence(x, start, balance=balance)
        _contains(balls.bregman_divergence(x, start, balance=balance), reference)


def _contains(ball: arb, reference: mpf) -> None:
    # The reference is good to 60 digits, the ball is narrow at 100 bits, which are 30 digits.
    assert ball.is_finite()
    assert ball.overlaps(arb(reference) * arb(1, "1e-57"))
    assert ball.rel_accuracy_bits() > 80


@pytest.mark.parametrize("index", [1, 2, 4, 6, 8, 12, 13, 15])
def test_balls_of_other_models(index: int) -> None:
    text, names, q, balance, keywords, points = MODELS[index]
    exact, balls = (of_text(text, names, q, balance, backend) for backend in ("mpmath", "arb"))
    with mp.workdps(40), ctx.workprec(80):
        for name in ("inverse_metric", "mirror_map", "potential"):
            ball = getattr(balls, name)(points[-1], **keywords)
            assert ball.is_finite()
            assert ball.overlaps(arb(getattr(exact, name)(points[-1], **keywords)) * arb(1, "1e-37"))


def test_wide_balls_enclose_all_their_points() -> None:
    balls, exact = compiled(3, Fraction(3, 2), "arb"), compiled(3, Fraction(3, 2), "mpmath")
    for name in NAMES:
        ball = getattr(balls, name)(arb(1, 0.125), balance=arb(0.5, 0.01))
        assert ball.is_finite()
        for x in (0.875, 1.0, 1.125):
            for lam in (0.49, 0.5, 0.51):
                assert ball.contains(arb(getattr(exact, name)(x, balance=lam)))
    crossing = balls.mirror_map(arb(0, 1), balance=1)
    assert crossing.is_finite() and all(crossing.contains(arb(exact.mirror_map(x, balance=1))) for x in (-1, 0, 0.3, 1))


def test_an_exact_zero_inside_the_hypergeometric_function_is_no_obstacle() -> None:
    # 2F1(1/2, 2; 3; -2) passes through a sum that is exactly zero, which mpmath alone refines until it gives up.
    with mp.workdps(100):
        assert abs(digits.euler_ratio(2, 0.5, 2) - mpf(2) / 3) < mpf(10) ** -99
