"""The attack: an independent reader that tries a statement on random instances of its hypotheses, not on its proof.

It evaluates definitions (quadrature, integrated flows, sampled minimisation). A failing instance is only a suspicion
until ball arithmetic confirms it; then it is shrunk to small rationals and becomes the witness of REFUTED. For laws of
motion the instances test the chain rule; the integrated flows do not, nor does the enclosed flow by which a witness
against such a law is confirmed once more.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sympy as sp

from neversaddle.numerics.attack.checks import GUARD, check, slow
from neversaddle.numerics.attack.kinds.along_flows import along_agreement
from neversaddle.numerics.attack.kinds.arrivals import arrival_agreement
from neversaddle.numerics.attack.kinds.condition_samples import about_members, symbols_of, with_numbers
from neversaddle.numerics.attack.kinds.conditions import as_condition
from neversaddle.numerics.attack.kinds.curves import curve_agreement
from neversaddle.numerics.attack.kinds.driven import driven_holds
from neversaddle.numerics.attack.kinds.driven_flows import driven
from neversaddle.numerics.attack.kinds.ends import least_text
from neversaddle.numerics.attack.kinds.example_maps import EXAMPLE, about_any_map, examples
from neversaddle.numerics.attack.kinds.iterations import iteration_agreement
from neversaddle.numerics.attack.kinds.limits_of_flows import limit_has_property, rest_without
from neversaddle.numerics.attack.kinds.point_samples import point_instances
from neversaddle.numerics.attack.kinds.refuted_along import refuted_along
from neversaddle.numerics.attack.kinds.refuted_arrivals import refuted_arrival
from neversaddle.numerics.attack.kinds.refuted_laws import refuting_rate
from neversaddle.numerics.attack.kinds.sliding import sliding
from neversaddle.numerics.attack.kinds.states import fitting, moves, with_states
from neversaddle.numerics.attack.precision import OutOfReach
from neversaddle.numerics.attack.sampling import Instance, complexity, instances
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.violation import certain
from neversaddle.numerics.attack.witness import confirmed, shrunk
from neversaddle.theory.language.families import Over, constants
from neversaddle.theory.motion.steepest import Steepest
from neversaddle.theory.statement.claim import Claim
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Condition, Curves, Every, Hypothesis, Place
from neversaddle.theory.statement.kinds import (
    Iterates,
    Part,
)
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.points import AtLimits, AtPoints
from neversaddle.theory.statement.reaching import Reaches
from neversaddle.theory.statement.solutions import Along, Rate
from neversaddle.theory.statement.tending import MinimisersTend

#: Instances of a part that is proved, flows integrated, and instances of a part that is not.
SAMPLES, FLOWS, REFUTING_SAMPLES = 16, 2, 300
#: Instances at which minimisers are looked for.
FEW = 1
#: Flows integrated for what is said to hold along solutions and is not proved.
REFUTING_FLOWS = 16


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
    """Try one part of a claim on instances of its hypotheses, and laws of motion on whole flows or runs if `flows`.

    At most `samples` instances; the search ends at the first one that is confirmed to fail. Raises ValueError if the
    hypotheses admit no instance: an empty statement is an error, not a success. Raises Undefined if they admit an
    instance where the statement has no meaning.
    """
    if isinstance(part, Reaches):
        return _arrivals(claim, part, seed, samples // 2)
    if isinstance(part, Along | Rate) and driven(part, claim.hypotheses(part)):
        return _driven(claim, part, seed, FLOWS if samples <= SAMPLES else REFUTING_FLOWS)
    label = f"{claim.id}/{claim.says.index(part)}/{seed}"
    if isinstance(part, LeastAtLimit) or about_any_map(part):
        # What flows it is said of depends on all that is assumed.
        part = dataclasses.replace(part, given=claim.hypotheses(part))
    if isinstance(part, Along | Rate) and (slide := sliding(part, claim.hypotheses(part))):
        return Outcome(1, None, slide[0], message=slide[1])
    part = as_condition(part, claim.hypotheses(part))
    given = part.given if isinstance(part, Holds) else claim.hypotheses(part)
    symbols = instance_symbols(part, given)
    count = (samples // 2 if slow(part) else samples) if symbols else 1
    if isinstance(part, MinimisersTend):
        count = min(count, FEW if samples <= SAMPLES else 3 * FEW)
    tried, worst, suspect = 0, None, None
    supply = _supply(part, given, symbols, label)
    for instance in itertools.islice(supply, count):
        try:
            agreed = _checked(part, instance, digits)
        except OutOfReach:
            continue
        tried += 1
        if agreed is not None and agreed < digits:
            if confirmed(part, instance):
                whole = isinstance(part, Holds) or about_any_map(part)
                witness = _simpler(part, instance, given, claim.id) if shrink and not whole else instance
                if isinstance(part, Rate | Carried | Dual) and isinstance(part.along, Steepest):
                    witness = fitting(part.along, witness)
                message = _confirmed_on_a_flow(part, witness) if flows else ""
                if isinstance(part, LeastAtLimit):
                    message = least_text(part, witness)
                return Outcome(tried, None, witness, message=message)
            if certain(part, instance):
                continue
            # Cancellation may have eaten digits; and numbers alone refute nothing.
            agreed = check(part, instance, digits, 2 * digits + 4 * GUARD)
            suspect = instance if suspect is None and agreed is not None and agreed < digits / 2 else suspect
        worst = _least(worst, agreed)
    if suspect is not None:
        return Outcome(tried, None, suspect=suspect, message="a failing instance that no rigorous bound confirms")
    if isinstance(part, AtLimits):
        return _at_limits(claim, part, seed, FLOWS if flows else 2 * REFUTING_FLOWS if samples > SAMPLES else 1)
    if isinstance(part, Along):
        count = REFUTING_FLOWS if samples > SAMPLES else FLOWS if flows else 1
        return _along(claim, part, digits, seed, count, tried)
    if isinstance(part, Carried | Dual):
        for number in range(FLOWS if flows else REFUTING_FLOWS if samples > SAMPLES else 1):
            label = f"{claim.id}/{part.text}/{seed}/{number}"
            agreed = curve_agreement(part, claim.hypotheses(part), digits, label)
            if agreed is not None and agreed < digits / 2:
                return Outcome(tried, None, suspect={}, message=f"an integrated flow agrees to {agreed} digits only")
            tried, worst = tried + 1, _least(worst, agreed)
        return Outcome(tried, worst)
    if tried == 0:
        raise ValueError(f"claim {claim.id}, part '{part.text}': no instance satisfies the hypotheses")
    for number in range(FLOWS if flows else 0):
        label = f"{claim.id}/{seed}/{number}"
        if isinstance(part, Iterates):
            if not iteration_agreement(part, claim.hypotheses(part), label):
                return Outcome(tried, None, suspect={}, message="a run of the iteration breaks the law")
            tried += 1
    return Outcome(tried, worst)


def _simpler(part: Part, witness: Instance, given: tuple[Hypothesis, ...], label: str) -> Instance:
    """A witness of simpler numbers; of points, whose numbers hang together, the simplest of some others that fail."""
    if not isinstance(part, AtPoints):
        return shrunk(part, witness, given)
    others = itertools.islice(point_instances(part, given, sorted(part.symbols(), key=str), label), 12 * SAMPLES)
    failing = [point for point in others if len(point) <= len(witness) and confirmed(part, point)]
    return min((witness, *failing), key=lambda point: sum(map(complexity, point.values())))


def _confirmed_on_a_flow(part: Part, witness: Instance) -> str:
    """What an enclosed flow says against a law of motion that fails at a moment."""
    return refuting_rate(part, witness) if isinstance(part, Rate) else ""


def _supply(part: Part, given: tuple[Hypothesis, ...], symbols: list[sp.Symbol], label: str) -> Iterator[Instance]:
    """Instances of the hypotheses; of a statement about rates, moments of models of every size."""
    if isinstance(part, Along | AtLimits):
        return iter(())
    if about_any_map(part):
        return examples()
    if isinstance(part, LeastAtLimit):
        return instances([h for h in given if not moves(h)], symbols, label)
    if isinstance(part, Holds):
        return with_numbers(instances([h for h in given if not about_members(h)], symbols, label), part, given, label)
    if isinstance(part, AtPoints):
        return point_instances(part, given, symbols, label)
    if not isinstance(part, Rate | Carried | Dual):
        return instances(given, symbols, label)
    assert isinstance(part.along, Steepest)
    return with_states(instances([h for h in given if not moves(h)], symbols, label), part.along, given, label)


def _along(claim: Claim, part: Along, digits: int, seed: int, flows: int, tried: int) -> Outcome:
    """What holds along solutions, on whole flows."""
    worst, suspect = None, None
    for number in range(flows):
        label = f"{claim.id}/{part.text}/{seed}/{number}"
        agreed = along_agreement(part, claim.hypotheses(part), digits, label)
        if agreed is not None and agreed < digits / 2:
            refuted = refuted_along(part, claim.hypotheses(part), label)
            if refuted:
                return Outcome(tried, None, refuted[0], message=refuted[1])
            suspect = Outcome(tried, None, suspect={}, message=f"an integrated flow agrees to {agreed} digits only")
        tried, worst = tried + 1, _least(worst, agreed)
    return suspect or Outcome(tried, worst)


def _driven(claim: Claim, part: Along | Rate, seed: int, flows: int) -> Outcome:
    """What holds along solutions under a slope that is assumed, on whole flows."""
    for number in range(flows):
        if not driven_holds(part, claim.hypotheses(part), f"{claim.id}/{part.text}/{seed}/{number}"):
            return Outcome(number + 1, None, suspect={}, message="it is not so along an integrated flow")
    return Outcome(flows, None)


def _at_limits(claim: Claim, part: AtLimits, seed: int, flows: int) -> Outcome:
    """What limits of solutions are, at points of rest, and on flows that have come to rest."""
    label = f"{claim.id}/{part.text}/{seed}"
    point = rest_without(part, claim.hypotheses(part), label)
    if point is not None:
        return Outcome(1, None, point, message="the solution that stays there has another limit")
    for number in range(flows):
        if not limit_has_property(part, claim.hypotheses(part), f"{label}/{number}"):
            return Outcome(number + 1, None, suspect={}, message="an integrated flow comes to another limit")
    return Outcome(flows, None)


def _arrivals(claim: Claim, part: Reaches, seed: int, flows: int) -> Outcome:
    """When solutions reach a level, on whole flows."""
    suspect = None
    for number in range(flows):
        label = f"{claim.id}/{part.text}/{seed}/{number}"
        if arrival_agreement(part, claim.hypotheses(part), label) is not None:
            refuted = refuted_arrival(part, claim.hypotheses(part), label)
            if refuted:
                return Outcome(number + 1, None, refuted[0], message=refuted[1])
            text = "an integrated flow is not there when it is said to be"
            suspect = Outcome(number + 1, None, suspect={}, message=text)
    return suspect or Outcome(flows, None)


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
    if about_any_map(part):
        return [EXAMPLE]
    found = part.symbols()
    conditions = [h.relation for h in given if isinstance(h, Condition)]
    if isinstance(part, LeastAtLimit):
        found = set(found) - {h.symbol for h in given if isinstance(h, Curves)}
        conditions = [relation for relation in conditions if not relation.has(sp.Indexed, Over)]
    if isinstance(part, Holds):
        return sorted(symbols_of(part, given), key=str)
    # Places that are named of every other place, too.
    named = {s for h in given if isinstance(h, Every) for s in constants(h.relation)}
    places = {h.symbol for h in given if isinstance(h, Place)} & named
    return sorted(set(found).union(places, *(relation.free_symbols for relation in conditions)), key=str)


def _least(worst: int | None, value: int | None) -> int | None:
    return value if worst is None else worst if value is None else min(worst, value)
