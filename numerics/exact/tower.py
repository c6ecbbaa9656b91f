"""Polynomials over the rationals in real algebraic numbers: exact signs, and the real roots of polynomials over them.

A value is a flint fmpq_mpoly in the variables t1, ..., tn, which stand for the tower's numbers, and one more, the
unknown. Signs come from balls; that a value is zero is certain once its ball is smaller than any non-zero value of its
height and degree can be (Liouville's inequality), so no tolerance is chosen and nothing is factored over the tower.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, lcm, prod
from typing import Any, TypeAlias

from flint import Ordering, arb, ctx, fmpq, fmpq_mpoly_ctx, fmpz_poly

from neversaddle.numerics.exact.algebraic import (
    IntegerPolynomial,
    NotExact,
    RealAlgebraic,
    precisions,
    real_roots,
    sign_of_ball,
)

#: flint's fmpq_mpoly, in the ring of some tower; + - * with each other, int and fmpq.
Value: TypeAlias = Any
#: Exponents of t1, ..., tn and the unknown, with an integer coefficient.
Terms: TypeAlias = "list[tuple[tuple[int, ...], int]]"

MAX_DEGREE = 256
#: Up to here a root is looked for by a change of sign, before its degree's worth of bits is spent on it.
CROSSING_BITS = 1024


@dataclass(frozen=True)
class Generator:
    """One number of a tower, a root of `relation` over the numbers before it.

    `relation`: a value in this number's variable and those before, of degree `degree` in the former, not the zero
    polynomial at the numbers before; or None, where the number's own polynomial serves.
    """

    number: RealAlgebraic
    relation: Value | None
    degree: int


@dataclass(frozen=True)
class Tower:
    """Real algebraic numbers t1, ..., tn that values are polynomials in.

    >>> tower = Tower().adjoin(real_roots(fmpz_poly([-2, 0, 1]))[1][0]).adjoin(real_roots(fmpz_poly([-8, 0, 1]))[1][0])
    >>> root_of_two, root_of_eight, _ = tower.variables
    >>> tower.sign(2 * root_of_two - root_of_eight), tower.sign(3 * root_of_two - root_of_eight)
    (0, 1)
    """

    generators: tuple[Generator, ...] = ()

    @property
    def ring(self) -> fmpq_mpoly_ctx:
        """The polynomial ring in t1, ..., tn and the unknown, which is named t(n+1)."""
        return fmpq_mpoly_ctx.get([f"t{i + 1}" for i in range(len(self.generators) + 1)], Ordering.lex)

    @property
    def variables(self) -> tuple[Value, ...]:
        """t1, ..., tn and the unknown."""
        return tuple(self.ring.gens())

    def constant(self, number: Fraction | int) -> Value:
        """A rational number as a value of this tower's ring."""
        return self.ring.constant(rational(number))

    def lifted(self, value: Value) -> Value:
        """A value of a tower that this one extends; what was unknown there is the next number here."""
        return value.project_to_context(self.ring)

    def put(self, polynomial: Value, unknown: Value) -> Value:
        """The polynomial with a value in place of the unknown."""
        return polynomial.compose(*self.variables[:-1], unknown, ctx=self.ring)

    def adjoin(self, number: RealAlgebraic, relation: Value | None = None) -> Tower:
        """This tower and one number more, in the place of the unknown; `relation` is zero there, see Generator.

        The number need not be new: signs stay exact, but degrees grow, so `find` it first.
        """
        degree = number.degree if relation is None else min(number.degree, degrees(relation)[-1])
        return Tower((*self.generators, Generator(number, relation, degree)))

    def find(self, number: RealAlgebraic) -> Value | None:
        """The number as a value, where it is rational or one of the generators."""
        if number.rational is not None:
            return self.constant(number.rational)
        return next((v for g, v in zip(self.generators, self.variables, strict=False) if g.number == number), None)

    def ball(self, value: Value, bits: int, unknown: arb | None = None) -> arb:
        """A ball around a value, from balls of `bits` bits around the numbers, and `unknown` for the unknown.

        Raises ValueError for a polynomial in the unknown where no `unknown` is given.
        """
        terms, scale = _primitive(value)
        with ctx.workprec(2 * bits):
            return self._ball(terms, bits, unknown) * rational(scale)

    def sign(self, value: Value) -> int:
        """The sign of a value: -1, 0 or 1, exactly.

        Raises NotExact where MAX_BITS bits do not tell, ValueError for a polynomial in the unknown.
        """
        terms, _ = _primitive(value)
        if not terms:
            return 0
        # Liouville: f in Z[X] of length l(f) and degrees n_i is zero at numbers of heights h_i in a field of degree D,
        # or log |f| >= -(D - 1) log l(f) - D sum n_i h_i (Waldschmidt 2000, Proposition 3.14). By Landau,
        # h(t) <= log |P|_2 / deg P for the irreducible P of t; |P|_2 < 2^(bits of its height) (deg P + 1).
        highest = _degrees(terms)
        used = [(n, g.number) for n, g in zip(highest, self.generators, strict=False) if n]
        field = self._field_degree([i for i, n in enumerate(highest[:-1]) if n])
        heights = sum(
            Fraction(n * (int(t.polynomial.height_bits()) + t.degree.bit_length() + 1), t.degree) for n, t in used
        )
        length = sum(abs(c) for _, c in terms).bit_length()
        least = arb((1, -((field - 1) * length + int(field * heights) + 2)))
        for bits in precisions("the sign of a value in algebraic numbers"):
            ball = self._ball(terms, bits, None)
            if sign := sign_of_ball(ball):
                return sign
            if ball.abs_upper() < least:
                return 0
        raise AssertionError

    def first_sign(self, values: Iterable[Value]) -> tuple[int, int]:
        """The sign of the first value that is not zero, and its place counted from 0; (0, 0) where all are zero."""
        for place, value in enumerate(values):
            if sign := self.sign(value):
                return sign, place
        return 0, 0

    def derivatives(self, polynomial: Value) -> list[Value]:
        """The polynomial in the unknown and its derivatives, up to the last that is not zero."""
        found = [polynomial]
        while degrees(found[-1])[-1] > 0:
            found.append(found[-1].derivative(len(self.generators)))
        return found

    def trimmed(self, polynomial: Value) -> Value:
        """The polynomial in the unknown without the coefficients that are zero, though they need not look it.

        >>> two, eight = (real_roots(fmpz_poly([-n, 0, 1]))[1][0] for n in (2, 8))
        >>> tower = Tower().adjoin(two).adjoin(eight)
        >>> a, b, t = tower.variables
        >>> tower.trimmed((2 * a - b) * t**2 + t - a) == t - a
        True
        """
        unknown, kept = self.variables[-1], self.constant(0)
        for power, coefficient in _coefficients(polynomial).items():
            if self.sign(coefficient):
                kept += coefficient * unknown**power
        return kept

    def linear_root(self, polynomial: Value) -> Value | None:
        """The root of a polynomial a + v t in the unknown t, a a value and v rational; None for other polynomials."""
        coefficients = _coefficients(polynomial)
        if max(coefficients, default=0) != 1 or not coefficients[1].is_constant():
            return None
        return coefficients.get(0, self.constant(0)) / -coefficients[1]

    def next_root(self, polynomial: Value, after: RealAlgebraic, max_degree: int = MAX_DEGREE) -> RealAlgebraic | None:
        """The least root beyond `after` of a trimmed polynomial in the unknown; None if there is none, or it is zero.

        Raises NotExact if its roots are not told apart within `max_degree` and MAX_BITS.

        >>> tower = Tower().adjoin(real_roots(fmpz_poly([-2, 0, 1]))[1][0])
        >>> root_of_two, t = tower.variables
        >>> print(tower.next_root(t**2 - root_of_two * t - 1, RealAlgebraic.from_rational(Fraction(0))))
        1.9318516525781365735, root 4 of t^4 + (-4)*t^2 + 1
        """
        if degrees(polynomial)[-1] <= 0:
            return None
        candidates = [root for root, _ in real_roots(self.norm(polynomial, max_degree))]
        for root in candidates:
            if root > after and self._is_root(polynomial, root, [other for other in candidates if other != root]):
                return root
        return None

    def norm(self, polynomial: Value, max_degree: int = MAX_DEGREE) -> IntegerPolynomial:
        """A non-zero integer polynomial that has every root of a trimmed, non-zero polynomial in the unknown.

        The numbers are eliminated by resultants, the last one first. Raises NotExact beyond `max_degree`.
        """
        steps = self._elimination(polynomial)
        degree = degrees(polynomial)[-1] * prod(degrees(relation)[i] for i, relation in steps)
        if degree > max_degree:
            raise NotExact(f"a root has degree {degree}; at most {max_degree} is allowed")
        for i, relation in steps:
            polynomial = self._without(polynomial, reduce(type(polynomial).gcd, _coefficients(polynomial).values()))
            while not (common := polynomial.gcd(relation)).is_constant():
                polynomial = self._without(polynomial, common)
            if degrees(polynomial)[i] > 0:
                polynomial = polynomial.resultant(relation, i)
        coefficients = {exponents[-1]: c for exponents, c in _primitive(polynomial)[0]}
        return fmpz_poly([coefficients.get(n, 0) for n in range(max(coefficients) + 1)])

    def _elimination(self, polynomial: Value) -> list[tuple[int, Value]]:
        """What numbers go, in turn, and by what: the relation, or the own polynomial if that brings in no other."""
        steps = []
        present = {i for i, n in enumerate(degrees(polynomial)[:-1]) if n > 0}
        while present:
            i = max(present)
            present.remove(i)
            relation = self.generators[i].relation
            earlier = set() if relation is None else {n for n, d in enumerate(degrees(relation)[:i]) if d > 0}
            if earlier & present:
                steps.append((i, self.lifted(relation)))
                present |= earlier
            else:
                number = self.variables[i]
                own = self.generators[i].number.coefficients
                steps.append((i, sum((c * number**n for n, c in enumerate(own)), start=self.constant(0))))
        return steps

    def _without(self, polynomial: Value, factor: Value) -> Value:
        """The polynomial without a factor; as that is not zero at the numbers, no root goes with it."""
        if self.sign(factor) == 0:
            raise NotExact("a root cannot be told from those that belong to conjugates of the tower's numbers")
        return polynomial / factor

    def _is_root(self, polynomial: Value, root: RealAlgebraic, others: Sequence[RealAlgebraic]) -> bool:
        """Whether a root of the norm, one among `others`, is one of the polynomial's own."""
        if all(n <= 0 for n in degrees(polynomial)[:-1]):
            return True
        for bits in precisions("a root"):
            if bits > CROSSING_BITS:
                break
            with ctx.workprec(4 * bits):
                near = root.ball(bits) + arb(0, arb((1, -bits)))
                if sign_of_ball(self.ball(polynomial, 4 * bits, near)):
                    return False
                low, high = near.lower(), near.upper()
                if any(low.union(high).overlaps(other.ball(bits)) for other in others):
                    continue
                signs = [sign_of_ball(self.ball(polynomial, 4 * bits, end)) for end in (low, high)]
            if signs[0] * signs[1] < 0:
                # It has a root between the ends; that is a root of the norm too, and this is the only one there.
                return True
        extended = self.adjoin(root)
        return extended.sign(extended.lifted(polynomial)) == 0

    def _field_degree(self, used: Iterable[int]) -> int:
        """A bound on the degree over the rationals of the field that the numbers `used` generate."""
        direct = set(used)
        needed: set[int] = set()
        open_ = set(direct)
        while open_:
            i = open_.pop()
            needed.add(i)
            relation = self.generators[i].relation
            if relation is not None:
                open_ |= {n for n, d in enumerate(degrees(relation)[:i]) if d > 0} - needed
        return min(
            prod(self.generators[i].number.degree for i in direct), prod(self.generators[i].degree for i in needed)
        )

    def _ball(self, terms: Terms, bits: int, unknown: arb | None) -> arb:
        highest = _degrees(terms)
        if highest and highest[-1] and unknown is None:
            raise ValueError("a value of the tower is wanted, not a polynomial in the unknown")
        with ctx.workprec(2 * bits):
            numbers = [g.number.ball(bits) if n else arb(0) for g, n in zip(self.generators, highest, strict=False)]
            numbers.append(arb(0) if unknown is None else unknown)
            powers = [_powers(number, n) for number, n in zip(numbers, highest, strict=False)]
            total = arb(0)
            for exponents, coefficient in terms:
                term = arb(coefficient)
                for power, n in zip(powers, exponents, strict=True):
                    if n:
                        term *= power[n]
                total += term
            return total


def rational(number: Fraction | int) -> fmpq:
    """A rational number as flint's fmpq, which values can be multiplied by and added to."""
    return fmpq(number.numerator, number.denominator)


def degrees(value: Value) -> list[int]:
    """The degrees of a value in t1, ..., tn and the unknown; -1 for zero."""
    return [int(n) for n in value.degrees()]


def _powers(number: arb, up_to: int) -> list[arb]:
    powers = [arb(1)]
    for _ in range(up_to):
        powers.append(powers[-1] * number)
    return powers


def _degrees(terms: Terms) -> list[int]:
    return [max(column) for column in zip(*(exponents for exponents, _ in terms), strict=True)]


def _primitive(value: Value) -> tuple[Terms, Fraction]:
    """The value as coprime integer coefficients and the positive number they are to be multiplied by."""
    fractions = {tuple(map(int, exponents)): Fraction(int(c.p), int(c.q)) for exponents, c in value.to_dict().items()}
    scale = Fraction(gcd(*(f.numerator for f in fractions.values())), lcm(*(f.denominator for f in fractions.values())))
    return [(exponents, int(f / scale)) for exponents, f in fractions.items()], scale


def _coefficients(polynomial: Value) -> dict[int, Value]:
    """The coefficients of a polynomial in the unknown, by power."""
    ring, parts = polynomial.context(), dict[int, dict[tuple[int, ...], fmpq]]()
    for exponents, c in polynomial.to_dict().items():
        parts.setdefault(int(exponents[-1]), {})[(*exponents[:-1], 0)] = c
    return {power: ring.from_dict(terms) for power, terms in parts.items()}
