"""A coordinate with one weight at zero and the others of one size, under unit force: proofs of when it gets away.

With u for |w|^q and n = L - 1 others of |v|^q = u + lambda, x^q = u (u+lambda)^n and the speed of x is
h = (u+lambda)^n + n u (u+lambda)^(n-1). Both rise with u and with lambda.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, size
from neversaddle.theory.language.symbols import L
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import OTHER, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import either_way, equal, excess
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Place, positive
from neversaddle.theory.statement.model import SIZES, j
from neversaddle.theory.statement.order_proofs import middle, multiplied, raised, rearranged
from neversaddle.theory.statement.proofs import (
    assumption,
    chain_rule,
    coefficients,
    continuity,
    normal_form,
    powers,
    theorem,
)
from neversaddle.theory.statement.pushed import (
    Pushed,
    ahead,
    begins,
    c,
    growth,
    named,
    speed_with_others,
    x,
    y,
    y_0,
)
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.setting import DEPTH
from neversaddle.theory.statement.solution_proofs import at_each_moment, by_model, exactly
from neversaddle.theory.statement.steps import Proof

omega = sp.Symbol("omega", positive=True)
#: |v|^q of the flow and of the path at the start; how far a sum is beyond another; the number of weights v.
lam, mu, further = (
    sp.Symbol("own", positive=True),
    sp.Symbol("slow", positive=True),
    sp.Symbol("further", nonnegative=True),
)
n = L - 1
SAME = (normal_form(), normal_form())


def flow(q: sp.Expr) -> Steepest:
    """One weight w and L - 1 weights v in every coordinate."""
    return Steepest(DiagonalNetwork(sp.S.One, WIDTH, n), q)


def reaches(text: str, q: sp.Expr, level: sp.Expr, when: When, time: sp.Expr, *given: Hypothesis) -> Reaches:
    """When x_j is at a level."""
    setting = (
        DEPTH,
        SIZES[1],
        Place(j, WIDTH),
        *positive(omega, why="omega = 0 is a saddle, which is not left"),
        Condition(sp.Eq(c, -1), why="another force multiplies times, which then are another for each exponent"),
        begins(WEIGHT, q, sp.S.Zero, sp.S.One),
        begins(OTHER, q, omega**q, n),
        Condition(sp.Eq(Initially(x), 0)),
        Condition(x > 0, why="at q = 1 a coordinate may slide while one of its weights stays at zero"),
    )
    return Reaches(text, x, level, when, time, flow(q), (*setting, *given))


def place(q: sp.Expr, u: sp.Expr) -> sp.Expr:
    """x where |w|^q is u."""
    return size(L, q, omega**q, u)


def speed(q: sp.Expr, u: sp.Expr) -> sp.Expr:
    """dx/dt there."""
    return InverseMetric.unfold(L, q, omega**q, u)


def way(q: sp.Expr, u: sp.Expr) -> sp.Expr:
    """The time until then."""
    return OrbitTime(L, q, omega**q, u)


def at_its_time(q: sp.Expr, u: sp.Expr) -> Proof:
    """It runs on its own path."""
    there = size(L, q, lam, y_0)
    level = raised(
        there, x, q, normal_form(), sized(normal_form()), coefficients(), equal(there, coefficients()), coefficients()
    )
    below = raised(
        x,
        there,
        q,
        sized(normal_form()),
        normal_form(),
        sized(coefficients()),
        equal(there, coefficients()),
        coefficients(),
    )
    raised_up, raised_down = (whole(y_0, lam), sp.Abs(x) ** q, level), (sp.Abs(x) ** q, whole(y_0, lam), below)
    faster = at_each_moment(*raised_up, written(q, rises(y_0, lam, growth, lam, coefficients())))
    slower = at_each_moment(*raised_down, written(q, rises(growth, lam, y_0, lam, coefficients())))
    path = own_path(q, u)
    put = own_size(q)
    return along(q, exactly(sooner(q, put(faster), path, put), later(q, put(slower), path, put)))


def by_a_slower_path(q: sp.Expr, other: sp.Expr, u: sp.Expr) -> Proof:
    """At x <= 1 the path of a larger exponent is slower, if omega <= 1."""
    there = size(L, other, mu, y_0)
    same = raised(
        there,
        x,
        other,
        normal_form(),
        sized(normal_form()),
        coefficients(),
        equal(there, coefficients()),
        coefficients(),
    )
    larger = middle(sp.Abs(x) ** other, same, sized(powers()))
    compared = written(q, rises(y_0, mu, growth, lam, assumption()))
    compared = at_each_moment(whole(y_0, mu), sp.Abs(x) ** q, larger, compared)
    compared = at_each_moment(x, sp.S.One, middle(size(L, other, mu, u), assumption(), assumption()), compared)
    put = own_size(other, mu)
    both = at_each_moment(omega**other, omega**q, powers(), own_size(q)(put(compared)))
    return along(q, sooner(q, both, own_path(other, u), put))


def by_the_first_speed(q: sp.Expr, level: sp.Expr) -> Proof:
    """It is never slower than at the start."""
    least = raised(lam, growth + lam, n, *SAME, coefficients(), coefficients(), coefficients())
    compared = written(q, middle((growth + lam) ** n, least, coefficients()))
    put = own_size(q)
    return along(q, sooner(q, put(compared), straight(omega ** (q * n), level), lambda then: then))


def not_before_the_last_speed(q: sp.Expr, u: sp.Expr) -> Proof:
    """It is never faster than at the end."""
    there = size(L, q, lam, u)
    below = raised(
        x, there, q, sized(normal_form()), normal_form(), sized(coefficients()), assumption(), coefficients()
    )
    compared = written(q, rises(growth, lam, u, lam, coefficients()))
    compared = at_each_moment(sp.Abs(x) ** q, whole(u, lam), below, compared)
    put = own_size(q)
    return along(q, later(q, put(compared), straight(speed(q, u), place(q, u)), put))


def rises(small: sp.Expr, mu: sp.Expr, big: sp.Expr, lam: sp.Expr, wider: Proof) -> Proof:
    """h(small; mu) <= h(big; lam), if that is so of x^q, and mu <= lam is `wider`."""
    b, a, share = small + mu, big + lam, small * (small + mu) ** n
    base = middle(big + mu, assumption(), wider)
    ratio = middle(L * big + mu, assumption(L), wider)
    more = multiplied(
        ((b ** (n - 1), a ** (n - 1)), (L * small + mu, L * big + lam)),
        *SAME,
        coefficients(),
        raised(b, a, n - 1, *SAME, coefficients(), base, coefficients()),
        coefficients(),
        ratio,
    )
    # The smaller u has the larger sum: with x^q as it is h rises with that.
    grown = b + further
    between = grown**n + n * share / grown
    steeper = rearranged(
        b**n + n * small * b ** (n - 1) - n * share / grown,
        grown**n,
        Proof("slopes", {"variable": further}),
        normal_form(),
    )
    less = excess(a, further, middle(between, steeper, assumption(n / grown)))
    sums = middle(big * a**n / small, assumption(1 / small), assumption(a**n / small))
    wide = raised(b**n, a**n, 1 / n, *SAME, coefficients(), sums, coefficients())
    ordered = either_way(small, big, more, at_each_moment(b, a, wide, less))
    return at_each_moment(share, whole(big, lam), assumption(), ordered)


def whole(u: sp.Expr, lam: sp.Expr) -> sp.Expr:
    """x^q."""
    return u * (u + lam) ** n


def sized(then: Proof) -> Proof:
    """What follows for any x_j > 0."""
    return excess(x, ahead, then)


def own_size(q: sp.Expr, name: sp.Symbol = lam) -> Callable[[Proof], Proof]:
    """|v|^q at the start, as a letter."""
    return lambda then: named(omega**q, name, then)


def pushed(q: sp.Expr) -> Pushed:
    """How what is assumed is put in."""
    return Pushed(flow(q), lambda then: equal(c, then), lambda then: equal(Initially(x), then), sp.S.Zero, omega**q)


def written(q: sp.Expr, then: Proof) -> Proof:
    """What follows of |w|^q as a number that is not negative."""
    return pushed(q).written(then)


def along(q: sp.Expr, then: Proof) -> Proof:
    """What follows where all |w|^q are known to have grown alike."""
    return by_model(j, pushed(q).alike(then))


def own_path(q: sp.Expr, u: sp.Expr) -> dict[str, sp.Expr]:
    """The path of x at an exponent, which |w|^q runs through."""
    return _path(speed(q, y_0), place(q, y_0), way(q, y_0), u)


def straight(speed: sp.Expr, level: sp.Expr) -> dict[str, sp.Expr]:
    """The path at a constant speed."""
    return _path(speed, y_0, y_0 / speed, level)


def _path(speed: sp.Expr, curve: sp.Expr, time: sp.Expr, end: sp.Expr) -> dict[str, sp.Expr]:
    ends = {"v_0": sp.S.Zero, "v_1": end, "a": sp.S.Zero, "G_0": sp.S.Zero, "G_1": time.subs(y_0, end)}
    return {"F": speed, "Y": curve, "G": time, "y": y, "v": y_0, **ends}


def sooner(q: sp.Expr, compared: Proof, path: dict[str, sp.Expr], put: Callable[[Proof], Proof]) -> Proof:
    """It is at the end of a path, at a speed that it has at least."""
    rising = pushed(q).rises(sp.S.Zero, equal(Initially(x), assumption()))
    moves = own_size(q)(written(q, coefficients()))
    letters = {"Q": x, "r": speed_with_others(flow(q)), **path}
    return theorem("sooner", rising, chain_rule(), moves, compared, *_stretch(put), **letters)


def later(q: sp.Expr, compared: Proof, path: dict[str, sp.Expr], put: Callable[[Proof], Proof]) -> Proof:
    """It is not at the end of a path, at a speed that it has at most."""
    first = equal(Initially(x), coefficients())
    letters = {"Q": x, "r": speed_with_others(flow(q)), **path}
    return theorem("later", first, chain_rule(), compared, *_stretch(put), **letters)


def _stretch(put: Callable[[Proof], Proof]) -> tuple[Proof, ...]:
    path = (coefficients(), coefficients(), normal_form())
    ends = (continuity(), continuity(), coefficients(), continuity(), continuity(), normal_form())
    return tuple(map(put, (*path, *ends)))
