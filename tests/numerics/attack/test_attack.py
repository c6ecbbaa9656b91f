"""The attack on hand-made claims: what is false is refuted with a certified, simple witness; what is true survives."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.attack.attack import REFUTING_SAMPLES, attack
from neversaddle.numerics.attack.checks import check, violated
from neversaddle.numerics.attack.necessity import necessity
from neversaddle.numerics.attack.sampling import admits, complexity
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.witness import confirmed, shrunk
from neversaddle.theory.claims import ledger
from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, PathLength
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, kappa, lam, m, p, q, q_larger, u, x
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import (
    Condition,
    Depth,
    Every,
    Hypothesis,
    Range,
    Sign,
    positive,
    real,
)
from neversaddle.theory.statement.kinds import Equivalence, Identity, ImproperIntegral, Inequality, Limit, Part

DIGITS = 15
a, b, v = sp.symbols("a b v", real=True)
s = sp.Symbol("s", positive=True)
B, mu = sp.symbols("B mu", positive=True)
LEAF = (Depth(L), Range(q), *positive(lam, u))
BEYOND, SUPREMUM = OrbitTime.rate(L, q, lam, s), lam ** (kappa / q) * sp.beta(1 / q, -kappa / q) / q


def claimed(part: Part, *given: Hypothesis, uses: tuple[str, ...] = ()) -> Claim:
    """A claim of one part, without a proof."""
    return Claim("by-hand", "made by hand", "nowhere", (part,), Verdict.REFUTED, given, uses)


WRONG = {
    "Identity": claimed(
        Identity("-", duality_map(q, a + b), duality_map(q, a) + duality_map(q, b)), Range(q), *real(a, b)
    ),
    "Identity, a definition": claimed(Identity("-", OrbitTime(L, q, lam, u), u ** (1 / q) * lam ** (-L)), *LEAF),
    "Identity, a derivative": claimed(
        Identity("-", sp.Derivative(x**m, x), m * x**m), Depth(L), Range(q), *positive(x)
    ),
    "Identity, at one point only": claimed(Identity("-", a**2, a), *real(a), Range(q)),
    "Inequality": claimed(Inequality("-", a + b, sp.Abs(a - b)), *real(a, b)),
    "Inequality, strict": claimed(Inequality("-", sp.S.Zero, (a - 1) ** 2, strict=True), *real(a)),
    "Inequality, paths": claimed(
        Inequality("-", PathLength(q_larger, x, s), PathLength(q, x, s)),
        Range(q), Range(q_larger), Condition(q < q_larger), *positive(x, s),
    ),
    "Inequality, metric": claimed(Inequality("-", InverseMetric(L, q, lam, u), lam ** (L - 1)), *LEAF),
    "Equivalence": claimed(Equivalence("-", (sp.Lt(m, 1), sp.Le(L, p))), Depth(L), Range(q, open_low=True)),
    "ImproperIntegral, value": claimed(
        ImproperIntegral("-", BEYOND, s, SUPREMUM * q, kappa < 0),
        Depth(L), Range(q, open_low=True), *positive(lam),
    ),
    "ImproperIntegral, condition": claimed(
        ImproperIntegral("-", BEYOND, s, SUPREMUM, kappa < 1),
        Depth(L), Range(q, open_low=True), *positive(lam),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_a_planted_error_is_refuted_by_a_certain_and_allowed_witness(kind: str) -> None:
    claim = WRONG[kind]
    (part,) = claim.says
    outcome = attack(claim, part, DIGITS, seed=0, flows=False)
    assert outcome.witness is not None
    assert outcome.suspect is None
    assert any(violated(part, outcome.witness, bits) for bits in (64, 160, 400))
    given = claim.hypotheses(part)
    assert admits(given, outcome.witness)


@given(st.sampled_from(("Identity", "Inequality", "Equivalence", "Identity, a derivative")), st.integers(1, 10**6))
@settings(max_examples=12)
def test_witnesses_of_any_seed_are_simple_and_allowed(kind: str, seed: int) -> None:
    claim = WRONG[kind]
    (part,) = claim.says
    witness = attack(claim, part, DIGITS, seed, flows=False).witness
    assert witness is not None
    assert confirmed(part, witness)
    assert admits(claim.hypotheses(part), witness)
    assert all(complexity(value) <= 40 for value in witness.values())


@given(st.fractions(Fraction(3, 2), 50, max_denominator=40), st.fractions(Fraction(-50), -1, max_denominator=40))
@settings(max_examples=25)
def test_shrinking_keeps_a_witness_and_never_complicates(first: Fraction, second: Fraction) -> None:
    part = Inequality("-", a + b**2, sp.S(1))
    given = (Sign(a, "positive"), Sign(b, "real"), Condition(a > b))
    start = {a: first, b: second}
    end = shrunk(part, start, given)
    assert confirmed(part, end)
    assert admits(given, end)
    assert all(complexity(end[t]) <= complexity(start[t]) for t in start)


def test_shrinking_stays_where_conditions_have_a_value() -> None:
    part = Inequality("-", a, b)
    given = (*real(a, b), Condition(1 / (a - b) > 0))
    end = shrunk(part, {a: Fraction(37, 5), b: Fraction(22, 7)}, given)
    assert admits(given, end)
    assert confirmed(part, end)


RIGHT: dict[str, tuple[Claim, int | None]] = {
    "Identity": (claimed(Identity("-", sp.sinh(sp.asinh(a)) * b, a * b), *real(a, b)), DIGITS),
    "Inequality": (claimed(Inequality("-", sp.Abs(a + b), sp.Abs(a) + sp.Abs(b)), *real(a, b)), None),
    "Equivalence": (claimed(Equivalence("-", (a < b, b - a > 0)), *real(a, b)), None),
    "ImproperIntegral": (
        claimed(ImproperIntegral("-", (s + lam) ** (-q - 1), s, lam ** (-q) / q, q > 0), Range(q), *positive(lam)),
        DIGITS - 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", RIGHT)
def test_what_is_true_survives(kind: str) -> None:
    claim, least = RIGHT[kind]
    outcome = attack(claim, claim.says[0], DIGITS, seed=1, flows=False)
    assert outcome.witness is None
    assert outcome.suspect is None
    assert outcome.samples >= 5
    assert outcome.digits is None if least is None else outcome.digits is not None and outcome.digits >= least


def test_a_miss_beyond_half_the_digits_is_still_refuted() -> None:
    claim = claimed(Identity("-", sp.sqrt(s), sp.sqrt(s) * (1 + sp.Rational(1, 10**11))), *positive(s))
    assert attack(claim, claim.says[0], DIGITS, 0).witness is not None


def test_one_seed_one_outcome() -> None:
    claim = WRONG["Identity"]
    assert attack(claim, claim.says[0], DIGITS, 3) == attack(claim, claim.says[0], DIGITS, 3)


def test_hypotheses_that_nothing_satisfies_are_an_error() -> None:
    claim = claimed(Identity("-", a, a + 1), *positive(s), *real(a), Condition(s + a**2 < 0))
    with pytest.raises(ValueError, match="no instance satisfies the hypotheses"):
        attack(claim, claim.says[0], DIGITS, 0)


def test_a_statement_without_meaning_at_an_allowed_instance_is_an_error() -> None:
    claim = claimed(Identity("-", sp.log(a), sp.log(a)), *real(a))
    with pytest.raises(Undefined):
        attack(claim, claim.says[0], DIGITS, 0)


@pytest.mark.parametrize("name", ["mirror-map", "coercivity-ordering-repaired", "depth-threshold"])
def test_necessity_witnesses_break_the_claim(name: str) -> None:
    """Each reported instance is outside its hypothesis, inside the others, and fails or has no meaning."""
    claim = ledger()[name]
    found = 0
    for h in {h for part in claim.says for h in claim.hypotheses(part)}:
        broken = necessity(claim, h, DIGITS, 0).broken
        if broken is None:
            continue
        others = [
            o
            for o in claim.hypotheses(broken.part)
            if o != h and (isinstance(o, Condition) or o.symbol in broken.instance)
        ]
        assert not admits([h], broken.instance)
        assert admits(others, broken.instance)
        if broken.meaningless:
            with pytest.raises(Undefined):
                check(broken.part, broken.instance, DIGITS)
        else:
            assert confirmed(broken.part, broken.instance)
            assert broken.text.startswith("fails at")
        found += 1
    assert found


def test_a_hypothesis_that_is_not_needed_is_not_shown_necessary() -> None:
    claim = claimed(Inequality("-", sp.S.Zero, a**2), Sign(a, "positive"))
    found = necessity(claim, claim.given[0], DIGITS, 0)
    assert found.broken is None and found.tried


@pytest.mark.parametrize("dropped", [Every, Condition])
def test_the_energy_bound_needs_its_bounds(dropped: type) -> None:
    claim = ledger()["energy-bound"]
    hypotheses = [h for h in claim.given if isinstance(h, dropped)]
    assert hypotheses
    for h in hypotheses:
        broken = necessity(claim, h, DIGITS, 0).broken
        assert broken is not None and not broken.meaningless


@pytest.mark.parametrize(
    ("part", "given"),
    [
        (Inequality("-", sp.S.Zero, (s - sp.Rational(1, 3)) ** 2, strict=True), positive(s)),
        (Inequality("-", sp.S.Zero, (q - sp.Rational(4, 3)) ** 2, strict=True), (Range(q),)),
        (Inequality("-", sp.Rational(1, 10**4), s), positive(s)),
        (Inequality("-", s, sp.Integer(40)), positive(s)),
        (Inequality("-", s * lam, 1 + (s - lam) ** 2), positive(s, lam)),
    ],
    ids=["a third", "L = p at L = 4", "small", "large", "two sizes"],
)
def test_the_search_needs_no_hint(part: Inequality, given: tuple[Hypothesis, ...]) -> None:
    claim = claimed(part, *given)
    found = attack(claim, part, DIGITS, 0, flows=False, samples=REFUTING_SAMPLES)
    assert found.witness is not None
    assert confirmed(part, found.witness)


@pytest.mark.parametrize(
    ("part", "given"),
    [
        (Inequality("-", sp.S.One, 1 + s**-40 / 10**300, strict=True), positive(s)),
        (ImproperIntegral("-", lam ** (-1 - s), lam, None, sp.true, low=sp.S.One), positive(s)),
        (Limit("-", lam ** (s / 10), lam, sp.S.Zero, sp.S.Zero), positive(s)),
        (Inequality("-", sp.S.One, 1 + lam), (Depth(L, 1), *positive(lam, s), Condition(s <= L))),
    ],
    ids=["below every precision", "slow tail", "slow limit", "a condition of its own"],
)
def test_what_is_true_and_hard_to_see_is_no_suspect(part: Part, given: tuple[Hypothesis, ...]) -> None:
    found = attack(claimed(part, *given), part, DIGITS, 0, flows=False)
    assert found.witness is None
    assert found.suspect is None
