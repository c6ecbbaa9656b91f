"""Lengths scale with the weights; and from small enough ones the path is shorter for q = 1 than for q = 2."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import PathLength
from neversaddle.theory.language.symbols import q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Sign, positive
from neversaddle.theory.statement.kinds import Identity, Inequality
from neversaddle.theory.statement.order_proofs import replacement
from neversaddle.theory.statement.proofs import coefficients, continuity, normal_form, proves, theorem
from neversaddle.theory.statement.pushed import named
from neversaddle.theory.statement.setting import ANY_EXPONENT
from neversaddle.theory.statement.steps import Proof, Step, by_balls, by_growing_gap

a, r = sp.symbols("a r", positive=True)
#: Letters of the proof: delta/a^2, |w_2|^q/a^q twice, and the square of a tangent.
y, t, v, size = sp.symbols("y t v size", positive=True)
s = sp.Symbol("s", nonnegative=True)
ONE, TWO, SMALLEST = sp.S.One, sp.Integer(2), sp.Rational(5, 2)

claim = Claim(
    id="path-length-monotone-repaired",
    name="Scaling of the path lengths, and some orders of those of sign and gradient flow",
    source="derived",
    uses=("balance",),
    says=(
        # The curve of size a is that of size one, enlarged.
        Identity(
            "only r = delta/a^2 matters",
            PathLength(q, a, a**2 * r),
            a * PathLength(q, ONE, r),
            (ANY_EXPONENT, *positive(a, r, why="sizes")),
        ),
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


def by_weights() -> Proof:
    """With |w_2|^q = t a^q, and so |w_1|^q = (1 + t) a^q, both lengths grow alike in t."""

    def sides(product: sp.Expr) -> dict[str, sp.Expr]:
        return {"A": PathLength(q, a, a**2 * product), "B": a * PathLength(q, ONE, product)}

    def product(t: sp.Expr) -> sp.Expr:
        return (t * (1 + t)) ** (1 / q)

    power = 2 - 2 / q
    squares = v**power + (1 + v) ** power
    enlarged, unit = (PathLength.tangent(q, begin, begin**2 * product(v)) for begin in (a, ONE))
    same = replacement(unit, squares, normal_form(), named(squares, size, normal_form()))
    same = replacement(enlarged, a ** (2 * q - 2) * squares, normal_form(), same)
    begins = (continuity(), continuity())
    alike = theorem("same-derivative", coefficients(), same, *begins, v=v, z=t, c=sp.S.Zero, **sides(product(v)))
    rises = (coefficients(), coefficients(), *begins)
    return theorem("every-value", *rises, alike, y=y, h=product(t), v=t, z=r, **sides(y))


def prove(claim: Claim) -> Iterator[Step]:
    """From r = 3/8 on the length grows faster in r for q = 2: (1+4r^2)^(-1/4) >= sqrt(2) (1+4r)^(-1/2)."""
    scaling, start, order, other = claim.says
    yield proves(scaling, by_weights())
    yield by_balls(start)
    yield by_growing_gap(order, s, start)
    yield by_balls(other)
