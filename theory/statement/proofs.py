"""How statements are settled, as trees: leaves are rules of the kernel, inner nodes theorems of analysis and logic."""

from __future__ import annotations

from typing import Any

import sympy as sp

from neversaddle.theory.statement.gradient_flows import OF_GRADIENT_FLOWS, is_any
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.steps import Proof, Step


def proves(part: Part, proof: Proof) -> Step:
    """The step that settles a part by a proof."""
    return Step(part, proof.rule, proof.details, proof.premises)


def theorem(name: str, *premises: Proof, **letters: Any) -> Proof:
    """A theorem of analysis by its id; letters that are no whole side of its conclusion have to be told."""
    return Proof(name, {"letters": letters}, premises)


def truth() -> Proof:
    """True at every place that is named, and at one that is none of these."""
    return Proof("truth")


def normal_form() -> Proof:
    """Both sides have the same normal form."""
    return Proof("normal form")


def equalities() -> Proof:
    """Both sides are the same by what is assumed to be equal."""
    return Proof("equalities")


def assumption_of_convexity() -> Proof:
    """A function of a family that is assumed to be strictly convex, and its derivative."""
    return Proof("assumption")


def settled(part: Part) -> Proof:
    """An earlier step settles a part that says the same."""
    return Proof("settled", {"settled": part})


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


def assumed() -> Proof:
    """A relation of fields that is a hypothesis."""
    return Proof("assumed")


def by_commuting(part: Part) -> Step:
    """The gradients of the coordinates commute, and are independent at the start; of any coordinates it is assumed."""
    general = isinstance(part, OF_GRADIENT_FLOWS) and is_any(part)
    vanish, apart = (assumed(), assumed()) if general else (normal_form(), coefficients())
    return proves(part, theorem("independent-gradients", theorem("commuting-fields", vanish), apart))


def by_commutator(part: Part) -> Step:
    """A bracket of the gradients of the coordinates moves a coordinate, at once or after the start."""
    general = isinstance(part, OF_GRADIENT_FLOWS) and is_any(part)
    return proves(part, theorem("commutator", assumed() if general else coefficients()))


def rule(name: str) -> Proof:
    """A rule of the kernel that needs to be told nothing."""
    return Proof(name)


def chain_rule() -> Proof:
    """The chain rule along the flow gives the stated rate."""
    return Proof("rate")


def coefficients() -> Proof:
    """The difference of the sides has coefficients of one sign."""
    return Proof("coefficients")


def powers() -> Proof:
    """The quotient of the (positive) sides is a product of powers, each at least 1."""
    return Proof("powers")


def derivative(variable: sp.Symbol, at: sp.Expr = sp.S.Zero) -> Proof:
    """Both sides have the same derivative in a variable, and the same value at a point."""
    return Proof("derivative", {"variable": variable, "at": at})


def monotonicity(variable: sp.Symbol) -> Proof:
    """The difference of the sides is >= 0 at 0 and does not decrease in a variable >= 0."""
    return Proof("monotonicity", {"variable": variable})


def assumption(factor: sp.Expr = sp.S.One) -> Proof:
    """A hypothesis, times a factor >= 0, says it."""
    return Proof("assumption", {"factor": factor})


def growing(variable: sp.Symbol) -> Proof:
    """The difference of the sides is >= 0 at 0 and does not decrease in `variable` >= 0."""
    return Proof("monotonicity", {"variable": variable})


def ratios() -> Proof:
    """The quotient of the (positive) sides is a product of powers of quotients, each at least 1."""
    return Proof("ratios")


def tails() -> Proof:
    """The integrand is comparable to powers at the ends of the interval, and a power has its antiderivative."""
    return Proof("tails")


def one_step() -> Proof:
    """One step of the iteration, written out."""
    return Proof("step")
