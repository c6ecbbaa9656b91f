"""What is proved of sums of symbolic length holds for those written out, at every size that is tried."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.families import split
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.sums import over_one_sum, vanishes
from neversaddle.theory.language.families import Over, Product, Total, index
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis, Members, Place, Range, Sign
from tests.fuzz.families_truth import A, B, C, K, World, Y, expressions, i, j, r, worlds

m, n = index("m"), index("n")
SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(K, 1))
PLACES = (Place(i, L), Place(r, L, apart=(i,)), Place(j, K))
POSITIVE = tuple(Members(letter, "positive") for letter in (A, B, C))
REAL = tuple(Members(letter, "real") for letter in (A, B, C))
GIVEN = (*SIZES, *PLACES, *POSITIVE, Sign(Y, "positive"))
ANY = (*SIZES, *PLACES, *REAL, Sign(Y, "real"))
P, S = Product(A[m], m, L), Total(A[m], m, L)


def proved(e: sp.Expr, *given: Hypothesis) -> bool:
    return vanishes(e, (*ANY, *given)).proved


@settings(max_examples=60)
@given(expressions(2), expressions(1), st.data(), st.lists(worlds(positive=True), min_size=3, max_size=3))
def test_what_is_shown_to_vanish_vanishes(
    e: sp.Expr, new: sp.Expr, data: st.DataObject, instances: list[World]
) -> None:
    """Of an expression and one that differs in one part of it: some of these say the same, most do not."""
    parts = [part for part in e.atoms(sp.Indexed, Over) if not any(s.name.startswith("#") for s in part.free_symbols)]
    assume(parts)
    old = data.draw(st.sampled_from(sorted(parts, key=sp.default_sort_key)))
    try:
        difference = e - split(e.xreplace({old: new}), GIVEN)
        decision = vanishes(difference, GIVEN)
    except CannotDecide:
        return
    if decision.proved:
        assert all(world.value(difference) == 0 for world in instances)


@settings(max_examples=60)
@given(expressions(2))
def test_it_is_found_to_be_what_it_is(e: sp.Expr) -> None:
    """An expression less what is left of it when the named members are taken out vanishes, and is seen to."""
    decision = vanishes(e - split(e, GIVEN), GIVEN)
    # (L - 2)^L is not, where two places are left out: that there are two of them is not used.
    assert decision.proved or "is not shown to be defined" in decision.reason


def test_true_sums() -> None:
    share = sp.Abs(A[m]) ** q
    assert proved(Total(share, m, L) - sp.Abs(A[i]) ** q - Total(share, m, L, i), Range(q))
    assert proved(P - A[i] * Product(A[m], m, L, i))
    assert proved(Total(Total(A[m] * C[n], m, L), n, K) - S * Total(C[n], n, K))
    assert proved(Total(P, m, L) - L * P)
    assert proved(Total(A[m] * Product(A[n], n, L, m), m, L) - L * P)
    assert proved(Total(Total(B[m, n], m, L), n, K) - Total(B[m, j], m, L) - Total(Total(B[m, n], m, L), n, K, j))


def test_false_sums() -> None:
    assert not proved(S - A[i])
    assert not proved(S - A[i] - Total(A[m], m, L, r))
    assert not proved(Total(A[m] * Product(A[n], n, L, m), m, L) - P)
    assert not proved(Total(A[m] ** 2, m, L) - S**2)
    assert not proved(Total(A[m] - A[i], m, L))
    assert not proved(S - L * A[i])
    assert not proved(Total(A[m], m, L, i) - (L - 1) * A[r])


def test_shares_of_one_sum() -> None:
    shares, size, place = over_one_sum((Y * S, Total(A[m] ** 2, m, L) - S), ANY)
    assert (shares, size) == ([Y * A[place], A[place] ** 2 - A[place]], L)
    for sides in [(S, S + 1), (S, S**2), (S, sp.Abs(S)), (S, Total(C[n], n, K)), (Total(A[m], m, L, i), S)]:
        with pytest.raises(CannotDecide):
            over_one_sum(sides, ANY)
