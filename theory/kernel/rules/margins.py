"""Rule for the direction in which separable data is fitted.

Let the loss be sum_i exp(-m_i), m = Zx, and F = -grad f = sum_i exp(-m_i) z_i. If the loss tends to 0, x/|x| to X and
F/|F| to g, then g = sum_i n_i z_i with n >= 0, and n_i = 0 but where z_i X is least: there exp(-m_i) outweighs the
others. So X, scaled to least margin 1, satisfies the first-order conditions of least sum |x_j|^r over margins >= 1,

    g_j = c sign(X_j) |X_j|^(r-1), c > 0      (r = 1: where X_j != 0, and |g_j| <= c elsewhere),

as soon as it satisfies these; X g > 0 makes the least margin positive. For r >= 1 the problem is convex: X is optimal.

Where they come from. A weight moves by |dw_i| = |F_j prod_(l != i) w_l|^(q-1) dt, and all weights of a coordinate that
tends to infinity grow together, so with dT = |F|^(q-1) dt, W = |w_1| and kappa = 1 - (L-1)(q-1)

    dW = (1 + o(1)) |F_j/|F||^(q-1) W^(1-kappa) dT,    |x_j| = (1 + o(1)) W^L.

- kappa > 0: T -> oo, since x -> oo. g_j != 0: W^kappa = (1 + o(1)) kappa |g_j|^(q-1) T, so |X_j| is proportional to
  |g_j|^(L(q-1)/kappa), with the sign of g_j. g_j = 0: W^kappa = o(T), X_j = 0. These are the conditions for
  (r-1) L (q-1) = kappa. At q = 1 they read |x_j| = (1 + o(1)) T^L for every g_j != 0, and |x_j| <= (1 + o(1)) T^L for
  the others: the conditions of the sup norm, that g_j != 0 only where X_j is sign(g_j) max |X|.
- kappa = 0: log W = (1 + o(1)) |g_j|^(q-1) T or, where g_j = 0, o(T). So X_j = 0 unless |g_j| = max |g|, and then X_j
  has the sign of g_j: the conditions for r = 1.
- kappa < 0: coordinates reach infinity at finite T, all that do at one T*, or loss would not tend to 0 there. If g has
  no zero entry, those that do have W^kappa = (1 + o(1)) |kappa| |g_j|^(q-1) (T* - T) and again |X_j| proportional to
  |g_j|^(L(q-1)/kappa); the others have X_j = 0. |x|^r with 0 < r < 1 has every number as a subgradient at 0, so the
  first-order conditions hold: nothing is asked of g_j where X_j = 0. Which coordinates these are depends on the start.

A coordinate held at a saddle, or tending to one, has X_j = 0 with any g_j, which is why the statement leaves it out.
"""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.decide import Decision
from neversaddle.theory.kernel.domain import admit, not_above
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis
from neversaddle.theory.statement.kinds import MarginDirection

RULE = "weights along a fixed direction of the gradient grow in the proportions of the first-order conditions"


def rays(part: MarginDirection, given: tuple[Hypothesis, ...]) -> Decision:
    """Weights along a fixed direction of the gradient grow in the proportions of the first-order conditions.

    Decided here: q = 1 for the sup norm; else q > 1, (exponent - 1) L (q - 1) = kappa, and kappa >= 0, which is
    exponent >= 1, unless only the first-order conditions are claimed. Raises CannotDecide for what is not admitted.
    """
    depth, q, r = part.depth, part.q, part.exponent
    counted = any(isinstance(h, Depth) and h.symbol == depth and h.at_least >= 1 for h in given)
    if not counted and not (depth.is_Integer and depth >= 1):
        return Decision(False, RULE, f"{depth} is not known to be a number of weights")
    if r == sp.oo:
        same = decide.zero(q - 1, given)
        return Decision(same.proved, RULE, "" if same.proved else f"the sup norm needs q = 1, not q = {q}")
    admit(given, depth, q, r)
    kappa = 1 - (depth - 1) * (q - 1)
    for decision in (decide.positive(q - 1, given), decide.zero((r - 1) * depth * (q - 1) - kappa, given)):
        if not decision.proved:
            return Decision(False, RULE, decision.reason)
    if not part.stationary:
        for chart in sign_charts(given):
            if not not_above(sp.S.Zero, in_chart(kappa, chart), charted(given, chart)):
                raise CannotDecide(f"kappa = {kappa} >= 0, so that the problem is convex, is not shown")
    return Decision(True, RULE)
