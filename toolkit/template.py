"""The workbook that is filled in: empty (`write_template`), or with data in it (`write_workbook`)."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.files import write_whole
from toolkit.words import check_lang


def write_template(path: str | os.PathLike[str], *, lang: str = "zh") -> Path:
    """Write the empty workbook: a guide, and one sheet for each raw table with headers, drop-downs and hints.

    Parameters
    ----------
    path : str or path
        Name of the .xlsx file. It appears whole or not at all.
    lang : "zh" or "en"
        Language of sheets, headers, allowed values and hints. `read_tables` reads both.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from toolkit.read import read_tables
    >>> path = write_template(pathlib.Path(tempfile.mkdtemp()) / "template.xlsx", lang="en")
    >>> read_tables(path)["schools"].columns
    ['school_id', 'district_id', 'name_zh', 'name_en', 'stage']
    """
    return write_workbook({}, path, lang=lang)


def write_workbook(
    tables: Mapping[str, pl.DataFrame],
    path: str | os.PathLike[str],
    *,
    lang: str = "zh",
    models: Mapping[str, Any] | None = None,
    guide: Sequence[str] | None = None,
) -> Path:
    """Write raw tables into the workbook of the template; `read_tables` gives the same tables back.

    Numbers keep the 16 significant digits that the format holds.

    Parameters
    ----------
    tables : mapping
        Table name -> frame in the types of the schema. A table that is not there becomes an empty sheet.
    path : str or path
        Name of the .xlsx file.
    lang : "zh" or "en"
        Language of the workbook.
    models : mapping, optional
        Table name -> pandera model, one sheet each; default `schemas.RAW`.
    guide : sequence of str, optional
        Title and lines of the first sheet; by default those for school data.

    Raises
    ------
    OptionError
        A table or column that the schemas do not know.
    """
    from toolkit.errors import unknown
    from toolkit.facts import all_facts
    from toolkit.workbook.write import write

    check_lang(lang)
    facts = all_facts(models)
    for name, frame in tables.items():
        if name not in facts:
            raise unknown("table", name, facts)
        for column in frame.columns:
            if column not in facts[name].columns:
                raise unknown(f"column of {name}", column, facts[name].columns)
    target = Path(path)
    write_whole(target, lambda temporary: write(temporary, facts, tables, lang, guide))
    return target
