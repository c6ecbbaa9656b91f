"""The attack on laws along solutions: rates at moments by the chain rule, and quantities on whole flows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.enclosure import enclosed, nonzero
from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.kinds.along_flows import along_agreement
from neversaddle.numerics.attack.kinds.driven import driven_holds
from neversaddle.numerics.attack.kinds.driven_flows import driven
from neversaddle.numerics.attack.kinds.refuted_along import refuted_along
from neversaddle.numerics.attack.kinds.refuted_laws import refuting_rate
from neversaddle.numerics.attack.kinds.sliding import sliding
from neversaddle.numerics.attack.kinds.states import change, fitting, moments, stated
from neversaddle.numerics.attack.kinds.trial import (
    FLOWS,
    NO_FLOWS,
    Against,
    Given,
    Shrink,
    Trial,
    at_no_instance,
    no_instances,
)
from neversaddle.numerics.attack.kinds.within import moment_within
from neversaddle.numerics.attack.precision import agreement
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.motion.steepest import PULL, SLOPE, Steepest
from neversaddle.theory.statement.solutions import Along, Rate


def rate_agreement(part: Rate, instance: Instance, digits: int) -> int | None:
    """Digits that the quantity's change, by the chain rule, and the stated rate have in common at a moment."""
    if not isinstance(part.along, Steepest):
        return at_no_instance(part, instance, digits)
    sides = _sides(part, part.along, instance)
    if any(side.has(sp.nan, sp.zoo, sp.oo) for side in sides):
        raise Undefined("'{}' has no value there", part.text)
    left, right = (evaluate(side, {}, MPMATH) for side in sides)
    return agreement(left, right, digits)


def rate_fails(part: Rate, instance: Instance, bits: int) -> bool:
    """Whether both certainly differ; rigorous given the chain rule."""
    if not isinstance(part.along, Steepest):
        return False
    left, right = _sides(part, part.along, instance)
    return nonzero(enclosed(left - right, {}, bits))


def _sides(part: Rate, flow: Steepest, instance: Instance) -> tuple[sp.Expr, sp.Expr]:
    """The change of the quantity and the stated rate, in which the pull is Phi_q of the force that the part names."""
    pulls = [] if part.force is None else [m for m in part.rate.atoms(sp.Indexed) if m.base == PULL]
    rate = part.rate.xreplace({m: duality_map(flow.q, part.force) for m in pulls})
    return change(part.quantity, flow, instance), stated(rate, flow, instance)


def _told(part: Rate, instance: Instance) -> str:
    """The change of the quantity there, and the stated rate; nothing where the instance is no whole moment."""
    if not isinstance(part.along, Steepest) or not any(getattr(m, "base", None) == SLOPE for m in instance):
        return ""
    try:
        left, right = (mp.nstr(evaluate(side, {}, MPMATH), 6) for side in _sides(part, part.along, instance))
    except (Undefined, KeyError):
        return ""
    return f"it changes at the rate {left}, not {right}"


def _moments(part: Rate, given: Given, symbols: Sequence[sp.Symbol], label: str) -> Iterator[Instance]:
    """Moments of models of every size; none of what is said under a slope that is assumed."""
    if driven(part, given):
        return no_instances(part, given, symbols, label)
    return moments(part.along, given, symbols, label)


def _simpler(part: Rate, witness: Instance, given: Given, label: str, shrink: Shrink) -> Instance:
    smaller = shrink(witness)
    return fitting(part.along, smaller) if isinstance(part.along, Steepest) else smaller


def _outright(part: Along | Rate, given: Given, label: str) -> Against | None:
    return None if driven(part, given) else sliding(part, given)


def _flown(part: Along | Rate, given: Given, digits: int, label: str) -> int | None:
    if driven(part, given):
        return None if driven_holds(part, given, label) else 0
    assert isinstance(part, Along)
    return along_agreement(part, given, digits, label)


def _refuted(part: Along, given: Given, label: str) -> Against | None:
    return None if driven(part, given) else refuted_along(part, given, label)


RATE = Trial[Rate](
    rate_agreement,
    rate_fails,
    within=moment_within,
    told=_told,
    stated=refuting_rate,
    simpler=_simpler,
    supply=_moments,
    flows=lambda part, given: FLOWS if driven(part, given) else NO_FLOWS,
    outright=_outright,
    flown=_flown,
)
ALONG = Trial[Along](
    at_no_instance,
    supply=no_instances,
    flows=lambda part, given: FLOWS,
    outright=_outright,
    flown=_flown,
    refuted=_refuted,
)
