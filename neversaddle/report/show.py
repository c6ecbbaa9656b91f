"""One claim and everything there is to say of it: verdicts, hypotheses, proof, evidence, what rests on it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from neversaddle.derive.latex import itemized
from neversaddle.report.letters import letters
from neversaddle.report.live import evidence, part_as_json, result_as_json
from neversaddle.report.theorems import cited
from neversaddle.report.tree import Node, tree
from neversaddle.theory.claims import ledger
from neversaddle.theory.kernel.rules.theorems import ARGUMENTS, CITABLE
from neversaddle.theory.statement.claim import Claim, restrictions
from neversaddle.theory.statement.hypothesis_words import said
from neversaddle.theory.statement.kind import Style
from neversaddle.theory.statement.sentence import claim_sentence, sentence
from neversaddle.theory.statement.writing import LATEX, TEXT, part_latex, part_text
from neversaddle.verdict.result import HypothesisResult, PartResult, Result, StepResult

#: Columns that labels take.
LABEL = 11
UNSHOWN, UNTRIED = "not shown necessary", "never dropped: nothing outside it was tried"
#: Signs that LaTeX would read as markup, in running text.
LITERAL = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "|": r"\textbar{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}


def rests_on(claim_id: str) -> list[str]:
    """The claims that one rests on: those it uses, then those that it rests on through them.

    >>> rests_on("metric-depth-two")
    ['metric-balanced', 'metric-general']
    """
    found = list(ledger()[claim_id].uses)
    for used in found:  # It grows while it is read.
        found += [below for below in ledger()[used].uses if below not in found]
    return found


def carries(claim_id: str) -> list[str]:
    """The claims that rest on one: those that use it, then those that do so through them.

    >>> "metric-depth-two" in carries("metric-general")
    True
    """
    found = [claim_id]
    for used in found:
        found += [c.id for c in ledger().values() if used in c.uses and c.id not in found]
    return found[1:]


def as_text(result: Result, width: int = 100) -> str:
    """The claim as folded lines of at most `width` columns, but for formulas that cannot be broken."""
    claim = ledger()[result.id]
    blocks = [list(_facts(result, claim, width))]
    if len(claim.says) > 1:
        blocks.append([_title("parts"), *_table(result, claim)])
    blocks.append([_title("statement"), *_statement(result, claim, width)])
    if used := list(letters(claim)):
        blocks.append([_title("letters"), *(_folded(f"{x.letter}: {x.meaning}", width, 2, more=2) for x in used)])
    if hypotheses := list(_hypotheses(result, claim, width)):
        blocks.append([_title("hypotheses"), *hypotheses])
    if result.steps:
        blocks.append([_title("proof"), *_proof(result, claim, width)])
    blocks.append([_title("evidence"), *_evidence(result, width)])
    if claim.remark:
        blocks.append([_title("remark"), _folded(claim.remark, width, 2)])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _title(text: str) -> str:
    return text.upper()


def _folded(text: str, width: int, indent: int, first: str = "", more: int = 0) -> str:
    """One paragraph, indented; `first` stands before its first line, `more` is added to the lines that follow."""
    return textwrap.fill(
        " ".join(text.split()),
        width,
        initial_indent=first or " " * indent,
        subsequent_indent=" " * (indent + more),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _facts(result: Result, claim: Claim, width: int) -> Iterator[str]:
    for label, text in (
        ("claim", f"{claim.id}: {claim.name}"),
        ("verdict", _verdict(result)),
        ("for", result.extent.removeprefix("for ")),
        ("section", claim.section),
        ("source", claim.source),
        ("fidelity", fidelity(result)),
        ("rests on", _linked(claim.uses, rests_on(claim.id))),
        ("carries", _linked([c.id for c in ledger().values() if claim.id in c.uses], carries(claim.id))),
    ):
        yield _folded(text, width, LABEL, f"{label:<{LABEL}}")


def _verdict(result: Result) -> str:
    return f"{result.verdict.value}, {'as expected' if result.as_expected else f'EXPECTED {result.expected.value}'}"


def fidelity(result: Result) -> str:
    """How what is claimed stands to what the source says, and whether only notes on the source are at hand."""
    text = f"{result.fidelity}: {result.differs}" if result.differs else result.fidelity.value
    return f"{text}; of the source only notes are at hand" if result.reported else text


def _linked(direct: Sequence[str], in_all: Sequence[str]) -> str:
    further = [name for name in in_all if name not in direct]
    through = f"; through {'them' if len(direct) > 1 else 'it'} {', '.join(further)}" if further else ""
    return f"{', '.join(direct)}{through}" if direct else "nothing else in the ledger"


def _judged(result: Result) -> dict[str, PartResult]:
    """The verdicts on the parts by their texts; none if the claim was not judged to the end."""
    return {part.text: part for part in result.parts}


def _table(result: Result, claim: Claim) -> Iterator[str]:
    """The verdict of every part: a grid where their texts are cells, "row | column: value", else a list."""
    found = _judged(result)
    rows: dict[str, dict[str, list[str]]] = {}
    listed = []
    for part in claim.says:
        verdict = found[part.text].verdict.value if part.text in found else "not judged"
        row, bar, cell = part.text.partition(" | ")
        column, _, value = cell.partition(": ")
        if bar:
            rows.setdefault(row, {}).setdefault(column, []).append(f"{value}: {verdict}")
        else:
            listed.append((part.text, verdict))
    yield from _grid(rows)
    longest = max((len(text) for text, _ in listed), default=0)
    yield from (f"  {text:<{longest}}  {verdict}" for text, verdict in listed)


def _grid(rows: dict[str, dict[str, list[str]]]) -> Iterator[str]:
    """Aligned columns; a cell of several entries takes several lines."""
    columns = list(dict.fromkeys(column for cells in rows.values() for column in cells))
    widths = [max([len(c), *(len(e) for cells in rows.values() for e in cells.get(c, []))]) for c in columns]
    first = max(map(len, rows), default=0)
    for name, cells in [("", {c: [c] for c in columns}), *rows.items()] if rows else []:
        for line in range(max(len(entries) for entries in cells.values())):
            shown = [(cells.get(c, []) + [""] * (line + 1))[line] for c in columns]
            text = "  ".join(f"{entry:<{width}}" for entry, width in zip(shown, widths, strict=True))
            yield f"  {name if line == 0 else '':<{first}}  {text}".rstrip()


def _statement(result: Result, claim: Claim, width: int) -> Iterator[str]:
    found = _judged(result)
    for part in claim.says:
        yield _folded(f"{part.text}:", width, 2)
        yield _folded(sentence(part, claim.hypotheses(part)), width, 4, more=2)
        if part.text in found:
            yield from (_folded(text, width, 4, more=2) for text in _outcome(found[part.text]))


def _outcome(part: PartResult) -> Iterator[str]:
    measured = [f"{part.digits} digits"] if part.digits is not None else []
    measured += [f"{part.samples} sample{'s' * (part.samples != 1)}"] if part.samples else []
    yield f"{part.verdict.value} [{', '.join(measured)}]" if measured else part.verdict.value
    if part.witness:
        yield f"witness: {part.witness}"
    if part.message:
        yield part.message


def necessity(h: HypothesisResult) -> str:
    """What became of the claim without a hypothesis."""
    return f"without it: {h.witness}" if h.witness else UNSHOWN if h.tried else UNTRIED


def _assumed(result: Result, claim: Claim) -> Iterator[tuple[str, str]]:
    """Every hypothesis with its reason, and what becomes of the claim without it, if that was searched for."""
    searched = {h.text: necessity(h) for h in result.hypotheses}
    for h in restrictions(claim):
        yield f"{h}: {h.why}" if h.why else str(h), searched.get(str(h), "")


def _hypotheses(result: Result, claim: Claim, width: int) -> Iterator[str]:
    for hypothesis, without in _assumed(result, claim):
        yield _folded(hypothesis, width, 2, more=2)
        if without:
            yield _folded(without, width, 4, more=2)


def _proof(result: Result, claim: Claim, width: int) -> Iterator[str]:
    if claim.proof is None:
        return
    intention = (claim.proof.__doc__ or "").strip()
    if intention:
        yield _folded(intention, width, 2)
    for number, (step, decided) in enumerate(zip(claim.proof(claim), result.steps, strict=True), start=1):
        yield _folded(decided.text, width, 5, f"  {number}. ")
        for depth, node in tree(step, claim.hypotheses(step.part)).below():
            indent = 5 + 2 * depth
            yield _folded(shown(node, TEXT), width, indent, more=2)
            yield _folded(by(node), width, indent + 2, more=2)
        if not decided.settled:
            yield _folded(_settled(decided), width, 5, more=2)
    if names := rests_on_theorems(claim):
        yield ""
        yield "  It rests on these theorems, directly or through the claims it rests on:"
        for name in names:
            yield _folded(_theorem(name), width, 4, more=2)


def _theorem(name: str) -> str:
    """What a theorem says and where it is proved; of an argument by hand, the argument."""
    text = f"{name}: {CITABLE[name].says} ({CITABLE[name].source})"
    return f"{text} The argument: {ARGUMENTS[name].because}" if name in ARGUMENTS else text


def shown(node: Node, style: Style) -> str:
    """What is shown at a node, and where."""
    where = ", ".join(said(h, style) for h in node.assumed)
    formula = node.part.written(style)
    return style.fill("where {}: {}", r"\text{{where }} {}:\quad {}", where, formula) if where else formula


def by(node: Node) -> str:
    """By what it is shown."""
    since = ", since" if node.premises else ""
    if node.rule in ARGUMENTS:
        return f"by the argument by hand '{node.rule}'{since}"
    if node.rule in CITABLE:
        return f"by the theorem '{node.rule}'{_besides(node)}{since}"
    return f"by cases and logic, '{node.rule}'{since}" if node.premises else f"by the kernel's rule '{node.rule}'"


def _besides(node: Node) -> str:
    """What the kernel sees of the letters of a theorem that no premise says."""
    theorem = CITABLE[node.rule]
    if not theorem.homogeneous:
        return ""
    field, degree = theorem.homogeneous
    return f", {field} being homogeneous of degree {node.details['letters'][degree.name]} by the kernel"


def rests_on_theorems(claim: Claim) -> list[str]:
    """The theorems of analysis and arguments that a claim rests on, those of the claims it rests on among them."""
    found = [name for below in (claim.id, *rests_on(claim.id)) for name in cited(ledger()[below])]
    return list(dict.fromkeys(found))


def _settled(step: StepResult) -> str:
    return f"decided by: {step.rule}" if step.settled else f"NOT decided: {step.reason or step.rule}"


def _evidence(result: Result, width: int) -> Iterator[str]:
    yield f"  {evidence(result)[1:-1]}"
    if result.witness:
        yield _folded(f"it fails at {result.witness}", width, 2, more=2)
    if result.message:
        yield _folded(result.message, width, 2, more=2)


def as_latex(result: Result) -> str:
    """The claim as a fragment for an article with amsmath."""
    claim, found = ledger()[result.id], _judged(result)
    head = f"{claim.name}. {_verdict(result)}, {result.extent} ({claim.source}; {fidelity(result)})."
    blocks = [f"% {claim.id}; needs amsmath\n\\noindent \\textbf{{{_literal(claim.id)}}}: {_literal(head)}\n"]
    if len(claim.says) > 1 and found:
        rows = "".join(f"  {_literal(p.text)} & {p.verdict.value} \\\\\n" for p in result.parts)
        blocks.append(f"\n\\noindent\\begin{{tabular}}{{ll}}\n{rows}\\end{{tabular}}\n")
    sentences = [(part.text, sentence(part, claim.hypotheses(part)), part_latex(part)) for part in claim.says]
    blocks.append(itemized([f"{_literal(f'{text}: {said}')} \\[{formula}\\]" for text, said, formula in sentences]))
    assumed = [_literal("; ".join(filter(None, texts))) for texts in _assumed(result, claim)]
    if assumed:
        blocks.append(f"\\noindent Hypotheses:\n{itemized(assumed)}")
    if claim.proof is not None and result.steps:
        steps = [
            "".join(
                f"\\[{shown(node, LATEX)}\\] {_literal(by(node))} "
                for _, node in tree(step, claim.hypotheses(step.part)).below()
            )
            for step in claim.proof(claim)
        ]
        blocks.append(f"\\noindent Proof. {_literal((claim.proof.__doc__ or '').strip())}\n{itemized(steps)}")
        cites = [_theorem(name) for name in rests_on_theorems(claim)]
        if cites:
            blocks.append(f"\\noindent It rests on these theorems:\n{itemized(list(map(_literal, cites)))}")
    said = [f"Fails at {result.witness}." if result.witness else "", result.message, claim.remark]
    blocks += [f"\\noindent {_literal(' '.join(text.split()))}\n" for text in said if text]
    return "\n".join(blocks)


def _literal(text: str) -> str:
    """Running text with every sign that LaTeX would read as markup made literal."""
    return "".join(LITERAL.get(sign, sign) for sign in text)


def as_json(result: Result) -> dict[str, object]:
    """What `verify --json` says of the claim, and its statement, proof, remark and place in the ledger."""
    claim, found = ledger()[result.id], _judged(result)
    steps = zip(claim.proof(claim), result.steps, strict=True) if claim.proof is not None and result.steps else ()
    return {
        **result_as_json(result),
        "name": claim.name,
        "title": claim_sentence(claim),
        "section": claim.section,
        "remark": claim.remark,
        "given": [str(hypothesis) for hypothesis in claim.given],
        "parts": [
            {
                **part_as_json(found.get(part.text, PartResult(part.text, result.verdict))),
                "formula": part_text(part),
                "latex": part_latex(part),
                "sentence": sentence(part, claim.hypotheses(part)),
                "given": [str(hypothesis) for hypothesis in part.given],
            }
            for part in claim.says
        ],
        "theorems": rests_on_theorems(claim),
        "hypotheses": [{"text": h.text, "why": h.why, "witness": h.witness} for h in result.hypotheses],
        "proof": [
            {
                "text": done.text,
                "formula": part_text(step.part),
                "rule": done.rule,
                "settled": done.settled,
                "reason": done.reason,
                "tree": [
                    {"depth": depth, "formula": shown(node, TEXT), "by": node.rule}
                    for depth, node in tree(step, claim.hypotheses(step.part)).below()
                ],
            }
            for step, done in steps
        ],
        "rests_on": rests_on(claim.id),
        "carries": carries(claim.id),
    }
