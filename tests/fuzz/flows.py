"""A fuzz of flows: random small ones against brute force, each failure as a command line with ours and the truth.

    python tests/fuzz/flows.py --count 2000 --seed 1 --jobs 2

Exit code 1 if a flow failed. Flow n of a seed is the same flow however many are run.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, TimeoutError
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pebble import ProcessExpired, ProcessPool

from tests.fuzz.brute_force import FLOORS, PARTING, Answer, Array, brute_force
from tests.fuzz.flow_problems import Problem, random_problem

DIGITS = 10
#: Flows whose brute force runs side by side, and what makes the floors finer before a failure is believed.
CHUNK, FINER = 100, 1 / 4
#: Starts that part by more times as much part without a bound: the flow is not unique, and ours should have said so.
APART = 1e5
#: Verdicts that make the fuzz fail.
FAILURES = ("WRONG", "CRASHED", "NOT UNIQUE")


@dataclass(frozen=True)
class Ours:
    """What the flow of the package says: weights at each of its times, digits, how it ended, what it is unsure of."""

    times: list[float]
    weights: list[list[list[float]]]
    digits: int
    stop: str | None = None
    message: str = ""
    stopped: float = np.inf
    unsure: float = np.inf


@dataclass(frozen=True)
class Verdict:
    """What a comparison found: `kind` is "agrees", "not comparable", ... or one of FAILURES."""

    kind: str
    text: str = ""


def our_flow(problem: Problem, digits: int = DIGITS) -> Ours:
    """The flow by the package."""
    import neversaddle as ns
    from neversaddle.numerics.loss.loss import exponential, least_squares, logistic, parse_loss

    data = {"least-squares": least_squares, "logistic": logistic, "exponential": exponential}
    k = len(problem.weights[0])
    if problem.loss == "formula":
        loss = parse_loss(problem.formula, k)
    else:
        loss = data[problem.loss](problem.matrix, problem.target)
    model = ns.DeepDiagonal(len(problem.weights))
    flow = ns.weight_flow(
        model, problem.q, loss, problem.weights, problem.times, digits, problem.decay, problem.decay_kind
    )
    assert flow.weights is not None
    states = [[[float(v) for v in row] for row in w] for w in flow.weights]
    # The flow's own look at itself, and the time from which it does not answer for it.
    unsure = flow.checked.unsure_from
    return Ours(
        [float(t) for t in flow.times],
        states,
        flow.digits,
        flow.stop.reason if flow.stop else None,
        flow.checked.finding or (flow.stop.message if flow.stop else ""),
        float(flow.stop.time) if flow.stop else np.inf,
        np.inf if unsure is None else float(unsure),
    )


def compare(problem: Problem, ours: Ours, truth: Answer) -> Verdict:
    """Ours against brute force, at all times before ours stops or says that it is not sure."""
    ends, compared = min(ours.stopped, ours.unsure), 0
    for n, t in enumerate(map(float, problem.times)):
        if t >= ends or not np.isfinite(truth.errors[n]):
            break
        state = np.array(ours.weights[n + 1])
        size = max(1.0, float(np.abs(truth.weights[n]).max()))
        apart = float(np.abs(state - truth.weights[n]).max())
        if not apart <= truth.errors[n] + size * 10.0**-ours.digits:
            bound = f"apart by {apart:.1e}, brute force is right to {truth.errors[n]:.1e}"
            return Verdict(
                "WRONG", f"t = {t:g}: ours {_shown(state)} to {ours.digits} digits, {bound}, {_shown(truth.weights[n])}"
            )
        compared += 1
    sure = truth.sure
    if ours.unsure < np.inf:
        return Verdict("found out by itself", f"from t = {ours.unsure:g}: {ours.message}; brute force is sure: {sure}")
    if ours.stop is not None:
        # Two weights that start at zero may leave so slowly (q near 2) that no start near by shows it.
        unsure = not sure or (ours.stop == "selection" and problem.q < 2 and _zeros(problem) > 1)
        kind = f"stopped ({ours.stop})" if unsure else f"stopped early ({ours.stop})"
        return Verdict(kind, f"t = {ours.stopped:g}: {ours.message}")
    if ours.digits < DIGITS:
        return Verdict("few digits", f"{ours.digits} digits")
    if compared == len(problem.times):
        return Verdict("agrees")
    parted = (truth.near > APART) & (truth.far > PARTING)
    if parted[-1]:
        t = float(problem.times[int(parted.argmax())])
        return Verdict("NOT UNIQUE", f"t = {t:g}: starts moved a little part by {truth.near[-1]:.1e} times as much")
    return Verdict("not comparable", f"{compared} of {len(problem.times)} times compared")


def problem_of(seed: int, number: int) -> Problem:
    """Flow `number` of a seed."""
    return random_problem(Random(f"{seed}-{number}"))


def judged(problems: Sequence[Problem], pool: ProcessPool, limit: float) -> Iterator[tuple[int, Problem, Verdict]]:
    """Verdicts on flows, each with its number; what looks wrong is looked at again with finer steps."""
    truth = pool.schedule(brute_force, args=(problems,))
    ours = [pool.schedule(our_flow, args=(p,), timeout=limit) for p in problems]
    answers = truth.result()
    for n, (p, future, answer) in enumerate(zip(problems, ours, answers, strict=True)):
        verdict = _verdict(p, future, answer)
        if verdict.kind in ("WRONG", "NOT UNIQUE"):
            floors = (FLOORS[0] * FINER, FLOORS[1] * FINER)
            again = pool.schedule(brute_force, args=([p], floors)).result()[0]
            verdict = _verdict(p, future, again)
        yield n, p, verdict


def _zeros(problem: Problem) -> int:
    """The most weights of one coordinate that start at zero."""
    return max(sum(not v for v in column) for column in zip(*problem.weights, strict=True))


def _verdict(problem: Problem, future: Future[Ours], answer: Answer) -> Verdict:
    try:
        return compare(problem, future.result(), answer)
    except TimeoutError:
        return Verdict("too slow")
    except ProcessExpired as problem_:
        return Verdict("CRASHED", str(problem_))
    except Exception as error:  # whatever it is, it is reported as what the flow came to
        return Verdict("CRASHED", f"{type(error).__name__}: {error}")


def _counts(tally: Counter[str]) -> str:
    return ", ".join(f"{kind}: {count}" for kind, count in sorted(tally.items()))


def _shown(weights: Array) -> str:
    return ";".join(",".join(f"{v:.7g}" for v in row) for row in weights)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Random flows against brute force.")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="number of the first flow")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=float, default=30, help="seconds for each flow")
    parser.add_argument("--verbose", action="store_true", help="print every flow that did not simply agree")
    given = parser.parse_args(arguments)
    tally: Counter[str] = Counter()
    pool = ProcessPool(max_workers=given.jobs)
    try:
        for begin in range(given.first, given.first + given.count, CHUNK):
            numbers = range(begin, min(begin + CHUNK, given.first + given.count))
            problems = [problem_of(given.seed, n) for n in numbers]
            for n, problem, verdict in judged(problems, pool, given.limit):
                tally[verdict.kind] += 1
                if verdict.kind in FAILURES or (given.verbose and verdict.kind != "agrees"):
                    print(f"{verdict.kind}: flow {begin + n}\n  {problem.command()}\n  {verdict.text}", flush=True)
            print(f"{tally.total()} of {given.count} flows: {_counts(tally)}", flush=True)
    except KeyboardInterrupt:
        print(f"interrupted after {tally.total()} of {given.count} flows: {_counts(tally)}", flush=True)
        return 130
    finally:
        pool.stop()
        pool.join()
    return int(any(tally[kind] for kind in FAILURES))


if __name__ == "__main__":
    sys.exit(main())
