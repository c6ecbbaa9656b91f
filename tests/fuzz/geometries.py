"""Random mirror geometries, compiled for every backend, against their definitions in mpmath.

    python tests/fuzz/geometries.py --count 200 --seed 1

Prints each failure as it is found, and a summary; exit code 1 if something failed. Ctrl-C keeps what is done.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import sympy as sp
from flint import arb, ctx
from mpmath import mp, mpf

# As a script, from anywhere.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from neversaddle.numerics.codegen.check import WrongValues
from neversaddle.numerics.codegen.compile import compile_geometry
from neversaddle.numerics.codegen.printers import CannotCompile
from neversaddle.theory.geometry.mirror import MirrorGeometry, mirror_geometry
from neversaddle.theory.geometry.reparametrization import reparametrization
from tests.fuzz import geometry_truth, sum_truth
from tests.fuzz.geometry_cases import Case, random_case
from tests.fuzz.geometry_truth import MonomialOrbit

BACKENDS = ("numpy", "mpmath", "arb")
#: mpmath is asked for one of these many digits, balls for one of these many bits.
DIGITS, BITS = (15, 20, 30), (53, 100)
#: Powers, a special function and some products in doubles, each of an ulp or a few.
ULPS = 40.0
#: mpmath has guard digits, so that a few units of the last one are its final rounding; balls lose as many bits at most.
UNITS, LOST_BITS = 16, 16
SMALLEST, LARGEST = mpf("5e-324"), mpf(np.finfo(float).max)
NAMES = ("inverse_metric", "mirror_map", "potential", "bregman_divergence", "inverse_mirror_map", "conjugate")


@dataclass(frozen=True)
class Failure:
    """A value that is wrong: of which function and backend, at which arguments."""

    case: Case
    backend: str
    function: str
    arguments: tuple[float, ...]
    computed: str
    right: str

    def __str__(self) -> str:
        called = f"{self.backend} {self.function}({', '.join(map(repr, self.arguments))})"
        return f"{called} = {self.computed}; right: {self.right}"


@dataclass(frozen=True)
class Right:
    """What a function is at doubles, and by how many times the relative size of an argument's change it changes."""

    arguments: tuple[float, ...]
    value: mpf
    condition: mpf


class TooLong(Exception):
    """A call that takes longer than the limit."""


@lru_cache(maxsize=1)
def right_values(case: Case) -> dict[str, Right]:
    """The six functions at the case's points, by definition; no inverse where no double lies below the dual end."""
    orbit = case.orbit
    digits = geometry_truth.DIGITS if isinstance(orbit, MonomialOrbit) else sum_truth.DIGITS
    with mp.workdps(digits), ctx.workprec(geometry_truth.BITS):
        side, x = (-1 if case.x < 0 and isinstance(orbit, MonomialOrbit) else 1), mpf(case.x)
        at = orbit.find(side * x)
        p = orbit.at(at)
        spread = orbit.spread(at) if isinstance(orbit, MonomialOrbit) else mp.one
        steep = abs(x / (p.y * p.metric)) if p.y else mp.one
        found = {
            "inverse_metric": Right((case.x,), p.metric, spread + steep),
            "mirror_map": Right((case.x,), side * p.y, spread + steep),
            "potential": Right((case.x,), p.potential, spread + steep + abs(p.x * p.y / p.potential)),
        }
        start = orbit.find(side * mpf(case.other))
        there = orbit.at(start)
        divergence = orbit.divergence(at, start)
        if mp.isfinite(divergence) and case.x != case.other:
            found["bregman_divergence"] = Right(
                (case.x, case.other), divergence, spread + steep + abs(there.x / (there.y * there.metric))
            )
        y = float(p.y)
        if SMALLEST * 2**53 < abs(y) < LARGEST and orbit.has_time(mpf(y), at):
            at = orbit.find_time(mpf(y), at)
            p = orbit.at(at)
            flat = abs(p.y * p.metric / p.x)
            found["inverse_mirror_map"] = Right((side * y,), side * p.x, spread + flat)
            found["conjugate"] = Right((side * y,), p.conjugate, spread + abs(p.x * p.y / p.conjugate) + flat)
    return found


def geometry_of(case: Case) -> tuple[MirrorGeometry, dict[str, float]]:
    """The geometry and the keywords its functions need."""
    model = reparametrization(case.text, case.names)
    if case.start is not None:
        if case.symbolic:
            return mirror_geometry(model, case.q), {"alpha": float(case.start[0])}
        return mirror_geometry(model, case.q, start=tuple(map(_exact, case.start))), {}
    if case.symbolic:
        symbol = sp.Symbol("lambda", positive=True)
        return mirror_geometry(model, case.q, balance=symbol), {"balance": float(case.balance)}  # type: ignore[arg-type]
    balance = tuple(map(_exact, case.balance)) if isinstance(case.balance, tuple) else _exact(case.balance)
    return mirror_geometry(model, case.q, balance=balance), {}


def _exact(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


def failures(case: Case, seed: int = 0, backends: tuple[str, ...] = BACKENDS, seconds: int = 0) -> Iterator[Failure]:
    """All values of the case that are wrong, or take longer (0: never); CannotCompile is an answer."""
    geometry, keywords = geometry_of(case)
    right = right_values(case)
    for backend in backends:
        try:
            functions = compile_geometry(geometry, backend)  # type: ignore[arg-type]
        except WrongValues as error:
            yield Failure(case, backend, "compile_geometry", (), str(error), "")
            continue
        except CannotCompile:
            continue
        for name, value in right.items():
            wrong = _judge(backend, getattr(functions, name), value, keywords, seed, seconds)
            if wrong is not None:
                with mp.workdps(35):
                    yield Failure(case, backend, name, value.arguments, wrong, mp.nstr(value.value, 33))


def _judge(
    backend: str, function: Any, right: Right, keywords: dict[str, float], seed: int, seconds: int
) -> str | None:
    """What is wrong with a function's value, or None."""
    signal.alarm(seconds)
    try:
        with mp.workdps(DIGITS[seed % len(DIGITS)]), ctx.workprec(BITS[seed % len(BITS)]):
            computed = function(*right.arguments, **keywords)
            check = {"numpy": _in_doubles, "mpmath": _in_mpmath, "arb": _in_balls}[backend]
            return check(computed, right)
    except Exception as error:  # a function that raises is wrong, whatever it raises
        return f"{type(error).__name__}: {str(error)[:80]}"
    finally:
        signal.alarm(0)


def _in_doubles(computed: Any, right: Right) -> str | None:
    value = mpf(float(computed))
    with mp.workdps(geometry_truth.DIGITS):
        if right.condition * ULPS > mpf(2) ** 52:
            # Within rounding of the end of the dual range, or of x(0): any answer may be that of a neighbour.
            return None
        allowed = mpf(2) ** -52 * ULPS * (1 + right.condition) * abs(right.value) + 4 * SMALLEST
        if mp.isinf(value) and value * right.value > 0 and abs(right.value) + allowed >= LARGEST:
            return None
        if abs(value - right.value) <= allowed:
            return None
        ulps = mp.nstr(abs(value / right.value - 1) * 2**52, 3)
        return f"{float(computed)!r}, {ulps} ulp, condition {mp.nstr(right.condition, 3)}"


def _in_mpmath(computed: Any, right: Right) -> str | None:
    digits = mp.dps
    with mp.workdps(geometry_truth.DIGITS):
        error = abs(computed / right.value - 1)
        if error <= UNITS * mpf(10) ** -digits:
            return None
        return f"{mp.nstr(computed, digits)} at {digits} digits, relative error {mp.nstr(error, 3)}"


def _in_balls(computed: Any, right: Right) -> str | None:
    bits = ctx.prec
    if not computed.is_finite():
        return f"nan at {bits} bits"
    with ctx.workprec(200), mp.workdps(geometry_truth.DIGITS):
        text = mp.nstr(right.value, 44)
        # Between points 1e-9 apart 10 of the 50 digits of the parameter cancel, and a few go before that.
        exact = arb(text) * arb(1, "1e-38")
        if not computed.overlaps(exact):
            return f"{computed.str(20)} at {bits} bits, which does not contain it"
        if computed.rel_accuracy_bits() < bits - LOST_BITS:
            return f"{computed.str(20)}, {computed.rel_accuracy_bits()} of {bits} bits"
    return None


# --- the script ------------------------------------------------------------------------------------------------------


def main() -> int:
    """Run, and print what fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=300, help="how many geometries")
    parser.add_argument("--seed", type=int, default=0, help="the first one's number; each has its own")
    parser.add_argument("--seconds", type=int, default=10, help="a call that takes longer has failed")
    parser.add_argument("--backends", default=",".join(BACKENDS), help="which to try")
    options = parser.parse_args()
    backends = tuple(options.backends.split(","))
    done, wrong = 0, Counter[str]()

    def alarm(number: int, frame: FrameType | None) -> None:
        raise TooLong(f"no answer within {options.seconds} seconds")

    signal.signal(signal.SIGALRM, alarm)
    try:
        for seed in range(options.seed, options.seed + options.count):
            case = random_case(seed)
            try:
                for i, failure in enumerate(failures(case, seed, backends, options.seconds)):
                    wrong[f"{failure.backend} {failure.function}"] += 1
                    print(f"{'' if i else f'seed {seed}: {case}' + chr(10)}    {failure}", flush=True)
            except Exception as error:  # a geometry that cannot be made is a failure; the others go on
                wrong[f"{type(error).__name__}"] += 1
                print(f"seed {seed}: {case}\n    {type(error).__name__}: {str(error)[:200]}", flush=True)
            done += 1
            if done % 50 == 0:
                print(f"{done} geometries, {sum(wrong.values())} failures", flush=True)
    except KeyboardInterrupt:
        print("interrupted")
    print(
        f"{done} geometries, {sum(wrong.values())} failures",
        *(f"    {n} {what}" for what, n in wrong.most_common()),
        sep="\n",
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
