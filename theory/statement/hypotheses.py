"""Hypotheses: what a statement assumes of each of its symbols, as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.motion.steepest import DiagonalNetwork

TWO = sp.Integer(2)


#: What signs there are, and how they are written.
SIGNS = {"zero": "= 0", "positive": "> 0", "nonnegative": ">= 0", "nonzero": "!= 0", "real": "is real"}


@dataclass(frozen=True)
class Sign:
    """A real symbol with a sign condition: "positive", "nonnegative", "nonzero", "real", or for a member "zero"."""

    symbol: sp.Symbol
    kind: str
    why: str = ""

    def __post_init__(self) -> None:
        if self.kind not in SIGNS:
            raise ValueError(f"a sign is one of {', '.join(SIGNS)}; got {self.kind!r}")

    def __str__(self) -> str:
        return f"{self.symbol} {SIGNS[self.kind]}"


@dataclass(frozen=True)
class Depth:
    """A whole number L >= at_least."""

    symbol: sp.Symbol
    at_least: int = 2
    why: str = ""

    def __str__(self) -> str:
        return f"{self.symbol} >= {self.at_least}"


@dataclass(frozen=True)
class Range:
    """A real parameter in an interval; `open_low`, `open_high` leave the end points out."""

    symbol: sp.Symbol
    low: sp.Rational = sp.S.One
    high: sp.Rational = TWO
    open_low: bool = False
    open_high: bool = False
    why: str = ""

    def __post_init__(self) -> None:
        if not self.low < self.high and not (self.low == self.high and not (self.open_low or self.open_high)):
            raise ValueError(f"no number is in {self}")

    def __str__(self) -> str:
        left, right = "(" if self.open_low else "[", ")" if self.open_high else "]"
        return f"{self.symbol} in {left}{self.low}, {self.high}{right}"


@dataclass(frozen=True)
class Condition:
    """A strict or weak inequality between expressions that no single symbol's range expresses."""

    relation: sp.core.relational.Relational
    why: str = ""

    def __str__(self) -> str:
        return _shown(self.relation)


#: What members may be, in words.
MEMBER_WORDS = {"positive": "> 0", "nonnegative": ">= 0", "nonzero": "!= 0", "zero": "= 0", "real": "real"}


@dataclass(frozen=True)
class Members:
    """Every member of a family has a sign: "positive", "nonnegative", "nonzero" or "real".

    Along solutions that is so at almost every time, or `always`.
    """

    family: sp.IndexedBase
    kind: str
    why: str = ""
    always: bool = False

    def __post_init__(self) -> None:
        if self.kind not in MEMBER_WORDS:
            raise ValueError(f"members are {', '.join(MEMBER_WORDS)}, not {self.kind!r}")

    @property
    def symbol(self) -> sp.IndexedBase:
        """What the hypothesis is about."""
        return self.family

    def __str__(self) -> str:
        return f"{'always ' if self.always else ''}every {self.family} {MEMBER_WORDS[self.kind]}"


@dataclass(frozen=True)
class Place:
    """A place of a family, 1 <= symbol <= size, that is none of `apart`."""

    symbol: sp.Symbol
    size: sp.Expr
    apart: tuple[sp.Symbol, ...] = ()
    why: str = ""

    def __str__(self) -> str:
        others = f", {self.symbol} != {', '.join(map(str, self.apart))}" if self.apart else ""
        return f"{self.symbol} in 1..{self.size}{others}"


@dataclass(frozen=True)
class Every:
    """A relation that holds at every value of `place`, from 1 to size, but for the places `but`.

    Along solutions that is so at almost every time, or `always`.
    """

    relation: sp.core.relational.Relational
    place: sp.Symbol
    size: sp.Expr
    why: str = ""
    but: tuple[sp.Symbol, ...] = ()
    always: bool = False

    @property
    def symbol(self) -> None:
        """Several things, and so none."""

    def __str__(self) -> str:
        apart = f" other than {', '.join(map(str, self.but))}" if self.but else ""
        return f"{'always ' if self.always else ''}{_shown(self.relation)} for all {self.place}{apart}"


@dataclass(frozen=True)
class Composed:
    """The loss f is any function, `order` times continuously differentiable, of the coordinates x of a model."""

    model: DiagonalNetwork
    order: int = 1
    why: str = ""

    @property
    def symbol(self) -> None:
        """Several things, and so none."""

    def __str__(self) -> str:
        return f"f is C{self.order} in the coordinates of a network of {self.model.depth} layers"


@dataclass(frozen=True)
class Kept:
    """F is a function of the members at the places 1..size, C1 near these; `slope` is its derivative by `member`.

    It is constant along every solution of d member/dt = `velocity` that starts there, at first. `place` is bound.
    """

    slope: sp.Expr
    member: sp.Expr
    velocity: sp.Expr
    place: sp.Symbol
    size: sp.Expr
    why: str = ""

    @property
    def symbol(self) -> None:
        """Several things, and so none."""

    def __str__(self) -> str:
        return f"F is constant where d{self.member}/dt = {self.velocity}, {self.slope} = dF/d{self.member}"


@dataclass(frozen=True)
class EveryPair:
    """A relation that holds at every place of a coordinate, from 1 to size, of all coordinates, from 1 to width."""

    relation: sp.core.relational.Relational
    place: sp.Symbol
    size: sp.Expr
    coordinate: sp.Symbol
    width: sp.Expr
    why: str = ""

    @property
    def symbol(self) -> None:
        """Several things, and so none."""

    def at(self, coordinate: sp.Expr) -> Every:
        """What is said of one coordinate."""
        return Every(self.relation.xreplace({self.coordinate: coordinate}), self.place, self.size, self.why)

    def __str__(self) -> str:
        return f"{_shown(self.relation)} for all {self.place}, {self.coordinate}"


@dataclass(frozen=True)
class Convex:
    """The function f is convex."""

    why: str = ""

    @property
    def symbol(self) -> None:
        """No number."""

    def __str__(self) -> str:
        return "f convex"


@dataclass(frozen=True)
class Curves:
    """The functions R_1, ..., R_size are C1 on open intervals I_j of their own; if `convex`, strictly convex there."""

    symbol: sp.Symbol
    size: sp.Expr
    convex: bool = True
    why: str = ""

    def __str__(self) -> str:
        return f"every {self.symbol} is {'strictly convex and ' if self.convex else ''}C1"


@dataclass(frozen=True)
class Sloped(Curves):
    """The functions R_1, ..., R_size are C1 on the line, with R_j'(`at`) = `slope` for every letter in `interval`."""

    convex: bool = False
    at: sp.Expr = sp.S.Zero
    slope: sp.Expr = sp.S.Zero
    interval: Range = field(default_factory=lambda: Range(sp.Symbol("z", real=True)))

    def __post_init__(self) -> None:
        if self.convex:
            raise ValueError(f"that {self.symbol} is convex follows from its slope, and is not assumed")

    def __str__(self) -> str:
        return f"every {self.symbol}'({self.at}) = {self.slope} for {self.interval}"


Hypothesis: TypeAlias = (
    Sign | Depth | Range | Condition | Members | Place | Every | EveryPair | Convex | Composed | Curves | Kept
)
Given: TypeAlias = tuple[Hypothesis, ...]


def implied(wanted: Iterable[Hypothesis], given: Sequence[Hypothesis]) -> bool:
    """Whether all that is wanted is given: what is between positive numbers is positive, and that is not negative."""
    ranges = [h for h in given if isinstance(h, Range)]
    above = [Sign(h.symbol, "positive") for h in ranges if h.low > 0 or (h.low == 0 and h.open_low)]
    signs = [*above, *(h for h in given if isinstance(h, Sign) and h.kind == "positive")]
    known = {replace(h, why="") for h in (*given, *signs, *(replace(h, kind="nonnegative") for h in signs))}
    return {replace(h, why="") for h in wanted} <= known


def _shown(relation: sp.core.relational.Relational) -> str:
    """A relation as text; equations and their contraries have signs of their own."""
    sign = "=" if isinstance(relation, sp.Eq) else "!=" if isinstance(relation, sp.Ne) else ""
    return f"{relation.lhs} {sign} {relation.rhs}" if sign else str(relation)


def positive(*symbols: sp.Symbol, why: str = "") -> tuple[Sign, ...]:
    """One positivity hypothesis for each symbol."""
    return tuple(Sign(symbol, "positive", why) for symbol in symbols)


def real(*symbols: sp.Symbol, why: str = "") -> tuple[Sign, ...]:
    """One reality hypothesis for each symbol."""
    return tuple(Sign(symbol, "real", why) for symbol in symbols)


def nonzero(*symbols: sp.Symbol, why: str = "") -> tuple[Sign, ...]:
    """One nonvanishing hypothesis for each symbol."""
    return tuple(Sign(symbol, "nonzero", why) for symbol in symbols)
