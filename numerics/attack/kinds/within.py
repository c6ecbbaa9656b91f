"""Whether a witness is certain to be within all that is assumed: what a refutation rests on, beside the failure."""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.along_flows import relations
from neversaddle.numerics.attack.kinds.states import column, of_start, sizes, stated
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.language.families import Over
from neversaddle.theory.language.fields import OfFields
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.iteration import FORCE
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LOSS,
    PARTIAL,
    PULL,
    SLOPE,
    WEIGHT,
    DiagonalNetwork,
    Steepest,
)
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import (
    Composed,
    Condition,
    Convex,
    Curves,
    Depth,
    Every,
    EveryPair,
    Given,
    Hypothesis,
    Kept,
    Members,
    Place,
    Range,
    Sign,
)
from neversaddle.theory.statement.kind import Kind
from neversaddle.theory.statement.points import AtPoints
from neversaddle.theory.statement.remaining import Remains
from neversaddle.theory.statement.solutions import Rate

#: What a number is to be, strictly: what is so at a moment, and strictly, is so for a while.
STRICTLY = {"positive": sp.Gt, "nonnegative": sp.Gt, "nonzero": sp.Ne}
STRICT = {sp.Ge: sp.Gt, sp.Le: sp.Lt, sp.Gt: sp.Gt, sp.Lt: sp.Lt, sp.Ne: sp.Ne}
WEAKLY = {"positive": sp.Gt, "nonnegative": sp.Ge, "nonzero": sp.Ne, "zero": sp.Eq}


def of_parameters(h: Hypothesis) -> bool:
    """Whether a hypothesis is about numbers alone: every instance is drawn within those."""
    if isinstance(h, Condition):
        return not h.relation.has(sp.Indexed, Over, LOSS, OfFields)
    plain = isinstance(h, Depth | Range | Place | Sign) and bool(h.symbol.is_Symbol) and h.symbol != LOSS
    return plain or (isinstance(h, Members) and h.kind == "real")


def within_parameters(part: Kind, given: Given, witness: Instance) -> bool:
    """Where nothing else is assumed."""
    return all(map(of_parameters, given))


def map_within(part: Kind, given: Given, witness: Instance) -> bool:
    """Of an example of any map all conditions on its fields are looked at as it is made."""
    return all(of_parameters(h) or isinstance(h, Condition) for h in given)


def end_within(part: Kind, given: Given, witness: Instance) -> bool:
    """Of where a flow ends: its relations are looked at there."""
    return all(of_parameters(h) or isinstance(h, Condition | Every | Curves) for h in given)


def state_within(part: Remains, given: Given, witness: Instance) -> bool:
    """Of a state that is moved to where something is zero, and then on: of all that changes nothing may be assumed."""
    assumed = {s for h in given if isinstance(h, Condition) for s in h.relation.free_symbols}
    assumed |= {h.symbol for h in given if isinstance(h, Sign | Range) and getattr(h, "kind", "") != "real"}
    moved = {*part.along.weights, *part.along.velocities, FORCE, *part.along.rest.free_symbols}
    return within_parameters(part, given, witness) and not assumed & moved


def condition_within(part: Holds, given: Given, witness: Instance) -> bool:
    """Of members that are drawn, with the signs and in the relations that are assumed; of no others anything is."""
    drawn = {thing.base for thing in witness if isinstance(thing, sp.Indexed)}

    def looked_at(h: Hypothesis) -> bool:
        if of_parameters(h) or isinstance(h, Condition | Every | EveryPair | Composed | Kept):
            return True
        family = (
            h.family if isinstance(h, Members) else getattr(h.symbol, "base", None) if isinstance(h, Sign) else None
        )
        return family in drawn

    return all(map(looked_at, given))


def moment_within(part: Rate | Carried | Dual, given: Given, witness: Instance) -> bool:
    """Of a moment of a flow: strictly, so that the solution through it is within for a while; nothing is equal."""
    flow = part.along
    if not isinstance(flow, Steepest):
        return within_parameters(part, given, witness)
    begun = {h for h in given if of_start(h)}
    for h in given:
        if of_parameters(h) or isinstance(h, Convex | Composed):
            continue
        if isinstance(h, Members | Sign):
            values = [stated(thing, flow, witness) for thing in _members(h, flow, witness)]
            if not values or h.kind not in STRICTLY or not _all_true(STRICTLY[h.kind](v, 0) for v in values):
                return False
        elif isinstance(h, Condition | Every | EveryPair):
            for relation in relations(h, witness):
                left, right = (stated(e.replace(Initially, lambda e: e), flow, witness) for e in relation.args)
                kind = sp.Eq if isinstance(relation, sp.Eq) and h in begun else STRICT.get(type(relation))
                if kind is None or not _all_true([kind(left, right)]):
                    return False
        else:
            return False
    return True


def point_within(part: AtPoints, given: Given, witness: Instance) -> bool:
    """Of a point: its weights, slopes and coordinates are numbers."""
    flow = part.along
    if not isinstance(flow, Steepest):
        return within_parameters(part, given, witness)
    values: dict[sp.Basic, sp.Expr] = dict(in_sympy(witness))
    depth, width = sizes(flow, witness)
    if isinstance(flow.model, DiagonalNetwork):
        at = {j: sp.Mul(*(values.get(w, w) for w in column(flow, j, depth))) for j in range(1, width + 1)}
        values |= {COORDINATE[j]: x for j, x in at.items()}
    for h in given:
        if of_parameters(h) or isinstance(h, Convex | Composed):
            continue
        if isinstance(h, Members | Sign):
            things = _members(h, flow, witness)
            if not things or h.kind not in WEAKLY or not _all_true(WEAKLY[h.kind](values.get(t, t), 0) for t in things):
                return False
        elif isinstance(h, Condition | Every | EveryPair):
            told = (unrolled(relation, witness).xreplace(values) for relation in relations(h, witness))
            if not _all_true(told):
                return False
        else:
            return False
    return True


def _members(h: Members | Sign, flow: Steepest, witness: Instance) -> list[sp.Basic]:
    """What moves and has a sign by a hypothesis; nothing where that is not known."""
    if isinstance(h, Sign):
        return [unrolled(h.symbol, witness)] if isinstance(h.symbol, sp.Indexed) else []
    depth, width = sizes(flow, witness)
    places = range(1, width + 1)
    if h.family in (COORDINATE, SLOPE, DRIVE):
        return [h.family[j] for j in places]
    if h.family in (WEIGHT, PARTIAL, PULL):
        return [h.family[i, j] for i in range(1, depth + 1) for j in places]
    own = [w for j in places for w in column(flow, j, depth)]
    return [m for m in {*own, *witness} if isinstance(m, sp.Indexed) and m.base == h.family]


def _all_true(relations: Iterable[sp.Basic]) -> bool:
    try:
        return all(relation == sp.true for relation in relations)
    except (Undefined, TypeError):
        return False
