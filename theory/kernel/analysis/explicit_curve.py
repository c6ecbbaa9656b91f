"""What moves along a field at a speed of its own is where the field's curve is, if one is known."""

from __future__ import annotations

from typing import Any

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import At, Theorem
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.statement.hypotheses import Place
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.solutions import Along, AnyFlow, AnyInterval, Order, Rate, Until

z, V, s, W, r, start, place, size = sp.symbols("z V s W r start place size", real=True)
#: A letter, in place of what is said of r.
INTERVAL: Any = AnyInterval()

THEOREM = Theorem(
    id="explicit-curve",
    says="if z' = s V(z) almost everywhere, s bounded, and W' = V(W) on an open interval, W(r_0) = z(0), with V "
    "locally Lipschitz near W, then z(t) = W(r_0 + int_0^t s) as long as that stays in the interval",
    letters=(z, V, s, W, r, start, place, size, INTERVAL, AnyFlow()),
    premises=(
        Rate("each moves along the field", z, s * V, AnyFlow(), (Place(place, size),)),
        Identity("a curve of the field", sp.Derivative(W, r), At(V, z, W), (Place(place, size), INTERVAL)),
        Identity("it starts there", At(W, r, start), Initially(z), (Place(place, size),)),
    ),
    conclusion=Along(
        "on the curve",
        z,
        Order.EQUAL,
        At(W, r, start + TimeIntegral(s)),
        AnyFlow(),
        until=Until(INTERVAL, start + TimeIntegral(s)),
    ),
    source="Hale, Ordinary Differential Equations, Sections I.3 and I.5",
    fixed=(start, W),
    bounded=(s,),
    system=(z, place, size, V),
    of_members=(V,),
    curve=(W, r, INTERVAL),
)
