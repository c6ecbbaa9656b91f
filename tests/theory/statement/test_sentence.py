"""Sentences are complete: all that the data hold is said, and other data make another sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sympy as sp

from neversaddle.theory.claims import ledger
from neversaddle.theory.definitions.leaf import OrbitTime, Size
from neversaddle.theory.language.families import Total, index
from neversaddle.theory.language.symbols import L, alpha, lam, q, u
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import (
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
)
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
from neversaddle.theory.statement.kind import Style
from neversaddle.theory.statement.kinds import Identity, Inequality, Part
from neversaddle.theory.statement.points import (
    AtLimits,
    AtPoints,
    AtRest,
    Each,
    FirstOrder,
    LeastInBox,
    Stationary,
)
from neversaddle.theory.statement.sentence import sentence
from neversaddle.theory.statement.shapes import Shape, Trait
from neversaddle.theory.statement.solutions import Along, Order, Rate
from neversaddle.theory.statement.writing import LATEX, TEXT

w, c = WEIGHT, SLOPE
i, j, n, r = map(index, "ijnr")
B, f_inf, y = sp.Symbol("B", positive=True), sp.Symbol("f_inf", real=True), sp.Symbol("y", real=True)
SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(WIDTH, 1))
WHERE = (Place(i, L), Place(r, L, apart=(i,)), Place(j, WIDTH))
network = Steepest(DiagonalNetwork(L), q, alpha)
balance = sp.Abs(w[i, j]) ** q - sp.Abs(w[r, j]) ** q
GIVEN: tuple[Hypothesis, ...] = (
    *SIZES,
    Range(q),
    *WHERE,
    Sign(alpha, "nonnegative"),
    *positive(B),
    *real(f_inf),
    Members(w, "nonzero"),
    Every(sp.Abs(c[n]) <= B, n, WIDTH),
    Condition(f_inf <= LOSS),
)
SAID = Along("-", balance, Order.EQUAL, Initially(balance) * sp.exp(-TimeIntegral(q * alpha)), network)
STYLES = [TEXT, LATEX]


def test_it_is_complete_by_itself() -> None:
    assert sentence(SAID, GIVEN) == (
        "For all whole L >= 1, whole k >= 1, q in [1, 2], i in 1..L, r in 1..L other than i, j in 1..k, alpha >= 0, "
        "B > 0, real f_inf: along every solution in Filippov's sense of dw[i,j]/dt = -Phi_q(df/dw[i,j]) - alpha w[i,j] "
        "for i = 1..L, j = 1..k (x[j] = w[1,j] ... w[L,j]; any C1 loss f, c = grad f(x); alpha may change with time, "
        "bounded on bounded stretches) on which at almost every time every w != 0 and |c[n]| <= B for n = 1..k and "
        "f_inf <= f, at all times |w[i, j]|**q - |w[r, j]|**q = "
        "exp(-int_0^t(alpha*q))*(|w[i, j]|**q - |w[r, j]|**q)(0)."
    )


def others(given: tuple[Hypothesis, ...]) -> Iterator[tuple[Hypothesis, ...]]:
    """The hypotheses with one of them changed, or left out."""
    changed: dict[type, list[dict[str, object]]] = {
        Depth: [{"at_least": 2}],
        Range: [{"open_low": True}, {"open_high": True}, {"low": sp.Rational(5, 4)}, {"high": sp.Rational(7, 4)}],
        Place: [{"size": 2 * L}, {"apart": (j,)}],
        Sign: [{"kind": "nonzero"}, {"kind": "real"}],
        Members: [{"kind": "real"}, {"kind": "positive"}, {"family": c}],
        Every: [{"relation": sp.Abs(c[n]) < B}, {"size": L}],
        Condition: [{"relation": f_inf < LOSS}],
    }
    for number, h in enumerate(given):
        yield given[:number] + given[number + 1 :]
        for change in changed[type(h)]:
            other = replace(h, **change)  # type: ignore[arg-type]
            if other != h:
                yield (*given[:number], other, *given[number + 1 :])


@pytest.mark.parametrize("style", STYLES, ids=["text", "latex"])
def test_every_hypothesis_makes_a_difference(style: Style) -> None:
    found = [sentence(SAID, given, style) for given in (GIVEN, *others(GIVEN))]
    assert len(set(found)) == len(found) > 25


LINE = Shape("-", (Trait.ONTO,), u, u**2, 1 / u, q <= 1)
SHAPES: list[Part] = [
    LINE,
    replace(LINE, only_if=True),
    replace(LINE, low=sp.S.Zero),
    replace(LINE, size=WIDTH),
    replace(LINE, size=sp.Integer(2)),
    replace(LINE, place=u**3),
    replace(LINE, curvature=1 / u**2),
    replace(LINE, parameter=B, place=B**2, curvature=1 / B),
    replace(LINE, traits=()),
    *(replace(LINE, condition=said, only_if=only) for said in (sp.true, sp.false) for only in (True, False)),
    *(replace(LINE, traits=(trait,)) for trait in Trait if trait is not Trait.ONTO),
    replace(LINE, traits=(Trait.SLOPES,), value=sp.S.One),
    replace(LINE, traits=(Trait.SLOPES,), value=q),
    replace(LINE, traits=(Trait.ONTO, Trait.STEEP)),
]
PARTS: list[Part] = [
    SAID,
    replace(SAID, order=Order.AT_MOST),
    replace(SAID, left=2 * balance),
    replace(SAID, right=Initially(balance)),
    replace(SAID, right=balance),
    replace(SAID, along=replace(network, coupled=True)),
    replace(SAID, along=replace(network, decay=sp.S.Zero)),
    replace(SAID, along=replace(network, decay=1 + alpha)),
    replace(SAID, along=replace(network, decay=-alpha)),
    replace(SAID, along=replace(network, decay=2 * alpha)),
    replace(SAID, along=replace(network, steady=True)),
    replace(SAID, along=replace(network, q=sp.Integer(2))),
    replace(SAID, along=replace(network, q=q / (q - 1))),
    replace(SAID, along=replace(network, model=SeparableModel(L))),
    replace(SAID, along=replace(network, model=DiagonalNetwork(2 * L))),
    replace(SAID, along=replace(network, model=DiagonalNetwork(L, L))),
    Rate("-", balance, -q * alpha * balance, network),
    Rate("-", balance, -q * alpha * balance * TIME, network),
    Rate("-", Total(c[n], n, WIDTH) ** 2, sp.S.Zero, network),
    Rate("-", Total(c[n] ** 2, n, WIDTH), sp.S.Zero, network),
    Inequality("-", balance, sp.S.Zero),
    Inequality("-", balance, sp.S.Zero, strict=True),
    Identity("-", balance, sp.S.Zero),
    *SHAPES,
]


@pytest.mark.parametrize("style", STYLES, ids=["text", "latex"])
def test_other_parts_are_said_otherwise(style: Style) -> None:
    found = [sentence(part, GIVEN, style) for part in PARTS]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("style", STYLES, ids=["text", "latex"])
def test_remarks_and_reasons_are_not_said(style: Style) -> None:
    named = replace(SAID, text="another name")
    reasons = tuple(replace(h, why="a reason") for h in GIVEN)
    assert sentence(named, reasons, style) == sentence(SAID, GIVEN, style)


def test_what_moves_is_assumed_of_solutions() -> None:
    """A sign of a weight is one at almost every time, not of a number that is chosen first."""
    given = (*SIZES, Range(q), *WHERE, Sign(w[i, j], "positive"), Sign(LOSS, "nonnegative"))
    assert "at almost every time w[i, j] > 0 and f >= 0, at all times" in sentence(SAID, given)


def test_brackets() -> None:
    def flow(decay: sp.Expr, exponent: sp.Expr = q) -> str:
        return sentence(replace(SAID, along=replace(network, decay=decay, q=exponent)), GIVEN)

    assert "- (alpha + 1) w[i,j]" in flow(1 + alpha)
    assert "- (-alpha) w[i,j]" in flow(-alpha)
    assert "-Phi_(L/(L - 1))(df/dw[i,j])" in flow(alpha, L / (L - 1))
    assert "-Phi_2(df/dw[i,j])" in flow(alpha, sp.Integer(2))


@pytest.mark.parametrize("given, sense", [((Range(q),), True), ((Range(q, open_low=True),), False), ((), True)])
def test_what_a_solution_is(given: tuple[Hypothesis, ...], sense: bool) -> None:
    """Of an exponent of which nothing is said it may be 1."""
    assert ("in Filippov's sense" in sentence(SAID, (*SIZES, *given))) is sense


def test_an_exponent_that_is_a_formula_may_be_one() -> None:
    """1 + a is 1 at a = 0, and L/(L - 1) is more from L = 2 on."""
    a = sp.Symbol("a", nonnegative=True)
    cases: tuple[tuple[sp.Expr, tuple[Hypothesis, ...], bool], ...] = (
        (1 + a, (Sign(a, "nonnegative"),), True),
        ((q + 1) / 2, (Range(q),), True),
        (L / (L - 1), (), False),
    )
    for exponent, given, sense in cases:
        sizes = (Depth(L, 2), *SIZES[1:])
        told = sentence(replace(SAID, along=replace(network, q=exponent)), (*sizes, *given))
        assert ("in Filippov's sense" in told) is sense


def test_the_flow_at_one_jumps() -> None:
    part = replace(SAID, along=replace(network, q=sp.S.One))
    assert "in Filippov's sense" in sentence(part, SIZES)


@pytest.mark.parametrize(
    "letter, said",
    [
        (DRIVE[j], "s[j] = Phi_q(c[j]), at exponent 1 some number of Sign(c[j]), which is [-1, 1] where that is 0"),
        (
            PULL[i, j],
            "pull[i,j] = Phi_q(c[j] dx[j]/dw[i,j]), at exponent 1 some number of Sign(c[j] dx[j]/dw[i,j])"
            ", which is [-1, 1] where that is 0",
        ),
        (PARTIAL[i, j], "G[i,j] = dx[j]/dw[i,j]"),
    ],
)
def test_letters_that_the_flow_does_not_have_are_explained(letter: sp.Expr, said: str) -> None:
    part = Rate("-", w[i, j], letter, network)
    assert sentence(part, GIVEN).endswith(f", where {said}.")
    assert sentence(SAID, (*GIVEN, Condition(letter >= 0))).endswith(f", where {said}.")
    assert said not in sentence(SAID, GIVEN)


def test_a_pull_has_coupled_decay_in_it() -> None:
    decaying = replace(network, decay=sp.Symbol("alpha", real=True), coupled=True)
    part = Rate("-", w[i, j], -PULL[i, j], replace(decaying, q=sp.Integer(2)))
    assert sentence(part, SIZES).endswith("where pull[i,j] = Phi_2(c[j] dx[j]/dw[i,j] + alpha w[i,j]).")
    assert "Phi_2(c[j])." in sentence(replace(part, force=SLOPE[j]), SIZES)


def test_beyond_one_the_duality_map_is_one_number() -> None:
    part = Rate("-", w[i, j], DRIVE[j], replace(network, q=sp.Integer(2)))
    assert sentence(part, SIZES).endswith("where s[j] = Phi_2(c[j]).")


def test_every_letter_has_a_meaning() -> None:
    """Each family of the flow is explained where it is spoken of."""
    for family in LETTERS:
        places = (i, j) if family in (WEIGHT, PARTIAL, PULL) else (j,)
        text = sentence(Rate("-", w[i, j], family[places], network), ())
        plain = text.replace("[i,j]", "").replace("[j]", "")
        assert f"{family} = " in plain or family in (WEIGHT, OTHER, SLOPE)
        assert "c = grad f(x)" in text and "dw[i,j]/dt" in text


def test_numbers_alone() -> None:
    part = Inequality("-", sp.S.Zero, y**2)
    assert sentence(part, (Sign(y, "real"),)) == "For all real y: 0 <= y**2."
    assert sentence(part, (Sign(y, "positive"), Condition(y > 3))) == "For all y > 0, y > 3: 0 <= y**2."
    members = Inequality("-", sp.S.Zero, Total(c[n], n, WIDTH))
    assert sentence(members, (Depth(WIDTH, 1), Members(c, "positive"))) == (
        "For all whole k >= 1: if every c > 0, then 0 <= sum(c[l], l = 1..k)."
    )


def test_no_two_statements_of_the_ledger_are_one() -> None:
    """What is said of solutions in the same words is the same, but for names and reasons."""
    meant: dict[str, tuple[Part, tuple[Hypothesis, ...]]] = {}
    for claim in ledger().values():
        for part in (part for part in claim.says if isinstance(part, Rate | Along | Shape)):
            given = tuple(replace(h, why="") for h in claim.hypotheses(part))
            data = (replace(part, text="", given=()), given)
            assert meant.setdefault(sentence(part, given), data) == data
    assert len(meant) > 8


y = sp.Symbol("y", real=True)
steady = replace(network, q=sp.S.One, steady=True)
REST = AtPoints("-", AtRest(), Stationary(alpha * y**2, y), network)
BALANCED = EveryPair(sp.Eq(sp.Abs(w[i, j]), c[j]), i, L, j, WIDTH)
POINTS = (Depth(L, 1), Depth(WIDTH, 1), Range(q, open_low=True), Sign(alpha, "nonnegative"))


def test_a_statement_about_points_is_complete_by_itself() -> None:
    assert sentence(REST, (*POINTS, BALANCED, Members(c, "positive"))) == (
        "For all whole L >= 1, whole k >= 1, q in (1, 2], alpha >= 0: for every C1 f and every w such that "
        "|w[i, j]| = c[j] for i = 1..L and j = 1..k and every c > 0: w is at rest  iff  f(x) + sum(alpha*x[j]**2, "
        "j = 1..k) is differentiable there with gradient 0, where x[j] = w[1,j] ... w[L,j], c = grad f(x); w is at "
        "rest means 0 = -Phi_q(df/dw[i,j]) - alpha w[i,j] for i = 1..L, j = 1..k."
    )


def test_a_statement_about_limits_is_complete_by_itself() -> None:
    assert sentence(
        AtLimits("-", LeastInBox(1 / alpha), steady), (Depth(WIDTH, 1), Sign(alpha, "positive"), Convex())
    ) == (
        "For all whole k >= 1, alpha > 0: for every convex C1 f and every solution w(t), t >= 0, in Filippov's sense "
        "of dw[i,j]/dt = -Phi_1(df/dw[i,j]) - alpha w[i,j] for i = 1..L, j = 1..k; alpha constant in time: if w(t) "
        "tends to some w as t -> oo, then x minimises f over the box |x[j]| <= 1/alpha, j = 1..k, where "
        "x[j] = w[1,j] ... w[L,j], c = grad f(x)."
    )


ABOUT_POINTS: list[Part] = [
    REST,
    replace(REST, right=Stationary(2 * alpha * y**2, y)),
    replace(REST, right=FirstOrder(1 / alpha)),
    replace(REST, right=LeastInBox(1 / alpha)),
    replace(REST, right=Each(sp.Eq(c[j], 0), j)),
    replace(REST, right=None),
    replace(REST, right=None, where=Each(sp.Eq(c[j], 0), j)),
    replace(REST, where=Each(sp.Eq(c[j], 0), j)),
    replace(REST, left=FirstOrder(1 / alpha)),
    replace(REST, along=replace(network, coupled=True)),
    replace(REST, along=replace(network, decay=2 * alpha)),
    replace(REST, along=steady),
    replace(REST, along=replace(network, model=DiagonalNetwork(2 * L))),
    replace(REST, along=replace(network, model=DiagonalNetwork(sp.S.One))),
    replace(REST, along=replace(network, model=DiagonalNetwork(L, L))),
    AtLimits("-", AtRest(), steady),
    AtLimits("-", FirstOrder(1 / alpha), steady),
    AtLimits("-", FirstOrder(1 / alpha), replace(steady, coupled=True)),
    AtLimits("-", FirstOrder(1 / alpha), replace(steady, steady=False)),
]


@pytest.mark.parametrize("style", STYLES, ids=["text", "latex"])
def test_other_points_are_said_otherwise(style: Style) -> None:
    found = [sentence(part, POINTS, style) for part in ABOUT_POINTS]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("style", STYLES, ids=["text", "latex"])
@pytest.mark.parametrize("part", [REST, AtLimits("-", AtRest(), steady)])
def test_what_is_assumed_of_points_is_said(part: Part, style: Style) -> None:
    more = [BALANCED, replace(BALANCED, width=L), replace(BALANCED, size=2 * L), Convex(), Members(c, "positive")]
    found = [sentence(part, (*POINTS, *extra), style) for extra in ((), *((h,) for h in more))]
    assert len(set(found)) == len(found)


def test_functions_by_their_second_derivative() -> None:
    """Domain, second derivative, definitions of the traits and condition, read alone."""
    given = (Range(q), *positive(B))
    one = Shape("-", (Trait.BOUNDED_SUBLEVELS,), u, u**2, B / u, q <= 1)
    assert sentence(one, given) == (
        "For all q in [1, 2], B > 0: q <= 1 iff there is an even differentiable S on the real line with S(0) = 0 and "
        "S''(x) = B/u at x = u**2 for all u > 0, and R = S is as follows: for every x in dom R and every real b the "
        "set of all z inside dom R with D_R(x, z) <= b is bounded; here dom R = {R < oo}; and "
        "D_R(x, z) = R(x) - R(z) - grad R(z).(x - z)."
    )
    half = replace(one, traits=(Trait.CLOSED_DOMAIN,), low=sp.S.Zero, size=WIDTH, only_if=True)
    assert sentence(half, given) == (
        "For all q in [1, 2], B > 0: if for every function S of x >= 0 with S''(x) = B/u at x = u**2 for all u > 0, "
        "S(0) = lim S(x) as x -> 0+ and S(x) = oo for x < 0, and R(x) = S(x_1) + ... + S(x_k) is as follows: "
        "dom R is closed and R is continuous on it; here dom R = {R < oo}, then q <= 1."
    )


def test_every_trait_has_its_own_words() -> None:
    for style in STYLES:
        assert len({trait.said(style) for trait in Trait}) == len(Trait)


def test_functions_of_a_leaf_name_what_is_not_usual() -> None:
    """Depth two and depth three are not said in the same words."""
    shown = {
        OrbitTime(L, q, lam, u): "y(u)",
        OrbitTime(sp.Integer(2), q, lam, u): "y(u; L = 2)",
        OrbitTime(sp.Integer(3), sp.Integer(2), lam, u): "y(u; L = 3; q = 2)",
        Size(L, q, 2 * lam, 3 * u): "x(3*u; lambda = 2*lambda)",
    }
    assert {e: TEXT.show(e) for e in shown} == shown
    assert len({LATEX.show(e) for e in shown}) == len(shown)
