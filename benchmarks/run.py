"""Benchmarks, as ratios measured in one run: `python benchmarks/run.py` prints them and writes benchmarks/results.md.

It takes a few minutes and may be broken off: results.md then holds what was finished, and says what was not.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.costs import derivation, imports, whole_ledger  # the checkout is importable only now
from benchmarks.flows import enclosures, flows, other_integrators
from benchmarks.timing import ROOT, Row

RESULTS = ROOT / "benchmarks" / "results.md"
PACKAGES = ("sympy", "mpmath", "gmpy2", "python-flint", "numpy", "scipy", "heyoka")

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
