"""Steepest flows as mirror flows: what the slope of a potential follows, and so where flows on data end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp

from neversaddle.theory.kernel.families import at_other_times
from neversaddle.theory.kernel.meaning import new_place
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.sides import defined, require_new
from neversaddle.theory.kernel.rules.solutions import require_names
from neversaddle.theory.kernel.time import is_start
from neversaddle.theory.language.families import Total, index
from neversaddle.theory.language.functions import Applied
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.mirror import DATA, INNER, POTENTIALS, RIVAL, ManyData, MirrorFlow
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import COORDINATE, LETTERS, LOSS, SLOPE, Steepest
from neversaddle.theory.statement.convexity import StrictlyConvex
from neversaddle.theory.statement.hypotheses import Curves, Depth, Every, Given, Place, Range, Sign, Sloped
from neversaddle.theory.statement.kinds import Inequality, Limit, Part
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.solutions import Along, Order


def as_mirror_flow(goal: Part, given: Given, value: sp.Expr, slope: sp.Expr, point: sp.Symbol) -> tuple[Part, ...]:
    """What is least at the end of all mirror flows of such data is so at that of a flow with a potential.

    Premises: that along every solution R'(x_j) = -int_0^t c_j, whatever the loss; that R is strictly convex on the
    line; and that the sum of the potentials is least at the end of every mirror flow that starts where it is least.
    """
    flow, ends = _at_the_end(goal, given, lambda z: value.xreplace({point: z}))
    require_new(point, goal, given, like=sp.Symbol(point.name, real=True))
    _require_constants((value, slope), flow, given)
    line = (*at_other_times(given), Sign(point, "real"))
    for e in (value, slope):
        defined(e, line)
    place, law = _law(flow, given, value, slope)
    left = slope.xreplace({point: COORDINATE[place]})
    return (
        law("the law of its slope", left, Order.EQUAL, -TimeIntegral(SLOPE[place])),
        StrictlyConvex("its potential", value, slope, point, line),
        ends,
    )


def on_slopes(
    goal: Part, given: Given, clock: sp.Expr, near: sp.Symbol, power: sp.Expr, low: sp.Expr, high: sp.Expr
) -> tuple[Part, ...]:
    """The same of functions R that are given by R'(H(z)) = s(z) for z in an open interval.

    Premises: that x_j = H(z_j), z_j the integral of the clock, which stays in the interval, and s(z_j) = -int_0^t c_j;
    that H and s rise, and H from -oo to oo, growing at the ends as a power, so that R' rises on the line; and what is
    least at the end.
    """
    found = [h for h in given if isinstance(h, Curves)]
    if len(found) != 1 or type(h := found[0]) is not Sloped or type(h.interval) is not Range:
        raise CannotDecide("no functions are given by their slope")
    flow, ends = _at_the_end(goal, given, lambda z: Applied(h.symbol, 0, z.indices[0], z))
    z, others = h.interval.symbol, tuple(other for other in given if not isinstance(other, Curves))
    require_new(z, goal, others, near, like=sp.Symbol(z.name, real=True))
    require_new(near, goal, given, like=sp.Symbol(near.name, positive=True))
    numbers = at_other_times(others)
    declared = {z, *(getattr(other, "symbol", None) for other in numbers)}
    if h.size != flow.width or not (h.interval.open_low and h.interval.open_high):
        raise CannotDecide("there is one function for each coordinate, on an open interval")
    if loose := (h.at.free_symbols | h.slope.free_symbols) - declared:
        raise CannotDecide(f"nothing is assumed of {', '.join(sorted(map(str, loose)))}")
    _require_constants((h.at, h.slope), flow, given)
    inside, approached = (*numbers, h.interval), (*numbers, Sign(near, "positive"))
    for e in (h.at, h.slope):
        defined(e, inside)
    place, law = _law(flow, others, h.at, h.slope)
    past = TimeIntegral(clock)
    grown = h.at.xreplace({z: (h.interval.high + h.interval.low * near) / (1 + near)})
    return (
        law("where it is", COORDINATE[place], Order.EQUAL, h.at.xreplace({z: past})),
        law("after the low end", sp.S.Zero, Order.LESS, past - h.interval.low),
        law("before the high end", sp.S.Zero, Order.LESS, h.interval.high - past),
        law("the law of its slope", h.slope.xreplace({z: past}), Order.EQUAL, -TimeIntegral(SLOPE[place])),
        Inequality("x rises", sp.S.Zero, sp.Derivative(h.at, z), strict=True, given=inside),
        Inequality("its slope rises", sp.S.Zero, sp.Derivative(h.slope, z), strict=True, given=inside),
        *(Inequality(f"{e} > 0", sp.S.Zero, e, strict=True, given=numbers) for e in dict.fromkeys((power, low, high))),
        Limit("from -oo", -grown * near**-power, near, sp.oo, low, approached),
        Limit("to oo", grown * near**power, near, sp.S.Zero, high, approached),
        ends,
    )


def _require_constants(formulas: Sequence[sp.Expr], flow: OnData, given: Given) -> None:
    """Refuse a potential that changes with time."""
    weights = flow.steepest.weights
    require_names(formulas, given, (*LETTERS, *weights), weights)
    if any(e.has(LOSS, TIME) for e in formulas):
        raise CannotDecide("a potential is a function of a number and of constants")


def _law(flow: OnData, given: Given, *spoken_of: sp.Basic) -> tuple[sp.Symbol, Callable[..., Along]]:
    """A place that nothing names, and what is said along every solution there, whatever the loss."""
    place = new_place((*spoken_of, *flow.steepest.free_symbols, flow.width), given)
    there = (*given, Place(place, flow.width))
    return place, lambda text, left, order, right: Along(text, left, order, right, flow.steepest, there)


def _at_the_end(goal: Part, given: Given, share: Callable[[sp.Indexed], sp.Expr]) -> tuple[OnData, LeastAtLimit]:
    """The flow of a goal, and the premise on mirror flows, where what is least is a sum of such shares."""
    flow = goal.along if isinstance(goal, LeastAtLimit) else None
    if type(flow) is not OnData or type(flow.steepest) is not Steepest or type(flow.sight) is not ManyData:
        raise CannotDecide("no flow on data is spoken of")
    if flow.steepest.decay != 0 or {RIVAL, DATA, INNER} & set(flow.steepest.weights):
        raise CannotDecide("with decay, or with weights called like another letter, it is no mirror flow")
    assert isinstance(goal, LeastAtLimit)
    numbers = {h for h in given if isinstance(h, Sign | Range) and h.symbol not in (LOSS, TIME) and h.symbol.is_Symbol}
    if not all(h in numbers or isinstance(h, Depth | Curves) or (isinstance(h, Every) and is_start(h)) for h in given):
        raise CannotDecide("of solutions nothing is assumed but the weights that they start with")
    j = index("j")
    if goal.objective != Total(share(RIVAL[j]), j, flow.width) or goal.over.relation.has(POTENTIALS.letter):
        raise CannotDecide(f"{goal.objective} is not the sum of the potentials")
    resting = Every(sp.Eq(POTENTIALS.slope(j, Initially(COORDINATE[j])), 0, evaluate=False), j, flow.width)
    sizes: Given = tuple(h for h in given if isinstance(h, Depth))
    known = (*sizes, Curves(POTENTIALS.letter, flow.width), resting)
    mirror = MirrorFlow(sp.Integer(2), flow.sight, flow.width)
    least = Total(POTENTIALS.value(j, RIVAL[j]), j, flow.width)
    return flow, LeastAtLimit("at the end of mirror flows", least, goal.over, mirror, known)
