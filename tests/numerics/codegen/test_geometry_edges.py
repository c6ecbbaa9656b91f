"""Compiled mirror geometries at the edges: zeros, infinities, ends of the dual range, and the shapes of arrays."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from flint import arb
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.numerics.codegen.compile import CompiledGeometry, compile_geometry
from neversaddle.theory.geometry.mirror import mirror_geometry

LAMBDA = sp.Symbol("lambda", positive=True)
NAMES = ("inverse_metric", "mirror_map", "inverse_mirror_map", "potential", "conjugate")


@functools.cache
def compiled(depth: int, q: Fraction, backend: str) -> CompiledGeometry:
    return compile_geometry(mirror_geometry(depth, q, balance=LAMBDA), backend)


@functools.cache
def unequal(offsets: tuple[int, ...]) -> CompiledGeometry:
    return compile_geometry(mirror_geometry(len(offsets), "3/2", balance=offsets))


INF, NAN = math.inf, math.nan
EDGES: list[tuple[int, str, object, str, float, float]] = [
    # depth, q, balance, function, argument, value
    (2, "1", LAMBDA, "mirror_map", 0.0, 0.0),
    (2, "1", LAMBDA, "mirror_map", 5e-324, 1e-323),
    (2, "1", LAMBDA, "mirror_map", INF, INF),
    (2, "1", LAMBDA, "mirror_map", -INF, -INF),
    (2, "1", LAMBDA, "mirror_map", NAN, NAN),
    (2, "1", LAMBDA, "inverse_metric", 0.0, 0.5),
    (2, "1", LAMBDA, "potential", 1.7e308, INF),
    (2, "1", LAMBDA, "potential", -INF, INF),
    (2, "2", LAMBDA, "mirror_map", 1e308, math.asinh(4e307) / 2 + math.log(10) / 2),
    (2, "2", LAMBDA, "inverse_mirror_map", 1e308, INF),
    (3, "3/2", LAMBDA, "inverse_mirror_map", -1e300, -INF),
    (3, "3/2", LAMBDA, "conjugate", 1e300, INF),
    (3, "2", LAMBDA, "mirror_map", INF, math.pi / 2 / math.sqrt(0.5)),
    (3, "2", LAMBDA, "inverse_mirror_map", 3.0, NAN),
    (3, "2", LAMBDA, "inverse_mirror_map", -INF, NAN),
    (3, "2", LAMBDA, "conjugate", 3.0, NAN),
    (6, "2", LAMBDA, "inverse_metric", 1e300, INF),
    (6, "2", LAMBDA, "mirror_map", 1e-310, 1e-310 / 0.5**5),
    (2, "3/2", 0, "mirror_map", 0.0, 0.0),
    (2, "3/2", 0, "inverse_metric", 0.0, 0.0),
    (2, "3/2", 0, "inverse_metric", INF, INF),
    (3, "3/2", 0, "mirror_map", 0.0, -INF),
    (3, "3/2", 0, "mirror_map", INF, INF),
    (3, "3/2", 0, "inverse_mirror_map", -INF, 0.0),
    (3, "3/2", 0, "potential", 0.0, 0.0),
    (3, "2", 0, "mirror_map", 0.0, -INF),
    (3, "2", 0, "mirror_map", INF, 0.0),
    (3, "2", 0, "inverse_mirror_map", -INF, 0.0),
    (3, "2", 0, "inverse_metric", 0.0, 0.0),
    (3, "2", 0, "potential", 0.0, 0.0),
    (3, "2", (0, 1, 3), "mirror_map", 1e-310, 1e-310 / 3),
    (3, "2", (0, 1, 3), "inverse_mirror_map", 1e-310, 3e-310),
    (3, "2", (0, 1, 3), "inverse_mirror_map", 1e300, NAN),
    (3, "3/2", (0, 1, 3), "inverse_mirror_map", 1e300, INF),
]


@pytest.mark.parametrize(("depth", "q", "balance", "name", "argument", "value"), EDGES)
def test_edges_are_answered_without_warnings(
    depth: int, q: str, balance: object, name: str, argument: float, value: float
) -> None:
    f = compile_geometry(mirror_geometry(depth, q, balance=balance))
    keywords = {"balance": 0.5} if f.parameters else {}
    with np.errstate(all="raise"):
        computed = getattr(f, name)(argument, **keywords)
    np.testing.assert_allclose(computed, value, rtol=1e-12, atol=1e-323 if abs(value) < 1e-300 else 0.0)


@pytest.mark.parametrize("backend", ["numpy", "mpmath"])
@pytest.mark.parametrize(("depth", "q"), [(3, "2"), (4, "2"), (5, "7/4"), (6, "3/2")])
def test_the_end_of_a_bounded_dual_range_is_infinity(backend: str, depth: int, q: str) -> None:
    # The end is (1/q) lambda^(kappa/q) B(1/q, -kappa/q), irrational here. Its nearest double counts as the end where it
    # lies beyond; else it is a time like others. Near the end x = u^(L/q), and what is left to it is
    # int_u^inf s^(kappa/q - 1) ds/q = u^(kappa/q)/(-kappa), to a relative lambda/u, which is below 1e-3.
    f = compiled(depth, Fraction(q), backend)
    end = f.mirror_map(math.inf, balance=0.3)
    with mp.workdps(60):
        q_ = mpf(Fraction(q).numerator) / Fraction(q).denominator
        kappa = depth - q_ * (depth - 1)
        exact = mpf(0.3) ** (kappa / q_) / q_ * mp.beta(1 / q_, -kappa / q_)
        assert float(end) == float(exact)
        gap = exact - mpf(float(end))
        size = mp.inf if gap <= 0 else (-kappa * gap) ** (depth / kappa)
    x, conjugate = f.inverse_mirror_map(end, balance=0.3), f.conjugate(end, balance=0.3)
    assert f.inverse_mirror_map(-end, balance=0.3) == -x
    assert x == conjugate == mp.inf if mp.isinf(size) else abs(x / size - 1) < 1e-3 and 0 < conjugate < end * x
    beyond = f.inverse_mirror_map(end * 1.0001, balance=0.3)
    assert beyond != beyond


def test_both_signs_of_a_leaf_that_never_reaches_zero_are_apart() -> None:
    for backend in ("numpy", "mpmath"):
        f = compile_geometry(mirror_geometry(3, 2, balance=0), backend)
        assert f.bregman_divergence(1.0, -1.0) == math.inf
        assert f.bregman_divergence(1.0, 0.0) == math.inf
        assert abs(f.bregman_divergence(0.0, 1.0) - 0.5) < 1e-15


magnitudes = st.floats(-300, 300).map(lambda e: float(10.0**e))


@settings(max_examples=200)
@given(st.floats(-250, 250).map(lambda e: float(10.0**e)), magnitudes)
def test_the_potential_is_right_where_the_mirror_map_leaves_the_doubles(v: float, balance: float) -> None:
    # q = 2, L = 4, u = v lambda: x = lambda^2 sqrt(v) (1 + v)^(3/2), x y = u (1 + v), R* = u/2, R = lambda v (1/2 + v).
    with mp.workdps(60):
        lam, w = mpf(balance), mpf(v)
        exact = lam**2 * mp.sqrt(w) * (1 + w) ** 1.5
        assume(mpf("1e-300") < exact < mpf("1e300"))
        x = float(exact)
        # The x that was rounded, by one Newton step: R' = y, and R'' = dy/dx is of relative order one.
        expected = lam * w * (w + 0.5) + (mpf(x) - exact) * mp.sqrt(w / (1 + w)) / lam
        found = mpf(float(compiled(4, Fraction(2), "numpy").potential(x, balance=balance)))
        # Three powers and two products at an ulp or two each, of terms that are at most twice the result.
        assert abs(found - expected) <= 32 * mpf(2) ** -53 * expected + mpf("1e-323") or (
            mp.isinf(found) and expected > mpf("0.4e308")
        )


@settings(max_examples=100)
@given(st.integers(2, 6), st.sampled_from(["1", "5/4", "3/2", "2"]), magnitudes, magnitudes, st.booleans())
def test_potentials_are_never_negative_and_vanish_at_zero(
    depth: int, q: str, x: float, balance: float, tall: bool
) -> None:
    f = compiled(depth, Fraction(q), "numpy")
    value = f.potential(-x if tall else x, balance=balance)
    assert value >= 0.0 and f.potential(0.0, balance=balance) == 0.0
    # y is concave in x > 0, as the metric grows: x y/2 <= R <= x y.
    with np.errstate(over="ignore", under="ignore"):
        product = x * f.mirror_map(x, balance=balance)
    if 1e-290 < product < 1e290:
        assert product * (0.5 - 1e-14) <= value <= product * (1 + 1e-14)


@pytest.mark.parametrize("offsets", [(0, 1, 3), (0, 2, 2, 5)])
@given(x=magnitudes)
def test_potentials_of_unequal_offsets_are_never_negative(offsets: tuple[int, ...], x: float) -> None:
    f = unequal(offsets)
    assert f.potential(x) >= 0.0 and f.potential(0.0) == 0.0


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan])
def test_a_balance_that_is_not_positive_is_nan(bad: float) -> None:
    for backend in ("numpy", "mpmath", "arb"):
        value = compiled(3, Fraction(3, 2), backend).mirror_map(1.0, balance=bad)
        assert not value.is_finite() if isinstance(value, arb) else value != value


SHAPES: list[tuple[Callable[[], object], tuple[int, ...]]] = [
    (lambda: 1.0, ()),
    (lambda: np.float32(1.0), ()),
    (lambda: np.array(2.0), ()),
    (lambda: [], (0,)),
    (lambda: np.ones((2, 1, 3)), (2, 1, 3)),
    (lambda: np.array([1, 2, 3]), (3,)),
]


@pytest.mark.parametrize(("make", "shape"), SHAPES)
@pytest.mark.parametrize("case", [(3, "3/2", LAMBDA), (3, "2", 0), (3, "3/2", (0, 1, 3))])
def test_shapes_broadcast(case: tuple[int, str, object], make: Callable[[], object], shape: tuple[int, ...]) -> None:
    f = compile_geometry(mirror_geometry(case[0], case[1], balance=case[2]))
    keywords: dict[str, object] = {"balance": 0.5} if f.parameters else {}
    with np.errstate(all="raise"):
        for name in NAMES:
            assert np.shape(getattr(f, name)(make(), **keywords)) == shape
        assert np.shape(f.bregman_divergence(make(), 1.5, **keywords)) == shape
        if f.parameters:
            wide = f.bregman_divergence(np.ones((4, 1)), np.ones(3) * 2, balance=np.array([[[0.5]], [[1.0]]]))
            assert wide.shape == (2, 4, 3)
