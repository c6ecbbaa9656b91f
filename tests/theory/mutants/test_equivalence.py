"""A multiple that is not one number is another statement: of where a minimum is, and of what stays constant."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.motion.flow import SteepestFlow
from neversaddle.theory.motion.iteration import FORCE, OTHERS
from neversaddle.theory.mutants.equivalence import same_statement
from neversaddle.theory.mutants.mistakes import mutants
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Range, positive, real
from neversaddle.theory.statement.kinds import Evolves, Minimiser, Part


def equivalent(part: Part, given: tuple[Hypothesis, ...]) -> set[sp.Expr]:
    claim = Claim("made-up", "made up", "-", (part,), Verdict.PROVED, given)
    found = [m for m in mutants(claim) if m.index is not None and same_statement(m)]
    return {m.part.objective if isinstance(m.part, Minimiser) else m.part.quantity for m in found}


def test_a_positive_factor_moves_a_minimum_unless_it_is_constant() -> None:
    x = sp.Symbol("x", real=True)
    objective = (x**2 + 1) ** 2 * (x**2 - 2 * x + 2) ** 2
    # By symmetry about 1/2 the objective is least there; with another power of one factor it is not.
    assert equivalent(Minimiser("-", objective, x, sp.S.Half), ()) == {2 * objective, objective / 2}


def test_a_conserved_quotient_says_nothing_of_its_numerator() -> None:
    q, alpha = sp.Symbol("q", positive=True), sp.Symbol("alpha", real=True)
    w = sp.symbols("w_1:4", positive=True)
    flow = SteepestFlow(q, w, OTHERS, alpha, sp.Symbol("L", positive=True, integer=True))
    # With decoupled decay both differences decay at the rate q alpha, and only their quotient stays.
    above, below = (w[0] ** q - w[n] ** q for n in (1, 2))
    ordered = tuple(Condition(sp.StrictGreaterThan(e, 0)) for e in (above, below))
    given = (*positive(*w), *real(FORCE, OTHERS, alpha), Range(q), *ordered)
    quotient = above / below
    found = equivalent(Evolves("-", quotient, sp.S.Zero, flow), given)
    assert found == {2 * quotient, quotient / 2, -quotient}
