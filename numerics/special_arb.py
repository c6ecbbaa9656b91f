"""The functions of `numerics.special` in ball arithmetic: every finite ball returned contains the value.

A nan ball means that no enclosure was found, be it for a domain error or for parameters too wide. Precision is
flint's ctx.prec.
"""

from __future__ import annotations

from flint import arb, ctx

GUARD_BITS = 30
# The corner between the two series of the Euler integral; any positive number would be correct.
CORNER = 3


def _mean_exponential(y: arb) -> arb:
    """(1 - exp(-y))/y, continued through y = 0; it decreases, so a ball around 0 is evaluated at its ends."""
    if bool(y > 0) or bool(y < 0):
        return -(-y).expm1() / y
    low, high = ((-end).hypgeom_1f1(arb(1), arb(2)) for end in (y.lower(), y.upper()))
    return low.union(high)


def _near(a: arb, b: arb, z: arb) -> arb:
    """E(a, b, z) for 0 <= z <= CORNER, by Pfaff's transformation, DLMF 15.8.1."""
    series = (z / (1 + z)).hypgeom_2f1(arb(1), b, a + 1)
    return z**a / a * (1 + z) ** (-b) * series


def _far(a: arb, c: arb, z: arb) -> arb:
    """E(a, b, z) - E(a, b, CORNER), c = b - a, z > CORNER: int of w^(c-1) (1-w)^(a-1) over 1/(1+z) < w < edge.

    The coefficients (1-a)_n/n! of (1-w)^(a-1) do not grow in absolute value once n >= a, hence the remainder bound.
    """
    edge = arb(1) / (1 + CORNER)
    span = ((1 + z) * edge).log()
    coefficient, total = arb(1), arb(0)
    n = 0
    while True:
        k = n + c
        if bool(k > 0) and bool(a < n):
            remainder = abs(coefficient) * edge**k / (k * (1 - edge))
            if not remainder.is_finite() or bool(remainder <= abs(total).upper() * arb((1, -ctx.prec))):
                return total + arb(0, remainder.upper())
        if not total.is_finite() or n > 4 * ctx.prec + 4000:
            return arb.nan()
        total += coefficient * edge**k * span * _mean_exponential(k * span)
        coefficient *= (n + 1 - a) / (n + 1)
        n += 1


def _at_point(a: arb, b: arb, z: arb) -> arb:
    """E(a, b, z) for an exact z >= 0."""
    if z.is_zero():
        return arb(0)
    if bool(z <= CORNER):
        return _near(a, b, z)
    return _near(a, b, arb(CORNER)) + _far(a, b - a, z)


def euler_integral(a: arb, b: arb, z: arb) -> arb:
    """A ball around E(a, b, z) = int_0^z s^(a-1) (1+s)^(-b) ds; a > 0, b real, z >= 0, nan ball elsewhere.

    At z = inf it is Beta(a, b-a) for b > a. E grows with z, so a wide z costs nothing beyond its
    two ends. No case is special where b - a is near an integer.

    >>> bool(abs(euler_integral(arb(1) / 2, arb(1), arb(1)) - arb.pi() / 2) < 1e-12)
    True
    """
    with ctx.workprec(ctx.prec + GUARD_BITS):
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
        low, high = (_ratio_at_point(a, b, end) for end in (z.lower(), z.upper()))
        ball = low.union(high)
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
