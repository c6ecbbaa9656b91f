"""A statement at one instance: whether it holds there to so many digits, certainly fails, or certainly holds."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.enclosure import differentiated
from neversaddle.numerics.attack.kinds.table import trial
from neversaddle.numerics.attack.precision import GUARD, needed_digits
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.definitions.escape import ReachTime
from neversaddle.theory.definitions.leaf import Conjugate, OrbitTime, PathLength, Potential
from neversaddle.theory.language.statements import Partial
from neversaddle.theory.statement.kinds import Part

#: Functions whose every value takes a quadrature, or many: statements with them get half as many instances.
QUADRATURES = (OrbitTime, Conjugate, Potential, PathLength, ReachTime)


def slow(part: Part) -> bool:
    """Whether one instance takes long."""
    formulas = [value for value in vars(part).values() if isinstance(value, sp.Basic)]
    return trial(part).slow or any(e.has(*QUADRATURES, Partial) for e in formulas)


def check(part: Part, instance: Instance, digits: int, guard: int = GUARD) -> int | None:
    """Digits to which a part holds at an instance; 0 where it fails, None where it holds without a measure of digits.

    Works with `digits` + `guard` digits, more where the terms of a side cancel. Raises Undefined where a side has no
    value, OutOfReach where too much cancels.
    """
    sides = () if slow(part) else _compared(part)
    working = needed_digits(sides, instance, digits, digits + guard, digits + GUARD // 2)
    try:
        with mp.workdps(working):
            return trial(part).check(part, instance, digits)
    except ZeroDivisionError as obstacle:
        raise Undefined(f"division by zero in '{part.text}'") from obstacle


def violated(part: Part, instance: Instance, bits: int) -> bool:
    """Whether the part certainly fails at an instance, by a margin that excludes every rounding error.

    A law of motion is tested through the chain rule: a violation is rigorous given that rule.
    """
    return trial(part).violated(part, instance, bits)


def certain(part: Part, instance: Instance) -> bool:
    """Whether the part certainly holds at an instance, asked where numbers have left a doubt."""
    return trial(part).certain(part, instance)


@lru_cache(maxsize=64)
def _compared(part: Part) -> tuple[sp.Expr, ...]:
    return tuple(map(differentiated, trial(part).compared(part)))
