"""Convex functions of one variable, given by products of powers, and whether what theorems say of them holds."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import sympy as sp
from hypothesis import strategies as st

from neversaddle.numerics.attack.checks import check
from neversaddle.numerics.attack.precision import OutOfReach
from neversaddle.theory.kernel.analysis.theorem import Theorem, filled
from neversaddle.theory.statement.kinds import ImproperIntegral, Part
from tests.fuzz.necessity import Looked

S = sp.Symbol("s", positive=True)
DIGITS = 12


@dataclass(frozen=True)
class Curve:
    """x = s^p (1+s)^q with p > 0, p + q > 0, and dS' = s^m (1+s)^n ds."""

    p: sp.Rational
    q: sp.Rational
    m: sp.Rational
    n: sp.Rational

    @property
    def place(self) -> sp.Expr:
        """x as a function of s."""
        return S**self.p * (1 + S) ** self.q

    @property
    def curvature(self) -> sp.Expr:
        """S'' at x."""
        return S**self.m * (1 + S) ** self.n / sp.diff(self.place, S)

    def near(self, moment: int) -> bool:
        """Whether the integral of x^moment dS' is finite up to 0."""
        return bool(self.m + moment * self.p > -1)

    def far(self, moment: int) -> bool:
        """Whether it is finite to oo."""
        return bool(self.m + self.n + moment * (self.p + self.q) < -1)


def _quarters(low: int, high: int) -> st.SearchStrategy[sp.Rational]:
    return st.integers(low, high).map(lambda k: sp.Rational(k, 2))


#: Whole and half exponents, thresholds among them; x grows with s for q >= 0, and for small q below.
curves = st.builds(Curve, _quarters(1, 4), _quarters(0, 3), _quarters(-6, 3), _quarters(-6, 3))
#: -log x, x log x - x, x^2/2, -sqrt x, and sqrt(1 + x) - x/2 or so.
KNOWN = [Curve(*map(sp.Rational, exponents)) for exponents in ((1, 0, -2, 0), (1, 0, -1, 0), (1, 0, 0, 0))] + [
    Curve(sp.S.One, sp.S.Zero, sp.Rational(-3, 2), sp.S.Zero),
    Curve(sp.S.One, sp.S.Zero, sp.S.Zero, sp.Rational(-3, 2)),
]


def holds(part: Part) -> bool | None:
    """Whether a statement without symbols holds, by its definition; None where it is too close to tell."""
    try:
        return check(part, {}, DIGITS) != 0
    except OutOfReach:
        return None


def instance(theorem: Theorem, curve: Curve, **letters: Any) -> tuple[list[Part], Part]:
    """The premises and the conclusion for one function; other letters by their names."""
    values = {"s": S, "X": curve.place, "a": curve.curvature, **letters}
    by_letter = {letter: values[_name(letter)] for letter in theorem.letters}
    premises, conclusion = filled((theorem.premises, theorem.conclusion), by_letter)
    return [_written_out(premise) for premise in premises], conclusion


def _written_out(part: Part) -> Part:
    """Derivatives in an integrand taken."""
    if not isinstance(part, ImproperIntegral):
        return part
    return dataclasses.replace(part, integrand=part.integrand.replace(sp.Derivative, lambda e, *by: sp.diff(e, *by)))


def _name(letter: Any) -> str:
    return str(letter.name) if isinstance(letter, sp.Symbol) else type(letter).__name__


def says_so(theorem: Theorem, curve: Curve, **letters: Any) -> tuple[list[bool | None], bool | None]:
    """Whether each premise holds, and whether the conclusion does."""
    premises, conclusion = instance(theorem, curve, **letters)
    return [holds(part) for part in premises], holds(conclusion)


def looked(theorem: Theorem, curve: Curve, **letters: Any) -> Looked:
    """What one function, and what is said of it, misses; all of it has to be certain."""
    premises, conclusion = says_so(theorem, curve, **letters)
    assert None not in (*premises, conclusion)
    named = zip(theorem.premises, premises, strict=True)
    return Looked(tuple(premise.text for premise, so in named if not so), bool(conclusion))
