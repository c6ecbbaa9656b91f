"""Arguments of flows and losses: exact numbers of every kind are taken, and what is wrong is said in one line."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
from mpmath import mp

from neversaddle.derive.clause_names import Domain
from neversaddle.derive.legendre_table import legendre_table
from neversaddle.numerics.bias.max_margin import max_margin
from neversaddle.numerics.flow.enclosed import enclosed_flow
from neversaddle.numerics.flow.flow import mirror_flow, orbit, weight_flow
from neversaddle.numerics.flow.trajectory import FlowError, Trajectory
from neversaddle.numerics.loss.arrays import minibatch_loss
from neversaddle.numerics.loss.loss import LossError, exponential, least_squares, logistic, parse_loss, symbolic_loss
from neversaddle.numerics.numbers.exact_number import exact
from neversaddle.theory.geometry.mirror import mirror_geometry
from neversaddle.theory.geometry.reparametrization import (
    DeepDiagonal,
    Reparametrization,
    ReparametrizationError,
    reparametrization,
    with_exact_numbers,
)
from neversaddle.theory.language.exponents import ExponentError, exponent

X = sp.Symbol("x")
U, V = (sp.Symbol(name, real=True) for name in "uv")
ONE = least_squares([[1]], [1])
START = [["1/2"], ["1/4"]]
GEOMETRY = mirror_geometry(2, 2, balance=1)
PLAIN = weight_flow(DeepDiagonal(2), 2, ONE, START, 1, 10)


def same(flow: Trajectory) -> bool:
    """Both runs are of one problem, at one precision: they are equal to the last bit."""
    return flow.x[-1] == PLAIN.x[-1] and flow.weights is not None and flow.weights[-1] == (PLAIN.weights or ())[-1]


@pytest.mark.parametrize(
    "flow",
    [
        lambda: weight_flow(2, 2, ONE, START, 1, 10),
        lambda: weight_flow(np.int64(2), np.float64(2), ONE, START, np.float64(1), np.int16(10)),  # type: ignore[arg-type]
        lambda: weight_flow(
            DeepDiagonal(np.uint8(2)), np.float32(2), ONE, np.array([[0.5], [0.25]]), np.array(1.0), 10
        ),  # type: ignore[arg-type]
        lambda: weight_flow(2, Decimal(2), ONE, np.array([[0.5], [0.25]], np.float16), np.array([1]), 10),  # type: ignore[arg-type]
        lambda: weight_flow(2, "2", least_squares(np.array([[1]]), np.array([1.0])), START, [1], 10),
        lambda: weight_flow(2, 2, "(x - 1)**2/2", START, 1, 10),
        lambda: weight_flow(2, mpmath.mpf(2), "(x1 - 1)**2*0.5", ((0.5,), (0.25,)), 1, 10),  # type: ignore[arg-type]
        lambda: weight_flow(2, 2, symbolic_loss(0.5 * (X - 1) ** 2, [X]), START, 1, 10),
        lambda: weight_flow(2, 2, symbolic_loss(sp.Float("0.5", 40) * (X - 1.0) ** 2.0, (X,)), START, 1, 10),
        lambda: weight_flow(Reparametrization(1.0 * U * V**1.0, (U, V)), 2, ONE, START, 1, 10),
    ],
)
def test_numbers_and_shorthands_of_every_kind_are_the_same_flow(flow: Callable[[], Trajectory]) -> None:
    found = flow()
    assert found.digits >= 10
    with mp.workdps(20):
        # Losses of data and formulas are evaluated by different operations; the flow is the same to its digits.
        assert same(found) or abs(found.x[-1][0] - PLAIN.x[-1][0]) < mp.mpf("1e-12")


def test_text_is_a_loss_of_as_many_coordinates_as_the_weights_have() -> None:
    flow = weight_flow(1, 2, "(x1 - 1)**2/2 + (x2 + 1)**2/2", [[0, 0]], 1, 10)
    with mp.workdps(20):
        # x1' = 1 - x1 and x2' = -1 - x2 from 0.
        assert all(abs(abs(x) - (1 - mp.exp(-1))) < mp.mpf("1e-10") for x in flow.x[-1])
    assert mirror_flow(GEOMETRY, "(x1 - 1)**2 + x2**2", [0, 1], "1/4", 10).digits >= 10
    assert enclosed_flow(2, 2, "(x1 - 1)**2", START, "1/4", 1e-3).x[-1][0].is_finite()
    assert orbit(2, 1, [0.5, np.float32(0.25)], 1, 10).x[-1][0] == mp.mpf("1.875")


@pytest.mark.parametrize(
    ("value", "rational"),
    [
        (np.int64(3), 3), (np.uint8(3), 3), (np.float16(0.1), Fraction(float(np.float16(0.1)))),
        (np.float32(0.1), Fraction(float(np.float32(0.1)))), (np.longdouble(1) / 3, None),
        (np.array(0.5), Fraction(1, 2)), (np.array(7), 7), (sp.Float(0.1), Fraction(0.1)), (sp.Integer(4), 4),
        (Decimal("0.1"), Fraction(1, 10)),
    ],
)  # fmt: skip
def test_every_number_is_the_rational_it_is(value: object, rational: object) -> None:
    wanted = Fraction(*value.as_integer_ratio()) if isinstance(value, np.longdouble) else rational
    assert exact(value, "it", LossError) == wanted


def test_exponents_depths_and_counts_of_numpy_are_taken() -> None:
    kinds = (1.5, np.float64(1.5), np.float32(1.5), np.float16(1.5), Decimal("1.5"), mpmath.mpf(1.5), sp.Float(1.5))
    assert {exponent(value).q for value in kinds} == {sp.Rational(3, 2)}  # type: ignore[arg-type]
    assert {exponent(value).q for value in (2, np.int8(2), 2.0, Fraction(2), sp.Integer(2))} == {2}  # type: ignore[arg-type]
    for depth in (2, np.int64(2), sp.Integer(2)):
        assert DeepDiagonal(depth) == DeepDiagonal(2)
        assert isinstance(DeepDiagonal(depth).depth, int)
        assert mirror_geometry(depth, np.float32(1.5), balance=1) == mirror_geometry(2, "3/2", balance=1)
        assert legendre_table("3/2", depth, Domain.LEAF) == legendre_table("3/2", 2, Domain.LEAF)
    assert parse_loss("x1*x2", np.int32(2)).coordinates == 2  # type: ignore[arg-type]
    margins = [max_margin([[1.0, 2.0]], 2, digits).direction for digits in (20, np.int64(20))]  # type: ignore[arg-type]
    assert list(margins[0]) == list(margins[1])
    batch = minibatch_loss(least_squares([[1], [2]], [1, 1]), np.int64(1), np.random.default_rng(0))  # type: ignore[arg-type]
    assert batch.gradient(np.zeros((1, 1))).shape == (1, 1)


def test_sympy_floats_are_binary_fractions() -> None:
    e = with_exact_numbers(sp.Float(0.1) * X ** sp.Float(0.5) + sp.Float("1e-30", 50))
    assert not e.has(sp.Float)
    assert e.coeff(sp.sqrt(X)) == sp.Rational(3602879701896397, 36028797018963968)
    number = e.subs(X, 0)
    assert abs(number - sp.Rational(1, 10**30)) < sp.Rational(1, 10**75) and number.q & (number.q - 1) == 0


def flow(**changed: object) -> object:
    """A flow with some arguments in place of right ones."""
    given = {"model": 2, "q": 2, "loss": ONE, "weights": START, "times": 1, "digits": 10, **changed}
    return weight_flow(**given)  # type: ignore[arg-type]


WRONG: list[dict[str, object]] = [
    *({"weights": w} for w in (None, 3, "ab", [1, 2], [[1]], [[], []], [], np.array([1.0, 2.0]), np.ones((2, 1, 1)))),
    *({"weights": [[w], [1]]} for w in (None, float("nan"), 1j, True, "a", np.inf, [1])),
    *({"loss": loss} for loss in (None, 3, X**2, abs, "x3", "abs(x)", "x +", "__import__")),
    *({"model": model} for model in (None, "u*v", 0, 65, 2.0, True, np.True_, GEOMETRY, DeepDiagonal(sp.Symbol("L")))),
    *({"times": t} for t in (None, "a", {}, [[1]], [], 0, -1, [1, 1], float("inf"), np.array(-1.0))),
    *({"digits": d} for d in (None, "20", 20.0, 4, 1001, True)),
    *({"decay": a} for a in (None, "a", -1, [1], float("nan"))),
    *({"selection": s} for s in (3, None, "leave", np.array([1, 2]))),
    *({"method": m} for m in (3, None, "euler")),
    *({"decay_kind": d} for d in (1, None, "both")),
    *({"progress": p} for p in (3, "a")),
    *({"reduced": r} for r in ("yes", 1, None)),
    *({"invariants": i} for i in (3, None, "u", U, [3], [U])),
]


@pytest.mark.parametrize("changed", WRONG, ids=lambda c: " ".join(f"{k}={str(v)[:25]}" for k, v in c.items()))
def test_a_wrong_argument_is_named_in_one_line(changed: dict[str, object]) -> None:
    with pytest.raises(FlowError) as caught:
        flow(**changed)
    message = str(caught.value)
    assert message and "\n" not in message and len(message) < 250


@pytest.mark.parametrize("q", [None, [1], np.array([1, 2]), "3", 3, 0.1, float("nan"), 1j, True])
def test_a_wrong_exponent_is_named_in_one_line(q: object) -> None:
    with pytest.raises(ExponentError) as caught:
        flow(q=q)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "run",
    [
        lambda: mirror_flow(None, ONE, [1], 1),  # type: ignore[arg-type]
        lambda: mirror_flow(2, ONE, [1], 1),  # type: ignore[arg-type]
        lambda: mirror_flow(GEOMETRY, None, [1], 1),  # type: ignore[arg-type]
        lambda: mirror_flow(GEOMETRY, ONE, None, 1),  # type: ignore[arg-type]
        lambda: mirror_flow(GEOMETRY, ONE, 3, 1),  # type: ignore[arg-type]
        lambda: mirror_flow(GEOMETRY, ONE, [None], 1),
        lambda: orbit(None, 2, [1], 1),  # type: ignore[arg-type]
        lambda: orbit(2, 2, None, 1),  # type: ignore[arg-type]
        lambda: orbit(2, 2, [[1], [2]], 1),
        lambda: orbit(2, 2, [1], 1),
        lambda: enclosed_flow(2, 2, ONE, START, 1, None),
        lambda: enclosed_flow(2, 2, ONE, None, 1, 1),  # type: ignore[arg-type]
        lambda: enclosed_flow("u", 2, ONE, START, 1, 1),  # type: ignore[arg-type]
    ],
)
def test_so_it_is_in_other_flows(run: Callable[[], object]) -> None:
    with pytest.raises(FlowError) as caught:
        run()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "make",
    [
        lambda: symbolic_loss("x", [X]),
        lambda: symbolic_loss(None, [X]),
        lambda: symbolic_loss(X > 0, [X]),
        lambda: symbolic_loss(sp.Matrix([X]), [X]),
        lambda: symbolic_loss(X, X),
        lambda: symbolic_loss(X, None),  # type: ignore[arg-type]
        lambda: symbolic_loss(X, "x"),  # type: ignore[arg-type]
        lambda: symbolic_loss(X, ["x"]),  # type: ignore[list-item]
        lambda: least_squares(None, [1]),  # type: ignore[arg-type]
        lambda: least_squares([[1]], None),  # type: ignore[arg-type]
        lambda: least_squares([[1], [2]], "12"),
        lambda: logistic(3, [1]),  # type: ignore[arg-type]
        lambda: exponential([[1]], 3),  # type: ignore[arg-type]
        lambda: parse_loss(None, 1),  # type: ignore[arg-type]
        lambda: parse_loss("x", 1.0),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_loss_by_its_type_is_refused_in_one_line(make: Callable[[], object]) -> None:
    with pytest.raises(LossError) as caught:
        make()
    assert "\n" not in str(caught.value)


def test_a_reparametrization_is_made_of_symbols() -> None:
    for make in (lambda: Reparametrization("u*v", (U, V)), lambda: Reparametrization(U * V, ("u", "v"))):  # type: ignore[arg-type]
        with pytest.raises(ReparametrizationError, match="SymPy expression"):
            make()
    assert reparametrization("u*v", "u,v").depth == 2
