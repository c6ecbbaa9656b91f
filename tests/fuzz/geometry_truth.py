"""Mirror geometries by definition, in mpmath: quadrature panel by panel, no closed form and no special function.

Along the orbit of x = k prod w_i^(a_i) the s_i = |w_i|^q/|a_i|^(q-1) are sign(a_i a_1) u + c_i and du/dy = sign(a_1) q
x^(q-1); along that of x = sum g_i(w_i) every weight moves by dw/dy = Phi_q(g_i'). All that is used here is that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from operator import add, mul

from flint import arb, ctx
from mpmath import mp, mpf

#: Digits that everything here is computed with, and Gauss-Legendre nodes on panels of width PANEL in log u.
DIGITS, NODES, PANEL = 50, 34, 2
#: Where all offsets are this far in log u, an integrand is a pure power to DIGITS digits.
FAR = 120
#: No double is farther from the scale of a leaf in log u, or in that of the time to the end of one.
FARTHEST = 10**5


BITS = 190


def number(value: Fraction | int | float) -> mpf:
    """A number as it is, at the precision in force."""
    return mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else mpf(value)


def real(ball: arb) -> mpf:
    """The midpoint."""
    mantissa, power = ball.mid().man_exp()
    return mp.ldexp(mpf(int(mantissa)), int(power))


@cache
def _nodes() -> list[tuple[arb, arb]]:
    """Nodes and weights of Gauss and Legendre."""
    with ctx.workprec(BITS + 40):
        return [arb.legendre_p_root(NODES, k, weight=True) for k in range(NODES)]


def gauss(f: Callable[[arb], tuple[arb, ...]], low: mpf, high: mpf, degree: Fraction) -> tuple[mpf, ...]:
    """The integrals of functions without singularities within a distance pi of the real line, by panels.

    They may grow like exp(degree t), which nodes can follow on short panels only.
    """
    count = max(1, int(mp.ceil(abs(high - low) / PANEL * (1 + number(degree) / 8))))
    half, start = arb((high - low) / (2 * count)), arb(low)
    nodes = [((half * t).mid(), weight.mid()) for t, weight in _nodes()]
    total: list[arb] = []
    for i in range(count):
        centre = (start + half * (2 * i + 1)).mid()
        for t, weight in nodes:
            values = [(weight * v).mid() for v in f(centre + t)]
            total = list(map(add, total, values)) if total else values
    return tuple(real(v * half) for v in total)


@dataclass(frozen=True)
class Point:
    """One point of a geometry: |x| and what the six functions are there, y and R* with the origins of the package."""

    x: mpf
    y: mpf
    metric: mpf
    potential: mpf
    conjugate: mpf


@dataclass(frozen=True)
class Group:
    """`count` weights with exponent a each and s = u + c, or s = (c - m) + (m - u) where `opposed`."""

    a: Fraction
    c: Fraction
    count: int
    opposed: bool


@dataclass(frozen=True)
class MonomialOrbit:
    """x = k prod w_i^(a_i) for x > 0 on the leaf with s_i = sign(a_i a_1) u + c_i; exponent q.

    The parameter t is log u, or log(u/(m - u)) where the leaf ends at u = m, the smallest c_i of opposite sign.
    """

    k: Fraction
    groups: tuple[Group, ...]
    q: Fraction

    @cached_property
    def end(self) -> Fraction | None:
        """Where u ends, None for infinity."""
        return min((g.c for g in self.groups if g.opposed), default=None)

    @cached_property
    def degree(self) -> Fraction:
        """All exponents."""
        return sum((abs(g.a) * g.count for g in self.groups), Fraction(0))

    @cached_property
    def sign(self) -> int:
        """Of dy/du."""
        return 1 if self.groups[0].a > 0 else -1

    @cached_property
    def _numbers(self) -> tuple[arb, list[tuple[arb, arb, arb, arb, int]]]:
        """log k, and of each group a count/q, the constant in s, log|a|^(q-1), |a|^q, its count."""
        with ctx.workprec(BITS):
            q, m, found = _ball(self.q), self.end or 0, []
            for g in self.groups:
                a, constant = _ball(abs(g.a)), _ball(g.c - m if g.opposed else g.c)
                found.append((_ball(g.a) * g.count / q, constant, a.log() * (q - 1), a**q, g.count))
            return _ball(self.k).log(), found

    @cached_property
    def _powers(self) -> tuple[arb, list[arb], arb, arb, arb | None]:
        """log x less sum (a count/q) log s_i, those numbers, 1 - q, log q, and log m where the leaf ends."""
        start, numbers = self._numbers
        with ctx.workprec(BITS):
            q, m = _ball(self.q), None if self.end is None else _ball(self.end).log()
            constant = sum((n[0] * n[2] for n in numbers), start)
            return constant.mid(), [n[0].mid() for n in numbers], (1 - q).mid(), q.log().mid(), m

    def _logs(self, t: arb) -> tuple[list[arb], arb]:
        """log s_i, and log du/dt."""
        z = t.exp()
        if self.end is None:
            first, rate = t, t
            u = rest = z
        else:
            m, beyond, near = _ball(self.end), (1 + z).log(), self._powers[4]
            first = near + t - beyond
            u, rest, rate = m * z / (1 + z), m / (1 + z), first - beyond
        found = []
        for g, n in zip(self.groups, self._numbers[1], strict=True):
            simple = n[1].is_zero() and not g.opposed
            found.append(first if simple else ((rest if g.opposed else u) + n[1]).log())
        return found, rate

    def log_x(self, t: arb) -> arb:
        """log x."""
        return self._log_x(self._logs(t)[0])

    def _log_x(self, logs: list[arb]) -> arb:
        return sum(map(mul, self._powers[1], logs), self._powers[0])

    def log_rates(self, t: arb) -> tuple[arb, arb]:
        """The logarithms of |dy/dt| and of x."""
        logs, rate = self._logs(t)
        x = self._log_x(logs)
        return rate + self._powers[2] * x - self._powers[3], x

    def log_rate(self, t: arb, power: int = 0) -> arb:
        """The logarithm of x^power |dy/dt|."""
        rate, x = self.log_rates(t)
        return rate + power * x

    def metric(self, t: mpf) -> mpf:
        """sum |dg/dw_i|^q, that is x^q sum |a_i|^q/|w_i|^q with |w_i|^q = s_i |a_i|^(q-1)."""
        logs, _ = self._logs(arb(t))
        whole = _ball(self.q) * self._log_x(logs)
        parts = zip(logs, self._numbers[1], strict=True)
        return real(sum((n[4] * n[3] * (whole - s - n[2]).exp() for s, n in parts), arb(0)))

    @cached_property
    def _features(self) -> list[mpf]:
        """The t near which some s_i changes its power: each is the modulus of a zero at a negative exp(t)."""
        m, found = self.end, [] if self.end is None else [mp.zero]
        for g in self.groups:
            if not g.opposed and g.c > 0:
                found.append(mp.log(number(g.c if m is None else g.c / (m + g.c))))
            elif g.opposed and m is not None and g.c > m:
                found.append(mp.log(number(g.c / (g.c - m))))
        return sorted(found)

    def integral(self, power: int, low: mpf, high: mpf) -> mpf:
        """The integral of x^power |dy|; inf where it diverges at an infinite end."""
        return _integrals(self, low, high)[power]

    def _near(self, low: mpf, high: mpf) -> tuple[mpf, ...]:
        def densities(t: arb) -> tuple[arb, arb]:
            rate, x = self.log_rates(t)
            return rate.exp(), (rate + x).exp()

        return gauss(densities, low, high, self.degree)

    def _pure_power(self, power: int, low: mpf, high: mpf) -> mpf:
        """The integral over an interval, that may be infinite, where x^power |dy/dt| is c exp(k t)."""
        at = low if mp.isfinite(low) else high
        on = at + (1 if mp.isfinite(low) else -1) * min(high - low, mpf(8)) / 2
        if on == at:
            return mp.exp(real(self.log_rate(arb(at), power))) * (high - low)
        logs = [real(self.log_rate(arb(t), power)) for t in (at, on)]
        k = (logs[1] - logs[0]) / (on - at)
        k = mp.zero if abs(k) < mpf(10) ** -30 else k
        if not mp.isfinite(low):
            return mp.exp(logs[0]) / k if k > 0 else mp.inf
        if not mp.isfinite(high):
            return -mp.exp(logs[0]) / k if k < 0 else mp.inf
        return mp.exp(logs[0]) * (high - low if k == 0 else mp.expm1(k * (high - low)) / k)

    def at(self, t: mpf) -> Point:
        """Everything where the parameter is t."""
        x = mp.exp(real(self.log_x(arb(t))))
        y, conjugate = self._from_origin(0, t), self._from_origin(1, t)
        potential = x * y - conjugate
        if abs(potential) < mpf(10) ** -6 * abs(conjugate):
            # Then both are counted from x = 0.
            potential = self._lag(t, min(t, *self._features) - FAR, t)
        return Point(x, y, self.metric(t), potential, conjugate)

    def _lag(self, end: mpf, low: mpf, high: mpf) -> mpf:
        """The integral of (x(end) - x(t)) dy over low < t < high, most of which lies within FAR of its ends."""
        last = self.log_x(arb(end))

        def density(t: arb) -> tuple[arb]:
            rate, x = self.log_rates(t)
            return (-(x - last).expm1() * (rate + last).exp(),)

        return self.sign * gauss(density, low, high, self.degree)[0]

    def _from_origin(self, power: int, t: mpf) -> mpf:
        """The integral of x^power dy from u = 0 if it converges, else minus that to the far end; else log x/rate."""
        value = self.integral(power, -mp.inf, t)
        if mp.isfinite(value):
            return self.sign * value
        value = self.integral(power, t, mp.inf)
        if mp.isfinite(value):
            return -self.sign * value
        here, there = (real(self.log_x(arb(s))) for s in (t, t + 1))
        return self.sign * here / (there - here) * mp.exp(real(self.log_rate(arb(t), power)))

    def find(self, x: mpf) -> mpf:
        """The t at |x|."""
        target = mp.log(x)
        return solved(lambda t: self.sign * (real(self.log_x(arb(t))) - target))

    def find_time(self, y: mpf, t: mpf) -> mpf:
        """The t at orbit time y, from one close to it: Newton for the logarithm of the time to the nearer end."""
        ahead = self.sign * (y - self._from_origin(0, t))
        low, high = self.integral(0, -mp.inf, t), self.integral(0, t, mp.inf)
        for _ in range(60):
            rate = mp.exp(real(self.log_rate(arb(t))))
            step = ahead / rate
            if mp.isfinite(min(low, high)):
                step = low / rate * mp.log1p(ahead / low) if low < high else -high / rate * mp.log1p(-ahead / high)
            moved = self.integral(0, t, t + step) if step > 0 else -self.integral(0, t + step, t)
            ahead, low, high = ahead - moved, low + moved, high - moved
            t += step
            if abs(step) < mpf(10) ** (8 - DIGITS) * (1 + abs(t)):
                break
        return t

    def has_time(self, y: mpf, t: mpf) -> bool:
        """Whether the orbit takes that time, some digits away from where it ends; t is a point on it."""
        here = self.sign * self._from_origin(0, t)
        low, high = here - self.integral(0, -mp.inf, t), here + self.integral(0, t, mp.inf)
        near = any(abs(self.sign * y - end) <= mpf(10) ** -30 * abs(y) for end in (low, high))
        return bool(low < self.sign * y < high and not near)

    def divergence(self, t: mpf, start: mpf) -> mpf:
        """D_R between two points of one branch: the integral of (x - x(s)) dy from start on; nan if they are far."""
        return self._lag(t, start, t) if abs(t - start) < 2 * FAR else mp.nan

    def spread(self, t: mpf) -> mpf:
        """How far the powers here lead from where the leaf has its scale, as a logarithm."""
        return 1 + number(self.q) * max((abs(t - at) for at in self._features), default=mp.zero)


@lru_cache(maxsize=256)
def _integrals(orbit: MonomialOrbit, low: mpf, high: mpf) -> tuple[mpf, mpf]:
    """The integrals of |dy| and of x |dy| along a part of an orbit."""
    zones: list[list[mpf]] = []
    for at in orbit._features:
        if zones and at - FAR <= zones[-1][1]:
            zones[-1][1] = at + FAR
        else:
            zones.append([at - FAR, at + FAR])
    cuts = sorted({low, high, *(end for zone in zones for end in zone if low < end < high)})
    total = [mp.zero, mp.zero]
    for a, b in pairwise(cuts):
        inside = any(zone[0] <= a and b <= zone[1] for zone in zones)
        parts = orbit._near(a, b) if inside else [orbit._pure_power(power, a, b) for power in (0, 1)]
        total = list(map(add, total, parts))
    return total[0], total[1]


def _ball(value: Fraction | int) -> arb:
    return arb(value.numerator) / value.denominator


def monomial_orbit(
    k: Fraction, powers: Sequence[Fraction], counts: Sequence[int], offsets: Sequence[Fraction], q: Fraction
) -> MonomialOrbit:
    """The orbit of k prod w_i^(powers[i]), each with counts[i] weights alike."""
    groups = zip(powers, offsets, counts, strict=True)
    return MonomialOrbit(k, tuple(Group(a, c, n, a * powers[0] < 0) for a, c, n in groups), q)


def solved(gap: Callable[[mpf], mpf]) -> mpf:
    """The zero of an increasing function on the real line: bisection, then secants inside the bracket.

    Raises ValueError where there is none between -FARTHEST and FARTHEST.
    """
    low, high, step = mpf(-1), mpf(1), mpf(2)
    while gap(low) > 0:
        low, high, step = low - step, low, 2 * step
        if low < -FARTHEST:
            raise ValueError("nowhere on the leaf")
    while gap(high) < 0:
        low, high, step = high, high + step, 2 * step
        if high > FARTHEST:
            raise ValueError("nowhere on the leaf")
    g_low, g_high = gap(low), gap(high)
    tiny = mpf(10) ** (8 - mp.dps)
    for turn in range(100 + 4 * mp.dps):
        width = high - low
        if width <= tiny * max(abs(low), abs(high), tiny) or g_low == g_high:
            break
        t = low - g_low * width / (g_high - g_low) if turn % 3 else (low + high) / 2
        # A secant that falls beside an end converges from one side only: a little beyond it closes the other.
        g = gap(t)
        if g == 0:
            return t
        low, g_low, high, g_high = (t, g, high, g_high) if g < 0 else (low, g_low, t, g)
        nudge = t + 4 * abs(g) * width / max(abs(g_high - g_low), mpf(10) ** -10000) * (1 if g < 0 else -1)
        if turn % 3 and low < nudge < high:
            g = gap(nudge)
            low, g_low, high, g_high = (nudge, g, high, g_high) if g < 0 else (low, g_low, nudge, g)
    # A bracket may have closed from one side only: its middle is not the best that is known.
    return low if g_low == g_high else low - g_low * (high - low) / (g_high - g_low)
