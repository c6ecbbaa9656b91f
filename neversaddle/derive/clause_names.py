"""The clauses of a Legendre and Bregman function by name, and the domains on which a potential may have them."""

from __future__ import annotations

from enum import StrEnum


class Clause(StrEnum):
    """One clause of the definitions; together the first five make a Bregman function, in each coordinate."""

    STRICTLY_CONVEX = "strictly convex"
    ESSENTIALLY_SMOOTH = "essentially smooth"
    CLOSED_DOMAIN = "closed domain, R continuous on it"
    BOUNDED_SUBLEVELS = "right sublevel sets bounded"
    CONSISTENT = "D(x, z) -> 0 as z -> x"
    ONTO = "grad R onto the dual space"

    @property
    def latex(self) -> str:
        """The same for running LaTeX text."""
        formulas = {
            Clause.CLOSED_DOMAIN: "closed domain, $R$ continuous on it",
            Clause.CONSISTENT: r"$D_R(x, z) \to 0$ as $z \to x$",
            Clause.ONTO: r"$\nabla R$ onto the dual space",
        }
        return formulas.get(self, str(self))


class Domain(StrEnum):
    """Where a coordinate's potential is looked at; 0 belongs to each of them."""

    LEAF = "lambda > 0"
    HALF_LINE = "lambda = 0, x >= 0"
    LINE = "lambda = 0, whole line"

    @property
    def latex(self) -> str:
        """The same for running LaTeX text."""
        return {
            Domain.LEAF: r"$\lambda > 0$",
            Domain.HALF_LINE: r"$\lambda = 0$, $x \ge 0$",
            Domain.LINE: r"$\lambda = 0$, whole line",
        }[self]


#: The clauses of the definition of a Bregman function.
BREGMAN = (
    Clause.STRICTLY_CONVEX,
    Clause.ESSENTIALLY_SMOOTH,
    Clause.CLOSED_DOMAIN,
    Clause.BOUNDED_SUBLEVELS,
    Clause.CONSISTENT,
)
