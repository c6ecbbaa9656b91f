"""What moves at least at a speed at which infinity is a finite time away is there by that time."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.path import (
    ANYWHERE,
    BEGIN,
    BEYOND,
    FIXED,
    G_0,
    G_1,
    HERE,
    LETTERS,
    NEW,
    STRETCH,
    G,
    Q,
    T,
    Y,
    a,
    r,
    speed,
    v,
)
from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.hypotheses import Condition
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.solutions import Along, AnyFlow, Order, Rate

THEOREM = Theorem(
    id="explosion",
    says="if Q' >= F(Q) > 0 for Q > a, and Q >= a, and int_a^oo dy/F(y) is finite, then Q tends to infinity at that "
    "time or ends before",
    letters=(*LETTERS, G_0, a, AnyFlow()),
    premises=(
        Along("never below", a, Order.AT_MOST, Q, AnyFlow()),
        Rate("its rate", Q, r, AnyFlow()),
        # Where a is no point of the stretch, nothing is said of the speed there.
        Inequality("it does not stay at the start", sp.S.Zero, r, strict=True, given=(Condition(sp.Eq(Q, a)),)),
        Inequality("at least at that speed", speed, r, given=(BEYOND, *HERE)),
        *STRETCH,
        *BEGIN,
        Inequality("the stretch is above zero", sp.S.Zero, Y, strict=True, given=ANYWHERE),
        Limit("the stretch has no end", 1 / Y, v, sp.oo, sp.S.Zero),
        Limit("the time to infinity", G, v, sp.oo, G_1),
        Identity("the time", T, G_1 - G_0),
    ),
    conclusion=Reaches("it is infinite", Q, sp.oo, When.AT, T, AnyFlow()),
    source="Walter, Ordinary Differential Equations, Sections 1 (separated variables) and 9 (comparison)",
    fixed=FIXED,
    new=NEW,
)
