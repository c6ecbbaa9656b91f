"""Every kind of statement: what one part of a claim may say, read by the prover, the attack and the printer.

What a kind tells of itself, its formulas, its symbols and how it is written, stands with its class.
"""

from __future__ import annotations

from typing import TypeAlias, get_args

from neversaddle.theory.statement.convexity import StrictlyConvex as StrictlyConvex
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.flow_bounds import FlowBound as FlowBound
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction, OnSurface
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.iterates import Iterates as Iterates
from neversaddle.theory.statement.kind import Kind
from neversaddle.theory.statement.least import Least
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.limits import ImproperIntegral as ImproperIntegral
from neversaddle.theory.statement.limits import Limit as Limit
from neversaddle.theory.statement.margins import MarginDirection as MarginDirection
from neversaddle.theory.statement.points import AtLimits, AtPoints
from neversaddle.theory.statement.reaching import Reaches
from neversaddle.theory.statement.relations import Equivalence as Equivalence
from neversaddle.theory.statement.relations import Identity as Identity
from neversaddle.theory.statement.relations import Inequality as Inequality
from neversaddle.theory.statement.remaining import Remains
from neversaddle.theory.statement.shapes import Shape
from neversaddle.theory.statement.solutions import Along, Rate
from neversaddle.theory.statement.tending import EvenConvex, MinimisersTend, TendsTo

Part: TypeAlias = (
    Identity
    | Inequality
    | Equivalence
    | Limit
    | ImproperIntegral
    | Iterates
    | FlowBound
    | MarginDirection
    | Rate
    | Along
    | Shape
    | LeastAtLimit
    | StrictlyConvex
    | EvenConvex
    | TendsTo
    | MinimisersTend
    | Holds
    | Least
    | AtPoints
    | AtLimits
    | Reaches
    | Remains
    | Carried
    | Dual
    | ConvexGradient
    | NoFunction
    | OnSurface
)
#: All of them, in that order.
KINDS: tuple[type[Kind], ...] = get_args(Part)
