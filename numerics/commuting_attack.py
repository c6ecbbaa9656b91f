"""Whether x depends on the path of the gradient's integral: flows in two orders, and brackets at exact points."""

from __future__ import annotations

from numerics.sampling import Instance, Undefined
from theory.parts import MirrorFlowExists


def path_agreement(part: MirrorFlowExists, instance: Instance, digits: int) -> int | None:
    """Digits to which two orders of the same moves agree, 0 where they do not. Not written yet."""
    raise Undefined("not written yet")


def path_matters(part: MirrorFlowExists, instance: Instance, bits: int) -> bool:
    """Whether exact or ball arithmetic shows that the part fails. Not written yet."""
    raise Undefined("not written yet")
