"""docs/reference.md: every public Python name with its signature and its first words, written from the code.

`python -m neversaddle.reference` prints it.
"""

from __future__ import annotations

import inspect
from types import ModuleType, UnionType

import neversaddle as ns

TITLE = """# Reference

All public names of `import neversaddle as ns`, as `dir(ns)` lists them. Their docstrings (`help(ns.weight_flow)`) say
all of arguments, domains and errors. Written by `make reference`.
"""


def reference() -> str:
    """The page: a table of contents, which is `dir(ns)`, and one entry a name; for a part of `ns` one a name of it."""
    names = dir(ns)
    contents = ", ".join(f"[{name}](#{anchor(name)})" for name in names)
    return "\n".join([TITLE, contents, "", *("\n".join(entry(ns, name)) for name in names)])


def anchor(name: str) -> str:
    """Where a heading for a name is reached within the page, as Markdown readers make it."""
    return f"ns{name.lower()}"


def entry(module: ModuleType, name: str) -> list[str]:
    """The lines on one name."""
    value = getattr(module, name)
    if not isinstance(value, ModuleType):
        return [f"## ns.{name}", "", f"`{signature(name, value)}`  ", first_words(value), ""]
    inner = {part: getattr(value, part) for part in value.__all__}
    rows = [f"| `{signature(part, own)}` | {first_words(own)} |" for part, own in inner.items()]
    return [f"## ns.{name}", "", first_words(value), "", "| name | what it is |", "| --- | --- |", *rows, ""]


def signature(name: str, value: object) -> str:
    """A name with its arguments and short defaults; a class of choices, an error or a symbol has none."""
    if not callable(value) or not (inspect.isroutine(inspect.unwrap(value)) or hasattr(value, "__dataclass_fields__")):
        return name
    shown: list[str] = []
    kinds: list[object] = []
    for p in inspect.signature(value).parameters.values():
        if p.kind is p.KEYWORD_ONLY and not {p.KEYWORD_ONLY, p.VAR_POSITIONAL} & set(kinds):
            shown.append("*")
        star = "*" if p.kind is p.VAR_POSITIONAL else "**" if p.kind is p.VAR_KEYWORD else ""
        shown.append(star + p.name + ("" if p.default is p.empty else f"={default(p.default)}"))
        kinds.append(p.kind)
    return f"{name}({', '.join(shown)})"


def default(value: object) -> str:
    """A default as the source has it, where it is short and its text is always the same."""
    text = repr(value)
    return text if len(text) <= 30 and "<" not in text else "..."


def first_words(value: object) -> str:
    """The first sentence of a docstring; for what has none, what it is."""
    if isinstance(value, UnionType):
        return "any of " + ", ".join(f"`{kind.__name__}`" for kind in value.__args__)
    if isinstance(value, type | ModuleType) or (callable(value) and inspect.isroutine(inspect.unwrap(value))):
        own = " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())
    else:
        own = ", ".join(f"`{part}`" for part in (value if isinstance(value, tuple) else (value,)))
    return own.replace("|", r"\|")


if __name__ == "__main__":
    print(reference(), end="")
