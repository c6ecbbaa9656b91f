"""The flow of the mirror coordinate and the flow of the weights are one; orbits are what geometry says."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.codegen.compile import compile_geometry
from neversaddle.numerics.flow.flow import mirror_flow, orbit, weight_flow
from neversaddle.numerics.loss.loss import least_squares, parse_loss
from neversaddle.theory.geometry.mirror import mirror_geometry
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, reparametrization

DIGITS = 20
#: Both flows and the maps between them each keep DIGITS; two digits are left for how their errors add up.
TOLERANCE = mp.mpf(10) ** (2 - DIGITS)
SIZES = st.fractions(Fraction(1, 2), Fraction(3, 2), max_denominator=5)


@given(
    q=st.sampled_from(["1", "5/4", "4/3", "3/2", "5/3", "2"]),
    depth=st.integers(2, 4),
    roots=st.lists(SIZES, min_size=2, max_size=2),
    rise=st.fractions(Fraction(1, 4), 1, max_denominator=4),
    mix=st.fractions(Fraction(-1, 2), Fraction(1, 2), max_denominator=3),
)
@settings(max_examples=5)
def test_both_flows_give_the_same_x(q: str, depth: int, roots: list[Fraction], rise: Fraction, mix: Fraction) -> None:
    # With w = r^b and q = a/b every w^q = r^a is rational, and so is the balance, which both coordinates share.
    exponent = Fraction(q)
    a, b = exponent.numerator, exponent.denominator
    first = [r**b for r in (roots[0], roots[0])]
    other = (roots[0] + rise) ** b
    balance = (roots[0] + rise) ** a - roots[0] ** a
    # The minimum lies far off, so that no component of the gradient vanishes in so short a time.
    loss = least_squares([[1, mix], [0, 1]], [60, 40])
    times = [Fraction(1, 200), Fraction(1, 100)]
    weights = [first] + [[other, other]] * (depth - 1)
    full = weight_flow(DeepDiagonal(depth), q, loss, weights, times, DIGITS)
    start = [w * other ** (depth - 1) for w in first]
    reduced = mirror_flow(mirror_geometry(depth, q, balance=str(balance)), loss, start, times, DIGITS)
    assert full.stop is None
    assert reduced.stop is None
    for one, two in zip(full.x, reduced.x, strict=True):
        assert all(abs(v - w) <= TOLERANCE * abs(v) for v, w in zip(one, two, strict=True))


@pytest.mark.parametrize("q", ["1", "3/2", "2"])
@pytest.mark.parametrize(("text", "names"), [("u**2 - v**2", "u,v"), ("u**3 + v", "u,v"), ("exp(u) - exp(-v)", "u,v")])
def test_orbits_reach_x_at_the_time_the_mirror_map_says(q: str, text: str, names: str) -> None:
    model = reparametrization(text, names)
    path = orbit(model, q, ["1", "1"], ["1/10", "1/5"], DIGITS)
    with mp.workdps(DIGITS + 5):
        maps = compile_geometry(mirror_geometry(model, q, start=["1", "1"]), "mpmath")
        for time, x in zip(path.times, path.x, strict=True):
            assert abs(maps.mirror_map(x[0]) - time) <= TOLERANCE


def test_orbits_of_models_without_a_closed_form_keep_their_first_integrals() -> None:
    model = reparametrization("u*v - s*t", "u,v,s,t")
    path = orbit(model, "3/2", ["1", "2", "1/2", "3/2"], ["1/20"], DIGITS)
    assert path.weights is not None
    with mp.workdps(DIGITS + 5):
        start, end = ([row[0] for row in state] for state in (path.weights[0], path.weights[-1]))
        for i, j in ((0, 1), (2, 3)):
            assert abs(_difference(end, i, j) - _difference(start, i, j)) <= TOLERANCE


def _difference(weights: list[mpmath.mpf], i: int, j: int) -> mpmath.mpf:
    """|w_i|^(3/2) - |w_j|^(3/2), the balance equation of each product."""
    return abs(weights[i]) ** mp.mpf("1.5") - abs(weights[j]) ** mp.mpf("1.5")


def test_a_model_of_one_sign_has_no_flow_on_the_other_side() -> None:
    geometry = mirror_geometry(reparametrization("abs(u)**(3/2)", "u"), 2)
    with pytest.raises(ValueError, match="not reached by the model, which has x >= 0"):
        mirror_flow(geometry, parse_loss("(x+1)**2/2", 1), ["-1"], 1)


@pytest.mark.parametrize("q", [1, "3/2", 2])
def test_kinks_of_the_loss_are_crossed_as_the_weights_cross_them(q: int | str) -> None:
    # Balance 1 at depth two: |x|^q = u (u + 1). The minimum is where 2 (1 - x) = x - 1/2, at x = 5/6.
    loss, exponent = parse_loss("max(0,1-x1)**2 + max(0,x1-1/2)**2/2", 1), Fraction(q)
    with mp.workdps(40):
        power = mp.mpf(exponent.numerator) / exponent.denominator
        u = (mp.sqrt(1 + 4 * mp.mpf("0.25") ** power) - 1) / 2
        rows = [[u ** (1 / power)], [(u + 1) ** (1 / power)]]
    flow = mirror_flow(mirror_geometry(DeepDiagonal(2), q, balance=1), loss, ["1/4"], [1, 9], 12)
    weights = weight_flow(DeepDiagonal(2), q, loss, rows, [1, 9], 12)
    assert flow.stop is None and flow.digits >= 12 and flow.checked.finding is None
    assert all(abs(a[0] - b[0]) < 1e-11 for a, b in zip(flow.x, weights.x, strict=True))
    # At q = 2 what is left falls like exp(-3 t/R'') with 1/R'' = (1 + 4 (5/6)^2)^(1/2) > 1.9.
    assert abs(flow.x[-1][0] - mp.mpf(5) / 6) < 1e-12


@pytest.mark.parametrize(
    ("model", "weights"), [(DeepDiagonal(2), ["-1", "1"]), (DeepDiagonal(3), ["-1"] * 3), ("-u**2", ["1"])]
)
@pytest.mark.parametrize("q", ["1", "3/2", "2"])
def test_below_zero_both_flows_are_one(model: DeepDiagonal | str, weights: list[str], q: str) -> None:
    # All start at x = -1, on a leaf that ends at 0, and do not get there in so short a time.
    own = reparametrization(model, "u") if isinstance(model, str) else model
    loss = parse_loss("(x-3)**2/2", 1)
    full = weight_flow(own, q, loss, [[w] for w in weights], "1/10", DIGITS)
    flow = mirror_flow(mirror_geometry(own, q), loss, ["-1"], "1/10", DIGITS)
    assert flow.stop is None and flow.digits >= DIGITS and flow.checked.finding is None
    assert abs(flow.x[-1][0] - full.x[-1][0]) <= TOLERANCE
