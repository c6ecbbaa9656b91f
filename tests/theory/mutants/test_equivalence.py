"""What a changed statement says no more than the original: what is shown is so, and what says more is not shown."""

from __future__ import annotations

import dataclasses

import sympy as sp

from neversaddle.theory.claims import ledger
from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.language.families import Total, family, index
from neversaddle.theory.language.statements import ForEach, ForSome
from neversaddle.theory.motion.mirror import RIVAL
from neversaddle.theory.mutants.equivalence import _same_minimisers, same_statement
from neversaddle.theory.mutants.mistakes import Mutant, mutants
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Place, Range, positive, real
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.reaching import Reaches, When


def harmless(part: Inequality, given: tuple[Hypothesis, ...]) -> set[tuple[sp.Expr, sp.Expr]]:
    """The sides of the mutants that say no more than the part."""
    claim = Claim("made-up", "made up", "-", (part,), Verdict.PROVED, given)
    found = [m.part for m in mutants(claim) if m.index is not None and same_statement(m)]
    return {(p.left, p.right) for p in found if isinstance(p, Inequality)}


def test_a_larger_bound_says_less() -> None:
    x, y = sp.symbols("x y", positive=True)
    found = harmless(Inequality("-", x, x + y), positive(x, y))
    assert (x, 2 * (x + y)) in found and (x / 2, x + y) in found
    assert (2 * x, x + y) not in found and (x + y, x) not in found


def test_of_unknown_sign_twice_as_much_may_be_less() -> None:
    a, b = sp.symbols("a b", real=True)
    found = harmless(Inequality("-", a, b), real(a, b))
    assert (a, 2 * b) not in found and (2 * a, b) not in found


def test_some_place_is_one_of_all_if_there_is_one() -> None:
    a, n, i, j = family("a"), sp.Symbol("n", positive=True, integer=True), index("i"), index("j")
    every, some = (kind(sp.Le(0, a[i]), i, n) for kind in (ForEach, ForSome))
    apart = [kind(sp.Le(0, a[i]), i, n, j) for kind in (ForEach, ForSome)]
    for old, new, implied in ((every, some, True), (some, every, False), (*apart, False)):
        claim = Claim("made-up", "made up", "-", (Holds("-", old, (Depth(n, 1), Place(j, n))),), Verdict.PROVED)
        found = [bool(same_statement(m)) for m in mutants(claim) if m.index is not None and m.part.condition == new]
        assert found == [implied]


def times(claim: Claim) -> dict[tuple[str, When], Mutant]:
    """The mutants that make a time twice, half and minus what it is, by what is changed and what is said of it."""
    found = {}
    for mutant in mutants(claim):
        old = claim.says[mutant.index] if mutant.index is not None else None
        if isinstance(old, Reaches) and isinstance(mutant.part, Reaches) and mutant.field == "time" and old.time != 0:
            ratio = sp.cancel(mutant.part.time / old.time)
            if ratio in (2, sp.Rational(1, 2), -1):
                found[str(ratio), old.when] = mutant
    return found


def test_what_is_reached_by_a_time_is_so_by_a_later_one_and_not_before_an_earlier_one() -> None:
    claim = ledger()["product-time-law"]
    weaker = {key: bool(same_statement(mutant)) for key, mutant in times(claim).items()}
    assert weaker["2", When.BY] and not weaker["1/2", When.BY] and not weaker["-1", When.BY]
    assert weaker["1/2", When.NOT_BEFORE] and weaker["-1", When.NOT_BEFORE] and not weaker["2", When.NOT_BEFORE]


def test_a_time_has_a_sign_only_where_something_is_reached_by_it() -> None:
    whole = ledger()["product-time-law"]
    alone = dataclasses.replace(
        whole, says=tuple(p for p in whole.says if isinstance(p, Reaches) and p.when is When.NOT_BEFORE)
    )
    assert not any(same_statement(mutant) for key, mutant in times(alone).items() if key[0] == "-1")


def implied(smaller: sp.Expr, larger: sp.Expr, *given: Hypothesis) -> bool:
    """Whether y <= larger is shown to say no more than y <= smaller."""
    y = sp.Symbol("y", positive=True)
    part = Inequality("-", y, smaller)
    claim = Claim("made-up", "made up", "-", (part,), Verdict.PROVED, (*given, *positive(y)))
    says = (dataclasses.replace(part, right=larger),)
    return bool(same_statement(Mutant(dataclasses.replace(claim, says=says), claim, "-", 0, "right")))


def test_time_on_a_leaf_grows_with_the_size_and_falls_with_the_balance() -> None:
    """dy/du = u^(1/q-1) (lambda+u)^(-(L-1)(q-1)/q)/q, which rises in lambda for q < 1."""
    lam, u = sp.symbols("lambda u", positive=True)
    L, q = sp.Integer(3), sp.Symbol("q", positive=True)
    time, above = OrbitTime(L, q, lam, u), (Range(q), *positive(lam, u))
    assert implied(time, OrbitTime(L, q, lam, 2 * u), *above) and implied(time, OrbitTime(L, q, lam / 2, u), *above)
    assert not implied(time, OrbitTime(L, q, lam, u / 2), *above)
    assert not implied(time, OrbitTime(L, q, 2 * lam, u), *above)
    below = (Range(q, sp.Rational(1, 2), sp.Rational(3, 4)), *positive(lam, u))
    assert not implied(time, OrbitTime(L, q, lam / 2, u), *below)


def test_powers_of_what_a_condition_bounds_by_one_fall_with_the_exponent() -> None:
    a, b = sp.symbols("a b", positive=True)
    bounded = (*positive(a, b), Condition(a * (a + b) <= 1))
    assert implied(a**2 * (a + b) ** 2, a * (a + b), *bounded) and implied(a**2, sp.S.One, *bounded)
    assert not implied(a * (a + b), a**2 * (a + b) ** 2, *bounded)
    assert not implied(a**2 * (a + b) ** 2, a * (a + b), *positive(a, b))
    assert not implied(b, sp.S.One, *bounded)
    # Of two negative sides the smaller is the larger multiple: a^2 may be 9, where 1 bounds nothing.
    assert not implied(a**2, sp.S.One, *positive(a, b), Condition(-a <= -1))


def test_powers_of_one_base_in_a_sum_are_compared_by_their_exponents() -> None:
    w, u, q = sp.symbols("w u q", positive=True)
    small = (*positive(w, u), Range(q), Condition(w <= 1))
    more, less = sp.sqrt(w**q + u), sp.sqrt(w ** (q + 1) + u)
    assert implied(less, more, *small) and not implied(more, less, *small)
    assert not implied(less, more, *positive(w, u), Range(q))
    assert not implied(more + w, less + w, *small) and implied(less, 2 * more, *small)


def test_exponentials_are_compared_by_their_exponents() -> None:
    a, b = sp.symbols("a b", positive=True)
    assert implied(sp.exp(b / (a + b)), sp.exp(b / a), *positive(a, b))
    assert not implied(sp.exp(b / a), sp.exp(b / (a + b)), *positive(a, b))


def test_a_positive_factor_changes_no_minimiser() -> None:
    """Nor does a constant; a factor of unknown sign, or of one term alone, may."""
    size, sign = sp.Symbol("s", positive=True), sp.Symbol("a", real=True)
    place, width = index("j"), sp.Symbol("k", positive=True, integer=True)
    v = RIVAL[place]
    before, (one, other) = Total(v**2 + v + size, place, width), (v**2, v)
    for same in (size * (one + other), one / size + other / size - 3, size**2 * one + size**2 * other):
        assert _same_minimisers(before, Total(same, place, width))
    for another in (sign * (one + other), size * one + other, -one - other, one, size * one + size * other + v**3):
        assert not _same_minimisers(before, Total(another, place, width))
