"""The clauses: the table of which hold against quadrature of the metric and divergences."""

from __future__ import annotations

import functools
import itertools
from fractions import Fraction
from math import prod

import mpmath
import pytest
import sympy as sp
from mpmath import mp

from neversaddle.derive.clause_names import BREGMAN, Clause, Domain
from neversaddle.derive.legendre_table import EndIntegral, legendre_table, metric_power
from neversaddle.numerics.attack.definitions import digits
from neversaddle.numerics.attack.kinds.shapes import shape_fails
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.language.exponents import ExponentError
from neversaddle.theory.language.symbols import L, lam, m, q
from neversaddle.theory.motion.steepest import WIDTH
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.potentials import COORDINATES, balanced, unbalanced
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.shape_proofs import by_traits
from neversaddle.theory.statement.shapes import Shape, Trait, Truth

#: With L = p exactly at (2, 2), (3/2, 3), (4/3, 4) and (5/4, 5).
GRID = [(Fraction(n, d), depth) for n, d in ((1, 1), (5, 4), (4, 3), (3, 2), (2, 1)) for depth in range(2, 8)]
USUAL = (ANY_DEPTH, EXPONENT, COORDINATES, *positive(lam))
LOW = {Domain.LEAF: -sp.oo, Domain.LINE: -sp.oo, Domain.HALF_LINE: sp.S.Zero}


def said(clause: Clause, domain: Domain, condition: Truth) -> Shape:
    """The same of the function itself: traits bear the names of clauses."""
    traits = (Trait[clause.name],)
    if domain is Domain.LEAF:
        return unbalanced("-", traits, condition)
    return balanced("-", traits, condition, LOW[domain])


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
def test_table_and_attack_agree(power: Fraction, depth: int, domain: Domain) -> None:
    at = {q: power, L: Fraction(depth), lam: Fraction(1), WIDTH: Fraction(1)}
    for clause, so in holds(power, depth, domain).items():
        right, wrong = (said(clause, domain, sp.sympify(side)) for side in (so, not so))
        assert shape_fails(wrong, at, 100) and not shape_fails(right, at, 100)


@pytest.mark.parametrize("domain", Domain)
def test_the_symbolic_table_is_proved(domain: Domain) -> None:
    ends = {Trait.ESSENTIALLY_SMOOTH: m >= 1, Trait.STEEP: m <= 1}
    for row in legendre_table(q, L, domain):
        part = said(row.clause, domain, row.holds)
        onto = {Trait.ONTO: row.holds if domain is Domain.HALF_LINE else m <= 1}
        step = by_traits(part, m < 1 if domain is Domain.LINE else sp.true, {**ends, **onto})
        decision = decide(Claim("c", "C", "-", (part,), Verdict.PROVED, USUAL), step)
        assert decision.proved, decision.reason
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
    for apart, end in ((True, sp.oo), (False, sp.S.Zero), (False, sp.oo)):
        assert sp.expand(metric_power(apart, end) - m) == 0


@pytest.mark.parametrize("depth", [0, -1, "2", 2.5, True, sp.Rational(5, 2), L + 1])
def test_a_table_needs_a_depth(depth: object) -> None:
    with pytest.raises(ExponentError, match="the depth must be a whole number >= 1"):
        legendre_table(2, depth, Domain.LEAF)  # type: ignore[arg-type]


def test_end_integrals_read_as_integrals() -> None:
    assert str(EndIntegral(1, sp.oo, False, "", "")) == "int^oo x R'' dx"
    assert str(EndIntegral(0, sp.S.Zero, False, "", "")) == "int_0 R'' dx"
