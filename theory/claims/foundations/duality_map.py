"""The duality map: multiplicative, odd, the gradient of |z|^q/q, and inverse to its conjugate."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import p, q
from neversaddle.theory.statement.case_proofs import equal
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Range, nonzero, real
from neversaddle.theory.statement.kinds import Identity, Limit
from neversaddle.theory.statement.proofs import normal_form, proves
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Step, by_continuity, by_normal_form

a, b, z = sp.symbols("a b z", real=True)
t = sp.Symbol("t", positive=True)
ABOVE_ONE = Range(q, open_low=True, why="at q = 1 the conjugate p is infinite: sign has no inverse")

claim = Claim(
    id="duality-map",
    name="Duality map",
    source="standard",
    fidelity=Fidelity.FAITHFUL,
    given=(EXPONENT,),
    says=(
        Identity("multiplicative", duality_map(q, a * b), duality_map(q, a) * duality_map(q, b), real(a, b)),
        Identity("odd: where b = -a", duality_map(q, b), -duality_map(q, a), (*real(a, b), Condition(sp.Eq(b, -a)))),
        Identity(
            "gradient of |z|^q/q",
            sp.Derivative(sp.Abs(z) ** q / q, z),
            duality_map(q, z),
            nonzero(z, why="at z = 0 and q = 1 the modulus has a kink and no gradient"),
        ),
        *(
            Limit(
                f"gradient at z = 0, q > 1: its difference quotient from the {side}, Phi_q(0) being 0",
                t**q / q / (sign * t),
                t,
                sp.S.Zero,
                sp.S.Zero,
                (ABOVE_ONE,),
            )
            for side, sign in (("right", 1), ("left", -1))
        ),
        Identity(
            "inverse to Phi_p, 1/p + 1/q = 1",
            duality_map(p, duality_map(q, z)),
            z,
            (*real(z), ABOVE_ONE),
        ),
        Identity("and Phi_p to it", duality_map(q, duality_map(p, z)), z, (*real(z), ABOVE_ONE)),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Sign by sign, each side is one power of the moduli."""
    multiplicative, odd, gradient, *at_zero, inverse, other = claim.says
    for part in (multiplicative, gradient, inverse, other):
        yield by_normal_form(part)
    yield proves(odd, equal(b, normal_form()))
    yield from map(by_continuity, at_zero)
