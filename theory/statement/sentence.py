"""The sentence of a part: what it is said of, under what, of which solutions, and what it says; complete by itself."""

from __future__ import annotations

from collections.abc import Sequence, Set

import sympy as sp

from neversaddle.theory.language.families import index
from neversaddle.theory.language.times import Initially, speaks_of_now
from neversaddle.theory.motion.mirror import MOVING, MirrorFlow
from neversaddle.theory.motion.steepest import (
    DRIVE,
    LETTERS,
    LOSS,
    PARTIAL,
    PULL,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
    WrittenModel,
)
from neversaddle.theory.statement.claim import Claim
from neversaddle.theory.statement.curves import OF_SOLUTIONS, Carried, Dual
from neversaddle.theory.statement.hypotheses import (
    Composed,
    Condition,
    Convex,
    Curves,
    Depth,
    Every,
    EveryPair,
    Hypothesis,
    Members,
    Place,
    Range,
    Sign,
)
from neversaddle.theory.statement.kind import Style
from neversaddle.theory.statement.kinds import Iterates, Part
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.mirror_words import solutions_of, speaks_of_limits
from neversaddle.theory.statement.points import AtLimits, AtPoints, AtRest
from neversaddle.theory.statement.reaching import Reaches
from neversaddle.theory.statement.remaining import Remains, iterated
from neversaddle.theory.statement.solutions import Along, Rate
from neversaddle.theory.statement.tending import EvenConvex, TendsTo
from neversaddle.theory.statement.writing import TEXT, written

#: How a sign is said.
SIGNS = {"positive": "> 0", "zero": "= 0", "nonnegative": ">= 0", "nonzero": "!= 0"}


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
    if isinstance(part, EvenConvex | TendsTo):
        # Its own variables are bound, and others that it does not speak of are of other parts.
        given = [h for h in given if not isinstance(h, Sign | Range) or h.symbol in part.symbols() - _bound(part)]
    flow = getattr(part, "along", None)
    letters = {*LETTERS, *(flow.weights if isinstance(flow, Steepest) else ())}
    moving = [h for h in given if _moves(h, letters)]
    sizes_first = sorted((h for h in given if h not in moving), key=lambda h: not isinstance(h, Depth))
    fixed = ", ".join(said(h, style) for h in sizes_first)
    start = style.fill("For all {}: ", r"\text{{For all }} {}:\ ", fixed) if fixed else ""
    both = style.fill(" and ", r" \text{{ and }} ")
    assumed = both.join(said(h, style) for h in moving)
    conclusion = written(part, style)
    if isinstance(part, OF_SOLUTIONS) and isinstance(part.along, Steepest):
        begun = both.join(said(h, style) for h in moving if _begins(h, letters))
        going = [h for h in moving if not _begins(h, letters)]
        always = both.join(said(h, style) for h in going if isinstance(h, Members) and h.always)
        assumed = both.join(said(h, style) for h in going if not (isinstance(h, Members) and h.always))
        where = ""
        if always:
            where = style.fill(" on which at all times {}", r"\text{{ on which at all times }} {}", always)
        if assumed:
            where += style.fill(
                " on which at almost every time {}", r"\text{{ on which at almost every time }} {}", assumed
            )
        conclusion = style.fill(
            "along every solution {}of {}{}, {}{}",
            r"\text{{along every solution {}of }} {}{},\ {}{}",
            "in Filippov's sense " if _may_jump(part.along, given) else "",
            _flow(part.along, style),
            (style.fill(" that starts with {}", r"\text{{ that starts with }} {}", begun) if begun else "") + where,
            _when(part, style),
            conclusion + _letters(part, given, style),
        )
    elif isinstance(part, Rate | Along | LeastAtLimit) and isinstance(part.along, MirrorFlow):
        conclusion = _along_mirror(part, moving, assumed, conclusion, style)
    elif isinstance(part, AtPoints | AtLimits) and isinstance(part.along, Steepest):
        conclusion = _of_points(part, part.along, [h for h in moving if not isinstance(h, Convex)], given, style)
    elif isinstance(part, Iterates | Remains):
        conclusion = iterated(part.along, style) + conclusion
    elif assumed:
        conclusion = style.fill("if {}, then {}", r"\text{{if }} {} \text{{, then }} {}", assumed, conclusion)
    return f"{start}{conclusion}."


def _bound(part: EvenConvex | TendsTo) -> set[sp.Symbol]:
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


def _of_points(
    part: AtPoints | AtLimits, flow: Steepest, moving: Sequence[Hypothesis], given: Sequence[Hypothesis], style: Style
) -> str:
    """What is said of points of a model, or of limits of solutions: of which of them, and what rest is."""
    convex = "convex " if any(isinstance(h, Convex) for h in given) else ""
    assumed = style.fill(" and ", r" \text{{ and }} ").join(said(h, style) for h in moving)
    such = style.fill(" such that {}", r"\text{{ such that }} {}", assumed) if assumed else ""
    where = style.fill("{}, c = grad f(x)", r"{},\ c = \nabla f(x)", _model(flow, style))
    if isinstance(part, AtLimits):
        return style.fill(
            "for every {}C1 f and every solution w(t), t >= 0, {}of {}{}{}: {}, where {}",
            r"\text{{for every {}C1 }} f \text{{ and every solution }} w(t),\ t \ge 0, \text{{ {}of }} {}{}{}"
            r":\ {} \text{{, where }} {}",
            convex,
            "in Filippov's sense " if _may_jump(flow, given) else "",
            _equation(flow, style),
            _schedule(flow, style),
            such,
            written(part, style),
            where,
        )
    rest = ""
    if AtRest() in (part.left, part.right, part.where):
        jumps = _may_jump(flow, given)
        relation = style.fill(" in " if jumps else " = ", r" \in " if jumps else " = ")
        rest = style.fill(
            "; w is at rest means 0{}{}",
            r";\ w \text{{ is at rest means }} 0{}{}",
            relation,
            _equation(flow, style, alone=True)
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
        written(part, style),
        where,
        rest,
    )


def _moves(h: Hypothesis, letters: Set[sp.IndexedBase]) -> bool:
    """Whether a hypothesis is about what moves, or about members of families that may."""
    if isinstance(h, Members) and h.family not in letters:
        return False
    if isinstance(h, Members | Every | EveryPair | Convex) or (
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


def _may_jump(flow: Steepest, given: Sequence[Hypothesis]) -> bool:
    """Whether the exponent may be 1, where the right side of the equation jumps."""
    ranges = [h for h in given if isinstance(h, Range) and h.symbol == flow.q]
    return bool(flow.q == 1) or any(h.low <= 1 <= h.high and not (h.open_low and h.low == 1) for h in ranges)


def said(h: Hypothesis, style: Style) -> str:
    """One hypothesis, without its reason."""
    match h:
        case Depth(symbol=symbol, at_least=low):
            return style.fill("whole {} >= {}", r"\text{{whole }} {} \ge {}", symbol, str(low))
        case Range(symbol=symbol, low=low, high=high, open_low=open_low, open_high=open_high):
            ends = "(" if open_low else "[", ")" if open_high else "]"
            return style.fill("{} in {}{}, {}{}", r"{} \in {}{}, {}{}", symbol, ends[0], low, high, ends[1])
        case Sign(symbol=symbol, kind="real"):
            return style.fill("real {}", r"\text{{real }} {}", symbol)
        case Sign(symbol=symbol, kind=kind):
            return style.fill("{} {}", "{} {}", symbol, _sign(kind, style))
        case Place(symbol=symbol, size=sp.S.One):
            return style.fill("{} = 1", "{} = 1", symbol)
        case Place(symbol=symbol, size=size, apart=apart):
            others = "".join(style.fill(" other than {}", r"\text{{ other than }} {}", other) for other in apart)
            return style.fill("{} in 1..{}{}", r"{} \in \{{1, \dots, {}\}}{}", symbol, size, others)
        case Condition(relation=relation):
            return style.show(relation)
        case Curves(symbol=symbol, size=size, convex=convex):
            return style.fill(
                "{0}C1 {1}[1], ..., {1}[{2}] on open intervals I[1], ..., I[{2}]",
                r"\text{{{0}}} C^1 \text{{ functions }} {1}_1, \dots, {1}_{{{2}}}"
                r" \text{{ on open intervals }} I_1, \dots, I_{{{2}}}",
                "strictly convex " if convex else "",
                symbol,
                size,
            )
        case Convex():
            return style.fill("f is convex", r"f \text{{ is convex}}")
        case Members(family=family, kind="real"):
            return style.fill("all {} are real", r"\text{{all }} {} \text{{ are real}}", family.label)
        case Members(family=family, kind=kind):
            return style.fill("every {} {}", r"\text{{every }} {} {}", family.label, _sign(kind, style))
        case EveryPair(coordinate=j, width=width):
            return style.fill("{} and {} = 1..{}", r"{},\ {} = 1, \dots, {}", said(h.at(j), style), j, width)
        case Every(relation=relation, place=place, size=size, but=but):
            others = "".join(style.fill(" other than {}", r"\text{{ other than }} {}", other) for other in but)
            text, latex = "{} for {} = 1..{}{}", r"{} \text{{ for }} {} = 1, \dots, {}{}"
            return style.fill(text, latex, relation, place, size, others)
        case Composed():
            return _composed(h, style)


def _composed(h: Composed, style: Style) -> str:
    """Weights, coordinates and a loss of them."""
    weights = style.fill(
        "any real w[i,j], with x[j] = w[1,j] ... w[{},j] for j = 1..{}",
        r"\text{{any real }} w_{{i,j}},\ x_j = w_{{1,j}} \cdots w_{{{},j}},\ j = 1, \dots, {}",
        *(h.model.depth, h.model.width),
    )
    if h.order == 0:
        return weights
    loss = style.fill(
        ", any C{} function f of x, c = grad f(x)", r",\ \text{{any }} f(x) \in C^{},\ c = \nabla f(x)", str(h.order)
    )
    return weights + loss + (style.fill(", H = Hess f(x)", r",\ H = \nabla^2 f(x)") if h.order > 1 else "")


def _sign(kind: str, style: Style) -> str:
    words = SIGNS[kind]
    return words.replace(">=", r"\ge").replace("!=", r"\ne") if style.latex else words


def _when(part: Rate | Along | Carried | Dual | Reaches, style: Style) -> str:
    if isinstance(part, Reaches):
        return ""
    if isinstance(part, Rate):
        return style.fill("at almost every time ", r"\text{{at almost every time }} ")
    return style.fill("at all times ", r"\text{{at all times }} ")


def _flow(flow: Steepest, style: Style) -> str:
    """The equation of a flow, its model and what its letters are."""
    if isinstance(flow.model, WrittenModel):
        return _written_flow(flow, flow.model, style)
    return style.fill(
        "{} ({}; any C1 loss f, c = grad f(x){})",
        r"{} \ ({};\ \text{{any }} f \in C^1,\ c = \nabla f(x){})",
        _equation(flow, style),
        _model(flow, style),
        _schedule(flow, style),
    )


def _equation(flow: Steepest, style: Style, alone: bool = False) -> str:
    """The equation of a flow, or its right side `alone`."""
    factor = (
        style.fill("({})", r"\left({}\right)", flow.decay) if _needs_brackets(flow.decay) else style.show(flow.decay)
    )
    decay = "" if flow.decay == 0 else style.fill("{} w[i,j]", r"{} w_{{i,j}}", factor)
    inside, outside = (f" + {decay}", "") if flow.coupled else ("", f" - {decay}") if decay else ("", "")
    others = ""
    if flow.model.others != 0:
        others = style.fill(
            " and the same for v[i,j], i = 1..{}",
            r" \text{{ and the same for }} v_{{i,j}},\ i = 1, \dots, {}",
            flow.model.others,
        )
    return style.fill(
        "{}-{}(df/dw[i,j]{}){} for {}, {}{}",
        r"{}-{}\left(\tfrac{{\partial f}}{{\partial w_{{i,j}}}}{}\right){},\ {},\ {}{}",
        "" if alone else style.fill("dw[i,j]/dt = ", r"\dot w_{{i,j}} = "),
        _duality(flow, style),
        inside,
        outside,
        *(_places(letter, size, style) for letter, size in zip("ij", _sizes(flow), strict=True)),
        others,
    )


def _places(letter: str, size: sp.Expr, style: Style) -> str:
    """Where an index runs."""
    return f"{letter} = 1" if size == 1 else style.fill("{} = 1..{}", r"{} = 1, \dots, {}", letter, size)


def _model(flow: Steepest, style: Style) -> str:
    """What x is in the weights."""
    if flow.model.depth == 1 and flow.model.others == 0 and isinstance(flow.model, DiagonalNetwork):
        return style.fill("x[j] = w[1,j]", "x_j = w_{{1,j}}")
    if isinstance(flow.model, DiagonalNetwork):
        own = style.fill("x[j] = w[1,j] ... w[{},j]", r"x_j = w_{{1,j}} \cdots w_{{{},j}}", flow.model.depth)
        others = style.fill(" v[1,j] ... v[{},j]", r" v_{{1,j}} \cdots v_{{{},j}}", flow.model.others)
        return own + others if flow.model.others != 0 else own
    model = style.fill(
        "x[j] = g_j(w[1,j], ..., w[{},j]), any C1 g_j with G[i,j] = dg_j/dw[i,j]",
        r"x_j = g_j(w_{{1,j}}, \dots, w_{{{},j}}),\ g_j \in C^1,"
        r"\ G_{{i,j}} = \tfrac{{\partial g_j}}{{\partial w_{{i,j}}}}",
        flow.model.depth,
    )
    if not isinstance(flow.model, SeparableModel) or flow.model.degree is None:
        return model
    return model + style.fill(
        ", g_j(r w) = r^({}) g_j(w) for r > 0", r",\ g_j(r w) = r^{{{}}} g_j(w)\ (r > 0)", flow.model.degree
    )


def _written_flow(flow: Steepest, model: WrittenModel, style: Style) -> str:
    """The same of a model that is written out: one equation for each family of weights."""
    n, equations = index("n"), []
    factor = style.show(flow.decay)
    for weight in model.weights:
        decay = "" if flow.decay == 0 else style.fill("({}) {}", r"\left({}\right) {}", factor, weight[n])
        inside, outside = (f" + {decay}", "") if flow.coupled else ("", f" - {decay}") if decay else ("", "")
        text = "d{0}/dt = -{1}(df/d{0}{2}){3}"
        latex = r"\dot{{{0}}} = -{1}\left(\tfrac{{\partial f}}{{\partial {0}}}{2}\right){3}"
        equations.append(style.fill(text, latex, weight[n], _duality(flow, style), inside, outside))
    return style.fill(
        "{} for n = 1..{} (x[n] = {}; any C1 loss f, c = grad f(x){})",
        r"{},\ n = 1, \dots, {}\ (x_n = {};\ \text{{any }} f \in C^1,\ c = \nabla f(x){})",
        ", ".join(equations),
        model.width,
        model.coordinate(n),
        _schedule(flow, style),
    )


def _needs_brackets(e: sp.Expr) -> bool:
    return bool(e.is_Add) or e.could_extract_minus_sign()


def _sizes(flow: Steepest) -> tuple[sp.Expr, sp.Expr]:
    return flow.model.depth, flow.model.width


def _duality(flow: Steepest, style: Style) -> str:
    """Phi with its exponent."""
    bare = style.latex or flow.q.is_Symbol or (flow.q.is_Integer and flow.q > 0)
    return style.fill("Phi_{}" if bare else "Phi_({})", r"\Phi_{{{}}}", flow.q)


def _schedule(flow: Steepest, style: Style) -> str:
    """What may be said of the letters of the decay: it may change with time."""
    names = ", ".join(map(style.show, sorted(flow.decay.free_symbols, key=str)))
    if flow.steady:
        return names and style.fill("; {} constant in time", r";\ {} \text{{ constant in time}}", names)
    return names and style.fill(
        "; {} may change with time, bounded on bounded stretches",
        r";\ {} \text{{ may change with time, bounded on bounded stretches}}",
        names,
    )


def _letters(part: Rate | Along | Carried | Dual | Reaches, given: Sequence[Hypothesis], style: Style) -> str:
    """What the letters are that the flow's own equation does not have, where the sentence speaks of them."""
    flow = part.along
    formulas = [value for value in vars(part).values() if isinstance(value, sp.Expr)]
    things = (*formulas, *(h.relation if isinstance(h, Condition | Every) else h.symbol for h in given))
    used = {base for thing in things for base in thing.atoms(sp.IndexedBase)}
    if not isinstance(flow, Steepest):
        return ""
    letters = []
    if DRIVE in used:
        text = "s[j] = {0}(c[j]), at exponent 1 some number of Sign(c[j])"
        latex = r"s_j = {0}(c_j) \text{{, at exponent 1 some number of }} \operatorname{{Sign}}(c_j)"
        letters.append(style.fill(text, latex, _duality(flow, style)))
    if PULL in used:
        text = "pull[i,j] = {0}(c[j] dx[j]/dw[i,j]), at exponent 1 some number of Sign(c[j] dx[j]/dw[i,j])"
        partial = r"c_j \tfrac{{\partial x_j}}{{\partial w_{{i,j}}}}"
        latex = (
            r"\mathrm{{pull}}_{{i,j}} = {0}\left(" + partial + r"\right) \text{{, at exponent 1 some number of }} "
            r"\operatorname{{Sign}}\left(" + partial + r"\right)"
        )
        letters.append(style.fill(text, latex, _duality(flow, style)))
    if PARTIAL in used and isinstance(flow.model, DiagonalNetwork):
        letters.append(
            style.fill("G[i,j] = dx[j]/dw[i,j]", r"G_{{i,j}} = \tfrac{{\partial x_j}}{{\partial w_{{i,j}}}}")
        )
    return style.fill(", where {}", r"\text{{, where }} {}", "; ".join(letters)) if letters else ""
