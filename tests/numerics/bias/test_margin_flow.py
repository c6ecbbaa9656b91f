"""Flows on separable data: right where the precise flow reaches, and at the derived rate where only they reach."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from neversaddle.numerics.bias.margin_field import MarginField
from neversaddle.numerics.bias.margin_flow import _start, limit_order, margin_flow, margins_by_depth, transient
from neversaddle.numerics.bias.max_margin import max_margin
from neversaddle.numerics.bias.separable import MarginError, NotSeparable
from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.loss.loss import exponential
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.language.exponents import exponent

DATA = [[2.0, 1.0, 0.5], [-1.0, 3.0, 1.0]]


@pytest.mark.parametrize(("q", "depth"), [("2", 2), ("3/2", 2), ("1", 2), ("2", 3), ("3/2", 1), ("1", 1)])
def test_the_path_is_that_of_the_precise_flow(q: str, depth: int) -> None:
    """At q = 1 sliding along g_j = 0 is within `slide` of it, which moves x by as much; the rest is accuracy."""
    start = [[0, 0, 0]] + [[1, 1, 1]] * (depth - 1)
    precise = weight_flow(DeepDiagonal(depth), q, exponential(DATA, [1, 1]), start, ["1/4", "1/2", 1, 2], digits=12)
    assert precise.digits >= 10
    points = np.array([[float(v) for v in x] for x in precise.x])[1:]
    run = margin_flow(DATA, q, depth, abs(points).max(axis=1))
    reached = run.directions * 10 ** run.sizes[:, None]
    assert abs(reached - points).max() < (1e-4 if q == "1" else 1e-5) * abs(points).max()
    losses = [float(np.log10(sum(np.exp(-row @ x) for row in np.array(DATA)))) for x in points]
    assert np.allclose(run.loss_exponents, [-value for value in losses], atol=1e-4)


def test_a_sign_never_turns_where_all_terms_have_it() -> None:
    """g = (2 n_1 + n_2, n_1 + 3 n_2, -n_2) keeps its signs, though n_2 underflows: x ~ (1, 1, -1)."""
    data = [[2.0, 1.0, 0.0], [1.0, 3.0, -1.0]]
    for depth in (1, 2, 3):
        run = margin_flow(data, 1, depth, [1e1, 1e4, 1e16, 1e40])
        assert np.allclose(run.directions, [1, 1, -1], atol=1e-9)
        assert run.margins[-1] == pytest.approx(1 / float(max_margin(data, inf).norm), rel=1e-9)


def test_a_start_of_unequal_weights_is_followed_where_signs_are_of_small_terms() -> None:
    data = [[2, 1, 0], [1, 3, -1]]
    start = [["0.1", "0.2", "0.3"], ["0.5", "0.4", "0.6"], ["0.7", "0.3", "0.5"]]
    precise = weight_flow(DeepDiagonal(3), 1, exponential(data, [1, 1]), start, [3], digits=10)
    end = np.array([float(v) for v in precise.x[-1]])
    run = margin_flow(data, 1, 3, [abs(end).max()], weights=[[float(v) for v in row] for row in start])
    assert np.allclose(run.direction * abs(end).max(), end, atol=1e-4 * abs(end).max())


def test_terms_that_cancel_are_compared_however_small_they_are() -> None:
    """The last two data die out, n ~ exp(-c |x|), and hold x_2 between them: 3 x_1 + x_2 and 3 x_1 - x_2 stay alike."""
    run = margin_flow([[1.0, 0.0], [3.0, 1.0], [3.0, -1.0]], 1, 1, [1e2, 1e6, 1e12])
    assert abs(run.directions[:, 1]).max() < 1e-4
    tilted = margin_flow([[1.0, 0.0], [3.0, 2.0], [3.5, -1.0]], 1, 1, [1e6, 1e12])
    # 3 + 2 y = 3.5 - y.
    assert np.allclose(tilted.directions[:, 1], 1 / 6, atol=1e-3)


@pytest.mark.parametrize(("q", "depth"), [(1.0, 1), (1.0, 2), (1.5, 2)])
def test_the_jacobian_is_the_derivative_where_signs_turn(q: float, depth: int) -> None:
    """All ratios of terms are within the width, and the second state has its whole mass on other columns' data."""
    z = np.array([[1.0, 2.0, 0.0], [-2.0, 1.0, 0.0], [1.0, -1.0, 1.0], [-1.0, 2.0, -2.0]])
    field = MarginField(z, q, np.ones((3, depth - 1)), 1.0)
    for d in ([0.3, 0.1, 0.2, 0.4], [0.1, 0.0, 4.0, 4.5]):
        state, h = np.concatenate([[0.3, -0.4, 0.5], d]), 1e-6
        numeric = np.array([(field(0, state + h * e) - field(0, state - h * e)) / (2 * h) for e in np.eye(7)]).T
        assert np.allclose(field.jacobian(0, state), numeric, atol=1e-7 * abs(numeric).max())


def test_a_flow_that_is_too_stiff_says_how_far_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neversaddle.numerics.bias.margin_flow.MOST_CALLS", 50)
    with pytest.raises(MarginError, match=r"too stiff to follow to \|x\| = 1e\+16: given up near \|x\| ="):
        margin_flow(DATA, "3/2", 2, [1e16])


@pytest.mark.parametrize(("q", "depth"), [(2.0, 3), (1.5, 2), (1.0, 3), (1.25, 1)])
def test_the_jacobian_is_the_derivative(q: float, depth: int) -> None:
    chance = np.random.default_rng(1)
    field = MarginField(chance.normal(size=(4, 5)), q, chance.uniform(0.1, 2, size=(5, depth - 1)), 1e-3)
    state = np.concatenate([chance.normal(size=5), chance.uniform(0, 2, 4)])
    h = 1e-6
    numeric = np.array([(field(0, state + h * e) - field(0, state - h * e)) / (2 * h) for e in np.eye(9)]).T
    assert np.allclose(field.jacobian(0, state), numeric, atol=1e-7 * abs(numeric).max())


@pytest.mark.parametrize(("q", "depth"), [("2", 1), ("3/2", 1), ("3/2", 2), ("5/4", 2), ("5/4", 3), ("1", 1), ("1", 3)])
def test_directions_settle_at_the_derived_rate(q: str, depth: int) -> None:
    """L < p: the distance from the max-margin direction goes like |x|^(-kappa/L), within the factor 3 of next order."""
    kappa = float(exponent(q).kappa(depth))
    run = margin_flow(DATA, q, depth, [1e8, 1e16], lam=[1.0, 0.5, 2.0])
    found = max_margin(DATA, limit_order(q, depth))
    limit = np.array([float(v) for v in found.direction])
    near, far = abs(run.directions - limit / abs(limit).max()).max(axis=1)
    assert far < max(3 * near * 1e-8 ** (kappa / depth), 1e-7)
    assert near < 30 * 1e-8 ** (kappa / depth)
    assert run.margins[1] * float(found.norm) == pytest.approx(1, abs=1e-2 if kappa / depth < 0.2 else 1e-4)


def test_sparse_limit_at_l_equal_to_p() -> None:
    run = margin_flow(DATA, 2, 2, [1e4, 1e30])
    found = max_margin(DATA, 1)
    limit = np.array([float(v) for v in found.direction])
    assert np.allclose(run.direction, limit / abs(limit).max(), atol=1e-9)


def test_other_starts_win_for_l_above_p() -> None:
    """One datum (1, 1): for L > p the coordinate that starts ahead takes all, and there is no single limit."""
    for first, second in ((2.0, 1.0), (1.0, 2.0)):
        run = margin_flow([[1.0, 1.0]], 2, 3, [1e8], lam=[first, second])
        assert np.argmax(run.direction) == (0 if first > second else 1)
        assert run.direction.min() < 1e-6


def test_weights_of_any_signs_may_start_it() -> None:
    start = [[0.5, -0.7], [-0.2, -0.1]]
    run = margin_flow([[1.0, 2.0]], "3/2", 2, [0.2, 1e8], weights=start)
    assert run.direction[0] > 0
    precise = weight_flow(DeepDiagonal(2), "3/2", exponential([[1, 2]], [1]), start, ["1/2", 1], digits=12)
    points = np.array([[float(v) for v in x] for x in precise.x])[1:]
    again = margin_flow([[1.0, 2.0]], "3/2", 2, abs(points).max(axis=1), weights=start)
    assert np.allclose(again.directions * 10 ** again.sizes[:, None], points, atol=1e-5)


def test_sign_flow_transient_is_exact_on_one_datum() -> None:
    """One datum: no sign ever changes, so the frozen flow is the flow; q = 1, the leaf as weights (0, lam, ...)."""
    lam = [1.0, 3.0]
    for depth in (2, 3, 4):
        run = margin_flow([[2.0, 1.0]], 1, depth, [1e4, 1e8, 1e16], lam=lam)
        frozen = transient([[0.0, 0.0]] + [lam] * (depth - 1), [1e4, 1e8, 1e16])
        assert np.allclose(run.directions, frozen, atol=1e-5)
        lead = [(1 - row.min()) * size ** (1 / depth) for row, size in zip(frozen, (1e4, 1e8, 1e16), strict=True)]
        assert lead[-1] == pytest.approx(2 * (depth - 1), rel=0.01)


def test_depth_shows_in_the_transient_and_not_in_the_limit() -> None:
    rows = margins_by_depth(DATA, [1, 2, 4], [1e2, 1e24], lam=[1.0, 0.5, 2.0])
    early, late = (
        [row.share for row in rows if row.log_size < 3],
        [row.share for row in rows if row.log_size > 3],
    )
    assert early == sorted(early, reverse=True) and early[0] - early[-1] > 0.2
    assert np.allclose(late, 1, atol=1e-4)


def test_a_wide_problem_goes_far() -> None:
    chance = np.random.default_rng(0)
    z = chance.normal(size=(10, 25))
    z *= np.sign(z[:, 0])[:, None]
    run = margin_flow(z, 1, 2, [1e2, 1e8], lam=0.01, accuracy=1e-5, slide=1e-4)
    best = 1 / float(max_margin(z, inf).norm)
    # |x|^(-1/2) from the start's transient, and k e = 25e-4 max|z| from the spread-out sign.
    assert best * (1 - 3e-4) - 25e-4 * abs(z).max() < run.margins[-1] <= best * (1 + 1e-9)


@pytest.mark.parametrize(
    ("settings", "match"),
    [
        ({"lam": 0.0}, "saddle"),
        ({"lam": -1.0}, "saddle"),
        ({"depth": 0}, "depth"),
        ({"depth": 1.5}, "depth"),
        ({"depth": "2"}, "depth"),
        ({"depth": None}, "depth"),
        ({"q": 3}, "q = 3"),
        ({"lam": 1e-300}, "lambda"),
        ({"lam": 1e300}, "lambda"),
        ({"lam": float("nan")}, "lambda"),
        ({"lam": [1.0, 2.0]}, "each of the 3"),
        ({"accuracy": 0.0}, "accuracy"),
        ({"accuracy": float("nan")}, "accuracy"),
        ({"accuracy": "x"}, "accuracy"),
        ({"slide": 0.0}, "slide"),
        ({"slide": -1.0}, "slide"),
        ({"slide": float("nan")}, "slide"),
        ({"sizes": "ab"}, "sizes must be numbers"),
        ({"weights": [["a"]]}, "weights must be numbers"),
        ({"weights": [[1e200] * 3] * 2}, "weights go up"),
        ({"sizes": []}, "sizes"),
        ({"sizes": [1e3, 1e2]}, "increase"),
        ({"sizes": [1e99]}, "sizes"),
        ({"weights": [[1.0, 1.0]]}, "2 rows of 3"),
        ({"weights": [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0]]}, "saddle"),
        ({"weights": [[9.0, 1.0, 0.0], [9.0, 1.0, 1.0]]}, "at the start"),
    ],
)
def test_bad_settings_are_named(settings: dict[str, object], match: str) -> None:
    arguments: dict[str, object] = {"q": 2, "depth": 2, "sizes": [10.0], **settings}
    with pytest.raises(MarginError, match=match):
        margin_flow(DATA, **arguments)  # type: ignore[arg-type]


def test_data_that_are_not_separable_are_refused() -> None:
    with pytest.raises(NotSeparable):
        margin_flow([[1.0], [-1.0]], 2, 2, [10.0])


def test_leaves_have_one_start_each() -> None:
    v, offsets = _start(2, 1.5, 3, [1.0, 4.0], None)
    assert v.tolist() == [0.0, 0.0]
    assert np.allclose(offsets, [[1.0, 1.0], [4.0, 4.0]])
    with pytest.raises(MarginError, match="at the start"):
        transient([[2.0, 1.0]], [1.0])
