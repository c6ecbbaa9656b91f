"""The digits that a flow claims are there: against runs of 30 more, and in the slower arithmetic without gmpy2."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.loss.loss import least_squares
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

WEIGHTS = st.fractions(min_value="1/5", max_value="3/2", max_denominator=9)


@given(
    st.lists(WEIGHTS, min_size=6, max_size=6), st.sampled_from(["1", "5/4", "3/2", "2"]), st.sampled_from([10, 20, 40])
)
@settings(max_examples=8)
def test_the_digits_claimed_are_those_of_a_run_of_thirty_more(values: list[Fraction], q: str, digits: int) -> None:
    loss = least_squares([[1, "1/2"], ["1/3", 1]], [1, -1])
    table = [values[:2], values[2:4], values[4:]]
    flow, better = (weight_flow(DeepDiagonal(3), q, loss, table, ["1/10", "1/5"], d) for d in (digits, digits + 30))
    assert flow.weights is not None and better.weights is not None and flow.digits >= digits
    assert [e.text for e in flow.events] == [e.text for e in better.events]
    for one, two in zip(flow.weights, better.weights, strict=True):
        for j in range(2):
            column = [(a[j], b[j]) for a, b in zip(one, two, strict=True)]
            size = max(abs(b) for _, b in column)
            assert all(abs(a - b) <= size * mp.mpf(10) ** -flow.digits for a, b in column)


@pytest.mark.parametrize("q", ["1", "3/2"])
def test_flows_are_the_same_without_gmpy2(q: str) -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT, q], cwd=ROOT, capture_output=True, text=True, check=True)
    flow = weight_flow(DeepDiagonal(2), q, least_squares([[1]], [1]), [["0.3"], ["0.2"]], [1, 2], 15)
    events = (f"{e.kind} {float(e.time)!r}" for e in flow.events)
    # Both are sure to 15 digits, and a float has no more than 17.
    assert done.stdout.split() == " ".join(map(str, [*(float(x) for (x,) in flow.x), *events, True])).split()
