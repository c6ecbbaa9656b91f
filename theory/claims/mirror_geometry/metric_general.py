"""The inverse metric of a deep diagonal network: the elementary symmetric polynomial e_(L-1) of the u_i = |w_i|^q."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import real
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_normal_form

#: One weight w, the product P of the others, and one more weight v that is added to the network.
w, P, v = sp.symbols("w P v", real=True)

claim = Claim(
    id="metric-general",
    name="Metric in general",
    source="arXiv 2603.02064 [reported for L = 2]; derived for every L",
    uses=("orbit",),
    given=(ANY_DEPTH, EXPONENT, *real(w, P, v)),
    says=(
        Identity(
            "term i is |dx/dw_i|^q, the q-th power of the others' product",
            sp.Abs(sp.Derivative(w * P, w)) ** q,
            sp.Abs(P) ** q,
        ),
        Identity(
            "q-th powers of products are products: one weight more gives one factor u more",
            sp.Abs(P * v) ** q,
            sp.Abs(P) ** q * sp.Abs(v) ** q,
        ),
    ),
    expects=Verdict.PROVED,
    remark="The second part, applied L - 2 times to P = prod_(j != i) w_j, makes term i the product of the other u_j.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """Differentiate the product, and split the modulus of a product."""
    for part in claim.says:
        yield by_normal_form(part)
