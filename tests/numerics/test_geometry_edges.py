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

from numerics.codegen import CompiledGeometry, compile_geometry
from theory.geometry import mirror_geometry

LAMBDA = sp.Symbol("lambda", positive=True)
NAMES = ("inverse_metric", "mirror_map", "inverse_mirror_map", "potential", "conjugate")


@functools.cache
def compiled(depth: int, q: Fraction, backend: str) -> CompiledGeometry:
    return compile_geometry(mirror_geometry(depth, q, balance=LAMBDA), backend)


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
def test_the_end_of_a_bounded_dual_range_is_infinity(backend: str) -> None:
    for depth, q in ((3, "2"), (4, "2"), (5, "7/4"), (6, "3/2")):
        f = compiled(depth, Fraction(q), backend)
        end = f.mirror_map(math.inf, balance=0.3)
        assert f.inverse_mirror_map(end, balance=0.3) == math.inf
        assert f.inverse_mirror_map(-end, balance=0.3) == -math.inf
        assert f.conjugate(end, balance=0.3) == math.inf
        beyond = f.inverse_mirror_map(end * 1.0001, balance=0.3)
        assert beyond != beyond


def test_both_signs_of_a_leaf_that_never_reaches_zero_are_apart() -> None:
    for backend in ("numpy", "mpmath"):
        f = compile_geometry(mirror_geometry(3, 2, balance=0), backend)
        assert f.bregman_divergence(1.0, -1.0) == math.inf
        assert f.bregman_divergence(1.0, 0.0) == math.inf
        assert abs(f.bregman_divergence(0.0, 1.0) - 0.5) < 1e-15


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
