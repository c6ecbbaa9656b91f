"""The clauses of a Legendre and Bregman function, one by one, and the domains on which a potential may have them.

R(x) = sum_j R_j(x_j) has a clause iff each coordinate's potential has it: D_R is a sum of terms >= 0, and domain and
dual range are products. For one coordinate R'' > 0 is smooth off 0, so that every clause is the convergence or the
divergence of an integral of R'' or x R'' at an end of x > 0; R' is odd where R lives on the whole line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from numbers import Integral
from typing import TypeAlias

import sympy as sp

from neversaddle.derive.clause_names import Clause, Domain
from neversaddle.theory.definitions.leaf import OrbitTime, size
from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.normal_form import STRICT, CannotDecide, certain_sign
from neversaddle.theory.language import symbols
from neversaddle.theory.language.exponents import ExponentError, ExponentLike, exponent
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis, Range

Given: TypeAlias = tuple[Hypothesis, ...]
#: Whether something holds: true, false, or a condition on q and L.
Holds: TypeAlias = sp.core.relational.Relational | sp.logic.boolalg.BooleanAtom


@dataclass(frozen=True)
class EndIntegral:
    """The integral of x^power R''(x) dx at one `end` of x > 0, 0 or oo, which a clause needs `finite` or infinite."""

    power: int
    end: sp.Expr
    finite: bool
    if_so: str
    if_not: str

    def __str__(self) -> str:
        return f"int{'_0' if self.end == 0 else '^oo'} {'x ' * self.power}R'' dx"


#: What makes the whole line a domain: an even R with R'(0+) = -oo is not convex, and all clauses fail.
CROSSING = EndIntegral(0, sp.S.Zero, True, "R' is finite at 0 and odd", "no domain of R, R'(0+) = -oo")
_ON_HALF_LINE = {
    # R'' > 0 inside is all that is asked.
    Clause.STRICTLY_CONVEX: (),
    Clause.ESSENTIALLY_SMOOTH: (
        EndIntegral(0, sp.S.Zero, False, "R'(x) -> -oo at the boundary 0", "R'(0) is finite at the boundary 0"),
    ),
    # R(0+) = R(1) - R'(1) + integral of t R''(t) over (0, 1).
    Clause.CLOSED_DOMAIN: (EndIntegral(1, sp.S.Zero, True, "R(0) is finite", "R(0+) = oo, 0 is not in the domain"),),
    # d/dz D(x, z) = R''(z) (z - x).
    Clause.BOUNDED_SUBLEVELS: (
        EndIntegral(1, sp.oo, False, "D(x, z) -> oo as z -> oo", "D(x, z) stays bounded as z -> oo"),
    ),
    # D(0, z) = integral of t R''(t) over (0, z); inside, R' is continuous.
    Clause.CONSISTENT: (EndIntegral(1, sp.S.Zero, True, "D(0, z) -> 0 as z -> 0", "D(0, z) = oo"),),
    Clause.ONTO: (
        EndIntegral(0, sp.S.Zero, False, "R'(x) -> -oo as x -> 0", "R' is bounded below"),
        EndIntegral(0, sp.oo, False, "R'(x) -> oo as x -> oo", "R' is bounded above"),
    ),
}
_ON_WHOLE_LINE = {
    clause: (CROSSING, *(integral for integral in integrals if integral.end == sp.oo))
    for clause, integrals in _ON_HALF_LINE.items()
}
#: For each domain and clause the end integrals that decide it.
CRITERIA: dict[Domain, dict[Clause, tuple[EndIntegral, ...]]] = {
    Domain.LEAF: _ON_WHOLE_LINE,
    Domain.HALF_LINE: _ON_HALF_LINE,
    Domain.LINE: _ON_WHOLE_LINE,
}


@dataclass(frozen=True)
class Bound:
    """gap >= 0, or gap > 0 where `strict`."""

    gap: sp.Expr
    strict: bool


def order(integral: EndIntegral, domain: Domain, depth: sp.Expr, q: sp.Expr) -> sp.Expr:
    """The e with int^x t^power R''(t) dt comparable to x^e at the end (log x for e = 0), for whole L >= 1 and q > 0.

    Written as power + 1 - m, with m the exponent of 1/R'' as a power of x at this end.
    """
    least = integral.power + 1
    m = metric_power(domain is Domain.LEAF, integral.end).subs({symbols.L: depth, symbols.q: q}, simultaneous=True)
    return least - sp.factor(sp.cancel(m))


@cache
def metric_power(unbalanced: bool, end: sp.Expr) -> sp.Expr:
    """The m with 1/R'' comparable to x^m as x -> 0 or x -> oo, for every L and q; `unbalanced`: lambda > 0.

    Read off x(u) and dy = R'' dx on the leaf, both powers of u = |w_1|^q up to factors with limits > 0; the size of
    lambda > 0 has no effect on them. Raises CannotDecide where they are not shown to be powers.

    >>> metric_power(True, sp.S.Zero), metric_power(True, sp.oo)
    (0, q*(L - 1)/L)
    """
    L, q, given = symbols.L, symbols.q, (Depth(symbols.L, 1),)
    u = sp.Dummy("u", positive=True)
    lam = sp.Dummy("lambda", positive=True) if unbalanced else sp.S.Zero
    growth = decide.power_product(size(L, q, lam, u), u, given).exponent_at(end)
    rate = decide.power_product(OrbitTime.rate(L, q, lam, u), u, given).exponent_at(end)
    if certain_sign(growth, given) < STRICT:
        raise CannotDecide(f"x is not shown to run from 0 to oo with u: it grows as u^({growth})")
    return sp.factor(sp.cancel(1 - (rate + 1) / growth))


def bound(integral: EndIntegral, e: sp.Expr) -> Bound:
    """When an end integral comparable to x^e is as the clause needs it; x^0 stands for log x."""
    at_zero = integral.end == 0
    return Bound(e if integral.finite == at_zero else -e, integral.finite)


def required(
    clauses: Iterable[Clause], domain: Domain, depth: sp.Expr, q: sp.Expr, given: Given
) -> tuple[Bound, ...] | None:
    """The bounds on q and L that hold together iff all the clauses do, in one sign chart; None: they never do."""
    integrals = dict.fromkeys(integral for clause in clauses for integral in CRITERIA[domain][clause])
    return reduced([bound(integral, order(integral, domain, depth, q)) for integral in integrals], given)


def reduced(bounds: Sequence[Bound], given: Given) -> tuple[Bound, ...] | None:
    """The bounds without those that always hold or follow from another; None where they are shown never to hold."""
    left = []
    for one in bounds:
        if decide.positive(-one.gap, given, not one.strict).proved:
            return None
        if not decide.positive(one.gap, given, one.strict).proved:
            left.append(one)
    for one, other in combinations(left, 2):
        # Both gaps are >= 0 and one of them > 0 if strict: then their sum is, too.
        if decide.positive(-one.gap - other.gap, given, not (one.strict or other.strict)).proved:
            return None
    kept: list[Bound] = []
    for index, one in enumerate(left):
        if not any(implies(other, one, given) for other in (*kept, *left[index + 1 :])):
            kept.append(one)
    return tuple(kept)


def implies(one: Bound, other: Bound, given: Given) -> bool:
    """Whether the other bound is shown to follow: its gap exceeds the first one's, or is a positive multiple of it."""
    strict_enough = one.strict or not other.strict
    if decide.positive(other.gap - one.gap, given, strict=not strict_enough).proved:
        return True
    if one.gap == 0 or not strict_enough:
        return False
    return decide.same_sign(other.gap, one.gap, sp.cancel(other.gap / one.gap), given).proved


@dataclass(frozen=True)
class EndFinding:
    """One end integral of a clause, comparable to x^order (log x for order 0), and whether it is as needed."""

    integral: EndIntegral
    order: sp.Expr
    holds: Holds

    def __str__(self) -> str:
        exact = f"({self.order})" if self.order.is_Integer is not True else str(self.order)
        power = {sp.S.Zero: "log x", sp.S.One: "x"}.get(self.order, f"x^{exact}")
        said = self.integral.if_not if self.holds == sp.false else self.integral.if_so
        condition = "" if isinstance(self.holds, sp.logic.boolalg.BooleanAtom) else f" iff {self.holds}"
        return f"{said}{condition}: {self.integral} ~ {power}"


@dataclass(frozen=True)
class ClauseRow:
    """One clause: whether it holds, and the end integrals that decide it (none where R'' > 0 does)."""

    clause: Clause
    holds: Holds
    findings: tuple[EndFinding, ...]

    @property
    def reason(self) -> str:
        """Why, in one line."""
        return "; ".join(map(str, self.findings)) or "R'' > 0 inside"


def legendre_table(q: ExponentLike, depth: int | sp.Symbol, domain: Domain) -> tuple[ClauseRow, ...]:
    """Every clause at one q and L, numbers or symbols (q in [1, 2], L >= 1 whole): true, false or a condition.

    Raises ExponentError for a q or a depth outside of that.

    >>> from neversaddle.theory.language.symbols import L, q
    >>> legendre_table(q, L, Domain.LEAF)[-1].holds
    q*(L - 1)/L <= 1
    >>> print(legendre_table("3/2", 4, Domain.LEAF)[-1].reason)
    R' is bounded above: int^oo R'' dx ~ x^(-1/8)
    """
    power, symbolic = exponent(q).q, isinstance(depth, sp.Symbol)
    if not symbolic and (not isinstance(depth, Integral | sp.Integer) or isinstance(depth, bool) or depth < 1):
        raise ExponentError(f"the depth must be a whole number >= 1 (or a symbol); got {depth!r}")
    whole = depth if symbolic else sp.Integer(depth)
    given: Given = (Depth(whole, 1),) if symbolic else ()
    given += (Range(power),) if power.is_Symbol else ()
    return tuple(_row(clause, domain, whole, power, given) for clause in Clause)


def failing(rows: Sequence[ClauseRow]) -> tuple[Clause, ...]:
    """The clauses that do not hold."""
    return tuple(row.clause for row in rows if row.holds == sp.false)


def _row(clause: Clause, domain: Domain, depth: sp.Expr, q: sp.Expr, given: Given) -> ClauseRow:
    integrals = CRITERIA[domain][clause]
    orders = [order(integral, domain, depth, q) for integral in integrals]
    bounds = [bound(integral, e) for integral, e in zip(integrals, orders, strict=True)]
    findings = [
        EndFinding(integral, e, _holds(integral, e, reduced([one], given)))
        for integral, e, one in zip(integrals, orders, bounds, strict=True)
    ]
    together = reduced(bounds, given)
    if together is None:
        failed = [f for f in findings if f.holds == sp.false][:1]
        return ClauseRow(clause, sp.false, tuple(failed or [f for f in findings if f.holds != sp.true]))
    open_ends = [f for f, one in zip(findings, bounds, strict=True) if one in together]
    shown = open_ends or [f for f in findings if f.integral != CROSSING] or findings
    return ClauseRow(clause, _together(open_ends), tuple(shown))


def _holds(integral: EndIntegral, e: sp.Expr, left: tuple[Bound, ...] | None) -> Holds:
    """The condition on one end integral of order e = power + 1 - m, as one on m."""
    if not left:
        return sp.false if left is None else sp.true
    least = integral.power + 1
    m = least - e
    if integral.finite:
        return sp.Lt(m, least) if integral.end == 0 else sp.Gt(m, least)
    return sp.Ge(m, least) if integral.end == 0 else sp.Le(m, least)


def _together(findings: Sequence[EndFinding]) -> Holds:
    """All conditions at once: none, one, or (for ONTO on x >= 0) m <= 1 and m >= 1."""
    if len(findings) == 2:
        return sp.Eq(*findings[0].holds.args)
    return findings[0].holds if findings else sp.true
