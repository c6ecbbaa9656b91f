"""`import neversaddle as ns`: light, complete, and the same objects as the packages below."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sympy as sp

import neversaddle as ns
from neversaddle.cli.app import main
from neversaddle.theory.geometry.mirror import MirrorGeometry, mirror_geometry


def modules_after(statement: str) -> set[str]:
    """The libraries that are loaded then, and the parts of ours."""
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {".".join(name.split(".")[: 2 if name.startswith("neversaddle") else 1]) for name in done.stdout.split()}


def test_the_import_loads_nothing_and_geometries_no_more_than_sympy_and_the_theory() -> None:
    # Libraries, as opposed to the standard library, that the import adds.
    libraries = {"sympy", "mpmath", "numpy", "scipy", "flint", "typer", "rich", "hypothesis", "neversaddle.numerics"}
    bare = modules_after("import neversaddle")
    assert "neversaddle" in bare and bare.isdisjoint({*libraries, "neversaddle.theory"})
    more = modules_after("import neversaddle; neversaddle.mirror_geometry") - modules_after("import sympy")
    assert {"neversaddle", "neversaddle.theory"} <= more and more.isdisjoint(libraries)


def test_every_public_name_is_there_and_nothing_else_is_promised() -> None:
    for name in ns.__all__:
        assert getattr(ns, name) is not None
    assert set(dir(ns)) == set(ns.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = ns.nonsense
    # Loading the run of the ledger must not hide the function of that name.
    assert ns.verify is not None and "balance" in ns.ledger()


def test_geometries_are_those_of_the_theory_and_can_be_compiled() -> None:
    lam = ns.symbols("lambda")
    geometry = ns.mirror_geometry(ns.DeepDiagonal(2), q="3/2", balance=lam)
    assert isinstance(geometry, MirrorGeometry)
    assert geometry.mirror_map == mirror_geometry(2, "3/2", balance=lam).mirror_map
    compiled = geometry.compile("numpy")
    # With lambda = 0.5: both sides carry a few roundings of double precision.
    assert abs(compiled.inverse_mirror_map(compiled.mirror_map(0.3, balance=0.5), balance=0.5) - 0.3) < 1e-14


def test_symbols_are_positive_unless_told_otherwise() -> None:
    a, b = ns.symbols("a b")
    assert a.is_positive and b.is_positive
    assert ns.symbols("c", real=True) == sp.Symbol("c", real=True)


def test_geometries_and_claims_show_themselves_as_latex() -> None:
    shown = ns.mirror_geometry(3, "3/2", balance=ns.symbols("lambda"))._repr_latex_()
    assert shown.startswith("$") and shown.endswith("$") and "u(x)" in shown and "InverseOf" not in shown
    assert all(claim._repr_latex_().startswith("$$") for claim in ns.ledger().values())


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"neversaddle {ns.__version__}\n"
