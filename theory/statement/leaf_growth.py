"""|w|^q on a leaf whose other weights are as large or larger, under a constant force: how fast it grows."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, size
from neversaddle.theory.language.symbols import L, kappa, lam, q, u_0
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import equal, excess
from neversaddle.theory.statement.model import i
from neversaddle.theory.statement.one_at_zero import at_most, rises, whole
from neversaddle.theory.statement.order_proofs import middle, multiplied, raised
from neversaddle.theory.statement.solution_proofs import at_each_moment
from neversaddle.theory.statement.proofs import assumption, coefficients, normal_form, tails, theorem
from neversaddle.theory.statement.pushed import Pushed, ahead, c, growth, infinite, power, speed_with_others, x, y_0
from neversaddle.theory.statement.steps import Proof

force = sp.Symbol("gamma", positive=True)
#: One weight w, and L - 1 weights v with |v|^q = |w|^q + lambda.
leaf = Steepest(DiagonalNetwork(sp.S.One, WIDTH, L - 1), q)
#: The claim dual-range.
largest = lam ** (kappa / q) * sp.beta(1 / q, -kappa / q) / q
#: |w|^q at first, and x.
least, never_negative = sp.symbols("u_0 never", nonnegative=True)
#: Any balance, and how fast |w|^q + lambda grows at most.
any_balance = sp.Symbol("lambda", nonnegative=True)
fastest = q * force ** (q - 1) * (u_0 + any_balance) ** (-kappa / q)
s = sp.Symbol("s", positive=True)
SAME = (normal_form(), normal_form())


def put_force(then: Proof) -> Proof:
    """What follows for c_j = -gamma."""
    return equal(c, then)


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


def infinite_in_time() -> Proof:
    """The speed of x rises with u = |w|^q, by which x runs through its path; it is not zero where u is."""
    pushed = Pushed(leaf, put_force, lambda then: equal(Initially(x), then), least, least + lam, never_negative)
    now, there, power = least + growth, size(L, q, lam, y_0), sp.Abs(x) ** q
    rate, clock = force ** (q - 1), OrbitTime(L, q, lam, y_0) / force ** (q - 1)
    speed = InverseMetric.unfold(L, q, lam, y_0)
    low = pushed.rises(size(L, q, lam, least), equal(Initially(x), assumption()))
    rising = rises(y_0, lam, now, lam, coefficients())
    pairs = ((rate, rate), (speed, InverseMetric.unfold(L, q, lam, now)))
    faster = multiplied(pairs, *SAME, coefficients(), coefficients(), rising)
    there_now = (now ** (1 / q) * (now + lam) ** ((L - 1) / q)) ** q
    faster = pushed.written(at_each_moment(whole(y_0, lam), whole(now, lam), middle(there_now, assumption(), coefficients()), faster))
    faster = at_each_moment(whole(y_0, lam), power, at_most(there, x, q, equal(there, coefficients()), never_negative), faster)
    limit = theorem("integral-to-infinity", tails(), g=OrbitTime.rate(L, q, lam, y_0) / rate, v=y_0, low=s)
    letters = {"r": speed_with_others(leaf), "F": rate * speed, "Y": there, "G": clock, "v_0": least, "G_1": largest / rate}
    return pushed.along(infinite(low, pushed.written(coefficients()), faster, limit, **letters))
