"""How every kind of statement is tried: one trial a kind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from neversaddle.numerics.attack.kinds.condition_samples import HOLDS, LEAST
from neversaddle.numerics.attack.kinds.curves import CARRIED, DUAL
from neversaddle.numerics.attack.kinds.ends import LEAST_AT_LIMIT
from neversaddle.numerics.attack.kinds.flow_bounds import FLOW_BOUND
from neversaddle.numerics.attack.kinds.gradient_flows import CONVEX_GRADIENT, NO_FUNCTION
from neversaddle.numerics.attack.kinds.improper import IMPROPER_INTEGRAL
from neversaddle.numerics.attack.kinds.iterations import ITERATES, REMAINS
from neversaddle.numerics.attack.kinds.laws import ALONG, RATE
from neversaddle.numerics.attack.kinds.limits import LIMIT
from neversaddle.numerics.attack.kinds.limits_of_flows import AT_LIMITS
from neversaddle.numerics.attack.kinds.margins import MARGIN_DIRECTION
from neversaddle.numerics.attack.kinds.point_samples import AT_POINTS
from neversaddle.numerics.attack.kinds.refuted_arrivals import REACHES
from neversaddle.numerics.attack.kinds.relations import EQUIVALENCE, IDENTITY, INEQUALITY
from neversaddle.numerics.attack.kinds.shapes import SHAPE
from neversaddle.numerics.attack.kinds.tending import MINIMISERS_TEND
from neversaddle.numerics.attack.kinds.trial import Trial, at_no_instance
from neversaddle.theory.statement.convexity import StrictlyConvex
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.flow_bounds import FlowBound
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction, OnSurface
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.iterates import Iterates
from neversaddle.theory.statement.kind import Kind
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.least import Least
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.limits import ImproperIntegral, Limit
from neversaddle.theory.statement.margins import MarginDirection
from neversaddle.theory.statement.points import AtLimits, AtPoints
from neversaddle.theory.statement.reaching import Reaches
from neversaddle.theory.statement.relations import Equivalence, Identity, Inequality
from neversaddle.theory.statement.remaining import Remains
from neversaddle.theory.statement.shapes import Shape
from neversaddle.theory.statement.solutions import Along, Rate
from neversaddle.theory.statement.tending import EvenConvex, MinimisersTend, TendsTo

#: A lemma, which stands in proofs alone: what rests on it is tried.
LEMMA = Trial[Any](at_no_instance)
TRIALS: Mapping[type[Kind], Trial[Any]] = MappingProxyType(
    {
        Identity: IDENTITY,
        Inequality: INEQUALITY,
        Equivalence: EQUIVALENCE,
        Limit: LIMIT,
        ImproperIntegral: IMPROPER_INTEGRAL,
        Iterates: ITERATES,
        Remains: REMAINS,
        FlowBound: FLOW_BOUND,
        MarginDirection: MARGIN_DIRECTION,
        Rate: RATE,
        Along: ALONG,
        Carried: CARRIED,
        Dual: DUAL,
        Shape: SHAPE,
        LeastAtLimit: LEAST_AT_LIMIT,
        MinimisersTend: MINIMISERS_TEND,
        Holds: HOLDS,
        Least: LEAST,
        AtPoints: AT_POINTS,
        AtLimits: AT_LIMITS,
        Reaches: REACHES,
        ConvexGradient: CONVEX_GRADIENT,
        NoFunction: NO_FUNCTION,
        StrictlyConvex: LEMMA,
        EvenConvex: LEMMA,
        TendsTo: LEMMA,
        OnSurface: LEMMA,
    }
)


def trial(part: Part) -> Trial[Any]:
    """How a statement is tried."""
    return TRIALS[type(part)]
