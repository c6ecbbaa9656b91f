"""The two arithmetics: balls hold what mpmath finds, and what has no value is refused by both."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.attack.evaluation import BALLS, MPMATH, CannotEvaluate, evaluate
from neversaddle.numerics.attack.undefined import Undefined

a, b = sp.symbols("a b", real=True)
positives = st.fractions(Fraction(1, 50), 50, max_denominator=50)
reals = st.fractions(-20, 20, max_denominator=30)

FUNCTIONS = (sp.exp, sp.Abs, sp.sign, sp.asinh, sp.atan, sp.sinh, sp.cosh)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> sp.Expr:
    """Expressions that are real for positive a, b, seldom with a pole."""
    if depth == 0:
        return draw(st.sampled_from((a, b, sp.Rational(2, 3), sp.S(3), sp.pi, sp.E)))
    parts = draw(expressions(depth - 1)), draw(expressions(depth - 1))
    match draw(st.integers(0, 4)):
        case 0:
            return parts[0] + parts[1]
        case 1:
            return parts[0] - parts[1]
        case 2:
            return parts[0] * parts[1]
        case 3:
            return sp.Abs(parts[0]) ** draw(st.sampled_from([sp.Rational(1, 3), sp.Rational(3, 2), sp.S(2)]))
        case _:
            return draw(st.sampled_from(FUNCTIONS))(parts[0] / 50)


def exactly(value: mpmath.mpf) -> arb:
    """The ball that holds just this binary number."""
    sign, mantissa, exponent, _ = value._mpf_
    return arb((-1) ** sign * int(mantissa)) * arb(2) ** int(exponent)


@given(expressions(), positives, positives, st.sampled_from((64, 160)))
@settings(max_examples=120)
def test_balls_hold_what_mpmath_finds(e: sp.Expr, x: Fraction, y: Fraction, bits: int) -> None:
    values = {a: x, b: y}
    with ctx.workprec(bits):
        ball = evaluate(e, values, BALLS)
    with mp.workprec(600):
        value = evaluate(e, values, MPMATH)
        # 600 bits against at most 160: where the ball is exact, it is so because the value is.
        slack = arb(0, 2**-400) * (1 + exactly(abs(value)))
    assert not ball.is_finite() or ball.overlaps(exactly(value) + slack)


@given(positives, st.fractions(-2, 3, max_denominator=12))
def test_powers_are_real_powers(x: Fraction, exponent: Fraction) -> None:
    e = a ** sp.Rational(exponent.numerator, exponent.denominator)
    with mp.workdps(40):
        value = evaluate(e, {a: x}, MPMATH)
        expected = mp.exp(mp.log(mp.mpf(x.numerator) / x.denominator) * exponent.numerator / exponent.denominator)
        # Two roundings of the logarithm and one of the exponential, times its argument, at most 3 log 50 < 12.
        assert abs(value - expected) <= abs(expected) * mp.mpf(10) ** -37


@given(reals)
def test_sign_and_modulus(x: Fraction) -> None:
    for arithmetic in (MPMATH, BALLS):
        assert evaluate(sp.sign(a), {a: x}, arithmetic) == (x > 0) - (x < 0)
        difference = evaluate(sp.Abs(a) - sp.sign(a) * a, {a: x}, arithmetic)
        assert difference.contains(0) if arithmetic is BALLS else difference == 0


@given(st.fractions(-1, 1, max_denominator=9), st.integers(1, 8))
def test_functions_of_a_wide_ball_hold_every_value(centre: Fraction, width: int) -> None:
    radius = Fraction(width, 4)
    wide = arb(arb(centre.numerator) / centre.denominator, float(radius))
    for e in (sp.sign(a), sp.Abs(a), sp.Abs(a) ** sp.Rational(3, 2), a**2, sp.sqrt(sp.Abs(a))):
        ball = evaluate(e, {a: wide}, BALLS)
        for share in range(-4, 5):
            point = centre + radius * share / 4
            exact = evaluate(e, {a: point}, BALLS)
            assert not ball.is_finite() or ball.overlaps(exact)


@pytest.mark.parametrize(
    ("e", "value"),
    [
        (1 / a, 0),
        (a ** sp.Rational(-1, 2), 0),
        (sp.sqrt(a), -1),
        (a ** sp.Rational(1, 3), -8),
        (sp.log(a), -2),
        (sp.log(a), 0),
        (sp.atanh(a), 2),
        (1 / (a - a / (2 * a) * 2), 1),
        (b**a, -1),
    ],
)
def test_no_value_is_undefined_or_a_ball_without_bound(e: sp.Expr, value: int) -> None:
    values = {a: Fraction(value), b: Fraction(0)}
    with pytest.raises(Undefined):
        evaluate(e, values, MPMATH)
    try:
        ball = evaluate(e, values, BALLS)
    except Undefined:
        return
    assert not ball.is_finite()


def test_an_unknown_function_is_not_a_missing_value() -> None:
    for arithmetic in (MPMATH, BALLS):
        with pytest.raises(CannotEvaluate):
            evaluate(sp.zeta(a), {a: Fraction(3)}, arithmetic)
    with pytest.raises(CannotEvaluate):
        evaluate(sp.Derivative(sp.exp(a), a), {a: Fraction(3)}, BALLS)


@given(positives)
def test_derivatives_by_differences(x: Fraction) -> None:
    with mp.workdps(40):
        for order, expected in ((1, 3 * a**2), (2, 6 * a), (3, sp.S(6))):
            found = evaluate(sp.Derivative(a**3, (a, order)), {a: x}, MPMATH)
            exact = evaluate(expected, {a: x}, MPMATH)
            # mpmath's differences work at three times the digits, and keep at least half of those asked for.
            assert abs(found - exact) < mp.mpf(10) ** -20 * (1 + abs(exact))
        assert evaluate(sp.Derivative(b, a, evaluate=False), {a: x, b: x}, MPMATH) == 0


@given(positives, st.sampled_from((Fraction(1), Fraction(3, 2), Fraction(2))))
@settings(max_examples=25)
def test_the_hypergeometric_template_of_both(z: Fraction, q: Fraction) -> None:
    power = sp.Rational(q.numerator, q.denominator)
    e = sp.hyper([sp.Rational(1, 2), 1 / power], [1 + 1 / power], -a)
    with mp.workdps(40), ctx.workprec(120):
        ball, value = evaluate(e, {a: z}, BALLS), evaluate(e, {a: z}, MPMATH)
        # Euler's integral, DLMF 15.6.1, by quadrature at 40 digits: far below 1e-25.
        inverse = mp.mpf(q.denominator) / q.numerator
        x = mp.mpf(z.numerator) / z.denominator
        integral = mp.quad(lambda w: (1 + x * w ** (1 / inverse)) ** mp.mpf(-0.5), [0, 1])
        assert abs(value - integral) < mp.mpf(10) ** -25
        assert abs(ball - exactly(value)) < 1e-25
