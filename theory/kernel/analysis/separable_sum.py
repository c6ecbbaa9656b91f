"""What a sum of functions of one coordinate each is like."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import ANY_TRAITS, Theorem
from neversaddle.theory.statement.shapes import Shape

s, low, C = sp.Symbol("s", real=True), sp.Symbol("low", extended_real=True), sp.Symbol("C")
n, v = sp.Symbol("n", integer=True), sp.Symbol("v", real=True)
X, a = (sp.Function(name)(s) for name in ("X", "a"))

THEOREM = Theorem(
    id="separable-sum",
    says="domain, gradient, divergence and conjugate of S(x_1) + ... + S(x_n), n >= 1, go coordinate by coordinate",
    letters=(s, X, a, low, C, n, v, ANY_TRAITS),
    premises=(Shape("in one coordinate", ANY_TRAITS, s, X, a, C, low, value=v),),
    conclusion=Shape("in all coordinates", ANY_TRAITS, s, X, a, C, low, n, value=v),
    source="Rockafellar & Wets, Variational Analysis, Propositions 10.5 and 11.22",
    whole=(n,),
)
