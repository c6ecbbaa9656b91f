"""f = (x - z)^2/2 of a coordinate of a network, learned from equal weights: proofs of its law and of times."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.symbols import L, kappa, m, q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import WEIGHT, DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import equal, excess, moduli
from neversaddle.theory.statement.proofs import assumption, chain_rule, coefficients, normal_form
from neversaddle.theory.statement.pushed import Pushed, ahead_of, arrives_within, beyond, c, speeds, x, y, y_0
from neversaddle.theory.statement.reaching import When
from neversaddle.theory.statement.solution_proofs import another_rate, at_each_moment, until
from neversaddle.theory.statement.steps import Proof

#: The start and the target; how far it is.
start, target, left = sp.symbols("xi z left", positive=True)
half, critical = target / 2, L / (L - 1)


def flow(q: sp.Expr) -> Steepest:
    """Steepest flow of a network, without decay."""
    return Steepest(DiagonalNetwork(L), q)


def pushed_at(q: sp.Expr, beyond: sp.Symbol = beyond) -> Pushed:
    """How what is assumed is put in: of c_j, how far it is below a bound."""
    return Pushed(
        flow(q),
        lambda then: excess(c, beyond, then, above=False),
        lambda then: equal(Initially(x), then),
        start ** (q / L),
    )


def law() -> Proof:
    """dx/dt = -Phi_q(c) times the sum of L powers of one size."""
    pushed = pushed_at(q, left)
    same = equal(x, moduli(WEIGHT, ahead_of(pushed.weights, pushed.grown, normal_form())))
    same = equal(c, at_each_moment(sp.S.Zero, target - x, coefficients(), excess(target - x, left, same), strict=True))
    equation = another_rate(speeds(q, L), chain_rule(), same, in_weights=False)
    return at_each_moment(c, sp.S.Zero, equal(c, coefficients()), pushed.along(equation), strict=True)


def reached(q: sp.Expr, when: When) -> Proof:
    """One of the four bounds on times."""
    pushed, force = pushed_at(q), half if when is When.BY else target
    rate, power = L * force ** (q - 1), sp.S.One if q == critical else m
    path = sp.log(y_0 / start) / rate if q == critical else L * y_0 ** (1 - m) / (kappa * rate)
    speed = rate * sp.Abs(y) ** power
    inside = arrives_within(pushed, when, half, start, half, force, speed, path, pushed.weights, assumption())
    larger = at_each_moment(-target, c, equal(c, assumption()), inside)
    return until(at_each_moment(c, -half, equal(c, assumption()), pushed.along(larger)))
