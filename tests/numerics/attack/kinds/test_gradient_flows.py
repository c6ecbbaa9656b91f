"""Orders of moves against matrices that commute or do not, and flows of different losses that end at the same y."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.attack.kinds.gradient_flows import order_agreement, order_matters, order_text
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction

w_1, w_2, w_3, a, b = sp.symbols("w_1:4 a b", real=True)
TWO, THREE = (w_1, w_2), (w_1, w_2, w_3)
NORM, PRODUCT = (w_1**2 + w_2**2) / 2, w_1 * w_2
DIGITS = 30


def at(*values: Fraction | int | str, symbols: tuple[sp.Symbol, ...] = THREE) -> Instance:
    return {s: Fraction(v) for s, v in zip(symbols, values, strict=False)}


def part(*coordinates: sp.Expr, weights: tuple[sp.Symbol, ...] = TWO) -> ConvexGradient:
    return ConvexGradient("-", sp.Tuple(*coordinates), sp.Tuple(*weights))


def none(*coordinates: sp.Expr, weights: tuple[sp.Symbol, ...] = TWO) -> NoFunction:
    return NoFunction("-", sp.Tuple(*coordinates), sp.Tuple(*weights))


def digits(statement: ConvexGradient | NoFunction, instance: Instance) -> int | None:
    with mp.workdps(DIGITS + 15):
        return order_agreement(statement, instance, DIGITS)


def differs(statement: ConvexGradient, instance: Instance) -> bool:
    found = digits(statement, instance)
    return found is not None and found < DIGITS


def refuted(statement: ConvexGradient | NoFunction, instance: Instance) -> bool:
    return any(order_matters(statement, instance, bits) for bits in (64, 160))


RATIONALS = st.fractions(-5, 5, max_denominator=9)
ENTRIES = st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.integers(-3, 3))


@settings(deadline=None, max_examples=25)
@given(ENTRIES, ENTRIES, RATIONALS, RATIONALS)
def test_two_quadratic_forms(
    first: tuple[int, int, int], second: tuple[int, int, int], u: Fraction, v: Fraction
) -> None:
    """Two forms in two weights move x alike in both orders iff their matrices commute.

    Brackets are (BA - AB) w, a multiple of w turned by 90 degrees: x does not see it only where w is an eigenvector of
    both matrices, which then commute. Gradients A w, B w are dependent iff det(A w, B w) = 0.
    """
    left, right = (sp.Matrix([[p, r], [r, s]]) for p, r, s in (first, second))
    w, here = sp.Matrix(TWO), sp.Matrix([sp.Rational(str(u)), sp.Rational(str(v))])
    pair = [(w.T * m * w)[0] / 2 for m in (left, right)]
    instance = at(u, v)
    dependent = sp.Matrix.hstack(left * here, right * here).det() == 0
    commute = left * right == right * left
    assert refuted(part(*pair), instance) == (dependent or not commute)
    assert refuted(none(*pair), instance) == (commute or u == v == 0)
    assume(not dependent)
    if commute:
        assert digits(part(*pair), instance) == DIGITS
        assert digits(none(*pair), instance) == 0
    else:
        assert differs(part(*pair), instance)
        assert digits(none(*pair), instance) is None


def test_dependent_gradients() -> None:
    pair = part(NORM, PRODUCT)
    assert digits(pair, at(2, 2)) == 0
    assert refuted(pair, at(2, -2)) and "dependent" in order_text(pair, at(2, -2))
    assert digits(pair, at("2.0001", 2)) == DIGITS
    # Dependent gradients do not keep x from being a function of y, nor do they make it one.
    assert digits(none(NORM, PRODUCT), at(2, 2)) == 0
    assert digits(none(w_1**2 / 2, PRODUCT, w_2**2 / 2), at(2, 2)) is None


def test_one_coordinate() -> None:
    assert digits(part(w_1**3 * w_2), at(2, 1)) == DIGITS
    assert digits(part(w_1**3 * w_2), at(0, 1)) == 0
    assert refuted(none(w_1**3 * w_2), at(2, 1))


def test_where_nothing_moves_x_is_a_function_of_y() -> None:
    row = none(w_1**2 / 2, PRODUCT)
    assert digits(row, at(0, 0)) == 0 and refuted(row, at(0, 0))
    for start in ((0, 1), (1, 0), (1, -1)):
        assert digits(row, at(*start)) is None and not refuted(row, at(*start))


def test_a_bracket_that_moves_x_only_after_the_start() -> None:
    neuron = part(w_1 * w_3, w_2 * w_3, weights=THREE)
    assert refuted(neuron, at(0, 0, 1)) and "two losses" in order_text(neuron, at(0, 0, 1))
    assert differs(neuron, at(0, 0, 1))
    for start in ((0, 0, 1), (1, 0, 0), (0, 1, 0)):
        assert digits(none(*neuron.coordinates, weights=THREE), at(*start)) is None


def test_parameters() -> None:
    symbols = (*TWO, a, b)
    pair = (a * w_1**2 + b * w_2**2) / 2, PRODUCT
    for values in ((1, 2, 3, 3), (1, 2, "1/3", "1/3")):
        instance = at(*values, symbols=symbols)
        assert digits(part(*pair), instance) == DIGITS
        assert not refuted(part(*pair), instance) and refuted(none(*pair), instance)
    apart = at(1, 2, 3, "3.00001", symbols=symbols)
    assert digits(none(*pair), apart) is None
    assert not refuted(none(*pair), apart) and refuted(part(*pair), apart)


def test_sizes_of_any_order() -> None:
    cubic = (w_1**3 + 3 * w_1 * w_2**2, 3 * w_1**2 * w_2 + w_2**3)
    for instance in (at(10**5, "1/100000"), at("1/100000", "-1/99999"), at(10**5, 10**5 + 1)):
        assert digits(part(*cubic), instance) == DIGITS
        assert not refuted(part(*cubic), instance)
        assert digits(none(w_1**2 / 2, PRODUCT), instance) is None
        assert refuted(part(w_1**2 / 2, PRODUCT), instance)


def test_rates_far_apart() -> None:
    # Where w_1 = 10^5 has moved w_2 to its own size, the quartic's field is 10^20 times as fast as at the start.
    quartic = none((w_1**2 + w_2**4) / 2, PRODUCT)
    assert digits(quartic, at(10**5, "1/100000")) is None
    assert digits(quartic, at("1/100000", 10**5)) is None


def test_exact_arithmetic_is_for_rational_values() -> None:
    with pytest.raises(Undefined, match="not rational"):
        digits(part(sp.exp(w_1), w_2), at(1, 1))


Slope = Callable[[Sequence[mpmath.mpf]], list[mpmath.mpf]]


def flow(statement: ConvexGradient, slope: Slope, time: Fraction) -> tuple[list[mpmath.mpf], list[mpmath.mpf]]:
    """x and y = -int grad f dt after gradient flow from (1, 1/3, -1/2, ...), by mpmath's Taylor solver."""
    g, weights = statement.coordinates, statement.weights
    x = [sp.lambdify(weights, e, "mpmath") for e in g]
    gradients = [[sp.lambdify(weights, sp.diff(e, s), "mpmath") for s in weights] for e in g]

    def rates(_: mpmath.mpf, state: list[mpmath.mpf]) -> list[mpmath.mpf]:
        w = state[: len(weights)]
        forces = [-c for c in slope([e(*w) for e in x])]
        moved = [mp.fsum(c * v[i](*w) for c, v in zip(forces, gradients, strict=True)) for i in range(len(w))]
        return [*moved, *forces]

    start = [mp.mpf(1), mp.mpf(1) / 3, -mp.mpf(1) / 2][: len(weights)]
    end = mp.odefun(rates, 0, [*start, *(mp.zero for _ in g)])(mp.mpf(time.numerator) / time.denominator)
    w = end[: len(weights)]
    return [e(*w) for e in x], end[len(weights) :]


def distance_at_equal_y(statement: ConvexGradient) -> mpmath.mpf:
    """Between the ends of two flows: of (x_1 - 2)^2 + (x_2 + 1)^2 x_1/2, and of a linear loss with the same y."""
    curved, y = flow(statement, lambda x: [2 * (x[0] - 2) + (x[1] + 1) ** 2 / 2, (x[1] + 1) * x[0]], Fraction(1, 2))
    straight, same = flow(statement, lambda _: [-c for c in y], Fraction(1))
    assert max(abs(c - d) for c, d in zip(y, same, strict=True)) < 1e-13
    return max(abs(c - d) for c, d in zip(curved, straight, strict=True))


@pytest.mark.parametrize("pair", [(NORM, PRODUCT), (w_1**3 + 3 * w_1 * w_2**2, 3 * w_1**2 * w_2 + w_2**3)], ids=str)
def test_commuting_flows_of_two_losses_with_one_y_end_at_one_x(pair: tuple[sp.Expr, ...]) -> None:
    # The solver's steps are good to about 10^-15; the flows stay of order one and stretch that by less than 100.
    assert distance_at_equal_y(part(*(e / 4 for e in pair))) < 1e-13


@pytest.mark.parametrize(
    "statement",
    [part(w_1**2 / 2, PRODUCT), part(w_1 * w_3, w_2 * w_3, weights=THREE), part((w_1**2 - w_2**2) / 2, PRODUCT)],
    ids=lambda s: str(s.coordinates),
)
def test_other_flows_of_two_losses_with_one_y_do_not(statement: ConvexGradient) -> None:
    assert distance_at_equal_y(statement) > 1e-3
