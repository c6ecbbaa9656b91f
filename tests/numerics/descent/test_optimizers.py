"""Update rules against their textbook formulas, exact balance laws of single steps, the boxes of decoupled decay."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mpmath import mp
from scipy.optimize import lsq_linear

from neversaddle.numerics.descent.optimizers import (
    OptimizerError,
    State,
    adam,
    adam_update_bound,
    adamw,
    gradient_descent,
    heavy_ball,
    sign_descent,
    steepest_descent,
)
from neversaddle.numerics.descent.runs import descend, products
from neversaddle.numerics.loss.arrays import array_loss
from neversaddle.numerics.loss.loss import least_squares

UNIT = 2.0**-53
RATIONALS = st.fractions(-4, 4, max_denominator=6)
STEPS = st.fractions(Fraction(1, 100), 1, max_denominator=100)


def exact(*values):
    return np.array(values, dtype=object)


def mean(rate, values):
    """The bias-corrected average: weights rate^s, s steps back, made to add up to 1."""
    powers = [mp.mpf(rate) ** s for s in range(len(values))][::-1]
    return mp.fdot(powers, values) / mp.fsum(powers)


# --- the rules themselves


def test_rules_without_memory_by_hand():
    w, g, nothing = np.array([1.0, -2.0, 3.0]), np.array([4.0, -0.25, 0.0]), State(0, ())

    def after(optimizer):
        return optimizer.step(w, g, 0.5, nothing)[0].tolist()

    assert after(gradient_descent()) == after(steepest_descent(2)) == [-1, -1.875, 3]
    assert after(sign_descent()) == after(steepest_descent(1)) == [0.5, -1.5, 3]
    # sqrt(4) = 2 and sqrt(1/4) = 1/2, by a power that is good to 4 units.
    assert after(steepest_descent(1.5)) == pytest.approx([0, -1.75, 3], rel=0, abs=8 * UNIT)
    assert after(sign_descent(decay=0.5)) == [0.25, -1, 2.25]
    assert after(sign_descent(decay=0.5, coupled=True)) == [0.5, -1.5, 2.5]
    assert after(gradient_descent(decay=0.5)) == after(gradient_descent(0.5, True)) == [-1.25, -1.375, 2.25]


@given(g=st.lists(RATIONALS, min_size=4, max_size=4), beta=st.fractions(0, Fraction(9, 10)), eta=STEPS, w=RATIONALS)
def test_heavy_ball_is_polyaks_two_step_formula_exactly(g, beta, eta, w):
    # w_(n+1) = w_n - eta g_n + beta (w_n - w_(n-1)), w_(-1) = w_0
    optimizer, path = heavy_ball(beta), [w, w]
    now, state = exact(w), State(0, (exact(Fraction(0)),))
    for slope in g:
        now, state = optimizer.step(now, exact(slope), eta, state)
        path.append(path[-1] - eta * slope + beta * (path[-1] - path[-2]))
        assert now[0] == path[-1]


@pytest.mark.parametrize("beta1, beta2", [(0.9, 0.999), (0.5, 0.5), (0.0, 0.9), (0.9, 0.5)])
@pytest.mark.parametrize("coupled", [True, False])
def test_adam_and_adamw_are_their_averages_at_30_digits(beta1, beta2, coupled):
    steps, eta, alpha, eps, w = 12, 0.125, 0.25, 1e-3, 1.5
    slopes = np.random.default_rng(3).standard_normal(steps)
    optimizer = (adam if coupled else adamw)(beta1, beta2, eps, alpha)
    now, state = np.array([w]), optimizer.start(np.zeros(1))
    seen, worst = [], max(adam_update_bound(beta1, beta2, steps), 1)
    with mp.workdps(30):
        for n, g in enumerate(slopes, start=1):
            now, state = optimizer.step(now, np.array([g]), eta, state)
            seen.append(mp.mpf(g) + (alpha * w if coupled else 0))
            unit = mean(beta1, seen) / (mp.sqrt(mean(beta2, [v**2 for v in seen])) + eps)
            w = w - eta * unit - (0 if coupled else eta * alpha * w)
            # The averages are good to n units of their terms' moduli, whose quotient is at most C_n; each step adds
            # eta C_n (2n + 8) units of it and some of the weight. Coupled decay feeds errors back at a rate eta alpha.
            assert abs(now[0] - w) <= n * UNIT * (4 * abs(w) + 8 + 4 * worst * (2 * n + 8))


SLOPES = st.one_of(st.just(0.0), st.floats(1e-150, 1e150), st.floats(-1e150, -1e-150))


@given(
    g=st.lists(st.lists(SLOPES, min_size=3, max_size=3), min_size=1, max_size=4),
    eta=st.floats(1e-3, 1),
    decay=st.sampled_from([0, 0.5]),
)
def test_adam_without_memory_is_sign_descent_to_the_last_bit(g, eta, decay):
    # sqrt(g g) = |g| in binary arithmetic while g g neither under- nor overflows.
    plain, signs = adamw(0, 0, 0, decay), sign_descent(decay)
    w = v = np.array([0.3, -0.7, 1.1])
    at, there = plain.start(w), signs.start(w)
    for slopes in g:
        w, at = plain.step(w, np.array(slopes), eta, at)
        v, there = signs.step(v, np.array(slopes), eta, there)
        assert w.tobytes() == v.tobytes()


def test_adam_on_a_constant_gradient_is_sign_descent():
    # Averages of equal numbers are that number: |move| = eta up to some units; eps = 1e-8 is not there.
    optimizer, g = adam(0.9, 0.999, 0), np.array([1e-3, -7.0, 0.0])
    w, state = np.zeros(3), adam().start(np.zeros(3))
    for n in range(1, 200):
        w, state = optimizer.step(w, g, 1.0, state)
        # A move: n roundings in either average, some in 1 - beta^n >= 0.001. Their sum: one rounding of up to n each.
        assert np.abs(w + n * np.sign(g)).max() <= n * (2 * n + 8 + 2 / 0.1 + 2 / 0.001 + n) * UNIT


# --- balance laws of one step, exactly


@given(
    w=st.lists(RATIONALS, min_size=2, max_size=4),
    force=RATIONALS,
    eta=STEPS,
    alpha=st.fractions(0, 1, max_denominator=10),
)
def test_sign_descent_shrinks_differences_of_moduli_exactly_until_a_sign_changes(w, force, eta, alpha):
    """Claim balance-sign-discrete."""
    assume(all(w) and force)
    before = np.array([[v] for v in w], dtype=object)
    after, _ = sign_descent(alpha).step(before, products(before)[1] * force, eta, State(0, ()))
    assume(((before * after) >= 0).all())
    sizes, new = abs(before[:, 0]), abs(after[:, 0])
    for i in range(len(w)):
        assert new[i] - new[0] == (1 - eta * alpha) * (sizes[i] - sizes[0])


def test_a_sign_change_breaks_that_law():
    before = exact(Fraction(1, 4), Fraction(2))[:, np.newaxis]
    after, _ = sign_descent().step(before, products(before)[1], Fraction(1), State(0, ()))
    assert after[:, 0].tolist() == [Fraction(-3, 4), 1]  # 2 - 1/4 = 7/4 has become 1/4


@given(w_1=RATIONALS, w_2=RATIONALS, force=RATIONALS, eta=STEPS)
def test_gradient_descent_shrinks_the_difference_of_squares_exactly(w_1, w_2, force, eta):
    """Claim balance-gd-discrete."""
    before = exact(w_1, w_2)[:, np.newaxis]
    after, _ = gradient_descent().step(before, products(before)[1] * force, eta, State(0, ()))
    (a,), (b,) = after
    assert a**2 - b**2 == (1 - (eta * force) ** 2) * (w_1**2 - w_2**2)


def test_heavy_ball_breaks_it_on_its_second_step():
    """Claim balance-momentum (refuted): f' = -1, eta = beta = 1/2, w = (2, 1) at rest."""
    half = Fraction(1, 2)
    w, state = exact(Fraction(2), Fraction(1))[:, np.newaxis], State(0, (exact(0, 0)[:, np.newaxis],))
    squares, optimizer = [Fraction(3)], heavy_ball(half)
    for _ in range(2):
        w, state = optimizer.step(w, -products(w)[1], half, state)
        squares.append((w[0] ** 2 - w[1] ** 2)[0])
    # (2, 1) -> (5/2, 2) -> (5/2 + 1 + 1/4, 2 + 5/4 + 1/2) = (15/4, 15/4): the difference is gone.
    assert w[:, 0].tolist() == [Fraction(15, 4), Fraction(15, 4)]
    assert squares == [3, Fraction(3, 4) * 3, 0]


@given(w=st.tuples(RATIONALS, RATIONALS), v=st.tuples(RATIONALS, RATIONALS), f=RATIONALS, eta=STEPS, beta=STEPS)
def test_what_heavy_ball_does_instead(w, v, f, eta, beta):
    """Claim balance-momentum-repaired: Q gains 2 beta (w_1 v_1 - w_2 v_2) + (v_1+)^2 - (v_2+)^2."""
    assume(beta < 1)
    before = exact(*w)[:, np.newaxis]
    after, state = heavy_ball(beta).step(before, products(before)[1] * f, eta, State(1, (exact(*v)[:, np.newaxis],)))
    (a, b), (p, r) = after[:, 0], state.moments[0][:, 0]
    assert a**2 - b**2 == w[0] ** 2 - w[1] ** 2 + 2 * beta * (w[0] * v[0] - w[1] * v[1]) + p**2 - r**2


# --- the size of Adam's moves


RATES = st.sampled_from([0.0, 0.3, 0.5, 0.9, 0.95, 0.99, 0.999])


@given(beta1=RATES, beta2=RATES, g=st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=40))
def test_adams_moves_are_within_their_bound(beta1, beta2, g):
    g = [0.0 if abs(v) < 1e-100 else v for v in g]
    optimizer, w = adam(beta1, beta2, 0), np.zeros(1)
    state = optimizer.start(w)
    for n, slope in enumerate(g, start=1):
        w, state = optimizer.step(np.zeros(1), np.array([slope]), 1.0, state)
        # n roundings in each average, relative to averages of moduli, which obey the bound too; two units of 1 in
        # 1 - beta^n >= 1 - beta, here and in the bound.
        rounding = (2 * n + 8 + 4 / (1 - beta1) + 4 / (1 - beta2)) * UNIT
        assert abs(w[0]) <= adam_update_bound(beta1, beta2, n) * (1 + rounding)


@pytest.mark.parametrize("beta1, beta2", [(0.9, 0.999), (0.9, 0.95), (0.95, 0.9), (0.5, 0.5), (0.9, 0.5)])
def test_the_bound_is_reached_and_grows_with_the_number_of_steps(beta1, beta2):
    bounds = [adam_update_bound(beta1, beta2, t) for t in (1, 2, 5, 30)]
    for t, bound in zip((1, 2, 5, 30), bounds, strict=True):
        optimizer, w = adam(beta1, beta2, 0), np.zeros(1)
        state = optimizer.start(w)
        for s in reversed(range(t)):
            w, state = optimizer.step(np.zeros(1), np.array([(beta1 / beta2) ** s]), 1.0, state)
        # Errors of the sums by expm1 and of the averages: some t units.
        assert -w[0] == pytest.approx(bound, rel=100 * t * UNIT, abs=0)
    assert bounds[0] == 1 and (bounds == sorted(set(bounds)) or beta1 == beta2)
    limit = adam_update_bound(beta1, beta2)
    assert bounds[-1] <= limit
    if beta1**2 < beta2:
        closed = (1 - beta1) / math.sqrt((1 - beta2) * (1 - beta1**2 / beta2))
        # 1 - beta loses at most the digits of 1/(1 - 0.999): 2000 units are ample.
        assert limit == pytest.approx(closed, rel=2000 * UNIT, abs=0)
        assert adam_update_bound(beta1, beta2, 10**6) == pytest.approx(limit, rel=2000 * UNIT, abs=0)
    else:
        assert limit == math.inf


def test_bounds_without_second_average():
    assert adam_update_bound(0, 0) == 1 and adam_update_bound(0.5, 0, 1) == 1
    assert adam_update_bound(0.5, 0, 2) == math.inf
    assert adam_update_bound(0, 0.75) == 2  # 1/sqrt(1 - beta2)
    assert adam_update_bound(0.5, 0.25, 9) == pytest.approx(
        math.sqrt(9 * (4 / 3) * (1 - 0.25**9)) / (2 * (1 - 0.5**9)), rel=100 * UNIT
    )


# --- the box of decoupled decay


@given(w=st.fractions(-9, 9, max_denominator=20), sign=st.sampled_from([-1, 0, 1]), eta=STEPS, alpha=STEPS)
def test_sign_descent_with_decoupled_decay_keeps_its_box_and_outside_approaches_it(w, sign, eta, alpha):
    after, _ = sign_descent(alpha).step(exact(w), exact(Fraction(sign)), eta, State(0, ()))
    outside, then = abs(w) - 1 / alpha, abs(after[0]) - 1 / alpha
    assert then <= (1 - eta * alpha) * outside
    # The fastest way out reaches it: equality when the gradient pushes outward.
    if w and sign == (-1 if w > 0 else 1):
        assert then == (1 - eta * alpha) * outside


@pytest.mark.parametrize("beta1, beta2", [(0.9, 0.9), (0.9, 0.999), (0.5, 0.9)])
def test_adamw_stays_in_the_box_of_its_bound_under_the_worst_gradients(beta1, beta2):
    alpha, eta, bound = 0.5, 0.1, adam_update_bound(beta1, beta2)
    optimizer, chance = adamw(beta1, beta2, 0, alpha), np.random.default_rng(2)
    # Random gradients, one constant, and the fast growing ones that make single moves large.
    slopes = chance.standard_normal((400, 8)) * 10.0 ** chance.integers(-3, 4, (400, 8))
    slopes[:, 0] = -1
    slopes[200:, 1] = -((beta1 / beta2) ** -np.arange(200.0)) if beta1 < beta2 else -1
    slopes[:200, 1] = -1e-30
    w, state, most = np.full(8, 1 / alpha), optimizer.start(np.zeros(8)), np.zeros(8)
    for g in slopes:
        w, state = optimizer.step(w, g, eta, state)
        most = np.maximum(most, np.abs(w))
        # Each step rounds by a few units and shrinks what was there by 1 - eta alpha: 20 steps' worth remain.
        assert np.abs(w).max() <= bound / alpha * (1 + 4000 * UNIT)
    # A constant gradient holds it at 1/alpha; with beta1 != beta2 growing ones carry it out of |w| <= 1/alpha.
    assert most[0] == pytest.approx(1 / alpha, rel=4000 * UNIT)
    assert (most.max() > 1.05 / alpha) == (beta1 != beta2)


def test_coupled_decay_has_no_box():
    # f = -5x, alpha = 1: sign(-5 + w) pushes out until w = 5 although 1/alpha = 1. Exact: steps of 1/4 from 0.
    for optimizer, where in ((sign_descent(1, coupled=True), 5.0), (sign_descent(1), 1.0)):
        w = np.zeros(1)
        for _ in range(200):
            w, _ = optimizer.step(w, np.array([-5.0]), 0.25, State(0, ()))
        # 0.75^200 = 1e-25 of the way is left by decoupled decay; the coupled run stands where its slope is 0.
        assert abs(w[0] - where) <= 8 * UNIT
    w, optimizer = np.zeros(1), adam(0.9, 0.999, decay=1)
    state = optimizer.start(w)
    for _ in range(200):
        w, state = optimizer.step(w, np.array([-5.0]), 0.02, state)
    # Its moves are at most eta C_200; measured: 3.4, far outside |w| <= 1.
    assert 3 < w[0] < 0.02 * 200 * adam_update_bound(0.9, 0.999, 200)


def box_problem():
    """Least squares at depth one, its largest and least curvature, and SciPy's minimiser on |x| <= 1/alpha."""
    chance, alpha = np.random.default_rng(11), 1.0
    a, b = chance.standard_normal((8, 4)), 3 * chance.standard_normal(8)
    curvature = np.linalg.eigvalsh(a.T @ a)
    found = lsq_linear(a, b, bounds=(-1 / alpha, 1 / alpha), method="bvls", tol=1e-14)
    return array_loss(least_squares(a.tolist(), b.tolist())), alpha, curvature, found.x, found.cost


@pytest.mark.parametrize("eta", [1e-2, 1e-3])
def test_sign_descent_with_decoupled_decay_minimises_on_the_box_to_order_eta(eta):
    """Frank-Wolfe with step s = eta alpha: f - f* falls to (1 - s)(f - f*) + s^2 M D^2/2 at worst, D^2 = 4k/alpha^2.

    So it ends within s M D^2/2 = 2 eta M k/alpha, and |x - x*|^2 <= 2 (f - f*)/mu as x* is the least on a convex set.
    """
    loss, alpha, curvature, best, least = box_problem()
    assert (np.abs(best) > 1 - 1e-9).any() and (np.abs(best) < 0.9).any()
    steps = int(20 / eta)
    run = descend(sign_descent(alpha), loss, np.zeros((1, 4)), eta, steps, record=steps)
    start = run.loss[0] - least
    gap = (1 - eta * alpha) ** steps * start + 2 * eta * curvature[-1] * 4 / alpha
    # SciPy's own error, in the value: 1e-12 of it.
    assert -1e-12 * least <= run.loss[-1] - least <= gap + 1e-12 * least
    assert np.sum((run.x[-1] - best) ** 2) <= 2 * (gap + 1e-12 * least) / curvature[0]


@pytest.mark.parametrize("eta", [1e-2, 1e-3])
@pytest.mark.parametrize("beta2", [0.9, 0.99])
def test_adamw_ends_nearer_the_minimum_on_that_box_than_is_proved_for_sign_descent(eta, beta2):
    """Measured: a hundred times nearer, once its second average has forgotten the start."""
    loss, alpha, curvature, best, least = box_problem()
    steps = int(40 / eta)
    run = descend(adamw(0.9, beta2, decay=alpha), loss, np.zeros((1, 4)), eta, steps, record=steps)
    near = 2 * eta * curvature[-1] * 4 / alpha / 100
    assert abs(run.loss[-1] - least) <= near
    assert np.abs(run.x[-1] - best).max() <= math.sqrt(2 * near / curvature[0])


def test_parameters_that_are_fractions_leave_floats_floats():
    w, g = np.array([0.5, -0.25]), np.array([2.0, math.nan])
    half = Fraction(1, 2)
    for optimizer in (steepest_descent(3 * half, half, True), heavy_ball(half, half), adam(half, half, half, half)):
        after, state = optimizer.step(w, g, half, optimizer.start(w))
        assert all(a.dtype == np.float64 for a in (after, *state.moments))
        assert math.isfinite(after[0]) and math.isnan(after[1])
    assert adam_update_bound(half, Fraction(3, 4), 5) == adam_update_bound(0.5, 0.75, 5)


# --- what cannot be


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: steepest_descent(0.5), r"q must be a number in \[1, 2\]; got 0.5"),
        (lambda: steepest_descent(2.5), r"q must be a number in \[1, 2\]; got 2.5"),
        (lambda: steepest_descent(math.nan), r"q must be a number in \[1, 2\]; got nan"),
        (lambda: steepest_descent("3/2"), r"q must be a number in \[1, 2\]; got 3/2"),
        (lambda: heavy_ball(1), r"momentum must be a number in \[0, 1\); got 1"),
        (lambda: heavy_ball(10**400), r"momentum must be a number in \[0, 1\); got 10{36}\.\.\."),
        (lambda: heavy_ball(1 - Fraction(1, 10**20)), r"momentum must be a number in \[0, 1\); got 9{20}/1.*"),
        (lambda: sign_descent(decay=10**5000), r"decay must be a number at least 0; got a huge number"),
        (lambda: heavy_ball(-0.1), r"momentum must be a number in \[0, 1\); got -0.1"),
        (lambda: adam(beta1=1.0), r"beta1 must be a number in \[0, 1\); got 1.0"),
        (lambda: adamw(beta2=-1), r"beta2 must be a number in \[0, 1\); got -1"),
        (lambda: adam(eps=-1e-8), r"eps must be a number at least 0; got -1e-08"),
        (lambda: sign_descent(decay=-1), r"decay must be a number at least 0; got -1"),
        (lambda: sign_descent(decay=True), r"decay must be a number at least 0; got True"),
        (lambda: adam_update_bound(0.9, 1), r"beta2 must be a number in \[0, 1\); got 1"),
        (lambda: adam_update_bound(0.9, 0.9, 0), r"steps must be at least 1; got 0"),
    ],
)
def test_bad_parameters_are_refused_in_one_line(make, message):
    with pytest.raises(OptimizerError, match=f"^{message}$"):
        make()
