"""Witnesses: failing instances confirmed beyond rounding, made of the simplest rationals, and written out."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from neversaddle.numerics.attack.checks import violated
from neversaddle.numerics.attack.kinds.table import trial
from neversaddle.numerics.attack.sampling import Instance, admits, simpler
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kinds import Part

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
                simplified = {**best, symbol: value}
                if admits(given, simplified) and confirmed(part, simplified):
                    best = simplified
                    break
        if best == before:
            break
    return best


def witness_text(part: Part, instance: Instance) -> str:
    """A witness with what stands there: the values of both sides, where the part has two."""
    return ": ".join(filter(None, (shown(instance), trial(part).told(part, instance))))


def shown(instance: Instance) -> str:
    """A witness as text, symbols in alphabetical order.

    >>> from fractions import Fraction
    >>> from neversaddle.theory.language.symbols import L, q
    >>> shown({q: Fraction(3, 2), L: Fraction(2)})
    'L = 2, q = 3/2'
    """
    return ", ".join(f"{s} = {v}" for s, v in sorted(instance.items(), key=lambda item: str(item[0])))
