"""Products over families multiplied out and sums taken apart: prod |w_l|^q = |prod w_l|^q, sum (c a_l) = c sum a_l."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp

from neversaddle.theory.language.families import Over, Product, Total


@lru_cache(maxsize=16384)
def distributed(e: sp.Basic) -> sp.Basic:
    """Products multiplied out and sums taken apart, from the inside out."""
    if not e.args or isinstance(e, sp.Indexed):
        return e
    if isinstance(e, Over):
        if e.size == len(e.but):
            # No place is left.
            return e.EMPTY
        letter, share = e.opened()
        share = distributed(share)
        if isinstance(e, Product):
            return _product(e, letter, share)
        terms = (sp.expand(term, deep=False) for term in sp.Add.make_args(share))
        return _total(e, letter, sp.Add(*terms))
    inner = [distributed(part) for part in e.args]
    if isinstance(e, sp.Rel):
        return e.func(*inner, evaluate=False)
    return e.func(*inner)


def _product(e: Product, letter: sp.Symbol, share: sp.Expr) -> sp.Expr:
    """prod (a b^n |c|) = prod a (prod b)^n |prod c|; what is the same for all places is raised to their number."""
    factors = []
    for factor in sp.Mul.make_args(share):
        base, power = factor.as_base_exp() if _splits(factor, letter) else (factor, sp.S.One)
        modulus = isinstance(base, sp.Abs | sp.sign)
        inner = base.args[0] if modulus else base
        if not inner.has(letter):
            whole = inner ** (e.size - len(e.but))
        elif inner.is_Mul or _splits(inner, letter) or isinstance(inner, sp.Abs | sp.sign):
            whole = _product(e, letter, inner)
        else:
            whole = e.closed(letter, inner)
        factors.append((base.func(whole) if modulus else whole) ** power)
    return sp.Mul(*factors)


def _splits(factor: sp.Expr, letter: sp.Symbol) -> bool:
    """Whether prod b^n = (prod b)^n for this power: n the same for all places, and whole or b a modulus."""
    if not factor.is_Pow or factor.exp.has(letter):
        return False
    return bool(factor.exp.is_Integer) or isinstance(factor.base, sp.Abs)


def _total(e: Total, letter: sp.Symbol, share: sp.Expr) -> sp.Expr:
    """sum (c a + d b) = c sum a + d sum b."""
    parts = []
    for term in sp.Add.make_args(share):
        outside, inside = term.as_independent(letter, as_Add=False)
        parts.append(outside * (e.closed(letter, inside) if inside != 1 else e.size - len(e.but)))
    return sp.Add(*parts)
