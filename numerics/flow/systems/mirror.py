"""The mirror flow of a geometry as a system: one unknown a coordinate, the place on its leaf."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import mpmath
import sympy as sp
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
from neversaddle.numerics.ode.tape import Node, record
from neversaddle.theory.geometry.mirror import MirrorGeometry

#: |r| and |r|^q in the formulas of a leaf.
PLACE, POWER = sp.symbols("r r_q", positive=True)


#: A root is first found in this precision, and then to all digits.
GUESS_BITS = 64


class OutsideDomain(ValueError):
    """A value of x that no point of the leaf has."""


@dataclass(frozen=True, eq=False)
class MirrorSystem:
    """dy_j = -Phi_q(f_j'(x)) dt with x = x(y), by the place r_j on the leaf: dr = (dr/dy) dy.

    A leaf gives x and dr/dy in closed form where x(y) has none. Where the leaf's parameter is u = |w|^q, r is that
    weight with its sign; else the parameter itself. Decoupled decay alpha of a model of degree D, K = 1 - (D-1)(q-1):
    with s = exp(-alpha t), x = s^D x(Y) and dY = -s^(-K) Phi_q(f') dt, so that y = s^K Y has the law of decay.
    """

    geometry: MirrorGeometry
    q: Fraction
    loss: Loss
    x_start: Sequence[Fraction]
    decay: Fraction
    degree: Fraction

    @cached_property
    def formulas(self) -> tuple[sp.Expr, sp.Expr]:
        """x and dr/dy on the leaf, in |r|."""
        leaf = self.geometry.leaf
        assert leaf is not None
        speed = 1 / sp.diff(leaf.time, leaf.parameter)
        if leaf.parameter.name != "u":
            return leaf.x.xreplace({leaf.parameter: PLACE}), speed.xreplace({leaf.parameter: PLACE})
        q = self.geometry.q
        u = PLACE**q
        return leaf.x.subs(leaf.parameter, u), sp.powsimp(speed.subs(leaf.parameter, u) / (q * PLACE ** (q - 1)))

    @cached_property
    def start_sides(self) -> list[int]:
        """The side of zero that each x stays on, -1 or 1, where no switch tells it: q = 2, on a leaf that ends at 0."""
        leaf = self.geometry.leaf
        assert leaf is not None
        ends = leaf.mirrored and not leaf.crosses_zero and self.q == 2
        return [-1 if ends and x < 0 else 1 for x in self.x_start]

    @cached_property
    def switches(self) -> tuple[Switch, ...]:
        """Kinks of the loss; for q < 2 the components of grad f, and x where it changes its sign."""
        found = [*loss_kinks(self.loss), *components(self)]
        leaf = self.geometry.leaf
        assert leaf is not None
        if self.q < 2 and leaf.mirrored:
            reason = "mirror" if leaf.crosses_zero else "edge"
            found += [Switch(reason, j, None, f"component {j} of x") for j in range(1, self.loss.coordinates + 1)]
        return tuple(found)

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Each place by itself."""
        return tuple((j,) for j in range(self.loss.coordinates))

    def alike(self, switch: int) -> dict[int, Fraction]:
        """The components of grad f that are multiples of one; else only itself."""
        return alike_components(self, switch)

    def start(self) -> list[mpmath.mpf]:
        """The places of the starting values. Raises OutsideDomain for values the leaf does not have."""
        leaf = self.geometry.leaf
        assert leaf is not None
        value = sp.lambdify(PLACE, self.formulas[0], modules="mpmath")
        places = []
        for x in map(at_precision, self.x_start):
            if leaf.side * x < 0:
                side = ">" if leaf.side > 0 else "<"
                raise OutsideDomain(f"x = {mp.nstr(x, 10)} is not reached by the model, which has x {side}= 0")
            sign = -1 if leaf.mirrored and x < 0 else 1
            places.append(sign * _place(value, sign * x, leaf.mirrored))
        return places

    def record(self, state: Sequence[Node], time: Node, mode: Mode, powers: Mapping[int, Node]) -> Recorded:
        """The field in a mode."""
        tape, k, kinks = state[0].tape, self.loss.coordinates, len(self.loss.kinks)
        # For q < 2 a switch tells the side of zero that x is on.
        sides = dict(enumerate(mode[kinks + k :])) if self.q < 2 else {}
        signs = [sides.get(j) or start for j, start in enumerate(self.start_sides)]
        places = [s * r for s, r in zip(signs, state, strict=True)]
        value, speed = self.formulas
        # What is known of |r|^(q-1) at a zero of r is known of |r|^q.
        small = {
            j: powers.get(kinks + k + j, tape.constant(0))
            for j, side in sides.items()
            if side == 0 or kinks + k + j in powers
        }
        known = [{PLACE: r, POWER: r * small[j] if j in small else r**self.q} for j, r in enumerate(places)]
        branch = PLACE**self.geometry.q
        # Speeds first: their powers serve x, whose exponents are twice as large.
        speeds = [record(speed.xreplace({branch: POWER}), v, tape) for v in known]
        x = [s * record(value.xreplace({branch: POWER}), v, tape) for s, v in zip(signs, known, strict=True)]
        if self.decay:
            size = (-self.decay * self.degree * time).exp()
            clock = 1 - (self.degree - 1) * (self.q - 1)
            x = [size * v for v in x]
            speeds = [(self.decay * clock * time).exp() * v for v in speeds]
        gradient, of_kinks = self.loss.record(tape, x, kink_signs(self.loss, mode))
        pulls = {j: phi(f, kinks + j, self.q, mode, powers) for j, f in enumerate(gradient)}

        def moved(j: int, pull: Node) -> dict[int, Node]:
            return {j: -(pull * speeds[j])}

        held = added(held_components(self, mode, kinks), state, moved)
        rates = rates_of(pulls, state, moved)
        if self.q == 2:
            return Recorded(rates, of_kinks, {})
        return Recorded(rates, [*of_kinks, *gradient, *(state[:k] if sides else [])], held)

    def x(self, time: mpmath.mpf, state: Sequence[mpmath.mpf]) -> list[mpmath.mpf]:
        """The coordinates at a state, at the precision in force."""
        leaf = self.geometry.leaf
        assert leaf is not None
        value = sp.lambdify(PLACE, self.formulas[0], modules="mpmath")
        size = mp.exp(-at_precision(self.decay * self.degree) * time)
        return [size * (mp.sign(r) * value(abs(r)) if leaf.mirrored else value(r)) for r in state]


def _place(value: Callable[[mpmath.mpf], mpmath.mpf], x: mpmath.mpf, mirrored: bool) -> mpmath.mpf:
    """The r with value(r) = x, for a value that grows with r: a bracket, a guess, then the secant to all digits."""
    if mirrored and x == 0:
        return mp.zero
    low, high = (mp.zero, mp.one) if mirrored else (-mp.one, mp.one)
    for _ in range(200):
        if value(high) >= x:
            break
        low, high = high, 2 * high
    for _ in range(200):
        if mirrored or value(low) <= x:
            break
        low, high = 2 * low, low
    if not value(high) >= x or (not mirrored and not value(low) <= x):
        raise OutsideDomain(f"x = {mp.nstr(x, 10)} is outside the domain of the mirror map; start inside it")

    def gap(r: mpmath.mpf) -> mpmath.mpf:
        return value(r) - x

    with mp.workprec(GUESS_BITS):
        near = mp.findroot(gap, (low, high), solver="anderson", maxsteps=4 * GUESS_BITS, verify=False)
    return mp.findroot(gap, (near, near * (1 + mp.ldexp(1, -GUESS_BITS // 2))), solver="secant", verify=False)
