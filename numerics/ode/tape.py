"""A smooth function recorded as a list of operations, so that it can be read as numbers, as power series or as balls.

A function is written once, on nodes instead of numbers; each operation it makes lands on the tape, and the tape is
read by `series.py` in whatever arithmetic is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

import sympy as sp

#: What can stand beside a node in an operation.
Scalar: TypeAlias = "Node | Fraction | int"


_ZERO, _ONE = Fraction(0), Fraction(1)


class CannotRecord(ValueError):
    """An expression holds a function that has no recurrence here."""


@dataclass(frozen=True)
class Operation:
    """One entry: what is done, to which earlier entries, with which exact numbers.

    Kinds: "constant" (numbers), "named" (a constant by name), "time", "state" and "given" (an index), "linear"
    (numbers times entries, plus the last number), "product", "quotient", "power" (an exponent that is not a whole
    number >= 0), "primitive" (a function by name, of the first entry z: value' = sign slope z', the slope being the
    second).
    """

    kind: str
    entries: tuple[int, ...] = ()
    numbers: tuple[Fraction, ...] = ()
    name: str = ""


@dataclass
class Tape:
    """The operations in order; every entry uses earlier ones, apart from the slope of a "primitive".

    What has been recorded once is found again, and sums of sums are one sum.

    >>> tape = Tape()
    >>> y = tape.state(0)
    >>> node = (y * y - y) * 2 + y
    >>> tape.operations[node.index].entries, tape.operations[node.index].numbers[:2]
    ((1, 0), (Fraction(2, 1), Fraction(-1, 1)))
    >>> (y * y).index
    1
    """

    operations: list[Operation] = field(default_factory=list)
    _known: dict[Operation, int] = field(default_factory=dict)

    def constant(self, value: Fraction | int) -> Node:
        """A rational number, exactly."""
        return self._add(Operation("constant", numbers=(Fraction(value),)))

    def named(self, name: str) -> Node:
        """The constant "pi" or "e"."""
        return self._add(Operation("named", name=name))

    def time(self) -> Node:
        """The independent variable."""
        return self._add(Operation("time"))

    def state(self, index: int) -> Node:
        """An unknown of the differential equation."""
        return self._add(Operation("state", numbers=(Fraction(index),)))

    def given(self, index: int) -> Node:
        """A function of time known by its power series, which the reader is told (`Reader.given`)."""
        return self._add(Operation("given", numbers=(Fraction(index),)))

    def linear(self, factors: Sequence[Fraction | int], nodes: Sequence[Node], plus: Fraction | int = 0) -> Node:
        """Sum of factors times nodes, as many of each, plus a number; what vanishes is left out."""
        sums: dict[int, Fraction] = {}
        rest = Fraction(plus)
        for factor, node in zip(factors, nodes, strict=True):
            inner = self.operations[node.index]
            # Sums of sums are flattened: each is one pass over the coefficients.
            terms: Iterable[tuple[int, Fraction]] = ()
            more = inner.numbers[-1] if inner.kind in ("linear", "constant") else _ZERO
            if inner.kind == "linear":
                terms = zip(inner.entries, inner.numbers, strict=False)
            elif inner.kind != "constant":
                terms = ((node.index, _ONE),)
            # Most factors are 1 and most numbers 0, and fractions are slow.
            if more:
                rest += more if factor == 1 else factor * more
            for entry, number in terms:
                part = number if factor == 1 else factor * number
                sums[entry] = sums[entry] + part if entry in sums else part
        kept = {entry: value for entry, value in sums.items() if value}
        if not kept:
            return self.constant(rest)
        if not rest and list(kept.values()) == [1]:
            return Node(self, next(iter(kept)))
        return self._add(Operation("linear", tuple(kept), (*kept.values(), rest)))

    def primitive(self, name: str, of: Node, slope: Node) -> Node:
        """The function `name` of a node, whose derivative by that node is `slope`.

        The name is one that the reader's arithmetic knows (`Numbers.functions`).
        """
        return self._add(Operation("primitive", (of.index, slope.index), name=name))

    def own_primitives(self, names: Sequence[str], of: Node, slopes: Sequence[tuple[int, int]]) -> list[Node]:
        """Functions that are each other's slopes: the i-th has slope sign * the j-th, slopes[i] = (sign, j).

        >>> tape = Tape()
        >>> sine, cosine = tape.own_primitives(("sin", "cos"), tape.time(), ((1, 1), (-1, 0)))
        >>> tape.operations[sine.index].entries[1] == cosine.index
        True
        """
        if (known := self._known.get(Operation("primitive", (of.index,), name=names[0]))) is not None:
            return [Node(self, known + i) for i in range(len(names))]
        first = len(self.operations)
        self._known[Operation("primitive", (of.index,), name=names[0])] = first
        for name, (sign, j) in zip(names, slopes, strict=True):
            self.operations.append(Operation("primitive", (of.index, first + j), (Fraction(sign),), name))
        return [Node(self, first + i) for i in range(len(names))]

    def _add(self, operation: Operation) -> Node:
        index = self._known.get(operation)
        if index is None:
            index = self._known[operation] = len(self.operations)
            self.operations.append(operation)
        return Node(self, index)


@dataclass(frozen=True, eq=False)
class Node:
    """An entry of a tape that can be calculated with like a number: + - * / with nodes and rationals, ** a rational.

    `exp` and `log` are methods; `record` has the other functions. Nothing is evaluated, so where an operation has no
    value is for the reader to say; ValueError is raised for nodes of two tapes.
    """

    tape: Tape
    index: int

    def __add__(self, other: Scalar) -> Node:
        return self.tape.linear((1, 1), (self, _node(self.tape, other)))

    def __sub__(self, other: Scalar) -> Node:
        return self.tape.linear((1, -1), (self, _node(self.tape, other)))

    def __rsub__(self, other: Scalar) -> Node:
        return self.tape.linear((-1, 1), (self, _node(self.tape, other)))

    def __neg__(self) -> Node:
        return self.tape.linear((-1,), (self,))

    def __mul__(self, other: Scalar) -> Node:
        left, right = self.tape.operations[self.index], _node(self.tape, other)
        second = self.tape.operations[right.index]
        if second.kind == "constant":
            return self.tape.linear((second.numbers[0],), (self,))
        if left.kind == "constant":
            return self.tape.linear((left.numbers[0],), (right,))
        low, high = sorted((self.index, right.index))
        return self.tape._add(Operation("product", (low, high)))

    def __truediv__(self, other: Scalar) -> Node:
        right = _node(self.tape, other)
        divisor = self.tape.operations[right.index]
        if divisor.kind == "constant" and divisor.numbers[0]:
            return self.tape.linear((1 / divisor.numbers[0],), (self,))
        return self.tape._add(Operation("quotient", (self.index, right.index)))

    def __rtruediv__(self, other: Scalar) -> Node:
        return _node(self.tape, other) / self

    def __pow__(self, exponent: Fraction | int) -> Node:
        exponent = Fraction(exponent)
        if exponent.denominator == 1 and exponent >= 0:
            return self._whole_power(int(exponent))
        if exponent.denominator == 1:
            return 1 / self._whole_power(-int(exponent))
        return self._root_power(exponent)

    def _root_power(self, exponent: Fraction) -> Node:
        """A power that is not whole, by the cheapest way: square roots, or the square of one that is known."""
        known = self.tape._known.get(Operation("power", (self.index,), (exponent / 2,)))
        if known is not None:
            root = Node(self.tape, known)
            return root * root
        bottom = exponent.denominator
        if bottom & (bottom - 1) or not 0 < exponent < 4 or bottom > 8:
            return self.tape._add(Operation("power", (self.index,), (exponent,)))
        # Square roots of square roots, those of the binary digits of the exponent multiplied.
        total = self ** (exponent.numerator // bottom) if exponent > 1 else None
        left, root, size = exponent % 1, self, Fraction(1)
        while left:
            root, size = self.tape._add(Operation("power", (root.index,), (Fraction(1, 2),))), size / 2
            if left >= size:
                total, left = root if total is None else total * root, left - size
        assert total is not None
        return total

    def _whole_power(self, n: int) -> Node:
        result: Node | None = None
        square = self
        while n:
            if n & 1:
                result = square if result is None else result * square
            n >>= 1
            square = square * square if n else square
        return self.tape.constant(1) if result is None else result

    def exp(self) -> Node:
        """The exponential."""
        return self.tape.own_primitives(("exp",), self, ((1, 0),))[0]

    def log(self) -> Node:
        """The logarithm, of a positive node."""
        return self.tape.primitive("log", self, 1 / self)

    __radd__, __rmul__ = __add__, __mul__


def _node(tape: Tape, value: Scalar) -> Node:
    if not isinstance(value, Node):
        return tape.constant(value)
    if value.tape is not tape:
        raise ValueError("the nodes are of two tapes, whose entries have nothing to do with each other")
    return value


def record(
    expression: sp.Expr, values: Mapping[sp.Symbol, Node], tape: Tape, signs: Mapping[sp.Expr, int] | None = None
) -> Node:
    """A SymPy expression, on nodes for its symbols; |z| is signs[z] z.

    A function in pieces has a method `piece`, which gives the one for the signs of the z in question, or None.
    Raises CannotRecord for functions without a recurrence, for floats, and where a node or a sign is not known.

    >>> x, tape = sp.Symbol("x"), Tape()
    >>> record(x**2 + 3, {x: tape.state(0)}, tape).tape.operations[-1].kind
    'linear'
    """
    e, known = expression, signs or {}
    if e.is_Symbol:
        if e not in values:
            raise CannotRecord(f"{e} is no unknown here; known are {', '.join(map(str, values)) or 'none'}")
        return values[e]
    if e.is_Rational:
        return tape.constant(Fraction(int(e.p), int(e.q)))
    if e is sp.pi or e is sp.E:
        return tape.named("pi" if e is sp.pi else "e")
    if isinstance(e, sp.exp):
        return record(e.exp, values, tape, known).exp()
    if e.is_Pow:
        if e.exp.is_Rational:
            return record(e.base, values, tape, known) ** Fraction(int(e.exp.p), int(e.exp.q))
        return (record(e.exp, values, tape, known) * record(e.base, values, tape, known).log()).exp()
    if e.is_Add or e.is_Mul:
        nodes = [record(part, values, tape, known) for part in e.args]
        if e.is_Add:
            return tape.linear([1] * len(nodes), nodes)
        return product(nodes)
    if isinstance(e, sp.Abs | sp.sign):
        if (inner := e.args[0]) not in known:
            raise CannotRecord(f"the sign of {inner} is not known")
        z = record(inner, values, tape, known)
        return known[inner] * z if isinstance(e, sp.Abs) else tape.constant(known[inner])
    if hasattr(e, "piece"):
        if (piece := e.piece(known)) is None:
            raise CannotRecord(f"the piece of {e} is not known")
        return record(piece, values, tape, known)
    if len(e.args) == 1:
        return _function(type(e).__name__, record(e.args[0], values, tape, known), tape, str(e))
    raise CannotRecord(f"{e} has no power series here")


def product(nodes: Sequence[Node]) -> Node:
    """The product of at least one node."""
    total = nodes[0]
    for node in nodes[1:]:
        total = total * node
    return total


def along(node: Node, rates: Sequence[Node], clock: int = 1) -> Node:
    """The derivative of a node while the states move at `rates` and time at the rate `clock`: the chain rule.

    With clock 0 it is the derivative in a direction, at a fixed time.

    >>> tape = Tape()
    >>> x, v = tape.state(0), tape.state(1)
    >>> along(x * x, [v, -x]).index == (2 * (x * v)).index
    True
    """
    tape = node.tape
    zero = tape.constant(0)
    found: dict[int, Node] = {}

    def rate(index: int) -> Node:
        return found[index]

    for index in range(node.index + 1):
        op, here = tape.operations[index], Node(tape, index)
        inner = op.entries
        # What a primitive's slope does is no part of its rate.
        moved = inner[:1] if op.kind == "primitive" else inner
        if inner and all(found[i].index == zero.index for i in moved):
            # Most entries do not change in a direction of few unknowns.
            found[index] = zero
            continue
        match op.kind:
            case "constant" | "named":
                found[index] = zero
            case "time":
                found[index] = tape.constant(clock)
            case "state":
                found[index] = rates[int(op.numbers[0])]
            case "linear":
                found[index] = tape.linear(op.numbers[:-1], [rate(i) for i in inner])
            case "product":
                a, b = inner
                found[index] = rate(a) * Node(tape, b) + rate(b) * Node(tape, a)
            case "quotient":
                a, b = inner
                change = rate(a) - here * rate(b)
                found[index] = change if vanishes(change) else change / Node(tape, b)
            case "power":
                (a,) = inner
                found[index] = zero if vanishes(rate(a)) else op.numbers[0] * (here / Node(tape, a)) * rate(a)
            case "primitive":
                a, slope = inner
                sign = op.numbers[0] if op.numbers else Fraction(1)
                found[index] = sign * (Node(tape, slope) * rate(a))
    return found[node.index]


def vanishes(node: Node) -> bool:
    """Whether a node is the constant zero."""
    op = node.tape.operations[node.index]
    return op.kind == "constant" and not op.numbers[0]


def solved(matrix: Sequence[Sequence[Node]], right: Sequence[Node]) -> list[Node]:
    """The solution of a square linear system, n rows of n nodes, by elimination in the order given.

    The pivots must not vanish: where one does, a quotient has no value.
    """
    rows = [[*row, b] for row, b in zip(matrix, right, strict=True)]
    n = len(rows)
    for i in range(n):
        rows[i] = [v / rows[i][i] if j > i else v for j, v in enumerate(rows[i])]
        for other in range(i + 1, n):
            factor = rows[other][i]
            if not vanishes(factor):
                rows[other] = [v - factor * rows[i][j] if j > i else v for j, v in enumerate(rows[other])]
    found: list[Node] = []
    for i in reversed(range(n)):
        value = rows[i][n]
        for j, known in zip(range(n - 1, i, -1), found, strict=True):
            value = value - rows[i][j] * known
        found.append(value)
    return found[::-1]


def _function(name: str, z: Node, tape: Tape, shown: str) -> Node:
    match name:
        case "log":
            return z.log()
        case "sin" | "cos" | "tan":
            sine, cosine = tape.own_primitives(("sin", "cos"), z, ((1, 1), (-1, 0)))
            return {"sin": sine, "cos": cosine}[name] if name != "tan" else sine / cosine
        case "sinh" | "cosh":
            pair = tape.own_primitives(("sinh", "cosh"), z, ((1, 1), (1, 0)))
            return pair[name == "cosh"]
        case "tanh":
            # Bounded parts only, also far out: tanh z = 1 - 2/(exp(2z) + 1).
            return 1 - 2 / ((2 * z).exp() + 1)
        case "asin" | "acos":
            slope = (1 - z * z) ** Fraction(-1, 2)
            return tape.primitive(name, z, slope if name == "asin" else -slope)
        case "atan":
            return tape.primitive(name, z, 1 / (1 + z * z))
        case "asinh":
            return tape.primitive(name, z, (1 + z * z) ** Fraction(-1, 2))
        case "acosh":
            return tape.primitive(name, z, (z * z - 1) ** Fraction(-1, 2))
        case "atanh":
            return tape.primitive(name, z, 1 / (1 - z * z))
    raise CannotRecord(f"{shown} has no power series here")
