"""What each indicator is and which raw tables it is computed from, so that a reader can go back to the rows."""

from __future__ import annotations

from typing import Any

from toolkit.errors import OptionError
from toolkit.facts import all_facts
from toolkit.report._cells import DASH, anchor, link, name
from toolkit.report._view import View
from toolkit.report.blocks import Table
from toolkit.words import listed

DERIVED = {"members": "memberships", "calendar": "school_year"}
"""Tables that an indicator may ask for, and the raw table that they are made from."""


def sources(view: View) -> Table:
    """List the indicators with their definition and raw tables; a row is found there by its keys."""
    known, words = _known(view), _words(view)
    columns = ("indicator", "col_id", "col_definition", "col_tables")
    rows = tuple(_row(view, indicator, known.get(indicator), words) for indicator in view.run.framework.indicators)
    note = view.say("sources_note")
    return Table("sources", view.say("sources_table"), tuple(map(view.say, columns)), rows, note=note, detail=True)


def _known(view: View) -> dict[str, Any]:
    """Return the indicators of the catalogue of the study; none where values were given that no catalogue knows."""
    from toolkit.catalogue import catalogue_of

    try:
        return catalogue_of(view.run.study, view.run.framework)
    except OptionError:
        return {}


def _words(view: View) -> dict[str, tuple[str, str]]:
    """Return the name of each raw table as its sheet has it, and the columns that name a row."""
    from toolkit.catalogue import models_of

    try:
        facts = all_facts(models_of(view.run.study))
    except OptionError:
        return {}
    joint = view.say("comma")
    return {
        table: (
            one.word(view.lang),
            joint.join(one.columns[key].word(view.lang) for key in one.key if key in one.columns),
        )
        for table, one in facts.items()
    }


def _row(view: View, indicator: str, found: Any, words: dict[str, tuple[str, str]]) -> tuple[str, ...]:
    node = view.run.framework.node(indicator)
    definition = getattr(found, f"definition_{view.lang}", None) or node["note"]
    tables = dict.fromkeys(DERIVED.get(table, table) for table in getattr(found, "tables", ()))
    said = [view.say("source_of", table=words[t][0], id=t, keys=words[t][1]) for t in tables if t in words]
    return (
        link(view.label(indicator), id=anchor("source", indicator)),
        indicator,
        name(definition),
        listed(said, view.lang) or DASH,
    )
