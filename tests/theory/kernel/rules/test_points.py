"""Properties of points: false statements about rest and penalties are refused, and their true neighbours are not."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.kernel.rules.points import equal_moduli as with_signs
from neversaddle.theory.kernel.rules.points import one_modulus
from neversaddle.theory.kernel.rules.points import place_by_place as relations_of
from neversaddle.theory.language.families import Product, Total, family, index
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.language.times import TIME
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    LOSS,
    SLOPE,
    WEIGHT,
    WIDTH,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
)
from neversaddle.theory.statement.balanced import AWAY, BALANCED, SIZE, at_weight, column, row, sigma, tau, y
from neversaddle.theory.statement.case_proofs import equal_moduli, zero_or_not
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import (
    Condition,
    Convex,
    Depth,
    Every,
    EveryPair,
    Hypothesis,
    Members,
    Place,
    Range,
    Sign,
    positive,
    real,
)
from neversaddle.theory.statement.kinds import Identity, Inequality, Part
from neversaddle.theory.statement.model import SIZES, i, j, r
from neversaddle.theory.statement.order_proofs import multiple
from neversaddle.theory.statement.points import AtLimits, AtPoints, AtRest, Each, FirstOrder, LeastInBox, Stationary
from neversaddle.theory.statement.proofs import coefficients, theorem
from neversaddle.theory.statement.rest_proofs import at_rest as resting
from neversaddle.theory.statement.rest_proofs import balanced_at_rest
from neversaddle.theory.statement.steps import Proof, Step

ONE, TWO = sp.S.One, sp.Integer(2)
z = sp.Symbol("z", real=True)
w, x, c = WEIGHT, COORDINATE, SLOPE
ABOVE_ONE = Range(q, open_low=True)
DECAY = Sign(alpha, "positive")
flow = Steepest(DiagonalNetwork(L), TWO, alpha)
coupled = replace(flow, coupled=True)
alone = Steepest(DiagonalNetwork(ONE), ONE, alpha, steady=True)
GIVEN: tuple[Hypothesis, ...] = (*SIZES, DECAY)
radius = 1 / alpha
penalty = Stationary(alpha * L / 2 * sp.Abs(y) ** (2 / L), y)
size = SIZE[column]
same = equal_moduli(multiple(sp.sign(tau) * size ** (L - 1)), sigma, tau)
SMOOTH = equal_moduli(coefficients())
PENALISED = at_weight(same, SMOOTH)
BOX = at_weight(multiple(alpha), multiple(-alpha))
LEAST = theorem("convex-minimum", BOX, radius=radius)

Statement = tuple[Part, Proof, tuple[Hypothesis, ...]]


def proved(statement: Statement) -> bool:
    part, proof, given = statement
    claim = Claim("made-up", "made up", "made up", (Identity("other", ONE, ONE),), Verdict.PROVED)
    # A claim takes no symbol that nothing is assumed of; the kernel has to refuse it by itself.
    object.__setattr__(claim, "says", (part,))
    object.__setattr__(claim, "given", given)
    return decide(claim, Step(part, proof.rule, proof.details, proof.premises)).proved


def rest(right: object, along: Steepest, proof: Proof, *given: Hypothesis) -> Statement:
    return AtPoints("-", AtRest(), right, along), proof, (*GIVEN, *given)  # type: ignore[arg-type]


def limits(limit: object, proof: Proof, *given: Hypothesis, along: Steepest = alone) -> Statement:
    return AtLimits("-", limit, along), theorem("limit-at-rest", proof), (*GIVEN, *given)  # type: ignore[arg-type]


EQUAL = Every(sp.Eq(sp.Abs(w[r, j]), sp.Abs(w[i, j])), r, L)
HERE = (*SIZES, Place(i, L), Place(j, WIDTH), Members(w, "nonzero"))


def moduli(left: sp.Expr, right: sp.Expr, *given: Hypothesis, signs: tuple[sp.Symbol, ...] = (sigma, tau)) -> Statement:
    return Identity("-", left, right), equal_moduli(Proof("normal form"), *signs), (*HERE, EQUAL, *given)


whole, others = Product(w[r, j], r, L), Product(w[r, j], r, L, i)
n = index("n")
FALSE: dict[str, Statement] = {
    # penalties
    "where coordinates vanish": rest(penalty, flow, PENALISED, *BALANCED),
    "out of balance": rest(penalty, flow, PENALISED, Members(SIZE, "positive")),
    "another penalty": rest(replace(penalty, penalty=2 * penalty.penalty), flow, PENALISED, *AWAY),
    "a kink beyond a condition": rest(
        replace(penalty, penalty=sp.Abs(y) ** (2 / L) + sp.Abs(y - 1)), flow, PENALISED, *AWAY, Condition(y > 1)
    ),
    "a slope that hides it": rest(
        Stationary(sp.Abs(y) ** z / z, y),
        replace(coupled, decay=sp.S.Zero),
        at_weight(equal_moduli(multiple(ONE), sigma, tau), SMOOTH),
        *AWAY,
        *real(z),
    ),
    "a penalty of what moves": rest(Stationary(alpha * y * sp.Abs(x[j]), y), flow, PENALISED, *AWAY, Place(j, WIDTH)),
    "sign flow as if it did not jump": rest(
        Stationary(alpha * sp.Abs(y) ** (1 + 1 / L), y), replace(flow, q=ONE), PENALISED, *AWAY
    ),
    "an exponent that may be 1": rest(penalty, replace(flow, q=q), PENALISED, *AWAY, Range(q)),
    "an exponent below 1": rest(penalty, replace(coupled, q=q), PENALISED, *AWAY, Range(q, low=sp.S.Half)),
    "an equation of another exponent": rest(penalty, replace(flow, q=q), PENALISED, *AWAY, ABOVE_ONE),
    # boxes
    "another box": rest(FirstOrder(2 / alpha), alone, BOX),
    "decay that may be none": (AtPoints("-", AtRest(), FirstOrder(radius), alone), BOX, (*SIZES, Sign(alpha, "real"))),
    "a box at every depth": rest(FirstOrder(radius), Steepest(DiagonalNetwork(L), ONE, alpha), BOX),
    "a minimum of any loss": rest(LeastInBox(radius), alone, LEAST),
    "a minimum over another box": rest(LeastInBox(2 / alpha), alone, LEAST, Convex()),
    "a minimum place by place": rest(LeastInBox(radius), alone, BOX, Convex()),
    # models
    "a coordinate without weights": (
        AtPoints("-", AtRest(), penalty, flow),
        PENALISED,
        (Depth(L, 0), Depth(WIDTH, 1), DECAY, *AWAY),
    ),
    "balance of other coordinates": rest(
        penalty, flow, PENALISED, EveryPair(sp.Eq(sp.Abs(w[i, j]), SIZE[j]), i, L, j, L), Members(SIZE, "positive")
    ),
    "balance of one coordinate": rest(
        penalty,
        flow,
        PENALISED,
        Place(j, WIDTH),
        Every(sp.Eq(sp.Abs(w[i, j]), SIZE[j]), i, L),
        Members(SIZE, "positive"),
    ),
    "any model": rest(penalty, Steepest(SeparableModel(L), TWO, alpha), PENALISED, *AWAY),
    "the loss": rest(Each(sp.Eq(LOSS, 0), j), flow, at_weight(multiple(ONE)), *AWAY),
    "time": rest(Each(sp.Eq(TIME * c[j], 0), j), flow, at_weight(multiple(ONE)), *AWAY),
    "places that are named": (
        AtPoints("-", AtRest(), penalty, flow),
        PENALISED,
        (*GIVEN, *AWAY, Place(column, WIDTH)),
    ),
    # limits
    "limits where decay changes": limits(FirstOrder(radius), BOX, along=replace(alone, steady=False)),
    "limits of balanced solutions": limits(FirstOrder(radius), BOX, *AWAY),
    "limits of some solutions": limits(FirstOrder(radius), BOX, Place(j, WIDTH), Sign(w[i, j], "positive")),
    "limits that minimise any loss": limits(LeastInBox(radius), LEAST),
    # moduli
    "a product without its sign": moduli(whole, sp.Abs(w[i, j]) ** L),
    "one sign for two numbers": moduli(w[i, j] * others, sp.Abs(w[i, j]) ** L, signs=(sigma, sigma)),
    "a sum of numbers of one modulus": moduli(Total(w[r, j], r, L), L * w[i, j], signs=(sigma,)),
    "a sum of products": moduli(Total(Product(w[n, j], n, L, r), r, L), L * sp.Abs(w[i, j]) ** (L - 1), signs=(sigma,)),
    "another coordinate": moduli(
        sp.Abs(Product(w[n, r], n, L)), sp.Abs(w[i, j]) ** L, Place(r, WIDTH, apart=(j,)), signs=(sigma,)
    ),
    "a quotient that has no value at times": moduli(
        (sp.Abs(whole) - 1) / (sp.Abs(w[i, j]) ** L - 1), ONE, signs=(sigma,)
    ),
    "a sum of quotients": moduli(
        Total((sp.Abs(Product(w[n, j], n, L, r)) - 1) / (sp.Abs(w[i, j]) ** (L - 1) - 1), r, L), L, signs=(sigma,)
    ),
    "one more factor": moduli(sp.Abs(whole), sp.Abs(w[i, j]) ** (L + 1), signs=(sigma,)),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_refused(name: str) -> None:
    assert not proved(FALSE[name])


everywhere = Each(sp.Eq(x[j] * c[j], -alpha * sp.Abs(x[j]) ** (2 / L)), j)
TRUE: dict[str, Statement] = {
    "a penalty": rest(penalty, flow, PENALISED, *AWAY),
    "a penalty inside": rest(penalty, replace(coupled, q=q), PENALISED, *AWAY, Range(q)),
    "where coordinates vanish": (
        AtPoints("-", AtRest(), everywhere, flow),
        at_weight(equal_moduli(zero_or_not(size, multiple(sp.sign(sigma) / size), multiple(ONE)), sigma, tau)),
        (Depth(L, 2), Depth(WIDTH, 1), DECAY, *BALANCED),
    ),
    "a box": rest(FirstOrder(radius), alone, BOX),
    "a box under a convex loss": rest(FirstOrder(radius), alone, BOX, Convex()),
    "a minimum of a convex loss": rest(LeastInBox(radius), alone, LEAST, Convex(why="given")),
    "limits": limits(FirstOrder(radius), BOX),
    "limits under a convex loss": limits(LeastInBox(radius), LEAST, Convex()),
    "limits without decay": (
        AtLimits("-", Each(sp.Eq(c[j], 0), j), Steepest(DiagonalNetwork(ONE), TWO)),
        theorem("limit-at-rest", at_weight(multiple(ONE))),
        (Depth(WIDTH, 1),),
    ),
    "a product with its sign": moduli(sp.Abs(whole), sp.Abs(w[i, j]) ** L, signs=(sigma,)),
    "a sum of moduli": moduli(
        Total(sp.Abs(Product(w[n, j], n, L, r)) ** q, r, L),
        L * sp.Abs(w[i, j]) ** (q * (L - 1)),
        ABOVE_ONE,
        signs=(sigma,),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_its_true_neighbours_are_proved(name: str) -> None:
    assert proved(TRUE[name])


NONZERO = Members(WEIGHT, "nonzero")
AT_TWO = multiple(ONE, sp.sign(sigma) * size)


def at_limit(prop: Each, along: Steepest, proof: Proof, *given: Hypothesis) -> Statement:
    return AtLimits("-", prop, along), theorem("limit-where-at-rest", proof), (*GIVEN, *given)


def balanced(then: Proof, exponent: sp.Expr = TWO, zero: Proof | None = None) -> Proof:
    """At rest all weights of a coordinate are of one modulus: where one is not zero, and where it is."""
    away = balanced_at_rest(equal_moduli(then, sigma, tau), exponent)
    return resting(away if zero is None else zero_or_not(w[row, column], away, zero))


steady = replace(flow, steady=True)
BALANCES: dict[str, tuple[Statement, bool]] = {
    "limits": (at_limit(everywhere, steady, balanced(AT_TWO, zero=multiple(ONE))), True),
    "limits, zero or not": (at_limit(everywhere, steady, balanced(AT_TWO)), True),
    "limits of another power": (
        at_limit(
            Each(sp.Eq(x[j] * c[j], -alpha * sp.Abs(x[j]) ** (1 / L)), j),
            steady,
            balanced(AT_TWO, zero=multiple(ONE)),
        ),
        False,
    ),
    "limits where decay changes": (at_limit(everywhere, flow, balanced(AT_TWO, zero=multiple(ONE))), False),
    "limits under other decay": (
        at_limit(everywhere, replace(steady, decay=2 * alpha), balanced(AT_TWO, zero=multiple(ONE))),
        False,
    ),
    "every point": ((AtPoints("-", everywhere, None, flow), balanced(AT_TWO), (*GIVEN, NONZERO)), False),
    "every point at rest": (
        (AtPoints("-", everywhere, None, flow, where=AtRest()), balanced(AT_TWO), (*GIVEN, NONZERO)),
        True,
    ),
    "without decay": (
        (
            AtPoints("-", Each(sp.Eq(c[j], 0), j), None, replace(flow, decay=sp.S.Zero), where=AtRest()),
            balanced(multiple(ONE, sp.sign(tau) * size ** (1 - L))),
            (*GIVEN, NONZERO),
        ),
        False,
    ),
}


@pytest.mark.parametrize("name", BALANCES)
def test_rest_is_balanced(name: str) -> None:
    """All weights of a coordinate that rests are of one modulus, since there is decay; other points need not be so."""
    statement, true = BALANCES[name]
    assert proved(statement) == true


def test_one_modulus_is_that_of_any_other_weight() -> None:
    goal, all_at_rest = Identity("-", whole, whole), Every(sp.Eq(c[j] + w[n, j], 0, evaluate=False), n, L)
    shown, left = one_modulus(goal, (*HERE, all_at_rest), w[i, j], index("o"), SIZE[j])
    o = index("o")
    assert Place(o, L, apart=(i,)) in shown.given and Condition(sp.Eq(c[j] + w[o, j], 0)) in shown.given
    assert Every(sp.Eq(sp.Abs(w[o, j]), SIZE[j]), o, L) in left.given and all_at_rest not in left.given
    assert Members(SIZE, "positive") in left.given
    may_vanish = tuple(h for h in HERE if h != NONZERO)
    assert Members(SIZE, "nonnegative") in one_modulus(goal, may_vanish, w[i, j], o, SIZE[j])[1].given


@pytest.mark.parametrize(
    "member, other, name",
    [
        (w[i, j], i, SIZE[j]),
        (w[i, j], index("o"), SIZE[i]),
        (w[i, j], index("o"), w[j]),
        (w[i, j], index("o"), sp.IndexedBase("r", positive=True)[j]),
        (w[r, j], index("o"), SIZE[j]),
        (w[i, i], index("o"), SIZE[i]),
        (w[i, j], sp.Symbol("o", integer=True), SIZE[j]),
    ],
)
def test_one_modulus_has_a_new_name(member: sp.Indexed, other: sp.Symbol, name: sp.Indexed) -> None:
    with pytest.raises(CannotDecide):
        one_modulus(Identity("-", whole, whole), HERE, member, other, name)


def test_rest_under_sign_flow_is_two_relations() -> None:
    goal = AtPoints("-", AtRest(), FirstOrder(radius), alone)
    one, two = relations_of(goal, GIVEN, (i, j))
    assert [type(part.conditions[0]) for part in (one, two)] == [sp.Le, sp.Eq]
    # -alpha w in Sign(c): by hand, at points on and off.
    for weight, slope, at_rest in [
        (1, -2, True),
        (1, 2, False),
        (-1, 1, True),
        (0, 0, True),
        (2, 0, False),
        (0, 1, False),
    ]:
        here = {w[i, j]: sp.Integer(weight), c[j]: sp.Integer(slope), alpha: ONE}
        sides = [part.conditions[0].func(*(e.xreplace(here) for e in part.conditions[0].args)) for part in (one, two)]
        assert all(bool(side) for side in sides) == at_rest


@pytest.mark.parametrize("signs", [(sigma,), (sigma, tau, y), (sigma, sp.Symbol("tau", positive=True)), (sigma, alpha)])
def test_signs_are_of_new_numbers(signs: tuple[sp.Symbol, ...]) -> None:
    with pytest.raises(CannotDecide, match="new name"):
        with_signs(Identity("-", whole, alpha * w[i, j]), (*HERE, EQUAL, *positive(alpha)), signs)


@pytest.mark.parametrize("part", [FALSE["limits where decay changes"][0], Inequality("-", y, y, tight=sp.Eq(y, 0))])
def test_only_what_is_said_of_one_moment_has_signs(part: Part) -> None:
    with pytest.raises(CannotDecide):
        with_signs(part, (*HERE, EQUAL, *real(y)), ())


def test_families_of_other_names_are_left_alone() -> None:
    other = family("v")
    goal = Identity("-", other[i, j] * whole, other[i, j] * whole)
    (part,) = with_signs(goal, (*HERE, EQUAL, Members(other, "real")), (sigma, tau))
    assert isinstance(part, Identity) and part.left.has(other[i, j])
