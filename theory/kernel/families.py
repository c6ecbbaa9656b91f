"""Statements about families made plain: each member, sum and product of symbolic length becomes a symbol.

The symbol bears the sign that its hypotheses give it. What is proved for all values of the symbols is proved for the
values that the sums and products have. Before that products are multiplied out member by member (|prod w_l|^q is
prod |w_l|^q), what does not depend on an index is taken out of its sum, and the members that are named are split off.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, sign_charts
from neversaddle.theory.kernel.distribution import distributed
from neversaddle.theory.kernel.domain import admit, require_defined
from neversaddle.theory.kernel.meaning import apart, new_place, require_meaning, surface
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.families import Over, Product, Total, members
from neversaddle.theory.language.statements import Partial, Same
from neversaddle.theory.language.times import TIME, OfOtherTimes
from neversaddle.theory.motion.steepest import DRIVE, LOSS, PULL
from neversaddle.theory.statement.hypotheses import (
    Composed,
    Condition,
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
)

#: Families that need not be continuous in time.
JUMPING = (DRIVE, PULL)
#: What an order with zero on its right says of the left side.
KINDS = {sp.Eq: "zero", sp.Ne: "nonzero", sp.Gt: "positive", sp.Ge: "nonnegative"}


def plain(expressions: Sequence[sp.Basic], given: Sequence[Hypothesis]) -> tuple[tuple[sp.Basic, ...], Given]:
    """The expressions without families, and what is assumed of the symbols in them; others come back as they are.

    Raises CannotDecide where two places that are named may be one, a place is not declared, or a share is not defined.
    """
    if not any(_speaks_of_families(e) for e in (*expressions, *given)):
        return tuple(expressions), tuple(given)
    return require_values(expressions, given)


def require_values(expressions: Sequence[sp.Basic], given: Sequence[Hypothesis]) -> tuple[tuple[sp.Basic, ...], Given]:
    """The same for any expressions, once they are shown to have a meaning and a real value as they are written."""
    require_meaning(expressions, given)
    for e in expressions:
        _require_defined(e, tuple(given))
    named, there = _named(expressions, given)
    admit(there, *named)
    return named, there


def _named(expressions: Sequence[sp.Basic], given: Sequence[Hypothesis]) -> tuple[tuple[sp.Basic, ...], Given]:
    """The same, where all is known to have a meaning."""
    return _named_once(tuple(expressions), tuple(given))


@lru_cache(maxsize=8192)
def _named_once(
    expressions: tuple[sp.Basic, ...], given: tuple[Hypothesis, ...]
) -> tuple[tuple[sp.Basic, ...], tuple[Hypothesis, ...]]:
    relations = [h.relation for h in given if isinstance(h, Condition)]
    written = [distributed(e) for e in (*expressions, *relations)]
    naming = Naming(given, tuple(written))
    named = [naming.named(e) for e in written]
    every = [naming.named(distributed(relation)) for relation in naming.each_place()]
    # What is true of every value says nothing; what is false of every value is left to whoever samples it.
    relations = [r for r in (*named[len(expressions) :], *every) if isinstance(r, sp.Rel)]
    conditions = [Condition(relation.func(*relation.args, evaluate=False)) for relation in relations]
    kept = [
        h
        for h in given
        if not (
            isinstance(h, Members | Place | Every | Condition | Composed | Kept) or isinstance(h.symbol, sp.Indexed)
        )
    ]
    return tuple(named[: len(expressions)]), (*kept, *naming.signs, *conditions)


def _require_defined(e: sp.Basic, given: Given) -> None:
    """Refuse what may be undefined as it is written: multiplied out it may cancel, and a name would hide a share.

    Shares are looked at where a place is named, and at a place that is not.
    """
    for node in dict.fromkeys(surface(e)):
        if isinstance(node, Over):
            named = [place for place in Naming(given, (e,)).of_size(node.size) if place not in node.but]
            for place in named:
                _require_defined(node.at(place), given)
            place = new_place((e,), given)
            _require_defined(node.at(place), (*given, Place(place, node.size, apart=(*named, *node.but))))
        elif isinstance(node, OfOtherTimes):
            _require_defined(node.args[0], at_other_times(given))
        elif _may_be_undefined(node) and (obstacle := _undefined(node, given)):
            raise CannotDecide(obstacle)


def at_other_times(given: Sequence[Hypothesis]) -> Given:
    """What is left of hypotheses on what moves at a time that is not the present, and may be one of a null set.

    Cases and relations are of the present. What is positive at almost every time is never negative, being continuous.
    """
    weak = {"positive": "nonnegative", "nonzero": "real"}
    left: list[Hypothesis] = []
    for h in given:
        if isinstance(h, Members):
            kind = h.kind if h.always else weak.get(h.kind, h.kind)
            left.append(replace(h, kind="real" if h.family in JUMPING else kind))
        elif isinstance(h, Place | Depth | Range) or (isinstance(h, Sign) and h.symbol not in (LOSS, TIME)):
            left += [] if isinstance(h.symbol, sp.Indexed) else [h]
    return tuple(left)


def _may_be_undefined(node: sp.Basic) -> bool:
    return isinstance(node, sp.Function) or bool(node.is_Pow and not (node.exp.is_Integer and node.exp > 0))


@lru_cache(maxsize=4096)
def _undefined(node: sp.Expr, given: Given) -> str:
    """Why a power or a function is not shown to be defined, or nothing; the same few come again and again."""
    try:
        (value,), there = _named((node,), given)
        own = [h for h in there if isinstance(h, Condition) or h.symbol in value.free_symbols]
        for chart in sign_charts(own):
            require_defined(value, charted(own, chart), chart)
    except CannotDecide as obstacle:
        return str(obstacle)
    return ""


def split(e: sp.Basic, given: Sequence[Hypothesis]) -> sp.Basic:
    """The expression with the members that are named taken out of its sums and products."""
    return _split(e, tuple(given))


@lru_cache(maxsize=4096)
def _split(e: sp.Basic, given: tuple[Hypothesis, ...]) -> sp.Basic:
    written = distributed(e)
    naming = Naming(given, (written,))
    return naming.split(distributed(naming.split(written)))


def counted(given: Given) -> Given:
    """The hypotheses, with sizes of at least as many as there are different places."""
    found = list(given)
    for n, h in enumerate(given):
        places = {p.symbol: p for p in given if isinstance(p, Place) and isinstance(h, Depth) and p.size == h.symbol}
        if isinstance(h, Depth) and all(apart(*pair, places) for pair in itertools.combinations(places, 2)):
            found[n] = replace(h, at_least=max(h.at_least, len(places)))
    return tuple(found)


def _speaks_of_families(e: sp.Basic | Hypothesis) -> bool:
    if isinstance(e, Condition):
        e = e.relation
    return isinstance(e, Members | Place | Every | EveryPair | Composed | Kept) or (
        isinstance(e, sp.Basic) and e.has(Over, sp.Indexed, OfOtherTimes, Same, Partial)
    )


@dataclass
class Naming:
    """The names given so far in one statement, and the signs that they have."""

    given: Given
    written: tuple[sp.Basic, ...]
    names: dict[sp.Expr, sp.Symbol] = field(default_factory=dict)
    signs: list[Sign] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kinds = {h.family: h.kind for h in self.given if isinstance(h, Members)}
        self.own = {h.symbol: h.kind for h in self.given if isinstance(h, Sign) and isinstance(h.symbol, sp.Indexed)}
        self.declared = {h.symbol: h for h in self.given if isinstance(h, Place)}
        said = (place for member in self.own for place in member.indices)
        self.free = list(dict.fromkeys((*_free_places(self.written), *said)))

    def of_size(self, size: sp.Expr) -> list[sp.Expr]:
        """The places among `size` that the statement names; all of them have to be different."""
        found = [place for place in self.free if self._size(place) == size]
        for n, one in enumerate(found):
            for other in found[n + 1 :]:
                if not apart(one, other, self.declared):
                    raise CannotDecide(f"{one} and {other} may be one place")
        return found

    def _size(self, place: sp.Expr) -> sp.Expr:
        if place not in self.declared:
            raise CannotDecide(f"the place {place} is not declared")
        return self.declared[place].size

    def each_place(self) -> Iterator[sp.Rel]:
        """What is assumed of every place, said of each place that is named."""
        for h in self.given:
            if isinstance(h, Every):
                for place in self.of_size(h.size):
                    if all(place != other and apart(place, other, self.declared) for other in h.but):
                        yield h.relation.xreplace({h.place: place})

    def split(self, e: sp.Basic) -> sp.Basic:
        """An expression with the members that are named taken out of its sums and products.

        A share of a sum may be a sum itself, from which they have to be taken in turn.
        """
        found = e.xreplace({over: self._split(over) for over in outermost(e)})
        pairs = {e for e in surface(found) if isinstance(e, Same) and apart(e.args[0], e.args[1], self.declared)}
        found = found.xreplace(dict.fromkeys(pairs, sp.S.Zero))
        return e if found == e else self.split(found)

    def named(self, e: sp.Basic) -> sp.Basic:
        """An expression with a symbol for each member, sum and product."""
        # What was, and what has been summed up, are numbers of their own: a sign that holds now says nothing of them.
        e = self.split(e.xreplace({past: self._name(past) for past in _pasts(e)}))
        # All at once: a product may stand beside a sum, and in it.
        e = e.xreplace({over: self._name(over) for over in sorted(outermost(e), key=sp.default_sort_key)})
        return e.xreplace({member: self._name(member) for member in members(e)})

    def _split(self, over: Over) -> sp.Expr:
        """The shares of the places that are named, and the rest, if any is left."""
        places = [place for place in self.of_size(over.size) if place not in over.but]
        rest = over.without(*places)
        if rest.size == len(rest.but):
            return type(over).join(over.EMPTY, [over.at(place) for place in places])
        letter, share = rest.opened()
        apart_from = {Same(letter, place): sp.S.Zero for place in rest.but}
        if share.has(*apart_from):
            rest = distributed(rest.closed(letter, share.xreplace(apart_from)))
        return type(over).join(rest, [over.at(place) for place in places])

    def _name(self, e: sp.Expr) -> sp.Symbol:
        if e not in self.names and self._is_zero(e):
            return sp.S.Zero
        if e not in self.names:
            name = str(e).replace(" ", "") if isinstance(e, sp.Indexed) else f"{type(e).__name__}[{len(self.names)}]"
            self.names[e] = sp.Symbol(name, real=True)
            self.signs.append(Sign(self.names[e], self._kind(e)))
        return self.names[e]

    def _is_zero(self, e: sp.Expr) -> bool:
        """Whether it is a member of which that is said, or a sum of such members."""
        if isinstance(e, Total):
            return isinstance(e.body, sp.Indexed) and self._kind_of_share(e) == "zero"
        return isinstance(e, sp.Indexed) and self._kind_of_member(e, self.declared) == "zero"

    def _kind_of_member(self, e: sp.Indexed, places: Mapping[sp.Symbol, Place]) -> str:
        """What is said of a member itself, of every member along a range of places, or of its whole family."""
        if e in self.own:
            return self.own[e]
        for h in self.given:
            if isinstance(h, Every) and says_sign(h):
                for place in set(e.indices) & places.keys():
                    reached = places[place].size == h.size and all(
                        place != other and other in places and apart(place, other, places) for other in h.but
                    )
                    if reached and h.relation.lhs.xreplace({h.place: place}) == e:
                        return KINDS[type(h.relation)]
        return self.kinds.get(e.base, "real")

    def _kind(self, e: sp.Expr) -> str:
        if isinstance(e, sp.Indexed):
            return self._kind_of_member(e, self.declared)
        if isinstance(e, OfOtherTimes):
            # What is never negative was not, and sums up to what is not.
            return "real" if self._sign(e.args[0], at_other_times(self.given)) == "real" else "nonnegative"
        assert isinstance(e, Over)
        kind = self._kind_of_share(e)
        if isinstance(e, Product):
            return "real" if kind == "zero" else kind
        if (
            kind == "positive"
            and not e.but
            and any(
                h == Depth(e.size, h.at_least, h.why) and h.at_least >= 1 for h in self.given if isinstance(h, Depth)
            )
        ):
            return "positive"
        return "nonnegative" if kind in ("positive", "nonnegative") else "real"

    def _kind_of_share(self, over: Over) -> str:
        """What all shares are."""
        place = new_place((over,), self.given)
        share = over.at(place)
        if isinstance(share, sp.Indexed):
            return self._kind_of_member(share, {**self.declared, place: Place(place, over.size, over.but)})
        return self._sign(share, (*self._single(), Place(place, over.size, apart=tuple(self.of_size(over.size)))))

    def _single(self) -> Given:
        """The hypotheses but for relations, which may speak of the very sum the sign of which is asked for."""
        return tuple(h for h in self.given if not isinstance(h, Every | Condition) or says_sign(h))

    def _sign(self, e: sp.Expr, given: Given) -> str:
        for kind, test in (("positive", True), ("nonnegative", False)):
            (value,), there = _named((e,), given)
            if decide.positive(value, there, strict=test).proved:
                return kind
        return "real"


def says_sign(h: Hypothesis) -> bool:
    """Whether a hypothesis says of a member at every place that it is zero, not zero, or of a sign."""
    if not isinstance(h, Every) or type(h.relation) not in KINDS:
        return False
    return isinstance(h.relation.lhs, sp.Indexed) and h.relation.rhs == 0


def _pasts(e: sp.Basic) -> set[sp.Expr]:
    """The outermost values of the start and integrals over time."""
    if isinstance(e, OfOtherTimes):
        return {e}
    return set().union(*map(_pasts, e.args)) if e.args and not isinstance(e, sp.Indexed) else set()


def _free_places(expressions: Sequence[sp.Basic]) -> list[sp.Expr]:
    """The places that are named outside of sums and products, or left out of one."""
    found: dict[sp.Expr, None] = {}
    for node in (node for e in expressions for node in surface(e)):
        if isinstance(node, Over):
            found |= dict.fromkeys(sorted(_named_inside(node), key=sp.default_sort_key))
        elif isinstance(node, sp.Indexed):
            found |= dict.fromkeys(node.indices)
        elif isinstance(node, Same):
            found |= dict.fromkeys(node.args)
    return list(found)


@lru_cache(maxsize=16384)
def _named_inside(over: Over) -> frozenset[sp.Expr]:
    """The free places in a sum or product."""
    inner = {place for m in over.atoms(sp.Indexed) for place in m.indices}
    inner |= {place for o in over.atoms(Over) for place in o.but}
    inner |= {place for same in over.atoms(Same) for place in same.args}
    bound = {o.place for o in over.atoms(Over)}
    return frozenset(inner - bound)


def outermost(e: sp.Basic) -> set[Over]:
    """The sums and products that stand in no other."""
    if isinstance(e, Over):
        return {e}
    return set().union(*map(outermost, e.args)) if e.args and not isinstance(e, sp.Indexed) else set()
