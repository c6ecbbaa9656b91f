"""The attack on where mirror flows tend: the limit against other points that show the same data, by the objective.

For a loss that sees one datum z alone R'(x) moves along Phi_q(z), and ends at any point of that ray where its target
is: an exact end of a flow. Losses that see several data are integrated.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import sympy as sp
from flint import arb, ctx

from neversaddle.numerics.attack.evaluation import BALLS, CannotEvaluate, evaluate
from neversaddle.numerics.attack.exact_values import as_fraction, in_sympy
from neversaddle.numerics.attack.kinds.ends_on_data import lower, lower_text
from neversaddle.numerics.attack.kinds.states import moves
from neversaddle.numerics.attack.kinds.trial import Trial
from neversaddle.numerics.attack.kinds.within import end_within
from neversaddle.numerics.attack.precision import OutOfReach
from neversaddle.numerics.attack.sampling import Instance, instances
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.numerics.numbers.balls import ball
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Over, constants
from neversaddle.theory.language.functions import Applied
from neversaddle.theory.language.times import Finally, Initially
from neversaddle.theory.motion.mirror import DATA, DATUM, RIVAL, ManyData
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import COORDINATE
from neversaddle.theory.statement.hypotheses import Condition, Curves, Every, Hypothesis, Sloped
from neversaddle.theory.statement.least_at_limit import LeastAtLimit

_Z = sp.Symbol("_z", real=True)


@dataclass(frozen=True)
class Shape:
    """A potential, the inverse of its slope, whether it is defined for x > 0 alone, and where its slope is zero."""

    value: sp.Expr
    inverse: sp.Expr
    least: sp.Expr
    positive: bool = False

    def slope(self, x: sp.Expr) -> sp.Expr:
        """The derivative at a point."""
        return sp.diff(self.value, _Z).xreplace({_Z: x})

    def point(self, slope: sp.Expr) -> sp.Expr:
        """Where the slope is this."""
        return self.inverse.xreplace({_Z: slope})


CONVEX = (
    Shape(_Z**2 / 2, _Z, sp.S.Zero),
    Shape(sp.cosh(_Z), sp.asinh(_Z), sp.S.Zero),
    Shape(_Z * sp.log(_Z) - _Z, sp.exp(_Z), sp.S.One, positive=True),
)
CONCAVE = Shape(-(_Z**2) / 2, -_Z, sp.S.Zero)
#: Ends tried for one instance, and coordinates and data of these at most.
ENDS, MOST = 4, 4
#: Instances at which flows on the weights are integrated.
INTEGRATED = 12
#: How far other points lie away.
STEPS = tuple(sp.Rational(sign, 2**n) for n in (0, 4, 20) for sign in (1, -1))
#: Steps of an integrated flow, and the residual at which it has come to its end.
RUN, SETTLED = 600, 1e-6
#: What is left of an objective that is least at the end: 10^4 roundings, and the square of what the end is off.
ROUNDING = arb(10) ** -10
_STEP = sp.Symbol("_t", real=True)


@dataclass(frozen=True)
class End:
    """A start and a limit of a flow, its data, and the potentials: all that an objective speaks of, at an instance."""

    shapes: tuple[Shape, ...]
    start: tuple[sp.Rational, ...]
    limit: tuple[arb, ...]
    data: tuple[tuple[sp.Rational, ...], ...]
    instance: Instance

    def filled(self, e: sp.Basic, rival: Sequence[sp.Expr]) -> sp.Basic:
        """An expression with values for its letters, the limit aside, and the rival at a point."""
        values: dict[sp.Basic, sp.Expr] = dict(in_sympy(self.instance))
        for j, (v, first, last) in enumerate(zip(rival, self.start, self.letters("e"), strict=True), start=1):
            values |= {RIVAL[j]: v, Initially(COORDINATE[j]): first, Finally(COORDINATE[j]): last}
            values |= {DATUM[j]: self.data[0][j - 1]}
            values |= {DATA[row, j]: z[j - 1] for row, z in enumerate(self.data, start=1)}
        return _with_values(_unrolled(e, tuple(self.instance.items())), values, self.shapes)

    def letters(self, name: str) -> list[sp.Symbol]:
        """Letters for the coordinates of a point."""
        return [sp.Symbol(f"{name}_{j}", real=True) for j in range(len(self.shapes))]

    def obeys(self, h: Every | Condition, rival: Sequence[sp.Expr]) -> bool:
        """Whether a relation certainly holds; equalities exactly, whatever the limit is."""
        relations = [h.relation]
        if isinstance(h, Every):
            size = int(h.size.xreplace(in_sympy(self.instance)))
            relations = [h.relation.xreplace({h.place: sp.Integer(n)}) for n in range(1, size + 1)]
        return all(self._certain(relation, rival) for relation in relations)

    def _certain(self, relation: sp.Rel, rival: Sequence[sp.Expr]) -> bool:
        if isinstance(relation, sp.logic.boolalg.BooleanAtom):
            return bool(relation)
        left, right = (self.filled(side, rival) for side in relation.args)
        if isinstance(relation, sp.Eq):
            return bool(sp.expand(left - right) == 0)
        gap = _ball(left - right, dict(zip(self.letters("e"), self.limit, strict=True)))
        return gap is not None and any(side and relation.func(sign, 0) for sign, side in ((1, gap > 0), (-1, gap < 0)))

    def lower(self, objective: sp.Expr, over: Every | Condition, slack: arb) -> tuple[arb, ...] | None:
        """A point of the domain for which a condition holds, with a lower objective, or nothing."""
        v, e = self.letters("v"), self.letters("e")
        formula, at_end = self.filled(objective, v), dict(zip(e, self.limit, strict=True))
        here = _ball(formula, {**at_end, **dict(zip(v, self.limit, strict=True))})
        if here is None:
            return None
        for direction in sp.Matrix(self.data).nullspace():
            if not self.obeys(over, [a + _STEP * d for a, d in zip(e, direction, strict=True)]):
                continue
            for step in STEPS:
                point = tuple(a + ball(as_fraction(step * d)) for a, d in zip(self.limit, direction, strict=True))
                if all(not s.positive or bool(a > 0) for s, a in zip(self.shapes, point, strict=True)):
                    there = _ball(formula, {**at_end, **dict(zip(v, point, strict=True))})
                    if there is not None and bool(there < here - slack * (1 + abs(here))):
                        return point
        return None


@lru_cache(maxsize=256)
def _unrolled(e: sp.Basic, instance: tuple[tuple[sp.Symbol, Fraction], ...]) -> sp.Basic:
    """The expression without sums, once for all ends that it is asked of."""
    return unrolled(e, dict(instance))


def _with_values(e: sp.Basic, values: Mapping[sp.Basic, sp.Expr], shapes: Sequence[Shape]) -> sp.Basic:
    if e in values:
        return values[e]
    if isinstance(e, Applied):
        _, order, place, argument = e.args
        shape, point = shapes[int(place) - 1], _with_values(argument, values, shapes)
        return shape.slope(point) if order == 1 else shape.value.xreplace({_Z: point})
    return e.func(*(_with_values(part, values, shapes) for part in e.args)) if e.args else e


def _ball(e: sp.Basic, values: Mapping[sp.Symbol, arb]) -> arb | None:
    try:
        value = evaluate(e, values, BALLS)
    except (Undefined, CannotEvaluate):
        return None
    return value if value.is_finite() else None


def least_agreement(part: LeastAtLimit, instance: Instance) -> int | None:
    """None where no end of a flow, exact or integrated, has a lower point beside it; 0 where one has.

    Raises OutOfReach where there are too many coordinates or data, Undefined where no flow is within the hypotheses.
    """
    if isinstance(part.along, OnData):
        return 0 if lower(part, instance) else None
    if least_fails(part, instance, 64):
        return 0
    with ctx.workprec(128):
        ends = (end for end in _integrated(part, instance) if end.lower(part.objective, part.over, ROUNDING))
        return 0 if next(ends, None) else None


def least_fails(part: LeastAtLimit, instance: Instance, bits: int) -> bool:
    """Whether balls show a point with the data of an exact end, and a lower objective. Raises as above."""
    if isinstance(part.along, OnData):
        # Of flows on the weights no end is known exactly.
        return False
    return _counterexample(part, instance, bits) is not None


def least_text(part: LeastAtLimit, instance: Instance) -> str:
    """An end of a flow and a point that is lower, or nothing."""
    if isinstance(part.along, OnData):
        return lower_text(part, instance)
    found = _counterexample(part, instance, 64)
    if found is None:
        return ""
    end, point = found
    shapes = ", ".join(str(shape.value.xreplace({_Z: sp.Symbol("x")})) for shape in end.shapes)
    data = "; ".join(map(_listed, end.data))
    limit, there = (_listed([a.str(6, radius=False) for a in values]) for values in (end.limit, point))
    return f"R = {shapes}, data {data}, from {_listed(end.start)} to {limit}: lower at v = {there}"


def _listed(values: Sequence[object]) -> str:
    return f"({', '.join(map(str, values))})"


def _counterexample(part: LeastAtLimit, instance: Instance, bits: int) -> tuple[End, tuple[arb, ...]] | None:
    ends = 0
    with ctx.workprec(bits):
        for end in _exact(part, instance):
            ends += 1
            point = end.lower(part.objective, part.over, arb(0))
            if point is not None:
                return end, point
    if not ends:
        raise Undefined("no flow that ends is within the hypotheses there")
    return None


def _exact(part: LeastAtLimit, instance: Instance) -> Iterator[End]:
    """Ends of flows of losses that see one datum, within the hypotheses."""
    flow, chance = part.along, random.Random(repr(sorted((str(s), str(v)) for s, v in instance.items())))
    convex = any(isinstance(h, Curves) and h.convex for h in part.given)
    q = flow.q.xreplace(in_sympy(instance))
    for number in range(ENDS):
        shapes, start, data = _setting(part, instance, number, chance)
        if not convex and number in (1, 2):
            # The loss is concave then, too.
            shapes = (CONCAVE,) * len(shapes)
        time = sp.Rational(chance.choice((-1, 1)) * chance.randrange(1, 9), 8)
        slopes = [s.slope(x) + time * duality_map(q, z) for s, x, z in zip(shapes, start, data[0], strict=True)]
        limit = [_ball(s.point(y), {}) for s, y in zip(shapes, slopes, strict=True)]
        end = End(shapes, start, tuple(a for a in limit if a is not None), data, instance)
        if len(end.limit) == len(limit) and _within(part, end):
            yield end


def _within(part: LeastAtLimit, end: End) -> bool:
    return all(end.obeys(h, end.letters("e")) for h in part.given if isinstance(h, Every | Condition))


def _setting(
    part: LeastAtLimit, instance: Instance, number: int, chance: random.Random
) -> tuple[tuple[Shape, ...], tuple[sp.Rational, ...], tuple[tuple[sp.Rational, ...], ...]]:
    """Potentials, a start, and data of which the first has entries of one size, 1, or of different ones."""
    k, n = (int(e.xreplace(in_sympy(instance))) for e in (part.along.width, part.along.sight.rows))
    if k > MOST or n > MOST:
        raise OutOfReach(f"{k} coordinates and {n} data are too many")
    shift = chance.randrange(len(CONVEX))
    shapes = tuple(CONVEX[(shift + j) % len(CONVEX)] for j in range(k))
    even = number % 2 == 0
    sizes = [1] * k if even else chance.sample((1, 4, 9, 16, 25), k)
    first = tuple(sp.Rational(chance.choice((-1, 1)) * size, 1 if even else 9) for size in sizes)
    # Others leave a point beside the end where there are more coordinates than data; and where they say nothing.
    more = [tuple(sp.Rational(chance.randrange(-4, 5) * (number > 1), 4) for _ in range(k)) for _ in range(n - 1)]
    start = tuple(s.least if number in (0, 3) else _some(s, chance) for s in shapes)
    return shapes, start, (first, *more)


def _some(shape: Shape, chance: random.Random) -> sp.Rational:
    return sp.Rational((1 if shape.positive else chance.choice((-1, 1))) * chance.randrange(1, 13), 6)


def _integrated(part: LeastAtLimit, instance: Instance) -> Iterator[End]:
    """The end of gradient flow on least squares that see all data, by Runge and Kutta, if it comes to one."""
    if part.along.q != 2 or not isinstance(part.along.sight, ManyData):
        return
    chance = random.Random(repr(sorted((str(s), str(v)) for s, v in instance.items())))
    for number in (2, 3):
        shapes, start, data = _setting(part, instance, number, chance)
        target = [chance.randrange(1, 12) / 6 for _ in shapes]
        found = _run(shapes, start, data, target)
        if found is not None:
            end = End(shapes, start, tuple(map(arb, found)), data, instance)
            if _within(part, end):
                yield end


def _run(
    shapes: Sequence[Shape],
    start: Sequence[sp.Rational],
    data: Sequence[Sequence[sp.Rational]],
    target: Sequence[float],
) -> list[float] | None:
    """Where y' = -Z^T (Z x(y) - Z target) takes the start, in doubles; None where it does not come to an end."""
    points = [sp.lambdify(_Z, s.inverse, "math") for s in shapes]
    rows = [[float(z) for z in row] for row in data]
    pace = 0.5 / (1 + sum(z * z for row in rows for z in row))

    def place(y: Sequence[float]) -> list[float]:
        return [point(v) for point, v in zip(points, y, strict=True)]

    def residuals(y: Sequence[float]) -> list[float]:
        away = [a - b for a, b in zip(place(y), target, strict=True)]
        return [sum(z * v for z, v in zip(row, away, strict=True)) for row in rows]

    def velocity(y: Sequence[float]) -> list[float]:
        r = residuals(y)
        return [-sum(row[j] * g for row, g in zip(rows, r, strict=True)) for j in range(len(y))]

    def moved(y: Sequence[float], step: float, v: Sequence[float]) -> list[float]:
        return [a + step * b for a, b in zip(y, v, strict=True)]

    y = [float(s.slope(x)) for s, x in zip(shapes, start, strict=True)]
    for _ in range(RUN):
        if max(map(abs, residuals(y))) < SETTLED:
            return place(y)
        one = velocity(y)
        two = velocity(moved(y, pace / 2, one))
        three = velocity(moved(y, pace / 2, two))
        four = velocity(moved(y, pace, three))
        y = moved(y, pace / 6, [a + 2 * b + 2 * c + d for a, b, c, d in zip(one, two, three, four, strict=True)])
    return None


def _certainly_fails(part: LeastAtLimit, instance: Instance, bits: int) -> bool:
    try:
        return least_fails(part, instance, bits)
    except (Undefined, OutOfReach):
        return False


def _symbols(part: LeastAtLimit, given: tuple[Hypothesis, ...]) -> set[sp.Symbol]:
    conditions = (h.relation for h in given if isinstance(h, Condition) and not h.relation.has(sp.Indexed, Over))
    own = set(part.symbols()) - {h.symbol for h in given if isinstance(h, Curves)}
    if isinstance(part.along, OnData):
        own |= set().union(*(constants(h.relation) - {h.place} for h in given if isinstance(h, Every)))
        of_slopes = [h for h in given if isinstance(h, Sloped)]
        own |= set().union(*((h.at.free_symbols | h.slope.free_symbols) - {h.interval.symbol} for h in of_slopes))
    return own.union(*(relation.free_symbols for relation in conditions))


def _supply(
    part: LeastAtLimit, given: tuple[Hypothesis, ...], symbols: Sequence[sp.Symbol], label: str
) -> Iterator[Instance]:
    found = instances([h for h in given if not moves(h)], symbols, label)
    return itertools.islice(found, INTEGRATED) if isinstance(part.along, OnData) else found


LEAST_AT_LIMIT = Trial[LeastAtLimit](
    lambda part, instance, digits: least_agreement(part, instance),
    _certainly_fails,
    within=end_within,
    stated=least_text,
    # What flows it is said of depends on all that is assumed.
    prepared=lambda part, given: replace(part, given=given),
    symbols=_symbols,
    supply=_supply,
)
