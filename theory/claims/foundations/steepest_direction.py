"""Steepest direction: -Phi_q(g) minimises <g, v> + |v|_p^p/p; for q = 1, -sign(g) minimises over the sup-norm ball."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import p, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Range, Sign, nonzero, real
from neversaddle.theory.statement.kinds import Identity, Inequality, Minimiser
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Step, by_coefficients, by_convexity, by_normal_form

g, v = sp.symbols("g v", real=True)
#: Over |v| <= 1 and for g != 0 every direction is v = -(1 - t) sign(g), with 0 <= t <= 2.
t = sp.Symbol("t", positive=True)
direction = -(1 - t) * sp.sign(g)

claim = Claim(
    id="steepest-direction",
    name="Steepest direction",
    source="standard (Fenchel-Young)",
    given=(EXPONENT,),
    says=(
        Minimiser(
            "one coordinate of <g, v> + |v|_p^p/p",
            g * v + sp.Abs(v) ** p / p,
            v,
            -duality_map(q, g),
            (*real(g), Range(q, open_low=True, why="at q = 1 the norm is the sup norm and there is no p-th power")),
        ),
        Identity("q = 1: -sign(g) gives <g, v> = -|g|", g * -sp.sign(g), -sp.Abs(g), real(g)),
        Identity(
            "q = 1: -(1 - t) sign(g) gives t |g| more; for 0 <= t <= 2 that is the ball, if g != 0",
            g * direction,
            -sp.Abs(g) + t * sp.Abs(g),
            (*real(g), Sign(t, "positive", "t = 0 is -sign(g) itself")),
        ),
        Inequality(
            "q = 1: nothing else in the ball reaches -|g|",
            sp.S.Zero,
            t * sp.Abs(g),
            strict=True,
            given=(
                *nonzero(g, why="where g = 0 every v is a minimiser: the minimisers are a set"),
                Sign(t, "positive", "t = 0 is -sign(g) itself"),
            ),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Convexity for q > 1; for q = 1 the objective is linear, and t |g| is left over."""
    smooth, reached, elsewhere, only = claim.says
    yield by_convexity(smooth)
    yield by_normal_form(reached)
    yield by_normal_form(elsewhere)
    yield by_coefficients(only)
