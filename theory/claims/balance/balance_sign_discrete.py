"""Balance of sign descent: differences of moduli shrink by exactly 1 - eta alpha a step, until a sign changes."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.iteration import FORCE, iterated_weights, sign_descent
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, nonzero, real
from neversaddle.theory.statement.kinds import Iterates
from neversaddle.theory.statement.steps import Step, by_step

eta, alpha = sp.symbols("eta alpha", real=True)
run = iterated_weights("sign descent with decoupled decay", sign_descent(eta, alpha), L)
w_i, w_j = run.weights
after = run.after()
difference = sp.Abs(w_i) - sp.Abs(w_j)

claim = Claim(
    id="balance-sign-discrete",
    name="Balance of sign descent",
    source="derived",
    given=(
        Depth(L, 2, why="with one weight there is no difference to speak of"),
        *real(alpha, eta),
        *nonzero(w_i, w_j, why="where a weight is zero the others have no slope, and it has one"),
        *real(run.rest, FORCE),
        *(Condition(w * after[w] >= 0, why="a weight that steps across zero leaves its orbit") for w in (w_i, w_j)),
    ),
    says=(Iterates("a step that changes no sign", difference, (1 - eta * alpha) * difference, run),),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Both moduli fall by eta sign(x f') and by their decay."""
    (law,) = claim.says
    yield by_step(law)
