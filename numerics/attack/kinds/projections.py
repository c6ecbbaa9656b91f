"""Bregman projections and nearly minimal norms, tried on flows and on finite sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from flint import arb, ctx
from mpmath import mp

from neversaddle.numerics.attack.evaluation import BALLS, MPMATH, Arithmetic, CannotEvaluate, Number, evaluate
from neversaddle.numerics.attack.sampling import Instance, admits
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.statement.kinds import NearMinimiser

Row: TypeAlias = "tuple[Fraction, ...]"
#: Data that separate: for the one the flow's limit is the projection at every q, for the other at q = 2 only.
EVEN, UNEVEN = (Fraction(1), Fraction(1)), (Fraction(1), Fraction(2))
#: Digits of the flows, and what of y may leave the row space: what rounding and the quadratures are far below.
FLOW_DIGITS, LEFT_OUT = 16, mp.mpf(10) ** -8
#: Exponents of these flows have no larger denominator.
MOST_ROOTS = 12
#: Values of the variable relative to an instance's, and the number of coordinates a set has at most.
FACTORS = tuple(Fraction(*v) for v in ((1, 1000), (1, 16), (16, 1), (1000, 1)))
MOST_COORDINATES = 10**9
#: Digits in which finite sets are compared.
COMPARED = 20
#: What stands for zero where the variable does not reach it.
ALMOST_ZERO = Fraction(1, 10**40)


def near_minimiser_agreement(part: NearMinimiser, instance: Instance, digits: int) -> int | None:
    """None where the statement holds on finite sets, 0 where it does not.

    A set of two points: n coordinates at a and the others zero, against m at b, where both objectives are nearly one.
    """
    with mp.workdps(COMPARED):
        zero, *values = (_values(part, instance, value, MPMATH) for value in _places(part, instance))
        for x, other in _rivals(values):
            for n, m in _counts(x[0] - zero[0], other[0] - zero[0]):
                gain, excess = _compared(n, m, x, other, zero)
                if gain >= 0 and excess > mp.mpf(10) ** (-COMPARED // 2) * (n * abs(x[1]) + m * abs(other[1])):
                    return 0
    return None


def near_minimiser_fails(part: NearMinimiser, instance: Instance, bits: int) -> bool:
    """Whether ball arithmetic shows two points, the first with the lower objective, against the statement."""
    with ctx.workprec(bits):
        values: list[tuple[Number, ...]] = []
        for place in _places(part, instance):
            try:
                values.append(_values(part, instance, place, BALLS))
            except (Undefined, CannotEvaluate):
                return False
            if not all(e.is_finite() for e in values[-1]):
                # Balls without bound take long, and say nothing.
                return False
        zero, *others = values
        for x, other in _rivals(others):
            for n, m in _counts(x[0] - zero[0], other[0] - zero[0]):
                gain, excess = _compared(n, m, x, other, zero)
                if gain > 0 and excess > 0:
                    return True
    return False


def _places(part: NearMinimiser, instance: Instance) -> Iterator[Fraction]:
    """What fills up the smaller set (zero, where that is admitted), the instance's own value, and admitted rivals."""
    here = instance[part.variable]

    def admitted(value: Fraction) -> bool:
        return admits(part.given, {**instance, part.variable: value})

    yield next((value for value in (Fraction(0), ALMOST_ZERO) if admitted(value)), here)
    yield here
    yield from (value for value in (here * factor for factor in FACTORS) if value and admitted(value))


def _rivals(values: Sequence[Sequence[Number]]) -> Iterator[tuple[Sequence[Number], Sequence[Number]]]:
    """The first against each other one, and each other one against the first."""
    here, *others = values
    for other in others:
        yield here, other
        yield other, here


def _values(part: NearMinimiser, instance: Instance, value: Fraction, numbers: Arithmetic) -> tuple[Number, ...]:
    """Objective, norm and gap of one coordinate."""
    there = {**instance, part.variable: value}
    return tuple(evaluate(e, there, numbers) for e in (part.objective, part.norm, part.gap))


def _counts(one: Number, other: Number) -> Iterator[tuple[int, int]]:
    """Coordinates n and m with n * one a little below m * other, as far as it can be arranged."""
    yield 1, 1
    yield MOST_COORDINATES, 1
    for m in (10, MOST_COORDINATES):
        ratio = m * other / one if bool(one > 0 or one < 0) else m
        most = arb(ratio).floor().mid() if isinstance(ratio, arb) else mp.floor(ratio)
        n = int(float(most)) if 0 < most < MOST_COORDINATES**2 else 0
        # Rounding to a double may have gone up.
        n = n - 1 - n // 2**50
        if n > 0:
            yield n, m


def _compared(
    n: int, m: int, x: Sequence[Number], other: Sequence[Number], zero: Sequence[Number]
) -> tuple[Number, Number]:
    """How much lower the first point's objective is, and by how much its norm exceeds what is said."""
    k = max(n, m)
    objective, norm, gap = zip(x, other, zero, strict=True)
    gain = m * objective[1] + (k - m) * objective[2] - n * objective[0] - (k - n) * objective[2]
    least = m * norm[1] + (k - m) * norm[2]
    allowed = n * gap[0] + (k - n) * gap[2]
    return gain, n * norm[0] + (k - n) * norm[2] - least - allowed
