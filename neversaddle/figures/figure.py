"""What a figure is, as data: its words, the claims it illustrates, how its numbers arise and how they are shown."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neversaddle.figures.table import Tables

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing


@dataclass(frozen=True, kw_only=True)
class Exhibit(ABC):
    r"""A figure or table. `caption` and `reading` are text with formulas as $...$, good for Markdown and LaTeX alike.

    `data` takes nothing and gives the same tables every time; all else reads nothing but these tables. `caption` is a
    function of them, so that a number it states is one of theirs. `claims` are ids of the ledger. `suffixes` are those
    of the files that are not data.
    """

    id: str
    label: str
    title: str
    caption: Callable[[Tables], str]
    reading: str
    claims: tuple[str, ...]
    data: Callable[[], Tables]
    suffixes: ClassVar[tuple[str, ...]]

    @abstractmethod
    def texts(self, tables: Tables, caption: str) -> dict[str, str]:
        """The texts that show the tables, by suffix; `caption` is the whole of it, with verdicts, as LaTeX."""

    @abstractmethod
    def images(self, tables: Tables) -> dict[str, bytes]:
        """The images that show the tables, by suffix."""

    @abstractmethod
    def on_page(self, tables: Tables, files: str) -> str:
        """What shows the tables on a page in Markdown; `files` is where the page finds the files."""


@dataclass(frozen=True, kw_only=True)
class Figure(Exhibit):
    """A drawing, as PNG and PDF. `draw` is called in the style of neversaddle/figures/style.py."""

    draw: Callable[[Tables], Drawing]
    suffixes: ClassVar[tuple[str, ...]] = (".png", ".pdf", ".caption.tex")

    def texts(self, tables: Tables, caption: str) -> dict[str, str]:
        """The caption, for the paper that includes the figure."""
        return {".caption.tex": f"{caption}\n"}

    def images(self, tables: Tables) -> dict[str, bytes]:
        """Both images."""
        from neversaddle.figures.style import images

        return images(self.draw, tables)

    def on_page(self, tables: Tables, files: str) -> str:
        """The image."""
        return f"![{self.label}: {self.title}]({files}/{self.id}.png)"


@dataclass(frozen=True, kw_only=True)
class PrintedTable(Exhibit):
    """A table, as LaTeX (booktabs) and text: `latex(tables, caption)` is a fragment that compiles, `text(tables)`."""

    latex: Callable[[Tables, str], str]
    text: Callable[[Tables], str]
    suffixes: ClassVar[tuple[str, ...]] = (".tex", ".txt")

    def texts(self, tables: Tables, caption: str) -> dict[str, str]:
        """The fragment and the text."""
        return {".tex": self.latex(tables, caption), ".txt": self.text(tables)}

    def images(self, tables: Tables) -> dict[str, bytes]:
        """None."""
        return {}

    def on_page(self, tables: Tables, files: str) -> str:
        """The text."""
        return f"```text\n{self.text(tables).rstrip()}\n```"
