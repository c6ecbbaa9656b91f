"""Repaired for q = 1 against q = 2: from small enough weights the path is the shorter one for the smaller q."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import PathLength
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Sign, positive
from neversaddle.theory.statement.kinds import Identity, Inequality
from neversaddle.theory.statement.steps import Step, by_balls, by_derivative, by_growing_gap

a, r = sp.symbols("a r", positive=True)
s = sp.Symbol("s", nonnegative=True)
ONE, TWO, SMALLEST = sp.S.One, sp.Integer(2), sp.Rational(5, 2)


def scaled(q: sp.Integer) -> Identity:
    """The curve of size a is that of size one, enlarged; r = delta/a^2."""
    one, enlarged = PathLength(q, ONE, r), PathLength(q, a, r * a**2)
    return Identity(f"q = {q}: only r = delta/a^2 matters", enlarged, a * one, positive(a, r, why="sizes"))


claim = Claim(
    id="path-length-monotone-repaired",
    name="Scaling of the path lengths of sign and gradient flow, and their order from a weight of one",
    source="derived",
    uses=("balance",),
    says=(
        scaled(ONE),
        scaled(TWO),
        Inequality("r = 5/2", PathLength(ONE, ONE, SMALLEST), PathLength(TWO, ONE, SMALLEST), strict=True),
        Inequality(
            "every r = 5/2 + s",
            PathLength(ONE, ONE, SMALLEST + s),
            PathLength(TWO, ONE, SMALLEST + s),
            strict=True,
            given=(Sign(s, "nonnegative", "where the weights start larger the order turns round"),),
        ),
        Inequality("r = 2: the other way round", PathLength(TWO, ONE, TWO), PathLength(ONE, ONE, TWO), strict=True),
    ),
    expects=Verdict.ENCLOSED,
    remark=(
        "The order turns round at one r between 2 and 5/2. For other pairs of exponents it turns round elsewhere: from "
        "the sizes of the figure, r = 10, the path is still shorter for q = 7/5 than for q = 1 (path-length-dip)."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """From r = 3/8 on the length grows faster in r for q = 2: (1+4r^2)^(-1/4) >= sqrt(2) (1+4r)^(-1/2)."""
    one, two, start, order, other = claim.says
    yield by_derivative(one, r)
    yield by_derivative(two, r)
    yield by_balls(start)
    yield by_growing_gap(order, s, start)
    yield by_balls(other)
