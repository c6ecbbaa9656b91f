"""Families with numbers for their sizes and places: sums and products of symbolic length written out."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sympy as sp

from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.language.families import Over
from neversaddle.theory.language.statements import Quantified, Same


def unrolled(e: sp.Basic, instance: Mapping[sp.Basic, Fraction]) -> sp.Basic:
    """The expression without sums and products over families; members bear numbers. What is said of places is left.

    >>> from neversaddle.theory.language.families import Total, family, index
    >>> i, n = index("i"), sp.Symbol("n", positive=True, integer=True)
    >>> unrolled(Total(family("w")[i], i, n), {n: Fraction(2)})
    w[1] + w[2]
    """
    if isinstance(e, Over):
        size = whole(e.size, instance)
        left_out = {whole(place, instance) for place in e.but}
        letter, share = e.opened(*(s for s in instance if s.is_Symbol))
        shares = {
            n: unrolled(share, {**instance, letter: Fraction(n)}) for n in range(1, size + 1) if n not in left_out
        }
        # A place may stand in a formula as a number, too.
        return type(e).join(type(e).EMPTY, [part.xreplace({letter: sp.Integer(n)}) for n, part in shares.items()])
    if isinstance(e, sp.Indexed):
        return e.base[tuple(sp.Integer(whole(place, instance)) for place in e.indices)]
    if isinstance(e, Same):
        return Same(*(sp.Integer(whole(place, instance)) for place in e.args))
    if not e.args or isinstance(e, Quantified):
        return e
    return e.func(*(unrolled(part, instance) for part in e.args))


def whole(e: sp.Expr, instance: Mapping[sp.Basic, Fraction]) -> int:
    """The whole number >= 0 that a size or a place is there. Raises Undefined where it is none."""
    own = ((s, instance[s]) for s in e.free_symbols if s in instance)
    value = e.xreplace({s: sp.Rational(v.numerator, v.denominator) for s, v in own})
    if not value.is_Integer or value < 0:
        raise Undefined(f"{e} is no whole number there: {value}")
    return int(value)
