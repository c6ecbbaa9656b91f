"""The functions of a compiled geometry by name, what each is, and the leaf that they are read off."""

from __future__ import annotations

from neversaddle.numerics.codegen.printers import CannotCompile
from neversaddle.theory.geometry.leaf import Leaf
from neversaddle.theory.geometry.mirror import MirrorGeometry

FUNCTIONS = {
    "inverse_metric": ("x", "1/R''(x) = dx/dy."),
    "mirror_map": ("x", "R'(x), the orbit time y at which the leaf passes x."),
    "inverse_mirror_map": ("y", "x(y), inverse of the mirror map; nan beyond a bounded dual range and inf at its end."),
    "potential": ("x", "R(x) = x y - R*(y) at y = R'(x)."),
    "conjugate": ("y", "R*(y), the integral of x(y) dy; nan outside the dual range."),
    "bregman_divergence": (
        "x, start",
        "D_R(x, start) = R(x) - R(start) - R'(start)(x - start) >= 0, without cancellation; 0 iff x = start.",
    ),
}


def known_leaf(geometry: MirrorGeometry) -> Leaf:
    """The geometry's leaf; raises CannotCompile where it has none."""
    if geometry.leaf is None:
        raise CannotCompile(f"no closed form of the mirror map is known for x = {geometry.weights.expression}")
    return geometry.leaf
