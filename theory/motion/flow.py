"""Steepest flow on one coordinate of a deep diagonal network, for symbolic depth: rates of change along it."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map

#: f'(x) of the coordinate, of either sign: the loss is arbitrary, so its derivative is just a number at each moment.
FORCE = sp.Symbol("c", real=True)
#: The product of the weights of a coordinate that a statement does not name.
OTHERS = sp.Symbol("P", real=True)
#: The inverse metric of a coordinate, where a statement assumes nothing else of it.
METRIC = sp.Symbol("h", real=True)
#: The value of the loss.
LOSS = sp.Symbol("f", real=True)


@dataclass(frozen=True)
class SteepestFlow:
    """dw = -Phi_q(f' dx/dw) dt - decay w dt, or, with coupled decay, dw = -Phi_q(f' dx/dw + decay w) dt.

    Here x = rest * product of `weights`, the ones a statement speaks of. `rest` is the product of the others: a symbol
    of its own that moves in a way the statement may not depend on, or, on a lambda-balanced leaf, the function of the
    first weight it then is. Decoupled decay keeps such a leaf lambda-balanced, with d lambda = -q decay lambda dt.
    """

    q: sp.Expr
    weights: tuple[sp.Symbol, ...]
    rest: sp.Expr
    decay: sp.Expr = sp.S.Zero
    depth: sp.Expr | None = None
    balance: sp.Expr | None = None
    coupled: bool = False

    def __post_init__(self) -> None:
        if self.balance is None and self.rest.free_symbols & set(self.weights):
            raise ValueError(f"the product of the other weights, {self.rest}, may not contain {self.weights}")

    def velocity(self, weight: sp.Symbol) -> sp.Expr:
        """dw/dt of one of the weights."""
        partial = self.rest * sp.Mul(*(w for w in self.weights if w != weight))
        if self.coupled:
            return -duality_map(self.q, FORCE * partial + self.decay * weight)
        return -duality_map(self.q, FORCE * partial) - self.decay * weight

    def rate(self, quantity: sp.Expr) -> sp.Expr:
        """d quantity/dt by the chain rule; LOSS changes by f' dx/dt.

        Raises ValueError if the quantity depends on weights whose motion is not known here.
        """
        moving = self.rest.free_symbols - set(self.weights)
        if self.balance is None and moving and quantity.has(LOSS, *moving):
            raise ValueError(f"{quantity} depends on weights that are not named")
        x = self.rest * sp.Mul(*self.weights)
        gain = sp.diff(quantity, LOSS) * FORCE
        moves = {w: self.velocity(w) for w in self.weights}
        if self.balance is not None and self.balance.is_Symbol and self.decay != 0:
            moves[self.balance] = -self.q * self.decay * self.balance
        return sp.Add(*((sp.diff(quantity, s) + gain * sp.diff(x, s)) * speed for s, speed in moves.items()))


def two_weights(depth: sp.Symbol, q: sp.Expr, decay: sp.Expr = sp.S.Zero, coupled: bool = False) -> SteepestFlow:
    """The flow seen from any two weights w_i, w_j of one coordinate, at any depth."""
    w_i, w_j = sp.symbols("w_i w_j", real=True)
    return SteepestFlow(q, (w_i, w_j), OTHERS, decay, depth, coupled=coupled)


def on_leaf(depth: sp.Expr, q: sp.Expr, balance: sp.Expr, decay: sp.Expr = sp.S.Zero) -> SteepestFlow:
    """The flow on the lambda-balanced leaf with w_1 > 0, where every other weight is (w_1^q + lambda)^(1/q)."""
    w = sp.Symbol("w_1", positive=True)
    return SteepestFlow(q, (w,), (w**q + balance) ** ((depth - 1) / q), decay, depth, balance)
