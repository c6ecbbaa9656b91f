"""Bad use of the command line: exit code 2 and one line on stderr that says what is allowed; text is never run."""

from __future__ import annotations

import pytest

from neversaddle.bad_use import BadUse
from neversaddle.cli.app import main
from neversaddle.cli.options import balance_of, depths_of, numbers_of
from neversaddle.theory.language.tokens import ParseError

BAD = {
    "verfy": "Did you mean 'verify'?",
    "verify balanse": "nearest: balance",
    "verify --digits 4": "5",
    "verify --digits 201": "200",
    "verify --jobs 0": "1",
    "verify --jason -": "--json",
    "verify --json /nowhere/at/all/out.json": "cannot write /nowhere/at/all/out.json: No such file",
    "verify --junit /nowhere/at/all/out.xml": "cannot write /nowhere/at/all/out.xml: No such file",
    "verify --junit -": "--junit needs a file",
    "verify --json out --junit out": "a file each",
    "verify --timeout 0": "positive number of seconds; got 0",
    "verify --timeout -1": "positive number of seconds; got -1",
    "verify --timeout nan": "positive number of seconds; got nan",
    "verify --timeout soon": "--timeout",
    "verify --scheduler nonsense://": "no Dask scheduler answers at 'nonsense://'",
    "verify --scheduler localhost": "missing port number",
    "verify --scheduler tcp://127.0.0.1:1 --jobs 2": "jobs are for local processes",
    "show": "ID",
    "show balanse": "nearest: balance",
    "show balance --format pdf": "text, latex, json",
    "show balance --digits 4": "5",
    "derive --q 2": "--depth L or --reparam EXPR",
    "derive --depth 3": "give either --q or --metric-exponent",
    "derive --depth 3 --q 5/2": "[1, 2]",
    "derive --depth 3 --q nan": "rational in [1, 2]",
    "derive --depth 0 --q 2": "from 1 to 64",
    "derive --depth 65 --q 2": "from 1 to 64",
    "derive --depth two --q 2": "--depth",
    "derive --depth 3 --q 2 --metric-exponent 1": "give either --q or --metric-exponent",
    "derive --depth 3 --metric-exponent 3/2": "[2/3, 4/3]",
    "derive --depth 3 --q 2 --balance -1": "balance must be >= 0",
    "derive --depth 3 --q 2 --balance u": "cannot be named u",
    "derive --depth 3 --q 2 --balance w1": "cannot be named w1",
    "derive --depth 3 --q 2 --balance 1,2": "2 offsets for depth 3",
    "derive --depth 3 --q 2 --balance 1,0,2": "smallest",
    "derive --depth 3 --q 2 --balance-is half": "power, weight",
    "derive --depth 3 --q 2 --start 1": "--start is for sums",
    "derive --depth 3 --q 2 --format pdf": "text, latex, python, json",
    "derive --depth 3 --q 2 --weights u": "goes with --reparam",
    "derive --reparam u*v --q 2": "needs --weights",
    "derive --reparam u*v --weights u --q 2": "unknown name 'v'",
    "derive --reparam x*v --weights x,v --q 2": "cannot be named x",
    "derive --reparam abs(u) --weights u --q 2": "not differentiable",
    "derive --reparam u**2-v**2 --weights u,v --q 2 --balance 1": "takes --start",
    "derive --reparam u**2*v-v --weights u,v --q 2 --format python": "no closed form",
    "atlas --depths 6:2": "from 1 to 64",
    "atlas --depths 2:65": "from 1 to 64",
    "atlas --depths 5/2": "whole number",
    "atlas --q 1,3": "[1, 2]",
    "atlas --balance 0,1": "one balance",
    "flow --depth 1 --q 2 --weights 1": "--time T or --times",
    "flow --depth 1 --q 2 --weights 1 --time 1": "needs --A and --b",
    "flow --depth 2 --q 2 --weights 1 --A 1 --b 1 --time 1": "2 lists",
    "flow --depth 1 --q 2 --weights 1;a --A 1 --b 1 --time 1": "is not a number",
    "flow --depth 1 --q 2 --weights 1 --loss abs(x) --time 1": "kink",
    "flow --depth 1 --q 2 --weights 1 --loss x**2 --A 1 --time 1": "stands for itself",
    "flow --depth 1 --q 2 --weights 1 --A 1 --b 1 --time 1 --decay -1": "at least 0",
    "flow --depth 1 --q 2 --weights 1 --A 1 --b 1 --times 2,1": "increase",
    "flow": "--depth L or --reparam EXPR",
    "flow --depth 1": "give --q Q",
    "flow nowhere.toml": "cannot read nowhere.toml: No such file",
    "flow pyproject.toml": "unknown entry 'build-system'",
    "flow README.md": "README.md is not valid TOML",
    "flow --depth 1 --q 3 --weights 1 --loss x**2 --time 1": "[1, 2]",
    "flow --depth 1 --q nan --weights 1 --loss x**2 --time 1": "rational in [1, 2]",
    "flow --depth 1 --q 2 --weights nan --loss x**2 --time 1": "is not a number",
    "flow --depth 1 --q 2 --loss x**2 --time 1": "either --weights ROWS or --scale S",
    "flow --depth 1 --q 2 --scale 1 --weights 1 --loss x**2 --time 1": "either --weights ROWS or --scale S",
    "flow --depth 2 --q 2 --scale 1,2,3 --loss x**2 --time 1": "scale has 3 numbers for 2 weights",
    "flow --depth 1 --q 2 --scale 1 --loss x99999 --time 1": "from 1 to 64",
    "flow --depth 1 --q 2 --scale 1 --loss x**2 --time 0": "positive final time",
    "flow --depth 1 --q 2 --scale 1 --loss x**2 --time 1 --times 1": "either --time T or --times",
    "flow --depth 1 --q 2 --scale 1 --loss x**2 --time 1 --decay-kind both": "decoupled, coupled",
    "flow --depth 1 --q 2 --scale 1 --loss x**2 --time 1 --method euler": "taylor, odefun, scipy, heyoka",
    "flow --depth 1 --q 2 --scale 1 --loss x**2 --time 1 --selection jump": "stop, rest, escape",
    "flow --depth 1 --q 2 --scale 1 --loss x**2 --time 1 --digits 4": "5",
    "flow --depth 1 --q 2 --scale 1 --loss x**2 --time 1 --format csv": "text, json",
    "flow --depth 1 --q 2 --scale 1 --loss x**2 --time 1 --plot out.gif": ".png, .pdf, .svg; got 'out.gif'",
    "flow --depth 1 --q 2 --scale 1 --loss x**2 --time 1 --plot -": "--plot needs a file",
    "flow --depth 1 --q 2 --scale 1 --loss x**2 --time 1 --csv - --json -": "stdout has room for one",
    "flow --depth 1 --q 2 --scale 1 --loss x**2 --time 1 --csv - --format json": "stdout has room for one",
    "flow --depth 1 --q 2 --scale 1 --loss x**2 --time 1 --csv out --json ./out": "--csv and --json need a file each",
    "flow --depth 1 --q 2 --scale 1 --loss x**2 --time 1 --csv /nowhere/out.csv": "cannot write /nowhere/out.csv",
    "notes --out pyproject.toml/x --chek": "--check",
}


@pytest.mark.parametrize("words", BAD)
def test_one_clear_line_and_exit_code_two(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words.split()) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("neversaddle: ") and captured.err.count("\n") == 1
    assert BAD[words] in captured.err


HOSTILE = [
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "eval('1')",
    "exec",
    "lambda: 0",
    "open(u)",
    "u if u else u",
    "[u for u in (1,)]",
    "9**9**9**9",
    "u\n+1",
    "u;u",
    "{u}",
    "u.diff()",
    "f'{u}'",
    "u" * 2000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_formulas_are_refused_everywhere(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["derive", "--reparam", text, "--weights", "u", "--q", "2"],
        ["derive", "--reparam", "u", "--weights", text, "--q", "2"] if text != "exec" else ["derive", "--depth", text],
        ["derive", "--depth", "2", "--q", text],
        ["derive", "--depth", "2", "--q", "2", "--balance", text] if text != "exec" else ["derive", "--depth", text],
    ):
        assert main(arguments) == 2
        captured = capsys.readouterr()
        assert captured.out == "" and captured.err.count("\n") == 1 and len(captured.err) < 400


@pytest.mark.parametrize("text", ["__import__", "a__b", "import", "x", "z", "c" * 33, "", ",", "1 2", "0,,1"])
def test_balances_that_are_none(text: str) -> None:
    with pytest.raises((BadUse, ParseError)):
        balance_of(text)


def test_balances_are_exact_and_their_symbols_positive() -> None:
    assert [str(c) for c in balance_of("0, 1/10, c + lambda") or ()] == ["0", "1/10", "c + lambda"]
    assert all(s.is_positive for s in balance_of("0, 1/10, c + lambda")[2].free_symbols)
    assert depths_of("3:3") == [3] and numbers_of("0.1") == [balance_of("1/10")]


def test_a_bug_is_not_dressed_up_as_bad_use(monkeypatch: pytest.MonkeyPatch) -> None:
    def buggy(*_: object, **__: object) -> None:
        raise ValueError("a library's complaint")

    monkeypatch.setattr("neversaddle.derive.derivation.derivation", buggy)
    with pytest.raises(ValueError, match="a library's complaint"):
        main(["derive", "--depth", "2", "--q", "2"])
