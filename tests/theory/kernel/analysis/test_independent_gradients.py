"""Functions on the surface that their gradients span: their Jacobian is the Gram matrix, symmetric and positive."""

from __future__ import annotations

import mpmath
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.independent_gradients import THEOREM
from tests.fuzz.linear_fields import driven, on_surface, size
from tests.fuzz.necessity import Looked, Missed, found

SMALL = st.integers(-3, 3)
START = [mpf(1), mpf(-1) / 2]
#: Differences of step 10^-10 at 40 digits are good to their square.
STEP, CLOSE = mpf(10) ** -10, mpf(10) ** -16


def forms(matrices: list[mpmath.matrix], z: mpmath.matrix) -> mpmath.matrix:
    """z^T A_i z/2, of which A_i z are the gradients."""
    return mp.matrix([(z.T * matrix * z)[0] / 2 for matrix in matrices])


def jacobian(matrices: list[mpmath.matrix], y: tuple[int, int] = (0, 0)) -> mpmath.matrix:
    """Of y -> h(W(y)), by differences."""
    columns = []
    for i in range(2):
        there = [on_surface(matrices, [y[n] + side * STEP * (n == i) for n in range(2)], START) for side in (1, -1)]
        columns.append((forms(matrices, there[0]) - forms(matrices, there[1])) / (2 * STEP))
    return mp.matrix([[columns[j][i] for j in range(2)] for i in range(2)])


@settings(max_examples=20, deadline=None)
@given(SMALL, SMALL, SMALL)
def test_it_holds(p: int, q: int, r: int) -> None:
    """Of the forms of a symmetric matrix A and of the identity, where A z is no multiple of z."""
    with mp.workdps(40):
        matrices = [mp.matrix([[p, q], [q, r]]) / 2, mp.eye(2)]
        gradients = [matrix * mp.matrix(START) for matrix in matrices]
        gram = mp.matrix([[(v.T * u)[0] for u in gradients] for v in gradients])
        assume(mp.det(gram) > 0.01)
        found = jacobian(matrices)
        assert size(found - gram) < CLOSE
        assert found[0, 0] > 0 and mp.det(found) > 0


@settings(max_examples=20, deadline=None)
@given(SMALL, SMALL, SMALL, st.integers(-1, 1), st.integers(-1, 1))
def test_it_holds_far_from_the_start(p: int, q: int, r: int, one: int, other: int) -> None:
    """Independent at the start the gradients stay so; and linear fields lead anywhere: D is everything."""
    with mp.workdps(40):
        matrices = [mp.matrix([[p, q], [q, r]]) / 4, mp.eye(2) / 4]
        ends = [matrix * on_surface(matrices, [one, other], START) for matrix in matrices]
        starts = [matrix * mp.matrix(START) for matrix in matrices]
        assume(abs(mp.det(mp.matrix([list(v) for v in starts]))) > 0.01)
        gram = mp.matrix([[(v.T * u)[0] for u in ends] for v in ends])
        assert size(jacobian(matrices, (one, other)) - gram) < CLOSE * (1 + size(gram)) and mp.det(gram) > 0


def test_the_conjugate_has_the_inverse_gradient() -> None:
    """h = z^3/3 from z = 2: D is y < 1/2, P' = h(W) with W = 2/(1 - 2 y), and R' of that is y, up to the end of D."""
    y, x = sp.symbols("y x", real=True)
    w = 2 / (1 - 2 * y)
    assert sp.simplify(sp.diff(w, y) - w**2) == 0 and w.subs(y, 0) == 2
    potential = sp.integrate(w**3 / 3, y)
    inverse = sp.Rational(1, 2) - (3 * x) ** sp.Rational(-1, 3)
    for place in (sp.Integer(-3), sp.Rational(-1, 7), sp.Integer(0), sp.Rational(3, 7), sp.Rational(99, 200)):
        value = sp.diff(potential, y).subs(y, place)
        assert sp.simplify(value - w.subs(y, place) ** 3 / 3) == 0 and sp.simplify(inverse.subs(x, value) - place) == 0
        # x y - P(y) is largest at that place.
        beside = (place + sp.Rational(n, 400) for n in (-1, 0, 1))
        below, there, above = (value * at - potential.subs(y, at) for at in beside)
        assert there > below and there > above


def looked(matrices: list[mpmath.matrix]) -> Looked:
    """Whether the fields commute, and so span a surface; independence; and a function of y of positive Jacobian."""
    with mp.workdps(40):
        bracket = matrices[0] * matrices[1] - matrices[1] * matrices[0]
        columns = mp.matrix([list(matrix * mp.matrix(START)) for matrix in matrices])
        rising, falling = (lambda t: 2 * t), (lambda t: 2 - 2 * t)
        one, other = (driven(matrices, forces, START) for forces in ((rising, falling), (falling, rising)))
        one_value = size(forms(matrices, one) - forms(matrices, other)) < CLOSE
        held = [size(bracket) < CLOSE, abs(mp.det(columns)) > CLOSE]
        return found(THEOREM, held, one_value and mp.det(jacobian(matrices)) > CLOSE)


MISSED: Missed = {
    "on a surface": lambda: looked([mp.matrix([[0, 1], [1, 0]]), mp.matrix([[1, 0], [0, 0]])]),
    "the gradients are independent": lambda: looked([mp.eye(2), 3 * mp.eye(2)]),
}
