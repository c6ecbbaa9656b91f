"""The Euler integral every lambda-balanced mirror map and conjugate is made of, and its elementary forms."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.core.function import ArgumentIndexError
from sympy.printing.printer import Printer

#: With more roots of unity, or more terms, an elementary form is too long to be of use beside the hypergeometric one.
MOST_ROOTS, MOST_TERMS = 12, 16


class EulerIntegral(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """E(a, b, u, lam) = integral over (0, u) of s^(a-1) (s+lam)^(-b) ds, for a > 0, u >= 0, lam >= 0.

    Equals lam^(-b) u^a/a 2F1(b, a; a+1; -u/lam) for lam > 0 (Euler's integral, s = u t).

    >>> u, lam = sp.symbols("u lambda", positive=True)
    >>> EulerIntegral(sp.Rational(1, 2), 1, u, lam).diff(u)
    1/(sqrt(u)*(lambda + u))
    """

    nargs = 4

    @classmethod
    def eval(cls, a: sp.Expr, b: sp.Expr, u: sp.Expr, lam: sp.Expr) -> sp.Expr | None:
        """The integral where it needs no name of its own: over nothing, and of a power."""
        if u == 0:
            return sp.S.Zero
        if lam == 0 and (a - b).is_zero is False:
            return u ** (a - b) / (a - b)
        return None

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The derivatives in u and lam."""
        a, b, u, lam = self.args
        if argindex == 3:
            return u ** (a - 1) * (u + lam) ** (-b)
        if argindex == 4:
            return -b * EulerIntegral(a, b + 1, u, lam)
        raise ArgumentIndexError(self, argindex)

    def _eval_rewrite_as_hyper(self, a: sp.Expr, b: sp.Expr, u: sp.Expr, lam: sp.Expr, **_: Any) -> sp.Expr:
        return lam ** (-b) * u**a / a * sp.hyper([b, a], [a + 1], -u / lam)

    def _eval_is_nonnegative(self) -> bool | None:
        return True if self.args[2].is_nonnegative and self.args[3].is_nonnegative else None

    def _eval_is_extended_real(self) -> bool | None:
        return self._eval_is_nonnegative()

    def _eval_evalf(self, prec: int) -> sp.Expr:
        return self.rewrite(sp.hyper)._eval_evalf(prec)

    def _sympystr(self, printer: Printer) -> str:
        a, b, u, lam = map(printer._print, self.args)
        return f"E({a}, {b}; {u}, {lam})"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        a, b, u, lam = map(printer._print, self.args)
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"E{power}\left({a}, {b}; {u}, {lam}\right)"


def closed_form(integral: EulerIntegral) -> sp.Expr:
    """The elementary form of an Euler integral where one exists, else the hypergeometric one.

    For rational a, b an elementary form exists iff a, b or a - b is an integer (Chebyshev 1853).

    >>> u, lam = sp.symbols("u lambda", positive=True)
    >>> closed_form(EulerIntegral(sp.Rational(1, 2), 1, u, lam))
    2*atan(sqrt(u)/sqrt(lambda))/sqrt(lambda)
    """
    a, b, u, lam = integral.args
    if not (a.is_Rational and b.is_Rational) or _terms(a, b) > MOST_TERMS:
        return integral.rewrite(sp.hyper)
    if b.is_Integer and b <= 0:
        n = -b
        return sp.Add(*(sp.binomial(n, k) * lam ** (n - k) * u ** (a + k) / (a + k) for k in range(int(n) + 1)))
    if a.is_Integer:
        return _integer_a(int(a), b, u, lam)
    if a == b == sp.Rational(1, 2):
        return 2 * sp.asinh(sp.sqrt(u / lam))
    roots = a.q
    if roots <= MOST_ROOTS and b.is_Integer:
        t = (u / lam) ** sp.Rational(1, roots)
        return lam ** (a - b) * roots * _power_over_binomial(a.p, roots, int(b), 1, t, (u + lam) / lam)
    if roots <= MOST_ROOTS and (a - b).is_Integer:
        t = (u / (u + lam)) ** sp.Rational(1, roots)
        return lam ** (a - b) * roots * _power_over_binomial(a.p, roots, int(a - b) + 1, -1, t, lam / (u + lam))
    return integral.rewrite(sp.hyper)


def _terms(a: sp.Rational, b: sp.Rational) -> int:
    """How many terms the elementary form has, roots of unity apart."""
    if b.is_Integer:
        return int(abs(b)) if b <= 0 or not a.is_Integer else int(a)
    return int(a) if a.is_Integer else int(abs(a - b)) if (a - b).is_Integer else 0


def _integer_a(a: int, b: sp.Expr, u: sp.Expr, lam: sp.Expr) -> sp.Expr:
    """Expand s^(a-1) in powers of s + lam and integrate term by term."""
    terms = []
    for k in range(a):
        coefficient, power = sp.binomial(a - 1, k) * (-lam) ** (a - 1 - k), k - b + 1
        rise = sp.log((u + lam) / lam) if power == 0 else ((u + lam) ** power - lam**power) / power
        terms.append(coefficient * rise)
    return sp.Add(*terms)


def _power_over_binomial(r: int, s: int, k: int, sign: int, t: sp.Expr, binomial: sp.Expr) -> sp.Expr:
    """Integral over (0, t) of x^(r-1) (1 + sign x^s)^(-k) dx, for r >= 1, every integer k; binomial = 1 + sign t^s."""
    if k <= 0:
        return sp.Add(*(sp.binomial(-k, j) * sign**j * t ** (r + s * j) / sp.Integer(r + s * j) for j in range(1 - k)))
    if k > 1:
        lower = _power_over_binomial(r, s, k - 1, sign, t, binomial)
        return (t**r * binomial ** (1 - k) - (r - s * (k - 1)) * lower) / sp.Integer(s * (k - 1))
    if r > s:
        return sign * (t ** (r - s) / sp.Integer(r - s) - _power_over_binomial(r - s, s, 1, sign, t, binomial))
    if s == 1:
        return sign * sp.log(binomial)
    if (r, s) == (1, 2):
        return sp.atan(t) if sign == 1 else sp.atanh(t)
    return _sum_over_roots(r, s, sign, t)


def _sum_over_roots(r: int, s: int, sign: int, t: sp.Expr) -> sp.Expr:
    """Integral over (0, t) of x^(r-1)/(1 + sign x^s), 1 <= r <= s, in real logarithms and arctangents.

    Partial fractions over the roots e^(-i theta) of 1 + sign x^s; conjugate roots are taken together.
    """
    first = 1 if sign == 1 else 0
    total = sp.S.Zero
    for j in range(first, s + 1, 2):
        theta = sp.pi * j / s
        if j == 0:
            total += sp.log(1 - t)
        elif j == s:
            total += (-1) ** r * sp.log(1 + t)
        else:
            cosine, sine = sp.cos(theta), sp.sin(theta)
            angle = sp.atan((t - cosine) / sine) + sp.pi / 2 - theta
            total += sp.cos(r * theta) * sp.log(1 - 2 * t * cosine + t**2) - 2 * sp.sin(r * theta) * angle
    return -total / s


def inverse_closed_form(a: sp.Expr, b: sp.Expr, value: sp.Expr, lam: sp.Expr) -> tuple[sp.Expr, sp.Expr] | None:
    """u and u + lam for the u with E(a, b, u, lam) = value, where elementary functions give it; else None.

    The sum is given with it because it has a form of its own: cosh^2 beside sinh^2, 1/cos^2 beside tan^2.

    >>> value, lam = sp.symbols("v lambda", positive=True)
    >>> inverse_closed_form(sp.Rational(1, 2), sp.S.One, value, lam)
    (lambda*tan(sqrt(lambda)*v/2)**2, lambda/cos(sqrt(lambda)*v/2)**2)
    """
    half = sp.Rational(1, 2)
    if b == 0:
        u = (a * value) ** (1 / a)
        return u, u + lam
    if a == 1 and b != 1:
        total = (lam ** (1 - b) + (1 - b) * value) ** (1 / (1 - b))
        return total - lam, total
    if (a, b) == (1, 1):
        return lam * (sp.exp(value) - 1), lam * sp.exp(value)
    if (a, b) == (half, half):
        return lam * sp.sinh(value / 2) ** 2, lam * sp.cosh(value / 2) ** 2
    if (a, b) == (half, 1):
        angle = sp.sqrt(lam) * value / 2
        return lam * sp.tan(angle) ** 2, lam / sp.cos(angle) ** 2
    if b - a == 1:
        t = (a * lam * value) ** (1 / a)
        return lam * t / (1 - t), lam / (1 - t)
    return None
