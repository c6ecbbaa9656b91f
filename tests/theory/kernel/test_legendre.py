"""The clauses: table against quadrature of the metric and divergences, rule against statements that are false."""

from __future__ import annotations

import functools
import itertools
from fractions import Fraction
from math import prod

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.attack.definitions import digits
from neversaddle.numerics.attack.kinds.clauses import clauses_hold
from neversaddle.theory.kernel.legendre import EndIntegral, legendre_table, metric_power
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.clauses import ends
from neversaddle.theory.language.exponents import ExponentError
from neversaddle.theory.language.symbols import L, kappa, m, p, q
from neversaddle.theory.statement.clauses import BREGMAN, Clause, Domain
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, positive
from neversaddle.theory.statement.kinds import Clauses
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT

#: With L = p exactly at (2, 2), (3/2, 3), (4/3, 4) and (5/4, 5).
GRID = [(Fraction(n, d), depth) for n, d in ((1, 1), (5, 4), (4, 3), (3, 2), (2, 1)) for depth in range(2, 8)]
USUAL = (ANY_DEPTH, EXPONENT)


def holds(power: Fraction, depth: int, domain: Domain) -> dict[Clause, bool]:
    """The table at numbers, where every clause is certain."""
    rows = legendre_table(power, depth, domain)
    assert [row.clause for row in rows] == list(Clause)
    assert all(row.holds in (sp.true, sp.false) for row in rows)
    return {row.clause: bool(row.holds) for row in rows}


@functools.cache
def diverges(depth: int, power: Fraction, lam: int, k: int, far: bool) -> bool:
    """Whether the integral of x^k R'' dx is infinite at an end, from pieces of it between u = e^T and u = e^(2T).

    The integrand in t = log u is comparable to e^(et): pieces from T = 60, 120, 240 double for e = 0, grow for e > 0,
    and shrink for e < 0, as e^(-60 |e|) beats the doubled length. On the grid e is 0 or |e| >= |kappa|/q >= 1/8.
    """

    def density(t: mpmath.mpf) -> mpmath.mpf:
        u = mp.exp(t if far else -t)
        powers = [u] + [u + lam] * (depth - 1)
        metric = mp.fsum(prod(powers[:i] + powers[i + 1 :], start=mp.mpf(1)) for i in range(depth))
        x = prod(powers, start=mp.mpf(1)) ** (1 / digits.real(power))
        slope = x * mp.fsum(u / v for v in powers) / digits.real(power)
        return x**k * slope / metric

    pieces = [mp.quad(density, [t, 2 * t], maxdegree=4) for t in (60, 120, 240)]
    return bool(pieces[0] <= pieces[1] <= pieces[2])


@pytest.mark.parametrize(("power", "depth"), [(q_, d) for q_, d in GRID if d in (2, 3, 5, 7)])
def test_the_table_is_what_quadrature_of_the_metric_says(power: Fraction, depth: int) -> None:
    at_zero = {lam: [diverges(depth, power, lam, k, far=False) for k in (0, 1)] for lam in (0, 1)}
    at_infinity = {lam: [diverges(depth, power, lam, k, far=True) for k in (0, 1)] for lam in (0, 1)}
    leaf, half = holds(power, depth, Domain.LEAF), holds(power, depth, Domain.HALF_LINE)
    assert at_zero[1] == [False, False] and at_infinity[1] == at_infinity[0]
    assert leaf == {**dict.fromkeys(BREGMAN, True), Clause.ONTO: at_infinity[1][0]}
    assert at_infinity[0][1] and not at_zero[0][1]
    assert half == {
        **dict.fromkeys(BREGMAN, True),
        Clause.ESSENTIALLY_SMOOTH: at_zero[0][0],
        Clause.ONTO: at_zero[0][0] and at_infinity[0][0],
    }
    line = holds(power, depth, Domain.LINE)
    assert line == dict.fromkeys(Clause, not at_zero[0][0])


@pytest.mark.parametrize(("power", "depth"), GRID)
def test_which_clause_fails_depends_on_m_alone(power: Fraction, depth: int) -> None:
    metric_exponent = power * (depth - 1) / depth
    every = set(Clause)
    failing = {domain: {c for c, so in holds(power, depth, domain).items() if not so} for domain in Domain}
    assert failing[Domain.LEAF] == ({Clause.ONTO} if metric_exponent > 1 else set())
    assert failing[Domain.LINE] == (every if metric_exponent >= 1 else set())
    missing = {Clause.ONTO} if metric_exponent != 1 else set()
    assert failing[Domain.HALF_LINE] == missing | ({Clause.ESSENTIALLY_SMOOTH} if metric_exponent < 1 else set())


@pytest.mark.parametrize(("power", "depth"), [(Fraction(2), 5), (Fraction(1), 3), (Fraction(3, 2), 3)])
def test_divergences_grow_as_the_table_says_and_vanish_at_the_point(power: Fraction, depth: int) -> None:
    """D(x, z) = R(x) - R(z) - R'(z)(x - z) by quadrature of the orbit, with lambda = 1 and x at u = 1."""
    with mp.workdps(20):

        def at(u: mpmath.mpf) -> tuple[mpmath.mpf, mpmath.mpf, mpmath.mpf]:
            weights = digits.weights_on_leaf(depth, power, 1, digits.first_weight(power, u))
            size = prod(weights, start=mp.mpf(1))
            return (
                size,
                digits.orbit_time(depth, power, 1, u),
                digits.potential(depth, power, 1, u),
            )

        def divergence(u: mpmath.mpf) -> mpmath.mpf:
            (x, _, value), (z, slope, other) = at(mp.mpf(1)), at(u)
            return value - other - slope * (x - z)

        near = [divergence(1 + mp.mpf(10) ** -k) for k in (1, 2, 3)]
        # A divergence is quadratic near its point, so that a tenth of the distance is about a hundredth of it.
        assert all(later < earlier / 50 for earlier, later in itertools.pairwise(near))
        big = [mp.mpf(10) ** 6, mp.mpf(10) ** 9]
        far = [divergence(u) for u in big]
        row = legendre_table(power, depth, Domain.LEAF)[list(Clause).index(Clause.BOUNDED_SUBLEVELS)]
        (finding,) = row.findings
        growth = mp.log(far[1] / far[0]) / mp.log(at(big[1])[0] / at(big[0])[0])
        # The next term is smaller by a power >= 1/3 of z >= 10^9 (1e-3); three decades of u divide its log's change.
        assert abs(growth - digits.real(Fraction(str(finding.order)))) < 0.02


@pytest.mark.parametrize("domain", Domain)
@pytest.mark.parametrize(("power", "depth"), [(q_, d) for q_, d in GRID if d in (2, 3, 4, 5)])
def test_table_rule_and_attack_agree(power: Fraction, depth: int, domain: Domain) -> None:
    exact = sp.Rational(power.numerator, power.denominator)
    for clause, so in holds(power, depth, domain).items():
        right, wrong = (
            Clauses("-", (clause,), domain, sp.true if side else sp.false, sp.Integer(depth), exact)
            for side in (so, not so)
        )
        assert ends(right, ()).proved and not ends(wrong, ()).proved
        assert clauses_hold(right, {}) and not clauses_hold(wrong, {})


@pytest.mark.parametrize("domain", Domain)
def test_the_symbolic_table_is_proved_by_the_rule_and_has_the_numbers_as_instances(domain: Domain) -> None:
    for row in legendre_table(q, L, domain):
        part = Clauses("-", (row.clause,), domain, row.holds, L, q)
        assert ends(part, USUAL).proved
        for power, depth in GRID:
            assert clauses_hold(part, {q: power, L: Fraction(depth)})
        assert row.reason


def test_reasons_name_the_decisive_integral() -> None:
    def reason(power: str, depth: int, domain: Domain, clause: Clause) -> str:
        return next(row.reason for row in legendre_table(power, depth, domain) if row.clause is clause)

    assert reason("3/2", 4, Domain.LEAF, Clause.ONTO) == "R' is bounded above: int^oo R'' dx ~ x^(-1/8)"
    assert reason("3/2", 3, Domain.LEAF, Clause.ONTO) == "R'(x) -> oo as x -> oo: int^oo R'' dx ~ log x"
    assert reason("1", 2, Domain.HALF_LINE, Clause.ESSENTIALLY_SMOOTH).startswith("R'(0) is finite")
    assert reason("2", 2, Domain.LINE, Clause.STRICTLY_CONVEX).startswith("no domain of R, R'(0+) = -oo")
    assert reason("2", 2, Domain.HALF_LINE, Clause.STRICTLY_CONVEX) == "R'' > 0 inside"


def test_the_metric_is_a_power_of_x_at_both_ends() -> None:
    assert metric_power(True, sp.S.Zero) == 0
    for unbalanced, end in ((True, sp.oo), (False, sp.S.Zero), (False, sp.oo)):
        assert sp.expand(metric_power(unbalanced, end) - m) == 0


@pytest.mark.parametrize("depth", [0, -1, "2", 2.5, True, sp.Rational(5, 2), L + 1])
def test_a_table_needs_a_depth(depth: object) -> None:
    with pytest.raises(ExponentError, match="the depth must be a whole number >= 1"):
        legendre_table(2, depth, Domain.LEAF)  # type: ignore[arg-type]


# --- the rule ---

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


def test_end_integrals_read_as_integrals() -> None:
    assert str(EndIntegral(1, sp.oo, False, "", "")) == "int^oo x R'' dx"
    assert str(EndIntegral(0, sp.S.Zero, False, "", "")) == "int_0 R'' dx"
