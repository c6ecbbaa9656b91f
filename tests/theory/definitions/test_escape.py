"""Escape times: their derivatives and edges, and the rule that orders them, which must refuse all it has not shown."""

from __future__ import annotations

import pytest
import sympy as sp
from sympy.core.function import ArgumentIndexError

from neversaddle.theory.definitions.escape import EscapeTime, ReachTime
from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.kernel.decide import derivative, equal_by_derivative, zero
from neversaddle.theory.kernel.domain import require_defined, require_smooth
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.escape import not_later, ordered_times
from neversaddle.theory.language.symbols import L, lam, p, q, q_larger, u, u_0
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, positive
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.setting import ANY_DEPTH, DEPTH, EXPONENT, LARGER_EXPONENT

n = sp.Symbol("n", positive=True, integer=True)
omega, delta = sp.symbols("omega delta", positive=True)
s, t = sp.symbols("s t", nonnegative=True)
END, START = 1 / (1 + s), 1 / (1 + t)
SIZES = (Sign(s, "nonnegative"), Sign(t, "nonnegative"))
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


def test_from_zero_one_weight_takes_orbit_time() -> None:
    begun = EscapeTime(L, sp.S.One, q, lam, sp.S.Zero, u)
    given = (DEPTH, EXPONENT, *positive(lam, u))
    require_defined(begun, given)
    assert equal_by_derivative(begun, OrbitTime(L, q, lam, u), u, sp.S.Zero, given).proved
    assert not equal_by_derivative(begun, OrbitTime(L, q, 2 * lam, u), u, sp.S.Zero, given).proved


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


def test_where_it_is_smooth() -> None:
    require_smooth(TIME, u, PLACE)
    require_smooth(TIME, u_0, PLACE)
    for variable in (lam, q):
        with pytest.raises(CannotDecide):
            require_smooth(TIME, variable, PLACE)
    with pytest.raises(CannotDecide):
        require_smooth(ReachTime(L, q, omega, delta), delta, (DEPTH, EXPONENT, *positive(omega, delta)))


def test_text_and_latex_name_the_ends() -> None:
    assert str(TIME) == "t(u_0 -> u; n, L, q, lambda)"
    assert r"\to" in sp.latex(TIME)
    assert str(ReachTime(L, q, omega, delta)) == "T(omega, delta; L, q)"
    assert r"\omega" in sp.latex(ReachTime(L, q, omega, delta) ** 2)


ORDERED = (DEPTH, EXPONENT, LARGER_EXPONENT, Condition(q < q_larger), *SIZES)
TRUE = Inequality("sooner", ReachTime(L, q, START, END), ReachTime(L, q_larger, START, END), strict=True)


@pytest.mark.parametrize("strict", [True, False])
def test_smaller_exponents_are_sooner_up_to_one(strict: bool) -> None:
    part = Inequality("sooner", TRUE.left, TRUE.right, strict)
    assert ordered_times(part, ORDERED).proved
    fixed = Inequality(
        "at one", ReachTime(L, q, sp.S.One, sp.S.One), ReachTime(L, q_larger, sp.S.One, sp.S.One), strict
    )
    assert ordered_times(fixed, ORDERED).proved


def without(kind: type | sp.Symbol) -> tuple[Hypothesis, ...]:
    return tuple(h for h in ORDERED if getattr(h, "symbol", None) != kind and type(h) is not kind)


FALSE: dict[str, tuple[sp.Expr, sp.Expr, tuple[Hypothesis, ...]]] = {
    "turned round": (TRUE.right, TRUE.left, ORDERED),
    "of one exponent": (TRUE.left, TRUE.left, ORDERED),
    "twice": (2 * TRUE.left, TRUE.right, ORDERED),
    "another depth": (ReachTime(L - 1, q, START, END), TRUE.right, ORDERED),
    "another start": (ReachTime(L, q, START / 2, END), TRUE.right, ORDERED),
    "another end": (ReachTime(L, q, START, END), ReachTime(L, q_larger, START, END / 2), ORDERED),
    "from above one": (ReachTime(L, q, 1 + t, END), ReachTime(L, q_larger, 1 + t, END), ORDERED),
    "to above one": (ReachTime(L, q, START, 1 + s), ReachTime(L, q_larger, START, 1 + s), ORDERED),
    "from any size": (ReachTime(L, q, omega, END), ReachTime(L, q_larger, omega, END), (*ORDERED, *positive(omega))),
    "q and its conjugate": (ReachTime(L, q, START, END), ReachTime(L, p, START, END), ORDERED),
    "from zero": (ReachTime(L, q, sp.S.Zero, END), ReachTime(L, q_larger, sp.S.Zero, END), ORDERED),
    "equal exponents": (TRUE.left, TRUE.right, (*without(Condition), Condition(sp.Le(q, q_larger)))),
    "no order of exponents": (TRUE.left, TRUE.right, without(Condition)),
    "depth one": (TRUE.left, TRUE.right, (ANY_DEPTH, *without(L))),
    "exponents from zero": (TRUE.left, TRUE.right, (Range(q, low=sp.S.Zero), *without(q))),
    "any real start": (TRUE.left, TRUE.right, (Sign(t, "real"), *without(t))),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_not_shown_is_refused(name: str) -> None:
    left, right, given = FALSE[name]
    assert not ordered_times(Inequality(name, left, right, strict=True), given).proved


def reach(start: sp.Expr = START, end: sp.Expr = END, exponent: sp.Expr = q) -> sp.Expr:
    return ReachTime(L, exponent, start, end)


@pytest.mark.parametrize(
    "left",
    [
        -reach(),
        reach() / 2,
        reach(),
        reach(end=1 / (2 + s)),
        reach(start=2 / (1 + t)),
        -2 * reach(omega, delta, q_larger),
    ],
    ids=str,
)
def test_what_is_part_of_a_time_is_not_later(left: sp.Expr) -> None:
    given = (*ORDERED, *positive(omega, delta))
    assert not_later(left, reach(), given).proved
    assert left == reach() or not not_later(reach(), left, given).proved


@pytest.mark.parametrize(
    "left",
    [
        2 * reach(),
        reach(exponent=q_larger),
        reach(start=1 / (2 + t)),
        reach(end=2 / (1 + s)),
        reach(start=delta),
        reach() + reach(),
        reach() ** 2,
        reach() - 1,
        q * reach(),
        ReachTime(L - 1, q, START, END),
        reach(start=sp.S.Zero),
    ],
    ids=str,
)
def test_what_is_not_shown_to_be_part_of_a_time(left: sp.Expr) -> None:
    assert not not_later(left, reach(), (*ORDERED, *positive(omega, delta))).proved
