"""What pytest collects: `theory` and `numerics` under the name they are imported by, `neversaddle.…`, and no other."""

import os

from neversaddle.libraries import CACHE, CACHED

collect_ignore = ["theory", "numerics"]
# As the command line and its workers have it; SymPy reads it when it is imported.
os.environ.setdefault(CACHE, CACHED)
