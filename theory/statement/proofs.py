"""How statements are settled, as trees: leaves are rules of the kernel, inner nodes theorems of analysis and logic."""

from __future__ import annotations

from typing import Any

import sympy as sp

from neversaddle.theory.language.statements import ForEach
from neversaddle.theory.statement.kinds import Part
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
    return Proof("share by share", {}, premises)


def alike(premise: Proof) -> Proof:
    """Members are written as what every one of them is assumed to be equal to."""
    return Proof("alike", {}, (premise,))


def normal_form() -> Proof:
    """Both sides have the same normal form."""
    return Proof("normal form")


def middle(between: sp.Expr, below: Proof, above: Proof) -> Proof:
    """left <= between and between <= right; or left = between and between = right."""
    return Proof("middle", {"between": between}, (below, above))


def negation(premise: Proof) -> Proof:
    """-right <= -left."""
    return Proof("negation", {}, (premise,))


def chain_rule() -> Proof:
    """The chain rule along the flow gives the stated rate."""
    return Proof("rate")


def same_rate(rate: sp.Expr, moves: Proof, equal: Proof) -> Proof:
    """A quantity changes at a rate, which is under the hypotheses the one that is stated."""
    return Proof("same rate", {"rate": rate}, (moves, equal))


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


def assumption(factor: sp.Expr = sp.S.One) -> Proof:
    """A hypothesis, times a factor >= 0, says it."""
    return Proof("assumption", {"factor": factor})
