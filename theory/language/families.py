"""Finite sums and products of symbolic length over the members of families: w[1, j], ..., w[L, j] with L a symbol.

A family is an `IndexedBase`, its members are `Indexed`; each is built once, since SymPy works out anew what is known of
every one that it builds, and compares that where it compares two. A bound index bears a name of its own, so that two
sums that differ in the letter of their index alone are the same expression.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

import sympy as sp
from sympy.printing.printer import Printer

#: How the names of bound indices begin; `index` gives nobody else one like it.
BOUND = "#"


#: How many members are kept: those of the ledger's proofs and attacks, several times over.
KEPT = 50_000


class Family(sp.IndexedBase):  # type: ignore[misc]  # SymPy is untyped
    """A family, by its letter: real numbers, at as many places as its members name."""

    def __getitem__(self, places: sp.Expr | tuple[sp.Expr, ...]) -> sp.Indexed:
        """The member at some places."""
        return Member(self, *(places if isinstance(places, tuple) else (places,)))

    @classmethod
    def class_key(cls) -> tuple[int, int, str]:
        """Where SymPy sorts it: as any other family."""
        return sp.IndexedBase.class_key()  # type: ignore[no-any-return]


class Member(sp.Indexed):  # type: ignore[misc]  # SymPy is untyped
    """A member of a family: w[i, j] is one and the same object wherever it stands."""

    def __new__(cls, base: sp.IndexedBase, *places: sp.Expr) -> sp.Indexed:
        """Of anything but a family it is an `Indexed`."""
        return _member(base, places) if isinstance(base, Family) else sp.Indexed(base, *places)

    def _hashable_content(self) -> tuple[sp.Basic, ...]:
        """What is known of it is what is known of its family."""
        return self._args  # type: ignore[no-any-return]

    @classmethod
    def class_key(cls) -> tuple[int, int, str]:
        """Where SymPy sorts it: as any other member."""
        return sp.Indexed.class_key()  # type: ignore[no-any-return]


@lru_cache(maxsize=KEPT, typed=True)
def _member(base: Family, places: tuple[sp.Expr, ...]) -> sp.Indexed:
    return sp.Indexed.__new__(Member, base, *places)


@cache
def family(name: str) -> sp.IndexedBase:
    """A family of real numbers.

    >>> family("w")[index("i"), index("j")]
    w[i, j]
    """
    return Family(name, real=True)


def index(name: str) -> sp.Symbol:
    """A letter for the place of a member, counted from 1."""
    if name.startswith(BOUND):
        raise ValueError(f"'{name}' is the name of a bound index")
    return sp.Symbol(name, positive=True, integer=True)


def unnamed(name: str) -> sp.Dummy:
    """A letter for a place that is to be bound, and that no statement can have named."""
    return sp.Dummy(name, positive=True, integer=True)


class Binder(sp.Basic):  # type: ignore[misc]  # SymPy is untyped
    """`body` at the places 1..size of a bound index, but for the places `but`: a sum, a product, or a statement."""

    #: What the bound index is called in print, unless another thing is.
    letters = "lirnabdeg"

    def __new__(cls, body: sp.Basic, place: sp.Symbol, size: sp.Expr, *but: sp.Symbol) -> sp.Basic:
        """Takes any letter as the bound index; `size` may not depend on it, nor a place be left out twice.

        Raises ValueError for these, and for a size that is no whole number.
        """
        body, size = sp.sympify(body), sp.sympify(size)
        if not size.is_integer:
            raise ValueError(f"there are not {size} places: that is no whole number")
        if size.has(place) or place in but or len(set(but)) < len(but):
            raise ValueError(f"an index {place} cannot run over 1..{size} without {', '.join(map(str, but)) or 'none'}")
        bound = sp.Symbol(f"{BOUND}{_depth(body)}", positive=True, integer=True)
        if bound != place and (bound in _letters(body) or bound in but):
            raise ValueError(f"{body} has an index {bound} that nothing binds")
        body = body.xreplace({place: bound})
        return sp.Basic.__new__(cls, body, bound, size, *sorted(but, key=sp.default_sort_key))

    @property
    def body(self) -> sp.Basic:
        """The share of one place, in `place`."""
        return self.args[0]

    @property
    def place(self) -> sp.Symbol:
        """The bound index."""
        return self.args[1]

    @property
    def size(self) -> sp.Expr:
        """How many places there are, those that are left out among them."""
        return self.args[2]

    @property
    def but(self) -> tuple[sp.Symbol, ...]:
        """The places that are left out, all of them different."""
        return tuple(self.args[3:])

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """All symbols but the bound index."""
        return {s for s in super().free_symbols if not s.has(self.place)}

    def at(self, place: sp.Expr) -> sp.Basic:
        """The share of one place."""
        return _at(self, place)

    def opened(self, *others: sp.Basic) -> tuple[sp.Symbol, sp.Basic]:
        """A letter that stands for no place here nor in `others`, and the share of the place so called."""
        taken = {s.name for e in (self, *others) for s in _letters(e)}
        letter = next(index(f"place{n}") for n in itertools.count() if f"place{n}" not in taken)
        return letter, self.at(letter)

    def without(self, *places: sp.Symbol) -> sp.Basic:
        """The same with more places left out."""
        return type(self)(self.body, self.place, self.size, *dict.fromkeys((*self.but, *places)))

    def closed(self, letter: sp.Symbol, share: sp.Basic) -> sp.Basic:
        """The same over another share, in which the place is called `letter`."""
        return type(self)(share, letter, self.size, *self.but)

    def _xreplace(self, rule: Mapping[sp.Basic, sp.Basic]) -> tuple[sp.Basic, bool]:
        if self in rule:
            return rule[self], True
        if rule.keys().isdisjoint(_nodes(self)):
            return self, False
        # A key that is a letter of its own would be taken for the letter of the place.
        letter, share = self.opened(*rule, *rule.values())
        inside = share.xreplace(rule)
        outside = [e.xreplace(rule) for e in (self.size, *self.but)]
        if inside == share and outside == [self.size, *self.but]:
            return self, False
        return type(self)(inside, letter, *outside), True

    def _eval_subs(self, old: sp.Basic, new: sp.Basic) -> sp.Basic:
        """The letter of the place is nobody's: for SymPy it is an argument like any other."""
        return self.xreplace({old: new})

    def _shown(self, printer: Printer) -> tuple[str, str, str, str]:
        """A letter for the place, the places that are left out, how many there are, and the share."""
        taken = {s.name for s in _letters(self)}
        names = itertools.chain(self.letters, (f"l{n}" for n in itertools.count()))
        letter = index(next(name for name in names if name not in taken))
        but = ", ".join(map(printer._print, self.but))
        return str(letter), but, printer._print(self.size), printer._print(self.at(letter))


class Over(Binder, sp.Expr):  # type: ignore[misc]
    """A formula taken over the places of a bound index: `Total` or `Product`."""

    letter = ""
    #: What is taken over no place.
    EMPTY: sp.Integer

    def _eval_is_real(self) -> bool:
        return True

    def _sympystr(self, printer: Printer) -> str:
        letter, but, size, share = self._shown(printer)
        apart = f", {letter} != {but}" if but else ""
        return f"{self.letter}({share}, {letter} = 1..{size}{apart})"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        """In parentheses, whatever it stands in: a square of a sum is no sum of squares."""
        letter, but, size, share = self._shown(printer)
        below = rf"{letter} \ne {but}" if but else f"{letter} = 1"
        above = "" if but else f"^{{{size}}}"
        inside = rf"\left({share}\right)" if self.body.is_Add else share
        whole = rf"\left(\{self.letter}_{{{below}}}{above} {inside}\right)"
        return whole if exp is None else f"{whole}^{{{exp}}}"

    def _eval_derivative(self, symbol: sp.Symbol) -> sp.Expr:
        raise NotImplementedError(f"{self} is differentiated by the kernel, member by member")


class Total(Over):
    """The sum of `body` over the places 1..size but `but`.

    >>> i, L = index("i"), sp.Symbol("L", positive=True, integer=True)
    >>> Total(family("w")[i], i, L) == Total(family("w")[index("l")], index("l"), L)
    True
    """

    letter = "sum"
    EMPTY = sp.S.Zero

    @staticmethod
    def join(rest: sp.Expr, shares: list[sp.Expr]) -> sp.Expr:
        """The sum of the rest and some shares."""
        return sp.Add(rest, *shares)


class Product(Over):
    """The product of `body` over the places 1..size but `but`; 1 where no place is left."""

    letter = "prod"
    EMPTY = sp.S.One

    @staticmethod
    def join(rest: sp.Expr, shares: list[sp.Expr]) -> sp.Expr:
        """The product of the rest and some shares."""
        return sp.Mul(rest, *shares)


def _depth(e: sp.Basic) -> int:
    """One more than how many bound indices stand in each other, at most."""
    return 1 + max((int(over.place.name.removeprefix(BOUND)) for over in e.atoms(Binder)), default=0)


@lru_cache(maxsize=16384)
def _letters(e: sp.Basic) -> frozenset[sp.Symbol]:
    """All symbols in an expression, bound or not, but those that something in it binds."""
    if isinstance(e, Binder):
        return (_letters(e.body) - {e.place}).union(*map(_letters, (e.size, *e.but)))
    return frozenset({e} if e.is_Symbol else ()).union(*map(_letters, e.args))


@lru_cache(maxsize=16384)
def _at(e: Binder, place: sp.Expr) -> sp.Basic:
    return e.body.xreplace({e.place: place})


@lru_cache(maxsize=4096)
def _nodes(e: Binder) -> frozenset[sp.Basic]:
    """All that stands in it, itself among them."""
    return frozenset(sp.preorder_traversal(e))


def put(e: sp.Basic, base: sp.IndexedBase, value: Callable[..., sp.Basic]) -> sp.Basic:
    """The expression with a value, made of its places alone, in the place of each member of a family."""
    return exchanged(e, lambda m: value(*m.indices) if isinstance(m, sp.Indexed) and m.base == base else None)


def exchanged(e: sp.Basic, change: Callable[[sp.Basic], sp.Basic | None], *others: sp.Basic) -> sp.Basic:
    """The expression with what `change` gives for each part of it, from the outside in; None leaves a part as it is.

    No bound index is called like anything in `others`, of which the changes are made.

    >>> w, i, n = family("w"), index("i"), sp.Symbol("n", positive=True, integer=True)
    >>> exchanged(Total(w[i], i, n), lambda e: e.indices[0] if isinstance(e, sp.Indexed) else None)
    sum(l, l = 1..n)
    """
    changed = change(e)
    if changed is not None:
        return changed
    if isinstance(e, Binder):
        letter, share = e.opened(*others)
        range_ = (exchanged(part, change, *others) for part in (e.size, *e.but))
        return type(e)(exchanged(share, change, *others), letter, *range_)
    if not e.args or isinstance(e, sp.Indexed):
        return e
    return e.func(*(exchanged(part, change, *others) for part in e.args))


def members(expression: sp.Basic) -> set[sp.Indexed]:
    """The members of families that are named by free indices alone."""
    return {m for m in expression.atoms(sp.Indexed) if not any(s.name.startswith(BOUND) for s in m.free_symbols)}


def every_place(e: sp.Expr, member: sp.Indexed, value: sp.Expr) -> sp.Expr:
    """The expression with a value for each member w[n, j] of the coordinate that a member w[i, j] belongs to.

    The value may depend on the place i.
    """
    if isinstance(e, Over):
        letter, share = e.opened(member, value)
        return e.closed(letter, every_place(share, member, value))
    if isinstance(e, sp.Indexed):
        place, *rest = member.indices
        same = e.base == member.base and list(e.indices[1:]) == rest
        return value.xreplace({place: e.indices[0]}) if same else e
    return e.func(*(every_place(part, member, value) for part in e.args)) if e.args else e


def constants(expression: sp.Basic) -> set[sp.Symbol]:
    """The symbols in an expression that are no families; places that are named are among them."""
    if isinstance(expression, Binder):
        return {s for s in constants(expression.body) if s != expression.place}.union(
            *map(constants, (expression.size, *expression.but))
        )
    if isinstance(expression, sp.Indexed):
        return set().union(*map(constants, expression.indices))
    return ({expression} if expression.is_Symbol else set()).union(*map(constants, expression.args))
