"""Critical points and factorizations on explicit weights, in exact rationals."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import prod

import sympy as sp
from flint import arb, ctx, fmpq, fmpq_mat, fmpq_poly

from neversaddle.numerics.attack.evaluation import BALLS, evaluate
from neversaddle.numerics.attack.sampling import Instance, holds, rational_at
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.motion.flow import FORCE
from neversaddle.theory.statement.hypotheses import Condition
from neversaddle.theory.statement.kinds import CriticalPoint, Factorization

#: What the weights of a sampled factorization are made of, at most so many of them other than one; and their precision.
FACTORS = tuple(Fraction(*v) for v in ((1, 1), (-1, 1), (2, 1), (-1, 2), (1, 3), (5, 4), (7, 1), (-1, 10)))
MOST_FACTORS, FACTORIZATION_BITS = 3, 128


def critical_point_holds(part: CriticalPoint, instance: Instance) -> bool:
    """Whether gradient and Hessian at explicit weights are as stated; exact, for two values of f''.

    The first weights vanish, the others are distinct and have the stated product; where all vanish that is the empty
    product, 1. Raises Undefined where there are no such weights.
    """
    depth, vanishing = (_whole(e, instance) for e in (part.depth, part.vanishing))
    if not 0 <= vanishing <= depth or depth < 1:
        raise Undefined(f"of {depth} weights, {vanishing} cannot vanish")
    product = instance[part.others] if vanishing < depth else Fraction(1)
    if product == 0:
        raise Undefined("weights that do not vanish have no product 0")
    instance = {**instance, part.others: product}
    weights = [Fraction(0)] * vanishing + _with_product(depth - vanishing, product)
    slopes = [_difference(weights, (i,)) for i in range(depth)]
    force = instance[FORCE]
    if all(force * slope == 0 for slope in slopes) != holds(Condition(part.critical), instance):
        return False
    if not part.spectrum:
        return True
    stated = _stated_polynomial(part, instance)
    for bend in (Fraction(1), Fraction(-7, 3)):
        entries = [
            bend * slopes[i] * slopes[j] + (force * _difference(weights, (i, j)) if i != j else 0)
            for i in range(depth)
            for j in range(depth)
        ]
        if fmpq_mat(depth, depth, [_fmpq(e) for e in entries]).charpoly() != stated:
            return False
    return True


def _whole(expression: sp.Expr, instance: Instance) -> int:
    value = rational_at(expression, instance)
    if value.denominator != 1:
        raise Undefined(f"{expression} is no whole number there")
    return int(value)


def _fmpq(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _with_product(count: int, product: Fraction) -> list[Fraction]:
    """Nonzero rationals with a product, of different sizes."""
    if count == 0:
        return []
    chosen = [Fraction(k + 2, k + 1) for k in range(count - 1)]
    return [*chosen, product / prod(chosen, start=Fraction(1))]


def _difference(weights: list[Fraction], moved: tuple[int, ...]) -> Fraction:
    """The mixed difference of the product for steps of 1, which is the derivative: it is linear in each weight."""
    total = Fraction(0)
    for chosen in itertools.product((0, 1), repeat=len(moved)):
        steps = dict(zip(moved, chosen, strict=True))
        sign = (-1) ** (len(moved) - sum(chosen))
        total += sign * prod((w + steps.get(i, 0) for i, w in enumerate(weights)), start=Fraction(1))
    return total


def _stated_polynomial(part: CriticalPoint, instance: Instance) -> fmpq_poly:
    """The characteristic polynomial of the stated eigenvalues; 0 where a multiplicity is negative."""
    polynomial = fmpq_poly([1])
    for value, times in part.spectrum:
        multiplicity = _whole(times, instance)
        if multiplicity < 0:
            return fmpq_poly([0])
        polynomial *= fmpq_poly([-_fmpq(rational_at(value, instance)), 1]) ** multiplicity
    return polynomial


def factorization_holds(part: Factorization, instance: Instance) -> bool:
    """Whether equal weights attain the value, and no listed factorization has a smaller sum; False only for certain.

    w_2, ..., w_L run over a fixed list of rationals of either sign, w_1 is what is left of the product.
    """
    product, count = Fraction(instance[part.product]), int(instance.get(part.depth, part.depth))
    with ctx.workprec(FACTORIZATION_BITS):
        value = evaluate(part.value, instance, BALLS)
        equal = count * evaluate(part.summand, {**instance, part.weight: arb_root(product, count)}, BALLS)
        if equal > value or equal < value:
            return False
        for others in itertools.combinations_with_replacement(FACTORS, min(count - 1, MOST_FACTORS)):
            weights = [product / prod(others, start=Fraction(1)), *others]
            terms = [evaluate(part.summand, {**instance, part.weight: w}, BALLS) for w in weights]
            ones = evaluate(part.summand, {**instance, part.weight: Fraction(1)}, BALLS) if count > len(terms) else 0
            if sum(terms, arb(0)) + (count - len(terms)) * ones < value:
                return False
    return True


def arb_root(x: Fraction, degree: int) -> arb:
    """The root of a positive rational, as a ball."""
    return (arb(x.numerator) / x.denominator).root(degree)
