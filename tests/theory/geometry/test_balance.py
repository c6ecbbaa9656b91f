"""Balances and starts: what is given is what the leaf goes through, and what says nothing is refused."""

from __future__ import annotations

import pytest
import sympy as sp

from neversaddle.theory.geometry.balance import offsets_from
from neversaddle.theory.geometry.mirror import mirror_geometry
from neversaddle.theory.geometry.orbit import as_monomial
from neversaddle.theory.geometry.reparametrization import ReparametrizationError, reparametrization

LAMBDA = sp.Symbol("lambda", positive=True)
MODELS = [
    ("u**2*v", "v,u"),
    ("u**3*v", "v,u"),
    ("v*abs(u)**(3/2)", "v,u"),
    ("v*u**2*w**3", "v,u,w"),
    ("v*u**2*w**2", "v,u,w"),
    ("3*v*u*w", "v,u,w"),
    ("v*u**(-2)", "v,u"),
]


@pytest.mark.parametrize("q", ["1", "3/2", "7/4", "2"])
@pytest.mark.parametrize(("text", "names"), MODELS)
def test_the_weights_are_those_given_where_the_first_vanishes(text: str, names: str, q: str) -> None:
    # At x = 0 the metric is sum |dg/dw_i|^q at (0, lambda, ..., lambda): all that is left is |dg/dw_1|^q.
    model = reparametrization(text, names)
    g = mirror_geometry(model, q, balance="lambda", balance_convention="weight")
    first, *others = model.weights
    right = sp.Abs(sp.diff(model.expression, first)).subs(dict.fromkeys(others, LAMBDA)) ** g.q
    found = g.inverse_metric.subs(g.x, 0)
    for size in (sp.Rational(2, 7), sp.Integer(3)):
        assert abs((found / right).subs(LAMBDA, size).n(30) - 1) < 1e-25


def test_the_balance_of_a_square_is_halved() -> None:
    g = mirror_geometry(reparametrization("u**2*v", "v,u"), 2, balance="lambda", balance_convention="weight")
    assert g.balance == LAMBDA**2 / 2
    assert g.inverse_metric.subs(g.x, 0) == LAMBDA**4


@pytest.mark.parametrize(("text", "names"), [("u**2*v", "v,u"), ("u*v*w**3", "u,v,w"), ("u/v", "u,v")])
@pytest.mark.parametrize("q", ["1", "3/2", "2"])
def test_several_weights_are_a_point_of_the_leaf(text: str, names: str, q: str) -> None:
    model = reparametrization(text, names)
    given = [sp.Rational(1, 2), sp.Rational(9, 4), sp.Rational(5, 2)][: model.depth]
    g = mirror_geometry(model, q, balance=given, balance_convention="weight")
    monomial = as_monomial(model)
    assert monomial is not None
    at = dict(zip(model.weights, given, strict=True))
    found = g.inverse_metric.subs(g.x, model.expression.subs(at)).n(30)
    assert abs(found / g.inverse_metric_in_weights.subs(at).n(30) - 1) < 1e-20


def test_conventions_agree_at_exponents_of_one() -> None:
    assert offsets_from(3, "weight", sp.Rational(3, 2), (sp.S.One,) * 4) == 3 ** sp.Rational(3, 2)
    assert offsets_from(3, "power", sp.Rational(3, 2), None) == 3


SUM, PRODUCT, NEITHER = (reparametrization(text, "u,v") for text in ("u**2 - v**2", "u**2*v", "u**2*v + v**2*u"))
REFUSED = [
    (lambda: mirror_geometry(reparametrization("u**3", "u"), 1, start=["1/2"]), "start is for sums"),
    (lambda: mirror_geometry(PRODUCT, 1, start=["1/2"]), "start is for sums"),
    (lambda: mirror_geometry(3, 1, start=["1/2"]), "start is for sums"),
    (lambda: mirror_geometry(NEITHER, 1, start=["1/2"]), "start is for sums"),
    (lambda: mirror_geometry(SUM, 1, balance=2), "balance is for products"),
    (lambda: mirror_geometry(SUM, 1, balance="lambda"), "balance is for products"),
    (lambda: mirror_geometry(SUM, 1, balance_convention="weight"), "balance is for products"),
    (lambda: mirror_geometry(NEITHER, 1, balance=2), "balance is for products"),
    (lambda: mirror_geometry(3, 2, balance=[2, 1, 3], balance_convention="weight"), "weights must be"),
    (lambda: mirror_geometry(2, 2, balance=-1, balance_convention="weight"), "balance must be >= 0"),
]


@pytest.mark.parametrize(("make", "message"), REFUSED, ids=range(len(REFUSED)))
def test_what_would_say_nothing_is_refused_in_one_line(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises(ReparametrizationError, match=message) as refusal:
        make()
    assert "\n" not in str(refusal.value)
