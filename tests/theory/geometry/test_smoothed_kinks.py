"""|z|^a smoothed by a power above 1 or by a factor z: what is accepted has the gradient that differences see."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.geometry.mirror import mirror_geometry
from neversaddle.theory.geometry.reparametrization import ReparametrizationError, derivative, reparametrization

#: What a modulus is taken of: text and value at (u, v).
ARGUMENTS: list[tuple[str, Callable[[mpf, mpf], mpf]]] = [
    ("u", lambda u, v: u),
    ("v", lambda u, v: v),
    ("(u-v)", lambda u, v: u - v),
    ("(v-u)", lambda u, v: v - u),
    ("(2*u-1)", lambda u, v: 2 * u - 1),
    ("(u*v)", lambda u, v: u * v),
    ("(u**2-v)", lambda u, v: u * u - v),
    ("(u*abs(u)-v)", lambda u, v: u * abs(u) - v),
]
#: And with which power, alone (above 1) or beside a factor z.
ALONE, BESIDE = ("3", "3/2", "5", "7/3"), ("1", "1/2", "1/3", "2", "3")
factors = st.tuples(st.integers(0, len(ARGUMENTS) - 1), st.booleans(), st.integers(0, 3))
#: Points on the kinks and off them.
coordinates = st.sampled_from([Fraction(n, 2) for n in (-4, -1, 0, 1, 2, 4)])
STEP, PLACES = mpf(10) ** -60, 200


def written(chosen: list[tuple[int, bool, int]]) -> str:
    terms = []
    for which, beside, power in chosen:
        z = ARGUMENTS[which][0]
        terms.append(f"{z}*abs({z})**({BESIDE[power]})" if beside else f"abs({z})**({ALONE[power]})")
    return "*".join([*terms, "exp(u*abs(u)-v)"])


def value(chosen: list[tuple[int, bool, int]], u: mpf, v: mpf) -> mpf:
    total = mp.exp(u * abs(u) - v)
    for which, beside, power in chosen:
        z, exponent = ARGUMENTS[which][1](u, v), Fraction((BESIDE if beside else ALONE)[power])
        total *= (z if beside else 1) * abs(z) ** (mpf(exponent.numerator) / exponent.denominator)
    return total


@given(st.lists(factors, min_size=1, max_size=3), coordinates, coordinates)
def test_the_gradient_is_the_limit_of_differences_at_every_point(
    chosen: list[tuple[int, bool, int]], u: Fraction, v: Fraction
) -> None:
    model = reparametrization(written(chosen), "u,v")
    point = dict(zip(model.weights, (sp.Rational(u), sp.Rational(v)), strict=True))
    with mp.workdps(PLACES):
        at = [mpf(c.numerator) / c.denominator for c in (u, v)]
        for gradient, direction in zip(model.gradient, ((1, 0), (0, 1)), strict=True):
            ahead, back = (
                value(chosen, *(c + s * STEP * d for c, d in zip(at, direction, strict=True))) for s in (1, -1)
            )
            exact = gradient.subs(point)
            assert exact.is_finite
            # The gradient is Hölder of order 1/3 at least, with constants below 10^8 at these points.
            assert abs((ahead - back) / (2 * STEP) - mpf(sp.N(exact, PLACES))) < mpf(10) ** 8 * STEP ** (mpf(1) / 3)


@pytest.mark.parametrize(
    "text",
    [
        "abs(u)*abs(v)*u",
        "abs(u-v)*u*v",
        "abs(u)*(1+u)*v",
        "abs(abs(u)-1)**3*v",
        "exp(abs(u))*v",
        "abs(u)**v",
        "u*v/abs(u)",
        "u*abs(u)*v + abs(u-v)",
        "(u*abs(u))**2*v*abs(u+v)",
        "abs(u)**(1/2)*v",
        "abs(u*v)*u",
        "abs(u)*u**(-1/2)*v",
        "abs(u)*u**v",
    ],
)
def test_a_kink_that_nothing_smooths_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ReparametrizationError, match=r"has a kink where .* = 0; allowed are abs\(z\)\*\*a with a > 1"):
        reparametrization(text, "u,v")


def test_derivatives_have_no_quotient_at_the_kink() -> None:
    u, v = sp.symbols("u v", real=True)
    assert derivative(u * sp.Abs(u), u) == 2 * sp.Abs(u)
    assert derivative(u**2 * sp.Abs(u), u) == 3 * u * sp.Abs(u)
    assert derivative((v - u) * sp.sqrt(sp.Abs(u - v)), u) == -sp.Rational(3, 2) * sp.sqrt(sp.Abs(u - v))


exponents = st.sampled_from([sp.Rational(n, 2) for n in (3, 4, 5, 6, 7)])
sizes = st.sampled_from([sp.Rational(n, 3) for n in (1, 2, 4)])


@given(exponents, st.sampled_from([sp.S.One, sp.S(2), sp.S(3)]), st.sampled_from(["5/4", "3/2", "2"]), sizes, sizes)
def test_the_geometry_of_a_monomial_of_moduli_is_that_of_its_weights_of_either_sign(
    a: sp.Expr, b: sp.Expr, q: str, size: sp.Expr, lam: sp.Expr
) -> None:
    # sign(u) |u|^a v^b for a >= 3/2: dx/dy = sum |dg/dw|^q at the weights of the leaf |v|^q/b^(q-1) = s + lambda.
    model = reparametrization(f"u*abs(u)**({a - 1})*v**{b}", "u,v")
    geometry, q_ = mirror_geometry(model, q, balance=lam), sp.Rational(q)
    with mp.workdps(60):
        power, p, r = (mpf(n.p) / n.q for n in (q_, a, b))
        s = mpf(size.p) / size.q
        u = (s * p ** (power - 1)) ** (1 / power)
        v = ((s + mpf(lam.p) / lam.q) * r ** (power - 1)) ** (1 / power)
        step = mpf(10) ** -20
        for sign in (1, -1):

            def g(u: mpf, v: mpf) -> mpf:
                return mp.sign(u) * abs(u) ** p * v**r

            slopes = [
                (g(sign * u + step, v) - g(sign * u - step, v)) / (2 * step),
                (g(sign * u, v + step) - g(sign * u, v - step)) / (2 * step),
            ]
            x = sp.Float(str(g(sign * u, v)), 60)
            found = mpf(sp.N(geometry.inverse_metric.subs(geometry.x, x), 40))
            # Central differences of smooth functions of order one: relative errors of 10^-40 times a few hundred.
            assert abs(found / mp.fsum(abs(d) ** power for d in slopes) - 1) < mpf(10) ** -30


@pytest.mark.parametrize("q", ["5/4", "3/2", "2"])
@pytest.mark.parametrize("a", ["3/2", "2", "3"])
def test_the_geometry_of_a_sum_with_a_modulus_is_its_orbit(a: str, q: str) -> None:
    model = reparametrization(f"u*abs(u)**({a}-1) + 2*v", "u,v")
    geometry = mirror_geometry(model, q, start=["1/2", "1/3"])
    with mp.workdps(25):
        power, p = (mpf(Fraction(n).numerator) / Fraction(n).denominator for n in (q, a))
        field = lambda y, w: [(p * w[0] ** (p - 1)) ** (power - 1), mpf(2) ** (power - 1)]  # noqa: E731
        u, v = mp.odefun(field, 0, [mpf(1) / 2, mpf(1) / 3])(mpf(1) / 4)
        found = mpf(sp.N(geometry.inverse_mirror_map.subs(geometry.y, sp.Rational(1, 4)), 25))
        assert abs(found - (u**p + 2 * v)) < mpf(10) ** -20
