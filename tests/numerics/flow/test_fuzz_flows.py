"""Flows against brute force that shares nothing with numerics: sixty random ones, and brute force against closed forms.

`make fuzz` runs two thousand.
"""

from __future__ import annotations

import math
from functools import cache
from random import Random

import numpy as np
import pytest
import sympy as sp

from neversaddle.numerics.loss.loss import parse_loss
from tests.fuzz.brute_force import PARTING, SLOPES, Answer, brute_force
from tests.fuzz.flow_problems import PHI, Problem, data_problem, formula_problem, random_problem
from tests.fuzz.flows import FAILURES, Ours, compare, our_flow

#: Sixty flows in batches: depth at most three and two coordinates, so that each takes a fraction of a second, but for
#: one (a coupled decay at q = 4/3) that takes two minutes. The floors of brute force are four times the usual ones.
NUMBERS = [n for n in range(61) if n != 53]
SIZE, ROUGHER = 30, (2.0**-11, 2.0**-13)


#: Flows with answers by hand; brute force has them all at once, which takes no longer than one of them.
KNOWN = {
    # L = 1, q = 2, f = x^2/2: x = exp(-t).
    "decays": data_problem("2", "1", "1", "0", "1/2,2"),
    # (0.3 + t)(0.2 + t) = 1 at t* = 0.751249219725039...; then x = 1 is kept.
    "slides": data_problem("1", "3/10;1/5", "1", "1", "1/2,3/4,1"),
    # w' = -w^(1/2) from 1: w = (1 - t/2)^2 up to t = 2, then 0.
    "arrives": data_problem("3/2", "1", "1", "0", "1,19/10,3"),
    # f = 0 at q = 3/2 and alpha = 1/2: w' = -w/2, and w' = -(w/2)^(1/2).
    "decoupled": data_problem("3/2", "1", "0", "0", "1", "1/2", "decoupled"),
    "coupled": data_problem("3/2", "1", "0", "0", "1", "1/2", "coupled"),
    # x_1' = Phi(2 x_2 - x_1) on weights (1, 0), x_2 = t at first: both leave.
    "leaves": data_problem("3/2", "1,1;0,0", "1,-1;0,1", "0,1", "1/2"),
    # One weight at zero leaves it; two may stay or go on.
    **{f"one at zero, q = {q}": data_problem(q, "1;0", "1", "1", "1/2") for q in ("1", "3/2")},
    **{f"two at zero, q = {q}": data_problem(q, "0;0", "1", "1", "1/2") for q in ("1", "3/2")},
}


@cache
def known() -> dict[str, Answer]:
    # Both weights at zero have to be moved to one side for the flow to leave: with this seed they are.
    return dict(zip(KNOWN, brute_force(list(KNOWN.values()), seed=10), strict=True))


def state(answer: Answer, time: int = -1) -> list[list[float]]:
    return [list(map(float, row)) for row in answer.weights[time]]


def test_brute_force_knows_exponential_decay() -> None:
    answer = known()["decays"]
    for n, t in enumerate((0.5, 2.0)):
        assert abs(state(answer, n)[0][0] - math.exp(-t)) <= answer.errors[n] < 1e-5


def test_brute_force_knows_the_sign_flow_by_hand() -> None:
    answer = known()["slides"]
    reached = (math.sqrt(4.01) - 0.5) / 2
    for n, t in enumerate((0.5, 0.75, reached)):
        assert np.abs(answer.weights[n] - [[0.3 + t], [0.2 + t]]).max() <= answer.errors[n] < 1e-3


def test_brute_force_arrives_in_finite_time() -> None:
    answer = known()["arrives"]
    for n, w in enumerate((0.25, 0.0025, 0.0)):
        assert abs(state(answer, n)[0][0] - w) <= answer.errors[n] < 1e-4


@pytest.mark.parametrize(("decay_kind", "rate"), [("decoupled", 0.5), ("coupled", 0.5**0.5)])
def test_brute_force_knows_both_kinds_of_decay(decay_kind: str, rate: float) -> None:
    answer = known()[decay_kind]
    exact = math.exp(-rate) if decay_kind == "decoupled" else (1 - rate / 2) ** 2
    assert abs(state(answer)[0][0] - exact) <= answer.errors[-1] < 1e-4


def test_brute_force_finds_weights_that_leave_zero_a_moment_later() -> None:
    answer = known()["leaves"]
    # Steps of another kind.
    by_euler = _fixed_steps(20000)
    assert np.abs(answer.weights[-1] - by_euler).max() <= answer.errors[-1] < 1e-4


def _fixed_steps(count: int) -> list[list[float]]:
    """That flow by Euler's method, its formulas written out by hand."""
    a, b, c, d = 1.0, 1.0, 0.0, 0.0
    h = 0.5 / count
    for _ in range(count):
        x, y = a * c, b * d
        f, g = x - y, y - x + y - 1
        a, b, c, d = (
            w - h * math.copysign(abs(z) ** 0.5, z) for w, z in ((a, f * c), (b, g * d), (c, f * a), (d, g * b))
        )
    return [[a, b], [c, d]]


@pytest.mark.parametrize("q", ["1", "3/2"])
def test_brute_force_tells_where_a_flow_is_not_unique(q: str) -> None:
    one, saddle = known()[f"one at zero, q = {q}"], known()[f"two at zero, q = {q}"]
    assert one.sure and not saddle.sure
    assert min(saddle.near[-1], saddle.far[-1]) > PARTING and not np.isfinite(saddle.errors[-1])


@pytest.mark.parametrize("kind", PHI)
def test_slopes_are_those_of_the_text(kind: str) -> None:
    z = sp.Symbol("z", real=True)
    slope = sp.diff(sp.sympify(PHI[kind].format(z="z"), {"z": z}), z)
    at = np.array([-1.25, -0.5, 0.0, 0.75, 2.0])
    # Some roundings of numbers up to 4.
    assert np.abs(SLOPES[kind](at) - [float(slope.subs(z, v)) for v in at]).max() < 1e-14


def test_the_text_of_a_formula_is_its_terms() -> None:
    terms = [("cosh", "1/2", "1,-1", "1"), ("line", "-1/3", "0,1", "0")]
    problem = formula_problem("3/2", "1,1", terms, "1")
    loss, (x, y) = parse_loss(problem.formula, 2), (0.7, -0.4)
    assert abs(float(loss.value([x, y])) - (math.cosh(x - y + 1) / 2 - y / 3)) < 1e-14


def small(number: int) -> Problem:
    """The small flow of a number."""
    return random_problem(Random(f"small-{number}"), (1, 2, 2, 3), 2)


@pytest.mark.parametrize("first", range(0, len(NUMBERS), SIZE))
def test_sixty_flows_agree_with_brute_force(first: int) -> None:
    problems = [small(n) for n in NUMBERS[first : first + SIZE]]
    answers = brute_force(problems, ROUGHER)
    verdicts = [compare(p, our_flow(p), a) for p, a in zip(problems, answers, strict=True)]
    wrong = [f"{p.command()}\n{v.text}" for p, v in zip(problems, verdicts, strict=True) if v.kind in FAILURES]
    assert not wrong, "\n".join(wrong)
    # Most flows of each ten can be compared; the others stop at saddles, or are not told by brute force.
    for begin in range(0, SIZE, 10):
        assert sum(v.kind == "agrees" for v in verdicts[begin : begin + 10]) >= 5, verdicts


#: Flows that were wrong and said that they were right: weights that leave zero a moment later through another
#: coordinate, two components at one event, and a weight that is zero exactly where a step ends.
ONCE_WRONG = [
    data_problem("3/2", "1,1;0,0", "1,-1;0,1", "0,1", "1/2"),
    formula_problem(
        "7/4",
        "4/9,1;0,0",
        [("cosh", "1", "1,-1", "0"), ("square", "2/5", "1,0", "0"), ("line", "-1/3", "0,1", "0")],
        "1/8,1/2",
    ),
    formula_problem(
        "11/10",
        "-4/7,-7/8;0,-5/7;1/5,0",
        [
            ("square", "1", "1,0", "0"),
            ("quartic", "1", "0,1", "0"),
            ("square", "1/6", "1,1", "0"),
            ("square", "-1/6", "1,-1", "0"),
            ("line", "-1", "1,0", "0"),
        ],
        "1/2,1",
    ),
    formula_problem("1", "-1;1/2", [("cosh", "1", "1", "-1")], "1/10,19/20"),
    formula_problem("1", "-1;3/4", [("softplus", "1", "1", "0"), ("softplus", "1", "-3/4", "0")], "9/20,19/20,2"),
]


@cache
def truths() -> list[Answer]:
    return brute_force(ONCE_WRONG)


def test_flows_that_were_wrong_agree_or_are_not_said_to_be_right() -> None:
    for problem, answer in zip(ONCE_WRONG, truths(), strict=True):
        assert answer.sure
        verdict = compare(problem, our_flow(problem), answer)
        assert verdict.kind not in FAILURES, verdict.text


def test_a_wrong_flow_is_found() -> None:
    # What the third of them said of itself, right to 12 digits.
    wrong = [[-0.9480896, -0.875], [-0.4374338, -0.7142857], [0.6027434, -0.3135606]]
    problem = ONCE_WRONG[2]
    ours = Ours([0.0, 0.5, 1.0], [wrong, wrong, wrong], 12)
    assert compare(problem, ours, truths()[2]).kind == "WRONG"
