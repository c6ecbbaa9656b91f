"""What figures are made of: tables that round, a style that holds in grey, captions that say what was judged."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import matplotlib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Drawing

from neversaddle.figures.captions import full_caption, verdicts
from neversaddle.figures.figure import Figure
from neversaddle.figures.gallery import GalleryError, _read, gallery
from neversaddle.figures.making import Made, as_kept, make
from neversaddle.figures.printing import latex_table, text_table
from neversaddle.figures.style import LINES, drawing, images
from neversaddle.figures.table import DataError, Tables, differences, table
from neversaddle.theory.statement.claim import Verdict
from neversaddle.verdict.result import PartResult, Report, Result

NUMBERS = st.floats(min_value=1e-30, max_value=1e30).flatmap(lambda v: st.sampled_from([v, -v]))
DIGITS = st.integers(3, 12)
EXHIBITS = list(gallery().values())
CURVES = gallery()["balance-curves"]


@given(st.lists(st.tuples(NUMBERS, st.integers(), st.text("abc/12", min_size=1)), max_size=5), DIGITS)
def test_what_a_table_holds_is_what_its_csv_says(rows: list[tuple[float, int, str]], digits: int) -> None:
    made = table(("a", "b", "c"), rows, digits)
    header, *lines = made.csv().splitlines()
    assert header == "a,b,c" and len(lines) == len(rows)
    for line, cells in zip(lines, made.rows, strict=True):
        assert float(line.split(",")[0]) == cells[0], "drawing sees the number of the file, not one with more digits"
        assert line.split(",")[1:] == [str(cells[1]), cells[2]]
    assert table(made.columns, made.rows, digits) == made, "rounding once is enough"
    assert differences(made.csv(), made) == []


@given(NUMBERS, DIGITS)
def test_numbers_are_compared_to_their_last_digit(value: float, digits: int) -> None:
    made = table(("a",), [(value,)], digits)
    (rounded,) = made.numbers("a")
    # The last of d digits is worth between 10^-d and 10^(1-d) of the number.
    near, far = rounded * (1 + 0.9 * 10.0**-digits), rounded * (1 + 2.1 * 10.0 ** (1 - digits))
    assert differences(f"a\n{near!r}\n", made) == []
    assert len(differences(f"a\n{far!r}\n", made)) == 1
    for no_number in ("word", "inf", "-inf", "nan", "1e999"):
        assert len(differences(f"a\n{no_number}\n", made)) == 1


def test_texts_headers_and_rows_are_compared_exactly() -> None:
    made = table(("q", "x"), [("1", 2), ("3/2", 3)])
    assert differences("q,x\n1,2\n3/2,3\n", made) == []
    assert differences("q,x\n1,2\n1.5,3\n", made) == ["line 3, q: 1.5, now 3/2"]
    assert differences("q,x\n1,2\n3/2,4\n", made) == ["line 3, x: 4, now 3"]
    assert differences("q,y\n1,2\n3/2,3\n", made) == ["its columns are q, y, now q, x"]
    assert differences("q,x\n1,2\n", made) == ["it has 1 rows, now 2"]
    assert differences("q,x\n1\n3/2,3\n", made) == ["line 2 has 1 cells, not 2"]
    assert len(differences("", made)) == 1


def test_a_text_is_held_to_the_numbers_that_are_kept(tmp_path: Path) -> None:
    """2.50 and 2.51 are one unit apart, as another machine rounds; quoted as a whole number, 2 and 3 are not."""

    def caption(tables: Tables) -> str:
        return f"About {tables[''].numbers('a')[0]:.0f}."

    def made(value: float) -> Made:
        data = {"": table(("a", "b"), [(value, "text")], 3)}
        return Made(CURVES.id, data, caption(data), {})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("neversaddle.figures.making.gallery", lambda: {CURVES.id: replace(CURVES, caption=caption)})
        (tmp_path / f"{CURVES.id}.csv").write_text(made(2.51).tables[""].csv())
        assert made(2.5).caption == "About 2."
        assert as_kept(made(2.5), tmp_path) == made(2.51)
        assert as_kept(made(2.4), tmp_path) == made(2.4), "further off is another number"
        assert as_kept(made(2.5), tmp_path / "none") == made(2.5)


def test_infinity_is_itself_and_no_number() -> None:
    made = table(("a",), [(float("inf"),)])
    assert differences("a\ninf\n", made) == []
    for other in ("-inf", "nan", "1e300", "1"):
        assert differences(f"a\n{other}\n", made) == [f"line 2, a: {other}, now inf"]


def test_bad_data_are_refused_by_column() -> None:
    with pytest.raises(DataError, match="column time has no number"):
        table(("eps", "time"), [(0.1, float("nan"))])
    with pytest.raises(DataError, match="1 cells for the 2 columns eps, time"):
        table(("eps", "time"), [(0.1,)])


def test_rows_are_found_by_their_cells() -> None:
    made = table(("q", "n", "t"), [("1", 2, 0.5), ("1", 3, 0.25), ("2", 2, Fraction(1, 8))])
    assert made.where(q="1").numbers("t") == [0.5, 0.25]
    assert list(made.where(q="2", n=2).records()) == [{"q": "2", "n": 2, "t": 0.125}]


def test_lines_differ_without_colour_and_in_grey() -> None:
    grey = [0.299 * r + 0.587 * g + 0.114 * b for r, g, b in (to_rgb(line.colour) for line in LINES)]
    assert grey == sorted(grey) and all(b - a > 0.03 for a, b in pairwise(grey))
    assert grey[-1] < 0.75, "even the lightest can be seen on white"
    assert len({str(line.dashes) for line in LINES}) == len({line.marker for line in LINES}) == len(LINES)


def draw(tables: Tables) -> Drawing:
    found, axes = drawing(height=2)
    axes.plot(tables[""].numbers("x"), tables[""].numbers("y"), **LINES[1].marked(), label="$y$")
    axes.legend()
    return found


def test_the_same_data_are_the_same_bytes_whatever_the_user_has_set() -> None:
    data = {"": table(("x", "y"), [(0.0, 1.0), (1.0, 3.0)])}
    one = images(draw, data)
    with matplotlib.rc_context({"lines.linewidth": 9, "font.size": 30, "savefig.dpi": 10}):
        before = dict(matplotlib.rcParams)
        assert images(draw, data) == one
        assert dict(matplotlib.rcParams) == before
    assert one[".png"].startswith(b"\x89PNG") and one[".pdf"].startswith(b"%PDF")
    assert all(b"Date" not in content for content in one.values())


def test_the_gallery_is_in_order_and_complete() -> None:
    labels = [exhibit.label for exhibit in EXHIBITS]
    assert labels == sorted(set(labels))
    assert {"metric-exponent", "balance-curves", "escape-scaling", "regularizers", "atlas"} <= set(gallery())
    assert all(exhibit.claims for exhibit in EXHIBITS)


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda e: e.id)
def test_a_reading_is_good_for_markdown_and_latex(exhibit: Figure) -> None:
    assert_prose(exhibit.reading)


@pytest.mark.parametrize("name", ["balance-curves", "regularizers", "atlas"])
def test_a_caption_is_good_for_markdown_and_latex(name: str) -> None:
    assert_prose(make(name, None).caption)


def assert_prose(text: str) -> None:
    assert text.count("$") % 2 == 0
    outside = re.sub(r"\$[^$]*\$|`[^`]*`", "", text)
    assert not set(outside) & set("_^%#&{}\\*<>|~"), outside
    assert text.isascii() and text.endswith(".")


def test_captions_say_verdicts_as_they_came_out(made_up: Callable[..., Result]) -> None:
    exhibit = gallery()["balance-curves"]
    results = [made_up(name, Verdict.SUPPORTED) for name in exhibit.claims]
    said = full_caption(exhibit, "Some curves.", verdicts(Report(tuple(results))))
    assert said.startswith(r"\textbf{Balance curves and their lengths.} Some curves. Illustrates: ")
    for name in exhibit.claims:
        assert rf"\texttt{{{name}}} (SUPPORTED)" in said
    assert "PROVED" not in said


def test_parts_that_differ_are_counted(made_up: Callable[..., Result]) -> None:
    parts = (PartResult("a", Verdict.REFUTED), PartResult("b", Verdict.PROVED), PartResult("c", Verdict.REFUTED))
    mixed = replace(made_up("balance", Verdict.REFUTED), parts=parts)
    assert verdicts(Report((mixed,))) == {"balance": "REFUTED; parts: 1 PROVED, 2 REFUTED"}


def test_tables_as_latex_and_text() -> None:
    tex = latex_table("an-id", "Words.", ["a", "b"], [["$1$", "x"], ["$2$", "y"]], "cl")
    assert tex.count(r"\begin{") == tex.count(r"\end{") == 2
    assert [line for line in tex.splitlines() if line.endswith(r"\\")] == [
        r"    a & b \\",
        r"    $1$ & x \\",
        r"    $2$ & y \\",
    ]
    assert r"\label{tab:an-id}" in tex and r"\caption{Words.}" in tex
    assert text_table(["a", "bc"], [["123", ""]]) == "a    bc\n---  --\n123\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({}, "made_up.py has no `figure = Figure"),
        ({"figure": 1}, "made_up.py has no `figure = Figure"),
        ({"figure": gallery()["atlas"]}, "atlas stands in made_up.py; the file is named after the id"),
        (
            {"figure": replace(gallery()["atlas"], id="made-up", claims=("balance", "no-claim"))},
            "made-up illustrates no-claim, which the ledger does not hold",
        ),
    ],
)
def test_a_file_that_is_no_figure_is_named(
    content: dict[str, object], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("neversaddle.figures.gallery.made_up")
    vars(module).update(content)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    with pytest.raises(GalleryError, match=re.escape(said)):
        _read("made_up")
