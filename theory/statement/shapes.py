"""A kind of statement about convex functions that are sums over coordinates, each given by its second derivative."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, TypeAlias

import sympy as sp

from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kind import Style

#: An inequality or equality between expressions, or one of the constants true and false.
Truth: TypeAlias = sp.core.relational.Relational | sp.logic.boolalg.BooleanAtom


class Trait(Enum):
    """What a convex function may be like, each by its definition, as text and in LaTeX.

    D_R(x, z) = R(x) - R(z) - grad R(z).(x - z), for x in dom R = {R < oo} and z inside it.
    """

    STRICTLY_CONVEX = ("R is strictly convex on dom R", r"R \text{ is strictly convex on } \operatorname{dom} R")
    ESSENTIALLY_SMOOTH = (
        "|grad R(z)| -> oo as z tends from inside dom R to any boundary point of it",
        r"|\nabla R(z)| \to \infty \text{ as } z \text{ tends from inside } \operatorname{dom} R"
        r" \text{ to any boundary point of it}",
    )
    CLOSED_DOMAIN = (
        "dom R is closed and R is continuous on it",
        r"\operatorname{dom} R \text{ is closed and } R \text{ is continuous on it}",
    )
    BOUNDED_SUBLEVELS = (
        "for every x in dom R and every real b the set of all z inside dom R with D_R(x, z) <= b is bounded",
        r"\text{for every } x \in \operatorname{dom} R \text{ and } b \in \mathbb R \text{ the set }"
        r" \{z \in \operatorname{int} \operatorname{dom} R : D_R(x, z) \le b\} \text{ is bounded}",
    )
    CONSISTENT = (
        "for every x in dom R: D_R(x, z) -> 0 as z -> x from inside dom R",
        r"\text{for every } x \in \operatorname{dom} R:\ D_R(x, z) \to 0 \text{ as } z \to x,"
        r"\ z \in \operatorname{int} \operatorname{dom} R",
    )
    ONTO = (
        "grad R, inside dom R, takes every value",
        r"\nabla R(\operatorname{int} \operatorname{dom} R) \text{ is the whole space}",
    )
    STEEP = ("dR/dx_j -> oo as x_j -> oo", r"\partial R/\partial x_j \to \infty \text{ as } x_j \to \infty")
    CONJUGATE = (
        "for every x inside dom R: sup over z in dom R of z.grad R(x) - R(z), which is R*(grad R(x)), "
        "equals x.grad R(x) - R(x), and is attained at z = x alone",
        r"\text{for every } x \in \operatorname{int} \operatorname{dom} R:\ R^*(\nabla R(x)) ="
        r" \sup_{z \in \operatorname{dom} R} \left[z \cdot \nabla R(x) - R(z)\right] = x \cdot \nabla R(x) - R(x)"
        r" \text{, attained at } z = x \text{ alone}",
    )
    SLOPES = (
        "the supremum over all x inside dom R of |dR/dx_j| is finite for every j, and equals ",
        r"\sup_{x \in \operatorname{int} \operatorname{dom} R} |\partial R/\partial x_j| < \infty"
        r" \text{ for every } j \text{, and equals } ",
    )
    SEPARATING = (
        "for every x in dom R and z inside it: D_R(x, z) >= 0, with equality iff x = z",
        r"\text{for every } x \in \operatorname{dom} R,\ z \in \operatorname{int} \operatorname{dom} R:"
        r"\ D_R(x, z) \ge 0 \text{, with equality iff } x = z",
    )

    def said(self, style: Style) -> str:
        """The definition."""
        text, latex = self.value
        return latex if style.latex else text


#: The definition of a Bregman function (Alvarez, Bolte & Brahic 2004, Definition 4.1) of Legendre type.
BREGMAN = (
    Trait.STRICTLY_CONVEX,
    Trait.ESSENTIALLY_SMOOTH,
    Trait.CLOSED_DOMAIN,
    Trait.BOUNDED_SUBLEVELS,
    Trait.CONSISTENT,
)
#: Those that speak of the divergence.
OF_DIVERGENCE = (Trait.BOUNDED_SUBLEVELS, Trait.CONSISTENT, Trait.SEPARATING)


#: Templates, as text and in LaTeX: the function of one variable by its domain, the sum, and the divergence.
ON_LINE = (
    "there is an even differentiable S on the real line with S(0) = 0 and S''(x) = {1} at x = {0} for all {2} > 0",
    r"\text{{there is an even differentiable }} S \text{{ on }} \mathbb R \text{{ with }} S(0) = 0 \text{{ and }}"
    r" S''(x) = {1} \text{{ at }} x = {0} \text{{ for all }} {2} > 0",
)
ON_HALF_LINE = (
    "for every function S of x >= 0 with S''(x) = {1} at x = {0} for all {2} > 0, "
    "S(0) = lim S(x) as x -> 0+ and S(x) = oo for x < 0",
    r"\text{{for every function }} S \text{{ of }} x \ge 0 \text{{ with }} S''(x) = {1} \text{{ at }} x = {0}"
    r" \text{{ for all }} {2} > 0,"
    r"\ S(0) = \lim_{{x \to 0+}} S(x) \text{{ and }} S(x) = \infty \text{{ for }} x < 0",
)
SUM = (
    "{0}, and R(x) = S(x_1) + ... + S(x_{1}) is as follows: {2}",
    r"{0},\ \text{{and }} R(x) = \sum_{{j=1}}^{{{1}}} S(x_j) \text{{ is as follows: }} {2}",
)
ONE = ("{0}, and R = S is as follows: {1}", r"{0},\ \text{{and }} R = S \text{{ is as follows: }} {1}")
DOMAIN = ("here dom R = {{R < oo}}", r"\text{{here }} \operatorname{{dom}} R = \{{R < \infty\}}")
DIVERGENCE = (
    "and D_R(x, z) = R(x) - R(z) - grad R(z).(x - z)",
    r"\text{{and }} D_R(x, z) = R(x) - R(z) - \nabla R(z) \cdot (x - z)",
)


@dataclass(frozen=True)
class Shape:
    """There is a function R of `size` real variables as follows, with all the `traits`, iff `condition` (or only if).

    R(x) = S(x_1) + ... + S(x_size), and S''(`place`) = `curvature` for all values > 0 of the `parameter`, with which
    `place` grows from 0 to oo. `low` = -oo: S is an even differentiable function of all real numbers, S(0) = 0.
    `low` = 0: S is any such function for x >= 0, S(0) its limit, and oo for x < 0. `value` is that of SLOPES.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("condition", "value")
    DETERMINED: ClassVar[tuple[str, ...]] = ("condition", "value")

    text: str
    traits: tuple[Trait, ...]
    parameter: sp.Symbol
    place: sp.Expr
    curvature: sp.Expr
    condition: Truth
    low: sp.Expr = -sp.oo
    size: sp.Expr = sp.S.One
    only_if: bool = False
    value: sp.Expr | None = None
    given: tuple[Hypothesis, ...] = ()

    def symbols(self) -> set[sp.Symbol]:
        """All but the parameter."""
        value = () if self.value is None else (self.value,)
        used = (e.free_symbols for e in (self.place, self.curvature, self.condition, self.size, *value))
        return set().union(*used) - {self.parameter}

    def written(self, style: Style) -> str:
        """The condition, the function, and the definitions of its traits."""
        said = self._said(style)
        if self.only_if:
            return style.fill("if {}, then {}", r"\text{{if }} {} \text{{, then }} {}", said, self.condition)
        if self.condition == sp.true:
            return said
        if self.condition == sp.false:
            return style.fill("it is never so that {}", r"\text{{it is never so that }} {}", said)
        return style.fill("{} iff {}", r"{} \text{{ iff }} {}", self.condition, said)

    def _said(self, style: Style) -> str:
        """There is an R as described, with all the traits."""
        domain = ON_LINE if self.low == -sp.oo else ON_HALF_LINE
        function = style.fill(*domain, self.place, self.curvature, self.parameter)
        what = [
            trait.said(style) + (style.show(self.value) if trait is Trait.SLOPES and self.value is not None else "")
            for trait in self.traits
        ]
        what += [style.fill(*DOMAIN)] if what else []
        what += [style.fill(*DIVERGENCE)] if set(self.traits) & set(OF_DIVERGENCE) else []
        if not what:
            return function
        traits = style.fill("; ", r";\ ").join(what)
        return style.fill(*ONE, function, traits) if self.size == 1 else style.fill(*SUM, function, self.size, traits)
