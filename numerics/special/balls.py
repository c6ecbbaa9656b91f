"""The functions of `doubles.py` in ball arithmetic: every finite ball returned contains the value.

A nan ball means that no enclosure was found, be it for a domain error or for parameters too wide. Precision is
flint's ctx.prec.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from flint import acb, arb, ctx, fmpz

GUARD_BITS = 30
# The corner between the two series of the Euler integral: any positive number is correct, and at 1 both converge alike.
CORNER = 1
# With an exponent farther below 0 the Euler integral is given up.
MOST_FIRST = 20000
# The part of an offset integral that is enclosed by a bound rather than integrated lies this many bits lower.
HEAD_BITS = 4
# An offset is near where log sigma is within this of its own.
NEAR = 2.0
# With more points in a piece it is given up: the ball is wide then.
MOST_EVALUATIONS = 20000


def _mean_exponential(y: arb) -> arb:
    """(1 - exp(-y))/y, continued through y = 0; it decreases, so a ball is evaluated at its ends."""
    if not y.is_finite():
        return arb.nan()
    if not y.is_exact():
        return _mean_exponential(y.lower()).union(_mean_exponential(y.upper()))
    return arb(1) if y.is_zero() else -(-y).expm1() / y


def _series(above: Sequence[arb], below: Sequence[arb], w: arb) -> arb:
    """The hypergeometric series, 0 <= w <= 1/2."""
    if all(bool(p.rad() < arb((1, -ctx.prec // 2))) for p in (*above, *below)):
        found = w.hypgeom([*above], [*below])
        if found.is_finite():
            return found
    # Wide parameters send flint round by limits, seconds long; beside large ones it adds too few terms for a bound.
    largest = max(float(abs(p).upper()) for p in above)
    return acb(w).hypgeom([*above], [*below], n=ctx.prec + 64 + int(min(largest, MOST_FIRST))).real


def _near(a: arb, b: arb, z: arb) -> arb:
    """E(a, b, z) for 0 <= z <= CORNER, by Pfaff's transformation, DLMF 15.8.1."""
    return z**a / a * (1 + z) ** (-b) * _series([arb(1), b], [a + 1], z / (1 + z))


def _rest(a: arb, k: arb, n: int, coefficient: arb, w: arb) -> arb:
    """The terms from the n-th on of the series of the int of w^(c-1) (1-w)^(a-1) from 0, k = n + c > 0, w < 1."""
    above, below = [n + 1 - a, k], [k + 1]
    series = _series([*above, arb(1)], [*below, arb(n + 1)], w) if n else _series(above, below, w)
    return coefficient * w**k / k * series


@dataclass(frozen=True)
class _Far:
    """E(a, b, z) beyond CORNER, for one a and c = b - a: in w = 1/(1+z) it is an integral of w^(c-1) (1-w)^(a-1).

    The first terms of its series are integrated from w to the corner, with the coefficients `first`; the rest from 0,
    with `next` as its first one. `constant` is all of that which does not depend on z.
    """

    a: arb
    c: arb
    first: tuple[arb, ...]
    next: arb
    constant: arb

    def integral(self, z: arb) -> arb:
        """E(a, b, z) for z > CORNER."""
        n = len(self.first)
        total = self.constant - _rest(self.a, n + self.c, n, self.next, 1 / (1 + z))
        edge = arb(1) / (1 + CORNER)
        span = ((1 + z) * edge).log()
        for i, coefficient in enumerate(self.first):
            k = i + self.c
            # Nothing cancels in 1 - exp(-k span) but where k span is small.
            apart = bool(abs(k * span) > 1)
            mean = (1 - (-k * span).exp()) / k if apart else span * _mean_exponential(k * span)
            total += coefficient * edge**k * mean
        return total


#: A ball's middle and radius, exactly: what is alike can be looked up by it.
Exactly: TypeAlias = tuple[tuple[fmpz, fmpz], tuple[fmpz, fmpz]]


def _exactly(ball: arb) -> Exactly:
    return ball.mid().man_exp(), ball.rad().man_exp()


@lru_cache(maxsize=256)
def _far(a: Exactly, b: Exactly, bits: int) -> _Far | None:
    """What is to be known of a and b beyond the corner; None for a c that is too wide or too far below 0."""
    with ctx.workprec(bits):
        a_, b_ = arb(*a), arb(*b)
        c, least = b_ - a_, float((b_ - a_).lower())
        if not -MOST_FIRST < least < math.inf:
            return None
        first, following = [], arb(1)
        # From there on n + c >= 1/2: nothing cancels in terms that begin at w = 0.
        for n in range(max(0, math.ceil(0.5 - least))):
            first.append(following)
            following *= (n + 1 - a_) / (n + 1)
        count = len(first)
        rest = _rest(a_, count + c, count, following, arb(1) / (1 + CORNER))
        return _Far(a_, c, tuple(first), following, _near(a_, b_, arb(CORNER)) + rest)


def _at_point(a: arb, b: arb, z: arb) -> arb:
    """E(a, b, z) for an exact z >= 0."""
    if z.is_zero():
        return arb(0)
    if bool(z <= CORNER):
        return _near(a, b, z)
    far = _far(_exactly(a), _exactly(b), ctx.prec)
    return arb.nan() if far is None else far.integral(z)


def euler_integral(a: arb, b: arb, z: arb) -> arb:
    """A ball around E(a, b, z) = int_0^z s^(a-1) (1+s)^(-b) ds; a > 0, b real, z >= 0, nan ball elsewhere.

    At z = inf it is Beta(a, b-a) for b > a. E grows with z, so a wide z costs nothing beyond its
    two ends. No case is special where b - a is near an integer.

    >>> bool(abs(euler_integral(arb(1) / 2, arb(1), arb(1)) - arb.pi() / 2) < 1e-12)
    True
    """
    with ctx.workprec(ctx.prec + GUARD_BITS + ctx.prec // 32):
        if bool(a > 0) and z.is_exact() and bool(z > 0) and not z.is_finite():
            c = b - a
            return a.gamma() * c.gamma() / b.gamma() if bool(c > 0) else arb.nan()
        low, high = z.lower(), z.upper()
        if not (bool(a > 0) and bool(low >= 0) and high.is_finite() and b.is_finite() and a.is_finite()):
            return arb.nan()
        ball = _at_point(a, b, low)
        if not z.is_exact():
            ball = ball.union(_at_point(a, b, high))
        ball = ball if ball.is_finite() else arb.nan()
    return +ball


def euler_ratio(a: arb, b: arb, z: arb) -> arb:
    """A ball around a z^(-a) E(a, b, z) = 2F1(b, a; a+1; -z); a > 0, b real, finite z >= 0, nan ball elsewhere."""
    # The ratio is the mean of (1 + z t)^(-b) over t in (0, 1), so it is monotone in z when b has a sign.
    if not (z.is_exact() or bool(b >= 0) or bool(b <= 0)):
        return arb.nan()
    with ctx.workprec(ctx.prec + GUARD_BITS):
        ball = _ratio_at_point(a, b, z.lower())
        if not z.is_exact():
            ball = ball.union(_ratio_at_point(a, b, z.upper()))
        ball = ball if ball.is_finite() else arb.nan()
    return +ball


def _ratio_at_point(a: arb, b: arb, z: arb) -> arb:
    integral = euler_integral(a, b, z)
    return arb(1) if z.is_zero() and integral.is_zero() else a * z ** (-a) * integral


def _rise(nu: arb, q: arb, exponent: arb) -> arb:
    return nu * (1 + nu**q) ** exponent


def _approximate_leaf(r: arb, q: arb, e: arb) -> arb:
    """An uncertified root for exact r > 0, by Newton in log nu on midpoints."""
    q, e, target = q.mid(), e.mid(), r.log().mid()
    steep = target / (1 + e * q)
    t = (steep if bool(steep < target) else target).mid()
    for _ in range(200):
        v = (q * t).exp()
        step = (t + e * v.log1p() - target) / (1 + e * q * v / (1 + v))
        t = (t - step).mid()
        if bool(abs(step) < arb((1, 4 - ctx.prec)) * (1 + abs(t))):
            break
    return t.exp().mid()


def _leaf_at_point(r: arb, q: arb, e: arb) -> arb:
    if r.is_zero():
        return arb(0)
    nu = _approximate_leaf(r, q, e)
    width = arb((1, 8 - ctx.prec))
    while bool(width < 1):
        low, high = (nu * (1 - width)).lower(), (nu * (1 + width)).upper()
        if bool(_rise(low, q, e) < r) and bool(_rise(high, q, e) > r):
            return low.union(high)
        width *= 4
    return arb.nan()


def solve_leaf(r: arb, q: arb, exponent: arb) -> arb:
    """A ball around the nu >= 0 with nu (1 + nu^q)^exponent = r; finite r >= 0, q > 0, exponent >= 0, else a nan ball.

    Proved by the signs of the increasing left side minus r at the two ends, for every q and exponent in their balls.

    >>> bool(solve_leaf(arb(6), arb(1), arb(1)).contains(arb(2)))
    True
    """
    with ctx.workprec(ctx.prec + GUARD_BITS):
        low, high = r.lower(), r.upper()
        if not (bool(low >= 0) and high.is_finite() and bool(q > 0) and bool(exponent >= 0)):
            return arb.nan()
        if not (q.is_finite() and exponent.is_finite()):
            return arb.nan()
        ball = _leaf_at_point(low, q, exponent)
        if not r.is_exact():
            ball = ball.union(_leaf_at_point(high, q, exponent))
        ball = ball if ball.is_finite() else arb.nan()
    return +ball


def offset_integral(exponents: Sequence[arb], offsets: Sequence[arb], s: arb) -> arb:
    """The integral of prod (sigma + c_i)^(-b_i) over (0, s), c_i >= 0, 0 <= s <= inf; a nan ball if it diverges at 0.

    The integrand over (0, epsilon) is bounded by its factors; beyond, acb.integral in log sigma, where it is analytic.
    """
    if s.is_exact() and not s.is_finite() and bool(s > 0):
        return _offset_to_infinity(exponents, offsets)
    low, high = s.lower(), s.upper()
    if not (bool(low >= 0) and high.is_finite()):
        return arb.nan()
    ball = _offset_at_point(exponents, offsets, low)
    return ball if s.is_exact() else ball.union(_offset_at_point(exponents, offsets, high))


def _offset_at_point(exponents: Sequence[arb], offsets: Sequence[arb], s: arb) -> arb:
    if s.is_zero():
        return arb(0)
    a = 1 - sum((b for b, c in zip(exponents, offsets, strict=True) if c.is_zero()), arb(0))
    pairs = [(b, c) for b, c in zip(exponents, offsets, strict=True) if not c.is_zero()]
    if not bool(a > 0) or not all(bool(c > 0) for _, c in pairs):
        return arb.nan()
    start = s
    for _, c in pairs:
        start = start.min(c.lower())
    start = (start * arb((1, -ctx.prec - HEAD_BITS))).mid() if pairs else s
    # In units of s times the integrand at s: tolerances of the quadrature are absolute.
    way = start / s
    head = way**a / a
    unit = s**a
    for b, c in pairs:
        head *= ((c + arb(0).union(start)) / (c + s)) ** (-b)
        unit *= (s + c) ** (-b)
    if not pairs:
        return unit * head
    cuts = sorted(float((c / s).log().mid()) + shift for _, c in pairs for shift in (-NEAR, NEAR))
    low = way.log()
    ends = [low, *(arb(cut) for cut in cuts if bool(arb(cut) > low) and cut < 0), arb(0)]
    body = sum((_offset_piece(a, pairs, s, left, right) for left, right in pairwise(ends)), arb(0))
    return unit * (head + body)


def _offset_piece(a: arb, pairs: list[tuple[arb, arb]], s: arb, left: arb, right: arb) -> arb:
    """The integral over s e^left < sigma < s e^right in units of s times the integrand at s.

    A factor is written as a power times 1 + a number that is small far from the offset: analytic on wide boxes too.
    """
    middle = (left + right) / 2
    # Powers of sigma are taken together, as a wide box would not see them cancel.
    rate, constant = a, arb(0)
    factors: list[tuple[arb, int, arb]] = []
    for b, c in pairs:
        if bool(middle > (c / s).log() + NEAR):
            rate, constant = rate - b, constant - b * (s / (s + c)).log()
            factors.append((b, -1, c / s))
        else:
            constant -= b * (c / (s + c)).log()
            factors.append((b, 1, s / c))

    def density(t: acb, analytic: bool) -> acb:
        total = rate * t + constant
        for b, sign, share in factors:
            total -= b * (1 + share * (sign * t).exp()).log(analytic=analytic)
        return total.exp()

    return acb.integral(density, acb(left), acb(right), eval_limit=MOST_EVALUATIONS).real


def _offset_to_infinity(exponents: Sequence[arb], offsets: Sequence[arb]) -> arb:
    """The integral over (0, inf): beyond the point 1, sigma -> 1/sigma gives an integral of the same kind."""
    total = sum(exponents, arb(0))
    if not bool(total > 1):
        return arb.nan()
    pairs = [(b, c) for b, c in zip(exponents, offsets, strict=True) if not c.is_zero()]
    scale = arb(1)
    for b, c in pairs:
        scale *= c ** (-b)
    inverted = [2 - total, *(b for b, _ in pairs)]
    rest = _offset_at_point(inverted, [arb(0), *(1 / c for _, c in pairs)], arb(1))
    return _offset_at_point(exponents, offsets, arb(1)) + scale * rest
