"""Values of compiled geometries that were once wrong, each by a way of its own, and the kinds they stand for.

Where nothing else is said the right value is by quadrature of the definition (dy/du on the leaf) at 40 digits or more.
"""

from __future__ import annotations

import contextlib
import functools
import io
import math
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.cli.app import main
from neversaddle.numerics.codegen.compile import CompiledGeometry, compile_geometry
from neversaddle.numerics.codegen.numpy_module import _EVERY_MODULE
from neversaddle.numerics.special import balls
from neversaddle.numerics.special.scaled import arithmetic
from neversaddle.theory.geometry.mirror import MirrorGeometry, mirror_geometry
from neversaddle.theory.geometry.reparametrization import reparametrization

UNIT = 2.0**-53
ALPHA, LAMBDA = sp.symbols("alpha lambda", positive=True)


def geometry(model: str, q: str, balance: object) -> MirrorGeometry:
    names = ",".join(n for n in ["u", "v", "w"] if n in model)
    chosen = int(model) if model.isdigit() else reparametrization(model, names)
    exact = sp.Rational(Fraction(balance)) if isinstance(balance, float) else balance
    return mirror_geometry(chosen, q, balance=exact)


@functools.cache
def compiled(model: str, q: str, balance: object, backend: str = "numpy") -> CompiledGeometry:
    return compile_geometry(geometry(model, q, balance), backend)


OFFSETS = (0, "15/4", 21)
#: model, q, balance, function, arguments, value, relative error allowed.
DOUBLES: list[tuple[str, str, object, str, tuple[float, ...], str, float]] = [
    # At x far below the offsets y = x/(c_2 c_3) and R = x y/2, to all digits; 12 ulps were promised.
    ("3", "3/2", OFFSETS, "mirror_map", (1.191278592181938e-77,), "1.5127347202310324e-79", 12 * UNIT),
    ("3", "3/2", OFFSETS, "potential", (1.191278592181938e-77,), "9.0104424393078112e-157", 12 * UNIT),
    ("3", "3/2", OFFSETS, "inverse_mirror_map", (1.5127347202310323e-79,), "1.191278592181938e-77", 12 * UNIT),
    # (x - x_0)^2/2 over the metric lambda^5 of small x; the value has 19 bits.
    ("6", "2", 1.79e62, "bregman_divergence", (12.341315392173867, 12.337468369241213), "4.0267477e-317", 3e-7),
    # The double next to sup y: that is lambda^(kappa/q) B(1/q, -kappa/q)/q, and x = (|kappa| (sup y - y))^(L/kappa).
    ("4", "3/2", 8.500617289516047e-06, "inverse_mirror_map", (118.49803824813371,), "5.9585501305336894e+117", 1e-14),
    ("4", "3/2", 8.500617289516047e-06, "conjugate", (118.49803824813371,), "3.2298323377574314e+102", 1e-14),
    ("u*v**3", "11/6", "8/5", "inverse_mirror_map", (0.22322890325007017,), "5.9258628069749858e+43", 1e-14),
    # y = (1/4) sqrt(s/(s + 2)) by hand: its supremum is 1/4, reached at x = inf alone.
    ("u*v*w**2", "2", 2, "inverse_mirror_map", (0.25,), "inf", 0.0),
    ("u*v*w**2", "2", 2, "conjugate", (0.25,), "inf", 0.0),
    # x = y (y + lambda)^63, R* = (y + lambda)^65/65 - ... by hand: the rest is below 1e-6 of it.
    ("64", "1", "1/1000000", "potential", (1.0,), "0.98461440", 1e-8),
    ("64", "1", "1/1000000", "conjugate", (1.0,), "0.01538560", 3e-7),
    # u^2 = s, v^2 = 2 (1 - s) with x = v^2/u = 1 at s = 0.78077641: (2v/u)^2 + (v/u)^4.
    ("v**2/u", "2", 1, "inverse_metric", (1.0,), "6.7634938", 1e-8),
    ("v**2/u", "2", 1, "mirror_map", (1.0,), "-0.1332899", 1e-6),
    ("1", "11/6", 0, "inverse_metric", (math.nan,), "nan", 0.0),
]


@pytest.mark.parametrize(("model", "q", "balance", "name", "arguments", "value", "allowed"), DOUBLES)
def test_doubles(
    model: str, q: str, balance: object, name: str, arguments: tuple[float, ...], value: str, allowed: float
) -> None:
    with np.errstate(all="raise"):
        found = float(getattr(compiled(model, q, balance), name)(*arguments))
    expected = mpf(value)
    if mp.isfinite(expected):
        assert abs(mpf(found) - expected) <= allowed * abs(expected)
    else:
        np.testing.assert_equal(found, float(expected))


DIGITS: list[tuple[str, str, object, str, float, str]] = [
    # q = 1, L = 2: x = y (y + lambda), exactly.
    ("2", "1", 3.61e16, "inverse_mirror_map", 1.8251868062660636e-188, "product"),
    ("2", "1", 9.764352599575593e-90, "inverse_mirror_map", 2.2875491241147612e-123, "product"),
    # u/v: |v|^2 = lambda - |u|^2, x^2 = u^2/v^2, metric (1 + x^2)^2/lambda by hand.
    ("u/v", "2", "1/100", "inverse_metric", 1.0, "400"),
]


@pytest.mark.parametrize("digits", [15, 20, 30, 50])
@pytest.mark.parametrize(("model", "q", "balance", "name", "x", "value"), DIGITS)
def test_mpmath_has_the_digits_it_is_asked_for(
    model: str, q: str, balance: object, name: str, x: float, value: str, digits: int
) -> None:
    with mp.workdps(digits):
        found = getattr(compiled(model, q, balance, "mpmath"), name)(x)
    with mp.workdps(700):
        expected = mpf(x) * (mpf(x) + mpf(balance)) if value == "product" else mpf(value)
        assert abs(found - expected) <= mpf(10) ** (1 - digits) * abs(expected)


BALLS: list[tuple[str, str, object, str, float, str]] = [
    ("3", "3/2", OFFSETS, "mirror_map", 4.9e-133, "x/m"),
    ("3", "3/2", OFFSETS, "potential", 4.9e-133, "x*x/m/2"),
    ("3", "1", OFFSETS, "potential", 4.9e-133, "x*x/m/2"),
    ("3", "3/2", OFFSETS, "conjugate", 1.27e-302, "x*x*m/2"),
    ("3", "3/2", OFFSETS, "inverse_mirror_map", 7.4e-311, "x*m"),
    ("2", "1", 3.61e16, "inverse_mirror_map", 1.8251868062660636e-188, "x*3.61e16"),
    ("u/v", "2", "1/100", "inverse_metric", 1.0, "400"),
    ("v**2/u", "2", 1, "inverse_metric", 1.0, "6.7634938288198681185"),
    ("v**2/u", "2", 1, "mirror_map", 1.0, "-0.13328993361306775483"),
    ("u**2*v**2", "2", (0, 24), "inverse_mirror_map", -6.701622568172576e-05, "13915989.600779444325769418"),
]


@pytest.mark.parametrize(("model", "q", "balance", "name", "x", "formula"), BALLS)
def test_balls_are_as_narrow_as_the_precision_allows(
    model: str, q: str, balance: object, name: str, x: float, formula: str
) -> None:
    # Below 1e-130 the metric m is its value c_2 c_3 at 0 to 130 digits.
    ball = getattr(compiled(model, q, balance, "arb"), name)(x)
    with ctx.workprec(100):
        constant = formula[:1] in "-0123456789"
        m = arb(15) / 4 * 21
        parts = formula.split("*")
        expected = arb(formula) if constant else None
        if expected is None:
            expected = arb(1)
            for part in parts:
                over = part.split("/")
                value = {"x": arb(x), "m": m}.get(over[0]) or arb(float(over[0]))
                for below in over[1:]:
                    value /= {"m": m}.get(below) or arb(below)
                expected *= value
        assert ball.is_finite() and ball.rel_accuracy_bits() >= 50
        assert abs(ball.mid() / expected - 1) < 2.0**-48


def test_functions_never_raise() -> None:
    f = compiled("16", "4/3", "1/1000000")
    assert 0 < f.conjugate(f.mirror_map(1.0)) < math.inf


def test_the_compiled_functions_are_those_of_the_printed_module(capsys: pytest.CaptureFixture[str]) -> None:
    for reparam, names, q, balance in (("u*v*w**2", "u,v,w", "2", "2"), ("u*v**3", "u,v", "11/6", "8/5")):
        arguments = ["--reparam", reparam, "--weights", names, "--q", q, "--balance", balance, "--format", "python"]
        with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()) as printed:
            main(["derive", *arguments])
        text = printed.getvalue() or capsys.readouterr().out
        f = compile_geometry(mirror_geometry(reparametrization(reparam, names), q, balance=balance))
        assert text == f.source
        module: dict[str, object] = {"__name__": "printed"}
        exec(compile(text, "printed", "exec"), module)
        for y in (0.22322890325007017, 0.25, 0.1, 1e-200):
            for name in ("inverse_mirror_map", "conjugate"):
                mine, theirs = getattr(f, name)(y), module[name](y)  # type: ignore[operator]
                np.testing.assert_array_equal(mine, theirs)


def test_no_name_of_the_printed_modules_is_defined_twice() -> None:
    owners: dict[str, str] = {}
    for module in _EVERY_MODULE:
        for name, value in vars(module).items():
            if getattr(value, "__module__", None) == module.__name__:
                assert owners.setdefault(name, module.__name__) == module.__name__


# --- kinds ---------------------------------------------------------------------------------------------------------

exponents_of_ten = st.floats(-300, 300).map(lambda e: float(10.0**e))
quick = settings(deadline=None, max_examples=60)


@quick
@given(st.sampled_from([2, 3, 7, 30, 64]), exponents_of_ten, exponents_of_ten)
def test_sign_flow_of_every_depth_and_size_is_its_polynomial(depth: int, balance: float, y: float) -> None:
    # q = 1: x = y (y + lambda)^(L-1), R* = (y + lambda)^(L+1)/(L+1) - lambda (y + lambda)^L/L + lambda^(L+1)/(L(L+1)).
    f = compile_geometry(mirror_geometry(depth, 1, balance=LAMBDA)) if depth not in _SIGN else _SIGN[depth]
    _SIGN[depth] = f
    with mp.workdps(2500):
        lam, t = mpf(balance), mpf(y)
        x = t * (t + lam) ** (depth - 1)
        conjugate = (t + lam) ** (depth + 1) / (depth + 1) - lam * (t + lam) ** depth / depth
        conjugate += lam ** (depth + 1) / depth / (depth + 1)
        # Each of the L factors is rounded by its own power, of which the exponents are whole.
        for found, right in (
            (f.inverse_mirror_map(y, balance=balance), x),
            (f.conjugate(y, balance=balance), conjugate),
        ):
            _agrees(float(found), right, (depth + 12) * UNIT)


_SIGN: dict[int, CompiledGeometry] = {}


def _agrees(found: float, right: mpf, allowed: float) -> None:
    """Equal to a relative error where a double holds the value, else its overflow or underflow."""
    largest = mpf(np.finfo(float).max)
    if abs(right) > largest * (1 - allowed):
        assert math.isinf(found) or abs(mpf(found) - right) <= allowed * abs(right)
    else:
        assert abs(mpf(found) - right) <= allowed * abs(right) + mpf(2) ** -1074


@quick
@given(exponents_of_ten, exponents_of_ten, st.sampled_from([-1.0, 1.0]))
def test_hypentropy_at_every_size(x: float, balance: float, sign: float) -> None:
    # q = 2, L = 2: y = asinh(2x/lambda)/2, R = x y - sqrt(x^2 + lambda^2/4)/2 + lambda/4 (Ghai et al. 2020).
    f = compiled("2", "2", LAMBDA)
    with mp.workdps(1300):
        lam, at = mpf(balance), mpf(x)
        y = mp.asinh(2 * at / lam) / 2
        potential = at * y - mp.sqrt(at**2 + lam**2 / 4) / 2 + lam / 4
        _agrees(sign * float(f.mirror_map(sign * x, balance=balance)), y, 12 * UNIT)
        _agrees(float(f.inverse_metric(sign * x, balance=balance)), mp.sqrt(4 * at**2 + lam**2), 12 * UNIT)
        _agrees(float(f.potential(sign * x, balance=balance)), potential, 24 * UNIT)


@quick
@given(exponents_of_ten, exponents_of_ten, st.floats(-15, 2))
def test_sums_at_every_size(x: float, alpha: float, away: float) -> None:
    # u^2 - v^2 from u = v = alpha, q = 2: x = 2 alpha^2 sinh(4 y), metric 4 sqrt(x^2 + 4 alpha^4), by hand.
    f = compiled("u**2 - v**2", "2", 0)
    start = x * (1 + 10.0**away)
    assume(math.isfinite(start))
    with mp.workdps(2000):
        square, at, begun = 2 * mpf(alpha) ** 2, mpf(x), mpf(start)
        y, y0 = mp.asinh(at / square) / 4, mp.asinh(begun / square) / 4
        rise, rise0 = (mp.sqrt(v**2 + square**2) / 4 for v in (at, begun))
        _agrees(float(f.mirror_map(x, alpha=alpha)), y, 12 * UNIT)
        _agrees(float(f.inverse_metric(x, alpha=alpha)), 16 * rise, 12 * UNIT)
        # x y and R* where they are far apart, a quadrature of 20 terms where they are not.
        _agrees(float(f.potential(x, alpha=alpha)), at * y - rise + square / 4, 40 * UNIT)
        divergence = at * (y - y0) - (rise - rise0)
        # The quadrature takes the metric of twenty points, each by its own root; the difference of two logarithms of up
        # to 2000 is taken where that is no less than 1/2.
        _agrees(float(f.bregman_divergence(x, start, alpha=alpha)), divergence, 10000 * UNIT)


@quick
@given(exponents_of_ten, exponents_of_ten)
def test_blow_up_of_a_sum_at_every_size(x: float, alpha: float) -> None:
    # u^3 - v^3 from alpha, q = 2: 1/u = 1/alpha - 3 y, 1/v = 1/alpha + 3 y; at large x the metric is 9 x^(4/3).
    f = compiled("u**3 - v**3", "2", 0)
    with mp.workdps(60):
        ratio = mpf(x) / mpf(alpha) ** 3
        assume(ratio > mpf(10) ** 60)
        # u^3 = x + v^3, v between alpha/2 and alpha: a relative 1e-60.
        _agrees(float(f.inverse_metric(x, alpha=alpha)), 9 * mpf(x) ** (mpf(4) / 3), 40 * UNIT)
        _agrees(float(f.mirror_map(x, alpha=alpha)), (1 / mpf(alpha) - mpf(x) ** (-mpf(1) / 3)) / 3, 20 * UNIT)


@quick
@given(exponents_of_ten, exponents_of_ten)
def test_quotients_at_every_size(x: float, balance: float) -> None:
    # u/v, q = 2: u = sqrt(lambda) sin, v = sqrt(lambda) cos of lambda-free angle atan x: metric (1 + x^2)^2/lambda.
    with mp.workdps(700):
        metric = (1 + mpf(x) ** 2) ** 2 / mpf(balance)
    _agrees(float(compiled("u/v", "2", LAMBDA).inverse_metric(x, balance=balance)), metric, 16 * UNIT)
    with mp.workdps(30):
        found = compiled("u/v", "2", LAMBDA, "mpmath").inverse_metric(x, balance=balance)
        assert abs(found / metric - 1) < mpf(10) ** -28
    ball = compiled("u/v", "2", LAMBDA, "arb").inverse_metric(x, balance=balance)
    assert ball.rel_accuracy_bits() >= 50 and ball.overlaps(arb(metric))


@settings(deadline=None, max_examples=20)
@given(st.sampled_from(["5/4", "3/2", "2"]), exponents_of_ten, exponents_of_ten, exponents_of_ten)
def test_unequal_offsets_at_small_x_in_doubles_and_in_balls(q: str, x: float, low: float, more: float) -> None:
    a, b = sp.symbols("a b", positive=True)
    key = f"offsets {q}"
    if key not in _OFFSETS:
        _OFFSETS[key] = compile_geometry(mirror_geometry(3, q, balance=(0, a, b)))
    f, high = _OFFSETS[key], low * (1 + more)
    assume(math.isfinite(high))
    with mp.workdps(60):
        # Where u = (x^q/(a b)) is 1e-40 of a, y = x (a b)^(-(q-1)/q ...) is x/metric(0), metric(0) = a b.
        q_ = mpf(Fraction(q).numerator) / Fraction(q).denominator
        assume(mpf(x) ** q_ / (mpf(low) * mpf(high)) < mpf(10) ** -40 * mpf(low))
        y = mpf(x) / (mpf(low) * mpf(high))
        _agrees(float(f.mirror_map(x, a=low, b=high)), y, 12 * UNIT)
        _agrees(float(f.potential(x, a=low, b=high)), mpf(x) * y / 2, 24 * UNIT)


_OFFSETS: dict[str, CompiledGeometry] = {}


@pytest.mark.parametrize("s", ["1e-300", "1e-30", "1", "1e30", "1e300"])
def test_ball_integrals_of_offsets_are_narrow_at_every_size(s: str) -> None:
    # int_0^s dsigma/(sigma + 1)/(sigma + 4) = log((1 + s)/(1 + s/4))/3.
    for precision in (100, 400):
        with ctx.workprec(precision):
            ball = balls.offset_integral([arb(1), arb(1)], [arb(1), arb(4)], arb(s))
        with ctx.workprec(3000):
            exact = (1 + arb(s)).log() / 3 - (1 + arb(s) / 4).log() / 3
        assert ball.overlaps(exact) and ball.rel_accuracy_bits() > precision - 20


@quick
@given(exponents_of_ten, st.integers(-40, 40), st.integers(1, 24))
def test_a_power_known_to_two_doubles(x: float, p: int, r: int) -> None:
    high, low, place = arithmetic.pair_power(arithmetic.scaled(x), (p, r))
    with mp.workdps(60):
        exact = mpf(x) ** (mpf(p) / r)
        # r products of 106 bits each, and a first-order correction of 2^-53.
        assert abs((mpf(float(high)) + mpf(float(low))) * mpf(2) ** int(place) / exact - 1) < mpf(2) ** -96


@quick
@given(exponents_of_ten, st.floats(0.1, 0.9999))
def test_inverse_is_right_up_to_the_end_of_a_bounded_range(balance: float, share: float) -> None:
    # q = 2, L = 4: y = sqrt(u/(u + lambda))/lambda by hand, so u/lambda = v/(1 - v), v = (lambda y)^2.
    f = compiled("4", "2", LAMBDA)
    for part in (share, 1 - 1e-12 * share, 1 - 2.0**-50):
        y = part / balance
        assume(0 < y < math.inf)
        with mp.workdps(80):
            lam = mpf(balance)
            v = (lam * mpf(y)) ** 2
            assume(v < 1 - mpf(2) ** -51)
            u = lam * v / (1 - v)
            _agrees(float(f.inverse_mirror_map(y, balance=balance)), mp.sqrt(u * (u + lam) ** 3), 40 * UNIT)
            _agrees(float(f.conjugate(y, balance=balance)), u / 2, 40 * UNIT)


@pytest.mark.parametrize("backend", ["numpy", "mpmath", "arb"])
@pytest.mark.parametrize("side", [1, -1])
def test_a_model_of_one_sign_has_its_inverse_on_its_own_side(backend: str, side: int) -> None:
    # x = side u^2 at q = 2 goes along du/dy = 2 side u from u = 1: x = side e^(4 side y), R* = e^(4 side y)/4.
    geometry = mirror_geometry(reparametrization(f"{side}*u**2", "u"), 2)
    f = compile_geometry(geometry, backend)
    for y in (-1.5, 0.25, 2.0):
        at = arb(y) if backend == "arb" else mp.mpf(y) if backend == "mpmath" else y
        assert abs(float(f.inverse_mirror_map(at)) - side * math.exp(4 * side * y)) < 1e-13 * math.exp(4 * side * y)
        assert abs(float(f.conjugate(at)) - math.exp(4 * side * y) / 4) < 1e-13 * math.exp(4 * side * y)
