"""Limits, followed numerically and enclosed."""

from __future__ import annotations

from numerics.sampling import Instance
from theory.parts import Limit


def limit_agreement(part: Limit, instance: Instance, digits: int) -> int | None:
    """Digits to which the expression, followed towards the point, agrees with the stated limit; 0 where it does not."""
    raise NotImplementedError


def limit_fails(part: Limit, instance: Instance, bits: int) -> bool:
    """Whether the expression certainly has another limit, or none."""
    raise NotImplementedError
