"""`neversaddle derive` and `atlas`: every format says the same, formulas are readable, LaTeX is well formed."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import mpmath
import pytest

from neversaddle.cli.app import main

MODELS = {
    "balanced": "--depth 3 --q 3/2",
    "lambda": "--depth 3 --q 3/2 --balance lambda",
    "bounded": "--depth 4 --q 5/3 --balance 1/10",
    "offsets": "--depth 3 --q 3/2 --balance 0,c1,c2",
    "two": "--depth 2 --metric-exponent 3/4 --balance lambda --balance-is weight",
    "sign": "--depth 5 --q 1 --balance lambda",
    "gradient": "--depth 4 --q 2 --balance lambda",
    "deep": "--depth 9 --q 5/4 --balance lambda",
    "one": "--depth 1 --q 7/4",
    "difference": "--reparam u**2-v**2 --weights u,v --q 2",
    "difference-q": "--reparam u**2-v**2 --weights u,v --q 3/2 --start 1/2,1/3",
    "monomial": "--reparam 2*u**3*v --weights u,v --q 3/2 --balance lambda",
    "quotient": "--reparam u/v --weights u,v --q 3/2 --balance lambda",
    "power": "--reparam u**4 --weights u --q 4/3",
    "unknown": "--reparam u*v+u*v**2 --weights u,v --q 3/2",
}
RAW = ("InverseOf", "Lambda", "EulerIntegral", "Integral(", "Symbol(", "hyper(", "Abs(", "Rational", "exp_polar")


#: What commands have printed: several tests look at the same.
PRINTED: dict[str, str] = {}


def output(words: str, capsys: pytest.CaptureFixture[str]) -> str:
    if words not in PRINTED:
        assert main(words.split()) == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        PRINTED[words] = captured.out
    return PRINTED[words]


@pytest.mark.parametrize("name", MODELS)
def test_text_is_readable_and_defines_what_it_uses(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = output(f"derive {MODELS[name]}", capsys)
    assert all(word not in text for word in RAW)
    assert all(c == "\n" or (c.isascii() and c.isprintable()) for c in text)
    assert max(len(row) for row in text.splitlines() if " " in row.strip()) <= 100
    labels = [row[:20].strip() for row in text.splitlines() if row[:1].strip()]
    assert labels[:2] == ["model", "exponent"] and "field V_q" in labels and "first integrals" in labels
    body, _, definitions = text.partition("where  ")
    for function in sorted(set(re.findall(r"\b[uy]\([xy]\)", body))):
        assert f"{function} is the root" in definitions
    if name == "unknown":
        assert "no closed form" in text and "mirror map  " not in text
    else:
        assert {"inverse metric", "mirror map", "inverse mirror map", "potential", "conjugate"} <= set(labels)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("two", "w_i = lambda for i >= 2 where w_1 = 0, that is u_i - u_1 = lambda**(3/2), where u_i = |w_i|**(3/2)"),
        ("two", "q = 3/2, p = 3, m = 3/4, kappa = 1/2"),
        ("lambda", "u(x) is the root u >= 0 of u*(lambda + u)**2 = |x|**(3/2)"),
        ("lambda", "does not change y"),
        ("bounded", "kappa < 0: the mirror map is bounded, sup |y| = 3*10**(3/5)*beta(3/5, 3/5)/5"),
        ("bounded", "expands y"),
        ("gradient", "sup |y| = 1/lambda"),
        ("sign", "contracts y"),
        ("balanced", "does not reach x = 0"),
        ("balanced", "y takes all real values on x > 0"),
        ("difference", "R'(x) = asinh(x/(2*alpha**2))/4"),
        ("difference", "orbit time y = 0 at u = alpha, v = alpha"),
        ("quotient", "where a_i and a_1 differ in sign it is u_i + u_1"),
        ("monomial", "and a = (3, 1)"),
        ("deep", "V_wi = Phi_q(product of the other weights)"),
    ],
)
def test_what_is_said(name: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(output(f"derive {MODELS[name]}", capsys).split())
    assert said in text


KNOWN_COMMANDS = {
    "allowdisplaybreaks",
    "alpha",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "begin",
    "begingroup",
    "Bigl",
    "Bigr",
    "cdot",
    "cdots",
    "cos",
    "cosh",
    "dot",
    "end",
    "endgroup",
    "frac",
    "gamma",
    "int",
    "item",
    "infty",
    "kappa",
    "lambda",
    "le",
    "ge",
    "left",
    "limits",
    "log",
    "mathrm",
    "middle",
    "nabla",
    "ne",
    "noindent",
    "operatorname",
    "paragraph",
    "Phi",
    "pi",
    "prod",
    "quad",
    "right",
    "sin",
    "sinh",
    "sqrt",
    "sup",
    "tan",
}


def lint(tex: str) -> None:
    """Braces, environments and \\left-\\right pairs match; every command is amsmath's."""
    bare = re.sub(r"(?m)%.*$", "", tex)
    level = 0
    for brace in re.findall(r"(?<!\\)[{}]", bare):
        level += 1 if brace == "{" else -1
        assert level >= 0
    assert level == 0
    stack: list[str] = []
    for kind, environment in re.findall(r"\\(begin|end)\{([a-z*]+)\}", bare):
        assert environment in {"align*", "itemize", "matrix"}
        if kind == "begin":
            stack.append(environment)
        else:
            assert stack.pop() == environment
    assert stack == []
    for row in bare.splitlines():
        assert len(re.findall(r"\\left\b", row)) == len(re.findall(r"\\right\b", row))
        assert row.replace(r"\$", "").count("$") % 2 == 0
    assert set(re.findall(r"\\([a-zA-Z]+)", bare)) <= KNOWN_COMMANDS
    assert not re.search(r"[^\x20-\x7e\n]", tex) and "\n\n\\end{align" not in tex


@pytest.mark.parametrize("name", MODELS)
def test_latex_is_well_formed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    tex = output(f"derive {MODELS[name]} --format latex", capsys)
    lint(tex)
    assert all(word not in tex for word in RAW)


def test_latex_of_the_atlas_is_well_formed(capsys: pytest.CaptureFixture[str]) -> None:
    tex = output("atlas --depths 2,3 --q 1,5/4,2 --format latex", capsys)
    lint(tex)
    assert tex.count(r"\paragraph") == 6


@pytest.mark.parametrize("name", MODELS)
def test_json_says_what_text_says(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(output(f"derive {MODELS[name]} --format json", capsys))
    text = " ".join(output(f"derive {MODELS[name]}", capsys).split())
    assert data["closed_form"] == (name != "unknown")
    assert f"q = {data['q']}, p = {data['p']}" in text
    for key in ("inverse_metric", "mirror_map", "inverse_mirror_map", "potential", "conjugate"):
        assert (data[key] is None) == (name == "unknown")
        assert data[key] is None or " ".join(data[key]["text"].split()) in text
    assert all(note in text for note in data["notes"])


def test_the_python_module_stands_alone_and_agrees_with_mpmath(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = output("derive --depth 2 --q 3/2 --balance lambda --format python", capsys)
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
    }
    assert imported.isdisjoint({"neversaddle", "theory", "numerics", "sympy"})
    (tmp_path / "geometry.py").write_text(source)
    call = "import geometry; print(float(geometry.mirror_map(0.3, balance=0.5)))"
    done = subprocess.run([sys.executable, "-c", call], cwd=tmp_path, capture_output=True, text=True, check=True)
    # R'' = 1/sqrt(4 |x|^q + lambda^2) by quadrature; 50 roundings of double precision are far below 1e-13.
    wanted = mpmath.quad(lambda s: 1 / mpmath.sqrt(4 * s ** mpmath.mpf(1.5) + mpmath.mpf(0.25)), [0, 0.3])
    assert abs(float(done.stdout) - wanted) < 1e-13


def test_the_atlas_covers_the_grid(capsys: pytest.CaptureFixture[str]) -> None:
    cells = json.loads(output("atlas --depths 2:4 --q 1,3/2,2 --format json", capsys))
    assert [(c["depth"], c["q"]) for c in cells] == [(d, q) for d in (2, 3, 4) for q in ("1", "3/2", "2")]
    kinds = {(c["depth"], c["q"]): c["kind"] for c in cells}
    assert kinds[3, "1"] == "polynomial" and kinds[2, "3/2"] == "hypergeometric" and kinds[2, "2"] == "elementary"
    assert cells[0]["kappa"] == "1" and cells[-1]["metric_exponent"] == "3/2"
    text = output("atlas --depths 2:4 --q 1,3/2,2", capsys)
    assert text.count("R'(x) = ") == 9 and all(word not in text for word in RAW)


@pytest.mark.parametrize(
    ("text", "word", "above"),
    [("u**2", "negative", ">"), ("abs(u)**(3/2)", "negative", ">"), ("-u**2", "positive", "<")],
)
def test_models_of_one_sign_say_so(text: str, word: str, above: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive", f"--reparam={text}", "--weights", "u", "--q", "2"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"x {above}= 0: the model reaches no {word} x; the formulas are for x {above} 0" in said
    assert "each side" not in said and "sign(x)" not in said
    assert main(["derive", f"--reparam={text}", "--weights", "u", "--q", "2", "--format", "latex"]) == 0
    lint(capsys.readouterr().out)


def test_json_says_how_the_functions_were_checked(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(output("derive --depth 2 --q 3/2 --balance lambda --format json", capsys))["checked"]
    assert (found["points"], found["values"]) == (4, 24) and float(found["largest_relative_difference"]) < 1e-10
    assert json.loads(output("derive --reparam u*v+v*s --weights u,v,s --q 2 --format json", capsys))["checked"] is None
