"""Source text that evaluates one leaf in doubles: its coordinate from x or y, and size, time, metric, R* of it."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from numerics.leaf_plan import DirectPlan, EulerPart, EulerPlan, OffsetPart, OffsetPlan, Plan, Scale, SumPlan
from numerics.printers import CONSTANT_DIGITS, Printer
from theory.implicit import InverseOf
from theory.leaf import SIZE, TIME, Leaf


def leaf_source(leaf: Leaf, plan: Plan, names: Mapping[sp.Symbol, str]) -> str:
    """The private functions of the leaf, as text; `names` are the identifiers of its symbols, in order."""
    if isinstance(plan, EulerPlan):
        return _euler_source(plan, names)
    if isinstance(plan, OffsetPlan):
        return _offset_source(leaf, plan, names)
    if isinstance(plan, DirectPlan):
        return _direct_source(leaf, plan, names)
    return _sum_source(leaf, plan, names)


def _function(name: str, arguments: str, names: Mapping[sp.Symbol, str], *lines: str) -> str:
    head = ", ".join([arguments, *names.values()])
    return f"def {name}({head}):\n" + "\n".join(f"    {line}" for line in lines) + "\n"


def _ratio(r: sp.Rational) -> str:
    return f"({r.p}, {r.q})"


def _scale(scale: Scale, names: Mapping[sp.Symbol, str], power: int = 1) -> list[str]:
    """Texts of the scaled factors of scale^power."""
    printer, factors = Printer(names, doubles=True), []
    number = scale.number**power
    if number != 1:
        digits = sp.Abs(number).evalf(CONSTANT_DIGITS)
        place = sp.floor(sp.log(digits, 2) + sp.Rational(1, 2))
        mantissa = float(digits / sp.Integer(2) ** place) * (-1 if number.is_negative else 1)
        factors.append(f"({mantissa!r}, {float(place)!r})")
    for base, exponent in scale.powers:
        factors.append(f"to_power(scaled({printer.text(base)}), {_ratio(exponent * power)})")
    return factors


def _product(*factors: str) -> str:
    return factors[0] if len(factors) == 1 else f"times({', '.join(factors)})"


def _euler(part: EulerPart, nu: str = "nu") -> str:
    return f"euler({_ratio(part.a)}, {_ratio(part.b)}, {nu}, {_ratio(part.power)})"


def _euler_source(plan: EulerPlan, names: Mapping[sp.Symbol, str]) -> str:
    """x = size nu (1 + nu^g)^e; the coordinate is nu, a scaled number."""
    symbols = "".join(f", {n}" for n in names.values())
    functions = [
        _function(
            "_coordinate",
            "x",
            names,
            f"return leaf_coordinate({_product('scaled(x)', *_scale(plan.size, names, -1))}, "
            f"{_ratio(plan.g)}, {_ratio(plan.e)})",
        )
    ]
    powers = [f"to_power({'z' if d == 0 else f'plus(z, {float(d)!r})'}, {_ratio(n)})" for d, n in plan.metric_powers]
    metric = _product(*_scale(plan.metric, names), *powers) if powers or plan.metric.powers else ""
    time = _product(_euler(plan.time), *_scale(plan.time.scale, names))
    functions += [
        _function(
            "_metric",
            "nu",
            names,
            f"z = to_power(nu, {_ratio(plan.g)})",
            f"return plain({metric})" if metric else f"return z[0] * 0.0 + {float(plan.metric.number)!r}",
        ),
        _function("_time", "nu", names, f"return plain({time})"),
        # x y of its own: y may be too small or too large for a double where x y is not.
        _function("_pairing", "x, nu", names, f"return plain(times(scaled(x), {time}))"),
        _function(
            "_conjugate",
            "nu",
            names,
            f"return plain({_product(_euler(plan.conjugate), *_scale(plan.conjugate.scale, names))})",
        ),
        _function(
            "_size",
            "nu",
            names,
            f"rise = to_power(plus(to_power(nu, {_ratio(plan.g)}), 1.0), {_ratio(plan.e)})",
            f"return plain({_product('nu', 'rise', *_scale(plan.size, names))})",
        ),
        _euler_inverse(plan, names, symbols),
    ]
    for name, part, difference in (("_time", plan.time, "_between"), ("_conjugate", plan.conjugate, "_rise")):
        if part.b > part.a and part.power > 0:
            # Near the end of a bounded range, differences are taken of what is left to it.
            rest, left = EulerPart(part.scale, part.b - part.a, part.b, -part.power), f"{name}_left"
            functions += [
                _function(left, "nu", names, f"return plain({_product(_euler(rest), *_scale(part.scale, names))})"),
                _function(
                    difference,
                    "there, here",
                    names,
                    f"ahead = {name}(here{symbols}) - {name}(there{symbols})",
                    "late = (plain(there) > 1.0) & (plain(here) > 1.0)",
                    f"return np.where(late, {left}(there{symbols}) - {left}(here{symbols}), ahead)",
                ),
            ]
        else:
            functions.append(_difference(difference, name, names, symbols))
    return "\n\n".join(functions)


def _difference(name: str, of: str, names: Mapping[sp.Symbol, str], symbols: str) -> str:
    return _function(name, "there, here", names, f"return {of}(here{symbols}) - {of}(there{symbols})")


def _euler_inverse(plan: EulerPlan, names: Mapping[sp.Symbol, str], symbols: str) -> str:
    part = plan.time
    absolute = Scale(sp.Abs(part.scale.number), part.scale.powers)
    lines = [f"value = {_product('scaled(np.abs(y))', *_scale(absolute, names, -1))}"]
    bounded = part.b > part.a
    if bounded:
        lines += [
            f"top = float(euler_integral({float(part.a)!r}, {float(part.b)!r}, np.inf))",
            "value = scaled(np.minimum(plain(value), np.nextafter(top, 0.0)))",
        ]
    if plan.inverse is not None:
        text = Printer({TIME: "value"}, doubles=True).text(plan.inverse)
        lines += ["value = plain(value)", f"nu = scaled(np.abs({text}))"]
    else:
        power = _ratio(abs(part.power))
        lines.append(f"nu = inverse_euler({_ratio(part.a)}, {_ratio(part.b)}, value, {power})")
        if part.power < 0:
            lines.append("nu = to_power(nu, (-1, 1))")
    if bounded and part.power > 0:
        lines += [
            f"edge = _time(scaled(np.inf){symbols})",
            "edge = np.where(np.abs(y) < edge, nu[0], np.where(np.abs(y) == edge, np.inf, np.nan))",
            "return edge, nu[1]",
        ]
    else:
        lines.append("return nu")
    return _function("_coordinate_at", "y", names, *lines)


def _offset_source(leaf: Leaf, plan: OffsetPlan, names: Mapping[sp.Symbol, str]) -> str:
    """|x|^q = size prod (u + c_i)^(n_i); the coordinate is the pair of u and |x|."""
    printer = Printer({**names, leaf.parameter: "u"}, doubles=True)
    symbols = "".join(f", {n}" for n in names.values())
    constants = ", ".join(_ratio(n) for n in plan.exponents)
    offsets = ", ".join(f"np.asarray({printer.text(c)})" for c in plan.offsets)
    target = _product(f"to_power(scaled(x), {_ratio(plan.q)})", *_scale(plan.size, names, -1))

    def integral(part: OffsetPart, top: str) -> str:
        powers = ", ".join(repr(float(b)) for b in part.exponents)
        return f"offset_integral([{powers}], [{', '.join(printer.text(c) for c in part.offsets)}], {top})"

    def whole(part: OffsetPart) -> str:
        return f"plain({_product('scaled(' + integral(part, 'u') + ')', *_scale(part.scale, names))})"

    powers = ", ".join(repr(float(b)) for b in plan.time.exponents)
    parts = ", ".join(printer.text(c) for c in plan.time.offsets)
    time_value = f"plain({_product('scaled(np.abs(y))', *_scale(plan.time.scale, names, -1))})"
    # There u loses digits as |x|^q underflows, and y is x/metric(0) to every digit.
    small = "tiny = u < 1e-290" if leaf.crosses_zero else "tiny = np.zeros(x.shape, dtype=bool)"
    amount = ", ".join(
        f"to_power(scaled(u + {printer.text(c)}), {_ratio(n)})"
        for c, n in zip(plan.offsets, plan.exponents, strict=True)
    )
    return "\n\n".join(
        [
            _function(
                "_coordinate", "x", names, f"return offset_coordinate({target}, ({constants},), ({offsets},)), x"
            ),
            _function(
                "_metric", "pair", names, "u, _ = pair", f"return np.broadcast_to({printer.text(leaf.metric)}, u.shape)"
            ),
            _function(
                "_time",
                "pair",
                names,
                "u, x = pair",
                small,
                f"return np.where(tiny, x / _metric((0.0 * u, x){symbols}), {whole(plan.time)})",
            ),
            _function("_pairing", "x, pair", names, f"return x * _time(pair{symbols})"),
            _function("_conjugate", "pair", names, "u, _ = pair", f"return {whole(plan.conjugate)}"),
            _function(
                "_size",
                "pair",
                names,
                "u, x = pair",
                f"whole = times({', '.join([amount, *_scale(plan.size, names)])})",
                f"return np.where(np.isnan(x), plain(to_power(whole, {_ratio(1 / plan.q)})), x)",
            ),
            _function(
                "_coordinate_at",
                "y",
                names,
                f"value = {time_value}",
                f"largest = {integral(plan.time, 'np.full(value.shape, np.inf)')}",
                f"u = offset_inverse([{powers}], [{parts}], value, largest)",
                f"x = np.abs(y) * _metric((0.0 * u, u){symbols})",
                "return u, np.where(u < 1e-290, x, np.nan)" if leaf.crosses_zero else "return u, np.nan * u",
            ),
            _difference("_between", "_time", names, symbols),
            _difference("_rise", "_conjugate", names, symbols),
        ]
    )


def _direct_source(leaf: Leaf, plan: DirectPlan, names: Mapping[sp.Symbol, str]) -> str:
    """The leaf's own expressions; the coordinate is its parameter."""
    symbols = "".join(f", {n}" for n in names.values())

    def text(e: sp.Expr, **variables: sp.Symbol) -> str:
        printer = Printer({**names, **{symbol: name for name, symbol in variables.items()}}, doubles=True)
        return printer.text(e)

    functions = [
        _function("_coordinate", "x", names, f"return np.asarray({text(leaf.parameter_of_x, x=SIZE)})"),
        _function("_coordinate_at", "y", names, f"return np.asarray({text(leaf.parameter_of_time, y=TIME)})"),
        _function("_size", "c", names, f"return {text(leaf.x, c=leaf.parameter)}"),
    ]
    for name, e in (("_metric", leaf.metric), ("_time", leaf.time), ("_conjugate", leaf.conjugate)):
        # A metric may be constant, and so the shape is that of c.
        functions.append(_function(name, "c", names, f"return np.broadcast_to({text(e, c=leaf.parameter)}, c.shape)"))
    functions.append(_function("_potential", "x", names, f"return {text(plan.potential, x=SIZE)}"))
    functions += [_difference(d, f, names, symbols) for d, f in (("_between", "_time"), ("_rise", "_conjugate"))]
    return "\n\n".join(functions)


def _past_the_ends(plan: SumPlan, symbols: str) -> list[str]:
    """Where x is infinite at an end of the leaf, all that lies past the last double before it is at that end."""
    if not plan.onto:
        return ["return y"]
    return [
        f"y = np.where(x >= _place(high{symbols}), high, y)",
        f"return np.where(x <= _place(low{symbols}), low, y)",
    ]


def _sum_source(leaf: Leaf, plan: SumPlan, names: Mapping[sp.Symbol, str]) -> str:
    """x, metric and conjugate as functions of y, by quadrature from y = 0 where the sums would cancel."""
    symbols = "".join(f", {n}" for n in names.values())
    y = leaf.parameter
    printer = Printer({**names, y: "y"}, doubles=True)
    at_zero = Printer(names, doubles=True)
    slopes = ", ".join(f"np.asarray({printer.text(s)})" for s in plan.slopes)
    inside = " & ".join(["(y == y)", *(f"(1.0 + {printer.text(s)} * y >= 0.0)" for s in plan.slopes)])
    if not leaf.parameter_of_x.has(InverseOf):
        time = Printer({**names, SIZE: "x"}, doubles=True).text(leaf.parameter_of_x)
        lines = [f"y = np.asarray({time})", f"return np.where(_inside(y{symbols}), y, np.nan)"]
    else:
        lines = [
            f"low, high = ends([{slopes}], x.shape)",
            f"y = solve_increasing(lambda y: _place(y{symbols}), x, low, high)",
            *_past_the_ends(plan, symbols),
        ]
    moment = f"moment(lambda y: _metric(y{symbols}), np.clip(y, -reach, reach), "
    return "\n\n".join(
        [
            _function("_inside", "y", names, f"return {inside}"),
            _function("_metric", "y", names, f"return np.broadcast_to({printer.text(plan.metric)}, y.shape)"),
            _function("_reach", "y", names, f"return np.broadcast_to({printer.text(plan.reach)}, y.shape)"),
            _function(
                "_place",
                "y",
                names,
                f"reach = 0.5 * _reach(np.zeros(y.shape){symbols})",
                f"near = {at_zero.text(plan.origin)} + y * {moment}0)",
                f"return np.where(np.abs(y) <= reach, near, {printer.text(plan.x)})",
            ),
            _function(
                "_conjugate",
                "y",
                names,
                f"reach = 0.5 * _reach(np.zeros(y.shape){symbols})",
                f"near = {at_zero.text(plan.origin)} * y + y * (y * {moment}-1))",
                f"return np.where(np.abs(y) <= reach, near, {printer.text(plan.conjugate)})",
            ),
            _function(
                "_potential",
                "x, y",
                names,
                f"reach = 0.5 * _reach(np.zeros(y.shape){symbols})",
                f"near = y * (y * {moment}1))",
                f"apart = np.where(np.isinf(x * y), np.inf, x * y - _conjugate(y{symbols}))",
                "return np.where(np.abs(y) <= reach, near, apart)",
            ),
            _function("_time", "x", names, *lines),
        ]
    )
