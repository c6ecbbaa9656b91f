"""A leaf whose other weights are as large as one or larger, under a constant force: how fast it grows.

With u for |w|^q, L - 1 others of |v|^q = u + lambda, and h the sum of |dx/dw|^q and of all |dx/dv|^q, the speed of x is
gamma^(q-1) h.
"""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, size
from neversaddle.theory.language.symbols import L, kappa, lam, q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import OTHER, PULL, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import equal, excess
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Place, Sign, positive
from neversaddle.theory.statement.model import SIZES, i, j
from neversaddle.theory.statement.one_at_zero import at_most, rises, whole
from neversaddle.theory.statement.order_proofs import middle, multiplied, raised
from neversaddle.theory.statement.proofs import assumption, chain_rule, coefficients, normal_form, tails, theorem
from neversaddle.theory.statement.pushed import (
    Pushed,
    Wrap,
    begins,
    c,
    growth,
    infinite,
    power,
    speed_with_others,
    x,
    y_0,
)
from neversaddle.theory.statement.setting import DEPTH
from neversaddle.theory.statement.solution_proofs import at_each_moment
from neversaddle.theory.statement.steps import Proof

force = sp.Symbol("gamma", positive=True)
#: One weight w, and L - 1 weights v with |v|^q = |w|^q + lambda.
leaf = Steepest(DiagonalNetwork(sp.S.One, WIDTH, L - 1), q)
#: |w|^q at first, where it may be zero, and x.
u_0, sized = sp.symbols("u_0 sized", nonnegative=True)
#: The claim dual-range.
largest = lam ** (kappa / q) * sp.beta(1 / q, -kappa / q) / q
#: Any balance, and how fast 1 + |w|^q + lambda grows at most.
any_balance = sp.Symbol("lambda", nonnegative=True)
fastest = q * force ** (q - 1)
s = sp.Symbol("s", positive=True)
SAME = (normal_form(), normal_form())
MIRRORED = "the other sign is the mirror image"
#: What is assumed of a coordinate that is pushed outwards by a constant force.
PUSHED: tuple[Hypothesis, ...] = (
    DEPTH,
    *SIZES[1:],
    Place(j, WIDTH),
    *positive(force, why="with no force nothing moves"),
    Condition(sp.Eq(c, -force), why="the law is for a constant force, outwards"),
)


def on_leaf(balance: sp.Expr) -> tuple[Hypothesis, ...]:
    """A coordinate whose weights v are larger than w, or as large; w may be zero."""
    return (
        *PUSHED,
        begins(WEIGHT, q, u_0, sp.S.One),
        begins(OTHER, q, u_0 + balance, L - 1),
        Sign(u_0, "nonnegative", why="a size; at u_0 = 0 the coordinate begins at zero"),
    )


def pushed_from(balance: sp.Expr, begun: Wrap) -> Pushed:
    """How what is assumed of a leaf is put in."""
    return Pushed(leaf, lambda then: equal(c, then), begun, u_0, u_0 + balance, sized)


def grows_slowly() -> Proof:
    """With kappa >= 0: du/dt <= q gamma^(q-1) (1 + u + lambda)."""
    pushed = pushed_from(any_balance, lambda then: excess(Initially(x), sized, then))
    now, own = u_0 + growth, (q - 1) / q
    larger = 1 + now + any_balance
    pairs = (
        (now, own, coefficients()),
        (now + any_balance, (L - 1) * own, coefficients()),
        (sp.S.One, kappa / q, assumption(1 / q)),
    )
    checked = [
        proof
        for low, e, sign in pairs
        for proof in (coefficients(), raised(low, larger, e, *SAME, coefficients(), coefficients(), sign))
    ]
    factors = ((fastest, fastest), *((low**e, larger**e) for low, e, _ in pairs))
    slower = pushed.written(multiplied(factors, *SAME, coefficients(), *checked))
    letters = {"Q": power(WEIGHT, q, i), "r": pushed.rate, "rho": -fastest, "low": -any_balance - 1}
    return pushed.along(theorem("groenwall", pushed.chain(), slower, **letters))


def infinite_in_time() -> Proof:
    """x runs through its path, at its own u, with a speed that rises with u."""
    pushed = pushed_from(lam, lambda then: equal(Initially(x), then))
    now, there, rate = u_0 + growth, size(L, q, lam, y_0), force ** (q - 1)
    slower, faster = (InverseMetric.unfold(L, q, lam, u) for u in (y_0, now))
    pairs, above = ((rate, rate), (slower, faster)), rises(y_0, lam, now, lam, coefficients())
    compared = multiplied(pairs, *SAME, coefficients(), coefficients(), above)
    # The path is where x is: so x^q is no less than there, and then the speed is not.
    order = middle(size(L, q, lam, now) ** q, assumption(), coefficients())
    compared = pushed.written(at_each_moment(whole(y_0, lam), whole(now, lam), order, compared))
    order = at_most(there, x, q, equal(there, coefficients()), sized)
    compared = at_each_moment(whole(y_0, lam), sp.Abs(x) ** q, order, compared)
    low = pushed.rises(size(L, q, lam, u_0), equal(Initially(x), assumption()))
    density = OrbitTime.rate(L, q, lam, y_0) / rate
    limit = theorem("integral-to-infinity", tails(), g=density, v=y_0, low=s)
    path = {"F": rate * slower, "Y": there, "G": OrbitTime(L, q, lam, y_0) / rate, "v_0": u_0, "G_1": largest / rate}
    moves = pushed.written(coefficients())
    return pushed.along(infinite(low, moves, compared, limit, r=speed_with_others(leaf), **path))


def at_most_at_speed_one() -> Proof:
    """At q = 1 a weight moves at the speed |pull| <= 1 <= 1 + |w|."""
    w, pull = WEIGHT[i, j], PULL[i, j]
    slower = middle(sp.Abs(pull), coefficients(), middle(sp.S.One, assumption(), coefficients()))
    letters = {"Q": sp.Abs(w), "r": -sp.sign(w) * pull, "rho": -sp.S.One, "low": -sp.S.One}
    return theorem("groenwall", chain_rule(), slower, **letters)
