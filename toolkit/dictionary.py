"""What the tables hold, written from their models: a data dictionary for people, a Frictionless descriptor for programs."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.errors import OptionError
from toolkit.facts import ColumnFacts, TableFacts, all_facts
from toolkit.files import write_text
from toolkit.words import check_lang, word

KINDS = (".html", ".md", ".json")
HEADS = ("column", "name", "type", "unit", "required", "values", "hint")
TYPES = {"integer": "integer", "number": "number", "date": "date", "boolean": "boolean"}


def data_dictionary(*, lang: str = "en", models: Mapping[str, Any] | None = None) -> pl.DataFrame:
    """Return one row for each column of each table.

    Parameters
    ----------
    lang : "zh" or "en"
        Language of names, allowed values and hints.
    models : mapping, optional
        Table name -> pandera model; default `schemas.RAW`.

    Returns
    -------
    polars.DataFrame
        table, table_name, column, name, type, unit, required, key, personal, minimum, maximum, values, hint.

    Examples
    --------
    >>> data_dictionary().filter(table="school_year", column="pupils").select("type", "unit", "minimum").row(0)
    ('integer', 'students', 0.0)
    """
    check_lang(lang)
    at = 0 if lang == "zh" else 1
    rows = [
        {
            "table": table.id,
            "table_name": table.word(lang),
            "column": column.id,
            "name": column.word(lang),
            "type": column.kind,
            "unit": column.unit,
            "required": column.required and not column.nullable,
            "key": column.id in table.key,
            "personal": column.personal,
            "minimum": column.limits[0],
            "maximum": column.limits[1],
            "values": ("、" if at == 0 else ", ").join(f"{pair[at]} ({code})" for code, pair in column.words.items()),
            "hint": column.hints[at],
        }
        for table in all_facts(models).values()
        for column in table.columns.values()
    ]
    return pl.DataFrame(rows, schema_overrides={"unit": pl.String, "minimum": pl.Float64, "maximum": pl.Float64})


def write_dictionary(path: str | os.PathLike[str], *, lang: str = "zh") -> Path:
    """Write the data dictionary (.html, .md) or the Frictionless data package descriptor (.json).

    Raises
    ------
    OptionError
        Another ending.
    """
    check_lang(lang)
    target = Path(path)
    kind = target.suffix.lower()
    if kind not in KINDS:
        raise OptionError(f"{target.name!r}: a dictionary ends in {', '.join(KINDS)}.")
    if kind == ".json":
        write_text(target, json.dumps(descriptor(), ensure_ascii=False, indent=2) + "\n")
    elif kind == ".md":
        write_text(target, _markdown(lang))
    else:
        _html(target, lang)
    return target


def descriptor(models: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the tables as a Frictionless data package: one CSV resource a table, with keys, constraints and references.

    References: https://specs.frictionlessdata.io/data-package/ and https://specs.frictionlessdata.io/table-schema/

    Examples
    --------
    >>> [resource["name"] for resource in descriptor()["resources"]][:3]
    ['about', 'districts', 'groups']
    """
    if models is None:
        from schemas import RAW

        models = RAW
    resources = [_resource(table, models[table.id], models) for table in all_facts(models).values()]
    return {"profile": "tabular-data-package", "name": "duxue", "resources": resources}


def _resource(table: TableFacts, model: Any, models: Mapping[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column, model) for column in table.columns.values()],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    links = [link for link in model.facts()["foreign"] if link.table in models and not link.if_given]
    if links:
        schema["foreignKeys"] = [
            {"fields": list(k.columns), "reference": {"resource": k.table, "fields": list(k.columns_there)}}
            for k in links
        ]
    about = {"name": table.id, "path": f"{table.id}.csv", "profile": "tabular-data-resource"}
    return about | {"title": table.en, "title_zh": table.zh, "encoding": "utf-8", "schema": schema}


def _field(column: ColumnFacts, model: Any) -> dict[str, Any]:
    checks = {c.name: c.statistics or {} for c in model.to_schema().columns[column.id].checks}
    limits: dict[str, Any] = {"required": True} if column.required and not column.nullable else {}
    if column.words:
        limits["enum"] = list(column.words)
    if "str_matches" in checks:
        limits["pattern"] = str(checks["str_matches"]["pattern"]).strip("^$")
    limits |= {name: v for name, v in zip(("minimum", "maximum"), column.limits, strict=True) if v is not None}
    said = {"name": column.id, "type": TYPES.get(column.kind, "string"), "title": column.en, "title_zh": column.zh}
    extra = {"unit": column.unit, "description": column.hints[1] or None, "personal": column.personal or None}
    return said | {k: v for k, v in extra.items() if v is not None} | ({"constraints": limits} if limits else {})


def _cells(row: Mapping[str, Any], lang: str) -> tuple[str, ...]:
    span = [
        f"{row['minimum']:g}" if row["minimum"] is not None else "",
        f"{row['maximum']:g}" if row["maximum"] is not None else "",
    ]
    allowed = row["values"] or ("–".join(span) if any(span) else "")
    marks = [word(f"dictionary_{mark}", lang) for mark in ("required", "key", "personal") if row[mark]]
    kind = word(f"dictionary_{row['type']}", lang)
    return (
        row["column"],
        row["name"],
        kind,
        row["unit"] or "",
        ("、" if lang == "zh" else ", ").join(marks),
        allowed,
        row["hint"],
    )


def _markdown(lang: str) -> str:
    heads = [word(f"dictionary_{head}", lang) for head in HEADS]
    lines = [f"# {word('dictionary_title', lang)}", "", word("dictionary_note", lang)]
    for (table, name), rows in data_dictionary(lang=lang).group_by("table", "table_name", maintain_order=True):
        lines += ["", f"## {name} (`{table}`)", "", f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
        for row in rows.iter_rows(named=True):
            lines.append("| " + " | ".join(text.replace("|", "\\|") for text in _cells(row, lang)) + " |")
    return "\n".join(lines) + "\n"


def _html(path: Path, lang: str) -> None:
    from toolkit.report.blocks import Block, Document, Heading, Paragraph, Table
    from toolkit.report.html import write_html

    heads = tuple(word(f"dictionary_{head}", lang) for head in HEADS)
    blocks: list[Block] = [Paragraph(word("dictionary_note", lang))]
    for (table, name), rows in data_dictionary(lang=lang).group_by("table", "table_name", maintain_order=True):
        title = f"{name} ({table})"
        cells = tuple(_cells(row, lang) for row in rows.iter_rows(named=True))
        blocks += [Heading(title, str(table)), Table(f"{table}-columns", title, heads, cells)]
    write_html(
        Document(lang, word("dictionary_title", lang), word("dictionary_subtitle", lang), "", tuple(blocks)), path
    )
