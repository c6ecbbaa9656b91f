"""Rules for limits: true statements of every shape are proved, false and undefined ones refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, PathLength, size
from neversaddle.theory.kernel.rules.limits import continuity, quotient
from neversaddle.theory.language.symbols import L, lam, q, u
from neversaddle.theory.statement.hypotheses import Hypothesis, Sign, positive
from neversaddle.theory.statement.kinds import Limit
from neversaddle.theory.statement.setting import DEPTH, EXPONENT

s, a, b, c, x_0 = sp.symbols("s a b c x_0", positive=True)
n = sp.Symbol("n", positive=True, integer=True)
omega, delta = sp.symbols("omega delta", positive=True)
ZERO, ONE, oo = sp.S.Zero, sp.S.One, sp.oo
PLACE = positive(a, b, c, lam, u, x_0)


def limit(expression: sp.Expr, value: sp.Expr, at: sp.Expr = ZERO, given: tuple[Hypothesis, ...] = PLACE) -> bool:
    return continuity(Limit("-", expression, s, at, value), given).proved


TRUE_LIMITS: dict[str, tuple[sp.Expr, sp.Expr, sp.Expr]] = {
    "polynomial": (s**2 + 3, sp.S(3), ZERO),
    "rational": ((2 * s**2 + s) / (s**2 + 1), sp.S(2), oo),
    "a removable pole": ((s**2 + a * s) / s, a, ZERO),
    "sum of vanishing powers": (s**a + lam + s ** (a + b), lam, ZERO),
    "powers that cancel": (s**a * (s + lam) ** b / s**a, lam**b, ZERO),
    "towards oo": ((s + lam) ** a / s**a, ONE, oo),
    "2F1": (sp.hyper([b, a], [a + 1], -s / lam) * lam, lam, ZERO),
    "2F1 at oo": (sp.hyper([b, a], [a + 1], -u / s), ONE, oo),
    "exponential": (sp.exp(-a * s) + 1, sp.S(2), ZERO),
    "logarithm": (sp.log(lam + s), sp.log(lam), ZERO),
    "the terms in between": ((s**a + 2) / (1 + s**a), sp.S(2), ZERO),
    "path length": (a + PathLength(b, a, s**c), a, ZERO),
    "path length to a point": (PathLength(b, a, s + c), PathLength(b, a, c), ZERO),
    "arctangent of a fixed number": (sp.atan(1 / (lam + s)) * s + a, a, ZERO),
}


@pytest.mark.parametrize("name", TRUE_LIMITS)
def test_true_limits(name: str) -> None:
    expression, value, at = TRUE_LIMITS[name]
    assert limit(expression, value, at)
    for wrong in (2 * value, value + 1, -value):
        assert not limit(expression, wrong, at)


#: Where it is at least 0, a number may be 0 as well: values there, and what has none at 0, or another one.
at_least_zero = sp.Symbol("z", nonnegative=True)
FROM_ZERO_ON = (*PLACE, Sign(at_least_zero, "nonnegative"))
AT_LEAST_ZERO: dict[str, tuple[sp.Expr, sp.Expr]] = {
    "power": (s**a * (s + lam) ** b, at_least_zero**a * (at_least_zero + lam) ** b),
    "orbit time": (OrbitTime(L, q, lam, s), OrbitTime(L, q, lam, at_least_zero)),
}


@pytest.mark.parametrize("name", AT_LEAST_ZERO)
def test_values_at_what_may_be_zero(name: str) -> None:
    expression, value = AT_LEAST_ZERO[name]
    there = (*FROM_ZERO_ON, DEPTH, EXPONENT)
    assert limit(expression, value, at_least_zero, there)
    for wrong in (2 * value, value + 1, value.subs(at_least_zero, 2 * at_least_zero), ZERO):
        assert not limit(expression, wrong, at_least_zero, there)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (1 / s, 1 / at_least_zero),
        (sp.log(s), sp.log(at_least_zero)),
        (s / (s + at_least_zero), sp.S.Half),
        (sp.exp(-1 / s), sp.exp(-1 / at_least_zero)),
    ],
)
def test_at_zero_there_may_be_no_such_value(expression: sp.Expr, value: sp.Expr) -> None:
    assert not limit(expression, value, at_least_zero, FROM_ZERO_ON)
    apart = sp.Symbol("z", positive=True)
    there = (*PLACE, *positive(apart))
    assert limit(*(e.subs(at_least_zero, apart) for e in (expression, value)), apart, there)


UNCLEAR: dict[str, tuple[sp.Expr, sp.Expr, sp.Expr]] = {
    "infinite": (1 / s, ZERO, ZERO),
    "no sign of the exponent": (s ** (a - 1), ZERO, ZERO),
    "a sign of a vanishing argument": (sp.atan(1 / s), ZERO, ZERO),
    "oscillating": (sp.sin(1 / s), ZERO, ZERO),
    "a logarithm of what vanishes": (s * sp.log(s), ZERO, ZERO),
    "the exponent moves": (s**s, ONE, ZERO),
    "a power of a number": (2**s, sp.S(2), ZERO),
    "cancelling poles": (1 / s - 1 / s**2, ZERO, ZERO),
    "a denominator that may vanish": (1 / (s + a - b), 1 / (a - b), ZERO),
    "not at a positive number": (s, -ONE, -ONE),
    "the value moves": (s, s, ZERO),
    "an unknown function": (sp.Function("f")(s), sp.Function("f")(ZERO), ZERO),
    "a wrong 2F1": (sp.hyper([b, a], [a + 2], -s / lam), ONE, ZERO),
    "a jump": (sp.sign(s), ZERO, ZERO),
    "orbit time of a leaf that moves": (OrbitTime(sp.S(3), sp.S(2), s, u), ZERO, ZERO),
    "a path from where it is no path": (PathLength(b, s, a), PathLength(b, ZERO, a), ZERO),
    "a path to infinity": (PathLength(b, a, 1 / s), ZERO, ZERO),
    "the value is infinite": (1 / s, oo, ZERO),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_is_not_decided(name: str) -> None:
    assert not limit(*UNCLEAR[name])


def test_orbit_time_and_metric_at_zero() -> None:
    given = (DEPTH, EXPONENT, *PLACE)
    assert limit(OrbitTime(L, q, lam, s) + InverseMetric(L, q, lam, s), lam ** (L - 1), ZERO, given)
    assert not limit(OrbitTime(L, q, lam, s) + InverseMetric(L, q, lam, s), lam**L, ZERO, given)


def by_quotient(
    above: sp.Expr,
    below: sp.Expr,
    value: sp.Expr,
    variable: sp.Symbol,
    given: tuple[Hypothesis, ...],
    at: sp.Expr = ZERO,
) -> bool:
    return quotient(Limit("-", above / below, variable, at, value), given, above, below).proved


def test_logarithms_that_grow() -> None:
    assert by_quotient(sp.log(s + s**2), sp.log(s), ONE, s, PLACE)
    assert by_quotient(sp.log(1 + s), sp.log(s), ONE, s, PLACE, oo)
    assert not by_quotient(sp.log(s + s**2), sp.log(s), sp.S(2), s, PLACE)
    assert not by_quotient(lam + s, 1 + s, ONE, s, PLACE)
    assert not by_quotient(sp.log(lam + s), sp.log(s) ** 2, ZERO, s, PLACE)
    assert not by_quotient(sp.log(lam + s), s**a, 1 / lam, s, PLACE)


def test_the_rule_applied_twice() -> None:
    hypentropy = 2 - sp.sqrt(4 + s**2) + s * sp.asinh(s / 2)
    assert by_quotient(hypentropy, s**2, sp.Rational(1, 4), s, PLACE)
    assert by_quotient(1 - sp.cos(s), s**2, sp.Rational(1, 2), s, PLACE)
    assert not by_quotient(1 - sp.cos(s), s**2, ONE, s, PLACE)
    # Each has a quotient of second derivatives with a limit, and goes to infinity itself.
    assert not by_quotient(sp.exp(s) - 1, s**2, sp.Rational(1, 2), s, PLACE)
    assert not by_quotient(sp.sin(s), s**2, ZERO, s, PLACE)
    assert not by_quotient(s + 1 - sp.cos(s), s**2, sp.Rational(1, 2), s, PLACE)
    assert not by_quotient(1 - sp.cos(s), s**3, ZERO, s, PLACE)
    # Twice is not often enough.
    assert not by_quotient(s - sp.sin(s), s**3, sp.Rational(1, 6), s, PLACE)


def test_a_quotient_that_is_not_the_expression() -> None:
    part = Limit("-", sp.log(s) / sp.log(2 * s), s, ZERO, ONE)
    assert not quotient(part, PLACE, sp.log(s), sp.log(3 * s)).proved


def test_the_value_at_a_positive_number() -> None:
    assert limit(s**2 + sp.log(s), ONE, ONE)
    assert not limit(s**2 + sp.log(s), 2 * ONE, ONE)


START = positive(omega)


def test_orbit_time_over_x() -> None:
    given = (DEPTH, EXPONENT, *positive(lam))
    assert by_quotient(OrbitTime(L, q, lam, s), size(L, q, lam, s), lam ** (1 - L), s, given)
    assert not by_quotient(OrbitTime(L, q, lam, s) + 1, size(L, q, lam, s), lam ** (1 - L), s, given)


# --- random numbers, against quadrature and against values far out ---

TINY = sp.Rational(1, 10**30)
thirds = st.integers(-8, 8).map(lambda n: sp.Rational(n, 3))
slips = st.sampled_from([ONE, 1 + TINY, -ONE, sp.Integer(2)])


@settings(max_examples=60)
@examples(
    st.lists(st.tuples(st.integers(-3, 3), thirds), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(1, 3), thirds), min_size=1, max_size=2),
    st.sampled_from([ZERO, oo]),
    slips,
)
def test_a_random_limit_of_sums_of_powers(
    above: list[tuple[int, sp.Rational]], below: list[tuple[int, sp.Rational]], at: sp.Expr, slip: sp.Rational
) -> None:
    """Of quotients of sums k s^e with positive denominators the limit is read off the leading powers."""
    sums: list[dict[Fraction, int]] = []
    for terms in (above, below):
        found: dict[Fraction, int] = {}
        for k, e in terms:
            power = Fraction(int(e.p), int(e.q)) * (1 if at == 0 else -1)
            found[power] = found.get(power, 0) + k
        sums.append({power: k for power, k in found.items() if k})
    up, down = sums
    quotient_ = sp.Add(*(k * s**e for k, e in above)) / sp.Add(*(k * s**e for k, e in below))
    least = min(down)
    if not up or min(up) > least:
        assert limit(quotient_, ZERO, at) and not limit(quotient_, TINY, at)
    elif min(up) == least:
        value = sp.Rational(up[least], down[least])
        assert limit(quotient_, slip * value, at) == (slip == 1)
    else:
        assert not any(limit(quotient_, value, at) for value in (ZERO, ONE, sp.Rational(up[min(up)], down[least])))
