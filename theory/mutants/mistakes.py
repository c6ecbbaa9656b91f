"""Mutants: a claim with one systematic mistake."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import sympy as sp

from neversaddle.theory.motion.mirror import ManyData, MirrorFlow
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import DRIVE, LOSS, PULL, Steepest
from neversaddle.theory.mutants.formulas import changed
from neversaddle.theory.mutants.hypotheses import without
from neversaddle.theory.statement.claim import Claim, restrictions
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction, is_any
from neversaddle.theory.statement.hypotheses import (
    Hypothesis,
)
from neversaddle.theory.statement.kinds import (
    FlowBound,
    Inequality,
    MarginDirection,
    Part,
)
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.points import AtLimits, AtPoints
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.shapes import Shape
from neversaddle.theory.statement.solutions import Along, Order, Rate


def determined(part: Part) -> tuple[str, ...]:
    """The fields that the rest of a true statement determines; an order leaves both sides a choice."""
    if isinstance(part, Reaches) and part.when is not When.AT:
        return ()
    return () if isinstance(part, Along) and part.order is not Order.EQUAL else part.DETERMINED


@dataclass(frozen=True)
class Mutant:
    """A claim with one change in one field of one part, or without one hypothesis (`index` is then None)."""

    claim: Claim
    original: Claim
    change: str
    index: int | None = None
    field: str = "given"
    dropped: Hypothesis | None = None

    @property
    def part(self) -> Part:
        """The part that is changed."""
        assert self.index is not None
        return self.claim.says[self.index]


def mutants(claim: Claim) -> Iterator[Mutant]:
    """Every systematic mistake in a claim, each once, in a fixed order."""
    seen = {dataclasses.replace(part, text="") for part in claim.says}
    for index, part in enumerate(claim.says):
        for field, change, new in _changed_part(part):
            bare = dataclasses.replace(new, text="")
            if bare in seen or not new.symbols() <= part.symbols():
                continue
            seen.add(bare)
            says = (*claim.says[:index], new, *claim.says[index + 1 :])
            yield Mutant(dataclasses.replace(claim, says=says), claim, change, index, field)
    for hypothesis in restrictions(claim):
        yield Mutant(without(claim, hypothesis), claim, f"without {hypothesis}", dropped=hypothesis)


def _changed_part(part: Part) -> Iterator[tuple[str, str, Part]]:
    """The field, what was done to it, and the part that comes of it."""
    if isinstance(part, ConvexGradient | NoFunction) and is_any(part):
        # A letter for any functions has no mistakes in it.
        return
    for field in part.FORMULAS:
        for change, value in changed(getattr(part, field)):
            yield field, f"{field}: {change}", dataclasses.replace(part, **{field: value})
    if isinstance(part, Rate) and part.force is not None:
        for change, value in changed(part.force):
            yield "force", f"force: {change}", dataclasses.replace(part, force=value)
    if isinstance(part, FlowBound):
        yield from _changed_flow(part)
    if isinstance(part, ConvexGradient | NoFunction):
        other = NoFunction if isinstance(part, ConvexGradient) else ConvexGradient
        yield "kind", "the contrary", other(part.text, part.coordinates, part.weights, part.given)
    if isinstance(part, LeastAtLimit):
        place, share = part.objective.opened()
        for change, value in changed(share):
            new = dataclasses.replace(part, objective=part.objective.closed(place, value))
            yield "objective", f"objective: {change}", new
        for other in (sp.Rational(3, 2), sp.Rational(6, 5)):
            if other != part.along.q and isinstance(part.along.sight, ManyData):
                changed_flow = dataclasses.replace(part, along=_with_exponent(part.along, other))
                yield "along", f"q = {other} for {part.along.q}", changed_flow
    if isinstance(part, Rate | Along | AtPoints | AtLimits) and isinstance(part.along, Steepest):
        yield from _changed_steepest(part, part.along)
    if isinstance(part, MarginDirection) and part.stationary:
        yield "stationary", "a minimiser for a stationary point", dataclasses.replace(part, stationary=False)
    if isinstance(part, Shape) and part.only_if:
        yield "only_if", "iff for only if", dataclasses.replace(part, only_if=False)
    if isinstance(part, Inequality):
        yield "order", "< for >", dataclasses.replace(part, left=part.right, right=part.left)


def _with_exponent(flow: MirrorFlow | OnData, q: sp.Expr) -> MirrorFlow | OnData:
    """The flow with another exponent."""
    if isinstance(flow, OnData):
        return dataclasses.replace(flow, steepest=dataclasses.replace(flow.steepest, q=q))
    return dataclasses.replace(flow, q=q)


def _changed_flow(part: FlowBound) -> Iterator[tuple[str, str, Part]]:
    """Another exponent, another decay, another time; for statements about all times the last one is a scope."""
    flow = part.along
    for other in ((flow.q + 1) / 2, (flow.q + 2) / 2):
        yield "along", f"q = {other} for {flow.q}", dataclasses.replace(part, along=dataclasses.replace(flow, q=other))
    for factor, name in ((2, "twice"), (sp.S.Half, "half")):
        if flow.decay:
            slower = dataclasses.replace(flow, decay=factor * flow.decay)
            yield "along", f"{name} the decay", dataclasses.replace(part, along=slower)
        if not part.throughout:
            yield "at", f"{name} the time", dataclasses.replace(part, at=factor * part.at)
    if flow.decay and flow.q != 2:
        other_kind = dataclasses.replace(flow, coupled=not flow.coupled)
        yield "along", "the other kind of decay", dataclasses.replace(part, along=other_kind)


def _changed_steepest(part: Rate | Along | AtPoints | AtLimits, flow: Steepest) -> Iterator[tuple[str, str, Part]]:
    """Another exponent or another decay in the flow, and the law as it was."""
    if isinstance(part, Along) and _of_the_drive_alone(part):
        # Whatever flow it is, its drive is some bounded function of time.
        return
    # Of coupled decay the points at rest are the same at every exponent, and a law of pulls has the exponent in them.
    pulled = flow.coupled and isinstance(part, Rate) and part.rate.has(PULL)
    same = flow.coupled and (isinstance(part, AtPoints | AtLimits) or pulled)
    others = [] if same else [("another exponent", dataclasses.replace(flow, q=(flow.q + 1) / 2))]
    if flow.decay != 0 and not (pulled and getattr(part, "force", None) is None):
        others.append(("twice the decay", dataclasses.replace(flow, decay=2 * flow.decay)))
    if flow.decay != 0 and flow.q != 2:
        others.append(("the other kind of decay", dataclasses.replace(flow, coupled=not flow.coupled)))
    for change, other in others:
        yield "along", f"{change} in the flow", dataclasses.replace(part, along=other)


def _of_the_drive_alone(part: Along) -> bool:
    """Whether a law speaks of nothing else that moves."""
    members = sp.Tuple(part.left, part.right).atoms(sp.Indexed)
    return all(member.base == DRIVE for member in members) and not sp.Tuple(part.left, part.right).has(LOSS)
