"""Solutions that rest at a saddle while curves of the field leave it: what is said of every such curve fails there.

x = w^2 at exponent 3/2 has w = 0 at rest, whatever the loss, and its field |2w|^(1/2) has the curve w = y^2/2 as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.states import moves
from neversaddle.numerics.attack.kinds.trial import Against
from neversaddle.numerics.attack.sampling import Instance, admits
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, PARTIAL, WEIGHT, SeparableModel, Steepest
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.hypotheses import Hypothesis, Members, Place

#: The exponent, and how far along the curve: where the solution has been for that long, under f = -x.
EXPONENT, UNTIL = Fraction(3, 2), 1
y = sp.Symbol("y", positive=True)
CURVE = y**2 / 2
HOW = "x = w^2 under f = -x rests at w = 0, where the curve w = y^2/2 begins"


def leaving_late(part: Carried | Dual, given: Sequence[Hypothesis]) -> Against | None:
    """The solution that rests, where the statement is about any curve and this one is within all that is assumed."""
    flow = part.along
    if part.regular or not isinstance(flow, Steepest) or not isinstance(flow.model, SeparableModel):
        return None
    instance: Instance = {h.symbol: Fraction(1) for h in given if isinstance(h, Place)}
    instance |= dict.fromkeys(flow.model.depth.free_symbols | flow.model.width.free_symbols, Fraction(1))
    instance |= dict.fromkeys(flow.q.free_symbols, EXPONENT) | dict.fromkeys(flow.decay.free_symbols, Fraction(0))
    values = in_sympy(instance)
    sizes = [e.xreplace(values) for e in (flow.model.depth, flow.model.width, flow.q, flow.decay)]
    assumed = any(moves(h) or (isinstance(h, Members) and h.kind != "real") for h in given)
    if sizes != [1, 1, sp.Rational(3, 2), 0] or flow.model.degree is not None or assumed or not admits(given, instance):
        return None

    def at(e: sp.Expr, w: sp.Expr) -> sp.Expr:
        letters = {WEIGHT[1, 1]: w, PARTIAL[1, 1]: 2 * w, COORDINATE[1]: w**2, DRIVE[1]: -sp.S.One}
        return unrolled(e.xreplace({part.place: sp.S.One}), instance).xreplace(letters).xreplace(values)

    runs = at(part.field, CURVE) == sp.diff(CURVE, y) and at(part.field, sp.S.Zero) == 0
    if not runs or at(part.clock, sp.S.Zero) != 1:
        return None
    if isinstance(part, Carried):
        there, here = (at(part.member, w) for w in (CURVE.xreplace({y: sp.Integer(UNTIL)}), sp.S.Zero))
    else:
        here = at(part.quantity, sp.S.Zero)
        there = here + sp.integrate(at(part.curvature, CURVE), (y, 0, UNTIL))
    gap = there - here
    return ({**instance, WEIGHT[1, 1]: Fraction(0)}, HOW) if gap.is_Rational and gap != 0 else None
