"""Effective balance: the same weights give each exponent q its own lambda_q = |w_2|^q - |w_1|^q."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.claims.mirror_geometry.metric_general import metric
from neversaddle.theory.language.symbols import q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Composed, Condition, Depth, Place, positive, real
from neversaddle.theory.statement.kinds import Equivalence
from neversaddle.theory.statement.model import ABOVE_ONE, i, j, moving, r
from neversaddle.theory.statement.proofs import chain_rule, proves, theorem, truth
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Step, by_common_sign

TWO = sp.Integer(2)
network = DiagonalNetwork(TWO)
flow = Steepest(network, q)
WEIGHTS = (Depth(WIDTH, 1), Place(j, WIDTH), Place(i, TWO), Place(r, TWO, apart=(i,)))
#: The moduli of two weights.
a, b = sp.symbols("a b", real=True)


def effective(q: sp.Expr) -> sp.Expr:
    """lambda_q of the weights of a coordinate."""
    return sp.Abs(WEIGHT[r, j]) ** q - sp.Abs(WEIGHT[i, j]) ** q


constant = (effective(q), Order.EQUAL, Initially(effective(q)), flow)
claim = Claim(
    id="effective-lambda",
    name="Effective balance",
    source="arXiv 2603.02064",
    fidelity=Fidelity.FAITHFUL,
    reported=True,
    uses=("balance", "metric-depth-two"),
    says=(
        Along("constant along the flow of exponent q > 1", *constant, (*WEIGHTS, *ABOVE_ONE)),
        Along("and of q = 1, where no weight stays at zero", *constant, (*WEIGHTS, *moving(TWO))),
        Holds(
            "the inverse metric at given weights is that of lambda_q",
            sp.Eq(metric(TWO) ** 2, 4 * sp.Abs(COORDINATE[j]) ** q + effective(q) ** 2),
            (*WEIGHTS, Composed(network, 0), *positive(q, why="a power of what may vanish")),
        ),
        Holds(
            "lambda_2 = lambda_1 (|w_1| + |w_2|)",
            sp.Eq(effective(TWO), effective(sp.S.One) * (sp.Abs(WEIGHT[i, j]) + sp.Abs(WEIGHT[r, j]))),
            WEIGHTS,
        ),
        Equivalence(
            "so, of moduli a < b: lambda_2 < lambda_1 iff a + b < 1",
            (a + b < 1, b**2 - a**2 < b - a),
            (*real(a, b), Condition(a < b, why="weights of one modulus have lambda_q = 0 for every q")),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "Weights with |w_1| + |w_2| < 1 are less far from balance for gradient flow than for sign flow, larger ones "
        "further: lambda_q scales with the weights like their q-th power."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """Products of powers of the moduli."""
    above, one, metric_part, ratio, order = claim.says
    for part in (above, one):
        yield proves(part, theorem("zero-derivative", chain_rule()))
    for part in (metric_part, ratio):
        yield proves(part, truth())
    yield by_common_sign(order)
