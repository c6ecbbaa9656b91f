"""Whether x depends on the path of the gradient's integral: flows in two orders, and brackets at exact points."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache

import mpmath
import sympy as sp
from flint import fmpq, fmpq_mat
from mpmath import mp

from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.sampling import Instance, holds, rational_at
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.ode.arithmetics import from_fast, to_fast, working
from neversaddle.numerics.ode.field import Field
from neversaddle.numerics.ode.series import Number
from neversaddle.numerics.ode.tape import Tape, along, record
from neversaddle.numerics.ode.taylor import Step, Stepper, working_bits
from neversaddle.theory.statement.hypotheses import Condition
from neversaddle.theory.statement.kinds import MirrorFlowExists

#: Digits of rounding and truncation, which differences of flows that do not commute have to exceed.
ROUNDING = 5
#: How often the times of a pair of moves shrink before they are given up.
MOST_TRIES = 20


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


def path_agreement(part: MirrorFlowExists, instance: Instance, digits: int) -> int | None:
    """Digits to which x is the same after constant forces in two orders, where the part says that a mirror flow exists.

    That is x after exp(a V_i), then exp(b V_j), against the other order, for all pairs, from the instance's weights;
    the fields V_i = grad g_i are recorded and differentiated on a tape. 0 where the fields are dependent at the start.
    Where the part says that there is none: None if the fields are dependent or x differs, else 0.
    """
    model, exists = _Model(part.coordinates, part.weights), _exists(part, instance)
    if _dependent(model, instance):
        return 0 if exists else None
    work: int = mp.dps
    common = work
    count = len(part.coordinates)
    with working(working_bits(work)):
        start = [to_fast(mp.mpf(instance[s].numerator) / instance[s].denominator) for s in model.symbols]
        steps = [_step(model, i, work, start, to_fast(mp.one)) for i in range(count)]
        for i, j in itertools.combinations(range(count), 2):
            one, other = (_values(model, w) for w in _two_orders(model, (i, j), (steps[i], steps[j]), work))
            common = min(common, _common_digits(one, other, work))
    if not exists:
        return None if common < work - ROUNDING else 0
    return min(common, digits)


def path_matters(part: MirrorFlowExists, instance: Instance, bits: int) -> bool:
    """Whether the part certainly fails at an instance, by exact rational arithmetic whatever the `bits`.

    There is no mirror flow from weights where the gradients are dependent: sum_i v_i grad g_i = 0 leaves x where it is
    under the loss -<v, x>, whose -grad f is v. Nor where <grad g_k, [grad g_i, grad g_j]> != 0, by which the two orders
    differ in x_k times a b + O(3), nor where a derivative of it along some grad g_l does not vanish: then it is not
    zero shortly after. There is one where the gradients are independent and all brackets vanish identically.
    """
    model = _Model(part.coordinates, part.weights)
    if _exists(part, instance):
        return _dependent(model, instance) or any(rational_at(e, instance) != 0 for e in _obstructions(model))
    values = {s: sp.Rational(instance[s].numerator, instance[s].denominator) for s in model.symbols}
    parameters = {s: v for s, v in values.items() if s not in model.weights}
    commute: bool = all(sp.cancel(e.xreplace(parameters)) == 0 for bracket in _brackets(model) for e in bracket)
    return commute and not _dependent(model, instance)


def path_text(part: MirrorFlowExists, instance: Instance) -> str:
    """What stands at such an instance against a mirror flow, or that nothing does."""
    model = _Model(part.coordinates, part.weights)
    if not _exists(part, instance):
        return "the gradients are independent and commute"
    return "the gradients are dependent there" if _dependent(model, instance) else "a bracket of gradients moves x"


def _exists(part: MirrorFlowExists, instance: Instance) -> bool:
    """What the part says at an instance."""
    if part.exists in (sp.true, sp.false):
        return bool(part.exists == sp.true)
    return holds(Condition(part.exists), instance)


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


@lru_cache(maxsize=64)
def _brackets(model: _Model) -> tuple[tuple[sp.Expr, ...], ...]:
    """D V_j V_i - D V_i V_j for all pairs."""
    found = []
    for v, u in itertools.combinations(_gradients(model), 2):
        pairs = zip(v, u, strict=True)
        found.append(tuple(_along(of_u, v, model) - _along(of_v, u, model) for of_v, of_u in pairs))
    return tuple(found)


@lru_cache(maxsize=64)
def _obstructions(model: _Model) -> tuple[sp.Expr, ...]:
    """What vanishes at the start of every mirror flow: <grad g_k, [grad g_i, grad g_j]>, and its derivatives."""
    gradients = _gradients(model)
    first = [sp.Add(*map(sp.Mul, v, bracket)) for bracket in _brackets(model) for v in gradients]
    return (*first, *(_along(e, v, model) for e in first for v in gradients))


def _along(e: sp.Expr, v: tuple[sp.Expr, ...], model: _Model) -> sp.Expr:
    return sp.Add(*(sp.diff(e, w) * component for w, component in zip(model.weights, v, strict=True)))


def _dependent(model: _Model, instance: Instance) -> bool:
    """Whether the gradients are dependent, by their exact rank."""
    rows = [[rational_at(e, instance) for e in gradient] for gradient in _gradients(model)]
    entries = [fmpq(e.numerator, e.denominator) for row in rows for e in row]
    return int(fmpq_mat(len(rows), len(model.weights), entries).rank()) < len(rows)
