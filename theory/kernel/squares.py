"""Signs of sums of squares and of products: a square is never negative, and positive of what is known not to vanish."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import sympy as sp

from neversaddle.theory.kernel.normal_form import STRICT, WEAK, certain_sign
from neversaddle.theory.kernel.polynomials import is_polynomial
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis

#: Conditions that say of two sides that they differ.
APART = sp.Ne | sp.StrictGreaterThan | sp.StrictLessThan


def kept_apart(given: Sequence[Hypothesis]) -> frozenset[sp.Expr]:
    """The irreducible factors of what conditions say is not zero; 0 is among them where they cannot hold."""
    relations = [h.relation for h in given if isinstance(h, Condition) and isinstance(h.relation, APART)]
    gaps = [r.lhs - r.rhs for r in relations if not r.has(sp.oo, -sp.oo, sp.zoo, sp.nan)]
    return frozenset(factor for gap in gaps if is_polynomial(gap) for factor, _ in _factors(gap)[1] or [(gap, 1)])


def sign_by_squares(e: sp.Expr, given: Sequence[Hypothesis], apart: frozenset[sp.Expr]) -> int:
    """STRICT or WEAK where e, or every share of the sum that it is written as, is a product with that sign; else 0.

    In one sign chart; `apart` are polynomials that do not vanish there.
    """
    signs = [_product(share, given, apart) for share in sp.Add.make_args(e)]
    by_shares = max(signs) if min(signs) >= WEAK else 0
    return by_shares if by_shares == STRICT else max(by_shares, _product(e, given, apart))


def _product(e: sp.Expr, given: Sequence[Hypothesis], apart: frozenset[sp.Expr]) -> int:
    """STRICT or WEAK where all factors of a polynomial to odd powers are of a sign and the product is not negative."""
    if not is_polynomial(e):
        return 0
    number, factors = _factors(e)
    if number == 0:
        return WEAK
    side, strict = int(sp.sign(number)), True
    for factor, times in factors:
        sign = certain_sign(factor, given)
        strict = strict and (abs(sign) == STRICT or factor in apart or -factor in apart)
        side *= 1 if times % 2 == 0 else (sign > 0) - (sign < 0)
    return (STRICT if strict else WEAK) if side > 0 else 0


@lru_cache(maxsize=16384)
def _factors(e: sp.Expr) -> tuple[sp.Expr, tuple[tuple[sp.Expr, int], ...]]:
    """A number, and the irreducible factors over the rational numbers with their powers."""
    expanded = sp.expand(e)
    if expanded.is_Rational:
        # Of what is a number only once it is expanded SymPy finds no factors.
        return expanded, ()
    number, factors = sp.factor_list(expanded)
    return number, tuple(factors)
