"""The manifold regularizer: on balanced leaves decoupled decay adds -alpha M'(x), M = |x|^(2-m)/(2-m), to d R'(x)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, alpha, kappa, m, q, x
from neversaddle.theory.motion.flow import FORCE, on_leaf
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Sign, positive, real
from neversaddle.theory.statement.kinds import Evolves, Identity
from neversaddle.theory.statement.setting import ANY_DEPTH, DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_normal_form, by_rate

flow = on_leaf(L, q, sp.S.Zero, alpha)
(w,) = flow.weights
#: The exponent p = L, where kappa = 0 and the potential is of entropy type.
q_log = L / (L - 1)
critical = on_leaf(L, q_log, sp.S.Zero, alpha)
MOVING = (
    *positive(w, why="the branch x > 0; the other is its mirror image"),
    Sign(alpha, "nonnegative", "decay is not growth; the law itself holds for either sign"),
    *real(FORCE),
)

claim = Claim(
    id="manifold-regularizer",
    name="Regularizer of decoupled decay",
    source="arXiv 2603.02064, Theorem 4.16 [reported]",
    uses=("mirror-flow", "potential-balanced"),
    says=(
        Evolves(
            "kappa != 0: R'(x) = w^kappa/kappa with x = w^L",
            w**kappa / kappa,
            -duality_map(q, FORCE) - alpha * (w**L) ** (1 - m),
            flow,
            (ANY_DEPTH, EXPONENT, Condition(sp.Ne(kappa, 0), why="at kappa = 0 the potential is x log x"), *MOVING),
        ),
        Identity(
            "R'(x) = w^kappa/kappa has the slope x^(-m)/L at x = w^L",
            sp.Derivative(x ** (kappa / L) / kappa, x),
            x ** (-m) / L,
            (ANY_DEPTH, EXPONENT, Condition(sp.Ne(kappa, 0), why="at kappa = 0 it is a logarithm"), *positive(x)),
        ),
        Evolves(
            "kappa = 0, that is q = L/(L-1): R'(x) = log(x)/L = log w, and M' = 1",
            sp.log(w),
            -duality_map(q_log, FORCE) - alpha,
            critical,
            (DEPTH, *MOVING),
        ),
        Identity(
            "M' = x^(1-m)",
            sp.Derivative(x ** (2 - m) / (2 - m), x),
            x ** (1 - m),
            (ANY_DEPTH, EXPONENT, *positive(x, why="M is even")),
        ),
        Identity("the constant", 1 / (2 - m), L / (L * (2 - q) + q), (ANY_DEPTH, EXPONENT)),
    ),
    expects=Verdict.PROVED,
    remark="This is the law of claim decay-mirror-law at lambda = 0: kappa R'(x) = |x|^(1-m) sign(x).",
)


def prove(claim: Claim) -> Iterator[Step]:
    """The chain rule on x = w^L."""
    power, slope, logarithm, regularizer, constant = claim.says
    yield by_rate(power)
    yield by_normal_form(slope)
    yield by_rate(logarithm)
    yield by_normal_form(regularizer)
    yield by_normal_form(constant)
