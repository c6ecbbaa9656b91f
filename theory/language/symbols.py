"""The symbols statements are written in, under the names the field uses."""

from __future__ import annotations

import sympy as sp

#: Depth and the exponent q; p is its conjugate. A second exponent where two are compared.
L = sp.Symbol("L", positive=True, integer=True)
q = sp.Symbol("q", positive=True)
q_larger = sp.Symbol("q_2", positive=True)
p = q / (q - 1)
#: Metric exponent m and stability number kappa.
m = q * (L - 1) / L
kappa = L - q * (L - 1)
#: Balance, and the leaf parameter u = |w_1|^q.
lam = sp.Symbol("lambda", positive=True)
u = sp.Symbol("u", positive=True)
u_0 = sp.Symbol("u_0", positive=True)
x = sp.Symbol("x", positive=True)
#: Decoupled weight decay at one moment.
alpha = sp.Symbol("alpha", nonnegative=True)
