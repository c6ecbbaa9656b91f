"""A tape on sets: exact values, derivatives and coefficients at points of the set are in the balls."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
import sympy as sp
from flint import arb, arb_series, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.ode.arithmetics import BALLS, working
from neversaddle.numerics.ode.inclusion import SetReader, power_series, pruned, series_length
from neversaddle.numerics.ode.tape import Node, Tape, record

F = Fraction
T, X, Y = sp.symbols("t x y")
#: Rational functions, smooth where x, y >= 1 and t >= 0, and then some.
RATIONAL = [
    X**2 * Y - T * X + 3,
    (X - Y) / (X + Y),
    (T + X) ** 3 / (1 + Y**2) - Y,
    1 / (X * Y + T**2),
    (X + sp.Rational(1, 3)) * (Y - T) * (X - Y),
]
#: Those with functions and roots, whose true values are computed with more bits.
OTHERS = [
    sp.sqrt(X) * sp.exp(-Y * T),
    sp.log(X + Y**2) - sp.sin(T * X),
    X ** sp.Rational(2, 3) * sp.cos(Y),
    sp.atan(X - Y) + sp.tanh(T + Y),
    sp.asinh(X) * sp.cosh(Y - 2) + sp.pi * Y,
]
INSIDE = st.fractions(1, 3, max_denominator=50)
PLACES = st.fractions(0, 1, max_denominator=30)
#: More than any reader here works with.
BITS, MANY = 80, 300


def recorded(expression: sp.Expr) -> tuple[Tape, Node]:
    tape = Tape()
    return tape, record(expression, {T: tape.time(), X: tape.state(0), Y: tape.state(1)}, tape)


def span(low: Fraction, high: Fraction) -> arb:
    """A ball around all numbers between two."""
    return BALLS.rational(low).union(BALLS.rational(high))


def at(expression: sp.Expr, point: dict[sp.Symbol, Fraction]) -> arb:
    """The true value: a ball far narrower than those judged, and exact up to that for rational functions."""
    exact = expression.subs({s: sp.Rational(v.numerator, v.denominator) for s, v in point.items()})
    if exact.is_Rational:
        return arb(fmpq(int(exact.p), int(exact.q)))
    value = exact.evalf(90)
    # SymPy's 90 digits: 10^-85 is what they may be off by, generously.
    return arb(str(value)) + arb(0, 1e-85)


@settings(max_examples=40)
@given(st.sampled_from(RATIONAL + OTHERS), st.data())
def test_values_slopes_and_jacobian_are_in_the_balls(expression: sp.Expr, data: st.DataObject) -> None:
    # On wider boxes the ball of 1 + y^2 may reach zero, though no y does.
    lows = {X: data.draw(INSIDE), Y: data.draw(INSIDE), T: data.draw(PLACES)}
    ends = {s: (low, low + data.draw(PLACES) / 4) for s, low in lows.items()}
    point = {s: low + data.draw(PLACES) * (high - low) for s, (low, high) in ends.items()}
    tape, node = recorded(expression)
    # The field (f, t y): the rate of f along it is f_t + f_x f + f_y t y.
    rates = [node.index, (tape.time() * tape.state(1)).index]
    with working(BITS):
        reader = SetReader(tape, rates)
        time, state = span(*ends[T]), [span(*ends[X]), span(*ends[Y])]
        values, slopes = reader.values(time, state), reader.slopes(time, state)
        jacobian = reader.jacobian(time, state)
    f_t, f_x, f_y = (expression.diff(s) for s in (T, X, Y))
    with working(MANY):
        assert values[node.index].contains(at(expression, point))
        assert slopes[node.index].contains(at(f_t + f_x * expression + f_y * T * Y, point))
        assert jacobian[0][0, 0].contains(at(f_x, point)) and jacobian[0][0, 1].contains(at(f_y, point))
        assert jacobian[1][0, 0] == 0 and jacobian[1][0, 1].contains(at(T, point))


@settings(max_examples=15)
@given(st.sampled_from(RATIONAL + OTHERS), st.lists(st.fractions(-1, 1, max_denominator=9), min_size=6, max_size=6))
def test_coefficients_along_polynomials_are_those_of_sympy(expression: sp.Expr, numbers: list[Fraction]) -> None:
    order, s = 3, sp.Symbol("s")
    paths = [[F(2), *numbers[:2]], [F(2), *numbers[2:5]]]
    times = [numbers[5], F(1)]
    tape, node = recorded(expression)
    with working(BITS), series_length(order + 1):
        reader = SetReader(tape, [node.index])
        clock, *lines = (power_series([BALLS.rational(c) for c in line], order + 1) for line in (times, *paths))
        (found,) = reader.along(clock, lines, order)
    assert len(found) == order + 1
    path = {
        symbol: sum(sp.Rational(c.numerator, c.denominator) * s**n for n, c in enumerate(line))
        for symbol, line in ((T, times), (X, paths[0]), (Y, paths[1]))
    }
    composed = expression.subs(path, simultaneous=True)
    with working(MANY):
        for n, ball in enumerate(found):
            true = at(composed.diff((s, n)) / sp.factorial(n), {s: F(0)})
            assert ball.contains(true)
            # Of points, with 80 bits: so narrow that a wrong coefficient is not in it.
            assert ball.rad() < 1e-15


def test_a_part_of_a_tape_is_what_its_roots_depend_on() -> None:
    tape = Tape()
    x, y = tape.state(0), tape.state(1)
    wanted = [x * x + 1, (x * y).exp()]
    _ = (y / x).log()
    small, roots = pruned(tape, [wanted[1].index, wanted[0].index])
    assert len(small.operations) < len(tape.operations)
    assert all(entry < len(small.operations) for op in small.operations for entry in op.entries)
    with working(BITS):
        whole = SetReader(tape, []).values(arb(0), [arb(2), arb(3)])
        part = SetReader(small, []).values(arb(0), [arb(2), arb(3)])
        assert [part[i] for i in roots] == [part[roots[0]], 5] and part[roots[0]].overlaps(whole[wanted[1].index])
        assert part[roots[0]].overlaps(arb(6).exp())


def test_the_length_of_series_is_put_back() -> None:
    before = ctx.cap
    with pytest.raises(KeyError), series_length(before + 7):
        assert ctx.cap == before + 7 and arb_series([1, 1], before + 7).prec == before + 7
        raise KeyError
    assert ctx.cap == before


@pytest.mark.parametrize("operation", [lambda y: y * y, lambda y: 1 / y, lambda y: y ** F(1, 2), lambda y: y.exp()])
def test_a_series_that_is_too_short_is_refused(operation: Callable[[Node], Node]) -> None:
    tape = Tape()
    node = operation(tape.state(0))
    with working(BITS):
        reader = SetReader(tape, [node.index])
        with pytest.raises(ValueError, match="known to 2 terms only, not to 4"):
            reader.along(power_series([arb(0)], 4), [power_series([arb(2), arb(1)], 2)], 3)
