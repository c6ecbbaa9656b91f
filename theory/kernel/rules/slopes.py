"""Rules for inequalities between functions of one variable, by their slopes from 0 or from infinity; and for sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, written_out
from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.decide import rule, unfolded
from neversaddle.theory.kernel.domain import admit, from_zero, require_defined, require_smooth
from neversaddle.theory.kernel.normal_form import (
    WEAK,
    CannotDecide,
    Powers,
    certain_sign,
    collect,
    fraction,
    merge,
    positive_factors,
)
from neversaddle.theory.kernel.rules.limits import FROM_ZERO, begins_at_zero, limit_at_zero
from neversaddle.theory.statement.hypotheses import Condition, Given, Hypothesis, Sign
from neversaddle.theory.statement.kinds import ImproperIntegral, Inequality

#: What says that something does not vanish.
STRICTLY = sp.StrictGreaterThan | sp.StrictLessThan


@rule("the quotient of the sides is a product of quotients that are at least 1")
def ratios(part: Inequality, given: Given) -> None:
    """The quotient of the (positive) sides is a product of powers (b'/b)^e, b' >= b > 0 and e >= 0."""
    _require_weak(part)
    admit(given, part.left, part.right)
    _require_at_least_one(part.left, part.right, given)


@rule("left <= right at {variable} = 0, and right grows in {variable} at least as fast as left")
def slopes(part: Inequality, given: Given, variable: sp.Symbol) -> None:
    """left <= right at 0, and for `variable` > 0 the quotient of the (positive) slopes is at least 1 (see `ratios`)."""
    _require_weak(part)
    inside = _begin(part, given, variable)
    left, right = (unfolded(sp.diff(side, variable), inside) for side in (part.left, part.right))
    _require_at_least_one(left, right, inside)


@rule("left <= right at {variable} = 0, and the slope of right - left is a multiple of a gap")
def integrated(
    part: Inequality, given: Given, variable: sp.Symbol, weight: sp.Expr, start: Inequality, of: sp.Symbol
) -> None:
    """left <= right at 0, and d(right - left) = weight * (right - left of the settled `start` at of = variable)."""
    _require_weak(part)
    _require_unconditional(variable, given)
    inside = _begin(part, given, variable)
    _require_slope(part, inside, variable, weight, weight * _settled_gap(start, of, variable, inside))


@rule("right - left falls to a limit >= 0 as {variable} -> oo")
def from_infinity(
    part: Inequality,
    given: Given,
    variable: sp.Symbol,
    weight: sp.Expr,
    total: ImproperIntegral,
    start: Inequality | None = None,
    of: sp.Symbol | None = None,
) -> None:
    """right - left tends to a limit >= 0 at infinity, and d(right - left) = -weight * (the gap of `start`, or 1).

    `total`, settled, is the integral of orbit time's rate over the whole leaf, and so what orbit time tends to.
    """
    _require_weak(part)
    admit(given, part.left, part.right)
    _require_unconditional(variable, given)
    _require_unbounded(variable, given)
    inside = _inside(given, variable)
    gap = part.right - part.left
    require_smooth(written_out(gap), variable, inside)
    ends = {atom: _whole_leaf(atom, total, variable, given) for atom in gap.atoms(OrbitTime) if atom.has(variable)}
    for chart, there in _charts(given, variable):
        t = sp.Dummy(variable.name, positive=True)
        far, *atoms = (in_chart(e, chart).subs(variable, 1 / t) for e in (gap, *ends))
        limits = dict(zip(atoms, (in_chart(end, chart) for end in ends.values()), strict=True))
        _require_not_negative(_limit(far, t, there, limits), there)
    gap_slope = -weight * (_settled_gap(start, of or variable, variable, inside) if start else 1)
    _require_slope(part, inside, variable, weight, gap_slope)


@rule("the sum of two settled inequalities")
def chained(part: Inequality, given: Given, lower: Inequality, upper: Inequality, weight: sp.Expr) -> None:
    """right - left is the gap of the settled `lower` and weight >= 0 times that of the settled `upper`."""
    _require_weak(part)
    admit(given, part.left, part.right, weight)
    if not shown_positive(unfolded(weight, given), given, strict=False):
        raise CannotDecide(f"{weight} may be negative")
    gaps = lower.right - lower.left + weight * (upper.right - upper.left)
    decide.zero(unfolded(part.right - part.left - gaps, given), given).require()


def _require_weak(part: Inequality) -> None:
    if part.strict or part.tight is not None:
        raise CannotDecide("where equality holds is not decided by this rule")


def _inside(given: Given, variable: sp.Symbol) -> Given:
    """The hypotheses for any value > 0 of the variable on the way: a condition on it holds at its end only."""
    others = tuple(h for h in given if not _speaks_of(h, variable))
    return (*others, Sign(variable, "positive"))


def _speaks_of(h: Hypothesis, variable: sp.Symbol) -> bool:
    return bool(h.relation.has(variable)) if isinstance(h, Condition) else h.symbol == variable


def _charts(given: Given, variable: sp.Symbol) -> Iterator[tuple[dict[sp.Symbol, sp.Expr], Given]]:
    """Sign charts of all else, with what is left to assume in them."""
    others = tuple(h for h in given if not _speaks_of(h, variable))
    for chart in sign_charts(others):
        yield chart, charted(others, chart)


def _begin(part: Inequality, given: Given, variable: sp.Symbol) -> Given:
    """left <= right as the variable, which runs from 0, tends to 0, and both smooth on the way; what holds there."""
    admit(given, part.left, part.right)
    from_zero(variable, given)
    inside = _inside(given, variable)
    gap = part.right - part.left
    require_smooth(written_out(sp.Tuple(part.left, part.right)), variable, inside)
    for chart, there in _charts(given, variable):
        t = sp.Dummy(variable.name, positive=True)
        near = in_chart(gap, chart).subs(variable, t)
        # As limits, and not put in before: what stands beside them may grow without bound.
        vanishing = {e: sp.S.Zero for e in near.atoms(*FROM_ZERO) if begins_at_zero(e, t, there)}
        _require_not_negative(_limit(near, t, there, vanishing), there)
    return inside


def _limit(expression: sp.Expr, t: sp.Symbol, given: Given, known: Mapping[sp.Expr, sp.Expr]) -> sp.Expr:
    """The limit as t -> 0 of what is defined."""
    require_defined(unfolded(expression, given), given)
    return limit_at_zero(expression, t, given, known)


def _require_not_negative(value: sp.Expr, given: Given) -> None:
    if not decide.zero(value, given).proved:
        decide.positive(value, given, strict=False).require()


def _require_unbounded(variable: sp.Symbol, given: Given) -> None:
    """The variable runs over all of (0, oo), on its own."""
    if not _any_positive(variable, given, ("positive",)):
        raise CannotDecide(f"{variable} is not shown to run over (0, oo)")


def _any_positive(symbol: sp.Symbol, given: Given, kinds: tuple[str, ...]) -> bool:
    """Whether a statement is made of every value > 0 of a symbol: by one hypothesis on it, or as it is declared."""
    own = [h for h in given if _speaks_of(h, symbol)]
    if not own:
        return bool(symbol.assumptions0 == sp.Symbol("any", positive=True).assumptions0)
    return len(own) == 1 and isinstance(own[0], Sign) and own[0].kind in kinds


def _require_unconditional(variable: sp.Symbol, given: Given) -> None:
    """What is settled under a condition on the variable need not hold at the values on its way."""
    if any(isinstance(h, Condition) and h.relation.has(variable) for h in given):
        raise CannotDecide(f"a condition on {variable} may fail on its way")


def _settled_gap(start: Inequality, of: sp.Symbol, variable: sp.Symbol, inside: Given) -> sp.Expr:
    """right - left >= 0 of a settled part that holds for every `of` > 0, at the value of the variable."""
    if of != variable:
        if not _any_positive(of, inside, ("positive", "nonnegative", "nonzero", "real")):
            raise CannotDecide(f"'{start.text}' is not shown to hold for every {of} > 0")
        if start.left.has(variable) or start.right.has(variable):
            raise CannotDecide(f"'{start.text}' speaks of {variable}, too")
    return (start.right - start.left).subs(of, variable)


def _require_slope(part: Inequality, inside: Given, variable: sp.Symbol, weight: sp.Expr, slope: sp.Expr) -> None:
    """d(right - left)/d variable = slope, for every value > 0; weight >= 0."""
    admit(inside, weight, slope)
    if not shown_positive(unfolded(weight, inside), inside, strict=False):
        raise CannotDecide(f"{weight} may be negative")
    derivative = sp.diff(part.right - part.left, variable)
    decide.zero(unfolded(derivative - slope, inside), inside).require()


def _whole_leaf(atom: sp.Expr, total: ImproperIntegral, variable: sp.Symbol, given: Given) -> sp.Expr:
    """What orbit time tends to as u -> oo: its rate, integrated over (0, oo)."""
    depth, q, lam, u = atom.args
    if u != variable or total.value is None or (total.low, total.high) != (0, sp.oo):
        raise CannotDecide(f"'{total.text}' is not the integral of the rate of {atom} over (0, oo)")
    if not _certain(total.finite, given):
        raise CannotDecide(f"'{total.text}' is not shown finite")
    if any(e.has(variable, total.variable) for e in (depth, q, lam)) or total.value.has(total.variable):
        raise CannotDecide(f"the leaf of {atom} moves")
    s = sp.Dummy("s", positive=True)
    rate = OrbitTime.rate(depth, q, lam, s)
    free = tuple(h for h in given if not _speaks_of(h, total.variable))
    decide.zero(rate - total.integrand.subs(total.variable, s), free).require()
    return total.value


def _certain(condition: sp.Basic, given: Given) -> bool:
    """Whether a strict condition holds, or is true itself."""
    strict = isinstance(condition, STRICTLY)
    return bool(condition == sp.true or (strict and decide.positive(condition.gts - condition.lts, given).proved))


def shown_positive(e: sp.Expr, given: Given, strict: bool = True) -> bool:
    """Whether e > 0 (or >= 0) by the conditions c > 0: of the sign of e c or e c^2, above c, or all terms are."""
    said = [h.relation for h in given if isinstance(h, Condition) and isinstance(h.relation, STRICTLY)]
    gaps = [r.gts - r.lts for r in said]
    factors = (sp.S.One, *gaps, *(gap**2 for gap in gaps))
    if any(decide.positive(e * factor, given, strict).proved for factor in factors):
        return True
    if any(decide.positive(e - gap, given, strict=False).proved for gap in gaps):
        return True
    sums = (e.args, _monomials(e, given)) if e.is_Add else ()
    return any(len(terms) > 1 and all(shown_positive(t, given, strict) for t in terms) for terms in sums)


def _monomials(e: sp.Expr, given: Given) -> list[sp.Expr]:
    """The terms of the normal form, over one denominator, each with its coefficient in one piece."""
    above, below = ([c * sp.Mul(*(b**x for b, x in p.items())) for p, c in collect(n)] for n in fraction(e, given))
    return [term / sp.Add(*below) for term in above]


def _require_at_least_one(below: sp.Expr, above: sp.Expr, given: Given) -> None:
    """below > 0, and above/below >= 1 as a product of powers of quotients, in every sign chart."""
    below, above = (unfolded(e, given) for e in (below, above))
    if not shown_positive(below, given):
        raise CannotDecide(f"{below} is not shown positive")
    for chart in sign_charts(given):
        there = charted(given, chart)
        quotient = in_chart(above / below, chart)
        require_defined(above / below, there, chart)
        powers, coefficient = decide.one_product(quotient, there)
        powers = merge(powers, positive_factors(sp.cancel(coefficient), sp.S.One, there))
        _require_paired(powers, there)


def _require_paired(powers: Powers, given: Given) -> None:
    """Every power with a negative exponent is outweighed by one of a larger base; what is left is at least 1."""
    left = dict(powers)

    def not_negative(e: sp.Expr) -> bool:
        return bool(e == 0) or decide.positive(e, given, strict=False).proved

    sinking = [base for base, x in powers.items() if not not_negative(x)]
    for base in sinking:
        e = -left.pop(base)
        if not not_negative(e):
            raise CannotDecide(f"the exponent {-e} of {base} has no certain sign")
        enough = (b for b, x in left.items() if not_negative(sp.cancel(x - e)))
        partner = next((b for b in enough if certain_sign(b - base, given) >= WEAK), None)
        if partner is None:
            # One base may stand against the number 1.
            if certain_sign(1 - base, given) < WEAK:
                raise CannotDecide(f"nothing is shown to outweigh ({base})**({-e})")
            continue
        left[partner] = sp.cancel(left[partner] - e)
    for base, x in left.items():
        if x != 0 and certain_sign(base - 1, given) < WEAK:
            raise CannotDecide(f"({base})**({x}) is not shown to be at least 1")
