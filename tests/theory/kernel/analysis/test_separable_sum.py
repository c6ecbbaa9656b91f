"""Sums over coordinates have the traits of their terms: random functions of one to three variables, trait by trait."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.separable_sum import THEOREM
from neversaddle.theory.statement.shapes import Trait
from tests.fuzz.convex_functions import KNOWN, Curve, curves, looked, says_so
from tests.fuzz.necessity import Looked, Missed

TRAITS = [trait for trait in Trait if trait is not Trait.SLOPES]


@settings(max_examples=15)
@given(curves, st.sampled_from(TRAITS), st.integers(1, 3), st.sampled_from([sp.S.Zero, -sp.oo]), st.booleans())
def test_it_holds(curve: Curve, trait: Trait, size: int, low: sp.Expr, said: bool) -> None:
    letters = {"C": sp.sympify(said), "n": sp.Integer(size), "low": low, "v": None, "tuple": (trait,)}
    premises, conclusion = says_so(THEOREM, curve, **letters)
    assert None in (*premises, conclusion) or premises == [conclusion]


@pytest.mark.parametrize("trait", [Trait.ONTO, Trait.CLOSED_DOMAIN, Trait.CONJUGATE], ids=lambda trait: trait.name)
def test_of_a_known_function_it_says_what_is_so(trait: Trait) -> None:
    """Of -log x: it is separating, but neither onto nor closed."""
    assert of_logarithm(trait, trait is not Trait.CONJUGATE) == Looked(("in one coordinate",), False)


def of_logarithm(trait: Trait, said: bool) -> Looked:
    """What is said of one trait of -log x."""
    letters = {"C": sp.sympify(said), "n": sp.Integer(2), "low": sp.S.Zero, "v": None, "tuple": (trait,)}
    return looked(THEOREM, KNOWN[0], **letters)


MISSED: Missed = {"in one coordinate": lambda: of_logarithm(Trait.ONTO, True)}
