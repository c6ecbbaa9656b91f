"""Proof steps: each names a part of a claim and the rule by which the kernel (or ball arithmetic) is to decide it."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, Size, written_out
from neversaddle.theory.kernel.charts import charted, sign_charts
from neversaddle.theory.kernel.decide import Decision, judged, unfolded
from neversaddle.theory.kernel.domain import admit, require_as_declared, require_defined
from neversaddle.theory.kernel.families import counted, plain
from neversaddle.theory.kernel.meaning import formulas, require_declared
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.partials import carried_out
from neversaddle.theory.kernel.rules import (
    cases,
    conditions,
    curves,
    integrals,
    lemmas,
    limits,
    logic,
    mirror,
    motion,
    order,
    points,
    potentials,
    rewriting,
    shapes,
    shares,
    slopes,
    solutions,
)
from neversaddle.theory.kernel.rules.theorems import CITABLE, premises
from neversaddle.theory.language.families import Over
from neversaddle.theory.motion.steepest import CURVATURE, LETTERS
from neversaddle.theory.statement.claim import Claim
from neversaddle.theory.statement.convexity import StrictlyConvex
from neversaddle.theory.statement.curves import OF_SOLUTIONS
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import (
    Composed,
    Condition,
    Every,
    Given,
    Hypothesis,
    Members,
    Place,
    implied,
)
from neversaddle.theory.statement.kinds import (
    Equivalence,
    Identity,
    ImproperIntegral,
    Inequality,
    Iterates,
    Limit,
    Part,
)
from neversaddle.theory.statement.least import Least
from neversaddle.theory.statement.shapes import Shape
from neversaddle.theory.statement.solutions import Rate
from neversaddle.theory.statement.steps import (
    BALLS,
    Proof,
    Step,
    borrowed,
)

#: What rules take as settled, by the names that they have for it.
SETTLED: dict[str, type] = {
    **dict.fromkeys(("start", "lower", "upper", "settled"), Inequality),
    "total": ImproperIntegral,
}
#: What is left to show after an inner node that is no theorem, by its name.
NODES: dict[str, Callable[..., tuple[Part, ...]]] = {
    "zero or not": cases.zero_or_not,
    "positive or not": cases.positive_or_not,
    "either way": cases.either_way,
    "all or one": cases.all_or_one,
    "at an end": cases.at_end,
    "symmetry": cases.by_symmetry,
    "power": cases.as_power,
    "logarithm": cases.as_logarithm,
    "each place": conditions.each_place,
    "here and elsewhere": conditions.here_and_elsewhere,
    "relation": conditions.as_relation,
    "vanishing sum": conditions.vanishing_sum,
    "assumed": conditions.assumed,
    "least": conditions.least,
    "through": conditions.through,
    "turned": conditions.turned,
    "multiple": conditions.multiple,
    "rearranged": rewriting.rearranged,
    "equation": rewriting.by_equation,
    "middle": rewriting.through_middle,
    "replacement": rewriting.replaced,
    "specialisation": rewriting.specialised,
    "another rate": rewriting.another_rate,
    "another force": rewriting.another_force,
    "equal argument": rewriting.equal_argument,
    "share by share": shares.share_by_share,
    "equal shares": shares.equal_shares,
    "alike": shares.alike,
    "exchange": mirror.exchanged,
    "mirror rate": mirror.mirror_rate,
    "least in the limit": mirror.least,
    "as mirror flow": potentials.as_mirror_flow,
    "on slopes": potentials.on_slopes,
    "place by place": points.place_by_place,
    "equal moduli": points.equal_moduli,
    "one modulus": points.one_modulus,
    "traits": shapes.together,
    "substitution": curves.substituted,
    "combination": curves.combined,
    "throughout": lemmas.throughout,
    "at each moment": lemmas.at_each_moment,
    "by the model": lemmas.by_model,
    "any model": lemmas.any_model,
    "excess": lemmas.excess,
    "equal": lemmas.equal,
    "otherwise": lemmas.otherwise,
    "moduli": lemmas.moduli,
    "multiplied": lemmas.multiplied,
    "raised": lemmas.raised,
    "loosened": lemmas.loosened,
    "until": lemmas.until,
    "exactly": lemmas.exactly,
    "induction": lemmas.induction,
}


def decide(claim: Claim, step: Step) -> Decision:
    """Let the kernel decide one step of a claim's proof; "balls" is not the kernel's and is left undecided here."""

    def settled() -> str:
        texts = [part.text for part in claim.says]
        if len(set(texts)) < len(texts) or (step.part not in claim.says and step.part.text in texts):
            raise CannotDecide(f"'{step.part.text}' is the text of two parts")
        require_declared(step.part, claim.hypotheses(step.part))
        if any(isinstance(h, Composed) for h in claim.hypotheses(step.part)):
            own = (*formulas(vars(step.part).values()),)
            solutions.require_names(own, claim.hypotheses(step.part), (*LETTERS, CURVATURE))
        return _settled(claim, step, step, step.part, counted(carried_out(claim.hypotheses(step.part))))

    return judged(step.rule, settled)


def _settled(claim: Claim, root: Step, step: Step | Proof, part: Part, given: Given) -> str:
    """How a step settles a part of the claim, or a premise of a theorem; raises CannotDecide where it does not."""
    require_as_declared(given)
    _require_typed(part, step)
    if isinstance(part, Shape):
        shapes.require_shape(dataclasses.replace(part, text="", given=()), given)
    if step.rule in CITABLE or step.rule in NODES:
        return _by_premises(claim, root, step, part, given)
    everything = given
    if not isinstance(step, Step):
        given = _bearing(part, given, step.details)
    details = dict(step.details)
    part, given = _plain(part, given, details)
    rule = RULES.get((type(part), step.rule))
    if rule is None:
        raise CannotDecide(f"no rule '{step.rule}' for a {type(part).__name__}")
    if isinstance(part, Identity | Inequality | Equivalence):
        # Before anything is evaluated: what cancels later need not have been defined.
        things = part.conditions if isinstance(part, Equivalence) else (part,)
        sides = tuple(side for thing in things for side in _sides(thing))
        admit(given, *sides)
        named = set().union(*(side.free_symbols for side in sides))
        own = [h for h in given if isinstance(h, Condition) or h.symbol in named]
        for side in sides:
            unfolded(side, given)
        for chart, side in itertools.product(sign_charts(own), sides):
            arguments = [argument for metric in side.atoms(InverseMetric, Size) for argument in metric.args]
            for written in (*arguments, written_out(side)):
                require_defined(written, charted(own, chart), chart)
    _require_kinds(details)
    for used in borrowed(step):
        _require_settled(claim, root, used, everything)
    if (type(part), step.rule) == (Identity, "derivative"):
        equalities = [part for part in details.pop("using", ()) if isinstance(part, Identity)]
        details["known"] = {unfolded(e.left, given): unfolded(e.right, given) for e in equalities}
        decision = rule(part, given, **details)
    else:
        decision = _applied(rule, part, given, tuple(sorted(details.items())))
    decision.require()
    return decision.rule


def _sides(thing: Identity | Inequality | sp.Rel) -> tuple[sp.Expr, ...]:
    """Both sides of a statement or of a condition, none of which is an integral: these are stated by themselves."""
    sides = (thing.left, thing.right) if isinstance(thing, Identity | Inequality) else tuple(thing.args)
    if any(side.has(sp.Integral) for side in sides):
        raise CannotDecide("an integral is not shown to be finite")
    return sides


def _require_typed(part: Part, step: Step | Proof) -> None:
    """Refuse text for a value: "=" equals the order that it is the text of, and is none."""
    fields = [value for name, value in vars(part).items() if name != "text"]
    if any(type(value) is str for value in (*fields, *step.details.values())):
        raise CannotDecide("a text stands for what is no text")


def _require_kinds(details: dict[str, Any]) -> None:
    """Refuse, as a settled part, what is no statement of that kind: an interval has two sides, too."""
    for name, kind in SETTLED.items():
        if details.get(name) is not None and type(details[name]) is not kind:
            raise CannotDecide(f"what is {name} is no {kind.__name__}")


def _plain(part: Part, given: Given, details: dict[str, Any]) -> tuple[Part, Given]:
    """A statement about numbers, without families; one about solutions as it is. The same in what its rule is told.

    What is proved for all values of a symbol is proved for those of a sum, in a statement about one point. In a limit,
    an integral or a minimum the sum may depend on the variable.
    """
    if isinstance(part, (*OF_SOLUTIONS, Holds, Least)):
        return part, given
    own = {
        f.name: getattr(part, f.name) for f in dataclasses.fields(part) if isinstance(getattr(part, f.name), sp.Basic)
    }
    if not isinstance(part, Identity | Inequality):
        if any(e.has(Over, sp.Indexed) for e in formulas(vars(part).values())):
            raise CannotDecide(f"families in a {type(part).__name__}")
        own = {}
    told = {name: e for name, e in details.items() if own and isinstance(e, sp.Expr) and e.has(sp.Indexed, Over)}
    named, there = plain((*own.values(), *told.values()), given)
    details.update(zip(told, named[len(own) :], strict=True))
    return dataclasses.replace(part, **dict(zip(own, named[: len(own)], strict=True))), there


def _bearing(part: Part, given: Given, details: dict[str, Any]) -> Given:
    """The hypotheses that bear on a premise: all that is said of its symbols, and of nothing else."""
    if isinstance(part, (*OF_SOLUTIONS, Holds, Least)):
        return given
    things = tuple(formulas((*vars(part).values(), *details.values())))
    about = set().union(*(e.atoms(sp.Symbol, sp.IndexedBase) for e in things))

    def bears(h: Hypothesis) -> bool:
        if isinstance(h, Condition | Every):
            return bool(h.relation.atoms(sp.Symbol, sp.IndexedBase) - {getattr(h, "place", None)} <= about)
        return isinstance(h, Place | Members) or isinstance(h.symbol, sp.Indexed) or h.symbol in about

    return tuple(filter(bears, given))


def _by_premises(claim: Claim, root: Step, step: Step | Proof, goal: Part, given: Given) -> str:
    """What a theorem, or a distinction of cases, leaves to show is settled in turn."""
    parts = left_to_show(step, goal, given)
    if len(parts) != len(step.premises):
        raise CannotDecide(f"{step.rule} has {len(parts)} premises")
    rules = []
    for part, own in zip(parts, step.premises, strict=True):
        try:
            rules.append(_settled(claim, root, own, part, part.given))
        except CannotDecide as obstacle:
            raise CannotDecide(f"{part.text}: {own.rule}: {obstacle}") from obstacle
    return f"{step.rule} ({'; '.join(rules)})" if rules else step.rule


def left_to_show(step: Step | Proof, goal: Part, given: Given) -> tuple[Part, ...]:
    """What is left to show of a goal after one node of its proof: nothing after a rule of the kernel.

    Raises CannotDecide where the node does not speak of such a goal.
    """
    if step.rule in NODES:
        return NODES[step.rule](goal, given, **step.details)
    if step.rule in CITABLE:
        return premises(CITABLE[step.rule], dataclasses.replace(goal, given=given), step.details["letters"])
    return ()


@lru_cache(maxsize=1024)
def _applied(rule: Callable[..., Decision], part: Part, given: Given, details: tuple[tuple[str, Any], ...]) -> Decision:
    """The rule's decision, once: where parts rest on parts each asks again for those below it."""
    return rule(part, given, **dict(details))


def _require_settled(claim: Claim, step: Step, used: Part, given: Given) -> None:
    """Refuse a part that no earlier step settles under no more than is given here; balls are looked at by the judge."""
    before = list(itertools.takewhile(lambda s: s != step, claim.proof(claim))) if claim.proof else []
    if not any(s.part == used and (s.rule == BALLS or decide(claim, s).proved) for s in before):
        raise CannotDecide(f"'{used.text}' is used before it is settled")
    if not implied(claim.hypotheses(used), given):
        raise CannotDecide(f"'{used.text}' holds under more than is assumed here")


#: What decides a step: the rule for its kind of part and the name it gives.
RULES: dict[tuple[type, str], Callable[..., Decision]] = {
    (Identity, "normal form"): order.same_normal_form,
    (Identity, "equalities"): order.by_equalities,
    (Identity, "derivative"): order.same_derivative,
    (StrictlyConvex, "assumption"): order.assumed_convex,
    (Inequality, "coefficients"): order.one_sign,
    (Inequality, "assumption"): order.assumed,
    (Inequality, "settled"): order.settled_before,
    (Inequality, "powers"): order.above_one,
    (Inequality, "monotonicity"): order.monotone,
    (Inequality, "growing gap"): order.growing_gap,
    (Inequality, "ratios"): slopes.ratios,
    (Inequality, "slopes"): slopes.slopes,
    (Inequality, "integration"): slopes.integrated,
    (Inequality, "decay"): slopes.from_infinity,
    (Inequality, "chain"): slopes.chained,
    (Equivalence, "common sign"): order.common_sign,
    (Rate, "rate"): solutions.rate,
    (Iterates, "step"): motion.one_step,
    (ImproperIntegral, "Beta integral"): integrals.beta_integral,
    (ImproperIntegral, "tails"): integrals.tails,
    (Limit, "continuity"): limits.continuity,
    (Limit, "quotient"): limits.quotient,
    (Holds, "truth"): logic.holds,
}
