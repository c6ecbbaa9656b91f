"""Steep at infinity iff the second derivative cannot be integrated: random functions, and known ones."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.slope_at_infinity import THEOREM
from tests.fuzz.convex_functions import KNOWN, Curve, curves, looked, says_so
from tests.fuzz.necessity import Missed


@settings(max_examples=12)
@given(curves, st.booleans())
def test_it_holds(curve: Curve, said: bool) -> None:
    """Whatever is said of the integral: where the premises hold, so does the conclusion."""
    premises, conclusion = says_so(THEOREM, curve, C=sp.sympify(said), low=sp.S.Zero)
    assert None in (*premises, conclusion) or not all(premises) or conclusion


@pytest.mark.parametrize("curve", KNOWN, ids=str)
@pytest.mark.parametrize("said", [True, False])
def test_of_known_functions_it_says_what_is_so(curve: Curve, said: bool) -> None:
    """Of known functions the premises hold just if the right thing is said, and else the conclusion fails, too."""
    premises, conclusion = says_so(THEOREM, curve, C=sp.sympify(said), low=sp.S.Zero)
    assert conclusion is (said is (not curve.far(0)))
    assert all(premises) is (said is (not curve.far(0)))


#: S'' = 1/x, up to 1, and more beyond: it cannot be integrated up to 0, and so is that of no function on the line.
STEEP = Curve(sp.S.One, sp.S.Zero, -sp.S.One, sp.S.One)
MISSED: Missed = {
    "differentiable": lambda: looked(THEOREM, STEEP, C=sp.true, low=-sp.oo),
    "to infinity": lambda: looked(THEOREM, KNOWN[4], C=sp.true, low=sp.S.Zero),
}
