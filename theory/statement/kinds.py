"""The kinds of statement, as data: what one part of a claim says, read by the prover, the attack and the printer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.motion.iteration import Iteration
from neversaddle.theory.motion.problem import FlowProblem
from neversaddle.theory.statement.convexity import StrictlyConvex
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction, OnSurface
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.least import Least
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.points import AtLimits, AtPoints
from neversaddle.theory.statement.reaching import Reaches
from neversaddle.theory.statement.remaining import Remains
from neversaddle.theory.statement.shapes import Shape, Truth
from neversaddle.theory.statement.solutions import Along, Rate
from neversaddle.theory.statement.tending import EvenConvex, MinimisersTend, TendsTo


@dataclass(frozen=True)
class Identity:
    """left = right for all values the hypotheses allow."""

    text: str
    left: sp.Expr
    right: sp.Expr
    given: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class Inequality:
    """left <= right, or left < right where `strict`; with `tight`, equality holds exactly where that equation does."""

    text: str
    left: sp.Expr
    right: sp.Expr
    strict: bool = False
    tight: sp.Eq | None = None
    given: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class Equivalence:
    """All conditions hold, or none does."""

    text: str
    conditions: tuple[Truth, ...]
    given: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class Limit:
    """`expression` tends to the finite `value` as `variable` tends to `at`, which is 0 (from above) or oo."""

    text: str
    expression: sp.Expr
    variable: sp.Symbol
    at: sp.Expr
    value: sp.Expr
    given: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class ImproperIntegral:
    """The integral of the positive `integrand` over (low, high) is finite iff `finite`, and then equals `value`.

    No `value`: of that nothing is said.
    """

    text: str
    integrand: sp.Expr
    variable: sp.Symbol
    value: sp.Expr | None
    finite: Truth
    low: sp.Expr = sp.S.Zero
    high: sp.Expr = sp.oo
    given: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class Iterates:
    """One step of the iteration takes the value of `quantity` to that of `becomes`, both in the state before it."""

    text: str
    quantity: sp.Expr
    becomes: sp.Expr
    along: Iteration
    given: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class FlowBound:
    """Along one concrete flow low <= quantity <= high at time `at`, or at all times from 0 to it if `throughout`.

    `quantity` is in the weights w_ij, the coordinates x_j and the loss f of the flow; `low` and `high` are numbers, one
    of which may be absent. Raises ValueError for other symbols, and where neither bound is given.
    """

    text: str
    along: FlowProblem
    quantity: sp.Expr
    at: sp.Rational
    low: sp.Expr | None = None
    high: sp.Expr | None = None
    throughout: bool = False
    given: tuple[Hypothesis, ...] = ()

    def __post_init__(self) -> None:
        loose = self.quantity.free_symbols - self.along.symbols
        bounds = [bound for bound in (self.low, self.high) if bound is not None]
        exact = isinstance(self.at, sp.Rational) and not any(e.has(sp.Float) for e in (self.quantity, *bounds))
        if loose or not bounds or any(bound.free_symbols for bound in bounds) or not exact or not self.at > 0:
            raise ValueError(
                f"'{self.text}' needs a quantity of the flow, a rational time > 0 and one or two numbers as bounds, "
                "all of them exact"
            )


@dataclass(frozen=True)
class MarginDirection:
    """Exponential loss, separable data: a limit direction of x is that of least sum |x_j|^exponent at margins >= 1.

    The steepest flow has exponent q and `depth`; the loss tends to 0, the directions of x and of grad f converge, and
    no coordinate tends to a saddle (two of its weights to zero). Exponent oo is the sup norm. `stationary`: x only
    satisfies the first-order conditions there, and the limit direction of grad f has no zero entry.
    """

    text: str
    depth: sp.Expr
    q: sp.Expr
    exponent: sp.Expr
    stationary: bool = False
    given: tuple[Hypothesis, ...] = ()


Part: TypeAlias = (
    Identity
    | Inequality
    | Equivalence
    | Limit
    | ImproperIntegral
    | Iterates
    | FlowBound
    | MarginDirection
    | Rate
    | Along
    | Shape
    | LeastAtLimit
    | StrictlyConvex
    | EvenConvex
    | TendsTo
    | MinimisersTend
    | Holds
    | Least
    | AtPoints
    | AtLimits
    | Reaches
    | Remains
    | Carried
    | Dual
    | ConvexGradient
    | NoFunction
    | OnSurface
)


#: The kinds that tell their symbols themselves.
OWN_SYMBOLS = (
    Rate,
    Along,
    Carried,
    Dual,
    Reaches,
    Remains,
    AtPoints,
    AtLimits,
    Shape,
    LeastAtLimit,
    StrictlyConvex,
    EvenConvex,
    TendsTo,
    Holds,
    Least,
    ConvexGradient,
    NoFunction,
    OnSurface,
)


def free_symbols(part: Part) -> set[sp.Symbol]:
    """The symbols a part quantifies over."""
    if isinstance(part, OWN_SYMBOLS):
        return part.symbols()
    match part:
        case Identity(left=left, right=right):
            return set(left.free_symbols | right.free_symbols)
        case Inequality(left=left, right=right, tight=tight):
            return set(left.free_symbols | right.free_symbols | (set() if tight is None else tight.free_symbols))
        case Equivalence(conditions=conditions):
            return set().union(*(c.free_symbols for c in conditions))
        case Limit(expression=expression, variable=variable, value=value):
            return set(expression.free_symbols | value.free_symbols) - {variable}
        case ImproperIntegral(integrand=integrand, variable=variable, value=value, finite=finite, low=low, high=high):
            used = integrand.free_symbols | finite.free_symbols | low.free_symbols | high.free_symbols
            return set(used | (value.free_symbols if value is not None else set())) - {variable}
        case Iterates(quantity=quantity, becomes=becomes, along=along):
            return set(quantity.free_symbols | becomes.free_symbols) | along.free_symbols
        case FlowBound():
            # Everything in it is a number, or moves along the flow.
            return set()
        case MarginDirection(depth=depth, q=q, exponent=exponent):
            return set(depth.free_symbols | q.free_symbols | exponent.free_symbols)
