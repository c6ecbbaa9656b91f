"""What is said of gradient flows of all losses, in full: the model, the start, the loss, y, and how long."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.fields import Brackets, Gradients, Gram, Moved
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction, OnSurface
from neversaddle.theory.statement.hypotheses import Condition, real
from neversaddle.theory.statement.sentence import sentence
from neversaddle.theory.statement.writing import LATEX, part_latex, part_text

w_1, w_2, a = sp.symbols("w_1 w_2 a", real=True)
W = sp.Tuple(w_1, w_2)
X = sp.Tuple(a * w_1, w_1 * w_2)
GIVEN = (*real(w_1, w_2, a), Condition(sp.Ne(w_1, 0)))
FLOW = (
    " = -int_0^t(grad_x f(x, s) ds), for every f(x, t) with continuous grad_x f, along every "
    "solution of dw/dt = -grad_w f(x, t), x = (a*w_1, w_1*w_2), w = (w_1, w_2), from these (w_1, w_2)"
)


def test_a_convex_gradient() -> None:
    said = sentence(ConvexGradient("-", X, W), GIVEN)
    assert said == (
        "For all real w_1, real w_2, real a, w_1 != 0: there is a C2 function P with a positive definite Hessian on "
        "the open set D of all y for which dZ/ds = sum_i y_i grad x_i(Z), Z(0) = (w_1, w_2), has a solution for "
        "0 <= s <= 1, such that x = grad P(y) as long as y has stayed in D, and y = grad R(x) as long as y has stayed "
        "in an open convex C in D with 0 in C, R being the conjugate of P on C, a C2 function with a positive definite "
        f"Hessian on grad P(C); here y{FLOW}."
    )


def test_no_function() -> None:
    said = sentence(NoFunction("-", X, W), GIVEN)
    assert said == (
        "For all real w_1, real w_2, real a, w_1 != 0: there are no eps > 0 and no function X on the ball |y| < eps "
        f"such that x = X(y) as long as |y| < eps, y{FLOW}."
    )


def test_any_map() -> None:
    g, w = sp.symbols("g w", real=True)
    given = (
        Condition(sp.Eq(Brackets(Gradients(g, w), w), 0)),
        Condition(sp.Gt(Gram(Gradients(g, w), w), 0)),
    )
    said = sentence(ConvexGradient("-", g, w), given)
    assert said.startswith(
        "For all m, n, smooth g: R^m -> R^n, w in R^m, sup_z(sum_ij |[grad g_i, grad g_j](z)|^2) = 0, "
        "det_ij(grad g_i . grad g_j)(w) > 0: there is a C2 function P"
    )
    assert "dZ/ds = sum_i y_i grad g_i(Z), Z(0) = w, has" in said
    assert said.endswith("along every solution of dw/dt = -grad_w f(x, t), x = g(w), from this w.")
    moved = sentence(NoFunction("-", g, w), (Condition(sp.Gt(Moved(g, Gradients(g, w), w), 0)),), LATEX)
    assert r"\nabla g_l \cdot \nabla([\nabla g_i, \nabla g_j] \cdot \nabla g_k)" in moved
    assert r"g: \mathbb{R}^m \to \mathbb{R}^n,\ w \in \mathbb{R}^m" in moved and moved.count("{") == moved.count("}")
    assert ConvexGradient("-", g, w).symbols() == set()
    assert "V_i(z) = grad g_i" in part_text(OnSurface("-", Gradients(g, w), w))


def test_one_coordinate_is_itself() -> None:
    assert "x = w_1*w_2, w = (w_1, w_2)" in part_text(ConvexGradient("-", sp.Tuple(w_1 * w_2), W))
    assert r"x = w_{1} w_{2},\ w = \left" not in part_latex(ConvexGradient("-", sp.Tuple(w_1 * w_2), W))


def test_in_latex() -> None:
    for part in (ConvexGradient("-", X, W), NoFunction("-", X, W)):
        said = sentence(part, GIVEN, LATEX)
        assert r"\dot w = -\nabla_w f(x, t),\ x = (a w_{1}, w_{1} w_{2}),\ w = (w_{1}, w_{2})" in said
        assert said.count("{") == said.count("}") and "int_0" in said


def test_a_surface() -> None:
    part = OnSurface("-", sp.Tuple(sp.Tuple(w_1, w_2), sp.Tuple(w_2, a)), W)
    assert part_text(part).endswith("z = (w_1, w_2), V_i(z) = (w_1, w_2), (w_2, a), from that (w_1, w_2)")
    assert r"z = (w_{1}, w_{2}),\ V_i(z) = (w_{1}, w_{2}), (w_{2}, a)" in part_latex(part)
    assert part.symbols() == {w_1, w_2, a}
