"""Minimisers of even convex functions that tend to a limit: on a line in the plane, and where a premise is missed."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.minimisers import THEOREM
from tests.fuzz.necessity import Looked, Missed, found

Function = Callable[[float], float]
#: Points of the line z x + y = 1, and parameters that tend to 0.
PLACES = [n / 400 for n in range(-4000, 4001)]
NEAR = (1e-1, 1e-2, 1e-4)


def least(function: Function, z: float) -> list[float]:
    """All places at which the sum is least, up to rounding."""
    values = [function(x) + function(1 - z * x) for x in PLACES]
    best = min(values)
    return [x for x, value in zip(PLACES, values, strict=True) if value <= best + 1e-12 * (1 + abs(best))]


def minimisers_tend(family: Callable[[float], Function], norm: Function, z: float) -> bool:
    """Whether the distance of minimisers to those of the limit tends to 0, as far as the grid tells."""
    ends = least(norm, z)
    distances = [max(min(abs(x - end) for end in ends) for x in least(family(near), z)) for near in NEAR]
    return distances[-1] <= 2 / 400


def tends(family: Callable[[float], Function], norm: Function) -> bool:
    return all(abs(family(NEAR[-1])(x) - norm(x)) < 1e-2 for x in (-3.0, -1.0, 0.0, 0.5, 2.0))


def is_convex(function: Function) -> bool:
    """Even, and convex on the grid."""
    even = all(abs(function(x) - function(-x)) < 1e-9 for x in PLACES[::50])
    return even and all(function(x) <= (function(x - 0.25) + function(x + 0.25)) / 2 + 1e-9 for x in PLACES[::10])


NORMS: list[tuple[Callable[[float], Function], Function]] = [
    (lambda r: lambda x: (x * x + r * r) ** 0.5 - r, abs),
    (lambda r: lambda x: abs(x) ** (1 + r), abs),
    (lambda r: lambda x: x * x / 2 + r * x**4, lambda x: x * x / 2),
    (lambda r: lambda x: r * x * x, lambda x: 0.0),
]


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 3), st.sampled_from((-3.0, -2.0, 1.5, 2.0, 4.0)))
def test_it_holds(number: int, z: float) -> None:
    family, norm = NORMS[number]
    assert is_convex(family(0.1)) and tends(family, norm) and minimisers_tend(family, norm, z)


def looked(family: Callable[[float], Function], norm: Function) -> Looked:
    return found(THEOREM, [is_convex(family(0.1)), tends(family, norm)], minimisers_tend(family, norm, 2.0))


def folded(r: float) -> Function:
    """|x| up to a bound, beyond which it falls."""
    return lambda x: abs(x) if abs(x) < 4 + r else -20 * abs(x)


MISSED: Missed = {
    "convex": lambda: looked(folded, abs),
    "at every point": lambda: looked(lambda r: lambda x: x * x + r, abs),
}
