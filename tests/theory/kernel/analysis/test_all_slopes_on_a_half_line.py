"""All slopes on a half-line iff steep at both ends: random functions, and known ones."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.all_slopes_on_a_half_line import THEOREM
from tests.fuzz.convex_functions import KNOWN, Curve, curves, looked, says_so
from tests.fuzz.necessity import Missed


@settings(max_examples=12)
@given(curves, st.booleans())
def test_it_holds(curve: Curve, said: bool) -> None:
    """Whatever is said of the integral: where the premises hold, so does the conclusion."""
    premises, conclusion = says_so(THEOREM, curve, C=sp.sympify(said))
    assert None in (*premises, conclusion) or not all(premises) or conclusion


@pytest.mark.parametrize("curve", KNOWN, ids=str)
@pytest.mark.parametrize("said", [True, False])
def test_of_known_functions_it_says_what_is_so(curve: Curve, said: bool) -> None:
    """Of known functions the premises hold just if the right thing is said, and else the conclusion fails, too."""
    premises, conclusion = says_so(THEOREM, curve, C=sp.sympify(said))
    assert conclusion is (said is (not curve.near(0) and not curve.far(0)))
    assert all(premises) is (said is (not curve.near(0) and not curve.far(0)))


#: Said of a function of which it is not so: x^2/2 has no slope below 0.
MISSED: Missed = {"steep at both ends": lambda: looked(THEOREM, KNOWN[2], C=sp.true)}
