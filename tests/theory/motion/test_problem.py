"""A concrete flow is exact data with one reading, and a bound along it says what it is about."""

from __future__ import annotations

import dataclasses

import pytest
import sympy as sp

from neversaddle.report.letters import letters
from neversaddle.theory.claims import ledger
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.motion.problem import FlowProblem, ProblemError, coordinate, weight
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.mutants.mistakes import Mutant, mutants
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.flow_bounds import decimal
from neversaddle.theory.statement.kinds import FlowBound
from neversaddle.theory.statement.steps import by_balls
from neversaddle.theory.statement.writing import part_latex, part_text
from neversaddle.verdict.mutate import Fate, judge_mutant

R = sp.Rational
x = coordinate(1)
ROWS = ((R(1, 4),), (R(1),))
flow = FlowProblem(DeepDiagonal(2), R(3, 2), (x - 1) ** 2 / 2, ROWS)
part = FlowBound("x", flow, x, R(1, 8), R("0.3752"), R("0.3753"))


def test_equal_data_are_one_flow() -> None:
    again = FlowProblem(DeepDiagonal(2), R(3, 2), (x - 1) ** 2 / 2, ROWS)
    assert flow == again and hash(flow) == hash(again)
    assert flow.symbols == {x, weight(1, 1), weight(2, 1), LOSS}
    assert part.symbols() == set()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"q": R(5, 2)}, "q in"),
        ({"q": sp.Float("1.5")}, "rational"),
        ({"decay": R(-1)}, "decay >= 0"),
        ({"weights": (ROWS[0],)}, "2 rows"),
        ({"weights": ((R(1), R(1)), (R(1),))}, "one length"),
        ({"weights": ((), ())}, "one length"),
        ({"loss": coordinate(2)}, "formula in x_1"),
        ({"loss": sp.Float("0.5") * x}, "exact numbers"),
        ({"model": DeepDiagonal(10), "weights": (ROWS[0],) * 10}, "at most 9"),
    ],
)
def test_what_is_no_flow_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ProblemError, match=message):
        dataclasses.replace(flow, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [{"low": None, "high": None}, {"at": R(0)}, {"quantity": weight(3, 1)}, {"high": x}, {"low": sp.Float(1)}],
)
def test_a_bound_needs_numbers_and_a_quantity_of_its_flow(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="needs a quantity of the flow"):
        dataclasses.replace(part, **changes)  # type: ignore[arg-type]


def test_it_is_printed_with_all_its_data() -> None:
    where = "where dw_ij = -Phi_3/2(df/dw_ij) dt, x = w1*w2, f = (x_1 - 1)**2/2, w(0) = [1/4; 1]"
    assert part_text(part) == f"0.3752 <= x_1 <= 0.3753 at t = 1/8, {where}"
    weak = dataclasses.replace(part, low=None, throughout=True, along=dataclasses.replace(flow, decay=R(1, 2)))
    assert part_text(weak) == f"x_1 <= 0.3753 for 0 <= t <= 1/8, {where}, decoupled decay 1/2"
    coupled = dataclasses.replace(weak, along=dataclasses.replace(weak.along, coupled=True))
    assert part_text(coupled).endswith("coupled decay 1/2")
    assert r"0.3752 \le x_{1} \le 0.3753 \quad \text{at }" in part_latex(part) and "matrix" in part_latex(part)


def test_decimals_are_exact() -> None:
    for text in ("0.1", "-2.375", "12", "0.00000000000000000001", "-0.5"):
        assert decimal(R(text)) == text
    assert decimal(R(1, 3)) == decimal(sp.pi) == ""


def claimed(statement: FlowBound) -> Claim:
    claim = Claim("by-hand", "by hand", "nowhere", (statement,), Verdict.ENCLOSED)
    return dataclasses.replace(claim, proof=lambda c: map(by_balls, c.says))


def test_the_kernel_proves_no_bound_along_a_flow() -> None:
    decision = decide(claimed(part), by_balls(part))
    assert not decision.proved


def test_its_mutants_are_of_every_kind() -> None:
    found = {m.field for m in mutants(claimed(part))}
    assert found == {"quantity", "low", "high", "along", "at"}
    kept = dataclasses.replace(part, throughout=True)
    # How long a law has held is its scope: on a longer stretch it may hold as well.
    assert "at" not in {m.field for m in mutants(claimed(kept))}
    slower = dataclasses.replace(part, along=dataclasses.replace(flow, decay=R(1, 2)))
    changes = {m.change for m in mutants(claimed(slower)) if m.field == "along"}
    assert {"twice the decay", "half the decay", "the other kind of decay", "q = 5/4 for 3/2"} <= changes


@pytest.mark.parametrize(
    ("field", "value", "fate"),
    [
        ("low", R("0.1876"), Fate.EQUIVALENT),
        ("high", R("0.7506"), Fate.EQUIVALENT),
        ("low", R("0.7504"), Fate.KILLED),
        ("high", R("0.15"), Fate.KILLED),
        ("at", R(1, 4), Fate.KILLED),
        ("low", R("0.37525"), Fate.SURVIVED),
    ],
)
def test_a_wider_bound_is_implied_and_a_wrong_one_dies(field: str, value: sp.Expr, fate: Fate) -> None:
    original = claimed(part)
    changed = claimed(dataclasses.replace(part, **{field: value}))
    assert judge_mutant(Mutant(changed, original, "by hand", 0, field), 0).fate is fate


@pytest.mark.parametrize("claim_id", [c.id for c in ledger().values() if c.section == "Flows"])
def test_the_letters_of_a_flow_are_explained(claim_id: str) -> None:
    assert "w_ij, x_j" in {letter.letter for letter in letters(ledger()[claim_id])} or claim_id == "flow-loss"
