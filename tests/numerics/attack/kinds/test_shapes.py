"""The attack on traits: functions that are known from books, thresholds, and statements without meaning."""

from __future__ import annotations

import ast
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.attack.kinds import shapes
from neversaddle.numerics.attack.kinds.shapes import shape_agreement, shape_fails
from neversaddle.numerics.attack.precision import OutOfReach
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.language.symbols import L, kappa, lam, m, p, q, u
from neversaddle.theory.motion.steepest import WIDTH
from neversaddle.theory.statement.potentials import balanced, unbalanced
from neversaddle.theory.statement.shapes import BREGMAN, Shape, Trait
from tests.fuzz.convex_functions import Curve, curves

LINE, HALF_LINE = -sp.oo, sp.S.Zero
OWN = [trait for trait in Trait if trait is not Trait.SLOPES]
CONVEX = {Trait.STRICTLY_CONVEX, Trait.CONSISTENT, Trait.CONJUGATE, Trait.SEPARATING}
EVEN = CONVEX | {Trait.ESSENTIALLY_SMOOTH, Trait.CLOSED_DOMAIN}
#: S'' as a function of x, the domain, and the traits that books tell of.
KNOWN: dict[str, tuple[sp.Expr, sp.Expr, set[Trait]]] = {
    "x^2/2": (sp.S.One, LINE, set(OWN)),
    "x^2/2 on x >= 0": (sp.S.One, HALF_LINE, CONVEX | {Trait.CLOSED_DOMAIN, Trait.BOUNDED_SUBLEVELS, Trait.STEEP}),
    "x log x - x": (1 / u, HALF_LINE, set(OWN)),
    "-log x": (u**-2, HALF_LINE, CONVEX | {Trait.ESSENTIALLY_SMOOTH, Trait.BOUNDED_SUBLEVELS}),
    "-sqrt x": (u ** sp.Rational(-3, 2) / 4, HALF_LINE, set(OWN) - {Trait.ONTO, Trait.STEEP}),
    "1/x": (2 / u**3, HALF_LINE, CONVEX | {Trait.ESSENTIALLY_SMOOTH}),
    "x asinh x - sqrt(1 + x^2)": (1 / sp.sqrt(1 + u**2), LINE, set(OWN)),
    "sqrt(1 + x^2)": ((1 + u**2) ** sp.Rational(-3, 2), LINE, EVEN),
    "x arctan x - log(1 + x^2)/2": (1 / (1 + u**2), LINE, EVEN | {Trait.BOUNDED_SUBLEVELS}),
    "|x|^(3/2)": (1 / sp.sqrt(u), LINE, set(OWN)),
    "x log x - x on the line": (1 / u, LINE, set()),
}


def has(curvature: sp.Expr, low: sp.Expr, trait: Trait) -> bool:
    part = Shape("-", (trait,), u, u, curvature, sp.true, low)
    found = shape_agreement(part, {}, 15) is None
    for said in (sp.true, sp.false):
        assert shape_fails(replace(part, condition=said), {}, 100) is (found != bool(said))
    return found


@pytest.mark.parametrize("name", KNOWN)
def test_known_functions(name: str) -> None:
    curvature, low, traits = KNOWN[name]
    assert {trait for trait in OWN if has(curvature, low, trait)} == traits


@settings(max_examples=15)
@given(curves, st.sampled_from(OWN), st.sampled_from([LINE, HALF_LINE]))
def test_what_is_tried_far_out_is_what_balls_say_of_integrals(curve: Curve, trait: Trait, low: sp.Expr) -> None:
    part = Shape("-", (trait,), sp.Symbol("s", positive=True), curve.place, curve.curvature, sp.true, low)
    with suppress(OutOfReach):
        assert (shape_agreement(part, {}, 15) == 0) is shape_fails(part, {}, 100)


@pytest.mark.parametrize("depth", range(1, 6))
@pytest.mark.parametrize("power", ["1", "5/4", "4/3", "3/2", "2"])
def test_potentials(power: str, depth: int) -> None:
    """With L = p exactly at (2, 2), (3/2, 3), (4/3, 4) and (5/4, 5)."""
    at = {q: Fraction(power), L: Fraction(depth), lam: Fraction(2, 3), WIDTH: Fraction(2)}
    exponent = Fraction(power) * (depth - 1) / depth
    for part, truth in (
        (unbalanced("-", BREGMAN, sp.true), True),
        (unbalanced("-", (Trait.ONTO,), sp.true), exponent <= 1),
        (balanced("-", BREGMAN, sp.true, HALF_LINE), exponent >= 1),
        (balanced("-", (*BREGMAN, Trait.ONTO), sp.true, HALF_LINE), exponent == 1),
        (balanced("-", (), sp.true, LINE), exponent < 1),
    ):
        assert (shape_agreement(part, at, 15) is None) is truth
        assert shape_fails(part, at, 100) is not truth


def test_close_to_a_threshold_nothing_is_said() -> None:
    """x^(-1 + d) can be integrated up to 0 for d > 0; nobody sees that of d = 10^-12."""
    tiny = Fraction(1, 10**12)
    part = Shape("-", (Trait.ESSENTIALLY_SMOOTH,), u, u, u ** (sp.Symbol("d", real=True) - 1), sp.true, HALF_LINE)
    (d,) = part.symbols()
    assert shape_fails(part, {d: tiny}, 100) and not shape_fails(part, {d: Fraction(0)}, 100)
    assert shape_agreement(part, {d: Fraction(1, 1000)}, 15) == 0
    assert shape_agreement(part, {d: Fraction(0)}, 15) is None


def test_the_largest_slope() -> None:
    """Of sqrt(1 + x^2) it is 1, to all digits."""
    part = Shape("-", (Trait.SLOPES,), u, u, (1 + u**2) ** sp.Rational(-3, 2), sp.true, value=sp.S.One)
    with mp.workdps(45):
        assert shape_agreement(part, {}, 30) == 30
        assert shape_agreement(replace(part, value=sp.Rational(10**9 + 1, 10**9)), {}, 30) == 9
    assert not shape_fails(part, {}, 100)
    assert shape_fails(replace(part, value=sp.Rational(10**9 + 1, 10**9)), {}, 100)
    assert shape_fails(replace(part, condition=sp.false), {}, 100)
    assert shape_fails(replace(part, curvature=1 / sp.sqrt(1 + u**2)), {}, 100)


def test_iff_and_only_if() -> None:
    weak, strict = unbalanced("-", (Trait.ONTO,), m <= 1), unbalanced("-", (Trait.ONTO,), m < 1)
    one = {lam: Fraction(1), WIDTH: Fraction(1)}
    threshold, below, above = ({q: Fraction(2), L: Fraction(depth), **one} for depth in (2, 1, 3))
    assert not shape_fails(weak, threshold, 100) and shape_fails(strict, threshold, 100)
    assert not any(shape_fails(part, at, 100) for part in (weak, strict) for at in (below, above))
    too_weak = unbalanced("-", (Trait.ONTO,), kappa >= -1, only_if=True)
    assert not any(shape_fails(too_weak, at, 100) for at in (threshold, below, above))
    assert shape_fails(unbalanced("-", BREGMAN, m <= 1, only_if=True), above, 100)


FLAT = Shape("-", (Trait.STEEP,), u, u, sp.S.One, sp.true)


@pytest.mark.parametrize(
    "part",
    [
        replace(FLAT, curvature=-sp.S.One),
        replace(FLAT, curvature=sp.S.Zero),
        replace(FLAT, curvature=u - 1),
        replace(FLAT, place=1 / u),
        replace(FLAT, curvature=1 / (q - 1)),
        replace(FLAT, size=sp.Rational(5, 2)),
        replace(FLAT, size=sp.S.Zero),
        replace(FLAT, condition=L <= p),
    ],
)
def test_statements_without_meaning_are_undefined(part: Shape) -> None:
    with pytest.raises(Undefined):
        shape_agreement(part, {q: Fraction(1), L: Fraction(2)}, 15)
    assert not shape_fails(part, {q: Fraction(1), L: Fraction(2)}, 100)


def test_the_attack_knows_no_proof() -> None:
    tree = ast.parse(Path(shapes.__file__).read_text())
    taken = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in taken if "kernel" in name or "rules" in name or "proofs" in name}
