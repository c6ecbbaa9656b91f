"""The rule for clauses proves what holds at every depth and exponent, and no statement that fails at one of them."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.attack.kinds.clauses import clauses_hold
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.clauses import ends
from neversaddle.theory.language.symbols import L, kappa, m, p, q
from neversaddle.theory.statement.clauses import BREGMAN, Clause, Domain
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, positive
from neversaddle.theory.statement.kinds import Clauses
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT

#: With L = p exactly at (2, 2), (3/2, 3), (4/3, 4) and (5/4, 5).
GRID = [(Fraction(n, d), depth) for n, d in ((1, 1), (5, 4), (4, 3), (3, 2), (2, 1)) for depth in range(2, 8)]
USUAL: tuple[Hypothesis, ...] = (ANY_DEPTH, EXPONENT)
ONTO = (Clause.ONTO,)
ABOVE_ONE = Range(q, open_low=True)
TRUE = {
    "kappa": (Clauses("-", ONTO, Domain.LEAF, kappa >= 0, L, q), USUAL),
    "p": (Clauses("-", ONTO, Domain.LEAF, L <= p, L, q), (ANY_DEPTH, ABOVE_ONE)),
    "turned round": (Clauses("-", ONTO, Domain.LEAF, sp.Le(1, 1 / m), L, q), (Depth(L, 2), EXPONENT)),
    "every q > 0": (Clauses("-", BREGMAN, Domain.LEAF, m <= 2, L, q), (ANY_DEPTH, *positive(q))),
    "only if, weaker": (Clauses("-", ONTO, Domain.LEAF, m < 2, L, q, only_if=True), (ANY_DEPTH, *positive(q))),
    "equality": (Clauses("-", ONTO, Domain.HALF_LINE, sp.Eq(kappa, 0), L, q), USUAL),
    "never": (Clauses("-", ONTO, Domain.LEAF, sp.false, L, q), (Depth(L, 3), Range(q, sp.Rational(7, 4)))),
    "under a condition": (Clauses("-", ONTO, Domain.LEAF, sp.false, L, q), (*USUAL, Condition(m > 1))),
    "no depth above one": (Clauses("-", ONTO, Domain.LEAF, sp.true, sp.S.One, q), (EXPONENT,)),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_statements_are_proved(name: str) -> None:
    part, assumed = TRUE[name]
    decision = ends(part, assumed)
    assert decision.proved, decision.reason


FALSE = {
    "strict": (Clauses("-", ONTO, Domain.LEAF, m < 1, L, q), USUAL),
    "always": (Clauses("-", ONTO, Domain.LEAF, sp.true, L, q), USUAL),
    "never": (Clauses("-", ONTO, Domain.LEAF, sp.false, L, q), USUAL),
    "too weak": (Clauses("-", ONTO, Domain.LEAF, m <= 2, L, q), USUAL),
    "the other way": (Clauses("-", ONTO, Domain.LEAF, m >= 1, L, q), USUAL),
    "equality only": (Clauses("-", ONTO, Domain.LEAF, sp.Eq(m, 1), L, q), USUAL),
    "as reported": (Clauses("-", BREGMAN, Domain.LEAF, m <= 1, L, q, only_if=True), USUAL),
    "only if, too strong": (Clauses("-", ONTO, Domain.LEAF, m < 1, L, q, only_if=True), USUAL),
    "for all q > 0": (Clauses("-", BREGMAN, Domain.LEAF, sp.true, L, q), (ANY_DEPTH, *positive(q))),
    "half an equality": (Clauses("-", ONTO, Domain.HALF_LINE, m <= 1, L, q), USUAL),
    "weak at the line": (Clauses("-", BREGMAN, Domain.LINE, m <= 1, L, q), USUAL),
    "smooth at m = 1": (Clauses("-", BREGMAN, Domain.HALF_LINE, m > 1, L, q), USUAL),
    "closed for all q": (Clauses("-", BREGMAN, Domain.HALF_LINE, m >= 1, L, q), (ANY_DEPTH, *positive(q))),
    "another depth": (Clauses("-", ONTO, Domain.LEAF, kappa >= 0, L + 1, q), USUAL),
    "another exponent": (Clauses("-", ONTO, Domain.LEAF, kappa >= 0, L, 2 * q), USUAL),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_statements_are_not_proved_and_fail_somewhere(name: str) -> None:
    part, assumed = FALSE[name]
    assert not ends(part, assumed).proved
    wide = [(Fraction(4), d) for d in (2, 3, 5)] if assumed != USUAL else []
    assert not all(clauses_hold(part, {q: power, L: Fraction(depth)}) for power, depth in [*GRID, *wide])


REAL_Q, WEAK_Q = sp.Symbol("q", real=True), sp.Symbol("q", nonnegative=True)
NOT_SHOWN: dict[str, tuple[Clauses, tuple[Hypothesis, ...]]] = {
    "p at q = 1": (Clauses("-", ONTO, Domain.LEAF, L <= p, L, q), USUAL),
    "a side that cancels": (
        Clauses("-", ONTO, Domain.LEAF, sp.Le(m + 1 / (q - 1), 1 + 1 / (q - 1), evaluate=False), L, q),
        USUAL,
    ),
    "depth zero": (Clauses("-", ONTO, Domain.LEAF, sp.true, L - 1, sp.S.One), (ANY_DEPTH,)),
    "no whole depth": (Clauses("-", ONTO, Domain.LEAF, sp.true, L / 2, sp.S.One), (ANY_DEPTH,)),
    "q = 0": (Clauses("-", ONTO, Domain.LINE, sp.true, sp.S.One, WEAK_Q), (Sign(WEAK_Q, "nonnegative"),)),
    "q < 0": (Clauses("-", ONTO, Domain.LINE, sp.true, sp.S.One, REAL_Q), (Sign(REAL_Q, "real"),)),
    "nothing assumed": (Clauses("-", BREGMAN, Domain.LEAF, sp.true, L, sp.Symbol("q")), (ANY_DEPTH,)),
    "declared, not assumed": (Clauses("-", ONTO, Domain.LEAF, kappa >= 0, L, q), (ANY_DEPTH, Sign(q, "real"))),
    "no inequality": (Clauses("-", ONTO, Domain.HALF_LINE, sp.Ne(m, 1), L, q), USUAL),
    "a float": (Clauses("-", ONTO, Domain.LEAF, sp.Le(m, sp.Float(1)), L, q), USUAL),
}


@pytest.mark.parametrize("name", NOT_SHOWN)
def test_statements_without_meaning_somewhere_are_refused(name: str) -> None:
    part, assumed = NOT_SHOWN[name]
    try:
        decision = ends(part, assumed)
    except CannotDecide as obstacle:
        assert str(obstacle)
    else:
        assert not decision.proved and decision.reason


RELATIONS = st.sampled_from([sp.Le, sp.Lt, sp.Ge, sp.Gt, sp.Eq])
BOUNDS = st.sampled_from([sp.Rational(1, 2), sp.S.One, sp.Rational(3, 2), sp.Integer(2)])
EVERYWHERE = [
    {q: Fraction(a, 12), L: Fraction(depth)} for depth in range(1, 7) for a in (6, 12, 14, 15, 16, 18, 21, 24, 36, 48)
]


@settings(max_examples=120)
@given(
    which=st.sets(st.sampled_from(Clause), min_size=1),
    domain=st.sampled_from(Domain),
    relation=RELATIONS,
    at=BOUNDS,
    only_if=st.booleans(),
    wide=st.booleans(),
)
def test_whatever_the_rule_proves_withstands_the_attack(
    which: set[Clause], domain: Domain, relation: type[sp.Rel], at: sp.Rational, only_if: bool, wide: bool
) -> None:
    """Every q > 0 if `wide`, else q in [1, 2]; the instances hold every threshold m in {1/2, 1, 3/2, 2} exactly."""
    part = Clauses("-", tuple(sorted(which)), domain, relation(m, at), L, q, only_if)
    proved = ends(part, (ANY_DEPTH, *positive(q)) if wide else USUAL).proved
    instances = [i for i in EVERYWHERE if wide or 1 <= i[q] <= 2]
    stands = all(clauses_hold(part, instance) for instance in instances)
    assert stands or not proved
    if at == 1 and Clause.ONTO in which:
        # Thresholds elsewhere than at m = 1 are not among these instances, so only here they tell that a part is true.
        assert proved == stands


# --- random ranges and numbers, against the growth of the metric itself ---


@cache
def growth(depth: int, power: Fraction, lam: int, k: int, far: bool) -> Fraction:
    """The e with x^k R'' dx comparable to u^e du/u as u -> oo (or 0), by two values of the definitions far out."""
    with mp.workdps(60):
        exponent = mp.mpf(power.numerator) / power.denominator

        def density(log_u: int) -> mp.mpf:
            sizes = [mp.mpf(10) ** log_u] + [mp.mpf(10) ** log_u + lam] * (depth - 1)
            x = mp.fprod(size ** (1 / exponent) for size in sizes)
            slope = x * mp.fsum(sizes[0] / size for size in sizes) / exponent
            return x**k * slope / mp.fsum(mp.fprod(sizes) / size for size in sizes)

        at = (2000, 1000) if far else (-2000, -1000)
        e = mp.log(density(at[0]) / density(at[1]), 10) / (at[0] - at[1])
        # Factors between 1/10^3 and 10^3 cancel up to u^-1, here 10^-1000: a rational of a small denominator is exact.
        return Fraction(round(e * 5040 * power.numerator), 5040 * power.numerator)


def infinite(depth: int, power: Fraction, lam: int, k: int, far: bool) -> bool:
    e = growth(depth, power, lam, k, far)
    return e >= 0 if far else e <= 0


def truth(clause: Clause, domain: Domain, depth: int, power: Fraction) -> bool:
    """The clauses of the definitions for R with R'' as it is, on x > 0 or, even, on the whole line."""
    lam = 1 if domain is Domain.LEAF else 0
    onto, steep = (infinite(depth, power, lam, k, True) for k in (0, 1))
    singular, closed = infinite(depth, power, lam, 0, False), not infinite(depth, power, lam, 1, False)
    if domain is Domain.HALF_LINE:
        return {
            Clause.STRICTLY_CONVEX: True,
            Clause.ESSENTIALLY_SMOOTH: singular,
            Clause.CLOSED_DOMAIN: closed,
            Clause.BOUNDED_SUBLEVELS: steep,
            Clause.CONSISTENT: closed,
            Clause.ONTO: singular and onto,
        }[clause]
    return not singular and {Clause.BOUNDED_SUBLEVELS: steep, Clause.ONTO: onto}.get(clause, True)


def exact(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


twelfths = st.integers(6, 48).map(lambda n: Fraction(n, 12))


@settings(max_examples=60)
@given(st.sampled_from(Clause), st.sampled_from(Domain), st.integers(1, 6), twelfths, st.booleans())
def test_at_numbers_the_rule_says_what_holds(
    clause: Clause, domain: Domain, depth: int, power: Fraction, said: bool
) -> None:
    """Every q from 1/2 to 4, with m = 1 and m = 2 among them."""
    part = Clauses("-", (clause,), domain, sp.true if said else sp.false, sp.Integer(depth), exact(power))
    assert ends(part, ()).proved == (truth(clause, domain, depth, power) == said)


@settings(max_examples=45)
@given(
    which=st.sets(st.sampled_from(Clause), min_size=1),
    domain=st.sampled_from(Domain),
    least=st.integers(1, 3),
    pair=st.tuples(twelfths, twelfths).map(sorted),
    open_=st.booleans(),
    said=st.booleans(),
    only_if=st.booleans(),
)
def test_over_ranges_nothing_is_proved_that_fails_at_an_instance(
    which: set[Clause], domain: Domain, least: int, pair: list[Fraction], open_: bool, said: bool, only_if: bool
) -> None:
    low, high = pair
    condition = sp.true if said else sp.false
    part = Clauses("-", tuple(sorted(which)), domain, condition, L, q, only_if)
    sure = ends(part, (Depth(L, least), Range(q, exact(low), exact(high), open_high=open_ and low < high))).proved
    powers = {low, (low + high) / 2, high if not open_ or low == high else high - Fraction(1, 1000) * (high - low)}
    held = {all(truth(c, domain, d, e) for c in which) for d in (least, least + 1, 24) for e in powers}
    # "Only if true" says nothing; else the condition says which of the two it is.
    stands = (only_if and said) or held == {said}
    assert stands or not sure
    if which <= {Clause.STRICTLY_CONVEX} and domain is Domain.HALF_LINE:
        assert sure == stands
