"""The attack on curves: what is true agrees to the digits asked for, what is false is refuted or falls apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from mpmath import mp

from neversaddle.numerics.attack.attack import attack
from neversaddle.numerics.attack.kinds.curves import curve_agreement, extrapolated
from neversaddle.theory.claims import ledger
from neversaddle.theory.statement.claim import Claim
from neversaddle.theory.statement.curves import Carried, Dual

DIGITS = 15


def part_of(name: str) -> tuple[Claim, Carried | Dual]:
    claim = ledger()[name]
    part = claim.says[0]
    assert isinstance(part, Carried | Dual)
    return claim, part


@pytest.mark.parametrize("name", ["orbit", "mirror-flow", "decay-mirror-law"])
def test_a_true_curve_agrees(name: str) -> None:
    claim, part = part_of(name)
    for number in range(4):
        agreed = curve_agreement(part, claim.hypotheses(part), DIGITS, f"curves/{number}")
        assert agreed is not None and agreed >= DIGITS - 3


@pytest.mark.parametrize(
    "name, field", [("orbit", "field"), ("orbit", "clock"), ("mirror-flow", "curvature"), ("mirror-flow", "clock")]
)
def test_a_false_one_is_refuted(name: str, field: str) -> None:
    claim, part = part_of(name)
    wrong = replace(part, **{field: 2 * getattr(part, field)})
    found = attack(replace(claim, says=(wrong,)), wrong, DIGITS, 0, flows=False, shrink=False)
    assert found.witness is not None


def test_a_curve_of_another_field_is_told_by_flows() -> None:
    """At the start nothing is seen of the field on which a curvature is taken."""
    claim, part = part_of("mirror-flow")
    agreed = [
        curve_agreement(replace(part, field=2 * part.field), claim.hypotheses(part), DIGITS, f"curves/{number}")
        for number in range(4)
    ]
    assert min(a for a in agreed if a is not None) < DIGITS / 2


def test_the_exponential() -> None:
    with mp.workdps(40):
        (value,) = extrapolated(lambda w: [w[0]], [mp.mpf(1)], mp.mpf(1) / 8)
        # Extrapolation ends where two orders differ by less than 10^-35.
        assert abs(value - mp.exp(mp.mpf(1) / 8)) < mp.mpf(10) ** -34
