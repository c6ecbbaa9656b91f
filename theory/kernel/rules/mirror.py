"""Along mirror flows: how what is linear in the R_j'(x_j) changes, and what it takes to tend to a minimiser."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import sympy as sp

from neversaddle.theory.kernel.domain import admit
from neversaddle.theory.kernel.families import plain, require_values
from neversaddle.theory.kernel.meaning import require_meaning, said
from neversaddle.theory.kernel.normal_form import STRICT, CannotDecide, certain_sign
from neversaddle.theory.kernel.rules.solutions import require_names
from neversaddle.theory.language.families import Over, Total
from neversaddle.theory.language.functions import Applied
from neversaddle.theory.language.times import TIME, Finally, speaks_of_now
from neversaddle.theory.motion.mirror import MOVING, RIVAL, SINGLE, ManyData, MirrorFlow, OneDatum
from neversaddle.theory.motion.steepest import COORDINATE, LOSS
from neversaddle.theory.statement.hypotheses import Condition, Given, Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Part
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.solutions import Along, Order, Rate


def mirror_rate(goal: Part, given: Given) -> tuple[Part, ...]:
    """The rate of a quantity that is linear in the R_j'(x_j), by the flow's own equation."""
    if not isinstance(goal, Rate) or type(goal.along) is not MirrorFlow:
        raise CannotDecide("no rate along a mirror flow")
    require_known((goal.quantity, goal.rate), goal.along, given)
    require_values((goal.quantity, goal.rate), given)
    single = () if any(getattr(h, "symbol", None) == SINGLE for h in given) else (Sign(SINGLE, "real"),)
    return (Identity("its rate", _derived(goal.quantity, goal.along), goal.rate, (*given, *single)),)


def _derived(e: sp.Expr, flow: MirrorFlow) -> sp.Expr:
    """de/dt, where e is linear in the R_j'(x_j)."""
    if isinstance(e, Applied) and e.args[:2] == (flow.potentials.letter, 1) and e.args[3] == COORDINATE[e.args[2]]:
        return flow.velocity(e.args[2])
    if not _moves(e):
        return sp.S.Zero
    if isinstance(e, Total):
        letter, share = e.opened(*flow.free_symbols)
        return e.closed(letter, _derived(share, flow))
    moving = [part for part in e.args if _moves(part)]
    if e.is_Add:
        return sp.Add(*(_derived(part, flow) for part in moving))
    if e.is_Mul and len(moving) == 1:
        return sp.Mul(*(part for part in e.args if part not in moving), _derived(moving[0], flow))
    raise CannotDecide(f"how {e} changes is not said")


def _moves(e: sp.Basic) -> bool:
    """Whether an expression has letters of what changes with time."""
    return speaks_of_now(e, (*MOVING, LOSS, TIME))


def require_known(formulas: Sequence[sp.Expr], flow: MirrorFlow, given: Given) -> None:
    """All that moves is a letter of the flow, and nothing that looks like one passes for a constant."""
    if type(flow.sight) not in (ManyData, OneDatum):
        raise CannotDecide("what the loss sees is not given")
    if any(thing.has(TIME, LOSS) for h in given for thing in said(h)):
        raise CannotDecide("a hypothesis on the time that has passed holds at some times only")
    parameters = (flow.q, flow.width, flow.sight.rows)
    if any(e.has(sp.Indexed, Over, LOSS, TIME, *(s for s in e.free_symbols if s in MOVING)) for e in parameters):
        raise CannotDecide("sizes and exponents are constants")
    admit(given, *parameters)
    require_meaning(formulas, given, flow.slots())
    require_names((*formulas, *parameters), given, MOVING)
    (above,), there = plain((flow.q - 1,), given)
    if certain_sign(above, there) < STRICT:
        raise CannotDecide("at exponent 1 the flow jumps")


def least(goal: Part, given: Given, fact: tuple[sp.Expr, sp.Expr]) -> tuple[Part, ...]:
    """What it is to tend to the only minimiser, where something is known of every solution that tends to a point.

    Premises: that the two sides of the fact are equal along the flow; and that the objective is least, if they are.
    """
    if not isinstance(goal, LeastAtLimit) or type(goal.along) is not MirrorFlow:
        raise CannotDecide("nothing is said to be least")
    flow, here, there = goal.along, goal.at_limit(), goal.objective
    require_known((here, there, *fact), flow, (*given, goal.over))
    if any(_moves(e) for e in (there, goal.over.relation, *fact)):
        raise CannotDecide("the objective and what is known are of constants, of the start and of the limit")
    if any(thing.has(RIVAL) for h in given for thing in said(h)):
        raise CannotDecide(f"{RIVAL} stands for any other point")
    beside = (*given, goal.over)
    require_values((here, there, *fact), beside)
    width = next(size for base, size in flow.slots().items() if base == RIVAL)[0]
    j = sp.Dummy("j", positive=True, integer=True)
    apart = Total((RIVAL[j] - Finally(COORDINATE[j])) ** 2, j, width)
    known = Condition(sp.Eq(*fact, evaluate=False))
    return (
        Along("what is known of the limit", fact[0], Order.EQUAL, fact[1], flow, beside),
        Inequality("against any other", here, there, tight=sp.Eq(apart, 0, evaluate=False), given=(*beside, known)),
    )


def exchanged(goal: Part, given: Given) -> tuple[Part, ...]:
    """sum_j sum_l a_lj = sum_l sum_j a_lj."""
    if not isinstance(goal, Identity) or not isinstance(goal.left, Total):
        raise CannotDecide("no sum of sums is on the left side")
    j, share = goal.left.opened()
    factors = sp.Mul.make_args(share)
    sums = [factor for factor in factors if isinstance(factor, Total)]
    if len(sums) != 1 or goal.left.but or sums[0].but or sums[0].size.has(j):
        raise CannotDecide(f"{goal.left} is no sum of sums over ranges of their own")
    letter, inner = sums[0].opened(share, goal.left)
    rest = sp.Mul(*(factor for factor in factors if factor != sums[0]))
    turned = sums[0].closed(letter, goal.left.closed(j, rest * inner))
    return (dataclasses.replace(goal, text="the other way around", left=turned, given=given),)
