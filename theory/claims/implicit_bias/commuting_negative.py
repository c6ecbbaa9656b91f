"""Products of matrices and vectors do not commute: gradient flow on them is no mirror flow in the product's entries."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import real
from neversaddle.theory.statement.kinds import MirrorFlowExists
from neversaddle.theory.statement.steps import Step, by_brackets

u_1, u_2, v = sp.symbols("u_1 u_2 v", real=True)

claim = Claim(
    id="commuting-negative",
    name="Models without a mirror flow",
    source="derived; compare Li, Wang, Lee & Arora 2022 (brackets in the kernel of Dg are necessary)",
    says=(
        MirrorFlowExists(
            "the first row of the rank-one matrix u u^T",
            (u_1**2 / 2, u_1 * u_2),
            (u_1, u_2),
            sp.false,
        ),
        MirrorFlowExists(
            "the whole of it: three entries of two weights",
            (u_1**2 / 2, u_1 * u_2, u_2**2 / 2),
            (u_1, u_2),
            sp.false,
        ),
        MirrorFlowExists(
            "the linear network x = v u with one hidden neuron and two inputs",
            (v * u_1, v * u_2),
            (u_1, u_2, v),
            sp.false,
        ),
        MirrorFlowExists(
            "real and imaginary part of the complex square (u_1 + i u_2)^2/2",
            ((u_1**2 - u_2**2) / 2, u_1 * u_2),
            (u_1, u_2),
            sp.false,
        ),
    ),
    given=real(u_1, u_2, v),
    expects=Verdict.PROVED,
    remark=(
        "Each coordinate alone has a mirror flow (claim orbit). For x = v u Azulay et al. 2021 change the clock to get "
        "one: with the loss's own time there is none. Where gradients are dependent (u_1 = 0, v = 0, or three entries "
        "of two weights) some losses move y and not x; elsewhere a bracket moves x, at once or shortly after the start."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """At every start the gradients are dependent, or a bracket moves x."""
    for example in claim.says:
        yield by_brackets(example)
