"""Powers are ordered as their bases: at random numbers, and where a premise is missed."""

from __future__ import annotations

import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.ordered_powers import THEOREM, a, b, n
from neversaddle.theory.kernel.analysis.theorem import filled
from tests.fuzz.necessity import Looked, Missed, found

NUMBERS = st.fractions(0, 3, max_denominator=4)
EXPONENTS = st.sampled_from([sp.Rational(*v) for v in ((1, 3), (1, 2), (1, 1), (3, 2), (2, 1), (5, 1))])


def letters(*values: object) -> dict[sp.Symbol, sp.Expr]:
    return dict(zip((a, b, n), map(sp.nsimplify, values), strict=True))


def truths(*values: object) -> set[bool]:
    return {bool(condition) for condition in filled(THEOREM.conclusion, letters(*values)).conditions}


def missed(*values: object) -> list[int]:
    """The premises that do not hold."""
    parts = enumerate(filled(THEOREM.premises, letters(*values)))
    return [k for k, part in parts if not (part.left < part.right if part.strict else part.left <= part.right)]


@given(NUMBERS, NUMBERS, EXPONENTS)
def test_it_holds(first: object, second: object, power: object) -> None:
    assert not missed(first, second, power) and len(truths(first, second, power)) == 1


def looked(*values: object) -> Looked:
    number = missed(*values)
    return found(THEOREM, [k not in number for k in range(len(THEOREM.premises))], len(truths(*values)) == 1)


MISSED: Missed = {
    "the power": lambda: looked(1, 2, -1),
    "the first": lambda: looked(-2, 1, 2),
    "the second": lambda: looked(1, -2, 2),
}
