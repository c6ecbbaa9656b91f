"""The steepest flow of a model's weights, by definition, as a system of switches and smooth fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

import mpmath
import sympy as sp

from neversaddle.numerics.flow.systems.held import added, held_components, phi, rates_of, rests
from neversaddle.numerics.flow.systems.system import (
    Mode,
    Recorded,
    Switch,
    alike_components,
    components,
    has_branches,
    kink_signs,
    loss_kinks,
)
from neversaddle.numerics.loss.loss import Loss
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.numerics.ode.tape import Node, product, record
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization
from neversaddle.theory.language.pieces import branch_points

#: The rates of all unknowns, and what each multiplier adds to them.
Velocities: TypeAlias = "tuple[list[Node], dict[int, list[Node]]]"


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

    @property
    def forced(self) -> bool:
        """Whether Phi_q stands around each force, decay included: for q = 2 both kinds of decay are one."""
        return self.coupled and self.q != 2

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
        k, depth = self.coordinates, self.depth
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
        if self.forced:
            force = "the force on weight {} of coordinate {} (decay included)"
            return tuple(found + [Switch("force", j, i, force.format(i, j), self.q == 1) for j, i in pairs])
        found += components(self)
        if self.deep:
            pairs = pairs if depth > 1 else []
            return tuple(found + [Switch("weight", j, i, f"weight {i} of coordinate {j}") for j, i in pairs])
        partial = "the derivative of x by weight {} in coordinate {}"
        return tuple(found + [Switch("partial", j, i, partial.format(i, j), self.q == 1) for j, i in pairs])

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
        k, depth, kinks = self.coordinates, self.depth, len(self.loss.kinks)
        columns = [list(state[j * depth : (j + 1) * depth]) for j in range(k)]
        first = kinks + k * len(self.kinks)
        signs = iter(mode[kinks:first])
        x, partials, of_kinks = self._outputs(columns, [{z: next(signs) for z in self.kinks} for _ in range(k)])
        gradient, loss_kinks = self.loss.record(state[0].tape, x, kink_signs(self.loss, mode))
        inside = self._inside(columns, gradient, partials)
        values = [phi(z, c, self.q, mode, powers) for c, z in enumerate(inside, start=first)]
        rates, held = (self._coupled if self.forced else self._decoupled)(state, values, mode, first)
        return Recorded(rates, [*loss_kinks, *of_kinks, *(inside if self.q < 2 else [])], held)

    def _outputs(
        self, columns: Sequence[list[Node]], kinks: Sequence[Mapping[sp.Expr, int]]
    ) -> tuple[list[Node], list[list[Node]], list[Node]]:
        """x of each coordinate, its partial derivatives (for the product where they are wanted), the z of its |z|."""
        if self.deep:
            return [product(c) for c in columns], [_others(c) if self.forced else [] for c in columns], []
        model, tape = self.expression, columns[0][0].tape
        values = [dict(zip(model.weights, column, strict=True)) for column in columns]
        return (
            [record(model.expression, v, tape, s) for v, s in zip(values, kinks, strict=True)],
            [[record(g, v, tape, s) for g in model.gradient] for v, s in zip(values, kinks, strict=True)],
            [record(z, v, tape, s) for v, s in zip(values, kinks, strict=True) for z in self.kinks],
        )

    def _inside(
        self, columns: Sequence[list[Node]], gradient: Sequence[Node], partials: Sequence[list[Node]]
    ) -> list[Node]:
        """What stands inside a Phi_q: all forces, or the components of grad f and the factors of dx/dw."""
        if self.forced:
            return [
                f * d + self.decay * w
                for f, row, column in zip(gradient, partials, columns, strict=True)
                for d, w in zip(row, column, strict=True)
            ]
        factors = (columns if self.depth > 1 else []) if self.deep else partials
        return [*gradient, *(d for row in factors for d in row)]

    def _coupled(self, state: Sequence[Node], values: Sequence[Node], mode: Mode, first: int) -> Velocities:
        """dw = -Phi_q(f' dg/dw + alpha w) dt: every force is a switch of its own, and can be held by itself."""

        def moved(place: int, value: Node) -> dict[int, Node]:
            return {place: -value}

        signs = mode[first:]
        multipliers = {} if rests(self.q, signs) else {first + i: {i: 1} for i, s in enumerate(signs) if s == 0}
        return rates_of(dict(enumerate(values)), state, moved), added(multipliers, state, moved)

    def _decoupled(self, state: Sequence[Node], values: Sequence[Node], mode: Mode, first: int) -> Velocities:
        """dw = -Phi_q(f') Phi_q(dg/dw) dt - alpha w dt: the components of grad f can be held."""
        k, depth = self.coordinates, self.depth
        pulls, flat = values[:k], values[k:] or state
        parts = [flat[j * depth : (j + 1) * depth] for j in range(k)]

        def moved(j: int, pull: Node) -> dict[int, Node]:
            clock = {} if self.clock is None else {k * depth + j: -pull}
            return {**dict(enumerate(self._rates(pull, parts[j]), start=j * depth)), **clock}

        def moved_alone(place: int, part: Node) -> dict[int, Node]:
            return {place: -(pulls[place // depth] * part)}

        held = added(held_components(self, mode, first), state, moved)
        if self.q == 1 and not self.deep:
            # Where dg/dw_i vanishes only the motion of that weight jumps.
            alone = {first + k + i: {i: 1} for i, s in enumerate(mode[first + k :]) if s == 0}
            held |= added(alone, state, moved_alone)
        rates = rates_of(dict(enumerate(pulls)), state, moved)
        decays = [Fraction(1)] * (k * depth) + ([] if self.clock is None else [self.clock] * k)
        return [r - self.decay * d * v for r, d, v in zip(rates, decays, state, strict=True)], held

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


def _others(column: Sequence[Node]) -> list[Node]:
    """The products without one factor each."""
    if len(column) == 1:
        return [column[0].tape.constant(1)]
    return [product([w for m, w in enumerate(column) if m != i]) for i in range(len(column))]
