"""SymPy expressions as source text in one small vocabulary, which NumPy, mpmath and ball arithmetic each provide.

The vocabulary is the public functions of each file of `vocabulary/`: the same names, real-valued and total. Symbols
become identifiers chosen here, so no name a user wrote reaches the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sympy as sp

from neversaddle.theory.geometry.euler import EulerIntegral
from neversaddle.theory.geometry.implicit import InverseOf

FUNCTIONS: dict[type[sp.Basic], str] = {
    sp.Abs: "absolute",
    sp.sign: "sign",
    sp.exp: "exp",
    sp.log: "log",
    sp.sin: "sin",
    sp.cos: "cos",
    sp.tan: "tan",
    sp.asin: "arcsin",
    sp.acos: "arccos",
    sp.atan: "arctan",
    sp.sinh: "sinh",
    sp.cosh: "cosh",
    sp.tanh: "tanh",
    sp.asinh: "arcsinh",
    sp.acosh: "arccosh",
    sp.atanh: "arctanh",
}
FOLDED: dict[type[sp.Basic], str] = {sp.Min: "minimum", sp.Max: "maximum"}
CONSTANTS: dict[sp.Basic, str] = {sp.pi: "pi()", sp.E: "e()", sp.oo: "infinity()", sp.nan: "undefined()"}

#: Digits carried when a constant is rounded to a double: enough for one rounding unless it lies 1e-23 from a tie.
CONSTANT_DIGITS = 40


class CannotCompile(ValueError):
    """An expression that has no real function as its meaning, or uses what numerics does not know."""


class Printer:
    """Text for expressions in the symbols of `names`, for NumPy (constants rounded once to doubles) or exactly.

    >>> x = sp.Symbol("x")
    >>> Printer({x: "v0"}, doubles=True).text(sp.sqrt(x) / 3)
    '(0.3333333333333333 * power(v0, 1, 2))'
    """

    def __init__(self, names: Mapping[sp.Symbol, str], doubles: bool) -> None:
        self.names = dict(names)
        self.doubles = doubles
        self.bound = 0

    def text(self, e: sp.Expr) -> str:
        """Source text of the expression; raises CannotCompile in one line for anything outside the vocabulary."""
        e = sp.sympify(e)
        if e in self.names:
            return str(self.names[e])
        if isinstance(e, sp.Symbol):
            raise CannotCompile(f"{e} is not among the variables {', '.join(sorted(map(str, self.names))) or '(none)'}")
        if self.doubles and e.is_number and not e.has(sp.Integral, InverseOf, EulerIntegral, sp.hyper):
            return double(e)
        if e in CONSTANTS:
            return CONSTANTS[e]
        if e == -sp.oo:
            return "(-infinity())"
        if isinstance(e, sp.Rational):
            return f"number({e.p}, {e.q})"
        if isinstance(e, sp.Float):
            exact = Fraction(*sp.Rational(e).as_numer_denom())
            return f"number({exact.numerator}, {exact.denominator})"
        if isinstance(e, sp.Add):
            return self._sum(e)
        if isinstance(e, sp.Mul):
            return self._product(e)
        if isinstance(e, sp.Pow):
            return self._power(e.base, e.exp)
        return self._function(e)

    def _sum(self, e: sp.Add) -> str:
        terms = [self.text(t) for t in sorted(e.args, key=sp.default_sort_key)]
        return "(" + " + ".join(terms) + ")"

    def _product(self, e: sp.Mul) -> str:
        above: list[sp.Expr] = []
        below: list[sp.Expr] = []
        for factor in sorted(e.args, key=sp.default_sort_key):
            inverted = isinstance(factor, sp.Pow) and factor.exp.is_Rational and factor.exp < 0
            (below if inverted else above).append(1 / factor if inverted else factor)
        top = " * ".join(self.text(f) for f in above) or self.text(sp.S.One)
        return f"divide({top}, {' * '.join(self.text(f) for f in below)})" if below else f"({top})"

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        if base == sp.E:
            return f"exp({self.text(exponent)})"
        if exponent.is_Rational:
            return f"power({self.text(base)}, {exponent.p}, {exponent.q})"
        return f"real_power({self.text(base)}, {self.text(exponent)})"

    def _function(self, e: sp.Expr) -> str:
        for kind, name in FUNCTIONS.items():
            if isinstance(e, kind) and len(e.args) == 1:
                return f"{name}({self.text(e.args[0])})"
        for kind, name in FOLDED.items():
            if isinstance(e, kind):
                first, *rest = (self.text(a) for a in sorted(e.args, key=sp.default_sort_key))
                for other in rest:
                    first = f"{name}({first}, {other})"
                return first
        if isinstance(e, EulerIntegral):
            return f"euler_between({', '.join(self.text(a) for a in e.args)})"
        if isinstance(e, sp.hyper):
            return self._hypergeometric(e)
        if isinstance(e, InverseOf):
            value, forward, low, high = e.args
            ends = f"{self.text(value)}, {self.text(low)}, {self.text(high)}"
            return f"inverse_of({self._lambda(forward.variables[0], forward.expr)}, {ends})"
        if isinstance(e, sp.Integral):
            return self._integral(e)
        raise CannotCompile(f"{type(e).__name__} is not a function that can be compiled; in {_short(e)}")

    def _lambda(self, variable: sp.Symbol, body: sp.Expr) -> str:
        self.bound += 1
        name = f"s{self.bound}"
        outer, self.names = self.names, {**self.names, variable: name}
        text = f"lambda {name}: {self.text(body)}"
        self.names = outer
        return text

    def _hypergeometric(self, e: sp.hyper) -> str:
        if len(e.ap) == 2 and len(e.bq) == 1:
            for a, b in (tuple(e.ap), tuple(e.ap)[::-1]):
                if sp.expand(e.bq[0] - a) == 1:
                    return f"hypergeometric({self.text(b)}, {self.text(a)}, {self.text(e.argument)})"
        raise CannotCompile(f"only 2F1(b, a; a+1; z) can be compiled among hypergeometric functions; got {_short(e)}")

    def _integral(self, e: sp.Integral) -> str:
        if len(e.limits) != 1 or len(e.limits[0]) != 3 or e.limits[0][1] != 0:
            raise CannotCompile(f"only integrals over (0, s) can be compiled; got {_short(e)}")
        variable, _, upper = e.limits[0]
        product = offset_powers(e.function, variable)
        if product is None:
            return f"integral({self._lambda(variable, e.function)}, {self.text(upper)})"
        constant, powers = product
        exponents = ", ".join(self.text(-power) for _, power in powers)
        offsets = ", ".join(self.text(offset) for offset, _ in powers)
        integral = f"offset_integral([{exponents}], [{offsets}], {self.text(upper)})"
        return integral if constant == 1 else f"({self.text(constant)} * {integral})"


#: Functions that have a form of their own for scaled numbers; the others take and give what a double holds.
SCALED_FUNCTIONS: dict[type[sp.Basic], str] = {sp.sinh: "scaled_sinh", sp.cosh: "scaled_cosh"}


class ScaledPrinter(Printer):
    """Text in the doubles of `special/scaled/` for expressions in symbols that stand for scaled numbers.

    >>> x = sp.Symbol("x")
    >>> ScaledPrinter({x: "x"}).text(3 * sp.sqrt(x))
    'times((0.75, 2.0), to_power(x, (1, 2)))'
    """

    def __init__(self, names: Mapping[sp.Symbol, str]) -> None:
        super().__init__(names, doubles=True)

    def text(self, e: sp.Expr) -> str:
        """Source text of the expression; raises CannotCompile for implicit functions and integrals."""
        e = sp.sympify(e)
        if e.is_number and e.is_finite and not e.has(sp.Integral, InverseOf, EulerIntegral, sp.hyper):
            return scaled_constant(e)
        return super().text(e)

    def _sum(self, e: sp.Add) -> str:
        return f"plus({', '.join(self.text(t) for t in sorted(e.args, key=sp.default_sort_key))})"

    def _product(self, e: sp.Mul) -> str:
        return f"times({', '.join(self.text(t) for t in sorted(e.args, key=sp.default_sort_key))})"

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        if base == sp.E:
            return f"scaled_exp(plain({self.text(exponent)}))"
        if not exponent.is_Rational:
            raise CannotCompile(f"the exponent of {_short(base**exponent)} is not a rational number")
        return f"to_power({self.text(base)}, ({exponent.p}, {exponent.q}))"

    def _function(self, e: sp.Expr) -> str:
        if isinstance(e, sp.exp):
            return f"scaled_exp(plain({self.text(e.args[0])}))"
        if isinstance(e, sp.log):
            return f"scaled(logarithm({self.text(e.args[0])}))"
        for kind, name in SCALED_FUNCTIONS.items():
            if isinstance(e, kind):
                return f"{name}({self.text(e.args[0])})"
        for kind, name in FUNCTIONS.items():
            if isinstance(e, kind) and len(e.args) == 1:
                return f"apply({name}, {self.text(e.args[0])})"
        raise CannotCompile(f"{type(e).__name__} is not a function that can be compiled; in {_short(e)}")


def scaled_constant(e: sp.Expr) -> str:
    """A constant as the literal of a scaled number, its mantissa rounded once."""
    if e == 0:
        return "(0.0, -1e9)"
    digits = e.evalf(CONSTANT_DIGITS)
    if not digits.is_Float and not digits.is_Integer:
        raise CannotCompile(f"{_short(e)} is not a real number")
    mantissa, place = binary(digits)
    return f"({float(mantissa)!r}, {float(place)!r})"


def binary(digits: sp.Float) -> tuple[sp.Expr, int]:
    """A number as mantissa * 2^place, the mantissa between 1/sqrt 2 and sqrt 2 in size."""
    place = int(sp.floor(sp.log(sp.Abs(digits), 2).evalf(CONSTANT_DIGITS) + sp.Rational(1, 2)))
    return digits * sp.Integer(2) ** -place, place


def scaled_pair(e: sp.Expr) -> str:
    """A constant as the literal of a pair: two doubles and an exponent, good to 100 bits."""
    mantissa, place = binary(e.evalf(2 * CONSTANT_DIGITS))
    high = float(mantissa)
    low = float(mantissa - sp.Float(high, 2 * CONSTANT_DIGITS))
    return f"({high!r}, {low if abs(low) > 2.0**-160 else 0.0!r}, {float(place)!r})"


def offset_powers(e: sp.Expr, s: sp.Symbol) -> tuple[sp.Expr, list[tuple[sp.Expr, sp.Expr]]] | None:
    """The expression as constant * prod (s + c_i)^(e_i), the c_i not negative as far as known; None if it is not one.

    >>> s = sp.Symbol("s", positive=True)
    >>> offset_powers(2 / sp.sqrt(s * (s + 3)), s)
    (2, [(0, -1/2), (3, -1/2)])
    """
    constant, rest = sp.expand_power_base(e, force=True).as_independent(s, as_Add=False)
    powers: dict[sp.Expr, sp.Expr] = {}
    for factor in sp.Mul.make_args(rest):
        base, power = factor.as_base_exp()
        if factor == 1:
            continue
        if power.has(s) or not base.is_polynomial(s) or sp.degree(base, s) != 1:
            return None
        slope, offset = base.coeff(s, 1), sp.cancel(base.coeff(s, 0) / base.coeff(s, 1))
        if not slope.is_positive or offset.is_negative:
            return None
        constant *= slope**power
        powers[offset] = powers.get(offset, sp.S.Zero) + power
    return constant, sorted(((c, p) for c, p in powers.items() if p != 0), key=lambda t: sp.default_sort_key(t[0]))


def double(e: sp.Expr) -> str:
    """A constant as the literal of its nearest double; nan if it is not real."""
    if isinstance(e, sp.Rational):
        try:
            value = e.p / e.q
        except OverflowError:
            value = float("inf") if e > 0 else float("-inf")
    else:
        value = _nearest(e)
    text = {float("inf"): "infinity()", float("-inf"): "(-infinity())"}.get(value, repr(value))
    return "undefined()" if value != value else f"({text})" if value < 0 and text[0] == "-" else text


def _nearest(e: sp.Expr) -> float:
    digits = e.evalf(CONSTANT_DIGITS)
    if digits == sp.zoo or not (digits.is_Float or digits.is_infinite or digits.is_Integer):
        return float("nan")
    return float(digits)


def _short(e: sp.Expr) -> str:
    text = " ".join(str(e).split())
    return text if len(text) <= 80 else text[:77] + "..."
