"""What falls at a speed in what is left of it, down to its least value: proofs of when it is there."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Total, index
from neversaddle.theory.language.symbols import q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, LOSS, SLOPE, WIDTH
from neversaddle.theory.statement.bounds import f_inf, spent, squares
from neversaddle.theory.statement.case_proofs import equal, excess
from neversaddle.theory.statement.model import j
from neversaddle.theory.statement.order_proofs import middle, multiplied, raised, shares
from neversaddle.theory.statement.proofs import (
    assumption,
    chain_rule,
    coefficients,
    normal_form,
    theorem,
)
from neversaddle.theory.statement.pushed import BEGIN, END, STRETCH
from neversaddle.theory.statement.solution_proofs import at_each_moment, exactly, otherwise, until
from neversaddle.theory.statement.solutions import Order
from neversaddle.theory.statement.steps import Proof

mu, rho, gap = sp.symbols("mu rho Delta", positive=True)
#: What is left to fall, and how much faster it falls; variables of a speed and of a path.
left, more = sp.Symbol("left", positive=True), sp.Symbol("more", nonnegative=True)
y, v = sp.Symbol("y", real=True), sp.Symbol("y_0", positive=True)
SAME = (normal_form(), normal_form())


def loss_falls() -> Proof:
    """The loss is f_inf by then."""
    falling = theorem("falling", chain_rule(), coefficients(), r=-spent)
    never_more = otherwise(LOSS, Order.AT_MOST, Initially(LOSS), falling, equal(Initially(LOSS), assumption()))
    own = SLOPE[index("place0")]
    each = shares(assumption(sp.Abs(own) ** q))
    powers = Total(sp.Abs(SLOPE[j]) ** q, j, WIDTH)
    sums = theorem(
        "sum-of-powers", coefficients(), coefficients(), coefficients(), a=(j, SLOPE[j] ** 2), s=q / 2, n=WIDTH
    )
    above = sp.S.Zero, LOSS - f_inf
    low, high, whole = (2 * rho * left) ** (q / 2), squares ** (q / 2), (coefficients(), coefficients())
    smaller = raised(2 * rho * left, squares, q / 2, *SAME, coefficients(), assumption(), coefficients())
    first = multiplied(((mu, mu), (low, high)), *SAME, *whole, smaller)
    second = multiplied(((mu, mu), (high, powers)), *SAME, *whole, sums)
    chain = middle(mu * high, first, middle(mu * powers, second, each))
    fast = chain, at_each_moment(mu * low, spent, chain, excess(spent, more, coefficients()))
    compared, started = (at_each_moment(*above, coefficients(), excess(above[1], left, e), strict=True) for e in fast)
    path = -2 * v ** (1 - q / 2) / ((2 - q) * mu * (2 * rho) ** (q / 2))
    letters = {"Q": -LOSS, "r": spent, **stretch(f_inf, gap, mu * (2 * rho * (-y - f_inf)) ** (q / 2), path)}
    return theorem(
        "sooner", never_more, chain_rule(), started, compared, *STRETCH, *BEGIN, coefficients(), *END, **letters
    )


def stretch(low: sp.Expr, gap: sp.Expr, speed: sp.Expr, path: sp.Expr) -> dict[str, sp.Expr]:
    """From -(low + gap) to -low at a speed; the parameter is what is left."""
    ends = {"v_0": gap, "v_1": sp.S.Zero, "a": -low - gap, "G_0": path.subs(v, gap), "G_1": sp.S.Zero}
    return {"y": y, "F": speed, "v": v, "Y": -low - v, "G": path, **ends}


def comes_to_rest(start: sp.Expr) -> Proof:
    """A coordinate that is its only weight is 0 at that time, under c_j = rho x_j."""
    x, c = COORDINATE[j], SLOPE[j]

    def moves(then: Proof) -> Proof:
        return equal(c, at_each_moment(sp.S.Zero, x, coefficients(), excess(x, left, then), strict=True))

    same, path = moves(coefficients()), -(v ** (2 - q)) / ((2 - q) * rho ** (q - 1))
    way = {"Q": -x, "r": duality_map(q, c), **stretch(sp.S.Zero, start, (-rho * y) ** (q - 1), path)}
    descends = theorem("falling", chain_rule(), moves(coefficients()), r=-duality_map(q, c))
    never_more = otherwise(x, Order.AT_MOST, Initially(x), descends, equal(Initially(x), assumption()))
    rates = chain_rule(), moves(coefficients()), same
    by = theorem("sooner", never_more, *rates, *STRETCH, *BEGIN, coefficients(), *END, **way)
    before = theorem("later", equal(Initially(x), coefficients()), chain_rule(), same, *STRETCH, *BEGIN, *END, **way)
    return until(at_each_moment(sp.S.Zero, c, equal(c, coefficients()), exactly(by, before), strict=True))
