"""Steepest direction: -Phi_q(g) minimises <g, v> + |v|_p^p/p; for q = 1, -sign(g) minimises over the sup-norm ball."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.duality import duality_map
from theory.hypotheses import Range, Sign, real
from theory.parts import Identity, Inequality, Minimiser
from theory.proof import Step, by_coefficients, by_convexity, by_normal_form
from theory.setting import EXPONENT
from theory.statement import Claim, Verdict
from theory.symbols import p, q

g, v = sp.symbols("g v", real=True)
BALL = Range(v, sp.S(-1), sp.S(1), why="outside the ball <g, v> has no lower bound")
AWAY = Range(v, sp.S(-1), sp.S(1), open_low=True, why="at v = -sign(g) there is equality")

claim = Claim(
    id="steepest-direction",
    section="Foundations",
    title="-Phi_q(g) is the steepest direction: it minimises <g, v> + |v|_p^p/p (q > 1), coordinate by coordinate",
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
        Inequality("q = 1: over |v| <= 1 nothing is below -|g|", -sp.Abs(g), g * v, given=(*real(g), BALL)),
        Identity("q = 1: -sign(g) reaches it", g * -sp.sign(g), -sp.Abs(g), real(g)),
        Inequality(
            "q = 1: only -sign(g) reaches it where g > 0 (g < 0: replace g, v by -g, -v)",
            -g,
            g * v,
            strict=True,
            given=(Sign(g, "positive", "where g = 0 every v is a minimiser: the minimisers are a set"), AWAY),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Convexity for q > 1; for q = 1 the objective is linear and (1 + v) g or (1 - v) |g| is left over."""
    smooth, bound, reached, only = claim.says
    yield by_convexity(smooth)
    yield by_coefficients(bound)
    yield by_normal_form(reached)
    yield by_coefficients(only)
