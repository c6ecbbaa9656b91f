"""What moves along a homogeneous field and shrinks besides is on the field's curve through its start, shrunk so."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.times import TimeIntegral
from neversaddle.theory.statement.curves import Carried
from neversaddle.theory.statement.hypotheses import Place
from neversaddle.theory.statement.solutions import AnyFlow, Rate

z, V, s, a, d, place, size = sp.symbols("z V s a d place size", real=True)

THEOREM = Theorem(
    id="shrinking-field",
    says="if z' = s V(z) - a z almost everywhere, s and a bounded and V(r z) = r^d V(z) for r > 0, then v = exp(A) z, "
    "A = int_0^t a, has v' = s exp((1-d) A) V(v); and where U' = V(U), W(y) = r U(r^(d-1) y) has W' = V(W), for r > 0. "
    "So z(t) = W(exp(-(1-d) A) int_0^t s exp((1-d) A)) for all W, one for each t, with W' = V(W), "
    "W(0) = exp(-A) z(0), near each point of which V is as for change-of-clock",
    letters=(z, V, s, a, d, place, size, AnyFlow()),
    premises=(Rate("each moves along the field, and shrinks", z, s * V - a * z, AnyFlow(), (Place(place, size),)),),
    conclusion=Carried(
        "on the curve",
        z,
        place,
        size,
        V,
        s * sp.exp(TimeIntegral((1 - d) * a)),
        AnyFlow(),
        scale=sp.exp(-TimeIntegral(a)),
        stretch=sp.exp(-TimeIntegral((1 - d) * a)),
    ),
    source="the chain rule, and change-of-clock for v: Hale, Ordinary Differential Equations, Sections I.3 and I.5",
    bounded=(s, a),
    system=(z, place, size, V),
    of_members=(V,),
    homogeneous=(V, d),
)
