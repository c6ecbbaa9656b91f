"""The local exponent: where n weights vanish together the inverse metric is of the order |x|^(q(n-1)/n)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import Product, Total, family, index
from neversaddle.theory.language.symbols import q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis, Members, positive
from neversaddle.theory.statement.kinds import Limit
from neversaddle.theory.statement.order_proofs import relation
from neversaddle.theory.statement.proofs import coefficients, normal_form, proves
from neversaddle.theory.statement.setting import ANY_EXPONENT
from neversaddle.theory.statement.steps import Step, by_continuity

#: n weights a_i eps that vanish together, and d others b_i: a network of depth n + d.
n, d = sp.Symbol("n", positive=True, integer=True), sp.Symbol("d", nonnegative=True, integer=True)
a, b, i, r = family("a"), family("b"), index("i"), index("r")
eps = sp.Symbol("eps", positive=True)


def sizes(eps: sp.Expr, *but: sp.Symbol) -> sp.Expr:
    """The product of the |a_i eps|^q but for some."""
    return Product(sp.Abs(a[i]) ** q * eps**q, i, n, *but)


def others(*but: sp.Symbol) -> sp.Expr:
    """The product of the |b_i|^q but for some."""
    return Product(sp.Abs(b[i]) ** q, i, d, *but)


def without_others(eps: sp.Expr) -> sp.Expr:
    """What the weights that vanish contribute to the inverse metric: of all |w|^q but one the product."""
    return Total(sizes(eps, r), r, n) * others()


metric = without_others(eps) + sizes(eps) * Total(others(r), r, d)
order = q * (n - 1) / n
scale = sp.Abs(Product(a[i], i, n) * Product(b[i], i, d)) ** order
x = Product(a[i] * eps, i, n) * Product(b[i], i, d)
ratio = metric / sp.Abs(x) ** order
leading = without_others(sp.S.One) / scale
exact = leading + eps**q * sizes(sp.S.One) * Total(others(r), r, d) / scale
TOGETHER: tuple[Hypothesis, ...] = (
    *positive(eps, why="the common scale of the weights that vanish"),
    Members(a, "nonzero", why="the weights vanish together, at fixed ratios"),
    Members(b, "nonzero", why="the others do not vanish"),
)

claim = Claim(
    id="local-exponent",
    name="Metric where weights vanish together",
    source="derived",
    uses=("metric-general",),
    given=(
        Depth(n, 1, why="some weight has to vanish for x to vanish"),
        Depth(d, 0, why="a number of weights"),
        ANY_EXPONENT,
    ),
    says=(
        Holds(
            "over |x|^(q(n-1)/n): the inverse metric at weights a_i eps and b_i, of all |w|^q but one the product",
            sp.Eq(ratio, exact),
            TOGETHER,
        ),
        Limit("eps^q, and with it one summand, vanishes with the weights", eps**q, eps, sp.S.Zero, sp.S.Zero),
        Holds("the other summand, which is left, is positive", sp.Gt(leading, 0), TOGETHER[1:]),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The share of a weight that vanishes has n - 1 factors eps^q, that of another n; |x| has n factors eps."""
    formula, vanishes, stays = claim.says
    yield proves(formula, relation(normal_form()))
    yield by_continuity(vanishes)
    yield proves(stays, relation(coefficients()))
