"""Hidden values, as anybody would write them, are in no file that is passed on."""

import re
from html import unescape
from pathlib import Path

import polars as pl
import pytest

from toolkit.charts import alt_text
from toolkit.charts.heatmap import heatmap_table
from toolkit.charts.waterfall import waterfall_table
from toolkit.disclosure import hidden, internal, published
from toolkit.disclosure.kinds import kinds
from toolkit.report import brief, report
from toolkit.scoring_run import ScoringRun

KEY = ["level", "unit_id", "period"]


def written(value: float) -> set[str]:
    """The number as reports, charts and tables write it, where that has four digits or more: a 10.0 stands for many things."""
    if len(f"{value:.4g}".lstrip("-0.").replace(".", "")) < 4:
        return set()
    return {f"{value:.4g}", f"{value:.10g}", f"{value:.2f}" if abs(value) >= 10 else f"{value:.4f}"}


def secrets(run: ScoringRun, level: str) -> dict[str, set[str]]:
    """Unit -> forms of its hidden values in the latest period that no published number of the unit shares."""
    gone = hidden(run).filter(level=level, period=run.latest).rename({"node": "indicator"})
    values = run.values.join(gone, on=[*KEY, "indicator"], how="semi")
    view = published(run)
    open_: dict[str, set[str]] = {}
    for unit, value in view.values.filter(level=level).select("unit_id", "value").drop_nulls().iter_rows():
        open_.setdefault(unit, set()).update(written(value))
    columns = ("score", "lower", "upper", "coverage")
    for unit, *numbers in view.scores.filter(level=level).select("unit_id", *columns).iter_rows():
        open_.setdefault(unit, set()).update(f for x in numbers if x is not None for f in written(x))
    found: dict[str, set[str]] = {}
    for unit, value in values.select("unit_id", "value").iter_rows():
        found.setdefault(unit, set()).update(written(value) - open_.get(unit, set()))
    return {unit: forms for unit, forms in found.items() if forms}


def leaks(text: str, forms: set[str]) -> list[str]:
    return [f for f in forms if re.search(rf"(?<![\d.]){re.escape(f)}(?![\d])", text)]


def plain(html: str) -> str:
    """The words of a page: what is visible, and titles, labels and alternative texts."""
    labels = " ".join(re.findall(r'(?:aria-label|alt|title)="([^"]*)"', html))
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|script).*?</\1>", " ", html, flags=re.S)) + " " + labels)


def test_the_test_can_fail(run: ScoringRun) -> None:
    """The tables of the run itself tell every hidden value."""
    told = secrets(run, "school")
    assert len(told) > 20
    rows = run.values.filter(level="school", period=run.latest).drop_nulls("value")
    text = {u: " ".join(f"{x:.4g}" for x in v) for u, v in rows.group_by("unit_id").agg("value").iter_rows()}
    assert all(leaks(text[unit], forms) for unit, forms in told.items())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_row_of_the_report_tells_a_hidden_value_of_its_unit(run: ScoringRun, lang: str, tmp_path: Path) -> None:
    page = report(run, tmp_path / "report.html", lang).read_text(encoding="utf-8")
    rows = [plain(row) for row in re.findall(r"<tr.*?</tr>", page, flags=re.S)]
    for level in ("group", "school"):
        for unit, forms in secrets(run, level).items():
            name = run.name(unit, lang, level=level)
            assert [leaks(row, forms) for row in rows if (unit in row or name in row) and leaks(row, forms)] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_brief_tells_a_hidden_value(run: ScoringRun, lang: str, tmp_path: Path) -> None:
    told = secrets(run, "group")
    assert told
    for unit, forms in list(told.items())[:4]:
        text = plain(brief(run, unit, tmp_path / "brief.html", lang, level="group").read_text(encoding="utf-8"))
        assert leaks(text, forms) == []


def test_no_cell_of_workbook_or_csv_is_a_hidden_value(run: ScoringRun, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    home = run.save(tmp_path, charts=False)
    book = CalamineWorkbook.from_path(home / "results.xlsx")
    rows = [" | ".join(map(str, row)) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    rows += (home / "scores.csv").read_text(encoding="utf-8-sig").splitlines()
    for level in ("group", "school"):
        for unit, forms in secrets(run, level).items():
            assert [row for row in rows if unit in row and leaks(row, forms)] == []


def test_charts_and_their_sentences_are_drawn_without_hidden_values(run: ScoringRun) -> None:
    """The heat map and the waterfall are the charts that show indicators."""
    view, gone = published(run), hidden(run).filter(level="group", period=run.latest)
    nodes = gone.filter(pl.col("node").is_in(run.framework.indicators))
    heat = heatmap_table(view, level="group").join(
        nodes.select("unit_id", indicator="node"), on=["unit_id", "indicator"], how="semi"
    )
    assert heat["normalised"].null_count() == heat.height > 0
    for unit in nodes["unit_id"].unique().sort().head(3):
        drawn = waterfall_table(view, unit, level="group")
        assert drawn.height > 0
        for name, forms in ((name, secrets(run, "group").get(unit, set())) for name in ("waterfall", "profile")):
            options = {"unit_id": unit, "level": "group"}
            assert leaks(alt_text(view, name, "en", **options), forms) == []


def test_the_internal_report_says_so_on_every_page(run: ScoringRun, tmp_path: Path) -> None:
    inside = report(run, tmp_path / "in.html", "zh", internal=True).read_text(encoding="utf-8")
    outside = report(run, tmp_path / "out.html", "zh").read_text(encoding="utf-8")
    assert inside.count("内部资料，不得公开") >= 5  # the foot of the page and of every chart
    assert "内部资料" not in outside
    assert internal(published(run)).values.equals(run.values)


def test_the_saved_run_is_whole(run: ScoringRun, tmp_path: Path) -> None:
    from toolkit.save import load_run

    assert load_run(run.save(tmp_path, charts=False)).values.equals(run.values)


def test_what_a_reader_may_see_can_be_saved_as_a_run(run: ScoringRun, tmp_path: Path) -> None:
    home = published(run).save(tmp_path, charts=False)
    values = pl.read_parquet(home / "values.parquet")
    persons = kinds(run, run.study.disclosure).filter(pl.col("kind") != "nobody")["indicator"].implode()
    assert values.filter(pl.col("n") > 0, pl.col("n") < 10, pl.col("indicator").is_in(persons)).height == 0
    assert (values["status"] == "suppressed").any()
