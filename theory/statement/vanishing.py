"""n weights of a coordinate that nearly vanish, pushed outwards: the setting, and proofs of bounds on their escape."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.families import Product, family, index
from neversaddle.theory.language.symbols import q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import OTHER, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import equal, excess
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Members, Place, positive
from neversaddle.theory.statement.model import i, j
from neversaddle.theory.statement.order_proofs import middle, multiplied, product_shares, raised
from neversaddle.theory.statement.proofs import assumption, coefficients, continuity, normal_form, theorem
from neversaddle.theory.statement.pushed import (
    Pushed,
    ahead,
    begins,
    beyond,
    c,
    constant,
    growth,
    l,
    m,
    named,
    power,
    size,
    x,
    y,
    y_0,
)
from neversaddle.theory.statement.reaching import When
from neversaddle.theory.statement.steps import Proof

n, r = sp.Symbol("n", positive=True, integer=True), sp.Symbol("r", nonnegative=True, integer=True)
eps, delta, low, high = sp.symbols("epsilon delta gamma Gamma", positive=True)
b = family("b")
#: At q = n/(n-1) the number n of vanishing weights is p.
critical = n / (n - 1)
gap = 1 - (n - 1) * (q - 1)
OUTWARD = (
    Condition(c <= -low, why="with no force nothing moves; an inward one makes the weights smaller"),
    Condition(-high <= c, why="the bounds from below are in it"),
    Condition(Initially(x) > 0, why="the other sign is the mirror image"),
)
SETTING: tuple[Hypothesis, ...] = (
    Depth(r, 0),
    Depth(WIDTH, 1),
    Place(i, n),
    Place(j, WIDTH),
    *positive(low, high, eps, delta, why="sizes"),
    Members(b, "positive", why="these weights do not vanish"),
    *OUTWARD,
    Condition(eps <= delta, why="the goal is not behind the start"),
)


def flow(q: sp.Expr) -> Steepest:
    """n weights w and r weights v in every coordinate."""
    return Steepest(DiagonalNetwork(n, WIDTH, r), q)


def start(q: sp.Expr) -> tuple[Hypothesis, ...]:
    """n weights of size eps, and r others of any size."""
    return begins(WEIGHT, q, eps**q, n), begins(OTHER, q, b[l], r)


def slowest(q: sp.Expr) -> sp.Expr:
    """The weights grow at least at this rate times eps^((n-1)(q-1))."""
    return low ** (q - 1) * Product(b[l], l, r) ** ((q - 1) / q)


def fastest(q: sp.Expr) -> sp.Expr:
    """And at most at this one, up to delta."""
    return high ** (q - 1) * Product(b[l] + delta**q, l, r) ** ((q - 1) / q)


def reached(q: sp.Expr, when: When) -> Proof:
    """One of the four bounds on times."""
    pushed = Pushed(
        flow(q),
        lambda then: excess(c, beyond, then, above=False),
        lambda then: excess(Initially(x), ahead, then),
        eps**q,
        b[m],
    )
    own, rate = power(WEIGHT, q, i), slowest(q) if when is When.BY else fastest(q)
    product = Product(b[l] if when is When.BY else b[l] + delta**q, l, r)
    path = sp.log(y_0 / eps) / rate if q == critical else y_0**gap / (gap * rate)
    letters = {
        "Q": own,
        "r": pushed.rate,
        "y": y,
        "F": q * rate * y ** (n * (q - 1) / q),
        "v": y_0,
        "Y": y_0**q,
        "G": path,
        "v_0": eps,
        "v_1": delta,
        "a": eps**q,
        "G_0": path.subs(y_0, eps),
        "G_1": path.subs(y_0, delta),
    }
    ahead_of_it = raised(eps, delta, q, normal_form(), normal_form(), coefficients(), assumption(), coefficients())
    stretch = (coefficients(), coefficients(), named(product, constant, normal_form()))
    there = named(product, constant, continuity())
    begin, end = (continuity(), there), (continuity(), there, normal_form())
    begun = equal(own, equal(Initially(own), coefficients()))
    first = pushed.grows(own, begun) if when is When.BY else equal(Initially(own), coefficients())
    compared = pushed.written(named(eps**q, size, speed(q, when, product)))
    if when is When.BY:
        moves, upwards = (pushed.force(excess(x, ahead, coefficients())),), (ahead_of_it,)
        proof = theorem("sooner", first, pushed.chain(), *moves, compared, *stretch, *begin, *upwards, *end, **letters)
    else:
        proof = theorem("later", first, pushed.chain(), compared, *stretch, *begin, *end, **letters)
    return pushed.along(proof)


def speed(q: sp.Expr, when: When, product: sp.Expr) -> Proof:
    """Factor by factor: |w|^(n(q-1)) is the same, the force and the product of the others are bounded."""
    sizes, force = Product(b[l] + growth, l, r), low + beyond
    factor = b[index("place0")]
    if when is When.BY:
        forces, products, stronger = (low, force), (product, sizes), coefficients()
        larger = coefficients()
    else:
        forces, products, stronger = (force, high), (sizes, product), assumption()
        larger = middle(factor + size + growth, coefficients(), assumption())
    same = q * (size + growth) ** (n * (q - 1) / q)
    same_sides = (normal_form(), normal_form(), coefficients())
    exponents = (q - 1, (q - 1) / q)
    pairs = [tuple(side**e for side in pair) for pair, e in zip((forces, products), exponents, strict=True)]
    return multiplied(
        ((same, same), *pairs),
        *same_sides,
        coefficients(),
        raised(*forces, exponents[0], normal_form(), normal_form(), coefficients(), stronger, coefficients()),
        coefficients(),
        raised(
            *products,
            exponents[1],
            normal_form(),
            normal_form(),
            coefficients(),
            product_shares(coefficients(), larger),
            coefficients(),
        ),
    )
