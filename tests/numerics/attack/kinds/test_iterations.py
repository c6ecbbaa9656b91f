"""Steps on explicit networks and whole runs tell true laws of iterations from false ones, exactly."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from neversaddle.numerics.attack.kinds.iterations import iteration_agreement, step_holds
from neversaddle.numerics.attack.sampling import instances
from neversaddle.theory.language.symbols import L, alpha
from neversaddle.theory.motion.iteration import (
    FORCE,
    WEIGHT,
    Iteration,
    gradient_descent,
    heavy_ball,
    iterated_depth_two,
    iterated_weights,
    sign_descent,
)
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, nonzero, real
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
after = signs.after()
ANY: tuple[Hypothesis, ...] = (Depth(L), *real(w_i, w_j, P, eta, FORCE))
SIGNED: tuple[Hypothesis, ...] = (
    Depth(L),
    Sign(alpha, "nonnegative"),
    *nonzero(w_i, w_j),
    *real(P, eta, FORCE),
    *(Condition(w * after[w] >= 0) for w in (w_i, w_j)),
)
BALL: tuple[Hypothesis, ...] = (Range(beta, sp.S.Zero, sp.S.One, True, True), *real(w_1, w_2, v_1, v_2, eta, FORCE))
move_1, move_2 = beta * v_1 - eta * FORCE * w_2, beta * v_2 - eta * FORCE * w_1

Law = tuple[Iterates, tuple[Hypothesis, ...]]
TRUE: dict[str, Law] = {
    "gradient descent": (Iterates("", squares, shrink * squares, descent), ANY),
    "sign descent": (Iterates("", sizes, (1 - eta * alpha) * sizes, signs), SIGNED),
    "heavy ball": (
        Iterates("", pair, pair + 2 * beta * (w_1 * v_1 - w_2 * v_2) + move_1**2 - move_2**2, ball),
        BALL,
    ),
    "a root": (Iterates("", sp.sqrt(sp.Abs(w_i)), sp.sqrt(sp.Abs(w_i - eta * FORCE * P * w_j)), descent), ANY),
}
FALSE: dict[str, Law] = {
    "kept": (Iterates("", squares, squares, descent), ANY),
    "wrong sign": (Iterates("", squares, (1 + eta**2 * FORCE**2 * P**2) * squares, descent), ANY),
    "twice the decay": (Iterates("", sizes, (1 - 2 * eta * alpha) * sizes, signs), SIGNED),
    "momentum as none": (Iterates("", pair, (1 - eta**2 * FORCE**2) * pair, ball), BALL),
    "a root": (Iterates("", sp.sqrt(sp.Abs(w_i)), sp.sqrt(sp.Abs(w_i + eta * FORCE * P * w_j)), descent), ANY),
}


def held(part: Iterates, given: tuple[Hypothesis, ...]) -> list[bool]:
    symbols = sorted(part.symbols(), key=str)
    return [step_holds(part, instance) for instance in itertools.islice(instances(given, symbols, "steps"), 40)]


@pytest.mark.parametrize("name", TRUE)
def test_a_true_law_holds_at_every_state(name: str) -> None:
    assert all(held(*TRUE[name]))
    assert all(iteration_agreement(*TRUE[name], seed) for seed in "abc")


@pytest.mark.parametrize("name", FALSE)
def test_a_false_law_fails(name: str) -> None:
    assert not all(held(*FALSE[name]))
    assert not all(iteration_agreement(*FALSE[name], seed) for seed in "abcdef")


def test_one_step_by_hand() -> None:
    part, _ = FALSE["kept"]
    # Slopes 5 * 3 * 1 and 5 * 3 * 2: the weights go to 1/2 and -2.
    becomes = sp.Rational(1, 4) - 4
    numbers = {L: 3, w_i: 2, w_j: 1, P: 3, eta: Fraction(1, 10), FORCE: 5}
    state = {symbol: Fraction(value) for symbol, value in numbers.items()}
    assert not step_holds(part, state)
    assert step_holds(replace(part, becomes=becomes), state)


def test_depth_two_has_no_product_of_other_weights() -> None:
    part, _ = FALSE["kept"]
    numbers = {L: 2, w_i: 2, w_j: 1, P: 3, eta: 1, FORCE: 1}
    state = {symbol: Fraction(value) for symbol, value in numbers.items()}
    # No such network, so nothing is said of it; with P = 1 there is one.
    assert step_holds(part, state)
    assert not step_holds(part, {**state, P: Fraction(1)})


def test_a_wrong_after_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the proof writes out plays no part here."""
    part, given = TRUE["gradient descent"]
    monkeypatch.setattr(Iteration, "after", lambda self: {w_i: w_i, w_j: w_j})
    assert all(held(part, given))
    assert not all(held(replace(part, becomes=squares), given))


def test_the_first_step_from_rest_has_no_momentum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neversaddle.numerics.attack.kinds.iterations.STEPS", 1)
    assert all(iteration_agreement(*FALSE["momentum as none"], seed) for seed in "abc")


def test_hypotheses_no_run_meets_are_an_error() -> None:
    part, given = TRUE["gradient descent"]
    with pytest.raises(ValueError, match="no run"):
        iteration_agreement(part, (*given, Condition(P**2 < 0)), "a")


def test_parameters_of_the_step_are_sampled() -> None:
    rate = sp.Symbol("rho", positive=True)
    scaled = Iteration("scaling", rate * WEIGHT, (w_i,), (sp.Symbol("v_i", real=True),), P, L)
    given: tuple[Hypothesis, ...] = (Depth(L), *real(w_i, P, FORCE), Sign(rate, "positive"))
    assert iteration_agreement(Iterates("", w_i, rate * w_i, scaled), given, "a")
    assert not all(iteration_agreement(Iterates("", w_i, w_i, scaled), given, seed) for seed in "abc")
