"""What lacks of a number an integral that is ever shorter tends to that number."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import At, Theorem
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.kinds import ImproperIntegral, Limit

G, g, v, low, G_1 = sp.symbols("G g v low G_1", real=True)

THEOREM = Theorem(
    id="integral-to-infinity",
    says="if int_low^oo g = G_1 - G(low) is finite for every low > 0, then G tends to G_1 at infinity",
    letters=(G, g, v, low, G_1),
    premises=(
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
    source="Rudin, Real and Complex Analysis, Theorem 1.34",
    new=((low, ()),),
)
