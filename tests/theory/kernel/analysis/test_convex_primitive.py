"""What changes on a curve at a rate >= 0 is a convex function's derivative: random rates, and a premise missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.convex_primitive import THEOREM
from tests.fuzz.curves_of_fields import EQUAL, passed
from tests.fuzz.necessity import Looked, Missed, found

SMALL = st.integers(-3, 3)


def primitive(rate: list[int], y: mpf) -> mpf:
    """P'(y), where P'' = h(W) on the curve W = y of the field 1 through 0, for a polynomial h."""
    return mp.fsum(c * y ** (n + 1) / (n + 1) for n, c in enumerate(rate))


@settings(max_examples=20, deadline=None)
@given(st.lists(SMALL, min_size=1, max_size=3), SMALL, SMALL)
def test_it_holds(root: list[int], slope: int, level: int) -> None:
    """z' = s, so that W(y) = y; Q' = s h(z) with h a square is integrated by itself."""
    with mp.workdps(30):

        def speed(t: mpf) -> mpf:
            return (level + slope * t) / mpf(4)

        square = [sum(root[i] * root[n - i] for i in range(len(root)) if 0 <= n - i < len(root)) for n in range(5)]
        until = mpf(1)
        total = mp.quad(
            lambda t: speed(t) * mp.fsum(c * passed(speed, t) ** n for n, c in enumerate(square)), [0, until]
        )
        y = passed(speed, until)
        assert abs(total - primitive(square, y)) < EQUAL
        # P' never falls.
        assert primitive(square, y + 1) >= primitive(square, y)


Scalar = Callable[[mpf], mpf]
MOMENTS = [mpf(n) / 7 for n in range(1, 11)] + [mpf(1) / 2]
NEAR, CLOSE = mpf(10) ** -15, mpf(10) ** -8


def same(t: mpf) -> mpf:
    return t


def one(t: mpf) -> mpf:
    return mpf(1)


@dataclass(frozen=True, kw_only=True)
class Changing:
    """Q, h of a number and the time, and where z is; the field is 1, with the curve y, at the speed s."""

    Q: Scalar
    h: Callable[[mpf, mpf], mpf]
    z: Scalar = same
    s: Scalar = one
    y: Scalar = same

    def looked(self) -> Looked:
        """What is missed, and whether Q = P'(y) with a P that is convex and has the curvature h on the curve."""
        with mp.workdps(50):
            rates = [(self.Q(t + NEAR) - self.Q(t - NEAR)) / (2 * NEAR) for t in MOMENTS[:-1]]
            speeds = [self.s(t) * self.h(self.z(t), t) for t in MOMENTS[:-1]]
            premises = [
                all(self.z(t) == self.y(t) for t in MOMENTS),
                all(abs(r - v) < CLOSE for r, v in zip(rates, speeds, strict=True)),
                all(self.h(self.z(t), t) >= 0 for t in MOMENTS),
            ]
            missed = found(THEOREM, premises, all(map(self.is_dual, MOMENTS))).missed
            if any(self.h(mpf(1), t) != self.h(mpf(1), mpf(1)) for t in MOMENTS):
                missed += ("h is of the members",)
            if any(abs(self.h(self.z(t) + NEAR, t) - self.h(self.z(t) - NEAR, t)) > CLOSE for t in MOMENTS):
                missed += ("h is continuous",)
            return Looked(missed, all(map(self.is_dual, MOMENTS)))

    def is_dual(self, t: mpf) -> bool:
        """At one moment: the value of P', and its slope to both sides."""

        def slope(y: mpf) -> mpf:
            return self.Q(mpf(0)) + mp.quad(lambda u: self.h(u, t), [0, mpf(1) / 2, y] if y > mpf(1) / 2 else [0, y])

        y = self.y(t)
        sides = [(slope(y + side * NEAR) - slope(y)) / (side * NEAR) for side in (-1, 1)]
        curved = all(abs(side - self.h(y, t)) < CLOSE and side >= -CLOSE for side in sides)
        return bool(abs(self.Q(t) - slope(y)) < EQUAL and curved)


#: h = y: z = y, or twice as far; Q changes so, or not at all; and h = -1.
SQUARE = Changing(Q=lambda t: t**2 / 2, h=lambda z, t: abs(z))
FARTHER = replace(SQUARE, Q=lambda t: t**2, z=lambda t: 2 * t)
#: A rate that jumps as z comes to 1/2; and one that is the time, while z goes to and fro.
JUMPING = Changing(Q=lambda t: max(t - mpf(1) / 2, mpf(0)), h=lambda z, t: mpf(z > mpf(1) / 2))
SWINGING = Changing(Q=lambda t: t * mp.sin(t) + mp.cos(t), h=lambda z, t: t, z=mp.sin, s=mp.cos, y=mp.sin)
MISSED: Missed = {
    "on the curve": FARTHER.looked,
    "its rate": replace(SQUARE, Q=lambda t: mpf(0)).looked,
    "never negative": Changing(Q=lambda t: -t, h=lambda z, t: mpf(-1)).looked,
    "h is of the members": SWINGING.looked,
    "h is continuous": JUMPING.looked,
}


def test_it_holds_as_it_is_written() -> None:
    assert SQUARE.looked() == Looked((), True)
