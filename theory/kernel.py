"""The exact decision procedures: the only code that may say "proved".

The class it decides. Finite sums of c * prod b_j^e_j where
  - the bases b_j are primes, E, or irreducible polynomials that are *shown* positive: every coefficient is non-negative
    and some monomial is positive, once the parameters are written as their lower bound plus a non-negative shift;
  - the exponents e_j are rational functions of the symbols (L, q, ...);
  - the coefficients c are rational functions over Q of the symbols and of opaque atoms (log u, atan u, 2F1, pi, x(u), ...).
Zero test: terms whose exponents differ by whole numbers share one power product, and the rational function in front of
it must vanish as a polynomial. Opaque atoms count as independent variables. All of this is sound for "proved" and says
nothing for "not proved": whatever falls outside is answered with "cannot decide", which is a normal answer.

Nothing here searches, approximates or simplifies by heuristics, and no floating-point number is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy as sp

from theory.hypotheses import Condition, Hypothesis, range_charts, sign_charts

Powers = dict[sp.Expr, sp.Expr]
Terms = list[tuple[Powers, sp.Expr]]

#: A power of a sum with fractional parts is multiplied out only up to this exponent.
LARGEST_EXPANSION = 8
#: Signs: STRICT is > 0, WEAK is >= 0, negatives accordingly, 0 is "not certain".
STRICT, WEAK = 2, 1


class CannotDecide(Exception):
    """The expression lies outside the class; the message says what stands in the way."""


@dataclass(frozen=True)
class Decision:
    """Whether a goal is proved, the rule that decided it, and, if it is not, what stood in the way."""

    proved: bool
    rule: str
    reason: str = ""


def zero(expression: sp.Expr, given: Sequence[Hypothesis]) -> Decision:
    """Decide that an expression vanishes identically under the hypotheses, by the zero test in every sign chart.

    >>> u, q = sp.symbols("u q", positive=True)
    >>> zero(u ** (1 / q) * u ** (1 - 1 / q) - u, ()).proved
    True
    """

    def every_chart() -> str:
        for chart in sign_charts(given):
            value = expression.subs(chart, simultaneous=True)
            rest, _ = _fraction(value, tuple(given))
            left = [(powers, c) for powers, c in _collect(rest) if c != 0]
            if left:
                return f"what remains is {_show(left)}" + (f" where {_chart_text(chart)}" if chart else "")
        return ""

    return _decide("normal form of sums of generalised monomials", every_chart)


def positive(expression: sp.Expr, given: Sequence[Hypothesis], strict: bool = True) -> Decision:
    """Decide expression > 0 (or >= 0) by non-negative coefficients, parameters shifted to their bounds.

    A strict condition among the hypotheses, c > 0, also settles positive multiples of c.
    """

    def every_chart() -> str:
        for chart in sign_charts(given):
            value = expression.subs(chart, simultaneous=True)
            multiples = [sp.cancel(value / c.subs(chart, simultaneous=True)) for c, weak in _conditions(given) if not weak]
            wanted = STRICT if strict else WEAK
            if not any(_sign(multiple, given) >= wanted for multiple in [value, *multiples]):
                return "some coefficient has no certain sign" + (f" where {_chart_text(chart)}" if chart else "")
        return ""

    return _decide("non-negative coefficients after shifting to the bounds", every_chart)


def equal_by_derivative(
    left: sp.Expr,
    right: sp.Expr,
    variable: sp.Symbol,
    at: sp.Expr,
    given: Sequence[Hypothesis],
    known: dict[sp.Expr, sp.Expr] | None = None,
) -> Decision:
    """Decide left = right: equal derivatives in `variable`, after use of `known` equalities, and equal at the point `at`."""

    def both() -> str:
        start = zero(_at(left - right, variable, at), [h for h in given if getattr(h, "symbol", None) != variable])
        if not start.proved:
            return f"at {variable} = {at}: {start.reason}"
        return zero(derivative(left - right, variable).xreplace(known or {}), given).reason

    return _decide(f"equal derivatives in {variable} and equal at {variable} = {at}", both)


def derivative(expression: sp.Expr, variable: sp.Symbol) -> sp.Expr:
    """d/d variable, with the rule d/dz z^a 2F1(b, a; a+1; z) = a z^(a-1) (1-z)^(-b) for the template.

    The rule is the term ratio of the binomial series: (b)_n (a)_n (n+a)/((a+1)_n n!) = a (b)_n/n!.
    """
    stand_in, derived = {}, {}
    for index, atom in enumerate(sorted(expression.atoms(sp.hyper), key=sp.default_sort_key)):
        if not atom.has(variable):
            continue
        b, a, z = _template(atom)
        name = sp.Function(f"template_{index}")(variable)
        stand_in[atom] = name
        derived[sp.Derivative(name, variable)] = sp.diff(z, variable) / z * a * ((1 - z) ** (-b) - atom)
    result = sp.diff(expression.xreplace(stand_in), variable)
    return result.xreplace(derived).xreplace({name: atom for atom, name in stand_in.items()})


def same_sign(left: sp.Expr, right: sp.Expr, ratio: sp.Expr, given: Sequence[Hypothesis]) -> Decision:
    """Decide that left and right have one sign, left = ratio * right with ratio > 0."""

    def both() -> str:
        return zero(left - ratio * right, given).reason or positive(ratio, given).reason

    return _decide(f"one is {ratio} times the other, and that factor is positive", both)


def at_least_one(expression: sp.Expr, given: Sequence[Hypothesis], strict: bool = False) -> Decision:
    """Decide expression >= 1 for a product of powers: every base is >= 1 and every exponent >= 0.

    It is > 1 where, besides, some base is > 1 and its exponent > 0.
    """

    def every_chart() -> str:
        for chart in sign_charts(given):
            n, d = _fraction(expression.subs(chart, simultaneous=True), tuple(given))
            if len(n) != 1 or len(d) != 1:
                raise CannotDecide(f"{expression} is not one product of powers")
            powers, coefficient = _merge(n[0][0], {b: -x for b, x in d[0][0].items()}), n[0][1] / d[0][1]
            top, bottom = sp.fraction(sp.cancel(coefficient))
            small = [
                f"{b}**({x})" for b, x in powers.items() if _sign(b - 1, given) < WEAK or not positive(x, given, False).proved
            ]
            if strict and not any(_sign(b - 1, given) == STRICT and positive(x, given).proved for b, x in powers.items()):
                small.append("no factor is shown to exceed 1")
            if _sign(top - bottom, given) < WEAK or _sign(bottom, given) < STRICT:
                small.append(str(coefficient))
            if small:
                return f"not shown to be at least 1: {', '.join(small)}"
        return ""

    return _decide("every base is at least 1 and every exponent at least 0", every_chart)


def convex_minimum(objective: sp.Expr, variable: sp.Symbol, at: sp.Expr, given: Sequence[Hypothesis]) -> Decision:
    """Decide that `at` minimises a function convex on the line: stationary there, second derivative >= 0 off 0, C^1 at 0."""

    def all_three() -> str:
        t = sp.Symbol(f"{variable.name}_size", positive=True)
        slope = {side: _rewritten(side * sp.diff(objective.subs(variable, side * t), t), given) for side in (1, -1)}
        for chart in sign_charts(given):
            here = at.subs(chart, simultaneous=True)
            side = -1 if here.could_extract_minus_sign() else 1
            if here != 0 and not positive(side * here, given).proved:
                raise CannotDecide(f"the sign of {here} is not certain")
            stationary = zero(slope[side].subs(chart, simultaneous=True).subs(t, side * here), given)
            if not stationary.proved:
                return stationary.reason
        for side in (1, -1):
            curved = positive(side * sp.diff(slope[side], t), given, strict=False)
            if not curved.proved:
                return curved.reason
        return zero(slope[1].subs(t, 0) - slope[-1].subs(t, 0), given).reason

    return _decide("stationary point of a convex function", all_three)


def power_integral(
    integrand: sp.Expr, variable: sp.Symbol, value: sp.Expr, finite: sp.Expr, given: Sequence[Hypothesis]
) -> Decision:
    """Decide the integral over (0, oo) of k s^(a-1) (s+lam)^(-b): k lam^(a-b) B(a, b-a), finite iff b - a > 0 (a > 0).

    Euler's Beta integral (DLMF 5.12.3); at infinity the integrand is comparable to s^(a-b-1). `finite` > 0 must be
    equivalent to b - a > 0.
    """

    def all_parts() -> str:
        chart = next(sign_charts(given))
        s = sp.Symbol(variable.name, positive=True)
        n, d = _fraction(integrand.subs(chart, simultaneous=True).subs(variable, s), tuple(given))
        n, d = _collect(n), _collect(d)
        if len(n) != 1 or len(d) != 1:
            raise CannotDecide(f"{integrand} is not one product of powers")
        powers = _merge(n[0][0], {base: -x for base, x in d[0][0].items()})
        powers = _merge(powers, _positive_factors(sp.cancel(n[0][1] / d[0][1]), sp.S.One, tuple(given)))
        shifts = [base - s for base in powers if base.has(s) and base != s]
        if len(shifts) != 1 or shifts[0].has(s) or _sign(shifts[0], given) < STRICT:
            raise CannotDecide(f"{integrand} is not of the form k s^(a-1) (s+lam)^(-b)")
        lam = shifts[0]
        a, b = sp.cancel(powers.pop(s, sp.S.Zero) + 1), sp.cancel(-powers.pop(s + lam))
        if _sign(a, given) < STRICT:
            return f"the integrand is not shown integrable at 0: a = {a}"
        condition = same_sign(sp.cancel(b - a), finite, sp.cancel((b - a) / finite), given)
        if not condition.proved:
            return condition.reason
        closed = sp.Mul(*(base**x for base, x in powers.items())) * lam ** (a - b) * sp.beta(a, sp.cancel(b - a))
        claimed = value.subs(chart, simultaneous=True).replace(sp.beta, lambda p, q: sp.beta(sp.cancel(p), sp.cancel(q)))
        return zero(closed - claimed, [h for h in given if not hasattr(h, "kind")]).reason

    return _decide("Euler's Beta integral, and comparison with a power at infinity", all_parts)


# --- below: the normal form -------------------------------------------------------------------------------------------


def _decide(rule: str, attempt: Callable[[], str]) -> Decision:
    try:
        reason = attempt()
    except CannotDecide as obstacle:
        reason = str(obstacle)
    return Decision(not reason, rule, reason)


def _fraction(e: sp.Expr, given: tuple[Hypothesis, ...]) -> tuple[Terms, Terms]:
    """The expression as numerator and denominator, each a sum of generalised monomials."""
    one: Terms = [({}, sp.S.One)]
    if e.is_Rational or e.is_Symbol:
        return [({}, e)], one
    if e.is_Float or e in (sp.nan, sp.zoo, sp.oo, -sp.oo, sp.I):
        raise CannotDecide(f"{e} is not an exact real number")
    if e.is_Add:
        numerator, denominator = [], one
        for part in e.args:
            n, d = _fraction(part, given)
            if d == denominator:
                numerator = _collect(numerator + n)
            else:
                numerator = _collect(_times(numerator, d) + _times(n, denominator))
                denominator = _times(denominator, d)
        return numerator, denominator
    if e.is_Mul:
        numerator, denominator = one, one
        for part in e.args:
            n, d = _fraction(part, given)
            numerator, denominator = _times(numerator, n), _times(denominator, d)
        return numerator, denominator
    if e.is_Pow or isinstance(e, sp.exp):
        base, exponent = e.as_base_exp()
        return _power(base, exponent, given)
    if isinstance(e, sp.Function | sp.Derivative | sp.Integral | sp.NumberSymbol):
        return [({}, sp.Symbol(f"<{sp.srepr(e)}>"))], one
    raise CannotDecide(f"{e.func.__name__} is outside the class")


def _power(base: sp.Expr, exponent: sp.Expr, given: tuple[Hypothesis, ...]) -> tuple[Terms, Terms]:
    one: Terms = [({}, sp.S.One)]
    if base == sp.E:
        return [({sp.E: exponent}, sp.S.One)], one
    n, d = _fraction(base, given)
    n, d = [t for t in _collect(n) if t[1] != 0], [t for t in _collect(d) if t[1] != 0]
    if not n:
        if _sign(exponent, given) == STRICT:
            return [], one
        raise CannotDecide(f"0 to the power {exponent}")
    if len(n) == len(d) == 1:
        powers, coefficient = _merge(n[0][0], {b: -x for b, x in d[0][0].items()}), n[0][1] / d[0][1]
        raised = {b: sp.cancel(x * exponent) for b, x in powers.items()}
        if exponent.is_Integer:
            return [(raised, coefficient**exponent)], one
        return [(_merge(raised, _positive_factors(coefficient, exponent, given)), sp.S.One)], one
    if not exponent.is_Integer or abs(exponent) > LARGEST_EXPANSION:
        raise CannotDecide(f"the base {base} is not one generalised monomial")
    for _ in range(abs(int(exponent)) - 1):
        n, d = _times(n, _fraction(base, given)[0]), _times(d, _fraction(base, given)[1])
    return (n, d) if exponent > 0 else (d, n)


def _positive_factors(coefficient: sp.Expr, exponent: sp.Expr, given: tuple[Hypothesis, ...]) -> Powers:
    """A rational function that is shown positive, factored into irreducible positive bases, each to `exponent`."""
    powers: Powers = {}
    sign = 1
    for part, direction in zip(sp.fraction(sp.cancel(coefficient)), (1, -1), strict=True):
        content, factors = sp.factor_list(part)
        sign *= -1 if content < 0 else 1
        for prime, times in sp.factorint(abs(sp.Rational(content))).items():
            powers = _merge(powers, {sp.Integer(prime): direction * times * exponent})
        for factor, times in factors:
            side = _sign(factor, given) // STRICT
            if abs(_sign(factor, given)) < STRICT:
                raise CannotDecide(f"the base {factor} is not shown positive, yet has the exponent {exponent}")
            sign *= side**times
            powers = _merge(powers, {sp.expand(side * factor): direction * times * exponent})
    if sign < 0:
        raise CannotDecide(f"the base {coefficient} is negative, with the exponent {exponent}")
    return powers


def _merge(left: Powers, right: Powers) -> Powers:
    merged = dict(left)
    for base, exponent in right.items():
        merged[base] = sp.cancel(merged.get(base, sp.S.Zero) + exponent)
    return {base: exponent for base, exponent in merged.items() if exponent != 0}


def _times(left: Terms, right: Terms) -> Terms:
    return _collect([(_merge(p, r), c * d) for p, c in left for r, d in right])


def _collect(terms: Terms) -> Terms:
    """Add up terms whose exponents differ by whole numbers; each coefficient ends as a reduced fraction of polynomials."""
    groups: list[tuple[Powers, list[sp.Expr]]] = []
    for powers, coefficient in terms:
        whole = {b: x for b, x in powers.items() if x.is_Integer and b != sp.E}
        coefficient = sp.Mul(coefficient, *(b**x for b, x in whole.items()))
        powers = {b: x for b, x in powers.items() if b not in whole}
        for representative, coefficients in groups:
            gap = _merge(powers, {b: -x for b, x in representative.items()})
            if all(x.is_Integer for x in gap.values()):
                coefficients.append(sp.Mul(coefficient, *(b**x for b, x in gap.items())))
                break
        else:
            groups.append((powers, [coefficient]))
    return [(powers, sp.cancel(sp.Add(*coefficients))) for powers, coefficients in groups]


def _sign(expression: sp.Expr, given: Sequence[Hypothesis]) -> int:
    """STRICT for > 0, WEAK for >= 0, their negatives for < 0 and <= 0, and 0 where no sign is certain."""
    signs = []
    for chart in range_charts(given):
        n, d = _fraction(sp.sympify(expression).subs(chart, simultaneous=True), ())
        signs.append(_product_of_signs(_common_sign(n), _common_sign(d)))
    return min(signs) if min(signs) > 0 else max(signs) if max(signs) < 0 else 0


def _product_of_signs(left: int, right: int) -> int:
    strength = min(abs(left), abs(right))
    return strength if (left > 0) == (right > 0) else -strength


def _common_sign(terms: Terms) -> int:
    """The sign shared by all terms, each a coefficient times powers of positive bases; strict if one of them is."""
    found = []
    for powers, coefficient in terms:
        if coefficient == 0:
            continue
        if not all(symbol.is_positive for base in powers for symbol in base.free_symbols):
            return 0
        n, d = (_polynomial_sign(part) for part in sp.fraction(sp.cancel(coefficient)))
        found.append(_product_of_signs(n, d))
    if not found:
        return WEAK
    return max(found) if min(found) > 0 else min(found) if max(found) < 0 else 0


def _polynomial_sign(polynomial: sp.Expr) -> int:
    """The sign all coefficients share, strict where one monomial cannot vanish; its symbols must be non-negative."""
    if polynomial.is_Rational:
        return STRICT * int(sp.sign(polynomial))
    symbols = sorted(polynomial.free_symbols, key=lambda s: s.name)
    if not all(s.is_nonnegative for s in symbols):
        return 0
    terms = sp.Poly(polynomial, *symbols, domain="QQ").terms()
    signs = {1 if c > 0 else -1 for _, c in terms}
    certain = any(all(s.is_positive or n == 0 for s, n in zip(symbols, powers, strict=True)) for powers, _ in terms)
    return (STRICT if certain else WEAK) * signs.pop() if len(signs) == 1 else 0


def _template(atom: sp.hyper) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """(b, a, z) of an atom 2F1(b, a; a+1; z)."""
    top, bottom, z = atom.args
    if len(top) == 2 and len(bottom) == 1:
        for a, b in ((top[0], top[1]), (top[1], top[0])):
            if sp.expand(bottom[0] - a - 1) == 0:
                return b, a, z
    raise CannotDecide(f"{atom} is not of the form 2F1(b, a; a+1; z)")


def _at(expression: sp.Expr, variable: sp.Symbol, point: sp.Expr) -> sp.Expr:
    """The value at a point, with 2F1(.; 0) = 1; an expression that is singular there cannot be decided."""
    value = expression.subs(variable, point)
    value = value.replace(lambda e: isinstance(e, sp.hyper) and e.args[2] == 0, lambda e: sp.S.One)
    value = value.replace(lambda e: isinstance(e, sp.Integral) and e.limits[0][1] == e.limits[0][2], lambda e: sp.S.Zero)
    if value.has(sp.nan, sp.zoo, sp.oo):
        raise CannotDecide(f"{expression} is singular at {variable} = {point}")
    return value


def _conditions(given: Sequence[Hypothesis]) -> list[tuple[sp.Expr, bool]]:
    """Each condition as (expression, weak): expression > 0, or >= 0 where weak."""
    found = []
    for h in given:
        if isinstance(h, Condition):
            if isinstance(h.relation, sp.StrictGreaterThan | sp.StrictLessThan | sp.GreaterThan | sp.LessThan):
                weak = isinstance(h.relation, sp.GreaterThan | sp.LessThan)
                found.append((h.relation.gts - h.relation.lts, weak))
    return found


def _rewritten(expression: sp.Expr, given: Sequence[Hypothesis]) -> sp.Expr:
    """The normal form, as an expression again."""
    n, d = (_collect(terms) for terms in _fraction(expression, tuple(given)))
    below = sp.Add(*(c * sp.Mul(*(b**x for b, x in p.items())) for p, c in d))
    return sp.Add(*(sp.Mul(c, *(b**x for b, x in p.items())) / below for p, c in n))


def _show(terms: Terms) -> str:
    return " + ".join(str(sp.Mul(c, *(b**x for b, x in p.items()))) for p, c in terms)


def _chart_text(chart: dict[sp.Symbol, sp.Expr]) -> str:
    return ", ".join(f"{s} = 0" if v == 0 else f"{s} {'<' if v.could_extract_minus_sign() else '>'} 0" for s, v in chart.items())
