"""Charts: signs that symbols may have and stretches of their ranges, as substitutions that together cover them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import sympy as sp

from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign


def sign_charts(given: Sequence[Hypothesis]) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Every way the signed symbols can fall: each is replaced by a positive symbol, its negative, or zero.

    >>> len(list(sign_charts([Sign(letter, "real") for letter in sp.symbols("a b", real=True)])))
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
            "zero": (sp.S.Zero,),
            "real": (size, -size, sp.S.Zero),
        }[hypothesis.kind]
        options.append([(hypothesis.symbol, value) for value in values])
    for choice in itertools.product(*options):
        yield dict(choice)


def of_what_occurs(given: Sequence[Hypothesis], *expressions: sp.Basic) -> tuple[Hypothesis, ...]:
    """The hypotheses without signs of symbols that neither the expressions nor the conditions speak of."""
    relations = (h.relation for h in given if isinstance(h, Condition))
    occurring = set[sp.Symbol]().union(*(e.free_symbols for e in (*expressions, *relations)))
    return tuple(h for h in given if not isinstance(h, Sign) or h.symbol in occurring)


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
