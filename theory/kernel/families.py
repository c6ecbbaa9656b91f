"""Statements about families made plain: each member, sum and product of symbolic length becomes a symbol.

The symbol bears the sign that its hypotheses give it. What is proved for all values of the symbols is proved for the
values that the sums and products have. Before that products are multiplied out member by member (|prod w_l|^q is
prod |w_l|^q), what does not depend on an index is taken out of its sum, and the members that are named are split off.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.decide import Decision, unfolded
from neversaddle.theory.kernel.moduli import without_sums
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.families import Over, Product, Total, index, members
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.statement.hypotheses import (
    Condition,
    Depth,
    Every,
    Hypothesis,
    Members,
    Place,
    Sign,
)

Cases: TypeAlias = Callable[[sp.Expr, tuple[Hypothesis, ...]], Iterable[tuple[sp.Expr, Sequence[Hypothesis]]]]


def plain(
    expressions: Sequence[sp.Basic], given: Sequence[Hypothesis]
) -> tuple[tuple[sp.Basic, ...], tuple[Hypothesis, ...]]:
    """The expressions without families, and what is assumed of the symbols in them; others come back as they are.

    Raises CannotDecide where two places that are named may be one, or a place is not declared.
    """
    if not any(_speaks_of_families(e) for e in (*expressions, *given)):
        return tuple(expressions), tuple(given)
    relations = [h.relation for h in given if isinstance(h, Condition)]
    written = [distributed(e) for e in (*expressions, *relations)]
    naming = _Naming(tuple(given), tuple(written))
    named = [naming.named(e) for e in written]
    every = [naming.named(distributed(relation)) for relation in naming.each_place()]
    # What is true of every value says nothing; what is false of every value is left to whoever samples it.
    relations = [r for r in (*named[len(expressions) :], *every) if isinstance(r, sp.Rel)]
    conditions = [Condition(relation.func(*relation.args, evaluate=False)) for relation in relations]
    kept = [
        h for h in given if not (isinstance(h, Members | Place | Every | Condition) or isinstance(h.symbol, sp.Indexed))
    ]
    return tuple(named[: len(expressions)]), (*kept, *naming.signs, *conditions)


def vanishes(e: sp.Expr, given: Sequence[Hypothesis], cases: Cases = lambda e, given: ((e, given),)) -> Decision:
    """Decide e = 0, where sums may have to be taken together and looked at share by share.

    `cases` are the cases that together cover all values of the symbols in an expression that has been made plain.
    """
    try:
        (whole,), there = plain((e,), given)
        decision = _vanishes_in(cases(whole, there))
        if decision.proved or not e.has(Total):
            return decision
        for rest, own in _shares(split(e, given), given):
            share = vanishes(rest, own, cases)
            if not share.proved:
                return share
    except CannotDecide as obstacle:
        return Decision(False, "sums share by share", str(obstacle))
    return Decision(True, "sums share by share")


def _vanishes_in(cases: Iterable[tuple[sp.Expr, Sequence[Hypothesis]]]) -> Decision:
    decision = Decision(False, "sums share by share", "there is no case")
    for e, given in cases:
        value = unfolded(e, given)
        decision = decide.zero(value, given)
        if not decision.proved and value.has(sp.Abs, sp.sign):
            decision = decide.zero(*without_sums(value, given))
        if not decision.proved:
            break
    return decision


def split(e: sp.Basic, given: Sequence[Hypothesis]) -> sp.Basic:
    """The expression with the members that are named taken out of its sums and products."""
    written = distributed(e)
    naming = _Naming(tuple(given), (written,))
    return distributed(naming.split(written))


def _shares(e: sp.Expr, given: Sequence[Hypothesis]) -> Iterator[tuple[sp.Expr, tuple[Hypothesis, ...]]]:
    """What has to vanish for a linear combination of sums to vanish: what is outside of them, and each share.

    With sums over one range alone, rest + sum_l share_l = 0 where rest + n share_l = 0 for each of the n places l.
    """
    letters = {total: sp.Dummy(real=True) for total in _outermost(e) if isinstance(total, Total)}
    linear = e.xreplace(letters)
    rest = linear.xreplace(dict.fromkeys(letters.values(), sp.S.Zero))
    factors = {total: sp.diff(linear, letter) for total, letter in letters.items()}
    if not letters or any(factor.has(*letters.values()) for factor in factors.values()):
        raise CannotDecide(f"{e} is not shown to be zero")
    groups = list(dict.fromkeys((total.size, total.but) for total in letters))
    for size, but in groups:
        place = _new_place(e)
        same = [total for total in letters if (total.size, total.but) == (size, but)]
        apart = _Naming(tuple(given), (e,)).of_size(size)
        own = Place(place, size, apart=tuple(dict.fromkeys((*apart, *but))))
        share = sp.Add(*(factors[total] * total.at(place) for total in same))
        if len(groups) == 1:
            share = rest + (size - len(but)) * share
        yield share, (*given, own)
    if len(groups) > 1:
        yield rest, tuple(given)


def over_one_sum(sides: Sequence[sp.Expr], given: Sequence[Hypothesis]) -> tuple[list[sp.Expr], sp.Expr, sp.Symbol]:
    """Several sums over one range as their shares at a new place, with the size of the range and the place.

    Factors in front of a sum become part of its shares. Raises CannotDecide for what is no such sum.
    """
    whole = sp.Tuple(*(distributed(side) for side in sides))
    place, totals = _new_place(whole), [total for total in _outermost(whole) if isinstance(total, Total)]
    sizes = {total.size for total in totals}
    if len(sizes) != 1 or any(total.but for total in totals):
        raise CannotDecide(f"{whole} are no sums over one range")
    letters = {total: sp.Dummy(real=True) for total in totals}
    shares = []
    for side in whole.args:
        linear = side.xreplace(letters)
        factors = {total: sp.diff(linear, letter) for total, letter in letters.items()}
        rest = linear.xreplace(dict.fromkeys(letters.values(), sp.S.Zero))
        if rest != 0 or any(factor.has(*letters.values()) for factor in factors.values()):
            raise CannotDecide(f"{side} is no sum")
        shares.append(sp.Add(*(factor * total.at(place) for total, factor in factors.items())))
    return shares, sizes.pop(), place


def _new_place(e: sp.Expr) -> sp.Symbol:
    taken = {s.name for s in e.free_symbols if isinstance(s, sp.Symbol)}
    return next(index(f"place{n}") for n in itertools.count() if f"place{n}" not in taken)


def _speaks_of_families(e: sp.Basic | Hypothesis) -> bool:
    if isinstance(e, Condition):
        e = e.relation
    return isinstance(e, Members | Place | Every) or (
        isinstance(e, sp.Basic) and e.has(Over, sp.Indexed, Initially, TimeIntegral)
    )


def distributed(e: sp.Basic) -> sp.Basic:
    """Products multiplied out and sums taken apart, from the inside out."""
    if not e.args or isinstance(e, sp.Indexed):
        return e
    if isinstance(e, Over):
        letter, share = e.opened()
        share = distributed(share)
        if isinstance(e, Product):
            return _product(e, letter, share)
        return _total(e, letter, sp.expand(share, deep=False))
    inner = [distributed(part) for part in e.args]
    if isinstance(e, sp.Rel):
        return e.func(*inner, evaluate=False)
    return e.func(*inner)


def _product(e: Product, letter: sp.Symbol, share: sp.Expr) -> sp.Expr:
    """prod (a b^n |c|) = prod a (prod b)^n |prod c|; what is the same for all places is raised to their number."""
    factors = []
    for factor in sp.Mul.make_args(share):
        base, power = factor.as_base_exp() if _splits(factor, letter) else (factor, sp.S.One)
        modulus = isinstance(base, sp.Abs | sp.sign)
        inner = base.args[0] if modulus else base
        if not inner.has(letter):
            whole = inner ** (e.size - len(e.but))
        elif inner.is_Mul or _splits(inner, letter) or isinstance(inner, sp.Abs | sp.sign):
            whole = _product(e, letter, inner)
        else:
            whole = e.closed(letter, inner)
        factors.append((base.func(whole) if modulus else whole) ** power)
    return sp.Mul(*factors)


def _splits(factor: sp.Expr, letter: sp.Symbol) -> bool:
    """Whether prod b^n = (prod b)^n for this power: n the same for all places, and whole or b a modulus."""
    if not factor.is_Pow or factor.exp.has(letter):
        return False
    return bool(factor.exp.is_Integer) or isinstance(factor.base, sp.Abs)


def _total(e: Total, letter: sp.Symbol, share: sp.Expr) -> sp.Expr:
    """sum (c a + d b) = c sum a + d sum b."""
    parts = []
    for term in sp.Add.make_args(share):
        outside, inside = term.as_independent(letter, as_Add=False)
        parts.append(outside * (e.closed(letter, inside) if inside != 1 else e.size - len(e.but)))
    return sp.Add(*parts)


@dataclass
class _Naming:
    """The names given so far in one statement, and the signs that they have."""

    given: tuple[Hypothesis, ...]
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
                if not self._apart(one, other):
                    raise CannotDecide(f"{one} and {other} may be one place")
        return found

    def _size(self, place: sp.Expr) -> sp.Expr:
        if place not in self.declared:
            raise CannotDecide(f"the place {place} is not declared")
        return self.declared[place].size

    def _apart(self, one: sp.Expr, other: sp.Expr) -> bool:
        return other in self.declared[one].apart or one in self.declared[other].apart

    def each_place(self) -> Iterator[sp.Rel]:
        """What is assumed of every place, said of each place that is named."""
        for h in self.given:
            if isinstance(h, Every):
                for place in self.of_size(h.size):
                    yield h.relation.xreplace({h.place: place})

    def split(self, e: sp.Basic) -> sp.Basic:
        """An expression with the members that are named taken out of its sums and products."""
        return e.xreplace({over: self._split(over) for over in _outermost(e)})

    def named(self, e: sp.Basic) -> sp.Basic:
        """An expression with a symbol for each member, sum and product."""
        # What was, and what has been summed up, are numbers of their own: a sign that holds now says nothing of them.
        e = self.split(e.xreplace({past: self._name(past) for past in _pasts(e)}))
        for over in sorted(_outermost(e), key=sp.default_sort_key):
            e = e.xreplace({over: self._name(over)})
        return e.xreplace({member: self._name(member) for member in members(e)})

    def _split(self, over: Over) -> sp.Expr:
        """The shares of the places that are named, and the rest."""
        places = [place for place in self.of_size(over.size) if place not in over.but]
        return type(over).join(over.without(*places), [over.at(place) for place in places])

    def _name(self, e: sp.Expr) -> sp.Symbol:
        if e in self.own and self.own[e] == "zero":
            return sp.S.Zero
        if e not in self.names:
            name = str(e).replace(" ", "") if isinstance(e, sp.Indexed) else f"{type(e).__name__}[{len(self.names)}]"
            self.names[e] = sp.Symbol(name, real=True)
            self.signs.append(Sign(self.names[e], self._kind(e)))
        return self.names[e]

    def _kind(self, e: sp.Expr) -> str:
        if isinstance(e, sp.Indexed):
            return self.own.get(e, self.kinds.get(e.base, "real"))
        if isinstance(e, Initially | TimeIntegral):
            # What is never negative was not, and sums up to what is not.
            return "real" if self._sign(e.args[0], self._single()) == "real" else "nonnegative"
        assert isinstance(e, Over)
        kind = self._kind_of_share(e)
        if isinstance(e, Product):
            return kind
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
        place = index(f"place{len(self.names)}")
        share = over.at(place)
        if isinstance(share, sp.Indexed):
            return self._kind(share)
        return self._sign(share, (*self._single(), Place(place, over.size, apart=tuple(self.of_size(over.size)))))

    def _single(self) -> tuple[Hypothesis, ...]:
        """The hypotheses that are no relations: those may speak of the very sum the sign of which is asked for."""
        return tuple(h for h in self.given if not isinstance(h, Every | Condition))

    def _sign(self, e: sp.Expr, given: tuple[Hypothesis, ...]) -> str:
        for kind, test in (("positive", True), ("nonnegative", False)):
            (value,), there = plain((e,), given)
            if decide.positive(value, there, strict=test).proved:
                return kind
        return "real"


def _pasts(e: sp.Basic) -> set[sp.Expr]:
    """The outermost values of the start and integrals over time."""
    if isinstance(e, Initially | TimeIntegral):
        return {e}
    return set().union(*map(_pasts, e.args)) if e.args and not isinstance(e, sp.Indexed) else set()


def _free_places(expressions: Sequence[sp.Basic]) -> list[sp.Expr]:
    """The places that are named outside of sums and products, or left out of one."""
    found: dict[sp.Expr, None] = {}
    for e in expressions:
        inside = _outermost(e)
        for over in inside:
            found |= dict.fromkeys(s for s in _named_inside(over))
        outside = e.xreplace({over: sp.Dummy() for over in inside})
        for member in sorted(outside.atoms(sp.Indexed), key=sp.default_sort_key):
            found |= dict.fromkeys(member.indices)
    return list(found)


def _named_inside(over: Over) -> set[sp.Expr]:
    """The free places in a sum or product."""
    inner = {place for m in over.atoms(sp.Indexed) for place in m.indices}
    inner |= {place for o in over.atoms(Over) for place in o.but}
    bound = {o.place for o in over.atoms(Over)}
    return inner - bound


def _outermost(e: sp.Basic) -> set[Over]:
    """The sums and products that stand in no other."""
    if isinstance(e, Over):
        return {e}
    return set().union(*map(_outermost, e.args)) if e.args and not isinstance(e, sp.Indexed) else set()
