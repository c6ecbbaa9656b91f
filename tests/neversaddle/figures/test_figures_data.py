"""The numbers in the figures against what they are by definition: quadratures, conserved quantities, the claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import dist, prod

import pytest
import sympy as sp
from mpmath import mp

from neversaddle.figures.gallery import balance_curves, escape_scaling, gallery, metric_exponent
from neversaddle.figures.table import Table
from neversaddle.numerics.attack.definitions.digits import inverse_metric, path_length
from neversaddle.theory.claims import ledger

#: Numbers of a table have 10 digits: half a unit of the last one.
ROUNDED = 0.5e-9


@cache
def data(name: str) -> Mapping[str, Table]:
    return gallery()[name].data()


@pytest.mark.parametrize("name", ["balance-curves", "regularizers"])
def test_data_are_the_same_every_time(name: str) -> None:
    assert {n: t.csv() for n, t in gallery()[name].data().items()} == {n: t.csv() for n, t in data(name).items()}


def test_the_metric_exponent_is_the_slope_of_the_metric() -> None:
    rows = [r for r in data("metric-exponent")["m"].records() if float(r["L"]).is_integer()]
    assert len(rows) == metric_exponent.DEEPEST * (metric_exponent.STEPS + 1)
    for row in rows[::7]:
        depth, q = int(float(row["L"])), Fraction(str(row["q"]))
        u, v = mp.mpf(2), mp.mpf(3)
        change = mp.log(inverse_metric(depth, q, 0, v) / inverse_metric(depth, q, 0, u))
        # |x| = u^(L/q) where all weights are equal.
        slope = change / (Fraction(depth) / q * mp.log(v / u))
        assert abs(slope - row["m"]) <= ROUNDED * 10 + 1e-12


def test_the_threshold_is_where_the_depth_is_p() -> None:
    for row in data("metric-exponent")["threshold"].records():
        q = Fraction(str(row["q"]))
        assert 1 / q + Fraction(1, int(row["L"])) == 1


def test_solutions_take_the_time_that_the_equation_says() -> None:
    tables = data("metric-exponent")
    for row in list(tables["solutions"].records())[::40]:
        m = mp.mpf(sp.Rational(row["m"]).p) / sp.Rational(row["m"]).q
        ends = [mp.mpf("0.1"), mp.mpf(row["x"])]
        time = mp.quad(lambda x, m=m: x**-m, [ends[0], mp.sqrt(ends[0] * ends[1]), ends[1]])
        # Half a unit in x, of 10 digits, is x ROUNDED / x^m of time; the other one is of t itself.
        assert abs(time - row["t"]) <= 10 * ROUNDED * (1 + ends[1] ** (1 - m) + time)
    assert [r["L"] for r in tables["infinite"].records()] == [3, 8]
    for row in tables["infinite"].records():
        m = mp.mpf(sp.Rational(row["m"]).p) / sp.Rational(row["m"]).q
        # x = 1/s^4 makes the tail an integral over a finite range without an infinite end.
        whole = mp.quad(lambda s, m=m: 4 * s ** (4 * m - 5), [0, mp.mpf("0.1") ** -0.25])
        assert abs(whole - row["t"]) <= 10 * ROUNDED


@pytest.mark.parametrize("q", balance_curves.EXPONENTS)
def test_curves_keep_the_balance_and_have_their_length(q: Fraction) -> None:
    rows = data("balance-curves")["curves"].where(q=str(q))
    points = list(zip(rows.numbers("w_1"), rows.numbers("w_2"), strict=True))
    assert points[0] == (0.1, 0.0) and abs(prod(points[-1]) - 0.1) <= 2 * ROUNDED
    for w_1, w_2 in points:
        assert abs(w_1 ** float(q) - w_2 ** float(q) - 0.1 ** float(q)) <= 4 * ROUNDED
    (length,) = data("balance-curves")["lengths"].where(q=str(q)).numbers("length")
    chords = sum(dist(a, b) for a, b in pairwise(points))
    # Chords are shorter; each by a part of at most (turn of the tangent)^2/24, and the whole turn is below pi/2.
    turned = 1.6 / len(points)
    assert chords - 1e-7 <= length <= chords * (1 + 25 * turned**2)
    with mp.workdps(20):
        assert abs(path_length(q, Fraction(1, 10), Fraction(1, 10)) - length) <= ROUNDED


def test_the_length_dips_between_the_exponents_of_the_figure() -> None:
    tables = data("balance-curves")
    sizes = dict(zip(tables["lengths"]["q"], tables["lengths"].numbers("length"), strict=True))
    assert sizes["7/5"] < sizes["1"] < sizes["3/2"] < sizes["2"]
    assert f"{sizes['7/5']:.6f}" in gallery()["balance-curves"].caption(tables)
    for row in list(tables["between"].records())[::10]:
        with mp.workdps(20):
            assert (
                abs(path_length(Fraction(str(row["q"])), Fraction(1, 10), Fraction(1, 10)) - row["length"]) <= ROUNDED
            )


@pytest.mark.parametrize(("q", "n"), escape_scaling.CASES)
def test_escape_times_are_the_quadratures(q: str, n: int) -> None:
    """The flow knows nothing of the integral, nor the integral of flows."""
    power, depth, others = Fraction(q), escape_scaling.DEPTH, escape_scaling.OTHERS
    for k in (1, 3, 6):
        eps = Fraction(1, 10**k)
        measured = escape_scaling.escape_time(q, n, eps)
        with mp.workdps(20):
            # The others have |w_i|^q = w^q + lambda, w from eps to SIZE.
            start = (mp.mpf(1) / 10**k) ** (mp.mpf(power.numerator) / power.denominator)
            lam = (mp.mpf(3) / 4) ** (mp.mpf(power.numerator) / power.denominator) - start
            assert others == Fraction(3, 4) and escape_scaling.SIZE == 1
            exponent = mp.mpf(power.numerator) / power.denominator

            def time(s: mp.mpf, lam: mp.mpf = lam, exponent: mp.mpf = exponent) -> mp.mpf:
                """dt/ds where w = e^s, from dw = (product of the other weights)^(q-1) dt."""
                w = mp.exp(s)
                others = w ** (n - 1) * (w**exponent + lam) ** ((depth - n) / exponent)
                return w * others ** (1 - exponent)

            known = mp.quad(time, mp.linspace(mp.log(mp.mpf(1) / 10**k), 0, 3 * k + 1))
            # Twelve digits of the flow, at most some hundred steps.
            assert abs(measured / known - 1) <= 1e-10


def test_all_regimes_have_the_slopes_of_the_law(monkeypatch: pytest.MonkeyPatch) -> None:
    # Made from the smallest and the largest size fitted, by the law T = C eps^-k + D + ...: what D bends is below
    # eps^k <= 10^(-8/3) over 8 decades, that is 10^(-8/3)/(8 log 10) ~ 10^-4. All sizes are for `figures --check`.
    ends = 1, escape_scaling.FITTED, max(escape_scaling.SIZES)
    monkeypatch.setattr(escape_scaling, "SIZES", ends)
    made = gallery()["escape-scaling"].data()
    slopes = made["slopes"]
    assert {str(r) for r in slopes["regime"]} == {"n < p", "n = p", "n > p"}
    for row in slopes.records():
        q, n = Fraction(str(row["q"])), int(row["n"])
        law = 1 - (n - 1) * (q - 1)
        assert (law > 0, law == 0, law < 0) == tuple(row["regime"] == r for r in ("n < p", "n = p", "n > p"))
        if row["regime"] == "n = p":
            factor = 0.75 ** (-float(q) * (escape_scaling.DEPTH - n) / n)
            assert abs(row["predicted"] - factor) <= 1e-9 * factor
            assert abs(row["measured"] / factor - 1) <= 1e-6
        else:
            assert row["predicted"] == pytest.approx(float(min(law, 0)), abs=1e-9)
            assert abs(row["measured"] - row["predicted"]) <= 5e-4
    assert len(made["times"].rows) == len(escape_scaling.CASES) * len(ends)


def test_the_table_of_regularizers_has_the_exponents_of_the_claim() -> None:
    (made,) = data("regularizers").values()
    cells = {(r["decay"], str(r["q"])[:1], d): r[d] for r in made.records() for d in ("L = 2", "L = oo")}
    found = 0
    for part in ledger()["regularizer-table"].says:
        said = re.fullmatch(r"(decoupled|coupled), (q = (\d)|every q) \| (L = \w+): exponent (\S+)", part.text)
        if said:
            found += 1
            assert cells[said[1], said[3] or "e", said[4]] == said[5], part.text
    assert found == 6


def test_the_atlas_has_every_cell() -> None:
    (made,) = data("atlas").values()
    assert [(r["L"], r["q"]) for r in made.records()] == [(n, q) for n in (2, 3, 4) for q in ("1", "3/2", "2")]
    for row in made.records():
        q, depth = Fraction(str(row["q"])), int(row["L"])
        assert Fraction(str(row["m"])) == q * (depth - 1) / depth
        assert Fraction(str(row["kappa"])) == depth - q * (depth - 1)
        assert (row["failing_clauses"] == "none") == (Fraction(str(row["kappa"])) >= 0)
