"""Linear combinations of sums, taken together or share by share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.decide import rule, unfolded
from neversaddle.theory.kernel.distribution import distributed
from neversaddle.theory.kernel.families import Naming, counted, outermost, plain, split
from neversaddle.theory.kernel.meaning import new_place, require_meaning
from neversaddle.theory.kernel.moduli import without_sums
from neversaddle.theory.kernel.normal_form import STRICT, CannotDecide, certain_sign
from neversaddle.theory.language.families import Total
from neversaddle.theory.statement.hypotheses import Given, Hypothesis, Place

Cases: TypeAlias = Callable[[sp.Expr, Given], Iterable[tuple[sp.Expr, Sequence[Hypothesis]]]]


@rule("sums share by share")
def vanishes(e: sp.Expr, given: Sequence[Hypothesis], cases: Cases = lambda e, given: ((e, given),)) -> None:
    """Decide e = 0, where sums may have to be taken together and looked at share by share.

    `cases` are the cases that together cover all values of the symbols in an expression that has been made plain.
    """
    (whole,), there = plain((e,), given)
    all_cases = list(cases(whole, there))
    if not all_cases:
        raise CannotDecide("there is no case")
    try:
        for value, known in all_cases:
            vanishes_as_one(value, known)
    except CannotDecide:
        if not e.has(Total):
            raise
        for rest, own in shares_of(split(e, given), given):
            vanishes(rest, own, cases).require()


def vanishes_as_one(e: sp.Expr, given: Sequence[Hypothesis]) -> None:
    """Refuse what is not zero by its normal form, moduli and signs of sums among it."""
    value = unfolded(e, given)
    decision = decide.zero(value, given)
    if not decision.proved and value.has(sp.Abs, sp.sign):
        decision = decide.zero(*without_sums(value, given))
    decision.require()


def shares_of(e: sp.Expr, given: Sequence[Hypothesis]) -> Iterator[tuple[sp.Expr, Given]]:
    """What has to vanish for a linear combination of sums to vanish: what is outside of them, and each share.

    With sums over one range alone, rest + sum_l share_l = 0 where rest + n share_l = 0 for each of the n places l.
    """
    rest, factors = _combination(e)
    if not factors:
        raise CannotDecide(f"{e} is not shown to be zero")
    groups = list(dict.fromkeys((total.size, total.but) for total in factors))
    for size, but in groups:
        place = new_place((e,), given)
        same = [total for total in factors if (total.size, total.but) == (size, but)]
        apart = Naming(tuple(given), (e,)).of_size(size)
        own = Place(place, size, apart=tuple(dict.fromkeys((*apart, *but))))
        share = sp.Add(*(factors[total] * total.at(place) for total in same))
        if len(groups) == 1:
            share = rest + (size - len(but)) * share
        yield share, counted((*given, own))
    (count,), there = plain((groups[0][0] - len(groups[0][1]),), given)
    if len(groups) > 1 or certain_sign(count, there) < STRICT:
        yield (rest, tuple(given)) if len(groups) > 1 else _over_no_place(rest, *groups[0], given)


def _over_no_place(
    rest: sp.Expr, size: sp.Expr, but: tuple[sp.Symbol, ...], given: Sequence[Hypothesis]
) -> tuple[sp.Expr, Given]:
    """What is left where a range has no place but those that are left out."""
    if not size.is_Symbol:
        return rest, tuple(given)
    none = {size: sp.Integer(len(but))}

    def there(thing: Any) -> Any:
        return thing.xreplace(none) if isinstance(thing, sp.Basic) else thing

    others = (h for h in given if getattr(h, "symbol", None) != size)
    return rest.xreplace(none), tuple(replace(h, **{k: there(v) for k, v in vars(h).items()}) for h in others)


def over_one_sum(sides: Sequence[sp.Expr], given: Sequence[Hypothesis]) -> tuple[list[sp.Expr], sp.Expr, sp.Symbol]:
    """Several sums over one range as their shares at a new place, with the size of the range and the place.

    Factors in front of a sum become part of its shares. Raises CannotDecide for what is no such sum.
    """
    require_meaning(sides, given)
    written = [distributed(side) for side in sides]
    combinations = [_combination(side) for side in written]
    totals = {total for _, factors in combinations for total in factors}
    sizes = {total.size for total in totals}
    if len(sizes) != 1 or any(total.but for total in totals):
        raise CannotDecide(f"{', '.join(map(str, written))} are no sums over one range")
    place = new_place(written, given)
    shares = []
    for side, (rest, factors) in zip(written, combinations, strict=True):
        if rest != 0:
            raise CannotDecide(f"{side} is no sum")
        shares.append(sp.Add(*(factor * total.at(place) for total, factor in factors.items())))
    return shares, sizes.pop(), place


def _combination(e: sp.Expr) -> tuple[sp.Expr, dict[Total, sp.Expr]]:
    """A linear combination of sums as what is outside of them and the factor of each; CannotDecide for another."""
    if isinstance(e, Total):
        return sp.S.Zero, {e: sp.S.One}
    if not any(isinstance(over, Total) for over in outermost(e)):
        return e, {}
    inner = [_combination(part) for part in e.args]
    if e.is_Add:
        totals = dict.fromkeys(total for _, factors in inner for total in factors)
        return (
            sp.Add(*(rest for rest, _ in inner)),
            {total: sp.Add(*(factors.get(total, 0) for _, factors in inner)) for total in totals},
        )
    if e.is_Mul and sum(bool(factors) for _, factors in inner) == 1:
        ((rest, factors),) = (pair for pair in inner if pair[1])
        others = sp.Mul(*(part for part, (_, own) in zip(e.args, inner, strict=True) if not own))
        return rest * others, {total: factor * others for total, factor in factors.items()}
    raise CannotDecide(f"{e} is no linear combination of sums")
