"""The attack: an independent reader that tries a statement on random instances of its hypotheses, not on its proof.

It evaluates definitions (quadrature, integrated flows, sampled minimisation). A failing instance is only a suspicion
until ball arithmetic confirms it; then it is shrunk to small rationals and becomes the witness of REFUTED. For laws of
motion the instances test the chain rule that the proof applies too (`SteepestFlow.rate`); the integrated flows do not.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import mpmath
import sympy as sp
from mpmath import mp

from numerics.arithmetic import MPMATH, evaluate
from numerics.enclosure import violated
from numerics.flow_attack import flow_agreement
from numerics.iteration_attack import step_holds
from numerics.legendre_attack import clauses_hold
from numerics.limit_attack import limit_agreement
from numerics.one_dimension import (
    dissipation_hypotheses,
    dissipation_margin,
    dissipation_symbols,
    dissipation_text,
    rate_margin,
)
from numerics.saddle_attack import critical_point_holds, factorization_holds
from numerics.sampling import Instance, Undefined, admits, holds, instances, outside_values, simpler
from theory.hypotheses import Condition, Hypothesis
from theory.parts import (
    Clauses,
    CriticalPoint,
    Dissipation,
    Equivalence,
    Evolves,
    Factorization,
    Identity,
    ImproperIntegral,
    Inequality,
    Iterates,
    Limit,
    LinearRate,
    Minimiser,
    Part,
    free_symbols,
)
from theory.statement import Claim

#: Working digits beyond the requested ones; quadrature and derivatives by differences lose a few.
GUARD = 15
#: Instances of one part. Flows are integrated for fewer.
SAMPLES, FLOWS, REFUTING_SAMPLES, IMPROPER_SAMPLES = 12, 2, 200, 5


@dataclass(frozen=True)
class Outcome:
    """What the attack found on one part: samples tried, the worst agreement in digits, and a confirmed witness or None.

    `suspect` is a failing instance that no rigorous bound confirmed, empty for a flow. `digits` is None where agreement
    is not a matter of digits (strict inequalities, exact truth values).
    """

    samples: int
    digits: int | None
    witness: Instance | None = None
    suspect: Instance | None = None
    message: str = ""


def attack(claim: Claim, part: Part, digits: int, seed: int, flows: bool = True) -> Outcome:
    """Try one part of a claim on random instances of its hypotheses, and laws of motion on integrated flows if `flows`.

    Raises ValueError if the hypotheses admit no instance: an empty statement is an error, not a success. Raises
    Undefined if they admit an instance where the statement has no meaning.
    """
    given = instance_hypotheses(part, claim.hypotheses(part))
    count = SAMPLES if claim.proof else REFUTING_SAMPLES
    count = min(count, IMPROPER_SAMPLES) if isinstance(part, ImproperIntegral) else count
    symbols = _symbols(part)
    count = count if symbols else 1
    tried, worst, suspect = 0, None, None
    supply = instances(given, symbols, f"{claim.id}/{claim.says.index(part)}/{seed}")
    for instance in itertools.islice(supply, count):
        agreed = _checked(part, instance, digits)
        tried += 1
        if agreed is not None and agreed < digits:
            if confirmed(part, instance):
                return Outcome(tried, None, shrunk(part, instance, given))
            # Numbers alone refute nothing: keep looking for an instance that ball arithmetic can decide.
            suspect = instance if suspect is None and agreed < digits / 2 else suspect
        worst = _least(worst, agreed)
    if suspect is not None:
        return Outcome(tried, None, suspect=suspect, message="a failing instance that no rigorous bound confirms")
    if tried == 0:
        raise ValueError(f"claim {claim.id}, part '{part.text}': no instance satisfies the hypotheses")
    if isinstance(part, Evolves) and flows:
        for number in range(FLOWS):
            agreed = flow_agreement(part, claim.hypotheses(part), digits, f"{claim.id}/{seed}/{number}")
            tried += 1
            if agreed < digits / 2:
                return Outcome(tried, None, suspect={}, message=f"an integrated flow agrees to {agreed} digits only")
            worst = _least(worst, agreed)
    return Outcome(tried, worst)


def _checked(part: Part, instance: Instance, digits: int) -> int | None:
    """The check; where a side has no value, a part may still fail for certain (an integral that is not finite)."""
    try:
        return check(part, instance, digits)
    except Undefined:
        if confirmed(part, instance):
            return 0
        raise


def check(part: Part, instance: Instance, digits: int) -> int | None:
    """Digits to which a part holds at an instance; 0 where it fails, None where it holds without a measure of digits.

    Raises Undefined where a side has no value.
    """
    try:
        with mp.workdps(digits + GUARD):
            return _check(part, instance, digits)
    except ZeroDivisionError as obstacle:
        raise Undefined(f"division by zero in '{part.text}'") from obstacle


def _check(part: Part, instance: Instance, digits: int) -> int | None:
    match part:
        case Identity(left=left, right=right):
            return agreement(evaluate(left, instance, MPMATH), evaluate(right, instance, MPMATH), digits)
        case Inequality(left=left, right=right, strict=strict):
            return _ordered(evaluate(left, instance, MPMATH), evaluate(right, instance, MPMATH), strict, digits)
        case Equivalence(conditions=conditions):
            truths = {holds(Condition(condition), instance) for condition in conditions}
            return None if len(truths) == 1 else 0
        case Minimiser():
            return _least_value(part, instance, digits)
        case Evolves(quantity=quantity, rate=rate, along=along):
            moved = along.rate(quantity)
            return agreement(evaluate(moved, instance, MPMATH), evaluate(rate, instance, MPMATH), digits)
        case ImproperIntegral():
            return _improper(part, instance, digits)
        case Dissipation():
            return 0 if dissipation_margin(part, instance) < 0 else None
        case LinearRate():
            return 0 if rate_margin(part, instance) < 0 else None
        case Limit():
            return limit_agreement(part, instance, digits)
        case Iterates():
            return None if step_holds(part, instance) else 0
        case CriticalPoint():
            return None if critical_point_holds(part, instance) else 0
        case Clauses():
            return None if clauses_hold(part, instance) else 0
        case Factorization():
            return None if factorization_holds(part, instance) else 0


def agreement(left: mpmath.mpf, right: mpmath.mpf, digits: int) -> int:
    """Common digits of two numbers, relative to the larger, at most digits + GUARD.

    Numbers below 10^-(digits + GUARD/2) are rounding of a zero, since instances are of order one.
    """
    scale = max(abs(left), abs(right))
    if scale < mp.mpf(10) ** -(digits + GUARD // 2) or left == right:
        return digits
    return max(0, min(digits, int(mp.floor(-mp.log10(abs(left - right) / scale)))))


def _ordered(left: mpmath.mpf, right: mpmath.mpf, strict: bool, digits: int) -> int | None:
    if left < right:
        return None
    equal = agreement(left, right, digits) >= digits
    return None if equal and not strict else 0


def _least_value(part: Minimiser, instance: Instance, digits: int) -> int | None:
    """The objective at the stated point against points around it, from near to far."""
    at = evaluate(part.at, instance, MPMATH)
    least = evaluate(part.objective, {**instance, part.variable: at}, MPMATH)
    for exponent in range(-6, 4):
        for side in (-1, 1):
            other = evaluate(part.objective, {**instance, part.variable: at + side * mp.mpf(2) ** exponent}, MPMATH)
            if other < least and agreement(other, least, digits) < digits:
                return 0
    return None


def _improper(part: ImproperIntegral, instance: Instance, digits: int) -> int | None:
    """Quadrature against the value where finite; where infinite, the integral over (S, S^2) must not die out."""
    exact = {symbol: sp.Rational(value.numerator, value.denominator) for symbol, value in instance.items()}
    integrand = sp.lambdify(part.variable, part.integrand.subs(exact), "mpmath")

    def density(t: mpmath.mpf) -> mpmath.mpf:
        """The integrand after s = e^t, which turns powers into exponentials."""
        s = mp.exp(t)
        return integrand(s) * s

    if holds(Condition(part.finite), instance):
        total = mp.quad(density, [-mp.inf, 0, mp.inf])
        return agreement(total, evaluate(part.value, instance, MPMATH), digits)
    pieces = [mp.quad(density, [edge, 2 * edge]) for edge in (40, 80, 160)]
    growing = all(later >= earlier for earlier, later in itertools.pairwise(pieces))
    return None if growing else 0


def confirmed(part: Part, instance: Instance) -> bool:
    """Whether ball arithmetic shows that the part fails at this instance."""
    return any(violated(part, instance, bits) for bits in (64, 160, 400))


def shrunk(part: Part, instance: Instance, given: Sequence[Hypothesis]) -> Instance:
    """A confirmed witness made of the simplest rationals that keep it one."""
    best = instance
    for symbol in sorted(instance, key=str):
        for value in simpler(best[symbol]):
            trial = {**best, symbol: value}
            if admits(given, trial) and confirmed(part, trial):
                best = trial
                break
    return best


def necessity(claim: Claim, hypothesis: Hypothesis, digits: int, seed: int) -> str | None:
    """An instance outside one hypothesis, inside all others, where some part fails or loses its meaning.

    None if the search finds no such instance.
    """
    for part in claim.says:
        if hypothesis in claim.hypotheses(part):
            witness = _without(claim, part, hypothesis, digits, seed)
            if witness:
                return witness
    return None


def _without(claim: Claim, part: Part, hypothesis: Hypothesis, digits: int, seed: int) -> str | None:
    full = instance_hypotheses(part, claim.hypotheses(part))
    if isinstance(part, Dissipation) and isinstance(hypothesis, Condition):
        (hypothesis,) = (h for h in dissipation_hypotheses((hypothesis,)) if isinstance(h, Condition))
    symbols = _symbols(part)
    given = tuple(h for h in full if h != hypothesis)
    label = f"{claim.id}/without {hypothesis}/{seed}"
    if isinstance(hypothesis, Condition):
        supply = instances((*given, Condition(sp.Not(hypothesis.relation))), symbols, label)
        outside = list(itertools.islice(supply, 60))
    elif hypothesis.symbol in symbols:
        inside = list(itertools.islice(instances(full, symbols, label), 3))
        outside = [{**i, hypothesis.symbol: v} for v in outside_values(hypothesis) for i in inside]
        outside = [i for i in outside if admits(given, i)]
    else:
        return None
    for instance in outside:
        try:
            agreed = check(part, instance, digits)
        except Undefined:
            return f"at {shown(instance)} the statement has no meaning"
        if agreed is not None and agreed < digits and confirmed(part, instance):
            return f"fails at {witness_text(part, instance)}"
    return None


def witness_text(part: Part, instance: Instance) -> str:
    """A witness with the values of both sides, where the part has two."""
    if isinstance(part, Dissipation):
        return dissipation_text(part, instance)
    if not isinstance(part, Identity | Inequality):
        return shown(instance)
    left, right = (mp.nstr(evaluate(side, instance, MPMATH), 6) for side in (part.left, part.right))
    relation = "=" if isinstance(part, Identity) else "<" if part.strict else "<="
    return f"{shown(instance)}: not {left} {relation} {right}"


def shown(instance: Instance) -> str:
    """A witness as text, symbols in alphabetical order.

    >>> from fractions import Fraction
    >>> shown({sp.Symbol("q"): Fraction(3, 2), sp.Symbol("L"): Fraction(2)})
    'L = 2, q = 3/2'
    """
    return ", ".join(f"{s} = {v}" for s, v in sorted(instance.items(), key=lambda item: str(item[0])))


def instance_hypotheses(part: Part, given: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
    """The hypotheses on what an instance fixes; a Dissipation is tried on a model of its own."""
    return dissipation_hypotheses(given) if isinstance(part, Dissipation) else given


def _symbols(part: Part) -> list[sp.Symbol]:
    found = dissipation_symbols(part) if isinstance(part, Dissipation) else free_symbols(part)
    return sorted(found, key=str)


def _least(worst: int | None, value: int | None) -> int | None:
    return value if worst is None else worst if value is None else min(worst, value)
