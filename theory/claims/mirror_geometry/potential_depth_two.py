"""Depth two at every exponent: mirror map and potential as functions of x."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import Conjugate, OrbitTime, Potential, size
from neversaddle.theory.language.symbols import lam, q
from neversaddle.theory.statement.case_proofs import by_symmetry
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.leaf_of_all_signs import (
    SIGNED_LEAF,
    mirror_coordinate,
    signed_size,
    v,
    v_positive,
)
from neversaddle.theory.statement.order_proofs import middle, replacement
from neversaddle.theory.statement.proofs import derivative, normal_form, proves
from neversaddle.theory.statement.setting import ANY_EXPONENT
from neversaddle.theory.statement.steps import Step

TWO, HALF = sp.Integer(2), sp.Rational(1, 2)


def functions(absolute: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """F_n = 2F1(1/2, n/q; 1+n/q; -4|x|^q/lambda^2) at |x|, for n = 1 and 2."""
    first, second = (sp.hyper([HALF, n / q], [1 + n / q], -4 * absolute**q / lam**2) for n in (1, 2))
    return first, second


x, absolute = signed_size(TWO, q), size(TWO, q, lam, sp.Abs(v))
first, second = functions(absolute)

claim = Claim(
    id="potential-depth-two",
    name="Potential at depth two",
    source="derived from R'' = 1/sqrt(4|x|^q + lambda^2)",
    uses=("metric-depth-two",),
    given=(ANY_EXPONENT, *SIGNED_LEAF),
    says=(
        Identity("the mirror map", mirror_coordinate(TWO, q), x / lam * first),
        Identity("the potential", Potential(TWO, q, lam, sp.Abs(v)), absolute**2 / lam * (first - second / 2)),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Odd and even; for v > 0 equal derivatives along the leaf, and R = x y - R* with y and R* in closed form."""
    mirror_map, potential = claim.says
    x = size(TWO, q, lam, v_positive)
    y, conjugate = (function(TWO, q, lam, v_positive) for function in (OrbitTime, Conjugate))
    one, two = functions(x)
    by_slopes = derivative(v_positive)
    closed = replacement(y, x / lam * one, by_slopes, normal_form())
    closed = replacement(conjugate, x**2 / lam * two / 2, by_slopes, closed)
    yield proves(mirror_map, by_symmetry(v, by_slopes, normal_form()))
    yield proves(potential, by_symmetry(v, middle(x * y - conjugate, by_slopes, closed), normal_form()))
