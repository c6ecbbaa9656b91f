"""One validated step of y' = f(t, y): a Taylor polynomial, its defect, and a bound on the error from both.

The step has length h; s = (t - begin)/h runs over [0, 1]. The polynomial p(s) is computed without any rigour and is
exact from then on: it is a guess, and the error e = y - p is what is enclosed. Its defect d = h f(t, p) - p' is a
polynomial with ball coefficients plus a Lagrange remainder, a Taylor coefficient of f(t, p) over the *whole* step.
While y stays in a box B around p([0, 1]), the mean value theorem gives e' = J e + d with J in h f_y(B), hence |e| <= u
for u' = A u + |d|, A_ii >= J_ii and A_ij >= |J_ij| (Kamke's comparison theorem; diagonal decay is not lost). A u that
stays strictly inside B is the a-priori inclusion: y cannot leave B, exists, and is in p + [-u, u].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from flint import arb, arb_mat, arb_poly, ctx

from neversaddle.numerics.ode.arithmetics import BALLS
from neversaddle.numerics.ode.inclusion import NotDefined, SetReader, power_series, series_length

#: Bits for what is wide anyway: boxes, remainders, radii.
COARSE = 64
#: [0, 1] and [-1/2, 1/2], exactly.
_WHOLE, _AROUND = arb(0.5, 0.5), arb(0, 0.5)


class TooLong(Exception):
    """A step of this length is not validated; `factor` is by how much to shorten it."""

    def __init__(self, factor: Fraction, why: str) -> None:
        super().__init__(why)
        self.factor = factor


@dataclass(frozen=True)
class Step:
    """A solution that is in `polynomials`(s), up to `bound`, at the times begin + s length, 0 <= s <= 1.

    At the end of the step it is in the balls `ends`.
    """

    begin: Fraction
    length: Fraction
    polynomials: list[arb_poly]
    bound: list[arb]
    ends: list[arb]

    @property
    def end(self) -> Fraction:
        """The time at the end."""
        return self.begin + self.length

    def at(self, time: Fraction) -> list[arb]:
        """Balls around the states at a time inside the step."""
        if time == self.end:
            return self.ends
        s: arb = BALLS.rational((time - self.begin) / self.length)
        return [p(s) + arb(0, u) for p, u in zip(self.polynomials, self.bound, strict=True)]

    def over(self, left: Fraction, right: Fraction) -> list[arb]:
        """Balls around the states at all times from `left` to `right`, both inside the step."""
        middle = BALLS.rational(((left + right) / 2 - self.begin) / self.length)
        half = BALLS.rational((right - left) / 2 / self.length)
        found = []
        for p, u in zip(self.polynomials, self.bound, strict=True):
            centred = p(arb_poly([middle, half])).coeffs()
            spread = sum((abs(c) for c in centred[1:]), u)
            found.append((centred[0] if centred else arb(0)) + arb(0, spread.upper()))
        return found


def validated_step(
    field: SetReader,
    begin: Fraction,
    state: Sequence[arb],
    length: Fraction,
    polynomials: Sequence[arb_poly],
    order: int,
    tolerance: arb,
) -> Step:
    """The step from `state` (balls) at `begin`, around exact polynomials in s.

    The defect is expanded up to `order`, at least the degree of the polynomials. Raises TooLong where the remainder is
    not below `tolerance`, the field is not certainly defined and differentiable around the step, or no a-priori box
    is found.
    """
    now, h = BALLS.rational(begin), BALLS.rational(length)
    try:
        with series_length(order + 1), ctx.workprec(COARSE):
            box, remainder = _remainder(field, now, h, polynomials, order)
            worst = largest(remainder)
            if not worst <= tolerance:
                raise TooLong(_shorter(tolerance / worst, order), "the remainder stays above the tolerance")
        with series_length(order + 1):
            defect = _defect(field, now, h, polynomials, order)
        with ctx.workprec(COARSE):
            drift = [(d + r).upper() for d, r in zip(defect, remainder, strict=True)]
            radii = [(ball - p[0]).abs_upper() for ball, p in zip(state, polynomials, strict=True)]
            bound, at_end = _error(field, now + h * _WHOLE, h, box, radii, drift)
    except NotDefined as undefined:
        raise TooLong(Fraction(1, 2), str(undefined)) from None
    ends = [sum(p.coeffs(), arb(0, u)) for p, u in zip(polynomials, at_end, strict=True)]
    return Step(begin, length, list(polynomials), bound, ends)


def largest(values: Sequence[arb]) -> arb:
    """An upper bound of all the values, exact; nan if one of them is."""
    return reduce(arb.max, values).upper()


def remainder_bound(coefficient: arb, h: arb, order: int) -> arb:
    """Integral over 0 <= s <= 1 of |h c s^order|, c in the ball: the part of the defect's remainder term."""
    return (h * coefficient / (order + 1)).abs_upper()


def _shorter(ratio: arb, order: int) -> Fraction:
    """The factor on the length that brings the remainder down by `ratio`."""
    wanted = float(ratio ** (arb(1) / order)) if ratio.is_finite() else 0.5
    return Fraction(min(max(0.97 * wanted, 0.3), 0.95))


def _remainder(
    field: SetReader, now: arb, h: arb, polynomials: Sequence[arb_poly], order: int
) -> tuple[list[arb], list[arb]]:
    """p([0, 1]), and for each rate the bound of the defect's term of degree `order`.

    The coefficient is that of f at (t, p)(xi + s), xi all of [0, 1]: expanded around 1/2 first, which halves the width.
    """
    half, around = arb_poly([arb(0.5), 1]), arb_poly([_AROUND, 1])
    moved: list[arb_poly] = [p(half)(around) for p in polynomials]
    time = power_series([now + h * _WHOLE, h], order + 1)
    rates = field.along(time, [power_series(p.coeffs(), order + 1) for p in moved], order)
    box: list[arb] = [p[0] for p in moved]
    return box, [remainder_bound(rate[order], h, order) for rate in rates]


def _defect(field: SetReader, now: arb, h: arb, polynomials: Sequence[arb_poly], order: int) -> list[arb]:
    """For each state an upper bound of the integral over [0, 1] of |the defect's terms below `order`|."""
    time = power_series([now, h], order)
    rates = field.along(time, [power_series(p.coeffs(), order) for p in polynomials], order - 1)
    found = []
    for p, rate in zip(polynomials, rates, strict=True):
        # The integral of the term h f_n s^n - (n + 1) p_(n+1) s^n, n = 0 ... order - 1 (p's degree is at most order).
        terms = (h * value / (n + 1) - p[n + 1] for n, value in enumerate(rate))
        found.append(sum((term.abs_upper() for term in terms), arb(0)).upper())
    return found


def _error(
    field: SetReader, times: arb, h: arb, box: Sequence[arb], radii: Sequence[arb], drift: Sequence[arb]
) -> tuple[list[arb], list[arb]]:
    """Bounds of |e| over the whole step and at its end, from those at its start and the integrals of |d|.

    With c >= 0 such that B = A + c >= 0: u(1) <= exp(B) (exp(-c) u(0) + drift), and u <= exp(B) (u(0) + drift) before.
    """
    start = [r + d for r, d in zip(radii, drift, strict=True)]
    guess = 64 * largest(start)
    for _ in range(4):
        rows = [(row * h).entries() for row in field.jacobian(times, [b + arb(0, guess) for b in box])]
        shift = largest([arb(0), *(-row[i].upper() for i, row in enumerate(rows))])
        growth = arb_mat([[_entry(v, i == j, shift) for j, v in enumerate(row)] for i, row in enumerate(rows)])
        bound = _exponential(growth, start)
        worst = largest(bound)
        # An exact solution (all zero) needs no room.
        if worst < guess or guess == 0:
            decay = (-shift).exp()
            return bound, _exponential(growth, [decay * r + d for r, d in zip(radii, drift, strict=True)])
        guess = 4 * worst
    raise TooLong(Fraction(1, 2), "no a-priori box is found")


def _entry(slope: arb, diagonal: bool, shift: arb) -> arb:
    return slope.upper() + shift if diagonal else slope.abs_upper()


def _exponential(matrix: arb_mat, vector: Sequence[arb]) -> list[arb]:
    """Upper bounds of exp(matrix) vector, both >= 0."""
    norm = largest([sum(row, arb(0)) for row in matrix.tolist()])
    if not norm < 40:
        raise TooLong(Fraction(1, 2), "the error may grow too fast")
    term = total = arb_mat(len(vector), 1, list(vector))
    n = 0
    while True:
        n += 1
        term = matrix * term * (arb(1) / n)
        total = total + term
        last = largest(term.entries())
        # Each later term is at most half the one before, so all of them together are at most this one.
        if 2 * norm < n + 1 and last * 2**20 <= largest(total.entries()):
            return [(value + last).upper() for value in total.entries()]
