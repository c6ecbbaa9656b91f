"""What the letters of statements stand for; the functions say it themselves."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import sympy as sp

from neversaddle.theory.definitions.escape import ReachTime
from neversaddle.theory.definitions.leaf import Conjugate, InverseMetric, OrbitTime, PathLength, Potential, Size
from neversaddle.theory.language.families import constants
from neversaddle.theory.motion.problem import MOST, coordinate, weight
from neversaddle.theory.statement.claim import Claim
from neversaddle.theory.statement.gradient_flows import OF_GRADIENT_FLOWS
from neversaddle.theory.statement.sentence import claim_sentence


@dataclass(frozen=True)
class Letter:
    """A letter, what it stands for, and how its use is seen: a function, the names of symbols, or a word."""

    letter: str
    meaning: str
    function: type[sp.Function] | None = None
    names: tuple[str, ...] = ()
    word: str = ""


def _said(function: type[sp.Function]) -> str:
    """The first line of what a function says of itself, without its own name."""
    text = (function.__doc__ or "").splitlines()[0].rstrip(".")
    return text.partition(": ")[2] if text.startswith(function.__name__) else text


LETTERS = (
    Letter("L, q, p", "depth; exponent in [1, 2], 1/p + 1/q = 1; Phi_q(z) = sign(z)|z|^(q-1)", names=("L", "q")),
    Letter(
        "w_i, P", "weights of one coordinate x, and the product of those not named", names=("w_i", "w_j", "w_1", "P")
    ),
    Letter(
        "w_ij, x_j",
        "along one concrete flow: weight i of coordinate j, and the coordinate",
        names=tuple(
            s.name for j in range(1, MOST + 1) for s in (coordinate(j), *(weight(i, j) for i in range(1, MOST + 1)))
        ),
    ),
    Letter("c", "f'(x), the loss's derivative by x, of either sign", names=("c",)),
    Letter("f", "the loss, or its value along a flow", names=("f",)),
    Letter("lambda", "balance: |w_i|^q - |w_1|^q for i >= 2", names=("lambda",)),
    Letter("u", "|w_1|^q on the lambda-balanced leaf, where |w_i|^q = u + lambda for i >= 2", names=("u", "u_0")),
    Letter("v", "sign(w_1)|w_1|^q on the lambda-balanced leaf: x and y = R'(x) have its sign", names=("v",)),
    Letter("alpha, eta, beta", "weight decay, step size, momentum", names=("alpha", "eta", "beta")),
    Letter("v_i", "the last move of weight w_i, under momentum", names=("v_1", "v_2")),
    Letter("h", "the inverse metric 1/R'' of a coordinate", names=("h",)),
    Letter("PL", "the largest rho with |grad f|_2^2 >= 2 rho (f - f_inf)", names=("PL",)),
    Letter("Sign(z)", "the set of sign(z) alone for z != 0, and [-1, 1] for z = 0", word="Sign("),
    Letter("m, kappa", "q(L-1)/L, the metric exponent of equal weights, and the stability number 1 - (L-1)(q-1)"),
    Letter(
        "a solution in Filippov's sense",
        "an absolutely continuous function whose rate is, at almost every time, an average of limits of the right "
        "side's values nearby, null sets left out; at almost every time it has a number of Sign(z) for each Phi_1(z), "
        "and, without coupled decay, where no dx_j/dw_ij of a coordinate vanishes, one number of Sign(c_j) for all "
        "weights of it",
        word="Filippov",
    ),
    Letter("x(u)", _said(Size), Size),
    Letter("h(u)", _said(InverseMetric), InverseMetric),
    Letter("y(u)", _said(OrbitTime), OrbitTime),
    Letter("R^*(u)", _said(Conjugate), Conjugate),
    Letter("R(u)", _said(Potential), Potential),
    Letter("length(a, delta; q)", _said(PathLength), PathLength),
    Letter("T(omega, delta; L, q)", f"under unit force, {_said(ReachTime)}", ReachTime),
)


def letters(claim: Claim) -> Iterator[Letter]:
    """The letters that a claim's statement uses."""
    # Statements about gradient flows of shared weights name all that they speak of.
    formulas = [e for part in claim.says if not isinstance(part, OF_GRADIENT_FLOWS) for e in _formulas(part)]
    sentence = claim_sentence(claim)
    names = {s.name for e in formulas for s in constants(e)}
    for letter in LETTERS:
        called = letter.function is not None and any(e.has(letter.function) for e in formulas)
        if called or names & set(letter.names) or (letter.word and letter.word in sentence):
            yield letter


def _formulas(thing: object) -> Iterator[sp.Basic]:
    """Every formula in a part, however deep it lies; hypotheses left out."""
    if isinstance(thing, sp.Basic):
        yield thing
    elif isinstance(thing, tuple):
        for item in thing:
            yield from _formulas(item)
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for field in dataclasses.fields(thing):
            if field.name != "given":
                yield from _formulas(getattr(thing, field.name))
