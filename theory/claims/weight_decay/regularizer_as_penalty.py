"""Asked: does decoupled decay lead to stationary points of f + alpha M, M the manifold regularizer? Decided by q."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, alpha, m, p, q, x
from neversaddle.theory.motion.flow import FORCE
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Hypothesis, Sign, nonzero, positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import DEPTH
from neversaddle.theory.statement.steps import Step, by_normal_form

DECAY = Sign(alpha, "positive", "without decay nothing is penalised")
#: f' at a balanced rest point x > 0 of decoupled decay, and -alpha M', what it is where f + alpha M is stationary.
rest_force, stationary_force = -(alpha ** (p - 1)) * x ** (p / L - 1), -alpha * x ** (1 - m)


def at(exponent: sp.Rational) -> Identity:
    """Every balanced rest point x > 0 is stationary for f + alpha M, at one q > 1."""
    left, right = (e.subs(q, exponent) for e in (rest_force, stationary_force))
    given: tuple[Hypothesis, ...] = (DEPTH, DECAY, *positive(x, why="the branch x > 0; the other is its mirror image"))
    right_penalty = (alpha ** (p - 1) * L / p * x ** (p / L)).subs(q, exponent)
    return Identity(
        f"q = {exponent}: f' at rest, and -alpha M' (the right penalty: {right_penalty})", left, right, given
    )


claim = Claim(
    id="regularizer-as-penalty",
    name="Regularizer taken for a penalty",
    source="question of this ledger: arXiv 2603.02064, Theorem 4.16, read as a penalty",
    uses=("stationary-decoupled",),
    says=(
        *(at(sp.Rational(*exponent)) for exponent in ((2,), (7, 4), (3, 2), (5, 4))),
        Identity(
            "q = 1: f' != 0 at rest, where |x| = alpha^(-L), and -alpha M' (right: the box |x| <= alpha^(-L))",
            -sp.Abs(FORCE),
            stationary_force.subs(q, 1).subs(x, alpha ** (-L)),
            (DEPTH, DECAY, *nonzero(FORCE, why="where f' = 0 the flow slides")),
        ),
    ),
    expects=Verdict.REFUTED,
    remark=(
        "The penalty that is right at every q > 1, (alpha^(p-1) L/p)|x|^(p/L), and the box of q = 1 are those of claim "
        "stationary-decoupled; at q = 2 it is alpha M."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """At q = 2 both are -alpha x^(2/L-1)."""
    gradient_flow, *_ = claim.says
    yield by_normal_form(gradient_flow)
