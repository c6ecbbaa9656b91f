"""The attack: an independent reader that tries a statement on random instances of its hypotheses, not on its proof.

It evaluates definitions (quadrature, integrated flows, sampled minimisation). A failing instance is only a suspicion
until ball arithmetic confirms it; then it is shrunk to small rationals and becomes the witness of REFUTED. For laws of
motion the instances test the chain rule; the integrated flows do not, nor does the enclosed flow by which a witness
against such a law is confirmed once more.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from neversaddle.numerics.attack.checks import certain, check, slow
from neversaddle.numerics.attack.kinds.table import trial
from neversaddle.numerics.attack.kinds.trial import Given, Trial
from neversaddle.numerics.attack.precision import GUARD, OutOfReach
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.witness import confirmed, shrunk
from neversaddle.theory.statement.claim import Claim
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kinds import Part

#: Instances of a part that is proved, and of a part that is not.
SAMPLES, REFUTING_SAMPLES = 16, 300
#: Flows that fail, and are not shown to be within all that is assumed, before the search for one that is ends.
MOST_DOUBTS = 12
#: What is said of an instance that fails, and refutes nothing.
DOUBT = "a failing instance that no rigorous bound confirms, or that is not seen to be within all that is assumed"


@dataclass(frozen=True)
class Outcome:
    """What the attack found on one part: samples tried, the worst agreement in digits, and a confirmed witness or None.

    `suspect` is a failing instance that no rigorous bound confirmed, empty for a flow. `digits` is None where agreement
    is not a matter of digits (strict inequalities, exact truth values).
    """

    samples: int
    digits: int | None
    witness: Instance | None = None
    suspect: Instance | None = None
    message: str = ""


def attack(
    claim: Claim, part: Part, digits: int, seed: int, flows: bool = True, samples: int = SAMPLES, shrink: bool = True
) -> Outcome:
    """Try one part of a claim on instances of its hypotheses and along flows: few of those unless `flows`.

    At most `samples` instances, and more flows if these are more than SAMPLES, many if they are REFUTING_SAMPLES; the
    search ends at the first one that is confirmed to fail. Raises ValueError if the hypotheses admit no instance: an
    empty statement is an error, not a success. Raises Undefined if they admit an instance where the statement has no
    meaning.
    """
    given = claim.hypotheses(part)
    numbers = trial(part).flows(part, given)
    some = flows or samples > SAMPLES
    count = numbers.many if samples >= REFUTING_SAMPLES else numbers.some if some else numbers.few
    label = f"{claim.id}/{part.text}/{seed}"
    against = trial(part).outright(part, given, label)
    if against is not None:
        return Outcome(1, None, against[0], message=against[1])
    found = _at_instances(claim, part, digits, f"{claim.id}/{claim.says.index(part)}/{seed}", samples, flows, shrink)
    if found.witness is not None or found.suspect is not None:
        return found
    if found.samples == 0 and count == 0:
        raise ValueError(f"claim {claim.id}, part '{part.text}': no instance satisfies the hypotheses")
    return _along_flows(part, given, digits, label, count, found)


def _at_instances(
    claim: Claim, part: Part, digits: int, label: str, samples: int, flows: bool, shrink: bool
) -> Outcome:
    """What instances say."""
    given = claim.hypotheses(part)
    how: Trial[Any] = trial(part)
    if how.prepared is not None:
        part = how.prepared(part, given)
        how, given = trial(part), part.given or given
    symbols = instance_symbols(part, given)
    count = (samples // 2 if slow(part) else samples) if symbols else 1
    if how.few is not None:
        count = min(count, how.few if samples <= SAMPLES else 3 * how.few)
    tried, worst, suspect = 0, None, None
    for instance in itertools.islice(how.supply(part, given, symbols, label), count):
        try:
            agreed = _checked(part, instance, digits)
        except OutOfReach:
            continue
        tried += 1
        if agreed is not None and agreed < digits:
            fails = confirmed(part, instance)
            if fails and not how.within(part, given, instance):
                suspect = suspect or instance
                continue
            if fails:
                witness = _simpler(how, part, instance, given, claim.id) if shrink else instance
                return Outcome(tried, None, witness, message=how.stated(part, witness) if flows else "")
            if certain(part, instance):
                continue
            # Cancellation may have eaten digits; and numbers alone refute nothing.
            agreed = check(part, instance, digits, 2 * digits + 4 * GUARD)
            suspect = instance if suspect is None and agreed is not None and agreed < digits / 2 else suspect
        worst = _least(worst, agreed)
    if suspect is not None:
        return Outcome(tried, None, suspect=suspect, message=DOUBT)
    return Outcome(tried, worst)


def _simpler(how: Trial[Any], part: Part, witness: Instance, given: Given, label: str) -> Instance:
    simple = how.simpler(part, witness, given, label, lambda found: shrunk(part, found, given))
    return simple if how.within(part, given, simple) else witness


def _along_flows(part: Part, given: Given, digits: int, label: str, count: int, before: Outcome) -> Outcome:
    """What whole flows say, beside what instances did."""
    how, found, doubts = trial(part), before, 0
    for number in range(count):
        assert how.flown is not None
        agreed = how.flown(part, given, digits, f"{label}/{number}")
        tried = found.samples + 1
        if agreed is None or agreed >= digits / 2:
            found = replace(found, samples=tried, digits=_least(found.digits, agreed))
            continue
        found = Outcome(tried, None, suspect={}, message=how.broken.format(agreed))
        doubts += 1
        if how.refuted is None or not how.refutable(part) or doubts > MOST_DOUBTS:
            break
        against = how.refuted(part, given, f"{label}/{number}")
        if against is not None:
            return Outcome(tried, None, against[0], message=against[1])
    return found


def _checked(part: Part, instance: Instance, digits: int) -> int | None:
    """The check; where a side has no value, a part may still fail for certain (an integral that is not finite)."""
    try:
        return check(part, instance, digits)
    except Undefined:
        if confirmed(part, instance):
            return 0
        raise


def instance_symbols(part: Part, given: Sequence[Hypothesis]) -> list[sp.Symbol]:
    """The symbols an instance gives values to, by name: those of the part and of the conditions on it."""
    return sorted(trial(part).symbols(part, tuple(given)), key=str)


def _least(worst: int | None, value: int | None) -> int | None:
    return value if worst is None else worst if value is None else min(worst, value)
