"""The table of trials knows every kind of statement, and what it says of one hangs together."""

from __future__ import annotations

import pytest

from neversaddle.numerics.attack.kinds.table import LEMMA, TRIALS, trial
from neversaddle.numerics.attack.kinds.trial import NO_FLOWS, at_no_instance, no_instances
from neversaddle.theory.claims import ledger
from neversaddle.theory.statement.kinds import KINDS


def test_no_kind_is_missing() -> None:
    assert set(TRIALS) == set(KINDS) and len(KINDS) > 20


def test_no_claim_says_a_lemma() -> None:
    """What is not tried by itself stands in proofs alone."""
    parts = [part for claim in ledger().values() for part in claim.says]
    assert len(parts) > 80 and all(trial(part) is not LEMMA for part in parts)


@pytest.mark.parametrize("kind", sorted(TRIALS, key=str), ids=lambda kind: kind.__name__)
def test_every_kind_is_tried_somewhere(kind: type) -> None:
    """At instances, along flows, or as another kind; a lemma is none of these."""
    how = TRIALS[kind]
    at_instances = how.check is not at_no_instance and how.supply is not no_instances
    along_flows = how.flown is not None
    assert (at_instances or along_flows or how.prepared is not None) is (how is not LEMMA)


def test_flows_that_are_counted_are_followed() -> None:
    for claim in ledger().values():
        for part in claim.says:
            counted = trial(part).flows(part, claim.hypotheses(part))
            assert counted == NO_FLOWS or trial(part).flown is not None
            assert counted.few <= counted.some <= counted.many
