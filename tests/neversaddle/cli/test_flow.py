"""`neversaddle flow`: the table, exact numbers, events, files, the stop, progress, exit codes."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from mpmath import mp

from neversaddle.cli.app import main
from neversaddle.cli.terminal import Pace, flow_bar
from neversaddle.numerics.flow.trajectory import Event, Stop, Trajectory
from neversaddle.report.flow import as_csv, as_json, as_text, at_times

SIGN = ["flow", "--depth", "2", "--q", "1", "--weights", "0.3;0.2", "--A", "1", "--b", "1", "--digits", "12"]


def test_a_sign_flow_is_its_polynomial(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SIGN, "--times", "1/4,1/2", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    # With unit force both weights grow at rate 1: x = (0.3 + t)(0.2 + t), exactly.
    assert [float(x) for (x,) in data["x"]] == [0.06, 0.2475, 0.56]
    assert [float(w) for ((w,), _) in data["weights"]] == [0.3, 0.55, 0.8]
    assert data["digits"] >= 12 and data["stop"] is None and data["loss_never_increases"] is True


def test_an_event_is_told_and_the_flow_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SIGN, "--time", "1"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "component 1 of grad f reaches zero and is held there" in out
    assert "0.751249219725" in out, "(0.3 + t)(0.2 + t) = 1 at t = (sqrt(4.01) - 0.5)/2"


def test_the_stop_is_told_and_is_not_success(capsys: pytest.CaptureFixture[str]) -> None:
    # w = (0.2, -0.2) moves to the saddle at 0, where nothing says whether it stays or which way it leaves.
    words = ["flow", "--depth", "2", "--q", "1", "--weights", "0.2;-0.2", "--A", "1", "--b", "1"]
    words += ["--digits", "12", "--time", "3"]
    assert main(words) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "stopped: the flow is not unique from t = 0.2 on" in out and 'selection "rest" or "escape"' in out
    assert main([*words, "--selection", "escape"]) == 0
    assert "stopped" not in capsys.readouterr().out


def test_the_table_shows_drifts_and_digits(capsys: pytest.CaptureFixture[str]) -> None:
    words = "flow --reparam u**2-v**2 --names u,v --q 2 --weights 1,1;1/2,1 --loss (x1-1)**2+x1*x2+x2**2 --time 1/10"
    assert main([*words.split(), "--digits", "10"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0].split() == ["t", "x1", "x2", "loss"]
    assert [row.split()[0] for row in rows[1:12]] == [f"{i / 100:g}" if i else "0.0" for i in range(11)]
    assert rows[1].split()[1:3] == ["0.75", "0.0"]
    assert any(row.startswith("drift of ") for row in rows)
    assert any(row.startswith("digits reached: ") and row.endswith("(asked for: 10)") for row in rows)


GENTLE = ["flow", "--depth", "2", "--q", "2", "--weights", "1,0.5;0.5,0.25", "--loss", "(x1-1)**2+x1*x2+x2**2"]
PROBLEM = """
depth = 2
q = 1
A = [[1]]
b = [1]
weights = [[0.3], [0.2]]
time = 1
digits = 12
"""


def made_up(count: int, **changes: object) -> Trajectory:
    """x_j = w_j = t + j at t = 0, 1/3, 1, to 20 digits, with two events."""
    with mp.workdps(40):
        times = (mp.zero, mp.mpf(1) / 3, mp.one)
        x = tuple(tuple(t + j for j in range(1, count + 1)) for t in times)
        slide = Event(
            times[1], "slide", "gradient", 1, None, 20, "sliding: x1", "component 1 of grad f vanishes and stays 0"
        )
        cross = Event(mp.mpf("0.5"), "cross", "weight", count, 2, 5, "smooth", "weight 2 changes its sign")
        plain = Trajectory(times, tuple((row,) for row in x), x, x, times[::-1], {}, 20, None, events=(slide, cross))
        return replace(plain, **changes)  # type: ignore[arg-type]


def test_what_two_runs_do_not_share_a_digit_of_is_zero_in_the_table_and_as_it_is_in_json() -> None:
    with mp.workdps(40):
        noise, small = mp.mpf("-3e-40"), mp.mpf("3e-40")
        flow = made_up(1, loss=(mp.one, small, noise), loss_apart=(mp.zero, mp.mpf("1e-50"), mp.mpf("7e-33")))
        rows = as_text(flow, 20, 100).splitlines()
    # The second one is as small, but both runs have its digits.
    assert [row.split()[-1] for row in rows[:4]] == ["loss", "1.0", "3.0e-40", "0"]
    assert rows[5] == "0 stands for rounding: less than 1.0e-32"
    assert as_json(flow, 20)["loss"] == ["1.0", "3.0e-40", "-3.0e-40"]
    # Without a second run, or with digits that do not agree, nothing is known to be rounding.
    for changes in ({"loss_apart": ()}, {"digits": 0}):
        assert "stands for" not in as_text(replace(flow, **changes), 20, 100)


@pytest.mark.parametrize(("q", "end"), [("3/2", "less than"), ("1", "component 1 of grad f")])
def test_a_loss_at_rest_is_not_printed_as_rounding(q: str, end: str, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--depth", "2", "--weights", "2;1/2", "--A", "1", "--b", "1/3", "--time", "2", "--digits", "12"]
    assert main(["flow", "--q", q, *flags]) == 0
    out = capsys.readouterr().out
    assert end in out and "e-" not in "".join(out.split("\n\n")[0].splitlines()[3:])


INTERRUPTED = Stop(mp.mpf("0.75"), 1, None, "interrupted", "Ctrl-C")


def test_a_problem_file_is_solved_and_flags_go_before_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "problem.toml"
    path.write_text(PROBLEM)
    assert main(["flow", str(path), "--time", "1/2"]) == 0
    from_file = capsys.readouterr().out
    assert main([*SIGN, "--time", "0.5"]) == 0
    assert capsys.readouterr().out == from_file
    assert from_file.splitlines()[11].split() == ["0.5", "0.56", "0.0968"], "x = (0.3 + t)(0.2 + t), loss (x - 1)^2/2"


def test_the_files_hold_the_outputs_to_the_digits_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, data = tmp_path / "out.csv", tmp_path / "out.json"
    assert main([*SIGN, "--times", "1/4,1/3", "--csv", str(table), "--json", str(data)]) == 0
    assert "digits reached" in capsys.readouterr().out
    head, *rows = csv.reader(io.StringIO(table.read_text()))
    assert head == ["t", "x1", "w1_1", "w2_1", "y1", "loss"]
    assert [row[0] for row in rows] == ["0.0", "0.25", "0.333333333333"]
    # Weights and orbit time grow at rate 1.
    assert rows[2][2:5] == ["0.633333333333", "0.533333333333", "0.333333333333"]
    found = json.loads(data.read_text())
    assert found["times"] == [row[0] for row in rows] and found["loss"] == [row[5] for row in rows]
    assert found["problem"]["weights"] == [["3/10"], ["1/5"]] and found["digits_asked_for"] == 12
    assert b"\r" not in table.read_bytes()


def test_data_on_stdout_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SIGN, "--time", "1/4", "--csv", "-"]) == 0
    assert len(list(csv.reader(io.StringIO(capsys.readouterr().out)))) == 12
    assert main([*SIGN, "--time", "1/4", "--json", "-"]) == 0
    by_json = capsys.readouterr().out
    assert main([*SIGN, "--time", "1/4", "--format", "json"]) == 0
    assert capsys.readouterr().out == by_json and json.loads(by_json)["stop"] is None


def test_no_output_takes_the_place_of_the_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "problem.toml"
    path.write_text(PROBLEM)
    assert main(["flow", str(path), "--csv", str(path)]) == 2
    assert "the problem file and --csv need a file each" in capsys.readouterr().err
    assert path.read_text() == PROBLEM


def test_a_plot_changes_nothing_in_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plot = tmp_path / "out.png"
    assert main([*GENTLE, "--time", "1/2", "--digits", "8"]) == 0
    plain = capsys.readouterr().out.splitlines()
    assert main([*GENTLE, "--time", "1/2", "--digits", "8", "--plot", str(plot)]) == 0
    assert capsys.readouterr().out.splitlines()[:12] == plain[:12]
    assert plot.read_bytes().startswith(b"\x89PNG")


def test_an_interrupted_flow_is_printed_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    partial = made_up(1, times=(mp.zero, mp.mpf("0.1"), mp.mpf("0.75")), stop=INTERRUPTED)
    monkeypatch.setattr("neversaddle.numerics.flow.flow.weight_flow", lambda *_, **__: partial)
    files = {option: tmp_path / f"out.{option[2:]}" for option in ("--csv", "--json")}
    words = [word for option, path in files.items() for word in (option, str(path))]
    assert main([*SIGN, "--time", "1", *words]) == 130
    captured = capsys.readouterr()
    assert captured.err == "neversaddle: interrupted at t = 0.75 of 1; the outputs up to it are kept\n"
    assert captured.out.splitlines()[-1] == "interrupted at t = 0.75: Ctrl-C"
    assert [row[0] for row in csv.reader(files["--csv"].open())] == ["t", "0.0", "0.1", "0.75"]
    assert json.loads(files["--json"].read_text())["stop"]["reason"] == "interrupted"
    assert main([*SIGN, "--time", "1", "--plot", str(tmp_path / "out.svg")]) == 130
    assert (tmp_path / "out.svg").read_text().startswith("<?xml")


def test_fewer_digits_than_asked_for_are_no_success(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neversaddle.numerics.flow.flow.weight_flow", lambda *_, **__: made_up(1))
    assert main([*SIGN, "--time", "1", "--digits", "20"]) == 0
    assert main([*SIGN, "--time", "1", "--digits", "21"]) == 1
    assert "digits reached: 20 (asked for: 21)" in capsys.readouterr().out


def test_method_and_selection_reach_the_flow(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}

    def record(*_: object, **options: object) -> Trajectory:
        seen.update(options)
        return made_up(1)

    monkeypatch.setattr("neversaddle.numerics.flow.flow.weight_flow", record)
    assert main([*SIGN, "--time", "1", "--method", "odefun", "--selection", "escape"]) == 0
    assert (seen["method"], seen["selection"]) == ("odefun", "escape")


def test_events_are_a_table_and_in_the_json() -> None:
    lines = as_text(made_up(2), 15, 100).splitlines()
    start = next(n for n, line in enumerate(lines) if line.split()[:1] == ["event"])
    assert lines[start].split() == ["event", "t", "what", "mode", "after"]
    assert lines[start + 1].split()[:2] == ["1", "0.333333333333333"] and lines[start + 1].endswith("  sliding: x1")
    assert lines[start + 2].split()[:2] == ["2", "0.5"] and lines[start + 2].endswith("  smooth")
    assert lines[start + 1].index("sliding") == lines[start + 2].index("smooth")
    first, second = as_json(made_up(2), 15)["events"]  # type: ignore[misc, union-attr]
    assert first["time"] == "0.33333333333333333333" and first["weight"] is None  # type: ignore[index, call-overload]
    assert (second["coordinate"], second["weight"]) == (2, 2)  # type: ignore[index, call-overload]


def test_the_table_keeps_to_the_width_as_far_as_it_can() -> None:
    for count in (1, 3, 8, 300):
        lines = as_text(made_up(count), 30, 100).splitlines()
        assert max(map(len, lines)) <= 100
        assert lines[0].split() == ["t", *(f"x{j}" for j in range(1, min(count, 8) + 1)), "loss"]
    assert "x9 to x300: in --csv and --json" in lines
    assert "x9: in --csv and --json" in as_text(made_up(9), 30, 100)
    head = as_csv(made_up(300), 30, ["u"]).splitlines()[0].split(",")
    assert len(head) == 902 and head[300:302] == ["x300", "u_1"]


def test_many_invariants_are_summed_up() -> None:
    drifts = {f"I{n}": mp.mpf(10) ** -n for n in range(1, 12)}
    lines = as_text(made_up(1, invariants=drifts), 20, 100).splitlines()
    assert sum(line.startswith("drift of I") for line in lines) == 8
    assert "drift of 3 more invariants: at most 1.0e-9" in lines


def test_the_loss_is_judged() -> None:
    assert "the loss never increases" in as_text(made_up(1), 20, 100)
    rising = made_up(1, loss=(mp.zero, mp.one, mp.one))
    assert "the loss increases" in as_text(rising, 20, 100)


def test_the_outputs_wanted_are_taken_out_of_more() -> None:
    times = [Fraction(1, 3), Fraction(1)]
    assert [str(t) for t in at_times(made_up(1), times, [Fraction(1)]).times] == ["0.0", "1.0"]
    stopped = made_up(1, stop=INTERRUPTED, times=(mp.zero, mp.mpf(1) / 3, mp.mpf("0.75")))
    kept = at_times(stopped, [*times, Fraction(2)], [Fraction(2)])
    assert [str(t) for t in kept.times] == ["0.0", "0.75"], "the stop is among the outputs"
    assert len(kept.x) == len(kept.loss) == len(kept.weights or ()) == len(kept.y or ()) == 2


def clock(ticks: list[float]) -> Callable[[], float]:
    return lambda: ticks.pop(0)


def test_the_pace_is_flow_time_per_second_of_the_run() -> None:
    pace = Pace(clock([0.0, 2.0, 4.0, 5.0]))
    pace.told(1.0)
    assert (pace.run, pace.rate, pace.what) == (1, 0.5, "integrating")
    pace.told(4.0)
    assert (pace.run, pace.rate) == (1, 1.0)
    pace.told(0.25)
    assert (pace.run, pace.rate, pace.what) == (2, 0.25, "integrating, run 2")


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_for_terminals(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with flow_bar(2.0) as told:
        told(1.0)
    assert capsys.readouterr() == ("", "")
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with flow_bar(2.0) as told:
        told(2.0)
        told(0.5)
    assert "integrating, run 2" in screen.getvalue()
    assert "t = 0.5 of 2" in screen.getvalue() and "per second" in screen.getvalue()


SMOOTH_MODELS = [
    "cosh(u)-cosh(v)",
    "tanh(u)-tanh(v)",
    "sin(u)-sin(v)",
    "sinh(u)-sinh(v)",
    "atan(u)-atan(v)",
    "u*exp(u)-v",
]


@pytest.mark.parametrize(
    ("model", "q", "weights"),
    [*((m, "2", "0.5;0.4") for m in SMOOTH_MODELS), ("u**2+u-v", "3/2", "0.5;0.4"), ("u**2/2-u-v**2", "2", "1.5;0.4")],
)
def test_invariants_of_every_sum_drift_by_rounding_only(
    model: str, q: str, weights: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["flow", "--reparam", model, "--names", "u,v", "--q", q, "--A", "1", "--b", "1", "--weights", weights]
    assert main([*words, "--times", "1/2,1", "--digits", "12", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    (drift,) = data["invariants"].values()
    assert float(drift) < 1e-12 and data["invariants_left_out"] == {}


def test_what_an_invariant_is_left_out_for_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    # v = 0.01 comes to rest at 0 under q = 3/2, where its orbit ends.
    words = "flow --reparam u**2/2-u-v**2 --names u,v --q 3/2 --A 1 --b 1 --weights 1.5;0.01 --time 1 --selection rest"
    assert main([*words.split(), "--digits", "10"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "left out, dx/dv" in out and "drift of -sqrt(2)*sqrt(v) - 2*sqrt(Abs(u - 1)): left out" in out


def test_a_squared_hinge_is_a_loss(capsys: pytest.CaptureFixture[str]) -> None:
    for loss in ("((1-x1)+abs(1-x1))**2/4", "max(0,1-x1)**2"):
        words = ["flow", "--depth", "1", "--q", "2", "--weights", "3/2", "--loss", loss, "--time", "1"]
        assert main(words) == 0
        assert capsys.readouterr().out.splitlines()[11].split() == ["1.0", "1.5", "0.0"], "flat above 1"
    assert main([*words[:7], "--loss", "max(0,1-x1)", "--time", "1"]) == 2
    assert "is not differentiable: it has a kink where x1 - 1 = 0" in capsys.readouterr().err
