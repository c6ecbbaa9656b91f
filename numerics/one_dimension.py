"""The energy bound on one coordinate, where the time integral is an integral over the leaf: exact enough to refute.

The instance: a deep diagonal network of depth L on its lambda-balanced leaf, f = c (x - s)^2/2, first weight from w_0
to w_s where x = s. Then |f'| falls from its bound to 0, the metric rises from its floor, and with y the orbit time
int |f'|^2 dt = int |f'|^(3-q) dy. The samples of B and mu are in units of the sharp bound and of the sharp floor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import mpmath
import sympy as sp
from flint import acb, arb
from mpmath import mp

from numerics.arithmetic import BALLS, MPMATH, evaluate
from numerics.ball_definitions import ball, complex_power, integral, root_power
from numerics.definitions import inverse_metric, real, scaled_quadrature, weights_on_leaf
from numerics.sampling import Instance
from theory.flow_field import FORCE, METRIC
from theory.hypotheses import Condition, Depth, Hypothesis, Sign
from theory.parts import Dissipation, LinearRate

DEPTH = sp.Symbol("L", positive=True, integer=True)
BALANCE, CURVATURE = sp.symbols("lambda c_2", positive=True)
START = sp.Symbol("w_0", nonnegative=True)
#: How far the first weight travels.
TRAVEL = sp.Symbol("travel", positive=True)
MODEL: tuple[Depth | Sign, ...] = (
    Depth(DEPTH, 2),
    Sign(BALANCE, "positive"),
    Sign(CURVATURE, "positive"),
    Sign(START, "nonnegative"),
    Sign(TRAVEL, "positive"),
)


def dissipation_hypotheses(given: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
    """The claim's hypotheses in units of the sharp bound and floor, and what is sampled of the instance."""
    kept: list[Hypothesis] = []
    for h in given:
        if isinstance(h, Condition):
            kept.append(Condition(h.relation.subs({FORCE: 1, METRIC: 1}), h.why))
        elif h.symbol not in (FORCE, METRIC):
            kept.append(h)
    return (*kept, *MODEL)


def dissipation_symbols(part: Dissipation) -> list[sp.Symbol]:
    """What an instance fixes."""
    return sorted([part.q, part.bound, part.floor, *(h.symbol for h in MODEL)], key=str)


@dataclass(frozen=True)
class Account:
    """The energy bound at one instance: gradient bound B, metric floor mu, the minimum s, both sides."""

    bound: mpmath.mpf
    floor: mpmath.mpf
    minimum: mpmath.mpf
    spent: mpmath.mpf
    allowed: mpmath.mpf


def account(part: Dissipation, instance: Instance) -> Account:
    """Both sides of the bound, the time integral by quadrature over the leaf."""
    q, depth, balance = instance[part.q], instance[DEPTH], instance[BALANCE]
    low, high = real(instance[START]), real(instance[START] + instance[TRAVEL])
    curvature, power = real(instance[CURVATURE]), real(q)

    def product(w: mpmath.mpf) -> mpmath.mpf:
        return mp.fprod(weights_on_leaf(depth, q, balance, w)[1:])

    target = high * product(high)

    def spent(w: mpmath.mpf) -> mpmath.mpf:
        # Rounding can leave the gap below zero at the very end.
        gap = max(target - w * product(w), mp.mpf(0))
        return (curvature * gap) ** (3 - power) * product(w) ** (1 - power)

    distance = target - low * product(low)
    bound = curvature * distance * real(instance[part.bound])
    floor = inverse_metric(depth, q, balance, low**power) * real(instance[part.floor])
    factor = evaluate(part.factor, {part.q: q, part.bound: bound, part.floor: floor}, MPMATH)
    integral_of_squares = scaled_quadrature(spent, [low, (low + high) / 2, high])
    return Account(bound, floor, target, integral_of_squares, factor * curvature * distance**2 / 2)


def dissipation_margin(part: Dissipation, instance: Instance) -> mpmath.mpf:
    """factor * (f_0 - f_inf) minus the time integral, relative to both; negative where the bound fails."""
    sides = account(part, instance)
    return (sides.allowed - sides.spent) / (abs(sides.allowed) + sides.spent)


def dissipation_text(part: Dissipation, instance: Instance) -> str:
    """An instance in words, with the sizes of everything the bound speaks of."""
    sides, low = account(part, instance), instance[START]
    numbers = [mp.nstr(v, 6) for v in (sides.minimum, sides.bound, sides.floor, sides.spent, sides.allowed)]
    return (
        f"L = {instance[DEPTH]}, q = {instance[part.q]}, lambda = {instance[BALANCE]}, one coordinate, "
        f"f = ({instance[CURVATURE]})*(x - {numbers[0]})**2/2, first weight from {low} to {low + instance[TRAVEL]}: "
        f"B = {numbers[1]}, mu = {numbers[2]}, the integral is {numbers[3]}, the bound {numbers[4]}"
    )


def dissipation_ball(part: Dissipation, instance: Instance) -> arb:
    """The same margin, not relative, enclosed; a nan ball where no enclosure is found."""
    q, count = instance[part.q], int(instance[DEPTH]) - 1
    balance, curvature = ball(instance[BALANCE]), ball(instance[CURVATURE])
    low, high = ball(instance[START]), ball(instance[START] + instance[TRAVEL])
    a, b = q.numerator, q.denominator

    def others_q(w: arb) -> arb:
        return root_power(w, q) + balance

    target = high * root_power(others_q(high), Fraction(count) / q)
    distance = target - low * root_power(others_q(low), Fraction(count) / q)

    def spent(t: acb, analytic: bool) -> acb:
        others = t**a + acb(balance)
        gap = acb(target) - t**b * complex_power(others, Fraction(count) / q, analytic)
        slow = complex_power(others, Fraction(count) * (1 - q) / q, analytic)
        return complex_power(acb(curvature) * gap, 3 - q, analytic) * slow * b * t ** (b - 1)

    first_q = root_power(low, q)
    floor = others_q(low) ** count + count * first_q * others_q(low) ** (count - 1)
    sizes = {
        part.q: q,
        part.bound: curvature * distance * ball(instance[part.bound]),
        part.floor: floor * ball(instance[part.floor]),
    }
    factor = evaluate(part.factor, sizes, BALLS)
    ends = (root_power(low, Fraction(1, b)), root_power(high, Fraction(1, b)))
    margin: arb = factor * curvature * distance**2 / 2 - integral(spent, *ends)
    return margin


def rate_margin(part: LinearRate, instance: Instance) -> mpmath.mpf:
    """log of the loss's fall minus rate times the time it took, relative to both; negative where the bound fails."""
    raise NotImplementedError


def rate_ball(part: LinearRate, instance: Instance) -> arb:
    """The same margin, not relative, enclosed."""
    raise NotImplementedError
