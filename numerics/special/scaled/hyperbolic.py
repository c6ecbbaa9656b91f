"""Sums whose two terms are alike and run opposite ways, as in u^2 - v^2: x rises like sinh, and is inverted by it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from neversaddle.numerics.special.scaled.arithmetic import (
    Scaled,
    logarithm,
    over,
    plain,
    plus,
    scaled,
    size_of,
    times,
    to_power,
    where,
)
from neversaddle.numerics.special.scaled.sums import Place, Term, sum_metric, sum_place


def hyperbolic_find(terms: Sequence[Term], rise: Scaled) -> Place:
    """The place at which x has risen by (2 M/rho) sinh(rho y), for terms M exp(rho y) and M exp(-rho y)."""
    amount, rho, _ = terms[0]
    z, one = over(times(rho, rise), times(scaled(2.0), amount)), scaled(np.ones_like(rise[0]))
    grown = plus(size_of(z), to_power(plus(one, times(z, z)), (1, 2)))
    # Far below 1 the arc is z, which a double may not hold; far above it, it is log 2 z.
    arc = np.where(z[1] > 60.0, np.copysign(logarithm(grown), z[0]), np.arcsinh(plain(z)))
    return over(where(z[1] < -60.0, z, scaled(arc)), rho), over(one, grown)


def hyperbolic_step(terms: Sequence[Term], begun: Sequence[Term], here: Place, there: Place, rise: Scaled) -> Place:
    """The place of `here` on the leaf begun at `there`, from the rise between them.

    tanh(rho (y - y_0)/2) = (sinh(rho y) - sinh(rho y_0))/(cosh(rho y) + cosh(rho y_0)).
    """
    rho = terms[0][1]
    share = over(times(rho, rise), plus(sum_metric(terms, here), sum_metric(terms, there)))
    half = where(share[1] < -60.0, share, scaled(np.arctanh(plain(share))))
    return sum_place(begun, over(times(scaled(2.0), half), rho))
