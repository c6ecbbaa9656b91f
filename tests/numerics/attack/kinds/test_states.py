"""Moments of flows as instances: within the hypotheses, and with the rates that numbers with derivatives give them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.kinds.states import (
    MOST_COORDINATES,
    MOST_WEIGHTS,
    change,
    fitting,
    moves,
    sizes,
    stated,
    with_states,
)
from neversaddle.numerics.attack.sampling import Instance, instances
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.language.families import Product, Total, index
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
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
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Hypothesis, Members, Place, Range, Sign
from tests.fuzz.moments_truth import Moment, agree, moments

w, x, c, s, G, pull = WEIGHT, COORDINATE, SLOPE, DRIVE, PARTIAL, PULL
i, j, m, n, r = map(index, "ijmnr")
PLACES = (i, r, j)
B = sp.Symbol("B", positive=True)
network, model = DiagonalNetwork(L), SeparableModel(L)
QUANTITIES = [
    sp.Abs(w[i, j]) ** q - sp.Abs(w[r, j]) ** q,
    x[j] ** 2 * w[i, j],
    LOSS,
    LOSS * Total(x[n], n, WIDTH),
    Product(w[m, j] ** 2 + 1, m, L, i),
    Total(Total(sp.Abs(w[m, n]) ** 3, m, L), n, WIDTH),
]
STATED = [
    s[j] * c[j] + x[j] + LOSS * c[j],
    G[i, j] + Total(pull[m, j], m, L),
    Total(sp.Abs(c[n]) ** q, n, WIDTH),
    Total(s[n] * Product(w[m, n], m, L), n, WIDTH) - alpha,
]


def instance_of(moment: Moment) -> Instance:
    """A moment as an instance, in exact numbers."""
    exponent = Fraction(int(4 * moment.exponent), 4)
    found: Instance = {L: Fraction(moment.depth), WIDTH: Fraction(moment.width), q: exponent}
    found |= {alpha: Fraction(int(4 * moment.decay), 4), **{place: Fraction(n) for place, n in moment.numbers}}
    for j_, i_ in itertools.product(range(1, moment.width + 1), range(1, moment.depth + 1)):
        found |= {w[i_, j_]: moment.fraction("w", i_, j_), c[j_]: moment.fraction("c", j_)}
        if not moment.network:
            found |= {G[i_, j_]: moment.fraction("G", i_, j_), x[j_]: moment.fraction("x", j_)}
    return found


@pytest.mark.parametrize("coupled", [False, True])
@pytest.mark.parametrize("kind", [network, model], ids=["network", "model"])
@settings(max_examples=6)
@given(data=st.data())
def test_rates_are_those_of_numbers_with_derivatives(
    kind: DiagonalNetwork | SeparableModel, coupled: bool, data: st.DataObject
) -> None:
    drawn = data.draw(moments(kind is network, coupled, True, PLACES, least=2))
    # Of the loss only changes have a meaning: its level is zero.
    moment = replace(drawn, numbers=(*drawn.numbers, (LOSS, 0)))
    instance, flow = instance_of(drawn), Steepest(kind, q, alpha, coupled)
    with mp.workdps(40):
        for quantity in QUANTITIES:
            assert agree(evaluate(change(quantity, flow, instance), {}, MPMATH), moment.of(quantity).rate), str(
                quantity
            )
        for formula in STATED:
            assert agree(evaluate(stated(formula, flow, instance), {}, MPMATH), moment.of(formula).value), str(formula)


SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(WIDTH, 1), Range(q))
WHERE = (Place(i, L), Place(r, L, apart=(i,)), Place(j, WIDTH))
FLOW = Steepest(model, q)


def supply(flow: Steepest, given: tuple[Hypothesis, ...], count: int = 24) -> list[Instance]:
    fixed = [h for h in given if not moves(h)]
    symbols = [s for s in (L, WIDTH, q, i, r, j, B) if any(getattr(h, "symbol", None) == s for h in given)]
    return list(itertools.islice(with_states(instances(fixed, symbols, "a"), flow, given, "a"), count))


def test_every_letter_has_a_number() -> None:
    for flow, letters in ((FLOW, (w, G)), (Steepest(network, q), (w,))):
        for moment in supply(flow, (*SIZES, *WHERE)):
            depth, width = sizes(flow, moment)
            assert depth <= MOST_WEIGHTS and width <= MOST_COORDINATES
            assert all(
                moment[letter[a, b]] for letter in letters for a in range(1, depth + 1) for b in range(1, width + 1)
            )
            assert moment[i] != moment[r] and all(moment[c[b]] for b in range(1, width + 1))
            assert fitting(flow, moment) == moment


@pytest.mark.parametrize("kind", ["positive", "nonnegative", "nonzero", "real"])
def test_moments_are_within_the_signs(kind: str) -> None:
    for given_ in ((Members(w, kind),), (Members(w, kind), Members(w, "real")), (Members(w, "real"), Members(w, kind))):
        found = [v for moment in supply(FLOW, (*SIZES, *given_)) for k, v in moment.items() if k.has(w)]
        # Members of a moment are never zero: there laws hold at almost every time, and not at each.
        assert all(v > 0 for v in found) == (kind in ("positive", "nonnegative")) and all(found)


def test_moments_are_within_the_relations() -> None:
    own = (*SIZES, Sign(B, "positive"), Every(sp.Abs(c[n]) <= B, n, WIDTH), Condition(x[1] + LOSS <= B))
    found = supply(FLOW, own)
    assert found
    for moment in found:
        _, width = sizes(FLOW, moment)
        assert all(abs(moment[c[b]]) <= moment[B] for b in range(1, width + 1)) and moment[x[1]] <= moment[B]


def test_what_no_longer_fits_is_dropped() -> None:
    moment = next(m for m in supply(FLOW, SIZES) if m[L] > 1 and m[WIDTH] > 1)
    smaller = fitting(FLOW, {**moment, L: Fraction(1), WIDTH: Fraction(1)})
    assert {k for k in smaller if isinstance(k, sp.Indexed)} == {w[1, 1], G[1, 1], c[1], x[1]}


def test_a_model_of_no_weights_is_none() -> None:
    for size in (Fraction(0), Fraction(1, 2)):
        with pytest.raises(Undefined, match="none"):
            sizes(FLOW, {L: size, WIDTH: Fraction(1)})


def test_what_moves() -> None:
    assert moves(Every(c[n] <= B, n, WIDTH)) and moves(Condition(LOSS >= 0)) and moves(Condition(c[j] >= 0))
    assert not any(moves(h) for h in (Condition(B >= 1), Members(w, "real"), *SIZES, *WHERE))


def test_moments_have_the_moduli_that_they_are_to_have() -> None:
    equal = Every(sp.Eq(sp.Abs(w[r, j]), sp.Abs(w[i, j])), r, L)
    given = (Depth(L, 1), Depth(WIDTH, 1), Place(i, L), Place(j, WIDTH), equal)
    flow = Steepest(network, sp.Integer(2))
    supply = instances([h for h in given if not moves(h)], sorted((L, WIDTH, i, j), key=str), "test")
    for moment in itertools.islice(with_states(supply, flow, given, "test"), 20):
        sizes_ = {abs(v) for m, v in moment.items() if m.has(w) and m.indices[1] == int(moment[j])}
        assert len(sizes_) == 1


def test_there_is_no_flow_of_an_exponent_below_one() -> None:
    moment: Instance = {L: Fraction(1), WIDTH: Fraction(1), w[1, 1]: Fraction(1), c[1]: Fraction(1)}
    with pytest.raises(Undefined, match="no flow"):
        change(w[1, 1], Steepest(network, sp.S.Half), moment)


def test_a_search_for_what_hardly_exists_ends() -> None:
    """Sums are not made equal on purpose, so that no random state has one that is exactly 1."""
    numbers: tuple[Hypothesis, ...] = (Depth(L, 2), Depth(WIDTH, 1))
    rare = (*numbers, Condition(sp.Eq(Total(w[m, 1] ** 2, m, L), 1)))
    supply = instances(numbers, [L, WIDTH], "rare")
    assert list(with_states(supply, Steepest(network, q=sp.Integer(2)), rare, "rare")) == []


def test_homogeneous_models_obey_euler() -> None:
    """D x = sum w dx/dw, whatever the degree; of degree 0 there are none here."""
    D, j, label = sp.Symbol("D", real=True), index("j"), "euler"
    flow = Steepest(SeparableModel(L, degree=D), q)
    given = (Depth(L, 1), Depth(WIDTH, 1), Range(q), Place(j, WIDTH), Sign(D, "real"))
    supply = with_states(instances(given, [D, L, WIDTH, q, j], label), flow, given, label)
    found = list(itertools.islice(supply, 20))
    assert len(found) == 20
    for moment in found:
        depth, width = sizes(flow, moment)
        for k in range(1, width + 1):
            total = sum(moment[WEIGHT[n, k]] * moment[PARTIAL[n, k]] for n in range(1, depth + 1))
            assert moment[D] != 0 and moment[D] * moment[COORDINATE[k]] == total
