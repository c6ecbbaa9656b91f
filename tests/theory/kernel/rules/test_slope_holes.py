"""False inequalities that a sloppy look at slopes, or at limits at the ends, would prove."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, Size
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Range, positive
from neversaddle.theory.statement.kinds import Identity, ImproperIntegral, Inequality, Limit, NearMinimiser, Part
from neversaddle.theory.statement.steps import (
    Step,
    by_beta_integral,
    by_coefficients,
    by_continuity,
    by_decay,
    by_integration,
    by_normal_form,
)

L, Q = sp.Integer(3), sp.Integer(2)
u, lam, s = sp.symbols("u lambda s", positive=True)
y, rate = OrbitTime(L, Q, lam, u), OrbitTime.rate(L, Q, lam, u)
ONE = Inequality("one", sp.S.Zero, sp.S.One)
SUPREMUM = sp.beta(sp.S.Half, sp.S.Half) / (2 * sp.sqrt(lam))
TOTAL = ImproperIntegral("sup y", OrbitTime.rate(L, Q, lam, s), s, SUPREMUM, sp.Gt(1, 0, evaluate=False))


def verdicts(part: Part, steps: list[Step]) -> list[bool]:
    def prove(claim: Claim) -> Iterator[Step]:
        yield from steps

    claim = Claim("made-up", "made up", "-", (part,), Verdict.PROVED, positive(u, lam), proof=prove)
    return [decide(claim, step).proved for step in steps]


@pytest.mark.parametrize("bound", [sp.S.Zero, sp.Integer(10) ** 30])
def test_what_vanishes_beside_what_grows_has_no_limit_at_zero(bound: sp.Expr) -> None:
    concave = Inequality("u y' <= y", u * rate, y)
    # y is like sqrt(u) at 0, so y/u has no bound.
    false = Inequality("y/u is bounded", y / u, bound)
    steps = [
        by_coefficients(ONE),
        by_integration(concave, u, -u * sp.diff(rate, u), ONE, u),
        by_integration(false, u, 1 / u**2, concave, u),
    ]
    assert verdicts(false, steps) == [True, True, False]


@pytest.mark.parametrize("bound", [sp.S.Zero, sp.Integer(10) ** 30])
def test_what_vanishes_beside_what_grows_has_no_limit_at_infinity(bound: sp.Expr) -> None:
    tail = Inequality("u y' <= sup y - y", u * rate, SUPREMUM - y)
    # sup y - y is like 1/sqrt(u) at infinity, so u (sup y - y) has no bound.
    false = Inequality("u (sup y - y) is bounded", u * (SUPREMUM - y), bound)
    weight = (3 * lam + u) / (4 * sp.sqrt(u) * (lam + u) ** 2)
    steps = [
        by_beta_integral(TOTAL),
        by_coefficients(ONE),
        by_decay(tail, u, weight, TOTAL),
        by_decay(false, u, sp.S.One, TOTAL, tail, u),
    ]
    assert verdicts(false, steps) == [True, True, True, False]


def test_nothing_is_defined_on_a_leaf_of_negative_exponent() -> None:
    q = sp.Symbol("q", real=True)
    given = (*positive(u, lam), Range(q, sp.Integer(-2), sp.Integer(-1)))
    starts = Limit("orbit time begins at 0", OrbitTime(2, q, lam, u), u, sp.S.Zero, sp.S.Zero)
    vanishes = Identity("|x| is 0 with u", Size(2, q, lam, sp.S.Zero), sp.S.Zero)
    for part, step in ((starts, by_continuity(starts)), (vanishes, by_normal_form(vanishes))):
        claim = Claim("made-up", "made up", "-", (part,), Verdict.PROVED, given)
        assert not decide(claim, step).proved


def test_a_minimiser_says_itself_where_its_variable_runs() -> None:
    x = sp.Symbol("x", positive=True)
    range_of_x = Range(x, sp.S.Zero, sp.S.One, open_low=True)
    near = NearMinimiser("near", x**2, x, x - x**2, x)
    with pytest.raises(ValueError, match="has to say itself where its x runs"):
        Claim("made-up", "made up", "-", (near,), Verdict.PROVED, (range_of_x,))
