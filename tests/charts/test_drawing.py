"""Every chart of the registry: nothing missing, nothing cut, nothing on top of something else, the same bytes each time."""

import functools
import itertools
import re
from collections.abc import Callable
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tests.charts.boxes import Texts, cut, on_the_drawing, overlapping, texts
from tests.charts.conftest import LONG, hostile_run
from tests.charts.runs import make_run
from toolkit.charts import (
    CHARTS,
    alt_text,
    heatmap,
    map,
    members,
    profile,
    radar,
    ranking,
    save_chart,
    save_charts,
    schemes,
    slope,
    svg_text,
    waterfall,
)
from toolkit.charts._palette import SEQUENCE, contrast, ink_on
from toolkit.charts._saving import OF_REPLICATES, OF_SUPERVISION
from toolkit.errors import OptionError
from toolkit.scoring_run import ScoringRun

LANGS = ("zh", "en")
SCHEMES = {
    "as_scored": None,
    "equal": "equal",
    "critic": "critic",
    "梁教授与专家组二〇二五年第三轮意见": {"resources": 8, "teaching": 1, "satisfaction": 1},
    "what a panel of $n$ experts said <b>last</b> year": {"resources": 1, "teaching": 1, "satisfaction": 8},
    "benefit_of_doubt": "benefit_of_doubt",
}
VARIANTS: dict[str, Callable[..., Axes]] = {
    **CHARTS,
    "ranking of schools": lambda run, **o: ranking(run, level="school", top=10, bottom=5, **o),
    "ranking cut": lambda run, **o: ranking(run, top=4, bottom=4, **o),
    "profile of one": lambda run, **o: profile(run, "G002", **o),
    "profile of the unassessed": lambda run, **o: profile(run, "G003", **o),
    "slope of schools": lambda run, **o: slope(run, level="school", since="previous", named=25, **o),
    "slope without anything before": lambda run, **o: slope(run, period="2023-24", **o),
    "radar of one": lambda run, **o: radar(run, "G002", **o),
    "radar of the unassessed": lambda run, **o: radar(run, "G003", **o),
    "waterfall of a dimension": lambda run, **o: waterfall(run, "G002", node="teaching", **o),
    "waterfall of the unassessed": lambda run, **o: waterfall(run, "G003", **o),
    "heatmap of a dimension": lambda run, **o: heatmap(run, level="school", node="teaching", top=12, **o),
    "widest members": lambda run, **o: members(run, top=5, **o),
    "schemes of everything": lambda run, **o: schemes(run, schemes=SCHEMES, named=25, **o),
    "schemes of one dimension": lambda run, **o: schemes(run, node="teaching", level="school", **o),
    "map without places": lambda run, **o: map(run, tiles={}, **o),
}
OF_STANDARDS = ("posterior", "status_history", "status_change")
"""Charts of an indicator in its own unit."""
WRITTEN_ON = ("map", "status_change", "radar", "small_multiples")
"""Charts that have texts inside."""
EVERY = pytest.mark.parametrize(("name", "lang"), list(itertools.product(VARIANTS, LANGS)))


@functools.cache
def drawn(name: str, lang: str) -> tuple[Axes, Texts]:
    """A chart of the hostile run and its texts, drawn once for all tests."""
    axes = VARIANTS[name](hostile_run(), lang=lang)
    return axes, texts(axes)


@EVERY
def test_no_text_is_cut_by_the_edge(name: str, lang: str) -> None:
    assert cut(*drawn(name, lang)) == []


@EVERY
def test_no_text_lies_on_another(name: str, lang: str) -> None:
    assert overlapping(drawn(name, lang)[1]) == []


@pytest.mark.parametrize(
    ("name", "lang"), [(n, lang) for n, lang in itertools.product(VARIANTS, LANGS) if not n.startswith(WRITTEN_ON)]
)
def test_no_name_lies_on_the_drawing(name: str, lang: str) -> None:
    assert on_the_drawing(*drawn(name, lang)) == []


@EVERY
def test_every_chart_says_what_it_is(name: str, lang: str) -> None:
    said = "".join(text for text, _ in drawn(name, lang)[1])
    assert hostile_run().fingerprint in said
    assert {"zh": "合成数据", "en": "SYNTHETIC DATA"}[lang] in said
    assert {"zh": "供核查", "en": "for enquiry"}[lang] in said
    if name not in ("weights", *OF_SUPERVISION):
        assert "2025-26" in said or "2023-24" in said
        assert {"zh": "得分", "en": "score"}[lang] in said.lower() or name.startswith(OF_STANDARDS)
    without = ("weights", "schemes", *OF_REPLICATES, *OF_STANDARDS, *OF_SUPERVISION)  # these have no scale of scores
    assert "0–100" in said or name.startswith(without)


def test_real_data_carry_no_synthetic_mark() -> None:
    said = "".join(text for text, _ in texts(ranking(make_run(3, missing=()), lang="en")))
    assert "SYNTHETIC" not in said


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_not_shown_is_counted(lang: str, hostile: ScoringRun) -> None:
    said = " ".join(text for text, _ in texts(ranking(hostile, top=10, bottom=5, lang=lang)))
    missing = {"zh": "数据不足,无法判断（2）", "en": "Not assessable (2)"}
    assert {"zh": "未显示：28", "en": "Not shown: 28"}[lang] in said  # 45 groups, 2 without data, 15 shown
    assert missing[lang] in said


def test_a_formula_and_markup_in_a_name_are_only_a_name(hostile: ScoringRun) -> None:
    said = [text for text, _ in drawn("ranking", "zh")[1]]
    assert "$x^2$ <script>alert(1)</script> & 集团" in said
    assert "换 行 集团" in said
    assert "同名集团 G006" in said
    svg = svg_text(ranking(hostile, lang="zh"))
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_long_names_end_in_an_ellipsis_and_stay_apart() -> None:
    said = [text for text, _ in drawn("ranking", "zh")[1]]
    cut = sorted(text for text in said if text.startswith(LONG[0][:8]))
    assert [text[-6:] for text in cut] == ["… G002", "… G005"]


def test_errors_unknown_leaves_out_the_intervals() -> None:
    run = make_run(5, se=None, missing=())
    said = "".join(text for text, _ in texts(ranking(run, lang="en")))
    assert "Standard errors are unknown" in said
    assert "95%" not in said


@pytest.mark.parametrize(("name", "lang"), list(itertools.product(CHARTS, LANGS)))
def test_the_users_axes_are_drawn_on_and_kept(name: str, lang: str, run: ScoringRun) -> None:
    figure = Figure(figsize=(11, 6), layout="constrained")
    ours, other = figure.subplots(1, 2)
    assert CHARTS[name](run, lang=lang, ax=ours) is ours
    FigureCanvasAgg(figure).draw()
    assert tuple(figure.get_size_inches()) == (11, 6)
    assert not other.has_data()
    assert run.fingerprint in "".join(t.get_text() for t in ours.texts)


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
@pytest.mark.parametrize("name", CHARTS)
def test_the_same_run_gives_the_same_bytes(name: str, kind: str, run: ScoringRun, tmp_path: Path) -> None:
    paths = [save_chart(CHARTS[name](run), tmp_path / f"{i}.{kind}", alt="alt") for i in (1, 2)]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert b"matplotlib" not in paths[0].read_bytes().replace(b"matplotlib.org", b"") or kind == "svg"
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"1.{kind}", f"2.{kind}"]


def test_files_carry_no_date_and_say_what_they_show(run: ScoringRun, tmp_path: Path) -> None:
    svg = save_chart(ranking(run), tmp_path / "a.svg", alt="图中文字 <&>").read_text(encoding="utf-8")
    assert "<dc:date>" not in svg
    assert "图中文字 &lt;&amp;&gt;" in svg
    png = save_chart(ranking(run), tmp_path / "a.png", alt="what it shows").read_bytes()
    assert b"what it shows" in png


def test_a_standalone_svg_needs_no_font(run: ScoringRun, tmp_path: Path) -> None:
    assert "<text" not in save_chart(ranking(run), tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<text" in svg_text(ranking(run))


def test_other_kinds_of_files_are_refused(run: ScoringRun, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"not '\.jpg'"):
        save_chart(ranking(run), tmp_path / "a.jpg")


def test_charts_of_a_run_in_both_languages(run: ScoringRun, tmp_path: Path) -> None:
    paths = save_charts(run, tmp_path / "charts")
    assert sorted(p.name for p in paths) == sorted(
        f"{n}.{lang}.{kind}"
        for n in set(CHARTS)
        - {"schemes", "caterpillar", "radar", "waterfall", "trajectory", *OF_REPLICATES, *OF_SUPERVISION}
        for lang in LANGS
        for kind in ("png", "svg")
    )
    assert all(p.stat().st_size > 1000 for p in paths)


def test_only_charts_that_the_run_has_data_for(tmp_path: Path) -> None:
    import polars as pl

    run = make_run(3, 2, periods=("2025-26",), missing=())
    values = run.values.filter(pl.col("level") == "school").with_columns(level=pl.lit("unit"))
    generic = run.study.score(values)
    names = {p.name.split(".")[0] for p in save_charts(generic, tmp_path, "en")}
    assert names == {"ranking", "profile", "heatmap", "weights", "posterior"}
    with pytest.raises(OptionError, match="no member schools"):
        members(generic)


@pytest.mark.parametrize(("name", "lang"), list(itertools.product(CHARTS, LANGS)))
def test_alternative_text_is_one_sentence_with_numbers(name: str, lang: str, hostile: ScoringRun) -> None:
    text = alt_text(hostile, name, lang)
    assert re.search(r"\d", text)
    assert text.endswith({"zh": "。", "en": "."}[lang])
    assert text.count({"zh": "。", "en": ". "}[lang]) == {"zh": 1, "en": 0}[lang]
    assert "\n" not in text
    assert "None" not in text


def test_alternative_text_names_best_and_worst(run: ScoringRun) -> None:
    rows = run.scores.filter(level="group", period="2025-26", node="total").drop_nulls("score").sort("score")
    names = dict(run.units.select("unit_id", "name_en").iter_rows())
    text = alt_text(run, "ranking", "en")
    assert f"highest {names[rows['unit_id'][-1]]} ({rows['score'][-1]:.1f})" in text
    assert f"lowest {names[rows['unit_id'][0]]} ({rows['score'][0]:.1f})" in text
    assert "1 not assessable" in text
    with pytest.raises(OptionError, match="Did you mean 'ranking'"):
        alt_text(run, "rankin")


def test_text_on_a_tile_is_readable_at_every_shade() -> None:
    for shade in np.linspace(0, 1, 201):
        colour = matplotlib.colormaps[SEQUENCE](shade)
        assert contrast(colour, {"black": (0, 0, 0), "white": (1, 1, 1)}[ink_on(colour)]) >= 4.5


def test_tiles_grow_lighter_with_the_score_in_print_too() -> None:
    shades = [matplotlib.colormaps[SEQUENCE](x) for x in np.linspace(0.08, 0.92, 50)]
    grey = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b, _ in shades]
    assert grey == sorted(grey)


def test_lines_of_a_slope_differ_without_colour() -> None:
    from toolkit.charts.slope import LOOK

    assert len({(look["linestyle"], look["marker"]) for look in LOOK.values()}) == 3


def test_a_framework_without_dimensions(tmp_path: Path) -> None:
    import polars as pl

    from toolkit.study import Study

    nodes = {
        "node": ["total", "a", "b"],
        "parent": [None, "total", "total"],
        "kind": ["index", "indicator", "indicator"],
    }
    values = {
        "unit_id": ["x", "y", "z"] * 2,
        "period": "2020",
        "indicator": list("aaabbb"),
        "value": [1.0, 2, 3, 3, 1, 2],
    }
    run = Study(framework=pl.DataFrame(nodes | {"weight": [None, "3", "1"]}), normaliser="zscore").score(
        pl.DataFrame(values)
    )
    assert {p.name.split(".")[0] for p in save_charts(run, tmp_path, "en")} == {"ranking", "heatmap", "weights"}
    assert alt_text(run, "weights", "en") == "Weights of 2 indicators; the largest is a (75.0 %)."
    said = [text for text, _ in texts(ranking(run, level="unit", lang="en"))]
    assert "score (points)" in said  # a z-score has no fixed ends
