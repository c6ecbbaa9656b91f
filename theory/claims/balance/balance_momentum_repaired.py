"""Balance of the heavy ball: momentum carries w_i v_i - w_j v_j into it; balanced weights at rest stay balanced."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.iteration import FORCE, gradient_descent, heavy_ball, iterated_weights
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, real
from neversaddle.theory.statement.kinds import Iterates
from neversaddle.theory.statement.proofs import one_step, proves
from neversaddle.theory.statement.remaining import Remains
from neversaddle.theory.statement.solution_proofs import induction
from neversaddle.theory.statement.steps import Step, by_step

eta, beta = sp.symbols("eta beta", real=True)
run = iterated_weights("heavy ball", heavy_ball(eta, beta), L)
(w_i, w_j), (v_i, v_j) = run.weights, run.velocities
square = w_i**2 - w_j**2
#: eta times what the slopes of both weights have in common.
step = eta * FORCE * run.rest
#: The moves of this step, in the state before it.
move_i, move_j = beta * v_i - step * w_j, beta * v_j - step * w_i
sums, gaps, moves = w_i + w_j, w_i - w_j, (v_i + v_j, v_i - v_j)
start = iterated_weights("gradient descent", gradient_descent(eta), L)

#: What the differences, and the sums, of weights and of moves become.
APART = ((1 + step, beta), (step, beta))
TOGETHER = ((1 - step, beta), (-step, beta))
MOVING = real(beta, v_i, v_j)

claim = Claim(
    id="balance-momentum-repaired",
    name="Balance of heavy ball, repaired",
    source="derived",
    given=(
        Depth(L, 2, why="with one weight there is no difference to speak of"),
        *real(eta, FORCE, w_i, w_j, run.rest),
    ),
    says=(
        Iterates(
            "every step, v+ = beta v - eta dF/dw",
            square,
            square + 2 * beta * (w_i * v_i - w_j * v_j) + move_i**2 - move_j**2,
            run,
            MOVING,
        ),
        Iterates("the first step from rest", square, (1 - step**2) * square, start),
        Remains("balanced weights with equal moves stay balanced", (gaps, moves[1]), run, MOVING),
        Remains("so do opposite ones with opposite moves", (sums, moves[0]), run, MOVING),
    ),
    expects=Verdict.PROVED,
    remark="At rest, with v_i = v_j = 0, the moves are equal and opposite, and the step is one of gradient descent.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """w+ = w + v+, squared; and sums and differences of weights and moves are mixed among each other."""
    every, first, equal, opposite = claim.says
    yield by_step(every)
    yield by_step(first)
    yield proves(equal, induction(APART, one_step(), one_step()))
    yield proves(opposite, induction(TOGETHER, one_step(), one_step()))
