"""The orbit of a reparametrization g under q: the curve on which every loss moves the weights of one coordinate.

dw_i = -Phi_q(f') Phi_q(dg/dw_i) dt, since Phi_q is multiplicative: the field V_q = Phi_q(grad g) does not know the
loss, and w(t) = exp(y V_q) w(0) with orbit time dy = -Phi_q(f') dt. Balance equations are first integrals of V_q,
the inverse metric is dx/dy, the mirror coordinate is y. Everything else in this package is read off from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.geometry.reparametrization import Reparametrization, derivative


def field(model: Reparametrization, q: sp.Expr) -> tuple[sp.Expr, ...]:
    """V_q = Phi_q(grad g), one component for each weight."""
    return tuple(duality_map(q, partial) for partial in model.gradient)


def inverse_metric(model: Reparametrization, q: sp.Expr) -> sp.Expr:
    """dx/dy = sum_i |dg/dw_i|^q along the orbit, in the weights; non-negative, so the potential is convex."""
    return sp.Add(*(sp.Abs(partial) ** q for partial in model.gradient))


@dataclass(frozen=True)
class Monomial:
    """x = coefficient * prod_i w_i^(exponents[i]): the s_i = |w_i|^q/|a_i|^(q-1) move at rates q sign(a_i) Phi_q(x).

    `side` is the only sign that x takes, as in u^2 or |u|^(3/2), or 0 where it takes both.
    """

    coefficient: sp.Expr
    exponents: tuple[sp.Expr, ...]
    side: int = 0


def as_monomial(model: Reparametrization) -> Monomial | None:
    """The expression as one monomial in all its weights, or None; |w|^a w^n is read as w^(a+n).

    That is where the weights are positive, and everywhere as far as the orbit goes: it knows w dg/dw = (a + n) g only.
    """
    coefficient, rest = model.expression.as_independent(*model.weights, as_Add=False)
    moduli = {sp.Abs(w): w for w in model.weights}
    powers: dict[sp.Expr, sp.Expr] = {}
    side = int(sp.sign(coefficient))
    for factor in sp.Mul.make_args(rest):
        base, power = factor.as_base_exp()
        w = moduli.get(base, base)
        if w not in model.weights or not power.is_Rational:
            return None
        if base == w and power.is_odd:
            # Even powers, moduli and roots (real for w >= 0 only) are all >= 0.
            side = 0
        powers[w] = powers.get(w, sp.S.Zero) + power
    return Monomial(coefficient, tuple(powers[w] for w in model.weights), side)


def as_sum(model: Reparametrization) -> tuple[sp.Expr, ...] | None:
    """The terms g_i(w_i) of x = sum g_i(w_i), a constant left with the first one; None if some term mixes weights.

    As the closed quadratures of a sum they are those of positive weights: |w| is w.
    """
    terms = separated(model)
    if terms is None:
        return None
    return tuple(term.xreplace({sp.Abs(w): w}) for term, w in zip(terms, model.weights, strict=True))


def separated(model: Reparametrization) -> tuple[sp.Expr, ...] | None:
    """The terms of `as_sum` as they are, for weights of every sign."""
    terms = [sp.S.Zero] * len(model.weights)
    for part in sp.Add.make_args(sp.expand(model.expression)):
        used = [i for i, w in enumerate(model.weights) if part.has(w)]
        if len(used) > 1:
            return None
        terms[used[0] if used else 0] += part
    return tuple(terms)


def quadrature(term: sp.Expr, w: sp.Symbol, q: sp.Expr) -> sp.Expr:
    """Orbit time of a one-weight function: T(w) with T' = 1/Phi_q(g'), so that T(w(y)) = T(w(0)) + y.

    Closed for powers and exponentials of a positive w, and for powers of z = a w + b where z keeps its sign; otherwise
    an indefinite integral, which means something between two values of w with no zero of g' on the way.

    >>> u = sp.Symbol("u", real=True)
    >>> quadrature(u**2 / 2 - u, u, sp.S(2)), quadrature(sp.cosh(u), u, sp.S(2))
    (log(Abs(u - 1)), Integral(1/sinh(u), u))
    """
    positive = term.xreplace({sp.Abs(w): w})
    power = _power_term(positive, w)
    if power is not None:
        k, a = power
        rate, slowing = duality_map(q, k * a), 1 - (a - 1) * (q - 1)
        return sp.log(w) / rate if slowing == 0 else w**slowing / (rate * slowing)
    growth = _exponential_term(positive, w)
    if growth is not None:
        k, r = growth
        rate = duality_map(q, k * r)
        return w / rate if q == 1 else -sp.exp(-r * (q - 1) * w) / (rate * r * (q - 1))
    slope = derivative(term, w)
    linear = _power_of_linear(slope, w)
    if linear is not None:
        k, z, n = linear
        rate, slowing = duality_map(q, k) * sp.diff(z, w), 1 - n * (q - 1)
        size = sp.log(sp.Abs(z)) if slowing == 0 else sp.Abs(z) ** slowing / slowing
        # Phi_q(z^n) = sign(z)^n |z|^(n(q-1)), and d|z| = sign(z) dz.
        return (size if n % 2 else sp.sign(z) * size) / rate
    return sp.Integral(1 / duality_map(q, slope), w)


def first_integrals(model: Reparametrization, q: sp.Expr) -> tuple[sp.Expr, ...]:
    """The balance equations: independent functions of the weights that the orbit keeps constant, as many as are found.

    Monomials: |w_i|^q/|a_i|^(q-1) with the sign of a_i. Sums: differences of quadratures, where weights are positive
    and as long as none comes to a zero of its own dg/dw_i.
    Any other g: those that come from pairs with w_i dg/dw_i = c w_j dg/dw_j (scaling) or dg/dw_i = c dg/dw_j (shift).

    >>> u, v = sp.symbols("u v", real=True)
    >>> first_integrals(Reparametrization(u * v, (u, v)), sp.S(2))
    (-u**2 + v**2,)
    """
    monomial = as_monomial(model)
    if monomial is not None:
        time = [sp.Abs(w) ** q / duality_map(q, a) for w, a in zip(model.weights, monomial.exponents, strict=True)]
        return tuple(t - time[0] for t in time[1:])
    terms = separated(model)
    if terms is not None:
        time = [quadrature(t, w, q) for t, w in zip(terms, model.weights, strict=True)]
        return tuple(t - time[0] for t in time[1:])
    return tuple(_symmetry_integrals(model, q))


def _symmetry_integrals(model: Reparametrization, q: sp.Expr) -> list[sp.Expr]:
    """One invariant for each weight whose partial derivative is tied to an earlier one's by a constant."""
    found = []
    for j, (wj, gj) in enumerate(zip(model.weights, model.gradient, strict=True)):
        for wi, gi in zip(model.weights[:j], model.gradient[:j], strict=True):
            scaling, shift = sp.cancel(wj * gj / (wi * gi)), sp.cancel(gj / gi)
            if shift.is_number:
                found.append(wj - duality_map(q, shift) * wi)
                break
            if scaling.is_number:
                found.append(sp.Abs(wj) ** q - duality_map(q, scaling) * sp.Abs(wi) ** q)
                break
    return found


def homogeneity_degree(model: Reparametrization) -> sp.Expr | None:
    """The D with g(s w) = s^D g(w) for s > 0, or None; V_q then has degree (D-1)(q-1)."""
    monomial = None if model.expression.has(sp.Abs) else as_monomial(model)
    if monomial is not None:
        return sp.Add(*monomial.exponents)
    euler = sp.Add(*(w * g for w, g in zip(model.weights, model.gradient, strict=True)))
    degree = sp.cancel(euler / model.expression)
    return degree if degree.is_number else None


@dataclass(frozen=True)
class OneWeight:
    """A one-weight function along the orbit: the weight, its value and its contribution to R*, all in orbit time y."""

    weight: sp.Expr
    value: sp.Expr
    conjugate: sp.Expr


def one_weight_orbit(term: sp.Expr, w: sp.Symbol, start: sp.Expr, q: sp.Expr, y: sp.Symbol) -> OneWeight | None:
    """w(y), g(w(y)) and the integral of g(w(y)) over (0, y), for powers k w^a (start > 0), exponentials k e^(rw)."""
    constant, term = term.as_independent(w, as_Add=True)
    power, growth = _power_term(term, w), _exponential_term(term, w)
    if power is not None:
        k, a = power
        rate, slowing = duality_map(q, k * a), 1 - (a - 1) * (q - 1)
        # `base` is positive as long as the weight is; as a symbol it lets powers of powers combine.
        base = sp.Symbol("base", positive=True)
        now, value = (
            (base, start * sp.exp(rate * y))
            if slowing == 0
            else (
                base ** (1 / slowing),
                start**slowing + slowing * rate * y,
            )
        )
        total = k * _power_rise(now, start, a + slowing) / rate
        now, reached, total = (e.xreplace({base: value}) for e in (now, k * now**a, total))
    elif growth is not None:
        k, r = growth
        rate, decay = duality_map(q, k * r), r * (q - 1)
        now = start + rate * y if q == 1 else -sp.log(sp.exp(-decay * start) - decay * rate * y) / decay
        reached, exponent = k * sp.exp(r * now), r - decay
        rise = now - start if exponent == 0 else (sp.exp(exponent * now) - sp.exp(exponent * start)) / exponent
        total = k * rise / rate
    else:
        return None
    return OneWeight(now, reached + constant, total + constant * y)


def _power_rise(now: sp.Expr, start: sp.Expr, exponent: sp.Expr) -> sp.Expr:
    """Integral over (start, now) of w^(exponent - 1) dw."""
    return sp.log(now / start) if exponent == 0 else (now**exponent - start**exponent) / exponent


def _power_term(term: sp.Expr, w: sp.Symbol) -> tuple[sp.Expr, sp.Expr] | None:
    k, rest = (term - term.as_independent(w, as_Add=True)[0]).as_independent(w, as_Add=False)
    base, a = rest.as_base_exp()
    return (k, a) if base == w and a.is_Rational else None


def _power_of_linear(slope: sp.Expr, w: sp.Symbol) -> tuple[sp.Expr, sp.Expr, int] | None:
    """k, z and n with slope = k z^n, z linear in w and n >= 1; None for other functions."""
    if not slope.is_polynomial(w) or not all(c.is_Rational for c in sp.Poly(slope, w).coeffs()):
        return None
    k, factors = sp.factor_list(slope, w)
    if len(factors) != 1 or sp.degree(factors[0][0], w) != 1:
        return None
    return k, factors[0][0], int(factors[0][1])


def _exponential_term(term: sp.Expr, w: sp.Symbol) -> tuple[sp.Expr, sp.Expr] | None:
    k, rest = (term - term.as_independent(w, as_Add=True)[0]).as_independent(w, as_Add=False)
    if not isinstance(rest, sp.exp):
        return None
    r = rest.args[0] / w
    return (k, r) if r.is_number else None


def offsets_of(balance: sp.Expr | Sequence[sp.Expr], count: int) -> tuple[sp.Expr, ...]:
    """Offsets c_i of u_i = u + c_i from a balance lambda (0 for the first weight, else lambda) or c_1, ..., c_L."""
    if isinstance(balance, Sequence):
        return tuple(sp.sympify(c) - balance[0] for c in balance)
    return (sp.S.Zero,) + (sp.sympify(balance),) * (count - 1)
