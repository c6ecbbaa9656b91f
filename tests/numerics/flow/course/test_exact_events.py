"""Events of the sign flow: hand cases, and chains against Sturm counts on motions built independently."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import pytest
import sympy as sp
from flint import fmpz_poly
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.exact.algebraic import NotExact, real_roots
from neversaddle.numerics.exact.tower import rational
from neversaddle.numerics.flow.course.exact_events import (
    EventError,
    ExactEvent,
    Moment,
    Motion,
    NormalEquations,
    Signs,
    at_start,
    next_event,
    normal_equations,
    signs_after,
)

F = Fraction
DIGITS = 90
Velocities = tuple[tuple[int, ...], ...]


def event_of(equations: NormalEquations, motion: Motion) -> ExactEvent:
    """The next event, which there must be."""
    event = next_event(equations, motion)
    assert event is not None
    return event


def by_sign_flow(gradients: tuple[int, ...], weights: tuple[tuple[int, ...], ...]) -> Velocities:
    """v_ij = -sign(f_j' prod_{m != i} w_mj)."""
    return tuple(
        tuple(-g * prod(row[j] for m, row in enumerate(weights) if m != i) for j, g in enumerate(gradients))
        for i in range(len(weights))
    )


def crossed(before: Signs, event: ExactEvent) -> Signs:
    """What vanished changes sign, unless it only touches zero: the rule for crossing."""
    gradients = tuple(
        -s if j in event.gradients and j not in event.grazes else s for j, s in enumerate(before.gradients)
    )
    weights = tuple(
        tuple(-s if (i, j) in event.weights else s for j, s in enumerate(row)) for i, row in enumerate(before.weights)
    )
    return Signs(gradients, weights)


def started(equations: NormalEquations, moment: Moment) -> Signs:
    return Signs(moment.gradient_signs(equations), moment.weight_signs())


UNIT = normal_equations([[1]], [1])


def test_the_hand_solved_case() -> None:
    event = event_of(UNIT, Motion(at_start([["0.3"], ["0.2"]]), ((1,), (1,))))
    # (3/10 + t)(1/5 + t) = 1.
    assert event.time.polynomial == fmpz_poly([-47, 25, 50])
    assert event.time.decimal(19) == "0.7512492197250392864"
    assert (event.gradients, event.weights, event.grazes) == ((0,), (), ())
    moment = event.moment
    assert str(moment.ball(moment.weights[0][0], 100).str(19, radius=False)) == "1.051249219725039286"
    assert moment.gradient_signs(UNIT) == (0,) and moment.weight_signs() == ((1,), (1,))
    assert moment.sign(moment.weights[0][0] - moment.weights[1][0] - rational(F(1, 10))) == 0
    # It stays: nothing moves, nothing happens, and f' is zero throughout.
    rest = Motion(moment, ((0,), (0,)))
    assert next_event(UNIT, rest) is None
    assert signs_after(UNIT, rest) == Signs((0,), ((1,), (1,)))
    # Had it gone on, f' would be positive: crossing is not a graze; turned back, negative.
    assert signs_after(UNIT, Motion(moment, ((1,), (1,)))).gradients == (1,)
    assert signs_after(UNIT, Motion(moment, ((-1,), (-1,)))).gradients == (-1,)


def test_equal_coordinates_tie_exactly() -> None:
    equations = normal_equations([[2, 1, 0], [1, 2, 0], [0, 0, 7]], [3, 3, 1])
    moment = at_start([["3/10", "3/10", 5], ["1/5", "1/5", 5]])
    event = event_of(equations, Motion(moment, ((1, 1, 0), (1, 1, 0))))
    assert event.gradients == (0, 1)
    assert event.time.decimal(12) == "0.751249219725"
    # The least difference of the data undoes the tie, and the order is told.
    nearly = at_start([["3/10", F(3, 10) + F(1, 10**50), 5], ["1/5", "1/5", 5]])
    split = event_of(normal_equations([[1, 0, 0], [0, 1, 0], [0, 0, 7]], [1, 1, 1]), Motion(nearly, ((1, 1, 0),) * 2))
    assert split.gradients == (1,)
    assert split.time < event.time


def test_weights_cross_at_rational_times() -> None:
    moment = at_start([["-1/3", 1, 1], ["1/2", "-1/3", "7/5"]])
    equations = normal_equations([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [5, 5, 5])
    event = event_of(equations, Motion(moment, ((1, 0, 0), (0, 1, 0))))
    assert (event.time.rational, event.gradients, event.weights) == (F(1, 3), (), ((0, 0), (1, 1)))
    on = Motion(event.moment, ((1, 0, 0), (0, 1, 0)))
    assert signs_after(equations, on).weights == ((1, 1, 1), (1, 1, 1))
    assert signs_after(equations, Motion(event.moment, ((-1, 0, 0), (0, 0, 0)))).weights == ((-1, 1, 1), (1, 0, 1))
    # What has just crossed is not reported anew.
    assert event_of(equations, on).time > event.time
    assert event.moment.sign(event.moment.clock - rational(F(1, 3))) == 0


def test_a_weight_and_a_gradient_vanish_together() -> None:
    zero = normal_equations([[3]], [0])
    one = event_of(zero, Motion(at_start([[1], ["3/10"]]), ((-1,), (-1,))))
    assert (one.time.rational, one.gradients, one.weights, one.grazes) == (F(3, 10), (0,), ((1, 0),), ())
    # Both weights at once: f' = 3 (3/10 - t)^2 only touches zero.
    two = event_of(zero, Motion(at_start([["0.3"], ["0.3"]]), ((-1,), (-1,))))
    assert (two.gradients, two.weights, two.grazes) == ((0,), ((0, 0), (1, 0)), (0,))


def test_touching_and_just_missing() -> None:
    # x = (1/5 + t)(1 - t) has its maximum 9/25 at t = 2/5.
    moment, there_and_back = at_start([["0.2"], [1]]), ((1,), (-1,))
    touch = event_of(normal_equations([[1]], ["9/25"]), Motion(moment, there_and_back))
    assert (touch.time.rational, touch.gradients, touch.grazes) == (F(2, 5), (0,), (0,))
    over = event_of(normal_equations([[1]], [F(9, 25) + F(1, 10**40)]), Motion(moment, there_and_back))
    assert (over.time.rational, over.gradients, over.weights) == (1, (), ((1, 0),))
    under = event_of(normal_equations([[1]], [F(9, 25) - F(1, 10**40)]), Motion(moment, there_and_back))
    assert under.gradients == (0,) and under.grazes == () and under.time < touch.time
    again = event_of(normal_equations([[1]], [F(9, 25) - F(1, 10**40)]), Motion(under.moment, there_and_back))
    assert again.gradients == (0,) and again.time > touch.time


TWO = normal_equations([[1, 0], [0, 1]], [1, "9/25"])


def after_an_algebraic_time(second: tuple[Fraction | int, Fraction | int]) -> Moment:
    """Coordinate 0 has arrived at x = 1, at the algebraic time of the hand case; coordinate 1 has waited."""
    moment = at_start([["0.3", second[0]], ["0.2", second[1]]])
    return event_of(TWO, Motion(moment, ((1, 0), (1, 0)))).moment


def test_touching_at_an_algebraic_time() -> None:
    waited = after_an_algebraic_time((F(1, 5), F(1)))
    event = event_of(TWO, Motion(waited, ((0, 1), (0, -1))))
    assert (event.gradients, event.grazes, event.weights) == ((1,), (1,), ())
    assert event.time.decimal(19) == "1.151249219725039286"
    arrival = event.moment.tower.lifted(waited.clock)
    assert event.moment.sign(event.moment.clock - arrival - rational(F(2, 5))) == 0


def test_hardly_later_than_an_algebraic_time() -> None:
    """x_1 = t + 1/5 is 10^-60 short of its goal, or beyond it, when coordinate 0 arrives: no ball of few bits tells."""
    arrival = F(after_an_algebraic_time((F(1), F(1))).time.decimal(60)) + F(1, 5)
    start = at_start([["0.3", 1], ["0.2", "0.2"]])
    for goal in (arrival + F(1, 10**58), arrival - F(1, 10**58)):
        equations = normal_equations([[1, 0], [0, 1]], [1, goal])
        first = event_of(equations, Motion(start, ((1, 0), (1, 1))))
        second = event_of(equations, Motion(first.moment, ((1, 0), (1, 1))))
        assert (first.gradients, second.gradients) == (((0,), (1,)) if goal > arrival else ((1,), (0,)))
        assert goal - F(1, 5) in (first.time.rational, second.time.rational)


def test_ties_at_an_algebraic_time() -> None:
    """Both turn back at t1: weight 1 of each vanishes at 2 t1 + 1/5, and f_1' = x_1 with it; a nudge undoes the tie."""
    for nudge in (F(0), F(1, 10**60)):
        equations = normal_equations([[1, 0], [0, 1]], [1, 0])
        moment = at_start([["0.3", 3], ["0.2", F(1, 5) + nudge]])
        turned = event_of(equations, Motion(moment, ((1, 0), (1, 1)))).moment
        event = event_of(equations, Motion(turned, ((-1, 0), (-1, -1))))
        assert event.weights == (((1, 0),) if nudge else ((1, 0), (1, 1)))
        assert (event.gradients, event.grazes) == (() if nudge else (1,), ())
        assert event.time.degree == 2
        assert event.moment.sign(event.moment.clock - 2 * turned.tower.variables[0] - rational(F(1, 5))) == 0
        assert event.moment.sign(event.moment.weights[1][1]) == (1 if nudge else 0)


def test_gradients_that_always_agree_vanish_together() -> None:
    equations = normal_equations([[1, 1]], [1])
    event = event_of(equations, Motion(at_start([["0.3", 1], ["0.2", "0.75"]]), ((1, 0), (1, 0))))
    assert event.gradients == (0, 1) and event.grazes == ()


def test_signs_of_polynomials_in_the_weights() -> None:
    """sum_l H_jl M_l s_l with M_l = sum_i prod_{m != i} w_ml: exactly zero by symmetry at an algebraic time."""
    equations = normal_equations([[1, 2], [2, 1]], [3, 3])
    moment = event_of(equations, Motion(at_start([["0.3", "0.3"], ["0.2", "0.2"]]), ((1, 1), (1, 1)))).moment
    speeds = [sum(column[1:], start=column[0]) for column in zip(*moment.weights, strict=True)]
    h = [[rational(v) for v in row] for row in equations.hessian]
    assert moment.sign(h[0][0] * speeds[0] - h[1][1] * speeds[1]) == 0
    assert moment.sign(h[0][0] * speeds[0] - h[0][1] * speeds[1]) == 1
    assert moment.sign(-h[0][0] * speeds[0] + h[0][1] * speeds[1]) == -1
    # M_0 = 1/10 + 2 w_1 and w_1 (w_1 + 1/10) = 1, so M_0^2 = 401/100.
    assert moment.sign(speeds[0] ** 2 - rational(F(401, 100))) == 0


def test_nothing_happens() -> None:
    away = at_start([[1], [2]])
    assert next_event(UNIT, Motion(away, ((1,), (1,)))) is None
    assert next_event(UNIT, Motion(away, ((0,), (0,)))) is None
    # f' is zero throughout though both weights move: f does not depend on x.
    assert next_event(normal_equations([[0]], [1]), Motion(away, ((1,), (1,)))) is None
    assert signs_after(normal_equations([[0]], [1]), Motion(away, ((1,), (1,)))).gradients == (0,)


def test_a_moment_on_the_way() -> None:
    motion = Motion(at_start([["0.3"], ["0.2"]], time=F(2)), ((1,), (1,)))
    halfway = motion.at(F(5, 2))
    assert [w for (w,) in halfway.weights] == [rational(F(4, 5)), rational(F(7, 10))]
    assert event_of(UNIT, Motion(halfway, ((1,), (1,)))).time == event_of(UNIT, motion).time
    assert event_of(UNIT, motion).time.decimal(12) == "2.75124921973"


def test_limits_are_kept() -> None:
    equations = normal_equations([[1, "1/2"], ["1/3", 1]], [1, 2])
    moment = at_start([["0.3", "0.4"], ["0.2", "0.5"], ["0.7", "0.6"]])
    first = event_of(equations, Motion(moment, ((1, 1),) * 3))
    assert first.time.degree == 3
    with pytest.raises(NotExact, match="degree 9; at most 8"):
        next_event(equations, Motion(first.moment, ((-1, 1),) * 3), max_degree=8)
    assert event_of(equations, Motion(first.moment, ((-1, 1),) * 3)).time > first.time


def test_bad_data_are_named() -> None:
    with pytest.raises(EventError, match="target: 2 entries for 1 rows"):
        normal_equations([[1]], [1, 2])
    with pytest.raises(EventError, match=r"weights: rows of one length.*got lengths 1, 2"):
        at_start([[1], [1, 2]])
    with pytest.raises(EventError, match="no rows"):
        at_start([])
    with pytest.raises(EventError, match="row 1, column 1 of weights"):
        at_start([[float("nan")]])
    with pytest.raises(EventError, match=r"velocities need rows of lengths \(1, 1\)"):
        Motion(at_start([[1], [1]]), ((1,),))


ENTRY = st.fractions(-3, 3, max_denominator=4)
WEIGHT = st.fractions(-2, 2, max_denominator=10).filter(bool)


@st.composite
def problems(draw: st.DrawFn, depth: int) -> tuple[list[list[F]], list[F], list[list[F]]]:
    table = st.lists(st.lists(ENTRY, min_size=2, max_size=2), min_size=2, max_size=2)
    return (
        draw(table),
        draw(st.lists(ENTRY, min_size=2, max_size=2)),
        draw(st.lists(st.lists(WEIGHT, min_size=2, max_size=2), min_size=depth, max_size=depth)),
    )


class Plain:
    """The same motion in rationals rounded to DIGITS digits, f_j' and weights expanded by SymPy: no code shared."""

    def __init__(self, matrix: list[list[F]], target: list[F], weights: list[list[F]]) -> None:
        self.matrix = sp.Matrix([[sp.Rational(v.numerator, v.denominator) for v in row] for row in matrix])
        self.target = sp.Matrix([sp.Rational(v.numerator, v.denominator) for v in target])
        self.weights = [[sp.Rational(w.numerator, w.denominator) for w in row] for row in weights]
        self.time = sp.Integer(0)

    def polynomials(self, velocities: Velocities) -> tuple[list[sp.Poly], list[list[sp.Poly]]]:
        """f_j' and w_ij as polynomials in the time s since the last event."""
        s = sp.Symbol("s")
        w = [[a + v * s for a, v in zip(*rows, strict=True)] for rows in zip(self.weights, velocities, strict=True)]
        x = sp.Matrix([prod(column) for column in zip(*w, strict=True)])
        gradient = self.matrix.T * (self.matrix * x - self.target)
        return [sp.Poly(g, s) for g in gradient], [[sp.Poly(v, s) for v in row] for row in w]

    def advance(self, time: sp.Rational, velocities: Velocities) -> None:
        step = time - self.time
        self.weights = [
            [a + v * step for a, v in zip(*rows, strict=True)] for rows in zip(self.weights, velocities, strict=True)
        ]
        self.time = time


@pytest.mark.parametrize("depth", [1, 2, 3])
@settings(deadline=None, max_examples=25)
@given(st.data())
def test_chains_of_crossings(depth: int, data: st.DataObject) -> None:
    """Up to the event nothing vanishes, at it what is named vanishes and nothing else, and the signs are as told.

    Rounding to 90 digits moves a value by less than 10^-80 at these sizes (|w|, |t|, |H| < 10^3, degree 3): a value
    above 10^-60 keeps its sign. Sturm's count leaves out 10^-30 beside both ends.
    """
    matrix, target, weights = data.draw(problems(depth))
    equations, plain = normal_equations(matrix, target), Plain(matrix, target, weights)
    moment = at_start(weights)
    signs = started(equations, moment)
    gap, small = sp.Rational(1, 10**30), sp.Rational(1, 10**60)
    for _ in range(3):
        velocities = by_sign_flow(signs.gradients, signs.weights)
        motion = Motion(moment, velocities)
        told = signs_after(equations, motion)
        gradients, tables = plain.polynomials(velocities)
        named = [*enumerate(gradients), *(((i, j), p) for i, row in enumerate(tables) for j, p in enumerate(row))]
        event = next_event(equations, motion)
        end = sp.Integer(1000) if event is None else sp.Rational(event.time.decimal(DIGITS)) - plain.time
        for name, p in named:
            sign = told.gradients[name] if isinstance(name, int) else told.weights[name[0]][name[1]]
            # No change of sign on the way, and the sign is the one told; 0 stands for zero throughout.
            assert sp.sign(p.eval(end / 2)) == sign or (sign == 0 and all(abs(c) < small for c in p.all_coeffs()))
            if sign and p.degree() > 0:
                assert p.count_roots(gap, end - gap) == 0
        if event is None:
            break
        for name, p in named:
            vanished = event.gradients if isinstance(name, int) else event.weights
            exact = moment_sign(equations, event.moment, name)
            assert (exact == 0) == (abs(p.eval(end)) < small)
            if name in vanished:
                assert exact == 0
            elif exact == 0:
                assert all(abs(c) < small for c in p.all_coeffs())
            else:
                assert exact == sp.sign(p.eval(end))
        plain.advance(plain.time + end, velocities)
        signs, moment = crossed(told, event), event.moment


def moment_sign(equations: NormalEquations, moment: Moment, name: int | tuple[int, int]) -> int:
    if isinstance(name, int):
        return moment.sign(equations.gradient(moment.weights)[name])
    return moment.sign(moment.weights[name[0]][name[1]])


@settings(deadline=None, max_examples=40)
@given(WEIGHT, WEIGHT, ENTRY.filter(bool), st.sampled_from([(1, 1), (1, -1), (-1, -1), (0, 1)]))
def test_one_coordinate_against_quadratic_roots(a: F, b: F, goal: F, v: tuple[int, int]) -> None:
    """The least positive root of a weight or of (a + v t)(b + w t) = goal, by the quadratic formula at 60 digits."""
    event = next_event(normal_equations([[1]], [goal]), Motion(at_start([[a], [b]]), ((v[0],), (v[1],))))
    times = [F(-c) / r for c, r in ((a, v[0]), (b, v[1])) if r and F(-c) / r > 0]
    with mp.workdps(60):
        two, one, nought = (
            mp.mpf(c.numerator) / c.denominator for c in (F(v[0] * v[1]), a * v[1] + b * v[0], a * b - goal)
        )
        found = [mp.mpf(t.numerator) / t.denominator for t in times]
        square = one**2 - 4 * two * nought
        if two and square >= 0:
            found += [(-one + sign * mp.sqrt(square)) / (2 * two) for sign in (1, -1)]
        elif not two and one:
            found.append(-nought / one)
        ahead = [t for t in found if t > mp.mpf(10) ** -40]
        if not ahead:
            assert event is None
        else:
            # The square root of a rounded square: half of the digits are sure even at a double root.
            assert event is not None and abs(mp.mpf(event.time.decimal(50)) - min(ahead)) < mp.mpf(10) ** -25


def test_a_long_chain_stays_exact() -> None:
    """Depth 3, four coordinates: degrees 3, 9 and 27 one after the other, and each event's f_j' is exactly zero."""
    equations = normal_equations([[2, 1, 0, 1], [1, -1, 2, 0], [0, 3, 1, 1]], [1, 2, "1/2"])
    moment = at_start([["3/10", "1/5", "7/10", "2/5"], ["1/2", "9/10", "3/5", "1/10"], ["4/5", "3/10", "2/5", "6/5"]])
    signs, degrees = started(equations, moment), []
    for _ in range(4):
        event = event_of(equations, Motion(moment, by_sign_flow(signs.gradients, signs.weights)))
        assert [j for j, s in enumerate(event.moment.gradient_signs(equations)) if s == 0] == list(event.gradients)
        assert event.time > moment.time
        assert event.time in [root for root, _ in real_roots(event.time.polynomial)]
        signs, moment = crossed(signs, event), event.moment
        degrees.append(event.time.degree)
    assert max(degrees) == 27, degrees
