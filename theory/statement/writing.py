"""A part of a claim as one formula, in LaTeX or as plain text: one shape for each kind, two styles."""

from __future__ import annotations

import sympy as sp
from sympy.printing.str import StrPrinter

from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.motion.problem import FlowProblem
from neversaddle.theory.statement.kind import Style
from neversaddle.theory.statement.kinds import (
    OWN_SYMBOLS,
    Equivalence,
    FlowBound,
    Identity,
    ImproperIntegral,
    Inequality,
    Iterates,
    Limit,
    MarginDirection,
    Part,
)

#: Bounds with more decimal places than this are written as fractions.
MOST_PLACES = 60


class _PlainPrinter(StrPrinter):  # type: ignore[misc]  # SymPy is untyped
    """SymPy's text with |x| for moduli, != for inequality, 2F1(a, b; c; z), and integrals in words."""

    def _print_Abs(self, e: sp.Abs) -> str:
        return f"|{self._print(e.args[0])}|"

    def _print_Unequality(self, e: sp.Ne) -> str:
        return f"{self._print(e.lhs)} != {self._print(e.rhs)}"

    def _print_Indexed(self, e: sp.Indexed) -> str:
        return f"{e.base.label}[{','.join(map(self._print, e.indices))}]"

    def _print_Equality(self, e: sp.Eq) -> str:
        return f"{self._print(e.lhs)} = {self._print(e.rhs)}"

    def _print_And(self, e: sp.And) -> str:
        return f"({' and '.join(map(self._print, sorted(e.args, key=sp.default_sort_key)))})"

    def _print_Or(self, e: sp.Or) -> str:
        return f"({' or '.join(map(self._print, sorted(e.args, key=sp.default_sort_key)))})"

    def _print_Not(self, e: sp.Not) -> str:
        return f"not {self._print(e.args[0])}"

    def _print_Implies(self, e: sp.Implies) -> str:
        return f"(if {self._print(e.args[0])} then {self._print(e.args[1])})"

    def _print_Equivalent(self, e: sp.Equivalent) -> str:
        return f"{'  iff  '.join(map(self._print, sorted(e.args, key=sp.default_sort_key)))}"

    def _print_hyper(self, e: sp.hyper) -> str:
        above, below = (", ".join(map(self._print, parameters)) for parameters in (e.ap, e.bq))
        return f"{len(e.ap)}F{len(e.bq)}({above}; {below}; {self._print(e.argument)})"

    def _print_Integral(self, e: sp.Integral) -> str:
        s, *ends = map(self._print, e.limits[0])
        if not ends:
            return f"int({self._print(e.function)} d{s})"
        low, high = ends
        return f"int({self._print(e.function)} d{s}, {s} = {low}..{high})"

    def _print_Derivative(self, e: sp.Derivative) -> str:
        variable, order = e.variable_count[0]
        times = "" if order == 1 else f"^{order}"
        return f"d{times}/d{self._print(variable)}{times} [{self._print(e.expr)}]"


def plain(expression: sp.Basic) -> str:
    """A formula as one line of text.

    >>> x = sp.Symbol("x", real=True)
    >>> plain(sp.Abs(x) ** sp.Rational(3, 2) * sp.hyper([1, 2], [3], x))
    '|x|**(3/2)*2F1(1, 2; 3; x)'
    """
    return str(_PlainPrinter().doprint(expression))


def decimal(number: sp.Expr) -> str:
    """A rational number with finitely many digits, written with all of them; empty for what is none.

    >>> decimal(sp.Rational(-1, 8)), decimal(sp.Rational(1, 3)), decimal(sp.Integer(2))
    ('-0.125', '', '2')
    """
    places = next((n for n in range(MOST_PLACES) if number.is_Rational and (number * 10**n).is_Integer), None)
    if places is None:
        return ""
    digits = str(abs(int(number * 10**places))).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


LATEX = Style(
    sp.latex,
    True,
    {
        "=": "{} = {}",
        "<": "{} < {}",
        "<=": r"{} \le {}",
        "tight": r"{},\quad \text{{equal}} \iff {} = {}",
        "iff": r" \iff ",
        "and": r",\quad ",
        "limit": r"\lim_{{{} \to {}}} {} = {}",
        "step": r"{} \;\mapsto\; {}",
        "integral": r"\int_{{{}}}^{{{}}} {}\,d{}",
        "finite": r"{} < \infty \iff {}",
        "bounded": r"{} \le {} \le {}",
        "at": r"{} \quad \text{{at }} t = {}",
        "throughout": r"{} \quad \text{{for }} 0 \le t \le {}",
        "flow": r"\dot w_{{ij}} = -\Phi_{{{}}}(\partial_{{w_{{ij}}}} f),\ x = {},\ f = {},\ w(0) = {}",
        "decoupled": r"{},\ \text{{decoupled decay }} {}",
        "coupled": r"{},\ \text{{coupled decay }} {}",
        "along": r"{}, \quad \text{{where }} {}",
        "margin": r"\text{{for all }} k, n \text{{ and }} z_1, \dots, z_n \in \mathbb{{R}}^k"
        r" \text{{ of which some }} x \text{{ has }} z_i \cdot x \ge 1 \text{{ for every }} i:"
        r"\ \text{{every solution, in Filippov's sense where it jumps, of }}"
        r"\ \dot w_{{l,j}} = -\Phi_{{{}}}\left(\tfrac{{\partial f}}{{\partial w_{{l,j}}}}\right)"
        r",\ x_j = w_{{1,j}} \cdots w_{{{},j}},\ f = \textstyle\sum_i e^{{-z_i \cdot x}}, \text{{ with }} f \to 0,"
        r"\ x/|x| \to X,\ \nabla f/|\nabla f| \to g{} \text{{ and no }} x_j \text{{ of which two weights tend to }} 0"
        r"\text{{, has }} X = \bar x/|\bar x|, \text{{ where }} \bar x \text{{ {} }} {}"
        r" \text{{ over all }} x \text{{ with }} z_i \cdot x \ge 1 \text{{ for every }} i",
        "no zero entry": r",\ g_j \ne 0 \text{{ for every }} j",
        "minimises": "minimises",
        "first order": "satisfies the first-order conditions of least",
        "quasi-norm": r"\sum_j |x_j|^{{{}}}",
        "sup norm": r"\max_j |x_j|",
    },
)
TEXT = Style(
    plain,
    False,
    {
        "=": "{} = {}",
        "<": "{} < {}",
        "<=": "{} <= {}",
        "tight": "{}, equal iff {} = {}",
        "iff": "  iff  ",
        "and": ", ",
        "limit": "as {} -> {}: {} -> {}",
        "step": "one step: {} -> {}",
        "integral": "int({}..{}) {} d{}",
        "finite": "{} < oo  iff  {}",
        "bounded": "{} <= {} <= {}",
        "at": "{} at t = {}",
        "throughout": "{} for 0 <= t <= {}",
        "flow": "dw_ij = -Phi_{}(df/dw_ij) dt, x = {}, f = {}, w(0) = {}",
        "decoupled": "{}, decoupled decay {}",
        "coupled": "{}, coupled decay {}",
        "along": "{}, where {}",
        "margin": "for all k, n and z_1, ..., z_n in R^k of which some x has z_i.x >= 1 for every i: every solution, "
        "in Filippov's sense where it jumps, of dw[l,j]/dt = -Phi_({})(df/dw[l,j]), x[j] = w[1,j] ... w[{},j], "
        "f = sum_i exp(-z_i.x), with f -> 0, x/|x| -> X, grad f/|grad f| -> g{} and no x[j] of which two weights "
        "tend to 0, has X = Y/|Y| where Y {} {} over all x with z_i.x >= 1 for every i",
        "no zero entry": ", g[j] != 0 for every j",
        "minimises": "minimises",
        "first order": "satisfies the first-order conditions of least",
        "quasi-norm": "sum_j |x_j|^({})",
        "sup norm": "max_j |x_j|",
    },
)


def part_latex(part: Part) -> str:
    """One part as a LaTeX formula."""
    return written(part, LATEX)


def part_text(part: Part) -> str:
    """One part as one line of text.

    >>> x = sp.Symbol("x", real=True)
    >>> part_text(Inequality("-", sp.S.Zero, sp.Abs(x)))
    '0 <= |x|'
    """
    return written(part, TEXT)


def written(part: Part, style: Style) -> str:
    """One part as a formula in a style."""
    say = style.say
    if isinstance(part, OWN_SYMBOLS):
        return part.written(style)
    match part:
        case Identity(left=left, right=right):
            return say("=", left, right)
        case Inequality(left=left, right=right, strict=strict, tight=tight):
            order = say("<" if strict else "<=", left, right)
            return order if tight is None else say("tight", order, tight.lhs, tight.rhs)
        case Equivalence(conditions=conditions):
            return style.words["iff"].join(map(style.show, conditions))
        case Limit(expression=expression, variable=variable, at=at, value=value):
            return say("limit", variable, at, expression, value)
        case ImproperIntegral(integrand=integrand, variable=variable, value=value, finite=finite, low=low, high=high):
            integral = say("integral", low, high, integrand, variable)
            return say("finite", integral if value is None else say("=", integral, value), finite)
        case Iterates(quantity=quantity, becomes=becomes):
            return say("step", quantity, becomes)
        case FlowBound(quantity=quantity, at=at, low=low, high=high, throughout=throughout, along=along):
            sides = [decimal(e) or e for e in (low, quantity, high) if e is not None]
            bounds = say("bounded" if len(sides) == 3 else "<=", *sides)
            return say("along", say("throughout" if throughout else "at", bounds, at), _flow(along, style))
        case MarginDirection(depth=depth, q=q, exponent=exponent, stationary=stationary):
            norm = say("sup norm") if exponent == sp.oo else say("quasi-norm", exponent)
            words = ("no zero entry", "first order") if stationary else (None, "minimises")
            entries, least = (style.words[word] if word else "" for word in words)
            return say("margin", q, depth, style.fill(entries, entries), style.fill(least, least), norm)


def _flow(problem: FlowProblem, style: Style) -> str:
    """The equation, the model, the loss and the start of a concrete flow."""
    model = problem.model
    x = model.reparametrization.expression if isinstance(model, DeepDiagonal) else model.expression
    rows = "; ".join(", ".join(map(style.show, row)) for row in problem.weights)
    start = sp.Matrix(problem.weights) if style is LATEX else f"[{rows}]"
    flow = style.say("flow", problem.q, x, problem.loss, start)
    return style.say("coupled" if problem.coupled else "decoupled", flow, problem.decay) if problem.decay else flow
