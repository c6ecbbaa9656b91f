"""The clauses of a Legendre and Bregman function, one by one, and the domains on which a potential may have them."""

from __future__ import annotations

from enum import StrEnum


class Clause(StrEnum):
    """One clause of the definitions; together the first five make a Bregman function, in each coordinate."""

    STRICTLY_CONVEX = "strictly convex"
    ESSENTIALLY_SMOOTH = "essentially smooth"
    CLOSED_DOMAIN = "closed domain, R continuous on it"
    BOUNDED_SUBLEVELS = "right sublevel sets bounded"
    CONSISTENT = "D_R(x, x_n) -> 0 as x_n -> x"
    ONTO = "grad R onto the dual space"


class Domain(StrEnum):
    """Where a coordinate's potential is looked at."""

    LEAF = "lambda > 0"
    HALF_LINE = "lambda = 0, x >= 0"
    LINE = "lambda = 0, whole line"


#: The clauses of the definition of a Bregman function.
BREGMAN = (
    Clause.STRICTLY_CONVEX,
    Clause.ESSENTIALLY_SMOOTH,
    Clause.CLOSED_DOMAIN,
    Clause.BOUNDED_SUBLEVELS,
    Clause.CONSISTENT,
)
