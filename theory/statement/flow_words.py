"""Flows in words: the equation, the model, what may change with time, and what the letters are."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from neversaddle.theory.language.families import index
from neversaddle.theory.motion.steepest import (
    DRIVE,
    PARTIAL,
    PULL,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
    WrittenModel,
)
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.hypotheses import (
    Condition,
    Depth,
    Every,
    EveryPair,
    Hypothesis,
    Range,
)
from neversaddle.theory.statement.kind import Style
from neversaddle.theory.statement.reaching import Reaches
from neversaddle.theory.statement.solutions import Along, Rate


def may_jump(flow: Steepest, given: Sequence[Hypothesis]) -> bool:
    """Whether the exponent may be 1, where the right side of the equation jumps; in doubt it may."""
    ranges = [h for h in given if isinstance(h, Range) and h.symbol == flow.q]
    if ranges:
        return any(h.low <= 1 <= h.high and not (h.open_low and h.low == 1) for h in ranges)
    least = {h.symbol: h.at_least + sp.Dummy(nonnegative=True) for h in given if isinstance(h, Depth)}
    return not sp.cancel((flow.q - 1).xreplace(least)).is_positive


def flow_words(flow: Steepest, style: Style, loss: str = "") -> str:
    """The equation of a flow, its model and what its letters are; with words for the loss, unless that is any."""
    loss = loss or style.fill("any C1 loss f, c = grad f(x)", r"\text{{any }} f \in C^1,\ c = \nabla f(x)")
    if isinstance(flow.model, WrittenModel):
        return _written_flow(flow, flow.model, style, loss)
    return style.fill(
        "{} ({}; {}{})",
        r"{} \ ({};\ {}{})",
        equation_words(flow, style),
        model_words(flow, style),
        loss,
        schedule_words(flow, style),
    )


def equation_words(flow: Steepest, style: Style, alone: bool = False) -> str:
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


def model_words(flow: Steepest, style: Style) -> str:
    """What x is in the weights."""
    if isinstance(flow.model, DiagonalNetwork):
        own = style.fill("x[j] = w[1,j]", "x_j = w_{{1,j}}")
        if flow.model.depth != 1:
            own += style.fill(" ... w[{},j]", r" \cdots w_{{{},j}}", flow.model.depth)
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


def _written_flow(flow: Steepest, model: WrittenModel, style: Style, loss: str) -> str:
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
        "{} for n = 1..{} (x[n] = {}; {}{})",
        r"{},\ n = 1, \dots, {}\ (x_n = {};\ {}{})",
        ", ".join(equations),
        model.width,
        model.coordinate(n),
        loss,
        schedule_words(flow, style),
    )


def _needs_brackets(e: sp.Expr) -> bool:
    return bool(e.is_Add) or e.could_extract_minus_sign()


def _sizes(flow: Steepest) -> tuple[sp.Expr, sp.Expr]:
    return flow.model.depth, flow.model.width


def _duality(flow: Steepest, style: Style) -> str:
    """Phi with its exponent."""
    bare = style.latex or flow.q.is_Symbol or (flow.q.is_Integer and flow.q > 0)
    return style.fill("Phi_{}" if bare else "Phi_({})", r"\Phi_{{{}}}", flow.q)


def schedule_words(flow: Steepest, style: Style) -> str:
    """What may be said of the letters of the decay: it may change with time."""
    names = ", ".join(map(style.show, sorted(flow.decay.free_symbols, key=str)))
    if flow.steady:
        return names and style.fill("; {} constant in time", r";\ {} \text{{ constant in time}}", names)
    return names and style.fill(
        "; {} may change with time, bounded on bounded stretches",
        r";\ {} \text{{ may change with time, bounded on bounded stretches}}",
        names,
    )


def letters_words(part: Rate | Along | Carried | Dual | Reaches, given: Sequence[Hypothesis], style: Style) -> str:
    """What the letters are that the flow's own equation does not have, where the sentence speaks of them."""
    flow = part.along
    formulas = [value for value in vars(part).values() if isinstance(value, sp.Expr)]
    said = (h.relation if isinstance(h, Condition | Every | EveryPair) else h.symbol for h in given)
    things = (*formulas, *(thing for thing in said if thing is not None))
    used = {base for thing in things for base in thing.atoms(sp.IndexedBase)}
    if not isinstance(flow, Steepest):
        return ""
    letters = []
    if DRIVE in used:
        letters.append(_duality_words("s[j]", "s_j", "c[j]", "c_j", flow, given, style))
    if PULL in used:
        force = _force_words(part, flow, style)
        letters.append(_duality_words("pull[i,j]", r"\mathrm{pull}_{i,j}", *force, flow, given, style))
    if PARTIAL in used and isinstance(flow.model, DiagonalNetwork):
        letters.append(
            style.fill("G[i,j] = dx[j]/dw[i,j]", r"G_{{i,j}} = \tfrac{{\partial x_j}}{{\partial w_{{i,j}}}}")
        )
    return style.fill(", where {}", r"\text{{, where }} {}", "; ".join(letters)) if letters else ""


def _force_words(part: Rate | Along | Carried | Dual | Reaches, flow: Steepest, style: Style) -> tuple[str, str]:
    """What pulls at a weight: the force that a rate names, or the flow's own, as text and in LaTeX."""
    if isinstance(part, Rate) and part.force is not None:
        return (style.show(part.force),) * 2
    if not flow.coupled or flow.decay == 0:
        return "c[j] dx[j]/dw[i,j]", r"c_j \tfrac{\partial x_j}{\partial w_{i,j}}"
    factor = f"({style.show(flow.decay)})" if _needs_brackets(flow.decay) else style.show(flow.decay)
    text, latex = "c[j] dx[j]/dw[i,j] + {} w[i,j]", r"c_j \tfrac{{\partial x_j}}{{\partial w_{{i,j}}}} + {} w_{{i,j}}"
    return text.format(factor), latex.format(factor)


def _duality_words(
    name: str, latex_name: str, of: str, latex_of: str, flow: Steepest, given: Sequence[Hypothesis], style: Style
) -> str:
    """What a letter for Phi_q of something is, which at exponent 1 is not settled where that vanishes."""
    letter, force = (latex_name, latex_of) if style.latex else (name, of)
    plain = style.fill("{} = {}({})", r"{} = {}\left({}\right)", letter, _duality(flow, style), force)
    if not may_jump(flow, given):
        return plain
    jump = style.fill(
        ", at exponent 1 some number of Sign({0}), which is [-1, 1] where that is 0",
        r"\text{{, at exponent 1 some number of }} \operatorname{{Sign}}\left({0}\right) \text{{, which is }} [-1, 1] "
        r"\text{{ where that is }} 0",
        force,
    )
    return plain + jump
