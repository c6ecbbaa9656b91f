"""Sums in scaled doubles where x is small against x at y = 0: from the sizes of the terms there, not from the rise.

A term whose dx/dy is M (1 + d rho y)^(1/d) is A (1 + d rho y)^(1 + 1/d) + constant with A = M/(rho (1 + d)), or
(M/rho) exp(rho y) + constant, or M y + constant. `rest` holds the constants that are not 0; it is None for a leaf with
a term that has no such form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from neversaddle.numerics.special.doubles import FloatArray
from neversaddle.numerics.special.scaled.arithmetic import (
    Scaled,
    larger,
    logarithm,
    minus,
    over,
    plain,
    plus,
    scaled,
    scaled_exp,
    size_of,
    times,
    where,
)
from neversaddle.numerics.special.scaled.sums import (
    LARGEST_LOG_V,
    Place,
    Term,
    base_of,
    first_integral,
    integrated,
    place_by_variable,
    power_rise,
    ratio_of,
    side_of,
    solve_variable,
    speed_of,
    sum_conjugate,
    sum_rise,
    sum_solve,
    way_by_variable,
)

Rest: TypeAlias = Sequence[Scaled] | None
#: x is small against x(0) below this part of it; above, the rise loses two bits at most.
SMALL = 0.25


def _amount(term: Term) -> Scaled:
    """A, or M where x rises linearly."""
    amount, rho, d = term
    return where(rho[0] == 0.0, amount, over(amount, times(rho, scaled(1.0 + ratio_of(d)))))


def _parts(terms: Sequence[Term], rest: Sequence[Scaled], place: Place) -> list[Scaled]:
    """What x is the sum of."""
    side, parts = side_of(terms, place[0]), list(rest)
    for term in terms:
        rho, d = term[1:]
        base = base_of(rho, d, place, side)
        shape = base if d[0] == 0 else times(base, speed_of(base, d))
        parts.append(times(_amount(term), where(rho[0] == 0.0, place[0], shape)))
    return parts


def _speeds(terms: Sequence[Term], rest: Sequence[Scaled], place: Place) -> list[Scaled]:
    """The derivatives of the parts."""
    side, zero = side_of(terms, place[0]), scaled(np.zeros_like(place[0][0]))
    return [zero for _ in rest] + [times(m, speed_of(base_of(rho, d, place, side), d)) for m, rho, d in terms]


def _of_sign(parts: Sequence[Scaled], sign: FloatArray, chosen: Sequence[Scaled]) -> Scaled:
    """The sum of the chosen numbers whose parts have the sign, in size."""
    return plus(
        *((np.where(p[0] * sign > 0.0, np.abs(c[0]), 0.0), c[1]) for p, c in zip(parts, chosen, strict=True)),
    )


def sum_find(terms: Sequence[Term], rest: Rest, x: Scaled, origin: Scaled) -> Place:
    """The place of x on the leaf that has x = origin at y = 0; nan where it never gets there."""
    found = sum_solve(terms, minus(x, origin))
    small = larger(times(scaled(SMALL), size_of(origin)), size_of(x)) | ((x[0] == 0.0) & (origin[0] != 0.0))
    if rest is None or not np.any(small):
        return found
    direction, sign = np.where(origin[0] > 0.0, -1.0, 1.0) + 0.0 * x[0], np.where(x[0] < 0.0, -1.0, 1.0)
    side, one = side_of(terms, (direction, np.zeros_like(direction))), scaled(np.ones_like(sign))

    def miss(v: Scaled) -> tuple[Scaled, FloatArray]:
        at = place_by_variable(side, direction, v)
        parts, speeds = _parts(terms, rest, at), _speeds(terms, rest, at)
        for_, against = _of_sign(parts, sign, parts), plus(_of_sign(parts, -sign, parts), size_of(x))
        rate = plus(over(_of_sign(parts, sign, speeds), for_), over(_of_sign(parts, -sign, speeds), against))
        ahead = direction * sign > 0.0
        share = where(ahead, over(for_, against), over(against, for_))
        return share, plain(times(rate, way_by_variable(side, v, at)))

    inside = small & (plain(miss(scaled_exp(np.full(sign.shape, LARGEST_LOG_V)))[0]) >= 1.0)
    way = times(size_of(found[0]), side[0])
    s = logarithm(where(side[1], over(way, found[1]), where(side[2], minus(over(one, found[1]), one), way)))
    inside &= (x[0] != 0.0) | np.isfinite(s)
    place = place_by_variable(side, direction, solve_variable(miss, np.where(inside & np.isfinite(s), s, 0.0), inside))
    parts = _parts(terms, rest, place)
    better = inside & larger(size_of(origin), plus(*(size_of(p) for p in parts)))
    return where(better, place[0], found[0]), where(better, place[1], found[1])


def sum_value(terms: Sequence[Term], rest: Rest, place: Place, origin: Scaled) -> Scaled:
    """x at the place: x at y = 0 and the rise, or the sum of the terms where that cancels less."""
    rise = sum_rise(terms, place)
    if rest is None:
        return plus(origin, rise)
    return _the_smaller([origin, rise], _parts(terms, rest, place))


def sum_dual(terms: Sequence[Term], rest: Rest, place: Place, origin: Scaled) -> Scaled:
    """R* at the place: the integral of x over orbit time from 0, by the same choice."""
    y = place[0]
    rise = [times(origin, y), sum_conjugate(terms, place)]
    if rest is None:
        return plus(*rise)
    side, parts = side_of(terms, y), [times(c, y) for c in rest]
    for term in terms:
        rho, d = term[1:]
        t, base = times(rho, y), base_of(rho, d, place, side)
        whole = first_integral(t, base, d) if d[0] == 0 else power_rise(plain(t), base, integrated(d, 2), ratio_of(d))
        linear = times(scaled(0.5), y, y)
        parts.append(times(_amount(term), where(rho[0] == 0.0, linear, over(whole, rho))))
    total = _the_smaller(rise, parts)
    return where(y[0] == 0.0, y, total)


def _the_smaller(first: Sequence[Scaled], second: Sequence[Scaled]) -> Scaled:
    """The sum of the parts, of two ways to take it apart, that are smaller in size: those cancel less."""
    sizes = [plus(*(size_of(p) for p in parts)) for parts in (first, second)]
    return where(larger(*sizes), plus(*second), plus(*first))
