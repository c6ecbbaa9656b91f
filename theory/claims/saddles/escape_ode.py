"""The escape equation dx = x^m dt from x = 1/10: its solution for each exponent."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Range, Sign, positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.steps import Step, by_normal_form

m, t = sp.symbols("m t", nonnegative=True)
A, s = sp.symbols("A s", positive=True)
x_0 = sp.Rational(1, 10)

grows = (A + (1 - m) * t) ** (1 / (1 - m))
explodes = ((m - 1) * s) ** (1 / (1 - m))
BELOW = Range(m, sp.S.Zero, sp.S.One, open_high=True, why="m = 1 and m > 1 have solutions of their own")
ABOVE = Range(m, sp.S.One, sp.Integer(2), open_low=True, why="m = q(L-1)/L <= 2, and m <= 1 has no infinite x")
TIME = Sign(t, "nonnegative", "time runs from 0")

claim = Claim(
    id="escape-ode",
    name="Escape equation",
    source="arXiv 2603.02064, Figure 2 [reported]",
    says=(
        Identity(
            "m < 1: the equation, A = x_0^(1-m)",
            sp.Derivative(grows, t),
            grows**m,
            given=(BELOW, TIME, *positive(A, why="A = x_0^(1-m) is not zero, as x_0 is not")),
        ),
        Identity("m < 1: the start", grows.subs({t: 0, A: x_0 ** (1 - m)}), x_0, given=(BELOW,)),
        Identity("m = 1: the equation", sp.Derivative(x_0 * sp.exp(t), t), x_0 * sp.exp(t), given=(TIME,)),
        Identity("m = 1: the start", (x_0 * sp.exp(t)).subs(t, 0), x_0),
        Identity(
            "m > 1: the equation, s = t* - t",
            -sp.Derivative(explodes, s),
            explodes**m,
            given=(ABOVE, *positive(s, why="from t* on there is no solution")),
        ),
        Identity("m > 1: the start", explodes.subs(s, x_0 ** (1 - m) / (m - 1)), x_0, given=(ABOVE,)),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The chain rule."""
    for part in claim.says:
        yield by_normal_form(part)
