"""What the tests of the special functions share: their arguments, and what rounding may cost."""

from __future__ import annotations

from typing import SupportsFloat

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from mpmath import mp, mpf

# Three powers and an expm1 at one ulp each, a quotient or two, and a sum of positive terms by Horner, whose own
# rounding of two ulps a level is damped by the share of the rest in the total (below a half on average): about 8 ulps.
EULER_ULPS = 8.0
# The residual carries two powers and three products (4 ulps), divided by a slope of at least one, and one update.
LEAF_ULPS = 5.0
# Gauss-Legendre with 20 nodes leaves 4.7^-40; what remains is rounding, mostly of powers with exponents up to 8.
OFFSET_RELATIVE = 1e-13
# mpmath is run with 15 guard digits, so a few units of the last digit cover its final rounding.
MP_UNITS = 8
# The reference's own error, as a radius: it is computed with 60 digits.
REFERENCE_RADIUS = "1e-56"

quick = settings(deadline=None, max_examples=60)
slow = settings(deadline=None, max_examples=15)


def positive(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda exponent: float(10.0**exponent))


magnitudes = st.one_of(positive(-300, 300), positive(-2, 2))
mirror = st.tuples(st.floats(0.5, 1), st.floats(0, 4))
conjugate = st.tuples(st.floats(1, 2), st.floats(-8, 0))
resonant = st.tuples(
    st.sampled_from([0.5, 2 / 3, 1.0, 4 / 3, 2.0]),
    st.integers(-8, 3),
    st.sampled_from([0.0, 1e-16, -1e-12, 1e-8, -1e-4]),
).map(lambda t: (t[0], t[0] + t[1] + t[2]))
parameters = st.one_of(mirror, conjugate, resonant)
leaves = st.tuples(st.floats(1, 2), st.integers(0, 8)).map(lambda t: (t[0], t[1] / t[0]))


def ulps(computed: SupportsFloat, exact: mpf) -> float:
    """The distance in units in the last place of the double nearest to `exact`; 0 where no double holds it."""
    if abs(exact) > mpf(np.finfo(float).max):
        return 0.0 if np.isinf(float(computed)) else np.inf
    return float(abs(mpf(float(computed)) - exact) / mpf(float(np.spacing(abs(float(exact))))))


def reference(a: float, b: float, z: float) -> tuple[mpf, mpf]:
    """Ratio and integral from mpmath's hypergeometric series at 50 digits."""
    with mp.workdps(50):
        ratio = mp.hyp2f1(mpf(b), mpf(a), mpf(a) + 1, -mpf(z))
        return ratio, mpf(z) ** mpf(a) / mpf(a) * ratio
