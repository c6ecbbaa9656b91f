"""The attack on times at which solutions reach levels: flows within the hypotheses, by their definition."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import mpmath
import sympy as sp
from mpmath import mp
from scipy.integrate import solve_ivp

from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.states import moves
from neversaddle.numerics.attack.sampling import Instance, admits, corner_values, random_value, where_equal
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, OTHER, SLOPE, WEIGHT, DiagonalNetwork, Steepest
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Hypothesis, Members, Place, Range, Sign
from neversaddle.theory.statement.reaching import Reaches, When

Numbers: TypeAlias = "dict[sp.Basic, Any]"
#: The largest models, parameters and times; tries until a flow is found; digits of what is put into it.
MOST_WEIGHTS, LARGEST, LONGEST, MOST_TRIES, DIGITS = 4, 4, 40, 1500, 20
#: Times that agree to this are the same: flows are integrated to 10 digits, of which some are lost.
NEAR = 1e-7
#: By what sizes are divided near a saddle.
SMALL = 16
#: Where explosions are looked at; and by how much the time that is left has to shrink from one to the next.
HEIGHTS, MOST = [10.0**n for n in range(3, 8)], 0.99
#: Looks at the velocity, after which a flow is given up: at a jump there is no end of them.
MOST_CALLS = 20000
#: Flows beyond a hypothesis.
MOST_OUTSIDE = 3
FAMILIES = (WEIGHT, OTHER)


def arrival_agreement(part: Reaches, given: Sequence[Hypothesis], seed: str) -> int | None:
    """Whether one integrated flow is at the level when it is said to be: None where it is, 0 where it is not.

    Raises ValueError where no flow within the hypotheses is found.
    """
    for numbers in _settings(part, given, seed):
        found = _arrives(part, given, numbers, random.Random(f"{seed}/flow"))
        if found is not None:
            return None if found else 0
    raise ValueError(f"no flow was found for '{part.text}'")


def arrival_outside(
    part: Reaches, given: Sequence[Hypothesis], dropped: Hypothesis, weakest: Sequence[Hypothesis], seed: str
) -> Iterator[tuple[Instance, str, bool | None]]:
    """Flows within all hypotheses but one: parameters, a text, and whether it is as said; None without a meaning."""
    weaker = [*(h for h in given if h != dropped), *weakest]
    for number in range(MOST_OUTSIDE):
        for inside in _settings(part, weaker, f"{seed}/{number}"):
            numbers = inside
            if isinstance(dropped, Condition) and isinstance(dropped.relation, sp.Ne):
                moved = where_equal(dropped.relation, _plain(inside))
                numbers = inside | next((m for m in moved if admits([h for h in weaker if not moves(h)], m)), {})
            plain = {s: v for s, v in numbers.items() if isinstance(s, sp.Symbol)}
            if not moves(dropped) and not isinstance(dropped, Members) and admits([dropped], plain):
                continue
            try:
                found = _arrives(part, weaker, numbers, random.Random(f"{seed}/{number}/flow"))
            except (Undefined, OverflowError, ZeroDivisionError):
                yield plain, "", None
                break
            if found is not None:
                shown = ", ".join(f"{s} = {v}" for s, v in sorted(plain.items(), key=str))
                yield plain, f"an integrated flow with {shown}", found
                break


def _settings(part: Reaches, given: Sequence[Hypothesis], seed: str) -> Iterator[Numbers]:
    """Parameters within the hypotheses, and the members of families of constants."""
    chance = random.Random(seed)
    own = [h for h in given if not moves(h)]
    relations = [h.relation for h in own if isinstance(h, Condition)]
    symbols = sorted(part.symbols().union(*(r.free_symbols for r in relations)), key=str)
    symbols += [h.symbol for h in own if isinstance(h, Sign | Depth | Range) and h.symbol not in symbols]
    families = [h for h in own if isinstance(h, Members) and h.family not in FAMILIES]
    families += [
        h for h in given if isinstance(h, Members) and h.family not in (*FAMILIES, *(f.family for f in families))
    ]
    assert isinstance(part.along, Steepest)
    model = part.along.model
    starts = [h.relation.rhs for h in given if isinstance(h, Condition | Every) and h.relation.has(Initially)]
    signs = {h.symbol for h in own if isinstance(h, Sign) and h.kind == "positive"}
    small = signs.intersection(*[set().union(*(e.free_symbols for e in (part.level, *starts)))])
    for _ in range(MOST_TRIES):
        instance = {
            s: chance.choice(corner_values(s, own))
            if chance.random() < 0.4
            else random_value(s, own, chance, wild=False)
            for s in symbols
        }
        if chance.random() < 0.5:
            # Close to a saddle bounds are tight.
            instance |= {s: instance[s] / SMALL for s in small & instance.keys()}
        # A coordinate of a pushed network moves by itself.
        instance |= dict.fromkeys(model.width.free_symbols & instance.keys(), Fraction(1))
        sizes = {h.symbol: h.size.xreplace(in_sympy(instance)) for h in own if isinstance(h, Place)}
        instance |= {s: Fraction(chance.randint(1, max(1, int(n)))) for s, n in sizes.items() if n.is_Integer}
        counts = [e.xreplace(in_sympy(instance)) for e in (model.depth, model.others, model.width)]
        sound = all(e.is_Integer and e >= 0 for e in counts) and 1 <= sum(counts[:2]) <= MOST_WEIGHTS
        tame = all(abs(v) <= LARGEST for v in instance.values())
        if sound and counts[2] == 1 and tame and admits(own, instance):
            letter = sp.Symbol("member", real=True)
            numbers: Numbers = dict(instance)
            for h in families:
                for place in range(1, MOST_WEIGHTS + 1):
                    value = random_value(letter, (Sign(letter, h.kind),), chance, wild=False)
                    numbers[h.family[place]] = max(Fraction(-3), min(Fraction(3), value))
            yield numbers


def _arrives(part: Reaches, given: Sequence[Hypothesis], numbers: Numbers, chance: random.Random) -> bool | None:
    """Whether the quantity is at the level when it is said to be, to the digits of doubles; None without a flow."""
    with mp.workdps(DIGITS):
        start, slope = _start(part, given, numbers, chance), _slope(given, numbers, chance)
        if start is None or slope is None:
            return None
        time = float(_value(part.time, numbers))
        if time < 0:
            return part.when is When.NOT_BEFORE
        if time > LONGEST:
            return None
        if part.level != sp.oo:
            (there,) = _times(part, numbers, slope, start, [float(_value(part.level, numbers))], time)
            slack = NEAR * (1 + time)
            early, late = there < time - slack, there > time + slack
            return not (early and part.when is not When.BY) and not (late and part.when is not When.NOT_BEFORE)
        left = [time - t for t in _times(part, numbers, slope, start, HEIGHTS, time)]
        if not left[-2] > left[-1] > 0:
            return False
        # What is left to go shrinks by one power of the height.
        shrinks = [later / earlier for earlier, later in itertools.pairwise(left)]
        return abs(shrinks[-1] - shrinks[-2]) < shrinks[-2] / 20 and shrinks[-1] < MOST


def _times(
    part: Reaches, numbers: Numbers, slope: Any, start: Sequence[float], levels: Sequence[float], until: float
) -> list[float]:
    """The first times at which the quantity is at the levels, infinite where it is not soon after the time."""
    assert isinstance(part.along, Steepest)
    q = float(_value(part.along.q, numbers))
    count = int(_value(part.along.model.depth, numbers))

    calls = itertools.count()

    def velocity(_: float, weights: Any) -> list[float]:
        if next(calls) > MOST_CALLS:
            raise Undefined("the flow is not smooth there")
        force = -float(slope(math.prod(weights)))
        gradients = (math.prod((*weights[:i], *weights[i + 1 :])) for i in range(len(weights)))
        pulls = (force * gradient for gradient in gradients)
        return [math.copysign(abs(pull) ** (q - 1), pull) if pull else 0.0 for pull in pulls]

    written = unrolled(part.quantity, _plain(numbers))
    members = sorted((m for m in written.atoms(sp.Indexed)), key=str)
    letters = {m: sp.Dummy(real=True) for m in members}
    quantity = sp.lambdify(
        list(letters.values()), written.xreplace(letters).xreplace(in_sympy(_plain(numbers))), "math"
    )

    # Made once: SymPy takes its time over a name, and the integration asks at every step.
    names = list(_members(start, count))

    def at(weights: Sequence[float]) -> float:
        named = dict(zip(names, (*weights, math.prod(weights)), strict=True))
        return float(quantity(*(named[m] for m in members)))

    if at(start) >= max(levels):
        return [0.0] * len(levels)
    events = [lambda _, weights, level=level: at(weights) - level for level in levels]
    setattr(events[-1], "terminal", True)  # noqa: B010  # That is how SciPy is told.
    run = solve_ivp(velocity, (0, 2 * until + 1), start, "DOP853", events=events, rtol=1e-10, atol=1e-13)
    return [float(found[0]) if len(found) else math.inf for found in run.t_events]


def _members(weights: Sequence[Any], count: int) -> Numbers:
    """The weights of a single coordinate by their names, and the coordinate."""
    named: Numbers = {WEIGHT[i, 1]: w for i, w in enumerate(weights[:count], start=1)}
    named |= {OTHER[i, 1]: w for i, w in enumerate(weights[count:], start=1)}
    return named | {COORDINATE[1]: math.prod(weights)}


def _start(part: Reaches, given: Sequence[Hypothesis], numbers: Numbers, chance: random.Random) -> list[float] | None:
    """Weights that begin as is assumed, and at random where nothing is; None where they cannot."""
    assert isinstance(part.along, Steepest) and isinstance(part.along.model, DiagonalNetwork)
    model = part.along.model
    counts = [int(e.xreplace(in_sympy(_plain(numbers)))) for e in (model.depth, model.others)]
    sizes = {
        family[i, 1]: mp.mpf(chance.randrange(3, 25)) / 10
        for family, count in zip(FAMILIES, counts, strict=True)
        for i in range(1, count + 1)
    }
    fixed: set[sp.Basic] = set()
    for h in given:
        if isinstance(h, Every) and isinstance(h.relation, sp.Eq) and isinstance(h.relation.lhs, Initially):
            for place in range(1, int(h.size.xreplace(in_sympy(_plain(numbers)))) + 1):
                modulus, power = h.relation.lhs.args[0].xreplace({h.place: sp.Integer(place)}).as_base_exp()
                (member,) = (unrolled(m, _plain(numbers)) for m in modulus.atoms(sp.Indexed))
                value = _value(h.relation.rhs.xreplace({h.place: sp.Integer(place)}), numbers)
                if value < 0:
                    raise Undefined("the modulus of {} cannot begin there", member)
                sizes[member] = value ** (1 / _value(power, numbers))
                fixed.add(member)
    free = [member for member in sizes if member not in fixed]
    for h in given:
        # A weight of which nothing is assumed makes the coordinate begin where it is to.
        if isinstance(h, Condition) and isinstance(h.relation, sp.Eq) and h.relation.lhs.has(Initially) and free:
            sizes[free[0]] *= abs(_value(h.relation.rhs, numbers)) / mp.fprod(sizes.values())
    signs = [chance.choice((-1, 1)) for _ in sizes]
    if any(isinstance(h, Condition) and h.relation.has(Initially) for h in given):
        # Of the mirror images that one whose coordinate begins above zero.
        signs[0] *= math.prod(signs)
    start = [float(sign * size) for sign, size in zip(signs, sizes.values(), strict=True)]
    named = _members(start, counts[0])
    for h in given:
        if isinstance(h, Condition) and h.relation.has(Initially):
            left, right = (
                _value(side.replace(Initially, lambda e: e), {**numbers, **named}) for side in h.relation.args
            )
            near = abs(left - right) < mp.mpf(10) ** -10
            if not (near if isinstance(h.relation, sp.Eq) else bool(h.relation.func(left, right))):
                return None
    return start


def _slope(given: Sequence[Hypothesis], numbers: Numbers, chance: random.Random) -> Any:
    """The slope of a loss of one coordinate, as it is assumed, or where it is to lie; None where there is none."""
    x = sp.Symbol("x1", real=True)
    slope, low, high = None, None, None
    for h in given:
        relation = h.relation if isinstance(h, Condition) else None
        if relation is None or not relation.has(SLOPE):
            continue
        other = next(side for side in relation.args if not side.has(SLOPE))
        at = unrolled(other, _plain(numbers)).xreplace({COORDINATE[1]: x}).xreplace(in_sympy(_plain(numbers)))
        if isinstance(relation, sp.Eq):
            slope = at
        elif relation.lts.has(SLOPE):
            high = at
        else:
            low = at
    if slope is None:
        ends = [low if low is not None else (high or 0) - 1, high if high is not None else (low or 0) + 1]
        if ends[0] > ends[1]:
            return None
        middle, half = (ends[0] + ends[1]) / 2, (ends[1] - ends[0]) / 2
        slope = chance.choice((ends[0] + 0 * x, ends[1] + 0 * x, middle + half * sp.sin(3 * x)))
    return sp.lambdify(x, slope, "math")


def _plain(numbers: Mapping[sp.Basic, Any]) -> Instance:
    return {s: v for s, v in numbers.items() if isinstance(s, sp.Symbol)}


def _value(e: sp.Expr, numbers: Mapping[sp.Basic, Any]) -> mpmath.mpf:
    e = unrolled(e, _plain(numbers))
    letters = {thing: sp.Dummy(real=True) for thing in numbers if isinstance(thing, sp.Indexed) and e.has(thing)}
    values = {letters[thing]: numbers[thing] for thing in letters}
    found = evaluate(e.xreplace(letters), {**_plain(numbers), **values}, MPMATH)
    if isinstance(found, mpmath.mpc):
        raise Undefined("{} is not real there", e)
    return mp.mpf(found)
