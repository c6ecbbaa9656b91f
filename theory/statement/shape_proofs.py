"""How traits of a convex function are settled: each by the theorem that it has, and integrals at the ends."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.proofs import proves, theorem
from neversaddle.theory.statement.shapes import Shape, Trait, Truth
from neversaddle.theory.statement.steps import Proof, Step

#: What a function has by being convex on its domain.
ON_LINE = (
    Trait.STRICTLY_CONVEX,
    Trait.ESSENTIALLY_SMOOTH,
    Trait.CLOSED_DOMAIN,
    Trait.CONSISTENT,
    Trait.CONJUGATE,
    Trait.SEPARATING,
)
ON_HALF_LINE = (Trait.STRICTLY_CONVEX, Trait.CONSISTENT, Trait.CONJUGATE, Trait.SEPARATING)
#: The theorem for each other trait.
BY_AN_INTEGRAL = {
    Trait.ESSENTIALLY_SMOOTH: "slope-at-the-boundary",
    Trait.CLOSED_DOMAIN: "value-at-the-boundary",
}
AT_INFINITY = {Trait.BOUNDED_SUBLEVELS: "divergence-at-infinity", Trait.STEEP: "slope-at-infinity"}


def by_traits(part: Part, exists: Truth = sp.true, conditions: Mapping[Trait, Truth] | None = None) -> Step:
    """Trait by trait, each iff its own condition (without one: always); on the line the function has to exist first.

    On a half-line ONTO has two conditions, those of ESSENTIALLY_SMOOTH and of STEEP. Raises ValueError for a part that
    is about no function.
    """
    if not isinstance(part, Shape):
        raise ValueError(f"'{part.text}' has no traits")
    return proves(part, _apart(part.traits, part.low == -sp.oo, exists, conditions or {}, part.size != 1))


def _apart(
    traits: tuple[Trait, ...], line: bool, exists: Truth, conditions: Mapping[Trait, Truth], many: bool = False
) -> Proof:
    """The function exists, is convex, and has the other traits one by one, each coordinate by coordinate."""
    convex = ON_LINE if line else ON_HALF_LINE
    groups: list[tuple[tuple[Trait, ...], Truth, Proof]] = [((), exists, _existence())] if line else []
    together = tuple(trait for trait in traits if trait in convex)
    if together:
        groups.append((together, sp.true, _convexity(line)))
    groups += [
        ((trait,), conditions.get(trait, sp.true), _trait(trait, line, conditions))
        for trait in traits
        if trait not in convex
    ]
    return Proof(
        "traits",
        {"groups": tuple((names, condition) for names, condition, _ in groups)},
        tuple(theorem("separable-sum", proof) if many else proof for _, _, proof in groups),
    )


def _trait(trait: Trait, line: bool, conditions: Mapping[Trait, Truth]) -> Proof:
    """One trait that convexity alone does not give."""
    if trait in BY_AN_INTEGRAL:
        return theorem(BY_AN_INTEGRAL[trait], Proof("tails"))
    if trait is Trait.SLOPES:
        return theorem("largest-slope", Proof("Beta integral"))
    if trait in AT_INFINITY:
        return theorem(AT_INFINITY[trait], _convexity(line), Proof("tails"))
    if line:
        return theorem("all-slopes-on-the-line", _trait(Trait.STEEP, line, conditions))
    ends = _apart((Trait.ESSENTIALLY_SMOOTH, Trait.STEEP), False, sp.true, conditions)
    return theorem("all-slopes-on-a-half-line", ends)


def _convexity(line: bool) -> Proof:
    return theorem("convex-on-the-line", _existence()) if line else theorem("convex-on-a-half-line")


def _existence() -> Proof:
    return theorem("even-function", Proof("tails"))
