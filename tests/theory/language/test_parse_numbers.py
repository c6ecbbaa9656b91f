"""Numbers as text: all that a double can hold is read exactly, and what is longer says the limits."""

from __future__ import annotations

from fractions import Fraction

import pytest

from neversaddle.theory.language.parse import parse_number
from neversaddle.theory.language.tokens import ParseError


@pytest.mark.parametrize("text", ["1e-162", "9.39e184", "5e-324", "1.7976931348623157e308", "-1e350", "1e-350"])
def test_every_double_is_read_exactly(text: str) -> None:
    read, exact = parse_number(text), Fraction(text)
    assert (read.p, read.q) == (exact.numerator, exact.denominator)


@pytest.mark.parametrize("text", ["1e351", "1e-351", "9" * 101, "1/" + "9" * 101, "1" + "0" * 60 + "." + "1" * 60])
def test_a_number_that_is_too_long_says_the_limits(text: str) -> None:
    with pytest.raises(ParseError, match="at most 100 digits"):
        parse_number(text)
