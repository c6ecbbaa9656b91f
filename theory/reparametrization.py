"""Reparametrizations: how one coordinate x = g(w) is made of its own named weights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sympy as sp

from theory.exponents import DepthLike, ExponentError
from theory.parse import parse_expression, parse_names

LARGEST_DEPTH = 64

_JUMPS = (sp.sign, sp.Heaviside, sp.floor, sp.ceiling, sp.frac, sp.Mod, sp.Max, sp.Min, sp.Piecewise)


class ReparametrizationError(ValueError):
    """A reparametrization outside what the theory covers; the message says why."""


@dataclass(frozen=True)
class Reparametrization:
    """x = expression(weights) for one coordinate; every coordinate has weights of its own (a separable model).

    `expression` is a SymPy expression in the real symbols `weights`, differentiable wherever it is defined.
    Raises ReparametrizationError for names that are not weights, or where a derivative does not exist.
    """

    expression: sp.Expr
    weights: tuple[sp.Symbol, ...]

    def __post_init__(self) -> None:
        unknown = self.expression.free_symbols - set(self.weights)
        if unknown:
            raise ReparametrizationError(
                f"{self.expression} uses {', '.join(sorted(map(str, unknown)))}, which is not among the weights "
                f"{', '.join(map(str, self.weights))}"
            )
        unused = set(self.weights) - self.expression.free_symbols
        if unused:
            raise ReparametrizationError(
                f"weight {', '.join(sorted(map(str, unused)))} does not appear in {self.expression}"
            )
        require_differentiable(self.expression, ReparametrizationError)

    @property
    def depth(self) -> int:
        """Number of weights of one coordinate."""
        return len(self.weights)

    @property
    def gradient(self) -> tuple[sp.Expr, ...]:
        """Partial derivatives dg/dw_i, in the order of the weights."""
        return tuple(sp.diff(self.expression, w) for w in self.weights)


@dataclass(frozen=True)
class DeepDiagonal:
    """The deep diagonal network x = w_1 w_2 ... w_L of one coordinate; depth an integer >= 1 or a symbol.

    >>> DeepDiagonal(3).reparametrization.expression
    w1*w2*w3
    """

    depth: DepthLike

    def __post_init__(self) -> None:
        if isinstance(self.depth, sp.Expr) and not self.depth.is_number:
            return
        whole = isinstance(self.depth, int | sp.Integer) and not isinstance(self.depth, bool)
        if not whole or not 1 <= self.depth <= LARGEST_DEPTH:
            raise ExponentError(f"depth must be a whole number from 1 to {LARGEST_DEPTH}; got {str(self.depth)[:60]}")
        object.__setattr__(self, "depth", int(self.depth))

    @property
    def reparametrization(self) -> Reparametrization:
        """The network as an expression in weights w1, ..., wL (numeric depth only)."""
        if not isinstance(self.depth, int):
            raise ReparametrizationError(f"depth {self.depth} is symbolic: there is no finite list of weights")
        weights = tuple(sp.Symbol(f"w{i}", real=True) for i in range(1, self.depth + 1))
        return Reparametrization(sp.prod(weights), weights)


def reparametrization(text: str, weights: str | Iterable[str]) -> Reparametrization:
    """A reparametrization from user text such as "u**2 - v**2" and weight names such as "u,v".

    Raises ParseError (text outside the whitelist) or ReparametrizationError (not differentiable, unknown names).
    """
    names = parse_names(weights if isinstance(weights, str) else ",".join(weights))
    symbols = {name: sp.Symbol(name, real=True) for name in names}
    return Reparametrization(parse_expression(text, symbols), tuple(symbols.values()))


def require_differentiable(expression: sp.Expr, error: type[ValueError]) -> None:
    """Refuse jumps and kinks: abs(.) unless a power above 1 smooths it, sign, floor, max, cases and the like.

    Even roots, logarithms and quotients are taken to stay inside their domain. Raises `error` in one line.
    """
    for node in sp.preorder_traversal(expression):
        if isinstance(node, _JUMPS):
            raise error(f"{expression} is not differentiable: {node} jumps or has a kink")
        if isinstance(node, sp.Abs) and not _smoothed(node, expression):
            raise error(f"{expression} is not differentiable: {node} has a kink where {node.args[0]} = 0")


def _smoothed(kink: sp.Abs, expression: sp.Expr) -> bool:
    """Whether |z| occurs only as |z|^a with a > 1, whose derivative exists at z = 0."""
    powers = [
        n for n in sp.preorder_traversal(expression) if n.is_Pow and n.base == kink and n.exp.is_number and n.exp > 1
    ]
    hidden = expression.xreplace({p: sp.Dummy() for p in powers})
    return not hidden.has(kink)
