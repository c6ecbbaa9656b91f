"""The functions of `doubles.py` for mpmath scalars, correct to the current mp.dps.

Each works with guard digits and rounds once at the end. Outside a function's domain the answer is nan, as there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from flint import arb, ctx
from mpmath import mp, mpf

from neversaddle.numerics.ode.arithmetics import ball_of, middle_of
from neversaddle.numerics.special import balls

Real: TypeAlias = mpf | float | int

GUARD_DIGITS = 15
# Roots are sought between 2^-16384 and 2^16384; mpmath itself knows no limits.
LARGEST_BINARY_EXPONENT = 2**14
# A bracket is first sought with this many digits, and so close relatively that secants converge from its ends.
COARSE_DIGITS, NEAR = 20, 1e-2
# By how much the curvature of f may make the error of a secant's root larger than the product of those of its points.
SLACK = 1000
# How many bits of f a step of secants takes beyond those that it expects to gain.
GUARD_BITS = 50


def euler_ratio(a: Real, b: Real, z: Real) -> mpf:
    """a z^(-a) E(a, b, z) = 2F1(b, a; a+1; -z); a > 0, b real, 0 <= z <= inf, nan elsewhere.

    >>> abs(euler_ratio(0.5, 1, 1) - mp.pi / 4) < 1e-15
    True
    """
    with mp.workdps(mp.dps + GUARD_DIGITS):
        a, b, z = mpf(a), mpf(b), mpf(z)
        if not (a > 0 and z >= 0) or not (mp.isfinite(a) and mp.isfinite(b)):
            ratio = mp.nan
        elif z == mp.inf:
            ratio = mp.inf if b < 0 else mpf(b == 0)
        elif (ball := _in_balls(balls.euler_ratio, a, b, z) or _in_balls(_hypergeometric, a, b, z)) is not None:
            ratio = ball
        else:
            # Some of mpmath's transformations contain a sum that is exactly 0, which it would refine without end. The
            # value itself is at least of the size z^(-a-|b|), so what is far below that is such a zero.
            smallest = int((a + abs(b) + 1) * max(0, mp.mag(z)))
            ratio = mp.hyp2f1(b, a, a + 1, -z, zeroprec=4 * mp.prec + smallest)
    return +ratio


def _in_balls(function: Callable[[arb, arb, arb], arb], *arguments: mpf) -> mpf | None:
    """A function of exact numbers from its balls, many times as fast as mpmath; None where the ball is wide."""
    for more in (32, mp.prec // 8 + 94):
        with ctx.workprec(mp.prec + more):
            ball = function(*map(ball_of, arguments))
        if ball.is_finite() and ball.rel_accuracy_bits() >= mp.prec:
            return middle_of(ball)
    return None


def _hypergeometric(a: arb, b: arb, z: arb) -> arb:
    """flint's own function for the ratio; near a whole b - a it takes a minute at 800 bits."""
    return (-z).hypgeom_2f1(b, a, a + 1)


def euler_integral(a: Real, b: Real, z: Real) -> mpf:
    """E(a, b, z) = int_0^z s^(a-1) (1+s)^(-b) ds; a > 0, b real, 0 <= z <= inf, nan elsewhere.

    At z = inf it is Beta(a, b-a) for b > a and inf otherwise. Source: Euler's integral.

    >>> abs(euler_integral(0.5, 0.5, 1) - 2 * mp.asinh(1)) < 1e-15
    True
    """
    with mp.workdps(mp.dps + GUARD_DIGITS):
        a, b, z = mpf(a), mpf(b), mpf(z)
        if z == mp.inf and a > 0 and mp.isfinite(a) and mp.isfinite(b):
            integral = mp.beta(a, b - a) if b > a else mp.inf
        elif z == 0 and a > 0 and mp.isfinite(a) and mp.isfinite(b):
            integral = mp.zero
        elif mp.isfinite(z) and (ball := _in_balls(balls.euler_integral, a, b, z)) is not None:
            integral = ball
        else:
            ratio = euler_ratio(a, b, z)
            integral = ratio if mp.isnan(ratio) else z**a / a * ratio
    return +integral


def solve_leaf(r: Real, q: Real, exponent: Real) -> mpf:
    """The nu >= 0 with nu (1 + nu^q)^exponent = r; r in [0, inf], q > 0, exponent >= 0, nan elsewhere.

    Newton in log nu, where the equation is convex and the guess lies above the root.

    >>> abs(solve_leaf(6, 1, 1) - 2) < 1e-15
    True
    """
    with mp.workdps(mp.dps + GUARD_DIGITS):
        r, q, e = mpf(r), mpf(q), mpf(exponent)
        if not (r >= 0 and q > 0 and e >= 0) or not (mp.isfinite(q) and mp.isfinite(e)):
            return mp.nan
        if r == 0 or r == mp.inf:
            return r
        target = mp.log(r)
        t = min(target, target / (1 + e * q))
        # Newton's error is squared by each step, so a step below the square root of the unit is the last one.
        small = mp.sqrt(mp.eps) / 16
        step = mp.inf
        while abs(step) > small:
            v = mp.exp(q * t)
            step = (t + e * mp.log1p(v) - target) / (1 + e * q * v / (1 + v))
            t -= step
        nu = mp.exp(t)
    return +nu


def _between(low: mpf, high: mpf) -> mpf:
    """A point inside (low, high) that halves the bracket, in magnitude first and in place once that is known."""
    if low < 0 < high:
        return mp.zero
    if high <= 0:
        return -_between(-high, -low)
    if low == 0:
        return mp.one if high > 2 else high**2 if high < 0.5 else high / 4
    if high == mp.inf:
        return max(low**2, mpf(4))
    return mp.sqrt(low * high) if high > 2 * low else (low + high) / 2


def _binary_exponent(x: mpf) -> int:
    """The binary exponent of a finite non-zero number, 0 for the others."""
    return int(mp.mag(x)) if mp.isfinite(x) and x != 0 else 0


def solve_increasing(f: Callable[[mpf], mpf], value: Real, lower: Real = -mp.inf, upper: Real = mp.inf) -> mpf:
    """The x in [lower, upper] with f(x) = value, f increasing; infinite ends are allowed.

    `f` is called at up to 15 guard digits and never at an infinite end. A value that f does not take on the bracket, or
    only beyond 2^16384 in magnitude, gives nan; a root below 2^-16384 is rounded to 0.
    A bracket found with few digits, secants from its ends at rising precision, and a change of sign about what they
    find; where there is none, the bracket is closed with all digits.

    >>> abs(solve_increasing(lambda x: x**3, 8) - 2) < 1e-15
    True
    """
    value, low, high = mpf(value), mpf(lower), mpf(upper)
    tolerance = mpf(10) ** (-mp.dps - GUARD_DIGITS // 2)
    with mp.workdps(min(mp.dps, COARSE_DIGITS) + GUARD_DIGITS):
        ends = _bracket(f, value, low, high, NEAR)
    with mp.workdps(mp.dps + GUARD_DIGITS):
        root = None if ends is None else _by_secants(f, value, *ends, tolerance)
        if root is None:
            ends = _bracket(f, value, low, high, tolerance)
            root = mp.nan if ends is None else (ends[0].x + ends[1].x) / 2
    return +root


class _Miss(NamedTuple):
    """A point, and how much f is too large there."""

    x: mpf
    error: mpf


def _miss(f: Callable[[mpf], mpf], value: mpf, x: mpf) -> _Miss:
    y = f(x)
    return _Miss(x, mp.zero if y == value else y - value)


def _bracket(
    f: Callable[[mpf], mpf], value: mpf, lower: mpf, upper: mpf, width: mpf | float
) -> tuple[_Miss, _Miss] | None:
    """Points on either side of the root, relatively so close, or the root itself twice; None where there is none.

    Power laws, then false position (Illinois), with one bisection in magnitude in four steps.
    """
    low = _Miss(lower, -mp.inf) if lower == -mp.inf else _miss(f, value, lower)
    high = _Miss(upper, mp.inf) if upper == mp.inf else _miss(f, value, upper)
    if not (mp.isfinite(value) and lower <= upper and low.error <= 0 and high.error >= 0):
        return None
    if low.error == 0 or high.error == 0:
        return (low, low) if low.error == 0 else (high, high)
    weight_low, weight_high = low.error, high.error
    side, step, before, last = 0, 0, low, high
    while mp.isinf(gap := high.x - low.x) or gap > width * max(abs(low.x), abs(high.x)):
        if 0 in (low.x, high.x) and _binary_exponent(low.x + high.x) < -LARGEST_BINARY_EXPONENT:
            return _Miss(mp.zero, mp.zero), _Miss(mp.zero, mp.zero)
        if mp.isinf(gap) and max(_binary_exponent(low.x), _binary_exponent(high.x)) > LARGEST_BINARY_EXPONENT:
            return None
        x = _between(low.x, high.x)
        close = (low.x > 0 and high.x < 4 * low.x) or (high.x < 0 and low.x > 4 * high.x)
        if close and step % 4 != 3 and mp.isfinite(weight_low) and mp.isfinite(weight_high):
            # Kept off the ends by half the width, so that both ends come in.
            margin = width * abs(x) / 2
            guess = low.x - weight_low * gap / (weight_high - weight_low)
            x = min(max(guess, low.x + margin), high.x - margin)
        elif not close and step % 4 != 3:
            guess = _on_power_law(before, last, value)
            x = guess if low.x < guess < high.x else x
        found = _miss(f, value, x)
        before, last = last, found
        if mp.isnan(found.error):
            return None
        if found.error == 0:
            return found, found
        if found.error < 0:
            low, weight_low = found, found.error
            weight_high = weight_high / 2 if side < 0 else weight_high
        else:
            high, weight_high = found, found.error
            weight_low = weight_low / 2 if side > 0 else weight_low
        side, step = (-1 if found.error < 0 else 1), step + 1
    return low, high


def _on_power_law(one: _Miss, other: _Miss, value: mpf) -> mpf:
    """Where c x^n through two points takes the value, roughly; nan where there is no such law or no use for it."""
    numbers = (one.x, other.x, one.error + value, other.error + value, value)
    if not all(v > 0 and mp.isfinite(v) for v in numbers):
        return mp.nan
    x, y, at_x, at_y, wanted = (mp.mag(v) + math.log2(mp.ldexp(v, -mp.mag(v))) for v in numbers)
    if (y - x) * (at_y - at_x) <= 0:
        return mp.nan
    t = y + (wanted - at_y) * ((y - x) / (at_y - at_x))
    return mp.ldexp(2 ** (t % 1), math.floor(t))


def _by_secants(f: Callable[[mpf], mpf], value: mpf, low: _Miss, high: _Miss, tolerance: mpf) -> mpf | None:
    """The root between near points, where a change of sign within the tolerance shows that secants have found it."""
    last, here = (low, high) if abs(high.error) < abs(low.error) else (high, low)
    while True:
        x, expected = here.x, mp.zero
        if here.error != 0:
            if not mp.isfinite(last.error) or here.error == last.error:
                return None
            x -= here.error * (here.x - last.x) / (here.error - last.error)
            # The relative error of a secant's root is about the product of those of its two points.
            expected = abs(x - here.x) * abs(x - last.x) / x**2 if x != 0 else mp.one
        if expected * SLACK < tolerance:
            margin = abs(x) * tolerance / 2
            shown = _miss(f, value, x - margin).error <= 0 <= _miss(f, value, x + margin).error
            return x if shown else None
        # Of f so many bits are of use to the step after.
        bits = -mp.mag(expected) - mp.mag((x - here.x) / x) + GUARD_BITS
        with mp.workprec(min(mp.prec, bits)):
            found = _miss(f, value, x)
        if not abs(found.error) < abs(here.error):
            return None
        last, here = here, found


def _offset_in_balls(pairs: Sequence[tuple[mpf, mpf]], s: mpf) -> mpf | None:
    """The integral for pairs (c, b) in balls, many times as fast as a quadrature here; None where the ball is wide."""
    with ctx.workprec(mp.prec + 32):
        exponents, offsets = ([ball_of(v) for v in values] for values in zip(*((b, c) for c, b in pairs), strict=True))
        ball = balls.offset_integral(exponents, offsets, ball_of(s))
        if not ball.is_finite() or ball.rel_accuracy_bits() < mp.prec:
            return None
    return middle_of(ball)


def offset_integral(exponents: Sequence[Real], offsets: Sequence[Real], s: Real) -> mpf:
    """int_0^s prod_i (sigma + c_i)^(-b_i) dsigma, exponents b_i real, offsets c_i >= 0, 0 <= s < inf; nan elsewhere.

    Inf where the zero offsets make the origin not integrable. Up to the least offset by sigma = m v^(1/a), which takes
    the origin's power away; beyond it in log sigma, on panels cut at every offset.

    >>> abs(offset_integral([0.5, 0.5], [0, 1], 1) - 2 * mp.asinh(1)) < 1e-14
    True
    """
    with mp.workdps(mp.dps + GUARD_DIGITS):
        pairs = [(mpf(c), mpf(b)) for b, c in zip(exponents, offsets, strict=True)]
        s = mpf(s)
        if not 0 <= s < mp.inf or any(not 0 <= c < mp.inf for c, _ in pairs):
            return mp.nan
        if s == 0:
            return mp.zero
        a = 1 - mp.fsum(b for c, b in pairs if c == 0)
        if a <= 0:
            return mp.inf
        if pairs and (ball := _offset_in_balls(pairs, s)) is not None:
            return ball
        positive = [(c, b) for c, b in pairs if c > 0]
        cuts = sorted({c for c, _ in positive if c < s} | {s})
        least = cuts[0]

        def density(sigma: mpf) -> mpf:
            return mp.fprod((sigma + c) ** -b for c, b in positive)

        # mp.quad's tolerance is absolute, so every piece is scaled to order one before it is integrated.
        scale = density(least)
        total = scale * least**a / a * mp.quad(lambda v: density(least * v ** (1 / a)) / scale, [0, mpf(1) / 2, 1])
        for start, end in pairwise(cuts):
            scale = max(x**a * density(x) for x in (start, end))
            panels = max(1, int(mp.ceil(mp.log(end / start) / 3)))
            points = mp.linspace(mp.log(start), mp.log(end), panels + 1)
            total += scale * mp.quad(
                lambda t, scale=scale: mp.exp(a * t) * density(mp.exp(t)) / scale, points, method="gauss-legendre"
            )
    return +total
