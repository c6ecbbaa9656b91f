"""What stays as it is at every step of an iteration: a kind of statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from neversaddle.theory.motion.iteration import Iteration
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kind import Style


@dataclass(frozen=True)
class Remains:
    """If all of `zero`, formulas in the state, are zero at first, they are after every step, whatever the slopes."""

    FORMULAS: ClassVar[tuple[str, ...]] = ("zero",)
    DETERMINED: ClassVar[tuple[str, ...]] = ()

    text: str
    zero: tuple[sp.Expr, ...]
    along: Iteration
    given: tuple[Hypothesis, ...] = ()

    def symbols(self) -> set[sp.Symbol]:
        """The state and the parameters of the step."""
        return set().union(self.along.free_symbols, *(e.free_symbols for e in self.zero))

    def written(self, style: Style) -> str:
        """What is zero, at first and later."""
        both = style.fill(" and ", r" \text{{ and }} ").join(style.fill("{} = 0", "{} = 0", e) for e in self.zero)
        return style.fill(
            "if {} at first, then after every step",
            r"\text{{if }} {} \text{{ at first, then after every step}}",
            both,
        )


def iterated(along: Iteration, style: Style) -> str:
    """The iteration that a statement is about: what becomes of every weight, and which weights it names."""
    slope = style.fill("g = c dx/dw", r"g = c\,\tfrac{{\partial x}}{{\partial w}}")
    if along.rest == 1:
        model = style.fill("x = {}", "x = {}", sp.Mul(*along.weights, evaluate=False))
    else:
        model = style.fill(
            "x = {}, {} the product of the other weights",
            r"x = {},\ {} \text{{ the product of the other weights}}",
            sp.Mul(*along.weights, along.rest, evaluate=False),
            along.rest,
        )
    moves = style.fill("", "")
    if along.moves:
        named = ", ".join(map(style.show, along.velocities))
        moves = style.fill(
            "; v = w - (w before), of the weights named {}", r";\ v = w - w_{{\text{{before}}}},\ {}", named
        )
    return style.fill(
        "under w -> {} for every weight ({}, any number c at each step; {}{}): ",
        r"\text{{under }} w \mapsto {} \text{{ for every weight}}\ "
        r"({},\ \text{{any }} c \text{{ at each step}};\ {}{}):\ ",
        along.step,
        slope,
        model,
        moves,
    )
