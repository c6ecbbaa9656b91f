"""Samples obey every hypothesis, are the same for one seed, and dry up where nothing can obey."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.attack.sampling import (
    admits,
    complexity,
    corner_values,
    holds,
    instances,
    outside_values,
    satisfies,
    simpler,
)
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.language.families import index
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Place, Range, Sign

SYMBOLS = tuple(sp.symbols("a b c", real=True))
KINDS = ("positive", "nonnegative", "nonzero", "real")

fractions = st.fractions(-5, 5, max_denominator=6)


@st.composite
def hypotheses_on(draw: st.DrawFn, symbol: sp.Symbol) -> Depth | Range | Sign:
    """One hypothesis of any kind on a symbol."""
    match draw(st.sampled_from((Depth, Range, Sign))):
        case kind if kind is Depth:
            return Depth(symbol, draw(st.integers(1, 6)))
        case kind if kind is Range:
            low, width = draw(fractions), draw(st.fractions(Fraction(1, 6), 4, max_denominator=6))
            ends = (sp.Rational(v.numerator, v.denominator) for v in (low, low + width))
            return Range(symbol, *ends, open_low=draw(st.booleans()), open_high=draw(st.booleans()))
        case _:
            return Sign(symbol, draw(st.sampled_from(KINDS)))


@st.composite
def hypothesis_lists(draw: st.DrawFn) -> tuple[Hypothesis, ...]:
    """One hypothesis a symbol, and at times a condition between two of them."""
    single = tuple(draw(hypotheses_on(s)) for s in SYMBOLS)
    a, b, _ = SYMBOLS
    relation = draw(st.sampled_from((None, a < b, a <= b, sp.Ne(a, b), a * b > -3)))
    return single if relation is None else (*single, Condition(relation))


def obeys(h: Hypothesis, instance: dict[sp.Symbol, Fraction]) -> bool:
    """The meaning of each hypothesis, written out again with SymPy's own relations."""
    exact = {s: sp.Rational(v.numerator, v.denominator) for s, v in instance.items()}
    if isinstance(h, Condition):
        return bool(h.relation.subs(exact))
    value = exact[h.symbol]
    if isinstance(h, Depth):
        return bool(value.is_integer and value >= h.at_least)
    if isinstance(h, Range):
        return bool(sp.Interval(h.low, h.high, h.open_low, h.open_high).contains(value))
    return {
        "positive": value.is_positive,
        "nonnegative": value.is_nonnegative,
        "nonzero": value.is_nonzero,
        "real": True,
    }[h.kind]


@given(hypothesis_lists(), st.text(max_size=3))
@settings(max_examples=60)
def test_samples_obey_every_hypothesis(assumed: tuple[Hypothesis, ...], seed: str) -> None:
    found = list(islice(instances(assumed, SYMBOLS, seed), 8))
    for instance in found:
        assert set(instance) == set(SYMBOLS)
        assert all(obeys(h, instance) for h in assumed)
    # Without a condition every list can be obeyed.
    assert len(found) == 8 or isinstance(assumed[-1], Condition)


@given(hypothesis_lists(), st.integers(0, 99))
@settings(max_examples=20)
def test_one_seed_gives_one_series(assumed: tuple[Hypothesis, ...], seed: int) -> None:
    first, second = (list(islice(instances(assumed, SYMBOLS, str(seed)), 6)) for _ in range(2))
    assert first == second


def test_another_seed_gives_another_series() -> None:
    assumed = [Sign(s, "real") for s in SYMBOLS]
    assert list(islice(instances(assumed, SYMBOLS, "0"), 6)) != list(islice(instances(assumed, SYMBOLS, "1"), 6))


@given(st.data(), fractions)
def test_satisfies_is_membership(data: st.DataObject, value: Fraction) -> None:
    h = data.draw(hypotheses_on(SYMBOLS[0]))
    assert satisfies(h, value) == obeys(h, {SYMBOLS[0]: value})


@given(st.data())
def test_corners_are_inside_and_outside_values_outside(data: st.DataObject) -> None:
    a = SYMBOLS[0]
    h = data.draw(hypotheses_on(a))
    corners = corner_values(a, [h])
    assert corners
    assert all(obeys(h, {a: v}) for v in corners)
    outside = outside_values(h)
    assert not any(obeys(h, {a: v}) for v in outside)
    assert outside or h in (Sign(a, "real"), Depth(a, 1))


def test_every_hypothesis_on_one_symbol_counts() -> None:
    a = SYMBOLS[0]
    assumed = [Sign(a, "positive"), Range(a, sp.S(-1), sp.S(1))]
    found = list(islice(instances(assumed, [a], "x"), 20))
    assert len(found) == 20
    assert all(0 < i[a] <= 1 for i in found)


@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_sizes_far_apart_come_with_parameters_in_the_middle(seed: str) -> None:
    a, b, c = SYMBOLS
    assumed: list[Hypothesis] = [Sign(a, "positive"), Sign(b, "nonzero"), Range(c)]
    found = [i for i in islice(instances(assumed, SYMBOLS, seed), 150) if Fraction(11, 10) < i[c] < Fraction(19, 10)]
    for low, high in ((a, b), (b, a)):
        far = [i for i in found if abs(i[high]) >= 1000 * abs(i[low])]
        # Both large, both small, and one of each kind of order one.
        assert any(abs(i[low]) >= 1000 for i in far)
        assert any(abs(i[high]) <= Fraction(1, 1000) for i in far)
        assert any(abs(i[low]) == 1 for i in far)
        assert any(abs(i[high]) == 1 for i in far)


def test_what_cannot_be_obeyed_gives_no_sample() -> None:
    a, b, _ = SYMBOLS
    positive = [Sign(a, "positive"), Sign(b, "positive")]
    assert list(instances([*positive, Condition(a + b < 0)], [a, b], "x")) == []
    assert list(instances([Sign(a, "positive"), Range(a, sp.S(-2), sp.S(-1))], [a], "x")) == []


def test_a_symbol_without_hypothesis_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing is assumed of b"):
        next(instances([Sign(SYMBOLS[0], "real")], SYMBOLS[:2], "x"))


def test_conditions_are_decided_exactly_or_not_at_all() -> None:
    a, b, _ = SYMBOLS
    third = {a: Fraction(1, 3), b: Fraction(10**30 + 1, 3 * 10**30)}
    assert holds(Condition(a < b), third)
    assert not holds(Condition(a >= b), third)
    pole = Condition(1 / (a - b) > 0)
    equal = {a: Fraction(1), b: Fraction(1)}
    with pytest.raises(Undefined, match="no finite sides"):
        holds(pole, equal)
    assert not admits([pole], equal)
    root = sp.sqrt(sp.Abs(a))
    assert not holds(Condition(root < b), {a: Fraction(2), b: Fraction(1)})
    assert holds(Condition(root < b), {a: Fraction(2), b: Fraction(17, 12)})
    same = {a: Fraction(2), b: Fraction(1)}
    assert holds(Condition(root <= b * sp.sqrt(2)), same) and not holds(Condition(root < b * sp.sqrt(2)), same)
    nested = sp.sqrt(sp.Abs(a)) + sp.sqrt(sp.Abs(b)) < sp.sqrt(5 + 2 * sp.sqrt(6))
    with pytest.raises(ValueError, match="cannot be decided exactly"):
        holds(Condition(nested), {a: Fraction(2), b: Fraction(3)})


@given(st.fractions(-100, 100, max_denominator=60))
def test_simpler_values_are_simpler(value: Fraction) -> None:
    candidates = list(simpler(value))
    assert all(complexity(c) < complexity(value) for c in candidates)
    assert candidates or value in (0, 1)


def test_what_sympy_has_decided_already_is_a_condition_too() -> None:
    assert holds(Condition(sp.true), {}) and not holds(Condition(sp.false), {})


def test_irrational_sides_are_told_apart_or_equal() -> None:
    a, b, _ = SYMBOLS
    half, two = {a: Fraction(1, 2), b: Fraction(2)}, {a: Fraction(2), b: Fraction(2)}
    assert holds(Condition(b**a < sp.Rational(3, 2)), half) and not holds(Condition(b**a > sp.Rational(3, 2)), half)
    assert holds(Condition(sp.Eq(sp.sqrt(a) * sp.sqrt(b), 2)), two)


def test_places_that_there_are_not_are_in_no_instance() -> None:
    """Two places of one need not be named to be too many."""
    size, one, other = sp.Symbol("n", positive=True, integer=True), index("i"), index("j")
    given = [Depth(size, 1), Place(one, size), Place(other, size, apart=(one,))]
    found = [instance[size] for instance in islice(instances(given, [size], "places"), 40)]
    assert min(found) == 2


@pytest.mark.parametrize("ends", [(2, 1), (1, 1)])
def test_a_range_without_a_number_is_none(ends: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no number is in"):
        Range(sp.Symbol("q"), *map(sp.Integer, ends), open_low=True)
