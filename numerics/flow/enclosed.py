"""Flows in balls that certainly contain them, as far as they are smooth from the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb
from mpmath import mp

from neversaddle.numerics.flow.arguments import (
    as_choice,
    as_decay,
    as_exponent,
    as_invariants,
    as_loss,
    as_model,
    as_times,
    as_weights,
)
from neversaddle.numerics.flow.course.course import run
from neversaddle.numerics.flow.course.walk import sides_of
from neversaddle.numerics.flow.systems.system import Mode, mode_field, recorded, signs_by
from neversaddle.numerics.flow.systems.weights import WeightSystem
from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.loss.loss import Loss
from neversaddle.numerics.numbers.exact_number import at_precision, exact
from neversaddle.numerics.ode.arithmetics import BALLS, working
from neversaddle.numerics.ode.recurrences import recurrences
from neversaddle.numerics.ode.series import Reader
from neversaddle.numerics.ode.tape import Node, Tape, along, product, record
from neversaddle.numerics.ode.taylor import working_bits
from neversaddle.numerics.ode.validated import Enclosed, EnclosureError, Piece, Start, enclose, tube
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization
from neversaddle.theory.language.exponents import ExponentLike

#: Bits for the signs at the start, where all is exact but for roots, and digits for the time in a refusal.
START_BITS, TOLD_DIGITS = 256, 10
#: Ball radius at the ends of steps, and parts of a step, when signs are certified over all times; tried in turn.
SIGNS = ((Fraction(1, 10**6), 4), (Fraction(1, 10**9), 32))


@dataclass(frozen=True)
class EnclosedFlow:
    """Balls (python-flint's arb) that contain a flow at its output times.

    weights[n][i][j], x[n][j] and loss[n] at times[n]; invariants[name][n][j] is a first integral in coordinate j.
    """

    times: tuple[Fraction, ...]
    weights: tuple[tuple[tuple[arb, ...], ...], ...]
    x: tuple[tuple[arb, ...], ...]
    loss: tuple[arb, ...]
    invariants: Mapping[str, tuple[tuple[arb, ...], ...]]


def enclosed_flow(
    model: DeepDiagonal | Reparametrization | int,
    q: ExponentLike,
    loss: Loss | str,
    weights: Sequence[Sequence[object]],
    times: object,
    radius: object,
    decay: object = 0,
    decay_kind: str = "decoupled",
    *,
    invariants: Sequence[sp.Expr] = (),
) -> EnclosedFlow:
    """The flow of `weight_flow` in balls of at most the (absolute) radius, proved to contain it.

    Arguments as there; all are exact, and so is the start. `invariants` are expressions in the model's weights; those
    of a network are |w_i|^q - |w_1|^q. Where the field has corners (q < 2, or a |z| in loss, model or invariants) the
    sign of all that stands there is certified for every time up to the last. Raises FlowError, naming what may vanish
    and when, where it is not; EnclosureError where balls of this radius are not reached, as at a blow-up.

    >>> from neversaddle.losses import least_squares
    >>> flow = enclosed_flow(DeepDiagonal(2), 1, least_squares([[1]], [1]), [["0.3"], ["0.2"]], "1/2", "1e-20")
    >>> print(flow.x[-1][0].str(15, radius=False))  # (0.3 + 1/2)(0.2 + 1/2)
    0.560000000000000
    """
    stretch = smooth_stretch(weight_system(model, q, loss, weights, decay, decay_kind))
    exact_times, most = as_times(times), exact(radius, "radius", FlowError)
    if most <= 0:
        raise FlowError(f"radius must be positive; got {radius}")
    system = stretch.system
    formulas = [*_balances(system), *as_invariants(invariants, system.expression.weights)]
    k = system.coordinates
    columns = [dict(zip(system.expression.weights, stretch.column(j), strict=True)) for j in range(k)]
    integrals = [stretch.recorded(e, column) for e in formulas for column in columns]
    found = stretch.at(exact_times, most, [*stretch.x, stretch.loss, *integrals])
    depth = system.depth
    tail = [at.watched[k + 1 :] for at in found]
    return EnclosedFlow(
        tuple(exact_times),
        tuple(tuple(tuple(at.states[j * depth + i] for j in range(k)) for i in range(depth)) for at in found),
        tuple(tuple(at.watched[:k]) for at in found),
        tuple(at.watched[k] for at in found),
        {str(e): tuple(tuple(row[n * k : (n + 1) * k]) for row in tail) for n, e in enumerate(formulas)},
    )


def weight_system(
    model: DeepDiagonal | Reparametrization | int,
    q: ExponentLike,
    loss: Loss | str,
    weights: Sequence[Sequence[object]],
    decay: object,
    decay_kind: str,
) -> WeightSystem:
    """The flow of the weights alone. Raises FlowError as `weight_flow` does."""
    model, q_, alpha = as_model(model), as_exponent(q), as_decay(decay)
    as_choice("decay_kind", decay_kind, ("decoupled", "coupled"))
    table = as_weights(weights, int(model.depth), loss.coordinates if isinstance(loss, Loss) else None)
    loss = as_loss(loss, len(table[0]))
    return WeightSystem(model, q_, loss, table, alpha, decay_kind == "coupled" and q_ != 2 and alpha != 0, None)


class SmoothStretch:
    """A weight flow in the mode of its start, on a tape that quantities can be added to.

    `start` may hold balls in place of the system's weights. `guards` are the entries whose signs the tape takes for
    granted, with their names: whatever is read off it holds as long as they keep them.
    """

    def __init__(self, system: WeightSystem, mode: Mode, start: Sequence[Start]) -> None:
        field = mode_field(system, mode, len(start))
        self.system, self.tape = system, field.tape
        self.rates, self.start = [Node(self.tape, i) for i in field.rates], list(start)
        self.guards = [(Node(self.tape, i), s.text) for i, s in zip(field.switches, system.switches, strict=True)]
        kinks = iter(mode)
        signs = {z: next(kinks) for z in system.loss.kinks}
        of_model = [{z: next(kinks) for z in system.kinks} for _ in range(system.coordinates)]
        self.x = [self._x(self.column(j), of_model[j]) for j in range(system.coordinates)]
        self.loss = system.loss.record_value(self.tape, self.x, signs)
        self.gradient = system.loss.record(self.tape, self.x, signs)[0]

    def column(self, j: int) -> list[Node]:
        """The weights of a coordinate, which counts from 0."""
        depth = self.system.depth
        return [self.tape.state(j * depth + i) for i in range(depth)]

    def _x(self, column: Sequence[Node], signs: Mapping[sp.Expr, int]) -> Node:
        if self.system.deep:
            return product(column)
        model = self.system.expression
        return record(model.expression, dict(zip(model.weights, column, strict=True)), self.tape, signs)

    def recorded(self, quantity: sp.Expr, values: Mapping[sp.Symbol, Node]) -> Node:
        """A quantity on the tape; every |z| in it becomes a guard. Raises FlowError where z is zero at the start."""
        signs: dict[sp.Expr, int] = {}
        # The innermost come first: their signs are needed to read the others.
        for z in sorted({a.args[0] for a in quantity.atoms(sp.Abs, sp.sign)}, key=lambda e: (e.count_ops(), str(e))):
            node = record(z, values, self.tape, signs)
            (signs[z],) = _signs(_values(self.tape, [node.index], self.start), [str(z)])
            self.guards.append((node, str(z)))
        return record(quantity, values, self.tape, signs)

    def at(self, times: Sequence[Fraction], radius: Fraction | int | float, watch: Sequence[Node]) -> list[Enclosed]:
        """The states and watched entries at these times, every guard's sign being certified up to the last of them.

        Raises FlowError and EnclosureError as `enclosed_flow` does.
        """
        self.certify(times[-1])
        return enclose(self.tape, self._indices, self.start, times, radius, [n.index for n in watch])

    def certify(self, until: Fraction) -> None:
        """Show that no guard vanishes up to a time. Raises FlowError saying which may, and when."""
        for number, (radius, parts) in enumerate(SIGNS if self.guards else ()):
            try:
                watch = [node.index for node, _ in self.guards]
                pieces = tube(self.tape, self._indices, self.start, until, radius, watch, parts=parts)
                self._require_signs(pieces)
                return
            except EnclosureError as lost:
                # Near a point where the field is not smooth no step is found; the flow itself can tell.
                raise self._lost(lost, until) from None
            except FlowError:
                if number == len(SIGNS) - 1:
                    raise

    def throughout(self, quantity: Node, until: Fraction, radius: Fraction, parts: int) -> list[arb]:
        """Balls that together hold a quantity at all times up to `until`, guards certified.

        The quantity is integrated beside the states, by its own rate: its series then has the width of a
        remainder, where the value of a formula over a piece of time has that of the weights' motion.
        """
        self.certify(until)
        rates = [*self._indices, along(quantity, self.rates).index]
        with working(_bits_of(radius)):
            (begin,) = _values(self.tape, [quantity.index], self.start)
            pieces = tube(self.tape, rates, [*self.start, begin], until, radius, parts=parts)
        return [piece.states[-1] for piece in pieces]

    def read(
        self, values: Sequence[Node], rates: Sequence[Node], until: Fraction, radius: Fraction
    ) -> tuple[list[arb], list[arb], list[arb]]:
        """Values at a time, the same at the start, and the integrals of rates between: balls, guards certified."""
        self.certify(until)
        with working(_bits_of(radius)):
            begin = _values(self.tape, [node.index for node in values], self.start)
            indices, states = [*self._indices, *(r.index for r in rates)], [*self.start, *(0 for _ in rates)]
            (end,) = enclose(self.tape, indices, states, [until], radius, [node.index for node in values])
            return list(end.watched), begin, list(end.states[len(self.start) :])

    def balance_of(self, change: Node, rate: Node, until: Fraction, radius: Fraction) -> arb:
        """change(until) - change(0) - the integral of `rate` between: a ball, the integral being one more unknown."""
        (end,), (begin,), (integral,) = self.read([change], [rate], until, radius)
        with working(_bits_of(radius)):
            return end - begin - integral

    @property
    def _indices(self) -> list[int]:
        return [r.index for r in self.rates]

    def _require_signs(self, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            for ball, (_, text) in zip(piece.watched, self.guards, strict=True):
                if not (ball > 0 or ball < 0):
                    raise _refusal(text, f"between t = {float(piece.begin):.9g} and {float(piece.end):.9g}")

    def _lost(self, lost: EnclosureError, until: Fraction) -> ValueError:
        """What vanishes before `until` as far as numbers show; where nothing does, the loss itself."""
        if any(isinstance(value, arb) for value in self.start):
            return lost
        with mp.workprec(working_bits(TOLD_DIGITS)):
            found = run(self.system, [mp.zero, at_precision(until)], TOLD_DIGITS, "stop", None)
        for corner in (*found.turns[:1], found.ending):
            if corner is not None and corner.switches:
                text = self.system.switches[corner.switches[0]].text
                return _refusal(text, f"near t = {mp.nstr(corner.time, 9)}")
        return lost


def smooth_stretch(system: WeightSystem, start: Sequence[Start] | None = None) -> SmoothStretch:
    """The flow in the mode it starts in, from the system's weights or from other values with the same signs.

    Raises FlowError where a switch is zero at the start: the field is not smooth there.
    """
    exact = [row[j] for j in range(system.coordinates) for row in system.weights]
    begin = exact if start is None else list(start)
    texts = [s.text for s in system.switches]

    def switches(mode: Mode) -> list[arb]:
        found = recorded(system, sides_of(system, mode), len(begin))
        return _values(found.tape, [z.index for z in found.switches], begin)

    mode, _ = signs_by(system, switches)
    if 0 in mode:
        raise _refusal(texts[mode.index(0)], "at the start")
    return SmoothStretch(system, mode, begin)


def _values(tape: Tape, entries: Sequence[int], state: Sequence[Start]) -> list[arb]:
    """Entries of a tape at time 0, in balls."""
    with working(max(START_BITS, mp.prec)):
        reader = Reader(recurrences(tape, (), entries), BALLS)
        return reader.at(arb(0), [v if isinstance(v, arb) else BALLS.rational(Fraction(v)) for v in state])


def _signs(values: Sequence[arb], texts: Sequence[str]) -> tuple[int, ...]:
    for value, text in zip(values, texts, strict=True):
        if not (value > 0 or value < 0):
            raise _refusal(text, "at the start")
    return tuple(1 if value > 0 else -1 for value in values)


def _refusal(text: str, when: str) -> FlowError:
    return FlowError(f"the flow is enclosed only where it is smooth: {text} may vanish {when}")


def _bits_of(radius: Fraction) -> int:
    """Enough bits for a start value whose own ball is far narrower than the radius."""
    return START_BITS + max(0, radius.denominator.bit_length() - radius.numerator.bit_length())


def _balances(system: WeightSystem) -> list[sp.Expr]:
    if not system.deep:
        return []
    power = sp.Rational(system.q.numerator, system.q.denominator)
    first, *others = (sp.Abs(w) ** power for w in system.expression.weights)
    return [u - first for u in others]
