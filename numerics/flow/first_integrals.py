"""First integrals along a flow: what each drifts, and which of them say nothing there.

An indefinite integral in a weight is taken from the weight's start to its present value, along the values between, by
`acb.integral`: it proves that there is neither a pole nor a branch point on the way, or gives no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import mpmath
import sympy as sp
from flint import acb, arb, ctx
from mpmath import mp

from neversaddle.numerics.loss.loss import Vector, compiled
from neversaddle.numerics.numbers.complex_balls import complex_ball
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.numerics.ode.arithmetics import ball_of, middle_of
from neversaddle.theory.geometry.orbit import as_monomial, separated
from neversaddle.theory.geometry.reparametrization import Reparametrization

#: Bits beyond the precision in force for the sum of the pieces, and bits of it that a piece may lack.
GUARD, SLACK = 16, 24
#: Evaluations of an integrand for each bit.
EFFORT = 40


class NoValue(ValueError):
    """A first integral that has no value somewhere on a path; the message says where."""


@dataclass
class Drifts:
    """The largest relative drift of each first integral, and why others are not judged."""

    found: dict[str, mpmath.mpf] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


def drifts(
    model: Reparametrization,
    integrals: Iterable[sp.Expr],
    rate: Fraction,
    times: Sequence[mpmath.mpf],
    columns: Sequence[Sequence[Vector]],
    stalled: Iterable[tuple[int, int]] = (),
) -> Drifts:
    """The largest departure of each integral from its start times exp(-rate t), over times and coordinates.

    Relative to the sizes of its terms. `columns[n][j]` are the weights of coordinate j + 1 at the n-th time; `stalled`
    are the coordinates and weights (from 1) that came to a zero of their own derivative of x between the times.
    """
    answer, watched = Drifts(), list(integrals)
    paths = list(zip(*columns, strict=True))
    turning = _turning(model, paths, stalled) if watched else {}
    for expression in watched:
        halted = [place for w, place in turning.items() if w in expression.free_symbols]
        try:
            if halted:
                raise NoValue(halted[0])
            answer.found[str(expression)] = max(
                (_drift(terms_along(expression, model.weights, path), rate, times) for path in paths), default=mp.zero
            )
        except NoValue as problem:
            answer.left_out[str(expression)] = str(problem)
    return answer


@dataclass(frozen=True)
class Terms:
    """The terms of a first integral at one point, and the sizes that their rounding is relative to."""

    values: Vector
    sizes: Vector


def terms_along(expression: sp.Expr, weights: tuple[sp.Symbol, ...], path: Sequence[Vector]) -> list[Terms]:
    """The terms at each point of the path of one coordinate's weights; indefinite integrals are 0 at the first point.

    Raises NoValue.
    """
    indefinite = sorted(expression.atoms(sp.Integral), key=sp.default_sort_key)
    stand_ins = tuple(sp.Dummy(real=True) for _ in indefinite)
    plain = expression.xreplace(dict(zip(indefinite, stand_ins, strict=True)))
    terms = compiled(sp.Add.make_args(plain), (*weights, *stand_ins))
    pieces = [_quadratures(e, weights, path) for e in indefinite]
    found = []
    for n, w in enumerate(path):
        values = terms([*w, *(piece[n][0] for piece in pieces)])
        if not all(mp.isfinite(v) for v in values):
            raise NoValue(f"it has no value at {_point(weights, w)}")
        sizes = terms([*w, *(piece[n][1] for piece in pieces)]) if pieces else values
        found.append(Terms(values, [max(abs(v), abs(s)) for v, s in zip(values, sizes, strict=True)]))
    return found


def _drift(path: Sequence[Terms], rate: Fraction, times: Sequence[mpmath.mpf]) -> mpmath.mpf:
    worst = mp.zero
    for t, now in zip(times, path, strict=True):
        factor = mp.exp(-at_precision(rate) * t)
        size = mp.fsum(now.sizes) + factor * mp.fsum(path[0].sizes)
        change = abs(mp.fsum(now.values) - factor * mp.fsum(path[0].values))
        worst = max(worst, 2 * change / size) if size else worst
    return worst


def _turning(
    model: Reparametrization, paths: Sequence[Sequence[Vector]], stalled: Iterable[tuple[int, int]]
) -> dict[sp.Symbol, str]:
    """The weights of a sum that come to a zero of their own derivative of x, where their orbit ends, and where.

    There dw/Phi_q(g') is no orbit time any more: the weight rests or is held, and the others go on.
    """
    if separated(model) is None or as_monomial(model) is not None:
        return {}
    found = {}
    for w, slope in zip(model.weights, model.gradient, strict=True):
        place, value = model.weights.index(w), compiled((slope,), model.weights)
        for j, path in enumerate(paths, start=1):
            at = next((point[place] for point in path if value(list(point))[0] == 0), None)
            if at is not None:
                found[w] = f"dx/d{w} is zero at {w} = {mp.nstr(at, 8)}, coordinate {j}"
            elif (j, place + 1) in set(stalled):
                found[w] = f"dx/d{w} comes to zero on the way, coordinate {j}"
    return found


def _quadratures(
    integral: sp.Integral, weights: tuple[sp.Symbol, ...], path: Sequence[Vector]
) -> list[tuple[mpmath.mpf, mpmath.mpf]]:
    """At each point of a path the integral from the first point on, and the size that its rounding is relative to.

    The size is at least |w f(w)| for the largest weight w: what a rounding of that would change.
    """
    (w,), f = integral.variables, integral.function
    place = weights.index(w)
    total, found = mp.zero, []
    before = path[0][place]
    # The rate at the start is part of what all later values are relative to.
    first = max(map(abs, path[0])) * abs(_at(f, w, before))
    for point in path:
        now = point[place]
        size = max(map(abs, point)) * abs(_at(f, w, now))
        if now != before:
            with mp.workprec(mp.prec + GUARD):
                total += _between(f, w, before, now, size)
        found.append((+total, max(abs(total), size, first)))
        before = now
    return found


def _at(f: sp.Expr, w: sp.Symbol, value: mpmath.mpf) -> mpmath.mpf:
    with ctx.workprec(mp.prec):
        ball = complex_ball(f, w, acb(ball_of(mp.mpf(value))), False)
        if not ball.is_finite():
            raise NoValue(f"{f} has no value at {w} = {mp.nstr(value, 8)}")
        return +middle_of(ball.real)


def _between(f: sp.Expr, w: sp.Symbol, low: mpmath.mpf, high: mpmath.mpf, size: mpmath.mpf) -> mpmath.mpf:
    """The integral of f between two numbers. Raises NoValue where no enclosure to nearly all bits is found."""
    with ctx.workprec(mp.prec + GUARD):
        goal = ball_of(mp.mpf(size)) * arb(2) ** -mp.prec
        value = acb.integral(
            lambda z, analytic: complex_ball(f, w, z, analytic),
            acb(ball_of(mp.mpf(low))),
            acb(ball_of(mp.mpf(high))),
            rel_tol=arb(2) ** -mp.prec,
            abs_tol=goal,
            eval_limit=EFFORT * mp.prec,
        )
        allowed = (goal + abs(value.real) * arb(2) ** -mp.prec) * 2**SLACK
        if not value.is_finite() or not value.imag.contains(0) or not value.real.rad() <= allowed:
            ends = f"{w} = {mp.nstr(low, 8)} and {mp.nstr(high, 8)}"
            raise NoValue(f"{f} has a pole or a branch point between {ends}, or too near them")
        return +middle_of(value.real)


def _point(weights: tuple[sp.Symbol, ...], w: Vector) -> str:
    return ", ".join(f"{s} = {mp.nstr(v, 8)}" for s, v in zip(weights, w, strict=True))
