"""Printed forms are functions: with numbers put in they are the values of the definitions, at 0 and elsewhere."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from flint import ctx
from mpmath import mp, mpf

from neversaddle.theory.geometry.implicit import InverseOf
from neversaddle.theory.geometry.mirror import MirrorGeometry, mirror_geometry
from neversaddle.theory.geometry.reparametrization import reparametrization
from tests.fuzz import geometry_truth
from tests.fuzz.geometry_truth import monomial_orbit, number

OF_X, OF_Y = ("inverse_metric", "mirror_map", "potential"), ("inverse_mirror_map", "conjugate")
QS = ("1", "5/4", "3/2", "7/4", "2")


@pytest.mark.parametrize("q", QS)
@pytest.mark.parametrize("depth", [2, 3, 4, 5])
def test_at_zero(depth: int, q: str) -> None:
    # On the leaf of balance 1, x = 0 is where w_1 = 0 and all other weights are 1: the metric is 1, the rest is 0.
    g = mirror_geometry(depth, q, balance=1)
    for name in OF_X + OF_Y:
        value = getattr(g, name).subs({g.x: 0, g.y: 0}).n()
        assert abs(value - (1 if name == "inverse_metric" else 0)) < 1e-100, name


def test_at_zero_for_every_balance() -> None:
    c = sp.Symbol("c", positive=True)
    g = mirror_geometry(3, "3/2", balance=c)
    assert [getattr(g, name).subs(g.x, 0) for name in OF_X] == [c**2, 0, 0]
    assert [getattr(g, name).subs(g.y, 0) for name in OF_Y] == [0, 0]


#: Coefficient 1, exponents, balance, q; exponents of both signs, roots, leaves counted from infinity, no balance.
MONOMIALS = [
    ((1, 1), "1", "3/2"),
    ((1, 1, 1), "2/3", "4/3"),
    ((1, 1, 1, 1), "1", "2"),
    ((1, 2), "2/3", "3/2"),
    ((2, 1), "1", "2"),
    ((1, -1), "1/2", "3/2"),
    ((-1, 2), "1", "2"),
    ((-1, 1), "3", "4/3"),
    ((3, -2), "2", "2"),
    ((-2, -1), "1", "3/2"),
    (("1/2", 1), "1", "3/2"),
    ((1, 1, -1), "1", "1"),
    ((2,), "0", "2"),
    ((1, 2), "0", "4/3"),
]


def orbit_and_geometry(
    powers: tuple[int | str, ...], balance: str, q: str
) -> tuple[geometry_truth.MonomialOrbit, MirrorGeometry]:
    exponents = [Fraction(a) for a in powers]
    names = [f"w{i + 1}" for i in range(len(powers))]
    text = "*".join(f"{w}**({a})" for w, a in zip(names, exponents, strict=True))
    offsets = [Fraction(0)] + [Fraction(balance)] * (len(powers) - 1)
    orbit = monomial_orbit(Fraction(1), exponents, [1] * len(powers), offsets, Fraction(q))
    return orbit, mirror_geometry(reparametrization(text, ",".join(names)), q, balance=balance)


@pytest.mark.parametrize(("powers", "balance", "q"), MONOMIALS, ids=[f"{m[0]} q={m[2]}" for m in MONOMIALS])
def test_elsewhere_against_quadrature(powers: tuple[int | str, ...], balance: str, q: str) -> None:
    with mp.workdps(geometry_truth.DIGITS), ctx.workprec(geometry_truth.BITS):
        orbit, g = orbit_and_geometry(powers, balance, q)
        for x in (Fraction(1, 7), Fraction(5, 2)):
            point = orbit.at(orbit.find(number(x)))
            y = sp.Float(point.y, geometry_truth.DIGITS)
            found = {name: getattr(g, name).subs(g.x, sp.Rational(x)).n(30) for name in OF_X}
            found |= {name: getattr(g, name).subs(g.y, y).n(30) for name in OF_Y}
            right = {"inverse_metric": point.metric, "mirror_map": point.y, "inverse_mirror_map": point.x}
            right |= {"potential": point.potential, "conjugate": point.conjugate}
            for name, value in found.items():
                # Both are computed with more digits than the 30 asked for; conditions are below 100 here.
                assert abs(mpf(value) / right[name] - 1) < mpf(10) ** -26, (name, x)


def test_beyond_the_values_of_the_function_there_is_no_number() -> None:
    g = mirror_geometry(5, "7/4", balance=1)
    # kappa = -2: sup |y| = (1/q) B(1/q, -kappa/q) = (4/7) B(4/7, 8/7).
    a, b = sp.Rational(4, 7), sp.Rational(8, 7)
    end = (a * sp.gamma(a) * sp.gamma(b) / sp.gamma(a + b)).n(20)
    assert g.inverse_mirror_map.subs(g.y, end * sp.Rational(99, 100)).n() > 1
    assert g.inverse_mirror_map.subs(g.y, end * sp.Rational(101, 100)).n() is sp.nan


def test_the_ends_of_the_interval_are_found_without_search() -> None:
    s = sp.Symbol("s", positive=True)
    forward = sp.Lambda(s, s / (3 - s))
    assert InverseOf(sp.S.Zero, forward, sp.S.Zero, sp.S(3)) == 0
    assert InverseOf(sp.oo, forward, sp.S.Zero, sp.S(3)) == 3
    assert InverseOf(sp.Integer(-1), forward, sp.S.Zero, sp.S(3)).n() is sp.nan
    # At 1 - 3 z of the end, more digits than are asked for are needed to stay inside.
    assert InverseOf(sp.Integer(10) ** 40, forward, sp.S.Zero, sp.S(3)).n(15) <= 3
