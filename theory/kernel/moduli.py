"""Moduli and signs of sums: |c P w_j + alpha w_i| has no certain sign, so the sum gets a name that may have any sign.

What is proved for all values of the symbols and of the name s is proved on the subset s = sum.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import sympy as sp

from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.domain import require_defined
from neversaddle.theory.kernel.normal_form import STRICT, CannotDecide, certain_sign, collect, fraction
from neversaddle.theory.statement.hypotheses import Condition, Given, Hypothesis, Sign

ORDERED = sp.StrictGreaterThan | sp.StrictLessThan | sp.GreaterThan | sp.LessThan
#: How the kernel's names for sums begin.
PREFIX = "modulus_"


def without_sums(expression: sp.Expr, given: Sequence[Hypothesis]) -> tuple[sp.Expr, Given]:
    """The expression with a name of its own for each sum inside |.| or sign(.), and what is assumed then.

    A polynomial inside is factored first, so that moduli are multiplicative; a factor of certain sign needs no name,
    the same factor up to a factor of certain sign takes the same name, and |e| = sign(r) e where r e >= 0 is assumed
    with an r that does not vanish. Signs that no longer matter, of symbols in polynomials only, are not assumed.
    Raises CannotDecide where a power or function of a modulus is not shown to be defined: written out it may cancel.

    >>> a, b = sp.symbols("a b", real=True)
    >>> without_sums(sp.Abs(a**2 + a * b), (Sign(a, "real"), Sign(b, "real")))[0]
    Abs(a)*Abs(modulus_1)
    """
    names = _Names(tuple(given), {s.name for s in _symbols(expression, given)})
    written = names.written(expression)
    every = (*given, *(Sign(name, kind) for _, name, kind in names.found))
    for node in dict.fromkeys(names.partial):
        own = [h for h in every if isinstance(h, Condition) or h.symbol in node.free_symbols]
        for chart in sign_charts(own):
            require_defined(node, charted(own, chart), chart)
    matter = {symbol for node in sp.preorder_traversal(written) if not _algebra(node) for symbol in node.free_symbols}
    left = tuple(h for h in given if not isinstance(h, Sign) or h.symbol in matter)
    return written, left + tuple(Sign(name, kind) for _, name, kind in names.found)


def _algebra(node: sp.Basic) -> bool:
    """Whether a node is a symbol, a number, a sum, a product or a whole power, defined whatever the signs are."""
    whole = node.is_Pow and node.exp.is_Integer and node.exp > 0
    return bool(node.is_Symbol or node.is_Rational or node.is_Add or node.is_Mul or whole or isinstance(node, sp.Tuple))


@dataclass
class _Names:
    """The sums found so far, each with its name and what is known of its sign; and what need not be defined."""

    given: Given
    taken: set[str]
    found: list[tuple[sp.Expr, sp.Symbol, str]] = field(default_factory=list)
    partial: list[sp.Expr] = field(default_factory=list)

    def written(self, e: sp.Expr) -> sp.Expr:
        """The expression with all sums inside |.| and sign(.) named, from the inside out."""
        if not e.has(sp.Abs, sp.sign):
            self.partial += [node for node in sp.preorder_traversal(e) if not _algebra(node)]
            return e
        inner = [self.written(part) for part in e.args]
        if isinstance(e, sp.Abs):
            return self.of_condition(inner[0], weak=True, modulus=True) or self.of_product(inner[0], modulus=True)
        if isinstance(e, sp.sign):
            return self.of_condition(inner[0], weak=False, modulus=False) or self.of_product(inner[0], modulus=False)
        if not _algebra(e):
            self.partial.append(e.func(*inner, evaluate=False))
        return e.func(*inner)

    def of_condition(self, argument: sp.Expr, weak: bool, modulus: bool) -> sp.Expr | None:
        """|e| = sign(r) e, or sign(e) = sign(r), by an assumed r e >= 0 or r e > 0 with r != 0; None without one."""
        if not argument.is_Add:
            return None
        for h in self.given:
            if not (isinstance(h, Condition) and isinstance(h.relation, ORDERED)):
                continue
            if isinstance(h.relation, sp.GreaterThan | sp.LessThan) and not weak:
                continue
            gap = h.relation.gts - h.relation.lts
            if not (_plain(h.relation) and _polynomial(gap) and _polynomial(argument)):
                continue
            ratio = _ratio(gap, argument)
            if all(abs(sign) == STRICT for sign in self.signs(ratio)):
                side = self.of_product(ratio, modulus=False)
                return side * argument if modulus else side
        return None

    def of_product(self, argument: sp.Expr, modulus: bool) -> sp.Expr:
        """|e| or sign(e) as a product over the factors of e."""
        function = sp.Abs if modulus else sp.sign
        if not argument.has(sp.Add):
            return function(argument)
        if not _polynomial(argument):
            return sp.Mul(*(self.of_factor(factor, function) for factor in sp.Mul.make_args(argument)))
        content, factors = sp.factor_list(sp.expand(argument))
        return sp.Mul(function(content), *(self.of_factor(factor, function) ** times for factor, times in factors))

    def of_factor(self, factor: sp.Expr, function: type[sp.Function]) -> sp.Expr:
        """|F| or sign(F): F itself where its sign is certain, else the same of its name."""
        if not factor.is_Add:
            return function(factor)
        side = self.common_sign(factor)
        if side:
            return side * factor if function is sp.Abs else sp.Integer(side)
        for other, name, _ in self.found:
            ratio = self.multiple(factor, other)
            if ratio is not None:
                return function(ratio) * function(name)
        free = (f"{PREFIX}{k}" for k in itertools.count(1) if f"{PREFIX}{k}" not in self.taken)
        name = sp.Symbol(next(free), real=True)
        self.taken.add(name.name)
        self.found.append((factor, name, "nonzero" if self.excluded(factor) else "real"))
        return function(name)

    def charts(self, e: sp.Expr) -> Iterator[tuple[dict[sp.Symbol, sp.Expr], Given]]:
        """The sign charts of the symbols of one expression."""
        own = [h for h in self.given if not isinstance(h, Condition) and h.symbol in e.free_symbols]
        return ((chart, charted(own, chart)) for chart in sign_charts(own))

    def signs(self, e: sp.Expr) -> set[int]:
        """The signs an expression certainly has, one for each chart; 0 where it has none or is outside the class."""
        found: set[int] = set()
        try:
            for chart, there in self.charts(e):
                found.add(certain_sign(in_chart(e, chart), there))
                if 0 in found:
                    break
        except CannotDecide:
            return {0}
        return found

    def common_sign(self, e: sp.Expr) -> int:
        """1 or -1 where the expression is positive, or negative, in all charts; else 0."""
        signs = self.signs(e)
        return signs.pop() // STRICT if signs in ({STRICT}, {-STRICT}) else 0

    def multiple(self, factor: sp.Expr, other: sp.Expr) -> sp.Expr | None:
        """The r of one certain sign with factor = r * other; None where none is found."""
        for term in sp.Add.make_args(other):
            ratio = sp.powsimp(sp.Add.make_args(factor)[0] / term)
            if self.common_sign(ratio) and self.vanishes(factor - ratio * other):
                return ratio
        return None

    def vanishes(self, e: sp.Expr) -> bool:
        """Whether the expression is shown to be zero, by normal form in all charts."""
        try:
            for chart, there in self.charts(e):
                require_defined(e, there, chart)
                n, _ = fraction(in_chart(e, chart), there)
                if any(coefficient != 0 for _, coefficient in collect(n)):
                    return False
        except CannotDecide:
            return False
        return True

    def excluded(self, factor: sp.Expr) -> bool:
        """Whether a condition says that the factor does not vanish: it divides something that does not."""
        strict = sp.Ne | sp.StrictGreaterThan | sp.StrictLessThan
        relations = [h.relation for h in self.given if isinstance(h, Condition) and isinstance(h.relation, strict)]
        gaps = [r.lhs - r.rhs for r in relations if _plain(r)]
        return any(_polynomial(g) and _polynomial(factor) and _polynomial(_ratio(g, factor)) for g in gaps)


def _plain(relation: sp.core.relational.Relational) -> bool:
    """Whether every modulus and sign in a condition is that of a product, and so needs no name."""
    return not any(e.args[0].has(sp.Add) for e in relation.atoms(sp.Abs, sp.sign))


def _polynomial(e: sp.Expr) -> bool:
    """Whether an expression is a polynomial over Q in symbols and in moduli and signs of products."""
    hidden = e.xreplace({atom: sp.Dummy() for atom in e.atoms(sp.Abs, sp.sign)})
    return bool(hidden.is_polynomial()) and all(n.is_Rational for n in hidden.atoms(sp.Number, sp.NumberSymbol))


def _ratio(above: sp.Expr, below: sp.Expr) -> sp.Expr:
    """The reduced quotient of polynomials, in which moduli and signs are symbols."""
    atoms = {atom: sp.Dummy(real=True) for atom in sp.Tuple(above, below).atoms(sp.Abs, sp.sign)}
    quotient = sp.cancel(above.xreplace(atoms) / below.xreplace(atoms))
    return quotient.xreplace({name: atom for atom, name in atoms.items()})


def _symbols(expression: sp.Expr, given: Sequence[Hypothesis]) -> set[sp.Symbol]:
    found = set(expression.free_symbols)
    for h in given:
        found |= h.relation.free_symbols if isinstance(h, Condition) else {h.symbol}
    return found
