"""What claims about the ends of mirror flows share: the divergence, points that show the same data, and the proof."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.families import Total, index
from neversaddle.theory.language.times import Finally, Initially
from neversaddle.theory.motion.mirror import DATA, DATUM, POTENTIALS, RIVAL, ROWS
from neversaddle.theory.motion.steepest import COORDINATE, WIDTH
from neversaddle.theory.statement.hypotheses import Condition, Curves, Depth, Every
from neversaddle.theory.statement.order_proofs import exchange, middle, rearranged, shares
from neversaddle.theory.statement.proofs import assumption_of_convexity, equalities, theorem
from neversaddle.theory.statement.solution_proofs import least_in_the_limit, mirror_rate
from neversaddle.theory.statement.steps import Proof

j, row, place = index("j"), index("l"), index("place0")
#: Any coordinate, where a proof names none.
ANY_PLACE = place
mirror_start, end = Initially(COORDINATE[j]), Finally(COORDINATE[j])
away = RIVAL[j] - end
#: The number of data that a written model's loss sees: n is a place in its equation.
DATA_COUNT = sp.Symbol("m", positive=True, integer=True)
#: D_R(v, x(0)).
divergence = Total(POTENTIALS.divergence(j, RIVAL[j], mirror_start), j, WIDTH)


def same_data(rows: sp.Expr = ROWS) -> Every:
    """v shows the same data as the limit."""
    shown, at_end = (Total(DATA[row, j] * point, j, WIDTH) for point in (RIVAL[j], end))
    return Every(sp.Eq(shown, at_end, evaluate=False), row, rows)


SAME_DATA = same_data()
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


def least_from_rest() -> Proof:
    """Of every mirror flow at exponent 2 that starts where the slopes vanish, by the data alone."""
    return tends_to_projection(
        exchange(shares(equalities())), middle(above_the_least + at_start, equalities(), shares(equalities()))
    )


def as_mirror_flow(value: sp.Expr, slope: sp.Expr, point: sp.Symbol, law: Proof, *convex: Proof) -> Proof:
    """A flow on data with the potential `value`, the slope of which follows the law, ends where that is least.

    The premises of convexity: that it is the slope, and that it rises.
    """
    strictly = theorem("rising-derivative", *convex)
    told = {"value": value, "slope": slope, "point": point}
    return Proof("as mirror flow", told, (law, strictly, least_from_rest()))


def on_slopes(
    clock: sp.Expr, near: sp.Symbol, power: sp.Expr, ends: tuple[sp.Expr, sp.Expr], *premises: Proof
) -> Proof:
    """The same of functions that are given by their slope on a curve, which is infinite at both ends as a power.

    The premises: where the coordinate is, that its parameter stays in the interval, and the law; that coordinate and
    slope rise; that the power and the limits at the ends are positive, and these limits.
    """
    low, high = ends
    told = {"clock": clock, "near": near, "power": power, "low": low, "high": high}
    return Proof("on slopes", told, (*premises, least_from_rest()))
