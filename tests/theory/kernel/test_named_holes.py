"""False statements a third adversary had proved: by names that pass for others, and by what a sentence left out."""

from __future__ import annotations

import pytest
import sympy as sp

from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.language.families import Total, family, index
from neversaddle.theory.language.statements import Partial
from neversaddle.theory.language.symbols import L
from neversaddle.theory.language.times import TIME, Finally, Initially, TimeIntegral
from neversaddle.theory.motion.iteration import FORCE, gradient_descent, iterated_depth_two, iterated_weights
from neversaddle.theory.motion.steepest import COORDINATE, LOSS, WEIGHT, WIDTH, DiagonalNetwork, Steepest, WrittenModel
from neversaddle.theory.statement.case_proofs import alike
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import (
    Composed,
    Condition,
    Depth,
    Every,
    Hypothesis,
    Place,
    Range,
    Sign,
    real,
)
from neversaddle.theory.statement.kinds import Identity, Inequality, Iterates, Part
from neversaddle.theory.statement.order_proofs import relation
from neversaddle.theory.statement.proofs import chain_rule, coefficients, normal_form, one_step, proves, theorem, truth
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.sentence import sentence
from neversaddle.theory.statement.solutions import Along, Order, Rate
from neversaddle.theory.statement.steps import Proof
from neversaddle.theory.statement.tending import MinimisersTend
from neversaddle.theory.statement.writing import plain

i, j, m, n, r = map(index, "ijmnr")
a, x = sp.symbols("a x", real=True)
u, z, eta = sp.symbols("u z eta", positive=True)
TWO = sp.Integer(2)
SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(WIDTH, 1))
PLACES = (*SIZES, Place(n, L), Place(m, L, apart=(n,)), Place(r, WIDTH))
MODEL = (*SIZES, Place(i, L), Place(j, WIDTH), Composed(DiagonalNetwork(L)))


def decided(part: Part, proof: Proof, *given: Hypothesis) -> bool:
    """Whether the kernel settles the part so."""
    claim = Claim("tried", "Tried", "-", (part,), Verdict.PROVED, given)
    return decide(claim, proves(part, proof)).proved


def test_letters_of_relations_are_declared() -> None:
    """a z > z gives a > 1 for positive z alone, and of z nothing is said; an end at infinity is none."""
    above = Inequality("-", sp.S.One, a, strict=True)
    proof = Proof("assumption", {"factor": 1 / z})
    assert not decided(above, proof, *real(a), Condition(a * z > z))
    half = Inequality("-", sp.Rational(1, 2), sp.tanh(u), strict=True)
    assert not decided(half, coefficients(), Range(u, sp.S.Zero, sp.oo, open_low=True, open_high=True))


def damped(decay: sp.Symbol) -> Along:
    """The balance under decay."""
    gap = WEIGHT[n, r] ** 2 - WEIGHT[m, r] ** 2
    flow = Steepest(DiagonalNetwork(L), TWO, decay)
    return Along("-", gap, Order.EQUAL, Initially(gap) * sp.exp(-TimeIntegral(2 * decay)), flow)


@pytest.mark.parametrize("name", ["i", "j"])
def test_parameters_have_no_name_of_a_place(name: str) -> None:
    decay = sp.Symbol(name, positive=True)
    proof = theorem("linear-equation", chain_rule(), a=-2 * decay)
    assert not decided(damped(decay), proof, *PLACES, Sign(decay, "positive"))
    other = sp.Symbol("alpha", positive=True)
    proof = theorem("linear-equation", chain_rule(), a=-2 * other)
    assert decided(damped(other), proof, *PLACES, Sign(other, "positive"))


def test_nor_what_a_sentence_calls_otherwise() -> None:
    """n in the equation of a written model, and T in what is said of hitting times."""
    number, first, second = sp.Symbol("n", positive=True), family("u"), family("v")
    flow = Steepest(WrittenModel(number * first[j] * second[j], j, (first, second), WIDTH), TWO)
    rate = Rate("-", COORDINATE[j], sp.S.Zero, flow)
    found = decide(
        Claim(
            "tried", "Tried", "-", (rate,), Verdict.PROVED, (Depth(WIDTH, 1), Place(j, WIDTH), Sign(number, "positive"))
        ),
        proves(rate, chain_rule()),
    )
    assert not found.proved and "itself speaks" in found.reason
    time = sp.Symbol("T", positive=True)
    reached = Reaches("-", COORDINATE[j], sp.S.One, When.BY, time, Steepest(DiagonalNetwork(L), TWO))
    claim = Claim("tried", "Tried", "-", (reached,), Verdict.PROVED, (*SIZES, Place(j, WIDTH), Sign(time, "positive")))
    found = decide(claim, proves(reached, Proof("loosened", {"time": time})))
    assert not found.proved and "itself speaks" in found.reason


@pytest.mark.parametrize("name", ["w", "g", "v", "x", "w_1", "w_k"])
def test_what_moves_from_step_to_step_is_no_constant(name: str) -> None:
    along = iterated_weights("gradient descent", gradient_descent(eta), L)
    symbol = sp.Symbol(name, real=True)
    given = (Depth(L, 2), Sign(eta, "positive"), *real(*along.weights, along.rest, FORCE, symbol))
    assert not decided(Iterates("-", symbol, symbol, along), Proof("step"), *given)


def test_what_is_differentiated_is_no_constant() -> None:
    """df/dw is not 0, nor d(x w)/dw = x, nor that of a family called f: f and x are of the model."""
    loss, coordinate, losses = sp.Symbol("f", positive=True), sp.Symbol("x", real=True), family("f")
    for e, is_, own in (
        (loss, sp.S.Zero, (Sign(loss, "positive"),)),
        (coordinate * WEIGHT[i, j], coordinate, real(coordinate)),
        (losses[j], sp.S.Zero, ()),
    ):
        assert not decided(Holds("-", sp.Eq(Partial(e, WEIGHT[i, j]), is_)), truth(), *MODEL, *own)
    constant = sp.Symbol("a", real=True)
    assert decided(
        Holds("-", sp.Eq(Partial(constant * WEIGHT[i, j], WEIGHT[i, j]), constant)), truth(), *MODEL, *real(constant)
    )


def test_sentences_leave_out_nothing_that_is_assumed() -> None:
    """What a condition speaks of is bound, though the statement does not; f at the start is no f(0)."""
    rho = sp.Symbol("rho", positive=True)
    X = sp.Symbol("X", positive=True)
    tends = MinimisersTend("-", u, u, rho * u**2 + u * (a - 1), sp.S.Zero, X * (a - 1), X, rho, sp.S.Zero)
    given = (Sign(u, "positive"), Sign(rho, "positive"), Sign(a, "real"), Sign(z, "positive"), Condition(a * z > z))
    assert "z > 0" in sentence(tends, given)
    assert plain(Initially(LOSS)) == "f(t=0)" and plain(Finally(a * COORDINATE[j])) == "(a*x[j])(oo)"


def test_formulas_are_read_in_one_way() -> None:
    """Bars in bars, an iff in an or, mixed derivatives, and the time that runs in an integral."""
    y = sp.Symbol("y", real=True)
    assert plain(sp.Abs(x - sp.Abs(y))) == "abs(x - |y|)"
    one, other = sp.Le(x**2 + 1, 0, evaluate=False), sp.Le(x**2 + 2, 0, evaluate=False)
    assert plain(sp.Or(sp.Equivalent(one, other), sp.Ge(x, 0))) == "((x**2 + 1 <= 0  iff  x**2 + 2 <= 0) or x >= 0)"
    assert plain(sp.Derivative(x**2 * y**2, x, y)) == "d^2/dx dy [x**2*y**2]"
    assert plain(TimeIntegral(TIME * TimeIntegral(a))) == "int_0^t(t_1*int_0^t_1(a) dt_1)"
    assert plain(TimeIntegral(COORDINATE[j] * TimeIntegral(COORDINATE[j]))) == "int_0^t(int_0^t_1(x[j])*x[j])"


def test_numbers_with_large_factors_are_refused() -> None:
    """No proof waits for the factors of a number of 72 digits."""
    number = sp.nextprime(10**35) * sp.nextprime(3 * 10**35)
    same = Identity("-", sp.sqrt(number) * sp.sqrt(u + 1), sp.sqrt(number * u + number))
    assert not decided(same, normal_form(), Sign(u, "positive"))
    assert decided(Identity("-", sp.sqrt(6) * sp.sqrt(u + 1), sp.sqrt(6 * u + 6)), normal_form(), Sign(u, "positive"))


def test_members_are_written_as_what_all_of_them_are_each_at_its_own_place() -> None:
    """a_l = b_l for all l says nothing of a_i and b_l, even where l is the name of one place as well."""
    b, c = family("b"), family("c")
    given = (Depth(L, 1), Place(i, L), Place(m, L, apart=(i,)), Every(sp.Eq(b[m], c[m]), m, L))
    other, own = (Holds("-", sp.Eq(b[i], c[place])) for place in (m, i))
    proof = relation(alike(normal_form()))
    assert not decided(other, proof, *given) and decided(own, proof, *given)
    assert not decided(Holds("-", sp.Eq(Total(b[n], n, L), L * c[m])), proof, *given)


def test_a_place_that_is_bound_has_no_letter_s_name() -> None:
    """As it is written, a_l = l for l = 1..L is no statement about the sum of L numbers l."""
    b, number = family("b"), sp.Symbol("m", positive=True)
    every = Holds("-", sp.Eq(Total(b[n], n, L), L * number))
    given = (Depth(L, 1), Sign(number, "positive"))
    assert not decided(every, relation(alike(normal_form())), *given, Every(sp.Eq(b[m], number), m, L))
    assert decided(every, relation(alike(normal_form())), *given, Every(sp.Eq(b[r], number), r, L))


@pytest.mark.parametrize("name", ["oo", "I", "x+1", "E", "pi"])
def test_names_that_say_something_are_no_names_of_numbers(name: str) -> None:
    number = sp.Symbol(name, positive=True)
    assert not decided(Inequality("-", sp.S.Zero, number, strict=True), coefficients(), Sign(number, "positive"))


@pytest.mark.parametrize("name", ["g", "w", "v", "x"])
def test_nor_are_those_of_a_step(name: str) -> None:
    size = sp.Symbol(name, positive=True)
    run = iterated_weights("gradient descent", gradient_descent(size), L)
    (w, other), gain = run.weights, FORCE * run.rest
    law = Iterates("-", w, w - size * gain * other, run)
    given = (Depth(L, 2), Sign(size, "positive"), *real(w, other, run.rest, FORCE))
    assert not decided(law, one_step(), *given)


def test_a_step_s_hypotheses_are_in_its_sentence_and_its_size_does_not_move() -> None:
    run = iterated_weights("gradient descent", gradient_descent(eta), L)
    w, other = run.weights
    given = (
        Depth(L, 2),
        Sign(eta, "positive"),
        *real(w, other, run.rest, FORCE),
        Condition(sp.Ne(LOSS * (w - other), 0)),
    )
    assert "f*(w_i - w_j) != 0" in sentence(Iterates("-", w, w, run), given)
    moving = iterated_depth_two("gradient descent", gradient_descent(LOSS))
    w, other = moving.weights
    law = Iterates("-", w, w - LOSS * FORCE * other, moving)
    assert not decided(law, one_step(), *real(w, other, FORCE), Sign(LOSS, "real"))
