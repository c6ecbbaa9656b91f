"""Critical points and factorizations on explicit weights, in exact rationals."""

from __future__ import annotations

from numerics.sampling import Instance
from theory.parts import CriticalPoint, Factorization


def critical_point_holds(part: CriticalPoint, instance: Instance) -> bool:
    """Whether gradient and Hessian at explicit weights are as stated; exact."""
    raise NotImplementedError


def factorization_holds(part: Factorization, instance: Instance) -> bool:
    """Whether the value is attained, and no sampled factorization of the product has a smaller sum."""
    raise NotImplementedError
