"""What the domain accepts has a finite real value, or derivatives, at every point that the hypotheses allow."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeAlias

import mpmath
import pytest
import sympy as sp
from hypothesis import assume, settings
from hypothesis import given as examples
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.theory.definitions.leaf import Conjugate, InverseMetric, OrbitTime, PathLength, Potential, Size
from neversaddle.theory.kernel.charts import charted, sign_charts
from neversaddle.theory.kernel.domain import (
    admit,
    from_zero,
    require_defined,
    require_smooth,
    require_within,
    template,
)
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, nonzero, positive, real

Given: TypeAlias = tuple[Hypothesis, ...]
Point: TypeAlias = dict[sp.Symbol, Fraction]
x, y = sp.symbols("x y", real=True)
u, lam, q = sp.symbols("u lambda q", positive=True)
L = sp.Symbol("L", positive=True, integer=True)
DIGITS = 60


def accepts(question: Callable[..., object], *args: object) -> bool:
    try:
        question(*args)
    except CannotDecide as obstacle:
        assert str(obstacle) and "\n" not in str(obstacle)
        return False
    return True


def as_sympy(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


# --- admit ---

#: Values that tell the declarations of a symbol apart.
VALUES = [Fraction(n, 2) for n in range(-6, 7)]
DECLARED: dict[str, Callable[[Fraction], bool]] = {
    "real": lambda a: True,
    "nonnegative": lambda a: a >= 0,
    "positive": lambda a: a > 0,
    "nonzero": lambda a: a != 0,
    "negative": lambda a: a < 0,
    "integer": lambda a: a.denominator == 1,
}


UNIT = (sp.S.Zero, sp.S.One)
#: Hypotheses on a symbol, and which values they allow.
HYPOTHESES: dict[str, tuple[Callable[[sp.Symbol], Hypothesis], Callable[[Fraction], bool]]] = {
    "real": (lambda s: Sign(s, "real"), DECLARED["real"]),
    "nonnegative": (lambda s: Sign(s, "nonnegative"), DECLARED["nonnegative"]),
    "positive": (lambda s: Sign(s, "positive"), DECLARED["positive"]),
    "nonzero": (lambda s: Sign(s, "nonzero"), DECLARED["nonzero"]),
    "depth": (lambda s: Depth(s, 2), lambda a: a in (2, 3)),
    "depth from 0": (lambda s: Depth(s, 0), lambda a: a in (0, 1, 2, 3)),
    "range": (lambda s: Range(s), lambda a: 1 <= a <= 2),
    "range from 0": (lambda s: Range(s, *UNIT), lambda a: 0 <= a <= 1),
    "range above 0": (lambda s: Range(s, *UNIT, open_low=True), lambda a: 0 < a <= 1),
    "range across 0": (lambda s: Range(s, -sp.S.One, sp.S.One), lambda a: -1 <= a <= 1),
}


@pytest.mark.parametrize("kind", HYPOTHESES)
@pytest.mark.parametrize("flags", [c for n in range(3) for c in itertools.combinations(DECLARED, n)], ids=str)
def test_a_declaration_says_no_more_than_the_hypotheses(kind: str, flags: tuple[str, ...]) -> None:
    try:
        symbol = sp.Symbol("s", **dict.fromkeys(flags, True))
    except sp.core.facts.InconsistentAssumptions:
        return
    hypothesis, allowed = HYPOTHESES[kind]
    follows = all(DECLARED[flag](value) for flag in flags for value in VALUES if allowed(value))
    if accepts(admit, (hypothesis(symbol),), symbol + 1):
        assert follows
    if flags in ((), ("real",), (kind,)):
        assert accepts(admit, (hypothesis(symbol),), symbol + 1)


POISON = st.sampled_from(
    [sp.Float("0.5"), sp.nan, sp.oo, -sp.oo, sp.zoo, sp.I, sp.Symbol("z"), sp.Symbol("z", imaginary=True)]
)
PLACES: list[Callable[[sp.Expr], sp.Expr]] = [
    lambda e: x + e,
    lambda e: sp.Mul(u, e, evaluate=False),
    lambda e: sp.Pow(u, e, evaluate=False),
    lambda e: sp.Pow(e, 3, evaluate=False),
    lambda e: sp.Function("f")(x, e),
    lambda e: sp.sin(e, evaluate=False) + x,
    lambda e: OrbitTime(L, q, lam, sp.Add(u, e, evaluate=False)),
    lambda e: sp.Derivative(x * sp.log(e, evaluate=False), x),
]


@settings(max_examples=60)
@examples(POISON, st.sampled_from(PLACES))
def test_inexact_infinite_and_complex_numbers_are_refused_wherever_they_hide(
    bad: sp.Expr, place: Callable[[sp.Expr], sp.Expr]
) -> None:
    given: Given = (Depth(L, 2), Range(q), *positive(u, lam), *real(x))
    assert accepts(admit, given, place(sp.Rational(7, 3)))
    assume(place(bad).has(bad))
    assert not accepts(admit, given, place(bad))
    assert not accepts(admit, (*given, Condition(sp.Ne(x, place(bad), evaluate=False))), x)


# --- defined ---

#: Where the trees of the next tests may break: their roots and jumps are among these.
ROOTS = (Fraction(-1), Fraction(0), Fraction(1, 1000), Fraction(3, 2))
NEAR = sorted({r + d for r in ROOTS for d in (0, Fraction(1, 10**12), -Fraction(1, 10**12), Fraction(1, 3), -5, 7)})
KINDS = {kind: DECLARED[kind] for kind in ("real", "nonnegative", "positive", "nonzero")}
bases = st.one_of(
    st.builds(lambda r, s: s * (x - as_sympy(r)), st.sampled_from(ROOTS), st.sampled_from([1, -1])),
    st.builds(lambda r: x**2 + as_sympy(r), st.sampled_from(ROOTS)),
    st.builds(lambda r: sp.Abs(x) + as_sympy(r), st.sampled_from(ROOTS)),
    st.sampled_from([x, x**3, sp.Abs(x), 2 * x + q, q - 1, 2 - q, x * (q - 1) + 1, sp.Integer(3), x**2 * (2 - q)]),
)
exponents = st.sampled_from(
    [-sp.S.One, sp.Integer(2), -sp.Integer(2), sp.S.Half, -sp.S.Half, sp.Rational(1, 3), q, q - 1, 1 - q, 1 / q, 2 - q]
)
atoms = st.one_of(
    st.builds(lambda b, e: sp.Pow(b, e, evaluate=False), bases, exponents),
    st.builds(sp.log, bases.filter(lambda b: b != 0)),
    st.builds(sp.sign, bases),
    st.builds(sp.exp, bases),
)
trees = st.one_of(
    atoms,
    st.builds(lambda a, b: a + b, atoms, atoms),
    st.builds(lambda a, b: a * b, atoms, atoms),
    st.builds(lambda a, e: sp.Pow(1 + a, e, evaluate=False), atoms, exponents),
    st.builds(lambda a: sp.atan(a, evaluate=False), atoms),
)


def number(e: sp.Expr, at: Point) -> mpmath.mpf:
    """A real value by its operations in mpmath; ArithmeticError where there is none. 0^0 is 1."""
    if e.is_Symbol:
        return mp.mpf(at[e].numerator) / at[e].denominator
    if e.is_Rational:
        return mp.mpf(int(e.p)) / int(e.q)
    parts = [number(part, at) for part in e.args]
    if isinstance(e, sp.exp):
        return mp.exp(parts[0])
    if e.is_Add:
        return mp.fsum(parts)
    if e.is_Mul:
        return mp.fprod(parts)
    if e.is_Pow:
        base, exponent = parts
        if (base < 0 and not mp.isint(exponent)) or (base == 0 and exponent < 0):
            raise ArithmeticError(f"{base}^{exponent}")
        return mp.power(base, exponent)
    if isinstance(e, sp.log):
        if parts[0] <= 0:
            raise ArithmeticError(f"log {parts[0]}")
        return mp.log(parts[0])
    return {sp.Abs: abs, sp.sign: mp.sign, sp.atan: mp.atan}[e.func](*parts)


def exists(e: sp.Expr, at: Point) -> bool:
    try:
        value = number(e, at)
    except ArithmeticError:
        return False
    return bool(mp.isfinite(value))


def defined(e: sp.Expr, given: Given) -> bool:
    return all(accepts(require_defined, e, charted(given, chart), chart) for chart in sign_charts(given))


@settings(max_examples=200)
@examples(trees, st.sampled_from(sorted(KINDS)))
def test_what_counts_as_defined_has_a_value_everywhere(e: sp.Expr, kind: str) -> None:
    given: Given = (Sign(x, kind), Range(q))
    assume(not e.has(sp.nan, sp.zoo, sp.I, sp.oo))
    at = [{x: a, q: b} for a in NEAR if KINDS[kind](a) for b in (Fraction(1), Fraction(5, 4), Fraction(2))]
    # Bases that vanish are exact zeros: the points and the coefficients are short next to DIGITS.
    with mp.workdps(DIGITS):
        everywhere = all(exists(e, point) for point in at)
    if defined(e, given):
        assert everywhere


@settings(max_examples=60)
@examples(
    st.sampled_from([x, x**3, sp.Abs(x), x**2 + 1, sp.Abs(x) + sp.Rational(3, 2), q + x**2, sp.Integer(3)]),
    st.sampled_from([-sp.S.One, -sp.Integer(2), sp.S.Half, -sp.S.Half, sp.Rational(1, 3), 1 / q, -q]),
    st.sampled_from(sorted(KINDS)),
)
def test_powers_of_what_has_one_sign_are_accepted_just_where_they_have_a_value(
    base: sp.Expr, exponent: sp.Expr, kind: str
) -> None:
    given: Given = (Sign(x, kind), Range(q))
    e = sp.Pow(base, exponent, evaluate=False)
    at = [{x: a, q: b} for a in NEAR if KINDS[kind](a) for b in (Fraction(1), Fraction(5, 4), Fraction(2))]
    with mp.workdps(DIGITS):
        everywhere = all(exists(e, point) for point in at)
    assert defined(e, given) == everywhere


NOT_DEFINED: dict[str, tuple[sp.Expr, Given]] = {
    "1/(q - 1)": (1 / (q - 1), (Range(q),)),
    "1/(L - 2)": (1 / (L - 2), (Depth(L, 2),)),
    "0^(1 - q)": (sp.S.Zero ** (1 - q), (Range(q),)),
    "log of what vanishes at an end": (sp.log(2 - q), (Range(q),)),
    "a root below 0 by 10^-12": (sp.sqrt(q - 1 - sp.Rational(1, 10**12)), (Range(q),)),
    "a weak condition for a denominator": (1 / (x - y), (*real(x, y), Condition(x >= y))),
    "a condition on another sum": (1 / (x - y), (*real(x, y), Condition(sp.Ne(x + y, 0)))),
    "a square root under a condition that it may not use": (sp.sqrt(x - 2 * y), (*real(x, y), Condition(x > y))),
    "orbit time of negative balance": (OrbitTime(L, q, -lam, u), (Depth(L, 2), Range(q), *positive(lam, u))),
    "size at u < 0": (Size(L, q, lam, u - 1), (Depth(L, 2), Range(q), *positive(lam, u))),
    "a leaf of depth 0": (InverseMetric(L - 2, q, lam, u), (Depth(L, 2), Range(q), *positive(lam, u))),
    "an exponent 0": (Potential(L, q - 1, lam, u), (Depth(L, 2), Range(q), *positive(lam, u))),
    "a path from 0": (PathLength(q, u - 1, lam), (Range(q), *positive(lam, u))),
    "2F1 beyond 1": (sp.hyper([sp.S.Half, sp.S.One], [sp.Integer(2)], u), positive(u)),
    "2F1 of a = 0": (sp.hyper([sp.S.Half, q - 1], [q], -u), (Range(q), *positive(u))),
    "Beta of 0": (sp.beta(q - 1, u), (Range(q), *positive(u))),
    "tangent": (sp.tan(x), real(x)),
    "arc cosine": (sp.acos(q), (Range(q),)),
    "gamma": (sp.gamma(x), real(x)),
    "cases": (sp.Piecewise((1, x < 0)), real(x)),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_DEFINED)
def test_what_may_have_no_value_is_refused(name: str) -> None:
    assert not defined(*NOT_DEFINED[name])


DEFINED: dict[str, tuple[sp.Expr, Given]] = {
    "1/(q - 1) above 1": (1 / (q - 1), (Range(q, open_low=True),)),
    "1/(L - 2) from 3 on": (1 / (L - 2), (Depth(L, 3),)),
    "a condition for a denominator": (1 / (2 * u - 2 * lam), (*positive(u, lam), Condition(u > lam))),
    "not equal": (1 / (u - x) ** 2, (*positive(u), *real(x), Condition(sp.Ne(u, x)))),
    "0^(q - 1) and 0^0": (sp.S.Zero ** (q - 1), (Range(q),)),
    "on the leaf": (Conjugate(L, q, lam, u) / InverseMetric(L, q, lam, u), (Depth(L, 2), Range(q), *positive(lam, u))),
    "2F1": (sp.hyper([x, 1 / q], [1 + 1 / q], -u), (Range(q), *positive(u), *real(x))),
    "Beta by a condition": (sp.beta(2 * u - 2 * lam, u), (*positive(u, lam), Condition(u > lam))),
    "a modulus to a power": (sp.Abs(x) ** q * sp.sign(x), (Range(q), *real(x))),
    "path": (PathLength(q, u, lam), (Range(q), *positive(lam, u))),
    "functions without poles": (sp.sin(x) * sp.tanh(x) + sp.asinh(x) - sp.exp(-x), real(x)),
}


@pytest.mark.parametrize("name", DEFINED)
def test_what_has_a_value_is_accepted(name: str) -> None:
    assert defined(*DEFINED[name])


# --- smooth ---

curves = st.one_of(
    atoms,
    st.builds(lambda a, b: a + b, atoms, atoms),
    st.builds(lambda a, b: a * b, atoms, bases),
    st.builds(sp.Abs, bases),
)


def bend(e: sp.Expr, at: Fraction, side: int, exponent: Fraction) -> tuple[mpmath.mpf, mpmath.mpf]:
    """One-sided difference quotients of first and second order, with a step of 10^-100."""
    h = Fraction(side, 10**100)
    f = [number(e, {x: at + k * h, q: exponent}) for k in (0, 1, 2)]
    step = mp.mpf(side) / mp.mpf(10) ** 100
    return (f[1] - f[0]) / step, (f[2] - 2 * f[1] + f[0]) / step**2


@settings(max_examples=200)
@examples(curves, st.sampled_from(sorted(KINDS)), st.sampled_from([Fraction(1), Fraction(5, 4), Fraction(2)]))
def test_what_counts_as_smooth_bends_alike_on_both_sides(e: sp.Expr, kind: str, exponent: Fraction) -> None:
    given: Given = (Sign(x, kind), Range(q))
    assume(not e.has(sp.nan, sp.zoo, sp.I, sp.oo))
    if not accepts(require_smooth, e, x, given):
        return
    with mp.workdps(350):
        # What the variable does not stand in is not asked for here.
        fixed = [node for node in sp.preorder_traversal(e) if not node.has(x)]
        assume(all(exists(node, {q: exponent}) for node in fixed))
        for at in (r for r in (*ROOTS, Fraction(1, 3), Fraction(-2)) if KINDS[kind](r)):
            # Poles lie 10^-3 away at least, of order 4 at most, so that derivatives of order 3 are below 10^30: then
            # the quotients are 10^-70 apart. A root at a point would make one of them 10^50.
            sides = [bend(e, at, side, exponent) for side in (-1, 1) if kind != "nonnegative" or at + side >= 0]
            assert all(abs(slope) < mp.mpf(10) ** 30 for slope in itertools.chain(*sides))
            assert all(abs(one - other) < mp.mpf(10) ** -60 for one, other in zip(sides[0], sides[-1], strict=True))


KINKS: dict[str, tuple[sp.Expr, Given]] = {
    "modulus": (sp.Abs(x), real(x)),
    "modulus, a hair inside": (sp.Abs(x - sp.Rational(1, 10**30)), positive(x)),
    "sign": (sp.sign(x) * x, real(x)),
    "a square in disguise": (sp.sqrt(x**2), real(x)),
    "3/2": (sp.Abs(x) ** sp.Rational(3, 2), real(x)),
    "a root at the end": (sp.sqrt(x), (Sign(x, "nonnegative"),)),
    "q at 1": (sp.Abs(x) ** q, (*real(x), Range(q))),
    "a pole": (1 / (x - 1), positive(x)),
    "a logarithm": (sp.log(x - 1), positive(x)),
    "cases": (sp.Piecewise((0, x < 1), (x, True)), real(x)),
    "larger of two": (sp.Max(x, 1), real(x)),
    "a step": (sp.Heaviside(x - 1), positive(x)),
    "floor": (sp.floor(x), positive(x)),
    "an unknown function": (sp.Function("f")(x), real(x)),
    "orbit time from 0": (OrbitTime(L, q, lam, x), (Depth(L, 2), Range(q), *positive(lam), Sign(x, "nonnegative"))),
    "path length from 0": (PathLength(1, lam, x), (*positive(lam), Sign(x, "nonnegative"))),
    "path length in its start": (PathLength(q, x, lam), (Range(q), *positive(lam, x))),
    "path length in its exponent": (PathLength(x, u, lam), positive(lam, u, x)),
    "2F1 in its parameter": (sp.hyper([x, sp.S.Half], [sp.Rational(3, 2)], -u), (*positive(u), *real(x))),
}


@pytest.mark.parametrize("name", KINKS)
def test_kinks_jumps_and_poles_are_refused(name: str) -> None:
    e, given = KINKS[name]
    assert not accepts(require_smooth, e, x, given)


def test_what_has_all_derivatives_is_accepted() -> None:
    for e, given in (
        (sp.Abs(x) ** q * sp.sign(x) + sp.log(x**2) + 1 / x, nonzero(x)),
        (sp.sqrt(1 + x**2) * sp.asinh(x) + sp.exp(-x), real(x)),
        ((x + 1) ** (1 / q) * sp.log(2 + x), (Sign(x, "nonnegative"),)),
        (OrbitTime(L, q, lam, x) * Size(L, q, lam, x), (Depth(L, 2), *positive(lam, x))),
        (PathLength(q, lam, x**2), positive(lam, x)),
        # A kink in another variable is none in this one.
        (x * sp.Abs(y), real(x, y)),
    ):
        assert accepts(require_smooth, e, x, (*given, Range(q)))


# --- where a variable runs ---

INTERVALS: dict[str, tuple[Hypothesis, Fraction | None, Fraction | None]] = {
    "real": (Sign(x, "real"), None, None),
    "positive": (Sign(x, "positive"), Fraction(0), None),
    "nonnegative": (Sign(x, "nonnegative"), Fraction(0), None),
    "[1, 2]": (Range(x), Fraction(1), Fraction(2)),
    "(0, 1)": (Range(x, sp.S.Zero, sp.S.One, True, True), Fraction(0), Fraction(1)),
    "[-1, 3)": (Range(x, -sp.S.One, sp.Integer(3), open_high=True), Fraction(-1), Fraction(3)),
}


@settings(max_examples=60)
@examples(st.sampled_from(sorted(INTERVALS)), st.fractions(-3, 4, max_denominator=4), st.integers(-2, 2))
def test_a_point_is_within_just_where_it_is_in_the_closed_interval(kind: str, base: Fraction, slope: int) -> None:
    """Points base + slope q, which run over an interval with q in [1, 2]."""
    hypothesis, low, high = INTERVALS[kind]
    ends = [base + slope * n for n in (1, 2)]
    inside = all((low is None or low <= e) and (high is None or e <= high) for e in ends)
    point = as_sympy(base) + slope * q
    assert accepts(require_within, point, x, (hypothesis, Range(q))) == inside
    assert not accepts(require_within, point + 0 * x + x, x, (hypothesis, Range(q)))
    assert accepts(from_zero, x, (hypothesis, Range(q))) == (low == 0)


@pytest.mark.parametrize(
    "given", [nonzero(x), (Depth(x, 1),), (*real(x), *positive(x)), (), (Condition(x > 0),)], ids=str
)
def test_a_variable_runs_over_one_interval(given: Sequence[Hypothesis]) -> None:
    assert not accepts(require_within, sp.S.One, x, given)
    assert not accepts(from_zero, x, given)


@settings(max_examples=30)
@examples(st.integers(-3, 3), st.fractions(-2, 3, max_denominator=3), st.permutations([0, 1]))
def test_the_template_is_found_in_either_order(b: int, a: Fraction, turn: list[int]) -> None:
    parts = [q + b, as_sympy(a) / q]
    top = [parts[k] for k in turn]
    assert template(sp.hyper(top, [parts[1] + 1], -u)) == (*parts, -u)
    assert not accepts(template, sp.hyper(top, [parts[1] + 2], -u))


def test_an_answer_is_of_its_hypotheses_and_its_chart() -> None:
    for _ in range(2):
        assert accepts(require_defined, 1 / x, ()) is False
        assert accepts(require_defined, 1 / x, [], {x: u})
        assert accepts(require_defined, 1 / x, (), {x: sp.S.Zero}) is False
        assert accepts(require_defined, 1 / x, (Condition(sp.Ne(x, 0)),))
