"""The chain rule along solutions: true rates are proved, false ones never; what is proved holds at random moments."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import prod

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.solutions import rate, require_known
from neversaddle.theory.language.families import Product, Total, family, index
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LETTERS,
    LOSS,
    OTHER,
    PARTIAL,
    PULL,
    SLOPE,
    WEIGHT,
    WIDTH,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
    WrittenModel,
)
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Hypothesis, Members, Place, Range, Sign
from neversaddle.theory.statement.solutions import AnyFlow, Rate
from tests.fuzz.moments_truth import Moment, agree, moments

w, x, c, s, G, pull = WEIGHT, COORDINATE, SLOPE, DRIVE, PARTIAL, PULL
u, v = map(family, "uv")
i, j, m, n, o, r = map(index, "ijmnor")
PLACES = (i, r, j)
SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(WIDTH, 1))
REAL = tuple(Members(letter, "real") for letter in LETTERS)
WHERE = (Place(i, L), Place(r, L, apart=(i,)), Place(j, WIDTH))
DECAY = Sign(alpha, "nonnegative")
ABOVE_ONE, FROM_ONE = Range(q, open_low=True), Range(q)
MOVING = (Members(w, "nonzero"), Members(G, "nonzero"))
network, model = Steepest(DiagonalNetwork(L), q), Steepest(SeparableModel(L), q)
decaying = Steepest(DiagonalNetwork(L), q, alpha)
coupled = Steepest(DiagonalNetwork(L), q, alpha, coupled=True)
coupled_model = Steepest(SeparableModel(L), q, alpha, coupled=True)
balance = sp.Abs(w[i, j]) ** q - sp.Abs(w[r, j]) ** q


def size(j: sp.Expr) -> sp.Expr:
    """The inverse metric of a coordinate of the network."""
    return Total(Product(sp.Abs(w[n, j]) ** q, n, L, m), m, L)


def metric(j: sp.Expr) -> sp.Expr:
    """That of any model."""
    return Total(sp.Abs(G[m, j]) ** q, m, L)


def inside(j: sp.Expr) -> sp.Expr:
    """dx_j/dt under coupled decay, where nothing jumps."""
    others = Product(w[n, j], n, L, m)
    return -Total(others * duality_map(q, c[j] * others + alpha * w[m, j]), m, L)


def fall(i: sp.Symbol) -> sp.Expr:
    return duality_map(q, x[j] * c[j] + alpha * w[i, j] ** 2)


def pulled(i: sp.Symbol) -> sp.Expr:
    return duality_map(q, w[i, j]) * pull[i, j]


def proved(quantity: sp.Expr, law: sp.Expr, flow: Steepest, *given: Hypothesis) -> bool:
    try:
        return rate(Rate("", quantity, sp.sympify(law), flow), (*SIZES, *REAL, *WHERE, *given)).proved
    except CannotDecide:
        return False


spent, spent_by_model = (Total(h(o) * sp.Abs(c[o]) ** q, o, WIDTH) for h in (size, metric))
Law = tuple[sp.Expr, sp.Expr, Steepest, tuple[Hypothesis, ...]]
TRUE: dict[str, Law] = {
    "balance": (balance, sp.S.Zero, network, (ABOVE_ONE,)),
    "balance, where nothing vanishes": (balance, sp.S.Zero, network, (FROM_ONE, *MOVING)),
    "balance with decay": (balance, -q * alpha * balance, decaying, (ABOVE_ONE, DECAY)),
    "balance with decay inside": (balance, -q * (fall(i) - fall(r)), coupled, (ABOVE_ONE, DECAY)),
    "balance with decay inside, at q = 1 too": (balance, -q * (pulled(i) - pulled(r)), coupled, (FROM_ONE, DECAY)),
    "a weight that decay pulls at": (w[i, j], -pull[i, j], coupled, (FROM_ONE, DECAY)),
    "a weight of any model that decay pulls at": (w[i, j], -pull[i, j], coupled_model, (FROM_ONE, DECAY)),
    "balance of all": (
        Total(sp.Abs(w[n, j]) ** q, n, L) - L * sp.Abs(w[i, j]) ** q,
        sp.S.Zero,
        network,
        (ABOVE_ONE,),
    ),
    "the loss": (LOSS, -spent, network, (ABOVE_ONE,)),
    "the loss of any model": (LOSS, -spent_by_model, model, (FROM_ONE,)),
    "a coordinate": (x[j], -s[j] * size(j), network, (ABOVE_ONE,)),
    "a coordinate of any model": (x[j], -s[j] * metric(j), model, (FROM_ONE, *MOVING)),
    "the drive is the duality map": (x[j], -duality_map(q, c[j]) * size(j), network, (ABOVE_ONE,)),
    "a coordinate, where something vanishes": (x[j], -s[j] * metric(j), model, (FROM_ONE,)),
    "its square, of a network": (x[j] ** 2, -2 * x[j] * s[j] * size(j), network, (FROM_ONE,)),
    "a coordinate moved by forces with decay inside": (x[j], inside(j), coupled, (ABOVE_ONE, DECAY)),
    "a coordinate with decay": (x[j], -s[j] * size(j) - alpha * L * x[j], decaying, (FROM_ONE, DECAY)),
    "the loss of a network": (LOSS, -spent, network, (FROM_ONE,)),
    "a weight that is pulled": (w[i, j], -pull[i, j], model, (FROM_ONE,)),
    "a modulus, at rest where it is zero": (
        sp.Abs(w[i, j]),
        -s[j] * sp.sign(w[i, j]) * duality_map(q, Product(w[n, j], n, L, i)),
        network,
        (ABOVE_ONE,),
    ),
}
FALSE: dict[str, Law] = {
    "balance at q = 1": (balance, sp.S.Zero, network, (FROM_ONE,)),
    "half of a balance": (sp.Abs(w[i, j]) ** q, sp.S.Zero, network, (ABOVE_ONE,)),
    "a sum for a balance": (sp.Abs(w[i, j]) ** q + sp.Abs(w[r, j]) ** q, sp.S.Zero, network, (ABOVE_ONE,)),
    "another power": (sp.Abs(w[i, j]) ** 3 - sp.Abs(w[r, j]) ** 3, sp.S.Zero, network, (ABOVE_ONE,)),
    "balance of any model": (balance, sp.S.Zero, model, (ABOVE_ONE,)),
    "decay without q": (balance, -2 * alpha * balance, decaying, (ABOVE_ONE, DECAY)),
    "decay inside as outside": (balance, -q * alpha * balance, coupled, (ABOVE_ONE, DECAY)),
    "decay inside at q = 1": (balance, -q * (fall(i) - fall(r)), coupled, (FROM_ONE, DECAY, *MOVING)),
    "decay beside a pull that has it": (w[i, j], -pull[i, j] - alpha * w[i, j], coupled, (FROM_ONE, DECAY)),
    "the pull of the slope alone": (
        w[i, j],
        -pull[i, j] + duality_map(q, G[i, j] * c[j]) - duality_map(q, G[i, j] * c[j] + alpha * w[i, j]),
        coupled_model,
        (ABOVE_ONE, DECAY),
    ),
    "the duality map of decay and slope at q = 1": (w[i, j], coupled.velocity(i, j), coupled, (FROM_ONE, *MOVING)),
    "pulls without the powers": (balance, -q * (pull[i, j] - pull[r, j]), coupled, (FROM_ONE, DECAY)),
    "the loss never changes": (LOSS, sp.S.Zero, network, (ABOVE_ONE,)),
    "twice as fast": (LOSS, -2 * spent, network, (ABOVE_ONE,)),
    "with decay": (LOSS, -spent, decaying, (ABOVE_ONE, DECAY)),
    "another sign": (x[j], s[j] * size(j), network, (ABOVE_ONE,)),
    "the force for the drive": (x[j], -c[j] * size(j), network, (ABOVE_ONE,)),
    "the duality map at q = 1": (x[j], -duality_map(q, c[j]) * metric(j), model, (FROM_ONE, *MOVING)),
    "a weight and a coordinate, where something vanishes": (
        x[j] + w[i, j],
        -s[j] * (metric(j) + duality_map(q, G[i, j])),
        model,
        (FROM_ONE,),
    ),
    "a coordinate moved by forces with decay inside, at q = 1": (x[j], inside(j), coupled, (FROM_ONE, DECAY)),
    "a coordinate with decay inside at q = 1": (x[j], -s[j] * size(j) - alpha * L * x[j], coupled, (FROM_ONE, DECAY)),
    "one coordinate's share": (LOSS, -size(j) * sp.Abs(c[j]) ** q, network, (ABOVE_ONE,)),
    "one layer's share": (x[j], -s[j] * Product(sp.Abs(w[n, j]) ** q, n, L, i), network, (ABOVE_ONE,)),
    "a modulus whose rate is no number there": (
        sp.Abs(w[i, j]),
        -s[j] * w[i, j] / sp.Abs(w[i, j]) * duality_map(q, Product(w[n, j], n, L, i)),
        network,
        (ABOVE_ONE,),
    ),
    "how a slope changes": (c[j], sp.S.Zero, network, (ABOVE_ONE,)),
    "what it was": (LOSS, -Initially(LOSS), network, (ABOVE_ONE,)),
    "decay that is given": (alpha * w[i, j], alpha * decaying.velocity(i, j), decaying, (ABOVE_ONE, DECAY)),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_rates_are_proved(name: str) -> None:
    quantity, law, flow, given = TRUE[name]
    assert proved(quantity, law, flow, *given)


@pytest.mark.parametrize("name", FALSE)
def test_false_rates_are_not(name: str) -> None:
    quantity, law, flow, given = FALSE[name]
    assert not proved(quantity, law, flow, *given)


def moment_of(flow: Steepest) -> st.SearchStrategy[Moment]:
    """A moment at an exponent above 1: there the equation determines the velocities."""
    return moments(isinstance(flow.model, DiagonalNetwork), flow.coupled, flow.decay != 0, PLACES, least=2)


def holds(quantity: sp.Expr, law: sp.Expr, moment: Moment) -> bool:
    return agree(moment.of(quantity).rate, moment.of(law).value)


@pytest.mark.parametrize("name", TRUE)
@settings(max_examples=5)
@given(data=st.data())
def test_true_rates_are_true(name: str, data: st.DataObject) -> None:
    quantity, law, flow, _ = TRUE[name]
    with mp.workdps(40):
        assert holds(quantity, law, data.draw(moment_of(flow)))


LAWS = [-spent, -s[j] * size(j), -s[j] * metric(j), sp.S.Zero, -q * alpha * balance, -spent_by_model]
QUANTITIES = [balance, LOSS, x[j], w[i, j] - w[r, j], x[j] ** 2, LOSS * sp.Abs(w[i, j]) ** q]


@settings(max_examples=40)
@given(st.data())
def test_what_is_proved_is_true(data: st.DataObject) -> None:
    """Of any quantity and any rate, some of which fit each other."""
    quantity, other = (data.draw(st.sampled_from(QUANTITIES)) for _ in range(2))
    law = data.draw(st.sampled_from(LAWS)) * data.draw(st.sampled_from((1, 2, other)))
    flow = data.draw(st.sampled_from((network, model, decaying)))
    if proved(quantity, law, flow, ABOVE_ONE, DECAY):
        with mp.workdps(40):
            assert holds(quantity, law, data.draw(moment_of(flow)))


@pytest.mark.parametrize("exponent", [Range(q, sp.S.Zero), Range(q, sp.Rational(1, 2), sp.Integer(3))])
def test_exponents_below_one_have_no_flow(exponent: Range) -> None:
    assert not proved(w[i, j], model.velocity(i, j), model, exponent, *MOVING)
    assert proved(w[i, j], model.velocity(i, j), model, Range(q, sp.Integer(1), sp.Integer(3)), *MOVING)


def test_at_zero_a_drive_is_any_number() -> None:
    """At q = 1 and c_j = 0 the network slides at any s_j of Sign(0), which the balance does not mind."""
    assert proved(balance, sp.S.Zero, network, FROM_ONE, *MOVING)
    assert not proved(x[j], sp.S.Zero, model, FROM_ONE, *MOVING, Sign(c[j], "zero"))


@settings(max_examples=60)
@given(st.lists(st.integers(-2, 2), min_size=1, max_size=4), st.integers(-1, 1))
def test_coordinates_have_one_drive_in_all_that_filippov_allows(weights: list[int], slope: int) -> None:
    """Of sign flow: the velocities beside a point, its weights and slope moved a little; dx/dt is linear in these."""
    partials = [prod(weights[:n] + weights[n + 1 :]) for n in range(len(weights))]
    for *signs, side in itertools.product((1, -1), repeat=len(weights) + 1):
        beside = [w or Fraction(sign, 1000) for w, sign in zip(weights, signs, strict=True)]
        drive = slope or side
        slopes = [drive * prod(beside[:n] + beside[n + 1 :]) for n in range(len(weights))]
        velocity = [-1 if v > 0 else 1 for v in slopes]
        moved = sum(a * b for a, b in zip(partials, velocity, strict=True))
        assert moved == -drive * sum(map(abs, partials))


def test_a_condition_is_of_no_time_that_has_passed() -> None:
    late = Condition(sp.Symbol("t", nonnegative=True) >= 1)
    assert not proved(balance, sp.S.Zero, network, ABOVE_ONE, late)


def test_what_does_not_vanish_is_said_of_the_coordinate() -> None:
    """At q = 1: of its own weights, and of all of them; another coordinate's do not help."""

    def apart(place: sp.Symbol, *but: sp.Symbol) -> Every:
        return Every(sp.Ne(w[n, place], 0), n, L, but=but)

    other = Place(o, WIDTH, apart=(j,))
    assert proved(balance, sp.S.Zero, network, FROM_ONE, apart(j))
    assert not proved(balance, sp.S.Zero, network, FROM_ONE, apart(o), other)
    assert not proved(balance, sp.S.Zero, network, FROM_ONE, apart(j, i))
    assert not proved(balance + sp.Abs(w[i, o]) - sp.Abs(w[r, o]), sp.S.Zero, network, FROM_ONE, apart(j), other)


def test_a_start_does_not_move_with_decay() -> None:
    """w(0) = alpha would be read with alpha of now: alpha may be 1 at first, and 2 later."""
    begun = Condition(sp.Eq(Initially(w[i, j]), alpha, evaluate=False))
    require_known(
        (w[i, j],), Steepest(DiagonalNetwork(L), q, alpha, steady=True), (*SIZES, *WHERE, ABOVE_ONE, DECAY, begun)
    )
    with pytest.raises(CannotDecide, match="another number at another time"):
        require_known((w[i, j],), decaying, (*SIZES, *WHERE, ABOVE_ONE, DECAY, begun))


def test_names_of_what_moves() -> None:
    free = (sp.Symbol("f_inf", real=True), sp.Symbol("wide", real=True), sp.Symbol("cost", real=True))
    require_known(free, network, (*SIZES, ABOVE_ONE))
    for name in ("w", "w_1", "w1", "w'", "x_j", "c", "s_2", "G", "pull", "f", "f'", "t"):
        with pytest.raises(CannotDecide, match="is the name of what moves"):
            require_known((sp.Symbol(name, positive=True),), network, (*SIZES, ABOVE_ONE))


@pytest.mark.parametrize(
    "flow",
    [
        Steepest(DiagonalNetwork(L), 1 + sp.Abs(c[j])),
        Steepest(DiagonalNetwork(L), 1 + LOSS**2),
        Steepest(DiagonalNetwork(L), q, LOSS),
        Steepest(DiagonalNetwork(L), q, q),
        Steepest(DiagonalNetwork(L), q, L),
        Steepest(DiagonalNetwork(L), sp.Float(1.5)),
        Steepest(DiagonalNetwork(L), q, sp.Symbol("t", nonnegative=True)),
    ],
    ids=lambda flow: f"{flow.q}, {flow.decay}",
)
def test_parameters_do_not_move(flow: Steepest) -> None:
    assert not proved(w[i, j], flow.velocity(i, j), flow, ABOVE_ONE)


def test_a_flow_has_to_be_given() -> None:
    assert not rate(Rate("", w[i, j], sp.S.Zero, AnyFlow()), ()).proved


@pytest.mark.parametrize(
    "model_",
    [DiagonalNetwork(L, others=sp.Integer(2)), WrittenModel(u[j] ** 2 - v[j] ** 2, j, (u, v))],
    ids=["other weights", "written"],
)
def test_pulls_are_of_weights_that_are_called_w(model_: DiagonalNetwork | WrittenModel) -> None:
    """Of others no velocity is known at q = 1, where a slope and the decay cancel."""
    flow = Steepest(model_, q, alpha, coupled=True)
    assert not proved(x[j], sp.S.Zero, flow, FROM_ONE, DECAY, *MOVING)
    other = OTHER[i, j] if model_.others != 0 else u[j]
    moved = flow.other_velocity(i, j) if model_.others != 0 else flow.velocity_of(u[j])
    assert not proved(other, moved, flow, FROM_ONE, DECAY, *MOVING)


def test_another_force_is_to_be_shown() -> None:
    """The rule knows the flow's own force alone."""
    other = Rate("", w[i, j], -pull[i, j], coupled, force=c[j])
    with pytest.raises(CannotDecide, match="another force"):
        rate.__wrapped__(other, (*SIZES, *REAL, *WHERE, FROM_ONE))
    assert not rate(other, (*SIZES, *REAL, *WHERE, FROM_ONE, DECAY)).proved


def test_one_zero_moment_of_sign_flow() -> None:
    """At q = 1, where a weight vanishes, the others of its coordinate have no force, and may slide."""
    moment = Moment(2, 1, mpf(1), zeros=frozenset({(1, 1)}), numbers=((i, 1), (r, 2), (j, 1)))
    with mp.workdps(40):
        assert moment.velocity(2, 1) == 0 and moment.velocity(1, 1) != 0
