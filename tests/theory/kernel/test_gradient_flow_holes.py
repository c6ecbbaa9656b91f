"""Convex gradients and functions of y: what is proved commutes, or certainly does not; nothing false is proved."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.language.fields import Brackets, Gradients, Gram, Moved
from neversaddle.theory.language.times import TIME
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction, OnSurface
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Range, Sign, nonzero, positive, real
from neversaddle.theory.statement.kinds import Identity, Inequality, Part
from neversaddle.theory.statement.order_proofs import specialisation
from neversaddle.theory.statement.proofs import (
    assumed,
    by_commutator,
    by_commuting,
    coefficients,
    equalities,
    normal_form,
    proves,
    theorem,
)
from neversaddle.theory.statement.steps import Step

w_1, w_2, w_3, a, b = sp.symbols("w_1:4 a b", real=True)
TWO, THREE = (w_1, w_2), (w_1, w_2, w_3)
APART: tuple[Hypothesis, ...] = (Condition(sp.Ne(w_1, w_2)), Condition(sp.Ne(w_1, -w_2)))
GIVEN: tuple[Hypothesis, ...] = (*real(*TWO), *APART)
NORM, PRODUCT = (w_1**2 + w_2**2) / 2, w_1 * w_2


def decided(step: Step, given: tuple[Hypothesis, ...]) -> bool:
    claim = Claim("made-up", "made up", "made up", (Identity("other", sp.S.Zero, sp.S.Zero),), Verdict.PROVED)
    object.__setattr__(claim, "says", (step.part,))
    object.__setattr__(claim, "given", given)
    return decide(claim, step).proved


def convex(*coordinates: sp.Expr, given: tuple[Hypothesis, ...] = GIVEN, weights: tuple[sp.Symbol, ...] = TWO) -> bool:
    part = ConvexGradient("-", sp.Tuple(*coordinates), sp.Tuple(*weights))
    return decided(by_commuting(part), given)


def none(*coordinates: sp.Expr, given: tuple[Hypothesis, ...] = GIVEN, weights: tuple[sp.Symbol, ...] = TWO) -> bool:
    return decided(by_commutator(NoFunction("-", sp.Tuple(*coordinates), sp.Tuple(*weights))), given)


def test_commuting_pairs() -> None:
    cubic = (w_1**3 + 3 * w_1 * w_2**2, 3 * w_1**2 * w_2 + w_2**3)
    pairs = [(NORM, PRODUCT), (PRODUCT, NORM), (3 * NORM, -PRODUCT / 2), (NORM + PRODUCT, NORM - 5 * PRODUCT), cubic]
    assert all(convex(*pair) for pair in pairs)
    assert not any(none(*pair) for pair in pairs)


def test_one_coordinate_needs_a_gradient_only() -> None:
    assert convex(w_1 * w_2**2, given=nonzero(*TWO))
    assert not convex(w_1 * w_2**2, given=real(*TWO))
    assert convex(w_1 + w_2**3, given=real(*TWO))
    assert not none(w_1 * w_2**2, given=nonzero(*TWO))


def test_dependent_gradients_are_no_convex_gradient() -> None:
    assert not convex(NORM, PRODUCT, given=real(*TWO))
    assert not convex(NORM, PRODUCT, given=(*real(*TWO), APART[0]))
    assert not convex(NORM, 2 * NORM)
    assert not convex(NORM, PRODUCT, given=(*real(w_1), *positive(w_2), Condition(sp.Eq(w_1, w_2))))
    # They keep no x from being a function of y, nor do they make it one: h' = 2h and h' = 4h^2 do not commute.
    assert not none(NORM, 2 * NORM) and none(NORM, NORM**2)


def test_brackets_that_move_x() -> None:
    moving = (*real(*TWO), Condition(sp.Gt(w_1**2 + w_2**2, 0)))
    for models in ((w_1**2 / 2, PRODUCT), (w_1**2, PRODUCT, w_2**2), ((w_1**2 - w_2**2) / 2, PRODUCT)):
        assert none(*models, given=moving)
        assert not none(*models, given=real(*TWO))
        assert not convex(*models, given=moving)
    # At w_1 = w_2 = 0 the bracket moves x only after the start.
    three = (*real(*THREE), Condition(sp.Gt(w_1**2 + w_2**2 + w_3**2, 0)))
    assert none(w_1 * w_3, w_2 * w_3, given=three, weights=THREE)


def test_a_bracket_that_does_not_move_x_decides_nothing() -> None:
    # [V_1, V_2] points along w_3, which neither coordinate needs.
    pair = (w_1 + w_3 * w_2, w_2)
    assert not convex(*pair, given=real(*THREE), weights=THREE)


def test_parameters() -> None:
    pair, moving = ((a * w_1**2 + b * w_2**2) / 2, PRODUCT), Condition(sp.Gt(w_1**2 + w_2**2, 0))
    assert none(*pair, given=(*real(*TWO, a, b), moving, Condition(sp.Ne(a, b))))
    assert not none(*pair, given=(*real(*TWO, a, b), moving))
    assert convex(a * NORM, PRODUCT, given=(*GIVEN, *nonzero(a)))
    assert not convex(a * NORM, PRODUCT, given=(*GIVEN, *real(a)))


def test_brackets_vanish_near_the_start_and_not_only_there() -> None:
    """[V_1, V_2] = (0, 2 w_2) of (w_1, w_1 w_2^2) vanishes at w_2 = 0: what is assumed of the start is not used."""
    wrong = sp.Tuple(w_1, w_1 * w_2**2)
    at_zero = (*nonzero(w_1), *real(w_2), Condition(sp.Eq(w_2, 0)))
    for leaf in (normal_form(), equalities()):
        surface = OnSurface("-", sp.Tuple(sp.Tuple(1, 0), sp.Tuple(w_2**2, 2 * w_1 * w_2)), sp.Tuple(*TWO))
        assert not decided(proves(surface, theorem("commuting-fields", leaf)), at_zero)
        chain = theorem("independent-gradients", theorem("commuting-fields", leaf), coefficients())
        assert not decided(proves(ConvexGradient("-", wrong, sp.Tuple(*TWO)), chain), at_zero)
    for sign in ("nonnegative", "zero"):
        assert not convex(*wrong, given=(*nonzero(w_1), Sign(w_2, sign)))
    assert not convex(*wrong, given=(*nonzero(w_1), Range(w_2, sp.S.Zero, sp.S.Zero)))


def test_other_functions_are_refused() -> None:
    n = sp.Symbol("n", integer=True, positive=True)
    f = sp.Function("f", real=True)
    for other in (
        sp.exp(w_1),
        sp.Abs(w_1),
        sp.sqrt(2) * w_1,
        sp.pi * w_1,
        f(w_1),
        w_1 / w_2,
        sp.sqrt(1 + w_1**2),
        w_1**n,
    ):
        assert not convex(other, w_2, given=(*nonzero(*TWO), *positive(n)))
        assert not none(other, PRODUCT, given=(*nonzero(*TWO), *positive(n)))


def test_weights_are_different_letters_and_what_moves() -> None:
    assert not convex(NORM, PRODUCT, weights=(w_1, w_1))
    assert not convex(NORM, PRODUCT, weights=(w_1, w_1 + w_2))
    assert not convex(weights=TWO)
    # With w_2 held, w_1^2/2 and w_1 w_2 have parallel gradients.
    assert not convex(w_1**2 / 2, PRODUCT, weights=(w_1,))


@pytest.mark.parametrize("letter", [TIME, LOSS])
def test_parameters_do_not_move(letter: sp.Symbol) -> None:
    assert not convex(letter * w_1, given=(*real(w_1), *positive(letter)), weights=(w_1,))


def test_a_parameter_is_no_weight() -> None:
    """(a w_1^2/2, w_2) commute for every a, and are independent where a w_1 != 0; with a = w_2 they do not commute."""
    general = ConvexGradient("-", sp.Tuple(a * w_1**2 / 2, w_2), sp.Tuple(*TWO), positive(a))
    special = ConvexGradient("-", sp.Tuple(w_2 * w_1**2 / 2, w_2), sp.Tuple(*TWO))
    proof = by_commuting(general)
    inner = theorem("independent-gradients", *proof.premises)
    given = (*nonzero(w_1), *positive(w_2))
    step = proves(special, specialisation(general, a, w_2, inner))
    assert not decided(step, given)
    assert decided(proof, (*nonzero(w_1), *real(w_2)))


ENTRIES = st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.integers(-3, 3))


@settings(deadline=None, max_examples=12)
@given(ENTRIES, ENTRIES)
def test_quadratic_forms_by_their_matrices(first: tuple[int, int, int], second: tuple[int, int, int]) -> None:
    """Of two forms w^T A w/2 a convex gradient is proved iff AB = BA and they are no multiples of one; never both."""
    left, right = (sp.Matrix([[p, r], [r, s]]) for p, r, s in (first, second))
    w = sp.Matrix(TWO)
    pair = [(w.T * form * w)[0] / 2 for form in (left, right)]
    commute = left * right == right * left
    parallel = sp.Matrix([list(first), list(second)]).rank() < 2
    det = sp.Matrix([list((form * w).T) for form in (left, right)]).det()
    independent: tuple[Hypothesis, ...] = (
        (*real(*TWO), Condition(sp.Ne(det, 0, evaluate=False))) if not parallel else real(*TWO)
    )
    assert convex(*pair, given=independent) == (commute and not parallel)
    if commute:
        assert not none(*pair, given=(*real(*TWO), Condition(sp.Gt(w_1**2 + w_2**2, 0))))


g, w = sp.symbols("g w", real=True)
GRADIENTS = Gradients(g, w)
VANISH, APART_AT = Condition(sp.Eq(Brackets(GRADIENTS, w), 0)), Condition(sp.Gt(Gram(GRADIENTS, w), 0))
MOVED = Condition(sp.Gt(Moved(g, GRADIENTS, w), 0))


def test_any_maps() -> None:
    """The theorem, and each of its hypotheses is needed for it; others, or of other maps, are not these."""
    convex_one, none_of_them = by_commuting(ConvexGradient("-", g, w)), by_commutator(NoFunction("-", g, w))
    assert decided(convex_one, (VANISH, APART_AT)) and decided(none_of_them, (MOVED,))
    assert decided(convex_one, (Condition(sp.Lt(0, Gram(GRADIENTS, w), evaluate=False)), VANISH))
    assert not decided(convex_one, (VANISH,)) and not decided(convex_one, (APART_AT,))
    assert not decided(none_of_them, ()) and not decided(none_of_them, (VANISH, APART_AT))
    h = sp.Symbol("h", real=True)
    others = (
        (VANISH, Condition(sp.Ge(Gram(GRADIENTS, w), 0))),
        (Condition(sp.Le(Brackets(GRADIENTS, w), 0)), APART_AT),
        (VANISH, Condition(sp.Gt(Gram(Gradients(h, w), w), 0))),
        (VANISH, Condition(sp.Gt(2 * Gram(GRADIENTS, w), 0))),
        (Condition(sp.Ne(Brackets(GRADIENTS, w), 0)), APART_AT),
        (Condition(sp.Eq(Brackets(GRADIENTS, h), 0)), APART_AT),
    )
    assert not any(decided(convex_one, given) for given in others)
    assert not decided(none_of_them, (Condition(sp.Lt(Moved(g, GRADIENTS, w), 0)),))


def test_a_letter_is_for_all_maps_or_for_a_number() -> None:
    """w alone as a weight is a tuple of one; a map is no parameter of another."""
    assert not decided(by_commuting(ConvexGradient("-", sp.Tuple(g), w)), (VANISH, APART_AT))
    assert not decided(by_commuting(ConvexGradient("-", g, sp.Tuple(w))), (VANISH, APART_AT))
    assert not decided(by_commuting(ConvexGradient("-", 2 * g, w)), (VANISH, APART_AT))
    assert decided(by_commuting(ConvexGradient("-", sp.Tuple(w), sp.Tuple(w))), real(w))


def test_only_relations_of_fields_are_assumed_word_for_word() -> None:
    for goal in (Identity("-", a, b), Inequality("-", a, b, strict=True)):
        kind = sp.Eq if isinstance(goal, Identity) else sp.Lt
        assert not decided(proves(goal, assumed()), (*real(a, b), Condition(kind(a, b))))


def test_what_is_said_is_what_the_theorems_conclude() -> None:
    parts: tuple[Part, ...] = (
        NoFunction("-", sp.Tuple(NORM, PRODUCT), sp.Tuple(*TWO)),
        OnSurface("-", sp.Tuple(NORM, PRODUCT), sp.Tuple(*TWO)),
    )
    for part in parts:
        assert not decided(proves(part, theorem("independent-gradients", normal_form(), coefficients())), GIVEN)
