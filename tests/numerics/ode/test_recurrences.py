"""The source of recurrences: what it leaves out, what it is given, and that one entry may stand in many places."""

from __future__ import annotations

from fractions import Fraction
from math import factorial, prod
from typing import Any

import pytest
from mpmath import mp

from neversaddle.numerics.ode.arithmetics import BALLS, FAST, MPMATH, from_fast, working
from neversaddle.numerics.ode.recurrences import recurrences
from neversaddle.numerics.ode.series import Numbers, Reader
from neversaddle.numerics.ode.tape import Tape

F = Fraction
ORDER = 12
NUMBERS = pytest.mark.parametrize("numbers", [FAST, MPMATH, BALLS], ids=["fast", "mpmath", "balls"])


def value(numbers: Numbers, v: Any) -> mp.mpf:
    return from_fast(v) if numbers is FAST else mp.mpf(v.mid().str(60, radius=False)) if numbers is BALLS else v


def binomial(exponent: Fraction, n: int) -> Fraction:
    return prod((exponent - k for k in range(n)), start=F(1)) / factorial(n)


@NUMBERS
def test_one_root_is_a_divisor_a_base_a_factor_and_an_argument(numbers: Numbers) -> None:
    tape = Tape()
    line = tape.time() + 1
    root = line ** F(1, 2)
    # Each is a power of 1 + t, or half its logarithm.
    found = [
        (root * root, F(1)), (1 / root, F(-1, 2)), (line / root, F(1, 2)), (root ** F(1, 2), F(1, 4)),
        (root ** F(2, 3), F(1, 3)), (root**3, F(3, 2)), ((1 / root) ** F(1, 2), F(-1, 4)), (root * line, F(3, 2)),
    ]  # fmt: skip
    logarithm = root.log()
    with working(200):
        reader = Reader(recurrences(tape), numbers)
        reader.coefficients(numbers.rational(F(0)), [], ORDER)
        for n in range(ORDER + 1):
            # Some dozens of roundings of 2^-200 of numbers below 10.
            for node, exponent in found:
                b = binomial(exponent, n)
                assert abs(value(numbers, reader.series[node.index][n]) - mp.mpf(b.numerator) / b.denominator) < 2**-180
            half = mp.mpf((-1) ** (n + 1)) / (2 * n) if n else 0
            assert abs(value(numbers, reader.series[logarithm.index][n]) - half) < 2**-180


def test_what_nothing_depends_on_is_left_out() -> None:
    tape = Tape()
    y = tape.state(0)
    unused, rate = 1 / (y - 1), -y
    assert (unused * unused).index > rate.index
    asked = recurrences(tape, [rate.index], ())
    # It would divide by zero.
    with working(100):
        (line,) = Reader(asked, MPMATH).coefficients(mp.zero, [mp.one], 3)
        assert line == [1, -1, mp.mpf(1) / 2, -mp.mpf(1) / 6]
        with pytest.raises(ZeroDivisionError):
            Reader(recurrences(tape, [rate.index]), MPMATH).coefficients(mp.zero, [mp.one], 3)


def test_known_entries_are_given() -> None:
    tape = Tape()
    x, y = tape.state(0), tape.state(1)
    whole = (x + y) / (x * y)
    sum_, product = tape.operations[whole.index].entries
    reader = Reader(recurrences(tape, (), [whole.index], [sum_, product]), MPMATH)
    reader.given = [[mp.one, mp.one, mp.zero], [mp.one, -mp.one, mp.zero]]
    reader.coefficients(mp.zero, [], 2)
    # (1 + t)/(1 - t).
    assert reader.series == {whole.index: [1, 2, 2]}


def test_values_are_the_coefficients_of_order_zero_and_unknowns_need_rates() -> None:
    tape = Tape()
    x, y = tape.state(0), tape.state(1)
    asked = recurrences(tape, (), [(x * y - 3 * x / y).index, y.exp().index, (x * y).index])
    with working(100):
        reader = Reader(asked, FAST)
        state = [FAST.rational(F(2)), FAST.rational(F(1, 2))]
        values = reader.at(state[0], state)
        reader.coefficients(state[0], state, 0)
        assert values == [line[0] for line in reader.series.values()] and values[::2] == [-11, 1]
        with pytest.raises(ValueError, match="2 unknowns cannot move at 0 rates"):
            reader.coefficients(state[0], state, 1)
