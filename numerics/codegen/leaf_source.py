"""Source text that evaluates one leaf in scaled doubles: its coordinate from x or y; size, time, metric, R* of it."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from neversaddle.numerics.codegen.leaf_plan import (
    DirectPlan,
    EulerPart,
    EulerPlan,
    OffsetPart,
    OffsetPlan,
    Plan,
    Scale,
    SumPlan,
    elementary_inverse,
)
from neversaddle.numerics.codegen.printers import ScaledPrinter, scaled_constant, scaled_pair
from neversaddle.theory.geometry.leaf import SIZE, TIME, Leaf


def leaf_source(leaf: Leaf, plan: Plan, names: Mapping[sp.Symbol, str]) -> str:
    """The private functions of the leaf, as text; `names` are the identifiers of its symbols, in order."""
    if isinstance(plan, EulerPlan):
        return _euler_source(plan, names)
    if isinstance(plan, OffsetPlan):
        return _offset_source(leaf, plan, names)
    if isinstance(plan, DirectPlan):
        return _direct_source(leaf, plan, names)
    return _sum_source(plan, names)


def _function(name: str, arguments: str, names: Mapping[sp.Symbol, str], *lines: str) -> str:
    head = ", ".join([*([arguments] if arguments else []), *names.values()])
    return f"def {name}({head}):\n" + "\n".join(f"    {line}" for line in lines) + "\n"


def _ratio(r: sp.Rational) -> str:
    return f"({r.p}, {r.q})"


def printer_of(names: Mapping[sp.Symbol, str], **variables: sp.Symbol) -> ScaledPrinter:
    """For expressions in the leaf's symbols, which are doubles, and in variables that are scaled numbers."""
    known = {symbol: f"scaled({name})" for symbol, name in names.items()}
    return ScaledPrinter({**known, **{symbol: name for name, symbol in variables.items()}})


def _scale(scale: Scale, names: Mapping[sp.Symbol, str], power: int = 1) -> list[str]:
    """Texts of the scaled factors of scale^power."""
    printer, number = printer_of(names), scale.number**power
    factors = [scaled_constant(number)] if number != 1 else []
    return factors + [f"to_power({printer.text(base)}, {_ratio(n * power)})" for base, n in scale.powers]


def _whole(scale: Scale, names: Mapping[sp.Symbol, str], power: int = 1) -> str:
    return _product(*_scale(scale, names, power)) if _scale(scale, names, power) else scaled_constant(sp.S.One)


def _pair(scale: Scale, factor: sp.Expr, names: Mapping[sp.Symbol, str]) -> str:
    """Text of the pair factor * |scale|, for ends that must be known to more than a double."""
    printer, text = printer_of(names), f"exact_pair({scaled_pair(sp.Abs(scale.number) * factor)})"
    for base, n in scale.powers:
        text = f"pair_times({text}, pair_power({printer.text(base)}, {_ratio(n)}))"
    return text


def _product(*factors: str) -> str:
    return factors[0] if len(factors) == 1 else f"times({', '.join(factors)})"


def _euler(part: EulerPart, nu: str = "nu") -> str:
    return f"euler({_ratio(part.a)}, {_ratio(part.b)}, {nu}, {_ratio(part.power)})"


def _euler_source(plan: EulerPlan, names: Mapping[sp.Symbol, str]) -> str:
    """x = size nu (1 + nu^g)^e; the coordinate is nu."""
    symbols = "".join(f", {n}" for n in names.values())
    powers = [
        f"to_power({'z' if d == 0 else f'plus(z, {scaled_constant(d)})'}, {_ratio(n)})" for d, n in plan.metric_powers
    ]
    functions = [
        _function(
            "_coordinate",
            "x",
            names,
            f"r = {_product('x', *_scale(plan.size, names, -1))}",
            f"return leaf_coordinate(r, {_ratio(plan.g)}, {_ratio(plan.e)})",
        ),
        _function(
            "_metric",
            "nu",
            names,
            f"z = to_power(nu, {_ratio(plan.g)})",
            f"return like({_product(*(_scale(plan.metric, names) + powers) or [scaled_constant(sp.S.One)])}, z)",
        ),
        _function(
            "_size",
            "nu",
            names,
            f"rise = power1p(to_power(nu, {_ratio(plan.g)}), {_ratio(plan.e)})",
            f"return {_product('nu', 'rise', *_scale(plan.size, names))}",
        ),
        _euler_inverse(plan, names),
    ]
    for name, part, difference in (("_time", plan.time, "_between"), ("_conjugate", plan.conjugate, "_rise")):
        value, rest = _product(_euler(part), *_scale(part.scale, names)), None
        if name == "_time" and _bounded(part):
            value = f"capped({value}, {_euler_end(part, names)}, nu)"
        functions.append(_function(name, "nu", names, f"return {value}"))
        if _bounded(part):
            left = EulerPart(part.scale, part.b - part.a, part.b, -part.power)
            rest = _product(_euler(left), *_scale(part.scale, names))
        functions.append(_difference(difference, name, names, symbols, "nu", rest))
    return "\n\n".join(functions)


def _difference(
    name: str, of: str, names: Mapping[sp.Symbol, str], symbols: str, c: str, rest: str | None = None
) -> str:
    """A function's difference between two places; near the end of a bounded range, of what is left to it."""
    ahead = f"minus({of}(here{symbols}), {of}(there{symbols}))"
    if rest is None:
        return _function(name, "there, here", names, f"return {ahead}")
    left = _function(f"{of}_left", c, names, f"return {rest}")
    # Of both places less is left than is behind them.
    lines = (
        f"behind, passed = {of}(there{symbols}), {of}(here{symbols})",
        f"left, rest = {of}_left(there{symbols}), {of}_left(here{symbols})",
        "late = larger(size_of(behind), size_of(left)) & larger(size_of(passed), size_of(rest))",
        "return where(late, minus(left, rest), minus(passed, behind))",
    )
    return left + "\n\n" + _function(name, "there, here", names, *lines)


def _bounded(part: EulerPart) -> bool:
    """Whether the integral has a supremum at x = inf."""
    return bool(part.power > 0 and part.b > part.a)


def _euler_end(part: EulerPart, names: Mapping[sp.Symbol, str]) -> str:
    """Text of that supremum as a pair."""
    beta = sp.gamma(part.a) * sp.gamma(part.b - part.a) / sp.gamma(part.b)
    return _pair(part.scale, beta, names)


def _euler_inverse(plan: EulerPlan, names: Mapping[sp.Symbol, str]) -> str:
    part = plan.time
    absolute = Scale(sp.Abs(part.scale.number), part.scale.powers)

    def inverse(a: sp.Rational) -> str:
        power = abs(part.power)
        found = elementary_inverse(a, part.b, power)
        if found is None:
            return f"inverse_euler({_ratio(a)}, {_ratio(part.b)}, value, {_ratio(power)})"
        return ScaledPrinter({TIME: "value"}).text(found)

    if _bounded(part):
        # What is left is the integral of the same kind in 1/z.
        rest = f"to_power({inverse(part.b - part.a)}, (-1, 1))"
        lines = [
            f"head, tail = (lambda value: {inverse(part.a)}), (lambda value: {rest})",
            f"return from_both_ends(y, {_whole(absolute, names)}, {_euler_end(part, names)}, head, tail)",
        ]
    else:
        turned = f"to_power({inverse(part.a)}, (-1, 1))" if part.power < 0 else inverse(part.a)
        lines = [f"value = {_product('y', *_scale(absolute, names, -1))}", f"return {turned}"]
    return _function("_coordinate_at", "y", names, *lines)


def _offset_source(leaf: Leaf, plan: OffsetPlan, names: Mapping[sp.Symbol, str]) -> str:
    """|x|^q = size prod (u + c_i)^(n_i); the coordinate is u."""
    symbols = "".join(f", {n}" for n in names.values())
    printer = printer_of(names, u=leaf.parameter)

    def product(exponents: tuple[sp.Rational, ...], offsets: tuple[sp.Expr, ...]) -> str:
        powers, places = (f"{_ratio(n)}, " for n in exponents), (f"{printer.text(c)}, " for c in offsets)
        return f"({''.join(powers)}), ({''.join(places)})"

    def whole(part: OffsetPart, function: str = "offset_integral_scaled") -> str:
        integral = f"{function}({product(part.exponents, part.offsets)}, u)"
        return f"return {_product(integral, *_scale(part.scale, names))}"

    def bounded(part: OffsetPart) -> bool:
        return bool(sum(part.exponents) > 1)

    target = _product(f"to_power(x, {_ratio(plan.q)})", *_scale(plan.size, names, -1))
    amount = f"offset_product({product(plan.exponents, plan.offsets)}, u)"
    at = product(plan.time.exponents, plan.time.offsets)
    scale = _whole(plan.time.scale, names)
    if bounded(plan.time):
        inverse = [
            f"head, tail = (lambda v: offset_inverse({at}, v)), (lambda v: offset_inverse_rest({at}, v))",
            f"return from_both_ends(y, {scale}, {_offset_end(plan.time, names, scale, at)}, head, tail)",
        ]
    else:
        inverse = [f"return offset_inverse({at}, over(y, {scale}))"]
    functions = [
        _function(
            "_coordinate", "x", names, f"return offset_coordinate({target}, {product(plan.exponents, plan.offsets)})"
        ),
        _function("_metric", "u", names, f"return like({printer.text(leaf.metric)}, u)"),
        _function(
            "_size", "u", names, f"return to_power({_product(amount, *_scale(plan.size, names))}, {_ratio(1 / plan.q)})"
        ),
        _function("_coordinate_at", "y", names, *inverse),
    ]
    end = _offset_end(plan.time, names, scale, at) if bounded(plan.time) else ""
    for name, part, difference in (("_time", plan.time, "_between"), ("_conjugate", plan.conjugate, "_rise")):
        value = whole(part)
        if name == "_time" and end:
            value = f"return capped({value.removeprefix('return ')}, {end}, u)"
        functions.append(_function(name, "u", names, value))
        rest = whole(part, "offset_rest")[len("return ") :] if bounded(part) else None
        functions.append(_difference(difference, name, names, symbols, "u", rest))
    return "\n\n".join(functions)


def _offset_end(part: OffsetPart, names: Mapping[sp.Symbol, str], scale: str, product: str) -> str:
    """Text of the end of a bounded dual range: to more than a double where no symbol is in it."""
    if names:
        zeros = f"np.zeros_like({next(iter(names.values()))})"
        end = f"times(offset_integral_scaled({product}, scaled(np.inf + {zeros})), {scale})"
        return f"({end}[0], {zeros}, {end}[1])"
    return f"exact_pair({scaled_pair(part.scale.number * part.total)})"


def _direct_source(leaf: Leaf, plan: DirectPlan, names: Mapping[sp.Symbol, str]) -> str:
    """The leaf's own expressions; the coordinate is its parameter."""
    symbols = "".join(f", {n}" for n in names.values())
    c = printer_of(names, c=leaf.parameter)
    functions = [
        _function("_coordinate", "x", names, f"return {printer_of(names, x=SIZE).text(leaf.parameter_of_x)}"),
        _function("_coordinate_at", "y", names, f"return {printer_of(names, y=TIME).text(leaf.parameter_of_time)}"),
        _function("_size", "c", names, f"return {c.text(leaf.x)}"),
        _function("_metric", "c", names, f"return like({c.text(leaf.metric)}, c)"),
        _function("_time", "c", names, f"return like({c.text(leaf.time)}, c)"),
        _function("_conjugate", "c", names, f"return like({c.text(leaf.conjugate)}, c)"),
        _function("_potential", "x", names, f"return {printer_of(names, x=SIZE).text(plan.potential)}"),
    ]
    functions += [_difference(d, f, names, symbols, "c") for d, f in (("_between", "_time"), ("_rise", "_conjugate"))]
    return "\n\n".join(functions)


def _sum_source(plan: SumPlan, names: Mapping[sp.Symbol, str]) -> str:
    """The terms of x as their speeds M, rates rho and exponents d, x at y = 0, and what is constant in x."""
    printer = printer_of(names)
    terms = ", ".join(f"({printer.text(t.speed)}, {printer.text(t.rate)}, {_ratio(t.exponent)})" for t in plan.terms)
    rest = None if plan.rest is None else f"[{', '.join(printer.text(c) for c in plan.rest)}]"
    p = ", ".join(names.values())
    find, step = f"sum_find(_terms({p}), _rest({p}), x, _origin({p}))", "sum_solve(begun, rise)"
    if _is_hyperbolic(plan):
        find, step = (
            f"hyperbolic_find(_terms({p}), minus(x, _origin({p})))",
            "hyperbolic_step(terms, begun, here, there, rise)",
        )
    return "\n\n".join(
        [
            _function("_terms", "", names, f"return [{terms}]"),
            _function("_origin", "", names, f"return {printer.text(plan.origin)}"),
            _function("_rest", "", names, f"return {rest}"),
            _function("_place", "x", names, f"return {find}"),
            _function("_step", "terms, begun, here, there, rise", {}, f"return {step}"),
        ]
    )


def _is_hyperbolic(plan: SumPlan) -> bool:
    """Whether dx/dy is M exp(rho y) + M exp(-rho y)."""
    if len(plan.terms) != 2 or any(t.exponent != 0 or t.rate == 0 for t in plan.terms):
        return False
    one, other = plan.terms
    return bool(sp.simplify(one.speed - other.speed) == 0 and sp.simplify(one.rate + other.rate) == 0)
