"""Rest points of decoupled decay on balanced weights: stationary for f + (alpha^(p-1) L/p)|x|^(p/L)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, alpha, p, q
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.balanced import AWAY, BALANCED, SIZE, at_weight, column, sigma, tau, y
from neversaddle.theory.statement.case_proofs import equal_moduli, zero_or_not
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Range, Sign
from neversaddle.theory.statement.model import j
from neversaddle.theory.statement.order_proofs import multiple, through
from neversaddle.theory.statement.points import AtPoints, AtRest, Each, FirstOrder, Stationary
from neversaddle.theory.statement.proofs import coefficients, proves, theorem
from neversaddle.theory.statement.steps import Proof, Step

slope = alpha ** (p - 1)
penalty = slope * L / p * sp.Abs(y) ** (p / L)
flow = Steepest(DiagonalNetwork(L), q, alpha)
sign_flow = Steepest(DiagonalNetwork(L), sp.S.One, alpha)
x, c, r = COORDINATE[j], SLOPE[column], SIZE[column]
FINITE = Range(q, open_low=True, why="at q = 1 the penalty becomes a box")
DECAY = Sign(alpha, "nonnegative", "decay is not growth")

claim = Claim(
    id="stationary-decoupled",
    name="Rest points under decoupled decay",
    source="derived",
    given=(Depth(WIDTH, 1),),
    says=(
        AtPoints("q > 1", AtRest(), Stationary(penalty, y), flow, given=(FINITE, DECAY, Depth(L, 1), *AWAY)),
        AtPoints(
            "q > 1, where coordinates may be zero",
            AtRest(),
            Each(sp.Eq(x * SLOPE[j], -slope * sp.Abs(x) ** (p / L)), j),
            flow,
            given=(FINITE, DECAY, Depth(L, 2, why="at depth one zero is at rest where no force is"), *BALANCED),
        ),
        AtPoints(
            "q = 1",
            AtRest(),
            FirstOrder(alpha ** (-L)),
            sign_flow,
            given=(Sign(alpha, "positive", "without decay there is no box"), Depth(L, 1), *AWAY),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Each weight is r with a sign, the product of the others r^(L-1), and odd powers are taken to invert Phi_q."""
    smooth, everywhere, box = claim.says
    signs = sp.sign(sigma) * sp.sign(tau)
    at_rest = -slope * r ** (p - L) * signs
    force = sp.Eq(duality_map(q, c), duality_map(q, at_rest), evaluate=False)
    power = theorem("odd-power", coefficients(), a=c, b=at_rest, n=q - 1)
    first = multiple(sp.sign(tau) * r ** ((L - 1) * (q - 1)))

    def inverted(last: sp.Expr) -> Proof:
        return through(force, first, through(sp.Eq(c, at_rest, evaluate=False), power, multiple(last)))

    no_kink = equal_moduli(coefficients())
    yield proves(smooth, at_weight(equal_moduli(inverted(sp.S.One), sigma, tau), no_kink))
    zero = zero_or_not(r, inverted(signs * r ** (-L)), multiple(sp.S.One))
    yield proves(everywhere, at_weight(equal_moduli(zero, sigma, tau)))
    yield proves(box, at_weight(equal_moduli(_inside(), sigma), _at_edge()))


def _inside() -> Proof:
    """alpha r <= 1 iff (alpha r)^L <= 1."""
    a, one = (alpha * r) ** L, sp.S.One
    power = theorem("ordered-powers", coefficients(), coefficients(), coefficients(), a=a, b=one, n=1 / L)
    rooted = sp.Le(a ** (1 / L), one, evaluate=False)
    return through(rooted, multiple(one), through(sp.Le(a, one, evaluate=False), power, multiple(alpha**L)))


def _at_edge() -> Proof:
    """Where the slope is not zero both equations say that alpha r = 1, and that c and x are of different signs."""
    one = sp.S.One
    a = -sp.sign(c) * sp.sign(sigma) * sp.sign(tau) * (alpha * r) ** L
    power = theorem("odd-power", coefficients(), a=a, b=one, n=1 / L)
    rooted = sp.Eq(sp.sign(a) * sp.Abs(a) ** (1 / L), one, evaluate=False)
    first, last = multiple(sp.Abs(c) * r ** (L - 1)), multiple(-(alpha**L) / sp.Abs(c))
    pushed = through(rooted, first, through(sp.Eq(a, one, evaluate=False), power, last))
    return zero_or_not(c, equal_moduli(pushed, sigma, tau), multiple(one))
