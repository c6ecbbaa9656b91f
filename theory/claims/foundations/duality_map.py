"""The duality map: multiplicative, odd, the gradient of |z|^q/q, and inverse to its conjugate."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import p, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Range, nonzero, real
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Step, by_normal_form

a, b, z = sp.symbols("a b z", real=True)

claim = Claim(
    id="duality-map",
    name="Duality map",
    source="standard",
    given=(EXPONENT,),
    says=(
        Identity("multiplicative", duality_map(q, a * b), duality_map(q, a) * duality_map(q, b), real(a, b)),
        Identity("odd", duality_map(q, -a), -duality_map(q, a), real(a)),
        Identity(
            "gradient of |z|^q/q",
            sp.Derivative(sp.Abs(z) ** q / q, z),
            duality_map(q, z),
            nonzero(z, why="at z = 0 and q = 1 the modulus has a kink and no gradient"),
        ),
        Identity(
            "inverse to Phi_p, 1/p + 1/q = 1",
            duality_map(p, duality_map(q, z)),
            z,
            (*real(z), Range(q, open_low=True, why="at q = 1 the conjugate p is infinite: sign has no inverse")),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Sign by sign, each side is one power of the moduli."""
    for part in claim.says:
        yield by_normal_form(part)
