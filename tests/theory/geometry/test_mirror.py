"""Every derived geometry is one: its parts are derivatives and inverses of each other, real, elementary if possible."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from neversaddle.theory.geometry.euler import EulerIntegral, closed_form
from neversaddle.theory.geometry.implicit import InverseOf
from neversaddle.theory.geometry.mirror import MirrorGeometry, NoClosedForm, mirror_geometry
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, ReparametrizationError, reparametrization
from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import sign_charts
from neversaddle.theory.language.exponents import ExponentError
from neversaddle.theory.statement.hypotheses import positive, real

lam, alpha, L = sp.symbols("lambda alpha L", positive=True)
DIGITS = 25
#: Step of the central differences below; their error is STEP^2 times a third derivative, far below 1e-9 here.
STEP = sp.Rational(1, 10**8)
HALF = sp.Rational(1, 2)

exponents = st.fractions(min_value=1, max_value=2, max_denominator=12)
sizes = st.fractions(min_value=Fraction(1, 8), max_value=4, max_denominator=8)
signs = st.sampled_from((1, -1))


@pytest.fixture(scope="module", autouse=True)
def thirty_digits() -> Iterator[None]:
    with mpmath.workdps(30):
        yield


def value(expression: sp.Expr, symbol: sp.Symbol, at: sp.Expr) -> mpmath.mpf:
    number = sp.N(expression.subs(symbol, at), DIGITS)
    assert number.is_Float or number.is_Integer, number
    return mpmath.mpmathify(number)


def slope(expression: sp.Expr, symbol: sp.Symbol, at: sp.Expr) -> mpmath.mpf:
    return (value(expression, symbol, at + STEP) - value(expression, symbol, at - STEP)) / (2 * mpmath.mpmathify(STEP))


def close(left: mpmath.mpf, right: mpmath.mpf, tolerance: float) -> bool:
    return bool(abs(left - right) <= tolerance * (1 + abs(left) + abs(right)))


def parts(geometry: MirrorGeometry) -> tuple[sp.Expr, ...]:
    return (
        geometry.mirror_map,
        geometry.inverse_mirror_map,
        geometry.inverse_metric,
        geometry.potential,
        geometry.conjugate,
    )


def require_real(geometry: MirrorGeometry) -> None:
    for part in parts(geometry):
        assert not part.has(sp.I, sp.exp_polar, sp.zoo, sp.nan, sp.Integral, EulerIntegral) or part.has(InverseOf)
        for node in sp.preorder_traversal(part):
            assert not isinstance(node, sp.Integral | sp.exp_polar) and node is not sp.I


def require_mirror_geometry(geometry: MirrorGeometry, at: sp.Rational, inverse: bool = True) -> None:
    """R'' is 1/metric, R' its integral, the inverse map inverts, and R + R* = x y, all at one point."""
    x, y = geometry.x, geometry.y
    time = value(geometry.mirror_map, x, at)
    assert close(slope(geometry.mirror_map, x, at) * value(geometry.inverse_metric, x, at), mpmath.mpf(1), 1e-9)
    assert close(slope(geometry.potential, x, at), time, 1e-9)
    if inverse:
        exact = sp.Float(time, DIGITS)
        # Values carry 25 digits; 1e-15 leaves ten for the conditioning of the inverse at these moderate points.
        assert close(value(geometry.inverse_mirror_map, y, exact), mpmath.mpmathify(at), 1e-15)
        total = value(geometry.potential, x, at) + value(geometry.conjugate, y, exact)
        assert close(total, mpmath.mpmathify(at) * time, 1e-15)


@settings(max_examples=40)
@given(st.integers(1, 6), exponents, st.booleans(), sizes, sizes, signs)
def test_deep_diagonal_networks(
    depth: int, q: Fraction, balanced: bool, balance: Fraction, size: Fraction, sign: int
) -> None:
    geometry = mirror_geometry(depth, q, balance=0 if balanced or depth == 1 else sp.Rational(balance))
    require_real(geometry)
    all_times = depth > 1 and balanced and geometry.exponent.metric_exponent(depth) == 1
    require_mirror_geometry(geometry, sign * sp.Rational(size), inverse=not (all_times and sign < 0))


@settings(max_examples=12)
@given(st.integers(2, 5), exponents, sizes, sizes)
def test_mirror_map_against_quadrature(depth: int, q: Fraction, balance: Fraction, size: Fraction) -> None:
    """Independent oracle: y is the integral of dx/metric, the metric found by solving |x|^q = u (u+lambda)^(L-1)."""
    geometry = mirror_geometry(depth, q, balance=sp.Rational(balance))
    with mpmath.workdps(20):
        q_, lam_, top = (mpmath.mpf(n.numerator) / n.denominator for n in (q, balance, size))

        def metric(x: mpmath.mpf) -> mpmath.mpf:
            low, high = mpmath.mpf(0), x**q_ / lam_ ** (depth - 1)
            for _ in range(70):
                u = (low + high) / 2
                low, high = (u, high) if u * (u + lam_) ** (depth - 1) < x**q_ else (low, u)
            return (u + lam_) ** (depth - 2) * (depth * u + lam_)

        # x = s^4 makes the integrand smooth enough at 0 for 1e-9, whatever the q-th root there.
        integral = mpmath.quad(lambda s: 4 * s**3 / metric(s**4), mpmath.linspace(0, top**0.25, 4))
    assert close(value(geometry.mirror_map, geometry.x, sp.Rational(size)), integral, 1e-9)


@settings(max_examples=15)
@given(exponents, st.lists(sizes, min_size=2, max_size=2), sizes)
def test_unequal_offsets(q: Fraction, gaps: list[Fraction], size: Fraction) -> None:
    """Three offsets 0, c, d: dy/du and dx/du of the leaf have the quotient of the metric."""
    offsets = [sp.S.Zero, *sorted(map(sp.Rational, gaps))]
    leaf = mirror_geometry(3, q, balance=offsets).leaf
    assert leaf is not None
    u, at = leaf.parameter, sp.Rational(size)
    rate = sp.diff(leaf.x, u) / sp.diff(leaf.time, u)
    assert close(value(rate, u, at), value(leaf.metric, u, at), 1e-20)


@pytest.mark.parametrize("depth", range(2, 9))
@pytest.mark.parametrize("q", ["1", "6/5", "5/4", "4/3", "3/2", "5/3", "7/4", "2"])
def test_cells_with_symbolic_balance(depth: int, q: str) -> None:
    """No complex form and no integral; elementary exactly where Chebyshev's criterion says (at most 12 roots)."""
    geometry = mirror_geometry(depth, q, balance=lam)
    require_real(geometry)
    a = 1 / sp.Rational(q)
    b = (depth - 1) * (1 - a)
    elementary = (depth == 2 and q == "2") or (depth > 2 and (a.is_Integer or b.is_Integer or (a - b).is_Integer))
    if depth == 2 and q != "2":
        elementary = a.is_Integer or (a - HALF).is_Integer
    assert geometry.mirror_map.has(sp.hyper) == (not elementary)


@pytest.mark.parametrize(
    ("depth", "q", "expected"),
    [
        (1, "3/2", lambda x: x),
        (2, "2", lambda x: sp.sign(x) * sp.log(sp.Abs(x)) / 2),
        (2, "1", lambda x: sp.sign(x) * sp.sqrt(sp.Abs(x))),
        (2, "3/2", lambda x: 2 * sp.sign(x) * sp.Abs(x) ** sp.Rational(1, 4)),
        (3, "2", lambda x: -sp.sign(x) / sp.Abs(x) ** sp.Rational(1, 3)),
        (4, "2", lambda x: -sp.sign(x) / (2 * sp.sqrt(sp.Abs(x)))),
    ],
)
def test_balanced_mirror_maps(depth: int, q: str, expected: object) -> None:
    """m < 1, m = 1 and m > 1, on both branches; also L = 1, which is no reparametrization at all."""
    geometry = mirror_geometry(depth, q)
    assert callable(expected)
    difference = geometry.mirror_map - expected(geometry.x)
    for chart in sign_charts(real(geometry.x)):
        at = chart[geometry.x]
        if at != 0:
            assert decide.zero(difference.subs(chart), positive(*at.free_symbols)).proved


def test_published_closed_forms() -> None:
    hypentropy, third, fourth = (mirror_geometry(depth, 2, balance=lam) for depth in (2, 3, 4))
    x, u = hypentropy.x, sp.Symbol("u", positive=True)
    assert hypentropy.mirror_map == sp.asinh(2 * x / lam) / 2
    assert hypentropy.inverse_mirror_map == lam * sp.sinh(2 * hypentropy.y) / 2
    for geometry, time in ((third, sp.atan(sp.sqrt(u / lam)) / sp.sqrt(lam)), (fourth, sp.sqrt(u / (u + lam)) / lam)):
        assert geometry.leaf is not None
        derived = geometry.leaf.time.replace(EulerIntegral, lambda *a: closed_form(EulerIntegral(*a)))
        assert decide.equal_by_derivative(derived, time, u, sp.S.Zero, positive(u, lam)).proved


def test_sign_flow_is_polynomial() -> None:
    for depth in range(2, 6):
        geometry = mirror_geometry(depth, 1, balance=lam)
        y = geometry.y
        claimed = y * (sp.Abs(y) + lam) ** (depth - 1)
        assert decide.zero(geometry.inverse_mirror_map - claimed, (*real(y), *positive(lam))).proved


def test_difference_of_squares_has_the_published_potential() -> None:
    """From u = v = alpha (Woodworth et al. 2020): alpha^2/4 (2 - sqrt(4+z^2) + z asinh(z/2)), z = x/alpha^2."""
    geometry = mirror_geometry(reparametrization("u**2 - v**2", "u,v"), 2)
    x = geometry.x
    z = x / alpha**2
    published = alpha**2 / 4 * (2 - sp.sqrt(4 + z**2) + z * sp.asinh(z / 2))
    derived = geometry.potential - geometry.potential.subs(x, 0)
    s = sp.Symbol("s", positive=True)
    for branch in (s, -s):  # both are even; as functions of s > 0 they agree from 0 on
        left, right = derived.subs(x, branch), published.subs(x, branch)
        assert decide.equal_by_derivative(left, right, s, sp.S.Zero, positive(s, alpha)).proved
    assert decide.zero(geometry.mirror_map - sp.asinh(z / 2) / 4, (*real(x), *positive(alpha))).proved


def test_amid_and_warmuth() -> None:
    """x = w^2/4 under gradient flow is exponentiated gradient: R'' = 1/x on x > 0."""
    geometry = mirror_geometry(reparametrization("w**2/4", "w"), 2)
    s = sp.Symbol("s", positive=True)
    assert decide.zero(geometry.inverse_metric.subs(geometry.x, s) - s, positive(s)).proved


MODELS = ["u*v**2", "u**2*v", "3*u*v", "-u*v", "u/v", "v/u", "u**(1/2)*v"]


@pytest.mark.parametrize("text", MODELS)
@pytest.mark.parametrize("q", ["1", "3/2", "2"])
@pytest.mark.parametrize("balance", ["0", "2/3"])
def test_monomials(text: str, q: str, balance: str) -> None:
    model = reparametrization(text, "u,v")
    if "/" in text.replace("1/2", "") and balance == "0":
        with pytest.raises(ReparametrizationError, match="exponents of both signs"):
            mirror_geometry(model, q, balance=balance)
        return
    geometry = mirror_geometry(model, q, balance=balance)
    require_real(geometry)
    for at in (sp.Rational(3, 7), sp.Rational(-5, 2)):
        all_times = geometry.leaf is not None and geometry.leaf.time_sign == 0
        require_mirror_geometry(geometry, at, inverse=not (all_times and at < 0))


@pytest.mark.parametrize("text", ["1/w", "w**3", "2*w + 1"])
@pytest.mark.parametrize("q", ["1", "3/2", "2"])
def test_one_weight(text: str, q: str) -> None:
    start = ["1/2"] if "+" in text else None
    require_mirror_geometry(mirror_geometry(reparametrization(text, "w"), q, start=start), sp.Rational(3, 2))


@pytest.mark.parametrize("text", ["u**2 - v**2", "u**3 - v**3", "exp(u) - exp(-v)", "exp(u) + v", "u**2 - v**2 + 3"])
@pytest.mark.parametrize("q", ["1", "3/2", "2"])
def test_sums(text: str, q: str) -> None:
    """Through the start itself, where every weight is positive."""
    geometry = mirror_geometry(reparametrization(text, "u,v"), q, start=["2/3", "1/2"])
    leaf = geometry.leaf
    assert leaf is not None
    beginning = leaf.x.subs(leaf.parameter, 0)
    for step in (sp.Rational(1, 50), sp.Rational(-1, 50)):
        time, at = leaf.parameter, step
        rate = value(sp.diff(leaf.x, time), time, at)
        assert close(rate, value(leaf.metric, time, at), 1e-20)
        assert close(slope(leaf.conjugate, time, at), value(leaf.x, time, at), 1e-9)
    given_start = dict(zip(geometry.weights.weights, (sp.Rational(2, 3), HALF), strict=True))
    assert abs(sp.N(beginning - geometry.weights.expression.subs(given_start), DIGITS)) < 1e-20


@pytest.mark.parametrize("text", ["u*v - s*t", "u**2*v + v*s*t"])
def test_other_models_say_that_no_closed_form_is_known(text: str) -> None:
    names = "u,v,s,t"
    geometry = mirror_geometry(reparametrization(text, names), "3/2")
    assert len(geometry.field) == 4
    assert geometry.inverse_metric_in_weights == sp.Add(
        *(sp.Abs(g) ** sp.Rational(3, 2) for g in geometry.weights.gradient)
    )
    with pytest.raises(NoClosedForm, match="no closed form") as refusal:
        _ = geometry.mirror_map
    assert "\n" not in str(refusal.value)
    assert geometry.implicit == ()


@settings(max_examples=20)
@given(st.integers(2, 6), st.fractions(0, 2, max_denominator=12))
def test_metric_exponent_chooses_the_exponent(depth: int, m: Fraction) -> None:
    lowest, highest = Fraction(depth - 1, depth), Fraction(2 * (depth - 1), depth)
    if lowest <= m <= highest:
        geometry = mirror_geometry(depth, metric_exponent=m)
        assert geometry.exponent.metric_exponent(depth) == sp.Rational(m)
    else:
        with pytest.raises(ExponentError, match="range of depth"):
            mirror_geometry(depth, metric_exponent=m)


@settings(max_examples=10)
@given(exponents, sizes)
def test_balance_conventions(q: Fraction, weight: Fraction) -> None:
    """Starting weights `weight` are the balance weight^q."""
    assume(q.numerator <= 24)
    amount = sp.Rational(weight)
    by_weight = mirror_geometry(3, q, balance=amount, balance_convention="weight")
    assert by_weight.balance == amount ** sp.Rational(q)
    assert mirror_geometry(3, q, balance=amount).balance == amount


WRONG = [
    ({"q": "3/2", "metric_exponent": "1"}, "not both"),
    ({}, "not both"),
    ({"q": "5/2"}, "outside"),
    ({"q": "3/2", "balance": -1}, "balance must be >= 0"),
    ({"q": "3/2", "balance": "x"}, "balance must be"),
    ({"q": "3/2", "balance": [0, 1]}, "2 offsets for depth 3"),
    ({"q": "3/2", "balance": [1, 0, 2]}, "smallest"),
    ({"q": "3/2", "balance_convention": "size"}, "convention"),
]


@pytest.mark.parametrize(("keywords", "message"), WRONG)
def test_wrong_requests_are_one_line(keywords: dict[str, object], message: str) -> None:
    with pytest.raises((ExponentError, ReparametrizationError), match=message) as refusal:
        mirror_geometry(3, **keywords)  # type: ignore[arg-type]
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(("start", "message"), [(["1", "2", "3"], "3 starting weights for 2"), (["-1"], "positive")])
def test_wrong_starts_are_one_line(start: list[str], message: str) -> None:
    with pytest.raises(ReparametrizationError, match=message):
        mirror_geometry(reparametrization("u**2 - v**2", "u,v"), 2, start=start)


def test_symbolic_depth_and_exponent() -> None:
    q = sp.Symbol("q", positive=True)
    geometry = mirror_geometry(DeepDiagonal(L), q, balance=lam)
    assert geometry.mirror_map.has(sp.hyper)
    assert geometry.decay_rate is not None
    assert sp.expand(geometry.decay_rate - (L - q * (L - 1))) == 0
    assert mirror_geometry(DeepDiagonal(L), q).inverse_metric.has(L)


@settings(max_examples=10)
@given(st.integers(2, 5), exponents, sizes, sizes, signs)
def test_divergence_is_non_negative(depth: int, q: Fraction, first: Fraction, second: Fraction, sign: int) -> None:
    geometry = mirror_geometry(depth, q, balance="1/2")
    divergence = sp.N(geometry.bregman_divergence(sign * sp.Rational(first), sp.Rational(second)), 20)
    if first == second and sign == 1:
        assert abs(divergence) < 1e-18
    else:
        assert divergence > 0


@pytest.mark.parametrize("q", ["1", "3/2", "2"])
@pytest.mark.parametrize("text", ["u**2", "abs(u)**(3/2)", "abs(u)**3", "u**4"])
@pytest.mark.parametrize("side", [1, -1])
def test_even_powers_are_read_off_their_own_orbit(text: str, q: str, side: int) -> None:
    model = reparametrization(text if side > 0 else f"-{text}", "u")
    geometry = mirror_geometry(model, q)
    assert geometry.leaf is not None and geometry.leaf.side == side and not geometry.leaf.crosses_zero
    (u,), w = model.weights, sp.Symbol("w", positive=True)
    x = model.expression.subs(u, w)
    slope = sp.diff(x, w)
    # Along the orbit dw/dy = Phi_q(dg/dw), dx/dy = |dg/dw|^q.
    metric = (side * slope) ** geometry.q
    for value in (sp.Rational(1, 3), sp.Rational(5, 2)):
        at = {w: value}
        here = x.subs(at)
        assert abs(sp.N(geometry.inverse_metric.subs(geometry.x, here) - metric.subs(at), DIGITS)) < 1e-20
        rate = sp.diff(geometry.mirror_map, geometry.x).subs(geometry.x, here)
        assert abs(sp.N(rate * metric.subs(at) - 1, DIGITS)) < 1e-20
        y = geometry.mirror_map.subs(geometry.x, here)
        assert abs(sp.N(geometry.inverse_mirror_map.subs(geometry.y, y) - here, DIGITS)) < 1e-20
        dual = sp.diff(geometry.conjugate, geometry.y).subs(geometry.y, y)
        assert abs(sp.N(dual - here, DIGITS)) < 1e-20
        total = geometry.potential.subs(geometry.x, here) + geometry.conjugate.subs(geometry.y, y) - here * y
        assert abs(sp.N(total, DIGITS)) < 1e-20


@pytest.mark.parametrize(
    ("text", "side"),
    [("u*v**2", 0), ("u**2*v**2", 1), ("-3*u**2*v**4", -1), ("u*abs(u)**(1/2)", 0), ("u**3", 0), ("u**(3/2)*v", 0)],
)
def test_a_model_takes_one_sign_where_no_factor_takes_both(text: str, side: int) -> None:
    names = "u,v" if "v" in text else "u"
    leaf = mirror_geometry(reparametrization(text, names), 2).leaf
    assert leaf is not None and leaf.side == side
