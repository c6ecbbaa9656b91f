"""Whether x is a function of y = -int grad f: gradient flows of two losses with one y, to many digits and in balls."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import mpmath
import sympy as sp
from flint import arb, fmpq, fmpq_mat
from mpmath import mp

from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.kinds.example_maps import EXAMPLE, concrete, examples
from neversaddle.numerics.attack.kinds.trial import Shrink, Trial, any_instances, symbols_named
from neversaddle.numerics.attack.kinds.within import map_within
from neversaddle.numerics.attack.sampling import Instance, rational_at
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.ode.arithmetics import from_fast, to_fast, working
from neversaddle.numerics.ode.field import Field
from neversaddle.numerics.ode.series import Number
from neversaddle.numerics.ode.tape import Node, Tape, along, record
from neversaddle.numerics.ode.taylor import Step, Stepper, working_bits
from neversaddle.numerics.ode.validated import EnclosureError, enclose
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction, is_any
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kinds import Part

#: Digits of rounding and truncation, which the difference of two flows has to exceed.
ROUNDING = 5
#: How often the times of a pair of moves shrink before they are given up.
MOST_TRIES = 20
#: How far y goes in balls, in units of the inverse rate of the field at the start; tried in turn.
REACHES = (Fraction(1, 2), Fraction(1, 16))


@dataclass(frozen=True)
class _Model:
    """Coordinates in weights; every other symbol is a parameter."""

    coordinates: tuple[sp.Expr, ...]
    weights: tuple[sp.Symbol, ...]

    @property
    def symbols(self) -> tuple[sp.Symbol, ...]:
        """The weights, then the parameters."""
        used: set[sp.Symbol] = set().union(*(g.free_symbols for g in self.coordinates))
        return (*self.weights, *sorted(used - set(self.weights), key=str))


def order_agreement(part: ConvexGradient | NoFunction, instance: Instance, digits: int) -> int | None:
    """Digits to which x is the same under two losses with one y, where it is said to be a function of y.

    These are the linear losses -x_i for a time a, then -x_j for a time b, and the other way around, for all pairs. 0
    where the gradients of the coordinates are dependent, at the start or at the end: there the Hessian of P is not
    positive definite. Where x is said to be no function of y: None if x differs, else 0.
    """
    part, instance = written_out(part, instance)
    model = _Model(tuple(part.coordinates), tuple(part.weights))
    if isinstance(part, ConvexGradient) and _rank(model, instance) < len(model.coordinates):
        return 0
    work: int = mp.dps
    common = work
    count = len(part.coordinates)
    with working(working_bits(work)):
        start = [to_fast(mp.mpf(instance[s].numerator) / instance[s].denominator) for s in model.symbols]
        steps = [_step(model, i, work, start, to_fast(mp.one)) for i in range(count)]
        for i, j in itertools.combinations(range(count), 2):
            ends = _two_orders(model, (i, j), (steps[i], steps[j]), work)
            if isinstance(part, ConvexGradient) and not all(_stays_independent(model, w) for w in ends):
                return 0
            one, other = (_values(model, w) for w in ends)
            common = min(common, _common_digits(one, other, work))
    if isinstance(part, NoFunction):
        return None if common < work - ROUNDING else 0
    return min(common, digits)


def order_matters(part: ConvexGradient | NoFunction, instance: Instance, bits: int) -> bool:
    """Whether the part certainly fails at an instance.

    x is no gradient of such a function of y where the gradients are dependent, decided exactly; nor where balls around
    x after the losses -2a (1-t) x_i - 2b t x_j and -2a t x_i - 2b (1-t) x_j, t in [0, 1], are disjoint: both end at
    y_i = a, y_j = b. It is a function of y, the constant, where all gradients vanish; where there is one coordinate;
    and for quadratic forms of matrices H_i that commute: there w = exp(sum_i y_i H_i) w(0).
    """
    part, instance = written_out(part, instance)
    model = _Model(tuple(part.coordinates), tuple(part.weights))
    if isinstance(part, NoFunction):
        alone = len(model.coordinates) == 1 or _rank(model, instance) == 0
        return alone or _are_forms_that_commute(model, instance)
    if _rank(model, instance) < len(model.coordinates):
        return True
    pairs = itertools.combinations(range(len(model.coordinates)), 2)
    return any(_parted(model, instance, pair, reach, bits) for pair in pairs for reach in REACHES)


def order_text(part: ConvexGradient | NoFunction, instance: Instance) -> str:
    """What stands at such an instance against the part."""
    if is_any(part) and not instance:
        return ""
    if is_any(part):
        example, start = written_out(part, instance)
        at = ", ".join(f"{w} = {value}" for w, value in start.items())
        return f"x = {example.coordinates} from {at}: {order_text(example, start)}"
    model = _Model(tuple(part.coordinates), tuple(part.weights))
    if isinstance(part, NoFunction):
        return "x is a function of y there"
    if _rank(model, instance) < len(model.coordinates):
        return "the gradients are dependent there: a linear loss moves y and not x"
    return "two losses lead to one y and to different x"


def written_out(part: ConvexGradient | NoFunction, instance: Instance) -> tuple[ConvexGradient | NoFunction, Instance]:
    """A statement about any smooth functions, of the example that an instance names; others as they are."""
    return concrete(part, instance) if is_any(part) else (part, instance)


def _are_forms_that_commute(model: _Model, instance: Instance) -> bool:
    """Whether all coordinates are quadratic forms in the weights, of matrices that commute at these parameters."""
    values = {s: sp.Rational(instance[s].numerator, instance[s].denominator) for s in model.symbols}
    parameters = {s: v for s, v in values.items() if s not in model.weights}
    w = sp.Matrix(model.weights)
    matrices = [sp.hessian(g.xreplace(parameters), model.weights) for g in model.coordinates]
    forms = all(
        not matrix.has(*model.weights) and sp.expand(g.xreplace(parameters) - (w.T * matrix * w)[0] / 2) == 0
        for g, matrix in zip(model.coordinates, matrices, strict=True)
    )
    return forms and all(one * other == other * one for one, other in itertools.combinations(matrices, 2))


def _parted(model: _Model, instance: Instance, pair: tuple[int, int], reach: Fraction, bits: int) -> bool:
    """Whether balls around x after two losses with one y are disjoint."""
    moves = [[rational_at(e, instance) for e in _gradients(model)[i]] for i in pair]
    largest = max([abs(instance[w]) for w in model.weights]) or Fraction(1)
    # Exact, and short: the field moves the weights about as far as they are large.
    sizes = [reach / max(1, round(max(map(abs, move)) / largest)) for move in moves]
    try:
        one, other = (_watched(model, instance, pair, sizes, first, bits) for first in (True, False))
    except EnclosureError:
        return False
    return any(not left.overlaps(right) for left, right in zip(one, other, strict=True))


def _watched(
    model: _Model, instance: Instance, pair: tuple[int, int], sizes: list[Fraction], first: bool, bits: int
) -> list[arb]:
    """Balls around x after forces that go over from one coordinate of the pair to the other."""
    tape = Tape()
    nodes = {s: tape.state(n) for n, s in enumerate(model.symbols)}
    time = tape.time()
    rising, falling = time * 2, 2 - time * 2
    forces = [
        force * size for force, size in zip((falling, rising) if first else (rising, falling), sizes, strict=True)
    ]
    moves = [[record(e, nodes, tape) for e in _gradients(model)[i]] for i in pair]
    rates: list[Node] = [moves[0][m] * forces[0] + moves[1][m] * forces[1] for m in range(len(model.weights))]
    still = [tape.constant(0) for _ in model.symbols[len(model.weights) :]]
    x = [record(g, nodes, tape).index for g in model.coordinates]
    start = [instance[s] for s in model.symbols]
    scale = max(map(abs, start)) or Fraction(1)
    radius = scale / 2 ** (bits // 2)
    (end,) = enclose(tape, [rate.index for rate in (*rates, *still)], start, [1], radius, x)
    return end.watched


@lru_cache(maxsize=64)
def _field(model: _Model, i: int) -> Field:
    """grad g_i as the rates of the weights; parameters do not move."""
    tape = Tape()
    states = [tape.state(n) for n in range(len(model.symbols))]
    x = record(model.coordinates[i], dict(zip(model.symbols, states, strict=True)), tape)
    zero, one = tape.constant(0), tape.constant(1)
    rates = [
        along(x, [one if n == m else zero for n in range(len(states))], 0) if m < len(model.weights) else zero
        for m in range(len(states))
    ]
    return Field(tape, tuple(rate.index for rate in rates))


@lru_cache(maxsize=64)
def _stepper(model: _Model, i: int, digits: int) -> Stepper:
    """Steps along grad g_i at the one precision `working_bits(digits)`."""
    return Stepper(_field(model, i), [list(range(len(model.weights)))], digits)


def _step(model: _Model, i: int, digits: int, state: list[Number], most: Number) -> Step:
    """One step of the flow of grad g_i, of a time in which it goes about as far as its own scale."""
    return _stepper(model, i, digits).step(to_fast(mp.zero), state, most)


def _two_orders(
    model: _Model, pair: tuple[int, int], steps: tuple[Step, Step], digits: int
) -> tuple[list[Number], list[Number]]:
    """The weights after both moves in either order, from the first step of each; every leg is one step.

    The times begin at half of what the first steps are good for, and shrink to what the second ones are.
    """
    i, j = pair
    a, b = (step.length / 2 for step in steps)
    for _ in range(MOST_TRIES):
        later = _step(model, j, digits, steps[0].state(a), b), _step(model, i, digits, steps[1].state(b), a)
        if later[0].length == b and later[1].length == a:
            return later[0].state(b), later[1].state(a)
        a, b = min(a, later[1].length / 2), min(b, later[0].length / 2)
    raise Undefined(f"{model.coordinates[i]} and {model.coordinates[j]} move the weights at rates too far apart there")


def _values(model: _Model, state: list[Number]) -> list[mpmath.mpf]:
    """x at weights and parameters."""
    values = dict(zip(model.symbols, map(from_fast, state), strict=True))
    return [evaluate(g, values, MPMATH) for g in model.coordinates]


def _common_digits(one: list[mpmath.mpf], other: list[mpmath.mpf], most: int) -> int:
    """Digits that all coordinates share, each relative to itself unless it is rounding beside the largest."""
    largest = max(map(abs, (*one, *other)))
    common = most
    for x, y in zip(one, other, strict=True):
        scale = max(abs(x), abs(y), largest * mp.mpf(10) ** -most)
        if x != y:
            common = min(common, int(mp.floor(-mp.log10(abs(x - y) / scale))))
    return max(0, common)


@lru_cache(maxsize=64)
def _gradients(model: _Model) -> tuple[tuple[sp.Expr, ...], ...]:
    return tuple(tuple(sp.diff(g, w) for w in model.weights) for g in model.coordinates)


def _rank(model: _Model, instance: Instance) -> int:
    """The exact rank of the gradients."""
    rows = [[rational_at(e, instance) for e in gradient] for gradient in _gradients(model)]
    entries = [fmpq(e.numerator, e.denominator) for row in rows for e in row]
    return int(fmpq_mat(len(rows), len(model.weights), entries).rank())


def _stays_independent(model: _Model, state: list[Number]) -> bool:
    """Whether the Gram determinant is positive, beside the product of what is on the diagonal."""
    values = dict(zip(model.symbols, map(from_fast, state), strict=True))
    rows = mp.matrix([[evaluate(e, values, MPMATH) for e in gradient] for gradient in _gradients(model)])
    gram = rows * rows.T
    return bool(mp.det(gram) > mp.mpf(10) ** (ROUNDING - mp.dps) * mp.fprod(gram[n, n] for n in range(gram.rows)))


def _with_given(part: ConvexGradient | NoFunction, given: tuple[Hypothesis, ...]) -> Part:
    return replace(part, given=given) if is_any(part) else part


def _symbols(part: ConvexGradient | NoFunction, given: tuple[Hypothesis, ...]) -> set[sp.Symbol]:
    return {EXAMPLE} if is_any(part) else symbols_named(part, given)


def _supply(
    part: ConvexGradient | NoFunction, given: tuple[Hypothesis, ...], symbols: Sequence[sp.Symbol], label: str
) -> Iterator[Instance]:
    return examples() if is_any(part) else any_instances(part, given, symbols, label)


def _simpler(
    part: ConvexGradient | NoFunction, witness: Instance, given: tuple[Hypothesis, ...], label: str, shrink: Shrink
) -> Instance:
    return witness if is_any(part) else shrink(witness)


_TRIAL = Trial[ConvexGradient | NoFunction](
    order_agreement,
    order_matters,
    within=map_within,
    told=order_text,
    simpler=_simpler,
    prepared=_with_given,
    symbols=_symbols,
    supply=_supply,
)
CONVEX_GRADIENT: Trial[ConvexGradient] = _TRIAL
NO_FUNCTION: Trial[NoFunction] = _TRIAL
