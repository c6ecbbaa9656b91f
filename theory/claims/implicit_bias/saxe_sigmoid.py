"""Saxe's sigmoid: the times at which f = (x - z)^2/2 is learned from equal weights, in closed form."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import equal, excess
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Place, Sign, positive
from neversaddle.theory.statement.model import SIZES, j
from neversaddle.theory.statement.proofs import coefficients, proves
from neversaddle.theory.statement.pushed import Pushed, arrives, begins, c, y, y_0
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.setting import ANY_DEPTH
from neversaddle.theory.statement.solution_proofs import at_each_moment, until
from neversaddle.theory.statement.steps import Proof, Step

x = COORDINATE[j]

#: The target, and the odds x/(z - x) at the start; by how much they grow, and how far the target is beyond a level.
target, odds = sp.symbols("z b", positive=True)
more, beyond = sp.symbols("a d", nonnegative=True)
start = sp.Symbol("xi", positive=True)
left, ahead = sp.symbols("left ahead", positive=True)


def at(odds: sp.Expr) -> sp.Expr:
    """The point between 0 and the target with these odds."""
    return target * odds / (1 + odds)


def learned(
    text: str,
    q: int,
    depth: sp.Expr,
    target: sp.Expr,
    begun: sp.Expr,
    level: sp.Expr,
    time: sp.Expr,
    *given: Hypothesis,
) -> Reaches:
    """When x_j is at a level, from weights of one size."""
    setting = (
        SIZES[1],
        Place(j, WIDTH),
        Condition(sp.Eq(c, x - target), why="this is f = (x_j - z)^2/2 and any loss of the other coordinates"),
        Condition(sp.Eq(Initially(x), begun), why="0 < x_j(0): the other sign is the mirror image"),
        begins(WEIGHT, sp.Integer(q), begun ** (q / depth), depth),
    )
    flow = Steepest(DiagonalNetwork(depth), sp.Integer(q))
    return Reaches(text, x, level, When.AT, time, flow, (*setting, *given))


def deep(odds: sp.Expr) -> sp.Expr:
    """Time up to a constant at (q, L) = (2, 4)."""
    return (sp.asinh(sp.sqrt(odds)) - sp.sqrt(1 + 1 / odds)) / (2 * target ** sp.Rational(3, 2))


ODDS = (*positive(target, odds, why="the start lies between 0 and the target"), Sign(more, "nonnegative"))
TWO, FOUR = sp.Integer(2), sp.Integer(4)
logarithm = sp.log((odds + more) / odds) / (2 * target)

claim = Claim(
    id="saxe-sigmoid",
    name="Sigmoid of Saxe",
    source="Saxe, McClelland & Ganguli 2014; Gissin, Shalev-Shwartz & Daniely 2020 at q = 2; q = 1 derived",
    fidelity=Fidelity.FAITHFUL,
    reported=True,
    says=(
        learned("(2, 2)", 2, TWO, target, at(odds), at(odds + more), logarithm, *ODDS),
        learned("(2, 4)", 2, FOUR, target, at(odds), at(odds + more), deep(odds + more) - deep(odds), *ODDS),
        learned(
            "(1, L), up to the target",
            1,
            L,
            start + more + beyond,
            start,
            start + more,
            (start + more) ** (1 / L) - start ** (1 / L),
            ANY_DEPTH,
            *positive(start, why="x = 0 is the saddle"),
            Sign(more, "nonnegative"),
            Sign(beyond, "nonnegative", "beyond the target the force turns round"),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """dx/dt = L x^m Phi_q(z - x), and x is below the level until it is there."""
    for part, path in zip(claim.says, (sp.log(y_0 / odds) / (2 * target), deep(y_0), y_0 ** (1 / L)), strict=True):
        assert isinstance(part, Reaches)
        yield proves(part, reached(part, path))


def reached(part: Reaches, path: sp.Expr) -> Proof:
    """By the equation of one weight, integrated in the odds or in x."""
    assert isinstance(part.along, Steepest)
    q, depth, level = part.along.q, part.along.model.depth, part.level
    begun = start if q == 1 else at(odds)
    pushed = Pushed(
        part.along,
        lambda then: excess(c, left, then, above=False),
        lambda then: equal(Initially(x), then),
        begun ** (q / depth),
    )
    power = q * (depth - 1) / depth
    speed = depth * sp.Abs(y) ** power * (target - y if q == 2 else 1)
    place, ends = (y_0, (begun, level)) if q == 1 else (at(y_0), (odds, odds + more))
    slope = None if q == 1 else lambda then: equal(c, then)
    inside = arrives(pushed, level, begun, speed, path, pushed.weights, coefficients(), place, ends, slope)
    negative = equal(c, excess(x, ahead, coefficients(), above=False))
    return until(at_each_moment(c, sp.S.Zero, negative, inside, strict=True))
