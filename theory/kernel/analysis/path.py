"""A stretch of the line run through by a parameter, and the time that a given speed takes for it, as data.

Y(v) runs strictly from Y(v_0) to b as v > 0 runs from v_0 to v_1, and G(v) is the time at the speed F: G' F(Y) = Y'.
"""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import At, Slope
from neversaddle.theory.statement.hypotheses import Condition, Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit, Part

Q, r, y, F, v, Y, G, v_0, v_1, G_1, b, T = sp.symbols("Q r y F v Y G v_0 v_1 G_1 b T", real=True)
LETTERS = (Q, r, y, F, v, Y, G, v_0, G_1, T)
FIXED = (F, Y, G, v_0, G_1, T)
NEW = ((y, (F,)), (v, (Y, G)))
start, speed, along = At(Y, v, v_0), At(F, y, Q), At(F, y, Y)
ANYWHERE = (Sign(v, "positive"),)
#: Where the quantity is on the stretch.
BEFORE, BEYOND = Condition(sp.Lt(Q, b)), Condition(sp.Le(start, Q))

#: What makes it such a stretch, whatever its end.
STRETCH: tuple[Part, ...] = (
    Inequality("the parameter begins above zero", sp.S.Zero, v_0, strict=True),
    Inequality("the speed is positive", sp.S.Zero, along, strict=True, given=ANYWHERE),
    Inequality("the stretch is run through one way", sp.S.Zero, Slope(Y, v) ** 2, strict=True, given=ANYWHERE),
    Identity("the time at that speed", Slope(G, v) * along, Slope(Y, v), given=ANYWHERE),
)
#: Its end, which is no point of the stretch, and the time up to there.
END: tuple[Part, ...] = (
    Inequality("from the start up to the level", start, b),
    Limit("the level is the end", Y, v, v_1, b),
    Limit("the time up to the end", G, v, v_1, G_1),
    Identity("the time", T, G_1 - At(G, v, v_0)),
)
