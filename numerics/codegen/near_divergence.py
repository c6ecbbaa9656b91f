"""The Bregman divergence of near points in mpmath, where potentials would cancel: an integral of positive terms."""

from __future__ import annotations

import functools
from collections.abc import Callable

from flint import arb, ctx
from mpmath import mp, mpf

from neversaddle.numerics.ode.arithmetics import middle_of


def are_near(x: mpf, start: mpf) -> bool:
    """Whether both are finite, of one sign, and within a factor 4 in size."""
    if not (mp.isfinite(x) and mp.isfinite(start)) or x * start <= 0:
        return False
    return bool(abs(x) <= 4 * abs(start) and abs(start) <= 4 * abs(x))


def near_divergence(metric: Callable[[mpf], mpf], x: mpf, start: mpf) -> mpf:
    """D_R(x, start) = (x - start)^2 int_0^1 (1 - s)/metric(start + s (x - start)) ds, whose terms are positive.

    1/metric is analytic in the right half plane of x: Gauss-Legendre with n nodes is right to rho^(-2n), rho being the
    sum of the half axes of the ellipse about the interval that reaches 0.
    """
    gap = x - start
    centre = abs((x + start) / gap)
    rho = centre + mp.sqrt(centre**2 - 1)
    nodes = gauss_legendre(int(mp.prec * mp.log(2) / (2 * mp.log(rho))) + 4, mp.prec)
    return gap**2 / 2 * mp.fsum(w * (1 - t) / 2 / metric(start + (1 + t) / 2 * gap) for t, w in nodes)


@functools.lru_cache(maxsize=64)
def gauss_legendre(count: int, bits: int) -> tuple[tuple[mpf, mpf], ...]:
    """Nodes and weights of the Gauss-Legendre rule on (-1, 1), to so many bits."""
    with ctx.workprec(bits + 16):
        found = [arb.legendre_p_root(count, k, weight=True) for k in range(count)]
    return tuple((middle_of(t), middle_of(w)) for t, w in found)
