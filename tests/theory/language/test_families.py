"""Sums and products of symbolic length: letters of bound places are nobody's, and substitution means what it says."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from neversaddle.theory.language.families import Over, Product, Total, constants, family, index, members, unnamed
from neversaddle.theory.language.symbols import L
from tests.fuzz.families_truth import A, B, C, K, World, Y, expressions, i, j, r, worlds

m, n = index("m"), index("n")
#: Letters that substitutions have for themselves, and those that the sums were written with.
LETTERS = [index(name) for name in ("place0", "place1", "m1", "m2", "n1", "n2", "l", "i1")]


def with_number(world: World, symbol: sp.Symbol, number: int | Fraction) -> World:
    return replace(world, numbers={**world.numbers, symbol: number})


@settings(max_examples=80)
@given(expressions(), expressions(1), worlds())
def test_a_number_is_replaced_by_what_has_its_value(e: sp.Expr, new: sp.Expr, world: World) -> None:
    there = with_number(world, Y, world.value(new))
    assert world.value(e.xreplace({Y: new})) == there.value(e)
    assert world.value(e.subs(Y, new)) == there.value(e)


@settings(max_examples=80)
@given(expressions(), st.sampled_from([i, r, j]), st.sampled_from(LETTERS), worlds())
def test_a_place_is_renamed(e: sp.Expr, old: sp.Symbol, new: sp.Symbol, world: World) -> None:
    """To any letter that others have or may take, and back again."""
    renamed = e.xreplace({old: new})
    assert with_number(world, new, world.value(old)).value(renamed) == world.value(e)
    back = renamed.xreplace({new: old})
    assert world.value(back) == world.value(e) and new not in back.free_symbols
    assert back == renamed.subs(new, old)


@settings(max_examples=60)
@given(expressions(), st.sampled_from(LETTERS))
def test_a_letter_that_is_not_there_is_not_replaced(e: sp.Expr, letter: sp.Symbol) -> None:
    assert e.xreplace({letter: i}) == e == e.subs(letter, i)
    assert letter not in e.free_symbols


@settings(max_examples=60)
@given(expressions(), st.integers(1, 4), worlds())
def test_one_share_is_that_of_its_place(e: sp.Expr, place: int, world: World) -> None:
    overs = sorted((over for over in e.atoms(Over) if not _dangles(over)), key=sp.default_sort_key)
    assume(overs and type(overs[0]) is Total)
    total = overs[0]
    left_out = {world.value(p) for p in total.but}
    numbers = [number for number in range(1, int(world.value(total.size)) + 1) if number not in left_out]
    # An inner sum may leave out the place itself and a named one: these have to be two.
    letter, share = total.opened()
    assert sum((with_number(world, letter, number).value(share) for number in numbers), Fraction(0)) == world.value(
        total
    )
    assert total.closed(letter, share) == total


def _dangles(e: sp.Expr) -> bool:
    """Whether some place in it is bound outside."""
    return any(s.name.startswith("#") for s in e.free_symbols)


@settings(max_examples=60)
@given(expressions(2), worlds())
def test_a_place_that_is_left_out(e: sp.Expr, world: World) -> None:
    for over in (over for over in e.atoms(Over) if not _dangles(over) and over.size == L and not over.but):
        less, share = over.without(i), over.at(i) if not _leaves_out(over.body, i) else None
        assert less == over.without(i, i) and less.but == (i,)
        if share is not None:
            assert over.join(less, [share]).free_symbols >= {i}
            assert world.value(over.join(less, [share])) == world.value(over)


def _leaves_out(e: sp.Expr, place: sp.Symbol) -> bool:
    return any(place in over.but for over in e.atoms(Over))


@pytest.mark.parametrize("kind", [Total, Product])
def test_the_letter_of_a_place_does_not_matter(kind: type[Over]) -> None:
    assert kind(A[m], m, L) == kind(A[n], n, L) and hash(kind(A[m], m, L)) == hash(kind(A[n], n, L))
    letter = unnamed("n")
    assert kind(A[letter], letter, L) == kind(A[m], m, L)
    assert kind(kind(B[m, n], m, L), n, K) == kind(kind(B[n, m], n, L), m, K)
    assert kind(kind(B[m, n], m, L), n, K) != kind(kind(B[m, n], n, K), m, L)
    assert kind(A[m], m, L, i, r) == kind(A[m], m, L, r, i) != kind(A[m], m, L, i)


def test_sums_and_products_are_apart() -> None:
    assert Total(A[m], m, L) != Product(A[m], m, L) and Total.EMPTY != Product.EMPTY


def test_what_a_sum_is_made_of() -> None:
    total = Total(Y * B[m, j], m, L, i)
    assert total.free_symbols - {sp.Symbol("b", real=True)} == {Y, L, i, j}
    assert constants(total) == {Y, L, i, j}
    assert members(total + A[r]) == {A[r]}
    assert constants(B[i, j] + Total(C[n], n, K)) == {i, j, K}
    assert members(B[i, j] * Total(B[m, j], m, L)) == {B[i, j]}


@pytest.mark.parametrize(
    "places",
    [(m, m), (m, L, m), (m, L, i, i)],
)
def test_ranges_that_are_none(places: tuple[sp.Symbol, ...]) -> None:
    with pytest.raises(ValueError, match="cannot run"):
        Total(A[m], *places)


def test_bound_letters_are_nobodys() -> None:
    with pytest.raises(ValueError, match="bound index"):
        index("#1")
    bound = sp.Symbol("#1", positive=True, integer=True)
    with pytest.raises(ValueError, match="nothing binds"):
        Total(A[m] * A[bound], m, L)
    with pytest.raises(ValueError, match="no whole number"):
        Total(A[m], m, Y)


def test_a_derivative_is_the_kernels() -> None:
    with pytest.raises(NotImplementedError):
        sp.diff(Total(Y * A[m], m, L), Y)


@pytest.mark.parametrize(
    "e, text, latex",
    [
        (Total(A[m], m, L), "sum(a[l], l = 1..L)", r"\left(\sum_{l = 1}^{L} {a}_{l}\right)"),
        (Product(A[m], m, L, i), "prod(a[l], l = 1..L, l != i)", r"\left(\prod_{l \ne i} {a}_{l}\right)"),
        (Total(Total(B[m, n], m, L), n, K), "sum(sum(b[i, l], i = 1..L), l = 1..k)", None),
        (Total(A[m] * family("d")[index("l")], m, L), "sum(a[i]*d[l], i = 1..L)", None),
    ],
)
def test_how_it_is_written(e: sp.Expr, text: str, latex: str | None) -> None:
    assert str(e) == text
    if latex is not None:
        assert sp.latex(e) == latex


def test_a_square_of_a_sum_is_no_sum_of_squares() -> None:
    square, squares = Total(A[m], m, L) ** 2, Total(A[m] ** 2, m, L)
    assert sp.latex(square) == r"\left(\sum_{l = 1}^{L} {a}_{l}\right)^{2}" != sp.latex(squares)
    assert sp.latex(Total(A[m], m, L) + Y) != sp.latex(Total(A[m] + Y, m, L))
    assert sp.latex(Total(A[m], m, L) * Y) != sp.latex(Total(A[m] * Y, m, L))


@settings(max_examples=60)
@given(expressions())
def test_different_sums_are_written_differently(e: sp.Expr) -> None:
    """No letter of a bound place is written that is another's, so that what is written determines what is meant."""
    for over in (over for over in e.atoms(Over) if not _dangles(over)):
        for old, new in ((i, r), (Y, 2 * Y)):
            # Where both places are left out they cannot become one.
            both = old is i and any({i, r} <= set(inner.but) for inner in over.atoms(Over))
            other = over if both else over.xreplace({old: new})
            assert (str(other) == str(over)) == (other == over)
            assert (sp.latex(other) == sp.latex(over)) == (other == over)


def test_a_substitution_reaches_every_sum() -> None:
    w, k = family("w"), sp.Symbol("k", real=True)
    inner = Total(k * w[i, j], i, m)
    nested = Total(inner**2, j, n)
    assert nested.xreplace({index("l"): i}) is nested
    assert nested.xreplace({k: A[r]}) == Total(Total(A[r] * w[i, j], i, m) ** 2, j, n)
    assert nested.xreplace({m: n}) == Total(Total(k * w[i, j], i, n) ** 2, j, n)
    assert nested.xreplace({nested.place: r}) == nested
