"""Polynomials with rational coefficients, which are smooth everywhere, and fields of them."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.times import TIME
from neversaddle.theory.motion.steepest import LOSS


def is_polynomial(e: sp.Basic) -> bool:
    """Whether an expression is made of symbols and rational numbers by sums, products and whole powers alone."""
    if e.is_Add or e.is_Mul:
        return all(map(is_polynomial, e.args))
    if e.is_Pow:
        return bool(e.exp.is_Integer and e.exp > 0) and is_polynomial(e.base)
    return bool(e.is_Symbol or e.is_Rational)


def require_polynomials(values: sp.Tuple, variables: sp.Tuple) -> None:
    """Refuse what are no polynomials, or fields of polynomials, in different letters and in constants."""
    if len(set(variables)) < len(variables) or not all(z.is_Symbol for z in variables):
        raise CannotDecide(f"{variables} are not different letters")
    fields = [value if isinstance(value, sp.Tuple) else (value,) for value in values]
    if not fields or not all(is_polynomial(e) for field in fields for e in field):
        raise CannotDecide(f"{values} are no polynomials")
    if any(isinstance(value, sp.Tuple) and len(value) != len(variables) for value in values):
        raise CannotDecide(f"{values} are no fields in {variables}")
    if values.free_symbols & {TIME, LOSS}:
        raise CannotDecide(f"{values} may change with time")
