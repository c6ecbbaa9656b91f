"""The Euler integral and its ratio to the pure power, in doubles, in mpmath and in balls."""

from __future__ import annotations

import ast
import inspect
import warnings
from collections.abc import Callable

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from mpmath import mp, mpf

from neversaddle.numerics.special import balls, doubles
from neversaddle.numerics.special import digits as in_digits
from tests.numerics.special.special_cases import (
    EULER_ULPS,
    MP_UNITS,
    REFERENCE_RADIUS,
    magnitudes,
    parameters,
    positive,
    quick,
    reference,
    slow,
    ulps,
)


@quick
@given(parameters, magnitudes)
def test_euler_functions_are_right_to_a_few_ulps(ab: tuple[float, float], z: float) -> None:
    ratio, integral = reference(*ab, z)
    with mp.workdps(50):
        assert ulps(doubles.euler_ratio(*ab, z), ratio) <= EULER_ULPS
        assert ulps(doubles.euler_integral(*ab, z), integral) <= EULER_ULPS


CLOSED: list[tuple[float, float, Callable[[mpf], mpf]]] = [
    (1.0, 0.0, lambda z: z),
    (1.0, -1.0, lambda z: z + z * z / 2),
    (1.0, 1.0, mp.log1p),
    (1.0, 2.0, lambda z: z / (1 + z)),
    (0.5, 1.0, lambda z: 2 * mp.atan(mp.sqrt(z))),
    (0.5, 0.5, lambda z: 2 * mp.asinh(mp.sqrt(z))),
    (0.5, 1.5, lambda z: 2 * mp.sqrt(z / (1 + z))),
    (2.0, 0.0, lambda z: z * z / 2),
]


@pytest.mark.parametrize(("a", "b", "closed"), CLOSED)
@pytest.mark.parametrize("z", [5e-324, 1e-300, 1e-20, 0.3, 1.5, 2.0, np.nextafter(2.0, 3.0), 7.0, 1e9, 1e150, 1e308])
def test_closed_forms(a: float, b: float, closed: Callable[[mpf], mpf], z: float) -> None:
    with mp.workdps(60 if z > 1e-250 else 400):
        exact = closed(mpf(z))
        assert ulps(doubles.euler_integral(a, b, z), exact) <= EULER_ULPS
        assert ulps(doubles.euler_ratio(a, b, z), exact * mpf(a) / mpf(z) ** mpf(a)) <= EULER_ULPS
        assert abs(in_digits.euler_integral(a, b, z) - exact) <= MP_UNITS * mp.eps * exact
    with ctx.workprec(200):
        assert balls.euler_integral(arb(a), arb(b), arb(z)).overlaps(arb(exact) * arb(1, REFERENCE_RADIUS))


EDGES = [
    # a, b, z, ratio, integral
    (0.5, 1.0, 0.0, 1.0, 0.0),
    (0.5, 1.0, np.inf, 0.0, np.pi),
    (0.5, 0.5, np.inf, 0.0, np.inf),
    (0.75, 0.0, np.inf, 1.0, np.inf),
    (1.0, -3.0, np.inf, np.inf, np.inf),
    (1.0, 2.0, np.inf, 0.0, 1.0),
    (1.0, 2.0, 1e308, 1e-308, 1.0),
    (1.0, -8.0, 5e-324, 1.0, 5e-324),
    (0.5, 1.0, np.nan, np.nan, np.nan),
    (0.5, 1.0, -1.0, np.nan, np.nan),
    (0.0, 1.0, 1.0, np.nan, np.nan),
    (np.nan, 1.0, 1.0, np.nan, np.nan),
    (0.5, np.inf, 1.0, np.nan, np.nan),
    (0.5, 1e6, 1.0, np.nan, np.nan),
]


@pytest.mark.parametrize(("a", "b", "z", "ratio", "integral"), EDGES)
def test_edges(a: float, b: float, z: float, ratio: float, integral: float) -> None:
    np.testing.assert_allclose(doubles.euler_ratio(a, b, z), ratio, rtol=EULER_ULPS * 2**-52, atol=0)
    np.testing.assert_allclose(doubles.euler_integral(a, b, z), integral, rtol=EULER_ULPS * 2**-52, atol=0)
    if not abs(b) > doubles.LARGEST_PARAMETER:
        np.testing.assert_allclose(float(in_digits.euler_ratio(a, b, z)), ratio, rtol=EULER_ULPS * 2**-52)
        np.testing.assert_allclose(float(in_digits.euler_integral(a, b, z)), integral, rtol=EULER_ULPS * 2**-52)


def test_the_integral_overflows_only_with_its_value() -> None:
    # z^9 is 4 times the largest double here, z^9/9 is below it.
    z = float((4 * mpf(np.finfo(float).max)) ** (mpf(1) / 9))
    exact = ((1 + mpf(z)) ** 9 - 1) / 9
    assert ulps(doubles.euler_integral(1.0, -8.0, z), exact) <= EULER_ULPS
    assert ulps(doubles.euler_ratio(1.0, -9.0, z), ((1 + mpf(z)) ** 10 - 1) / 10 / z) <= EULER_ULPS


@quick
@given(positive(-2, 2))
def test_large_powers_do_not_multiply_the_rounding_of_their_base(z: float) -> None:
    # Without its compensation, rounding 1 + z alone would cost up to 30 ulps here.
    with mp.workdps(60):
        exact = ((1 + mpf(z)) ** 61 - 1) / 61
        assert ulps(doubles.euler_integral(1.0, -60.0, z), exact) <= EULER_ULPS


@quick
@given(st.integers(1, 16), st.integers(-64, 32), magnitudes)
def test_contiguous_integrals_add_up(a: int, b: int, z: float) -> None:
    # (1+s) (1+s)^(-b-1) = (1+s)^(-b), in sixteenths and eighths, where a + 1 and b + 1 are exact.
    a_, b_ = a / 8, b / 8
    left = doubles.euler_integral(a_, b_, z)
    right = doubles.euler_integral(a_, b_ + 1, z) + doubles.euler_integral(a_ + 1, b_ + 1, z)
    # a + 1 may reach 3 and b 5, a little outside the measured box, hence three times its bound.
    np.testing.assert_allclose(left, right, rtol=3 * EULER_ULPS * 2**-52, atol=1e-307)


@quick
@given(hnp.arrays(np.float64, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0), elements=st.floats()), parameters)
def test_total_silent_and_shape_preserving(z: np.ndarray, ab: tuple[float, float]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answers = [
            doubles.euler_ratio(*ab, z),
            doubles.euler_integral(*ab, z),
            doubles.solve_leaf(z, 1.5, 2.0),
            doubles.offset_integral([0.5, 0.25], [0.0, 1.0], z),
        ]
        inverse = doubles.solve_increasing(np.cbrt, z)
    for answer in answers:
        assert isinstance(answer, np.ndarray) and answer.shape == z.shape
        np.testing.assert_array_equal(np.isnan(answer), ~(z >= 0))
    np.testing.assert_array_equal(np.isnan(inverse), np.isnan(z))
    assert inverse.shape == z.shape


def test_parameters_broadcast() -> None:
    a, b, z = np.array([[0.5], [1.5]]), np.array([3.0, -2.5, 0.0]), 7.0
    table = doubles.euler_integral(a, b, z)
    each = [[float(doubles.euler_integral(x, y, z)) for y in b] for x in a[:, 0]]
    np.testing.assert_allclose(table, each, rtol=2 * EULER_ULPS * 2**-52)


def test_the_source_needs_numpy_alone() -> None:
    imports = [n for n in ast.walk(ast.parse(inspect.getsource(doubles))) if isinstance(n, ast.Import | ast.ImportFrom)]
    names = {n.module if isinstance(n, ast.ImportFrom) else n.names[0].name for n in imports}
    assert names == {"__future__", "collections.abc", "numpy", "numpy.typing"}


@slow
@given(parameters, positive(-3, 3))
def test_mpmath_integral_is_its_quadrature(ab: tuple[float, float], z: float) -> None:
    with mp.workdps(40):
        a, b = mpf(ab[0]), mpf(ab[1])
        # s = z e^(-t): a decaying exponential times a function analytic in |Im t| < pi.
        length = 110 / a
        quadrature = mp.quad(lambda t: mp.exp(-a * t) * (1 + z * mp.exp(-t)) ** -b, mp.linspace(0, length, 41))
        assert abs(in_digits.euler_integral(a, b, z) / (z**a * quadrature) - 1) < mpf("1e-36")


@quick
@given(parameters, magnitudes, st.integers(10, 40))
def test_mpmath_loses_nothing_near_a_resonance(ab: tuple[float, float], z: float, digits: int) -> None:
    with mp.workdps(30):
        a, b = mpf(ab[0]), mpf(ab[1]) + mpf(10) ** -digits
        value = in_digits.euler_integral(a, b, z)
        with mp.workdps(130):
            exact = in_digits.euler_integral(a, b, z)
        assert abs(value / exact - 1) <= MP_UNITS * mp.eps


@quick
@given(parameters, magnitudes)
def test_balls_contain_the_integral(ab: tuple[float, float], z: float) -> None:
    with mp.workdps(60), ctx.workprec(110):
        a, b, x = arb(ab[0]), arb(ab[1]), arb(z)
        for ball, value in (
            (balls.euler_integral(a, b, x), in_digits.euler_integral(*ab, z)),
            (balls.euler_ratio(a, b, x), in_digits.euler_ratio(*ab, z)),
        ):
            assert ball.overlaps(arb(value) * arb(1, REFERENCE_RADIUS))
            assert ball.rel_accuracy_bits() >= 100


@quick
@given(parameters, positive(-3, 6), st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_wide_balls_contain_every_point(ab: tuple[float, float], z: float, i: float, j: float, k: float) -> None:
    wide = 2.0**-8
    point = (ab[0] + wide * i / 2, ab[1] + wide * j / 2, z * (1 + wide * k / 2))
    with mp.workdps(60):
        a, b, x = arb(ab[0], wide), arb(ab[1], wide), arb(z, wide * z)
        ball = balls.euler_integral(a, b, x)
        assert ball.is_finite() and ball.contains(arb(in_digits.euler_integral(*point)))
        leaf = balls.solve_leaf(x, a + 1, abs(b))
        assert leaf.contains(arb(in_digits.solve_leaf(point[2], mpf(point[0]) + 1, abs(point[1]))))


@pytest.mark.parametrize(
    "ball",
    [
        balls.euler_integral(arb(0), arb(1), arb(1)),
        balls.euler_integral(arb(1), arb(1), arb(0, 1)),
        balls.euler_integral(arb(1), arb(1), arb("inf")),
        balls.euler_ratio(arb(1), arb(0, 1), arb(2, 1)),
        balls.euler_ratio(arb(1), arb(1), arb.nan()),
        balls.solve_leaf(arb(-1), arb(1), arb(1)),
        balls.solve_leaf(arb(1), arb(1), arb(-1)),
        balls.solve_leaf(arb("inf"), arb(1), arb(1)),
    ],
)
def test_what_cannot_be_enclosed_is_nan(ball: arb) -> None:
    assert ball.is_nan()


def test_mpmath_values_far_below_one_are_not_taken_for_zero() -> None:
    """E(1, 1, z) = log(1 + z), whose ratio to z is 1e-597 at z = 1e600; exact up to the digits in force."""
    with mp.workdps(30):
        z = mpf(10) ** 600
        assert abs(in_digits.euler_integral(1, 1, z) / mp.log(1 + z) - 1) < mpf(10) ** -28


@pytest.mark.parametrize("z", ["1e-40", "0.3", "3", "14.2", "1e6", "1e40"])
def test_a_thousand_digits_of_the_euler_integral(z: str) -> None:
    with mp.workdps(1000):
        at = mpf(z)
        root = mp.sqrt(at)
        assert abs(in_digits.euler_ratio(0.5, 0.5, at) * root / mp.asinh(root) - 1) < mpf(10) ** -998
        assert abs(in_digits.euler_ratio(0.5, 1, at) * root / mp.atan(root) - 1) < mpf(10) ** -998
