"""Kinds of statement about gradient flows of all losses: x is a convex function's gradient, or no function, of y."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import sympy as sp

from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kind import Style

#: Several formulas or letters; or one letter for as many as there may be.
Letters: TypeAlias = sp.Tuple | sp.Symbol


@dataclass(frozen=True)
class ConvexGradient:
    """For a C2 function P with a positive definite Hessian on D, x = grad P(y) as long as y has stayed in D.

    That is so along every solution w of dw/dt = -grad_w f(x, t), x = `coordinates`, with y the integral of
    -grad_x f(x, t) from the start, for every f of which grad_x f is continuous: P is the same for all f. D are all y
    for which weights that the constant forces y move arrive at time 1; on convex parts of it grad P has an inverse,
    which is the gradient of the conjugate R of P there. The solutions start where the letters of `weights` say; in the
    coordinates they stand for what moves. Both may be one letter: for any smooth functions of any number of weights.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("coordinates",)
    DETERMINED: ClassVar[tuple[str, ...]] = ()

    text: str
    coordinates: Letters
    weights: Letters
    given: tuple[Hypothesis, ...] = ()

    def symbols(self) -> set[sp.Symbol]:
        """The weights at the start, and the parameters."""
        return set() if is_any(self) else set(self.coordinates.free_symbols | self.weights.free_symbols)

    def written(self, style: Style) -> str:
        """What P and R are, and of what flow."""
        some = style.fill(
            "there is a C2 function P with a positive definite Hessian on the open set D of all y for which dZ/ds = "
            "sum_i y_i grad {0}_i(Z), Z(0) = {1}, has a solution for 0 <= s <= 1, such that x = grad P(y) as long as y "
            "has stayed in D, and y = grad R(x) as long as y has stayed in an open convex C in D with 0 in C, R being "
            "the conjugate of P on C, a C2 function with a positive definite Hessian on grad P(C); here y",
            r"\text{{there is a }} C^2 \text{{ function }} P \text{{ with a positive definite Hessian on the open set "
            r"}} D \text{{ of all }} y \text{{ for which }} dZ/ds = \textstyle\sum_i y_i \nabla {0}_i(Z),\ Z(0) = {1}, "
            r"\text{{ has a solution for }} 0 \le s \le 1 \text{{, such that }} x = \nabla P(y) \text{{ as long as }} "
            r"y \text{{ has stayed in }} D \text{{, and }} y = \nabla R(x) \text{{ as long as }} y \text{{ has stayed "
            r"in an open convex }} C \subseteq D \text{{ with }} 0 \in C,\ R \text{{ being the conjugate of }} P "
            r"\text{{ on }} C \text{{, a }} C^2 \text{{ function with a positive definite Hessian on }} \nabla P(C) "
            r"\text{{; here }} y",
            self.coordinates if is_any(self) else "x",
            _row(self.weights, style),
        )
        return some + _along(self, style)


@dataclass(frozen=True)
class NoFunction:
    """There are no eps > 0 and function X of y with x = X(y) as long as |y| < eps: x and y as in `ConvexGradient`."""

    FORMULAS: ClassVar[tuple[str, ...]] = ()
    DETERMINED: ClassVar[tuple[str, ...]] = ()

    text: str
    coordinates: Letters
    weights: Letters
    given: tuple[Hypothesis, ...] = ()

    def symbols(self) -> set[sp.Symbol]:
        """The weights at the start, and the parameters."""
        return set() if is_any(self) else set(self.coordinates.free_symbols | self.weights.free_symbols)

    def written(self, style: Style) -> str:
        """That there is no X, and of what flow."""
        none = style.fill(
            "there are no eps > 0 and no function X on the ball |y| < eps such that x = X(y) as long as |y| < eps, y",
            r"\text{{there are no }} \varepsilon > 0 \text{{ and no function }} X \text{{ on the ball }} "
            r"|y| < \varepsilon \text{{ such that }} x = X(y) \text{{ as long as }} |y| < \varepsilon,\ y",
        )
        return none + _along(self, style)


@dataclass(frozen=True)
class OnSurface:
    """W(y) is where the constant forces y have moved z(0) by time 1: dW/dy_i = V_i(W), and z = W(y) under any forces.

    That is so as long as y has stayed where there is such a W(y), along every solution of dz/dt = s_1 V_1(z) + ... +
    s_n V_n(z) with continuous s_i, y_i being the integral of s_i from the start: `fields` are the V_i, each in the
    letters of z, `weights`.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ()
    DETERMINED: ClassVar[tuple[str, ...]] = ()

    text: str
    fields: sp.Tuple | sp.Function
    weights: Letters
    given: tuple[Hypothesis, ...] = ()

    def symbols(self) -> set[sp.Symbol]:
        """What moves, at the start, and the parameters."""
        return set() if is_any(self) else set(self.fields.free_symbols | self.weights.free_symbols)

    def written(self, style: Style) -> str:
        """What W is, and what runs on it."""
        return style.fill(
            "the set D of all y for which dZ/ds = sum_i y_i V_i(Z), Z(0) = z(0), has a solution for 0 <= s <= 1 is "
            "open, W(y) = Z(1) is smooth on D with dW/dy_i = V_i(W), and z = W(y) as long as y has stayed in D, "
            "y_i = int_0^t(s_i), along every solution of dz/dt = sum_i s_i V_i(z) with continuous s_i, z = {0}, "
            "V_i(z) = {1}, from that {0}",
            r"\text{{the set }} D \text{{ of all }} y \text{{ for which }} dZ/ds = \textstyle\sum_i y_i V_i(Z),\ "
            r"Z(0) = z(0), \text{{ has a solution for }} 0 \le s \le 1 \text{{ is open, }} W(y) = Z(1) \text{{ is "
            r"smooth on }} D \text{{ with }} \partial W/\partial y_i = V_i(W) \text{{, and }} z = W(y) \text{{ as long "
            r"as }} y \text{{ has stayed in }} D,\ y_i = \int_0^t s_i\,ds \text{{, along every solution of }} \dot z = "
            r"\textstyle\sum_i s_i V_i(z) \text{{ with continuous }} s_i,\ z = {0},\ V_i(z) = {1} \text{{, from that "
            r"}} {0}",
            _row(self.weights, style),
            f"{style.show(self.fields)}_i" if is_any(self) else ", ".join(_row(v, style) for v in self.fields),
        )


#: The kinds whose letters stand for where weights start, and for what moves.
OF_GRADIENT_FLOWS = (ConvexGradient, NoFunction, OnSurface)


def is_any(part: ConvexGradient | NoFunction | OnSurface) -> bool:
    """Whether it is about any smooth functions of any number of weights."""
    return not isinstance(part.weights, sp.Tuple)


def of_any_map(part: ConvexGradient | NoFunction | OnSurface, style: Style) -> str:
    """What it is about, if that is any smooth functions, and where the weights start."""
    assert not isinstance(part, OnSurface)
    return style.fill(
        "m, n, smooth {0}: R^m -> R^n, {1} in R^m",
        r"m, n, \text{{ smooth }} {0}: \mathbb{{R}}^m \to \mathbb{{R}}^n,\ {1} \in \mathbb{{R}}^m",
        part.coordinates,
        part.weights,
    )


def _row(entries: sp.Basic, style: Style) -> str:
    """Several things as one, and one as itself."""
    if not isinstance(entries, sp.Tuple):
        return style.show(entries)
    shown = ", ".join(map(style.show, entries))
    return shown if len(entries) == 1 else f"({shown})"


def _along(part: ConvexGradient | NoFunction, style: Style) -> str:
    """What y is, and of which flows from where."""
    weights = _row(part.weights, style)
    model = f"{_row(part.coordinates, style)}({weights})" if is_any(part) else _row(part.coordinates, style)
    return style.fill(
        " = -int_0^t(grad_x f(x, s) ds), for every f(x, t) with continuous grad_x f, along "
        "every solution of dw/dt = -grad_w f(x, t), x = {}{}, from {} {}",
        r" = -\int_0^t \nabla_x f(x, s)\,ds \text{{, for every }} f(x, t) "
        r"\text{{ with continuous }} \nabla_x f \text{{, along every solution of }} \dot w = -\nabla_w f(x, t),\ "
        r"x = {}{} \text{{, from {} }} {}",
        model,
        "" if is_any(part) else style.fill(", w = {}", r",\ w = {}", weights),
        "this" if is_any(part) else "these",
        weights,
    )
