"""Proof steps as data: each names a part of a claim and the rule by which it is to be decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, get_args

import sympy as sp

from neversaddle.theory.statement.kinds import (
    Part,
)

#: The rule that is not the kernel's.
BALLS = "balls"


@dataclass(frozen=True)
class Proof:
    """How something is settled: by a rule of the kernel, or by a theorem of analysis whose premises are proved in turn.

    What the premises say the theorem says: a proof names no statement.
    """

    rule: str
    details: dict[str, Any] = field(default_factory=dict)
    premises: tuple[Proof, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of a proof: the part it settles and the rule to apply, with what the rule needs to be told."""

    part: Part
    rule: str
    details: dict[str, Any] = field(default_factory=dict)
    premises: tuple[Proof, ...] = ()


def by_normal_form(part: Part) -> Step:
    """Both sides have the same normal form."""
    return Step(part, "normal form")


def by_derivative(part: Part, variable: sp.Symbol, at: sp.Expr = sp.S.Zero, using: tuple[Part, ...] = ()) -> Step:
    """Both sides have the same derivative in `variable` and the same value at a point; `using`: settled parts."""
    return Step(part, "derivative", {"variable": variable, "at": at, "using": using})


def by_coefficients(part: Part) -> Step:
    """The difference of the sides has coefficients of one sign."""
    return Step(part, "coefficients")


def by_powers(part: Part) -> Step:
    """The quotient of the (positive) sides is a product of powers, each at least 1."""
    return Step(part, "powers")


def by_monotonicity(part: Part, variable: sp.Symbol) -> Step:
    """The difference of the sides is >= 0 at 0 and does not decrease in `variable` >= 0."""
    return Step(part, "monotonicity", {"variable": variable})


def by_growing_gap(part: Part, variable: sp.Symbol, start: Part) -> Step:
    """right - left > 0 at `variable` = 0, which the settled part `start` says, and does not fall from there on."""
    return Step(part, "growing gap", {"variable": variable, "start": start})


def by_common_sign(part: Part) -> Step:
    """All conditions are positive multiples of one."""
    return Step(part, "common sign")


def by_beta_integral(part: Part) -> Step:
    """Euler's Beta integral."""
    return Step(part, "Beta integral")


def by_step(part: Part) -> Step:
    """One step of the iteration, written out, for every sign of the weights and of the force: the induction step."""
    return Step(part, "step")


def by_tails(part: Part) -> Step:
    """The integrand is comparable to powers at the ends of the interval, and a power has its antiderivative."""
    return Step(part, "tails")


def by_continuity(part: Part) -> Step:
    """The normal form of the expression has a value at the point."""
    return Step(part, "continuity")


def by_quotient(part: Part, above: sp.Expr, below: sp.Expr) -> Step:
    """The expression is above/below, |below| -> oo or both -> 0, and so the derivatives' quotient tends (l'Hopital)."""
    return Step(part, "quotient", {"above": above, "below": below})


def by_ratios(part: Part) -> Step:
    """The quotient of the (positive) sides is a product of powers of quotients, each at least 1."""
    return Step(part, "ratios")


def by_slopes(part: Part, variable: sp.Symbol) -> Step:
    """left <= right at 0, and the quotient of the (positive) slopes in `variable` is at least 1."""
    return Step(part, "slopes", {"variable": variable})


def by_integration(part: Part, variable: sp.Symbol, weight: sp.Expr, start: Part, of: sp.Symbol) -> Step:
    """left <= right at 0, and d(right - left) = weight * (gap of the settled part `start`, at `of` = `variable`)."""
    return Step(part, "integration", {"variable": variable, "weight": weight, "start": start, "of": of})


def by_decay(
    part: Part,
    variable: sp.Symbol,
    weight: sp.Expr,
    total: Part,
    start: Part | None = None,
    of: sp.Symbol | None = None,
) -> Step:
    """right - left >= 0 at oo, and falls by weight * (gap of the settled `start`, or 1); `total`: sup of orbit time."""
    return Step(part, "decay", {"variable": variable, "weight": weight, "total": total, "start": start, "of": of})


def by_chain(part: Part, lower: Part, upper: Part, weight: sp.Expr = sp.S.One) -> Step:
    """right - left is the sum of the gaps of two settled parts, the second `weight` >= 0 times."""
    return Step(part, "chain", {"lower": lower, "upper": upper, "weight": weight})


def by_balls(part: Part) -> Step:
    """Ball arithmetic encloses both sides; gives ENCLOSED, not PROVED."""
    return Step(part, BALLS)


def borrowed(step: Step | Proof) -> tuple[Part, ...]:
    """The parts of the same claim that a step takes as settled."""
    single = (step.details.get(name) for name in ("start", "lower", "upper", "total", "settled"))
    # Nodes of trees may be told formulas under these names.
    own = (thing for thing in (*step.details.get("using", ()), *single) if isinstance(thing, get_args(Part)))
    return tuple(dict.fromkeys((*own, *(part for premise in step.premises for part in borrowed(premise)))))
