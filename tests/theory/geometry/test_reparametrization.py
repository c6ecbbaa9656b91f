"""Reparametrizations are differentiable expressions of named weights."""

from __future__ import annotations

import pytest
import sympy as sp

from neversaddle.theory.geometry.reparametrization import (
    DeepDiagonal,
    Reparametrization,
    ReparametrizationError,
    reparametrization,
)
from neversaddle.theory.language.exponents import ExponentError
from neversaddle.theory.language.tokens import ParseError

GOOD = [
    "u*v",
    "u**2 - v**2",
    "u*v**2",
    "exp(u) - v",
    "u/v",
    "abs(u)**(3/2) + v",
    "sqrt(u) + v",
    "u*v - 1/2",
    "sin(u)*v",
]
BAD = [
    "abs(u) + v",
    "sign(u)*v",
    "u*v + abs(u - v)",
    "abs(u)**(1/2)*v",
    "sqrt(abs(u)) + v",
    "abs(u)*v",
    "abs(u)**1 + v",
]


@pytest.mark.parametrize("text", GOOD)
def test_differentiable_expressions(text: str) -> None:
    model = reparametrization(text, "u,v")
    assert model.depth == 2
    assert model.gradient == tuple(sp.diff(model.expression, w) for w in model.weights)
    assert all(w.is_real and not w.is_positive for w in model.weights)


@pytest.mark.parametrize("text", BAD)
def test_kinks_and_jumps_are_refused_with_the_reason(text: str) -> None:
    with pytest.raises(ReparametrizationError, match="not differentiable") as refusal:
        reparametrization(text, "u,v")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("node", [sp.Heaviside, sp.floor, sp.ceiling, sp.frac])
def test_jumps_in_expressions(node: type[sp.Expr]) -> None:
    w = sp.Symbol("w", real=True)
    with pytest.raises(ReparametrizationError, match="not differentiable"):
        Reparametrization(node(w), (w,))


@pytest.mark.parametrize(("text", "names"), [("u*v", "u"), ("u", "u,v"), ("1", "u")])
def test_weights_and_names_agree(text: str, names: str) -> None:
    with pytest.raises((ReparametrizationError, ParseError)) as refusal:
        reparametrization(text, names)
    assert "\n" not in str(refusal.value)


def test_unknown_symbols_in_expressions() -> None:
    u, v = sp.symbols("u v", real=True)
    with pytest.raises(ReparametrizationError, match="not among the weights"):
        Reparametrization(u * v, (u,))


@pytest.mark.parametrize("depth", [1, 2, 3, 64])
def test_deep_diagonal_networks(depth: int) -> None:
    model = DeepDiagonal(depth).reparametrization
    assert model.depth == depth
    assert model.expression == sp.prod(model.weights)


@pytest.mark.parametrize("depth", [0, -1, 65, 1.5, True])
def test_depths_that_are_none(depth: object) -> None:
    with pytest.raises(ExponentError, match="depth"):
        DeepDiagonal(depth)  # type: ignore[arg-type]


def test_symbolic_depth_has_no_list_of_weights() -> None:
    with pytest.raises(ReparametrizationError, match="symbolic"):
        _ = DeepDiagonal(sp.Symbol("L", positive=True)).reparametrization
