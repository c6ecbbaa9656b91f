"""The attack on identities, inequalities and equivalences: both sides at an instance."""

from __future__ import annotations

import sympy as sp
from flint import arb
from mpmath import mp

from neversaddle.numerics.attack.enclosure import enclosed, enclosed_gap, nonzero
from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.kinds.trial import Trial
from neversaddle.numerics.attack.precision import agreement
from neversaddle.numerics.attack.sampling import Instance, holds
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.statement.hypotheses import Condition
from neversaddle.theory.statement.relations import Equivalence, Identity, Inequality

#: Bits at which an inequality that numbers leave in doubt is asked for once more.
DOUBT_BITS = (400, 1600)


def identity_agreement(part: Identity, instance: Instance, digits: int) -> int:
    """Digits that both sides have in common."""
    return agreement(evaluate(part.left, instance, MPMATH), evaluate(part.right, instance, MPMATH), digits)


def identity_fails(part: Identity, instance: Instance, bits: int) -> bool:
    """Whether both sides certainly differ."""
    return nonzero(enclosed_gap(part.left, part.right, instance, bits))


def inequality_agreement(part: Inequality, instance: Instance, digits: int) -> int | None:
    """None where the sides are in order, digits in common where they are to be equal, 0 where it fails."""
    left, right = evaluate(part.left, instance, MPMATH), evaluate(part.right, instance, MPMATH)
    if part.tight is not None and holds(Condition(part.tight), instance):
        return agreement(left, right, digits)
    if left < right:
        return None
    equal = agreement(left, right, digits) >= digits
    return None if equal and not part.strict and part.tight is None else 0


def inequality_fails(part: Inequality, instance: Instance, bits: int) -> bool:
    """Whether the sides certainly are in the other order, or equal where they must not be."""
    gap = enclosed_gap(part.left, part.right, instance, bits)
    if part.tight is not None and holds(Condition(part.tight), instance):
        return nonzero(gap)
    return gap is not None and bool(gap <= 0 if part.strict or part.tight is not None else gap < 0)


def inequality_holds(part: Inequality, instance: Instance) -> bool:
    """Whether the sides certainly differ, and are in order."""
    if part.tight is not None:
        return False
    gaps = (enclosed_gap(part.left, part.right, instance, bits) for bits in DOUBT_BITS)
    return any(gap is not None and bool(gap > 0) for gap in gaps)


def certainly_ordered(part: Inequality, bits: int) -> arb | None:
    """right - left as a ball that excludes all but the stated order; None where it does not, or symbols are left."""
    if part.left.free_symbols | part.right.free_symbols or part.tight is not None:
        return None
    if any(enclosed(side, {}, bits) is None for side in (part.left, part.right)):
        # In the difference what has no value may cancel.
        return None
    gap = enclosed(part.right - part.left, {}, bits)
    return gap if gap is not None and bool(gap > 0 if part.strict else gap >= 0) else None


def equivalence_agreement(part: Equivalence, instance: Instance, digits: int) -> int | None:
    """None where all conditions have one truth value, else 0; exact."""
    return None if len({holds(Condition(condition), instance) for condition in part.conditions}) == 1 else 0


def equivalence_fails(part: Equivalence, instance: Instance, bits: int) -> bool:
    """Whether the conditions have values and not all the same one."""
    try:
        return equivalence_agreement(part, instance, 0) is not None
    except Undefined:
        return False


def sides(part: Identity | Inequality) -> tuple[sp.Expr, ...]:
    """Both sides."""
    return part.left, part.right


def _told(part: Identity | Inequality, instance: Instance) -> str:
    """The values of both sides; empty where one has none."""
    try:
        left, right = (mp.nstr(evaluate(side, instance, MPMATH), 6) for side in sides(part))
    except Undefined:
        return ""
    relation = "=" if isinstance(part, Identity) else "<" if part.strict else "<="
    return f"not {left} {relation} {right}"


IDENTITY = Trial[Identity](identity_agreement, identity_fails, compared=sides, told=_told)
INEQUALITY = Trial[Inequality](inequality_agreement, inequality_fails, inequality_holds, compared=sides, told=_told)
EQUIVALENCE = Trial[Equivalence](equivalence_agreement, equivalence_fails)
