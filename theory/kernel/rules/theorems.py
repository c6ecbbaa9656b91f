"""How a theorem of analysis is applied: its conclusion has to be the goal, and its premises are left to show."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import sympy as sp
from sympy.core.function import UndefinedFunction

from neversaddle.theory.definitions.leaf import written_out
from neversaddle.theory.kernel import analysis
from neversaddle.theory.kernel.analysis.theorem import ANY_TRAITS, Argument, Theorem, filled
from neversaddle.theory.kernel.arguments import commutator, margins
from neversaddle.theory.kernel.domain import EVERYWHERE, SMOOTH, admit, require_plain, require_smooth
from neversaddle.theory.kernel.families import require_values, says_sign
from neversaddle.theory.kernel.meaning import formulas, new_place
from neversaddle.theory.kernel.normal_form import WEAK, CannotDecide, certain_sign
from neversaddle.theory.kernel.partials import require_differentiable
from neversaddle.theory.kernel.polynomials import require_own_names, require_polynomials
from neversaddle.theory.kernel.rules import mirror
from neversaddle.theory.kernel.rules.curves import require_system
from neversaddle.theory.kernel.rules.sides import require_new
from neversaddle.theory.kernel.rules.solutions import require_known
from neversaddle.theory.kernel.time import at_start
from neversaddle.theory.language.families import Over, members
from neversaddle.theory.language.functions import Applied
from neversaddle.theory.language.times import TIME, Finally, Initially, OfOtherTimes, TimeIntegral, pushed
from neversaddle.theory.motion.mirror import MOVING, MirrorFlow
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, LETTERS, LOSS, PULL, Steepest
from neversaddle.theory.statement.curves import OF_SOLUTIONS, Carried, Dual
from neversaddle.theory.statement.hypotheses import (
    Condition,
    Convex,
    Depth,
    Every,
    EveryPair,
    Given,
    Hypothesis,
    Place,
    Range,
    Sign,
)
from neversaddle.theory.statement.kinds import Equivalence, Identity, Inequality, Part
from neversaddle.theory.statement.points import AtLimits, AtPoints
from neversaddle.theory.statement.shapes import Shape
from neversaddle.theory.statement.solutions import Along, Rate
from neversaddle.theory.statement.steps import Proof, Step
from neversaddle.theory.statement.tending import EvenConvex, TendsTo

#: The theorems of analysis, by their ids: one in each file of the folder, but for what files share.
THEOREMS: dict[str, Theorem] = {
    module.THEOREM.id: module.THEOREM
    for module in (import_module(f"{analysis.__name__}.{found.name}") for found in iter_modules(analysis.__path__))
    if hasattr(module, "THEOREM")
}
#: Arguments by hand, by their ids.
ARGUMENTS: dict[str, Argument] = {
    argument.id: argument for argument in (commutator.THEOREM, margins.THEOREM, margins.CONVEX, margins.LARGEST)
}
#: All that a proof may cite.
CITABLE: dict[str, Theorem] = {**THEOREMS, **ARGUMENTS}


def cited(proof: Step | Proof) -> list[str]:
    """The theorems and arguments that a proof cites, each once, from the root."""
    below = [name for premise in proof.premises for name in cited(premise)]
    return list(dict.fromkeys([proof.rule, *below] if proof.rule in CITABLE else below))


def premises(theorem: Theorem, goal: Part, letters: Mapping[str, Any]) -> tuple[Part, ...]:
    """What has to be shown for the goal, under the goal's own hypotheses.

    Letters that are a whole field of the conclusion are read off the goal. Raises CannotDecide where the theorem says
    something else.
    """
    if type(goal) is not type(theorem.conclusion):
        raise CannotDecide(f"{theorem.id} concludes no {type(goal).__name__}")
    by_name = {_name(letter): letter for letter in theorem.letters}
    if unknown := letters.keys() - by_name.keys():
        raise CannotDecide(f"{theorem.id} has no letter {', '.join(sorted(unknown))}")
    chosen = {by_name[name]: value for name, value in letters.items()}
    chosen |= {place: new_place(_spoken(goal, letters), goal.given) for place in theorem.places}
    chosen |= {
        point: sp.Symbol(new_place(_spoken(goal, letters), goal.given).name, real=True) for point in theorem.points
    }
    compared = [f.name for f in dataclasses.fields(goal) if f.name not in ("text", "given")]
    for name in compared:
        pattern = getattr(theorem.conclusion, name)
        if pattern in theorem.letters:
            chosen.setdefault(pattern, getattr(goal, name))
    if missing := set(theorem.letters) - chosen.keys():
        raise CannotDecide(f"{theorem.id}: nothing is said of {', '.join(sorted(map(_name, missing)))}")
    _require_meaning(goal)
    assumed = [filled(h, chosen) for h in theorem.assumes]
    if missed := [h for h in assumed if not any(_same(h, other) for other in goal.given)]:
        raise CannotDecide(f"{theorem.id}: it is not assumed that {', '.join(map(str, missed))}")
    if isinstance(goal, AtLimits):
        _require_autonomous(goal)
    for letter, owners in theorem.new:
        others = [chosen[other] for other in theorem.letters if other not in (letter, *owners)]
        _require_new(chosen[letter], others, goal)
    for letter in theorem.fixed:
        _require_fixed(letter, chosen[letter], goal)
    for field, moved, place, size in theorem.near:
        _require_continuous_near(chosen[field], chosen[moved], chosen[place], chosen[size], goal)
    for letter in theorem.whole:
        _require_whole(letter, chosen[letter], goal)
    for letter in theorem.bounded:
        _require_bounded(letter, chosen[letter], goal)
    for letter in theorem.in_the_limit:
        _require_continuous(letter, chosen[letter], goal)
    if isinstance(goal, EvenConvex | TendsTo):
        _require_bound(goal)
        own = {goal.variable, *([goal.point] if isinstance(goal, TendsTo) else [])}
        if any(isinstance(v, sp.Lambda) and v.free_symbols & own for v in chosen.values()):
            raise CannotDecide("a function of one number depends on another that is bound")
    for letter, variable in theorem.smooth:
        apart = tuple(h for h in goal.given if getattr(h, "symbol", None) != chosen[variable])
        require_smooth(written_out(chosen[letter]), chosen[variable], (*apart, Sign(chosen[variable], "positive")))
    for letter, variables in theorem.polynomial:
        require_polynomials(chosen[letter], chosen[variables])
        require_own_names(chosen[letter], chosen[variables])
    if theorem.system:
        require_system(theorem, chosen, goal)
    concluded = filled(theorem.conclusion, chosen)
    until = getattr(concluded, "until", None)
    if until is not None and until.interval == Sign(until.interval.symbol, "real"):
        concluded = dataclasses.replace(concluded, until=None)
    for name in compared:
        if isinstance(goal, Shape) and name == "traits" and _is_some_of(goal, theorem):
            continue
        if _read(getattr(concluded, name), goal) != _read(getattr(goal, name), goal):
            raise CannotDecide(f"{theorem.id} says {getattr(concluded, name)}, not {getattr(goal, name)}")
    left = filled(theorem.premises, chosen)
    if theorem.smooth:
        left = tuple(map(_derived, left))
    return tuple(_started(_under((*goal.given, *_facts(premise, goal)), premise)) for premise in left)


def _is_some_of(goal: Shape, theorem: Theorem) -> bool:
    """Whether the traits are some of those that the theorem itself names: each of them holds under its condition."""
    stated = getattr(theorem.conclusion, "traits", ())
    return stated != ANY_TRAITS and bool(goal.traits) and set(goal.traits) <= set(stated)


def _derived(premise: Part) -> Part:
    """A premise with its derivatives taken, of what has been shown to be smooth."""
    fields = {f.name: getattr(premise, f.name) for f in dataclasses.fields(premise)}
    taken = {n: e.doit() for n, e in fields.items() if isinstance(e, sp.Expr) and e.has(sp.Derivative)}
    return dataclasses.replace(premise, **taken)


def _under(given: Given, premise: Part) -> Part:
    """A premise under the goal's hypotheses, but for those on letters that it treats itself: it is for all of these."""
    own = {*(getattr(h, "symbol", None) for h in premise.given), getattr(premise, "variable", None)} - {None}
    kept = tuple(h for h in given if getattr(h, "symbol", None) not in own and not own & _symbols_of_relation(h))
    return dataclasses.replace(premise, given=(*kept, *premise.given))


def _symbols_of_relation(h: Hypothesis) -> set[sp.Symbol]:
    """The symbols that a relation speaks of, but for places that are bound."""
    if not isinstance(h, Condition | Every | EveryPair):
        return set()
    return set(h.relation.free_symbols) - {getattr(h, "place", None), getattr(h, "coordinate", None)}


def _require_bound(goal: EvenConvex | TendsTo) -> None:
    """The variables of a curve, of its limit and of its parameter are three, and are what they seem to be."""
    admit(goal.given, goal.size, goal.value, goal.bottom)
    for bound in (goal.variable, *([goal.point] if isinstance(goal, TendsTo) else [])):
        require_plain(bound, "positive", "nonnegative")
    variable, others = goal.variable, [h for h in goal.given if getattr(h, "symbol", None) != goal.variable]
    own = [h for h in goal.given if getattr(h, "symbol", None) == variable]
    signs = [h for h in own if isinstance(h, Sign) and h.kind in ("positive", "nonnegative")]
    conditions = [h for h in others if isinstance(h, Condition | Every)]
    if own != signs or goal.bottom.has(variable) or any(h.relation.has(variable) for h in conditions):
        raise CannotDecide(f"{variable} does not run over all of (0, oo)")
    if not isinstance(goal, TendsTo):
        return
    point, parameter = goal.point, goal.parameter
    names = {s.name for e in (goal.size, goal.value, goal.bottom) for s in e.free_symbols}
    if point.name in {*names, variable.name, parameter.name} or parameter == variable:
        raise CannotDecide(f"{point} is no letter of its own")
    if goal.norm.has(variable, parameter) or any(getattr(h, "symbol", None) == point for h in goal.given):
        raise CannotDecide(f"the limit {goal.norm} is no function of {point} alone")
    reached = [h for h in others if getattr(h, "symbol", None) == parameter]
    wide = [h for h in reached if isinstance(h, Sign) and h.kind == "positive"]
    near = [h for h in reached if isinstance(h, Range) and h.low == 0 and goal.at == 0]
    if len(reached) != 1 or not (wide or near) or any(h.relation.has(parameter, point) for h in conditions):
        raise CannotDecide(f"{parameter} is not shown to come to {goal.at}")


def _spoken(goal: Part, letters: Mapping[str, Any]) -> tuple[sp.Basic, ...]:
    """All that a goal, and what stands for the letters, speak of."""
    return tuple(formulas((*vars(goal).values(), *letters.values())))


def _require_autonomous(goal: AtLimits) -> None:
    """What a solution follows may not change with time, and of the solution nothing is assumed."""
    if _schedule(goal):
        raise CannotDecide("where decay changes with time a limit need not be at rest")
    numbers = (h.symbol for h in goal.given if isinstance(h, Sign | Range | Depth) and h.symbol.is_Symbol)
    if len(list(numbers)) + sum(isinstance(h, Convex) for h in goal.given) < len(goal.given):
        raise CannotDecide("of limits nothing is assumed but parameters and a loss")


def _same(h: Hypothesis, other: Hypothesis) -> bool:
    return h == dataclasses.replace(other, why="")


def _facts(premise: Part, goal: Part) -> Given:
    """What is true along every solution of drives and pulls at exponent 1: they are numbers of Sign, and at most 1."""
    flow = getattr(goal, "along", None)
    if not (isinstance(premise, Inequality) and isinstance(flow, Steepest) and flow.q == 1):
        return ()
    drives = {m for side in (premise.left, premise.right) for m in members(side) if m.base in (DRIVE, PULL)}
    return tuple(Condition(sp.Le(sp.Abs(m), 1)) for m in sorted(drives, key=sp.default_sort_key))


def _started(premise: Part) -> Part:
    """An identity with what is known of the start put in."""
    if not isinstance(premise, Identity):
        return premise
    left, right = (at_start(side, premise.given) for side in (premise.left, premise.right))
    return dataclasses.replace(premise, left=left, right=right)


def _require_meaning(goal: Part) -> None:
    """Refuse a goal that need not have a value: what the premises say of its letters may have cancelled before."""
    if isinstance(goal, OF_SOLUTIONS):
        if isinstance(goal.along, Steepest) and not isinstance(goal, Rate):
            bound = (goal.bound,) if isinstance(goal, Carried | Dual) else ()
            said = tuple(value for value in vars(goal).values() if isinstance(value, sp.Expr) and value != sp.oo)
            require_known(said, goal.along, (*goal.given, *bound))
        if isinstance(goal, Along) and isinstance(goal.along, MirrorFlow):
            mirror.require_known((goal.left, goal.right), goal.along, goal.given)
    elif isinstance(goal, Inequality):
        require_values((goal.left, goal.right), goal.given)
    elif isinstance(goal, Equivalence):
        require_values([side for condition in goal.conditions for side in condition.args], goal.given)
    elif not isinstance(goal, Shape | AtPoints | AtLimits):
        # Relations between members are looked at with what they are put in.
        plain = [h for h in goal.given if not (isinstance(h, Condition) and h.relation.has(sp.Indexed, Over))]
        admit(plain, *(e for e in formulas(vars(goal).values()) if e != sp.oo and not e.has(Over, sp.Indexed)))


def _require_fixed(letter: sp.Symbol, value: sp.Expr, goal: Part) -> None:
    """What a letter stands for may not change with time."""
    letters = {*LETTERS, *MOVING, *getattr(getattr(goal, "along", None), "weights", ())}
    moving = letters & value.atoms(sp.IndexedBase, sp.Symbol) or value.free_symbols & {LOSS, TIME, *_schedule(goal)}
    if moving or value.has(OfOtherTimes):
        raise CannotDecide(f"{letter} stands for a constant, and {value} may change with time")


def _require_new(symbol: sp.Symbol, others: list[Any], goal: Part) -> None:
    """What a letter stands for is a symbol that stands in nothing else."""
    own = (e for flow in others if isinstance(flow, Steepest) for e in flow.free_symbols)
    if not symbol.is_Symbol:
        raise CannotDecide(f"{symbol} is no symbol")
    require_new(symbol, goal, goal.given, *formulas(others), *own)


def _require_whole(letter: sp.Symbol, value: sp.Expr, goal: Part) -> None:
    """What a letter stands for is a whole number of at least 1."""
    counted = any(isinstance(h, Depth) and h.symbol == value and h.at_least >= 1 for h in goal.given)
    if not counted and not (value.is_Integer and value >= 1):
        raise CannotDecide(f"{letter} stands for a number of things, and {value} is not known to be one")


def _require_bounded(letter: sp.Symbol, value: sp.Expr, goal: Part) -> None:
    """What a letter stands for is bounded on bounded stretches of time, though something in it come to zero there."""
    require_values((value,), goal.given)
    if not _is_bounded(value, {LOSS, TIME, *_schedule(goal)}, goal.given):
        raise CannotDecide(f"{letter} stands for what is bounded, and {value} may grow without bound")


def _require_continuous_near(
    field: tuple[sp.Symbol, sp.Expr], moved: tuple[sp.Symbol, sp.Expr], place: sp.Symbol, size: sp.Expr, goal: Part
) -> None:
    """A field is differentiable in what moves wherever that is of the signs that it keeps nearby."""
    member = moved[1]
    if {field[0], moved[0]} != {place} or not isinstance(member, sp.Indexed) or member.indices.count(place) != 1:
        raise CannotDecide(f"{member} are no members that move")
    require_values((field[1],), (*goal.given, Place(place, size)))
    require_differentiable(field[1], (*filter(_is_so_nearby, goal.given), Place(place, size)))


def _is_so_nearby(h: Hypothesis) -> bool:
    """Whether what is said of members that move stays true while they move a little; of numbers it is true anyhow."""
    if hasattr(h, "relation"):
        return says_sign(h) and isinstance(h.relation, sp.Ne)
    return getattr(h, "kind", "real") in ("positive", "nonzero", "real")


def _require_continuous(letter: sp.Symbol, value: sp.Expr, goal: Part) -> None:
    """What a letter stands for is a continuous function of the point that a solution has reached, and of constants."""
    if not isinstance(goal, Along) or not isinstance(goal.along, MirrorFlow):
        raise CannotDecide("of other flows it is not known where their solutions tend")
    if not _is_continuous(value):
        raise CannotDecide(f"{letter} stands for a continuous function, and {value} is not shown to be one")


def _is_continuous(e: sp.Expr) -> bool:
    """Sums, products and whole powers of coordinates, of the functions of a family there, and of constants."""
    if isinstance(e, sp.Indexed):
        return e.base == COORDINATE or e.base not in MOVING
    if isinstance(e, Over):
        return _is_continuous(e.opened()[1])
    if e.is_Pow:
        return bool(e.exp.is_Integer and e.exp > 0) and _is_continuous(e.base)
    if e.is_Add or e.is_Mul:
        return all(map(_is_continuous, e.args))
    inside = e.args[3] == COORDINATE[e.args[2]] if isinstance(e, Applied) else False
    return inside or (not e.has(*MOVING, LOSS, TIME, TimeIntegral) or isinstance(e, Initially | Finally))


def _read(e: Any, goal: Part) -> Any:
    """Along a mirror flow, an expression with the values at other times of sums as sums of these."""
    along = isinstance(goal, Along) and isinstance(goal.along, MirrorFlow)
    return pushed(e, (*MOVING, LOSS, TIME)) if along and isinstance(e, sp.Basic) else e


def _is_bounded(e: sp.Expr, moving: set[sp.Symbol], given: Given) -> bool:
    """Whether an expression is bounded where what moves in it is, and so are the slopes, drives and partials."""
    if isinstance(e, sp.Indexed) or not e.has(sp.Indexed, Over, *moving) or e in moving:
        return True
    if isinstance(e, Over):
        return _is_bounded(e.opened()[1], moving, given)
    if e.is_Pow and not e.exp.has(sp.Indexed, Over, *moving):
        return certain_sign(e.exp, given) >= WEAK and _is_bounded(e.base, moving, given)
    if e.is_Add or e.is_Mul or isinstance(e, (*SMOOTH, *EVERYWHERE)):
        return all(_is_bounded(part, moving, given) for part in e.args)
    return False


def _schedule(goal: Part) -> set[sp.Symbol]:
    """What may change with time in a given way."""
    flow = getattr(goal, "along", None)
    return set(flow.decay.free_symbols) if isinstance(flow, Steepest) and not flow.steady else set()


def _name(letter: Any) -> str:
    if isinstance(letter, UndefinedFunction):
        return str(letter.__name__)
    return str(letter.name) if isinstance(letter, sp.Symbol) else type(letter).__name__
