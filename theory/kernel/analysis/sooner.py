"""What moves at least at a speed is at the end of a stretch no later than at that speed."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.path import (
    BEFORE,
    BEGIN,
    BEYOND,
    END,
    ENDING,
    FIXED,
    HERE,
    LETTERS,
    NEW,
    STRETCH,
    Q,
    T,
    a,
    b,
    r,
    speed,
)
from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.hypotheses import Condition
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.solutions import Along, AnyFlow, Order, Rate

THEOREM = Theorem(
    id="sooner",
    says="if Q' >= F(Q) > 0 for a <= Q < b, and Q >= a, then Q reaches b after at most int_a^b dy/F(y)",
    letters=(*LETTERS, *ENDING, AnyFlow()),
    premises=(
        Along("never below", a, Order.AT_MOST, Q, AnyFlow(), given=(BEFORE,)),
        Rate("its rate", Q, r, AnyFlow(), given=(BEFORE,)),
        # Where a is no point of the stretch, nothing is said of the speed there.
        Inequality("it does not stay at the start", sp.S.Zero, r, strict=True, given=(BEFORE, Condition(sp.Eq(Q, a)))),
        Inequality("at least at that speed", speed, r, given=(BEFORE, BEYOND, *HERE)),
        *STRETCH,
        *BEGIN,
        Inequality("from the start up to the level", a, b),
        *END,
    ),
    conclusion=Reaches("it is there", Q, b, When.BY, T, AnyFlow()),
    source="Walter, Ordinary Differential Equations, Sections 1 (separated variables) and 9 (comparison)",
    fixed=(*FIXED, b),
    new=NEW,
)
