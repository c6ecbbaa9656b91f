"""Moments of steepest flows by definition: every letter with its value and its rate, in numbers with derivatives."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import sympy as sp
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.language.families import Product, Total
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.motion.steepest import LOSS, WIDTH

NONE = mpf(0)
#: Rates are compared to this many digits: sums of a few terms of order one, at twice as many.
DIGITS = 20


@dataclass(frozen=True)
class Moving:
    """A number, and how fast it changes."""

    value: mpf
    rate: mpf

    def __add__(self, other: Moving) -> Moving:
        return Moving(self.value + other.value, self.rate + other.rate)

    def __mul__(self, other: Moving) -> Moving:
        return Moving(self.value * other.value, self.rate * other.value + self.value * other.rate)

    def __abs__(self) -> Moving:
        return Moving(abs(self.value), mp.sign(self.value) * self.rate)

    def to_the(self, power: mpf) -> Moving:
        """A power that does not change: of a number >= 0, or a whole one."""
        if power == 0:
            return still(1)
        assert self.value >= 0 or power == int(power)
        whole = int(power) if power == int(power) else power
        slope = power * self.value ** (whole - 1) if self.rate else mpf(0)
        return Moving(self.value**whole, slope * self.rate)


def still(number: Any) -> Moving:
    """A number that does not change."""
    return Moving(mp.mpmathify(number), mpf(0))


def phi(exponent: mpf, z: mpf) -> mpf:
    """sign(z) |z|^(exponent - 1), and 0 at 0."""
    return mp.sign(z) * abs(z) ** (exponent - 1) if z else mpf(0)


@dataclass(frozen=True)
class Moment:
    """One moment of a flow on `depth` weights in each of `width` coordinates, all of them random but for `zeros`.

    `network`: x_j is the product of its weights; else dx_j/dw_ij and x_j are any numbers.
    """

    depth: int
    width: int
    exponent: mpf
    decay: mpf = NONE
    coupled: bool = False
    network: bool = True
    seed: int = 0
    zeros: frozenset[tuple[int, int]] = frozenset()
    numbers: tuple[tuple[sp.Symbol, Any], ...] = ()

    def fraction(self, name: str, *places: int) -> Fraction:
        """A number of order one that is not zero, always the same."""
        chance = random.Random(f"{self.seed}/{name}/{places}")
        return Fraction(chance.choice((-1, 1)) * chance.randrange(4, 25), 12)

    def random(self, name: str, *places: int) -> mpf:
        """The same as a float of the precision at hand."""
        exactly = self.fraction(name, *places)
        return mpf(exactly.numerator) / exactly.denominator

    def weight(self, i: int, j: int) -> mpf:
        return mpf(0) if (i, j) in self.zeros else self.random("w", i, j)

    def partial(self, i: int, j: int) -> mpf:
        if not self.network:
            return self.random("G", i, j)
        return mp.fprod(self.weight(n, j) for n in range(1, self.depth + 1) if n != i)

    def slope(self, j: int) -> mpf:
        return self.random("c", j)

    def velocity(self, i: int, j: int) -> mpf:
        """dw_ij/dt."""
        force, shrinking = self.slope(j) * self.partial(i, j), self.decay * self.weight(i, j)
        if self.coupled:
            return -phi(self.exponent, force + shrinking)
        return -phi(self.exponent, force) - shrinking

    def coordinate(self, j: int) -> Moving:
        layers = range(1, self.depth + 1)
        value = mp.fprod(self.weight(i, j) for i in layers) if self.network else self.random("x", j)
        return Moving(value, mp.fsum(self.partial(i, j) * self.velocity(i, j) for i in layers))

    @cached_property
    def loss(self) -> Moving:
        level = dict(self.numbers).get(LOSS, self.random("f"))
        return Moving(mpf(level), mp.fsum(self.slope(j) * self.coordinate(j).rate for j in range(1, self.width + 1)))

    def member(self, name: str, places: tuple[int, ...]) -> Moving:
        """A letter of the flow. Slopes, drives and partials have no rate that is known: they count as constants."""
        match name:
            case "w":
                return Moving(self.weight(*places), self.velocity(*places))
            case "x":
                return self.coordinate(*places)
            case "c":
                return still(self.slope(*places))
            case "s":
                return still(phi(self.exponent, self.slope(*places)))
            case "G":
                return still(self.partial(*places))
            case "pull":
                inside = self.decay * self.weight(*places) if self.coupled else mpf(0)
                return still(phi(self.exponent, self.slope(places[1]) * self.partial(*places) + inside))
        return still(self.random(name, *places))

    def of(self, e: sp.Basic, bound: dict[sp.Symbol, int] | None = None) -> Moving:
        """The value and the rate of a formula."""
        bound = bound or {}
        if isinstance(e, Total | Product):
            left_out = {int(self.of(place, bound).value) for place in e.args[3:]}
            body, place, size = e.args[:3]
            places = [n for n in range(1, int(self.of(size, bound).value) + 1) if n not in left_out]
            found = still(0 if isinstance(e, Total) else 1)
            for share in (self.of(body, {**bound, place: n}) for n in places):
                found = found + share if isinstance(e, Total) else found * share
            return found
        if isinstance(e, sp.Indexed):
            return self.member(str(e.base), tuple(int(self.of(place, bound).value) for place in e.indices))
        if e.is_Symbol:
            known: dict[sp.Symbol, Any] = {L: self.depth, WIDTH: self.width, q: self.exponent, alpha: self.decay}
            return self.loss if e == LOSS else still({**known, **dict(self.numbers), **bound}[e])
        if e.is_Rational:
            return still(mpf(int(e.p)) / int(e.q))
        parts = [self.of(part, bound) for part in e.args]
        if e.is_Add or e.is_Mul:
            found = parts[0]
            for part in parts[1:]:
                found = found + part if e.is_Add else found * part
            return found
        if e.is_Pow:
            assert parts[1].rate == 0
            return parts[0].to_the(parts[1].value)
        if isinstance(e, sp.exp):
            value = mp.exp(parts[0].value)
            return Moving(value, value * parts[0].rate)
        if isinstance(e, sp.sign):
            return still(mp.sign(parts[0].value))
        assert isinstance(e, sp.Abs), f"{e} is of an unknown kind"
        return abs(parts[0])


def agree(one: mpf, other: mpf) -> bool:
    """Whether two numbers of order one are the same."""
    return bool(abs(one - other) <= mpf(10) ** -DIGITS * (1 + abs(one) + abs(other)))


@st.composite
def moments(
    draw: st.DrawFn,
    network: bool = True,
    coupled: bool = False,
    decay: bool = False,
    places: tuple[sp.Symbol, ...] = (),
    least: int = 1,
) -> Moment:
    """A moment of a model of any small size; the first places are different layers, the last one is a coordinate."""
    depth, width = draw(st.integers(max(least, len(places) - 1), 4)), draw(st.integers(1, 3))
    layers = draw(st.permutations(range(1, depth + 1)))
    numbers = (
        tuple(zip(places, (*layers[: len(places) - 1], draw(st.integers(1, width))), strict=True)) if places else ()
    )
    exponent = mpf(draw(st.sampled_from((5, 6, 7, 8)))) / 4
    shrinking = mpf(draw(st.integers(1, 8))) / 4 if decay else NONE
    return Moment(depth, width, exponent, shrinking, coupled, network, draw(st.integers(0, 999)), numbers=numbers)
