"""The attack on times at which a loss is at a level: quadratic losses of linear models, as steep as is assumed."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from mpmath import mp
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from neversaddle.numerics.attack.kinds.along_flows import relations
from neversaddle.numerics.attack.kinds.driven_flows import (
    DIGITS,
    MOST_CALLS,
    MOST_COORDINATES,
    Numbers,
    plain_of,
    settings_of,
    value_of,
)
from neversaddle.numerics.attack.kinds.states import moves
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.language.families import constants
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, LOSS, PARTIAL, SLOPE, SeparableModel, Steepest
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Sign
from neversaddle.theory.statement.reaching import Reaches, When

Array = NDArray[np.float64]
#: The longest flows; moments that are looked at; what is left of a loss that is as good as none.
LONGEST, MOMENTS, LEFT = 60.0, 40, 1e-6
#: By how much a parameter is beyond its bound where that is left out.
BEYOND = 8


class Bowl:
    """f = level + x.H x/2 with x_j = sum_i a_ij w_ij, and weights to begin with."""

    def __init__(self, q: float, depth: int, width: int, chance: random.Random) -> None:
        def numbers(*shape: int) -> Array:
            flat = [chance.choice((-1, 1)) * chance.randrange(4, 12) / 8 for _ in range(math.prod(shape))]
            return np.array(flat).reshape(shape)

        skew = numbers(width, width)
        self.q, self.level = q, chance.choice((-2.0, 0.0, 3.0))
        # Flat bowls and steep ones: powers of what is above one, and below.
        self.bend = (skew @ skew.T + np.eye(width) / 2) * chance.choice((0.0625, 1.0))
        self.slopes, self.start = numbers(depth, width), numbers(depth, width)
        self.calls = 0

    def x(self, weights: Array) -> Array:
        """The coordinates."""
        found: Array = (self.slopes * weights.reshape(self.slopes.shape)).sum(axis=0)
        return found

    def value(self, weights: Array) -> float:
        """The loss."""
        x = self.x(weights)
        return self.level + float(x @ self.bend @ x) / 2

    def velocity(self, _: float, weights: Array) -> Array:
        """dw/dt, by the definition of the flow."""
        self.calls += 1
        if self.calls > MOST_CALLS:
            raise Undefined("the flow is not smooth there")
        pulls = self.bend @ self.x(weights) * self.slopes
        found: Array = (-np.sign(pulls) * np.abs(pulls) ** (self.q - 1)).ravel()
        return found

    def moments(self) -> list[tuple[float, dict[sp.Basic, Any]]]:
        """Times, and all letters then, until next to nothing of the loss is left, or for the longest time."""
        height = self.value(self.start.ravel()) - self.level
        if height < LEFT:
            # It begins where it is to end.
            return []

        def left(_: float, weights: Array) -> float:
            return self.value(weights) - self.level - LEFT * height

        left.terminal = True  # type: ignore[attr-defined]  # That is how SciPy is told.
        run = solve_ivp(
            self.velocity, (0, LONGEST), self.start.ravel(), "DOP853", events=left, rtol=1e-9, dense_output=True
        )
        if not run.success:
            return []
        times = run.t[-1] * np.linspace(0, 1, MOMENTS)
        return [(float(t), self.letters(run.sol(t))) for t in times]

    def letters(self, weights: Array) -> dict[sp.Basic, Any]:
        """All letters at one moment."""
        x = self.x(weights)
        found: dict[sp.Basic, Any] = {LOSS: mp.mpf(self.value(weights))}
        for j, (at, slope) in enumerate(zip(x, self.bend @ x, strict=True), start=1):
            found |= {COORDINATE[j]: mp.mpf(float(at)), SLOPE[j]: mp.mpf(float(slope))}
            found |= {PARTIAL[i, j]: mp.mpf(float(a)) for i, a in enumerate(self.slopes[:, j - 1], start=1)}
        return found


def is_of_a_loss(part: Reaches) -> bool:
    """Whether a statement is about the loss of any separable model."""
    return isinstance(part.along, Steepest) and isinstance(part.along.model, SeparableModel) and part.quantity.has(LOSS)


def loss_agreement(
    part: Reaches, given: Sequence[Hypothesis], seed: str, dropped: Hypothesis | None = None
) -> Iterator[bool]:
    """Whether losses are at the level by then, flow after flow; `dropped` is a bound that is broken."""
    assert isinstance(part.along, Steepest) and part.when is When.BY
    for number, numbers in enumerate(settings_of(part, given, seed)):
        chance = random.Random(f"{seed}/{number}")
        q = float(value_of(part.along.q, numbers))
        # A flow at q = 1 jumps where one of several slopes vanishes.
        width = chance.randint(1, MOST_COORDINATES) if q > 1 else 1
        numbers |= dict.fromkeys(part.along.model.width.free_symbols, Fraction(width))
        bowl = Bowl(q, int(value_of(part.along.model.depth, numbers)), width, chance)
        with mp.workdps(DIGITS):
            try:
                moments = bowl.moments()
            except Undefined:
                # It comes to a jump before it comes to rest.
                continue
            letters = [then for _, then in moments]
            fitted = _fitted(given, numbers, bowl.level, letters, dropped) if moments else None
            if fitted is None:
                continue
            time, level = (float(value_of(e, fitted)) for e in (part.time, part.level))
            heights = [(t, float(value_of(part.quantity, {**fitted, **then}))) for t, then in moments]
        slack = 2 * LEFT * (1 + abs(heights[-1][1] - heights[0][1]))
        if heights[-1][0] >= LONGEST and time > LONGEST:
            # It may come to an end yet.
            continue
        yield any(height >= level - slack for t, height in heights if t <= time * (1 + 1e-6))


def _fitted(
    given: Sequence[Hypothesis],
    numbers: Numbers,
    least: float,
    moments: Sequence[Mapping[sp.Basic, Any]],
    dropped: Hypothesis | None,
) -> Numbers | None:
    """The parameters, those that bound what moves being as tight as the flow allows; a real one is the least loss."""
    signs = {h.symbol: h.kind for h in given if isinstance(h, Sign)}
    values: Numbers = {**numbers, **{s: mp.mpf(least) for s, kind in signs.items() if kind == "real"}}
    free = {s for s, kind in signs.items() if kind == "positive"}
    begun = sp.Dummy(real=True)
    first = {Initially(LOSS): begun}
    for h in (h for h in given if moves(h)):
        rows = [(r.lhs - r.rhs if isinstance(r, sp.Eq) else r.gts - r.lts) for r in relations(h, plain_of(values))]
        loose = sorted(constants(sp.Tuple(*rows)) & free, key=str)
        if not loose:
            return None
        bounds = []
        for row in (row.xreplace(first) for row in rows):
            for moment in moments:
                known = {**values, **moment, begun: moments[0][LOSS]}
                ends = [value_of(row, {**known, loose[0]: mp.mpf(n)}) for n in (0, 1)]
                bounds.append(-ends[0] / (ends[1] - ends[0]))
        equal = isinstance(h, Condition) and isinstance(h.relation, sp.Eq)
        values[loose[0]] = bounds[0] if equal else min(bounds)
        if h == dropped:
            values[loose[0]] *= mp.mpf(1) / BEYOND if equal else BEYOND
        free.discard(loose[0])
        if values[loose[0]] <= 0:
            return None
    return values
