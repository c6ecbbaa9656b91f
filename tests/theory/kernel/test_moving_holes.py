"""False statements an adversary had proved where a letter moves, is bound, is left out or has no value: all refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sympy as sp

from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.language.families import Product, Total, family, index
from neversaddle.theory.language.statements import ForEach
from neversaddle.theory.language.symbols import L
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.iteration import FORCE, Iteration, gradient_descent, iterated_weights
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    OTHER,
    PARTIAL,
    SLOPE,
    WEIGHT,
    WIDTH,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
)
from neversaddle.theory.statement.case_proofs import all_or_one, zero_or_not
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.curves import Carried
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import (
    Composed,
    Condition,
    Depth,
    Every,
    Hypothesis,
    Members,
    Place,
    Sign,
    real,
)
from neversaddle.theory.statement.kinds import Identity, Inequality, Iterates, Part
from neversaddle.theory.statement.least import Least
from neversaddle.theory.statement.order_proofs import equal_shares, multiple, relation
from neversaddle.theory.statement.points import AtPoints, AtRest, Each
from neversaddle.theory.statement.proofs import chain_rule, coefficients, continuity, normal_form, proves
from neversaddle.theory.statement.remaining import Remains
from neversaddle.theory.statement.shapes import Shape, Trait
from neversaddle.theory.statement.solution_proofs import on_curve
from neversaddle.theory.statement.solutions import Along, Order, Rate
from neversaddle.theory.statement.steps import Proof
from neversaddle.theory.statement.tending import TendsTo

w, x, c, G, v = WEIGHT, COORDINATE, SLOPE, PARTIAL, OTHER
b = family("b")
i, j, m, n = map(index, "ijmn")
own = index("l")
TWO = sp.Integer(2)
a, alpha, xi, eta = sp.symbols("a alpha xi eta", positive=True)
A, y = sp.symbols("A y", real=True)
positive_y = sp.Symbol("y", positive=True)
r = sp.Symbol("r", nonnegative=True, integer=True)
NETWORK, ANY = Steepest(DiagonalNetwork(L), TWO), Steepest(SeparableModel(L), TWO)
ONE_AND_TWO = Steepest(DiagonalNetwork(sp.S.One, WIDTH, TWO), TWO)
DECAYING = Steepest(DiagonalNetwork(L), TWO, alpha)
OTHERS = Product(w[own, j], own, L, i)
COLUMN: tuple[Hypothesis, ...] = (Depth(WIDTH, 1), Place(j, WIDTH))
WEIGHT_OF_MANY: tuple[Hypothesis, ...] = (Depth(L, 1), *COLUMN, Place(i, L))
ONE_OF_MANY: tuple[Hypothesis, ...] = (Depth(L, 1), Place(i, L))
REAL_A, REAL_Y = Sign(A, "real"), Sign(y, "real")

Statement = tuple[Part, Proof, tuple[Hypothesis, ...]]


def node(name: str, *premises: Proof, **details: object) -> Proof:
    """A node of a proof as its writer may set it, past the functions that would keep him from it."""
    return Proof(name, details, premises)


def theorem(name: str, *premises: Proof, **letters: object) -> Proof:
    return Proof(name, {"letters": letters}, premises)


RATE, FORM, SIGNS, LIMIT = chain_rule(), normal_form(), coefficients(), continuity()


def proved(statement: Statement) -> bool:
    part, proof, given = statement
    return decide(Claim("made-up", "made up", "ours", (part,), Verdict.PROVED, given), proves(part, proof)).proved


def along(left: sp.Expr, right: sp.Expr, flow: Steepest = NETWORK, order: Order = Order.EQUAL) -> Along:
    return Along("-", sp.sympify(left), order, sp.sympify(right), flow)


def carried(left: sp.Expr, right: sp.Expr, then: Proof) -> tuple[Part, Proof]:
    """An equality along the flow from 0 = 0, which is known of it."""
    nothing = node("combination", FORM, equal=())
    return along(left, right), node("otherwise", nothing, then, left=sp.S.Zero, order=Order.EQUAL, right=sp.S.Zero)


def kinked(size: sp.Expr, slope: sp.Expr) -> Rate:
    """The rate of |w| with what is wrong only at w = 0."""
    return Rate("-", sp.Abs(size), slope + 1 - sp.sign(size) ** 2, ANY)


def general(flow: Steepest) -> Rate:
    return Rate("general", w[i, j], -c[j] * OTHERS - alpha * w[i, j], flow, given=(Sign(alpha, "positive"),))


def but_one(said: sp.Expr, value: sp.Expr) -> Every:
    """What is said of all places but i."""
    return Every(sp.Eq(said, value), own, L, but=(i,))


STARTS_APART = (Members(b, "positive"), Every(sp.Eq(Initially(w[own, j]), b[own]), own, TWO))
WIDE, SMALL = Identity("wide", sp.Derivative(a * positive_y, positive_y), a, (Sign(a, "positive"),)), sp.S.Zero
STEPS = iterated_weights("gd", gradient_descent(eta), L)
ALL_ZERO = Product(1 - sp.sign(w[own, j]) ** 2, own, L)
CLOSED, STEEP = Trait.CLOSED_DOMAIN, Trait.STEEP
TWICE = Iteration("gd", gradient_descent(eta), (sp.Symbol("w_1", real=True),) * 2, (xi, xi), sp.S.One, TWO)


def false_statements() -> Iterator[tuple[str, Statement]]:
    decayed = Rate("-", w[i, j], -c[j] * OTHERS - sp.exp(x[j]) * w[i, j], DECAYING)
    moving = node("specialisation", RATE, general=general(DECAYING), letter=alpha, value=sp.exp(x[j]))
    yield "what moves for a letter of a flow", (decayed, moving, (*WEIGHT_OF_MANY, Sign(alpha, "positive")))
    product = Identity("-", sp.Derivative(positive_y**2, positive_y), positive_y)
    bound = node("specialisation", FORM, general=WIDE, letter=a, value=positive_y)
    yield "the variable of a derivative for a letter in it", (product, bound, (Sign(positive_y, "positive"),))
    first = node("otherwise", FORM, SIGNS, left=SMALL, order=Order.AT_MOST, right=SMALL)
    falling = node("otherwise", theorem("falling", RATE, SIGNS, r=SMALL), SIGNS, **first.details)
    yield "strict from weak", (along(SMALL, w[i, j] ** 2, order=Order.LESS), falling, WEIGHT_OF_MANY)
    nothing = node("otherwise", node("combination", FORM, equal=()), node("equalities"), **{
        "left": SMALL, "order": Order.EQUAL, "right": SMALL,
    })  # fmt: skip
    divided = node("combination", nothing, FORM, equal=((A * w[i, j] ** 2, SMALL, 1 / A),))
    zero = (*WEIGHT_OF_MANY, REAL_A, Condition(sp.Eq(A, 0)))
    yield "divided by what may be zero", (along(w[i, j] ** 2, SMALL), divided, zero)
    weight = STEPS.weights[0]
    moved = weight - eta * FORCE * STEPS.rest * STEPS.weights[1]
    steps = node("induction", node("step"), factors=((moved / weight,),))
    numbers = (Depth(L, 2), Sign(eta, "positive"), *real(*STEPS.weights, STEPS.rest, FORCE))
    yield "a factor that cancels what it multiplies", (Remains("-", (weight,), STEPS), steps, numbers)
    each_start = node("equal", FORM, of=Initially(w[i, j]))
    field, start = Product(w[own, j], own, TWO, i), sp.log(b[i])
    curve = on_curve(
        RATE,
        FORM,
        each_start,
        field=field,
        clock=-c[j],
        curve=sp.exp(y),
        interval=REAL_Y,
        start=start,
        place=i,
        size=TWO,
    )
    starts = (*COLUMN, Place(i, TWO), *STARTS_APART)
    two = Steepest(DiagonalNetwork(TWO), TWO)
    one_each = along(w[i, j], b[i] * sp.exp(TimeIntegral(-c[j])), two)
    yield "one start for all where each has its own", (one_each, curve, starts)
    clock = -c[j] * Product(w[own, j], own, sp.S.One)
    other = Carried("-", v[i, j], n, TWO, Product(v[own, j], own, TWO, i), clock, ONE_AND_TWO)
    yield "weights v beside w as if alone", (other, theorem("change-of-clock", RATE), (*COLUMN, Place(i, TWO)))
    nested, of = TimeIntegral(c[j] * TimeIntegral(c[j])), TimeIntegral(c[j])
    substitution = node("substitution", FORM, members=(), clock=c[j], begin=SMALL, interval=REAL_Y)
    yield "an integral in an integral as one number", (along(nested, of**2, ANY), substitution, (Depth(L, 1), *COLUMN))
    u, rho, z = sp.Symbol("u", positive=True), sp.Symbol("rho", positive=True), sp.Symbol("z_", real=True)
    squeeze = theorem("squeeze", SIGNS, SIGNS, LIMIT, LIMIT, FORM, **{
        "N": sp.Lambda(z, z**2), "below": sp.Lambda(z, rho**2 * u**2), "above": sp.Lambda(z, rho * u),
    })  # fmt: skip
    tends = TendsTo("-", rho * u, rho * u, SMALL, u, xi**2, xi, rho, SMALL)
    yield "a bound letter in what squeezes", (tends, squeeze, (Sign(u, "positive"), Sign(rho, "positive")))
    yield (
        "x > 0 of a model that is no product",
        (
            kinked(w[i, j], -sp.sign(w[i, j]) * c[j] * G[i, j]),
            RATE,
            (*WEIGHT_OF_MANY, Condition(x[j] > 0)),
        ),
    )
    empty = Holds("-", sp.Eq((1 - sp.sign(r)) * (1 + Total(b[own], own, r)), 0))
    yield "a sum over no place", (empty, node("truth"), (Depth(r, 0),))
    share = Every(sp.Eq(r * b[own], -A), own, r)
    none = Holds("-", sp.Eq(Total(b[own], own, r), -A))
    equal = relation(equal_shares(node("equalities"), node("equalities")))
    yield "equal shares of no place", (none, equal, (Depth(r, 0), REAL_A, share))
    for name, rule, said, value in (
        ("equal", node("equal", FORM, of=b[i]), b[own], b[i]),
        ("moduli", node("moduli", FORM, family=b), sp.Abs(b[own]), sp.Abs(b[i])),
        ("equal moduli", node("equal moduli", FORM, signs=(z,)), sp.Abs(b[own]), b[i] ** 2),
    ):
        goal = Holds("-", sp.Eq(value, 1))
        yield f"the place that is left out, by {name}", (goal, relation(rule), (*ONE_OF_MANY, but_one(said, sp.S.One)))
    combined = node("combination", FORM, equal=())
    begun = (*WEIGHT_OF_MANY, Sign(a, "positive"), but_one(Initially(w[own, j]), a))
    yield "the place that is left out, at the start", (along(Initially(w[i, j]), a), combined, begun)
    decay = (Depth(L, 1), Depth(WIDTH, 1), Sign(alpha, "positive"))
    for letter in (alpha, TIME, TimeIntegral(alpha)):
        yield f"{letter} as it was", (along(Initially(letter), letter, DECAYING), combined, decay)
    square = Steepest(DiagonalNetwork(L, L), TWO)
    diagonal = (*ONE_OF_MANY, Place(own, L), Sign(a, "positive"), Every(sp.Eq(Initially(w[own, own]), a), own, L))
    yield "a start on a diagonal", (along(Initially(w[i, own]), a, square), combined, diagonal)
    now = (1 - sp.sign(w[i, j]) ** 2) * Initially(w[i, j])
    argument = node("equal argument", FORM, left=w[i, j], right=SMALL)
    yield (
        "what is now for what was, by an argument",
        (
            *carried(now, SMALL, zero_or_not(w[i, j], FORM, argument)),
            WEIGHT_OF_MANY,
        ),
    )
    cases = all_or_one(ForEach(sp.Eq(w[own, j], 0), own, L), m, node("alike", FORM), FORM)
    was = ALL_ZERO * Initially(Product(w[own, j], own, L))
    yield "what is now for what was, at every place", (*carried(was, SMALL, cases), (Depth(L, 1), *COLUMN))
    power = Identity("-", sp.Derivative(y**2, y), sp.Derivative(A, y))
    under = node("equal argument", node("equalities"), left=y**2, right=A)
    yield "an equation at a point, differentiated", (power, under, (REAL_Y, REAL_A, Condition(sp.Eq(y**2, A))))
    p, mu, N = sp.Symbol("p", positive=True), sp.Symbol("mu", real=True), sp.Symbol("N", positive=True, integer=True)
    tails = theorem("value-at-the-boundary", node("tails"))
    steep = theorem("slope-at-infinity", theorem("convex-on-a-half-line"), node("tails"))
    both = node("traits", tails, steep, groups=(((CLOSED,), mu < 2), ((STEEP,), mu <= 1)))
    shape = Shape("-", (CLOSED,), p, p, p ** (-mu), mu <= 1, SMALL, N)
    more = theorem("separable-sum", both, tuple=(CLOSED, STEEP))
    yield "fewer traits by the condition of more", (shape, more, (Sign(mu, "real"), Depth(N, 1)))
    beside = Steepest(DiagonalNetwork(sp.S.One, WIDTH, sp.S.One), TWO)
    rest = Each(sp.Eq(c[n] * Product(v[own, n], own, sp.S.One), 0, evaluate=False), n)
    alone_at_rest = node("place by place", multiple(sp.S.One), places=(i, j))
    yield "at rest though v moves", (AtPoints("-", AtRest(), rest, beside), alone_at_rest, (Depth(WIDTH, 1),))
    least = Least("-", w[i, j] ** 2 + x[j], w, sp.true, x[j], n, SMALL)
    three = node("least", *(node("truth"),) * 3)
    composed = (*WEIGHT_OF_MANY, Composed(DiagonalNetwork(L), 1))
    yield "x apart from its weights", (least, three, composed)
    shifted = Inequality("-", 1 / A, 1 / A + 1)
    order = node("rearranged", SIGNS, FORM, left=SMALL, right=sp.S.One)
    yield "without a value, rearranged", (shifted, order, (REAL_A,))
    yield "without a value, along a flow", (along(1 / w[i, j], 1 / w[i, j]), combined, WEIGHT_OF_MANY)
    one = TWICE.weights[0]
    stepped = Iterates("-", one, one - eta * FORCE, TWICE)
    yield "one weight by two names", (stepped, node("step"), (Sign(eta, "positive"), *real(one, FORCE)))


FALSE = dict(false_statements())


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_not_proved(name: str) -> None:
    assert not proved(FALSE[name])
