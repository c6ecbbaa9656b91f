"""What a theorem asks for, by name: premises and side conditions, and instances that miss one in which it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from neversaddle.theory.kernel.analysis.theorem import Theorem


@dataclass(frozen=True)
class Looked:
    """What an instance of a theorem misses of what it asks for, and whether what it concludes holds."""

    missed: tuple[str, ...]
    concludes: bool


#: By the name of a condition: a look at an instance that misses it alone.
Missed: TypeAlias = Mapping[str, Callable[[], Looked]]


def conditions(theorem: Theorem) -> list[str]:
    """All that a theorem asks for, by name.

    Not `places` and `system`: they say which letters stand for places and for the members that move.
    """
    names = [premise.text for premise in theorem.premises]
    names += [str(h) for h in theorem.assumes]
    letters = {
        "fixed": theorem.fixed,
        "bounded": theorem.bounded,
        "whole": theorem.whole,
        "new": tuple(letter for letter, _ in theorem.new),
        "smooth": tuple(letter for letter, _ in theorem.smooth),
        "continuous": (*theorem.continuous, *theorem.in_the_limit),
        "of the members": theorem.of_members,
        "homogeneous": theorem.homogeneous[:1],
        "polynomial": tuple(letter for letter, _ in theorem.polynomial),
        "continuous near it": tuple(near[0] for near in theorem.near),
        "locally Lipschitz": (theorem.system[3],) if theorem.curve else (),
    }
    return names + [f"{letter} is {what}" for what, those in letters.items() for letter in those]


def found(theorem: Theorem, holds: list[bool], concludes: bool) -> Looked:
    """A look at the premises, in order, and the conclusion."""
    premises = zip(theorem.premises, holds, strict=True)
    return Looked(tuple(premise.text for premise, so in premises if not so), concludes)
