"""Losses on float64 arrays of points, any number of them at once, from the same data as the precise ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import sympy as sp
from scipy.special import expit

from neversaddle.numerics.loss.loss import Loss, LossError
from neversaddle.theory.geometry.reparametrization import derivative

Array: TypeAlias = npt.NDArray[np.float64]
Function: TypeAlias = "Callable[..., Array]"


@dataclass(frozen=True)
class ArrayLoss:
    """A loss f on `coordinates` = k coordinates, for points x of shape (..., k): `value` (...), `gradient` (..., k).

    Where f has no real, finite value the answer is nan or inf.
    """

    value: Callable[[Array], Array]
    gradient: Callable[[Array], Array]
    coordinates: int
    description: str = "a loss"


def array_loss(loss: Loss) -> ArrayLoss:
    """A loss of `loss.py` in double precision: f(x) = sum over places of one term at affine functions of x.

    The term is computed as it is written, and may overflow, or lose digits, where f does not; log(1 + exp(z)) alone,
    wherever in the term, is good at every size.

    >>> from neversaddle.losses import least_squares
    >>> f = array_loss(least_squares([[1, 2]], [3]))
    >>> f.value(np.array([[1.0, 1.0], [1.0, 2.0]])).tolist(), f.gradient(np.array([1.0, 2.0])).tolist()
    ([0.0, 2.0], [2.0, 4.0])
    """
    rows, plus = _affine(loss)
    value, slopes = _term(loss)
    places, arguments, k = rows.shape
    flat, transposed, offset = rows.reshape(-1, k), np.ascontiguousarray(rows.reshape(-1, k).T), plus.reshape(-1)

    def split(x: Array) -> list[Array]:
        z = x @ transposed + offset
        return [z[..., a::arguments] for a in range(arguments)]

    def of(x: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(value(*split(x)).sum(axis=-1))

    def gradient(x: Array) -> Array:
        with np.errstate(all="ignore"):
            z = split(x)
            pulls = [slope(*z) for slope in slopes]
            pull = pulls[0] if arguments == 1 else np.stack(pulls, axis=-1).reshape(*x.shape[:-1], places * arguments)
            return np.asarray(pull @ flat)

    return ArrayLoss(of, gradient, k, loss.description)


def minibatch_loss(loss: Loss, size: int, generator: np.random.Generator) -> ArrayLoss:
    """The same loss whose gradient is an estimate: n/size times that of `size` of the n rows, drawn at each call.

    Rows are drawn without repetition, the same for all points of the call; the mean over draws is the gradient.
    Raises LossError for a size outside 1, ..., n.
    """
    rows, plus = _affine(loss)
    _, slopes = _term(loss)
    places = len(rows)
    if isinstance(size, bool) or not isinstance(size, Integral) or not 1 <= size <= places:
        raise LossError(f"a minibatch of a loss of {places} rows has 1 to {places} of them; got {size}")

    def gradient(x: Array) -> Array:
        drawn = generator.choice(places, size, replace=False)
        some, shift = rows[drawn], plus[drawn]
        with np.errstate(all="ignore"):
            z = [x @ some[:, a].T + shift[:, a] for a in range(some.shape[1])]
            pulls = [slope(*z) @ some[:, a] for a, slope in enumerate(slopes)]
            return np.asarray((places / size) * np.add.reduce(pulls))

    return ArrayLoss(array_loss(loss).value, gradient, loss.coordinates, f"{loss.description}, minibatches of {size}")


def _affine(loss: Loss) -> tuple[Array, Array]:
    """Rows of shape (places, arguments, k) and numbers of shape (places, arguments)."""
    places = loss.terms.places
    return (
        np.array([[[float(v) for v in row] for row in rows] for rows, _ in places]),
        np.array([[float(v) for v in plus] for _, plus in places]),
    )


def _term(loss: Loss) -> tuple[Function, list[Function]]:
    """The term and its slopes by its arguments."""
    term, arguments = loss.terms.term.replace(_is_softplus, _softplus), loss.terms.arguments
    return _function(term, arguments), [_function(derivative(term, v), arguments) for v in arguments]


def _function(expression: sp.Expr, arguments: tuple[sp.Symbol, ...]) -> Function:
    if not expression.free_symbols:
        constant = float(expression)
        return lambda *z: np.full_like(z[0], constant)
    function: Function = sp.lambdify(arguments, expression, modules=[STABLE, "numpy"], cse=True, dummify=True)
    return function


class Sigmoid(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """1/(1 + exp(-z)), the slope of Softplus."""


class Softplus(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """log(1 + exp(z)), whose plain formula overflows though the value does not."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """Its derivative."""
        return Sigmoid(self.args[0])


#: How the functions above are computed.
STABLE: dict[str, Function] = {
    "Softplus": lambda z: np.logaddexp(0, z),
    "Sigmoid": expit,
    "Pieces": lambda z, above, below: np.asarray(np.where(z > 0, above, below), dtype=np.float64),
}


def _is_softplus(e: sp.Expr) -> bool:
    if not (isinstance(e, sp.log) and e.free_symbols and e.args[0].is_Add):
        return False
    rest = e.args[0] - 1
    return isinstance(rest, sp.exp)


def _softplus(e: sp.Expr) -> sp.Expr:
    return Softplus((e.args[0] - 1).args[0])
