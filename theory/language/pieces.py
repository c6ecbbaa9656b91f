"""Functions in pieces, as max, min, cases and moduli make them: where the pieces meet, and whether they meet smoothly.

An expression is read as one smooth expression on each of finitely many cells; the cells are told by the signs of the z
in its |z|, sign(z), max, min and conditions. It is C^1 if the pieces on both sides of every wall z = 0 that a cell has
agree there in value and slope: exactly that is decided, wall by wall.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any, TypeAlias

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

#: The signs that the z have on a cell; those that do not matter there are left out.
Signs: TypeAlias = "dict[sp.Expr, int]"
#: An expression as smooth ones on cells.
Cells: TypeAlias = "list[tuple[Signs, sp.Expr]]"

#: The coefficients of a linear z, its constant last.
Row: TypeAlias = "tuple[Fraction, ...]"

#: More cells than this in one term are not looked at.
MOST_CELLS = 256

#: What has jumps that are not looked at.
JUMPS = (sp.Heaviside, sp.floor, sp.ceiling, sp.frac, sp.Mod, sp.DiracDelta)
OF_PIECES = (sp.sign, sp.Max, sp.Min, sp.Piecewise)


class NotSmooth(ValueError):
    """A function in pieces that is not C^1, or cannot be told to be; the message says where."""


class Pieces(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """Pieces(z, a, b): a where z > 0, else b; made of C^1 functions only, so that its slopes are theirs.

    >>> x = sp.Symbol("x", real=True)
    >>> Pieces(x, x**2, sp.S.Zero).diff(x)
    Pieces(x, 2*x, 0)
    """

    nargs = 3

    @classmethod
    def eval(cls, z: sp.Expr, above: sp.Expr, below: sp.Expr) -> sp.Expr | None:
        """Both the same, or a sign that is known."""
        if above == below or z.is_positive:
            return above
        return below if z.is_nonpositive else None

    def piece(self, signs: Mapping[sp.Expr, int]) -> sp.Expr | None:
        """The branch for the sign of z, or None where that is not known."""
        z, above, below = self.args
        if z not in signs:
            return None
        return above if signs[z] > 0 else below

    def _eval_derivative(self, s: sp.Symbol) -> sp.Expr:
        z, above, below = self.args
        return Pieces(z, sp.diff(above, s), sp.diff(below, s))

    def _eval_is_extended_real(self) -> bool | None:
        return True if all(branch.is_extended_real for branch in self.args[1:]) else None

    def _mpmathcode(self, printer: Any) -> str:
        """A conditional expression: of the two branches only one need have a value."""
        z, above, below = (printer._print(part) for part in self.args)
        return f"(({above}) if ({z}) > 0 else ({below}))"


def walls(expression: sp.Expr) -> tuple[sp.Expr, ...]:
    """The z of every |z|, sign(z) and Pieces(z, ...) in an expression, in a fixed order."""
    found = {a.args[0] for a in expression.atoms(sp.Abs, sp.sign, Pieces)}
    return tuple(sorted(found, key=sp.default_sort_key))


def smooth_pieces(expression: sp.Expr, is_smooth: Callable[[sp.Expr], bool]) -> sp.Expr:
    """A C^1 expression with Pieces in place of what is not smooth by its form; `is_smooth` terms stay as they are.

    Raises NotSmooth.

    >>> x = sp.Symbol("x", real=True)
    >>> smooth_pieces(sp.Max(0, 1 - x) ** 2, lambda e: not e.has(sp.Max))
    Pieces(x - 1, 0, (1 - x)**2)
    """
    jump = next((node for node in sp.preorder_traversal(expression) if isinstance(node, JUMPS)), None)
    if jump is not None:
        raise NotSmooth(f"{jump} jumps or has a kink")
    terms = sp.Add.make_args(expression)
    others = [term for term in terms if term.has(*OF_PIECES) or not is_smooth(term)]
    # Walls are to look the same in all terms.
    done = [term.replace(sp.Abs, _modulus) for term in terms if term not in others]
    left: list[sp.Expr] = []
    for term in others:
        try:
            done.append(_in_pieces(term))
        except NotSmooth:
            left.append(term)
    # Kinks of several terms may make up for one another.
    return sp.Add(*done, *map(_in_pieces, _joined(left)))


def _joined(terms: Sequence[sp.Expr]) -> list[sp.Expr]:
    """The terms added up as far as they share walls."""
    groups: list[tuple[set[sp.Expr], sp.Expr]] = []
    for term in terms:
        own = {z for signs, _ in cells(term) for z in signs}
        shared = [group for group in groups if group[0] & own]
        groups = [group for group in groups if group not in shared]
        groups.append((own.union(*(z for z, _ in shared)), sp.Add(term, *(e for _, e in shared))))
    return [e for _, e in groups]


def _in_pieces(term: sp.Expr) -> sp.Expr:
    """One term as Pieces; walls that it is smooth across are left out."""
    found = cells(term)
    zs = sorted({z for signs, _ in found for z in signs}, key=sp.default_sort_key)
    real = [z for z in zs if _require_smooth(z, found)]
    return _built([*real, *(z for z in zs if z not in real)], found, {})


def _built(zs: Sequence[sp.Expr], found: Cells, signs: Signs) -> sp.Expr | None:
    """The expression on the cells that have these signs; None if there is no such place."""
    here = [(own, e) for own, e in found if _agree(own, signs)]
    if not _possible(signs) or not here:
        return None
    if all(_same(e, here[0][1]) for _, e in here[1:]):
        return here[0][1]
    above, below = (_built(zs[1:], here, {**signs, zs[0]: s}) for s in (1, -1))
    if above is None or below is None:
        return below if above is None else above
    return above if _same(above, below) else Pieces(zs[0], above, below)


def _require_smooth(z: sp.Expr, found: Cells) -> bool:
    """Whether the pieces differ across z = 0 at all. Raises NotSmooth if they do not meet there in value and slope."""
    differ = False
    sides = [[(own, e) for own, e in found if own.get(z, s) == s] for s in (1, -1)]
    for (one, a), (other, b) in product(*sides):
        around = {**one, **other}
        around.pop(z, None)
        if a is b or not _agree(one, around) or not _possible(around, z) or _same(a, b):
            continue
        differ = True
        _require_meeting(z, a - b)
    return differ


def _require_meeting(z: sp.Expr, gap: sp.Expr) -> None:
    """Raise NotSmooth unless a difference vanishes where z does, and with it its slope across."""
    free = sorted(z.free_symbols, key=str)
    v = next((s for s in free if z.is_polynomial(s) and sp.degree(z, s) == 1), None)
    if v is None:
        if not sp.cancel(gap / z**2).is_polynomial(*free):
            raise NotSmooth(f"it is not seen to be smooth where {z} = 0")
        return
    on_wall = sp.solve(z, v)[0]
    for what, e in (("jumps", gap), ("has a kink", sp.diff(gap, v))):
        value = e.subs(v, on_wall)
        value = value if value == 0 else sp.simplify(value)
        if value != 0:
            sure = value.is_number or value.is_polynomial()
            raise NotSmooth(f"it {what if sure else 'is not seen to be smooth'} where {z} = 0")


def cells(e: sp.Expr) -> Cells:
    """The expression on each of its cells. Raises NotSmooth for other conditions than inequalities, too many cells."""
    if isinstance(e, sp.Piecewise):
        return _cases(e)
    if isinstance(e, sp.Max | sp.Min):
        found = cells(e.args[0])
        for other in e.args[1:]:
            found = _pruned(
                ({**both, **own}, value)
                for (one, a), (two, b) in product(found, cells(other))
                if _agree(one, two)
                for both in [{**one, **two}]
                for own, sign in _signs(a - b)
                for value in [a if (sign >= 0) == isinstance(e, sp.Max) else b]
                if _agree(both, own)
            )
        return found
    if isinstance(e, sp.Abs | sp.sign):
        return _pruned(
            ({**signs, **own}, sp.Integer(sign) if isinstance(e, sp.sign) else sign * z)
            for signs, z in cells(e.args[0])
            for own, sign in _signs(z)
            if _agree(signs, own)
        )
    if not e.args:
        return [({}, e)]
    found = [({}, ())]
    for part in e.args:
        found = _pruned(
            ({**signs, **own}, (*parts, value))
            for (signs, parts), (own, value) in product(found, cells(part))
            if _agree(signs, own)
        )
    return [(signs, e.func(*parts)) for signs, parts in found]


def _cases(e: sp.Piecewise) -> Cells:
    """The first case whose condition holds."""
    found: Cells = []
    rest: list[Signs] = [{}]
    for value, condition in e.args:
        truths = _truths(condition)
        pieces = cells(value)
        found += [
            ({**signs, **own, **inner}, piece)
            for signs, (own, truth), (inner, piece) in product(rest, truths, pieces)
            if truth and _agree(signs, own) and _agree({**signs, **own}, inner)
        ]
        rest = [{**signs, **own} for signs, (own, truth) in product(rest, truths) if not truth and _agree(signs, own)]
    if any(map(_possible, rest)):
        raise NotSmooth("its cases do not cover every point: end them with (value, True)")
    return _pruned(found)


def _truths(condition: Boolean) -> list[tuple[Signs, bool]]:
    """The truth of a condition on each of its cells."""
    if condition in (sp.true, sp.false):
        return [({}, bool(condition))]
    if isinstance(condition, sp.And | sp.Or | sp.Not):
        found: list[tuple[Signs, bool]] = []
        for parts in product(*map(_truths, condition.args)):
            signs: Signs = {}
            for own, _ in parts:
                if not _agree(signs, own):
                    break
                signs = {**signs, **own}
            else:
                truths = [truth for _, truth in parts]
                either = any(truths) if isinstance(condition, sp.Or) else all(truths)
                found.append((signs, not either if isinstance(condition, sp.Not) else either))
        return found
    if isinstance(condition, Relational) and not isinstance(condition, sp.Eq | sp.Ne):
        return [
            ({**signs, **own}, sign > 0)
            for signs, z in cells(condition.gts - condition.lts)
            for own, sign in _signs(z)
            if _agree(signs, own)
        ]
    raise NotSmooth(f"the condition {condition} is not an inequality between smooth functions")


def _signs(z: sp.Expr) -> list[tuple[Signs, int]]:
    """The signs that a smooth z takes, by the signs of its factors; where it is zero it has that of either side."""
    if z.is_positive or z.is_negative or z.is_zero:
        return [({}, 1 if z.is_positive else -1 if z.is_negative else 0)]
    sign, factors = _factors(z)
    found: list[tuple[Signs, int]] = [({}, sign)]
    for factor in factors:
        found = [({**own, factor: s}, s * t) for own, t in found for s in (1, -1)]
    return found


def _factors(z: sp.Expr) -> tuple[int, list[sp.Expr]]:
    """A sign and factors whose signs make up that of z, each as it is written everywhere."""
    free = sorted(z.free_symbols, key=str)
    if z.is_polynomial(*free) and all(c.is_Rational for c in sp.Poly(z, *free).coeffs()):
        content, powers = sp.factor_list(z, *free)
        odd = [f for f, n in powers if n % 2 and not f.is_positive]
        return (1 if content > 0 else -1), odd
    minus = z.could_extract_minus_sign()
    return (-1 if minus else 1), [-z if minus else z]


def _modulus(z: sp.Expr) -> sp.Expr:
    """|z| by the factor of z that has its sign."""
    _, factors = _factors(z)
    rest = sp.cancel(z / factors[0]) if len(factors) == 1 else None
    return sp.Abs(rest) * sp.Abs(factors[0]) if rest is not None and rest.is_Rational else sp.Abs(z)


def _agree(one: Mapping[sp.Expr, int], other: Mapping[sp.Expr, int]) -> bool:
    return all(other.get(z, s) == s for z, s in one.items())


def _pruned(found: Iterable[Any]) -> list[Any]:
    kept = []
    for signs, value in found:
        if _possible(signs):
            kept.append((signs, value))
        if len(kept) > MOST_CELLS:
            raise NotSmooth(f"one of its terms has more than {MOST_CELLS} pieces")
    return kept


def _possible(signs: Mapping[sp.Expr, int], zero: sp.Expr | None = None) -> bool:
    """Whether there are points with these signs, and with zero = 0.

    As far as linear z tell, by elimination after Fourier and Motzkin, and the signs of symbols.
    """
    if zero is not None and _contradicted(signs, zero):
        return False
    free = tuple(sorted({s for z in [*signs, *([] if zero is None else [zero])] for s in z.free_symbols}, key=str))
    rows: set[Row] = {
        tuple(sign * c for c in row) for z, sign in signs.items() if (row := _linear(z, free)) is not None
    }
    wall = None if zero is None else _linear(zero, free)
    if wall is not None:
        rows |= {_eliminated(row, wall, next(i for i, c in enumerate(wall) if c)) for row in rows}
        pivot = next(i for i, c in enumerate(wall) if c)
        rows = {row for row in rows if row[pivot] == 0}
    for i in range(len(free)):
        above, below = [row for row in rows if row[i] > 0], [row for row in rows if row[i] < 0]
        kept = {row for row in rows if row[i] == 0}
        rows = kept | {tuple(-b[i] * x + a[i] * y for x, y in zip(a, b, strict=True)) for a in above for b in below}
    return all(row[-1] > 0 for row in rows)


def _contradicted(signs: Mapping[sp.Expr, int], zero: sp.Expr) -> bool:
    """Whether the signs of single symbols rule out zero = 0, as x > 0 and y < 0 do for x y = 1."""
    known = {z: sp.Dummy(positive=True) * s for z, s in signs.items() if z.is_Symbol}
    return zero.xreplace(known).is_zero is False


def _eliminated(row: Row, wall: Row, pivot: int) -> Row:
    return tuple(x - row[pivot] / wall[pivot] * y for x, y in zip(row, wall, strict=True))


@lru_cache(maxsize=4096)
def _linear(z: sp.Expr, free: tuple[sp.Symbol, ...]) -> Row | None:
    """The coefficients of a linear z, its constant last; None for other functions."""
    if not z.is_polynomial(*free):
        return None
    poly = sp.Poly(z, *free)
    if poly.total_degree() > 1 or not all(c.is_Rational for c in poly.coeffs()):
        return None
    coefficients = [*(poly.coeff_monomial(s) for s in free), poly.coeff_monomial(1)]
    return tuple(Fraction(int(c.p), int(c.q)) for c in coefficients)


def _same(a: sp.Expr, b: sp.Expr) -> bool:
    return bool(a == b or sp.expand(a - b) == 0)


def plain_roots(e: sp.Expr) -> sp.Expr:
    """The same with even powers taken out of roots, as moduli.

    >>> x = sp.Symbol("x", real=True)
    >>> plain_roots(sp.sqrt(x**2 - 2 * x + 1))
    Abs(x - 1)
    """

    def plain(base: sp.Expr, power: sp.Expr) -> sp.Expr:
        even, rest = sp.S.One, sp.S.One
        for factor in sp.Mul.make_args(sp.factor(base)):
            inner, n = factor.as_base_exp()
            if n.is_Integer and n % 2 == 0:
                even *= sp.Abs(inner) ** (n * power)
            else:
                rest *= factor
        return even * rest**power

    fractional = [p for p in e.atoms(sp.Pow) if p.exp.is_Rational and not p.exp.is_Integer]
    return e.xreplace({p: plain(p.base, p.exp) for p in fractional if p.base.is_polynomial() and not p.base.is_Symbol})


def branch_points(e: sp.Expr) -> tuple[sp.Expr, ...]:
    """The z of roots of z, also in arcs, at whose zeros the expression has no power series, beside its walls."""
    known = walls(e)
    roots = {p.base for p in e.atoms(sp.Pow) if p.exp.is_Rational and not p.exp.is_Integer}
    roots |= {1 - arc.args[0] ** 2 for arc in e.atoms(sp.asin, sp.acos)} | {a.args[0] - 1 for a in e.atoms(sp.acosh)}
    found = {
        z
        for z in roots
        if z.free_symbols
        and not z.is_positive
        and not isinstance(z, sp.Abs)
        and not any(sp.cancel(z / wall).is_number for wall in known)
    }
    return tuple(sorted(found, key=sp.default_sort_key))
