"""Table of regularizers: the exponent e of the |x|^e/e that weight decay amounts to, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, m, q
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Hypothesis, nonzero, positive, real
from neversaddle.theory.statement.kinds import Identity, Limit, Part
from neversaddle.theory.statement.proofs import normal_form, proves
from neversaddle.theory.statement.pulled import coupled, decoupled, off_zero
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Proof, Step

#: The depth where it tends to infinity.
depth = sp.Symbol("L", positive=True)
#: log x, in which powers of x are exponentials.
rho = sp.Symbol("rho", real=True)
#: A number, and the exponent of a penalty.
z, e = sp.Symbol("z", real=True), sp.Symbol("e", positive=True)


def tends(name: str, expression: sp.Expr, value: sp.Expr, *given: Hypothesis) -> tuple[Limit, Proof]:
    """What becomes of an expression as the depth grows."""
    return Limit(name, expression, depth, sp.oo, value, given), Proof("continuity")


def log_slope(name: str, exponent: sp.Expr) -> tuple[Limit, Proof]:
    """The slope x^(e-1) at x = exp(rho) > 0 tends to 1/x, that of log x."""
    return tends(name, sp.exp(rho * (exponent - 1)), sp.exp(-rho), *real(rho))


TWO, ONE = sp.Integer(2), sp.S.One
m_2, m_1 = (m.subs(q, n).subs(L, depth) for n in (2, 1))
CELLS: tuple[tuple[Part, Proof], ...] = (
    (
        Identity(
            "what a penalty |z|^e/e pulls with",
            sp.Derivative(sp.Abs(z) ** e / e, z),
            sp.sign(z) * sp.Abs(z) ** (e - 1),
            (*nonzero(z, why="at z = 0 and e <= 1 the penalty has a kink"), *positive(e)),
        ),
        normal_form(),
    ),
    decoupled("decoupled, every q | every L: exponent 2 - m", L, q, 2 - m, EXPONENT, off_zero(L)),
    decoupled("decoupled, q = 2 | L = 2: exponent 1", TWO, TWO, ONE),
    tends("decoupled, q = 2 | L = oo: exponent 0", 2 - m_2, sp.S.Zero),
    log_slope("decoupled, q = 2 | L = oo: the slope x^(e-1), at x = e^rho, tends to 1/x, that of log x", 2 - m_2),
    decoupled("decoupled, q = 1 | L = 2: exponent 3/2", TWO, ONE, sp.Rational(3, 2)),
    tends("decoupled, q = 1 | L = oo: exponent 1", 2 - m_1, ONE),
    coupled("coupled, every q | every L: exponent 2/L", L, 2 / L),
    coupled("coupled, every q | L = 2: exponent 1", TWO, ONE),
    tends("coupled, every q | L = oo: exponent 0", 2 / depth, sp.S.Zero),
    log_slope("coupled, every q | L = oo: the slope x^(e-1), at x = e^rho, tends to 1/x, that of log x", 2 / depth),
)

claim = Claim(
    id="regularizer-table",
    name="Table of regularizers",
    source="arXiv 2603.02064, Table 1; coupled cells derived",
    fidelity=Fidelity.FAITHFUL,
    differs="lambda = 0, until x is zero: what happens there is manifold-regularizer-as-reported",
    reported=True,
    says=tuple(cell for cell, _ in CELLS),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The chain rule, and all weights of one modulus; the exponents as the depth grows."""
    yield from (proves(part, proof) for part, (_, proof) in zip(claim.says, CELLS, strict=True))
