"""Mirror flows of shared weights: the rule proves what commutes and what certainly does not, and nothing in between."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.rules.mirror_flows import brackets
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Sign, nonzero, positive, real
from neversaddle.theory.statement.kinds import MirrorFlowExists, Truth

w_1, w_2, w_3, a, b = sp.symbols("w_1:4 a b", real=True)
TWO, THREE = (w_1, w_2), (w_1, w_2, w_3)
APART: tuple[Hypothesis, ...] = (Condition(sp.Ne(w_1, w_2)), Condition(sp.Ne(w_1, -w_2)))
GIVEN: tuple[Hypothesis, ...] = (*real(*TWO), *APART)
NORM, PRODUCT = (w_1**2 + w_2**2) / 2, w_1 * w_2


def proved(
    coordinates: tuple[sp.Expr, ...],
    exists: Truth = sp.true,
    hypotheses: tuple[Hypothesis, ...] = GIVEN,
    weights: tuple[sp.Symbol, ...] = TWO,
) -> bool:
    return brackets(MirrorFlowExists("-", coordinates, weights, exists), hypotheses).proved


def test_commuting_pairs() -> None:
    assert proved((NORM, PRODUCT))
    assert proved((PRODUCT, NORM))
    assert proved((3 * NORM, -PRODUCT / 2))
    assert proved((NORM + PRODUCT, NORM - 5 * PRODUCT))
    assert proved((w_1**3 + 3 * w_1 * w_2**2, 3 * w_1**2 * w_2 + w_2**3))
    assert not any(proved(pair, sp.false) for pair in ((NORM, PRODUCT), (3 * NORM, -PRODUCT / 2)))


def test_one_coordinate_needs_a_gradient_only() -> None:
    assert proved((w_1 * w_2**2,), hypotheses=nonzero(*TWO))
    assert not proved((w_1 * w_2**2,), hypotheses=real(*TWO))
    assert proved((w_1 + w_2**3,), hypotheses=real(*TWO))


def test_dependent_gradients_are_no_mirror_flow() -> None:
    assert not proved((NORM, PRODUCT), hypotheses=real(*TWO))
    assert not proved((NORM, PRODUCT), hypotheses=(*real(*TWO), APART[0]))
    assert not proved((NORM, 2 * NORM))
    assert proved((NORM, 2 * NORM), sp.false)
    assert proved((NORM, NORM**2), sp.false, real(*TWO))
    assert proved((NORM, PRODUCT), sp.false, (*real(w_1), *positive(w_2), Condition(sp.Eq(w_1, w_2)))) is False
    assert proved((w_1**2, w_1 * w_2, w_2**2), sp.false, real(*TWO))


def test_brackets_that_move_x() -> None:
    assert proved((w_1**2 / 2, PRODUCT), sp.false, real(*TWO))
    assert proved(((w_1**2 - w_2**2) / 2, PRODUCT), sp.false, real(*TWO))
    # At w_1 = w_2 = 0 the bracket moves x only after the start.
    assert proved((w_1 * w_3, w_2 * w_3), sp.false, real(*THREE), THREE)
    assert not proved((w_1**2 / 2, PRODUCT))


def test_a_bracket_that_does_not_move_x_decides_nothing() -> None:
    # [V_1, V_2] points along w_3, which neither coordinate needs: dw_3 = 0 is not what happens, so both are refused.
    pair = (w_1 + w_3 * w_2, w_2)
    assert not proved(pair, hypotheses=real(*THREE), weights=THREE)


def test_equations_between_parameters() -> None:
    pair, apart = ((a * w_1**2 + b * w_2**2) / 2, PRODUCT), (*GIVEN, *nonzero(a), *real(b))
    assert proved(pair, sp.Eq(a, b), apart)
    assert proved(pair, sp.Eq(b, a), apart)
    assert not proved(pair, sp.Eq(a, b), (*GIVEN, *real(a, b)))
    for wrong in (sp.Ne(a, b), sp.Eq(a, -b), sp.Eq(2 * a, b), sp.Eq(a**2, b), sp.true, sp.false, a > b, sp.Ge(a, b)):
        assert not proved(pair, wrong, apart)


def test_an_exception_may_be_the_mirror_flow() -> None:
    # x_1 = w_1^2/2 and x_2 = w_2^2/2 + c w_1 w_2 share w_1 unless c = 0.
    c = sp.Symbol("c", real=True)
    pair, hypotheses = (w_1**2 / 2, w_2**2 / 2 + c * w_1 * w_2), (*nonzero(w_1), *positive(w_2), *real(c))
    assert not proved(pair, sp.Ne(c, 0), hypotheses)
    assert not proved(pair, sp.true, hypotheses)


@pytest.mark.parametrize(
    "hypotheses",
    [
        (*APART, Sign(w_1, "nonnegative"), Sign(w_2, "nonnegative")),
        (*real(*TWO), Condition(sp.Ge(w_1, 1 + sp.Abs(w_2)))),
        (*real(*TWO), Condition(sp.Eq(w_1, 2 * w_2)), *APART),
        (*real(w_1), *APART),
    ],
    ids=str,
)
def test_starts_have_to_form_an_open_set(hypotheses: tuple[Hypothesis, ...]) -> None:
    assert not proved((NORM, PRODUCT), hypotheses=hypotheses)


def test_other_functions_are_refused() -> None:
    n = sp.Symbol("n", positive=True)
    f = sp.Function("f", real=True)
    for other in (sp.exp(w_1), sp.Abs(w_1), sp.sqrt(2) * w_1, sp.pi * w_1, f(w_1), w_1 / w_2, sp.sqrt(1 + w_1**2)):
        assert not proved((other, w_2))
        assert not proved((other, w_2 * w_1), sp.false)
    sizes = positive(*sp.symbols("s t", positive=True))
    s, t = (h.symbol for h in sizes)
    assert not proved((s**n, t), hypotheses=(*sizes, *positive(n)), weights=(s, t))
    assert proved((1 / s, t), hypotheses=sizes, weights=(s, t))


def test_weights_are_what_moves() -> None:
    # With w_2 held, x_1 = w_1^2/2 and x_2 = w_1 w_2 have parallel gradients.
    assert proved((w_1**2 / 2, PRODUCT), sp.false, GIVEN, (w_1,))
    assert not proved((NORM, PRODUCT), weights=(w_1, w_1))
    assert not proved((), weights=TWO)


ENTRIES = st.integers(-3, 3)


@settings(deadline=None, max_examples=12)
@given(st.tuples(ENTRIES, ENTRIES, ENTRIES), st.tuples(ENTRIES, ENTRIES, ENTRIES))
def test_quadratic_forms_by_their_matrices(first: tuple[int, int, int], second: tuple[int, int, int]) -> None:
    """Of two forms w^T A w/2 the rule proves a mirror flow only if AB = BA, and its absence only if AB != BA.

    Or if A and B are multiples of one form: then the gradients are dependent.
    """
    forms = [sp.Matrix([[p, r], [r, s]]) for p, r, s in (first, second)]
    w = sp.Matrix([w_1, w_2])
    pair = tuple((w.T * form * w)[0] / 2 for form in forms)
    left, right = forms
    commute = left * right == right * left
    parallel = sp.Matrix([list(first), list(second)]).rank() < 2
    det = sp.Matrix([list((form * w).T) for form in forms]).det()
    independent: tuple[Hypothesis, ...] = (
        (*real(*TWO), Condition(sp.Ne(det, 0, evaluate=False))) if not parallel else real(*TWO)
    )
    assert proved(pair, sp.true, independent) == (commute and not parallel)
    if commute:
        assert proved(pair, sp.false, independent) == parallel
