"""Why a mistake may leave a statement as it was: what a mutant says is implied by the original, decided exactly."""

from __future__ import annotations

import itertools

import sympy as sp

from neversaddle.theory.definitions.leaf import Conjugate, OrbitTime, PathLength, Potential, Size
from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.decide import unfolded
from neversaddle.theory.kernel.families import plain
from neversaddle.theory.kernel.normal_form import WEAK, CannotDecide, certain_sign
from neversaddle.theory.kernel.rules.order import above_one
from neversaddle.theory.kernel.rules.slopes import ratios, shown_positive
from neversaddle.theory.language.families import Over, Product, Total, unnamed
from neversaddle.theory.language.statements import ForEach, ForSome
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.mirror import RIVAL
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.mutants.mistakes import Mutant
from neversaddle.theory.statement.gradient_flows import ConvexGradient
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Hypothesis, Range, Sign
from neversaddle.theory.statement.kinds import (
    Inequality,
)
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.points import AtPoints, Each, Property
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.remaining import Remains
from neversaddle.theory.statement.solutions import Along, Order, Rate
from neversaddle.theory.statement.tending import MinimisersTend


def same_statement(mutant: Mutant) -> str:
    """Why a changed part says no more than the original one, decided exactly; empty where it is not decided."""
    assert mutant.index is not None
    old, new = mutant.original.says[mutant.index], mutant.part
    given = mutant.original.hypotheses(old)
    try:
        match old, new:
            case Inequality(), Inequality() if mutant.field != "order":
                (left, right), (new_left, new_right) = (
                    [unfolded(side, given) for side in (part.left, part.right)] for part in (old, new)
                )
                ends = (old.right, new.right) if mutant.field == "right" else (new.left, old.left)
                weaker = _larger(*ends, given) or _further(mutant, old, new) if old.tight is None else ""
                return weaker or _multiple(right - left, new_right - new_left, given)
            case Along(order=Order.AT_MOST), Along():
                ends = (old.right, new.right) if mutant.field == "right" else (new.left, old.left)
                if fewer := _fewer_shares(ends[1], ends[0]):
                    return fewer
                start = _above_its_bound(given)
                (smaller, larger), there = plain(tuple(e.xreplace(start) for e in ends), _of_numbers(given))
                return _larger(smaller, larger, there)
            case Rate(), Rate() if mutant.field == "force" and old.force is not None and new.force is not None:
                return "a sum of one share" if _as_sums(old.force) == _as_sums(new.force) else ""
            case Remains(), Remains():
                return _rescaled(old.zero, new.zero) and "what is zero in other units"
            case Reaches(), Reaches() if old.when is not When.AT:
                before = (old.time, new.time) if mutant.field == "time" else (new.level, old.level)
                ends = before if old.when is When.BY else before[::-1]
                (smaller, larger), there = plain(ends, _of_constants(given))
                return _later(mutant, old, new, _of_constants(given)) or _larger(smaller, larger, there)
            case MinimisersTend(), MinimisersTend():
                return _same_limit(old, new, mutant.field, given)
            case LeastAtLimit(), LeastAtLimit() if mutant.field == "objective":
                return _same_minimisers(old.objective, new.objective)
            case ConvexGradient(), ConvexGradient():
                return _rescaled(old.coordinates, new.coordinates)
            case Holds(), Holds():
                return _of_some_place(old.condition, new.condition, given)
            case AtPoints(), AtPoints():
                return _same_property(getattr(old, mutant.field), getattr(new, mutant.field), given)
    except CannotDecide:
        return ""
    return ""


def _as_sums(e: sp.Expr) -> sp.Expr:
    """The expression with a sum for each product of one share alone."""

    def summed(product: Product) -> sp.Expr:
        letter, share = product.opened()
        return Total(share, letter, product.size, *product.but)

    return e.replace(lambda e: isinstance(e, Product) and e.size - len(e.but) == 1, summed)


def _of_some_place(old: sp.Basic, new: sp.Basic, given: tuple[Hypothesis, ...]) -> str:
    """What is said of every place, of which there is one, is so of some place."""
    alike = isinstance(old, ForEach) and isinstance(new, ForSome) and old.args == new.args and not old.but
    return "it was said of every place, and there is one" if alike and certain_sign(old.size - 1, given) >= WEAK else ""


def _later(mutant: Mutant, old: Reaches, new: Reaches, given: tuple[Hypothesis, ...]) -> str:
    """Whether a time is c >= 1 times the one by which a level is reached, or c <= 1 times that before which it is not.

    What is reached by T is so at a time in [0, T], so that T >= 0, and so is what a positive multiple of T is.
    """
    if mutant.field != "time" or old.time == 0:
        return ""
    own = mutant.original.hypotheses(old)
    reached = [
        part.time
        for part in mutant.original.says
        if isinstance(part, Reaches)
        and part.when is not When.NOT_BEFORE
        and part.along == old.along
        and set(mutant.original.hypotheses(part)) <= set(own)
    ]
    (said, changed, *others), there = plain((old.time, new.time, *reached), given)
    if not any(_shown_positive_product(sp.cancel(sp.powsimp(time / said)), there) for time in others):
        return ""
    ratio = sp.cancel(sp.powsimp(changed / said))
    gap = ratio - 1 if old.when is When.BY else 1 - ratio
    return "weaker than the original" if shown_positive(gap, there, strict=False) else ""


def _same_property(old: Property, new: Property, given: tuple[Hypothesis, ...]) -> str:
    """Whether left - right of an equation is the old one times what is free of all that moves, and is not zero."""
    if not (isinstance(old, Each) and isinstance(new, Each)):
        return ""
    if not (isinstance(old.relation, sp.Eq) and isinstance(new.relation, sp.Eq)):
        return ""
    ratio = sp.cancel((new.relation.lhs - new.relation.rhs) / (old.relation.lhs - old.relation.rhs))
    numbers = tuple(h for h in given if isinstance(h, Sign | Range | Depth))
    fixed = not ratio.has(sp.Indexed) and decide.positive(ratio**2, numbers).proved
    return "a multiple of the original" if fixed else ""


def _fewer_shares(whole: sp.Expr, less: sp.Expr) -> str:
    """Whether a sum, or its integral over time, has lost shares that are not negative."""
    total = whole.args[0] if isinstance(whole, TimeIntegral) else whole
    if not (isinstance(total, Total) and total.body.is_nonnegative):
        return ""
    letter, share = total.opened(less)
    kept = (total.at(sp.S.One), Total(share, letter, total.size - 1, *total.but))
    same = any(less == (TimeIntegral(e) if isinstance(whole, TimeIntegral) else e) for e in kept)
    return "implied by the original: shares that are not negative are left out" if same else ""


def _of_numbers(given: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
    """The hypotheses without those on the loss, which has been written otherwise."""
    return tuple(h for h in given if not (isinstance(h, Condition) and h.relation.has(LOSS)))


def _of_constants(given: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
    """The hypotheses on what does not move."""
    relations = [h for h in given if isinstance(h, Condition | Every)]
    return tuple(h for h in given if h not in relations or not h.relation.has(sp.Indexed, Over))


def _above_its_bound(given: tuple[Hypothesis, ...]) -> dict[sp.Basic, sp.Expr]:
    """The loss, now and at the start, as a bound that it never falls below and an excess."""
    relations = (h.relation for h in given if isinstance(h, Condition))
    bounds = [r.lts for r in relations if isinstance(r, sp.LessThan | sp.GreaterThan) and r.gts == LOSS]
    return {
        loss: low + sp.Dummy("excess", nonnegative=True)
        for low in bounds
        for loss in (LOSS, Initially(LOSS))
        if not low.has(sp.Indexed)
    }


def _further(mutant: Mutant, old: Inequality, new: Inequality) -> str:
    """Whether the right side is the old one times c >= 1, or the left one times c <= 1, and the old side is >= 0.

    It is >= 0, too, if a part of the claim says that it is at least something that is.
    """
    side, other = (old.right, new.right) if mutant.field == "right" else (old.left, new.left)
    ratio = sp.cancel(other / side) if side != 0 else sp.nan
    if not ratio.is_Rational or not (ratio >= 1 if mutant.field == "right" else ratio <= 1):
        return ""
    claim, given = mutant.original, mutant.original.hypotheses(old)
    below = [
        part.left
        for part in claim.says
        if isinstance(part, Inequality)
        and part.right == side
        and part.tight is None
        and set(claim.hypotheses(part)) <= set(given)
    ]
    return next(filter(None, (_larger(sp.S.Zero, e, given) for e in (side, *below))), "")


def _shown_positive_product(product: sp.Expr, given: tuple[Hypothesis, ...]) -> bool:
    """Whether a product is > 0, by the signs of its factors."""
    sign = 1
    for factor in sp.Mul.make_args(product):
        base, exponent = factor.as_base_exp()
        side = next((s for s in (1, -1) if shown_positive(s * base, given)), 0)
        if side == 0 or (side < 0 and not exponent.is_Integer):
            return False
        sign *= side ** (int(exponent) % 2) if side < 0 else 1
    return sign > 0


def _same_limit(old: MinimisersTend, new: MinimisersTend, field: str, given: tuple[Hypothesis, ...]) -> str:
    """Whether one function is the other one times a positive number, which may depend on the parameters."""
    ratio = sp.powsimp(sp.factor(sp.powsimp(getattr(new, field) / getattr(old, field))))
    fixed = not ratio.has(old.variable, old.point) and _shown_positive_product(ratio, given)
    return "a positive multiple of the original" if fixed else ""


def _same_minimisers(before: sp.Expr, after: sp.Expr) -> str:
    """Whether one sum is a positive number times the other, but for what is the same at all other points."""
    letter, split = unnamed("j"), [e.as_coeff_Mul() for e in (before, after)]
    if not all(isinstance(e, Total) for _, e in split) or len({(e.size, e.but) for _, e in split}) > 1:
        return ""
    sums = [sp.expand(factor * total.at(letter)) for factor, total in split]
    one, other = map(_of_the_rival, sums)
    ratios = {sp.cancel(other[term] / one[term]) for term in one if term in other}
    alike = one.keys() == other.keys() and len(ratios) == 1 and all(r.is_positive for r in ratios)
    return "a positive multiple of the original, but for constants" if alike else ""


def _of_the_rival(e: sp.Expr) -> dict[sp.Expr, sp.Expr]:
    """What a sum says of the other point, term by term, and with what constant factors."""
    found: dict[sp.Expr, sp.Expr] = {}
    for term in sp.Add.make_args(e):
        if term.has(RIVAL):
            factor, rest = term.as_independent(sp.Indexed, as_Add=False)
            found[rest] = found.get(rest, sp.S.Zero) + factor
    return found


def _rescaled(before: tuple[sp.Expr, ...], after: tuple[sp.Expr, ...]) -> str:
    """Whether every coordinate is the old one times a number: the losses f(x) and f(c x) are the same class."""
    ratios = [sp.cancel(new / old) if old != 0 else sp.nan for old, new in zip(before, after, strict=True)]
    return "the coordinates in other units" if all(r.is_Rational and r != 0 for r in ratios) else ""


def _larger(smaller: sp.Expr, larger: sp.Expr, given: tuple[Hypothesis, ...]) -> str:
    """`_shown_larger`, where that is within the class: other reasons may be, where it is not."""
    try:
        return _shown_larger(smaller, larger, given)
    except CannotDecide:
        return ""


def _shown_larger(smaller: sp.Expr, larger: sp.Expr, given: tuple[Hypothesis, ...]) -> str:
    """Whether the second is at least the first: by the difference, by times, or by powers of bases above one."""
    weaker = "weaker than the original"
    if isinstance(smaller, PathLength) and isinstance(larger, PathLength) and smaller.args[:2] == larger.args[:2]:
        # The curve goes on from one end to the other.
        smaller, larger = smaller.args[2], larger.args[2]
    if isinstance(smaller, OrbitTime) and isinstance(larger, OrbitTime) and smaller.args[:2] == larger.args[:2]:
        # It grows with u, and falls with lambda: dy/du is u^(1/q-1) (lambda+u)^(-(L-1)(q-1)/q)/q.
        depth, q, *before = smaller.args
        after = larger.args[2:]
        slower = decide.positive((depth - 1) * (q - 1), given, strict=False).proved
        falls = slower and _larger(after[0], before[0], given)
        return _larger(before[1], after[1], given) if falls else ""
    for h in given:
        if isinstance(h, Sign) and h.kind == "nonnegative" and (smaller.has(h.symbol) or larger.has(h.symbol)):
            others = tuple(other for other in given if other != h)
            at_zero = _larger(smaller.subs(h.symbol, 0), larger.subs(h.symbol, 0), others)
            return at_zero and _larger(smaller, larger, (*others, Sign(h.symbol, "positive")))
    smaller, larger = (unfolded(e, given) for e in _with_positive_integrals(sp.Tuple(smaller, larger), given))
    smaller, larger = _with_named_powers(sp.Tuple(smaller, larger), given)
    gap = larger - smaller
    if shown_positive(gap, given, strict=False) or decide.zero(gap, given).proved:
        return weaker
    # Where but one term has changed the others have cancelled.
    terms = sorted(sp.Add.make_args(gap), key=lambda e: e.could_extract_minus_sign())
    if len(terms) == 2 and terms[1].could_extract_minus_sign() and not terms[0].could_extract_minus_sign():
        smaller, larger = -terms[1], terms[0]
    if not shown_positive(smaller, given):
        return ""
    if any(rule(Inequality("", smaller, larger), given).proved for rule in (ratios, above_one)):
        return weaker
    ratio = sp.powsimp(larger / smaller)
    if decide.at_least_one(ratio, given).proved or _of_larger_exponent(ratio, given):
        return weaker
    if any(_below_its_power(smaller, larger, h, given) for h in given if isinstance(h, Condition)):
        return weaker
    base, exponent = sp.powsimp(ratio, combine="base", force=True).as_base_exp()
    grows = all(decide.positive(e, given, strict=False).proved for e in (base - 1, exponent))
    return weaker if grows and decide.zero(ratio - base**exponent, given).proved else ""


def _of_larger_exponent(ratio: sp.Expr, given: tuple[Hypothesis, ...]) -> bool:
    """Whether a ratio is exp(a - b) with a at least b."""
    if not (isinstance(ratio, sp.exp) and ratio.exp.is_Add and len(ratio.exp.args) == 2):
        return False
    negative, positive = sorted(ratio.exp.args, key=lambda e: not e.could_extract_minus_sign())
    return bool((-negative).is_nonnegative) and bool(_larger(sp.S.One, sp.powsimp(positive / -negative), given))


def _below_its_power(smaller: sp.Expr, larger: sp.Expr, said: Condition, given: tuple[Hypothesis, ...]) -> bool:
    """Whether smaller/larger is at most r^k, r = a/b > 0 what a condition a <= b bounds by 1, and k of its degree."""
    if not isinstance(said.relation, sp.LessThan | sp.GreaterThan):
        return False
    if not all(side.is_positive or shown_positive(side, given) for side in said.relation.args):
        return False
    ratio = said.relation.lts / said.relation.gts
    one, other = (_degree(e) for e in (smaller / larger, ratio))
    power = sp.cancel(one / other) if other != 0 else sp.S.Zero
    if power == 0 or not decide.positive(power, given, strict=False).proved:
        return False
    bound = sp.powdenest(sp.expand_power_base(ratio**power, force=True), force=True)
    return bool(_larger(smaller, larger * bound, tuple(h for h in given if h != said)))


def _degree(product: sp.Expr) -> sp.Expr:
    """The sum of the exponents of a product of powers."""
    powers = (factor.as_base_exp() for factor in sp.Mul.make_args(sp.powsimp(product)))
    return sp.Add(*(exponent for base, exponent in powers if not base.is_number))


def _with_named_powers(e: sp.Tuple, given: tuple[Hypothesis, ...]) -> sp.Tuple:
    """Powers of positive symbols in sums that are raised to powers themselves, named: such bases the kernel has not.

    Of their order, where it is certain, the names know: each is no less than the one before.
    """
    sums = [power.base for power in e.atoms(sp.Pow) if power.base.is_Add]
    powers = {p for base in sums for p in base.atoms(sp.Pow) if p.base.is_positive and not p.exp.is_number}
    names: dict[sp.Expr, sp.Expr] = {}
    for base in sorted({p.base for p in powers}, key=sp.default_sort_key):
        group = sorted((p for p in powers if p.base == base), key=sp.default_sort_key)
        ordered = _in_order(group, given)
        names |= {power: sp.Dummy(positive=True) for power in (ordered[:1] or group)}
        for before, power in itertools.pairwise(ordered):
            names[power] = names[before] + sp.Dummy(nonnegative=True)
    return e.xreplace(names)


def _in_order(powers: list[sp.Expr], given: tuple[Hypothesis, ...]) -> list[sp.Expr]:
    """Powers of one base from the least on, or nothing where their order is not certain."""
    found: list[sp.Expr] = []
    for power in powers:
        above = [above_one(Inequality("", power, other), given).proved for other in found]
        place = above.index(True) if True in above else len(found)
        if not all(above_one(Inequality("", other, power), given).proved for other in found[:place]):
            return []
        found.insert(place, power)
    return found


def _with_positive_integrals(e: sp.Tuple, given: tuple[Hypothesis, ...]) -> sp.Tuple:
    """Integrals of positive integrands, named: of them the kernel knows nothing else."""
    positive = {
        atom: sp.Dummy(positive=True)
        for kind, sizes in ((OrbitTime, 2), (Size, 2), (Conjugate, 2), (Potential, 2), (PathLength, 1), (sp.beta, 0))
        for atom in sorted(e.atoms(kind), key=sp.default_sort_key)
        if all(decide.positive(size, given).proved for size in atom.args[sizes:])
    }
    betas = sorted((atom for atom in positive if isinstance(atom, sp.beta)), key=sp.default_sort_key)
    for one, other in itertools.permutations(betas, 2):
        if one.args[0] == other.args[0] and decide.positive(other.args[1] - one.args[1], given).proved:
            # Beta falls in each argument.
            return e.xreplace({one: positive[other] + sp.Dummy(positive=True)}).xreplace(positive)
    return e.xreplace(positive)


def _multiple(before: sp.Expr, after: sp.Expr, given: tuple[Hypothesis, ...]) -> str:
    """Whether the second is a positive multiple of the first, or both vanish, for every sign of the symbols.

    The multiple has to be a product of powers of symbols and of factors of the first: any two positive expressions are
    multiples of each other by some quotient.
    """
    if any(decide.zero(after - number * before, given).proved for number in (sp.S.One, sp.Integer(2), sp.S.Half)):
        return "a positive multiple of the original"
    for chart in sign_charts(given):
        first, second = (in_chart(e, chart) for e in (before, after))
        if first == second == 0:
            continue
        if first == 0 or second == 0:
            return ""
        ratio = sp.powsimp(sp.factor(second / first))
        if not _bases(ratio) <= _bases(sp.factor(first)) | second.free_symbols:
            return ""
        if not decide.same_sign(second, first, ratio, charted(given, chart)).proved:
            return ""
    return "a positive multiple of the original"


def _bases(product: sp.Expr) -> set[sp.Expr]:
    """What a product is made of powers of, numbers left out."""
    found: set[sp.Expr] = set()
    for factor in sp.Mul.make_args(product):
        base = factor.as_base_exp()[0]
        found |= _bases(base) if base.is_Mul or base.is_Pow else set() if base.is_number else {base}
    return found
