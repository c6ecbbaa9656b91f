"""Gradients, Lie brackets and Gram determinants of fields: written out once it is known which fields they are.

V = (V_1, ..., V_n) are fields in the letters z, h = (h_1, ..., h_n) functions of these: tuples, or a letter for any
such functions of several variables, which z is then a letter for.
"""

from __future__ import annotations

import itertools
from typing import Any

import sympy as sp


class Written(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """What is carried out once it is known what the letters in it stand for."""

    def carried_out(self) -> sp.Basic:
        """What it is of these."""
        raise NotImplementedError


class OfFields(Written):
    """An expression in fields, which is left as it is where they are no tuples."""

    #: How it is written, with what it is of in place of {0}, {1}, ...
    TEXT = LATEX = ""

    def carried_out(self) -> sp.Basic:
        """What it is of the components."""
        known = all(isinstance(arg, sp.Tuple) for arg in self.args)
        return self.of_components() if known else self

    def of_components(self) -> sp.Basic:
        """The same, where they are known."""
        raise NotImplementedError

    def _sympystr(self, printer: Any) -> str:
        return self.TEXT.format(*map(printer._print, self.args))

    def _latex(self, printer: Any) -> str:
        return self.LATEX.format(*map(printer._print, self.args))


class Gradients(OfFields):
    """Gradients(h, z): the fields grad h_i."""

    nargs = 2
    TEXT, LATEX = "grad {0}", r"\nabla {0}"

    def of_components(self) -> sp.Tuple:
        """Each as the tuple of its components."""
        h, z = self.args
        return sp.Tuple(*(sp.Tuple(*(sp.diff(e, letter) for letter in z)) for e in h))


class Gram(OfFields):
    """Gram(V, z): the determinant of the matrix of the inner products of the fields at z; it is never negative."""

    nargs = 2
    TEXT, LATEX = "det_ij({0}_i . {0}_j)({1})", r"\det_{{ij}}\left({0}_i \cdot {0}_j\right)({1})"

    def of_components(self) -> sp.Expr:
        """As a polynomial in the components."""
        rows = sp.Matrix(list(map(list, self.args[0])))
        return (rows * rows.T).det(method="berkowitz")


class Brackets(OfFields):
    """Brackets(V, z): the sum of the squares of all components of all [V_i, V_j], at any z.

    Letters of its own stand for z: nothing that is assumed of z is assumed of them.
    """

    nargs = 2
    TEXT = "sup_z(sum_ij |[{0}_i, {0}_j](z)|^2)"
    LATEX = r"\sup_z \textstyle\sum_{{ij}} \left|[{0}_i, {0}_j](z)\right|^2"

    def of_components(self) -> sp.Expr:
        """A sum of squares, one a component."""
        fields, z = self.args
        anywhere = {letter: sp.Dummy(letter.name, real=True) for letter in z}
        components = (component for bracket in _brackets(fields, z) for component in bracket)
        return sp.Add(*(component.xreplace(anywhere) ** 2 for component in components))


class Moved(OfFields):
    """Moved(h, V, z): the sum of the squares of all [V_i, V_j] h_k, and of their derivatives along all V_l, at z."""

    nargs = 3
    TEXT = "sum_ijkl(([{1}_i, {1}_j].grad {0}_k)^2 + ({1}_l.grad([{1}_i, {1}_j].grad {0}_k))^2)({2})"
    LATEX = (
        r"\textstyle\sum_{{ijkl}} \left(([{1}_i, {1}_j] \cdot \nabla {0}_k)^2 "
        r"+ ({1}_l \cdot \nabla([{1}_i, {1}_j] \cdot \nabla {0}_k))^2\right)({2})"
    )

    def of_components(self) -> sp.Expr:
        """A sum of squares."""
        h, fields, z = self.args
        moved = [_along(e, bracket, z) for bracket in _brackets(fields, z) for e in h]
        later = [_along(e, field, z) for e in moved for field in fields]
        return sp.Add(*(e**2 for e in (*moved, *later)))


def _along(e: sp.Expr, field: sp.Tuple, z: sp.Tuple) -> sp.Expr:
    """The derivative along a field."""
    return sp.Add(*(component * sp.diff(e, letter) for component, letter in zip(field, z, strict=True)))


def _brackets(fields: sp.Tuple, z: sp.Tuple) -> list[sp.Tuple]:
    """[V_i, V_j] for all i < j."""
    return [
        sp.Tuple(*(_along(of_v, u, z) - _along(of_u, v, z) for of_u, of_v in zip(u, v, strict=True)))
        for u, v in itertools.combinations(fields, 2)
    ]
