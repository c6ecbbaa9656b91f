"""One step of an iteration: what it does not know the motion of it says nothing of."""

from __future__ import annotations

import pytest
import sympy as sp

from neversaddle.theory.kernel.rules.motion import one_step
from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.iteration import FORCE, gradient_descent, iterated_weights
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis, real
from neversaddle.theory.statement.kinds import Iterates

eta = sp.Symbol("eta", real=True)
descent = iterated_weights("gradient descent", gradient_descent(eta), L)
w_i, w_j = descent.weights
GIVEN: tuple[Hypothesis, ...] = (Depth(L), *real(w_i, w_j, descent.rest, eta, FORCE))


def test_what_is_written_out_is_proved() -> None:
    shrink = 1 - eta**2 * FORCE**2 * descent.rest**2
    assert one_step(Iterates("-", w_i**2 - w_j**2, shrink * (w_i**2 - w_j**2), descent), GIVEN).proved


@pytest.mark.parametrize("quantity", [FORCE, LOSS, descent.rest], ids=str)
def test_what_moves_in_an_unknown_way_is_refused(quantity: sp.Expr) -> None:
    decision = one_step(Iterates("-", quantity, quantity, descent), (*GIVEN, *real(LOSS)))
    assert not decision.proved and "is not said" in decision.reason
