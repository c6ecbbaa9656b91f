"""The attack on laws of motion: integrate a flow of random data and compare a quantity's change with its rate's integral."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import mpmath
import sympy as sp
from mpmath import mp

from numerics.arithmetic import MPMATH, evaluate, to_mpf
from numerics.definitions import real
from numerics.flow import Trajectory, weight_flow
from numerics.loss import Loss, least_squares
from numerics.sampling import Instance, instances
from theory.flow_field import FORCE, LOSS
from theory.hypotheses import Condition, Hypothesis
from theory.reparametrization import DeepDiagonal
from theory.statement import Evolves

COORDINATES = 2
#: Depth is kept small and the stretch of time short: the law holds at each moment or not at all.
DEEPEST, DURATION = 4, Fraction(1, 16)
MOST_TRIES = 20


def flow_agreement(part: Evolves, given: Sequence[Hypothesis], digits: int, seed: str) -> int:
    """Digits to which quantity(T) - quantity(0) equals the integral of the rate along one integrated flow.

    Raises ValueError if no random flow stays smooth for the whole time.
    """
    chance = random.Random(seed)
    parameters = [h.symbol for h in given if not isinstance(h, Condition) and h.symbol in _parameters(part)]
    supply = instances([h for h in given if not isinstance(h, Condition)], parameters, seed)
    for _ in range(MOST_TRIES):
        instance = next(supply)
        depth = min(int(instance.get(part.along.depth, Fraction(2))), DEEPEST)
        if part.along.depth is not None:
            instance[part.along.depth] = Fraction(depth)
        q = instance[part.along.q]
        decay = instance.get(part.along.decay, Fraction(0)) if isinstance(part.along.decay, sp.Symbol) else Fraction(0)
        loss = _random_loss(chance)
        weights = _random_weights(chance, depth, on_leaf=part.along.balance is not None)
        nodes, mass = gauss_legendre(digits)
        times = [_rational(node) * DURATION for node in nodes] + [DURATION]
        flow = weight_flow(DeepDiagonal(depth), q, loss, weights, times, digits=digits, decay=decay)
        if flow.stop is None and _signs_kept(flow):
            with mp.workdps(digits + 10):
                return _compare(part, instance, flow, loss, mass, digits)
    raise ValueError(f"no smooth flow was found for '{part.text}'")


def gauss_legendre(digits: int) -> tuple[list[mpmath.mpf], list[mpmath.mpf]]:
    """Nodes in (0, 1) and weights; half as many as digits integrate these short smooth stretches to the digits."""
    count = max(8, 2 * digits // 3)
    with mp.workdps(digits + 20):
        roots = [_legendre_root(count, k) for k in range(count)]
        slopes = [count * mp.legendre(count - 1, r) / (1 - r**2) for r in roots]
        masses = [1 / ((1 - r**2) * s**2) for r, s in zip(roots, slopes, strict=True)]
        return [(1 + r) / 2 for r in roots], masses


def _legendre_root(count: int, k: int) -> mpmath.mpf:
    """The k-th root of P_count, in increasing order, by Newton from Tricomi's estimate."""
    root = -mp.cos(mp.pi * (k + mp.mpf(3) / 4) / (count + mp.mpf(1) / 2))
    for _ in range(30):
        value = mp.legendre(count, root)
        step = value * (1 - root**2) / (count * (mp.legendre(count - 1, root) - root * value))
        root -= step
        if abs(step) < mp.mpf(10) ** -(mp.dps - 5):
            break
    return root


def _compare(
    part: Evolves, instance: Instance, flow: Trajectory, loss: Loss, mass: Sequence[mpmath.mpf], digits: int
) -> int:
    """The largest mismatch over coordinates, relative to the size of the quantities involved."""
    total_loss = part.quantity.has(LOSS)
    change, integral, scale = [], [], []
    for j in range(COORDINATES):
        states = [_values(part, instance, flow, loss, n, j) for n in range(len(flow.times))]
        first, last = (evaluate(part.quantity, states[n], MPMATH) for n in (0, -1))
        rates = [evaluate(part.rate, state, MPMATH) for state in states[1:-1]]
        change.append(last - first)
        integral.append(mp.fsum(w * r for w, r in zip(mass, rates, strict=True)) * to_mpf(DURATION))
        scale.append(abs(first) + abs(last) + mp.mpf(10) ** -3)
    if total_loss:
        # Every coordinate reports the change of the one loss; its rate is the sum of their shares.
        change, integral = change[:1], [mp.fsum(integral)]
    worst = max(abs(c - i) / s for c, i, s in zip(change, integral, scale, strict=False))
    return digits if worst == 0 else max(0, min(digits, int(mp.floor(-mp.log10(worst)))))


def _values(part: Evolves, instance: Instance, flow: Trajectory, loss: Loss, n: int, j: int) -> dict[sp.Symbol, Any]:
    """What every symbol of the statement is at output n in coordinate j."""
    assert flow.weights is not None
    weights = [row[j] for row in flow.weights[n]]
    values: dict[sp.Symbol, Any] = dict(instance)
    values.update(zip(part.along.weights, weights, strict=False))
    if isinstance(part.along.rest, sp.Symbol):
        values[part.along.rest] = mp.fprod(weights[len(part.along.weights) :])
    if isinstance(part.along.balance, sp.Symbol):
        power = real(instance[part.along.q])
        values[part.along.balance] = abs(weights[1]) ** power - abs(weights[0]) ** power
    values[FORCE] = loss.gradient(list(flow.x[n]))[j]
    values[LOSS] = loss.value(list(flow.x[n]))
    return values


def _signs_kept(flow: Trajectory) -> bool:
    """Whether no weight changed sign: the statements assume weights that do not vanish."""
    assert flow.weights is not None
    first, last = flow.weights[0], flow.weights[-1]
    return all(a * b > 0 for row, end in zip(first, last, strict=True) for a, b in zip(row, end, strict=True))


def _parameters(part: Evolves) -> set[sp.Symbol]:
    found = {part.along.q} | part.along.decay.free_symbols
    return found | ({part.along.depth} if part.along.depth is not None else set())


def _random_loss(chance: random.Random) -> Loss:
    """Least squares with a minimum far away, so that no component of the gradient vanishes at once."""
    matrix = [[Fraction(chance.randrange(-4, 5), 4) + 2 * (i == j) for j in range(COORDINATES)] for i in range(COORDINATES)]
    target = [Fraction(chance.choice((-1, 1)) * chance.randrange(5, 9)) for _ in range(COORDINATES)]
    return least_squares(matrix, target)


def _random_weights(chance: random.Random, depth: int, on_leaf: bool) -> list[list[Fraction]]:
    """L rows of k weights: any signs, or on a lambda-balanced leaf 0 < w_1 < w_2 = ... = w_L."""
    if on_leaf:
        first = [Fraction(chance.randrange(2, 8), 10) for _ in range(COORDINATES)]
        other = [w + Fraction(chance.randrange(1, 6), 10) for w in first]
        return [first] + [list(other) for _ in range(depth - 1)]
    return [
        [Fraction(chance.choice((-1, 1)) * chance.randrange(4, 15), 10) for _ in range(COORDINATES)] for _ in range(depth)
    ]


def _rational(value: mpmath.mpf) -> Fraction:
    """The exact value of a binary float."""
    sign, mantissa, exponent, _ = value._mpf_
    return Fraction((-1) ** sign * int(mantissa)) * Fraction(2) ** exponent
