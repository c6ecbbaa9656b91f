"""Derivatives by time of quantities that move with the weights of a model, sums and products of them among these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeGuard

import sympy as sp

from neversaddle.theory.kernel.derivation import derivation
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.families import Over, Total, every_place, unnamed
from neversaddle.theory.language.times import TIME, Initially
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LOSS,
    OTHER,
    PARTIAL,
    PULL,
    SLOPE,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
    WrittenModel,
)
from neversaddle.theory.statement.hypotheses import Condition, Every, Hypothesis

#: What a solution has, but of which no derivative exists or is known.
UNKNOWN = (SLOPE, DRIVE, PARTIAL, PULL)
_I, _J = unnamed("i"), unnamed("j")
Velocity: TypeAlias = Callable[[sp.Expr, sp.Expr], sp.Expr]


def written(e: sp.Expr, flow: Steepest) -> sp.Expr:
    """The expression with coordinates as formulas in the weights, where the model has one."""
    if isinstance(flow.model, SeparableModel):
        return e
    return e.xreplace({m: flow.model.coordinate(m.indices[0]) for m in e.atoms(sp.Indexed) if m.base == COORDINATE})


def at_start(e: sp.Expr, given: Sequence[Hypothesis]) -> sp.Expr:
    """The expression with values at the start as numbers, where hypotheses say with what weights a solution begins."""

    def begun(quantity: sp.Expr) -> sp.Expr:
        value = quantity
        for h in given:
            if is_start(h):
                member, known = h.relation.lhs.args[0], h.relation.rhs
                value = every_place(value, member, known) if isinstance(h, Every) else value.xreplace({member: known})
        return Initially(quantity) if value.has(sp.Indexed, LOSS) else value

    return e.replace(Initially, begun)


def is_start(h: Hypothesis) -> TypeGuard[Condition | Every]:
    """Whether a hypothesis says what a weight is at the start, one or all of a coordinate: (w[i, j])(0) = a number."""
    if not isinstance(h, Condition | Every) or not isinstance(h.relation, sp.Eq):
        return False
    if isinstance(h, Every) and h.but:
        return False
    left, right = h.relation.args
    member = left.args[0] if isinstance(left, Initially) else sp.S.Zero
    first = isinstance(h, Condition) or (
        isinstance(member, sp.Indexed) and member.indices[0] == h.place and h.place not in member.indices[1:]
    )
    return isinstance(member, sp.Indexed) and first and not right.has(sp.Indexed, Over, LOSS, TIME)


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
    if e.base in flow.weights:
        if isinstance(flow.model, WrittenModel):
            return flow.velocity_of(e)
        return flow.other_velocity(*e.indices) if e.base == OTHER else velocity(*e.indices)
    if e.base == COORDINATE:
        return _of_coordinate(e.indices[0], flow, velocity)
    if e.base in UNKNOWN:
        raise CannotDecide(f"how {e} changes is not said")
    return sp.S.Zero


def _of_coordinate(j: sp.Expr, flow: Steepest, velocity: Velocity) -> sp.Expr:
    """dx_j/dt = sum_i dx_j/dw_ij dw_ij/dt."""
    model = flow.model
    if isinstance(model, WrittenModel):
        members = [weight[j] for weight in flow.weights]
        return sp.Add(*(model.partial_by(weight) * flow.velocity_of(weight) for weight in members))
    moved = Total(model.partial(_I, j) * velocity(_I, j), _I, model.depth)
    if not isinstance(model, DiagonalNetwork) or model.others == 0:
        return moved
    return moved + Total(model.other_partial(_I, j) * flow.other_velocity(_I, j), _I, model.others)
