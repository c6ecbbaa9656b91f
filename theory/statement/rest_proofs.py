"""Why the weights of a coordinate that rests under decoupled decay are of one modulus: the force on all is one."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import index
from neversaddle.theory.language.symbols import L, alpha
from neversaddle.theory.motion.steepest import SLOPE, WEIGHT, DiagonalNetwork
from neversaddle.theory.statement.balanced import SIZE, column, row
from neversaddle.theory.statement.order_proofs import multiple, through, turned
from neversaddle.theory.statement.proofs import coefficients, theorem
from neversaddle.theory.statement.steps import Proof

#: Any weight beside the one that is named, in what is assumed of all of them and in what is shown of two.
EACH, OTHER_ROW = index("each"), index("other")
w, v, c = WEIGHT[row, column], WEIGHT[OTHER_ROW, column], SLOPE[column]


def at_rest(*premises: Proof) -> Proof:
    """What holds at rest, relation for relation, where every weight of the coordinate is at rest."""
    return Proof("place by place", {"places": (row, column), "every": EACH}, premises)


def one_modulus(same: Proof, then: Proof) -> Proof:
    """All weights of the coordinate have one modulus, for which there is a letter."""
    return Proof("one modulus", {"member": w, "other": OTHER_ROW, "size": SIZE[column]}, (same, then))


def balanced_at_rest(then: Proof, q: sp.Expr) -> Proof:
    """For q > 1: Phi_q(c x) = -alpha |w_i|^q for all i."""
    powers = sp.Eq(*(sp.sign(sp.Abs(m)) * sp.Abs(m) ** q for m in (v, w)), evaluate=False)
    root = turned(theorem("odd-power", coefficients(), a=sp.Abs(v), b=sp.Abs(w), n=q))
    vanish = multiple(sp.S.One, -duality_map(q, w) / alpha, duality_map(q, v) / alpha)
    return one_modulus(through(powers, root, vanish), then)


def balanced_by_sliding(then: Proof) -> Proof:
    """For q = 1, where c is not zero: -alpha c x = |c x|/|w_i| for all i."""
    whole = c * w * DiagonalNetwork(L).partial(row, column)
    share = sp.Abs(v) * sp.Abs(w) / sp.Abs(whole)
    return one_modulus(multiple(sp.S.One, -share, share), then)
