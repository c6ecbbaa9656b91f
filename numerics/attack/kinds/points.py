"""Properties of points of networks by their definitions, and statements that one holds iff another does.

The loss of a point is f(v) = f(x) + c (v - x) + bend (a (v - x))^2/2 with numbers a, its `curve`: convex for bend = 1.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import sympy as sp
from flint import ctx
from mpmath import mp

from neversaddle.numerics.attack.evaluation import BALLS, MPMATH, CannotEvaluate, evaluate
from neversaddle.numerics.attack.kinds.point_numbers import Number, exact, member, read, values_of
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import family
from neversaddle.theory.motion.steepest import Steepest
from neversaddle.theory.statement.points import AtPoints, AtRest, Each, FirstOrder, LeastInBox, Property, Stationary

#: The numbers a of a loss, and whether it is convex.
CURVE, BEND = family("curve"), sp.Symbol("bend", real=True)
#: How near 0, in bits, a penalty is looked at, and twice as near, by what share of itself its slope falls then.
CLOSE, SURELY_FALLS = 4000, mp.mpf(9) / 10


def point_agreement(part: AtPoints, point: Instance, digits: int) -> int | None:
    """None where the statement holds at a point, as far as numbers tell, and 0 where it does not."""
    assert isinstance(part.along, Steepest)
    where, left, right = (
        True if p is None else holds_nearly(p, part.along, point, digits) for p in (part.where, part.left, part.right)
    )
    return None if not where or left == right else 0


def point_fails(part: AtPoints, point: Instance, bits: int) -> bool:
    """Whether the statement certainly fails at a point."""
    try:
        where, left, right = (
            True if p is None else _certainly(p, part, point, bits) for p in (part.where, part.left, part.right)
        )
    except Undefined:
        return False
    return where is True and None not in (left, right) and left != right


def holds_nearly(part: Property, flow: Steepest, point: Instance, digits: int) -> bool:
    """Whether a property holds at a point, to half of these digits of what it compares."""
    distance = max((_distance(*pair) for pair in _gaps(part, flow, point)), default=mp.mpf(0))
    return bool(distance < mp.mpf(10) ** (-digits // 2))


def _distance(gap: Number, scale: Number, equation: bool) -> mp.mpf:
    """By how much an equation, or an order gap <= 0, is missed, relative to the size of what it compares."""
    _require_value(gap)
    value, size = (evaluate(e, values_of(e), MPMATH) for e in (gap, scale))
    if not equation and value <= 0:
        return mp.mpf(0)
    return abs(value) / size if size else mp.mpf(0)


def _certainly(part: Property, whole: AtPoints, point: Instance, bits: int) -> bool | None:
    """Whether a property holds; None where neither is certain."""
    flow = whole.along
    assert isinstance(flow, Steepest)
    if isinstance(part, LeastInBox) and any(v for m, v in point.items() if m.has(CURVE)):
        gaps = list(_gaps(part, flow, point))
        return False if any(_side(gap, bits) == 1 for gap, _, _ in gaps) else None
    sure = True
    for gap, _, equation in _gaps(part, flow, point):
        side = _side(gap, bits)
        if side is None:
            sure = False
        elif side > 0 or (equation and side < 0):
            return False
    return True if sure else None


def _side(gap: Number, bits: int) -> int | None:
    """The sign of a number, exactly; None where it is neither rational nor told from zero by balls."""
    _require_value(gap)
    if gap.is_Rational:
        return int(sp.sign(gap))
    try:
        with ctx.workprec(bits):
            value = evaluate(gap, values_of(gap), BALLS)
    except CannotEvaluate:
        return None
    return 1 if value > 0 else -1 if value < 0 else None


def _require_value(gap: Number) -> None:
    if gap.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        raise Undefined("a side has no value there")


def _gaps(part: Property, flow: Steepest, point: Instance) -> Iterator[tuple[Number, Number, bool]]:
    """What has to be zero, or at most zero where it is no equation, with the size of what is compared."""
    here = read(flow, point)
    values, x, c = here.values, here.coordinates, here.slopes
    match part:
        case AtRest():
            q, decay = flow.q.xreplace(values), flow.decay.xreplace(values)
            for row, gradients in zip(here.weights, here.partials, strict=True):
                for w, gradient, slope in zip(row, gradients, c, strict=True):
                    yield from _rest(flow, q, slope * gradient, decay * w)
        case Stationary(penalty=penalty, variable=variable):
            for at, slope in zip(x, c, strict=True):
                yield _of_stationary(penalty.xreplace(values), variable, at, slope)
        case FirstOrder(radius=radius):
            edge = radius.xreplace(values)
            for at, slope in zip(x, c, strict=True):
                yield abs(at) - edge, abs(at) + abs(edge), False
                for v in (-edge, edge):
                    yield -slope * (v - at), sp.S.One, False
        case LeastInBox(radius=radius):
            edge = radius.xreplace(values)
            yield from ((abs(at) - edge, abs(at) + abs(edge), False) for at in x)
            yield from ((-value, sp.S.One, False) for value in _elsewhere(point, x, c, edge))
        case Each(relation=sp.logic.boolalg.BooleanAtom() as truth):
            yield sp.Integer(0 if truth else 1), sp.S.One, True
        case Each(relation=relation, place=place):
            for j in range(1, len(x) + 1):
                low, high = (relation.lts, relation.gts) if isinstance(relation, sp.Le | sp.Ge) else relation.args
                left, right = (
                    unrolled(e.xreplace({place: sp.Integer(j)}), point).xreplace(values) for e in (low, high)
                )
                if isinstance(relation, sp.Ne):
                    yield _equal(left, right), sp.S.One, True
                    continue
                yield left - right, abs(left) + abs(right), isinstance(relation, sp.Eq)


def _equal(left: Number, right: Number) -> Number:
    """1 where two numbers are equal, and 0 where they are not: of rational ones alone that is known."""
    gap = left - right
    if not gap.is_Rational:
        raise Undefined("whether both sides differ is not known there")
    return sp.Integer(gap == 0)


def _rest(flow: Steepest, q: Number, slope: Number, pull: Number) -> Iterator[tuple[Number, Number, bool]]:
    """0 = -Phi_q(slope) - pull, or with the pull inside; at q = 1 some number of Sign(slope) is -pull."""
    if q < 1:
        raise Undefined(f"there is no flow of exponent {q}")
    if flow.coupled:
        yield slope + pull, abs(slope) + abs(pull), True
    elif q > 1:
        velocity = duality_map(q, slope)
        yield velocity + pull, abs(velocity) + abs(pull), True
    else:
        yield (abs(pull) - 1, sp.S.One, False) if slope == 0 else (pull + sp.sign(slope), sp.S.One, True)


def _of_stationary(penalty: sp.Expr, variable: sp.Symbol, x: Number, slope: Number) -> tuple[Number, Number, bool]:
    """df/dx and the penalty's derivative; at 0 an even penalty has the derivative 0 or none."""
    _require_value(penalty)
    if x == 0:
        if sp.expand(penalty - penalty.xreplace({variable: -variable})) != 0:
            raise Undefined("a penalty that is not even may have any derivative at 0")
        steep, steeper = (abs(penalty.xreplace({variable: sp.Rational(1, 2**n)})) * 2**n for n in (CLOSE, 2 * CLOSE))
        for quotient in (steep, steeper):
            _require_value(quotient)
        first, second = (evaluate(quotient, values_of(quotient), MPMATH) for quotient in (steep, steeper))
        kink = first > mp.mpf(2) ** -40
        if kink and SURELY_FALLS * first < second < first * (1 - mp.mpf(2) ** -40):
            raise Undefined("whether the penalty has a derivative at 0 is not seen from near it")
        kink = kink and second >= first * (1 - mp.mpf(2) ** -40)
        return (slope if slope != 0 or not kink else sp.S.One), sp.S.One, True
    derivative = sp.diff(penalty, variable).xreplace({variable: x})
    return slope + derivative, abs(slope) + abs(derivative), True


def _elsewhere(point: Instance, x: Sequence[Number], c: Sequence[Number], edge: Number) -> Iterator[Number]:
    """The loss, less that at x, at the corners of the box and where it is least on the way there, and beside x."""
    bend = exact(point)[BEND]
    curve = [exact(point).get(member(CURVE, j), sp.S.Zero) for j in range(1, len(x) + 1)]
    corners = itertools.product((-edge, edge, None), repeat=len(x))
    for corner in corners:
        step = [sp.S.Zero if v is None else v - at for v, at in zip(corner, x, strict=True)]
        fall, along = (sum(n * d for n, d in zip(numbers, step, strict=True)) for numbers in (c, curve))
        shares = [sp.S.One] + ([min(sp.S.One, max(sp.S.Zero, -fall / along**2))] if along else [])
        yield from (t * fall + bend * t**2 * along**2 / 2 for t in shares)
