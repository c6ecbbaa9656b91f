"""The kernel proves the identities the theory needs, and refuses every false or undefined statement put to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sympy as sp
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, size
from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.decide import Decision, unfolded
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, nonzero, positive, real

u, v, lam, t, q, r = sp.symbols("u v lambda t q r", positive=True)
x, y, a, b = sp.symbols("x y a b", real=True)
L = sp.Symbol("L", positive=True, integer=True)
shift = sp.Symbol("shift", nonnegative=True)
complex_z = sp.Symbol("z")
u_real = sp.Symbol("u", real=True)
f_plain, f_positive = sp.Function("f")(x), sp.Function("f", positive=True)(x)

HALF, ONE, ZERO = sp.Rational(1, 2), sp.S.One, sp.S.Zero
PLACE = positive(u, lam)
DEEP = (Depth(L, 2), Range(q), *PLACE)
UPPER = Range(q, open_low=True)
p, m = q / (q - 1), q * (L - 1) / L
big = 10**40
cbrt = sp.Rational(1, 3)


def hyper(first: sp.Expr, second: sp.Expr, at: sp.Expr) -> sp.Expr:
    return sp.hyper([first, second], [1 + second], at)


# --- false, undefined or out of the class: never zero ---

NOT_ZERO: dict[str, tuple[sp.Expr, tuple[Hypothesis, ...]]] = {
    # near-identities: agreement to many digits is not identity
    "SymPy issue 23086": (180 * sp.acos(sp.Rational(7823207, 7823209)) / sp.pi, ()),
    "Ramanujan's constant": (sp.exp(sp.pi * sp.sqrt(163)) - 262537412640768744, ()),
    "e^pi - pi near 20": (sp.exp(sp.pi) - sp.pi - 20, ()),
    "355/113": (sp.pi - sp.Rational(355, 113), ()),
    "square roots that differ in 1e-20": (sp.sqrt(big + 1) - sp.sqrt(big) - 1 / (2 * sp.sqrt(big)), ()),
    "square roots that differ in 1e-60": (sp.sqrt(big**2 + 1) - big**2 / sp.sqrt(big**2), ()),
    "sum of square roots": (sp.sqrt(10) + sp.sqrt(11) - sp.sqrt(5) - sp.sqrt(18), ()),
    "sum of three square roots": (sp.sqrt(2) + sp.sqrt(3) - sp.sqrt(5 + 2 * sp.sqrt(6)) - sp.Rational(1, big), ()),
    "cubic root of unity": ((-ONE) ** cbrt + 1, ()),
    "1e-40 in a coefficient": (u ** (1 / q) - (1 + sp.Rational(1, big)) * u ** (1 / q), PLACE),
    "1e-40 in an exponent": (u ** (1 / q) - u ** (1 / q + sp.Rational(1, big)), PLACE),
    # wrong branches
    "root of a square": (sp.sqrt((u - lam) ** 2) - (u - lam), PLACE),
    "root of a square, the other branch": (sp.sqrt((u - lam) ** 2) + (u - lam), PLACE),
    "root of a square of a real": (sp.sqrt(x**2) - x, real(x)),
    "fourth root": (((u - 1) ** 4) ** sp.Rational(1, 4) - (u - 1), PLACE),
    "cubic root of a cube": ((x**3) ** cbrt - x, real(x)),
    "square root of a product": (sp.sqrt(x * y) - sp.sqrt(x) * sp.sqrt(y), real(x, y)),
    "root of x**q": ((x**q) ** (1 / q) - x, (*real(x), Range(q))),
    "modulus dropped": (sp.Abs(x) - x, real(x)),
    "modulus of a difference": (sp.Abs(u - lam) - u + lam, PLACE),
    "sign dropped": (sp.sign(x) * sp.Abs(x) ** (q - 1) - sp.Abs(x) ** (q - 1), (*real(x), Range(q))),
    "sign squared is 1": (sp.sign(x) ** 2 - 1, real(x)),
    "modulus of a sum": (sp.Abs(x + y) - sp.Abs(x) - sp.Abs(y), real(x, y)),
    "logarithm of a product of negatives": (sp.log(x * y) - sp.log(x) - sp.log(y), nonzero(x, y)),
    "logarithm of a square": (sp.log(x**2) - 2 * sp.log(x), nonzero(x)),
    "negative base": ((-u) ** q - u**q, (*PLACE, Range(q))),
    "negative base, squared first": (((-u) ** 2) ** (q / 2) + (-u) ** q, (*PLACE, Range(q))),
    "half of a complex exponential": (sp.sqrt(sp.exp(complex_z)) - sp.exp(complex_z / 2), ()),
    "half of an imaginary exponential": (sp.sqrt(sp.exp(sp.I * x)) - sp.exp(sp.I * x / 2), real(x)),
    "complex exponent in disguise": (sp.sqrt(u ** sp.log(x)) - u ** (sp.log(x) / 2), (*PLACE, *real(x))),
    "complex constant in disguise": (sp.sqrt(u ** sp.acos(2)) - u ** (sp.acos(2) / 2), PLACE),
    # exponents
    "exponent q for q - 1": (u ** (1 / q) * u ** (1 - 1 / q) - 1, DEEP),
    "depth shifted": ((u + lam) ** (L - 1) + (L - 1) * u * (u + lam) ** (L - 2) - (u + lam) ** L, DEEP),
    "depth shifted by one": ((u + lam) ** (L / q) - (u + lam) ** ((L - 1) / q), DEEP),
    "p for q": (u**p - u**q, (UPPER, *PLACE)),
    "right at q = 1 only": (u ** (1 - q) - 1, DEEP),
    "right at q = 2 only": (u ** (2 - q) - 1, DEEP),
    "right at both ends": (u ** ((q - 1) * (2 - q)) - 1, DEEP),
    "right at depth two only": ((u + lam) ** (L - 2) - 1, DEEP),
    "right at depths two and three": ((L - 2) * (L - 3), DEEP),
    "right at u = lambda only": (u**q - lam**q, DEEP),
    "power of a sum": ((u + lam) ** q - u**q - lam**q, DEEP),
    "0^(q-1) is not 0 at q = 1": (ZERO ** (q - 1), (Range(q),)),
    "0^(L-2) is not 0 at L = 2": (ZERO ** (L - 2), (Depth(L, 2),)),
    "0^(1-q)": (ZERO ** (1 - q), (Range(q),)),
    # vanishing denominators
    "removable singularity": ((u**2 - 1) / (u - 1) - u - 1, PLACE),
    "1/(m - 1) at m = 1": (1 + 1 / (m - 1) - m / (m - 1), DEEP),
    "p at q = 1": (p - 1 - 1 / (q - 1), (Range(q),)),
    "hidden zero divided out": ((x * y + x) / (sp.sin(x) ** 2 + sp.cos(x) ** 2 - 1) - 1, real(x, y)),
    "x/x at 0, inside": ((x**2 + x) / (x * (x + 1)) - 1, real(x)),
    "1/(L - 2) at L = 2": ((L**2 - 4) / (L - 2) - L - 2, (Depth(L, 2),)),
    "logarithm at 0": (sp.log(x**2 + x) - sp.log(x * (x + 1), evaluate=False), real(x)),
    # declarations, names and numbers
    "declared positive, assumed real": (sp.Abs(u) - u, real(u)),
    "declared positive, assumed non-negative": (sp.sign(u) - 1, (Sign(u, "nonnegative"),)),
    "declared integer, a real parameter": (sp.sin(sp.pi * L), (Range(L),)),
    "declared positive, range from 0": (ZERO**q, (Range(q, ZERO, ONE),)),
    "two symbols of one name": (u_real - u, positive(u_real, u)),
    "two functions of one name": (f_plain - f_positive, real(x)),
    "float coefficient": ((sp.Float("0.1") * u) ** q * 10**q - u**q, (*PLACE, Range(q))),
    "float exponent": (u**0.5 - sp.sqrt(u), PLACE),
    "float rounding": (u ** sp.Float(0.1 + 0.2) - u ** sp.Float(0.3), PLACE),
    "float inside a function": (sp.sin(sp.Float("1.5") * x) - sp.sin(3 * x / 2), real(x)),
    "nan": (sp.nan * u, PLACE),
    "infinity": (sp.oo * u, PLACE),
    "complex infinity": (sp.zoo * u, PLACE),
    "imaginary unit": (sp.I * u - u, PLACE),
    "imaginary unit, twice": (
        (1 + sp.I) * (1 - sp.I) * u - 2 * u + (sp.I * u - sp.I * u * sp.Abs(x)),
        (*PLACE, *real(x)),
    ),
    # opaque atoms and other classes
    "sine and cosine": (sp.sin(x) ** 2 + sp.cos(x) ** 2 - sp.Rational(big - 1, big), real(x)),
    "hyper at another parameter": (hyper(HALF, 1 / q, -u) - hyper(HALF, 2 / q, -u), DEEP),
    "maximum": (sp.Max(x, y) - x, real(x, y)),
    "unknown sum": (sp.Sum(u**L, (L, 0, sp.oo)) - 1, PLACE),
    "order term": (u + sp.O(u**2) - u, PLACE),
    "floor": (sp.floor(u) - u, PLACE),
}


@pytest.mark.parametrize("name", NOT_ZERO)
def test_zero_refuses(name: str) -> None:
    expression, given = NOT_ZERO[name]
    decision = decide.zero(expression, given)
    assert not decision.proved
    assert decision.reason and "\n" not in decision.reason


# --- ... never positive ---

NOT_POSITIVE: dict[str, tuple[sp.Expr, tuple[Hypothesis, ...], bool]] = {
    "strict at the end point q = 1": (q - 1, (Range(q),), True),
    "strict at the end point q = 2": (2 - q, (Range(q),), True),
    "strict at L = 2": (L - 2, (Depth(L, 2),), True),
    "weak, below L = 2": (L - 2, (Depth(L, 1),), False),
    "p - L": (p - L, (UPPER, Depth(L, 2)), False),
    "kappa": (L - q * (L - 1), (Range(q), Depth(L, 2)), False),
    "square of a real is not > 0": (x**2, real(x), True),
    "modulus is not > 0": (sp.Abs(x) ** q, (*real(x), Range(q)), True),
    "difference": (u - lam, PLACE, False),
    "square of a difference is beyond coefficients": ((u - lam) ** 2, PLACE, True),
    "pole at L = 2, weak": (1 / (L - 2), (Depth(L, 2),), False),
    "pole at q = 1": (1 / (q - 1), (Range(q),), False),
    "pole at 0": (1 / shift, (Sign(shift, "nonnegative"),), False),
    "sign of an unknown function": (sp.log(u) ** 2, PLACE, False),
    "sine": (1 - sp.sin(u), PLACE, False),
    "a weak condition is not strict": (x - y, (*real(x, y), Condition(x >= y)), True),
    "a condition does not bound its negative": (y - x, (*real(x, y), Condition(x > y)), False),
    "a product of a condition with an unknown": (a * (x - y), (*real(x, y, a), Condition(x > y)), False),
    "an unequal pair has no order": (x - y, (*real(x, y), Condition(sp.Ne(x, y))), False),
    "shift named as the kernel's": (
        L - 2 - sp.Symbol("L shift", nonnegative=True),
        (Depth(L, 2), Sign(sp.Symbol("L shift", nonnegative=True), "nonnegative")),
        False,
    ),
    "range and sign of one symbol": (1 - a, (Range(a, ZERO, sp.Integer(2)), Sign(a, "real")), False),
    "float": (sp.Float(1) * u, PLACE, True),
    "zero": (ZERO, (), True),
}


@pytest.mark.parametrize("name", NOT_POSITIVE)
def test_positive_refuses(name: str) -> None:
    expression, given, strict = NOT_POSITIVE[name]
    assert not decide.positive(expression, given, strict).proved


# --- ... never equal by derivatives ---

Pair = tuple[sp.Expr, sp.Expr, sp.Symbol, sp.Expr, tuple[Hypothesis, ...]]
NOT_EQUAL: dict[str, Pair] = {
    "arctangent jumps at a pole": (sp.atan(1 / (1 - u)), sp.atan(u - 1) + sp.pi / 2, u, ZERO, PLACE),
    "arctangent of tangent": (sp.atan(sp.tan(u)), u, u, ZERO, PLACE),
    "arcsine of sine": (sp.asin(sp.sin(u)), u, u, ZERO, PLACE),
    "arccosine of cosine": (sp.acos(sp.cos(u)), u, u, ZERO, PLACE),
    "cases": (sp.Piecewise((0, u < 1), (1, True)), ZERO, u, ZERO, PLACE),
    "step": (sp.Heaviside(u - 1), ZERO, u, ZERO, PLACE),
    "floor": (sp.floor(u), ZERO, u, ZERO, PLACE),
    "sign across 0": (sp.Abs(x) / x, ONE, x, ONE, nonzero(x)),
    "modulus across 1": (sp.Abs(u - 1), 1 - u, u, ZERO, PLACE),
    "logarithm across 1": (sp.log((u - 1) ** 2), 2 * sp.log(1 - u), u, ZERO, PLACE),
    "arctangents across 0": (sp.atan(x) + sp.atan(1 / x), sp.pi / 2, x, ONE, nonzero(x)),
    "point outside the interval": (sp.asinh(u), sp.asinh(u) + sp.log(u + 2) - sp.log(u + 2) + 0 * u, u, -ONE, PLACE),
    "point outside a range": (a, a, a, sp.Integer(3), (Range(a),)),
    "a whole number is no interval": (ZERO, sp.sin(sp.pi * sp.Abs(L)), L, ZERO, (Depth(L, 2),)),
    "constant of integration": (sp.log(2 * u + 2), sp.log(u + 1), u, ZERO, PLACE),
    "constant of integration at a singular point": (sp.log(u), sp.log(u) + 1, u, ZERO, PLACE),
    "singular at 0": (1 / u, 1 / u + 1, u, ZERO, PLACE),
    "0^(q-1) at q = 1": (u ** (q - 1) + 1, u ** (q - 1) + ZERO ** (q - 1), u, ZERO, DEEP),
    "template with another b": (hyper(HALF, 1 / q, -u), hyper(cbrt, 1 / q, -u), u, ZERO, DEEP),
    "template with another a": (u * hyper(HALF, ONE, -u), u * hyper(HALF, sp.Integer(2), -u), u, ZERO, DEEP),
    "template beyond its disc": (u * hyper(ONE, ONE, u), -sp.log(1 - u), u, ZERO, PLACE),
    "not the template": (sp.hyper([HALF, HALF], [cbrt], -u), ONE + 0 * u, u, ZERO, PLACE),
    "hyper at 0 is 1, not 0": (hyper(HALF, 1 / q, -u) - 1, hyper(HALF, 1 / q, -u), u, ZERO, DEEP),
    "essential singularity": (sp.exp(-1 / u), ZERO * u, u, ZERO, PLACE),
    "stand-in of the kernel": (sp.Function("template 0")(u), hyper(HALF, ONE, -u) - 1, u, ZERO, PLACE),
    "SymPy issue 23086": (
        u + 180 * sp.acos(sp.Rational(7823207, 7823209)) / sp.pi,
        u,
        u,
        ZERO,
        PLACE,
    ),
}


@pytest.mark.parametrize("name", NOT_EQUAL)
def test_equal_by_derivative_refuses(name: str) -> None:
    left, right, variable, at, given = NOT_EQUAL[name]
    assert not decide.equal_by_derivative(left, right, variable, at, given).proved


# --- the other rules ---

beta = sp.beta(HALF, HALF) / sp.sqrt(lam)
OTHERS: dict[str, Decision] = {
    "negative ratio": decide.same_sign(-u, u, -ONE, PLACE),
    "ratio of unknown sign": decide.same_sign(u * (u - 1), u, u - 1, PLACE),
    "ratio that vanishes at L = 2": decide.same_sign(u * (L - 2), u, L - 2, DEEP),
    "not the ratio": decide.same_sign(u, lam, ONE, PLACE),
    "ratio with a pole at q = 1": decide.same_sign(u / (q - 1), u, 1 / (q - 1), DEEP),
    "base below 1": decide.at_least_one((1 / (1 + u)) ** q, DEEP),
    "base of either size": decide.at_least_one(u**q, DEEP),
    "exponent of either sign": decide.at_least_one((1 + u) ** (L - q * (L - 1)), DEEP),
    "exponent 0 at q = 1, strict": decide.at_least_one((1 + u) ** (q - 1), DEEP, strict=True),
    "base 1 at 0, strict": decide.at_least_one((1 + shift) ** q, (Sign(shift, "nonnegative"), Range(q)), strict=True),
    "coefficient below 1": decide.at_least_one(cbrt * (1 + u), PLACE),
    "a sum of products": decide.at_least_one((1 + u) ** q + (1 + u) ** (2 * q) / 2, DEEP),
    "negative product": decide.at_least_one(-2 * (1 + u), PLACE),
    "divergent at 0": decide.power_integral(1 / (t * (t + lam)), t, ONE, ONE, positive(lam)),
    "divergent at infinity": decide.power_integral((t + lam) ** -HALF, t, ONE, ONE, positive(lam)),
    "wrong Beta value": decide.power_integral(t**-HALF / (t + lam), t, 2 * beta, HALF, positive(lam)),
    "wrong condition": decide.power_integral(t**-HALF / (t + lam), t, beta, -HALF, positive(lam)),
    "balance may vanish": decide.power_integral(t**-HALF / (t + shift), t, beta, HALF, (Sign(shift, "nonnegative"),)),
    "balance of either sign": decide.power_integral(t**-HALF / (t + a), t, beta.subs(lam, a), HALF, real(a)),
    "value in the variable": decide.power_integral(
        t ** (t - 1) / (t + lam) ** (2 * t), t, lam**-t * sp.beta(t, t), t, positive(lam)
    ),
    "exponential tail": decide.power_integral(sp.exp(-t) * t, t, ONE, ONE, positive(lam)),
    "two shifts": decide.power_integral(1 / ((t + lam) * (t + 2 * lam)), t, sp.log(2) / lam, ONE, positive(lam)),
}


@pytest.mark.parametrize("name", OTHERS)
def test_rules_refuse(name: str) -> None:
    assert not OTHERS[name].proved


# --- what must be proved ---

b_ = (L - 1) * (1 - 1 / q)
x_on_leaf = size(L, q, lam, u)
closed = lam ** (-b_) * u ** (1 / q) * sp.hyper([b_, 1 / q], [1 + 1 / q], -u / lam)
weight = u ** (1 / q) * (u + lam) ** ((L - 1) * (1 - q) / q)
depth_two = sp.sqrt(4 * u * (u + lam) + lam**2)

ZERO_FOR_ALL: dict[str, tuple[sp.Expr, tuple[Hypothesis, ...]]] = {
    "generalised monomials": (weight * (u + lam) ** (b_ + 1) / u ** (1 / q - 1) - u**2 - lam * u, DEEP),
    "times a rational function": (
        weight * (1 / u + (L - 1) / (u + lam)) - weight * (L * u + lam) / (u * (u + lam)),
        DEEP,
    ),
    "derivative of the size": (sp.diff(x_on_leaf, u) - x_on_leaf / q * (1 / u + (L - 1) / (u + lam)), DEEP),
    "chain rule of orbit time": (
        sp.diff(x_on_leaf, u) / ((u + lam) ** (L - 1) + (L - 1) * u * (u + lam) ** (L - 2))
        - u ** (1 / q - 1) * (u + lam) ** (-b_) / q,
        DEEP,
    ),
    "derivative of the template": (
        decide.derivative(closed, u) - u ** (1 / q - 1) * (u + lam) ** (-b_) / q,
        DEEP,
    ),
    "a perfect square under a root": (depth_two - 2 * u - lam, DEEP),
    "multiplicativity": (
        sp.sign(x * y) * sp.Abs(x * y) ** (q - 1)
        - sp.sign(x) * sp.sign(y) * sp.Abs(x) ** (q - 1) * sp.Abs(y) ** (q - 1),
        (*real(x, y), Range(q)),
    ),
    "conjugate exponents": (1 / p + 1 / q - 1, (UPPER,)),
    "roots of whole numbers": (sp.sqrt(6) * 12 ** (q / 2) - 3 * sp.sqrt(2) * 2**q * 3 ** ((q - 1) / 2), (Range(q),)),
    "denominator kept from 0 by a condition": (
        1 + 1 / (m - 1) - m / (m - 1),
        (*DEEP, Condition(sp.Ne(m, 1))),
    ),
    "exponentials": (sp.exp(u + lam) * sp.exp(-u) / sp.exp(lam) - 1, PLACE),
}


@pytest.mark.parametrize("name", ZERO_FOR_ALL)
def test_zero_proves(name: str) -> None:
    decision = decide.zero(*ZERO_FOR_ALL[name])
    assert decision.proved, decision.reason


def test_derivatives_prove() -> None:
    time = decide.equal_by_derivative(OrbitTime(L, q, lam, u), closed, u, ZERO, DEEP)
    asinh = decide.equal_by_derivative(sp.asinh(u), sp.log(u + sp.sqrt(u**2 + 1)), u, ZERO, PLACE)
    angle = decide.equal_by_derivative(sp.atan(u / lam), sp.pi / 2 - sp.atan(lam / u), u, lam, PLACE)
    for decision in (time, asinh, angle):
        assert decision.proved, decision.reason


def test_other_rules_prove() -> None:
    assert decide.positive((u + lam) ** (L - 1) * (q - 1) ** 2, DEEP, strict=False).proved
    assert decide.positive((x - y) * u, (*real(x, y), *PLACE, Condition(x > y))).proved
    assert decide.at_least_one((1 + u) ** (q - 1), DEEP).proved
    assert decide.at_least_one((1 + u) ** q, DEEP, strict=True).proved
    assert decide.same_sign(u * q, lam * u, q / lam, DEEP).proved
    assert decide.power_integral(t**-HALF / (t + lam), t, beta, HALF, positive(lam)).proved


rationals = st.fractions(min_value=-3, max_value=3, max_denominator=5)


@settings(max_examples=25)
@examples(rationals, rationals, rationals)
def test_zero_agrees_with_arithmetic(first: object, second: object, third: object) -> None:
    """c1 u^e - c2 u^f (u + lam)^g vanishes iff it does as data: same coefficient, same exponents."""
    c, e, g = (sp.Rational(str(n)) for n in (first, second, third))
    expression = c * u ** (e / q) * (u + lam) ** g - c * u ** (e / q) * (u + lam) ** (g / 2)
    assert decide.zero(expression, DEEP).proved == (c == 0 or g == 0)


SCRIPT = """
import sympy as sp
from neversaddle.theory.kernel import decide
from neversaddle.theory.statement.hypotheses import Condition, Depth, Range, positive, real
u, lam, q, L = sp.symbols("u lambda q L", positive=True)
x, y = sp.symbols("x y", real=True)
deep = (Range(q), *positive(u, lam))
b = (q - 1) / q
decisions = [
    decide.zero(180 * sp.acos(sp.Rational(7823207, 7823209)) / sp.pi, ()),
    decide.zero(u**(1/q) * (u + lam)**(2*b) / (u + lam) - u**(1/q) * (u + lam)**(1 - 2/q), deep),
    decide.zero(u**(1/q) + lam**(1/q) - (u + lam)**(1/q), deep),
    decide.zero(sp.sqrt(x**2 + y**2) - sp.Abs(x) - sp.Abs(y), real(x, y)),
    decide.positive(u**2 + lam*u*(q - 1) - 1, deep),
    decide.positive((x - y) / u, (*deep, *real(x, y), Condition(x > y))),
    decide.equal_by_derivative(sp.asinh(u), sp.log(u + sp.sqrt(u**2 + 1)), u, sp.S.Zero, deep),
    decide.at_least_one((1 + u)**q * (1 + lam)**(q - 1), deep),
]
print(decisions)
"""


def test_decisions_do_not_depend_on_the_hash_seed() -> None:
    root = Path(__file__).resolve().parents[3]
    texts = set()
    for seed in ("0", "1", "23086", "736538842"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True
        )
        texts.add(run.stdout)
    assert len(texts) == 1
    assert texts.pop().count("proved=True") == 4


def test_a_constant_that_is_no_rational_is_not_decided_by_coefficients() -> None:
    # It used to end in a ValueError of zip: the polynomial 1 + 3 e^-2 has no symbols to go with its powers.
    assert not decide.zero(1 / (1 + 3 * sp.exp(-2)), ()).proved
    assert decide.zero(sp.exp(-2) - sp.exp(-2), ()).proved


def test_a_definition_is_asked_for_before_it_is_written_out() -> None:
    """There is no h(u) at an exponent of 0, of which its formula knows nothing."""
    exponent = sp.Symbol("q", real=True)
    metric = InverseMetric(L, exponent, lam, u)
    with pytest.raises(CannotDecide, match="not shown to be defined"):
        unfolded(metric, (Depth(L, 1), Sign(exponent, "real"), *PLACE))
    assert not unfolded(metric, (Depth(L, 1), Sign(exponent, "positive"), *PLACE)).has(exponent)
