"""A trial: how statements of one kind are tried, at instances of what they assume and along whole flows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

import sympy as sp

from neversaddle.numerics.attack.kinds.within import within_parameters
from neversaddle.numerics.attack.sampling import Instance, instances
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.language.families import constants
from neversaddle.theory.statement.hypotheses import Condition, Every, Hypothesis, Place
from neversaddle.theory.statement.kind import Kind
from neversaddle.theory.statement.kinds import Part

K = TypeVar("K", bound=Kind, contravariant=True)
Given: TypeAlias = tuple[Hypothesis, ...]
#: A solution that is known exactly, as an instance, and what it says against a statement.
Against: TypeAlias = tuple[Instance, str]
#: A search for simpler numbers, each by itself, that keep an instance a witness.
Shrink: TypeAlias = Callable[[Instance], Instance]


@dataclass(frozen=True)
class Flows:
    """How many flows are followed: where only instances are asked for, where flows are, and where nothing is proved."""

    few: int
    some: int
    many: int


#: Flows of a kind that whole flows say most of; and of one that they say nothing of.
FLOWS, NO_FLOWS = Flows(1, 2, 16), Flows(0, 0, 0)


def at_no_instance(part: Kind, instance: Instance, digits: int) -> int | None:
    """The check of what is said of whole flows alone. Raises Undefined."""
    raise Undefined("'{}' is about no flow of its own, or about whole flows", part.text)


def no_instances(part: Kind, given: Given, symbols: Sequence[sp.Symbol], label: str) -> Iterator[Instance]:
    """The supply of what is said of whole flows alone."""
    return iter(())


def any_instances(part: Kind, given: Given, symbols: Sequence[sp.Symbol], label: str) -> Iterator[Instance]:
    """Instances of all hypotheses."""
    return instances(given, symbols, label)


def symbols_named(part: Kind, given: Given) -> set[sp.Symbol]:
    """The symbols of a statement, of the conditions on it, and the places that are named of every other place."""
    conditions: list[sp.Basic] = [h.relation for h in given if isinstance(h, Condition)]
    named = {s for h in given if isinstance(h, Every) for s in constants(h.relation)}
    places = {h.symbol for h in given if isinstance(h, Place)} & named
    return set(part.symbols()).union(places, *map(constants, conditions))


def simpler_numbers(part: Kind, witness: Instance, given: Given, label: str, shrink: Shrink) -> Instance:
    """A witness whose numbers may be chosen one by one."""
    return shrink(witness)


def kept(part: Kind, witness: Instance, given: Given, label: str, shrink: Shrink) -> Instance:
    """A witness whose numbers hang together."""
    return witness


@dataclass(frozen=True)
class Trial(Generic[K]):
    """How statements of one kind are tried.

    At instances: `check` gives the digits to which one holds, 0 where it fails, None where digits are no matter, and
    raises Undefined where it has no value; `violated` tells whether balls of so many bits, or exact numbers, show that
    it fails, `certain` that it holds, `within` that the instance is within all that is assumed; `compared` are formulas
    whose sizes tell the precision that the check needs; `slow` is a check that takes long. `told` are words on what
    stands at a witness beside its numbers, `stated` what else speaks against the statement there, and `simpler` finds a
    witness of simpler numbers.

    `prepared` is the statement with what its check has to know; `supply` makes instances of the `symbols`, at most
    `few` where that is said. `outright` gives a solution that is known exactly and breaks the statement; `flown`
    follows one of the `flows`, and answers as the check does, for which `broken` has the words; `refuted` shows that
    the statement certainly fails there, where it is one that is `refutable` by flows at all.
    """

    check: Callable[[K, Instance, int], int | None]
    violated: Callable[[K, Instance, int], bool] = lambda part, instance, bits: False
    certain: Callable[[K, Instance], bool] = lambda part, instance: False
    within: Callable[[K, Given, Instance], bool] = within_parameters
    compared: Callable[[K], tuple[sp.Expr, ...]] = lambda part: ()
    slow: bool = False
    told: Callable[[K, Instance], str] = lambda part, instance: ""
    stated: Callable[[K, Instance], str] = lambda part, instance: ""
    simpler: Callable[[K, Instance, Given, str, Shrink], Instance] = simpler_numbers
    prepared: Callable[[K, Given], Part] | None = None
    symbols: Callable[[K, Given], set[sp.Symbol]] = symbols_named
    supply: Callable[[K, Given, Sequence[sp.Symbol], str], Iterator[Instance]] = any_instances
    few: int | None = None
    flows: Callable[[K, Given], Flows] = lambda part, given: NO_FLOWS
    outright: Callable[[K, Given, str], Against | None] = lambda part, given, label: None
    flown: Callable[[K, Given, int, str], int | None] | None = None
    refuted: Callable[[K, Given, str], Against | None] | None = None
    refutable: Callable[[K], bool] = lambda part: True
    broken: str = "an integrated flow agrees to {} digits only"
