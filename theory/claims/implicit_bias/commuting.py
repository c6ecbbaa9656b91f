"""Commuting reparametrizations: coordinates that share weights move as a mirror flow where their gradients commute."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.fields import Brackets, Gradients, Gram
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.gradient_flows import ConvexGradient
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, nonzero, real
from neversaddle.theory.statement.proofs import by_commuting
from neversaddle.theory.statement.steps import Step

w_1, w_2, w_3, w_4, a = sp.symbols("w_1:5 a", real=True)
TWO, THREE, FOUR = sp.Tuple(w_1, w_2), sp.Tuple(w_1, w_2, w_3), sp.Tuple(w_1, w_2, w_3, w_4)


def apart(left: sp.Expr, right: sp.Expr) -> Condition:
    """Weights whose gradients are independent."""
    return Condition(sp.Ne(left, right), why="elsewhere the gradients are dependent: some losses move y, but not x")


OFF_DIAGONALS: tuple[Hypothesis, ...] = (*real(*TWO), apart(w_1, w_2), apart(w_1, -w_2))
OFF_PLANES: tuple[Hypothesis, ...] = (
    *real(*THREE),
    apart(w_1 + w_2, -w_3),
    apart(w_1, w_2),
    apart(w_1 + w_2, 2 * w_3),
)

#: Any coordinates g, of any weights w.
g, w = sp.symbols("g w", real=True)
COMMUTING = Condition(
    sp.Eq(Brackets(Gradients(g, w), w), 0), why="otherwise x may depend on the order of forces: commuting-negative"
)
INDEPENDENT = Condition(
    sp.Gt(Gram(Gradients(g, w), w), 0), why="where they are dependent some losses move y, but not x"
)

claim = Claim(
    id="commuting",
    name="Commuting parametrizations",
    source="Li, Wang, Lee & Arora 2022, Theorem 4.9",
    fidelity=Fidelity.WEAKER,
    differs="R on convex parts of D, which the source assumes to be such that D is a box; that R is Legendre is unsaid",
    says=(
        ConvexGradient("the theorem", g, w, (COMMUTING, INDEPENDENT)),
        ConvexGradient(
            "the squared norm and the product of two weights",
            sp.Tuple(a * (w_1**2 + w_2**2) / 2, w_1 * w_2),
            TWO,
            (*OFF_DIAGONALS, *nonzero(a, why="at a = 0 the first coordinate does not move")),
        ),
        ConvexGradient(
            "two cubic forms: x_1 + x_2 = (w_1 + w_2)^3 and x_1 - x_2 = (w_1 - w_2)^3",
            sp.Tuple(w_1**3 + 3 * w_1 * w_2**2, 3 * w_1**2 * w_2 + w_2**3),
            TWO,
            OFF_DIAGONALS,
        ),
        ConvexGradient(
            "three quadratic forms with the common axes (1, 1, 1), (1, -1, 0), (1, 1, -2)",
            sp.Tuple(
                (w_1**2 + w_2**2 + w_3**2) / 2,
                w_1 * w_2 + w_2 * w_3 + w_3 * w_1,
                2 * w_1 * w_2 + w_1 * w_3 + w_2 * w_3 + w_3**2 / 2,
            ),
            THREE,
            OFF_PLANES,
        ),
        ConvexGradient(
            "the deep diagonal network of depth 2, two coordinates",
            sp.Tuple(w_1 * w_2, w_3 * w_4),
            FOUR,
            (
                *real(*FOUR),
                *(
                    Condition(sp.Gt(one**2 + other**2, 0), why="both weights of a coordinate are zero at a saddle")
                    for one, other in ((w_1, w_2), (w_3, w_4))
                ),
            ),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "R is the mirror potential, with grad R(x) = 0 at the start: d grad R(x) = -grad_x f dt. Of quadratic forms D "
        "is the whole space. Where x is no function of y, as for the forms of "
        "diag(a, b) and of the exchange of two weights with a != b, claim commuting-negative says so. For q < 2 "
        "commuting is not enough to argue so: Phi_q of a sum of gradients is no sum, so the flow of several "
        "coordinates that share weights does not move along fields that the loss has no part in."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """All brackets vanish and the Gram determinants do not."""
    yield from map(by_commuting, claim.says)
