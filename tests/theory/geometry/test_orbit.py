"""The orbit: first integrals do not change along it, whatever the sign of each weight."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.geometry.orbit import (
    as_monomial,
    as_sum,
    field,
    first_integrals,
    homogeneity_degree,
    inverse_metric,
    offsets_of,
    one_weight_orbit,
)
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization, reparametrization
from neversaddle.theory.kernel import decide
from neversaddle.theory.statement.hypotheses import nonzero

QS = [sp.S.One, sp.Rational(3, 2), sp.S(2)]
#: Model, weights, number of first integrals that must be found.
MODELS = [
    ("u*v", "u,v", 1),
    ("u*v*w", "u,v,w", 2),
    ("u*v**2", "u,v", 1),
    ("u/v", "u,v", 1),
    ("3*u**2*v", "u,v", 1),
    ("u*v - s*t", "u,v,s,t", 2),
    ("u*v + v*s", "u,v,s", 1),
]
#: Sums keep differences of quadratures, which hold where weights are positive.
SUMS = [("u**2 - v**2", "u,v", 1), ("u**3 - v**3", "u,v", 1), ("u**2 - v**2 + s**2", "u,v,s", 2), ("u + 2*v", "u,v", 1)]


def lie_derivative(model: Reparametrization, quantity: sp.Expr, q: sp.Expr) -> sp.Expr:
    return sp.Add(*(sp.diff(quantity, w) * v for w, v in zip(model.weights, field(model, q), strict=True)))


@pytest.mark.parametrize(("text", "names", "count"), MODELS)
@pytest.mark.parametrize("q", QS, ids=str)
def test_first_integrals_in_every_sign_chart(text: str, names: str, count: int, q: sp.Expr) -> None:
    model = reparametrization(text, names)
    found = first_integrals(model, q)
    assert len(found) == count
    for quantity in found:
        decision = decide.zero(lie_derivative(model, quantity, q), nonzero(*model.weights))
        assert decision.proved, decision.reason


@pytest.mark.parametrize(("text", "names", "count"), SUMS)
@pytest.mark.parametrize("q", QS, ids=str)
def test_first_integrals_of_sums_on_positive_weights(text: str, names: str, count: int, q: sp.Expr) -> None:
    model = reparametrization(text, names)
    found = first_integrals(model, q)
    assert len(found) == count
    values = {w: sp.Symbol(f"{w}_", positive=True) for w in model.weights}
    for quantity in found:
        change = lie_derivative(model, quantity, q).subs(values)
        assert decide.zero(change, ()).proved


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_deep_diagonal_balance_for_symbolic_exponent(depth: int) -> None:
    q = sp.Symbol("q", positive=True)
    model = DeepDiagonal(depth).reparametrization
    for quantity in first_integrals(model, q):
        assert decide.zero(lie_derivative(model, quantity, q), nonzero(*model.weights)).proved


@pytest.mark.parametrize(("text", "names", "count"), [*MODELS, *SUMS])
@pytest.mark.parametrize("q", QS[::2], ids=str)
def test_the_metric_is_dx_dy(text: str, names: str, count: int, q: sp.Expr) -> None:
    """sum_i |dg/dw_i|^q = dg/dt along the field, at a point with weights of both signs."""
    model = reparametrization(text, names)
    assert len(model.weights) >= count
    point = {w: sp.Rational(2 * i + 3, 5) * (-1) ** i for i, w in enumerate(model.weights)}
    difference = (lie_derivative(model, model.expression, q) - inverse_metric(model, q)).subs(point)
    assert difference == 0


@pytest.mark.parametrize(
    ("text", "names", "degree"),
    [("u*v", "u,v", 2), ("u**2 - v**2", "u,v", 2), ("u/v", "u,v", 0), ("exp(u)", "u", None)],
)
def test_homogeneity(text: str, names: str, degree: int | None) -> None:
    assert homogeneity_degree(reparametrization(text, names)) == degree


def test_classes() -> None:
    monomial = as_monomial(reparametrization("-3*u**2/v", "u,v"))
    assert monomial is not None and (monomial.coefficient, monomial.exponents) == (-3, (2, -1))
    assert as_monomial(reparametrization("u*v + u", "u,v")) is None
    terms = as_sum(reparametrization("(u + 1)**2 - exp(v)", "u,v"))
    assert terms is not None and len(terms) == 2
    assert as_sum(reparametrization("u*v + u", "u,v")) is None
    assert offsets_of(sp.Symbol("c"), 3) == (0, sp.Symbol("c"), sp.Symbol("c"))
    assert offsets_of([sp.S(1), sp.S(4)], 2) == (0, 3)


small = st.fractions(min_value=-2, max_value=3, max_denominator=4).filter(lambda a: a != 0)


@settings(max_examples=40)
@given(small, st.sampled_from([-2, -1, 1, 3]), st.fractions(1, 2, max_denominator=6))
def test_powers_move_by_the_field(exponent: object, coefficient: int, q: object) -> None:
    """w(y) starts at w0 and has the rate Phi_q(g'(w)); the conjugate's rate is g(w(y))."""
    a, q_ = sp.Rational(str(exponent)), sp.Rational(str(q))
    w, y = sp.Symbol("w", positive=True), sp.Symbol("y", real=True)
    term, start = coefficient * w**a, sp.Rational(3, 2)
    orbit = one_weight_orbit(term, w, start, q_, y)
    assert orbit is not None
    at = sp.Rational(1, 100)
    now = orbit.weight.subs(y, at).n(30)
    slope = sp.diff(term, w).subs(w, now)
    rate = sp.sign(slope) * abs(slope) ** (q_ - 1)
    assert abs(sp.diff(orbit.weight, y).subs(y, at).n(30) - rate) < 1e-25 * (1 + abs(rate))
    assert abs(orbit.weight.subs(y, 0).n(30) - start) < 1e-27
    gain = sp.diff(orbit.conjugate, y).subs(y, at).n(30)
    assert abs(gain - term.subs(w, now)) < 1e-25 * (1 + abs(gain))
