"""A stretch of the line run through by a parameter, and the time that a given speed takes for it, as data.

Y(v) runs from a to b as v > 0 runs from v_0 to v_1, and G(v) is the time at the speed F, which may be told in
y = Y or in v: G' F = Y'. Neither end has to be a point of the stretch: v may run from 0, or to infinity.
"""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import At, Slope
from neversaddle.theory.statement.hypotheses import Condition, Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit, Part

Q, r, y, F, v, Y, G, v_0, v_1, G_0, G_1, a, b, T = sp.symbols("Q r y F v Y G v_0 v_1 G_0 G_1 a b T", real=True)
LETTERS = (Q, r, y, F, v, Y, G, v_0, G_1, T)
#: The rest follows: F(Y) = Y'/G', and what G is at both ends, and so where these are.
FIXED = (Y, G, T)
NEW = ((y, (F,)), (v, (F, Y, G)))
#: Letters of a stretch with an end.
ENDING = (v_1, G_0, a, b)
speed, along = At(F, y, Q), At(F, y, Y)
ANYWHERE = (Sign(v, "positive"),)
#: Where the quantity is on the stretch, and by which value of the parameter.
BEFORE, BEYOND, HERE = Condition(sp.Lt(Q, b)), Condition(sp.Le(a, Q)), (Condition(sp.Eq(Q, Y)), *ANYWHERE)

#: What the speed has to be, and the time.
SPEED = Inequality("the speed is positive", sp.S.Zero, along, strict=True, given=ANYWHERE)
CLOCK = Identity("the time at that speed", Slope(G, v) * along, Slope(Y, v), given=ANYWHERE)
#: Where the speed is told in v it may be another one on the way back.
ONE_WAY = Inequality("the stretch is run through one way", sp.S.Zero, Slope(Y, v) ** 2, strict=True, given=ANYWHERE)
#: What makes it such a stretch, whatever its ends.
STRETCH: tuple[Part, ...] = (SPEED, ONE_WAY, CLOCK)
#: Its ends, and the times there.
BEGIN: tuple[Part, ...] = (
    Limit("where it begins", Y, v, v_0, a),
    Limit("the time at the beginning", G, v, v_0, G_0),
)
END: tuple[Part, ...] = (
    Limit("the level is the end", Y, v, v_1, b),
    Limit("the time up to the end", G, v, v_1, G_1),
    Identity("the time", T, G_1 - G_0),
)
