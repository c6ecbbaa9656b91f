"""The attack's precision follows what cancels: true statements hold wherever they are tried, false ones fail."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.attack import attack
from neversaddle.numerics.attack.checks import check
from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.precision import GUARD, OutOfReach, needed_digits
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, positive
from neversaddle.theory.statement.kinds import Identity, Inequality, Part
from neversaddle.theory.statement.steps import by_derivative
from neversaddle.verdict.judge import judge_claim

DIGITS = 15
t, s = (sp.Symbol(name, positive=True) for name in "ts")
ONE = sp.cosh(t) ** 2 - sp.sinh(t) ** 2

#: True by hand: cosh^2 - sinh^2 = 1; e^t e^-t = 1; (t + 1)^2 - t^2 - 2t = 1; log(1 + e^t) - t = log(1 + e^-t).
TRUE: list[Part] = [
    Identity("x", ONE, sp.S.One),
    Identity("x", sp.S.One, ONE),
    Identity("x", ONE - 1, sp.S.Zero),
    Identity("x", sp.log(1 + sp.exp(t)) - t, sp.log(1 + sp.exp(-t))),
    Identity("x", sp.exp(t) * ONE - sp.exp(t), sp.S.Zero),
    Inequality("x", ONE, sp.S.One),
    Inequality("x", ONE / 2, sp.S.One, strict=True),
    Inequality("x", ONE, t, tight=None),
]
FALSE: list[Part] = [
    Identity("x", ONE, 1 + sp.Rational(1, 10**9)),
    Identity("x", ONE - 1, sp.Rational(1, 10**9)),
    Inequality("x", sp.S.One, ONE, strict=True),
    Inequality("x", 1 + sp.Rational(1, 10**9), ONE),
]


@pytest.mark.parametrize("size", [1, 30, 1000, 5000])
def test_what_is_true_holds_however_much_cancels(size: int) -> None:
    """At t = 1000 both squares are about 10^868, at t = 5000 about 10^4342."""
    for part in TRUE:
        agreed = check(part, {t: Fraction(size)}, DIGITS)
        assert agreed is None or agreed >= DIGITS, part


@pytest.mark.parametrize("size", [1, 1000, 5000])
def test_what_is_false_fails_however_much_cancels(size: int) -> None:
    """Without the precision an inequality would hold half of the time, by rounding."""
    for part in FALSE:
        agreed = check(part, {t: Fraction(size)}, DIGITS)
        assert agreed is not None and agreed < DIGITS, part


def test_the_digits_are_enough_and_not_many_more() -> None:
    for size in (50, 1000):
        lost = int(2 * size / 2.302585) + 1
        found = needed_digits(
            (TRUE[0].left, TRUE[0].right), {t: Fraction(size)}, DIGITS, DIGITS + GUARD, DIGITS + GUARD // 2
        )
        assert DIGITS + lost <= found <= DIGITS + lost + 60
        with mp.workdps(found):
            assert abs(evaluate(ONE, {t: Fraction(size)}, MPMATH) - 1) < mp.mpf(10) ** -DIGITS
    plain = needed_digits((t, t + 1), {t: Fraction(1000)}, DIGITS, DIGITS + GUARD, DIGITS + GUARD // 2)
    assert plain == DIGITS + GUARD


def test_what_cancels_beyond_every_precision_is_not_tried() -> None:
    """Millions of digits would be needed; the instance says nothing, neither for nor against."""
    with pytest.raises(OutOfReach):
        check(TRUE[0], {t: Fraction(10**7)}, DIGITS)
    given = (*positive(t), Condition(t <= 1000))
    assert attack(claimed(TRUE[0], *given), TRUE[0], DIGITS, 0, flows=False).suspect is None


def claimed(part: Part, *given: Hypothesis, proof: object = None) -> Claim:
    return Claim("by-hand", "by hand", "nowhere", (part,), Verdict.PROVED, given, (), "", proof)  # type: ignore[arg-type]


def test_a_true_identity_is_proved_also_where_it_is_tried_far_out() -> None:
    """The derivative vanishes and both sides are 1 at 0; tried at t >= 1000, where 45 digits leave nothing of it."""
    part = Identity("x", ONE, sp.S.One)
    claim = claimed(part, *positive(t), Condition(t >= 1000), proof=lambda c: iter([by_derivative(part, t)]))
    result = judge_claim(claim, DIGITS, 0, fast=True)
    assert result.verdict is Verdict.PROVED, result.message
