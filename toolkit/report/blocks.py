"""What a report says, apart from how it is written down: frozen blocks that every writer understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Cell(str):
    """A text of a table that also knows the number it says, and where it leads (made by `toolkit.report._cells.cell`).

    Attributes
    ----------
    number : int, float or None
        What a spreadsheet computes with; None where the cell is text.
    form : str
        Key of `FORMS`: how a spreadsheet shows the number.
    unit : str
        Unit that stands behind the number.
    to, id : str
        The anchor that the cell leads to, and its own; empty for none.
    parts : tuple of str
        Where a cell says several things ("3 (1-9)"): each alone, for the columns of `Table.split`.
    """

    number: float | None
    form: str
    unit: str
    to: str
    id: str
    parts: tuple[str, ...]

    def __new__(
        cls,
        text: str,
        number: float | None = None,
        form: str = "",
        *,
        unit: str = "",
        to: str = "",
        id: str = "",
        parts: tuple[str, ...] = (),
    ) -> Cell:
        """Return the text with what it knows."""
        made = super().__new__(cls, text)
        made.number, made.form, made.unit = number, form, unit
        made.to, made.id, made.parts = to, id, parts
        return made


@dataclass(frozen=True)
class Heading:
    """A heading of level 2 (section) or 3; `id` is its anchor, plain ASCII and unique in the document."""

    text: str
    id: str
    level: int = 2
    detail: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Running text, without any markup."""

    text: str
    detail: bool = False


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
    """A table of texts. The first column names the row; `numeric` columns (by number, from 0) are set to the right.

    `split` names the columns that a spreadsheet has in place of one whose cells have parts. A `detail` table is for
    those who trace a number back: it is on the screen and in the workbook, not on paper.
    """

    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    note: str = ""
    split: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    detail: bool = False

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
    """A report: `mark` (synthetic or not, which run) stands on every page; `compact` keeps a brief on one page.

    `lang` is zh or en; a workbook may also have `zh en`, both side by side.
    """

    lang: str
    title: str
    subtitle: str
    mark: str
    blocks: tuple[Block, ...]
    compact: bool = False

    @property
    def on_paper(self) -> tuple[Block, ...]:
        """The blocks without what only a screen or a workbook has: `detail`."""
        return tuple(block for block in self.blocks if not getattr(block, "detail", False))
