"""Kinds of statement about points: at every point of a model one property holds iff another does; limits have one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import sympy as sp

from neversaddle.theory.language.families import constants
from neversaddle.theory.motion.steepest import LOSS, WIDTH, Steepest
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kind import Style
from neversaddle.theory.statement.solutions import AnyFlow


@dataclass(frozen=True)
class AtRest:
    """w can stay where it is: 0 is the flow's right side there, or in it.

    At exponent 1 that is a set: Sign(z) stands for Phi_1(z), which is [-1, 1] at z = 0.
    """

    def symbols(self) -> set[sp.Symbol]:
        """Those of the flow alone."""
        return set()

    def written(self, style: Style, width: sp.Expr) -> str:
        """In words; what rest is depends on the flow."""
        return style.fill("w is at rest", r"w \text{{ is at rest}}")


@dataclass(frozen=True)
class Stationary:
    """f(x) + sum_j penalty(x_j) is differentiable in every x_j at x, and its gradient is zero."""

    penalty: sp.Expr
    variable: sp.Symbol

    def symbols(self) -> set[sp.Symbol]:
        """Those of the penalty."""
        return constants(self.penalty) - {self.variable}

    def written(self, style: Style, width: sp.Expr) -> str:
        """A gradient that is zero."""
        share = style.show(self.penalty.xreplace({self.variable: sp.Symbol("x_j" if style.latex else "x[j]")}))
        return style.fill(
            "f(x) + sum({0}, j = 1..{1}) is differentiable there with gradient 0",
            r"f(x) + \sum_{{j=1}}^{{{1}}} {0} \text{{ is differentiable there with gradient }} 0",
            share,
            width,
        )


@dataclass(frozen=True)
class FirstOrder:
    """Every |x_j| <= radius, and c_j (v - x_j) >= 0 for every v with |v| <= radius: f does not fall into the box."""

    radius: sp.Expr

    def symbols(self) -> set[sp.Symbol]:
        """Those of the radius."""
        return constants(self.radius)

    def written(self, style: Style, width: sp.Expr) -> str:
        """In the box, and no slope into it."""
        return style.fill(
            "for j = 1..{1}: |x[j]| <= {0} and c[j] (v - x[j]) >= 0 whenever |v| <= {0}",
            r"\text{{for }} j = 1, \dots, {1}:\ |x_j| \le {0} \text{{ and }} c_j (v - x_j) \ge 0"
            r" \text{{ whenever }} |v| \le {0}",
            self.radius,
            width,
        )


@dataclass(frozen=True)
class LeastInBox:
    """Every |x_j| <= radius, and f(x) is the least value of f over all such points."""

    radius: sp.Expr

    def symbols(self) -> set[sp.Symbol]:
        """Those of the radius."""
        return constants(self.radius)

    def written(self, style: Style, width: sp.Expr) -> str:
        """A minimiser over the box."""
        return style.fill(
            "x minimises f over the box |x[j]| <= {}, j = 1..{}",
            r"x \in \arg\min \{{f(x) : |x_j| \le {},\ j = 1, \dots, {}\}}",
            self.radius,
            width,
        )


@dataclass(frozen=True)
class Each:
    """A relation between w, x and c at every place j of a coordinate."""

    relation: sp.core.relational.Relational
    place: sp.Symbol

    def symbols(self) -> set[sp.Symbol]:
        """Those of the relation but the place."""
        return constants(self.relation) - {self.place}

    def written(self, style: Style, width: sp.Expr) -> str:
        """The relation, and for which places."""
        return style.fill("{} for {} = 1..{}", r"{} \text{{ for }} {} = 1, \dots, {}", self.relation, self.place, width)


@dataclass(frozen=True)
class AnyProperty:
    """The letter that theorems of analysis have for a property of points; nothing is known of it."""

    def symbols(self) -> set[sp.Symbol]:
        """None."""
        return set()

    def written(self, style: Style, width: sp.Expr) -> str:
        """In words."""
        return style.fill("w is as stated", r"w \text{{ is as stated}}")


def width_of(flow: Steepest | AnyFlow) -> sp.Expr:
    """The number of coordinates; of a flow of which nothing is known they are called k, too."""
    return flow.model.width if isinstance(flow, Steepest) else WIDTH


Property: TypeAlias = AtRest | Stationary | FirstOrder | LeastInBox | Each | AnyProperty


@dataclass(frozen=True)
class AtPoints:
    """At every point w of the flow's model and for every C1 loss f: `left` holds iff `right` does.

    Of those points alone where `where` holds, if there is one; there `left` holds if there is no `right`. x is the
    model's value at w and c the gradient of f there.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("left", "right")
    DETERMINED: ClassVar[tuple[str, ...]] = ("left", "right")

    text: str
    left: Property
    right: Property | None
    along: Steepest | AnyFlow
    where: Property | None = None
    given: tuple[Hypothesis, ...] = ()

    def symbols(self) -> set[sp.Symbol]:
        """The parameters and sizes."""
        parts = (part for part in (self.left, self.right, self.where) if part is not None)
        return set(self.along.free_symbols).union(*(part.symbols() for part in parts)) - {LOSS}

    def written(self, style: Style) -> str:
        """Both properties, and where."""
        width = width_of(self.along)
        said = self.left.written(style, width)
        if self.right is not None:
            said = style.fill("{}  iff  {}", r"{} \iff {}", said, self.right.written(style, width))
        return (
            said
            if self.where is None
            else style.fill(
                "if {}, then {}", r"\text{{if }} {} \text{{, then }} {}", self.where.written(style, width), said
            )
        )


@dataclass(frozen=True)
class AtLimits:
    """Every solution that exists for all times and converges tends to a point with a property, for every C1 loss f."""

    FORMULAS: ClassVar[tuple[str, ...]] = ("limit",)
    DETERMINED: ClassVar[tuple[str, ...]] = ("limit",)

    text: str
    limit: Property
    along: Steepest | AnyFlow
    given: tuple[Hypothesis, ...] = ()

    def symbols(self) -> set[sp.Symbol]:
        """The parameters and sizes."""
        return (set(self.along.free_symbols) | self.limit.symbols()) - {LOSS}

    def written(self, style: Style) -> str:
        """What the limit is."""
        width = width_of(self.along)
        return style.fill(
            "if w(t) tends to some w as t -> oo, then {}",
            r"\text{{if }} w(t) \to w \text{{ as }} t \to \infty \text{{, then }} {}",
            self.limit.written(style, width),
        )
