"""`neversaddle flow`: the table, exact numbers, the stop, exit codes."""

from __future__ import annotations

import json

import pytest

from neversaddle.cli import main

SIGN = ["flow", "--depth", "2", "--q", "1", "--weights", "0.3;0.2", "--A", "1", "--b", "1", "--digits", "12"]


def test_a_sign_flow_is_its_polynomial(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SIGN, "--times", "1/4,1/2", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    # With unit force both weights grow at rate 1: x = (0.3 + t)(0.2 + t), exactly.
    assert [float(x) for (x,) in data["x"]] == [0.06, 0.2475, 0.56]
    assert [float(w) for ((w,), _) in data["weights"]] == [0.3, 0.55, 0.8]
    assert data["digits"] >= 12 and data["stop"] is None and data["loss_never_increases"] is True


def test_the_stop_is_told_and_is_not_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SIGN, "--time", "1"]) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "stopped: the flow reaches a point where the field is not smooth" in out
    assert "t = 0.751249219725" in out, "(0.3 + t)(0.2 + t) = 1 at t = (sqrt(4.01) - 0.5)/2"


def test_the_table_shows_drifts_and_digits(capsys: pytest.CaptureFixture[str]) -> None:
    words = "flow --reparam u**2-v**2 --names u,v --q 2 --weights 1,1;1/2,1 --loss (x1-1)**2+x1*x2+x2**2 --time 1/10"
    assert main([*words.split(), "--digits", "10"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0].split() == ["t", "x1", "x2", "loss"]
    assert [row.split()[0] for row in rows[1:12]] == [f"{i / 100:g}" if i else "0.0" for i in range(11)]
    assert rows[1].split()[1:3] == ["0.75", "0.0"]
    assert any(row.startswith("drift of ") for row in rows)
    assert any(row.startswith("digits reached: ") and row.endswith("(asked for: 10)") for row in rows)
