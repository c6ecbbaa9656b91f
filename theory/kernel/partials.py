"""Partial derivatives by members of families, carried out where they exist: the loss is a function of a model's x.

Of the loss f the letters c and H are the first and second derivatives by x; dx_j/dw by the product rule.
"""

from __future__ import annotations

import dataclasses
from functools import lru_cache

import sympy as sp

from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.derivation import derivation
from neversaddle.theory.kernel.domain import SMOOTH
from neversaddle.theory.kernel.families import plain, require_values, split
from neversaddle.theory.kernel.meaning import new_place
from neversaddle.theory.kernel.normal_form import STRICT, CannotDecide, certain_sign
from neversaddle.theory.language.families import Over, Total, unnamed
from neversaddle.theory.language.statements import Partial, Same
from neversaddle.theory.motion.steepest import COORDINATE, CURVATURE, DRIVE, LOSS, PARTIAL, PULL, SLOPE, DiagonalNetwork
from neversaddle.theory.statement.hypotheses import Composed, Condition, Every, Given, Hypothesis, Place

_J = unnamed("j")


@lru_cache(maxsize=1024)
def without_partials(e: sp.Basic, given: Given) -> sp.Basic:
    """The expression with its partial derivatives carried out, and coordinates written in the weights.

    Raises CannotDecide where one is not shown to exist.
    """
    models = [h for h in given if isinstance(h, Composed)]
    if len(models) > 1:
        raise CannotDecide("the loss is a function of two models")
    if any(type(h.model) is not DiagonalNetwork or h.model.others != 0 for h in models):
        raise CannotDecide("the loss is a function of another model")
    if models:
        members = [m for m in e.atoms(sp.Indexed) if m.base == COORDINATE]
        e = e.xreplace({m: models[0].model.coordinate(m.indices[0]) for m in members})
    return _carried_out(e, given, models[0] if models else None)


def carried_out(given: Given) -> Given:
    """The hypotheses with the partial derivatives in them carried out, under those that have none."""
    without = tuple(h for h in given if not (isinstance(h, Condition | Every) and h.relation.has(Partial)))

    def written(h: Hypothesis) -> Hypothesis:
        if h in without or not isinstance(h, Condition | Every):
            return h
        own = (*without, Place(h.place, h.size, h.but)) if isinstance(h, Every) else without
        sides = (without_partials(side, own) for side in h.relation.args)
        return dataclasses.replace(h, relation=h.relation.func(*sides, evaluate=False))

    return tuple(map(written, given))


def _carried_out(e: sp.Basic, given: Given, loss: Composed | None) -> sp.Basic:
    if not e.has(Partial):
        return e
    if e.has(Over) and e != (parted := split(e, given)):
        # The shares of places that are named are looked at by themselves.
        return _carried_out(parted, given, loss)
    if isinstance(e, Over):
        place = new_place((e,), given)
        share = _carried_out(e.at(place), (*given, Place(place, e.size, e.but)), loss)
        return e.closed(place, share)
    if not isinstance(e, Partial):
        return e.func(*(_carried_out(part, given, loss) for part in e.args))
    formula, member = _carried_out(e.args[0], given, loss), e.args[1]
    require_values((formula, member), given)
    require_differentiable(formula, given)

    def of_letter(letter: sp.Expr) -> sp.Expr:
        if letter == LOSS or letter.base == SLOPE:
            if loss is None or loss.order < (1 if letter == LOSS else 2):
                raise CannotDecide(f"how {letter} changes with {member} is not said")
            through = SLOPE[_J] if letter == LOSS else CURVATURE[letter.indices[0], _J]
            moved = derivation(loss.model.coordinate(_J), of_letter, member)
            return Total(through * moved, _J, loss.model.width)
        if letter.base in (COORDINATE, CURVATURE, DRIVE, PARTIAL, PULL):
            raise CannotDecide(f"how {letter} changes with {member} is not said")
        if letter.base != member.base:
            return sp.S.Zero
        return sp.Mul(*(Same(one, other) for one, other in zip(letter.indices, member.indices, strict=True)))

    return split(derivation(formula, of_letter, member), given)


def require_differentiable(e: sp.Expr, given: Given) -> None:
    """Refuse a formula with a kink, a jump or a pole in some member, where the hypotheses allow it."""
    if not e.has(sp.Indexed, Over, LOSS) or isinstance(e, sp.Indexed | Same) or e == LOSS:
        return
    if isinstance(e, Over):
        place = new_place((e,), given)
        require_differentiable(e.at(place), (*given, Place(place, e.size, e.but)))
        return
    for part in e.args:
        require_differentiable(part, given) if not _is_modulus(e) else None
    if e.is_Add or e.is_Mul or isinstance(e, SMOOTH):
        return
    if e.is_Pow and not e.exp.has(sp.Indexed, Over, LOSS):
        if e.exp.is_Integer and e.exp > 0:
            return
        if isinstance(e.base, sp.Abs) and _sign(e.exp - 1, given) == STRICT:
            require_differentiable(e.base.args[0], given)
            return
        inner = e.base.args[0] if isinstance(e.base, sp.Abs) else e.base
        sign = _sign(inner, given)
        if sign == STRICT or (sign and (inner is not e.base or e.exp.is_Integer)):
            require_differentiable(inner, given)
            return
    if isinstance(e, sp.Abs | sp.sign) and _sign(e.args[0], given):
        return
    raise CannotDecide(f"{e} is not shown to be differentiable")


def _is_modulus(e: sp.Expr) -> bool:
    return bool(e.is_Pow) and isinstance(e.base, sp.Abs)


def _sign(e: sp.Expr, given: Given) -> int:
    """STRICT where e > 0 for certain, 1 where it is of some strict sign in every chart, else 0."""
    (value,), there = plain((e,), given)
    own = [h for h in there if getattr(h, "symbol", None) in value.free_symbols or not hasattr(h, "symbol")]
    signs = {certain_sign(in_chart(value, chart), charted(own, chart)) for chart in sign_charts(own)}
    if signs == {STRICT}:
        return STRICT
    return int(signs <= {STRICT, -STRICT})
