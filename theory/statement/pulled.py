"""Networks of equal weights under weight decay: decay as the pull of a penalty beside the loss, and why."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.families import Total
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, PULL, SLOPE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.balanced import equal_sizes, sigma, tau
from neversaddle.theory.statement.case_proofs import equal_moduli
from neversaddle.theory.statement.hypotheses import Depth, Every, Hypothesis, Place, real
from neversaddle.theory.statement.model import i, j, r
from neversaddle.theory.statement.proofs import chain_rule
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.solution_proofs import another_force, another_rate
from neversaddle.theory.statement.solutions import Rate
from neversaddle.theory.statement.steps import Proof

#: All weights have one modulus.
SAME = equal_moduli(Proof("normal form"), sigma, tau)
x, s, c = COORDINATE[j], DRIVE[j], SLOPE[j]
alpha = sp.Symbol("alpha", real=True)


def balanced(deep: sp.Expr, *given: Hypothesis) -> tuple[Hypothesis, ...]:
    """Any weight of a coordinate, all weights of which are of one size."""
    sizes = (Depth(L, 1), Depth(WIDTH, 1)) if deep == L else (Depth(WIDTH, 1),)
    return (*given, *sizes, Place(i, deep), Place(j, WIDTH), *real(alpha), *equal_sizes(deep))


def off_zero(deep: sp.Expr) -> Hypothesis:
    """Of the coordinate no weight stays at zero."""
    return Every(sp.Ne(WEIGHT[r, j], 0), r, deep, why="at x = 0 the penalty may have a kink, or an infinite slope")


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
    """dw = -Phi_q(dx/dw (c + alpha x^(e-1))) dt: the steepest flow of f with the penalty alpha |x|^e/e.

    At q = 1 some number of Sign in place of Phi_q.
    """
    model = DiagonalNetwork(deep)
    flow = Steepest(model, q, alpha, coupled=True)
    force = model.partial(i, j) * (c + alpha * slope(exponent))
    law = Rate(name, WEIGHT[i, j], -PULL[i, j], flow, balanced(deep, EXPONENT, off_zero(deep)), force)
    return law, another_force(chain_rule(), SAME)
