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
from neversaddle.numerics.attack.kinds.laws import gauss_legendre
from neversaddle.numerics.attack.kinds.states import moves, sizes
from neversaddle.numerics.attack.sampling import Instance, in_sympy, instances
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.numerics.flow.flow import Trajectory, weight_flow
from neversaddle.numerics.loss.loss import Loss, least_squares
from neversaddle.numerics.numbers.exact_number import exact
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LOSS,
    PARTIAL,
    SLOPE,
    WEIGHT,
    DiagonalNetwork,
    Steepest,
)
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.solutions import Along, Order

#: A law that holds at all times holds on a short stretch, where few digits are lost.
DURATION = Fraction(1, 32)
MOST_WEIGHTS, MOST_COORDINATES, MOST_TRIES = 4, 3, 40
#: Parameters are no larger, and have no larger denominators.
LARGEST, FINEST = 4, 40


def along_agreement(part: Along, given: Sequence[Hypothesis], digits: int, seed: str) -> int | None:
    """Digits to which both sides agree at the end of one integrated flow; for an order, 0 where it fails, else None.

    Raises ValueError where no random flow stays smooth and within the hypotheses.
    """
    for instance in itertools.islice(_parameters(part, given, seed), MOST_TRIES):
        assert isinstance(part.along, Steepest)
        moments = _moments(part.along, tuple(instance.items()), digits, seed)
        if moments is not None:
            with mp.workdps(digits + 10):
                _, mass = gauss_legendre(digits)
                left, right = (_value(e, instance, moments, mass) for e in (part.left, part.right))
                return _agreed(left, right, part.order, digits)
    raise ValueError(f"no smooth flow was found for '{part.text}'")


@lru_cache(maxsize=64)
def _moments(
    flow: Steepest, instance: tuple[tuple[sp.Symbol, Fraction], ...], digits: int, seed: str
) -> list[dict[sp.Basic, Any]] | None:
    """A random flow at the nodes of a quadrature and at its end, once for all that is asked of it."""
    nodes, _ = gauss_legendre(digits)
    times = [*(exact(node, "node", ValueError) * DURATION for node in nodes), DURATION]
    run = _Run(flow, dict(instance), random.Random(seed))
    found = run.integrated(times, digits)
    if found is None:
        return None
    with mp.workdps(digits + 10):
        return run.moments(found)


def _agreed(left: mpmath.mpf, right: mpmath.mpf, order: Order, digits: int) -> int | None:
    scale = abs(left) + abs(right) + mp.mpf(10) ** -3
    if order is Order.AT_MOST:
        return None if left <= right + scale * mp.mpf(10) ** -digits else 0
    gap = abs(left - right) / scale
    return digits if gap == 0 else max(0, min(digits, int(mp.floor(-mp.log10(gap)))))


def _parameters(part: Along, given: Sequence[Hypothesis], seed: str) -> Iterator[Instance]:
    """Parameters and sizes of small models, in random order: corners come first otherwise, where much is equal."""
    assert isinstance(part.along, Steepest)
    own = [h for h in given if not moves(h)]
    supply = list(itertools.islice(instances(own, sorted(part.symbols(), key=str), seed), 3 * MOST_TRIES))
    random.Random(seed).shuffle(supply)
    for instance in supply:
        depth, width = sizes(part.along, instance)
        # Where all has died away, or grows at once, nothing can be told apart.
        tame = all(abs(value) <= LARGEST and value.denominator <= FINEST for value in instance.values())
        if depth <= MOST_WEIGHTS and width <= MOST_COORDINATES and tame:
            yield instance


class _Run:
    """One random model, loss and start for an instance's parameters."""

    def __init__(self, flow: Steepest, instance: Instance, chance: random.Random) -> None:
        self.flow, self.instance = flow, instance
        self.depth, self.width = sizes(flow, instance)
        self.weights = [sp.Symbol(f"w{i}", real=True) for i in range(1, self.depth + 1)]
        self.formula = self._formula(chance)
        self.loss = _random_loss(chance, self.width)
        rows, columns = range(self.depth), range(self.width)
        # No weight is 1, all powers of which are the same, and no two are of one size.
        sized = iter(chance.sample(range(9, 41, 2), self.depth * self.width))
        self.start = [[Fraction(chance.choice((-1, 1)) * next(sized), 20) for _ in columns] for _ in rows]
        values = in_sympy(instance)
        self.q, self.decay = (e.xreplace(values) for e in (flow.q, flow.decay))

    def _formula(self, chance: random.Random) -> sp.Expr:
        """x in the weights of a coordinate: their product, or a quadratic form of no special kind."""
        if isinstance(self.flow.model, DiagonalNetwork):
            return sp.Mul(*self.weights)
        squares = (sp.Rational(chance.choice((-3, -2, 2, 3)), 4) * w**2 for w in self.weights)
        mixed = (sp.Rational(chance.randrange(-2, 3), 4) * a * b for a, b in itertools.pairwise(self.weights))
        return sp.Add(*squares, *mixed)

    def integrated(self, times: Sequence[Fraction], digits: int) -> Trajectory | None:
        """The flow, where it stays smooth; weights that double are on their way to infinity."""
        model = (
            DeepDiagonal(self.depth)
            if isinstance(self.flow.model, DiagonalNetwork)
            else Reparametrization(self.formula, tuple(self.weights))
        )
        kind = "coupled" if self.flow.coupled else "decoupled"
        rational = (Fraction(int(e.p), int(e.q)) for e in (self.q, self.decay))
        q, decay = rational
        found = weight_flow(model, q, self.loss, self.start, times, digits, decay, kind)
        if found.stop is not None or found.events or found.digits < digits - 2:
            return None
        return found

    def moments(self, flow: Trajectory) -> list[dict[sp.Basic, Any]]:
        """What every letter is at the start and at each output."""
        assert flow.weights is not None
        return [self._moment(rows) for rows in flow.weights]

    def _moment(self, rows: Sequence[Sequence[Any]]) -> dict[sp.Basic, Any]:
        def number(v: Any) -> mpmath.mpf:
            return mp.mpf(v.numerator) / v.denominator if isinstance(v, Fraction) else v

        columns = [[number(row[j]) for row in rows] for j in range(self.width)]
        at = [dict(zip(self.weights, column, strict=True)) for column in columns]
        x = [evaluate(self.formula, values, MPMATH) for values in at]
        slopes = self.loss.gradient(x)
        moment: dict[sp.Basic, Any] = {LOSS: self.loss.value(x)}
        for j in range(1, self.width + 1):
            moment |= {COORDINATE[j]: x[j - 1], SLOPE[j]: slopes[j - 1]}
            z = sp.Symbol("z", real=True)
            moment[DRIVE[j]] = evaluate(duality_map(self.q, z), {z: slopes[j - 1]}, MPMATH)
            for i, w in enumerate(self.weights, start=1):
                moment[WEIGHT[i, j]] = columns[j - 1][i - 1]
                moment[PARTIAL[i, j]] = evaluate(sp.diff(self.formula, w), at[j - 1], MPMATH)
        return moment


def _random_loss(chance: random.Random, width: int) -> Loss:
    """Least squares with a minimum far away, so that no component of the gradient vanishes at once."""
    places = range(width)
    matrix = [[Fraction(chance.randrange(-4, 5), 4) + 2 * (i == j) for j in places] for i in places]
    return least_squares(matrix, [Fraction(chance.choice((-1, 1)) * chance.randrange(5, 9)) for _ in places])


def _value(
    e: sp.Expr, instance: Instance, moments: Sequence[Mapping[sp.Basic, Any]], mass: Sequence[mpmath.mpf]
) -> mpmath.mpf:
    """A formula at the last moment; what it says of the past from the others, which are the nodes of a quadrature."""
    written = unrolled(e, instance)
    length = mp.mpf(DURATION.numerator) / DURATION.denominator
    known: dict[sp.Basic, Any] = {TIME: length}
    for atom in written.atoms(Initially):
        known[atom] = _at(atom.args[0], instance, moments[0])
    for atom in written.atoms(TimeIntegral):
        rates = (_at(atom.args[0], instance, moment) for moment in moments[1:-1])
        known[atom] = length * mp.fsum(m * r for m, r in zip(mass, rates, strict=True))
    return _at(written, instance, {**moments[-1], **known})


def _at(e: sp.Expr, instance: Instance, moment: Mapping[sp.Basic, Any]) -> mpmath.mpf:
    """A formula that has been written out, at one moment."""
    letters = {thing: sp.Dummy(real=True) for thing in moment if e.has(thing)}
    values = {letters[thing]: moment[thing] for thing in letters}
    return evaluate(e.xreplace(letters), {**instance, **values}, MPMATH)
