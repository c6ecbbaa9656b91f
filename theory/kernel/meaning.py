"""Whether a statement about families means what it seems to: asked before any of it is multiplied out or named.

Members, places and sums become symbols by their names, so a name has to be of one thing. A sum that leaves out two
places has two shares less, so these have to be two, and of its own range. And what is proved for all values of a symbol
is proved for a sum that varies with a bound variable only where nothing binds that variable.

Each function here raises CannotDecide where it cannot vouch.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

import sympy as sp
from sympy.logic.boolalg import BooleanFunction

from neversaddle.theory.kernel.normal_form import WEAK, CannotDecide, certain_sign
from neversaddle.theory.language.families import Over, Product, Total, constants, family, index
from neversaddle.theory.language.fields import OfFields
from neversaddle.theory.language.functions import Applied
from neversaddle.theory.language.statements import Partial, Same
from neversaddle.theory.language.times import TIME, OfOtherTimes
from neversaddle.theory.motion.mirror import RIVAL
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import COORDINATE, LOSS, Steepest, WrittenModel
from neversaddle.theory.statement.hypotheses import (
    Condition,
    Curves,
    Depth,
    Every,
    EveryPair,
    Given,
    Hypothesis,
    Kept,
    Members,
    Place,
    Range,
    Sign,
    Sloped,
)
from neversaddle.theory.statement.kinds import Part

#: Letters of their own that sentences of a kind have, beside those of flows.
BOUND = {
    "Reaches": "T",
    "AtPoints": "v",
    "LeastAtLimit": "vZ",
    "AtLimits": "v",
    "Carried": "WIy",
    "Dual": "WIyP",
    "EvenConvex": "Fx",
    "TendsTo": "Fx",
    "MinimisersTend": "FNZYx",
    "Shape": "Sx",
    "Iterates": "gvwx",
    "Remains": "gvwx",
    "MarginDirection": "fgijklntxzXY",
}
#: What a letter may be called, and names that say something already.
NAME, RESERVED = re.compile(r"[A-Za-z]+(_[A-Za-z0-9]+|[0-9]+)*"), {"oo", "E", "I", "pi", "True", "False", "nan", "zoo"}
Places: TypeAlias = Mapping[sp.Symbol, Place]
#: The sizes that the places of some families run to, in the order of their indices.
Slots: TypeAlias = Mapping[sp.IndexedBase, tuple[sp.Expr, ...]]
Slot: TypeAlias = tuple[sp.IndexedBase, tuple[sp.Expr, ...]]
#: Families whose members lie in the intervals on which functions of one variable are given.
INSIDE = (COORDINATE, RIVAL)
#: What members may stand in: it has one value for the values of its arguments, and binds nothing.
POINTWISE = (sp.Add, sp.Mul, sp.Pow, sp.Function, sp.Rel, BooleanFunction, sp.Tuple)


def require_meaning(expressions: Sequence[sp.Basic], given: Sequence[Hypothesis], slots: Slots | None = None) -> None:
    """Refuse names of two things, places that may not exist or may coincide, sizes below zero, and bound variables."""
    families = tuple((slots or {}).items())
    _require_places(given)
    for e in expressions:
        _require_read(e, tuple(given), families)
    _require_given_read(tuple(given), families)


def _require_places(given: Sequence[Hypothesis]) -> None:
    for symbol in (h.symbol for h in given if isinstance(h, Place)):
        if symbol != index(symbol.name):
            raise CannotDecide(f"the place {symbol} is declared as more than a place")


@lru_cache(maxsize=8192)
def _require_read(e: sp.Basic, given: tuple[Hypothesis, ...], slots: tuple[Slot, ...]) -> None:
    """One expression; the same few are asked about under the same hypotheses again and again."""
    _Reading(given, dict(slots)).read(e, {h.symbol: h for h in given if isinstance(h, Place)})


@lru_cache(maxsize=4096)
def _require_given_read(given: tuple[Hypothesis, ...], slots: tuple[Slot, ...]) -> None:
    """All that is assumed."""
    declared = {h.symbol: h for h in given if isinstance(h, Place)}
    reading = _Reading(given, dict(slots))
    for h in given:
        if isinstance(h, Members):
            reading.read_family(h.family)
        elif isinstance(h, EveryPair):
            raise CannotDecide(f"'{h}' is about pairs of places")
        elif isinstance(h, Every):
            reading.read(h.relation, {**declared, h.place: Place(h.place, h.size, h.but)})
        elif isinstance(h, Condition):
            reading.read(h.relation, declared)
        elif isinstance(h, Sign) and isinstance(h.symbol, sp.Indexed):
            reading.read(h.symbol, declared)


class _Reading:
    """One reading of expressions, share by share."""

    def __init__(self, given: Given, slots: Slots) -> None:
        self.given, self.slots = given, slots

    def read(self, e: sp.Basic, places: Places) -> None:
        """An expression in which these places are named."""
        for node in surface(e):
            if isinstance(node, sp.Indexed):
                self.read_member(node, places)
            elif isinstance(node, Over):
                self.read_range(node, places)
                place = new_place((node, *places), self.given)
                self.read(node.at(place), {**places, place: Place(place, node.size, node.but)})
            elif isinstance(node, Applied):
                self.read_value(node, places)
            elif isinstance(node, Same):
                self.read_pair(node, places)
            elif isinstance(node, Partial):
                raise CannotDecide(f"{node} has not been carried out")
            elif node.is_Symbol and {"[", "#"} & set(node.name):
                raise CannotDecide(f"the name {node.name!r} is of the kernel's own")
            elif not isinstance(node, POINTWISE) and node.has(Over, sp.Indexed):
                raise CannotDecide(f"{node} is no function of the members in it")

    def read_family(self, base: sp.IndexedBase) -> None:
        """A family of real numbers of which nothing else is said."""
        if base != family(str(base.label)):
            raise CannotDecide(f"the family {base} is declared as more than real")

    def read_member(self, member: sp.Indexed, places: Places) -> None:
        """A member at places that are declared, as many as the family has, and of its sizes."""
        self.read_family(member.base)
        for place in member.indices:
            if place not in places:
                raise CannotDecide(f"the place {place} is not declared")
        sizes = self.slots.get(member.base)
        if sizes is not None and tuple(places[place].size for place in member.indices) != sizes:
            raise CannotDecide(f"{member} is not shown to exist")

    def read_value(self, value: Applied, places: Places) -> None:
        """A function of a family, or its derivative, at a point of its own place: there all points are inside."""
        name, order, place, point = value.args
        member = point.args[0] if isinstance(point, OfOtherTimes) else point
        inside = isinstance(member, sp.Indexed) and member.base in INSIDE and member.indices == (place,)
        curves = [h for h in self.given if isinstance(h, Curves) and h.symbol == name]
        if order not in (0, 1) or not inside or place not in places or [h.size for h in curves] != [places[place].size]:
            raise CannotDecide(f"{value} is not shown to be defined")

    def read_pair(self, same: Same, places: Places) -> None:
        """Two places of one range."""
        if any(place not in places for place in same.args) or len({places[place].size for place in same.args}) > 1:
            raise CannotDecide(f"{same} is not shown to be about places of one range")

    def read_range(self, over: Over, places: Places) -> None:
        """A sum or product over a range that has all the places left out, and has them once."""
        if type(over) not in (Total, Product) or not over.size.is_integer:
            raise CannotDecide(f"{over} is no sum and no product")
        if certain_sign(over.size, self.given) < WEAK:
            raise CannotDecide(f"{over.size} is not shown to be a number of places")
        for place in over.but:
            if place not in places or places[place].size != over.size:
                raise CannotDecide(f"{place} is not shown to be a place of 1..{over.size}")
        for one, other in itertools.combinations(over.but, 2):
            if not apart(one, other, places):
                raise CannotDecide(f"{one} and {other} may be one place")


def apart(one: sp.Symbol, other: sp.Symbol, places: Places) -> bool:
    """Whether two places are said to be different."""
    return other in places[one].apart or one in places[other].apart


def admits(every: Every, place: Place, given: Sequence[Hypothesis]) -> bool:
    """Whether what is said of every place is said of this one: it is of that range, and none that is left out."""
    places = {h.symbol: h for h in given if isinstance(h, Place)}
    inside = place.size == every.size and all(place.symbol != other for other in every.but)
    return inside and all(other in places and apart(place.symbol, other, places) for other in every.but)


def surface(e: sp.Basic) -> Iterator[sp.Basic]:
    """All nodes that stand in no sum or product over a family, from the top."""
    yield e
    if not isinstance(e, Over | sp.Indexed):
        for part in e.args:
            yield from surface(part)


def require_declared(part: Part, given: Sequence[Hypothesis]) -> None:
    """Refuse relations between letters of which nothing is assumed, and parameters that bear a place's name.

    Of such a letter SymPy may know more than the sentence says; and the equation of a flow says i and j of its places.
    """
    declared = {h.symbol for h in given if isinstance(h, Sign | Depth | Range | Place | Curves)}
    for h in given:
        # Letters for any maps are what their fields say of them.
        if isinstance(h, Condition | Every | EveryPair) and not h.relation.has(OfFields):
            own = {getattr(h, "place", None), getattr(h, "coordinate", None), LOSS, TIME}
            if loose := constants(h.relation) - declared - own:
                raise CannotDecide(f"nothing is assumed of {', '.join(sorted(map(str, loose)))}, which '{h}' speaks of")
    flow = getattr(part, "along", None)
    bound = set(BOUND.get(type(part).__name__, ())) | ({"l", "i", "n"} if isinstance(flow, OnData) else set())
    flow = flow.steepest if isinstance(flow, OnData) else flow
    places: set[sp.Symbol] = set()
    if isinstance(flow, Steepest):
        places = {h.symbol for h in given if isinstance(h, Place)}
        bound |= {"i", "j"} if hasattr(flow.model, "depth") else set()
        bound |= {"n", str(flow.model.place)} if isinstance(flow.model, WrittenModel) else set()
        bound |= {"r"} if getattr(flow.model, "degree", None) is not None else set()
    spoken = part.symbols() | set(getattr(flow, "free_symbols", ()))
    for h in given:
        spoken |= set().union(*map(constants, _formulas_of(h))) - {getattr(h, n, None) for n in ("place", "coordinate")}
    functions = {h.symbol.name for h in given if isinstance(h, Curves)}
    if twice := functions & {h.symbol.name for h in given if isinstance(h, Sign | Depth | Range | Place)}:
        raise CannotDecide(f"{', '.join(sorted(twice))} is the name of functions, and of a number")
    if kept := {"F", "t"} & names(*(e for h in given if isinstance(h, Kept) for e in said(h))):
        raise CannotDecide(f"{', '.join(sorted(kept))} is what is said to be kept, or the time")
    if taken := sorted(s.name for s in spoken - places if s.name in bound):
        raise CannotDecide(f"{', '.join(taken)} is what the sentence itself speaks of")
    # A place that is bound bears no other letter's name: what it stands for would be read in two ways.
    things = (*given, part, *vars(part).values())
    bound_places = (getattr(thing, name, None) for thing in things for name in ("place", "coordinate"))
    ranging = {place for place in bound_places if isinstance(place, sp.Symbol)}
    numbers = {h.symbol for h in given if isinstance(h, Sign | Depth | Range)} | set(getattr(flow, "free_symbols", ()))
    if both := sorted(s.name for s in ranging & numbers):
        raise CannotDecide(f"{', '.join(both)} is a place, and a number")
    if isinstance(flow, Steepest) and (same := sorted({str(w.label) for w in flow.weights} & bound - {"w", "v"})):
        raise CannotDecide(f"{', '.join(same)} is what the sentence itself speaks of")
    for letter in sorted((s for s in (spoken | declared) - ranging if isinstance(s, sp.Symbol)), key=str):
        if letter.name in {place.name for place in ranging}:
            raise CannotDecide(f"{letter} is the name of a place, and of a number")
        if not NAME.fullmatch(letter.name) or letter.name in RESERVED:
            raise CannotDecide(f"{letter} is no name of a number")


def _formulas_of(h: Hypothesis) -> tuple[sp.Basic, ...]:
    """What a hypothesis says with letters that are declared elsewhere, or are its own."""
    if isinstance(h, Sloped):
        return h.at, h.slope, h.interval.symbol
    return (h.relation,) if isinstance(h, Condition | Every | EveryPair) else ()


def formulas(things: Iterable[object]) -> Iterator[sp.Basic]:
    """The expressions among anything, those in tuples too."""
    for thing in things:
        if isinstance(thing, sp.Basic):
            yield thing
        elif isinstance(thing, tuple):
            yield from formulas(thing)


def said(h: Hypothesis) -> tuple[sp.Basic, ...]:
    """All that a hypothesis speaks of."""
    return tuple(formulas(vars(h).values()))


def names(*things: sp.Basic) -> set[str]:
    """The names of all symbols in some expressions."""
    return set().union(*map(_names, things))


@lru_cache(maxsize=16384)
def _names(thing: sp.Basic) -> frozenset[str]:
    return frozenset(s.name for s in thing.atoms(sp.Symbol))


def new_place(expressions: Sequence[sp.Basic], given: Sequence[Hypothesis]) -> sp.Symbol:
    """A place that neither the expressions nor the hypotheses name."""
    taken = names(*expressions, *(thing for h in given for thing in said(h)))
    return next(index(f"place{n}") for n in itertools.count() if f"place{n}" not in taken)
