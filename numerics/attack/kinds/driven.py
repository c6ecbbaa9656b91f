"""The attack on what holds along solutions under a slope that is assumed: integrated flows of one coordinate."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import mpmath
import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.kinds.along_flows import ends
from neversaddle.numerics.attack.kinds.driven_flows import (
    DIGITS,
    NotFollowed,
    Numbers,
    X,
    flow_of,
    integrated,
    members_of,
    place_of,
    plain_of,
    settings_of,
    value_of,
    within,
)
from neversaddle.numerics.attack.kinds.moment_values import outermost
from neversaddle.numerics.attack.kinds.states import moves, of_start
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.language.times import TIME, Initially
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, Steepest
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Members
from neversaddle.theory.statement.solutions import Along, Order, Rate

#: How long flows are, tried in turn; pieces of Simpson's rule; sides that agree to this are the same.
DURATIONS, PIECES, NEAR = (0.5, 0.125, 0.03125), 64, 1e-7
#: Flows beyond a hypothesis, and weights that are too large to be on a smooth stretch.
MOST_OUTSIDE, LARGE = 8, 50.0


def driven_holds(part: Along | Rate, given: Sequence[Hypothesis], seed: str) -> bool:
    """Whether it is as said on one integrated flow. Raises ValueError where none is within the hypotheses."""
    for numbers in settings_of(part, given, seed):
        found = _holds(part, given, numbers, random.Random(f"{seed}/flow"))
        if found is not None:
            return found
    raise ValueError(f"no flow was found for '{part.text}'")


def driven_outside(
    part: Along | Rate, given: Sequence[Hypothesis], dropped: Hypothesis, weakest: Sequence[Hypothesis], seed: str
) -> Iterator[tuple[str, bool]]:
    """Flows within all hypotheses but one: a text, and whether it is as said."""
    weaker = [*(h for h in given if h != dropped), *weakest]
    for number in range(MOST_OUTSIDE):
        for numbers in settings_of(part, weaker, f"{seed}/{number}"):
            plain = plain_of(numbers)
            if not moves(dropped) and not isinstance(dropped, Members) and within([dropped], plain):
                continue
            try:
                found = _holds(part, weaker, numbers, random.Random(f"{seed}/{number}/flow"))
            except (Undefined, OverflowError, ZeroDivisionError):
                break
            if found is not None:
                shown = ", ".join(f"{s} = {v}" for s, v in sorted(plain.items(), key=str))
                yield f"an integrated flow with {shown}", found
                break


def _holds(part: Along | Rate, given: Sequence[Hypothesis], numbers: Numbers, chance: random.Random) -> bool | None:
    """Whether it is as said, to the digits of doubles; None without a flow within the hypotheses."""
    found = flow_of(part, given, numbers, chance)
    if found is None:
        return None
    with mp.workdps(DIGITS):
        for until in DURATIONS:
            moments = _moments(part, numbers, *found, until)
            if moments is not None and all(_obeyed(h, numbers, moments) for h in given):
                return _as_said(part, numbers, moments)
    return None


def _moments(
    part: Along | Rate, numbers: Numbers, start: Sequence[sp.Expr], slope: sp.Expr, until: float
) -> list[dict[sp.Basic, Any]] | None:
    """All letters at equal distances in time; None where weights grow large, or the flow is not followed."""
    assert isinstance(part.along, Steepest)
    count, place = int(value_of(part.along.model.depth, numbers)), place_of(part, numbers)
    times = [until * n / PIECES for n in range(PIECES + 1)]
    pull = sp.lambdify(X, slope, "math")
    try:
        run = integrated(part.along, numbers, start, slope, until, 11, t_eval=times)
    except NotFollowed:
        return None
    if run.y.shape[1] < len(times) or abs(run.y).max() > LARGE:
        return None
    moments = []
    for t, weights in zip(times, run.y.T, strict=True):
        named = members_of([mp.mpf(float(w)) for w in weights], count, place)
        slope_there = mp.mpf(float(pull(float(named[COORDINATE[place]]))))
        moments.append({**named, SLOPE[place]: slope_there, TIME: mp.mpf(t)})
    return moments


def _obeyed(h: Hypothesis, numbers: Numbers, moments: Sequence[Mapping[sp.Basic, Any]]) -> bool:
    """Whether an order between what moves holds all along."""
    if not isinstance(h, Condition) or of_start(h) or not moves(h) or h.relation.has(SLOPE, Initially):
        return True
    if not isinstance(h.relation, sp.Rel) or isinstance(h.relation, sp.Eq | sp.Ne):
        return True
    return all(_at(h.relation.gts - h.relation.lts, numbers, moment) >= 0 for moment in moments)


def _as_said(part: Along | Rate, numbers: Numbers, moments: Sequence[Mapping[sp.Basic, Any]]) -> bool | None:
    if isinstance(part, Rate):
        left = _read(part.quantity - Initially(part.quantity), numbers, moments)
        right = _simpson([_at(part.rate, numbers, moment) for moment in moments], moments)
        return bool(abs(left - right) <= NEAR * (abs(left) + abs(right) + 1))
    if part.until is not None:
        low, high = ends(part.until.interval)
        if not low < _read(part.until.of, numbers, moments) < high:
            return None
    left, right = (_read(e, numbers, moments) for e in (part.left, part.right))
    slack = NEAR * (abs(left) + abs(right) + 1)
    return bool(left <= right + slack and (part.order is not Order.EQUAL or left >= right - slack))


def _read(e: sp.Expr, numbers: Numbers, moments: Sequence[Mapping[sp.Basic, Any]]) -> mpmath.mpf:
    """A formula at the last moment, with what it says of the others."""
    written = unrolled(e, plain_of(numbers))
    past = {atom: _at(atom.args[0], numbers, moments[0]) for atom in written.atoms(Initially)}
    past |= {
        atom: _simpson([_at(atom.args[0], numbers, moment) for moment in moments], moments)
        for atom in outermost(written)
    }
    names = {atom: sp.Dummy(real=True) for atom in past}
    values = {names[atom]: value for atom, value in past.items()}
    return _at(written.xreplace(names), {**numbers, **values}, moments[-1])


def _at(e: sp.Expr, numbers: Mapping[sp.Basic, Any], moment: Mapping[sp.Basic, Any]) -> mpmath.mpf:
    """A formula at one moment."""
    return value_of(e, {**numbers, **moment})


def _simpson(values: Sequence[mpmath.mpf], moments: Sequence[Mapping[sp.Basic, Any]]) -> mpmath.mpf:
    """The integral over time, by Simpson's rule."""
    step = (moments[-1][TIME] - moments[0][TIME]) / PIECES
    weights = itertools.chain((1,), itertools.islice(itertools.cycle((4, 2)), PIECES - 1), (1,))
    return step / 3 * mp.fsum(w * v for w, v in zip(weights, values, strict=True))
