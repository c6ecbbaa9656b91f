"""Which leaf: balances, offsets and starting weights as users give them, made exact and checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.geometry.reparametrization import Reparametrization, ReparametrizationError
from neversaddle.theory.language.exponents import ExponentError, exact_rational

BalanceLike: TypeAlias = "sp.Expr | int | str | Sequence[sp.Expr | int | str]"
StartLike: TypeAlias = "Sequence[sp.Expr | int | str]"

#: "power": u_i - u_1 = lambda. "weight": the other weights are lambda where the first vanishes; of several numbers,
#: the leaf goes through those weights.
BALANCE_CONVENTIONS = ("power", "weight")

#: Names that mean something in every formula, so that no balance may bear them.
RESERVED_NAMES = ("x", "y", "u", "X", "Y", "s")


def offsets_from(
    balance: BalanceLike, convention: str, q: sp.Expr, exponents: Sequence[sp.Expr] | None
) -> sp.Expr | tuple[sp.Expr, ...]:
    """The balance of a product of powers: one for all weights but the first, or an offset c_i for each weight.

    `exponents` are those of the weights in x = k prod w_i^(a_i), None where all are 1 and there may be any number:
    the balance is one of u_i = |w_i|^q/|a_i|^(q-1), so that equal weights are equal offsets only for equal |a_i|.
    Raises ExponentError or ReparametrizationError in one line.

    >>> offsets_from("lambda", "weight", sp.S(2), (sp.S(1), sp.S(2)))
    lambda**2/2
    """
    if convention not in BALANCE_CONVENTIONS:
        raise ExponentError(f"balance convention must be one of {', '.join(BALANCE_CONVENTIONS)}; got {convention!r}")
    several = False
    if isinstance(balance, Sequence) and not isinstance(balance, str):
        several, amounts = True, tuple(_amount(c, "offset") for c in balance)
    else:
        amounts = (_amount(balance, "balance"),)
    if several and (exponents is None or len(amounts) != len(exponents)):
        depth = "a symbolic depth" if exponents is None else f"depth {len(exponents)}"
        raise ReparametrizationError(f"{len(amounts)} offsets for {depth}; give one for each weight")
    if amounts[0].is_negative and not several:
        raise ReparametrizationError(
            f"balance must be >= 0 (order the weights so that the first is smallest); got {amounts[0]}"
        )
    if convention == "weight":
        return _through(amounts, q, exponents)
    for c in amounts[1:]:
        if (c - amounts[0]).is_negative:
            raise ReparametrizationError(f"the first offset must be the smallest; got {amounts[0]} before {c}")
    return amounts if several else amounts[0]


def _through(
    weights: tuple[sp.Expr, ...], q: sp.Expr, exponents: Sequence[sp.Expr] | None
) -> sp.Expr | tuple[sp.Expr, ...]:
    """The offsets of the leaf through these weights, or through (0, w, ..., w) for one w; one offset if all agree."""
    if exponents is None or len(exponents) == 1:
        return weights[0] ** q
    given = weights if len(weights) > 1 else (sp.S.Zero,) + weights * (len(exponents) - 1)
    sizes = [w**q / sp.Abs(a) ** (q - 1) for w, a in zip(given, exponents, strict=True)]
    # u_i - u_1, or u_i + u_1 where a_i and a_1 differ in sign.
    offsets = [s - sp.sign(a * exponents[0]) * sizes[0] for s, a in zip(sizes, exponents, strict=True)][1:]
    if any(w.is_negative for w in given) or any(c.is_negative for c in offsets):
        raise ReparametrizationError(
            "weights must be >= 0, the first with the smallest |w_i|^q/|a_i|^(q-1) of those whose exponents have its "
            f"sign; got {', '.join(map(str, weights))}"
        )
    return offsets[0] if len(set(offsets)) == 1 else (sp.S.Zero, *offsets)


def start_from(start: StartLike | None, count: int) -> tuple[sp.Expr, ...]:
    """The weights of a sum at y = 0: all alpha, one number for all, or one for each; raises in one line."""
    if start is None:
        return (sp.Symbol("alpha", positive=True),) * count
    values = tuple(_amount(w, "start") for w in start)
    values = values * count if len(values) == 1 else values
    if len(values) != count:
        raise ReparametrizationError(
            f"{len(values)} starting weights for {count} weights; give one for each, or one for all"
        )
    if any(w.is_positive is False for w in values):
        raise ReparametrizationError(f"starting weights must be positive; got {', '.join(map(str, values))}")
    return values


def require_one_kind(
    model: Reparametrization, is_product: bool, balance: BalanceLike, convention: str, start: StartLike | None
) -> None:
    """Products of powers are on a leaf by their balance, sums by a start: refuse the other, which would say nothing."""
    if is_product and start is not None:
        raise ReparametrizationError(
            f"start is for sums of one-weight functions; {model.expression} is a product of powers, "
            "whose leaf is chosen by balance"
        )
    if not is_product and (balance not in (0, "0") or convention != "power"):
        raise ReparametrizationError(
            f"balance is for products of powers of the weights; {model.expression} is none, its leaf is chosen by start"
        )


def _amount(value: sp.Expr | int | str, what: str) -> sp.Expr:
    if isinstance(value, str) and value.isidentifier() and value not in RESERVED_NAMES:
        return sp.Symbol(value, positive=True)
    if isinstance(value, sp.Expr) and not value.is_number:
        return value
    return exact_rational(value, what, 'a number such as "1/10" or a symbol')
