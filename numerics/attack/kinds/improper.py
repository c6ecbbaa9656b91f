"""The attack on improper integrals: whether they are finite, and their values, by quadrature and in balls."""

from __future__ import annotations

import itertools

import mpmath
import sympy as sp
from flint import ctx
from mpmath import mp

from neversaddle.numerics.attack.definitions.improper import improper_ball
from neversaddle.numerics.attack.enclosure import enclosed
from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.trial import Trial
from neversaddle.numerics.attack.precision import agreement
from neversaddle.numerics.attack.sampling import Instance, holds
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.statement.hypotheses import Condition
from neversaddle.theory.statement.limits import ImproperIntegral


def improper_agreement(part: ImproperIntegral, instance: Instance, digits: int) -> int | None:
    """Quadrature against the value where finite; pieces of the integral towards an improper end die out iff it is."""
    exact = in_sympy(instance)
    exactly = part.integrand.subs(exact)
    if exactly.has(sp.zoo, sp.nan, sp.oo, -sp.oo):
        raise Undefined(f"the integrand of '{part.text}' has no values there")
    integrand = sp.lambdify(part.variable, exactly, "mpmath")
    ends = [mp.inf if end == sp.oo else evaluate(end, instance, MPMATH) for end in (part.low, part.high)]
    if not 0 <= ends[0] < ends[1]:
        raise Undefined(f"the interval of '{part.text}' is none there")
    low, high = (mp.log(end) if end > 0 else -mp.inf for end in ends)

    def density(t: mpmath.mpf) -> mpmath.mpf:
        """The integrand after s = e^t, which turns powers into exponentials."""
        s = mp.exp(t)
        value = integrand(s) * s
        if isinstance(value, mpmath.mpc):
            raise Undefined(f"the integrand of '{part.text}' is not real there")
        return value

    inside = [mp.mpf(k) / 4 for k in range(-40, 41) if low < mp.mpf(k) / 4 < high]
    if not all(density(t) > 0 for t in (*inside, *(end - 1 for end in (high,) if mp.isfinite(end)))):
        raise Undefined(f"the integrand of '{part.text}' is not positive there")
    finite = holds(Condition(part.finite), instance)
    exact_total = improper_ball(part.integrand, part.variable, instance, part.low, part.high)
    if exact_total is not None and exact_total.is_finite() != finite:
        return 0
    if exact_total is not None and not finite:
        return None
    if finite and part.value is not None:
        inner = [mp.mpf(0)] if low < 0 < high else []
        total = mp.quad(density, [low, *inner, high])
        return agreement(total, evaluate(part.value, instance, MPMATH), digits)
    if exact_total is not None:
        return None
    sides = [side for side, open_ in ((-1, mp.isinf(low)), (1, mp.isinf(high))) if open_]
    growing = False
    for side in sides:
        pieces = [abs(mp.quad(density, sorted((side * edge, 2 * side * edge)))) for edge in (40, 80, 160)]
        growing = growing or all(later >= earlier for earlier, later in itertools.pairwise(pieces))
    return 0 if growing == finite else None


def improper_fails(part: ImproperIntegral, instance: Instance, bits: int) -> bool:
    """Whether the integral certainly is infinite, or finite, against the condition, or is not the value."""
    try:
        finite = holds(Condition(part.finite), instance)
    except Undefined:
        return False
    with ctx.workprec(bits):
        total = improper_ball(part.integrand, part.variable, instance, part.low, part.high)
    if total is None:
        return False
    if not total.is_finite():
        return finite
    value = enclosed(part.value, instance, bits) if finite and part.value is not None else None
    return not finite or (value is not None and not total.overlaps(value))


IMPROPER_INTEGRAL = Trial[ImproperIntegral](
    improper_agreement,
    improper_fails,
    compared=lambda part: () if part.value is None else (part.value,),
    slow=True,
)
