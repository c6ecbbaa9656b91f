"""The kind of statement about limit directions under exponential loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from neversaddle.theory.statement.hypotheses import Given
from neversaddle.theory.statement.kind import Style


@dataclass(frozen=True)
class MarginDirection:
    """Exponential loss, separable data: a limit direction of x is that of least sum |x_j|^exponent at margins >= 1.

    The steepest flow has exponent q and `depth`; the loss tends to 0, the directions of x and of grad f converge, and
    no coordinate tends to a saddle (two of its weights to zero). Exponent oo is the sup norm. `stationary`: x only
    satisfies the first-order conditions there, and the limit direction of grad f has no zero entry.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("exponent",)
    DETERMINED: ClassVar[tuple[str, ...]] = ("exponent",)

    text: str
    depth: sp.Expr
    q: sp.Expr
    exponent: sp.Expr
    stationary: bool = False
    given: Given = ()

    def symbols(self) -> set[sp.Symbol]:
        """Those of the depth and of both exponents."""
        return set(self.depth.free_symbols | self.q.free_symbols | self.exponent.free_symbols)

    def written(self, style: Style) -> str:
        """The data, the flow, what is assumed of it, and what its direction is."""
        norm = (
            style.fill("max_j |x_j|", r"\max_j |x_j|")
            if self.exponent == sp.oo
            else style.fill("sum_j |x_j|^({})", r"\sum_j |x_j|^{{{}}}", self.exponent)
        )
        entries = (
            style.fill(", g[j] != 0 for every j", r",\ g_j \ne 0 \text{{ for every }} j") if self.stationary else ""
        )
        least = "satisfies the first-order conditions of least" if self.stationary else "minimises"
        return style.fill(
            "for all k, n and z_1, ..., z_n in R^k of which some x has z_i.x >= 1 for every i: every solution, "
            "in Filippov's sense where it jumps, of dw[l,j]/dt = -Phi_({})(df/dw[l,j]), x[j] = w[1,j] ... w[{},j], "
            "f = sum_i exp(-z_i.x), with f -> 0, x/|x| -> X, grad f/|grad f| -> g{} as t -> oo, and no x[j] of which "
            "two weights tend to 0, has X = Y/|Y| where Y {} {} over all x with z_i.x >= 1 for every i",
            r"\text{{for all }} k, n \text{{ and }} z_1, \dots, z_n \in \mathbb{{R}}^k"
            r" \text{{ of which some }} x \text{{ has }} z_i \cdot x \ge 1 \text{{ for every }} i:"
            r"\ \text{{every solution, in Filippov's sense where it jumps, of }}"
            r"\ \dot w_{{l,j}} = -\Phi_{{{}}}\left(\tfrac{{\partial f}}{{\partial w_{{l,j}}}}\right)"
            r",\ x_j = w_{{1,j}} \cdots w_{{{},j}},\ f = \textstyle\sum_i e^{{-z_i \cdot x}}, \text{{ with }} f \to 0,"
            r"\ x/|x| \to X,\ \nabla f/|\nabla f| \to g{} \text{{ as }} t \to \infty"
            r"\text{{, and no }} x_j \text{{ of which two weights tend to }} 0"
            r"\text{{, has }} X = \bar x/|\bar x|, \text{{ where }} \bar x \text{{ {} }} {}"
            r" \text{{ over all }} x \text{{ with }} z_i \cdot x \ge 1 \text{{ for every }} i",
            self.q,
            self.depth,
            entries,
            least,
            norm,
        )
