"""The NumPy module of one mirror geometry as text: it needs NumPy alone and carries the special functions with it."""

from __future__ import annotations

import ast
import inspect
import keyword
from collections.abc import Mapping
from types import ModuleType

import sympy as sp

from numerics import real_numpy, scaled, special
from numerics.leaf_plan import DirectPlan, SumPlan, in_symbols, plan_of, positive_symbols
from numerics.leaf_source import leaf_source
from numerics.printers import CannotCompile
from theory.geometry import MirrorGeometry
from theory.leaf import Leaf

#: Formulas longer than this are not written into docstrings.
LONGEST_FORMULA = 400

TAKEN = {"x", "y", "start", "np"}

FUNCTIONS = {
    "inverse_metric": ("x", "1/R''(x) = dx/dy, even in x on a mirrored leaf; it grows from its value at x = 0."),
    "mirror_map": ("x", "R'(x), the orbit time y at which the leaf passes x."),
    "inverse_mirror_map": ("y", "x(y), inverse of the mirror map; nan beyond a bounded dual range and inf at its end."),
    "potential": ("x", "R(x) = x y - R*(y) at y = R'(x)."),
    "conjugate": ("y", "R*(y), the integral of x(y) dy; nan outside the dual range."),
    "bregman_divergence": (
        "x, start",
        "D_R(x, start) = R(x) - R(start) - R'(start)(x - start) >= 0, without cancellation; 0 iff x = start.",
    ),
}


def parameter_names(geometry: MirrorGeometry, leaf: Leaf) -> dict[sp.Symbol, str]:
    """The keyword of each free symbol: `balance` for the one symbol of a balance, else the symbol's name made safe."""
    symbols = list(positive_symbols(geometry, leaf))
    if len(symbols) == 1 and leaf.mirrored:
        return {symbols[0]: "balance"}
    names: dict[sp.Symbol, str] = {}
    for i, s in enumerate(symbols):
        clean = s.name.isidentifier() and s.name.isascii() and not s.name.startswith("_")
        name = s.name + "_" if keyword.iskeyword(s.name) or s.name in TAKEN or s.name in _RESERVED else s.name
        names[s] = name if clean and name not in names.values() else f"parameter_{i + 1}"
    return names


def geometry_source(geometry: MirrorGeometry) -> str:
    """The module's text, the same for the same geometry; raises CannotCompile or NoClosedForm in one line."""
    leaf = geometry.known_leaf
    names = parameter_names(geometry, leaf)
    symbols = {s: sp.Symbol(name, positive=True) for s, name in names.items()}
    leaf = in_symbols(leaf, symbols)
    plan = plan_of(geometry, leaf, symbols)
    identifiers = {symbol: symbol.name for symbol in symbols.values()}
    public = _sum_functions if isinstance(plan, SumPlan) else _mirrored_functions
    bodies = public(leaf, [*identifiers.values()], has_potential=isinstance(plan, DirectPlan) and plan.potential is not None)
    header = _header(geometry, identifiers)
    texts = [
        header,
        _embedded(special, scaled, real_numpy),
        _arrays([*identifiers.values()], bool(leaf.mirrored)),
        leaf_source(leaf, plan, identifiers),
        "\n\n".join(_public(name, body, geometry, symbols) for name, body in bodies.items()),
    ]
    text = "\n\n".join(t.strip("\n") + "\n" for t in texts)
    return text


def _header(geometry: MirrorGeometry, identifiers: Mapping[sp.Symbol, str]) -> str:
    what = "x = g(w) of weights w"
    parameters = ", ".join(identifiers.values()) or "none"
    model = _plain(f"{geometry.weights.expression}" if isinstance(geometry.degree, sp.Integer) or True else what)
    return f'"""Mirror geometry of x = {model} under steepest flow with q = {geometry.q}; parameters: {parameters}."""\n'


def _plain(text: str) -> str:
    """Text that may stand in a docstring: one line, and only characters of formulas."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "+-*/()[],._= '") else "?" for c in " ".join(text.split()))


def _embedded(*modules: ModuleType) -> str:
    """The bodies of modules one after the other, their imports taken together, those among each other left out."""
    imports: set[str] = set()
    bodies = []
    for module in modules:
        source = inspect.getsource(module)
        lines = source.splitlines()
        drop: set[int] = set()
        for i, node in enumerate(ast.parse(source).body):
            is_import = isinstance(node, ast.Import | ast.ImportFrom)
            is_docstring = i == 0 and isinstance(node, ast.Expr)
            if is_import or is_docstring:
                drop |= set(range(node.lineno - 1, node.end_lineno or node.lineno))
            if is_import and not (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "numerics"):
                imports.add(ast.unparse(node))
        bodies.append("\n".join(line for i, line in enumerate(lines) if i not in drop).strip("\n"))
    imports.discard("from __future__ import annotations")
    merged = "\n".join(sorted(imports, key=lambda line: (line.startswith("from"), line)))
    return "from __future__ import annotations\n\n" + merged + "\n\n" + "\n\n\n".join(bodies) + "\n"


_RESERVED = frozenset(
    name for module in (special, scaled, real_numpy) for name in vars(module) if not name.startswith("__")
)


def _arrays(names: list[str], mirrored: bool) -> str:
    lines = [
        "def _arrays(*values):",
        '    """The values as float64 arrays of one shape."""',
        "    return np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in values))",
        "",
        "",
        "def _positive(value):",
        '    """The value, nan where it is not positive."""',
        "    value = np.asarray(value, dtype=np.float64)",
        "    return np.where(value > 0.0, value, np.nan)",
        "",
    ]
    return "\n".join(lines)


def _public(name: str, body: list[str], geometry: MirrorGeometry, symbols: Mapping[sp.Symbol, sp.Symbol]) -> str:
    arguments, what = FUNCTIONS[name]
    keywords = [s.name for s in symbols.values()]
    signature = ", ".join([arguments, *(["*", *keywords] if keywords else [])])
    lines = [f"def {name}({signature}):", f'    """{what}', ""]
    formula = _formula(name, geometry, symbols)
    if formula:
        lines += [f"    Formula: {formula}."]
    lines += [
        f"    Arrays {', '.join([*arguments.split(', '), *keywords])} broadcast; float64 in and out; any value is allowed,",
        f"    nan where there is no answer{' (each of ' + ', '.join(keywords) + ' must be positive)' if keywords else ''}.",
        "    Source: arXiv 2603.02064; derived from the orbit of V_q = Phi_q(grad g).",
        '    """',
        '    with np.errstate(all="ignore"):',
    ]
    values = ", ".join([*arguments.split(", "), *(f"_positive({k})" for k in keywords)])
    targets = ", ".join([*arguments.split(", "), *keywords])
    trailing = "" if "," in targets else ","
    lines.append(f"        {targets}{trailing} = _arrays({values})")
    lines += [f"        {line}" for line in body]
    return "\n".join(lines) + "\n"


def _formula(name: str, geometry: MirrorGeometry, symbols: Mapping[sp.Symbol, sp.Symbol]) -> str:
    if name == "bregman_divergence":
        return ""
    text = _plain(str(getattr(geometry, name).xreplace(dict(symbols))))
    return text if len(text) <= LONGEST_FORMULA else ""


def _mirrored_functions(leaf: Leaf, keywords: list[str], has_potential: bool) -> dict[str, list[str]]:
    p = "".join(f", {k}" for k in keywords)
    here = f"here = _coordinate(np.abs(x){p})"
    if leaf.time_sign == 0:
        at, signed = f"_coordinate_at(y{p})", "size"
    else:
        at = f"_coordinate_at(np.abs(y){p})"
        signed = "np.where(y < 0.0, -size, size)" if leaf.time_sign > 0 else "np.where(np.signbit(y), size, -size)"
    if has_potential:
        potential = ["size = np.abs(x)", f"value = _potential(size{p})", "return np.where((x == 0.0) & np.isnan(value), 0.0, value)[()]"]
    else:
        limit = "np.inf" if leaf.time_sign >= 0 else "-np.inf"
        potential = [
            here,
            f"value = np.abs(x) * _time(here{p}) - _conjugate(here{p})",
            f"value = np.where(x == 0.0, -_conjugate(here{p}), np.where(np.isinf(x), {limit}, value))",
            "return value[()]",
        ]
    return {
        "inverse_metric": [here, f"return np.asarray(_metric(here{p}))[()]"],
        "mirror_map": [here, f"y = _time(here{p})", "return np.where(x < 0.0, -y, y)[()]"],
        "inverse_mirror_map": [f"size = _size({at}{p})", f"return {signed}[()]" if signed != "size" else "return np.asarray(size)[()]"],
        "potential": potential,
        "conjugate": [f"return np.asarray(_conjugate({at}{p}))[()]"],
        "bregman_divergence": [
            "size, origin = np.abs(x), np.abs(start)",
            f"here, there = _coordinate(size{p}), _coordinate(origin{p})",
            f"rise = _conjugate(here{p}) - _conjugate(there{p})",
            f"ahead = _between(there, here{p})",
            f"y = _time(here{p})",
            f"across = size * (y + _time(there{p})) - rise",
            "one_side = ((x < 0.0) == (start < 0.0)) | (x == 0.0) | (start == 0.0)",
            # Where the orbit needs infinite time to x = 0, the two signs of x are two leaves.
            f"reached = np.isfinite(_time(_coordinate(0.0 * size{p}){p}))",
            "value = np.where(one_side, size * ahead - rise, np.where(reached, across, np.inf))",
            "value = np.where(size == 0.0, -rise, value)",
            "value = np.where(np.isinf(size) != np.isinf(origin), np.inf, value)",
            *_near(keywords, f"_metric(_coordinate(t{{q}}){{q}})", "one_side & (size <= 4.0 * origin) & (origin <= 4.0 * size)", "size", "origin"),
            "return np.where((size == origin) & one_side & np.isfinite(size), 0.0 * y, value)[()]"
            if False
            else "return np.where((size == origin) & one_side & np.isfinite(size + value), 0.0, value)[()]",
        ],
    }


def _near(keywords: list[str], metric: str, where: str, x: str, start: str) -> list[str]:
    """Lines that replace `value` where x and start are close by the quadrature that does not cancel."""
    chosen = "".join(f", {k}_near" for k in keywords)
    return [
        f"near = {where} & np.isfinite({x}) & np.isfinite({start})",
        "if np.any(near):",
        *(f"    {k}_near = {k}[near]" for k in keywords),
        f"    close = second_order(lambda t: {metric.format(q=chosen)}, {x}[near], {start}[near])",
        "    value = np.array(value)",
        "    value[near] = close",
    ]


def _sum_functions(leaf: Leaf, keywords: list[str], has_potential: bool) -> dict[str, list[str]]:
    p = "".join(f", {k}" for k in keywords)
    inside = f"np.where(_inside(y{p}), y, np.nan)"
    return {
        "inverse_metric": [f"return np.asarray(_metric(_time(x{p}){p}))[()]"],
        "mirror_map": [f"return np.asarray(_time(x{p}))[()]"],
        "inverse_mirror_map": [f"return np.asarray(_place({inside}{p}))[()]"],
        "potential": [f"return np.asarray(_potential(x, _time(x{p}){p}))[()]"],
        "conjugate": [f"return np.asarray(_conjugate({inside}{p}))[()]"],
        "bregman_divergence": [
            f"here, there = _time(x{p}), _time(start{p})",
            f"value = x * (here - there) - (_conjugate(here{p}) - _conjugate(there{p}))",
            *_near(keywords, "_metric(_time(t{q}){q})", f"(np.abs(here - there) <= 0.5 * _reach(there{p}))", "x", "start"),
            "return np.where((x == start) & np.isfinite(here), 0.0, value)[()]",
        ],
    }
