"""Inner nodes of proofs about solutions of flows."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.families import index
from neversaddle.theory.statement.hypotheses import Place, Range, Sign
from neversaddle.theory.statement.proofs import theorem
from neversaddle.theory.statement.solutions import Order
from neversaddle.theory.statement.steps import Proof


def least_in_the_limit(fact: tuple[sp.Expr, sp.Expr], known: Proof, against_any: Proof) -> Proof:
    """Along every solution both sides of the fact are equal; and then the limit is the only minimiser."""
    return Proof("least in the limit", {"fact": fact}, (known, against_any))


def mirror_rate(rate: Proof) -> Proof:
    """The equation of the flow gives the stated rate."""
    return Proof("mirror rate", {}, (rate,))


def substitution(
    *premises: Proof,
    members: dict[sp.Indexed, sp.Expr],
    clock: sp.Expr,
    interval: Sign | Range,
    start: sp.Expr = sp.S.Zero,
) -> Proof:
    """The premises say where each of the members is, and the last one that the sides are equal there."""
    told = {"members": tuple(members.items()), "clock": clock, "begin": start, "interval": interval}
    return Proof("substitution", told, premises)


def on_curve(
    *premises: Proof,
    field: sp.Expr,
    clock: sp.Expr,
    curve: sp.Expr,
    interval: Sign | Range,
    start: sp.Expr = sp.S.Zero,
    place: sp.Symbol | None = None,
    size: sp.Expr = sp.S.One,
) -> Proof:
    """A weight, or each weight of a coordinate, is where the curve of the field is, at the time that the clock shows.

    The premises say that it moves along the field, that the curve does, and that it starts there.
    """
    letters = {"V": field, "s": clock, "W": curve, "r": interval.symbol, "start": start, "AnyInterval": interval}
    return theorem("explicit-curve", *premises, **letters, place=place or index("n"), size=size)


def no_escape(
    *premises: Proof,
    member: sp.Indexed,
    field: sp.Expr,
    clock: sp.Expr,
    curve: sp.Expr,
    parameter: sp.Symbol,
    start: sp.Expr,
    place: sp.Symbol | None = None,
    size: sp.Expr = sp.S.One,
) -> Proof:
    """The curve of a weight, or of each weight of a coordinate, is infinite where its parameter comes to 0.

    The premises are those of `on_curve`, that it starts at a point of the curve, and the limit.
    """
    letters = {"z": member, "V": field, "s": clock, "W": curve, "r": parameter, "start": start}
    return theorem("no-escape", *premises, **letters, place=place or index("n"), size=size)


def place_by_place(i: sp.Symbol, j: sp.Symbol, *premises: Proof) -> Proof:
    """Properties of points, relation for relation, at any weight i of any coordinate j."""
    return Proof("place by place", {"places": (i, j)}, premises)


def another_rate(rate: sp.Expr, changes: Proof, same: Proof, in_weights: bool = True) -> Proof:
    """The quantity changes at another rate, which is the same, with coordinates written in the weights or not."""
    return Proof("another rate", {"rate": rate, "in_weights": in_weights}, (changes, same))


def another_force(changes: Proof, same: Proof) -> Proof:
    """The quantity changes so, and the force that is named is the flow's own."""
    return Proof("another force", {}, (changes, same))


def throughout(
    left: sp.Expr, order: Order, right: sp.Expr, holds: Proof, then: Proof, place: Place | None = None
) -> Proof:
    """What holds along all those solutions, at a place or at every one, is assumed in what follows."""
    return Proof("throughout", {"left": left, "order": order, "right": right, "place": place}, (holds, then))


def at_each_moment(left: sp.Expr, right: sp.Expr, holds: Proof, then: Proof, strict: bool = False) -> Proof:
    """An inequality that follows at each moment from what is assumed is assumed in what follows."""
    return Proof("at each moment", {"left": left, "right": right, "strict": strict}, (holds, then))


def by_model(place: sp.Symbol, then: Proof) -> Proof:
    """What a coordinate of a network is."""
    return Proof("by the model", {"place": place}, (then,))


def any_model(then: Proof) -> Proof:
    """It holds of all separable models."""
    return Proof("any model", {}, (then,))


def exactly(by_then: Proof, not_before: Proof) -> Proof:
    """At a time, because by then and not before."""
    return Proof("exactly", {}, (by_then, not_before))


def otherwise(left: sp.Expr, order: Order, right: sp.Expr, holds: Proof, then: Proof) -> Proof:
    """From another relation."""
    return Proof("otherwise", {"left": left, "order": order, "right": right}, (holds, then))


def loosened(time: sp.Expr, sharper: Proof, bounds: Proof) -> Proof:
    """A bound on a time, because of a sharper one."""
    return Proof("loosened", {"time": time}, (sharper, bounds))


def until(then: Proof) -> Proof:
    """What follows of solutions along which the level is not reached."""
    return Proof("until", {}, (then,))


def induction(factors: tuple[tuple[sp.Expr, ...], ...], *each: Proof) -> Proof:
    """What is zero stays so: one step makes each a combination of all, with these factors."""
    return Proof("induction", {"factors": factors}, each)
