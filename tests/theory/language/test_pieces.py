"""Functions in pieces: what meets smoothly is accepted, as the same function; kinks and jumps that stay are refused."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.geometry.reparametrization import kink
from neversaddle.theory.language.pieces import MOST_CELLS, NotSmooth, Pieces, cells, smooth_pieces, walls

X, Y = (sp.Symbol(name, real=True) for name in ("x1", "x2"))
HALF = sp.Rational(1, 2)


def huber(z: sp.Expr, width: int = 1) -> sp.Expr:
    return sp.Piecewise((z**2 / 2, sp.Abs(z) <= width), (width * (sp.Abs(z) - sp.Rational(width, 2)), True))


def smooth(e: sp.Expr) -> sp.Expr:
    return smooth_pieces(e, lambda term: kink(term) is None)


#: With the walls that are left: z = 0 where the slope's slope jumps, and nowhere else.
SMOOTH: list[tuple[sp.Expr, set[sp.Expr]]] = [
    (((1 - X) + sp.Abs(1 - X)) ** 2 / 4, {X - 1}),
    (sp.Max(0, 1 - X) ** 2, {X - 1}),
    (sp.Min(0, X - 1) ** 2, {X - 1}),
    (huber(X), {X - 1, X + 1}),
    (huber(X - Y, 2) + huber(2 * X + Y - 1), {X - Y - 2, X - Y + 2, 2 * X + Y, 2 * X + Y - 2}),
    (sp.Piecewise((X**2 / 2, (X < 1) & (X > -1)), (sp.Abs(X) - HALF, True)), {X - 1, X + 1}),
    (sp.Piecewise((sp.Abs(X) - HALF, (X > 1) | (X < -1)), (X**2 / 2, True)), {X - 1, X + 1}),
    (sp.Piecewise((X**2, sp.Not(X < 0)), (-(X**2), True)), {X}),
    (sp.Max(0, sp.Abs(X) - 1) ** 2, {X - 1, X + 1}),
    (sp.Max(0, X**2 - 1) ** 2, {X - 1, X + 1}),
    (sp.Max(0, X * Y - 1) ** 2, {X * Y - 1}),
    (sp.Max(0, X**2 + Y**2 - 1) ** 2, {X**2 + Y**2 - 1}),
    (sp.Max(0, sp.exp(X) - 2) ** 2, {sp.exp(X) - 2}),
    (sp.Max(0, X) ** sp.Rational(3, 2), {X}),
    (X**2 * sp.sign(X), {X}),
    # Kinks that make up for one another, in one term and in several.
    (sp.Max(0, X) + sp.Min(0, X), set()),
    (sp.Max(X, Y) + sp.Min(X, Y), set()),
    (sp.exp(-sp.Abs(X)) + sp.Abs(X), {X}),
    (sp.Abs(X) - sp.log(1 + sp.Abs(X)), {X}),
    # Where x y = 1 the signs of x and y are the same.
    (sp.Piecewise((0, X * Y >= 1), ((1 - X * Y) ** 2 / 2, X * Y > 0), (HALF - X * Y, True)), {X, Y, X * Y - 1}),
]
REFUSED: list[tuple[sp.Expr, str]] = [
    (sp.Abs(X), "kink where x1 = 0"),
    (sp.Max(0, X), "kink where x1 = 0"),
    (sp.Max(X, Y, 0) ** 2, "kink where x1 - x2 = 0"),
    (sp.Min(1, sp.Max(-1, X)), "kink where x1"),
    (sp.sqrt(sp.Max(0, X)), "x1 = 0"),
    (sp.sign(X), "jumps where x1 = 0"),
    (sp.Max(0, X**2 - 1), "kink where x1"),
    (sp.Piecewise((X**2, X > 0), (X, True)), "kink where x1 = 0"),
    (sp.Piecewise((X**2, X > 1), (X, True)), "kink where x1 - 1 = 0"),
    (sp.Piecewise((X**2, X > 2), (X, True)), "jumps where x1 - 2 = 0"),
    (huber(X, 2) + sp.Max(0, X - 2) * HALF, "kink where x1 - 2 = 0"),
    (sp.Piecewise((X**2, X > 0)), "do not cover"),
    (sp.Piecewise((sp.sin(X) / X, sp.Ne(X, 0)), (1, True)), "not an inequality"),
    (sp.floor(X), "jumps"),
    (sp.Max(0, X**2 + Y**2 - 1), "not seen to be smooth"),
]


@pytest.mark.parametrize(("e", "left"), SMOOTH, ids=lambda v: "" if isinstance(v, set) else str(v)[:40])
def test_what_meets_smoothly_is_taken_with_the_walls_that_matter(e: sp.Expr, left: set[sp.Expr]) -> None:
    found = smooth(e)
    assert set(walls(found)) == left
    assert not found.has(sp.Max, sp.Min, sp.Piecewise)


@pytest.mark.parametrize(("e", "reason"), REFUSED, ids=lambda v: str(v)[:40])
def test_kinks_and_jumps_that_stay_are_refused(e: sp.Expr, reason: str) -> None:
    with pytest.raises(NotSmooth, match=reason) as caught:
        smooth(e)
    assert "\n" not in str(caught.value)


def value(e: sp.Expr, at: dict[sp.Symbol, sp.Rational]) -> sp.Expr:
    """The value of Pieces by what they say."""
    here = e.xreplace(at)
    while here.has(Pieces):
        inner = next(p for p in here.atoms(Pieces) if not any(part.has(Pieces) for part in p.args))
        here = here.xreplace({inner: inner.args[1] if inner.args[0] > 0 else inner.args[2]})
    return here


FRACTIONS = st.fractions(-3, 3, max_denominator=4)


#: Of degree 2 and less, so that all is exact.
QUADRATIC = [(e, smooth(e)) for e, _ in SMOOTH[:8]]


@given(FRACTIONS, FRACTIONS)
@settings(max_examples=12)
def test_the_pieces_are_the_function_and_their_slopes_its_slopes(x: Fraction, y: Fraction) -> None:
    """Against SymPy's own values; slopes by one-sided differences, exact for what is a polynomial of degree 2."""
    at = {X: sp.Rational(x.numerator, x.denominator), Y: sp.Rational(y.numerator, y.denominator)}
    h = sp.Rational(1, 10**6)
    for e, found in QUADRATIC:
        assert value(found, at) == e.subs(at)
        for v, side in product((X, Y), (1, -1)):
            beside = {**at, v: at[v] + side * h}
            slope = (e.subs(beside) - e.subs(at)) / (side * h)
            # The slopes are Lipschitz: by at most 200 in this box, so the difference errs by less than 200 h.
            assert abs(value(sp.diff(found, v), at) - slope) <= 200 * h


def test_cells_are_those_there_are() -> None:
    """Of eight signs of x - 1, x and x + 1 four belong to points."""
    found = cells(sp.Abs(X - 1) * sp.Abs(X) * sp.Abs(X + 1))
    assert len(found) == 4
    with pytest.raises(NotSmooth, match=f"more than {MOST_CELLS}"):
        cells(sum(sp.Abs(sp.Symbol(f"y{i}", real=True)) for i in range(9)) ** 2)
