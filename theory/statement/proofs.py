"""How statements are settled, as trees: leaves are rules of the kernel, inner nodes theorems of analysis and logic."""

from __future__ import annotations

from typing import Any

import sympy as sp

from neversaddle.theory.language.families import index
from neversaddle.theory.statement.hypotheses import Range, Sign
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.steps import Proof, Step


def proves(part: Part, proof: Proof) -> Step:
    """The step that settles a part by a proof."""
    return Step(part, proof.rule, proof.details, proof.premises)


def theorem(name: str, *premises: Proof, **letters: Any) -> Proof:
    """A theorem of analysis by its id; letters that are no whole side of its conclusion have to be told."""
    return Proof(name, {"letters": letters}, premises)


def zero_or_not(member: sp.Indexed, not_zero: Proof, zero: Proof) -> Proof:
    """The case in which a member of a family is not zero, and that in which it is."""
    return Proof("zero or not", {"member": member}, (not_zero, zero))


def positive_or_not(symbol: sp.Symbol, opposite: sp.Symbol, positive: Proof, not_positive: Proof) -> Proof:
    """The case in which a number is positive, and that in which it is -opposite."""
    return Proof("positive or not", {"symbol": symbol, "opposite": opposite}, (positive, not_positive))


def shares(premise: Proof) -> Proof:
    """Sums over one range are ordered as their shares are."""
    return Proof("share by share", {}, (premise,))


def middle(between: sp.Expr, below: Proof, above: Proof) -> Proof:
    """left <= between and between <= right."""
    return Proof("middle", {"between": between}, (below, above))


def negation(premise: Proof) -> Proof:
    """-right <= -left."""
    return Proof("negation", {}, (premise,))


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


def rule(name: str) -> Proof:
    """A rule of the kernel that needs to be told nothing."""
    return Proof(name)


def logarithm(symbol: sp.Symbol, of: sp.Symbol, premise: Proof) -> Proof:
    """A real number as the logarithm of a positive one."""
    return Proof("logarithm", {"symbol": symbol, "of": of}, (premise,))


def combination(*premises: Proof, equal: tuple[tuple[sp.Expr, sp.Expr, sp.Expr], ...]) -> Proof:
    """Equal sides, each pair with a constant factor: the premises are these, and that they add up to the goal."""
    return Proof("combination", {"equal": equal}, premises)


def derivative(variable: sp.Symbol, at: sp.Expr = sp.S.Zero) -> Proof:
    """Both sides have the same derivative in a variable and the same value at a point."""
    return Proof("derivative", {"variable": variable, "at": at, "using": ()})


def chain_rule() -> Proof:
    """The chain rule along the flow gives the stated rate."""
    return Proof("rate")


def normal_form() -> Proof:
    """Both sides have the same normal form."""
    return Proof("normal form")


def coefficients() -> Proof:
    """The difference of the sides has coefficients of one sign."""
    return Proof("coefficients")


def powers() -> Proof:
    """The quotient of the (positive) sides is a product of powers, each at least 1."""
    return Proof("powers")


def assumption(factor: sp.Expr = sp.S.One) -> Proof:
    """A hypothesis, times a factor >= 0, says it."""
    return Proof("assumption", {"factor": factor})
