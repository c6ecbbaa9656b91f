"""The attack on what holds along solutions: random flows of random models, integrated from their definition."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath
import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.laws import gauss_legendre
from neversaddle.numerics.attack.kinds.states import column, formula_at, moves, of_start, sizes, starts
from neversaddle.numerics.attack.sampling import Instance, admits, instances
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.numerics.flow.flow import Trajectory, weight_flow
from neversaddle.numerics.loss.loss import Loss, least_squares
from neversaddle.numerics.numbers.exact_number import exact
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization
from neversaddle.theory.language.families import Over, Total, constants
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LOSS,
    PARTIAL,
    PULL,
    SLOPE,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
    WrittenModel,
)
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.hypotheses import Condition, Every, Hypothesis, Range, Sign
from neversaddle.theory.statement.solutions import Along, AnyInterval, Order

#: A law that holds at all times holds on a short stretch, where few digits are lost; orders are tight on shorter ones.
DURATIONS = {Order.EQUAL: Fraction(1, 32), Order.AT_MOST: Fraction(1, 512), Order.LESS: Fraction(1, 512)}
#: How long flows beside curves are.
CURVES = Fraction(1, 128)
MOST_WEIGHTS, MOST_COORDINATES, MOST_TRIES = 4, 3, 40
#: Digits of flows beyond a hypothesis, how many of them, and how far beyond a bound a parameter is moved.
FEW_DIGITS, MOST_OUTSIDE, FAR = 12, 6, 1024
#: Slopes above and below one, two flows at a time.
SCALES = (Fraction(1), Fraction(1, 8))
#: How much further off than need be a bound on the loss is, flow by flow.
SLACK = (0, 3, 40)
#: What is added to a loss that is not negative.
LEVELS = (-200, 1)
#: Parameters are no larger, and have no larger denominators.
LARGEST, FINEST = 4, 40
#: What a solution starts with is no larger: the larger weights are, the faster they move.
LARGEST_START = Fraction(3, 2)


def along_agreement(part: Along, given: Sequence[Hypothesis], digits: int, seed: str) -> int | None:
    """Digits to which both sides agree at the end of one integrated flow; for an order, 0 where it fails, else None.

    `seed` ends in the number of the flow. Raises ValueError where no flow stays smooth and within the hypotheses.
    """
    for fitted, moments in flows(part, given, digits, seed):
        with mp.workdps(digits + 10):
            return _agreed(part, fitted, moments, digits)
    raise ValueError(f"no smooth flow was found for '{part.text}'")


def along_outside(
    part: Along, given: Sequence[Hypothesis], dropped: Hypothesis, seed: str
) -> Iterator[tuple[str, bool]]:
    """Integrated flows within all hypotheses but one, each as a text, and whether the statement holds there.

    A parameter that the hypothesis bounds is moved beyond the bound; one of which it says the sign is zero or negative.
    A parameter that may have either sign is negative at times.
    """
    others = [h for h in given if h != dropped and moves(h) and not of_start(h)]
    if of_start(dropped):
        with mp.workdps(FEW_DIGITS + 10):
            elsewhere = flows(part, [h for h in given if h != dropped], FEW_DIGITS, seed)
            for fitted, moments in itertools.islice(elsewhere, MOST_OUTSIDE):
                agreed = _agreed(part, fitted, moments, FEW_DIGITS)
                yield f"an integrated flow with {_listed(fitted)}", agreed is None or agreed > FEW_DIGITS / 2
        return
    # What the flow itself is made of cannot be another once it has been integrated.
    own = set(part.along.free_symbols)
    signless = [h.symbol for h in given if isinstance(h, Sign) and h.kind == "real" and h.symbol not in own]
    with mp.workdps(FEW_DIGITS + 10):
        for fitted, moments in itertools.islice(flows(part, given, FEW_DIGITS, seed), MOST_OUTSIDE):
            for parameter, value in _beyond(dropped, fitted, moments):
                if parameter in own:
                    continue
                for turned in (None, *signless):
                    moved = {**fitted, **({} if turned is None else {turned: mp.mpf(-1)}), parameter: value}
                    if not all(obeyed(h, moved, moments) for h in others):
                        continue
                    try:
                        holds = _agreed(part, moved, moments, FEW_DIGITS) != 0
                    except Undefined:
                        continue
                    yield f"an integrated flow with {_listed(moved)}", holds


def _listed(values: Mapping[sp.Symbol, Any]) -> str:
    def short(value: Any) -> str:
        return str(value) if isinstance(value, Fraction) else str(mp.nstr(value, 4))

    return ", ".join(f"{s} = {short(v)}" for s, v in sorted(values.items(), key=lambda item: str(item[0])))


def _beyond(
    dropped: Hypothesis, fitted: Mapping[sp.Symbol, Any], moments: Sequence[Mapping[sp.Basic, Any]]
) -> Iterator[tuple[sp.Symbol, Any]]:
    """A parameter of the hypothesis, and values at which it is broken."""
    if isinstance(dropped, Sign) and dropped.symbol in fitted:
        yield from ((dropped.symbol, mp.mpf(n)) for n in (0, -1, -FAR))
    elif moves(dropped) and not of_start(dropped):
        gap = relations(dropped, fitted)[0]
        for parameter in sorted(constants(gap) & fitted.keys(), key=str):
            for factor in (FAR, mp.mpf(1) / FAR, -FAR):
                value = fitted[parameter] * factor
                if not obeyed(dropped, {**fitted, parameter: value}, moments):
                    yield parameter, value


def obeyed(h: Hypothesis, values: Mapping[sp.Symbol, Any], moments: Sequence[Mapping[sp.Basic, Any]]) -> bool:
    """Whether a hypothesis on what moves holds at all these moments."""
    gaps = [relation.gts - relation.lts for relation in relations(h, values)]
    return all(_at(gap, values, moment) >= 0 for gap in gaps for moment in moments)


def flows(
    part: Along, given: Sequence[Hypothesis], digits: int, seed: str
) -> Iterator[tuple[dict[sp.Symbol, Any], list[dict[sp.Basic, Any]]]]:
    """Smooth flows within the hypotheses: their parameters, and all letters at nodes of a quadrature and the end."""
    assert isinstance(part.along, Steepest)
    for instance in itertools.islice(parameters(part, given, seed), MOST_TRIES):
        start = starts(given, instance)
        moments = _moments(part.along, tuple(instance.items()), tuple(start.items()), digits, seed, duration(part))
        if moments is None:
            continue
        with mp.workdps(digits + 10):
            fitted = _within(given, instance, moments, SLACK[number_of(seed) % len(SLACK)])
        if fitted is not None:
            yield fitted, moments


@lru_cache(maxsize=64)
def _moments(
    flow: Steepest,
    instance: tuple[tuple[sp.Symbol, Fraction], ...],
    start: tuple[tuple[sp.Indexed, Fraction], ...],
    digits: int,
    seed: str,
    until: Fraction,
) -> list[dict[sp.Basic, Any]] | None:
    """A random flow at the nodes of a quadrature and at its end, once for all that is asked of it."""
    nodes, _ = gauss_legendre(digits)
    times = [*(exact(node, "node", ValueError) * until for node in nodes), until]
    run = Run(flow, dict(instance), seed, dict(start))
    found = run.integrated(times, digits)
    if found is None:
        return None
    with mp.workdps(digits + 10):
        return run.moments(found, times)


def _within(
    given: Sequence[Hypothesis], instance: Instance, moments: Sequence[Mapping[sp.Basic, Any]], slack: int
) -> dict[sp.Symbol, Any] | None:
    """The parameters, those that bound what moves being as tight as the flow allows; None where it breaks a hypothesis.

    A relation that is linear in a parameter no earlier one has bounded is a bound on it. What bounds the loss alone is
    `slack` times the loss's change further off.
    """
    values: dict[sp.Symbol, Any] = dict(instance)
    signs = {h.symbol: h.kind for h in given if isinstance(h, Sign)}
    bounded: set[sp.Symbol] = set()
    for h in given:
        if not moves(h) or of_start(h):
            continue
        gaps = [gap for relation in relations(h, instance) for gap in [relation.gts - relation.lts]]
        loose = sorted((constants(gaps[0]) & signs.keys()) - bounded, key=str)
        if not loose:
            if any(_at(gap, values, moment) < 0 for gap in gaps for moment in moments):
                return None
            continue
        parameter = loose[0]
        bounded.add(parameter)
        at_zero, at_one = (
            [_at(gap, {**values, parameter: mp.mpf(n)}, moment) for gap in gaps for moment in moments] for n in (0, 1)
        )
        ends = [(-a / (b - a), b > a) for a, b in zip(at_zero, at_one, strict=True) if a != b]
        low, high = ([end for end, below in ends if below is side] for side in (True, False))
        if low and high:
            return None
        values[parameter] = max(low) if low else min(high)
        if isinstance(h, Condition) and not h.relation.has(sp.Indexed, Over):
            values[parameter] -= slack * (moments[0][LOSS] - moments[-1][LOSS])
        if signs[parameter] == "positive" and values[parameter] <= 0:
            return None
    return values


def relations(h: Hypothesis, instance: Mapping[sp.Symbol, Any]) -> list[sp.Rel]:
    """A condition on what moves, at every place."""
    if isinstance(h, Every):
        count = int(unrolled(Total(sp.S.One, h.place, h.size), instance))
        found = [h.relation.xreplace({h.place: sp.Integer(n)}) for n in range(1, count + 1)]
    else:
        assert isinstance(h, Condition)
        found = [h.relation]
    return [unrolled(relation, instance) for relation in found]


def _agreed(
    part: Along, values: Mapping[sp.Symbol, Any], moments: Sequence[Mapping[sp.Basic, Any]], digits: int
) -> int | None:
    _, mass = gauss_legendre(digits)
    if part.until is not None:
        at = value_of(part.until.of, values, moments, mass, duration(part))
        low, high = ends(part.until.interval)
        if not low < at < high:
            return None
    left, right = (value_of(e, values, moments, mass, duration(part)) for e in (part.left, part.right))
    scale = abs(left) + abs(right) + mp.mpf(10) ** -3
    if part.order is Order.LESS:
        return None if left < right else 0
    if part.order is Order.AT_MOST:
        return None if left <= right + scale * mp.mpf(10) ** -digits else 0
    gap = abs(left - right) / scale
    return digits if gap == 0 else max(0, min(digits, int(mp.floor(-mp.log10(gap)))))


def ends(interval: Sign | Range | AnyInterval) -> tuple[Any, Any]:
    """The ends of an interval."""
    if isinstance(interval, Range):
        low, high = (mp.mpf(int(e.p)) / int(e.q) for e in (interval.low, interval.high))
        return low, high
    return (mp.mpf(0) if isinstance(interval, Sign) and interval.kind == "positive" else -mp.inf), mp.inf


def parameters(part: Along | Carried | Dual, given: Sequence[Hypothesis], seed: str) -> Iterator[Instance]:
    """Parameters and sizes of small models, in random order: corners come first otherwise, where much is equal."""
    assert isinstance(part.along, Steepest)
    own = [h for h in given if not moves(h)]
    begun: set[sp.Symbol] = set().union(
        *(constants(h.relation) - {getattr(h, "place", None)} for h in given if of_start(h))
    )
    symbols = sorted(part.symbols() | begun, key=str)
    supply = list(itertools.islice(instances(own, symbols, seed), 3 * MOST_TRIES))
    random.Random(seed).shuffle(supply)
    for found in supply:
        # Bounds over all coordinates are tight where there is one.
        single = {**found, **dict.fromkeys(part.along.model.width.free_symbols, Fraction(1))}
        instance = single if number_of(seed) % 2 and admits(own, single) else found
        if isinstance(part.along.model, SeparableModel) and part.along.model.degree is not None:
            # Forms of these degrees are homogeneous, and of no special kind.
            instance = {**instance, part.along.model.degree: Fraction(2 + number_of(seed) % 2)}
            if not admits(own, instance):
                continue
        depth, width = sizes(part.along, instance)
        # Where all has died away, or grows at once, nothing can be told apart.
        tame = all(abs(value) <= LARGEST and value.denominator <= FINEST for value in instance.values())
        tame = tame and all(abs(instance[s]) <= LARGEST_START for s in begun & instance.keys())
        if depth <= MOST_WEIGHTS and width <= MOST_COORDINATES and tame:
            yield instance


def duration(part: Along) -> Fraction:
    """How long the flows are on which a part is tried."""
    return DURATIONS[part.order]


def number_of(seed: str) -> int:
    """Which flow of several it is: with it the kinds of model, loss and bound take turns."""
    return int(seed.rpartition("/")[2])


class Run:
    """One random model, loss and start for an instance's parameters."""

    def __init__(
        self, flow: Steepest, instance: Instance, seed: str, start: Mapping[sp.Indexed, Fraction] | None = None
    ) -> None:
        self.flow, self.instance = flow, instance
        chance, self.number = random.Random(seed), number_of(seed)
        self.depth, self.width = sizes(flow, instance)
        self.weights = [sp.Symbol(f"w{i}", real=True) for i in range(1, self.depth + 1)]
        self.formula = self._formula(chance)
        self.loss = _random_loss(chance, self.width, SCALES[self.number // 2 % 2])
        # Of the loss only changes have a meaning: its level is of one sign and of the other, flow by flow.
        self.level = LEVELS[self.number % 2]
        rows, columns = range(self.depth), range(self.width)
        # No weight is 1, all powers of which are the same, and no two are of one size.
        sized = iter(chance.sample(range(9, 41, 2), self.depth * self.width))
        own = [column(flow, j + 1, self.depth) for j in columns]
        drawn = [[Fraction(chance.choice((-1, 1)) * next(sized), 20) for _ in columns] for _ in rows]
        self.start = [[(start or {}).get(own[j][i], drawn[i][j]) for j in columns] for i in rows]
        values = in_sympy(instance)
        rational = (e.xreplace(values) for e in (flow.q, flow.decay))
        self.q, self.decay = (Fraction(int(e.p), int(e.q)) for e in rational)
        self.kind = "coupled" if flow.coupled else "decoupled"
        self.model = (
            DeepDiagonal(self.depth)
            if isinstance(flow.model, DiagonalNetwork)
            else Reparametrization(self.formula, tuple(self.weights))
        )

    @property
    def text(self) -> str:
        """The model, the loss and the start."""
        a, b = self.loss.matrix or (), self.loss.target or ()
        loss = f"|A x - b|^2/2 + ({self.level}), A = {_table(a)}, b = {_table([b])}"
        return f"x = {self.formula}, f = {loss}, w(0) = {_table(self.start)}"

    def _formula(self, chance: random.Random) -> sp.Expr:
        """x in the weights of a coordinate: their product, as written, or a form of no special kind."""
        if isinstance(self.flow.model, DiagonalNetwork):
            return sp.Mul(*self.weights)
        if isinstance(self.flow.model, WrittenModel):
            letters = dict(zip(column(self.flow, 1, self.depth), self.weights, strict=True))
            return formula_at(self.flow.model, 1, self.instance).xreplace(letters)
        degree = 1 if self.number % 2 else 2
        if isinstance(self.flow.model, SeparableModel) and self.flow.model.degree is not None:
            degree = int(self.flow.model.degree.xreplace(in_sympy(self.instance)))
        if degree == 1:
            return sp.Add(*(sp.Rational(chance.choice((-5, -3, 3, 5)), 4) * w for w in self.weights))
        powers = (sp.Rational(chance.choice((-3, -2, 2, 3)), 4) * w**degree for w in self.weights)
        mixed = (
            sp.Rational(chance.randrange(-2, 3), 4) * a ** (degree - 1) * b for a, b in itertools.pairwise(self.weights)
        )
        return sp.Add(*powers, *mixed)

    def integrated(self, times: Sequence[Fraction], digits: int) -> Trajectory | None:
        """The flow, where it stays smooth; weights that double are on their way to infinity."""
        found = weight_flow(self.model, self.q, self.loss, self.start, times, digits, self.decay, self.kind)
        if found.stop is not None or found.events or found.digits < digits - 2:
            return None
        return found

    def moments(self, flow: Trajectory, times: Sequence[Fraction]) -> list[dict[sp.Basic, Any]]:
        """What every letter is at the start and at each output."""
        assert flow.weights is not None
        passed = [mp.mpf(t.numerator) / t.denominator for t in (Fraction(0), *times)]
        return [{**self.moment(rows), TIME: t} for rows, t in zip(flow.weights, passed, strict=True)]

    def moment(self, rows: Sequence[Sequence[Any]]) -> dict[sp.Basic, Any]:
        """What every letter is where the weights are these."""

        def number(v: Any) -> mpmath.mpf:
            return mp.mpf(v.numerator) / v.denominator if isinstance(v, Fraction) else v

        columns = [[number(row[j]) for row in rows] for j in range(self.width)]
        at = [dict(zip(self.weights, own, strict=True)) for own in columns]
        x = [evaluate(self.formula, values, MPMATH) for values in at]
        slopes = self.loss.gradient(x)
        moment: dict[sp.Basic, Any] = {LOSS: self.loss.value(x) + self.level}
        for j in range(1, self.width + 1):
            moment |= {COORDINATE[j]: x[j - 1], SLOPE[j]: slopes[j - 1]}
            moment[DRIVE[j]] = self._duality(slopes[j - 1])
            moment |= dict(zip(column(self.flow, j, self.depth), columns[j - 1], strict=True))
            for i, w in enumerate(self.weights, start=1):
                moment[PARTIAL[i, j]] = evaluate(sp.diff(self.formula, w), at[j - 1], MPMATH)
                moment[PULL[i, j]] = self._duality(slopes[j - 1] * moment[PARTIAL[i, j]])
        return moment

    def _duality(self, value: mpmath.mpf) -> mpmath.mpf:
        z = sp.Symbol("z", real=True)
        return evaluate(duality_map(sp.Rational(self.q), z), {z: value}, MPMATH)


def _table(rows: Sequence[Sequence[Fraction]]) -> str:
    """Numbers in rows."""
    return f"[{'; '.join(', '.join(map(str, row)) for row in rows)}]"


def _random_loss(chance: random.Random, width: int, scale: Fraction) -> Loss:
    """Least squares with a minimum far away, so that no component of the gradient vanishes at once."""
    places = range(width)
    matrix = [[scale * (Fraction(chance.randrange(-4, 5), 4) + 2 * (i == j)) for j in places] for i in places]
    return least_squares(matrix, [scale * chance.choice((-1, 1)) * chance.randrange(5, 9) for _ in places])


def value_of(
    e: sp.Expr,
    instance: Mapping[sp.Symbol, Any],
    moments: Sequence[Mapping[sp.Basic, Any]],
    mass: Sequence[mpmath.mpf],
    until: Fraction,
) -> mpmath.mpf:
    """A formula at the last moment; what it says of the past from the others, which are the nodes of a quadrature."""
    # Decay does not change with time here.
    written = unrolled(e, instance).replace(TimeIntegral, _of_constant)
    length = mp.mpf(until.numerator) / until.denominator
    known: dict[sp.Basic, Any] = {TIME: length}
    for atom in written.atoms(Initially):
        known[atom] = _at(atom.args[0], instance, moments[0])
    for atom in outermost(written):
        rates = at_nodes(atom.args[0], instance, moments, until)
        known[atom] = length * mp.fsum(m * r for m, r in zip(mass, rates, strict=True))
    return _at(written, instance, {**moments[-1], **known})


def outermost(e: sp.Basic) -> set[TimeIntegral]:
    """The integrals over time that stand in no other."""
    return {e} if isinstance(e, TimeIntegral) else set().union(*map(outermost, e.args))


def at_nodes(
    e: sp.Expr, instance: Mapping[sp.Symbol, Any], moments: Sequence[Mapping[sp.Basic, Any]], until: Fraction
) -> list[mpmath.mpf]:
    """A formula at the nodes of the quadrature, which the moments but the first and the last are."""
    nodes = moments[1:-1]
    length = mp.mpf(until.numerator) / until.denominator
    inner: dict[TimeIntegral, list[mpmath.mpf]] = {}
    for atom in outermost(e):
        rates = at_nodes(atom.args[0], instance, moments, until)
        inner[atom] = [length * mp.fsum(m * r for m, r in zip(row, rates, strict=True)) for row in _partial(len(nodes))]
    return [_at(e, instance, {**node, **{a: v[n] for a, v in inner.items()}}) for n, node in enumerate(nodes)]


@lru_cache(maxsize=4)
def _partial(count: int) -> list[list[mpmath.mpf]]:
    """For each of `count` Gauss nodes the masses that integrate a polynomial from 0 to there: by Legendre series."""
    digits = next(d for d in itertools.count(1) if len(gauss_legendre(d)[0]) == count)
    nodes, mass = gauss_legendre(digits)
    legendre = [[mp.legendre(n, 2 * x - 1) for n in range(count + 1)] for x in nodes]

    def whole(at: Sequence[mpmath.mpf], n: int) -> mpmath.mpf:
        """The integral of (2n+1) P_n from 0 to a node."""
        return (at[n + 1] - at[n - 1]) / 2 if n else at[1] / 2 + mp.mpf(1) / 2

    return [
        [m * mp.fsum(whole(row, n) * legendre[k][n] for n in range(count)) for k, m in enumerate(mass)]
        for row in legendre
    ]


def _of_constant(integrand: sp.Expr) -> sp.Expr:
    """The integral of what does not move."""
    return TimeIntegral(integrand) if integrand.has(sp.Indexed, LOSS, TIME) else integrand * TIME


def _at(e: sp.Expr, instance: Mapping[sp.Symbol, Any], moment: Mapping[sp.Basic, Any]) -> mpmath.mpf:
    """A formula at one moment."""
    e = unrolled(e, instance)
    letters = {thing: sp.Dummy(real=True) for thing in moment if e.has(thing)}
    values = {letters[thing]: moment[thing] for thing in letters}
    return evaluate(e.xreplace(letters), {**instance, **values}, MPMATH)
