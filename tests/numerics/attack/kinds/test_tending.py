"""Limits of minimisers, tried by minimising: other norms, other functions and other limits are found out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from neversaddle.numerics.attack.kinds.tending import tending_agreement
from neversaddle.theory.claims import claim_of
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.statement.tending import MinimisersTend


def last(claim_id: str) -> MinimisersTend:
    """The claim's part on minimisers."""
    return next(part for part in claim_of(claim_id).says if isinstance(part, MinimisersTend))


@pytest.mark.parametrize(
    ("claim_id", "depth", "exponent"),
    [("kernel-limit", 2, Fraction(1)), ("kernel-limit", 3, Fraction(2)), ("rich-limit", 2, Fraction(3, 2))],
)
def test_what_is_true_is_not_refuted(claim_id: str, depth: int, exponent: Fraction) -> None:
    assert tending_agreement(last(claim_id), {L: Fraction(depth), q: exponent}) is None


def test_what_is_false_is_found() -> None:
    kernel, rich = last("kernel-limit"), last("rich-limit")
    there = {L: Fraction(3), q: Fraction(2)}
    assert tending_agreement(replace(kernel, norm=kernel.point**4), there) == 0
    assert tending_agreement(replace(kernel, norm=kernel.point), there) == 0
    # The L1 norm is what minimisers tend to as lambda -> 0.
    assert tending_agreement(replace(kernel, at=sp.S.Zero), there) == 0
    # Beyond m < 1 the power is no limit.
    assert tending_agreement(rich, there) == 0
