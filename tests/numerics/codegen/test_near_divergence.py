"""The Bregman divergence where potentials cancel: near points in mpmath, and points near the end of a dual range."""

from __future__ import annotations

import pytest
import sympy as sp
from mpmath import mp, mpf

from neversaddle.numerics.codegen.compile import compile_geometry
from neversaddle.theory.geometry.mirror import mirror_geometry
from tests.fuzz.geometries import failures
from tests.fuzz.geometry_cases import random_case


@pytest.mark.parametrize("seed", [1, 14, 35])
def test_divergences_that_took_long_or_lost_digits(seed: int) -> None:
    # Relative differences of x of 1e-9 far out on a leaf with a bounded dual range: thousands of digits cancelled.
    assert [str(failure) for failure in failures(random_case(seed), seed, ("mpmath",))] == []


@pytest.mark.parametrize("step", ["1e-27", "1e-12", "0.01", "1", "2.9"])
@pytest.mark.parametrize("x", ["1e-200", "-3", "1e150"])
def test_near_divergence_of_depth_two(x: str, step: str) -> None:
    # q = 2, balance 1: R = x asinh(2 x)/2 - (sqrt(4 x^2 + 1) - 1)/4.
    f = compile_geometry(mirror_geometry(2, 2, balance=1), "mpmath")
    with mp.workdps(30):
        start = mpf(x)
        here = start * (1 + mpf(step))
    with mp.workdps(1000):
        exact = here * (mp.asinh(2 * here) - mp.asinh(2 * start)) / 2
        exact -= (mp.sqrt(4 * here**2 + 1) - mp.sqrt(4 * start**2 + 1)) / 4
    with mp.workdps(30):
        computed = f.bregman_divergence(here, start)
    with mp.workdps(1000):
        # Its last rounding.
        assert abs(computed / exact - 1) <= mpf("1e-29")


def test_divergence_near_the_end_of_the_range_of_depth_64() -> None:
    # By mpmath at 60 digits, and by the orbit (fuzz, seed 201); 2e-8 was lost: y and y_0 agree to 9 digits.
    geometry = mirror_geometry(64, sp.Rational(23, 12), balance=sp.Rational(0.8333333333333334))
    points = 9244253.045032123, 9244253045032.123
    assert abs(compile_geometry(geometry).bregman_divergence(*points) / 3.0948144047590546 - 1) < 1e-13
    with mp.workdps(20):
        assert (
            abs(compile_geometry(geometry, "mpmath").bregman_divergence(*points) / mpf("3.0948144047590545919") - 1)
            < 1e-18
        )
