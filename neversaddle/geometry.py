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
        """Functions of this geometry on numbers; backend "numpy", "mpmath" or "arb" (numerics/codegen/compile.py)."""
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
    """The mirror geometry of a model under q; arguments and errors are those of the theory's `mirror_geometry`.

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
