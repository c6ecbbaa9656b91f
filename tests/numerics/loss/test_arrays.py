"""Losses on arrays against the same losses at 30 digits, and minibatches against all their subsets."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.loss.arrays import array_loss, minibatch_loss
from neversaddle.numerics.loss.loss import LossError, exponential, least_squares, logistic, parse_loss, symbolic_loss

UNIT = 2.0**-53
SIXTEENTHS = st.integers(-64, 64).map(lambda n: Fraction(n, 16))


def precise(loss, x, digits=30):
    """Value and gradient at that many digits."""
    with mp.workdps(digits):
        point = [mp.mpf(float(v)) for v in x]
        return float(loss.value(point)), [float(g) for g in loss.gradient(point)]


@given(
    matrix=st.lists(st.tuples(SIXTEENTHS, SIXTEENTHS), min_size=3, max_size=3),
    data=st.lists(SIXTEENTHS, min_size=3, max_size=3),
    x=st.tuples(SIXTEENTHS, SIXTEENTHS),
)
def test_least_squares_is_exact_on_short_binary_numbers(matrix, data, x):
    # Entries n/16, |n| <= 64: residuals are n/256 and gradients n/4096, all below 2^53 units, so nothing is rounded.
    loss = least_squares(matrix, data)
    fast, (value, gradient) = array_loss(loss), precise(loss, x)
    point = np.array([float(v) for v in x])
    assert fast.value(point) == value
    assert fast.gradient(point).tolist() == gradient


@pytest.mark.parametrize("make", [exponential, logistic])
@pytest.mark.parametrize("margin", [-700, -40, -1, 0, 1, 40, 700])
def test_losses_of_margins_keep_their_digits_at_every_size(make, margin):
    # The margin is exact; exp, log1p and the divisions are each good to a few units, 16 in all.
    loss = make([[1]], [1])
    fast, (value, gradient) = array_loss(loss), precise(loss, [margin])
    assert fast.value(np.array([float(margin)])) == pytest.approx(value, rel=16 * UNIT, abs=0)
    assert fast.gradient(np.array([float(margin)])).tolist() == pytest.approx(gradient, rel=16 * UNIT, abs=0)


def test_the_logistic_loss_does_not_overflow_where_the_exponential_does():
    far = np.array([[-800.0], [800.0]])
    assert array_loss(logistic([[1]], [1])).value(far).tolist() == [800, 0]
    assert array_loss(logistic([[1]], [1])).gradient(far).tolist() == [[-1], [0]]
    assert array_loss(exponential([[1]], [1])).value(far).tolist() == [np.inf, 0]


def test_a_symbolic_loss_of_several_coordinates_and_a_linear_one():
    x, y = sp.symbols("x y", real=True)
    loss = array_loss(symbolic_loss(x**2 * y + sp.cos(y), [x, y]))
    points = np.array([[[1.0, 2.0], [3.0, 0.0]]])
    # Products of small integers are exact; cos and sin are good to a unit, and one sum is rounded.
    assert loss.value(points).shape == (1, 2)
    assert np.allclose(loss.value(points), [[2 + np.cos(2.0), 1]], rtol=4 * UNIT, atol=0)
    assert np.allclose(loss.gradient(points), [[[4, 1 - np.sin(2.0)], [0, 9]]], rtol=8 * UNIT, atol=0)
    line = array_loss(symbolic_loss(-x, [x]))
    assert line.gradient(np.zeros((2, 3, 1))).tolist() == [[[-1]] * 3] * 2
    smooth = array_loss(symbolic_loss(x * sp.sqrt(sp.Abs(x)), [x]))
    assert smooth.gradient(np.array([[0.0], [-4.0]])).tolist() == [[0], [3]]


def test_minibatches_are_scaled_subsets_each_as_likely_and_repeat_with_the_seed():
    matrix, target, x = [[1, 2], [4, -8], [16, 32], [64, 8]], [1, 2, 3, 4], np.array([1.0, -2.0])
    loss = least_squares(matrix, target)
    subsets = {
        tuple(2 * sum(np.array(matrix[i]) * (np.dot(matrix[i], x) - target[i]) for i in pair))
        for pair in itertools.combinations(range(4), 2)
    }
    estimate = minibatch_loss(loss, 2, np.random.default_rng(5))
    draws = [tuple(estimate.gradient(x)) for _ in range(1200)]
    assert len(subsets) == 6 and set(draws) == subsets
    # Counts are binomial(1200, 1/6): mean 200, deviation 12.9; six deviations leave 1e-8 for a fair generator.
    assert all(abs(draws.count(s) - 200) < 78 for s in subsets)
    again = minibatch_loss(loss, 2, np.random.default_rng(5))
    assert draws[:50] == [tuple(again.gradient(x)) for _ in range(50)]
    assert estimate.value(x) == array_loss(loss).value(x)
    assert (minibatch_loss(loss, 4, np.random.default_rng(1)).gradient(x) == array_loss(loss).gradient(x)).all()


@pytest.mark.parametrize("size", [0, 3, True, 1.0])
def test_a_minibatch_needs_a_size_within_the_data(size):
    with pytest.raises(LossError, match="1 to 2 of them; got"):
        minibatch_loss(least_squares([[1], [2]], [1, 1]), size, np.random.default_rng(0))


@pytest.mark.parametrize("text", ["log(1 + exp(-x1 - x2))", "x1*log(exp(x2) + 1)**2 + log(1 + exp(x1*x2/16))"])
@pytest.mark.parametrize("point", [(-1e5, -1e5), (-400.0, -400.0), (0.5, -0.25), (3.0, 1000.0), (30.0, 20.0)])
def test_a_logistic_term_of_ones_own_is_good_at_every_size(text, point):
    # Sums and products of a few functions, each good to a few units, at arguments that are exact: 32 units in all.
    # The oracle computes log(1 + e), e > 1e-436, as it is written.
    loss = parse_loss(text, 2)
    fast, (value, gradient) = array_loss(loss), precise(loss, point, 500)
    assert fast.value(np.array(point)) == pytest.approx(value, rel=32 * UNIT, abs=1e-300)
    assert fast.gradient(np.array(point)).tolist() == pytest.approx(gradient, rel=32 * UNIT, abs=1e-300)


def test_what_only_looks_like_it_is_computed_as_written():
    for text in ("log(2 + exp(x))", "log(1 + 2*exp(x))", "log(1 - exp(-x**2 - 1))", "x*log(1 + exp(2))"):
        loss = parse_loss(text, 1)
        value, gradient = precise(loss, [0.75])
        # A handful of operations, none of which cancels more than a digit.
        assert array_loss(loss).value(np.array([0.75])) == pytest.approx(value, rel=64 * UNIT)
        assert array_loss(loss).gradient(np.array([0.75])).tolist() == pytest.approx(gradient, rel=64 * UNIT)
