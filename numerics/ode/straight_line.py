"""A tape as one plain Python function of numbers, made as straight-line source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeAlias

from neversaddle.numerics.ode.series import Number, Numbers
from neversaddle.numerics.ode.tape import Operation, Tape

#: (time, state) -> values.
Values: TypeAlias = "Callable[[Number, Sequence[Number]], list[Number]]"


def straight_line(tape: Tape, entries: Sequence[int], numbers: Numbers, precision: Callable[[], int]) -> Values:
    """The values of some entries at a time and a state, at the precision in force, whose name is `precision()`.

    The source holds the tape's own indices and no text from outside; its constants are made once for each precision.
    Raises ValueError for an entry that is a "given" series.

    >>> from neversaddle.numerics.ode.arithmetics import MPMATH
    >>> tape = Tape()
    >>> straight_line(tape, [(tape.state(0) * tape.state(1) + Fraction(1, 2)).index], MPMATH, lambda: 53)(0, [2, 3])
    [mpf('6.5')]
    """
    needed = _needed(tape, entries)
    constants: list[Callable[[], Number]] = []
    names: dict[str, object] = {"root": numbers.root, "power": numbers.power}

    def constant(make: Callable[[], Number]) -> str:
        constants.append(make)
        return f"c{len(constants) - 1}"

    def rational(value: Fraction) -> str:
        # Python's own whole numbers are the quickest factors of all.
        return str(value.numerator) if value.denominator == 1 else constant(lambda: numbers.rational(value))

    def of(op: Operation) -> str:
        inner = [f"v{i}" for i in op.entries]
        match op.kind:
            case "constant":
                return constant(lambda: numbers.rational(op.numbers[0]))
            case "named":
                return constant(numbers.functions[op.name])
            case "time":
                return "t"
            case "state":
                return f"y[{int(op.numbers[0])}]"
            case "linear":
                # A sum that opens with a sign is one operation longer.
                terms = sorted(zip(op.numbers[:-1], inner, strict=True), key=lambda term: term[0] != 1)
                text = "".join(
                    f" {'-' if f < 0 else '+'} {v if abs(f) == 1 else f'{rational(abs(f))}*{v}'}" for f, v in terms
                )
                rest = op.numbers[-1]
                text += f" {'-' if rest < 0 else '+'} {rational(abs(rest))}" if rest else ""
                return text.removeprefix(" +").strip()
            case "product":
                return "*".join(inner)
            case "quotient":
                return "/".join(inner)
            case "power":
                return _power(inner[0], op.numbers[0], names)
            case "primitive":
                names[op.name] = numbers.functions[op.name]
                return f"{op.name}({inner[0]})"
        raise ValueError(f"no value for {op.kind}")

    lines = [f"v{i} = {of(tape.operations[i])}" for i in needed]
    unpacked = "".join(f"c{i}, " for i in range(len(constants)))
    head = [f"{unpacked}= c"] if constants else []
    body = [*head, *lines, f"return [{', '.join(f'v{i}' for i in entries)}]"]
    source = "def values(t, y, c):\n" + "".join(f"    {line}\n" for line in body)
    exec(compile(source, "<straight line>", "exec"), names)
    values: Callable[[Number, Sequence[Number], Sequence[Number]], list[Number]] = names["values"]  # type: ignore[assignment]
    known: dict[int, list[Number]] = {}

    def evaluate(time: Number, state: Sequence[Number]) -> list[Number]:
        at = precision()
        if at not in known:
            known[at] = [make() for make in constants]
        return values(time, state, known[at])

    return evaluate


def _needed(tape: Tape, entries: Sequence[int]) -> list[int]:
    """The entries that others are computed from; a function's slope is not among them."""
    found: set[int] = set()
    waiting = list(entries)
    while waiting:
        index = waiting.pop()
        if index not in found:
            found.add(index)
            op = tape.operations[index]
            waiting += op.entries[:1] if op.kind == "primitive" else op.entries
    return sorted(found)


def _power(base: str, exponent: Fraction, names: dict[str, object]) -> str:
    """Square roots where they suffice."""
    roots = exponent.denominator.bit_length() - 1
    if exponent.denominator != 1 << roots or roots > 3:
        name = f"e{len(names)}"
        names[name] = exponent
        return f"power({base}, {name})"
    text = "root(" * roots + base + ")" * roots
    return text if exponent.numerator == 1 else f"{text}**{exponent.numerator}"
