"""What moves at a speed at which infinity is a finite time away is there at that time."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.path import (
    ANYWHERE,
    CLOCK,
    FIXED,
    G_1,
    LETTERS,
    SPEED,
    F,
    G,
    Q,
    T,
    Y,
    r,
    speed,
    v,
    v_0,
    y,
)
from neversaddle.theory.kernel.analysis.theorem import At, Theorem
from neversaddle.theory.language.times import Initially
from neversaddle.theory.statement.hypotheses import Condition
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.solutions import Along, AnyFlow, Order, Rate

start = At(Y, v, v_0)

THEOREM = Theorem(
    id="explosion",
    says="if Q' = F(Q) > 0 for Q >= a = Q(0), and int_a^oo dy/F(y) is finite, then Q tends to infinity at that time",
    letters=(*LETTERS, AnyFlow()),
    premises=(
        Along("never below", start, Order.AT_MOST, Q, AnyFlow()),
        Inequality("it begins no further", Initially(Q), start),
        Rate("its rate", Q, r, AnyFlow()),
        Identity("at that speed", r, speed, given=(Condition(sp.Le(start, Q)),)),
        Inequality("the parameter begins above zero", sp.S.Zero, v_0, strict=True),
        SPEED,
        CLOCK,
        Inequality("the stretch is above zero", sp.S.Zero, Y, strict=True, given=ANYWHERE),
        Limit("the stretch has no end", 1 / Y, v, sp.oo, sp.S.Zero),
        Limit("the time to infinity", G, v, sp.oo, G_1),
        Identity("the time", T, G_1 - At(G, v, v_0)),
    ),
    conclusion=Reaches("it is infinite", Q, sp.oo, When.AT, T, AnyFlow()),
    source="Walter, Ordinary Differential Equations, Section 1 (separated variables)",
    fixed=FIXED,
    new=((y, (F,)), (v, (Y, G))),
)
