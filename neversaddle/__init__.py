"""Derive, attack and prove statements about steepest flows of reparametrized models: `import neversaddle as ns`.

Nothing numerical is imported before it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neversaddle._version import __version__
from neversaddle.geometry import Geometry, mirror_geometry, symbols
from neversaddle.run import verify
from theory.claims import ledger
from theory.exponents import exponent
from theory.reparametrization import DeepDiagonal, Reparametrization, reparametrization
from theory.statement import Verdict

if TYPE_CHECKING:
    from numerics.flow import mirror_flow, orbit, weight_flow
    from numerics.flow_enclosure import enclosed_flow

__all__ = [
    "DeepDiagonal",
    "Geometry",
    "Reparametrization",
    "Verdict",
    "__version__",
    "enclosed_flow",
    "exponent",
    "ledger",
    "mirror_flow",
    "mirror_geometry",
    "orbit",
    "reparametrization",
    "symbols",
    "verify",
    "weight_flow",
]


def __getattr__(name: str) -> object:
    if name == "enclosed_flow":
        from numerics.flow_enclosure import enclosed_flow

        return enclosed_flow
    if name not in ("mirror_flow", "orbit", "weight_flow"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import numerics.flow

    return getattr(numerics.flow, name)


def __dir__() -> list[str]:
    return sorted(__all__)
