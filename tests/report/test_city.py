"""From raw tables to the page, on the bundled city."""

from pathlib import Path

import polars as pl
import pytest

import toolkit as tk
from indicators.city import make_city
from tests.report.pages import Page
from toolkit.charts import save_charts
from toolkit.report import city_report
from toolkit.report.blocks import Paragraph, Table
from toolkit.report.one_page import unit_brief


@pytest.fixture(scope="module")
def city() -> tk.ScoringRun:
    return tk.Study(seed=0).run(make_city(groups=16, members=96, periods=("2024-25", "2025-26")))


def test_the_report_of_a_city_in_both_languages(city: tk.ScoringRun, tmp_path: Path) -> None:
    for lang in ("zh", "en"):
        page = Page(tk.report(city, tmp_path / f"report.{lang}.html", lang).read_text(encoding="utf-8")).root
        units = next(t for t in page.all("table") if t.attributes["id"] == "all-units")
        assert len(units.all("tbody")[0].all("tr")) == 16
        assert len(page.all("svg")) == 6
        for person in ("staff_id", "student_id"):
            assert person not in page.text


def test_a_source_names_the_raw_tables_and_the_columns_to_find_a_row_by(city: tk.ScoringRun) -> None:
    for lang, words in (("zh", "学校编号"), ("en", "school id")):
        sources = next(b for b in city_report(city, lang).blocks if isinstance(b, Table) and b.id == "sources")
        rows = {row[1]: row for row in sources.rows}
        assert "school_year" in rows["R4"][3]
        assert words in rows["R4"][3]
        assert len(rows["R4"][2]) > 10


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_change_says_which_indicators_had_no_value_before(city: tk.ScoringRun, lang: str) -> None:
    """Measures of change have no value in the first year, and their joining the index is no rise or fall of anybody."""
    later = {"zh": ("总校学业增值变化", "综合满意度"), "en": ("change in the lead school's value added", "change")}[
        lang
    ]
    before = {"zh": "2024-25 时还没有数值", "en": "Without any value in 2024-25"}[lang]
    for blocks in (city_report(city, lang).blocks, unit_brief(city, "G001", lang).blocks):
        said = [b.text for b in blocks if isinstance(b, Paragraph) and before in b.text]
        assert len(said) == 1
        assert all(name in said[0] for name in later)
    never = pl.col("indicator").is_in(["Q3", "Q4", "T9", "C8"])
    emptied = {c: pl.when(~never).then(c) for c in ("value", "se")}
    missing = pl.when(never).then(pl.lit("missing")).otherwise("status")
    alike = city.study.score(city.values.with_columns(**emptied, status=missing))
    assert not [b for b in city_report(alike, lang).blocks if isinstance(b, Paragraph) and before in b.text]


def test_districts_have_names_on_the_map(city: tk.ScoringRun) -> None:
    assert tk.charts.map_table(city)["name"].to_list()[:2] == ["和平区", "河东区"]


def test_charts_of_a_city(city: tk.ScoringRun, tmp_path: Path) -> None:
    assert len(save_charts(city, tmp_path)) == 48  # twelve charts, two languages, two kinds of files
