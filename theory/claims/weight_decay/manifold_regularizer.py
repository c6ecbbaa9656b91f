"""The manifold regularizer: on balanced weights decoupled decay adds -alpha M'(x), M = |x|^(2-m)/(2-m), to d R'(x)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import index
from neversaddle.theory.language.symbols import L, kappa, m, q
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import alike
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Every, Hypothesis, Place, nonzero, real
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.model import SIZES, inverse_metric, j, r
from neversaddle.theory.statement.order_proofs import equal_shares
from neversaddle.theory.statement.proofs import chain_rule, normal_form, proves
from neversaddle.theory.statement.setting import ANY_DEPTH, DEPTH, EXPONENT
from neversaddle.theory.statement.solution_proofs import another_rate
from neversaddle.theory.statement.solutions import Rate
from neversaddle.theory.statement.steps import Step, by_normal_form

network, each, z = DiagonalNetwork(L), index("l"), sp.Symbol("x", real=True)
x, modulus = COORDINATE[j], sp.Abs(COORDINATE[j])
#: Decay, or growth.
alpha = sp.Symbol("alpha", real=True)
#: The exponent p = L, where kappa = 0 and R' is a logarithm.
q_log = L / (L - 1)
SAME = Every(sp.Eq(sp.Abs(WEIGHT[each, j]), sp.Abs(WEIGHT[r, j])), each, L, why="lambda = 0: all weights are balanced")
BALANCED: tuple[Hypothesis, ...] = (
    *(Place(j, WIDTH), Place(r, L)),
    *real(alpha),
    Every(
        sp.Ne(WEIGHT[each, j], 0),
        each,
        L,
        why="at x = 0 the slope of R may be infinite, and else x may rest there whatever pulls",
        always=True,
    ),
    SAME,
)
#: How R'(x) moves.
drift = -DRIVE[j] - alpha * sp.sign(x) * modulus ** (1 - m)
KAPPA = Condition(sp.Ne(kappa, 0), why="at kappa = 0 the slope of R is a logarithm")
OFF_ZERO = nonzero(z, why="at x = 0 the slope of R may be infinite")


def slope(x: sp.Expr) -> sp.Expr:
    """R'(x)."""
    return x * sp.Abs(x) ** (-m) / (L * (1 - m))


def logarithm(x: sp.Expr) -> sp.Expr:
    """R'(x) at kappa = 0."""
    return x / sp.Abs(x) * sp.log(sp.Abs(x)) / L


#: The same with sign(x) |x|^(1-m), a number at x = 0 where m < 1.
coordinate = sp.powsimp(sp.sign(x) * slope(modulus))

claim = Claim(
    id="manifold-regularizer",
    name="Regularizer of decoupled decay",
    source="arXiv 2603.02064, Theorem 4.16; repairs manifold-regularizer-as-reported",
    fidelity=Fidelity.FAITHFUL,
    differs="until x is zero: there, if R' is finite, a solution may rest under any pull",
    reported=True,
    says=(
        Rate(
            "kappa != 0",
            coordinate,
            drift,
            Steepest(network, q, alpha),
            (*SIZES, EXPONENT, KAPPA, *BALANCED),
        ),
        Rate(
            "kappa = 0, that is q = L/(L-1)",
            logarithm(x),
            -DRIVE[j] - alpha * sp.sign(x),
            Steepest(network, q_log, alpha),
            (DEPTH, SIZES[1], *BALANCED),
        ),
        Identity(
            "kappa != 0: R'' = |x|^(-m)/L",
            sp.Derivative(slope(z), z),
            sp.Abs(z) ** (-m) / L,
            (ANY_DEPTH, EXPONENT, KAPPA, *OFF_ZERO),
        ),
        Identity(
            "kappa = 0: R'' = 1/(L|x|)",
            sp.Derivative(logarithm(z), z),
            1 / (L * sp.Abs(z)),
            (ANY_DEPTH, *OFF_ZERO),
        ),
        Identity(
            "M' = sign(x) |x|^(1-m)",
            sp.Derivative(sp.Abs(z) ** (2 - m) / (2 - m), z),
            sp.sign(z) * sp.Abs(z) ** (1 - m),
            (ANY_DEPTH, EXPONENT, *OFF_ZERO),
        ),
        Identity("the constant", 1 / (2 - m), L / (L * (2 - q) + q), (ANY_DEPTH, EXPONENT)),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """dx/dt = -s sum_i |dx/dw_i|^q - alpha L x; on balanced weights the sum is L |x|^m."""
    power, critical, *formulas = claim.says
    # At depth one, which the critical exponent excludes, no other weight is left to have a share.
    one, none = alike(normal_form()), normal_form()
    moved = -DRIVE[j] * inverse_metric(q) * modulus ** (-m) / L - alpha * sp.sign(x) * modulus ** (1 - m)
    yield proves(power, another_rate(moved, chain_rule(), equal_shares(one, none)))
    moved = -DRIVE[j] * inverse_metric(q_log) / (L * modulus) - alpha * sp.sign(x)
    yield proves(critical, another_rate(moved, chain_rule(), equal_shares(one)))
    for part in formulas:
        yield by_normal_form(part)
