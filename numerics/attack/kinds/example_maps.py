"""Examples of maps g of weights and of starts, by a number: what statements about all maps are tried on.

Maps that commute are g_i = sum_k d_ik p_k(u_k) in coordinates u = Q^T w of an orthonormal system, each p_k a power:
grad g_i is Q times (d_ik p_k'(u_k))_k, and each of these components moves along itself alone.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import sympy as sp

from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.language.fields import Brackets, Gradients, Gram, Moved, OfFields
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction, is_any
from neversaddle.theory.statement.hypotheses import Condition
from neversaddle.theory.statement.kinds import Part

#: The number of an example, as a symbol that instances give a value.
EXAMPLE = sp.Symbol("example", integer=True)
WEIGHTS = sp.symbols("w_1:4", real=True)
#: Rational points of the circle, for turns of the axes.
TURNS = ((3, 4, 5), (5, 12, 13), (8, 15, 17))
SIZES = (1, 2, 3)
MOST_TRIES = 1000


def examples() -> Iterator[Instance]:
    """The numbers of examples, from the first."""
    return ({EXAMPLE: Fraction(n)} for n in itertools.count())


def concrete(part: ConvexGradient | NoFunction, instance: Instance) -> tuple[ConvexGradient | NoFunction, Instance]:
    """The example of that number of what is assumed of g and w: a map written out, and a start."""
    chance = random.Random(int(instance[EXAMPLE]))
    # Of maps that commute no bracket moves anything.
    forms = 1.0 if any(h.relation.has(Moved) for h in part.given if isinstance(h, Condition)) else 0.5
    for _ in range(MOST_TRIES):
        weights = sp.Tuple(*WEIGHTS[: chance.choice(SIZES)])
        count = chance.choice([n for n in SIZES if n <= len(weights) or chance.random() < 0.25])
        chosen = _forms(weights, count, chance) if chance.random() < forms else _commuting(weights, count, chance)
        start = {w: Fraction(chance.randint(-6, 6), chance.randint(1, 3)) for w in weights}
        if all(_holds(h, chosen, weights, start) for h in part.given if isinstance(h, Condition)):
            return replace(part, coordinates=chosen, weights=weights, given=()), start
    raise Undefined("no example of '{}' is found", part.text)


def about_any_map(part: Part) -> bool:
    """Whether a statement is one about any smooth functions."""
    return isinstance(part, ConvexGradient | NoFunction) and is_any(part)


def _commuting(weights: sp.Tuple, count: int, chance: random.Random) -> sp.Tuple:
    """Sums of powers of the coordinates along turned axes."""
    axes = sp.eye(len(weights))
    for i, j in itertools.combinations(range(len(weights)), 2):
        a, b, c = chance.choice(TURNS)
        turn = sp.eye(len(weights))
        turn[i, i] = turn[j, j] = sp.Rational(a, c)
        turn[i, j], turn[j, i] = sp.Rational(-b, c), sp.Rational(b, c)
        axes = axes * turn if chance.random() < 0.7 else axes
    powers = [u ** chance.randint(1, 3) for u in axes.T * sp.Matrix(weights)]
    return sp.Tuple(*(sp.Add(*(chance.randint(-2, 2) * p for p in powers)) for _ in range(count)))


def _forms(weights: sp.Tuple, count: int, chance: random.Random) -> sp.Tuple:
    """Quadratic forms."""
    pairs = list(itertools.combinations_with_replacement(weights, 2))
    return sp.Tuple(*(sp.Add(*(chance.randint(-1, 2) * v * w for v, w in pairs)) for _ in range(count)))


def _holds(h: Condition, chosen: sp.Tuple, weights: sp.Tuple, start: Instance) -> bool:
    """Whether a condition on the fields of g holds of a map, and at a start if it is about that."""
    (about,) = h.relation.atoms(Brackets, Gram, Moved)
    assert isinstance(about, OfFields)
    gradients = Gradients(chosen, weights).carried_out()
    args = (chosen, gradients, weights) if isinstance(about, Moved) else (gradients, weights)
    value = about.func(*args).carried_out()
    # Brackets are about any weights, and so in letters of their own.
    own = {s: sp.Integer(n) for n, s in enumerate(sorted(value.free_symbols - set(weights), key=str), 2)}
    there = value.xreplace({w: sp.Rational(v.numerator, v.denominator) for w, v in start.items()} | own)
    if own and there == 0:
        there = sp.S.Zero if _is_zero(value) else sp.S.One
    return bool(h.relation.xreplace({about: there}))


def _is_zero(e: sp.Expr) -> bool:
    """Whether a polynomial is zero: a sum of squares is, where each is, and multiplied out has thousands of terms."""
    shares = [share.as_coeff_Mul() for share in sp.Add.make_args(e)]
    squares = all(number > 0 and share.is_Pow and share.exp == 2 for number, share in shares)
    return all(sp.expand(part) == 0 for part in ((share.base for _, share in shares) if squares else (e,)))
