"""Rest points of coupled decay on balanced weights: stationary for f + (alpha L/2)|x|^(2/L), at every q."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.balanced import AWAY, BALANCED, SIZE, at_weight, column, sigma, tau, y
from neversaddle.theory.statement.case_proofs import equal_moduli, zero_or_not
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, real
from neversaddle.theory.statement.model import j
from neversaddle.theory.statement.order_proofs import multiple
from neversaddle.theory.statement.points import AtPoints, AtRest, Each, Stationary
from neversaddle.theory.statement.proofs import coefficients, proves
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Step

rate = sp.Symbol("alpha", real=True)
flow = Steepest(DiagonalNetwork(L), q, rate, coupled=True)
x, r = COORDINATE[j], SIZE[column]

claim = Claim(
    id="stationary-coupled",
    name="Rest points under coupled decay",
    source="derived",
    given=(Depth(WIDTH, 1), EXPONENT, *real(rate)),
    says=(
        AtPoints(
            "away from zero",
            AtRest(),
            Stationary(rate * L / 2 * sp.Abs(y) ** (2 / L), y),
            flow,
            given=(Depth(L, 1), *AWAY),
        ),
        AtPoints(
            "where coordinates may be zero",
            AtRest(),
            Each(sp.Eq(x * SLOPE[j], -rate * sp.Abs(x) ** (2 / L)), j),
            flow,
            given=(Depth(L, 2, why="at depth one zero is at rest where no force is"), *BALANCED),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """c dx/dw + alpha w is dx/dw times the slope of f and the penalty, as each weight is r with a sign."""
    away, everywhere = claim.says
    push = sp.sign(tau) * r ** (L - 1)
    no_kink = equal_moduli(coefficients())
    yield proves(away, at_weight(equal_moduli(multiple(push), sigma, tau), no_kink))
    moving = multiple(sp.sign(sigma) / r)
    yield proves(everywhere, at_weight(equal_moduli(zero_or_not(r, moving, multiple(sp.S.One)), sigma, tau)))
