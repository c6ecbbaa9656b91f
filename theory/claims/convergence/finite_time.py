"""Finite time: for q < 2 a Polyak-Lojasiewicz loss, or one that is strongly convex, is at its least value by then."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Total, index
from neversaddle.theory.language.symbols import q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, LOSS, SLOPE, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.bounds import any_flow, coercive, f_inf, spent, squares
from neversaddle.theory.statement.case_proofs import equal, excess
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Place, Range, positive, real
from neversaddle.theory.statement.model import SIZES, j
from neversaddle.theory.statement.order_proofs import middle, multiplied, raised, shares
from neversaddle.theory.statement.proofs import (
    assumption,
    chain_rule,
    coefficients,
    continuity,
    normal_form,
    proves,
    theorem,
)
from neversaddle.theory.statement.pushed import STRETCH
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.solution_proofs import at_each_moment, exactly, otherwise, until
from neversaddle.theory.statement.solutions import Order
from neversaddle.theory.statement.steps import Proof, Step

mu, rho, gap, start = sp.symbols("mu rho Delta xi", positive=True)
#: What is left to fall, and how much faster it falls; variables of a speed and of a path.
left, more = sp.Symbol("left", positive=True), sp.Symbol("more", nonnegative=True)
y, v = sp.Symbol("y", real=True), sp.Symbol("y_0", positive=True)
x, c = COORDINATE[j], SLOPE[j]
#: Weights are coordinates.
plain = Steepest(DiagonalNetwork(sp.S.One), q)
SAME = (normal_form(), normal_form())
ENDS = (continuity(), continuity(), coefficients(), continuity(), continuity(), normal_form())
BELOW_TWO = Range(q, open_high=True, why="at q = 2 the fall is exponential, and never over")

claim = Claim(
    id="finite-time",
    name="Finite time",
    source="derived",
    uses=("descent",),
    given=(BELOW_TWO, SIZES[1]),
    says=(
        Reaches(
            "whatever the loss and the model",
            -LOSS,
            -f_inf,
            When.BY,
            2 * gap ** (1 - q / 2) / ((2 - q) * mu * (2 * rho) ** (q / 2)),
            any_flow,
            (
                SIZES[0],
                *real(f_inf),
                *positive(mu, rho, gap, why="sizes: without coercivity or growth there is no such bound"),
                coercive(mu),
                Condition(2 * rho * (LOSS - f_inf) <= squares, why="a small gradient far above stops the descent"),
                Condition(sp.Eq(Initially(LOSS), f_inf + gap)),
            ),
        ),
        Reaches(
            "attained, without reparametrization, by f = rho x_j^2/2 and any loss of the other coordinates",
            -x,
            sp.S.Zero,
            When.AT,
            start ** (2 - q) / ((2 - q) * rho ** (q - 1)),
            plain,
            (
                Place(j, WIDTH),
                *positive(rho, start, why="sizes"),
                Condition(sp.Eq(c, rho * x), why="this is that loss"),
                Condition(sp.Eq(Initially(x), start), why="the other sign is the mirror image"),
            ),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "A strongly convex loss with modulus rho is Polyak-Lojasiewicz with rho. The second time is the first one at "
        "k = 1, mu = 1 and Delta = rho xi^2/2. At q = 2 the rate is that of linear-rate."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """-df/dt = sum h_j |c_j|^q >= mu (sum c_j^2)^(q/2) >= mu (2 rho (f - f_inf))^(q/2); and dx/dt = -(rho x)^(q-1)."""
    general, attained = claim.says
    yield proves(general, loss_falls())
    same, path = moves(coefficients()), -(v ** (2 - q)) / ((2 - q) * rho ** (q - 1))
    letters = {"Q": -x, "r": duality_map(q, c), **stretch(sp.S.Zero, start, (-rho * y) ** (q - 1), path)}
    falling = theorem("falling", chain_rule(), moves(coefficients()), r=-duality_map(q, c))
    never_more = otherwise(x, Order.AT_MOST, Initially(x), falling, equal(Initially(x), assumption()))
    by = theorem("sooner", never_more, chain_rule(), moves(coefficients()), same, *STRETCH, *ENDS, **letters)
    first = equal(Initially(x), coefficients())
    before = theorem("later", first, chain_rule(), same, *STRETCH, *ENDS, **letters)
    upwards = at_each_moment(sp.S.Zero, c, equal(c, coefficients()), exactly(by, before), strict=True)
    yield proves(attained, until(upwards))


def moves(then: Proof) -> Proof:
    """What follows for any x_j > 0."""
    return equal(c, at_each_moment(sp.S.Zero, x, coefficients(), excess(x, left, then), strict=True))


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
    return theorem("sooner", never_more, chain_rule(), started, compared, *STRETCH, *ENDS, **letters)


def stretch(low: sp.Expr, gap: sp.Expr, speed: sp.Expr, path: sp.Expr) -> dict[str, sp.Expr]:
    """From -(low + gap) to -low at a speed; the parameter is what is left."""
    ends = {"v_0": gap, "v_1": sp.S.Zero, "a": -low - gap, "G_0": path.subs(v, gap), "G_1": sp.S.Zero}
    return {"y": y, "F": speed, "v": v, "Y": -low - v, "G": path, **ends}
