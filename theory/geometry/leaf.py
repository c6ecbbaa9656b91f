"""A leaf: one orbit, written as x, orbit time y, inverse metric and conjugate, functions of one parameter along it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.geometry.euler import EulerIntegral, inverse_closed_form
from neversaddle.theory.geometry.implicit import InverseOf
from neversaddle.theory.geometry.orbit import Monomial, one_weight_orbit

#: The parameter u = |w_1|^q (up to |a_1|^(q-1)) of a monomial's leaf, and the size |x| and orbit time |y| on it.
PARAMETER = sp.Symbol("u", positive=True)
SIZE = sp.Symbol("X", positive=True)
TIME = sp.Symbol("Y", positive=True)


@dataclass(frozen=True)
class Leaf:
    """One orbit by a parameter: x(parameter), time(parameter) = y, metric = dx/dy, conjugate = integral of x dy.

    `parameter_of_x` is in SIZE = |x| and `parameter_of_time` in TIME = |y| (y itself where `time_sign` is 0); both are
    InverseOf where no closed form is known.
    A `mirrored` leaf gives the branch x > 0, with y odd and everything else even in x; `crosses_zero` tells whether the
    two branches are one orbit. On the branch x > 0 orbit time has the sign `time_sign` (0: it takes all real values).
    `side`: the only sign that x takes, of a model that has no other (+1: there is no branch x < 0, -1: none but that).
    `bounds` are the parameter's range; `sum_of_time` is u + offset with a closed form of its own in TIME, if it has
    one; `assumptions` are what was taken of symbolic offsets.
    """

    parameter: sp.Symbol
    x: sp.Expr
    time: sp.Expr
    metric: sp.Expr
    conjugate: sp.Expr
    parameter_of_x: sp.Expr
    parameter_of_time: sp.Expr
    mirrored: bool
    crosses_zero: bool
    time_sign: int = 1
    bounds: tuple[sp.Expr, sp.Expr] = (sp.S.Zero, sp.oo)
    sum_of_time: tuple[sp.Expr, sp.Expr] | None = None
    assumptions: tuple[str, ...] = ()
    side: int = 0

    def on_side(self, side: int) -> Leaf:
        """This leaf, of a model whose x takes that one sign (0: both)."""
        return replace(self, side=side, crosses_zero=self.crosses_zero and side == 0)


@dataclass(frozen=True)
class Factor:
    """A group of weights on a leaf: together they give (sign * u + offset)^exponent of |x|^q."""

    offset: sp.Expr
    exponent: sp.Expr
    sign: int = 1


def deep_diagonal_factors(depth: sp.Expr, balance: sp.Expr | Sequence[sp.Expr]) -> tuple[Factor, ...]:
    """The factors u (u + lambda)^(L-1), or prod (u + c_i - c_1); a symbolic depth needs a single balance."""
    if isinstance(balance, Sequence):
        return grouped([Factor(sp.sympify(c) - balance[0], sp.S.One) for c in balance])
    return grouped([Factor(sp.S.Zero, sp.S.One), Factor(sp.sympify(balance), sp.sympify(depth) - 1)])


def monomial_factors(monomial: Monomial, offsets: Sequence[sp.Expr]) -> tuple[Factor, ...]:
    """One factor (s_i)^(a_i), s_i = sign(a_1 a_i) u + c_i, for each weight, those with one offset taken together."""
    first = sp.sign(monomial.exponents[0])
    return grouped([Factor(c, a, int(first * sp.sign(a))) for c, a in zip(offsets, monomial.exponents, strict=True)])


def grouped(factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """Factors with one offset and sign taken together; those that are constant are left out."""
    total: dict[tuple[sp.Expr, int], sp.Expr] = {}
    for f in factors:
        total[f.offset, f.sign] = total.get((f.offset, f.sign), sp.S.Zero) + f.exponent
    return tuple(Factor(offset, exponent, sign) for (offset, sign), exponent in total.items() if exponent != 0)


def monomial_leaf(factors: Sequence[Factor], q: sp.Expr, scale: sp.Expr = sp.S.One) -> Leaf | None:
    """The leaf |x|^q = scale * prod (sign_i u + offset_i)^(n_i), on which du/dy = +-q |x|^(q-1).

    dx/dy = |x|^q sum_i |n_i|/(sign_i u + offset_i). One factor: powers of x. Two: Euler integrals. More: integrals;
    None where those diverge where the first weight vanishes.
    """
    if len(factors) == 1:
        return _balanced_leaf(factors[0].exponent, q, scale)
    if [(f.exponent, f.sign) for f in factors] == [(1, 1), (1, 1)]:
        return _pair_leaf(factors[1].offset, q, scale)
    u = PARAMETER
    amount = scale * sp.Mul(*((f.sign * u + f.offset) ** f.exponent for f in factors))
    metric = scale * sp.Add(
        *(
            sp.Abs(f.exponent) * sp.Mul(*((g.sign * u + g.offset) ** (g.exponent - int(g is f)) for g in factors))
            for f in factors
        )
    )
    ends = (sp.S.Zero, sp.Min(*(f.offset for f in factors if f.sign < 0), sp.oo))
    slow, fast = sp.cancel((1 - q) / q), sp.cancel((2 - q) / q)
    summed, total = _integral(factors, slow), _integral(factors, fast)
    if summed is None or total is None:
        return None
    # x rises with u if the first weight has a positive exponent, else it falls.
    rising = -1 if sp.sympify(factors[0].exponent).is_negative else 1
    time, time_sign = rising * scale**slow * summed[0] / q, rising * summed[1]
    of_time, sum_of_time = _invert_time(rising * time, u)
    if of_time is None:
        of_time = InverseOf(rising * time_sign * TIME, sp.Lambda(u, rising * time), *ends)
    return Leaf(
        parameter=u,
        x=amount ** (1 / q),
        time=time,
        metric=metric,
        conjugate=rising * scale**fast * total[0] / q,
        parameter_of_x=InverseOf((SIZE**q / scale) ** rising, sp.Lambda(u, (amount / scale) ** rising), *ends),
        parameter_of_time=of_time,
        mirrored=True,
        crosses_zero=bool(factors[0].exponent == 1),
        time_sign=time_sign,
        bounds=ends,
        sum_of_time=sum_of_time,
        assumptions=tuple(f"{f.offset} >= 0" for f in factors[1:] if f.offset.is_nonnegative is None),
    )


def _integral(factors: Sequence[Factor], power: sp.Expr) -> tuple[sp.Expr, int] | None:
    """Integral of prod (sign_i s + c_i)^(n_i power) ds along the leaf: over (0, u) and 1 where it converges at 0.

    Else minus the integral from u to the far end, and -1. Two factors only for the latter: None if it is more.
    """
    u, first = PARAMETER, factors[0]
    a = sp.cancel(1 + first.exponent * power)
    if len(factors) > 2:
        s = sp.Symbol("s", positive=True)
        product = sp.Mul(*((f.sign * s + f.offset) ** (f.exponent * power) for f in factors))
        return None if a.is_nonpositive else (sp.Integral(product, (s, 0, u)), 1)
    other = factors[1]
    c, n = other.offset, sp.cancel(other.exponent * power)
    if other.sign > 0:
        if a.is_nonpositive:
            # s -> 1/s turns the tail into an Euler integral from 0.
            return -(c**n) * EulerIntegral(sp.cancel(-n - a), -n, 1 / u, 1 / c), -1
        return EulerIntegral(a, -n, u, c), 1
    # An incomplete Beta integral is an Euler integral of t = s/(c - s), its tail one of 1/t.
    scale, t = c ** sp.cancel(a + n), u / (c - u)
    if a.is_nonpositive:
        return -scale * EulerIntegral(sp.cancel(1 + n), sp.cancel(a + n + 1), 1 / t, sp.S.One), -1
    return scale * EulerIntegral(a, sp.cancel(a + n + 1), t, sp.S.One), 1


def _balanced_leaf(total: sp.Expr, q: sp.Expr, scale: sp.Expr) -> Leaf:
    """All weights at one offset: |x|^q = scale u^N, so dx/dy = |N| scale^(1/N) |x|^m with m = q(N-1)/N."""
    x = SIZE
    m = sp.cancel(q * (total - 1) / total)
    slope = sp.Abs(total) * scale ** (1 / total)
    falling = False
    if m == 1:
        time, of_time = sp.log(x) / slope, sp.exp(slope * TIME)
    else:
        falling = (1 - m).is_negative
        time = x ** (1 - m) / (slope * (1 - m))
        of_time = (slope * (m - 1 if falling else 1 - m) * TIME) ** (1 / (1 - m))
    conjugate = sp.log(x) / slope if m == 2 else x ** (2 - m) / (slope * (2 - m))
    sign = 0 if m == 1 else -1 if falling else 1
    return Leaf(x, x, time, slope * x**m, conjugate, x, of_time, True, bool(total == 1), sign)


def _pair_leaf(lam: sp.Expr, q: sp.Expr, scale: sp.Expr) -> Leaf:
    """|x|^q = scale u (u + lam): in t = |x|^q the metric is 2 sqrt(scale) sqrt(t + scale lam^2/4), a binomial."""
    t = PARAMETER
    shift, slope = scale * lam**2 / 4, 2 * sp.sqrt(scale)
    time = EulerIntegral(1 / q, sp.Rational(1, 2), t, shift) / (q * slope)
    of_time, sum_of_time = _invert_time(time, t)
    return Leaf(
        parameter=t,
        x=t ** (1 / q),
        time=time,
        metric=sp.sqrt(4 * scale * t + scale**2 * lam**2),
        conjugate=EulerIntegral(2 / q, sp.Rational(1, 2), t, shift) / (q * slope),
        parameter_of_x=SIZE**q,
        parameter_of_time=InverseOf(TIME, sp.Lambda(t, time), sp.S.Zero, sp.oo) if of_time is None else of_time,
        mirrored=True,
        crosses_zero=True,
        sum_of_time=sum_of_time,
    )


def _invert_time(time: sp.Expr, parameter: sp.Symbol) -> tuple[sp.Expr | None, tuple[sp.Expr, sp.Expr] | None]:
    """The parameter at orbit time TIME, and parameter + offset, where the Euler integral has an elementary inverse."""
    integrals = list(time.atoms(EulerIntegral))
    if len(integrals) != 1 or integrals[0].args[2] != parameter:
        return None, None
    factor = sp.cancel(time / integrals[0])
    a, b, _, lam = integrals[0].args
    closed = None if factor.has(EulerIntegral) else inverse_closed_form(a, b, TIME / factor, lam)
    return (None, None) if closed is None else (closed[0], (parameter + lam, closed[1]))


def sum_leaf(
    terms: Sequence[sp.Expr], weights: Sequence[sp.Symbol], start: Sequence[sp.Expr], q: sp.Expr
) -> Leaf | None:
    """The leaf of x = sum g_i(w_i) through w_i = start_i > 0, by orbit time; None where a quadrature has no inverse.

    Valid while every weight keeps its sign.
    """
    y = sp.Symbol("y", real=True)
    parts = [one_weight_orbit(g, w, w0, q, y) for g, w, w0 in zip(terms, weights, start, strict=True)]
    if any(part is None for part in parts):
        return None
    known = [part for part in parts if part is not None]
    x = _hyperbolic(sp.Add(*(part.value for part in known)), y)
    low, high = _positive_interval([part.weight for part in known], start, terms, weights, q, y)
    forward = sp.Lambda(y, x)
    of_x = _solve_for_time(x, y)
    return Leaf(
        parameter=y,
        x=x,
        time=y,
        metric=sp.diff(x, y),
        conjugate=_hyperbolic(sp.Add(*(part.conjugate for part in known)), y),
        parameter_of_x=InverseOf(SIZE, forward, low, high) if of_x is None else of_x,
        parameter_of_time=TIME,
        mirrored=False,
        crosses_zero=True,
        bounds=(low, high),
    )


def _positive_interval(
    now: Sequence[sp.Expr],
    start: Sequence[sp.Expr],
    terms: Sequence[sp.Expr],
    weights: Sequence[sp.Symbol],
    q: sp.Expr,
    y: sp.Symbol,
) -> tuple[sp.Expr, sp.Expr]:
    """The orbit times between which w(y)^K = start^K + K rate y is positive for every weight that is such a power."""
    low, high = [-sp.oo], [sp.oo]
    for w_y, w0, term, w in zip(now, start, terms, weights, strict=True):
        # A power of a base linear in y, or a logarithm of one; other weights exist for all times.
        logarithms = [e.args[0] for e in w_y.atoms(sp.log) if e.has(y)]
        # A weight that moves at constant speed in a linear or exponential term may pass through zero.
        if not logarithms and (term.has(sp.exp) or sp.diff(term, w, 2) == 0):
            continue
        base = logarithms[0] if logarithms else w_y.as_base_exp()[0]
        if not base.is_polynomial(y) or sp.degree(base, y) != 1:
            continue
        slope = sp.diff(base, y)
        end = -base.subs(y, 0) / slope
        rate = duality_map(q, sp.diff(term, w).subs(w, w0))
        rising = slope.is_positive if slope.is_positive is not None else rate.is_positive
        (low if rising else high).append(end)
    return sp.Max(*low), sp.Min(*high)


def _hyperbolic(expression: sp.Expr, y: sp.Symbol) -> sp.Expr:
    """Exponentials of y as cosh and sinh, which take pairs e^(ry), e^(-ry) together."""
    expression = expression.replace(lambda e: isinstance(e, sp.exp) and e.has(y), lambda e: sp.expand(e))
    rates = {sp.cancel(e.args[0] / y) for e in expression.atoms(sp.exp) if e.has(y)}
    if not any(-rate in rates for rate in rates):
        return expression
    growing = {e: sp.cosh(e.args[0]) + sp.sinh(e.args[0]) for e in expression.atoms(sp.exp) if e.has(y)}
    return sp.expand(expression.xreplace(growing)) if growing else expression


def _solve_for_time(x: sp.Expr, y: sp.Symbol) -> sp.Expr | None:
    """y from x = A e^(ry) - B e^(-ry) + C (A, B > 0) or from x linear in y; None for any other x(y)."""
    x = sp.expand(x.rewrite(sp.exp))
    if x.is_polynomial(y) and sp.degree(x, y) == 1:
        return (SIZE - x.subs(y, 0)) / sp.diff(x, y)
    rates = sorted((sp.cancel(e.args[0] / y) for e in x.atoms(sp.exp) if e.has(y)), key=sp.default_sort_key)
    if len(rates) != 2 or rates[0] != -rates[1] or not rates[0].is_number:
        return None
    r = abs(rates[0])
    rising, falling = x.coeff(sp.exp(r * y)), -x.coeff(sp.exp(-r * y))
    rest = sp.expand(x - rising * sp.exp(r * y) + falling * sp.exp(-r * y))
    if rest.has(y) or not (rising.is_positive and falling.is_positive):
        return None
    # x - C = 2 sqrt(AB) sinh(r y + log(A/B)/2)
    shift = sp.S.Zero if rising == falling else sp.log(rising / falling) / 2
    return (sp.asinh((SIZE - rest) / (2 * sp.sqrt(rising * falling))) - shift) / r
