"""What a report says, apart from how it is written down: frozen blocks that every writer understands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Heading:
    """A heading of level 2 (section) or 3; `id` is its anchor, plain ASCII and unique in the document."""

    text: str
    id: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Running text, without any markup."""

    text: str


@dataclass(frozen=True)
class Callout:
    """A paragraph that must not be overlooked; `kind` is `warning` or `note`."""

    text: str
    kind: str = "note"


@dataclass(frozen=True)
class Facts:
    """A few numbers that stand out: (label, value)."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table of texts. The first column names the row; `numeric` columns (by number, from 0) are set to the right."""

    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"Table {self.id!r}: {len(row)} cells for {len(self.columns)} columns: {row}.")


@dataclass(frozen=True)
class Figure:
    """A chart: `draw` makes it (a writer takes SVG or PNG from it), `alt` says in a sentence what it shows."""

    id: str
    title: str
    alt: str
    draw: Callable[[], Axes]


@dataclass(frozen=True)
class PageBreak:
    """What follows starts on a new page, where there are pages."""


Block = Heading | Paragraph | Callout | Facts | Table | Figure | PageBreak


@dataclass(frozen=True)
class Document:
    """A report: `mark` (synthetic or not, which run) stands on every page; `compact` keeps a brief on one page."""

    lang: str
    title: str
    subtitle: str
    mark: str
    blocks: tuple[Block, ...]
    compact: bool = False
