"""The right-hand side of `margin_flow`, whose module says what is followed, and its Jacobian."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log

import numpy as np

from neversaddle.numerics.bias.separable import Table

#: What counts as 0 in logarithms.
TINY = 1e-300


def size_of(v: Table, offsets: Table, q: float) -> Table:
    """x from the smallest weights."""
    x: Table = v * ((abs(v)[:, None] ** q + offsets) ** (1 / q)).prod(axis=1)
    return x


@dataclass(frozen=True)
class MarginField:
    """The flow in the variables (v, d), k smallest weights and n gaps, and in the clock s; with its Jacobian."""

    z: Table
    q: float
    offsets: Table
    slide: float

    def __call__(self, s: float, state: Table) -> Table:
        """d(v, d)/ds."""
        v, nu = self.split(state)
        dv, dx = self._speeds(v, self._push(state[len(v) :], nu))
        rise = self.z @ dx
        moved = np.concatenate([dv, rise - nu @ rise]) * self._clock(v, dx)
        # Nothing else would keep sum exp(-d) at 1 against rounding.
        moved[len(v) :] += self._total(v) * log_sum(state[len(v) :])
        return moved

    def split(self, state: Table) -> tuple[Table, Table]:
        """v, and n = exp(-d) of sum 1."""
        v, d = np.split(state, [self.z.shape[1]])
        powers = np.exp(d.min() - d)
        return v, powers / powers.sum()

    def _speeds(self, v: Table, push: Table) -> tuple[Table, Table]:
        """dv and dx at Phi_q of the force, in a unit of time of their own."""
        others, swell, *_ = self._factors(v)
        dv = push * others ** (self.q - 1)
        return dv, dv * others * swell

    def _total(self, v: Table) -> float:
        return float(1 + abs(size_of(v, self.offsets, self.q)).sum())

    def _clock(self, v: Table, dx: Table) -> float:
        return self._total(v) / float(abs(dx).sum())

    def _push(self, d: Table, nu: Table) -> Table:
        """Phi_q(g), with its jump or its steep place at 0 spread out."""
        above, below = self.z > 0, self.z < 0
        up, down = np.where(above, self.z, 0.0).T @ nu, np.where(below, -self.z, 0.0).T @ nu
        # Sums of n that underflow are taken from d instead.
        lost = ((up < TINY) & above.any(axis=0)) | ((down < TINY) & below.any(axis=0))
        with np.errstate(divide="ignore"):
            up, down = np.log(up), np.log(down)
        if lost.any():
            total = log_sum(d)
            up[lost], down[lost] = (log_sums(sign * self.z[:, lost], d)[0] - total for sign in (1, -1))
        return self._turned(up, down)[0]

    def _turned(self, up: Table, down: Table) -> tuple[Table, Table, Table]:
        """Phi_q(exp up - exp down), and its slopes by up - down and by log(exp up + exp down)."""
        empty = np.isneginf(up) & np.isneginf(down)
        up, down = np.where(empty, 0.0, up), np.where(empty, 0.0, down)
        tilt, size = up - down, np.logaddexp(up, down)
        if self.q == 1:
            depth = log(abs(self.z).max()) - size
            width = 2 * self.slide * np.maximum(depth, 1)
            inside = abs(tilt) < width
            wider = np.where(inside & (depth > 1), 2 * self.slide * np.where(inside, tilt, 0.0) / width**2, 0.0)
            return np.clip(tilt / width, -1, 1), np.where(inside, 1 / width, 0.0), wider
        left = np.tanh(tilt / 2)
        # |g|^(q-1) is infinitely steep at 0, near q = 1 as good as a jump: there it is made straight.
        power, soft = np.exp((self.q - 1) * size), left**2 + self.slide ** (6 * self.q - 4)
        push = power * left * soft ** (self.q / 2 - 1)
        steep = power * soft ** (self.q / 2 - 2) * (soft + (self.q - 2) * left**2)
        return push, steep * (1 - left**2) / 2, (self.q - 1) * push

    def _push_by(self, d: Table) -> Table:
        """The derivative of `_push` by d, a row for each coordinate."""
        total = log_sum(d)
        (up, up_shares), (down, down_shares) = (log_sums(sign * self.z, d) for sign in (1, -1))
        _, by_tilt, by_size = self._turned(up - total, down - total)
        both = np.where(np.isneginf(up) & np.isneginf(down), 0.0, np.logaddexp(up, down))
        shares = np.exp(up - both)[:, None] * up_shares + np.exp(down - both)[:, None] * down_shares
        by_d: Table = by_tilt[:, None] * (down_shares - up_shares) + by_size[:, None] * (np.exp(-d - total) - shares)
        return by_d

    def _factors(self, v: Table) -> tuple[Table, Table, Table, Table]:
        """P, the product of the other weights, and T with dx/dv = P T; d log P/dv and dT/dv."""
        size = abs(v)[:, None]
        powers = size**self.q + self.offsets
        slopes = np.sign(v)[:, None] * size ** (self.q - 1) / powers
        others = (powers ** (1 / self.q)).prod(axis=1)
        swell = 1 + (size**self.q / powers).sum(axis=1)
        return others, swell, slopes.sum(axis=1), self.q * (slopes * self.offsets / powers).sum(axis=1)

    def jacobian(self, s: float, state: Table) -> Table:
        """The derivative of `__call__` by the state."""
        z = self.z
        v, nu = self.split(state)
        others, swell, log_slope, swell_slope = self._factors(v)
        push, push_by_d = self._push(state[len(v) :], nu), self._push_by(state[len(v) :])
        lift, stretch = others ** (self.q - 1), others * swell
        dv = push * lift
        dx, rise = dv * stretch, z @ (dv * stretch)
        # Columns: by v, and by d; dn/dd = n n^T - diag n.
        nu_by_d = np.outer(nu, nu) - np.diag(nu)
        dv_by_v = np.diag(dv * (self.q - 1) * log_slope)
        dv_by_d = lift[:, None] * push_by_d
        stretch_by_v = others * (log_slope * swell + swell_slope)
        dx_by_v = dv_by_v * stretch[:, None] + np.diag(dv * stretch_by_v)
        dx_by_d = dv_by_d * stretch[:, None]
        speeds_by = np.hstack([dv_by_v, dv_by_d])
        dx_by = np.hstack([dx_by_v, dx_by_d])
        rise_by = z @ dx_by
        mean_by = nu @ rise_by
        mean_by[len(v) :] += rise @ nu_by_d
        field = np.concatenate([dv, rise - nu @ rise])
        clock, total = self._clock(v, dx), abs(dx).sum()
        clock_by = -clock / total * (np.sign(dx) @ dx_by)
        grows = np.sign(v) * stretch
        clock_by[: len(v)] += grows / total
        moved_by = clock * np.vstack([speeds_by, rise_by - mean_by]) + np.outer(field, clock_by)
        moved_by[len(v) :, : len(v)] += log_sum(state[len(v) :]) * grows
        moved_by[len(v) :, len(v) :] -= self._total(v) * nu
        return moved_by


def log_sums(z: Table, d: Table) -> tuple[Table, Table]:
    """log sum_i z_ij exp(-d_i) over z_ij > 0 for each j, -oo for none, and the part of each i in the sum."""
    terms = np.where(z > 0, np.log(np.where(z > 0, z, 1.0)) - d[:, None], -inf).T
    most = terms.max(axis=1, keepdims=True)
    powers = np.exp(terms - np.where(np.isneginf(most), 0.0, most))
    sums = powers.sum(axis=1, keepdims=True)
    some = np.maximum(sums, TINY)
    logs: Table = np.where(sums > 0, np.log(some) + most, -inf)[:, 0]
    return logs, powers / some


def log_sum(d: Table) -> float:
    """log sum exp(-d)."""
    return float(np.log(np.exp(d.min() - d).sum()) - d.min())
