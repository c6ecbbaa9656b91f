"""One validated step: closed solutions are in it at every time, whatever the guess, and steps too long are refused."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import factorial

import pytest
from flint import arb, arb_poly
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.ode.arithmetics import BALLS, working
from neversaddle.numerics.ode.inclusion import SetReader
from neversaddle.numerics.ode.tape import Node, Tape
from neversaddle.numerics.ode.validated_step import Step, TooLong, largest, remainder_bound, validated_step

F = Fraction
BITS, TRUE_BITS = 120, 300
ORDER = 12
#: y' = f(y) from 1, the Taylor coefficients there, and the solution.
CASES: dict[str, tuple[Callable[[Node], Node], list[Fraction], Callable[[arb], arb]]] = {
    "growth": (lambda y: y, [F(1, factorial(n)) for n in range(ORDER + 1)], lambda t: t.exp()),
    "decay": (lambda y: -y, [F((-1) ** n, factorial(n)) for n in range(ORDER + 1)], lambda t: (-t).exp()),
    "pole": (lambda y: y * y, [F(1)] * (ORDER + 1), lambda t: 1 / (1 - t)),
    "root": (lambda y: 2 * y ** F(1, 2), [F(1), F(2), F(1)], lambda t: (1 + t) ** 2),
    "logarithm": (
        lambda y: (1 - y).exp(),
        [F(1), *(F((-1) ** (n + 1), n) for n in range(1, ORDER + 1))],
        lambda t: 1 + (1 + t).log(),
    ),
}


def step(
    name: str, length: Fraction, wrong: Fraction | int = 0, tolerance: float = 1e-3, start: arb | None = None
) -> Step:
    """The step around the Taylor polynomial, each coefficient but the first off by `wrong`."""
    rate, line, _ = CASES[name]
    tape = Tape()
    node = rate(tape.state(0))
    with working(BITS):
        guess = arb_poly([BALLS.rational((c + wrong * (n > 0)) * length**n).mid() for n, c in enumerate(line)])
        first = arb(1) if start is None else start
        field = SetReader(tape, [node.index])
        return validated_step(field, F(0), [first], length, [guess], ORDER, arb(tolerance))


def true(name: str, time: Fraction) -> arb:
    with working(TRUE_BITS):
        return CASES[name][2](BALLS.rational(time))


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=15)
@given(
    st.fractions(F(1, 50), F(1, 4), max_denominator=50), st.lists(st.fractions(0, 1, max_denominator=40), min_size=3)
)
def test_the_solution_is_inside_at_every_time(name: str, length: Fraction, places: list[Fraction]) -> None:
    found = step(name, length)
    assert found.end == length
    assert found.ends[0].contains(true(name, length)) and found.at(length) == found.ends
    low, high = min(places) * length, max(places) * length
    with working(BITS):
        box = found.over(low, high)[0]
        for place in places:
            (ball,) = found.at(place * length)
            assert ball.contains(true(name, place * length)) and box.contains(true(name, place * length))
        # Short steps are narrow: the terms left out are of order 13, by 1/4 of the radius of convergence and less.
        assert found.ends[0].rad() < 1e-5


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=10)
@given(st.fractions(F(-1, 100), F(1, 100), max_denominator=9999))
def test_a_wrong_guess_is_paid_for_in_radius_and_not_in_truth(name: str, wrong: Fraction) -> None:
    found = step(name, F(1, 10), wrong)
    assert found.ends[0].contains(true(name, F(1, 10)))
    # The polynomial's own end is off by wrong (h + h^2 + ...), and by that at least the radius is.
    assert F(found.ends[0].rad().str(5, radius=False)) >= F(99, 100) * abs(wrong) / 10 - F(1, 10**5)


def test_a_ball_of_starts_holds_all_their_solutions() -> None:
    width = F(1, 100)
    with working(BITS):
        start = arb(1, BALLS.rational(width))
    found = step("decay", F(1, 4), start=start)
    for part in (-1, F(1, 3), 1):
        with working(TRUE_BITS):
            value = BALLS.rational(1 + part * width) * BALLS.rational(F(-1, 4)).exp()
        assert found.ends[0].contains(value)
    # Decay is not lost: the ball shrinks by e^(-1/4), up to the defect.
    assert found.ends[0].rad() < 0.0079


@pytest.mark.parametrize(
    ("name", "length", "tolerance", "why"),
    [
        ("growth", F(3), 1e-9, "remainder"),
        ("pole", F(1), 1e-3, "."),
        ("pole", F(1, 2), 1e-20, "remainder"),
        ("decay", F(100), 1e-3, "."),
    ],
)
def test_what_is_too_long_says_by_how_much(name: str, length: Fraction, tolerance: float, why: str) -> None:
    with pytest.raises(TooLong, match=why) as caught:
        step(name, length, tolerance=tolerance)
    assert 0 < caught.value.factor < 1
    # Following the advice ends: a shorter step is found.
    for _ in range(200):
        length = length * caught.value.factor
        try:
            assert step(name, length, tolerance=tolerance).ends[0].contains(true(name, length))
            return
        except TooLong as again:
            assert 0 < again.factor < 1
    raise AssertionError("no length is short enough")


def test_bounds_of_terms_and_of_values() -> None:
    with working(BITS):
        # Integral of |h c s^3| over [0, 1] is |h c|/4, its largest for c = -5.
        bound = remainder_bound(arb(-2, 3), arb(2), 3)
        assert F(5, 2) <= F(bound.str(20, radius=False)) < F(26, 10)
        # Upper bounds: arb's radii have 30 bits.
        top = F(largest([arb(1), arb(2, 0.5), arb(-9)]).str(20, radius=False))
        assert F(5, 2) <= top < F(5, 2) + F(1, 10**8)
        assert largest([arb(1), arb("nan")]).is_nan()
