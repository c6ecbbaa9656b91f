"""Solutions that are straight lines: those of sign flow that slide, and those of any exponent that rest at a saddle.

Where weights rest at zero while others of their coordinate move, the velocity of sign flow takes several values near
by, and Filippov's solutions may have any of their convex combinations. One that leaves the resting weights at rest is
a straight line, and so an exact solution. Where all weights are zero, two at least, every slope dx/dw is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, LOSS, SLOPE, WEIGHT, DiagonalNetwork, Steepest
from neversaddle.theory.statement.hypotheses import Hypothesis, Members, Place
from neversaddle.theory.statement.solutions import Along, Order, Rate

#: Networks of this many weights, with this many instances of the other parameters, are looked at.
DEPTHS, MOST_INSTANCES = (2, 3), 24
#: The weights that do not vanish.
START = Fraction(1)
#: Into how many parts a solution is cut where what is assumed of it is looked at.
CHECKED = 4


@dataclass(frozen=True)
class Slide:
    """w(t) = start + velocity t on one coordinate, up to `until`, under f = x (slope 1) or f = x^2/2 (slope 0).

    The drive is the slope, but where that is 0 at q = 1: then it is not determined.
    """

    start: tuple[Fraction, ...]
    velocity: tuple[Fraction, ...]
    quadratic: bool

    @property
    def until(self) -> Fraction:
        """A time up to which no moving weight comes to zero."""
        return min(
            (abs(w / v) / 2 for w, v in zip(self.start, self.velocity, strict=True) if w and v), default=Fraction(1)
        )

    def at(self, time: Fraction) -> dict[sp.Basic, sp.Rational]:
        """Every letter at one time: x, its slope and the loss are what they are where some weight is zero."""
        weights = [w + v * time for w, v in zip(self.start, self.velocity, strict=True)]
        found = {WEIGHT[n, 1]: sp.Rational(w.numerator, w.denominator) for n, w in enumerate(weights, start=1)}
        slope = sp.S.Zero if self.quadratic else sp.S.One
        driven = {} if self.quadratic else {DRIVE[1]: slope}
        return found | driven | {COORDINATE[1]: sp.S.Zero, SLOPE[1]: slope, LOSS: sp.S.Zero, TIME: _number(time)}

    def __str__(self) -> str:
        if not any(self.velocity):
            return f"the solution that rests at ({', '.join(map(str, self.start))}) under f = x"
        start, velocity = (", ".join(map(str, v)) for v in (self.start, self.velocity))
        return f"Filippov's solution ({start}) + ({velocity}) t under f = {'x^2/2' if self.quadratic else 'x'}"


def sliding(part: Along | Rate, given: Sequence[Hypothesis]) -> tuple[Instance, str] | None:
    """An instance and a sliding solution on which the statement fails, exactly; None where none is found."""
    flow = part.along
    if not (isinstance(flow, Steepest) and isinstance(flow.model, DiagonalNetwork)):
        return None
    own = [h for h in given if not moves(h)]
    single = dict.fromkeys(flow.model.width.free_symbols, Fraction(1))
    special = {**dict.fromkeys(flow.q.free_symbols, Fraction(1)), **dict.fromkeys(flow.decay.free_symbols, Fraction(0))}
    symbols = sorted(part.symbols() | {h.symbol for h in own if isinstance(h, Place)}, key=str)
    supply = itertools.islice(instances(own, symbols, "sliding"), MOST_INSTANCES)
    for instance in ({**found, **single, **more} for found in supply for more in (special, {})):
        values = in_sympy(instance)
        q, decay, width, depth = (e.xreplace(values) for e in (flow.q, flow.decay, flow.model.width, flow.model.depth))
        if width != 1 or depth not in DEPTHS or not admits(own, instance):
            continue
        straight = slides(int(depth)) if (q, decay) == (1, 0) else [resting(int(depth))] if q > 1 else []
        for slide in straight:
            whole = {**instance, **{WEIGHT[n, 1]: w for n, w in enumerate(slide.start, start=1)}}
            if admits(own, whole) and _keeps(given, whole, slide) and _fails(part, whole, slide):
                return whole, str(slide)
    return None


def slides(depth: int) -> Iterator[Slide]:
    """The sliding solutions of one coordinate, from weights that are 0 or START."""
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
    if any(m not in slide.at(Fraction(0)) for e in written for m in e.atoms(sp.Indexed)):
        # Slopes of coordinates and the like, which are not put in.
        return False
    if isinstance(part, Along):
        left, right = (_value(e, instance, slide, slide.until) for e in written)
        gap = right - left
        if not gap.is_finite:
            return False
        return bool(gap != 0 if part.order is Order.EQUAL else gap < 0)
    ends = [_value(written[0], instance, slide, time) for time in (Fraction(0), slide.until)]
    rates = {_value(written[1], instance, slide, slide.until * part_) for part_ in (Fraction(1, 4), Fraction(1, 2), 1)}
    gap = ends[1] - ends[0] - min(rates, key=sp.default_sort_key) * _number(slide.until)
    return len(rates) == 1 and bool(gap.is_finite and gap != 0)


def _keeps(given: Sequence[Hypothesis], instance: Instance, slide: Slide) -> bool:
    """Whether it is within all hypotheses; not where one speaks of what the instance does not name."""
    try:
        return _is_within(given, instance, slide)
    except Undefined:
        return False


def _is_within(given: Sequence[Hypothesis], instance: Instance, slide: Slide) -> bool:
    """Whether the solution keeps all that is assumed of what moves, at some times; between them it goes straight on."""
    letters = {thing.base for thing in slide.at(Fraction(0)) if isinstance(thing, sp.Indexed)}
    if any(isinstance(h, Members) and h.kind != "real" and h.family not in letters for h in given):
        return False
    for time in (slide.until * n / CHECKED for n in range(CHECKED + 1)):
        at = slide.at(time)
        if not all(thing in at and has_sign(kind, at[thing]) for thing, kind in signed(given, instance, at)):
            return False
        for relation in (r for h in given if moves(h) for r in relations(h, instance)):
            if relation.func(*(_value(side, instance, slide, time) for side in relation.args)) != sp.true:
                return False
    return True


def _value(e: sp.Expr, instance: Instance, slide: Slide, time: Fraction) -> sp.Expr:
    past: dict[sp.Basic, sp.Expr] = {atom: sp.integrate(atom.args[0], TIME) for atom in e.atoms(TimeIntegral)}
    past |= {atom: _value(atom.args[0], instance, slide, Fraction(0)) for atom in e.atoms(Initially)}
    # All at once: 0 times a power of 0 with letters in its exponent would be 0.
    return e.xreplace(past).xreplace(in_sympy(instance) | slide.at(time))


def _number(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)
