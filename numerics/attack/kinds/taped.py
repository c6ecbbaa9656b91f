"""Formulas in the letters of a flow, on the tape of a stretch of it that is enclosed."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.numerics.flow.enclosed import SmoothStretch
from neversaddle.numerics.ode.tape import Node


def taped(e: sp.Expr, nodes: Mapping[sp.Basic, Node], instance: Instance, stretch: SmoothStretch) -> Node:
    """The formula, its letters being entries of the tape already, and the instance's numbers for all else.

    Raises CannotRecord where it has no series, FlowError where what it has the modulus of is zero at the start.
    """
    written = unrolled(e, instance)
    letters = {thing: sp.Symbol(f"z{n}", real=True) for n, thing in enumerate(nodes) if written.has(thing)}
    formula = written.xreplace(letters).xreplace(in_sympy(instance))
    return stretch.recorded(formula, {letters[thing]: nodes[thing] for thing in letters})
