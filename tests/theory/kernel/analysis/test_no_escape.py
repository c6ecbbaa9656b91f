"""The clock never comes to where the curve is infinite: on powers of r, and where the limit is finite."""

from __future__ import annotations

from dataclasses import replace

import pytest
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.no_escape import THEOREM
from tests.fuzz.curves_of_fields import EQUAL, moved
from tests.fuzz.functions_of_time import ODD
from tests.fuzz.members import Moved, none, one
from tests.fuzz.necessity import Looked, Missed


@pytest.mark.parametrize("power", [-1, -2, -3])
def test_it_holds(power: int) -> None:
    """z = W(1 - t), W = r^n, is above every bound before t = 1, and so exists for no longer."""
    with mp.workdps(30):
        late = 1 - mpf(1) / 4
        z = moved(lambda z: power * abs(z) ** (1 - mpf(1) / power), lambda t: mpf(-1), 1, late)
        assert abs(z / (1 - late) ** power - 1) < EQUAL and z >= 4 - EQUAL


#: z = 1/(1 - t): the clock runs back from 1, and the solution ends when it shows 0.
RECIPROCAL = Moved(
    z=lambda t: [1 / (1 - t)],
    V=lambda z, t: [-(z[0] ** 2)],
    W=lambda r, t: [1 / r],
    s=lambda t: mpf(-1),
    y=lambda t: -t,
    start=one,
)
RESTING = replace(RECIPROCAL, z=lambda t: [mpf(1)])
PASSING = replace(RECIPROCAL, z=lambda t: [1 - t], V=lambda z, t: [mpf(1)])
STANDING = replace(RESTING, s=none, y=none)
#: W comes to its place of rest, 1, in a finite time, as V is steep there; from there the clock runs back alone.
KINKED = replace(
    RESTING,
    V=lambda z, t: [1 - 1 / earlier(z[0]) ** 2],
    W=lambda r, t: [1 + max(1 - r, mpf(0)) ** 2 / r],
    start=lambda t: mpf(6) / 5,
)


def earlier(z: mpf) -> mpf:
    """The r up to 1 at which 1 + (1-r)^2/r is z."""
    twice = max(z, mpf(1)) + 1
    return (twice - mp.sqrt(twice**2 - 4)) / 2


def crossing() -> Moved:
    """z = 2 - 3t/2 crosses the place of rest, 1, of V = z - z^2, at an infinite speed; W = 1/(1 - e^-r) is above it."""

    def z(t: mpf) -> mpf:
        return 2 - 3 * t / 2

    return Moved(
        z=lambda t: [z(t)],
        V=lambda z, t: [z[0] - z[0] ** 2],
        W=lambda r, t: [1 / (1 - mp.exp(-r))],
        s=lambda t: mpf(3) / 2 / (z(t) ** 2 - z(t)),
        # In Cauchy's sense.
        y=lambda t: -mp.log(abs(2 * (z(t) - 1) / z(t))),
        start=lambda t: mp.log(2),
        unbounded=("s",),
    )


def slowed() -> Moved:
    """From t = 1/3 on a second member leaves zero, and slows the first, by a field that is steep at first."""
    third = mpf(1) / 3

    def late(t: mpf) -> mpf:
        return max(t - third, mpf(0))

    def z(t: mpf) -> list[mpf]:
        return [1 / (1 - min(t, third)) + 9 * late(t) / 4, late(t) ** 2]

    def field(at: list[mpf], t: mpf) -> list[mpf]:
        if not late(t):
            return [-(at[0] ** 2), mpf(0)]
        slower = (z(t)[0] ** 2 - mpf(9) / 4) / late(t) ** 2
        return [-(at[0] ** 2) + slower * at[1], -2 * at[1] / late(t)]

    return Moved(z=z, V=field, W=lambda r, t: [1 / r, mpf(0)], s=lambda t: mpf(-1), y=lambda t: -t, start=one)


MISSED: Missed = {
    "each moves along the field": lambda: RESTING.looked(THEOREM),
    "a curve of the field": lambda: PASSING.looked(THEOREM),
    "it starts there": lambda: replace(RECIPROCAL, z=lambda t: [1 / (2 - t)]).looked(THEOREM),
    "at a point of it": lambda: replace(RECIPROCAL, z=lambda t: [-1 / (1 + t)], start=lambda t: mpf(-1)).looked(
        THEOREM
    ),
    "infinite at the end": lambda: replace(PASSING, W=lambda r, t: [r]).looked(THEOREM),
    "start is fixed": lambda: replace(STANDING, start=lambda t: mpf(-9 if t == ODD else 1)).looked(THEOREM),
    "s is bounded": lambda: crossing().looked(THEOREM),
    "V is of the members": lambda: slowed().looked(THEOREM),
    "V is locally Lipschitz": lambda: KINKED.looked(THEOREM),
}


def test_it_holds_of_what_stands() -> None:
    assert STANDING.looked(THEOREM) == Looked((), True)
