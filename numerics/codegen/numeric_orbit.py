"""Points of the orbit of a geometry's weights, integrated by code that knows no leaf formula.

Along dw_i/dy = Phi_q(dg/dw_i) all that a geometry says can be read off: x = g(w), dx/dy = sum |dg/dw_i|^q, y itself,
R* = integral of x dy. Products of powers are followed in logarithms of the weights, by the clock of one of them, so
that no size overflows; sums by orbit time. Plain floats, extrapolated midpoint rule (Gragg, Bulirsch and Stoer).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp

from neversaddle.numerics.ode.midpoint import State, advanced, extrapolated
from neversaddle.theory.geometry.mirror import MirrorGeometry
from neversaddle.theory.geometry.orbit import as_monomial, as_sum, offsets_of
from neversaddle.theory.geometry.reparametrization import DeepDiagonal

#: The first free symbol is checked at this value, which is no root or power of anything in the formulas, and each
#: further one at so many times that of the one before: offsets rise.
SYMBOL_VALUE, NEXT_VALUE = 0.7, 1.9
#: How far an end is, by the clock, at which every rate is constant to rounding, and where points are, beside the leaf's
#: own scale.
FAR, STRETCH = 34.0, (-1.3, 0.0, 1.1)
#: Logarithms that doubles hold with room.
MODERATE = 600
#: Relative to u, the smallest offset that the weights know to TOLERANCE by their doubles.
LEAST_OFFSET = 3e-7


@dataclass(frozen=True)
class OrbitPoint:
    """One point of a numeric orbit: x, orbit time, dx/dy and R*."""

    x: float
    y: float
    metric: float
    conjugate: float


def symbol_values(geometry: MirrorGeometry) -> dict[sp.Symbol, float]:
    """Numbers for the free symbols of the balance or start, in the order in which they come."""
    given = geometry.balance if isinstance(geometry.balance, tuple) else (geometry.balance,)
    symbols = [s for c in given for s in sorted(sp.sympify(c).free_symbols, key=str)]
    return {s: SYMBOL_VALUE * NEXT_VALUE**i for i, s in enumerate(dict.fromkeys(symbols))}


@lru_cache(maxsize=256)
def orbit_points(geometry: MirrorGeometry) -> tuple[OrbitPoint, ...]:
    """Some points of the geometry's leaf, found by integration along the weights; those that doubles can hold."""
    model, q = geometry.model, float(geometry.q)
    if isinstance(model, DeepDiagonal):
        powers, k = (1.0,) * int(model.depth), 1.0
    else:
        monomial = as_monomial(model)
        if monomial is None:
            return _on_sum(geometry, q)
        powers, k = tuple(map(float, monomial.exponents)), abs(float(monomial.coefficient))
    given = geometry.balance if isinstance(geometry.balance, tuple) else (geometry.balance,)
    amounts = [sp.sympify(c).subs(symbol_values(geometry)) for c in given]
    balance = amounts if isinstance(geometry.balance, tuple) else amounts[0]
    offsets = [float(c) for c in offsets_of(balance, len(powers))]
    if any(c < 0 for c in offsets):
        # The symbols are in another order than the offsets that they stand for.
        return ()
    side = -1.0 if geometry.leaf is not None and geometry.leaf.side < 0 else 1.0
    points = _Product(k, *_grouped(powers, offsets), q).points()
    return tuple(
        OrbitPoint(side * p.x, side * p.y, p.metric, p.conjugate)
        for p in points
        if all(1e-290 < abs(v) < 1e290 for v in (p.x, p.y, p.metric, p.conjugate))
    )


def _grouped(powers: Sequence[float], offsets: Sequence[float]) -> tuple[list[float], list[int], list[float]]:
    """Exponents, counts and offsets with weights alike taken together, the first by itself."""
    groups: dict[tuple[float, float, bool], int] = {}
    for i, key in enumerate(zip(powers, offsets, strict=True)):
        groups[(*key, i == 0)] = groups.get((*key, i == 0), 0) + 1
    return [a for a, _, _ in groups], list(groups.values()), [c for _, c, _ in groups]


@dataclass(frozen=True)
class _Product:
    """x = k prod w_i^(powers[i]), counts[i] of each: |w_i|^q/|a_i|^(q-1) = s_i = sign(a_i a_1) u + offsets[i]."""

    k: float
    powers: list[float]
    counts: list[int]
    offsets: list[float]
    q: float

    def start(self, t: float) -> State:
        """log|w_i| where u is exp(t) times the scale of the leaf, or that to what is left where u ends at the scale."""
        pairs, z = list(zip(self.powers, self.offsets, strict=True)), math.exp(t)
        opposed = [c for a, c in pairs if a * self.powers[0] < 0]
        scale = min(opposed or [c for c in self.offsets if c > 0], default=1.0)
        u, rest = (z / (1 + z), 1 / (1 + z)) if opposed else (z, 0.0)
        sizes = [u + c / scale if a * self.powers[0] > 0 else (c - scale) / scale + rest for a, c in pairs]
        return [
            (math.log(scale) + math.log(s) + (self.q - 1) * math.log(abs(a))) / self.q
            for s, a in zip(sizes, self.powers, strict=True)
        ]

    def log_x(self, v: State) -> float:
        """log x."""
        return math.log(self.k) + math.fsum(a * n * w for a, n, w in zip(self.powers, self.counts, v, strict=False))

    def log_metric(self, v: State) -> float:
        """log sum |a_i x/w_i|^q."""
        x = self.log_x(v)
        logs = [
            math.log(n) + self.q * (math.log(abs(a)) + x - w)
            for a, n, w in zip(self.powers, self.counts, v, strict=False)
        ]
        top = max(logs)
        return top + math.log(math.fsum(math.exp(e - top) for e in logs))

    def clocked(self, clock: int, direction: int, v: State) -> State:
        """d log|w_i| where log|w_clock| moves at the speed `direction`: the orbit's field, its length divided out."""
        a, q, rates = self.powers, self.q, []
        for b, c, w in zip(a, self.offsets, v, strict=False):
            if b * a[clock] > 0 and c == self.offsets[clock]:
                # Ratios that stay what they are would be driven apart by rounding where these weights vanish.
                rates.append(float(direction))
            else:
                slope = math.copysign(abs(b / a[clock]) ** (q - 1), b / a[clock])
                rates.append(direction * slope * _exp(q * (v[clock] - w)))
        return rates

    def log_time(self, clock: int, v: State) -> float:
        """The logarithm of dy for one unit of the clock: w/|Phi_q(dg/dw)|, dg/dw = a x/w."""
        return v[clock] - (self.q - 1) * (math.log(abs(self.powers[clock])) + self.log_x(v) - v[clock])

    def points(self) -> list[OrbitPoint]:
        """Three points of the leaf's own scale and x = 1; y and R* as the package counts them.

        That is from where the first weight vanishes, or if it takes for ever to come from there, from the other end.
        """
        middle = self._middle()
        places = [] if middle is None else [*(middle + t for t in STRETCH), self._at_one()]
        places = [t for t in places if t < self._latest()]
        if not places:
            return []
        order = sorted(range(len(places)), key=places.__getitem__)
        states = [self.start(places[i]) for i in order]
        opposed = [i for i, a in enumerate(self.powers) if a * self.powers[0] < 0]
        clock = min(opposed, key=lambda i: self.offsets[i]) if opposed else 0
        below = self._integrals(states[::-1], 0, -1)[::-1]
        above = below if None not in below[0] else self._integrals(states, clock, -1 if opposed else 1)
        sign, found = math.copysign(1.0, self.powers[0]), []
        for v, low, high in zip(states, below, above, strict=True):
            y, conjugate = (self._from_origin(v, n, low[n], high[n]) for n in (0, 1))
            found.append(OrbitPoint(_exp(self.log_x(v)), sign * y, _exp(self.log_metric(v)), sign * conjugate))
        return [found[order.index(i)] for i in range(len(places))]

    def _at_one(self) -> float:
        """The t where x = 1, or nearly: the sizes that people have stand beside any balance."""
        low, high, rising = -600.0, 600.0, math.copysign(1.0, self.powers[0])
        for _ in range(60):
            t = (low + high) / 2
            low, high = (t, high) if rising * self.log_x(self.start(t)) < 0 else (low, t)
        return low

    def _middle(self) -> float | None:
        """A t of the leaf's own scale, or so far from it that doubles hold what is there."""
        for t in sorted(range(-600, 604, 4), key=abs):
            v = self.start(t)
            x, time = self.log_x(v), self.log_time(0, v)
            if max(abs(x), abs(self.log_metric(v)), abs(time), abs(time + x)) < MODERATE:
                return float(t)
        return None

    def _latest(self) -> float:
        """The t beyond which weights in doubles no longer tell an offset that is to bring the orbit back."""
        pairs = list(zip(self.powers, self.offsets, strict=True))
        beside = [c for a, c in pairs if a * self.powers[0] > 0 and c > 0]
        opposed = [c for a, c in pairs if a * self.powers[0] < 0]
        if not beside or (opposed and min(beside) > LEAST_OFFSET * min(opposed)):
            return math.inf
        return math.log(min(beside) / min(opposed or beside) / LEAST_OFFSET)

    def _from_origin(self, v: State, power: int, below: float | None, above: float | None) -> float:
        """The integral of x^power |dy| from w_1 = 0, else minus that to the other end, else where log x = 0."""
        if below is not None:
            return below
        if above is not None:
            return -above
        moves = self.clocked(0, 1, v)
        speed = math.fsum(a * n * r for a, n, r in zip(self.powers, self.counts, moves, strict=True))
        return self.log_x(v) / speed * _exp(self.log_time(0, v) + power * self.log_x(v))

    def _integrals(
        self, states: Sequence[State], clock: int, direction: int
    ) -> list[tuple[float | None, float | None]]:
        """The integrals of |dy| and of x |dy| from each state on to the end the clock goes to; None where they diverge.

        The states follow each other on the orbit in that direction.
        """
        x_rate = direction * self._power_at_end(clock, direction)
        slopes = [direction - (self.q - 1) * (x_rate - direction) + power * x_rate for power in (0, 1)]
        wanted = [slope < -1e-9 for slope in slopes]
        if not any(wanted):
            return [(None, None)] * len(states)
        last = states[-1]
        # Past the scales of all the weights, and past the leaf's own.
        far = FAR + max(abs(last[clock] - w) for w in [*last, self.start(0.0)[clock]])
        end, tail = self._segment(last, clock, direction, far, wanted)
        sums: list[float | None] = []
        for power, slope in enumerate(slopes):
            # From there on it is a pure exponential.
            rest = _exp(self.log_time(clock, end) + power * self.log_x(end)) / -slope if wanted[power] else None
            sums.append(None if rest is None else rest + tail[power])
        found = [(sums[0], sums[1])]
        for before, after in zip(states[-2::-1], states[:0:-1], strict=True):
            _, more = self._segment(before, clock, direction, abs(after[clock] - before[clock]), wanted)
            sums = [None if total is None else total + more[power] for power, total in enumerate(sums)]
            found.append((sums[0], sums[1]))
        return found[::-1]

    def _power_at_end(self, clock: int, direction: int) -> float:
        """The power of the clock's weight that x is like at the end: all grow alike, or those like it vanish."""
        like = zip(self.powers, self.counts, self.offsets, strict=True)
        if direction > 0:
            return math.fsum(a * n for a, n, _ in like)
        side, offset = self.powers[clock], self.offsets[clock]
        return math.fsum(a * n for a, n, c in like if a * side > 0 and c == offset)

    def _segment(
        self, v: State, clock: int, direction: int, length: float, wanted: list[bool]
    ) -> tuple[State, list[float]]:
        """Where the orbit is after so long by the clock, and of |dy| and x |dy| the integrals wanted on the way."""
        n = len(v)
        here = [self.log_time(clock, v) + power * self.log_x(v) for power in (0, 1)]

        def rates(state: State) -> State:
            time, x = self.log_time(clock, state), self.log_x(state)
            densities = [_exp(time + power * x - here[power]) if wanted[power] else 0.0 for power in (0, 1)]
            return [*self.clocked(clock, direction, state), *densities]

        end = advanced(rates, [*v, 0.0, 0.0], length)
        return end[:n], [
            _exp(math.log(end[n + power]) + here[power]) if end[n + power] > 0 else 0.0 for power in (0, 1)
        ]


def _exp(logarithm: float) -> float:
    return math.exp(min(logarithm, 700.0))


def _on_sum(geometry: MirrorGeometry, q: float) -> tuple[OrbitPoint, ...]:
    """The orbit of a sum of one-weight functions from its start, some way to both sides."""
    model, terms = geometry.weights, as_sum(geometry.weights)
    assert terms is not None and isinstance(geometry.balance, tuple)
    start = [float(sp.sympify(w).subs(symbol_values(geometry))) for w in geometry.balance]
    value = sp.lambdify(model.weights, sp.Add(*terms), "math")
    slopes = [sp.lambdify([w], sp.diff(term, w), "math") for term, w in zip(terms, model.weights, strict=True)]

    def rates(state: State) -> State:
        gradient = [slope(w) for slope, w in zip(slopes, state, strict=False)]
        return [*(math.copysign(abs(g) ** (q - 1), g) for g in gradient), value(*state[:-1])]

    speed = rates([*start, 0.0])
    unit = min(w / abs(r) for w, r in zip(start, speed, strict=False) if r != 0)
    points = []
    for stretch in (0.3, -0.3, 0.1):
        state = [*start, 0.0]
        try:
            for _ in range(4):
                state, _ = extrapolated(rates, state, stretch * unit / 4)
        except OverflowError:
            # A term that grows doubly exponentially: no point that doubles hold.
            continue
        metric = math.fsum(abs(slope(w)) ** q for slope, w in zip(slopes, state, strict=False))
        points.append(OrbitPoint(value(*state[:-1]), stretch * unit, metric, state[-1]))
    return tuple(p for p in points if all(math.isfinite(v) for v in (p.x, p.y, p.metric, p.conjugate)))
