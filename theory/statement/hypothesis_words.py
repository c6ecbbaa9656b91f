"""Hypotheses in words."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.statement.hypotheses import (
    Composed,
    Condition,
    Convex,
    Curves,
    Depth,
    Every,
    EveryPair,
    Hypothesis,
    Kept,
    Members,
    Place,
    Range,
    Sign,
    Sloped,
)
from neversaddle.theory.statement.kind import Style

#: How a sign is said.
SIGNS = {"positive": "> 0", "zero": "= 0", "nonnegative": ">= 0", "nonzero": "!= 0"}


def said(h: Hypothesis, style: Style) -> str:
    """One hypothesis, without its reason."""
    match h:
        case Depth(symbol=symbol, at_least=low):
            return style.fill("whole {} >= {}", r"\text{{whole }} {} \ge {}", symbol, str(low))
        case Range(symbol=symbol, low=low, high=high, open_low=open_low, open_high=open_high):
            ends = "(" if open_low else "[", ")" if open_high else "]"
            return style.fill("{} in {}{}, {}{}", r"{} \in {}{}, {}{}", symbol, ends[0], low, high, ends[1])
        case Sign(symbol=symbol, kind="real"):
            return style.fill("real {}", r"\text{{real }} {}", symbol)
        case Sign(symbol=symbol, kind=kind):
            return style.fill("{} {}", "{} {}", symbol, _sign(kind, style))
        case Place(symbol=symbol, size=sp.S.One, apart=()):
            return style.fill("{} = 1", "{} = 1", symbol)
        case Place(symbol=symbol, size=size, apart=apart):
            others = "".join(style.fill(" other than {}", r"\text{{ other than }} {}", other) for other in apart)
            return style.fill("{} in 1..{}{}", r"{} \in \{{1, \dots, {}\}}{}", symbol, size, others)
        case Condition(relation=relation):
            return style.show(relation)
        case Sloped(symbol=symbol, size=size):
            return style.fill(
                "C1 {0}[1], ..., {0}[{1}] on the line with {0}[j]'({2}) = {3} for {4} < {5} < {6}, j = 1..{1}",
                r"C^1 \text{{ functions }} {0}_1, \dots, {0}_{{{1}}} \text{{ on the line with }}"
                r" {0}_j'\left({2}\right) = {3} \text{{ for }} {4} < {5} < {6},\ j = 1, \dots, {1}",
                *(symbol, size, h.at, h.slope, h.interval.low, h.interval.symbol, h.interval.high),
            )
        case Curves(symbol=symbol, size=size, convex=convex):
            return style.fill(
                "{0}C1 {1}[1], ..., {1}[{2}] on open intervals I[1], ..., I[{2}]",
                r"\text{{{0}}} C^1 \text{{ functions }} {1}_1, \dots, {1}_{{{2}}}"
                r" \text{{ on open intervals }} I_1, \dots, I_{{{2}}}",
                "strictly convex " if convex else "",
                symbol,
                size,
            )
        case Convex():
            return style.fill("f is convex", r"f \text{{ is convex}}")
        case Members(family=family, kind="real"):
            return style.fill("all {} are real", r"\text{{all }} {} \text{{ are real}}", family.label)
        case Members(family=family, kind=kind):
            return style.fill("every {} {}", r"\text{{every }} {} {}", family.label, _sign(kind, style))
        case EveryPair(coordinate=j, width=width):
            return style.fill("{} and {} = 1..{}", r"{},\ {} = 1, \dots, {}", said(h.at(j), style), j, width)
        case Every(relation=relation, place=place, size=size, but=but):
            others = "".join(style.fill(" other than {}", r"\text{{ other than }} {}", other) for other in but)
            text, latex = "{} for {} = 1..{}{}", r"{} \text{{ for }} {} = 1, \dots, {}{}"
            return style.fill(text, latex, relation, place, size, others)
        case Kept(slope=slope, member=member, velocity=velocity, place=place, size=size):
            return style.fill(
                "{0} = dF/d{1} for {2} = 1..{3} with a C1 function F of these {1} that is constant, at first, along "
                "every solution of d{1}/dt = {4}, {2} = 1..{3}, from there",
                r"{0} = \tfrac{{\partial F}}{{\partial {1}}},\ {2} = 1, \dots, {3} \text{{, with a }} C^1 "
                r"\text{{ function }} F \text{{ of these }} {1} \text{{ that is constant, at first, along every "
                r"solution of }} \tfrac{{d}}{{dt}} {1} = {4},\ {2} = 1, \dots, {3} \text{{, from there}}",
                *(slope, member, place, size, velocity),
            )
        case Composed():
            return _composed(h, style)


def _composed(h: Composed, style: Style) -> str:
    """Weights, coordinates and a loss of them."""
    weights = style.fill(
        "any real w[i,j], with x[j] = w[1,j] ... w[{},j] for j = 1..{}",
        r"\text{{any real }} w_{{i,j}},\ x_j = w_{{1,j}} \cdots w_{{{},j}},\ j = 1, \dots, {}",
        *(h.model.depth, h.model.width),
    )
    if h.order == 0:
        return weights
    loss = style.fill(
        ", any C{} function f of x, c = grad f(x)", r",\ \text{{any }} f(x) \in C^{},\ c = \nabla f(x)", str(h.order)
    )
    return weights + loss + (style.fill(", H = Hess f(x)", r",\ H = \nabla^2 f(x)") if h.order > 1 else "")


def _sign(kind: str, style: Style) -> str:
    words = SIGNS[kind]
    return words.replace(">=", r"\ge").replace("!=", r"\ne") if style.latex else words
