"""Where a solution tends to, it could stay."""

from __future__ import annotations

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.points import AnyProperty, AtLimits, AtPoints, AtRest
from neversaddle.theory.statement.solutions import AnyFlow

THEOREM = Theorem(
    id="limit-at-rest",
    says="the limit of a solution of w' in F(w) has 0 in F, where F is upper semicontinuous, compact and convex",
    letters=(AnyProperty(), AnyFlow()),
    premises=(AtPoints("points at rest", AtRest(), AnyProperty(), AnyFlow()),),
    conclusion=AtLimits("limits", AnyProperty(), AnyFlow()),
    source="Aubin & Cellina, Differential Inclusions, Section 1.4 (convergence theorem, of w(n + t) as n -> oo)",
)
