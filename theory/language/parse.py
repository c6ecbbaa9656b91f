"""The only door through which a user's text becomes SymPy.

The text is cut into numbers, names and the marks ``+ - * / ** ( )``; each number and name is replaced by a placeholder,
and only the placeholders are handed to ``ast.parse`` for precedence and nesting. Python therefore never sees a user's
word, and nothing is ever evaluated as code. Before SymPy builds a node, the size of every number in it is bounded.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import sympy

from neversaddle.theory.language.tokens import (
    MAX_DEPTH,
    NUMBER,
    ParseError,
    checked_text,
    shown_text,
    tokens,
)

MAX_DIGITS = 100  # decimal digits of a literal, written out without its exponent of ten
MAX_POWER_OF_TEN = 350  # of a number that stands by itself, where nothing is built from it: beyond every double
MAX_EXPONENT = 100  # |constant exponent|, and |constant argument| of exp, sinh, cosh
MAX_BITS = 1024  # bits of the largest rational number SymPy could build on the way
MAX_HYPERBOLIC_BITS = 24  # the same, for an argument of sinh, cosh, tanh that SymPy does not know to be real
MAX_NAMES = 64  # entries of one comma-separated list
MAX_NAME_LENGTH = 32

Function = Callable[[sympy.Expr], sympy.Expr]


def _absolute_value(argument: sympy.Expr) -> sympy.Expr:
    # Where the sign of a symbol decides whether the argument is real, Abs multiplies it out with its conjugate.
    return sympy.Abs(argument, evaluate=argument.is_extended_real is True)


FUNCTIONS: Mapping[str, Function] = {
    "abs": _absolute_value,
    "Abs": _absolute_value,
    "sign": sympy.sign,
    "sqrt": sympy.sqrt,
    "exp": sympy.exp,
    "log": sympy.log,
    "ln": sympy.log,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    **{
        name: getattr(sympy, "a" + name.removeprefix("arc").removeprefix("a"))
        for stem in ("sin", "cos", "tan", "sinh", "cosh", "tanh")
        for name in ("a" + stem, "arc" + stem)
    },
}
"""The one-argument functions a formula may call."""

SEVERAL: Mapping[str, Callable[..., sympy.Expr]] = {
    name: function for name, function in (("max", sympy.Max), ("min", sympy.Min)) for name in (name, name.capitalize())
}
"""The functions of two arguments or more that a loss may call."""

CONSTANTS: Mapping[str, sympy.Expr] = {"pi": sympy.pi, "E": sympy.E}
"""The constants a formula may use where no name of the caller shadows them."""

_GROWING = (sympy.exp, sympy.sinh, sympy.cosh)
_HYPERBOLIC = (sympy.sinh, sympy.cosh, sympy.tanh)
_NOT_REAL = (sympy.I, sympy.zoo, sympy.oo, -sympy.oo, sympy.nan)
_NUMBER_TEXT = re.compile(rf"(?P<sign>[+-]?)(?:(?P<top>[0-9]+)/(?P<bottom>[0-9]+)|(?P<decimal>{NUMBER}))")


class _Part(NamedTuple):
    """A subexpression with what bounds its numbers.

    ``bits`` bounds the size of every rational in it, ``magnitude`` the sum of |coefficients|; both are read off the way
    it was written, so that no cancellation or merging of powers inside SymPy can exceed them.
    """

    value: sympy.Expr
    bits: int
    magnitude: int


class NumberTooLong(ParseError):
    """A number has more digits than are allowed."""


def _rational(literal: str, power_of_ten: int = 0) -> sympy.Rational:
    """The literal; its exponent of ten counts as digits, unless that many are allowed beside them."""
    mantissa, _, exponent = literal.lower().partition("e")
    digits, zeros = len(mantissa.replace(".", "")), abs(int(exponent or "0"))
    if digits + (0 if power_of_ten else zeros) > MAX_DIGITS or zeros > max(power_of_ten, MAX_DIGITS):
        beside = f" and an exponent of ten up to {power_of_ten}" if power_of_ten else ""
        raise NumberTooLong(
            f"number {shown_text(literal)} is too long: at most {MAX_DIGITS} digits{beside} are allowed"
        )
    exact = Fraction(literal)
    return sympy.Rational(exact.numerator, exact.denominator)


def _literal(literal: str) -> _Part:
    value = _rational(literal)
    return _Part(value, value.p.bit_length() + value.q.bit_length(), _ceiling(value))


def _approximation(value: sympy.Expr) -> sympy.Float | None:
    """A few digits of a constant, None if it is not seen to be real; only ever a guard on sizes, never a result.

    Not SymPy's is_comparable and not its relations: these multiply out powers of sums first.
    """
    digits = value.evalf(5)
    return digits if digits.is_Float and digits._prec > 1 else None


def _ceiling(value: sympy.Expr) -> int:
    """An integer not below max(1, |value|), for a rational or atomic constant."""
    if value.is_Rational:
        return max(1, int(-(-abs(value.p) // value.q)))
    digits = _approximation(value)
    if digits is None:
        raise ParseError("a constant in the formula cannot be told from zero: leave it out or simplify it")
    return int(abs(digits)) + 1 + int(abs(digits) / 1000)  # five digits are right


def _is_atomic(value: sympy.Expr) -> bool:
    """Whether no expansion takes the number apart or out: a rational, a radical, +- one function's value."""
    sign, rest = value.as_coeff_Mul()
    radical = rest.is_Pow and rest.base.is_Rational and rest.exp.is_Rational
    return bool(value.is_Rational or radical or (rest.is_Function and abs(sign) == 1))


def _atomic_magnitude(value: sympy.Expr) -> int:
    return 1 if value.free_symbols else _ceiling(value)


def _real(value: sympy.Expr) -> sympy.Expr:
    """Return value unless it is seen not to be a real, finite number or formula."""
    undefined = value.has(*_NOT_REAL) or value.is_extended_real is False
    if undefined or not (value.free_symbols or value.is_real or _approximation(value)):
        raise ParseError(
            "the formula has no real, finite value: a part of it divides by zero or leaves a function's domain"
        )
    return value


def _bounded(bits: int) -> int:
    if bits > MAX_BITS:
        raise ParseError(f"the numbers in the formula grow too large: at most {MAX_BITS} bits are allowed")
    return bits


def _check_growth(what: str, value: sympy.Expr) -> None:
    # Keeps every constant small enough for SymPy to compare it with zero, which it does unasked.
    if value.free_symbols:
        return
    size = value if value.is_Rational else _approximation(value)
    if size is None or abs(size) > MAX_EXPONENT:
        raise ParseError(f"{what} is too large: a constant one must lie between -{MAX_EXPONENT} and {MAX_EXPONENT}")


def _check_nonzero(value: sympy.Expr) -> None:
    if value.is_zero or not (value.free_symbols or value.is_zero is False or _approximation(value)):
        raise ParseError("the formula divides by zero, or by a constant that cannot be told from zero")


def _power(base: _Part, exponent: _Part) -> _Part:
    _check_growth("an exponent", exponent.value)
    times = _ceiling(exponent.value) if exponent.value.is_Rational else exponent.magnitude
    bits = _bounded(base.bits * times + exponent.bits)
    if exponent.value.is_negative:
        _check_nonzero(base.value)
    whole = exponent.value.is_Integer and exponent.value >= 0
    value = _real(base.value**exponent.value)
    if _is_atomic(value):
        return _Part(value, bits, _atomic_magnitude(value))
    return _Part(value, bits, base.magnitude**times if whole else 1 << bits)


def _quotient(top: _Part, bottom: _Part) -> _Part:
    _check_nonzero(bottom.value)
    plain = _is_atomic(bottom.value) and not bottom.value.free_symbols
    inverse = _ceiling(1 / bottom.value) if plain else 1 << bottom.bits
    bits = _bounded(top.bits + bottom.bits)
    return _Part(_real(top.value / bottom.value), bits, top.magnitude * inverse)


def _applied(function: Function, part: _Part) -> _Part:
    if function is _absolute_value:
        return part._replace(value=_real(function(part.value)))
    if function is sympy.sqrt:
        return _power(part, _Part(sympy.S.Half, 0, 1))
    # Twofold room for identities such as cosh(asinh(x)) = sqrt(1 + x**2); and exp(c*log(x)) is x**c.
    bits = 2 * part.bits + 2
    if function in _GROWING:
        _check_growth("an argument of exp, sinh or cosh", part.value)
        bits = (part.bits + 1) * (_ceiling(part.value) if part.value.is_Rational else part.magnitude)
    _bounded(bits)
    # SymPy multiplies such an argument out, in search of its real part, as soon as it is asked for a sign.
    if function in _HYPERBOLIC and part.bits > MAX_HYPERBOLIC_BITS and not part.value.is_real:
        raise ParseError("an argument of sinh, cosh or tanh is too long to tell whether it is real: simplify it")
    value = _real(function(part.value))
    return _Part(value, bits, _atomic_magnitude(value) if _is_atomic(value) else 1 << bits)


def _largest(function: Callable[..., sympy.Expr], parts: Sequence[_Part]) -> _Part:
    """Max or min, which is one of its arguments; left as it stands, for SymPy would compare them."""
    bits = _bounded(sum(part.bits for part in parts) + len(parts))
    values = [part.value for part in parts]
    plain = all(value.is_Rational for value in values)
    return _Part(
        _real(function(*values) if plain else function(*values, evaluate=False)),
        bits,
        sum(part.magnitude for part in parts),
    )


def _binary(operator: ast.operator, left: _Part, right: _Part) -> _Part:
    match operator:
        case ast.Add():
            bits = _bounded(left.bits + right.bits + 1)
            return _Part(left.value + right.value, bits, left.magnitude + right.magnitude)
        case ast.Sub():
            bits = _bounded(left.bits + right.bits + 1)
            return _Part(left.value - right.value, bits, left.magnitude + right.magnitude)
        case ast.Mult():
            bits = _bounded(left.bits + right.bits)
            return _Part(left.value * right.value, bits, left.magnitude * right.magnitude)
        case ast.Div():
            return _quotient(left, right)
        case _:  # the marks allow only ** besides
            return _power(left, right)


def _build(node: ast.expr, atoms: Mapping[str, _Part | Function], words: Mapping[str, str], depth: int) -> _Part:
    """Build the SymPy expression of a tree over placeholders, innermost first."""
    if depth > MAX_DEPTH:
        raise ParseError(f"the formula is nested too deeply: at most {MAX_DEPTH} levels are allowed")
    match node:
        case ast.Name(id=key):
            atom = atoms[key]
            if isinstance(atom, _Part):
                return atom
            raise ParseError(f"{words[key]} is a function: write {words[key]}(...)")
        case ast.UnaryOp(op=sign, operand=operand):
            part = _build(operand, atoms, words, depth + 1)
            return part._replace(value=-part.value) if isinstance(sign, ast.USub) else part
        case ast.BinOp(left=left, op=operator, right=right):
            chained = isinstance(operator, ast.Pow)  # sums and products of many terms lean left and are not deep
            return _binary(
                operator,
                _build(left, atoms, words, depth + chained),
                _build(right, atoms, words, depth + 1),
            )
        case ast.Call(func=ast.Name(id=key), args=arguments, keywords=[]):
            return _called(words[key], atoms[key], arguments, atoms, words, depth + 1)
        case ast.Call():
            raise ParseError("a bracket before '(' is not a function: write * for products")
        case _:
            raise ParseError("one formula is expected here, without commas")


def _called(
    word: str,
    function: _Part | Function,
    arguments: Sequence[ast.expr],
    atoms: Mapping[str, _Part | Function],
    words: Mapping[str, str],
    depth: int,
) -> _Part:
    """The value of a function of one argument, or of one of those that take several."""
    if isinstance(function, _Part):
        raise ParseError(f"{shown_text(word)} is not a function: write * for products")
    several = function in SEVERAL.values()
    if any(isinstance(argument, ast.Starred) for argument in arguments) or (len(arguments) != 1) != several:
        count = "two arguments or more" if several else "one argument"
        raise ParseError(f"{word} takes {count}: write {word}({'a, b' if several else '...'})")
    parts = [_build(argument, atoms, words, depth) for argument in arguments]
    return _largest(function, parts) if several else _applied(function, parts[0])


def parse_expression(
    text: str,
    names: Mapping[str, sympy.Symbol] | Iterable[str],
    *,
    functions: Mapping[str, Function] = FUNCTIONS,
    several: Mapping[str, Function] | None = None,
) -> sympy.Expr:
    """Read a formula over ``names`` as an exact, real SymPy expression.

    Allowed are the names (Python keywords such as ``lambda`` too), pi and E unless a name shadows them, decimal numbers
    (read exactly: 0.1 is 1/10), + - * / **, brackets, the one-argument ``functions``, and ``several`` that take two
    arguments or more. Names given as strings become real symbols. A constant that SymPy cannot see to be real and
    finite is refused; where symbols enter, the formula is taken to stay in its domain unless SymPy sees that it cannot.

    Raises ParseError, with a one-line message, for everything else and beyond the limits of this module.

    >>> parse_expression("lambda/2 + 0.25*abs(x)**(3/2)", ["x", "lambda"])
    lambda/2 + Abs(x)**(3/2)/4
    """
    symbols = dict(names) if isinstance(names, Mapping) else {name: sympy.Symbol(name, real=True) for name in names}
    known: dict[str, _Part | Function] = {**functions, **(several or {})}
    known |= {name: _Part(value, 2, 4) for name, value in CONSTANTS.items()}
    known |= {name: _Part(symbol, 1, 1) for name, symbol in symbols.items()}
    atoms: dict[str, _Part | Function] = {}
    words: dict[str, str] = {}
    source: list[str] = []
    for kind, word in tokens(checked_text(text)):
        if kind == "mark":
            source.append(word)
            continue
        if kind == "name" and word not in known:
            listed = shown_text(" ".join([*symbols, *CONSTANTS]))
            raise ParseError(f"unknown name {shown_text(word)}: known are {listed} and functions")
        key = f"a{len(atoms)}"
        atoms[key] = _literal(word) if kind == "number" else known[word]
        words[key] = word
        source.append(key)
    try:
        tree = ast.parse(" ".join(source), mode="eval")
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ParseError(f"cannot read {shown_text(text)} as a formula: check operators and brackets") from error
    try:
        return _real(_build(tree.body, atoms, words, 0).value)
    except (ArithmeticError, RecursionError, MemoryError) as error:
        raise ParseError(f"cannot evaluate {shown_text(text)}: too large, too deep or undefined") from error


def parse_number(text: str) -> sympy.Rational:
    """Read one exact rational number: an integer, a fraction of integers or a decimal, with a sign if wanted.

    Raises ParseError for everything else, for more than MAX_DIGITS digits and beyond 10^(+-MAX_POWER_OF_TEN).

    >>> parse_number("3/2"), parse_number("-0.75"), parse_number("1e-3")
    (3/2, -3/4, 1/1000)
    """
    match = _NUMBER_TEXT.fullmatch(checked_text(text))
    if match is None:
        raise ParseError(f"{shown_text(text)} is not a number: write it like 2, -3/2, 0.75 or 1e-3")
    value = _rational(match["decimal"] or match["top"], MAX_POWER_OF_TEN)
    if match["bottom"]:
        bottom = _rational(match["bottom"])
        if bottom == 0:
            raise ParseError(f"{shown_text(text)} divides by zero: the denominator must be positive")
        value = value / bottom
    return -value if match["sign"] == "-" else value


def _entries(text: str) -> list[str]:
    entries = checked_text(text).split(",")
    if len(entries) > MAX_NAMES:
        raise ParseError(f"{shown_text(text)} has {len(entries)} entries: at most {MAX_NAMES} are allowed")
    return entries


def parse_list(text: str, names: Mapping[str, sympy.Symbol] | Iterable[str]) -> tuple[sympy.Expr, ...]:
    """Read formulas separated by commas, each as ``parse_expression`` reads it.

    >>> parse_list("c1, 2*c1, 1/2", ["c1"])
    (c1, 2*c1, 1/2)
    """
    known = names if isinstance(names, Mapping) else tuple(names)
    return tuple(parse_expression(entry, known) for entry in _entries(text))


def parse_names(text: str) -> tuple[str, ...]:
    """Read distinct names separated by commas: letters, digits and underscores, starting with a letter.

    Raises ParseError for Python keywords, names of functions and constants, repeated, too many or too long names.

    >>> parse_names("a, b, w_1")
    ('a', 'b', 'w_1')
    """
    names = tuple(entry.strip(" ") for entry in _entries(text))
    for position, name in enumerate(names):
        if not re.fullmatch(r"[A-Za-z][A-Za-z_0-9]*", name) or "__" in name or len(name) > MAX_NAME_LENGTH:
            rule = f"a letter, then up to {MAX_NAME_LENGTH - 1} letters, digits or single underscores"
            raise ParseError(f"{shown_text(name)} is not a name: write {rule}")
        if keyword.iskeyword(name) or name in FUNCTIONS or name in CONSTANTS:
            raise ParseError(
                f"{shown_text(name)} cannot be used as a name: it is a Python keyword, a function or a constant"
            )
        if name in names[:position]:
            raise ParseError(f"{shown_text(name)} is named twice: names must be distinct")
    return names
