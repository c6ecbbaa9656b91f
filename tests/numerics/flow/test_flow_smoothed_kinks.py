"""Flows across the zeros of a |z| that a power or a factor smooths, against solutions by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.loss.loss import parse_loss
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, reparametrization

DIGITS = 20
small = st.fractions(min_value=Fraction(1, 9), max_value=2, max_denominator=9)


def number(r: Fraction) -> mpf:
    return mpf(r.numerator) / r.denominator


# Of the sizes only the ends and what lies between them matter: the way is the same for all.
@example(Fraction(1, 9), Fraction(1, 9))
@example(Fraction(1, 9), Fraction(2))
@example(Fraction(2), Fraction(1, 9))
@example(Fraction(2), Fraction(2))
@settings(max_examples=16)
@given(small, small)
def test_a_gradient_flow_crosses_the_kink_of_a_cube(above: Fraction, drive: Fraction) -> None:
    # z = x - 1: z' = -(3 z |z| + c), so that z = r tan(b - 3 r t) above the kink and -r tanh(3 r (t - t_0)) below it.
    loss = parse_loss(f"abs(x-1)**3 + {drive}*x", 1)
    flow = weight_flow(DeepDiagonal(1), 2, loss, [[1 + above]], [1, 8], DIGITS)
    assert flow.stop is None and flow.digits >= DIGITS and flow.loss_never_increases
    with mp.workdps(40):
        r = mp.sqrt(number(drive) / 3)
        turn = mp.atan(number(above) / r) / (3 * r)
        (event,) = flow.events
        assert event.kind == "crosses" and abs(event.time - turn) <= turn * mpf(10) ** -DIGITS
        # Two units in the last digit asked for, of |x| <= 3: the flow's own digits are relative to x.
        assert abs(flow.x[-1][0] - (1 - r * mp.tanh(3 * r * (8 - turn)))) <= 6 * mpf(10) ** -DIGITS


@example(Fraction(1, 9))
@example(Fraction(2))
@settings(max_examples=16)
@given(small)
def test_a_sign_flow_comes_to_rest_where_the_gradient_touches_zero(goal: Fraction) -> None:
    # Both weights fall at rate one: (3 - t)(2 - t) = s, where grad f = 3 z |z| has a double zero in one mode.
    flow = weight_flow(DeepDiagonal(2), 1, parse_loss(f"abs(x-{goal})**3", 1), [[3], [2]], 2, DIGITS)
    assert flow.stop is None and flow.digits >= DIGITS
    with mp.workdps(40):
        end = (5 - mp.sqrt(1 + 4 * number(goal))) / 2
        assert flow.events and all(abs(e.time - end) <= end * mpf(10) ** -DIGITS for e in flow.events if e.digits)
        assert abs(flow.x[-1][0] - number(goal)) <= 6 * mpf(10) ** -DIGITS


@pytest.mark.parametrize("start", ["1/2", "-1/2"])
@pytest.mark.parametrize("q", ["3/2", "2"])
def test_a_signed_square_has_both_sides(q: str, start: str) -> None:
    # x = u|u| and f = -x: u' = (2|u|)^(q-1), away from zero or towards it.
    flow = weight_flow(reparametrization("u*abs(u)", "u"), q, parse_loss("-x", 1), [[start]], ["1/2"], DIGITS)
    assert flow.stop is None and flow.digits >= DIGITS
    with mp.workdps(40):
        sign, size = (1, mpf(1) / 2) if start == "1/2" else (-1, mpf(1) / 2)
        u = size * mp.exp(sign) if q == "2" else (mp.sqrt(size) + sign * mp.sqrt(2) / 4) ** 2
        assert abs(flow.x[-1][0] - sign * u * u) <= 4 * mpf(10) ** -DIGITS


@pytest.mark.parametrize("q", ["3/2", "2"])
def test_a_model_of_moduli_keeps_its_first_integral_and_follows_its_mirror_map(q: str) -> None:
    # |u|^3 v on the leaf |v|^q - |u|^q/3^(q-1) = const; orbit time of f = -x is t.
    model, power = reparametrization("abs(u)**3*v", "u,v"), sp.Rational(q)
    u, v = model.weights
    kept = sp.Abs(v) ** power - sp.Abs(u) ** power / 3 ** (power - 1)
    flow = weight_flow(model, q, parse_loss("-x", 1), [["-2/3"], ["1/2"]], ["1/4"], DIGITS, invariants=[kept])
    assert flow.stop is None and max(flow.invariants.values()) < mpf(10) ** -DIGITS
    with mp.workdps(30):
        n = number(Fraction(q)) - 1

        def field(t: mpf, w: list[mpf]) -> list[mpf]:
            # u < 0 falls to where |u| grows.
            return [-((3 * w[0] ** 2 * w[1]) ** n), (abs(w[0]) ** 3) ** n]

        u_end, v_end = mp.odefun(field, 0, [-mpf(2) / 3, mpf(1) / 2])(mpf(1) / 4)
        assert abs(flow.x[-1][0] - abs(u_end) ** 3 * v_end) < mpf(10) ** -(DIGITS - 1)


@pytest.mark.parametrize("digits", [12, 20, 30])
@pytest.mark.parametrize(
    ("text", "loss", "start"),
    [("u*sqrt(abs(u))", "-x", "-1/2"), ("abs(u)**(3/2)", "-x", "0"), ("u", "abs(x-1)**(5/2) + x", "2")],
)
def test_a_gradient_flow_ends_with_the_reason_at_a_fractional_power(
    text: str, loss: str, start: str, digits: int
) -> None:
    # x = u|u|^(1/2): u' = 3/2 |u|^(1/2) is zero at u = 0, where the flow may stay for any time.
    flow = weight_flow(reparametrization(text, "u"), 2, parse_loss(loss, 1), [[start]], 5, digits)
    assert flow.stop is not None and flow.stop.reason == "undecided" and flow.stop.time < 2
    assert "has no power series" in flow.stop.message and not flow.events


def test_where_a_signed_square_may_stay_or_go_on_the_flow_says_so() -> None:
    # u' = -(2|u|)^(1/2) (x + 1)^(1/2) reaches u = 0 in finite time; u < 0 leads on to the minimum at x = -1.
    loss, model = parse_loss("(x+1)**2/2", 1), reparametrization("u*abs(u)", "u")
    flow = weight_flow(model, "3/2", loss, [["1/2"]], 8, DIGITS)
    assert flow.stop is not None and flow.stop.reason == "selection" and "need not be unique" in flow.stop.message
    rests = weight_flow(model, "3/2", loss, [["1/2"]], 8, DIGITS, selection="rest")
    assert rests.stop is None and abs(rests.x[-1][0]) < mpf(10) ** -DIGITS


@pytest.mark.parametrize("q", [1, 2])
def test_a_fractional_power_ends_a_flow_with_a_reason(q: int) -> None:
    flow = weight_flow(reparametrization("abs(u)**(3/2)", "u"), q, parse_loss("(x+1)**2/2", 1), [["1/2"]], 9, DIGITS)
    assert flow.stop is not None and flow.stop.reason in ("undecided", "selection") and "|z|^a" in flow.stop.message
