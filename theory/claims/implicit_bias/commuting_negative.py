"""Products of matrices and vectors do not commute: where gradient flow takes their entries is no function of y."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.gradient_flows import NoFunction
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, real
from neversaddle.theory.statement.proofs import by_commutator
from neversaddle.theory.statement.steps import Step

u_1, u_2, v, a, b = sp.symbols("u_1 u_2 v a b", real=True)
TWO, THREE = sp.Tuple(u_1, u_2), sp.Tuple(u_1, u_2, v)


def moving(weights: sp.Tuple) -> tuple[Hypothesis, ...]:
    """Weights that are not all zero."""
    squares = sp.Add(*(w**2 for w in weights))
    return (*real(*weights), Condition(sp.Gt(squares, 0), why="where all weights are zero no loss moves them"))


claim = Claim(
    id="commuting-negative",
    name="Models without a mirror flow",
    source="derived; compare Li, Wang, Lee & Arora 2022 (brackets in the kernel of Dg are necessary)",
    says=(
        NoFunction("the first row of u u^T, u in R^2", sp.Tuple(u_1**2 / 2, u_1 * u_2), TWO, moving(TWO)),
        NoFunction("all three entries of it", sp.Tuple(u_1**2 / 2, u_1 * u_2, u_2**2 / 2), TWO, moving(TWO)),
        NoFunction("x = v u with one hidden neuron and u in R^2", sp.Tuple(v * u_1, v * u_2), THREE, moving(THREE)),
        NoFunction(
            "real and imaginary part of the complex square (u_1 + i u_2)^2/2",
            sp.Tuple((u_1**2 - u_2**2) / 2, u_1 * u_2),
            TWO,
            moving(TWO),
        ),
        NoFunction(
            "the quadratic forms of diag(a, b) and of the exchange of two weights",
            sp.Tuple((a * u_1**2 + b * u_2**2) / 2, u_1 * u_2),
            TWO,
            (*moving(TWO), *real(a, b), Condition(sp.Ne(a, b), why="at a = b they commute: claim commuting")),
        ),
    ),
    expects=Verdict.ARGUED,
    remark=(
        "Each coordinate alone has a mirror flow (claim orbit). For x = v u Azulay et al. 2021 change the clock to get "
        "one: with the loss's own time there is none. A mirror map would make x a function of y."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """At every start a bracket moves x, at once or after the start."""
    yield from map(by_commutator, claim.says)
