"""Convex functions given by their second derivative: traits tried by their definitions, far out and close by.

With x = X(s) and s = e^t the slope S' and S itself are sums of a(s) dX and X a(s) dX over panels of t, each taken as an
exponential between its ends, and so right to a few digits at any distance. A sequence of values at t = T, 2T, 4T, ...
goes on growing, or comes to rest. What refutes is exact instead: by Taylor's formula S'(z) - S'(x) = int_x^z dS' and
D(x, z) = int_x^z (X - x) dS', integrals that balls show to be finite or infinite.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import mpmath
import sympy as sp
from flint import ctx
from mpmath import mp

from neversaddle.numerics.attack.definitions.improper import improper_ball, is_finite
from neversaddle.numerics.attack.evaluation import BALLS, MPMATH, CannotEvaluate, evaluate
from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.trial import Trial
from neversaddle.numerics.attack.precision import OutOfReach
from neversaddle.numerics.attack.sampling import Instance, is_true, rational_at
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.statement.shapes import Shape, Trait

#: Digits, the panels close by in t, and how far out values are looked at.
DIGITS = 40
CLOSE = [mp.mpf(n) / 2 for n in range(-32, 33)]
FAR = [mp.mpf(20) * 2**n for n in range(26)]
#: Panels up to each of these: what bends does so in the first few.
PANELS = [4] * 4 + [1] * 22
#: The last increment over the one before it: it doubles, or more, for what grows like log x or a power of it.
GROWS, RESTS = mp.mpf("1.9"), mp.mpf("1.5")
#: Logarithms of x among which traits are tried, and vectors of these.
POINTS = (-9, -3, -1, 0, 1, 2, 5, 11)
DRAWS = 12
#: Closer to a point than this nothing is looked at.
NEAR = mp.mpf(2) ** -10

Function = Callable[[mpmath.mpf], mpmath.mpf]


@dataclass(frozen=True)
class Curve:
    """S(x) for x = X(e^t) by its slopes; `line`: even, else from slope and value 0 at t = 0."""

    place: Function
    rate: Function
    line: bool

    @cached_property
    def points(self) -> list[mpmath.mpf]:
        """t at which log x is about as in POINTS."""
        first, *_, last = CLOSE
        growth = mp.log(self.place(mp.exp(last)) / self.place(mp.exp(first))) / (last - first)
        return [min(max(mp.mpf(n) / growth, first), last) for n in POINTS]

    @cached_property
    def sums(self) -> dict[mpmath.mpf, tuple[mpmath.mpf, mpmath.mpf]]:
        """At each t the integrals of dS' and x dS' from t = 0."""
        ts = sorted({*CLOSE, *self.points, *(sign * t for sign in (1, -1) for t in _outwards())})
        logs = [(mp.log(self.rate(mp.exp(t))) + t, mp.log(self.place(mp.exp(t)))) for t in ts]
        panels = [
            tuple(_panel(b - a, low[0] + k * low[1], high[0] + k * high[1]) for k in (0, 1))
            for (a, low), (b, high) in pairwise(zip(ts, logs, strict=True))
        ]
        start = ts.index(mp.mpf(0))
        found = {ts[start]: (mp.mpf(0), mp.mpf(0))}
        for order, sign in ((range(start, len(ts) - 1), 1), (range(start - 1, -1, -1), -1)):
            total = [mp.mpf(0), mp.mpf(0)]
            for n in order:
                total = [old + sign * new for old, new in zip(total, panels[n], strict=True)]
                found[ts[n + (sign > 0)]] = (total[0], total[1])
        return found

    def at(self, t: mpmath.mpf) -> tuple[mpmath.mpf, mpmath.mpf, mpmath.mpf]:
        """x, S(x) and S'(x)."""
        base = self.sums[-FAR[-1]] if self.line else (mp.mpf(0), mp.mpf(0))
        slope, moment = (now - then for now, then in zip(self.sums[t], base, strict=True))
        x = self.place(mp.exp(t))
        return x, x * slope - moment, slope


def _outwards() -> list[mpmath.mpf]:
    """From the panels close by to the farthest t, in panels that grow with t."""
    ends = pairwise([CLOSE[-1], *FAR])
    return [a + (b - a) * mp.mpf(k) / n for (a, b), n in zip(ends, PANELS, strict=True) for k in range(1, n + 1)]


def _panel(width: mpmath.mpf, low: mpmath.mpf, high: mpmath.mpf) -> mpmath.mpf:
    """The integral of an exponential from its logarithms at both ends."""
    rise = high - low
    return width * mp.exp(low) * (mp.expm1(rise) / rise if abs(rise) > mp.mpf(10) ** -12 else 1 + rise / 2)


def shape_agreement(part: Shape, instance: Instance, digits: int) -> int | None:
    """None where the function has all traits just if the condition says so (or only if), else 0.

    With a largest slope, the digits to which it is the stated one. Raises Undefined where there is no such function,
    OutOfReach where a trait is too close to a threshold.
    """
    said = is_true(part.condition, instance)
    with mp.workdps(DIGITS):
        has = _has_all(part, instance)
    if has != said and not (part.only_if and said):
        return 0
    return _slope_agreement(part, instance, digits) if has and part.value is not None else None


def _slope_agreement(part: Shape, instance: Instance, digits: int) -> int:
    """The digits that S'(oo) - S'(0), by quadrature over t, has in common with the stated value."""
    assert part.value is not None
    rate = _curve(part, instance).rate
    found = mp.quad(lambda t: rate(mp.exp(t)) * mp.exp(t), [-mp.inf, 0, mp.inf])
    value = evaluate(part.value, instance, MPMATH)
    return digits if found == value else max(0, min(digits, int(mp.floor(-mp.log10(abs(found / value - 1))))))


def _has_all(part: Shape, instance: Instance) -> bool:
    curve = _curve(part, instance)
    if curve.line and not _rests([curve.sums[-t][0] for t in FAR]):
        return False
    size = _coordinates(part, instance)
    return all(TRAITS[trait](curve, size) for trait in part.traits)


def _coordinates(part: Shape, instance: Instance) -> int:
    size = rational_at(part.size, instance)
    if size.denominator != 1 or size < 1:
        raise Undefined(f"there are not {size} coordinates")
    return int(size)


def _curve(part: Shape, instance: Instance) -> Curve:
    place, rate = _formulas(part, instance)
    functions = [sp.lambdify(part.parameter, e, "mpmath") for e in (place, rate)]

    def positive(function: Function) -> Function:
        def value(s: mpmath.mpf) -> mpmath.mpf:
            found = function(s)
            if isinstance(found, mpmath.mpc) or not found > 0:
                raise Undefined(f"'{part.text}' is about no convex function there")
            return found

        return value

    return Curve(positive(functions[0]), positive(functions[1]), part.low == -sp.oo)


def _formulas(part: Shape, instance: Instance) -> tuple[sp.Expr, sp.Expr]:
    """X and a dX/ds, numbers put in."""
    exact = in_sympy({s: v for s, v in instance.items() if s != part.parameter})
    place, curvature = (e.subs(exact) for e in (part.place, part.curvature))
    rate = curvature * sp.diff(place, part.parameter)
    if rate.free_symbols - {part.parameter} or rate.has(sp.zoo, sp.nan, sp.oo, -sp.oo) or rate == 0:
        raise Undefined(f"'{part.text}' is about no convex function there")
    return place, rate


def _rests(values: Sequence[mpmath.mpf]) -> bool:
    """Whether values at T, 2T, 4T, ... come to rest, and do not go on growing."""
    steps = [abs(later - earlier) for earlier, later in pairwise(values)]
    scale = max(map(abs, values))
    if steps[-1] <= scale * mp.mpf(10) ** (10 - DIGITS):
        return True
    ratio = steps[-1] / steps[-2]
    if RESTS < ratio < GROWS:
        raise OutOfReach("too close to the threshold to tell")
    return bool(ratio <= RESTS)


def _steep(curve: Curve, size: int, side: int = 1) -> bool:
    return not _rests([curve.sums[side * t][0] for t in FAR])


def _bounded_slopes(curve: Curve, size: int) -> bool:
    return not _steep(curve, size) and (curve.line or not _steep(curve, size, -1))


def _finite_at_zero(curve: Curve) -> bool:
    return _rests([curve.at(-t)[1] for t in FAR])


def _divergence(curve: Curve, t: mpmath.mpf, z: mpmath.mpf) -> mpmath.mpf:
    """D(x, z) = S(x) - S(z) - S'(z)(x - z), in which z S'(z) - S(z) is the sum of x dS'."""
    (slope, moment), (other, far) = curve.sums[t], curve.sums[z]
    return far - moment - curve.place(mp.exp(t)) * (other - slope)


def _bounded_sublevels(curve: Curve, size: int) -> bool:
    return all(not _rests([_divergence(curve, t, z) for z in FAR]) for t in (curve.points[0], curve.points[-1]))


def _consistent(curve: Curve, size: int) -> bool:
    """Close to points inside, and at a boundary at which S is finite."""
    inside = all(_near_divergence(curve, t, NEAR) < _near_divergence(curve, t, 16 * NEAR) / 16 for t in curve.points)
    if curve.line or not _finite_at_zero(curve):
        return inside
    heights = [height - slope * x for x, height, slope in map(curve.at, (-t for t in FAR))]
    return inside and _rests(heights) and _rests([curve.at(-t)[1] - h for t, h in zip(FAR, heights, strict=True)])


def _near_divergence(curve: Curve, t: mpmath.mpf, step: mpmath.mpf) -> mpmath.mpf:
    """D(x, z) where z is a little farther out than x."""
    ends = [(mp.log(curve.rate(mp.exp(e))) + e, mp.log(curve.place(mp.exp(e)))) for e in (t, t + step)]
    slope, moment = (_panel(step, *(r + k * x for r, x in ends)) for k in (0, 1))
    return moment - curve.place(mp.exp(t)) * slope


def _onto(curve: Curve, size: int) -> bool:
    return _steep(curve, size) and (curve.line or _steep(curve, size, -1))


def _essentially_smooth(curve: Curve, size: int) -> bool:
    return curve.line or _steep(curve, size, -1)


def _closed_domain(curve: Curve, size: int) -> bool:
    return curve.line or _finite_at_zero(curve)


def _positive(*terms: mpmath.mpf) -> bool:
    """Whether a sum is positive. Raises OutOfReach where its terms cancel."""
    total = mp.fsum(terms)
    if abs(total) <= max(map(abs, terms)) * mp.mpf(10) ** (10 - DIGITS):
        raise OutOfReach("too close to the threshold to tell")
    return bool(total > 0)


def _strictly_convex(curve: Curve, size: int) -> bool:
    """Below its chords."""
    points = _points(curve)
    return all(
        _positive((y - x) * c, (z - y) * a, -(z - x) * b)
        for (x, a, _), (y, b, _), (z, c, _) in zip(points, points[1:], points[2:], strict=False)
        if x < y < z
    )


def _points(curve: Curve) -> list[tuple[mpmath.mpf, mpmath.mpf, mpmath.mpf]]:
    """x, S(x) and S'(x) in increasing order, on both sides of 0 on the line."""
    right = [curve.at(t) for t in dict.fromkeys(curve.points)]
    if not curve.line:
        return right
    zero = (mp.mpf(0), mp.mpf(0), mp.mpf(0))
    return [*((-x, height, -slope) for x, height, slope in reversed(right)), zero, *right]


def _pairs(curve: Curve, size: int) -> Iterator[list[tuple[tuple[mpmath.mpf, ...], tuple[mpmath.mpf, ...]]]]:
    """Pairs of vectors that differ, coordinate by coordinate."""
    points, chance = _points(curve), random.Random(size)
    for _ in range(DRAWS**2):
        x, z = (chance.choices(points, k=size) for _ in range(2))
        if x != z:
            yield list(zip(x, z, strict=True))


def _separating(curve: Curve, size: int) -> bool:
    """The divergence of vectors that differ is positive."""
    return all(
        _positive(*(term for a, b in pair for term in (a[1], -b[1], -b[2] * (a[0] - b[0]))))
        for pair in _pairs(curve, size)
    )


def _conjugate(curve: Curve, size: int) -> bool:
    """z.S'(x) - S(z) is larger at z = x than anywhere else."""
    return all(
        _positive(*(term for x, z in pair for term in (x[0] * x[2], -x[1], -z[0] * x[2], z[1])))
        for pair in _pairs(curve, size)
    )


#: How each trait is tried.
TRAITS: dict[Trait, Callable[[Curve, int], bool]] = {
    Trait.STRICTLY_CONVEX: _strictly_convex,
    Trait.ESSENTIALLY_SMOOTH: _essentially_smooth,
    Trait.CLOSED_DOMAIN: _closed_domain,
    Trait.BOUNDED_SUBLEVELS: _bounded_sublevels,
    Trait.CONSISTENT: _consistent,
    Trait.ONTO: _onto,
    Trait.STEEP: _steep,
    Trait.CONJUGATE: _conjugate,
    Trait.SLOPES: _bounded_slopes,
    Trait.SEPARATING: _separating,
}


def shape_fails(part: Shape, instance: Instance, bits: int) -> bool:
    """Whether the function certainly has all traits and the condition is not met, or lacks one and it is."""
    with ctx.workprec(bits):
        try:
            return _certainly_other(part, instance)
        except (Undefined, CannotEvaluate):
            return False


def _certainly_other(part: Shape, instance: Instance) -> bool:
    _coordinates(part, instance)
    curve = _curve(part, instance)
    # Raises Undefined where there is no such function.
    for function in (curve.place, curve.rate):
        function(mp.mpf(1) / 2), function(mp.mpf(2))
    place, rate = _formulas(part, instance)
    said = is_true(part.condition, instance)
    ends = {(k, side): _is_finite(place**k * rate, part.parameter, side) for k in (0, 1) for side in ("near", "far")}
    if any(finite is None for finite in ends.values()):
        return False
    line = part.low == -sp.oo
    lacks = {
        Trait.ESSENTIALLY_SMOOTH: not line and ends[0, "near"],
        Trait.CLOSED_DOMAIN: not line and not ends[1, "near"],
        Trait.BOUNDED_SUBLEVELS: ends[1, "far"],
        Trait.ONTO: ends[0, "far"] or (not line and ends[0, "near"]),
        Trait.STEEP: ends[0, "far"],
        Trait.SLOPES: not ends[0, "far"] or not ends[0, "near"],
    }
    exists = not line or bool(ends[0, "near"])
    has = exists and not any(lacks.get(trait, False) for trait in part.traits)
    if has and said and part.value is not None:
        total = improper_ball(rate, part.parameter, {})
        return total is not None and not total.overlaps(evaluate(part.value, instance, BALLS))
    return has != said and not (part.only_if and said)


def _is_finite(integrand: sp.Expr, s: sp.Symbol, side: str) -> bool | None:
    """Whether the integral up to 0, or to oo, is finite; None where that is not certain."""
    return is_finite(integrand, s, {}, *((sp.S.One, sp.oo) if side == "far" else (sp.S.Zero, sp.S.One)))


SHAPE = Trial[Shape](shape_agreement, shape_fails, slow=True)
