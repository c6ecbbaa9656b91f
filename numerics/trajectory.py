"""What a flow returns, and how its digits are found: by running it at two precisions, signs frozen, until it stops.

For q < 2 the field -Phi_q(.) jumps (q = 1) or has infinite slope where its argument changes sign. A flow is therefore
run with the signs it starts with, which leaves a smooth field, and ends where one of the margins that decide them
vanishes; it is never continued across.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

import mpmath
from mpmath import mp

from numerics.integrator import STEP_GUARD, Halt, State, Watch, integrate
from numerics.loss import at_precision

#: The second run has this many digits more than requested; while two runs disagree, the next has still more.
GUARDS = (8, 20, 40)

Progress: TypeAlias = "Callable[[mpmath.mpf], None]"
Margins: TypeAlias = "Callable[[mpmath.mpf, State], State]"
Rates: TypeAlias = "Callable[[mpmath.mpf, State, Sequence[int] | None], State]"


class FlowError(ValueError):
    """A flow that cannot be run as asked; the message says why."""


@dataclass(frozen=True)
class Stop:
    """Where a flow ended before its last time; coordinate and weight count from 1.

    `reason` is what vanishes: "gradient" (a component of grad f), "weight", "partial" (a derivative of x by a weight),
    "force" (the gradient with coupled decay) or "mirror" (x, where x(y) is not smooth).
    """

    time: mpmath.mpf
    coordinate: int
    weight: int | None
    reason: str
    message: str


@dataclass(frozen=True)
class Trajectory:
    """A flow at its output times, the stop included: weights[n][i][j], x[n][j], y[n][j], loss[n].

    Weight flow: y is orbit time, 0 at the start (None where it is not defined). Mirror flow: y = R'(x), weights None.
    `invariants`: the largest drift of each first integral, relative to the sum of its terms' sizes. `digits`: to which
    two runs of different precision agree at the outputs, relative to the coordinate's largest weight at that time
    (mirror flow: the largest |x| of all times); a stop whose time is sure to fewer digits says so in its message.
    """

    times: tuple[mpmath.mpf, ...]
    weights: tuple[tuple[tuple[mpmath.mpf, ...], ...], ...] | None
    x: tuple[tuple[mpmath.mpf, ...], ...]
    y: tuple[tuple[mpmath.mpf, ...], ...] | None
    loss: tuple[mpmath.mpf, ...]
    invariants: Mapping[str, mpmath.mpf]
    digits: int
    stop: Stop | None

    @property
    def loss_never_increases(self) -> bool:
        """Whether no output's loss is above the one before by more than the digits reached allow."""
        slack = max(map(abs, self.loss)) * mp.mpf(10) ** -self.digits
        return all(after <= before + slack for before, after in zip(self.loss, self.loss[1:], strict=False))


@dataclass(frozen=True)
class Margin:
    """What a margin is: the reason of the stop it causes, where it belongs, and the words for it."""

    reason: str
    coordinate: int
    weight: int | None
    text: str


@dataclass(frozen=True)
class Problem:
    """A flow before its precision is chosen.

    `rates(t, state, signs)` freezes the signs of the arguments of Phi_q, or takes them as they are for None;
    `signs` makes those of the signs of the `margins`, described by `names`. `shown` groups the numbers whose digits
    count: relative to the largest of the group now, or of all times.
    """

    q: Fraction
    start: Callable[[], State]
    rates: Rates
    margins: Margins
    names: Sequence[Margin]
    signs: Callable[[Sequence[int]], Sequence[int]]
    shown: Callable[[mpmath.mpf, State], list[State]]
    relative_to_now: bool


@dataclass(frozen=True)
class Run:
    """The states of one run at its times; with a halt, the last of both are those of the halt."""

    times: list[mpmath.mpf]
    states: list[State]
    halt: Halt | None
    digits: int


def solve(problem: Problem, times: Sequence[Fraction], digits: int, progress: Progress | None) -> tuple[Run, int]:
    """Run at rising precision until two runs agree to `digits`; the last run, and the digits to which they agree.

    Raises FlowError if precision does not settle whether the flow ends, IntegrationError where it blows up.
    """
    of_margins, halt = _signs_at_start(problem, digits)
    if halt is not None:
        return Run([halt.time], [halt.state], halt, digits), digits
    coarse = _run(problem, of_margins, times, digits, progress)
    for guard in GUARDS:
        fine = _run(problem, of_margins, times, digits + guard, progress)
        reached = _agreement(problem, coarse, fine, digits)
        if reached is not None and reached >= digits:
            break
        coarse = fine
    if reached is None:
        raise FlowError(
            f"whether the flow ends before t = {mp.nstr(fine.times[-1], 10)} cannot be told at {fine.digits} digits: "
            "it grazes a point where the field is not smooth"
        )
    return replace(fine, halt=_sure(coarse.halt, fine.halt, digits)), reached


def stop_of(run: Run, problem: Problem) -> Stop | None:
    """The run's halt in words."""
    if run.halt is None:
        return None
    name, time = problem.names[run.halt.index], run.halt.time
    when = f"t = {mp.nstr(time, max(1, run.halt.digits))} ({run.halt.digits} digits)" if time else "the start, t = 0"
    message = f"the flow reaches a point where the field is not smooth: {name.text} vanishes at {when}"
    return Stop(time, name.coordinate, name.weight, name.reason, message)


def _sure(rough: Halt | None, good: Halt | None, digits: int) -> Halt | None:
    """The better halt, claiming no more digits than asked for, nor more than two runs share if they belie the first."""
    if rough is None or good is None:
        return None
    with mp.workdps(2 * digits + 80):
        apart = abs(rough.time - good.time) / good.time
        shared = int(-mp.log10(apart)) if apart else digits
    claim = good.digits if shared >= rough.digits - 1 else shared
    return replace(good, digits=max(0, min(claim, digits)))


def _run(
    problem: Problem,
    of_margins: Sequence[int] | None,
    times: Sequence[Fraction],
    digits: int,
    progress: Progress | None,
) -> Run:
    signs = None if of_margins is None else problem.signs(of_margins)
    with mp.workdps(2 * digits + 20):
        start = problem.start()
        outputs = [at_precision(t) for t in times]
        watch = None if of_margins is None else _watch(problem, of_margins)
        states, halt = integrate(
            lambda t, state: problem.rates(t, state, signs), start, outputs, digits, watch, progress
        )
        if halt is None:
            return Run(outputs, states, None, digits)
        # An output at the very time of the halt is the halt.
        before = [t for t in outputs[: len(states)] if t < halt.time * (1 - mp.mpf(10) ** -digits)]
        return Run([*before, halt.time], [*states[: len(before)], halt.state], halt, digits)


def _watch(problem: Problem, of_margins: Sequence[int]) -> Watch:
    def margins(t: mpmath.mpf, state: State) -> State:
        return [s * v for s, v in zip(of_margins, problem.margins(t, state), strict=True)]

    if problem.q == 1:
        return Watch(margins)
    # A pull z that Phi_q itself slows down obeys dz ~ -z^(q-1) dt and ends like the power 1/(2-q) of the time left.
    slow = at_precision(1 / (2 - problem.q))
    return Watch(margins, [slow if name.reason in ("gradient", "force") else mp.one for name in problem.names])


def _signs_at_start(problem: Problem, digits: int) -> tuple[list[int] | None, Halt | None]:
    """The signs of the margins just after the start, or the halt at the start if a margin stays zero."""
    with mp.workdps(digits + 60):
        finer = problem.margins(mp.zero, problem.start())
    with mp.workdps(digits + 40):
        start = problem.start()
        rates = problem.rates(mp.zero, start, None)
        margins = problem.margins(mp.zero, start)
        if not all(mp.isfinite(v) for v in [*margins, *rates]):
            raise FlowError(
                "the loss or the model has no real, finite derivative at the start; start inside their domain"
            )
        if problem.q == 2:
            return None, None
        delta = mp.ldexp(1, -mp.prec // 3)
        soon = problem.margins(delta, [a + delta * b for a, b in zip(start, rates, strict=True)])
        least = mp.ldexp(max(abs(v) for v in margins), -mp.prec // 2)
        signs = []
        for index, (now, exact, later) in enumerate(zip(margins, finer, soon, strict=True)):
            # What changes with the precision is rounding of an exact zero.
            value = now if abs(now - exact) < abs(exact) / 1000 else mp.zero
            if value == 0 and problem.names[index].reason != "gradient" and abs(later) > least:
                value = later
            if value == 0:
                return None, Halt(mp.zero, start, index, digits)
            signs.append(1 if value > 0 else -1)
        return signs, None


def _agreement(problem: Problem, coarse: Run, fine: Run, digits: int) -> int | None:
    """Digits to which two runs agree, at most those the first was run for; None if they do not end alike."""
    if len(coarse.states) != len(fine.states) or (coarse.halt is None) != (fine.halt is None):
        return None
    if coarse.halt is not None and fine.halt is not None and coarse.halt.index != fine.halt.index:
        return None
    count = len(fine.states)
    if fine.halt is not None and min(fine.halt.digits, coarse.halt.digits if coarse.halt else 0) < digits:
        count -= 1
    with mp.workdps(2 * digits + 20):
        pairs = [
            (problem.shown(t, a), problem.shown(s, b))
            for t, a, s, b in zip(coarse.times[:count], coarse.states, fine.times, fine.states, strict=False)
        ]
        peaks = [max(abs(v) for _, groups in pairs for v in groups[g]) for g in range(len(pairs[0][1]))]
        worst = mp.zero
        for rough, good in pairs:
            for a, b, peak in zip(rough, good, peaks, strict=True):
                scale = max(abs(v) for v in b) if problem.relative_to_now else peak
                difference = max(abs(v - w) for v, w in zip(a, b, strict=True))
                worst = max(worst, difference / scale if scale else difference)
        most = coarse.digits + STEP_GUARD
        return max(0, min(most, int(mp.floor(-mp.log10(worst))))) if worst else most
