"""Derive, attack and prove statements about steepest flows of reparametrized models: `import neversaddle as ns`.

Nothing is imported before it is asked for, so that Ctrl-C finds the command line ready from its first moment on; but
for a library that a file of the caller's would hide (`neversaddle.libraries`).
"""

from __future__ import annotations

from importlib import import_module

from neversaddle._version import __version__
from neversaddle.libraries import MATHEMATICS, installed

#: True for type checkers alone. The module `typing` is not asked: with `python -m` it may be a file of the user's yet.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from neversaddle import claims, errors, losses, optimizers
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
    "claims",
    "descend",
    "enclosed_flow",
    "errors",
    "exponent",
    "ledger",
    "losses",
    "margin_flow",
    "max_margin",
    "mirror_flow",
    "mirror_geometry",
    "optimizers",
    "orbit",
    "reparametrization",
    "symbols",
    "verify",
    "weight_flow",
]

_PARTS = ("claims", "errors", "losses", "optimizers")
_MODULES = {
    "geometry": ("Geometry", "mirror_geometry", "symbols"),
    "numerics.bias.margin_flow": ("margin_flow",),
    "numerics.bias.max_margin": ("max_margin",),
    "numerics.bias.projection": ("bregman_projection",),
    "numerics.descent.runs": ("descend",),
    "numerics.flow.enclosed": ("enclosed_flow",),
    "numerics.flow.flow": ("mirror_flow", "orbit", "weight_flow"),
    "theory.claims": ("ledger",),
    "theory.geometry.reparametrization": ("DeepDiagonal", "Reparametrization", "reparametrization"),
    "theory.language.exponents": ("exponent",),
    "theory.statement.claim": ("Verdict",),
    "verdict.verify": ("verify",),
}

installed(*MATHEMATICS)


def __getattr__(name: str) -> object:
    if name in _PARTS:
        return import_module(f"{__name__}.{name}")
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
