"""Bounds on a whole flow, tried on one coordinate, where a time is an integral over the leaf: exact enough to refute.

The instance: a deep diagonal network of depth L on its lambda-balanced leaf, f = c (x - s)^2/2, first weight from w_0
to w_s where x = s. Then |f'| falls from its bound to 0, the metric rises from its floor, |f'|^2 = 2 c f, and with y the
orbit time dt = dy/|f'|^(q-1). The samples of B, mu and rho are in units of the sharp bound, the sharp floor and c.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import mpmath
import sympy as sp
from flint import acb, arb
from mpmath import mp

from neversaddle.numerics.attack.definitions.digits import inverse_metric, real, scaled_quadrature, weights_on_leaf
from neversaddle.numerics.attack.evaluation import BALLS, MPMATH, evaluate
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.numbers.balls import ball, complex_power, integral, root_power
from neversaddle.theory.motion.flow import FORCE, GROWTH, METRIC
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign
from neversaddle.theory.statement.kinds import Dissipation, LinearRate

#: A bound on a whole flow.
Bound: TypeAlias = Dissipation | LinearRate

DEPTH = sp.Symbol("L", positive=True, integer=True)
BALANCE, CURVATURE = sp.symbols("lambda c_2", positive=True)
START = sp.Symbol("w_0", nonnegative=True)
#: How far the first weight has to go, and what part of that it has gone when a LinearRate is looked at.
TRAVEL, PART = sp.symbols("travel part", positive=True)
MODEL: tuple[Depth | Sign | Range, ...] = (
    Depth(DEPTH, 2),
    Sign(BALANCE, "positive"),
    Sign(CURVATURE, "positive"),
    Sign(START, "nonnegative"),
    Sign(TRAVEL, "positive"),
)
UNDERWAY = Range(PART, sp.S.Zero, sp.S.One, open_low=True, open_high=True)


def dissipation_hypotheses(given: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
    """The claim's hypotheses in units of the sharp constants, and what is sampled of the instance."""
    kept: list[Hypothesis] = []
    for h in given:
        if isinstance(h, Condition):
            kept.append(Condition(h.relation.subs({FORCE: 1, METRIC: 1, GROWTH: 1}), h.why))
        elif h.symbol not in (FORCE, METRIC, GROWTH):
            kept.append(h)
    return (*kept, *MODEL, UNDERWAY)


def dissipation_symbols(part: Bound) -> list[sp.Symbol]:
    """What an instance fixes."""
    own = [part.growth, PART] if isinstance(part, LinearRate) else []
    return sorted([part.q, part.bound, part.floor, *own, *(h.symbol for h in MODEL)], key=str)


@dataclass(frozen=True)
class Account:
    """A bound at one instance: gradient bound B, metric floor mu, the minimum s, both sides; `spent` <= `allowed`."""

    bound: mpmath.mpf
    floor: mpmath.mpf
    minimum: mpmath.mpf
    spent: mpmath.mpf
    allowed: mpmath.mpf


def account(part: Bound, instance: Instance) -> Account:
    """Both sides of the bound, the integral over time by quadrature over the leaf.

    Dissipation: int |f'|^2 dt and factor (f_0 - f_inf). LinearRate: rate * t and the logarithm of the loss's fall.
    """
    q, depth, balance = instance[part.q], instance[DEPTH], instance[BALANCE]
    low, end = real(instance[START]), real(instance[START] + instance[TRAVEL])
    high = real(instance[START] + instance[TRAVEL] * instance.get(PART, Fraction(1)))
    curvature, power = real(instance[CURVATURE]), real(q)

    def product(w: mpmath.mpf) -> mpmath.mpf:
        return mp.fprod(weights_on_leaf(depth, q, balance, w)[1:])

    target = end * product(end)
    squares = 2 if isinstance(part, Dissipation) else 0

    def density(w: mpmath.mpf) -> mpmath.mpf:
        # Rounding can leave the gap below zero at the very end.
        gap = max(target - w * product(w), mp.mpf(0))
        return (curvature * gap) ** (squares + 1 - power) * product(w) ** (1 - power)

    distance = target - low * product(low)
    sizes = {
        part.q: q,
        part.bound: curvature * distance * real(instance[part.bound]),
        part.floor: inverse_metric(depth, q, balance, low**power) * real(instance[part.floor]),
    }
    over_time = scaled_quadrature(density, [low, (low + high) / 2, high])
    if isinstance(part, Dissipation):
        spent, allowed = over_time, evaluate(part.factor, sizes, MPMATH) * curvature * distance**2 / 2
    else:
        sizes[part.growth] = curvature * real(instance[part.growth])
        spent = evaluate(part.rate, sizes, MPMATH) * over_time
        allowed = 2 * mp.log(distance / (target - high * product(high)))
    return Account(sizes[part.bound], sizes[part.floor], target, spent, allowed)


def dissipation_margin(part: Bound, instance: Instance) -> mpmath.mpf:
    """What the bound allows minus what is spent, relative to both; negative where the bound fails."""
    sides = account(part, instance)
    return (sides.allowed - sides.spent) / (abs(sides.allowed) + abs(sides.spent))


def dissipation_text(part: Bound, instance: Instance) -> str:
    """An instance in words, with the sizes of everything the bound speaks of."""
    sides, low = account(part, instance), instance[START]
    numbers = [mp.nstr(v, 6) for v in (sides.minimum, sides.bound, sides.floor, sides.spent, sides.allowed)]
    names = ("the integral", "the bound") if isinstance(part, Dissipation) else ("rate times t", "the fall's log")
    end = low + instance[TRAVEL] * instance.get(PART, Fraction(1))
    return (
        f"L = {instance[DEPTH]}, q = {instance[part.q]}, lambda = {instance[BALANCE]}, one coordinate, "
        f"f = ({instance[CURVATURE]})*(x - {numbers[0]})**2/2, first weight from {low} to {end}: "
        f"B = {numbers[1]}, mu = {numbers[2]}, {names[0]} is {numbers[3]}, {names[1]} {numbers[4]}"
    )


def dissipation_ball(part: Bound, instance: Instance) -> arb:
    """The same margin, not relative, enclosed; a nan ball where no enclosure is found."""
    q, count = instance[part.q], int(instance[DEPTH]) - 1
    balance, curvature = ball(instance[BALANCE]), ball(instance[CURVATURE])
    low, end = ball(instance[START]), ball(instance[START] + instance[TRAVEL])
    high = ball(instance[START] + instance[TRAVEL] * instance.get(PART, Fraction(1)))
    a, b = q.numerator, q.denominator
    squares = 2 if isinstance(part, Dissipation) else 0

    def others_q(w: arb) -> arb:
        return root_power(w, q) + balance

    def coordinate(w: arb) -> arb:
        return w * root_power(others_q(w), Fraction(count) / q)

    target = coordinate(end)
    distance = target - coordinate(low)

    def density(t: acb, analytic: bool) -> acb:
        others = t**a + acb(balance)
        gap = acb(target) - t**b * complex_power(others, Fraction(count) / q, analytic)
        slow = complex_power(others, Fraction(count) * (1 - q) / q, analytic)
        return complex_power(acb(curvature) * gap, squares + 1 - q, analytic) * slow * b * t ** (b - 1)

    first_q = root_power(low, q)
    floor = others_q(low) ** count + count * first_q * others_q(low) ** (count - 1)
    sizes = {
        part.q: q,
        part.bound: curvature * distance * ball(instance[part.bound]),
        part.floor: floor * ball(instance[part.floor]),
    }
    over_time = integral(density, root_power(low, Fraction(1, b)), root_power(high, Fraction(1, b)))
    if isinstance(part, Dissipation):
        margin: arb = evaluate(part.factor, sizes, BALLS) * curvature * distance**2 / 2 - over_time
        return margin
    sizes[part.growth] = curvature * ball(instance[part.growth])
    gain: arb = 2 * (distance / (target - coordinate(high))).log() - evaluate(part.rate, sizes, BALLS) * over_time
    return gain
