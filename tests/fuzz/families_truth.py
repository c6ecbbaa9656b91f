"""Sums and products over families by definition, in exact numbers and without substitution; and random ones of them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

import sympy as sp
from hypothesis import strategies as st

from neversaddle.theory.language.families import Product, Total, family, index
from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.steepest import WIDTH as K

A, B, C = family("a"), family("b"), family("c")
i, r, j = index("i"), index("r"), index("j")
Y = sp.Symbol("y", real=True)


@dataclass(frozen=True)
class World:
    """Numbers for symbols, and for each member of each family one of its own, all of them small rationals."""

    numbers: Mapping[sp.Symbol, int | Fraction]
    seed: int
    positive: bool = False
    places: Mapping[sp.Symbol, int] = field(default_factory=dict)

    def member(self, name: str, places: tuple[int, ...]) -> Fraction:
        """The member of a family at these places."""
        chance = random.Random(f"{self.seed}/{name}/{places}")
        size = Fraction(chance.randrange(1, 9), chance.randrange(1, 5))
        return size if self.positive or chance.random() < 0.6 else -size

    def value(self, e: sp.Basic) -> Fraction:
        """The value of an expression, by walking through it with the number of each bound place at hand."""
        if isinstance(e, Total | Product):
            left_out = {self.value(place) for place in e.args[3:]}
            body, place, size = e.args[:3]
            numbers = (n for n in range(1, int(self.value(size)) + 1) if n not in left_out)
            shares = [replace(self, places={**self.places, place: n}).value(body) for n in numbers]
            return sum(shares, Fraction(0)) if isinstance(e, Total) else _product(shares)
        if isinstance(e, sp.Indexed):
            return self.member(str(e.base), tuple(int(self.value(place)) for place in e.indices))
        if isinstance(e, sp.Symbol):
            return Fraction(self.places[e] if e in self.places else self.numbers[e])
        if isinstance(e, sp.Rational):
            return Fraction(int(e.p), int(e.q))
        parts = [self.value(part) for part in e.args]
        if e.is_Add:
            return sum(parts, Fraction(0))
        if e.is_Mul:
            return _product(parts)
        if e.is_Pow:
            assert parts[1].denominator == 1, f"{e} is no rational number"
            return parts[0] ** int(parts[1])
        if isinstance(e, sp.Abs):
            return abs(parts[0])
        assert isinstance(e, sp.sign), f"{e} is of an unknown kind"
        return Fraction((parts[0] > 0) - (parts[0] < 0))


def _product(factors: list[Fraction]) -> Fraction:
    product = Fraction(1)
    for factor in factors:
        product *= factor
    return product


@st.composite
def worlds(draw: st.DrawFn, positive: bool = False) -> World:
    """Sizes from the least that the named places leave (two layers, one coordinate), and all else at random."""
    depth, width = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    one, other = draw(st.permutations(range(1, depth + 1)))[:2]
    least = Fraction(1, 4) if positive else Fraction(-3)
    y = draw(st.fractions(least, 3, max_denominator=4))
    numbers = {L: depth, K: width, i: one, r: other, j: draw(st.integers(1, width)), Y: y}
    return World(numbers, draw(st.integers(0, 999)), positive)


@st.composite
def expressions(
    draw: st.DrawFn, steps: int = 3, scope: tuple[tuple[sp.Symbol, ...], tuple[sp.Symbol, ...]] = ((i, r), (j,))
) -> sp.Expr:
    """A formula in members of a[i], b[i, j] and c[j] at the places in scope: of layers, and of coordinates."""
    layers, coordinates = scope
    if steps == 0:
        one, two = draw(st.sampled_from(layers)), draw(st.sampled_from(coordinates))
        return draw(st.sampled_from([A[one], B[one, two], C[two], Y, sp.Integer(2)]))
    kind = draw(st.sampled_from(["sum", "product", "square", "modulus", "over layers", "over coordinates"]))
    if kind in ("sum", "product"):
        parts = [draw(expressions(draw(st.integers(0, steps - 1)), scope)) for _ in range(2)]
        return sp.Add(*parts) if kind == "sum" else sp.Mul(*parts)
    if kind in ("square", "modulus"):
        inside = draw(expressions(steps - 1, scope))
        return inside**2 if kind == "square" else sp.Abs(inside)
    over = draw(st.sampled_from([Total, Product]))
    if kind == "over coordinates":
        place, but = index(f"n{steps}"), draw(st.sampled_from([(), coordinates[:1]]))
        return over(draw(expressions(steps - 1, (layers, (*coordinates, place)))), place, K, *but)
    # Of the places in scope no two are known to be different but the two that are named from outside.
    place, but = index(f"m{steps}"), draw(st.sampled_from([(), layers[:1], layers[:2], layers[-1:]]))
    return over(draw(expressions(steps - 1, ((*layers, place), coordinates))), place, L, *but)
