"""The page alone: nothing of the data is markup, nothing is loaded, everybody can use it, small counts stay out."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import toolkit as tk
from tests.panel.conftest import Opened, open_page
from tests.panel.runs import NAMES, framework, hard_run, hard_values
from tests.report.pages import Element, Page
from toolkit import disclosure
from toolkit.charts._palette import contrast
from toolkit.errors import OptionError, OutputError
from toolkit.matrix import KEYS
from toolkit.panel.content import content, field_of
from toolkit.panel.packed import packed
from toolkit.panel.page import source
from toolkit.panel.shared import StaticPanel
from toolkit.panel.withheld import publishable
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study

LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def pages(run: ScoringRun, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    return {lang: StaticPanel(field_of(run, lang)).save(folder / f"panel.{lang}.html") for lang in LANGS}


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def shown(opened: Opened) -> Element:
    """What stands in the browser, as it would be written down."""
    return Page(
        "<x>"
        + str(opened.page.evaluate("() => new XMLSerializer().serializeToString(document.querySelector('main'))"))
        + "</x>"
    ).root


def test_only_its_own_script_and_style_run_and_nothing_is_loaded(
    lang: str, pages: dict[str, Path], browser: Any
) -> None:
    text = pages[lang].read_text(encoding="utf-8")
    policy = str(re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]).replace("&#39;", "'")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag, kind in (('script type="module"', "script"), ("style", "style")):
        inside = text.split(f"<{tag}>")[1].split(f"</{kind}>")[0]
        assert f"{kind}-src 'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'" in policy
    assert (
        re.findall(r"url\((?!data:font/woff;base64,)|https?://(?!www.w3.org)|@import|\bfetch\(|XMLHttp|eval\(", text)
        == []
    )
    opened = open_page(browser, pages[lang])
    opened.number("A", 55)
    opened.choose("aggregator", "median")
    assert opened.said == []
    assert opened.asked == [pages[lang].as_uri()]


def test_names_are_text_and_never_markup(lang: str, pages: dict[str, Path], browser: Any) -> None:
    opened = open_page(browser, pages[lang])
    units = [t.strip() for t in opened.page.locator("tbody th.c-unit").all_text_contents()]
    for group, names in NAMES.items():
        assert f"{' '.join(names[LANGS.index(lang)].split())} {group}" in units
    assert opened.page.locator("main script").count() == 0
    assert pages[lang].read_text(encoding="utf-8").count("<script") == 2


def test_a_spreadsheet_takes_no_name_for_a_formula(pages: dict[str, Path], browser: Any) -> None:
    scores = open_page(browser, pages["en"]).scores()
    assert scores["total", "G003"]["name"] == "'=HYPERLINK(1)"
    assert scores["total", "G004"]["name"] == "Line break, comma"
    assert scores["total", "G004"]["note"] == "A what-if, not a result."


def test_headings_labels_and_tables_are_there_for_everyone(lang: str, pages: dict[str, Path], browser: Any) -> None:
    root = shown(open_page(browser, pages[lang]))
    levels = [int(h.tag[1]) for h in root.all("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    ids = [e.attributes["id"] for e in root.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    labelled = {e.attributes["for"] for e in root.all("label")}
    for control in root.all("select", "input"):
        assert control.attributes.get("id") in labelled or control.attributes.get("aria-label"), control.attributes
    for table in root.all("table"):
        assert table.all("caption")[0].text
        assert all(c.attributes["scope"] in ("col", "row") for c in table.all("th"))
    assert [e.attributes["role"] for e in root.all("p") if "role" in e.attributes] == ["alert", "status"]
    html = pages[lang].read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in html if lang == "zh" else '<html lang="en">' in html
    assert "<noscript>" in html


def test_colours_of_text_can_be_read_and_nothing_moves() -> None:
    style = source("panel.css") + source("page.css")

    def rgb(colour: str) -> tuple[float, ...]:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
        return tuple(int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))

    inks = set(re.findall(r"(?<![-\w])color: (#[0-9a-f]{3,6})", style))
    papers = {
        p for p in re.findall(r"background: (#[0-9a-f]{3,6})", style) if p not in ("#0072b2", "#1a1a1a", "#e6e6e6")
    }  # bars
    assert len(inks) > 4
    assert len(papers) > 3
    assert [(i, p) for i in inks for p in papers if contrast(rgb(i), rgb(p)) < 4.5] == []
    assert re.findall(r"transition|animation|scroll-behavior", style) == []


def test_a_keyboard_moves_a_weight_and_finds_a_unit(pages: dict[str, Path], browser: Any) -> None:
    opened = open_page(browser, pages["en"])
    before = opened.page.locator(".shares output").first.text_content()
    opened.page.locator('input[type=range][data-node="A"]').focus()
    for _ in range(5):
        opened.page.keyboard.press("ArrowRight")
    assert opened.page.locator(".shares output").first.text_content() != before
    assert "ranks changed" in opened.page.locator(".status").text_content()
    opened.page.get_by_label("Find a name or id").fill("g005")
    assert opened.page.locator("tbody th.c-unit").all_text_contents() == ["Group 5 G005"]
    opened.page.get_by_label("Find a name or id").fill("")
    opened.page.get_by_label("Sort by").select_option("change")
    moves = [int(re.sub(r"[^\d]", "", t) or -1) for t in opened.page.locator("tbody .c-change").all_text_contents()]
    assert moves == sorted(moves, reverse=True)
    opened.page.get_by_label("Show", exact=True).select_option(label="Node A")
    assert opened.page.locator("caption").first.text_content().startswith("Node A: 40 of 40 shown")


def test_it_fits_a_narrow_screen_and_paper(lang: str, pages: dict[str, Path], browser: Any) -> None:
    opened = open_page(browser, pages[lang], viewport={"width": 360, "height": 740})
    assert opened.page.evaluate("() => document.documentElement.scrollWidth") <= 360
    assert opened.page.locator("tbody .c-range").first.is_hidden()
    opened.page.emulate_media(media="print")
    assert opened.page.get_by_role("button").first.is_hidden()
    opened.page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert opened.page.locator("details:not([open])").count() == 0


def test_a_thousand_units_are_shown_a_page_at_a_time(browser: Any, tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    nodes = [f"I{i:02}" for i in range(50)]
    dims = [f"D{i}" for i in range(5)]
    rows = [("index", None), *((d, "index") for d in dims), *((n, dims[i // 10]) for i, n in enumerate(nodes))]
    tree = pl.DataFrame(rows, schema=["node", "parent"], orient="row")
    values = pl.DataFrame({"unit_id": np.repeat([f"U{i:04}" for i in range(1000)], 50), "period": "2025"}).with_columns(
        pl.Series("indicator", nodes * 1000), pl.Series("value", random.normal(50, 10, 50_000))
    )
    panel = StaticPanel(field_of(Study(framework=tree, normaliser="minmax").score(values), "en"))
    opened = open_page(browser, panel.save(tmp_path / "panel.html"))
    assert opened.page.locator("tbody th.c-unit").count() == 50
    opened.press("Show 50 more")
    assert opened.page.locator("tbody th.c-unit").count() == 100
    opened.number("D0", 70)
    panel.weights["D0"] = 3.5
    scored = panel.score().scores.filter(node="index").sort("unit_id")
    found = opened.scores()
    assert [found["index", u]["rank"] for u in scored["unit_id"]] == [str(r) for r in scored["rank"]]
    assert opened.said == []


def test_what_may_not_be_published_is_not_in_the_page(browser: Any, tmp_path: Path) -> None:
    run = hard_run(values=hard_values(few=7))
    few = run.values.filter(pl.col("n").is_between(1, 9), level="group", period=run.latest)
    assert few.height > 3
    panel = StaticPanel(field_of(run, "en"))
    opened = open_page(browser, panel.save(tmp_path / "panel.html"))
    field = publishable(panel.field)
    values = pl.DataFrame(field.treated.values, schema=list(field.treated.indicators))
    rows = field.treated.keys.hstack(values).filter(field.rows).unpivot(index=KEYS, variable_name="indicator")
    held = rows.filter(pl.col("value").is_not_nan()).select(*KEYS, "indicator", "value").sort(*KEYS, "indicator")
    view = disclosure.published(run).values.filter(level="group", period=run.latest).drop_nulls("value")
    assert held.equals(view.select(held.columns).sort(*KEYS, "indicator"))
    assert held.join(few, on=[*KEYS, "indicator"]).height == 0
    of_all = run.values.filter(level="group", period=run.latest)["value"].count()
    assert f"{of_all - held.height} values that may not be published" in opened.page.locator("header").text_content()
    assert run.fingerprint in opened.page.locator("footer").text_content()
    found = opened.scores()
    for row in field.run.scores.filter(level="group", period=run.latest, node="total").iter_rows(named=True):
        assert found["total", row["unit_id"]]["rank"] == ("" if row["rank"] is None else str(row["rank"]))


def test_an_internal_page_says_so_and_a_published_view_stays_one(tmp_path: Path) -> None:
    run = hard_run(values=hard_values(few=7))
    inside = StaticPanel(field_of(disclosure.internal(run), "en"))
    assert publishable(inside.field) is inside.field
    assert "Internal: this holds values" in inside.save(tmp_path / "internal.html").read_text(encoding="utf-8")
    view = tk.panel(disclosure.published(run), lang="en")
    assert view.field.withheld == publishable(field_of(run, "en")).withheld > 0
    assert (
        view.save(tmp_path / "view.html").read_bytes()
        == tk.panel(run, lang="en").save(tmp_path / "run.html").read_bytes()
    )


def test_nothing_but_ids_names_and_numbers_of_units_goes_in(run: ScoringRun) -> None:
    data = content(field_of(run, "en"))
    assert set(data["units"]) == {"id", "name", "ranges"}
    assert len(data["units"]["id"]) == run.scores.filter(level="group", period=run.latest, node="total").height
    text = json.dumps(data)
    assert "S0010" not in text.replace(
        json.dumps(data["normalisers"]), ""
    )  # a school is named only where a mean refuses it


def test_the_file_is_whole_or_absent_and_always_the_same(
    run: ScoringRun, pages: dict[str, Path], tmp_path: Path
) -> None:
    panel = StaticPanel(field_of(run, "zh"))
    assert panel.save(tmp_path / "again.html").read_bytes() == pages["zh"].read_bytes()
    with pytest.raises(OptionError, match=r"must end in \.html"):
        panel.save(tmp_path / "panel.pdf")
    with pytest.raises(OutputError, match="no folder"):
        panel.save(tmp_path / "nowhere" / "panel.html")
    assert [p.name for p in tmp_path.iterdir()] == ["again.html"]


@pytest.mark.parametrize("choice", ["topsis", "owa"])
def test_a_run_that_the_page_can_not_compute_is_refused(choice: str) -> None:
    with pytest.raises(OptionError, match=f"can't compute '{choice}', by which the run aggregates"):
        _ = field_of(hard_run(aggregator=choice), "en").aggregators
    tree = framework(B={"aggregator": choice})
    with pytest.raises(OptionError, match=f"can't compute '{choice}', by which the framework aggregates 'B'"):
        _ = field_of(hard_run(framework=tree), "en").aggregators


def test_a_run_with_the_parameters_of_another_year_is_refused() -> None:
    values = hard_values()
    fitted = Study(framework=framework(), normaliser="minmax").fit(values.filter(period="2024-25"))
    later = fitted.score(values.filter(period="2025-26"))
    with pytest.raises(OptionError, match="can't be repeated from its own values"):
        StaticPanel(field_of(later, "en"))


def test_packing_loses_no_bit() -> None:
    for array in (np.array([[1.5, np.nan], [2.5, 1.5]]), np.random.default_rng(0).normal(size=(50, 3))):
        data = packed(array)
        if "floats" in data:
            flat = np.frombuffer(base64.b64decode(data["floats"]), "<f8")
        else:
            levels = np.append(np.frombuffer(base64.b64decode(data["levels"]), "<f8"), np.nan)
            codes = np.frombuffer(base64.b64decode(data["codes"]), "<u2")
            flat = levels[np.minimum(codes, len(levels) - 1)]
        np.testing.assert_array_equal(flat.reshape(array.shape[1], -1).T, array)
