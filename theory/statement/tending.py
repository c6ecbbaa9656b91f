"""Kinds of statement about even functions that depend on a parameter: convexity, limits, and limits of minimisers.

The function F is told by its graph: F(x) = `value` where |x| = `size`, for every `variable` > 0, and F(0) = `bottom`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, Potential, written_out
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kind import Style


@dataclass(frozen=True)
class EvenConvex:
    """The function F is defined on the whole line and convex, for every value of the parameters."""

    FORMULAS: ClassVar[tuple[str, ...]] = ("size", "value", "bottom")
    DETERMINED: ClassVar[tuple[str, ...]] = ()

    text: str
    size: sp.Expr
    value: sp.Expr
    bottom: sp.Expr
    variable: sp.Symbol
    given: tuple[Hypothesis, ...] = ()

    def symbols(self) -> set[sp.Symbol]:
        """The parameters."""
        return set().union(*(e.free_symbols for e in (self.size, self.value, self.bottom))) - {self.variable}

    def written(self, style: Style) -> str:
        """That it is convex."""
        return style.fill("F is convex, where {}", r"F \text{{ is convex, where }} {}", graph(self, style))


@dataclass(frozen=True)
class TendsTo:
    """Wherever F is told F(x) tends to `norm`, a function of `point` = |x|, as `parameter` tends to `at`."""

    FORMULAS: ClassVar[tuple[str, ...]] = ("value", "bottom", "norm")
    DETERMINED: ClassVar[tuple[str, ...]] = ()

    text: str
    size: sp.Expr
    value: sp.Expr
    bottom: sp.Expr
    variable: sp.Symbol
    norm: sp.Expr
    point: sp.Symbol
    parameter: sp.Symbol
    at: sp.Expr
    given: tuple[Hypothesis, ...] = ()

    def symbols(self) -> set[sp.Symbol]:
        """The other parameters."""
        used = set().union(*(e.free_symbols for e in (self.size, self.value, self.bottom, self.norm)))
        return used - {self.variable, self.point}

    def written(self, style: Style) -> str:
        """The limit, and the function."""
        return style.fill(
            "as {} -> {}: F(x) -> {} for every x at which F is told, where {} = |x| and {}",
            r"\lim_{{{} \to {}}} F(x) = {} \text{{ for every }} x \text{{ at which }} F \text{{ is told, where }}"
            r" {} = |x| \text{{ and }} {}",
            self.parameter,
            style.end(self.at),
            self.norm,
            self.point,
            graph(self, style),
        )


@dataclass(frozen=True)
class MinimisersTend(TendsTo):
    """As the parameter tends to `at`, minimisers of sum_j F(x_j) over Zx = Y tend to those of the sum of norms.

    That is: for all Z and Y for which there is such an x, the distance of any minimiser to the set of those tends to 0.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("value", "norm")

    def written(self, style: Style) -> str:
        """Both problems, and the function."""
        return style.fill(
            "as {0} -> {1}, for all k and all real Z, Y such that Zx = Y for some x in R^k: the distance of any "
            "minimiser of F(x[1]) + ... + F(x[k]) over Zx = Y to the set of minimisers of N(|x[1]|) + ... + N(|x[k]|) "
            "over Zx = Y tends to 0, where N({3}) = {2} and {4}",
            r"\text{{as }} {0} \to {1}, \text{{ for all }} k \text{{ and all real }} Z, Y \text{{ such that }} Zx = Y"
            r"\text{{ for some }} x \in \mathbb{{R}}^k: \text{{ the distance of any minimiser of }} \sum_j F(x_j)"
            r" \text{{ over }} Zx = Y \text{{ to the set of minimisers of }} \sum_j N(|x_j|) \text{{ over }} Zx = Y"
            r" \text{{ tends to }} 0, \text{{ where }} N({3}) = {2} \text{{ and }} {4}",
            self.parameter,
            style.end(self.at),
            self.norm,
            self.point,
            graph(self, style),
        )


def graph(part: EvenConvex | TendsTo, style: Style) -> str:
    """The function in words, and the potential of a leaf that it may be made of."""
    curve = style.fill(
        "F(x) = {} at |x| = {} for every {} > 0, F(0) = {}",
        r"F(x) = {} \text{{ at }} |x| = {} \text{{ for every }} {} > 0,\ F(0) = {}",
        part.value,
        written_out(part.size),
        part.variable,
        part.bottom,
    )
    leaves = sorted(part.value.atoms(Potential), key=sp.default_sort_key)
    said = [
        style.fill(
            ", with {} = int_0 y d|x|, y = int_0 d|x|/h, h = {}",
            r",\ {} = \int_0 y\,d|x|,\ y = \int_0 \tfrac{{d|x|}}{{h}},\ h = {}",
            leaf,
            InverseMetric.unfold(*leaf.args),
        )
        for leaf in leaves
    ]
    return curve + "".join(said)
