"""The normal form of sums of generalised monomials, and the signs that can be read off it.

A sum is a list of terms, each a coefficient (a rational function over Q of symbols and opaque atoms) times powers of
positive bases with exponents that are rational functions. Terms whose exponents differ by whole numbers are one term.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import sympy as sp

from neversaddle.theory.kernel.charts import in_chart, range_charts
from neversaddle.theory.statement.hypotheses import Hypothesis

Powers = dict[sp.Expr, sp.Expr]
Terms = list[tuple[Powers, sp.Expr]]

#: A power of a sum with fractional parts is multiplied out only up to this exponent.
LARGEST_EXPANSION = 8
#: Numbers are factored by trial up to this prime first; what is left may be as long as this, in bits.
SMALL_FACTORS, MOST_BITS = 10**5, 80
#: Signs: STRICT is > 0, WEAK is >= 0, negatives accordingly, 0 is "not certain".
STRICT, WEAK = 2, 1


class CannotDecide(Exception):
    """The expression lies outside the class; the message says what stands in the way."""


def fraction(e: sp.Expr, given: tuple[Hypothesis, ...]) -> tuple[Terms, Terms]:
    """The expression as numerator and denominator, each a sum of generalised monomials; nobody may change them."""
    return ([({}, e)], [({}, sp.S.One)]) if e.is_Rational or e.is_Symbol else _fraction(e, given)


@lru_cache(maxsize=16384)
def _fraction(e: sp.Expr, given: tuple[Hypothesis, ...]) -> tuple[Terms, Terms]:
    one: Terms = [({}, sp.S.One)]
    if e.is_Float or e in (sp.nan, sp.zoo, sp.oo, -sp.oo, sp.I):
        raise CannotDecide(f"{e} is not an exact real number")
    if e.is_Add:
        numerator: Terms = []
        denominator = one
        for part in e.args:
            n, d = fraction(part, given)
            if d == denominator:
                numerator = collect(numerator + n)
            else:
                numerator = collect(_times(numerator, d) + _times(n, denominator))
                denominator = _times(denominator, d)
        return numerator, denominator
    if e.is_Mul:
        numerator, denominator = one, one
        for part in e.args:
            n, d = fraction(part, given)
            numerator, denominator = _times(numerator, n), _times(denominator, d)
        return numerator, denominator
    if e.is_Pow or isinstance(e, sp.exp):
        base, exponent = e.as_base_exp()
        return _power(base, exponent, given)
    if isinstance(e, sp.sign | sp.Abs) and (side := _side(e.args[0], given)):
        return fraction(side * e.args[0], given) if isinstance(e, sp.Abs) else ([({}, sp.Integer(side))], one)
    if isinstance(e, sp.Function | sp.Derivative | sp.Integral | sp.NumberSymbol):
        return [({}, sp.Symbol(f"<{sp.srepr(e)}>"))], one
    raise CannotDecide(f"{e.func.__name__} is outside the class")


def _side(e: sp.Expr, given: tuple[Hypothesis, ...]) -> int:
    """1 or -1 for one generalised monomial with a coefficient of that certain sign, else 0."""
    n, d = ([t for t in collect(terms) if t[1] != 0] for terms in fraction(e, given))
    side = certain_sign(n[0][1] / d[0][1], given) if len(n) == len(d) == 1 else 0
    return side // STRICT if abs(side) == STRICT else 0


def _power(base: sp.Expr, exponent: sp.Expr, given: tuple[Hypothesis, ...]) -> tuple[Terms, Terms]:
    one: Terms = [({}, sp.S.One)]
    if not _is_real(exponent):
        raise CannotDecide(f"the exponent {exponent} is not shown to be real")
    if base == sp.E:
        return [({sp.E: exponent}, sp.S.One)], one
    n, d = fraction(base, given)
    n, d = [t for t in collect(n) if t[1] != 0], [t for t in collect(d) if t[1] != 0]
    if not n:
        if certain_sign(exponent, given) == STRICT:
            return [], one
        raise CannotDecide(f"0 to the power {exponent}")
    if len(n) == len(d) == 1:
        powers, coefficient = merge(n[0][0], {b: -x for b, x in d[0][0].items()}), n[0][1] / d[0][1]
        raised = {b: cancelled(x * exponent) for b, x in powers.items()}
        if exponent.is_Integer:
            return [(raised, coefficient**exponent)], one
        if exponent.is_integer and certain_sign(coefficient, given) == -STRICT:
            # Whether the exponent is even is not known: (-1)^n is a letter.
            parity = sp.Symbol(f"<{sp.srepr(sp.S.NegativeOne**exponent)}>")
            return [(merge(raised, positive_factors(-coefficient, exponent, given)), parity)], one
        return [(merge(raised, positive_factors(coefficient, exponent, given)), sp.S.One)], one
    if not exponent.is_Integer or abs(exponent) > LARGEST_EXPANSION:
        raise CannotDecide(f"the base {base} is not one generalised monomial")
    for _ in range(abs(int(exponent)) - 1):
        n, d = _times(n, fraction(base, given)[0]), _times(d, fraction(base, given)[1])
    return (n, d) if exponent > 0 else (d, n)


def _is_real(exponent: sp.Expr) -> bool:
    """Whether an exponent is certainly real: rational in symbols and real numbers; (b^x)^y = b^(xy) needs it."""
    if exponent.is_Symbol:
        return exponent.is_real is not False
    if exponent.is_Add or exponent.is_Mul or (exponent.is_Pow and exponent.exp.is_Integer):
        return all(map(_is_real, exponent.args))
    return exponent.is_real is True


def positive_factors(coefficient: sp.Expr, exponent: sp.Expr, given: tuple[Hypothesis, ...]) -> Powers:
    """A rational function that is shown positive, factored into irreducible positive bases, each to `exponent`."""
    powers: Powers = {}
    sign = 1
    for part, direction in zip(sp.fraction(cancelled(coefficient)), (1, -1), strict=True):
        content, factors = _factored(part)
        sign *= -1 if content < 0 else 1
        for prime, times in _prime_powers(abs(sp.Rational(content))):
            powers = merge(powers, {sp.Integer(prime): direction * times * exponent})
        for factor, times in factors:
            side = certain_sign(factor, given) // STRICT
            if abs(certain_sign(factor, given)) < STRICT:
                raise CannotDecide(f"the base {factor} is not shown positive, yet has the exponent {exponent}")
            sign *= side**times
            powers = merge(powers, {sp.expand(side * factor): direction * times * exponent})
    if sign < 0:
        raise CannotDecide(f"the base {coefficient} is negative, with the exponent {exponent}")
    return powers


def _prime_powers(number: sp.Rational) -> list[tuple[int, int]]:
    """The prime factors of a number, as far as they are found soon. Raises CannotDecide where they are not."""
    found = sp.factorrat(number, limit=SMALL_FACTORS)
    if any(factor.bit_length() > MOST_BITS and not sp.isprime(factor) for factor in map(int, found)):
        raise CannotDecide(f"the factors of {number} are too large")
    return list(sp.factorrat(number).items())


@lru_cache(maxsize=16384)
def cancelled(e: sp.Expr) -> sp.Expr:
    """sp.cancel, once for each expression: the same few exponents and coefficients come again and again."""
    if e.is_Rational or e.is_Symbol:
        return e
    if not _is_rational_function(e):
        return sp.cancel(e)
    # Of a pair sp.cancel takes the reduced form at once; before that, it spends most of its time on e as it is written.
    above, below = e.as_numer_denom()
    factor, numerator, denominator = sp.cancel((above, below))
    if above.is_Add and numerator == above and sp.expand(above) == 0:
        # What is zero once it is multiplied out has no letters, and SymPy gives it back as it was.
        return sp.S.Zero
    return factor * numerator / denominator


def _is_rational_function(e: sp.Expr) -> bool:
    """Whether e is put together from symbols and rational numbers, by whole powers alone."""
    if e.is_Add or e.is_Mul:
        return all(map(_is_rational_function, e.args))
    return e.is_Rational or e.is_Symbol or (e.is_Pow and e.exp.is_Integer and _is_rational_function(e.base))


@lru_cache(maxsize=4096)
def _factored(polynomial: sp.Expr) -> tuple[sp.Expr, tuple[tuple[sp.Expr, int], ...]]:
    """Its content and its irreducible factors, each with how often it occurs."""
    content, factors = sp.factor_list(polynomial)
    return content, tuple(factors)


def merge(left: Powers, right: Powers) -> Powers:
    """The powers of a product: exponents added, those that vanish left out."""
    merged = dict(left)
    for base, exponent in right.items():
        merged[base] = cancelled(merged.get(base, sp.S.Zero) + exponent)
    return {base: exponent for base, exponent in merged.items() if exponent != 0}


def _times(left: Terms, right: Terms) -> Terms:
    return collect([(merge(p, r), c * d) for p, c in left for r, d in right])


def collect(terms: Terms) -> Terms:
    """Add up terms whose exponents differ by whole numbers; each coefficient ends as a reduced fraction."""
    groups: list[tuple[Powers, list[sp.Expr]]] = []
    for powers, coefficient in terms:
        whole = {b: x for b, x in powers.items() if x.is_Integer and b != sp.E}
        coefficient = sp.Mul(coefficient, *(b**x for b, x in whole.items()))
        powers = {b: x for b, x in powers.items() if b not in whole}
        for representative, coefficients in groups:
            gap = merge(powers, {b: -x for b, x in representative.items()})
            if all(x.is_Integer for x in gap.values()):
                coefficients.append(sp.Mul(coefficient, *(b**x for b, x in gap.items())))
                break
        else:
            groups.append((powers, [coefficient]))
    return [(powers, cancelled(sp.Add(*coefficients))) for powers, coefficients in groups]


def certain_sign(expression: sp.Expr, given: Sequence[Hypothesis]) -> int:
    """STRICT for > 0, WEAK for >= 0, their negatives for < 0 and <= 0, and 0 where no sign is certain."""
    return _certain_sign(sp.sympify(expression), tuple(given))


@lru_cache(maxsize=4096)
def _certain_sign(expression: sp.Expr, given: tuple[Hypothesis, ...]) -> int:
    signs = []
    # Euler's integral is one of a positive function.
    betas = [e for e in expression.atoms(sp.beta) if all(_certain_sign(a, given) == STRICT for a in e.args)]
    expression = expression.xreplace({e: sp.Dummy("beta", positive=True) for e in betas})
    for chart in range_charts(given):
        n, d = fraction(in_chart(expression, chart), ())
        signs.append(_quotient_of_signs(_common_sign(n), _common_sign(d)))
    return min(signs) if min(signs) > 0 else max(signs) if max(signs) < 0 else 0


def _quotient_of_signs(above: int, below: int) -> int:
    """The sign of a quotient, none where the denominator may vanish."""
    if abs(below) < STRICT:
        return 0
    return above if below > 0 else -above


def _common_sign(terms: Terms) -> int:
    """The sign shared by all terms, each a coefficient times powers of positive bases; strict if one of them is."""
    found = []
    for powers, coefficient in terms:
        if coefficient == 0:
            continue
        if not all(symbol.is_positive for base in powers for symbol in base.free_symbols):
            return 0
        n, d = (_polynomial_sign(part) for part in sp.fraction(cancelled(coefficient)))
        found.append(_quotient_of_signs(n, d))
    if not found:
        return WEAK
    return max(found) if min(found) > 0 else min(found) if max(found) < 0 else 0


def _polynomial_sign(polynomial: sp.Expr) -> int:
    """The sign all coefficients share, strict where one monomial cannot vanish; its symbols must be non-negative."""
    if polynomial.is_Rational:
        return STRICT * int(sp.sign(polynomial))
    symbols = sorted(polynomial.free_symbols, key=lambda s: s.name)
    # Without symbols it is a constant such as 1 + 3/e^2, whose sign is not read off coefficients.
    if not symbols or not all(s.is_nonnegative for s in symbols):
        return 0
    terms = sp.Poly(polynomial, *symbols, domain="QQ").terms()
    signs = {1 if c > 0 else -1 for _, c in terms}
    certain = any(all(s.is_positive or n == 0 for s, n in zip(symbols, powers, strict=True)) for powers, _ in terms)
    return (STRICT if certain else WEAK) * signs.pop() if len(signs) == 1 else 0


def rewritten(expression: sp.Expr, given: Sequence[Hypothesis]) -> sp.Expr:
    """The normal form, as an expression again."""
    n, d = (collect(terms) for terms in fraction(expression, tuple(given)))
    below = sp.Add(*(c * sp.Mul(*(b**x for b, x in p.items())) for p, c in d))
    return sp.Add(*(sp.powsimp(sp.Mul(c, *(b**x for b, x in p.items())) / below, combine="exp") for p, c in n))


def shown(terms: Terms) -> str:
    """The sum as text, for messages."""
    return " + ".join(str(sp.Mul(c, *(b**x for b, x in p.items()))) for p, c in terms)
