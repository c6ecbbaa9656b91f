"""Steepest direction: -Phi_q(g) minimises <g, v> + |v|_p^p/p; for q = 1, -sign(g) minimises over the sup-norm ball."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Total, family, index
from neversaddle.theory.language.statements import ForEach
from neversaddle.theory.language.symbols import p, q
from neversaddle.theory.motion.steepest import WIDTH
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Depth, Every, Place, Range, Sign
from neversaddle.theory.statement.least import Least
from neversaddle.theory.statement.order_proofs import (
    least,
    middle,
    multiple,
    rearranged,
    relation,
    shares,
    vanishing_sum,
)
from neversaddle.theory.statement.proofs import assumption, coefficients, normal_form, proves, theorem, truth
from neversaddle.theory.statement.steps import Step

g, v, i, j = family("g"), family("v"), index("i"), index("j")
inner, least_inner = Total(g[j] * v[j], j, WIDTH), -Total(sp.Abs(g[j]), j, WIDTH)
in_ball = ForEach(sp.Le(sp.Abs(v[j]), 1), j, WIDTH)
BALL = Every(sp.Le(sp.Abs(v[j]), 1), j, WIDTH, why="outside of the ball the inner product has no least value")

claim = Claim(
    id="steepest-direction",
    name="Steepest direction",
    source="standard (Fenchel-Young)",
    fidelity=Fidelity.FAITHFUL,
    given=(Depth(WIDTH, 1),),
    says=(
        Least(
            "q > 1",
            Total(g[j] * v[j] + sp.Abs(v[j]) ** p / p, j, WIDTH),
            v,
            sp.true,
            -Total(sp.Abs(g[j]) ** q, j, WIDTH) / q,
            j,
            -duality_map(q, g[j]),
            (Range(q, open_low=True, why="at q = 1 the norm is the sup norm and there is no p-th power"),),
        ),
        Least("q = 1: over the sup-norm ball", inner, v, in_ball, least_inner, j, -sp.sign(g[j])),
        Holds(
            "q = 1: where the least value is attained",
            sp.Equivalent(sp.Eq(least_inner, inner), ForEach(sp.Eq(g[j] * v[j], -sp.Abs(g[j])), j, WIDTH)),
            (BALL,),
        ),
        Holds(
            "that is, -sign(g_i) where g_i is not zero",
            sp.Equivalent(sp.Eq(g[i] * v[i], -sp.Abs(g[i])), sp.Eq(v[i], -sp.sign(g[i]))),
            (Place(i, WIDTH), Sign(g[i], "nonzero", "where g_i = 0 every v_i will do: the minimisers are a set")),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Young's inequality for q > 1, coordinate by coordinate; for q = 1, -|g| <= -|g| |v| <= g v."""
    smooth, ball, attained, sign = claim.says
    one, other = (letter[index("place0")] for letter in (g, v))
    young = theorem("young", coefficients(), a=other, b=-one, r=p)
    powers = sp.Abs(other) ** p / p + sp.Abs(-one) ** (p / (p - 1)) * (1 - 1 / p)
    by_young = shares(rearranged(-one * other, powers, young, normal_form()))
    yield proves(smooth, least(truth(), truth(), relation(by_young)))
    one, other = (letter[index("place1")] for letter in (g, v))
    nowhere_less = middle(-sp.Abs(one) * sp.Abs(other), assumption(sp.Abs(one)), coefficients())
    yield proves(ball, least(truth(), truth(), relation(shares(nowhere_less))))
    one, other = g[i], v[i]
    each = middle(sp.Abs(one) - sp.Abs(one) * sp.Abs(other), assumption(sp.Abs(one)), coefficients())
    same = relation(multiple(sp.S.One))
    yield proves(attained, vanishing_sum(one * other + sp.Abs(one), i, normal_form(), each, same))
    yield proves(sign, relation(multiple(one)))
