"""How statements are settled, as trees: leaves are rules of the kernel, inner nodes theorems of analysis and logic."""

from __future__ import annotations

from typing import Any

import sympy as sp

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
    """left <= between and between <= right, or = and =."""
    return Proof("middle", {"between": between}, (below, above))


def difference(gap: sp.Expr, equal: Proof, not_negative: Proof) -> Proof:
    """right - left is the gap, and that is not negative."""
    return Proof("difference", {"difference": gap}, (equal, not_negative))


def least(fact: tuple[sp.Expr, sp.Expr], known: Proof, against_any: Proof) -> Proof:
    """Along every solution both sides of the fact are equal; and then the limit is the only minimiser."""
    return Proof("least", {"fact": fact}, (known, against_any))


def mirror_rate(rate: Proof) -> Proof:
    """The equation of the flow gives the stated rate."""
    return Proof("mirror rate", {}, (rate,))


def exchange(premise: Proof) -> Proof:
    """The inner sum is taken last."""
    return Proof("exchange", {}, (premise,))


def equalities() -> Proof:
    """Both sides are the same by what is assumed to be equal."""
    return Proof("equalities")


def assumption_of_convexity() -> Proof:
    """A function of a family that is assumed to be strictly convex, and its derivative."""
    return Proof("assumption")


def settled(part: Part) -> Proof:
    """An earlier step settles a part that says the same."""
    return Proof("settled", {"settled": part})


def specialisation(general: Part, letter: sp.Symbol, value: sp.Expr, proof: Proof) -> Proof:
    """What the general statement says of all values of a letter it says of one."""
    return Proof("specialisation", {"general": general, "letter": letter, "value": value}, (proof,))


def minimisers_tend(convex: Proof, squeezed: Proof) -> Proof:
    """Even convex functions tend to one, and so do their minimisers."""
    return theorem("minimisers", convex, squeezed)


def convex_curve(slope: sp.Expr, rises: Proof, endless: Proof, first: sp.Expr = sp.S.Zero) -> Proof:
    """The slope of a curve that begins at x = 0 is never negative and never falls."""
    begins = (continuity(), continuity(), continuity())
    grows, same = coefficients(), normal_form()
    return theorem("rising-slope", grows, same, rises, coefficients(), *begins, endless, slope=slope, low=first)


def continuity() -> Proof:
    """The normal form of the expression has a value at the point."""
    return Proof("continuity")


def quotient(above: sp.Expr, below: sp.Expr) -> Proof:
    """L'Hopital's rule for above/below."""
    return Proof("quotient", {"above": above, "below": below})


def normal_form() -> Proof:
    """Both sides have the same normal form."""
    return Proof("normal form")


def negation(premise: Proof) -> Proof:
    """-right <= -left."""
    return Proof("negation", {}, (premise,))


def chain_rule() -> Proof:
    """The chain rule along the flow gives the stated rate."""
    return Proof("rate")


def coefficients() -> Proof:
    """The difference of the sides has coefficients of one sign."""
    return Proof("coefficients")


def powers() -> Proof:
    """The quotient of the (positive) sides is a product of powers, each at least 1."""
    return Proof("powers")


def assumption(factor: sp.Expr = sp.S.One) -> Proof:
    """A hypothesis, times a factor >= 0, says it."""
    return Proof("assumption", {"factor": factor})


def place_by_place(i: sp.Symbol, j: sp.Symbol, *premises: Proof) -> Proof:
    """Properties of points, relation for relation, at any weight i of any coordinate j."""
    return Proof("place by place", {"places": (i, j)}, premises)


def equal_moduli(premise: Proof, *signs: sp.Symbol) -> Proof:
    """Members and products of members of one modulus, as that modulus, or a power of it, with signs."""
    return Proof("equal moduli", {"signs": signs}, (premise,))


def through(between: sp.Rel, first: Proof, second: Proof) -> Proof:
    """Two conditions are equivalent to a third."""
    return Proof("through", {"between": between}, (first, second))


def multiple(factor: sp.Expr, *using: sp.Expr, gap: Proof | None = None, sign: Proof | None = None) -> Proof:
    """One condition is a multiple of another; `using`: factors of the equations that are assumed."""
    premises = (gap or Proof("normal form"), sign or coefficients())
    return Proof("multiple", {"factor": factor, "using": using}, premises)


def at_end(symbol: sp.Symbol, end: sp.Expr, there: Proof, inside: Proof) -> Proof:
    """The case in which a parameter is at a closed end of its range, and that in which it is not."""
    return Proof("at an end", {"symbol": symbol, "end": end}, (there, inside))


def another_rate(rate: sp.Expr, changes: Proof, same: Proof) -> Proof:
    """The quantity changes at another rate, which is the same."""
    return Proof("another rate", {"rate": rate}, (changes, same))


def equal_argument(left: sp.Expr, right: sp.Expr, premise: Proof) -> Proof:
    """Two sides that differ by one expression for another, which are equal."""
    return Proof("equal argument", {"left": left, "right": right}, (premise,))
