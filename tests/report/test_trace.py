"""From a number to the cell behind it in two clicks: score, indicators of the unit, definition and raw tables."""

import polars as pl
import pytest

import toolkit as tk
from tests.charts.runs import framework, make_run
from toolkit.flags import FLAG_RULES
from toolkit.report import city_report, unit_brief
from toolkit.report._cells import cell, records
from toolkit.report.blocks import Cell, Document, Facts, Table
from toolkit.scoring_run import ScoringRun
from toolkit.words import WORDS

LANGS = ("zh", "en")


def tables(document: Document) -> dict[str, Table]:
    return {b.id: b for b in document.blocks if isinstance(b, Table)}


def test_each_score_leads_to_the_indicators_that_add_up_to_it(run: ScoringRun) -> None:
    held = tables(city_report(run, "en"))
    for row in held["all-units"].rows:
        score = row[2]
        assert isinstance(score, Cell)
        told = held[score.to]
        if score.number is None:
            continue
        points = [
            c.number for c in (r[told.columns.index("points of the score")] for r in told.rows) if isinstance(c, Cell)
        ]
        assert sum(p for p in points if p is not None) == pytest.approx(score.number, abs=1e-5)  # six decimals each


def test_the_values_of_a_group_and_its_schools_are_those_of_the_run(run: ScoringRun) -> None:
    told = tables(city_report(run, "en"))["from-G005"]
    schools = run.members.filter(period=run.latest, group_id="G005")["school_id"].sort().to_list()
    assert list(told.columns[-len(schools) :]) == [f"School {s} ({s})" for s in schools]
    values = {
        (u, i): v
        for u, i, v in run.values.filter(period=run.latest).select("unit_id", "indicator", "value").iter_rows()
    }
    for indicator, row in zip(run.framework.indicators, told.rows, strict=True):
        for unit, text in zip(["G005", *schools], [row[2], *row[-len(schools) :]], strict=True):
            assert text == cell(values[unit, indicator], "short")


def test_what_rests_on_few_cases_is_nowhere_in_the_tables_behind_a_score(run: ScoringRun) -> None:
    from dataclasses import replace

    few = replace(run, values=run.values.with_columns(n=pl.lit(7, pl.Int64)))
    told = tables(city_report(few, "en"))["from-G005"]
    assert {row[c] for row in told.rows for c in (2, 3, 6, 8, 9, 11, 12, 13, 14)} == {"–"}
    assert {row[4] for row in told.rows} == {records(7, "en")}


@pytest.mark.parametrize("lang", LANGS)
def test_a_brief_leads_to_its_own_table(run: ScoringRun, lang: str) -> None:
    document = unit_brief(run, "G005", lang)
    held = tables(document)
    facts = next(b for b in document.blocks if isinstance(b, Facts)).items
    assert isinstance(facts[0][1], Cell)
    assert facts[0][1].to == "from-G005"
    anchors = {c.id for row in held["from-G005"].rows for c in row if isinstance(c, Cell)}
    assert {c.to for row in held["drivers"].rows for c in row[:1] if isinstance(c, Cell)} <= anchors
    assert [b for b in document.on_paper if getattr(b, "detail", False)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_each_rule_of_the_run_says_when_it_flags_with_the_runs_own_numbers(lang: str) -> None:
    rules = {"change": 6.125, "decline": 7.125, "spread": 8.125, "widening": 3.125, "behind": 9.125}
    settings = tk.Study(framework=framework()).replace(
        flags={"rules": tuple(FLAG_RULES), "probability": 0.8125, "rounds": 4, "peers": 0.9375, **rules},
        minimum_coverage=0.625,
    )
    said = tables(city_report(make_run(3, 2, missing=(), study=settings), lang))["thresholds"].rows
    assert len(said) == len(FLAG_RULES)
    text = " ".join(row[1] for row in said)
    for shown in ("81.25%", "93.75%", "62.5%", "4", *(f"{points:g}" for points in rules.values())):
        assert shown in text


def test_every_rule_has_words_for_its_threshold() -> None:
    assert [rule for rule in FLAG_RULES if f"threshold.{rule}" not in WORDS] == []
