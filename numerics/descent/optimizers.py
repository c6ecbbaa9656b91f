"""Textbook optimisers as data: one step of each, on arrays of weights of any shape."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]
Moments: TypeAlias = "tuple[Array, ...]"
#: (gradient, step size, moments, number of this step from 1) -> (what is added to the weights, moments).
Rule: TypeAlias = "Callable[[Array, float, Moments, int], tuple[Array, Moments]]"


class OptimizerError(ValueError):
    """An optimiser or a run that cannot be: an exponent, rate or step out of range, or shapes that do not match."""


@dataclass(frozen=True)
class State:
    """What an optimiser remembers between steps: the number of steps done and its moving averages."""

    count: int
    moments: Moments


@dataclass(frozen=True)
class Optimizer:
    """An update rule with weight decay alpha = `decay`; made by the functions of this module.

    Coupled decay adds alpha w to the gradient before the rule sees it (an L2 penalty). Decoupled decay takes
    eta alpha w off the weights beside the rule's move (Loshchilov & Hutter 2019; eta included, as in PyTorch).
    """

    name: str
    rule: Rule
    memory: int = 0
    decay: float = 0
    coupled: bool = False

    def start(self, weights: Array) -> State:
        """The state before the first step: moments zero."""
        return State(0, tuple(np.zeros_like(weights) for _ in range(self.memory)))

    def step(self, weights: Array, gradient: Array, size: float, state: State) -> tuple[Array, State]:
        """The weights and the state after one step of the given size; nothing is changed in place.

        Entries move independently, so any leading axes are many runs at once. Arrays of Fractions, with Fractions as
        size, decay and momentum, are stepped exactly by all rules but Adam and 1 < q < 2.

        >>> weights, state = np.array([1.0, -2.0]), State(0, ())
        >>> sign_descent(decay=0.5).step(weights, np.array([3.0, 0.0]), 0.5, state)[0].tolist()
        [0.25, -1.5]
        """
        size, decay = _like(size, weights), _like(self.decay, weights)
        slope = gradient + decay * weights if decay and self.coupled else gradient
        move, moments = self.rule(slope, size, state.moments, state.count + 1)
        if decay and not self.coupled:
            move = move - (size * decay) * weights
        return weights + move, State(state.count + 1, moments)


def steepest_descent(q: float, decay: float = 0, coupled: bool = False) -> Optimizer:
    """w - eta Phi_q(g), Phi_q(g) = sign(g)|g|^(q-1): steepest descent in the L_p norm, 1/p + 1/q = 1, q in [1, 2].

    Raises OptimizerError for q outside [1, 2] and negative decay.
    """
    _require(q, "q", "in [1, 2]", lambda v: 1 <= v <= 2)
    power = q - 1

    def rule(gradient: Array, size: float, moments: Moments, count: int) -> tuple[Array, Moments]:
        if q == 2:
            return -size * gradient, moments
        if q == 1:
            return -size * np.sign(gradient), moments
        return -size * (np.sign(gradient) * np.abs(gradient) ** _like(power, gradient)), moments

    return _optimizer(f"steepest descent, q = {q}", rule, 0, decay, coupled)


def gradient_descent(decay: float = 0, coupled: bool = False) -> Optimizer:
    """w - eta g. Both kinds of decay are the same here. Raises OptimizerError for negative decay."""
    return _optimizer("gradient descent", steepest_descent(2).rule, 0, decay, coupled)


def sign_descent(decay: float = 0, coupled: bool = False) -> Optimizer:
    """w - eta sign(g), sign(0) = 0. Raises OptimizerError for negative decay.

    With decoupled decay alpha and eta alpha <= 1 the box |w| <= 1/alpha is kept exactly and attracts:
    |w+| <= (1 - eta alpha)|w| + eta gives |w+| - 1/alpha <= (1 - eta alpha)(|w| - 1/alpha). On f itself (depth one) it
    is the Frank-Wolfe method on that box with step eta alpha: w+ = (1 - eta alpha) w + eta alpha (-sign(g)/alpha), and
    -sign(g)/alpha minimises <g, v> over the box (compare Xie & Li 2024). Coupled decay has no such box.
    """
    return _optimizer("sign descent", steepest_descent(1).rule, 0, decay, coupled)


def heavy_ball(momentum: float, decay: float = 0, coupled: bool = False) -> Optimizer:
    """w + v, v = beta v - eta g, beta = `momentum` in [0, 1): Polyak 1964, as v is the last move without decay.

    Decoupled decay stays out of v (SGDW, Loshchilov & Hutter 2019). Raises OptimizerError.
    """
    _require(momentum, "momentum", "in [0, 1)", lambda v: 0 <= v < 1)

    def rule(gradient: Array, size: float, moments: Moments, count: int) -> tuple[Array, Moments]:
        velocity = _like(momentum, gradient) * moments[0] - size * gradient
        return velocity, (velocity,)

    return _optimizer("heavy ball", rule, 1, decay, coupled)


def adam(beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8, decay: float = 0) -> Optimizer:
    """w - eta m'/(sqrt(v') + eps), averages m of g and v of g^2, bias corrected (Kingma & Ba 2015); coupled decay.

    With eps = 0 the move is 0 where v is 0: where all gradients were 0. Without memory, beta1 = beta2 = eps = 0, it is
    sign descent. Squares of gradients under- and overflow outside 1e-154 < |g| < 1e154.
    beta1, beta2 in [0, 1), eps >= 0. Raises OptimizerError.
    """
    return _adam("Adam", beta1, beta2, eps, decay, True)


def adamw(beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8, decay: float = 0.01) -> Optimizer:
    """Adam with decoupled decay (Loshchilov & Hutter 2019). Domain and errors as for `adam`.

    With |move| <= eta C, C of `adam_update_bound`, and eta alpha <= 1 the box |w| <= C/alpha is kept and attracts, as
    for sign descent. C = 1 iff beta1 = beta2; for others single steps may leave |w| <= 1/alpha, though limits of the
    full-batch method lie in it and minimise f there if beta1 <= beta2 (Xie & Li 2024).
    """
    return _adam("AdamW", beta1, beta2, eps, decay, False)


def adam_update_bound(beta1: float, beta2: float, steps: float = math.inf) -> float:
    """The largest |m'|/sqrt(v') of Adam, in the notation of `adam`, in t = `steps` steps, over all gradients: C_t.

    C_t^2 = S_t(b2) S_t(b1^2/b2)/S_t(b1)^2, S_t(r) = 1 + r + ... + r^(t-1): Cauchy-Schwarz on m' = sum b1^s g_s/S_t(b1)
    and v' = sum b2^s g_s^2/S_t(b2), s steps back, an equality for g_s = (b1/b2)^s.
    b1 is the geometric mean of b2 and b1^2/b2, and log S_t(e^z) has the second derivative
    1/(4 sinh(z/2)^2) - t^2/(4 sinh(tz/2)^2) >= 0, increasing in t; so C_t >= 1, = 1 for t > 1 iff b1 = b2, and it
    increases with t: for b1^2 < b2 to (1 - b1)/sqrt((1 - b2)(1 - b1^2/b2)), else without bound (compare Xie & Li 2024).
    Raises OptimizerError for rates outside [0, 1) and steps < 1.

    >>> [round(adam_update_bound(0.9, b), 4) for b in (0.8, 0.9, 0.999)]
    [inf, 1.0, 7.2703]
    """
    for rate, what in ((beta1, "beta1"), (beta2, "beta2")):
        _require(rate, what, "in [0, 1)", lambda v: 0 <= v < 1)
    beta1, beta2 = float(beta1), float(beta2)
    if not steps >= 1:
        raise OptimizerError(f"steps must be at least 1; got {steps}")
    if beta1 == beta2 or steps == 1:
        return 1.0
    if beta2 == 0:
        return math.inf
    ratio = beta1**2 / beta2
    with np.errstate(over="ignore"):
        squared = _sum(beta2, steps) * _sum(ratio, steps) / _sum(beta1, steps) ** 2
    return math.sqrt(squared)


def _sum(rate: float, steps: float) -> np.float64:
    """1 + r + ... + r^(t-1), also for t infinite."""
    if rate == 1:
        return np.float64(steps)
    if rate == 0:
        return np.float64(1)
    log = np.log(rate)
    return np.float64(np.expm1(steps * log) / np.expm1(log))


def _adam(name: str, beta1: float, beta2: float, eps: float, decay: float, coupled: bool) -> Optimizer:
    for rate, what in ((beta1, "beta1"), (beta2, "beta2")):
        _require(rate, what, "in [0, 1)", lambda v: 0 <= v < 1)
    _require(eps, "eps", "at least 0", lambda v: v >= 0)
    beta1, beta2, eps = float(beta1), float(beta2), float(eps)

    def rule(gradient: Array, size: float, moments: Moments, count: int) -> tuple[Array, Moments]:
        first = beta1 * moments[0] + (1 - beta1) * gradient
        second = beta2 * moments[1] + (1 - beta2) * (gradient * gradient)
        scale = np.sqrt(second / (1 - beta2**count)) + eps
        # v = 0 says that nothing was seen to move for: 0/0 is read as 0.
        unit = first / scale if eps else np.divide(first, scale, out=np.zeros_like(first), where=scale != 0)
        return (-size / (1 - beta1**count)) * unit, (first, second)

    return _optimizer(name, rule, 2, decay, coupled)


def _optimizer(name: str, rule: Rule, memory: int, decay: float, coupled: bool) -> Optimizer:
    _require(decay, "decay", "at least 0", lambda v: v >= 0)
    return Optimizer(name, rule, memory, decay, coupled)


def _like(number: float, array: Array) -> float:
    """The number in the arithmetic of the array: with a Fraction, NumPy would make objects of an array of floats."""
    return number if array.dtype == object else float(number)


def _require(value: float, what: str, allowed: str, holds: Callable[[float], bool]) -> None:
    number = isinstance(value, Real) and not isinstance(value, bool) and _is_float(value)
    # What is below 1 as a Fraction may be 1 as a float.
    if not number or not (holds(value) and holds(float(value))):
        raise OptimizerError(f"{what} must be a number {allowed}; got {shown(value)}")


def _is_float(value: Real) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def shown(value: object) -> str:
    """A value for a message, in one line of at most 40 characters.

    >>> shown(10**400)
    '1000000000000000000000000000000000000...'
    """
    try:
        text = " ".join(str(value).split())
    except ValueError:  # Python writes no whole numbers of more than 4300 digits.
        text = "a huge number"
    return text if len(text) <= 40 else text[:37] + "..."
