"""What a claim is: a statement as data, written once, and read by the prover, by the attack and by the printer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

import sympy as sp

from theory.flow_field import FORCE, LOSS, SteepestFlow
from theory.hypotheses import Hypothesis

if TYPE_CHECKING:
    from theory.proof import Step


class Verdict(StrEnum):
    """What the tool says of a claim. Only the first three count as passed, and REFUTED where it is expected."""

    PROVED = "PROVED"
    ENCLOSED = "ENCLOSED"
    SUPPORTED = "SUPPORTED"
    REFUTED = "REFUTED"
    UNKNOWN = "UNKNOWN"
    TIMEOUT = "TIMEOUT"
    ERROR = "ERROR"

    def meets(self, expected: Verdict) -> bool:
        """Whether this verdict is as expected or stronger (REFUTED only meets REFUTED)."""
        order = (Verdict.PROVED, Verdict.ENCLOSED, Verdict.SUPPORTED)
        if expected in order and self in order:
            return order.index(self) <= order.index(expected)
        return self == expected


@dataclass(frozen=True)
class Identity:
    """left = right for all values the hypotheses allow."""

    text: str
    left: sp.Expr
    right: sp.Expr
    given: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class Inequality:
    """left <= right, or left < right where `strict`."""

    text: str
    left: sp.Expr
    right: sp.Expr
    strict: bool = False
    given: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class Equivalence:
    """All conditions hold, or none does."""

    text: str
    conditions: tuple[sp.core.relational.Relational, ...]
    given: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class Minimiser:
    """The convex `objective` has its least value over the real line at `variable` = `at`."""

    text: str
    objective: sp.Expr
    variable: sp.Symbol
    at: sp.Expr
    given: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class Evolves:
    """Along the flow d(quantity)/dt = rate; a conserved quantity has rate 0."""

    text: str
    quantity: sp.Expr
    rate: sp.Expr
    along: SteepestFlow
    given: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class ImproperIntegral:
    """The integral of `integrand` over (0, oo) is finite iff `finite`, and then equals `value`."""

    text: str
    integrand: sp.Expr
    variable: sp.Symbol
    value: sp.Expr
    finite: sp.core.relational.Relational
    given: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class Dissipation:
    """Along the steepest flow the integral of |grad f|_2^2 dt is at most factor * (f_0 - f_inf).

    `bound` >= |grad f|_inf along the flow and `floor` <= every inverse metric; `factor` is in those two and q.
    """

    text: str
    factor: sp.Expr
    bound: sp.Symbol
    floor: sp.Symbol
    q: sp.Symbol
    given: tuple[Hypothesis, ...] = ()


Part: TypeAlias = Identity | Inequality | Equivalence | Minimiser | Evolves | ImproperIntegral | Dissipation


@dataclass(frozen=True)
class Claim:
    """A statement of the ledger: what it says, under what, where it is from, what it rests on, what is expected of it.

    `proof` gives the steps; each discharges one part of `says` (or is a lemma). The verdict follows from the run alone.
    """

    id: str
    section: str
    title: str
    source: str
    says: tuple[Part, ...]
    expects: Verdict
    given: tuple[Hypothesis, ...] = ()
    uses: tuple[str, ...] = ()
    remark: str = ""
    proof: Callable[[Claim], Iterator[Step]] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.says or len({part.text for part in self.says}) < len(self.says):
            raise ValueError(f"claim {self.id}: its parts need texts of their own")
        if self.expects in (Verdict.UNKNOWN, Verdict.TIMEOUT, Verdict.ERROR):
            raise ValueError(f"claim {self.id}: {self.expects} is a failure, not something to expect")
        for part in self.says:
            loose = free_symbols(part) - {h.symbol for h in self.hypotheses(part) if hasattr(h, "symbol")}
            if loose:
                raise ValueError(f"claim {self.id}: nothing is assumed of {', '.join(sorted(map(str, loose)))}")

    def hypotheses(self, part: Part) -> tuple[Hypothesis, ...]:
        """The hypotheses that hold for one part: its own, and the claim's for symbols it does not treat itself."""
        own = {h.symbol for h in part.given if hasattr(h, "symbol")}
        return part.given + tuple(h for h in self.given if not hasattr(h, "symbol") or h.symbol not in own)

    def _repr_latex_(self) -> str:
        return r"$$\begin{gathered}" + r"\\".join(map(part_latex, self.says)) + r"\end{gathered}$$"


def free_symbols(part: Part) -> set[sp.Symbol]:
    """The symbols a part quantifies over."""
    match part:
        case Identity(left=left, right=right) | Inequality(left=left, right=right):
            return set(left.free_symbols | right.free_symbols)
        case Equivalence(conditions=conditions):
            return set().union(*(c.free_symbols for c in conditions))
        case Minimiser(objective=objective, variable=variable, at=at):
            return set(objective.free_symbols | at.free_symbols) - {variable}
        case Evolves(quantity=quantity, rate=rate, along=along):
            used = quantity.free_symbols | rate.free_symbols | along.rest.free_symbols | along.decay.free_symbols
            return set(used | {along.q, FORCE} | set(along.weights)) - {LOSS}
        case ImproperIntegral(integrand=integrand, variable=variable, value=value, finite=finite):
            return set(integrand.free_symbols | value.free_symbols | finite.free_symbols) - {variable}
        case Dissipation(factor=factor, bound=bound, floor=floor, q=q):
            return set(factor.free_symbols | {bound, floor, q})


def part_latex(part: Part) -> str:
    """One part as a LaTeX formula."""
    tex = sp.latex
    match part:
        case Identity(left=left, right=right):
            return f"{tex(left)} = {tex(right)}"
        case Inequality(left=left, right=right, strict=strict):
            relation = "<" if strict else r"\le"
            return f"{tex(left)} {relation} {tex(right)}"
        case Equivalence(conditions=conditions):
            return r" \iff ".join(tex(c) for c in conditions)
        case Minimiser(objective=objective, variable=variable, at=at):
            return rf"{tex(at)} \in \arg\min_{{{tex(variable)}}} \left[{tex(objective)}\right]"
        case Evolves(quantity=quantity, rate=rate):
            return rf"\frac{{d}}{{dt}}\left[{tex(quantity)}\right] = {tex(rate)}"
        case ImproperIntegral(integrand=integrand, variable=variable, value=value, finite=finite):
            return rf"\int_0^\infty {tex(integrand)}\,d{tex(variable)} = {tex(value)} < \infty \iff {tex(finite)}"
        case Dissipation(factor=factor):
            return rf"\int |\nabla f|_2^2\,dt \le {tex(factor)}\,(f_0 - f_\infty)"
