"""Proofs as trees of statements: at each node what is shown, by what, and what that leaves to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.proof import left_to_show
from neversaddle.theory.kernel.rules.theorems import CITABLE
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.steps import Proof, Step


@dataclass(frozen=True)
class Node:
    """A statement, what is assumed there that is not assumed above, the rule or theorem, and what it leaves to show."""

    part: Part
    assumed: tuple[Hypothesis, ...]
    rule: str
    details: Mapping[str, Any]
    premises: tuple[Node, ...] = field(default=())

    def below(self, depth: int = 0) -> Iterator[tuple[int, Node]]:
        """This node and all below it, from the root, each with its depth."""
        yield depth, self
        for premise in self.premises:
            yield from premise.below(depth + 1)

    @property
    def cites(self) -> str:
        """The theorem or argument that is cited here; empty for what the kernel decides."""
        return CITABLE[self.rule].says if self.rule in CITABLE else ""


def tree(step: Step, given: Sequence[Hypothesis]) -> Node:
    """The proof of one step, under the hypotheses of its part."""
    return _node(step, step.part, tuple(given), ())


def _node(proof: Step | Proof, part: Part, given: tuple[Hypothesis, ...], above: Sequence[Hypothesis]) -> Node:
    assumed = tuple(h for h in given if h not in above) if above else ()
    try:
        parts = left_to_show(proof, part, given)
    except CannotDecide:
        parts = ()
    premises = (_node(own, left, left.given, given) for own, left in zip(proof.premises, parts, strict=False))
    return Node(part, assumed, proof.rule, proof.details, tuple(premises))
