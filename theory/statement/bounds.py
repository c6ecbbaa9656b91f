"""The hypotheses of claims about convergence: bounded slopes, a coercive metric, a loss that is bounded below."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.families import Total
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.steepest import LOSS, PARTIAL, SLOPE, WIDTH, SeparableModel, Steepest
from neversaddle.theory.statement.hypotheses import Condition, Every, Hypothesis, positive, real
from neversaddle.theory.statement.model import SIZES, i, j
from neversaddle.theory.statement.setting import EXPONENT

B = sp.Symbol("B", positive=True)
f_inf = sp.Symbol("f_inf", real=True)
any_flow = Steepest(SeparableModel(L), q)
inverse_metric = Total(sp.Abs(PARTIAL[i, j]) ** q, i, L)
#: The rate at which the loss falls, and |grad f|_2^2.
spent = Total(inverse_metric * sp.Abs(SLOPE[j]) ** q, j, WIDTH)
squares = Total(SLOPE[j] ** 2, j, WIDTH)


def coercive(mu: sp.Symbol) -> Hypothesis:
    """Inverse metrics of at least mu."""
    return Every(mu <= inverse_metric, j, WIDTH, why="where the metric degenerates the flow stalls first")


def bounded(mu: sp.Symbol) -> tuple[Hypothesis, ...]:
    """Slopes of at most B, inverse metrics of at least mu, and a loss of at least f_inf."""
    return (
        *SIZES,
        EXPONENT,
        *positive(B, why="a bound of zero is a flow at rest"),
        *real(f_inf),
        Every(sp.Abs(SLOPE[j]) <= B, j, WIDTH, why="a larger gradient dissipates less than its square, as q <= 2"),
        coercive(mu),
        Condition(f_inf <= LOSS, why="a loss that is not bounded below never stops paying"),
    )
