"""The attack on clauses: ends against ball arithmetic, scaling in lambda, and statements without meaning."""

from __future__ import annotations

import ast
from fractions import Fraction
from pathlib import Path

import pytest
import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.definitions import digits
from neversaddle.numerics.attack.definitions.improper import improper_ball
from neversaddle.numerics.attack.kinds import clauses
from neversaddle.numerics.attack.kinds.clauses import EndOfLeaf, clauses_hold
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.definitions.leaf import OrbitTime, size
from neversaddle.theory.language.symbols import L, kappa, m, p, q
from neversaddle.theory.statement.clauses import BREGMAN, Clause, Domain
from neversaddle.theory.statement.kinds import Clauses

ONTO = (Clause.ONTO,)
GRID = [(Fraction(n, d), depth) for n, d in ((1, 1), (5, 4), (4, 3), (3, 2), (2, 1)) for depth in range(2, 8)]


def has(clauses: tuple[Clause, ...], domain: Domain, power: Fraction, depth: int) -> bool:
    return clauses_hold(
        Clauses("-", clauses, domain, sp.true, sp.Integer(depth), sp.Rational(power.numerator, power.denominator)), {}
    )


@pytest.mark.parametrize(("power", "depth"), [(q_, d) for q_, d in GRID if d <= 5])
def test_clauses_are_what_ball_arithmetic_says_of_the_end_integrals(power: Fraction, depth: int) -> None:
    """Factors that are 1 at the end in question and of high order at the other: there the integral is finite."""
    s, exact = sp.Symbol("s", positive=True), sp.Rational(power.numerator, power.denominator)
    far, near = (s / (1 + s)) ** 9, (1 + s) ** -20

    def finite(factor: sp.Expr, lam: int, k: int) -> bool:
        balance, whole = sp.Integer(lam), sp.Integer(depth)
        rate = sp.together(OrbitTime.rate(whole, exact, balance, s))
        total = improper_ball(factor * rate * size(whole, exact, balance, s) ** k, s, {})
        assert total is not None
        return bool(total.is_finite())

    assert has(ONTO, Domain.LEAF, power, depth) != finite(far, 1, 0)
    assert has((Clause.BOUNDED_SUBLEVELS,), Domain.LEAF, power, depth) != finite(far, 1, 1)
    assert has((Clause.BOUNDED_SUBLEVELS,), Domain.HALF_LINE, power, depth) != finite(far, 0, 1)
    assert has((Clause.STRICTLY_CONVEX,), Domain.LEAF, power, depth) == finite(near, 1, 0)
    assert has((Clause.STRICTLY_CONVEX,), Domain.LINE, power, depth) == finite(near, 0, 0)
    assert has((Clause.ESSENTIALLY_SMOOTH,), Domain.HALF_LINE, power, depth) != finite(near, 0, 0)
    assert has((Clause.CLOSED_DOMAIN, Clause.CONSISTENT), Domain.HALF_LINE, power, depth) == finite(near, 0, 1)
    onto = not finite(near, 0, 0) and not finite(far, 0, 0)
    assert has(ONTO, Domain.HALF_LINE, power, depth) == onto


@pytest.mark.parametrize(("power", "depth"), GRID)
def test_known_cases(power: Fraction, depth: int) -> None:
    metric_exponent = power * (depth - 1) / depth
    assert has(BREGMAN, Domain.LEAF, power, depth)
    assert has(ONTO, Domain.LEAF, power, depth) == (metric_exponent <= 1)
    assert has(BREGMAN, Domain.HALF_LINE, power, depth) == (metric_exponent >= 1)
    assert has(tuple(Clause), Domain.HALF_LINE, power, depth) == (metric_exponent == 1)
    assert has((Clause.STRICTLY_CONVEX,), Domain.LINE, power, depth) == (metric_exponent < 1)


def test_beyond_q_two_other_clauses_fail_as_well() -> None:
    """At m = 2 R = -log x up to a factor: 0 is not in its domain. Beyond it D(x, z) is bounded in z."""
    four = Fraction(4)
    for clause in (Clause.CLOSED_DOMAIN, Clause.CONSISTENT):
        assert not has((clause,), Domain.HALF_LINE, four, 2)
        assert has((clause,), Domain.LEAF, four, 2)
    assert has((Clause.BOUNDED_SUBLEVELS,), Domain.LEAF, four, 2)
    assert not has((Clause.BOUNDED_SUBLEVELS,), Domain.LEAF, four, 3)
    assert has((Clause.STRICTLY_CONVEX, Clause.ESSENTIALLY_SMOOTH), Domain.LEAF, four, 3)


@pytest.mark.parametrize(
    ("far", "x", "inverse_metric", "power", "finite"),
    [
        (True, Fraction(1), Fraction(1), 0, False),  # dx/x at infinity
        (False, Fraction(1), Fraction(1), 0, False),  # dx/x at 0
        (False, Fraction(1), Fraction(1), 1, True),  # dx at 0
        (True, Fraction(1), Fraction(3), 1, True),  # dx/x^2 at infinity
        (True, Fraction(1), Fraction(2), 1, False),  # dx/x at infinity
        (False, Fraction(1, 2), Fraction(0), 0, True),  # dx at 0, x = sqrt(u)
    ],
)
def test_ends(far: bool, x: Fraction, inverse_metric: Fraction, power: int, finite: bool) -> None:
    assert EndOfLeaf(far, x, inverse_metric).sums_up(power) == finite


@pytest.mark.parametrize(("power", "depth"), [(Fraction(3, 2), 3), (Fraction(2), 4)])
def test_the_size_of_lambda_scales_x_and_y(power: Fraction, depth: int) -> None:
    """u = lambda v multiplies x by lambda^(L/q) and y by lambda^(kappa/q): what is finite or onto remains so."""
    with mp.workdps(20):
        lam, v = Fraction(3, 7), Fraction(5, 2)
        scale = digits.real(lam) ** digits.real((depth - power * (depth - 1)) / power)
        scaled = digits.orbit_time(depth, power, lam, lam * v)
        assert abs(scaled / (scale * digits.orbit_time(depth, power, 1, v)) - 1) < mp.mpf(10) ** -12


def test_iff_and_only_if() -> None:
    weak, strict = Clauses("-", ONTO, Domain.LEAF, m <= 1, L, q), Clauses("-", ONTO, Domain.LEAF, m < 1, L, q)
    threshold, below, above = ({q: Fraction(2), L: Fraction(depth)} for depth in (2, 1, 3))
    assert clauses_hold(weak, threshold) and not clauses_hold(strict, threshold)
    assert all(clauses_hold(part, at) for part in (weak, strict) for at in (below, above))
    too_weak = Clauses("-", ONTO, Domain.LEAF, kappa >= -1, L, q, only_if=True)
    assert all(clauses_hold(too_weak, at) for at in (threshold, below, above))
    reported = Clauses("-", BREGMAN, Domain.LEAF, m <= 1, L, q, only_if=True)
    assert not clauses_hold(reported, above)
    assert clauses_hold(Clauses("-", ONTO, Domain.LEAF, sp.false, L, q), above)


@pytest.mark.parametrize(
    ("part", "instance"),
    [
        (Clauses("-", ONTO, Domain.LEAF, m <= 1, L, q), {q: Fraction(0), L: Fraction(2)}),
        (Clauses("-", ONTO, Domain.LEAF, m <= 1, L, q), {q: Fraction(-1), L: Fraction(2)}),
        (Clauses("-", ONTO, Domain.LEAF, m <= 1, L - 1, q), {q: Fraction(1), L: Fraction(1)}),
        (Clauses("-", ONTO, Domain.LEAF, m <= 1, L, q), {q: Fraction(1), L: Fraction(5, 2)}),
        (Clauses("-", ONTO, Domain.LEAF, L <= p, L, q), {q: Fraction(1), L: Fraction(2)}),
        (Clauses("-", ONTO, Domain.LEAF, sp.true, L, p), {q: Fraction(1), L: Fraction(2)}),
        (Clauses("-", ONTO, Domain.LEAF, sp.true, L, sp.sqrt(q)), {q: Fraction(2), L: Fraction(2)}),
    ],
)
def test_statements_without_meaning_are_undefined(part: Clauses, instance: dict[sp.Symbol, Fraction]) -> None:
    with pytest.raises(Undefined):
        clauses_hold(part, instance)


def test_the_attack_knows_neither_the_table_nor_the_kernel() -> None:
    tree = ast.parse(Path(clauses.__file__).read_text())
    taken = {
        f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    assert {name for name in taken if name.startswith("neversaddle.theory.statement.clauses")} == {
        "neversaddle.theory.statement.clauses.Clause",
        "neversaddle.theory.statement.clauses.Domain",
    }
    assert not {name for name in taken if "kernel" in name or "normal_form" in name or "rules" in name}
