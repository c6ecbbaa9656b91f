"""The limits of the projection for q = 2 from 0: least L1 norm as lam -> 0, least L2 norm as lam -> oo, at their rates.

Least L1 norm: HiGHS finds the supports, and an exact primal and dual solution with equal values prove it.
"""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
from mpmath import mp
from scipy.optimize import linprog

from neversaddle.numerics.bias.projection import Projection, bregman_projection
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.theory.geometry.mirror import mirror_geometry

DIGITS = 30
SEEDS = range(4)


def problem(seed: int, n: int = 2, k: int = 5) -> tuple[list[list[Fraction]], list[Fraction]]:
    rng = np.random.default_rng(seed)
    numbers = [[Fraction(int(a), int(b)) for a, b in rng.integers([-6, 1], [7, 4], (k + 1, 2))] for _ in range(n)]
    return [row[:k] for row in numbers], [row[k] or Fraction(1) for row in numbers]


def least_l1(Z: list[list[Fraction]], Y: list[Fraction]) -> list[Fraction]:
    """An x with Zx = Y and the least L1 norm, proved so: |Z^T nu| <= 1 and <nu, Y> = |x|_1 for some nu."""
    matrix, k = np.array(Z, dtype=float), len(Z[0])
    found = linprog(np.ones(2 * k), A_eq=np.hstack([matrix, -matrix]), b_eq=np.array(Y, dtype=float), method="highs")
    split = found.x[:k] - found.x[k:]
    support = [j for j in range(k) if abs(split[j]) > 1e-9]
    A = sp.Matrix([[sp.Rational(row[j].numerator, row[j].denominator) for j in support] for row in Z])
    goal = sp.Matrix([sp.Rational(v.numerator, v.denominator) for v in Y])
    values = (A.T * A).LUsolve(A.T * goal)
    x = [Fraction(0)] * k
    for j, v in zip(support, values, strict=True):
        x[j] = Fraction(int(v.p), int(v.q))
    nu = [Fraction(float(v)).limit_denominator(10**5) for v in found.eqlin.marginals]
    assert [sum(a * v for a, v in zip(row, x, strict=True)) for row in Z] == Y
    pushed = [sum((m * row[j] for m, row in zip(nu, Z, strict=True)), Fraction(0)) for j in range(k)]
    assert max(map(abs, pushed)) <= 1
    assert sum(m * v for m, v in zip(nu, Y, strict=True)) == sum(map(abs, x))
    return x


def least_l2(Z: list[list[Fraction]], Y: list[Fraction]) -> list[Fraction]:
    """The pseudo-inverse times Y, exactly."""
    A = sp.Matrix([[sp.Rational(v.numerator, v.denominator) for v in row] for row in Z])
    goal = sp.Matrix([sp.Rational(v.numerator, v.denominator) for v in Y])
    return [Fraction(int(v.p), int(v.q)) for v in A.T * (A * A.T).LUsolve(goal)]


def projection(L: int, lam: sp.Rational, Z: list[list[Fraction]], Y: list[Fraction]) -> Projection:
    found = bregman_projection(mirror_geometry(L, 2, balance=lam), Z, Y, digits=DIGITS)
    assert found.digits >= DIGITS
    return found


def excess(found: Projection, x: list[Fraction]) -> mpmath.mpf:
    return mp.fsum(map(abs, found.x)) - at_precision(sum(map(abs, x), Fraction(0)))


def rounding(found: Projection) -> mpmath.mpf:
    """What the digits of x leave open in its L1 norm."""
    return len(found.x) * max(map(abs, found.x)) * mp.mpf(10) ** -DIGITS


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("L", [3, 4])
def test_least_l1_norm_at_the_rate_of_depth_three_and_more(L: int, seed: int) -> None:
    # 0 <= |x| - R/ymax <= L |x|^(2/L) / (2 (L-2) ymax), so |x_lam|_1 <= sum R(x_lam)/ymax + gap <= |x_1|_1 + gap.
    Z, Y = problem(seed)
    x = least_l1(Z, Y)
    with mp.workdps(2 * DIGITS):
        for exponent in (1, 5, 30):
            found = projection(L, sp.Rational(1, 10**exponent), Z, Y)
            # The dual range ends at ymax = lam^(-(L-2)/2) B(1/2, (L-2)/2) / 2.
            ymax = mp.mpf(10) ** (exponent * mp.mpf(L - 2) / 2) * mp.beta(0.5, mp.mpf(L - 2) / 2) / 2
            assert max(map(abs, found.y)) < ymax
            gap = mp.fsum(abs(v) ** (mp.mpf(2) / L) for v in found.x) * L / (2 * (L - 2) * ymax)
            assert -rounding(found) <= excess(found, x) <= gap + rounding(found)
            low, high = mp.fsum(map(abs, found.x)) - gap, mp.fsum(map(abs, found.x))
            assert low <= found.value / ymax <= high


@pytest.mark.parametrize("seed", SEEDS)
def test_least_l1_norm_at_the_logarithmic_rate_of_depth_two(seed: int) -> None:
    # 2R = |x| log(1/lam) + phi + e, phi = |x| (log(4|x|) - 1), 0 <= e <= 3 lam/4: with t = 2|x|/lam,
    # e = (lam/2) [t (asinh t - log 2t) + t + 1 - sqrt(t^2+1)], and asinh t - log 2t <= log(1 + 1/(2t)) <= 1/(2t).
    Z, Y = problem(seed)
    x = least_l1(Z, Y)

    def phi(values: list[mpmath.mpf]) -> mpmath.mpf:
        return mp.fsum(abs(v) * (mp.log(4 * abs(v)) - 1) for v in values if v)

    with mp.workdps(2 * DIGITS):
        for exponent in (1, 20, 300):
            found = projection(2, sp.Rational(1, 10**exponent), Z, Y)
            logarithm, slack = exponent * mp.log(10), mp.mpf(3) / 4 * len(x) * mp.mpf(10) ** -exponent
            rest = 2 * found.value - logarithm * mp.fsum(map(abs, found.x)) - phi(list(found.x))
            assert -logarithm * rounding(found) <= rest <= slack + logarithm * rounding(found)
            bound = (phi([at_precision(v) for v in x]) - phi(list(found.x)) + slack) / logarithm
            assert -rounding(found) <= excess(found, x) <= bound + rounding(found)


def test_ties_of_the_l1_norm_are_broken_by_the_entropy() -> None:
    # x1 + x2 = 1 alone: every x >= 0 on it has the least norm, and the rest of R takes the middle, at any lam.
    for L in (2, 3, 4):
        found = projection(L, sp.Rational(1, 10**100), [[Fraction(1), Fraction(1)]], [Fraction(1)])
        assert max(abs(v - mp.mpf("0.5")) for v in found.x) < mp.mpf(10) ** -14


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("L", [2, 3, 4])
def test_least_l2_norm_at_its_rate(L: int, seed: int) -> None:
    # x - lam^(L-1) y = e with |e_j| <= (2(L-1)/3) |x_j|^3 lam^-L, y in the row space: P x = P e for the kernel's P.
    Z, Y = problem(seed)
    ratios = []
    with mp.workdps(2 * DIGITS):
        x = [at_precision(v) for v in least_l2(Z, Y)]
        for lam in (1, 100, 1000):
            found = projection(L, sp.Integer(lam), Z, Y)
            errors = [mp.mpf(2 * (L - 1)) / 3 * abs(v) ** 3 / mp.mpf(lam) ** L for v in found.x]
            bound = mp.sqrt(mp.fsum(v**2 for v in errors))
            distance = mp.sqrt(mp.fsum((v - w) ** 2 for v, w in zip(found.x, x, strict=True)))
            assert distance <= bound + rounding(found)
            ratios.append(distance / bound)
            largest = max(map(abs, found.x))
        # lam^-L is the order: e = c x^3 lam^-L (1 + O(x^2/lam^L)), with c >= 1/3 of the bound's, so the ratio settles.
        assert ratios[-1] > 0
        assert abs(ratios[2] / ratios[1] - 1) <= 100 * (1 + largest) ** 2 / mp.mpf(100) ** L
