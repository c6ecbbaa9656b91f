"""The clauses of a Bregman function at one exponent and depth, from the weights themselves.

1/R'' = sum_i prod_(j != i) |w_j|^q and |x|^q = prod_i |w_i|^q with |w_1|^q = u and |w_i|^q = u + lambda. Both are sums
of products with positive terms, so at u -> 0 and u -> oo their leading exponents are exact: the terms cannot cancel.
lambda counts as 0 or not: u = lambda v scales x, R and y by positive constants, which no clause sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from neversaddle.numerics.attack.sampling import Instance, is_true, rational_at
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.statement.clauses import Clause, Domain
from neversaddle.theory.statement.kinds import Clauses


@dataclass(frozen=True)
class EndOfLeaf:
    """The leading exponents of x and of 1/R'' in u, as u -> 0 or as u -> oo."""

    far: bool
    x: Fraction
    inverse_metric: Fraction

    def sums_up(self, power: int) -> bool:
        """Whether the integral of x^power R'' dx is finite at this end.

        dx is comparable to u^(a-1) du where x is to u^a, since x is u^a times an analytic function at this end.
        """
        total = (power + 1) * self.x - self.inverse_metric
        return total < 0 if self.far else total > 0


def clauses_hold(part: Clauses, instance: Instance) -> bool:
    """Whether the clauses hold together iff (or only if) the condition does; exact.

    Raises Undefined where the depth is no whole number >= 1, q is not positive, or the condition has no value.
    """
    depth, q = (rational_at(e, instance) for e in (part.depth, part.q))
    if depth.denominator != 1 or depth < 1 or q <= 0:
        raise Undefined(f"there is no potential of depth {depth} and exponent q = {q}")
    near, far = (_end(int(depth), q, part.domain is Domain.LEAF, far) for far in (False, True))
    together = all(_holds(clause, part.domain, near, far) for clause in part.clauses)
    condition = is_true(part.condition, instance)
    return condition or not together if part.only_if else condition == together


def _end(depth: int, q: Fraction, unbalanced: bool, far: bool) -> EndOfLeaf:
    """The leading exponents at one end, from those of the weights' powers |w_i|^q."""
    other = Fraction(0) if unbalanced and not far else Fraction(1)
    powers = [Fraction(1)] + [other] * (depth - 1)
    terms = [sum(powers[:i] + powers[i + 1 :], start=Fraction(0)) for i in range(depth)]
    return EndOfLeaf(far, sum(powers, start=Fraction(0)) / q, max(terms) if far else min(terms))


def _holds(clause: Clause, domain: Domain, near: EndOfLeaf, far: EndOfLeaf) -> bool:
    """One clause, from what it says of R, R' and D(x, z)."""
    slope_at_zero, value_at_zero = near.sums_up(0), near.sums_up(1)
    boundary = domain is Domain.HALF_LINE
    if not boundary and not slope_at_zero:
        # R would be even with R'(0+) = -oo: there is no convex function on the line with this R''.
        return False
    match clause:
        case Clause.STRICTLY_CONVEX:
            return True
        case Clause.ESSENTIALLY_SMOOTH:
            return not (boundary and slope_at_zero)
        case Clause.CLOSED_DOMAIN | Clause.CONSISTENT:
            # R(0+), and D(0, z) = R(0+) - R(z) + z R'(z), are finite or infinite together.
            return value_at_zero or not boundary
        case Clause.BOUNDED_SUBLEVELS:
            return not far.sums_up(1)
        case Clause.ONTO:
            return not far.sums_up(0) and not (boundary and slope_at_zero)
