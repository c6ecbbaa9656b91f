"""Inner nodes of proofs that are cases, and numbers written as others."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.statements import ForEach
from neversaddle.theory.statement.steps import Proof


def zero_or_not(member: sp.Indexed, not_zero: Proof, zero: Proof) -> Proof:
    """The case in which a member of a family is not zero, and that in which it is."""
    return Proof("zero or not", {"member": member}, (not_zero, zero))


def positive_or_not(symbol: sp.Symbol, opposite: sp.Symbol, positive: Proof, not_positive: Proof) -> Proof:
    """The case in which a number is positive, and that in which it is -opposite."""
    return Proof("positive or not", {"symbol": symbol, "opposite": opposite}, (positive, not_positive))


def either_way(one: sp.Expr, other: sp.Expr, at_most: Proof, at_least: Proof) -> Proof:
    """The case in which one number is at most another, and that in which it is at least that."""
    return Proof("either way", {"one": one, "other": other}, (at_most, at_least))


def by_symmetry(symbol: sp.Symbol, positive: Proof, zero: Proof) -> Proof:
    """Both sides are even in a real number, or both odd: where it is positive, and where it is 0."""
    return Proof("symmetry", {"symbol": symbol}, (positive, zero))


def all_or_one(every: ForEach, one: sp.Symbol, all_of_them: Proof, one_of_them: Proof) -> Proof:
    """The case in which all members of a range are as said, and that in which one, at a place of that name, is not."""
    return Proof("all or one", {"every": every, "one": one}, (all_of_them, one_of_them))


def alike(premise: Proof) -> Proof:
    """Members are written as what every one of them is assumed to be equal to."""
    return Proof("alike", {}, (premise,))


def as_power(symbol: sp.Symbol, base: sp.Symbol, exponent: sp.Expr, premise: Proof) -> Proof:
    """A positive number is a power, with an exponent that is not 0, of another one."""
    return Proof("power", {"symbol": symbol, "base": base, "exponent": exponent}, (premise,))


def logarithm(symbol: sp.Symbol, of: sp.Symbol, premise: Proof) -> Proof:
    """A real number as the logarithm of a positive one."""
    return Proof("logarithm", {"symbol": symbol, "of": of}, (premise,))


def equal_moduli(premise: Proof, *signs: sp.Symbol) -> Proof:
    """Members and products of members of one modulus, as that modulus, or a power of it, with signs."""
    return Proof("equal moduli", {"signs": signs}, (premise,))


def at_end(symbol: sp.Symbol, end: sp.Expr, there: Proof, inside: Proof) -> Proof:
    """The case in which a parameter is at a closed end of its range, and that in which it is not."""
    return Proof("at an end", {"symbol": symbol, "end": end}, (there, inside))


def excess(of: sp.Expr, name: sp.Symbol, then: Proof, above: bool = True) -> Proof:
    """What is at least low is low + e; what is at most high is high - e."""
    return Proof("excess", {"of": of, "name": name, "above": above}, (then,))


def equal(of: sp.Expr, then: Proof) -> Proof:
    """What is assumed to be equal to something is that."""
    return Proof("equal", {"of": of}, (then,))


def moduli(family: sp.IndexedBase, then: Proof) -> Proof:
    """Moduli of members, powers of which are assumed to be something, are roots of that."""
    return Proof("moduli", {"family": family}, (then,))
