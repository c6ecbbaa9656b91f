"""Bregman projections and nearly minimal norms, tried on flows and on finite sets."""

from __future__ import annotations

from numerics.sampling import Instance, Undefined
from theory.parts import NearMinimiser, Projection


def projection_agreement(part: Projection, instance: Instance, digits: int) -> int | None:
    """Digits to which the end of a flow satisfies, or 0 where it breaks, what the part says. Not written yet."""
    raise Undefined("not written yet")


def projection_fails(part: Projection, instance: Instance, bits: int) -> bool:
    """Whether exact or ball arithmetic shows that the part fails. Not written yet."""
    raise Undefined("not written yet")


def near_minimiser_agreement(part: NearMinimiser, instance: Instance, digits: int) -> int | None:
    """None where the statement holds on finite sets, 0 where it does not. Not written yet."""
    raise Undefined("not written yet")


def near_minimiser_fails(part: NearMinimiser, instance: Instance, bits: int) -> bool:
    """Whether ball arithmetic shows a finite set on which it fails. Not written yet."""
    raise Undefined("not written yet")
