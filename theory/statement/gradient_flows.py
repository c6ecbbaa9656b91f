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
    """For eps > 0 and a C2 function P with a positive definite Hessian, x = grad P(y) as long as |y| < eps.

    That is so along every solution w of dw/dt = -grad_w f(x, t), x = `coordinates`, with y the integral of
    -grad_x f(x, t) from the start, for every f of which grad_x f is continuous: eps and P are the same for all f. The
    solutions start where the letters of `weights` say; in the coordinates they stand for what moves. Both may be one
    letter: for any smooth functions of any number of weights.
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
        """What P is, and of what flow."""
        some = style.fill(
            "there are eps > 0 and a C2 function P with a positive definite Hessian on the ball |y| < eps such that "
            "x = grad P(y)",
            r"\text{{there are }} \varepsilon > 0 \text{{ and a }} C^2 \text{{ function }} P \text{{ with a positive "
            r"definite Hessian on the ball }} |y| < \varepsilon \text{{ such that }} x = \nabla P(y)",
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
            "there are no eps > 0 and no function X on the ball |y| < eps such that x = X(y)",
            r"\text{{there are no }} \varepsilon > 0 \text{{ and no function }} X \text{{ on the ball }} "
            r"|y| < \varepsilon \text{{ such that }} x = X(y)",
        )
        return none + _along(self, style)


@dataclass(frozen=True)
class OnSurface:
    """For eps > 0 and a smooth W with W(0) = z(0) and dW/dy_i = V_i(W), z = W(y) as long as |y| < eps.

    That is so along every solution of dz/dt = s_1 V_1(z) + ... + s_n V_n(z) with continuous s_i, y_i being the integral
    of s_i from the start: `fields` are the V_i, each in the letters of z, `weights`.
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
            "there are eps > 0 and a smooth W on the ball |y| < eps with W(0) = z(0) and dW/dy_i = V_i(W) such that "
            "z = W(y) as long as |y| < eps, y_i = int_0^t(s_i), along every solution of dz/dt = sum_i s_i V_i(z) with "
            "continuous s_i, z = {0}, V_i(z) = {1}, from that {0}",
            r"\text{{there are }} \varepsilon > 0 \text{{ and a smooth }} W \text{{ on the ball }} |y| < \varepsilon "
            r"\text{{ with }} W(0) = z(0) \text{{ and }} \partial W/\partial y_i = V_i(W) \text{{ such that }} "
            r"z = W(y) \text{{ as long as }} |y| < \varepsilon,\ y_i = \int_0^t s_i\,ds \text{{, along every solution "
            r"of }} \dot z = \textstyle\sum_i s_i V_i(z) \text{{ with continuous }} s_i,\ z = {0},\ V_i(z) = {1} "
            r"\text{{, from that }} {0}",
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
    """How long, what y is, and of which flows from where."""
    weights = _row(part.weights, style)
    model = f"{_row(part.coordinates, style)}({weights})" if is_any(part) else _row(part.coordinates, style)
    return style.fill(
        " as long as |y| < eps, y = -int_0^t(grad_x f(x, s) ds), for every f(x, t) with continuous grad_x f, along "
        "every solution of dw/dt = -grad_w f(x, t), x = {}{}, from {} {}",
        r" \text{{ as long as }} |y| < \varepsilon,\ y = -\int_0^t \nabla_x f(x, s)\,ds \text{{, for every }} f(x, t) "
        r"\text{{ with continuous }} \nabla_x f \text{{, along every solution of }} \dot w = -\nabla_w f(x, t),\ "
        r"x = {}{} \text{{, from {} }} {}",
        model,
        "" if is_any(part) else style.fill(", w = {}", r",\ w = {}", weights),
        "this" if is_any(part) else "these",
        weights,
    )
