"""The hypotheses and letters that claims about flows of whole models share."""

from __future__ import annotations

from neversaddle.theory.language.families import index
from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.steepest import WIDTH
from neversaddle.theory.statement.hypotheses import Depth, Place

LAYERS = Depth(L, 1)
COORDINATES = Depth(WIDTH, 1)
i, j, m = map(index, ("i", "j", "m"))
ONE_WEIGHT = (Place(i, L), Place(j, WIDTH))
TWO_WEIGHTS = (Place(i, L), Place(m, L, apart=(i,)), Place(j, WIDTH))
