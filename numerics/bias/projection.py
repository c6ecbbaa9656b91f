"""Where a mirror flow on Zx = Y ends for q = 2: the Bregman projection argmin D_R(x, x_init) over Zx = Y."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from numbers import Integral
from typing import TypeAlias, TypeVar

import mpmath
import numpy as np
from mpmath import mp

from neversaddle.numerics.bias.dual_newton import (
    Array,
    Dual,
    Exhausted,
    follow,
    in_digits,
    in_doubles,
    joint_newton,
    newton,
)
from neversaddle.numerics.bias.given import ProjectionError, data, short
from neversaddle.numerics.codegen.compile import CompiledGeometry, compile_geometry
from neversaddle.numerics.exact.equations import (
    TooLarge,
    Vector,
    no_positive_solution,
    positive_solution,
    spanning_rows,
    surely_positive_solution,
)
from neversaddle.numerics.flow.arguments import LEAST_DIGITS, MOST_DIGITS
from neversaddle.numerics.numbers.exact_number import at_precision, quoted
from neversaddle.theory.geometry.mirror import MirrorGeometry

__all__ = ["Certificate", "Projection", "ProjectionError", "bregman_projection"]

Solution: TypeAlias = "tuple[Array, Array]"

Number = TypeVar("Number")

#: Digits beyond those asked for, and how often twice as many are tried where they do not suffice.
GUARD, DOUBLINGS = 10, 4
#: Doubles are a start where an error in y is at most this many times as large in x, relatively.
MOST_AMPLIFIED = 10**7
NOT_FOUND = "the projection was not found within the limits of iterations and digits"
#: Doubles go to this accuracy, and one more step; they may overflow beyond these sizes.
DOUBLE_TOLERANCE, LARGEST, SMALLEST = 1e-6, 10**150, Fraction(1, 10**150)


@dataclass(frozen=True)
class Certificate:
    """What shows that x is the minimiser, computed from x, y and nu alone at the precision they were found with.

    `feasibility`: max |Zx - Y|. `stationarity`: max |R'(x_j) - y_j|, where y = y_init + Z^T nu. `gap`: D_R of the point
    of Zx = Y next to x, minus the value at nu of the dual, <nu, Y> - sum (R*(y) - R*(y_init)), in size; in exact
    arithmetic that is >= 0 and bounds what x is above the least, for every nu (Fenchel).
    """

    feasibility: mpmath.mpf
    stationarity: mpmath.mpf
    gap: mpmath.mpf


@dataclass(frozen=True)
class Projection:
    """argmin D_R(x, x_init) over Zx = Y: x, y = R'(x) = y_init + Z^T nu, the multipliers nu and value = D_R(x, x_init).

    `digits`: to which a run of higher precision and the certificate confirm x, relative to its largest entry, and the
    value; never more than three beyond those asked for.
    """

    x: tuple[mpmath.mpf, ...]
    y: tuple[mpmath.mpf, ...]
    nu: tuple[mpmath.mpf, ...]
    value: mpmath.mpf
    digits: int
    certificate: Certificate


@dataclass(frozen=True, eq=False)
class _Problem:
    """Exact data: independent rows, reflected to x > 0 where that is the domain (`positive`)."""

    geometry: MirrorGeometry
    maps: CompiledGeometry
    rows: tuple[Vector, ...]
    target: Vector
    x_init: Vector
    positive: bool

    def dual(self, doubles: bool = False) -> Dual:
        """The dual problem at mpmath's working precision or in doubles."""
        maps = compile_geometry(self.geometry.upright, "numpy") if doubles else self.maps
        y_init = [self.maps.mirror_map(at_precision(v)) for v in self.x_init]
        return (in_doubles if doubles else in_digits)(maps, self.rows, self.target, self.x_init, y_init, self.positive)


def bregman_projection(
    geometry: MirrorGeometry,
    Z: Sequence[Sequence[object]] | Array,
    Y: Sequence[object] | Array,
    x_init: Sequence[object] | Array | None = None,
    digits: int = 30,
) -> Projection:
    """The x with the least D_R(x, x_init) of those with Zx = Y: a row of Z for each entry of Y, a column for each x_j.

    Entries are exact numbers (int, Fraction, "1/3", floats and NumPy arrays as the binary fractions they are), digits 5
    to 1000; x_init is 0 if not given. The geometry has no free symbols. Where R'(0) is infinite (balance 0 and m >= 1)
    the domain is x_j > 0, or x_j < 0, as x_init says, which then must not be 0; else it is where R' is finite, for
    balance 0 and m < 1 the whole line. For q = 2 this is where the mirror flow of a loss f(Zx) ends, if it converges to
    an interpolator; for q < 2 the flow ends elsewhere in general. Dual Newton: y = y_init + Z^T nu, x = x(y).
    Raises ProjectionError: data that do not fit, Zx = Y without solution (decided exactly), or without one inside the
    domain (with a Farkas vector), symbols, sizes beyond 200 rows or 1000 columns.
    Source: the claim `bregman-projection`; Li et al. 2022, Thm 3.9.

    >>> from neversaddle import mirror_geometry
    >>> found = bregman_projection(mirror_geometry(2, 2, balance="1/10"), [[1, 2]], [1])
    >>> print(mp.nstr(found.x[0], 10), mp.nstr(found.x[1], 10), found.digits >= 30)
    0.1003254137 0.4498372931 True
    """
    if isinstance(digits, bool) or not isinstance(digits, Integral) or not LEAST_DIGITS <= digits <= MOST_DIGITS:
        raise ProjectionError(
            f"digits must be a whole number from {LEAST_DIGITS} to {MOST_DIGITS}; got {str(digits)[:40]}"
        )
    digits = int(digits)
    if not isinstance(geometry, MirrorGeometry):
        raise ProjectionError(
            f"geometry must be a MirrorGeometry, as from mirror_geometry(2, 2); got {quoted(geometry)}"
        )
    rows, target, start = data(Z, Y, x_init)
    maps = compile_geometry(geometry.upright, "mpmath")
    if maps.parameters:
        raise ProjectionError(f"a projection needs numbers for {', '.join(maps.parameters)} of the geometry")
    signs, positive = _domain(geometry, maps, start)
    kept = _consistent(rows, target)
    reflected = tuple(tuple(s * v for s, v in zip(signs, rows[i], strict=True)) for i in kept)
    problem = _Problem(
        geometry,
        maps,
        reflected,
        tuple(target[i] for i in kept),
        tuple(s * v for s, v in zip(signs, start, strict=True)),
        positive,
    )
    try:
        found = _projected(problem, digits)
    except ProjectionError as problem_:
        if problem_.combination is None:
            raise
        raise ProjectionError(str(problem_), _spread(problem_.combination, kept, len(rows), Fraction(0))) from None
    return replace(
        found,
        x=tuple(v if s > 0 else mp.fneg(v, exact=True) for s, v in zip(signs, found.x, strict=True)),
        y=tuple(v if s > 0 else mp.fneg(v, exact=True) for s, v in zip(signs, found.y, strict=True)),
        nu=_spread(found.nu, kept, len(rows), mp.zero),
    )


def _domain(geometry: MirrorGeometry, maps: CompiledGeometry, start: Vector) -> tuple[tuple[int, ...], bool]:
    """The sign by which each coordinate is reflected, and whether the domain is then x > 0."""
    side = 0 if geometry.leaf is None else geometry.leaf.side
    infinite = not mp.isfinite(maps.mirror_map(mp.zero))
    half = infinite or side != 0
    for j, v in enumerate(start, 1):
        if v * side < 0:
            raise ProjectionError(
                f"x_init must be inside the domain of the geometry; entry {j} is {short(v)}, but "
                f"x = {geometry.weights.expression} is never {'negative' if side > 0 else 'positive'}"
            )
        if infinite and v == 0:
            raise ProjectionError(f"R'(0) is not finite for this geometry, so x_init must not be 0; entry {j} is")
        if not mp.isfinite(maps.mirror_map(at_precision(v))):
            raise ProjectionError(f"x_init must be inside the domain of the geometry; entry {j} is {short(v)}")
    mirrored = geometry.leaf is not None and geometry.leaf.mirrored
    # The domain is an interval: without 0, it has one sign.
    return tuple(-1 if half and mirrored and (v < 0 or side < 0) else 1 for v in start), half and (
        mirrored or min(start) > 0
    )


def _consistent(rows: tuple[Vector, ...], target: Vector) -> tuple[int, ...]:
    """The indices of independent rows; raises ProjectionError where Zx = Y has no solution."""
    kept, combinations = spanning_rows(rows)
    for combination in combinations:
        left = sum((c * goal for c, goal in zip(combination, target, strict=True)), Fraction(0))
        if left:
            terms = [f"({c}) row {i}" for i, c in enumerate(combination, 1) if c]
            shown = " + ".join(terms) if len(terms) <= 6 else f"a combination of {len(terms)} rows"
            raise ProjectionError(
                f"Zx = Y has no solution: {shown} of Z is 0, but of Y it is {short(left)}", combination
            )
    return kept


def _projected(problem: _Problem, digits: int) -> Projection:
    """The projection to the digits asked for; raises ProjectionError where there is none or they are not reached."""
    if all(_dot(row, problem.x_init) == goal for row, goal in zip(problem.rows, problem.target, strict=True)):
        with mp.workdps(digits + GUARD):
            x = tuple(at_precision(v) for v in problem.x_init)
            y = tuple(problem.maps.mirror_map(v) for v in x)
        return Projection(x, y, (mp.zero,) * len(problem.rows), mp.zero, digits + 3, Certificate(*[mp.zero] * 3))
    if problem.positive:
        _require_inside(problem)
    with mp.workdps(30):
        amplified = _amplified(problem.dual())
    start = _in_doubles(problem) if amplified < MOST_AMPLIFIED else None
    work = digits + GUARD + int(mp.ceil(mp.log10(amplified)))
    best: Projection | None = None
    for _ in range(DOUBLINGS):
        with mp.workdps(work):
            try:
                coarse = _solved(problem.dual(), start, mp.mpf(10) ** -(digits + 3))
            except Exhausted as limit:
                raise ProjectionError(f"{NOT_FOUND}: {limit} (Zx = Y may have no solution inside the domain)") from None
        if coarse is not None:
            with mp.workdps(work + work // 2):
                dual = problem.dual()
                fine = _refined(dual, coarse, mp.mpf(10) ** -(digits + GUARD - 2))
                found = None if fine is None else _certified(problem, dual, coarse, fine, digits)
            if found is not None and found.digits >= digits:
                return found
            best = found if best is None or (found is not None and found.digits > best.digits) else best
        work *= 2
    if best is not None and best.digits:
        return best
    raise ProjectionError(
        f"{NOT_FOUND}: x_init or the balance may be extreme, or the minimum on the boundary of the domain"
    )


def _amplified(dual: Dual) -> mpmath.mpf:
    """By how much, relatively, an error in y is larger in x, at entries the size of the least-norm change of x_init."""
    x = dual.x_of(dual.y_init)
    change = dual.solve(1 + 0 * x, dual.goal - dual.matrix @ x)
    if change is None:
        return mp.one
    sizes = abs(x + change @ dual.matrix)
    ratios = abs(dual.mirror_map(sizes) * dual.metric(sizes)) / np.where(sizes == 0, mp.inf, sizes)
    return max([mp.one, *(r for r in ratios if mp.isfinite(r))])


def _in_doubles(problem: _Problem) -> Solution | None:
    """A solution in double precision, None where they do not do."""
    numbers = {abs(v) for row in (*problem.rows, problem.target, problem.x_init) for v in row if v}
    if max(numbers) > LARGEST or min(numbers) < SMALLEST:
        return None
    with np.errstate(all="ignore"):
        dual = problem.dual(doubles=True)
        try:
            nu = follow(dual)
        except Exhausted:
            # More digits have a way of their own.
            return None
        nu = None if nu is None else newton(dual, dual.goal, nu, DOUBLE_TOLERANCE, dual.trials)
        return None if nu is None else (nu, dual.x_of(dual.y_init + nu @ dual.matrix))


def _solved(dual: Dual, start: Solution | None, tolerance: mpmath.mpf) -> Solution | None:
    """nu and x at the working precision, from a start where there is one and it is good for that."""
    found = None if start is None else _refined(dual, start, tolerance)
    if found is None and (nu := follow(dual)) is not None:
        return _refined(dual, (nu, dual.x_of(dual.y_init + nu @ dual.matrix)), tolerance)
    return found


def _refined(dual: Dual, start: Solution, tolerance: mpmath.mpf) -> Solution | None:
    """nu and x at the working precision from less accurate ones."""
    nu, x = (np.array([mp.mpf(v) for v in part], dtype=object) for part in start)
    found = joint_newton(dual, nu, x, tolerance)
    if found is None and (better := newton(dual, dual.goal, nu, tolerance, dual.trials)) is not None:
        return better, dual.x_of(dual.y_init + better @ dual.matrix)
    return found


def _certified(problem: _Problem, dual: Dual, coarse: Solution, fine: Solution, digits: int) -> Projection:
    """The finer solution with its certificate and the digits that both runs and the certificate confirm."""
    nu, x = fine
    y, metric, maps = dual.y_init + nu @ dual.matrix, dual.metric(x), problem.maps
    residual, apart = dual.goal - dual.matrix @ x, abs(dual.mirror_map(x) - y)
    repair = dual.solve(metric, residual)
    nearest = x if repair is None else x + metric * (repair @ dual.matrix)
    start = [at_precision(v) for v in problem.x_init]

    def divergence(point: Array) -> mpmath.mpf:
        return mp.fsum(maps.bregman_divergence(v, v0) for v, v0 in zip(point, start, strict=True))

    rise = mp.fsum(maps.conjugate(v) - maps.conjugate(v0) for v, v0 in zip(y, dual.y_init, strict=True))
    value = divergence(x)
    gap = abs(divergence(nearest) - (nu @ dual.goal - rise))
    size = dual.size(x)
    errors = [
        max(abs(x - coarse[1])) / size,
        max(r / t if t else r for r, t in zip(abs(residual), dual.terms(dual.goal, x), strict=True)),
        max(metric * apart) / size,
        gap / value,
    ]
    worst = max(errors)
    sure = digits + 3
    if not mp.isfinite(worst):
        sure = 0
    elif worst:
        sure = max(0, min(sure, int(mp.floor(-mp.log10(worst)))))
    certificate = Certificate(max(abs(residual)), max(apart), gap)
    return Projection(tuple(x), tuple(y), tuple(nu), value, sure, certificate)


def _require_inside(problem: _Problem) -> None:
    """Raises ProjectionError, with the vector that proves it, where Zx = Y has no solution x > 0."""
    farkas = no_positive_solution(problem.rows, problem.target)
    if farkas is None:
        if surely_positive_solution(problem.rows, problem.target):
            return
        try:
            _, farkas = positive_solution(problem.rows, problem.target)
        except TooLarge:
            return
    if farkas is None:
        return
    pushed = [_dot(farkas, column) for column in zip(*problem.rows, strict=True)]
    zeros = ", ".join(f"x_{j}" for j, v in enumerate(pushed, 1) if v)
    product = _dot(farkas, problem.target)
    why = f"the solutions next to it have {zeros} = 0, on its boundary"
    if product < 0:
        why = f"a combination of the rows has no negative entry there, but for Y it is {short(product)}"
    side = 0 if problem.geometry.leaf is None else problem.geometry.leaf.side
    domain = "x_j with the sign of x_init" if side == 0 else f"x_j {'>' if side > 0 else '<'} 0"
    raise ProjectionError(f"no x with Zx = Y is inside the domain ({domain}): {why}", farkas)


def _spread(values: Sequence[Number], indices: Sequence[int], count: int, zero: Number) -> tuple[Number, ...]:
    """Values for the rows at `indices`, and zero for the others."""
    at = dict(zip(indices, values, strict=True))
    return tuple(at.get(i, zero) for i in range(count))


def _dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    return sum((v * w for v, w in zip(a, b, strict=True)), Fraction(0))
