"""The attack on curves that all solutions run on: moments by the chain rule, and whole flows beside the curve."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import mpmath
import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.enclosure import enclosed, nonzero
from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.along_flows import CURVES, MOST_TRIES, parameters
from neversaddle.numerics.attack.kinds.leaving_late import leaving_late
from neversaddle.numerics.attack.kinds.moment_values import value_of
from neversaddle.numerics.attack.kinds.quadrature import gauss_legendre
from neversaddle.numerics.attack.kinds.random_flows import Run
from neversaddle.numerics.attack.kinds.states import change, column, fitting, moments, sizes, starts, stated
from neversaddle.numerics.attack.kinds.trial import FLOWS, Shrink, Trial
from neversaddle.numerics.attack.kinds.within import moment_within
from neversaddle.numerics.attack.precision import agreement
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.numerics.numbers.exact_number import exact
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import COORDINATE, PARTIAL, Steepest
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.hypotheses import Hypothesis

#: Orders of extrapolation.
MOST_ORDERS = 24


def at_once(part: Carried | Dual, instance: Instance) -> list[tuple[sp.Expr, sp.Expr]]:
    """What changes at the start by the flow's definition, and what it changes at if it runs on the curve, in pairs.

    At the start the clock shows 0, and any moment may be the start. Formulas without letters; of the first weight and
    the last.
    """
    flow = part.along
    assert isinstance(flow, Steepest)
    if isinstance(part, Dual):
        return [(change(part.quantity, flow, instance), stated(part.clock * part.curvature, flow, instance))]
    depth, _ = sizes(flow, instance)
    pairs = []
    for n in dict.fromkeys((1, depth)):
        member, field = (e.xreplace({part.place: sp.Integer(n)}) for e in (part.member, part.field))
        moved = _now(part.stretch * part.clock) * field - _shrinking(part) * member
        pairs.append((stated(member, flow, instance), stated(_now(part.scale) * member, flow, instance)))
        if _is_exponential(part.scale):
            pairs.append((change(member, flow, instance), stated(moved, flow, instance)))
    return pairs


def _now(e: sp.Expr) -> sp.Expr:
    """A formula at the start: nothing has been summed up."""
    return e.replace(TimeIntegral, lambda e: sp.S.Zero).replace(Initially, lambda e: e)


def _is_exponential(scale: sp.Expr) -> bool:
    """Whether a scale is exp(-int a): of other ones it is not worked out how fast they fall."""
    exponent = sp.expand_log(sp.log(scale), force=True) if scale != 1 else sp.S.Zero
    return not exponent.replace(TimeIntegral, lambda e: sp.S.Zero).free_symbols and not exponent.has(sp.log)


def _shrinking(part: Carried) -> sp.Expr:
    """How fast the scale of the curve falls, for scales exp(-int a)."""
    exponent = sp.log(part.scale) if part.scale != 1 else sp.S.Zero
    return -sp.expand_log(exponent, force=True).replace(TimeIntegral, lambda e: e)


def curve_agreement(part: Carried | Dual, given: Sequence[Hypothesis], digits: int, seed: str) -> int | None:
    """Digits to which the end of an integrated flow lies on the curve, that is integrated by itself.

    Raises ValueError where no flow stays smooth.
    """
    flow = part.along
    assert isinstance(flow, Steepest)
    nodes, mass = gauss_legendre(digits)
    times = [*(exact(node, "node", ValueError) * CURVES for node in nodes), CURVES]
    for instance in itertools.islice(parameters(part, given, seed), MOST_TRIES):
        run = Run(flow, dict(instance), seed, starts(given, instance))
        found = run.integrated(times, digits)
        if found is None:
            continue
        with mp.workdps(digits + 10):
            moments = run.moments(found, times)
            y, scale = (
                value_of(e, instance, moments, mass, CURVES)
                for e in ((part.y, part.scale) if isinstance(part, Carried) else (TimeIntegral(part.clock), sp.S.One))
            )
            there = _followed(part, run, instance, moments[0], y, scale)
            flown = _flown(part, run, instance, moments[-1])
            gaps = [abs(a - b) / (1 + abs(b)) for a, b in zip(there, flown, strict=True)]
            return digits if max(gaps) == 0 else max(0, min(digits, int(mp.floor(-mp.log10(max(gaps))))))
    raise ValueError(f"no smooth flow was found for '{part.text}'")


def _flown(part: Carried | Dual, run: Run, instance: Instance, moment: Any) -> list[mpmath.mpf]:
    """What is said to be on the curve, at a moment of the flow."""
    if isinstance(part, Dual):
        return [moment[unrolled(part.quantity, instance)]]
    return [moment[member] for member in _column(part, run, instance)]


def _column(part: Carried | Dual, run: Run, instance: Instance) -> list[sp.Indexed]:
    """The weights of the coordinate that the part is about."""
    first = unrolled(part.member.xreplace({part.place: sp.S.One}), instance)
    return column(run.flow, int(first.indices[-1]), run.depth)


def _followed(
    part: Carried | Dual, run: Run, instance: Instance, start: Any, y: mpmath.mpf, scale: mpmath.mpf
) -> list[mpmath.mpf]:
    """The curve from the scaled start, at y; for a convex function its derivative there."""
    own = _column(part, run, instance)
    j = int(own[0].indices[-1])
    letters: dict[sp.Basic, sp.Expr] = dict(zip(own, run.weights, strict=True)) | {COORDINATE[j]: run.formula}
    letters |= {PARTIAL[n, j]: sp.diff(run.formula, w) for n, w in enumerate(run.weights, start=1)}

    def written(e: sp.Expr) -> sp.Expr:
        return (
            unrolled(e, instance)
            .xreplace(in_sympy({s: v for s, v in instance.items() if s.is_Symbol}))
            .xreplace(letters)
        )

    rates = [written(part.field.xreplace({part.place: sp.Integer(n)})) for n in range(1, run.depth + 1)]
    begun = [scale * start[thing] for thing in own]
    if isinstance(part, Dual):
        rates.append(written(part.curvature))
        begun.append(start[unrolled(part.quantity, instance)])
    speed: Callable[..., list[Any]] = sp.lambdify(run.weights, rates, "mpmath")
    end = extrapolated(lambda w: speed(*w[: run.depth]), begun, y)
    return end[run.depth :] if isinstance(part, Dual) else end


def extrapolated(speed: Callable[[Sequence[Any]], Sequence[Any]], start: Sequence[Any], until: Any) -> list[Any]:
    """The solution of an autonomous equation at a near time: Gragg's midpoint rule, extrapolated (Bulirsch & Stoer).

    Stops where two orders agree to the working precision, but for a few digits, or after `MOST_ORDERS`.

    >>> [mp.nstr(v, 10) for v in extrapolated(lambda w: [w[0]], [mp.mpf(1)], mp.mpf(1) / 4)]
    ['1.284025417']
    """
    table: list[list[list[Any]]] = []
    for order in range(1, MOST_ORDERS + 1):
        row = [_midpoint(speed, start, until, 2 * order)]
        for back in range(1, order):
            factor = 1 / (mp.mpf(order) ** 2 / (order - back) ** 2 - 1)
            pairs = zip(row[-1], table[-1][back - 1], strict=True)
            row.append([a + (a - b) * factor for a, b in pairs])
        table.append(row)
        if order > 2 and max(abs(a - b) for a, b in zip(row[-1], row[-2], strict=True)) < mp.mpf(10) ** (5 - mp.dps):
            break
    return table[-1][-1]


def _midpoint(
    speed: Callable[[Sequence[Any]], Sequence[Any]], start: Sequence[Any], until: Any, steps: int
) -> list[Any]:
    step = until / steps
    before, now = list(start), [w + step * v for w, v in zip(start, speed(start), strict=True)]
    for _ in range(steps - 1):
        before, now = now, [w + 2 * step * v for w, v in zip(before, speed(now), strict=True)]
    return [(a + b + step * v) / 2 for a, b, v in zip(before, now, speed(now), strict=True)]


def _agreement(part: Carried | Dual, instance: Instance, digits: int) -> int:
    pairs = [[evaluate(side, {}, MPMATH) for side in pair] for pair in at_once(part, instance)]
    return min(agreement(left, right, digits) for left, right in pairs)


def _fails(part: Carried | Dual, instance: Instance, bits: int) -> bool:
    return any(nonzero(enclosed(left - right, {}, bits)) for left, right in at_once(part, instance))


def _supply(
    part: Carried | Dual, given: tuple[Hypothesis, ...], symbols: Sequence[sp.Symbol], label: str
) -> Iterator[Instance]:
    return moments(part.along, given, symbols, label)


def _simpler(
    part: Carried | Dual, witness: Instance, given: tuple[Hypothesis, ...], label: str, shrink: Shrink
) -> Instance:
    assert isinstance(part.along, Steepest)
    return fitting(part.along, shrink(witness))


_TRIAL = Trial[Carried | Dual](
    _agreement,
    _fails,
    within=moment_within,
    slow=True,
    simpler=_simpler,
    supply=_supply,
    flows=lambda part, given: FLOWS,
    flown=curve_agreement,
    outright=lambda part, given, label: leaving_late(part, given),
)
CARRIED: Trial[Carried] = _TRIAL
DUAL: Trial[Dual] = _TRIAL
