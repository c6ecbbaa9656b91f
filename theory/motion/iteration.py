"""Iterations: textbook optimisers on the weights of one coordinate, one step as a formula in the state before it."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

#: f'(x) of the coordinate, of either sign: the loss is arbitrary, so its derivative is just a number at each moment.
FORCE = sp.Symbol("c", real=True)
#: One weight w, its slope g = dF/dw and its last move v = w - (w before).
WEIGHT, SLOPE, VELOCITY = sp.symbols("w g v", real=True)


@dataclass(frozen=True)
class Iteration:
    """Every weight w of every coordinate goes to `step`, a formula in WEIGHT, SLOPE, VELOCITY and parameters.

    A statement speaks of `weights`, with last moves `velocities`; `rest` is the product of the other weights. The
    network has `depth` weights a coordinate.
    """

    name: str
    step: sp.Expr
    weights: tuple[sp.Symbol, ...]
    velocities: tuple[sp.Symbol, ...]
    rest: sp.Expr
    depth: sp.Expr

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The weights, what they depend on, the depth, and the parameters of the step."""
        own = set(self.step.free_symbols) - {WEIGHT, SLOPE, VELOCITY}
        moving = set(self.velocities) if self.moves else set()
        return own | set(self.weights) | moving | set(self.rest.free_symbols) | set(self.depth.free_symbols) | {FORCE}

    @property
    def moves(self) -> bool:
        """Whether a step depends on the last move."""
        return bool(self.step.has(VELOCITY))

    def after(self) -> dict[sp.Symbol, sp.Expr]:
        """What each weight, and each last move, is after one step."""
        moved: dict[sp.Symbol, sp.Expr] = {}
        for weight, velocity in zip(self.weights, self.velocities, strict=True):
            slope = FORCE * self.rest * sp.Mul(*(w for w in self.weights if w != weight))
            new = self.step.subs({WEIGHT: weight, SLOPE: slope, VELOCITY: velocity}, simultaneous=True)
            moved |= {weight: new, velocity: sp.expand(new - weight)}
        return moved


def iterated_weights(name: str, step: sp.Expr, depth: sp.Symbol) -> Iteration:
    """An optimiser seen from any two weights w_i, w_j of one coordinate, at any depth."""
    w_i, w_j, v_i, v_j, rest = sp.symbols("w_i w_j v_i v_j P", real=True)
    return Iteration(name, step, (w_i, w_j), (v_i, v_j), rest, depth)


def iterated_depth_two(name: str, step: sp.Expr) -> Iteration:
    """An optimiser on both weights w_1, w_2 of a coordinate of depth two."""
    w_1, w_2, v_1, v_2 = sp.symbols("w_1 w_2 v_1 v_2", real=True)
    return Iteration(name, step, (w_1, w_2), (v_1, v_2), sp.S.One, sp.Integer(2))


def sign_descent(step_size: sp.Expr, decay: sp.Expr = sp.S.Zero) -> sp.Expr:
    """Sign descent with decoupled decay: w - eta (sign(g) + alpha w)."""
    return WEIGHT - step_size * (sp.sign(SLOPE) + decay * WEIGHT)


def gradient_descent(step_size: sp.Expr) -> sp.Expr:
    """Gradient descent: w - eta g."""
    return WEIGHT - step_size * SLOPE


def heavy_ball(step_size: sp.Expr, momentum: sp.Expr) -> sp.Expr:
    """Polyak's heavy ball: w - eta g + beta v."""
    return WEIGHT - step_size * SLOPE + momentum * VELOCITY
