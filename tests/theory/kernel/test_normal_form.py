"""The normal form keeps the value of what it rewrites, and a sign or a zero that it reports is there at every point."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

import mpmath
import pytest
import sympy as sp
from hypothesis import assume, settings
from hypothesis import given as examples
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, in_chart, range_charts
from neversaddle.theory.kernel.normal_form import (
    LARGEST_EXPANSION,
    STRICT,
    WEAK,
    CannotDecide,
    Terms,
    cancelled,
    certain_sign,
    collect,
    fraction,
    merge,
    positive_factors,
    rewritten,
)
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, positive, real

Point: TypeAlias = dict[sp.Symbol, sp.Rational]
u, v, q, r = sp.symbols("u v q r", positive=True)
x = sp.Symbol("x", real=True)
L = sp.Symbol("L", positive=True, integer=True)
#: What is left to assume in a sign chart, where u and v are positive.
GIVEN: tuple[Hypothesis, ...] = (Depth(L, 2), Range(q))
ALL: tuple[Hypothesis, ...] = (*GIVEN, *positive(u, v))
DIGITS = 80
#: A perturbation that no rounding to DIGITS hides, and that doubles would not see.
TINY = sp.Rational(1, 10**40)


def as_sympy(value: Fraction | int) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


sizes = st.fractions(Fraction(1, 9), 9, max_denominator=9).map(as_sympy)
numbers = st.fractions(-4, 4, max_denominator=5).filter(bool).map(as_sympy)
exponents_q = st.sampled_from([sp.Rational(n, 12) for n in range(12, 25)])
depths = st.integers(2, 6).map(sp.Integer)
points = st.fixed_dictionaries({u: sizes, v: sizes, q: exponents_q, L: depths})
bases = st.sampled_from([u, v, u + v, 2 * u + 1, u**2 + v, sp.Integer(6), u * v])
powers = st.one_of(
    st.integers(-2, 2).map(sp.Integer),
    st.sampled_from([sp.S.Half, -sp.Rational(1, 3), q, 1 / q, q - 1, (L - 1) / q, 2 - q, -L]),
)
monomials = st.builds(
    lambda c, factors: c * sp.Mul(*(b**e for b, e in factors)),
    numbers,
    st.lists(st.tuples(bases, powers), min_size=1, max_size=3),
)
sums = st.lists(monomials, min_size=1, max_size=3).map(lambda terms: sp.Add(*terms))
quotients = st.builds(lambda a, b, c, d: a * b**c + d, sums, monomials, st.sampled_from([1, -1]), sums)


def number(e: sp.Expr, at: Point) -> mpmath.mpf:
    """An expression of positive symbols at an exact point, by its operations in mpmath."""
    e = sp.sympify(e)
    if e in at:
        e = at[e]
    if e.is_Rational:
        return mp.mpf(int(e.p)) / int(e.q)
    if e == sp.E:
        return mp.e
    parts = [number(part, at) for part in e.args]
    if e.is_Add:
        return mp.fsum(parts)
    if e.is_Mul:
        return mp.fprod(parts)
    assert e.is_Pow, e
    return mp.power(*parts)


def size_of(terms: Terms, at: Point) -> mpmath.mpf:
    """The sum of the moduli of the terms: errors of their sum are small next to it."""
    return mp.fsum(abs(value_of([term], at)) for term in terms)


def value_of(terms: Terms, at: Point) -> mpmath.mpf:
    return mp.fsum(number(sp.Mul(c, *(b**e for b, e in ps.items())), at) for ps, c in terms)


@settings(max_examples=30)
@examples(quotients, points)
def test_a_quotient_of_sums_has_the_value_of_the_expression(e: sp.Expr, at: Point) -> None:
    n, d = fraction(e, GIVEN)
    with mp.workdps(DIGITS):
        above, below, expected = value_of(n, at), value_of(d, at), number(e, at)
        # Cancelling, the ~100 operations lose digits next to the largest term, and that is below 10^30 here.
        assume(abs(below) > mp.mpf(10) ** -10)
        scale = (size_of(n, at) + abs(expected) * size_of(d, at)) / abs(below)
        assert abs(above / below - expected) <= scale * mp.mpf(10) ** (10 - DIGITS)


@settings(max_examples=40)
@examples(sums, points)
def test_collecting_keeps_the_value_and_leaves_no_two_terms_a_whole_power_apart(e: sp.Expr, at: Point) -> None:
    split: Terms = [term for part in sp.Add.make_args(e) for term in fraction(part, GIVEN)[0]]
    together = collect(split)
    with mp.workdps(DIGITS):
        assert abs(value_of(split, at) - value_of(together, at)) <= size_of(split, at) * mp.mpf(10) ** (10 - DIGITS)
    for i, (one, _) in enumerate(together):
        for other, _ in together[:i]:
            gap = merge(one, {b: -e for b, e in other.items()})
            assert not all(e.is_Integer for e in gap.values())
    assert collect(together) == together


@settings(max_examples=40)
@examples(st.dictionaries(bases, powers), st.dictionaries(bases, powers), points)
def test_merged_powers_are_those_of_the_product(
    left: dict[sp.Expr, sp.Expr], right: dict[sp.Expr, sp.Expr], at: Point
) -> None:
    together = merge(left, right)
    assert 0 not in together.values()
    assert merge(together, {b: -e for b, e in together.items()}) == {}
    with mp.workdps(DIGITS):
        parts = [value_of([(ps, sp.S.One)], at) for ps in (left, right, together)]
        assert abs(parts[2] / (parts[0] * parts[1]) - 1) <= mp.mpf(10) ** (10 - DIGITS)


@settings(max_examples=60)
@examples(
    st.lists(st.tuples(bases, st.integers(-2, 2)), max_size=3), numbers, st.sampled_from([sp.S.Half, 1 / q]), points
)
def test_factors_of_what_is_positive(
    parts: list[tuple[sp.Expr, int]], c: sp.Rational, exponent: sp.Expr, at: Point
) -> None:
    """The bases are positive polynomials, so a product of whole powers has the sign of its coefficient."""
    e = sp.expand(c) * sp.Mul(*(sp.expand(b) ** n for b, n in parts))
    if c < 0:
        with pytest.raises(CannotDecide):
            positive_factors(e, exponent, GIVEN)
        return
    found = positive_factors(e, exponent, GIVEN)
    assert all(certain_sign(base, GIVEN) == STRICT for base in found)
    with mp.workdps(DIGITS):
        expected = number(e, at) ** number(exponent, at)
        assert abs(value_of([(found, sp.S.One)], at) / expected - 1) <= mp.mpf(10) ** (10 - DIGITS)


@settings(max_examples=4)
@examples(sizes, sizes)
def test_no_power_of_what_may_be_negative_or_zero(a: sp.Rational, b: sp.Rational) -> None:
    for base in (a * u - b * v, u**2 - a * u + b, a - u, -a * u, a * (q - 1), sp.log(u) + a):
        for exponent in (sp.S.Half, 1 / q):
            with pytest.raises(CannotDecide):
                positive_factors(base, exponent, GIVEN)
            with pytest.raises(CannotDecide):
                fraction((base**2) ** (exponent / 2) if base != -a * u else base**exponent, GIVEN)


# --- signs ---

#: Each is >= 0 wherever q in [1, 2] and L >= 2, and the first two are > 0.
CORNERS = [sp.S.One, q, q - 1, 2 - q, L - 2, (q - 1) * (2 - q), (L - 2) * (q - 1)]
AT = [{q: Fraction(n, 8), L: Fraction(d)} for n in (8, 9, 12, 15, 16) for d in (2, 3, 7)]
small = st.integers(-2, 4).map(sp.Integer)


def exact(polynomial: sp.Expr, at: dict[sp.Symbol, Fraction]) -> Fraction:
    total = Fraction(0)
    symbols = sorted(at, key=str)
    for exponents, c in sp.Poly(polynomial, *symbols).terms():
        term = Fraction(int(c.p), int(c.q))
        for s, n in zip(symbols, exponents, strict=True):
            term *= at[s] ** n
        total += term
    return total


@settings(max_examples=40)
@examples(st.lists(st.tuples(small, st.sampled_from(CORNERS)), min_size=1, max_size=4))
def test_a_sign_holds_at_every_point_and_is_found_where_all_coefficients_share_it(
    terms: list[tuple[sp.Integer, sp.Expr]],
) -> None:
    """Each term has a power of u of its own, so that the terms do not mix."""
    e = sp.Add(*(c * part * u**k for k, (c, part) in enumerate(terms)))
    sign = certain_sign(e, GIVEN)
    values = [exact(e, {**at, u: size}) for at in AT for size in (Fraction(1, 10**6), Fraction(3, 7), Fraction(10**6))]
    if sign > 0:
        assert min(values) >= 0 and (sign == WEAK or min(values) > 0)
    if sign < 0:
        assert max(values) <= 0 and (sign == -WEAK or max(values) < 0)
    if all(c >= 0 for c, _ in terms):
        # At the corners no smallness of u decides: a strict sign is one that no corner of q and L takes away.
        assert sign == (STRICT if min(exact(e, {**at, u: Fraction(1)}) for at in AT) > 0 else WEAK)
    # A weak sign may be lost where the other side is asked for: zero at an end counts as >= 0 there.
    assert certain_sign(-e, GIVEN) in ((-sign,) if abs(sign) == STRICT else (WEAK, -WEAK, 0))


@settings(max_examples=30)
@examples(st.lists(small, min_size=3, max_size=3), st.lists(small, min_size=3, max_size=3))
def test_signs_of_quotients(above: list[sp.Integer], below: list[sp.Integer]) -> None:
    n, d = (a + b * u + c * (q - 1) * u**2 for a, b, c in (above, below))
    # A denominator that vanishes at q = 1 for every u is refused with words.
    assume(d.subs(q, 1) != 0)
    sign = certain_sign(n / d, GIVEN)
    for at in ({**at, u: size} for at in AT for size in (Fraction(1, 10**6), Fraction(1), Fraction(10**6))):
        top, bottom = exact(n, at), exact(d, at)
        if sign and bottom == 0:
            # What cancels need not have been defined: that is the domain's to ask.
            assert sp.cancel(n / d).as_numer_denom()[1] != sp.expand(d)
        elif sign:
            assert top / bottom * sign >= 0 and (abs(sign) == WEAK or top != 0)
    if min(*above, *below) >= 0 and above[0] > 0 and below[0] > 0:
        assert sign == STRICT


@pytest.mark.parametrize(
    "e",
    [sp.log(u), x, x**2 + 1, sp.pi - 3, 1 + 3 * sp.exp(-2), sp.sqrt(2) - 1, u - v, sp.Symbol("L shift") + 1],
    ids=str,
)
def test_what_is_not_read_off_coefficients_has_no_sign(e: sp.Expr) -> None:
    assert certain_sign(e, ()) == 0


@settings(max_examples=40)
@examples(st.tuples(sizes, sizes), st.sets(st.sampled_from(["low", "high"])), st.fractions(-10, 10).map(as_sympy))
def test_a_range_is_covered_with_its_ends_and_no_more(
    ends: tuple[sp.Rational, sp.Rational], open_: set[str], at: sp.Rational
) -> None:
    """A parameter minus a number is > 0 just where the number lies below its range."""
    low, high = sorted(ends)
    assume(low < high)
    given = (Range(r, low, high, "low" in open_, "high" in open_),)
    above = STRICT if at < low or (at == low and "low" in open_) else WEAK if at == low else 0
    below = STRICT if at > high or (at == high and "high" in open_) else WEAK if at == high else 0
    assert max(0, certain_sign(r - at, given)) == above
    assert max(0, certain_sign(at - r, given)) == below
    assert len(list(range_charts(given))) == 3 - len(open_)


# --- zero ---


def vanishes(e: sp.Expr) -> bool:
    return all(c == 0 for _, c in collect(fraction(e, GIVEN)[0]))


#: Two ways to write one thing, of a base b > 0 and exponents e, f.
REWRITTEN = [
    lambda b, e, f: (b**e * b**f, b ** (e + f)),
    lambda b, e, f: ((b * u) ** e, b**e * u**e),
    lambda b, e, f: ((b**2 + 2 * b * u + u**2) ** (e / 2), (b + u) ** e),
    lambda b, e, f: ((b + u) ** (e + 1), b * (b + u) ** e + u * (b + u) ** e),
    lambda b, e, f: (((b + u) / u) ** e, (b + u) ** e * u**-e),
    lambda b, e, f: ((6 * b) ** e, 2**e * 3**e * b**e),
    lambda b, e, f: ((b**e + u**f) ** 2, b ** (2 * e) + 2 * b**e * u**f + u ** (2 * f)),
    lambda b, e, f: ((b**e - u**f) / (b**e * u**f), u**-f - b**-e),
    lambda b, e, f: ((b**e) ** f, b ** (e * f)),
]


@settings(max_examples=45)
@examples(
    st.sampled_from(REWRITTEN),
    st.sampled_from([v, v + 1, 2 * v + u]),
    powers.filter(lambda e: e != 0),
    powers.filter(lambda e: e != 0),
    monomials,
    st.sampled_from(["coefficient", "exponent", "term", "sign"]),
    st.lists(points, min_size=2, max_size=2),
)
def test_the_zero_test_is_right_both_ways(
    law: object, b: sp.Expr, e: sp.Expr, f: sp.Expr, c: sp.Expr, slip: str, at: list[Point]
) -> None:
    left, right = law(b, e, f)  # type: ignore[operator]
    wrong = {
        "coefficient": right * (1 + TINY),
        "exponent": right * v**TINY,
        "term": right + TINY * u,
        "sign": -right,
    }[slip]
    assert vanishes(c * left - c * right)
    assert decide.zero(c * left - c * right, ALL).proved
    with mp.workdps(2 * DIGITS):
        near, far = ([abs(number(left - side, p)) for p in at] for side in (right, wrong))
        # 2 DIGITS leave an error of 10^(10 - 2 DIGITS) of values below 10^30: far below a change by 10^-40 of one of
        # those above 10^-30, which a right side only lacks where it vanishes at both points, or v = 1 at both.
        assume(max(far) > mp.mpf(10) ** -DIGITS)
        assert max(near) < mp.mpf(10) ** -DIGITS
    assert not vanishes(c * left - c * wrong)
    assert not decide.zero(c * left - c * wrong, ALL).proved


@settings(max_examples=18)
@examples(quotients, points)
def test_written_again_it_is_the_same(e: sp.Expr, at: Point) -> None:
    again = rewritten(e, GIVEN)
    assert vanishes(again - e)
    n, _ = fraction(e, GIVEN)
    with mp.workdps(DIGITS):
        assume(size_of(n, at) < mp.mpf(10) ** 30)
        assert abs(number(again, at) - number(e, at)) < mp.mpf(10) ** (45 - DIGITS)


def test_opaque_atoms_stand_for_nothing_but_themselves() -> None:
    f = sp.Function("f", real=True)
    assert vanishes((sp.log(u) + sp.pi) ** 2 - sp.log(u) ** 2 - 2 * sp.pi * sp.log(u) - sp.pi**2)
    for other in (sp.log(2 * u), f(u), sp.log(v), sp.Symbol("<log(u)>", real=True)):
        assert not vanishes(sp.log(u) - other)
    assert not vanishes(sp.sin(u) ** 2 + sp.cos(u) ** 2 - 1)
    # Of cases, too: that they have a value is the domain's to ask.
    assert not vanishes(sp.Piecewise((u, u < 1), (v, True)) - u)


@pytest.mark.parametrize(
    "e",
    [
        sp.Float("0.5") * u,
        u + sp.nan,
        sp.oo * u,
        sp.I * u,
        (u - v) ** sp.S.Half,
        (u + v**q) ** sp.S.Half,
        (u + v**q) ** (LARGEST_EXPANSION + 1),
        sp.S.Zero ** (q - 1),
        u ** sp.acos(sp.Integer(2)),
        u ** sp.Symbol("z", imaginary=True),
        sp.Max(u, v),
    ],
    ids=str,
)
def test_what_is_outside_the_class_is_refused(e: sp.Expr) -> None:
    with pytest.raises(CannotDecide):
        fraction(e, GIVEN)


@settings(max_examples=40)
@examples(numbers, numbers, st.sampled_from([sp.S.Half, q, 1 / q]))
def test_moduli_and_signs_are_those_of_every_chart(a: sp.Rational, b: sp.Rational, e: sp.Expr) -> None:
    """|a x| for real x: of a monomial it is written out; of a sum it is an atom."""
    given = (*GIVEN, *real(x), *positive(u))
    for chart in ({x: u}, {x: -u}):
        there, side = charted(given, chart), -1 if chart[x] == -u else 1
        modulus = in_chart(sp.Abs(a * x) ** e * sp.sign(b * x), chart)
        assert all(c == 0 for _, c in collect(fraction(modulus - side * sp.sign(b) * abs(a) ** e * u**e, there)[0]))
    assert decide.zero(sp.Abs(a * x) ** e - abs(a) ** e * sp.Abs(x) ** e, given).proved
    assert not decide.zero(sp.Abs(a * x + b) - sp.Abs(a * x) - abs(b), given).proved
    assert not decide.zero(sp.Abs(a * x) - a * x, given).proved


def test_a_condition_is_no_range() -> None:
    """Signs are read off ranges alone; what a condition adds is the kernel's to use, at the value it speaks of."""
    given = (Condition(r > 3), Range(r, sp.S.Zero, sp.Integer(9)), Sign(x, "real"))
    assert certain_sign(r - 2, given) == 0


def test_what_a_form_is_used_for_leaves_it_as_it_was() -> None:
    a, b = sp.symbols("a b", positive=True)
    e = (a ** sp.Rational(1, 3) + b) ** 2 / (1 + a * b) ** sp.Rational(3, 2)
    before = sp.srepr(fraction(e, ()))
    collect(fraction(e, ())[0])
    merge(fraction(e, ())[0][0][0], {a: sp.S.One})
    certain_sign(e, ())
    rewritten(e, ())
    assert sp.srepr(fraction(e, ())) == before


def test_what_is_zero_once_it_is_multiplied_out_is_zero() -> None:
    x, y, z = sp.symbols("x y z", positive=True)
    assert cancelled(x * z + y * z - z * (x + y)) == 0
    assert cancelled((x + y) * z - x * z) == y * z
