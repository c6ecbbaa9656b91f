"""Rule for mirror flows of several coordinates that share weights: brackets of the gradients, and their Gram matrix.

Gradient flow is dw = -sum_i f_i(x) V_i(w) dt with V_i = grad g_i and x = g(w). A *mirror flow at a start w_0* is a
differentiable R near g(w_0) such that, for every smooth loss f that does not change with time, grad R(x) has moved by
-int grad f(x) dt, for as long as x stays near. A statement is about every start that the hypotheses allow.

It exists if near w_0 the V_i are independent and commute: then W(y) = exp(sum_i y_i V_i) w_0 has dW/dy_i = V_i(W), so
that w = W(y) with y = -int grad f dt along every flow (for losses that depend on time, too). x = g(W(y)) has the
Jacobian G = (<V_i, V_j>), symmetric and positive definite: x = grad R*(y) with R* strictly convex on a ball around
y = 0, and R is its conjugate. (Li, Wang, Lee & Arora 2022, Theorem 4.9; here locally, without what makes R Legendre.)

It does not exist where
- the V_i are dependent, sum_i v_i V_i(w_0) = 0 with v != 0: the loss -<v, x> leaves w_0 and so grad R(x) where they
  are, and its -grad f is v;
- or they are independent and <V_k, [V_i, V_j]> != 0 at w_0. The losses -<v, x> show that grad R is the inverse of the
  diffeomorphism y -> g(exp(sum_i y_i V_i) w_0). Take u, v of an open set of directions with u^T G v > 0, where the
  alternating form of the brackets does not vanish. Moves along a V_v, then b V_u, and in the other order, end in x that
  differ by a b <V_k, [V_v, V_u]> + O(|a, b|^3), though y is the same. Both are limits of flows of smooth losses: x
  advances along v (or u) all the time, so it runs along an embedded arc, and along such an arc a gradient can be
  prescribed;
- or that quantity vanishes at w_0, but not its derivative along some V_l: then it does not vanish shortly after w_0.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.decide import rule
from neversaddle.theory.kernel.domain import admit, require_defined
from neversaddle.theory.kernel.normal_form import STRICT, CannotDecide, certain_sign
from neversaddle.theory.statement.hypotheses import Condition, Given, Sign
from neversaddle.theory.statement.kinds import MirrorFlowExists

#: Conditions that hold on open sets.
OPEN = sp.Ne | sp.StrictGreaterThan | sp.StrictLessThan
#: Kinds of sign that do.
OPEN_SIGNS = ("positive", "nonzero", "real")


@dataclass(frozen=True)
class _Fields:
    """The coordinates g_i, and the fields V_i = grad g_i in the weights."""

    coordinates: tuple[sp.Expr, ...]
    weights: tuple[sp.Symbol, ...]

    @property
    def jacobian(self) -> sp.Matrix:
        """The V_i as rows."""
        return sp.Matrix([[sp.diff(g, w) for w in self.weights] for g in self.coordinates])

    @property
    def gram(self) -> sp.Expr:
        """The Gram determinant of the V_i, which is >= 0."""
        rows = self.jacobian
        return sp.expand((rows * rows.T).det(method="berkowitz"))

    def along(self, e: sp.Expr, i: int) -> sp.Expr:
        """The derivative of an expression along V_i."""
        return sp.Add(*(sp.diff(e, w) * sp.diff(self.coordinates[i], w) for w in self.weights))

    def brackets(self) -> Iterator[list[sp.Expr]]:
        """The components of [V_i, V_j] for each pair i < j."""
        rows = self.jacobian
        for i, j in itertools.combinations(range(rows.rows), 2):
            pairs = zip(rows.row(i), rows.row(j), strict=True)
            yield [self.along(of_j, i) - self.along(of_i, j) for of_i, of_j in pairs]

    def moved(self) -> list[sp.Expr]:
        """Every <V_k, [V_i, V_j]>."""
        rows = self.jacobian
        several = [sp.Matrix(bracket) for bracket in self.brackets()]
        return [sp.expand(rows.row(k).dot(bracket)) for bracket in several for k in range(rows.rows)]


@rule("Lie brackets and Gram determinant of the gradients")
def brackets(part: MirrorFlowExists, given: Given) -> None:
    """The gradients commute and are independent, or some start-by-start reason excludes a mirror flow.

    For `exists` = true, false, or an equation between a parameter and something else, or its denial. Coordinates are
    rational functions over Q.
    """
    admit(given, *part.coordinates, *part.weights, *part.exists.args)
    _require_shape(part, given)
    fields, exists = _Fields(part.coordinates, part.weights), part.exists
    if exists == sp.true:
        _require_mirror(fields, given)
    elif exists == sp.false:
        _require_none(fields, given)
    elif isinstance(exists, sp.Eq | sp.Ne) and not exists.has(*part.weights):
        _require_equation(fields, exists, given)
    else:
        raise CannotDecide(f"{exists} is no equation between parameters")


def _require_shape(part: MirrorFlowExists, given: Given) -> None:
    """Weights of which signs are assumed, and coordinates that are rational functions, defined everywhere."""
    signed = [h.symbol for h in given if isinstance(h, Sign)]
    if not part.coordinates or len(set(part.weights)) < len(part.weights) or not set(part.weights) <= set(signed):
        raise CannotDecide("there have to be coordinates, and different weights with a sign or none")
    for g in part.coordinates:
        numbers, powers = g.atoms(sp.Number, sp.NumberSymbol), g.atoms(sp.Pow)
        exact = all(n.is_Rational for n in numbers) and all(e.exp.is_Integer for e in powers)
        if not exact or not g.is_rational_function():
            raise CannotDecide(f"{g} is no rational function over Q")
        for chart in _charts(given):
            require_defined(g, chart.given, chart.values)


def _require_equation(fields: _Fields, exists: sp.Eq | sp.Ne, given: Given) -> None:
    """Where both sides are equal, one is put for the other; elsewhere they are assumed to differ."""
    apart = (*given, Condition(sp.Ne(exists.lhs, exists.rhs, evaluate=False)))
    at_equal, elsewhere = (_require_mirror, _require_none) if isinstance(exists, sp.Eq) else (
        _require_none, _require_mirror
    )  # fmt: skip
    elsewhere(fields, apart)
    obstacle = f"neither side of {exists} is a symbol"
    for symbol, value in (exists.args, exists.args[::-1]):
        if not symbol.is_Symbol or value.has(symbol):
            continue
        put = {symbol: value}
        there = charted([h for h in given if isinstance(h, Condition)], put)
        signs = tuple(h for h in given if not isinstance(h, Condition) and h.symbol != symbol)
        try:
            at_equal(_Fields(tuple(g.xreplace(put) for g in fields.coordinates), fields.weights), signs + there)
        except CannotDecide as reason:
            obstacle = f"where {exists.lhs} = {exists.rhs}: {reason}"
            continue
        return
    raise CannotDecide(obstacle)


def _require_mirror(fields: _Fields, given: Given) -> None:
    """On an open set of weights all brackets vanish and the Gram determinant does not."""
    for h in given:
        if isinstance(h, Sign) and h.symbol in fields.weights and h.kind not in OPEN_SIGNS:
            raise CannotDecide(f"{h} is no open condition on the weight")
        if isinstance(h, Condition) and h.relation.has(*fields.weights) and not isinstance(h.relation, OPEN):
            raise CannotDecide(f"{h} is no open condition on the weights")
    for component in itertools.chain.from_iterable(fields.brackets()):
        decide.zero(component, given).require(" of a bracket")
    gram = _factors(fields.gram)
    for chart in _charts(given):
        if not chart.excludes_zero(gram):
            raise CannotDecide(f"the gradients are not shown independent where {sp.Mul(*gram)} = 0")


def _require_none(fields: _Fields, given: Given) -> None:
    """At every start the gradients are dependent, or a bracket moves x there or shortly after."""
    gram, moved = fields.gram, fields.moved()
    later = [fields.along(e, i) for e in moved for i in range(len(fields.coordinates))]
    excluding = [_factors(e) for e in (*moved, *later)]
    for chart in _charts(given):
        certain = any(map(chart.excludes_zero, excluding))
        if not certain and not decide.zero(in_chart(gram, chart.values), chart.given).proved:
            raise CannotDecide(f"no bracket is shown to move x at {chart.values}")


@dataclass(frozen=True)
class _Chart:
    """One sign chart: what the symbols are, what is left to assume, and polynomials that do not vanish."""

    values: dict[sp.Symbol, sp.Expr]
    given: Given
    known: frozenset[sp.Expr]

    def excludes_zero(self, factors: tuple[sp.Expr, ...]) -> bool:
        """Whether no factor of a product vanishes: each has a sign, or a condition says so."""
        here = [sp.expand(in_chart(f, self.values)) for f in factors]
        return all(f in self.known or -f in self.known or abs(certain_sign(f, self.given)) == STRICT for f in here)


def _charts(given: Given) -> Iterator[_Chart]:
    """The sign charts in which no condition is plainly false."""
    relations = [h.relation for h in given if isinstance(h, Condition)]
    gaps = [f for r in relations if isinstance(r, OPEN) for f in _factors(r.args[0] - r.args[1])]
    for values in sign_charts(given):
        known = frozenset(sp.expand(in_chart(gap, values)) for gap in gaps)
        if 0 not in known:
            yield _Chart(values, charted(given, values), known)


def _factors(e: sp.Expr) -> tuple[sp.Expr, ...]:
    """The irreducible factors of a rational function's numerator; of 0 it is 0."""
    numerator, _ = sp.fraction(sp.cancel(e))
    return (sp.S.Zero,) if numerator == 0 else tuple(factor for factor, _ in sp.factor_list(numerator)[1])
