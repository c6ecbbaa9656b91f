"""What users write on the command line, read exactly: balances, lists, ranges and matrices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import sympy as sp

from neversaddle.bad_use import BadUse
from neversaddle.theory.geometry.reparametrization import LARGEST_DEPTH, DeepDiagonal, reparametrization
from neversaddle.theory.language.parse import CONSTANTS, FUNCTIONS, parse_list, parse_names, parse_number

if TYPE_CHECKING:
    from neversaddle.theory.geometry.mirror import Model

#: Names that formulas use for themselves, so that no balance may.
RESERVED = frozenset({"x", "y", "z", "u", "s", "t", "X", "Y", "R", "base"})


def balance_of(text: str, taken: Iterable[str] = ()) -> sp.Expr | tuple[sp.Expr, ...]:
    """One balance or several offsets, in numbers and in names that become positive symbols (`lambda` is one).

    >>> balance_of("lambda"), balance_of("0, c1, c1 + 1/10")
    (lambda, (0, c1, c1 + 1/10))
    """
    names = [n for n in dict.fromkeys(re.findall(r"(?<![\w.])[A-Za-z_]\w*", text)) if n not in {*FUNCTIONS, *CONSTANTS}]
    others = [name for name in names if name != "lambda"]
    if others:
        parse_names(",".join(others))
    clash = [name for name in names if name in RESERVED.union(taken)]
    if clash:
        raise BadUse(f"a balance cannot be named {clash[0]}: the formulas use that name; take another, such as c")
    values = parse_list(text, {name: sp.Symbol(name, positive=True) for name in names})
    return values[0] if len(values) == 1 else values


def depths_of(text: str) -> list[int]:
    """Depths from "2:6" (both ends included) or "2,3,5".

    >>> depths_of("2:4"), depths_of("2,5")
    ([2, 3, 4], [2, 5])
    """
    several = re.fullmatch(r" *(\d{1,4}) *: *(\d{1,4}) *", text)
    found = (
        list(range(int(several[1]), int(several[2]) + 1)) if several else [_whole(entry) for entry in text.split(",")]
    )
    if not found or min(found) < 1 or max(found) > LARGEST_DEPTH:
        raise BadUse(
            f"depths must be whole numbers from 1 to {LARGEST_DEPTH}, such as 2:6 or 2,3,5; got {_shown(text)}"
        )
    return found


def numbers_of(text: str) -> list[sp.Rational]:
    """Exact numbers separated by commas.

    >>> numbers_of("1, -3/2, 0.75")
    [1, -3/2, 3/4]
    """
    return [parse_number(entry.strip()) for entry in text.split(",")]


def matrix_of(text: str) -> list[list[sp.Rational]]:
    """Rows of exact numbers, separated by semicolons.

    >>> matrix_of("1,2;3,4")
    [[1, 2], [3, 4]]
    """
    return [numbers_of(row) for row in text.split(";")]


def model_of(depth: int | None, reparam: str | None, names: str | None, option: str) -> Model:
    """The model from --depth, or from --reparam and the names of its weights, which `option` gives.

    >>> model_of(None, "u*v", "u,v", "--names").weights
    (u, v)
    """
    if (depth is None) == (reparam is None):
        raise BadUse(f"give either --depth L or --reparam EXPR with {option} NAMES")
    if depth is not None:
        if names is not None:
            raise BadUse(f"{option} goes with --reparam; a deep diagonal network names its weights w1, w2, ...")
        return DeepDiagonal(depth)
    if names is None:
        raise BadUse(f"--reparam needs {option}, the names of the weights, such as u,v")
    model = reparametrization(str(reparam), names)
    clash = sorted({"x", "y"}.intersection(map(str, model.weights)))
    if clash:
        raise BadUse(f"a weight cannot be named {clash[0]}: x is the coordinate and y its mirror coordinate")
    return model


def one_of(what: str, value: str, allowed: Sequence[str]) -> str:
    """The value, if it is one of those allowed."""
    if value not in allowed:
        raise BadUse(f"{what} must be one of {', '.join(allowed)}; got {_shown(value)}")
    return value


def _whole(entry: str) -> int:
    number = parse_number(entry.strip())
    if not number.is_Integer:
        raise BadUse(f"a depth must be a whole number; got {number}")
    return int(number)


def _shown(text: str) -> str:
    shown = ascii(text)
    return shown if len(shown) <= 60 else shown[:57] + "..."
