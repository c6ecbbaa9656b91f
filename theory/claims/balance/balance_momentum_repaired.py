"""Balance of the heavy ball: momentum carries w_1 v_1 - w_2 v_2 into it; balanced weights at rest stay balanced."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.motion.flow import FORCE
from neversaddle.theory.motion.iteration import gradient_descent, heavy_ball, iterated_depth_two
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import real
from neversaddle.theory.statement.kinds import Iterates
from neversaddle.theory.statement.steps import Step, by_step

eta, beta = sp.symbols("eta beta", real=True)
run = iterated_depth_two("heavy ball", heavy_ball(eta, beta))
(w_1, w_2), (v_1, v_2) = run.weights, run.velocities
square = w_1**2 - w_2**2
#: The moves of this step, in the state before it.
move_1, move_2 = beta * v_1 - eta * FORCE * w_2, beta * v_2 - eta * FORCE * w_1
sums, gaps, moves = w_1 + w_2, w_1 - w_2, (v_1 + v_2, v_1 - v_2)
start = iterated_depth_two("gradient descent", gradient_descent(eta))

claim = Claim(
    id="balance-momentum-repaired",
    name="Balance of heavy ball, repaired",
    source="derived",
    uses=("balance-gd-discrete",),
    given=real(eta, FORCE, w_1, w_2),
    says=(
        Iterates(
            "every step, v+ = beta v - eta dF/dw",
            square,
            square + 2 * beta * (w_1 * v_1 - w_2 * v_2) + move_1**2 - move_2**2,
            run,
            real(beta, v_1, v_2),
        ),
        Iterates("the first step from rest", square, (1 - eta**2 * FORCE**2) * square, start),
        Iterates(
            "w_1 - w_2 is linear in w_1 - w_2 and v_1 - v_2",
            gaps,
            (1 + eta * FORCE) * gaps + beta * moves[1],
            run,
            real(beta, v_1, v_2),
        ),
        Iterates("so is v_1 - v_2", moves[1], eta * FORCE * gaps + beta * moves[1], run, real(beta, v_1, v_2)),
        Iterates(
            "w_1 + w_2 is linear in w_1 + w_2 and v_1 + v_2",
            sums,
            (1 - eta * FORCE) * sums + beta * moves[0],
            run,
            real(beta, v_1, v_2),
        ),
        Iterates("so is v_1 + v_2", moves[0], beta * moves[0] - eta * FORCE * sums, run, real(beta, v_1, v_2)),
    ),
    expects=Verdict.PROVED,
    remark=(
        "Balanced weights at rest, w_1 = w_2 or w_1 = -w_2 with v_1 = v_2 = 0, stay balanced by the last four parts: "
        "what is zero is multiplied. At rest the heavy ball's step is one of gradient descent."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """w+ = w + v+, squared."""
    for part in claim.says:
        yield by_step(part)
