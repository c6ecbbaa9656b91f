"""What claims about the ends of mirror flows share: the divergence, points that show the same data, and the proof."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.families import Total, index
from neversaddle.theory.language.times import Finally, Initially
from neversaddle.theory.motion.mirror import DATA, DATUM, POTENTIALS, RIVAL, ROWS
from neversaddle.theory.motion.steepest import COORDINATE, WIDTH
from neversaddle.theory.statement.hypotheses import Condition, Curves, Depth, Every
from neversaddle.theory.statement.order_proofs import rearranged, shares
from neversaddle.theory.statement.proofs import assumption_of_convexity, equalities, theorem
from neversaddle.theory.statement.solution_proofs import least_in_the_limit, mirror_rate
from neversaddle.theory.statement.steps import Proof

j, row, place = index("j"), index("l"), index("place0")
mirror_start, end = Initially(COORDINATE[j]), Finally(COORDINATE[j])
away = RIVAL[j] - end
#: D_R(v, x(0)).
divergence = Total(POTENTIALS.divergence(j, RIVAL[j], mirror_start), j, WIDTH)
#: v shows the same data as the limit.
SAME_DATA = Every(
    sp.Eq(Total(DATA[row, j] * RIVAL[j], j, WIDTH), Total(DATA[row, j] * end, j, WIDTH), evaluate=False), row, ROWS
)
SAME_DATUM = Condition(sp.Eq(Total(DATUM[j] * RIVAL[j], j, WIDTH), Total(DATUM[j] * end, j, WIDTH), evaluate=False))
CURVES = Curves(POTENTIALS.letter, WIDTH, why="a potential that is not convex has other critical points")
POTENTIAL = (Depth(WIDTH, 1), CURVES)
#: What remains of v - x(oo) in the dual, at the limit, at the start and now.
at_end, at_start, now = (
    Total(POTENTIALS.slope(j, point) * away, j, WIDTH) for point in (end, mirror_start, COORDINATE[j])
)
#: The divergence from the limit.
above_the_least = Total(POTENTIALS.divergence(j, RIVAL[j], end), j, WIDTH)


def tends_to_projection(at_rest: Proof, equal: Proof | None = None) -> Proof:
    """sum_j R_j'(x_j) (v_j - x_j(oo)) does not change; so D(v, x(0)) - D(x(oo), x(0)) = D(v, x(oo)) >= 0."""
    known = theorem("limit", theorem("zero-derivative", mirror_rate(at_rest)), Q=now, P=Initially(now))
    z = sp.Symbol("y", real=True)
    above = theorem(
        "tangent",
        assumption_of_convexity(),
        F=sp.Lambda(z, POTENTIALS.value(place, z)),
        D=sp.Lambda(z, POTENTIALS.slope(place, z)),
        a=Finally(COORDINATE[place]),
        b=RIVAL[place],
    )
    return least_in_the_limit(
        (at_end, at_start), known, rearranged(sp.S.Zero, above_the_least, shares(above), equal or equalities())
    )
