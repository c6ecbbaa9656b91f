"""What a steepest flow is, by definition and in plain numbers: the velocities that its field allows near a state.

Nothing is shared with how flows are run: the gradient is the loss's own function, Phi_q stands here once more, and
where a state is known but for some error the field is an interval, that of sign 0 at q = 1 being [-1, 1].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Protocol, TypeAlias

import mpmath
from mpmath import mp

from neversaddle.numerics.flow.systems.system import Switch
from neversaddle.numerics.loss.loss import Loss, Vector, compiled
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization

Interval: TypeAlias = "tuple[mpmath.mpf, mpmath.mpf]"
State: TypeAlias = "Sequence[mpmath.mpf]"


class Near(Protocol):
    """All states as near to one as the errors say: their observables in groups, each group known but for its error."""

    @property
    def x(self) -> list[Interval]:
        """The coordinates."""

    def misfit(self, time: mpmath.mpf, speeds: Sequence[Vector], slacks: Vector) -> str | None:
        """What moves otherwise than the field says there, by more than the slack of its group; None if nothing does."""

    def values(self, switches: Sequence[Switch]) -> list[Interval]:
        """What switches of the field are the signs of."""


class Definition(Protocol):
    """A flow whose observables, in groups, move by known velocities."""

    @property
    def loss(self) -> Loss:
        """The loss."""

    @property
    def decay(self) -> Fraction:
        """The weight decay."""

    @property
    def start(self) -> Sequence[Sequence[Fraction]]:
        """What the first groups of observables start from."""

    def observables(self, time: mpmath.mpf, state: State) -> list[Vector]:
        """What moves at a state, in groups whose errors are judged by the largest of each."""

    def near(self, groups: Sequence[Vector], errors: Vector) -> Near:
        """The states near one."""

    def invariants(self, groups: Sequence[Vector]) -> list[Vector]:
        """The invariants of each group at a state."""

    def drifted(
        self, time: mpmath.mpf, groups: Sequence[Vector], begun: Sequence[Vector], errors: Vector
    ) -> str | None:
        """Which invariant is not what it has to be, in words, after it has `begun` as it has; None if all are."""


@dataclass(frozen=True, eq=False)
class WeightDefinition:
    """dw_i = -Phi_q(f_j'(x) dg/dw_i) dt with decay alpha outside or inside Phi_q; dy = -Phi_q(f_j') dt - alpha K y dt.

    `start` has the weights of each coordinate, `columns` those at a state, `clocks` the orbit times there, if any.
    """

    start: Sequence[Sequence[Fraction]]
    model: DeepDiagonal | Reparametrization
    q: Fraction
    loss: Loss
    decay: Fraction
    coupled: bool
    clock: Fraction | None
    columns: Callable[[State], list[Vector]]
    clocks: Callable[[State], Vector] | None

    @cached_property
    def functions(self) -> tuple[Callable[[Vector], Vector], Callable[[Vector], Vector]]:
        """x of the weights of one coordinate, and its partial derivatives, for a model in formulas."""
        assert not isinstance(self.model, DeepDiagonal)
        weights = self.model.weights
        return compiled((self.model.expression,), weights), compiled(tuple(self.model.gradient), weights)

    def observables(self, time: mpmath.mpf, state: State) -> list[Vector]:
        """The weights of each coordinate, then all orbit times."""
        return [*self.columns(state), *([self.clocks(state)] if self.clocks is not None else [])]

    def near(self, groups: Sequence[Vector], errors: Vector) -> WeightNear:
        """The weights near some."""
        return WeightNear(self, groups, errors)

    def invariants(self, groups: Sequence[Vector]) -> list[Vector]:
        """The balances |w_i|^q - |w_1|^q of each coordinate of a deep network that follow a law."""
        if self.coupled or not isinstance(self.model, DeepDiagonal):
            return []
        q, found = at_precision(self.q), []
        for column in groups[: self.loss.coordinates]:
            first, *others = (abs(w) ** q for w in column) if len(column) > 1 else column
            found.append([v - first for v in others])
        return found

    def drifted(
        self, time: mpmath.mpf, groups: Sequence[Vector], begun: Sequence[Vector], errors: Vector
    ) -> str | None:
        """Which balance is not exp(-q alpha t) times what it was."""
        q = at_precision(self.q)
        shrunk = mp.exp(-q * at_precision(self.decay) * time) if self.decay else mp.one
        for j, (now, before) in enumerate(zip(self.invariants(groups), begun, strict=True)):
            # |w|^q changes by q |w|^(q-1) times an error; both weights have one.
            allowed = 2 * q * (max(map(abs, groups[j])) + errors[j]) ** (q - 1) * errors[j] if now else mp.zero
            for i, (a, b) in enumerate(zip(now, before, strict=True), start=2):
                if abs(a - shrunk * b) > allowed:
                    return f"the balance of weights 1 and {i} of coordinate {j + 1}"
        return None


@dataclass(frozen=True, eq=False)
class WeightNear:
    """Weights near some, and what their velocities and switches may be there."""

    of: WeightDefinition
    groups: Sequence[Vector]
    errors: Vector

    @cached_property
    def models(self) -> list[tuple[Interval, list[Interval]]]:
        """For each coordinate x and its partial derivatives."""
        of, found = self.of, []
        for w, error in zip(self.groups[: of.loss.coordinates], self.errors, strict=False):
            if isinstance(of.model, DeepDiagonal):
                found.append(product_around(w, error))
            else:
                value, partials = (around(function, w, [error] * len(w)) for function in of.functions)
                found.append((value[0], partials))
        return found

    @cached_property
    def x(self) -> list[Interval]:
        """The coordinates."""
        return [x for x, _ in self.models]

    @cached_property
    def gradient(self) -> list[Interval]:
        """The components of grad f."""
        return around(self.of.loss.gradient, [(a + b) / 2 for a, b in self.x], [(b - a) / 2 for a, b in self.x])

    def misfit(self, time: mpmath.mpf, speeds: Sequence[Vector], slacks: Vector) -> str | None:
        """Which weight, or coordinate, moves otherwise than the field says."""
        of, k, alpha = self.of, self.of.loss.coordinates, at_precision(self.of.decay)
        clock = None if of.clocks is None or of.clock is None else alpha * at_precision(of.clock)
        for j, (column, error) in enumerate(zip(self.groups[:k], self.errors, strict=False)):
            speed, slack, pull = speeds[j], slacks[j], self.gradient[j]
            if of.coupled:
                for i, (d, w, v) in enumerate(zip(self.models[j][1], column, speed, strict=True), start=1):
                    force = plus(times(pull, d), (alpha * (w - error), alpha * (w + error)))
                    if not meets((v - slack, v + slack), negative(phi(force, of.q))):
                        return f"weight {i} of coordinate {j + 1}"
                continue
            # One multiplier, a value of Phi_q(f_j'), has to serve all weights of the coordinate and its orbit time.
            pull = phi(pull, of.q)
            slack = slack + alpha * error
            for i, (d, w, v) in enumerate(zip(self.models[j][1], column, speed, strict=True), start=1):
                moved = v + alpha * w
                wanted, part = (-moved - slack, -moved + slack), phi(d, of.q)
                if not meets(wanted, times(pull, part)):
                    return f"weight {i} of coordinate {j + 1}"
                if part[0] > 0 or part[1] < 0:
                    pull = common(pull, times(wanted, (1 / part[1], 1 / part[0])))
                if pull[0] > pull[1]:
                    return f"weight {i} of coordinate {j + 1}, compared with the others,"
            if clock is not None:
                moved = -(speeds[k][j] + clock * self.groups[k][j])
                slack = slacks[k] + abs(clock) * self.errors[k]
                if not meets((moved - slack, moved + slack), pull):
                    return f"the orbit time of coordinate {j + 1}"
        return None

    def values(self, switches: Sequence[Switch]) -> list[Interval]:
        """A weight, a partial derivative, a component of grad f, a force; the whole line for anything else."""
        return [self._value(s, s.coordinate - 1, s.weight) for s in switches]

    def _value(self, switch: Switch, j: int, weight: int | None) -> Interval:
        reason = switch.reason
        if reason == "gradient":
            return self.gradient[j]
        if weight is None or reason not in ("weight", "mirror", "edge", "partial", "force"):
            return -mp.inf, mp.inf
        if reason == "partial":
            return self.models[j][1][weight - 1]
        middle, error = self.groups[j][weight - 1], self.errors[j]
        w = (middle - error, middle + error)
        if reason != "force":
            return w
        alpha = at_precision(self.of.decay)
        return plus(times(self.gradient[j], self.models[j][1][weight - 1]), (alpha * w[0], alpha * w[1]))


@dataclass(frozen=True, eq=False)
class MirrorDefinition:
    """dx = -alpha D x dt - s^(D-K) Phi_q(f'(x))/R''(x/s^D) dt with s = exp(-alpha t), by a geometry's own 1/R''.

    It is dy = -Phi_q(f') dt - alpha K y dt on leaves that shrink by s; without decay x' = -Phi_q(f')/R''.
    """

    start: Sequence[Sequence[Fraction]]
    q: Fraction
    loss: Loss
    decay: Fraction
    degree: Fraction
    inverse_metric: Callable[[mpmath.mpf], mpmath.mpf]
    outputs: Callable[[mpmath.mpf, State], Vector]

    def observables(self, time: mpmath.mpf, state: State) -> list[Vector]:
        """Each coordinate by itself."""
        return [[v] for v in self.outputs(time, state)]

    def near(self, groups: Sequence[Vector], errors: Vector) -> MirrorNear:
        """The coordinates near some."""
        return MirrorNear(self, groups, errors)

    def invariants(self, groups: Sequence[Vector]) -> list[Vector]:
        """None: a mirror flow has no invariants."""
        return []

    def drifted(
        self, time: mpmath.mpf, groups: Sequence[Vector], begun: Sequence[Vector], errors: Vector
    ) -> str | None:
        """None of none."""
        return None


@dataclass(frozen=True, eq=False)
class MirrorNear:
    """Coordinates near some, and what their velocities and switches may be there."""

    of: MirrorDefinition
    groups: Sequence[Vector]
    errors: Vector

    @cached_property
    def x(self) -> list[Interval]:
        """The coordinates."""
        return [(g[0] - e, g[0] + e) for g, e in zip(self.groups, self.errors, strict=True)]

    @cached_property
    def gradient(self) -> list[Interval]:
        """The components of grad f."""
        return around(self.of.loss.gradient, [g[0] for g in self.groups], self.errors)

    def misfit(self, time: mpmath.mpf, speeds: Sequence[Vector], slacks: Vector) -> str | None:
        """Which coordinate moves otherwise than the field says."""
        of = self.of
        alpha, degree = at_precision(of.decay), at_precision(of.degree)
        size = mp.exp(-alpha * time)
        scale, speed = size**degree, size ** (degree - 1 + (degree - 1) * at_precision(of.q - 1))
        for j, (group, moved, slack, error) in enumerate(zip(self.groups, speeds, slacks, self.errors, strict=True)):
            metric = around(lambda x: [of.inverse_metric(x[0] / scale)], group, [error])[0]
            drift = (alpha * degree * (group[0] - error), alpha * degree * (group[0] + error))
            right = times(times(phi(self.gradient[j], of.q), metric), (speed, speed))
            if not meets((-moved[0] - slack, -moved[0] + slack), plus(right, drift)):
                return f"coordinate {j + 1}"
        return None

    def values(self, switches: Sequence[Switch]) -> list[Interval]:
        """A component of grad f; x itself; the whole line for anything else."""
        known = {"mirror": lambda: self.x, "edge": lambda: self.x, "gradient": lambda: self.gradient}
        return [known[s.reason]()[s.coordinate - 1] if s.reason in known else (-mp.inf, mp.inf) for s in switches]


def around(function: Callable[[Vector], Vector], point: Vector, errors: Vector) -> list[Interval]:
    """The values of a function near a point, by twice its differences along each axis; all numbers if it has none."""
    middle = function(list(point))
    reach = [mp.zero] * len(middle)
    for axis, error in enumerate(errors):
        if not error:
            continue
        sides = []
        for step in (error, -error):
            moved = list(point)
            moved[axis] = moved[axis] + step
            sides.append(function(moved))
        for i, (a, b) in enumerate(zip(*sides, strict=True)):
            reach[i] += 2 * max(abs(a - middle[i]), abs(b - middle[i]))
    return [
        (m - r, m + r) if mp.isfinite(m) and mp.isfinite(r) else (-mp.inf, mp.inf)
        for m, r in zip(middle, reach, strict=True)
    ]


def product_around(w: Vector, error: mpmath.mpf) -> tuple[Interval, list[Interval]]:
    """As `around` has it, the product of numbers and its partial derivatives, which are linear in each of them."""
    size = range(len(w))
    partials = [prod((w[m] for m in size if m != i), start=mp.one) for i in size]
    x, reach = w[0] * partials[0], 2 * error * sum(map(abs, partials))
    if not error:
        return (x, x), [(d, d) for d in partials]
    bends = [sum((abs(prod(w[n] for n in size if n not in (i, m))) for m in size if m != i), mp.zero) for i in size]
    return (x - reach, x + reach), [
        (d - 2 * error * b, d + 2 * error * b) for d, b in zip(partials, bends, strict=True)
    ]


def phi(z: Interval, q: Fraction) -> Interval:
    """Phi_q(z) = sign(z)|z|^(q-1), which grows with z; at q = 1 all of [-1, 1] where z may vanish."""
    if q == 1:
        return (mp.mpf(-1) if z[0] <= 0 else mp.one, mp.one if z[1] >= 0 else mp.mpf(-1))
    if q == 2:
        return z
    power = at_precision(q - 1)
    low = mp.sign(z[0]) * abs(z[0]) ** power
    return low, low if z[0] == z[1] else mp.sign(z[1]) * abs(z[1]) ** power


def times(a: Interval, b: Interval) -> Interval:
    """The product; an unbounded factor leaves nothing known."""
    if not all(map(mp.isfinite, (*a, *b))):
        return -mp.inf, mp.inf
    if a[0] == a[1]:
        one, other = a[0] * b[0], a[0] * b[1]
        return (one, other) if one <= other else (other, one)
    corners = [v * w for v in a for w in b]
    return min(corners), max(corners)


def plus(a: Interval, b: Interval) -> Interval:
    """The sum."""
    return a[0] + b[0], a[1] + b[1]


def negative(a: Interval) -> Interval:
    """Minus an interval."""
    return -a[1], -a[0]


def common(a: Interval, b: Interval) -> Interval:
    """What two intervals share: empty, the first end above the second, where they do not meet."""
    return max(a[0], b[0]), min(a[1], b[1])


def meets(a: Interval, b: Interval) -> bool:
    """Whether two intervals share a number; nan is in none."""
    return bool(a[0] <= b[1] and b[0] <= a[1])
