"""Random geometries with a point each: depths, monomials with exponents of both signs, unequal offsets, sums."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

from flint import arb
from mpmath import mp, mpf

from tests.fuzz import geometry_truth, sum_truth
from tests.fuzz.geometry_truth import MonomialOrbit, monomial_orbit, number, real
from tests.fuzz.sum_truth import SumOrbit, Term


@dataclass(frozen=True)
class Case:
    """A geometry as a user writes it, its definition, one x (a double), and another one for the divergence.

    If `symbolic`, the balance or the common start is left as a symbol and given to each call.
    """

    text: str
    names: str
    q: Fraction
    balance: Fraction | tuple[Fraction, ...]
    start: tuple[Fraction, ...] | None
    orbit: MonomialOrbit | SumOrbit
    x: float
    other: float
    symbolic: bool

    def __str__(self) -> str:
        if self.start is not None:
            where = f"alpha={float(self.start[0])!r}" if self.symbolic else f"start={_texts(self.start)}"
        elif isinstance(self.balance, tuple):
            where = f"balance={_texts(self.balance)}"
        else:
            where = f"balance={'symbol ' if self.symbolic else ''}{float(self.balance)!r}"
        return f"mg(rp({self.text!r}, {self.names!r}), '{self.q}', {where}) at x = {self.x!r}, {self.other!r}"


def _texts(values: tuple[Fraction, ...]) -> list[str]:
    return [str(v) if len(str(v)) < 20 else repr(float(v)) for v in values]


def random_case(seed: int) -> Case:
    """The case of a number, always the same."""
    rng = random.Random(seed)
    return rng.choice((_deep, _deep, _monomial, _monomial, _monomial, _offsets, _sum))(rng)


def _exponent(rng: random.Random) -> Fraction:
    d = rng.randint(1, 12)
    return rng.choice((Fraction(1), Fraction(2), Fraction(3, 2), Fraction(rng.randint(d, 2 * d), d)))


def _size(rng: random.Random, low: float = -300, high: float = 300) -> float:
    return float(10.0 ** rng.uniform(low, high))


def _balance(rng: random.Random) -> Fraction:
    kind = rng.random()
    if kind < 0.3:
        return Fraction(rng.randint(1, 12), rng.randint(1, 12))
    return Fraction(repr(_size(rng, -6, 3) if kind < 0.6 else _size(rng)))


def _near(rng: random.Random, scale: mpf) -> float:
    """A double of the size of `scale` more often than not, else of any size."""
    if rng.random() < 0.6 and mpf("1e-280") < scale < mpf("1e280"):
        return float(scale) * _size(rng, -8, 8)
    return _size(rng)


def _on_monomial(
    rng: random.Random,
    k: Fraction,
    powers: list[Fraction],
    counts: list[int],
    offsets: list[Fraction],
    q: Fraction,
    one_balance: bool,
) -> Case:
    """A monomial; weights that come several times at once are w1, w2, ..."""
    symbolic = one_balance and offsets[-1] > 0 and rng.random() < 0.7
    # As a keyword it is a double.
    offsets = [Fraction(float(c)) if symbolic else c for c in offsets]
    with mp.workdps(geometry_truth.DIGITS):
        orbit = monomial_orbit(k, powers, counts, offsets, q)
        at = max(offsets) if orbit.end is None and any(offsets) else Fraction(1)
        x = _near(rng, mp.exp(real(orbit.log_x(arb(mp.log(number(at)))))))
    repeated = [a for a, n in zip(powers, counts, strict=True) for _ in range(n)]
    names = [f"w{i + 1}" for i in range(len(repeated))]
    factors = [f"({k})"] if k != 1 else []
    factors += [w if a == 1 else f"{w}**({a})" for w, a in zip(names, repeated, strict=True)]
    other = x * rng.choice((1 + 1e-9, 0.999, 1.5, 7.0, 1e6))
    side = -1 if all(a == 1 for a in powers) and any(offsets) and rng.random() < 0.2 else 1
    balance: Fraction | tuple[Fraction, ...] = offsets[-1]
    if not one_balance:
        balance = tuple(c for c, n in zip(offsets, counts, strict=True) for _ in range(n))
    return Case("*".join(factors), ",".join(names), q, balance, None, orbit, side * x, side * other, symbolic)


def _deep(rng: random.Random) -> Case:
    depth = rng.choice((1, 2, 2, 3, 3, 4, 5, 6, 8, 16, 30, 64))
    one, balance = Fraction(1), _balance(rng) if rng.random() < 0.85 else Fraction(0)
    if depth == 1:
        return _on_monomial(rng, one, [one], [1], [Fraction(0)], _exponent(rng), True)
    return _on_monomial(rng, one, [one, one], [1, depth - 1], [Fraction(0), balance], _exponent(rng), True)


def _monomial(rng: random.Random) -> Case:
    half = Fraction(1, 2)
    powers = [
        Fraction(rng.choice((1, 1, 2, 3, -1, -2, half, 3 * half, 4, -3))) for _ in range(rng.choice((1, 2, 2, 3)))
    ]
    mixed = any(a * powers[0] < 0 for a in powers)
    balance = _balance(rng) if mixed or rng.random() < 0.9 else Fraction(0)
    offsets = [Fraction(0)] + [balance] * (len(powers) - 1)
    k = Fraction(rng.choice((1, 1, 3, Fraction(2, 7))))
    return _on_monomial(rng, k, powers, [1] * len(powers), offsets, _exponent(rng), True)


def _offsets(rng: random.Random) -> Case:
    powers = [Fraction(rng.choice((1, 1, 1, 2))) for _ in range(rng.randint(2, 4))]
    later = [_balance(rng) if rng.random() < 0.3 else Fraction(rng.randint(0, 100), 4) for _ in powers[1:]]
    offsets = [Fraction(0), *sorted(later)]
    return _on_monomial(rng, Fraction(1), powers, [1] * len(powers), offsets, _exponent(rng), False)


def _sum(rng: random.Random) -> Case:
    q, count, exponentials = _exponent(rng), rng.choice((1, 2, 2, 3)), rng.random() < 0.25
    shared = rng.random() < 0.5
    alpha = Fraction(repr(_size(rng, *rng.choice(((-3, 2), (-3, 2), (-160, 100))))))
    alpha = Fraction(float(alpha)) if shared else alpha
    if exponentials:
        alpha = Fraction(rng.randint(1, 8), 4)
    terms, texts = [], []
    for i in range(count):
        k = Fraction(rng.choice((1, -1, 1, -1, 2, Fraction(-1, 3))))
        a = Fraction(rng.choice((1, -1, 2) if exponentials else (1, 2, 2, 3, Fraction(3, 2), -1)))
        terms.append(
            Term(k, a, alpha if shared else Fraction(repr(float(alpha) * rng.randint(1, 8) / 4)), exponentials)
        )
        texts.append(f"({k})*exp(({a})*w{i + 1})" if exponentials else f"({k})*w{i + 1}**({a})")
    # One weight alone would be a monomial.
    orbit = SumOrbit(tuple(terms), q, 1 if count == 1 else 0)
    with mp.workdps(sum_truth.DIGITS):
        x, other = _points_on(rng, orbit)
    text = " + ".join([*texts, *(["1"] if count == 1 else [])])
    names = ",".join(f"w{i + 1}" for i in range(count))
    return Case(text, names, q, Fraction(0), tuple(t.start for t in terms), orbit, x, other, shared)


def _points_on(rng: random.Random, orbit: SumOrbit) -> tuple[float, float]:
    """Two doubles that x takes on the leaf, of ordinary size."""
    while True:
        y = _time_on(rng, orbit)
        x, other = (float(orbit.x(y * number(Fraction(s)))) for s in (1.0, rng.choice((0.9, 0.999999, 0.1))))
        if all(1e-300 < abs(v) < 1e300 for v in (x, other)):
            try:
                orbit.find(mpf(x)), orbit.find(mpf(other))
            except ValueError:
                # Rounding took x off the leaf.
                continue
            return x, other


def _time_on(rng: random.Random, orbit: SumOrbit) -> mpf:
    """An orbit time of the leaf."""
    low, high = orbit.ends
    y = mpf(_near(rng, min(-low, high, mpf(1))) * rng.choice((1, -1)))
    if orbit.terms[0].exponential or any(t.slowing(orbit.q) == 0 for t in orbit.terms):
        # The weights or x are exponentials of y.
        y = mpf(rng.uniform(-300, 300)) * 10 ** mpf(rng.uniform(-12, 0))
    return y if low < y < high else (low if y < 0 else high) * mpf(rng.random())
