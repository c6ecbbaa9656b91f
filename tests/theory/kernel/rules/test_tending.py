"""Limits of minimisers: what is proved, and the kinds of false statement that must not be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
import sympy as sp

from neversaddle.theory.claims import claim_of
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Range, Sign, positive
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.order_proofs import specialisation
from neversaddle.theory.statement.proofs import proves, settled
from neversaddle.theory.statement.steps import Step
from neversaddle.theory.statement.tending import MinimisersTend

KERNEL = claim_of("kernel-limit")
TEND = next(part for part in KERNEL.says if isinstance(part, MinimisersTend))
lam, u, s = TEND.parameter, TEND.variable, TEND.point


def proved(claim: Claim, part: MinimisersTend) -> bool:
    """Whether the claim's own proof, turned to another last part, settles that."""

    def steps(_: Claim) -> Iterator[Step]:
        assert KERNEL.proof is not None
        for step in KERNEL.proof(KERNEL):
            yield replace(step, part=part) if step.part == TEND else step

    says = tuple(part if own == TEND else own for own in claim.says)
    turned = replace(claim, says=says, proof=partial(steps))
    last = [step for step in steps(turned) if step.part == part]
    return all(decide(turned, step).proved for step in last)


def test_the_limit_is_proved() -> None:
    assert proved(KERNEL, TEND)


@pytest.mark.parametrize(
    "fields",
    [
        {"at": sp.S.Zero},
        {"norm": s**2},
        {"norm": s**3 / 2},
        {"norm": s},
        {"value": -TEND.value},
        {"value": TEND.value + 1},
        {"value": TEND.value / u},
        {"bottom": sp.S.One},
        {"size": TEND.size + 1},
        {"size": 1 / TEND.size},
        {"variable": lam, "parameter": u},
        {"parameter": u},
        {"norm": lam * s**2 / 2},
        {"norm": u * s**2 / 2},
        {"point": u, "norm": u**2 / 2},
        {"point": lam, "norm": lam**2 / 2},
        {"point": sp.Symbol(u.name, real=True), "norm": sp.Symbol(u.name, real=True) ** 2 / 2},
    ],
)
def test_other_limits_are_not(fields: dict[str, sp.Expr]) -> None:
    try:
        claim = replace(KERNEL, says=(*KERNEL.says[:-1], replace(TEND, **fields)))
    except ValueError:
        # Nothing is assumed of a letter.
        return
    assert not proved(claim, replace(TEND, **fields))


@pytest.mark.parametrize(
    "changed",
    [
        (Range(lam, sp.Integer(1), sp.Integer(2)),),
        (*positive(lam), Condition(lam < 5)),
        (*positive(lam), Condition(u < 1)),
        (*positive(lam, s),),
    ],
)
def test_the_parameter_has_to_come_there_and_the_variable_to_run(changed: tuple[Sign | Range | Condition, ...]) -> None:
    given = (*(h for h in KERNEL.given if getattr(h, "symbol", None) != lam), *changed)
    assert not proved(replace(KERNEL, given=given), TEND)


def test_a_letter_is_given_values_that_are_admitted() -> None:
    """What holds for numbers below 1 does not for those above, nor what holds for one letter where it is another's."""
    a, t = sp.symbols("a t", positive=True)
    small = (Range(a, sp.S.Zero, sp.S.One, open_low=True, open_high=True),)
    general = Inequality("below one", a**2, a, given=small)
    for value, holds in ((sp.exp(-t), True), (sp.exp(t), False), (t, False), (sp.Integer(2), False)):
        part = Inequality("one value", value**2, value)
        claim = Claim("made-up", "made up", "-", (general, part), Verdict.PROVED, positive(t))
        steps = [Step(general, "powers"), proves(part, specialisation(general, a, value, settled(general)))]
        claim = replace(claim, proof=lambda _, steps=steps: iter(steps))
        first, second = (decide(claim, step) for step in steps)
        assert first.proved and second.proved is holds
