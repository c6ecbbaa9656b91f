"""Ordinary differential equations to any number of digits: Gragg-Bulirsch-Stoer extrapolation with events.

The modified midpoint rule with 2, 4, 6, ... substeps has an error expansion in even powers of the substep, which
Aitken-Neville extrapolation removes term by term; step and order follow the estimate of work per unit of time
(Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, II.9). Nothing here knows what is integrated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite, log2
from typing import TypeAlias

import mpmath
from mpmath import mp

State: TypeAlias = "list[mpmath.mpf]"
Field: TypeAlias = "Callable[[mpmath.mpf, State], State]"

#: Local errors are kept this many digits below the digits asked for, so that some hundred steps may add up.
STEP_GUARD = 3
#: A component is judged by its own size, but not below 10^-8 of the largest one, where it may be rounding noise.
FLOOR_DIGITS = 8
#: Samples a step must offer to a watch.
LEAST_SAMPLES = 16
#: A margin that may not be crossed is approached by this part of the time left in one step.
NEARER = 0.5


class IntegrationError(ValueError):
    """The solution cannot be continued: it leaves every bounded set, or the field stops being smooth or defined."""


@dataclass(frozen=True)
class Watch:
    """Margins that stay positive while the field is smooth; the integration ends where the first of them vanishes.

    `margins(t, y)` is smooth in y. Without `slack` the field is smooth on both sides of a vanishing margin, and the
    crossing is found by root-finding. With it the end is approached from the left only, and the slack s of each margin
    bounds what is left: a margin z falling at rate r vanishes within [z/r, s z/r] (1: linearly, s: like a power s).
    A margin may be zero at the start if it becomes positive at once.
    """

    margins: Callable[[mpmath.mpf, State], State]
    slack: Sequence[mpmath.mpf] | None = None


@dataclass(frozen=True)
class Halt:
    """Where a watch ended the integration: time, state, index of the margin, digits to which the time is sure."""

    time: mpmath.mpf
    state: State
    index: int
    digits: int


@dataclass(frozen=True)
class _Attempt:
    """One extrapolated step: its end, log2 of the relative error of each row, and the substeps of the finest row."""

    state: State
    errors: list[float]
    converged: bool
    inner: list[State]


def integrate(
    field: Field,
    start: Sequence[mpmath.mpf],
    times: Sequence[mpmath.mpf],
    digits: int,
    watch: Watch | None = None,
    progress: Callable[[mpmath.mpf], None] | None = None,
) -> tuple[list[State], Halt | None]:
    """The states of y' = field(t, y) at increasing `times`, the first of which is the time of `start`.

    Steps land on the times exactly. Local errors are below 10^-(digits+3), relative to the component or its change in
    the step; the global error is the caller's to find by comparing two values of `digits`. Returned are the states
    reached and, if a margin of `watch` vanished, where. Two zeros inside one step are excluded by sampling: between
    neighbours of at least 16 samples a margin either exceeds its second difference (a parabola dips below its chord's
    ends by an eighth of that) or changes by twice that (a parabola is then monotone four times over); otherwise the
    step is halved, and a margin that still cannot be told from one touching zero ends the integration.
    Raises IntegrationError where the solution cannot be continued.

    >>> states, halt = integrate(lambda t, y: [y[0]], [mpmath.mpf(1)], [0, 1], 15)
    >>> mpmath.nstr(states[-1][0], 15)
    '2.71828182845905'
    """
    goal = digits + STEP_GUARD
    most_rows = digits + 8
    # Extrapolating k rows multiplies rounding errors by about 1.85^k, 10^(0.27 k).
    with mp.workdps(goal + FLOOR_DIGITS + int(0.27 * most_rows) + 6):
        bits = goal * 3.3219281
        tiny = mp.mpf(10) ** -goal
        t, y = mp.mpf(times[0]), [mp.mpf(v) for v in start]
        states = [y]
        peaks = watch.margins(t, y) if watch is not None else []
        rows = min(most_rows, max(6, int(0.4 * digits) + 3))
        step = _first_step(y, field(t, y), mp.mpf(times[-1]) - t)
        for end in (mp.mpf(time) for time in times[1:]):
            while t < end:
                slope = field(t, y)
                age = max(t - mp.mpf(times[0]), (end - mp.mpf(times[0])) * tiny)
                if watch is not None and watch.slack is not None:
                    left, halt = _approach(watch, t, y, slope, step, peaks, digits)
                    if halt is not None:
                        return states, halt
                    step = min(step, left * NEARER)
                clipped = t + step >= end
                h = end - t if clipped else step
                if h < mp.ldexp(age * tiny, -16) and not clipped:
                    raise IntegrationError(_stuck(t, y))
                attempt = _attempt(field, t, y, slope, h, rows, bits)
                rows, step = _next_step(attempt, h, rows, bits, most_rows)
                if not attempt.converged:
                    continue
                if watch is not None:
                    verdict = _inspect(watch, field, t, y, slope, h, attempt, digits)
                    if isinstance(verdict, Halt):
                        return states, verdict
                    if verdict is not None:
                        step = h / 2
                        # A parabola that touches zero tells its time to half the digits only.
                        if h < LEAST_SAMPLES * mp.mpf(10) ** -(digits // 2) * age:
                            return states, Halt(t, y, verdict, max(0, digits // 2 - 2))
                        continue
                t = end if clipped else t + h
                y = attempt.state
                peaks = (
                    [max(a, b) for a, b in zip(peaks, watch.margins(t, y), strict=True)] if watch is not None else []
                )
                if progress is not None:
                    progress(t)
            states.append(y)
        return states, None


def _first_step(y: State, slope: State, span: mpmath.mpf) -> mpmath.mpf:
    """A step over which nothing doubles by its first derivative; later ones are chosen by the error."""
    size = max(abs(v) for v in y)
    speed = max(abs(v) for v in slope)
    return min(span, size / speed) if size and speed else span


def _stuck(t: mpmath.mpf, y: State) -> str:
    largest = mp.nstr(max(abs(v) for v in y), 3)
    return (
        f"the flow cannot be continued past t = {mp.nstr(t, 10)}: no step is small enough there (largest component "
        f"{largest}); it blows up, leaves the domain of the loss, or is not smooth"
    )


def _midpoints(field: Field, t: mpmath.mpf, y: State, slope: State, h: mpmath.mpf, substeps: int) -> list[State]:
    """States after each substep of the modified midpoint rule."""
    small = h / substeps
    double = 2 * small
    before, here = y, [a + small * b for a, b in zip(y, slope, strict=True)]
    states = [here]
    for m in range(1, substeps):
        rate = field(t + m * small, here)
        before, here = here, [a + double * b for a, b in zip(before, rate, strict=True)]
        states.append(here)
    return states


def _attempt(field: Field, t: mpmath.mpf, y: State, slope: State, h: mpmath.mpf, rows: int, bits: float) -> _Attempt:
    """Extrapolate row by row until two neighbours agree to `bits`, or until that can no longer happen."""
    floor = mp.ldexp(max(abs(v) for v in y), -int(FLOOR_DIGITS * 3.33))
    sizes = [max(abs(a), abs(h * b), floor) for a, b in zip(y, slope, strict=True)]
    table: list[State] = []
    errors: list[float] = []
    inner: list[State] = []
    for j in range(1, rows + 1):
        inner = _midpoints(field, t, y, slope, h, 2 * j)
        row = [inner[-1]]
        for i in range(1, j):
            factor = mp.mpf((j - i) ** 2) / (i * (2 * j - i))
            row.append([a + (a - b) * factor for a, b in zip(row[-1], table[i - 1], strict=True)])
        table = row
        if j == 1:
            continue
        errors.append(_error_bits(row[-1], row[-2], sizes))
        if errors[-1] <= -bits:
            return _Attempt(row[-1], errors, True, inner)
        if j > 3 and _hoped(errors, rows) > -bits:
            break
    return _Attempt(table[-1], errors, False, inner)


def _hoped(errors: list[float], rows: int) -> float:
    """The error at the last row if every row gains what the last one did, and 2 log2 of the ratio of substeps more."""
    j = len(errors) + 1
    gain = errors[-2] - errors[-1] if len(errors) > 1 and isfinite(errors[-2]) else 0.0
    return errors[-1] - sum(max(gain, 0.0) + 2 * log2(i / j) for i in range(j + 1, rows + 1))


def _error_bits(fine: State, coarse: State, sizes: State) -> float:
    """log2 of the largest relative difference, to one bit; +inf where a value is not finite."""
    worst = -mpmath.inf
    for a, b, size in zip(fine, coarse, sizes, strict=True):
        difference = a - b
        if not mp.isfinite(difference):
            return float("inf")
        if difference:
            scale = max(size, abs(a))
            worst = max(worst, mp.mag(difference) - mp.mag(scale) if scale else mpmath.inf)
    return float(worst)


def _next_step(attempt: _Attempt, h: mpmath.mpf, rows: int, bits: float, most_rows: int) -> tuple[int, mpmath.mpf]:
    """Rows and step that promise the least work per unit of time, from the errors of the rows just seen."""
    if not attempt.converged:
        short = -bits - 2 - _hoped(attempt.errors, rows)
        return rows, h * 2.0 ** max(-4.0, min(-0.5, short / (2 * rows - 1)))
    exponents = [(-bits - 2 - error) / (2 * j - 1) for j, error in enumerate(attempt.errors, start=2)]
    works = [log2(j * j + 1) - exponent for j, exponent in enumerate(exponents, start=2)]
    best = min(range(len(works)), key=works.__getitem__)
    row, exponent = best + 2, exponents[best]
    if best == len(works) - 1 and row < most_rows - 2:
        # The last row was the best, so one more may be better still; it gets the step at which it would cost the same.
        exponent += log2(((row + 1) ** 2 + 1) / (row**2 + 1))
        row += 1
    return min(row + 2, most_rows), h * 2.0 ** max(-4.0, min(3.0, exponent))


def _inspect(
    watch: Watch,
    field: Field,
    t: mpmath.mpf,
    y: State,
    slope: State,
    h: mpmath.mpf,
    attempt: _Attempt,
    digits: int,
) -> Halt | int | None:
    """None if every margin stays positive in the step; a Halt; or the index of a margin that needs a shorter step."""
    inner = attempt.inner
    if len(inner) < LEAST_SAMPLES:
        inner = _midpoints(field, t, y, slope, h, LEAST_SAMPLES)
    n = len(inner)
    states = [y, *inner[:-1], attempt.state]
    samples = list(zip(*(watch.margins(t + h * i / n, s) for i, s in enumerate(states)), strict=True))
    scales = [max(abs(v) for v in row) for row in samples]
    zeros = [scale * mp.mpf(10) ** -(digits + STEP_GUARD) for scale in scales]
    first = min(
        (
            next((i for i in range(1, n + 1) if not row[i] > zero), n + 1)
            for row, zero in zip(samples, zeros, strict=True)
        ),
        default=n + 1,
    )
    for index, row in enumerate(samples):
        bends = [abs(a - 2 * b + c) for a, b, c in zip(row, row[1:], row[2:], strict=False)]
        bends = [bends[0], *bends, bends[-1]]
        for i in range(first - 1):
            bend = max(bends[i], bends[i + 1])
            if min(row[i], row[i + 1]) <= bend and abs(row[i + 1] - row[i]) <= 2 * bend:
                return index
    if first > n:
        return None
    bits = (digits + STEP_GUARD) * 3.3219281
    index = next(i for i, row in enumerate(samples) if not row[first] > zeros[i])
    if watch.slack is not None:
        return index

    def reached(tau: mpmath.mpf) -> State:
        return _attempt(field, t, y, slope, tau, len(attempt.errors) + 5, bits).state if tau else y

    low = h * (first - 1) / n
    return _crossing(watch, reached, t, low, h * first / n, index, zeros, scales, digits)


def _crossing(
    watch: Watch,
    reached: Callable[[mpmath.mpf], State],
    t: mpmath.mpf,
    low: mpmath.mpf,
    high: mpmath.mpf,
    index: int,
    zeros: State,
    scales: State,
    digits: int,
) -> Halt | int:
    """The first zero of a margin in [low, high], or the margin's index if it has no sign change there."""

    def margin(tau: mpmath.mpf) -> mpmath.mpf:
        return watch.margins(t + tau, reached(tau))[index]

    while True:
        tau = _root(margin, low, high, zeros[index], digits)
        if tau is None:
            return index
        state = reached(tau)
        margins = watch.margins(t + tau, state)
        blur = mp.mpf(10) ** -(digits // 2)
        earlier = [i for i, (z, scale) in enumerate(zip(margins, scales, strict=True)) if z < -blur * scale]
        if not earlier:
            # Margins that vanish together (equal coordinates, balanced weights) are named by the first of them.
            together = [i for i, (z, scale) in enumerate(zip(margins, scales, strict=True)) if z <= blur * scale]
            return Halt(t + tau, state, min([index, *together]), digits)
        index, high = earlier[0], tau


def _root(
    f: Callable[[mpmath.mpf], mpmath.mpf], low: mpmath.mpf, high: mpmath.mpf, zero: mpmath.mpf, digits: int
) -> mpmath.mpf | None:
    """A root of f between f(low) > 0 >= f(high) by bracketed secants (Anderson-Bjoerck); None without a sign change."""
    at_low, at_high = f(low), f(high)
    if 0 <= at_high <= zero:
        return high
    if at_high > 0 or at_low <= 0:
        return None
    width = high * mp.mpf(10) ** -(digits + STEP_GUARD)
    kept_low = kept_high = False
    while high - low > width:
        middle = high - at_high * (high - low) / (at_high - at_low)
        # Close to one end the secant would creep; a step of half the tolerance past the root shuts the bracket.
        middle = min(max(middle, low + width / 2), high - width / 2)
        value = f(middle)
        if value == 0:
            return middle
        if value > 0:
            if kept_high:
                at_high *= max(1 - value / at_low, mp.mpf("0.1")) if value < at_low else mp.mpf("0.5")
            low, at_low, kept_low, kept_high = middle, value, False, True
        else:
            if kept_low:
                at_low *= max(1 - value / at_high, mp.mpf("0.1")) if value > at_high else mp.mpf("0.5")
            high, at_high, kept_low, kept_high = middle, value, True, False
    return high


def _approach(
    watch: Watch, t: mpmath.mpf, y: State, slope: State, step: mpmath.mpf, peaks: State, digits: int
) -> tuple[mpmath.mpf, Halt | None]:
    """The least time to a zero by margin / rate of fall (inf if none falls), and the end if that is now.

    It is now if the time is known to all digits, or if a margin that ends like a power sinks to the level of the
    integration's errors, after which its fall tells nothing about the time.
    """
    assert watch.slack is not None
    delta = step * mp.ldexp(1, -mp.prec // 3)
    now = watch.margins(t, y)
    soon = watch.margins(t + delta, [a + delta * b for a, b in zip(y, slope, strict=True)])
    falling = [(z * delta / (z - later), i) for i, (z, later) in enumerate(zip(now, soon, strict=True)) if later < z]
    if not falling:
        return mp.inf, None
    left, index = min(falling)
    latest = left * watch.slack[index]
    time = t + (left + latest) / 2
    lost = watch.slack[index] > 1 and now[index] <= mp.mpf(10) ** -(digits + STEP_GUARD) * peaks[index]
    if latest <= mp.mpf(10) ** -(digits + STEP_GUARD) * time or (lost and latest <= time / 100):
        sure = int(-mp.log10(latest / time)) if latest else digits
        return left, Halt(time, y, index, min(sure, digits))
    return left, None
