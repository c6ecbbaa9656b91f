"""Rates along flows: true laws are proved, false ones and laws of what moves in unknown ways are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.definitions import digits as by_quadrature
from neversaddle.theory.definitions.leaf import Conjugate, InverseMetric, OrbitTime, Potential, size
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.motion import rate
from neversaddle.theory.language.symbols import L, alpha, kappa, lam, m, q
from neversaddle.theory.motion.flow import METRIC, SteepestFlow, on_leaf, two_weights
from neversaddle.theory.motion.iteration import FORCE
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, nonzero, positive, real
from neversaddle.theory.statement.kinds import Evolves

DECAY = Sign(alpha, "nonnegative")
coupled = two_weights(L, q, alpha, coupled=True)
decoupled = two_weights(L, q, alpha)
w_i, w_j = coupled.weights
P = coupled.rest
x = P * w_i * w_j
difference = sp.Abs(w_i) ** q - sp.Abs(w_j) ** q
fall_i, fall_j = (duality_map(q, x * FORCE + alpha * w**2) for w in (w_i, w_j))
WEIGHTS: tuple[Hypothesis, ...] = (Depth(L), Range(q), DECAY, *nonzero(w_i, w_j), *real(P, FORCE))

leaf = on_leaf(L, q, lam, alpha)
balanced = on_leaf(L, q, sp.S.Zero, alpha)
(w,) = leaf.weights
y, conjugate, potential = (f(L, q, lam, w**q) for f in (OrbitTime, Conjugate, Potential))
pull = -duality_map(q, FORCE)
ON_LEAF: tuple[Hypothesis, ...] = (Depth(L), Range(q), DECAY, *positive(lam, w), *real(FORCE))
BALANCED: tuple[Hypothesis, ...] = (Depth(L), Range(q), DECAY, *positive(w), *real(FORCE))
STABLE = Condition(sp.Ne(kappa, 0))
both = replace(balanced, coupled=True)
slope = w**kappa / kappa


def proved(quantity: sp.Expr, law: sp.Expr, flow: SteepestFlow, given: tuple[Hypothesis, ...]) -> bool:
    try:
        return rate(Evolves("", quantity, law, flow), given).proved
    except CannotDecide:
        return False


Law = tuple[sp.Expr, sp.Expr, SteepestFlow, tuple[Hypothesis, ...]]
TRUE: dict[str, Law] = {
    "coupled balance": (difference, -q * (fall_i - fall_j), coupled, WEIGHTS),
    "coupled at q = 2": (
        w_i**2 - w_j**2,
        -2 * alpha * (w_i**2 - w_j**2),
        replace(coupled, q=sp.Integer(2)),
        WEIGHTS,
    ),
    "decoupled balance": (difference, -q * alpha * difference, decoupled, WEIGHTS),
    "mirror coordinate": (y, pull - alpha * kappa * y, leaf, ON_LEAF),
    "conjugate": (conjugate, pull * size(L, q, lam, w**q) - alpha * (L + kappa) * conjugate, leaf, ON_LEAF),
    "potential": (
        potential,
        pull * y * InverseMetric(L, q, lam, w**q) - alpha * (L + kappa) * potential,
        leaf,
        ON_LEAF,
    ),
    "balanced": (slope, pull - alpha * (w**L) ** (1 - m), balanced, (*BALANCED, STABLE)),
    "balanced and coupled": (slope, -duality_map(q, FORCE + alpha * (w**L) ** (2 / L - 1)), both, (*BALANCED, STABLE)),
}
FALSE: dict[str, Law] = {
    "coupled as decoupled": (difference, -q * alpha * difference, coupled, WEIGHTS),
    "coupled, the terms added": (difference, -q * (fall_i + fall_j), coupled, WEIGHTS),
    "coupled, one term's decay lost": (difference, -q * (fall_i - duality_map(q, x * FORCE)), coupled, WEIGHTS),
    "coupled, the terms swapped": (difference, -q * (fall_j - fall_i), coupled, WEIGHTS),
    "decoupled as coupled": (difference, -q * (fall_i - fall_j), decoupled, WEIGHTS),
    "a weight that may vanish": (
        difference,
        -q * (fall_i - fall_j),
        coupled,
        (Depth(L), Range(q), DECAY, *nonzero(w_i), *real(w_j, P, FORCE)),
    ),
    "decay of y as of w": (y, pull - alpha * y, leaf, ON_LEAF),
    "decay that forgets lambda moves": (y, pull - alpha * w**q * OrbitTime.rate(L, q, lam, w**q), leaf, ON_LEAF),
    "conjugate that decays like y": (
        conjugate,
        pull * size(L, q, lam, w**q) - alpha * kappa * conjugate,
        leaf,
        ON_LEAF,
    ),
    "no decay": (y, pull, leaf, ON_LEAF),
    "coupled outside": (slope, pull - alpha * (w**L) ** (1 - m), both, (*BALANCED, STABLE)),
    "another exponent": (slope, -duality_map(q, FORCE + alpha * (w**L) ** (1 / L - 1)), both, (*BALANCED, STABLE)),
    "a quotient by zero": (slope, pull - alpha * (w**L) ** (1 - m), balanced, BALANCED),
    # What follows is refused because the motion of what it speaks of is not known.
    "the force stands still": (FORCE * w_i, FORCE * decoupled.velocity(w_i), decoupled, WEIGHTS),
    "the metric stands still": (METRIC * w_i, METRIC * decoupled.velocity(w_i), decoupled, (*WEIGHTS, *real(METRIC))),
    "the other weights stand still": (P * w_i, P * decoupled.velocity(w_i), decoupled, WEIGHTS),
    "a balance that is a number, with decay": (w, sp.diff(w, w), on_leaf(L, q, sp.S.One, alpha), BALANCED),
    "a balance that is an expression, with decay": (
        w**q + 2 * lam,
        q * w ** (q - 1) * on_leaf(L, q, 2 * lam, alpha).velocity(w),
        on_leaf(L, q, 2 * lam, alpha),
        ON_LEAF,
    ),
    "coupled decay off balance": (w, replace(leaf, coupled=True).velocity(w), replace(leaf, coupled=True), ON_LEAF),
    "two weights as all of them": (
        w_i,
        replace(decoupled, rest=sp.S.One).velocity(w_i),
        replace(decoupled, rest=sp.S.One),
        WEIGHTS,
    ),
    "a leaf that is none": (w, replace(leaf, rest=w).velocity(w), replace(leaf, rest=w), ON_LEAF),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_law_is_proved(name: str) -> None:
    assert proved(*TRUE[name])


@pytest.mark.parametrize("name", FALSE)
def test_a_false_law_is_not(name: str) -> None:
    assert not proved(*FALSE[name])


def test_depth_one_has_no_other_weights() -> None:
    z = sp.Symbol("z", real=True)
    flow = SteepestFlow(sp.S.One, (z,), sp.S.One, alpha, sp.S.One)
    given = (Sign(alpha, "positive"), *nonzero(z), *real(FORCE))
    assert proved(sp.Abs(z), -alpha * sp.Abs(z) - sp.sign(z * FORCE), flow, given)
    assert not proved(sp.Abs(z), -alpha * sp.Abs(z) - sp.sign(FORCE), flow, given)
    assert not proved(
        sp.Abs(z), -alpha * sp.Abs(z) - sp.sign(z * FORCE), flow, (*real(z, FORCE), Sign(alpha, "positive"))
    )


def test_the_loss_falls_along_the_flow() -> None:
    free = on_leaf(L, q, lam)
    fall = -InverseMetric(L, q, lam, w**q) * sp.Abs(FORCE) ** q
    assert proved(LOSS, fall, free, ON_LEAF)
    assert not proved(LOSS, fall, leaf, ON_LEAF)


FUNCTIONS: dict[type[sp.Function], Callable[..., mpmath.mpf]] = {
    InverseMetric: by_quadrature.inverse_metric,
    OrbitTime: by_quadrature.orbit_time,
    Conjugate: by_quadrature.conjugate,
    Potential: by_quadrature.potential,
}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("exponent", ["1", "3/2", "2"])
@pytest.mark.parametrize("depth", [2, 4])
def test_the_derivative_in_lambda(function: type[sp.Function], exponent: str, depth: int) -> None:
    """By Euler's relation, against a difference quotient of quadratures of the definition."""
    power, balance, u = Fraction(exponent), Fraction(3, 5), Fraction(7, 4)
    define = FUNCTIONS[function]
    with mp.workdps(40):
        step = Fraction(1, 10**8)
        ends = [define(depth, power, balance + side * step, u) for side in (1, -1)]
        quotient = (ends[0] - ends[1]) / (2 * mp.mpf(step.numerator) / step.denominator)
        given_u, given_lam = sp.Symbol("u", positive=True), sp.Symbol("lambda", positive=True)
        q_ = sp.Rational(exponent)
        derivative = sp.diff(function(depth, q_, given_lam, given_u), given_lam)
        values = {given_lam: mp.mpf("0.6"), given_u: mp.mpf("1.75")}
        atoms = {a: sp.Dummy() for a in derivative.atoms(function)}
        written = derivative.xreplace(atoms)
        numbers = {**values, **{d: define(depth, power, balance, u) for d in atoms.values()}}
        symbols = list(numbers)
        euler = sp.lambdify(symbols, written.replace(InverseMetric, InverseMetric.unfold), "mpmath")
        if function is Potential:
            # Its slope is in y, which has to be told, too.
            y_atom = {a: sp.Dummy() for a in written.atoms(OrbitTime)}
            numbers |= {d: by_quadrature.orbit_time(depth, power, balance, u) for d in y_atom.values()}
            symbols = list(numbers)
            euler = sp.lambdify(symbols, written.xreplace(y_atom), "mpmath")
        # Off by step^2/6 times a third derivative of order ten, and by the quadratures' 10^-38 over the step.
        assert abs(euler(*(numbers[s] for s in symbols)) - quotient) < mp.mpf(10) ** -13
