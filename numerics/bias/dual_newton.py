"""Newton's method for the dual of a Bregman projection, in doubles or in mpf: the least sum_j R*(y_j) - <nu, Y>.

y = y_init + Z^T nu and x = x(y), so the gradient is Zx - Y and the Hessian Z diag(1/R'') Z^T. Far from the solution Y
is moved there from where nu = 0 is optimal, by factors: what a small balance makes long is then only logarithmic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeAlias

import mpmath
import numpy as np
from flint import arb, arb_mat, ctx
from mpmath import mp
from numpy.typing import NDArray

from neversaddle.numerics.codegen.compile import CompiledGeometry
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.numerics.ode.arithmetics import ball_of, middle_of

#: A float or an mpf.
Number: TypeAlias = Any
#: Vectors are arrays of float64, or of mpf as objects.
Array: TypeAlias = "NDArray[Any]"
Map: TypeAlias = "Callable[[Array], Array]"

#: Relative accuracy of the points on the way; how many x(y) Newton may try to reach one, or the goal at once.
COARSE, TRIALS_ON_THE_WAY, TRIALS_AT_ONCE = 1e-2, 30, 60
#: So many steps in a row may bring no residual below all before: rounding has taken over.
PATIENCE = 12
#: The way has at most so many stretches, those included that were too long.
STRETCHES = 150
#: The way is at most 2^FARTHEST times as long as where it begins, and no number larger than that.
FARTHEST = 2.0**13
#: How many x(y) the way may take in doubles; in digits at least so many, and as many as make so much work.
EFFORT_IN_DOUBLES, LEAST_EFFORT, WORK_IN_DIGITS = 2000, 150, 3_000_000


class Exhausted(ValueError):
    """The way takes more x(y) than it may."""


@dataclass(frozen=True, eq=False)
class Dual:
    """The dual problem in one arithmetic: Z, Y, y_init, x(y), 1/R''(x) and R'(x), elementwise, nan outside the domain.

    `positive`: the domain is x > 0, else an open interval that x(y) and R'(x) know by themselves. `solve` takes the
    diagonal of a D >= 0 and a right hand side r, and returns the s with Z D Z^T s = r, or None. `trials` limits Newton,
    `effort` all x(y) of `follow`.
    """

    matrix: Array
    goal: Array
    y_init: Array
    x_of: Map
    metric: Map
    mirror_map: Map
    solve: Callable[[Array, Array], Array | None]
    x_init: Array
    positive: bool
    trials: int
    effort: int

    def size(self, x: Array) -> Number:
        """What errors of x are relative to: its largest entry, or that of x_init."""
        return max(max(abs(x)), max(abs(self.x_init)))

    def inside(self, x: Array) -> bool:
        """Whether all of x is finite and in the domain."""
        return bool(np.all(x - x == 0)) and not (self.positive and bool(np.any(x <= 0)))

    def terms(self, goal: Array, x: Array) -> Array:
        """What errors of Zx = goal are relative to: the sizes of their terms, with those of x_init."""
        return abs(goal) + abs(self.matrix) @ (abs(x) + abs(self.x_init))

    def settled(self, x: Array, dx: Array, y: Array, dy: Array, tolerance: Number) -> bool:
        """Whether steps dx and dy are small: on a half line for each x_j, else for the largest."""
        size = abs(x) if self.positive else self.size(x)
        times = max(max(abs(y)), max(abs(self.y_init)))
        return bool(np.all(abs(dx) <= tolerance * size)) and bool(max(abs(dy)) <= tolerance * times)


def in_doubles(
    maps: CompiledGeometry,
    rows: Sequence[Sequence[Fraction]],
    goal: Sequence[Fraction],
    x_init: Sequence[Fraction],
    y_init: Sequence[mpmath.mpf],
    positive: bool,
) -> Dual:
    """The dual in double precision, for maps of the NumPy backend."""
    matrix = np.array([[float(v) for v in row] for row in rows])

    def solve(metric: Array, right: Array) -> Array | None:
        hessian = (matrix * metric) @ matrix.T
        scale, regular = _scaled(hessian)
        if not np.all(np.isfinite(regular)):
            return None
        try:
            return np.asarray(scale * np.linalg.solve(regular + np.finfo(float).eps * np.eye(len(rows)), scale * right))
        except np.linalg.LinAlgError:
            return None

    at, start, times = (np.array([float(v) for v in values]) for values in (goal, x_init, y_init))
    each = (maps.inverse_mirror_map, maps.inverse_metric, maps.mirror_map)
    return Dual(matrix, at, times, *each, solve, start, positive, trials=100, effort=EFFORT_IN_DOUBLES)


def in_digits(
    maps: CompiledGeometry,
    rows: Sequence[Sequence[Fraction]],
    goal: Sequence[Fraction],
    x_init: Sequence[Fraction],
    y_init: Sequence[mpmath.mpf],
    positive: bool,
) -> Dual:
    """The dual at mpmath's working precision, which must stay in force, for maps of the mpmath backend."""
    matrix = np.array([[at_precision(v) for v in row] for row in rows], dtype=object)
    transposed = _balls(matrix.T)
    guard = mp.ldexp(1, 10 - mp.prec)

    def solve(metric: Array, right: Array) -> Array | None:
        if not np.all(metric - metric == 0):
            return None
        with ctx.workprec(mp.prec):
            hessian = _numbers(_balls(matrix * metric) * transposed)
            scale, regular = _scaled(hessian)
            system = _balls(regular + guard * np.identity(len(rows), dtype=object))
            step = system.solve(_balls((scale * right)[:, None]), nonstop=True, algorithm="approx")
            found = _numbers(step)[:, 0]
        return scale * found if np.all(found - found == 0) else None

    def each(function: Callable[[mpmath.mpf], mpmath.mpf]) -> Map:
        return lambda values: np.array([function(v) if mp.mag(v) < FARTHEST else mp.nan for v in values], dtype=object)

    maps_ = (each(maps.inverse_mirror_map), each(maps.inverse_metric), each(maps.mirror_map))
    at, start = (np.array([at_precision(v) for v in values], dtype=object) for values in (goal, x_init))
    # Where Newton is only linear, at x = 0 of a power of |x|, it gains a few bits with each step.
    times = np.array(y_init, dtype=object)
    effort = max(LEAST_EFFORT, WORK_IN_DIGITS // (len(x_init) * (len(rows) + 10)))
    return Dual(matrix, at, times, *maps_, solve, start, positive, trials=100 + 2 * mp.prec, effort=effort)


def newton(dual: Dual, goal: Array, nu: Array, tolerance: Number, trials: int) -> Array | None:
    """The nu with Z x(y_init + Z^T nu) = goal by damped Newton steps, None where that takes more `trials`.

    A step is halved until the dual's slope along it is upwards by at most a quarter of what it was downwards.
    """
    y = dual.y_init + nu @ dual.matrix
    x = dual.x_of(y)
    if not dual.inside(x):
        return None
    least, patience = None, PATIENCE
    while True:
        residual, metric = goal - dual.matrix @ x, dual.metric(x)
        step = dual.solve(metric, residual)
        size = max(abs(residual))
        least, patience = (size, PATIENCE) if least is None or size < least else (least, patience - 1)
        if step is None or patience == 0:
            return None
        dy = step @ dual.matrix
        done = dual.settled(x, metric * dy, y, dy, tolerance)
        damping, there, trials = _damped(dual, goal, y, step, None if done else -(residual @ step) / 4, trials)
        if there is None:
            return None
        nu, x = nu + step * damping, there
        y = dual.y_init + nu @ dual.matrix
        if done and damping == 1 and _close(dual, goal, x, tolerance):
            return nu


def _damped(
    dual: Dual, goal: Array, y: Array, step: Array, least: Number | None, trials: int
) -> tuple[Number, Array | None, int]:
    """The damping 2^-i of a Newton step, x there, and the trials left; x is None where none would do.

    x must be inside the domain and the dual's slope there, downwards, be at least `least`; near the end (None) rounding
    takes that slope. Of i = 0, 1, 2, 4, 8, ... the first that will do, and from there back by bisection.
    """
    half, dy = (1 + 0 * goal[0]) / 2, step @ dual.matrix
    low, high, found = -1, 0, None
    while trials > 0 and (found is None or high - low > 1):
        trials -= 1
        i = high if found is None else (low + high) // 2
        x = dual.x_of(y + dy * half**i)
        if dual.inside(x) and (least is None or (goal - dual.matrix @ x) @ step >= least):
            high, found = i, x
        elif found is None:
            low, high = high, max(1, 2 * high)
        else:
            low = i
    return half**high, found, trials


def joint_newton(dual: Dual, nu: Array, x: Array, tolerance: Number) -> tuple[Array, Array] | None:
    """nu and x at once from R'(x) = y_init + Z^T nu, Zx = Y: no inverse map, but it must start nearby; else None."""
    last = None
    while True:
        if not dual.inside(x):
            return None
        y, metric = dual.y_init + nu @ dual.matrix, dual.metric(x)
        apart = metric * (y - dual.mirror_map(x))
        if not np.all(apart - apart == 0):
            return None
        step = dual.solve(metric, dual.goal - dual.matrix @ (x + apart))
        if step is None:
            return None
        dy = step @ dual.matrix
        dx = apart + metric * dy
        nu, x, size = nu + step, x + dx, max(abs(dx) / (abs(x) if dual.positive else dual.size(x)))
        if dual.settled(x, dx, y, dy, tolerance):
            return (nu, x) if dual.inside(x) and _close(dual, dual.goal, x, tolerance) else None
        if last is not None and size > last / 2:
            return None
        last = size


def follow(dual: Dual) -> Array | None:
    """The solution nu, to COARSE only, from no knowledge of it; None where the way ends elsewhere.

    Raises Exhausted where it takes more x(y) than `dual.effort`.
    """
    free, spent = dual.x_of, 0

    def counted(y: Array) -> Array:
        nonlocal spent
        spent += 1
        if spent > dual.effort:
            raise Exhausted(f"no solution was reached with {dual.effort} evaluations of x(y)")
        return free(y)

    return _followed(replace(dual, x_of=counted))


def _followed(dual: Dual) -> Array | None:
    x = dual.x_of(dual.y_init)
    residual = dual.goal - dual.matrix @ x
    rest, ray = 0 * residual, _along_ray(dual, residual)
    starts = [rest] if ray is None else [rest, ray]
    near = _at_least_norm(dual, x, residual)
    for start in starts if near is None else [near, *starts]:
        found = newton(dual, dual.goal, start, COARSE, TRIALS_AT_ONCE)
        if found is not None:
            return found
    # Where 1/R'' vanishes at x_init, the way cannot begin there.
    start = rest if np.all(dual.metric(x) > 0) else starts[-1]
    origin = dual.matrix @ dual.x_of(dual.y_init + start @ dual.matrix)
    way = dual.goal - origin
    two = 2 + 0 * dual.goal[0]
    # The place on the way is 2^-e of it; the first one is where nu is still about linear, and Newton arrives.
    linear, nu, e = dual.solve(dual.metric(dual.x_of(dual.y_init + start @ dual.matrix)), way), None, 0.5
    while nu is None:
        e *= 2
        if linear is None or e > FARTHEST or not two**-e > 0:
            return None
        goal = origin + two**-e * way
        if _misfit(dual, goal, start + two**-e * linear) <= max(abs(two**-e * way)) / 2:
            nu = newton(dual, goal, start + two**-e * linear, COARSE, TRIALS_ON_THE_WAY)
    stretch, before, power = e / 4, None, 1.0
    for _ in range(STRETCHES):
        here, ahead = two**-e, max(e - stretch, 0.0)
        tangent = dual.solve(dual.metric(dual.x_of(dual.y_init + nu @ dual.matrix)), way)
        if tangent is None or ahead == e:
            return None
        # nu is taken to go like a power of the place: 1 where R'' is constant, 0 for logarithms, below for bounded R'.
        rate = here * tangent
        size = max(abs(rate))
        if before is not None and size > 0:
            power = float(mp.log(size / before[1], 2)) / (before[0] - e)
        along = (two ** (power * (e - ahead)) - 1) / power if abs(power) > 1e-6 else (e - ahead) * float(mp.ln2)
        goal = origin + two**-ahead * way
        best = min((nu + along * rate, nu), key=lambda guess: _misfit(dual, goal, guess))
        found = newton(dual, goal, best, COARSE, TRIALS_ON_THE_WAY)
        if found is None:
            stretch /= 4
        elif ahead == 0:
            return found
        else:
            before = (e, size) if size > 0 else None
            nu, e, stretch = found, ahead, 2 * stretch
    return None


def _at_least_norm(dual: Dual, x: Array, residual: Array) -> Array | None:
    """The nu of the first joint Newton step from the x of least norm, None where that is outside the domain."""
    change = dual.solve(1 + 0 * x, residual)
    if change is None or not dual.inside(x := x + change @ dual.matrix):
        return None
    metric, y = dual.metric(x), dual.mirror_map(x)
    if not np.all(y - y == 0):
        return None
    return dual.solve(metric, dual.matrix @ (metric * (y - dual.y_init)))


def _along_ray(dual: Dual, residual: Array) -> Array | None:
    """The nu with the least of the dual along the ray of the least-norm change of x, to a factor of 2."""
    ray = dual.solve(1 + 0 * residual @ dual.matrix, residual)
    if ray is None:
        return None

    two = 2 + 0 * residual[0]

    def falls(exponent: int) -> bool:
        there = dual.x_of(dual.y_init + two**exponent * (ray @ dual.matrix))
        return dual.inside(there) and bool((dual.goal - dual.matrix @ there) @ ray > 0)

    # Bisection among the powers of two.
    far = 1000 if isinstance(two, float) else int(FARTHEST)
    low, high = -far, far
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if falls(middle) else (low, middle)
    found: Array = ray * two**low
    return found


def _misfit(dual: Dual, goal: Array, nu: Array) -> Number:
    x = dual.x_of(dual.y_init + nu @ dual.matrix)
    return max(abs(goal - dual.matrix @ x)) if dual.inside(x) else mp.inf


def _close(dual: Dual, goal: Array, x: Array, tolerance: Number) -> bool:
    return bool(np.all(abs(goal - dual.matrix @ x) <= 10 * tolerance * dual.terms(goal, x)))


def _scaled(hessian: Array) -> tuple[Array, Array]:
    """1/sqrt of the diagonal, and the matrix that has ones there, with rows that vanish left alone."""
    diagonal = np.array([v if v > 0 else v * 0 + 1 for v in np.diagonal(hessian)], dtype=hessian.dtype)
    scale = diagonal**-0.5
    return scale, scale[:, None] * hessian * scale + np.diag((np.diagonal(hessian) <= 0).astype(int))


def _balls(matrix: Array) -> arb_mat:
    return arb_mat([[ball_of(v) for v in row] for row in matrix])


def _numbers(matrix: arb_mat) -> Array:
    return np.array([[_number(v) for v in row] for row in matrix.tolist()], dtype=object)


def _number(ball: arb) -> mpmath.mpf:
    return middle_of(ball) if ball.is_finite() else mp.nan
