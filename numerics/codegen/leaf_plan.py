"""What a leaf is in numbers without dimension: the exponents and scales of its powers, collected exactly from SymPy.

Nothing is typed in here that the leaf already says: z is the argument of the leaf's own Euler integral divided by its
balance, every base of the leaf is rewritten in z, and the exponents of z and 1 + z are read off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy as sp
from mpmath import mp, mpf

from neversaddle.numerics.codegen.printers import CannotCompile, offset_powers
from neversaddle.numerics.codegen.vocabulary import digits
from neversaddle.theory.geometry.euler import EulerIntegral, inverse_closed_form
from neversaddle.theory.geometry.leaf import SIZE, TIME, Leaf
from neversaddle.theory.geometry.mirror import MirrorGeometry
from neversaddle.theory.geometry.orbit import as_sum, one_weight_orbit
from neversaddle.theory.geometry.reparametrization import Reparametrization

Z = sp.Symbol("z", positive=True)
#: Digits of the end of a dual range of unequal offsets.
TOTAL_DIGITS = 60
#: Powers up to this are multiplied out to take a factor out of them.
MOST_FACTORED = 8


@dataclass(frozen=True)
class Scale:
    """A positive constant: number * prod base^exponent, bases being expressions in the geometry's symbols."""

    number: sp.Expr
    powers: tuple[tuple[sp.Expr, sp.Rational], ...]

    @property
    def negative(self) -> bool:
        """Whether the number in front is below zero."""
        return bool(self.number.is_negative)


@dataclass(frozen=True)
class EulerPart:
    """scale * E(a, b, nu^power)."""

    scale: Scale
    a: sp.Rational
    b: sp.Rational
    power: sp.Rational


@dataclass(frozen=True)
class EulerPlan:
    """|x| = size * nu (1 + nu^g)^e, y and R* Euler integrals of nu^(+-g), metric * prod (nu^g + delta)^exponent."""

    g: sp.Rational
    e: sp.Rational
    size: Scale
    time: EulerPart
    conjugate: EulerPart
    metric: Scale
    metric_powers: tuple[tuple[sp.Rational, sp.Rational], ...]


@dataclass(frozen=True)
class OffsetPart:
    """scale * int_0^u prod (s + c_i)^(-b_i) ds."""

    scale: Scale
    exponents: tuple[sp.Rational, ...]
    offsets: tuple[sp.Expr, ...]

    @property
    def total(self) -> sp.Float:
        """The integral to infinity where no offset is a symbol, to 60 digits."""
        with mp.workdps(TOTAL_DIGITS):
            exponents, offsets = ([mpf(int(r.p)) / int(r.q) for r in part] for part in (self.exponents, self.offsets))
            value = digits.offset_integral(exponents, offsets, mp.inf)
            return sp.Float(str(value), TOTAL_DIGITS)


@dataclass(frozen=True)
class OffsetPlan:
    """|x|^q = size * prod (u + c_i)^(n_i) with three or more different offsets."""

    q: sp.Rational
    size: Scale
    exponents: tuple[sp.Rational, ...]
    offsets: tuple[sp.Expr, ...]
    time: OffsetPart
    conjugate: OffsetPart


@dataclass(frozen=True)
class DirectPlan:
    """A leaf of pure powers of |x| (balance 0): its own expressions are what is to be evaluated."""

    potential: sp.Expr


@dataclass(frozen=True)
class TermPlan:
    """A term of a sum: its dx/dy is speed (1 + exponent rate y)^(1/exponent), or speed exp(rate y) for 0."""

    speed: sp.Expr
    rate: sp.Expr
    exponent: sp.Rational


@dataclass(frozen=True)
class SumPlan:
    """x = sum of one-weight functions by orbit time y; `origin` is x at y = 0, `metric` = dx/dy in positive terms.

    The leaf ends where some 1 + slope * y reaches 0.
    """

    x: sp.Expr
    origin: sp.Expr
    metric: sp.Expr
    conjugate: sp.Expr
    slopes: tuple[sp.Expr, ...]
    terms: tuple[TermPlan, ...]
    #: What is constant in the terms when each is written as a power or an exponential, None where one cannot be.
    rest: tuple[sp.Expr, ...] | None


Plan = EulerPlan | OffsetPlan | DirectPlan | SumPlan


def positive_symbols(geometry: MirrorGeometry, leaf: Leaf) -> dict[sp.Symbol, sp.Symbol]:
    """The leaf's free symbols (balance, offsets, start), each with a positive symbol of its name, sorted by name.

    Raises CannotCompile where q or the depth is itself a symbol.
    """
    if geometry.exponent.is_symbolic or (geometry.degree is not None and not geometry.degree.is_number):
        raise CannotCompile("q and the depth must be numbers to compile a geometry; balance and start may be symbols")
    free: set[sp.Symbol] = set()
    for e in (leaf.x, leaf.time, leaf.metric, leaf.conjugate, leaf.parameter_of_x, leaf.parameter_of_time):
        free |= e.free_symbols
    free -= {leaf.parameter, SIZE, TIME, geometry.x, geometry.y}
    return {s: sp.Symbol(s.name, positive=True) for s in sorted(free, key=lambda s: s.name)}


def plan_of(geometry: MirrorGeometry, leaf: Leaf, symbols: Mapping[sp.Symbol, sp.Symbol]) -> Plan:
    """How the leaf's functions are to be evaluated in doubles; `leaf` is the geometry's, in these positive symbols."""
    if not leaf.mirrored:
        start = [sp.sympify(w).xreplace(dict(symbols)) for w in geometry.balance]
        return _sum_plan(geometry.weights, start, geometry.q, leaf)
    if leaf.parameter == SIZE:
        return DirectPlan(sp.factor_terms(sp.expand(leaf.x * leaf.time - leaf.conjugate)))
    if leaf.time.has(EulerIntegral):
        return _euler_plan(geometry.q, leaf)
    if leaf.time.has(sp.Integral):
        offset = _offset_plan(geometry.q, leaf)
        if offset is not None:
            return offset
    raise CannotCompile(
        f"x = {leaf.x} has weights above and below the line on three or more offsets; NumPy code covers two"
    )


def _euler_plan(q: sp.Rational, leaf: Leaf) -> EulerPlan:
    time, conjugate = _one_integral(leaf.time), _one_integral(leaf.conjugate)
    u = leaf.parameter
    (of_z,) = sp.solve(sp.Eq(time.args[2], Z * time.args[3]), u)
    size, powers = collected(leaf.x, u, of_z)
    inverted = powers.get(sp.S.Zero, sp.S.Zero) < 0
    if inverted:
        of_z = of_z.subs(Z, 1 / Z)
        size, powers = collected(leaf.x, u, of_z)
    leading, rising = powers.pop(sp.S.Zero, sp.S.Zero), powers.pop(sp.S.One, sp.S.Zero)
    if powers or not leading > 0 or not leading + rising > 0:
        raise CannotCompile(f"the leaf x = {leaf.x} cannot be compiled: it is not increasing from x = 0 to infinity")
    g = 1 / leading
    parts = []
    for e, integral in ((leaf.time, time), (leaf.conjugate, conjugate)):
        a, b, top, balance = integral.args
        if not a > 0:
            raise CannotCompile(f"the integral {integral} diverges at 0, so this leaf has no finite orbit time there")
        argument = sp.cancel((top / balance).subs(u, of_z))
        if argument not in (Z, 1 / Z):
            raise CannotCompile(f"{integral} and {time} are not integrals to the same point of the leaf")
        outside, rest = collected(e / integral * balance ** (a - b), u, of_z)
        if rest:
            raise CannotCompile(f"{integral} has a factor that varies along the leaf")
        parts.append(EulerPart(scale_of(outside), a, b, g if argument == Z else -g))
    rises = parts[0].power > 0
    if parts[0].scale.negative == rises:
        raise CannotCompile(f"orbit time falls as x grows on the leaf x = {leaf.x}; it must increase")
    metric, metric_powers = collected(leaf.metric / leaf.x**q, u, of_z)
    whole, whole_powers = collected(leaf.x**q, u, of_z)
    for delta, exponent in whole_powers.items():
        metric_powers[delta] = metric_powers.get(delta, sp.S.Zero) + exponent
    return EulerPlan(
        g=g,
        e=rising,
        size=scale_of(size),
        time=parts[0],
        conjugate=parts[1],
        metric=scale_of(metric * whole),
        metric_powers=tuple(sorted((d, n) for d, n in metric_powers.items() if n != 0)),
    )


def _one_integral(e: sp.Expr) -> EulerIntegral:
    integral: EulerIntegral
    (integral,) = e.atoms(EulerIntegral)
    return integral


def elementary_inverse(a: sp.Rational, b: sp.Rational, g: sp.Rational) -> sp.Expr | None:
    """nu with E(a, b, nu^g) = TIME, unless it is a power (the runtime knows) or would cancel near 0."""
    if b == 0:
        return None
    if a == 1:
        return _whole_inverse(b, g)
    found = inverse_closed_form(a, b, TIME, sp.S.One)
    return None if found is None else sp.powdenest(sp.expand_power_base(found[0] ** (1 / g), force=True), force=True)


def _whole_inverse(b: sp.Rational, g: sp.Rational) -> sp.Expr | None:
    """nu with E(1, b, nu^g) = TIME = v: nu^g = (1 + v/n)^n - 1, n = 1/(1-b), has v as a factor where n is whole."""
    n = sp.S.Zero if b == 1 else 1 / (1 - b)
    if not n.is_Integer or not 0 < abs(n) <= MOST_FACTORED:
        return None
    power = (1 + TIME / n) ** abs(n)
    rest, below = sp.cancel((power - 1) / TIME) if n > 0 else sp.cancel((1 - power) / TIME), 1 + TIME / n
    return TIME ** (1 / g) * rest ** (1 / g) * (below ** (n / g) if n < 0 else 1)


def collected(e: sp.Expr, u: sp.Symbol, of_z: sp.Expr) -> tuple[sp.Expr, dict[sp.Rational, sp.Rational]]:
    """The expression at u = of_z as constant * prod (z + delta)^exponent, delta >= 0, collected exactly.

    Sums are put over one denominator first. Raises CannotCompile where some factor is not linear in z.
    """
    if isinstance(e, sp.Add) or any(isinstance(f, sp.Add) and f.has(u) for f in sp.Mul.make_args(e)):
        e = sp.factor(sp.together(sp.gcd_terms(e)))
    constant = sp.S.One
    powers: dict[sp.Rational, sp.Rational] = {}
    for base, exponent in factors_of(e):
        modulus = isinstance(base, sp.Abs)
        base = base.args[0] if modulus and base.has(u) else base
        if not base.has(u):
            constant *= base**exponent
            continue
        for factor in sp.Mul.make_args(sp.factor(sp.together(base.subs(u, of_z)))):
            inner, n = factor.as_base_exp()
            if not inner.has(Z):
                constant *= (sp.Abs(inner) ** n if modulus else inner**n) ** exponent
                continue
            slope, offset = sp.expand(inner).coeff(Z, 1), sp.expand(inner).coeff(Z, 0)
            delta = sp.radsimp(sp.cancel(offset / slope)) if slope != 0 else sp.nan
            if sp.expand(inner - slope * Z - offset) != 0 or not delta.is_Rational or delta < 0:
                raise CannotCompile(f"{base} is not a product of powers along the leaf")
            constant *= (sp.Abs(slope) if modulus else slope) ** (n * exponent)
            powers[delta] = powers.get(delta, sp.S.Zero) + n * exponent
    return constant, {delta: n for delta, n in powers.items() if n != 0}


def factors_of(e: sp.Expr) -> list[tuple[sp.Expr, sp.Expr]]:
    """Bases and exponents of a product of powers, powers of products multiplied out; bases are positive on a leaf."""
    flat = sp.powdenest(sp.expand_power_base(e, force=True), force=True)
    found = []
    for factor in sp.Mul.make_args(flat):
        base, exponent = factor.as_base_exp()
        if isinstance(base, sp.Mul | sp.Pow):
            found += [(inner, n * exponent) for inner, n in factors_of(base)]
        else:
            found.append((base, exponent))
    return found


def scale_of(e: sp.Expr) -> Scale:
    """A constant as a number and powers of expressions in the symbols."""
    number = sp.S.One
    powers: dict[sp.Expr, sp.Expr] = {}
    for base, exponent in factors_of(sp.factor(e)):
        if base.free_symbols:
            powers[base] = powers.get(base, sp.S.Zero) + exponent
        else:
            number *= base**exponent
    if any(not n.is_Rational for n in powers.values()):
        raise CannotCompile(f"{e} has an exponent that is not a rational number")
    return Scale(number, tuple(sorted(((b, n) for b, n in powers.items() if n != 0), key=lambda t: sp.srepr(t[0]))))


def _offset_plan(q: sp.Rational, leaf: Leaf) -> OffsetPlan | None:
    amount = offset_powers(leaf.x**q, leaf.parameter)
    parts = [_offset_part(e, leaf.parameter) for e in (leaf.time, leaf.conjugate)]
    if amount is None or None in parts or not all(n > 0 for _, n in amount[1]):
        return None
    time, conjugate = (p for p in parts if p is not None)
    if sum((b for b, c in zip(time.exponents, time.offsets, strict=True) if c == 0), sp.S.Zero) >= 1:
        raise CannotCompile(f"the orbit time {leaf.time} diverges at x = 0, and no other origin is known for it")
    exponents, offsets = tuple(n for _, n in amount[1]), tuple(c for c, _ in amount[1])
    return OffsetPlan(q, scale_of(amount[0]), exponents, offsets, time, conjugate)


def _offset_part(e: sp.Expr, u: sp.Symbol) -> OffsetPart | None:
    outside, integrals = e.as_independent(sp.Integral, as_Add=False)
    if not isinstance(integrals, sp.Integral) or integrals.limits[0][2] != u:
        return None
    product = offset_powers(integrals.function, integrals.limits[0][0])
    if product is None:
        return None
    constant, powers = product
    return OffsetPart(scale_of(outside * constant), tuple(-n for _, n in powers), tuple(c for c, _ in powers))


def _sum_plan(model: Reparametrization, start: Sequence[sp.Expr], q: sp.Rational, leaf: Leaf) -> SumPlan:
    y, terms = leaf.parameter, as_sum(model)
    if terms is None:
        raise CannotCompile(f"x = {model.expression} is not a sum of one-weight functions")
    orbits = [one_weight_orbit(g, w, w0, q, y) for g, w, w0 in zip(terms, model.weights, start, strict=True)]
    known = [orbit for orbit in orbits if orbit is not None]
    slopes, metric, parts = set(), [], []
    for orbit in known:
        part = sp.powdenest(sp.diff(orbit.value, y), force=True)
        metric.append(part)
        speed, pace = sp.powsimp(sp.powdenest(part.subs(y, 0), force=True)), sp.diff(part, y)
        if pace == 0:
            parts.append(TermPlan(speed, sp.S.Zero, sp.S.Zero))
            continue
        # Linear in y for a power of a linear function of y, constant for an exponential.
        room = sp.simplify(part / pace)
        drift = sp.simplify(sp.diff(room, y))
        if not drift.is_Rational:
            raise CannotCompile(f"dx/dy = {part} on this leaf is neither a power nor an exponential")
        rate = sp.simplify(1 / room.subs(y, 0))
        parts.append(TermPlan(speed, rate, drift))
        if drift != 0:
            slopes.add(sp.simplify(drift * rate))
    return SumPlan(
        x=sp.Add(*(orbit.value for orbit in known)),
        origin=sp.expand(sp.Add(*(g.subs(w, w0) for g, w, w0 in zip(terms, model.weights, start, strict=True)))),
        metric=sp.Add(*metric),
        conjugate=sp.Add(*(orbit.conjugate for orbit in known)),
        slopes=tuple(sorted(slopes, key=sp.default_sort_key)),
        terms=tuple(parts),
        rest=_rest(parts, [sp.sympify(g.subs(w, w0)) for g, w, w0 in zip(terms, model.weights, start, strict=True)]),
    )


def _rest(terms: Sequence[TermPlan], values: Sequence[sp.Expr]) -> tuple[sp.Expr, ...] | None:
    """The terms' values at y = 0 less what rises there, where that is 0 or a product, which does not cancel."""
    found = []
    for term, value in zip(terms, values, strict=True):
        if term.exponent == -1:
            return None
        whole = sp.S.Zero if term.rate == 0 else term.speed / (term.rate * (1 + term.exponent))
        constant = sp.simplify(sp.powdenest(sp.expand(value - whole), force=True))
        if isinstance(constant, sp.Add):
            return None
        found.append(constant)
    return tuple(c for c in found if c != 0)
