"""When solutions are said to reach levels, refuted on an enclosed flow that certainly is within all hypotheses."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb, ctx

from neversaddle.numerics.attack.evaluation import BALLS, CannotEvaluate, evaluate
from neversaddle.numerics.attack.kinds.along_flows import relations
from neversaddle.numerics.attack.kinds.arrivals import LONGEST, agrees, arrival_agreement, reached
from neversaddle.numerics.attack.kinds.driven_flows import (
    NotFollowed,
    Numbers,
    X,
    exact_of,
    flow_of,
    members_of,
    place_of,
    plain_of,
    settings_of,
)
from neversaddle.numerics.attack.kinds.falling_losses import is_of_a_loss
from neversaddle.numerics.attack.kinds.states import moves
from neversaddle.numerics.attack.kinds.taped import taped
from neversaddle.numerics.attack.kinds.trial import Flows, Trial, at_no_instance, no_instances
from neversaddle.numerics.attack.kinds.within import of_parameters
from neversaddle.numerics.attack.sampling import Instance, admits
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.flow.enclosed import smooth_stretch, weight_system
from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.loss.loss import LossError, symbolic_loss
from neversaddle.numerics.numbers.exact_number import exact
from neversaddle.numerics.ode.tape import CannotRecord, Node
from neversaddle.numerics.ode.validated import EnclosureError
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, LETTERS, SLOPE, Steepest
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Hypothesis, Members, Place, Range
from neversaddle.theory.statement.reaching import Reaches, When

#: Radius of the balls, in how many parts of a step they are looked at, and how finely times are told.
RADIUS, PARTS, FINE = Fraction(1, 10**15), 4, 2**20
#: Bits of balls about exact numbers, and digits of the starts by which signs are first told.
BITS, DIGITS = 256, 30
#: Up to where a flow is enclosed that is said to be infinite.
HIGH = sp.Integer(8)
#: Flows that are followed to the level.
FOLLOWED = Flows(4, 8, 150)


def refuted_arrival(part: Reaches, given: Sequence[Hypothesis], seed: str) -> tuple[Instance, str] | None:
    """Parameters of a flow that certainly is not there when it is said to be, and it in words; None without one.

    The flow is that of `arrival_agreement` for the seed. It is below the level up to a time after the one that is said,
    or above it before that, or goes on where it is said to have ended. Of losses of any model nothing is enclosed.
    """
    for numbers in settings_of(part, given, seed):
        found = flow_of(part, given, numbers, random.Random(f"{seed}/flow"))
        if found is None or (agreed := agrees(part, numbers, *found)) is None:
            continue
        if agreed:
            return None
        try:
            flow = _Flow(part, given, numbers, *found)
            said = flow.refutes()
        except (CannotRecord, CannotEvaluate, Undefined, NotFollowed, FlowError, EnclosureError, LossError):
            # Not smooth, not within the hypotheses, or no series: then this flow is no way to refute it.
            return None
        text = f"on the enclosed flow of f' = {found[1]}, x1 being x[{flow.place}], from w = {tuple(found[0])}: {said}"
        return (plain_of(numbers), text) if said else None
    return None


class _Flow:
    """One flow in balls, from its exact start."""

    def __init__(
        self, part: Reaches, given: Sequence[Hypothesis], numbers: Numbers, start: Sequence[sp.Expr], slope: sp.Expr
    ) -> None:
        self.part, self.given, self.numbers, self.start, self.slope = part, given, numbers, start, slope
        assert isinstance(part.along, Steepest)
        self.count, self.place = int(exact_of(part.along.model.depth, numbers)), place_of(part, numbers)
        q, loss = exact_of(part.along.q, numbers), sp.integrate(slope, X)
        if not q.is_Rational or sp.simplify(sp.diff(loss, X) - slope) != 0:
            raise FlowError("it is a flow of no loss, or exponent, that can be written")
        near = [[exact(str(sp.N(w, DIGITS)), "weight", FlowError)] for w in start]
        model, exponent = DeepDiagonal(len(start)), Fraction(int(q.p), int(q.q))
        system = weight_system(model, exponent, symbolic_loss(loss, [X]), near, 0, "decoupled")
        self.stretch = smooth_stretch(system, [_ball(w, {}) for w in start])
        nodes: Numbers = members_of(self.stretch.column(0), self.count, self.place, self.stretch.x[0])
        self.nodes = nodes | {SLOPE[self.place]: self.stretch.gradient[0]}

    def refutes(self) -> str:
        """What certainly is not as said, in words. Raises FlowError where a hypothesis is not certain on the way."""
        part, time = self.part, _ball(self.part.time, self.numbers)
        if not 0 < float(time) < LONGEST:
            return ""
        before, after = (Fraction(int(float(time) * FINE) + n, FINE) for n in (-1, 2))
        if not _ball(sp.Rational(before), {}) < time < _ball(sp.Rational(after), {}):
            return ""
        if part.level == sp.oo:
            if self.reached(HIGH) < after:
                # Near where it is infinite balls of any radius take long.
                return ""
            self.require_within(after)
            self.stretch.at([after], RADIUS, [])
            return f"the solution goes on at t = {after}"
        level, quantity = _ball(part.level, self.numbers), self.recorded(part.quantity)
        there = self.reached(part.level)
        if part.when is not When.NOT_BEFORE and there > after:
            self.require_within(after)
            balls = self.stretch.throughout(quantity, after, RADIUS, PARTS)
            return f"up to t = {after} it is below the level" if all(ball < level for ball in balls) else ""
        if part.when is not When.BY and there < before:
            moment = Fraction(int((Fraction(there) + before) / 2 * FINE), FINE)
            self.require_within(moment)
            (found,) = self.stretch.at([moment], RADIUS, [quantity])
            return f"at t = {moment} it is above the level" if moment < before and found.watched[0] > level else ""
        return ""

    def reached(self, level: sp.Expr) -> float:
        """When the quantity is at a level, in numbers."""
        return reached(replace(self.part, level=level), self.numbers, self.start, self.slope)

    def require_within(self, until: Fraction) -> None:
        """Refuse a flow that is not certain to be within all hypotheses: exactly at first, in balls up to a time."""
        begun = {**self.numbers, **members_of(self.start, self.count, self.place, sp.Mul(*self.start))}
        pushed = {**self.numbers, SLOPE[self.place]: self.slope, COORDINATE[self.place]: X}
        for h in self.given:
            if not moves(h):
                self._require_fixed(h)
                continue
            if not isinstance(h, Condition | Every):
                raise FlowError(f"{h} is not looked at")
            for relation in relations(h, plain_of(self.numbers)):
                if relation.has(Initially):
                    left, right = (exact_of(e.replace(Initially, lambda e: e), begun) for e in relation.args)
                    if not _is_true(relation.func, sp.simplify(left - right)):
                        raise FlowError(f"{relation} is not certain at the start")
                    continue
                gap = exact_of(relation.lhs - relation.rhs, pushed)
                if not (gap.is_number and _is_true(relation.func, gap)) and not self.is_above(relation, until):
                    raise FlowError(f"{relation} is not certain along the flow")

    def _require_fixed(self, h: Hypothesis) -> None:
        """The same of what does not move, exactly; members of other families are drawn within their signs."""
        known = isinstance(h, Depth | Range | Condition | Place | Members) or of_parameters(h)
        if not known or (isinstance(h, Members) and h.family in LETTERS and h.kind != "real"):
            raise FlowError(f"{h} is not looked at")
        try:
            sure = admits([h], plain_of(self.numbers))
        except ValueError:
            sure = False
        if not sure:
            raise FlowError(f"{h} is not certain")

    def is_above(self, relation: sp.Rel, until: Fraction) -> bool:
        """Whether an order holds strictly at all times up to one."""
        if isinstance(relation, sp.Eq | sp.Ne):
            return False
        room = self.recorded(relation.gts - relation.lts)
        return all(ball > 0 for ball in self.stretch.throughout(room, until, RADIUS, PARTS))

    def recorded(self, e: sp.Expr) -> Node:
        """A formula on the tape."""
        return taped(e, self.nodes, self.numbers, self.stretch)


def _is_true(relation: type[sp.Rel], gap: sp.Expr) -> bool:
    """Whether a number is related to 0, as far as that is decided."""
    return bool(relation(gap, 0) == sp.true)


def _ball(e: sp.Expr, numbers: Mapping[sp.Basic, Any]) -> arb:
    """A formula in exact numbers, in a ball."""
    with ctx.workprec(BITS):
        value = evaluate(exact_of(e, numbers), {}, BALLS)
    assert isinstance(value, arb)
    return value


REACHES = Trial[Reaches](
    at_no_instance,
    supply=no_instances,
    flows=lambda part, given: FOLLOWED,
    flown=lambda part, given, digits, label: arrival_agreement(part, given, label),
    refuted=refuted_arrival,
    refutable=lambda part: not is_of_a_loss(part),
    broken="an integrated flow is not there when it is said to be",
)
