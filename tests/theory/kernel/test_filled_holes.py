"""False statements that an adversary had proved by what is filled into theorems: each must stay refused."""

from __future__ import annotations

import pytest
import sympy as sp

from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.language.families import Total, family, index
from neversaddle.theory.language.symbols import L
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.convexity import StrictlyConvex
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Kept, Members, Sign, positive, real
from neversaddle.theory.statement.kinds import Identity, Inequality, Part
from neversaddle.theory.statement.order_proofs import relation
from neversaddle.theory.statement.proofs import coefficients, derivative, normal_form, rule, theorem
from neversaddle.theory.statement.steps import Proof, Step

a, b, z = sp.symbols("a b z", real=True)
t, beta = sp.Symbol("t1", real=True), sp.Symbol("beta", real=True)
p, s, v = sp.symbols("p s v", positive=True)
n, moved, slope = index("n"), family("a"), family("b")
Statement = tuple[Part, Proof, tuple[Hypothesis, ...]]


def proved(statement: Statement) -> bool:
    part, proof, given = statement
    claim = Claim("made-up", "made up", "made up", (Identity("other", sp.S.Zero, sp.S.Zero),), Verdict.PROVED)
    object.__setattr__(claim, "says", (part,))
    object.__setattr__(claim, "given", given)
    return decide(claim, Step(part, proof.rule, proof.details, proof.premises)).proved


def above_tangent(of: sp.Expr, *given: Hypothesis) -> Statement:
    """F(b) - F(a) - F'(a)(b - a) >= 0, by a second derivative that is positive."""
    F, D = sp.Lambda(t, of), sp.Lambda(t, sp.diff(of, t))
    goal = Inequality("-", sp.S.Zero, F(b) - F(a) - D(a) * b + D(a) * a, tight=sp.Eq(b - a, 0))
    convex = theorem("rising-derivative", normal_form(), coefficients())
    return goal, theorem("tangent", convex, F=F, D=D, a=a, b=b), (*real(a, b, z), *given)


def kept(factor: sp.Expr, *given: Hypothesis, name: str = "a") -> Statement:
    member = family(name)[n]
    velocity = factor * member
    told = Kept(slope[n], member, velocity, n, L)
    goal = Holds("-", sp.Eq(Total(slope[n] * velocity, n, L), 0))
    by = theorem("kept-function", b=(n, slope[n]), z=(n, member), V=(n, velocity), n=n, size=L)
    return goal, relation(by), (Depth(L, 1), Members(family(name), "real"), Members(slope, "real"), *given, told)


def same_everywhere(left: sp.Expr, right: sp.Expr, *given: Hypothesis) -> Statement:
    """A = B at z > 0, since it is so at all values of h = v s."""
    at = sp.Symbol("z", positive=True)
    goal = Identity("-", left.xreplace({s: at}), right.xreplace({s: at}))
    premises = coefficients(), coefficients(), rule("continuity"), rule("continuity"), normal_form()
    return goal, theorem("every-value", *premises, A=left, B=right, y=s, h=v * p, v=v, z=at), (*positive(at, p), *given)


FALSE: dict[str, Statement] = {
    # At a = 1, b = 2, z = 10 it is -99.
    "a letter of the goal in the place of the theorem's": above_tangent(t**2 + z * t**2 - z * t**2 * 2),
    "with the goal's letter for the point": above_tangent((z**2 - 2) * t**2),
    "a cube, where another letter is positive": above_tangent(t**3, Condition(z > 0)),
    "a second derivative on two rays": (
        StrictlyConvex("-", z**4 - 6 * z**2, 4 * z**3 - 12 * z, z, real(z)),
        theorem("rising-derivative", derivative(z, sp.S.One), coefficients()),
        (Condition(z**2 - 1 > 0),),
    ),
    "what a derivative binds": same_everywhere(s + sp.Derivative(s * p, p), 3 * s),
    "a velocity without a value": kept(sp.sqrt(beta), Sign(beta, "real")),
    "a velocity that is infinite": kept(1 / beta, Sign(beta, "real")),
    "members called as the function": kept(sp.Integer(2), name="F"),
    "members called as the time": kept(sp.Integer(2), name="t"),
}
TRUE: dict[str, Statement] = {
    "a parabola": above_tangent((beta**2 + 1) * t**2, Sign(beta, "real")),
    "a velocity of members": kept(sp.Integer(2)),
    "a velocity with a parameter": kept(beta, Sign(beta, "real")),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_not_proved(name: str) -> None:
    assert not proved(FALSE[name])


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_is(name: str) -> None:
    assert proved(TRUE[name])
