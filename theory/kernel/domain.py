"""Where an expression is defined and where it is smooth: asked before anything is proved of it.

SymPy simplifies by what a symbol was declared to be, and differentiates jumps away; both would prove false statements.
Each function here raises CannotDecide where it cannot vouch.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import sympy as sp
from sympy.core.function import AppliedUndef

from neversaddle.theory.definitions.leaf import (
    Conjugate,
    InverseMetric,
    OrbitTime,
    PathLength,
    Potential,
    Size,
    written_out,
)
from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.normal_form import STRICT, WEAK, CannotDecide, certain_sign
from neversaddle.theory.language.functions import Applied
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign

#: Real-analytic on the whole real line.
SMOOTH = (sp.exp, sp.atan, sp.asinh, sp.sin, sp.cos, sp.sinh, sp.cosh, sp.tanh)
#: Of a real value at every real number, smooth or not.
EVERYWHERE = (sp.Abs, sp.sign)
#: Smooth for u > 0 in their last argument.
ON_LEAF = (InverseMetric, Size, OrbitTime, Conjugate, Potential)


def admit(given: Sequence[Hypothesis], *expressions: sp.Expr) -> None:
    """Refuse inexact or complex numbers, and symbols whose name or declaration says other than the hypotheses.

    A symbol declared positive under the hypothesis that it is real has been simplified too far already; two symbols of
    one name would fall together in a sign chart; names with a space are the kernel's own.
    """
    symbols = {h.symbol for h in given if isinstance(h, Sign | Depth | Range)}
    assumed = set(symbols)
    conditions = [h.relation for h in given if isinstance(h, Condition)]
    for e in (*expressions, *conditions):
        if e.has(sp.Float, sp.nan, sp.zoo, sp.oo, -sp.oo, sp.I):
            raise CannotDecide(f"{e} is not exact, finite and real")
        symbols |= e.free_symbols
    names: set[str] = set()
    functions = set().union(*(e.atoms(AppliedUndef) for e in (*expressions, *conditions)))
    for name in (f.func.__name__ for f in functions):
        if " " in name or len({f.func for f in functions if f.func.__name__ == name}) > 1:
            raise CannotDecide(f"the name {name!r} is taken twice")
    for symbol in sorted(symbols, key=sp.default_sort_key):
        if symbol not in assumed and not symbol.is_real:
            raise CannotDecide(f"{symbol} is not known to be real")
        if isinstance(symbol, sp.Dummy) and symbol in assumed:
            raise CannotDecide(f"{symbol} is a Dummy: others bear its name")
        if isinstance(symbol, sp.Dummy):
            continue
        if set(" <") & set(symbol.name) or symbol.name in names:
            raise CannotDecide(f"the name {symbol.name!r} is taken twice")
        names.add(symbol.name)
    require_as_declared(given)


def require_as_declared(given: Sequence[Hypothesis]) -> None:
    """Refuse letters of which SymPy knows more than is assumed: sin(pi n) of a whole n is gone before anyone looks."""
    for h in given:
        if isinstance(h, Range) and not (h.low.is_Rational and h.high.is_Rational):
            raise CannotDecide(f"'{h}' has no end points that are numbers")
        if isinstance(h, Sign | Depth | Range):
            beyond = dict(h.symbol.assumptions0.items() - _hypothetical(h).assumptions0.items())
            if beyond:
                raise CannotDecide(f"{h.symbol} is declared {', '.join(sorted(beyond))}, of which '{h}' says nothing")


def require_plain(symbol: sp.Symbol, *kinds: str) -> None:
    """Refuse a letter that is bound unless SymPy knows of it that it is of one of these kinds, and nothing else."""
    if symbol not in [sp.Symbol(symbol.name, real=True, **{kind: True}) for kind in kinds]:
        raise CannotDecide(f"{symbol} is not just {' or '.join(kinds)}")


def _hypothetical(h: Sign | Depth | Range) -> sp.Symbol:
    """A symbol of which SymPy knows just what the hypothesis says."""
    match h:
        case Sign(kind=kind):
            known = {"real": True, kind: True}
        case Depth(at_least=low):
            known = {"integer": True, "positive" if low >= 1 else "nonnegative" if low >= 0 else "real": True}
        case Range(low=low, open_low=open_low):
            known = {"positive" if low > 0 or (low == 0 and open_low) else "nonnegative" if low >= 0 else "real": True}
    return sp.Symbol("hypothetical", **known)


def require_defined(
    expression: sp.Expr, given: Sequence[Hypothesis], chart: dict[sp.Symbol, sp.Expr] | None = None
) -> None:
    """Refuse denominators and logarithms that may vanish, powers of what may be negative, and times without a meaning.

    In one sign chart. The expression comes before the chart is put in, which may hide a part that is not defined; 0^0
    counts as defined.
    """
    _require_defined(expression, tuple(given), tuple((chart or {}).items()))


@lru_cache(maxsize=16384)
def _require_defined(
    expression: sp.Expr, given: tuple[Hypothesis, ...], chosen: tuple[tuple[sp.Symbol, sp.Expr], ...]
) -> None:
    """Once for each: the same expressions come again and again, and in each of them the same nodes."""
    chart = dict(chosen)
    for node in dict.fromkeys(sp.preorder_traversal(expression)):
        if isinstance(node, sp.log):
            fine = certain_sign(in_chart(node.args[0], chart), given) == STRICT
        elif node.is_Pow and not isinstance(node.base, sp.NumberSymbol) and not (node.exp.is_Integer and node.exp > 0):
            written = (written_out(e) for e in node.args)
            base, exponent = (in_chart(e, chart) for e in written)
            fine = _has_power(base, exponent, given)
        elif isinstance(node, PathLength):
            q, start, product = (certain_sign(in_chart(e, chart), given) for e in node.args)
            fine = q == start == STRICT and product >= WEAK
        elif isinstance(node, sp.hyper | sp.beta):
            fine = _has_value(node, chart, given)
        elif isinstance(node, ON_LEAF):
            depth, q, *sizes = (certain_sign(in_chart(e, chart), given) for e in node.args)
            fine = depth == q == STRICT and min(sizes) >= WEAK
        else:
            fine = not isinstance(node, sp.Function) or isinstance(node, (*SMOOTH, *EVERYWHERE, AppliedUndef, Applied))
        if not fine:
            raise CannotDecide(f"{node} is not shown to be defined")


def _has_value(node: sp.Expr, chart: dict[sp.Symbol, sp.Expr], given: Sequence[Hypothesis]) -> bool:
    """Whether a Beta function has positive arguments, and a 2F1 of the template one below 1."""
    if isinstance(node, sp.beta):
        return all(_above_zero(in_chart(e, chart), given) for e in node.args)
    _, a, z = (in_chart(e, chart) for e in template(node))
    return _above_zero(a, given) and _above_zero(1 - z, given)


def _above_zero(e: sp.Expr, given: Sequence[Hypothesis]) -> bool:
    """Whether e > 0, by the ranges or as a positive multiple of what a condition says is."""
    strict = sp.StrictGreaterThan | sp.StrictLessThan
    said = [h.relation for h in given if isinstance(h, Condition) and isinstance(h.relation, strict)]
    gaps = [r.gts - r.lts for r in said if r.gts != r.lts]
    return any(certain_sign(sp.cancel(quotient), given) == STRICT for quotient in (e, *(e / gap for gap in gaps)))


def _has_power(base: sp.Expr, exponent: sp.Expr, given: Sequence[Hypothesis]) -> bool:
    # A whole power that is not negative is defined everywhere.
    if base == 0 or (exponent.is_integer and certain_sign(exponent, given) >= WEAK):
        return certain_sign(exponent, given) >= WEAK
    if exponent.is_Integer:
        certain = abs(certain_sign(base, given)) == STRICT
        return certain or any(abs(certain_sign(sp.cancel(base / gap), given)) == STRICT for gap in _nonzero(given))
    # Known factors leave the modulus of a product.
    factors = [f for f in sp.Mul.make_args(base) if not isinstance(f, sp.Abs)]
    below = certain_sign(sp.Mul(*factors), given)
    below = min(below, WEAK) if len(factors) < len(sp.Mul.make_args(base)) else below
    return below == STRICT or (below == WEAK and certain_sign(exponent, given) == STRICT)


def _nonzero(given: Sequence[Hypothesis]) -> list[sp.Expr]:
    """What the conditions say does not vanish."""
    relations = [h.relation for h in given if isinstance(h, Condition)]
    gaps = [r.lhs - r.rhs for r in relations if isinstance(r, sp.Ne | sp.StrictGreaterThan | sp.StrictLessThan)]
    return [gap for gap in gaps if gap != 0]


def require_smooth(expression: sp.Expr, variable: sp.Symbol, given: Sequence[Hypothesis]) -> None:
    """Refuse what may jump, have a kink or a pole at some value of `variable` that the hypotheses allow."""
    for chart in sign_charts(given):
        there = charted(given, chart)
        for node in sp.preorder_traversal(expression):
            if node.has(variable) and not _is_smooth(node, variable, chart, there):
                raise CannotDecide(f"{node} is not shown to be smooth in {variable}")


def _is_smooth(
    node: sp.Expr, variable: sp.Symbol, chart: dict[sp.Symbol, sp.Expr], given: Sequence[Hypothesis]
) -> bool:
    def sign(e: sp.Expr) -> int:
        return certain_sign(in_chart(e, chart), given)

    if node.is_Symbol or node.is_Add or node.is_Mul or isinstance(node, (*SMOOTH, sp.Tuple)):
        return True
    if node.is_Pow:
        if node.exp.is_Integer:
            return bool(node.exp > 0) or abs(sign(node.base)) == STRICT
        return sign(node.base) == STRICT
    if isinstance(node, sp.Abs | sp.sign):
        return abs(sign(node.args[0])) == STRICT
    if isinstance(node, sp.log):
        return sign(node.args[0]) == STRICT
    if isinstance(node, ON_LEAF):
        return sign(node.args[3]) == STRICT and sign(node.args[2]) >= WEAK
    if isinstance(node, PathLength):
        moves = any(e.has(variable) for e in node.args[:2])
        return not moves and all(sign(e) == STRICT for e in node.args)
    if isinstance(node, sp.hyper):
        b, a, z = template(node)
        return not (a.has(variable) or b.has(variable)) and sign(a) == sign(1 - z) == STRICT
    return False


def template(atom: sp.hyper) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """(b, a, z) of an atom 2F1(b, a; a+1; z)."""
    top, bottom, z = atom.args
    if len(top) == 2 and len(bottom) == 1:
        for a, b in ((top[0], top[1]), (top[1], top[0])):
            if sp.expand(bottom[0] - a - 1) == 0:
                return b, a, z
    raise CannotDecide(f"{atom} is not of the form 2F1(b, a; a+1; z)")


def require_within(point: sp.Expr, variable: sp.Symbol, given: Sequence[Hypothesis]) -> None:
    """Refuse unless `variable` runs over one interval whose closure holds the point."""
    low, high = _interval(variable, given)
    for chart in sign_charts([h for h in given if getattr(h, "symbol", None) != variable]):
        here, there = in_chart(point, chart), charted(given, chart)
        above = low == -sp.oo or certain_sign(here - low, there) >= WEAK
        below = high == sp.oo or certain_sign(high - here, there) >= WEAK
        if here.has(variable) or not (above and below):
            raise CannotDecide(f"{point} is not shown to lie where {variable} runs")


def _interval(variable: sp.Symbol, given: Sequence[Hypothesis]) -> tuple[sp.Expr, sp.Expr]:
    own = [h for h in given if getattr(h, "symbol", None) == variable]
    match own:
        case [Range(low=low, high=high)]:
            return low, high
        case [Sign(kind="positive" | "nonnegative")]:
            return sp.S.Zero, sp.oo
        case [Sign(kind="real")]:
            return -sp.oo, sp.oo
        case [] if variable.is_nonnegative and not variable.is_integer:
            return sp.S.Zero, sp.oo
    raise CannotDecide(f"{variable} is not shown to run over an interval")


def from_zero(variable: sp.Symbol, given: Sequence[Hypothesis]) -> None:
    """Refuse unless `variable` runs over all of an interval that begins at 0."""
    if _interval(variable, given)[0] != 0:
        raise CannotDecide(f"{variable} does not run over an interval from 0")
