"""How statements are settled, as trees: leaves are rules of the kernel, inner nodes theorems of analysis and logic."""

from __future__ import annotations

from typing import Any

import sympy as sp

from neversaddle.theory.language.families import index
from neversaddle.theory.language.statements import ForEach
from neversaddle.theory.statement.hypotheses import Place, Range, Sign
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.solutions import Order
from neversaddle.theory.statement.steps import Proof, Step


def proves(part: Part, proof: Proof) -> Step:
    """The step that settles a part by a proof."""
    return Step(part, proof.rule, proof.details, proof.premises)


def theorem(name: str, *premises: Proof, **letters: Any) -> Proof:
    """A theorem of analysis by its id; letters that are no whole side of its conclusion have to be told."""
    return Proof(name, {"letters": letters}, premises)


def zero_or_not(member: sp.Indexed, not_zero: Proof, zero: Proof) -> Proof:
    """The case in which a member of a family is not zero, and that in which it is."""
    return Proof("zero or not", {"member": member}, (not_zero, zero))


def positive_or_not(symbol: sp.Symbol, opposite: sp.Symbol, positive: Proof, not_positive: Proof) -> Proof:
    """The case in which a number is positive, and that in which it is -opposite."""
    return Proof("positive or not", {"symbol": symbol, "opposite": opposite}, (positive, not_positive))


def by_symmetry(symbol: sp.Symbol, positive: Proof, zero: Proof) -> Proof:
    """Both sides are even in a real number, or both odd: where it is positive, and where it is 0."""
    return Proof("symmetry", {"symbol": symbol}, (positive, zero))


def truth() -> Proof:
    """True at every place that is named, and at one that is none of these."""
    return Proof("truth")


def all_or_one(every: ForEach, one: sp.Symbol, all_of_them: Proof, one_of_them: Proof) -> Proof:
    """The case in which all members of a range are as said, and that in which one, at a place of that name, is not."""
    return Proof("all or one", {"every": every, "one": one}, (all_of_them, one_of_them))


def each_place(premise: Proof) -> Proof:
    """What is true of any place is true of every one."""
    return Proof("each place", {}, (premise,))


def equation(assumed: sp.Eq, factor: sp.Expr, premise: Proof) -> Proof:
    """An equation is an assumed one, times a factor."""
    return Proof("equation", {"equation": assumed, "factor": factor}, (premise,))


def least(admitted: Proof, value: Proof, bound: Proof) -> Proof:
    """The point is admitted, the objective has the value there, and it is nowhere less."""
    return Proof("least", {}, (admitted, value, bound))


def in_other_words(symbol: sp.Symbol, premise: Proof) -> Proof:
    """A number is written as what it is assumed to be."""
    return Proof("in other words", {"symbol": symbol}, (premise,))


def relation(premise: Proof) -> Proof:
    """A condition that is an equation, or an order."""
    return Proof("relation", {}, (premise,))


def shares(premise: Proof) -> Proof:
    """Sums over one range are ordered as their shares are."""
    return Proof("share by share", {}, (premise,))


def equal_shares(*premises: Proof) -> Proof:
    """Sums are equal where their shares are, and what is outside of them."""
    return Proof("equal shares", {}, premises)


def alike(premise: Proof) -> Proof:
    """Members are written as what every one of them is assumed to be equal to."""
    return Proof("alike", {}, (premise,))


def normal_form() -> Proof:
    """Both sides have the same normal form."""
    return Proof("normal form")


def middle(between: sp.Expr, below: Proof, above: Proof) -> Proof:
    """left <= between and between <= right; or left = between and between = right."""
    return Proof("middle", {"between": between}, (below, above))


def replacement(old: sp.Expr, new: sp.Expr, equal: Proof, there: Proof) -> Proof:
    """old = new, and what is left to show with one in place of the other."""
    return Proof("replacement", {"old": old, "new": new}, (equal, there))


def as_power(symbol: sp.Symbol, base: sp.Symbol, exponent: sp.Expr, premise: Proof) -> Proof:
    """A positive number is a power, with an exponent that is not 0, of another one."""
    return Proof("power", {"symbol": symbol, "base": base, "exponent": exponent}, (premise,))


def difference(gap: sp.Expr, equal: Proof, not_negative: Proof) -> Proof:
    """right - left is the gap, and that is not negative."""
    return Proof("difference", {"difference": gap}, (equal, not_negative))


def least_in_the_limit(fact: tuple[sp.Expr, sp.Expr], known: Proof, against_any: Proof) -> Proof:
    """Along every solution both sides of the fact are equal; and then the limit is the only minimiser."""
    return Proof("least in the limit", {"fact": fact}, (known, against_any))


def mirror_rate(rate: Proof) -> Proof:
    """The equation of the flow gives the stated rate."""
    return Proof("mirror rate", {}, (rate,))


def exchange(premise: Proof) -> Proof:
    """The inner sum is taken last."""
    return Proof("exchange", {}, (premise,))


def equalities() -> Proof:
    """Both sides are the same by what is assumed to be equal."""
    return Proof("equalities")


def assumption_of_convexity() -> Proof:
    """A function of a family that is assumed to be strictly convex, and its derivative."""
    return Proof("assumption")


def settled(part: Part) -> Proof:
    """An earlier step settles a part that says the same."""
    return Proof("settled", {"settled": part})


def specialisation(general: Part, letter: sp.Symbol, value: sp.Expr, proof: Proof) -> Proof:
    """What the general statement says of all values of a letter it says of one."""
    return Proof("specialisation", {"general": general, "letter": letter, "value": value}, (proof,))


def minimisers_tend(convex: Proof, squeezed: Proof) -> Proof:
    """Even convex functions tend to one, and so do their minimisers."""
    return theorem("minimisers", convex, squeezed)


def convex_curve(slope: sp.Expr, rises: Proof, endless: Proof, first: sp.Expr = sp.S.Zero) -> Proof:
    """The slope of a curve that begins at x = 0 is never negative and never falls."""
    begins = (continuity(), continuity(), continuity())
    grows, same = coefficients(), normal_form()
    return theorem("rising-slope", grows, same, rises, coefficients(), *begins, endless, slope=slope, low=first)


def continuity() -> Proof:
    """The normal form of the expression has a value at the point."""
    return Proof("continuity")


def quotient(above: sp.Expr, below: sp.Expr) -> Proof:
    """L'Hopital's rule for above/below."""
    return Proof("quotient", {"above": above, "below": below})


def negation(premise: Proof) -> Proof:
    """-right <= -left."""
    return Proof("negation", {}, (premise,))


def substitution(
    *premises: Proof,
    members: dict[sp.Indexed, sp.Expr],
    clock: sp.Expr,
    interval: Sign | Range,
    start: sp.Expr = sp.S.Zero,
) -> Proof:
    """The premises say where each of the members is, and the last one that the sides are equal there."""
    told = {"members": tuple(members.items()), "clock": clock, "begin": start, "interval": interval}
    return Proof("substitution", told, premises)


def on_curve(
    *premises: Proof,
    field: sp.Expr,
    clock: sp.Expr,
    curve: sp.Expr,
    interval: Sign | Range,
    start: sp.Expr = sp.S.Zero,
    place: sp.Symbol | None = None,
    size: sp.Expr = sp.S.One,
) -> Proof:
    """A weight, or each weight of a coordinate, is where the curve of the field is, at the time that the clock shows.

    The premises say that it moves along the field, that the curve does, and that it starts there.
    """
    letters = {"V": field, "s": clock, "W": curve, "r": interval.symbol, "start": start, "AnyInterval": interval}
    return theorem("explicit-curve", *premises, **letters, place=place or index("n"), size=size)


def no_escape(
    *premises: Proof,
    member: sp.Indexed,
    field: sp.Expr,
    clock: sp.Expr,
    curve: sp.Expr,
    parameter: sp.Symbol,
    start: sp.Expr,
    place: sp.Symbol | None = None,
    size: sp.Expr = sp.S.One,
) -> Proof:
    """The curve of a weight, or of each weight of a coordinate, is infinite where its parameter comes to 0.

    The premises are those of `on_curve`, that it starts at a point of the curve, and the limit.
    """
    letters = {"z": member, "V": field, "s": clock, "W": curve, "r": parameter, "start": start}
    return theorem("no-escape", *premises, **letters, place=place or index("n"), size=size)


def rule(name: str) -> Proof:
    """A rule of the kernel that needs to be told nothing."""
    return Proof(name)


def logarithm(symbol: sp.Symbol, of: sp.Symbol, premise: Proof) -> Proof:
    """A real number as the logarithm of a positive one."""
    return Proof("logarithm", {"symbol": symbol, "of": of}, (premise,))


def combination(*premises: Proof, equal: tuple[tuple[sp.Expr, sp.Expr, sp.Expr], ...]) -> Proof:
    """Equal sides, each pair with a constant factor: the premises are these, and that they add up to the goal."""
    return Proof("combination", {"equal": equal}, premises)


def chain_rule() -> Proof:
    """The chain rule along the flow gives the stated rate."""
    return Proof("rate")


def rearranged(left: sp.Expr, right: sp.Expr, order: Proof, equal: Proof) -> Proof:
    """Another order has the same difference of its sides."""
    return Proof("rearranged", {"left": left, "right": right}, (order, equal))


def vanishing_sum(share: sp.Expr, place: sp.Symbol, total: Proof, not_negative: Proof, each: Proof) -> Proof:
    """right - left is a sum of shares that are not negative: it is zero iff each is."""
    return Proof("vanishing sum", {"share": share, "place": place}, (total, not_negative, each))


def same_zeros(factor: sp.Expr, multiple: Proof, not_zero: Proof) -> Proof:
    """One equation is the other, times what is never zero."""
    return Proof("same zeros", {"factor": factor}, (multiple, not_zero))


def coefficients() -> Proof:
    """The difference of the sides has coefficients of one sign."""
    return Proof("coefficients")


def powers() -> Proof:
    """The quotient of the (positive) sides is a product of powers, each at least 1."""
    return Proof("powers")


def derivative(variable: sp.Symbol, at: sp.Expr = sp.S.Zero) -> Proof:
    """Both sides have the same derivative in a variable, and the same value at a point."""
    return Proof("derivative", {"variable": variable, "at": at})


def monotonicity(variable: sp.Symbol) -> Proof:
    """The difference of the sides is >= 0 at 0 and does not decrease in a variable >= 0."""
    return Proof("monotonicity", {"variable": variable})


def assumption(factor: sp.Expr = sp.S.One) -> Proof:
    """A hypothesis, times a factor >= 0, says it."""
    return Proof("assumption", {"factor": factor})


def place_by_place(i: sp.Symbol, j: sp.Symbol, *premises: Proof) -> Proof:
    """Properties of points, relation for relation, at any weight i of any coordinate j."""
    return Proof("place by place", {"places": (i, j)}, premises)


def equal_moduli(premise: Proof, *signs: sp.Symbol) -> Proof:
    """Members and products of members of one modulus, as that modulus, or a power of it, with signs."""
    return Proof("equal moduli", {"signs": signs}, (premise,))


def through(between: sp.Rel, first: Proof, second: Proof) -> Proof:
    """Two conditions are equivalent to a third."""
    return Proof("through", {"between": between}, (first, second))


def multiple(factor: sp.Expr, *using: sp.Expr, gap: Proof | None = None, sign: Proof | None = None) -> Proof:
    """One condition is a multiple of another; `using`: factors of the equations that are assumed."""
    premises = (gap or Proof("normal form"), sign or coefficients())
    return Proof("multiple", {"factor": factor, "using": using}, premises)


def at_end(symbol: sp.Symbol, end: sp.Expr, there: Proof, inside: Proof) -> Proof:
    """The case in which a parameter is at a closed end of its range, and that in which it is not."""
    return Proof("at an end", {"symbol": symbol, "end": end}, (there, inside))


def another_rate(rate: sp.Expr, changes: Proof, same: Proof) -> Proof:
    """The quantity changes at another rate, which is the same."""
    return Proof("another rate", {"rate": rate}, (changes, same))


def equal_argument(left: sp.Expr, right: sp.Expr, premise: Proof) -> Proof:
    """Two sides that differ by one expression for another, which are equal."""
    return Proof("equal argument", {"left": left, "right": right}, (premise,))


def throughout(
    left: sp.Expr, order: Order, right: sp.Expr, holds: Proof, then: Proof, place: Place | None = None
) -> Proof:
    """What holds along all those solutions, at a place or at every one, is assumed in what follows."""
    return Proof("throughout", {"left": left, "order": order, "right": right, "place": place}, (holds, then))


def at_each_moment(left: sp.Expr, right: sp.Expr, holds: Proof, then: Proof, strict: bool = False) -> Proof:
    """An inequality that follows at each moment from what is assumed is assumed in what follows."""
    return Proof("at each moment", {"left": left, "right": right, "strict": strict}, (holds, then))


def by_model(place: sp.Symbol, then: Proof) -> Proof:
    """What a coordinate of a network is."""
    return Proof("by the model", {"place": place}, (then,))


def any_model(then: Proof) -> Proof:
    """It holds of all separable models."""
    return Proof("any model", {}, (then,))


def excess(of: sp.Expr, name: sp.Symbol, then: Proof, above: bool = True) -> Proof:
    """What is at least low is low + e; what is at most high is high - e."""
    return Proof("excess", {"of": of, "name": name, "above": above}, (then,))


def equal(of: sp.Expr, then: Proof) -> Proof:
    """What is assumed to be equal to something is that."""
    return Proof("equal", {"of": of}, (then,))


def moduli(family: sp.IndexedBase, then: Proof) -> Proof:
    """Moduli of members, powers of which are assumed to be something, are roots of that."""
    return Proof("moduli", {"family": family}, (then,))


def multiplied(factors: tuple[tuple[sp.Expr, sp.Expr], ...], *premises: Proof) -> Proof:
    """Products are ordered as their factors are: the sides, factors that are the same, and those that are not."""
    return Proof("multiplied", {"factors": factors}, premises)


def exactly(by_then: Proof, not_before: Proof) -> Proof:
    """At a time, because by then and not before."""
    return Proof("exactly", {}, (by_then, not_before))


def growing(variable: sp.Symbol) -> Proof:
    """The difference of the sides is >= 0 at 0 and does not decrease in `variable` >= 0."""
    return Proof("monotonicity", {"variable": variable})


def otherwise(holds: Proof, then: Proof, **fields: Any) -> Proof:
    """From another rate, that is the same; or from another relation."""
    return Proof("otherwise", fields, (holds, then))


def raised(low: sp.Expr, high: sp.Expr, power: sp.Expr, *premises: Proof) -> Proof:
    """Powers are ordered as what is raised: both sides, the signs of the base and of the power, and the order."""
    return Proof("raised", {"low": low, "high": high, "power": power}, premises)


def loosened(time: sp.Expr, sharper: Proof, bounds: Proof) -> Proof:
    """A bound on a time, because of a sharper one."""
    return Proof("loosened", {"time": time}, (sharper, bounds))


def product_shares(no_factor_negative: Proof, each: Proof) -> Proof:
    """Products over one range are ordered as their factors are, none of which is negative."""
    return Proof("share by share", {}, (no_factor_negative, each))


def until(then: Proof) -> Proof:
    """What follows of solutions along which the level is not reached."""
    return Proof("until", {}, (then,))


def ratios() -> Proof:
    """The quotient of the (positive) sides is a product of powers of quotients, each at least 1."""
    return Proof("ratios")


def tails() -> Proof:
    """The integrand is comparable to powers at the ends of the interval, and a power has its antiderivative."""
    return Proof("tails")


def induction(factors: tuple[tuple[sp.Expr, ...], ...], *each: Proof) -> Proof:
    """What is zero stays so: one step makes each a combination of all, with these factors."""
    return Proof("induction", {"factors": factors}, each)


def one_step() -> Proof:
    """One step of the iteration, written out."""
    return Proof("step")
