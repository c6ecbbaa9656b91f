"""The exit codes of every command."""

from __future__ import annotations

OK, NOT_AS_EXPECTED, BAD_USE, BROKEN_OFF = 0, 1, 2, 130
