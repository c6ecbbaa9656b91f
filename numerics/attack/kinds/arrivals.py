"""The attack on times at which solutions reach levels: flows within the hypotheses, by their definition."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Sequence

import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.kinds.driven_flows import (
    DIGITS,
    NotFollowed,
    Numbers,
    X,
    exact_of,
    flow_of,
    integrated,
    members_of,
    place_of,
    plain_of,
    settings_of,
    value_of,
    within,
)
from neversaddle.numerics.attack.kinds.falling_losses import is_of_a_loss, loss_agreement
from neversaddle.numerics.attack.kinds.states import moves
from neversaddle.numerics.attack.sampling import Instance, admits, outside_values, where_equal
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.motion.steepest import COORDINATE, Steepest
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Members, Range, Sign
from neversaddle.theory.statement.reaching import Reaches, When

#: The longest times.
LONGEST = 40
#: Times that agree to this are the same: flows are integrated to 10 digits, of which some are lost.
NEAR = 1e-7
#: Where explosions are looked at; and by how much the time that is left has to shrink from one to the next.
HEIGHTS, MOST = [10.0**n for n in range(3, 8)], 0.99
#: Flows beyond a hypothesis; where so many searches have found none, nothing is beyond it.
MOST_OUTSIDE, BARREN = 12, 3


def arrival_agreement(part: Reaches, given: Sequence[Hypothesis], seed: str) -> int | None:
    """Whether one integrated flow is at the level when it is said to be: None where it is, 0 where it is not.

    Raises ValueError where no flow within the hypotheses is found.
    """
    if is_of_a_loss(part):
        return None if next(loss_agreement(part, given, seed)) else 0
    for numbers in settings_of(part, given, seed):
        found = _arrives(part, given, numbers, random.Random(f"{seed}/flow"))
        if found is not None:
            return None if found else 0
    raise ValueError(f"no flow was found for '{part.text}'")


def arrival_outside(
    part: Reaches, given: Sequence[Hypothesis], dropped: Hypothesis, weakest: Sequence[Hypothesis], seed: str
) -> Iterator[tuple[Instance, str, bool | None]]:
    """Flows within all hypotheses but one: parameters, a text, and whether it is as said; None without a meaning."""
    if is_of_a_loss(part):
        if moves(dropped):
            flows = itertools.islice(loss_agreement(part, given, seed, dropped), MOST_OUTSIDE)
            yield from (({}, "an integrated flow beyond it", held) for held in flows)
            return
        # Parameters that are no bounds are those of the flow itself; but the time may be none.
        if not isinstance(dropped, Depth | Range | Sign):
            return
        for value in outside_values(dropped):
            beyond = {dropped.symbol: sp.Rational(value.numerator, value.denominator)}
            if part.time.subs(beyond).has(sp.zoo, sp.nan):
                yield {dropped.symbol: value}, "", None
        return
    weaker, beyond_it = [*(h for h in given if h != dropped), *weakest], False
    for number in range(MOST_OUTSIDE):
        if number == BARREN and not beyond_it:
            return
        for inside in settings_of(part, weaker, f"{seed}/{number}"):
            numbers = inside
            if isinstance(dropped, Condition) and isinstance(dropped.relation, sp.Ne):
                moved = where_equal(dropped.relation, plain_of(inside))
                numbers = inside | next((m for m in moved if admits([h for h in weaker if not moves(h)], m)), {})
            plain = {s: v for s, v in numbers.items() if isinstance(s, sp.Symbol)}
            if not moves(dropped) and not isinstance(dropped, Members) and within([dropped], plain):
                continue
            try:
                found = _arrives(part, weaker, numbers, random.Random(f"{seed}/{number}/flow"))
            except (Undefined, OverflowError, ZeroDivisionError):
                beyond_it = True
                yield plain, "", None
                break
            if found is not None:
                beyond_it = True
                shown = ", ".join(f"{s} = {v}" for s, v in sorted(plain.items(), key=str))
                yield plain, f"an integrated flow with {shown}", found
                break


def _arrives(part: Reaches, given: Sequence[Hypothesis], numbers: Numbers, chance: random.Random) -> bool | None:
    """Whether the quantity is at the level when it is said to be, to the digits of doubles; None without a flow."""
    found = flow_of(part, given, numbers, chance)
    return None if found is None else agrees(part, numbers, *found)


def agrees(part: Reaches, numbers: Numbers, start: Sequence[sp.Expr], slope: sp.Expr) -> bool | None:
    """Whether the quantity is at the level when it is said to be; None where that is not seen, or too late."""
    try:
        with mp.workdps(DIGITS):
            return _agrees(part, numbers, start, slope)
    except NotFollowed:
        return None


def _agrees(part: Reaches, numbers: Numbers, start: Sequence[sp.Expr], slope: sp.Expr) -> bool | None:
    time = float(value_of(part.time, numbers))
    if time < 0:
        return part.when is When.NOT_BEFORE
    if time > LONGEST:
        return None
    level = math.inf if part.level == sp.oo else float(value_of(part.level, numbers))
    if part.level != sp.oo and not _rests(part.quantity, level, slope):
        there = reached(part, numbers, start, slope)
        slack = NEAR * (1 + time)
        early, late = there < time - slack, there > time + slack
        return not (early and part.when is not When.BY) and not (late and part.when is not When.NOT_BEFORE)
    # Where it comes to rest a level is as far as infinity.
    begun = abs(float(sp.Mul(*start)))
    heights = HEIGHTS if part.level == sp.oo else [level - begun / h for h in HEIGHTS]
    left = [time - t for t in _times(part, numbers, start, slope, heights, time)]
    if not left[-2] > left[-1] > 0:
        return False
    # What is left to go shrinks by one power of the height.
    shrinks = [later / earlier for earlier, later in itertools.pairwise(left)]
    return abs(shrinks[-1] - shrinks[-2]) < shrinks[-2] / 20 and shrinks[-1] < MOST


def reached(part: Reaches, numbers: Numbers, start: Sequence[sp.Expr], slope: sp.Expr) -> float:
    """When the quantity is at its level, which is finite; infinite where that is not soon after the time."""
    level, time = (float(value_of(e, numbers)) for e in (part.level, part.time))
    return _times(part, numbers, start, slope, [level], time)[0]


def _rests(quantity: sp.Expr, level: float, slope: sp.Expr) -> bool:
    """Whether a coordinate, or what is left of it, stands still at a level."""
    sign = -1 if quantity.could_extract_minus_sign() else 1
    coordinate = isinstance(sign * quantity, sp.Indexed) and (sign * quantity).base == COORDINATE
    return coordinate and abs(float(sp.lambdify(X, slope, "math")(sign * level))) < NEAR


def _times(
    part: Reaches,
    numbers: Numbers,
    start: Sequence[sp.Expr],
    slope: sp.Expr,
    levels: Sequence[float],
    until: float,
) -> list[float]:
    """The first times at which the quantity is at the levels, infinite where it is not soon after the time."""
    assert isinstance(part.along, Steepest)
    # Made once: SymPy takes its time over a name, and the integration asks at every step.
    count = int(value_of(part.along.model.depth, numbers))
    letters = {name: sp.Dummy(real=True) for name in members_of(start, count, place_of(part, numbers))}
    quantity = sp.lambdify(list(letters.values()), exact_of(part.quantity, {**numbers, **letters}), "math")

    def at(weights: Sequence[float]) -> float:
        return float(quantity(*weights, math.prod(weights)))

    if at(list(map(float, start))) >= max(levels):
        return [0.0] * len(levels)
    events = [lambda _, weights, level=level: at(weights) - level for level in levels]
    setattr(events[-1], "terminal", True)  # noqa: B010  # That is how SciPy is told.
    run = integrated(part.along, numbers, start, slope, 2 * until + 1, 10, events=events)
    return [float(found[0]) if len(found) else math.inf for found in run.t_events]
