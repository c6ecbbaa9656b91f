"""What is so at all values of a function that rises from 0 without bound is so at all positive numbers."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import At, Theorem
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit

A, B, y, h, v, z = sp.symbols("A B y h v z", real=True)
ANYWHERE = (Sign(v, "positive"),)

THEOREM = Theorem(
    id="every-value",
    says="if h > 0 is continuous on (0, oo), tends to 0 at 0 and to oo at oo, and A(h(v)) = B(h(v)) for every v > 0, "
    "then A(z) = B(z) for every z > 0",
    letters=(A, B, y, h, v, z),
    premises=(
        Inequality("above zero", sp.S.Zero, z, strict=True),
        Inequality("its values are, too", sp.S.Zero, h, strict=True, given=ANYWHERE),
        Limit("it begins at zero", h, v, sp.S.Zero, sp.S.Zero),
        Limit("it has no end", 1 / h, v, sp.oo, sp.S.Zero),
        Identity("equal at all its values", At(A, y, h), At(B, y, h), given=ANYWHERE),
    ),
    conclusion=Identity("equal everywhere", At(A, y, z), At(B, y, z)),
    source="Rudin, Principles of Mathematical Analysis, Theorem 4.23",
    smooth=((h, v),),
    new=((v, (h,)),),
)
