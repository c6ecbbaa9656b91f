"""Critical points on explicit weights: the table of gradients and eigenvalues holds, and every change of it fails."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.attack.kinds.saddles import critical_point_holds
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.flow import FORCE, OTHERS
from neversaddle.theory.statement.kinds import CriticalPoint

n = sp.Symbol("n", nonnegative=True, integer=True)
c, P, ZERO, ONE = FORCE, OTHERS, sp.S.Zero, sp.S.One
sizes = st.fractions(-5, 5, max_denominator=7).filter(bool)
Spectrum = tuple[tuple[sp.Expr, sp.Expr], ...]
SADDLE: Spectrum = ((c * P, ONE), (-c * P, ONE), (ZERO, L - 2))


def instance(depth: int, vanishing: int, force: Fraction, product: Fraction) -> Instance:
    return {L: Fraction(depth), n: Fraction(vanishing), FORCE: force, OTHERS: product}


def part(critical: sp.Basic, spectrum: Spectrum = (), vanishing: sp.Expr = n) -> CriticalPoint:
    return CriticalPoint("-", L, vanishing, critical, spectrum)


@settings(max_examples=40)
@given(st.integers(1, 6), st.data(), sizes, sizes)
def test_critical_iff_two_vanish(depth: int, data: st.DataObject, force: Fraction, product: Fraction) -> None:
    vanishing = data.draw(st.integers(0, depth))
    here = instance(depth, vanishing, force, product)
    assert critical_point_holds(part(n >= 2), here)
    assert critical_point_holds(part(n > 2), here) == (vanishing != 2)
    assert critical_point_holds(part(n >= 1), here) == (vanishing != 1)
    assert critical_point_holds(part(sp.true), here) == (vanishing >= 2)
    assert critical_point_holds(part(sp.false), here) == (vanishing < 2)


# Five depths, and signs of the force and the product.
@settings(max_examples=25)
@given(st.integers(2, 6), sizes, sizes)
def test_the_strict_saddle(depth: int, force: Fraction, product: Fraction) -> None:
    here = instance(depth, 2, force, product)
    assert critical_point_holds(part(sp.true, SADDLE), here)
    assert critical_point_holds(part(sp.true, (*SADDLE, (c, ZERO))), here)
    signless = ((abs(c) * abs(P), ONE), (-abs(c * P), ONE), (ZERO, L - 2))
    assert critical_point_holds(part(sp.true, signless), here)
    for wrong in (
        ((ZERO, L),),
        ((c * P, ONE), (-c * P, ONE), (ZERO, L - 1)),
        ((c * P, ONE), (c * P, ONE), (ZERO, L - 2)),
        ((2 * c * P, ONE), (-c * P, ONE), (ZERO, L - 2)),
        (*SADDLE, (ZERO, -ONE), (ZERO, ONE)),
    ):
        assert not critical_point_holds(part(sp.true, wrong), here)


@settings(max_examples=25)
@given(st.integers(3, 6), st.data(), sizes, sizes)
def test_the_flat_point(depth: int, data: st.DataObject, force: Fraction, product: Fraction) -> None:
    here = instance(depth, data.draw(st.integers(3, depth)), force, product)
    assert critical_point_holds(part(sp.true, ((ZERO, L),)), here)
    assert not critical_point_holds(part(sp.true, SADDLE), here)


def test_off_the_saddle_the_second_derivative_of_the_loss_matters() -> None:
    """At depth one the Hessian is f'', which no statement in f' alone can give."""
    here = instance(1, 1, Fraction(2), Fraction(1))
    assert not critical_point_holds(part(sp.false, ((ONE, ONE),)), here)
    assert not critical_point_holds(part(sp.false, ((ZERO, ONE),)), here)


def test_where_all_vanish_the_others_have_the_empty_product() -> None:
    here = instance(2, 2, Fraction(3), Fraction(5))
    assert critical_point_holds(part(sp.true, SADDLE), here)
    assert not critical_point_holds(part(sp.true, ((5 * c, ONE), (-5 * c, ONE))), here)


@pytest.mark.parametrize(
    ("depth", "vanishing", "product"), [(2, 3, 1), (0, 0, 1), (3, 1, 0), (2, -1, 1), (2, Fraction(1, 2), 1)]
)
def test_where_there_are_no_such_weights(depth: int, vanishing: int, product: int) -> None:
    with pytest.raises(Undefined):
        critical_point_holds(part(n >= 2), instance(depth, vanishing, Fraction(1), Fraction(product)))
