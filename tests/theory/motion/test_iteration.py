"""One step of an optimiser, written out: true laws are proved for all signs, false ones are not."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.motion import one_step
from neversaddle.theory.language.symbols import L, alpha
from neversaddle.theory.motion.iteration import (
    FORCE,
    SLOPE,
    VELOCITY,
    WEIGHT,
    Iteration,
    gradient_descent,
    heavy_ball,
    iterated_depth_two,
    iterated_weights,
    sign_descent,
)
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Sign, nonzero, real
from neversaddle.theory.statement.kinds import Iterates

eta, beta = sp.symbols("eta beta", real=True)
descent = iterated_weights("gradient descent", gradient_descent(eta), L)
signs = iterated_weights("sign descent", sign_descent(eta, alpha), L)
ball = iterated_depth_two("heavy ball", heavy_ball(eta, beta))
w_i, w_j = descent.weights
w_1, w_2 = ball.weights
v_1, v_2 = ball.velocities
P = descent.rest
squares, sizes, pair = w_i**2 - w_j**2, sp.Abs(w_i) - sp.Abs(w_j), w_1**2 - w_2**2
shrink = 1 - eta**2 * FORCE**2 * P**2

ANY: tuple[Hypothesis, ...] = (Depth(L), *real(w_i, w_j, P, eta, FORCE))
SIGNED: tuple[Hypothesis, ...] = (Depth(L), Sign(alpha, "nonnegative"), *nonzero(w_i, w_j), *real(P, eta, FORCE))
after = signs.after()
KEEPS = tuple(Condition(w * after[w] >= 0) for w in (w_i, w_j))
BALL = real(w_1, w_2, v_1, v_2, eta, beta, FORCE)
move_1, move_2 = beta * v_1 - eta * FORCE * w_2, beta * v_2 - eta * FORCE * w_1
carried = pair + 2 * beta * (w_1 * v_1 - w_2 * v_2) + move_1**2 - move_2**2


def proved(quantity: sp.Expr, becomes: sp.Expr, along: Iteration, given: tuple[Hypothesis, ...]) -> bool:
    try:
        return one_step(Iterates("", quantity, becomes, along), given).proved
    except CannotDecide:
        return False


Law = tuple[sp.Expr, sp.Expr, Iteration, tuple[Hypothesis, ...]]
TRUE: dict[str, Law] = {
    "gradient descent": (squares, shrink * squares, descent, ANY),
    "sign descent": (sizes, (1 - eta * alpha) * sizes, signs, (*SIGNED, *KEEPS)),
    "sign descent, strictly": (
        sizes,
        (1 - eta * alpha) * sizes,
        signs,
        (*SIGNED, *(Condition(w * after[w] > 0) for w in (w_i, w_j))),
    ),
    "heavy ball": (pair, carried, ball, BALL),
    "the last move": (v_1, move_1, ball, BALL),
    "balanced weights": (w_1 - w_2, (1 + eta * FORCE) * (w_1 - w_2) + beta * (v_1 - v_2), ball, BALL),
}
FALSE: dict[str, Law] = {
    "wrong sign of the step": (squares, (1 + eta**2 * FORCE**2 * P**2) * squares, descent, ANY),
    "first order": (squares, squares, descent, ANY),
    "signs that may change": (sizes, (1 - eta * alpha) * sizes, signs, SIGNED),
    "one sign that may change": (sizes, (1 - eta * alpha) * sizes, signs, (*SIGNED, KEEPS[0])),
    "signs that change": (
        sizes,
        (1 - eta * alpha) * sizes,
        signs,
        (*SIGNED, *(Condition(w * after[w] <= 0) for w in (w_i, w_j))),
    ),
    "a weight that may vanish": (
        sizes,
        (1 - eta * alpha) * sizes,
        signs,
        (Depth(L), Sign(alpha, "nonnegative"), *nonzero(w_i), *real(w_j, P, eta, FORCE), *KEEPS),
    ),
    "twice the decay": (sizes, (1 - 2 * eta * alpha) * sizes, signs, (*SIGNED, *KEEPS)),
    "a sum for the difference": (
        sp.Abs(w_i) + sp.Abs(w_j),
        (1 - eta * alpha) * (sp.Abs(w_i) + sp.Abs(w_j)),
        signs,
        (*SIGNED, *KEEPS),
    ),
    "momentum as none": (pair, (1 - eta**2 * FORCE**2) * pair, ball, BALL),
    "momentum without the cross term": (pair, pair + move_1**2 - move_2**2, ball, BALL),
    "a velocity that stays": (v_1, v_1, ball, BALL),
    # What follows speaks of what moves in unknown ways, or of no network.
    "the force stays": (FORCE * squares, FORCE * shrink * squares, descent, ANY),
    "the loss stays": (LOSS * squares, LOSS * shrink * squares, descent, (*ANY, *real(LOSS))),
    "the other weights stay": (P * squares, P * shrink * squares, descent, ANY),
    "two of many weights": (
        squares,
        (shrink * squares).subs(P, 1),
        replace(descent, rest=sp.S.One),
        ANY,
    ),
    "a step that knows one weight": (w_i, w_i - w_j, replace(descent, step=WEIGHT - w_j), ANY),
    "a step that knows the force": (w_i, w_i - FORCE, replace(descent, step=WEIGHT - FORCE), ANY),
    "the force as the other weights": (
        squares,
        (1 - eta**2 * FORCE**4) * squares,
        replace(descent, rest=FORCE),
        ANY,
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_law_is_proved(name: str) -> None:
    assert proved(*TRUE[name])


@pytest.mark.parametrize("name", FALSE)
def test_a_false_law_is_not(name: str) -> None:
    assert not proved(*FALSE[name])


def test_a_step_that_is_not_defined_is_refused() -> None:
    pole = replace(descent, step=WEIGHT + 1 / SLOPE)
    gain = pole.after()[w_j]
    assert not proved(w_j, gain, pole, ANY)
    assert proved(w_j, gain, pole, (Depth(L), *nonzero(w_i, w_j, P, FORCE), *real(eta)))


def test_after_one_step() -> None:
    moved = ball.after()
    assert moved[w_1] == w_1 - eta * FORCE * w_2 + beta * v_1
    assert sp.expand(moved[v_2] - (moved[w_2] - w_2)) == 0


def test_the_symbols_of_a_step() -> None:
    part = Iterates("", squares, shrink * squares, descent)
    assert part.symbols() == {w_i, w_j, P, eta, FORCE, L}
    assert {v_1, v_2, beta} <= ball.free_symbols
    assert not {WEIGHT, SLOPE, VELOCITY} & ball.free_symbols


def test_the_textbook_steps() -> None:
    assert sign_descent(eta, alpha).subs({SLOPE: 0, WEIGHT: 1}) == 1 - eta * alpha
    assert heavy_ball(eta, sp.S.Zero) == gradient_descent(eta)
