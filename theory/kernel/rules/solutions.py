"""The chain rule along the solutions of a steepest flow, of whatever length."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import sympy as sp
from sympy.core.function import AppliedUndef

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.kernel.decide import ORDERED, positive, rule
from neversaddle.theory.kernel.domain import SMOOTH, admit
from neversaddle.theory.kernel.families import plain, require_values, split
from neversaddle.theory.kernel.meaning import new_place, require_meaning, said
from neversaddle.theory.kernel.normal_form import STRICT, WEAK, CannotDecide, certain_sign
from neversaddle.theory.kernel.sums import vanishes
from neversaddle.theory.kernel.time import Velocity, time_derivative, written
from neversaddle.theory.language.families import Over, Product, constants, members
from neversaddle.theory.language.times import TIME, Initially, OfOtherTimes
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    LETTERS,
    LOSS,
    OTHER,
    PARTIAL,
    PULL,
    SLOPE,
    WEIGHT,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
    WrittenModel,
)
from neversaddle.theory.statement.hypotheses import Condition, Every, Given, Hypothesis, Members, Place, Sign
from neversaddle.theory.statement.solutions import Rate

#: Names that only what moves may bear: w, w_1, x_j, f, t and the like.
RESERVED = re.compile(r"(w|x|c|s|g|G|H|pull)([^A-Za-z].*)?|[ft]([^A-Za-z_].*)?")
MODELS = (DiagonalNetwork, SeparableModel, WrittenModel)


@rule("chain rule along the flow")
def rate(part: Rate, given: Given) -> None:
    """The chain rule gives the stated rate, whatever the signs of weights and slopes, and where weights are zero.

    An absolutely continuous function has derivative 0 at almost every time at which it is 0. So where weights are zero
    in which the quantity has a kink they rest, at almost every time, and the quantity changes as it does without them.
    """
    flow = part.along
    if type(flow) is not Steepest or type(flow.model) not in MODELS or part.force is not None:
        raise CannotDecide("the flow is not given, or another force than its own")
    if sp.Tuple(part.quantity, part.rate).has(OfOtherTimes, TIME):
        raise CannotDecide("a rate speaks of the present alone")
    require_known((part.quantity, part.rate), flow, given)
    if not flow.steady and part.quantity.free_symbols & flow.decay.free_symbols:
        raise CannotDecide(f"how {flow.decay} changes is not said")
    velocity, whole = _velocity(part.quantity, flow, given)
    quantity, stated = part.quantity if whole else written(part.quantity, flow), written(part.rate, flow)
    quantity, stated = split(quantity, given), split(stated, given)
    named = sorted((m for m in members(quantity) if m.base in flow.weights), key=sp.default_sort_key)
    _require_absolutely_continuous(quantity, named, flow, given)
    # Of relations the chain rule needs those alone that say which slopes vanish, or speak of constants.
    relevant = (
        h for h in given if isinstance(h, Condition | Every) and (_of_slopes(h) or _of_constants(h) or _apart(h))
    )
    own = (*(h for h in given if not isinstance(h, Condition | Every)), *relevant)
    if isinstance(flow.model, DiagonalNetwork) and _positive_coordinates(sp.Tuple(part.quantity, part.rate), given):
        own = (*own, *(Members(family, "nonzero") for family in (WEIGHT, OTHER)))
    given = own
    kinks = [m for m in named if not _is_regular(quantity, m, given, kink=False)]
    for resting in _resting(kinks, given):
        there = dict.fromkeys(resting, sp.S.Zero)
        moving = (*given, *(Sign(m, "zero" if m in resting else "nonzero") for m in kinks))
        require_values((quantity.xreplace(there), stated), moving)
        moved = written(time_derivative(quantity.xreplace(there), flow, velocity), flow)
        difference = split(moved - stated, moving)
        where = f", where {', '.join(map(str, resting))} = 0" if resting else ""
        vanishes(difference, moving, lambda e, given: _drives(e, flow, given)).require(where)


def _of_constants(h: Condition | Every) -> bool:
    return not h.relation.has(sp.Indexed, Over, LOSS)


def _apart(h: Hypothesis) -> sp.Indexed | None:
    """The member of which a hypothesis says that at no place of a coordinate it is zero."""
    if not isinstance(h, Every) or h.but or not isinstance(h.relation, sp.Ne) or h.relation.rhs != 0:
        return None
    member = h.relation.lhs
    return member if isinstance(member, sp.Indexed) and member.indices.count(h.place) == 1 else None


def _of_slopes(h: Condition | Every) -> bool:
    return h.relation.atoms(sp.IndexedBase) == {SLOPE} and not h.relation.has(Over, OfOtherTimes, LOSS)


def require_known(formulas: tuple[sp.Expr, ...], flow: Steepest, given: Given) -> None:
    """All that moves is a letter of the flow, at places that exist: nothing that looks like one passes for a constant.

    Hypotheses hold at almost every time, and so say nothing of the time; parameters of the flow do not move.
    """
    model = flow.model
    if type(flow) is not Steepest or type(model) not in MODELS:
        raise CannotDecide("the flow is not given")
    if any(thing.has(TIME) for h in given for thing in said(h)):
        raise CannotDecide("a hypothesis on the time that has passed holds at some times only")
    changing = set() if flow.steady else flow.decay.free_symbols
    if any(thing.has(Initially) and thing.free_symbols & changing for h in given for thing in said(h)):
        raise CannotDecide(f"a start is compared with {flow.decay}, which may be another number at another time")
    parameters = (model.depth, model.others, model.width, flow.q, flow.decay)
    scheduled = flow.decay.free_symbols & replace(flow, decay=sp.S.Zero).free_symbols
    if scheduled or any(e.has(sp.Indexed, Over, LOSS, TIME) for e in parameters):
        raise CannotDecide("sizes and exponents are constants, and decay depends on the time alone")
    # Relations between members are looked at with what they are put in.
    admit([h for h in given if not (isinstance(h, Condition) and h.relation.has(sp.Indexed, Over))], *parameters)
    whole, part = (model.depth, model.width), (model.width,)
    slots = {COORDINATE: part, SLOPE: part, DRIVE: part}
    if isinstance(model, WrittenModel):
        slots |= dict.fromkeys(model.weights, part)
        _require_model(model, given)
    else:
        slots |= {WEIGHT: whole, OTHER: (model.others, model.width), PARTIAL: whole, PULL: whole}
    moved = {TIME, *(() if flow.steady else flow.decay.free_symbols)}
    if any(e.has(OfOtherTimes) or e.free_symbols & moved for f in formulas for p in f.atoms(Initially) for e in p.args):
        raise CannotDecide("only of weights and coordinates it is said what they are at the start")
    require_meaning(formulas, given, slots)
    require_names((*formulas, *parameters), given, slots, flow.weights)
    declared = {h.family for h in given if isinstance(h, Members)}
    if loose := {base for e in formulas for base in e.atoms(sp.IndexedBase)} - slots.keys() - declared:
        raise CannotDecide(f"it is not said what {', '.join(sorted(map(str, loose)))} is")


def require_names(
    formulas: Sequence[sp.Expr],
    given: Given,
    letters: Collection[sp.Basic],
    weights: Collection[sp.IndexedBase] = (),
) -> None:
    """Refuse whatever bears the name of what moves and is none of a flow's letters: it would pass for a constant."""
    things = (*formulas, *(thing for h in given for thing in said(h)))
    families = {base for thing in things for base in thing.atoms(sp.IndexedBase) if base not in letters}
    symbols = {s for thing in things if not isinstance(thing, sp.IndexedBase) for s in constants(thing)}
    own = re.compile(rf"({'|'.join(str(weight.label) for weight in weights)})([^A-Za-z].*)?")
    functions = {f.func.__name__ for thing in things for f in thing.atoms(AppliedUndef)}
    for name in sorted({*map(str, families), *(s.name for s in symbols - {LOSS, TIME, *letters}), *functions}):
        if RESERVED.fullmatch(name) or (weights and own.fullmatch(name)):
            raise CannotDecide(f"{name} is the name of what moves, and no letter of the flow")


def _require_model(model: WrittenModel, given: Given) -> None:
    """Families with names of their own, and a formula that is continuously differentiable in every weight."""
    place, names = new_place((model.formula,), given), [str(weight.label) for weight in model.weights]
    if len(set(names)) < len(names) or any(RESERVED.fullmatch(name) or not name.isalpha() for name in names):
        raise CannotDecide(f"{', '.join(names)} are no names of different families of weights")
    if any(m.indices != (model.place,) or m.base not in model.weights for m in model.formula.atoms(sp.Indexed)):
        raise CannotDecide(f"{model.formula} is no formula in one coordinate's weights")
    formula = model.coordinate(place)
    if formula.has(Over, OfOtherTimes, TIME, LOSS, model.place):
        raise CannotDecide(f"{formula} is no formula in one coordinate's weights")
    there = (*given, Place(place, model.width))
    if any(not _is_regular(formula, weight[place], there, kink=False) for weight in model.weights):
        raise CannotDecide(f"{formula} is not shown to be differentiable")
    require_values((formula,), tuple(h for h in there if not isinstance(h, Members | Condition | Every)))


def _velocity(quantity: sp.Expr, flow: Steepest, given: Given) -> tuple[Velocity, bool]:
    """dw_ij/dt at almost every time, as the equation says for q > 1, and where no jump is met; or that of coordinates.

    Near weights at which a slope dx_j/dw_ij is not zero it has one sign. So Filippov's velocities of all those weights
    of the coordinate have the equation's form with one s_j, and in dx_j/dt = sum_i dx_j/dw_ij dw_ij/dt the others have
    the factor 0: for what is a function of coordinates and the loss no jump is met. The second value says so.
    """
    (q,), there = plain((flow.q,), given)
    network = isinstance(flow.model, DiagonalNetwork)
    family = WEIGHT if network else PARTIAL
    families = (family, OTHER) if flow.model.others != 0 else (family,)
    apart = all(
        any(isinstance(h, Members) and h.family == f and h.kind in ("positive", "nonzero") for h in given)
        for f in families
    ) or (network and _positive_coordinates(quantity, given))
    apart = apart or all(_never_zero_about(quantity, f, flow, given) for f in families)
    # A weight alone is its coordinate, which never rests while it moves.
    apart = apart or flow.model == DiagonalNetwork(sp.S.One, flow.model.width)
    if certain_sign(q - 1, there) < WEAK:
        raise CannotDecide(f"for an exponent below 1 the flow is not defined, and {flow.q} may be one")
    if isinstance(flow.model, WrittenModel):
        apart = all(_never_vanishes(flow.model, weight, given) for weight in flow.weights)
    if certain_sign(q - 1, there) == STRICT or (apart and not flow.coupled):
        return flow.velocity, False
    if flow.coupled and (isinstance(flow.model, WrittenModel) or flow.model.others != 0):
        raise CannotDecide("coupled decay jumps at q = 1 where a slope and the decay cancel")
    if not flow.coupled and not any(m.base in (*flow.weights, PARTIAL) for m in quantity.atoms(sp.Indexed)):
        return flow.velocity, True
    if not flow.coupled and not isinstance(flow.model, SeparableModel):
        raise CannotDecide(f"at q = 1 the flow jumps where some {family} vanishes")
    return flow.pulled_velocity, False


def _never_zero_about(quantity: sp.Expr, family: sp.IndexedBase, flow: Steepest, given: Given) -> bool:
    """Whether of the coordinates that a quantity is about no member of a family is zero at almost any time."""
    size = flow.model.others if family == OTHER else flow.model.depth
    said = [
        m
        for h in given
        if isinstance(h, Every) and (m := _apart(h)) is not None and h.size == size and m.indices[0] == h.place
    ]
    places = {member.indices[-1] for member in said if member.base == family}
    about = {m.indices[-1] for m in quantity.atoms(sp.Indexed) if m.base in (*LETTERS, *flow.weights)}
    return not quantity.has(LOSS) and about <= places


def _positive_coordinates(quantity: sp.Expr, given: Given) -> bool:
    """Whether all coordinates that a quantity is about are assumed positive: no weight of such a product is zero."""
    relations = [h.relation for h in given if isinstance(h, Condition)]
    positive = {r.gts - r.lts for r in relations if isinstance(r, sp.StrictLessThan | sp.StrictGreaterThan)}
    about = quantity.atoms(sp.Indexed)
    return not quantity.has(LOSS) and all(m.base in LETTERS and COORDINATE[m.indices[-1]] in positive for m in about)


def _never_vanishes(model: WrittenModel, weight: sp.IndexedBase, given: Given) -> bool:
    """Whether the derivative of a coordinate by its weight of one family vanishes at almost no time."""
    place = new_place((model.formula,), given)
    (square,), there = plain((model.partial_by(weight[place]) ** 2,), (*given, Place(place, model.width)))
    return positive(square, there).proved


def _resting(kinks: list[sp.Indexed], given: Given) -> Iterator[tuple[sp.Indexed, ...]]:
    """Every choice of weights, in which the quantity has a kink at zero, that may be zero together."""
    may = [m for m in kinks if not _never_zero(m, given)]
    for count in range(len(may) + 1):
        yield from itertools.combinations(may, count)


def _never_zero(member: sp.Indexed, given: Given) -> bool:
    return any(isinstance(h, Members) and h.family == member.base and h.kind in ("positive", "nonzero") for h in given)


def _require_absolutely_continuous(quantity: sp.Expr, named: list[sp.Indexed], flow: Steepest, given: Given) -> None:
    """The quantity is locally Lipschitz in named weights and differentiable in all else that moves.

    A modulus to a power above 1 is differentiable where it is zero; to the power 1 it is Lipschitz. That something is
    not zero at almost every time does not help: where it passes through zero its other powers may jump.
    """
    for atom in _atoms(quantity, (*LETTERS, *flow.weights)):
        if not _is_regular(quantity, atom, given, kink=atom in named):
            raise CannotDecide(f"{quantity} is not shown to be absolutely continuous in {atom}")
        if isinstance(atom, Over):
            _require_absolutely_continuous(atom.opened()[1], [], flow, given)


def _atoms(e: sp.Basic, letters: tuple[sp.IndexedBase, ...]) -> set[sp.Expr]:
    """The members that move, sums and products of these, and the loss."""
    if isinstance(e, sp.Indexed | Over) or e == LOSS:
        return {e} if e.has(LOSS, *letters) else set()
    return set().union(*(_atoms(part, letters) for part in e.args))


def _is_regular(e: sp.Expr, atom: sp.Expr, given: Given, kink: bool) -> bool:
    """Whether e is differentiable in an atom, or locally Lipschitz where `kink`."""
    if not e.has(atom) or e == atom:
        return True
    if e in (sp.Abs(atom), sp.sign(atom), sp.log(sp.Abs(atom))) and _always_apart(atom, given):
        return True
    if e.is_Add or e.is_Mul or isinstance(e, (*SMOOTH, sp.Tuple)):
        return all(_is_regular(part, atom, given, kink) for part in e.args)
    if e.is_Pow and not e.exp.has(atom):
        (above,), there = plain((e.exp - 1,), given)
        if e.base == sp.Abs(atom) and _always_apart(atom, given):
            return True
        if e.exp.is_integer and certain_sign(above, there) >= WEAK:
            return _is_regular(e.base, atom, given, kink)
        if e.base == sp.Abs(atom):
            return certain_sign(above, there) >= (WEAK if kink else STRICT)
    return kink and e == sp.Abs(atom)


def _always_apart(atom: sp.Expr, given: Given) -> bool:
    """Whether a member, or a product of such, is at no time zero: so it stays away from zero on bounded stretches."""
    if isinstance(atom, Product):
        letter, share = atom.opened()
        return _always_apart(share, (*given, Place(letter, atom.size)))
    sizes = {h.symbol: h.size for h in given if isinstance(h, Place)}
    said = [(h, m) for h in given if isinstance(h, Every) and h.always and (m := _apart(h)) is not None]
    if any(m.xreplace({h.place: atom.indices[0]}) == atom and h.size == sizes.get(atom.indices[0]) for h, m in said):
        return True
    always = {h.kind for h in given if isinstance(h, Members) and h.always and h.family == WEIGHT}
    return isinstance(atom, sp.Indexed) and atom.base == WEIGHT and bool(always & {"nonzero", "positive"})


def _drives(e: sp.Expr, flow: Steepest, given: Given) -> Iterator[tuple[sp.Expr, Given]]:
    """Drives and pulls as functions of what they belong to: Phi_q(z), but any number where z = 0 at q = 1.

    Under coupled decay pulls are no such products, and stay any numbers.
    """
    q, by_name = flow.q, {s.name: s for s in e.free_symbols}
    found = []
    for name, symbol in sorted(by_name.items()):
        base, _, places = name.partition("[")
        if base == str(DRIVE):
            found.append((symbol, [by_name.get(f"{SLOPE}[{places}")]))
        elif base == str(PULL) and not flow.coupled:
            found.append(
                (symbol, [by_name.get(f"{SLOPE}[{places.partition(',')[2]}"), by_name.get(f"{PARTIAL}[{places}")])
            )
    known = [(symbol, factors) for symbol, factors in found if None not in factors]
    if certain_sign(q - 1, given) == STRICT:
        yield e.xreplace({symbol: duality_map(q, sp.Mul(*factors)) for symbol, factors in known}), given
        return
    # For each of them: no factor is zero, or one of them is.
    for choice in itertools.product(*([None, *factors] for _, factors in known)):
        here, there = e, given
        for (symbol, factors), zero in zip(known, choice, strict=True):
            if zero is None:
                here = here.xreplace({symbol: duality_map(q, sp.Mul(*factors))})
                there = tuple(_nonzero(h) if getattr(h, "symbol", None) in factors else h for h in there)
            else:
                here = here.xreplace({zero: sp.S.Zero})
                there = tuple(_at_zero(h, zero) for h in there if getattr(h, "symbol", None) != zero)
        if not _impossible(there):
            yield here, there


def _at_zero(h: Hypothesis, symbol: sp.Symbol) -> Hypothesis:
    """What a relation says where a symbol is zero."""
    if not isinstance(h, Condition) or not isinstance(h.relation, sp.Rel):
        return h
    return Condition(h.relation.func(*(side.xreplace({symbol: sp.S.Zero}) for side in h.relation.args), evaluate=False))


def _impossible(given: Given) -> bool:
    """Whether some relation is certainly false."""
    return any(
        _is_false(h.relation, given) for h in given if isinstance(h, Condition) and isinstance(h.relation, sp.Rel)
    )


def _is_false(relation: sp.Rel, given: Given) -> bool:
    try:
        sign = certain_sign(relation.lhs - relation.rhs, given)
    except CannotDecide:
        return False
    if isinstance(relation, sp.Eq):
        return abs(sign) == STRICT
    if not isinstance(relation, ORDERED):
        return False
    # Of a strict relation 0 is false, too.
    strict = isinstance(relation, sp.StrictLessThan | sp.StrictGreaterThan)
    wrong = sign if relation.lhs == relation.lts else -sign
    return wrong == STRICT or (strict and wrong >= WEAK)


def _nonzero(h: Hypothesis) -> Hypothesis:
    """What is said of a number, and that it is not zero."""
    kinds = {"real": "nonzero", "nonnegative": "positive"}
    return Sign(h.symbol, kinds.get(h.kind, h.kind)) if isinstance(h, Sign) else h
