"""Polynomials with rational coefficients, which are smooth everywhere, and fields of them."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.fields import Gradients
from neversaddle.theory.language.times import TIME
from neversaddle.theory.motion.steepest import LOSS

#: What sentences about gradient flows call their own letters.
BOUND = frozenset(("t", "s", "y", "x", "w", "f", "g", "h", "z", "eps", "P", "X", "V", "W", "C", "D", "R", "Z"))


def is_polynomial(e: sp.Basic) -> bool:
    """Whether an expression is made of symbols and rational numbers by sums, products and whole powers alone."""
    if e.is_Add or e.is_Mul:
        return all(map(is_polynomial, e.args))
    if e.is_Pow:
        return bool(e.exp.is_Integer and e.exp > 0) and is_polynomial(e.base)
    return bool(e.is_Symbol or e.is_Rational)


def require_polynomials(values: sp.Basic, variables: sp.Basic) -> None:
    """Refuse what are no polynomials, or fields of polynomials, in different letters and in constants.

    A letter for any smooth functions of several variables, and their gradients, are as smooth.
    """
    if not isinstance(variables, sp.Tuple) and not isinstance(values, sp.Tuple):
        if not variables.is_Symbol or not (values.is_Symbol or values == Gradients(values.args[0], variables)):
            raise CannotDecide(f"{values} are no functions of {variables}, and no gradients")
        return
    if not (isinstance(variables, sp.Tuple) and isinstance(values, sp.Tuple)):
        raise CannotDecide(f"{values} are no polynomials in {variables}")
    if len(set(variables)) < len(variables) or not all(z.is_Symbol for z in variables):
        raise CannotDecide(f"{variables} are not different letters")
    fields = [value if isinstance(value, sp.Tuple) else (value,) for value in values]
    if not fields or not all(is_polynomial(e) for field in fields for e in field):
        raise CannotDecide(f"{values} are no polynomials")
    if any(isinstance(value, sp.Tuple) and len(value) != len(variables) for value in values):
        raise CannotDecide(f"{values} are no fields in {variables}")
    if values.free_symbols & {TIME, LOSS}:
        raise CannotDecide(f"{values} may change with time")


def require_own_names(values: sp.Basic, variables: sp.Basic) -> None:
    """Refuse letters that bear a name which the sentence has for something else; the weights w may be one called w."""
    if not isinstance(variables, sp.Tuple):
        # All maps g and all points w are meant, as the sentence calls them.
        return
    taken = [s.name for s in values.free_symbols - variables.free_symbols if s.name in BOUND]
    taken += [s.name for s in variables.free_symbols if s.name in BOUND - {"w", "z"}]
    if taken:
        raise CannotDecide(f"{', '.join(sorted(taken))} is what the sentence itself speaks of")
