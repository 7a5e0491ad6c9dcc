"""The one-page brief: every number is one of the run's, no rank without its range, no small count, one page."""

import json
import re
from dataclasses import replace
from pathlib import Path

import docx
import polars as pl
import pytest

import toolkit as tk
from tests.charts.runs import framework, make_run
from tests.end_to_end.test_command_line import duxue
from tests.report.pages import Page
from tests.report.test_paper import pdf_text, squeezed
from toolkit.cli.report import run as command
from toolkit.errors import OptionError
from toolkit.report import unit_brief
from toolkit.report._cells import interval, records
from toolkit.report.blocks import Callout, Document, Facts, Figure, Paragraph, Table
from toolkit.report.city import city_report
from toolkit.report.pdf import to_pdf
from toolkit.scoring_run import ScoringRun

LANGS = ("zh", "en")


def facts(document: Document) -> dict[str, str]:
    return dict(next(b for b in document.blocks if isinstance(b, Facts)).items)


def table(document: Document, id: str) -> Table:
    return next(b for b in document.blocks if isinstance(b, Table) and b.id == id)


def said(document: Document) -> str:
    return "\n".join(b.text for b in document.blocks if isinstance(b, Paragraph | Callout))


def test_what_and_how_sure(run: ScoringRun) -> None:
    row = run.scores.row(
        by_predicate=(pl.col("unit_id") == "G005") & (pl.col("period") == run.latest) & (pl.col("node") == "total"),
        named=True,
    )
    held = facts(unit_brief(run, "G005", "en"))
    assert held["score"] == f"{row['score']:.1f}"
    assert held["95% interval of the score"] == interval(row["lower"], row["upper"])
    assert held["rank (range), of 11"] == f"{row['rank']} ({row['rank_lower']}–{row['rank_upper']})"
    bundled = run.bundled.row(
        by_predicate=(pl.col("group_id") == "G005") & (pl.col("period") == run.latest) & (pl.col("node") == "total"),
        named=True,
    )
    assert held["change since 2023-24"].startswith(f"{bundled['change']:+.1f} ±".replace("-", "−"))
    assert [held[k] for k in ("lead school", "weakest school", "spread")] == [
        f"{bundled[k]:.1f}" for k in ("lead_score", "weakest_score", "spread")
    ]


def test_no_rank_without_its_range(generic: ScoringRun) -> None:
    document = unit_brief(generic, "S0010", "en")
    assert facts(document)["rank (range), of 12"] == "–"
    assert "no rank is given" in said(document)


def test_why_is_what_explain_says(run: ScoringRun) -> None:
    told = tk.explain(run, "G005").indicators.sort("against_peers")
    rows = table(unit_brief(run, "G005", "en"), "drivers").rows
    lost = told.filter(pl.col("against_peers") <= -0.05)["indicator"].to_list()[:3]
    won = told.filter(pl.col("against_peers") >= 0.05)["indicator"].to_list()[-3:]
    assert [row[0] for row in rows] == [run.framework.label(i, "en") for i in lost + won]
    assert [float(row[5].replace("−", "-")) for row in rows] == sorted(float(row[5].replace("−", "-")) for row in rows)


@pytest.fixture(scope="module")
def strict() -> ScoringRun:
    """Standards of 70: most groups are below one."""
    nodes = framework().with_columns(standard=pl.when(pl.col("standard").is_not_null()).then(pl.lit(70.0)))
    return make_run(6, study=tk.Study(framework=nodes), about={"synthetic": "true"})


def of_indicators(run: ScoringRun) -> pl.DataFrame:
    """Flags of groups at indicators."""
    held = run.flags.filter(level="group", period=run.latest, outcome="flagged")
    return held.filter(pl.col("node").is_in(run.framework.indicators))


@pytest.mark.parametrize("lang", LANGS)
def test_flags_with_their_reason_and_the_lowest_school(strict: ScoringRun, lang: str) -> None:
    flags = of_indicators(strict)
    group, node, reason = flags.select("unit_id", "node", "reason" if lang == "zh" else "message").row(0)
    rows = dict(table(unit_brief(strict, group, lang), "flags").rows)
    schools = strict.members.filter(period=strict.latest, group_id=group)["school_id"].to_list()
    values = strict.values.filter(pl.col("unit_id").is_in(schools), period=strict.latest, indicator=node)
    school, value = values.sort("value").select("unit_id", "value").row(0)
    assert strict.name(school, lang) in rows[reason]
    assert f"{value:.4g}" in rows[reason]


def test_counts_under_ten_and_what_rests_on_them_are_not_printed(strict: ScoringRun) -> None:
    few = replace(strict, values=strict.values.with_columns(n=pl.lit(7, pl.Int64)))
    flags = of_indicators(few)
    group = flags["unit_id"][0]
    for lang in LANGS:
        document = unit_brief(few, group, lang)
        assert {row[4] for row in table(document, "drivers").rows} == {records(7, lang)}
        assert {row[1] for row in table(document, "drivers").rows} == {"–"}
        labels = [few.framework.label(node, lang) for node in flags.filter(unit_id=group)["node"]]
        rows = [row for row in table(document, "flags").rows if row[0].startswith(tuple(labels))]
        assert rows
        assert [cell for row in rows for cell in row if re.search(r"\d\d\.|%", cell)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_of_all_flags_does_not_print_them_either(strict: ScoringRun, lang: str) -> None:
    few = replace(strict, values=strict.values.with_columns(n=pl.lit(7, pl.Int64)))
    flags = of_indicators(few)
    reasons = flags["reason" if lang == "zh" else "message"].to_list()
    rows = {(row[1], row[5]) for row in table(city_report(few, lang), "all-flags").rows}
    assert reasons
    assert not {reason for _, reason in rows} & set(reasons)
    assert set(flags["unit_id"]) <= {unit for unit, reason in rows if records(7, lang) in reason}
    assert set(reasons) <= {row[5] for row in table(city_report(strict, lang), "all-flags").rows}


def test_a_group_without_data_is_not_assessable_and_says_what_lacks(run: ScoringRun) -> None:
    document = unit_brief(run, "G003", "en")
    assert facts(document)["score"] == "not assessable"
    assert facts(document)["coverage"] == "0%"
    assert "Indicators without data: " in said(document)
    assert [b for b in document.blocks if isinstance(b, Figure)] == []


def test_it_says_that_it_is_synthetic_for_enquiry_and_configuration(run: ScoringRun) -> None:
    for lang, words in (
        ("zh", ("合成数据", "供核查", "配置，不是官方规定")),
        ("en", ("SYNTHETIC", "For enquiry", "not official")),
    ):
        document = unit_brief(run, "G001", lang)
        assert all(word in said(document) for word in words)
        assert run.fingerprint in document.mark


@pytest.mark.parametrize("lang", LANGS)
def test_a_brief_is_one_page_whatever_the_names(hostile: ScoringRun, lang: str, tmp_path: Path) -> None:
    for group in ("G001", "G002", "G008"):
        text = pdf_text(to_pdf(unit_brief(hostile, group, lang)), tmp_path / "brief.pdf")
        assert text.count("\f") == 1
        assert squeezed(hostile.name(group, lang)) in squeezed(text)


def test_all_kinds_of_files(run: ScoringRun, tmp_path: Path) -> None:
    page = Page(tk.brief(run, "G001", tmp_path / "b.html", "zh").read_text(encoding="utf-8")).root
    assert page.all("h1")[0].text == "第1教育集团：简报"
    assert (
        docx.Document(str(tk.brief(run, "G001", tmp_path / "b.docx", "en"))).paragraphs[0].text
        == "School Group 1: brief"
    )
    with pytest.raises(OptionError, match=r"Unknown kind of report '.txt'"):
        tk.brief(run, "G001", tmp_path / "b.txt")
    with pytest.raises(OptionError, match="G0011"):
        tk.brief(run, "G0011", tmp_path / "b.pdf")


def test_the_command_writes_a_brief_of_every_group_or_of_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = make_run(3, 2, missing=()).save(tmp_path, charts=False)
    assert command(home, tmp_path / "briefs", "", "", True, "en", "json") == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"briefs": 3}
    assert sorted(p.name for p in (tmp_path / "briefs").iterdir()) == [f"G00{i}.en.pdf" for i in (1, 2, 3)]
    done = duxue("report", home, "one.pdf", "--unit", "G002", "--lang", "zh", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "第2教育集团" in pdf_text((tmp_path / "one.pdf").read_bytes(), tmp_path / "again.pdf")


def test_options_of_the_command_that_exclude_one_another(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="leave --unit and --level out"):
        command(tmp_path, tmp_path, "G002", "", True, "en", "text")
    with pytest.raises(OptionError, match="give --unit too"):
        command(tmp_path, tmp_path, "", "group", False, "en", "text")
