"""Where a solution tends to is as all that could stay is."""

from __future__ import annotations

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.points import AnyProperty, AtLimits, AtPoints, AtRest
from neversaddle.theory.statement.solutions import AnyFlow

THEOREM = Theorem(
    id="limit-where-at-rest",
    says="the limit of a solution of w' in F(w) has every property that all points have at which 0 is in F, where F is "
    "upper semicontinuous, compact and convex",
    letters=(AnyProperty(), AnyFlow()),
    premises=(AtPoints("all points at rest", AnyProperty(), None, AnyFlow(), where=AtRest()),),
    conclusion=AtLimits("limits", AnyProperty(), AnyFlow()),
    source="Aubin & Cellina, Differential Inclusions, Section 1.4 (convergence theorem, of w(n + t) as n -> oo)",
)
