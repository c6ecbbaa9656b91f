"""Quantities as formulas in time, and whether what theorems on times of arrival say of them holds, at many moments."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import sympy as sp

from neversaddle.theory.kernel.analysis.path import G_0, G_1, F, G, Q, T, Y, a, b, r, v, v_0, v_1, y
from neversaddle.theory.kernel.analysis.theorem import Theorem, filled
from neversaddle.theory.language.times import TIME, Initially
from neversaddle.theory.statement.hypotheses import Condition, Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit, Part
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.solutions import Along, Order, Rate
from tests.fuzz.necessity import Looked

#: Moments, values of a path's parameter, and what counts as equal; limits are looked at closer than that.
TIMES = [sp.Rational(n, 16) for n in range(64)]
PARAMETERS = [sp.Rational(n, 7) for n in range(1, 40)]
EQUAL, CLOSE = 1e-9, sp.Rational(1, 10**30)
#: One in so many of these.
FEWER = 8


Letters: TypeAlias = "dict[sp.Symbol, sp.Expr]"
#: From 1 to 2 at the speed y, or at the speed 1.
W, TWO = sp.Symbol("w", positive=True), sp.Integer(2)
BETWEEN: Letters = {v_0: sp.S.One, v_1: TWO, a: sp.S.One, b: TWO}
GROWTH: Letters = {**BETWEEN, y: y, v: W, F: y, Y: W, G: sp.log(W), G_0: sp.S.Zero, G_1: sp.log(2)}
LINE: Letters = {**GROWTH, F: sp.S.One, G: W, G_0: sp.S.One, G_1: TWO}
#: From rest at 0 to 1 at the speed 2 sqrt(y), told in the parameter.
REST: Letters = {y: y, v: W, Y: W**2, F: 2 * W, G: W, v_0: sp.S.Zero, a: sp.S.Zero, G_0: sp.S.Zero}
REST |= {v_1: sp.S.One, b: sp.S.One, G_1: sp.S.One, T: sp.S.One}


def there_and_back(more: sp.Expr) -> Letters:
    """From 23/6 to 16/3 by a cubic that turns back between 2 and 3, near where 1/speed is more than 1 by `more`."""
    w = W
    s = w - sp.Rational(5, 2)
    curve = w**3 / 3 - 5 * w**2 / 2 + 6 * w
    bump = -s * sp.exp(-8 * s**2) / 16 - sp.Rational(3, 16) * sp.sqrt(sp.pi / 8) / 2 * sp.erf(sp.sqrt(8) * s)
    time = curve + more * bump
    ends = {v_0: sp.S.One, v_1: sp.Integer(4), a: curve.subs(w, 1), b: curve.subs(w, 4)}
    clock = {G_0: time.subs(w, 1), G_1: time.subs(w, 4), T: time.subs(w, 4) - time.subs(w, 1)}
    return {**ends, **clock, y: y, v: w, F: 1 / (1 + more * sp.exp(-8 * s**2)), Y: curve, G: time}


class Case:
    """Letters of a theorem, the quantity among them as a formula in time that exists until `ends`.

    The letter of the path, where it stands in a speed as well, is `parameter` there.
    """

    def __init__(
        self,
        theorem: Theorem,
        quantity: sp.Expr,
        ends: float,
        letters: Mapping[sp.Symbol, Any],
        parameter: sp.Expr = sp.S.One,
    ) -> None:
        self.theorem, self.quantity, self.ends, self.parameter = theorem, quantity, ends, parameter
        self.rate = letters.get(r, sp.diff(quantity, TIME))
        self.letters = {**letters, Q: Q, r: r}

    def value(self, e: sp.Expr, t: sp.Expr = TIMES[0], v: sp.Expr | None = None) -> float:
        """A formula at a moment, and at a value of the parameter."""
        e = e.replace(Initially, lambda past: self.quantity.subs(TIME, 0))
        e = e.xreplace({Q: self.quantity, r: self.rate}).doit()
        parameter = {s: self.parameter if v is None else v for s in e.free_symbols if s != TIME}
        return float(sp.re(sp.N(e.xreplace({TIME: t}).xreplace(parameter))))

    def times(self, part: Part) -> list[sp.Rational]:
        """The moments at which a premise is asked for."""
        alive = [t for t in TIMES if t < self.ends]
        conditions = [h.relation for h in part.given if isinstance(h, Condition) and isinstance(h.relation, sp.Rel)]
        gaps = [(c.gts - c.lts, isinstance(c, sp.StrictLessThan)) for c in conditions if not isinstance(c, sp.Eq)]
        found = [t for t in alive if all(self.value(g, t) > -EQUAL * (not strict) for g, strict in gaps)]
        # A point at which the quantity is; the parameter of a stretch is looked for by itself.
        fixed = [c.lhs - c.rhs for c in conditions if isinstance(c, sp.Eq) and not (c.free_symbols - {Q, r, TIME})]
        return [t for t in found if all(abs(self.value(gap, t)) < EQUAL for gap in fixed)]

    def here(self, part: Part, t: sp.Expr) -> list[sp.Expr]:
        """The values of the parameter at which the stretch is where the quantity is."""
        relations = [h.relation for h in part.given if isinstance(h, Condition) and isinstance(h.relation, sp.Eq)]
        moved = [c for c in relations if c.free_symbols - {Q, r, TIME}]
        if not moved:
            return [sp.S.One]
        (relation,) = moved
        now = self.value(Q, t)
        curve = relation.rhs.xreplace({TIME: t})
        (parameter,) = curve.free_symbols
        if curve.is_polynomial(parameter):
            roots = sp.Poly(curve - now, parameter).nroots()
        else:
            roots = sp.solve(curve - sp.nsimplify(now, rational=True), parameter)
        return [root for root in roots if abs(sp.im(root)) < EQUAL and sp.re(root) > 0]

    def values(self, e: sp.Expr, part: Part) -> Iterator[float]:
        """A formula at the moments, and along the path, where it is asked for."""
        times = self.times(part) if e.has(Q, r, TIME) else TIMES[:1]
        if any(isinstance(h, Condition) and isinstance(h.relation, sp.Eq) for h in part.given):
            return (self.value(e, t, v) for t in times for v in self.here(part, t))
        along = PARAMETERS if any(isinstance(h, Sign) for h in part.given) else [None]
        # Where it depends on both fewer of each will do.
        thin = 1 if len(along) == 1 or len(times) == 1 else FEWER
        return (self.value(e, t, v) for t, v in itertools.product(times[::thin], along[::thin]))

    def holds(self, part: Part) -> bool:
        """Whether a premise or a conclusion holds."""
        match part:
            case Rate():
                slope = sp.diff(self.quantity, TIME)
                return all(abs(self.value(slope - self.rate, t)) < EQUAL for t in self.times(part))
            case Along(left=left, right=right, order=Order.AT_MOST):
                return all(gap > -EQUAL for gap in self.values(right - left, part))
            case Inequality(left=left, right=right, strict=strict):
                return all(gap > (0 if strict else -EQUAL) for gap in self.values(right - left, part))
            case Identity(left=left, right=right):
                return all(abs(gap) < EQUAL for gap in self.values(left - right, part))
            case Limit(expression=e, variable=v, at=at, value=value):
                near = 1 / CLOSE if at == sp.oo else at + CLOSE
                gap = e.xreplace({v: near}) - value
                return all(abs(self.value(gap, t)) < 1e-6 for t in TIMES[::FEWER] if t < self.ends)
            case Reaches():
                return self.arrives(part)
        raise TypeError(f"a {type(part).__name__} has no meaning here")

    def arrives(self, part: Reaches) -> bool:
        """Whether the quantity reaches the level when it is said to."""
        time = self.value(part.time)
        if part.level == sp.oo:
            # It may end before.
            return self.ends < time + 1e-6
        if part.when is When.NOT_BEFORE:
            return all(self.value(self.quantity - part.level, t) < EQUAL for t in TIMES if t < min(time, self.ends))
        until = [t for t in (*TIMES, sp.Float(time)) if 0 <= t <= time]
        return time >= self.ends or any(self.value(self.quantity - part.level, t) > -EQUAL for t in until)

    def missed(self) -> list[str]:
        """The premises that fail, and the side conditions."""
        failing = [premise.text for premise in filled(self.theorem.premises, self.letters) if not self.holds(premise)]
        given = {letter: sp.sympify(value) for letter, value in self.letters.items()}
        given |= {Q: self.quantity, r: sp.sympify(self.rate)}
        failing += [f"{letter} is fixed" for letter in self.theorem.fixed if given[letter].has(TIME)]
        for letter, owners in self.theorem.new:
            others = (value for other, value in given.items() if other not in (letter, *owners))
            failing += [f"{letter} is new"] if any(value.has(given[letter]) for value in others) else []
        return failing

    def concludes(self) -> bool:
        """Whether the conclusion holds."""
        return self.holds(filled(self.theorem.conclusion, self.letters))

    def looked(self) -> Looked:
        """What is missed, and whether the conclusion holds."""
        return Looked(tuple(self.missed()), self.concludes())
