"""The attack on where flows on data tend: the weights integrated on least squares, and points beside their end."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
import sympy as sp
from mpmath import mp
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.states import column, formula_at, sizes
from neversaddle.numerics.attack.precision import OutOfReach
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.language.functions import Applied
from neversaddle.theory.language.times import Finally, Initially
from neversaddle.theory.motion.mirror import DATA, RIVAL
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import COORDINATE, WrittenModel
from neversaddle.theory.statement.hypotheses import Every, Given, Sloped
from neversaddle.theory.statement.least_at_limit import LeastAtLimit

#: Flows tried for one instance, coordinates and data of these at most, and how large and small starts may be.
ENDS, MOST, LARGEST = 2, 4, 4
#: How long a flow is, in units of the time that its fastest weight needs at first; the residual at its end.
LONG, SETTLED = 1e5, 1e-9
#: How far other points lie away, and how much lower they have to be, relatively, not to be so by errors alone.
STEPS = tuple(sign * 2.0**-n for n in (0, 3, 6, 10) for sign in (1, -1))
LOWER = 1e-7
_STEP = sp.Symbol("_t", real=True)
Vector = np.ndarray
Potential = Callable[[float], float]


@dataclass(frozen=True)
class Arrival:
    """Where a flow has come to, from what weights, and what its loss saw."""

    start: tuple[float, ...]
    limit: tuple[float, ...]
    data: tuple[tuple[int, ...], ...]


def lower(part: LeastAtLimit, instance: Instance) -> tuple[Arrival, tuple[float, ...]] | None:
    """An end of a flow and another point that shows the same data, at which the objective is less; or nothing.

    Raises OutOfReach where no flow is followed to its end, and Undefined where the model is none.
    """
    chance = random.Random(repr(sorted((str(s), str(v)) for s, v in instance.items())))
    arrivals = 0
    for _ in range(ENDS):
        arrival = _arrival(part, instance, chance)
        if arrival is not None:
            arrivals += 1
            found = _lower_beside(part, instance, arrival)
            if found is not None:
                return arrival, found
    if not arrivals:
        raise OutOfReach("no flow has come to its end")
    return None


def has_no_value(part: LeastAtLimit, instance: Instance) -> bool:
    """Whether the objective, what functions are given by, or the start has no real value there."""
    values = in_sympy(instance)
    formulas = [unrolled(part.objective, instance)]
    formulas += [e for h in part.given if isinstance(h, Sloped) for e in (h.at, h.slope)]
    formulas += [h.relation.rhs for h in part.given if isinstance(h, Every) and isinstance(h.relation, sp.Eq)]
    return any(e.xreplace(values).has(sp.zoo, sp.nan, sp.I) for e in formulas)


def lower_text(part: LeastAtLimit, instance: Instance) -> str:
    """The same in words."""
    try:
        found = lower(part, instance)
    except (OutOfReach, Undefined):
        return ""
    if found is None:
        return ""
    arrival, point = found
    data = "; ".join(map(_listed, arrival.data))
    return (
        f"data {data}, weights from {_listed(arrival.start)}, x to {_listed(arrival.limit)}: lower at {_listed(point)}"
    )


def _listed(values: Sequence[float]) -> str:
    return f"({', '.join(f'{v:.4g}' for v in values)})"


def _arrival(part: LeastAtLimit, instance: Instance, chance: random.Random) -> Arrival | None:
    """The end of a flow of the loss |Z (x - target)|^2/2, or nothing."""
    flow = part.along
    assert isinstance(flow, OnData) and isinstance(flow.steepest.model, WrittenModel)
    model, values = flow.steepest.model, in_sympy(instance)
    depth, width = sizes(flow.steepest, instance)
    rows, q = int(flow.sight.rows.xreplace(values)), float(flow.steepest.q.xreplace(values))
    if max(rows, width) > MOST:
        raise OutOfReach(f"{width} coordinates and {rows} data are too many")
    begun = _begun(part.given, instance)
    members = [m for j in range(1, width + 1) for m in column(flow.steepest, j, depth)]
    start = [begun.get(m, chance.choice((-1, 1)) * chance.randrange(2, 13) / 6) for m in members]
    if any(v and not 1 / LARGEST <= abs(v) <= LARGEST for v in start):
        raise OutOfReach("such a start is too far from 1")
    data = _data(rows, width, chance)
    letters = [[sp.Dummy(real=True) for _ in range(depth)] for _ in range(width)]
    formulas = [
        formula_at(model, j, instance).xreplace(dict(zip(column(flow.steepest, j, depth), own, strict=True)))
        for j, own in enumerate(letters, start=1)
    ]
    x = sp.lambdify(letters, formulas, "math")
    partials = sp.lambdify(
        letters, [sp.diff(e, w) for e, own in zip(formulas, letters, strict=True) for w in own], "math"
    )
    target = np.array([chance.choice((-1, 1)) * chance.randrange(1, 9) / 4 for _ in range(width)])
    z = np.array(data, float)

    def residual(w: Vector) -> Vector:
        return np.asarray(z @ (np.array(x(*w.reshape(width, depth).tolist())) - target))

    def velocity(_: float, w: Vector) -> Vector:
        force = np.repeat(z.T @ residual(w), depth) * np.array(partials(*w.reshape(width, depth).tolist()))
        return np.asarray(-np.sign(force) * np.abs(force) ** (q - 1))

    def settled(_: float, w: Vector) -> float:
        return float(np.abs(residual(w)).max() - SETTLED)

    settled.terminal = True  # type: ignore[attr-defined]
    first = np.array(start)
    pace = np.abs(velocity(0, first)).max()
    if pace == 0:
        return None
    try:
        run = solve_ivp(velocity, (0, LONG / pace), first, "LSODA", rtol=1e-11, atol=1e-13, events=settled)
    except OverflowError:
        return None
    if run.status != 1:
        return None
    end = x(*run.y[:, -1].reshape(width, depth).tolist())
    return Arrival(tuple(start), tuple(map(float, end)), data)


def _begun(given: Given, instance: Instance) -> dict[sp.Indexed, float]:
    """The weights that hypotheses say a solution starts with."""
    values = in_sympy(instance)
    found = {}
    for h in given:
        if isinstance(h, Every) and isinstance(h.relation, sp.Eq) and isinstance(h.relation.lhs, Initially):
            for n in range(1, int(h.size.xreplace(values)) + 1):
                relation = h.relation.xreplace({h.place: sp.Integer(n)})
                value = relation.rhs.xreplace(values)
                if not value.is_real:
                    raise Undefined(f"a weight starts with {value}")
                found[unrolled(relation.lhs.args[0], instance)] = float(value)
    return found


def _data(rows: int, width: int, chance: random.Random) -> tuple[tuple[int, ...], ...]:
    """Rows of whole numbers, that leave more than a point where there is more than one coordinate."""
    free = max(1, min(rows, width - 1))
    first = [tuple(chance.choice((-3, -2, -1, 1, 2, 3)) for _ in range(width)) for _ in range(free)]
    return (*first, *(tuple(-2 * z for z in first[0]) for _ in range(rows - free)))


def _lower_beside(part: LeastAtLimit, instance: Instance, arrival: Arrival) -> tuple[float, ...] | None:
    objective = _objective(part, instance, len(arrival.limit))
    here = objective(arrival.limit)
    for direction in sp.Matrix(arrival.data).nullspace():
        if not _obeys(part, instance, arrival, direction):
            continue
        size = max(1.0, *map(abs, arrival.limit)) / max(abs(float(d)) for d in direction)
        for step in STEPS:
            point = tuple(a + step * size * float(d) for a, d in zip(arrival.limit, direction, strict=True))
            if objective(point) < here - LOWER * step**2 * (1 + abs(here)):
                return point
    return None


def _obeys(part: LeastAtLimit, instance: Instance, arrival: Arrival, direction: sp.Matrix) -> bool:
    """Whether all points of a line through the limit are among those that it is compared with."""
    e = [sp.Symbol(f"e_{j}", real=True) for j in range(len(direction))]
    values = dict(in_sympy(instance))
    for j, d in enumerate(direction, start=1):
        values |= {RIVAL[j]: e[j - 1] + _STEP * d, Finally(COORDINATE[j]): e[j - 1]}
        values |= {DATA[row, j]: sp.Integer(z[j - 1]) for row, z in enumerate(arrival.data, start=1)}
    assert isinstance(part.over, Every)
    for n in range(1, int(part.over.size.xreplace(values)) + 1):
        at_place = (side.xreplace({part.over.place: sp.Integer(n)}) for side in part.over.relation.args)
        left, right = (_put(unrolled(side, instance), values) for side in at_place)
        if not isinstance(part.over.relation, sp.Eq) or sp.expand(left - right) != 0:
            return False
    return True


def _put(e: sp.Basic, values: dict[sp.Basic, sp.Expr]) -> sp.Basic:
    if e in values:
        return values[e]
    return e.func(*(_put(part, values) for part in e.args)) if e.args else e


def _objective(part: LeastAtLimit, instance: Instance, width: int) -> Callable[[Sequence[float]], float]:
    """What is said to be least, as a function of another point; of functions of which nothing is said, squares."""
    letters = [sp.Dummy(f"v_{j}", real=True) for j in range(width)]
    values: dict[sp.Basic, sp.Expr] = {RIVAL[j]: v for j, v in enumerate(letters, start=1)}
    formula = _put(unrolled(part.objective, instance), {**in_sympy(instance), **values})
    slopes = [h for h in part.given if isinstance(h, Sloped)]
    potential = _potential(slopes[0], tuple(sorted(instance.items(), key=str))) if slopes else _square
    points = sorted(formula.atoms(Applied), key=str)
    names = [sp.Dummy(real=True) for _ in points]
    rest = sp.lambdify([*letters, *names], formula.xreplace(dict(zip(points, names, strict=True))), "math")
    inside = [sp.lambdify(letters, point.args[3], "math") for point in points]

    def value(v: Sequence[float]) -> float:
        try:
            return float(rest(*v, *(potential(at(*v)) for at in inside)))
        except (ValueError, ZeroDivisionError, TypeError) as obstacle:
            raise Undefined(f"the objective has no value at {_listed(v)}") from obstacle

    return value


def _square(v: float) -> float:
    return v * v / 2


@lru_cache(maxsize=64)
def _potential(h: Sloped, instance: tuple[tuple[sp.Symbol, Fraction], ...]) -> Potential:
    """R at a point, the integral of R' dx = s H' dz from the middle of the interval to where H is that point."""
    values, z = in_sympy(dict(instance)), h.interval.symbol
    at = sp.lambdify(z, h.at.xreplace(values), "mpmath")
    density = sp.lambdify(z, (h.slope * sp.diff(h.at, z)).xreplace(values), "mpmath")
    low, high = float(h.interval.low), float(h.interval.high)
    middle = (low + high) / 2

    def potential(v: float) -> float:
        margin = 1e-12 * (high - low)
        try:
            where = brentq(lambda t: float(at(t)) - v, low + margin, high - margin, xtol=1e-15)
        except (ValueError, TypeError) as obstacle:
            raise Undefined(f"{h.at} is nowhere {v}") from obstacle
        return float(mp.quad(density, [middle, where]))

    return potential
