"""The command `neversaddle`, also as `python -m neversaddle`; Ctrl-C is exit code 130 from its first moment on."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

BROKEN_OFF = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    # A run that is told to end takes its workers along, as on Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        # It takes a second, in which somebody may change their mind.
        from neversaddle.cli import main as run

        return run(arguments)
    except KeyboardInterrupt:
        print("neversaddle: broken off", file=sys.stderr)
        return BROKEN_OFF


if __name__ == "__main__":
    sys.exit(main())
