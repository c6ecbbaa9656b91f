"""Two orders of small moves part a function by a b times its derivative along the bracket, and by 0 without one."""

from __future__ import annotations

import mpmath
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.arguments.commutator import THEOREM
from tests.fuzz.linear_fields import EQUAL, driven, size
from tests.fuzz.necessity import Looked, Missed, found

SMALL = st.integers(-3, 3)
START = [mpf(1), mpf(-1) / 2]
#: Moves of this length: higher orders are as much smaller than a b.
STEP = mpf(10) ** -8


def forms(matrices: list[mpmath.matrix], z: mpmath.matrix) -> mpmath.matrix:
    """z^T A_i z/2, of which A_i z are the gradients."""
    return mp.matrix([(z.T * matrix * z)[0] / 2 for matrix in matrices])


@settings(max_examples=20, deadline=None)
@given(SMALL, SMALL, SMALL, SMALL, SMALL, SMALL)
def test_it_holds(p: int, q: int, r: int, s: int, t: int, u: int) -> None:
    """Of two quadratic forms: [V_1, V_2] = (B A - A B) z."""
    with mp.workdps(40):
        a, b = mp.matrix([[p, q], [q, r]]), mp.matrix([[s, t], [t, u]])
        z = mp.matrix(START)
        bracket = (b * a - a * b) * z
        expected = mp.matrix([((matrix * z).T * bracket)[0] for matrix in (a, b)])
        first, second = mp.expm(STEP * a), mp.expm(STEP * b)
        parted = (forms([a, b], second * first * z) - forms([a, b], first * second * z)) / STEP**2
        assert size(parted - expected) < 1000 * STEP


@settings(max_examples=10, deadline=None)
@given(SMALL, SMALL)
def test_what_commutes_is_not_parted(p: int, q: int) -> None:
    """Of forms that commute h is a function of y: under forces in different orders it ends at the same values."""
    assert looked(p, q) == Looked(("a bracket moves a function",), False)


def looked(p: int, q: int) -> Looked:
    """Whether the bracket of two forms moves one of them, and whether two orders of the forces end apart."""
    with mp.workdps(30):
        matrices = [mp.matrix([[p, q], [q, p]]) / 4, mp.matrix([[0, 1], [1, 0]]) / 2]
        z = mp.matrix(START)
        bracket = (matrices[1] * matrices[0] - matrices[0] * matrices[1]) * z
        moved = mp.matrix([((matrix * z).T * bracket)[0] for matrix in matrices])
        rising, falling = (lambda t: 2 * t), (lambda t: 2 - 2 * t)
        ends = [driven(matrices, forces, START) for forces in ((rising, falling), (falling, rising))]
        return found(THEOREM, [size(moved) > EQUAL], size(forms(matrices, ends[0]) - forms(matrices, ends[1])) > EQUAL)


MISSED: Missed = {"a bracket moves a function": lambda: looked(1, 2)}


def test_a_bracket_that_moves_nothing_at_the_start_may_do_so_after_it() -> None:
    """h = (z_1 z_3, z_2 z_3) at z = (0, 0, 1): [V_1, V_2] = (-z_2, z_1, 0) vanishes there, and h parts all the same."""
    with mp.workdps(30):
        matrices = [mp.zeros(3), mp.zeros(3)]
        for n, matrix in enumerate(matrices):
            matrix[n, 2] = matrix[2, n] = 1
        z = mp.matrix([0, 0, 1])
        first, second = mp.expm(matrices[0] / 2), mp.expm(matrices[1] / 2)
        assert size(forms(matrices, second * first * z) - forms(matrices, first * second * z)) > 0.01
