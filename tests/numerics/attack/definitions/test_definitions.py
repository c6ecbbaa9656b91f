"""The definitions by brute force: balls hold what quadrature finds, and both agree with elementary closed forms."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.attack.definitions import balls, digits
from neversaddle.numerics.attack.definitions.digits import real
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.numbers.balls import ball, complex_power, integral
from neversaddle.theory.definitions.leaf import PathLength

depths = st.integers(2, 5)
exponents = st.sampled_from([Fraction(v) for v in ("1", "6/5", "4/3", "3/2", "5/3", "2")])
sizes = st.fractions(Fraction(1, 20), 20, max_denominator=20)
NAMES = ("inverse_metric", "orbit_time", "conjugate", "potential")
DIGITS = 25


def exactly(value: mpmath.mpf) -> arb:
    """The ball that holds just this binary number."""
    sign, mantissa, exponent, _ = value._mpf_
    return arb((-1) ** sign * int(mantissa)) * arb(2) ** int(exponent)


@pytest.mark.parametrize("name", NAMES)
@given(depth=depths, q=exponents, lam=sizes, u=sizes)
@settings(max_examples=12)
def test_balls_hold_the_quadrature(name: str, depth: int, q: Fraction, lam: Fraction, u: Fraction) -> None:
    with mp.workdps(DIGITS + 15), ctx.workprec(110):
        value = getattr(digits, name)(depth, q, lam, u)
        enclosure = getattr(balls, name)(depth, q, lam, u)
        # The quadrature itself is good to DIGITS: tanh-sinh on analytic panels of order one, 15 digits in reserve.
        blurred = exactly(value) * (1 + arb(0, 10.0**-DIGITS))
        assert enclosure.is_finite()
        assert enclosure.overlaps(blurred)
        assert enclosure.rel_accuracy_bits() > 40


@given(sizes, sizes)
@settings(max_examples=20)
def test_elementary_closed_forms(lam: Fraction, u: Fraction) -> None:
    with mp.workdps(DIGITS + 15):
        s, v = real(lam), real(u)
        x = mp.sqrt(v * (v + s))
        known = {
            ("orbit_time", 2, 2): mp.asinh(2 * x / s) / 2,
            ("orbit_time", 3, 2): mp.atan(mp.sqrt(v / s)) / mp.sqrt(s),
            ("orbit_time", 4, 2): mp.sqrt(v / (v + s)) / s,
            ("orbit_time", 4, 1): v,
            ("inverse_metric", 2, 2): mp.sqrt(4 * x**2 + s**2),
            # The hyperbolic entropy, from dR = asinh(2x/lambda)/2 dx, and its conjugate.
            ("potential", 2, 2): (x * mp.asinh(2 * x / s) - mp.sqrt(x**2 + s**2 / 4) + s / 2) / 2,
            ("conjugate", 2, 2): s * (mp.cosh(mp.asinh(2 * x / s)) - 1) / 4,
            ("conjugate", 2, 1): v**3 / 3 + s * v**2 / 2,
            ("potential", 2, 1): 2 * v**3 / 3 + s * v**2 / 2,
        }
        for (name, depth, q), expected in known.items():
            found = getattr(digits, name)(depth, Fraction(q), lam, u)
            # Differences such as sqrt(x^2 + lambda^2/4) - lambda/2 lose log10(1/x) < 5 of the 15 digits in reserve.
            assert abs(found - expected) <= mp.mpf(10) ** -DIGITS * max(1, abs(expected)), (name, depth, q)
            with ctx.workprec(110):
                enclosure = getattr(balls, name)(depth, Fraction(q), lam, u)
                assert enclosure.overlaps(exactly(expected) + arb(0, 10.0**-DIGITS) * (1 + abs(exactly(expected))))


@given(depths, exponents, sizes, sizes)
@settings(max_examples=10)
def test_potential_and_conjugate_add_up_to_the_product(depth: int, q: Fraction, lam: Fraction, u: Fraction) -> None:
    with ctx.workprec(90):
        x = ball(u) ** (1 / ball(q)) * (ball(u) + ball(lam)) ** (ball(depth - 1) / ball(q))
        total = balls.potential(depth, q, lam, u) + balls.conjugate(depth, q, lam, u)
        assert total.overlaps(x * balls.orbit_time(depth, q, lam, u))


@given(exponents, sizes, sizes)
@settings(max_examples=10)
def test_path_length_of_both(q: Fraction, start: Fraction, product: Fraction) -> None:
    with mp.workdps(DIGITS + 15), ctx.workprec(110):
        value = digits.path_length(q, start, product)
        enclosure = balls.path_length(q, start, product)
        assert enclosure.overlaps(exactly(value) * (1 + arb(0, 10.0**-DIGITS)))
        # No shorter than the chord's height, no longer than both legs: w_1 grows from a, w_2 from 0.
        end = mp.findroot(lambda w: w * (w ** real(q) + real(start) ** real(q)) ** (1 / real(q)) - real(product), 1)
        first = real(product) / end
        assert mp.hypot(end, first - real(start)) * (1 - mp.eps * 2**20) <= value <= end + first - real(start) + mp.eps


@given(sizes, sizes)
@settings(max_examples=10)
def test_the_path_of_sign_flow_is_straight(start: Fraction, product: Fraction) -> None:
    with mp.workdps(30):
        # q = 1: w_1 = w_2 + a, so the end solves w (w + a) = delta and the slope is one.
        end = (-real(start) + mp.sqrt(real(start) ** 2 + 4 * real(product))) / 2
        assert abs(digits.path_length(Fraction(1), start, product) - mp.sqrt(2) * end) < mp.mpf(10) ** -25


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("inverse_metric", (2, Fraction(3, 2), Fraction(-2), Fraction(1))),
        ("orbit_time", (3, Fraction(2), Fraction(-1), Fraction(2))),
        ("orbit_time", (3, Fraction(1), Fraction(-1), Fraction(2))),
        ("potential", (2, Fraction(3, 2), Fraction(1), Fraction(-1))),
        ("conjugate", (2, Fraction(1), Fraction(1), Fraction(-1))),
        ("path_length", (Fraction(2), Fraction(-1), Fraction(1))),
        ("path_length", (Fraction(2), Fraction(1), Fraction(-1))),
    ],
)
def test_where_no_leaf_exists_there_is_no_value(name: str, arguments: tuple[Fraction, ...]) -> None:
    with pytest.raises(Undefined):
        getattr(digits, name)(*arguments)
    assert not getattr(balls, name)(*arguments).is_finite()


def test_a_leaf_may_start_above_zero_with_negative_balance() -> None:
    # |w_1|^2 = 3, |w_2|^2 = 1: the metric is their sum.
    with mp.workdps(20):
        assert abs(digits.inverse_metric(2, Fraction(2), Fraction(-2), Fraction(3)) - 4) < mp.mpf(10) ** -18
    assert balls.inverse_metric(2, Fraction(2), Fraction(-2), Fraction(3)).contains(arb(4))


@given(st.fractions(Fraction(1, 3), 3, max_denominator=4), st.fractions(Fraction(1, 4), 4, max_denominator=6))
@settings(max_examples=25)
def test_integrals_up_to_a_zero_of_a_power(exponent: Fraction, end: Fraction) -> None:
    # int_0^c (c - t)^e dt = c^(e+1)/(e+1): the integrand is not analytic at its end.
    low, high = arb(0), ball(end)
    found = integral(lambda t, analytic: complex_power(high - t, exponent, analytic), low, high)
    expected = high ** ball(exponent + 1) / ball(exponent + 1)
    assert found.is_finite()
    assert found.overlaps(expected)
    assert abs(found - expected) < 1e-3


def test_an_integral_with_a_pole_or_not_real_has_no_enclosure() -> None:
    half = Fraction(1, 2)
    assert not integral(lambda t, analytic: complex_power(t, -half, analytic), arb(0), arb(1)).is_finite()
    assert not integral(lambda t, analytic: 1 / t, arb(-1), arb(1)).is_finite()
    assert not integral(lambda t, analytic: complex_power(t - 3, half, analytic), arb(0), arb(1)).is_finite()
    assert not integral(lambda t, analytic: t, arb(0), arb.nan()).is_finite()


@pytest.mark.parametrize("exponent", [1, Fraction(1, 2), Fraction(3, 2), 2, 3])
@pytest.mark.parametrize(("start", "product"), [(1, 2), (Fraction(1, 10), Fraction(1, 10)), (3, Fraction(1, 2))])
def test_a_path_grows_as_its_derivative_says(exponent: Fraction, start: Fraction, product: Fraction) -> None:
    a, delta = sp.symbols("a delta", positive=True)
    slope = sp.diff(PathLength(sp.Rational(str(exponent)), a, delta), delta).subs(
        {a: start, delta: sp.Rational(str(product))}
    )
    with mp.workdps(40):
        step = mp.mpf(10) ** -12
        ends = [digits.path_length(exponent, start, digits.real(product) + side * step) for side in (1, -1)]
        # Central differences err by step^2 times a third derivative of order one.
        assert abs((ends[0] - ends[1]) / (2 * step) - mp.mpf(sp.N(slope, 40))) < mp.mpf(10) ** -20
