"""Charts of item response models: the tables hold the model's numbers, the pictures say what they must, nothing is cut."""

from __future__ import annotations

import importlib
import itertools
import re

import matplotlib
import numpy as np
import polars as pl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from toolkit.charts import information_table, item_curves_table, item_map_table, save_chart
from toolkit.charts.of_models import MODEL_CHARTS
from toolkit.charts.of_models._foot import STYLES
from toolkit.errors import OptionError
from toolkit.models import GradedResponse, RaschModel

LANGS = ("zh", "en")


def answers(items: int, categories: int, persons: int = 600) -> pl.DataFrame:
    rng = np.random.default_rng(7)
    cuts = np.linspace(-1, 1, categories - 1) if categories > 2 else np.zeros(1)
    latent = rng.normal(size=(persons, 1)) - np.linspace(-1, 1, items) + rng.logistic(size=(persons, items))
    names = [f"$x_{j}$ <b>一道很长的题目名称</b> {j}" if j % 3 == 0 else f"Q{j:02d}" for j in range(items)]
    return pl.DataFrame(np.digitize(latent, cuts), schema=names)


@pytest.fixture(scope="module")
def models() -> dict[str, RaschModel | GradedResponse]:
    return {"two": RaschModel().fit(answers(24, 2)), "four": GradedResponse().fit(answers(6, 4))}


@pytest.mark.parametrize(("name", "lang", "which"), list(itertools.product(MODEL_CHARTS, LANGS, ("two", "four"))))
def test_drawing(name: str, lang: str, which: str, models: dict[str, RaschModel | GradedResponse]) -> None:
    model = models[which]
    axes = MODEL_CHARTS[name](model, lang=lang, synthetic=True)
    figure = axes.figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    texts = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]
    said = "".join(t.get_text() for t in texts)
    assert ("合成数据" if lang == "zh" else "SYNTHETIC") in said
    assert "600" in said
    box = figure.bbox
    for text in texts:
        here = text.get_window_extent(canvas.get_renderer())
        inside = here.x0 >= box.x0 - 1 and here.x1 <= box.x1 + 1 and here.y0 >= box.y0 - 1 and here.y1 <= box.y1 + 1
        assert inside or text.get_clip_on() or not axes.get_legend() or here.width == 0, text.get_text()
    ticks = [t.get_window_extent(canvas.get_renderer()) for t in axes.get_xticklabels() if t.get_text()]
    assert not any(a.overlaps(b) for a, b in itertools.pairwise(ticks))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", MODEL_CHARTS)
def test_alternative_text_is_one_sentence_with_numbers(
    name: str, lang: str, models: dict[str, RaschModel | GradedResponse]
) -> None:
    alt = getattr(importlib.import_module(f"toolkit.charts.of_models.{name}"), f"{name}_alt")(models["four"], lang=lang)
    assert re.search(r"\d", alt)
    assert "{" not in alt
    assert alt.endswith("。" if lang == "zh" else ".")


def test_item_map_holds_the_thresholds_easiest_item_first(models: dict[str, RaschModel | GradedResponse]) -> None:
    model = models["four"]
    table = item_map_table(model)
    assert table.height == 18
    for row in table.iter_rows(named=True):
        assert row["location"] == model.items_.filter(item=row["item"])[f"threshold_{row['step']}"].item()
    means = table.group_by("place").agg(pl.col("location").mean()).sort("place")["location"].to_list()
    assert means == sorted(means)


def test_information_is_the_inverse_square_of_the_error_and_the_density_integrates_to_one(
    models: dict[str, RaschModel | GradedResponse],
) -> None:
    table = information_table(models["four"], theta=np.linspace(-8, 8, 401))
    assert (table["information"] * table["se"] ** 2).to_list() == pytest.approx([1.0] * 401)
    assert table["density"].sum() * 16 / 400 == pytest.approx(1.0, abs=1e-6)


def test_curves_of_an_item_sum_to_a_hundred(models: dict[str, RaschModel | GradedResponse]) -> None:
    one = item_curves_table(models["four"], item="Q01")
    assert one.group_by("theta").agg(pl.col("percent").sum())["percent"].to_list() == pytest.approx([100.0] * 121)
    every = item_curves_table(models["two"], theta=[-30.0, 30.0])
    assert every["percent"].to_list() == pytest.approx([0.0, 100.0] * 24, abs=1e-6)


def test_an_unknown_item_or_language_is_refused(models: dict[str, RaschModel | GradedResponse]) -> None:
    with pytest.raises(OptionError, match="Did you mean 'Q0"):
        item_curves_table(models["four"], item="Q0l")
    with pytest.raises(OptionError, match="Unknown language"):
        item_map_table(models["four"], lang="fr")


def test_lines_are_told_apart_without_colour_and_with_it() -> None:
    assert len(set(STYLES)) == len(STYLES)
    assert all(a[0] != b[0] and a[1] != b[1] for a, b in itertools.pairwise(STYLES[:12]))


def test_it_draws_on_axes_that_are_given_and_saves(
    models: dict[str, RaschModel | GradedResponse], tmp_path: object
) -> None:
    from matplotlib.figure import Figure

    axes = Figure(figsize=(6, 4)).add_subplot()
    assert MODEL_CHARTS["item_map"](models["two"], ax=axes, lang="en") is axes
    path = save_chart(axes, f"{tmp_path}/x.svg", alt="map")
    assert "<svg" in path.read_text(encoding="utf-8")
    assert matplotlib.get_backend()
