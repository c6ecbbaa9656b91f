"""Losses as data: a value and a gradient at the precision in force, from entries that stay exact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from numbers import Integral, Rational
from typing import TypeAlias

import mpmath
import sympy as sp
from mpmath import mp

from neversaddle.numerics.numbers.exact_number import at_precision, exact, quoted
from neversaddle.numerics.ode.tape import CannotRecord, Node, Tape, record
from neversaddle.theory.geometry.reparametrization import derivative, kink, with_exact_numbers
from neversaddle.theory.language.parse import MAX_NAMES, SEVERAL, parse_expression
from neversaddle.theory.language.pieces import NotSmooth, Pieces, branch_points, plain_roots, smooth_pieces, walls

Vector: TypeAlias = "list[mpmath.mpf]"
Rows: TypeAlias = "tuple[tuple[Fraction, ...], ...]"


#: What a loss of data is written in: <b_i a_i, x> for one row of A.
MARGIN = sp.Symbol("z", real=True)


class LossError(ValueError):
    """A loss that is not one: wrong shape, an entry that is no finite number, or not differentiable."""


@dataclass(frozen=True)
class Loss:
    """A loss f on `coordinates` coordinates; `value` and `gradient` take a list of mpf, at the precision in force.

    Where f has no real, finite value or gradient, the answer is nan. `terms` is f for a tape: a sum of terms, each an
    expression in one symbol or more that stand for affine functions of x. `matrix` and `target` are A and b where
    f = |A x - b|^2 / 2, None for other losses.
    """

    value: Callable[[Vector], mpmath.mpf]
    gradient: Callable[[Vector], Vector]
    coordinates: int
    description: str
    terms: Terms
    matrix: Rows | None = None
    target: tuple[Fraction, ...] | None = None

    @cached_property
    def kinks(self) -> tuple[sp.Expr, ...]:
        """The z at whose zeros f is not smooth, as in every |z|, in the symbols of its term; last those of `ends`."""
        return (*walls(self.terms.term), *self.ends)

    @cached_property
    def ends(self) -> tuple[sp.Expr, ...]:
        """The z of roots of z in f, in the symbols of its term: nothing tells how a flow goes on from their zeros."""
        return branch_points(self.terms.term)

    @cached_property
    def slopes(self) -> tuple[sp.Expr, ...]:
        """The derivatives of f's term by its arguments."""
        return tuple(derivative(self.terms.term, v) for v in self.terms.arguments)

    @cached_property
    def idle(self) -> frozenset[int]:
        """The coordinates, from 0, that f does not depend on: nothing pulls at them."""
        used = [v in self.terms.term.free_symbols for v in self.terms.arguments]
        rows = [row for rows, _ in self.terms.places for row, known in zip(rows, used, strict=True) if known]
        return frozenset(j for j in range(self.coordinates) if not any(row[j] for row in rows))

    @cached_property
    def multiples(self) -> tuple[tuple[int, Fraction], ...]:
        """For each coordinate the first one whose component of grad f its own is a multiple of, and the factor.

        For losses of data their columns tell, for others the terms of their slopes.
        """
        columns = self._columns
        found = []
        for j, column in enumerate(columns):
            for i, other in enumerate(columns[: j + 1]):
                ratio = next((b / a for a, b in zip(other, column, strict=True) if a), Fraction(0))
                if ratio and all(b == ratio * a for a, b in zip(other, column, strict=True)):
                    found.append((i, ratio))
                    break
            else:
                found.append((j, Fraction(1)))
        return tuple(found)

    @cached_property
    def leaders(self) -> tuple[tuple[int, int], ...]:
        """For each coordinate that first one, and the sign of the factor.

        Such components vanish together, and a sign flow holds them by one multiplier between them: near their zeros
        only all of them change sign.
        """
        return tuple((i, 1 if factor > 0 else -1) for i, factor in self.multiples)

    def alike(self, component: int) -> dict[int, Fraction]:
        """The components of grad f that are multiples of one, itself among them, and their sizes beside it."""
        leader, own = self.multiples[component]
        return {j: abs(factor / own) for j, (i, factor) in enumerate(self.multiples) if i == leader}

    @property
    def _columns(self) -> list[list[Fraction]]:
        """Numbers for each coordinate of which the component of grad f is the same linear function."""
        terms = [slope.expand().as_coefficients_dict() for slope in self.slopes]
        # Each term with its rational factor, so that proportional slopes have proportional factors.
        known = sorted({term for found in terms for term in found}, key=sp.default_sort_key)
        factors = [[exact(sp.Rational(found[t]), "factor", LossError) for t in known] for found in terms]
        return [
            [
                sum((row[j] * f[n] for row, f in zip(rows, factors, strict=True)), Fraction(0))
                for rows, _ in self.terms.places
                for n in range(len(known))
            ]
            for j in range(self.coordinates)
        ]

    def record(
        self, tape: Tape, x: Sequence[Node], signs: Mapping[sp.Expr, int] | None = None
    ) -> tuple[list[Node], list[Node]]:
        """The gradient, and the z of the kinks, on a tape; `signs` are theirs."""
        t = self.terms
        # Each term's slopes by its arguments, gathered by the transposed rows.
        pulls: list[Node] = []
        kinks: list[Node] = []
        for rows, plus in t.places:
            values = {v: tape.linear(row, x, c) for v, row, c in zip(t.arguments, rows, plus, strict=True)}
            pulls += [record(s, values, tape, signs) for s in self.slopes]
            kinks += [record(z, values, tape) for z in self.kinks]
        rows_ = [row for rows, _ in t.places for row in rows]
        return [tape.linear([row[j] for row in rows_], pulls) for j in range(len(x))], kinks

    def record_value(self, tape: Tape, x: Sequence[Node], signs: Mapping[sp.Expr, int] | None = None) -> Node:
        """f itself on a tape."""
        t = self.terms
        parts = [
            record(
                t.term,
                {v: tape.linear(row, x, c) for v, row, c in zip(t.arguments, rows, plus, strict=True)},
                tape,
                signs,
            )
            for rows, plus in t.places
        ]
        return tape.linear([1] * len(parts), parts)


@dataclass(frozen=True)
class Terms:
    """f as a sum over `places` of one expression, its `arguments` there being rows of A times x plus numbers."""

    term: sp.Expr
    arguments: tuple[sp.Symbol, ...]
    places: tuple[tuple[Rows, tuple[Fraction, ...]], ...]


def least_squares(matrix: Sequence[Sequence[object]], target: Sequence[object]) -> Loss:
    """f(x) = |A x - b|^2 / 2 for A with one row for each entry of b and one column for each coordinate.

    Raises LossError for shapes that do not match and entries that are not finite numbers.

    >>> least_squares([["1/3"]], [1]).gradient([mpmath.mpf(0)])
    [mpf('-0.33333333333333331')]
    """
    rows, columns = _table(matrix)
    goals = _entries(target, rows, "target")

    tables = _tables(rows, columns, goals)

    def residuals(x: Vector) -> Vector:
        a, _, b = tables(mp.prec)
        return [mp.fdot(row, x) - goal for row, goal in zip(a, b, strict=True)]

    def value(x: Vector) -> mpmath.mpf:
        return mp.fsum(residuals(x), squared=True) / 2

    def gradient(x: Vector) -> Vector:
        r = residuals(x)
        return [mp.fdot(column, r) for column in tables(mp.prec)[1]]

    z = sp.Symbol("z", real=True)
    terms = Terms(z**2 / 2, (z,), tuple(((row,), (-goal,)) for row, goal in zip(rows, goals, strict=True)))
    return Loss(value, gradient, len(columns), f"least squares, {len(rows)} x {len(columns)}", terms, rows, goals)


def exponential(matrix: Sequence[Sequence[object]], labels: Sequence[object]) -> Loss:
    """f(x) = sum_i exp(-b_i <a_i, x>) for rows a_i of A and labels b_i in {-1, 1}.

    Raises LossError for shapes that do not match, entries that are not finite numbers and other labels.
    """

    def slope(margin: mpmath.mpf) -> mpmath.mpf:
        return -mp.exp(-margin)

    return _of_margins(matrix, labels, lambda margin: mp.exp(-margin), slope, sp.exp(-MARGIN), "exponential")


def logistic(matrix: Sequence[Sequence[object]], labels: Sequence[object]) -> Loss:
    """f(x) = sum_i log(1 + exp(-b_i <a_i, x>)) for rows a_i of A and labels b_i in {-1, 1}.

    Raises LossError for shapes that do not match, entries that are not finite numbers and other labels.
    """

    def value(margin: mpmath.mpf) -> mpmath.mpf:
        # log(1 + e^z) = max(z, 0) + log(1 + e^-|z|): nothing cancels and no digit of a small value is lost.
        return max(-margin, mp.zero) + mp.log1p(mp.exp(-abs(margin)))

    def slope(margin: mpmath.mpf) -> mpmath.mpf:
        return -1 / (1 + mp.exp(margin))

    return _of_margins(matrix, labels, value, slope, sp.log(1 + sp.exp(-MARGIN)), "logistic")


def symbolic_loss(expression: sp.Expr, variables: Sequence[sp.Symbol]) -> Loss:
    """f given by a SymPy expression in `variables`, the coordinates in their order, taken to be real.

    Pieces are allowed where they meet in value and slope: squared hinges, Max(0, 1 - x)**2, and Huber's loss, as a
    Piecewise. SymPy Floats are the binary fractions that they are. Raises LossError for other symbols, jumps and kinks.

    >>> x = sp.Symbol("x")
    >>> symbolic_loss((x - 1) ** 2 / 2, [x]).gradient([mpmath.mpf(3)])
    [mpf('2.0')]
    """
    symbols = isinstance(variables, Iterable) and not isinstance(variables, str | sp.Basic)
    if not symbols or not all(isinstance(v, sp.Symbol) for v in variables):
        raise LossError(f"the variables of a loss must be a list of SymPy symbols; got {quoted(variables)}")
    variables = tuple(variables)
    if isinstance(expression, bool) or not isinstance(expression, sp.Expr | int | float | Fraction | Rational):
        raise LossError(f"a loss must be a SymPy expression in its variables; got {quoted(expression)}")
    expression = with_exact_numbers(sp.sympify(expression))
    if not variables or len(set(variables)) != len(variables):
        raise LossError(
            f"a loss needs distinct variables, at least one; got {', '.join(map(str, variables)) or 'none'}"
        )
    unknown = expression.free_symbols - set(variables)
    if unknown:
        names = ", ".join(sorted(map(str, unknown)))
        raise LossError(f"{expression} uses {names}, not among the variables {', '.join(map(str, variables))}")
    real = {v: sp.Symbol(v.name, real=True) for v in variables}
    f = expression.xreplace(real)
    if f.is_extended_real is False or f.has(sp.I, sp.oo, sp.zoo, sp.nan):
        raise LossError(f"{expression} is not a real, finite loss")
    try:
        pieces = smooth_pieces(plain_roots(f), lambda term: kink(term) is None)
    except NotSmooth as problem:
        raise LossError(f"{expression} is not differentiable: {problem}") from None
    arguments = tuple(real.values())
    value = compiled((pieces,), arguments)
    gradient = compiled(tuple(derivative(pieces, v) for v in arguments), arguments)
    # One term, whose arguments are the coordinates themselves.
    unit = tuple(tuple(Fraction(i == j) for j in range(len(variables))) for i in range(len(variables)))
    loss = Loss(
        lambda x: value(x)[0],
        gradient,
        len(variables),
        str(f),
        Terms(pieces, arguments, ((unit, (Fraction(0),) * len(variables)),)),
    )
    tape = Tape()
    try:
        loss.record(tape, [tape.state(j) for j in range(len(variables))], dict.fromkeys(loss.kinks, 1))
    except CannotRecord as problem:
        raise LossError(f"{expression} cannot be used as a loss: {problem}") from None
    return loss


def parse_loss(text: str, k: int) -> Loss:
    """f from user text in the coordinates x1, ..., xk (and x if k is 1).

    Raises ParseError for text outside the whitelist, LossError where f has jumps or kinks.

    >>> parse_loss("(x - 1)**2/2", 1).description
    '(x1 - 1)**2/2'
    """
    if not isinstance(text, str):
        raise LossError(f"a loss must be a formula as text, such as '(x1 - 1)**2'; got {quoted(text)}")
    if isinstance(k, bool) or not isinstance(k, Integral) or not 1 <= k <= MAX_NAMES:
        raise LossError(f"the number of coordinates must be a whole number from 1 to {MAX_NAMES}; got {k}")
    variables = [sp.Symbol(f"x{j}", real=True) for j in range(1, int(k) + 1)]
    names = {v.name: v for v in variables}
    if k == 1:
        names["x"] = variables[0]
    return symbolic_loss(parse_expression(text, names, several=SEVERAL), variables)


def compiled(expressions: tuple[sp.Expr, ...], arguments: tuple[sp.Symbol, ...]) -> Callable[[Vector], Vector]:
    """SymPy expressions as one function of a list of mpf, at the precision of the call; nan where one is not real."""
    # Common parts would be computed for all pieces, also where they have no value.
    whole = not any(e.has(Pieces) for e in expressions)
    function = sp.lambdify([arguments], list(expressions), modules="mpmath", cse=whole, dummify=True)

    def evaluate(x: Vector) -> Vector:
        try:
            values = function(x)
        except (ZeroDivisionError, ValueError):
            # mpmath raises at poles; to the caller a pole is one more point without a value.
            return [mp.nan] * len(expressions)
        return [mp.nan if isinstance(v, mpmath.mpc) else mp.mpf(v) for v in values]

    return evaluate


def _tables(
    rows: Rows, columns: Rows, goals: tuple[Fraction, ...]
) -> Callable[[int], tuple[list[Vector], list[Vector], Vector]]:
    """A by rows, A by columns and b as mpf, kept for each precision; to be called with the precision in force."""

    @lru_cache(maxsize=8)
    def at(prec: int) -> tuple[list[Vector], list[Vector], Vector]:
        with mp.workprec(prec):
            return (
                [[at_precision(v) for v in row] for row in rows],
                [[at_precision(v) for v in column] for column in columns],
                [at_precision(v) for v in goals],
            )

    return at


def _of_margins(
    matrix: Sequence[Sequence[object]],
    labels: Sequence[object],
    term: Callable[[mpmath.mpf], mpmath.mpf],
    slope: Callable[[mpmath.mpf], mpmath.mpf],
    symbolic: sp.Expr,
    name: str,
) -> Loss:
    """Sum over i of term(<b_i a_i, x>), the term also as an expression in MARGIN."""
    plain, columns = _table(matrix)
    signs = _entries(labels, plain, "labels")
    for sign in signs:
        if abs(sign) != 1:
            raise LossError(f"labels must be 1 or -1; got {sign}")
    rows = tuple(tuple(sign * v for v in row) for row, sign in zip(plain, signs, strict=True))
    columns = tuple(zip(*rows, strict=True))
    tables = _tables(rows, columns, signs)

    def margins(x: Vector) -> Vector:
        return [mp.fdot(row, x) for row in tables(mp.prec)[0]]

    def value(x: Vector) -> mpmath.mpf:
        return mp.fsum([term(margin) for margin in margins(x)])

    def gradient(x: Vector) -> Vector:
        slopes = [slope(margin) for margin in margins(x)]
        return [mp.fdot(column, slopes) for column in tables(mp.prec)[1]]

    terms = Terms(symbolic, (MARGIN,), tuple(((row,), (Fraction(0),)) for row in rows))
    return Loss(value, gradient, len(columns), f"{name} loss, {len(rows)} x {len(columns)}", terms)


def _table(matrix: Sequence[Sequence[object]]) -> tuple[Rows, Rows]:
    listed = _listed(matrix, "the matrix must be a list of rows, each a list of numbers")
    rows = tuple(
        tuple(
            exact(v, f"matrix entry in row {i}, column {j}", LossError)
            for j, v in enumerate(_listed(row, "the matrix must be a list of rows, each a list of numbers"), start=1)
        )
        for i, row in enumerate(listed, start=1)
    )
    widths = {len(row) for row in rows}
    if len(widths) != 1 or 0 in widths:
        shown = ", ".join(str(len(row)) for row in rows) or "no rows"
        raise LossError(f"the matrix must have rows of one length, at least 1; got lengths {shown}")
    return rows, tuple(zip(*rows, strict=True))


def _entries(values: Sequence[object], rows: Rows, what: str) -> tuple[Fraction, ...]:
    entries = _listed(values, f"{what} must be a list of numbers, one for each row of the matrix")
    if len(entries) != len(rows):
        raise LossError(f"{what}: {len(entries)} entries for {len(rows)} rows of the matrix; give one for each row")
    return tuple(exact(v, f"entry {i} of {what}", LossError) for i, v in enumerate(entries, start=1))


def _listed(values: object, allowed: str) -> list[object]:
    if isinstance(values, str | bytes) or not isinstance(values, Iterable) or getattr(values, "ndim", 1) == 0:
        raise LossError(f"{allowed}; got {quoted(values)}")
    return list(values)
