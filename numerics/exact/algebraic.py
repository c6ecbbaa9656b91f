"""Real algebraic numbers: an irreducible polynomial and which of its real roots; order and equality are exact.

Every ball encloses the number. Equality compares polynomials, never balls, so no tolerance enters anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, total_ordering
from itertools import pairwise
from typing import Any, TypeAlias

from flint import arb, ctx, fmpq, fmpz_poly

#: flint's fmpz_poly.
IntegerPolynomial: TypeAlias = Any

#: No ball is refined beyond this many bits.
MAX_BITS = 1 << 20
FIRST_BITS = 64
#: Halvings times degree, which is by how many bits coefficients grow, while roots are separated.
MAX_GROWTH = 1 << 16


class NotExact(ValueError):
    """A question that would take more roots or more bits than are allowed."""


def precisions(what: str) -> Iterator[int]:
    """64, 128, 256, ... bits; after MAX_BITS NotExact, naming `what`.

    >>> [bits for bits, _ in zip(precisions("a sign"), range(3))]
    [64, 128, 256]
    """
    bits = FIRST_BITS
    while bits <= MAX_BITS:
        yield bits
        bits *= 2
    raise NotExact(f"{what} is still open at {MAX_BITS} bits")


@total_ordering
@dataclass(frozen=True)
class RealAlgebraic:
    """The real root number `index`, counted from below and from 0, of an irreducible primitive integer polynomial.

    `coefficients`: its coefficients from the constant term up, the last positive. Made by `real_roots` and
    `from_rational`; two are equal iff they are the same number.

    >>> root, _ = real_roots(fmpz_poly([-2, 0, 1]))[1]
    >>> print(root)
    1.4142135623730950488, root 2 of t^2 + (-2)
    >>> root > RealAlgebraic.from_rational(Fraction(7, 5))
    True
    """

    coefficients: tuple[int, ...]
    index: int

    @staticmethod
    def from_rational(number: Fraction) -> RealAlgebraic:
        """A rational number as the root of a linear polynomial.

        >>> RealAlgebraic.from_rational(Fraction(1, 3)) == real_roots(fmpz_poly([-1, 3]))[0][0]
        True
        """
        return RealAlgebraic((-number.numerator, number.denominator), 0)

    @property
    def polynomial(self) -> IntegerPolynomial:
        """The irreducible polynomial."""
        return fmpz_poly(list(self.coefficients))

    @property
    def degree(self) -> int:
        """The degree over the rationals."""
        return len(self.coefficients) - 1

    @property
    def rational(self) -> Fraction | None:
        """The number, where it is rational."""
        return Fraction(-self.coefficients[0], self.coefficients[1]) if self.degree == 1 else None

    def ball(self, bits: int) -> arb:
        """A ball around the number and around no other root, its radius at most 2^-bits max(1, |number|).

        Raises NotExact beyond MAX_BITS.

        >>> golden, _ = real_roots(fmpz_poly([-1, -1, 1]))[1]
        >>> golden.ball(64).str(15, radius=False)
        '1.61803398874989'
        """
        return _ball(self.coefficients, self.index, next(b for b in precisions("a root") if b >= bits))

    def decimal(self, digits: int) -> str:
        """The number to `digits` significant digits, the last of them correct to one unit.

        >>> real_roots(fmpz_poly([-2, 0, 1]))[1][0].decimal(30)
        '1.41421356237309504880168872421'
        """
        for bits in precisions(f"a decimal of {digits} digits"):
            ball = self.ball(bits)
            if ball.rel_accuracy_bits() > 4 * digits or ball.is_zero():
                return str(ball.str(digits, radius=False))
        raise AssertionError

    def sign_of(self, polynomial: IntegerPolynomial) -> int:
        """The sign of an integer polynomial at the number: -1, 0 or 1, exactly.

        >>> real_roots(fmpz_poly([-2, 0, 1]))[1][0].sign_of(fmpz_poly([-4, 0, 0, 0, 1]))
        0
        """
        # The own polynomial is irreducible: either it divides, or the two have no root in common.
        if polynomial.is_zero() or polynomial.gcd(self.polynomial).degree() > 0:
            return 0
        return first_sign(
            lambda bits: polynomial(self.ball(bits + int(polynomial.height_bits()))), "a polynomial's sign"
        )

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, RealAlgebraic):
            return NotImplemented
        if self == other:
            return False
        if self.coefficients == other.coefficients:
            return self.index < other.index
        return first_sign(lambda bits: other.ball(bits) - self.ball(bits), "the order of two numbers") > 0

    def __str__(self) -> str:
        if self.rational is not None:
            return str(self.rational)
        return f"{self.decimal(20)}, root {self.index + 1} of {self.polynomial.str(var='t')}"


def first_sign(enclosure: Callable[[int], arb], what: str) -> int:
    """The sign of a number known not to be zero, from ever smaller balls; NotExact where MAX_BITS do not tell.

    `enclosure(bits)` is a ball around the number, computed at twice so many bits.

    >>> first_sign(lambda bits: arb.pi() ** 2 - 10, "pi^2 - 10")
    -1
    """
    for bits in precisions(what):
        with ctx.workprec(2 * bits):
            ball = enclosure(bits)
        if sign := sign_of_ball(ball):
            return sign
    raise AssertionError


def sign_of_ball(ball: arb) -> int:
    """1 or -1 where every number of the ball has that sign, else 0."""
    return int(ball > 0) - int(ball < 0)


def real_roots(polynomial: IntegerPolynomial) -> list[tuple[RealAlgebraic, int]]:
    """The distinct real roots of a non-zero integer polynomial, ascending, each with its multiplicity.

    Raises NotExact where two of them are too close to be told apart within MAX_GROWTH, ValueError for the zero
    polynomial, of which every number is a root.

    >>> [(str(root), m) for root, m in real_roots(fmpz_poly([0, -1, 3]) * fmpz_poly([-1, 3]))]
    [('0', 1), ('1/3', 2)]
    """
    if polynomial.is_zero():
        raise ValueError("every number is a root of the zero polynomial: there is no list of them")
    roots = []
    for factor, multiplicity in polynomial.factor()[1]:
        sign = 1 if factor.leading_coefficient() > 0 else -1
        coefficients = tuple(sign * int(c) for c in factor.coeffs())
        count = 1 if len(coefficients) == 2 else len(_isolated(coefficients))
        roots += [(RealAlgebraic(coefficients, n), multiplicity) for n in range(count)]
    return sorted(roots)


@lru_cache(maxsize=1024)
def _isolated(coefficients: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Intervals [m/2^k, (m + 1)/2^k], as (m, k), around one real root each, ascending; for degree 2 and more.

    Descartes' rule with halving (Vincent, Collins, Akritas); an irreducible polynomial is not zero at their ends.
    Own code, as FLINT's complex roots take minutes once two roots are 10^-500 apart.
    """
    # Every root is at most 2 max |c_(d-n) / c_d|^(1/n) (Lagrange, Fujiwara), so below 2^bound.
    degree, leading = len(coefficients) - 1, coefficients[-1].bit_length() - 1
    powers = enumerate(reversed(coefficients[:-1]), start=1)
    bound = 2 + max((c.bit_length() - leading) // n + 1 for n, c in powers if c)
    scaled = [c << (bound * n if bound >= 0 else bound * (n - degree)) for n, c in enumerate(coefficients)]
    above = _isolated_in(fmpz_poly(scaled))
    below = _isolated_in(fmpz_poly([c * (-1) ** n for n, c in enumerate(scaled)]))
    return (*((-m - 1, k - bound) for m, k in reversed(below)), *((m, k - bound) for m, k in above))


def _isolated_in(polynomial: IntegerPolynomial) -> list[tuple[int, int]]:
    """The same for the roots between 0 and 1."""
    found, open_ = [], [(0, 0, polynomial)]
    shift = fmpz_poly([1, 1])
    while open_:
        m, k, part = open_.pop()
        changes = _changes(fmpz_poly(part.coeffs()[::-1])(shift).coeffs())
        if changes == 1:
            found.append((m, k))
        elif changes > 1:
            if k * part.degree() > MAX_GROWTH:
                raise NotExact(
                    f"two roots of a polynomial of degree {part.degree()} are closer than 2^-{k} of the largest"
                )
            lower = fmpz_poly([c << (part.degree() - n) for n, c in enumerate(part.coeffs())])
            open_ += [(2 * m + 1, k + 1, lower(shift)), (2 * m, k + 1, lower)]
    return found


def _changes(coefficients: Sequence[Any]) -> int:
    signs = [c > 0 for c in coefficients if c != 0]
    return sum(a != b for a, b in pairwise(signs))


@lru_cache(maxsize=1024)
def _monotone(coefficients: tuple[int, ...], index: int) -> arb:
    """A ball around one root on which the polynomial is strictly monotone: the isolating interval halved, exactly."""
    polynomial: IntegerPolynomial = fmpz_poly(list(coefficients))
    derivative, bits = polynomial.derivative(), int(polynomial.height_bits())
    m, k = _isolated(coefficients)[index]
    rising = _at(polynomial, m, k) < 0
    for halvings in range(MAX_GROWTH // polynomial.degree()):
        ball = arb((2 * m + 1, -k - 1), (1, -k - 1))
        with ctx.workprec(bits + halvings + FIRST_BITS):
            if sign_of_ball(derivative(ball)):
                return ball
        m, k = 2 * m, k + 1
        if (_at(polynomial, m + 1, k) < 0) == rising:
            m += 1
    raise NotExact(f"a root of a polynomial of degree {polynomial.degree()} has another critical point next to it")


def _at(polynomial: IntegerPolynomial, m: int, k: int) -> Any:
    return polynomial(fmpq(m, 1 << k) if k >= 0 else fmpq(m << -k))


@lru_cache(maxsize=4096)
def _ball(coefficients: tuple[int, ...], index: int, bits: int) -> arb:
    """A ball of at least `bits` bits, a power of 2, by interval Newton steps from the ball of half as many."""
    if len(coefficients) == 2:
        with ctx.workprec(bits + 32):
            return arb(fmpq(-coefficients[0], coefficients[1]))
    polynomial = fmpz_poly(list(coefficients))
    derivative = polynomial.derivative()
    ball = _monotone(coefficients, index) if bits == FIRST_BITS else _ball(coefficients, index, bits // 2)
    for extra in precisions("a root's refinement"):
        with ctx.workprec(bits + extra):
            while ball.rel_one_accuracy_bits() < bits:
                # Every root in the ball is in the Newton image of it, by the mean value theorem.
                centre = ball.mid()
                image = ball.intersection(centre - polynomial(centre) / derivative(ball))
                if not image.rad() < ball.rad() * arb(0.75):
                    break
                ball = image
            else:
                return ball
    raise AssertionError
