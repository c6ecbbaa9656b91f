"""Table of regularizers: the exponent e of the |x|^e/e that weight decay amounts to, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Total
from neversaddle.theory.language.symbols import L, m, q
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, SLOPE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.balanced import equal_sizes, sigma, tau
from neversaddle.theory.statement.case_proofs import equal_moduli
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis, Place, real
from neversaddle.theory.statement.kinds import Limit, Part
from neversaddle.theory.statement.model import ABOVE_ONE, MOVING, i, j, r
from neversaddle.theory.statement.order_proofs import equal_argument
from neversaddle.theory.statement.proofs import chain_rule, proves
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.solution_proofs import another_rate
from neversaddle.theory.statement.solutions import Rate
from neversaddle.theory.statement.steps import Proof, Step

#: The depth where it tends to infinity.
depth = sp.Symbol("L", positive=True)
#: All weights have one modulus.
SAME = equal_moduli(Proof("normal form"), sigma, tau)
#: log x, in which powers of x are exponentials.
rho = sp.Symbol("rho", real=True)
x, s, c = COORDINATE[j], DRIVE[j], SLOPE[j]


(_, NONZERO) = MOVING
alpha = sp.Symbol("alpha", real=True)


def balanced(deep: sp.Expr, *given: Hypothesis) -> tuple[Hypothesis, ...]:
    """Any weight of a coordinate, all weights of which are of one size."""
    sizes = (Depth(L, 1), Depth(WIDTH, 1)) if deep == L else (Depth(WIDTH, 1),)
    return (*given, *sizes, Place(i, deep), Place(j, WIDTH), *real(alpha), *equal_sizes(deep), NONZERO)


def slope(exponent: sp.Expr) -> sp.Expr:
    """The slope of |x|^exponent/exponent."""
    return sp.sign(x) * sp.Abs(x) ** (exponent - 1)


def decoupled(name: str, deep: sp.Expr, q_0: sp.Expr, exponent: sp.Expr, *given: Hypothesis) -> tuple[Rate, Proof]:
    """dx = -L |x|^m (s + alpha x^(e-1)) dt: the mirror flow of f with alpha |x|^e/e beside its drive."""
    model = DiagonalNetwork(deep)
    flow = Steepest(model, q_0, alpha)
    rate = -deep * sp.Abs(x) ** (q_0 * (deep - 1) / deep) * (s + alpha * slope(exponent))
    by_chain = -s * Total(sp.Abs(model.partial(r, j)) ** q_0, r, deep) - alpha * deep * x
    return Rate(name, x, rate, flow, balanced(deep, *given)), another_rate(by_chain, chain_rule(), SAME)


def coupled(name: str, deep: sp.Expr, exponent: sp.Expr) -> tuple[Rate, Proof]:
    """dw = -Phi_q(dx/dw (c + alpha x^(e-1))) dt: the steepest flow of f with the penalty alpha |x|^e/e."""
    model = DiagonalNetwork(deep)
    flow = Steepest(model, q, alpha, coupled=True)
    force = model.partial(i, j) * (c + alpha * slope(exponent))
    in_weights = force.xreplace({x: model.coordinate(j)})
    pushed = equal_argument(in_weights, model.partial(i, j) * c + alpha * WEIGHT[i, j], SAME)
    proof = another_rate(flow.velocity(i, j), chain_rule(), pushed)
    return Rate(name, WEIGHT[i, j], -duality_map(q, force), flow, balanced(deep, *ABOVE_ONE)), proof


def tends(name: str, expression: sp.Expr, value: sp.Expr, *given: Hypothesis) -> tuple[Limit, Proof]:
    """What becomes of an expression as the depth grows."""
    return Limit(name, expression, depth, sp.oo, value, given), Proof("continuity")


def log_slope(name: str, exponent: sp.Expr) -> tuple[Limit, Proof]:
    """The slope x^(e-1) at x = exp(rho) > 0 tends to 1/x, that of log x."""
    return tends(name, sp.exp(rho * (exponent - 1)), sp.exp(-rho), *real(rho))


TWO, ONE = sp.Integer(2), sp.S.One
m_2, m_1 = (m.subs(q, n).subs(L, depth) for n in (2, 1))
CELLS: tuple[tuple[Part, Proof], ...] = (
    decoupled("decoupled, every q | every L: exponent 2 - m", L, q, 2 - m, EXPONENT),
    decoupled("decoupled, q = 2 | L = 2: exponent 1", TWO, TWO, ONE),
    tends("decoupled, q = 2 | L = oo: exponent 0", 2 - m_2, sp.S.Zero),
    log_slope("decoupled, q = 2 | L = oo: the slope of log x", 2 - m_2),
    decoupled("decoupled, q = 1 | L = 2: exponent 3/2", TWO, ONE, sp.Rational(3, 2)),
    tends("decoupled, q = 1 | L = oo: exponent 1", 2 - m_1, ONE),
    coupled("coupled, q > 1 | every L: exponent 2/L", L, 2 / L),
    coupled("coupled, q > 1 | L = 2: exponent 1", TWO, ONE),
    tends("coupled, q > 1 | L = oo: exponent 0", 2 / depth, sp.S.Zero),
    log_slope("coupled, q > 1 | L = oo: the slope of log x", 2 / depth),
)

claim = Claim(
    id="regularizer-table",
    name="Table of regularizers",
    source="arXiv 2603.02064, Table 1; coupled cells derived",
    fidelity=Fidelity.EXTRA,
    differs="the weights of a coordinate are of one size and not zero; coupled decay for q > 1",
    reported=True,
    says=tuple(cell for cell, _ in CELLS),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The chain rule, and all weights of one modulus; the exponents as the depth grows."""
    yield from (proves(part, proof) for part, (_, proof) in zip(claim.says, CELLS, strict=True))
