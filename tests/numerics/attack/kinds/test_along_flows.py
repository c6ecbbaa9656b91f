"""Statements about whole solutions on integrated flows: the true ones hold there, and the false ones are found out."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from neversaddle.numerics.attack.kinds import along_flows, random_flows
from neversaddle.numerics.attack.kinds.along_flows import along_agreement, along_outside
from neversaddle.numerics.attack.kinds.random_flows import number_of
from neversaddle.numerics.attack.kinds.refuted_along import refuted_along
from neversaddle.theory.claims import ledger
from neversaddle.theory.language.families import Total, index
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import (
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
from neversaddle.theory.statement.solutions import Along, Order

#: Flows lose few digits on so short a stretch; a false law differs at once, by more than the change of anything.
DIGITS = 12
w, c, G = WEIGHT, SLOPE, PARTIAL
i, j, m, n, r = map(index, "ijmnr")
SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(WIDTH, 1))
WHERE = (Place(i, L), Place(r, L, apart=(i,)), Place(j, WIDTH))
GIVEN = (*SIZES, *WHERE, Range(q, open_low=True), Sign(alpha, "positive"))
network, decaying = Steepest(DiagonalNetwork(L), q), Steepest(DiagonalNetwork(L), q, alpha)
model = Steepest(SeparableModel(L), q)
balance = sp.Abs(w[i, j]) ** q - sp.Abs(w[r, j]) ** q
spent = Total(Total(sp.Abs(G[m, n]) ** q, m, L) * sp.Abs(c[n]) ** q, n, WIDTH)
clocked = Initially(balance) * sp.exp(-q * alpha * TIME)
damped = Initially(balance) * sp.exp(-TimeIntegral(q * alpha))
TRUE: dict[str, Along] = {
    "balance": Along("-", balance, Order.EQUAL, Initially(balance), network),
    "balance with decay": Along("-", balance, Order.EQUAL, damped, decaying),
    "steady decay by the clock": Along("-", balance, Order.EQUAL, clocked, replace(decaying, steady=True)),
    "what is spent": Along("-", LOSS, Order.EQUAL, Initially(LOSS) - TimeIntegral(spent), model),
    "what is pulled": Along("-", w[i, j], Order.EQUAL, Initially(w[i, j]) - TimeIntegral(PULL[i, j]), model),
    "never more": Along("-", LOSS, Order.AT_MOST, Initially(LOSS), model),
}
FALSE: dict[str, Along] = {
    "half a balance": replace(TRUE["balance"], left=sp.Abs(w[i, j]) ** q, right=Initially(sp.Abs(w[i, j]) ** q)),
    "balance of any model": replace(TRUE["balance"], along=model),
    "balance in spite of decay": replace(TRUE["balance"], along=decaying),
    "decay inside": replace(TRUE["balance with decay"], along=replace(decaying, coupled=True)),
    "decay that may change, by the clock": Along("-", balance, Order.EQUAL, clocked, decaying),
    "twice the decay": replace(TRUE["balance with decay"], right=damped * sp.exp(-TimeIntegral(q * alpha))),
    "half of what is spent": replace(TRUE["what is spent"], right=Initially(LOSS) - TimeIntegral(spent) / 2),
    "always more": replace(TRUE["never more"], left=Initially(LOSS), right=LOSS),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_holds(name: str) -> None:
    for number in range(2):
        agreed = along_agreement(TRUE[name], GIVEN, DIGITS, f"a/{number}")
        assert agreed is None if TRUE[name].order is Order.AT_MOST else (agreed is not None and agreed >= DIGITS - 1)


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_does_not(name: str) -> None:
    found = [along_agreement(FALSE[name], GIVEN, DIGITS, f"a/{number}") for number in range(3)]
    assert min(agreed for agreed in found if agreed is not None) < DIGITS // 2


signed = w[i, j] * sp.Abs(w[i, j]) ** (q - 1) - w[r, j] * sp.Abs(w[r, j]) ** (q - 1)


@pytest.mark.parametrize("kind", ["positive", "nonnegative"])
def test_flows_keep_the_signs_that_are_assumed(kind: str) -> None:
    """Of weights of one sign the signed balance is the balance, and nothing refutes it; of any weights it is not."""
    law = Along("-", signed, Order.EQUAL, Initially(signed), network)
    given = (*GIVEN, Members(WEIGHT, kind, always=True))
    for number in range(3):
        agreed = along_agreement(law, given, DIGITS, f"b/{number}")
        assert agreed is not None and agreed >= DIGITS - 1
        assert refuted_along(law, given, f"b/{number}") is None


def test_of_any_weights_the_signed_balance_is_refuted() -> None:
    law = Along("-", signed, Order.EQUAL, Initially(signed), network)
    assert any(refuted_along(law, GIVEN, f"b/{number}") for number in range(6))


def test_what_is_refuted_is_within_what_is_assumed_of_moving_things(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hypothesis that no flow keeps, or that is not seen to be kept, leaves nothing to refute."""
    monkeypatch.setattr(along_flows, "MOST_TRIES", 6)
    law = Along("-", signed, Order.EQUAL, Initially(signed), network)
    for h in (Members(WEIGHT, "zero"), Sign(WEIGHT[i, j], "zero"), Every(sp.Gt(w[m, j] * w[m, j], 9), m, L)):
        with pytest.raises(ValueError, match="no smooth flow"):
            along_agreement(law, (*GIVEN, h), DIGITS, "c/0")
        assert refuted_along(law, (*GIVEN, h), "c/0") is None


def test_flows_are_within_the_hypotheses() -> None:
    """A bound is as tight as the flow allows, so that what is no bound is seen at once."""
    bound = sp.Symbol("B", positive=True)
    given = (*SIZES, Range(q), Sign(bound, "positive"), Every(sp.Abs(c[n]) <= bound, n, WIDTH))
    squares = Total(c[n] ** 2, n, WIDTH)
    below = Along("-", TimeIntegral(squares), Order.AT_MOST, WIDTH * bound**2 * TIME, model)
    assert all(along_agreement(below, given, DIGITS, f"a/{number}") is None for number in range(2))
    less = replace(below, right=WIDTH * bound**2 * TIME * sp.Rational(9, 10))
    assert 0 in [along_agreement(less, given, DIGITS, f"a/{number}") for number in range(2)]


def test_hypotheses_that_no_flow_meets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(along_flows, "MOST_TRIES", 3)
    never = Condition(LOSS + 10**6 <= 0)
    with pytest.raises(ValueError, match="no smooth flow"):
        along_agreement(TRUE["never more"], (*SIZES, Range(q), never), 8, "a/0")


def test_a_hypothesis_that_is_needed() -> None:
    """Beyond what is assumed of B the energy bound fails on some flow."""
    claim = ledger()["energy-bound"]
    (part,) = claim.says
    assert isinstance(part, Along)
    given = claim.hypotheses(part)
    every = next(h for h in given if isinstance(h, Every) and h.relation.has(SLOPE))
    found = list(along_outside(part, given, every, "a/1"))
    assert found and not all(holds for _, holds in found)
    assert all(text.startswith("an integrated flow with") for text, _ in found)


def test_a_hypothesis_that_bounds_no_parameter() -> None:
    assert list(along_outside(TRUE["balance"], GIVEN, Members(w, "real"), "a/1")) == []


def test_kinds_take_turns() -> None:
    assert [number_of(f"claim/part/{n}") for n in range(3)] == [0, 1, 2]


def test_a_flow_is_integrated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked of one flow again takes it from memory."""
    first = along_agreement(TRUE["balance"], GIVEN, DIGITS, "a/0")
    monkeypatch.setattr(random_flows, "weight_flow", None)
    assert along_agreement(TRUE["balance"], GIVEN, DIGITS, "a/0") == first
