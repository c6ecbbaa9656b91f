"""What an attack raises where a statement says nothing."""

from __future__ import annotations


class Undefined(ValueError):
    """An expression has no real value at an instance; the message says why."""
