"""The look at a flow after it has been run: it passes what is right, and finds every spoiled run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

import mpmath
import pytest
from mpmath import mp

from neversaddle.numerics.flow.check.definition import WeightDefinition, around, common, meets, phi, times
from neversaddle.numerics.flow.check.run import Checked, checked
from neversaddle.numerics.flow.course.course import run
from neversaddle.numerics.flow.course.pieces import Piece, through, window
from neversaddle.numerics.flow.course.walk import Run
from neversaddle.numerics.flow.systems.weights import WeightSystem
from neversaddle.numerics.loss.loss import Loss, least_squares, parse_loss
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.numerics.ode.arithmetics import working
from neversaddle.numerics.ode.taylor import working_bits
from neversaddle.theory.geometry.reparametrization import DeepDiagonal

F = Fraction
DIGITS = 15
#: What is put wrong, relative to what it is put in: a hundred times what an output of DIGITS digits may be off by.
WRONG = 10.0 ** (4 - DIGITS)


@dataclass(frozen=True)
class Case:
    """One flow: exponent, weights (a row for each, a column for each coordinate), loss, time, decay and its kind."""

    q: str
    weights: Sequence[Sequence[str]]
    loss: Loss
    time: str
    decay: str = "0"
    coupled: bool = False


TWO = least_squares([["2", "1/2"], ["1/2", "1"]], [1, 1])
OTHER = parse_loss("cosh(x1 - x2) + x1**2/5 - x2/3 + (x1 + x2 - 1)**2/1000000", 2)
CASES = {
    "smooth": Case("2", [["0.3", "0.5"], ["0.2", "0.4"]], TWO, "2"),
    "smooth, decay": Case("2", [["0.3", "0.5"], ["0.2", "0.4"]], TWO, "2", "1/3"),
    "arrives together": Case("3/2", [["0.3", "0.5"], ["0.2", "0.4"]], TWO, "4"),
    "crosses": Case("5/4", [["0.3", "0.5"], ["-0.2", "0.4"]], TWO, "1"),
    "slides": Case("1", [["0.3", "0.5"], ["0.2", "0.4"]], TWO, "2"),
    "slides and crosses": Case("1", [["0.3", "0.5"], ["-0.2", "0.4"]], TWO, "2"),
    "slides, decay": Case("1", [["0.3", "0.5"], ["0.2", "0.4"]], TWO, "2", "1/4"),
    "coupled": Case("3/2", [["0.3", "0.5"], ["0.2", "0.4"]], TWO, "7/8", "1/3", True),
    "coupled, sign flow": Case("1", [["0.3", "0.5"], ["0.2", "0.4"]], TWO, "1", "1/3", True),
    "leaves a zero behind another": Case(
        "3/2", [["1", "1"], ["0", "0"]], least_squares([[1, -1], [0, 1]], [0, 1]), "1/2"
    ),
    "symbolic": Case("3/2", [["0.3", "-0.5"], ["0.2", "0.4"]], parse_loss("cosh(x1 - x2) + x1**2/5 - x2/3", 2), "1"),
}


def definition(case: Case) -> WeightDefinition:
    depth, k = len(case.weights), case.loss.coordinates

    def columns(state: Sequence[mpmath.mpf]) -> list[list[mpmath.mpf]]:
        return [list(state[j : j + depth]) for j in range(0, k * depth, depth)]

    start = [[F(v) for v in column] for column in zip(*case.weights, strict=True)]
    return WeightDefinition(
        start, DeepDiagonal(depth), F(case.q), case.loss, F(case.decay), case.coupled, None, columns, None
    )


@cache
def run_of(name: str) -> tuple[Run, WeightSystem]:
    return ran(CASES[name])


def ran(case: Case) -> tuple[Run, WeightSystem]:
    table = [[F(v) for v in row] for row in case.weights]
    system = WeightSystem(DeepDiagonal(len(table)), F(case.q), case.loss, table, F(case.decay), case.coupled, None)
    with mp.workprec(working_bits(DIGITS + 8)):
        return run(system, [mp.zero, at_precision(F(case.time))], DIGITS + 8), system


def look(run_: Run, case: Case, system: WeightSystem) -> Checked:
    return checked(run_, definition(case), system.switches, DIGITS)


def longest(run_: Run) -> int:
    return max(range(len(run_.pieces)), key=lambda n: run_.pieces[n].span)


def with_pieces(run_: Run, change: Callable[[int, Piece], Piece]) -> Run:
    """The run with changed pieces, and the end that they lead to."""
    pieces = [change(n, piece) for n, piece in enumerate(run_.pieces)]
    with mp.workprec(working_bits(run_.digits)):
        states = [*run_.states[:-1], pieces[-1].at(mp.one)[1]]
    return replace(run_, pieces=pieces, states=states)


def unknown(piece: Piece, which: int, line: Sequence[object]) -> Piece:
    return replace(piece, unknowns=[line if i == which else old for i, old in enumerate(piece.unknowns)])  # type: ignore[misc]


@pytest.mark.parametrize("name", CASES)
def test_what_is_right_passes(name: str) -> None:
    run_, system = run_of(name)
    found = look(run_, CASES[name], system)
    assert run_.ending is None and found.finding is None and found.unsure_from is None and found.points >= 12


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("which", [0, 3])
def test_a_weight_that_is_frozen_is_found(name: str, which: int) -> None:
    run_, system = run_of(name)
    begin = longest(run_)
    moved = run_.pieces[begin].at(mp.one)[1][which] - run_.pieces[begin].at(mp.zero)[1][which]
    if not abs(moved) > WRONG:
        # It rests there as it is: let it move.
        spoiled = with_pieces(
            run_, lambda n, p: unknown(p, which, [p.unknowns[which][0], *[1 + 0 * p.length]]) if n == begin else p
        )
    else:
        spoiled = with_pieces(run_, lambda n, p: unknown(p, which, p.unknowns[which][:1]) if n >= begin else p)
    found = look(spoiled, CASES[name], system)
    assert found.finding is not None and found.unsure_from is not None
    # Nothing before the event in whose stretch it lies is called unsure, and nothing after it sure.
    assert found.unsure_from <= run_.pieces[begin].begin + run_.pieces[begin].span


@pytest.mark.parametrize("name", CASES)
def test_a_jump_is_found(name: str) -> None:
    run_, system = run_of(name)
    # At the last change of the mode, or the start where there is none.
    changes = [n for n in range(1, len(run_.pieces)) if run_.pieces[n].mode != run_.pieces[n - 1].mode]
    begin = changes[-1] if changes else 0
    jumped = with_pieces(
        run_,
        lambda n, p: (
            unknown(p, 0, [p.unknowns[0][0] * (1 + p.length * 0 + WRONG), *p.unknowns[0][1:]]) if n >= begin else p
        ),
    )
    assert look(jumped, CASES[name], system).finding is not None


@pytest.mark.parametrize("name", CASES)
def test_a_gap_in_time_is_found(name: str) -> None:
    run_, system = run_of(name)
    at = longest(run_)
    # The second half of the longest step is missing.
    cut = with_pieces(run_, lambda n, p: replace(p, length=p.length / 2) if n == at else p)
    found = look(cut, CASES[name], system)
    moving = max(abs(b - a) for a, b in zip(run_.pieces[at].at(mp.zero)[1], run_.pieces[at].at(mp.one)[1], strict=True))
    assert (found.finding is not None) == (moving > WRONG)


@pytest.mark.parametrize("name", CASES)
def test_the_run_of_another_flow_is_found(name: str) -> None:
    case = CASES[name]
    others = [
        replace(case, decay=str(F(case.decay) + F(1, 10**6))),
        replace(case, weights=[[str(F(v) + F(1, 10**6)) for v in row] for row in case.weights]),
        replace(case, loss=OTHER),
        *([replace(case, q=str(F(case.q) - F(1, 10)))] if case.q == "2" else []),
    ]
    _, system = run_of(name)
    for other in others:
        run_, _ = ran(other)
        assert look(run_, case, system).finding is not None, other


def test_a_polynomial_goes_through_its_points() -> None:
    with working(140):
        ts = window(mp.mpf(2), mp.mpf(1) / 8, 12)
        piece = through(ts, [[mp.exp(t), mp.sin(t)] for t in ts], ())
        time, state = piece.at(mp.mpf(1) / 3)
        # |exp|^(12)/12! times the product of the distances, each at most 1/8.
        bound = mp.exp(3) / mp.factorial(12) / 8**12
        assert abs(state[0] - mp.exp(time)) <= bound and abs(state[1] - mp.sin(time)) <= bound


@pytest.mark.parametrize("q", ["1", "5/4", "3/2", "2"])
def test_phi_of_an_interval_holds_that_of_its_points(q: str) -> None:
    for low, high in ((-2, -1), (-1, 3), (0, 0), (1, 4)):
        a, b = phi((mp.mpf(low), mp.mpf(high)), F(q))
        for i in range(5):
            z = low + mp.mpf(high - low) * i / 4
            value = mp.sign(z) * abs(z) ** (at_precision(F(q)) - 1) if z or F(q) > 1 else mp.zero
            assert a <= value <= b


def test_values_around_a_point_and_intervals() -> None:
    ((low, high),) = around(lambda x: [x[0] * x[1]], [mp.mpf(2), mp.mpf(3)], [mp.mpf("0.1"), mp.mpf("0.1")])
    for a in ("1.9", "2.1"):
        for b in ("2.9", "3.1"):
            assert low <= mp.mpf(a) * mp.mpf(b) <= high
    assert around(lambda x: [mp.nan], [mp.one], [mp.one]) == [(-mp.inf, mp.inf)]
    assert times((mp.mpf(-1), mp.mpf(2)), (mp.mpf(-3), mp.mpf(1))) == (-6, 3)
    assert meets((mp.zero, mp.one), (mp.one, mp.mpf(2))) and not meets((mp.zero, mp.one), (mp.nan, mp.nan))
    low, high = common((mp.zero, mp.one), (mp.mpf(2), mp.mpf(3)))
    assert low > high
