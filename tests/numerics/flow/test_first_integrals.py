"""First integrals along flows: true ones drift by rounding only, and none is taken across a pole."""

from __future__ import annotations

from itertools import pairwise

import mpmath
import pytest
import sympy as sp
from flint import acb, arb
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.flow.first_integrals import NoValue, terms_along
from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.flow.trajectory import FlowError, Trajectory
from neversaddle.numerics.loss.loss import least_squares
from neversaddle.numerics.numbers.complex_balls import complex_ball
from neversaddle.theory.geometry.orbit import first_integrals
from neversaddle.theory.geometry.reparametrization import reparametrization

U, V = (sp.Symbol(name, real=True) for name in "uv")
ONE = least_squares([[1]], [1])
DIGITS = 20
#: Rounding of the run, relative to the sizes of the terms: two digits beyond those asked for are its own guard.
ROUNDING = mp.mpf(10) ** -DIGITS


def flow(text: str, q: str, start: list[str], time: object = 1, selection: str = "stop") -> Trajectory:
    model = reparametrization(text, "u,v")
    found = first_integrals(model, sp.Rational(q))
    assert len(found) == 1
    rows = [[w] for w in start]
    return weight_flow(model, q, ONE, rows, time, DIGITS, invariants=found, selection=selection)


@pytest.mark.parametrize(
    ("text", "q", "start"),
    [
        *((f"{f}(u) - {f}(v)", "2", ["0.5", "0.4"]) for f in ("cosh", "tanh", "sin", "sinh", "atan")),
        ("u*exp(u) - v", "2", ["0.5", "0.4"]),
        ("u**2 + u - v", "3/2", ["0.5", "0.4"]),
        ("u**2/2 - u - v**2", "2", ["1.5", "0.4"]),
        # Of the same kind: powers of a shifted weight, a slope with a kink, a weight that turns round, a far pole.
        ("(u - 2)**3 - v", "5/4", ["1", "1/2"]),
        ("u + u*abs(u) - tanh(v)", "3/2", ["0.1", "2"]),
        ("acosh(u) - log(v)", "2", ["3/2", "1/3"]),
        ("u**3/3 - u - cosh(v)", "2", ["11/10", "0.4"]),
        ("sin(u) + u**(1/2) - v", "1", ["1/2", "1/5"]),
    ],
)
def test_invariants_of_quadrature_type_drift_by_rounding_only(text: str, q: str, start: list[str]) -> None:
    path = flow(text, q, start, ["1/4", "1/2", 1])
    assert path.stop is None and path.digits >= DIGITS and not path.left_out
    ((_, drift),) = path.invariants.items()
    assert drift <= ROUNDING
    # It is no constant that was watched: both weights have moved.
    assert path.weights is not None and all(path.weights[0][i] != path.weights[-1][i] for i in (0, 1))


def test_the_logarithm_across_no_pole() -> None:
    """x = u^2/2 - u - v^2, q = 2: du = -f'(u - 1) dt and dv = 2 f' v dt, so log(v)/2 + log|u - 1| is constant."""
    path = flow("u**2/2 - u - v**2", "2", ["1.5", "0.4"], 3)
    assert path.weights is not None and next(iter(path.invariants)) == "-log(v)/2 - log(Abs(u - 1))"
    with mp.workdps(40):
        values = [mp.log(v) / 2 + mp.log(abs(u - 1)) for ((u,), (v,)) in path.weights]
        assert abs(values[-1] - values[0]) <= ROUNDING


def test_a_false_invariant_drifts() -> None:
    model = reparametrization("cosh(u) - cosh(v)", "u,v")
    wrong = sp.Integral(1 / sp.sinh(U), U) - sp.Integral(1 / sp.sinh(V), V)
    path = weight_flow(model, 2, ONE, [["1/2"], ["2/5"]], 1, DIGITS, invariants=[wrong])
    assert path.invariants[str(wrong)] > mp.mpf("0.1")


@pytest.mark.parametrize(
    ("text", "q", "start", "reason"),
    [
        # dx/du = u - 1 vanishes at the start: u stays, v moves.
        ("u**2/2 - u - v**2", "2", ["1", "0.4"], "dx/du is zero at u = 1.0"),
        ("u**3/3 - u - cosh(v)", "2", ["1", "0.4"], "dx/du is zero at u = 1.0"),
        # q = 3/2: sqrt(v) falls at a finite rate, v comes to rest at 0, and u goes on.
        ("u**2/2 - u - v**2", "3/2", ["1.5", "0.01"], "dx/dv"),
        ("u - v**2", "1", ["1/10", "1/4"], "dx/dv"),
    ],
)
def test_where_a_weight_has_come_to_rest_the_invariant_is_left_out(
    text: str, q: str, start: list[str], reason: str
) -> None:
    path = flow(text, q, start, 1, "rest")
    assert path.invariants == {} and [r.startswith(reason) for r in path.left_out.values()] == [True]


def test_no_integral_is_taken_across_a_pole() -> None:
    pole = sp.Integral(1 / (U - 1), U)
    for path, message in (
        ([[mp.mpf("0.5")], [mp.mpf("1.5")]], "has a pole or a branch point between u = 0.5 and 1.5"),
        ([[mp.mpf(1)]], "has no value at u = 1.0"),
    ):
        with pytest.raises(NoValue, match=message):
            terms_along(pole, (U,), path)
    for integrand in (sp.log(U), sp.sqrt(U), sp.acosh(U), sp.asin(U + 2)):
        with pytest.raises(NoValue):
            terms_along(sp.Integral(integrand, U), (U,), [[mp.mpf(2)], [mp.mpf(-3)]])


@given(st.lists(st.fractions(-1, 1, max_denominator=50), min_size=2, max_size=4))
@settings(max_examples=20)
def test_integrals_are_differences_of_antiderivatives(points: list[sp.Rational]) -> None:
    """By hand: atan, log(1 + e^s), |s|s/2 and sign(s): also across kinks and jumps, forward and back."""
    pairs = [
        (1 / (1 + U**2), mp.atan),
        (sp.exp(U) / (1 + sp.exp(U)), lambda s: mp.log(1 + mp.exp(s))),
        (sp.Abs(U), lambda s: abs(s) * s / 2),
        (sp.sign(U), abs),
        ((2 + U) ** sp.Rational(-1, 2), lambda s: 2 * mp.sqrt(2 + s)),
    ]
    with mp.workdps(30):
        path = [[mp.mpf(p.numerator) / p.denominator] for p in points]
        for integrand, antiderivative in pairs:
            found = terms_along(sp.Integral(integrand, U), (U,), path)
            for terms, (w,) in zip(found, path, strict=True):
                # A few dozen roundings of numbers below 10.
                assert abs(terms.values[0] - (antiderivative(w) - antiderivative(path[0][0]))) < mp.mpf("1e-27")


FUNCTIONS = [sp.exp, sp.log, sp.sin, sp.cos, sp.tan, sp.sinh, sp.cosh, sp.tanh, sp.atan, sp.asinh, sp.asin, sp.acos]
FUNCTIONS += [sp.atanh, sp.acosh, sp.Abs, sp.sign, sp.sqrt]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_balls_hold_the_value_and_are_analytic_only_where_the_function_is(function: object) -> None:
    assert callable(function)
    e = function(U) + sp.pi * U ** sp.Rational(3) / sp.E
    at = sp.Rational(3, 2) if function is sp.acosh else sp.Rational(1, 3)
    ball = complex_ball(e, U, acb(arb(int(at.p)) / int(at.q)), True)
    value = e.subs(U, at).evalf(40)
    assert abs(ball.real - arb(str(value))) < 1e-14 and ball.imag.contains(0)
    # The derivative by a difference in the imaginary direction (Cauchy-Riemann) is the one that SymPy finds.
    step = acb(arb(int(at.p)) / int(at.q), 1e-8)
    slope = complex_ball(e, U, step, True).imag / 1e-8
    assert abs(slope - arb(str(sp.diff(e, U).subs(U, at).evalf(20)))) < 1e-6
    if function in (sp.log, sp.sqrt, sp.Abs, sp.sign, sp.acosh):
        edge = 1 if function is sp.acosh else 0
        assert not complex_ball(function(U), U, acb(arb(edge, 0.1), arb(0, 0.1)), True).is_finite()


@pytest.mark.parametrize(
    "wrong", [U, [sp.Integral(U, (U, 0, 1))], [sp.Integral(U * V, U, V)], [sp.Symbol("z")], "u", 3, [3], None]
)
def test_what_is_no_invariant_is_refused(wrong: object) -> None:
    model = reparametrization("u - v", "u,v")
    with pytest.raises(FlowError, match="invariant") as caught:
        weight_flow(model, 2, ONE, [[1], [2]], 1, invariants=wrong)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_every_piece_of_a_long_path_is_accurate_beside_the_pole() -> None:
    """Towards a pole the integral grows like its logarithm: relative rounding stays, however near it comes."""
    with mp.workdps(30):
        path = [[1 + mp.mpf(2) ** -k] for k in range(0, 60, 3)]
        found = terms_along(sp.Integral(1 / (U - 1), U), (U,), path)
        values = [terms.values[0] for terms in found]
        for (before, after), k in zip(pairwise(values), range(0, 60, 3), strict=False):
            assert abs(after - before + 3 * mp.log(2)) <= mpmath.mpf(2) ** (k + 8) * mp.eps
