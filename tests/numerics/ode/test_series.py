"""The recurrences in exact rationals: coefficients are those of formal power series, with no rounding to allow for."""

from __future__ import annotations

from fractions import Fraction
from math import factorial, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.ode.recurrences import recurrences
from neversaddle.numerics.ode.series import Numbers, Reader, value_at
from neversaddle.numerics.ode.tape import Node, Operation, Tape

F = Fraction
ORDER = 9
SMALL = st.fractions(-3, 3, max_denominator=4)
SERIES = st.lists(SMALL, min_size=ORDER + 1, max_size=ORDER + 1)
#: Values at 0, or at 1 for the logarithm; no other is asked for.
AT_REST = {"exp": F(1), "sin": F(0), "cos": F(1), "sinh": F(0), "cosh": F(1), "atan": F(0), "log": F(0), "asin": F(0)}


def known(name: str, value: Fraction) -> Fraction:
    assert value == (1 if name == "log" else 0)
    return AT_REST[name]


def one_to_the(base: Fraction, exponent: Fraction) -> Fraction:
    assert base == 1, (base, exponent)
    return F(1)


EXACT = Numbers(
    "rationals",
    lambda f: f,
    lambda a, b: sum((v * w for v, w in zip(a, b, strict=False)), F(0)),
    one_to_the,
    lambda base: one_to_the(base, F(1, 2)),
    {name: (lambda value, name=name: known(name, value)) for name in AT_REST},
)


def times(a: list[Fraction], b: list[Fraction]) -> list[Fraction]:
    return [sum((a[k] * b[n - k] for k in range(n + 1)), F(0)) for n in range(ORDER + 1)]


def line_of(node: Node, *series: list[Fraction]) -> list[Fraction]:
    """The coefficients at time 0 of a node that depends on time and given series alone."""
    reader = Reader(recurrences(node.tape), EXACT)
    reader.given = list(series)
    reader.coefficients(F(0), [], ORDER)
    return list(reader.series[node.index])


@settings(max_examples=30)
@given(SERIES, SERIES, SMALL)
def test_sums_products_and_squares_are_cauchys(a: list[Fraction], b: list[Fraction], factor: Fraction) -> None:
    tape = Tape()
    x, y = tape.given(0), tape.given(1)
    assert line_of(x * y, a, b) == times(a, b)
    assert line_of(x * x, a, b) == times(a, a)
    assert line_of(x**3, a, b) == times(a, times(a, a))
    assert line_of(factor * x - y + 5, a, b) == [
        factor * v - w + (0 if n else 5) for n, (v, w) in enumerate(zip(a, b, strict=True))
    ]
    assert line_of(-x, a, b) == [-v for v in a]


@settings(max_examples=30)
@given(SERIES, SERIES.filter(lambda b: b[0] != 0))
def test_a_quotient_times_its_divisor_is_what_was_divided(a: list[Fraction], b: list[Fraction]) -> None:
    tape = Tape()
    assert times(line_of(tape.given(0) / tape.given(1), a, b), b) == a
    assert times(line_of(1 / Tape().given(0), b), b) == [F(1)] + [F(0)] * ORDER


@given(SERIES, st.integers(-3, 3).filter(bool), st.sampled_from([2, 3, 4, 5, 7, 8]))
def test_a_power_p_over_n_to_the_n_is_the_power_p(line: list[Fraction], p: int, n: int) -> None:
    a = [F(1), *line[1:]]
    tape = Tape()
    power = line_of(tape.given(0) ** F(p, n), a)
    left, right = [F(1)] + [F(0)] * ORDER, [F(1)] + [F(0)] * ORDER
    for _ in range(n):
        left = times(left, power)
    for _ in range(abs(p)):
        right = times(right, a)
    assert (left if p > 0 else times(left, right)) == (right if p > 0 else [F(1)] + [F(0)] * ORDER)


@pytest.mark.parametrize("exponent", [F(1, 2), F(-1, 2), F(3, 2), F(2, 3), F(-7, 5)])
def test_powers_of_one_plus_t_are_binomial(exponent: Fraction) -> None:
    binomial = [prod((exponent - k for k in range(n)), start=F(1)) / factorial(n) for n in range(ORDER + 1)]
    assert line_of((Tape().time() + 1) ** exponent) == binomial


def test_functions_have_their_series() -> None:
    t = Tape().time()
    odd = [F(n % 2 * (-1) ** (n // 2), factorial(n)) for n in range(ORDER + 1)]
    even = [F((n + 1) % 2 * (-1) ** (n // 2), factorial(n)) for n in range(ORDER + 1)]
    sine, cosine = t.tape.own_primitives(("sin", "cos"), t, ((1, 1), (-1, 0)))
    assert (line_of(sine), line_of(cosine)) == (odd, even)
    sinh, cosh = t.tape.own_primitives(("sinh", "cosh"), t, ((1, 1), (1, 0)))
    assert (line_of(sinh), line_of(cosh)) == ([abs(v) for v in odd], [abs(v) for v in even])
    assert line_of((2 * t).exp()) == [F(2**n, factorial(n)) for n in range(ORDER + 1)]
    assert line_of((1 + t).log()) == [F(0)] + [F((-1) ** (n + 1), n) for n in range(1, ORDER + 1)]
    atan = t.tape.primitive("atan", t, 1 / (1 + t * t))
    assert line_of(atan) == [F(n % 2 * (-1) ** (n // 2), n or 1) for n in range(ORDER + 1)]


@given(SMALL.filter(bool), SMALL)
def test_a_solution_has_the_coefficients_of_its_closed_form(y0: Fraction, start: Fraction) -> None:
    tape = Tape()
    y, z, t = tape.state(0), tape.state(1), tape.time()
    # y = y0/(1 - y0 s) and z = start^2 s + start s^2 + s^3/3, s = t - start.
    reader = Reader(recurrences(tape, [(y * y).index, (t * t).index]), EXACT)
    first, second = reader.coefficients(start, [y0, F(0)], ORDER)
    assert first == [y0 ** (n + 1) for n in range(ORDER + 1)]
    assert second == [F(0), start**2, start, F(1, 3)] + [F(0)] * (ORDER - 3)
    assert reader.series[z.index] == second
    # A reader is used again for the next step, and keeps nothing of the one before.
    assert reader.coefficients(F(0), [F(2), F(1)], 2) == [[2, 4, 8], [1, 0, 0]]


@settings(max_examples=30)
@given(st.lists(SMALL, min_size=1, max_size=8), SMALL)
def test_a_polynomial_at_a_point(coefficients: list[Fraction], x: Fraction) -> None:
    assert value_at(coefficients, x) == sum((c * x**n for n, c in enumerate(coefficients)), F(0))


def test_an_operation_without_a_recurrence_is_refused() -> None:
    with pytest.raises(ValueError, match="no recurrence for swap"):
        Reader(recurrences(Tape([Operation("swap")])), EXACT)
