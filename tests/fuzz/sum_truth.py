"""Sums of one-weight functions by definition, in mpmath at so many digits that no cancellation matters."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from mpmath import mp, mpf

from tests.fuzz.geometry_truth import Point, number, solved

#: Sizes go from 1e-300 to 1e300, and what cancels does so against terms of size one.
DIGITS = 700


@dataclass(frozen=True)
class Term:
    """k w^a, or k exp(a w), from w = start."""

    k: Fraction
    a: Fraction
    start: Fraction
    exponential: bool = False

    def speed(self, q: mpf) -> mpf:
        """Phi_q(k a): that of the weight, but for a power of it."""
        c = number(self.k * self.a)
        return mp.sign(c) * abs(c) ** (q - 1)

    def slowing(self, q: mpf) -> mpf:
        """w^slowing (or exp(-slowing w)) is linear in y, at the rate slowing * speed (or its negative)."""
        a = number(self.a)
        return a * (q - 1) if self.exponential else 1 - (a - 1) * (q - 1)

    def end(self, q: mpf) -> mpf | None:
        """The orbit time at which the linear quantity reaches 0, if it does; a weight of constant slope goes on."""
        s, v = self.slowing(q), self.speed(q)
        if s == 0 or (not self.exponential and self.a == 1):
            return None
        w = number(self.start)
        return mp.exp(-s * w) / (s * v) if self.exponential else -(w**s) / (s * v)

    def weight(self, q: mpf, y: mpf) -> mpf:
        """w at orbit time y."""
        s, v, w = self.slowing(q), self.speed(q), number(self.start)
        if self.exponential:
            return w + v * y if s == 0 else -mp.log(mp.exp(-s * w) - s * v * y) / s
        if self.a == 1:
            return w + v * y
        return w * mp.exp(v * y) if s == 0 else (w**s + s * v * y) ** (1 / s)

    def value(self, w: mpf) -> mpf:
        """The term at a weight."""
        a = number(self.a)
        return number(self.k) * (mp.exp(a * w) if self.exponential else w if a == 1 else w**a)

    def slope(self, w: mpf) -> mpf:
        """Its derivative."""
        a = number(self.a)
        return a * self.value(w) if self.exponential else number(self.k) * a * w ** (a - 1)

    def integral(self, q: mpf, w: mpf) -> mpf:
        """The integral of the term over orbit time from the start to w: that of term/Phi_q(slope) dw, a power."""
        v, low, a = self.speed(q), number(self.start), number(self.a)
        if self.exponential:
            r = a * (2 - q)
            rise = w - low if r == 0 else (mp.exp(r * w) - mp.exp(r * low)) / r
        else:
            n = a - (a - 1) * (q - 1) + 1
            rise = mp.log(w / low) if n == 0 else (w**n - low**n) / n
        return number(self.k) / v * rise


@dataclass(frozen=True)
class SumOrbit:
    """x = constant + sum of terms, by orbit time y."""

    terms: tuple[Term, ...]
    exponent: Fraction
    constant: int = 0

    @property
    def q(self) -> mpf:
        """The exponent."""
        return number(self.exponent)

    @property
    def ends(self) -> tuple[mpf, mpf]:
        """The interval of orbit times on which every weight keeps its sign, or may change it."""
        found = [e for e in (t.end(self.q) for t in self.terms) if e is not None]
        return max((e for e in found if e < 0), default=-mp.inf), min((e for e in found if e > 0), default=mp.inf)

    def x(self, y: mpf) -> mpf:
        """The sum."""
        return self.constant + mp.fsum(t.value(t.weight(self.q, y)) for t in self.terms)

    def at(self, y: mpf) -> Point:
        """Everything at orbit time y."""
        weights = [t.weight(self.q, y) for t in self.terms]
        metric = mp.fsum(abs(t.slope(w)) ** self.q for t, w in zip(self.terms, weights, strict=True))
        conjugate = mp.fsum(t.integral(self.q, w) for t, w in zip(self.terms, weights, strict=True))
        x, conjugate = self.x(y), conjugate + self.constant * y
        return Point(x, y, metric, x * y - conjugate, conjugate)

    def time(self, s: mpf) -> mpf:
        """Orbit time by a parameter on the real line."""
        low, high = self.ends
        if mp.isfinite(low) and mp.isfinite(high):
            return low + (high - low) / (1 + mp.exp(-s))
        return low + mp.exp(s) if mp.isfinite(low) else high - mp.exp(-s) if mp.isfinite(high) else mp.sinh(s)

    def find(self, x: mpf) -> mpf:
        """The orbit time at x, which must be on the leaf."""
        return self.time(solved(lambda s: self.x(self.time(s)) - x))

    def find_time(self, y: mpf, at: mpf) -> mpf:
        """Orbit time is the parameter."""
        return y

    def has_time(self, y: mpf, at: mpf) -> bool:
        """Whether y is on the leaf."""
        low, high = self.ends
        return bool(low < y < high)

    def divergence(self, at: mpf, start: mpf) -> mpf:
        """D_R by its definition."""
        here, there = self.at(at), self.at(start)
        return here.x * (here.y - there.y) - (here.conjugate - there.conjugate)
