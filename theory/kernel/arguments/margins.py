"""The direction in which separable data are fitted, for the three shapes of the norm that it has largest margin in."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Argument
from neversaddle.theory.statement.kinds import Identity, Inequality, MarginDirection

L = sp.Symbol("L", positive=True, integer=True)
q, r = sp.symbols("q r", real=True)
#: 1 - (L - 1)(q - 1): the power of |w_1| that grows at a steady rate.
steady = 1 - (L - 1) * (q - 1)

PREPARATION = """Let F = -grad f = sum_i exp(-m_i) z_i with m = Zx. As f tends to 0, x/|x| to X and F/|F| to g, we
have g = sum_i n_i z_i with n >= 0, and n_i = 0 but where z_i X is least: there exp(-m_i) outweighs the others. So X,
scaled to least margin 1, satisfies the first-order conditions of least sum_j |x_j|^r over margins >= 1, once there is
c > 0 with g_j = c sign(X_j) |X_j|^(r-1) (for r = 1: where X_j != 0, and |g_j| <= c elsewhere). A weight moves by
|dw_ij| = |F_j prod_(l != i) w_lj|^(q-1) dt, and all weights of a coordinate that tends to infinity grow together.
With dT = |F|^(q-1) dt, W = |w_1j| and kappa = 1 - (L-1)(q-1): dW = (1 + o(1)) |F_j/|F||^(q-1) W^(1-kappa) dT and
|x_j| = (1 + o(1)) W^L."""

BOUNDED = """If kappa > 0, T tends to infinity, since x does. Where g_j != 0, W^kappa = (1 + o(1)) kappa |g_j|^(q-1)
T, so |X_j| is proportional to |g_j|^(L(q-1)/kappa), with the sign of g_j; where g_j = 0, W^kappa = o(T) and X_j = 0.
These are the conditions for (r-1) L (q-1) = kappa. If kappa = 0, log W = (1 + o(1)) |g_j|^(q-1) T, or o(T) where g_j
= 0: X_j = 0 unless |g_j| = max |g|, and then X_j has the sign of g_j: the conditions for r = 1."""

THEOREM = Argument(
    id="steady-rays",
    says="where weights grow in the proportions of the first-order conditions, directions are first-order points",
    letters=(L, q, r),
    premises=(
        Inequality("above one", sp.S.One, q, strict=True),
        Identity("the proportions agree", (r - 1) * L * (q - 1), steady),
    ),
    conclusion=MarginDirection("first order", L, q, r, stationary=True),
    source="by hand",
    whole=(L,),
    because=f"""{PREPARATION} {BOUNDED} If kappa < 0, coordinates reach infinity at finite T, all that do at one T*,
or f would not tend to 0 there. As g has no zero entry, those that do have W^kappa = (1 + o(1)) |kappa| |g_j|^(q-1)
(T* - T), and again |X_j| is proportional to |g_j|^(L(q-1)/kappa); the others have X_j = 0. As 0 < r < 1, |x|^r has
every number as a subgradient at 0: nothing is asked of g_j where X_j = 0.""",
)
CONVEX = Argument(
    id="steady-rays-convex",
    says="the same where the problem is convex, so that first-order points are its minimisers",
    letters=(L, q, r),
    premises=(*THEOREM.premises, Inequality("a convex problem", sp.S.Zero, steady)),
    conclusion=MarginDirection("a minimiser", L, q, r),
    source="by hand",
    whole=(L,),
    because=f"""{PREPARATION} {BOUNDED} As kappa >= 0 is r >= 1, the problem is convex, and its first-order points are
its minimisers.""",
)
LARGEST = Argument(
    id="equal-rays",
    says="where all weights that move do so at one speed, directions have largest margin in the sup norm",
    letters=(L, q),
    premises=(Identity("no power is left", q, sp.S.One),),
    conclusion=MarginDirection("the sup norm", L, q, sp.oo),
    source="by hand",
    whole=(L,),
    because=f"""{PREPARATION} Here kappa = 1, and |x_j| = (1 + o(1)) T^L for every g_j != 0, |x_j| <= (1 + o(1)) T^L
for the others. These are the conditions of the sup norm: g_j != 0 only where X_j = sign(g_j) max |X|. X g > 0 makes
the least margin positive, and the problem is convex.""",
)
