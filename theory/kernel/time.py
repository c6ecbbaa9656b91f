"""Derivatives by time of quantities that move with the weights of a model, sums and products of them among these."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.kernel.derivation import derivation
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.families import Total, unnamed
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LOSS,
    OTHER,
    PARTIAL,
    PULL,
    SLOPE,
    WEIGHT,
    DiagonalNetwork,
    Steepest,
)

#: What a solution has, but of which no derivative exists or is known.
UNKNOWN = (SLOPE, DRIVE, PARTIAL, PULL)
_I, _J = unnamed("i"), unnamed("j")
Velocity: TypeAlias = Callable[[sp.Expr, sp.Expr], sp.Expr]


def written(e: sp.Expr, flow: Steepest) -> sp.Expr:
    """The expression with coordinates as formulas in the weights, where the model has one."""
    if not isinstance(flow.model, DiagonalNetwork):
        return e
    return e.xreplace({m: flow.model.coordinate(m.indices[0]) for m in e.atoms(sp.Indexed) if m.base == COORDINATE})


def time_derivative(e: sp.Expr, flow: Steepest, velocity: Velocity) -> sp.Expr:
    """de/dt by the chain rule, where e is smooth; all that the flow does not know is constant.

    `velocity` is dw_ij/dt as a function of the places. Raises CannotDecide for what moves in an unknown way.
    """

    def of_letter(e: sp.Expr) -> sp.Expr:
        if e == LOSS:
            # df/dt = sum_j c_j dx_j/dt
            return Total(SLOPE[_J] * _of_coordinate(_J, flow, velocity), _J, flow.model.width)
        return _of_member(e, flow, velocity)

    return derivation(e, of_letter, *flow.free_symbols)


def _of_member(e: sp.Indexed, flow: Steepest, velocity: Velocity) -> sp.Expr:
    if e.base == WEIGHT:
        return velocity(*e.indices)
    if e.base == OTHER:
        return flow.other_velocity(*e.indices)
    if e.base == COORDINATE:
        return _of_coordinate(e.indices[0], flow, velocity)
    if e.base in UNKNOWN:
        raise CannotDecide(f"how {e} changes is not said")
    return sp.S.Zero


def _of_coordinate(j: sp.Expr, flow: Steepest, velocity: Velocity) -> sp.Expr:
    """dx_j/dt = sum_i dx_j/dw_ij dw_ij/dt."""
    model = flow.model
    moved = Total(model.partial(_I, j) * velocity(_I, j), _I, model.depth)
    if not isinstance(model, DiagonalNetwork) or model.others == 0:
        return moved
    return moved + Total(model.other_partial(_I, j) * flow.other_velocity(_I, j), _I, model.others)
