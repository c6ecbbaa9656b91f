"""The charts of hypotheses cover what these allow, each value once, and nothing else: a proof in all charts is one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sympy as sp
from hypothesis import assume, settings
from hypothesis import given as examples
from hypothesis import strategies as st

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, in_chart, of_what_occurs, range_charts, sign_charts
from neversaddle.theory.statement.hypotheses import Condition, Depth, Range, Sign

x, y = sp.symbols("x y", real=True)
q, size = sp.Symbol("q", positive=True), sp.Symbol("x", positive=True)
L = sp.Symbol("L", positive=True, integer=True)
ALLOWED: dict[str, Callable[[sp.Rational], bool]] = {
    "positive": lambda a: a > 0,
    "nonnegative": lambda a: a >= 0,
    "nonzero": lambda a: a != 0,
    "real": lambda a: True,
}
values = st.fractions(-3, 3, max_denominator=6).map(lambda a: sp.Rational(a.numerator, a.denominator))


@settings(max_examples=30)
@examples(st.sampled_from(sorted(ALLOWED)), values)
def test_every_sign_is_in_one_chart(kind: str, value: sp.Rational) -> None:
    """A chart is x = |x|, -|x| or 0 with a symbol for |x| > 0."""
    found = [
        chart
        for chart in sign_charts((Sign(x, kind),))
        if chart[x].subs(size, abs(value)) == value and (value != 0 or chart[x] == 0)
    ]
    assert len(found) == int(bool(ALLOWED[kind](value)))


@settings(max_examples=60)
@examples(values, st.tuples(values, values), st.booleans(), st.booleans())
def test_every_value_of_a_range_is_in_one_chart(
    value: sp.Rational, ends: tuple[sp.Rational, sp.Rational], open_low: bool, open_high: bool
) -> None:
    low, high = sorted(ends)
    assume(low < high)
    given = (Range(q, low, high, open_low, open_high),)
    found: list[sp.Expr] = []
    for chart in range_charts(given):
        at = chart[q]
        if not at.free_symbols:
            found += [at] if at == value else []
            continue
        (shift,) = at.free_symbols
        assert shift.is_positive
        if value != high:
            # (low + high s)/(1 + s) is the value at this s alone.
            solution = (value - low) / (high - value)
            found += [at] if solution > 0 else []
            assert solution == -1 or at.subs(shift, solution) == value
    inside = low < value < high or (value == low and not open_low) or (value == high and not open_high)
    assert len(found) == int(bool(inside))


@pytest.mark.parametrize("least", [-2, 0, 1, 5])
def test_every_depth_from_the_least_on_is_the_least_and_a_shift(least: int) -> None:
    ((at),) = (chart[L] for chart in range_charts((Depth(L, least),)))
    (shift,) = at.free_symbols
    assert shift.is_nonnegative and [at.subs(shift, k) for k in range(3)] == [least, least + 1, least + 2]


def test_charts_of_several_symbols_are_all_combinations() -> None:
    given = (Sign(x, "real"), Sign(y, "nonzero"), Range(q), Depth(L), Condition(x < y))
    assert len({tuple(sorted(chart.items(), key=str)) for chart in sign_charts(given)}) == 6
    assert len({tuple(sorted(chart.items(), key=str)) for chart in range_charts(given)}) == 3


@settings(max_examples=20)
@examples(st.sampled_from(sorted(ALLOWED)), values, values)
def test_a_condition_is_true_in_a_chart_where_it_is_true(kind: str, value: sp.Rational, other: sp.Rational) -> None:
    """x^2 - c x > 0 and its chart's version have one truth value at one point."""
    relation = sp.Gt(x**2, other * x + 1, evaluate=False)
    for chart in sign_charts((Sign(x, kind),)):
        (there,) = charted((Sign(x, kind), Condition(relation)), chart)
        assert isinstance(there, Condition)
        at = in_chart(x, chart).subs(size, abs(value))
        here = there.relation.func(*(side.subs(size, abs(value)) for side in there.relation.args))
        assert bool(here) == bool(at**2 > other * at + 1)


@pytest.mark.parametrize("expression", ["a*b + Abs(a)", "Derivative(a**2*b, a)", "Integral(a*b, (b, 0, 1))"])
def test_a_chart_is_put_in_everywhere_at_once(expression: str) -> None:
    a, b = sp.symbols("a b", real=True)
    e = sp.sympify(expression, locals={"a": a, "b": b})
    size_a, size_b = sp.Symbol("a", positive=True), sp.Symbol("b", positive=True)
    put = in_chart(e.doit() if e.has(sp.Derivative) else e, {a: -size_a, b: size_b})
    values = {size_a: sp.Rational(3, 2), size_b: sp.Rational(1, 3)}
    direct = {a: sp.Rational(-3, 2), b: sp.Rational(1, 3)}
    assert put.subs(values).doit() == e.doit().subs(direct).doit()


def test_the_sign_of_what_does_not_occur_is_left_out_and_no_other() -> None:
    a, b, idle = sp.symbols("a b idle", real=True)
    given = (Sign(a, "real"), Sign(b, "nonzero"), Sign(idle, "real"), Range(q), Condition(b > 0))
    assert of_what_occurs(given, a * q) == (given[0], given[1], given[3], given[4])
    assert of_what_occurs(given, idle) == given[1:]


@pytest.mark.parametrize("kind", sorted(ALLOWED))
def test_what_does_not_occur_decides_nothing(kind: str) -> None:
    a, idle = sp.symbols("a idle", real=True)
    own, beside = (Sign(a, kind),), (Sign(a, kind), *(Sign(sp.Symbol(f"idle{n}", real=True), "real") for n in range(3)))
    for expression in (a, a**2, a**2 + 1, a - a):
        for rule in (decide.zero, decide.positive):
            assert rule(expression, own).proved == rule(expression, beside).proved
    # A contradiction proves everything, though what it is about does not occur.
    assert decide.positive(a, (*own, Condition(sp.Lt(idle, idle, evaluate=False)), Sign(idle, "real"))).proved
