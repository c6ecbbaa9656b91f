"""Derive, attack and prove statements about steepest flows of reparametrized models: `import neversaddle as ns`.

Nothing is imported before it is asked for, so that Ctrl-C finds the command line ready from its first moment on.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from neversaddle._version import __version__

if TYPE_CHECKING:
    from neversaddle.geometry import Geometry, mirror_geometry, symbols
    from neversaddle.run import verify
    from numerics.bias import bregman_projection
    from numerics.descent import descend
    from numerics.flow import mirror_flow, orbit, weight_flow
    from numerics.flow_enclosure import enclosed_flow
    from numerics.margin import max_margin
    from numerics.margin_flow import margin_flow
    from theory.claims import ledger
    from theory.exponents import exponent
    from theory.reparametrization import DeepDiagonal, Reparametrization, reparametrization
    from theory.statement import Verdict

__all__ = [
    "DeepDiagonal",
    "Geometry",
    "Reparametrization",
    "Verdict",
    "__version__",
    "bregman_projection",
    "descend",
    "enclosed_flow",
    "exponent",
    "ledger",
    "margin_flow",
    "max_margin",
    "mirror_flow",
    "mirror_geometry",
    "orbit",
    "reparametrization",
    "symbols",
    "verify",
    "weight_flow",
]

_MODULES = {
    "neversaddle.geometry": ("Geometry", "mirror_geometry", "symbols"),
    "neversaddle.run": ("verify",),
    "numerics.bias": ("bregman_projection",),
    "numerics.descent": ("descend",),
    "numerics.flow": ("mirror_flow", "orbit", "weight_flow"),
    "numerics.flow_enclosure": ("enclosed_flow",),
    "numerics.margin": ("max_margin",),
    "numerics.margin_flow": ("margin_flow",),
    "theory.claims": ("ledger",),
    "theory.exponents": ("exponent",),
    "theory.reparametrization": ("DeepDiagonal", "Reparametrization", "reparametrization"),
    "theory.statement": ("Verdict",),
}


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
