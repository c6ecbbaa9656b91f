"""Families with numbers for their sizes and places: sums and products of symbolic length written out."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sympy as sp

from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.language.families import Over


def unrolled(e: sp.Basic, instance: Mapping[sp.Basic, Fraction]) -> sp.Basic:
    """The expression without sums and products over families; members bear numbers.

    >>> from neversaddle.theory.language.families import Total, family, index
    >>> i, n = index("i"), sp.Symbol("n", positive=True, integer=True)
    >>> unrolled(Total(family("w")[i], i, n), {n: Fraction(2)})
    w[1] + w[2]
    """
    if isinstance(e, Over):
        size = _whole(e.size, instance)
        left_out = {_whole(place, instance) for place in e.but}
        shares = [e.at(sp.Integer(n)) for n in range(1, size + 1) if n not in left_out]
        return type(e).join(type(e).EMPTY, [unrolled(share, instance) for share in shares])
    if isinstance(e, sp.Indexed):
        return e.base[tuple(sp.Integer(_whole(place, instance)) for place in e.indices)]
    if not e.args:
        return e
    return e.func(*(unrolled(part, instance) for part in e.args))


def _whole(e: sp.Expr, instance: Mapping[sp.Basic, Fraction]) -> int:
    own = ((s, instance[s]) for s in e.free_symbols if s in instance)
    value = e.xreplace({s: sp.Rational(v.numerator, v.denominator) for s, v in own})
    if not value.is_Integer or value < 0:
        raise Undefined(f"{e} is no whole number there: {value}")
    return int(value)
