"""Mirror geometries as users hold them: those of the theory, which can also be compiled to numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import sympy as sp

from neversaddle.theory.geometry.balance import BalanceLike, StartLike
from neversaddle.theory.geometry.mirror import MirrorGeometry, Model
from neversaddle.theory.geometry.mirror import mirror_geometry as derive_geometry
from neversaddle.theory.language.exponents import ExponentLike

if TYPE_CHECKING:
    from neversaddle.numerics.codegen.compile import Backend, CompiledGeometry


@dataclass(frozen=True)
class Geometry(MirrorGeometry):
    """A mirror geometry with everything of the theory's `MirrorGeometry`, and `compile`."""

    def compile(self, backend: Backend = "numpy") -> CompiledGeometry:
        """Functions of this geometry on numbers, for the backend "numpy", "mpmath" or "arb".

        `inverse_metric`, `mirror_map`, `inverse_mirror_map`, `potential`, `conjugate` and `bregman_divergence`; the one
        symbol of a balance is their keyword `balance`, others go by their names, and are to be positive numbers: what
        has no value is nan. numpy: float64 arrays in and out. mpmath: one number at a time, correct to mp.dps for the
        numbers that are given (0.1 is a binary fraction, "0.1" a tenth). arb: balls that contain the value.
        Raises CannotCompile where no closed form is known, or q or the depth is a symbol, and WrongValues, a
        CannotCompile, where the functions disagree with the orbit of the weights.

        >>> import mpmath
        >>> functions = mirror_geometry(2, 2, balance=symbols("lambda")).compile("mpmath")
        >>> functions.mirror_map("1/2", balance="1") * 2 == mpmath.asinh(1)
        True
        """
        from neversaddle.numerics.codegen.compile import compile_geometry

        return compile_geometry(self, backend)


def mirror_geometry(
    model: Model | int,
    q: ExponentLike | None = None,
    *,
    metric_exponent: object | None = None,
    balance: BalanceLike = 0,
    balance_convention: str = "power",
    start: StartLike | None = None,
) -> Geometry:
    """The mirror geometry of a model (a whole number is the depth of a network) under q, or a metric exponent instead.

    `balance` is 0, one lambda (u_i - u_1 = lambda for i >= 2; u_i = |w_i|^q; monomials: u_i = |w_i|^q/|a_i|^(q-1)), or
    offsets c_1, ..., c_L, the first the smallest; numbers are exact ("1/10"), symbols positive, and a name such as
    "lambda" is a symbol. With `balance_convention="weight"` it is the size of the other weights where the first
    vanishes. `start`: for sums of one-weight functions, the weights at y = 0 (default: all alpha). Its formulas, such
    as `mirror_map` and `potential`, are SymPy's; for numbers `compile` it.
    Raises ExponentError or ReparametrizationError in one line.

    >>> mirror_geometry(2, 2, balance=symbols("lambda")).mirror_map
    asinh(2*x/lambda)/2
    """
    found = derive_geometry(
        model,
        q,
        metric_exponent=metric_exponent,
        balance=balance,
        balance_convention=balance_convention,
        start=start,
    )
    return Geometry(**{field.name: getattr(found, field.name) for field in fields(found)})


def symbols(names: str, **assumptions: bool) -> sp.Symbol | tuple[sp.Symbol, ...]:
    """SymPy's `symbols`, positive unless told otherwise: what balances and offsets have to be.

    >>> symbols("lambda").is_positive
    True
    """
    return sp.symbols(names, **(assumptions or {"positive": True}))


def check_of(geometry: MirrorGeometry) -> dict[str, str | int] | None:
    """How the generated functions agree with a numeric orbit of the weights; None where there are none to check."""
    from neversaddle.numerics.codegen.check import WrongValues
    from neversaddle.numerics.codegen.compile import compile_geometry
    from neversaddle.numerics.codegen.printers import CannotCompile

    try:
        check = compile_geometry(geometry).checked
    except WrongValues as wrong:
        return {"error": str(wrong)}
    except CannotCompile:
        return None
    if check is None or not check.values:
        return None
    return {"points": check.points, "values": check.values, "largest_relative_difference": f"{check.worst:.1e}"}
