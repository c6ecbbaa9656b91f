"""Violations are certain: none is ever found of what is true, and planted false statements are found out."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from flint import ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.attack.checks import violated
from neversaddle.numerics.attack.kinds.relations import certainly_ordered
from neversaddle.theory.definitions.leaf import Conjugate, InverseMetric, OrbitTime, PathLength, Potential, size
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, kappa, lam, m, p, q, u, u_0
from neversaddle.theory.statement.kinds import (
    Equivalence,
    Identity,
    ImproperIntegral,
    Inequality,
    Part,
)

z, w, v = sp.symbols("z w v", real=True)
s = sp.Symbol("s", positive=True)
y, R, x = OrbitTime(L, q, lam, u), Potential(L, q, lam, u), size(L, q, lam, u)
beyond = OrbitTime.rate(L, q, lam, s)

#: True for every depth >= 2, q in (1, 2], positive lambda, u, u_0 and real z, w; each by hand, none from the ledger.
TRUE: tuple[Part, ...] = (
    Identity("binomial", (z + w) ** 2, z**2 + 2 * z * w + w**2),
    Identity("surds", sp.sqrt(lam) * sp.sqrt(u), sp.sqrt(lam * u)),
    Identity("tan of atan", sp.tan(sp.atan(z)), z),
    Identity("oddness of asinh", sp.asinh(-z), sp.log(sp.sqrt(z**2 + 1) - z)),
    Identity("multiplicative", duality_map(q, z * w), duality_map(q, z) * duality_map(q, w)),
    Identity("euler", x ** (q / L), u ** (1 / L) * (u + lam) ** (1 - 1 / L)),
    Identity("beta and gamma", sp.beta(lam + 1, u), sp.beta(lam, u) * lam / (lam + u)),
    Identity("2F1 as a logarithm", sp.hyper([1, 1], [2], -s), sp.log(1 + s) / s),
    Identity("parts", R + Conjugate(L, q, lam, u), x * y),
    Inequality("squares", 2 * z * w, z**2 + w**2),
    Inequality("triangle", sp.Abs(z + w), sp.Abs(z) + sp.Abs(w)),
    Inequality("weighted means", lam * u_0 + u, sp.sqrt(lam**2 + 1) * sp.sqrt(u_0**2 + u**2)),
    Inequality("exponential", 1 + z, sp.exp(z)),
    Inequality("the metric rises", lam ** (L - 1), InverseMetric(L, q, lam, u)),
    Inequality("path at least as long as its rise", sp.S.Zero, PathLength(q, lam, u), strict=True),
    Equivalence("threshold", (sp.Le(m, 1), sp.Le(L, p), sp.Ge(kappa, 0))),
    Inequality("Fenchel and Young", -z * v, sp.Abs(v) ** p / p + sp.Abs(z) ** q / q),
    ImproperIntegral("dual range", beyond, s, lam ** (kappa / q) * sp.beta(1 / q, -kappa / q) / q, kappa < 0),
)  # fmt: skip

positives = st.fractions(Fraction(1, 12), 12, max_denominator=12)
reals = st.fractions(-6, 6, max_denominator=9)


@st.composite
def instances(draw: st.DrawFn) -> dict[sp.Symbol, Fraction]:
    """Depths, exponents and numbers for every symbol used here."""
    found = {t: draw(positives) for t in (lam, u, u_0, s)}
    found |= {t: draw(reals) for t in (z, w, v)}
    exponent = draw(st.sampled_from([Fraction(n, 12) for n in range(13, 25)]))
    return {**found, L: Fraction(draw(st.integers(2, 5))), q: exponent}


@pytest.mark.parametrize("part", TRUE, ids=lambda part: part.text)
@given(instance=instances(), bits=st.sampled_from((24, 53, 64, 160)))
@settings(max_examples=12)
def test_what_is_true_is_never_violated(part: Part, instance: dict[sp.Symbol, Fraction], bits: int) -> None:
    assert not violated(part, instance, bits)


def bent(part: Part) -> Part:
    """A false statement near a true one: a part in a thousand of something positive is added to one side."""
    little = sp.Rational(1, 1000) * (1 + u)
    match part:
        case Identity(text, left, right):
            return Identity(text, left, right + little)
        case Inequality(text, left, _, strict):
            return Inequality(text, left, left - little, strict)
        case Equivalence(text, conditions):
            return Equivalence(text, (*conditions, sp.Lt(L, 0), sp.Gt(L, 0)))
        case ImproperIntegral(text, integrand, variable, value, finite):
            return ImproperIntegral(text, integrand, variable, value + little, finite)
    raise AssertionError(part)


@pytest.mark.parametrize("part", TRUE, ids=lambda part: part.text)
def test_a_small_error_is_found_out(part: Part) -> None:
    values = {
        lam: 2,
        u: 3,
        u_0: 1,
        s: Fraction(1, 3),
        z: 2,
        w: -1,
        v: 1,
        L: 5,
        q: Fraction(5, 3),
    }
    instance = {t: Fraction(value) for t, value in values.items()}
    assert violated(bent(part), instance, 160)


def test_infinite_against_the_condition() -> None:
    part = ImproperIntegral("diverges", 1 / (1 + s), s, lam, lam > 0)
    assert violated(part, {lam: Fraction(1)}, 64)
    part = ImproperIntegral("converges", 1 / (1 + s) ** 2, s, sp.S.One, lam < 0)
    assert violated(part, {lam: Fraction(1)}, 64)


def test_equality_violates_only_what_is_strict() -> None:
    instance = {u: Fraction(1, 3)}
    assert violated(Inequality("strict", u, u, strict=True), instance, 64)
    assert not violated(Inequality("weak", u, u), instance, 64)


def test_no_value_is_no_violation() -> None:
    instance = {z: Fraction(-2), L: Fraction(2), q: Fraction(1)}
    assert not violated(Identity("root of a negative number", sp.sqrt(z), sp.S(7)), instance, 64)
    assert not violated(Identity("a pole", 1 / (z + 2), sp.S(7)), instance, 64)
    assert not violated(Identity("unknown function", sp.zeta(z), sp.S(7)), instance, 64)
    assert not violated(Equivalence("p at q = 1", (sp.Le(L, p), sp.Lt(L, 0))), instance, 64)


def test_a_difference_below_the_precision_is_no_violation_there() -> None:
    nested = sp.sqrt(lam + u + 2 * sp.sqrt(lam * u))
    instance = {lam: Fraction(2), u: Fraction(3)}
    part = Identity("a miss by 2^-100", sp.sqrt(lam) + sp.sqrt(u), nested + sp.Rational(1, 2**100))
    assert not violated(part, instance, 64)
    assert violated(part, instance, 160)
    assert not violated(Identity("no miss", sp.sqrt(lam) + sp.sqrt(u), nested), instance, 400)


def test_order_of_numbers() -> None:
    close = Inequality("", sp.pi, sp.pi + sp.Rational(1, 10**30), strict=True)
    assert certainly_ordered(Inequality("", sp.sqrt(2), sp.pi, strict=True), 64) is not None
    assert certainly_ordered(Inequality("", sp.pi, sp.sqrt(2)), 64) is None
    assert certainly_ordered(close, 64) is not None
    assert certainly_ordered(Inequality("", sp.exp(sp.S(1) / 3), sp.exp(sp.S(1) / 3), strict=True), 512) is None
    assert certainly_ordered(Inequality("", u, u + 1, strict=True), 64) is None


def test_what_has_no_value_is_in_no_order() -> None:
    """In the difference of both sides it is gone, and its inverse is 0 to balls."""
    for pole in (sp.beta(0, 1, evaluate=False), sp.tan(sp.pi / 2, evaluate=False)):
        assert certainly_ordered(Inequality("", 1 / pole, 1 / pole + 1, strict=True), 128) is None


@given(st.integers(20, 500))
def test_precision_is_put_back(bits: int) -> None:
    before = ctx.prec
    violated(TRUE[0], {z: Fraction(1), w: Fraction(2)}, bits)
    assert ctx.prec == before
