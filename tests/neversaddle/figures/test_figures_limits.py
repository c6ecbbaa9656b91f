"""The data of the figures of flows and their ends, as they are kept in docs/figures, against what they have to be.

That the kept data are what the figures compute now is the test of the tour.
"""

from __future__ import annotations

import csv
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import sympy as sp

from neversaddle.figures.gallery import margins_recovery, projection_distance, saddle_regression
from neversaddle.numerics.descent.optimizers import sign_descent
from neversaddle.numerics.descent.runs import descend

KEPT = Path(__file__).parents[3] / "docs" / "figures"
Row = dict[str, str]


def rows(name: str, **values: str) -> list[Row]:
    with (KEPT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        found = [row for row in csv.DictReader(file) if all(row[key] == value for key, value in values.items())]
    assert found
    return found


@pytest.mark.parametrize("eps", saddle_regression.SIZES)
def test_sign_flow_escapes_at_the_predicted_time_whatever_the_start(eps: str) -> None:
    for row in rows("saddle-regression-escapes", flow="sign flow", eps=eps):
        # No force changes its sign before, so each weight moves by a step a step: at most one step beside the flow; and
        # half a unit of the last of 4 digits for each number.
        assert abs(float(row["measured"]) - float(row["predicted"])) <= saddle_regression.STEP + 1e-4


def test_predicted_escapes_are_quadratures_of_the_weights_speed() -> None:
    # dw_1 = |w_2 w_3| c dt with w_i^2 = w_1^2 + eps^2: x = w_1 (w_1^2 + eps^2), t = int dw/(c (w^2 + eps^2)).
    for row in rows("saddle-regression-escapes", flow="gradient flow"):
        eps, force = float(Fraction(row["eps"])), float(row["force"])
        w = max(r.real for r in np.roots([1, 0, eps**2, -saddle_regression.ESCAPED]) if abs(r.imag) < 1e-9)
        time = float(np.arctan(w / eps)) / (eps * force)
        # Force and time are rounded to 4 digits.
        assert float(row["predicted"]) == pytest.approx(time, rel=2e-3)


def test_gradient_flow_takes_times_like_one_over_eps_and_sign_flow_the_same() -> None:
    first = {eps: rows("saddle-regression-escapes", flow="gradient flow", eps=eps) for eps in saddle_regression.SIZES}
    for slower, faster in ((first["1/256"], first["1/64"]), (first["1/64"], first["1/16"])):
        for late, early in zip(slower, faster, strict=True):
            # sup |y| is proportional to 1/eps; up to a finite size, and with forces that change, not by more than 4.4.
            assert 4 < float(late["measured"]) / float(early["measured"]) < 4.4
    last = [float(r["measured"]) for r in rows("saddle-regression-escapes", flow="sign flow")]
    assert max(last) < 0.4


def test_sign_descent_is_exact_whatever_the_order_of_sums() -> None:
    loss = saddle_regression.problem()
    start = saddle_regression.start(saddle_regression.SIZES["1/16"])
    one = descend(sign_descent(), loss, start, saddle_regression.STEP, 1500, record=1500)
    turned = descend(sign_descent(), loss, start[::-1], saddle_regression.STEP, 1500, record=1500)
    assert (one.x[-1] == turned.x[-1]).all()
    # Multiples of 2^-33 below 2^19 are exact in double precision, and so is every partial sum.
    assert (one.x[-1] * 2.0**33 == np.round(one.x[-1] * 2.0**33)).all()


@pytest.mark.parametrize("depth", ["1", "2", "3", "4"])
def test_sign_flow_closes_the_gap_at_its_rate(depth: str) -> None:
    found = rows("margins-recovery-margins", method="sign flow", L=depth, **{"lambda": "1"})
    sizes, gaps = ([float(row[key]) for row in found] for key in ("size", "gap"))
    assert len(found) >= 6 and all(later < earlier for earlier, later in pairwise(gaps))
    assert all(gap >= margins_recovery.LEAST_GAP for gap in gaps)
    slope = np.log(gaps[-1] / gaps[-3]) / np.log(sizes[-1] / sizes[-3])
    # |x|^(-1/L) is the leading term; the next one is smaller by |x|^(-1/L) times the depth and a number of order one.
    assert -1 / int(depth) - 0.3 < slope < -1 / int(depth) + 0.02


def test_on_a_leaf_with_large_weights_depth_does_not_show() -> None:
    shallow = {row["size"]: float(row["gap"]) for row in rows("margins-recovery-margins", method="sign flow", L="1")}
    for depth in ("2", "4"):
        deep = rows("margins-recovery-margins", method="sign flow", L=depth, **{"lambda": "100"})
        for row in deep:
            # The other weights have grown by |x|/lambda^L relative to lambda: at most a tenth, at depth 2.
            if float(row["size"]) <= 1e3:
                assert float(row["gap"]) == pytest.approx(shallow[row["size"]], rel=0.1)


@pytest.mark.parametrize("depth", [str(d) for d in margins_recovery.DEPTHS])
def test_flows_end_beside_the_projection(depth: str) -> None:
    found = {method: rows("margins-recovery-recovery", method=method, L=depth) for method in margins_recovery.METHODS}
    assert [len(found[method]) for method in margins_recovery.METHODS] == [margins_recovery.DRAWS] * 2 + [
        margins_recovery.PROJECTED
    ]
    # All fit the data, so the truth, which has the least L1 norm, bounds each from below; up to what the misfit allows.
    assert all(float(row["norm"]) > 0.999 for method in found.values() for row in method)
    pairs = list(zip(found["sign descent"], found["projection"], strict=False))
    assert all(sign["draw"] == projection["draw"] for sign, projection in pairs)
    # On the kept draws but one; three digits leave no more than 0.01 in doubt.
    assert sum(float(sign["norm"]) > float(projection["norm"]) + 0.1 for sign, projection in pairs) >= len(pairs) - 1


def test_the_projection_comes_to_the_truth_with_depth() -> None:
    for draw in range(margins_recovery.PROJECTED):
        kept = rows("margins-recovery-recovery", method="projection", draw=str(draw))
        assert all(float(deeper["norm"]) < float(one["norm"]) for one, deeper in pairwise(kept))
        assert float(kept[-1]["norm"]) < 1.1


@pytest.mark.parametrize("depth", [str(d) for d in projection_distance.DEPTHS])
def test_the_limit_is_the_projection_at_two_only(depth: str) -> None:
    found = rows("projection-distance", L=depth)
    assert len(found) == len(projection_distance.EXPONENTS)
    for row in found:
        assert (float(row["distance"]) == 0) == (row["q"] == "2")
        for end in ("limit", "projection"):
            # Both interpolate; 8 digits.
            assert float(row[f"{end}_1"]) + 2 * float(row[f"{end}_2"]) == pytest.approx(6, abs=1e-6)


def test_limits_with_closed_forms() -> None:
    for row in rows("projection-distance", L="1"):
        # At depth one x = y: x = s (1, 2^(q-1)) with 6 = s (1 + 2^q), and the projection is 6 z/|z|^2.
        q = float(row["q"])
        assert float(row["limit_1"]) == pytest.approx(6 / (1 + 2**q), abs=1e-7)
        assert float(row["projection_1"]) == pytest.approx(6 / 5, abs=1e-7)
    (sign,) = rows("projection-distance", L="2", q="1")
    nu = sp.Symbol("nu", positive=True)
    # At q = 1, L = 2, lambda = 1: x = y (|y| + 1), so the projection has nu (nu + 1) + 2 (2 nu) (2 nu + 1) = 6.
    (root,) = sp.solve(nu * (nu + 1) + 4 * nu * (2 * nu + 1) - 6, nu)
    assert float(sign["projection_1"]) == pytest.approx(float(root * (root + 1)), abs=1e-7)
    assert float(sign["limit_1"]) == float(sign["limit_2"]) == 2
