"""The escape equation dx = L x^m gamma^(q-1) dt of equal weights under a constant force: its solution."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import index
from neversaddle.theory.language.symbols import L, kappa, m, q
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import equal
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Every, Hypothesis, Place, Sign, positive
from neversaddle.theory.statement.model import SIZES, j
from neversaddle.theory.statement.proofs import chain_rule, normal_form, proves
from neversaddle.theory.statement.pushed import Pushed, l
from neversaddle.theory.statement.setting import DEPTH, EXPONENT
from neversaddle.theory.statement.solution_proofs import another_rate, on_curve, substitution
from neversaddle.theory.statement.solutions import Along, Order, Until
from neversaddle.theory.statement.steps import Proof, Step

x, c = COORDINATE[j], SLOPE[j]
start, force = sp.symbols("xi gamma", positive=True)
#: A power of a weight, or its logarithm; the place of any weight.
p, y, n = sp.Symbol("p", positive=True), sp.Symbol("y", real=True), index("n")
critical = L / (L - 1)
SETTING: tuple[Hypothesis, ...] = (
    SIZES[1],
    Place(j, WIDTH),
    *positive(start, force, why="sizes: at x = 0 or with no force nothing moves"),
    Condition(sp.Eq(c, -force), why="the law is for a constant force, outwards"),
    Condition(sp.Eq(Initially(x), start)),
    Every(sp.Eq(Initially(WEIGHT[l, j]), start ** (1 / L)), l, L, why="the other signs are mirror images"),
)


def escaped(start: sp.Expr, m: sp.Expr, time: sp.Expr) -> sp.Expr:
    """The solution of dx = x^m dt."""
    return start * sp.exp(time) if m == 1 else power(start, m, time) ** (1 / (1 - m))


def power(start: sp.Expr, m: sp.Expr, time: sp.Expr) -> sp.Expr:
    """x^(1-m), which is 0 where x is infinite."""
    return start ** (1 - m) + (1 - m) * time


def solution(text: str, q: sp.Expr, right: sp.Expr, until: Until | None, *given: Hypothesis) -> Along:
    """x_j as a function of time."""
    flow = Steepest(DiagonalNetwork(L), q)
    return Along(text, x, Order.EQUAL, right, flow, (*SETTING, *given), until)


claim = Claim(
    id="escape-ode",
    name="Escape equation",
    source="arXiv 2603.02064, Figure 2",
    fidelity=Fidelity.FAITHFUL,
    differs="x(0) is any, in the figure 1/10; and the figure's dx = x^m dt has the time L gamma^(q-1) t",
    reported=True,
    says=(
        solution(
            "m != 1, up to infinity if m > 1",
            q,
            escaped(start, m, TimeIntegral(L * force ** (q - 1))),
            Until(Sign(p, "positive"), start ** (1 - m) + TimeIntegral(kappa * force ** (q - 1))),
            SIZES[0],
            EXPONENT,
            Condition(sp.Ne(kappa, 0), why="kappa = 0 is m = 1, the other part"),
        ),
        solution(
            "m = 1, q = L/(L-1)",
            critical,
            escaped(start, sp.S.One, TimeIntegral(L * force ** (critical - 1))),
            None,
            DEPTH,
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """|w|^kappa, or log|w|, grows at a constant rate."""
    powers, logarithms = claim.says
    yield proves(powers, solved(q, kappa, p ** (1 / kappa), Sign(p, "positive"), start ** (1 - m)))
    curve = start ** (1 / L) * sp.exp(y)
    yield proves(logarithms, solved(critical, sp.S.One, curve, Sign(y, "real"), sp.S.Zero))


def solved(q: sp.Expr, factor: sp.Expr, curve: sp.Expr, interval: Sign, begin: sp.Expr) -> Proof:
    """Every weight is where a curve of its field is, at a clock that runs at a constant speed."""
    network = DiagonalNetwork(L)
    flow, partial, clock = Steepest(network, q), duality_map(q, network.partial(n, j)), factor * force ** (q - 1)
    pushed = Pushed(flow, lambda then: equal(c, then), lambda then: equal(Initially(x), then), start ** (q / L))
    moves = another_rate(-duality_map(q, c) * partial, chain_rule(), equal(c, normal_form()))
    known = on_curve(
        moves,
        normal_form(),
        normal_form(),
        field=partial / factor,
        clock=clock,
        curve=curve,
        interval=interval,
        start=begin,
        place=n,
        size=L,
    )
    there = substitution(
        known, normal_form(), members={WEIGHT[n, j]: curve}, clock=clock, interval=interval, start=begin
    )
    return pushed.outwards(there)
