"""Sliding solutions: each is one of Filippov's, and refutes what it should, and nothing that is true."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from math import prod

import pytest
import sympy as sp

from neversaddle.numerics.attack.kinds.sliding import DECAY, Slide, resting, slides, sliding
from neversaddle.theory.language.families import Product, index
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LOSS,
    PULL,
    SLOPE,
    WEIGHT,
    WIDTH,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
)
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Members, Place, Range, Sign
from neversaddle.theory.statement.solutions import Along, Order, Rate, Until

w, x, c = WEIGHT, COORDINATE, SLOPE
i, j, n, r = map(index, "ijnr")
SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(WIDTH, 1))
WHERE = (Place(i, L), Place(r, L, apart=(i,)), Place(j, WIDTH))
FROM_ONE, ABOVE_ONE = Range(q), Range(q, open_low=True)
flow = Steepest(DiagonalNetwork(L), q)
balance = sp.Abs(w[i, j]) ** q - sp.Abs(w[r, j]) ** q
CONSTANT = Along("-", balance, Order.EQUAL, Initially(balance), flow)
SHRINKING = Along(
    "-",
    balance,
    Order.EQUAL,
    Initially(balance) * sp.exp(-TimeIntegral(q * alpha)),
    Steepest(DiagonalNetwork(L), q, alpha),
)
ALL = [(depth, slide) for depth in (2, 3) for slide in slides(depth)]


def field(weights: tuple[Fraction, ...], quadratic: bool) -> tuple[int, ...]:
    """-sign(f'(x) dx/dw_i) where no weight is zero, for f = x^2/2 or f = x."""
    x = prod(weights)
    slope = x if quadratic else 1
    forces = (slope * x / w for w in weights)
    return tuple((force < 0) - (force > 0) for force in forces)


@pytest.mark.parametrize("depth, slide", ALL, ids=lambda value: str(value))
def test_it_is_a_solution_in_filippovs_sense(depth: int, slide: Slide) -> None:
    """At every time its velocity is the mean of two that the field has on both sides of it, however near."""
    for time in (Fraction(0), slide.until / 3, slide.until):
        here = tuple(a + b * time for a, b in zip(slide.start, slide.velocity, strict=True))
        resting = [k for k in range(depth) if here[k] == 0]
        assert resting and not any(slide.velocity[k] for k in resting) and any(slide.velocity)
        around = []
        for signs in itertools.product((1, -1), repeat=len(resting)):
            beside = list(here)
            for k, side in zip(resting, signs, strict=True):
                beside[k] = side * Fraction(1, 10**6)
            around.append(field(tuple(beside), slide.quadratic))
        means = {
            tuple(Fraction(a + b, 2) for a, b in zip(*pair, strict=True)) for pair in itertools.combinations(around, 2)
        }
        assert slide.velocity in means


def test_there_are_some_of_both_losses() -> None:
    assert len(ALL) >= 4 and {slide.quadratic for _, slide in ALL} == {True, False}
    assert all(slide.at(Fraction(0))[COORDINATE[1]] == 0 for _, slide in ALL)


def test_balance_breaks_where_a_weight_stays_at_zero() -> None:
    found = sliding(CONSTANT, (*SIZES, *WHERE, FROM_ONE))
    assert found is not None
    instance, text = found
    assert instance[q] == 1 and "Filippov" in text
    assert Fraction(0) in [v for k, v in instance.items() if k.has(w)]


@pytest.mark.parametrize(
    "part, given",
    [
        (CONSTANT, (*SIZES, *WHERE, FROM_ONE, Members(w, "nonzero"))),
        (CONSTANT, (*SIZES, *WHERE, ABOVE_ONE)),
        (SHRINKING, (*SIZES, *WHERE, FROM_ONE, Members(w, "nonzero"), Sign(alpha, "nonnegative"))),
        (SHRINKING, (*SIZES, *WHERE, ABOVE_ONE, Sign(alpha, "nonnegative"))),
        (Along("-", LOSS, Order.AT_MOST, Initially(LOSS), flow), (*SIZES, FROM_ONE)),
    ],
)
def test_what_is_true_is_not_refuted(part: Along | Rate, given: tuple[Hypothesis, ...]) -> None:
    assert sliding(part, given) is None


@pytest.mark.parametrize("slide", [*slides(2, DECAY)], ids=str)
def test_in_proportion_it_is_a_solution_too(slide: Slide) -> None:
    """On both sides of the line the second weight has one velocity, and the first one has opposite ones."""
    for time in (Fraction(0), slide.until / 3, slide.until):
        here = tuple(a + b * time for a, b in zip(slide.start, slide.velocity, strict=True))
        forces = (here[1] + DECAY * here[0], here[0] + DECAY * here[1])
        assert sorted(forces, key=abs)[0] == 0 and forces[0] != forces[1]
        for velocity, force in zip(slide.velocity, forces, strict=True):
            assert abs(velocity) < 1 if force == 0 else velocity == (force < 0) - (force > 0)
        at = slide.at(time)
        assert at[COORDINATE[1]] == at[LOSS] == prod(here) and at[SLOPE[1]] == 1
        assert [at[PULL[k, 1]] for k in (1, 2)] == [-b for b in slide.velocity]


def signs_of(weight: sp.Expr) -> sp.Expr:
    return sp.sign(x[j] * c[j] + alpha * weight**2)


def test_under_coupled_decay_a_pull_is_no_sign() -> None:
    """The balance changes as the pulls say, and not as the signs do, even where no weight is zero."""
    decaying = Steepest(DiagonalNetwork(L), q, alpha, coupled=True)
    given = (*SIZES, *WHERE, FROM_ONE, Sign(alpha, "positive"), Members(w, "nonzero"))
    pulled = sp.sign(w[i, j]) * PULL[i, j] - sp.sign(w[r, j]) * PULL[r, j]
    assert sliding(Rate("-", balance, -q * pulled, decaying), given) is None
    found = sliding(Rate("-", balance, -q * (signs_of(w[i, j]) - signs_of(w[r, j])), decaying), given)
    assert found is not None and "alpha = 2" in found[1]
    assert sliding(Rate("-", balance, q * pulled, decaying), given) is not None


def test_a_pull_without_decay_is_judged() -> None:
    given = (*SIZES, *WHERE, FROM_ONE)
    assert sliding(Rate("-", w[i, j], -PULL[i, j], flow), given) is None
    assert sliding(Rate("-", w[i, j], PULL[i, j], flow), given) is not None


def test_other_hypotheses_are_kept() -> None:
    assert sliding(SHRINKING, (*SIZES, *WHERE, FROM_ONE, Sign(alpha, "nonnegative"))) is not None
    assert sliding(SHRINKING, (*SIZES, *WHERE, FROM_ONE, Sign(alpha, "positive"))) is None
    assert sliding(CONSTANT, (Depth(L, 4), SIZES[1], *WHERE, FROM_ONE)) is None


def test_a_rate_breaks_too() -> None:
    """The weight that slides has the force of no subgradient times the product of the others, which is zero."""
    others = Product(w[n, j], n, L, i)
    still = Rate("-", w[i, j], -c[j] * sp.sign(others), flow)
    assert sliding(still, (*SIZES, *WHERE, FROM_ONE)) is not None
    assert sliding(still, (*SIZES, *WHERE, FROM_ONE, Members(w, "nonzero"))) is None


def test_what_is_not_known_there_is_not_judged() -> None:
    driven = Rate("-", x[j], DRIVE[j] * x[j], flow)
    nothing = Rate("-", x[j] * sp.Abs(x[j]) ** (-q / 2), -DRIVE[j], flow)
    integral = Along("-", LOSS, Order.EQUAL, TimeIntegral(c[j]), flow)
    model = Rate("-", w[i, j], sp.S.Zero, Steepest(SeparableModel(L), q))
    for part in (driven, nothing, integral, model):
        assert sliding(part, (*SIZES, *WHERE, FROM_ONE)) is None


@pytest.mark.parametrize("exponent", [sp.Rational(3, 2), sp.Integer(2)])
def test_where_all_weights_are_zero_everything_rests(exponent: sp.Expr) -> None:
    """Under f = x no weight has a force, as long as there is another one; at depth one it has."""
    for depth in (2, 3):
        slopes = [prod(resting(depth).start[:n] + resting(depth).start[n + 1 :]) for n in range(depth)]
        assert slopes == [0] * depth and not any(resting(depth).velocity)
    there = Steepest(DiagonalNetwork(L), exponent)
    found = sliding(Rate("-", w[i, j], -DRIVE[j], there), (*SIZES, *WHERE))
    assert found is not None and "rests at (0, 0" in found[1]
    single = (Depth(WIDTH, 1), Place(j, WIDTH))
    assert sliding(Rate("-", w[1, j], -DRIVE[j], Steepest(DiagonalNetwork(sp.S.One), exponent)), single) is None


def test_integrals_begin_at_the_start() -> None:
    """int_0^t exp(-t_1) is not negative, and a resting solution loses nothing; twice it is another number."""
    past = TimeIntegral(sp.exp(-TIME))
    deep = (Depth(L, 2), SIZES[1], ABOVE_ONE)
    assert sliding(Along("-", LOSS - Initially(LOSS), Order.AT_MOST, past, flow), deep) is None
    assert sliding(Along("-", past, Order.EQUAL, 1 - sp.exp(-TIME), flow), deep) is None
    assert sliding(Along("-", past, Order.EQUAL, 2 - sp.exp(-TIME), flow), deep) is not None


def test_how_long_it_is_said_is_not_looked_at() -> None:
    """From w_i = 1 it is 3/4 at t = 1/4 at the earliest: so long it is said, and no longer."""
    z, sign_flow = sp.Symbol("z", positive=True), Steepest(DiagonalNetwork(L), sp.S.One)
    begun = Condition(sp.Eq(Initially(w[i, j]), 1, evaluate=False))
    said = Along("-", sp.Rational(3, 4), Order.AT_MOST, w[i, j], sign_flow)
    given = (Depth(L, 2), SIZES[1], *WHERE[::2], begun)
    assert sliding(said, given) is not None
    assert sliding(replace(said, until=Until(Sign(z, "positive"), sp.Rational(1, 4) - TIME)), given) is None


def test_a_rate_that_changes_is_not_judged() -> None:
    """d/dt P(w) = -P'(w) pull is true; P' is 1 at 1/2, 3/4 and 7/8, and nowhere else."""
    u, there = sp.Symbol("u"), Steepest(DiagonalNetwork(L), sp.S.One, alpha, coupled=True)
    slope = sp.expand(1 + (u - sp.Rational(7, 8)) * (u - sp.Rational(3, 4)) * (u - sp.Rational(1, 2)))
    of = sp.integrate(slope, u).subs(u, w[i, j])
    part = Rate("-", of, -slope.subs(u, w[i, j]) * PULL[i, j], there)
    assert sliding(part, (*SIZES, *WHERE[::2], Sign(alpha, "nonnegative"))) is None
