"""Directions of flows on separable data against max-margin solutions."""

from __future__ import annotations

from numerics.sampling import Instance, Undefined
from theory.parts import MarginDirection


def margin_agreement(part: MarginDirection, instance: Instance, digits: int) -> int | None:
    """None where a flow's direction tends to the stated one, 0 where it does not. Not written yet."""
    raise Undefined("not written yet")


def margin_fails(part: MarginDirection, instance: Instance, bits: int) -> bool:
    """Whether exact or ball arithmetic shows that the direction is another one. Not written yet."""
    raise Undefined("not written yet")
