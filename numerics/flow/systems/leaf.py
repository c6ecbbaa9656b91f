"""The flow of a deep diagonal network by one weight a coordinate, the others being functions of it on their leaf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import mpmath
from mpmath import mp

from neversaddle.numerics.flow.systems.held import added, held_components, phi, rates_of
from neversaddle.numerics.flow.systems.system import (
    Mode,
    Recorded,
    Switch,
    alike_components,
    components,
    kink_signs,
    loss_kinks,
)
from neversaddle.numerics.loss.loss import Loss
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.numerics.ode.tape import Node, product


@dataclass(frozen=True, eq=False)
class LeafSystem:
    """dr = -Phi_q(f' prod of the others) dt - alpha r dt for the smallest weight r of each coordinate.

    The others are sign_i (|r|^q + c_i exp(-q alpha t))^(1/q) with the balances c_i = |w_i|^q - |r|^q >= 0 of the start.
    Unknowns: the r_j, then the orbit times y_j, then the balances, which decay by themselves. They hold by
    construction, so a flow of this system does not check them. `weights[i][j]` are exact.
    """

    q: Fraction
    loss: Loss
    weights: Sequence[Sequence[Fraction]]
    decay: Fraction
    clock: Fraction

    @cached_property
    def columns(self) -> tuple[tuple[Fraction, ...], ...]:
        """The weights of each coordinate."""
        return tuple(zip(*self.weights, strict=True))

    @cached_property
    def smallest(self) -> tuple[int, ...]:
        """Which weight of each coordinate is followed."""
        return tuple(list(map(abs, c)).index(min(map(abs, c))) for c in self.columns)

    @cached_property
    def switches(self) -> tuple[Switch, ...]:
        """Kinks of the loss; for q < 2 the components of grad f, and the weights that are followed."""
        found = [*loss_kinks(self.loss), *components(self)]
        if self.q < 2 and len(self.weights) > 1:
            for j, i in enumerate(self.smallest, start=1):
                tied = sum(abs(w) == abs(self.columns[j - 1][i]) for w in self.columns[j - 1]) > 1
                text = f"component {j} of x" if tied else f"weight {i + 1} of coordinate {j}"
                found.append(Switch("edge" if tied else "mirror", j, None if tied else i + 1, text))
        return tuple(found)

    @cached_property
    def sizes(self) -> tuple[tuple[int, Fraction], ...]:
        """Coordinate and size of the weights that are not the smallest: one balance for each."""
        pairs = enumerate(zip(self.columns, self.smallest, strict=True))
        return tuple((j, size) for j, (c, i) in pairs for size in sorted({abs(w) for w in c} - {abs(c[i])}))

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Each weight by itself; the orbit times; each balance."""
        k = len(self.columns)
        return (*((j,) for j in range(k)), tuple(range(k, 2 * k)), *((2 * k + n,) for n in range(len(self.sizes))))

    def alike(self, switch: int) -> dict[int, Fraction]:
        """The components of grad f that are multiples of one; else only itself."""
        return alike_components(self, switch)

    def start(self) -> list[mpmath.mpf]:
        """The smallest weights, zeros for the orbit times, and the balances."""
        followed = [at_precision(c[i]) for c, i in zip(self.columns, self.smallest, strict=True)]
        q = at_precision(self.q)
        balances = [at_precision(size) ** q - abs(followed[j]) ** q for j, size in self.sizes]
        return followed + [mp.zero] * len(self.columns) + balances

    def record(self, state: Sequence[Node], time: Node, mode: Mode, powers: Mapping[int, Node]) -> Recorded:
        """The field in a mode."""
        tape, k, kinks = state[0].tape, len(self.columns), len(self.loss.kinks)
        one, small = tape.constant(1), self.q - 1
        balances = dict(zip(self.sizes, state[2 * k :], strict=True))
        x: list[Node] = []
        pushes: list[Node] = []
        for j, (column, first) in enumerate(zip(self.columns, self.smallest, strict=True)):
            r, c = state[j], kinks + k + j
            others, under = [], []
            for i, w in enumerate(column):
                if i == first:
                    continue
                turned = 1 if w > 0 else -1
                if abs(w) == abs(column[first]):
                    # Tied weights stay tied, also in sign: w_i = +-r.
                    turned *= (-1 if column[first] < 0 else 1) if w else 1
                    under.append(turned * phi(r, c, self.q, mode, powers))
                    others.append(turned * r)
                    continue
                inner = self._power(r, c, mode, powers) + balances[j, abs(w)]
                others.append(turned * inner ** (1 / self.q))
                under.append(turned * (one if self.q == 1 else inner ** (small / self.q)))
            x.append(product([r, *others]))
            pushes.append(product(under) if under else one)
        gradient, loss_kinks = self.loss.record(tape, x, kink_signs(self.loss, mode))
        pulls = {j: phi(f, kinks + j, self.q, mode, powers) for j, f in enumerate(gradient)}

        def moved(j: int, pull: Node) -> dict[int, Node]:
            return {j: -(pull * pushes[j]), k + j: -pull}

        held = added(held_components(self, mode, kinks), state, moved)
        # What decays with the weights: the orbit times by their clock, the balances by q.
        decays = [Fraction(1)] * k + [self.clock] * k + [self.q] * len(balances)
        rates = rates_of(pulls, state, moved)
        rates = [r - self.decay * d * v for r, d, v in zip(rates, decays, state, strict=True)]
        if self.q == 2:
            return Recorded(rates, loss_kinks, {})
        followed = list(state[:k]) if len(self.weights) > 1 else []
        return Recorded(rates, [*loss_kinks, *gradient, *followed], held)

    def _power(self, r: Node, switch: int, mode: Mode, powers: Mapping[int, Node]) -> Node:
        """|r|^q of a followed weight, by |r|^(q-1) where that is known."""
        if self.q == 2:
            return r * r
        sign = mode[switch]
        size = sign * r
        if switch in powers:
            return size * powers[switch]
        return size * (size ** (self.q - 1)) if sign else r.tape.constant(0)

    def rows(self, state: Sequence[mpmath.mpf]) -> list[list[mpmath.mpf]]:
        """All weights of each coordinate at a state, at the precision in force."""
        k, q = len(self.columns), at_precision(self.q)
        balances = dict(zip(self.sizes, state[2 * k :], strict=True))
        found = []
        for j, (column, first) in enumerate(zip(self.columns, self.smallest, strict=True)):
            r, start = state[j], column[first]
            row = []
            for i, w in enumerate(column):
                sign = 1 if w > 0 else -1
                if i == first:
                    row.append(r)
                elif abs(w) == abs(start):
                    row.append((sign if start >= 0 else -sign) * r)
                else:
                    row.append(sign * (abs(r) ** q + balances[j, abs(w)]) ** (1 / q))
            found.append(row)
        return found
