"""The arithmetics agree with each other, and flows do without gmpy2."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.loss.loss import least_squares
from neversaddle.numerics.ode.arithmetics import ball_of, from_fast, middle_of, to_fast, working
from neversaddle.theory.geometry.reparametrization import DeepDiagonal

ROOT = Path(__file__).parents[3]
WITHOUT = """
import sys
sys.modules["gmpy2"] = None
from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.loss.loss import least_squares
from neversaddle.numerics.ode.arithmetics import FAST
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
assert FAST.name == "mpmath"
flow = weight_flow(DeepDiagonal(2), sys.argv[1], least_squares([[1]], [1]), [["0.3"], ["0.2"]], [1, 2], 15)
print(*(float(x) for (x,) in flow.x), *(f"{e.kind} {float(e.time)!r}" for e in flow.events), flow.digits >= 15)
"""


@given(st.integers(-(10**30), 10**30), st.integers(-400, 400))
def test_numbers_go_to_and_fro_exactly(man: int, exp: int) -> None:
    with working(200):
        value = mp.ldexp(mp.mpf(man), exp)
        assert from_fast(to_fast(value)) == value
        mantissa, exponent = ball_of(value).man_exp()
        assert ball_of(value).is_exact() and mp.ldexp(mp.mpf(int(mantissa)), int(exponent)) == value
        # Whatever the precision in force.
        with working(30):
            assert ball_of(value).is_exact()
            assert middle_of(ball_of(value)) == middle_of(arb(ball_of(value), 1)) == value


@pytest.mark.parametrize("q", ["1", "3/2"])
def test_flows_are_the_same_without_gmpy2(q: str) -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT, q], cwd=ROOT, capture_output=True, text=True, check=True)
    flow = weight_flow(DeepDiagonal(2), q, least_squares([[1]], [1]), [["0.3"], ["0.2"]], [1, 2], 15)
    events = (f"{e.kind} {float(e.time)!r}" for e in flow.events)
    # Both are sure to 15 digits, and a float has no more than 17.
    assert done.stdout.split() == " ".join(map(str, [*(float(x) for (x,) in flow.x), *events, True])).split()
