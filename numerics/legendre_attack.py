"""The clauses of a Bregman function at one exponent and depth, from the potential itself."""

from __future__ import annotations

from numerics.sampling import Instance
from theory.parts import Clauses


def clauses_hold(part: Clauses, instance: Instance) -> bool:
    """Whether the clauses hold together iff (or only if) the condition does; exact."""
    raise NotImplementedError
