"""Balance of the heavy ball: momentum carries w_1 v_1 - w_2 v_2 into it; balanced weights at rest stay balanced."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.motion.iteration import FORCE, gradient_descent, heavy_ball, iterated_depth_two
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import real
from neversaddle.theory.statement.kinds import Iterates
from neversaddle.theory.statement.proofs import one_step, proves
from neversaddle.theory.statement.remaining import Remains
from neversaddle.theory.statement.solution_proofs import induction
from neversaddle.theory.statement.steps import Step, by_step

eta, beta = sp.symbols("eta beta", real=True)
run = iterated_depth_two("heavy ball", heavy_ball(eta, beta))
(w_1, w_2), (v_1, v_2) = run.weights, run.velocities
square = w_1**2 - w_2**2
#: The moves of this step, in the state before it.
move_1, move_2 = beta * v_1 - eta * FORCE * w_2, beta * v_2 - eta * FORCE * w_1
sums, gaps, moves = w_1 + w_2, w_1 - w_2, (v_1 + v_2, v_1 - v_2)
start = iterated_depth_two("gradient descent", gradient_descent(eta))

#: What the differences, and the sums, of weights and of moves become.
APART = ((1 + eta * FORCE, beta), (eta * FORCE, beta))
TOGETHER = ((1 - eta * FORCE, beta), (-eta * FORCE, beta))
MOVING = real(beta, v_1, v_2)

claim = Claim(
    id="balance-momentum-repaired",
    name="Balance of heavy ball, repaired",
    source="derived",
    given=real(eta, FORCE, w_1, w_2),
    says=(
        Iterates(
            "every step, v+ = beta v - eta dF/dw",
            square,
            square + 2 * beta * (w_1 * v_1 - w_2 * v_2) + move_1**2 - move_2**2,
            run,
            MOVING,
        ),
        Iterates("the first step from rest", square, (1 - eta**2 * FORCE**2) * square, start),
        Remains("balanced weights with equal moves stay balanced", (gaps, moves[1]), run, MOVING),
        Remains("so do opposite ones with opposite moves", (sums, moves[0]), run, MOVING),
    ),
    expects=Verdict.PROVED,
    remark="At rest, with v_1 = v_2 = 0, the moves are equal and opposite, and the step is one of gradient descent.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """w+ = w + v+, squared; and sums and differences of weights and moves are mixed among each other."""
    every, first, equal, opposite = claim.says
    yield by_step(every)
    yield by_step(first)
    yield proves(equal, induction(APART, one_step(), one_step()))
    yield proves(opposite, induction(TOGETHER, one_step(), one_step()))
