"""What the arguments of a flow have to be: exact numbers, shapes and ranges, or one line that says what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from numerics.loss import exact
from numerics.trajectory import FlowError
from theory.exponents import ExponentLike, exponent

LEAST_DIGITS, MOST_DIGITS = 5, 1000
METHODS = ("taylor", "odefun", "scipy", "heyoka")


def as_exponent(q: ExponentLike) -> Fraction:
    """A rational q in [1, 2]."""
    value = exponent(q)
    if value.is_symbolic:
        raise FlowError(f"a flow needs a number for q; got the symbol {value}")
    return Fraction(int(value.q.p), int(value.q.q))


def as_decay(decay: object) -> Fraction:
    """A decay alpha >= 0."""
    alpha = exact(decay, "decay", FlowError)
    if alpha < 0:
        raise FlowError(f"decay must be at least 0; got {decay}")
    return alpha


def as_digits(digits: int) -> int:
    """A whole number of digits from 5 to 1000."""
    if isinstance(digits, bool) or not isinstance(digits, int) or not LEAST_DIGITS <= digits <= MOST_DIGITS:
        raise FlowError(f"digits must be a whole number from {LEAST_DIGITS} to {MOST_DIGITS}; got {digits}")
    return digits


def as_choice(name: str, value: str, allowed: Sequence[str]) -> str:
    """One of some words."""
    if value not in allowed:
        raise FlowError(f"{name} must be {', '.join(map(repr, allowed[:-1]))} or {allowed[-1]!r}; got {value!r}")
    return value


def as_times(times: object) -> list[Fraction]:
    """Output times from 0: a final time, or a list of increasing ones."""
    several = isinstance(times, Iterable) and not isinstance(times, str)
    values = [exact(t, "time", FlowError) for t in (times if isinstance(times, Iterable) and several else [times])]
    values = values if values and values[0] == 0 else [Fraction(0), *values]
    if len(values) < 2 or any(b <= a for a, b in pairwise(values)):
        raise FlowError("times must be a positive final time or a list of times that increase from 0")
    return values


def as_weights(weights: Sequence[Sequence[object]], depth: int, k: int) -> list[list[Fraction]]:
    """One list of k numbers for each of the `depth` weights."""
    if isinstance(weights, str) or not isinstance(weights, Iterable):
        raise FlowError(f"weights must be {depth} lists (one for each weight) of {k} entries; got {str(weights)[:40]}")
    shape = [len(row) if isinstance(row, Iterable) and not isinstance(row, str) else None for row in weights]
    if shape != [k] * depth:
        shown = ", ".join(str(n) for n in shape)
        raise FlowError(
            f"weights must be {depth} lists (one for each weight) of {k} entries; got lengths {shown or 'none'}"
        )
    return [
        [exact(v, f"weight {i} of coordinate {j}", FlowError) for j, v in enumerate(row, start=1)]
        for i, row in enumerate(weights, start=1)
    ]
