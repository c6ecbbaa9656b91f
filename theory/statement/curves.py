"""Kinds of statement about curves: along every solution what moves runs on one curve, in a time of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from neversaddle.theory.language.families import constants
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import Steepest
from neversaddle.theory.statement.hypotheses import Hypothesis, Place
from neversaddle.theory.statement.kind import Style
from neversaddle.theory.statement.reaching import Reaches
from neversaddle.theory.statement.solutions import Along, AnyFlow, Rate


@dataclass(frozen=True)
class Carried:
    """Along every solution the members at the places 1..size run on every curve of a field through where they start.

    A curve is a Lipschitz W on an interval around 0 with W_n(0) = `scale` `member`(0) and dW_n/dy = `field`, taken at
    W, for almost every y and `place` = n from 1 to `size`, near each point of which the field is locally Lipschitz in
    all the members; or, bounded and measurable, in all but one, the field's component of which is continuous and not
    zero there. Then `member` = W_n(y) with y = `stretch` times the integral of `clock` from the start, until y leaves
    the interval; where `scale` changes with time there is a curve for each time. `place` is bound: nothing else in the
    statement has it. Where it is not `regular`, nothing is said of the field: many curves may begin at one start.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("field", "clock", "scale", "stretch")
    DETERMINED: ClassVar[tuple[str, ...]] = ("field", "clock", "scale", "stretch")

    text: str
    member: sp.Indexed
    place: sp.Symbol
    size: sp.Expr
    field: sp.Expr
    clock: sp.Expr
    along: Steepest | AnyFlow
    given: tuple[Hypothesis, ...] = ()
    scale: sp.Expr = sp.S.One
    stretch: sp.Expr = sp.S.One
    regular: bool = True

    @property
    def bound(self) -> Place:
        """What is known of the place."""
        return Place(self.place, self.size)

    @property
    def y(self) -> sp.Expr:
        """How far the curve is followed."""
        return self.stretch * TimeIntegral(self.clock)

    def symbols(self) -> set[sp.Symbol]:
        """The parameters, the sizes and the places that are named."""
        said = (self.member, self.size, self.field, self.clock, self.scale, self.stretch)
        return (set().union(*map(constants, said)) | set(self.along.free_symbols)) - {self.place}

    def written(self, style: Style) -> str:
        """Where the members are, and on what curve."""
        where = style.fill(
            "{0} = W_{1}({2}) for {1} = 1..{3}",
            r"{0} = W_{{{1}}}\left({2}\right) \text{{ for }} {1} = 1, \dots, {3}",
            self.member,
            self.place,
            self.y,
            self.size,
        )
        return where + _curve(self, style, self.scale)


@dataclass(frozen=True)
class Dual:
    """Along every solution `quantity` = P'(y), with a C1 function P that is convex on the values that y takes.

    y is the integral of `clock` from the start. P'(0) is the value of the quantity there, and P'' = `curvature`, taken
    at the members W_n(y) of any curve as in `Carried`, until y leaves its interval: the start alone determines P.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("curvature", "field", "clock")
    DETERMINED: ClassVar[tuple[str, ...]] = ("curvature", "clock")

    text: str
    quantity: sp.Expr
    curvature: sp.Expr
    member: sp.Indexed
    place: sp.Symbol
    size: sp.Expr
    field: sp.Expr
    clock: sp.Expr
    along: Steepest | AnyFlow
    given: tuple[Hypothesis, ...] = ()
    regular: bool = True

    @property
    def bound(self) -> Place:
        """What is known of the place."""
        return Place(self.place, self.size)

    def symbols(self) -> set[sp.Symbol]:
        """The parameters, the sizes and the places that are named."""
        said = (self.quantity, self.curvature, self.member, self.size, self.field, self.clock)
        return (set().union(*map(constants, said)) | set(self.along.free_symbols)) - {self.place}

    def written(self, style: Style) -> str:
        """The derivative of the convex function, and on what curve its curvature is taken."""
        where = style.fill(
            "{0} = P'({1}), P convex on the values of its argument with P'(0) = ({0})(0) and P''(y) = {2} at W(y)",
            r"{0} = P'\left({1}\right),\ P \text{{ convex on the values of its argument with }} "
            r"P'(0) = \left[{0}\right]_{{t=0}} \text{{ and }} P''(y) = {2} \text{{ at }} W(y)",
            self.quantity,
            TimeIntegral(self.clock),
            self.curvature,
        )
        return where + _curve(self, style)


#: The kinds that speak of all solutions of a flow.
OF_SOLUTIONS = (Rate, Along, Carried, Dual, Reaches)


def _curve(part: Carried | Dual, style: Style, scale: sp.Expr = sp.S.One) -> str:
    """What the curve is, and how long it is followed."""
    start = Initially(part.member)
    curve = style.fill(
        ", as long as its argument stays in I, for {3} Lipschitz W on an interval I around 0 with W_{0}(0) = {4} and, "
        "at almost every y, dW_{0}/dy = {1} at W(y), {0} = 1..{2}",
        r"\text{{, as long as its argument stays in }} I \text{{, for {3} Lipschitz }} W \text{{ on an interval }} I "
        r"\ni 0 \text{{ with }} W_{{{0}}}(0) = {4} \text{{ and, at almost every }} y, \tfrac{{dW_{{{0}}}}}{{dy}} = {1} "
        r"\text{{ at }} W(y),\ {0} = 1, \dots, {2}",
        part.place,
        part.field,
        part.size,
        "every" if scale == 1 else "all, one for each time,",
        start if scale == 1 else scale * start,
    )
    if not part.regular:
        return curve
    return curve + style.fill(
        ", near each point of which this field is Lipschitz in the {1}; or, bounded and measurable, in all but one of "
        "them, with one constant for all values of that one, whose dW_{0}/dy is continuous and not zero there",
        r"\text{{, near each point of which this field is Lipschitz in the }} {1} \text{{; or, bounded and measurable, "
        r"in all but one of them, with one constant for all values of that one, whose }} \tfrac{{dW_{{{0}}}}}{{dy}} "
        r"\text{{ is continuous and not zero there}}",
        part.place,
        part.member,
    )
