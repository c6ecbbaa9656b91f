"""Hypotheses: what a statement assumes of each of its symbols, as data."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import sympy as sp

TWO = sp.Integer(2)


@dataclass(frozen=True)
class Sign:
    """A real symbol with a sign condition: "positive", "nonnegative", "nonzero" or "real"."""

    symbol: sp.Symbol
    kind: str
    why: str = ""

    def __str__(self) -> str:
        words = {"positive": "> 0", "nonnegative": ">= 0", "nonzero": "!= 0", "real": "is real"}
        return f"{self.symbol} {words[self.kind]}"


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

    def __str__(self) -> str:
        left, right = "(" if self.open_low else "[", ")" if self.open_high else "]"
        return f"{self.symbol} in {left}{self.low}, {self.high}{right}"


@dataclass(frozen=True)
class Condition:
    """A strict or weak inequality between expressions that no single symbol's range expresses."""

    relation: sp.core.relational.Relational
    why: str = ""

    def __str__(self) -> str:
        if isinstance(self.relation, sp.Ne):
            return f"{self.relation.lhs} != {self.relation.rhs}"
        return str(self.relation)


Hypothesis: TypeAlias = Sign | Depth | Range | Condition


def positive(*symbols: sp.Symbol, why: str = "") -> tuple[Sign, ...]:
    """One positivity hypothesis for each symbol."""
    return tuple(Sign(symbol, "positive", why) for symbol in symbols)


def real(*symbols: sp.Symbol, why: str = "") -> tuple[Sign, ...]:
    """One reality hypothesis for each symbol."""
    return tuple(Sign(symbol, "real", why) for symbol in symbols)


def nonzero(*symbols: sp.Symbol, why: str = "") -> tuple[Sign, ...]:
    """One nonvanishing hypothesis for each symbol."""
    return tuple(Sign(symbol, "nonzero", why) for symbol in symbols)


def sign_charts(given: Sequence[Hypothesis]) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Every way the signed symbols can fall: each is replaced by a positive symbol, its negative, or zero.

    >>> len(list(sign_charts(real(*sp.symbols("a b", real=True)))))
    9
    """
    options = []
    for hypothesis in given:
        if not isinstance(hypothesis, Sign):
            continue
        size = sp.Symbol(hypothesis.symbol.name, positive=True)
        values = {
            "positive": (size,),
            "nonnegative": (size, sp.S.Zero),
            "nonzero": (size, -size),
            "real": (size, -size, sp.S.Zero),
        }[hypothesis.kind]
        options.append([(hypothesis.symbol, value) for value in values])
    for choice in itertools.product(*options):
        yield dict(choice)


def in_chart(expression: sp.Expr, chart: dict[sp.Symbol, sp.Expr]) -> sp.Expr:
    """The expression with a chart put in, in every place at once."""
    if expression.has(sp.Derivative, sp.Integral):
        return expression.subs(chart, simultaneous=True)
    # The same, several times as fast, where no symbol is bound.
    return expression.xreplace(chart)


def charted(given: Sequence[Hypothesis], chart: dict[sp.Symbol, sp.Expr]) -> tuple[Hypothesis, ...]:
    """What is left to assume inside one sign chart: no signs, and the conditions in the chart's symbols."""
    left: list[Hypothesis] = []
    for h in given:
        if isinstance(h, Condition):
            sides = (in_chart(side, chart) for side in h.relation.args)
            left.append(Condition(h.relation.func(*sides, evaluate=False)))
        elif not isinstance(h, Sign):
            left.append(h)
    return tuple(left)


def range_charts(given: Sequence[Hypothesis]) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Substitutions by symbols that run over [0, oo) or (0, oo) and together cover every parameter's range.

    A depth is at_least + l; a parameter in an interval is (low + high s)/(1 + s), with its closed end points apart.
    """
    options = []
    for hypothesis in given:
        if isinstance(hypothesis, Depth):
            shift = sp.Symbol(f"{hypothesis.symbol.name} shift", nonnegative=True)
            options.append([(hypothesis.symbol, hypothesis.at_least + shift)])
        elif isinstance(hypothesis, Range):
            s = sp.Symbol(f"{hypothesis.symbol.name} shift", positive=True)
            low, high = hypothesis.low, hypothesis.high
            values = [(low + high * s) / (1 + s)]
            values += [] if hypothesis.open_low else [low]
            values += [] if hypothesis.open_high else [high]
            options.append([(hypothesis.symbol, value) for value in values])
    for choice in itertools.product(*options):
        yield dict(choice)
