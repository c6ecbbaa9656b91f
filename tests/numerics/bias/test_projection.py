"""The Bregman projection against exact solutions, its own optimality conditions, another optimiser and the flow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from mpmath import mp
from scipy.optimize import minimize

from neversaddle.numerics.bias.projection import Projection, ProjectionError, bregman_projection
from neversaddle.numerics.codegen.compile import compile_geometry
from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.loss.loss import least_squares
from neversaddle.numerics.numbers.exact_number import at_precision, exact
from neversaddle.theory.geometry.mirror import MirrorGeometry, mirror_geometry
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, reparametrization

small = st.fractions(min_value=-3, max_value=3, max_denominator=4)
DIFFERENCE = reparametrization("u**2 - v**2", "u,v")
WHOLE_LINE = {
    "L=1": mirror_geometry(1, 2),
    "L=2, q=2": mirror_geometry(2, 2, balance="1/10"),
    "L=3, q=2, bounded": mirror_geometry(3, 2, balance="1/10"),
    "L=4, q=2, bounded": mirror_geometry(4, 2, balance="1/1000"),
    "L=3, q=1": mirror_geometry(3, 1, balance="1/10"),
    "L=2, q=3/2": mirror_geometry(2, "3/2", balance="1/10"),
    "L=2, q=1, balance 0": mirror_geometry(2, 1),
    "L=3, q=5/4, balance 0": mirror_geometry(3, "5/4"),
    "u^2 - v^2": mirror_geometry(DIFFERENCE, 2, start=["1/10"]),
}
HALF_LINE = {
    "L=2, q=2": mirror_geometry(2, 2),
    "L=3, q=2": mirror_geometry(3, 2),
    "L=3, q=3/2": mirror_geometry(3, "3/2"),
    "L=4, q=7/4": mirror_geometry(4, "7/4"),
    "u^2 + v^2": mirror_geometry(reparametrization("u**2 + v**2", "u,v"), 2, start=["1/2"]),
}
HYPERBOLIC = WHOLE_LINE["L=2, q=2"]
#: A projection takes too long to be shrunk.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


def same(one: Projection, other: Projection) -> bool:
    """Whether both are one projection to the 30 digits of either: they may have begun from other doubles."""
    with mp.workdps(40):
        pairs = (*zip(one.x, other.x, strict=True), *zip(one.nu, other.nu, strict=True))
        size = max(abs(v) for pair in pairs for v in pair)
        return max(abs(a - b) for a, b in pairs) <= 2 * size * mp.mpf(10) ** -30


def dot(a: object, b: object) -> Fraction:
    return sum((v * w for v, w in zip(a, b, strict=True)), Fraction(0))  # type: ignore[call-overload]


def assert_no_solution(mu: Sequence[Fraction], Z: Sequence[Sequence[object]], Y: Sequence[object]) -> None:
    """mu Z >= 0 >= mu Y, not both 0, excludes every x > 0 with Zx = Y (Farkas, Stiemke)."""
    pushed = [dot(mu, column) for column in zip(*Z, strict=True)]
    assert min(pushed) >= 0 >= dot(mu, Y) and (max(pushed) > 0 or dot(mu, Y) < 0)


def check_optimal(geometry: MirrorGeometry, Z: list[list[Fraction]], x: object, x_init: object, digits: int) -> None:
    """<v, R'(x) - R'(x_init)> = 0 on the kernel of Z, which SymPy finds; R' is not what found x."""
    mirror_map = compile_geometry(geometry, "mpmath").mirror_map
    with mp.workdps(2 * digits):
        y = [mirror_map(v) - mirror_map(at_precision(v0)) for v, v0 in zip(x, x_init, strict=True)]  # type: ignore[call-overload]
        for v in sp.Matrix([[sp.Rational(e.numerator, e.denominator) for e in row] for row in Z]).nullspace():
            direction = [mp.mpf(int(e.p)) / int(e.q) for e in v]
            size = mp.fsum(abs(a * b) for a, b in zip(direction, y, strict=True))
            assert abs(mp.fdot(direction, y)) <= size * mp.mpf(10) ** -digits


@given(
    z=st.lists(small.filter(bool), min_size=1, max_size=5),
    target=small.filter(bool),
    lam=st.fractions(min_value="1/20", max_value=5, max_denominator=20),
)
@settings(deadline=None, max_examples=12, phases=UNSHRUNK)
def test_one_datum_at_q_one_is_a_quadratic(z: list[Fraction], target: Fraction, lam: Fraction) -> None:
    # x = y (|y| + lam) at y = nu z: sum |z|^3 nu |nu| + lam sum z^2 nu = Y.
    found = bregman_projection(mirror_geometry(2, 1, balance=str(lam)), [z], [target], digits=25)
    cubes, squares = sum(abs(v) ** 3 for v in z), sum(v**2 for v in z) * lam
    nu = sp.Symbol("nu", positive=True)
    as_exact = [sp.Rational(v.numerator, v.denominator) for v in (cubes, squares, abs(target))]
    (root,) = sp.solve(as_exact[0] * nu**2 + as_exact[1] * nu - as_exact[2], nu)
    with mp.workdps(40):
        wanted = mp.mpf(str(sp.N(root, 45))) * (1 if target > 0 else -1)
        assert found.digits >= 25
        assert abs(found.nu[0] - wanted) <= abs(wanted) * mp.mpf(10) ** -25


def test_equal_entries_share_the_target_at_every_depth_and_q() -> None:
    for geometry in WHOLE_LINE.values():
        found = bregman_projection(geometry, [[2, 2, 2]], ["9/2"], digits=20)
        with mp.workdps(30):
            assert found.digits >= 20 and all(abs(v - mp.mpf("0.75")) < mp.mpf(10) ** -20 for v in found.x)


@pytest.mark.parametrize("name", WHOLE_LINE)
@given(data=st.data())
@settings(deadline=None, max_examples=4, phases=UNSHRUNK)
def test_the_projection_is_feasible_stationary_and_least(name: str, data: st.DataObject) -> None:
    geometry, k = WHOLE_LINE[name], data.draw(st.integers(1, 5))
    rows = st.lists(small, min_size=k, max_size=k)
    Z = data.draw(st.lists(rows, min_size=1, max_size=3))
    other, x_init = data.draw(rows), data.draw(rows)
    Y = [dot(row, other) for row in Z]
    found = bregman_projection(geometry, Z, Y, x_init, 20)
    assert found.digits >= 20
    with mp.workdps(40):
        for row, goal in zip(Z, Y, strict=True):
            left = mp.fsum(at_precision(a) * v for a, v in zip(row, found.x, strict=True)) - at_precision(goal)
            assert abs(left) <= (1 + 3 * sum(map(abs, row))) * mp.mpf(10) ** -18
        divergence = compile_geometry(geometry, "mpmath").bregman_divergence
        pairs = zip(other, x_init, strict=True)
        above = mp.fsum(divergence(at_precision(v), at_precision(v0)) for v, v0 in pairs)
        assert found.value <= above * (1 + mp.mpf(10) ** -18)
    # Where 1/R'' is 0 at x = 0, y is sure to half the digits of x = y |y| there.
    check_optimal(geometry, Z, found.x, x_init, 8 if "balance 0" in name else 15)


@pytest.mark.parametrize("name", HALF_LINE)
@given(data=st.data())
@settings(deadline=None, max_examples=4, phases=UNSHRUNK)
def test_half_lines_keep_the_side_of_the_start(name: str, data: st.DataObject) -> None:
    k = data.draw(st.integers(2, 4))
    Z = data.draw(st.lists(st.lists(small, min_size=k, max_size=k), min_size=1, max_size=2))
    inside = st.lists(st.fractions(min_value="1/4", max_value=3, max_denominator=4), min_size=k, max_size=k)
    other, x_init = data.draw(inside), data.draw(inside)
    signs = [1] * k if name.startswith("u") else data.draw(st.lists(st.sampled_from([1, -1]), min_size=k, max_size=k))
    reflected = [[s * v for s, v in zip(signs, row, strict=True)] for row in Z]
    start = [s * v for s, v in zip(signs, x_init, strict=True)]
    found = bregman_projection(HALF_LINE[name], reflected, [dot(row, other) for row in Z], start, 20)
    assert found.digits >= 20 and all(s * v > 0 for s, v in zip(signs, found.x, strict=True))
    check_optimal(HALF_LINE[name], reflected, found.x, start, 15)


def test_the_difference_of_squares_is_the_hyperbolic_entropy() -> None:
    # u = a e^(2y), v = a e^(-2y): x = 2 a^2 sinh(4y), against (lam/2) sinh(2y): twice the potential at lam = 4 a^2.
    Z: list[list[object]] = [[1, 2, "1/2"], [0, 1, -1]]
    Y = [1, "1/3"]
    squares = bregman_projection(mirror_geometry(DIFFERENCE, 2, start=["1/10"]), Z, Y)
    product = bregman_projection(mirror_geometry(2, 2, balance="1/25"), Z, Y)
    with mp.workdps(40):
        assert max(abs(a - b) for a, b in zip(squares.x, product.x, strict=True)) < mp.mpf(10) ** -29
        assert abs(2 * squares.value - product.value) < mp.mpf(10) ** -29


@pytest.mark.parametrize("name", ["L=2, q=2", "L=3, q=2, bounded", "L=2, q=3/2"])
def test_slsqp_finds_no_smaller_divergence(name: str) -> None:
    rng = np.random.default_rng(7)
    Z, Y = rng.integers(-4, 5, (3, 7)), rng.integers(-3, 4, 3)
    found = bregman_projection(WHOLE_LINE[name], Z, Y, digits=20)
    maps = compile_geometry(WHOLE_LINE[name])
    other = minimize(
        lambda x: np.sum(maps.bregman_divergence(x, 0 * x)),
        np.linalg.pinv(Z) @ Y,
        jac=maps.mirror_map,
        constraints={"type": "eq", "fun": lambda x: Z @ x - Y, "jac": lambda x: Z},
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 500},
    )
    # Weak duality: the least over Zx = Y' is at least value + <nu, Y' - Y>.
    price = abs(np.array([float(v) for v in found.nu])) @ abs(Z @ other.x - Y)
    assert float(found.value) <= other.fun + price + 1e-12 * abs(other.fun)
    # And SLSQP comes as near as its line search, which stops at relative changes of 1e-12, a few hundred steps long.
    assert other.fun <= float(found.value) + price + 1e-9 * abs(other.fun)


def test_the_flow_is_at_the_projection_onto_where_it_is() -> None:
    # y stays in the row space of Z, so x(T) is the projection for the target Zx(T); the loss bounds the rest.
    Z, Y = [[1, "1/2", -1], ["1/3", 1, "1/2"]], [1, -1]
    flow = weight_flow(DeepDiagonal(2), 2, least_squares(Z, Y), [[0] * 3, ["1/2"] * 3], 8, digits=20)
    geometry = mirror_geometry(2, 2, balance="1/4")
    x = flow.x[-1]
    rows = [[exact(v, "entry", ValueError) for v in row] for row in Z]
    reached = [dot(row, [exact(v, "x", ValueError) for v in x]) for row in rows]
    here, there = bregman_projection(geometry, Z, reached, digits=20), bregman_projection(geometry, Z, Y, digits=20)
    with mp.workdps(30):
        # The flow is sure to 20 digits of weights of order 1, each of which enters x twice; Newton to 20 of x.
        assert flow.digits >= 20
        assert max(abs(a - b) for a, b in zip(here.x, x, strict=True)) < 10 * mp.mpf(10) ** -20 * max(map(abs, x))
        # <x* - x, y* - y> = <Y - Zx, nu* - nu>, and R'' >= 1/sqrt(4 M^2 + lam^2) for |x| <= M.
        residual = [at_precision(Fraction(goal) - r) for goal, r in zip(Y, reached, strict=True)]
        pull = mp.fdot(residual, [a - b for a, b in zip(there.nu, here.nu, strict=True)])
        largest = max(abs(v) for v in (*x, *there.x))
        distance = mp.fsum((a - b) ** 2 for a, b in zip(there.x, x, strict=True))
        # The flow's own accuracy enters as 10^-17 |x|.
        assert distance <= mp.sqrt(4 * largest**2 + mp.mpf("0.0625")) * pull + mp.mpf(10) ** -30
        assert flow.loss[-1] < mp.mpf("1e-3") and 0 < distance < mp.mpf("1e-2")


def test_dependent_rows_that_fit_change_nothing() -> None:
    plain = bregman_projection(HYPERBOLIC, [[1, 2, 0], [0, 1, 1]], [1, 2])
    more = bregman_projection(HYPERBOLIC, [[0, 0, 0], [1, 2, 0], [0, 1, 1], ["1/3", 1, "1/3"]], [0, 1, 2, 1])
    assert more.nu[0] == more.nu[3] == 0 and same(replace(more, nu=more.nu[1:3]), plain)


def test_more_digits_agree_with_fewer() -> None:
    Z, Y = np.array([[1.5, -2.0, 0.1], [0.25, 1.0, 3.0]]), np.array([1.0, -1.0])
    few, many = (bregman_projection(HYPERBOLIC, Z, Y, digits=d) for d in (12, 80))
    with mp.workdps(90):
        assert few.digits >= 12 and many.digits >= 80
        assert max(abs(a - b) for a, b in zip(few.x, many.x, strict=True)) < mp.mpf(10) ** -12
        assert many.certificate.gap < mp.mpf(10) ** -80 and many.certificate.feasibility < mp.mpf(10) ** -80


def test_targets_that_are_met_already_need_no_step() -> None:
    found = bregman_projection(HYPERBOLIC, [[1, 1]], [3], [1, 2])
    assert found.x == (1, 2) and found.nu == (0,) and found.value == 0
    zero = bregman_projection(HYPERBOLIC, [[1, 0], [0, 1]], [0, 0], [1, -1])
    assert max(map(abs, zero.x)) < mp.mpf(10) ** -30 and zero.value > mp.mpf("0.9")


def test_inconsistent_equations_name_the_rows() -> None:
    with pytest.raises(ProjectionError, match=r"\(-2\) row 1 \+ \(1\) row 3 of Z is 0, but of Y it is 1$") as caught:
        bregman_projection(HYPERBOLIC, [[1, 2], [1, 1], [2, 4]], [1, 0, 3])
    assert list(caught.value.combination or ()) == [-2, 0, 1]


@pytest.mark.parametrize("name", HALF_LINE)
@pytest.mark.parametrize(
    ("Z", "Y", "words"),
    [
        ([[1, 1], [2, 2]], [-1, -2], "for Y it is -1"),
        ([[1, 0], [1, 1]], [0, 1], "x_1 = 0, on its boundary"),
        ([[1, 1], [1, 2]], [1, 2], "x_1 = 0, on its boundary"),
    ],
)
def test_no_solution_inside_comes_with_a_farkas_vector(name: str, Z: list[list[int]], Y: list[int], words: str) -> None:
    with pytest.raises(ProjectionError, match=words) as caught:
        bregman_projection(HALF_LINE[name], Z, Y, [1, 1], 10)
    c = caught.value.combination
    assert c is not None
    assert_no_solution(c, Z, Y)


@pytest.mark.parametrize(
    ("Z", "Y", "x_init", "digits", "words"),
    [
        ([], [], None, 30, "rows of one length, at least 1; got lengths none"),
        ([[1, 2], [1]], [1, 1], None, 30, r"got lengths \[2, 1\]"),
        ([1, 2], [1], None, 30, "a list of rows"),
        ("12", [1], None, 30, "Z must be a list; got '12'"),
        ([[1, 2]], [1, 2], None, 30, "Z is 1 x 2, so Y has 1 entries; got 2"),
        ([[1, 2]], [1], [1], 30, "Z is 1 x 2, so x_init has 2 entries; got 1"),
        ([[1, float("nan")]], [1], None, 30, "Z in row 1, column 2 must be a finite number"),
        ([[1, 2]], ["one"], None, 30, "entry 1 of Y"),
        ([[1, 2]], [1], None, 4, "digits must be a whole number from 5 to 1000; got 4"),
        ([[1, 2]], [1], None, "many", "digits must be a whole number from 5 to 1000; got many"),
        ([[1] * 1001], [1], None, 30, "at most 200 rows and 1000 columns"),
        (np.array(3), [1], None, 30, "Z must be a list; got 3"),
        ([np.array(3)], [1], None, 30, "Z must be a list of rows, each a list of numbers; got 3"),
        ([[1]], np.array(3), None, 30, "Y must be a list; got 3"),
        ([[1, 2]], {1}, None, 30, "Y must be a list; got {1}"),
        (None, [1], None, 30, "Z must be a list; got None"),
    ],
)
def test_data_that_do_not_fit(Z: list[list[object]], Y: list[object], x_init: object, digits: int, words: str) -> None:
    with pytest.raises(ProjectionError, match=words):
        bregman_projection(HYPERBOLIC, Z, Y, x_init, digits)  # type: ignore[arg-type]


def test_iterators_and_numpy_integers_are_read_as_lists() -> None:
    plain = bregman_projection(HYPERBOLIC, [[1, 2], [0, 1]], [1, 1], [1, 0])
    rows = (iter(row) for row in [[1, 2], [0, 1]])
    read = bregman_projection(HYPERBOLIC, rows, map(int, "11"), iter([1, 0]), np.int64(30))  # type: ignore[arg-type]
    assert same(read, plain)


EVEN = {text: mirror_geometry(reparametrization(text, "u"), 2) for text in ("abs(u)**(3/2)", "u**2", "abs(u)**3")}
EVEN |= {f"-{text}": mirror_geometry(reparametrization(f"-{text}", "u"), 2) for text in EVEN}


@pytest.mark.parametrize("name", EVEN)
def test_models_of_one_sign_reach_no_other(name: str) -> None:
    side, word = (-1, "positive") if name.startswith("-") else (1, "negative")
    with pytest.raises(ProjectionError, match=r"for Y it is -2") as caught:
        bregman_projection(EVEN[name], [[1]], [-2 * side], [side])
    assert list(caught.value.combination or ()) == [side]
    with pytest.raises(ProjectionError, match=rf"entry 2 is {-side}, but x = .* is never {word}$"):
        bregman_projection(EVEN[name], [[1, 1]], [2 * side], [side, -side])
    found = bregman_projection(EVEN[name], [[1, -2]], [side], [side, side], 20)
    assert found.digits >= 20 and min(side * v for v in found.x) > 0
    # x = +-|u|^n goes along du/dy = dg/du, so R''(x) = 1/(n^2 |x|^(2 - 2/n)): R' from there, up to a constant.
    n = Fraction("3/2") if "3/2" in name else Fraction(3) if "3" in name else Fraction(2)
    m = 2 - 2 / n
    with mp.workdps(30):
        y = [
            side * (mp.log(abs(v)) if m == 1 else abs(v) ** at_precision(1 - m) / at_precision(1 - m)) for v in found.x
        ]
        base = mp.zero if m == 1 else side / at_precision(1 - m)
        # y - y(x_init) is parallel to the row (1, -2).
        assert abs(2 * (y[0] - base) + (y[1] - base)) < mp.mpf(10) ** -18


def test_a_root_weight_may_start_at_zero() -> None:
    # R = x^(4/3) on x >= 0: x_j^(1/3) is parallel to (1, 2), so x = c (1, 8), and x_1 + 2 x_2 = 1.
    found = bregman_projection(EVEN["abs(u)**(3/2)"], [[1, 2]], [1], digits=20)
    with mp.workdps(30):
        assert found.digits >= 20
        assert max(abs(17 * v - w) for v, w in zip(found.x, (1, 8), strict=True)) < mp.mpf(10) ** -18


def test_a_thousand_digits_of_the_hyperbolic_entropy() -> None:
    found = bregman_projection(HYPERBOLIC, [[1, 2]], [1], digits=1000)
    with mp.workdps(1020):
        assert found.digits >= 1000
        assert abs(found.x[0] + 2 * found.x[1] - 1) < mp.mpf(10) ** -1000
        for v, z in zip(found.x, (1, 2), strict=True):
            assert abs(v - mp.sinh(2 * z * found.nu[0]) / 20) < mp.mpf(10) ** -999


def test_large_cones_without_a_solution_are_refused_with_proof() -> None:
    rng = np.random.default_rng(3)
    Z = -rng.random((100, 200))
    with pytest.raises(ProjectionError, match="no negative entry") as caught:
        bregman_projection(HALF_LINE["L=2, q=2"], Z, np.ones(100), np.ones(200))
    c = caught.value.combination
    assert c is not None and dot(c, [1] * 100) < 0
    assert all(dot(c, [Fraction(float(v)) for v in column]) >= 0 for column in Z.T)


def test_a_large_cone_met_on_its_boundary_alone_is_refused() -> None:
    # The last row says x_1 + ... + x_5 = 0.
    rng = np.random.default_rng(4)
    Z = np.vstack([rng.integers(-9, 10, (60, 200)), np.r_[np.ones(5), np.zeros(195)]])
    Y = Z @ np.r_[np.zeros(5), rng.integers(1, 5, 195)]
    with pytest.raises(ProjectionError, match="on its boundary"):
        bregman_projection(HALF_LINE["L=2, q=2"], Z, Y, np.ones(200))


def test_what_is_not_decided_ends_after_so_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    def undecided(problem: object) -> None:
        assert problem is not None

    monkeypatch.setattr("neversaddle.numerics.bias.projection._require_inside", undecided)
    monkeypatch.setattr("neversaddle.numerics.bias.dual_newton.WORK_IN_DIGITS", 0)
    rng = np.random.default_rng(5)
    with pytest.raises(ProjectionError, match=r"no solution was reached with 150 evaluations of x\(y\)"):
        bregman_projection(HALF_LINE["L=2, q=2"], -rng.random((8, 12)), np.ones(8), np.ones(12), 10)


def test_geometries_that_do_not_fit() -> None:
    with pytest.raises(ProjectionError, match=r"must be a MirrorGeometry, as from mirror_geometry\(2, 2\); got 'abc'"):
        bregman_projection("abc", [[1]], [1])  # type: ignore[arg-type]
    with pytest.raises(ProjectionError, match="needs numbers for balance"):
        bregman_projection(mirror_geometry(2, 2, balance="lambda"), [[1]], [1])
    with pytest.raises(ProjectionError, match="x_init must not be 0; entry 1 is"):
        bregman_projection(HALF_LINE["L=2, q=2"], [[1]], [1])
    with pytest.raises(ProjectionError, match="inside the domain of the geometry; entry 2 is -1"):
        bregman_projection(HALF_LINE["u^2 + v^2"], [[1, 1]], [1], [1, -1])
