"""What is continuous reaches no point at which the curve that it runs on is infinite."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import At, Theorem
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.statement.hypotheses import Place, Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit
from neversaddle.theory.statement.solutions import Along, AnyFlow, Order, Rate

z, V, s, W, start, place, size = sp.symbols("z V s W start place size", real=True)
r = sp.Symbol("r", real=True)

THEOREM = Theorem(
    id="no-escape",
    says="if z' = s V(z) almost everywhere, s bounded, and W' = V(W) for r > 0, W(r_0) = z(0), r_0 > 0, with V locally "
    "Lipschitz near W, and W tends to infinity as r -> 0, then r_0 + int_0^t s > 0",
    letters=(z, V, s, W, r, start, place, size, AnyFlow()),
    premises=(
        Rate("each moves along the field", z, s * V, AnyFlow(), (Place(place, size),)),
        Identity("a curve of the field", sp.Derivative(W, r), At(V, z, W), (Place(place, size), Sign(r, "positive"))),
        Identity("it starts there", At(W, r, start), Initially(z), (Place(place, size),)),
        Inequality("at a point of it", sp.S.Zero, start, strict=True),
        Limit("infinite at the end", 1 / W, r, sp.S.Zero, sp.S.Zero, (Sign(r, "positive"),)),
    ),
    conclusion=Along("it never ends", sp.S.Zero, Order.LESS, start + TimeIntegral(s), AnyFlow()),
    source="Hale, Ordinary Differential Equations, Sections I.2 and I.3",
    fixed=(start, W),
    bounded=(s,),
    system=(z, place, size, V),
    of_members=(V,),
    curve=(W, r, Sign(r, "positive")),
)
