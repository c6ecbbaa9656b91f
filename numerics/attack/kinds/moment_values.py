"""Formulas along one integrated flow: at a moment, at the start, and integrated over the time that has passed."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath
import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.kinds.quadrature import gauss_legendre
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import LOSS


def value_of(
    e: sp.Expr,
    instance: Mapping[sp.Symbol, Any],
    moments: Sequence[Mapping[sp.Basic, Any]],
    mass: Sequence[mpmath.mpf],
    until: Fraction,
) -> mpmath.mpf:
    """A formula at the last moment; what it says of the past from the others, which are the nodes of a quadrature."""
    moving = {thing for thing in moments[0] if thing.is_Symbol}
    written = unrolled(e, instance).replace(TimeIntegral, lambda inside: _of_constant(inside, moving))
    length = mp.mpf(until.numerator) / until.denominator
    known: dict[sp.Basic, Any] = {TIME: length}
    for atom in written.atoms(Initially):
        known[atom] = at_moment(atom.args[0], instance, moments[0])
    for atom in outermost(written):
        rates = at_nodes(atom.args[0], instance, moments, mass, until)
        stretches = len(rates) // len(mass)
        known[atom] = length * mp.fsum(m * r for m, r in zip([*mass] * stretches, rates, strict=True)) / stretches
    return at_moment(written, instance, {**moments[-1], **known})


def outermost(e: sp.Basic) -> set[TimeIntegral]:
    """The integrals over time that stand in no other."""
    return {e} if isinstance(e, TimeIntegral) else set().union(*map(outermost, e.args))


def at_nodes(
    e: sp.Expr,
    instance: Mapping[sp.Symbol, Any],
    moments: Sequence[Mapping[sp.Basic, Any]],
    mass: Sequence[mpmath.mpf],
    until: Fraction,
) -> list[mpmath.mpf]:
    """A formula at the nodes of the quadrature, which the moments but the first and the last are."""
    nodes = moments[1:-1]
    length = mp.mpf(until.numerator) / until.denominator
    inner: dict[TimeIntegral, list[mpmath.mpf]] = {}
    for atom in outermost(e):
        rates = at_nodes(atom.args[0], instance, moments, mass, until)
        stretches = len(rates) // len(mass)
        rows = [
            [*[*mass] * before, *row, *[mp.zero] * (len(mass) * (stretches - 1 - before))]
            for before in range(stretches)
            for row in _partial(len(mass))
        ]
        inner[atom] = [length * mp.fsum(m * r for m, r in zip(row, rates, strict=True)) / stretches for row in rows]
    return [at_moment(e, instance, {**node, **{a: v[n] for a, v in inner.items()}}) for n, node in enumerate(nodes)]


@lru_cache(maxsize=4)
def _partial(count: int) -> list[list[mpmath.mpf]]:
    """For each of `count` Gauss nodes the masses that integrate a polynomial from 0 to there: by Legendre series."""
    digits = next(d for d in itertools.count(1) if len(gauss_legendre(d)[0]) == count)
    nodes, mass = gauss_legendre(digits)
    legendre = [[mp.legendre(n, 2 * x - 1) for n in range(count + 1)] for x in nodes]

    def whole(at: Sequence[mpmath.mpf], n: int) -> mpmath.mpf:
        """The integral of (2n+1) P_n from 0 to a node."""
        return (at[n + 1] - at[n - 1]) / 2 if n else at[1] / 2 + mp.mpf(1) / 2

    return [
        [m * mp.fsum(whole(row, n) * legendre[k][n] for n in range(count)) for k, m in enumerate(mass)]
        for row in legendre
    ]


def _of_constant(integrand: sp.Expr, moving: set[sp.Basic]) -> sp.Expr:
    """The integral of what does not move."""
    return TimeIntegral(integrand) if integrand.has(sp.Indexed, *moving, LOSS, TIME) else integrand * TIME


def at_moment(e: sp.Expr, instance: Mapping[sp.Symbol, Any], moment: Mapping[sp.Basic, Any]) -> mpmath.mpf:
    """A formula at one moment."""
    e = unrolled(e, instance)
    letters = {thing: sp.Dummy(real=True) for thing in moment if e.has(thing)}
    values = {letters[thing]: moment[thing] for thing in letters}
    return evaluate(e.xreplace(letters), {**instance, **values}, MPMATH)
