"""Benchmarks, as ratios measured in one run: `python benchmarks/run.py` prints them and writes benchmarks/results.md.

It takes a few minutes and may be broken off: results.md then holds what was finished, and says what was not.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path

import mpmath
from mpmath import mp

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import neversaddle as ns  # noqa: E402  # the checkout is importable only now
from numerics.loss import least_squares  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results.md"
DEPTHS, EXPONENTS = range(2, 9), ("1", "6/5", "5/4", "4/3", "3/2", "5/3", "7/4", "2")
FORMULAS = ("inverse_metric", "mirror_map", "inverse_mirror_map", "potential", "conjugate")
#: Cells that sympy.integrate is tried on, and for how long each.
INTEGRATED, SECONDS = ((2, "2"), (2, "3/2"), (3, "2"), (4, "3/2"), (6, "5/4")), 30
STARTS = 5

Row = tuple[str, ...]

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


def flow() -> Iterator[Row]:
    """Gradient flow for time 1 against mpmath.odefun; ours runs twice, to know the digits, and keeps the orbit time."""
    matrix = [
        [Fraction(2), Fraction(1, 2), Fraction(0), Fraction(-1, 4)],
        [Fraction(1, 2), Fraction(1), Fraction(1), 0],
    ]
    target = [Fraction(1), Fraction(-1, 2)]
    weights = [[Fraction(i + j + 1, 5 + 2 * i) for j in range(4)] for i in range(3)]

    def field(t: mpmath.mpf, state: list[mpmath.mpf]) -> list[mpmath.mpf]:
        w = [state[4 * i : 4 * i + 4] for i in range(3)]
        x = [w[0][j] * w[1][j] * w[2][j] for j in range(4)]
        gap = [mp.fdot(row, x) - b for row, b in zip(rows, targets, strict=True)]
        slope = [mp.fsum(row[j] * g for row, g in zip(rows, gap, strict=True)) for j in range(4)]
        return [-slope[j] * w[(i + 1) % 3][j] * w[(i + 2) % 3][j] for i in range(3) for j in range(4)]

    for digits in (30, 50):
        start = time.perf_counter()
        ours = ns.weight_flow(ns.DeepDiagonal(3), 2, least_squares(matrix, target), weights, 1, digits=digits)
        middle = time.perf_counter()
        with mp.workdps(digits):
            rows = [[mp.mpf(v.numerator) / v.denominator for v in map(Fraction, row)] for row in matrix]
            targets = [mp.mpf(v.numerator) / v.denominator for v in target]
            begin = [mp.mpf(v.numerator) / v.denominator for row in weights for v in row]
            theirs = mp.odefun(field, 0, begin)(1)
        end = time.perf_counter()
        assert ours.weights is not None
        last = [v for row in ours.weights[-1] for v in row]
        with mp.workdps(digits + 10):
            apart = max(abs(a - b) for a, b in zip(last, theirs, strict=True)) / max(map(abs, last))
        name = f"{digits} digits ({ours.digits} reached; the two differ by {mp.nstr(apart, 1)} of the largest weight)"
        yield (name, f"{middle - start:.2f} s", f"{end - middle:.2f} s", f"{(end - middle) / (middle - start):.1f}")


BENCHMARKS: tuple[tuple[str, Row, Callable[[], Iterator[Row]]], ...] = (
    ("Derivation of a cell", ("cell", "all formulas", "sympy.integrate, mirror map", "ratio"), derivation),
    ("Flow of 3 x 4 weights, q = 2", ("precision", "weight_flow", "mpmath.odefun", "ratio"), flow),
    ("Import", ("start of Python included", "neversaddle", "sympy", "ratio"), imports),
    ("Whole ledger, cold start, two jobs, 30 digits", ("outcome", "time", "allowed", "ratio"), whole_ledger),
)


def table(head: Row, rows: list[Row]) -> list[str]:
    """A Markdown table."""
    return [f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows)]


def main() -> int:
    """Run everything; 0 if all of it was finished, 130 if broken off."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("sympy", "mpmath", "gmpy2", "python-flint"))
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
    for title, head, run in BENCHMARKS:
        print(f"\n{title}", flush=True)
        rows: list[Row] = []
        try:
            for row in run():
                rows.append(row)
                print("  " + "  ".join(filter(None, row)), flush=True)
            left.remove(title)
        except KeyboardInterrupt:
            broken_off = True
        if rows:
            lines += ["", f"## {title}", "", (run.__doc__ or "").strip(), "", *table(head, rows)]
        if broken_off:
            lines += ["", f"Broken off; not finished: {'; '.join(left)}."]
            print(f"broken off; not finished: {'; '.join(left)}", file=sys.stderr)
            break
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"\nwritten to {RESULTS.relative_to(ROOT)}")
    return 130 if broken_off else 0


if __name__ == "__main__":
    sys.exit(main())
