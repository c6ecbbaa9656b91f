"""What is raised where a command is used badly."""

from __future__ import annotations


class BadUse(ValueError):
    """Options that do not fit together or cannot be read; the message says what is allowed."""
