"""The energy model: its time integral agrees with an integrated flow, its ball with its number; its units are sharp."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.attack.kinds.whole_flows import (
    BALANCE,
    CURVATURE,
    DEPTH,
    START,
    TRAVEL,
    dissipation_ball,
    dissipation_hypotheses,
    dissipation_margin,
    dissipation_symbols,
)
from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.loss.loss import least_squares
from neversaddle.theory.claims import ledger
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.language.symbols import q
from neversaddle.theory.statement.hypotheses import Condition
from neversaddle.theory.statement.kinds import Dissipation

B, mu = sp.symbols("B mu", positive=True)
BOUND = Dissipation("the right bound", B ** (2 - q) / mu, B, mu, q)

sizes = st.fractions(Fraction(1, 4), 4, max_denominator=8)


@st.composite
def models(draw: st.DrawFn) -> dict[sp.Symbol, Fraction]:
    """The model at the sharp bound and floor."""
    found = {t: draw(sizes) for t in (BALANCE, CURVATURE, START, TRAVEL)}
    exponent = draw(st.sampled_from([Fraction(v) for v in ("1", "5/4", "4/3", "3/2", "2")]))
    return {**found, DEPTH: Fraction(draw(st.integers(2, 4))), q: exponent, B: Fraction(1), mu: Fraction(1)}


@given(models())
@settings(max_examples=15)
def test_the_bound_holds_and_the_ball_holds_the_margin(model: dict[sp.Symbol, Fraction]) -> None:
    with mp.workdps(30), ctx.workprec(64):
        margin, enclosure = dissipation_margin(BOUND, model), dissipation_ball(BOUND, model)
        assert 0 <= margin < 1
        assert not enclosure < 0
        assert enclosure.is_finite()
        assert enclosure > 0


@given(models(), st.integers(2, 30))
@settings(max_examples=10)
def test_both_margins_agree(model: dict[sp.Symbol, Fraction], share: int) -> None:
    """The margin is (bound - spent)/(bound + spent); a bound of 1/share of the size tells bound and spent apart."""
    parts = [Dissipation("", factor * B ** (2 - q) / mu, B, mu, q) for factor in (sp.S(1), sp.Rational(1, share))]
    with mp.workdps(30), ctx.workprec(64):
        whole, less = (dissipation_ball(part, model) for part in parts)
        # The two balls differ by (1 - 1/share) bounds, which gives bound and spent from balls alone.
        bound = (whole - less) * share / (share - 1)
        spent = bound - whole
        margin = dissipation_margin(parts[1], model)
        expected = (bound / share - spent) / (bound / share + spent)
        assert abs(expected - arb(str(margin))) < 1e-4


def test_the_time_integral_is_that_of_the_flow() -> None:
    """int |f'|^2 dt from a weight flow that runs long enough, against the model's integral over the leaf (q = 2)."""
    model = {DEPTH: Fraction(2), q: Fraction(2), BALANCE: Fraction(3), CURVATURE: Fraction(1), START: Fraction(1)}
    model |= {TRAVEL: Fraction(1), B: Fraction(1), mu: Fraction(1)}
    with mp.workdps(30):
        # w_1 from 1 to 2 with w_2 = sqrt(w_1^2 + 3): x from 2 to 2 sqrt(7) = s.
        target = 2 * mp.sqrt(7)
        # In time the metric is at least 5, so what is left after t = 4 is below exp(-40) of the whole.
        nodes = [Fraction(k, 64) for k in range(1, 257)]
        other = [[1], [2]]
        flow = weight_flow(DeepDiagonal(2), 2, least_squares([[1]], [target]), other, nodes, digits=12)
        squares = [(x[0] - target) ** 2 for x in flow.x]
        weights = [1] + [4, 2] * 127 + [4, 1]
        spent = mp.fsum(w * v for w, v in zip(weights, squares, strict=True)) / 64 / 3
        bound = (target - 2) ** 2 / 2 / 5
        margin = dissipation_margin(BOUND, model)
        # Simpson's rule with h = 1/64 on a decay at rate about 2 * 11 has an error of (22 h)^4/180 < 1e-4 of the whole.
        assert abs((bound - spent) / (bound + spent) - margin) < 1e-4


def test_units_of_the_hypotheses() -> None:
    claim = ledger()["energy-bound-as-reported"]
    (part,) = claim.says
    assert isinstance(part, Dissipation)
    conditions = {
        str(h.relation.canonical) for h in dissipation_hypotheses(claim.hypotheses(part)) if isinstance(h, Condition)
    }
    assert conditions == {"B >= 1", "mu <= 1"}
    named = {h.symbol for h in dissipation_hypotheses(claim.hypotheses(part)) if not isinstance(h, Condition)}
    assert set(dissipation_symbols(part)) <= named
