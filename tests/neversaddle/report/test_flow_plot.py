"""The figure of a flow: its panels, scales, events, and the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import matplotlib
import pytest
import sympy as sp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from mpmath import mp

from neversaddle.bad_use import BadUse
from neversaddle.cli.app import main
from neversaddle.numerics.flow.trajectory import Event, Stop, Trajectory
from neversaddle.report.flow_plot import METADATA, curve_times, draw, figure_format, invariant_values

U, V = WEIGHTS = sp.symbols("u v", real=True)
BALANCE = -(U**2) + V**2


def event(time: str, kind: str) -> Event:
    return Event(mp.mpf(time), kind, "gradient", 1, None, 5, "0", "")


def made_up(count: int = 1, outputs: int = 20, **changes: object) -> Trajectory:
    """u = t + j, v = sqrt(u^2 + 3), so that v^2 - u^2 = 3; x = u; the loss falls from 1 to 1e-6 and then to 0."""
    with mp.workdps(40):
        times = tuple(mp.mpf(n) / 10 for n in range(outputs))
        u = tuple(tuple(t + j for j in range(1, count + 1)) for t in times)
        v = tuple(tuple(mp.sqrt(w**2 + 3) for w in row) for row in u)
        loss = tuple(mp.mpf(10) ** (-mp.mpf(6) * n / outputs) for n in range(outputs - 1))
        plain = Trajectory(
            times, tuple(zip(u, v, strict=True)), u, None, (*loss, mp.zero), {str(BALANCE): mp.mpf("1e-40")}, 30, None
        )
        return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """Figures as they are saved."""
    saved: list[Figure] = []
    monkeypatch.setattr(Figure, "savefig", lambda figure, *_, **__: saved.append(figure))
    return saved


@pytest.mark.parametrize("suffix", METADATA)
def test_the_same_flow_is_the_same_bytes_whatever_the_user_has_set(suffix: str) -> None:
    events = (event("0.5", "slide"),)
    one = draw(made_up(2, events=events), [BALANCE], WEIGHTS, "title", suffix)
    with matplotlib.rc_context({"lines.linewidth": 9, "savefig.dpi": 10, "svg.fonttype": "none"}):
        before = dict(matplotlib.rcParams)
        assert draw(made_up(2, events=events), [BALANCE], WEIGHTS, "title", suffix) == one
        assert dict(matplotlib.rcParams) == before
    assert one.startswith({".png": b"\x89PNG", ".pdf": b"%PDF", ".svg": b"<?xml"}[suffix])
    assert b"Date" not in one and b"dc:date" not in one


def test_three_panels_over_one_time(figures: list[Figure]) -> None:
    draw(made_up(3), [BALANCE], WEIGHTS, "depth 2, $q = 2", ".png")
    x, loss, invariants = figures[0].axes
    assert [axes.get_ylabel() for axes in figures[0].axes] == ["x1 to x3", "loss", "invariants"]
    assert len({axes.get_xlim() for axes in figures[0].axes}) == 1
    assert len(x.lines) == 3 and len(invariants.lines) == 3
    assert loss.get_yscale() == "log" and x.get_yscale() == "linear"
    # Told apart without colour.
    assert len({line.get_linestyle() for line in x.lines}) == 3
    assert invariants.get_title(loc="right") == "largest drift 1.0e-40"
    low, high = invariants.get_ylim()
    assert low < 2.9 and high > 3.1, "a constant is drawn as one, not its last bits"


def test_eight_curves_differ_in_line_or_in_lightness(figures: list[Figure]) -> None:
    draw(made_up(8), [], WEIGHTS, "", ".png")
    lines = figures[0].axes[0].lines
    assert len({(line.get_linestyle(), line.get_linewidth()) for line in lines}) == 8
    legend = figures[0].axes[0].get_legend()
    assert legend is not None and len(legend.get_texts()) == 8


def test_many_coordinates_have_no_legend(figures: list[Figure]) -> None:
    draw(made_up(40), [BALANCE], WEIGHTS, "", ".png")
    x, _, invariants = figures[0].axes
    assert x.get_legend() is None and len(x.lines) == 40 and x.get_ylabel() == "x1 to x40"
    legend = invariants.get_legend()
    assert legend is not None and [text.get_text() for text in legend.get_texts()] == ["-u^2 + v^2"]


def test_without_invariants_there_are_two_panels(figures: list[Figure]) -> None:
    draw(made_up(invariants={}), [BALANCE], WEIGHTS, "", ".png")
    assert len(figures[0].axes) == 2


@pytest.mark.parametrize("loss", ["-1", "2", "0"])
def test_a_loss_that_is_negative_or_hardly_changes_is_on_a_linear_scale(loss: str, figures: list[Figure]) -> None:
    values = (mp.mpf(loss) + 1, mp.mpf(loss) + mp.mpf("0.5"), mp.mpf(loss) + mp.mpf("0.4"))
    draw(made_up(outputs=3, loss=values), [], WEIGHTS, "", ".png")
    assert figures[0].axes[1].get_yscale() == "linear"


def test_a_loss_below_the_digits_does_not_stretch_the_scale(figures: list[Figure]) -> None:
    values = (mp.one, mp.mpf("1e-3"), mp.mpf("1e-90"))
    draw(made_up(outputs=3, loss=values), [], WEIGHTS, "", ".png")
    assert figures[0].axes[1].get_yscale() == "log"
    assert figures[0].axes[1].get_ylim()[0] == pytest.approx(5e-4), "half of the least that is told from 0"


def test_events_and_the_stop_are_lines_with_labels(figures: list[Figure]) -> None:
    times_kinds = [("0.3", "slides"), ("0.31", "crosses"), ("0.9", "an uncommonly long word for it")]
    events = tuple(event(t, kind) for t, kind in times_kinds)
    stop = Stop(mp.mpf("1.9"), 1, None, "interrupted", "")
    draw(made_up(events=events, stop=stop), [BALANCE], WEIGHTS, "", ".png")
    labels = [text.get_text() for text in figures[0].axes[0].texts]
    assert labels == ["1: g1 slides (+1)", "3: g1 an uncommonly l...", "stop: interrupted"]
    assert all(len(axes.lines) >= 4 for axes in figures[0].axes)


def test_a_flow_that_stops_at_its_start_is_a_point(figures: list[Figure]) -> None:
    alone = made_up(outputs=1, loss=(mp.zero,), stop=Stop(mp.zero, 1, None, "gradient", ""))
    draw(alone, [BALANCE], WEIGHTS, "", ".png")
    assert figures[0].axes[0].lines[0].get_marker() == "o"


def test_invariants_are_those_the_flow_has_watched_and_noise_is_zero() -> None:
    values = invariant_values(made_up(2), [BALANCE, U - V], WEIGHTS)
    assert list(values) == [str(BALANCE)]
    assert values[str(BALANCE)] == [[3.0, 3.0]] * 20
    with mp.workdps(40):
        near = tuple(((mp.one,), (1 + mp.mpf("1e-35"),)) for _ in range(20))
        assert invariant_values(made_up(weights=near), [BALANCE], WEIGHTS)[str(BALANCE)] == [[0.0]] * 20


# Every draw has some 400 points.
@settings(max_examples=30)
@given(st.lists(st.fractions(min_value=Fraction(1, 1000), max_value=1000), min_size=1, max_size=5, unique=True))
@example([Fraction(1, 1000), Fraction(1000)])
@example([Fraction(1)])
def test_curves_have_the_outputs_asked_for_and_more(times: list[Fraction]) -> None:
    asked = sorted(times)
    found = curve_times(asked)
    assert set(asked) <= set(found) and found[-1] == asked[-1] and found[0] > 0
    assert all(0 < after - before <= asked[-1] / 400 for before, after in pairwise(found))


def test_the_format_is_that_of_the_name() -> None:
    assert [figure_format(name) for name in ("a.png", "b/c.PDF", "d.e.svg")] == [".png", ".pdf", ".svg"]
    for name in ("a", "a.jpg", "-", ".png", "a.png\n"):
        with pytest.raises(BadUse, match=r"\.png, \.pdf, \.svg"):
            figure_format(name)


SMALL = ["flow", "--depth", "1", "--q", "2", "--scale", "2", "--loss", "x**2", "--time", "1", "--digits", "5"]


def test_matplotlib_is_loaded_only_to_draw_and_never_its_global_state(tmp_path: Path) -> None:
    code = (
        "import sys, neversaddle.cli.app as cli; plot, *words = sys.argv[1:];"
        "cli.main([*words, '--csv', '-']); print('matplotlib' in sys.modules);"
        "cli.main([*words, '--plot', plot]); print('matplotlib.pyplot' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "a.png"), *SMALL]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [line for line in done.stdout.splitlines() if line in ("True", "False")] == ["False", "False"]


def test_the_plot_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    for suffix in METADATA:
        assert main([*SMALL, "--plot", str(tmp_path / f"out{suffix}")]) == 0
    assert sorted(path.suffix for path in tmp_path.iterdir()) == sorted(METADATA)


@pytest.mark.parametrize(
    ("backend", "suffix"), [("module://matplotlib_inline.backend_inline", ".png"), ("nonsense", ".svg")]
)
def test_no_backend_is_needed_to_write_a_file(backend: str, suffix: str, tmp_path: Path) -> None:
    """MPLBACKEND is what notebooks set for themselves; Matplotlib refuses it where the package is not there."""
    code = (
        "import os, sys\n"
        "from neversaddle.cli.app import main\n"
        "from neversaddle.figures.style import drawing, images\n"
        "code = main(sys.argv[2:])\n"
        "print(sorted(images(lambda tables: drawing()[0], {})), os.environ['MPLBACKEND'] == sys.argv[1], code)\n"
    )
    plot = tmp_path / f"p{suffix}"
    command = [sys.executable, "-c", code, backend, *SMALL, "--plot", str(plot)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "MPLBACKEND": backend})
    assert done.stdout.splitlines()[-1] == "['.pdf', '.png'] True 0", done.stderr
    assert "digits reached" in done.stdout and plot.stat().st_size > 1000


def test_the_table_outlives_a_plot_that_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no\nfonts")

    monkeypatch.setattr(Figure, "savefig", fail)
    plot, table = tmp_path / "p.png", tmp_path / "t.csv"
    assert main([*SMALL, "--plot", str(plot), "--csv", str(table)]) == 2
    told = capsys.readouterr()
    assert "digits reached" in told.out and table.exists() and not plot.exists()
    assert told.err == f"neversaddle: cannot write {plot}: no fonts\n"
