"""What an attack raises where a statement says nothing."""

from __future__ import annotations


class Undefined(ValueError):
    """An expression has no real value at an instance; the message says why.

    It is put together where it is read: most are raised for a search that asks for no reason.

    >>> str(Undefined("{} divides by zero there", "1/x"))
    '1/x divides by zero there'
    """

    def __str__(self) -> str:
        message, *things = self.args
        return str(message).format(*things) if things else str(message)
