"""Moments of a steepest flow as instances: the parameters, and every weight and slope of a model of that size."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias, TypeGuard

import sympy as sp

from neversaddle.numerics.attack.exact_values import as_fraction, in_sympy
from neversaddle.numerics.attack.sampling import Instance, admits, instances, random_value
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Over
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LOSS,
    PARTIAL,
    PULL,
    SLOPE,
    WEIGHT,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
    WrittenModel,
)
from neversaddle.theory.statement.hypotheses import Condition, Every, EveryPair, Hypothesis, Members, Sign

Expressions: TypeAlias = "dict[sp.Basic, sp.Expr]"
#: The largest numbers of weights and of coordinates that are tried.
MOST_WEIGHTS, MOST_COORDINATES = 5, 4
#: How many instances in a row may lead to no state before the search ends.
BARREN = 1000
#: What members may be, the narrowest last: none of them is zero here.
KINDS = ("real", "nonzero", "nonnegative", "positive")


def sizes(flow: Steepest, instance: Instance) -> tuple[int, int]:
    """The number of weights a coordinate has, and that of coordinates. Raises Undefined where that is no model."""
    found = [
        e.xreplace({s: sp.Rational(v.numerator, v.denominator) for s, v in instance.items()})
        for e in (flow.model.depth, flow.model.width)
    ]
    if not all(e.is_Integer and e >= 1 for e in found):
        raise Undefined(f"a model of {found[0]} weights and {found[1]} coordinates is none")
    return int(found[0]), int(found[1])


def column(flow: Steepest, j: int, depth: int) -> list[sp.Indexed]:
    """The weights of coordinate j, in order."""
    if isinstance(flow.model, WrittenModel):
        return [weight[j] for weight in flow.model.weights]
    return [WEIGHT[i, j] for i in range(1, depth + 1)]


def moments(flow: object, given: Sequence[Hypothesis], symbols: Sequence[sp.Symbol], label: str) -> Iterator[Instance]:
    """Moments of models of every size within the hypotheses; none of a flow that is not a steepest one."""
    if not isinstance(flow, Steepest):
        return iter(())
    return with_states(instances([h for h in given if not moves(h)], symbols, label), flow, given, label)


def with_states(
    supply: Iterator[Instance], flow: Steepest, given: Sequence[Hypothesis], label: str
) -> Iterator[Instance]:
    """Instances with a weight and a slope for every place, within the hypotheses on all members; small models alone.

    They end where BARREN instances one after the other lead to no state that the hypotheses allow.
    """
    chance = random.Random(f"{label}/states")
    # Of several signs that one family is to have the narrowest holds.
    signs = sorted((h for h in given if isinstance(h, Members)), key=lambda h: KINDS.index(h.kind))
    kinds = {h.family: h.kind for h in signs}
    conditions = [h for h in given if moves(h)]
    barren = 0
    for number, found in enumerate(supply):
        barren += 1
        if barren > BARREN:
            return
        # Every other model has one coordinate, where that is allowed: witnesses are best small.
        single = {**found, **dict.fromkeys(flow.model.width.free_symbols, Fraction(1))}
        instance = single if number % 2 == 0 and admits([h for h in given if not moves(h)], single) else found
        depth, width = sizes(flow, instance)
        if depth > MOST_WEIGHTS or width > MOST_COORDINATES:
            continue
        moment = dict(instance)
        for j in range(1, width + 1):
            for member in (*column(flow, j, depth), SLOPE[j]):
                moment[member] = _random(kinds.get(member.base, "real"), member, chance)
            if not isinstance(flow.model, SeparableModel):
                continue
            for member in (*(PARTIAL[i, j] for i in range(1, depth + 1)), COORDINATE[j]):
                moment[member] = _random(kinds.get(member.base, "real"), member, chance)
        if not _is_homogeneous(flow, moment, depth, width):
            continue
        for h in conditions:
            _equalise(h, moment)
        if all(_obeys(h, flow, moment) for h in conditions):
            barren = 0
            yield moment


def _is_homogeneous(flow: Steepest, moment: Instance, depth: int, width: int) -> bool:
    """Give homogeneous models the value that goes with their slopes, D x = sum w dx/dw (Euler); False if none does."""
    if not isinstance(flow.model, SeparableModel) or flow.model.degree is None:
        return True
    degree = as_fraction(flow.model.degree.xreplace(in_sympy({s: v for s, v in moment.items() if s.is_Symbol})))
    if degree == 0:
        return False
    for j in range(1, width + 1):
        total = sum((moment[WEIGHT[i, j]] * moment[PARTIAL[i, j]] for i in range(1, depth + 1)), Fraction(0))
        moment[COORDINATE[j]] = total / degree
    return True


def _equalise(h: Hypothesis, moment: Instance) -> None:
    """Members that have to have one modulus are given it; they keep their signs."""
    if not (isinstance(h, Every) and isinstance(h.relation, sp.Eq) and isinstance(h.relation.lhs, sp.Abs)):
        return
    values = {s: _number(v) for s, v in moment.items()}
    for n in range(1, int(h.size.xreplace(values)) + 1):
        here, size = (unrolled(e.xreplace({h.place: sp.Integer(n)}), moment) for e in h.relation.args)
        value = size.xreplace(values)
        if here.args[0] in moment and value.is_Rational:
            moment[here.args[0]] = (1 if moment[here.args[0]] > 0 else -1) * Fraction(int(value.p), int(value.q))


def fitting(flow: Steepest, moment: Instance) -> Instance:
    """A moment without members beyond the sizes of its model, which may have been made smaller."""
    depth, width = sizes(flow, moment)
    most: dict[sp.IndexedBase, tuple[int, ...]] = {SLOPE: (width,), COORDINATE: (width,)}
    most |= dict.fromkeys(flow.weights, (width,)) if isinstance(flow.model, WrittenModel) else {}
    most |= {WEIGHT: (depth, width), PARTIAL: (depth, width)} if WEIGHT in flow.weights else {}

    def fits(thing: sp.Basic) -> bool:
        return not isinstance(thing, sp.Indexed) or all(
            place <= size for place, size in zip(thing.indices, most[thing.base], strict=True)
        )

    return {thing: value for thing, value in moment.items() if fits(thing)}


def moves(h: Hypothesis) -> bool:
    """Whether a hypothesis relates what moves."""
    return isinstance(h, Every | EveryPair) or (
        isinstance(h, Condition) and bool(h.relation.has(sp.Indexed, Over, LOSS))
    )


def of_start(h: Hypothesis) -> TypeGuard[Condition | Every]:
    """Whether a hypothesis says what weights are at the start."""
    return isinstance(h, Condition | Every) and isinstance(h.relation, sp.Eq) and isinstance(h.relation.lhs, Initially)


def starts(given: Sequence[Hypothesis], instance: Instance) -> dict[sp.Indexed, Fraction]:
    """The weights that hypotheses say a solution starts with, as numbers."""
    found = {}
    values = in_sympy({s: v for s, v in instance.items() if isinstance(s, sp.Symbol)})
    for h in given:
        if of_start(h):
            count = int(h.size.xreplace(values)) if isinstance(h, Every) else 1
            for n in range(1, count + 1):
                put = {h.place: sp.Integer(n)} if isinstance(h, Every) else {}
                relation = h.relation.xreplace(put)
                found[unrolled(relation.lhs.args[0], instance)] = as_fraction(relation.rhs.xreplace(values))
    return found


def _obeys(h: Hypothesis, flow: Steepest, moment: Instance) -> bool:
    """Whether a moment is within a condition on what moves."""
    if isinstance(h, Condition):
        relations = [h.relation]
    else:
        assert isinstance(h, Every)
        count = h.size.xreplace({s: _number(v) for s, v in moment.items()})
        left_out = {moment[place] for place in h.but}
        places = (n for n in range(1, int(count) + 1) if n not in left_out)
        relations = [h.relation.xreplace({h.place: sp.Integer(n)}) for n in places]
    return all(bool(stated(relation, flow, moment)) for relation in relations)


def _random(kind: str, member: sp.Indexed, chance: random.Random) -> Fraction:
    """A number that is not zero: where members vanish laws hold at almost every time, and not at each."""
    letter = sp.Symbol("member", real=True)
    value = random_value(letter, (Sign(letter, "nonzero" if kind == "real" else kind),), chance, wild=False)
    return value or Fraction(1)


def change(quantity: sp.Expr, flow: Steepest, instance: Instance) -> sp.Expr:
    """dQ/dt at a moment, by the definition of the flow on a model of the instance's size, written out.

    Every derivative is one of an explicit formula in finitely many weights; nothing of the flow's own velocities is
    used. A formula with numbers for what does not move.
    """
    depth, width = sizes(flow, instance)
    written = unrolled(quantity, instance)
    weights = {member: sp.Dummy(real=True) for j in range(1, width + 1) for member in column(flow, j, depth)}
    x = {COORDINATE[j]: _coordinate(flow, j, weights, instance, depth) for j in range(1, width + 1)}
    moved = written.xreplace(x | weights)
    total = []
    for member, w in weights.items():
        j = member.indices[-1]
        partial, slope = sp.diff(x[COORDINATE[j]], w), _number(instance[SLOPE[j]])
        through_loss = sp.diff(moved, LOSS) * slope * partial
        total.append((sp.diff(moved, w) + through_loss) * _velocity(flow, instance, slope * partial, w))
    start = {w: _number(instance[member]) for member, w in weights.items()}
    values = {s: _number(v) for s, v in instance.items() if isinstance(s, sp.Symbol)}
    return sp.Add(*total).xreplace(start).xreplace(values).xreplace({LOSS: sp.S.Zero})


def _coordinate(flow: Steepest, j: int, weights: dict[sp.Indexed, sp.Dummy], instance: Instance, depth: int) -> sp.Expr:
    """x_j in the weights: their product, or a linear function with the instance's value and slopes."""
    own = [weights[member] for member in column(flow, j, depth)]
    if isinstance(flow.model, DiagonalNetwork):
        return sp.Mul(*own)
    if isinstance(flow.model, WrittenModel):
        return formula_at(flow.model, j, instance).xreplace(weights)
    steps = (
        _number(instance[PARTIAL[i, j]]) * (w - _number(instance[WEIGHT[i, j]])) for i, w in enumerate(own, start=1)
    )
    return _number(instance[COORDINATE[j]]) + sp.Add(*steps)


def formula_at(model: WrittenModel, j: int, instance: Instance) -> sp.Expr:
    """x_j in the weights of the coordinate, with numbers for the parameters."""
    values = {s: _number(v) for s, v in instance.items() if isinstance(s, sp.Symbol)}
    return model.coordinate(sp.Integer(j)).xreplace(values)


def _velocity(flow: Steepest, instance: Instance, gradient: sp.Expr, w: sp.Dummy) -> sp.Expr:
    """dw/dt = -Phi_q(dF/dw) - decay w, or with the decay inside."""
    values = {s: _number(v) for s, v in instance.items() if isinstance(s, sp.Symbol)}
    q, decay = flow.q.xreplace(values), flow.decay.xreplace(values)
    if not (q.is_Rational and q >= 1):
        raise Undefined(f"there is no flow of exponent {q}")
    if flow.coupled:
        return -duality_map(q, gradient + decay * w)
    return -duality_map(q, gradient) - decay * w


def stated(e: sp.Expr, flow: Steepest, instance: Instance) -> sp.Expr:
    """A formula at a moment, with numbers for all that it speaks of."""
    depth, width = sizes(flow, instance)
    values: Expressions = {LOSS: sp.S.Zero, **{s: _number(v) for s, v in instance.items()}}
    q, decay = flow.q.xreplace(values), flow.decay.xreplace(values)
    for j in range(1, width + 1):
        values[DRIVE[j]] = duality_map(q, values[SLOPE[j]])
        own = [values[member] for member in column(flow, j, depth)]
        if isinstance(flow.model, WrittenModel):
            values[COORDINATE[j]] = formula_at(flow.model, j, instance).xreplace(values)
            continue
        if isinstance(flow.model, DiagonalNetwork):
            values[COORDINATE[j]] = sp.Mul(*own)
            others = (sp.Mul(*own[:i], *own[i + 1 :]) for i in range(depth))
            values |= {PARTIAL[i, j]: other for i, other in enumerate(others, start=1)}
        for i in range(1, depth + 1):
            inside = decay * values[WEIGHT[i, j]] if flow.coupled else sp.S.Zero
            values[PULL[i, j]] = duality_map(q, values[SLOPE[j]] * values[PARTIAL[i, j]] + inside)
    return unrolled(e, instance).xreplace(values)


def _number(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)
