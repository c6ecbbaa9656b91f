"""Never saddle: the time to escape from n vanishing weights stays bounded, as their size does not, iff n < p."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.escape import EscapeTime
from neversaddle.theory.language.symbols import L, lam, p, q, u, u_0
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Range, positive
from neversaddle.theory.statement.kinds import Equivalence, ImproperIntegral, Limit
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_common_sign, by_quotient, by_tails

n = sp.Symbol("n", positive=True, integer=True)
s = sp.Symbol("s", positive=True)
#: At q = n/(n-1) the number n of vanishing weights is p.
critical = n / (n - 1)
#: u_0 = eps^q for weights of size eps.
log_size = sp.log(u_0 ** (-1 / critical))
growth = 1 - (n - 1) * (q - 1)
#: The integral of dt/du over (0, u): k s^(a-1) (s+lambda)^(-b) with these a and b.
a, b = growth / q, (L - n) * (q - 1) / q
others = lam**-b
SOME = Depth(n, 1, why="some weight has to vanish")
WITHIN = Condition(sp.Le(n, L), why="no more weights vanish than there are")

claim = Claim(
    id="never-saddle",
    name="Never saddle",
    source="derived",
    uses=("saddle-set",),
    given=positive(lam, u, why="the other weights, and those that escape at the end, are not zero"),
    says=(
        ImproperIntegral(
            "the time from eps = 0, finite iff (n-1)(q-1) < 1",
            EscapeTime.rate(L, n, q, lam, s),
            s,
            lam**-b * u**a / growth * sp.hyper([b, a], [a + 1], -u / lam),
            (n - 1) * (q - 1) < 1,
            high=u,
            given=(ANY_DEPTH, SOME, EXPONENT),
        ),
        Equivalence(
            "that is n < p, for q > 1",
            ((n - 1) * (q - 1) < 1, n < p),
            given=(SOME, Range(q, open_low=True, why="at q = 1 the conjugate p is infinite: the next part")),
        ),
        ImproperIntegral(
            "q = 1, p = oo: finite for every n",
            EscapeTime.rate(L, n, sp.S.One, lam, s),
            s,
            u,
            sp.true,
            high=u,
            given=(ANY_DEPTH, SOME),
        ),
        Limit(
            "n = p: log(1/eps)",
            EscapeTime(L, n, critical, lam, u_0, u) / log_size,
            u_0,
            sp.S.Zero,
            lam ** (-(L - n) / n),
            given=(ANY_DEPTH, Depth(n, 2, why="n = p >= 2, as q <= 2"), WITHIN),
        ),
        Limit(
            "n > p: eps^(1-(n-1)(q-1))",
            EscapeTime(L, n, q, lam, u_0, u) / u_0 ** (growth / q),
            u_0,
            sp.S.Zero,
            others / ((n - 1) * (q - 1) - 1),
            given=(ANY_DEPTH, SOME, WITHIN, EXPONENT, Condition((n - 1) * (q - 1) > 1, why="this is n > p")),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """dt/du is of the order u^((1 - (n-1)(q-1))/q - 1) at u = 0."""
    finite, threshold, sign, logarithm, power = claim.says
    yield by_tails(finite)
    yield by_common_sign(threshold)
    yield by_tails(sign)
    yield by_quotient(logarithm, EscapeTime(L, n, critical, lam, u_0, u), log_size)
    yield by_quotient(power, EscapeTime(L, n, q, lam, u_0, u), u_0 ** (growth / q))
