"""A compiled geometry is checked once, against a numeric orbit of the weights, which knows no leaf formula."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import sympy as sp
from flint import ctx
from mpmath import mp

from neversaddle.numerics.codegen.numeric_orbit import OrbitPoint, orbit_points, symbol_values
from neversaddle.numerics.codegen.printers import CannotCompile
from neversaddle.theory.geometry.mirror import MirrorGeometry

#: Relative difference that is passed: the orbit is good to some 1e-11, and a wrong factor is farther off than this.
TOLERANCE = 1e-8
#: What needs no inverse of orbit time.
OF_X = ("inverse_metric", "mirror_map", "potential")


class WrongValues(CannotCompile):
    """Functions of a geometry that disagree with the orbit of its weights: they are not handed out."""


@dataclass(frozen=True)
class GeometryCheck:
    """How many values were compared, at how many points of a numeric orbit, and the largest relative difference."""

    points: int
    values: int
    worst: float


def checked(
    geometry: MirrorGeometry,
    functions: Mapping[str, Callable[..., Any]],
    names: Mapping[sp.Symbol, str],
    points: int = 4,
    arrays: bool = False,
) -> GeometryCheck:
    """Compare the six functions with a numeric orbit at no more than so many points, at double precision.

    `names` are the keywords of free symbols. Raises WrongValues in one line. Left out are values that no double holds,
    nan of balls, which say that nothing is known, and at a single point what would invert an integral. Functions of
    `arrays` are called once for all points.
    """
    orbit, values = orbit_points(geometry), symbol_values(geometry)
    keywords = {keyword: values[symbol] for symbol, keyword in names.items()}
    several = geometry.leaf is not None and geometry.leaf.time.has(sp.Integral)
    slow = points == 1 and several
    compared = [
        value
        for i, p in enumerate(orbit[:points])
        for value in _values(p, orbit[i - 1])
        if math.isfinite(value.right) and not (slow and value.name not in OF_X)
    ]
    count, worst = 0, 0.0
    with mp.workdps(15), ctx.workprec(53):
        # Inverses of integrals over several offsets take as long for each of an array as for its slowest.
        for value, found in (_in_arrays if arrays and not several else _one_by_one)(
            geometry, functions, keywords, compared
        ):
            if found is None:
                continue
            difference = abs(found - value.right) / value.scale
            if not difference <= TOLERANCE:
                raise WrongValues(_sentence(geometry, value, found))
            count, worst = count + 1, max(worst, difference)
    return GeometryCheck(len(orbit[:points]), count, worst)


def _one_by_one(
    geometry: MirrorGeometry,
    functions: Mapping[str, Callable[..., Any]],
    keywords: Mapping[str, float],
    values: Sequence[OrbitValue],
) -> Iterator[tuple[OrbitValue, float | None]]:
    """Each value with what the functions say it is, None where they say nothing; those of one point after another."""
    for value in values:
        try:
            yield value, _number(functions[value.name](*value.arguments, **keywords))
        except (ArithmeticError, ValueError) as error:
            raise WrongValues(_sentence(geometry, value, math.nan)) from error


def _in_arrays(
    geometry: MirrorGeometry,
    functions: Mapping[str, Callable[..., Any]],
    keywords: Mapping[str, float],
    values: Sequence[OrbitValue],
) -> Iterator[tuple[OrbitValue, float | None]]:
    """The same by one call of each function."""
    found: dict[OrbitValue, float] = {}
    for name in dict.fromkeys(value.name for value in values):
        alike = [value for value in values if value.name == name]
        columns = [np.array(column) for column in zip(*(value.arguments for value in alike), strict=True)]
        try:
            answers = functions[name](*columns, **keywords)
        except (ArithmeticError, ValueError) as error:
            raise WrongValues(_sentence(geometry, alike[0], math.nan)) from error
        found.update(zip(alike, np.broadcast_to(answers, len(alike)).tolist(), strict=True))
    return ((value, found[value]) for value in values)


def _sentence(geometry: MirrorGeometry, value: OrbitValue, found: float) -> str:
    text, arguments = str(geometry.weights.expression), ", ".join(f"{a:.17g}" for a in value.arguments)
    what, model = value.name.replace("_", " "), text if len(text) <= 60 else text[:57] + "..."
    return (
        f"the {what} of x = {model} at q = {geometry.q} would be {found:.10g} at {arguments}, but on the orbit of the "
        f"weights it is {value.right:.10g}: these functions are wrong, and are not handed out"
    )


class OrbitValue(NamedTuple):
    """What a function has to be at its arguments, and what its rounding is relative to."""

    name: str
    arguments: tuple[float, ...]
    right: float
    scale: float


def _values(p: OrbitPoint, other: OrbitPoint) -> list[OrbitValue]:
    """All values at one point, and the divergence to another one of the same orbit, if there is one."""
    product = abs(p.x * p.y) + abs(p.conjugate)
    # dx = metric dy: the rounding of y moves x by so much.
    flat = abs(p.metric * p.y) + abs(p.x)
    found = [
        OrbitValue("inverse_metric", (p.x,), p.metric, p.metric),
        OrbitValue("mirror_map", (p.x,), p.y, abs(p.y) + abs(p.x) / p.metric),
        OrbitValue("potential", (p.x,), p.x * p.y - p.conjugate, product),
    ]
    # So near the end of a dual range that what is known of y allows any x, its rounding may lie beyond.
    if TOLERANCE * abs(p.metric * p.y) < abs(p.x):
        found += [
            OrbitValue("inverse_mirror_map", (p.y,), p.x, flat),
            OrbitValue("conjugate", (p.y,), p.conjugate, product + abs(p.y) * flat),
        ]
    if other is not p:
        divergence = p.x * (p.y - other.y) - (p.conjugate - other.conjugate)
        size = product + abs(p.x * other.y) + abs(other.conjugate)
        found.append(OrbitValue("bregman_divergence", (p.x, other.x), divergence, size))
    return found


def _number(value: Any) -> float | None:
    """A double, an mpf or the middle of a ball; None for a ball that says nothing."""
    if hasattr(value, "mid"):
        return float(value.mid()) if value.is_finite() else None
    return float(value)
