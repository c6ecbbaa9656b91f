"""Problem files: exact numbers, flags before entries, one clear line for whatever is wrong."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.bad_use import BadUse
from neversaddle.cli.app import main
from neversaddle.cli.problem_file import ENTRIES, MOST_BYTES, combined, problem_of, read_entries
from neversaddle.theory.geometry.reparametrization import Reparametrization

EXAMPLE = """
# Sign flow of a product of two weights towards x = 1.
depth = 2
q = 1
A = [[1]]
b = [1]
weights = [["3/10"], [0.2]]
times = [0.25, "1/2"]
digits = 12
"""

#: What is wrong in a file, instead of EXAMPLE's entry of that name, and what the message says.
WRONG = {
    "wieghts = [[1]]": "nearest: weights",
    "colour = 1": "allowed are depth, reparam",
    "q = 5/2": "is not valid TOML",
    "q = 2.5": "outside [1, 2]",
    "q = nan": "rational in [1, 2]",
    "q = true": "rational in [1, 2]",
    "q = [1]": "rational in [1, 2]",
    "depth = 0": "depth must be a whole number from 1 to 64; got 0",
    "depth = 2.0": "depth must be a whole number",
    "depth = true": "depth must be a whole number",
    f"depth = {'9' * 200}": "bits",
    "digits = 4": "from 5 to 1000",
    'digits = "12"': "whole number",
    "decay = -0.1": "at least 0",
    "decay = nan": "decay: 'nan' is not a number",
    "decay = inf": "decay: 'inf' is not a number",
    "decay = 1e9999": "at most 100 digits",
    f"decay = {'9' * 101}": "at most 100 digits",
    f"decay = {'9' * 5000}": "at most 100 digits",
    "decay = 1979-05-27": "decay must be a number",
    'decay_kind = "both"': "decoupled, coupled",
    'method = "euler"': "taylor, odefun, scipy, heyoka",
    'selection = "jump"': "stop, rest, escape",
    "loss = 1.5": "loss must be text in quotes",
    'loss = "abs(x1)"': "--A and --b go with",
    'loss = "exponential"\nb = [2]': "labels must be 1 or -1",
    "labels = [1]": "give either b or labels",
    "A = [[1, 2], [3]]": "rows of one length",
    "A = [[1], [2]]": "1 entries for 2 rows",
    "A = [[nan]]": "A, row 1, entry 1: 'nan' is not a number",
    "A = [1]": "A, row 1 must be a list of 1 to 1000 numbers",
    "A = []": "A must be a list of 1 to 1000 rows",
    "A = 1": "A must be a list of 1 to 1000 rows",
    "A = [[true]]": "A, row 1, entry 1 must be a number",
    f"A = [{[1] * 1001}]": "1 to 1000 numbers",
    f"A = {[[1]] * 1001}": "1 to 1000 rows",
    "weights = [[1]]": "2 lists",
    "weights = [[1, 2], [3, 4]]": "of 1 entries",
    'weights = [["a"], [1]]': "weights, row 1, entry 1: 'a' is not a number",
    'weights = [["__import__"], [1]]': "is not a number",
    "scale = 1": "either --weights ROWS or --scale S",
    "time = 1": "either --time T or --times",
    "times = [2, 1]": "increase",
    "times = [0]": "increase",
    "times = [-1, 1]": "increase",
    f"times = {list(range(1, 10_002))}": "1 to 10000 numbers",
    'names = "u,v"': "--names goes with --reparam",
    'reparam = "u*v"': "either --depth L or --reparam",
    "[weights]": "weights must be a list",
    "q = 1\nq = 2": "not valid TOML: Cannot overwrite a value",
    f"x = {'[' * 5000}": "too deeply",
}


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "problem.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def replaced(lines: str) -> str:
    """EXAMPLE without the entries that the lines give, and then the lines."""
    keys = {line.split(" = ")[0].strip("[]") for line in lines.splitlines()}
    kept = [line for line in EXAMPLE.splitlines() if line.split(" = ")[0] not in keys]
    return "\n".join([*kept, lines])


@pytest.mark.parametrize("lines", WRONG, ids=lambda lines: str(lines)[:30])
def test_what_is_wrong_is_said_in_one_line(lines: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.csv"
    assert main(["flow", written(tmp_path, replaced(lines)), "--csv", str(out)]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and not out.exists()
    assert captured.err.startswith("neversaddle: ") and captured.err.count("\n") == 1 and len(captured.err) < 500
    assert WRONG[lines] in captured.err


def test_invalid_toml_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadUse, match=r"not valid TOML: Invalid value \(at line 3, column 7\)"):
        read_entries(written(tmp_path, "depth = 2\nq = 1\nA = [[one]]\nb = [1]\n"))


def test_files_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "latin").write_bytes("# é\nq = 1\n".encode("latin-1"))
    (tmp_path / "large").write_bytes(b"#" * (MOST_BYTES + 1))
    for name, said in {
        "nowhere": "No such file",
        "": "directory",
        "latin": "not text in UTF-8",
        "large": "at most 2,000,000 bytes",
    }.items():
        assert main(["flow", str(tmp_path / name)]) == 2
        captured = capsys.readouterr()
        assert captured.out == "" and captured.err.count("\n") == 1 and said in captured.err


def test_numbers_are_the_decimals_they_are_written_as(tmp_path: Path) -> None:
    problem = problem_of(read_entries(written(tmp_path, EXAMPLE)))
    assert problem.weights == ((Fraction(3, 10),), (Fraction(1, 5),))
    assert problem.times == (Fraction(1, 4), Fraction(1, 2))
    assert (problem.digits, problem.decay, problem.method, problem.selection) == (12, 0, "taylor", "stop")


@given(st.integers(-(10**9), 10**9), st.integers(0, 9), st.integers(1, 10**6))
def test_any_decimal_and_any_fraction_is_exact(mantissa: int, places: int, denominator: int) -> None:
    decimal = f"{mantissa}e-{places}"
    exact = problem_of({"depth": 1, "q": 2, "loss": "x**2", "time": 1, "weights": [[decimal]]}).weights[0][0]
    assert exact == Fraction(mantissa, 10**places)
    third = problem_of({"depth": 1, "q": 2, "loss": "x**2", "time": 1, "scale": f"{mantissa}/{denominator}"})
    assert third.weights == ((Fraction(mantissa, denominator),),)


def test_floats_with_underscores_and_signs(tmp_path: Path) -> None:
    entries = read_entries(written(tmp_path, "b = [1_000.5, +1e-3, -0.0, 0x10]"))
    problem = problem_of({**entries, "A": [[1]] * 4, "depth": 1, "q": 2, "scale": 1, "time": 1})
    assert problem.entries["b"] == ["1000.5", "+1e-3", "-0.0", 16]


def test_scale_is_one_number_or_one_for_each_weight() -> None:
    common = {"depth": 3, "q": 2, "A": [[1, 2]], "b": [1], "time": 1}
    assert problem_of({**common, "scale": "0.1"}).weights == ((Fraction(1, 10),) * 2,) * 3
    each = problem_of({**common, "scale": [1, "1/2", 0]}).weights
    assert each == ((1, 1), (Fraction(1, 2),) * 2, (0, 0))
    with pytest.raises(BadUse, match="scale has 2 numbers for 3 weights"):
        problem_of({**common, "scale": [1, 2]})
    # A formula has as many coordinates as it names.
    named = problem_of({"depth": 2, "q": 2, "loss": "(x1 - x3)**2", "time": 1, "scale": 1})
    assert [len(row) for row in named.weights] == [3, 3]


def test_a_final_time_makes_ten_outputs() -> None:
    problem = problem_of({"depth": 1, "q": 2, "loss": "x**2", "scale": 1, "time": "0.1"})
    assert problem.times == tuple(Fraction(i, 100) for i in range(1, 11))


def test_labels_and_names_may_be_lists() -> None:
    entries = {"reparam": "u**2 - v**2", "names": ["u", "v"], "loss": "logistic", "A": [[1], [2]], "labels": [1, -1]}
    problem = problem_of({**entries, "q": "4/3", "weights": [[1], [2]], "time": 1})
    assert isinstance(problem.model, Reparametrization) and problem.loss.description == "logistic loss, 2 x 1"
    assert problem.title == "x = u^2 - v^2, q = 4/3, logistic loss, 2 x 1"


def test_flags_go_before_the_file_and_before_its_alternatives() -> None:
    file = {"depth": 2, "weights": [[1], [2]], "times": [1], "A": [[1]], "labels": [1], "loss": "logistic", "q": 2}
    assert combined(file, {"q": "1", "digits": None}) == {**file, "q": "1"}
    flags = {"reparam": "u", "names": "u", "scale": "1", "time": "2", "loss": "x**2"}
    assert combined(file, flags) == {**flags, "q": 2}
    assert "labels" not in combined(file, {"b": [1]}) and "A" in combined(file, {"loss": "exponential"})


FLAGS = [
    (["--q", "3/2"], "q", "3/2"),
    (["--times", "0.1,1/5"], "times", ["1/10", "1/5"]),
    (["--time", "1/10"], "time", "1/10"),
    (["--scale", "1/3"], "scale", "1/3"),
    (["--scale", "1/3,2"], "scale", ["1/3", "2"]),
    (["--weights", "1;2"], "weights", [["1"], ["2"]]),
    (["--b", "1/2"], "b", ["1/2"]),
    (["--A", "2"], "A", [["2"]]),
    (["--loss", "logistic"], "loss", "logistic"),
    (["--decay", "0.1"], "decay", "0.1"),
    (["--decay-kind", "coupled"], "decay_kind", "coupled"),
    (["--digits", "9"], "digits", 9),
]


@pytest.mark.parametrize(("flags", "key", "value"), FLAGS)
def test_every_flag_is_an_entry(
    flags: list[str], key: str, value: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gentle = written(tmp_path, replaced("q = 2\ntimes = [0.1]"))
    assert main(["flow", gentle, *flags, "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["problem"][key] == value
    # What was solved can be solved again from what the JSON says of it.
    assert problem_of(data["problem"]).entries == data["problem"]


TOML = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-5, 70),
        st.sampled_from(
            ["1", "1/3", "u,v", "u*v", "x1**2", "least-squares", "logistic", "taylor", "coupled", "nan", ""]
        ),
        st.text(max_size=4),
    ),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(ENTRIES), TOML))
def test_any_entries_are_a_problem_or_refused_in_one_line(entries: dict[str, object]) -> None:
    try:
        problem = problem_of(entries)
    except ValueError as error:
        assert type(error).__module__.split(".")[0] in {"neversaddle", "numerics", "theory"}
        assert len(" ".join(str(error).split())) < 500
    else:
        assert problem.times and problem.weights
