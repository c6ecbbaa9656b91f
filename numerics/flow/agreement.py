"""How many digits of a flow are sure: it is run at two precisions, and what they share is what is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import mpmath
from mpmath import mp

from neversaddle.numerics.flow.check.run import NOT_CHECKED, Checked
from neversaddle.numerics.flow.course.walk import Run

#: The second run has this many digits more than requested; while two runs disagree, the next has still more.
GUARDS = (8, 20, 40)
#: At so many places on the way between outputs, at most, sizes are looked at.
WAY = 64

State: TypeAlias = "Sequence[mpmath.mpf]"
#: The numbers of a state whose digits count, in groups.
Shown: TypeAlias = "Callable[[mpmath.mpf, State], list[list[mpmath.mpf]]]"


@dataclass(frozen=True)
class Agreed:
    """The better run, the digits to which two runs agree at its outputs, and those of the time of each event.

    `others`: the states of the other run at the outputs that both have; none if there was no other. `checked`: what a
    look at the better run found.
    """

    run: Run
    digits: int
    of_turns: list[int]
    others: Sequence[State] = ()
    checked: Checked = NOT_CHECKED


def agreed(
    at: Callable[[int], Run],
    digits: int,
    shown: Shown,
    relative_to_now: bool,
    arrives: bool = False,
    guards: Sequence[int] = GUARDS,
) -> Agreed:
    """Run at rising precision, `at(digits)` with so many `guards` more, until two runs agree to `digits`.

    Sizes are those of the group at that time (`relative_to_now`), or the largest of all times; the latter too where a
    flow that comes to zero in finite time (`arrives`) is zero in both runs but for their rounding. An interrupted run
    is returned as it is, with the digits its outputs share with the one before.
    """
    coarse = at(digits)
    if _interrupted(coarse):
        return Agreed(coarse, 0, [0] * len(coarse.turns))
    for guard in guards:
        fine = at(digits + guard)
        reached = _shared(coarse, fine, digits, shown, relative_to_now, arrives)
        if reached >= digits or _interrupted(fine) or (_stuck(coarse) and _stuck(fine)):
            break
        coarse = fine
    return Agreed(fine, reached, _turns(coarse, fine, digits), coarse.states[: len(fine.states)])


def _stuck(run: Run) -> bool:
    return run.ending is not None and run.ending.reason == "stuck"


def _interrupted(run: Run) -> bool:
    return run.ending is not None and run.ending.reason == "interrupted"


def _shared(coarse: Run, fine: Run, digits: int, shown: Shown, relative_to_now: bool, arrives: bool) -> int:
    """Digits to which two runs agree at the outputs both have, at most three more than asked for; 0 if they part."""
    if not _interrupted(fine):
        ends = [None if run.ending is None else run.ending.reason for run in (coarse, fine)]
        if ends[0] != ends[1] or (ends[0] != "stuck" and len(coarse.times) != len(fine.times)):
            return 0
    with mp.workdps(2 * digits + 20):
        # Where a run got stuck is not an output; where it ended at an event, that is one.
        count = min(
            len(run.times) - (run.ending is not None and run.ending.reason == "stuck") for run in (coarse, fine)
        )
        pairs = [
            (shown(t, a), shown(s, b))
            for t, a, s, b in zip(coarse.times[:count], coarse.states, fine.times, fine.states, strict=False)
            if abs(s - t) <= abs(s) * mp.mpf(10) ** -(digits // 2)
        ]
        if not pairs:
            return 0
        way = [piece for piece in fine.pieces if piece.begin <= fine.times[count - 1]]
        seen = [good for _, good in pairs] + [shown(*piece.first) for piece in way[:: 1 + len(way) // WAY]]
        peaks = [max(abs(v) for groups in seen for v in groups[g]) for g in range(len(pairs[0][1]))]
        worst = mp.zero
        for rough, good in pairs:
            for a, b, peak in zip(rough, good, peaks, strict=True):
                sizes = [max(map(abs, group)) for group in (a, b)]
                zero = all(v <= peak / mp.mpf(10) ** run.digits for v, run in zip(sizes, (coarse, fine), strict=True))
                scale = sizes[1] if relative_to_now and not (arrives and zero) else peak
                difference = max(abs(v - w) for v, w in zip(a, b, strict=True))
                worst = max(worst, difference / scale if scale else difference)
        most = digits + 3
        return max(0, min(most, int(mp.floor(-mp.log10(worst))))) if worst else most


def _turns(coarse: Run, fine: Run, digits: int) -> list[int]:
    """Digits to which the runs agree on the time of each event; 0 for those that only one of them has.

    Each switch's events are compared in their order: what one run sees at one time may be apart in the other.
    """
    times: dict[tuple[str, int], list[mpmath.mpf]] = {}
    for turn in reversed(coarse.turns):
        for c in turn.switches:
            times.setdefault((turn.kind, c), []).append(turn.time)
    found: list[int] = []
    with mp.workdps(2 * digits + 20):
        for turn in fine.turns:
            least = digits
            for c in turn.switches:
                others = times.get((turn.kind, c))
                if not others:
                    least = 0
                    continue
                apart = abs(others.pop() - turn.time) / (turn.time or mp.one)
                least = max(0, min(least, int(mp.floor(-mp.log10(apart))))) if apart else least
            # Where several come to rest together the time converges slowly, from one side: agreement flatters it.
            found.append(least - least // 4 if turn.kind == "rests" and len(turn.switches) > 1 else least)
    return found
