"""Steepest flow on x = a^D - b^D from a = b = alpha: where the weights are, and that gradient flow ends least."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import family
from neversaddle.theory.motion.steepest import SLOPE, Steepest, WrittenModel
from neversaddle.theory.statement.hypotheses import Range
from neversaddle.theory.statement.model import j
from neversaddle.theory.statement.projection import on_slopes
from neversaddle.theory.statement.proofs import chain_rule, coefficients, normal_form, rule
from neversaddle.theory.statement.solution_proofs import no_escape, on_curve, substitution
from neversaddle.theory.statement.steps import Proof

#: The degree, the start, and the time z that the weights are functions of.
D = sp.Symbol("D", positive=True, integer=True)
alpha = sp.Symbol("alpha", positive=True)
z, TWO = sp.Symbol("z", real=True), sp.Integer(2)
INSIDE = Range(z, -sp.S.One, sp.S.One, open_low=True, open_high=True)
a, b = WEIGHTS = tuple(map(family, "ab"))
_MOVES = chain_rule(), normal_form(), normal_form()
_r, _near = sp.symbols("r tau", positive=True)


def exponent(q: sp.Expr) -> sp.Expr:
    """K: a^K and b^K move at one rate, in opposite directions."""
    return 1 - (D - 1) * (q - 1)


def pace(q: sp.Expr) -> sp.Expr:
    """z is the integral of this times s_j."""
    power = exponent(q)
    return power * D ** (q - 1) * alpha ** (-power)


def published(z: sp.Expr, q: sp.Expr) -> sp.Expr:
    """h_D(z) of the paper, at q = 2."""
    return (1 - z) ** (D / exponent(q)) - (1 + z) ** (D / exponent(q))


def flow(q: sp.Expr) -> Steepest:
    """The flow of any exponent."""
    return Steepest(WrittenModel(a[j] ** D - b[j] ** D, j, (a, b)), q)


def ended(j: sp.Symbol) -> Proof:
    """Both ends of the interval are at infinity, where h_D is as a power: the limit at a place is least."""
    clock, power, there = pace(TWO) * SLOPE[j], D / (D - 2), alpha**D * 2 ** (-D / (D - 2))
    stays = stays_inside(j)
    at_time = substitution(*stays, normal_form(), members={}, clock=clock, interval=INSIDE)
    rises, grows = (coefficients(), coefficients()), (coefficients(), coefficients(), rule("continuity"))
    known = explicit(TWO, SLOPE[j], *stays), *stays, at_time, *rises, *grows, rule("continuity")
    return on_slopes(clock, _near, power, (there, there), *known)


def stays_inside(j: sp.Symbol) -> list[Proof]:
    """No weight comes to infinity in finite time, at q = 2."""
    curve = {"curve": alpha * _r ** (1 / exponent(TWO)), "parameter": _r, "start": sp.S.One}
    return [
        no_escape(
            *_MOVES,
            coefficients(),
            rule("continuity"),
            member=weight,
            field=-speed(weight, TWO),
            clock=sign * pace(TWO) * SLOPE[j],
            **curve,
        )
        for weight, sign in ((b[j], 1), (a[j], -1))
    ]


def speed(weight: sp.Indexed, q: sp.Expr) -> sp.Expr:
    """How fast a falls, and b grows, in units of z."""
    return -duality_map(q, D * weight ** (D - 1)) / pace(q)


def explicit(q: sp.Expr, drive: sp.Indexed, *ends: Proof) -> Proof:
    """Where a and b are."""
    (j,), clock = drive.indices, pace(q) * drive
    at = {a[j]: alpha * (1 - z) ** (1 / exponent(q)), b[j]: alpha * (1 + z) ** (1 / exponent(q))}
    known = [
        on_curve(*_MOVES, field=sign * speed(weight, q), clock=clock, curve=at[weight], interval=INSIDE)
        for weight, sign in ((a[j], 1), (b[j], -1))
    ]
    return substitution(*ends, *known, normal_form(), members=at, clock=clock, interval=INSIDE)
