"""The same flow by someone else's integrator: mpmath.odefun, SciPy's DOP853 or heyoka, which know nothing of events.

They integrate the smooth field of the mode that the flow starts in, and the run ends where a switch loses its sign.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul
from random import Random

import mpmath
from mpmath import mp

from neversaddle.numerics.flow.course.pieces import through, window
from neversaddle.numerics.flow.course.walk import MOST_STEPS, Ending, Progress, Run, switch_values
from neversaddle.numerics.flow.second_opinion.frozen import Advance, Frozen, SignLost, Stalled, State
from neversaddle.numerics.flow.second_opinion.heyoka import heyoka_advance
from neversaddle.numerics.flow.systems.system import Mode, System, mode_field, signs_by
from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.ode.arithmetics import MPMATH, from_fast, to_fast, working
from neversaddle.numerics.ode.series import Numbers

#: What double precision is good for.
DOUBLE_DIGITS = 15
#: Digits of rounding beyond those asked for.
GUARD = 5
#: So many steps that cover less than this part of the whole time mean that the integrator gets nowhere.
STALLED_STEPS, STALLED_PART = 20, mp.mpf(10) ** -6
#: At how many places an integrator is looked at, each within so much of its share of the time; by how many points, how
#: far apart.
LOOKS, SPREAD, POINTS, SHORT = 6, 0.75, 12, 10
#: SciPy's tolerance for a step has so many digits at most, relative to an unknown and, two more, to what its group
#: starts with.
SCIPY_DIGITS = 13

FLOATS = Numbers(
    "floats",
    float,
    lambda a, b: math.fsum(map(mul, a, b)),
    lambda z, e: math.pow(z, e),
    math.sqrt,
    {
        **{n: getattr(math, n) for n in ("exp", "log", "sin", "cos", "sinh", "cosh")},
        **{n: getattr(math, n) for n in ("asin", "acos", "atan", "asinh", "acosh", "atanh")},
        "pi": lambda: math.pi,
        "e": lambda: math.e,
    },
)


def second_opinion(
    system: System, times: Sequence[mpmath.mpf], digits: int, method: str, progress: Progress | None = None
) -> Run:
    """The states of a flow at increasing times from its start, by "odefun", "scipy" or "heyoka".

    "scipy" gives double precision whatever `digits` are asked for; the others about `digits`. A switch that loses its
    sign ends the run at the output before, with the ending "switch"; an integrator that fails ends it with "stuck".
    Raises FlowError for other methods, a start where a switch vanishes, and heyoka that is not installed.
    """
    integrators = {"odefun": _by_odefun, "scipy": _by_scipy, "heyoka": heyoka_advance}
    if method not in integrators:
        raise FlowError(f"a second opinion is had from {', '.join(integrators)}; got {method!r}")
    if method == "scipy":
        digits = min(digits, DOUBLE_DIGITS)
    run = Run(digits, whole=False)
    bits = int((digits + GUARD) * 3.3219281) + 8
    with working(bits):
        mode = _mode_at_start(system, times[0], method)
        start = system.start()
        field = mode_field(system, mode, len(start))
        frozen = Frozen(system, mode, field, start, times[0], times[-1], digits, progress)
        try:
            advance = integrators[method](frozen)
            looks = windows(times[0], times[-1], digits)
            known: dict[mpmath.mpf, State] = {}
            for time in sorted({*times, *(t for look in looks for t in look)}):
                known[time] = start if time == times[0] else advance(time)
                frozen.passed(time, known[time])
                if time in times:
                    run.times.append(time)
                    run.states.append(list(known[time]))
                run.pieces += [through(look, [known[t] for t in look], mode) for look in looks if look[-1] == time]
        except SignLost as lost:
            run.ending = _at_switch(run, system, lost.switches, lost.time, method)
        except Stalled as stalled:
            near = frozen.vanishing(stalled.time, stalled.state)
            run.ending = _at_switch(run, system, near, stalled.time, method) if near else _stuck(stalled, method)
        except KeyboardInterrupt:
            run.ending = Ending("interrupted", run.times[-1] if run.times else times[0], (), "interrupted")
    return run


def windows(begin: mpmath.mpf, end: mpmath.mpf, digits: int) -> list[list[mpmath.mpf]]:
    """Some short stretches of time, at random, at which these integrators, which show no more, are looked at."""
    random = Random(digits)
    # The error of interpolation falls like the length to the power of the points, that of the slope like its inverse.
    length = (end - begin) / SHORT * mp.mpf(10) ** (-mp.mpf(digits) / POINTS)
    places = [(end - begin) * (i + mp.mpf(random.random()) * SPREAD) / LOOKS for i in range(LOOKS)]
    return [window(begin + place, length, POINTS) for place in places]


def _mode_at_start(system: System, time: mpmath.mpf, method: str) -> Mode:
    """The signs of all switches; what is zero but for rounding at twice the precision is refused."""
    if not system.switches:
        return ()
    bits = mp.prec
    with working(2 * bits + 64):
        start, now = [to_fast(v) for v in system.start()], to_fast(time)
        mode, found = signs_by(system, lambda sides: switch_values(system, now, start, sides))
        values = [from_fast(v) for v in found]
        rounding = mp.ldexp(max([*map(abs, values), mp.one]), -bits - bits // 2)
    for value, switch in zip(values, system.switches, strict=True):
        if not abs(value) > rounding:
            raise FlowError(
                f'method "{method}" cannot start where {switch.text} is zero: it knows nothing of events; '
                'use method "taylor"'
            )
    return mode


def _at_switch(run: Run, system: System, switches: tuple[int, ...], seen: mpmath.mpf, method: str) -> Ending:
    last = run.times[-1]
    names = " and ".join(system.switches[c].text for c in switches)
    text = (
        f'method "{method}" ends at t = {mp.nstr(last, 10)}: by t = {mp.nstr(seen, 6)} the sign of {names} has '
        'changed, and only method "taylor" goes on across events'
    )
    return Ending("switch", last, switches, text)


def _stuck(stalled: Stalled, method: str) -> Ending:
    return Ending(
        "stuck", stalled.time, (), f'method "{method}" gets no further than t = {mp.nstr(stalled.time, 10)}: {stalled}'
    )


def _by_odefun(frozen: Frozen) -> Advance:
    rates = frozen.rates(MPMATH, lambda: mp.prec)
    # mpmath's own choice; each step asks for the rates so many times, from its beginning on.
    degree = 3 + int(3 * mp.dps / 2.0)
    beginnings: list[mpmath.mpf] = []
    asked = 0
    solution: list[Advance] = []
    bits = mp.prec

    def begins(time: mpmath.mpf, state: State) -> None:
        with mp.workprec(bits):
            frozen.passed(time, state)
            beginnings.append(time)
            if frozen.may_bounce and len(beginnings) > 1:
                before = time - mp.ldexp(time - beginnings[-2], -bits // 3)
                frozen.bounced(before, solution[0](before), time, state)
            few = beginnings[-1 - STALLED_STEPS :]
            if len(few) > STALLED_STEPS and few[-1] - few[0] < STALLED_PART * (frozen.end - frozen.begin):
                raise Stalled(time, state, "its steps shrink to nothing; the flow blows up or stops being smooth")
            if len(beginnings) > MOST_STEPS:
                raise Stalled(time, state, f"{MOST_STEPS} steps were made")

    def watched(time: mpmath.mpf, state: State) -> State:
        nonlocal asked
        if asked % degree == 0:
            begins(time, state)
        asked += 1
        try:
            return rates(time, state)
        except ZeroDivisionError:
            raise Stalled(time, state, "the field is not defined there") from None

    def advance(time: mpmath.mpf) -> State:
        if not solution:
            solution.append(mp.odefun(watched, frozen.begin, frozen.start, degree=degree))
        state = solution[0](time)
        if frozen.may_bounce and time > beginnings[-1]:
            before = time - mp.ldexp(time - beginnings[-1], -bits // 3)
            frozen.bounced(before, solution[0](before), time, state)
        return state

    return advance


def _by_scipy(frozen: Frozen) -> Advance:
    from numpy import array, full
    from scipy.integrate import DOP853

    values = frozen.rates(FLOATS, lambda: 0)
    tolerance = 10.0 ** -min(frozen.digits, SCIPY_DIGITS)
    time, state, size = float(frozen.begin), array([float(v) for v in frozen.start]), len(frozen.start)
    largest = max(abs(state), default=1.0) or 1.0
    scales = full(size, largest)
    for group in frozen.system.groups:
        scales[list(group)] = max(abs(state[i]) for i in group) or largest
    first: float | None = None
    steps = 0

    def rates(t: float, y: Sequence[float]) -> list[float]:
        try:
            return values(t, list(map(float, y)))
        except (ArithmeticError, ValueError):
            # A trial outside the field's domain: the solver then tries a shorter step.
            return [math.nan] * size

    def advance(until: mpmath.mpf) -> State:
        nonlocal time, state, first, steps
        solver = DOP853(
            rates,
            time,
            state,
            float(until),
            rtol=tolerance,
            atol=tolerance / 100 * scales,
            first_step=None if first is None else min(first, float(until) - time),
        )
        while solver.status == "running":
            text = solver.step()
            steps += 1
            if solver.status == "failed" or steps > MOST_STEPS:
                why = f"{MOST_STEPS} steps were made" if text is None else text.rstrip(".").lower()
                raise Stalled(mp.mpf(solver.t), list(map(mp.mpf, solver.y)), why)
            frozen.passed(mp.mpf(solver.t), list(map(mp.mpf, solver.y)))
        first, time, state = solver.h_abs, solver.t, solver.y
        return list(map(mp.mpf, state))

    return advance
