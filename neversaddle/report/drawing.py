"""Matplotlib for files: whatever backend, style and settings the user has for windows and notebooks, none is used."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from neversaddle.files import CannotWrite


@contextmanager
def plain_settings(settings: Mapping[Any, Any]) -> Iterator[None]:
    """Matplotlib's defaults and these settings, for drawing into files; what was set before is set again afterwards.

    Raises CannotWrite where Matplotlib cannot be loaded.
    """
    # Matplotlib refuses to be imported where MPLBACKEND names a backend that is not there; files need none.
    asked = os.environ.pop("MPLBACKEND", None)
    try:
        import matplotlib
    except Exception as problem:  # A broken installation or configuration file fails in many ways.
        raise CannotWrite(f"cannot draw: Matplotlib cannot be loaded ({one_line(problem)})") from problem
    finally:
        if asked is not None:
            os.environ["MPLBACKEND"] = asked
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(settings)
        yield


def one_line(problem: Exception) -> str:
    """What went wrong, in a few words."""
    text = " ".join(str(problem).split()) or type(problem).__name__
    return text if len(text) <= 200 else text[:197] + "..."
