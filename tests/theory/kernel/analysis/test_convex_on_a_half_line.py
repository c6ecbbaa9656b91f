"""What every convex function on a half-line has: random functions, and known ones."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings

from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.kernel.analysis.convex_on_a_half_line import THEOREM, TRAITS
from tests.fuzz.convex_functions import KNOWN, Curve, curves, holds, instance, says_so


@settings(max_examples=12)
@given(curves)
def test_it_holds(curve: Curve) -> None:
    premises, conclusion = says_so(THEOREM, curve)
    assert not premises and conclusion is not False


@pytest.mark.parametrize("curve", KNOWN, ids=str)
def test_each_trait_alone(curve: Curve) -> None:
    _, conclusion = instance(THEOREM, curve)
    assert all(holds(dataclasses.replace(conclusion, traits=(trait,))) for trait in TRAITS)  # type: ignore[call-arg]


def test_a_function_that_is_not_convex_is_none() -> None:
    """Its second derivative has to be positive, and its place to grow: the kernel asks for that of every function."""
    _, conclusion = instance(THEOREM, KNOWN[0])
    for change in ({"curvature": -1 / conclusion.place}, {"place": 1 / conclusion.place}):  # type: ignore[union-attr]
        with pytest.raises(Undefined):
            holds(dataclasses.replace(conclusion, **change))  # type: ignore[arg-type]
