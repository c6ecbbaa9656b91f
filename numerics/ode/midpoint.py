"""Differential equations y' = f(y) in plain floats: Gragg's midpoint rule, extrapolated (Bulirsch and Stoer)."""

from __future__ import annotations

import math
from collections.abc import Callable

State = list[float]
Rates = Callable[[State], State]

#: Numbers of substeps, the error of a step relative to the state, and the first step.
SUBSTEPS, PRECISION, FIRST_STEP = (2, 4, 6, 8, 10, 12), 1e-13, 0.1
#: What needs more has no solution that far, or one that doubles do not hold.
MOST_STEPS = 400


def advanced(rates: Rates, state: State, length: float) -> State:
    """The state after so long, `length` >= 0, in steps accurate to PRECISION each; nan where they would be too many.

    What `rates` raises goes through.

    >>> (y,) = advanced(lambda y: [-y[0]], [1.0], 1.0)
    >>> abs(y - math.exp(-1)) < 1e-12
    True
    """
    done, step = 0.0, FIRST_STEP
    for _ in range(MOST_STEPS):
        if done >= length:
            return state
        step = min(step, length - done)
        after, error = extrapolated(rates, state, step)
        if error <= 1:
            done, state = (length if step == length - done else done + step), after
        step *= min(4.0, max(0.2, 0.8 * (error + 1e-30) ** (-1 / 11)))
    return [math.nan] * len(state)


def extrapolated(rates: Rates, state: State, step: float) -> tuple[State, float]:
    """One step of Gragg's midpoint rule, extrapolated to vanishing substeps, and its error in units of PRECISION.

    The step may be negative; the error, inf where a value is nan, is relative to 1 + |y| and an estimate, no bound.
    """
    first = rates(state)
    rows: list[State] = []
    for k, count in enumerate(SUBSTEPS):
        h, before = step / count, state
        now = [s + h * r for s, r in zip(state, first, strict=True)]
        for _ in range(count - 1):
            before, now = now, [s + 2 * h * r for s, r in zip(before, rates(now), strict=True)]
        row = [[(a + b + h * r) / 2 for a, b, r in zip(now, before, rates(now), strict=True)]]
        for j, older in enumerate(rows):
            factor = (count / SUBSTEPS[k - 1 - j]) ** 2 - 1
            row.append([a + (a - b) / factor for a, b in zip(row[-1], older, strict=True)])
        rows = row
    errors = [abs(a - b) / (PRECISION * (1 + abs(b))) for a, b in zip(rows[-1], rows[-2], strict=True)]
    return rows[-1], math.inf if any(map(math.isnan, errors)) else max(errors)
