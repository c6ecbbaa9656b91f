"""Flows without an event on their way: ours, the rivals at high precision, other integrators, and enclosures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from importlib.util import find_spec
from typing import TypeAlias

import mpmath
from mpmath import mp

import neversaddle as ns
from benchmarks.timing import Row, best, correct, within
from neversaddle.numerics.codegen.compile import compile_geometry
from neversaddle.numerics.flow.course.course import run
from neversaddle.numerics.flow.course.walk import switch_values
from neversaddle.numerics.flow.second_opinion.integrate import second_opinion
from neversaddle.numerics.flow.systems.mirror import MirrorSystem
from neversaddle.numerics.flow.systems.system import Mode, System, mode_field
from neversaddle.numerics.flow.systems.weights import WeightSystem
from neversaddle.numerics.loss.loss import least_squares
from neversaddle.numerics.ode.arithmetics import MPMATH, from_fast, to_fast
from neversaddle.numerics.ode.straight_line import straight_line
from neversaddle.numerics.ode.validated import enclose
from neversaddle.theory.geometry.mirror import mirror_geometry

#: Seconds after which a rival is stopped.
LONGEST = 60

#: The flows: A, b and the weights (one row for each), with the time to which there is no event for an exponent.
MATRIX = [
    [Fraction(2), Fraction(1, 2), Fraction(0), Fraction(-1, 4)],
    [Fraction(1, 2), Fraction(1), Fraction(1), Fraction(0)],
]
TARGET = [Fraction(1), Fraction(-1, 2)]
WEIGHTS = [[Fraction(i + j + 1, 5 + 2 * i) for j in range(4)] for i in range(3)]
STRETCHES = ((Fraction(2), Fraction(2)), (Fraction(3, 2), Fraction(1, 2)))
#: And for the mirror flows, with where those start.
X_START = [Fraction(j, 5) for j in range(1, 5)]
MIRRORED = ((Fraction(2), Fraction(2)), (Fraction(3, 2), Fraction(1, 4)))
REPEATS = 4

Field: TypeAlias = "Callable[[mpmath.mpf, list[mpmath.mpf]], list[mpmath.mpf]]"


def at(number: Fraction) -> mpmath.mpf:
    return mp.mpf(number.numerator) / number.denominator


def weights_by_hand(q: Fraction) -> Field:
    """The weight flow as one writes it down, weights coordinate by coordinate."""
    rows, targets = [list(map(at, row)) for row in MATRIX], list(map(at, TARGET))

    def field(t: mpmath.mpf, state: list[mpmath.mpf]) -> list[mpmath.mpf]:
        columns = [state[3 * j : 3 * j + 3] for j in range(4)]
        x = [a * b * c for a, b, c in columns]
        gap = [mp.fdot(row, x) - b for row, b in zip(rows, targets, strict=True)]
        slope = [mp.fsum(row[j] * g for row, g in zip(rows, gap, strict=True)) for j in range(4)]
        pull = [f * v for f, (a, b, c) in zip(slope, columns, strict=True) for v in (b * c, a * c, a * b)]
        return [-v if q == 2 else -mp.sign(v) * mp.sqrt(abs(v)) for v in pull]

    return field


def mirror_by_hand(q: Fraction, inverse: Callable[[mpmath.mpf], mpmath.mpf] | None) -> Field:
    """The mirror flow of equal balances 1: dy = -Phi_q(f'(x(y))) dt by the inverse mirror map, or by a weight instead.

    x(y) = tan(y) sec(y)^2 at q = 2, a root at q = 3/2. In the least weight w, |w_i|^q = |w|^q + 1 for the others:
    dw = -Phi_q(f') c^2 dt and x = w c^4, c = (w^q + 1)^(1/2) (q = 2), ^(1/3) (q = 3/2).
    """
    rows, targets = [list(map(at, row)) for row in MATRIX], list(map(at, TARGET))

    def field(t: mpmath.mpf, state: list[mpmath.mpf]) -> list[mpmath.mpf]:
        if inverse is not None:
            squares = [mp.one] * 4
            x = [v / (u * u * u) for u, v in map(mp.cos_sin, state)] if q == 2 else list(map(inverse, state))
        else:
            squares = [w * w + 1 if q == 2 else mp.cbrt(w * mp.sqrt(w) + 1) ** 2 for w in state]
            x = [w * (v if q == 2 else v * v) for w, v in zip(state, squares, strict=True)]
        gap = [mp.fdot(row, x) - b for row, b in zip(rows, targets, strict=True)]
        slope = [mp.fsum(row[j] * g for row, g in zip(rows, gap, strict=True)) for j in range(4)]
        pull = slope if q == 2 else [mp.sign(f) * mp.sqrt(abs(f)) for f in slope]
        return [-f * v for f, v in zip(pull, squares, strict=True)]

    return field


def flow_row(
    name: str,
    digits: int,
    target: int,
    ours: Callable[[int], list[mpmath.mpf]],
    api: Callable[[], object],
    rivals: Mapping[str, Callable[[], list[mpmath.mpf]]],
) -> Row:
    """One flow at one precision; ours is judged by its own run with 30 digits more, and so is the rival."""
    seconds, found = best(REPEATS, lambda: ours(digits))
    checked, _ = best(1, api)
    theirs = {rival: within(LONGEST, run) for rival, run in rivals.items()}
    answer = min((each for each in theirs.values() if each[1] is not None), key=lambda each: each[0])[1]
    assert answer is not None
    true = ours(digits + 30)
    least = {rival: "" if each[1] is not None else ">= " for rival, each in theirs.items()}
    return (
        f"{name}, {digits} digits",
        f"{seconds:.3f} s",
        f"{checked:.3f} s",
        ", ".join(f"{least[rival]}{each:.2f} s {rival}" for rival, (each, _) in theirs.items()),
        ", ".join(f"{least[rival]}{each / seconds:.0f}" for rival, (each, _) in theirs.items()) + f" (target {target})",
        correct(found, true, digits),
        correct(answer, true, digits),
    )


def weight_system(q: Fraction) -> WeightSystem:
    return WeightSystem(ns.DeepDiagonal(3), q, least_squares(MATRIX, TARGET), WEIGHTS, Fraction(0), False, None)


def run_to(system: System, end: Fraction, digits: int) -> list[mpmath.mpf]:
    """The last state of one run of ours, which must be smooth."""
    with mp.workdps(digits + 20):
        found = run(system, [mp.zero, at(end)], digits)
    assert found.ending is None and not found.turns
    return found.states[-1]


def by_odefun(field: Field, start: Sequence[mpmath.mpf], end: Fraction) -> list[mpmath.mpf]:
    """The last state of mpmath.odefun at the precision in force."""
    found: list[mpmath.mpf] = mp.odefun(field, mp.zero, list(start))(at(end))
    return found


def flows() -> Iterator[Row]:
    """Flows of 3 x 4 weights and of their 4 mirror coordinates (equal balances 1), each without an event on its way.

    Ours is one run; weight_flow and mirror_flow make a second one to know the digits. The rivals are ways to use
    mpmath.odefun: the weights' field written by hand or compiled from ours; the mirror flow in its own coordinate y,
    which the targets are for, or in the least weight w, which has no inverse map to compute.
    Digits are those shared with a run of ours to 30 more, not a drift.
    """
    for q, end in STRETCHES:
        for digits, target in ((50, 20), (100, 35)):
            yield weight_row(q, end, digits, target)
    for q, end in MIRRORED:
        for digits, target in ((50, 40), (100, 70)):
            yield mirror_row(q, end, digits, target)


def weight_row(q: Fraction, end: Fraction, digits: int, target: int) -> Row:
    """The flow of all weights."""
    system = weight_system(q)
    with mp.workdps(digits):
        start, field = system.start(), mode_field(system, signs(system), 12)
        compiled = straight_line(field.tape, field.rates, MPMATH, lambda: mp.prec)
        rivals = {"compiled": lambda: by_odefun(compiled, start, end)}
        if digits == 50:
            rivals["by hand"] = lambda: by_odefun(weights_by_hand(q), start, end)
        return flow_row(
            f"weights, q = {q}, t <= {end}",
            digits,
            target,
            lambda precise: run_to(system, end, precise),
            lambda: ns.weight_flow(ns.DeepDiagonal(3), q, system.loss, WEIGHTS, end, digits=digits),
            rivals,
        )


def mirror_row(q: Fraction, end: Fraction, digits: int, target: int) -> Row:
    """The flow of the mirror coordinates, compared in x."""
    geometry, loss = mirror_geometry(ns.DeepDiagonal(3), q, balance=1), least_squares(MATRIX, TARGET)
    system = MirrorSystem(geometry, q, loss, X_START, Fraction(0), Fraction(3))

    def ours(precise: int) -> list[mpmath.mpf]:
        state = run_to(system, end, precise)
        with mp.workdps(precise + 10):
            return system.x(at(end), state)

    def in_y() -> list[mpmath.mpf]:
        maps = compile_geometry(geometry, "mpmath")
        start = [maps.mirror_map(at(x)) for x in X_START]
        return [maps.inverse_mirror_map(y) for y in by_odefun(mirror_by_hand(q, maps.inverse_mirror_map), start, end)]

    with mp.workdps(digits):
        rivals = {
            "in y": in_y,
            "in w": lambda: system.x(at(end), by_odefun(mirror_by_hand(q, None), system.start(), end)),
        }
        return flow_row(
            f"mirror, q = {q}, t <= {end}",
            digits,
            target,
            ours,
            lambda: ns.mirror_flow(geometry, loss, X_START, end, digits=digits),
            rivals,
        )


def signs(system: System) -> Mode:
    """The mode at the start."""
    start, zero = [to_fast(v) for v in system.start()], (0,) * len(system.switches)
    return tuple(int(mp.sign(from_fast(v))) for v in switch_values(system, to_fast(mp.zero), start, zero))


def other_integrators() -> Iterator[Row]:
    """The weight flows by the other methods, for information; heyoka's compiled code is its own cache's."""
    for q, end in STRETCHES:
        system = weight_system(q)
        true = run_to(system, end, 80)
        for method, digits in (("scipy", 15), ("heyoka", 15), ("heyoka", 50)):
            if method == "heyoka" and find_spec("heyoka") is None:
                yield (f"heyoka, q = {q}, {digits} digits", "", "not installed", "", "", "")
                continue
            seconds, found = best(REPEATS, lambda: run_to(system, end, digits))  # noqa: B023  # called at once
            with mp.workdps(digits + 20):
                times = [mp.zero, at(end)]
            theirs, other = best(2, lambda: second_opinion(system, times, digits, method))  # noqa: B023
            yield (
                f"{method}, q = {q}, {digits} digits",
                f"{seconds:.3f} s",
                f"{theirs:.3f} s",
                f"{theirs / seconds:.2f}",
                correct(found, true, digits),
                correct(other.states[-1], true, digits),
            )


def enclosures() -> Iterator[Row]:
    """Balls of radius 10^-30 / 2 around all 12 weights at t = 2, q = 2, against one run of ours to 30 digits."""
    system = weight_system(Fraction(2))
    field = mode_field(system, (), 12)
    start = [row[j] for j in range(4) for row in WEIGHTS]
    seconds, _ = best(REPEATS, lambda: run_to(system, Fraction(2), 30))
    rigorous, _ = best(2, lambda: enclose(field.tape, field.rates, start, [Fraction(2)], Fraction(1, 2 * 10**30)))
    yield ("30 digits", f"{rigorous:.2f} s", f"{seconds:.3f} s", f"{rigorous / seconds:.1f} (limit 15)")
