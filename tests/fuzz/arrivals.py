"""Quantities as formulas in time, and whether what theorems on times of arrival say of them holds, at many moments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from neversaddle.theory.kernel.analysis.path import Q, b, r
from neversaddle.theory.kernel.analysis.theorem import Theorem, filled
from neversaddle.theory.language.times import TIME, Initially
from neversaddle.theory.statement.hypotheses import Condition
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit, Part
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.solutions import Along, Order, Rate

#: Moments, values of a path's parameter, and what counts as equal; limits are looked at closer than that.
TIMES = [sp.Rational(n, 16) for n in range(64)]
PARAMETERS = [sp.Rational(n, 7) for n in range(1, 40)]
EQUAL, CLOSE = 1e-9, sp.Rational(1, 10**30)


class Case:
    """Letters of a theorem, the quantity among them as a formula in time that exists until `ends`."""

    def __init__(self, theorem: Theorem, quantity: sp.Expr, ends: float, letters: Mapping[sp.Symbol, Any]) -> None:
        self.theorem, self.quantity, self.ends = theorem, quantity, ends
        self.rate = letters.get(r, sp.diff(quantity, TIME))
        self.letters = {**letters, Q: Q, r: r}

    def value(self, e: sp.Expr, t: sp.Expr = TIMES[0], v: sp.Expr | None = None) -> float:
        """A formula at a moment, and at a value of the parameter."""
        e = e.replace(Initially, lambda past: self.quantity.subs(TIME, 0))
        e = e.xreplace({Q: self.quantity, r: self.rate}).doit()
        parameter = {s: v for s in e.free_symbols if s != TIME and v is not None}
        return float(sp.re(sp.N(e.xreplace({TIME: t}).xreplace(parameter))))

    def times(self, part: Part) -> list[sp.Rational]:
        """The moments at which a premise is asked for."""
        alive = [t for t in TIMES if t < self.ends]
        conditions = [h.relation for h in part.given if isinstance(h, Condition) and isinstance(h.relation, sp.Rel)]
        gaps = [(c.gts - c.lts, isinstance(c, sp.StrictLessThan)) for c in conditions if not isinstance(c, sp.Eq)]
        found = [t for t in alive if all(self.value(g, t) > -EQUAL * (not strict) for g, strict in gaps)]
        # A point at which the quantity is; the parameter of a stretch is looked for by itself.
        fixed = [c.lhs - c.rhs for c in conditions if isinstance(c, sp.Eq) and not (c.free_symbols - {Q, r})]
        return [t for t in found if all(abs(self.value(gap, t)) < EQUAL for gap in fixed)]

    def here(self, part: Part, t: sp.Expr) -> list[sp.Expr]:
        """The values of the parameter at which the stretch is where the quantity is."""
        relations = [h.relation for h in part.given if isinstance(h, Condition) and isinstance(h.relation, sp.Eq)]
        moved = [c for c in relations if c.free_symbols - {Q, r}]
        if not moved:
            return [sp.S.One]
        (relation,) = moved
        now = sp.nsimplify(sp.N(self.quantity.xreplace({TIME: t}), 15), rational=True)
        (parameter,) = relation.rhs.free_symbols
        return [root for root in sp.solve(relation.rhs - now, parameter) if root.is_positive]

    def holds(self, part: Part) -> bool:
        """Whether a premise or a conclusion holds."""
        match part:
            case Rate():
                slope = sp.diff(self.quantity, TIME)
                return all(abs(self.value(slope - self.rate, t)) < EQUAL for t in self.times(part))
            case Along(left=left, right=right, order=Order.AT_MOST):
                return all(self.value(right - left, t) > -EQUAL for t in self.times(part))
            case Inequality(left=left, right=right, strict=strict):
                gap = right - left
                if gap.has(Q, r, Initially):
                    at_least = EQUAL if strict else -EQUAL
                    return all(self.value(gap, t, v) > at_least for t in self.times(part) for v in self.here(part, t))
                return all(self.value(gap, v=v) > (0 if strict else -EQUAL) for v in PARAMETERS)
            case Identity(left=left, right=right):
                if (left - right).has(Q, r):
                    return all(abs(self.value(left - right, t)) < EQUAL for t in self.times(part))
                return all(abs(self.value(left - right, v=v)) < EQUAL for v in PARAMETERS)
            case Limit(expression=e, variable=v, at=at, value=value):
                near = 1 / CLOSE if at == sp.oo else at + CLOSE
                return bool(abs(sp.N(e.xreplace({v: near}) - value)) < 1e-6)
            case Reaches():
                return self.arrives(part)
        raise TypeError(f"a {type(part).__name__} has no meaning here")

    def arrives(self, part: Reaches) -> bool:
        """Whether the quantity reaches the level when it is said to."""
        time = self.value(part.time)
        if part.level == sp.oo:
            return abs(time - self.ends) < 1e-6
        early = all(self.value(self.quantity - part.level, t) < EQUAL for t in TIMES if t < min(time, self.ends))
        late = time < self.ends and any(
            self.value(self.quantity - part.level, t) > -EQUAL for t in (*TIMES, sp.Float(time)) if t <= time
        )
        return early if part.when is When.NOT_BEFORE else late or time >= self.ends

    def missed(self) -> list[str]:
        """The premises that fail."""
        return [premise.text for premise in filled(self.theorem.premises, self.letters) if not self.holds(premise)]

    def concludes(self) -> bool:
        """Whether the conclusion holds."""
        return self.holds(filled(self.theorem.conclusion, self.letters))


LEVEL = b
