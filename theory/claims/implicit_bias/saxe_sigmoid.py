"""Saxe's sigmoid: closed solutions of learning f = (x - s)^2/2 from equal weights, and the times to half of s."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, x
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive, real
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import ANY_DEPTH
from neversaddle.theory.statement.steps import Step, by_derivative, by_normal_form

t = sp.Symbol("t", real=True)
#: The target, and the odds v = x/(s - x) on the way and at the start.
s, v, v_0, x_0 = sp.symbols("s v v_0 x_0", positive=True)
TARGET = positive(s, why="the other sign is the mirror image; s = 0 is a saddle")
ODDS = positive(v_0, why="0 < x_0 < s: the odds v = x/(s-x) at the start")
POINT = positive(v, why="0 < x < s")

sigmoid = s * sp.exp(2 * s * t) / (sp.exp(2 * s * t) + 1 / v_0)
#: Times from odds v_0 to v: gradient flow at L = 2 and at L = 4.
logarithmic = sp.log(v / v_0) / (2 * s)


def primitive(v: sp.Expr) -> sp.Expr:
    """Time up to a constant at (q, L) = (2, 4): (atanh(sqrt(x/s)) - sqrt(s/x))/(2 s^(3/2)) in the odds."""
    return (sp.asinh(sp.sqrt(v)) - sp.sqrt(1 + 1 / v)) / (2 * s ** sp.Rational(3, 2))


def at(v: sp.Expr) -> sp.Expr:
    """The point with the odds v."""
    return s * v / (1 + v)


claim = Claim(
    id="saxe-sigmoid",
    name="Sigmoid of Saxe",
    source="Saxe, McClelland & Ganguli 2014; Gissin, Shalev-Shwartz & Daniely 2020 at q = 2 [reported]; q = 1 derived",
    uses=("product-time-law",),
    says=(
        Identity(
            "(2, 2): dx = 2 x (s - x) dt, 1/v_0 = s/x_0 - 1",
            sp.Derivative(sigmoid, t),
            2 * sigmoid * (s - sigmoid),
            (*TARGET, *real(t), *ODDS),
        ),
        Identity("(2, 2): the start", sigmoid.subs(t, 0), at(v_0), (*TARGET, *ODDS)),
        Identity(
            "(2, 2): the odds v = x/(s-x) are reached after log(v/v_0)/(2s): dt/dv = dx/dv / (2 x (s-x))",
            sp.Derivative(logarithmic, v),
            sp.Derivative(at(v), v) / (2 * at(v) * (s - at(v))),
            (*TARGET, *POINT, *ODDS),
        ),
        Identity(
            "(2, 2): from x_0 to s/2, which is v = 1",
            logarithmic.subs(v, 1),
            sp.log(s / at(v_0) - 1) / (2 * s),
            (*TARGET, *ODDS),
        ),
        Identity(
            "(1, L): x is reached after x^(1/L) - x_0^(1/L), up to x = s: dt/dx = 1/(L x^(1-1/L))",
            sp.Derivative(x ** (1 / L) - x_0 ** (1 / L), x),
            1 / (L * x ** (1 - 1 / L)),
            (ANY_DEPTH, *positive(x, x_0, why="x = 0 is the saddle")),
        ),
        Identity(
            "(2, 4): dt/dv = dx/dv / (4 x^(3/2) (s-x))",
            sp.Derivative(primitive(v), v),
            sp.Derivative(at(v), v) / (4 * at(v) ** sp.Rational(3, 2) * (s - at(v))),
            (*TARGET, *POINT),
        ),
        Identity(
            "(2, 4): from x_0 to s/2",
            primitive(sp.S.One) - primitive(v_0),
            (sp.sqrt(s / at(v_0)) - sp.sqrt(2) + sp.asinh(1) - sp.asinh(sp.sqrt(v_0))) / (2 * s ** sp.Rational(3, 2)),
            (*TARGET, *ODDS),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "(2, 4): the time up to the odds v is (asinh(sqrt(v)) - sqrt(1+1/v))/(2 s^(3/2)) + const, where asinh(sqrt(v)) "
        "is atanh(sqrt(x/s)) and 1 + 1/v is s/x. As x_0 -> 0 the half-times are bounded at q = 1, grow like log(1/x_0) "
        "at (2, 2) and like x_0^(-1/2) at (2, 4): as claim product-time-law says of m < 1, m = 1 and m > 1."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """Differentiate; both forms of a half-time vanish at v_0 = 1 and have one slope."""
    law, start, time, half, line, deep_time, deep_half = claim.says
    for part in (law, start, time, line, deep_time, deep_half):
        yield by_normal_form(part)
    yield by_derivative(half, v_0, at=sp.S.One)
