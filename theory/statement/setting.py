"""The hypotheses most claims share, each with the reason it is made."""

from __future__ import annotations

from neversaddle.theory.language.symbols import L, lam, q, q_larger, u
from neversaddle.theory.statement.hypotheses import Depth, Range, Sign, positive

DEPTH = Depth(L, 2, why="at depth one x = w: there is nothing to balance, and the geometry is Euclidean")
ANY_DEPTH = Depth(L, 1, why="a depth is a number of weights")
EXPONENT = Range(q, why="q in [1, 2] is p in [2, oo], from gradient flow to sign flow: the exponents the theory covers")
ANY_EXPONENT = Sign(q, "positive", why="|w|^q is a size; a flow has q >= 1, which is not needed here")
LARGER_EXPONENT = Range(q_larger, why="the second exponent is one the theory covers, too")
BALANCE = positive(lam, why="lambda = 0 is the balanced leaf, which has formulas of its own")
LEAF = BALANCE + positive(u, why="u = |w_1|^q is a size; u = 0 is the point x = 0, where weights change sign")
