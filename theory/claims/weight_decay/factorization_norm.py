"""Factorization: the least sum of |w_i|^s over weights with product x is L x^(s/L), at equal moduli."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, x
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.kinds import Factorization
from neversaddle.theory.statement.setting import ANY_DEPTH
from neversaddle.theory.statement.steps import Step, by_tangent

w, s = sp.Symbol("w", real=True), sp.Symbol("s", positive=True)

claim = Claim(
    id="factorization-norm",
    name="Norm of factorizations",
    source="standard (Kolb et al.; Ziyin & Wang, s = 2)",
    given=(
        ANY_DEPTH,
        *positive(s, why="a power that grows with the size of a weight"),
        *positive(x, why="for x < 0 one weight changes its sign and no sum changes; at x = 0 the least sum is 0"),
    ),
    says=(Factorization("any number of weights, any s > 0", sp.Abs(w) ** s, w, x, L, L * x ** (s / L)),),
    expects=Verdict.PROVED,
    remark="With s = 2: decay of the weights, (alpha/2) sum w_i^2, costs (alpha L/2)|x|^(2/L) at least.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """|w|^s is convex in log|w|."""
    (least,) = claim.says
    yield by_tangent(least)
