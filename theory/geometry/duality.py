"""The duality map Phi_q(z) = sign(z)|z|^(q-1), gradient of |z|^q/q."""

from __future__ import annotations

import sympy as sp


def duality_map(q: sp.Expr, z: sp.Expr) -> sp.Expr:
    """Phi_q(z) = sign(z) |z|^(q-1) for real z and q in [1, 2]; Phi_1 = sign with sign(0) = 0.

    >>> z = sp.Symbol("z", real=True)
    >>> duality_map(sp.Integer(1), z), duality_map(sp.Integer(2), z)
    (sign(z), z)
    """
    if q == 1:
        return sp.sign(z)
    if q == 2:
        return z
    return sp.sign(z) * sp.Abs(z) ** (q - 1)
