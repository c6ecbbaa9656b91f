"""|w|^q on a leaf whose other weights are as large or larger, under a constant force: how fast it grows."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.language.symbols import L, kappa, lam, q, u_0
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import equal, excess
from neversaddle.theory.statement.model import i
from neversaddle.theory.statement.order_proofs import multiplied, raised
from neversaddle.theory.statement.proofs import assumption, coefficients, normal_form, tails, theorem
from neversaddle.theory.statement.pushed import Pushed, ahead, c, growth, infinite, power, x, y, y_0
from neversaddle.theory.statement.steps import Proof

force = sp.Symbol("gamma", positive=True)
#: One weight w, and L - 1 weights v with |v|^q = |w|^q + lambda.
leaf = Steepest(DiagonalNetwork(sp.S.One, WIDTH, L - 1), q)
#: The claim dual-range.
largest = lam ** (kappa / q) * sp.beta(1 / q, -kappa / q) / q
#: Any balance, and how fast |w|^q + lambda grows at most.
any_balance = sp.Symbol("lambda", nonnegative=True)
fastest = q * force ** (q - 1) * (u_0 + any_balance) ** (-kappa / q)
s = sp.Symbol("s", positive=True)
SAME = (normal_form(), normal_form())


def pushed_from(balance: sp.Expr) -> Pushed:
    """How what is assumed of a leaf is put in."""
    return Pushed(leaf, lambda then: equal(c, then), lambda then: excess(Initially(x), ahead, then), u_0, u_0 + balance)


def grows_slowly() -> Proof:
    """With u for |w|^q, and kappa >= 0: du/dt <= q gamma^(q-1) (u + lambda)^(1 - kappa/q)."""
    pushed, now = pushed_from(any_balance), u_0 + growth
    whole, begun, own = now + any_balance, u_0 + any_balance, (q - 1) / q
    same = q * force ** (q - 1) * whole ** ((L - 1) * own) * begun ** (-kappa / q)
    pairs = ((now, whole, own, coefficients()), (begun, whole, kappa / q, assumption(1 / q)))
    checked = [
        proof
        for low, high, e, sign in pairs
        for proof in (coefficients(), raised(low, high, e, *SAME, coefficients(), coefficients(), sign))
    ]
    factors = ((same, same), *((low**e, high**e) for low, high, e, _ in pairs))
    slower = pushed.written(multiplied(factors, *SAME, coefficients(), *checked))
    letters = {"Q": power(WEIGHT, q, i), "r": pushed.rate, "rho": -fastest, "low": -any_balance}
    return pushed.along(theorem("groenwall", pushed.chain(), slower, **letters))


def seen_from_first() -> Proof:
    """du/dt = q gamma^(q-1) u^((q-1)/q) (u + lambda)^((L-1)(q-1)/q) for u = |w|^q."""
    own, pushed = power(WEIGHT, q, i), pushed_from(lam)
    speed = q * force ** (q - 1) * y ** ((q - 1) / q) * (y + lam) ** ((L - 1) * (q - 1) / q)
    path = (OrbitTime(L, q, lam, y_0) - largest) / force ** (q - 1)
    density = OrbitTime.rate(L, q, lam, y_0) / force ** (q - 1)
    limit = theorem("integral-to-infinity", tails(), g=density, v=y_0, low=s)
    low = pushed.grows(own, equal(own, equal(Initially(own), coefficients())))
    same = pushed.written(normal_form())
    return pushed.along(infinite(own, pushed.rate, speed, path, u_0, low, pushed.chain(), same, limit))
