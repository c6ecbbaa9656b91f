"""What is brought into a proof is known, and what is put in stays what it was; what is false is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from neversaddle.theory.claims import claim_of
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.kernel.rules.lemmas import (
    any_model,
    at_each_moment,
    by_model,
    equal,
    exactly,
    excess,
    induction,
    loosened,
    moduli,
    otherwise,
    throughout,
    until,
)
from neversaddle.theory.language.families import Product, index
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.iteration import FORCE
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Members, Place, Sign
from neversaddle.theory.statement.kinds import Identity, Inequality
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.remaining import Remains
from neversaddle.theory.statement.solutions import Along, Order, Rate

i, j, l = map(index, "ijl")  # noqa: E741  # As the sentences call it.
x, c, w = COORDINATE[j], SLOPE[j], WEIGHT[i, j]
a, b = sp.symbols("a b", positive=True)
e, h = sp.Symbol("e", nonnegative=True), sp.Symbol("h", positive=True)
flow = Steepest(DiagonalNetwork(L), q)
GIVEN = (Depth(L, 1), Depth(WIDTH, 1), Place(i, L), Place(j, WIDTH), Sign(a, "positive"), Sign(b, "positive"))
arrival = Reaches("-", x, b, When.AT, a, flow)


def test_a_value_is_put_in_now_and_not_then() -> None:
    goal = Inequality("-", x, Initially(x))
    (part,) = excess(goal, (*GIVEN, Condition(a <= x)), x, e)
    assert part == replace(goal, left=a + e, right=Initially(x), given=(*GIVEN, Sign(e, "nonnegative")))
    (part,) = equal(goal, (*GIVEN, Condition(sp.Eq(Initially(x), a))), Initially(x))
    assert (part.left, part.right) == (x, a)


@pytest.mark.parametrize(
    ("relation", "of", "name"),
    [
        (a <= x, x, h),
        (a < x, x, e),
        (a <= x, x, sp.Symbol("e", real=True)),
        (a <= x, x, sp.Symbol("a", nonnegative=True)),
        (x <= a, x, e),
        (a <= b, b, e),
    ],
    ids=str,
)
def test_only_what_is_assumed_is_put_in(relation: sp.Rel, of: sp.Expr, name: sp.Symbol) -> None:
    """Strictly where it is strict, by a new name, from the side that it is assumed on, and for no parameter."""
    with pytest.raises(CannotDecide):
        excess(Inequality("-", x, b), (*GIVEN, Condition(relation)), of, name)


def test_what_varies_with_a_derivative_is_no_constant_in_it() -> None:
    """d(y^2)/dy is not 0, though y^2 may be any number from a on."""
    y = sp.Symbol("y", positive=True)
    goal = Identity("-", sp.Derivative(y**2, y), sp.S.Zero)
    with pytest.raises(CannotDecide, match="several values"):
        excess(goal, (*GIVEN, Sign(y, "positive"), Condition(a <= y**2)), y**2, e)


def test_moduli_are_those_of_all_members_of_one_range() -> None:
    known = Every(sp.Eq(sp.Abs(WEIGHT[l, j]) ** q, a), l, L)
    whole = Product(WEIGHT[l, j], l, L)
    (part,) = moduli(Inequality("-", sp.Abs(whole), sp.Abs(w)), (*GIVEN, known), WEIGHT)
    assert (part.left, part.right) == ((a**L) ** (1 / q), a ** (1 / q))
    # A sign is no modulus.
    (part,) = moduli(Inequality("-", w, sp.sign(w)), (*GIVEN, known), WEIGHT)
    assert (part.left, part.right) == (w, sp.sign(w))


@pytest.mark.parametrize(
    "known",
    [
        Every(sp.Eq(WEIGHT[l, j] ** 3, a), l, L),
        Every(sp.Eq(sp.Abs(WEIGHT[l, j]) ** -q, a), l, L),
        Every(sp.Eq(sp.Abs(WEIGHT[l, j]) ** q, WEIGHT[l, j]), l, L),
        Every(sp.Abs(WEIGHT[l, j]) ** q <= a, l, L),
    ],
    ids=str,
)
def test_other_relations_say_nothing_of_moduli(known: Every) -> None:
    with pytest.raises(CannotDecide):
        moduli(Inequality("-", sp.Abs(w), a), (*GIVEN, known), WEIGHT)


def test_what_holds_along_solutions_is_shown_of_them() -> None:
    shown, rest = throughout(arrival, GIVEN, a, Order.AT_MOST, x)
    assert shown == Along(shown.text, a, Order.AT_MOST, x, flow, GIVEN)
    assert rest.given == (*GIVEN, Condition(sp.Le(a, x, evaluate=False)))
    with pytest.raises(CannotDecide, match="new name"):
        throughout(arrival, GIVEN, a, Order.AT_MOST, sp.Abs(w), Place(i, L))
    with pytest.raises(CannotDecide, match="solutions"):
        throughout(Inequality("-", a, x), GIVEN, a, Order.AT_MOST, x)


def test_what_holds_at_almost_every_time_says_nothing_of_all_times() -> None:
    """Of a relation at all times only the start may be put in, and what does not move."""
    jumping, begun = Condition(sp.Eq(c, -a)), Condition(sp.Eq(Initially(x), a))
    goal = Along("-", a, Order.AT_MOST, x, flow)
    given = (*GIVEN, Members(WEIGHT, "nonzero"), jumping, begun)
    _, follows = otherwise(goal, given, left=Initially(x), order=Order.AT_MOST, right=x)
    assert begun in follows.given and jumping not in follows.given
    assert Members(WEIGHT, "nonzero") not in follows.given


def test_a_network_is_a_model_where_no_weight_is_named() -> None:
    start = Every(sp.Eq(Initially(sp.Abs(WEIGHT[l, j])), a), l, L)
    (part,) = any_model(Along("-", a, Order.AT_MOST, x, flow), (*GIVEN, start))
    assert start not in part.given
    with pytest.raises(CannotDecide):
        any_model(Along("-", a, Order.AT_MOST, sp.Abs(w), flow), GIVEN)
    with pytest.raises(CannotDecide):
        by_model(arrival, tuple(g for g in GIVEN if g != Place(j, WIDTH)), j)


def test_times_are_what_their_bounds_say() -> None:
    by, before = exactly(arrival, GIVEN)
    assert (by.when, before.when) == (When.BY, When.NOT_BEFORE)
    sharper, order = loosened(by, GIVEN, a / 2)
    assert sharper.time == a / 2 and (order.left, order.right) == (a / 2, a)
    later, order = loosened(before, GIVEN, 2 * a)
    assert later.time == 2 * a and (order.left, order.right) == (a, 2 * a)
    for refused in (lambda: loosened(arrival, GIVEN, a), lambda: exactly(by, GIVEN)):
        with pytest.raises(CannotDecide):
            refused()
    (below,) = until(by, GIVEN)
    assert below.given[-1] == Condition(sp.Lt(x, b, evaluate=False))
    with pytest.raises(CannotDecide):
        until(replace(arrival, level=sp.oo), GIVEN)


def test_a_moment_is_followed_by_all_that_is_assumed() -> None:
    shown, rest = at_each_moment(Rate("-", x, a, flow), GIVEN, sp.S.Zero, x, strict=True)
    assert isinstance(shown, Inequality) and shown.strict and rest.given[-1] == Condition(sp.Lt(0, x, evaluate=False))


def test_induction_needs_what_holds_at_every_step() -> None:
    claim = claim_of("balance-momentum-repaired")
    part = claim.says[2]
    assert isinstance(part, Remains)
    (step,) = [s for s in claim.proof(claim) if s.part == part] if claim.proof else [None]
    assert step is not None and decide(claim, step).proved
    with pytest.raises(CannotDecide):
        induction(part, (*claim.hypotheses(part), Condition(part.along.weights[0] > 0)), step.details["factors"])
    with pytest.raises(CannotDecide):
        induction(part, (*claim.hypotheses(part), Sign(FORCE, "positive")), step.details["factors"])


CLAIMS = ("escape-time", "product-time-law", "saxe-sigmoid", "blow-up", "never-saddle")


@pytest.mark.parametrize("name", CLAIMS)
def test_other_times_and_levels_are_not_proved(name: str) -> None:
    """A proof of one time proves no other: later for what is there by then, earlier for what is not there before."""
    claim = claim_of(name)
    assert claim.proof is not None
    for step in claim.proof(claim):
        part = step.part
        if not isinstance(part, Reaches):
            continue
        factor = sp.Rational(101, 100) if part.when is When.NOT_BEFORE else sp.Rational(99, 100)
        for wrong in (replace(part, time=factor * part.time), replace(part, quantity=2 * part.quantity)):
            says = tuple(wrong if p == part else p for p in claim.says)
            assert not decide(replace(claim, says=says), replace(step, part=wrong)).proved
        break


def test_no_hypothesis_on_the_flow_can_be_spared() -> None:
    """Not the force, nor either start, nor that the goal is ahead, nor that there is no logarithm."""
    claim = claim_of("escape-time")
    assert claim.proof is not None
    part = claim.says[0]
    (step,) = (s for s in claim.proof(claim) if s.part == part)
    for dropped in part.given:
        if isinstance(dropped, Condition | Every):
            weaker = replace(part, given=tuple(g for g in part.given if g != dropped))
            says = (weaker, *claim.says[1:])
            assert not decide(replace(claim, says=says), replace(step, part=weaker)).proved
    inward = tuple(
        Condition(sp.Eq(c, sp.Symbol("gamma", positive=True)))
        if g.__class__ is Condition and g.relation.has(SLOPE)
        else g
        for g in part.given
    )
    wrong = replace(part, given=inward)
    assert not decide(replace(claim, says=(wrong, *claim.says[1:])), replace(step, part=wrong)).proved


@pytest.mark.parametrize("of", [x, sp.Symbol("y", real=True)], ids=str)
def test_what_cancels_has_to_have_had_a_value(of: sp.Expr) -> None:
    """(y - a) log(z) need not be 0 where y = a: it may be nothing at all."""
    z = sp.Symbol("z", real=True)
    given = (*GIVEN, Sign(z, "real"), *([Sign(of, "real")] if of.is_Symbol else []), Condition(sp.Eq(of, a)))
    with pytest.raises(CannotDecide):
        equal(Identity("-", (of - a) * sp.log(z), sp.S.Zero), given, of)
    (part,) = equal(Identity("-", (of - a) * sp.log(b), sp.S.Zero), given, of)
    assert (part.left, part.right) == (0, 0)
