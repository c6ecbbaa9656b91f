"""False statements about solutions that an adversary once had proved: each was a hole, and each must stay refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.language.families import Product, Total, index
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LETTERS,
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
from neversaddle.theory.statement.case_proofs import zero_or_not
from neversaddle.theory.statement.claim import Claim, Verdict
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
from neversaddle.theory.statement.order_proofs import middle, shares
from neversaddle.theory.statement.proofs import assumption, chain_rule, coefficients, theorem
from neversaddle.theory.statement.solution_proofs import another_force
from neversaddle.theory.statement.solutions import Along, Order, Rate
from neversaddle.theory.statement.steps import Proof, Step

w, x, c, s, G = WEIGHT, COORDINATE, SLOPE, DRIVE, PARTIAL
i, j, ell, n, r = map(index, "ijlnr")
place0 = index("place0")
B, f_inf, y = sp.Symbol("B", positive=True), sp.Symbol("f_inf", real=True), sp.Symbol("y", real=True)
ABOVE_ONE = Range(q, open_low=True)
SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(WIDTH, 1))
REAL = tuple(Members(letter, "real") for letter in LETTERS)
GIVEN = (*SIZES, ABOVE_ONE, *REAL)
WEIGHTS = (Place(i, L), Place(r, L, apart=(i,)), Place(j, WIDTH))
MOVING = tuple(Members(letter, "nonzero") for letter in (w, G))
network, decaying = Steepest(DiagonalNetwork(L), q), Steepest(DiagonalNetwork(L), q, alpha)
model = Steepest(SeparableModel(L), q)
velocity, speed = network.velocity(i, j), model.velocity(i, j)
sign = w[i, j] / sp.Abs(w[i, j])
CHAIN = chain_rule()

Statement = tuple[Part, Proof, tuple[Hypothesis, ...]]


def changes(quantity: sp.Expr, rate: sp.Expr, *given: Hypothesis, along: Steepest = network) -> Statement:
    return Rate("-", quantity, rate, along), CHAIN, (*GIVEN, *given)


def along(
    left: sp.Expr, right: sp.Expr, by: Proof, *given: Hypothesis, order: Order = Order.EQUAL, flow: Steepest = network
) -> Statement:
    return Along("-", left, order, right, flow), by, (*GIVEN, *given)


def proved(statement: Statement) -> bool:
    part, proof, given = statement
    claim = Claim("made-up", "made up", "made up", (part,), Verdict.PROVED, given)
    return decide(claim, Step(part, proof.rule, proof.details, proof.premises)).proved


def constant(quantity: sp.Expr, by: Proof, *given: Hypothesis) -> Statement:
    return along(quantity, Initially(quantity), by, *given)


def grows(quantity: sp.Expr, rate: sp.Expr, *given: Hypothesis, flow: Steepest = network) -> Statement:
    exponential = Initially(quantity) * sp.exp(TimeIntegral(rate))
    return along(quantity, exponential, theorem("linear-equation", CHAIN, a=rate), *given, flow=flow)


ZERO = theorem("zero-derivative", CHAIN)
both = zero_or_not(w[i, j], ZERO, ZERO)
spent = Total(Total(sp.Abs(G[ell, n]) ** q, ell, L) * sp.Abs(c[n]) ** q, n, WIDTH)
late = theorem(
    "spending",
    CHAIN,
    middle(sp.S.Zero, assumption(B), coefficients()),
    assumption(),
    coefficients(),
    Q=LOSS,
    r=-spent,
    K=sp.S.One,
    low=f_inf,
    h=B * (1 - TIME),
)
scalar, function = sp.Symbol("w", real=True), sp.Function("w")(y)
loss = sp.Symbol("f", positive=True)
schedule = sp.Symbol("alpha", positive=True)
strange = Steepest(DiagonalNetwork(L), q, 1 / schedule)
balance = sp.Abs(w[i, j]) ** q - sp.Abs(w[r, j]) ** q
coupled = replace(decaying, coupled=True)
SHOWN = another_force(CHAIN, Proof("normal form"))


def pulled(force: sp.Expr, by: Proof) -> Statement:
    part = Rate("-", w[i, j], -PULL[i, j], coupled, force=force)
    return part, by, (*SIZES, Range(q), *REAL, *WEIGHTS, *MOVING, Sign(alpha, "nonnegative"))


FALSE: dict[str, Statement] = {
    # names
    "a coordinate called l": changes(
        w[i, ell], -s[ell] * duality_map(q, Product(w[n, n], n, L, i)), Place(i, L), Place(ell, WIDTH)
    ),
    "a coordinate called i": changes(x[i], -Total(s[n] * sp.Abs(G[n, n]) ** q, n, L), Place(i, WIDTH), along=model),
    "a number called w": changes(scalar, sp.S.Zero, *real(scalar)),
    "a function called w": changes(function, sp.S.Zero, *real(y)),
    "a family called w": changes(sp.IndexedBase("w", shape=(3, 3), real=True)[i, j], sp.S.Zero, *WEIGHTS),
    "a loss of another sign": changes(loss, sp.S.Zero, *positive(loss)),
    # weights that do not exist
    "a weight beyond the depth": changes(w[r, j], network.velocity(r, j), Place(r, 2 * L), Place(j, WIDTH)),
    "a weight with a number": changes(w[7, j], model.velocity(sp.Integer(7), j), Place(j, WIDTH), along=model),
    "a layer for a coordinate": changes(w[i, i], model.velocity(i, i), Place(i, L), along=model),
    "more weights than there are": changes(
        Total(w[n, j], n, L + 1), Total(model.velocity(n, j), n, L + 1), Place(j, WIDTH), along=model
    ),
    # what vanishes at no time but some
    "a sign, of weights that pass through zero": changes(sign, sp.S.Zero, *WEIGHTS, *MOVING),
    "a sign is constant": constant(sign, ZERO, *WEIGHTS, *MOVING),
    "a reciprocal": changes(1 / sp.Abs(w[i, j]), -sign * velocity / sp.Abs(w[i, j]) ** 2, *WEIGHTS, *MOVING),
    "a root": changes(sp.sqrt(sp.Abs(w[i, j])), sign * velocity / sp.sqrt(sp.Abs(w[i, j])) / 2, *WEIGHTS, *MOVING),
    "a sign in two cases": constant(sign, both, *WEIGHTS),
    "a sign whose rate has two cases": constant(
        sign, theorem("zero-derivative", zero_or_not(w[i, j], CHAIN, CHAIN)), *WEIGHTS
    ),
    "in proportion to a weight that passes through zero": grows(w[i, j], velocity / w[i, j], *WEIGHTS, *MOVING),
    "in proportion to a coordinate": grows(
        x[j],
        -s[j] * Total(sp.Abs(G[n, j]) ** q, n, L) / x[j],
        *WEIGHTS,
        Members(x, "nonzero"),
        flow=model,
    ),
    "at a rate without bound": grows(balance, -q / schedule, *WEIGHTS, *positive(schedule), flow=strange),
    # what has no value
    "a quantity without a value": changes(sp.nan, sp.S.Zero),
    "a root of what may be negative": changes(sp.sqrt(y) * w[i, j], sp.sqrt(y) * velocity, *WEIGHTS, *real(y)),
    "a division by what may be zero": changes(w[i, j] / y, velocity / y, *WEIGHTS, *real(y)),
    "an exponent below 1": changes(
        w[i, j], velocity, *WEIGHTS, *MOVING, Range(q, sp.Rational(1, 2), sp.Rational(3, 4))
    ),
    "decay that is the exponent": changes(
        w[i, j], replace(network, decay=q).velocity(i, j), *WEIGHTS, along=replace(network, decay=q)
    ),
    # what pulls
    "a force that no rule has looked at": pulled(coupled.force(i, j), CHAIN),
    "a force of twice the decay": pulled(coupled.force(i, j) + alpha * w[i, j], SHOWN),
    "a force without the decay": pulled(coupled.force(i, j) - alpha * w[i, j], SHOWN),
    "the force on another weight": pulled(coupled.force(r, j), SHOWN),
    # the time that has passed
    "late times alone": along(
        TimeIntegral(B * (1 - TIME)),
        Initially(LOSS) - f_inf,
        late,
        Condition(1 <= TIME),
        Condition(f_inf <= LOSS),
        *positive(B),
        *real(f_inf),
        order=Order.AT_MOST,
        flow=model,
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_refused(name: str) -> None:
    assert not proved(FALSE[name])


depth_of_its_own = Steepest(SeparableModel(place0), q)
TRUE: dict[str, Statement] = {
    "the force in another form": pulled(x[j] / w[i, j] * c[j] + alpha * w[i, j], SHOWN),
    "the force as it is": pulled(coupled.force(i, j), SHOWN),
    "a coordinate called l": changes(w[i, ell], network.velocity(i, ell), Place(i, L), Place(ell, WIDTH)),
    "a coordinate called i": changes(x[i], -s[i] * Total(sp.Abs(G[n, i]) ** q, n, L), Place(i, WIDTH), along=model),
    "a depth of an odd name": changes(
        Total(x[n] ** 2, n, WIDTH),
        Total(-2 * x[n] * s[n] * Total(sp.Abs(G[ell, n]) ** q, ell, place0), n, WIDTH),
        Depth(place0, 1),
        along=depth_of_its_own,
    ),
    "a multiple of a weight": changes(y * w[i, j], y * velocity, *WEIGHTS, *real(y)),
    "a modulus": changes(sp.Abs(w[i, j]), sp.sign(w[i, j]) * velocity, *WEIGHTS, *MOVING),
    "at a bounded rate": grows(balance, -q * alpha, *WEIGHTS, Sign(alpha, "nonnegative"), flow=decaying),
    "a hypothesis on every slope": changes(w[i, j], velocity, *WEIGHTS, Every(c[place0] <= 1, place0, WIDTH)),
}


@pytest.mark.parametrize("name", TRUE)
def test_its_true_neighbours_are_proved(name: str) -> None:
    assert proved(TRUE[name])


def test_a_flow_that_only_says_it_is_one() -> None:
    class Still(Steepest):
        def velocity(self, i: sp.Expr, j: sp.Expr) -> sp.Expr:
            return sp.S.Zero

    assert not proved(changes(w[i, j], sp.S.Zero, *WEIGHTS, along=Still(DiagonalNetwork(L), q)))


def test_shares_are_of_places_that_are_new() -> None:
    """A condition on the member at place0 says nothing of the others."""
    part = Along("-", TimeIntegral(Total(c[n] ** 2, n, WIDTH)), Order.AT_MOST, Initially(LOSS) - f_inf, model)
    by = theorem(
        "spending",
        CHAIN,
        shares(assumption()),
        assumption(),
        coefficients(),
        Q=LOSS,
        r=-spent,
        K=sp.S.One,
        low=f_inf,
        h=Total(c[n] ** 2, n, WIDTH),
    )
    bound = c[place0] ** 2 <= Total(sp.Abs(G[ell, place0]) ** q, ell, L) * sp.Abs(c[place0]) ** q
    floor = (*real(f_inf), Condition(f_inf <= LOSS))
    assert not proved((part, by, (*GIVEN, *floor, Place(place0, WIDTH), Condition(bound))))
    assert proved((part, by, (*GIVEN, *floor, Every(bound, place0, WIDTH))))
