"""Validated integration: the true solution, known in closed form, is in the balls every time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

import pytest
from flint import arb, arb_poly, fmpq

from neversaddle.numerics.ode import arithmetics, inclusion, validated, validated_step
from neversaddle.numerics.ode.arithmetics import BALLS, MPMATH, working
from neversaddle.numerics.ode.tape import Node, Tape
from neversaddle.numerics.ode.validated import Enclosed, enclose, tube

F = Fraction
RADIUS = F(1, 10**15)
#: True values are computed as balls at this many bits, far narrower than any enclosure asked for here.
TRUE_BITS = 300


class Case:
    """A field, a start, and the true value of each state and watched entry at every time."""

    def __init__(
        self,
        tape: Tape,
        rates: list[Node],
        start: list[Fraction],
        true: Callable[[Fraction], list[Fraction | arb]],
        watch: tuple[Node, ...] = (),
        end: Fraction | int = 1,
    ) -> None:
        self.tape, self.start, self.true, self.end = tape, start, true, F(end)
        self.rates, self.watch = [r.index for r in rates], [w.index for w in watch]

    def enclosed(self, times: list[Fraction], radius: Fraction = RADIUS) -> list[Enclosed]:
        return enclose(self.tape, self.rates, self.start, times, radius, self.watch)

    def holds(self, time: Fraction, balls: list[arb]) -> bool:
        with working(TRUE_BITS):
            true = self.true(time)
        return len(true) == len(balls) and all(inside(t, b) for t, b in zip(true, balls, strict=True))


def exact(value: arb) -> Fraction:
    man, exp = (int(part) for part in value.man_exp())
    return man * F(2) ** exp


def inside(true: Fraction | arb, ball: arb) -> bool:
    """Whether all of the true value's ball is in the other, in exact arithmetic."""
    if not ball.is_finite():
        return False
    middle, room = (exact(true.mid()), exact(true.rad())) if isinstance(true, arb) else (true, F(0))
    return abs(middle - exact(ball.mid())) + room <= exact(ball.rad())


def ball(value: Fraction) -> arb:
    return BALLS.rational(value)


def some(rng: random.Random, low: Fraction | int, high: Fraction | int) -> Fraction:
    return low + (high - low) * F(rng.randint(1, 96), 97)


def sign_flow(rng: random.Random) -> Case:
    """w_i' = s_i = +-1, so the product of all is a polynomial in t."""
    depth = rng.randint(1, 4)
    start = [some(rng, 2, 4) for _ in range(depth)]
    signs = [rng.choice((-1, 1)) for _ in start]
    tape = Tape()
    x = tape.constant(1)
    for i in range(depth):
        x = x * tape.state(i)

    def true(t: Fraction) -> list[Fraction | arb]:
        weights = [w + s * t for w, s in zip(start, signs, strict=True)]
        product = F(1)
        for w in weights:
            product *= w
        return [*weights, product]

    return Case(tape, [tape.constant(s) for s in signs], start, true, (x,))


def hyperbolic(rng: random.Random) -> Case:
    """w_1' = w_2, w_2' = w_1: w = (a cosh t + b sinh t, ...), with w_1^2 - w_2^2 = a^2 - b^2 conserved."""
    a, b = some(rng, -3, 3), some(rng, -3, 3)
    tape = Tape()
    first, second = tape.state(0), tape.state(1)

    def true(t: Fraction) -> list[Fraction | arb]:
        c, s = ball(t).cosh(), ball(t).sinh()
        one, two = ball(a) * c + ball(b) * s, ball(a) * s + ball(b) * c
        return [one, two, one * two, a * a - b * b]

    return Case(tape, [second, first], [a, b], true, (first * second, first * first - second * second))


def balanced_logistic(rng: random.Random) -> Case:
    """w_1' = (s - x) w_2, w_2' = (s - x) w_1 from w_1 = w_2, x = w_1 w_2: x' = 2 x (s - x)."""
    w, s = some(rng, F(1, 4), 2), some(rng, F(1, 4), 3)
    tape = Tape()
    one, two = tape.state(0), tape.state(1)
    x = one * two
    force = s - x

    def true(t: Fraction) -> list[Fraction | arb]:
        grown = ball(w * w) * (2 * ball(s * t)).exp()
        x = ball(s) * grown / (ball(s - w * w) + grown)
        return [x.sqrt(), x.sqrt(), x, F(0)]

    return Case(tape, [force * two, force * one], [w, w], true, (x, one * one - two * two))


def balanced_three_halves(rng: random.Random) -> Case:
    """w_1' = w_2^(1/2), w_2' = w_1^(1/2) from w_1 = w_2 = w_0: both are (w_0^(1/2) + t/2)^2."""
    root = some(rng, F(1, 4), 2)
    tape = Tape()
    one, two = tape.state(0), tape.state(1)
    balance = one ** F(3, 2) - two ** F(3, 2)

    def true(t: Fraction) -> list[Fraction | arb]:
        return [(root + t / 2) ** 2] * 2 + [F(0)]

    return Case(tape, [two ** F(1, 2), one ** F(1, 2)], [root**2] * 2, true, (balance,))


def rotation(rng: random.Random) -> Case:
    """y' = (speed) (y_2, -y_1) - rate y."""
    a, b, speed, rate = some(rng, -2, 2), some(rng, -2, 2), some(rng, -5, 5), some(rng, -1, 1)
    tape = Tape()
    u, v = tape.state(0), tape.state(1)

    def true(t: Fraction) -> list[Fraction | arb]:
        c, s, e = ball(speed * t).cos(), ball(speed * t).sin(), (-ball(rate * t)).exp()
        return [e * (ball(a) * c + ball(b) * s), e * (ball(b) * c - ball(a) * s)]

    return Case(tape, [tape.linear((-rate, speed), (u, v)), tape.linear((-speed, -rate), (u, v))], [a, b], true)


def polynomial_of_time(rng: random.Random) -> Case:
    """y' = sum (k + 1) c_k t^k, of a degree up to 9."""
    parts = [some(rng, -2, 2) for _ in range(rng.randint(1, 10))]
    y0 = some(rng, -2, 2)
    tape = Tape()
    t = tape.time()
    rate = tape.linear([(k + 1) * c for k, c in enumerate(parts)], [t**k for k in range(len(parts))])
    return Case(tape, [rate], [y0], lambda t: [y0 + sum((c * t ** (k + 1) for k, c in enumerate(parts)), F(0))])


def one_dimensional(rng: random.Random) -> Case:
    """A field in one unknown with a closed solution, drawn from a list."""
    y0 = some(rng, F(1, 2), 2)
    end = F(9, 10) * min(y0, F(1))
    tape = Tape()
    y, t = tape.state(0), tape.time()
    z = ball
    choice = rng.randrange(15)
    if choice == 0:
        return Case(tape, [-(y ** F(1, 2))], [y0**2], lambda t: [(y0 - t / 2) ** 2])
    if choice == 1:
        return Case(tape, [y ** F(3, 2)], [1 / y0**2], lambda t: [1 / (y0 - t / 2) ** 2], end=end)
    if choice == 2:
        return Case(
            tape, [-(y ** F(1, 3))], [y0], lambda t: [(z(y0) ** (arb(2) / 3) - 2 * z(t) / 3) ** (arb(3) / 2)], end=end
        )
    if choice == 3:
        return Case(tape, [y * y], [y0], lambda t: [y0 / (1 - t * y0)], end=F(9, 10) / y0)
    if choice == 4:
        return Case(tape, [-2 * (t * (y * y))], [y0], lambda t: [1 / (1 / y0 + t * t)])
    if choice == 5:
        return Case(tape, [t * y], [y0], lambda t: [z(y0) * (z(t * t) / 2).exp()])
    if choice == 6:
        return Case(tape, [(-y).exp()], [y0], lambda t: [(z(y0).exp() + z(t)).log()])
    if choice == 7:
        return Case(tape, [y * y.log()], [y0], lambda t: [(z(y0).log() * z(t).exp()).exp()])
    if choice == 8:
        return Case(tape, [-1 / y], [2 * y0], lambda t: [(4 * z(y0 * y0) - 2 * z(t)).sqrt()], end=y0 * y0)
    sine, cosine = tape.own_primitives(("sin", "cos"), t, ((1, 1), (-1, 0)))
    if choice == 9:
        return Case(tape, [y * cosine], [y0], lambda t: [z(y0) * z(t).sin().exp(), z(t).sin()], (sine,))
    sine, cosine = tape.own_primitives(("sin", "cos"), y, ((1, 1), (-1, 0)))
    if choice == 10:
        # tan(y/2) grows like exp t; for 0 < y < pi.
        return Case(tape, [sine], [y0], lambda t: [2 * ((z(y0) / 2).tan() * z(t).exp()).atan()])
    if choice == 11:
        # sin y = sin y_0 + t.
        return Case(tape, [1 / cosine], [-y0 / 2], lambda t: [(z(t) - (z(y0) / 2).sin()).asin()])
    sinh, cosh = tape.own_primitives(("sinh", "cosh"), y, ((1, 1), (1, 0)))
    if choice == 12:
        return Case(tape, [1 / cosh], [y0], lambda t: [(z(y0).sinh() + z(t)).asinh(), z(y0).sinh() + z(t)], (sinh,))
    if choice == 13:
        e = tape.named("e")
        return Case(tape, [e * y], [y0], lambda t: [z(y0) * (arb.const_e() * z(t)).exp()])
    slope = (1 - y * y) ** F(-1, 2)
    angle = tape.primitive("asin", y, slope)
    # y = sin t, up to times below pi/2.
    return Case(tape, [1 / slope], [F(0)], lambda t: [z(t).sin(), z(t)], (angle,), end=1 + y0 / 5)


FAMILIES = [
    (sign_flow, 150),
    (hyperbolic, 150),
    (balanced_logistic, 120),
    (balanced_three_halves, 80),
    (rotation, 120),
    (polynomial_of_time, 150),
    (one_dimensional, 450),
]


@pytest.mark.parametrize(("family", "count"), FAMILIES, ids=[f.__name__ for f, _ in FAMILIES])
def test_the_true_solution_is_inside_and_the_radius_is_met(family: Callable[[random.Random], Case], count: int) -> None:
    rng = random.Random(family.__name__)
    seen = 0
    for _ in range(count):
        case = family(rng)
        times = sorted(some(rng, 0, 1) * case.end for _ in range(3))
        radius = F(1, 10 ** rng.randint(3, 25))
        for time, at in zip(times, case.enclosed(times, radius), strict=True):
            balls = [*at.states, *at.watched]
            assert at.time == time
            assert case.holds(time, balls), (time, balls)
            assert all(exact(b.rad()) <= radius for b in balls)
            seen += 1
    assert seen == 3 * count


@pytest.mark.parametrize("family", [f for f, _ in FAMILIES], ids=[f.__name__ for f, _ in FAMILIES])
def test_a_tube_holds_the_solution_at_all_times(family: Callable[[random.Random], Case]) -> None:
    rng = random.Random(family.__name__ + " tube")
    for _ in range(12):
        case = family(rng)
        after = case.end * rng.choice((F(0), F(1, 3)))
        pieces = tube(case.tape, case.rates, case.start, case.end, RADIUS, case.watch, after=after)
        assert (pieces[0].begin, pieces[-1].end) == (after, case.end)
        assert all(a.end == b.begin for a, b in pairwise(pieces))
        for piece in pieces:
            for i in range(6):
                time = piece.begin + F(i, 5) * (piece.end - piece.begin)
                assert case.holds(time, [*piece.states, *piece.watched])


def test_the_values_of_a_tube_are_narrow_where_the_flow_conserves_them() -> None:
    # What is conserved moves by the mean-value form's second-order term only: less than the states do.
    case = hyperbolic(random.Random(1))
    for piece in tube(case.tape, case.rates, case.start, 1, RADIUS, case.watch, parts=64):
        assert piece.watched[1].rad() < piece.states[0].rad() + piece.states[1].rad()


def test_margins_stay_positive_over_a_whole_interval() -> None:
    tape = Tape()
    y = tape.state(0)
    pieces = tube(tape, [(-(y ** F(1, 2))).index], [1], F(19, 10), RADIUS, (y.index,), parts=8)
    assert all(p.states[0] > 0 and p.watched[0] > 0 for p in pieces)


def few_orders(bits: int) -> tuple[int, int]:
    """So few that the steps are short, and nearly all of the error is the remainder."""
    return 5, 5


def misses(cases: int) -> Iterator[bool]:
    """Of each enclosure, whether it does not hold the true solution."""
    rng = random.Random(5)
    for _ in range(cases):
        case = rng.choice((hyperbolic, balanced_logistic, one_dimensional))(rng)
        (at,) = case.enclosed([case.end], F(1, 10**5))
        yield not case.holds(case.end, [*at.states, *at.watched])


def one_power_more(coefficient: arb, h: arb, order: int) -> arb:
    return (h * h * coefficient / (order + 1)).abs_upper()


def next_coefficient(
    field: inclusion.SetReader, now: arb, h: arb, polynomials: list[arb_poly], order: int
) -> tuple[list[arb], list[arb]]:
    with inclusion.series_length(order + 2):
        return REMAINDER(field, now, h, polynomials, order + 1)


def nothing_grows(matrix: object, vector: list[arb]) -> list[arb]:
    return [value.upper() for value in vector]


REMAINDER = validated_step._remainder


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setattr(validated, "orders", few_orders)
    yield monkeypatch


def test_with_few_orders_the_true_solution_is_inside_too(short: pytest.MonkeyPatch) -> None:
    assert [*misses(40)] == [False] * 40


@pytest.mark.parametrize(
    ("name", "planted"),
    [("remainder_bound", one_power_more), ("_remainder", next_coefficient), ("_exponential", nothing_grows)],
)
def test_an_error_planted_in_the_bound_is_noticed(short: pytest.MonkeyPatch, name: str, planted: object) -> None:
    short.setattr(validated_step, name, planted)
    assert any(misses(40))


def test_a_remainder_from_the_left_end_alone_is_noticed(short: pytest.MonkeyPatch) -> None:
    # y' = t^8: the fifth Taylor coefficient, of which the remainder is made, vanishes at t = 0 and nowhere else.
    tape = Tape()
    t = tape.time()

    def end() -> bool:
        (at,) = enclose(tape, [(t**8).index], [0], [F(1, 8)], F(1, 10**5))
        return inside(F(1, 9 * 8**9), at.states[0])

    assert end()
    short.setattr(validated_step, "_AROUND", arb(-0.5))
    short.setattr(validated_step, "_WHOLE", arb(0))
    assert not end()


def test_wide_starts_give_every_solution() -> None:
    # y' = y - z, z' = z + y from a box: each corner's solution, exp(t) times a rotation, is inside.
    tape = Tape()
    y, z = tape.state(0), tape.state(1)
    width = F(1, 2**40)
    start = [arb(1, ball(width)), arb(-2, ball(width))]
    (at,) = enclose(tape, [(y - z).index, (z + y).index], start, [1], F(1, 10**9))
    with working(TRUE_BITS):
        e, c, s = arb(1).exp(), arb(1).cos(), arb(1).sin()
        for i in (-1, 1):
            for j in (-1, 1):
                a, b = ball(1 + i * width), ball(-2 + j * width)
                assert inside(e * (a * c - b * s), at.states[0])
                assert inside(e * (a * s + b * c), at.states[1])


def test_the_slow_arithmetic_serves_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    case = balanced_three_halves(random.Random(3))
    (one,) = case.enclosed([F(1)])
    monkeypatch.setattr(arithmetics, "gmpy2", None)
    monkeypatch.setattr(validated, "FAST", MPMATH)
    (other,) = case.enclosed([F(1)])
    assert case.holds(F(1), [*other.states, *other.watched])
    assert all(a.overlaps(b) for a, b in zip(one.states, other.states, strict=True))


def test_arb_contains_a_fraction_as_the_exact_test_says() -> None:
    # The oracle of this file, against flint's own inclusion of exact rationals.
    rng = random.Random(8)
    for _ in range(500):
        centre, radius = F(rng.randint(-64, 64), 8), F(rng.randint(0, 64), 8)
        value = F(rng.randint(-128, 128), 8)
        found = arb(fmpq(centre.numerator, centre.denominator), fmpq(radius.numerator, radius.denominator))
        assert inside(value, found) == bool(found.contains(fmpq(value.numerator, value.denominator)))
