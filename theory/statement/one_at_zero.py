"""A coordinate with one weight at zero and the others of one size, under unit force: proofs of when it gets away.

With u for |w|^q and n = L - 1 others of |v|^q = u + lambda, x^q = u (u+lambda)^n and the speed of x is
h = (u+lambda)^n + n u (u+lambda)^(n-1). Both rise with u and with lambda.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, size
from neversaddle.theory.language.symbols import L
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import OTHER, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import either_way, equal, excess
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Place
from neversaddle.theory.statement.model import SIZES, j
from neversaddle.theory.statement.order_proofs import middle, multiplied, raised, rearranged
from neversaddle.theory.statement.proofs import (
    assumption,
    chain_rule,
    coefficients,
    normal_form,
    powers,
    theorem,
)
from neversaddle.theory.statement.pushed import (
    BEGIN,
    END,
    STRETCH,
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
#: omega^q, and that of a larger exponent, where numbers are compared; how far a sum is beyond another.
own, slow = sp.symbols("own slow", positive=True)
further = sp.Symbol("further", nonnegative=True)
#: The largest speed on a path.
top = sp.Symbol("top", positive=True)
#: The number of weights v.
n = L - 1
SAME = (normal_form(), normal_form())
KNOWN = (assumption(), coefficients())
#: What puts something in, before what follows.
Wrap = Callable[[Proof], Proof]


def flow(q: sp.Expr) -> Steepest:
    """One weight w and L - 1 weights v in every coordinate."""
    return Steepest(DiagonalNetwork(sp.S.One, WIDTH, n), q)


def reaches(
    text: str, q: sp.Expr, others: sp.Expr, level: sp.Expr, when: When, time: sp.Expr, *given: Hypothesis
) -> Reaches:
    """When x_j is at a level, from |v|^q = `others`."""
    setting = (
        DEPTH,
        SIZES[1],
        Place(j, WIDTH),
        Condition(sp.Eq(c, -1), why="another force multiplies times, by another factor for each exponent"),
        begins(WEIGHT, q, sp.S.Zero, sp.S.One),
        begins(OTHER, q, others, n),
        Condition(sp.Eq(Initially(x), 0)),
        Condition(x > 0, why="at q = 1 a coordinate may slide while one of its weights stays at zero"),
    )
    return Reaches(text, x, level, when, time, flow(q), (*setting, *given))


@dataclass(frozen=True)
class Leaf:
    """The exponent, |v|^q at the start, and that as a letter."""

    q: sp.Expr
    others: sp.Expr
    letter: sp.Symbol

    @property
    def pushed(self) -> Pushed:
        """How what is assumed is put in."""
        force, begun = (lambda then: equal(c, then)), (lambda then: equal(Initially(x), then))
        return Pushed(flow(self.q), force, begun, sp.S.Zero, self.others)

    def named(self, then: Proof) -> Proof:
        """What follows for any such number."""
        return then if self.others == self.letter else named(self.others, self.letter, then)

    def written(self, then: Proof) -> Proof:
        """What follows of |w|^q as a number that is not negative."""
        return self.named(self.pushed.written(then))

    def faster(self, small: sp.Expr, mu: sp.Expr, wider: Proof) -> Proof:
        """It is faster than at u = `small`, where x^q is no more."""
        known = at_each_moment(
            whole(small, mu), whole(growth, self.letter), middle(self._now, *KNOWN), self._by(small, mu, wider)
        )
        return self.pushed.written(known)

    def slower(self, big: sp.Expr) -> Proof:
        """It is slower than at u = `big`, where x^q is no less."""
        lam = self.letter
        then = rises(growth, lam, big, lam, coefficients())
        return self.pushed.written(
            at_each_moment(whole(growth, lam), whole(big, lam), middle(self._now, *KNOWN[::-1]), then)
        )

    def _by(self, small: sp.Expr, mu: sp.Expr, wider: Proof) -> Proof:
        return rises(small, mu, growth, self.letter, wider)

    @property
    def _now(self) -> sp.Expr:
        """x^q as it is put in, of moduli."""
        return (growth ** (1 / self.q) * (growth + self.letter) ** (n / self.q)) ** self.q

    def along(self, then: Proof) -> Proof:
        """What follows where all |w|^q are known to have grown alike."""
        return by_model(j, self.pushed.alike(then))

    def path(self, u: sp.Expr) -> dict[str, sp.Expr]:
        """The path of x, which |w|^q runs through up to u."""
        speed = InverseMetric.unfold(L, self.q, self.others, y_0)
        return _path(speed, size(L, self.q, self.others, y_0), OrbitTime(L, self.q, self.others, y_0), u)

    def sooner(self, compared: Proof, path: dict[str, sp.Expr], put: Wrap) -> Proof:
        """It is at the end of a path, at a speed that it has at least."""
        rising = self.pushed.rises(sp.S.Zero, equal(Initially(x), assumption()))
        moves = self.written(coefficients())
        way = map(put, (*STRETCH, *BEGIN, coefficients(), *END))
        return theorem("sooner", rising, chain_rule(), moves, compared, *way, **self._letters, **path)

    def later(self, compared: Proof, path: dict[str, sp.Expr], put: Wrap) -> Proof:
        """It is not at the end of a path, at a speed that it has at most."""
        first = equal(Initially(x), coefficients())
        way = map(put, (*STRETCH, *BEGIN, *END))
        return theorem("later", first, chain_rule(), compared, *way, **self._letters, **path)

    @property
    def _letters(self) -> dict[str, sp.Expr]:
        return {"Q": x, "r": speed_with_others(flow(self.q))}


def at_its_time(q: sp.Expr, lam: sp.Symbol, u: sp.Expr) -> Proof:
    """It runs on its own path."""
    leaf, there, power = Leaf(q, lam, lam), size(L, q, lam, y_0), sp.Abs(x) ** q
    up, down = (at_most(there, x, q, equal(there, coefficients())), at_most(x, there, q, equal(there, coefficients())))
    faster = at_each_moment(whole(y_0, lam), power, up, leaf.faster(y_0, lam, coefficients()))
    slower = at_each_moment(power, whole(y_0, lam), down, leaf.slower(y_0))
    both = (go(compared, leaf.path(u), leaf.named) for go, compared in ((leaf.sooner, faster), (leaf.later, slower)))
    return leaf.along(exactly(*both))


def by_a_slower_path(q: sp.Expr, other: sp.Expr, u: sp.Expr) -> Proof:
    """At x <= 1 the path of a larger exponent is slower, if omega <= 1."""
    leaf, slower = Leaf(q, omega**q, own), Leaf(other, omega**other, slow)
    there = size(L, other, slow, y_0)
    larger = middle(sp.Abs(x) ** other, at_most(there, x, other, equal(there, coefficients())), sized(powers()))
    compared = leaf.faster(y_0, slow, assumption())
    compared = at_each_moment(whole(y_0, slow), sp.Abs(x) ** q, larger, compared)
    compared = at_each_moment(x, sp.S.One, middle(size(L, other, slow, u), assumption(), assumption()), compared)
    compared = at_each_moment(omega**other, omega**q, powers(), leaf.named(slower.named(compared)))
    return leaf.along(leaf.sooner(compared, slower.path(u), slower.named))


def by_a_path_that_begins_slower(q: sp.Expr, other: sp.Expr, u: sp.Expr) -> Proof:
    """The path of a smaller exponent is slower up to u, if there it is not faster than this one begins."""
    leaf, slower = Leaf(q, omega**q, own), Leaf(other, omega**other, slow)
    there, end, power = size(L, other, slow, y_0), size(L, other, slow, u), sp.Abs(x) ** other
    fastest = InverseMetric.unfold(L, other, slow, u)
    raised_top = raised(top ** (1 / n), own, n, *SAME, coefficients(), assumption(), coefficients())
    last = middle(fastest, rises(y_0, slow, u, slow, coefficients()), assumption())
    compared = leaf.pushed.written(middle(own**n, last, _never_slower(own)))
    compared = at_each_moment(fastest, own**n, named(fastest, top, raised_top), compared)
    compared = at_each_moment(whole(y_0, slow), whole(u, slow), middle(power, assumption(), assumption()), compared)
    compared = at_each_moment(power, whole(u, slow), at_most(x, end, other, assumption()), compared)
    compared = at_each_moment(whole(y_0, slow), power, at_most(there, x, other, equal(there, coefficients())), compared)
    return leaf.along(leaf.sooner(leaf.named(slower.named(compared)), slower.path(u), slower.named))


def _never_slower(lam: sp.Expr) -> Proof:
    """lam^n <= h."""
    least = raised(lam, growth + lam, n, *SAME, coefficients(), coefficients(), coefficients())
    return middle((growth + lam) ** n, least, coefficients())


def at_most(low: sp.Expr, high: sp.Expr, q: sp.Expr, order: Proof, letter: sp.Symbol = ahead) -> Proof:
    """low^q <= high^q, x_j being one of the two, which is as positive as the letter for it."""
    same = (sized(normal_form(), letter) if side == x else normal_form() for side in (low, high))
    above = sized(coefficients(), letter) if low == x else coefficients()
    return raised(low, high, q, *same, above, order, coefficients())


def rises(small: sp.Expr, mu: sp.Expr, big: sp.Expr, lam: sp.Expr, wider: Proof) -> Proof:
    """h(small; mu) <= h(big; lam), if that is so of x^q, and mu <= lam is `wider`."""
    b, a, share = small + mu, big + lam, small * (small + mu) ** n
    base = raised(b, a, n - 1, *SAME, coefficients(), middle(big + mu, assumption(), wider), coefficients())
    ratio = middle(L * big + mu, assumption(L), wider)
    pairs = ((b ** (n - 1), a ** (n - 1)), (L * small + mu, L * big + lam))
    more = multiplied(pairs, *SAME, coefficients(), base, coefficients(), ratio)
    # The smaller u has the larger sum: with x^q as it is h rises with that.
    grown = b + further
    between = grown**n + n * share / grown
    falls = b**n + n * small * b ** (n - 1) - n * share / grown
    bound = b**n + n * b**n - n * b ** (n + 1) / grown
    steeper = rearranged(
        falls, grown**n, middle(bound, coefficients(), Proof("slopes", {"variable": further})), normal_form()
    )
    less = excess(a, further, middle(between, steeper, assumption(n / grown)))
    sums = (
        middle(share / big, assumption(b**n / big), assumption(1 / big))
        if small == growth
        else middle(big * a**n / small, assumption(1 / small), assumption(a**n / small))
    )
    wide = raised(b**n, a**n, 1 / n, *SAME, coefficients(), sums, coefficients())
    return either_way(small, big, more, at_each_moment(b, a, wide, less))


def whole(u: sp.Expr, lam: sp.Expr) -> sp.Expr:
    """x^q."""
    return u * (u + lam) ** n


def sized(then: Proof, letter: sp.Symbol = ahead) -> Proof:
    """What follows for any x_j > 0."""
    return excess(x, letter, then)


def _path(speed: sp.Expr, curve: sp.Expr, time: sp.Expr, end: sp.Expr) -> dict[str, sp.Expr]:
    ends = {"v_0": sp.S.Zero, "v_1": end, "a": sp.S.Zero, "G_0": sp.S.Zero, "G_1": time.subs(y_0, end)}
    return {"F": speed, "Y": curve, "G": time, "y": y, "v": y_0, **ends}
