"""What is found true of all values is true wherever it is tried, and what is found false is false there."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.logic import holds, never_zero, truth
from neversaddle.theory.language.families import index
from neversaddle.theory.language.statements import ForEach, ForSome, Quantified, Same
from neversaddle.theory.language.symbols import L
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis, Members, Place, Sign
from tests.fuzz.families_truth import A, C, K, World, Y, i, j, r, worlds

m = index("m")
GIVEN: tuple[Hypothesis, ...] = (
    *(Depth(L, 2), Depth(K, 1), Place(i, L), Place(r, L, apart=(i,)), Place(j, K)),
    *(Members(A, "positive"), Members(C, "positive"), Sign(Y, "positive")),
)
RELATIONS = [sp.Gt(A[i], 0), sp.Lt(A[i] + Y, 0), sp.Eq(A[i], A[i] * Y), sp.Ne(A[i] * C[j], 0), sp.Eq(Same(i, r), 0)]
ATOMS = st.sampled_from(
    [
        *RELATIONS,
        *(kind(sp.Gt(A[m], 0), m, L) for kind in (ForEach, ForSome)),
        *(kind(sp.Eq(A[m], 0), m, L, i) for kind in (ForEach, ForSome)),
        *(kind(sp.Eq(Same(m, i), 0), m, L, *but) for kind in (ForEach, ForSome) for but in ((), (i,))),
    ]
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds(sp.And, inner, inner)
        | st.builds(sp.Or, inner, inner)
        | st.builds(sp.Implies, inner, inner)
        | st.builds(sp.Not, inner)
    ),
    max_leaves=4,
)


def value(e: sp.Basic, world: World) -> bool:
    """The truth of a condition there, by going through the places."""
    if isinstance(e, Quantified):
        letter, left_out = e.args[1], {world.value(place) for place in e.args[3:]}
        places = [p for p in range(1, int(world.value(e.args[2])) + 1) if p not in left_out]
        return (all if isinstance(e, ForEach) else any)(
            value(e.args[0], World({**world.numbers, letter: p}, world.seed, True)) for p in places
        )
    if isinstance(e, sp.Rel):
        pair = e.atoms(Same)
        at = {same: sp.Integer(int(world.value(same.args[0]) == world.value(same.args[1]))) for same in pair}
        return bool(e.func(*(sp.Rational(str(world.value(side.xreplace(at)))) for side in e.args)))
    return bool(e.func(*(sp.true if value(part, world) else sp.false for part in e.args))) if e.args else bool(e)


@settings(max_examples=100, deadline=None)
@given(CONDITIONS, st.lists(worlds(positive=True), min_size=3, max_size=3))
def test_truth_is_truth_everywhere(condition: sp.Basic, instances: list[World]) -> None:
    try:
        found = truth(condition, GIVEN)
    except CannotDecide:
        return
    assert all(value(condition, world) is found for world in instances)
    assert holds(Holds("-", condition, ()), GIVEN).proved is found


@pytest.mark.parametrize(
    "condition", [sp.Eq(1 / (Y - 1), 1 / (Y - 1), evaluate=False), sp.Or(sp.Gt(Y, 0), sp.Gt(1 / (Y - 1), 0))]
)
def test_what_may_have_no_value_is_neither(condition: sp.Basic) -> None:
    assert not holds(Holds("-", condition, ()), GIVEN).proved


def test_what_is_never_zero() -> None:
    assert never_zero(A[i] * Y + C[j], GIVEN) and not never_zero(A[i] - C[j], GIVEN)
