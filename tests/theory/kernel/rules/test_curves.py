"""False statements about curves and written-out models: kinds of mistake that must not be proved, and true ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.language.families import Total, family, index
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LOSS,
    PARTIAL,
    SLOPE,
    WEIGHT,
    WIDTH,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
    WrittenModel,
)
from neversaddle.theory.statement.case_proofs import logarithm
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.hypotheses import (
    Condition,
    Depth,
    Every,
    Hypothesis,
    Members,
    Place,
    Range,
    Sign,
    positive,
    real,
)
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.order_proofs import combination
from neversaddle.theory.statement.proofs import chain_rule, coefficients, derivative, normal_form, rule, theorem
from neversaddle.theory.statement.solution_proofs import no_escape, on_curve, substitution
from neversaddle.theory.statement.solutions import Along, Order, Rate, Until
from neversaddle.theory.statement.steps import Proof, Step

w, x, c, s, G = WEIGHT, COORDINATE, SLOPE, DRIVE, PARTIAL
u, v = map(family, "uv")
i, j, n, r = map(index, "ijnr")
TWO = sp.Integer(2)
a, y = sp.Symbol("a", positive=True), sp.Symbol("y", real=True)
rho, D = sp.Symbol("rho", positive=True), sp.Symbol("D", real=True)
model, network = Steepest(SeparableModel(L), q), Steepest(DiagonalNetwork(L), q)
square = Steepest(WrittenModel(u[j] ** 2, j, (u,)), TWO)
LINE = Sign(y, "real")
GIVEN: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(WIDTH, 1), Range(q, open_low=True), Place(j, WIDTH))
ONE = tuple(h for h in GIVEN if h != GIVEN[2])
STARTS = (*GIVEN, *positive(a), Condition(sp.Eq(Initially(u[j]), a)))
MOVES = chain_rule(), normal_form(), normal_form()
CLOCK = theorem("change-of-clock", chain_rule())

Statement = tuple[Part, Proof, tuple[Hypothesis, ...]]


def proved(statement: Statement) -> bool:
    part, proof, given = statement
    claim = Claim("made-up", "made up", "made up", (part,), Verdict.PROVED, given)
    return decide(claim, Step(part, proof.rule, proof.details, proof.premises)).proved


def carried(field: sp.Expr, clock: sp.Expr, *given: Hypothesis, flow: Steepest = model, **changes: object) -> Statement:
    part = Carried("-", w[i, j], i, L, field, clock, flow)
    return replace(part, **changes), CLOCK, (*GIVEN, *given)  # type: ignore[arg-type]


FIELD = duality_map(q, G[i, j])


def dual(curvature: sp.Expr, quantity: sp.Expr = x[j], *given: Hypothesis) -> Statement:
    part = Dual("-", quantity, curvature, w[i, j], i, L, FIELD, -s[j], model)
    return part, theorem("convex-primitive", CLOCK, chain_rule(), coefficients()), (*GIVEN, *given)


def explicit(
    curve: sp.Expr,
    field: sp.Expr = 2 * u[j],
    flow: Steepest = square,
    given: tuple[Hypothesis, ...] = STARTS,
    interval: Sign | Range = LINE,
    start: sp.Expr = sp.S.Zero,
    until: Until | None = None,
    clock: sp.Expr = -c[j],
) -> Statement:
    parameter = interval.symbol
    part = Along("-", u[j], Order.EQUAL, curve.xreplace({parameter: start + TimeIntegral(clock)}), flow, (), until)
    by = on_curve(*MOVES, field=field, clock=clock, curve=curve, interval=interval, start=start)
    return part, by, given


def equal_weights(*given: Hypothesis, size: sp.Expr = L, member: sp.Expr = w[i, j]) -> Statement:
    """All weights of a network of depth two are a exp(y)."""
    flow = Steepest(DiagonalNetwork(TWO), TWO)
    part = Along("-", member, Order.EQUAL, a * sp.exp(TimeIntegral(-c[j])), flow)
    field = DiagonalNetwork(TWO).partial(i, j)
    by = on_curve(*MOVES, field=field, clock=-c[j], curve=a * sp.exp(y), interval=LINE, place=i, size=size)
    return part, by, (*ONE, *positive(a), *given)


def model_of(formula: sp.Expr, *weights: sp.IndexedBase, exponent: sp.Expr = TWO) -> Steepest:
    return Steepest(WrittenModel(formula, j, weights), exponent)


def changes(quantity: sp.Expr, rate: sp.Expr, flow: Steepest, *given: Hypothesis) -> Statement:
    return Rate("-", quantity, rate, flow), chain_rule(), (*GIVEN, *given)


POSITIVE = Sign(rho, "positive")
grown = a * sp.exp(2 * y)
FLOWS: dict[str, Statement] = {
    "a field of another coordinate": carried(duality_map(q, G[i, r]), -s[j], Place(r, WIDTH)),
    "a field that knows the loss": carried(FIELD * s[j], -sp.S.One),
    "a field that knows the slope": carried(FIELD * c[j], -s[j] / c[j]),
    "twice the field": carried(2 * FIELD, -s[j]),
    "the clock of another coordinate": carried(FIELD, -s[r], Place(r, WIDTH)),
    "half of the weights": carried(FIELD, -s[j], size=L / 2),
    "a place that is named": carried(FIELD, -s[j], Place(i, L)),
    "another place": carried(FIELD, -s[j], Place(i, L), place=n),
    "exponents down to 1": (*carried(FIELD, -s[j])[:2], (*ONE, Range(q))),
    "decay unsaid": carried(FIELD, -s[j], Sign(alpha, "nonnegative"), flow=replace(model, decay=alpha)),
    "a scale": carried(FIELD, -s[j], scale=sp.Integer(2)),
    "a stretch": carried(FIELD, -s[j], stretch=sp.Integer(2)),
    "curves of which there may be many": carried(FIELD, -s[j], regular=False),
    "a clock without bound": carried(FIELD * a, -s[j] / a, *positive(a), flow=replace(model, decay=a)),
    "a curvature of twice the size": dual(2 * Total(sp.Abs(G[n, j]) ** q, n, L)),
    "a curvature that knows the loss": dual(Total(sp.Abs(G[n, j]) ** q, n, L) * s[j] ** 2),
    "a curvature of any sign": dual(-Total(sp.Abs(G[n, j]) ** q, n, L), -x[j]),
    "another coordinate": dual(Total(sp.Abs(G[n, j]) ** q, n, L), x[r], Place(r, WIDTH)),
    "a homogeneous field of another degree": (
        Carried(
            "-",
            w[i, j],
            i,
            L,
            FIELD,
            -s[j] * sp.exp((1 - D) * TimeIntegral(alpha)),
            Steepest(SeparableModel(L, degree=D), q, alpha),
            scale=sp.exp(-TimeIntegral(alpha)),
        ),
        theorem("shrinking-field", chain_rule(), s=-s[j], a=alpha, d=D),
        (*GIVEN, *real(D), Sign(alpha, "nonnegative")),
    ),
    "a field of no degree": (
        Carried("-", w[i, j], i, L, FIELD, -s[j], replace(model, decay=alpha), scale=sp.exp(-TimeIntegral(alpha))),
        theorem("shrinking-field", chain_rule(), s=-s[j], a=alpha, d=sp.S.One),
        (*GIVEN, Sign(alpha, "nonnegative")),
    ),
}
CURVES: dict[str, Statement] = {
    "another start": explicit(2 * grown),
    "another curve": explicit(a * sp.exp(y)),
    "no start at all": explicit(grown, given=(*GIVEN, *positive(a))),
    "a start of another coordinate": explicit(
        grown, given=(*GIVEN, *positive(a), Place(r, WIDTH), Condition(sp.Eq(Initially(u[r]), a)))
    ),
    "a start that is no start": explicit(grown, given=(*GIVEN, *positive(a), Condition(sp.Eq(u[j], a)))),
    "a field that is not Lipschitz": (
        *explicit(
            y**2 / 2,
            sp.sqrt(2 * sp.Abs(u[j])) * sp.sign(u[j]),
            model_of(u[j] ** 2, u, exponent=sp.Rational(3, 2)),
            (*GIVEN, Condition(sp.Eq(Initially(u[j]), 0))),
            clock=-s[j],
        )[:2],
        (*ONE, Condition(sp.Eq(Initially(u[j]), 0))),
    ),
    "rest where it is not Lipschitz": explicit(
        sp.S.Zero * y,
        sp.sqrt(2 * sp.Abs(u[j])) * sp.sign(u[j]),
        model_of(u[j] ** 2, u, exponent=sp.Rational(3, 2)),
        (*ONE, Condition(sp.Eq(Initially(u[j]), 0))),
        clock=-s[j],
    ),
    "beyond the interval": explicit(a * rho, 2 * u[j], interval=POSITIVE, start=sp.S.One, clock=-2 * c[j] / 2),
    "a closed interval": explicit(grown, interval=Range(y, -sp.S.One, sp.S.One)),
    "a parameter that is a constant": explicit(grown, given=(*STARTS, *real(y))),
    "some weights for all": equal_weights(
        Place(i, TWO, apart=(r,)), Place(r, TWO), Every(sp.Eq(Initially(w[n, j]), a), n, TWO), size=TWO
    ),
    "one of the weights": equal_weights(Place(i, TWO), Condition(sp.Eq(Initially(w[i, j]), a)), size=TWO),
    "one weight more": equal_weights(Place(i, TWO), Every(sp.Eq(Initially(w[n, j]), a), n, TWO), size=sp.Integer(3)),
    "starts of some weights": equal_weights(Place(i, TWO), Every(sp.Eq(Initially(w[n, j]), a), n, sp.S.One), size=TWO),
}
both = model_of(u[j] * v[j], u, v)
linear = theorem("linear-equation", chain_rule(), a=-c[j]), theorem("linear-equation", chain_rule(), a=c[j])
rise = Initially(u[j] + v[j]) * sp.exp(TimeIntegral(-c[j]))
fall = Initially(v[j] - u[j]) * sp.exp(TimeIntegral(c[j]))
half = sp.Rational(1, 2)


def combined(right: sp.Expr, factor: sp.Expr = half) -> Statement:
    part = Along("-", v[j], Order.EQUAL, right, both)
    pairs = ((u[j] + v[j], rise, factor), (v[j] - u[j], fall, half))
    return part, combination(*linear, normal_form(), equal=pairs), GIVEN


def found(right: sp.Expr, left: sp.Expr = x[j], clock: sp.Expr = -c[j], members: bool = True) -> Statement:
    known = explicit(grown)[1]
    at = {u[j]: grown} if members else {}
    by = substitution(*([known] if members else []), normal_form(), members=at, clock=clock, interval=LINE)
    return Along("-", left, Order.EQUAL, right, square), by, STARTS


TOTAL = TimeIntegral(-c[j])
OTHERS: dict[str, Statement] = {
    "a combination that is none": combined(rise + fall),
    "a factor that moves": combined((rise + fall) / 2, c[j]),
    "what is no multiple of the clock": found(a**2 * sp.exp(4 * TimeIntegral(-(c[j] ** 2)))),
    "what is left of the weights": found(a**2 * sp.exp(4 * TOTAL) + u[j] - u[j], members=False),
    "a drive at one moment": found(s[j], s[j] + 0 * x[j]),
    "a wrong factor": found(a**2 * sp.exp(2 * TOTAL)),
    "escape where the curve is finite": (
        Along("-", sp.S.Zero, Order.LESS, 1 + TimeIntegral(-c[j]), square),
        no_escape(
            *MOVES,
            coefficients(),
            rule("continuity"),
            member=u[j],
            field=2 * u[j],
            clock=-c[j],
            curve=a * sp.exp(2 * (rho - 1)),
            parameter=rho,
            start=sp.S.One,
        ),
        STARTS,
    ),
    "a logarithm of what is bounded": (
        Along("-", x[j], Order.EQUAL, a**2 * sp.exp(2 * TOTAL), square),
        substitution(
            explicit(grown)[1],
            logarithm(y, a, derivative(a, sp.S.One)),
            members={u[j]: grown},
            clock=-c[j],
            interval=LINE,
        ),
        STARTS,
    ),
}
number = sp.Symbol("u_1", real=True)
MODELS: dict[str, Statement] = {
    "a model with a kink": changes(u[j], -2 * s[j], model_of(2 * sp.Abs(u[j]), u)),
    "a model with a pole": changes(u[j], c[j] / u[j] ** 2, model_of(1 / u[j], u), Members(u, "nonzero")),
    "a model with a root": changes(
        u[j], -c[j] / (2 * sp.sqrt(u[j])), model_of(sp.sqrt(u[j]), u), Members(u, "positive")
    ),
    "a model with a weight of another coordinate": changes(u[j], -c[j], model_of(u[j] + u[r], u), Place(r, WIDTH)),
    "a model with a weight that is none": changes(u[j], -c[j] * v[j], model_of(u[j] * v[j], u)),
    "weights that are coordinates": changes(x[j], -c[j], model_of(x[j], x)),
    "weights of a network": changes(w[i, j], sp.S.Zero, square, Place(i, L)),
    "partials of another model": changes(u[j], -c[j] * G[i, j], square, Place(i, L)),
    "a number called like a weight": changes(
        sp.Symbol("u_1", real=True), sp.S.Zero, square, *real(sp.Symbol("u_1", real=True))
    ),
    "one family twice": changes(u[j], -2 * c[j] * u[j], model_of(u[j] ** 2, u, u)),
    "a model that knows the loss": changes(u[j], -c[j] * LOSS, model_of(u[j] * LOSS, u)),
    "decay that is in the model": changes(
        u[j], -c[j] * alpha - alpha * u[j], replace(model_of(alpha * u[j], u), decay=alpha), Sign(alpha, "nonnegative")
    ),
    "sign flow where a slope may vanish": (
        Rate("-", u[j], -s[j] * sp.sign(u[j]), model_of(u[j] ** 2, u, exponent=sp.S.One)),
        chain_rule(),
        ONE,
    ),
}
FALSE = {**FLOWS, **CURVES, **OTHERS, **MODELS}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_refused(name: str) -> None:
    assert not proved(FALSE[name])


TRUE: dict[str, Statement] = {
    "the orbit": carried(FIELD, -s[j]),
    "the coordinate": dual(Total(sp.Abs(G[n, j]) ** q, n, L)),
    "a network's orbit": carried(duality_map(q, DiagonalNetwork(L).partial(i, j)), -s[j], flow=network),
    "an explicit curve": explicit(grown),
    "equal weights": equal_weights(Place(i, TWO), Every(sp.Eq(Initially(w[n, j]), a), n, TWO), size=TWO),
    "a combination": combined((rise + fall) / 2),
    "a substitution": found(a**2 * sp.exp(4 * TOTAL)),
    "sign flow where no slope vanishes": (
        Rate("-", u[j], -s[j] * sp.sign(u[j]), model_of(u[j] ** 2, u, exponent=sp.S.One)),
        chain_rule(),
        (*ONE, Members(u, "nonzero")),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_its_true_neighbours_are_proved(name: str) -> None:
    assert proved(TRUE[name])


def test_a_model_that_only_says_it_is_one() -> None:
    class Still(WrittenModel):
        def partial_by(self, member: sp.Indexed) -> sp.Expr:
            return sp.S.Zero

        def coordinate(self, j: sp.Expr) -> sp.Expr:
            return sp.S.One

    flow = Steepest(Still(u[j] ** 2, j, (u,)), TWO)
    assert not proved(changes(u[j], sp.S.Zero, flow))
    by = substitution(normal_form(), members={}, clock=-c[j], interval=LINE)
    assert not proved((Along("-", x[j], Order.EQUAL, sp.S.One, flow), by, GIVEN))
