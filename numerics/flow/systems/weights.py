"""The steepest flow of a model's weights, by definition, as a system of switches and smooth fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import mpmath
import sympy as sp

from neversaddle.numerics.flow.systems.system import Mode, Recorded, Switch, alike_components, has_branches, loss_kinks
from neversaddle.numerics.loss.loss import Loss
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.numerics.ode.tape import Node, Tape, product, record
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization
from neversaddle.theory.language.pieces import branch_points


@dataclass(frozen=True, eq=False)
class WeightSystem:
    """dw_ij = -Phi_q(f_j'(x) dg/dw_i) dt with decay; unknowns coordinate by coordinate, then the orbit times.

    Orbit time y_j: dy = -Phi_q(f') dt - decay clock y dt; `clock` is None where it is not defined. `weights[i][j]` are
    exact. Coupled decay stands inside Phi_q, the other kind outside.
    """

    model: DeepDiagonal | Reparametrization
    q: Fraction
    loss: Loss
    weights: Sequence[Sequence[Fraction]]
    decay: Fraction
    coupled: bool
    clock: Fraction | None

    @property
    def depth(self) -> int:
        """Weights of a coordinate."""
        return len(self.weights)

    @property
    def coordinates(self) -> int:
        """The number k of coordinates."""
        return self.loss.coordinates

    @property
    def deep(self) -> bool:
        """Whether x is the product of the weights."""
        return isinstance(self.model, DeepDiagonal)

    @cached_property
    def expression(self) -> Reparametrization:
        """The model in named weights."""
        return self.model.reparametrization if isinstance(self.model, DeepDiagonal) else self.model

    @cached_property
    def kinks(self) -> tuple[sp.Expr, ...]:
        """The z of every |z| in the model."""
        if self.deep:
            return ()
        parts = (self.expression.expression, *self.expression.gradient)
        found = {a.args[0] for part in parts for a in part.atoms(sp.Abs, sp.sign)}
        return (*sorted(found, key=sp.default_sort_key), *self.ends)

    @cached_property
    def ends(self) -> tuple[sp.Expr, ...]:
        """The z of roots of z in the model; for q < 2 the zero of a weight alone is one of dx/dw, followed as such."""
        found = branch_points(self.expression.expression)
        return tuple(z for z in found if self.q == 2 or not z.is_Symbol)

    @cached_property
    def switches(self) -> tuple[Switch, ...]:
        """Kinks of the loss and the model; for q < 2 all that stands inside a Phi_q."""
        k, depth, slides = self.coordinates, self.depth, self.q == 1
        found = loss_kinks(self.loss)
        branches = [has_branches(self.expression.expression, z) for z in self.kinks]
        found += [
            Switch("kink", j, None, f"{z} of coordinate {j}", branches=b, ends=z in self.ends)
            for j in range(1, k + 1)
            for z, b in zip(self.kinks, branches, strict=True)
        ]
        if self.q == 2:
            return tuple(found)
        pairs = [(j, i) for j in range(1, k + 1) for i in range(1, depth + 1)]
        if self.coupled:
            force = "the force on weight {} of coordinate {} (decay included)"
            return tuple(found + [Switch("force", j, i, force.format(i, j), slides) for j, i in pairs])
        found += [Switch("gradient", j, None, f"component {j} of grad f", slides) for j in range(1, k + 1)]
        if self.deep:
            pairs = pairs if depth > 1 else []
            return tuple(found + [Switch("weight", j, i, f"weight {i} of coordinate {j}") for j, i in pairs])
        partial = "the derivative of x by weight {} in coordinate {}"
        return tuple(found + [Switch("partial", j, i, partial.format(i, j), slides) for j, i in pairs])

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The weights of each coordinate; the orbit times."""
        k, depth = self.coordinates, self.depth
        weights = [tuple(range(j * depth, (j + 1) * depth)) for j in range(k)]
        return tuple(weights if self.clock is None else [*weights, tuple(range(k * depth, k * depth + k))])

    def alike(self, switch: int) -> dict[int, Fraction]:
        """Weights of one coordinate that start at the same distance from zero keep it: x does not tell them apart.

        Nor then are the forces on them with coupled decay.
        """
        own = self.switches[switch]
        if own.reason == "gradient":
            return alike_components(self, switch)
        if not self.deep or own.reason not in ("weight", "force") or own.weight is None:
            return {switch: Fraction(1)}
        column = [abs(row[own.coordinate - 1]) for row in self.weights]
        return {
            c: Fraction(1)
            for c, s in enumerate(self.switches)
            if s.reason == own.reason
            and s.coordinate == own.coordinate
            and s.weight is not None
            and column[s.weight - 1] == column[own.weight - 1]
        }

    def start(self) -> list[mpmath.mpf]:
        """The weights, and zeros for the orbit times."""
        orbit = [] if self.clock is None else [mpmath.mp.zero] * self.coordinates
        k = range(self.coordinates)
        return [at_precision(self.weights[i][j]) for j in k for i in range(self.depth)] + orbit

    def record(self, state: Sequence[Node], time: Node, mode: Mode, powers: Mapping[int, Node]) -> Recorded:
        """The field in a mode."""
        tape, k, depth = state[0].tape, self.coordinates, self.depth
        columns = [list(state[j * depth : (j + 1) * depth]) for j in range(k)]
        signs = iter(range(len(mode)))
        loss_signs = {z: mode[next(signs)] for z in self.loss.kinks}
        kinks = [{z: mode[next(signs)] for z in self.kinks} for _ in range(k)]
        rest = list(signs)
        x, partials, of_kinks = self._outputs(tape, columns, kinks)
        gradient, loss_kinks = self.loss.record(tape, x, loss_signs)
        found = [*loss_kinks, *of_kinks]
        if self.coupled and self.q != 2:
            inside = self._coupled(state, columns, gradient, partials, rest, mode, powers)
        elif self.q == 2:
            inside = Recorded(self._velocities(gradient, columns if self.deep else partials, state), [], {})
        else:
            inside = self._decoupled(state, columns, gradient, partials, rest, mode, powers)
        return Recorded(inside.rates, [*found, *inside.switches], inside.held)

    def _outputs(
        self, tape: Tape, columns: Sequence[list[Node]], kinks: Sequence[Mapping[sp.Expr, int]]
    ) -> tuple[list[Node], list[list[Node]], list[Node]]:
        """x of each coordinate, its partial derivatives (for the product where they are wanted), the z of its |z|."""
        if self.deep:
            wanted = self.coupled and self.q != 2
            return [product(c) for c in columns], [_others(c) if wanted else [] for c in columns], []
        model = self.expression
        values = [dict(zip(model.weights, column, strict=True)) for column in columns]
        return (
            [record(model.expression, v, tape, s) for v, s in zip(values, kinks, strict=True)],
            [[record(g, v, tape, s) for g in model.gradient] for v, s in zip(values, kinks, strict=True)],
            [record(z, v, tape, s) for v, s in zip(values, kinks, strict=True) for z in self.kinks],
        )

    def _coupled(
        self,
        state: Sequence[Node],
        columns: Sequence[list[Node]],
        gradient: Sequence[Node],
        partials: Sequence[list[Node]],
        places: Sequence[int],
        mode: Mode,
        powers: Mapping[int, Node],
    ) -> Recorded:
        """dw = -Phi_q(f' dg/dw + alpha w) dt: every force is a switch of its own, and can be held by itself."""
        tape = state[0].tape
        forces = [
            f * d + self.decay * w
            for f, row, column in zip(gradient, partials, columns, strict=True)
            for d, w in zip(row, column, strict=True)
        ]
        rates = [-self._phi(z, c, mode, powers) for z, c in zip(forces, places, strict=True)]
        held = {
            c: [tape.constant(-1 if i == place else 0) for i in range(len(state))]
            for place, c in enumerate(places)
            if mode[c] == 0
        }
        # Where every force vanishes a sign flow rests, whatever else a singular Hessian would allow.
        return Recorded(rates, forces, held if self.q > 1 or any(mode[c] for c in places) else {})

    def _decoupled(
        self,
        state: Sequence[Node],
        columns: Sequence[list[Node]],
        gradient: Sequence[Node],
        partials: Sequence[list[Node]],
        places: Sequence[int],
        mode: Mode,
        powers: Mapping[int, Node],
    ) -> Recorded:
        """dw = -Phi_q(f') Phi_q(dg/dw) dt - alpha w dt: the components of grad f can be held."""
        tape, k, depth = state[0].tape, self.coordinates, self.depth
        zero = tape.constant(0)
        inner = [d for row in partials for d in row]
        if self.deep:
            inner = [w for column in columns for w in column] if depth > 1 else []
        pulls = [self._phi(f, c, mode, powers) for f, c in zip(gradient, places, strict=False)]
        flat = [self._phi(z, c, mode, powers) for z, c in zip(inner, places[k:], strict=True)]
        parts = [flat[j * depth : (j + 1) * depth] for j in range(k)] if flat else columns
        held: dict[int, list[Node]] = {}
        # Where grad f vanishes and nothing decays a sign flow rests, whatever else a singular Hessian would allow.
        resting = self.q == 1 and not self.decay and not any(mode[c] for c in places[:k])
        for j in range(k):
            if mode[places[j]] or resting:
                continue
            leader, sign = self.loss.leaders[j] if self.q == 1 else (j, 1)
            alone = [self._rates(tape.constant(sign), parts[i]) if i == j else [zero] * depth for i in range(k)]
            clocks = [] if self.clock is None else [tape.constant(-sign if i == j else 0) for i in range(k)]
            own = [v for row in alone for v in row] + clocks
            known = held.get(places[leader], [zero] * len(own))
            held[places[leader]] = [a + b for a, b in zip(known, own, strict=True)]
        if self.q == 1 and not self.deep:
            # Where dg/dw_i vanishes only the motion of that weight jumps.
            for place, c in enumerate(places[k:]):
                if mode[c] == 0:
                    pull = pulls[place // depth]
                    held[c] = [-pull if i == place else zero for i in range(len(state))]
        return Recorded(self._velocities(pulls, parts, state), [*gradient, *inner], held)

    def _velocities(self, pulls: Sequence[Node], parts: Sequence[Sequence[Node]], state: Sequence[Node]) -> list[Node]:
        """The rates of all unknowns from Phi_q(f') and Phi_q(dg/dw), decoupled decay and orbit time included."""
        plain = [r for p, row in zip(pulls, parts, strict=True) for r in self._rates(p, row)]
        rates = [r - self.decay * w for r, w in zip(plain, state, strict=False)]
        if self.clock is not None:
            times = state[len(plain) :]
            rates += [-p - self.decay * self.clock * y for p, y in zip(pulls, times, strict=True)]
        return rates

    def _rates(self, pull: Node, parts: Sequence[Node]) -> list[Node]:
        """-pull times each partial derivative under Phi_q: given for a model, for the product by two sweeps."""
        if not self.deep:
            return [-(pull * d) for d in parts]
        before = [parts[0]]
        for p in parts[1:-1]:
            before.append(before[-1] * p)
        found: list[Node] = []
        for i in range(len(parts) - 1, 0, -1):
            found.append(-(pull * before[i - 1]))
            pull = pull * parts[i]
        return [-pull, *found[::-1]]

    def _phi(self, z: Node, switch: int, mode: Mode, powers: Mapping[int, Node]) -> Node:
        """Phi_q of a switch in a mode."""
        sign = mode[switch]
        if self.q == 1 or sign == 0:
            return z.tape.constant(sign)
        return sign * (powers[switch] if switch in powers else (sign * z) ** (self.q - 1))


def _others(column: Sequence[Node]) -> list[Node]:
    """The products without one factor each."""
    if len(column) == 1:
        return [column[0].tape.constant(1)]
    return [product([w for m, w in enumerate(column) if m != i]) for i in range(len(column))]
