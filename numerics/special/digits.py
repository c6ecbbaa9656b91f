"""The functions of `doubles.py` for mpmath scalars, correct to the current mp.dps.

Each works with guard digits and rounds once at the end. Outside a function's domain the answer is nan, as there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

from flint import arb, ctx
from mpmath import mp, mpf

from neversaddle.numerics.ode.arithmetics import ball_of, middle_of
from neversaddle.numerics.special import balls

Real: TypeAlias = mpf | float | int

GUARD_DIGITS = 15
# Roots are sought between 2^-16384 and 2^16384; mpmath itself knows no limits.
LARGEST_BINARY_EXPONENT = 2**14
# Roots are first sought with this many digits.
COARSE_DIGITS = 20


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
        elif (ball := _in_balls(balls.euler_ratio, a, b, z)) is not None:
            ratio = ball
        elif (ball := _in_balls(_hypergeometric, a, b, z)) is not None:
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

    `f` is called at 15 guard digits and never at an infinite end. A value that f does not take on the bracket, or only
    beyond 2^16384 in magnitude, gives nan; a root below 2^-16384 is rounded to 0.
    Bisection in magnitude, then false position (Illinois) with one bisection in four steps.

    >>> abs(solve_increasing(lambda x: x**3, 8) - 2) < 1e-15
    True
    """
    if mp.dps > COARSE_DIGITS:
        lower, upper = _narrowed(f, value, mpf(lower), mpf(upper))
    return _solved_increasing(f, value, lower, upper)


def _narrowed(f: Callable[[mpf], mpf], value: Real, lower: mpf, upper: mpf) -> tuple[mpf, mpf]:
    """A bracket around a root found with few digits, where it is one, else the bracket given: most steps are cheap."""
    with mp.workdps(COARSE_DIGITS):
        guess = _solved_increasing(f, value, lower, upper)
    if not mp.isfinite(guess) or guess == 0:
        return lower, upper
    value, width = mpf(value), abs(guess) * mpf(10) ** (-COARSE_DIGITS)
    low, high = max(lower, guess - width), min(upper, guess + width)
    return (low, high) if f(low) <= value <= f(high) else (lower, upper)


def _solved_increasing(f: Callable[[mpf], mpf], value: Real, lower: Real, upper: Real) -> mpf:
    """`solve_increasing` at one precision."""
    result_digits = mp.dps
    with mp.workdps(result_digits + GUARD_DIGITS):
        value, low, high = mpf(value), mpf(lower), mpf(upper)

        def miss(x: mpf) -> mpf:
            y = f(x)
            return mp.zero if y == value else y - value

        error_low = -mp.inf if low == -mp.inf else miss(low)
        error_high = mp.inf if high == mp.inf else miss(high)
        if not (mp.isfinite(value) and low <= high and error_low <= 0 and error_high >= 0):
            return mp.nan
        if error_low == 0 or error_high == 0:
            return +(low if error_low == 0 else high)
        tolerance = mpf(10) ** (-result_digits - GUARD_DIGITS // 2)
        side, step = 0, 0
        while mp.isinf(high - low) or high - low > tolerance * max(abs(low), abs(high)):
            if 0 in (low, high) and _binary_exponent(low + high) < -LARGEST_BINARY_EXPONENT:
                return mp.zero
            if mp.isinf(high - low) and max(_binary_exponent(low), _binary_exponent(high)) > LARGEST_BINARY_EXPONENT:
                return mp.nan
            x = _between(low, high)
            close = (low > 0 and high < 4 * low) or (high < 0 and low > 4 * high)
            if close and step % 4 != 3 and mp.isfinite(error_low) and mp.isfinite(error_high):
                # Kept off the ends by half a tolerance, so that both ends come in.
                margin = tolerance * abs(x) / 2
                guess = low - error_low * (high - low) / (error_high - error_low)
                x = min(max(guess, low + margin), high - margin)
            error = miss(x)
            if mp.isnan(error):
                return mp.nan
            if error == 0:
                return +x
            if error < 0:
                low, error_low = x, error
                error_high = error_high / 2 if side < 0 else error_high
            else:
                high, error_high = x, error
                error_low = error_low / 2 if side > 0 else error_low
            side, step = (-1 if error < 0 else 1), step + 1
        root = (low + high) / 2
    return +root


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
