"""What has an integrable derivative has a limit."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import At, Slope, Theorem
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.kinds import Identity, ImproperIntegral, Limit

G, g, v, low, G_1 = sp.symbols("G g v low G_1", real=True)

THEOREM = Theorem(
    id="integral-to-infinity",
    says="if G' = g for v > 0, and int_low^oo g = G_1 - G(low), then G tends to G_1 at infinity",
    letters=(G, g, v, low, G_1),
    premises=(
        Identity("the derivative", Slope(G, v), g, given=(Sign(v, "positive"),)),
        ImproperIntegral(
            "from any point to infinity",
            g,
            v,
            G_1 - At(G, v, low),
            sp.true,
            low,
            sp.oo,
            given=(Sign(low, "positive"),),
        ),
    ),
    conclusion=Limit("the limit", G, v, sp.oo, G_1),
    source="Rudin, Principles of Mathematical Analysis, Theorem 6.21",
    new=((low, ()),),
)
