"""The Euler integral and the inverses around it, in doubles, in mpmath and in balls."""

from __future__ import annotations

import ast
import inspect
import warnings
from collections.abc import Callable
from typing import SupportsFloat

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from mpmath import mp, mpf

from numerics import special, special_arb, special_mp

# Three powers and an expm1 at one ulp each, a quotient or two, and a sum of positive terms by Horner, whose own
# rounding of two ulps a level is damped by the share of the rest in the total (below a half on average): about 8 ulps.
EULER_ULPS = 8.0
# The residual carries two powers and three products (4 ulps), divided by a slope of at least one, and one update.
LEAF_ULPS = 5.0
# Gauss-Legendre with 20 nodes leaves 4.7^-40; what remains is rounding, mostly of powers with exponents up to 8.
OFFSET_RELATIVE = 1e-13
# mpmath is run with 15 guard digits, so a few units of the last digit cover its final rounding.
MP_UNITS = 8
# The reference's own error, as a radius: it is computed with 60 digits.
REFERENCE_RADIUS = "1e-56"

quick = settings(deadline=None, max_examples=60)
slow = settings(deadline=None, max_examples=15)


def positive(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda exponent: float(10.0**exponent))


magnitudes = st.one_of(positive(-300, 300), positive(-2, 2))
mirror = st.tuples(st.floats(0.5, 1), st.floats(0, 4))
conjugate = st.tuples(st.floats(1, 2), st.floats(-8, 0))
resonant = st.tuples(
    st.sampled_from([0.5, 2 / 3, 1.0, 4 / 3, 2.0]),
    st.integers(-8, 3),
    st.sampled_from([0.0, 1e-16, -1e-12, 1e-8, -1e-4]),
).map(lambda t: (t[0], t[0] + t[1] + t[2]))
parameters = st.one_of(mirror, conjugate, resonant)
leaves = st.tuples(st.floats(1, 2), st.integers(0, 8)).map(lambda t: (t[0], t[1] / t[0]))


def ulps(computed: SupportsFloat, exact: mpf) -> float:
    """The distance in units in the last place of the double nearest to `exact`; 0 where no double holds it."""
    if abs(exact) > mpf(np.finfo(float).max):
        return 0.0 if np.isinf(float(computed)) else np.inf
    return float(abs(mpf(float(computed)) - exact) / mpf(float(np.spacing(abs(float(exact))))))


def reference(a: float, b: float, z: float) -> tuple[mpf, mpf]:
    """Ratio and integral from mpmath's hypergeometric series at 50 digits."""
    with mp.workdps(50):
        ratio = mp.hyp2f1(mpf(b), mpf(a), mpf(a) + 1, -mpf(z))
        return ratio, mpf(z) ** mpf(a) / mpf(a) * ratio


@quick
@given(parameters, magnitudes)
def test_euler_functions_are_right_to_a_few_ulps(ab: tuple[float, float], z: float) -> None:
    ratio, integral = reference(*ab, z)
    with mp.workdps(50):
        assert ulps(special.euler_ratio(*ab, z), ratio) <= EULER_ULPS
        assert ulps(special.euler_integral(*ab, z), integral) <= EULER_ULPS


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
        assert ulps(special.euler_integral(a, b, z), exact) <= EULER_ULPS
        assert ulps(special.euler_ratio(a, b, z), exact * mpf(a) / mpf(z) ** mpf(a)) <= EULER_ULPS
        assert abs(special_mp.euler_integral(a, b, z) - exact) <= MP_UNITS * mp.eps * exact
    with ctx.workprec(200):
        assert special_arb.euler_integral(arb(a), arb(b), arb(z)).overlaps(arb(exact) * arb(1, REFERENCE_RADIUS))


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
    np.testing.assert_allclose(special.euler_ratio(a, b, z), ratio, rtol=EULER_ULPS * 2**-52, atol=0)
    np.testing.assert_allclose(special.euler_integral(a, b, z), integral, rtol=EULER_ULPS * 2**-52, atol=0)
    if not abs(b) > special.LARGEST_PARAMETER:
        np.testing.assert_allclose(float(special_mp.euler_ratio(a, b, z)), ratio, rtol=EULER_ULPS * 2**-52)
        np.testing.assert_allclose(float(special_mp.euler_integral(a, b, z)), integral, rtol=EULER_ULPS * 2**-52)


def test_the_integral_overflows_only_with_its_value() -> None:
    # z^9 is 4 times the largest double here, z^9/9 is below it.
    z = float((4 * mpf(np.finfo(float).max)) ** (mpf(1) / 9))
    exact = ((1 + mpf(z)) ** 9 - 1) / 9
    assert ulps(special.euler_integral(1.0, -8.0, z), exact) <= EULER_ULPS
    assert ulps(special.euler_ratio(1.0, -9.0, z), ((1 + mpf(z)) ** 10 - 1) / 10 / z) <= EULER_ULPS


@quick
@given(positive(-2, 2))
def test_large_powers_do_not_multiply_the_rounding_of_their_base(z: float) -> None:
    # Without its compensation, rounding 1 + z alone would cost up to 30 ulps here.
    with mp.workdps(60):
        exact = ((1 + mpf(z)) ** 61 - 1) / 61
        assert ulps(special.euler_integral(1.0, -60.0, z), exact) <= EULER_ULPS


@quick
@given(st.integers(1, 16), st.integers(-64, 32), magnitudes)
def test_contiguous_integrals_add_up(a: int, b: int, z: float) -> None:
    # (1+s) (1+s)^(-b-1) = (1+s)^(-b), in sixteenths and eighths, where a + 1 and b + 1 are exact.
    a_, b_ = a / 8, b / 8
    left = special.euler_integral(a_, b_, z)
    right = special.euler_integral(a_, b_ + 1, z) + special.euler_integral(a_ + 1, b_ + 1, z)
    # a + 1 may reach 3 and b 5, a little outside the measured box, hence three times its bound.
    np.testing.assert_allclose(left, right, rtol=3 * EULER_ULPS * 2**-52, atol=1e-307)


@quick
@given(hnp.arrays(np.float64, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0), elements=st.floats()), parameters)
def test_total_silent_and_shape_preserving(z: np.ndarray, ab: tuple[float, float]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answers = [
            special.euler_ratio(*ab, z),
            special.euler_integral(*ab, z),
            special.solve_leaf(z, 1.5, 2.0),
            special.offset_integral([0.5, 0.25], [0.0, 1.0], z),
        ]
        inverse = special.solve_increasing(np.cbrt, z)
    for answer in answers:
        assert isinstance(answer, np.ndarray) and answer.shape == z.shape
        np.testing.assert_array_equal(np.isnan(answer), ~(z >= 0))
    np.testing.assert_array_equal(np.isnan(inverse), np.isnan(z))
    assert inverse.shape == z.shape


def test_parameters_broadcast() -> None:
    a, b, z = np.array([[0.5], [1.5]]), np.array([3.0, -2.5, 0.0]), 7.0
    table = special.euler_integral(a, b, z)
    each = [[float(special.euler_integral(x, y, z)) for y in b] for x in a[:, 0]]
    np.testing.assert_allclose(table, each, rtol=2 * EULER_ULPS * 2**-52)


def test_the_source_needs_numpy_alone() -> None:
    imports = [n for n in ast.walk(ast.parse(inspect.getsource(special))) if isinstance(n, ast.Import | ast.ImportFrom)]
    names = {n.module if isinstance(n, ast.ImportFrom) else n.names[0].name for n in imports}
    assert names == {"__future__", "collections.abc", "numpy", "numpy.typing"}


@quick
@given(leaves, magnitudes)
def test_leaf_in_three_arithmetics(leaf: tuple[float, float], r: float) -> None:
    q, exponent = leaf
    with mp.workdps(60), ctx.workprec(120):
        nu = special_mp.solve_leaf(r, q, exponent)
        assert abs(nu * (1 + nu ** mpf(q)) ** mpf(exponent) / r - 1) < mpf("1e-57")
        assert ulps(special.solve_leaf(r, q, exponent), nu) <= LEAF_ULPS
        ball = special_arb.solve_leaf(arb(r), arb(q), arb(exponent))
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
    np.testing.assert_allclose(special.solve_leaf(r, q, exponent), nu, rtol=1e-13)
    np.testing.assert_allclose(float(special_mp.solve_leaf(r, q, exponent)), nu, rtol=1e-13)


@quick
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e100, max_value=1e100))
def test_root_is_bracketed_by_its_neighbours(value: float) -> None:
    for f in (np.cbrt, np.arcsinh, lambda x: x**3, lambda x: x + np.exp(np.minimum(x, 600.0))):
        x = special.solve_increasing(f, value)
        if np.isfinite(x):
            assert f(np.nextafter(x, -np.inf)) <= value <= f(np.nextafter(x, np.inf))
        else:
            # Only where the root is beyond the largest double.
            assert abs(value) > abs(f(np.copysign(np.finfo(float).max, value)))


@quick
@given(mirror, positive(-30, 30))
def test_root_of_the_mirror_map(ab: tuple[float, float], z: float) -> None:
    def mirror_map(x: np.ndarray) -> np.ndarray:
        return special.euler_integral(*ab, x)

    y = mirror_map(np.array([z, 2 * z]))
    x = special.solve_increasing(mirror_map, y, 0.0, np.inf)
    np.testing.assert_allclose(mirror_map(x), y, rtol=EULER_ULPS * 2**-52)


def test_roots_that_do_not_exist() -> None:
    values = np.array([-1.0, 0.0, 1.0, np.pi, 4.0, np.nan, np.inf])
    roots = special.solve_increasing(lambda x: special.euler_integral(0.5, 1.0, x), values, 0.0, np.inf)
    np.testing.assert_array_equal(np.isnan(roots), [True, False, False, False, True, True, True])
    assert roots[1] == 0.0
    assert mp.isnan(special_mp.solve_increasing(lambda x: special_mp.euler_integral(0.5, 1, x), 4, 0))
    assert mp.isnan(special_mp.solve_increasing(mp.sqrt, -1, 0, 4))


def test_evaluations_are_few() -> None:
    calls = 0

    def cube(x: np.ndarray) -> np.ndarray:
        nonlocal calls
        calls += 1
        return np.asarray(x**3)

    special.solve_increasing(cube, np.linspace(1.0, 1e6, 50))
    # 3 at the ends, 12 halvings to fix the binary exponent, then false position with one bisection in four; without
    # Illinois' halving of the stale end the count is 38.
    assert calls <= 34


@quick
@given(st.integers(2, 16), st.integers(-32, 16), positive(-30, 30), positive(-30, 30))
def test_offset_integral_with_one_offset_is_euler(a: int, b: int, c: float, s: float) -> None:
    a_, b_ = a / 8, b / 8
    with mp.workdps(40):
        exact = mpf(c) ** (mpf(a_) - mpf(b_)) * special_mp.euler_integral(a_, b_, mpf(s) / mpf(c))
        computed = special.offset_integral([1 - a_, b_], [0.0, c], s)
        assert abs(mpf(float(computed)) / exact - 1) <= OFFSET_RELATIVE


def test_offset_integral_at_the_edge_of_integrability() -> None:
    # Here [0, 2^-56] still carries half of the integral.
    exact = special_mp.euler_integral(mpf(1) / 64, 4, 1)
    assert abs(mpf(float(special.offset_integral([63 / 64, 4.0], [0.0, 1.0], 1.0))) / exact - 1) <= OFFSET_RELATIVE


@slow
@given(
    st.lists(st.tuples(st.sampled_from([0.5, 0.25, 1 / 3, -0.5, -2 / 3]), positive(-30, 30)), min_size=2, max_size=4),
    st.sampled_from([0.5, 0.2, -1.0]),
    positive(-30, 30),
)
def test_offset_integral_in_two_arithmetics(pairs: list[tuple[float, float]], first: float, s: float) -> None:
    exponents, offsets = [first, *(b for b, _ in pairs)], [0.0, *(c for _, c in pairs)]
    computed = special.offset_integral(exponents, offsets, s)
    with mp.workdps(15):
        assert abs(mpf(float(computed)) / special_mp.offset_integral(exponents, offsets, s) - 1) <= OFFSET_RELATIVE
    np.testing.assert_allclose(
        special.offset_integral(exponents[::-1], offsets[::-1], s), computed, rtol=OFFSET_RELATIVE
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
    np.testing.assert_allclose(special.offset_integral(exponents, offsets, s), integral, rtol=OFFSET_RELATIVE)
    if s != np.inf:
        np.testing.assert_allclose(float(special_mp.offset_integral(exponents, offsets, s)), integral, rtol=1e-13)


@slow
@given(parameters, positive(-3, 3))
def test_mpmath_integral_is_its_quadrature(ab: tuple[float, float], z: float) -> None:
    with mp.workdps(40):
        a, b = mpf(ab[0]), mpf(ab[1])
        # s = z e^(-t): a decaying exponential times a function analytic in |Im t| < pi.
        length = 110 / a
        quadrature = mp.quad(lambda t: mp.exp(-a * t) * (1 + z * mp.exp(-t)) ** -b, mp.linspace(0, length, 41))
        assert abs(special_mp.euler_integral(a, b, z) / (z**a * quadrature) - 1) < mpf("1e-36")


@quick
@given(parameters, magnitudes, st.integers(10, 40))
def test_mpmath_loses_nothing_near_a_resonance(ab: tuple[float, float], z: float, digits: int) -> None:
    with mp.workdps(30):
        a, b = mpf(ab[0]), mpf(ab[1]) + mpf(10) ** -digits
        value = special_mp.euler_integral(a, b, z)
        with mp.workdps(130):
            exact = special_mp.euler_integral(a, b, z)
        assert abs(value / exact - 1) <= MP_UNITS * mp.eps


@slow
@given(st.integers(-9, 9), positive(-200, 200))
def test_mpmath_root(sign: int, size: float) -> None:
    with mp.workdps(30):
        value = mp.sign(sign) * mpf(size)
        root = special_mp.solve_increasing(mp.asinh, mp.asinh(value))
        assert abs(root - value) <= mpf("1e-24") * abs(value)


@quick
@given(parameters, magnitudes)
def test_balls_contain_the_integral(ab: tuple[float, float], z: float) -> None:
    with mp.workdps(60), ctx.workprec(110):
        a, b, x = arb(ab[0]), arb(ab[1]), arb(z)
        for ball, value in (
            (special_arb.euler_integral(a, b, x), special_mp.euler_integral(*ab, z)),
            (special_arb.euler_ratio(a, b, x), special_mp.euler_ratio(*ab, z)),
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
        ball = special_arb.euler_integral(a, b, x)
        assert ball.is_finite() and ball.contains(arb(special_mp.euler_integral(*point)))
        leaf = special_arb.solve_leaf(x, a + 1, abs(b))
        assert leaf.contains(arb(special_mp.solve_leaf(point[2], mpf(point[0]) + 1, abs(point[1]))))


@pytest.mark.parametrize("error", [2.0**-40, -(2.0**-40)])
def test_leaf_ball_does_not_trust_its_guess(error: float, monkeypatch: pytest.MonkeyPatch) -> None:
    guess = special_arb._approximate_leaf
    monkeypatch.setattr(special_arb, "_approximate_leaf", lambda r, q, e: (guess(r, q, e) * (1 + error)).mid())
    assert special_arb.solve_leaf(arb(6), arb(1), arb(1)).contains(arb(2))


@pytest.mark.parametrize(
    "ball",
    [
        special_arb.euler_integral(arb(0), arb(1), arb(1)),
        special_arb.euler_integral(arb(1), arb(1), arb(0, 1)),
        special_arb.euler_integral(arb(1), arb(1), arb("inf")),
        special_arb.euler_ratio(arb(1), arb(0, 1), arb(2, 1)),
        special_arb.euler_ratio(arb(1), arb(1), arb.nan()),
        special_arb.solve_leaf(arb(-1), arb(1), arb(1)),
        special_arb.solve_leaf(arb(1), arb(1), arb(-1)),
        special_arb.solve_leaf(arb("inf"), arb(1), arb(1)),
    ],
)
def test_what_cannot_be_enclosed_is_nan(ball: arb) -> None:
    assert ball.is_nan()


def test_mpmath_values_far_below_one_are_not_taken_for_zero() -> None:
    """E(1, 1, z) = log(1 + z), whose ratio to z is 1e-597 at z = 1e600; exact up to the digits in force."""
    from numerics import special_mp

    with mp.workdps(30):
        z = mpf(10) ** 600
        assert abs(special_mp.euler_integral(1, 1, z) / mp.log(1 + z) - 1) < mpf(10) ** -28
