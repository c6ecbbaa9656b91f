"""Derivations of formulas over families, by the product rule and the chain rule, told what each letter becomes."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from neversaddle.theory.language.families import Over, Product, Total
from neversaddle.theory.motion.steepest import LOSS


def derivation(e: sp.Expr, of_letter: Callable[[sp.Expr], sp.Expr], *others: sp.Basic) -> sp.Expr:
    """The derivative of an expression that is smooth where it is taken, from those of members and of the loss.

    `others` are what the derivatives of letters speak of: no bound index is called like anything in them.
    """

    def derived(e: sp.Expr) -> sp.Expr:
        if isinstance(e, sp.Indexed) or e == LOSS:
            return of_letter(e)
        if isinstance(e, Over):
            letter, share = e.opened(*others)
            moved = derived(share)
            if isinstance(e, Product):
                moved = moved * e.without(letter)
            return Total(moved, letter, e.size, *e.but)
        if isinstance(e, sp.Abs) and _is_atom(e.args[0]):
            return sp.sign(e.args[0]) * derived(e.args[0])
        if isinstance(e, sp.sign) and _is_atom(e.args[0]):
            return sp.S.Zero
        # A modulus is one letter, so that |w|^q has the derivative q |w|^(q-1) sign(w), which is 0 at w = 0 for q > 1.
        letters = {a: sp.Dummy(positive=True if isinstance(a, sp.Abs) else None, real=True) for a in _moving(e)}
        back = {letter: atom for atom, letter in letters.items()}
        plain = e.xreplace(letters)
        slopes = (sp.powsimp(sp.diff(plain, z)).xreplace(back) * derived(atom) for atom, z in letters.items())
        return sp.Add(*slopes)

    return derived(e)


def _is_atom(e: sp.Expr) -> bool:
    return isinstance(e, Over | sp.Indexed) or e == LOSS


def _moving(e: sp.Expr) -> list[sp.Expr]:
    """What a formula is made of: members, sums and products, their moduli, and the loss."""
    if _is_atom(e) or (isinstance(e, sp.Abs | sp.sign) and _is_atom(e.args[0])):
        return [e]
    found: dict[sp.Expr, None] = {}
    for part in e.args:
        found |= dict.fromkeys(_moving(part))
    return list(found)
