"""The time law of products: from equal weights f = (x - s)^2/2 moves x by L x^m Phi_q(s - x) dt."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, m, q, x
from neversaddle.theory.motion.flow import FORCE, on_leaf
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, positive, real
from neversaddle.theory.statement.kinds import Evolves, Identity, ImproperIntegral, Inequality
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_normal_form, by_powers, by_rate, by_tails

flow = on_leaf(L, q, sp.S.Zero)
(w,) = flow.weights
#: The target s, the distance r = s - x left, and the odds v = x/r.
s, r, v = sp.symbols("s r v", positive=True)
at, left = s * v / (1 + v), s / (1 + v)
#: dt/dv.
duration = s ** (2 - m - q) * v**-m * (1 + v) ** (m + q - 3) / L


def escape(force: sp.Expr) -> sp.Expr:
    """dt/dx under a force."""
    return 1 / (L * x**m * force ** (q - 1))


TARGET = positive(s, why="the other sign is the mirror image; at s = 0 there is no way to go")
ON_WAY = (*TARGET, *positive(v, why="x lies between 0 and s"))
SIZES = positive(x, s, r, why="sizes")

claim = Claim(
    id="product-time-law",
    name="Time law of products",
    source="derived; Saxe, McClelland & Ganguli 2014 and Gissin, Shalev-Shwartz & Daniely 2020 at q = 2 [reported]",
    uses=("metric-exponent", "escape-time"),
    given=(ANY_DEPTH, EXPONENT),
    says=(
        Evolves(
            "any loss, with f' = x - s for this one",
            w**L,
            -L * (w**L) ** m * duality_map(q, FORCE),
            flow,
            (*positive(w, why="equal weights of one sign; at w = 0 nothing moves"), *real(FORCE)),
        ),
        Identity("0 < x < s: the odds v = x/(s-x) give the distance", s - at, left, ON_WAY),
        Identity(
            "and dt/dv = dx/dv / (L x^m (s-x)^(q-1))",
            sp.Derivative(at, v) / (L * at**m * duality_map(q, left)),
            duration,
            ON_WAY,
        ),
        ImproperIntegral(
            "the time from x = 0 to s/2, which is v = 1",
            duration,
            v,
            s ** (2 - m - q) * sp.hyper([3 - m - q, 1 - m], [2 - m], -1) / (L * (1 - m)),
            m < 1,
            high=sp.S.One,
            given=TARGET,
        ),
        Inequality(
            "dt/dx is no less than under the constant force s",
            escape(s),
            escape(r),
            given=(*SIZES, Condition(r <= s, why="r = s - x with x >= 0")),
        ),
        Inequality(
            "and up to x = s/2 no more than under the constant force s/2",
            escape(r),
            escape(s / 2),
            given=(*SIZES, Condition(s / 2 <= r, why="r = s - x with x <= s/2")),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "m < 1 is L < p. By the last parts the time from x_0 to s/2 is 1 to 2^(q-1) times that of claim escape-time "
        "under the force s: as x_0 -> 0 of the order log(1/x_0) at m = 1, and x_0^(1-m) for m > 1."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """The chain rule; near v = 0 dt/dv is comparable to v^(-m); a larger force is faster."""
    law, distance, odds, time, fastest, slowest = claim.says
    yield by_rate(law)
    yield by_normal_form(distance)
    yield by_normal_form(odds)
    yield by_tails(time)
    yield by_powers(fastest)
    yield by_powers(slowest)
