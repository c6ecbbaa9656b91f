"""The mirror geometry of a reparametrization under q, read off one leaf of its orbit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Integral
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.geometry.balance import BalanceLike, StartLike, offsets_from, require_one_kind, start_from
from neversaddle.theory.geometry.euler import EulerIntegral, closed_form
from neversaddle.theory.geometry.implicit import InverseOf
from neversaddle.theory.geometry.leaf import (
    SIZE,
    TIME,
    Leaf,
    deep_diagonal_factors,
    monomial_factors,
    monomial_leaf,
    sum_leaf,
)
from neversaddle.theory.geometry.orbit import as_monomial, as_sum, first_integrals, homogeneity_degree, offsets_of
from neversaddle.theory.geometry.orbit import field as orbit_field
from neversaddle.theory.geometry.orbit import inverse_metric as metric_in_weights
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization, ReparametrizationError
from neversaddle.theory.language.exponents import Exponent, ExponentError, ExponentLike, exponent, exponent_from_metric

Model: TypeAlias = DeepDiagonal | Reparametrization

#: Longer potentials are left as they come, x y - R*.
MOST_OPERATIONS_TO_EXPAND = 80


class NoClosedForm(ValueError):
    """This reparametrization's mirror map is not known in closed form; field, metric and first integrals still are."""


@dataclass(frozen=True)
class MirrorGeometry:
    """What steepest flow under q on the weights of x = g(w) is, seen in x: d grad R(x) = -Phi_q(f'(x)) dt.

    All properties are SymPy expressions in the real symbols x and y = R'(x); `u(x)` inside them is an `InverseOf`.
    Where `leaf` is None no closed form is known: ask `field`, `first_integrals`, `inverse_metric_in_weights`.
    """

    model: Model
    exponent: Exponent
    balance: sp.Expr | tuple[sp.Expr, ...]
    leaf: Leaf | None

    x = sp.Symbol("x", real=True)
    y = sp.Symbol("y", real=True)

    @property
    def upright(self) -> MirrorGeometry:
        """The same on the branch x > 0, for a model that has no positive x."""
        leaf = self.leaf
        return self if leaf is None or not leaf.mirrored or leaf.side >= 0 else replace(self, leaf=leaf.on_side(1))

    @property
    def q(self) -> sp.Expr:
        """The exponent q."""
        return self.exponent.q

    @cached_property
    def degree(self) -> sp.Expr | None:
        """Homogeneity degree D of g (the depth for deep diagonal networks), or None."""
        return sp.sympify(self.model.depth) if isinstance(self.model, DeepDiagonal) else homogeneity_degree(self.model)

    @cached_property
    def weights(self) -> Reparametrization:
        """The model as an expression in named weights (numeric depth only)."""
        return self.model.reparametrization if isinstance(self.model, DeepDiagonal) else self.model

    @property
    def field(self) -> tuple[sp.Expr, ...]:
        """V_q = Phi_q(grad g), one component for each weight."""
        return orbit_field(self.weights, self.q)

    @property
    def first_integrals(self) -> tuple[sp.Expr, ...]:
        """Balance equations: functions of the weights that every steepest flow keeps."""
        return first_integrals(self.weights, self.q)

    @property
    def inverse_metric_in_weights(self) -> sp.Expr:
        """dx/dy = sum_i |dg/dw_i|^q in the weights."""
        return metric_in_weights(self.weights, self.q)

    @cached_property
    def inverse_metric(self) -> sp.Expr:
        """1/R''(x) = dx/dy on this leaf."""
        return self._at_x(self._known.metric, parity=1)

    @cached_property
    def mirror_map(self) -> sp.Expr:
        """R'(x): the orbit time y at which the leaf passes x."""
        return self._at_x(_elementary(self._known.time), parity=-1)

    @cached_property
    def inverse_mirror_map(self) -> sp.Expr:
        """x(y), where the orbit is at time y; inverts `mirror_map`, on the branch x > 0 if y takes all values there."""
        return self._at_time(self._known.x, parity=-1)

    @cached_property
    def potential(self) -> sp.Expr:
        """R(x) = x y - R*(y) at y = R'(x)."""
        leaf = self._known
        return self._at_x(_spread(leaf.x * _elementary(leaf.time) - _elementary(leaf.conjugate)), parity=1)

    @cached_property
    def conjugate(self) -> sp.Expr:
        """R*(y), the integral of x(y) dy."""
        return self._at_time(_elementary(self._known.conjugate), parity=1)

    def bregman_divergence(self, x: sp.Expr, start: sp.Expr) -> sp.Expr:
        """D_R(x, start) = R(x) - R(start) - R'(start)(x - start) >= 0."""
        potential, mirror_map = sp.Lambda(self.x, self.potential), sp.Lambda(self.x, self.mirror_map)
        return potential(x) - potential(start) - mirror_map(start) * (x - start)

    @property
    def decay_rate(self) -> sp.Expr | None:
        """K of dy = -Phi_q(f') dt - alpha K y dt under decoupled decay: 1 - (D-1)(q-1); kappa for deep networks."""
        return None if self.degree is None else sp.expand(1 - (self.degree - 1) * (self.q - 1))

    @property
    def implicit(self) -> tuple[InverseOf, ...]:
        """The implicit functions that appear in the closed forms."""
        if self.leaf is None:
            return ()
        found = self.inverse_metric.atoms(InverseOf) | self.mirror_map.atoms(InverseOf)
        return tuple(sorted(found, key=sp.default_sort_key))

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle R'(x) = {sp.latex(self.mirror_map)}$" if self.leaf else f"${sp.latex(self.field)}$"

    @property
    def _known(self) -> Leaf:
        if self.leaf is None:
            raise NoClosedForm(
                f"no closed form of the mirror map is known for x = {self.weights.expression}: it is neither a "
                "monomial nor a sum of one-weight powers and exponentials; its field, inverse metric and first "
                "integrals are known in the weights"
            )
        return self.leaf

    def _at_x(self, expression: sp.Expr, parity: int) -> sp.Expr:
        """A function of the leaf's parameter as a function of real x, even or odd; on a one-sided leaf of that x."""
        leaf = self._known
        branch = expression.xreplace({leaf.parameter: leaf.parameter_of_x})
        if leaf.side:
            return (parity if leaf.side < 0 else 1) * branch.xreplace({SIZE: leaf.side * self.x})
        return _extended(branch, SIZE, self.x, parity) if leaf.mirrored else branch.xreplace({SIZE: self.x})

    def _at_time(self, expression: sp.Expr, parity: int) -> sp.Expr:
        """A function of the leaf's parameter as a function of real y, even or odd where both branches have times."""
        leaf = self._known
        if leaf.sum_of_time is not None:
            expression = expression.xreplace({leaf.sum_of_time[0]: leaf.sum_of_time[1]})
        branch = expression.xreplace({leaf.parameter: leaf.parameter_of_time})
        # |tan| is sqrt(tan^2): the angle stays below pi/2 on the dual range.
        branch = branch.replace(lambda e: isinstance(e, sp.Abs) and isinstance(e.args[0], sp.tan), lambda e: e.args[0])
        if leaf.side:
            # |y| is `time_sign` y where x > 0, and the leaf of x < 0 has -y.
            time = leaf.side * (leaf.time_sign or 1) * self.y
            return (parity if leaf.side < 0 else 1) * branch.xreplace({TIME: time})
        if not leaf.mirrored or leaf.time_sign == 0:
            return branch.xreplace({TIME: self.y})
        return _extended(branch if leaf.time_sign > 0 else parity * branch, TIME, self.y, parity)


def mirror_geometry(
    model: Model | int,
    q: ExponentLike | None = None,
    *,
    metric_exponent: object | None = None,
    balance: BalanceLike = 0,
    balance_convention: str = "power",
    start: StartLike | None = None,
) -> MirrorGeometry:
    """The mirror geometry of a model under q (or under q = mL/(L-1) for a metric exponent m).

    `balance` is 0, one lambda (u_i - u_1 = lambda for i >= 2; u_i = |w_i|^q; monomials: u_i = |w_i|^q/|a_i|^(q-1)), or
    offsets c_1, ..., c_L, the first of which must be the smallest; numbers are exact ("1/10"), symbols positive, and a
    name such as "lambda" is a symbol.
    With `balance_convention="weight"` it is the size of the other weights where the first vanishes, or of each weight.
    `start`: for sums of one-weight functions, the weights at y = 0 (default: all alpha).
    Raises ExponentError or ReparametrizationError in one line.

    >>> mirror_geometry(2, 2, balance=sp.Symbol("lambda", positive=True)).mirror_map
    asinh(2*x/lambda)/2
    """
    model = DeepDiagonal(model) if isinstance(model, Integral) else model
    if not isinstance(model, DeepDiagonal | Reparametrization):
        raise ReparametrizationError(
            f'a model is a depth, DeepDiagonal(3) or reparametrization("u**2 - v**2", "u,v"); got {str(model)[:60]!r}'
        )
    q_ = _exponent_of(model, q, metric_exponent)
    if isinstance(model, DeepDiagonal):
        ones = (sp.S.One,) * model.depth if isinstance(model.depth, int) else None
        if start is not None:
            raise ReparametrizationError(
                "start is for sums of one-weight functions; a network's leaf is chosen by balance"
            )
        offsets = offsets_from(balance, balance_convention, q_.q, ones)
        return MirrorGeometry(model, q_, offsets, monomial_leaf(deep_diagonal_factors(model.depth, offsets), q_.q))
    monomial = as_monomial(model)
    require_one_kind(model, monomial is not None, balance, balance_convention, start)
    if monomial is not None:
        offsets = offsets_from(balance, balance_convention, q_.q, monomial.exponents)
        factors = monomial_factors(monomial, offsets_of(offsets, model.depth))
        if any(f.sign < 0 and f.offset == 0 for f in factors):
            raise ReparametrizationError(
                f"{model.expression} has exponents of both signs, so |w_i|^q/|a_i|^(q-1) add up to the balance, "
                "which must then be positive; got 0"
            )
        scale = sp.Abs(monomial.coefficient) ** q_.q * sp.Mul(
            *(sp.Abs(a) ** ((q_.q - 1) * a) for a in monomial.exponents)
        )
        leaf = monomial_leaf(factors, q_.q, scale)
        return MirrorGeometry(model, q_, offsets, None if leaf is None else leaf.on_side(monomial.side))
    terms = as_sum(model)
    if terms is None and start is not None:
        raise ReparametrizationError(f"start is for sums of one-weight functions; {model.expression} is no such sum")
    values = start_from(start, model.depth)
    found = None if terms is None else sum_leaf(terms, model.weights, values, q_.q)
    if found is None and start is not None:
        raise ReparametrizationError(f"start chooses a leaf, and {model.expression} has none in closed form")
    return MirrorGeometry(model, q_, values, found)


def _extended(branch: sp.Expr, size: sp.Symbol, variable: sp.Symbol, parity: int) -> sp.Expr:
    """From positive `size` to all real values, even or odd; without |.| where the formula itself has that parity."""
    if not branch.has(InverseOf):
        free = sp.Symbol(size.name, real=True)
        anywhere = branch.subs(size, free)
        if not anywhere.has(sp.Abs, sp.sign) and anywhere.subs(free, -free) - parity * anywhere == 0:
            return anywhere.xreplace({free: variable})
    mirrored = branch.xreplace({size: sp.Abs(variable)})
    if parity == 1:
        return mirrored
    factors = sp.Mul.make_args(mirrored)
    if sp.Abs(variable) in factors:
        return sp.Mul(*(variable if factor == sp.Abs(variable) else factor for factor in factors))
    return sp.sign(variable) * mirrored


def _spread(expression: sp.Expr) -> sp.Expr:
    """Multiplied out, where that keeps it short."""
    if sp.count_ops(expression) > MOST_OPERATIONS_TO_EXPAND:
        return expression
    spread = sp.expand(expression)
    return spread if len(sp.Add.make_args(spread)) <= 4 else expression


def _elementary(expression: sp.Expr) -> sp.Expr:
    return expression.xreplace({e: closed_form(e) for e in expression.atoms(EulerIntegral)})


def _exponent_of(model: Model, q: ExponentLike | None, metric_exponent: object | None) -> Exponent:
    if (q is None) == (metric_exponent is None):
        raise ExponentError("give either q or a metric exponent, not both and not neither")
    if q is not None:
        return exponent(q)
    if not isinstance(model, DeepDiagonal) or not isinstance(model.depth, int):
        raise ExponentError("a metric exponent needs a deep diagonal model of given depth")
    return exponent_from_metric(metric_exponent, model.depth)
