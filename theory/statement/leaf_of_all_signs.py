"""The lambda-balanced leaf at weights of every sign: v = sign(w_1)|w_1|^q is any real number, and x has its sign."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, size
from neversaddle.theory.language.symbols import lam
from neversaddle.theory.statement.hypotheses import Hypothesis, real
from neversaddle.theory.statement.setting import BALANCE

v = sp.Symbol("v", real=True)
#: The same letter where it is positive.
v_positive = sp.Symbol("v", positive=True)
SIGNED_LEAF: tuple[Hypothesis, ...] = (*BALANCE, *real(v))


def signed_size(depth: sp.Expr, q: sp.Expr) -> sp.Expr:
    """x, which is odd in v."""
    return sp.sign(v) * size(depth, q, lam, sp.Abs(v))


def mirror_coordinate(depth: sp.Expr, q: sp.Expr) -> sp.Expr:
    """R'(x), which is odd, as R is even."""
    return sp.sign(v) * OrbitTime(depth, q, lam, sp.Abs(v))
