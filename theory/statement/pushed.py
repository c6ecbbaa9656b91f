"""A coordinate of a network that is pushed outwards, x_j > 0 and c_j < 0: proofs of what holds along its solutions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Product, Total, index
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    OTHER,
    PARTIAL,
    SLOPE,
    WEIGHT,
    DiagonalNetwork,
    Steepest,
)
from neversaddle.theory.statement.case_proofs import equal, excess, moduli
from neversaddle.theory.statement.hypotheses import Every, Place
from neversaddle.theory.statement.model import j
from neversaddle.theory.statement.order_proofs import middle, multiplied, raised
from neversaddle.theory.statement.proofs import assumption, chain_rule, coefficients, continuity, normal_form, theorem
from neversaddle.theory.statement.reaching import When
from neversaddle.theory.statement.solution_proofs import (
    another_rate,
    any_model,
    at_each_moment,
    by_model,
    exactly,
    otherwise,
    throughout,
)
from neversaddle.theory.statement.solutions import Order
from neversaddle.theory.statement.steps import Proof

#: What puts something in, before what follows.
Wrap = Callable[[Proof], Proof]
x, c = COORDINATE[j], SLOPE[j]
#: Places of weights: in sums and in hypotheses, and of those that grow.
l, o, m = map(index, ("l", "o", "m"))  # noqa: E741  # As the sentence calls it.
#: How far c_j is below its bound, and how much all |w|^q have grown; x_j; a product of what does not move; |w_i|^q.
beyond, growth = sp.symbols("beyond growth", nonnegative=True)
ahead, constant, size = sp.symbols("ahead constant size", positive=True)
#: The variables of a speed and of a path.
y, y_0 = sp.Symbol("y", real=True), sp.Symbol("y_0", positive=True)

#: What makes a path one: the signs of speed and slope, and the time at that speed.
STRETCH = (coefficients(), coefficients(), normal_form())
#: What its beginning and its end are, from points of it to others.
BEGIN, END = (continuity(), continuity()), (continuity(), continuity(), normal_form())


def power(family: sp.IndexedBase, q: sp.Expr, place: sp.Symbol) -> sp.Expr:
    """|w_lj|^q."""
    return sp.Abs(family[place, j]) ** q


def begins(family: sp.IndexedBase, q: sp.Expr, at: sp.Expr, count: sp.Expr) -> Every:
    """|w_lj|^q is at first what `at` says, in the place l."""
    return Every(sp.Eq(Initially(power(family, q, l)), at), l, count)


def named(e: sp.Expr, name: sp.Symbol, then: Proof) -> Proof:
    """What follows for every positive number in place of a positive expression."""
    return at_each_moment(sp.S.Zero, e, coefficients(), excess(e, name, then), strict=True)


@dataclass(frozen=True)
class Pushed:
    """A flow, and how what is assumed is put in: of c_j, and of x_j at first.

    |w_lj|^q is `weights` at first, |v_lj|^q is `others`, in the place m. x_j stays positive, or is never negative, as
    the letter `size` is; where it may be zero the exponent has to be above 1.
    """

    flow: Steepest
    force: Wrap
    begun: Wrap
    weights: sp.Expr
    others: sp.Expr = sp.S.Zero
    size: sp.Symbol = ahead

    @property
    def rate(self) -> sp.Expr:
        """d|w|^q/dt, the same for all weights."""
        q = self.flow.q
        # The integral of 1 would be the time, of which nothing may be assumed.
        return sp.Abs(sp.sign(x)) if q == 1 else q * sp.Abs(c) ** (q - 1) * sp.Abs(x) ** (q - 1)

    @property
    def grown(self) -> sp.Expr:
        """How much all |w|^q have grown."""
        return TimeIntegral(self.rate)

    def chain(self) -> Proof:
        """The rate of |w|^q."""
        q = self.flow.q
        same = self.force(excess(x, self.size, normal_form()))
        return another_rate(-q * duality_map(q, c) * duality_map(q, x), chain_rule(), same, in_weights=False)

    def grows(self, modulus: sp.Expr, follows: Proof) -> Proof:
        """What follows from |w|^q being what it was and what it has grown."""
        whole = Initially(modulus) + self.grown
        integral = theorem("integral-of-rate", self.chain(), r=self.rate)
        return otherwise(modulus, Order.EQUAL, whole, integral, follows)

    def rises(self, least: sp.Expr, follows: Proof) -> Proof:
        """`least` <= x_j at all times, which `follows` from x_j(0) <= x_j."""
        model = self.flow.model
        assert isinstance(model, DiagonalNetwork)
        shares = Total(sp.Abs(PARTIAL[l, j]) ** self.flow.q, l, model.depth + model.others)
        rate = duality_map(self.flow.q, c) * shares
        falling = any_model(theorem("falling", chain_rule(), self.force(coefficients()), r=rate))
        return otherwise(-x, Order.AT_MOST, -Initially(x), falling, follows)

    def along(self, then: Proof) -> Proof:
        """What follows where x_j is known not to turn, and all |w|^q to have grown alike, at all times."""
        return self.outwards(by_model(j, self.alike(then)))

    def alike(self, then: Proof) -> Proof:
        """What follows where all |w|^q are known to have grown alike, if x_j is not to turn."""
        model = self.flow.model
        assert isinstance(model, DiagonalNetwork)
        for family, at, count, place in ((OTHER, self.others, model.others, m), (WEIGHT, self.weights, model.depth, o)):
            if count != 0:
                modulus = power(family, self.flow.q, place)
                alike = self.grows(modulus, equal(modulus, equal(Initially(modulus), normal_form())))
                there = Place(place, count)
                then = throughout(modulus, Order.EQUAL, at + self.grown, alike, then, place=there)
        return then

    def outwards(self, then: Proof) -> Proof:
        """What follows where x_j is known to be positive, or not to be negative, at all times."""
        if not self.size.is_positive:
            rising = self.rises(sp.S.Zero, middle(Initially(x), self.begun(coefficients()), assumption()))
            return throughout(sp.S.Zero, Order.AT_MOST, x, rising, then)
        then = at_each_moment(sp.S.Zero, x, excess(x, beyond, self.begun(coefficients())), then, strict=True)
        return throughout(Initially(x), Order.AT_MOST, x, self.rises(Initially(x), assumption()), then)

    def written(self, then: Proof) -> Proof:
        """What follows where all is put in: the model, and that |w|^q is `weights` + `growth`."""
        model = self.flow.model
        assert isinstance(model, DiagonalNetwork)
        then = moduli(WEIGHT, moduli(OTHER, then) if model.others != 0 else then)
        then = at_each_moment(sp.S.Zero, self.grown, coefficients(), equal(x, excess(self.grown, growth, then)))
        return self.force(then)


def speeds(q: sp.Expr, depth: sp.Expr) -> sp.Expr:
    """dx_j/dt of a network: -Phi_q(c_j) times the sum of |dx_j/dw_ij|^q."""
    return -duality_map(q, c) * Total(sp.Abs(Product(WEIGHT[o, j], o, depth, l)) ** q, l, depth)


def speed_with_others(flow: Steepest) -> sp.Expr:
    """The same of a network with weights v."""
    model = flow.model
    assert isinstance(model, DiagonalNetwork)
    own = Total(sp.Abs(model.partial(l, j)) ** flow.q, l, model.depth)
    return -duality_map(flow.q, c) * (own + Total(sp.Abs(model.other_partial(l, j)) ** flow.q, l, model.others))


def ahead_of(start: sp.Expr, grown: sp.Expr, then: Proof) -> Proof:
    """What follows for a positive number in place of start + grown."""
    return at_each_moment(-start, grown, coefficients(), excess(grown, size, then), strict=True)


def balanced(pushed: Pushed, start: sp.Expr, then: Proof) -> Proof:
    """What follows for the speed of x_j where all |w_lj|^q are equal: `start` at first, and a positive number now."""
    put_in = equal(x, moduli(WEIGHT, ahead_of(start, pushed.grown, then)))
    return pushed.force(put_in)


def arrives_within(
    pushed: Pushed,
    when: When,
    level: sp.Expr,
    x_0: sp.Expr,
    least: sp.Expr,
    force: sp.Expr,
    speed: sp.Expr,
    path: sp.Expr,
    start: sp.Expr,
    below: Proof,
) -> Proof:
    """x_j is at a level by the time that it takes at a speed under a smaller force, or not before under a larger one.

    `speed` is in x_j, `path` the time at it, `below` shows that x_0 <= level for the first; -c_j = `least` + `beyond`.
    """
    model, q = pushed.flow.model, pushed.flow.q
    assert isinstance(model, DiagonalNetwork)
    by_then = when is When.BY
    sides = (force, least + beyond) if by_then else (least + beyond, force)
    same = model.depth * size ** (model.depth - 1)
    more = raised(
        *sides,
        q - 1,
        normal_form(),
        normal_form(),
        coefficients(),
        coefficients() if by_then else assumption(),
        coefficients(),
    )
    pairs = ((same, same), tuple(side ** (q - 1) for side in sides))
    compared = multiplied(pairs, normal_form(), normal_form(), coefficients(), coefficients(), more)
    first = pushed.rises(x_0, equal(Initially(x), assumption())) if by_then else equal(Initially(x), coefficients())
    moves = (balanced(pushed, start, coefficients()),) if by_then else ()
    return theorem(
        "sooner" if by_then else "later",
        first,
        chain_rule(),
        *moves,
        balanced(pushed, start, compared),
        *STRETCH,
        *BEGIN,
        *([below] if by_then else []),
        *END,
        Q=x,
        r=speeds(q, model.depth),
        y=y,
        F=speed,
        v=y_0,
        Y=y_0,
        G=path,
        v_0=x_0,
        v_1=level,
        a=x_0,
        G_0=path.subs(y_0, x_0),
        G_1=path.subs(y_0, level),
    )


def arrives(
    pushed: Pushed,
    level: sp.Expr,
    x_0: sp.Expr,
    speed: sp.Expr,
    path: sp.Expr,
    start: sp.Expr,
    below: Proof,
    place: sp.Expr = y_0,
    ends: tuple[sp.Expr, sp.Expr] | None = None,
    slope: Wrap | None = None,
) -> Proof:
    """x_j is at a level when it has moved there at a speed in x_j; `below` shows that x_0 <= level.

    `path` is the time at that speed, to the `place`, as a parameter runs from one of the `ends` to the other; `slope`
    puts in what c_j is, where that is more than the force.
    """
    model = pushed.flow.model
    assert isinstance(model, DiagonalNetwork)
    begin, end = ends or (x_0, level)
    same = balanced(replace(pushed, force=slope or pushed.force), start, coefficients())
    low, high = pushed.rises(x_0, equal(Initially(x), assumption())), equal(Initially(x), coefficients())
    moves = balanced(pushed, start, coefficients())
    both = (
        theorem(
            name,
            first,
            chain_rule(),
            *own,
            same,
            *STRETCH,
            *BEGIN,
            *upwards,
            *END,
            Q=x,
            r=speeds(pushed.flow.q, model.depth),
            y=y,
            F=speed,
            v=y_0,
            Y=place,
            G=path,
            v_0=begin,
            v_1=end,
            a=x_0,
            G_0=path.subs(y_0, begin),
            G_1=path.subs(y_0, end),
        )
        for name, first, own, upwards in (("sooner", low, (moves,), (below,)), ("later", high, (), ()))
    )
    return pushed.along(exactly(*both))


def explodes(pushed: Pushed, x_0: sp.Expr, speed: sp.Expr, path: sp.Expr, start: sp.Expr) -> Proof:
    """x_j is infinite when it has moved there at a speed; `path` is the time at it, 0 at infinity."""
    model = pushed.flow.model
    assert isinstance(model, DiagonalNetwork)
    low, same = pushed.rises(x_0, equal(Initially(x), assumption())), balanced(pushed, start, coefficients())
    letters = {"r": speeds(pushed.flow.q, model.depth), "F": speed, "Y": y_0, "G": path, "v_0": x_0, "G_1": sp.S.Zero}
    return pushed.along(infinite(low, same, same, continuity(), **letters))


def infinite(low: Proof, moves: Proof, faster: Proof, limit: Proof, **path: sp.Expr) -> Proof:
    """x_j is infinite when a path is, at a speed that it has at least; `limit` is that of the time on the path."""
    way = (*STRETCH, *BEGIN, coefficients(), continuity(), limit, normal_form())
    ends = {"a": path["Y"].subs(y_0, path["v_0"]), "G_0": path["G"].subs(y_0, path["v_0"])}
    return theorem("explosion", low, chain_rule(), moves, faster, *way, Q=x, y=y, v=y_0, **ends, **path)
