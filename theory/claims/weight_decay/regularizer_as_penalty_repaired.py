"""The regularizer of decoupled decay is a penalty at q = 2 only: at rest Phi_q(f') = -alpha M', not f' = -alpha M'."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, alpha, m, p, q
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.balanced import SIZE, column, row, sigma, tau, y
from neversaddle.theory.statement.case_proofs import at_end, equal_moduli, zero_or_not
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Members, Range, Sign
from neversaddle.theory.statement.model import j
from neversaddle.theory.statement.order_proofs import multiple, through, turned
from neversaddle.theory.statement.points import AtLimits, AtPoints, AtRest, Each, Stationary
from neversaddle.theory.statement.proofs import coefficients, proves, theorem
from neversaddle.theory.statement.rest_proofs import at_rest, balanced_at_rest, balanced_by_sliding
from neversaddle.theory.statement.steps import Proof, Step

#: alpha times the manifold regularizer of one coordinate.
regularizer = alpha * sp.Abs(y) ** (2 - m) / (2 - m)
AWAY = Members(WEIGHT, "nonzero", why="where all weights of a coordinate are zero they rest, whatever the force")
ABOVE_ONE = Range(q, open_low=True, why="at q = 1 rest is another condition")
x, c, r, one = COORDINATE[j], SLOPE[column], SIZE[column], sp.S.One


def stationary_iff(name: str, exponent: sp.Expr, *given: Range) -> AtPoints:
    """A rest point without zeros is stationary for f + alpha M iff q = 2 or all slopes are 1 or -1."""
    flow = Steepest(DiagonalNetwork(L), exponent, alpha)
    penalty = Stationary(regularizer.subs(q, exponent), y)
    exception = Each(sp.Eq((2 - exponent) * (sp.Abs(SLOPE[j]) - 1), 0), j)
    return AtPoints(name, penalty, exception, flow, where=AtRest(), given=(AWAY, *given))


def limits(name: str, exponent: sp.Expr, pull: sp.Expr, *given: Range) -> AtLimits:
    """Where a solution comes to, x_j (c_j + the slope of the penalty) = 0: x_j is zero, or f + the penalty has none."""
    flow = Steepest(DiagonalNetwork(L), exponent, alpha, steady=True)
    return AtLimits(name, Each(sp.Eq(x * SLOPE[j], -pull), j), flow, given=given)


claim = Claim(
    id="regularizer-as-penalty-repaired",
    name="Regularizer taken for a penalty, repaired",
    source="derived",
    given=(
        Depth(L, 1),
        Depth(WIDTH, 1),
        Sign(alpha, "positive", "without decay nothing is penalised"),
    ),
    says=(
        stationary_iff("q > 1", q, ABOVE_ONE),
        stationary_iff("q = 1", one),
        limits("limits, q = 2: x_j times the slope of f + alpha M is 0", sp.Integer(2), alpha * sp.Abs(x) ** (2 / L)),
        limits(
            "limits, q > 1: x_j times the slope of f + (alpha^(p-1) L/p) |x_j|^(p/L) is 0",
            q,
            alpha ** (p - 1) * sp.Abs(x) ** (p / L),
            ABOVE_ONE,
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """At rest alpha M' = -Phi_q(f'), so that f' + alpha M' = Phi_q(f') (|f'|^(2-q) - 1)."""
    above_one, sign_flow, at_two, in_general = claim.says
    size, side = sp.Abs(c), sp.sign(c)
    by_rest = sp.sign(tau) * r ** (-(L - 1) * (q - 1))
    power = sp.Eq(sp.sign(size) * sp.Abs(size) ** (2 - q), one, evaluate=False)
    once = theorem("odd-power", coefficients(), a=size, b=one, n=2 - q)
    inside = through(
        power,
        multiple(side * size ** (q - 1), by_rest),
        through(sp.Eq(size, one, evaluate=False), once, multiple(1 / (2 - q))),
    )
    pushed = at_end(q, sp.Integer(2), multiple(one, by_rest.subs(q, 2)), inside)
    # Without a slope there is no rest, since alpha w is not zero.
    pull = alpha * sp.sign(sigma) * r
    alone = multiple(one, (pull * sp.sign(tau) * r ** (L * (1 - m) - 1) + 2 - q) / pull)
    balanced = balanced_at_rest(equal_moduli(zero_or_not(c, pushed, alone), sigma, tau), q)
    yield proves(above_one, at_rest(balanced, coefficients()))
    product = DiagonalNetwork(L).coordinate(column)
    resting = multiple(-alpha * sp.sign(product) * sp.Abs(product) ** (1 / L), sp.S.Zero)
    slides = multiple(side, -1 / (c * r ** (L - 1)))
    sliding = balanced_by_sliding(equal_moduli(slides, sigma, tau))
    yield proves(sign_flow, at_rest(zero_or_not(c, sliding, resting), coefficients()))
    yield proves(at_two, _at_limit(multiple(one, sp.sign(sigma) * r), sp.Integer(2)))
    yield proves(in_general, _at_limit(_slope(), q))


def _slope() -> Proof:
    """c = -alpha^(p-1) |w|^(p-L) with the sign of x, where x is not zero."""
    signs = sp.sign(sigma) * sp.sign(tau)
    slope = -(alpha ** (p - 1)) * r ** (p - L) * signs
    force = sp.Eq(duality_map(q, c), duality_map(q, slope), evaluate=False)
    root = turned(theorem("odd-power", coefficients(), a=c, b=slope, n=q - 1))
    forced = through(force, root, multiple(one, sp.sign(tau) * r ** (-(L - 1) * (q - 1))))
    return through(sp.Eq(c, slope, evaluate=False), multiple(signs * r**L), forced)


def _at_limit(not_zero: Proof, exponent: sp.Expr) -> Proof:
    """What is so at rest, in coordinates that are not zero and in those that are."""
    away = balanced_at_rest(equal_moduli(not_zero, sigma, tau), exponent)
    return theorem("limit-where-at-rest", at_rest(zero_or_not(WEIGHT[row, column], away, multiple(one))))
