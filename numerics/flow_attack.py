"""The attack on laws of motion: integrate random flows, compare a quantity's change with the integral of its rate.

This is what is independent of the proof: the flow is integrated from its definition, and no chain rule is used.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import mpmath
import sympy as sp
from mpmath import mp

from numerics.arithmetic import MPMATH, evaluate
from numerics.definitions import real
from numerics.flow import Trajectory, weight_flow
from numerics.loss import Loss, exact, least_squares
from numerics.sampling import Instance, instances, satisfies
from theory.flow_field import FORCE, LOSS
from theory.hypotheses import Condition, Depth, Hypothesis
from theory.parts import Evolves
from theory.reparametrization import DeepDiagonal

#: What the symbols of a statement are at one moment.
State: TypeAlias = "dict[sp.Symbol, Any]"

COORDINATES = 2
#: Depth is kept small and the stretch of time short: the law holds at each moment or not at all.
DEEPEST, DURATION = 4, Fraction(1, 16)
MOST_TRIES = 20


def flow_agreement(part: Evolves, given: Sequence[Hypothesis], digits: int, seed: str) -> int:
    """Digits to which quantity(T) - quantity(0) equals the integral of the rate along one integrated flow.

    Raises ValueError if no random flow stays smooth, and within the hypotheses, for the whole time.
    """
    chance = random.Random(seed)
    parameters = _parameters(part)
    own = [h for h in given if isinstance(h, Condition) or h.symbol in parameters]
    # Conditions on what moves are not sampled: such a law is tried on all flows.
    supply = instances([h for h in own if not isinstance(h, Condition)], sorted(parameters, key=str), seed)
    nodes, mass = gauss_legendre(digits)
    times = [exact(node, "node", ValueError) * DURATION for node in nodes] + [DURATION]
    for instance in itertools.islice(supply, MOST_TRIES):
        depth = _depth(part, given, instance)
        decay = part.along.decay
        alpha = instance[decay] if decay.is_Symbol else Fraction(int(decay.p), int(decay.q))
        loss = _random_loss(chance)
        weights = _random_weights(chance, depth, on_leaf=part.along.balance is not None)
        flow = weight_flow(
            DeepDiagonal(depth), instance[part.along.q], loss, weights, times, digits=digits, decay=alpha
        )
        if flow.stop is None and flow.digits >= digits - 2 and _signs_kept(flow):
            with mp.workdps(digits + 10):
                states = [_states(part, instance, flow, loss, j) for j in range(COORDINATES)]
                if _obeyed(given, states):
                    return _compare(part, states, mass, digits)
    raise ValueError(f"no smooth flow was found for '{part.text}'")


def gauss_legendre(digits: int) -> tuple[list[mpmath.mpf], list[mpmath.mpf]]:
    """Nodes in (0, 1) and their weights; two for every three digits are enough on these short smooth stretches.

    >>> nodes, masses = gauss_legendre(15)
    >>> bool(abs(sum(w * x**9 for x, w in zip(nodes, masses)) - mp.mpf(1) / 10) < 1e-15)
    True
    """
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


def _compare(part: Evolves, states: Sequence[Sequence[State]], mass: Sequence[mpmath.mpf], digits: int) -> int:
    """The largest mismatch over coordinates, relative to the size of the quantities involved."""
    change, integral, scale = [], [], []
    for along in states:
        first, last = (evaluate(part.quantity, along[n], MPMATH) for n in (0, -1))
        rates = [evaluate(part.rate, state, MPMATH) for state in along[1:-1]]
        change.append(last - first)
        integral.append(mp.fsum(w * r for w, r in zip(mass, rates, strict=True)) * real(DURATION))
        scale.append(abs(first) + abs(last) + mp.mpf(10) ** -3)
    if part.quantity.has(LOSS):
        # Every coordinate reports the change of the one loss; its rate is the sum of their shares.
        change, integral, scale = change[:1], [mp.fsum(integral)], scale[:1]
    worst = max(abs(c - i) / s for c, i, s in zip(change, integral, scale, strict=True))
    return digits if worst == 0 else max(0, min(digits, int(mp.floor(-mp.log10(worst)))))


def _states(part: Evolves, instance: Instance, flow: Trajectory, loss: Loss, j: int) -> list[State]:
    """What every symbol of the statement is in coordinate j, at each output."""
    assert flow.weights is not None
    found = []
    for rows, x in zip(flow.weights, flow.x, strict=True):
        weights = [row[j] for row in rows]
        named = len(part.along.weights)
        values: State = {**instance, **dict(zip(part.along.weights, weights[:named], strict=True))}
        if part.along.rest.is_Symbol:
            values[part.along.rest] = mp.fprod(weights[named:])
        if part.along.balance is not None:
            power = real(instance[part.along.q])
            values[part.along.balance] = abs(weights[1]) ** power - abs(weights[0]) ** power
        found.append({**values, FORCE: loss.gradient(list(x))[j], LOSS: loss.value(list(x))})
    return found


def _obeyed(given: Sequence[Hypothesis], states: Sequence[Sequence[State]]) -> bool:
    """Whether what moves stays within the hypotheses on single symbols."""
    own = [h for h in given if not isinstance(h, Condition | Depth)]
    moments = [state for along in states for state in along]
    return all(
        satisfies(h, exact(state[h.symbol], str(h), ValueError)) for state in moments for h in own if h.symbol in state
    )


def _signs_kept(flow: Trajectory) -> bool:
    """Whether no weight changed sign: the statements assume weights that do not vanish."""
    assert flow.weights is not None
    first, last = flow.weights[0], flow.weights[-1]
    return all(a * b > 0 for row, end in zip(first, last, strict=True) for a, b in zip(row, end, strict=True))


def _parameters(part: Evolves) -> set[sp.Symbol]:
    depth = set() if part.along.depth is None else {part.along.depth}
    return {*part.along.q.free_symbols, *part.along.decay.free_symbols, *depth}


def _depth(part: Evolves, given: Sequence[Hypothesis], instance: Instance) -> int:
    """The depth to integrate, no greater than it has to be; the instance is told."""
    if part.along.depth is None:
        return len(part.along.weights) + 1
    least = max(h.at_least for h in given if isinstance(h, Depth) and h.symbol == part.along.depth)
    depth = max(least, min(int(instance[part.along.depth]), DEEPEST))
    instance[part.along.depth] = Fraction(depth)
    return depth


def _random_loss(chance: random.Random) -> Loss:
    """Least squares with a minimum far away, so that no component of the gradient vanishes at once."""
    indices = range(COORDINATES)
    matrix = [[Fraction(chance.randrange(-4, 5), 4) + 2 * (i == j) for j in indices] for i in indices]
    target = [Fraction(chance.choice((-1, 1)) * chance.randrange(5, 9)) for _ in indices]
    return least_squares(matrix, target)


def _random_weights(chance: random.Random, depth: int, on_leaf: bool) -> list[list[Fraction]]:
    """L rows of k weights: any signs, or on a lambda-balanced leaf 0 < w_1 < w_2 = ... = w_L."""
    indices = range(COORDINATES)
    if on_leaf:
        first = [Fraction(chance.randrange(2, 8), 10) for _ in indices]
        other = [w + Fraction(chance.randrange(1, 6), 10) for w in first]
        return [first] + [list(other) for _ in range(depth - 1)]
    return [[Fraction(chance.choice((-1, 1)) * chance.randrange(4, 15), 10) for _ in indices] for _ in range(depth)]
