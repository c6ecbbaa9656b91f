"""Solutions that are straight lines: those of sign flow that slide, and those of any exponent that rest at a saddle.

Where weights rest at zero while others of their coordinate move, the velocity of sign flow takes several values near
by, and Filippov's solutions may have any of their convex combinations. One that leaves the resting weights at rest is
a straight line, and so an exact solution. Coupled decay of one weight may cancel its slope for a while: then the
weights keep a proportion, and move along a straight line, too. Where all weights are zero, two at least, every slope
dx/dw is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

import sympy as sp

from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.along_flows import has_sign, relations, signed
from neversaddle.numerics.attack.kinds.states import moves
from neversaddle.numerics.attack.sampling import Instance, admits, instances
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, LOSS, PULL, SLOPE, WEIGHT, DiagonalNetwork, Steepest
from neversaddle.theory.statement.hypotheses import Hypothesis, Members, Place
from neversaddle.theory.statement.solutions import Along, Order, Rate

#: Networks of this many weights, with this many instances of the other parameters, are looked at.
DEPTHS, MOST_INSTANCES = (2, 3), 24
#: The weights that do not vanish.
START = Fraction(1)
#: Coupled decay under which the two weights of x = w_1 w_2 keep a proportion, at the slope 1.
DECAY = Fraction(2)
#: Into how many parts a solution is cut where what is assumed of it is looked at.
CHECKED = 4


@dataclass(frozen=True)
class Slide:
    """w(t) = start + velocity t on one coordinate, up to `until`, under f = x or f = x^2/2, where x = 0.

    Decay, where there is any, is coupled: so what pulls at a weight is its velocity, turned round. The drive is the
    slope, but where that is 0 at q = 1: then it is not determined.
    """

    start: tuple[Fraction, ...]
    velocity: tuple[Fraction, ...]
    quadratic: bool
    decay: Fraction = Fraction(0)

    @property
    def until(self) -> Fraction:
        """A time up to which no moving weight comes to zero."""
        return min(
            (abs(w / v) / 2 for w, v in zip(self.start, self.velocity, strict=True) if w and v), default=Fraction(1)
        )

    def at(self, time: sp.Expr) -> dict[sp.Basic, sp.Expr]:
        """Every letter at one time."""
        weights = [_number(w) + _number(v) * time for w, v in zip(self.start, self.velocity, strict=True)]
        found: dict[sp.Basic, sp.Expr] = {WEIGHT[n, 1]: w for n, w in enumerate(weights, start=1)}
        found |= {PULL[n, 1]: -_number(v) for n, v in enumerate(self.velocity, start=1)}
        x = sp.Mul(*weights)
        slope, loss = (x, x**2 / 2) if self.quadratic else (sp.S.One, x)
        driven = {} if self.quadratic else {DRIVE[1]: slope}
        return found | driven | {COORDINATE[1]: x, SLOPE[1]: slope, LOSS: loss, TIME: time}

    def __str__(self) -> str:
        if not any(self.velocity):
            return f"the solution that rests at ({', '.join(map(str, self.start))}) under f = x"
        start, velocity = (", ".join(map(str, v)) for v in (self.start, self.velocity))
        decay = f" and alpha = {self.decay}" if self.decay else ""
        return f"Filippov's solution ({start}) + ({velocity}) t under f = {'x^2/2' if self.quadratic else 'x'}{decay}"


def sliding(part: Along | Rate, given: Sequence[Hypothesis]) -> tuple[Instance, str] | None:
    """An instance and a sliding solution on which the statement fails, exactly; None where none is found."""
    flow = part.along
    if not (isinstance(flow, Steepest) and isinstance(flow.model, DiagonalNetwork)):
        return None
    if isinstance(part, Along) and part.until is not None:
        # How long it is said of a solution is not looked at.
        return None
    own = [h for h in given if not moves(h)]
    for instance, rate in _instances(part, flow, own):
        values = in_sympy(instance)
        q, decay, width, depth = (e.xreplace(values) for e in (flow.q, flow.decay, flow.model.width, flow.model.depth))
        if width != 1 or depth not in DEPTHS or not admits(own, instance):
            continue
        jumps = (q, decay) == (1, _number(rate))
        for slide in slides(int(depth), rate) if jumps else [resting(int(depth))] if q > 1 else []:
            whole = {**instance, **{WEIGHT[n, 1]: w for n, w in enumerate(slide.start, start=1)}}
            if admits(own, whole) and _keeps(given, whole, slide) and _fails(part, whole, slide):
                return whole, str(slide)
    return None


def _instances(part: Along | Rate, flow: Steepest, own: Sequence[Hypothesis]) -> Iterator[tuple[Instance, Fraction]]:
    """Parameters at q = 1 and k = 1 without decay, and where that is coupled with it, at depth 2; then at any q."""
    symbols = sorted(part.symbols() | {h.symbol for h in own if isinstance(h, Place)}, key=str)
    special = dict.fromkeys(flow.q.free_symbols | flow.model.width.free_symbols, Fraction(1))
    for rate in (Fraction(0), DECAY) if flow.coupled else (Fraction(0),):
        special |= dict.fromkeys(flow.decay.free_symbols, rate)
        if rate:
            special |= dict.fromkeys(flow.model.depth.free_symbols, Fraction(2))
        placed = [replace(h, size=h.size.xreplace(in_sympy(special))) if isinstance(h, Place) else h for h in own]
        for found in itertools.islice(instances(placed, symbols, "sliding"), MOST_INSTANCES):
            yield {**found, **special}, rate
            if not rate:
                yield {**found, **dict.fromkeys(flow.model.width.free_symbols, Fraction(1))}, rate


def slides(depth: int, decay: Fraction = Fraction(0)) -> Iterator[Slide]:
    """The sliding solutions of one coordinate, from weights that are 0 or START; those in proportion with decay."""
    if decay:
        yield from _in_proportion(decay) if depth == 2 else ()
        return
    for resting, quadratic in itertools.product(_subsets(depth), (True, False)):
        signs = list(itertools.product((1, -1), repeat=len(resting)))
        found = [_velocity(depth, dict(zip(resting, choice, strict=True)), quadratic) for choice in signs]
        for one, other in itertools.combinations(found, 2):
            mean = tuple(Fraction(a + b, 2) for a, b in zip(one, other, strict=True))
            if any(mean) and not any(mean[n] for n in resting):
                yield Slide(tuple(Fraction(0) if n in resting else START for n in range(depth)), mean, quadratic)


def resting(depth: int) -> Slide:
    """The solution that rests where all weights are zero."""
    zeros = (Fraction(0),) * depth
    return Slide(zeros, zeros, quadratic=False)


def _in_proportion(decay: Fraction) -> Iterator[Slide]:
    """Decay above 1 and f = x: on w_2 = -decay w_1 no force is on w_1, and one of the sign of w_2 is on that."""
    start, velocity = (START, -decay * START), (-1 / decay, Fraction(1))
    yield Slide(start, velocity, False, decay)
    yield Slide(start[::-1], velocity[::-1], False, decay)


def _subsets(depth: int) -> Iterator[tuple[int, ...]]:
    for count in range(1, depth):
        yield from itertools.combinations(range(depth), count)


def _velocity(depth: int, signs: dict[int, int], quadratic: bool) -> tuple[int, ...]:
    """-sign(f' dx/dw_i) beside the point, where the resting weights have these signs."""
    side = [signs.get(n, 1) for n in range(depth)]
    slope = prod(side) if quadratic else 1
    return tuple(-slope * prod(side[:n] + side[n + 1 :]) for n in range(depth))


def _fails(part: Along | Rate, instance: Instance, slide: Slide) -> bool:
    """Whether the statement certainly fails on the solution; integrals of what moves are not looked at."""
    formulas = (part.left, part.right) if isinstance(part, Along) else (part.quantity, part.rate)
    if any(a.has(sp.Indexed, LOSS) for e in formulas for a in e.atoms(TimeIntegral)):
        return False
    try:
        written = [unrolled(e, instance) for e in formulas]
    except Undefined:
        return False
    if any(m not in slide.at(sp.S.Zero) for e in written for m in e.atoms(sp.Indexed)):
        # Slopes of coordinates and the like, which are not put in.
        return False
    if isinstance(part, Along):
        left, right = (_value(e, instance, slide, _number(slide.until)) for e in written)
        gap = right - left
        if not gap.is_finite:
            return False
        return bool(gap != 0 if part.order is Order.EQUAL else gap < 0)
    ends = [_value(written[0], instance, slide, time) for time in (sp.S.Zero, _number(slide.until))]
    # Any time in between: only of a rate that does not change with it more is known.
    s = sp.Symbol("s", positive=True)
    rate = sp.cancel(_value(written[1], instance, slide, _number(slide.until) * s / (1 + s)))
    gap = ends[1] - ends[0] - rate * _number(slide.until)
    return bool(not rate.has(s) and gap.is_finite and gap != 0)


def _keeps(given: Sequence[Hypothesis], instance: Instance, slide: Slide) -> bool:
    """Whether it is within all hypotheses; not where one speaks of what the instance does not name."""
    try:
        return _is_within(given, instance, slide)
    except Undefined:
        return False


def _is_within(given: Sequence[Hypothesis], instance: Instance, slide: Slide) -> bool:
    """Whether the solution keeps all that is assumed of what moves, at some times; between them it goes straight on."""
    letters = {thing.base for thing in slide.at(sp.S.Zero) if isinstance(thing, sp.Indexed)}
    if any(isinstance(h, Members) and h.kind != "real" and h.family not in letters for h in given):
        return False
    told = [r for h in given if moves(h) for r in relations(h, instance)]
    if any(past.has(sp.Indexed, LOSS) for relation in told for past in relation.atoms(TimeIntegral)):
        return False
    for time in (_number(slide.until * n / CHECKED) for n in range(CHECKED + 1)):
        at = slide.at(time)
        if not all(thing in at and has_sign(kind, at[thing]) for thing, kind in signed(given, instance, at)):
            return False
        for relation in told:
            if relation.func(*(_value(side, instance, slide, time) for side in relation.args)) != sp.true:
                return False
    return True


def _value(e: sp.Expr, instance: Instance, slide: Slide, time: sp.Expr) -> sp.Expr:
    """An expression at a time; integrals are of what is a function of the time alone."""
    primitives = {atom: sp.integrate(atom.args[0], TIME) for atom in e.atoms(TimeIntegral)}
    past: dict[sp.Basic, sp.Expr] = {atom: found - found.subs(TIME, 0) for atom, found in primitives.items()}
    past |= {atom: _value(atom.args[0], instance, slide, sp.S.Zero) for atom in e.atoms(Initially)}
    # All at once: 0 times a power of 0 with letters in its exponent would be 0.
    return e.xreplace(past).xreplace(in_sympy(instance) | slide.at(time))


def _number(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)
