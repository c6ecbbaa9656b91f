"""What a theorem of analysis is, and what it says of given things."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef, UndefinedFunction

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.families import every_place, exchanged
from neversaddle.theory.language.fields import Written
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.shapes import Trait

#: The letter for some traits of a function, whichever they are.
ANY_TRAITS = tuple(Trait)


@dataclass(frozen=True)
class Theorem:
    """If all `premises` hold, so does the `conclusion`, whatever its letters stand for.

    Letters are symbols, functions of one, for a flow `AnyFlow()`, and for some traits `ANY_TRAITS`. Those that are
    `fixed` stand for what does not change with time, those that are `bounded` for what is bounded on bounded stretches
    of time, those that are `whole` for whole numbers, those that are `new` for symbols that nothing has but some of the
    other letters, those `in_the_limit` for continuous functions of the point that a solution has reached. Functions
    stand for `sp.Lambda`s, or are given as a pair, of a place and the formula there; `places` and `points` stand for
    places and numbers of which nothing else is known. Pairs that are `smooth` stand for what is smooth in a variable
    wherever that is positive. Of a function that is concluded to have several traits iff C, each trait alone is
    concluded iff C. What it `assumes` has to be a hypothesis. `near` are a field, what moves along it, its place and
    how many there are: the field is continuous near where they are. `system` are the letters of the members that move,
    their place, how many they are and the field; those `of_members` stand for functions of the members, `continuous`
    ones for continuous functions. `polynomial` are pairs of letters, for several formulas and the letters that these
    are polynomials in. `homogeneous` are a positively homogeneous field and its degree. `curve` are a curve, its
    parameter, and where that runs: the field is locally Lipschitz near the curve.
    """

    id: str
    says: str
    letters: tuple[Any, ...]
    premises: tuple[Part, ...]
    conclusion: Part
    source: str
    fixed: tuple[sp.Symbol, ...] = ()
    bounded: tuple[sp.Symbol, ...] = ()
    in_the_limit: tuple[sp.Symbol, ...] = ()
    smooth: tuple[tuple[sp.Symbol, sp.Symbol], ...] = ()
    places: tuple[sp.Symbol, ...] = ()
    points: tuple[sp.Symbol, ...] = ()
    near: tuple[tuple[Any, ...], ...] = ()
    whole: tuple[sp.Symbol, ...] = ()
    assumes: tuple[Hypothesis, ...] = ()
    new: tuple[tuple[sp.Symbol, tuple[sp.Symbol, ...]], ...] = ()
    system: tuple[sp.Symbol, ...] = ()
    of_members: tuple[sp.Symbol, ...] = ()
    continuous: tuple[sp.Symbol, ...] = ()
    curve: tuple[Any, ...] = ()
    homogeneous: tuple[sp.Symbol, ...] = ()
    polynomial: tuple[tuple[sp.Symbol, sp.Symbol], ...] = ()


class Slope(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """Slope(F, y): the derivative of the formula F by its variable y, once F is filled in."""

    nargs = 2


@dataclass(frozen=True, kw_only=True)
class Argument(Theorem):
    """A theorem that no book has, with its proof in words: what rests on it is argued, not proved."""

    because: str


class At(Written):
    """At(e, z, value): e with a value for the letter z, carried out once it is known what the letters stand for.

    Where z stands for a member of a family, the others in the same coordinate are meant too.
    """

    nargs = 3

    def carried_out(self) -> sp.Expr:
        """e with the value put in."""
        e, z, value = self.args
        require_no_binding(e)
        several = isinstance(z, sp.Indexed) and len(z.indices) > 1
        return every_place(e, z, value) if several else e.xreplace({z: value})


def require_no_binding(e: sp.Basic) -> None:
    """Refuse a formula with a derivative or an integral in it: its letter may be captured by what is put in."""
    if e.has(sp.Derivative, sp.Integral):
        raise CannotDecide(f"{e} binds a letter, where another is put in")


def filled(thing: Any, letters: Mapping[Any, Any]) -> Any:
    """The same data with other things for its letters, however deep they lie."""
    if isinstance(thing, sp.Basic):
        symbols = {letter: value for letter, value in letters.items() if isinstance(letter, sp.Basic)}
        if thing in symbols:
            return symbols[thing]
        shares = {letter: value for letter, value in letters.items() if isinstance(value, tuple)}
        for letter, value in letters.items():
            if isinstance(letter, UndefinedFunction) and letter not in shares:
                if isinstance(value, sp.Lambda):
                    require_no_binding(value)
                thing = thing.replace(letter, value)

        def change(e: sp.Basic) -> sp.Basic | None:
            if not isinstance(e, AppliedUndef) or e.func not in shares:
                return symbols.get(e)
            place, share = shares[e.func]
            return share.xreplace({place: filled(e.args[0], letters)})

        put_in = (*symbols.values(), *(e for pair in shares.values() for e in pair))
        there = exchanged(thing, change, *(e for e in put_in if isinstance(e, sp.Basic)))
        # From the inside out: what is put in, and where, has been filled in by then.
        there = there.replace(lambda e: isinstance(e, Written), lambda e: e.carried_out())
        return there.replace(Slope, lambda formula, y: sp.Derivative(formula, y)) if letters else thing
    if isinstance(thing, tuple):
        if thing == ANY_TRAITS and thing in letters:
            return letters[thing]
        return tuple(filled(item, letters) for item in thing)
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        if thing in letters:
            return letters[thing]
        fields = {f.name: filled(getattr(thing, f.name), letters) for f in dataclasses.fields(thing) if f.init}
        return type(thing)(**fields)
    return thing
