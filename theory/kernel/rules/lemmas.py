"""Inner nodes of proofs that bring in what is known already, and put it in: logic alone, and what a model says."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp

from neversaddle.theory.kernel.decide import ORDERED
from neversaddle.theory.kernel.families import require_values
from neversaddle.theory.kernel.meaning import admits, formulas, require_meaning, said, surface
from neversaddle.theory.kernel.normal_form import STRICT, CannotDecide, certain_sign
from neversaddle.theory.kernel.rules.sides import freed, put_now, require_new, spoken
from neversaddle.theory.kernel.rules.solutions import require_known
from neversaddle.theory.language.families import Over, Product
from neversaddle.theory.language.statements import Partial
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.iteration import FORCE
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    LETTERS,
    LOSS,
    OTHER,
    WEIGHT,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
)
from neversaddle.theory.statement.hypotheses import Condition, Every, Given, Hypothesis, Members, Place, Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Iterates, Limit, Part
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.remaining import Remains
from neversaddle.theory.statement.solutions import Along, Order, Rate

RELATIONS = {Order.EQUAL: sp.Eq, Order.AT_MOST: sp.Le}


def throughout(
    goal: Part, given: Given, left: sp.Expr, order: Order, right: sp.Expr, place: Place | None = None
) -> tuple[Part, ...]:
    """The goal where a relation is assumed, at one place or at every one, that holds along all those solutions."""
    flow = _flow(goal)
    relation = RELATIONS[order](left, right, evaluate=False)
    known: Hypothesis = Condition(relation)
    if place is not None:
        require_new(place.symbol, goal, given)
        if type(place) is not Place or place.apart:
            raise CannotDecide(f"{place} is not any place")
        known = Every(relation, place.symbol, place.size)
    own = given if place is None else (*given, place)
    return (
        Along(f"{left} {order} {right}", left, order, right, flow, own),
        dataclasses.replace(goal, given=(*given, known)),
    )


def at_each_moment(goal: Part, given: Given, left: sp.Expr, right: sp.Expr, strict: bool = False) -> tuple[Part, ...]:
    """The goal where an inequality is assumed that follows, at every moment, from what is assumed."""
    relation = (sp.Lt if strict else sp.Le)(left, right, evaluate=False)
    return (
        Inequality(f"{relation}", left, right, strict=strict, given=given),
        dataclasses.replace(goal, given=(*given, Condition(relation))),
    )


def by_model(goal: Part, given: Given, place: sp.Symbol) -> tuple[Part, ...]:
    """The goal where a coordinate is what the network says."""
    model = _flow(goal).model
    columns = [h.symbol for h in given if isinstance(h, Place) and h.size == model.width]
    if type(model) is not DiagonalNetwork or place not in columns:
        raise CannotDecide(f"there is no formula for coordinate {place}")
    known = Condition(sp.Eq(COORDINATE[place], model.coordinate(place), evaluate=False))
    return (dataclasses.replace(goal, given=(*given, known)),)


def any_model(goal: Part, given: Given) -> tuple[Part, ...]:
    """A statement about a network that names no weight, of all separable models with as many weights."""
    flow = _flow(goal)
    assert isinstance(goal, Rate | Along | Reaches)
    kept = tuple(h for h in given if not any(thing.has(WEIGHT, OTHER) for thing in said(h)))
    if type(flow.model) is not DiagonalNetwork or any(e.has(WEIGHT, OTHER) for e in formulas(vars(goal).values())):
        raise CannotDecide("it is about the weights of a network")
    require_known(
        tuple(value for value in vars(goal).values() if isinstance(value, sp.Expr) and value != sp.oo), flow, kept
    )
    model = SeparableModel(flow.model.depth + flow.model.others, flow.model.width)
    return (dataclasses.replace(goal, along=dataclasses.replace(flow, model=model), given=kept),)


def excess(goal: Part, given: Given, of: sp.Expr, name: sp.Symbol, above: bool = True) -> tuple[Part, ...]:
    """The goal for low + e in place of what is assumed to be at least low, for every e >= 0; or for high - e.

    Of what is assumed to be more than low, for every e > 0.
    """
    require_new(name, goal, given)
    if of.is_Symbol:
        raise CannotDecide(f"{of} is a parameter")
    for h in given:
        if isinstance(h, Condition) and isinstance(h.relation, ORDERED):
            near, far = (h.relation.gts, h.relation.lts) if above else (h.relation.lts, h.relation.gts)
            strict = isinstance(h.relation, sp.StrictLessThan | sp.StrictGreaterThan)
            kind = "positive" if strict else "nonnegative"
            if near == of and name == sp.Symbol(name.name, **{kind: True}):
                others = (*(other for other in given if other != h), Sign(name, kind))
                return (_put(goal, others, {of: far + name if above else far - name}),)
    raise CannotDecide(f"no relation bounds {of}")


def equal(goal: Part, given: Given, of: sp.Expr) -> tuple[Part, ...]:
    """The goal with another expression in place of one that is assumed to be equal to it.

    Of a real number nothing else may be assumed.
    """
    places = [h for h in given if isinstance(h, Place)]
    relations: list[tuple[Hypothesis, sp.Rel]] = [(h, h.relation) for h in given if isinstance(h, Condition)]
    for h in given:
        if isinstance(h, Every):
            relations += [(h, h.relation.xreplace({h.place: p.symbol})) for p in places if admits(h, p, given)]
    for h, relation in relations:
        if isinstance(relation, sp.Eq) and of in relation.args:
            (value,) = (side for side in relation.args if side != of)
            others = tuple(other for other in given if other != h)
            if of.is_Symbol:
                others = freed(of, "real", others)
                require_values((value,), others)
            if value.has(of) and of.is_Symbol:
                raise CannotDecide(f"{of} is said to be a number made of itself")
            return (_put(goal, others, {of: value}),)
    raise CannotDecide(f"no relation says what {of} is")


def otherwise(goal: Part, given: Given, left: sp.Expr, order: Order, right: sp.Expr) -> tuple[Part, ...]:
    """A relation that follows at every time from another, and the start."""
    if not isinstance(goal, Along):
        raise CannotDecide("only relations along a flow are said otherwise")
    known = Condition(RELATIONS[order](left, right, evaluate=False))
    there = (*(h for h in given if _holds_always(h, _flow(goal))), known)
    follows = (
        Identity("it follows", goal.left, goal.right, there)
        if goal.order is Order.EQUAL
        else Inequality("it follows", goal.left, goal.right, strict=goal.order is Order.LESS, given=there)
    )
    return dataclasses.replace(goal, left=left, order=order, right=right, given=given), follows


def _holds_always(h: Hypothesis, flow: Steepest) -> bool:
    """Whether a hypothesis is about what does not move: what is said of what does holds at almost every time only."""
    letters = {*LETTERS, *flow.weights}
    if isinstance(h, Condition | Every):
        now = h.relation.replace(lambda e: isinstance(e, Initially), lambda e: sp.Dummy(real=True))
        moves = letters & now.atoms(sp.IndexedBase) or now.has(LOSS, TIME, TimeIntegral)
        return not moves
    of = h.family if isinstance(h, Members) else getattr(h.symbol, "base", None)
    return of not in letters and h.symbol != LOSS


def moduli(goal: Part, given: Given, family: sp.IndexedBase) -> tuple[Part, ...]:
    """The goal with a root in place of |w_l|, at every place, where |w_l|^e is assumed to be something else."""
    for h in given:
        if not (isinstance(h, Every) and isinstance(h.relation, sp.Eq)) or h.but:
            continue
        (power, value), odd = h.relation.args, False
        modulus, exponent = power.as_base_exp()
        if isinstance(modulus, sp.Indexed):
            # Of an even power SymPy forgets the modulus.
            modulus, odd = sp.Abs(modulus), not (exponent.is_Integer and exponent.is_even)
        if isinstance(modulus, sp.Abs) and getattr(modulus.args[0], "base", None) == family and not odd:
            if certain_sign(exponent, given) < STRICT or value.has(family):
                break
            if isinstance(goal, Limit) and value.has(goal.variable):
                raise CannotDecide(f"{goal.variable} moves, and {value} with it")
            _require_pointwise(goal)
            require_meaning(tuple(formulas(vars(goal).values())), given)
            rooted = _Rooted(h, modulus, exponent, value, {p.symbol: p.size for p in given if isinstance(p, Place)})
            changed = {name: rooted.put(e) for name, e in _sides(goal).items()}
            kept = (
                Condition(o.relation.func(*map(rooted.put, o.relation.args), evaluate=False))
                if isinstance(o, Condition) and isinstance(o.relation, sp.Rel)
                else o
                for o in given
                if o != h
            )
            return (dataclasses.replace(goal, **changed, given=tuple(kept)),)
    raise CannotDecide(f"no relation says what the members of {family} are")


@dataclasses.dataclass(frozen=True)
class _Rooted:
    """Moduli of members at the places of one range, each as a formula in its place."""

    every: Every
    modulus: sp.Expr
    power: sp.Expr
    value: sp.Expr
    sizes: Mapping[sp.Symbol, sp.Expr]

    def put(self, e: sp.Basic) -> sp.Basic:
        """An expression with the formulas in it; what was, and integrals over time, are as they were."""
        if isinstance(e, Initially | TimeIntegral):
            return e
        if isinstance(e, Over):
            letter, share = e.opened(self.value, self.modulus, *self.sizes)
            if isinstance(e, Product) and isinstance(share, sp.Abs):
                return self.put_modulus(e.closed(letter, share.args[0]))
            inner = dataclasses.replace(self, sizes={**self.sizes, letter: e.size})
            return e.closed(letter, inner.put(share))
        if isinstance(e, sp.Abs):
            return self.put_modulus(e.args[0])
        if e.is_Pow and e.exp.is_Integer and e.exp.is_even:
            return self.put_modulus(e.base) ** e.exp
        return e.func(*map(self.put, e.args)) if e.args and not isinstance(e, sp.Indexed) else e

    def put_modulus(self, e: sp.Expr) -> sp.Expr:
        """|e|, the modulus of a product taken factor by factor."""
        if e.is_Mul:
            return sp.Mul(*map(self.put_modulus, e.args))
        if isinstance(e, Product):
            letter, share = e.opened(self.value, self.modulus, *self.sizes)
            inner = dataclasses.replace(self, sizes={**self.sizes, letter: e.size})
            known = inner.at(share)
            # What is raised is not negative: the product of the roots is the root of the product.
            if known is None:
                return e.closed(letter, inner.put_modulus(share))
            same = not known.has(letter)
            return (known ** (e.size - len(e.but)) if same else e.closed(letter, known)) ** (1 / self.power)
        known = self.at(e)
        return sp.Abs(self.put(e)) if known is None else known ** (1 / self.power)

    def at(self, e: sp.Expr) -> sp.Expr | None:
        """What |e| to the power is, if e is one of the members."""
        for place in e.indices if isinstance(e, sp.Indexed) else ():
            at = {self.every.place: place}
            if self.sizes.get(place) == self.every.size and self.modulus.xreplace(at) == sp.Abs(e):
                return self.value.xreplace(at)
        return None


def multiplied(goal: Part, given: Given, factors: Sequence[tuple[sp.Expr, sp.Expr]]) -> tuple[Part, ...]:
    """a_1 a_2 ... <= b_1 b_2 ... where 0 <= a_n <= b_n for each of them."""
    if not isinstance(goal, Inequality) or goal.strict or goal.tight is not None:
        raise CannotDecide("factors are compared in weak inequalities")
    sides = [sp.Mul(*side) for side in zip(*factors, strict=True)]
    apart = [(zero, low, high) for low, high in factors for zero in (sp.S.Zero,) if low != high]
    same = [low for low, high in factors if low == high]
    return (
        Identity("the left side", goal.left, sides[0], given),
        Identity("the right side", goal.right, sides[1], given),
        *(Inequality("not negative", sp.S.Zero, low, given=given) for low in same),
        *(
            part
            for zero, low, high in apart
            for part in (
                Inequality("not negative", zero, low, given=given),
                Inequality("no more", low, high, given=given),
            )
        ),
    )


def raised(goal: Part, given: Given, low: sp.Expr, high: sp.Expr, power: sp.Expr) -> tuple[Part, ...]:
    """low^a <= high^a where 0 <= low <= high and 0 <= a."""
    if not isinstance(goal, Inequality) or goal.strict or goal.tight is not None:
        raise CannotDecide("powers are compared in weak inequalities")
    return (
        Identity("the left side", goal.left, low**power, given),
        Identity("the right side", goal.right, high**power, given),
        Inequality("not negative", sp.S.Zero, low, given=given),
        Inequality("no more", low, high, given=given),
        Inequality("the power", sp.S.Zero, power, given=given),
    )


def loosened(goal: Part, given: Given, time: sp.Expr) -> tuple[Part, ...]:
    """By a time, because by an earlier one; not before a time, because not before a later one."""
    if not isinstance(goal, Reaches) or goal.when is When.AT or goal.level == sp.oo:
        raise CannotDecide("only bounds on times are loosened")
    ends = (time, goal.time) if goal.when is When.BY else (goal.time, time)
    sharper = dataclasses.replace(goal, text="the sharper bound", time=time, given=given)
    # Numbers are compared without what moves.
    return sharper, Inequality("the bounds", *ends, given=tuple(h for h in given if _holds_always(h, _flow(goal))))


def until(goal: Part, given: Given) -> tuple[Part, ...]:
    """When a quantity reaches a level, of solutions along which it is below the level.

    A solution that reaches it is one until then; and one that does not, though it is said to, is one all along.
    """
    if not isinstance(goal, Reaches) or goal.level == sp.oo:
        raise CannotDecide("there is no level to be reached")
    below = Condition(sp.Lt(goal.quantity, goal.level, evaluate=False))
    return (dataclasses.replace(goal, given=(*given, below)),)


def exactly(goal: Part, given: Given) -> tuple[Part, ...]:
    """At a time, because by then and not before."""
    if not isinstance(goal, Reaches) or goal.when is not When.AT or goal.level == sp.oo:
        raise CannotDecide("only a time is what it is by two bounds")
    return tuple(
        dataclasses.replace(goal, text=str(when), when=when, given=given) for when in (When.BY, When.NOT_BEFORE)
    )


def induction(goal: Part, given: Given, factors: Sequence[Sequence[sp.Expr]]) -> tuple[Part, ...]:
    """What is zero stays so, because one step makes each a combination of all of them."""
    if not isinstance(goal, Remains) or any(len(row) != len(goal.zero) for row in factors):
        raise CannotDecide("combinations of what is zero are zero")
    state = {*goal.along.weights, *goal.along.velocities, *goal.along.rest.free_symbols, FORCE}
    if any(e.has(*state) for h in given if getattr(h, "kind", "") != "real" for e in said(h)):
        raise CannotDecide("what is assumed of the state at one step need not hold at the next")
    # A factor without a value where something is zero would take it from what it is multiplied by.
    require_values([factor for row in factors for factor in row], given)
    rows = zip(goal.zero, factors, strict=True)
    return tuple(
        Iterates(f"{e}", e, sp.Add(*(a * z for a, z in zip(row, goal.zero, strict=True))), goal.along, given)
        for e, row in rows
    )


def _flow(goal: Part) -> Steepest:
    if isinstance(goal, Rate | Along | Reaches) and type(goal.along) is Steepest:
        return goal.along
    raise CannotDecide("only what is said of solutions holds along them")


def _require_pointwise(goal: Part) -> None:
    if not isinstance(goal, Identity | Inequality | Limit):
        raise CannotDecide("only what is said of one moment is said of values")


def _put(goal: Part, given: Given, values: dict[sp.Expr, sp.Expr]) -> Part:
    """The goal and what is assumed with a value for an expression now; what was stays as it was."""
    _require_pointwise(goal)
    (of,) = values
    things = spoken(goal, given)
    bound = set().union(*(set(d.variables) for e in things for d in e.atoms(sp.Derivative, sp.Integral)))
    bound |= {goal.variable} if isinstance(goal, Limit) else set()
    bound |= {h.place for h in given if isinstance(h, Every)}
    if (of.free_symbols | values[of].free_symbols) & bound or any(e.has(Partial) for e in things):
        raise CannotDecide(f"{of} may take several values in one statement")
    turned = tuple(
        dataclasses.replace(h, relation=put_now(h.relation, values)) if isinstance(h, Condition | Every) else h
        for h in given
        if not (isinstance(h, Sign) and h.symbol == of)
    )
    changed = {name: put_now(e, values) for name, e in _sides(goal).items()}
    for old, new in zip(_sides(goal).values(), changed.values(), strict=True):
        # What cancels has to have had a value.
        gone = {put_now(node, values) for node in surface(old) if _may_have_none(node)} - set(surface(new))
        require_values(sorted(gone, key=sp.default_sort_key), turned)
    # In a derivative it may be what no member may stand in: there it is constant, as is shown above.
    require_meaning((of, *changed.values()), given)
    return dataclasses.replace(goal, **changed, given=turned)


def _may_have_none(node: sp.Basic) -> bool:
    """Whether an expression may have no value though its parts have."""
    return isinstance(node, Over | sp.Function) or bool(node.is_Pow and not (node.exp.is_Integer and node.exp > 0))


def _sides(goal: Part) -> dict[str, Any]:
    return {f.name: e for f in dataclasses.fields(goal) for e in (getattr(goal, f.name),) if isinstance(e, sp.Basic)}
