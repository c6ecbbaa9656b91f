"""Theorems are applied to goals that they conclude and to no others, and their letters stand for what they may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sympy as sp

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.theorems import THEOREMS, premises
from neversaddle.theory.language.families import Product, Total, index
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LOSS,
    PARTIAL,
    PULL,
    SLOPE,
    WEIGHT,
    WIDTH,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
)
from neversaddle.theory.statement.hypotheses import (
    Condition,
    Depth,
    Hypothesis,
    Members,
    Place,
    Range,
    Sign,
    positive,
    real,
)
from neversaddle.theory.statement.kinds import Identity, Inequality, Part
from neversaddle.theory.statement.solutions import Along, Order, Rate

w, x, c, G = WEIGHT, COORDINATE, SLOPE, PARTIAL
i, j, m, n = map(index, "ijmn")
B, low, rho = sp.Symbol("B", positive=True), sp.Symbol("f_inf", real=True), sp.Symbol("rho", positive=True)
flow = Steepest(SeparableModel(L), q)
decaying = Steepest(DiagonalNetwork(L), q, alpha)
GIVEN: tuple[Hypothesis, ...] = (
    Depth(L, 1),
    Depth(WIDTH, 1),
    Range(q),
    Place(i, L),
    Place(j, WIDTH),
    *positive(B, rho),
    *real(low),
    Sign(alpha, "nonnegative"),
    *(Members(letter, "real") for letter in (w, x, c, G)),
)
squares = Total(c[n] ** 2, n, WIDTH)
EQUAL, AT_MOST = Order.EQUAL, Order.AT_MOST


def along(left: sp.Expr, order: Order, right: sp.Expr, flow: Steepest = flow) -> Along:
    return Along("-", left, order, right, flow, GIVEN)


def left_to_show(name: str, goal: Part, **letters: Any) -> tuple[Part, ...]:
    return premises(THEOREMS[name], goal, letters)


def refused(name: str, goal: Part, **letters: Any) -> bool:
    try:
        left_to_show(name, goal, **letters)
    except CannotDecide:
        return True
    return False


NEVER_MORE = along(LOSS, AT_MOST, Initially(LOSS))
SPENT = along(TimeIntegral(squares), AT_MOST, B * (Initially(LOSS) - low))
EXPONENTIAL = along(LOSS - low, AT_MOST, (Initially(LOSS) - low) * sp.exp(-rho * TIME))
BALANCE = sp.Abs(w[i, j]) ** q - 1
DAMPED = along(BALANCE, EQUAL, Initially(BALANCE) * sp.exp(TimeIntegral(-q * alpha)), decaying)
ACCOUNT = along(LOSS, EQUAL, Initially(LOSS) + TimeIntegral(squares))
MATCHES: list[tuple[str, Along, dict[str, Any], list[Part]]] = [
    (
        "falling",
        NEVER_MORE,
        {"r": -squares},
        [Rate("its rate", LOSS, -squares, flow), Inequality("the rate is never positive", -squares, sp.S.Zero)],
    ),
    ("zero-derivative", along(LOSS, EQUAL, Initially(LOSS)), {}, [Rate("it does not change", LOSS, sp.S.Zero, flow)]),
    ("integral-of-rate", ACCOUNT, {"r": squares}, [Rate("its rate", LOSS, squares, flow)]),
    (
        "linear-equation",
        DAMPED,
        {"a": -q * alpha},
        [Rate("it changes in proportion to itself", BALANCE, -q * alpha * BALANCE, decaying)],
    ),
    (
        "groenwall",
        EXPONENTIAL,
        {"Q": LOSS, "r": -squares, "rho": rho, "low": low},
        [
            Rate("its rate", LOSS, -squares, flow),
            Inequality("in proportion to its height", -squares, -rho * (LOSS - low)),
        ],
    ),
    (
        "spending",
        SPENT,
        {"Q": LOSS, "r": -squares, "K": B, "low": low, "h": squares},
        [
            Rate("its rate", LOSS, -squares, flow),
            Inequality("what is spent", squares, B * squares),
            Inequality("the floor", low, LOSS),
            Inequality("the factor", sp.S.Zero, B),
        ],
    ),
]


@pytest.mark.parametrize("name, goal, letters, parts", MATCHES, ids=[name for name, *_ in MATCHES])
def test_what_is_left_to_show(name: str, goal: Along, letters: dict[str, Any], parts: list[Part]) -> None:
    """The premises, filled in, under the goal's own hypotheses."""
    assert list(left_to_show(name, goal, **letters)) == [replace(part, given=GIVEN) for part in parts]


@pytest.mark.parametrize("name, goal, letters, parts", MATCHES, ids=[name for name, *_ in MATCHES])
def test_another_goal_is_not_concluded(name: str, goal: Along, letters: dict[str, Any], parts: list[Part]) -> None:
    turned = EQUAL if goal.order is AT_MOST else AT_MOST
    others: list[Part] = [
        replace(goal, left=2 * goal.left),
        replace(goal, right=goal.right + 1),
        replace(goal, right=goal.right.xreplace({Initially(LOSS): LOSS, Initially(BALANCE): BALANCE})),
        replace(goal, order=turned),
        Inequality("-", goal.left, goal.right, given=GIVEN),
        Identity("-", goal.left, goal.right, GIVEN),
        Rate("-", goal.left, goal.right, goal.along, GIVEN),
    ]
    for other in others:
        assert refused(name, other, **letters)


@pytest.mark.parametrize("name, goal, letters, parts", MATCHES, ids=[name for name, *_ in MATCHES])
def test_every_letter_is_told_once(name: str, goal: Along, letters: dict[str, Any], parts: list[Part]) -> None:
    assert refused(name, goal, **letters, S=LOSS)
    for letter in letters:
        assert refused(name, goal, **{k: v for k, v in letters.items() if k != letter})
        # The rate is left to be shown in all but one of the theorems, where it stands in the conclusion.
        if letter != "r" or name == "integral-of-rate":
            assert refused(name, goal, **{**letters, letter: letters[letter] + 1})
    assert refused(name, goal, **letters, AnyFlow=decaying if goal.along == flow else flow)


@pytest.mark.parametrize(
    "value",
    [
        LOSS,
        c[j],
        squares,
        TIME,
        Initially(LOSS),
        TimeIntegral(squares),
        B * LOSS,
    ],
    ids=str,
)
def test_what_is_fixed_does_not_move(value: sp.Expr) -> None:
    spent = along(TimeIntegral(squares), AT_MOST, value * (Initially(LOSS) - low))
    assert refused("spending", spent, Q=LOSS, r=-squares, K=value, low=low, h=squares)
    floor = along(TimeIntegral(squares), AT_MOST, B * (Initially(LOSS) - value))
    assert refused("spending", floor, Q=LOSS, r=-squares, K=B, low=value, h=squares)
    fast = along(LOSS - low, AT_MOST, (Initially(LOSS) - low) * sp.exp(-value * TIME))
    assert refused("groenwall", fast, Q=LOSS, r=-squares, rho=value, low=low)


def test_decay_may_change_with_time() -> None:
    goal = along(LOSS - low, AT_MOST, (Initially(LOSS) - low) * sp.exp(-alpha * TIME))
    letters = {"Q": LOSS, "r": -squares, "rho": alpha, "low": low}
    assert refused("groenwall", replace(goal, along=decaying), **letters)
    assert not refused("groenwall", goal, **letters)
    assert not refused("groenwall", replace(goal, along=replace(decaying, steady=True)), **letters)


@pytest.mark.parametrize("letter", [DRIVE[j], PULL[i, j]])
def test_at_exponent_one_drives_are_at_most_one(letter: sp.Expr) -> None:
    """They are numbers of Sign; at other exponents nothing is known of them, nor of slopes at any."""
    letters = {"r": -letter * w[i, j] - sp.Abs(c[j])}
    for along_, known in ((replace(decaying, q=sp.S.One), True), (decaying, False)):
        rate, falls = left_to_show("falling", replace(NEVER_MORE, along=along_), **letters)
        bound = Condition(sp.Le(sp.Abs(letter), 1))
        assert (bound in falls.given, bound in rate.given) == (known, False)
        assert len(falls.given) == len(GIVEN) + known


@pytest.mark.parametrize(
    "value, shown",
    [
        (-q * alpha, True),
        (sp.Abs(c[j]) ** (q - 1) * x[j] ** 2, True),
        (sp.exp(Total(w[m, j], m, L)) * alpha**2, True),
        (sp.sqrt(1 + squares), True),
        (sp.Abs(w[i, j]) ** (q - 2), False),
        (1 / w[i, j], False),
        (1 / (1 + alpha), False),
        (sp.Abs(w[i, j]) ** c[j], False),
        (sp.log(sp.Abs(w[i, j])), False),
        (B / low, False),
    ],
    ids=str,
)
def test_what_is_shown_to_be_bounded(value: sp.Expr, shown: bool) -> None:
    """Whatever passes through zero: w is not zero at almost every time, which does not bound 1/w."""
    goal = along(x[j], EQUAL, Initially(x[j]) * sp.exp(TimeIntegral(value)), replace(decaying, model=flow.model))
    goal = replace(goal, given=(*GIVEN, Members(w, "nonzero")))
    assert refused("linear-equation", goal, a=value) is not shown


def test_names_and_times_are_looked_at() -> None:
    loss = sp.Symbol("f", positive=True)
    spent = along(TimeIntegral(squares), AT_MOST, B * (Initially(LOSS) - loss))
    assert refused("spending", spent, Q=LOSS, r=-squares, K=B, low=loss, h=squares)
    late = replace(NEVER_MORE, given=(*GIVEN, Condition(TIME >= 1)))
    assert refused("falling", late, r=-squares) and not refused("falling", NEVER_MORE, r=-squares)


@pytest.mark.parametrize("number, counted", [(Depth(L, 1), True), (Depth(L, 0), False), (Sign(L, "positive"), False)])
def test_what_is_whole_is_a_number_of_things(number: Hypothesis, counted: bool) -> None:
    """Of no numbers there is no mean."""
    n = index("n")
    goal = Inequality("-", L * Product(w[n, j] ** 2, n, L) ** (1 / L), Total(w[n, j] ** 2, n, L))
    given = (number, Depth(WIDTH, 1), Place(j, WIDTH))
    assert refused("arithmetic-geometric", replace(goal, given=given), a=(n, w[n, j] ** 2), n=L) is not counted
