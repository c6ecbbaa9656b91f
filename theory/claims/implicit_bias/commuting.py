"""Commuting reparametrizations: coordinates that share weights move as a mirror flow where their gradients commute."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, nonzero, real
from neversaddle.theory.statement.kinds import MirrorFlowExists
from neversaddle.theory.statement.steps import Step, by_brackets

w_1, w_2, w_3, w_4, a, b = sp.symbols("w_1:5 a b", real=True)
THREE = (w_1, w_2, w_3)


def apart(left: sp.Expr, right: sp.Expr) -> Condition:
    """Weights whose gradients are independent."""
    return Condition(sp.Ne(left, right), why="elsewhere the gradients are dependent: some losses move y, but not x")


OFF_DIAGONALS: tuple[Hypothesis, ...] = (*real(w_1, w_2), apart(w_1, w_2), apart(w_1, -w_2))
FORMS: tuple[Hypothesis, ...] = (
    *OFF_DIAGONALS,
    *nonzero(a, why="at a = b = 0 the first coordinate does not move"),
    *real(b),
)
OFF_PLANES: tuple[Hypothesis, ...] = (
    *real(*THREE),
    apart(w_1 + w_2, -w_3),
    apart(w_1, w_2),
    apart(w_1 + w_2, 2 * w_3),
)

claim = Claim(
    id="commuting",
    name="Commuting parametrizations",
    source="Li, Wang, Lee & Arora 2022, Theorem 4.9, on examples; locally at each start",
    says=(
        MirrorFlowExists(
            "the squared norm and the product of two weights",
            ((w_1**2 + w_2**2) / 2, w_1 * w_2),
            (w_1, w_2),
            given=OFF_DIAGONALS,
        ),
        MirrorFlowExists(
            "the quadratic forms of diag(a, b) and of the exchange of two weights",
            ((a * w_1**2 + b * w_2**2) / 2, w_1 * w_2),
            (w_1, w_2),
            sp.Eq(a, b),
            FORMS,
        ),
        MirrorFlowExists(
            "two cubic forms: x_1 + x_2 = (w_1 + w_2)^3 and x_1 - x_2 = (w_1 - w_2)^3",
            (w_1**3 + 3 * w_1 * w_2**2, 3 * w_1**2 * w_2 + w_2**3),
            (w_1, w_2),
            given=OFF_DIAGONALS,
        ),
        MirrorFlowExists(
            "three quadratic forms with the common axes (1, 1, 1), (1, -1, 0), (1, 1, -2)",
            (
                (w_1**2 + w_2**2 + w_3**2) / 2,
                w_1 * w_2 + w_2 * w_3 + w_3 * w_1,
                2 * w_1 * w_2 + w_1 * w_3 + w_2 * w_3 + w_3**2 / 2,
            ),
            THREE,
            given=OFF_PLANES,
        ),
        MirrorFlowExists(
            "the deep diagonal network of depth 2, two coordinates",
            (w_1 * w_2, w_3 * w_4),
            (w_1, w_2, w_3, w_4),
            given=(*nonzero(w_1, w_3, why="w_1 = w_2 = 0 (or w_3 = w_4 = 0) is a saddle"), *real(w_2, w_4)),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "The mirror coordinate is y = -int grad f dt, with w = exp(sum_i y_i grad g_i) w(0), and its Jacobian dx/dy is "
        "the Gram matrix of the gradients. Independence is needed beside the brackets. At a = 1, b = -1 the second "
        "part is the complex square (w_1 + i w_2)^2/2: its real and imaginary part are no commuting pair. "
        "For q < 2 commuting is not enough to argue so: Phi_q of a sum of gradients is no sum, so the flow of several "
        "coordinates that share weights does not move along fields that the loss has no part in."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """All brackets vanish and the Gram determinants do not; for a != b a bracket moves x."""
    for example in claim.says:
        yield by_brackets(example)
