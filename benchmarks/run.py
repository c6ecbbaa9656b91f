"""Benchmarks, as ratios measured in one run: `python benchmarks/run.py` prints them and writes benchmarks/results.md.

It takes a few minutes and may be broken off: results.md then holds what was finished, and says what was not.
"""

from __future__ import annotations

import os
import platform
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias, TypeVar

import mpmath
from mpmath import mp

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import neversaddle as ns  # noqa: E402  # the checkout is importable only now
from numerics.codegen import compile_geometry  # noqa: E402
from numerics.course import run  # noqa: E402
from numerics.field import Mode, System, mode_field  # noqa: E402
from numerics.loss import least_squares  # noqa: E402
from numerics.mirror_field import MirrorSystem  # noqa: E402
from numerics.numbers import MPMATH, from_fast, to_fast  # noqa: E402
from numerics.second_opinion import second_opinion  # noqa: E402
from numerics.straight_line import straight_line  # noqa: E402
from numerics.validated import enclose  # noqa: E402
from numerics.walk import switch_values  # noqa: E402
from numerics.weight_field import WeightSystem  # noqa: E402
from theory.geometry import mirror_geometry  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results.md"
DEPTHS, EXPONENTS = range(2, 9), ("1", "6/5", "5/4", "4/3", "3/2", "5/3", "7/4", "2")
FORMULAS = ("inverse_metric", "mirror_map", "inverse_mirror_map", "potential", "conjugate")
#: Cells that sympy.integrate is tried on, and for how long each.
INTEGRATED, SECONDS = ((2, "2"), (2, "3/2"), (3, "2"), (4, "3/2"), (6, "5/4")), 30
STARTS = 5
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
PACKAGES = ("sympy", "mpmath", "gmpy2", "python-flint", "numpy", "scipy", "heyoka")

Row = tuple[str, ...]
Field: TypeAlias = "Callable[[mpmath.mpf, list[mpmath.mpf]], list[mpmath.mpf]]"
Found = TypeVar("Found")

INTEGRATE = """
import sys, time
import sympy as sp
L, q = sp.Integer(sys.argv[1]), sp.Rational(sys.argv[2])
lam, s, u = sp.symbols("lambda s u", positive=True)
rate = s ** (1 / q - 1) * (s + lam) ** ((L - 1) * (1 - q) / q) / q
start = time.perf_counter()
found = sp.integrate(rate, (s, 0, u))
print(time.perf_counter() - start, "unevaluated" if found.has(sp.Integral) else "found")
"""


def environment() -> dict[str, str]:
    """The environment of a child process, in which this checkout is importable."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


def derive(depth: int, q: str) -> float:
    """Seconds for all formulas of one cell with a symbolic balance."""
    start = time.perf_counter()
    geometry = ns.mirror_geometry(ns.DeepDiagonal(depth), q, balance=ns.symbols("lambda"))
    for name in FORMULAS:
        getattr(geometry, name)
    return time.perf_counter() - start


def derivation() -> Iterator[Row]:
    """All five formulas of a cell, against sympy.integrate for the mirror map alone."""
    times = {(depth, q): derive(depth, q) for depth in DEPTHS for q in EXPONENTS}
    worst = max(times, key=lambda cell: times[cell])
    yield (f"{len(times)} cells, median", f"{statistics.median(times.values()) * 1e3:.0f} ms", "", "")
    yield (f"slowest cell, L = {worst[0]}, q = {worst[1]}", f"{times[worst] * 1e3:.0f} ms", "", "")
    for cell in INTEGRATED:
        depth, q = cell
        ours = times[cell]
        command = [sys.executable, "-c", INTEGRATE, str(depth), q]
        try:
            text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS).stdout
        except subprocess.TimeoutExpired:
            seconds, note, least = float(SECONDS), "stopped", ">= "
        else:
            seconds, note, least = float(text.split()[0]), text.split()[1], ""
        theirs = f"{least}{seconds:.2f} s ({note})"
        yield (f"L = {depth}, q = {q}", f"{ours * 1e3:.0f} ms", theirs, f"{least}{seconds / ours:.0f}")


def whole_ledger() -> Iterator[Row]:
    """`verify` from a cold start at 30 digits with two jobs."""
    command = [sys.executable, "-m", "neversaddle", "verify", "--digits", "30", "--jobs", "2"]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    seconds = time.perf_counter() - start
    summary = next((line for line in reversed(done.stdout.splitlines()) if "claims:" in line), "no summary")
    yield (f"exit code {done.returncode}; {summary.strip()}", f"{seconds:.1f} s", "limit 60 s", f"{60 / seconds:.1f}")


def imports() -> Iterator[Row]:
    """Starting Python and importing, after one start that fills the file caches."""
    medians = {}
    for name in ("sympy", "neversaddle"):
        times = []
        for _ in range(STARTS + 1):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", f"import {name}"], env=environment(), check=True)
            times.append(time.perf_counter() - start)
        medians[name] = statistics.median(times[1:])
    ours, theirs = medians["neversaddle"], medians["sympy"]
    yield (f"median of {STARTS}", f"{ours:.2f} s", f"{theirs:.2f} s", f"{ours / theirs:.2f} (limit 1.5)")


def best(times: int, run: Callable[[], Found]) -> tuple[float, Found]:
    """Seconds of the quickest of some runs, and what it found."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        found = run()
        seconds.append(time.perf_counter() - start)
    return min(seconds), found


def correct(found: Sequence[mpmath.mpf], true: Sequence[mpmath.mpf], digits: int) -> str:
    """Digits that agree, relative to the largest number."""
    with mp.workdps(digits + 40):
        apart = max(abs(a - b) for a, b in zip(found, true, strict=True)) / max(map(abs, true))
        return mp.nstr(-mp.log10(apart), 4) if apart else "all"


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


def within(limit: float, run: Callable[[], Found]) -> tuple[float, Found | None]:
    """The seconds that a call takes and its value; the limit and None if it takes longer."""

    def stop(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        return best(1, run)
    except TimeoutError:
        return limit, None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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


BENCHMARKS: tuple[tuple[str, Row, Callable[[], Iterator[Row]]], ...] = (
    ("Derivation of a cell", ("cell", "all formulas", "sympy.integrate, mirror map", "ratio"), derivation),
    (
        "Smooth flows at high precision",
        ("flow", "ours", "with its check", "mpmath.odefun", "ratio", "digits of ours", "digits of odefun"),
        flows,
    ),
    (
        "Other integrators",
        ("method", "ours", "theirs", "ratio", "digits of ours", "digits of theirs"),
        other_integrators,
    ),
    ("Rigorous enclosures", ("flow", "enclose", "run that is not rigorous", "ratio"), enclosures),
    ("Import", ("start of Python included", "neversaddle", "sympy", "ratio"), imports),
    ("Whole ledger, cold start, two jobs, 30 digits", ("outcome", "time", "allowed", "ratio"), whole_ledger),
)


def table(head: Row, rows: list[Row]) -> list[str]:
    """A Markdown table."""
    return [f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows)]


def main() -> int:
    """Run everything; 0 if all of it was finished, 130 if broken off."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES if find_spec(name.replace("python-", "")))
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench` (or `python benchmarks/run.py`): ratios of one run; the times depend on the machine.",
        "A ratio says how many times longer the other way takes; for the import, how many times longer ours does.",
        "",
        f"Python {platform.python_version()}, {packages}.",
    ]
    left = [title for title, _, _ in BENCHMARKS]
    broken_off = False
    for title, head, measure in BENCHMARKS:
        print(f"\n{title}", flush=True)
        rows: list[Row] = []
        try:
            for row in measure():
                rows.append(row)
                print("  " + "  ".join(filter(None, row)), flush=True)
            left.remove(title)
        except KeyboardInterrupt:
            broken_off = True
        if rows:
            lines += ["", f"## {title}", "", (measure.__doc__ or "").strip(), "", *table(head, rows)]
        if broken_off:
            lines += ["", f"Broken off; not finished: {'; '.join(left)}."]
            print(f"broken off; not finished: {'; '.join(left)}", file=sys.stderr)
            break
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"\nwritten to {RESULTS.relative_to(ROOT)}")
    return 130 if broken_off else 0


if __name__ == "__main__":
    sys.exit(main())
