"""Rest points of decoupled decay on balanced weights: stationary for f + (alpha^(p-1) L/p)|x|^(p/L)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, alpha, m, p, q
from neversaddle.theory.motion.flow import FORCE
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Hypothesis, Range, Sign, nonzero, positive, real
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_derivative, by_normal_form

#: A coordinate x of either sign, and the sign of one of its weights, all of size |x|^(1/L).
x, tau = sp.symbols("x tau", real=True)
weight = sp.sign(tau) * sp.Abs(x) ** (1 / L)
#: alpha times the slope of the manifold regularizer.
pull = alpha * sp.Abs(x) ** (1 - m) * sp.sign(x)
rest_force = -(alpha ** (p - 1)) * sp.Abs(x) ** (p / L - 1) * sp.sign(x)
penalty = alpha ** (p - 1) * L / p * sp.Abs(x) ** (p / L)
FINITE = Range(q, open_low=True, why="at q = 1 the conjugate p is infinite; see the parts on the box")
AT: tuple[Hypothesis, ...] = (
    ANY_DEPTH,
    *nonzero(x, why="at x = 0 every weight is zero and at rest, whatever the force"),
)
DECAY = Sign(alpha, "nonnegative", "decay is not growth")
#: |s| in the sliding mode.
t = sp.Symbol("t", positive=True)
STRONG = Sign(alpha, "positive", "without decay there is no box")

claim = Claim(
    id="stationary-decoupled",
    name="Rest points under decoupled decay",
    source="derived",
    uses=("duality-map",),
    says=(
        Identity(
            "minus the velocity of a weight is Phi_q(dx/dw) (Phi_q(f') + alpha |x|^(1-m) sign(x))",
            duality_map(q, FORCE * x / weight) + alpha * weight,
            duality_map(q, x / weight) * (duality_map(q, FORCE) + pull),
            (*AT, EXPONENT, DECAY, *nonzero(tau, why="a sign"), *real(FORCE)),
        ),
        Identity(
            "q > 1: zero iff f' = Phi_p(-alpha |x|^(1-m) sign(x)), which is -alpha^(p-1) |x|^(p/L-1) sign(x)",
            duality_map(p, -pull),
            rest_force,
            (*AT, FINITE, DECAY),
        ),
        Identity(
            "q > 1: minus the slope of (alpha^(p-1) L/p)|x|^(p/L)",
            rest_force,
            -sp.Derivative(penalty, x),
            (*AT, FINITE, DECAY),
        ),
        Identity(
            "q = 1, f' != 0: zero iff alpha |x|^(1/L) = 1 and x f' < 0",
            duality_map(sp.S.One, FORCE) + pull.subs(q, 1),
            sp.sign(x) * (sp.sign(FORCE * x) + alpha * sp.Abs(x) ** (1 / L)),
            (*AT, DECAY, *real(FORCE)),
        ),
        Identity(
            "q = 1, f' = 0: the sliding mode s + alpha w = 0 at |x| = t^L alpha^(-L) has |s| = t",
            alpha * (t**L * alpha ** (-L)) ** (1 / L),
            t,
            (ANY_DEPTH, STRONG, *positive(t, why="x != 0")),
        ),
        Identity(
            "q = 1, f' = 0: there log(|x| alpha^L) = L log|s|, so |s| <= 1 iff |x| <= alpha^(-L)",
            sp.log((t / alpha) ** L * alpha**L),
            L * sp.log(t),
            (ANY_DEPTH, STRONG, *positive(t, why="x != 0")),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "For q > 1 Phi_p inverts Phi_q. At q = 1 a rest point with f' = 0 slides with some s in [-1, 1], which is "
        "possible iff |x| <= alpha^(-L); with the rest points at the edge these are the stationary points x != 0 of f "
        "on the box |x| <= alpha^(-L)."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """dx/dw = x/w at every weight, and |w| = |x|^(1/L)."""
    *identities, box = claim.says
    for part in identities:
        yield by_normal_form(part)
    yield by_derivative(box, t, at=sp.S.One)
