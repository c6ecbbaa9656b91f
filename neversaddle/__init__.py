"""Derive, attack and prove statements about steepest flows of reparametrized models: `import neversaddle as ns`.

Nothing is imported before it is asked for, so that Ctrl-C finds the command line ready from its first moment on; but
for a library that a file of the caller's would hide (`neversaddle.libraries`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from neversaddle._version import __version__
from neversaddle.libraries import MATHEMATICS, installed

if TYPE_CHECKING:
    from neversaddle.geometry import Geometry, mirror_geometry, symbols
    from neversaddle.numerics.bias.margin_flow import margin_flow
    from neversaddle.numerics.bias.max_margin import max_margin
    from neversaddle.numerics.bias.projection import bregman_projection
    from neversaddle.numerics.descent.runs import descend
    from neversaddle.numerics.flow.enclosed import enclosed_flow
    from neversaddle.numerics.flow.flow import mirror_flow, orbit, weight_flow
    from neversaddle.theory.claims import ledger
    from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization, reparametrization
    from neversaddle.theory.language.exponents import exponent
    from neversaddle.theory.statement.claim import Verdict
    from neversaddle.verdict.verify import verify

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
    "neversaddle.verdict.verify": ("verify",),
    "neversaddle.numerics.bias.projection": ("bregman_projection",),
    "neversaddle.numerics.descent.runs": ("descend",),
    "neversaddle.numerics.flow.flow": ("mirror_flow", "orbit", "weight_flow"),
    "neversaddle.numerics.flow.enclosed": ("enclosed_flow",),
    "neversaddle.numerics.bias.max_margin": ("max_margin",),
    "neversaddle.numerics.bias.margin_flow": ("margin_flow",),
    "theory.claims": ("ledger",),
    "neversaddle.theory.language.exponents": ("exponent",),
    "neversaddle.theory.geometry.reparametrization": ("DeepDiagonal", "Reparametrization", "reparametrization"),
    "neversaddle.theory.statement.claim": ("Verdict",),
}

installed(*MATHEMATICS)


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
