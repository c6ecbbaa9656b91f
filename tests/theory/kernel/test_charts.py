"""Charts leave nothing out: every point that the hypotheses allow lies in one of the signs and in one of the ranges."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.charts import charted, in_chart, range_charts, sign_charts
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign

SYMBOLS = sp.symbols("a b c", real=True)
KINDS = {
    "positive": lambda v: v > 0,
    "nonnegative": lambda v: v >= 0,
    "nonzero": lambda v: v != 0,
    "real": lambda v: True,
}
fractions = st.fractions(-3, 3, max_denominator=7)


def covers(value: sp.Expr, point: Fraction) -> bool:
    """Whether a chart's value for a symbol can be the number: zero, or plus or minus a positive symbol."""
    if value == 0:
        return point == 0
    return point > 0 if value.is_positive else point < 0


@given(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=3), st.tuples(fractions, fractions, fractions))
def test_each_point_of_the_signs_lies_in_exactly_one_chart(
    kinds: list[str], point: tuple[Fraction, Fraction, Fraction]
) -> None:
    hypotheses = [Sign(symbol, kind) for symbol, kind in zip(SYMBOLS, kinds, strict=False)]
    charts = list(sign_charts(hypotheses))
    holding = [c for c in charts if all(covers(c[s], v) for s, v in zip(SYMBOLS, point, strict=False) if s in c)]
    allowed = all(KINDS[kind](v) for kind, v in zip(kinds, point, strict=False))
    assert len(holding) == (1 if allowed else 0)
    assert all(set(chart) == {h.symbol for h in hypotheses} for chart in charts)


@given(fractions, fractions, st.booleans(), st.booleans(), fractions)
def test_each_point_of_a_range_is_reached_by_one_chart_and_no_other_point_is(
    one: Fraction, other: Fraction, open_low: bool, open_high: bool, point: Fraction
) -> None:
    low, high = sorted((one, other + 10))
    q = sp.Symbol("q", positive=True)
    hypothesis = Range(q, sp.Rational(low), sp.Rational(high), open_low, open_high)
    reached = 0
    for chart in range_charts([hypothesis]):
        value = chart[q]
        if not value.free_symbols:
            reached += value == sp.Rational(point)
            continue
        (s,) = value.free_symbols
        # (low + high s)/(1 + s) = point has the one solution s = (point - low)/(high - point).
        reached += point != high and (point - low) / (high - point) > 0
        assert s.is_positive
    inside = (low < point or (low == point and not open_low)) and (point < high or (point == high and not open_high))
    assert reached == (1 if inside else 0)


@given(st.integers(0, 6), st.integers(0, 9))
def test_a_depth_starts_where_it_says(at_least: int, number: int) -> None:
    depth = sp.Symbol("L", positive=True, integer=True)
    (chart,) = range_charts([Depth(depth, at_least)])
    (shift,) = chart[depth].free_symbols
    assert shift.is_nonnegative and chart[depth].subs(shift, number) == at_least + number


def test_charts_of_several_hypotheses_are_all_combinations() -> None:
    depth, q = sp.Symbol("L", positive=True, integer=True), sp.Symbol("q", positive=True)
    hypotheses: list[Hypothesis] = [Depth(depth), Range(q), *(Sign(symbol, "real") for symbol in SYMBOLS)]
    assert len(list(range_charts(hypotheses))) == 3
    assert len({tuple(chart.values()) for chart in sign_charts(hypotheses)}) == 27


@pytest.mark.parametrize("expression", ["a*b + Abs(a)", "Derivative(a**2*b, a)", "Integral(a*b, (b, 0, 1))"])
def test_a_chart_is_put_in_everywhere_at_once(expression: str) -> None:
    a, b, _ = SYMBOLS
    e = sp.sympify(expression, locals={"a": a, "b": b})
    size_a, size_b = sp.Symbol("a", positive=True), sp.Symbol("b", positive=True)
    put = in_chart(e.doit() if e.has(sp.Derivative) else e, {a: -size_a, b: size_b})
    values = {size_a: sp.Rational(3, 2), size_b: sp.Rational(1, 3)}
    direct = {a: sp.Rational(-3, 2), b: sp.Rational(1, 3)}
    assert put.subs(values).doit() == e.doit().subs(direct).doit()


def test_inside_a_chart_conditions_stay_and_signs_go() -> None:
    a, b, _ = SYMBOLS
    hypotheses = (Sign(a, "nonzero"), Sign(b, "positive"), Condition(a < b), Range(sp.Symbol("q", positive=True)))
    for chart in sign_charts(hypotheses):
        left = charted(hypotheses, chart)
        assert [type(h) for h in left] == [Condition, Range]
        relation = left[0].relation  # type: ignore[union-attr]
        assert relation.lhs == chart[a] and relation.rhs == chart[b]
