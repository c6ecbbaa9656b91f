"""What derivations, imports and the whole ledger cost."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

import neversaddle as ns
from benchmarks.timing import Row, environment

DEPTHS, EXPONENTS = range(2, 9), ("1", "6/5", "5/4", "4/3", "3/2", "5/3", "7/4", "2")
FORMULAS = ("inverse_metric", "mirror_map", "inverse_mirror_map", "potential", "conjugate")
#: Cells that sympy.integrate is tried on, and for how long each.
INTEGRATED, SECONDS = ((2, "2"), (2, "3/2"), (3, "2"), (4, "3/2"), (6, "5/4")), 30
STARTS = 5

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
    """Starting Python and importing, ours with all that derives, after one start that fills the file caches."""
    medians = {}
    for name in ("sympy", "neversaddle.geometry"):
        times = []
        for _ in range(STARTS + 1):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", f"import {name}"], env=environment(), check=True)
            times.append(time.perf_counter() - start)
        medians[name] = statistics.median(times[1:])
    ours, theirs = medians["neversaddle.geometry"], medians["sympy"]
    yield (f"median of {STARTS}", f"{ours:.2f} s", f"{theirs:.2f} s", f"{ours / theirs:.2f} (limit 1.5)")
