"""What moves at least at a speed is at the end of a stretch no later than at that speed."""

from __future__ import annotations

from neversaddle.theory.kernel.analysis.path import (
    BEFORE,
    BEYOND,
    END,
    FIXED,
    LETTERS,
    NEW,
    STRETCH,
    Q,
    T,
    b,
    r,
    speed,
    start,
    v_1,
)
from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.solutions import Along, AnyFlow, Order, Rate

THEOREM = Theorem(
    id="sooner",
    says="if Q' >= F(Q) > 0 for a <= Q < b, and Q >= a, then Q reaches b after at most int_a^b dy/F(y)",
    letters=(*LETTERS, v_1, b, AnyFlow()),
    premises=(
        Along("never below", start, Order.AT_MOST, Q, AnyFlow(), given=(BEFORE,)),
        Rate("its rate", Q, r, AnyFlow(), given=(BEFORE,)),
        Inequality("at least at that speed", speed, r, given=(BEFORE, BEYOND)),
        *STRETCH,
        *END,
    ),
    conclusion=Reaches("it is there", Q, b, When.BY, T, AnyFlow()),
    source="Walter, Ordinary Differential Equations, Sections 1.VII and 9.I",
    fixed=(*FIXED, v_1, b),
    new=NEW,
)
