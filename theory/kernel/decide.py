"""The exact decision procedures: the only code that may say "proved".

The class it decides. Finite sums of c * prod b_j^e_j where
  - the bases b_j are primes, E, or irreducible polynomials that are *shown* positive: every coefficient is non-negative
    and some monomial is positive, once the parameters are written as their lower bound plus a non-negative shift;
  - the exponents e_j are rational functions of the symbols (L, q, ...);
  - the coefficients c are rational functions over Q of the symbols and of opaque atoms (log u, 2F1, pi, x(u), ...).
Zero test: terms whose exponents differ by whole numbers share one power product, and the rational function in front of
it must vanish as a polynomial. Opaque atoms count as independent variables. All of this is sound for "proved" and says
nothing for "not proved": whatever falls outside is answered with "cannot decide", which is a normal answer.

Before that, domain.py asks whether everything is defined for all values that the hypotheses allow: no denominator may
vanish, no base of a fractional power be negative, and what is differentiated must be smooth.

Nothing here searches, approximates or simplifies by heuristics, and no floating-point number is accepted.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ParamSpec

import sympy as sp

from neversaddle.theory.definitions.leaf import written_out
from neversaddle.theory.kernel.charts import charted, in_chart, of_what_occurs, sign_charts
from neversaddle.theory.kernel.domain import ON_LEAF, admit, require_defined, require_smooth, require_within, template
from neversaddle.theory.kernel.normal_form import (
    STRICT,
    WEAK,
    CannotDecide,
    Powers,
    cancelled,
    certain_sign,
    collect,
    fraction,
    merge,
    positive_factors,
    shown,
)
from neversaddle.theory.kernel.squares import kept_apart, sign_by_squares
from neversaddle.theory.statement.hypotheses import Condition, Given, Hypothesis

ORDERED = sp.StrictGreaterThan | sp.StrictLessThan | sp.GreaterThan | sp.LessThan
Details = ParamSpec("Details")


@dataclass(frozen=True)
class Decision:
    """Whether a goal is proved, the rule that decided it, and, if it is not, what stood in the way."""

    proved: bool
    rule: str
    reason: str = ""

    def require(self, where: str = "") -> None:
        """Raise CannotDecide with what stood in the way, and where, unless it is proved."""
        if not self.proved:
            raise CannotDecide(self.reason + where)


def judged(rule: str, attempt: Callable[[], str | None]) -> Decision:
    """Proved by the rule, or by what the attempt names, unless that raises CannotDecide.

    Nothing else makes a Decision.
    """
    try:
        found = attempt()
    except CannotDecide as obstacle:
        return Decision(False, rule, str(obstacle))
    return Decision(True, found or rule)


def rule(name: str) -> Callable[[Callable[Details, None]], Callable[Details, Decision]]:
    """What raises CannotDecide with what stands in the way of a goal, and else has shown it, as a rule of that name.

    In the name {detail} stands for what the rule is told as that.
    """

    def named(show: Callable[Details, None]) -> Callable[Details, Decision]:
        told = inspect.signature(show)

        @functools.wraps(show)
        def decided(*args: Details.args, **details: Details.kwargs) -> Decision:
            here = name.format_map(told.bind(*args, **details).arguments) if "{" in name else name

            def attempt() -> None:
                show(*args, **details)

            return judged(here, attempt)

        return decided

    return named


@rule("normal form of sums of generalised monomials")
def zero(expression: sp.Expr, given: Sequence[Hypothesis]) -> None:
    """Decide that an expression vanishes identically under the hypotheses, by the zero test in every sign chart.

    >>> u, q = sp.symbols("u q", positive=True)
    >>> zero(u ** (1 / q) * u ** (1 - 1 / q) - u, ()).proved
    True
    """
    admit(given, expression)
    given = of_what_occurs(given, expression)
    for chart in sign_charts(given):
        value, there = in_chart(expression, chart), charted(given, chart)
        require_defined(expression, there, chart)
        rest, _ = fraction(value, there)
        left = [(powers, c) for powers, c in collect(rest) if c != 0]
        if left:
            raise CannotDecide(f"what remains is {shown(left)}{_where(chart)}")


@rule("non-negative coefficients after shifting to the bounds")
def positive(expression: sp.Expr, given: Sequence[Hypothesis], strict: bool = True) -> None:
    """Decide expression > 0 (or >= 0) by non-negative coefficients, parameters shifted to their bounds.

    A strict condition among the hypotheses, c > 0, also settles positive multiples of c; and so do products and sums of
    squares, positive where what is squared is not zero.
    """
    admit(given, expression)
    given = of_what_occurs(given, expression)
    for chart in sign_charts(given):
        value, there = in_chart(expression, chart), charted(given, chart)
        require_defined(expression, there, chart)
        above_zero = [c for c, weak in _conditions(there) if not weak]
        if 0 in above_zero:
            continue
        multiples = [cancelled(value / c) for c in above_zero]
        wanted = STRICT if strict else WEAK
        if any(certain_sign(multiple, there) >= wanted for multiple in [value, *multiples]):
            continue
        apart = kept_apart(there)
        if 0 not in apart and sign_by_squares(value, there, apart) < wanted:
            raise CannotDecide(f"some coefficient has no certain sign{_where(chart)}")


@rule("equal derivatives in {variable} and equal at {variable} = {at}")
def equal_by_derivative(
    left: sp.Expr,
    right: sp.Expr,
    variable: sp.Symbol,
    at: sp.Expr,
    given: Sequence[Hypothesis],
    known: dict[sp.Expr, sp.Expr] | None = None,
) -> None:
    """Decide left = right: equal derivatives in `variable`, by the `known` equalities, and equal at the point `at`.

    `variable` runs over an interval, inside which both sides are smooth; `at` may be one of its ends.
    """
    admit(given, left, right)
    require_within(at, variable, given)
    require_smooth(left - right, variable, given)
    start = zero(at_point(left - right, variable, at, given), _without(given, variable))
    start.require(f", at {variable} = {at}")
    zero(derivative(left - right, variable).xreplace(known or {}), given).require()


def derivative(expression: sp.Expr, variable: sp.Symbol) -> sp.Expr:
    """d/d variable, with the rule d/dz z^a 2F1(b, a; a+1; z) = a z^(a-1) (1-z)^(-b) for the template.

    The rule is the term ratio of the binomial series: (b)_n (a)_n (n+a)/((a+1)_n n!) = a (b)_n/n!.
    """
    stand_in, derived = {}, {}
    for index, atom in enumerate(sorted(expression.atoms(sp.hyper), key=sp.default_sort_key)):
        if not atom.has(variable):
            continue
        b, a, z = template(atom)
        name = sp.Function(f"template {index}")(variable)
        stand_in[atom] = name
        derived[sp.Derivative(name, variable)] = sp.diff(z, variable) / z * a * ((1 - z) ** (-b) - atom)
    result = sp.diff(expression.xreplace(stand_in), variable)
    return result.xreplace(derived).xreplace({name: atom for atom, name in stand_in.items()})


def at_point(expression: sp.Expr, variable: sp.Symbol, point: sp.Expr, given: Sequence[Hypothesis]) -> sp.Expr:
    """The limit at a point, with 2F1(.; 0) = 1 and 0^e = 0 for e > 0; CannotDecide where it may be singular or jump."""
    for jump in expression.atoms(sp.sign):
        if jump.has(variable) and not _has_side(jump.args[0].subs(variable, point), given):
            raise CannotDecide(f"{jump} may jump at {variable} = {point}")
    value = expression.subs(variable, point)
    value = value.replace(lambda e: isinstance(e, sp.hyper) and e.args[2] == 0, lambda e: sp.S.One)
    for power in sorted(value.atoms(sp.Pow), key=sp.default_sort_key):
        if power.base == 0:
            if certain_sign(power.exp, given) < STRICT:
                raise CannotDecide(f"{expression} may be singular at {variable} = {point}")
            value = value.xreplace({power: sp.S.Zero})
    edge = any(certain_sign(1 - atom.args[2], given) < STRICT for atom in value.atoms(sp.hyper))
    if edge or value.has(sp.nan, sp.zoo, sp.oo, sp.AccumBounds):
        raise CannotDecide(f"{expression} is singular at {variable} = {point}")
    return value


def _has_side(e: sp.Expr, given: Sequence[Hypothesis]) -> bool:
    """Whether an expression has a strict sign in every chart."""
    charts = list(sign_charts(given))
    return all(abs(certain_sign(in_chart(e, chart), charted(given, chart))) == STRICT for chart in charts)


@rule("one is {ratio} times the other, and that factor is positive")
def same_sign(left: sp.Expr, right: sp.Expr, ratio: sp.Expr, given: Sequence[Hypothesis]) -> None:
    """Decide that left and right have one sign, left = ratio * right with ratio > 0."""
    zero(left - ratio * right, given).require()
    positive(ratio, given).require()


@rule("every base is at least 1 and every exponent at least 0")
def at_least_one(expression: sp.Expr, given: Sequence[Hypothesis], strict: bool = False) -> None:
    """Decide expression >= 1 for a product of powers: every base is >= 1 and every exponent >= 0.

    It is > 1 where, besides, some base is > 1 and its exponent > 0.
    """
    admit(given, expression)
    given = of_what_occurs(given, expression)
    for chart in sign_charts(given):
        value, there = in_chart(expression, chart), charted(given, chart)
        require_defined(expression, there, chart)
        powers, coefficient = one_product(value, there)
        top, bottom = sp.fraction(sp.cancel(coefficient))
        small = [
            f"{b}**({x})"
            for b, x in powers.items()
            if certain_sign(b - 1, there) < WEAK or not positive(x, there, False).proved
        ]
        if strict and not any(
            certain_sign(b - 1, there) == STRICT and positive(x, there).proved for b, x in powers.items()
        ):
            small.append("no factor is shown to exceed 1")
        if certain_sign(top - bottom, there) < WEAK or certain_sign(bottom, there) < STRICT:
            small.append(str(coefficient))
        if small:
            raise CannotDecide(f"not shown to be at least 1: {', '.join(small)}")


def one_product(e: sp.Expr, given: Given) -> tuple[Powers, sp.Expr]:
    """The powers and the coefficient of an expression that is one product of powers."""
    n, d = (collect(terms) for terms in fraction(e, given))
    if len(n) != 1 or len(d) != 1:
        raise CannotDecide(f"{e} is not one product of powers")
    return merge(n[0][0], {b: -x for b, x in d[0][0].items()}), n[0][1] / d[0][1]


@rule("Euler's Beta integral, and comparison with a power at infinity")
def power_integral(
    integrand: sp.Expr, variable: sp.Symbol, value: sp.Expr, finite: sp.Expr, given: Sequence[Hypothesis]
) -> None:
    """Decide the integral over (0, oo) of k s^(a-1) (s+lam)^(-b): k lam^(a-b) B(a, b-a), finite iff b - a > 0 (a > 0).

    Euler's Beta integral (DLMF 5.12.3); at infinity the integrand is comparable to s^(a-b-1). `finite` > 0 must be
    equivalent to b - a > 0.
    """
    admit(given, integrand, value, finite)
    if value.has(variable) or finite.has(variable):
        raise CannotDecide(f"the value depends on the variable of integration {variable}")
    for chart in sign_charts(_without(given, variable)):
        there = charted(given, chart)
        gap, closed = beta_value(in_chart(integrand, chart), variable, there)
        bound = in_chart(finite, chart)
        same_sign(gap, bound, sp.cancel(gap / bound), there).require()
        claimed = in_chart(value, chart)
        claimed = claimed.replace(sp.beta, lambda p, q: sp.beta(sp.cancel(p), sp.cancel(q)))
        zero(closed - claimed, (*there, Condition(sp.StrictGreaterThan(bound, 0, evaluate=False)))).require()


def beta_value(integrand: sp.Expr, variable: sp.Symbol, given: Given) -> tuple[sp.Expr, sp.Expr]:
    """b - a, and the value of the integral if that is positive, for an integrand in one sign chart."""
    shape = power_product(integrand, variable, given)
    if shape.shift is None:
        raise CannotDecide(f"{integrand} is not of the form k s^(a-1) (s+lam)^(-b)")
    a, b = sp.cancel(shape.exponent + 1), sp.cancel(-shape.shifted)
    if certain_sign(a, given) < STRICT:
        raise CannotDecide(f"the integrand is not shown integrable at 0: a = {a}")
    gap = sp.cancel(b - a)
    return gap, shape.factor * shape.shift ** (-gap) * sp.beta(a, gap)


@dataclass(frozen=True)
class PowerProduct:
    """factor * s^exponent * (s + shift)^shifted for s > 0, with factor, shift > 0; without a shift, `shift` is None."""

    factor: sp.Expr
    exponent: sp.Expr
    shift: sp.Expr | None
    shifted: sp.Expr

    def exponent_at(self, end: sp.Expr) -> sp.Expr:
        """e where the product is comparable to s^e as s -> 0 or s -> oo."""
        return self.exponent if end == 0 else sp.cancel(self.exponent + self.shifted)


def power_product(expression: sp.Expr, variable: sp.Symbol, given: Given) -> PowerProduct:
    """An expression in one sign chart as a product of powers of s and s + shift; raises CannotDecide for any other."""
    s = sp.Dummy(variable.name, positive=True)
    shape = unfolded(expression, given).subs(variable, s)
    require_defined(shape, given)
    powers, coefficient = one_product(shape, given)
    powers = merge(powers, positive_factors(sp.cancel(coefficient), sp.S.One, given))
    exponent, shift, shifted = powers.pop(s, sp.S.Zero), None, sp.S.Zero
    for base in [base for base in powers if base.has(s)]:
        slope, offset = sp.diff(base, s), base.subs(s, 0)
        if shift is not None or any(e.has(s) or certain_sign(e, given) < STRICT for e in (slope, offset)):
            raise CannotDecide(f"{expression} is not of the form k s^a (s+lam)^b")
        shift, shifted = sp.cancel(offset / slope), powers.pop(base)
        powers = merge(powers, positive_factors(slope, shifted, given))
    if any(x.has(s) for x in (exponent, shifted, *powers.values())):
        raise CannotDecide(f"{expression} has exponents that depend on {variable}")
    return PowerProduct(
        sp.Mul(*(base**x for base, x in powers.items())), sp.cancel(exponent), shift, sp.cancel(shifted)
    )


def unfolded(expression: sp.Expr, given: Sequence[Hypothesis]) -> sp.Expr:
    """Definitions and unevaluated derivatives written out; a derivative of what is not smooth cannot be.

    What a definition no longer shows is asked before: at an exponent of 0 there is no h(u), whose formula has none.
    """
    if defined := expression.atoms(*ON_LEAF):
        for chart in sign_charts(given):
            for atom in defined:
                require_defined(atom, charted(given, chart), chart)
    for inner in expression.atoms(sp.Derivative):
        for variable in inner.variables:
            require_smooth(inner.expr, variable, given)
    written = written_out(expression)
    written = written.replace(sp.Derivative, lambda e, *variables: sp.diff(e, *variables))
    return written_out(written)


def _without(given: Sequence[Hypothesis], variable: sp.Symbol) -> Given:
    return tuple(h for h in given if isinstance(h, Condition) or h.symbol != variable)


def _conditions(given: Sequence[Hypothesis]) -> list[tuple[sp.Expr, bool]]:
    """Each condition as (expression, weak): expression > 0, or >= 0 where weak."""
    found = []
    for h in given:
        if isinstance(h, Condition) and isinstance(h.relation, ORDERED):
            weak = isinstance(h.relation, sp.GreaterThan | sp.LessThan)
            gap = h.relation.gts - h.relation.lts
            # A chart may have made a side infinite: then it says nothing.
            found += [] if gap.has(sp.oo, -sp.oo, sp.zoo, sp.nan) else [(gap, weak)]
    return found


def _where(chart: dict[sp.Symbol, sp.Expr]) -> str:
    signs = [
        f"{s} = 0" if v == 0 else f"{s} {'<' if v.could_extract_minus_sign() else '>'} 0" for s, v in chart.items()
    ]
    return f" where {', '.join(signs)}" if signs else ""
