"""The divergence grows without bound iff the first moment is infinite: random functions, and known ones."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.divergence_at_infinity import THEOREM
from tests.fuzz.convex_functions import KNOWN, Curve, curves, says_so


@settings(max_examples=12)
@given(curves, st.booleans())
def test_it_holds(curve: Curve, said: bool) -> None:
    """Whatever is said of the integral: where the premises hold, so does the conclusion."""
    premises, conclusion = says_so(THEOREM, curve, C=sp.sympify(said), low=sp.S.Zero)
    assert None in (*premises, conclusion) or not all(premises) or conclusion


@pytest.mark.parametrize("curve", KNOWN, ids=str)
@pytest.mark.parametrize("said", [True, False])
def test_every_premise_is_needed(curve: Curve, said: bool) -> None:
    """Of known functions the premises hold just if the right thing is said, and else the conclusion fails, too."""
    premises, conclusion = says_so(THEOREM, curve, C=sp.sympify(said), low=sp.S.Zero)
    assert conclusion is (said is (not curve.far(1)))
    assert all(premises) is (said is (not curve.far(1)))
