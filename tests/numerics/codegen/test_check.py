"""The check of compiled geometries: its orbits are right, it passes what is right, and no spoiled function passes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import cache, partial

import numpy as np
import pytest
import sympy as sp
from flint import ctx
from mpmath import mp, mpf

from neversaddle.numerics.codegen.check import WrongValues, checked
from neversaddle.numerics.codegen.compile import compile_geometry, python_source
from neversaddle.numerics.codegen.numeric_orbit import orbit_points, symbol_values
from neversaddle.numerics.codegen.printers import CannotCompile
from neversaddle.theory.geometry.mirror import MirrorGeometry, mirror_geometry
from neversaddle.theory.geometry.reparametrization import reparametrization
from tests.fuzz import geometry_truth
from tests.fuzz.geometry_truth import monomial_orbit

NAMES = ("inverse_metric", "mirror_map", "inverse_mirror_map", "potential", "conjugate", "bregman_divergence")
#: Exponents, balance, q: of both signs, counted from infinity, log x, far from doubles at their own scale.
ORBITS = [
    ((1, 1), "1", "3/2"),
    ((1, 1, 1), "2/3", "4/3"),
    ((-1, 2), "1", "2"),
    ((1, -1), "1/100", "2"),
    ((2, 2), "1", "2"),
    ((3, -2), "2", "3/2"),
    ((1, 1, -1), "2", "3/2"),
    ((2,), "0", "2"),
    ((1, 1), "0", "2"),
    ((1,) * 30, "1/1000000", "1"),
]


def of_powers(powers: tuple[int, ...], balance: str, q: str) -> MirrorGeometry:
    names = [f"w{i + 1}" for i in range(len(powers))]
    text = "*".join(f"{w}**({a})" for w, a in zip(names, powers, strict=True))
    return mirror_geometry(reparametrization(text, ",".join(names)), q, balance=balance)


@pytest.mark.parametrize(("powers", "balance", "q"), ORBITS, ids=[f"{o[0][:3]} q={o[2]}" for o in ORBITS])
def test_orbits_agree_with_quadrature_at_fifty_digits(powers: tuple[int, ...], balance: str, q: str) -> None:
    points = orbit_points(of_powers(powers, balance, q))
    assert len(points) >= 2
    with mp.workdps(geometry_truth.DIGITS), ctx.workprec(geometry_truth.BITS):
        # The first weight by itself, those that are alike together.
        others = Counter(powers[1:])
        offsets = [Fraction(0), *[Fraction(balance)] * len(others)]
        exponents, counts = [Fraction(a) for a in (powers[0], *others)], [1, *others.values()]
        orbit = monomial_orbit(Fraction(1), exponents, counts, offsets, Fraction(q))
        for p in points:
            right = orbit.at(orbit.find(mpf(p.x)))
            for found, value in ((p.metric, right.metric), (p.y, right.y), (p.conjugate, right.conjugate)):
                # Some 30 steps with a relative error of 1e-13 each at most.
                assert abs(found / value - 1) < 3e-12


def test_orbits_of_sums_are_those_of_u2_minus_v2() -> None:
    # q = 2: u, v = a e^(2y), a e^(-2y); x = 2 a^2 sinh(4 y), dx/dy = 8 a^2 cosh(4 y), R* = a^2 (cosh(4 y) - 1)/2.
    for p in orbit_points(mirror_geometry(reparametrization("u**2 - v**2", "u,v"), 2, start=["3/4"])):
        square, angle = mpf(9) / 16, 4 * mpf(p.y)
        assert abs(p.x / (2 * square * mp.sinh(angle)) - 1) < 1e-11
        assert abs(p.metric / (8 * square * mp.cosh(angle)) - 1) < 1e-11
        assert abs(p.conjugate / (square * (mp.cosh(angle) - 1) / 2) - 1) < 1e-11


C, D = sp.symbols("c d", positive=True)
GEOMETRIES: list[tuple[str, Callable[[], MirrorGeometry]]] = [
    ("depth 2", lambda: mirror_geometry(2, "3/2", balance=C)),
    ("depth 5", lambda: mirror_geometry(5, 2, balance="1/3")),
    ("depth 3, balance 0", lambda: mirror_geometry(3, 2)),
    ("offsets", lambda: mirror_geometry(3, "3/2", balance=[0, 1, 3])),
    ("u v^2", lambda: mirror_geometry(reparametrization("u*v**2", "u,v"), "5/4", balance=C)),
    ("-u^2", lambda: mirror_geometry(reparametrization("-u**2", "u"), "3/2")),
    ("u^2 - v^2", lambda: mirror_geometry(reparametrization("u**2 - v**2", "u,v"), 2)),
    ("exp", lambda: mirror_geometry(reparametrization("exp(u) - exp(-v)", "u,v"), "3/2", start=["1", "1/2"])),
    ("two symbols", lambda: mirror_geometry(reparametrization("u**3 - v", "u,v"), "3/2", start=[D, C])),
]


@pytest.mark.parametrize("make", [g[1] for g in GEOMETRIES], ids=[g[0] for g in GEOMETRIES])
@pytest.mark.parametrize("backend", ["numpy", "mpmath", "arb"])
def test_right_functions_pass_and_say_so(make: Callable[[], MirrorGeometry], backend: str) -> None:
    check = compile_geometry(make(), backend).checked  # type: ignore[arg-type]
    assert check is not None and check.points >= 1 and check.values >= 3
    # Doubles are good to some 1e-13 here, and the orbits to 1e-11.
    assert check.worst < 1e-10


SPOILED: dict[str, Callable[..., float]] = {
    "factor": lambda f, *a, **k: f(*a, **k) * (1 + 1e-6),
    "half": lambda f, *a, **k: f(*a, **k) / 2,
    "sign": lambda f, *a, **k: -f(*a, **k),
    "shift": lambda f, *a, **k: f(*a, **k) + 1e-3,
    "power": lambda f, *a, **k: abs(f(*a, **k)) ** 1.01,
    "argument": lambda f, *a, **k: f(*(1.00001 * v for v in a), **k),
    "balance": lambda f, *a, **k: f(*a, **{name: 1.00001 * v for name, v in k.items()}),
    "nan": lambda f, *a, **k: float("nan"),
    "raises": lambda f, *a, **k: float(np.sum(f(*a, **k))) / 0,
    "infinite": lambda f, *a, **k: float("inf"),
}


Functions = dict[str, Callable[..., object]]


@cache
def compiled(index: int) -> tuple[MirrorGeometry, Functions, dict[sp.Symbol, str]]:
    """A geometry, its functions, which are called once for the same arguments, and the keywords of its symbols."""
    geometry = GEOMETRIES[index][1]()
    whole = compile_geometry(geometry)
    names = {symbol: symbol.name for symbol in symbol_values(geometry)}
    return geometry, {n: remembered(getattr(whole, n)) for n in NAMES}, names


def remembered(function: Callable[..., object]) -> Callable[..., object]:
    answers: dict[tuple[object, ...], object] = {}

    def answer(*arguments: object, **keywords: float) -> object:
        key = (*(np.asarray(a).tobytes() for a in arguments), *keywords.items())
        return answers[key] if key in answers else answers.setdefault(key, function(*arguments, **keywords))

    return answer


#: Leaves with one symbol and with two, by |x| and by orbit time.
TO_SPOIL = (0, 4, 6, 8)


@pytest.mark.parametrize("index", TO_SPOIL, ids=[GEOMETRIES[i][0] for i in TO_SPOIL])
def test_one_by_one_or_in_arrays_the_check_is_the_same(index: int) -> None:
    geometry, functions, names = compiled(index)
    for arrays in (False, True):
        check = checked(geometry, functions, names, arrays=arrays)
        assert check.values == (24 if geometry.leaf is not None and geometry.leaf.mirrored else 18)
        assert check.worst < 1e-10


@pytest.mark.parametrize("arrays", [False, True], ids=["one by one", "in arrays"])
@pytest.mark.parametrize("spoiled", SPOILED)
@pytest.mark.parametrize("name", NAMES)
def test_spoiled_functions_do_not_pass(name: str, spoiled: str, arrays: bool) -> None:
    for index in TO_SPOIL:
        geometry, right, names = compiled(index)
        functions = {**right, name: partial(SPOILED[spoiled], right[name])}
        with pytest.raises(WrongValues, match=r"orbit of the weights") as refusal:
            checked(geometry, functions, names, arrays=arrays)
        assert "\n" not in str(refusal.value) and isinstance(refusal.value, CannotCompile)


def test_the_source_says_that_it_was_checked() -> None:
    geometry = mirror_geometry(3, "3/2", balance=C)
    assert python_source(geometry) == compile_geometry(geometry).source
    assert "# Checked: 24 values of a numeric orbit of the weights" in python_source(geometry).splitlines()[-1]
