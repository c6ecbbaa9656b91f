"""f = (x - z)^2/2 of a coordinate of a network, learned from equal weights: proofs of times."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.symbols import L, kappa, m
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import equal, excess
from neversaddle.theory.statement.proofs import assumption
from neversaddle.theory.statement.pushed import Pushed, arrives_within, beyond, c, x, y, y_0
from neversaddle.theory.statement.reaching import When
from neversaddle.theory.statement.solution_proofs import at_each_moment, until
from neversaddle.theory.statement.steps import Proof

#: The start and the target.
start, target = sp.symbols("xi z", positive=True)
half, critical = target / 2, L / (L - 1)


def flow(q: sp.Expr) -> Steepest:
    """Steepest flow of a network, without decay."""
    return Steepest(DiagonalNetwork(L), q)


def pushed_at(q: sp.Expr) -> Pushed:
    """How what is assumed is put in: of c_j, how far it is below a bound."""
    return Pushed(
        flow(q),
        lambda then: excess(c, beyond, then, above=False),
        lambda then: equal(Initially(x), then),
        start ** (q / L),
    )


def reached(q: sp.Expr, when: When) -> Proof:
    """One of the four bounds on times."""
    pushed, force = pushed_at(q), half if when is When.BY else target
    rate, power = L * force ** (q - 1), sp.S.One if q == critical else m
    path = sp.log(y_0 / start) / rate if q == critical else L * y_0 ** (1 - m) / (kappa * rate)
    speed = rate * sp.Abs(y) ** power
    inside = arrives_within(pushed, when, half, start, half, force, speed, path, pushed.weights, assumption())
    larger = at_each_moment(-target, c, equal(c, assumption()), inside)
    return until(at_each_moment(c, -half, equal(c, assumption()), pushed.along(larger)))
