"""Functions of time with known derivatives and integrals, and whether what theorems say of letters holds of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sympy as sp
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.statement.kinds import Inequality, Part
from neversaddle.theory.statement.solutions import Along, Order, Rate
from tests.fuzz.necessity import Looked

#: Values are of order one to a thousand and at 30 digits: equal ones agree to this, and the others here do not.
EQUAL = mpf(10) ** -12
#: Moments at which everything is looked at; none of them is a corner or a jump of any function here.
TIMES = [mpf(n) / 7 for n in range(1, 15)]
#: One more moment, at which functions here may do what they like; what holds at almost every time need not hold there.
ODD = mpf(1) / 2


@dataclass(frozen=True)
class Function:
    """A function of time: its value, its derivative at almost every time, and its integral from 0, where known.

    `continuous`: absolutely continuous, so that it is the integral of its derivative. The total of what is not
    `bounded` may be infinite.
    """

    value: Callable[[mpf], mpf]
    rate: Callable[[mpf], mpf] | None = None
    total: Callable[[mpf], mpf] | None = None
    continuous: bool = True
    bounded: bool = True


Letters = Mapping[sp.Symbol, Function]


def polynomial(*coefficients: int | mpf) -> Function:
    """The sum of coefficients[n] t^n."""
    terms = list(enumerate(map(mp.mpmathify, coefficients)))
    return Function(
        lambda t: mp.fsum(c * t**n for n, c in terms),
        lambda t: mp.fsum(n * c * t ** (n - 1) for n, c in terms if n),
        lambda t: mp.fsum(c * t ** (n + 1) / (n + 1) for n, c in terms),
    )


def squared(f: Function, factor: int = 1) -> Function:
    """A multiple of the square of a function, with the integral by quadrature (exact for polynomials of low degree)."""

    def value(t: mpf) -> mpf:
        return factor * f.value(t) ** 2

    return Function(value, total=lambda t: mp.quad(value, [0, t]))


def grown(rate: Function, start: int | mpf) -> Function:
    """The function that changes at a rate."""
    total = rate.total
    assert total is not None
    return Function(lambda t: start + total(t), rate.value)


def jump(height: int = 1) -> Function:
    """0 before time 1/2, then its height; the derivative is 0 at almost every time."""
    return Function(lambda t: mpf(height if t > mpf(1) / 2 else 0), lambda t: mpf(0), continuous=False)


def spike(level: int, there: int) -> Function:
    """A constant, but for the odd moment."""
    return Function(lambda t: mpf(there if t == ODD else level), lambda t: mpf(0), lambda t: level * t)


def reciprocal() -> Function:
    """1/t, which has no integral from 0."""
    return Function(lambda t: 1 / t, total=lambda t: mp.inf, bounded=False)


def value(e: sp.Expr, letters: Letters, t: mpf) -> mpf:
    """A formula at one time."""
    if e in letters:
        return letters[e].value(t)
    if e == TIME:
        return t
    if e.is_Rational:
        return mpf(int(e.p)) / int(e.q)
    if isinstance(e, Initially):
        return value(e.args[0], letters, mpf(0))
    if isinstance(e, TimeIntegral):
        return integral(e.args[0], letters, t)
    parts = [value(part, letters, t) for part in e.args]
    if isinstance(e, sp.exp):
        return mp.exp(parts[0])
    assert e.is_Add or e.is_Mul, f"{e} is of an unknown kind"
    return mp.fsum(parts) if e.is_Add else mp.fprod(parts)


def integral(e: sp.Expr, letters: Letters, t: mpf) -> mpf:
    """The integral from 0 of a letter, as it is known, or of a formula; none of what cannot be integrated."""
    if e in letters:
        total = letters[e].total
        assert total is not None
        return total(t)
    if not all(letters[letter].bounded for letter in e.free_symbols & letters.keys()):
        # Quadrature would not notice.
        return mp.nan
    return mp.quad(lambda u: value(e, letters, u), [0, t])


def holds(part: Part, letters: Letters) -> bool:
    """Whether a premise or a conclusion holds, at all the moments."""
    match part:
        case Rate(quantity=quantity, rate=rate):
            f = letters[quantity]
            assert f.rate is not None
            return f.continuous and all(abs(f.rate(t) - value(rate, letters, t)) < EQUAL for t in TIMES)
        case Inequality(left=left, right=right):
            return all(value(left, letters, t) <= value(right, letters, t) + EQUAL for t in (mpf(0), *TIMES))
        case Along(left=left, right=right, order=order):
            gaps = [value(right, letters, t) - value(left, letters, t) for t in (*TIMES, ODD)]
            return all(gap >= -EQUAL if order is Order.AT_MOST else abs(gap) < EQUAL for gap in gaps)
    raise TypeError(f"a {type(part).__name__} has no meaning here")


def is_constant(f: Function) -> bool:
    return all(f.value(t) == f.value(mpf(0)) for t in (*TIMES, ODD))


def is_instance(theorem: Theorem, letters: Letters) -> bool:
    """Whether the letters fulfil every premise, and stand still where they have to."""
    return not looked(theorem, letters).missed


def looked(theorem: Theorem, letters: Letters) -> Looked:
    """What the letters miss, and whether the conclusion holds."""
    missed = [premise.text for premise in theorem.premises if not holds(premise, letters)]
    missed += [f"{letter} is fixed" for letter in theorem.fixed if not is_constant(letters[letter])]
    missed += [f"{letter} is bounded" for letter in theorem.bounded if not letters[letter].bounded]
    return Looked(tuple(missed), holds(theorem.conclusion, letters))


@st.composite
def polynomials(draw: st.DrawFn, degree: int = 3) -> Function:
    """A polynomial with small whole coefficients."""
    return polynomial(*draw(st.lists(st.integers(-4, 4), min_size=1, max_size=degree + 1)))
