"""Witnesses: failing instances confirmed beyond rounding, made of the simplest rationals, and written out."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.kinds.gradient_flows import order_text
from neversaddle.numerics.attack.kinds.margins import margin_text
from neversaddle.numerics.attack.sampling import Instance, admits, simpler
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.violation import violated
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kinds import (
    Identity,
    Inequality,
    MarginDirection,
    Part,
)

#: Passes over the symbols of a witness, each making it simpler or ending the search.
MOST_PASSES = 4


def confirmed(part: Part, instance: Instance) -> bool:
    """Whether exact or ball arithmetic shows that the part fails at this instance."""
    return any(violated(part, instance, bits) for bits in (64, 160, 400))


def shrunk(
    part: Part, instance: Instance, given: Sequence[Hypothesis], fixed: frozenset[sp.Symbol] = frozenset()
) -> Instance:
    """A confirmed witness made of the simplest rationals that keep it one; what is `fixed` stays as it is."""
    best = instance
    for _ in range(MOST_PASSES):
        before = best
        for symbol in sorted(instance.keys() - fixed, key=str):
            for value in simpler(best[symbol]):
                trial = {**best, symbol: value}
                if admits(given, trial) and confirmed(part, trial):
                    best = trial
                    break
        if best == before:
            break
    return best


def witness_text(part: Part, instance: Instance) -> str:
    """A witness with the values of both sides, where the part has two."""
    if isinstance(part, MarginDirection | ConvexGradient | NoFunction):
        return ": ".join(filter(None, (shown(instance), _reason(part, instance))))
    if not isinstance(part, Identity | Inequality):
        return shown(instance)
    try:
        left, right = (mp.nstr(evaluate(side, instance, MPMATH), 6) for side in (part.left, part.right))
    except Undefined:
        return shown(instance)
    relation = "=" if isinstance(part, Identity) else "<" if part.strict else "<="
    return f"{shown(instance)}: not {left} {relation} {right}"


def _reason(part: MarginDirection | ConvexGradient | NoFunction, instance: Instance) -> str:
    """What goes wrong there, which no two numbers say."""
    match part:
        case MarginDirection():
            return margin_text(part, instance)
        case ConvexGradient() | NoFunction():
            return order_text(part, instance)


def shown(instance: Instance) -> str:
    """A witness as text, symbols in alphabetical order.

    >>> from fractions import Fraction
    >>> from neversaddle.theory.language.symbols import L, q
    >>> shown({q: Fraction(3, 2), L: Fraction(2)})
    'L = 2, q = 3/2'
    """
    return ", ".join(f"{s} = {v}" for s, v in sorted(instance.items(), key=lambda item: str(item[0])))
