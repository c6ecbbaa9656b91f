"""Hypotheses dropped alone and in pairs: what breaks without them, and what is said where nothing could be tried."""

from __future__ import annotations

import sympy as sp

from neversaddle.numerics.attack.necessity import needed, without
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis, Range, Sign, positive
from neversaddle.theory.statement.kinds import Inequality, Part

DIGITS = 15
a, b = sp.symbols("a b", real=True)


def claimed(part: Part, *given: Hypothesis) -> Claim:
    return Claim("made-up", "made up", "nowhere", (part,), Verdict.PROVED, given)


def test_one_of_two_can_be_spared_and_not_both() -> None:
    claim = claimed(Inequality("-", sp.S.Zero, a**2 + b**2, strict=True), *positive(a, b))
    searches = needed(claim, DIGITS, 0)
    assert [s.hypothesis for s in searches] == list(claim.given)
    for search, other in zip(searches, reversed(claim.given), strict=True):
        assert search.broken is not None and search.beside == other
        assert search.broken.instance == {a: 0, b: 0}
        assert search.text is not None and search.text.startswith(f"and without {other}, fails at a = 0, b = 0")


def test_what_can_be_spared_in_every_way_is_not_shown_necessary() -> None:
    claim = claimed(Inequality("-", sp.S.Zero, a**2 + b**2), *positive(a, b))
    assert all(s.broken is None and s.tried and s.text is None for s in needed(claim, DIGITS, 0))


def test_nothing_outside_is_said() -> None:
    # The other hypothesis leaves no room outside this one.
    claim = claimed(Inequality("-", sp.S.Zero, q), Range(q, sp.S.Zero, sp.S.One), Range(q, -sp.S.One, sp.Integer(3)))
    found = {s.hypothesis: s for s in needed(claim, DIGITS, 0)}
    assert not found[claim.given[1]].tried and found[claim.given[1]].broken is None
    assert found[claim.given[0]].tried


def test_numbers_of_things_and_reality_restrict_nothing() -> None:
    claim = claimed(Inequality("-", sp.S.One, L), Depth(L, 1, why="a network has a weight"), Sign(a, "real"))
    assert needed(claim, DIGITS, 0) == []


def test_what_is_dropped_leaves_the_type_of_its_symbol() -> None:
    claim = claimed(Inequality("-", sp.S.Zero, q), Range(q))
    wider = without(claim, claim.given[0])
    assert wider is not None and wider.given == (Sign(q, "real"),)
