"""Functions with the same derivative and the same beginning are the same."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import At, Slope, Theorem
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit

A, B, v, z, c = sp.symbols("A B v z c", real=True)

THEOREM = Theorem(
    id="same-derivative",
    says="if A' = B' on (0, oo), and A and B both tend to c at 0, then A(z) = B(z) for every z > 0",
    letters=(A, B, v, z, c),
    premises=(
        Inequality("above zero", sp.S.Zero, z, strict=True),
        Identity("the same derivative", Slope(A, v), Slope(B, v), given=(Sign(v, "positive"),)),
        Limit("one begins there", A, v, sp.S.Zero, c),
        Limit("the other, too", B, v, sp.S.Zero, c),
    ),
    conclusion=Identity("they are the same", At(A, v, z), At(B, v, z)),
    source="Rudin, Principles of Mathematical Analysis, Theorem 5.11",
    smooth=((A, v), (B, v)),
    new=((v, (A, B)),),
)
