"""A false law of motion fails on an enclosed flow, whatever the chain rule says; a true one never does."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from neversaddle.numerics.attack.attack import attack, instance_symbols
from neversaddle.numerics.attack.kinds.refuted_laws import FAR, refuting_flow
from neversaddle.numerics.attack.sampling import instances
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.motion.flow import SteepestFlow
from neversaddle.theory.motion.iteration import FORCE
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import Evolves
from tests.numerics.attack.kinds.test_laws import FALSE, LAWS, Law

#: Instances tried of each law.
COUNT = 8
#: Sizes up to which they are: what is larger may blow up on its way, which takes seconds to see.
NEAR = 4


def verdicts(law: Law) -> Iterator[str]:
    part, given = law
    supply = instances(given, instance_symbols(part, given), "a")
    near = (i for i in supply if all(not v or 1 / FAR <= abs(v) <= NEAR for v in i.values()))
    return (refuting_flow(part, instance) for instance in itertools.islice(near, COUNT))


@pytest.mark.parametrize("name", LAWS)
def test_a_true_law_is_never_refuted(name: str) -> None:
    assert list(verdicts(LAWS[name])) == [""] * COUNT


def test_a_flow_that_blows_up_on_its_way_refutes_nothing() -> None:
    """With x = w_1 ... w_5 and q = 2 a weight w grows at least like w^4, and is infinite before 1/(3 w^3) = 1/24."""
    part, given = LAWS["loss"]
    values = {"L": 5, "q": 2, "lambda": Fraction(1, 10), "w_1": 2, "c": 1}
    assert refuting_flow(part, {s: Fraction(values[s.name]) for s in instance_symbols(part, given)}) == ""


#: Laws with OrbitTime, an integral of its own, have no power series here.
@pytest.mark.parametrize(
    "name", [name for name, (part, _) in FALSE.items() if "OrbitTime" not in sp.srepr(part.quantity)]
)
def test_a_false_law_is_refuted_without_the_chain_rule(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(self: SteepestFlow, quantity: sp.Expr) -> sp.Expr:
        raise AssertionError("the chain rule of the theory was asked")

    monkeypatch.setattr(SteepestFlow, "rate", never)
    found = next((text for text in verdicts(FALSE[name]) if text), "")
    assert "without the chain rule" in found and "\n" not in found


def test_the_gap_is_the_integral_of_what_the_law_leaves_out() -> None:
    """q = 1, L = 3, unit weights but w_j = 2, f' = 1, alpha = 1: every weight falls at rate one, so w_j - w_i stays.

    The law says that |w_i| - |w_j| = -1 grows at rate q alpha = 1: over 1/16 that is 1/16 too much.
    """
    part, _ = FALSE["coupled decay as decoupled"]
    w_i, w_j = part.along.weights
    one = Fraction(1)
    text = refuting_flow(
        part, {L: 3 * one, q: one, alpha: one, FORCE: one, part.along.rest: one, w_i: one, w_j: 2 * one}
    )
    assert text.endswith("at t = 1/16 the change less the integral of the rate is -0.0625000")


@pytest.mark.parametrize(
    "changes",
    [{L: 2}, {L: 40}, {q: 3}, {FORCE: 0, q: 1}, {"w_i": 0}, {q: Fraction(1, 2)}],
    ids=["no network has this product", "too deep", "q > 2", "at a corner", "no sign", "q < 1"],
)
def test_what_is_no_flow_refutes_nothing(changes: dict[object, object]) -> None:
    part, _ = FALSE["sum for difference"]
    w_i, w_j = part.along.weights
    named = {"w_i": w_i}
    instance = {L: Fraction(3), q: Fraction(3, 2), FORCE: Fraction(1), part.along.rest: Fraction(2), w_i: Fraction(1)}
    instance[w_j] = Fraction(2)
    assert refuting_flow(part, instance)
    assert not refuting_flow(part, instance | {named.get(s, s): Fraction(v) for s, v in changes.items()})  # type: ignore[call-overload, arg-type]


def test_the_attack_reports_it_beside_the_witness() -> None:
    part, given = FALSE["sum for difference"]
    claim = Claim("by-hand", "by hand", "nowhere", (replace(part, text="x"),), Verdict.REFUTED, given)
    (named,) = claim.says
    outcome = attack(claim, named, 15, 0)
    assert isinstance(named, Evolves) and outcome.witness is not None
    assert "enclosed flow" in outcome.message
    assert attack(claim, named, 15, 0, flows=False).message == ""
