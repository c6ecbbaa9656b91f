"""Directions of flows on separable data against max-margin solutions.

With one datum z the force is z exp(-zx): the loss only sets the clock. Where all weights of a coordinate are equal,
w_ij = v_j > 0, they move by dv_j = (z_j v_j^(L-1))^(q-1) dT. If dv_j/v_j is the same for every j the direction of x
never changes. With v = (1, 2^a) and z = (1, 2^b) that is b (q-1) + a (L-1)(q-1) = a, which has solutions at every q
and L; the direction is then (1, 2^(aL)), exactly, and an exponent is held against it by exact arithmetic on a and b.
Flows on two data are followed in numbers besides.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import inf

import sympy as sp

from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.trial import Trial
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.statement.margins import MarginDirection

#: Depths and exponents at which flows are followed: below L = p, at it, at q = 1, and above L = p.
FOLLOWED = frozenset({(2, Fraction(3, 2)), (2, Fraction(2)), (2, Fraction(1)), (3, Fraction(2))})
#: Two data whose margins do not settle all three coordinates.
DATA = ((2.0, 1.0, 0.5), (-1.0, 3.0, 1.0))
#: Sizes of x between which the distance from the limit is compared, and what else it is held to.
SIZES, SLACK, NUMBERS = (1e6, 1e12), 3.0, 1e-6
#: Coordinates below this part of |x| count as 0 for L > p; so much they may change of the conditions of the others.
VANISHING = 1e-4
#: A fast run asks for no more digits than this.
FAST_DIGITS = 15


def margin_agreement(part: MarginDirection, instance: Instance, digits: int) -> int | None:
    """None where the limits of flows are what the part says, 0 where one is not.

    Flows are followed in numbers at the settings FOLLOWED, where more than FAST_DIGITS `digits` are asked for: they
    take a third of a second each. Raises Undefined where the depth is no whole number >= 1, q is not positive, or the
    exponent has no value.
    """
    depth, q, exponent = _setting(part, instance)
    if not _ray_agrees(depth, q, exponent, part.stationary):
        return 0
    followed = (depth, q) in FOLLOWED and digits > FAST_DIGITS
    return None if not followed or flow_agrees(depth, q, exponent) else 0


@cache
def flow_agrees(depth: int, q: Fraction, exponent: Fraction | None) -> bool:
    """Whether the flow on DATA tends to the stated direction at the derived rate; None is the sup norm.

    For L <= p, W^kappa = (constant + kappa |g_j|^(q-1) T)(1 + ...) for each coordinate, so x/|x| is |x|^(-kappa/L) away
    from its limit; at kappa = 0 log x_j is |g_j|^(q-1) L T up to a constant, so coordinates of limit 0 are still
    |x|^(-1 + (|g_j|/max |g|)^(q-1)). Between two SIZES the distance has to shrink so, up to a factor of SLACK for the
    terms of next order, and down to what numbers can tell. For L > p coordinates that stay finite are 1/|x| away from
    0, and the first-order conditions are asked of the others.
    """
    # They bring NumPy and SciPy's optimisers along, half of the time a process takes to begin; few claims need them.
    import numpy as np

    from neversaddle.numerics.bias.margin_flow import margin_flow
    from neversaddle.numerics.bias.max_margin import max_margin, stationary_residual

    order = inf if exponent is None else float(exponent)
    run = margin_flow(DATA, sp.Rational(q.numerator, q.denominator), depth, SIZES)
    kappa = 1 - (depth - 1) * (float(q) - 1)
    if kappa < 0:
        return stationary_residual(DATA, run.direction, order, VANISHING) < VANISHING
    found = max_margin(DATA, order)
    limit = np.array([float(x / max(map(abs, found.direction))) for x in found.direction])
    far, farther = (float(abs(direction - limit).max()) for direction in run.directions)
    rate = kappa / depth
    if kappa == 0:
        g = abs(np.array(DATA).T @ np.array([float(n) for n in found.multipliers]))
        rate = min(1 - (v / g.max()) ** (float(q) - 1) for v in g[limit == 0]) if (limit == 0).any() else 1.0
    return bool(farther < max(SLACK * far * (SIZES[0] / SIZES[1]) ** rate, NUMBERS))


def margin_fails(part: MarginDirection, instance: Instance, bits: int) -> bool:
    """Whether a flow whose direction never changes has another direction than the stated one; exact."""
    try:
        return not _ray_agrees(*_setting(part, instance), part.stationary)
    except Undefined:
        return False


def margin_text(part: MarginDirection, instance: Instance) -> str:
    """The datum on which the flow has another direction than the stated one, and both directions."""
    depth, q, exponent = _setting(part, instance)
    a, b = _ray(depth, q)
    if exponent is not None and exponent < 1:
        return "for z = (1, 1) the flow keeps the direction (1, 1), which is no minimiser"
    datum, kept = (f"(1, {_power_of_two(n)})" for n in (b, a * depth))
    asked = "(1, 1)" if exponent is None else "" if exponent == 1 else f"(1, {_power_of_two(b / (exponent - 1))})"
    wanted = f"the direction asked for is {asked}" if asked else "the least sum |x_j| is elsewhere"
    return f"for z = {datum} the flow keeps the direction {kept}, while {wanted}"


def _power_of_two(exponent: Fraction) -> str:
    """2^exponent, as a number where it is short."""
    whole = exponent.denominator == 1 and abs(exponent) < 10
    return str(Fraction(2) ** int(exponent)) if whole else f"2^({exponent})"


def _ray_agrees(depth: int, q: Fraction, exponent: Fraction | None, stationary: bool) -> bool:
    """Whether the constant directions on one datum are as stated; an `exponent` of None is the sup norm.

    z = x = (1, 1): of least sum |x_j|^r over x_1 + x_2 >= 1 iff r >= 1, and first-order optimal iff r > 0 (a sum that
    does not grow with x has no least value, or not there). Then z = (1, 2^b) along x = (1, 2^(aL)): first-order optimal
    iff b = (r - 1) aL, for the sup norm iff both entries of x are equal.
    """
    if exponent is None:
        a, _ = _ray(depth, q)
        return a == 0
    if exponent <= 0 or (exponent < 1 and not stationary):
        return False
    a, b = _ray(depth, q)
    return b == (exponent - 1) * a * depth


def _ray(depth: int, q: Fraction) -> tuple[Fraction, Fraction]:
    """Exponents (a, b), not both 0, for which both weights v_j grow at one relative rate."""
    a, b = q - 1, 1 - (depth - 1) * (q - 1)
    assert b * (q - 1) + a * (depth - 1) * (q - 1) == a
    return a, b


def _setting(part: MarginDirection, instance: Instance) -> tuple[int, Fraction, Fraction | None]:
    """Depth, q and the exponent as numbers, None for the sup norm."""
    values = in_sympy(instance)
    depth, q, exponent = (e.subs(values) for e in (part.depth, part.q, part.exponent))
    if not (depth.is_Integer and depth >= 1):
        raise Undefined(f"there is no flow of depth {depth}")
    if not (q.is_Rational and q > 0):
        raise Undefined(f"there is no steepest flow of exponent q = {q}")
    if exponent != sp.oo and not exponent.is_Rational:
        raise Undefined(f"{part.exponent} is no exponent there: {exponent}")
    power = None if exponent == sp.oo else Fraction(int(exponent.p), int(exponent.q))
    return int(depth), Fraction(int(q.p), int(q.q)), power


MARGIN_DIRECTION = Trial[MarginDirection](margin_agreement, margin_fails, told=margin_text)
