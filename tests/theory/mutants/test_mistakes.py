"""Mutants are the systematic mistakes, each once; and a change is called none only where it is none."""

from __future__ import annotations

import dataclasses

import pytest
import sympy as sp

from neversaddle.theory.claims import ledger
from neversaddle.theory.language.symbols import L, p, q
from neversaddle.theory.mutants.equivalence import same_statement
from neversaddle.theory.mutants.mistakes import Mutant, mutants
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, nonzero, positive, real
from neversaddle.theory.statement.kinds import KINDS, Identity, Inequality, Part
from neversaddle.theory.statement.tending import MinimisersTend

a, b = sp.symbols("a b", real=True)
x, y = sp.symbols("x y", positive=True)


def claimed(part: Part, *given: Hypothesis) -> Claim:
    return Claim("by-hand", "by hand", "nowhere", (part,), Verdict.PROVED, given)


def changed(claim: Claim, **fields: object) -> Mutant:
    """The mutant with these fields of its one part."""
    (part,) = claim.says
    new = dataclasses.replace(part, **fields)  # type: ignore[arg-type]
    return Mutant(dataclasses.replace(claim, says=(new,)), claim, "by hand", 0, next(iter(fields)))


@pytest.mark.parametrize("claim_id", ledger())
def test_every_mutant_differs_from_the_claim_and_from_the_others(claim_id: str) -> None:
    claim = ledger()[claim_id]
    found = list(mutants(claim))
    assert found
    for mutant in found:
        assert mutant.original == claim
        if mutant.index is None:
            assert mutant.dropped in {h for part in claim.says for h in claim.hypotheses(part)}
        else:
            assert mutant.part != claim.says[mutant.index]
            others = [i for i in range(len(claim.says)) if i != mutant.index]
            assert [mutant.claim.says[i] for i in others] == [claim.says[i] for i in others]
    bare = [dataclasses.replace(m.part, text="") for m in found if m.index is not None]
    assert len(set(bare)) == len(bare)


def test_the_mistakes_of_a_formula() -> None:
    claim = claimed(Identity("-", x ** (q * L) + 2 * y, x), Depth(L, 2), Range(q), *positive(x, y))
    found = {m.part.left for m in mutants(claim) if m.field == "left"}  # type: ignore[union-attr]
    e = x ** (q * L)
    assert {2 * e + 2 * y, e / 2 + 2 * y, 2 * y - e, e + 4 * y, e + y, e - 2 * y} <= found
    assert {x ** (q * L + 1) + 2 * y, x ** (q * L - 1) + 2 * y, x ** (2 * q * L) + 2 * y} <= found
    assert {x ** (p * L) + 2 * y, x ** (q * (L - 1)) + 2 * y} <= found
    assert {m.dropped for m in mutants(claim) if m.index is None} == {*claim.given}


def test_an_inequality_is_turned_round() -> None:
    claim = claimed(Inequality("-", x, y), *positive(x, y))
    assert any(m.part == Inequality("-", y, x) for m in mutants(claim) if m.index is not None)


def test_a_dropped_hypothesis_takes_what_was_known_of_its_symbol_along() -> None:
    claim = claimed(Inequality("-", x, x + y**2), *positive(x, y), Condition(x < y))
    dropped = {str(m.dropped): m.claim for m in mutants(claim) if m.index is None}
    assert set(dropped) == {"x > 0", "y > 0", "x < y"}
    (part,) = dropped["y > 0"].says
    free = sp.Symbol("y", real=True)
    assert part == Inequality("-", x, x + free**2)
    assert dropped["y > 0"].given == (Sign(x, "positive"), Sign(free, "real"), Condition(x < free))
    assert dropped["x < y"].given == claim.given[:2]


# --- what leaves the statement as it was ---

SAME: list[tuple[Claim, dict[str, object]]] = [
    (claimed(Inequality("-", x, 2 * x), *positive(x)), {"right": 4 * x}),
    (claimed(Inequality("-", x, 2 * x), *positive(x)), {"left": x / 2}),
    (claimed(Inequality("-", sp.S.Zero, x * y, strict=True), *positive(x, y)), {"right": x**3 * y}),
    (claimed(Inequality("-", sp.S.Zero, a**2), *real(a)), {"right": a**4}),
    (claimed(Inequality("-", (1 + x) ** -y, sp.S.One), *positive(x, y)), {"left": (2 + x) ** -y}),
]
OTHER: list[tuple[Claim, dict[str, object]]] = [
    (claimed(Inequality("-", x, 2 * x), *positive(x)), {"right": x / 2}),
    (claimed(Inequality("-", x, 2 * x), *positive(x)), {"left": 2 * x}),
    (claimed(Inequality("-", sp.S.Zero, a * b), *real(a, b)), {"right": a**2 * b}),
    (claimed(Inequality("-", sp.S.Zero, a**2), *real(a)), {"right": a}),
    (claimed(Inequality("-", (1 + x) ** -y, sp.S.One), *positive(x, y)), {"left": (1 + x / 2) ** -y}),
]

z, w = sp.Symbol("z", real=True, nonzero=True), sp.Symbol("w", positive=True)
NEAR = MinimisersTend("-", x, y * x**2, sp.S.Zero, x, 2 * w, w, y, sp.oo)
SAME += [
    (
        claimed(Inequality("-", sp.S.Zero, sp.Abs(z) ** y, strict=True), *nonzero(z), *positive(y)),
        {"right": sp.Abs(z) ** (y - 1)},
    ),
    (claimed(Inequality("-", x, sp.log(y)), *positive(x, y)), {"right": 2 * sp.log(y)}),
    (claimed(NEAR, *positive(x, y)), {"norm": w / 2}),
    (claimed(NEAR, *positive(x, y)), {"value": x**2 * y * (2 + y) / (1 + y)}),
]
OTHER += [
    # A side of unknown sign.
    (claimed(Inequality("-", a, sp.log(y)), *real(a), *positive(y)), {"right": 2 * sp.log(y)}),
    (claimed(Inequality("-", x, sp.log(y)), *positive(x, y)), {"right": sp.log(y) / 2}),
    (claimed(Inequality("-", sp.log(y), x), *positive(x, y)), {"left": -sp.log(y)}),
    (claimed(Inequality("-", x, sp.log(y), tight=sp.Eq(x, y)), *positive(x, y)), {"right": 2 * sp.log(y)}),
    (claimed(NEAR, *positive(x, y)), {"norm": -w}),
    (claimed(NEAR, *positive(x, y)), {"norm": 2 * w**2}),
    (claimed(NEAR, *positive(x, y)), {"value": x**2 * y * (1 - y)}),
    (claimed(NEAR, *positive(x, y)), {"value": -(x**2) * y}),
]


def test_another_part_may_give_a_side_its_sign() -> None:
    below, above = Inequality("below", x, sp.log(y)), Inequality("above", sp.log(y), y)
    claim = dataclasses.replace(claimed(below, *positive(x, y)), says=(below, above))
    for old, new, same in (
        (above, sp.log(y) / 2, True),
        (above, -sp.log(y), True),
        (above, 2 * sp.log(y), False),
    ):
        says = (below, dataclasses.replace(old, left=new))
        assert bool(same_statement(Mutant(dataclasses.replace(claim, says=says), claim, "by hand", 1, "left"))) == same
    # It must hold under no more than the changed one does.
    narrow = dataclasses.replace(below, given=(Condition(x < y),))
    claim = dataclasses.replace(claim, says=(narrow, above))
    says = (narrow, dataclasses.replace(above, left=-sp.log(y)))
    assert not same_statement(Mutant(dataclasses.replace(claim, says=says), claim, "by hand", 1, "left"))


@pytest.mark.parametrize(("claim", "fields"), SAME)
def test_what_says_no_more_is_recognised(claim: Claim, fields: dict[str, object]) -> None:
    assert same_statement(changed(claim, **fields))


@pytest.mark.parametrize(("claim", "fields"), OTHER)
def test_what_says_more_is_not(claim: Claim, fields: dict[str, object]) -> None:
    assert not same_statement(changed(claim, **fields))


def test_a_determined_field_is_a_field() -> None:
    for kind in KINDS:
        assert set(kind.DETERMINED) <= set(kind.FORMULAS) <= {f.name for f in dataclasses.fields(kind)}
