"""Effective balance: the same weights give each exponent q its own lambda_q = |w_2|^q - |w_1|^q."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import q
from neversaddle.theory.motion.flow import FORCE, SteepestFlow
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, nonzero, real
from neversaddle.theory.statement.kinds import Equivalence, Evolves, Identity
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Step, by_common_sign, by_normal_form, by_rate

TWO = sp.Integer(2)
w_1, w_2 = sp.symbols("w_1 w_2", real=True)
#: The moduli of the weights.
a, b = sp.symbols("a b", real=True)
WEIGHTS = real(w_1, w_2)
flow = SteepestFlow(q, (w_1, w_2), sp.S.One, depth=TWO)


def effective(q: sp.Expr) -> sp.Expr:
    """lambda_q of the weights."""
    return sp.Abs(w_2) ** q - sp.Abs(w_1) ** q


claim = Claim(
    id="effective-lambda",
    name="Effective balance",
    source="arXiv 2603.02064 [reported]",
    uses=("balance", "metric-depth-two"),
    says=(
        Evolves(
            "lambda_q is constant along the flow of exponent q",
            effective(q),
            sp.S.Zero,
            flow,
            (EXPONENT, *nonzero(w_1, w_2, why="at q = 1 the modulus has a kink at zero"), *real(FORCE)),
        ),
        Identity(
            "the inverse metric at given weights is that of lambda_q",
            (sp.Abs(w_1) ** q + sp.Abs(w_2) ** q) ** 2,
            4 * sp.Abs(w_1 * w_2) ** q + effective(q) ** 2,
            (EXPONENT, *WEIGHTS),
        ),
        Identity(
            "lambda_2 = lambda_1 (|w_1| + |w_2|)",
            effective(TWO),
            effective(sp.S.One) * (sp.Abs(w_1) + sp.Abs(w_2)),
            WEIGHTS,
        ),
        Equivalence(
            "lambda_2 < lambda_1 iff |w_1| + |w_2| < 1, in the moduli a < b",
            (a + b < 1, b**2 - a**2 < b - a),
            (
                *real(a, b),
                Condition(
                    a < b, why="the second weight is the larger one: equal weights have lambda_q = 0 for every q"
                ),
            ),
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
    constant, metric, ratio, order = claim.says
    yield by_rate(constant)
    yield by_normal_form(metric)
    yield by_normal_form(ratio)
    yield by_common_sign(order)
