"""Textbook optimisers as `ns.optimizers`: what `ns.descend` runs."""

from neversaddle.numerics.descent.optimizers import (
    Optimizer,
    State,
    adam,
    adam_update_bound,
    adamw,
    gradient_descent,
    heavy_ball,
    sign_descent,
    steepest_descent,
)

__all__ = [
    "Optimizer",
    "State",
    "adam",
    "adam_update_bound",
    "adamw",
    "gradient_descent",
    "heavy_ball",
    "sign_descent",
    "steepest_descent",
]
