"""Where packages live: `theory` and `numerics` stand at the top of the tree and are parts of `neversaddle`."""

from setuptools import find_packages, setup

INNER = ("theory", "numerics")
setup(
    package_dir={f"neversaddle.{name}": name for name in INNER},
    packages=sorted(
        {*find_packages(include=["neversaddle", "neversaddle.*"])}
        | {f"neversaddle.{name}" for top in INNER for name in find_packages(include=[top, f"{top}.*"])}
    ),
)
