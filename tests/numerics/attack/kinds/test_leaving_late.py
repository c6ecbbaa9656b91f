"""What rests at a saddle refutes what is said of any curve of a field, and nothing that is said of regular ones."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp
from mpmath import mp, mpf

from neversaddle.numerics.attack.kinds.leaving_late import CURVE, leaving_late, y
from neversaddle.theory.claims.foundations import mirror_flow, orbit
from neversaddle.theory.motion.steepest import PARTIAL, WEIGHT
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis, Members
from neversaddle.theory.statement.model import ABOVE_ONE

PARTS = [replace(part, regular=False, given=()) for part in (orbit.claim.says[0], mirror_flow.claim.says[0])]
GIVEN: tuple[Hypothesis, ...] = (*orbit.claim.given, *ABOVE_ONE)


@pytest.mark.parametrize("part", PARTS, ids=["carried", "dual"])
def test_any_curve_is_refuted(part: Carried | Dual) -> None:
    found = leaving_late(part, GIVEN)
    assert found is not None and found[0][WEIGHT[1, 1]] == 0 and Fraction(3, 2) in found[0].values()


@pytest.mark.parametrize("part", PARTS, ids=["carried", "dual"])
def test_what_is_outside_is_not(part: Carried | Dual) -> None:
    (size,) = part.along.free_symbols & {h.symbol for h in GIVEN if isinstance(h, Depth) and h.symbol.name == "L"}
    assert leaving_late(replace(part, regular=True), GIVEN) is None
    assert leaving_late(part, (*GIVEN, Members(PARTIAL, "nonzero"))) is None
    assert leaving_late(part, (*GIVEN, Depth(size, 2))) is None


def test_what_holds_there_is_not() -> None:
    """A curvature of zero: P' stays where it begins, as the solution does."""
    dual = PARTS[1]
    assert isinstance(dual, Dual)
    assert leaving_late(replace(dual, curvature=sp.S.Zero), GIVEN) is None
    # Another field has not that curve.
    assert leaving_late(replace(dual, field=2 * dual.field), GIVEN) is None


def test_the_curve_is_one_and_rest_is_a_solution() -> None:
    """dw/dy = |2w|^(1/2), by differences; and at w = 0 that is 0."""
    w = sp.lambdify(y, CURVE, "mpmath")
    with mp.workdps(30):
        for n in range(1, 5):
            assert abs(mp.diff(w, n) - mp.sqrt(2 * w(mpf(n)))) < mpf(10) ** -20
        assert mp.sqrt(2 * w(mpf(0))) == 0
