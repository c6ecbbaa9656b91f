"""Leaves of sums x = sum g_i(w_i) in scaled doubles: every term by itself, so that nothing cancels.

Along the orbit each term's dx_i/dy is M (1 + d rho y)^(1/d), or M exp(rho y) for d = 0, with M > 0: `Term` is
(M, rho, d). Rise, conjugate and potential of a term are M y, M y^2, M y^2 times a positive function of t = rho y, and
the terms of one leaf have one sign. A place on the leaf is (y, gap), the gap known to all digits: the part 1 + d rho y
of the way that is left to the end of the leaf on y's side; exp(-rho |y|) where x grows like exp(rho |y|); else 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from neversaddle.numerics.special.doubles import FloatArray
from neversaddle.numerics.special.scaled.arithmetic import (
    Ratio,
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
    to_power,
    where,
)
from neversaddle.numerics.special.scaled.leaf import legendre

# The variable of `place_by_variable` is sought between exp(-this) and exp(this), beyond every power of a double.
LARGEST_LOG_V = 40000.0

Term: TypeAlias = tuple[Scaled, Scaled, Ratio]
Place: TypeAlias = tuple[Scaled, Scaled]
#: (rate, ended, growing) of one side of y = 0: ended by a term at 1/rate, or growing with a term exp(rate |y|).
Side: TypeAlias = tuple[Scaled, NDArray[np.bool_], NDArray[np.bool_]]


def ratio_of(d: Ratio) -> float:
    """The fraction as a double."""
    return d[0] / d[1]


def _quadrature(t: FloatArray, d: float) -> Callable[[int], FloatArray]:
    """int_0^1 w(s) m(t s) ds, m(t) = (1 + d t)^(1/d), with w = 1, s, 1 - s for kind 0, 1, -1."""
    nodes, weights = legendre(t.ndim)
    values = np.exp(t * nodes) if d == 0.0 else np.exp(np.log1p(d * t * nodes) / d)
    return lambda kind: np.asarray(np.sum(weights * (1.0, nodes, 1.0 - nodes)[kind] * values, axis=0))


def power_rise(t: FloatArray, base: Scaled, power: Ratio, d: float) -> Scaled:
    """int_0^t (1 + d s)^(power - 1) ds = (base^power - 1)/(power d), continued through power = 0."""
    log = np.where(np.abs(d * t) < 0.5, np.log1p(d * t), logarithm(base))
    if power[0] == 0:
        return scaled(log / d)
    log = log * (power[0] / power[1])
    slope = power[0] / power[1] * d
    far = over(minus(to_power(base, power), scaled(np.ones_like(log))), scaled(slope))
    return where(np.abs(log) < 1.0, scaled(np.expm1(log) / slope), far)


def integrated(d: Ratio, steps: int) -> Ratio:
    """1/d + steps."""
    return (d[1] + steps * d[0], d[0]) if d[0] > 0 else (-d[1] - steps * d[0], -d[0])


def first_integral(t: Scaled, base: Scaled, d: Ratio) -> Scaled:
    """int_0^t m(s) ds with m = (1 + d s)^(1/d), base = 1 + d t, or m = base = exp for d = 0; never cancels."""
    value = plain(t)
    if d[0] != 0:
        first = power_rise(value, base, integrated(d, 1), ratio_of(d))
    else:
        first = where(np.abs(value) < 1.0, scaled(np.expm1(value)), minus(base, scaled(np.ones_like(value))))
    # Below what a double holds it is t.
    return where(np.abs(value) < 1e-290, t, first)


def _term_rise(t: Scaled, base: Scaled, d: Ratio) -> Scaled:
    """rise/(M y)."""
    return where(t[0] == 0.0, scaled(np.ones_like(t[0])), over(first_integral(t, base, d), t))


def _term_square(kind: int, t: Scaled, base: Scaled, d: Ratio) -> Scaled:
    """potential/(M y^2) for kind 1, conjugate/(M y^2) for -1: by quadrature where the closed form would cancel."""
    value, slope = plain(t), ratio_of(d)
    close = np.abs(value) * max(1.0, 2.0 * abs(slope)) <= 0.5
    near = _quadrature(np.where(close, value, 0.0), slope)(kind)
    if np.all(close):
        return scaled(near)
    first = first_integral(t, base, d)
    if d[0] == 0:
        second = minus(times(t, base), first) if kind == 1 else minus(first, t)
    elif kind == 1:
        second = over(minus(power_rise(value, base, integrated(d, 2), slope), first), scaled(slope))
    elif d[0] == -d[1]:
        second = plus(times(base, scaled(logarithm(base))), t)
    else:
        second = over(minus(power_rise(value, base, integrated(d, 2), slope), t), scaled(1.0 + slope))
    return where(close, scaled(near), over(second, times(t, t)))


def side_of(terms: Sequence[Term], y: Scaled) -> Side:
    """The side on which y lies."""
    sign, nothing = np.where(y[0] < 0.0, -1.0, 1.0), scaled(np.zeros_like(y[0]))
    end, growth, fastest = nothing, nothing, nothing
    for _, rho, d in terms:
        sigma = times(rho, scaled(ratio_of(d) if d[0] else 1.0))
        towards = sigma[0] * sign > 0.0
        if d[0] == 0:
            growth = where(towards & larger(size_of(rho), growth), size_of(rho), growth)
        else:
            end = where((sigma[0] * sign < 0.0) & larger(size_of(sigma), end), size_of(sigma), end)
        fastest = where(larger(size_of(rho), fastest), size_of(rho), fastest)
    ended = end[0] > 0.0
    growing = ~ended & (growth[0] > 0.0)
    unit = where(fastest[0] > 0.0, fastest, scaled(np.ones_like(y[0])))
    return where(ended, end, where(growing, growth, unit)), ended, growing


def sum_place(terms: Sequence[Term], y: Scaled) -> Place:
    """The place at orbit time y; nan beyond the leaf's ends."""
    side, one = side_of(terms, y), scaled(np.ones_like(y[0]))
    way = times(side[0], size_of(y))
    gap = where(side[1], minus(one, way), where(side[2], scaled_exp(-plain(way)), one))
    outside = (gap[0] < 0.0) | np.isnan(y[0])
    return (np.where(outside, np.nan, y[0]), y[1]), (np.where(outside, np.nan, gap[0]), gap[1])


def base_of(rho: Scaled, d: Ratio, place: Place, side: Side) -> Scaled:
    """1 + d rho y, near the end of the leaf from what is left to it; or exp(rho y) for d = 0."""
    y, gap = place
    one = scaled(np.ones_like(y[0]))
    if d[0] == 0:
        t = where(rho[0] == 0.0, scaled(np.zeros_like(y[0])), times(rho, y))
        alike = side[2] & (plain(over(size_of(rho), side[0])) == 1.0)
        return where(alike, where(t[0] < 0.0, gap, over(one, gap)), scaled_exp(plain(t)))
    own = times(rho, scaled(ratio_of(d)))
    share = over(size_of(own), side[0])
    left = plus(minus(one, share), times(share, gap))
    return where(own[0] * y[0] < 0.0, left, plus(one, times(own, y)))


def speed_of(base: Scaled, d: Ratio) -> Scaled:
    """base^(1/d), or the base for d = 0."""
    if d[0] == 0:
        return base
    return to_power(base, (d[1], d[0]) if d[0] > 0 else (-d[1], -d[0]))


def _over_terms(
    terms: Sequence[Term], place: Place, value: Callable[[Scaled, Scaled, Ratio], Scaled], side: Side | None = None
) -> Scaled:
    """Sum of M value(t, base, d) over the terms; `side` is that of the place, if it is known."""
    side = side_of(terms, place[0]) if side is None else side
    parts = []
    for amount, rho, d in terms:
        t = where(rho[0] == 0.0, scaled(np.zeros_like(place[0][0])), times(rho, place[0]))
        parts.append(times(amount, value(t, base_of(rho, d, place, side), d)))
    return plus(*parts)


def sum_metric(terms: Sequence[Term], place: Place, side: Side | None = None) -> Scaled:
    """dx/dy."""
    return _over_terms(terms, place, lambda t, base, d: speed_of(base, d), side)


def sum_rise(terms: Sequence[Term], place: Place, side: Side | None = None) -> Scaled:
    """x minus its value at y = 0."""
    rise = times(place[0], _over_terms(terms, place, _term_rise, side))
    # Both ends and y = 0.
    return where(place[0][0] == 0.0, place[0], rise)


def sum_potential(terms: Sequence[Term], place: Place) -> Scaled:
    """R(x) = x y - R*(y) = int_0^y s (dx/dy)(s) ds."""
    y = place[0]
    return where(y[0] == 0.0, y, times(y, y, _over_terms(terms, place, lambda t, base, d: _term_square(1, t, base, d))))


def sum_conjugate(terms: Sequence[Term], place: Place) -> Scaled:
    """R*(y) without the part of x at y = 0: the integral of `sum_rise`."""
    y = place[0]
    return where(
        y[0] == 0.0, y, times(y, y, _over_terms(terms, place, lambda t, base, d: _term_square(-1, t, base, d)))
    )


def begun_at(terms: Sequence[Term], start: Place) -> list[Term]:
    """The terms of the same leaf with orbit time counted from `start`."""
    side, begun = side_of(terms, start[0]), []
    for amount, rho, d in terms:
        base = base_of(rho, d, start, side)
        begun.append((times(amount, speed_of(base, d)), over(rho, base) if d[0] else rho, d))
    return begun


def sum_divergence(terms: Sequence[Term], place: Place, start: Place) -> Scaled:
    """D_R(x, x_0) = int_(y_0)^y (s - y_0) (dx/dy)(s) ds: the potential of the same leaf, begun at y_0."""
    here, there = side_of(terms, place[0]), side_of(terms, start[0])
    same = (place[0][0] < 0.0) == (start[0][0] < 0.0)
    begun = begun_at(terms, start)
    # From what is left to the end on their side, where both lie there.
    signed = np.copysign(here[0][0], place[0][0]), here[0][1]
    y = where(here[1] & same, over(minus(start[1], place[1]), signed), minus(place[0], start[0]))
    # Where x has grown by itself, from the ratio of what it is at both.
    grown = here[2] & same & (np.fmin(plain(place[1]), plain(start[1])) < 0.25)
    y = where(grown, over(scaled(logarithm(over(start[1], place[1]))), signed), y)
    moved = sum_place(begun, y)
    known = (here[1] | here[2]) & same & (np.abs(place[0][0]) > 0.0) & (y[0] * place[0][0] > 0.0)
    gap = where(known, over(place[1], start[1]), moved[1])
    across = here[2] & there[2] & ~same & (plain(over(here[0], there[0])) == 1.0) & (y[0] * place[0][0] > 0.0)
    return sum_potential(begun, (y, where(across, times(place[1], start[1]), gap)))


def sum_close(terms: Sequence[Term], place: Place, start: Place) -> NDArray[np.bool_]:
    """Whether dx/dy is as good as a polynomial between two places: it has no singularity near, and hardly changes."""
    y, side = minus(place[0], start[0]), side_of(terms, start[0])
    close = np.isfinite(y[0])
    for _, rho, d in terms:
        rate = over(rho, base_of(rho, d, start, side)) if d[0] else rho
        close &= np.abs(plain(times(rate, y))) * max(1.0, 2.0 * abs(ratio_of(d))) <= 0.5
    return close


def sum_solve(terms: Sequence[Term], rise: Scaled) -> Place:
    """The place at which x has risen by `rise`; nan where it never does, the end where it is infinite.

    Newton for the logarithm of the rise in that of the variable of `place_by_variable`, then on the ratio of the rises.
    """
    sign, size = np.where(rise[0] < 0.0, -1.0, 1.0), size_of(rise)
    side = side_of(terms, (sign, np.zeros_like(sign)))

    def miss(v: Scaled) -> tuple[Scaled, FloatArray]:
        at = place_by_variable(side, sign, v)
        reached = size_of(sum_rise(terms, at, side))
        slope = plain(over(times(sum_metric(terms, at, side), way_by_variable(side, v, at)), reached))
        return over(reached, size), slope

    # Just before the end the rise is as good as its limit.
    unreached = plain(miss(scaled_exp(np.full(sign.shape, LARGEST_LOG_V)))[0]) < 1.0
    inside = np.isfinite(rise[0]) & (rise[0] != 0.0) & ~unreached
    start = sum_metric(terms, (scaled(np.zeros_like(sign)), scaled(np.ones_like(sign))), side)
    s = logarithm(times(size, side[0])) - logarithm(start)
    found = place_by_variable(side, sign, solve_variable(miss, np.where(inside, s, 0.0), inside))
    return _at_the_ends(terms, rise, found, unreached, side)


def place_by_variable(side: Side, sign: FloatArray, v: Scaled) -> Place:
    """The place of v > 0: gap = 1/(1+v), y = v gap/rate before an end and log(1+v)/rate where x grows like exp; else
    y = v/rate. So one number covers small y and small gaps alike.
    """
    one = scaled(np.ones_like(sign))
    gap = where(side[1] | side[2], over(one, plus(one, v)), one)
    # Far below 1 the logarithm is v, which a double may not hold.
    logs = where(v[1] < -60.0, v, scaled(np.where(v[1] > 60.0, logarithm(v), np.log1p(plain(v)))))
    mantissa, exponent = over(where(side[2], logs, times(v, gap)), side[0])
    return (sign * mantissa, exponent), gap


def way_by_variable(side: Side, v: Scaled, at: Place) -> Scaled:
    """|dy / d log v|."""
    return where(side[2], over(times(v, at[1]), side[0]), times(size_of(at[0]), at[1]))


def solve_variable(
    miss: Callable[[Scaled], tuple[Scaled, FloatArray]], s: FloatArray, inside: NDArray[np.bool_]
) -> Scaled:
    """The v with miss(v) = 1, from exp(s) on: `miss` increases, and has its logarithmic slope beside it.

    Newton in log v, with bisection where that leaves the bracket, then twice on the value itself, which does not see
    the rounding of log v.
    """
    low, high = np.full(s.shape, -LARGEST_LOG_V), np.full(s.shape, LARGEST_LOG_V)
    s = np.clip(s, low + 1.0, high - 1.0)
    for _ in range(200):
        reached, slope = miss(scaled_exp(s))
        gap = np.where(inside, logarithm(reached), 0.0)
        low, high = np.where(gap <= 0.0, s, low), np.where(gap >= 0.0, s, high)
        step = s - gap / slope
        usable = (step > low) & (step < high)
        following = np.where(gap == 0.0, s, np.where(usable, step, 0.5 * (low + high)))
        done = np.abs(following - s) <= 1e-9 * (1.0 + np.abs(s))
        s = following
        if np.all(done | ~inside):
            break
    v = scaled_exp(s)
    for _ in range(2):
        reached, slope = miss(v)
        step = (plain(reached) - 1.0) / slope
        v = times(v, scaled(1.0 - np.where(np.abs(step) < 0.5, step, 0.0)))
    return v


def _at_the_ends(terms: Sequence[Term], rise: Scaled, found: Place, unreached: NDArray[np.bool_], side: Side) -> Place:
    """What was found, and the places of x at the start, of infinite x, and of x that is never reached."""
    sign = np.where(rise[0] < 0.0, -1.0, 1.0)
    zero, one = scaled(np.zeros_like(sign)), scaled(np.ones_like(sign))
    end = where(side[1], over((sign, np.zeros_like(sign)), side[0]), (sign * np.inf, np.zeros_like(sign)))
    beyond, start = unreached | np.isinf(rise[0]), rise[0] == 0.0
    y, gap = where(beyond, end, found[0]), where(beyond & (side[1] | side[2]), zero, found[1])
    y, gap = where(start, zero, y), where(start, one, gap)
    lost = np.isnan(rise[0]) | (beyond & ~start & ~_onto(terms, sign, side))
    return (np.where(lost, np.nan, y[0]), y[1]), (np.where(lost, np.nan, gap[0]), gap[1])


def _onto(terms: Sequence[Term], sign: FloatArray, side: Side) -> NDArray[np.bool_]:
    """Whether x is infinite at the end of the leaf on that side."""
    infinite = np.zeros(sign.shape, dtype=bool)
    for _, rho, d in terms:
        ahead = rho[0] * sign * (d[0] or 1)
        if d[0] == 0:
            infinite |= (ahead >= 0.0) & ~side[1]
        elif -d[1] <= d[0] < 0:
            # At the term's own zero; others end later.
            own = plain(over(size_of(times(rho, scaled(ratio_of(d)))), side[0]))
            infinite |= (ahead < 0.0) & side[1] & (own >= 1.0 - 2.0**-50)
        if d[0] > 0 or d[0] <= -d[1]:
            infinite |= (ahead > 0.0) & ~side[1]
    return infinite
