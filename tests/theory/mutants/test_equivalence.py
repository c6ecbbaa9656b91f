"""What a changed statement says no more than the original: what is shown is so, and what says more is not shown."""

from __future__ import annotations

import dataclasses

import sympy as sp

from neversaddle.theory.claims import ledger
from neversaddle.theory.mutants.equivalence import same_statement
from neversaddle.theory.mutants.mistakes import Mutant, mutants
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Hypothesis, positive, real
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.reaching import Reaches, When


def harmless(part: Inequality, given: tuple[Hypothesis, ...]) -> set[tuple[sp.Expr, sp.Expr]]:
    """The sides of the mutants that say no more than the part."""
    claim = Claim("made-up", "made up", "-", (part,), Verdict.PROVED, given)
    found = [m.part for m in mutants(claim) if m.index is not None and same_statement(m)]
    return {(p.left, p.right) for p in found if isinstance(p, Inequality)}


def test_a_larger_bound_says_less() -> None:
    x, y = sp.symbols("x y", positive=True)
    found = harmless(Inequality("-", x, x + y), positive(x, y))
    assert (x, 2 * (x + y)) in found and (x / 2, x + y) in found
    assert (2 * x, x + y) not in found and (x + y, x) not in found


def test_of_unknown_sign_twice_as_much_may_be_less() -> None:
    a, b = sp.symbols("a b", real=True)
    found = harmless(Inequality("-", a, b), real(a, b))
    assert (a, 2 * b) not in found and (2 * a, b) not in found


def times(claim: Claim) -> dict[tuple[str, When], Mutant]:
    """The mutants that make a time twice, half and minus what it is, by what is changed and what is said of it."""
    found = {}
    for mutant in mutants(claim):
        old = claim.says[mutant.index] if mutant.index is not None else None
        if isinstance(old, Reaches) and isinstance(mutant.part, Reaches) and mutant.field == "time" and old.time != 0:
            ratio = sp.cancel(mutant.part.time / old.time)
            if ratio in (2, sp.Rational(1, 2), -1):
                found[str(ratio), old.when] = mutant
    return found


def test_what_is_reached_by_a_time_is_so_by_a_later_one_and_not_before_an_earlier_one() -> None:
    claim = ledger()["product-time-law"]
    weaker = {key: bool(same_statement(mutant)) for key, mutant in times(claim).items()}
    assert weaker["2", When.BY] and not weaker["1/2", When.BY] and not weaker["-1", When.BY]
    assert weaker["1/2", When.NOT_BEFORE] and weaker["-1", When.NOT_BEFORE] and not weaker["2", When.NOT_BEFORE]


def test_a_time_has_a_sign_only_where_something_is_reached_by_it() -> None:
    whole = ledger()["product-time-law"]
    alone = dataclasses.replace(
        whole, says=tuple(p for p in whole.says if isinstance(p, Reaches) and p.when is When.NOT_BEFORE)
    )
    assert not any(same_statement(mutant) for key, mutant in times(alone).items() if key[0] == "-1")
