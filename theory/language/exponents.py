"""Exponents: q, its conjugate p, the metric exponent m, the stability number kappa, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.language.parse import NumberTooLong, parse_number
from neversaddle.theory.language.tokens import ParseError

ExponentLike: TypeAlias = "Exponent | sp.Expr | Fraction | int | float | str"
DepthLike: TypeAlias = "int | sp.Expr"

#: Floats are taken as exponents only if they are this simple: 1.5 is 3/2, but 1.1 is no rational anyone means.
LARGEST_FLOAT_DENOMINATOR = 64
#: Exact work grows with the denominator of q, so exponents are kept to sizes that appear in theory.
LARGEST_DENOMINATOR = 128

ALLOWED = 'a rational in [1, 2] such as "3/2", Fraction(3, 2), 1 or 2 (or a symbol)'


class ExponentError(ValueError):
    """An exponent, metric exponent or depth that is outside what the theory covers."""


@dataclass(frozen=True)
class Exponent:
    """The exponent q in [1, 2] of steepest flow for the L_p norm, 1/p + 1/q = 1; rational or symbolic.

    >>> e = exponent("3/2")
    >>> e.p, e.metric_exponent(3), e.kappa(3)
    (3, 1, 0)
    """

    q: sp.Expr

    @property
    def is_symbolic(self) -> bool:
        """Whether q is a symbol rather than a number."""
        return not self.q.is_Rational

    @property
    def p(self) -> sp.Expr:
        """Conjugate exponent p = q/(q-1); infinite at q = 1 (1/p + 1/q = 1)."""
        return sp.oo if self.q == 1 else self.q / (self.q - 1)

    def metric_exponent(self, depth: DepthLike) -> sp.Expr:
        """Metric exponent m = q(L-1)/L of the balanced leaf of depth L (arXiv 2603.02064, Lemma 4.13)."""
        return self.q * (depth - 1) / sp.sympify(depth)

    def kappa(self, depth: DepthLike) -> sp.Expr:
        """Stability number kappa = L(1-m) = L - q(L-1); non-negative iff m <= 1 iff L <= p."""
        return sp.sympify(depth) - self.q * (depth - 1)

    @property
    def largest_stable_depth(self) -> sp.Expr:
        """The largest L with kappa >= 0, that is L <= p: floor(p); infinite at q = 1."""
        return sp.floor(self.p)

    def __str__(self) -> str:
        return str(self.q)


def exact_rational(value: object, what: str, allowed: str) -> sp.Rational:
    """A number given as text, int, Fraction, Rational or simple float, as an exact Rational.

    Raises ExponentError in one line naming `what` and what is `allowed`.
    """
    refusal = ExponentError(f"{what} must be {allowed}; got {_shown(value)}")
    if isinstance(value, bool):
        raise refusal
    if isinstance(value, str):
        try:
            return parse_number(value)
        except NumberTooLong as problem:
            raise ExponentError(f"{what} must be {allowed}: {problem}") from None
        except ParseError:
            raise refusal from None
    if isinstance(value, sp.Rational):
        return value
    if isinstance(value, Integral):
        return sp.Integer(int(value))
    if isinstance(value, Rational):
        return sp.Rational(int(value.numerator), int(value.denominator))
    if isinstance(value, Decimal) and value.is_finite():
        return sp.Rational(*value.as_integer_ratio())
    if isinstance(value, Real | sp.Float):
        number = float(value)
        if number != value or number in (float("inf"), float("-inf")):
            raise refusal
        exact = Fraction(number)
        if exact.denominator > LARGEST_FLOAT_DENOMINATOR:
            raise ExponentError(
                f"{what} = {number!r} is not an exact fraction in binary; write it as text, "
                f'for example "{Fraction(str(number))}"'
            )
        return sp.Rational(exact.numerator, exact.denominator)
    raise refusal


def exponent(value: ExponentLike) -> Exponent:
    """The exponent q from text, int, Fraction, Rational, a simple float, or a SymPy symbol.

    Raises ExponentError where q is not an exact rational in [1, 2].

    >>> exponent(1.5) == exponent("3/2")
    True
    >>> exponent("5/2")
    Traceback (most recent call last):
    ...
    neversaddle.theory.language.exponents.ExponentError: q = 5/2 is outside [1, 2]; allowed is a rational in [1, 2] ...
    """
    if isinstance(value, Exponent):
        return value
    if isinstance(value, sp.Symbol):
        return Exponent(value)
    q = exact_rational(value, "q", ALLOWED)
    if not 1 <= q <= 2:
        raise ExponentError(f"q = {q} is outside [1, 2]; allowed is {ALLOWED}")
    if q.q > LARGEST_DENOMINATOR:
        raise ExponentError(f"q = {q} has a denominator above {LARGEST_DENOMINATOR}; allowed is {ALLOWED}")
    return Exponent(q)


def exponent_from_metric(metric_exponent: object, depth: int) -> Exponent:
    """The exponent q = mL/(L-1) whose depth-L balanced leaf has metric exponent m.

    Raises ExponentError outside the range of that depth, m in [(L-1)/L, 2(L-1)/L].

    >>> exponent_from_metric("3/4", 2)
    Exponent(q=3/2)
    """
    if depth < 2:
        raise ExponentError(f"depth {depth} has metric exponent 0 for every q; give q, or a depth of at least 2")
    lowest, highest = sp.Rational(depth - 1, depth), sp.Rational(2 * (depth - 1), depth)
    m = exact_rational(metric_exponent, "metric exponent", f'a rational such as "{lowest}"')
    if not lowest <= m <= highest:
        raise ExponentError(f"metric exponent {m} is outside [{lowest}, {highest}], the range of depth {depth}")
    return exponent(m * depth / (depth - 1))


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "..."
