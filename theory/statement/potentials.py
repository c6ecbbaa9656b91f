"""Statements about the potential of a balanced network: a sum over coordinates, each given by its second derivative."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, size
from neversaddle.theory.language.symbols import L, lam, q, u
from neversaddle.theory.motion.steepest import WIDTH
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis
from neversaddle.theory.statement.shapes import Shape, Trait, Truth

#: The number of coordinates.
COORDINATES = Depth(WIDTH, 1)


def unbalanced(
    text: str,
    traits: tuple[Trait, ...],
    condition: Truth,
    q: sp.Expr = q,
    only_if: bool = False,
    value: sp.Expr | None = None,
    given: tuple[Hypothesis, ...] = (),
) -> Shape:
    """For lambda > 0, on the whole line: |x|^q = u (u + lambda)^(L-1), and R'' is one over the inverse metric."""
    curvature = 1 / InverseMetric.unfold(L, q, lam, u)
    return Shape(text, traits, u, size(L, q, lam, u), curvature, condition, -sp.oo, WIDTH, only_if, value, given)


def balanced(
    text: str, traits: tuple[Trait, ...], condition: Truth, low: sp.Expr, q: sp.Expr = q, only_if: bool = False
) -> Shape:
    """For lambda = 0: |x|^q = u^L, R'' = u^(1-L)/L; on the whole line, or on x >= 0."""
    return Shape(text, traits, u, u ** (L / q), u ** (1 - L) / L, condition, low, WIDTH, only_if)
