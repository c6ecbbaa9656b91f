"""The inverses around the Euler integral, and integrals of several offsets: doubles, mpmath and balls."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.numerics.special import balls, digits, doubles
from tests.numerics.special.special_cases import (
    EULER_ULPS,
    LEAF_ULPS,
    OFFSET_RELATIVE,
    REFERENCE_RADIUS,
    leaves,
    magnitudes,
    mirror,
    positive,
    quick,
    slow,
    ulps,
)


@quick
@given(leaves, magnitudes)
def test_leaf_in_three_arithmetics(leaf: tuple[float, float], r: float) -> None:
    q, exponent = leaf
    with mp.workdps(60), ctx.workprec(120):
        nu = digits.solve_leaf(r, q, exponent)
        assert abs(nu * (1 + nu ** mpf(q)) ** mpf(exponent) / r - 1) < mpf("1e-57")
        assert ulps(doubles.solve_leaf(r, q, exponent), nu) <= LEAF_ULPS
        ball = balls.solve_leaf(arb(r), arb(q), arb(exponent))
        assert ball.overlaps(arb(nu) * arb(1, REFERENCE_RADIUS)) and ball.rel_accuracy_bits() >= 115


@pytest.mark.parametrize(
    ("r", "q", "exponent", "nu"),
    [
        (0.0, 2.0, 0.5, 0.0),
        (np.inf, 1.0, 3.0, np.inf),
        (np.nan, 1.0, 3.0, np.nan),
        (-1.0, 1.0, 3.0, np.nan),
        (1.0, 0.0, 3.0, np.nan),
        (1.0, 1.0, -1.0, np.nan),
        (5e-324, 2.0, 0.5, 5e-324),
        (1e308, 2.0, 0.5, 1e154),
        (1e308, 2.0, 0.25, 1e308 ** (2 / 3)),
        (3.0, 1.5, 0.0, 3.0),
        (2.0**7, 1.0, 7.0, 1.0),
    ],
)
def test_leaf_edges(r: float, q: float, exponent: float, nu: float) -> None:
    # The third root of 1e616 is itself rounded in its exponent, 2/3: log(1e308) times half an ulp.
    np.testing.assert_allclose(doubles.solve_leaf(r, q, exponent), nu, rtol=1e-13)
    np.testing.assert_allclose(float(digits.solve_leaf(r, q, exponent)), nu, rtol=1e-13)


#: Increasing functions in doubles, the same exactly, and by how many units of 2^-52 the former may be off at x.
#: Products and square roots are rounded to nearest, so never fall; others are good to 4 units where NumPy vectorises.
INCREASING: list[tuple[Callable[[np.ndarray], np.ndarray], Callable[[mpf], mpf], Callable[[mpf], mpf]]] = [
    (lambda x: np.asarray(x * x * x), lambda x: x**3, lambda x: mp.zero),
    (lambda x: np.copysign(np.sqrt(np.abs(x)), x), lambda x: mp.sign(x) * mp.sqrt(abs(x)), lambda x: mp.zero),
    (np.cbrt, lambda x: mp.sign(x) * mp.cbrt(abs(x)), lambda x: 4 * mp.cbrt(abs(x))),
    (np.arcsinh, mp.asinh, lambda x: 4 * abs(mp.asinh(x))),
    (lambda x: x + np.exp(np.minimum(x, 600.0)), lambda x: x + mp.exp(min(x, 600)), lambda x: 5 * (abs(x) + mp.exp(x))),
]


@quick
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e100, max_value=1e100))
def test_root_is_bracketed_by_its_neighbours(value: float) -> None:
    for f, exact, units in INCREASING:
        x = doubles.solve_increasing(f, value)
        if not np.isfinite(x):
            # Only where the root is beyond the largest double.
            assert abs(value) > abs(f(np.copysign(np.finfo(float).max, value)))
            continue
        below, above = (np.nextafter(x, end) for end in (-np.inf, np.inf))
        with mp.workdps(40):
            off = units(mpf(float(x))) * mpf(2) ** -52
            if off:
                assert exact(mpf(float(below))) - off <= value <= exact(mpf(float(above))) + off
            else:
                assert f(below) <= value <= f(above)


@quick
@given(mirror, positive(-30, 30))
def test_root_of_the_mirror_map(ab: tuple[float, float], z: float) -> None:
    def mirror_map(x: np.ndarray) -> np.ndarray:
        return doubles.euler_integral(*ab, x)

    y = mirror_map(np.array([z, 2 * z]))
    x = doubles.solve_increasing(mirror_map, y, 0.0, np.inf)
    np.testing.assert_allclose(mirror_map(x), y, rtol=EULER_ULPS * 2**-52)


def test_roots_that_do_not_exist() -> None:
    values = np.array([-1.0, 0.0, 1.0, np.pi, 4.0, np.nan, np.inf])
    roots = doubles.solve_increasing(lambda x: doubles.euler_integral(0.5, 1.0, x), values, 0.0, np.inf)
    np.testing.assert_array_equal(np.isnan(roots), [True, False, False, False, True, True, True])
    assert roots[1] == 0.0
    assert mp.isnan(digits.solve_increasing(lambda x: digits.euler_integral(0.5, 1, x), 4, 0))
    assert mp.isnan(digits.solve_increasing(mp.sqrt, -1, 0, 4))


def test_evaluations_are_few() -> None:
    calls = 0

    def cube(x: np.ndarray) -> np.ndarray:
        nonlocal calls
        calls += 1
        return np.asarray(x**3)

    doubles.solve_increasing(cube, np.linspace(1.0, 1e6, 50))
    # 3 at the ends, 12 halvings to fix the binary exponent, then false position with one bisection in four; without
    # Illinois' halving of the stale end the count is 38.
    assert calls <= 34


@quick
@given(st.integers(2, 16), st.integers(-32, 16), positive(-30, 30), positive(-30, 30))
def test_offset_integral_with_one_offset_is_euler(a: int, b: int, c: float, s: float) -> None:
    a_, b_ = a / 8, b / 8
    with mp.workdps(40):
        exact = mpf(c) ** (mpf(a_) - mpf(b_)) * digits.euler_integral(a_, b_, mpf(s) / mpf(c))
        computed = doubles.offset_integral([1 - a_, b_], [0.0, c], s)
        assert abs(mpf(float(computed)) / exact - 1) <= OFFSET_RELATIVE


def test_offset_integral_at_the_edge_of_integrability() -> None:
    # Here [0, 2^-56] still carries half of the integral.
    exact = digits.euler_integral(mpf(1) / 64, 4, 1)
    assert abs(mpf(float(doubles.offset_integral([63 / 64, 4.0], [0.0, 1.0], 1.0))) / exact - 1) <= OFFSET_RELATIVE


@slow
@given(
    st.lists(st.tuples(st.sampled_from([0.5, 0.25, 1 / 3, -0.5, -2 / 3]), positive(-30, 30)), min_size=2, max_size=4),
    st.sampled_from([0.5, 0.2, -1.0]),
    positive(-30, 30),
)
def test_offset_integral_in_two_arithmetics(pairs: list[tuple[float, float]], first: float, s: float) -> None:
    exponents, offsets = [first, *(b for b, _ in pairs)], [0.0, *(c for _, c in pairs)]
    computed = doubles.offset_integral(exponents, offsets, s)
    with mp.workdps(15):
        assert abs(mpf(float(computed)) / digits.offset_integral(exponents, offsets, s) - 1) <= OFFSET_RELATIVE
    np.testing.assert_allclose(
        doubles.offset_integral(exponents[::-1], offsets[::-1], s), computed, rtol=OFFSET_RELATIVE
    )


@pytest.mark.parametrize(
    ("exponents", "offsets", "s", "integral"),
    [
        ([0.5], [0.0], 4.0, 4.0),
        ([1.5], [0.0], 4.0, np.inf),
        ([0.5, 1.0], [0.0, 1.0], np.inf, np.pi),
        ([0.5, 0.5], [0.0, 1.0], np.inf, np.inf),
        ([0.5, 0.5], [0.0, 1.0], 5e-324, 2 * 5e-324**0.5),
        ([1.0, 1.0], [1.0, 1.0], np.inf, 1.0),
        ([0.5], [-1.0], 4.0, np.nan),
        ([0.5], [0.0], np.nan, np.nan),
        ([0.5], [0.0], 0.0, 0.0),
        ([], [], 3.0, 3.0),
    ],
)
def test_offset_edges(exponents: list[float], offsets: list[float], s: float, integral: float) -> None:
    np.testing.assert_allclose(doubles.offset_integral(exponents, offsets, s), integral, rtol=OFFSET_RELATIVE)
    if s != np.inf:
        np.testing.assert_allclose(float(digits.offset_integral(exponents, offsets, s)), integral, rtol=1e-13)


@slow
@given(st.integers(-9, 9), positive(-200, 200))
def test_mpmath_root(sign: int, size: float) -> None:
    with mp.workdps(30):
        value = mp.sign(sign) * mpf(size)
        root = digits.solve_increasing(mp.asinh, mp.asinh(value))
        assert abs(root - value) <= mpf("1e-24") * abs(value)


@pytest.mark.parametrize("error", [2.0**-40, -(2.0**-40)])
def test_leaf_ball_does_not_trust_its_guess(error: float, monkeypatch: pytest.MonkeyPatch) -> None:
    guess = balls._approximate_leaf
    monkeypatch.setattr(balls, "_approximate_leaf", lambda r, q, e: (guess(r, q, e) * (1 + error)).mid())
    assert balls.solve_leaf(arb(6), arb(1), arb(1)).contains(arb(2))
