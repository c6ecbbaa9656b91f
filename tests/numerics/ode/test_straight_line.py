"""A tape as a plain function gives what the same operations give on exact rationals, at every precision."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.ode.arithmetics import MPMATH
from neversaddle.numerics.ode.series import Numbers
from neversaddle.numerics.ode.straight_line import straight_line
from neversaddle.numerics.ode.tape import Node, Tape

F = Fraction
SMALL = st.fractions(-3, 3, max_denominator=4)
#: Fractions of Python; what has no exact value is never asked for here.
RATIONALS = Numbers("rationals", lambda f: f, lambda a, b: F(0), lambda z, e: z, lambda z: z, {})


@settings(max_examples=80)
@given(st.data())
def test_programs_are_those_of_the_rationals(data: st.DataObject) -> None:
    time, state = data.draw(SMALL), [data.draw(SMALL) for _ in range(2)]
    tape = Tape()
    values: list[tuple[Node, Fraction]] = [(tape.time(), time), *((tape.state(i), v) for i, v in enumerate(state))]
    for _ in range(data.draw(st.integers(1, 12))):
        (a, x), (b, y) = data.draw(st.sampled_from(values)), data.draw(st.sampled_from(values))
        c = data.draw(SMALL)
        made = [
            (a + b, x + y),
            (c - a, c - x),
            (a * b, x * y),
            (a**3, x**3),
            (tape.linear((c, -1, 2), (a, b, a), c), (c + 2) * x - y + c),
        ]
        values.append(data.draw(st.sampled_from([*made, (a / b, x / y)] if y else made)))
    function = straight_line(tape, [node.index for node, _ in values], RATIONALS, lambda: 1)
    assert [F(v) for v in function(time, state)] == [value for _, value in values]


@pytest.mark.parametrize("exponent", [F(1, 2), F(3, 4), F(5, 2), F(-1, 2), F(1, 3), F(-4, 3), F(7, 16), F(9, 2)])
def test_powers_are_mpmaths(exponent: Fraction) -> None:
    tape = Tape()
    function = straight_line(tape, [(tape.state(0) ** exponent).index], MPMATH, lambda: mp.prec)
    for base in (mp.mpf(2), mp.mpf("0.3"), mp.mpf(40)):
        (found,) = function(0, [base])
        with mp.workdps(40):
            true = base ** (mp.mpf(exponent.numerator) / exponent.denominator)
            # 53 bits: a few roundings of square roots and products.
            assert abs(found / true - 1) < 2.0**-48


def test_constants_follow_the_precision() -> None:
    tape = Tape()
    y = tape.state(0)
    function = straight_line(tape, [(y + F(1, 3)).index, (tape.named("pi") * y).index], MPMATH, lambda: mp.prec)
    for digits in (15, 50, 15, 30):
        with mp.workdps(digits):
            third, circle = function(0, [mp.one])
            with mp.workdps(60):
                assert abs(third - mp.mpf(4) / 3) < mp.mpf(10) ** (1 - digits) > abs(circle - mp.pi)
                assert abs(third - mp.mpf(4) / 3) > mp.mpf(10) ** -(digits + 3)


def test_functions_are_called_by_name_and_only_what_is_wanted_is_computed() -> None:
    tape = Tape()
    y = tape.state(0)
    unused = 1 / (y - 1)
    sine, _ = tape.own_primitives(("sin", "cos"), y, ((1, 1), (-1, 0)))
    function = straight_line(tape, [sine.index, y.log().index], MPMATH, lambda: mp.prec)
    assert function(0, [mp.one]) == [mp.sin(1), 0]
    assert unused.index < sine.index


def test_a_series_has_no_value() -> None:
    tape = Tape()
    with pytest.raises(ValueError, match="no value for given"):
        straight_line(tape, [tape.given(0).index], MPMATH, lambda: 53)
