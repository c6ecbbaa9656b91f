"""Derive, attack and prove statements about steepest flows of reparametrized models: `import neversaddle as ns`.

Geometry comes with the import; what needs numerics (flows, `verify`) is loaded when first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neversaddle._version import __version__
from neversaddle.geometry import Geometry, mirror_geometry, symbols
from theory.claims import ledger
from theory.exponents import exponent
from theory.reparametrization import DeepDiagonal, Reparametrization, reparametrization
from theory.statement import Verdict

if TYPE_CHECKING:
    from neversaddle.ledger import verify
    from numerics.flow import mirror_flow, weight_flow

__all__ = [
    "DeepDiagonal",
    "Geometry",
    "Reparametrization",
    "Verdict",
    "__version__",
    "exponent",
    "ledger",
    "mirror_flow",
    "mirror_geometry",
    "reparametrization",
    "symbols",
    "verify",
    "weight_flow",
]

_LATER = {"mirror_flow": "numerics.flow", "weight_flow": "numerics.flow", "verify": "neversaddle.ledger"}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value: object = getattr(importlib.import_module(_LATER[name]), name)
    # Importing the module neversaddle.ledger puts it in the place of the function of that name.
    globals().update({name: value, "ledger": ledger_of_claims})
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


ledger_of_claims = ledger
