"""One mistake in a formula, a relation or a condition."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any

import sympy as sp

from neversaddle.theory.language.families import BOUND, Over, Product, Total, members
from neversaddle.theory.language.statements import ForEach, ForSome, Quantified, Same
from neversaddle.theory.language.symbols import L, p, q

FLIPPED = {sp.Lt: sp.Gt, sp.Gt: sp.Lt, sp.Le: sp.Ge, sp.Ge: sp.Le, sp.Eq: sp.Ne, sp.Ne: sp.Eq}


def changed(value: Any) -> Iterator[tuple[str, Any]]:
    """One mistake in a formula, in a relation, or in one of several formulas."""
    if isinstance(value, tuple | sp.Tuple):
        for i, item in enumerate(value):
            for change, new in changed(item):
                several = (*value[:i], new, *value[i + 1 :])
                yield change, several if isinstance(value, tuple) else sp.Tuple(*several)
    elif isinstance(value, sp.core.relational.Relational):
        yield "< for >", FLIPPED[value.func](*value.args)
        for side in (0, 1):
            for change, new in changed(value.args[side]):
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
                yield from ((change, dataclasses.replace(value, **{name: new})) for change, new in changed(inner))
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
        yield from ((change, e.closed(letter, new)) for change, new in changed(said))
        return
    if isinstance(e, sp.And | sp.Or):
        yield (
            "or for and" if isinstance(e, sp.And) else "and for or",
            (sp.Or if isinstance(e, sp.And) else sp.And)(*e.args),
        )
    for part in sorted(e.args, key=sp.default_sort_key):
        others = [other for other in e.args if other != part] if not isinstance(e, sp.Implies) else None
        for change, new in changed(part):
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
        yield f"{name} {short(e)}", factor * e
        for total in sorted(e.atoms(sp.Add), key=sp.default_sort_key):
            for term in total.args:
                yield f"{name} {short(term)}", e.xreplace({total: total - term + factor * term})
    powers = sorted(e.atoms(sp.Pow), key=sp.default_sort_key)
    for power in powers:
        base, exponent = power.as_base_exp()
        for new in (exponent + 1, exponent - 1, 2 * exponent):
            yield f"{short(base)} to the power {new} for {exponent}", e.xreplace({power: base**new})
    for over in _outermost(e):
        yield from ((change, e.xreplace({over: new})) for change, new in _changed_over(over))
    for same in sorted(e.atoms(Same), key=sp.default_sort_key):
        yield f"another place in {same}", e.xreplace({same: 1 - same})
    if e.is_Symbol:
        yield f"{short(e)} squared", e**2
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
            f"one share fewer in {short(over)}",
            e.xreplace({over: type(over)(share, letter, over.size - 1, *over.but)}),
        )
        yield f"one share for {short(over)}", e.xreplace({over: over.at(sp.S.One)})
    named = sorted(members(e), key=sp.default_sort_key)
    for member, other in itertools.permutations(named, 2):
        if member.base == other.base:
            yield f"{other} for {member}", e.xreplace({member: other})


def short(e: sp.Expr) -> str:
    """A formula as it is said in a mistake."""
    text = str(e)
    return text if len(text) <= 40 else f"{text[:37]}..."
