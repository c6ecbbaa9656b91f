"""The problem of a flow: the entries of a TOML file and of flags, checked, and made into what `weight_flow` takes.

A file has an entry for each flag of `neversaddle flow`, under the flag's name. Its numbers are exact: 0.1 is 1/10, and
"1/3" is a third. Nothing in it is run, and it names no other file.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

import sympy as sp

from neversaddle.bad_use import BadUse
from neversaddle.cli.options import model_of, one_of
from neversaddle.derive.derivation import Json
from neversaddle.numerics.flow.arguments import LEAST_DIGITS, MOST_DIGITS
from neversaddle.numerics.loss.loss import Loss, exponential, least_squares, logistic, parse_loss
from neversaddle.numerics.numbers.exact_number import exact
from neversaddle.theory.geometry.mirror import Model
from neversaddle.theory.geometry.orbit import first_integrals
from neversaddle.theory.geometry.reparametrization import LARGEST_DEPTH, DeepDiagonal, Reparametrization
from neversaddle.theory.language.exponents import Exponent, exponent
from neversaddle.theory.language.parse import MAX_DIGITS

Entries: TypeAlias = "Mapping[str, object]"
Row: TypeAlias = "tuple[Fraction, ...]"

#: All that a problem file may say, under the names of the flags.
ENTRIES = (
    *("depth", "reparam", "names", "q", "loss", "A", "b", "labels", "weights", "scale"),
    *("decay", "decay_kind", "time", "times", "digits", "method", "selection"),
)
#: What a flag puts out of force in the file, beside the entry of its own name.
REPLACES = {
    "depth": ("reparam", "names"),
    "reparam": ("depth",),
    "weights": ("scale",),
    "scale": ("weights",),
    "time": ("times",),
    "times": ("time",),
    "b": ("labels",),
}
OF_DATA = {"least-squares": least_squares, "exponential": exponential, "logistic": logistic}
DECAY_KINDS = ("decoupled", "coupled")
METHODS = ("taylor", "odefun", "scipy", "heyoka")
SELECTIONS = ("stop", "rest", "escape")
DEFAULT_DIGITS = 30
#: Outputs at equal distances, where only a final time is given.
OUTPUTS = 10

MOST_BYTES, MOST_COORDINATES, MOST_ROWS, MOST_ENTRIES, MOST_TIMES = 2_000_000, 1000, 1000, 100_000, 10_000


class _AsWritten(str):
    """A TOML float, kept as the decimal it is written as."""

    __slots__ = ()


@dataclass(frozen=True)
class FlowProblem:
    """What `weight_flow` needs, checked one by one; `entries` are those it was made of.

    Shapes that must match one another are left to `weight_flow`, which says so.
    """

    model: Model
    q: Exponent
    loss: Loss
    weights: tuple[Row, ...]
    times: Row
    digits: int
    decay: Fraction
    decay_kind: str
    method: str
    selection: str
    entries: Mapping[str, Json]

    @property
    def reparametrization(self) -> Reparametrization:
        """The model as an expression in named weights."""
        return self.model.reparametrization if isinstance(self.model, DeepDiagonal) else self.model

    @property
    def integrals(self) -> tuple[sp.Expr, ...]:
        """First integrals of the model without decay; outside networks, where the weights are positive."""
        return first_integrals(self.reparametrization, self.q.q)

    @property
    def further_integrals(self) -> tuple[sp.Expr, ...]:
        """The first integrals that hold for this start and that `weight_flow` does not know by itself."""
        holds = self.decay == 0 and all(value > 0 for row in self.weights for value in row)
        return self.integrals if holds and not isinstance(self.model, DeepDiagonal) else ()

    @property
    def title(self) -> str:
        """The problem in one line."""
        model = f"x = {self.reparametrization.expression}".replace("**", "^")
        if isinstance(self.model, DeepDiagonal):
            model = f"depth {self.model.depth}"
        decay = f", {self.decay_kind} decay {self.decay}" if self.decay else ""
        return f"{model}, q = {self.q}, {self.loss.description.replace('**', '^')}{decay}"


def read_entries(name: str) -> dict[str, object]:
    """The entries of a problem file, floats as they are written. Raises BadUse in one line.

    What the entries hold is checked by `problem_of`.
    """
    try:
        with open(name, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadUse(f"cannot read {name}: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise BadUse(f"cannot read {name}: a problem file may have at most {MOST_BYTES:,} bytes")
    try:
        entries = tomllib.loads(data.decode("utf-8"), parse_float=lambda text: _AsWritten(text.replace("_", "")))
    except UnicodeDecodeError as error:
        raise BadUse(f"cannot read {name}: it is not text in UTF-8 (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise BadUse(f"{name} is not valid TOML: {_shown(error, 200)}") from error
    except ValueError as error:
        # What tomllib does not catch: a whole number of more digits than Python reads.
        raise BadUse(f"{name}: a number in it is too long: at most {MAX_DIGITS} digits are allowed") from error
    except RecursionError as error:
        raise BadUse(f"{name} is not a problem file: its lists are nested too deeply") from error
    for key in entries:
        if key not in ENTRIES:
            near = difflib.get_close_matches(key, ENTRIES, 1)
            allowed = f"nearest: {near[0]}" if near else f"allowed are {', '.join(ENTRIES)}"
            raise BadUse(f"{name}: unknown entry {_shown(key)}; {allowed}")
    return entries


def combined(of_file: Entries, of_flags: Entries) -> dict[str, object]:
    """The entries of both: a flag that is given (not None) goes before the file's entry, and before its alternatives.

    >>> combined({"scale": 1, "q": 2}, {"weights": [[1]], "q": None})
    {'q': 2, 'weights': [[1]]}
    """
    given = {key: value for key, value in of_flags.items() if value is not None}
    replaced = {other for key in given for other in REPLACES.get(key, ())}
    if "loss" in given and given["loss"] not in OF_DATA:
        replaced |= {"A", "b", "labels"}
    return {**{key: value for key, value in of_file.items() if key not in replaced}, **given}


def problem_of(entries: Entries) -> FlowProblem:
    """The problem that the entries state. Raises BadUse and other errors of our own, each in one line.

    >>> problem = problem_of({"depth": 2, "q": "3/2", "A": [[1, 2]], "b": [1], "scale": "1/10", "time": 1})
    >>> problem.weights[1], len(problem.times)
    ((Fraction(1, 10), Fraction(1, 10)), 10)
    """
    model = _model(entries)
    q = entries.get("q")
    if q is None:
        raise BadUse("give --q Q, the exponent in [1, 2] (q in a problem file)")
    times = _times(entries)
    if ("weights" in entries) == ("scale" in entries):
        raise BadUse("give either --weights ROWS or --scale S (weights or scale in a problem file)")
    rows = _table(entries["weights"], "weights", LARGEST_DEPTH) if "weights" in entries else None
    loss = _loss(entries, None if rows is None else len(rows[0]))
    return FlowProblem(
        model,
        exponent(q if isinstance(q, str | int) else _shown(q)),
        loss,
        _scaled(entries["scale"], int(model.depth), loss.coordinates) if rows is None else rows,
        times,
        _whole(entries.get("digits", DEFAULT_DIGITS), "digits", LEAST_DIGITS, MOST_DIGITS),
        _number(entries.get("decay", 0), "decay"),
        one_of("decay_kind", _text(entries, "decay_kind", DECAY_KINDS[0]), DECAY_KINDS),
        one_of("method", _text(entries, "method", METHODS[0]), METHODS),
        one_of("selection", _text(entries, "selection", SELECTIONS[0]), SELECTIONS),
        {key: _as_json(entries[key]) for key in ENTRIES if key in entries},
    )


def _model(entries: Entries) -> Model:
    depth, names = entries.get("depth"), entries.get("names")
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        names = ",".join(names)
    return model_of(
        None if depth is None else _whole(depth, "depth", 1, LARGEST_DEPTH),
        _text(entries, "reparam") if "reparam" in entries else None,
        None if names is None else _text({"names": names}, "names"),
        "--names",
    )


def _loss(entries: Entries, coordinates: int | None) -> Loss:
    """One of the losses of data, or a formula in the coordinates: as many as the weights have, or as it names."""
    text = _text(entries, "loss", "least-squares")
    given = [key for key in ("A", "b", "labels") if key in entries]
    if text not in OF_DATA:
        if given:
            raise BadUse(f"--A and --b go with {', '.join(OF_DATA)}; the loss {_shown(text)} stands for itself")
        named = [int(index) for index in re.findall(r"\bx(\d{1,9})\b", text)]
        return parse_loss(text, coordinates or max(named, default=1))
    if given == ["A", "b", "labels"]:
        raise BadUse("give either b or labels: they are two names of one thing")
    if given not in (["A", "b"], ["A", "labels"]):
        raise BadUse(f"--loss {text} needs --A and --b (A and b in a problem file; labels is another name of b)")
    rows = _table(entries["A"], "A", MOST_ROWS)
    return OF_DATA[text](rows, _row(entries[given[1]], given[1], MOST_ROWS))


def _scaled(value: object, depth: int, coordinates: int) -> tuple[Row, ...]:
    """Weights that start at the scale of all, or each at its own."""
    if not isinstance(value, list):
        return ((_number(value, "scale"),) * coordinates,) * depth
    scales = _row(value, "scale", LARGEST_DEPTH)
    if len(scales) != depth:
        raise BadUse(f"scale has {len(scales)} numbers for {depth} weights; give one for all, or one for each")
    return tuple((scale,) * coordinates for scale in scales)


def _times(entries: Entries) -> Row:
    if ("time" in entries) == ("times" in entries):
        raise BadUse("give either --time T or --times T1,T2,... (time or times in a problem file)")
    if "times" in entries:
        times = _row(entries["times"], "times", MOST_TIMES)
    else:
        final = _number(entries["time"], "time")
        times = tuple(final * i / OUTPUTS for i in range(1, OUTPUTS + 1))
    times = times[1:] if times[0] == 0 else times
    if not times or times[0] <= 0 or any(after <= before for before, after in pairwise(times)):
        raise BadUse("times must be a positive final time or a list of times that increase from 0")
    return times


def _table(value: object, what: str, most: int) -> tuple[Row, ...]:
    rows = _list(value, what, f"a list of 1 to {most} rows, such as [[1, 2], [3, 4]]", most)
    found = tuple(_row(row, f"{what}, row {i}", MOST_COORDINATES) for i, row in enumerate(rows, start=1))
    if sum(map(len, found)) > MOST_ENTRIES:
        raise BadUse(f"{what} has {sum(map(len, found))} entries; at most {MOST_ENTRIES} are allowed")
    return found


def _row(value: object, what: str, most: int) -> Row:
    entries = _list(value, what, f'a list of 1 to {most} numbers, such as [1, 0.5, "1/3"]', most)
    return tuple(_number(entry, f"{what}, entry {j}") for j, entry in enumerate(entries, start=1))


def _list(value: object, what: str, allowed: str, most: int) -> Sequence[object]:
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        shown = f"one of {len(value)}" if isinstance(value, list) else _shown(value)
        raise BadUse(f"{what} must be {allowed}; got {shown}")
    return value


def _number(value: object, what: str) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | str | sp.Rational):
        raise BadUse(f'{what} must be a number such as 2, 0.5 or "1/3"; got {_shown(value)}')
    if isinstance(value, int) and abs(value) >= 10**MAX_DIGITS:
        raise BadUse(f"{what} is too long: at most {MAX_DIGITS} digits are allowed")
    return exact(value, what, BadUse)


def _whole(value: object, what: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadUse(f"{what} must be a whole number from {least} to {most}; got {_shown(value)}")
    return value


def _text(entries: Entries, key: str, default: str = "") -> str:
    value = entries.get(key, default)
    if not isinstance(value, str) or isinstance(value, _AsWritten):
        raise BadUse(f"{key} must be text in quotes; got {_shown(value)}")
    return value


def _as_json(value: object) -> Json:
    if isinstance(value, list):
        return [_as_json(entry) for entry in value]
    return value if isinstance(value, int) else str(value)


def _shown(value: object, most: int = 60) -> str:
    if isinstance(value, int) and value.bit_length() > 3 * MAX_DIGITS:
        # Python refuses to write out a number of thousands of digits.
        return f"a number of {value.bit_length()} bits"
    text = str(value) if isinstance(value, _AsWritten | Exception) or not isinstance(value, str) else ascii(value)
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 3] + "..."
