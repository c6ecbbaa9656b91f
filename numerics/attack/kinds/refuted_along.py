"""What is said to hold along solutions, refuted on an enclosed flow that certainly is within all hypotheses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb
from mpmath import mp

from neversaddle.numerics.attack.evaluation import BALLS, CannotEvaluate, evaluate
from neversaddle.numerics.attack.kinds.along_flows import duration, flows, has_sign, obeyed, positive, relations, signed
from neversaddle.numerics.attack.kinds.random_flows import Run
from neversaddle.numerics.attack.kinds.states import column, moves, of_start, starts
from neversaddle.numerics.attack.kinds.taped import taped
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.numerics.flow.enclosed import SmoothStretch, smooth_stretch, weight_system
from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.numbers.exact_number import exact
from neversaddle.numerics.ode.tape import CannotRecord, Node
from neversaddle.numerics.ode.validated import EnclosureError
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import constants
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, LOSS, PARTIAL, PULL, SLOPE, Steepest
from neversaddle.theory.statement.hypotheses import Condition, Every, Hypothesis, Members
from neversaddle.theory.statement.solutions import Along, Order

#: Digits of the flows that are searched, radius of the balls, and in how many parts hypotheses are looked at.
DIGITS, RADIUS, PARTS = 12, Fraction(1, 10**20), 4
#: How far parameters that bound what moves are moved off, for room between rounding and the bound.
ROOM = Fraction(1, 1000)


def refuted_along(part: Along, given: Sequence[Hypothesis], seed: str) -> tuple[Instance, str] | None:
    """Parameters of a flow on which the statement certainly fails, and the flow in words; None where none is found.

    `seed` ends in the number of the flow. The flow is the model's own, from its definition, in balls.
    """
    if part.until is not None or any(e.args[0].has(TimeIntegral) for e in (part.left - part.right).atoms(TimeIntegral)):
        # Of what holds for a while, and of integrals within integrals, nothing is enclosed.
        return None
    for fitted, moments in flows(part, given, DIGITS, seed):
        instance = {s: _rational(s, fitted, given, moments) for s in fitted}
        assert isinstance(part.along, Steepest)
        known = {s: v for s, v in fitted.items() if isinstance(v, Fraction)}
        run = Run(part.along, known, seed, starts(given, known), positive(given))
        try:
            gap = _gap(part, given, run, instance)
        except (CannotRecord, CannotEvaluate, Undefined, FlowError, EnclosureError):
            # Not smooth, not within the hypotheses, or no series: then this flow is no way to refute it.
            return None
        if gap > 0 or (gap < 0 and part.order is Order.EQUAL):
            left = f"at t = {duration(part)} left - right is {gap.str(6, radius=False)}"
            return instance, f"on the enclosed flow of {run.text}: {left}"
        return None
    return None


def _rational(
    symbol: sp.Symbol,
    fitted: Mapping[sp.Symbol, Any],
    given: Sequence[Hypothesis],
    moments: Sequence[Mapping[sp.Basic, Any]],
) -> Fraction:
    """A short rational number near a fitted one, to the side on which the hypotheses have room."""
    value = fitted[symbol]
    if isinstance(value, Fraction):
        return value
    near: Fraction = exact(value, str(symbol), ValueError)
    concerned = [
        h
        for h in given
        if isinstance(h, Condition | Every) and moves(h) and not of_start(h) and symbol in constants(h.relation)
    ]
    for side in (ROOM, -ROOM):
        moved = _shortest(near, side * abs(near) or side)
        values = {**fitted, symbol: mp.mpf(moved.numerator) / moved.denominator}
        if all(obeyed(h, values, moments) for h in concerned):
            return moved
    return near


def _shortest(near: Fraction, step: Fraction) -> Fraction:
    """The number of least denominator between near + step/2 and near + 3 step/2, or one that is as short."""
    most = 1
    while abs((found := (near + step).limit_denominator(most)) - near - step) > abs(step) / 2:
        most *= 2
    return found


def _gap(part: Along, given: Sequence[Hypothesis], run: Run, instance: Instance) -> arb:
    """left - right at the end of the flow, in a ball. Raises FlowError where a hypothesis is not certain on the way."""
    stretch = smooth_stretch(weight_system(run.model, run.q, run.loss, run.start, run.decay, run.kind))
    nodes = _nodes(run, stretch)
    until = duration(part)
    begun = (relation.lhs.args[0] for h in given if of_start(h) for relation in relations(h, instance))
    if not all(isinstance(e, sp.Indexed) for e in begun):
        raise FlowError("what is said of the start is not seen to be so exactly")
    families = {thing.base for thing in nodes if isinstance(thing, sp.Indexed)}
    if any(isinstance(h, Members) and h.kind != "real" and h.family not in families for h in given):
        raise FlowError("members that the flow does not have are said to be of a sign")
    for thing, kind in signed(given, instance, nodes):
        balls = stretch.throughout(nodes[thing], until, RADIUS, PARTS)
        one_side = all(ball > 0 for ball in balls) or all(ball < 0 for ball in balls)
        if kind == "zero" or not (one_side if kind == "nonzero" else all(has_sign(kind, ball) for ball in balls)):
            raise FlowError(f"it is not certain along the flow that {thing} is {kind}")
    for h in (h for h in given if moves(h) and not of_start(h)):
        for relation in relations(h, instance):
            if isinstance(relation, sp.Eq | sp.Ne) or relation.has(Initially):
                raise FlowError(f"{relation} is not looked at along the flow")
            room = taped(relation.gts - relation.lts, nodes, instance, stretch)
            if not all(ball >= 0 for ball in stretch.throughout(room, until, RADIUS, PARTS)):
                raise FlowError(f"{relation} is not certain along the flow")
    written = unrolled(part.left - part.right, instance)
    spent = sorted(written.atoms(TimeIntegral), key=str)
    now, before, integrals = stretch.read(
        list(nodes.values()), [taped(e.args[0], nodes, instance, stretch) for e in spent], until, RADIUS
    )
    at = [dict(zip(nodes, values, strict=True)) for values in (now, before)]

    def ball(e: sp.Expr, moment: Mapping[sp.Basic, arb]) -> arb:
        letters = {thing: sp.Dummy(real=True) for thing in moment if e.has(thing)}
        values = {letters[thing]: moment[thing] for thing in letters}
        value = evaluate(e.xreplace(letters), {**instance, **values}, BALLS)
        assert isinstance(value, arb)
        return value

    past: dict[sp.Basic, arb] = {e: ball(unrolled(e.args[0], instance), at[1]) for e in written.atoms(Initially)}
    past |= dict(zip(spent, integrals, strict=True))
    names = {thing: sp.Dummy(real=True) for thing in past}
    letters = {thing: sp.Dummy(real=True) for thing in at[0] if written.xreplace(names).has(thing)}
    values = {names[thing]: value for thing, value in past.items()}
    values |= {letters[thing]: at[0][thing] for thing in letters}
    gap = evaluate(written.xreplace(names).xreplace(letters), {**instance, TIME: until, **values}, BALLS)
    assert isinstance(gap, arb)
    return gap


def _nodes(run: Run, stretch: SmoothStretch) -> dict[sp.Basic, Node]:
    """Every letter on the tape."""
    q = sp.Rational(run.q)
    z = sp.Symbol("z", real=True)
    nodes: dict[sp.Basic, Node] = {LOSS: stretch.loss + run.level}
    for j in range(1, run.width + 1):
        weights = column(run.flow, j, run.depth)
        nodes[COORDINATE[j]], nodes[SLOPE[j]] = stretch.x[j - 1], stretch.gradient[j - 1]
        nodes[DRIVE[j]] = stretch.recorded(duality_map(q, z), {z: stretch.gradient[j - 1]})
        at = dict(zip(run.weights, stretch.column(j - 1), strict=True))
        nodes |= dict(zip(weights, stretch.column(j - 1), strict=True))
        for i, w in enumerate(run.weights, start=1):
            nodes[PARTIAL[i, j]] = stretch.recorded(sp.diff(run.formula, w), at)
            pull = nodes[SLOPE[j]] * nodes[PARTIAL[i, j]]
            if run.flow.coupled:
                pull = pull + at[w] * run.decay
            nodes[PULL[i, j]] = stretch.recorded(duality_map(q, z), {z: pull})
    return nodes
