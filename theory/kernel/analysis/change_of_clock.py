"""What moves along a field at a speed of its own runs on the field's curve."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.curves import Carried
from neversaddle.theory.statement.hypotheses import Place
from neversaddle.theory.statement.solutions import AnyFlow, Rate

z, V, s, place, size = sp.symbols("z V s place size", real=True)

THEOREM = Theorem(
    id="change-of-clock",
    says="if z' = s V(z) almost everywhere, s bounded, then z(t) = W(int_0^t s) for every Lipschitz W with W' = V(W) "
    "almost everywhere, W(0) = z(0), near each point of which V is Lipschitz in all z_n; or, bounded and measurable, "
    "in all but a z_m, with one constant for all values of z_m, V_m being continuous and not zero: then it is a clock; "
    "as functions of it z and W solve dz_n = (V_n/V_m)(z) dz_m, an equation in Caratheodory's sense",
    letters=(z, V, s, place, size, AnyFlow()),
    premises=(Rate("each moves along the field", z, s * V, AnyFlow(), (Place(place, size),)),),
    conclusion=Carried("on the curve", z, place, size, V, s, AnyFlow()),
    source="Hale, Ordinary Differential Equations, Sections I.3 and I.5",
    bounded=(s,),
    system=(z, place, size, V),
    of_members=(V,),
)
