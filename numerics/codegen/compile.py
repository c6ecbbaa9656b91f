"""From SymPy to functions that compute: expressions and mirror geometries for NumPy, mpmath and ball arithmetic."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Literal

import numpy as np
import sympy as sp
from flint import arb, ctx
from mpmath import mp, mpf

from neversaddle.numerics.codegen import precise
from neversaddle.numerics.codegen.check import TOLERANCE, GeometryCheck, checked
from neversaddle.numerics.codegen.functions import known_leaf
from neversaddle.numerics.codegen.numpy_module import geometry_source, parameter_names
from neversaddle.numerics.codegen.printers import CannotCompile, Printer
from neversaddle.numerics.codegen.vocabulary import balls, digits, doubles
from neversaddle.theory.geometry.mirror import MirrorGeometry

Backend = Literal["numpy", "mpmath", "arb"]
#: A number or array of the backend's kind: float64 arrays, mpf, or arb.
Number = Any
Function = Callable[..., Number]

VOCABULARIES: dict[str, ModuleType] = {"numpy": doubles, "mpmath": digits, "arb": balls}
#: mpmath and arb work with this many digits and bits more than the caller's precision.
GUARD_DIGITS, GUARD_BITS = 10, 30
#: At how many points of a numeric orbit the functions are checked when they are made: the precise ones are slow.
POINTS: dict[str, int] = {"numpy": 4, "mpmath": 1, "arb": 1}


def expression_source(expression: sp.Expr, variables: Sequence[sp.Symbol], backend: Backend) -> str:
    """Text of `def function(v0, v1, ...)` in the backend's vocabulary; symbols become v0, v1, ... in the order given.

    Raises CannotCompile for free symbols that are not variables, and for functions outside the vocabulary.
    """
    if backend not in VOCABULARIES:
        raise CannotCompile(f"backend must be one of {', '.join(VOCABULARIES)}; got {backend!r}")
    names = {symbol: f"v{i}" for i, symbol in enumerate(variables)}
    if len(names) != len(variables):
        raise CannotCompile(f"variables must be different from each other; got {', '.join(map(str, variables))}")
    text = Printer(names, doubles=backend == "numpy").text(sp.sympify(expression))
    return f"def function({', '.join(names.values())}):\n    return {text}\n"


def compile_expression(expression: sp.Expr, variables: Sequence[sp.Symbol], backend: Backend = "numpy") -> Function:
    """A function of the variables, in their order, that evaluates the expression over the reals.

    numpy: float64 arrays that broadcast, constants rounded once, IEEE results and no warnings, nan where not real.
    mpmath: correct to mp.dps at the time of the call, rationals exact. arb: balls to balls at ctx.prec.
    Raises CannotCompile in one line. User names never reach the compiled text.

    >>> x = sp.Symbol("x", real=True)
    >>> float(compile_expression(sp.sqrt(x) / 2, [x])(9))
    1.5
    """
    source = expression_source(expression, variables, backend)
    inner: Function = _load(source, f"<{backend} expression>", VOCABULARIES[backend])["function"]
    wrap = {"numpy": _numpy_call, "mpmath": _mpmath_call, "arb": _arb_call}[backend]
    function = wrap(inner)
    function.__doc__ = f"{' '.join(str(expression).split())} at ({', '.join(map(str, variables))}), by {backend}."
    function.__name__ = "function"
    return function


def _load(source: str, name: str, vocabulary: ModuleType | None = None) -> dict[str, Any]:
    namespace: dict[str, Any] = {} if vocabulary is None else dict(vars(vocabulary))
    namespace["__name__"] = name
    exec(compile(source, name, "exec"), namespace)
    return namespace


def _numpy_call(inner: Function) -> Function:
    def function(*values: Number) -> Number:
        with np.errstate(all="ignore"):
            arrays = [np.asarray(v, dtype=np.float64) for v in values]
            shape = np.broadcast_shapes(*(a.shape for a in arrays))
            result = np.asarray(inner(*arrays), dtype=np.float64)
            return np.array(np.broadcast_to(result, shape))[()]

    return function


def _mpmath_call(inner: Function) -> Function:
    def function(*values: Number) -> Number:
        with mp.workdps(mp.dps + GUARD_DIGITS):
            result = inner(*(mpf(v) for v in values))
        return +result

    return function


def _arb_call(inner: Function) -> Function:
    def function(*values: Number) -> Number:
        with ctx.workprec(ctx.prec + GUARD_BITS):
            result = inner(*(arb(v) for v in values))
        return +result if result.is_finite() else arb.nan()

    return function


@dataclass(frozen=True)
class CompiledGeometry:
    """A mirror geometry as six functions of one backend; `parameters` are the keywords its free symbols take.

    `source` is the text of the module that the functions come from (NumPy only, else None). `checked` says at how many
    points of a numeric orbit of the weights they were compared when they were made, and how far they were off at most.
    """

    inverse_metric: Function
    mirror_map: Function
    inverse_mirror_map: Function
    potential: Function
    conjugate: Function
    bregman_divergence: Function
    parameters: tuple[str, ...]
    source: str | None = field(default=None, repr=False)
    checked: GeometryCheck | None = None


@functools.lru_cache(maxsize=64)
def compile_geometry(geometry: MirrorGeometry, backend: Backend = "numpy") -> CompiledGeometry:
    """The geometry's six functions for one backend. Free symbols of its balance or start become keywords.

    The single symbol of a balance is the keyword `balance` (or its own name); others go by their names.
    numpy: the very source of `python_source`. mpmath: correct to mp.dps. arb: balls that contain the value.
    They are made, and compared with the orbit of the weights, once for a geometry.
    Raises CannotCompile where no closed form is known, or q or the depth is a symbol, and WrongValues, a CannotCompile,
    where the functions disagree with the orbit of the weights (see `check.py`).

    >>> from neversaddle.theory.geometry.mirror import mirror_geometry
    >>> f = compile_geometry(mirror_geometry(2, 1, balance=sp.Symbol("lambda", positive=True)))
    >>> bool(abs(f.mirror_map(6.0, balance=1.0) - 2) < 1e-14)
    True
    """
    if backend not in VOCABULARIES:
        raise CannotCompile(f"backend must be one of {', '.join(VOCABULARIES)}; got {backend!r}")
    names = parameter_names(geometry, known_leaf(geometry))
    source = None
    functions: Mapping[str, Function]
    if backend == "numpy":
        source = geometry_source(geometry)
        functions = _load(source, "mirror_geometry")
    else:
        compiled = functools.partial(compile_expression, backend=backend)
        functions = precise.functions(geometry, names, compiled, backend)
    check = checked(geometry, functions, names, POINTS[backend], arrays=backend == "numpy")
    if source is not None and check.values:
        source += (
            f"\n# Checked: {check.values} values of a numeric orbit of the weights, each to a relative {TOLERANCE}.\n"
        )
    spellings = _spellings(names)
    return CompiledGeometry(
        **{name: _with_keywords(functions[name], names, spellings) for name in precise.NAMES},
        parameters=tuple(names.values()),
        source=source,
        checked=check,
    )


def python_source(geometry: MirrorGeometry) -> str:
    """A module of the geometry's six functions that needs NumPy alone: the text that `compile_geometry` runs.

    The same text for the same geometry, byte for byte, checked as it says at its end. Raises CannotCompile as
    `compile_geometry` does.
    """
    source = compile_geometry(geometry).source
    assert source is not None
    return source


def _spellings(names: Mapping[sp.Symbol, str]) -> dict[str, str]:
    """Every keyword that is understood, and the one it means."""
    spellings = {keyword: keyword for keyword in names.values()}
    for symbol, keyword in names.items():
        for other in (symbol.name, symbol.name + "_"):
            spellings.setdefault(other, keyword)
        if symbol.name == "lambda":
            spellings.setdefault("lam", keyword)
    if len(names) == 1:
        spellings.setdefault("balance", next(iter(names.values())))
    return spellings


def _with_keywords(inner: Function, names: Mapping[sp.Symbol, str], spellings: Mapping[str, str]) -> Function:
    count = sum(
        p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in inspect.signature(inner).parameters.values()
    )

    @functools.wraps(inner)
    def function(*arguments: Number, **keywords: Number) -> Number:
        unknown = sorted(set(keywords) - set(spellings))
        given = {spellings[k]: v for k, v in keywords.items() if k in spellings}
        missing = sorted(set(names.values()) - set(given))
        if unknown or len(given) < len(keywords):
            takes = ", ".join(names.values()) or "no keywords"
            raise TypeError(f"{inner.__name__} takes {takes}; got {', '.join(sorted(keywords))}")
        if missing:
            raise TypeError(f"{inner.__name__} needs {', '.join(f'{m}=...' for m in missing)}")
        if len(arguments) != count:
            raise TypeError(f"{inner.__name__} takes {count} positional argument(s); got {len(arguments)}")
        return inner(*arguments, **given)

    return function
