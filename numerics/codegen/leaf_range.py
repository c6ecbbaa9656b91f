"""A leaf in a parameter of our choosing: from x = 0 to infinity, and in the symbols that functions are made for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import sympy as sp

from neversaddle.numerics.codegen.leaf_plan import factors_of
from neversaddle.numerics.codegen.printers import offset_powers
from neversaddle.theory.geometry.euler import EulerIntegral
from neversaddle.theory.geometry.implicit import InverseOf
from neversaddle.theory.geometry.leaf import Leaf


def in_symbols(leaf: Leaf, symbols: Mapping[sp.Symbol, sp.Symbol]) -> Leaf:
    """The leaf with its free symbols replaced, and without a finite end of its parameter."""
    names = ("x", "time", "metric", "conjugate", "parameter_of_x", "parameter_of_time")
    replaced = {name: getattr(leaf, name).xreplace(dict(symbols)) for name in names}
    low, high = (end.xreplace(dict(symbols)) for end in leaf.bounds)
    return open_ended(replace(leaf, bounds=(low, high), sum_of_time=None, **replaced))


def open_ended(leaf: Leaf) -> Leaf:
    """A mirrored leaf whose parameter u has a finite end c, in t = u/(c - u) instead: nothing cancels at the end."""
    u, (low, c) = leaf.parameter, leaf.bounds
    if not leaf.mirrored or c == sp.oo or low != 0:
        return leaf
    t = sp.Symbol("t", positive=True)

    def moved(e: sp.Expr) -> sp.Expr:
        if e.has(sp.Integral):
            return e.replace(lambda part: isinstance(part, sp.Integral), lambda part: _opened(part, c, t))
        e = e.replace(
            lambda part: isinstance(part, EulerIntegral),
            lambda part: EulerIntegral(*part.args[:2], sp.cancel(part.args[2].subs(u, c * t / (1 + t))), part.args[3]),
        )
        return sp.Add(*(sp.factor(sp.together(term.subs(u, c * t / (1 + t)))) for term in sp.Add.make_args(e)))

    def parameter(e: sp.Expr) -> sp.Expr:
        if isinstance(e, InverseOf):
            return InverseOf(e.args[0], sp.Lambda(t, moved(e.args[1](u))), sp.S.Zero, sp.oo)
        return sp.factor(sp.together(e / (c - e)))

    return replace(
        leaf,
        parameter=t,
        x=moved(leaf.x),
        time=moved(leaf.time),
        metric=moved(leaf.metric),
        conjugate=moved(leaf.conjugate),
        parameter_of_x=parameter(leaf.parameter_of_x),
        parameter_of_time=parameter(leaf.parameter_of_time),
        bounds=(sp.S.Zero, sp.oo),
    )


def _opened(integral: sp.Integral, c: sp.Expr, t: sp.Symbol) -> sp.Expr:
    """An integral of a product of powers over (0, u), u = c t/(1 + t), over (0, t): offsets stay positive."""
    s = integral.limits[0][0]
    bases = [(c / (1 + s) ** 2, sp.S.One)]
    bases += [(base.subs(s, c * s / (1 + s)), n) for base, n in factors_of(integral.function)]
    product = sp.Mul(*(_spread_power(sp.factor(sp.together(base)), n) for base, n in bases))
    return sp.Integral(sp.powsimp(product), (s, 0, t))


def _spread_power(base: sp.Expr, n: sp.Expr) -> sp.Expr:
    """base^n with the power on every factor, all of them positive: c - c s/(1 + s) is c/(1 + s)."""
    numerator, denominator = base.as_numer_denom()
    flat = sp.Mul(*(f**n for f in sp.Mul.make_args(sp.factor(numerator))))
    return flat / sp.Mul(*(sp.powdenest(f**n, force=True) for f in sp.Mul.make_args(sp.factor(denominator))))


def has_bounded_times(leaf: Leaf) -> bool:
    """Whether orbit time is bounded on a mirrored leaf whose parameter runs from x = 0 to infinity."""
    if leaf.time_sign <= 0:
        return False
    for e in leaf.time.atoms(EulerIntegral):
        a, b = e.args[:2]
        return bool(b > a)
    for e in leaf.time.atoms(sp.Integral):
        product = offset_powers(e.function, e.limits[0][0])
        return product is not None and bool(sum(power for _, power in product[1]) < -1)
    return False
