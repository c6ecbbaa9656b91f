"""Reparametrizations: how one coordinate x = g(w) is made of its own named weights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral

import sympy as sp

from neversaddle.theory.language.exponents import DepthLike, ExponentError
from neversaddle.theory.language.parse import parse_expression, parse_names
from neversaddle.theory.language.pieces import plain_roots

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
        if not isinstance(self.expression, sp.Expr) or not all(isinstance(w, sp.Symbol) for w in self.weights):
            raise ReparametrizationError(
                "a reparametrization is a SymPy expression and a tuple of its symbols; text is read by "
                f"reparametrization({str(self.expression)[:60]!r}, names)"
            )
        object.__setattr__(self, "expression", plain_roots(with_exact_numbers(self.expression)))
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

    @cached_property
    def gradient(self) -> tuple[sp.Expr, ...]:
        """Partial derivatives dg/dw_i, in the order of the weights."""
        return tuple(derivative(self.expression, w) for w in self.weights)


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
        whole = isinstance(self.depth, Integral | sp.Integer) and not isinstance(self.depth, bool)
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


def with_exact_numbers(expression: sp.Expr) -> sp.Expr:
    """The expression with every SymPy Float as the binary fraction that it is.

    >>> x = sp.Symbol("x")
    >>> with_exact_numbers(0.5 * x**2.0)
    x**2/2
    """
    floats = [number for number in expression.atoms(sp.Float) if number.is_finite]
    return expression.xreplace({number: _binary_fraction(number) for number in floats})


def _binary_fraction(number: sp.Float) -> sp.Rational:
    sign, man, exp, _ = number._mpf_
    return sp.Integer(-int(man) if sign else int(man)) * sp.Integer(2) ** int(exp)


def derivative(expression: sp.Expr, w: sp.Symbol) -> sp.Expr:
    """The partial derivative by w, with |z| for z sign(z), which SymPy leaves: |z|^a z/|z| would be 0/0 at z = 0.

    >>> w = sp.Symbol("w", real=True)
    >>> sp.diff(w * sp.sqrt(sp.Abs(w)), w), derivative(w * sp.sqrt(sp.Abs(w)), w)
    (w*sign(w)/(2*sqrt(Abs(w))) + sqrt(Abs(w)), 3*sqrt(Abs(w))/2)
    """
    return sp.diff(expression, w).replace(lambda e: e.is_Mul and e.has(sp.sign), _gathered)


def _gathered(product: sp.Expr) -> sp.Expr:
    """A product with |z| for z sign(z), as often as it has them."""
    for sign in [factor for factor in product.as_powers_dict() if isinstance(factor, sp.sign)]:
        quotient = _quotient(product / sign, sign.args[0])
        if quotient is not None:
            return _gathered(quotient * sp.Abs(sign.args[0]))
    return product


def require_differentiable(expression: sp.Expr, error: type[ValueError]) -> None:
    """Refuse jumps and kinks: sign, floor, max, cases and the like, and an abs(z) that nothing smooths.

    A flow needs a gradient that is continuous, no more: |z|^a passes with a > 1, and with a > 0 as a factor beside z.
    Even roots, logarithms and quotients are taken to stay inside their domain. Raises `error` in one line.
    """
    for node in sp.preorder_traversal(expression):
        if isinstance(node, _JUMPS):
            raise error(f"{expression} is not differentiable: {node} jumps or has a kink")
    z = kink(expression)
    if z is not None:
        raise error(
            f"{expression} is not differentiable: {sp.Abs(z)} has a kink where {z} = 0; "
            "allowed are abs(z)**a with a > 1 and z*abs(z)**a with a > 0"
        )


def kink(e: sp.Expr) -> sp.Expr | None:
    """Some z with a |z| in e whose kink is left, or None: e is then C^1.

    Say e = R prod |z_k|^(a_k), R and the z_k are C^1, and R/z_k is bounded for each a_k <= 1. Where some z_k vanish, e
    tends to 0 faster than the distance, and the R |z_k|^(a_k - 1) do: its gradient is 0 there, and continuous.
    """
    if isinstance(e, sp.Abs):
        return e.args[0]
    moduli: list[tuple[sp.Expr, sp.Expr]] = []
    others: list[sp.Expr] = []
    for factor in sp.Mul.make_args(e):
        base, power = factor.as_base_exp()
        if isinstance(base, sp.Abs) and power.is_number and power.is_positive:
            moduli.append((base.args[0], power))
        else:
            others.append(factor)
    rest = sp.Mul(*others)
    for z, power in moduli:
        if not power > 1 and _quotient(rest, z) is None:
            return z
    inner = [z for z, _ in moduli] + (others if e.is_Mul else [] if moduli else list(e.args))
    return next((z for part in inner if (z := kink(part)) is not None), None)


def _quotient(product: sp.Expr, z: sp.Expr) -> sp.Expr | None:
    """product/z, if the powers of which z is made, or those of -z, stand in the product; else None."""
    powers = product.as_powers_dict()
    for sign in (1, -1):
        if all((powers[base] - n).is_nonnegative for base, n in (sign * z).as_powers_dict().items()):
            return sign * (product / (sign * z))
    return None
