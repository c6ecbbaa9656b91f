"""False statements about families that an adversary once had proved: each was a hole, and each must stay refused."""

from __future__ import annotations

import pytest
import sympy as sp

from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.language.families import Over, Product, Total, family, index
from neversaddle.theory.language.symbols import L
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import WIDTH as k
from neversaddle.theory.statement.case_proofs import positive_or_not, zero_or_not
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Hypothesis, Members, Place, Sign, positive
from neversaddle.theory.statement.kinds import Equivalence, Identity, Inequality, Limit, Part
from neversaddle.theory.statement.order_proofs import shares
from neversaddle.theory.statement.proofs import assumption, coefficients
from neversaddle.theory.statement.steps import Proof, Step

a, b = family("a"), family("b")
i, j, m, n, r = map(index, "ijmnr")
place0, place1 = index("place0"), index("place1")
y, z = sp.Symbol("y", real=True), sp.Symbol("z", positive=True)
SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(k, 1))
REAL = (Members(a, "real"), Members(b, "real"))
bound = sp.Symbol("B", nonnegative=True)
NORMAL, SIGNS, GIVEN = Proof("normal form"), coefficients(), assumption()

Statement = tuple[Part, Proof, tuple[Hypothesis, ...]]


def equal(left: sp.Expr, right: sp.Expr, *given: Hypothesis) -> Statement:
    return Identity("-", left, sp.sympify(right)), NORMAL, given


def at_most(left: sp.Expr, right: sp.Expr, *given: Hypothesis, by: Proof = SIGNS) -> Statement:
    return Inequality("-", sp.sympify(left), right), by, given


def proved(statement: Statement) -> bool:
    part, proof, given = statement
    given = (*SIZES, *given)
    # Places and members are hypotheses' symbols, and a claim of numbers alone would not take them.
    claim = Claim("made-up", "made up", "made up", (Identity("other", sp.S.Zero, sp.S.Zero),), Verdict.PROVED)
    object.__setattr__(claim, "says", (part,))
    object.__setattr__(claim, "given", given)
    return decide(claim, Step(part, proof.rule, proof.details, proof.premises)).proved


def branches(j: sp.Symbol) -> sp.Expr:
    """The sum over m of the products of all a[n, j] but a[m, j]."""
    return Total(Product(a[n, j], n, L, m), m, L)


TWO, ONE = (Place(i, L), Place(r, L)), (Place(i, L),)
SIGNED = (*REAL, Sign(y, "real"))
FALSE: dict[str, Statement] = {
    "two places that may be one, in a sum": equal(Total(1, m, L, i, r), L - 2, *TWO),
    "two places that may be one, in a product": equal(Product(2, m, L, i, r), 2 ** (L - 2), *TWO),
    "in a hypothesis": at_most(L - 2, y, *TWO, *SIGNED, Condition(Total(1, m, L, i, r) <= y), by=GIVEN),
    "a place of another range": equal(Total(1, m, L, i), L - 1, Place(i, k)),
    "a place that is not declared": equal(Total(1, m, L, i), L - 1),
    "a bound place that comes to a named one": equal(
        Total(Product(2, n, L, m, r), m, L), L * 2 ** (L - 2), Place(r, L)
    ),
    "a bound place of another range": equal(Total(Product(2, n, L, m), m, k), k * 2 ** (L - 1)),
    "fewer places than none": equal(Total(1, m, L - 2), L - 2),
    "shares without a value, and no share": equal(Total(y / (L - 1), m, L, i), y, *ONE, *SIGNED),
    "0/0 at L = 1": equal(Total(1, m, L, i) * y / (L - 1), y, *ONE, *SIGNED),
    "shares without a value": at_most(0, Total(1 / a[m], m, L) ** 2, *REAL),
    "logarithms without a value": at_most(0, Total(sp.log(a[m]), m, L) ** 2, *REAL),
    "a letter of substitution": equal(Total(a[m], m, L).xreplace({place0: i}), L * a[i], *ONE, *REAL),
    "a letter of a hypothesis": at_most(
        L * a[i], b[i], *ONE, *REAL, Every(Total(a[m], m, L) <= b[place0], place0, L), by=GIVEN
    ),
    "a symbol named like a member": equal(a[i], sp.Symbol("a[i]", real=True), *ONE, *REAL),
    "a symbol named like a sum": equal(Total(a[m], m, L), sp.Symbol("sum[0]", real=True), *REAL),
    "two places of one name": equal(
        a[i], a[sp.Symbol("i", integer=True)], *ONE, Place(sp.Symbol("i", integer=True), L), *REAL
    ),
    "two families of one name": equal(a[i], sp.IndexedBase("a", shape=(3,), real=True)[i], *ONE, *REAL),
    "a hypothesis on another place": at_most(
        Total(a[m] ** 2, m, L),
        Total(a[m], m, L),
        Place(place0, L),
        *REAL,
        Condition(a[place0] ** 2 <= a[place0]),
        by=shares(GIVEN),
    ),
    "the sign of a share at a place of that name": at_most(
        0, Total(sp.sign(a[m] - a[place1]), m, L), Place(place1, L), *REAL
    ),
    "the sign of one member": at_most(0, Total(a[m], m, L), Place(place1, L), Sign(a[place1], "positive"), *REAL),
    "a named member in a sum of sums": at_most(
        0,
        Total(branches(j), j, k) - Total(branches(j), j, k, r),
        *ONE,
        Place(r, k),
        Sign(a[i, r], "zero"),
        *REAL,
    ),
    "a derivative": equal(sp.Derivative(Total(sp.exp(y * a[m]), m, L), y), 0, *SIGNED),
    "a limit": (
        Limit("-", Total(sp.exp(z * a[m]), m, L) / (1 + z), z, sp.oo, sp.S.Zero),
        Proof("continuity"),
        (*REAL, *positive(z)),
    ),
    "an equivalence": (
        Equivalence("-", (sp.Gt(Total(1 / a[m], m, L), 0), sp.Gt(2 * Total(1 / a[m], m, L), 0))),
        Proof("common sign"),
        REAL,
    ),
    "a family declared positive": at_most(
        0, sp.IndexedBase("a", positive=True)[i], *ONE, Members(sp.IndexedBase("a", positive=True), "real")
    ),
    "what was, where it is zero now": at_most(
        0, (1 - sp.sign(a[i]) ** 2) * Initially(a[i]), *ONE, *REAL, by=zero_or_not(a[i], SIGNS, SIGNS)
    ),
    "the sign of what was": at_most(0, Initially(a[i]), *ONE, *REAL, Sign(a[i], "positive")),
    "what was zero at one time": at_most(1 / Initially(a[i]), 1 / Initially(a[i]), *ONE, Members(a, "positive")),
    "the start of what is defined later": at_most(0, Initially(1 / a[i]), *ONE, Members(a, "positive")),
    "a number of a name that is taken": at_most(
        0,
        y**2 + 5 * y,
        Sign(y, "real"),
        Sign(bound, "nonnegative"),
        Condition(bound > 5),
        by=positive_or_not(y, bound, SIGNS, SIGNS),
    ),
    "0^(L-1) where L may be 1": equal(Product(0, m, L, i), 0, *ONE),
    "a sum over no place": at_most(1, 1 + Total(sp.Abs(a[m]), m, L, i) - y, *ONE, *SIGNED),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_refused(name: str) -> None:
    assert not proved(FALSE[name])


APART = (Place(i, L), Place(r, L, apart=(i,)))
TRUE: dict[str, Statement] = {
    "two places": equal(Total(1, m, L, i, r), L - 2, *APART),
    "a bound place that avoids a named one": equal(
        Total(Product(2, n, L, m, r), m, L, r), (L - 1) * 2 ** (L - 2), Place(r, L)
    ),
    "fewer places": equal(Total(1, m, L - 1), L - 1),
    "a letter of substitution": equal(Total(a[m], m, L).xreplace({place0: i}), Total(a[m], m, L), *ONE, *REAL),
    "a positive share": at_most(0, Total(1 / a[m], m, L), Members(a, "positive")),
    "a hypothesis on every place": at_most(
        Total(a[m] ** 2, m, L),
        Total(a[m], m, L),
        Place(place0, L),
        *REAL,
        Every(a[m] ** 2 <= a[m], m, L),
        by=shares(GIVEN),
    ),
    "0^(L-1) where L is not 1": equal(Product(0, m, L, i), 0, *ONE, Depth(L, 2)),
}


@pytest.mark.parametrize("name", TRUE)
def test_its_true_neighbours_are_proved(name: str) -> None:
    assert proved(TRUE[name])


def test_a_size_is_a_whole_number() -> None:
    with pytest.raises(ValueError, match="no whole number"):
        Total(a[m], m, sp.Symbol("q", positive=True))


def test_other_sums_than_these_are_unknown() -> None:
    class Largest(Over):
        EMPTY = sp.S.Zero

    assert not proved(equal(Largest(a[m], m, L), Largest(a[m], m, L) + Total(0 * a[m], m, L), *REAL))
