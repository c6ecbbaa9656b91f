"""Gradients, Lie brackets and Gram determinants of fields, as data: written out once it is known which fields.

V = (V_1, ..., V_n) are fields in the letters z, h = (h_1, ..., h_n) functions of these.
"""

from __future__ import annotations

import itertools

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Written


class Gradients(Written):
    """Gradients(h, z): the fields grad h_i."""

    nargs = 2

    def carried_out(self) -> sp.Tuple:
        """Each as the tuple of its components."""
        h, z = self.args
        return sp.Tuple(*(sp.Tuple(*(sp.diff(e, letter) for letter in z)) for e in h))


class Gram(Written):
    """Gram(V): the determinant of the matrix of the inner products of the fields; it is never negative."""

    nargs = 1

    def carried_out(self) -> sp.Expr:
        """As a polynomial in the components."""
        rows = sp.Matrix(list(map(list, self.args[0])))
        return (rows * rows.T).det(method="berkowitz")


class Brackets(Written):
    """Brackets(V, z): the sum of the squares of all components of all [V_i, V_j], at any z.

    Letters of its own stand for z: nothing that is assumed of z is assumed of them.
    """

    nargs = 2

    def carried_out(self) -> sp.Expr:
        """A sum of squares, one a component."""
        fields, z = self.args
        anywhere = {letter: sp.Dummy(letter.name, real=True) for letter in z}
        components = (component for bracket in _brackets(fields, z) for component in bracket)
        return sp.Add(*(component.xreplace(anywhere) ** 2 for component in components))


class Moved(Written):
    """Moved(h, V, z): the sum of the squares of all [V_i, V_j] h_k, and of their derivatives along all V_l, at z."""

    nargs = 3

    def carried_out(self) -> sp.Expr:
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
