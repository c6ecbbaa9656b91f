"""Asked: does decoupled decay lead to stationary points of f + alpha M, M the manifold regularizer? Decided by q."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, alpha, m, q
from neversaddle.theory.motion.steepest import WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.balanced import AWAY, SIZE, at_weight, column, sigma, tau, y
from neversaddle.theory.statement.case_proofs import equal_moduli
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Range, Sign
from neversaddle.theory.statement.order_proofs import multiple
from neversaddle.theory.statement.points import AtPoints, AtRest, Stationary
from neversaddle.theory.statement.proofs import coefficients, proves
from neversaddle.theory.statement.steps import Step

#: alpha times the manifold regularizer of one coordinate.
regularizer = alpha * sp.Abs(y) ** (2 - m) / (2 - m)


def rest_is_stationary(name: str, exponent: sp.Expr, *given: Range) -> AtPoints:
    """Every balanced rest point of decoupled decay without zeros is stationary for f + alpha M, at an exponent."""
    flow = Steepest(DiagonalNetwork(L), exponent, alpha)
    penalty = Stationary(regularizer.subs(q, exponent), y)
    return AtPoints(name, penalty, None, flow, where=AtRest(), given=given)


claim = Claim(
    id="regularizer-as-penalty",
    name="Regularizer taken for a penalty",
    source="question of this ledger: arXiv 2603.02064, Theorem 4.16, read as a penalty",
    given=(
        Depth(L, 1),
        Depth(WIDTH, 1),
        Sign(alpha, "positive", "without decay nothing is penalised"),
        *AWAY,
    ),
    says=(
        rest_is_stationary("q = 2", sp.Integer(2)),
        rest_is_stationary("q > 1", q, Range(q, open_low=True, why="at q = 1 rest is another condition")),
        rest_is_stationary("q = 1", sp.S.One),
    ),
    expects=Verdict.REFUTED,
    remark="The penalty that is right at every q > 1, and the box of q = 1, are those of claim stationary-decoupled.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """At q = 2 both say that f' = -alpha |x|^(2/L-1) sign(x)."""
    gradient_flow, *_ = claim.says
    same = multiple(sp.S.One, sp.sign(tau) * SIZE[column] ** (1 - L))
    no_kink = equal_moduli(coefficients(), sigma, tau)
    yield proves(gradient_flow, at_weight(equal_moduli(same, sigma, tau), no_kink))
