"""A tape for heyoka, a Taylor integrator that compiles the field with LLVM: double precision, or MPFR beyond it.

Biscani and Izzo, Revisiting high-order Taylor methods for astrodynamics and celestial mechanics, 2021.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import mpmath
from mpmath import mp

from neversaddle.numerics.flow.course.walk import MOST_STEPS
from neversaddle.numerics.flow.second_opinion.frozen import Advance, Frozen, Stalled, State
from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.numerics.ode.tape import Operation, Tape

#: heyoka's expressions and numbers; it has no stubs that could be relied on where it is missing.
Expression: TypeAlias = Any

#: Digits that its doubles are used for.
DOUBLE_DIGITS = 15


def heyoka_advance(frozen: Frozen) -> Advance:
    """From the present state to a time; steps end at each output. Raises FlowError where heyoka is missing."""
    try:
        heyoka = importlib.import_module("heyoka")
    except ModuleNotFoundError:
        raise FlowError('method "heyoka" needs the extra: pip install neversaddle[fast]') from None
    double = frozen.digits <= DOUBLE_DIGITS
    bits = mp.prec

    def number(value: mpmath.mpf) -> Any:
        return float(value) if double else heyoka.real(mp.nstr(value, mp.dps + 10), bits)

    def back(value: Any) -> mpmath.mpf:
        return mp.mpf(float(value)) if double else mp.mpf(str(value))

    unknowns = [heyoka.expression(f"y{i}") for i in range(len(frozen.start))]
    rates = expressions(heyoka, frozen.field.tape, frozen.field.rates, unknowns, number)
    kind = {} if double else {"fp_type": heyoka.real}
    integrator = heyoka.taylor_adaptive(
        list(zip(unknowns, rates, strict=True)),
        [number(v) for v in frozen.start],
        time=number(frozen.begin),
        compact_mode=True,
        **kind,
    )

    def present() -> tuple[mpmath.mpf, State]:
        return back(integrator.time), [back(v) for v in integrator.state]

    def passed(_: object) -> bool:
        time, state = present()
        frozen.passed(time, state)
        if frozen.may_bounce:
            before = time - mp.ldexp(back(integrator.last_h), -(53 if double else bits) // 3)
            frozen.bounced(before, [back(v) for v in integrator.update_d_output(number(before))], time, state)
        return True

    def advance(time: mpmath.mpf) -> State:
        outcome, *_ = integrator.propagate_until(
            number(time), callback=passed, max_steps=MOST_STEPS, write_tc=frozen.may_bounce
        )
        if outcome != heyoka.taylor_outcome.time_limit:
            nowhere = outcome == heyoka.taylor_outcome.step_limit
            raise Stalled(*present(), f"{MOST_STEPS} steps were made" if nowhere else "the state is no longer finite")
        return present()[1]

    return advance


def expressions(
    heyoka: Any,
    tape: Tape,
    entries: Sequence[int],
    unknowns: Sequence[Expression],
    number: Callable[[mpmath.mpf], Any],
) -> list[Expression]:
    """Entries of a tape as heyoka's expressions of the unknowns and its time."""
    found: list[Expression] = []

    def constant(value: mpmath.mpf) -> Expression:
        return heyoka.expression(number(value))

    def power(base: Expression, exponent: Fraction) -> Expression:
        if exponent == Fraction(1, 2):
            return heyoka.sqrt(base)
        return base ** constant(at_precision(exponent))

    def of(op: Operation) -> Expression:
        inner = [found[i] for i in op.entries if i < len(found)]
        match op.kind:
            case "constant":
                return constant(at_precision(op.numbers[0]))
            case "named":
                return constant(+mp.pi if op.name == "pi" else +mp.e)
            case "time":
                return heyoka.time
            case "state":
                return unknowns[int(op.numbers[0])]
            case "linear":
                terms = [
                    v if f == 1 else -v if f == -1 else constant(at_precision(f)) * v
                    for f, v in zip(op.numbers[:-1], inner, strict=True)
                ]
                return heyoka.sum([*terms, constant(at_precision(op.numbers[-1]))] if op.numbers[-1] else terms)
            case "product":
                return inner[0] * inner[1]
            case "quotient":
                return inner[0] / inner[1]
            case "power":
                return power(inner[0], op.numbers[0])
            case "primitive":
                return getattr(heyoka, op.name)(inner[0])
        raise ValueError(f"no expression for {op.kind}")

    for operation in tape.operations:
        found.append(of(operation))
    return [found[i] for i in entries]
