"""Integrated flows tell true laws of motion from false ones, without the chain rule the proofs use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.attack.attack import attack
from neversaddle.numerics.attack.kinds import laws
from neversaddle.numerics.attack.kinds.laws import flow_agreement, gauss_legendre
from neversaddle.numerics.flow.flow import Event, Trajectory, weight_flow
from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, alpha, kappa, lam, m, q
from neversaddle.theory.motion.flow import SteepestFlow, on_leaf, two_weights
from neversaddle.theory.motion.iteration import FORCE
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, nonzero, positive, real
from neversaddle.theory.statement.kinds import Evolves

DIGITS = 15
flow = two_weights(L, q)
w_i, w_j = flow.weights
decaying = two_weights(L, q, decay=alpha)
leaf = on_leaf(L, q, lam)
(w,) = leaf.weights
balance = sp.Abs(w_i) ** q - sp.Abs(w_j) ** q
MOVING: tuple[Hypothesis, ...] = (Depth(L), Range(q), *nonzero(w_i, w_j), *real(flow.rest, FORCE))
ON_LEAF: tuple[Hypothesis, ...] = (Depth(L), Range(q), *positive(lam, w), *real(FORCE))
DECAY, GROWN = Sign(alpha, "nonnegative"), Sign(alpha, "positive")
coupled = two_weights(L, q, alpha, coupled=True)
fall_i, fall_j = (duality_map(q, FORCE * flow.rest * w_i * w_j + alpha * v**2) for v in (w_i, w_j))
shrinking, balanced = on_leaf(L, q, lam, alpha), on_leaf(L, q, sp.S.Zero, alpha)
slope = w**kappa / kappa
BALANCED: tuple[Hypothesis, ...] = (Depth(L), Range(q), *positive(w), *real(FORCE), Condition(sp.Ne(kappa, 0)))
z = sp.Symbol("z", real=True)
alone = SteepestFlow(sp.S.One, (z,), sp.S.One, alpha, sp.S.One)

Law = tuple[Evolves, tuple[Hypothesis, ...]]
Run = tuple[tuple[object, ...], Trajectory]
LAWS: dict[str, Law] = {
    "balance": (Evolves("", balance, sp.S.Zero, flow), MOVING),
    "decay": (Evolves("", balance, -q * alpha * balance, decaying), (*MOVING, DECAY)),
    "mirror coordinate": (Evolves("", OrbitTime(L, q, lam, w**q), -duality_map(q, FORCE), leaf), ON_LEAF),
    "coupled decay": (Evolves("", balance, -q * (fall_i - fall_j), coupled), (*MOVING, DECAY)),
    "decay on a leaf": (
        Evolves(
            "",
            OrbitTime(L, q, lam, w**q),
            -duality_map(q, FORCE) - alpha * kappa * OrbitTime(L, q, lam, w**q),
            shrinking,
        ),
        (*ON_LEAF, DECAY),
    ),
    "balanced": (Evolves("", slope, -duality_map(q, FORCE) - alpha * (w**L) ** (1 - m), balanced), (*BALANCED, DECAY)),
    "balanced and coupled": (
        Evolves("", slope, -duality_map(q, FORCE + alpha * (w**L) ** (2 / L - 1)), replace(balanced, coupled=True)),
        (*BALANCED, DECAY),
    ),
    "an exponent that depends on depth": (
        Evolves("", sp.log(w), -duality_map(L / (L - 1), FORCE) - alpha, on_leaf(L, L / (L - 1), sp.S.Zero, alpha)),
        (Depth(L), *positive(w), *real(FORCE), DECAY),
    ),
    "depth one": (
        Evolves("", sp.Abs(z), -alpha * sp.Abs(z) - sp.sign(z * FORCE), alone),
        (*nonzero(z), *real(FORCE), DECAY),
    ),
    "loss": (Evolves("", LOSS, -InverseMetric(L, q, lam, w**q) * sp.Abs(FORCE) ** q, leaf), ON_LEAF),
}
FALSE: dict[str, Law] = {
    "wrong power": (Evolves("", sp.Abs(w_i) ** (q + 1) - sp.Abs(w_j) ** (q + 1), sp.S.Zero, flow), MOVING),
    "sum for difference": (Evolves("", sp.Abs(w_i) ** q + sp.Abs(w_j) ** q, sp.S.Zero, flow), MOVING),
    "decay without q": (Evolves("", balance, -2 * alpha * balance, decaying), (*MOVING, Sign(alpha, "positive"))),
    "no duality map": (Evolves("", OrbitTime(L, q, lam, w**q), -FORCE, leaf), ON_LEAF),
    "coupled decay as decoupled": (Evolves("", balance, -q * alpha * balance, coupled), (*MOVING, GROWN)),
    "decay of y as of w": (
        Evolves("", OrbitTime(L, q, lam, w**q), -duality_map(q, FORCE) - alpha * OrbitTime(L, q, lam, w**q), shrinking),
        (*ON_LEAF, GROWN),
    ),
    "lambda stands still": (
        Evolves(
            "",
            OrbitTime(L, q, lam, w**q) + lam,
            -duality_map(q, FORCE) - alpha * kappa * OrbitTime(L, q, lam, w**q),
            shrinking,
        ),
        (*ON_LEAF, GROWN),
    ),
    "coupled decay outside": (
        Evolves("", slope, -duality_map(q, FORCE) - alpha * (w**L) ** (1 - m), replace(balanced, coupled=True)),
        (*BALANCED, GROWN),
    ),
    "wrong sign": (Evolves("", LOSS, InverseMetric(L, q, lam, w**q) * sp.Abs(FORCE) ** q, leaf), ON_LEAF),
}


@pytest.mark.parametrize("name", LAWS)
def test_a_true_law_agrees_to_the_digits(name: str) -> None:
    part, given = LAWS[name]
    assert flow_agreement(part, given, DIGITS, "a") >= DIGITS - 1


@pytest.mark.parametrize("name", FALSE)
def test_a_false_law_does_not(name: str) -> None:
    part, given = FALSE[name]
    # At q = 2 some of these are true, so one of several flows has to tell.
    assert min(flow_agreement(part, given, DIGITS, seed) for seed in "ab") < 4


def test_flows_are_not_of_one_exponent_only(monkeypatch: pytest.MonkeyPatch) -> None:
    original: Callable[..., object] = laws.weight_flow
    seen: set[Fraction] = set()

    def spy(model: object, exponent: Fraction, *others: object) -> object:
        seen.add(exponent)
        return original(model, exponent, *others)

    monkeypatch.setattr(laws, "weight_flow", spy)
    part, given = LAWS["balance"]
    for seed in "abcdef":
        flow_agreement(part, given, 10, seed)
    assert len(seen) > 2


def _used_flows(monkeypatch: pytest.MonkeyPatch, part: Evolves, given: Sequence[Hypothesis], seed: str) -> list[Run]:
    """The arguments of the flow that a law is compared on, and the flow."""

    original: Callable[..., Trajectory] = laws.weight_flow
    runs: list[Run] = []

    def spy(*arguments: object) -> Trajectory:
        runs.append((arguments, original(*arguments)))
        return runs[-1][1]

    monkeypatch.setattr(laws, "weight_flow", spy)
    flow_agreement(part, given, DIGITS, seed)
    return runs


@pytest.mark.parametrize("name", ["balanced", "loss"])
def test_flows_of_laws_end_where_a_second_integrator_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    part, given = LAWS[name]
    (model, exponent, loss, weights, times, digits, *decay), flow_ = _used_flows(monkeypatch, part, given, "0/0")[-1]
    assert flow_.stop is None and not flow_.events and flow_.weights is not None
    second = weight_flow(model, exponent, loss, weights, times[-1:], digits, *decay, method="odefun")  # type: ignore[arg-type, index, misc]
    assert second.method == "odefun" and second.weights is not None
    pairs = [
        (a, b) for rows in zip(flow_.weights[-1], second.weights[-1], strict=True) for a, b in zip(*rows, strict=True)
    ]
    assert len(pairs) >= 2
    # Each is good to DIGITS - 1 relative to a coordinate's largest weight, and weights are below 4 here.
    assert all(abs(a - b) < 8 * mp.mpf(10) ** -(DIGITS - 1) for a, b in pairs)


def test_a_flow_across_a_corner_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event says that the flow is not smooth, whatever else is well with it."""

    original: Callable[..., Trajectory] = laws.weight_flow
    used: list[int] = []

    def with_event(*arguments: object) -> Trajectory:
        used.append(1)
        found = original(*arguments)
        corner = Event(mp.mpf(0), "crosses", "weight", 1, 1, DIGITS, "++", "weight 1 of coordinate 1 changes its sign")
        return replace(found, events=(corner,)) if len(used) < 3 else found

    monkeypatch.setattr(laws, "weight_flow", with_event)
    part, given = LAWS["balance"]
    assert flow_agreement(part, given, DIGITS, "a") >= DIGITS - 1
    assert len(used) >= 3


def test_a_balance_that_is_a_number_is_refused() -> None:
    numbered = on_leaf(L, q, sp.S.One)
    with pytest.raises(ValueError, match="no weights of balance 1"):
        flow_agreement(Evolves("", w, numbered.velocity(w), numbered), (Depth(L), Range(q), *positive(w)), 10, "a")


def test_more_digits_are_reached() -> None:
    part, given = LAWS["balance"]
    assert flow_agreement(part, given, 30, "b") >= 28


def test_a_wrong_chain_rule_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What proof and pointwise check share is caught by the flows: here the rate of everything is said to be zero."""
    monkeypatch.setattr(SteepestFlow, "rate", lambda self, quantity: sp.S.Zero)
    part = Evolves("", sp.Abs(w_i) ** q + sp.Abs(w_j) ** q, sp.S.Zero, flow)
    claim = Claim("by-hand", "by hand", "nowhere", (part,), Verdict.PROVED, MOVING)
    assert attack(claim, part, DIGITS, 0, flows=False).suspect is None
    outcome = attack(claim, part, DIGITS, 0, flows=True)
    assert outcome.suspect is not None
    assert outcome.witness is None
    assert "integrated flow" in outcome.message


def test_flows_stay_within_the_hypotheses(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, object]] = []

    original = laws._compare

    def spy(part: Evolves, states: list[list[dict[sp.Symbol, object]]], mass: object, digits: int) -> int:
        seen.extend((int(state[L]), state[w_i]) for along in states for state in along)
        return original(part, states, mass, digits)

    monkeypatch.setattr(laws, "_compare", spy)
    given = (Depth(L, 5), Range(q), *positive(w_i), *nonzero(w_j), *real(flow.rest, FORCE))
    flow_agreement(Evolves("", balance, sp.S.Zero, flow), given, 10, "c")
    assert seen
    assert all(depth >= 5 and weight > 0 for depth, weight in seen)


def test_hypotheses_no_flow_meets_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neversaddle.numerics.attack.kinds.laws.MOST_TRIES", 3)
    impossible = (Depth(L), Range(q), *nonzero(w_i, w_j), Sign(flow.rest, "real"), Range(FORCE, sp.S(50), sp.S(60)))
    with pytest.raises(ValueError, match="no smooth flow"):
        flow_agreement(Evolves("x", balance, sp.S.Zero, flow), impossible, 8, "d")


@given(st.integers(10, 40), st.data())
@settings(max_examples=8)
def test_gauss_legendre_is_exact_on_polynomials(digits: int, data: st.DataObject) -> None:
    nodes, masses = gauss_legendre(digits)
    degree = data.draw(st.integers(0, 2 * len(nodes) - 1))
    with mp.workdps(digits + 15):
        total = mp.fsum(m * x**degree for m, x in zip(masses, nodes, strict=True))
        # Nodes are right to dps + 5 of their 20 guard digits, and the monomials are at most one.
        assert abs(total - mp.mpf(1) / (degree + 1)) < mp.mpf(10) ** -(digits + 8)
    assert all(0 < x < 1 for x in nodes)
    assert Fraction(len(nodes)) >= Fraction(2 * digits, 3) - 1
