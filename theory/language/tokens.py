"""A user's text before it means anything: its length, its characters, and the words and marks that it is cut into."""

from __future__ import annotations

import re
from itertools import pairwise

MAX_LENGTH = 1000  # characters of one text
MAX_NODES = 400  # numbers, names and marks of one text
MAX_DEPTH = 50  # nesting: brackets, calls, signs in a row, powers of powers
MAX_SHOWN = 60  # characters of a user's text repeated in a message

NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_TOKEN = re.compile(rf" *(?:(?P<number>{NUMBER})|(?P<name>[A-Za-z_][A-Za-z_0-9]*)|(?P<mark>\*\*|[-+*/(),])) *")


class ParseError(ValueError):
    """A user's text is not what was asked for; the message is one line and says what is allowed."""


def shown_text(text: str) -> str:
    """A text as a message repeats it: in ASCII, and not too long."""
    shown = ascii(text[:MAX_SHOWN])
    return shown if len(text) <= MAX_SHOWN and len(shown) <= MAX_SHOWN else shown[: MAX_SHOWN - 3] + "..."


def checked_text(text: str) -> str:
    """The text without the blanks around it, if its length and characters are allowed. Raises ParseError."""
    if len(text) > MAX_LENGTH:
        raise ParseError(
            f"text of {len(text)} characters starting {shown_text(text)}: at most {MAX_LENGTH} are allowed"
        )
    if not (text.isascii() and text.isprintable()):
        raise ParseError(f"{shown_text(text)}: only printable ASCII characters on one line are allowed")
    if not text.strip():
        raise ParseError(f"{shown_text(text)} is empty: write a formula, a number or a name")
    return text.strip(" ")


def tokens(text: str) -> list[tuple[str, str]]:
    """Cut checked text into (kind, word) pairs, kind one of number, name, mark."""
    found: list[tuple[str, str]] = []
    position = depth = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            rest = text[position:].lstrip(" ")
            hint = "write ** for powers" if rest[0] == "^" else "use names, numbers, + - * / ** and ( )"
            raise ParseError(f"unexpected {shown_text(rest[0])} in {shown_text(text)}: {hint}")
        kind = str(match.lastgroup)
        word = match[kind]
        depth += (word == "(") - (word == ")")
        if depth < 0:
            raise ParseError(f"a ')' has no '(' in {shown_text(text)}")
        if depth > MAX_DEPTH:
            raise ParseError(f"{shown_text(text)} is nested too deeply: at most {MAX_DEPTH} levels are allowed")
        found.append((kind, word))
        position = match.end()
    if depth:
        raise ParseError(f"a '(' is not closed in {shown_text(text)}")
    for (kind, word), (next_kind, next_word) in pairwise(found):
        if kind != "mark" and next_kind != "mark":
            raise ParseError(f"an operator is missing between {shown_text(word)} and {shown_text(next_word)}")
    if len(found) > MAX_NODES:
        raise ParseError(
            f"{shown_text(text)} is too long: at most {MAX_NODES} numbers, names and operators are allowed"
        )
    return found
