"""The modes of a sign flow where several components vanish, against the complementarity problem solved exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from neversaddle.numerics.flow.course.filippov import at_most_one, consistent_modes, determined, foreseen
from neversaddle.numerics.flow.systems.system import Mode, mode_field
from neversaddle.numerics.flow.systems.weights import WeightSystem
from neversaddle.numerics.loss.loss import Loss, least_squares, parse_loss
from neversaddle.numerics.ode.arithmetics import to_fast, working
from neversaddle.numerics.ode.taylor import Stepper, working_bits
from neversaddle.theory.geometry.reparametrization import DeepDiagonal

F = Fraction
DIGITS = 20


def system_of(loss: Loss, weights: list[list[F]], decay: F | int = 0) -> WeightSystem:
    return WeightSystem(DeepDiagonal(len(weights)), F(1), loss, weights, F(decay), False, F(1))


def modes_at_start(system: WeightSystem, mode: Mode, active: list[int]) -> list[Mode]:
    with working(working_bits(DIGITS)):
        state = [to_fast(v) for v in system.start()]
        return consistent_modes(system, state[0] * 0, state, mode, active, DIGITS)


def by_cases(hessian: sp.Matrix, mode: Mode, active: list[int]) -> list[Mode]:
    """All modes of x' = -s, f'' = H: z_i' = -(H s)_i has the sign s_i = +-1, or is zero with |s_i| < 1.

    A case on the border between two is left out by the caller.
    """
    found = []
    for signs in product((-1, 0, 1), repeat=len(active)):
        s = sp.Matrix(mode)
        for c, v in zip(active, signs, strict=True):
            s[c] = v
        held = [c for c in active if s[c] == 0]
        if held and any(mode[c] or c in active for c in range(len(mode))):
            pull = -(hessian * s)
            solution = hessian.extract(held, held).LUsolve(sp.Matrix([pull[c] for c in held]))
            assume(all(abs(v) != 1 for v in solution))
            if any(abs(v) > 1 for v in solution):
                continue
            for c, v in zip(held, solution, strict=True):
                s[c] = v
        rates = -(hessian * s)
        moving = [c for c in active if c not in held]
        assume(all(rates[c] != 0 for c in moving))
        if all(rates[c] * s[c] > 0 for c in moving):
            found.append(tuple(0 if c in held else int(s[c]) for c in range(len(mode))))
    return found


@st.composite
def problems(draw: st.DrawFn) -> tuple[sp.Matrix, Mode, list[int]]:
    k = draw(st.integers(2, 4))
    entries = st.lists(st.integers(-3, 3), min_size=k, max_size=k)
    matrix = sp.Matrix(draw(st.lists(entries, min_size=k, max_size=k)))
    assume(matrix.det() != 0)
    mode = draw(st.lists(st.sampled_from((-1, 0, 1)), min_size=k, max_size=k))
    assume(0 in mode)
    return matrix, tuple(mode), [c for c, s in enumerate(mode) if s == 0]


@settings(deadline=None, max_examples=40)
@given(problems())
def test_the_mode_is_the_solution_of_the_complementarity_problem(problem: tuple[sp.Matrix, Mode, list[int]]) -> None:
    """At x = 0, f' = -A^T b is chosen to have the signs of the mode; the search and the enumeration find the same."""
    matrix, mode, active = problem
    expected = by_cases(matrix.T * matrix, mode, active)
    assert len(expected) == 1
    target = [F(int(v.p), int(v.q)) for v in -(matrix.T.inv() * sp.Matrix(mode))]
    rows = [[F(int(v)) for v in matrix.row(i)] for i in range(matrix.rows)]
    data = least_squares(rows, target)
    x = sp.symbols(f"x1:{len(mode) + 1}")
    residuals = matrix * sp.Matrix(x) - sp.Matrix([sp.Rational(v.numerator, v.denominator) for v in target])
    formula = parse_loss(str(sp.expand(residuals.dot(residuals) / 2)), len(mode))
    start = [[F(0)] * len(mode)]
    assert at_most_one(system_of(data, start), active) and not at_most_one(system_of(formula, start), active)
    assert modes_at_start(system_of(data, start), mode, active) == expected
    assert modes_at_start(system_of(formula, start), mode, active) == expected


def test_twelve_that_are_held_at_once() -> None:
    k = 12
    matrix = [[F(3 if i == j else (i * j) % 3 - 1, 3) for j in range(k)] for i in range(k)]
    x = [F(j + 1, 7) for j in range(k)]
    target = [sum(map(F.__mul__, row, x), F(0)) for row in matrix]
    system = system_of(least_squares(matrix, target), [x, [F(1)] * k], F(1, 100))
    held = (0,) * k + (1,) * (2 * k)
    assert modes_at_start(system, held, list(range(k))) == [held]


def test_nonunique_ways_are_all_found() -> None:
    # f = -x^2/2 at its maximum: up, down, or staying there.
    system = system_of(parse_loss("-x**2/2", 1), [[F(0)]])
    assert sorted(modes_at_start(system, (0,), [0])) == [(-1,), (0,), (1,)]


def test_multipliers_are_determined_up_to_the_rank() -> None:
    full = least_squares([[1, 2], [0, 1]], [0, 0])
    wide = least_squares([[1, 2, 3], [1, 0, -1]], [0, 0])
    for loss, mode, answer in (
        (full, (0, 0), True),
        (wide, (0, 0, 1), True),
        (wide, (0, 0, 0), False),
        (least_squares([[1, 2]], [0]), (0, 0), True),
    ):
        k = len(mode)
        system = system_of(loss, [[F(1)] * k, [F(2)] * k], F(1, 3))
        assert determined(system, mode + (1,) * (2 * k), 3 * k) is answer
    # Without decay nothing moves, and nothing has to be determined.
    assert determined(system_of(wide, [[F(1)] * 3]), (0, 0, 0), 6)


def test_components_that_are_multiples_share_a_leader() -> None:
    loss = least_squares([[1, 0, -2, 3, 0], [2, 1, -4, 6, 0]], [0, 0])
    assert loss.leaders == ((0, 1), (1, 1), (0, -1), (0, 1), (4, 1))


def test_steps_are_no_longer_than_the_gradient_is_known_for() -> None:
    """x' = 1 has the series x + t, but f' = 1/(x - 2) - 9 has a pole at t = 3/2."""
    system = system_of(parse_loss("log(2 - x) - 9*x", 1), [[F(1, 2)]])
    with working(working_bits(DIGITS)):
        state = [to_fast(v) for v in system.start()]
        stepper = Stepper(mode_field(system, (-1,), 2), system.groups, DIGITS)
        step = stepper.step(state[1], state, state[0] * 0 + 9)
        assert step.length == 9
        # At most the part e^-2 of the radius that the error allows at this order, with a factor of 4 for whole powers.
        assert 0.01 < foreseen(step, (-1,), DIGITS).length < 0.6
