"""Rules for limits: at 0 and oo by the least powers of a normal form, and by L'Hopital's rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import sympy as sp

from neversaddle.theory.definitions.leaf import Conjugate, OrbitTime, PathLength, Potential
from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.decide import rule, unfolded
from neversaddle.theory.kernel.domain import admit, require_defined, require_plain, require_smooth, template
from neversaddle.theory.kernel.normal_form import STRICT, CannotDecide, certain_sign, collect, fraction
from neversaddle.theory.statement.hypotheses import Condition, Given, Sign
from neversaddle.theory.statement.kinds import Limit

#: What tends to 0 with u on a leaf.
FROM_ZERO = (OrbitTime, Conjugate, Potential)
#: Continuous wherever their argument is real.
CONTINUOUS = (sp.exp, sp.atan, sp.asinh, sp.sin, sp.cos, sp.sinh, sp.cosh, sp.tanh)


def free_of(variable: sp.Symbol, given: Given) -> Given:
    """The hypotheses on all else: what holds at some values of the variable need not hold at those a rule looks at."""
    return tuple(
        h for h in given if not (h.relation.has(variable) if isinstance(h, Condition) else h.symbol == variable)
    )


@rule("the normal form has a value at the point")
def continuity(part: Limit, given: Given) -> None:
    """The normal form, a quotient of sums of powers of the variable, has its limit read off the least powers."""
    _require_question(part, given)
    free = free_of(part.variable, given)
    if part.at not in (0, sp.oo):
        return _require_value_there(part, given, free)
    _require_limit(part, free)


def _require_limit(part: Limit, free: Given) -> None:
    """The limit at 0 or oo, read off the least powers."""
    for chart in sign_charts(free):
        there = charted(free, chart)
        t, expression = _towards_zero(part, in_chart(part.expression, chart))
        require_defined(unfolded(expression, there), there)
        known = {e: sp.S.Zero for e in expression.atoms(*FROM_ZERO) if begins_at_zero(e, t, there)}
        decide.zero(limit_at_zero(expression, t, there, known) - in_chart(part.value, chart), there).require()


def begins_at_zero(atom: sp.Expr, t: sp.Symbol, given: Given) -> bool:
    """Whether a function on the leaf tends to 0 with t."""
    depth, q, lam, u = atom.args
    moves = any(e.has(t) for e in (depth, q, lam))
    return u == t and not moves and all(decide.positive(e, given).proved for e in (depth, q, lam))


@rule("l'Hopital's rule for ({above})/({below})")
def quotient(part: Limit, given: Given, above: sp.Expr, below: sp.Expr) -> None:
    """L'Hopital's rule with a denominator that grows without bound, or with two sides that vanish.

    The denominator has to be a power product of the variable, or a multiple of its logarithm. Where the derivatives'
    quotient has no limit that can be read off, the rule is applied to it once more, under the same conditions.
    """
    _require_question(part, given)
    if part.at not in (0, sp.oo):
        raise CannotDecide(f"limits are decided at 0 and oo, not at {part.at}")
    admit(given, above, below)
    free = free_of(part.variable, given)
    for chart in sign_charts(free):
        there = charted(free, chart)
        whole, up, down, value = (in_chart(e, chart) for e in (part.expression, above, below, part.value))
        t, whole = _towards_zero(part, whole)
        up, down = (e.subs(part.variable, t if part.at == 0 else 1 / t) for e in (up, down))
        decide.zero(unfolded(whole - up / down, there), there).require()
        decide.zero(_limit_of_quotient(up, down, t, there) - value, there).require()


def _limit_of_quotient(up: sp.Expr, down: sp.Expr, t: sp.Symbol, given: Given, again: bool = True) -> sp.Expr:
    """The limit of up/down as t -> 0 from that of the derivatives' quotient, or of the second derivatives'."""
    for side in (up, down):
        require_defined(unfolded(side, given), given)
        require_smooth(side, t, given)
    if not _grows(down, t, given):
        _require_both_vanish(up, down, t, given)
    up, down = decide.derivative(up, t), decide.derivative(down, t)
    try:
        return limit_at_zero(up / down, t, given)
    except CannotDecide as obstacle:
        if again and not down.has(sp.log):
            return _limit_of_quotient(up, down, t, given, again=False)
        raise obstacle


def _require_value_there(part: Limit, given: Given, free: Given) -> None:
    """Refuse a value that is not that of an expression, smooth for a positive variable, at a positive number.

    A number that is not negative may be zero as well.
    """
    admit(free, part.at)
    if part.at.has(part.variable) or part.variable != sp.Symbol(part.variable.name, positive=True):
        raise CannotDecide(f"{part.variable} is not shown to tend to {part.at}")
    own = [h for h in free if isinstance(h, Sign) and h.symbol == part.at and h.kind == "nonnegative"]
    if own:
        others = tuple(h for h in free if h not in own)
        for chart in sign_charts(own[:1]):
            expression, at, value = (in_chart(e, chart) for e in (part.expression, part.at, part.value))
            there = charted(others, chart)
            here = replace(part, expression=expression, at=at, value=value)
            if at == 0:
                _require_limit(here, there)
            else:
                _require_value_there(here, there, (*there, Sign(at, "positive")))
        return
    everywhere = (*free, Sign(part.variable, "positive"))
    for chart in sign_charts(everywhere):
        require_defined(part.expression, charted(everywhere, chart), chart)
    require_smooth(part.expression, part.variable, everywhere)
    gap = part.expression.xreplace({part.variable: part.at}) - part.value
    decide.positive(part.at, free).require()
    decide.zero(unfolded(gap, free), free).require()


def _require_question(part: Limit, given: Given) -> None:
    admit(given, part.expression, part.value)
    if part.at == 0:
        # From above: where the variable may be negative that would be another limit.
        require_plain(part.variable, "positive", "nonnegative")
    if part.value.has(part.variable, sp.oo, -sp.oo):
        raise CannotDecide(f"the limit {part.value} is not a number")


def _towards_zero(part: Limit, expression: sp.Expr) -> tuple[sp.Symbol, sp.Expr]:
    """The expression in a positive symbol that tends to 0."""
    t = sp.Dummy(part.variable.name, positive=True)
    return t, expression.subs(part.variable, t if part.at == 0 else 1 / t)


def _grows(below: sp.Expr, t: sp.Symbol, given: Given) -> bool:
    """Whether |below| -> oo as t -> 0, with a derivative that does not vanish near 0."""
    multiple = sp.cancel(below / sp.log(t))
    if not multiple.has(t):
        return _excludes_zero(multiple, given)
    shape = decide.power_product(below, t, given)
    return decide.positive(-shape.exponent, given).proved


def _require_both_vanish(above: sp.Expr, below: sp.Expr, t: sp.Symbol, given: Given) -> None:
    """Both sides tend to 0; a power with a positive exponent at 0 rises near 0."""
    if not decide.positive(decide.power_product(below, t, given).exponent, given).proved:
        raise CannotDecide(f"{below} neither grows without bound nor vanishes")
    decide.zero(limit_at_zero(above, t, given), given).require()


def limit_at_zero(
    expression: sp.Expr, t: sp.Symbol, given: Given, known: Mapping[sp.Expr, sp.Expr] | None = None
) -> sp.Expr:
    """The limit as t -> 0 from above, in one sign chart; raises CannotDecide where it is not shown to exist.

    `known`: limits of functions of t that the caller vouches for. Beta values bear one name there and here.
    """
    expression, known = unfolded(expression, given), known or {}
    numbers = set().union(*(e.atoms(sp.beta) for e in (expression, *known.values())))
    above = {e: True if certain_sign(e, given) == STRICT else None for e in numbers if not e.has(t)}
    names = {e: sp.Dummy("number", real=True, positive=sign) for e, sign in above.items()}
    found = _limit_at_zero(expression.xreplace(names), t, given, {k: e.xreplace(names) for k, e in known.items()})
    return found.xreplace({name: e for e, name in names.items()})


def _limit_at_zero(expression: sp.Expr, t: sp.Symbol, given: Given, known: Mapping[sp.Expr, sp.Expr]) -> sp.Expr:
    limits: dict[sp.Symbol, sp.Expr] = {}
    for atom in sorted(_outermost(expression, t), key=sp.default_sort_key):
        stand_in = sp.Dummy("atom", real=True)
        limits[stand_in] = known[atom] if atom in known else _limit_of_function(atom, t, given)
        expression = expression.xreplace({atom: stand_in})
    if not expression.has(t):
        return _settled(expression, limits, given)
    n, d = (collect(terms) for terms in fraction(expression, given))
    above, below = ([_leading(term, t, limits, given) for term in terms if term[1] != 0] for terms in (n, d))
    least = next((e for e, _ in below if all(_reaches(other - e, given) for other, _ in below)), None)
    if least is None:
        raise CannotDecide(f"no term of the denominator of {expression} is shown to be the largest")
    denominator = _sum_at_zero(below, least, given)
    if not _excludes_zero(denominator, given):
        raise CannotDecide(f"the denominator's limit {denominator} may vanish")
    return _sum_at_zero(above, least, given) / denominator


def _outermost(expression: sp.Expr, t: sp.Symbol) -> set[sp.Expr]:
    """The functions of t that stand in no other."""
    if isinstance(expression, sp.Function | sp.Integral | sp.Derivative):
        return {expression} if expression.has(t) else set()
    return set().union(*(_outermost(e, t) for e in expression.args)) if expression.args else set()


def _settled(expression: sp.Expr, limits: dict[sp.Symbol, sp.Expr], given: Given) -> sp.Expr:
    """A rational expression in what has limits, at those limits."""
    if not limits:
        return expression
    n, d = sp.fraction(sp.together(expression))
    if not _excludes_zero(d.xreplace(limits), given) or not n.is_polynomial(*limits):
        raise CannotDecide(f"{expression} is not shown to have a limit")
    return n.xreplace(limits) / d.xreplace(limits)


def _leading(
    term: tuple[dict[sp.Expr, sp.Expr], sp.Expr], t: sp.Symbol, limits: dict[sp.Symbol, sp.Expr], given: Given
) -> tuple[sp.Expr, sp.Expr]:
    """(e, limit of term/t^e) of one generalised monomial."""
    powers, coefficient = dict(term[0]), term[1]
    exponent, rest = powers.pop(t, sp.S.Zero), sp.S.One
    for base, power in powers.items():
        here = base.xreplace(limits).subs(t, 0)
        if power.has(t, *limits) or base.has(*limits) or certain_sign(here, given) < STRICT:
            raise CannotDecide(f"({base})**({power}) is not shown to have a positive limit")
        rest *= here**power
    if exponent.has(t, *limits):
        raise CannotDecide(f"the exponent {exponent} depends on the variable")
    for side, direction in zip(sp.fraction(sp.cancel(coefficient)), (1, -1), strict=True):
        (lowest,), first = min(sp.Poly(side, t).terms())
        first = first.xreplace(limits)
        if direction < 0 and not _excludes_zero(first, given):
            raise CannotDecide(f"the denominator {side} may vanish at the limit")
        exponent, rest = exponent + direction * lowest, rest * first**direction
    return sp.cancel(exponent), rest


def _excludes_zero(expression: sp.Expr, given: Given) -> bool:
    return any(decide.positive(sign * expression, given).proved for sign in (1, -1))


def _reaches(gap: sp.Expr, given: Given) -> bool:
    gap = sp.cancel(gap)
    return gap == 0 or decide.positive(gap, given, strict=False).proved


def _sum_at_zero(terms: list[tuple[sp.Expr, sp.Expr]], least: sp.Expr, given: Given) -> sp.Expr:
    """The limit of the sum of t^(e - least) * rest."""
    total = sp.S.Zero
    for exponent, rest in terms:
        gap = sp.cancel(exponent - least)
        if gap == 0:
            total += rest
        elif not decide.positive(gap, given).proved:
            raise CannotDecide(f"t**({gap}) is not shown to vanish as t -> 0")
    return total


def _limit_of_function(atom: sp.Expr, t: sp.Symbol, given: Given) -> sp.Expr:
    """The limit of a function of t that is continuous at the limits of its arguments."""
    if isinstance(atom, CONTINUOUS):
        return atom.func(limit_at_zero(atom.args[0], t, given))
    if isinstance(atom, sp.log):
        inner = limit_at_zero(atom.args[0], t, given)
        if certain_sign(inner, given) == STRICT:
            return sp.log(inner)
    if isinstance(atom, sp.hyper) and not any(e.has(t) for e in (*atom.args[0], *atom.args[1])):
        template(atom)
        if limit_at_zero(atom.args[2], t, given) == 0:
            return sp.S.One
    if isinstance(atom, OrbitTime | PathLength) and not any(e.has(t) for e in atom.args[:-1]):
        inner = limit_at_zero(atom.args[-1], t, given)
        if certain_sign(atom.args[-2], given) == STRICT and (inner == 0 or certain_sign(inner, given) == STRICT):
            return atom.func(*atom.args[:-1], inner)
    raise CannotDecide(f"{atom} is not shown to have a limit")
