"""Losses as `ns.losses`: each is one object that flows, projections and optimisers read alike."""

from neversaddle.numerics.loss.arrays import ArrayLoss, array_loss
from neversaddle.numerics.loss.loss import (
    Loss,
    exponential,
    least_squares,
    logistic,
    parse_loss,
    symbolic_loss,
)

__all__ = [
    "ArrayLoss",
    "Loss",
    "array_loss",
    "exponential",
    "least_squares",
    "logistic",
    "parse_loss",
    "symbolic_loss",
]
