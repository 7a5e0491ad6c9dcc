"""Stage 1, read: a workbook, a folder, a zip, a single file or a database becomes raw tables and the findings of reading."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import UnreadableInputError

if TYPE_CHECKING:
    from toolkit.tables import Tables


def read_tables(
    source: str | os.PathLike[str],
    *,
    lang: str = "en",
    models: Mapping[str, Any] | None = None,
    personal: bool = False,
) -> Tables:
    r"""Read raw tables, and everything that had to be said about their cells.

    Sheets and files are recognised by the id of a table or its Chinese or English name, columns by their id, their
    Chinese or English word or an alias. Cells are parsed to the types of the schema: what can't be read is null and an
    error finding; what was converted (full-width digits, thousands separators, ...) is an info finding.

    Parameters
    ----------
    source : str or path
        An .xlsx workbook (one sheet a table), a .csv, .tsv or .parquet file (one table, named by the file), a folder or
        a .zip of such files, or the address of a database: `sqlite:///inspection.db`, `postgresql://user@host/name`.
    lang : "zh" or "en"
        Language of the error when the source can't be read at all. Findings carry both.
    models : mapping, optional
        Table name -> pandera model; default `schemas.RAW`.
    personal : bool
        Load personal columns that nothing needs (names of people) too. Pseudonyms that link tables are always loaded;
        neither is ever shown.

    Returns
    -------
    Tables
        Frames in the types of the schema, the place of each one, and `.reading` (findings).

    Raises
    ------
    UnreadableInputError
        No such file, not an accepted kind, damaged, protected, or too large. Passwords never stand in the message.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "districts.csv").write_text("区编号,区名称\nD01,和平区\n", encoding="utf-8")
    >>> read_tables(folder)["districts"].rows()
    [('D01', '和平区')]
    """
    from toolkit.reading.refusals import Refused
    from toolkit.words import check_lang

    check_lang(lang)
    name = str(source)
    try:
        if "://" in name:
            from toolkit.reading.database import read_database, shown

            name = shown(name)
            return read_database(str(source), models, personal)
        from toolkit.reading.sources import read_path

        path = Path(source)
        name = path.name or str(path)
        return read_path(path, models, personal)
    except Refused as refused:
        texts = refused.texts(name)
    except PermissionError:
        texts = Refused("denied").texts(name)
    raise UnreadableInputError(texts[lang == "en"], texts) from None
