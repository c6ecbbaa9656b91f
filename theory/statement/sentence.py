"""The sentence of a part: what it is said of, under what, of which solutions, and what it says; complete by itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence, Set

import sympy as sp

from neversaddle.theory.language.families import constants
from neversaddle.theory.language.times import Initially, speaks_of_now
from neversaddle.theory.motion.mirror import MOVING, MirrorFlow
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import (
    CURVATURE,
    LETTERS,
    LOSS,
    Steepest,
)
from neversaddle.theory.statement.claim import Claim
from neversaddle.theory.statement.curves import OF_SOLUTIONS, Carried, Dual
from neversaddle.theory.statement.flow_words import (
    equation_words,
    flow_words,
    letters_words,
    may_jump,
    model_words,
    schedule_words,
)
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction, is_any, of_any_map
from neversaddle.theory.statement.hypotheses import (
    Composed,
    Condition,
    Convex,
    Depth,
    Every,
    EveryPair,
    Hypothesis,
    Kept,
    Members,
    Range,
    Sign,
    Sloped,
)
from neversaddle.theory.statement.hypothesis_words import said
from neversaddle.theory.statement.kind import Style
from neversaddle.theory.statement.kinds import Iterates, Part
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.mirror_words import seen_words, solutions_of, speaks_of_limits
from neversaddle.theory.statement.points import AtLimits, AtPoints, AtRest
from neversaddle.theory.statement.reaching import Reaches
from neversaddle.theory.statement.remaining import Remains, iterated
from neversaddle.theory.statement.solutions import Along, Rate
from neversaddle.theory.statement.tending import EvenConvex, TendsTo
from neversaddle.theory.statement.writing import TEXT


def claim_sentence(claim: Claim, style: Style = TEXT) -> str:
    """All that a claim says, one sentence a part."""
    return (r"\\ " if style.latex else " ").join(sentence(part, claim.hypotheses(part), style) for part in claim.says)


def sentence(part: Part, given: Sequence[Hypothesis], style: Style = TEXT) -> str:
    """One part of a claim under its hypotheses.

    >>> x = sp.Symbol("x", real=True)
    >>> from neversaddle.theory.statement.kinds import Inequality
    >>> sentence(Inequality("-", sp.S.Zero, sp.Abs(x)), (Sign(x, "real"),))
    'For all real x: 0 <= |x|.'
    """
    if isinstance(part, EvenConvex | TendsTo) or isinstance(getattr(part, "along", None), OnData):
        # Its own variables are bound, and others that it does not speak of are of other parts.
        named = part.symbols() - _bound(part)
        named |= {s for h in given if isinstance(h, Condition | Every) for s in constants(h.relation)}
        named |= {s for h in given if isinstance(h, Sloped) for e in (h.at, h.slope) for s in e.free_symbols}
        given = [h for h in given if not isinstance(h, Sign | Range) or h.symbol in named]
    flow = getattr(part, "along", None)
    flow = flow.steepest if isinstance(flow, OnData) else flow
    letters = {*LETTERS, *(flow.weights if isinstance(flow, Steepest) else ())}
    moving = [h for h in given if _moves(h, letters)]
    sizes_first = sorted((h for h in given if h not in moving), key=lambda h: not isinstance(h, Depth))
    maps = [of_any_map(part, style)] if isinstance(part, ConvexGradient | NoFunction) and is_any(part) else []
    fixed = ", ".join([*maps, *(said(h, style) for h in sizes_first), *_undeclared(part, given, style)])
    start = style.fill("For all {}: ", r"\text{{For all }} {}:\ ", fixed) if fixed else ""
    both = style.fill(" and ", r" \text{{ and }} ")
    assumed = both.join(said(h, style) for h in moving)
    conclusion = part.written(style)
    if isinstance(part, OF_SOLUTIONS) and isinstance(part.along, Steepest):
        begun = both.join(said(h, style) for h in moving if _begins(h, letters))
        going = [h for h in moving if not _begins(h, letters)]
        always = both.join(said(h, style) for h in going if isinstance(h, Members | Every) and h.always)
        assumed = both.join(said(h, style) for h in going if not (isinstance(h, Members | Every) and h.always))
        times = [
            style.fill("at all times {}", r"\text{{at all times }} {}", always) if always else "",
            style.fill("at almost every time {}", r"\text{{at almost every time }} {}", assumed) if assumed else "",
        ]
        where = both.join(filter(None, times))
        where = style.fill(" on which {}", r"\text{{ on which }} {}", where) if where else ""
        conclusion = style.fill(
            "along every solution {}of {}{}, {}{}",
            r"\text{{along every solution {}of }} {}{},\ {}{}",
            "in Filippov's sense " if may_jump(part.along, given) else "",
            flow_words(part.along, style),
            (style.fill(" that starts with {}", r"\text{{ that starts with }} {}", begun) if begun else "") + where,
            _when(part, style),
            conclusion + letters_words(part, given, style),
        )
    elif isinstance(part, LeastAtLimit) and isinstance(part.along, OnData):
        conclusion = _on_data(part, part.along, assumed, conclusion, style)
    elif isinstance(part, Rate | Along | LeastAtLimit) and isinstance(part.along, MirrorFlow):
        conclusion = _along_mirror(part, moving, assumed, conclusion, style)
    elif isinstance(part, AtPoints | AtLimits) and isinstance(part.along, Steepest):
        conclusion = _of_points(part, part.along, [h for h in moving if not isinstance(h, Convex)], given, style)
    elif isinstance(part, Iterates | Remains):
        conclusion = iterated(part.along, style) + conclusion
    if assumed and not _says_what_is_assumed(part):
        conclusion = style.fill("if {}, then {}", r"\text{{if }} {} \text{{, then }} {}", assumed, conclusion)
    return f"{start}{conclusion}."


def _says_what_is_assumed(part: Part) -> bool:
    """Whether the sentence of a flow has the hypotheses on what moves with the flow itself."""
    if isinstance(part, Iterates | Remains):
        return False
    return isinstance(getattr(part, "along", None), Steepest | MirrorFlow | OnData)


def _undeclared(part: Part, given: Sequence[Hypothesis], style: Style) -> Iterator[str]:
    """Families of numbers of which nothing is assumed, where no flow or model says what they are."""
    if hasattr(part, "along"):
        return
    of_model = (*LETTERS, CURVATURE) if any(isinstance(h, Composed) for h in given) else ()
    things = [e for said in (part, *given) for value in vars(said).values() for e in _formulas(value)]
    families = {base for thing in things for base in thing.atoms(sp.IndexedBase)}
    own = {h.family for h in given if isinstance(h, Members)} | {getattr(part, "family", None), *of_model}
    own |= {base for h in given if isinstance(h, Kept) for base in h.slope.atoms(sp.IndexedBase)}
    for family in sorted(families - own, key=str):
        yield style.fill("any real numbers {}", r"\text{{any real numbers }} {}", family.label)


def _formulas(value: object) -> Iterator[sp.Basic]:
    """A formula, or those of a tuple."""
    if isinstance(value, tuple):
        yield from itertools.chain.from_iterable(map(_formulas, value))
    elif isinstance(value, sp.Basic):
        yield value


def _bound(part: Part) -> set[sp.Symbol]:
    return {part.parameter} if isinstance(part, TendsTo) else set()


def _along_mirror(
    part: Rate | Along | LeastAtLimit, given: Sequence[Hypothesis], assumed: str, conclusion: str, style: Style
) -> str:
    """What holds of solutions of a mirror flow, or of their limits."""
    assert isinstance(part.along, MirrorFlow)
    moving = any(speaks_of_now(e, MOVING) for h in given for e in vars(h).values() if isinstance(e, sp.Basic))
    often = style.fill(" at almost every time", r" \text{{ at almost every time}}") if moving else ""
    where = style.fill(", with {}{}", r" \text{{, with }} {}{}", assumed, often)
    if isinstance(part, LeastAtLimit):
        others = style.fill(
            "among all v, v[j] in I[j], with {}, ",
            r"\text{{among all }} v,\ v_j \in I_j, \text{{ with }} {},\ ",
            said(part.over, style),
        )
    else:
        others = _when(part, style)
    formulas = [e for e in vars(part).values() if isinstance(e, sp.Basic)]
    return style.fill(
        "along every solution of {}{}, {}{}",
        r"\text{{along every solution of }} {}{},\ {}{}",
        solutions_of(part.along, style, isinstance(part, LeastAtLimit) or speaks_of_limits(*formulas)),
        where if assumed else "",
        others,
        conclusion,
    )


def _on_data(part: LeastAtLimit, flow: OnData, assumed: str, conclusion: str, style: Style) -> str:
    """What holds of the limits of steepest flow of a loss that sees data."""
    return style.fill(
        "along every solution of {}{} and along which x tends to a point x(oo) as t -> oo, "
        "among all real v with {}, {}",
        r"\text{{along every solution of }} {}{} \text{{ and along which }} x \text{{ tends to a point }} x(\infty) "
        r"\text{{ as }} t \to \infty,\ \text{{among all real }} v \text{{ with }} {},\ {}",
        flow_words(flow.steepest, style, seen_words(flow.sight, flow.width, style)),
        style.fill(" that starts with {}", r" \text{{ that starts with }} {}", assumed) if assumed else "",
        said(part.over, style),
        conclusion,
    )


def _of_points(
    part: AtPoints | AtLimits, flow: Steepest, moving: Sequence[Hypothesis], given: Sequence[Hypothesis], style: Style
) -> str:
    """What is said of points of a model, or of limits of solutions: of which of them, and what rest is."""
    convex = "convex " if any(isinstance(h, Convex) for h in given) else ""
    assumed = style.fill(" and ", r" \text{{ and }} ").join(said(h, style) for h in moving)
    such = style.fill(" such that {}", r"\text{{ such that }} {}", assumed) if assumed else ""
    where = style.fill("{}, c = grad f(x)", r"{},\ c = \nabla f(x)", model_words(flow, style))
    if isinstance(part, AtLimits):
        return style.fill(
            "for every {}C1 f and every solution w(t), t >= 0, {}of {}{}{}: {}, where {}",
            r"\text{{for every {}C1 }} f \text{{ and every solution }} w(t),\ t \ge 0, \text{{ {}of }} {}{}{}"
            r":\ {} \text{{, where }} {}",
            convex,
            "in Filippov's sense " if may_jump(flow, given) else "",
            equation_words(flow, style),
            schedule_words(flow, style),
            such,
            part.written(style),
            where,
        )
    rest = ""
    if AtRest() in (part.left, part.right, part.where):
        jumps = may_jump(flow, given)
        relation = style.fill(" in " if jumps else " = ", r" \in " if jumps else " = ")
        rest = style.fill(
            "; w is at rest means 0{}{}",
            r";\ w \text{{ is at rest means }} 0{}{}",
            relation,
            equation_words(flow, style, alone=True)
            + (
                style.fill(
                    ", where Phi_1(z) is {{sign(z)}}, and [-1, 1] for z = 0",
                    r"\text{{, where }} \Phi_1(z) \text{{ is }} \{{\operatorname{{sign}} z\}} \text{{, and }} [-1, 1]"
                    r" \text{{ for }} z = 0",
                )
                if jumps
                else ""
            ),
        )
    return style.fill(
        "for every {}C1 f and every w{}: {}, where {}{}",
        r"\text{{for every {}C1 }} f \text{{ and every }} w{}:\ {} \text{{, where }} {}{}",
        convex,
        such,
        part.written(style),
        where,
        rest,
    )


def _moves(h: Hypothesis, letters: Set[sp.IndexedBase]) -> bool:
    """Whether a hypothesis is about what moves, or about members of families that may."""
    if isinstance(h, Members) and h.family not in letters:
        return False
    if isinstance(h, Members | Every | EveryPair | Convex | Kept) or (
        isinstance(h, Sign) and (isinstance(h.symbol, sp.Indexed) or h.symbol == LOSS)
    ):
        return True
    return isinstance(h, Condition) and bool(h.relation.has(sp.Indexed) or h.relation.has(LOSS))


def _begins(h: Hypothesis, letters: Set[sp.IndexedBase]) -> bool:
    """Whether a hypothesis is about the start alone."""
    if not isinstance(h, Condition | Every) or not h.relation.has(Initially):
        return False
    now = h.relation.replace(lambda e: isinstance(e, Initially), lambda e: sp.Dummy())
    return not now.atoms(sp.IndexedBase) & letters and not now.has(LOSS)


def _when(part: Rate | Along | Carried | Dual | Reaches, style: Style) -> str:
    if isinstance(part, Reaches):
        return ""
    if isinstance(part, Rate):
        return style.fill("at almost every time ", r"\text{{at almost every time }} ")
    return style.fill("at all times ", r"\text{{at all times }} ")
