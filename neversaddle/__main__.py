"""`python -m neversaddle` is `neversaddle`."""

from __future__ import annotations

import sys

from neversaddle.cli import main

if __name__ == "__main__":
    sys.exit(main())
