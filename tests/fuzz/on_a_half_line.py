"""Formulas in a positive number, and whether what theorems say of them holds, at many places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem, filled
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit, Part
from tests.fuzz.necessity import Looked

#: Places from near 0 to far away, none of which is a corner or a jump of any formula here; and what counts as the same.
PLACES = [sp.Rational(2) ** n * sp.Rational(8, 7) for n in range(-12, 13)]
SAME, CLOSE = 1e-9, 1e-2


@dataclass(frozen=True)
class Formulas:
    """What a theorem's letters stand for; its premises are asked for at these places of `variable`.

    Of what is not asked for everywhere the first place is looked at.
    """

    theorem: Theorem
    letters: Mapping[sp.Symbol, sp.Expr]
    variable: sp.Symbol
    places: Sequence[sp.Expr] = field(default_factory=lambda: PLACES)

    def value(self, e: sp.Expr, at: sp.Expr) -> float:
        """A formula at a place."""
        return float(sp.sympify(e).doit().xreplace({self.variable: at}))

    def holds(self, part: Part) -> bool:
        """Whether a premise or a conclusion holds."""
        if isinstance(part, Limit):
            end = sp.Rational(1, 2**40) if part.at == 0 else sp.Integer(2) ** 40
            return abs(self.value(part.expression - part.value, end)) < CLOSE
        assert isinstance(part, Identity | Inequality)
        places = self.places if any(isinstance(h, Sign) for h in part.given) else self.places[:1]
        gaps = [self.value(part.right, place) - self.value(part.left, place) for place in places]
        return all(gap > 0 if isinstance(part, Inequality) else abs(gap) < SAME for gap in gaps)

    def looked(self) -> Looked:
        """What is missed, side conditions among it, and whether the conclusion holds."""
        parts = filled(self.theorem.premises, self.letters)
        missed = [part.text for part in parts if not self.holds(part)]
        missed += [f"{letter} is smooth" for letter, _ in self.theorem.smooth if self.letters[letter].has(sp.Piecewise)]
        for letter, owners in self.theorem.new:
            others = (value for other, value in self.letters.items() if other not in (letter, *owners))
            missed += [f"{letter} is new"] if any(value.has(self.letters[letter]) for value in others) else []
        return Looked(tuple(missed), self.holds(filled(self.theorem.conclusion, self.letters)))


def from_on(place: int, before: sp.Expr, after: sp.Expr, variable: sp.Symbol) -> sp.Expr:
    """One formula before a place, and another one from there on."""
    return sp.Piecewise((before, variable < place), (after, True))
