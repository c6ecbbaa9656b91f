"""False conditions about families, partial derivatives and least values: each must be refused, and its twin proved."""

from __future__ import annotations

import pytest
import sympy as sp

from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.language.families import Product, Total, family, index
from neversaddle.theory.language.statements import ForEach, ForSome, Partial, Same
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.steepest import COORDINATE, CURVATURE, LOSS, SLOPE, WEIGHT, DiagonalNetwork
from neversaddle.theory.motion.steepest import WIDTH as k
from neversaddle.theory.statement.case_proofs import alike, all_or_one, equal
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import (
    Composed,
    Condition,
    Depth,
    Every,
    Hypothesis,
    Members,
    Place,
    Range,
    Sign,
    real,
)
from neversaddle.theory.statement.kinds import Identity, Part
from neversaddle.theory.statement.least import Least
from neversaddle.theory.statement.order_proofs import (
    each_place,
    equation,
    here_and_elsewhere,
    least,
    multiple,
    relation,
    vanishing_sum,
)
from neversaddle.theory.statement.proofs import coefficients, normal_form, truth
from neversaddle.theory.statement.steps import Proof, Step

a, w = family("a"), WEIGHT
i, j, m, n, r = map(index, "ijmnr")
x, y = sp.Symbol("x", real=True), sp.Symbol("y", real=True)
SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(k, 1))
PLACES = (Place(i, L), Place(r, L, apart=(i,)), Place(j, k), Place(n, k, apart=(j,)))
C1, C2 = Composed(DiagonalNetwork(L)), Composed(DiagonalNetwork(L), 2)
POSITIVE = Members(a, "nonnegative")
NONE = Every(sp.Ne(w[m, j], 0), m, L)
Statement = tuple[Part, Proof, tuple[Hypothesis, ...]]


def proved(statement: Statement) -> bool:
    part, proof, given = statement
    claim = Claim("made-up", "made up", "made up", (Identity("other", sp.S.Zero, sp.S.Zero),), Verdict.PROVED)
    object.__setattr__(claim, "says", (part,))
    object.__setattr__(claim, "given", (*SIZES, *given))
    return decide(claim, Step(part, proof.rule, proof.details, proof.premises)).proved


def true(condition: sp.Basic, *given: Hypothesis, by: Proof | None = None) -> Statement:
    return Holds("-", condition, ()), by or truth(), given


def least_value(value: sp.Expr, at: sp.Expr, admitted: sp.Basic, *given: Hypothesis, by: Proof) -> Statement:
    return Least("-", Total(a[m] ** 2, m, L), a, admitted, sp.sympify(value), m, sp.sympify(at)), by, given


every = ForEach(sp.Ne(w[m, j], 0), m, L)
product = Product(w[m, j], m, L)
first = Partial(LOSS, w[i, j])
square = sp.Eq(Total(a[m], m, L), x)
bound = relation(coefficients())

FALSE: dict[str, Statement] = {
    "members of another coordinate": true(sp.Ne(Product(w[m, n], m, L), 0), *PLACES, NONE),
    "members that are left out": true(sp.Ne(product, 0), *PLACES, Every(sp.Ne(w[m, j], 0), m, L, but=(i,))),
    "a place that is left out and not named": true(
        sp.Ne(Product(w[m, j], m, L, r), 0), *PLACES, Every(sp.Ne(w[m, j], 0), m, L, but=(i,))
    ),
    "members of a shorter range": true(sp.Ne(Product(a[m], m, L + 1), 0), Every(sp.Ne(a[m], 0), m, L)),
    "a place left out of another range": true(
        sp.Ne(a[i], 0), Place(i, L), Place(j, k), Every(sp.Ne(a[m], 0), m, L, but=(j,))
    ),
    "a named place that may be the one left out": true(
        sp.Ne(a[i], 0), Place(i, L), Place(r, L), Every(sp.Ne(a[m], 0), m, L, but=(r,))
    ),
    "some place where there may be none": true(ForSome(sp.Eq(Same(m, m), 1), m, L, i), Place(i, L)),
    "some place by another": true(ForSome(sp.Eq(a[m], 0), m, L, i), Place(i, L), Sign(a[i], "zero")),
    "every place by one": true(ForEach(sp.Eq(a[m], 0), m, L), Place(i, L), Sign(a[i], "zero")),
    "every place but the one that fails, and all": true(
        ForEach(sp.Eq(Same(m, i), 0), m, L), Place(i, L), Place(r, L, apart=(i,))
    ),
    "places that may be one": true(sp.Eq(Same(i, r), 0), Place(i, L), Place(r, L)),
    "places of two ranges": true(sp.Eq(Same(i, j), 0), Place(i, L), Place(j, k)),
    "a sum of deltas": true(sp.Eq(Total(Same(m, i), m, L, r), 1), Place(i, L), Place(r, L)),
    "a sum of zeros and one more": true(
        sp.Eq(Total(a[m], m, L), 0), Place(i, L), Every(sp.Eq(a[m], 0), m, L, but=(i,))
    ),
    "a product of zeros over no place": true(
        sp.Eq(Product(a[m], m, L, i), 0), Place(i, L), Every(sp.Eq(a[m], 0), m, L)
    ),
    "a derivative at a kink": true(
        sp.Eq(Partial(sp.Abs(a[i]), a[i]) ** 2 * a[i], a[i]), Place(i, L), by=relation(normal_form())
    ),
    "a derivative at a kink, q = 1": true(
        sp.Eq(Partial(sp.Abs(a[i]) ** q, a[i]), q * sp.sign(a[i]) * sp.Abs(a[i]) ** (q - 1)), Place(i, L), Range(q)
    ),
    "a derivative of a jump": true(sp.Eq(Partial(sp.sign(a[i]), a[i]), 0), Place(i, L)),
    "a derivative of what has no value": true(sp.Eq(Partial(1 / y + a[i], a[i]), 1), Place(i, L), *real(y)),
    "a derivative of what has no value at a place": true(
        sp.Eq(Partial(Total(1 / a[m], m, L, i), a[i]), 0), Place(i, L)
    ),
    "a derivative by a member of another place": true(
        sp.Eq(Partial(Total(a[m], m, L), a[i]), Partial(a[r], a[i]) + 1), Place(i, L), Place(r, L)
    ),
    "a derivative of a loss of nothing": true(sp.Eq(first, 0), *PLACES),
    "a second derivative of a loss that has none": true(sp.Eq(Partial(first, w[r, j]), 0), *PLACES, C1),
    "a third derivative": true(sp.Eq(Partial(CURVATURE[j, j], w[i, j]), 0), *PLACES, C2),
    "the slope held fast": true(sp.Eq(Partial(SLOPE[j] * a[i], w[i, j]), 0), *PLACES, C2),
    "the coordinate held fast": true(sp.Eq(Partial(COORDINATE[j], w[i, j]), 0), *PLACES, C1),
    "another coordinate's weight": true(
        sp.Eq(Partial(LOSS, w[i, n]), SLOPE[j] * Product(w[m, j], m, L, i)), *PLACES, C1
    ),
    "critical where one weight vanishes": true(
        ForEach(sp.Eq(Partial(LOSS, w[m, j]), 0), m, L), Place(i, L), Place(j, k), Sign(w[i, j], "zero"), C1
    ),
    "no third derivative, but a sum of products": true(sp.Eq(Total(product, j, k), 0), Place(j, k), C2),
    "cases of one place": true(sp.Ne(product, 0), Place(j, k), by=all_or_one(every, r, truth(), truth())),
    "cases with a name that is taken": true(
        sp.Ne(w[r, j], 0), Place(r, L), Place(j, k), by=all_or_one(every, r, truth(), truth())
    ),
    "cases of what is no sign": true(
        sp.Eq(a[i], a[i] ** 2), Place(i, L), by=all_or_one(ForEach(sp.Le(a[m], 1), m, L), r, truth(), truth())
    ),
    "an equation that is not assumed": true(
        sp.Eq(x, y), *real(x, y), by=relation(equation(sp.Eq(x, y), sp.S.One, normal_form()))
    ),
    "an equation times what has no value": true(
        sp.Eq(x, 0),
        *real(x, y),
        Condition(sp.Eq(x * y, 0)),
        by=relation(equation(sp.Eq(x * y, 0), 1 / y, normal_form())),
    ),
    "an equation that is shown, and is false": true(
        sp.Eq(x, y), *real(x, y), by=relation(equation(sp.Eq(x, y), sp.S.One, normal_form(), normal_form()))
    ),
    "here alone": true(
        ForEach(sp.Eq(a[m], 0), m, L), Place(i, L), Sign(a[i], "zero"), by=here_and_elsewhere(i, truth(), truth())
    ),
    "elsewhere alone": true(
        ForEach(sp.Eq(a[m], 0), m, L),
        *(Place(i, L), Every(sp.Eq(a[m], 0), m, L, but=(i,))),
        by=here_and_elsewhere(i, truth(), truth()),
    ),
    "a place of another range": true(
        ForEach(sp.Eq(a[m], 0), m, L),
        *(Place(i, k), Every(sp.Eq(a[m], 0), m, L)),
        by=here_and_elsewhere(i, truth(), truth()),
    ),
    "a number of which more is assumed": true(
        sp.Le(Total(a[m], m, L), 0),
        *real(x),
        Condition(square),
        Condition(x <= 0),
        by=relation(equal(x, Proof("assumption", {"factor": sp.S.One}))),
    ),
    "alike but for one": true(
        sp.Eq(product, w[r, j] ** L),
        *(Place(i, L), Place(r, L, apart=(i,)), Place(j, k), Every(sp.Eq(w[m, j], w[r, j]), m, L, but=(i,))),
        by=relation(alike(normal_form())),
    ),
    "alike in modulus": true(
        sp.Eq(product, w[r, j] ** L),
        *(Place(r, L), Place(j, k), Every(sp.Eq(sp.Abs(w[m, j]), sp.Abs(w[r, j])), m, L)),
        by=relation(alike(normal_form())),
    ),
    "a sum that vanishes, of any shares": true(
        sp.Equivalent(sp.Eq(0, Total(a[m], m, L)), ForEach(sp.Eq(a[m], 0), m, L)),
        by=vanishing_sum(a[i], i, normal_form(), coefficients(), relation(multiple(sp.S.One))),
    ),
    "zeros of a factor": true(sp.Equivalent(sp.Eq(x * y, 0), sp.Eq(x, 0)), *real(x, y), by=relation(multiple(y))),
    "a least value that is not attained": least_value(-1, 0, sp.true, by=least(truth(), truth(), bound)),
    "a least value beyond what is admitted": least_value(
        0, 0, sp.Eq(Total(a[m], m, L), 1), by=least(truth(), truth(), bound)
    ),
    "a least value of less": least_value(
        0, 0, sp.true, Every(sp.Eq(a[m], 0), m, L), by=least(truth(), truth(), relation(normal_form()))
    ),
    "a least value that depends": least_value(Total(a[m] ** 2, m, L), a[m], sp.true, by=least(truth(), truth(), bound)),
}
TRUE: dict[str, Statement] = {
    "members of the coordinate": true(sp.Ne(product, 0), *PLACES, NONE),
    "members that are left": true(
        sp.Ne(Product(w[m, j], m, L, i), 0), *PLACES, Every(sp.Ne(w[m, j], 0), m, L, but=(i,))
    ),
    "some place that there is": true(ForSome(sp.Eq(a[m], 0), m, L), Place(i, L), Sign(a[i], "zero")),
    "a sum of deltas": true(sp.Eq(Total(Same(m, i) * a[m], m, L), a[i]), Place(i, L)),
    "a sum of zeros": true(sp.Eq(Total(a[m], m, L), a[i]), Place(i, L), Every(sp.Eq(a[m], 0), m, L, but=(i,))),
    "a derivative off the kink": true(
        sp.Eq(Partial(sp.Abs(a[i]), a[i]), sp.sign(a[i])), Place(i, L), Sign(a[i], "nonzero")
    ),
    "a derivative by one member": true(
        sp.Eq(Partial(Total(a[m] ** 3, m, L), a[i]), 3 * a[i] ** 2 + Partial(a[r], a[i])), *PLACES[:2]
    ),
    "one weight": true(sp.Eq(first, SLOPE[j] * Product(w[m, j], m, L, i)), *PLACES, C1),
    "cases": true(sp.Implies(sp.Ne(product, 0), every), Place(j, k), by=all_or_one(every, r, truth(), truth())),
    "alike": true(
        sp.Eq(sp.Abs(product), sp.Abs(w[r, j]) ** L),
        *(Place(r, L), Place(j, k), Every(sp.Eq(sp.Abs(w[m, j]), sp.Abs(w[r, j])), m, L)),
        Sign(w[r, j], "nonzero"),
        by=relation(alike(normal_form())),
    ),
    "at every place": true(ForEach(sp.Le(0, a[m]), m, L), POSITIVE, by=each_place(bound)),
    "here and elsewhere": true(
        ForEach(sp.Eq(a[m], 0), m, L),
        *(Place(i, L), Sign(a[i], "zero"), Every(sp.Eq(a[m], 0), m, L, but=(i,))),
        by=here_and_elsewhere(i, truth(), truth()),
    ),
    "an equation that is shown": true(
        sp.Eq(y * (x + 1) ** 2, y * x**2 + 2 * x * y + y),
        *real(x, y),
        by=relation(equation(sp.Eq((x + 1) ** 2, x**2 + 2 * x + 1), y, normal_form(), normal_form())),
    ),
    "a least value": least_value(0, 0, sp.true, by=least(truth(), truth(), bound)),
    "in other words": true(
        sp.Le(0, x), *real(x), POSITIVE, Condition(square), by=relation(equal(x, bound.premises[0]))
    ),
    "a power": true(
        sp.Eq(Partial(sp.Abs(a[i]) ** y, a[i]) * sp.Abs(a[i]), y * sp.sign(a[i]) * sp.Abs(a[i]) ** y),
        *(Place(i, L), Sign(a[i], "nonzero"), *real(y)),
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_not_proved(name: str) -> None:
    assert not proved(FALSE[name])


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_is(name: str) -> None:
    assert proved(TRUE[name])


def test_places_that_are_bound_are_no_letters() -> None:
    statement = ForEach(sp.Eq(a[m], a[i]), m, L)
    assert statement == ForEach(sp.Eq(a[r], a[i]), r, L) and statement.xreplace({m: i}) == statement
    assert statement.xreplace({i: m}) == ForEach(sp.Eq(a[r], a[m]), r, L) != ForEach(sp.Eq(a[m], a[m]), m, L)


def test_a_partial_derivative_is_by_a_member() -> None:
    with pytest.raises(ValueError, match="no member"):
        Partial(a[i], a[i]).xreplace({a[i]: sp.S.Zero})
