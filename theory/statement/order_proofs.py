"""Inner nodes of proofs about the sides of an equation or an order, and about conditions."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.proofs import coefficients
from neversaddle.theory.statement.steps import Proof


def each_place(premise: Proof) -> Proof:
    """What is true of any place is true of every one."""
    return Proof("each place", {}, (premise,))


def here_and_elsewhere(place: sp.Symbol, here: Proof, elsewhere: Proof) -> Proof:
    """What is true of a place that is named, and of every other one."""
    return Proof("here and elsewhere", {"place": place}, (here, elsewhere))


def equation(assumed: sp.Eq, factor: sp.Expr, *premises: Proof) -> Proof:
    """An equation is an assumed one, or one that is shown first, times a factor."""
    return Proof("equation", {"equation": assumed, "factor": factor}, premises)


def least(admitted: Proof, value: Proof, bound: Proof) -> Proof:
    """The point is admitted, the objective has the value there, and it is nowhere less."""
    return Proof("least", {}, (admitted, value, bound))


def relation(premise: Proof) -> Proof:
    """A condition that is an equation or an order, or that two equations are equivalent."""
    return Proof("relation", {}, (premise,))


def shares(premise: Proof) -> Proof:
    """Sums over one range are ordered as their shares are."""
    return Proof("share by share", {}, (premise,))


def equal_shares(*premises: Proof) -> Proof:
    """Sums are equal where their shares are, and what is outside of them."""
    return Proof("equal shares", {}, premises)


def middle(between: sp.Expr, below: Proof, above: Proof) -> Proof:
    """left <= between and between <= right; or left = between and between = right."""
    return Proof("middle", {"between": between}, (below, above))


def replacement(old: sp.Expr, new: sp.Expr, equal: Proof, there: Proof) -> Proof:
    """old = new, and what is left to show with one in place of the other."""
    return Proof("replacement", {"old": old, "new": new}, (equal, there))


def exchange(premise: Proof) -> Proof:
    """The inner sum is taken last."""
    return Proof("exchange", {}, (premise,))


def specialisation(general: Part, letter: sp.Symbol, value: sp.Expr, proof: Proof) -> Proof:
    """What the general statement says of all values of a letter it says of one."""
    return Proof("specialisation", {"general": general, "letter": letter, "value": value}, (proof,))


def combination(*premises: Proof, equal: tuple[tuple[sp.Expr, sp.Expr, sp.Expr], ...]) -> Proof:
    """Equal sides, each pair with a constant factor: the premises are these, and that they add up to the goal."""
    return Proof("combination", {"equal": equal}, premises)


def rearranged(left: sp.Expr, right: sp.Expr, order: Proof, equal: Proof) -> Proof:
    """Another order has the same difference of its sides."""
    return Proof("rearranged", {"left": left, "right": right}, (order, equal))


def vanishing_sum(share: sp.Expr, place: sp.Symbol, total: Proof, not_negative: Proof, each: Proof) -> Proof:
    """right - left is a sum of shares that are not negative: it is zero iff each is."""
    return Proof("vanishing sum", {"share": share, "place": place}, (total, not_negative, each))


def through(between: sp.Rel, first: Proof, second: Proof) -> Proof:
    """Two conditions are equivalent to a third."""
    return Proof("through", {"between": between}, (first, second))


def turned(premise: Proof) -> Proof:
    """Of two conditions the second iff the first."""
    return Proof("turned", {}, (premise,))


def multiple(factor: sp.Expr, *using: sp.Expr, gap: Proof | None = None, sign: Proof | None = None) -> Proof:
    """One condition is a multiple of another; `using`: factors of the equations that are assumed."""
    premises = (gap or Proof("normal form"), sign or coefficients())
    return Proof("multiple", {"factor": factor, "using": using}, premises)


def equal_argument(left: sp.Expr, right: sp.Expr, premise: Proof) -> Proof:
    """Two sides that differ by one expression for another, which are equal."""
    return Proof("equal argument", {"left": left, "right": right}, (premise,))


def multiplied(factors: tuple[tuple[sp.Expr, sp.Expr], ...], *premises: Proof) -> Proof:
    """Products are ordered as their factors are: the sides, factors that are the same, and those that are not."""
    return Proof("multiplied", {"factors": factors}, premises)


def raised(low: sp.Expr, high: sp.Expr, power: sp.Expr, *premises: Proof) -> Proof:
    """Powers are ordered as what is raised: both sides, the signs of the base and of the power, and the order."""
    return Proof("raised", {"low": low, "high": high, "power": power}, premises)


def product_shares(no_factor_negative: Proof, each: Proof) -> Proof:
    """Products over one range are ordered as their factors are, none of which is negative."""
    return Proof("share by share", {}, (no_factor_negative, each))
