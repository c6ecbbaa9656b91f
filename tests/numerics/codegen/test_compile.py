"""Expressions and geometries as generated code: three backends agree, text is safe, reproducible and self-contained."""

from __future__ import annotations

import ast
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.numerics.codegen.compile import compile_expression, compile_geometry, expression_source, python_source
from neversaddle.numerics.codegen.printers import CannotCompile
from neversaddle.theory.geometry.euler import EulerIntegral
from neversaddle.theory.geometry.implicit import InverseOf
from neversaddle.theory.geometry.mirror import NoClosedForm, mirror_geometry
from neversaddle.theory.geometry.reparametrization import reparametrization

X, Y = sp.symbols("x y", real=True)
S = sp.Symbol("s", positive=True)
LAMBDA = sp.Symbol("lambda", positive=True)
THIRD = sp.Rational(1, 3)

quick = settings(deadline=None, max_examples=40)

EXPRESSIONS = [
    X**2 - 3 * X * Y + THIRD,
    sp.Abs(X) ** (2 * THIRD) * sp.sign(Y),
    sp.sqrt(1 + X**2) / (2 + sp.cos(Y)),
    sp.exp(-(X**2)) + sp.pi * sp.E,
    sp.log(1 + sp.Abs(X)) * sp.atan(Y),
    sp.asinh(X / 3) - sp.sinh(Y / 10) + sp.cosh(X / 20) * sp.tanh(Y),
    sp.asin(sp.tanh(X) / 2) + sp.acos(sp.tanh(Y) / 2) + sp.atanh(sp.tanh(X) / 2) + sp.acosh(2 + sp.Abs(Y)),
    sp.sin(X) * sp.tan(Y / 40),
    (1 + X**2) ** (sp.cos(Y) / 3),
    sp.Abs(X) ** sp.pi,
    sp.Max(X, Y, 0) - sp.Min(X, 2 * Y),
    1 / (1 + X**2) ** sp.Rational(7, 5),
    EulerIntegral(THIRD, sp.Rational(1, 2), X**2, 1 + Y**2),
    sp.hyper([sp.Rational(1, 2), THIRD], [1 + THIRD], -(X**2)) * Y,
    sp.hyper([2 * THIRD, sp.Rational(5, 2)], [1 + 2 * THIRD], -sp.Abs(Y)),
    InverseOf(1 + X**2, sp.Lambda(S, S**3 + S * (2 + sp.cos(Y))), sp.S.Zero, sp.oo),
    sp.Integral(S**-THIRD * (S + 2) ** -THIRD * (3 * S + 1) ** THIRD, (S, 0, X**2)),
]

# Every node of these trees, a dozen at most, rounds once at one ulp; sums of unlike signs and the slopes of outer
# functions multiply that by the condition number, which the magnitudes below keep under 100. Integrals: 1e-13.
EXPRESSION_TOLERANCE = 2e-13


def short(e: sp.Expr) -> str:
    return str(e).replace(" ", "")[:40]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=short)
def test_backends_agree_with_sympy(expression: sp.Expr) -> None:
    f, g, h = (compile_expression(expression, [X, Y], b) for b in ("numpy", "mpmath", "arb"))
    for x, y in ((0.5, -1.25), (-3.0, 2.0), (17.0, 0.125)):
        with mp.workdps(40):
            exact = g(x, y)
            scale = 1 + abs(exact)
            with ctx.workprec(130):
                ball = h(x, y)
                assert ball.is_finite()
                assert ball.overlaps(arb(exact) + arb(0, "1e-37") * arb(scale))
                assert ball.rel_accuracy_bits() > 100
            assert abs(mpf(float(f(x, y))) - exact) <= EXPRESSION_TOLERANCE * scale
            if not expression.has(sp.Integral, InverseOf):
                value = expression.subs({X: sp.Rational(x), Y: sp.Rational(y)}).evalf(35)
                assert abs(mpf(str(value)) - exact) <= mpf(10) ** -30 * scale


def test_mpmath_takes_rationals_at_the_precision_of_the_call() -> None:
    f = compile_expression(X**THIRD + sp.Rational(1, 7), [X], "mpmath")
    for digits in (15, 40, 200):
        with mp.workdps(digits):
            assert abs(f(8) - 2 - mpf(1) / 7) <= 4 * mp.eps


@quick
@given(st.floats(width=64), st.integers(-7, 7), st.integers(1, 9))
def test_rational_powers_of_any_float(x: float, p: int, r: int) -> None:
    exponent = sp.Rational(p, r)
    f = compile_expression(X**exponent, [X], "numpy")
    with np.errstate(all="raise"):
        value = float(f(x))
    if math.isnan(x):
        assert math.isnan(value) or exponent == 0
    elif x < 0 and not exponent.is_Integer:
        assert math.isnan(value)
    elif x == 0 or math.isinf(x):
        grows = (exponent > 0) == math.isinf(x)
        assert exponent == 0 or abs(value) == (math.inf if grows else 0.0)
    else:
        with mp.workdps(40):
            exact = mpf(x) ** (mpf(p) / r)
            if mpf(2) ** -1022 < abs(exact) < mpf(2) ** 1023:
                # A power and an exp2 at one ulp each, p/r ulps (at most 7) from rounding p/r, one product.
                assert abs(mpf(value) - exact) <= 11 * mpf(2) ** -53 * abs(exact)


EDGES = [
    (sp.log(X), 0.0, -math.inf),
    (sp.log(X), -1.0, math.nan),
    (1 / X, 0.0, math.inf),
    (1 / X, math.inf, 0.0),
    (sp.sqrt(X), -1.0, math.nan),
    (sp.sqrt(X), math.inf, math.inf),
    (sp.sign(X), math.nan, math.nan),
    (sp.sign(X), -math.inf, -1.0),
    (sp.Abs(X), -math.inf, math.inf),
    (sp.exp(X), -math.inf, 0.0),
    (sp.exp(X), 1e4, math.inf),
    (sp.atan(X), math.inf, math.pi / 2),
    (sp.atanh(X), 1.0, math.inf),
    (sp.acosh(X), 0.5, math.nan),
    (sp.asin(X), 2.0, math.nan),
    (sp.tan(X), math.inf, math.nan),
    (X ** sp.Rational(2, 3), 5e-324, 2.0**-716),
    (X**THIRD, -8.0, math.nan),
    (EulerIntegral(THIRD, 2, sp.Abs(X), 1), math.inf, math.gamma(1 / 3) * math.gamma(5 / 3)),
    (EulerIntegral(THIRD, THIRD, X, 1), -1.0, math.nan),
    (sp.hyper([2, THIRD], [4 * THIRD], -X), math.inf, 0.0),
]


@pytest.mark.parametrize("backend", ["numpy", "mpmath"])
@pytest.mark.parametrize(("expression", "x", "value"), EDGES)
def test_edges(expression: sp.Expr, x: float, value: float, backend: str) -> None:
    f = compile_expression(expression, [X], backend)
    with np.errstate(all="raise"):
        # Overflow to infinity is for doubles alone; mpmath has no largest number.
        computed = f(x)
    expected = mp.exp(10**4) if backend == "mpmath" and x == 1e4 else value
    if backend == "mpmath" and not mp.isnan(expected) and not mp.isinf(expected):
        assert abs(computed - expected) <= 1e-13 * abs(expected)
    else:
        np.testing.assert_allclose(float(computed), float(expected), rtol=1e-14)


def test_constants_are_rounded_once() -> None:
    for constant in (sp.Rational(1, 3), sp.sqrt(2), sp.pi**3, sp.gamma(THIRD), sp.cos(1), sp.Float("0.1", 30)):
        assert float(compile_expression(constant, [X])(1.0)) == float(constant.evalf(40))


def test_shapes_broadcast() -> None:
    f = compile_expression(X + Y, [X, Y])
    assert f(np.ones((3, 1)), np.ones(4)).shape == (3, 4)
    assert f(np.ones((0,)), 1.0).shape == (0,)
    assert isinstance(f(1, 2), np.float64)
    assert compile_expression(sp.S.One, [X])(np.ones(5)).shape == (5,)


def test_user_names_never_reach_the_text() -> None:
    evil = sp.Symbol('__import__("os").abort()')
    assert "import" not in expression_source(evil**2 + 1, [evil], "numpy")
    assert compile_expression(evil**2 + 1, [evil])(2.0) == 5.0
    rude = sp.Symbol('"""\nimport os; os.abort()\n"""', positive=True)
    text = python_source(mirror_geometry(3, 2, balance=(sp.S.Zero, rude, rude + 1)))
    assert "abort" not in {n.attr for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Attribute)}
    assert text.count('"""') % 2 == 0


REFUSED = [
    (lambda: compile_expression(X + Y, [X]), "y is not among the variables x"),
    (lambda: compile_expression(X, [X, X]), "different"),
    (lambda: compile_expression(X, [X], "fortran"), "numpy, mpmath, arb"),
    (lambda: compile_expression(sp.gamma(X), [X]), "gamma"),
    (lambda: compile_expression(sp.hyper([1, 2, 3], [4], X), [X]), "2F1"),
    (lambda: compile_expression(sp.Integral(S, (S, 1, X)), [X]), "over"),
    (lambda: compile_geometry(mirror_geometry(2, sp.Symbol("q"), balance=LAMBDA)), "must be numbers"),
    (lambda: compile_geometry(mirror_geometry(reparametrization("u*v + sin(u)", "u,v"), 2)), "no closed form"),
    (lambda: compile_geometry(mirror_geometry(3, 2), "c"), "numpy, mpmath, arb"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_refusals_are_one_line(call: object, message: str) -> None:
    with pytest.raises((CannotCompile, NoClosedForm), match=message) as caught:
        call()  # type: ignore[operator]
    assert "\n" not in str(caught.value)


def test_keywords() -> None:
    f = compile_geometry(mirror_geometry(3, 2, balance=LAMBDA))
    assert f.parameters == ("balance",)
    assert f.mirror_map(1.0, balance=0.5) == f.mirror_map(1.0, lam=0.5) == f.mirror_map(1.0, lambda_=0.5)
    a, b = sp.symbols("a b", positive=True)
    two = compile_geometry(mirror_geometry(3, 2, balance=(0, a, a + b)))
    fixed = compile_geometry(mirror_geometry(3, 2, balance=(0, 1, 3)))
    assert two.parameters == ("a", "b")
    # The one is computed from symbols, the other from numbers: offset integrals are good to 1e-13.
    assert two.mirror_map(0.7, a=1.0, b=2.0) == pytest.approx(fixed.mirror_map(0.7), rel=2e-13)
    start = compile_geometry(mirror_geometry(reparametrization("u**2 - v**2", "u,v"), 2))
    assert start.parameters == ("alpha",)
    for wrong in ({}, {"balance": 1.0, "lam": 1.0}, {"bogus": 1.0}):
        with pytest.raises(TypeError):
            f.mirror_map(1.0, **wrong)


@pytest.mark.parametrize("backend", ["numpy", "mpmath", "arb"])
def test_docstrings_say_what_and_from_where(backend: str) -> None:
    f = compile_geometry(mirror_geometry(3, 2, balance=LAMBDA), backend)
    for name in ("inverse_metric", "mirror_map", "inverse_mirror_map", "potential", "conjugate", "bregman_divergence"):
        function = getattr(f, name)
        assert function.__name__ == name
        assert "2603.02064" in function.__doc__
    if backend == "numpy":
        assert "atan" in f.mirror_map.__doc__ and "balance > 0" in f.mirror_map.__doc__


CASES = [
    ("3", "3/2", "lambda"),
    ("2", "2", "1/10"),
    ("4", "5/4", "0"),
    ("3", "2", "0,1,3"),
    ("u**2-v**2", "3/2", "0"),
    ("u**2-v**2", "2", "0"),
    ("u**2*v", "2", "lambda"),
]

BUILD = """
import sys, json, sympy as sp
from neversaddle.numerics.codegen.compile import python_source
from neversaddle.theory.geometry.mirror import mirror_geometry
from neversaddle.theory.geometry.reparametrization import reparametrization
out = []
for model, q, balance in json.loads(sys.argv[1]):
    m = int(model) if model.isdigit() else reparametrization(model, "u,v")
    c = sp.Symbol("lambda", positive=True) if balance == "lambda" else balance
    out.append(python_source(mirror_geometry(m, q, balance=tuple(c.split(",")) if "," in str(c) else c)))
print(json.dumps(out))
"""

RUN = """
import sys, json
assert not any(name.split(".")[0] in ("sympy", "theory", "numerics", "neversaddle") for name in sys.modules)
import numpy as np
sources, points = json.loads(sys.stdin.read())
results = []
for source in sources:
    module = {"__name__": "mirror_geometry"}
    exec(compile(source, "mirror_geometry.py", "exec"), module)
    import inspect
    names = ("inverse_metric", "mirror_map", "inverse_mirror_map", "potential", "conjugate")
    keywords = [p for p in inspect.signature(module["mirror_map"]).parameters if p != "x"]
    given = {k: 0.3 for k in keywords}
    x = np.array(points)
    values = [module[n](x, **given) for n in names] + [module["bregman_divergence"](x, 0.25, **given)]
    results.append([[float(v).hex() for v in row] for row in values])
    assert not any(n.split(".")[0] in ("sympy", "mpmath", "scipy", "flint", "numerics") for n in sys.modules)
print(json.dumps(results))
"""


def build(seed: str) -> list[str]:
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", BUILD, json.dumps(CASES)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return [str(text) for text in json.loads(done.stdout)]


def test_source_is_reproducible_and_runs_on_numpy_alone(tmp_path: Path) -> None:
    # The sources of this process, whose hash seed is another one, are compared below.
    sources = build("2" if os.environ.get("PYTHONHASHSEED") == "1" else "1")
    points = [-0.5, -1e-9, 0.0, 1e-300, 0.125, 0.25, 0.250001, 0.7, math.inf]
    done = subprocess.run(
        [sys.executable, "-I", "-c", RUN],
        input=json.dumps([sources, points]),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    for (model, q, balance), source, rows in zip(CASES, sources, json.loads(done.stdout), strict=True):
        given = LAMBDA if balance == "lambda" else tuple(balance.split(",")) if "," in balance else balance
        text = int(model) if model.isdigit() else reparametrization(model, "u,v")
        f = compile_geometry(mirror_geometry(text, q, balance=given))
        assert f.source == source
        keywords = dict.fromkeys(f.parameters, 0.3)
        x = np.array(points)
        names = ("inverse_metric", "mirror_map", "inverse_mirror_map", "potential", "conjugate")
        values = [getattr(f, n)(x, **keywords) for n in names] + [f.bregman_divergence(x, 0.25, **keywords)]
        assert [[float(v).hex() for v in row] for row in values] == rows
        tree = ast.parse(source)
        imported = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        imported |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
        assert imported == {"__future__", "collections.abc", "typing", "numpy", "numpy.typing"}
