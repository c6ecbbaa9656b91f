"""What changes on a curve at a rate that is never negative is the derivative of a convex function of the clock."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.solutions import AnyFlow, Rate

Q, h, z, V, s, place, size = sp.symbols("Q h z V s place size", real=True)

THEOREM = Theorem(
    id="convex-primitive",
    says="if z(t) = W(y(t)), y = int_0^t s, and Q' = s h(z) with a continuous h >= 0, then Q(t) = P'(y(t)) with "
    "P'(0) = Q(0) and P'' = h(W) >= 0, so that P is convex",
    letters=(Q, h, z, V, s, place, size, AnyFlow()),
    premises=(
        Carried("on the curve", z, place, size, V, s, AnyFlow()),
        Rate("its rate", Q, s * h, AnyFlow()),
        Inequality("never negative", sp.S.Zero, h),
    ),
    conclusion=Dual("a derivative", Q, h, z, place, size, V, s, AnyFlow()),
    source="Rudin, Real and Complex Analysis, Theorem 7.20; Rockafellar, Convex Analysis, Theorem 24.2",
    system=(z, place, size, V),
    of_members=(h,),
    continuous=(h,),
)
