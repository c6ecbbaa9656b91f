"""Bregman projections and nearly minimal norms, tried on flows and on finite sets."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

import mpmath
from flint import arb, ctx
from mpmath import mp

from neversaddle.numerics.attack.definitions.digits import inverse_metric, orbit_time, real
from neversaddle.numerics.attack.evaluation import BALLS, MPMATH, Arithmetic, CannotEvaluate, Number, evaluate
from neversaddle.numerics.attack.sampling import Instance, admits, is_true, rational_at
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.loss.loss import least_squares
from neversaddle.numerics.numbers.balls import ball, root_power
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.statement.kinds import NearMinimiser, Projection

Row: TypeAlias = "tuple[Fraction, ...]"
#: Data that separate: for the one the flow's limit is the projection at every q, for the other at q = 2 only.
EVEN, UNEVEN = (Fraction(1), Fraction(1)), (Fraction(1), Fraction(2))
#: Digits of the flows, and what of y may leave the row space: what rounding and the quadratures are far below.
FLOW_DIGITS, LEFT_OUT = 16, mp.mpf(10) ** -8
#: Exponents of these flows have no larger denominator.
MOST_ROOTS = 12
#: Values of the variable relative to an instance's, and the number of coordinates a set has at most.
FACTORS = tuple(Fraction(*v) for v in ((1, 1000), (1, 16), (16, 1), (1000, 1)))
MOST_COORDINATES = 10**9
#: Digits in which finite sets are compared.
COMPARED = 20
#: What stands for zero where the variable does not reach it.
ALMOST_ZERO = Fraction(1, 10**40)


def projection_agreement(part: Projection, instance: Instance, digits: int) -> int | None:
    """None where the ends of flows are projections just when the part says so, 0 where some are not.

    The first-order condition y - y_0 in the row space is tested on integrated weights, y by quadrature; it holds for
    the limit if it does at all times. Raises Undefined where there is no such flow.
    """
    depth, q, lam, data = _setting(part, instance)
    stated = is_true(part.holds, instance)
    chance = random.Random(repr(sorted((str(s), str(v)) for s, v in instance.items())))
    # Said to hold for all data, it has to hold for any; said to fail for all, it must not hold for (1, 1).
    rows = (data,) if data else _random_rows(chance) if stated else (EVEN,)
    return None if _ends_at_projection(depth, _integrable(q), lam, rows, chance) == stated else 0


def projection_text(part: Projection, instance: Instance) -> str:
    """The datum, where the flow takes y and where the projection would: one direction or two."""
    _, q, _, data = _setting(part, instance)
    z = data or (UNEVEN if is_true(part.holds, instance) else EVEN)
    speeds = [mp.sign(v) * abs(mp.mpf(v.numerator) / v.denominator) ** (q - 1) if v else mp.zero for v in z]
    taken, asked = ", ".join(mp.nstr(v, 6) for v in speeds), ", ".join(map(str, z))
    return f"for z = ({asked}) the flow moves y along ({taken}), the projection along z"


def _integrable(q: Fraction) -> Fraction:
    """The exponent, or one near it that takes the flow few roots, where it would take many; 1 and 2 stay apart."""
    near = q.limit_denominator(MOST_ROOTS)
    edge = Fraction(1, MOST_ROOTS)
    return near if near == q or 1 < near < 2 else 1 + edge if near == 1 else 2 - edge


def _setting(part: Projection, instance: Instance) -> tuple[int, Fraction, Fraction, Row]:
    """Depth, exponent, balance and datum. Raises Undefined where no flow of that kind can move and arrive."""
    depth, q, lam, *data = (rational_at(e, instance) for e in (part.depth, part.q, part.lam, *part.data))
    if depth.denominator != 1 or depth < 1 or not 1 <= q <= 2 or lam <= 0:
        raise Undefined(f"there is no mirror flow of depth {depth} and exponent {q} on a leaf {lam} that holds x = 0")
    if part.data and not any(data):
        raise Undefined("nothing moves along a datum 0")
    return int(depth), q, lam, tuple(data)


def _random_rows(chance: random.Random) -> tuple[Row, ...]:
    """Two data of three coordinates, with no zeros and no equal sizes in a row."""
    sizes = [chance.sample((1, 2, 3, 4, 5), 3) for _ in range(2)]
    rows = tuple(tuple(Fraction(chance.choice((-1, 1)) * size, 3) for size in row) for row in sizes)
    return rows if any(_cross(*rows)) else (rows[0], (Fraction(1), Fraction(2), Fraction(-4)))


def _cross(a: Row, b: Row) -> Row:
    return tuple(a[i] * b[j] - a[j] * b[i] for i, j in ((1, 2), (2, 0), (0, 1)))


def _kernel(rows: Sequence[Row]) -> list[Row]:
    """Vectors that span {v: Z v = 0}, for one row, or for two of three entries."""
    if len(rows) == 2:
        return [_cross(*rows)]
    (z,) = rows
    pairs = list(combinations(range(len(z)), 2))
    return [tuple(z[j] if n == i else -z[i] if n == j else Fraction(0) for n in range(len(z))) for i, j in pairs]


def _ends_at_projection(depth: int, q: Fraction, lam: Fraction, rows: tuple[Row, ...], chance: random.Random) -> bool:
    """Whether y - y_0 stays in the row space along a flow of the weights on least squares.

    It starts at a random point of the leaf, and goes on for the time in which the residual changes by a good part.
    """
    # A coordinate that no datum sees does not move.
    seen = [j for j in range(len(rows[0])) if any(row[j] for row in rows)]
    rows = tuple(tuple(row[j] for j in seen) for row in rows)
    with mp.workdps(FLOW_DIGITS + 6):
        k, power = len(rows[0]), real(q)
        first = [real(lam * Fraction(chance.randrange(1, 20), 20)) for _ in range(k)]
        signs = [chance.choice((-1, 1)) for _ in range(k)]
        start = [[_exactly(s * u ** (1 / power)) for s, u in zip(signs, first, strict=True)]]
        start += [[_exactly((u + real(lam)) ** (1 / power)) for u in first]] * (depth - 1)
        x = [mp.fprod(real(row[j]) for row in start) for j in range(k)]
        metric = [inverse_metric(depth, q, lam, u) for u in first]
        now = [mp.fdot(map(real, z), x) for z in rows]
        # Targets away from where it starts, each by as much as the largest |z_j x_j|.
        moved = [max(abs(real(z_j) * x_j) for z_j, x_j in zip(z, x, strict=True)) for z in rows]
        target = [_exactly(n + chance.choice((-1, 1)) * m) for n, m in zip(now, moved, strict=True)]
        gradient = [sum(abs(real(z[j])) * m for z, m in zip(rows, moved, strict=True)) for j in range(k)]
        drop = [m * g**power / (g + (g == 0)) ** 2 for m, g in zip(metric, gradient, strict=True)]
        rate = sum(sum(real(z[j]) ** 2 * d for z in rows) for j, d in enumerate(drop))
        flow = weight_flow(
            DeepDiagonal(depth), q, least_squares(rows, target), start, _exactly(1 / (4 * rate)), FLOW_DIGITS
        )
        if flow.weights is None or flow.stop is not None:
            raise Undefined(f"the flow of depth {depth} and exponent {q} stops")
        change = []
        for j in range(k):
            before, after = (
                mp.sign(real(w[0][j]))
                * mp.fprod(mp.sign(real(row[j])) for row in w[1:])
                * orbit_time(depth, q, lam, abs(real(w[0][j])) ** power)
                for w in (start, flow.weights[-1])
            )
            change.append(after - before)
        for v in _kernel(rows):
            terms = [real(v_j) * c for v_j, c in zip(v, change, strict=True)]
            if abs(mp.fsum(terms)) > LEFT_OUT * mp.fsum(terms, absolute=True):
                return False
        return True


def _exactly(value: mpmath.mpf) -> Fraction:
    mantissa, exponent = mp.frexp(value)
    scale = 2 ** (mp.prec + 10)
    return Fraction(int(mp.nint(mantissa * scale)), scale) * Fraction(2) ** int(exponent)


def projection_fails(part: Projection, instance: Instance, bits: int) -> bool:
    """Whether the part certainly fails for one datum z: its own, or, where it speaks of all, (1, 1) or (1, 2).

    From anywhere y = y_0 + s Phi_q(z) holds exactly for every loss, and least squares with a target elsewhere has a
    limit off the start: the residual falls to 0, as every h_j >= lam^(L-1). It is the projection iff Phi_q(z), in
    balls or exactly, is a multiple of z.
    """
    try:
        _, q, _, data = _setting(part, instance)
        stated = is_true(part.holds, instance)
    except Undefined:
        return False
    with ctx.workprec(bits):
        return any(_is_multiple(q, z) is (not stated) for z in ([data] if data else [EVEN, UNEVEN]))


def _is_multiple(q: Fraction, z: Row) -> bool | None:
    """Whether Phi_q(z) is a multiple of z; None where balls do not tell."""
    moving = [abs(z_j) for z_j in z if z_j]
    if q == 2 or len(set(moving)) == 1:
        return True
    balls = [(root_power(ball(size), q - 1), ball(size)) for size in moving]
    crossed = (a[0] * b[1] - b[0] * a[1] for a, b in combinations(balls, 2))
    return False if any(bool(c > 0 or c < 0) for c in crossed) else None


def near_minimiser_agreement(part: NearMinimiser, instance: Instance, digits: int) -> int | None:
    """None where the statement holds on finite sets, 0 where it does not.

    A set of two points: n coordinates at a and the others zero, against m at b, where both objectives are nearly one.
    """
    with mp.workdps(COMPARED):
        zero, *values = (_values(part, instance, value, MPMATH) for value in _places(part, instance))
        for x, other in _rivals(values):
            for n, m in _counts(x[0] - zero[0], other[0] - zero[0]):
                gain, excess = _compared(n, m, x, other, zero)
                if gain >= 0 and excess > mp.mpf(10) ** (-COMPARED // 2) * (n * abs(x[1]) + m * abs(other[1])):
                    return 0
    return None


def near_minimiser_fails(part: NearMinimiser, instance: Instance, bits: int) -> bool:
    """Whether ball arithmetic shows two points, the first with the lower objective, against the statement."""
    with ctx.workprec(bits):
        values: list[tuple[Number, ...]] = []
        for place in _places(part, instance):
            try:
                values.append(_values(part, instance, place, BALLS))
            except (Undefined, CannotEvaluate):
                return False
            if not all(e.is_finite() for e in values[-1]):
                # Balls without bound take long, and say nothing.
                return False
        zero, *others = values
        for x, other in _rivals(others):
            for n, m in _counts(x[0] - zero[0], other[0] - zero[0]):
                gain, excess = _compared(n, m, x, other, zero)
                if gain > 0 and excess > 0:
                    return True
    return False


def _places(part: NearMinimiser, instance: Instance) -> Iterator[Fraction]:
    """What fills up the smaller set (zero, where that is admitted), the instance's own value, and admitted rivals."""
    here = instance[part.variable]

    def admitted(value: Fraction) -> bool:
        return admits(part.given, {**instance, part.variable: value})

    yield next((value for value in (Fraction(0), ALMOST_ZERO) if admitted(value)), here)
    yield here
    yield from (value for value in (here * factor for factor in FACTORS) if value and admitted(value))


def _rivals(values: Sequence[Sequence[Number]]) -> Iterator[tuple[Sequence[Number], Sequence[Number]]]:
    """The first against each other one, and each other one against the first."""
    here, *others = values
    for other in others:
        yield here, other
        yield other, here


def _values(part: NearMinimiser, instance: Instance, value: Fraction, numbers: Arithmetic) -> tuple[Number, ...]:
    """Objective, norm and gap of one coordinate."""
    there = {**instance, part.variable: value}
    return tuple(evaluate(e, there, numbers) for e in (part.objective, part.norm, part.gap))


def _counts(one: Number, other: Number) -> Iterator[tuple[int, int]]:
    """Coordinates n and m with n * one a little below m * other, as far as it can be arranged."""
    yield 1, 1
    yield MOST_COORDINATES, 1
    for m in (10, MOST_COORDINATES):
        ratio = m * other / one if bool(one > 0 or one < 0) else m
        most = arb(ratio).floor().mid() if isinstance(ratio, arb) else mp.floor(ratio)
        n = int(float(most)) if 0 < most < MOST_COORDINATES**2 else 0
        # Rounding to a double may have gone up.
        n = n - 1 - n // 2**50
        if n > 0:
            yield n, m


def _compared(
    n: int, m: int, x: Sequence[Number], other: Sequence[Number], zero: Sequence[Number]
) -> tuple[Number, Number]:
    """How much lower the first point's objective is, and by how much its norm exceeds what is said."""
    k = max(n, m)
    objective, norm, gap = zip(x, other, zero, strict=True)
    gain = m * objective[1] + (k - m) * objective[2] - n * objective[0] - (k - n) * objective[2]
    least = m * norm[1] + (k - m) * norm[2]
    allowed = n * gap[0] + (k - n) * gap[2]
    return gain, n * norm[0] + (k - n) * norm[2] - least - allowed
