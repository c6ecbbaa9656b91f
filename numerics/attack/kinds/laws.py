"""The attack on laws of motion: integrate random flows, compare a quantity's change with the integral of its rate.

This is what is independent of the proof: the flow is integrated from its definition, and no chain rule is used.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import mpmath
import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.definitions.digits import real
from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.sampling import Instance, admits, instances, satisfies
from neversaddle.numerics.flow.flow import Trajectory, weight_flow
from neversaddle.numerics.loss.loss import Loss, least_squares
from neversaddle.numerics.numbers.exact_number import exact
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.motion.flow import FORCE, LOSS
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign
from neversaddle.theory.statement.kinds import Evolves

#: What the symbols of a statement are at one moment.
State: TypeAlias = "dict[sp.Symbol, Any]"

COORDINATES = 2
#: Depth is kept small and the stretch of time short: the law holds at each moment or not at all.
DEEPEST, DURATION = 4, Fraction(1, 64)
MOST_TRIES = 20
#: Parameters such as a decay are no larger, and have no larger denominators: a stiff flow is not smooth for long.
LARGEST, FINEST = 4, 40


def flow_agreement(part: Evolves, given: Sequence[Hypothesis], digits: int, seed: str) -> int:
    """Digits to which quantity(T) - quantity(0) equals the integral of the rate along one integrated flow.

    Raises ValueError if no random flow stays smooth, and within the hypotheses, for the whole time.
    """
    chance = random.Random(seed)
    nodes, mass = gauss_legendre(digits)
    times = [exact(node, "node", ValueError) * DURATION for node in nodes] + [DURATION]
    for instance in itertools.islice(_parameters(part, given, chance, seed), MOST_TRIES):
        q, alpha = _number(part.along.q, instance), _number(part.along.decay, instance)
        depth = _depth(part, instance)
        loss = _random_loss(chance)
        weights = _random_weights(chance, depth, part.along.balance)
        kind = "coupled" if part.along.coupled else "decoupled"
        flow = weight_flow(DeepDiagonal(depth), q, loss, weights, times, digits, alpha, kind)
        # A law of motion is about smooth flow: what crosses a corner on its way is another flow's matter.
        if flow.stop is None and not flow.events and flow.digits >= digits - 2 and _tame(flow):
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
        if part.along.balance is not None and part.along.balance.is_Symbol:
            power = real(_number(part.along.q, instance))
            values[part.along.balance] = abs(weights[1]) ** power - abs(weights[0]) ** power
        found.append({**values, FORCE: loss.gradient(list(x))[j], LOSS: loss.value(list(x))})
    return found


def _obeyed(given: Sequence[Hypothesis], states: Sequence[Sequence[State]]) -> bool:
    """Whether what moves stays within the hypotheses on single symbols."""
    own = [h for h in given if isinstance(h, Range | Sign)]
    moments = [state for along in states for state in along]
    return all(
        satisfies(h, exact(state[h.symbol], str(h), ValueError)) for state in moments for h in own if h.symbol in state
    )


def _tame(flow: Trajectory) -> bool:
    """Whether every weight kept its sign, as the statements assume, and its size up to a factor of two.

    Where a weight grows faster the flow is about to blow up, and the quadrature of rates loses its digits.
    """
    assert flow.weights is not None
    pairs = [(a, b) for rows in zip(flow.weights[0], flow.weights[-1], strict=True) for a, b in zip(*rows, strict=True)]
    return all(a * b > 0 and abs(a) <= 2 * abs(b) <= 4 * abs(a) for a, b in pairs)


def _parameters(part: Evolves, given: Sequence[Hypothesis], chance: random.Random, seed: str) -> Iterator[Instance]:
    """What does not move, of order one and with a depth no greater than it has to be, in random order.

    Conditions on what moves are not sampled: such a law is tried on all flows.
    """
    constant = part.quantity.free_symbols | part.rate.free_symbols | part.along.q.free_symbols
    constant |= part.along.decay.free_symbols | (set() if part.along.depth is None else part.along.depth.free_symbols)
    constant -= {*part.along.weights, part.along.rest, part.along.balance, FORCE, LOSS}
    single = [h for h in given if not isinstance(h, Condition) and h.symbol in constant]
    own = [h for h in given if isinstance(h, Condition) and h.relation.free_symbols <= constant]
    depths = {h.symbol: max(h.at_least, DEEPEST) for h in single if isinstance(h, Depth)}
    sizes = {h.symbol for h in single if isinstance(h, Sign)}
    supply = list(itertools.islice(instances([*single, *own], sorted(constant, key=str), seed), 3 * MOST_TRIES))
    chance.shuffle(supply)
    for instance in supply:
        shallow = {s: min(v, Fraction(depths.get(s, v))) for s, v in instance.items()}
        tame = all(v.denominator <= FINEST for v in shallow.values()) and all(abs(shallow[s]) <= LARGEST for s in sizes)
        if tame and admits(own, shallow):
            yield shallow


def _number(e: sp.Expr, instance: Instance) -> Fraction:
    """The value of a parameter, or of a rational expression in parameters."""
    value = e.subs(in_sympy(instance))
    if not value.is_Rational:
        raise ValueError(f"{e} has no rational value at {instance}")
    return Fraction(int(value.p), int(value.q))


def _depth(part: Evolves, instance: Instance) -> int:
    """The depth to integrate: where the statement leaves it open, the weights it names, and one for the others."""
    if part.along.depth is not None:
        return int(_number(part.along.depth, instance))
    return len(part.along.weights) + (1 if part.along.rest.is_Symbol else 0)


def _random_loss(chance: random.Random) -> Loss:
    """Least squares with a minimum far away, so that no component of the gradient vanishes at once."""
    indices = range(COORDINATES)
    matrix = [[Fraction(chance.randrange(-4, 5), 4) + 2 * (i == j) for j in indices] for i in indices]
    target = [Fraction(chance.choice((-1, 1)) * chance.randrange(5, 9)) for _ in indices]
    return least_squares(matrix, target)


def _random_weights(chance: random.Random, depth: int, balance: sp.Expr | None) -> list[list[Fraction]]:
    """L rows of k weights: of any signs; equal and positive on the balanced leaf; else 0 < w_1 < w_2 = ... = w_L."""
    indices = range(COORDINATES)
    if balance is None:
        return [[Fraction(chance.choice((-1, 1)) * chance.randrange(4, 15), 10) for _ in indices] for _ in range(depth)]
    if balance != 0 and not balance.is_Symbol:
        raise ValueError(f"no weights of balance {balance} are at hand: it is a symbol, or 0")
    first = [Fraction(chance.randrange(2, 8), 10) for _ in indices]
    other = first if balance == 0 else [w + Fraction(chance.randrange(1, 6), 10) for w in first]
    return [first] + [list(other) for _ in range(depth - 1)]
