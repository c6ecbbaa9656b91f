"""Times to escape in order: what is proved holds in quadratures of the times, and what is not shown is refused."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import mpmath
import pytest
import sympy as sp
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.theory.definitions.escape import ReachTime
from neversaddle.theory.kernel.rules.escape import not_later, ordered_times
from neversaddle.theory.language.symbols import L, p, q, q_larger
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, positive
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.setting import ANY_DEPTH, DEPTH, EXPONENT, LARGER_EXPONENT

omega, delta = sp.symbols("omega delta", positive=True)
s, t = sp.symbols("s t", nonnegative=True)
END, START = 1 / (1 + s), 1 / (1 + t)
SIZES = (Sign(s, "nonnegative"), Sign(t, "nonnegative"))


ORDERED: tuple[Hypothesis, ...] = (DEPTH, EXPONENT, LARGER_EXPONENT, Condition(q < q_larger), *SIZES)
TRUE = Inequality("sooner", ReachTime(L, q, START, END), ReachTime(L, q_larger, START, END), strict=True)


@pytest.mark.parametrize("strict", [True, False])
def test_smaller_exponents_are_sooner_up_to_one(strict: bool) -> None:
    part = Inequality("sooner", TRUE.left, TRUE.right, strict)
    assert ordered_times(part, ORDERED).proved
    fixed = Inequality(
        "at one", ReachTime(L, q, sp.S.One, sp.S.One), ReachTime(L, q_larger, sp.S.One, sp.S.One), strict
    )
    assert ordered_times(fixed, ORDERED).proved


def without(kind: type | sp.Symbol) -> tuple[Hypothesis, ...]:
    return tuple(h for h in ORDERED if getattr(h, "symbol", None) != kind and type(h) is not kind)


FALSE: dict[str, tuple[sp.Expr, sp.Expr, tuple[Hypothesis, ...]]] = {
    "turned round": (TRUE.right, TRUE.left, ORDERED),
    "of one exponent": (TRUE.left, TRUE.left, ORDERED),
    "twice": (2 * TRUE.left, TRUE.right, ORDERED),
    "another depth": (ReachTime(L - 1, q, START, END), TRUE.right, ORDERED),
    "another start": (ReachTime(L, q, START / 2, END), TRUE.right, ORDERED),
    "another end": (ReachTime(L, q, START, END), ReachTime(L, q_larger, START, END / 2), ORDERED),
    "from above one": (ReachTime(L, q, 1 + t, END), ReachTime(L, q_larger, 1 + t, END), ORDERED),
    "to above one": (ReachTime(L, q, START, 1 + s), ReachTime(L, q_larger, START, 1 + s), ORDERED),
    "from any size": (ReachTime(L, q, omega, END), ReachTime(L, q_larger, omega, END), (*ORDERED, *positive(omega))),
    "q and its conjugate": (ReachTime(L, q, START, END), ReachTime(L, p, START, END), ORDERED),
    "from zero": (ReachTime(L, q, sp.S.Zero, END), ReachTime(L, q_larger, sp.S.Zero, END), ORDERED),
    "equal exponents": (TRUE.left, TRUE.right, (*without(Condition), Condition(sp.Le(q, q_larger)))),
    "no order of exponents": (TRUE.left, TRUE.right, without(Condition)),
    "depth one": (TRUE.left, TRUE.right, (ANY_DEPTH, *without(L))),
    "exponents from zero": (TRUE.left, TRUE.right, (Range(q, low=sp.S.Zero), *without(q))),
    "any real start": (TRUE.left, TRUE.right, (Sign(t, "real"), *without(t))),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_not_shown_is_refused(name: str) -> None:
    left, right, given = FALSE[name]
    assert not ordered_times(Inequality(name, left, right, strict=True), given).proved


def reach(start: sp.Expr = START, end: sp.Expr = END, exponent: sp.Expr = q) -> sp.Expr:
    return ReachTime(L, exponent, start, end)


@pytest.mark.parametrize(
    "left",
    [
        -reach(),
        reach() / 2,
        reach(),
        reach(end=1 / (2 + s)),
        reach(start=2 / (1 + t)),
        -2 * reach(omega, delta, q_larger),
    ],
    ids=str,
)
def test_what_is_part_of_a_time_is_not_later(left: sp.Expr) -> None:
    given = (*ORDERED, *positive(omega, delta))
    assert not_later(left, reach(), given).proved
    assert left == reach() or not not_later(reach(), left, given).proved


@pytest.mark.parametrize(
    "left",
    [
        2 * reach(),
        reach(exponent=q_larger),
        reach(start=1 / (2 + t)),
        reach(end=2 / (1 + s)),
        reach(start=delta),
        reach() + reach(),
        reach() ** 2,
        reach() - 1,
        q * reach(),
        ReachTime(L - 1, q, START, END),
        reach(start=sp.S.Zero),
    ],
    ids=str,
)
def test_what_is_not_shown_to_be_part_of_a_time(left: sp.Expr) -> None:
    assert not not_later(left, reach(), (*ORDERED, *positive(omega, delta))).proved


# --- random statements, against quadrature ---


def real(value: Fraction) -> mpmath.mpf:
    return mp.mpf(value.numerator) / value.denominator


@cache
def time(depth: int, exponent: Fraction, start: Fraction, end: Fraction) -> mpmath.mpf:
    """The integral of dx/h from x = 0 to the end, with |w_1| = w as the variable and h summed over the weights."""
    with mp.workdps(25):
        power, others = real(exponent), real(start)

        def weights(w: mpmath.mpf) -> list[mpmath.mpf]:
            return [w, *[(w**power + others**power) ** (1 / power)] * (depth - 1)]

        def slowness(w: mpmath.mpf) -> mpmath.mpf:
            """dx/dw over h = sum |x/w_i|^q, with dw_i/dw = (w/w_i)^(q-1)."""
            x = mp.fprod(weights(w))
            slope = mp.fsum(x / w_i * (w / w_i) ** (power - 1) for w_i in weights(w))
            return slope / mp.fsum((x / w_i) ** power for w_i in weights(w))

        # The product is at least w omega^(L-1), and rises.
        low, last = mp.mpf(0), real(end) / others ** (depth - 1)
        while last - low > mp.eps * last:
            middle = (low + last) / 2
            low, last = (middle, last) if mp.fprod(weights(middle)) < real(end) else (low, middle)
        return mp.quad(slowness, [0, last / 8, last])


rationals = st.fractions(Fraction(1, 5), Fraction(5, 2), max_denominator=5)
exponents = st.sampled_from([Fraction(n, 4) for n in range(2, 9)])
#: Quadrature to 25 digits of times between 10^-6 and 10^6 leaves their order right to 10^-12.
CLOSE = mp.mpf(10) ** -12


def exact(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


def test_the_times_are_in_another_order_from_above_one() -> None:
    assert time(2, Fraction(1), Fraction(2), Fraction(1, 5)) > time(2, Fraction(2), Fraction(2), Fraction(1, 5))
    assert time(2, Fraction(1), Fraction(1), Fraction(1)) < time(2, Fraction(2), Fraction(1), Fraction(1))


@settings(max_examples=40)
@examples(st.integers(1, 4), st.tuples(exponents, exponents), rationals, rationals, st.booleans())
def test_times_of_two_exponents_at_numbers(
    depth: int, pair: tuple[Fraction, Fraction], start: Fraction, end: Fraction, strict: bool
) -> None:
    """Between numbers the rule says all that it is for: omega, delta <= 1 and q < q_2, at two weights and more."""
    times = [ReachTime(sp.Integer(depth), exact(e), exact(start), exact(end)) for e in pair]
    sure = ordered_times(Inequality("-", times[0], times[1], strict), ()).proved
    assert sure == (pair[0] < pair[1] and start <= 1 and end <= 1 and depth >= 2)
    below, above = (time(depth, e, start, end) for e in pair)
    assert not sure or below < above - CLOSE * above


bounds = st.sampled_from([Fraction(1, 4), Fraction(1), Fraction(3, 2), 1 + Fraction(1, 10**30)])


@settings(max_examples=15)
@examples(st.integers(1, 3), bounds, bounds, st.sampled_from([1, 2]), st.sampled_from([1, 2]), st.booleans())
def test_times_of_two_exponents_over_ranges(
    least: int, high_start: Fraction, high_end: Fraction, low: int, other_low: int, ordered: bool
) -> None:
    """Exponents in ranges of length 1 from 1/2 or 1, starts and ends up to a bound: proved only if all is true."""
    r, r_2 = sp.symbols("r r_2", positive=True)
    given: tuple[Hypothesis, ...] = (
        Depth(L, least),
        *(Range(e, sp.Rational(n, 2), sp.Rational(n, 2) + 1) for e, n in ((r, low), (r_2, other_low))),
        *(Range(e, sp.S.Zero, exact(n), open_low=True) for e, n in ((omega, high_start), (delta, high_end))),
        *((Condition(r < r_2),) if ordered else ()),
    )
    part = Inequality("-", ReachTime(L, r, omega, delta), ReachTime(L, r_2, omega, delta))
    sure = ordered_times(part, given).proved
    assert sure == (ordered and max(high_start, high_end) <= 1 and least >= 2)
    ends = [(Fraction(low + 2 * k, 2), Fraction(other_low + 2 * j, 2)) for k in (0, 1) for j in (0, 1)]
    for one, two in (pair for pair in ends if pair[0] < pair[1]):
        assert not sure or time(least, one, high_start, high_end) < time(least, two, high_start, high_end)


@settings(max_examples=40)
@examples(
    st.tuples(st.integers(-1, 2), rationals, rationals, exponents),
    st.tuples(st.integers(-1, 2), rationals, rationals, exponents),
    st.integers(1, 3),
)
def test_multiples_of_times_at_numbers(
    one: tuple[int, Fraction, Fraction, Fraction], two: tuple[int, Fraction, Fraction, Fraction], depth: int
) -> None:
    sides, values = [], []
    for factor, start, end, exponent in (one, two):
        sides.append(factor * ReachTime(sp.Integer(depth), exact(exponent), exact(start), exact(end)))
        values.append(factor * time(depth, exponent, start, end))
    sure = not_later(sides[0], sides[1], ()).proved
    assert not sure or values[0] <= values[1] + CLOSE * (abs(values[0]) + abs(values[1]))
    if one[0] > 0 and depth >= 2 and one[3] == two[3] and one[0] <= two[0]:
        assert sure == (one[1] >= two[1] and one[2] <= two[2])
