"""Stage 2, validate: raw tables become valid tables and findings. Everything is checked before anything is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from toolkit.checks.findings import SEVERITIES, Findings, spot
from toolkit.errors import FindingsError
from toolkit.facts import TableFacts, all_facts
from toolkit.tables import Tables, as_tables
from toolkit.words import check_lang


@dataclass(frozen=True)
class Checked:
    """Validated tables and what was found.

    Parameters
    ----------
    tables : Tables
        The tables in the columns and types of the schema. Cells that could not be read, NaN and missing columns are null.
    findings : polars.DataFrame
        As `schemas.derived.Findings`, the gravest first; the findings of reading included.
    lang : "zh" or "en"
        Language of texts.
    """

    tables: Tables
    findings: pl.DataFrame
    lang: str = "en"

    @property
    def ok(self) -> bool:
        """Whether there is neither a fatal finding nor an error."""
        return not self.findings["severity"].is_in(["fatal", "error"]).any()

    def text(self, lang: str | None = None) -> str:
        """Return the findings in words, gathered by rule and column."""
        from toolkit.checks.text import findings_text

        return findings_text(self.findings, lang or self.lang)

    def raise_if_failed(self, lang: str | None = None) -> Checked:
        """Raise `FindingsError` when there is a fatal finding or an error; else return self.

        Raises
        ------
        FindingsError
            Its text tells the first 20 groups of findings.
        """
        if not self.ok:
            from toolkit.checks.text import findings_text

            grave = self.findings.filter(pl.col("severity").is_in(["fatal", "error"]))
            raise FindingsError(findings_text(grave, lang or self.lang))
        return self


def validate(
    tables: Mapping[str, pl.DataFrame] | Tables,
    lang: str = "en",
    *,
    models: Mapping[str, Any] | None = None,
    elsewhere: Mapping[str, pl.DataFrame] | None = None,
) -> Checked:
    """Check tables against the schemas: columns, types, required cells, ranges, keys, references, rules over tables.

    Parameters
    ----------
    tables : Tables or mapping of name -> frame
        Raw tables, for example from `read_tables`.
    lang : "zh" or "en"
        Language of the error that `raise_if_failed` raises. Findings carry both languages.
    models : mapping, optional
        Table name -> pandera model; default `schemas.RAW`.
    elsewhere : mapping, optional
        Table name -> keys of rows that are not here, because the tables are a part (a shard) of larger ones, and that rows
        may refer to.

    Returns
    -------
    Checked
        `.tables`, `.findings`, `.ok`, `.text()`, `.raise_if_failed()`.

    Examples
    --------
    >>> import polars as pl
    >>> from schemas import RAW
    >>> areas = pl.DataFrame({"district_id": ["D01", "D01"], "name_zh": ["和平区", None], "name_en": ["Heping", None]})
    >>> checked = validate({"districts": areas}, models={"districts": RAW["districts"]})
    >>> checked.ok
    False
    >>> checked.findings.select("code", "row", "column").rows()
    [('missing-cell', 3, 'name_zh'), ('primary-key', 3, 'district_id')]
    """
    from toolkit.checks.beyond import check_beyond
    from toolkit.checks.compile import plan
    from toolkit.checks.keys import check_keys, check_references
    from toolkit.checks.plausible._base import check_plausible
    from toolkit.checks.rows import check_rows
    from toolkit.checks.shape import shaped

    check_lang(lang)
    if models is None:
        from schemas import RAW

        models = RAW
    given = as_tables(tables)
    facts = all_facts(models)
    shape, out = Findings(), Findings()
    frames, present = shaped(given, facts, shape)
    plans = {name: plan(models[name], facts[name], present[name]) for name in frames}
    lazy = {name: frame.lazy() for name, frame in frames.items()}
    check_rows(lazy, plans, facts, given.places, out)
    check_keys(lazy, plans, facts, given.places, out)
    referring = {name: lazy[name].select(present[name]) for name in lazy}
    check_references(referring, models, facts, given.places, out, elsewhere or {})
    for name, frame in frames.items():
        check_beyond(frame, plans[name], facts[name], given.places.get(name), out)
    check_plausible(frames, present, models, facts, given.places, out)
    check_across(lazy, present, facts, given, out)
    kept = [frame for frame in (given.reading, shape.frame()) if frame is not None]
    reading = _ordered(pl.concat(kept))
    done = Tables(frames, given.places, reading)
    return Checked(done, _ordered(pl.concat([reading, out.frame()])), lang)


def check_across(
    frames: Mapping[str, pl.LazyFrame],
    present: Mapping[str, list[str]],
    facts: Mapping[str, TableFacts],
    given: Tables,
    out: Findings,
) -> None:
    """Check the rules over several tables, as far as their tables and columns are there."""
    from toolkit.checks.cross import CROSS_RULES

    rules = {
        name: rule
        for name, rule in CROSS_RULES.items()
        if all(set(columns) <= set(present.get(table, [])) for table, columns in rule.needs.items())
    }
    numbered = {name: frame.with_row_index("row") for name, frame in frames.items()}
    found = pl.collect_all([rule.find(numbered) for rule in rules.values()])
    for (name, rule), rows in zip(rules.items(), found, strict=True):
        table, place = facts[rule.table], given.places.get(rule.table)
        told = Findings()
        for row in rows.sort("row").head(1000).iter_rows(named=True):
            said = {key: value for key, value in row.items() if key != "row"}
            told.add(
                rule.message,
                spot(table, place, rule.column, row["row"]),
                value=said.get(rule.column),
                rule=name,
                **said,
            )
        told.add_rest(table, place, rule.column, rows.height - len(told.rows))
        out.rows += told.rows


def _ordered(findings: pl.DataFrame) -> pl.DataFrame:
    rank = pl.col("severity").replace_strict(SEVERITIES, range(len(SEVERITIES)), return_dtype=pl.Int64)
    return findings.sort(rank, maintain_order=True)
