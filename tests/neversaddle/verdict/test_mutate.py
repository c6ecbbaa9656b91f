"""Mutants judged: mistakes are killed, what is none is recognised, and contradictions of the channels survive."""

from __future__ import annotations

import dataclasses
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

from neversaddle.cli.app import main
from neversaddle.report.mutants import as_json, as_text
from neversaddle.theory.claims import ledger
from neversaddle.theory.mutants.mistakes import Mutant, mutants
from neversaddle.theory.statement.claim import Claim, Verdict, restrictions
from neversaddle.theory.statement.hypotheses import (
    Hypothesis,
    Range,
    Sign,
    positive,
    real,
)
from neversaddle.theory.statement.kinds import KINDS, FlowBound, Identity, Inequality, MarginDirection, Part
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.points import AtLimits, AtPoints
from neversaddle.theory.statement.shapes import Shape
from neversaddle.theory.statement.solutions import Along, Rate
from neversaddle.theory.statement.steps import by_coefficients, by_normal_form
from neversaddle.verdict import mutate as mutation
from neversaddle.verdict.mutate import Fate, MutantResult, MutationReport, judge_mutant, judge_mutants, mutate, places
from neversaddle.verdict.verify import UnknownClaim
from neversaddle.work.gather import gather as sent_out
from neversaddle.work.outcome import Lost

a, b = sp.symbols("a b", real=True)
x, y = sp.symbols("x y", positive=True)
#: Where a part can be mistaken: its formulas, and what some kinds have beside them.
PLACES = {(kind, field) for kind in KINDS for field in kind.FORMULAS} | {
    *((FlowBound, field) for field in ("along", "at")),
    *((kind, "along") for kind in (Rate, Along, AtPoints, AtLimits, LeastAtLimit)),
    *((MarginDirection, "stationary"), (Inequality, "order"), (Shape, "only_if")),
}
#: The mistakes, whatever they are made in.
MISTAKES = (
    *("twice .*", "half .*", "minus .*", ".* to the power .*", ".* squared", "p for q", "L - 1 for L", "< for >"),
    *("denied", "q = .* for .*", "a minimiser for a stationary point", "iff for only if", "without .*"),
    *("another exponent in the flow", "the other kind of decay in the flow"),
    *("one share .*", ".* too.*", "another place in .*", ".* for .*"),
)


def claimed(part: Part, *given: Hypothesis, rule: object = None) -> Claim:
    prove = (lambda claim: map(rule, claim.says)) if rule else None  # type: ignore[arg-type]
    return Claim("by-hand", "by hand", "nowhere", (part,), Verdict.PROVED, given, (), "", prove)  # type: ignore[arg-type]


def mutant(claim: Claim, **fields: object) -> Mutant:
    (part,) = claim.says
    changed = dataclasses.replace(claim, says=(dataclasses.replace(part, **fields),))  # type: ignore[arg-type]
    return Mutant(changed, claim, "by hand", 0, next(iter(fields)))


SQUARE = claimed(Identity("x", (a + b) ** 2, a**2 + 2 * a * b + b**2), *real(a, b), rule=by_normal_form)
BOUND = claimed(Inequality("x", x, x + y, strict=True), *positive(x, y), rule=by_coefficients)
SLACK = claimed(Inequality("x", x, 2 * x + 1, strict=True), *positive(x), rule=by_coefficients)


@pytest.mark.parametrize(
    ("wrong", "fate"),
    [
        (mutant(SQUARE, right=a**2 + a * b + b**2), Fate.KILLED),
        (mutant(SQUARE, right=(a - b) ** 2 + 4 * a * b), Fate.EQUIVALENT),
        (mutant(BOUND, right=x + 2 * y), Fate.EQUIVALENT),
        (mutant(BOUND, right=2 * x + y), Fate.EQUIVALENT),
        (mutant(BOUND, right=x - y), Fate.KILLED),
        (mutant(BOUND, right=x / 2 + y), Fate.KILLED),
        (mutant(BOUND, right=x + y / 2), Fate.EQUIVALENT),
        # True, and neither the same nor weaker: nothing else than a survivor.
        (mutant(SLACK, right=3 * x / 2 + 1), Fate.SURVIVED),
        (mutant(claimed(Identity("x", a, 2 * a), *real(a)), right=a), Fate.MENDED),
    ],
)
def test_fates(wrong: Mutant, fate: Fate) -> None:
    result = judge_mutant(wrong, 0)
    assert result.fate is fate, result.reason
    assert result.reason


def test_a_kernel_that_believes_everything_lets_mutants_survive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutation, "settled_by_proof", lambda claim, part: True)
    result = judge_mutant(mutant(SQUARE, right=a**2 + a * b + b**2), 0)
    assert result.fate is Fate.SURVIVED
    assert "proved, yet" in result.reason


@pytest.mark.parametrize(
    ("claim", "fate"),
    [
        (claimed(Inequality("x", sp.S.Zero, a, strict=True), Sign(a, "positive"), rule=by_coefficients), Fate.KILLED),
        (claimed(Identity("x", x + x, 2 * x), *positive(x), rule=by_normal_form), Fate.EQUIVALENT),
        (claimed(Inequality("x", sp.S.One, x), Range(x), rule=by_coefficients), Fate.KILLED),
        (claimed(Inequality("x", sp.S.Zero, sp.exp(a), strict=True), Range(a)), Fate.SURVIVED),
    ],
)
def test_a_dropped_hypothesis(claim: Claim, fate: Fate) -> None:
    (dropped,) = [m for m in mutants(claim) if m.index is None]
    assert judge_mutant(dropped, 0).fate is fate


def test_a_sample_is_spread_and_fixed() -> None:
    every = places(["balance", "depth-threshold"], None)
    assert len(every) == sum(len(list(mutants(ledger()[i]))) for i in ("balance", "depth-threshold"))
    some = places(["balance", "depth-threshold"], 10)
    assert len(some) == 10
    assert set(some) <= set(every)
    assert some == sorted(some, key=every.index)
    assert {claim for claim, _ in some} == {"balance", "depth-threshold"}
    with pytest.raises(ValueError, match="at least 1"):
        places(None, 0)
    with pytest.raises(UnknownClaim):
        places(["no-such-claim"], None)


def spread(each: int) -> list[tuple[type, str, Mutant]]:
    """Of every field of every kind of part and every kind of hypothesis some mutants, of mistakes least often made.

    They are those of the shortest claims that have such a part, with the kind and the field.
    """
    brief = sorted(ledger().values(), key=lambda claim: len(str(claim.says)))
    chosen: list[tuple[type, str, Mutant]] = []
    made: Counter[str] = Counter()
    for kind in KINDS:
        places: dict[tuple[type, str], list[Mutant]] = {}
        for claim in brief:
            wanted = any(place[0] is kind and place not in places for place in PLACES)
            if wanted and any(isinstance(part, kind) for part in claim.says):
                for one in mutants(claim):
                    place = type(one.dropped or one.part), one.field
                    if one.dropped or place[0] is kind:
                        places.setdefault(place, []).append(one)
        for place, several in places.items():
            while several and sum(place == (kind, field) for kind, field, _ in chosen) < each:
                least = min(several, key=lambda m: made[mistake(m)])
                made[mistake(least)] += 1
                several.remove(least)
                chosen.append((*place, least))
    # Of kinds of hypothesis that none of these claims has, one each.
    seen = {kind for kind, _, _ in chosen}
    for claim in brief:
        for one in mutants(claim) if {type(h) for h in restrictions(claim)} - seen else ():
            if one.dropped and type(one.dropped) not in seen:
                seen.add(type(one.dropped))
                chosen.append((type(one.dropped), one.field, one))
    return chosen


def mistake(changed: Mutant) -> str:
    """Which of the mistakes was made."""
    return next(m for m in MISTAKES if re.fullmatch(m, changed.change.removeprefix(f"{changed.field}: ")))


def test_a_sample_of_every_mistake_in_every_kind_of_statement_has_no_survivor() -> None:
    # All mutants are for `make mutants`.
    chosen = spread(2)
    dropped = {(type(h), "given") for claim in ledger().values() for h in restrictions(claim)}
    used = {type(part) for claim in ledger().values() for part in claim.says}
    assert {(kind, field) for kind, field, _ in chosen} == {p for p in PLACES if p[0] in used} | dropped
    assert {mistake(m) for _, _, m in chosen} == set(MISTAKES)
    results = [judge_mutant(m, 0) for _, _, m in chosen]
    assert [r for r in results if r.fate in (Fate.SURVIVED, Fate.LOST)] == []
    assert sum(r.fate is Fate.KILLED for r in results) > len(results) // 2 > 30


def test_the_same_for_any_number_of_jobs() -> None:
    assert mutate(["depth-threshold"], sample=24, jobs=1) == mutate(["depth-threshold"], sample=24, jobs=2)


def test_what_runs_out_of_time_is_lost_and_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    def gather(task: object, calls: Mapping[str, object], **settings: Any) -> Iterator[tuple[str, Lost]]:
        """All sleep for ever: no machine is quick enough to be done in time."""
        assert task is judge_mutants
        return sent_out(time.sleep, dict.fromkeys(calls, (10**6,)), **settings)  # type: ignore[arg-type,return-value]

    monkeypatch.setattr(mutation, "gather", gather)
    report = mutate(["depth-threshold"], sample=2, jobs=1, timeout=0.5)
    assert {r.fate for r in report.results} == {Fate.LOST}
    assert not report.as_expected


def test_an_empty_or_broken_off_report_is_no_success() -> None:
    killed = MutantResult("balance", "", "by hand", Fate.KILLED, "at 1")
    assert MutationReport((killed,)).as_expected
    assert not MutationReport().as_expected
    assert not MutationReport((killed,), complete=False).as_expected
    survivor = dataclasses.replace(killed, fate=Fate.SURVIVED)
    assert not MutationReport((killed, survivor)).as_expected
    assert "SURVIVED  balance, by hand" in as_text(MutationReport((killed, survivor)))


def test_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "mutants.json"
    assert main(["mutate", "depth-threshold", "--sample", "5", "--json", str(target)]) == 0
    assert "5 mutants" in capsys.readouterr().out
    written = json.loads(target.read_text())
    assert written == as_json(mutate(["depth-threshold"], sample=5, jobs=1))
    assert sum(written["counts"].values()) == len(written["mutants"]) == 5
    assert main(["mutate", "no-such-claim"]) == 2
    assert "unknown claim" in capsys.readouterr().err
    assert main(["mutate", "balance", "--json", str(tmp_path / "no" / "file.json")]) == 2
