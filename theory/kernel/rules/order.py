"""Rules for identities, inequalities and equivalent conditions."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from typing import Any

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import in_chart, sign_charts
from neversaddle.theory.kernel.decide import ORDERED, rule, unfolded
from neversaddle.theory.kernel.domain import admit, from_zero, require_smooth
from neversaddle.theory.kernel.normal_form import CannotDecide, rewritten
from neversaddle.theory.kernel.sums import vanishes_as_one
from neversaddle.theory.language.functions import Applied
from neversaddle.theory.statement.convexity import StrictlyConvex
from neversaddle.theory.statement.hypotheses import Condition, Curves, Given
from neversaddle.theory.statement.kinds import Equivalence, Identity, Inequality


def _require_order(part: Inequality, strict: bool = False) -> None:
    """Refuse what says where equality holds, or that it holds nowhere, unless the rule decides that."""
    if part.tight is not None or (part.strict and not strict):
        raise CannotDecide("where equality holds is not decided by this rule")


@rule("normal form of sums of generalised monomials")
def same_normal_form(part: Identity, given: Given) -> None:
    """Both sides have the same normal form, moduli and signs of sums among them."""
    vanishes_as_one(part.left - part.right, given)


@rule("what is equal put for what it is equal to")
def by_equalities(part: Identity, given: Given) -> None:
    """Both sides have the same normal form once what is assumed to be equal is put for one of its letters."""
    gap = unfolded(part.left - part.right, given)
    equal = [h.relation for h in given if isinstance(h, Condition) and isinstance(h.relation, sp.Eq)]
    signed = {s for e in (gap, *equal) for modulus in e.atoms(sp.Abs, sp.sign) for s in modulus.free_symbols}
    others = [h for h in given if not isinstance(h, Condition) and getattr(h, "symbol", None) not in signed]
    for chart in sign_charts([h for h in given if getattr(h, "symbol", None) in signed]):
        gaps = [sp.expand(in_chart(relation.lhs - relation.rhs, chart)) for relation in equal]
        if any(assumed.is_Rational and assumed != 0 for assumed in gaps):
            continue
        decide.zero(_eliminated(in_chart(gap, chart), gaps), others).require()


def _eliminated(e: sp.Expr, zeros: Sequence[sp.Expr]) -> sp.Expr:
    """The expression with one letter of each zero, of which that is a number times the letter and more, put away."""
    for zero in zeros:
        for letter in sorted(zero.atoms(sp.Symbol, Applied), key=sp.default_sort_key):
            factor = zero.coeff(letter)
            if factor.is_Rational and factor != 0 and not (zero - factor * letter).has(letter):
                e = sp.expand(e.xreplace({letter: sp.expand(letter - zero / factor)}))
                break
    return e


@rule("equal derivatives in {variable} and equal at {variable} = {at}")
def same_derivative(
    part: Identity, given: Given, variable: sp.Symbol, at: sp.Expr, known: dict[sp.Expr, sp.Expr]
) -> None:
    """Both sides have the same derivative, by what is known already, and the same value at a point."""
    if known and any(isinstance(h, Condition) and h.relation.has(variable) for h in given):
        raise CannotDecide(f"what is known under a condition on {variable} may fail on its way")
    left, right = (unfolded(side, given) for side in (part.left, part.right))
    decide.equal_by_derivative(left, right, variable, at, given, known).require()


@rule("non-negative coefficients after shifting to the bounds")
def one_sign(part: Inequality, given: Given) -> None:
    """The difference of the sides has coefficients of one sign."""
    _require_order(part, strict=True)
    decide.positive(unfolded(part.right - part.left, given), given, part.strict).require()


@rule("it is assumed")
def assumed(part: Inequality, given: Given, factor: sp.Expr) -> None:
    """A hypothesis, multiplied by a factor that is not negative, says it, up to normal form."""
    _require_order(part)
    decide.positive(factor, given, strict=False).require()
    gap = part.right - part.left
    orders = (h.relation for h in given if isinstance(h, Condition) and isinstance(h.relation, ORDERED))
    if not any(decide.zero(unfolded(gap - factor * (r.gts - r.lts), given), given).proved for r in orders):
        raise CannotDecide(f"no hypothesis says that {part.left} is at most {part.right}")


@rule("it is assumed")
def assumed_convex(part: StrictlyConvex, given: Given) -> None:
    """It is a function of a family that is said to be so, and its derivative."""
    function, variable = part.function, part.variable
    if not isinstance(function, Applied) or function.args[1] != 0 or function.args[2].has(variable):
        raise CannotDecide(f"nothing is said of {function}")
    letter, _, place, point = function.args
    said = any(isinstance(h, Curves) and h.symbol == letter and h.convex for h in given)
    same = point == variable and part.slope == Applied(letter, 1, place, variable)
    if not (said and same):
        raise CannotDecide(f"{part.slope} is not shown to be the rising slope")


@rule("normal form of sums of generalised monomials")
def settled_before(part: Inequality, given: Given, settled: Inequality) -> None:
    """A settled part has the same gap between its sides."""
    _require_order(part)
    decide.zero(unfolded(part.right - part.left - (settled.right - settled.left), given), given).require()


@rule("every base is at least 1 and every exponent at least 0")
def above_one(part: Inequality, given: Given) -> None:
    """The quotient of the (positive) sides is a product of powers, each at least 1."""
    _require_order(part, strict=True)
    left, right = (unfolded(side, given) for side in (part.left, part.right))
    decide.positive(left, given).require()
    if not decide.at_least_one(right / left, given, part.strict).proved:
        decide.at_least_one(*_with_excess(right / left, given), part.strict).require()


def _with_excess(expression: sp.Expr, given: Given) -> tuple[sp.Expr, Given]:
    """Each symbol that a condition bounds by a positive size, written as that size times 1 + excess, or over it.

    Bounded from above, the symbol itself is positive. The excess is so where the condition is strict.
    """
    others = tuple(other for other in given if not isinstance(other, Condition))
    for h in given:
        if not (isinstance(h, Condition) and isinstance(h.relation, ORDERED)):
            continue
        larger, smaller = h.relation.gts, h.relation.lts
        strict = isinstance(h.relation, sp.StrictGreaterThan | sp.StrictLessThan)
        grown = 1 + sp.Dummy("excess", **{"positive" if strict else "nonnegative": True})
        for symbol, size, value in ((larger, smaller, smaller * grown), (smaller, larger, larger / grown)):
            bounded = symbol.is_Symbol and not size.has(symbol) and expression.has(symbol)
            if bounded and all(decide.positive(e, others).proved for e in (size, smaller)):
                expression = expression.subs(symbol, value)
                break
    return expression, given


def _throughout(given: Given, variable: sp.Symbol) -> Given:
    """The hypotheses that hold all the way to a value of the variable: a condition on it holds at the value only."""
    return tuple(h for h in given if not (isinstance(h, Condition) and h.relation.has(variable)))


@rule("non-negative at {variable} = 0 and never decreasing in {variable}")
def monotone(part: Inequality, given: Given, variable: sp.Symbol) -> None:
    """The difference of the sides is >= 0 at 0 and does not decrease."""
    _require_order(part)
    gap = unfolded(part.right - part.left, given)
    admit(given, gap)
    from_zero(variable, given)
    require_smooth(gap, variable, given)
    begin = decide.at_point(gap, variable, sp.S.Zero, given)
    if not decide.zero(begin, given).proved:
        decide.positive(begin, given, strict=False).require(f", at {variable} = 0")
    decide.positive(sp.diff(gap, variable), _throughout(given, variable), strict=False).require()


@rule("so at {variable} = 0, and the right side grows at least as fast in {variable} as the left one")
def growing_gap(part: Inequality, given: Given, variable: sp.Symbol, start: Inequality) -> None:
    """left < right at the start, which is settled, and from there on right grows at least as fast as left.

    The slopes are compared by a whole power of their quotient that is rational.
    """
    begin = [side.subs(variable, 0) for side in (part.left, part.right)]
    if part.tight is not None or [start.left, start.right] != begin or not (start.strict or not part.strict):
        raise CannotDecide(f"'{start.text}' is not the statement at {variable} = 0")
    admit(given, part.left, part.right)
    from_zero(variable, given)
    require_smooth(sp.Tuple(part.left, part.right), variable, given)
    there = _throughout(given, variable)
    left, right = (unfolded(sp.diff(side, variable), given) for side in (part.left, part.right))
    for slope in (left, right):
        decide.positive(slope, there).require()
    power = lcm(*(int(e.exp.q) for slope in (left, right) for e in slope.atoms(sp.Pow) if e.exp.is_Rational))
    decide.positive(rewritten((right / left) ** power, there) - 1, there, strict=False).require()


@rule("each condition is a positive multiple of the first")
def common_sign(part: Equivalence, given: Given) -> None:
    """All conditions are positive multiples of one."""
    conditions: tuple[Any, ...] = part.conditions
    if len(conditions) < 2 or not all(isinstance(condition, ORDERED) for condition in conditions):
        raise CannotDecide("some condition is no inequality")
    first = conditions[0]
    weak = isinstance(first, sp.LessThan | sp.GreaterThan)
    for other in conditions[1:]:
        if first.gts == first.lts:
            raise CannotDecide(f"{first} is no condition")
        if isinstance(other, sp.LessThan | sp.GreaterThan) != weak:
            raise CannotDecide(f"{first} and {other} differ in strictness")
        gaps = first.gts - first.lts, other.gts - other.lts
        decide.same_sign(gaps[1], gaps[0], sp.cancel(gaps[1] / gaps[0]), given).require()
