"""Rules for integrals: true statements of every shape are proved, false and undefined ones refused."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.kernel.rules.integrals import tails
from neversaddle.theory.language.symbols import L, kappa, lam, q, u, u_0
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, positive, real
from neversaddle.theory.statement.kinds import ImproperIntegral
from neversaddle.theory.statement.setting import DEPTH, EXPONENT

s, a, b, c, x_0 = sp.symbols("s a b c x_0", positive=True)
y = sp.Symbol("y", real=True)
n = sp.Symbol("n", positive=True, integer=True)
ZERO, ONE, oo = sp.S.Zero, sp.S.One, sp.oo
PLACE = positive(a, b, c, lam, u, x_0)
Formula = sp.Expr | None


def integral(
    integrand: sp.Expr, value: Formula, finite: sp.Basic, low: sp.Expr = ZERO, high: sp.Expr = oo, *more: Hypothesis
) -> bool:
    return tails(ImproperIntegral("-", integrand, s, value, finite, low, high), (*PLACE, *more)).proved


def test_powers_over_either_side() -> None:
    assert integral(s ** (a - 2), None, a > 1, high=u)
    assert integral(s ** (a - 2), u ** (a - 1) / (a - 1), a > 1, high=u)
    assert integral(c * s**-a, c * x_0 ** (1 - a) / (a - 1), 2 * a > 2, low=x_0)
    assert integral(1 / sp.sqrt(s), 2 * sp.sqrt(u), sp.true, high=u)
    assert integral(s**-2, 1 / x_0, sp.true, low=x_0)
    assert integral(s ** (a - 1), u**a / a, sp.true, high=u)


def test_what_is_never_finite() -> None:
    assert integral(1 / s, None, sp.false, high=u) and integral(1 / s, None, sp.false, low=x_0)
    assert integral(s ** (-1 - a), None, sp.false, high=u) and integral(s ** (a - 1), None, sp.false, low=x_0)
    assert integral(s ** (a - 1) * (s + lam) ** -b, None, sp.false, ZERO, oo, Condition(a > b)) is True
    assert not integral(s ** (a - 1), None, sp.false, high=u)
    assert not integral(s ** (a - 2), None, sp.false, high=u)
    assert not integral(s ** (a - 1) * (s + lam) ** -b, None, sp.false)


def test_powers_with_a_shift() -> None:
    assert integral((s + lam) ** -a / sp.sqrt(s), None, a > sp.Rational(1, 2))
    assert integral((2 * s + lam) ** -a, None, a > 1, low=x_0)
    assert integral((s + lam) ** -a, None, sp.true, high=u)
    euler = lam**-b * u**a / a * sp.hyper([b, a], [a + 1], -u / lam)
    assert integral(s ** (a - 1) * (s + lam) ** -b, euler, sp.true, high=u)
    assert not integral(s ** (a - 1) * (s + lam) ** -b, 2 * euler, sp.true, high=u)
    assert not integral(s ** (a - 1) * (s + 2 * lam) ** -b, euler, sp.true, high=u)
    swapped = lam**-b * u**a / a * sp.hyper([b, a + 1], [a + 2], -u / lam)
    assert not integral(s ** (a - 1) * (s + lam) ** -b, swapped, sp.true, high=u)


def test_what_is_left_of_a_beta_integral() -> None:
    rate, whole = OrbitTime.rate(L, q, lam, s), lam ** (kappa / q) * sp.beta(1 / q, -kappa / q) / q
    given = (DEPTH, EXPONENT, *positive(u_0))
    left = whole - OrbitTime(L, q, lam, u_0)
    assert integral(rate, left, kappa < 0, u_0, oo, *given)
    for wrong in (whole, whole + OrbitTime(L, q, lam, u_0), 2 * left, left + 1, whole - OrbitTime(L, q, lam, 2 * u_0)):
        assert not integral(rate, wrong, kappa < 0, u_0, oo, *given)
    assert not integral(rate, left, kappa <= 0, u_0, oo, *given)
    assert not integral(2 * rate, left, kappa < 0, u_0, oo, *given)


FALSE_INTEGRALS: dict[str, tuple[sp.Expr, Formula, sp.Basic, sp.Expr, sp.Expr]] = {
    "finite at the edge": (s ** (a - 2), None, a >= 1, ZERO, u),
    "the other side": (s ** (a - 2), None, a < 1, ZERO, u),
    "at the other end": (s ** (a - 2), None, a < 1, x_0, u),
    "never in doubt": (s ** (a - 2), None, sp.true, ZERO, u),
    "always infinite": (1 / s, None, sp.true, ZERO, u),
    "a wrong threshold": (s ** (a - 2), None, a > 2, ZERO, u),
    "a wrong value": (s ** (a - 2), u ** (a - 1) / a, a > 1, ZERO, u),
    "a wrong sign": (s**-a, x_0 ** (1 - a) / (1 - a), a > 1, x_0, oo),
    "both ends of a power": (s ** (a - 1), None, a > 0, ZERO, oo),
    "two ends in doubt": (s ** (a - 2) * (s + lam) ** -b, None, a > 1, ZERO, oo),
    "one end overlooked": (s ** (a - 2) * (s + lam) ** -b, None, b > a - 1, ZERO, oo),
    "a negative integrand": (-(s**-2), None, sp.true, x_0, oo),
    "a pole inside": ((s - lam) ** -2, None, sp.true, x_0, oo),
    "two shifts": ((s + lam) ** -a * (s + u) ** -b, None, a + b > 1, ZERO, oo),
    "an exponential": (sp.exp(-s), None, sp.true, ZERO, oo),
    "from a negative number": (s**-2, -1 / x_0, sp.true, -x_0, oo),
    "to a negative number": (s ** (a - 1), None, sp.true, ZERO, -u),
    "its own variable": (s**-2, 1 / s, sp.true, x_0, oo),
    "an end that moves": (s**-2, None, sp.true, s, oo),
    "denied": (s ** (a - 2), None, sp.false, ZERO, u),
    "no condition": (s ** (a - 2), None, sp.Gt(0, 0, evaluate=False), ZERO, u),
    "a logarithm": (1 / s, sp.log(u / x_0), sp.true, x_0, u),
}


@pytest.mark.parametrize("name", FALSE_INTEGRALS)
def test_false_integrals(name: str) -> None:
    assert not integral(*FALSE_INTEGRALS[name])


def test_the_sign_of_what_is_not_positive_is_not_guessed() -> None:
    part = ImproperIntegral("-", s**-y, s, None, y > 1, low=x_0)
    assert tails(part, (*positive(x_0), *real(y))).proved
    assert not tails(ImproperIntegral("-", y * s**-2, s, None, sp.true, low=x_0), (*positive(x_0), *real(y))).proved


# --- random numbers, against quadrature and against values far out ---

TINY = sp.Rational(1, 10**30)
thirds = st.integers(-8, 8).map(lambda n: sp.Rational(n, 3))
slips = st.sampled_from([ONE, 1 + TINY, -ONE, sp.Integer(2)])


@settings(max_examples=40)
@examples(thirds, thirds, st.sampled_from([(ZERO, sp.Integer(2)), (ZERO, oo), (ONE, oo)]))
def test_a_random_integral_is_finite_just_where_its_powers_say(
    e: sp.Rational, f: sp.Rational, ends: tuple[sp.Expr, sp.Expr]
) -> None:
    """s^e (s + 1)^f: by e at 0, by e + f at oo."""
    low, high = ends
    integrand = s**e * (s + 1) ** f
    truth = (low == 1 or e > -1) and (high != oo or e + f < -1)
    assert integral(integrand, None, sp.true, low, high) == truth
    if ends == (ZERO, oo):
        return
    # With a parameter in the exponent it is finite iff that is on one side of a bound.
    side = sp.Gt(a + e, -1) if low == 0 else sp.Lt(a + e + f, -1)
    assert integral(s**a * integrand, None, side, low, high)
    if side not in (sp.true, sp.false):
        for wrong in (sp.Not(side), sp.true, side.subs(a, a + TINY)):
            assert not integral(s**a * integrand, None, wrong, low, high)


@settings(max_examples=10)
@examples(st.integers(-2, 8), st.integers(1, 9), slips, st.sampled_from([1, 2]))
def test_a_random_value_is_right_or_refused(e: int, f: int, slip: sp.Rational, end: int) -> None:
    """k s^(e/3) over (0, end), and Euler's integral of s^(e/3) (s + 1)^(-f/3), against quadrature."""
    power, shifted = sp.Rational(e, 3), -sp.Rational(f, 3)
    plain = sp.Integer(end) ** (power + 1) / (power + 1)
    euler = sp.Integer(end) ** (power + 1) / (power + 1) * sp.hyper([-shifted, power + 1], [power + 2], -end)
    for integrand, value in ((s**power, plain), (s**power * (s + 1) ** shifted, euler)):
        assert integral(integrand, slip * value, sp.true, ZERO, sp.Integer(end)) == (slip == 1)
        with mp.workdps(20):
            # s = t^3 takes the root at 0 away.
            found = mp.quad(lambda t, g=integrand: 3 * t**2 * sp.lambdify(s, g, "mpmath")(t**3), [0, mp.cbrt(end)])
            assert abs(found - mpmath.mpf(str(sp.N(value, 20)))) < mp.mpf(10) ** -12 * found
