"""A convex function is least over a box where it does not fall into it."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.hypotheses import Convex
from neversaddle.theory.statement.points import AnyProperty, AtPoints, FirstOrder, LeastInBox
from neversaddle.theory.statement.solutions import AnyFlow

radius = sp.Symbol("radius", real=True)

THEOREM = Theorem(
    id="convex-minimum",
    says="a convex C1 function f is least over a box at the x in it with (v - x) grad f(x) >= 0 for all v in it",
    letters=(radius, AnyProperty(), AnyFlow()),
    premises=(AtPoints("no slope into the box", AnyProperty(), FirstOrder(radius), AnyFlow()),),
    conclusion=AtPoints("least over the box", AnyProperty(), LeastInBox(radius), AnyFlow()),
    source="Rockafellar, Convex Analysis, Theorem 27.4",
    assumes=(Convex(),),
)
