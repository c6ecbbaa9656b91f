"""Steepest flows of a loss at any number of digits: of the weights, by definition, and of the mirror coordinate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Protocol, TypeAlias

import mpmath
import sympy as sp
from mpmath import mp

from numerics.integrator import State
from numerics.loss import Loss, at_precision, compiled, exact, symbolic_loss
from numerics.trajectory import GUARDS, FlowError, Margin, Problem, Progress, Stop, Trajectory, solve, stop_of
from theory.exponents import ExponentLike, exponent
from theory.geometry import MirrorGeometry
from theory.reparametrization import DeepDiagonal, Reparametrization

__all__ = ["FlowError", "MirrorMaps", "Stop", "Trajectory", "mirror_flow", "orbit", "weight_flow"]

LEAST_DIGITS, MOST_DIGITS = 5, 1000

Parts: TypeAlias = "Callable[[State], tuple[mpmath.mpf, State]]"


class MirrorMaps(Protocol):
    """y = R'(x) and its inverse, on mpf at the precision in force."""

    def mirror_map(self, x: mpmath.mpf) -> mpmath.mpf:
        """R'(x)."""

    def inverse_mirror_map(self, y: mpmath.mpf) -> mpmath.mpf:
        """x(y)."""


def weight_flow(
    model: DeepDiagonal | Reparametrization,
    q: ExponentLike,
    loss: Loss,
    weights: Sequence[Sequence[object]],
    times: object,
    digits: int = 30,
    decay: object = 0,
    decay_kind: str = "decoupled",
    *,
    invariants: Sequence[sp.Expr] = (),
    progress: Progress | None = None,
) -> Trajectory:
    """Steepest flow dw_ij = -Phi_q(f_j'(x) dg/dw_i) dt of the weights, x_j = g(w_1j, ..., w_Lj).

    `weights` has one list of k entries for each weight. Decay alpha >= 0: "decoupled" adds -alpha w dt, "coupled" adds
    alpha w inside Phi_q. `times` is a final time or a list of increasing ones; 0 is always among the outputs.
    Orbit time y: dy = -Phi_q(f') dt - alpha (1 - (D-1)(q-1)) y dt for a deep diagonal network of depth D; None for
    other models with decay and for coupled decay with q < 2. `invariants` are first integrals in the weights; those of
    the network are |w_i|^q - |w_1|^q, compared with exp(-q alpha t) under decay, a law that coupled decay keeps only
    for q = 2. `progress(t)` is called after each step of every run; there are at least two.
    Raises FlowError for what cannot be run, IntegrationError where the flow blows up.

    >>> from numerics.loss import least_squares
    >>> flow = weight_flow(DeepDiagonal(2), 1, least_squares([[1]], [1]), [["0.3"], ["0.2"]], 1, digits=15)
    >>> flow.stop.message  # doctest: +NORMALIZE_WHITESPACE
    'the flow reaches a point where the field is not smooth: component 1 of grad f vanishes
    at t = 0.751249219725039 (15 digits)'
    """
    q_ = _exponent(q)
    alpha = _decay(decay)
    if decay_kind not in ("decoupled", "coupled"):
        raise FlowError(f'decay_kind must be "decoupled" or "coupled"; got {decay_kind!r}')
    depth, k = model.depth, loss.coordinates
    if not isinstance(depth, int):
        raise FlowError(f"a flow needs a numeric depth; got {depth}")
    table = _weights(weights, depth, k)
    deep = isinstance(model, DeepDiagonal)
    if invariants and alpha:
        raise FlowError(
            "invariants can be given for flows without decay only: with decay they follow a law of their own"
        )
    coupled = alpha if decay_kind == "coupled" and q_ != 2 else Fraction(0)
    free = alpha - coupled
    # Orbit time is known without decay, and with decoupled decay for a known degree.
    clock = 1 - (depth - 1) * (q_ - 1) if not alpha or (deep and not coupled) else None
    parts = _deep_parts(depth) if isinstance(model, DeepDiagonal) else _compiled_parts(model)
    phi = _duality(q_ - 1)
    split = k * depth

    def columns(state: State) -> list[State]:
        return [state[j : j + depth] for j in range(0, split, depth)]

    def evaluated(state: State) -> tuple[State, list[State], State]:
        pairs = [parts(w) for w in columns(state)]
        return [p[0] for p in pairs], [p[1] for p in pairs], loss.gradient([p[0] for p in pairs])

    def rates(t: mpmath.mpf, state: State, signs: Sequence[int] | None) -> State:
        if q_ == 1 and signs is not None:
            rate = [mp.mpf(-s) for s in signs]
        else:
            _, partials, gradient = evaluated(state)
            pull = [f * d for f, row in zip(gradient, partials, strict=True) for d in row]
            if coupled:
                pull = [v + at_precision(coupled) * w for v, w in zip(pull, state, strict=False)]
            rate = phi(pull if clock is None else pull + gradient, signs)
        if free:
            slow, slow_time = at_precision(free), at_precision(free * (clock or 0))
            return [
                r - (slow if i < split else slow_time) * v for i, (r, v) in enumerate(zip(rate, state, strict=True))
            ]
        return rate

    def margins(t: mpmath.mpf, state: State) -> State:
        _, partials, gradient = evaluated(state)
        if coupled:
            pull = [f * d for f, row in zip(gradient, partials, strict=True) for d in row]
            return [v + at_precision(coupled) * w for v, w in zip(pull, state, strict=False)]
        if deep:
            return gradient + (state[:split] if depth > 1 else [])
        return gradient + [d for row in partials for d in row]

    def signs(of_margins: Sequence[int]) -> Sequence[int]:
        if coupled:
            return of_margins
        forces, rest = of_margins[:k], of_margins[k:]
        rows = [list(rest[j : j + depth]) for j in range(0, split, depth)] if rest else [[1] * depth] * k
        if deep:
            rows = [[prod(row[:i] + row[i + 1 :]) for i in range(depth)] for row in rows]
        pull = [f * d for f, row in zip(forces, rows, strict=True) for d in row]
        return pull if clock is None else [*pull, *forces]

    def start() -> State:
        orbit = [] if clock is None else [mp.zero] * k
        return [at_precision(table[i][j]) for j in range(k) for i in range(depth)] + orbit

    symbols = (model.reparametrization if isinstance(model, DeepDiagonal) else model).weights
    integrals = [*(_balances(model, q_) if isinstance(model, DeepDiagonal) else []), *invariants]
    names = _margin_names(model, depth, k, bool(coupled))
    problem = Problem(q_, start, rates, margins, names, signs, lambda t, state: columns(state), True)
    _require_value(loss, evaluated(start())[0])
    run, reached = solve(problem, _times(times), _digits(digits), progress)
    with mp.workdps(digits + GUARDS[-1]):
        weights_ = tuple(tuple(zip(*columns(s), strict=True)) for s in run.states)
        x = tuple(tuple(evaluated(s)[0]) for s in run.states)
        y = None if clock is None else tuple(tuple(s[split:]) for s in run.states)
        return Trajectory(
            tuple(run.times),
            weights_,
            x,
            y,
            tuple(loss.value(list(v)) for v in x),
            _drifts(integrals, symbols, q_ * alpha, run.times, [columns(s) for s in run.states]),
            reached,
            stop_of(run, problem),
        )


def orbit(
    model: DeepDiagonal | Reparametrization, q: ExponentLike, start: Sequence[object], times: object, digits: int = 30
) -> Trajectory:
    """The orbit exp(y V_q) w(0), V_q = Phi_q(grad g), at orbit times y = `times`: the weight flow of f = -x.

    For any reparametrization, with or without a closed form; `start` has one entry for each weight. Errors as there.

    >>> path = orbit(DeepDiagonal(2), 1, ["1/2", "1/3"], 1, digits=15)
    >>> mp.nstr(path.x[-1][0], 10)  # (1/2 + 1)(1/3 + 1)
    '2.0'
    """
    x = sp.Symbol("x", real=True)
    return weight_flow(model, q, symbolic_loss(-x, [x]), [[w] for w in start], times, digits)


def mirror_flow(
    geometry: MirrorGeometry,
    loss: Loss,
    start: Sequence[object],
    times: object,
    digits: int = 30,
    decay: object = 0,
    *,
    progress: Progress | None = None,
) -> Trajectory:
    """dy_j = -Phi_q(f_j'(x)) dt, x_j = x(y_j), from the x values `start`, one for each coordinate.

    Decoupled decay alpha >= 0 needs a homogeneous model of degree D: with s = exp(-alpha t), K = 1 - (D-1)(q-1),
    x = s^D x(y s^(-K)) and dy = -Phi_q(f') dt - alpha K y dt. `times`, `progress` and what ends the flow early are as
    in `weight_flow`; for q < 2 it also ends where some x_j changes sign. Raises FlowError, IntegrationError.
    """
    from numerics.codegen import compile_geometry

    return _mirror_flow(
        compile_geometry(geometry, "mpmath"), geometry.q, geometry.degree, loss, start, times, digits, decay, progress
    )


def _mirror_flow(
    maps: MirrorMaps,
    q: ExponentLike,
    degree: sp.Expr | int | None,
    loss: Loss,
    start: Sequence[object],
    times: object,
    digits: int = 30,
    decay: object = 0,
    progress: Progress | None = None,
) -> Trajectory:
    q_, alpha, k = _exponent(q), _decay(decay), loss.coordinates
    if len(start) != k:
        raise FlowError(f"{len(start)} starting values for {k} coordinates; give one for each")
    values = [exact(v, f"starting value {j}", FlowError) for j, v in enumerate(start, start=1)]
    if alpha and degree is None:
        raise FlowError("decay of a mirror flow needs a homogeneous model; this one has no degree")
    power = exact(degree, "degree", FlowError) if alpha else Fraction(1)
    clock = 1 - (power - 1) * (q_ - 1)
    phi = _duality(q_ - 1)

    def position(t: mpmath.mpf, y: State) -> State:
        if not alpha:
            return [_real(maps.inverse_mirror_map(v)) for v in y]
        size = mp.exp(-at_precision(alpha) * t)
        scale, unscale = size ** at_precision(power), size ** at_precision(-clock)
        return [scale * _real(maps.inverse_mirror_map(v * unscale)) for v in y]

    def rates(t: mpmath.mpf, y: State, signs: Sequence[int] | None) -> State:
        known = q_ == 1 and signs is not None
        rate = [mp.mpf(-s) for s in signs or ()] if known else phi(loss.gradient(position(t, y)), signs)
        pull = at_precision(alpha * clock)
        return [r - pull * v for r, v in zip(rate, y, strict=True)] if alpha else rate

    def margins(t: mpmath.mpf, y: State) -> State:
        x = position(t, y)
        return loss.gradient(x) + x

    def start_y() -> State:
        y = [_real(maps.mirror_map(at_precision(v))) for v in values]
        for v, value in zip(values, y, strict=True):
            if not mp.isfinite(value):
                raise FlowError(f"x = {v} is outside the domain of the mirror map; start inside it")
        return y

    names = _gradient_names(k) + [
        Margin("mirror", j, None, f"component {j} of x, where x(y) is not smooth,") for j in range(1, k + 1)
    ]
    problem = Problem(q_, start_y, rates, margins, names, lambda of: of[:k], lambda t, y: [position(t, y)], False)
    _require_value(loss, position(mp.zero, start_y()))
    run, reached = solve(problem, _times(times), _digits(digits), progress)
    with mp.workdps(digits + GUARDS[-1]):
        x = tuple(tuple(position(t, y)) for t, y in zip(run.times, run.states, strict=True))
        loss_ = tuple(loss.value(list(v)) for v in x)
        return Trajectory(
            tuple(run.times), None, x, tuple(map(tuple, run.states)), loss_, {}, reached, stop_of(run, problem)
        )


def _deep_parts(depth: int) -> Parts:
    """w -> (w_1 ... w_L, the products without one weight each)."""

    def parts(w: State) -> tuple[mpmath.mpf, State]:
        before, after = [w[0]], [w[-1]]
        for v in w[1:-1]:
            before.append(before[-1] * v)
        for v in w[-2:0:-1]:
            after.append(after[-1] * v)
        middle = [a * b for a, b in zip(before, after[-2::-1], strict=False)]
        return before[-1] * w[-1], [after[-1], *middle, before[-1]]

    return parts if depth > 1 else lambda w: (w[0], [mp.one])


def _compiled_parts(model: Reparametrization) -> Parts:
    values = compiled((model.expression, *model.gradient), model.weights)

    def parts(w: State) -> tuple[mpmath.mpf, State]:
        x, *partials = values(w)
        return x, partials

    return parts


def _duality(power: Fraction) -> Callable[[State, Sequence[int] | None], State]:
    """z -> -Phi_q(z) of a list, power = q - 1; with frozen signs s it is -s |z|^(q-1) on both sides of 0."""
    roots = power.denominator.bit_length() - 1

    def size(z: mpmath.mpf) -> mpmath.mpf:
        if power.denominator != 1 << roots or roots > 3:
            return z ** at_precision(power)
        for _ in range(roots):
            z = mp.sqrt(z)
        return z**power.numerator

    def minus_phi(values: State, signs: Sequence[int] | None) -> State:
        if power == 1:
            return [-v for v in values]
        signs = signs or [int(mp.sign(v)) if mp.isfinite(v) else 1 for v in values]
        return [-s * size(abs(v)) if s else mp.zero for s, v in zip(signs, values, strict=True)]

    return minus_phi


def _drifts(
    expressions: Iterable[sp.Expr],
    symbols: tuple[sp.Symbol, ...],
    rate: Fraction,
    times: Sequence[mpmath.mpf],
    columns: Sequence[Sequence[State]],
) -> dict[str, mpmath.mpf]:
    """The largest departure of each expression from its start times exp(-rate t), over times and coordinates."""
    drifts = {}
    for expression in expressions:
        terms = compiled(sp.Add.make_args(expression), symbols)
        worst = mp.zero
        for path in zip(*columns, strict=True):
            values = [terms(w) for w in path]
            for t, now in zip(times, values, strict=True):
                then = [mp.exp(-at_precision(rate) * t) * v for v in values[0]]
                size = mp.fsum(now, absolute=True) + mp.fsum(then, absolute=True)
                change = abs(mp.fsum(now) - mp.fsum(then))
                worst = max(worst, 2 * change / size) if size else worst
        drifts[str(expression)] = worst
    return drifts


def _balances(model: DeepDiagonal, q: Fraction) -> list[sp.Expr]:
    first, *others = (sp.Abs(w) ** sp.Rational(q.numerator, q.denominator) for w in model.reparametrization.weights)
    return [u - first for u in others]


def _gradient_names(k: int) -> list[Margin]:
    return [Margin("gradient", j, None, f"component {j} of grad f") for j in range(1, k + 1)]


def _margin_names(model: DeepDiagonal | Reparametrization, depth: int, k: int, coupled: bool) -> list[Margin]:
    places = [(j, i) for j in range(1, k + 1) for i in range(1, depth + 1)]
    if coupled:
        return [Margin("force", j, i, f"gradient plus decay of weight {i} of coordinate {j}") for j, i in places]
    if isinstance(model, Reparametrization):
        partials = [Margin("partial", j, i, f"dx/d{model.weights[i - 1]} of coordinate {j}") for j, i in places]
        return _gradient_names(k) + partials
    weights = [Margin("weight", j, i, f"weight {i} of coordinate {j}") for j, i in places] if depth > 1 else []
    return _gradient_names(k) + weights


def _require_value(loss: Loss, x: State) -> None:
    if not mp.isfinite(loss.value(x)):
        raise FlowError(f"the loss {loss.description} has no real, finite value at the start, x = {mp.nstr(x, 5)}")


def _real(value: mpmath.mpf) -> mpmath.mpf:
    return mp.nan if isinstance(value, mpmath.mpc) else value


def _exponent(q: ExponentLike) -> Fraction:
    value = exponent(q)
    if value.is_symbolic:
        raise FlowError(f"a flow needs a number for q; got the symbol {value}")
    return Fraction(int(value.q.p), int(value.q.q))


def _decay(decay: object) -> Fraction:
    alpha = exact(decay, "decay", FlowError)
    if alpha < 0:
        raise FlowError(f"decay must be at least 0; got {decay}")
    return alpha


def _digits(digits: int) -> int:
    if isinstance(digits, bool) or not isinstance(digits, int) or not LEAST_DIGITS <= digits <= MOST_DIGITS:
        raise FlowError(f"digits must be a whole number from {LEAST_DIGITS} to {MOST_DIGITS}; got {digits}")
    return digits


def _times(times: object) -> list[Fraction]:
    """Output times from 0: a final time, or a list of increasing ones."""
    several = isinstance(times, Iterable) and not isinstance(times, str)
    values = [exact(t, "time", FlowError) for t in (times if isinstance(times, Iterable) and several else [times])]
    values = values if values and values[0] == 0 else [Fraction(0), *values]
    if len(values) < 2 or any(b <= a for a, b in pairwise(values)):
        raise FlowError("times must be a positive final time or a list of times that increase from 0")
    return values


def _weights(weights: Sequence[Sequence[object]], depth: int, k: int) -> list[list[Fraction]]:
    shape = [len(row) if isinstance(row, Iterable) and not isinstance(row, str) else None for row in weights]
    if shape != [k] * depth:
        shown = ", ".join(str(n) for n in shape)
        raise FlowError(
            f"weights must be {depth} lists (one for each weight) of {k} entries; got lengths {shown or 'none'}"
        )
    return [
        [exact(v, f"weight {i} of coordinate {j}", FlowError) for j, v in enumerate(row, start=1)]
        for i, row in enumerate(weights, start=1)
    ]
