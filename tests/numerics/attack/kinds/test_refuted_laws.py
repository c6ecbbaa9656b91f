"""A false law of motion fails on an enclosed flow, whatever the chain rule says; a true one never does."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

import pytest
import sympy as sp

from neversaddle.numerics.attack.attack import attack
from neversaddle.numerics.attack.kinds.refuted_laws import FAR, refuting_rate
from neversaddle.numerics.attack.kinds.states import with_states
from neversaddle.numerics.attack.sampling import Instance, instances
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.motion.steepest import COORDINATE, LOSS, SLOPE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis, Members, Place, Range, Sign
from neversaddle.theory.statement.model import i, j, r
from neversaddle.theory.statement.solutions import Rate

free = Steepest(DiagonalNetwork(L), q)
coupled = Steepest(DiagonalNetwork(L), q, alpha, coupled=True)
GIVEN: tuple[Hypothesis, ...] = (
    *(Depth(L, 2), Depth(WIDTH, 1), Range(q), Place(i, L), Place(r, L, apart=(i,)), Place(j, WIDTH)),
    Members(WEIGHT, "nonzero"),
)
DECAY = Sign(alpha, "positive")
a, b = (sp.Abs(WEIGHT[place, j]) ** q for place in (i, r))
pull = -q * duality_map(q, SLOPE[j]) * duality_map(q, COORDINATE[j])
Law = tuple[Rate, tuple[Hypothesis, ...]]
LAWS: dict[str, Law] = {
    "balance": (Rate("-", a - b, sp.S.Zero, free), GIVEN),
    "one power": (Rate("-", a, pull, free), GIVEN),
}
FALSE: dict[str, Law] = {
    "wrong power": (Rate("-", a * sp.Abs(WEIGHT[i, j]) - b * sp.Abs(WEIGHT[r, j]), sp.S.Zero, free), GIVEN),
    "sum for difference": (Rate("-", a + b, sp.S.Zero, free), GIVEN),
    "coupled decay as decoupled": (Rate("-", a - b, -q * alpha * (a - b), coupled), (*GIVEN, DECAY)),
}
#: Instances tried of each law, and sizes up to which they are: what is larger may blow up on its way.
COUNT, NEAR = 8, 4


def moments(law: Law) -> Iterator[Instance]:
    """Instances of one coordinate, of ordinary sizes."""
    part, given = law
    assert isinstance(part.along, Steepest)
    own = [h for h in given if not isinstance(h, Members)]
    supply = instances(own, sorted(part.symbols(), key=str), "a")
    for moment in with_states(supply, part.along, given, "a"):
        if moment[WIDTH] == 1 and all(not v or 1 / FAR <= abs(v) <= NEAR for v in moment.values()):
            yield moment


@pytest.mark.parametrize("name", LAWS)
def test_a_true_law_is_never_refuted(name: str) -> None:
    part, _ = LAWS[name]
    assert [refuting_rate(part, m) for m in itertools.islice(moments(LAWS[name]), COUNT)] == [""] * COUNT


@pytest.mark.parametrize("name", FALSE)
def test_a_false_law_is_refuted_without_the_chain_rule(name: str) -> None:
    part, _ = FALSE[name]
    texts = (refuting_rate(part, moment) for moment in itertools.islice(moments(FALSE[name]), 4 * COUNT))
    found = next((text for text in texts if text), "")
    assert "without the chain rule" in found and "\n" not in found


def at(**changed: Fraction) -> Instance:
    """Two weights 1 and 2 at slope 1, of a coordinate alone."""
    values = {L: 2, WIDTH: 1, q: Fraction(3, 2), i: 1, r: 2, j: 1}
    members = {WEIGHT[1, 1]: 1, WEIGHT[2, 1]: 2, SLOPE[1]: 1}
    moment = {s: Fraction(v) for s, v in {**values, **members}.items()}
    by_name = {str(s): s for s in moment}
    return moment | {by_name[name]: Fraction(v) for name, v in changed.items()}


@pytest.mark.parametrize(
    "changed", [{"q": 3}, {"q": Fraction(1, 2)}, {"k": 2}], ids=["q > 2", "q < 1", "another width"]
)
def test_what_is_no_flow_refutes_nothing(changed: dict[str, Fraction]) -> None:
    part, _ = FALSE["sum for difference"]
    assert refuting_rate(part, at())
    assert not refuting_rate(part, at(**changed))


def test_a_loss_changes_by_its_slope() -> None:
    spent = -(sp.Abs(SLOPE[j]) ** q) * (sp.Abs(WEIGHT[1, 1]) ** q + sp.Abs(WEIGHT[2, 1]) ** q)
    assert not refuting_rate(Rate("-", LOSS, spent.xreplace({SLOPE[j]: SLOPE[1]}), free), at())
    assert refuting_rate(Rate("-", LOSS, sp.S.Zero, free), at())


def test_the_attack_reports_it_beside_the_witness() -> None:
    part, given = FALSE["sum for difference"]
    claim = Claim("by-hand", "by hand", "nowhere", (part,), Verdict.REFUTED, given)
    outcome = attack(claim, part, 15, 0)
    assert outcome.witness is not None and "enclosed flow" in outcome.message
    assert attack(claim, part, 15, 0, flows=False).message == ""
