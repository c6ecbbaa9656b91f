"""The arithmetics agree with each other, and do without gmpy2."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.ode.arithmetics import BALLS, FAST, MPMATH, ball_of, from_fast, middle_of, to_fast, working

WITHOUT = """
import sys
sys.modules["gmpy2"] = None
from fractions import Fraction
from mpmath import mp
from neversaddle.numerics.ode.arithmetics import FAST, MPMATH, from_fast, to_fast, working
from neversaddle.numerics.ode.field import Field
from neversaddle.numerics.ode.tape import Tape
from neversaddle.numerics.ode.taylor import Stepper, working_bits
assert FAST is MPMATH
tape = Tape()
field = Field(tape, (tape.state(1).index, (-tape.state(0)).index))
with working(working_bits(30)):
    zero, one = FAST.rational(Fraction(0)), FAST.rational(Fraction(1))
    assert to_fast(one) == from_fast(one) == one
    time, state, stepper = zero, [zero, one], Stepper(field, [[0, 1]], 30)
    while time < one:
        step = stepper.step(time, state, one - time)
        time, state = time + step.length, step.state(step.length)
    print(mp.nstr(from_fast(state[0]), 30))
"""


@given(st.integers(-(10**30), 10**30), st.integers(-400, 400))
def test_numbers_go_to_and_fro_exactly(man: int, exp: int) -> None:
    with working(200):
        value = mp.ldexp(mp.mpf(man), exp)
        assert from_fast(to_fast(value)) == value
        mantissa, exponent = ball_of(value).man_exp()
        assert ball_of(value).is_exact() and mp.ldexp(mp.mpf(int(mantissa)), int(exponent)) == value
        # Whatever the precision in force.
        with working(30):
            assert ball_of(value).is_exact()
            assert middle_of(ball_of(value)) == middle_of(arb(ball_of(value), 1)) == value


@pytest.mark.parametrize("value", ["inf", "-inf", "nan"])
def test_what_is_not_finite_stays_so(value: str) -> None:
    with working(100):
        there = to_fast(mp.mpf(value))
        assert str(from_fast(there)) == str(mp.mpf(value))


@given(st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50), st.sampled_from(sorted(FAST.functions)))
def test_functions_are_in_the_ball_of_the_same_name(argument: Fraction, name: str) -> None:
    given_, bits = [] if name in ("pi", "e") else [1 / argument if name == "acosh" else argument], 150
    with working(bits):
        values = [
            ball_of(from_fast(FAST.functions[name](*map(FAST.rational, given_)))),
            ball_of(MPMATH.functions[name](*map(MPMATH.rational, given_))),
        ]
        ball = BALLS.functions[name](*map(BALLS.rational, given_))
        # Arguments and values are rounded once each; slopes here are below 2^12.
        assert all(abs(value - ball).upper() < (1 + abs(ball).upper()) * 2.0 ** (13 - bits) for value in values)


@given(st.fractions(Fraction(1, 9), 9, max_denominator=9), st.fractions(-3, 3, max_denominator=5))
def test_powers_products_and_roots_agree(base: Fraction, exponent: Fraction) -> None:
    with working(200):
        ball = BALLS.rational(base)
        true = [BALLS.power(ball, exponent), BALLS.root(ball), BALLS.dot([ball, ball], [ball, -ball])]
    for numbers, exact in ((FAST, from_fast), (MPMATH, lambda v: v)):
        with working(150):
            z = numbers.rational(base)
            values = [numbers.power(z, exponent), numbers.root(z), numbers.dot([z, z], [z, -z])]
        with working(200):
            for value, right in zip(values, true, strict=True):
                # Roundings of 2^-150 each: of z^e, |e ln z| < 7 times that of e; of two terms z^2 <= 81 that cancel.
                assert abs(ball_of(exact(value)) - right).upper() < (81 + abs(right).upper()) * 2.0**-145


def test_they_do_without_gmpy2() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)
    with mp.workdps(40):
        # sin 1 to 30 digits: rotations amplify no errors, and steps are to 10^-33.
        assert abs(mp.mpf(done.stdout.strip()) - mp.sin(1)) < mp.mpf("1e-29")
