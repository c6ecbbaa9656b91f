"""Integrals from 0 or to oo of algebraic functions in ball arithmetic: finite or not is exact, the value enclosed.

With s = t^N near 0 and s = t^-N towards oo, N a common denominator, a function made of sums, products and rational
powers is t^k g(t) with g analytic and not zero at t = 0; k is exact, and k >= 0 or k <= -1 tells finite from infinite.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm, prod
from typing import TypeAlias

import sympy as sp
from flint import acb, arb

from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.numbers.balls import ball, complex_power, integral

#: t^k g(t): the exact exponent, and a ball around g's values on a ball of t.
Scaled: TypeAlias = "tuple[Fraction, acb]"


def improper_ball(
    integrand: sp.Expr,
    variable: sp.Symbol,
    instance: Instance,
    low: sp.Expr = sp.S.Zero,
    high: sp.Expr = sp.oo,
) -> arb | None:
    """The integral over (0, oo), (0, high) or (low, oo): a finite ball, +-oo where it certainly diverges, or None.

    The other symbols take the instance's values, at which the ends have to be rational. None: left undecided are
    functions that are not algebraic, leading terms that cancel, roots within roots where they leave a fraction of t's
    power, points inside where a base vanishes, and other intervals.

    >>> s = sp.Symbol("s", positive=True)
    >>> bool(abs(improper_ball(1 / (sp.sqrt(s) * (1 + s)), s, {}) - arb.pi()) < 1e-6)
    True
    >>> improper_ball(1 / sp.sqrt(1 + s), s, {}).is_finite()
    False
    >>> bool(abs(improper_ball(s**-2, s, {}, sp.Integer(2)) - 0.5) < 1e-6)
    True
    """
    function, root, ends = _at_the_ends(integrand, variable, instance, low, high)
    if ends is None:
        return None
    total = arb(0)
    for power, end, k, sign in ends:
        if k <= -1:
            return arb.pos_inf() if sign > 0 else arb.neg_inf()

        def smooth(t: acb, analytic: bool, power: Fraction = power, k: Fraction = k) -> acb:
            return t ** int(k) * _scaled(function, power, t, analytic)[1] * root

        total += integral(smooth, arb(0), end)
    return total if total.is_finite() else None


def is_finite(
    integrand: sp.Expr, variable: sp.Symbol, instance: Instance, low: sp.Expr = sp.S.Zero, high: sp.Expr = sp.oo
) -> bool | None:
    """Whether the same integral is finite, by the exact exponents alone; None where `improper_ball` has none.

    >>> s = sp.Symbol("s", positive=True)
    >>> is_finite(1 / (s * (1 + s)), s, {}), is_finite(1 / (s * (1 + s)), s, {}, sp.S.One)
    (False, True)
    """
    ends = _at_the_ends(integrand, variable, instance, low, high)[2]
    return None if ends is None else all(k > -1 for _, _, k, _ in ends)


def _at_the_ends(
    integrand: sp.Expr, variable: sp.Symbol, instance: Instance, low: sp.Expr, high: sp.Expr
) -> tuple[sp.Expr, int, list[tuple[Fraction, arb, Fraction, int]] | None]:
    """The function, N, and for each chart its power, its end, k and the sign of g(0); None where these are not certain.

    There ds is N t^(N-1) dt on (0, 1), and N t^(-N-1) dt beyond.
    """
    exact = in_sympy({s: v for s, v in instance.items() if s != variable})
    function = integrand.subs(exact)
    if function.free_symbols - {variable} or not _algebraic(function):
        return function, 1, None
    root = lcm(*(int(e.exp.q) for e in function.atoms(sp.Pow)))
    charts = _charts(low.subs(exact), high.subs(exact), root)
    ends = []
    for power, end in charts or ():
        lead, at_zero = _scaled(function, power, acb(0), False)
        k = lead + power - 1
        if not at_zero.is_finite() or at_zero.contains(0) or k.denominator != 1:
            return function, root, None
        ends.append((power, end, k, 1 if at_zero.real > 0 else -1))
    return function, root, ends if charts is not None else None


def _charts(low: sp.Expr, high: sp.Expr, root: int) -> list[tuple[Fraction, arb]] | None:
    """s = t^power with 0 < t < end for the parts of the interval that reach 0 or oo; None for other intervals."""
    power = Fraction(root)
    if (low, high) == (0, sp.oo):
        return [(power, arb(1)), (-power, arb(1))]
    if low == 0 and high.is_Rational and high > 0:
        return [(power, ball(Fraction(int(high.p), int(high.q))).root(root))]
    if high == sp.oo and low.is_Rational and low > 0:
        return [(-power, ball(Fraction(int(low.q), int(low.p))).root(root))]
    return None


def _algebraic(e: sp.Expr) -> bool:
    """Whether an expression is made of symbols and rationals by sums, products and rational powers."""
    if e.is_Add or e.is_Mul:
        return all(map(_algebraic, e.args))
    return bool(e.is_Symbol or e.is_Rational or (e.is_Pow and e.exp.is_Rational and _algebraic(e.base)))


def _scaled(e: sp.Expr, power: Fraction, t: acb, analytic: bool) -> Scaled:
    """An algebraic function of s = t^power as t^k g(t), t > 0."""
    if e.is_Symbol:
        return power, acb(1)
    if e.is_Rational:
        return Fraction(0), acb(ball(Fraction(int(e.p), int(e.q))))
    if e.is_Pow:
        k, g = _scaled(e.base, power, t, analytic)
        exponent = Fraction(int(e.exp.p), int(e.exp.q))
        return k * exponent, complex_power(g, exponent, analytic)
    parts = [_scaled(part, power, t, analytic) for part in e.args]
    if e.is_Mul:
        return sum((k for k, _ in parts), Fraction(0)), prod((g for _, g in parts), start=acb(1))
    least = min(k for k, _ in parts)
    return least, sum((g * complex_power(t, k - least, analytic) for k, g in parts), acb(0))
