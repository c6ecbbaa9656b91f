"""What a call that was sent out came to: its result, or what came instead; and the settings that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


class BadSetting(ValueError):
    """A number of jobs, a time limit or a scheduler that cannot be; one line that says what can."""


@dataclass(frozen=True)
class Lost:
    """What came instead of a result. `reason`: "timeout", "died" (the process), or "raised" (an exception)."""

    reason: str
    text: str


def guarded(task: Callable[..., T], arguments: tuple[object, ...]) -> T | Lost:
    """The call, in the process that makes it; an exception comes back as text, since not every one can be sent."""
    try:
        return task(*arguments)
    except (
        Exception,
        SystemExit,
        KeyboardInterrupt,
    ) as failure:  # Whatever it is, it is this call's outcome and no other's.
        return Lost("raised", f"{type(failure).__name__}: {failure}")


def out_of_time(timeout: float | None) -> Lost:
    """What a call is worth that was stopped."""
    return Lost("timeout", f"no result within its time limit of {timeout:g} s")
