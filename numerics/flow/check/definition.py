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


@dataclass(frozen=True)
class Allowed:
    """For each group of observables, how far its members and their velocities may be off."""

    errors: Vector
    slacks: Vector


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

    def x(self, groups: Sequence[Vector], errors: Vector) -> list[Interval]:
        """The coordinates."""

    def misfit(
        self, time: mpmath.mpf, groups: Sequence[Vector], speeds: Sequence[Vector], allowed: Allowed
    ) -> str | None:
        """What moves otherwise than the field says, in words; None if nothing does."""

    def drifted(
        self, time: mpmath.mpf, groups: Sequence[Vector], start: Sequence[Vector], errors: Vector
    ) -> str | None:
        """Which invariant is not what it has to be, in words; None if all are."""

    def values(self, switches: Sequence[Switch], groups: Sequence[Vector], errors: Vector) -> list[Interval]:
        """What switches of the field are the signs of."""


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
    def _value(self) -> Callable[[Vector], Vector]:
        if isinstance(self.model, DeepDiagonal):
            return lambda w: [prod(w, start=mp.one)]
        return compiled((self.model.expression,), self.model.weights)

    @cached_property
    def _partials(self) -> Callable[[Vector], Vector]:
        if isinstance(self.model, DeepDiagonal):
            return lambda w: [prod((v for m, v in enumerate(w) if m != i), start=mp.one) for i in range(len(w))]
        return compiled(tuple(self.model.gradient), self.model.weights)

    def observables(self, time: mpmath.mpf, state: State) -> list[Vector]:
        """The weights of each coordinate, then all orbit times."""
        return [*self.columns(state), *([self.clocks(state)] if self.clocks is not None else [])]

    def x(self, groups: Sequence[Vector], errors: Vector) -> list[Interval]:
        """The coordinates."""
        k = self.loss.coordinates
        return [around(self._value, w, [e] * len(w))[0] for w, e in zip(groups[:k], errors, strict=False)]

    def misfit(
        self, time: mpmath.mpf, groups: Sequence[Vector], speeds: Sequence[Vector], allowed: Allowed
    ) -> str | None:
        """Which weight, or coordinate, moves otherwise than the field says."""
        k, alpha = self.loss.coordinates, at_precision(self.decay)
        gradient = self._gradient(groups, allowed.errors)
        for j in range(k):
            column, speed, slack, error = groups[j], speeds[j], allowed.slacks[j], allowed.errors[j]
            partials = around(self._partials, column, [error] * len(column))
            if self.coupled:
                for i, (d, w, v) in enumerate(zip(partials, column, speed, strict=True), start=1):
                    force = plus(times(gradient[j], d), (alpha * (w - error), alpha * (w + error)))
                    if not meets((v - slack, v + slack), negative(phi(force, self.q))):
                        return f"weight {i} of coordinate {j + 1}"
                continue
            # One multiplier, a value of Phi_q(f_j'), has to serve all weights of the coordinate and its orbit time.
            pull = phi(gradient[j], self.q)
            for i, (d, w, v) in enumerate(zip(partials, column, speed, strict=True), start=1):
                moved = v + alpha * w
                slack_ = slack + alpha * error
                wanted, part = (-moved - slack_, -moved + slack_), phi(d, self.q)
                if not meets(wanted, times(pull, part)):
                    return f"weight {i} of coordinate {j + 1}"
                if part[0] > 0 or part[1] < 0:
                    pull = common(pull, times(wanted, (1 / part[1], 1 / part[0])))
                if pull[0] > pull[1]:
                    return f"weight {i} of coordinate {j + 1}, compared with the others,"
            if self.clocks is not None and self.clock is not None:
                y, dy = groups[k][j], speeds[k][j]
                moved = -(dy + alpha * at_precision(self.clock) * y)
                slack_ = allowed.slacks[k] + alpha * abs(at_precision(self.clock)) * allowed.errors[k]
                if not meets((moved - slack_, moved + slack_), pull):
                    return f"the orbit time of coordinate {j + 1}"
        return None

    def drifted(
        self, time: mpmath.mpf, groups: Sequence[Vector], start: Sequence[Vector], errors: Vector
    ) -> str | None:
        """Which balance |w_i|^q - |w_1|^q of a deep network is not exp(-q alpha t) times what it was."""
        if self.coupled or not isinstance(self.model, DeepDiagonal):
            return None
        q = at_precision(self.q)
        shrunk = mp.exp(-q * at_precision(self.decay) * time)
        for j in range(self.loss.coordinates):
            powers, before = ([abs(w) ** q for w in column] for column in (groups[j], start[j]))
            # |w|^q changes by q |w|^(q-1) times an error; both weights have one.
            allowed = 2 * q * (max(map(abs, groups[j])) + errors[j]) ** (q - 1) * errors[j]
            for i in range(1, len(powers)):
                if abs(powers[i] - powers[0] - shrunk * (before[i] - before[0])) > allowed:
                    return f"the balance of weights 1 and {i + 1} of coordinate {j + 1}"
        return None

    def values(self, switches: Sequence[Switch], groups: Sequence[Vector], errors: Vector) -> list[Interval]:
        """A weight, a partial derivative, a component of grad f, a force; the whole line for anything else."""
        driven = any(s.reason in ("gradient", "force") for s in switches)
        gradient = self._gradient(groups, errors) if driven else []
        return [self._seen(s, gradient, groups[s.coordinate - 1], errors[s.coordinate - 1]) for s in switches]

    def _seen(self, switch: Switch, gradient: Sequence[Interval], column: Vector, error: mpmath.mpf) -> Interval:
        reason, weight = switch.reason, switch.weight
        if reason == "gradient":
            return gradient[switch.coordinate - 1]
        if weight is None or reason not in ("weight", "mirror", "edge", "partial", "force"):
            return -mp.inf, mp.inf
        w = (column[weight - 1] - error, column[weight - 1] + error)
        if reason in ("weight", "mirror", "edge"):
            return w
        partial = around(self._partials, column, [error] * len(column))[weight - 1]
        if reason == "partial":
            return partial
        alpha = at_precision(self.decay)
        return plus(times(gradient[switch.coordinate - 1], partial), (alpha * w[0], alpha * w[1]))

    def _gradient(self, groups: Sequence[Vector], errors: Vector) -> list[Interval]:
        x = self.x(groups, errors)
        return around(self.loss.gradient, [(a + b) / 2 for a, b in x], [(b - a) / 2 for a, b in x])


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

    def x(self, groups: Sequence[Vector], errors: Vector) -> list[Interval]:
        """The coordinates."""
        return [(g[0] - e, g[0] + e) for g, e in zip(groups, errors, strict=True)]

    def misfit(
        self, time: mpmath.mpf, groups: Sequence[Vector], speeds: Sequence[Vector], allowed: Allowed
    ) -> str | None:
        """Which coordinate moves otherwise than the field says."""
        alpha, degree = at_precision(self.decay), at_precision(self.degree)
        size = mp.exp(-alpha * time)
        scale, speed = size**degree, size ** (degree - 1 + (degree - 1) * at_precision(self.q - 1))
        gradient = around(self.loss.gradient, [g[0] for g in groups], allowed.errors)
        for j, (group, moved, slack, error) in enumerate(
            zip(groups, speeds, allowed.slacks, allowed.errors, strict=True)
        ):
            metric = around(lambda x: [self.inverse_metric(x[0] / scale)], group, [error])[0]
            drift = (alpha * degree * (group[0] - error), alpha * degree * (group[0] + error))
            right = times(times(phi(gradient[j], self.q), metric), (speed, speed))
            if not meets((-moved[0] - slack, -moved[0] + slack), plus(right, drift)):
                return f"coordinate {j + 1}"
        return None

    def drifted(
        self, time: mpmath.mpf, groups: Sequence[Vector], start: Sequence[Vector], errors: Vector
    ) -> str | None:
        """None: a mirror flow has no invariants."""
        return None

    def values(self, switches: Sequence[Switch], groups: Sequence[Vector], errors: Vector) -> list[Interval]:
        """A component of grad f; x itself; the whole line for anything else."""
        known = {"mirror": self.x(groups, errors), "edge": self.x(groups, errors)}
        if any(s.reason == "gradient" for s in switches):
            known["gradient"] = around(self.loss.gradient, [g[0] for g in groups], errors)
        return [known[s.reason][s.coordinate - 1] if s.reason in known else (-mp.inf, mp.inf) for s in switches]


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


def phi(z: Interval, q: Fraction) -> Interval:
    """Phi_q(z) = sign(z)|z|^(q-1), which grows with z; at q = 1 all of [-1, 1] where z may vanish."""
    if q == 1:
        return (mp.mpf(-1) if z[0] <= 0 else mp.one, mp.one if z[1] >= 0 else mp.mpf(-1))
    power = at_precision(q - 1)
    low = mp.sign(z[0]) * abs(z[0]) ** power
    return low, low if z[0] == z[1] else mp.sign(z[1]) * abs(z[1]) ** power


def times(a: Interval, b: Interval) -> Interval:
    """The product; an unbounded factor leaves nothing known."""
    if not all(map(mp.isfinite, (*a, *b))):
        return -mp.inf, mp.inf
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
