"""Where packages live: `theory` and `numerics` stand at the top of the tree and are parts of `neversaddle`."""

from tempfile import TemporaryDirectory

from setuptools import find_packages, setup

INNER = ("theory", "numerics")
with TemporaryDirectory() as fresh:
    setup(
        package_dir={f"neversaddle.{name}": name for name in INNER},
        packages=sorted(
            {*find_packages(include=["neversaddle", "neversaddle.*"])}
            | {f"neversaddle.{name}" for top in INNER for name in find_packages(include=[top, f"{top}.*"])}
        ),
        # A folder `build` that is left behind would go into the next wheel with all that has been removed since.
        options={"build": {"build_base": fresh}},
    )
