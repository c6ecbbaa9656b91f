"""Escape times: their derivatives and edges, and where they are defined and smooth."""

from __future__ import annotations

import pytest
import sympy as sp
from sympy.core.function import ArgumentIndexError

from neversaddle.theory.definitions.escape import EscapeTime, ReachTime
from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.kernel.decide import derivative, zero
from neversaddle.theory.kernel.domain import require_defined, require_smooth
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.symbols import L, lam, q, u, u_0
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, positive
from neversaddle.theory.statement.setting import ANY_DEPTH, DEPTH, EXPONENT

n = sp.Symbol("n", positive=True, integer=True)
omega, delta = sp.symbols("omega delta", positive=True)
PLACE = (ANY_DEPTH, Depth(n, 1), Condition(sp.Le(n, L)), EXPONENT, *positive(lam, u, u_0))
TIME = EscapeTime(L, n, q, lam, u_0, u)


def test_the_rate_is_that_of_orbit_time_where_one_weight_moves() -> None:
    assert zero(EscapeTime.rate(L, sp.S.One, q, lam, u) - OrbitTime.rate(L, q, lam, u), (*PLACE, DEPTH)).proved


def test_derivatives_in_both_ends() -> None:
    assert derivative(TIME, u) == EscapeTime.rate(L, n, q, lam, u)
    assert derivative(TIME, u_0) == -EscapeTime.rate(L, n, q, lam, u_0)
    with pytest.raises(ArgumentIndexError):
        TIME.fdiff(4)


def test_it_ends_where_it_begins() -> None:
    assert EscapeTime(L, n, q, lam, u, u) == 0
    real = sp.Symbol("r", real=True)
    assert EscapeTime(L, n, q, lam, real, real) != 0


@pytest.mark.parametrize(
    "args", [(L, n, q, lam), (L, sp.S.One, q, sp.S.Zero), (L, L, q, lam), (L, sp.Integer(2), q, lam)]
)
def test_no_time_begins_at_zero_that_may_be_infinite(args: tuple[sp.Expr, ...]) -> None:
    assert EscapeTime(*args, sp.S.Zero, u) is sp.nan


@pytest.mark.parametrize(
    ("time", "given"),
    [
        (TIME, tuple(h for h in PLACE if not isinstance(h, Condition))),
        (EscapeTime(L, n, q, -lam, u_0, u), PLACE),
        (EscapeTime(L, n, q, lam, -u_0, u), PLACE),
        (EscapeTime(L, n, q, lam, u_0, u - 1), PLACE),
        (EscapeTime(L, n - 1, q, lam, u_0, u), PLACE),
        (ReachTime(L, q, omega - 1, delta), (DEPTH, EXPONENT, *positive(omega, delta))),
        (ReachTime(L, q, omega, delta - 1), (DEPTH, EXPONENT, *positive(omega, delta))),
    ],
)
def test_times_without_a_meaning_are_refused(time: sp.Expr, given: tuple[Hypothesis, ...]) -> None:
    with pytest.raises(CannotDecide):
        require_defined(time, given)


def test_it_is_not_taken_for_smooth() -> None:
    with pytest.raises(CannotDecide):
        require_smooth(ReachTime(L, q, omega, delta), delta, (DEPTH, EXPONENT, *positive(omega, delta)))


def test_text_and_latex_name_the_ends() -> None:
    assert str(TIME) == "t(u_0 -> u; n, L, q, lambda)"
    assert r"\to" in sp.latex(TIME)
    assert str(ReachTime(L, q, omega, delta)) == "T(omega, delta; L, q)"
    assert r"\omega" in sp.latex(ReachTime(L, q, omega, delta) ** 2)
