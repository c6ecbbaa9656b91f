"""What the arguments of a flow have to be: exact numbers, shapes and ranges, or one line that says what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from numbers import Integral

import sympy as sp

from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.loss.loss import Loss, LossError, parse_loss
from neversaddle.numerics.numbers.exact_number import exact, quoted
from neversaddle.theory.geometry.mirror import MirrorGeometry
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization, with_exact_numbers
from neversaddle.theory.language.exponents import ExponentError, ExponentLike, exponent
from neversaddle.theory.language.tokens import ParseError

LEAST_DIGITS, MOST_DIGITS = 5, 1000
METHODS = ("taylor", "odefun", "scipy", "heyoka")


def as_model(model: object) -> DeepDiagonal | Reparametrization:
    """A model with finitely many weights; a whole number is the depth of a deep diagonal network."""
    if isinstance(model, Integral) and not isinstance(model, bool):
        try:
            model = DeepDiagonal(int(model))
        except ExponentError as problem:
            raise FlowError(str(problem)) from None
    if not isinstance(model, DeepDiagonal | Reparametrization):
        raise FlowError(f"model must be a DeepDiagonal, its depth, or a Reparametrization; got {quoted(model)}")
    if not isinstance(model.depth, int):
        raise FlowError(f"a flow needs a numeric depth; got {model.depth}")
    return model


def as_geometry(geometry: object) -> MirrorGeometry:
    """A mirror geometry."""
    if not isinstance(geometry, MirrorGeometry):
        raise FlowError(f"geometry must be a mirror geometry, as mirror_geometry makes it; got {quoted(geometry)}")
    return geometry


def as_loss(loss: object, k: int) -> Loss:
    """A loss of k coordinates; text is a formula in x1, ..., xk."""
    if isinstance(loss, str):
        try:
            return parse_loss(loss, k)
        except (ParseError, LossError) as problem:
            raise FlowError(f"loss: {problem}") from None
    if not isinstance(loss, Loss):
        made = "such as least_squares(A, b) or symbolic_loss(formula, variables)"
        raise FlowError(f"loss must be a Loss, {made}, or a formula in x1, x2, ... as text; got {quoted(loss)}")
    return loss


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
    if isinstance(digits, bool) or not isinstance(digits, Integral) or not LEAST_DIGITS <= digits <= MOST_DIGITS:
        raise FlowError(f"digits must be a whole number from {LEAST_DIGITS} to {MOST_DIGITS}; got {quoted(digits)}")
    return int(digits)


def as_choice(name: str, value: str, allowed: Sequence[str]) -> str:
    """One of some words."""
    if not isinstance(value, str) or value not in allowed:
        listed = f"{', '.join(map(repr, allowed[:-1]))} or {allowed[-1]!r}"
        raise FlowError(f"{name} must be {listed}; got {quoted(value)}")
    return value


def as_times(times: object) -> list[Fraction]:
    """Output times from 0: a final time, or a list of increasing ones."""
    several = listed(times)
    values = [exact(t, "time", FlowError) for t in ([times] if several is None else several)]
    values = values if values and values[0] == 0 else [Fraction(0), *values]
    if len(values) < 2 or any(b <= a for a, b in pairwise(values)):
        raise FlowError("times must be a positive final time or a list of times that increase from 0")
    return values


def as_weights(weights: object, depth: int, k: int | None = None) -> list[list[Fraction]]:
    """One list of k numbers for each of the `depth` weights; without k as many as the first one has."""
    rows = listed(weights)
    entries = None if rows is None else [listed(row) for row in rows]
    count = "the same number of" if k is None else k
    allowed = f"weights must be {depth} lists (one for each weight) of {count} entries"
    if entries is None:
        raise FlowError(f"{allowed}; got {quoted(weights)}")
    shape = [None if row is None else len(row) for row in entries]
    wanted = k if k is not None else shape[0] if shape else None
    if not wanted or shape != [wanted] * depth:
        lengths = ", ".join(map(str, shape)) or "none"
        raise FlowError(f"{allowed}; got lengths {lengths}")
    return [
        [exact(v, f"weight {i} of coordinate {j}", FlowError) for j, v in enumerate(row or [], start=1)]
        for i, row in enumerate(entries, start=1)
    ]


def as_invariants(invariants: object, names: Sequence[sp.Symbol]) -> list[sp.Expr]:
    """SymPy expressions in some symbols; an integral in them has no ends and one of them as its variable."""
    given = listed(invariants)
    if given is None:
        raise FlowError(f"invariants must be a list of SymPy expressions; got {quoted(invariants)}")
    allowed = f"a SymPy expression in {', '.join(map(str, names))}, integrals in it indefinite"
    found = []
    for e in given:
        if (
            not isinstance(e, sp.Expr)
            or not e.free_symbols <= set(names)
            or not all(map(_indefinite, e.atoms(sp.Integral)))
        ):
            raise FlowError(f"an invariant must be {allowed}; got {quoted(e)}")
        found.append(with_exact_numbers(e))
    return found


def _indefinite(integral: sp.Integral) -> bool:
    return bool(integral.limits == ((integral.variables[0],),))


def listed(value: object) -> list[object] | None:
    """The entries of a list, a tuple, an array and the like; None for what has none, and for text."""
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        return None
    try:
        return list(value)
    except TypeError:
        # An array without axes says that it can be iterated over.
        return None
