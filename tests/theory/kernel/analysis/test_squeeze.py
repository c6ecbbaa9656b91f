"""Between two functions with one limit: random ones, and others that miss one premise."""

from __future__ import annotations

from functools import partial

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.squeeze import THEOREM, F, N, above, at, below, bottom, r, s, u, x
from neversaddle.theory.kernel.analysis.theorem import filled
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit
from tests.fuzz.necessity import Looked, Missed, found

V, T = sp.symbols("v t", positive=True)
PLACES = (sp.Rational(1, 8), sp.Integer(1), sp.Integer(5))
NEAR = (sp.Rational(1, 10), sp.Rational(1, 10**4))


def holds(premise: Identity | Inequality | Limit, letters: dict[object, object]) -> bool:
    """A premise, tried at a few places and parameters."""
    there = filled(premise, letters)
    if isinstance(there, Limit):
        return all(abs(there.expression.subs({V: p, T: sp.Rational(1, 10**9)})) < 1e-3 for p in PLACES)
    gaps = [sp.expand(there.right - there.left).subs({V: p, T: t}) for p in PLACES for t in NEAR]
    return all(gap == 0 if isinstance(there, Identity) else gap >= 0 for gap in gaps)


def tends(letters: dict[object, object]) -> bool:
    """Whether the function tends to the limit at every place, and at 0."""
    there = filled(THEOREM.conclusion, letters)
    gap = (there.value - there.norm.subs(there.point, there.size)).subs(T, sp.Rational(1, 10**9))
    return all(abs(gap.subs(V, p)) < 1e-3 for p in PLACES) and there.norm.subs(there.point, 0) == there.bottom


def letters(value: sp.Expr, lower: sp.Expr, upper: sp.Expr, norm: sp.Expr, begin: int = 0) -> dict[object, object]:
    functions = {N: norm, below: lower, above: upper}
    return {
        **{name: sp.Lambda(V, sp.sympify(e)) for name, e in functions.items()},
        **{s: V, F: value, bottom: sp.Integer(begin), u: V, x: V, r: T, at: sp.S.Zero},
    }


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 3), st.integers(0, 3), st.integers(1, 3))
def test_it_holds(lower: int, upper: int, power: int) -> None:
    there = letters(V**power + (upper - lower) * T * V / 2, lower * T * V, upper * T * V, V**power)
    assert all(holds(premise, there) for premise in THEOREM.premises) and tends(there)


CASES = [
    letters(V - 1, T, T, V),
    letters(V + 1, T, T, V),
    letters(V - 1, sp.Integer(1), T, V),
    letters(V + 1, T, sp.Integer(1), V),
    letters(V, T, T, V, 1),
]


def looked(letters: dict[object, object]) -> Looked:
    return found(THEOREM, [holds(premise, letters) for premise in THEOREM.premises], tends(letters))


MISSED: Missed = {premise.text: partial(looked, case) for premise, case in zip(THEOREM.premises, CASES, strict=True)}
