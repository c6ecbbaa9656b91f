"""Sums and products of symbolic length keep their value with the members named taken out, and their sign."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.families import plain, require_values, split
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.sums import vanishes
from neversaddle.theory.language.families import Over, Product, Total, index, members
from neversaddle.theory.language.symbols import L
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import DRIVE
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Hypothesis, Members, Place, Sign
from tests.fuzz.families_truth import A, B, C, K, World, Y, expressions, i, j, r, worlds

m, n = index("m"), index("n")
SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(K, 1))
PLACES = (Place(i, L), Place(r, L, apart=(i,)), Place(j, K))
POSITIVE = tuple(Members(letter, "positive") for letter in (A, B, C))
REAL = tuple(Members(letter, "real") for letter in (A, B, C))
GIVEN = (*SIZES, *PLACES, *POSITIVE, Sign(Y, "positive"))
ANY = (*SIZES, *PLACES, *REAL, Sign(Y, "real"))
P, S = Product(A[m], m, L), Total(A[m], m, L)


@settings(max_examples=60)
@given(expressions(), worlds())
def test_named_members_taken_out_change_no_value(e: sp.Expr, world: World) -> None:
    out = split(e, GIVEN)
    assert world.value(out) == world.value(e)
    # None is left inside: of every sum and product over a named range they are among what is left out.
    free = {place for member in members(e) for place in member.indices}
    for over in out.atoms(Over):
        if over.free_symbols & {i, r, j} and not any(isinstance(e, Over) for e in over.body.atoms(Over)):
            assert {p for p in free if (p is j) == (over.size == K)} <= {*over.but, j, i, r}


@settings(max_examples=50)
@given(expressions(2), worlds(positive=True))
def test_signs_are_those_of_the_values(e: sp.Expr, world: World) -> None:
    try:
        (named,), there = plain((e,), GIVEN)
    except CannotDecide:
        return
    value = world.value(e)
    assert value > 0 or not decide.positive(named, there).proved
    assert value >= 0 or not decide.positive(named, there, strict=False).proved
    assert value <= 0 or not decide.positive(-named, there, strict=False).proved


@pytest.mark.parametrize("depth, answer", [(1, False), (2, True)])
def test_no_place_may_be_left(depth: int, answer: bool) -> None:
    """Over no place sums are 0 and products 1: 1 - 0^(L-1) is 1 for L > 1 alone."""
    own = (Depth(L, depth), Place(i, L), *REAL)
    assert vanishes(Product(0 * A[m], m, L, i), own).proved is answer
    assert not vanishes(Total(sp.Abs(A[m]), m, L, i) - Total(A[m], m, L, i), own).proved


def test_a_sum_is_positive_over_a_place_at_least() -> None:
    def positive(e: sp.Expr, *given: Hypothesis) -> bool:
        (value,), there = plain((e,), given)
        return decide.positive(value, there).proved

    own = (Place(i, L), Members(A, "positive"))
    assert positive(S, Depth(L, 1), *own) and positive(P, Depth(L, 1), *own)
    assert not positive(Total(A[m], m, L, i), Depth(L, 2), *own)
    assert positive(Product(A[m], m, L, i), Depth(L, 1), *own)
    assert not positive(Total(A[m], m, L - 1), Depth(L, 1), *own)


def test_what_does_not_speak_of_families_comes_back() -> None:
    given = (Sign(Y, "real"), Condition(Y > 1))
    assert plain((Y**2,), given) == ((Y**2,), given)


def test_what_is_assumed_of_every_place_is_assumed_of_those_named() -> None:
    _, there = plain((A[i] + C[j],), (*ANY, Every(C[n] <= Y, n, K), Every(A[n] <= 5, n, L)))
    relations = {str(h.relation) for h in there if isinstance(h, Condition)}
    assert relations == {"c[j] <= y", "a[i] <= 5"}


def test_a_hypothesis_that_is_false_is_not_used() -> None:
    _, there = plain((B[i, j],), (*ANY, Sign(A[i], "zero"), Condition(A[i] > 0)))
    assert not [h for h in there if isinstance(h, Condition)]


def test_what_was_is_another_number_than_what_is() -> None:
    (now, was), there = plain((A[i], Initially(A[i])), (*ANY, Sign(A[i], "zero")))
    assert now == 0 and was.is_Symbol
    assert [h.kind for h in there if isinstance(h, Sign) and h.symbol == was] == ["real"]


@pytest.mark.parametrize(
    "kind, e, known",
    [
        ("nonnegative", Initially(A[i] ** 2 * C[j]), "nonnegative"),
        # Positive at almost every time, and so zero at the start at least.
        ("positive", Initially(A[i]), "nonnegative"),
        ("positive", TimeIntegral(A[i]), "nonnegative"),
        ("nonzero", Initially(A[i]), "real"),
        ("positive", Initially(A[i] - C[j]), "real"),
    ],
)
def test_the_signs_of_what_was(kind: str, e: sp.Expr, known: str) -> None:
    own = (*SIZES, *PLACES, Members(A, kind), Members(C, kind))
    (was,), there = plain((e,), own)
    assert [h.kind for h in there if isinstance(h, Sign) and h.symbol == was] == [known]


def test_what_jumps_may_have_begun_with_any_sign() -> None:
    (was, sum_), there = plain((Initially(DRIVE[j]), TimeIntegral(C[j])), (*ANY, Members(DRIVE, "positive")))
    assert {h.kind for h in there if isinstance(h, Sign) and h.symbol in (was, sum_)} == {"real"}


def test_places_that_may_be_one_are_refused() -> None:
    own = (*SIZES, Place(i, L), Place(r, L), *REAL)
    with pytest.raises(CannotDecide, match="may be one place"):
        plain((S + A[i] + A[r],), own)
    # Without a sum over their range it does not matter.
    assert vanishes((A[i] - A[r]) ** 2 - A[i] ** 2 + 2 * A[i] * A[r] - A[r] ** 2, own).proved


def test_what_is_named_twice_is_refused() -> None:
    with pytest.raises(CannotDecide, match="the place m is not declared"):
        plain((A[m],), ANY)


@pytest.mark.parametrize("e", [1 / A[i], sp.log(A[i]), sp.sqrt(C[j]), Total(1 / A[m], m, L, i), Y ** A[i], sp.nan])
def test_what_may_have_no_value_is_refused(e: sp.Expr) -> None:
    with pytest.raises(CannotDecide):
        require_values((e,), ANY)


def test_the_oracle_adds_up() -> None:
    world = World({L: 3, K: 2, i: 1, r: 2, j: 1, Y: 2}, 0)
    members = [world.member("a", (n,)) for n in (1, 2, 3)]
    assert world.value(S) == sum(members) and world.value(Total(A[m], m, L, i)) == sum(members[1:])
    assert world.value(Product(A[m] + Y, m, L, i, r)) == members[2] + 2
    assert world.value(Product(A[m], m, L - 3)) == Fraction(1)


def test_a_product_that_stands_beside_a_sum_and_in_it_has_one_name() -> None:
    (named,), _ = plain((P * Total(sp.Abs(P * A[m]), m, L),), (*SIZES, *POSITIVE))
    assert not named.has(Over) and len(named.free_symbols) == 2
