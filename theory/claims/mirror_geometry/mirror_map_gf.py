"""Gradient flow: elementary mirror maps at depths two, three and four."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import lam
from neversaddle.theory.statement.case_proofs import by_symmetry
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.leaf_of_all_signs import (
    SIGNED_LEAF,
    mirror_coordinate,
    signed_size,
    v,
    v_positive,
)
from neversaddle.theory.statement.proofs import derivative, normal_form, proves
from neversaddle.theory.statement.steps import Step

TWO, THREE, FOUR = sp.Integer(2), sp.Integer(3), sp.Integer(4)
ratio = sp.Abs(v) / lam

claim = Claim(
    id="mirror-map-gf",
    name="Mirror map of gradient flow",
    source="derived; L = 2 is the hyperbolic entropy of Ghai, Hazan & Singer 2020 at beta = lambda/2",
    uses=("mirror-map",),
    given=SIGNED_LEAF,
    says=(
        Identity("depth two", mirror_coordinate(TWO, TWO), sp.asinh(2 * signed_size(TWO, TWO) / lam) / 2),
        Identity("depth three", mirror_coordinate(THREE, TWO), sp.sign(v) * sp.atan(sp.sqrt(ratio)) / sp.sqrt(lam)),
        Identity("depth four", mirror_coordinate(FOUR, TWO), sp.sign(v) * sp.sqrt(ratio / (1 + ratio)) / lam),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Odd on both sides; for v > 0 equal derivatives, and equal at v = 0."""
    for part in claim.says:
        yield proves(part, by_symmetry(v, derivative(v_positive), normal_form()))
