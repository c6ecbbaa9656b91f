"""The kind of statement about one concrete flow: bounds on a number at a time, or up to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.motion.problem import FlowProblem
from neversaddle.theory.statement.hypotheses import Given
from neversaddle.theory.statement.kind import Style

#: Bounds with more decimal places than this are written as fractions.
MOST_PLACES = 60


@dataclass(frozen=True)
class FlowBound:
    """Along one concrete flow low <= quantity <= high at time `at`, or at all times from 0 to it if `throughout`.

    `quantity` is in the weights w_ij, the coordinates x_j and the loss f of the flow; `low` and `high` are numbers, one
    of which may be absent. Raises ValueError for other symbols, and where neither bound is given.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("quantity", "low", "high")
    DETERMINED: ClassVar[tuple[str, ...]] = ()

    text: str
    along: FlowProblem
    quantity: sp.Expr
    at: sp.Rational
    low: sp.Expr | None = None
    high: sp.Expr | None = None
    throughout: bool = False
    given: Given = ()

    def __post_init__(self) -> None:
        loose = self.quantity.free_symbols - self.along.symbols
        bounds = [bound for bound in (self.low, self.high) if bound is not None]
        exact = isinstance(self.at, sp.Rational) and not any(e.has(sp.Float) for e in (self.quantity, *bounds))
        if loose or not bounds or any(bound.free_symbols for bound in bounds) or not exact or not self.at > 0:
            raise ValueError(
                f"'{self.text}' needs a quantity of the flow, a rational time > 0 and one or two numbers as bounds, "
                "all of them exact"
            )

    def symbols(self) -> set[sp.Symbol]:
        """None: everything in it is a number, or moves along the flow."""
        return set()

    def written(self, style: Style) -> str:
        """The bounds, when they hold, and of which flow."""
        sides = [decimal(e) or e for e in (self.low, self.quantity, self.high) if e is not None]
        both = len(sides) == 3
        bounds = style.fill(
            "{} <= {} <= {}" if both else "{} <= {}", r"{} \le {} \le {}" if both else r"{} \le {}", *sides
        )
        when = (
            style.fill("{} for 0 <= t <= {}", r"{} \quad \text{{for }} 0 \le t \le {}", bounds, self.at)
            if self.throughout
            else style.fill("{} at t = {}", r"{} \quad \text{{at }} t = {}", bounds, self.at)
        )
        return style.fill("{}, where {}", r"{}, \quad \text{{where }} {}", when, _flow(self.along, style))


def _flow(problem: FlowProblem, style: Style) -> str:
    """The equation, the model, the loss and the start of a concrete flow."""
    model = problem.model
    x = model.reparametrization.expression if isinstance(model, DeepDiagonal) else model.expression
    rows = "; ".join(", ".join(map(style.show, row)) for row in problem.weights)
    flow = style.fill(
        "dw_ij = -Phi_{}(df/dw_ij) dt, x = {}, f = {}, w(0) = {}",
        r"\dot w_{{ij}} = -\Phi_{{{}}}(\partial_{{w_{{ij}}}} f),\ x = {},\ f = {},\ w(0) = {}",
        problem.q,
        x,
        problem.loss,
        sp.ImmutableMatrix(problem.weights) if style.latex else f"[{rows}]",
    )
    if not problem.decay:
        return flow
    kind = "coupled" if problem.coupled else "decoupled"
    return style.fill(f"{{}}, {kind} decay {{}}", rf"{{}},\ \text{{{{{kind} decay }}}} {{}}", flow, problem.decay)


def decimal(number: sp.Expr) -> str:
    """A rational number with finitely many digits, written with all of them; empty for what is none.

    >>> decimal(sp.Rational(-1, 8)), decimal(sp.Rational(1, 3)), decimal(sp.Integer(2))
    ('-0.125', '', '2')
    """
    places = next((n for n in range(MOST_PLACES) if number.is_Rational and (number * 10**n).is_Integer), None)
    if places is None:
        return ""
    digits = str(abs(int(number * 10**places))).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
