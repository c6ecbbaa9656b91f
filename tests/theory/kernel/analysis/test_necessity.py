"""Every condition of every theorem is needed: an instance that misses it alone, of which the conclusion is false."""

from __future__ import annotations

import importlib

import pytest

from neversaddle.theory.kernel.rules.theorems import ARGUMENTS, CITABLE
from tests.fuzz.necessity import Looked, Missed, conditions
from tests.theory.kernel.arguments import test_commutator, test_margins

#: Conditions without which a theorem has no meaning, or says nothing: there is no instance, and this is why.
OF_MEANING = {
    ("arithmetic-geometric", "n is whole"): "sums and products have a whole number of terms, and 1/n no value at 0",
    ("separable-sum", "n is whole"): "a function has a whole number of variables, and of none nothing is said",
    ("later", "T is fixed"): "a time that changes with time is none",
    ("sooner", "T is fixed"): "a time that changes with time is none",
    ("explosion", "T is fixed"): "a time that changes with time is none",
    ("later", "y is new"): "it is the variable that a speed is a formula in, and stands for nothing",
    ("sooner", "y is new"): "it is the variable that a speed is a formula in, and stands for nothing",
    ("explosion", "y is new"): "it is the variable that a speed is a formula in, and stands for nothing",
    (
        "rising-slope",
        "slope is smooth",
    ): "it is F'/s', which is smooth; asked of its formula, whose derivative is taken",
    ("no-escape", "W is fixed"): "a curve is a formula in its parameter alone; what it is at one time is enough",
    ("commutator", "h is polynomial"): "brackets have derivatives, and polynomials are known to have them",
    (
        "commuting-fields",
        "V is polynomial",
    ): "brackets have derivatives, and polynomials are what is known to have them",
    ("independent-gradients", "h is polynomial"): "the surface is that of gradients, which have to be smooth",
    ("steady-rays", "above one"): "below 1 there is no such flow, and at 1 the proportions never agree",
    ("steady-rays-convex", "above one"): "below 1 there is no such flow, and at 1 the proportions never agree",
    ("steady-rays", "L is whole"): "a product has a whole number of factors",
    ("steady-rays-convex", "L is whole"): "a product has a whole number of factors",
    ("equal-rays", "L is whole"): "a product has a whole number of factors",
}


def instances(name: str) -> Missed:
    """The instances that the test of a theorem, or of an argument, keeps."""
    if name in ARGUMENTS:
        return (test_margins.MISSED | {"commutator": test_commutator.MISSED})[name]
    module = importlib.import_module(f"tests.theory.kernel.analysis.test_{name.replace('-', '_')}")
    missed: Missed = getattr(module, "MISSED", {})
    return missed


ASKED = [(name, condition) for name, theorem in CITABLE.items() for condition in conditions(theorem)]
SHOWN = [asked for asked in ASKED if asked not in OF_MEANING]


@pytest.mark.parametrize("name", CITABLE)
def test_all_that_it_asks_for_is_missed_by_some_instance(name: str) -> None:
    asked = [condition for condition in conditions(CITABLE[name]) if (name, condition) not in OF_MEANING]
    assert len(asked) == len(set(asked)) and sorted(asked) == sorted(instances(name))


@pytest.mark.parametrize(("name", "condition"), SHOWN, ids=map(": ".join, SHOWN))
def test_what_misses_it_alone_does_not_conclude(name: str, condition: str) -> None:
    assert instances(name)[condition]() == Looked((condition,), False)


def test_reasons_are_given_of_conditions_that_there_are() -> None:
    assert OF_MEANING.keys() <= set(ASKED) and all(len(reason) > 20 for reason in OF_MEANING.values())
