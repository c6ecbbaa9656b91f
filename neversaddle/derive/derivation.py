"""What `derive` says of a geometry: its formulas and their domain, gathered once and written in any format."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

import sympy as sp

from neversaddle.derive.latex import aligned, itemized, rows
from neversaddle.derive.text import Definition, definitions
from neversaddle.theory.claims import claim_of
from neversaddle.theory.geometry.leaf import Leaf
from neversaddle.theory.geometry.mirror import MirrorGeometry
from neversaddle.theory.geometry.orbit import as_monomial
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.language.symbols import L, lam, q
from neversaddle.theory.statement.shapes import Shape
from neversaddle.theory.statement.writing import plain

#: Of longer lists (the field and the balance equations of a deep network) the beginning is shown.
MOST_SHOWN = 4
#: Products of more weights than this are said in words.
SHORT = 6
#: An equation longer than this is not repeated where another formula says it.
LONGEST_EQUATION = 60

Json: TypeAlias = "str | bool | int | list[Json] | dict[str, Json] | None"


class Phrase(NamedTuple):
    """One thing said twice: as plain text and as LaTeX for running text."""

    text: str
    latex: str


class Formula(NamedTuple):
    """left = value; `left` as text and as LaTeX."""

    key: str
    title: str
    left: Phrase
    value: sp.Expr


@dataclass(frozen=True)
class Derivation:
    """Everything `derive` prints of one geometry; `closed` is empty where no closed form is known."""

    model: Phrase
    exponents: tuple[Formula, ...]
    balance: Phrase | None
    field: tuple[Formula, ...]
    field_in_words: Phrase | None
    first_integrals: tuple[sp.Expr, ...]
    in_weights: Formula
    closed: tuple[Formula, ...]
    definitions: tuple[Definition, ...]
    decay: Phrase | None
    decay_rate: sp.Expr | None
    notes: tuple[Phrase, ...]


DIVERGENCE = Phrase("D(x, z) = R(x) - R(z) - R'(z)*(x - z)", r"D_R(x, z) = R(x) - R(z) - R'(z)\,(x - z)")

PRODUCTS = Phrase("V_wi = Phi_q(product of the other weights)", r"V_{w_i} &= \Phi_q\Bigl(\prod_{j \ne i} w_j\Bigr)")

NO_CLOSED_FORM = Phrase(
    "no closed form of the mirror map is known for this reparametrization: it is neither a monomial nor a sum of "
    "one-weight powers and exponentials; the above is what is known in the weights",
    "No closed form of the mirror map is known for this reparametrization: it is neither a monomial nor a sum of "
    "one-weight powers and exponentials; the above is what is known in the weights.",
)


def derivation(geometry: MirrorGeometry, convention: str = "power", given: sp.Expr | None = None) -> Derivation:
    """Gather what is known of a geometry; `convention` and the balance `given` are those it was asked for with."""
    closed = tuple(_closed(geometry)) if geometry.leaf else ()
    weights = geometry.weights.weights
    return Derivation(
        model=_model(geometry),
        exponents=tuple(_exponents(geometry)),
        balance=_balance(geometry, convention, given),
        field=tuple(
            Formula("field", "field V_q", Phrase(f"V_{w}", f"V_{{{sp.latex(w)}}}"), v)
            for w, v in zip(weights, geometry.field, strict=True)
        ),
        field_in_words=PRODUCTS if isinstance(geometry.model, DeepDiagonal) and len(weights) > SHORT else None,
        first_integrals=geometry.first_integrals,
        in_weights=Formula(
            "inverse_metric_in_weights",
            "in the weights",
            Phrase("1/R''", r"\frac{dx}{dy}"),
            geometry.inverse_metric_in_weights,
        ),
        closed=closed,
        definitions=_defined(geometry, closed),
        decay=_decay(geometry),
        decay_rate=geometry.decay_rate,
        notes=tuple(_notes(geometry)),
    )


def _closed(g: MirrorGeometry) -> Iterator[Formula]:
    yield Formula("inverse_metric", "inverse metric", Phrase("1/R''(x)", r"\frac{1}{R''(x)}"), g.inverse_metric)
    yield Formula("mirror_map", "mirror map", Phrase("R'(x)", "R'(x)"), g.mirror_map)
    yield Formula("inverse_mirror_map", "inverse mirror map", Phrase("x(y)", "x(y)"), g.inverse_mirror_map)
    yield Formula("potential", "potential", Phrase("R(x)", "R(x)"), g.potential)
    yield Formula("conjugate", "conjugate", Phrase("R*(y)", "R^{*}(y)"), g.conjugate)


def _defined(g: MirrorGeometry, closed: Sequence[Formula]) -> tuple[Definition, ...]:
    """The implicit functions; a long u(y) is said by the mirror map, which is the same formula in u(x)."""
    found = definitions(f.value for f in closed)
    return tuple(
        replace(item, same_as="R'(x)")
        if item.function.argument == g.y and g.implicit and len(plain(item.equation.lhs)) > LONGEST_EQUATION
        else item
        for item in found
    )


def _model(g: MirrorGeometry) -> Phrase:
    if not isinstance(g.model, DeepDiagonal):
        return Phrase(f"x = {plain(g.model.expression)}", f"$x = {sp.latex(g.model.expression)}$")
    weights = g.weights.weights
    short = len(weights) <= SHORT
    text = "*".join(map(str, weights)) if short else f"w1*w2*...*w{len(weights)}"
    tex = " ".join(map(sp.latex, weights)) if short else rf"w_{{1}} w_{{2}} \cdots w_{{{len(weights)}}}"
    words = f"the deep diagonal network of depth {len(weights)}"
    return Phrase(f"x = {text}, {words}", f"$x = {tex}$, {words}")


def _exponents(g: MirrorGeometry) -> Iterator[Formula]:
    yield Formula("q", "", Phrase("q", "q"), g.q)
    yield Formula("p", "", Phrase("p", "p"), g.exponent.p)
    if isinstance(g.model, DeepDiagonal):
        yield Formula("metric_exponent", "", Phrase("m", "m"), g.exponent.metric_exponent(g.model.depth))
        yield Formula("kappa", "", Phrase("kappa", r"\kappa"), g.exponent.kappa(g.model.depth))


def _balance(g: MirrorGeometry, convention: str, given: sp.Expr | None) -> Phrase | None:
    """On which leaf the closed forms are."""
    if g.leaf is None:
        return None
    weights, q_ = g.weights.weights, g.q
    monomial = as_monomial(g.weights)
    if monomial is None:
        names, values = list(map(str, weights)), tuple(g.balance)
        start = ", ".join(f"{w} = {plain(v)}" for w, v in zip(names, values, strict=True))
        tex = ", ".join(f"{sp.latex(w)} = {sp.latex(v)}" for w, v in zip(weights, values, strict=True))
        return Phrase(f"orbit time y = 0 at {start}", f"orbit time $y = 0$ at ${tex}$")
    if len(weights) == 1:
        return Phrase("one weight: nothing to balance", "one weight, nothing to balance")
    w, a = sp.Symbol("w_i", real=True), sp.Symbol("a_i", real=True)
    scaled = any(abs(power) != 1 for power in monomial.exponents)
    u = sp.Abs(w) ** q_ / (sp.Abs(a) ** (q_ - 1) if scaled else 1)
    where = Phrase(f"where u_i = {plain(u)}", f"where $u_i = {sp.latex(u)}$")
    opposed = any(power * monomial.exponents[0] < 0 for power in monomial.exponents)
    if scaled or opposed:
        powers = ", ".join(map(str, monomial.exponents))
        where = Phrase(f"{where.text} and a = ({powers})", f"{where.latex} and $a = ({powers})$")
    if opposed:
        where = Phrase(
            f"{where.text}; where a_i and a_1 differ in sign it is u_i + u_1",
            f"{where.latex}; where $a_i$ and $a_1$ differ in sign it is $u_i + u_1$",
        )
    if isinstance(g.balance, tuple):
        offsets, tex = ", ".join(map(plain, g.balance)), ", ".join(map(sp.latex, g.balance))
        leaf = Phrase(f"u_i - u_1 = c_i - c_1 for c = ({offsets})", f"$u_i - u_1 = c_i - c_1$ for $c = ({tex})$")
    else:
        offsets, tex = plain(g.balance), sp.latex(g.balance)
        leaf = Phrase(f"u_i - u_1 = {offsets}", f"$u_i - u_1 = {tex}$")
    if convention == "weight" and given is not None:
        return Phrase(
            f"w_i = {plain(given)} for i >= 2 where w_1 = 0, that is {leaf.text}, {where.text}",
            f"$w_i = {sp.latex(given)}$ for $i \\ge 2$ where $w_1 = 0$, that is {leaf.latex}, {where.latex}",
        )
    if isinstance(g.balance, tuple):
        return Phrase(f"{leaf.text}, {where.text}", f"{leaf.latex}, {where.latex}")
    return Phrase(f"{leaf.text} for i >= 2, {where.text}", f"{leaf.latex} for $i \\ge 2$, {where.latex}")


def _decay(g: MirrorGeometry) -> Phrase | None:
    rate = g.decay_rate
    if rate is None:
        return None
    known = set() if isinstance(g.balance, tuple) else g.balance.free_symbols
    known = known.union(*(b.free_symbols for b in g.balance)) if isinstance(g.balance, tuple) else known
    name = "gamma" if "alpha" in map(str, known) else "alpha"
    effect = "contracts" if rate > 0 else "expands" if rate < 0 else "does not change"
    if g.leaf is not None and g.leaf.time_sign == 0 and g.degree is not None:
        # y is log x up to a factor: scaling x shifts it, by D alpha x R''(x) a unit of time, which is a constant.
        shift = sp.cancel(g.degree * g.leaf.x / g.leaf.metric)
        lowers, minus, above = ("raises", "+", "<") if g.leaf.side < 0 else ("lowers", "-", ">")
        return Phrase(
            f"decoupled decay {name} {lowers} y at a constant rate: "
            f"dy = -Phi_q(f'(x)) dt {minus} {plain(shift)}*{name} dt for x {above} 0",
            rf"Decoupled decay $\{name}$ {lowers} $y$ at a constant rate: "
            rf"$dy = -\Phi_q(f'(x))\,dt {minus} {sp.latex(shift)}\,\{name}\,dt$ for $x {above} 0$.",
        )
    drift = sp.latex(-rate * sp.Symbol(name) * sp.Symbol("y"))
    signed = "" if rate == 0 else rf"{drift if rate > 0 else '+ ' + drift}\,dt"
    return Phrase(
        f"decoupled decay {name} {effect} y: dy = -Phi_q(f'(x)) dt - K*{name}*y dt with K = {plain(rate)}, "
        f"on the leaf through exp(-int {name} dt) w(0)",
        rf"Decoupled decay $\{name}$ {effect} $y$: $dy = -\Phi_q(f'(x))\,dt {signed}$ "
        rf"on the leaf through $e^{{-\int \{name}\,dt}}\, w(0)$.",
    )


def _notes(g: MirrorGeometry) -> Iterator[Phrase]:
    leaf = g.leaf
    if leaf is None:
        yield NO_CLOSED_FORM
        return
    positive = sorted({s for b in _offsets(g) for s in b.free_symbols}, key=str)
    if positive:
        yield Phrase(
            f"assumed: {', '.join(f'{s} > 0' for s in positive)}",
            f"Assumed: ${', '.join(f'{sp.latex(s)} > 0' for s in positive)}$.",
        )
    for assumption in leaf.assumptions:
        yield Phrase(f"assumed: {assumption}, the first offset is the smallest", "The first offset is the smallest.")
    if leaf.side:
        yield from _one_sided(leaf)
    elif leaf.mirrored and not leaf.crosses_zero:
        if leaf.time_sign > 0:
            yield Phrase(
                "x = 0 is reached in finite orbit time, and not left in one way only: each side has its own geometry",
                "$x = 0$ is reached in finite orbit time and not left in one way only: each side has its own geometry.",
            )
        else:
            yield Phrase(
                "the orbit does not reach x = 0: each side has its own geometry",
                "The orbit does not reach $x = 0$: each side has its own geometry.",
            )
    if leaf.time_sign == 0 and not leaf.side:
        yield Phrase(
            "y takes all real values on x > 0; the inverse mirror map and the conjugate are for that side",
            "$y$ takes all real values on $x > 0$; the inverse mirror map and the conjugate are for that side.",
        )
    elif leaf.time_sign < 0 and not leaf.side:
        yield Phrase(
            "y < 0 where x > 0: orbit time is counted back from x = oo, and x = 0 is infinitely far",
            r"$y < 0$ where $x > 0$: orbit time is counted back from $x = \infty$, and $x = 0$ is infinitely far.",
        )
    if not leaf.mirrored and leaf.bounds != (-sp.oo, sp.oo):
        low, high = leaf.bounds
        yield Phrase(
            f"valid for {plain(low)} < y < {plain(high)}; there a weight reaches zero or infinity",
            f"Valid for ${sp.latex(low)} < y < {sp.latex(high)}$; there a weight reaches zero or infinity.",
        )
    supremum = _largest_dual(g)
    if supremum is not None:
        yield Phrase(
            f"kappa < 0: the mirror map is bounded, sup |y| = {plain(supremum)} (claim dual-range)",
            rf"$\kappa < 0$: the mirror map is bounded, $\sup |y| = {sp.latex(supremum)}$.",
        )


def _one_sided(leaf: Leaf) -> Iterator[Phrase]:
    """What there is to say where x takes one sign only."""
    above, below, other, end = (">", "<", "negative", "oo") if leaf.side > 0 else ("<", ">", "positive", "-oo")
    zero = {
        1: f"y {above} 0: x = 0, at y = 0, is reached in finite orbit time, and not left in one way only",
        0: "y takes all real values, and x = 0 is infinitely far",
        -1: f"y {below} 0: orbit time is counted back from x = {end}, and x = 0 is infinitely far",
    }
    for text in (
        f"x {above}= 0: the model reaches no {other} x; the formulas are for x {above} 0",
        zero[leaf.time_sign],
    ):
        tex = re.sub(r"[xy] ([<>]=?|=) (-?oo|0)", r"$\g<0>$", text).replace("oo", r"\infty")
        yield Phrase(text, f"{tex.replace('>=', chr(92) + 'ge').replace('<=', chr(92) + 'le')}.")


def _offsets(g: MirrorGeometry) -> Sequence[sp.Expr]:
    return g.balance if isinstance(g.balance, tuple) else (g.balance,)


def _largest_dual(g: MirrorGeometry) -> sp.Expr | None:
    """The supremum of |y| where it is finite, from the claim that states it."""
    if not isinstance(g.model, DeepDiagonal) or isinstance(g.balance, tuple) or not g.balance.is_positive:
        return None
    part, *_ = claim_of("dual-range").says
    if not isinstance(part, Shape) or part.value is None:
        raise TypeError("claim dual-range states the largest slope of a function")
    if not g.exponent.kappa(g.model.depth).is_negative:
        return None
    value = part.value.subs({L: g.model.depth, q: g.q, lam: g.balance}, simultaneous=True)
    known = value.rewrite(sp.gamma)
    return value if known.has(sp.gamma) else known


def as_text(d: Derivation, width: int = 100) -> str:
    """Labelled lines, folded at `width`."""
    entries: list[tuple[str, str]] = [
        ("model", d.model.text),
        ("exponent", ", ".join(f"{f.left.text} = {plain(f.value)}" for f in d.exponents)),
        *([("balance", d.balance.text)] if d.balance else []),
        ("", ""),
    ]
    if d.field_in_words:
        entries.append(("field V_q", d.field_in_words.text))
    else:
        entries += _listed("field V_q", [f"{f.left.text} = {plain(f.value)}" for f in d.field], "components")
    entries += _listed("first integrals", list(map(plain, d.first_integrals)) or ["none found"], "in all")
    if not d.closed:
        entries.append((d.in_weights.title, f"{d.in_weights.left.text} = {plain(d.in_weights.value)}"))
    entries.append(("", ""))
    if d.closed:
        entries += [(f.title, f"{f.left.text} = {plain(f.value)}") for f in d.closed]
        entries.append(("Bregman divergence", DIVERGENCE.text))
        entries += [("where", str(definition)) for definition in d.definitions]
        entries.append(("", ""))
    if d.decay:
        entries.append(("weight decay", d.decay.text))
    entries += [("note", note.text) for note in d.notes]
    return "\n".join(_folded(label, text, width) for label, text in entries).rstrip() + "\n"


def _listed(label: str, shown: list[str], what: str) -> list[tuple[str, str]]:
    """A list under one label; of a long one the beginning and the count."""
    lines = shown if len(shown) <= MOST_SHOWN else [*shown[:2], f"... ({len(shown)} {what}, alike)"]
    return [(label if i == 0 else "", line) for i, line in enumerate(lines)]


def _folded(label: str, text: str, width: int) -> str:
    indent = " " * 20
    return textwrap.fill(
        # An inequality or an equality of two short words stays on one line.
        re.sub(r"(?<=\S) ([<>]=?|=) (?=\S{1,8}( |$))", "\xa0\\1\xa0", text),
        width,
        initial_indent=f"{label:<20}",
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    ).replace("\xa0", " ")


def as_latex(d: Derivation) -> str:
    """A fragment for an article with amsmath."""
    exponents = ", ".join(f"${f.left.latex} = {sp.latex(f.value)}$" for f in d.exponents)
    field = [[d.field_in_words.latex]] if d.field_in_words else [rows(f.left.latex, f.value) for f in d.field]
    balance = f" Balance: {d.balance.latex}." if d.balance else ""
    constants = [rows(r"\mathrm{const}", value) for value in d.first_integrals]
    parts = [
        f"% {d.model.text}, q = {plain(d.exponents[0].value)}; needs amsmath\n\\begingroup\\allowdisplaybreaks\n",
        f"\\noindent Model: {d.model.latex}, with {exponents}.{balance}\n",
        f"The orbit: $\\dot w = V_q(w)$ with $V_q = \\Phi_q(\\nabla g)$,{_more(field)}\n",
        aligned(_flat(field)),
    ]
    if constants:
        parts += [f"and the first integrals{_more(constants)}\n", aligned(_flat(constants))]
    lines = [line for f in d.closed or (d.in_weights,) for line in rows(f.left.latex, f.value)]
    parts += ["The geometry:\n", aligned([*lines, *([DIVERGENCE.latex.replace("=", "&=", 1)] if d.closed else [])])]
    if d.definitions:
        parts.append("Here " + ", and ".join(definition.latex() for definition in d.definitions) + ".\n")
    parts.append(itemized([*([d.decay.latex] if d.decay else []), *(note.latex for note in d.notes)]))
    parts.append("\\endgroup\n")
    return "".join(part for part in parts if part)


def _flat(groups: Sequence[Sequence[str]]) -> list[str]:
    return [line for group in (groups if len(groups) <= MOST_SHOWN else groups[:2]) for line in group]


def _more(groups: Sequence[Sequence[str]]) -> str:
    return "" if len(groups) <= MOST_SHOWN else f" ({len(groups)} in all, alike)"


def as_json(d: Derivation) -> dict[str, Json]:
    """Every formula as text and as LaTeX."""

    def both(value: sp.Expr) -> Json:
        return {"text": plain(value), "latex": sp.latex(value)}

    known = {f.key: both(f.value) for f in d.closed}
    keys = ("inverse_metric", "mirror_map", "inverse_mirror_map", "potential", "conjugate")
    return {
        "model": d.model.text,
        **{f.key: plain(f.value) for f in d.exponents},
        "balance": None if d.balance is None else d.balance.text,
        "field": [both(f.value) for f in d.field],
        "first_integrals": [both(value) for value in d.first_integrals],
        "inverse_metric_in_weights": both(d.in_weights.value),
        "closed_form": bool(d.closed),
        **{key: known.get(key) for key in keys},
        "bregman_divergence": {"text": DIVERGENCE.text, "latex": DIVERGENCE.latex} if d.closed else None,
        "definitions": [{"text": str(item), "latex": item.latex()} for item in d.definitions],
        "decay_rate": None if d.decay_rate is None else plain(d.decay_rate),
        "decay": None if d.decay is None else d.decay.text,
        "notes": [note.text for note in d.notes],
    }
