"""Mutants: a claim with one systematic mistake."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import sympy as sp

from neversaddle.theory.language.families import BOUND, Over, Product, Total, members
from neversaddle.theory.language.statements import ForEach, ForSome, Quantified, Same
from neversaddle.theory.language.symbols import L, p, q
from neversaddle.theory.motion.flow import LOSS
from neversaddle.theory.motion.mirror import ManyData
from neversaddle.theory.motion.steepest import Steepest
from neversaddle.theory.statement.claim import Claim, restrictions
from neversaddle.theory.statement.convexity import StrictlyConvex
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import (
    Composed,
    Condition,
    Convex,
    Curves,
    Depth,
    Every,
    EveryPair,
    Hypothesis,
    Members,
    Place,
    Range,
    Sign,
)
from neversaddle.theory.statement.kinds import (
    Equivalence,
    Evolves,
    FlowBound,
    Identity,
    ImproperIntegral,
    Inequality,
    Iterates,
    Limit,
    MarginDirection,
    Minimiser,
    MirrorFlowExists,
    Part,
    free_symbols,
)
from neversaddle.theory.statement.least import Least
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.points import AtLimits, AtPoints
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.remaining import Remains
from neversaddle.theory.statement.shapes import Shape
from neversaddle.theory.statement.solutions import Along, Order, Rate
from neversaddle.theory.statement.steps import Step
from neversaddle.theory.statement.tending import EvenConvex, MinimisersTend, TendsTo

#: The fields of each kind that hold formulas.
FORMULAS: dict[type, tuple[str, ...]] = {
    Identity: ("left", "right"),
    Inequality: ("left", "right"),
    Equivalence: ("conditions",),
    Minimiser: ("objective", "at"),
    Limit: ("expression", "value"),
    ImproperIntegral: ("integrand", "value", "finite"),
    Evolves: ("quantity", "rate"),
    Iterates: ("quantity", "becomes"),
    FlowBound: ("quantity", "low", "high"),
    MarginDirection: ("exponent",),
    MirrorFlowExists: ("coordinates", "exists"),
    Rate: Rate.FORMULAS,
    Carried: Carried.FORMULAS,
    Dual: Dual.FORMULAS,
    Along: Along.FORMULAS,
    Shape: Shape.FORMULAS,
    LeastAtLimit: LeastAtLimit.FORMULAS,
    EvenConvex: EvenConvex.FORMULAS,
    TendsTo: TendsTo.FORMULAS,
    MinimisersTend: MinimisersTend.FORMULAS,
    StrictlyConvex: StrictlyConvex.FORMULAS,
    Holds: Holds.FORMULAS,
    Least: Least.FORMULAS,
    AtPoints: AtPoints.FORMULAS,
    AtLimits: AtLimits.FORMULAS,
    Reaches: Reaches.FORMULAS,
    Remains: Remains.FORMULAS,
}
#: The fields that the rest of a true statement determines: a mutant there is true only if it says the same.
DETERMINED: dict[type, tuple[str, ...]] = {
    **FORMULAS,
    Inequality: (),
    Minimiser: ("at",),
    Limit: ("value",),
    ImproperIntegral: ("value", "finite"),
    Evolves: ("rate",),
    Iterates: ("becomes",),
    FlowBound: (),
    MarginDirection: ("exponent",),
    MirrorFlowExists: ("exists",),
    Rate: Rate.DETERMINED,
    Carried: Carried.DETERMINED,
    Dual: Dual.DETERMINED,
    Along: ("right",),
    Shape: Shape.DETERMINED,
    LeastAtLimit: LeastAtLimit.DETERMINED,
    EvenConvex: EvenConvex.DETERMINED,
    TendsTo: TendsTo.DETERMINED,
    MinimisersTend: MinimisersTend.DETERMINED,
    StrictlyConvex: StrictlyConvex.DETERMINED,
    Least: Least.DETERMINED,
    AtPoints: AtPoints.DETERMINED,
    AtLimits: AtLimits.DETERMINED,
    Reaches: Reaches.DETERMINED,
    Remains: Remains.DETERMINED,
}


def determined(part: Part) -> tuple[str, ...]:
    """The fields that the rest of a true statement determines; an order leaves both sides a choice."""
    if isinstance(part, Reaches) and part.when is not When.AT:
        return ()
    return () if isinstance(part, Along) and part.order is not Order.EQUAL else DETERMINED[type(part)]


FLIPPED = {sp.Lt: sp.Gt, sp.Gt: sp.Lt, sp.Le: sp.Ge, sp.Ge: sp.Le, sp.Eq: sp.Ne, sp.Ne: sp.Eq}


@dataclass(frozen=True)
class Mutant:
    """A claim with one change in one field of one part, or without one hypothesis (`index` is then None)."""

    claim: Claim
    original: Claim
    change: str
    index: int | None = None
    field: str = "given"
    dropped: Hypothesis | None = None

    @property
    def part(self) -> Part:
        """The part that is changed."""
        assert self.index is not None
        return self.claim.says[self.index]


def mutants(claim: Claim) -> Iterator[Mutant]:
    """Every systematic mistake in a claim, each once, in a fixed order."""
    seen = {dataclasses.replace(part, text="") for part in claim.says}
    for index, part in enumerate(claim.says):
        for field, change, new in _changed_part(part):
            bare = dataclasses.replace(new, text="")
            if bare in seen or not free_symbols(new) <= free_symbols(part) or _sees_level(new):
                continue
            seen.add(bare)
            says = (*claim.says[:index], new, *claim.says[index + 1 :])
            yield Mutant(dataclasses.replace(claim, says=says), claim, change, index, field)
    for hypothesis in restrictions(claim):
        yield Mutant(_without(claim, hypothesis), claim, f"without {hypothesis}", dropped=hypothesis)


def _sees_level(part: Part) -> bool:
    """Whether a law of motion depends on the loss's level, which has no meaning: only its changes have."""
    return isinstance(part, Evolves) and part.quantity.diff(LOSS).has(LOSS)


def _changed_part(part: Part) -> Iterator[tuple[str, str, Part]]:
    """The field, what was done to it, and the part that comes of it."""
    for field in FORMULAS[type(part)]:
        if isinstance(part, MirrorFlowExists) and field == "coordinates" and part.exists == sp.false:
            # What does not commute mostly does not after a change, either: that is true, and another statement.
            continue
        for change, value in _changed(getattr(part, field)):
            yield field, f"{field}: {change}", dataclasses.replace(part, **{field: value})
    if isinstance(part, FlowBound):
        yield from _changed_flow(part)
    if isinstance(part, LeastAtLimit):
        place, share = part.objective.opened()
        for change, value in _changed(share):
            new = dataclasses.replace(part, objective=part.objective.closed(place, value))
            yield "objective", f"objective: {change}", new
        for other in (sp.Rational(3, 2), sp.Rational(6, 5)):
            flow = dataclasses.replace(part.along, q=other)
            if other != part.along.q and isinstance(part.along.sight, ManyData):
                yield "along", f"q = {other} for {part.along.q}", dataclasses.replace(part, along=flow)
    if isinstance(part, Rate | Along | AtPoints | AtLimits) and isinstance(part.along, Steepest):
        yield from _changed_steepest(part, part.along)
    if isinstance(part, MarginDirection) and part.stationary:
        yield "stationary", "a minimiser for a stationary point", dataclasses.replace(part, stationary=False)
    if isinstance(part, Shape) and part.only_if:
        yield "only_if", "iff for only if", dataclasses.replace(part, only_if=False)
    if isinstance(part, Inequality):
        yield "order", "< for >", dataclasses.replace(part, left=part.right, right=part.left)


def _changed_flow(part: FlowBound) -> Iterator[tuple[str, str, Part]]:
    """Another exponent, another decay, another time; for statements about all times the last one is a scope."""
    flow = part.along
    for other in ((flow.q + 1) / 2, (flow.q + 2) / 2):
        yield "along", f"q = {other} for {flow.q}", dataclasses.replace(part, along=dataclasses.replace(flow, q=other))
    for factor, name in ((2, "twice"), (sp.S.Half, "half")):
        if flow.decay:
            slower = dataclasses.replace(flow, decay=factor * flow.decay)
            yield "along", f"{name} the decay", dataclasses.replace(part, along=slower)
        if not part.throughout:
            yield "at", f"{name} the time", dataclasses.replace(part, at=factor * part.at)
    if flow.decay and flow.q != 2:
        other_kind = dataclasses.replace(flow, coupled=not flow.coupled)
        yield "along", "the other kind of decay", dataclasses.replace(part, along=other_kind)


def _changed_steepest(part: Rate | Along | AtPoints | AtLimits, flow: Steepest) -> Iterator[tuple[str, str, Part]]:
    """Another exponent or another decay in the flow, and the law as it was."""
    # Of coupled decay the points at rest are the same at every exponent.
    at_rest = isinstance(part, AtPoints | AtLimits)
    others = [] if at_rest and flow.coupled else [("another exponent", dataclasses.replace(flow, q=(flow.q + 1) / 2))]
    if flow.decay != 0:
        others.append(("twice the decay", dataclasses.replace(flow, decay=2 * flow.decay)))
    if flow.decay != 0 and flow.q != 2:
        others.append(("the other kind of decay", dataclasses.replace(flow, coupled=not flow.coupled)))
    for change, other in others:
        yield "along", f"{change} in the flow", dataclasses.replace(part, along=other)


def _changed(value: Any) -> Iterator[tuple[str, Any]]:
    """One mistake in a formula, in a relation, or in one of several formulas."""
    if isinstance(value, tuple):
        for i, item in enumerate(value):
            for change, new in _changed(item):
                yield change, (*value[:i], new, *value[i + 1 :])
    elif isinstance(value, sp.core.relational.Relational):
        yield "< for >", FLIPPED[value.func](*value.args)
        for side in (0, 1):
            for change, new in _changed(value.args[side]):
                sides = [*value.args]
                sides[side] = new
                yield change, value.func(*sides)
    elif isinstance(value, sp.logic.boolalg.BooleanAtom):
        yield "denied", sp.Not(value)
    elif isinstance(value, sp.logic.boolalg.Boolean) and not isinstance(value, sp.Expr):
        # A symbol may stand for a condition in SymPy, and for a number here.
        yield from _changed_condition(value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        # A property of points: its bound letters are nobody's formulas.
        for name, inner in vars(value).items():
            if not (isinstance(inner, sp.Symbol) and name in ("variable", "place")):
                yield from ((change, dataclasses.replace(value, **{name: new})) for change, new in _changed(inner))
    elif value is not None:
        yield from (
            (change, new)
            for change, new in _changed_formula(value)
            if new != value and not new.has(sp.zoo, sp.nan, sp.oo, sp.I)
        )


def _changed_condition(e: sp.logic.boolalg.Boolean) -> Iterator[tuple[str, Any]]:
    """One mistake in a part of a condition; some for every; and for or; a place too many."""
    if isinstance(e, Quantified):
        letter, said = e.opened()
        other = ForSome if isinstance(e, ForEach) else ForEach
        yield f"{other.words} for {e.words}", other(said, letter, e.size, *e.but)
        if e.but:
            yield f"{e.but[0]} too", type(e)(said, letter, e.size, *e.but[1:])
        yield from ((change, e.closed(letter, new)) for change, new in _changed(said))
        return
    if isinstance(e, sp.And | sp.Or):
        yield (
            "or for and" if isinstance(e, sp.And) else "and for or",
            (sp.Or if isinstance(e, sp.And) else sp.And)(*e.args),
        )
    for part in sorted(e.args, key=sp.default_sort_key):
        others = [other for other in e.args if other != part] if not isinstance(e, sp.Implies) else None
        for change, new in _changed(part):
            args = [*others, new] if others is not None else [new if other == part else other for other in e.args]
            yield change, e.func(*args)


def _changed_over(e: Over) -> Iterator[tuple[str, sp.Expr]]:
    """One mistake in a share of a sum or product; a place too many; a sum for a product."""
    letter, share = e.opened()
    for change, new in _changed_formula(share):
        if new != share:
            yield f"{change}, in each share", e.closed(letter, new)
    if e.but:
        yield f"{e.but[0]} too", type(e)(share, letter, e.size, *e.but[1:])
    other = Product if isinstance(e, Total) else Total
    yield f"a {other.letter} for a {e.letter}", other(share, letter, e.size, *e.but)


def _outermost(e: sp.Basic) -> list[Over]:
    if isinstance(e, Over):
        return [e]
    return list(dict.fromkeys(over for part in e.args for over in _outermost(part)))


def _changed_formula(e: sp.Expr) -> Iterator[tuple[str, sp.Expr]]:
    """Exponents +-1 and *2, coefficients *2 and 1/2, signs, q for p, L for L - 1; nothing is changed in 0."""
    if e == 0:
        return
    for factor, name in ((2, "twice"), (sp.S.Half, "half"), (-1, "minus")):
        yield f"{name} {_short(e)}", factor * e
        for total in sorted(e.atoms(sp.Add), key=sp.default_sort_key):
            for term in total.args:
                yield f"{name} {_short(term)}", e.xreplace({total: total - term + factor * term})
    powers = sorted(e.atoms(sp.Pow), key=sp.default_sort_key)
    for power in powers:
        base, exponent = power.as_base_exp()
        for new in (exponent + 1, exponent - 1, 2 * exponent):
            yield f"{_short(base)} to the power {new} for {exponent}", e.xreplace({power: base**new})
    for over in _outermost(e):
        yield from ((change, e.xreplace({over: new})) for change, new in _changed_over(over))
    for same in sorted(e.atoms(Same), key=sp.default_sort_key):
        yield f"another place in {same}", e.xreplace({same: 1 - same})
    if e.is_Symbol:
        yield f"{_short(e)} squared", e**2
    if e.has(q):
        yield "p for q", e.subs(q, p)
    if e.has(L):
        yield "L - 1 for L", e.subs(L, L - 1)
    yield from _changed_families(e)


def _changed_families(e: sp.Expr) -> Iterator[tuple[str, sp.Expr]]:
    """Sums and products without their last share, or with the first alone; one member for another of its family."""
    for over in sorted(e.atoms(Over), key=sp.default_sort_key):
        if any(s.name.startswith(BOUND) for s in over.free_symbols):
            continue
        letter, share = over.opened(e)
        yield (
            f"one share fewer in {_short(over)}",
            e.xreplace({over: type(over)(share, letter, over.size - 1, *over.but)}),
        )
        yield f"one share for {_short(over)}", e.xreplace({over: over.at(sp.S.One)})
    named = sorted(members(e), key=sp.default_sort_key)
    for member, other in itertools.permutations(named, 2):
        if member.base == other.base:
            yield f"{other} for {member}", e.xreplace({member: other})


def _short(e: sp.Expr) -> str:
    text = str(e)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _without(claim: Claim, dropped: Hypothesis) -> Claim:
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
        case Curves():
            return _replaced(claim, dropped, (dataclasses.replace(dropped, convex=False),))
        case Condition() | Every() | EveryPair() | Place() | Convex() | Composed():
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
