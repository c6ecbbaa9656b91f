"""Derivatives by time of quantities that move with the weights of a model, sums and products of them among these."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.families import Over, Product, Total
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LOSS,
    PARTIAL,
    SLOPE,
    WEIGHT,
    DiagonalNetwork,
    Steepest,
)

#: What a solution has, but of which no derivative exists or is known.
UNKNOWN = (SLOPE, DRIVE, PARTIAL)


def written(e: sp.Expr, flow: Steepest) -> sp.Expr:
    """The expression with coordinates as formulas in the weights, where the model has one."""
    if not isinstance(flow.model, DiagonalNetwork):
        return e
    return e.xreplace({m: flow.model.coordinate(m.indices[0]) for m in e.atoms(sp.Indexed) if m.base == COORDINATE})


def time_derivative(e: sp.Expr, flow: Steepest) -> sp.Expr:
    """de/dt by the chain rule, where e is smooth; all that the flow does not know is constant.

    Raises CannotDecide for what moves in an unknown way.
    """
    if isinstance(e, sp.Indexed):
        return _of_member(e, flow)
    if e == LOSS:
        return flow.loss_velocity()
    if isinstance(e, Over):
        letter, share = e.opened()
        moved = time_derivative(share, flow)
        if isinstance(e, Product):
            moved = moved * e.without(letter)
        return Total(moved, letter, e.size, *e.but)
    if isinstance(e, sp.Abs) and _is_atom(e.args[0]):
        return sp.sign(e.args[0]) * time_derivative(e.args[0], flow)
    # A modulus is one letter, so that |w|^q has the derivative q |w|^(q-1) sign(w), which is 0 at w = 0 for q > 1.
    letters = {atom: sp.Dummy(positive=True if isinstance(atom, sp.Abs) else None, real=True) for atom in _moving(e)}
    back = {letter: atom for atom, letter in letters.items()}
    plain = e.xreplace(letters)
    slopes = (
        sp.powsimp(sp.diff(plain, letter)).xreplace(back) * time_derivative(atom, flow)
        for atom, letter in letters.items()
    )
    return sp.Add(*slopes)


def _is_atom(e: sp.Expr) -> bool:
    return isinstance(e, Over | sp.Indexed) or e == LOSS


def _of_member(e: sp.Indexed, flow: Steepest) -> sp.Expr:
    if e.base == WEIGHT:
        return flow.velocity(*e.indices)
    if e.base == COORDINATE:
        return flow.coordinate_velocity(*e.indices)
    if e.base in UNKNOWN:
        raise CannotDecide(f"how {e} changes is not said")
    return sp.S.Zero


def _moving(e: sp.Expr) -> list[sp.Expr]:
    """What a formula is made of: members, sums and products, their moduli, and the loss."""
    if _is_atom(e) or (isinstance(e, sp.Abs) and _is_atom(e.args[0])):
        return [e]
    found: dict[sp.Expr, None] = {}
    for part in e.args:
        found |= dict.fromkeys(_moving(part))
    return list(found)
