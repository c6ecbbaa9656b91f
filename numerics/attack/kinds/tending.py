"""The attack on limits of minimisers: both problems are solved on lines in the plane, ever nearer to the limit."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import mpmath
import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.trial import Trial
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.definitions.leaf import written_out
from neversaddle.theory.statement.tending import MinimisersTend

#: How near to 0 the parameter comes, or the inverses of these, and the digits that are worked with.
NEAR, DIGITS = (Fraction(1, 10**2), Fraction(1, 10**6)), 15
#: Steps of a golden section, each of which leaves 0.618 of a line, and of a bisection.
SECTIONS, HALVINGS = 20, 45
#: A part of the first excess, or of the norm, that the last one is below: rates like 1/log(1/lambda) are slow.
SHARE, SMALL = mp.mpf(2) / 3, mp.mpf(10) ** -4
#: Instances at which minimisers are looked for; each takes long.
FEW = 1


def tending_agreement(part: MinimisersTend, instance: Instance) -> int | None:
    """None where minimisers come nearer to having the least norm, 0 where they do not.

    Raises Undefined where the function has no values.
    """
    chance = random.Random(repr(sorted((str(s), str(v)) for s, v in instance.items())))
    # z_1 x_1 + z_2 x_2 = 1, with entries that are far apart: no two norms have one minimiser there.
    z = [mp.mpf(chance.choice((-1, 1)) * chance.randrange(2, 5)), mp.mpf(1)]
    with mp.workdps(DIGITS):
        norm = _norm(part, instance)
        least = _total(norm, z, _minimiser(norm, z))
        excesses = []
        for near in NEAR:
            at = {**instance, part.parameter: near if part.at == 0 else 1 / near}
            excesses.append(_total(norm, z, _minimiser(_function(part, at), z)) - least)
        return None if excesses[1] <= max(SHARE * excesses[0], SMALL * (1 + abs(least))) else 0


def _norm(part: MinimisersTend, instance: Instance) -> Callable[[mpmath.mpf], mpmath.mpf]:
    """N(|x|); at 0 as a limit, which is not far from its values beside it."""

    def norm(x: mpmath.mpf) -> mpmath.mpf:
        return evaluate(part.norm, {**instance, part.point: max(abs(x), mp.mpf(10) ** -DIGITS)}, MPMATH)

    return norm


def _function(part: MinimisersTend, at: Instance) -> Callable[[mpmath.mpf], mpmath.mpf]:
    """F(x), by the point of the curve that lies at |x|."""
    curve = sp.lambdify(part.variable, written_out(part.size).subs(in_sympy(at)), "mpmath")

    def size(exponent: mpmath.mpf) -> mpmath.mpf:
        return curve(mp.exp(exponent))

    def function(x: mpmath.mpf) -> mpmath.mpf:
        if abs(x) < mp.mpf(10) ** -DIGITS:
            return evaluate(part.bottom, at, MPMATH)
        low, high = mp.mpf(-1), mp.mpf(1)
        while size(low) > abs(x):
            low *= 2
        while size(high) < abs(x):
            high *= 2
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if size(middle) < abs(x) else (low, middle)
        return evaluate(part.value, {**at, part.variable: mp.exp(low)}, MPMATH)

    return function


def _total(function: Callable[[mpmath.mpf], mpmath.mpf], z: list[mpmath.mpf], x: mpmath.mpf) -> mpmath.mpf:
    return function(x) + function((1 - z[0] * x) / z[1])


def _minimiser(function: Callable[[mpmath.mpf], mpmath.mpf], z: list[mpmath.mpf]) -> mpmath.mpf:
    """x_1 of the least sum on the line, by golden section. Raises Undefined where the sum has no values."""
    golden = (mp.sqrt(5) - 1) / 2
    places = [mp.mpf(-1), 1 - 2 * golden, 2 * golden - 1, mp.mpf(1)]
    values = [_total(function, z, x) for x in places[1:3]]
    for _ in range(SECTIONS):
        if not all(map(mp.isfinite, values)):
            raise Undefined("the function has no values there")
        if values[0] < values[1]:
            places = [places[0], places[2] - golden * (places[2] - places[0]), places[1], places[2]]
            values = [_total(function, z, places[1]), values[0]]
        else:
            places = [places[1], places[2], places[1] + golden * (places[3] - places[1]), places[3]]
            values = [values[1], _total(function, z, places[2])]
    return (places[1] + places[2]) / 2


MINIMISERS_TEND = Trial[MinimisersTend](lambda part, instance, digits: tending_agreement(part, instance), few=FEW)
