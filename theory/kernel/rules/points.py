"""What properties of points mean, place by place, and numbers of one modulus as that modulus with a sign."""

from __future__ import annotations

import dataclasses
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.kernel.domain import EVERYWHERE, require_smooth
from neversaddle.theory.kernel.families import plain, require_values, split
from neversaddle.theory.kernel.meaning import formulas, require_meaning, said, surface
from neversaddle.theory.kernel.normal_form import STRICT, WEAK, CannotDecide, certain_sign
from neversaddle.theory.kernel.rules.sides import related, require_new, require_one_moment, sides_of, with_sides
from neversaddle.theory.kernel.rules.solutions import require_known
from neversaddle.theory.kernel.time import written
from neversaddle.theory.language.families import Over, Product, family, index
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import LOSS, SLOPE, WEIGHT, DiagonalNetwork, Steepest, WrittenModel
from neversaddle.theory.statement.hypotheses import (
    Condition,
    Convex,
    Depth,
    Every,
    EveryPair,
    Given,
    Hypothesis,
    Members,
    Place,
    Range,
    Sign,
)
from neversaddle.theory.statement.kinds import Equivalence, Inequality, Part
from neversaddle.theory.statement.points import AtPoints, AtRest, Each, FirstOrder, Property, Stationary

#: The sizes of the families at a point of a network.
Places: TypeAlias = tuple[sp.Symbol, sp.Symbol]


def place_by_place(goal: Part, given: Given, places: Places, every: sp.Symbol | None = None) -> tuple[Part, ...]:
    """Relation for relation of two properties: one iff the other, at any weight i of any coordinate j, so called.

    A property is one of all weights or all coordinates at once, so one holds everywhere iff the other does, as every
    coordinate has a weight. What has to be differentiable is so where its coordinate is not zero, which is a premise.
    What is assumed of the points holds for every weight of that coordinate, and is so assumed where these are called
    `every`.
    """
    if not isinstance(goal, AtPoints) or type(goal.along) is not Steepest:
        raise CannotDecide("only properties of the points of a flow's model are looked at place by place")
    flow, here = goal.along, _opened(goal, given, places)
    properties = [part for part in (goal.left, goal.right) if part is not None]
    where = () if goal.where is None else _relations(goal.where, flow, places, here)
    here = (*here, *map(Condition, where))
    if every is not None and goal.where is not None:
        require_new(every, goal, here, places[0], places[1], like=index(every.name))
        at_any = _relations(goal.where, flow, (every, places[1]), here)
        here = (*here, *(Every(relation, every, flow.model.depth) for relation in at_any))
    found = [_relations(part, flow, places, here) for part in properties]
    # What is said alone is as true as 0 = 0 and 0 <= 0.
    seconds = found[1] if len(found) == 2 else [type(r)(0, 0, evaluate=False) for r in found[0]]
    if len(seconds) != len(found[0]):
        raise CannotDecide(f"one property is {len(found[0])} relations, and the other {len(seconds)}")
    pairs = tuple(
        Equivalence(f"relation {n}", pair, here) for n, pair in enumerate(zip(found[0], seconds, strict=True), start=1)
    )
    kinks = [part for part in properties if isinstance(part, Stationary) and not _is_smooth(part, here, "real")]
    x = flow.model.coordinate(places[1])
    apart = (Inequality("no kink there", sp.S.Zero, sp.Abs(x), strict=True, given=here),) if kinks else ()
    return (*pairs, *apart)


def _opened(goal: AtPoints, given: Given, places: Places) -> Given:
    """What is assumed at one weight of one coordinate, both of them any."""
    flow = goal.along
    assert isinstance(flow, Steepest)
    if type(flow.model) is not DiagonalNetwork or flow.model.others != 0:
        raise CannotDecide("of other models than networks of weights w no point is known")
    properties = [part for part in (goal.left, goal.right, goal.where) if part is not None]
    spoken = tuple(formulas(value for part in properties for value in vars(part).values()))
    if any(e.has(LOSS, TIME, Initially, TimeIntegral) for e in spoken):
        raise CannotDecide("at a point there is no time, and of the loss only the gradient")
    i, j = places
    require_new(i, goal, given, *spoken, like=index(i.name))
    require_new(j, goal, given, *spoken, i, like=index(j.name))
    opened: list[Hypothesis] = [Place(i, flow.model.depth), Place(j, flow.model.width)]
    for h in given:
        if isinstance(h, EveryPair):
            if h.width != flow.model.width:
                raise CannotDecide(f"'{h}' is not said of every coordinate")
            opened.append(h.at(j))
        elif not isinstance(h, Convex):
            opened.append(h)
    here = tuple(opened)
    require_known((WEIGHT[i, j], SLOPE[j]), flow, here)
    if certain_sign(flow.model.depth - 1, _numbers(here)) < WEAK:
        raise CannotDecide("a coordinate without weights has no point")
    return here


def _numbers(given: Given) -> Given:
    """The hypotheses on single numbers."""
    return plain((), given)[1]


def _relations(part: Property, flow: Steepest, places: Places, given: Given) -> list[sp.Rel]:
    """What a property says of one weight i of one coordinate j, or of one coordinate."""
    i, j = places
    if isinstance(flow.model, WrittenModel):
        raise CannotDecide("of other models than networks no point is known")
    w, c, x = WEIGHT[i, j], SLOPE[j], flow.model.coordinate(j)
    match part:
        case AtRest():
            return _at_rest(flow, c * flow.model.partial(i, j), flow.decay * w, given)
        case Stationary(penalty=penalty, variable=variable):
            if not _is_smooth(part, given, "nonzero"):
                raise CannotDecide(f"{penalty} is not shown to be differentiable")
            return [sp.Eq(c + sp.diff(penalty, variable).xreplace({variable: x}), 0, evaluate=False)]
        case FirstOrder(radius=radius):
            # c (v - x) is least over the v of the box where c v = -radius |c|.
            return [
                sp.Le(sp.Abs(x), radius, evaluate=False),
                sp.Eq(c * x, -radius * sp.Abs(c), evaluate=False),
            ]
        case Each(relation=sp.Eq() | sp.Le() as relation, place=place):
            sides = (written(side.xreplace({place: j}), flow) for side in relation.args)
            return [relation.func(*sides, evaluate=False)]
    raise CannotDecide(f"a {type(part).__name__} is no relation at every place")


def _at_rest(flow: Steepest, slope: sp.Expr, pull: sp.Expr, given: Given) -> list[sp.Rel]:
    """0 is -Phi_q(slope) - pull, or -Phi_q(slope + pull); at q = 1 it is in the sets that Sign makes of these."""
    above = certain_sign(flow.q - 1, _numbers(given))
    if flow.coupled and above >= WEAK:
        # Phi_q(z) is zero, and Sign(z) holds zero, where z = 0 and nowhere else.
        return [sp.Eq(slope + pull, 0, evaluate=False)]
    if not flow.coupled and above == STRICT:
        return [sp.Eq(duality_map(flow.q, slope) + pull, 0, evaluate=False)]
    if not flow.coupled and flow.q == 1:
        # -pull is in Sign(slope).
        return [
            sp.Le(sp.Abs(pull), 1, evaluate=False),
            sp.Eq(-pull * slope, sp.Abs(slope), evaluate=False),
        ]
    raise CannotDecide(f"{flow.q} may be 1 or above it, where rest is of two kinds")


def _is_smooth(part: Stationary, given: Given, kind: str) -> bool:
    """Whether the penalty is differentiable at all coordinates, or at all that are not zero."""
    plain_ones = (h for h in given if isinstance(h, Sign | Depth | Range | Condition))
    numbers = tuple(h for h in plain_ones if not any(e.has(part.variable, sp.Indexed, Over) for e in said(h)))
    if part.variable != sp.Symbol(part.variable.name, real=True) or part.penalty.has(sp.Indexed):
        raise CannotDecide(f"{part.variable} is no letter of a real number")
    # What the slope no longer shows: |y|^e/e has none at e = 0, having no value.
    require_values((part.penalty,), (*numbers, Sign(part.variable, "nonzero")))
    try:
        require_smooth(part.penalty, part.variable, (*numbers, Sign(part.variable, kind)))
    except CannotDecide:
        return False
    return True


def equal_moduli(goal: Part, given: Given, signs: tuple[sp.Symbol, ...]) -> tuple[Part, ...]:
    """Numbers a_l that have one modulus r, as is assumed, are +-r, and a product of n of them is +-r^n.

    Signs are those of new numbers that are not zero: first of the members that are named, then of the products.
    """
    require_one_moment(goal)
    every = next((h for h in given if isinstance(h, Every) and _is_of_one_modulus(h)), None)
    if every is None:
        raise CannotDecide("nothing is assumed of one modulus")
    (member,), modulus = every.relation.lhs.args, every.relation.rhs
    changing = (goal, *(h for h in given if isinstance(h, Condition)))
    sides = [side for thing in changing for side in sides_of(thing)]
    require_meaning((*sides, modulus), given)
    # What has a value only at times is looked at by itself, before it may cancel.
    nodes = dict.fromkeys(node for side in sides for node in surface(side) if node.is_Pow or node.is_Function)
    split_off = split(_with_moduli(sp.Tuple(*sides, *nodes), every, given), given)
    if any(e.has(member.base) for e in split_off.atoms(Over) if not _is_product(e, every)):
        raise CannotDecide(f"{member.base} is summed up with its signs")
    places = [h.symbol for h in given if isinstance(h, Place) and h.size == every.size]
    named = {member.xreplace({every.place: place}) for place in places} & split_off.atoms(sp.Indexed)
    products = {e for e in split_off.atoms(Product) if _is_product(e, every)}
    found = [e for group in (named, products) for e in sorted(group, key=sp.default_sort_key)]
    if len(found) != len(set(signs)):
        raise CannotDecide(f"{', '.join(map(str, found))} take as many new names of signs")
    for s in signs:
        require_new(s, goal, given, like=sp.Symbol(s.name, real=True))
    counts = [sp.S.One if isinstance(e, sp.Indexed) else e.size - len(e.but) for e in found]
    values = {e: sp.sign(s) * modulus**n for e, s, n in zip(found, signs, counts, strict=True)}
    changed = [e.xreplace(values) for e in split_off]
    others = (*(h for h in given if not isinstance(h, Condition)), *(Sign(s, "nonzero") for s in signs))
    for node in changed[len(sides) :]:
        require_values((node,), others)
    left = iter(changed)
    whole = with_sides(goal, [next(left) for _ in sides_of(goal)])
    conditions = [Condition(related(h.relation, left)) for h in given if isinstance(h, Condition)]
    return (dataclasses.replace(whole, text="with signs", given=(*others, *conditions)),)


def one_modulus(goal: Part, given: Given, member: sp.Indexed, other: sp.Symbol, size: sp.Indexed) -> tuple[Part, ...]:
    """The goal where all members of a row have one modulus, with a name of its own, as any other has that of this one.

    What is assumed of every place is assumed of the other one, and no longer in the goal.
    """
    require_one_moment(goal)
    here, *rest = member.indices
    label = str(size.base.label)
    require_new(sp.Symbol(label), goal, given)
    require_new(other, goal, given, like=index(other.name))
    sizes = [h.size for h in given if isinstance(h, Place) and h.symbol == here]
    if len(sizes) != 1 or any(e.has(here) for e in rest) or size != family(label)[tuple(rest)]:
        raise CannotDecide(f"{member} is no member of one row, or {size} no name for its modulus")
    beside = member.base[(other, *rest)]
    same = [h for h in given if isinstance(h, Every) and h.size == sizes[0] and not h.but]
    others = tuple(h for h in given if h not in same)
    there = (Condition(h.relation.xreplace({h.place: other})) for h in same)
    equal = sp.Eq(sp.Abs(beside), sp.Abs(member), evaluate=False)
    named = Every(sp.Eq(sp.Abs(beside), size, evaluate=False), other, sizes[0])
    own = (Sign(member, "nonzero"), Members(member.base, "nonzero"))
    kind = "positive" if any(dataclasses.replace(h, why="") in own for h in given) else "nonnegative"
    apart = (*others, Place(other, sizes[0], apart=(here,)), *there)
    return (
        Equivalence("one modulus", (equal, sp.Eq(0, 0, evaluate=False)), apart),
        dataclasses.replace(goal, given=(*others, Members(size.base, kind), named)),
    )


def _is_of_one_modulus(h: Every) -> bool:
    """Whether it says that |a_l| = r, with the same r for every l."""
    relation = h.relation
    return (
        not h.but
        and isinstance(relation, sp.Eq)
        and isinstance(relation.lhs, sp.Abs)
        and isinstance(relation.lhs.args[0], sp.Indexed)
        and not relation.rhs.has(h.place)
    )


def _is_product(e: sp.Basic, every: Every) -> bool:
    """Whether an expression is the product of the numbers, all or all but some."""
    return isinstance(e, Product) and e.size == every.size and sp.Abs(e.at(every.place)) == every.relation.args[0]


def _has_value(node: sp.Basic, given: Given) -> bool:
    """Whether a node has a value wherever its parts have: what may have none is not looked for in sums."""
    if not node.is_Pow:
        return not isinstance(node, sp.Function) or isinstance(node, EVERYWHERE)
    above = certain_sign(node.exp, _numbers(given)) == STRICT
    return above and bool(node.exp.is_Integer or isinstance(node.base, sp.Abs))


def _with_moduli(e: sp.Basic, every: Every, given: Given) -> sp.Basic:
    """The modulus of a product of n of the numbers as r^n, in whatever sum or product it stands."""
    if isinstance(e, Over):
        letter, share = e.opened(every.relation)
        if not all(_has_value(node, given) for node in sp.preorder_traversal(share)):
            raise CannotDecide(f"{share} need not have a value")
        return e.closed(letter, _with_moduli(share, every, given))
    even = e.is_Pow and e.exp.is_Integer and e.exp % 2 == 0
    if (isinstance(e, sp.Abs) or even) and _is_product(e.args[0], every):
        size = every.relation.args[1] ** (e.args[0].size - len(e.args[0].but))
        return size**e.exp if even else size
    return (
        e.func(*(_with_moduli(part, every, given) for part in e.args))
        if e.args and not isinstance(e, sp.Indexed)
        else e
    )
