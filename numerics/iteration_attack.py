"""One step of an iteration on a whole network, in exact rationals."""

from __future__ import annotations

from numerics.sampling import Instance
from theory.parts import Iterates


def step_holds(part: Iterates, instance: Instance) -> bool:
    """Whether one step of the iteration, done on the weights of a network, takes the quantity to what is stated; exact."""
    raise NotImplementedError
