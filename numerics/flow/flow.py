"""Steepest flows of a loss at any number of digits: of the weights, by definition, and of the mirror coordinate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

import mpmath
import sympy as sp
from mpmath import mp

from neversaddle.numerics.flow.agreement import Agreed, Shown, agreed
from neversaddle.numerics.flow.arguments import (
    METHODS,
    as_choice,
    as_decay,
    as_digits,
    as_exponent,
    as_geometry,
    as_invariants,
    as_loss,
    as_model,
    as_times,
    as_weights,
    listed,
)
from neversaddle.numerics.flow.check.definition import Definition, MirrorDefinition, WeightDefinition
from neversaddle.numerics.flow.check.run import checked
from neversaddle.numerics.flow.course.course import run
from neversaddle.numerics.flow.course.saddles import SELECTIONS
from neversaddle.numerics.flow.course.walk import Progress, Run
from neversaddle.numerics.flow.first_integrals import Drifts, drifts
from neversaddle.numerics.flow.systems.leaf import LeafSystem
from neversaddle.numerics.flow.systems.mirror import MirrorSystem, OutsideDomain
from neversaddle.numerics.flow.systems.system import System
from neversaddle.numerics.flow.systems.weights import WeightSystem
from neversaddle.numerics.flow.trajectory import Event, FlowError, Stop, Trajectory
from neversaddle.numerics.loss.loss import Loss, Vector, compiled, symbolic_loss
from neversaddle.numerics.numbers.exact_number import at_precision, exact, quoted
from neversaddle.numerics.ode.taylor import working_bits
from neversaddle.theory.geometry.mirror import MirrorGeometry
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization
from neversaddle.theory.language.exponents import ExponentLike

__all__ = ["Event", "FlowError", "Stop", "Trajectory", "mirror_flow", "orbit", "weight_flow"]

State: TypeAlias = "Sequence[mpmath.mpf]"

#: What SciPy's double precision is good for after some hundred steps.
DOUBLE_DIGITS = 13
#: What happens at an event, in words.
HAPPENS = {
    "crosses": "changes its sign",
    "slides": "reaches zero and is held there",
    "rests": "reaches zero and stays there",
    "leaves": "leaves zero",
    "touches": "touches zero",
    "starts": "leaves zero from the start",
}


def weight_flow(
    model: DeepDiagonal | Reparametrization | int,
    q: ExponentLike,
    loss: Loss | str,
    weights: Sequence[Sequence[object]],
    times: object,
    digits: int = 30,
    decay: object = 0,
    decay_kind: str = "decoupled",
    *,
    invariants: Sequence[sp.Expr] = (),
    reduced: bool = False,
    method: str = "taylor",
    selection: str = "stop",
    progress: Progress | None = None,
) -> Trajectory:
    """Steepest flow dw_ij = -Phi_q(f_j'(x) dg/dw_i) dt of the weights, x_j = g(w_1j, ..., w_Lj).

    A whole number is the depth of a network, and a loss given as text a formula in x1, x2, .... `weights` has one list
    of k entries for each weight. Decay alpha >= 0: "decoupled" adds -alpha w dt, "coupled" adds alpha w inside Phi_q.
    `times` is a final time or a list of increasing ones; 0 is always among the outputs.
    Orbit time y: dy = -Phi_q(f') dt - alpha (1 - (D-1)(q-1)) y dt for a deep diagonal network of depth D; None for
    other models with decay and for coupled decay with q < 2. `invariants` are first integrals in the weights; those of
    the network are |w_i|^q - |w_1|^q, compared with exp(-q alpha t) under decay, a law that coupled decay keeps only
    for q = 2.
    For q < 2 the flow goes on across the zeros of grad f and of weights (`Trajectory.events`): it crosses them, or is
    held there by Filippov's construction (q = 1), or comes to rest. Where the solution is not unique, as at a saddle,
    `selection` decides: "stop", "rest" (stay there) or "escape" (leave along one of the ways out). `method` "odefun"
    (mpmath), "scipy" (double precision) or "heyoka" are second opinions on stretches without events.
    `reduced`: follow one weight a coordinate of a deep diagonal network and have the others from the balance, which is
    faster and checks nothing of it: `invariants` is then empty.
    `progress(t)` is called after each step of every run; there are at least two. Ctrl-C ends the flow with what it has.
    Raises FlowError for what cannot be run.

    >>> from neversaddle.losses import least_squares
    >>> flow = weight_flow(DeepDiagonal(2), 1, least_squares([[1]], [1]), [["0.3"], ["0.2"]], 1, digits=15)
    >>> flow.events[0].text
    'component 1 of grad f reaches zero and is held there'
    >>> mp.nstr(flow.events[0].time, 15), mp.nstr(flow.weights[-1][0][0], 15)
    ('0.751249219725039', '1.05124921972504')
    """
    model, q_, alpha = as_model(model), as_exponent(q), as_decay(decay)
    as_choice("decay_kind", decay_kind, ("decoupled", "coupled"))
    if not isinstance(reduced, bool):
        raise FlowError(f"reduced must be True or False; got {quoted(reduced)}")
    depth = int(model.depth)
    table = as_weights(weights, depth, loss.coordinates if isinstance(loss, Loss) else None)
    loss, k = as_loss(loss, len(table[0])), len(table[0])
    invariants = as_invariants(invariants, _names(model))
    if invariants and alpha:
        raise FlowError(
            "invariants can be given for flows without decay only: with decay they follow a law of their own"
        )
    deep, coupled = isinstance(model, DeepDiagonal), decay_kind == "coupled" and q_ != 2 and alpha != 0
    # Orbit time is known without decay, and with decoupled decay for a known degree.
    clock = 1 - (depth - 1) * (q_ - 1) if not alpha or (deep and not coupled) else None
    if reduced and (not deep or coupled or invariants or clock is None):
        raise FlowError("reduced goes with a deep diagonal network, without coupled decay and further invariants")
    full = WeightSystem(model, q_, loss, table, alpha, coupled, clock)
    leaf = LeafSystem(q_, loss, table, alpha, clock) if reduced and clock is not None else None
    system: System = full if leaf is None else leaf
    split = k * depth if leaf is None else k

    def columns(state: State) -> list[list[mpmath.mpf]]:
        return [list(state[j : j + depth]) for j in range(0, split, depth)] if leaf is None else leaf.rows(state)

    value = compiled((full.expression.expression,), full.expression.weights)

    def x_of(state: State) -> Vector:
        return [value(column)[0] for column in columns(state)]

    with mp.workdps(30):
        _require_value(loss, x_of(system.start()))
    definition = WeightDefinition(
        list(zip(*table, strict=True)),
        model,
        q_,
        loss,
        alpha,
        coupled,
        clock,
        columns,
        None if clock is None else lambda state: list(state[split : split + k]),
    )
    found = _solved(
        system, definition, times, digits, method, selection, progress, lambda t, state: columns(state), True
    )
    states = found.run.states
    integrals = [*(_balances(model, q_) if isinstance(model, DeepDiagonal) and not reduced else []), *invariants]
    with mp.workprec(working_bits(found.run.digits)):
        return _trajectory(
            found,
            system,
            method,
            weights=tuple(tuple(zip(*columns(s), strict=True)) for s in states),
            x=[x_of(s) for s in states],
            others=[x_of(s) for s in found.others],
            y=None if clock is None else tuple(tuple(s[split : split + k]) for s in states),
            drifted=drifts(
                full.expression,
                integrals,
                q_ * alpha,
                found.run.times,
                [columns(s) for s in states],
                _stalled(system, found.run),
            ),
        )


def orbit(
    model: DeepDiagonal | Reparametrization | int,
    q: ExponentLike,
    start: Sequence[object],
    times: object,
    digits: int = 30,
) -> Trajectory:
    """The orbit exp(y V_q) w(0), V_q = Phi_q(grad g), at orbit times y = `times`: the weight flow of f = -x.

    For any reparametrization, with or without a closed form; `start` has one entry for each weight. Raises FlowError
    and ExponentError in one line.

    >>> path = orbit(DeepDiagonal(2), 1, ["1/2", "1/3"], 1, digits=15)
    >>> mp.nstr(path.x[-1][0], 10)  # (1/2 + 1)(1/3 + 1)
    '2.0'
    """
    x = sp.Symbol("x", real=True)
    if (values := listed(start)) is None:
        raise FlowError(f"start must be a list with one number for each weight; got {quoted(start)}")
    return weight_flow(model, q, symbolic_loss(-x, [x]), [[w] for w in values], times, digits)


def mirror_flow(
    geometry: MirrorGeometry,
    loss: Loss | str,
    start: Sequence[object],
    times: object,
    digits: int = 30,
    decay: object = 0,
    *,
    method: str = "taylor",
    selection: str = "stop",
    progress: Progress | None = None,
) -> Trajectory:
    """dy_j = -Phi_q(f_j'(x)) dt, x_j = x(y_j), from the x values `start`, one for each coordinate.

    One unknown a coordinate instead of all weights; the balance holds by construction, so nothing checks it.
    Decoupled decay alpha >= 0 needs a homogeneous model of degree D: with s = exp(-alpha t), K = 1 - (D-1)(q-1),
    x = s^D x(y s^(-K)) and dy = -Phi_q(f') dt - alpha K y dt. Everything else is as in `weight_flow`.
    Raises FlowError.
    """
    from neversaddle.numerics.codegen.compile import compile_geometry

    maps = compile_geometry(as_geometry(geometry), "mpmath")
    if (given := listed(start)) is None:
        raise FlowError(f"start must be a list of x values, one for each coordinate; got {quoted(start)}")
    values = [exact(v, f"starting value {j}", FlowError) for j, v in enumerate(given, start=1)]
    loss = as_loss(loss, len(values))
    q_, alpha, k = as_exponent(geometry.exponent), as_decay(decay), loss.coordinates
    if len(values) != k:
        raise FlowError(f"{len(values)} starting values for {k} coordinates; give one for each")
    if alpha and geometry.degree is None:
        raise FlowError("decay of a mirror flow needs a homogeneous model; this one has no degree")
    degree = exact(geometry.degree, "degree", FlowError) if alpha else Fraction(1)
    clock = 1 - (degree - 1) * (q_ - 1)
    for x, y in ((v, maps.mirror_map(at_precision(v))) for v in values):
        if not mp.isfinite(y):
            raise FlowError(f"x = {x} is outside the domain of the mirror map; start inside it")
    system = MirrorSystem(geometry, q_, loss, values, alpha, degree)
    try:
        with mp.workdps(30):
            _require_value(loss, system.x(mp.zero, system.start()))
    except OutsideDomain as problem:
        raise FlowError(str(problem)) from None
    definition = MirrorDefinition([[v] for v in values], q_, loss, alpha, degree, maps.inverse_metric, system.x)
    found = _solved(
        system, definition, times, digits, method, selection, progress, lambda t, state: [system.x(t, state)], False
    )
    with mp.workprec(working_bits(found.run.digits)):
        times_, states = found.run.times, found.run.states
        x_ = [system.x(t, s) for t, s in zip(times_, states, strict=True)]
        y = []
        for t, row in zip(times_, x_, strict=True):
            size = mp.exp(-at_precision(alpha) * t)
            scale, clocked = size ** at_precision(degree), size ** at_precision(clock)
            y.append(tuple(clocked * maps.mirror_map(v / scale) for v in row))
        others = [system.x(t, s) for t, s in zip(times_, found.others, strict=False)]
        return _trajectory(found, system, method, weights=None, x=x_, others=others, y=tuple(y), drifted=Drifts())


def _solved(
    system: System,
    definition: Definition,
    times: object,
    digits: int,
    method: str,
    selection: str,
    progress: Progress | None,
    shown: Shown,
    relative_to_now: bool,
) -> Agreed:
    """The runs of a system by the method asked for, and what a look at the better one by its definition tells."""
    exact_times, wanted = as_times(times), as_digits(digits)
    as_choice("method", method, METHODS)
    as_choice("selection", selection, SELECTIONS)
    if progress is not None and not callable(progress):
        raise FlowError(f"progress must be a function of the time reached; got {quoted(progress)}")

    def at(precision: int) -> Run:
        with mp.workprec(working_bits(precision)):
            outputs = [at_precision(t) for t in exact_times]
        if method == "taylor":
            return run(system, outputs, precision, selection, progress)
        from neversaddle.numerics.flow.second_opinion.integrate import second_opinion

        return second_opinion(system, outputs, precision, method, progress)

    arrives = bool(system.switches)
    if method == "scipy":
        # Two runs in double precision that differ in the tolerance of a step; others would be the same once more.
        found = agreed(at, DOUBLE_DIGITS - 1, shown, relative_to_now, arrives, (1,))
        found = replace(found, digits=min(found.digits, DOUBLE_DIGITS))
    else:
        found = agreed(at, wanted, shown, relative_to_now, arrives)
    look = checked(found.run, definition, system.switches, found.digits)
    return replace(found, checked=look, digits=found.digits if look.unsure_from is None else 0)


def _trajectory(
    found: Agreed,
    system: System,
    method: str,
    *,
    weights: tuple[tuple[tuple[mpmath.mpf, ...], ...], ...] | None,
    x: Sequence[Vector],
    others: Sequence[Vector],
    y: tuple[tuple[mpmath.mpf, ...], ...] | None,
    drifted: Drifts,
) -> Trajectory:
    """The outputs with their loss, the events and the stop in words."""
    run_ = found.run
    switches = system.switches
    signed = [c for c, s in enumerate(switches) if s.reason in ("gradient", "force")]
    events = tuple(
        Event(
            _told(turn.time, digits, run_),
            turn.kind,
            switches[c].reason,
            switches[c].coordinate,
            switches[c].weight,
            digits,
            "".join("-0+"[turn.mode[i] + 1] for i in signed),
            f"{switches[c].text} {HAPPENS[turn.kind]}",
            turn.polynomial,
        )
        for turn, digits in zip(run_.turns, found.of_turns, strict=True)
        for c in turn.switches
    )
    stop = None
    if run_.ending is not None:
        blamed = switches[run_.ending.switches[0]] if run_.ending.switches else None
        stop = Stop(
            run_.ending.time,
            blamed.coordinate if blamed else None,
            blamed.weight if blamed else None,
            run_.ending.reason,
            run_.ending.text,
        )
    loss, other_loss = (tuple(system.loss.value(list(v)) for v in values) for values in (x, others))
    return Trajectory(
        tuple(run_.times),
        weights,
        tuple(map(tuple, x)),
        y,
        loss,
        drifted.found,
        found.digits,
        stop,
        events,
        method,
        tuple(tuple(abs(a - b) for a, b in zip(v, w, strict=True)) for v, w in zip(x, others, strict=False)),
        tuple(abs(a - b) for a, b in zip(loss, other_loss, strict=False)),
        found.checked,
        drifted.left_out,
    )


def _names(model: DeepDiagonal | Reparametrization) -> tuple[sp.Symbol, ...]:
    return (model.reparametrization if isinstance(model, DeepDiagonal) else model).weights


def _told(time: mpmath.mpf, digits: int, run_: Run) -> mpmath.mpf:
    """The time of an event; 0 where it is that but for rounding: tiny, and two runs share no digit of it."""
    rounding = run_.times[-1] * mp.mpf(10) ** -min(run_.digits, mp.dps)
    return mp.zero if time < 0 or (digits == 0 and time <= rounding) else time


def _stalled(system: System, run_: Run) -> set[tuple[int, int]]:
    """Coordinates and weights whose derivative of x came to zero."""
    blamed = [system.switches[c] for turn in run_.turns for c in turn.switches]
    return {(s.coordinate, s.weight) for s in blamed if s.reason == "partial" and s.weight is not None}


def _balances(model: DeepDiagonal, q: Fraction) -> list[sp.Expr]:
    first, *others = (sp.Abs(w) ** sp.Rational(q.numerator, q.denominator) for w in model.reparametrization.weights)
    return [u - first for u in others]


def _require_value(loss: Loss, x: Vector) -> None:
    if not mp.isfinite(loss.value(x)):
        raise FlowError(f"the loss {loss.description} has no real, finite value at the start, x = {mp.nstr(x, 5)}")
