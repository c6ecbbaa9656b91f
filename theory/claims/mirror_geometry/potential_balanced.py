"""Balanced weights: the potential is a power of |x|, |x| log|x| at metric exponent one, and -log at m = 2."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, size
from neversaddle.theory.language.symbols import L, m, q, u
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition, nonzero, positive
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_coefficients, by_continuity, by_normal_form, by_quotient

depth = sp.Symbol("D", positive=True)
x, t = sp.Symbol("x", real=True), sp.Symbol("t", positive=True)
OTHER = Condition(sp.Ne(m, 1), why="at m = 1 the power is replaced by |x| log|x|")
OFF_ZERO = nonzero(x, why="at x = 0 the slope of R may be infinite")


def power(x: sp.Expr) -> sp.Expr:
    """R where m is neither 1 nor 2."""
    return sp.Abs(x) ** (2 - m) / (L * (1 - m) * (2 - m))


def slope(x: sp.Expr) -> sp.Expr:
    """R'."""
    return x * sp.Abs(x) ** (-m) / (L * (1 - m))


def entropy(x: sp.Expr) -> sp.Expr:
    """R where m = 1."""
    return (sp.Abs(x) * sp.log(sp.Abs(x)) - sp.Abs(x)) / L


claim = Claim(
    id="potential-balanced",
    name="Potential of equal weights",
    source="arXiv 2603.02064, Lemma 4.13; constants derived",
    fidelity=Fidelity.FAITHFUL,
    reported=True,
    uses=("metric-exponent",),
    given=(ANY_DEPTH,),
    says=(
        Identity(
            "R'' as it should be, the inverse of the metric",
            1 / InverseMetric(L, q, sp.S.Zero, u),
            size(L, q, sp.S.Zero, u) ** (-m) / L,
            (EXPONENT, *positive(u, why="at u = 0 the metric vanishes")),
        ),
        Identity("m not 1: its slope", sp.Derivative(power(x), x), slope(x), (EXPONENT, OTHER, *OFF_ZERO)),
        Identity(
            "m not 1: R'' = |x|^(-m)/L",
            sp.Derivative(slope(x), x),
            sp.Abs(x) ** (-m) / L,
            (EXPONENT, OTHER, *OFF_ZERO),
        ),
        Limit("m not 1: R(0) = 0 by continuity", t ** (2 - m), t, sp.S.Zero, sp.S.Zero, (EXPONENT,)),
        Identity("m = 1: its slope", sp.Derivative(entropy(x), x), x / sp.Abs(x) * sp.log(sp.Abs(x)) / L, OFF_ZERO),
        Identity(
            "m = 1: R'' = 1/(L|x|)",
            sp.Derivative(x / sp.Abs(x) * sp.log(sp.Abs(x)) / L, x),
            1 / (L * sp.Abs(x)),
            OFF_ZERO,
        ),
        Limit("m = 1: R(0) = 0 by continuity", (t * sp.log(t) - t) / L, t, sp.S.Zero, sp.S.Zero),
        Inequality("m is below q", m, q, strict=True, given=(EXPONENT,)),
        Limit(
            "and at L = D tends to q as D does to oo: to 2 at q = 2 alone",
            m.subs(L, depth),
            depth,
            sp.oo,
            q,
            (EXPONENT,),
        ),
        Identity("m = 2: (-log|x|)' = -1/x", sp.Derivative(-sp.log(sp.Abs(x)), x), -1 / x, OFF_ZERO),
        Identity("m = 2: and (-log|x|)'' = |x|^(-2), which is L R'' there", sp.Derivative(-1 / x, x), x**-2, OFF_ZERO),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Differentiate twice; t log t is log t over 1/t."""
    for part in claim.says:
        if isinstance(part, Identity):
            yield by_normal_form(part)
        elif isinstance(part, Inequality):
            yield by_coefficients(part)
    power_limit, entropy_limit, deep = (part for part in claim.says if isinstance(part, Limit))
    yield by_continuity(deep)
    yield by_continuity(power_limit)
    yield by_quotient(entropy_limit, sp.expand(entropy_limit.expression / t), 1 / t)
