"""Mirror geometries in mpmath and in balls: the leaf's own expressions, at as many digits as cancellation asks for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp
from flint import arb, ctx
from mpmath import mp, mpf

from neversaddle.numerics.codegen.functions import FUNCTIONS, known_leaf
from neversaddle.numerics.codegen.leaf_plan import SumPlan, plan_of
from neversaddle.numerics.codegen.leaf_range import has_bounded_times, in_symbols
from neversaddle.numerics.codegen.near_divergence import are_near, near_divergence
from neversaddle.numerics.codegen.vocabulary import balls
from neversaddle.numerics.codegen.vocabulary import digits as in_digits
from neversaddle.theory.geometry.implicit import InverseOf
from neversaddle.theory.geometry.leaf import SIZE, TIME, Leaf
from neversaddle.theory.geometry.mirror import MirrorGeometry

Number = Any
Function = Callable[..., Number]
NAMES = tuple(FUNCTIONS)
#: On a mirrored leaf these are sums of terms of one sign, and guard digits are enough.
STEADY = {"inverse_metric", "mirror_map"}
GUARD_DIGITS, GUARD_BITS = 15, 40
#: Precision is doubled at most this often; what has no correct digit then is zero or not enclosed.
DOUBLINGS = 7


@dataclass(frozen=True)
class LeafFunctions:
    """The leaf's expressions as functions of one number followed by the parameters."""

    coordinate: Function
    coordinate_at: Function
    size: Function
    time: Function
    metric: Function
    conjugate: Function
    low: Function
    high: Function


def functions(
    geometry: MirrorGeometry, names: Mapping[sp.Symbol, str], compiled: Callable[..., Function], backend: str
) -> dict[str, Function]:
    """The six functions by name. `compiled(expression, variables)` makes a function of the backend."""
    symbols = {s: sp.Symbol(name, positive=True) for s, name in names.items()}
    leaf, last = in_symbols(known_leaf(geometry), symbols), list(symbols.values())
    c = leaf.parameter
    parts = LeafFunctions(
        coordinate=compiled(leaf.parameter_of_x, [SIZE, *last]),
        coordinate_at=compiled(leaf.parameter_of_time, [TIME, *last]),
        size=compiled(leaf.x, [c, *last]),
        time=compiled(leaf.time, [c, *last]),
        metric=compiled(leaf.metric, [c, *last]),
        conjugate=compiled(leaf.conjugate, [c, *last]),
        low=compiled(leaf.bounds[0], last),
        high=compiled(leaf.bounds[1], last),
    )
    if not leaf.mirrored:
        parts = _sum_parts(geometry, leaf, symbols, compiled, backend)
    keywords = [*names.values()]
    make = _mirrored_mpmath if backend == "mpmath" else _mirrored_arb
    found = make(leaf, parts) if leaf.mirrored else _along_time(parts, backend)
    if backend == "arb":
        return {name: _exact_arb(name, found[name], keywords) for name in NAMES}
    six = {name: _exact_mpmath(name, found[name], keywords, leaf.mirrored and name in STEADY) for name in NAMES}
    if leaf.mirrored and leaf.time_sign > 0:
        for name in ("inverse_mirror_map", "conjugate"):
            six[name] = _within_dual_range(name, six[name], six["mirror_map"])
    return six


def _sum_parts(
    geometry: MirrorGeometry,
    leaf: Leaf,
    symbols: Mapping[sp.Symbol, sp.Symbol],
    compiled: Callable[..., Function],
    backend: str,
) -> LeafFunctions:
    """The parts of a leaf by orbit time, from its plan, whose terms do not cancel and whose ends are known."""
    plan, last = plan_of(geometry, leaf, symbols), list(symbols.values())
    assert isinstance(plan, SumPlan)
    vocabulary, y = (in_digits if backend == "mpmath" else balls), leaf.parameter
    slopes = [compiled(s, last) for s in plan.slopes]
    place = compiled(plan.x, [y, *last])

    def low(*p: Number) -> Number:
        ends = [-1 / s(*p) for s in slopes if bool(s(*p) > 0)]
        return functools.reduce(vocabulary.maximum, ends, -vocabulary.infinity())

    def high(*p: Number) -> Number:
        ends = [-1 / s(*p) for s in slopes if bool(s(*p) < 0)]
        return functools.reduce(vocabulary.minimum, ends, vocabulary.infinity())

    def coordinate(x: Number, *p: Number) -> Number:
        return vocabulary.inverse_of(lambda t: place(t, *p), x, low(*p), high(*p))

    def same(y: Number, *p: Number) -> Number:
        return y

    return LeafFunctions(
        coordinate=coordinate if leaf.parameter_of_x.has(InverseOf) else compiled(leaf.parameter_of_x, [SIZE, *last]),
        coordinate_at=same,
        size=place,
        time=same,
        metric=compiled(plan.metric, [y, *last]),
        conjugate=compiled(plan.conjugate, [y, *last]),
        low=low,
        high=high,
    )


def _document(function: Function, name: str, backend: str) -> Function:
    arguments, what = FUNCTIONS[name]
    function.__name__ = name
    kind = "mpf, correct to mp.dps" if backend == "mpmath" else "arb, a ball that contains the value or nan"
    function.__doc__ = (
        f"{what}\n\n{arguments}: scalars. Returns {kind}. Source: arXiv 2603.02064; derived from the orbit."
    )
    return function


def _exact_mpmath(name: str, inner: Function, keywords: list[str], steady: bool) -> Function:
    """`inner` at rising precision until two agree to mp.dps, or once with guard digits if it is `steady`."""

    def run(digits: int, values: list[Number]) -> mpf:
        with mp.workdps(digits):
            return inner(*values)

    def evaluate(*arguments: Number, **given: Number) -> mpf:
        values = [mpf(v) for v in (*arguments, *(given[k] for k in keywords))]
        if any(not v > 0 for v in values[len(arguments) :]):
            return mp.nan
        digits = mp.dps + GUARD_DIGITS
        value = run(digits, values)
        for _ in range(0 if steady else DOUBLINGS):
            digits = 2 * digits
            before, value = value, run(digits, values)
            if not mp.isfinite(value) and not mp.isfinite(before):
                break
            # A zero may be all that is left of terms that cancel; more digits would then show what it is.
            if mp.isfinite(before) and abs(value - before) <= mpf(10) ** (-mp.dps - 3) * abs(value) and value != 0:
                break
        return +value

    if arity(name) == 1:

        def one(x: Number, /, **given: Number) -> mpf:
            return evaluate(x, **given)

        return _document(one, name, "mpmath")

    def two(x: Number, start: Number, /, **given: Number) -> mpf:
        return evaluate(x, start, **given)

    return _document(two, name, "mpmath")


def _exact_arb(name: str, inner: Function, keywords: list[str]) -> Function:
    """`inner` at rising precision until the ball is as narrow as ctx.prec asks, or gets no narrower."""

    def evaluate(*arguments: Number, **given: Number) -> arb:
        values = [arb(v) for v in (*arguments, *(given[k] for k in keywords))]
        finite = all(v.is_finite() for v in values)
        if not finite or any(not bool(v > 0) for v in values[len(arguments) :]):
            return arb.nan()
        bits, reached, ball = ctx.prec + GUARD_BITS, -(10**9), arb.nan()
        # More digits make no wide ball narrower.
        for _ in range(1 + (DOUBLINGS if all(v.is_exact() for v in values) else 0)):
            with ctx.workprec(bits):
                ball = inner(*values)
                accuracy = ball.rel_accuracy_bits() if ball.is_finite() else -(10**9)
            # A ball that touches 0 may be all that is left of terms that cancel.
            stuck = ball.is_finite() and not ball.contains(0) and accuracy < reached + 8
            if accuracy >= ctx.prec or ball.is_zero() or stuck:
                break
            bits, reached = 2 * bits, max(accuracy, reached)
        return +ball if ball.is_finite() else arb.nan()

    if arity(name) == 1:

        def one(x: Number, /, **given: Number) -> arb:
            return evaluate(x, **given)

        return _document(one, name, "arb")

    def two(x: Number, start: Number, /, **given: Number) -> arb:
        return evaluate(x, start, **given)

    return _document(two, name, "arb")


def _within_dual_range(name: str, inner: Function, mirror_map: Function) -> Function:
    """`inner` up to the end |y| = mirror_map(inf), where it is taken at y = inf; nan beyond.

    The number nearest to the end at the caller's precision counts as the end, if it lies beyond.
    """

    @functools.lru_cache(maxsize=64)
    def end_of(bits: int, given: tuple[tuple[str, Number], ...]) -> mpf:
        return mirror_map(mp.inf, **dict(given))

    def function(y: Number, /, **given: Number) -> mpf:
        y = mpf(y)
        with mp.workdps(2 * mp.dps + GUARD_DIGITS):
            end = end_of(mp.prec, tuple((name, mpf(v)) for name, v in given.items()))
            gap = end - abs(y)
            apart = mp.isinf(end) or abs(gap) > end * mp.eps * 16
        if (apart and gap > 0) or mp.isnan(y):
            return inner(y, **given)
        return inner(mp.sign(y) * mp.inf, **given) if not apart or abs(y) == +end else mp.nan

    return _document(function, name, "mpmath")


def _once(function: Function) -> Function:
    """The function, which is not called again for what it was called with at the same precision a short while ago."""

    @functools.lru_cache(maxsize=256)
    def at(bits: int, *arguments: mpf) -> mpf:
        return function(*arguments)

    return lambda *arguments: at(mp.prec, *arguments)


def arity(name: str) -> int:
    """How many arguments, keywords aside."""
    return len(FUNCTIONS[name][0].split(", "))


def _mirrored_mpmath(leaf: Leaf, f: LeafFunctions) -> dict[str, Function]:
    # Where orbit time takes all values, it takes them on either side of x = 0: only the model tells which.
    sign, side = leaf.time_sign, -1 if leaf.side < 0 else 1

    @_once
    def coordinate(x: mpf, *p: mpf) -> mpf:
        size = abs(x)
        return f.high(*p) if size == mp.inf else f.low(*p) if size == 0 else f.coordinate(size, *p)

    def time(x: mpf, *p: mpf) -> mpf:
        return f.time(coordinate(x, *p), *p)

    @_once
    def coordinate_at(y: mpf, *p: mpf) -> mpf:
        if mp.isnan(y):
            return mp.nan
        if sign == 0:
            return f.coordinate_at(side * y, *p)
        y, near, far = abs(y), f.low(*p), f.high(*p)
        if sign < 0:
            return far if y == 0 else near if y == mp.inf else f.coordinate_at(y, *p)
        return near if y == 0 else far if y == mp.inf else f.coordinate_at(y, *p)

    def mirror_map(x: mpf, *p: mpf) -> mpf:
        y = time(x, *p)
        return -y if x < 0 else y

    def inverse_mirror_map(y: mpf, *p: mpf) -> mpf:
        c = coordinate_at(y, *p)
        size = mp.inf if c == f.high(*p) else f.size(c, *p)
        if sign == 0:
            return side * size
        return size if (y >= 0) == (sign > 0) else -size

    def potential(x: mpf, *p: mpf) -> mpf:
        c = coordinate(x, *p)
        value = abs(x) * f.time(c, *p) - f.conjugate(c, *p)
        if x == 0:
            return -f.conjugate(c, *p)
        return mp.inf * (sign or 1) if mp.isinf(x) and mp.isnan(value) else value

    def bregman_divergence(x: mpf, start: mpf, *p: mpf) -> mpf:
        if x == start and mp.isfinite(x):
            return mp.zero
        if mp.isinf(x) != mp.isinf(start):
            return mp.inf
        if are_near(x, start):
            return near_divergence(lambda s: f.metric(coordinate(s, *p), *p), x, start)
        here, there = coordinate(x, *p), coordinate(start, *p)
        rise = f.conjugate(here, *p) - f.conjugate(there, *p)
        if x == 0:
            return -rise
        y, y0 = f.time(here, *p), f.time(there, *p)
        if start != 0 and (x < 0) != (start < 0):
            return abs(x) * (y + y0) - rise if mp.isfinite(f.time(f.low(*p), *p)) else mp.inf
        if (y == y0 or rise == 0) and abs(x) != abs(start):
            # All digits have cancelled: 0 asks for more of them.
            return mp.zero
        return abs(x) * (y - y0) - rise

    return {
        "inverse_metric": lambda x, *p: f.metric(coordinate(x, *p), *p),
        "mirror_map": mirror_map,
        "inverse_mirror_map": inverse_mirror_map,
        "potential": potential,
        "conjugate": lambda y, *p: f.conjugate(coordinate_at(y, *p), *p),
        "bregman_divergence": bregman_divergence,
    }


def _mirrored_arb(leaf: Leaf, f: LeafFunctions) -> dict[str, Function]:
    sign, side, bounded = leaf.time_sign, -1 if leaf.side < 0 else 1, has_bounded_times(leaf)

    def coordinate(x: arb, *p: arb) -> Number:
        return f.low(*p) if x.is_zero() else f.coordinate(abs(x), *p)

    def coordinate_at(y: arb, *p: arb) -> Number:
        if sign == 0:
            return f.coordinate_at(side * y, *p)
        if y.is_zero():
            return f.low(*p) if sign > 0 else arb.nan()
        if sign > 0:
            edge = f.time(arb("inf"), *p) if bounded else arb("inf")
            # A closed inverse goes on beyond the dual range, where it means nothing.
            if not bool(abs(y) < edge):
                return arb.nan()
        return f.coordinate_at(abs(y), *p)

    def signed(x: arb, value: Callable[[arb], arb], turned: bool) -> Number:
        if bool(x > 0) or x.is_zero():
            return -value(x) if turned and not x.is_zero() else value(x)
        if bool(x < 0):
            return value(-x) if turned else -value(-x)
        # Odd and increasing through 0, if it is finite there at all.
        return signed(x.lower(), value, turned).union(signed(x.upper(), value, turned)) if sign > 0 else arb.nan()

    def mirror_map(x: arb, *p: arb) -> Number:
        return signed(x, lambda size: f.time(coordinate(size, *p), *p), False)

    def inverse_mirror_map(y: arb, *p: arb) -> Number:
        if sign == 0:
            return side * f.size(coordinate_at(y, *p), *p)
        return signed(y, lambda time: f.size(coordinate_at(time, *p), *p), sign < 0)

    def potential(x: arb, *p: arb) -> Number:
        c = coordinate(x, *p)
        return -f.conjugate(c, *p) if x.is_zero() else abs(x) * f.time(c, *p) - f.conjugate(c, *p)

    def bregman_divergence(x: arb, start: arb, *p: arb) -> Number:
        if x.is_exact() and start.is_exact() and bool(x == start):
            return arb(0)
        here, there = coordinate(x, *p), coordinate(start, *p)
        rise = f.conjugate(here, *p) - f.conjugate(there, *p)
        if x.is_zero():
            return -rise
        y, y0 = f.time(here, *p), f.time(there, *p)
        if start.is_zero() or bool(x * start > 0):
            return abs(x) * (y - y0) - rise
        apart = bool(x * start < 0) and f.time(f.low(*p), *p).is_finite()
        return abs(x) * (y + y0) - rise if apart else arb.nan()

    return {
        "inverse_metric": lambda x, *p: f.metric(coordinate(x, *p), *p),
        "mirror_map": mirror_map,
        "inverse_mirror_map": inverse_mirror_map,
        "potential": potential,
        "conjugate": lambda y, *p: f.conjugate(coordinate_at(y, *p), *p),
        "bregman_divergence": bregman_divergence,
    }


def _along_time(f: LeafFunctions, backend: str) -> dict[str, Function]:
    """The functions of a leaf that is given by orbit time itself."""
    zero, unknown = (mp.zero, mp.nan) if backend == "mpmath" else (arb(0), arb.nan())

    def inside(y: Number, *p: Number) -> Number:
        return y if bool(f.low(*p) <= y) and bool(y <= f.high(*p)) else unknown

    def time(x: Number, *p: Number) -> Number:
        return inside(f.coordinate(x, *p), *p)

    def potential(x: Number, *p: Number) -> Number:
        y = time(x, *p)
        return x * y - f.conjugate(y, *p)

    def bregman_divergence(x: Number, start: Number, *p: Number) -> Number:
        if bool(x == start):
            return zero
        here, there = time(x, *p), time(start, *p)
        return x * (here - there) - (f.conjugate(here, *p) - f.conjugate(there, *p))

    return {
        "inverse_metric": lambda x, *p: f.metric(time(x, *p), *p),
        "mirror_map": time,
        "inverse_mirror_map": lambda y, *p: f.size(inside(y, *p), *p),
        "potential": potential,
        "conjugate": lambda y, *p: f.conjugate(inside(y, *p), *p),
        "bregman_divergence": bregman_divergence,
    }
