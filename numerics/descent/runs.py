"""Optimisers run on deep diagonal networks x_j = w_1j ... w_Lj, many runs at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Integral

import numpy as np
import numpy.typing as npt

from neversaddle.numerics.descent.optimizers import Array, Optimizer, OptimizerError, shown
from neversaddle.numerics.loss.arrays import ArrayLoss


@dataclass(frozen=True)
class Run:
    """What was recorded of a run, or of a batch of runs side by side.

    `steps` (R,) step numbers and `times` (R,) the sums of the step sizes before them; `weights` (R, ..., L, k),
    `x` (R, ..., k), `loss` (R, ...). `diverged` (...) is the step that left the finite numbers, -1 where none did;
    `stopped` says in words what went wrong, None for nothing. Records of a diverged run are not finite from there on.
    """

    steps: npt.NDArray[np.int64]
    times: Array
    weights: Array
    x: Array
    loss: Array
    diverged: npt.NDArray[np.int64]
    stopped: str | None


def descend(
    optimizer: Optimizer,
    loss: ArrayLoss,
    weights: npt.ArrayLike,
    step: float | Sequence[float],
    steps: int,
    record: int | Sequence[int] = 1,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """`steps` steps on F(w) = f(x(w)) from `weights` of shape (..., L, k); leading axes are runs side by side.

    `step` is the step size, or one for each step. `record`: after every so many steps, or at these step numbers; the
    first and the last state are always among them. `progress(n)` is called at each record. Ends early when every run
    has diverged; the last state is then the one before the last of them did.
    Deterministic; randomness enters with the start and with minibatches, from generators of the caller.
    Raises OptimizerError for arguments of other types, shapes that do not match, a start that is not finite, step
    sizes that are not positive, and decoupled decay alpha with eta alpha > 1, which would carry every weight across 0.

    >>> from neversaddle.losses import array_loss, least_squares
    >>> from neversaddle.optimizers import sign_descent
    >>> run = descend(sign_descent(), array_loss(least_squares([[1]], [1])), [[0.5], [0.25]], 0.25, 2)
    >>> run.x[:, 0].tolist(), run.loss[-1].item()
    ([0.125, 0.375, 0.75], 0.03125)
    """
    if not isinstance(optimizer, Optimizer):
        raise OptimizerError(f"optimizer must be an Optimizer, such as sign_descent(); got {type(optimizer).__name__}")
    if not isinstance(loss, ArrayLoss):
        raise OptimizerError(f"loss must be an ArrayLoss, which array_loss makes; got {type(loss).__name__}")
    w = _array(weights, "weights")
    if w.ndim < 2 or w.shape[-1] != loss.coordinates or 0 in w.shape:
        raise OptimizerError(f"weights must have shape (..., depth, {loss.coordinates}); got {w.shape}")
    if not np.isfinite(w).all():
        raise OptimizerError("the weights to start from must be finite numbers; some are not")
    steps = _count(steps, "steps", 0)
    sizes, times = _steps(optimizer, step, steps)
    wanted = _records(record, steps)
    _require_shapes(loss, products(w)[0])
    rows: list[tuple[int, Array, Array, Array]] = []
    diverged = np.full(w.shape[:-2], -1, dtype=np.int64)
    state = optimizer.start(w)

    def keep(n: int, w: Array, x: Array) -> None:
        rows.append((n, w, x, loss.value(x)))
        if progress is not None:
            progress(n)

    with np.errstate(all="ignore"):
        for n in range(steps + 1):
            x, rest = products(w)
            if n in wanted:
                keep(n, w, x)
            if n == steps:
                break
            before = w
            w, state = optimizer.step(w, rest * loss.gradient(x)[..., np.newaxis, :], sizes[n], state)
            if not np.isfinite(w).all():
                lost = ~np.isfinite(w).all(axis=(-2, -1))
                diverged[lost & (diverged < 0)] = n + 1
                if (diverged >= 0).all():
                    if n not in wanted:
                        keep(n, before, x)
                    break
    numbers, states, points, losses = zip(*rows, strict=True)
    return Run(
        np.array(numbers),
        times[list(numbers)],
        np.array(states),
        np.array(points),
        np.array(losses),
        diverged,
        _verdict(optimizer, diverged),
    )


def products(weights: Array) -> tuple[Array, Array]:
    """x_j = prod_i w_ij of shape (..., k), and dx_j/dw_ij, the products of the others, of shape (..., L, k).

    Products from the left and from the right: no division, so zeros are nothing special, and each entry is a product
    of L - 1 factors with relative error at most (L - 2) 2^-53 to first order, as long as none over- or underflows.

    >>> x, rest = products(np.array([[2.0], [0.0], [5.0]]))
    >>> x.tolist(), rest.tolist()
    ([0.0], [[0.0], [10.0], [0.0]])
    """
    depth = weights.shape[-2]
    rest = np.ones_like(weights)
    left, right = weights[..., 0, :], weights[..., -1, :]
    for i in range(1, depth):
        rest[..., i, :] = left
        left = left * weights[..., i, :]
    for i in range(depth - 2, -1, -1):
        rest[..., i, :] *= right
        right = right * weights[..., i, :]
    return left, rest


def _steps(optimizer: Optimizer, step: float | Sequence[float], steps: int) -> tuple[list[float], Array]:
    """The size of each step, and the time at each state."""
    sizes = _array(step, "step")
    if sizes.shape not in ((), (steps,)):
        raise OptimizerError(f"step must be one number or {steps} of them, one for each step; got shape {sizes.shape}")
    if not (np.isfinite(sizes).all() and (sizes > 0).all()):
        wrong = sizes[~(np.isfinite(sizes) & (sizes > 0))].flat[0]
        raise OptimizerError(f"step must be positive and finite; got {wrong}")
    if optimizer.decay and not optimizer.coupled and steps and sizes.max() * float(optimizer.decay) > 1:
        raise OptimizerError(
            f"decoupled decay needs step * decay <= 1; got {sizes.max()} * {optimizer.decay}, which flips every weight"
        )
    times = np.arange(steps + 1) * sizes if sizes.ndim == 0 else np.concatenate(([0.0], np.cumsum(sizes)))
    return np.broadcast_to(sizes, (steps,)).tolist(), times


def _records(record: int | Sequence[int], steps: int) -> frozenset[int]:
    if isinstance(record, (int, Integral)):
        return frozenset([*range(0, steps, _count(record, "record", 1)), steps])
    try:
        entries = list(record)
    except TypeError:
        raise OptimizerError(
            f"record must be a whole number, at least 1, or a list of steps; got {shown(record)}"
        ) from None
    wanted = [_count(n, "a step to record", 0) for n in entries]
    if wanted and max(wanted) > steps:
        raise OptimizerError(f"a step to record must be one of 0, ..., {steps}; got {shown(max(wanted))}")
    return frozenset([0, *wanted, steps])


def _count(value: object, what: str, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < least:
        raise OptimizerError(f"{what} must be a whole number, at least {least}; got {shown(value)}")
    return int(value)


def _array(values: npt.ArrayLike, what: str) -> Array:
    try:
        if np.iscomplexobj(values):
            raise TypeError
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise OptimizerError(
            f"{what} must be real numbers in an array of one shape; got {type(values).__name__}"
        ) from None
    except OverflowError:
        raise OptimizerError(f"{what} must be numbers that a float can hold; one is larger") from None


def _require_shapes(loss: ArrayLoss, x: Array) -> None:
    with np.errstate(all="ignore"):
        value, gradient = np.shape(loss.value(x)), np.shape(loss.gradient(x))
    if value != x.shape[:-1] or gradient != x.shape:
        raise OptimizerError(
            f"for x of shape {x.shape} a loss gives a value {x.shape[:-1]} and a gradient {x.shape}; "
            f"{loss.description} gives {value} and {gradient}"
        )


def _verdict(optimizer: Optimizer, diverged: npt.NDArray[np.int64]) -> str | None:
    lost = diverged[diverged >= 0]
    if not lost.size:
        return None
    if diverged.ndim == 0:
        return f"{optimizer.name} left the finite numbers at step {lost[0]}"
    return f"{optimizer.name}: {lost.size} of {diverged.size} runs left the finite numbers, first at step {lost.min()}"
