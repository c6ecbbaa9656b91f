"""Gradients, Gram determinants and brackets of fields against those of matrices."""

from __future__ import annotations

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.theorem import filled
from neversaddle.theory.language.fields import Brackets, Gradients, Gram, Moved

w_1, w_2 = sp.symbols("w_1 w_2", real=True)
W, h, z = sp.Tuple(w_1, w_2), *sp.symbols("h z", real=True)
w = sp.Matrix(W)
ENTRIES = st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.integers(-3, 3))


def forms(*entries: tuple[int, int, int]) -> tuple[list[sp.Matrix], sp.Tuple]:
    """Symmetric matrices, and the functions of which A w are the gradients."""
    matrices = [sp.Matrix([[p, q], [q, r]]) for p, q, r in entries]
    return matrices, sp.Tuple(*((w.T * matrix * w)[0] / 2 for matrix in matrices))


@settings(max_examples=25, deadline=None)
@given(ENTRIES, ENTRIES)
def test_they_are_those_of_matrices(first: tuple[int, int, int], second: tuple[int, int, int]) -> None:
    """grad = A w, [V_1, V_2] = (B A - A B) w, and the Gram determinant is that of the matrix (A w, B w) squared."""
    (a, b), functions = forms(first, second)
    letters = {h: functions, z: W}
    gradients = Gradients(functions, W).carried_out()
    assert all(sp.expand(sp.Matrix(v) - m * w) == sp.zeros(2, 1) for v, m in zip(gradients, (a, b), strict=True))
    square = sp.Matrix.hstack(a * w, b * w).det() ** 2
    assert sp.expand(filled(Gram(Gradients(h, z), z), letters) - square) == 0
    bracket = (b * a - a * b) * w
    found = filled(Brackets(Gradients(h, z), z), letters)
    others = sorted(found.free_symbols, key=str)
    assert not found.has(w_1, w_2)
    assert (
        sp.expand(found.xreplace(dict(zip(others, W, strict=True) if len(others) == 2 else ())) - bracket.dot(bracket))
        == 0
    )
    moved = [(m * w).dot(bracket) for m in (a, b)]
    later = [sp.Matrix([e]).jacobian(w).dot(v) for e in moved for v in (a * w, b * w)]
    total = sp.Add(*(e**2 for e in (*moved, *later)))
    assert sp.expand(filled(Moved(h, Gradients(h, z), z), letters) - total) == 0


def test_brackets_are_taken_anywhere() -> None:
    """Letters of their own stand for the weights, one for each; parameters are what they were."""
    c = sp.Symbol("c", real=True)
    found = Brackets(sp.Tuple(sp.Tuple(w_1, 0), sp.Tuple(c * w_2, w_1)), W).carried_out()
    assert found.free_symbols >= {c} and not found.has(w_1, w_2)
    assert all(isinstance(s, sp.Dummy) and s.is_real for s in found.free_symbols - {c})


def test_one_field_has_no_brackets() -> None:
    assert Brackets(sp.Tuple(sp.Tuple(w_1, w_2)), W).carried_out() == 0
    assert Gram(sp.Tuple(sp.Tuple(w_1, w_2)), W).carried_out() == w_1**2 + w_2**2
