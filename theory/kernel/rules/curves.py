"""What theorems about curves need of the systems that they are applied to: that these are whole, closed and regular."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem, filled
from neversaddle.theory.kernel.decide import positive, zero
from neversaddle.theory.kernel.domain import SMOOTH
from neversaddle.theory.kernel.families import at_other_times, require_values
from neversaddle.theory.kernel.meaning import said
from neversaddle.theory.kernel.normal_form import WEAK, CannotDecide, certain_sign
from neversaddle.theory.kernel.rules.solutions import require_known
from neversaddle.theory.kernel.time import at_start, written
from neversaddle.theory.language.families import Over, Product, every_place
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import COORDINATE, LOSS, PARTIAL, WEIGHT, SeparableModel, Steepest
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Given, Hypothesis, Place, Range, Sign
from neversaddle.theory.statement.kinds import Identity, Part
from neversaddle.theory.statement.solutions import Along, Order, Until

#: Functions of the weights of one coordinate.
OF_WEIGHTS = (WEIGHT, PARTIAL, COORDINATE)


def require_system(theorem: Theorem, chosen: Mapping[Any, Any], goal: Part) -> None:
    """Refuse members that are not all weights of one coordinate, and a field that depends on anything else."""
    member, place, size, field = (chosen[letter] for letter in theorem.system)
    flow = getattr(goal, "along", None)
    if not isinstance(flow, Steepest) or not isinstance(member, sp.Indexed) or member.base not in flow.weights:
        raise CannotDecide(f"{member} is no weight of a flow")
    if member.base != WEIGHT and isinstance(goal, Carried | Dual):
        raise CannotDecide(f"{member} is not one of several weights of a coordinate")
    if flow.model.others != 0:
        raise CannotDecide("of weights w and v together no curve is known")
    bound = isinstance(goal, Carried | Dual)
    own = member.indices[-1:]
    if member.base == WEIGHT:
        # One equation for each of the weights, all of which are meant.
        others = [h for h in goal.given if h != Place(place, size, why=getattr(h, "why", ""))]
        elsewhere = [*own, size, *(thing for h in (others if not bound else goal.given) for thing in _of_its_own(h))]
        elsewhere += [
            getattr(goal, name) for name in ("clock", "quantity", "curvature") if bound and hasattr(goal, name)
        ]
        # What is one number for all of them may not be another for each.
        scalars = {*theorem.fixed, *theorem.bounded} - {*theorem.system, *theorem.of_members}
        elsewhere += [chosen[letter] for letter in theorem.letters if letter in scalars]
        if member.indices[0] != place or size != flow.model.depth or any(thing.has(place) for thing in elsewhere):
            raise CannotDecide(f"{place} is not shown to stand for every weight of the coordinate")
    for letter in theorem.of_members:
        value = chosen[letter]
        bases = OF_WEIGHTS if member.base == WEIGHT else (member.base,)
        loose = [m for m in value.atoms(sp.Indexed) if m.base not in bases or m.indices[-1:] != own]
        if loose or value.has(Initially, TimeIntegral) or value.free_symbols & {LOSS, TIME, *flow.decay.free_symbols}:
            raise CannotDecide(f"{letter} stands for a function of the members, and {value} may be none")
        if letter in theorem.continuous and not _is_continuous(value):
            raise CannotDecide(f"{letter} stands for a continuous function, and {value} may be none")
    if theorem.homogeneous:
        stated = chosen[theorem.homogeneous[1]]
        found = _degree(chosen[theorem.homogeneous[0]], flow)
        given = tuple(h for h in goal.given if _is_of_numbers(h))
        if found is None or not zero(found - stated, given).proved:
            raise CannotDecide(f"{field} is not shown to be homogeneous of degree {stated}")
    if theorem.curve:
        curve, parameter, interval = filled(theorem.curve, chosen)
        _require_interval(parameter, interval, goal, (member, field, size))
        given = tuple(h for h in (*goal.given, interval) if _is_of_numbers(h))
        if not _is_lipschitz(field, member.base, positive(curve, given).proved, given):
            raise CannotDecide(f"{field} is not shown to be locally Lipschitz near {curve}")


def substituted(
    goal: Part,
    given: Given,
    members: tuple[tuple[sp.Indexed, sp.Expr], ...],
    clock: sp.Expr,
    begin: sp.Expr,
    interval: Sign | Range,
) -> tuple[Part, ...]:
    """left = right at all times, where members are known functions of r = begin + int clock, and it holds for every r.

    What is left to show is where the members are, and the identity in r. Integrals of multiples of the clock become
    multiples of r - begin; of other things that move nothing may be left.
    """
    r, past = interval.symbol, begin + TimeIntegral(clock)
    whole = interval == Sign(r, "real")
    if not isinstance(goal, Along) or not isinstance(goal.along, Steepest) or goal.order is not Order.EQUAL:
        raise CannotDecide("only what is equal along a flow is found by substitution")
    until = None if whole else Until(interval, past)
    ends = (
        [past]
        if interval == Sign(r, "positive")
        else [past - interval.low, interval.high - past]
        if until and isinstance(interval, Range)
        else []
    )
    if goal.until is not None:
        ends = []
        if goal.until != until:
            raise CannotDecide(f"it is shown as long as {past} is in {interval}")
    require_known((goal.left, goal.right, clock, begin), goal.along, given)
    _require_interval(r, interval, dataclasses.replace(goal, given=given), (clock, begin))
    sides = [at_start(written(side, goal.along), given) for side in (goal.left, goal.right)]
    begun = {e: sp.Dummy(real=True) for side in sides for e in side.atoms(Initially)}
    sides = [_in_terms_of(side.xreplace(begun), clock, r - begin, goal.along) for side in sides]
    premises: list[Part] = [Along(f"{end} > 0", sp.S.Zero, Order.LESS, end, goal.along, given) for end in ends]
    for member, value in members:
        new = [Place(member.indices[0], goal.along.model.depth)] if member.base == WEIGHT else []
        named = any(
            thing.has(place.symbol) for place in new for thing in (*sides, *(t for h in given for t in _of_its_own(h)))
        )
        if named or value.has(sp.Indexed, Over):
            raise CannotDecide(f"{member} stands for no weight of its own")
        text, where = f"where {member} is", value.xreplace({r: past})
        premises.append(Along(text, member, Order.EQUAL, where, goal.along, (*given, *new), until))
        put = every_place if new else lambda e, m, v: e.xreplace({m: v})
        sides = [put(side, member, value) for side in sides]
    left, right = (side.xreplace({name: e for e, name in begun.items()}) for side in sides)
    if any(side.has(sp.Indexed, LOSS, TIME, TimeIntegral) for side in sides):
        raise CannotDecide(f"{left} = {right} speaks of more that moves")
    constant = [h for h in given if isinstance(h, Condition) and _is_of_numbers(h)]
    kept = [h for h in constant if not h.relation.free_symbols & goal.along.decay.free_symbols]
    return (*premises, Identity(f"for every {r}", left, right, (*at_other_times(given), *kept, interval)))


def combined(goal: Part, given: Given, equal: tuple[tuple[sp.Expr, sp.Expr, sp.Expr], ...]) -> tuple[Part, ...]:
    """left = right at all times, the difference being that of other equal sides, each times a constant."""
    if not isinstance(goal, Along) or not isinstance(goal.along, Steepest) or goal.order is not Order.EQUAL:
        raise CannotDecide("only what is equal along a flow is a combination of what is")
    flow = goal.along
    factors = [factor for _, _, factor in equal]
    if any(e.has(sp.Indexed, Over, Initially, TimeIntegral, LOSS, TIME, *flow.decay.free_symbols) for e in factors):
        raise CannotDecide("what is equal is combined with constant factors")
    require_known((goal.left, goal.right, *(e for triple in equal for e in triple)), flow, given)
    # What has no value may not cancel.
    require_values((goal.left, goal.right, *factors), at_other_times(given))
    parts = [
        Along(f"equality {n}", left, Order.EQUAL, right, flow, given, goal.until)
        for n, (left, right, _) in enumerate(equal, start=1)
    ]
    difference, total = (
        at_start(written(e, flow), given)
        for e in (goal.left - goal.right, sp.Add(*(factor * (left - right) for left, right, factor in equal)))
    )
    # Of what may jump nothing is said at a moment.
    return (*parts, Identity("the combination", difference, total, at_other_times(given)))


def _in_terms_of(e: sp.Expr, clock: sp.Expr, r: sp.Expr, flow: Steepest) -> sp.Expr:
    """The expression with integrals of constant multiples of the clock as multiples of what that integral is."""
    moving = {LOSS, TIME, *flow.decay.free_symbols}
    if any(integral.args[0].has(TimeIntegral) for integral in e.atoms(TimeIntegral)):
        raise CannotDecide("of integrals of integrals nothing is known")

    def known(integrand: sp.Expr) -> sp.Expr:
        factor = sp.cancel(sp.powsimp(integrand / clock))
        if factor.has(sp.Indexed, Over, Initially, TimeIntegral) or factor.free_symbols & moving:
            raise CannotDecide(f"the integral of {integrand} is no multiple of that of {clock}")
        return factor * r

    return e.replace(TimeIntegral, known)


def _require_interval(parameter: sp.Symbol, interval: Sign | Range, goal: Part, things: tuple[sp.Basic, ...]) -> None:
    """An open interval, and a letter for its points that nothing else bears."""
    whole = interval in (Sign(parameter, "real"), Sign(parameter, "positive"))
    if not whole and not (isinstance(interval, Range) and interval.open_low and interval.open_high):
        raise CannotDecide(f"{interval} is no open interval")
    formulas = [value for value in vars(goal).values() if isinstance(value, sp.Basic)]
    if interval.symbol != parameter or any(
        thing.has(parameter) for thing in (*things, *formulas, *(t for h in goal.given for t in _of_its_own(h)))
    ):
        raise CannotDecide(f"{parameter} is no letter of its own")


def _of_its_own(h: Hypothesis) -> tuple[sp.Basic, ...]:
    """All that a hypothesis speaks of, but for the place that it binds."""
    if isinstance(h, Every):
        return h.relation.xreplace({h.place: sp.Dummy()}), h.size
    return said(h)


def _is_of_numbers(h: Hypothesis) -> bool:
    if isinstance(h, Condition):
        return not h.relation.has(sp.Indexed, Over, LOSS)
    return isinstance(h, Depth | Range | Sign) and bool(h.symbol.is_Symbol)


def _is_continuous(e: sp.Expr) -> bool:
    """Whether an expression is continuous in what moves in it, wherever it is defined."""
    if isinstance(e, sp.Indexed) or not e.has(sp.Indexed, Over):
        return True
    if isinstance(e, Over):
        return _is_continuous(e.opened()[1])
    if e.is_Pow:
        return not e.exp.has(sp.Indexed, Over) and _is_continuous(e.base)
    return bool(e.is_Add or e.is_Mul or isinstance(e, (*SMOOTH, sp.Abs))) and all(map(_is_continuous, e.args))


def _is_lipschitz(e: sp.Expr, base: sp.IndexedBase, apart: bool, given: Given) -> bool:
    """Whether an expression is locally Lipschitz in members of one family; `apart`: where none of them vanishes."""
    if isinstance(e, sp.Indexed):
        return bool(e.base == base)
    if not e.has(sp.Indexed, Over):
        return True
    if isinstance(e, Over):
        return _is_lipschitz(e.opened()[1], base, apart, given)
    if e.is_Pow and not e.exp.has(sp.Indexed, Over):
        whole = e.exp.is_integer and certain_sign(e.exp, given) >= WEAK
        return _is_lipschitz(e.base, base, apart, given) if whole else apart and _is_monomial(e.base, base)
    if isinstance(e, sp.sign):
        return apart and _is_monomial(e.args[0], base)
    if e.is_Add or e.is_Mul or isinstance(e, (*SMOOTH, sp.Abs)):
        return all(_is_lipschitz(part, base, apart, given) for part in e.args)
    return False


def _degree(e: sp.Expr, flow: Steepest) -> sp.Expr | None:
    """The degree of which an expression is positively homogeneous in the weights of a coordinate, if it shows."""
    model = flow.model
    whole = model.degree if isinstance(model, SeparableModel) else model.depth
    if isinstance(e, sp.Indexed):
        degrees = {WEIGHT: sp.S.One} | ({COORDINATE: whole, PARTIAL: whole - 1} if whole is not None else {})
        return degrees.get(e.base)
    if not e.has(sp.Indexed, Over):
        return sp.S.Zero
    if isinstance(e, Over):
        letter, share = e.opened()
        inner = _degree(share, flow)
        if inner is None or inner.has(letter):
            return None
        return inner * (e.size - len(e.but)) if isinstance(e, Product) else inner
    parts = [_degree(part, flow) for part in e.args]
    if any(part is None for part in parts):
        return None
    if e.is_Mul:
        return sp.Add(*parts)
    if e.is_Pow and not e.exp.has(sp.Indexed, Over):
        return parts[0] * e.exp
    if e.is_Add and len({sp.cancel(part) for part in parts}) == 1:
        return parts[0]
    return parts[0] if isinstance(e, sp.Abs) else sp.S.Zero if isinstance(e, sp.sign) else None


def _is_monomial(e: sp.Expr, base: sp.IndexedBase) -> bool:
    """Whether an expression vanishes only where a member does, or nowhere."""
    if isinstance(e, sp.Indexed):
        return bool(e.base == base)
    if isinstance(e, Product):
        return _is_monomial(e.opened()[1], base)
    if isinstance(e, sp.Abs):
        return _is_monomial(e.args[0], base)
    if e.is_Pow:
        return not e.exp.has(sp.Indexed, Over) and _is_monomial(e.base, base)
    return bool(e.is_Mul and all(_is_monomial(part, base) for part in e.args)) or bool(e.is_positive)
