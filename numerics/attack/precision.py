"""The precision at which two values can be compared: as high as what cancels in them asks for.

Numbers of order one may be differences of huge terms, as cosh(t)^2 - sinh(t)^2 is at t = 1000. Ball arithmetic tells
what is left of them at a precision, and so how much more it takes.
"""

from __future__ import annotations

import mpmath
import sympy as sp
from flint import arb, ctx
from mpmath import mp

from neversaddle.numerics.attack.evaluation import BALLS, CannotEvaluate, evaluate
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined

#: Working digits beyond the requested ones; quadrature and derivatives by differences lose a few.
GUARD = 15
#: Bits of a decimal digit; bits to start with beside those of the digits, and the most that are spent.
BITS, SPARE, MOST = 3.3219281, 32, 1 << 15


class OutOfReach(ValueError):
    """An instance that numbers of no feasible length say anything about."""


def agreement(left: mpmath.mpf, right: mpmath.mpf, digits: int) -> int:
    """Common digits of two numbers, relative to the larger, at most digits + GUARD.

    Numbers below 10^-(digits + GUARD/2) are rounding of a zero, since instances are of order one.
    """
    scale = max(abs(left), abs(right))
    if scale < mp.mpf(10) ** -(digits + GUARD // 2) or left == right:
        return digits
    return max(0, min(digits, int(mp.floor(-mp.log10(abs(left - right) / scale)))))


def needed_digits(sides: tuple[sp.Expr, ...], instance: Instance, digits: int, least: int, smallest: int) -> int:
    """Working digits, at least `least`, at which the larger side has `digits` digits.

    What is below 10^-smallest is not told from zero. `least` where balls bound nothing at any precision in reach.
    Raises OutOfReach where they do, and more precision is needed than that.

    >>> from fractions import Fraction
    >>> t, cancelling = sp.Symbol("t"), sp.sympify("cosh(t)**2 - sinh(t)**2")
    >>> [needed_digits((cancelling,), {t: Fraction(v)}, 15, 30, 22) for v in (1, 1000)]
    [30, 917]
    """
    bits = start = int(least * BITS) + 1
    missing: int | None = None
    while sides and bits <= MOST:
        missing = _missing_bits(sides, instance, digits, bits, smallest)
        if missing == 0:
            return least if bits == start else int(bits / BITS) + 1
        # The error of a product of differences falls faster than it seems at first.
        bits += bits if missing is None else min(missing + SPARE, bits)
    if missing is not None:
        raise OutOfReach(f"the sides cancel to {MOST} bits and more")
    return least


def _missing_bits(sides: tuple[sp.Expr, ...], instance: Instance, digits: int, bits: int, smallest: int) -> int | None:
    """By how many bits the errors at a precision are too large; None where there is no bound."""
    with ctx.workprec(bits):
        try:
            balls = [evaluate(side, instance, BALLS) for side in sides]
        except (Undefined, CannotEvaluate):
            return None
        if not all(ball.is_finite() for ball in balls):
            return None
        # One decimal digit more than asked for.
        allowed = arb(10) ** -(digits + 1) * max([*(abs(ball.mid()) for ball in balls), arb(10) ** -smallest])
        error = sum((ball.rad() for ball in balls), arb(0))
        if bool(error <= allowed):
            return 0
        return max(1, int(float((error / allowed).log() / arb(2).log())) + 1)
