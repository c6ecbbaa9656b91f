"""What has no meaning, or may have another than it seems to, is refused before anything is proved of it."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings

from neversaddle.theory.kernel.meaning import new_place, require_meaning, said, surface
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.families import Product, Total, index, members
from neversaddle.theory.language.symbols import L
from neversaddle.theory.language.times import Initially
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Hypothesis, Members, Place, Sign
from tests.fuzz.families_truth import A, B, C, K, Y, expressions, i, j, r

m, n = index("m"), index("n")
SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(K, 1))
PLACES = (Place(i, L), Place(r, L, apart=(i,)), Place(j, K))
REAL = (*(Members(letter, "real") for letter in (A, B, C)), Sign(Y, "real"))
GIVEN = (*SIZES, *PLACES, *REAL)


def refused(e: sp.Basic, *given: Hypothesis) -> bool:
    try:
        require_meaning((e,), given or GIVEN)
    except CannotDecide:
        return True
    return False


@settings(max_examples=60)
@given(expressions())
def test_what_is_well_made_is_let_through(e: sp.Expr) -> None:
    require_meaning((e,), GIVEN)


@pytest.mark.parametrize(
    "e",
    [
        Total(A[m], m, L - 1, i),
        Total(A[m], m, L, j),
        Total(A[m], m, L, n),
        Total(A[m], m, L - 2),
        Total(Product(A[n], n, L, m), m, K),
        Total(Product(A[n], n, L, m, r), m, L, i),
        A[n],
        A[1],
        A[i + 1],
        A[A[i]],
        sp.IndexedBase("a")[i],
        sp.IndexedBase("a", real=True, shape=(2,))[i],
        sp.IndexedBase("a", positive=True)[i],
        sp.Symbol("a[i]", real=True) + A[i],
        sp.Symbol("#1", positive=True, integer=True) + A[i],
        sp.Derivative(Total(Y * A[m], m, L), Y),
        sp.Integral(Y * A[i], (Y, 0, 1)),
        sp.Sum(A[m], (m, 1, L)),
        sp.Subs(Y * A[i], Y, 1),
    ],
    ids=str,
)
def test_what_has_no_meaning(e: sp.Expr) -> None:
    assert refused(e)


@pytest.mark.parametrize(
    "e",
    [
        Total(A[m], m, L, i, r),
        Total(Product(A[n], n, L, m, r), m, L, r),
        Total(Product(A[n], n, L, m), m, L),
        Total(A[m], m, L - 1),
        Total(m * A[m], m, 2 * L),
        Initially(A[i]) + sp.Function("F")(A[i], Y),
        sp.Gt(A[i], 0),
    ],
    ids=str,
)
def test_what_has_one(e: sp.Expr) -> None:
    assert not refused(e)


@pytest.mark.parametrize(
    "h",
    [
        Condition(Total(A[m], m, L, j) >= 0),
        Condition(A[n] >= 0),
        Every(A[m] >= A[n], m, L),
        Every(Product(A[n], n, L, m, i) >= 0, m, L),
        Every(Product(A[n], n, L, m) >= 0, m, K),
        Members(sp.IndexedBase("a", positive=True), "real"),
        Sign(A[n], "positive"),
        Place(sp.Symbol("n", integer=True), L),
        Place(sp.Symbol("n", even=True, positive=True), L),
    ],
    ids=str,
)
def test_hypotheses_have_a_meaning_too(h: Hypothesis) -> None:
    assert refused(A[i], *GIVEN, h)
    assert not refused(A[i], *GIVEN, Every(Product(A[n], n, L, m) >= A[m] + C[j], m, L))


def test_places_of_one_range_need_not_be_two() -> None:
    own = (*SIZES, Place(i, L), Place(r, L), *REAL)
    assert not refused(A[i] + A[r] + Total(A[m], m, L, i), *own)
    assert refused(Total(A[m], m, L, i, r), *own)


def test_the_places_of_a_flow() -> None:
    slots = {B: (L, K)}
    require_meaning((B[i, j] + Total(Total(B[m, n], m, L), n, K),), GIVEN, slots)
    for e in (B[j, i], B[i, r], B[i], Total(B[m, j], m, 2 * L), Total(B[i, m], m, L)):
        with pytest.raises(CannotDecide, match="is not shown to exist"):
            require_meaning((e,), GIVEN, slots)


@settings(max_examples=60)
@given(expressions())
def test_a_new_place_is_nobodys(e: sp.Expr) -> None:
    taken = (
        Place(index("place0"), L),
        Condition(A[index("place1")] > 0),
        Every(C[index("place2")] > 0, index("place2"), K),
    )
    place = new_place((e, A[index("place3")]), (*GIVEN, *taken))
    assert place == index("place4")
    assert new_place((e,), GIVEN) not in e.free_symbols


@settings(max_examples=60)
@given(expressions())
def test_the_surface_stops_at_sums_and_members(e: sp.Expr) -> None:
    nodes = list(surface(e))
    assert {node for node in nodes if isinstance(node, sp.Indexed)} <= members(e)
    assert not any(symbol.name.startswith("#") for node in nodes for symbol in node.free_symbols)


def test_all_that_a_hypothesis_says() -> None:
    assert set(said(Place(r, L, apart=(i,)))) == {r, L, i}
    assert set(said(Every(C[m] > Y, m, K))) == {C[m] > Y, m, K}
    assert set(said(Sign(Y, "real"))) == {Y}
