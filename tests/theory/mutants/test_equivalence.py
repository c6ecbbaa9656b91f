"""What a changed statement says no more than the original: what is shown is so, and what says more is not shown."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.mutants.equivalence import same_statement
from neversaddle.theory.mutants.mistakes import mutants
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Hypothesis, positive, real
from neversaddle.theory.statement.kinds import Inequality


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
