"""The inspector's own workbook, with every finding where it belongs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import OptionError, UnreadableInputError
from toolkit.words import check_lang, word

if TYPE_CHECKING:
    from toolkit.validate import Checked

MOST_COMMENTS = 5000
"""Comments in a copy; cells beyond them are coloured, and the summary tells what is wrong with them."""

MOST_CHARACTERS = 1200


def annotate(
    checked: Checked, source: str | os.PathLike[str], out: str | os.PathLike[str], *, lang: str | None = None
) -> Path:
    """Write a copy of a workbook in which cells are coloured and commented, with a summary as its first sheet.

    Everything else in the copy (charts, pictures, formulas, drop-downs) is as in the workbook, which is only read.

    Parameters
    ----------
    checked : Checked
        What `validate` said about the tables of `source`.
    source : path
        The workbook (.xlsx, .xlsm) that was checked.
    out : path
        The copy, with the same ending. It must not exist yet.
    lang : "zh" or "en", optional
        Language of comments and summary; default: that of `checked`.

    Returns
    -------
    pathlib.Path
        The copy.

    Raises
    ------
    OptionError
        `source` is no workbook, or `out` exists or ends otherwise.
    UnreadableInputError
        The workbook can't be read.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from toolkit import read_tables, validate
    >>> from toolkit.template import write_template
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> source = write_template(folder / "inspection.xlsx", lang="en")
    >>> annotate(validate(read_tables(source)), source, folder / "findings.xlsx").name
    'findings.xlsx'
    """
    from toolkit.files import write_whole
    from toolkit.reading.refusals import Refused

    lang = lang or checked.lang
    check_lang(lang)
    book, copy = Path(source), Path(out)
    if book.suffix.lower() not in (".xlsx", ".xlsm"):
        raise OptionError(f"{book.name!r} is no workbook: only .xlsx and .xlsm can be annotated.")
    if copy.suffix.lower() != book.suffix.lower():
        raise OptionError(f"{copy.name!r}: the copy of {book.name!r} must end in {book.suffix.lower()}.")
    if copy.exists():
        raise OptionError(f"{copy.name!r} exists already: give another name, or remove it first.")
    try:
        write_whole(copy, lambda temporary: _write(checked, book, temporary, lang))
    except Refused as refused:
        texts = refused.texts(book.name)
        raise UnreadableInputError(texts[lang == "en"], texts) from None
    return copy


def _write(checked: Checked, book: Path, copy: Path, lang: str) -> None:
    from toolkit.annotation.comments import comment
    from toolkit.annotation.package import Package
    from toolkit.annotation.sheet import coloured, not_selected
    from toolkit.annotation.styles import Styles
    from toolkit.annotation.summary import summarise

    package = Package.open(book)
    with package.archive:
        styles, left = Styles(package), MOST_COMMENTS
        notes = _notes(checked, lang)
        for number, (sheet, part) in enumerate(package.sheets.items(), start=1):
            text = package.text(part)
            if "tabSelected" in text:
                package.put(part, not_selected(text))
            here = notes.get(sheet, {})
            if here:
                cells = {cell: severity for cell, (severity, _) in here.items()}
                package.put(part, coloured(package.text(part), cells, styles))
                said = {cell: text for cell, (_, text) in list(here.items())[:left]}
                left -= len(said)
                if said:
                    comment(package, part, number, said)
        summarise(package, styles, checked.findings, lang)
        styles.save()
        package.write(copy)


def _notes(checked: Checked, lang: str) -> dict[str, dict[tuple[int, int], tuple[str, str]]]:
    """Return, for each sheet and cell, the gravest severity and all that is said; findings come gravest first."""
    from toolkit.checks.letters import place_of
    from toolkit.checks.text import SAID

    remedy = SAID["remedy"][0 if lang == "zh" else 1]
    notes: dict[str, dict[tuple[int, int], tuple[str, str]]] = {}
    columns = ("sheet", "cell", "severity", f"message_{lang}", f"remedy_{lang}")
    for sheet, cell, severity, message, what in checked.findings.select(columns).iter_rows():
        if not sheet or not cell:
            continue
        here, at = notes.setdefault(sheet, {}), place_of(cell)
        text = f"[{word(f'severity.{severity}', lang)}] {message}\n{remedy}{what}"
        worst, before = here.get(at, (severity, ""))
        here[at] = (worst, f"{before}\n{text}".strip()[:MOST_CHARACTERS])
    return notes
