"""A law of motion refuted on an enclosed flow: quantity(T) - quantity(0) and the integral of its rate cannot be equal.

Nothing of the chain rule is used: the flow is the network's own, and both terms are read off it in balls.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sympy as sp
from flint import arb

from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.states import sizes
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.numerics.flow.enclosed import SmoothStretch, smooth_stretch, weight_system
from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.loss.loss import LossError, symbolic_loss
from neversaddle.numerics.numbers.exact_number import exact
from neversaddle.numerics.ode.arithmetics import BALLS, working
from neversaddle.numerics.ode.tape import CannotRecord, Node, product
from neversaddle.numerics.ode.validated import EnclosureError
from neversaddle.theory.definitions.leaf import InverseMetric
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.language.exponents import ExponentError
from neversaddle.theory.motion.flow import FORCE, LOSS, SteepestFlow
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    PARTIAL,
    PULL,
    SLOPE,
    WEIGHT,
    DiagonalNetwork,
    Steepest,
)
from neversaddle.theory.statement.kinds import Evolves
from neversaddle.theory.statement.solutions import Rate

#: Lengths of the flow, tried in turn, the radius of its balls, and bits for weights that are roots.
UNTIL, RADIUS, ROOT_BITS = (Fraction(1, 16), Fraction(1, 1024)), Fraction(1, 10**20), 512
DEEPEST = 9
#: Sizes up to which, and down to the inverse of which, a flow is enclosed.
FAR = Fraction(10)


def refuting_flow(part: Evolves, instance: Instance) -> str:
    """What the flow that starts at an instance says against the law, in one line; empty where nothing is certain.

    The flow is that of f = c x on one coordinate, c being the instance's f'; it needs rational parameters, a network
    with these weights, sizes between 1/FAR and FAR, and a law whose terms have power series.
    """
    if any(value and not 1 / FAR <= abs(value) <= FAR for value in instance.values()):
        # Sizes far apart take more steps than a confirmation is worth.
        return ""
    try:
        stretch = _stretch(part, instance)
        if stretch is None:
            return ""
        values = _values(part, instance, stretch)
        change, rate = (_recorded(e, instance, values, stretch) for e in (part.quantity, part.rate))
    except (CannotRecord, FlowError, LossError, ExponentError):
        # No such flow, or no series for the law: then this is no way to refute it.
        return ""
    for until in UNTIL:
        try:
            gap = stretch.balance_of(change, rate, until, RADIUS)
        except (FlowError, EnclosureError):
            continue
        if gap > 0 or gap < 0:
            return (
                f"confirmed on the enclosed flow of f = c x from there, without the chain rule: "
                f"at t = {until} the change less the integral of the rate is {gap.str(6, radius=False)}"
            )
    return ""


def refuting_rate(part: Rate, instance: Instance) -> str:
    """The same for a rate along the flow of a network, where the instance is of one coordinate."""
    flow = part.along
    if not (isinstance(flow, Steepest) and isinstance(flow.model, DiagonalNetwork)):
        return ""
    depth, width = sizes(flow, instance)
    if width != 1 or part.rate.has(DRIVE, PULL, PARTIAL):
        return ""
    weights = [sp.Symbol(f"w_{n}", real=True) for n in range(1, depth + 1)]
    letters = {WEIGHT[n, 1]: w for n, w in enumerate(weights, start=1)} | {SLOPE[1]: FORCE}
    letters |= {COORDINATE[1]: sp.Mul(*weights)}
    alone = SteepestFlow(flow.q, tuple(weights), sp.S.One, flow.decay, sp.Integer(depth), coupled=flow.coupled)
    quantity, rate = (unrolled(e, instance).xreplace(letters) for e in (part.quantity, part.rate))
    moment = {letters.get(thing, thing): value for thing, value in instance.items()}
    return refuting_flow(Evolves(part.text, quantity, rate, alone), moment)


def _stretch(part: Evolves, instance: Instance) -> SmoothStretch | None:
    """The flow of the network whose state the instance is; None where there is none."""
    q, decay, depth = (_number(e, instance) for e in (part.along.q, part.along.decay, _depth(part, instance)))
    if q is None or decay is None or depth is None or not 1 <= q <= 2 or decay < 0 or depth > DEEPEST:
        return None
    start = _start(part, instance, q, int(depth))
    if start is None:
        return None
    x, force = sp.Symbol("x", real=True), instance[FORCE]
    loss = symbolic_loss(sp.Rational(force.numerator, force.denominator) * x, [x])
    # Roots stand in the start alone; the system takes any weights of the same signs.
    rows = [[w if isinstance(w, Fraction) else Fraction(1)] for w in start]
    kind = "coupled" if part.along.coupled else "decoupled"
    return smooth_stretch(weight_system(DeepDiagonal(len(start)), q, loss, rows, decay, kind), start)


def _depth(part: Evolves, instance: Instance) -> sp.Expr:
    """The stated depth; where it is open, the named weights and one for the others."""
    stated = part.along.depth
    if stated is not None and stated.free_symbols <= instance.keys():
        return stated
    return sp.Integer(len(part.along.weights) + (1 if part.along.rest.is_Symbol else 0))


def _start(part: Evolves, instance: Instance, q: Fraction, depth: int) -> list[Fraction | arb] | None:
    named = [instance[w] for w in part.along.weights]
    others = depth - len(named)
    if part.along.balance is not None:
        offset = _number(part.along.balance, instance)
        if offset is None or len(named) != 1 or not named[0] > 0 or offset < 0:
            return None
        with working(ROOT_BITS):
            power = BALLS.rational(q)
            root = (
                named[0] if not offset else (BALLS.rational(named[0]) ** power + BALLS.rational(offset)) ** (1 / power)
            )
        return [*named, *[root] * others]
    rest = _number(part.along.rest, instance)
    if others < 0 or rest is None or (others == 0 and rest != 1):
        return None
    return [*named, *([rest] + [Fraction(1)] * (others - 1) if others else [])]


def _values(part: Evolves, instance: Instance, stretch: SmoothStretch) -> dict[sp.Symbol, Node]:
    """What moves, on the tape."""
    column, named = stretch.column(0), len(part.along.weights)
    for w in column:
        # Statements are about weights that keep their signs.
        stretch.recorded(sp.Abs(part.along.weights[0]), {part.along.weights[0]: w})
    values = {**dict(zip(part.along.weights, column[:named], strict=True)), FORCE: stretch.gradient[0]}
    values[LOSS] = stretch.loss
    if part.along.rest.is_Symbol:
        others = column[named:]
        values[part.along.rest] = product(others) if others else stretch.tape.constant(1)
    if part.along.balance is not None and part.along.balance.is_Symbol:
        first, second = (sp.Symbol(name, real=True) for name in ("first", "second"))
        power = sp.Rational(stretch.system.q.numerator, stretch.system.q.denominator)
        sizes = sp.Abs(second) ** power - sp.Abs(first) ** power
        values[part.along.balance] = stretch.recorded(sizes, {first: column[0], second: column[1]})
    return values


def _recorded(e: sp.Expr, instance: Instance, values: Mapping[sp.Symbol, Node], stretch: SmoothStretch) -> Node:
    fixed = in_sympy({s: v for s, v in instance.items() if s not in values})
    return stretch.recorded(e.replace(InverseMetric, InverseMetric.unfold).xreplace(fixed), values)


def _number(e: sp.Expr, instance: Instance) -> Fraction | None:
    value = e.xreplace(in_sympy(instance))
    return exact(value, str(e), ValueError) if value.is_Rational else None
