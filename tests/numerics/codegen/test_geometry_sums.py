"""Sums in doubles where x is small against x(0), and where they are hyperbolic: against their definitions."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from mpmath import mp, mpf

from neversaddle.numerics.codegen.compile import CompiledGeometry, compile_geometry
from neversaddle.theory.geometry.mirror import mirror_geometry
from neversaddle.theory.geometry.reparametrization import reparametrization
from tests.fuzz import sum_truth
from tests.fuzz.geometries import failures
from tests.fuzz.geometry_cases import random_case
from tests.fuzz.geometry_truth import number
from tests.fuzz.sum_truth import SumOrbit, Term

#: Powers of a few factors, each of an ulp or two, and what the divergence has besides.
RELATIVE = 64 * 2.0**-52


def _sum(text: str, q: str, alpha: str) -> CompiledGeometry:
    start = (sp.Rational(alpha),) * 2
    return compile_geometry(mirror_geometry(reparametrization(text, "u,v"), sp.Rational(q), start=start))


@pytest.mark.parametrize("seed", [185, 194])
def test_x_that_is_small_against_its_start(seed: int) -> None:
    # 500 and 225 ulp were lost: x was taken from its rise since y = 0.
    assert [str(failure) for failure in failures(random_case(seed), seed, ("numpy",))] == []


@pytest.mark.parametrize("share", ["1e-3", "1e-9", "1e-20", "1e-100"])
@pytest.mark.parametrize(("q", "alpha"), [("2", "3"), ("2", "1/1000"), ("7/4", "2")])
def test_x_far_below_its_start_by_definition(share: str, q: str, alpha: str) -> None:
    # Both terms have the sign of x: nothing cancels in it, and u goes to 0 or v to infinity.
    f, start = _sum("-u**3 - v**(-1)", q, alpha), Fraction(alpha)
    terms = (Term(Fraction(-1), Fraction(3), start), Term(Fraction(-1), Fraction(-1), start))
    orbit = SumOrbit(terms, Fraction(q))
    with mp.workdps(sum_truth.DIGITS):
        x = float(orbit.x(mpf(0)) * mpf(share))
        right = orbit.at(orbit.find(mpf(x)))
        for name, value in (("mirror_map", right.y), ("inverse_metric", right.metric), ("potential", right.potential)):
            computed = mpf(float(getattr(f, name)(x)))
            # What a relative change of x does to each is at most proportional to it here: powers of x.
            assert abs(computed - value) <= RELATIVE * abs(value) + mpf("1e-323"), (name, computed, value)


@pytest.mark.parametrize("alpha", ["1e-80", "1/1000", "1", "700", "1e60"])
@pytest.mark.parametrize(("text", "q"), [("u**2 - v**2", "2"), ("u**3 - v**3", "3/2")])
def test_hyperbolic_sums(text: str, q: str, alpha: str) -> None:
    # Each term is s exp(+-r y), so that x = 2 s sinh(r y); checked by hand at q = 2: s = alpha^2, r = 4.
    f = _sum(text, q, alpha)
    with mp.workdps(700):
        a = number(Fraction(alpha))
        s, r = (a**2, mpf(4)) if q == "2" else (a**3, 3 * mp.sqrt(3))
        for x in (1e-300, -1e-30, 1e-9, 0.3, -1.0, 1e7, -1e40, 1e300):
            z = mpf(x) / (2 * s)
            y, root = mp.asinh(z) / r, mp.sqrt(z**2 + 1)
            expected = {
                "mirror_map": y,
                "inverse_metric": 2 * s * r * root,
                "potential": mpf(x) * y - 2 * s / r * z**2 / (1 + root),
            }
            for name, value in expected.items():
                computed = mpf(float(getattr(f, name)(x)))
                assert abs(computed - value) <= RELATIVE * abs(value) + mpf("1e-323"), (name, x)
            for near in (1.0 + 2.0**-50, 1.0001, 0.9, 2.0, -1.0):
                start = x * near
                z0 = mpf(start) / (2 * s)
                ahead, rise = y - mp.asinh(z0) / r, root - mp.sqrt(z0**2 + 1)
                exact = mpf(x) * ahead - 2 * s / r * rise
                computed = mpf(float(f.bregman_divergence(x, start)))
                assert abs(computed - exact) <= 8 * RELATIVE * abs(exact) + mpf("1e-323"), (x, start)


def test_hyperbolic_sums_are_inverted_in_closed_form() -> None:
    source = _sum("u**2 - v**2", "2", "1").source
    assert source is not None
    assert "return hyperbolic_find(" in source
    source = _sum("u**2 - v**2", "3/2", "1").source
    assert source is not None
    assert "return sum_find(" in source
