"""The time of escape as a word: how it is written, and that the kernel knows nothing of it."""

from __future__ import annotations

import pytest
import sympy as sp

from neversaddle.theory.definitions.escape import ReachTime
from neversaddle.theory.kernel.domain import require_defined, require_smooth
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.setting import DEPTH, EXPONENT

omega, delta = sp.symbols("omega delta", positive=True)
TIME, GIVEN = ReachTime(L, q, omega, delta), (DEPTH, EXPONENT, *positive(omega, delta))


def test_nothing_is_proved_of_it() -> None:
    with pytest.raises(CannotDecide):
        require_defined(TIME, GIVEN)
    with pytest.raises(CannotDecide):
        require_smooth(TIME, delta, GIVEN)


def test_text_and_latex_name_the_ends() -> None:
    assert str(TIME) == "T(omega, delta; L, q)"
    assert r"\omega" in sp.latex(TIME**2)
