"""What is found true of all values is true wherever it is tried, and what is found false is false there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

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
SAID = [sp.Gt(A[m], 0), sp.Eq(A[m], 0), sp.Eq(Same(m, i), 0)]
ATOMS = [sp.Gt(A[i], 0), sp.Lt(A[i] + Y, 0), sp.Eq(A[i], A[i] * Y), sp.Ne(A[i] * C[j], 0), sp.Eq(Same(i, r), 0)]
ATOMS += [kind(said, m, L, *but) for kind in (ForEach, ForSome) for said in SAID for but in ((), (i,))]
TWO = (sp.And, sp.Or, sp.Implies, sp.Equivalent)
CONDITIONS = st.recursive(
    st.sampled_from(ATOMS), lambda e: st.one_of(st.builds(sp.Not, e), *(st.builds(f, e, e) for f in TWO)), max_leaves=4
)


def value(e: sp.Basic, world: World) -> bool:
    """The truth of a condition there, by going through the places."""
    if isinstance(e, Quantified):
        left_out = {world.value(place) for place in e.args[3:]}
        places = [p for p in range(1, int(world.value(e.args[2])) + 1) if p not in left_out]
        found = [value(e.args[0], replace(world, places={e.args[1]: p})) for p in places]
        return all(found) if isinstance(e, ForEach) else any(found)
    if isinstance(e, sp.Rel):
        one = {same: sp.Integer(len(set(map(world.value, same.args))) == 1) for same in e.atoms(Same)}
        return bool(e.func(*(sp.Rational(str(world.value(side.xreplace(one)))) for side in e.args)))
    return bool(e.func(*(value(part, world) for part in e.args))) if e.args else bool(e)


@settings(max_examples=100, deadline=None)
@given(CONDITIONS, st.lists(worlds(positive=True), min_size=3, max_size=3))
def test_truth_is_truth_everywhere(condition: sp.Basic, instances: list[World]) -> None:
    with suppress(CannotDecide):
        found = truth(condition, GIVEN)
        assert all(value(condition, world) is found for world in instances)
        assert holds(Holds("-", condition, ()), GIVEN).proved is found


def test_what_may_have_no_value_is_neither_and_what_may_be_zero_too() -> None:
    pole = 1 / (Y - 1)
    for condition in (sp.Eq(pole, pole, evaluate=False), sp.Or(sp.Gt(Y, 0), sp.Gt(pole, 0))):
        assert not holds(Holds("-", condition, ()), GIVEN).proved
    assert never_zero(A[i] * Y + C[j], GIVEN) and not never_zero(A[i] - C[j], GIVEN)
