"""Whether a hypothesis is needed: a search outside it, and inside all others, for an instance where the claim fails."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import sympy as sp

from neversaddle.numerics.attack.attack import instance_symbols
from neversaddle.numerics.attack.checks import check, slow, violated
from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.along_flows import along_outside
from neversaddle.numerics.attack.kinds.arrivals import MOST_OUTSIDE, arrival_outside
from neversaddle.numerics.attack.kinds.condition_samples import about_members, lacking, symbols_of, with_numbers
from neversaddle.numerics.attack.kinds.conditions import as_condition
from neversaddle.numerics.attack.kinds.driven import driven_outside
from neversaddle.numerics.attack.kinds.driven_flows import driven
from neversaddle.numerics.attack.kinds.ends import least_text
from neversaddle.numerics.attack.kinds.ends_on_data import has_no_value
from neversaddle.numerics.attack.kinds.example_maps import about_any_map, examples
from neversaddle.numerics.attack.kinds.point_samples import points_outside
from neversaddle.numerics.attack.kinds.sliding import sliding
from neversaddle.numerics.attack.kinds.states import moves, with_states
from neversaddle.numerics.attack.precision import OutOfReach
from neversaddle.numerics.attack.sampling import Instance, admits, instances, outside_values, where_equal
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.witness import confirmed, shown, shrunk, witness_text
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import DiagonalNetwork, Steepest
from neversaddle.theory.statement.claim import Claim, restrictions
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Condition, Curves, Depth, Hypothesis, Members, Range, Sign, Sloped
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.points import AtLimits, AtPoints
from neversaddle.theory.statement.reaching import Reaches
from neversaddle.theory.statement.solutions import Along, Rate
from neversaddle.theory.statement.tending import TendsTo

#: Instances inside the other hypotheses that are moved outside the one in question, and instances beyond a condition.
INSIDE, BEYOND = 64, 64
#: Flows on which arrivals are looked at where two hypotheses are dropped: there are many pairs.
PAIRED = MOST_OUTSIDE // 2
#: Instances at which flows are taken to their ends.
ENDS = 12


@dataclass(frozen=True)
class Broken:
    """An instance outside one hypothesis and inside all others where a part fails, or has no meaning."""

    part: Part
    instance: Instance
    meaningless: bool
    how: str = ""

    @property
    def text(self) -> str:
        """The instance, and what becomes of the part there."""
        if self.meaningless:
            return f"at {shown(self.instance)} the statement has no meaning"
        return f"fails at {': '.join(filter(None, (witness_text(self.part, self.instance), self.how)))}"


@dataclass(frozen=True)
class Search:
    """What came of dropping one hypothesis, or two at once: `tried` tells whether there was anything outside it."""

    hypothesis: Hypothesis
    broken: Broken | None
    tried: bool
    beside: Hypothesis | None = None

    @property
    def text(self) -> str | None:
        """An instance that breaks the claim without it, None where none is found."""
        if self.broken is None:
            return None
        return self.broken.text if self.beside is None else f"and without {self.beside}, {self.broken.text}"


def needed(claim: Claim, digits: int, seed: int) -> list[Search]:
    """Each hypothesis of a claim dropped alone; of those that can be spared so, two at once."""
    alone = [necessity(claim, h, digits, seed) for h in restrictions(claim)]
    spared = [s for s in alone if s.broken is None and s.tried]
    pairs: dict[Hypothesis, Search] = {}
    # What is found is outside the one, and may be within the other: it says nothing of that.
    for one, other in itertools.permutations(spared, 2):
        wider = without(claim, other.hypothesis) if one.hypothesis not in pairs else None
        found = necessity(wider, one.hypothesis, digits, seed, PAIRED) if wider else None
        if found is not None and found.broken and not found.broken.meaningless:
            pairs[one.hypothesis] = replace(found, beside=other.hypothesis)
    return [pairs.get(s.hypothesis, s) for s in alone]


def without(claim: Claim, hypothesis: Hypothesis) -> Claim | None:
    """The claim with as little as can be said in place of a hypothesis; None where that is no claim."""
    weakest = _weakest(hypothesis)
    if isinstance(hypothesis, Range):
        weakest = (Sign(hypothesis.symbol, "real"),)

    def weaker(given: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
        return tuple(itertools.chain.from_iterable(weakest if h == hypothesis else (h,) for h in given))

    try:
        says = tuple(replace(part, given=weaker(part.given)) for part in claim.says)
        return replace(claim, given=weaker(claim.given), says=says)
    except ValueError:
        return None


def necessity(claim: Claim, hypothesis: Hypothesis, digits: int, seed: int, arrivals: int = MOST_OUTSIDE) -> Search:
    """Where some part fails or loses its meaning without a hypothesis, if the search finds such an instance.

    Of arrivals so many flows are looked at. A failure shows more than a loss of meaning, and is preferred.
    """
    meaningless, tried = None, False
    for part in claim.says:
        if hypothesis in claim.hypotheses(part):
            found = broken_without(claim, part, hypothesis, digits, seed, arrivals)
            if found.broken and not found.broken.meaningless:
                return found
            meaningless, tried = meaningless or found.broken, tried or found.tried
    return Search(hypothesis, meaningless, tried)


def broken_without(
    claim: Claim, part: Part, hypothesis: Hypothesis, digits: int, seed: int, arrivals: int = MOST_OUTSIDE
) -> Search:
    """The same for one part; a failure is made of simple rationals."""
    tried = False
    if isinstance(part, Carried | Dual):
        return Search(hypothesis, None, tried)
    if isinstance(part, Along | Rate) and not driven(part, claim.hypotheses(part)):
        slide = sliding(part, (*(h for h in claim.hypotheses(part) if h != hypothesis), *_weakest(hypothesis)))
        if slide:
            return Search(hypothesis, Broken(part, slide[0], meaningless=False, how=slide[1]), tried=True)
    if (
        isinstance(part, Along)
        and isinstance(hypothesis, Condition)
        and isinstance(hypothesis.relation, sp.Ne)
        and not moves(hypothesis)
    ):
        broken = _without_meaning(part, claim.hypotheses(part), hypothesis)
        return Search(hypothesis, broken, tried=True)
    if isinstance(part, Along) or (isinstance(part, Rate) and driven(part, claim.hypotheses(part))):
        for text, holds in _along(claim, part, hypothesis, seed):
            tried = True
            if not holds:
                return Search(hypothesis, Broken(part, {}, meaningless=False, how=text), tried)
        return Search(hypothesis, None, tried)
    if isinstance(part, Reaches):
        undefined = None
        for values, text, held in itertools.islice(_arrivals(claim, part, hypothesis, seed), arrivals):
            tried = True
            if held is False:
                return Search(hypothesis, Broken(part, {}, meaningless=False, how=text), tried)
            if held is None and undefined is None:
                undefined = Broken(part, values, meaningless=True)
        return Search(hypothesis, undefined, tried)
    if isinstance(part, LeastAtLimit):
        return _ends_without(claim, part, hypothesis, seed)
    if isinstance(part, TendsTo):
        # What is said of its parameters, the parts that it rests on say, too.
        return Search(hypothesis, None, tried)
    if about_any_map(part):
        return _maps_without(claim, part, hypothesis, digits)
    meaningless = None
    condition = as_condition(part, tuple(h for h in claim.hypotheses(part) if h != hypothesis))
    for instance in outside(claim, part, hypothesis, seed):
        tried = True
        try:
            agreed = check(condition, instance, digits)
        except OutOfReach:
            continue
        except Undefined:
            meaningless = meaningless or Broken(part, instance, meaningless=True)
            continue
        if agreed is not None and agreed < digits and confirmed(condition, instance):
            simple = (
                instance
                if isinstance(condition, Holds | Rate | AtPoints)
                else _simplified(claim, part, hypothesis, instance)
            )
            return Search(hypothesis, Broken(part, simple, meaningless=False), tried)
    return Search(hypothesis, meaningless, tried)


def _maps_without(claim: Claim, part: Part, hypothesis: Hypothesis, digits: int) -> Search:
    """Examples of the other hypotheses of a statement about any map."""
    loose = replace(part, given=tuple(h for h in claim.hypotheses(part) if h != hypothesis))
    for example in itertools.islice(examples(), INSIDE):
        agreed = check(loose, example, digits)
        if agreed is not None and agreed < digits and confirmed(loose, example):
            return Search(hypothesis, Broken(part, {}, meaningless=False, how=witness_text(loose, example)), tried=True)
    return Search(hypothesis, None, tried=True)


def _arrivals(
    claim: Claim, part: Reaches, hypothesis: Hypothesis, seed: int
) -> Iterator[tuple[Instance, str, bool | None]]:
    """Flows outside one hypothesis, and whether they are as said."""
    weakest = _weakest(hypothesis)
    if isinstance(hypothesis, Members):
        weakest = (Members(hypothesis.family, "real"),)
    return arrival_outside(part, claim.hypotheses(part), hypothesis, weakest, f"{claim.id}/without {hypothesis}/{seed}")


def _along(claim: Claim, part: Along | Rate, hypothesis: Hypothesis, seed: int) -> Iterator[tuple[str, bool]]:
    """Flows outside one hypothesis on which a statement along solutions is looked at."""
    given, label = claim.hypotheses(part), f"{claim.id}/without {hypothesis}/{seed}/1"
    if driven(part, given):
        return driven_outside(part, given, hypothesis, _weakest(hypothesis), label)
    assert isinstance(part, Along)
    return along_outside(part, given, hypothesis, label)


def _without_meaning(part: Along, given: Sequence[Hypothesis], hypothesis: Condition) -> Broken | None:
    """Parameters at which two sides that are said to differ are equal, and a formula of the part has no value."""
    own = [h for h in given if not moves(h)]
    for inside in itertools.islice(instances(own, sorted(part.symbols(), key=str), "equal"), INSIDE):
        for moved in where_equal(hypothesis.relation, inside):
            values = in_sympy(moved)
            sides = [side.xreplace(values) for side in (part.left, part.right)]
            others = [h for h in own if h != hypothesis]
            if admits(others, moved) and any(side.has(sp.zoo, sp.nan) for side in sides):
                return Broken(part, moved, meaningless=True)
    return None


def _ends_without(claim: Claim, part: LeastAtLimit, hypothesis: Hypothesis, seed: int) -> Search:
    """Where flows end without a hypothesis, at instances of what is left of it and of the others."""
    others = tuple(h for h in claim.hypotheses(part) if h != hypothesis)
    loose = replace(part, given=(*others, *_weakest(hypothesis)))
    single = [h for h in loose.given if not moves(h)]
    label = f"{claim.id}/without {hypothesis}/{seed}"
    for instance in itertools.islice(instances(single, instance_symbols(loose, loose.given), label), ENDS):
        if has_no_value(loose, instance):
            return Search(hypothesis, Broken(part, instance, meaningless=True), tried=True)
        if violated(loose, instance, 64) or (isinstance(part.along, OnData) and least_text(loose, instance)):
            broken = Broken(part, instance, meaningless=False, how=least_text(loose, instance))
            return Search(hypothesis, broken, tried=True)
    return Search(hypothesis, None, tried=True)


def _weakest(hypothesis: Hypothesis) -> tuple[Hypothesis, ...]:
    """What is left of a hypothesis that is dropped: a range has its ends, a symbol is a real number or a depth."""
    match hypothesis:
        case Range(symbol=symbol, low=low, high=high):
            return (Range(symbol, low, high),)
        case Sign(symbol=symbol):
            return (Sign(symbol, "real"),)
        case Depth(symbol=symbol):
            return (Depth(symbol, 1),)
        case Sloped(symbol=symbol, size=size):
            return (Curves(symbol, size),)
        case Curves():
            return (replace(hypothesis, convex=False),)
    return ()


def _simplified(claim: Claim, part: Part, hypothesis: Hypothesis, instance: Instance) -> Instance:
    """The instance made of simple rationals that stay outside the hypothesis and inside the others."""
    others = tuple(h for h in claim.hypotheses(part) if h != hypothesis)
    if isinstance(hypothesis, Condition):
        return shrunk(part, instance, (*others, Condition(sp.Not(hypothesis.relation))))
    return shrunk(part, instance, others, fixed=frozenset({hypothesis.symbol}))


def outside(claim: Claim, part: Part, hypothesis: Hypothesis, seed: int) -> Iterator[Instance]:
    """Instances outside one hypothesis of a part and inside all its others; none where it does not bear on the part."""
    if about_any_map(part):
        yield from itertools.islice(examples(), 1)
        return
    if isinstance(part, Reaches):
        yield from ({} for _ in _arrivals(claim, part, hypothesis, seed))
        return
    if isinstance(part, Carried | Dual) or (isinstance(part, Rate) and _is_of_the_flow(hypothesis, part)):
        # All that is assumed is of the flow itself, or of what moves along it.
        return
    if isinstance(part, Along) or (isinstance(part, Rate) and driven(part, claim.hypotheses(part))):
        yield from ({} for _ in _along(claim, part, hypothesis, seed))
        return
    if isinstance(part, LeastAtLimit | TendsTo | AtLimits):
        # Where it fails without a hypothesis, `broken_without` finds it; other flows are not spoken of.
        return
    full = claim.hypotheses(part)
    symbols = instance_symbols(part, full)
    given = tuple(h for h in full if h != hypothesis)
    label = f"{claim.id}/without {hypothesis}/{seed}"
    if isinstance(part, AtPoints):
        yield from points_outside(part, full, hypothesis, symbols, label)
        return
    if isinstance(part, Rate):
        if isinstance(part.along, Steepest) and moves(hypothesis):
            # At random moments what relates members is broken.
            supply = instances([h for h in given if not moves(h)], symbols, label)
            yield from itertools.islice(with_states(supply, part.along, given, label), INSIDE // 16)
        elif (
            isinstance(part.along, Steepest)
            and isinstance(hypothesis, Sign | Depth | Range)
            and hypothesis.symbol in symbols
        ):
            fixed = [h for h in full if not moves(h)]
            beyond = (
                {**inside, hypothesis.symbol: value}
                for inside in itertools.islice(instances(fixed, symbols, label), INSIDE)
                for value in outside_values(hypothesis)
            )
            allowed = (moved for moved in beyond if admits([h for h in fixed if h != hypothesis], moved))
            yield from itertools.islice(with_states(allowed, part.along, given, label), BEYOND)
        return
    if isinstance(condition := as_condition(part, given), Holds):
        yield from _beyond(condition, condition.given, hypothesis, symbols_of(condition, full), label)
    elif isinstance(hypothesis, Condition) and isinstance(hypothesis.relation, sp.Ne):
        for inside in itertools.islice(instances(full, symbols, label), INSIDE):
            yield from (moved for moved in where_equal(hypothesis.relation, inside) if admits(given, moved))
    elif isinstance(hypothesis, Condition):
        # Where all of it vanishes samples seldom are.
        still = dict.fromkeys(hypothesis.relation.free_symbols, Fraction(0))
        corner = ({**inside, **still} for inside in itertools.islice(instances(full, symbols, label), 1))
        yield from (zero for zero in corner if admits(given, zero) and not admits([hypothesis], zero))
        supply = instances((*given, Condition(sp.Not(hypothesis.relation))), symbols, label)
        yield from itertools.islice(supply, BEYOND)
    elif hypothesis.symbol in symbols:
        count = INSIDE // 8 if slow(part) else INSIDE
        found = list(itertools.islice(instances(full, symbols, label), count))
        # Where something vanishes a statement often hangs by one hypothesis.
        zeros = [{**inside, s: Fraction(0)} for inside in found[:1] for s in symbols]
        for inside in (*found[:1], *(zero for zero in zeros if admits(full, zero)), *found[1:]):
            for value in outside_values(hypothesis):
                moved = {**inside, hypothesis.symbol: value}
                if admits(given, moved):
                    yield moved


def _beyond(
    part: Holds, given: tuple[Hypothesis, ...], dropped: Hypothesis, symbols: set[sp.Symbol], label: str
) -> Iterator[Instance]:
    """Instances of a condition outside one hypothesis, with members for its families."""
    others = [h for h in given if not about_members(h)]
    letters = sorted(symbols, key=str)
    if about_members(dropped) or not isinstance(dropped, Sign | Range | Depth):
        found = lacking(instances(others, letters, label), part, given, dropped, label)
    else:
        supply = itertools.islice(instances([*others, *_weakest(dropped)], letters, label), 2 * INSIDE)
        first = next(supply)
        zeros = [{**first, s: Fraction(0)} for s in letters if not s.is_integer]
        inside = itertools.chain([first], (zero for zero in zeros if admits(others, zero)), supply)
        values = itertools.cycle(outside_values(dropped))
        moved = ({**instance, dropped.symbol: value} for instance, value in zip(inside, values, strict=False))
        found = with_numbers((m for m in moved if admits(others, m)), part, given, label)
    yield from itertools.islice(found, BEYOND // 2 if slow(part) else BEYOND)


def _is_of_the_flow(hypothesis: Hypothesis, part: Rate) -> bool:
    """Whether a hypothesis bounds an exponent, on other models than networks: their laws hold beyond, too."""
    return isinstance(hypothesis, Range) and not isinstance(getattr(part.along, "model", None), DiagonalNetwork)
