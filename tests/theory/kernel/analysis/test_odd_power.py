"""Odd powers have each value once: at random numbers, and not where the power is none."""

from __future__ import annotations

import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.odd_power import THEOREM, a, b, n
from neversaddle.theory.kernel.analysis.theorem import filled
from tests.fuzz.necessity import Looked, Missed, found

NUMBERS = st.fractions(-3, 3, max_denominator=4)
EXPONENTS = st.sampled_from([sp.Rational(*v) for v in ((1, 3), (1, 2), (1, 1), (3, 2), (2, 1), (5, 1))])


def truths(*values: object) -> set[bool]:
    letters = dict(zip((a, b, n), map(sp.nsimplify, values), strict=True))
    return {bool(condition) for condition in filled(THEOREM.conclusion, letters).conditions}


@given(NUMBERS, NUMBERS, EXPONENTS)
def test_it_holds(first: object, second: object, power: object) -> None:
    assert len(truths(first, second, power)) == len(truths(first, first, power)) == 1


def looked(*values: object) -> Looked:
    premise = filled(THEOREM.premises, dict(zip((a, b, n), map(sp.nsimplify, values), strict=True)))[0]
    return found(THEOREM, [bool(premise.left < premise.right)], len(truths(*values)) == 1)


#: |a|^0 is 1 at all a but 0.
MISSED: Missed = {"the power": lambda: looked(1, 2, 0)}


def test_a_negative_power_has_no_value_at_zero() -> None:
    assert sp.Abs(sp.S.Zero) ** -2 == sp.zoo


def test_a_modulus_alone_has_its_values_twice() -> None:
    assert truths(1, -1, 2) == {False} and sp.Abs(-1) ** 2 == sp.Abs(1) ** 2
