"""Random models, losses and starts for the flows that statements about all solutions are tried on."""

from __future__ import annotations

import itertools
import random
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.states import column, formula_at, sizes
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.flow.flow import Trajectory, weight_flow
from neversaddle.numerics.loss.loss import Loss, least_squares
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization
from neversaddle.theory.language.times import TIME
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

#: Slopes above and below one, two flows at a time.
SCALES = (Fraction(1), Fraction(1, 8))
#: What is added to a loss that is not negative.
LEVELS = (-200, 1)


def number_of(seed: str) -> int:
    """Which flow of several it is: with it the kinds of model, loss and bound take turns."""
    return int(seed.rpartition("/")[2])


class Run:
    """One random model, loss and start for an instance's parameters; those of families in `positive` begin positive."""

    def __init__(
        self,
        flow: Steepest,
        instance: Instance,
        seed: str,
        start: Mapping[sp.Indexed, Fraction] | None = None,
        positive: Collection[sp.IndexedBase] = (),
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
        drawn = [[abs(drawn[i][j]) if own[j][i].base in positive else drawn[i][j] for j in columns] for i in rows]
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
                inside = number(self.decay) * columns[j - 1][i - 1] if self.flow.coupled else 0
                moment[PULL[i, j]] = self._duality(slopes[j - 1] * moment[PARTIAL[i, j]] + inside)
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
