"""The command `neversaddle`, also as `python -m neversaddle`; Ctrl-C is exit code 130 from its first moment on."""

from __future__ import annotations

import os
import sys

if (
    __name__ == "__main__"
    and not sys.flags.safe_path
    # `python -m neversaddle`, other options before the m or not; not a script that runs this module.
    and any(
        option[:1] == "-" and (option.endswith("mneversaddle") or (option[-1] == "m" and name == "neversaddle"))
        for option, name in zip(sys.orig_argv, [*sys.orig_argv[1:], ""], strict=True)
    )
):
    # It put the working directory there; what lies in it is the user's, and none of ours.
    del sys.path[0]

import signal
from collections.abc import Sequence

from neversaddle.cli.exit_codes import BROKEN_OFF


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    try:
        # A run that is told to end takes its workers along, as on Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        _have_streams()
        from neversaddle.libraries import CACHE, CACHED, DISTRIBUTIONS, installed

        os.environ.setdefault(CACHE, CACHED)
        installed(*DISTRIBUTIONS)
        # It takes a second, in which somebody may change their mind.
        from neversaddle.cli.app import main as run

        return run(arguments)
    except KeyboardInterrupt:
        print("neversaddle: broken off", file=sys.stderr)
        return BROKEN_OFF


def _have_streams() -> None:
    """Where the caller has closed stdout or stderr (`>&-`, `2>&-`), nobody listens; there is still an exit code."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115


if __name__ == "__main__":
    sys.exit(main())
