"""What moves at most at a speed is at the end of a stretch no sooner than at that speed."""

from __future__ import annotations

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
from neversaddle.theory.language.times import Initially
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.solutions import AnyFlow, Rate

THEOREM = Theorem(
    id="later",
    says="if Q' <= F(Q) for a <= Q < b with F > 0, and Q(0) <= a, then Q does not reach b before int_a^b dy/F(y)",
    letters=(*LETTERS, *ENDING, AnyFlow()),
    premises=(
        Inequality("it begins no further", Initially(Q), a),
        Rate("its rate", Q, r, AnyFlow(), given=(BEFORE,)),
        Inequality("at most at that speed", r, speed, given=(BEFORE, BEYOND, *HERE)),
        *STRETCH,
        *BEGIN,
        *END,
    ),
    conclusion=Reaches("it is not there", Q, b, When.NOT_BEFORE, T, AnyFlow()),
    source="Walter, Ordinary Differential Equations, Sections 1 (separated variables) and 9 (comparison)",
    fixed=(*FIXED, b),
    new=NEW,
)
