"""Recorded expressions have the power series that mpmath finds, and derivatives that SymPy finds."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from mpmath import mp

from neversaddle.numerics.ode.arithmetics import FAST, MPMATH, from_fast, to_fast, working
from neversaddle.numerics.ode.recurrences import recurrences
from neversaddle.numerics.ode.series import Numbers, Reader
from neversaddle.numerics.ode.tape import CannotRecord, Tape, along, record, solved

X, Y = sp.symbols("x y", real=True)
EXPRESSIONS = [
    "x**3 - 2*x + 5",
    "1/(1 + x**2)",
    "x**Rational(5, 3)",
    "sqrt(x)",
    "x**x",
    "exp(-x**2)*sin(3*x)",
    "log(1 + exp(x))",
    "tan(x/2) + tanh(x)",
    "sinh(x)*cosh(2*x)",
    "asin(x/2) + acos(x/3) + atan(x)",
    "asinh(x) + acosh(2 + x) + atanh(x/4)",
    "pi*x + E*x**2",
]


def series(text: str, numbers: Numbers) -> list[object]:
    tape = Tape()
    node = record(sp.sympify(text, locals={"x": X}), {X: tape.time()}, tape)
    reader = Reader(recurrences(tape), numbers)
    start = to_fast(mp.mpf("0.75")) if numbers is FAST else mp.mpf("0.75")
    reader.coefficients(start, [], 8)
    return [from_fast(v) if numbers is FAST else v for v in reader.series[node.index]]


@pytest.mark.parametrize("text", EXPRESSIONS)
@pytest.mark.parametrize("numbers", [FAST, MPMATH], ids=["fast", "mpmath"])
def test_series_are_the_taylor_coefficients(text: str, numbers: Numbers) -> None:
    function = sp.lambdify(X, sp.sympify(text, locals={"x": X}), modules="mpmath")
    with working(140):
        ours = series(text, numbers)
        with mp.workdps(60):
            exact = mp.taylor(function, mp.mpf("0.75"), 8)
        # 140 bits are 42 digits; the recurrences lose a few, mpmath's differences are taken at 60 and more.
        assert all(abs(a - b) <= mp.mpf("1e-35") * (1 + abs(b)) for a, b in zip(ours, exact, strict=True))


def test_along_is_the_chain_rule() -> None:
    tape = Tape()
    x, y, t = tape.state(0), tape.state(1), tape.time()
    expression = (X**2 + sp.exp(X * Y)) / (1 + Y**2) + sp.sqrt(X) * sp.sin(Y)
    node = record(expression, {X: x, Y: y}, tape) * t
    for clock in (0, 1):
        rate = along(node, [y, x * x], clock)
        reader = Reader(recurrences(tape), FAST)
        with working(140):
            reader = Reader(recurrences(tape), FAST)
            reader.coefficients(to_fast(mp.mpf(2)), [to_fast(mp.mpf(3) / 4), to_fast(mp.mpf(1) / 4)], 0)
            ours = from_fast(reader.series[rate.index][0])
            exact = 2 * (expression.diff(X) * Y + expression.diff(Y) * X**2) + clock * expression
            value = mp.mpf(str(exact.subs({X: sp.Rational(3, 4), Y: sp.Rational(1, 4)}).evalf(45)))
            assert abs(ours - value) < mp.mpf("1e-38")


def test_solved_is_the_solution() -> None:
    tape = Tape()
    matrix = [[Fraction(2), Fraction(1), Fraction(-1)], [Fraction(1, 2), Fraction(3), Fraction(0)], [Fraction(1)] * 3]
    wanted = [Fraction(3), Fraction(-2, 5), Fraction(7, 3)]
    right = [sum((a * x for a, x in zip(row, wanted, strict=True)), Fraction(0)) for row in matrix]
    nodes = [[tape.state(3 * i + j) for j in range(3)] for i in range(3)]
    found = solved(nodes, [tape.state(9 + i) for i in range(3)])
    with working(140):
        reader = Reader(recurrences(tape), FAST)
        entries = [FAST.rational(v) for row in [*matrix, right] for v in row]
        reader.coefficients(FAST.rational(Fraction(0)), entries, 0)
        for node, x in zip(found, wanted, strict=True):
            assert abs(from_fast(reader.series[node.index][0]) - mp.mpf(x.numerator) / x.denominator) < mp.mpf("1e-38")


def test_given_series_and_what_cannot_be_recorded() -> None:
    tape = Tape()
    square = tape.given(0) * tape.given(0)
    reader = Reader(recurrences(tape), MPMATH)
    reader.given = [[mp.one, mp.mpf(2), mp.zero]]
    reader.coefficients(mp.zero, [], 2)
    assert reader.series[square.index] == [1, 4, 4]
    with pytest.raises(CannotRecord):
        record(sp.gamma(X), {X: tape.time()}, tape)
    with pytest.raises(CannotRecord):
        record(sp.Abs(X), {X: tape.time()}, tape)
    with pytest.raises(CannotRecord, match=r"^y is no unknown here; known are x$"):
        record(X + Y, {X: tape.time()}, tape)
    with pytest.raises(CannotRecord, match=r"0\.5"):
        record(X + 0.5, {X: tape.time()}, tape)


def test_nodes_of_two_tapes_do_not_mix() -> None:
    here, there = Tape().state(0), Tape().state(0)
    for operation in (lambda: here + there, lambda: here * there, lambda: here / there, lambda: here - there):
        with pytest.raises(ValueError, match="two tapes"):
            operation()
