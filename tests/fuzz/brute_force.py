"""Flows by brute force: many small steps of the definition in double precision, several flows at once.

dw_ij = -Phi_q(f_j'(x) prod of the other weights) dt with decay by its kind; nothing is known of events, modes or
invariants. A Runge-Kutta method whose weights are all positive and whose steps never get shorter than a floor: where
the field jumps or is steep, the steps chatter about the zero with an error of the order of the floor, and as each step
is a convex combination of values of the field close by, what the floor tends to is a solution in the sense of Filippov.
A second floor, a Phi_q(f') made smooth, and starts moved to both sides tell the error, and whether there is one
solution only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.fuzz.flow_problems import Problem

Array = npt.NDArray[np.float64]

#: The parts of the time range that steps are not shorter than, coarse and fine.
FLOORS = (2.0**-13, 2.0**-15)
#: Errors of a step, absolute, that it is made shorter for, unless it is at the floor.
STEP_ERROR = 1e-10
#: By how much the starts are moved: by less than a step, and by so many steps, to tell apart what vanishes in one.
NEAR, FAR = 1e-7, 16
#: States that disagree by more are of no use; solutions that part by more times as much are taken for not unique.
USABLE, PARTING = 2e-3, 20

SLOPES: dict[str, Callable[[Array], Array]] = {
    "square": lambda z: z,
    "quartic": lambda z: z**3,
    "cosh": np.sinh,
    "exp": lambda z: -np.exp(-z),
    "softplus": lambda z: -1 / (1 + np.exp(z)),
    "log": lambda z: 2 * z / (1 + z * z),
    "root": lambda z: z / np.sqrt(1 + z * z),
    "line": np.ones_like,
}


@dataclass(frozen=True)
class Answer:
    """The states at the times asked for, weights[n][i][j], and bounds for their errors; inf where nothing is known.

    `near`, `far`: how many times as far states of starts moved by so much are apart as these starts were; large, as far
    as can be told through the errors, where the flow is not unique.
    """

    weights: Array
    errors: Array
    near: Array
    far: Array

    @property
    def sure(self) -> bool:
        """Whether the last state is known, and the only one."""
        return bool(np.isfinite(self.errors[-1])) and max(self.near[-1], self.far[-1]) < PARTING


@dataclass(frozen=True)
class Batch:
    """Flows side by side, the last axis counting them: of the most weights and coordinates, the others held."""

    power: Array
    smooth: Array
    coupled: Array
    decoupled: Array
    factors: Array
    rows: Array
    shifts: Array
    kinds: npt.NDArray[np.int64]
    free: Array

    def of(self, chosen: npt.NDArray[np.bool_]) -> Batch:
        """Some of them."""
        return Batch(**{name: values[..., chosen] for name, values in vars(self).items()})

    def velocity(self, w: Array, places: Sequence[tuple[str, npt.NDArray[np.int64]]]) -> Array:
        """dw/dt by definition."""
        x = w.prod(axis=0)
        z = np.add.reduce(self.rows * x, axis=1) + self.shifts
        slopes = np.zeros(z.size)
        flat = z.reshape(-1)
        for kind, where in places:
            slopes[where] = SLOPES[kind](flat[where])
        gradient = np.add.reduce((slopes.reshape(z.shape) * self.factors)[:, None] * self.rows, axis=0)
        others = np.empty_like(w)
        before = np.ones_like(gradient)
        for i in range(len(w)):
            others[i] = before
            before = before * w[i]
        after = np.ones_like(gradient)
        for i in reversed(range(len(w))):
            others[i] *= after
            after = after * w[i]
        force = gradient * others + self.coupled * w
        # One factor for all weights of a coordinate, as where grad f is held at zero; 1 where it is not smoothed.
        size = np.hypot(gradient, self.smooth)
        factor = np.divide(np.abs(gradient), size, out=np.ones_like(size), where=size > 0) ** (1 - self.power)
        return -(np.sign(force) * np.abs(force) ** self.power * factor + self.decoupled * w) * self.free

    def places(self) -> list[tuple[str, npt.NDArray[np.int64]]]:
        """Where, among all terms of all flows, each kind of term is."""
        flat = self.kinds.reshape(-1)
        return [(kind, np.flatnonzero(flat == n)) for n, kind in enumerate(SLOPES) if (flat == n).any()]


def brute_force(problems: Sequence[Problem], floors: tuple[float, float] = FLOORS, seed: int = 1) -> list[Answer]:
    """The states of flows at their times, with their errors."""
    start, ends = _starts(problems), np.array([float(p.times[-1]) for p in problems])
    drift = np.random.default_rng(seed).uniform(-1, 1, start.shape)
    steps, still = FAR * floors[0] * ends, np.zeros_like(ends)
    # Phi_q(f') made f' (f'^2 + s^2)^(q/2 - 1), with s so that coarse steps are stable.
    inside = [float(2 - p.q) if p.q < 2 and (p.decay_kind == "decoupled" or not p.decay) else 0.0 for p in problems]
    smooth = np.array([(8 * floors[0] * e) ** (1 / v) if v else 0.0 for e, v in zip(ends, inside, strict=True)])
    moves = [still, still, still, still + NEAR, still - NEAR, steps, -steps]
    runs = len(moves)
    outputs, rough = integrate(
        _batch([*problems] * runs, np.concatenate([still, still, *[smooth] * (runs - 2)])),
        np.concatenate([start + size * drift for size in moves], axis=-1),
        np.concatenate([_times(problems)] * runs, axis=-1),
        np.concatenate([ends * floors[1], *[ends * floors[0]] * (runs - 1)]),
    )
    fine, coarse, smoothed, *others = np.split(outputs, runs, axis=-1)
    rough = np.split(rough, runs, axis=-1)[0]

    def distance(these: Array, those: Array) -> Array:
        return np.asarray(np.abs(these - those).max(axis=(1, 2)))

    with np.errstate(invalid="ignore"):
        size = np.maximum(1, np.abs(fine).max(axis=(1, 2)))
        apart, other = distance(fine, coarse) / size, distance(fine, smoothed) / size
        near, far = (
            np.maximum(distance(a, smoothed), distance(b, smoothed)) / size for a, b in (others[:2], others[2:])
        )
        # Where steps are at the floor, the state chatters about some zero by its speed times the floor; elsewhere no
        # smoothed reading is needed, which is wrong where grad f is small for long.
        other[rough == 0] = 0
        error = 3 * apart + other + 2 * near + rough / size + 5e-7
        parted = np.stack([(near - 8 * (apart + rough)) / NEAR, far / steps])
        error[~((apart < USABLE) & (near < USABLE) & (other < 8 * USABLE) & (parted[1] < PARTING))] = np.inf
    error, parted = np.maximum.accumulate(error * size, axis=0), np.maximum.accumulate(parted, axis=1)
    answers = []
    for b, p in enumerate(problems):
        m, depth, k = len(p.times), len(p.weights), len(p.weights[0])
        answers.append(Answer(fine[:m, :depth, :k, b], error[:m, b], parted[0, :m, b], parted[1, :m, b]))
    return answers


def integrate(batch: Batch, start: Array, times: Array, least: Array) -> tuple[Array, Array]:
    """The states (time, weight, coordinate, flow) at times (time, flow), and how far a step at the floor has gone.

    Bogacki and Shampine's method of order 3, with weights 2/9, 1/3, 4/9.
    """
    flows = np.arange(start.shape[-1])
    outputs = np.full((len(times), *start.shape), np.nan)
    jumps, jump = np.zeros(times.shape), np.zeros(len(flows))
    w, t, h, due = start.copy(), np.zeros(len(flows)), least, np.zeros(len(flows), dtype=np.int64)
    # Weights that are straight lines let no step see that several have passed zero within it.
    most = times[-1] * 4 * FLOORS[0]
    places = batch.places()
    with np.errstate(all="ignore"):
        k1 = batch.velocity(w, places)
        while len(flows):
            left = times[due, flows] - t
            step = np.minimum(h, left)
            k2 = batch.velocity(w + step / 2 * k1, places)
            k3 = batch.velocity(w + step * 3 / 4 * k2, places)
            new = w + step * (k1 * 2 + k2 * 3 + k3 * 4) / 9
            k4 = batch.velocity(new, places)
            error = np.abs(step * (k1 * -5 / 72 + k2 / 12 + k3 / 9 - k4 / 8)).max(axis=(0, 1))
            at_floor = step <= least[flows]
            good = (error <= STEP_ERROR) | at_floor | ~np.isfinite(error)
            rough = good & (error > STEP_ERROR)
            jump[rough] = np.maximum(jump[rough], (step * np.abs(k1).max(axis=(0, 1)))[rough])
            w, k1 = np.where(good, new, w), np.where(good, k4, k1)
            t = np.where(good, t + step, t)
            grown = step * np.clip(0.9 * np.cbrt(STEP_ERROR / np.maximum(error, 1e-300)), 0.2, 4)
            h = np.clip(np.where(good & (step < h), np.maximum(grown, h), grown), least[flows], most[flows])
            arrived = good & (step >= left)
            if arrived.any():
                here = np.flatnonzero(arrived)
                outputs[due[here], :, :, flows[here]] = np.moveaxis(w[..., here], -1, 0)
                jumps[due[here], flows[here]] = jump[here]
                t[here] = times[due[here], flows[here]]
                due[here] += 1
            lost = ~np.isfinite(error) | (np.abs(w).max(axis=(0, 1)) > 1e6)
            over = lost | (due == len(times))
            over |= times[np.minimum(due, len(times) - 1), flows] <= t
            if over.any():
                stay = ~over
                flows, t, h, due, jump = flows[stay], t[stay], h[stay], due[stay], jump[stay]
                w, k1, batch = w[..., stay], k1[..., stay], batch.of(stay)
                places = batch.places()
    return outputs, jumps


def _times(problems: Sequence[Problem]) -> Array:
    """Output times (time, flow); the last one again where others have more."""
    most = max(len(p.times) for p in problems)
    return np.array([[float(p.times[min(n, len(p.times) - 1)]) for p in problems] for n in range(most)])


def _shape(problems: Sequence[Problem]) -> tuple[int, int, int]:
    return max(len(p.weights) for p in problems), max(len(p.weights[0]) for p in problems), len(problems)


def _starts(problems: Sequence[Problem]) -> Array:
    """Weights (weight, coordinate, flow): 1 where others have more of them, which leaves products as they are."""
    start = np.ones(_shape(problems))
    for b, p in enumerate(problems):
        start[: len(p.weights), : len(p.weights[0]), b] = [[float(v) for v in row] for row in p.weights]
    return start


def _batch(problems: Sequence[Problem], smooth: Array) -> Batch:
    shape, most = _shape(problems), max(len(p.terms) for p in problems)
    count = len(problems)
    factors, shifts = np.zeros((most, count)), np.zeros((most, count))
    rows, kinds, free = np.zeros((most, shape[1], count)), np.zeros((most, count), dtype=np.int64), np.zeros(shape)
    for b, p in enumerate(problems):
        free[: len(p.weights), : len(p.weights[0]), b] = 1
        for n, term in enumerate(p.terms):
            factors[n, b], shifts[n, b], kinds[n, b] = term.factor, term.shift, list(SLOPES).index(term.kind)
            rows[n, : len(term.row), b] = [float(v) for v in term.row]
    decays = np.array(
        [[float(p.decay) * (p.decay_kind == kind) for p in problems] for kind in ("coupled", "decoupled")]
    )
    power = np.array([float(p.q - 1) for p in problems])
    return Batch(power, smooth, decays[0], decays[1], factors, rows, shifts, kinds, free)
