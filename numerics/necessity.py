"""Whether a hypothesis is needed: a search outside it, and inside all others, for an instance where the claim fails."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import sympy as sp

from numerics.attack import check, instance_hypotheses, instance_symbols, slow
from numerics.one_dimension import dissipation_hypotheses
from numerics.sampling import Instance, Undefined, admits, instances, outside_values
from numerics.witness import confirmed, shown, witness_text
from theory.hypotheses import Condition, Hypothesis
from theory.parts import Dissipation, LinearRate, Part
from theory.statement import Claim

#: Instances inside the other hypotheses that are moved outside the one in question, and instances beyond a condition.
INSIDE, BEYOND = 40, 60


@dataclass(frozen=True)
class Broken:
    """An instance outside one hypothesis and inside all others where a part fails, or has no meaning."""

    part: Part
    instance: Instance
    meaningless: bool

    @property
    def text(self) -> str:
        """The instance, and what becomes of the part there."""
        if self.meaningless:
            return f"at {shown(self.instance)} the statement has no meaning"
        return f"fails at {witness_text(self.part, self.instance)}"


def necessity(claim: Claim, hypothesis: Hypothesis, digits: int, seed: int) -> Broken | None:
    """Where some part fails or loses its meaning without a hypothesis; None if the search finds no such instance."""
    for part in claim.says:
        if hypothesis in claim.hypotheses(part):
            broken = broken_without(claim, part, hypothesis, digits, seed)
            if broken:
                return broken
    return None


def broken_without(claim: Claim, part: Part, hypothesis: Hypothesis, digits: int, seed: int) -> Broken | None:
    """The same for one part."""
    for instance in outside(claim, part, hypothesis, seed):
        try:
            agreed = check(part, instance, digits)
        except Undefined:
            return Broken(part, instance, meaningless=True)
        if agreed is not None and agreed < digits and confirmed(part, instance):
            return Broken(part, instance, meaningless=False)
    return None


def outside(claim: Claim, part: Part, hypothesis: Hypothesis, seed: int) -> Iterator[Instance]:
    """Instances outside one hypothesis of a part and inside all its others; none where it does not bear on the part."""
    full = instance_hypotheses(part, claim.hypotheses(part))
    if isinstance(part, Dissipation | LinearRate) and isinstance(hypothesis, Condition):
        (hypothesis,) = (h for h in dissipation_hypotheses((hypothesis,)) if isinstance(h, Condition))
    symbols = instance_symbols(part)
    given = tuple(h for h in full if h != hypothesis)
    label = f"{claim.id}/without {hypothesis}/{seed}"
    if isinstance(hypothesis, Condition):
        supply = instances((*given, Condition(sp.Not(hypothesis.relation))), symbols, label)
        yield from itertools.islice(supply, BEYOND)
    elif hypothesis.symbol in symbols:
        count = INSIDE // 8 if slow(part) else INSIDE
        for inside in itertools.islice(instances(full, symbols, label), count):
            for value in outside_values(hypothesis):
                moved = {**inside, hypothesis.symbol: value}
                if admits(given, moved):
                    yield moved
