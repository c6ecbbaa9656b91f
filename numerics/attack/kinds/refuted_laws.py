"""A law of motion refuted on an enclosed flow: quantity(T) - quantity(0) and the integral of its rate cannot be equal.

Nothing of the chain rule is used: the flow is the network's own, and both terms are read off it in balls.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.states import sizes
from neversaddle.numerics.attack.kinds.taped import taped
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.flow.enclosed import SmoothStretch, smooth_stretch, weight_system
from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.loss.loss import LossError, symbolic_loss
from neversaddle.numerics.numbers.exact_number import exact
from neversaddle.numerics.ode.tape import CannotRecord
from neversaddle.numerics.ode.validated import EnclosureError
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.language.exponents import ExponentError
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
from neversaddle.theory.statement.solutions import Rate

#: Lengths of the flow, tried in turn, the radius of its balls, and the most weights.
UNTIL, RADIUS, DEEPEST = (Fraction(1, 16), Fraction(1, 1024)), Fraction(1, 10**20), 9
#: Sizes up to which, and down to the inverse of which, a flow is enclosed.
FAR = Fraction(10)


def refuting_rate(part: Rate, instance: Instance) -> str:
    """What the flow that starts at an instance says against the law, in one line; empty where nothing is certain.

    The flow is that of f = c x on one coordinate, c being the instance's slope; it needs rational parameters, a network
    of one coordinate, sizes between 1/FAR and FAR, and a law whose terms have power series.
    """
    flow = part.along
    if not (isinstance(flow, Steepest) and isinstance(flow.model, DiagonalNetwork) and flow.model.others == 0):
        return ""
    depth, width = sizes(flow, instance)
    if width != 1 or depth > DEEPEST or part.rate.has(DRIVE, PULL, PARTIAL):
        return ""
    if any(value and not 1 / FAR <= abs(value) <= FAR for value in instance.values()):
        # Sizes far apart take more steps than a confirmation is worth.
        return ""
    weights = [WEIGHT[n, 1] for n in range(1, depth + 1)]
    try:
        stretch = _stretch(flow, instance, [instance[w] for w in weights])
        if stretch is None:
            return ""
        nodes = dict(zip(weights, stretch.column(0), strict=True))
        for node in nodes.values():
            # Statements are about weights that keep their signs.
            stretch.recorded(sp.Abs(LOSS), {LOSS: node})
        nodes |= {COORDINATE[1]: stretch.x[0], SLOPE[1]: stretch.gradient[0], LOSS: stretch.loss}
        change, rate = (taped(e, nodes, instance, stretch) for e in (part.quantity, part.rate))
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


def _stretch(flow: Steepest, instance: Instance, weights: list[Fraction]) -> SmoothStretch | None:
    """The flow of one coordinate from these weights; None where there is none."""
    q, decay = (_number(e, instance) for e in (flow.q, flow.decay))
    if q is None or decay is None or not 1 <= q <= 2 or decay < 0:
        return None
    x, force = sp.Symbol("x", real=True), instance[SLOPE[1]]
    loss = symbolic_loss(sp.Rational(force.numerator, force.denominator) * x, [x])
    kind = "coupled" if flow.coupled else "decoupled"
    system = weight_system(DeepDiagonal(len(weights)), q, loss, [[w] for w in weights], decay, kind)
    return smooth_stretch(system)


def _number(e: sp.Expr, instance: Instance) -> Fraction | None:
    value = e.xreplace(in_sympy(instance))
    return exact(value, str(e), ValueError) if value.is_Rational else None
