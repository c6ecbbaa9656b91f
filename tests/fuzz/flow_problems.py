"""Random small flows as data: starts, losses and data where flows go wrong, each with its command line."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

Row = tuple[Fraction, ...]

EXPONENTS = [Fraction(q) for q in ("1", "1", "11/10", "5/4", "4/3", "3/2", "3/2", "7/4", "9/5", "2")]
DECAYS = [Fraction(a) for a in ("1/10", "1/4", "1/2", "1")]
ENTRIES = [Fraction(v) for v in ("1", "-1", "2", "-2", "1/2", "-1/2", "3/2", "-3/4", "1/3")]
WEIGHTS = [Fraction(s * n, d) for s in (1, -1) for n, d in ((1, 1), (1, 2), (1, 3), (2, 3), (3, 4), (3, 10), (6, 5))]
SHIFTS = [Fraction(v) for v in ("0", "0", "0", "1", "-1", "1/2", "-1/3")]

#: The terms of a loss: c phi(<row, x> + shift), phi as text.
PHI = {
    "square": "({z})**2/2",
    "quartic": "({z})**4/4",
    "cosh": "cosh({z})",
    "exp": "exp(-({z}))",
    "softplus": "log(1+exp(-({z})))",
    "log": "log(1+({z})**2)",
    "root": "sqrt(1+({z})**2)",
    "line": "({z})",
}


@dataclass(frozen=True)
class Term:
    """`factor` phi(<row, x> + shift); `kind` names phi."""

    kind: str
    factor: Fraction
    row: Row
    shift: Fraction

    @property
    def text(self) -> str:
        """The term as a formula in x1, x2, ..."""
        parts = [f"{a}*x{j}" for j, a in enumerate(self.row, start=1) if a] + ([str(self.shift)] if self.shift else [])
        return f"{self.factor}*" + PHI[self.kind].format(z=" + ".join(parts).replace("+ -", "- ") or "0")


@dataclass(frozen=True)
class Problem:
    """A flow: `weights[i][j]`, and a loss that is a sum of `terms`, also given as data where `loss` names one."""

    q: Fraction
    weights: tuple[Row, ...]
    loss: str
    terms: tuple[Term, ...]
    times: Row
    decay: Fraction = Fraction(0)
    decay_kind: str = "decoupled"

    @property
    def matrix(self) -> list[Row]:
        """A of a loss of data."""
        return [t.row for t in self.terms]

    @property
    def target(self) -> Row:
        """b of a loss of data: targets, or the labels, which all are 1."""
        return tuple(-t.shift if self.loss == "least-squares" else Fraction(1) for t in self.terms)

    @property
    def formula(self) -> str:
        """The loss as a formula."""
        return " + ".join(t.text for t in self.terms).replace("+ -", "- ")

    def command(self, digits: int = 10) -> str:
        """The command line of this flow."""
        words = ["neversaddle", "flow", "--depth", str(len(self.weights)), "--q", str(self.q)]
        words += [f"--weights={_table(self.weights)}"]
        if self.loss == "formula":
            words += ["--loss", self.formula]
        else:
            words += ["--loss", self.loss, f"--A={_table(self.matrix)}", f"--b={_table([self.target])}"]
        if self.decay:
            words += ["--decay", str(self.decay), "--decay-kind", self.decay_kind]
        return shlex.join([*words, "--times", _table([self.times]), "--digits", str(digits)])


def data_problem(
    q: str, weights: str, matrix: str, target: str, times: str, decay: str = "0", decay_kind: str = "decoupled"
) -> Problem:
    """A flow of least squares from texts as on the command line.

    >>> data_problem("3/2", "1;1/2", "1", "0", "1/2").command()
    "neversaddle flow --depth 2 --q 3/2 '--weights=1;1/2' --loss least-squares --A=1 --b=0 --times 1/2 --digits 10"
    """
    rows, b = _parsed(matrix), _parsed(target)[0]
    terms = tuple(Term("square", Fraction(1), row, -v) for row, v in zip(rows, b, strict=True))
    return Problem(
        Fraction(q), _parsed(weights), "least-squares", terms, _parsed(times)[0], Fraction(decay), decay_kind
    )


def formula_problem(
    q: str,
    weights: str,
    terms: Sequence[tuple[str, str, str, str]],
    times: str,
    decay: str = "0",
    decay_kind: str = "decoupled",
) -> Problem:
    """A flow of a loss of terms (kind, factor, row, shift), from texts."""
    parts = tuple(Term(kind, Fraction(c), _parsed(row)[0], Fraction(s)) for kind, c, row, s in terms)
    return Problem(Fraction(q), _parsed(weights), "formula", parts, _parsed(times)[0], Fraction(decay), decay_kind)


def random_problem(rng: Random, depths: Sequence[int] = (1, 2, 2, 3, 3, 4, 5), most: int = 3) -> Problem:
    """A flow of a depth among `depths` and of at most `most` coordinates."""
    depth, k = rng.choice(depths), rng.randint(1, most)
    loss, terms = _loss(rng, k)
    end = rng.choice([Fraction(1, 2), Fraction(1), Fraction(2), Fraction(3)])
    times = (*sorted(end * n / 40 for n in rng.sample(range(1, 40), 3)), end)
    decay, kind = Fraction(0), "decoupled"
    if rng.random() < 0.45:
        decay, kind = rng.choice(DECAYS), rng.choice(["decoupled", "coupled"])
    return Problem(rng.choice(EXPONENTS), _start(rng, depth, k), loss, terms, times, decay, kind)


def _start(rng: Random, depth: int, k: int) -> tuple[Row, ...]:
    """Weights by columns: mixed, equal, opposite, with one zero, or with several; often alike in all coordinates."""
    styles = ["mixed", "mixed", "equal", "opposite", "one zero", "one zero", "zeros"]
    one = rng.choice(styles)
    shared = rng.random() < 0.5
    columns = []
    for _ in range(k):
        style = one if shared else rng.choice(styles)
        column = [rng.choice(WEIGHTS) for _ in range(depth)]
        if style in ("equal", "opposite"):
            column = [column[0]] * depth
        if style == "opposite":
            column = [v * rng.choice([1, -1]) for v in column]
        if style == "one zero":
            column[rng.randrange(depth)] = Fraction(0)
        if style == "zeros":
            column = [column[0]] + [Fraction(0)] * (depth - 1)
        columns.append(column)
    if shared and rng.random() < 0.3:
        columns = [columns[0]] * k
    return tuple(zip(*columns, strict=True))


def _loss(rng: Random, k: int) -> tuple[str, tuple[Term, ...]]:
    """Data, degenerate or not, or a formula bounded from below."""
    loss = rng.choice(["least-squares", "least-squares", "logistic", "exponential", "formula", "formula"])
    rows = _rows(rng, rng.randint(1, 3), k)
    if loss == "least-squares":
        return loss, tuple(Term("square", Fraction(1), row, rng.choice(SHIFTS)) for row in rows)
    if loss in ("logistic", "exponential"):
        kind = "softplus" if loss == "logistic" else "exp"
        return loss, tuple(Term(kind, Fraction(1), row, Fraction(0)) for row in rows)
    kinds = [rng.choice(["quartic", "cosh", "log", "root", "softplus", "square"]) for _ in rows]
    factors = [Fraction(1, rng.choice([1, 1, 2, 5])) for _ in rows]
    terms = [Term(kind, c, row, rng.choice(SHIFTS)) for kind, c, row in zip(kinds, factors, rows, strict=True)]
    axes = [tuple(Fraction(int(i == j)) for i in range(k)) for j in range(k)]
    if rng.random() < 0.5:
        terms += [Term("square", Fraction(1, 5), axis, Fraction(0)) for axis in axes]
        terms.append(Term("line", rng.choice(ENTRIES) / 3, rng.choice(axes), Fraction(0)))
    return loss, tuple(terms)


def _rows(rng: Random, n: int, k: int) -> list[Row]:
    """A matrix with zeros; at times of rank one, with a zero column or with proportional columns."""
    rows = [[rng.choice(ENTRIES) if rng.random() < 0.7 else Fraction(0) for _ in range(k)] for _ in range(n)]
    for row in rows:
        if not any(row):
            row[rng.randrange(k)] = Fraction(1)
    way = rng.choice(["as it is"] * 5 + ["rank one", "zero column", "proportional"])
    if way == "rank one":
        rows = [[v * rng.choice([1, -1, 2]) for v in rows[0]] for _ in rows]
    if k > 1 and way == "zero column":
        place = rng.randrange(k)
        rows = [[Fraction(0) if j == place else v for j, v in enumerate(row)] for row in rows]
    if k > 1 and way == "proportional":
        factor = rng.choice([Fraction(1), Fraction(-1), Fraction(2), Fraction(-1, 2)])
        rows = [[row[0], row[0] * factor, *row[2:]] for row in rows]
    return [tuple(row) for row in rows]


def _table(rows: Sequence[Row]) -> str:
    return ";".join(",".join(map(str, row)) for row in rows)


def _parsed(text: str) -> tuple[Row, ...]:
    return tuple(tuple(Fraction(v) for v in row.split(",")) for row in text.split(";"))
