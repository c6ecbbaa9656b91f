"""A claim without one of its hypotheses."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

import sympy as sp

from neversaddle.theory.statement.claim import Claim
from neversaddle.theory.statement.hypotheses import (
    Composed,
    Condition,
    Convex,
    Curves,
    Depth,
    Every,
    EveryPair,
    Hypothesis,
    Kept,
    Members,
    Place,
    Range,
    Sign,
    Sloped,
)
from neversaddle.theory.statement.steps import Step


def without(claim: Claim, dropped: Hypothesis) -> Claim:
    """The claim for all real numbers, depths, or positive exponents, where it was for those of one hypothesis."""
    match dropped:
        case Depth(symbol=symbol):
            return _replaced(claim, dropped, (Depth(symbol, 1),))
        case Range(symbol=symbol):
            return _replaced(claim, dropped, (Sign(symbol, "positive" if symbol.is_positive else "real"),))
        case Sign(symbol=sp.Indexed()):
            return _replaced(claim, dropped, ())
        case Sign(symbol=symbol):
            # What SymPy was told of the symbol goes with the hypothesis.
            free = sp.Symbol(symbol.name, real=True)
            names = {symbol: free}
            renamed = _renamed(_replaced(claim, dropped, (Sign(symbol, "real"),)), names)
            return dataclasses.replace(
                renamed, proof=partial(_renamed_steps, claim.proof, names) if claim.proof else None
            )
        case Members(family=family):
            return _replaced(claim, dropped, (Members(family, "real"),))
        case Sloped(symbol=symbol, size=size):
            return _replaced(claim, dropped, (Curves(symbol, size),))
        case Curves():
            return _replaced(claim, dropped, (dataclasses.replace(dropped, convex=False),))
        case Condition() | Every() | EveryPair() | Place() | Convex() | Composed() | Kept():
            return _replaced(claim, dropped, ())


def _replaced(claim: Claim, dropped: Hypothesis, weakest: tuple[Hypothesis, ...]) -> Claim:
    def swap(given: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
        return tuple(new for h in given for new in (weakest if h == dropped else (h,)))

    says = tuple(dataclasses.replace(part, given=swap(part.given)) for part in claim.says)
    return dataclasses.replace(claim, says=says, given=swap(claim.given))


def _renamed_steps(
    proof: Callable[[Claim], Iterator[Step]], names: dict[sp.Symbol, sp.Symbol], claim: Claim
) -> Iterator[Step]:
    """The steps of a proof with symbols exchanged in what they tell of letters."""
    return (_renamed(step, names) for step in proof(claim))


T = TypeVar("T")


def _renamed(thing: T, names: dict[sp.Symbol, sp.Symbol]) -> T:
    """The same data with symbols exchanged, however deep they lie."""
    renamed: Any = thing
    if isinstance(thing, sp.Basic):
        renamed = thing.xreplace(names)
    elif isinstance(thing, tuple):
        renamed = tuple(_renamed(item, names) for item in thing)
    elif isinstance(thing, dict):
        renamed = {key: _renamed(value, names) for key, value in thing.items()}
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        fields = {f.name: _renamed(getattr(thing, f.name), names) for f in dataclasses.fields(thing)}
        renamed = type(thing)(**fields)
    return renamed  # type: ignore[no-any-return]  # built with the type of what came in
