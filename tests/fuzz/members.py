"""Members that move as z' = s V(z) - a z, told by formulas, and whether what theorems on curves say of them holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.curves import Carried
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit, Part
from neversaddle.theory.statement.solutions import Along, Order, Rate
from tests.fuzz.functions_of_time import EQUAL, ODD
from tests.fuzz.necessity import Looked

Vector: TypeAlias = "list[mpf]"
#: Of a number and the time, or of members and the time.
Scalar: TypeAlias = Callable[[mpf], mpf]
Curve: TypeAlias = Callable[[mpf, mpf], Vector]
Field: TypeAlias = Callable[[Vector, mpf], Vector]
#: Moments with nothing odd about them; parameters of a curve, and those where it is known for positive ones alone.
TIMES = [mpf(n) / 7 for n in range(1, 11)]
PLACES = [mpf(n) / 5 for n in range(-9, 11, 2)]
#: Numeric derivatives are good to this; beside a curve, at this distance, a Lipschitz field differs by no more than so.
CLOSE, BESIDE, STEEP = mpf(10) ** -8, mpf(10) ** -20, 1000


def none(t: mpf) -> mpf:
    return mpf(0)


def one(t: mpf) -> mpf:
    return mpf(1)


def same(t: mpf) -> mpf:
    return t


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Where members are, their field, their clock with its integral, a curve, and where that begins.

    `a` with its integral `shrunk`, the degree `d`; `leaf(r)` is the curve that begins at r z(0), for what shrinks;
    `unbounded` are names of letters that are so.
    """

    z: Callable[[mpf], Vector]
    V: Field
    W: Curve
    s: Scalar = one
    y: Scalar = same
    start: Scalar = none
    a: Scalar = none
    shrunk: Scalar = none
    d: int = 1
    leaf: Callable[[mpf], Callable[[mpf], Vector]] | None = None
    unbounded: tuple[str, ...] = ()

    def looked(self, theorem: Theorem) -> Looked:
        """What is missed of a theorem, and whether its conclusion holds."""
        with mp.workdps(50):
            missed = [premise.text for premise in theorem.premises if not self.holds(premise)]
            steady = {
                "start": [[self.start(t)] for t in (*TIMES, ODD)],
                "W": [self.W(mpf(1), t) for t in (*TIMES, ODD)],
            }
            missed += [
                f"{letter} is fixed" for letter in map(str, theorem.fixed) if len(set(map(tuple, steady[letter]))) > 1
            ]
            missed += [f"{letter} is bounded" for letter in map(str, theorem.bounded) if letter in self.unbounded]
            if not self.is_of_members():
                missed += [f"{letter} is of the members" for letter in theorem.of_members]
            if theorem.homogeneous and not self.is_homogeneous():
                missed.append("V is homogeneous")
            if theorem.curve and not self.is_lipschitz(theorem.curve[2] == Sign(theorem.curve[1], "positive")):
                missed.append("V is locally Lipschitz")
            return Looked(tuple(missed), self.holds(theorem.conclusion))

    def holds(self, part: Part) -> bool:
        """Whether a premise or a conclusion holds; no other of these theorems has any of its kind."""
        match part:
            case Rate():
                return all(equal(derived(self.z, t), self.velocity(t), CLOSE) for t in TIMES)
            case Identity(text="a curve of the field", given=given):
                places = [r for r in PLACES if r > 0 or not any(isinstance(h, Sign) for h in given)]
                return all(
                    equal(derived(lambda r, t=t: self.W(r, t), place), self.V(self.W(place, t), t), CLOSE)
                    for place in places
                    for t in TIMES
                )
            case Identity():
                return all(equal(self.W(self.start(t), t), self.z(mpf(0)), EQUAL) for t in TIMES)
            case Inequality():
                return all(self.start(t) > 0 for t in TIMES)
            case Limit():
                return bool(abs(self.W(EQUAL, mpf(1))[0]) > 1 / CLOSE)
            case Along(order=Order.LESS):
                return all(self.start(t) + self.y(t) > 0 for t in (*TIMES, ODD))
            case Along():
                return all(equal(self.z(t), self.W(self.start(t) + self.y(t), t), EQUAL) for t in (*TIMES, ODD))
            case Carried():
                return all(equal(self.z(t), self.carried(t), CLOSE) for t in (*TIMES, ODD))
        raise TypeError(f"a {type(part).__name__} has no meaning here")

    def velocity(self, t: mpf) -> Vector:
        """s V(z) - a z."""
        z = self.z(t)
        return [self.s(t) * v - self.a(t) * x for v, x in zip(self.V(z, t), z, strict=True)]

    def carried(self, t: mpf) -> Vector:
        """W(exp(-(1-d) A) int_0^t s exp((1-d) A)) on the curve W through exp(-A) z(0)."""
        y = self.y(t) if self.d == 1 else mp.quad(lambda u: self.s(u) * mp.exp((1 - self.d) * self.shrunk(u)), [0, t])
        if self.leaf is None:
            return self.W(y, t)
        return self.leaf(mp.exp(-self.shrunk(t)))(mp.exp((self.d - 1) * self.shrunk(t)) * y)

    def is_of_members(self) -> bool:
        """Whether the field is the same at all times."""
        z = [mpf(n + 2) / 3 for n in range(len(self.z(mpf(0))))]
        return len({tuple(self.V(z, t)) for t in TIMES}) == 1

    def is_homogeneous(self) -> bool:
        """Whether V(2z) = 2^d V(z)."""
        z = [mpf(n + 2) / 3 for n in range(len(self.z(mpf(0))))]
        doubled = self.V([2 * x for x in z], mpf(1))
        return equal(doubled, [2**self.d * v for v in self.V(z, mpf(1))], EQUAL)

    def is_lipschitz(self, positive: bool) -> bool:
        """Whether the field differs little beside the curve, at each moment."""
        for place, t in ((place, t) for place in PLACES for t in TIMES if place > 0 or not positive):
            at = self.W(place, t)
            for beside in ([x + side * BESIDE for x in at] for side in (-1, 1)):
                if any(abs(v - u) > STEEP * BESIDE for v, u in zip(self.V(beside, t), self.V(at, t), strict=True)):
                    return False
        return True


def derived(curve: Callable[[mpf], Vector], at: mpf) -> Vector:
    """The derivative of each member, by differences."""
    step = mpf(10) ** -15
    return [(high - low) / (2 * step) for high, low in zip(curve(at + step), curve(at - step), strict=True)]


def equal(one: Vector, other: Vector, to: mpf) -> bool:
    """Whether all members are the same, to some accuracy; what has no value is none."""
    return all(abs(x - y) <= to * (1 + abs(y)) for x, y in zip(one, other, strict=True))


def across_a_pole() -> Moved:
    """z = t - 1/3 moves along V = z at the speed 1/(t - 1/3); W = -e^r/3. In Cauchy's sense that has an integral."""
    return Moved(
        z=lambda t: [t - mpf(1) / 3],
        V=lambda z, t: [z[0]],
        W=lambda r, t: [-mp.exp(r) / 3],
        s=lambda t: 1 / (t - mpf(1) / 3),
        y=lambda t: mp.log(abs(3 * t - 1)),
        unbounded=("s",),
    )


def leaving_late() -> Moved:
    """z = (t - 1/3)^2 from t = 1/3 on; its field is linear at every time, and steeper the nearer t is to 1/3."""

    def late(t: mpf) -> mpf:
        return max(t - mpf(1) / 3, mpf(0))

    return Moved(
        z=lambda t: [late(t) ** 2],
        V=lambda z, t: [2 * z[0] / late(t) if late(t) else mpf(0)],
        W=lambda r, t: [mpf(0)],
    )
