"""Table of regularizers: the exponent e of the |x|^e/e that weight decay amounts to, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, alpha, m, q
from neversaddle.theory.motion.flow import FORCE, on_leaf
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Sign, positive, real
from neversaddle.theory.statement.kinds import Evolves, Limit
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_continuity, by_rate

w = sp.Symbol("w_1", positive=True)
#: The depth where it tends to infinity.
depth = sp.Symbol("L", positive=True)
MOVING = (
    *positive(w, why="the branch x > 0; the other is its mirror image"),
    Sign(alpha, "nonnegative", "decay is not growth; the law itself holds for either sign"),
    *real(FORCE),
)
#: log x, in which powers of x are exponentials.
r = sp.Symbol("r", real=True)


def decoupled(name: str, q_0: int, exponent: sp.Expr) -> Evolves:
    """Depth two: d R'(x) = -Phi_q(f') dt - alpha x^(exponent - 1) dt, with R' = log w at q = 2 and w at q = 1."""
    q_, two = sp.Integer(q_0), sp.Integer(2)
    slope = sp.log(w) if q_0 == 2 else w
    flow = on_leaf(two, q_, sp.S.Zero, alpha)
    return Evolves(name, slope, -duality_map(q_, FORCE) - alpha * (w**two) ** (exponent - 1), flow, MOVING)


def coupled(name: str, deep: sp.Expr, exponent: sp.Expr) -> Evolves:
    """dw = -Phi_q(dx/dw (f' + alpha x^(e-1))) dt, e the exponent: the steepest flow of f + (alpha/e)|x|^e."""
    flow = replace(on_leaf(deep, q, sp.S.Zero, alpha), coupled=True)
    rate = -duality_map(q, w ** (deep - 1) * (FORCE + alpha * (w**deep) ** (exponent - 1)))
    return Evolves(name, w, rate, flow, (EXPONENT, *MOVING, *((ANY_DEPTH,) if deep == L else ())))


m_2, m_1 = (m.subs(q, n).subs(L, depth) for n in (2, 1))

claim = Claim(
    id="regularizer-table",
    name="Table of regularizers",
    source="arXiv 2603.02064, Table 1 [reported in part]; coupled cells derived",
    uses=("manifold-regularizer",),
    says=(
        decoupled("decoupled, q = 2 | L = 2: exponent 1", 2, sp.S.One),
        Limit("decoupled, q = 2 | L = oo: exponent 0", 2 - m_2, depth, sp.oo, sp.S.Zero),
        Limit(
            "decoupled, q = 2 | L = oo: M' -> 1/x at x = e^r (log)",
            sp.exp(r * (1 - m_2)),
            depth,
            sp.oo,
            sp.exp(-r),
            real(r),
        ),
        decoupled("decoupled, q = 1 | L = 2: exponent 3/2", 1, sp.Rational(3, 2)),
        Limit("decoupled, q = 1 | L = oo: exponent 1", 2 - m_1, depth, sp.oo, sp.S.One),
        coupled("coupled, every q | every L: exponent 2/L", L, 2 / L),
        coupled("coupled, every q | L = 2: exponent 1", sp.Integer(2), sp.S.One),
        Limit("coupled, every q | L = oo: exponent 0", 2 / depth, depth, sp.oo, sp.S.Zero),
        Limit(
            "coupled, every q | L = oo: x^(2/L-1) -> 1/x at x = e^r (log)",
            sp.exp(r * (2 / depth - 1)),
            depth,
            sp.oo,
            sp.exp(-r),
            real(r),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "The kinds differ in where the regularizer stands: decoupled decay adds -alpha M' to d R'/dt, outside Phi_q; "
        "coupled decay is the steepest flow of f + (alpha L/2)|x|^(2/L), with the penalty inside Phi_q."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """The chain rule on x = w^L, and the exponents as the depth grows."""
    for part in claim.says:
        yield by_continuity(part) if isinstance(part, Limit) else by_rate(part)
