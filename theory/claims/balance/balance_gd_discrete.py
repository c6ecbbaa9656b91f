"""Balance of gradient descent: differences of squares shrink by exactly 1 - (eta f' P)^2 a step."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.iteration import FORCE, gradient_descent, iterated_depth_two, iterated_weights
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, real
from neversaddle.theory.statement.kinds import Iterates
from neversaddle.theory.statement.steps import Step, by_step

eta = sp.Symbol("eta", real=True)
descent = gradient_descent(eta)
pair, run = iterated_depth_two("gradient descent", descent), iterated_weights("gradient descent", descent, L)
w_1, w_2 = pair.weights
w_i, w_j = run.weights

claim = Claim(
    id="balance-gd-discrete",
    name="Balance of gradient descent",
    source="derived",
    given=real(eta, FORCE),
    says=(
        Iterates("depth two", w_1**2 - w_2**2, (1 - eta**2 * FORCE**2) * (w_1**2 - w_2**2), pair, real(w_1, w_2)),
        Iterates(
            "any two weights at any depth, P the product of the others",
            w_i**2 - w_j**2,
            (1 - eta**2 * FORCE**2 * run.rest**2) * (w_i**2 - w_j**2),
            run,
            (
                Depth(L, 2, why="with one weight there is no difference to speak of"),
                *real(w_i, w_j, run.rest),
            ),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The terms linear in eta cancel."""
    for part in claim.says:
        yield by_step(part)
