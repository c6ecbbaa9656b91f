"""Functions on the leaf: their derivatives in lambda are those of their definitions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.definitions import digits as by_quadrature
from neversaddle.theory.definitions.leaf import Conjugate, InverseMetric, OrbitTime, Potential

FUNCTIONS: dict[type[sp.Function], Callable[..., mpmath.mpf]] = {
    InverseMetric: by_quadrature.inverse_metric,
    OrbitTime: by_quadrature.orbit_time,
    Conjugate: by_quadrature.conjugate,
    Potential: by_quadrature.potential,
}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("exponent", ["1", "3/2", "2"])
@pytest.mark.parametrize("depth", [2, 4])
def test_the_derivative_in_lambda(function: type[sp.Function], exponent: str, depth: int) -> None:
    """By Euler's relation, against a difference quotient of quadratures of the definition."""
    power, balance, u = Fraction(exponent), Fraction(3, 5), Fraction(7, 4)
    define = FUNCTIONS[function]
    with mp.workdps(40):
        step = Fraction(1, 10**8)
        ends = [define(depth, power, balance + side * step, u) for side in (1, -1)]
        quotient = (ends[0] - ends[1]) / (2 * mp.mpf(step.numerator) / step.denominator)
        given_u, given_lam = sp.Symbol("u", positive=True), sp.Symbol("lambda", positive=True)
        q_ = sp.Rational(exponent)
        derivative = sp.diff(function(depth, q_, given_lam, given_u), given_lam)
        values = {given_lam: mp.mpf("0.6"), given_u: mp.mpf("1.75")}
        atoms = {a: sp.Dummy() for a in derivative.atoms(function)}
        written = derivative.xreplace(atoms)
        numbers = {**values, **{d: define(depth, power, balance, u) for d in atoms.values()}}
        symbols = list(numbers)
        euler = sp.lambdify(symbols, written.replace(InverseMetric, InverseMetric.unfold), "mpmath")
        if function is Potential:
            # Its slope is in y, which has to be told, too.
            y_atom = {a: sp.Dummy() for a in written.atoms(OrbitTime)}
            numbers |= {d: by_quadrature.orbit_time(depth, power, balance, u) for d in y_atom.values()}
            symbols = list(numbers)
            euler = sp.lambdify(symbols, written.xreplace(y_atom), "mpmath")
        # Off by step^2/6 times a third derivative of order ten, and by the quadratures' 10^-38 over the step.
        assert abs(euler(*(numbers[s] for s in symbols)) - quotient) < mp.mpf(10) ** -13
