"""The numbers behind the charts of flags and status, against the rules and the history that they show."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.charts.runs import make_run
from toolkit.charts import (
    funnel_table,
    posterior,
    posterior_table,
    save_charts,
    status_change_table,
    status_history_table,
)
from toolkit.disclosure import published
from toolkit.errors import OptionError
from toolkit.flags._posterior import posterior_moments
from toolkit.monitoring import StatusRules, change_matrix, status_change, status_history
from toolkit.scoring_run import ScoringRun

LATEST = "2025-26"


def test_funnel_shows_what_the_rule_found(run: ScoringRun) -> None:
    table = funnel_table(run)
    flags = run.flags.filter(rule="peers_outlier", level="group", period=LATEST, node="total")
    both = table.join(flags, on="unit_id", suffix="_flag")
    assert both.height == 12
    assert (both["place"] == "beyond").fill_null(False).to_list() == (both["outcome"] == "flagged").to_list()
    known = table.drop_nulls("place")
    z = (known["score"] - known["middle"]) / (known["se"] ** 2 + known["tau"] ** 2).sqrt()
    assert known["z"].to_numpy() == pytest.approx(z.to_numpy(), abs=1e-12)
    assert known["z"].is_sorted()
    assert known["middle"][0] == pytest.approx(float(np.median(known["score"])), abs=1e-9)
    assert table.filter(pl.col("place").is_null())["unit_id"].to_list() == ["G003"]


def test_posterior_shows_rule_and_interval(run: ScoringRun) -> None:
    table = posterior_table(run, node="T1")
    flags = run.flags.filter(rule="below_standard", level="group", period=LATEST, node="T1")
    assert dict(table.select("unit_id", "probability").iter_rows()) == dict(
        flags.select("unit_id", "probability").iter_rows()
    )
    assert table["probability"].drop_nulls().is_sorted(descending=True)
    assert table["unit_id"][-1] == "G003"
    assert not table["shown"][-1]
    known = table.drop_nulls("value").sort("unit_id")
    mean, variance = posterior_moments(known["value"].to_numpy(), known["se"].to_numpy(), "normal")
    assert known["mean"].to_numpy() == pytest.approx(mean, abs=1e-9)
    assert ((known["upper"] - known["lower"]) / 2 / 1.959964).to_numpy() == pytest.approx(np.sqrt(variance), abs=1e-6)
    assert posterior_table(run, node="T1", top=3)["shown"].sum() == 3


def test_a_node_without_a_standard_is_refused_and_none_at_all_is_said(run: ScoringRun) -> None:
    with pytest.raises(OptionError, match="node with a standard 'T2'"):
        posterior(run, node="T2")
    bare = run.study.replace(
        framework=run.framework.table().with_columns(standard=pl.lit(None, pl.Float64)).cast(pl.String)
    ).score(run.values)
    assert posterior_table(bare, level="school").height == 0
    said = "".join(t.get_text() for t in posterior(bare, level="school", lang="en").figure.texts)
    assert "Nothing has a standard" in said


def test_history_and_matrix_are_those_of_monitoring(run: ScoringRun) -> None:
    rules = StatusRules(watch_enter=0.6)
    table = status_history_table(run, node="T1", rules=rules)
    history = status_history(run, rules, level="group", nodes=["T1"])
    assert table.select(history.columns).sort("unit_id", "period").equals(history.sort("unit_id", "period"))
    order = table.filter(period=LATEST)["status"].replace_strict(
        {"alert": 0, "watch": 1, "not_assessable": 2, "clear": 3}
    )
    assert order.is_sorted()
    counts = status_change_table(run, node="T1")
    assert counts.equals(change_matrix(status_change(status_history(run, level="group", nodes=["T1"]))))
    assert counts.drop("status").to_numpy().sum() == 12


def test_one_period_has_a_status_but_no_change() -> None:
    counts = status_change_table(make_run(12, periods=(LATEST,)))
    assert counts["not_comparable"].sum() == 12


def test_charts_of_both_languages_share_one_history(tmp_path: Path) -> None:
    fresh = published(make_run(12))
    save_charts(fresh, tmp_path, names=["status_history", "status_change", "posterior"])
    ((_, level, node),) = (key for key in fresh.drawn_from if key[0] == "status_history")
    kept = dict(fresh.drawn_from)
    history = kept["status_history", level, node]
    assert history.equals(status_history(fresh, level=level, nodes=[node]))
    status_history_table(fresh, node=node, rules=StatusRules(watch_enter=0.6))
    save_charts(fresh, tmp_path, "en", names=["status_history", "status_change", "posterior"])
    assert fresh.drawn_from.keys() == kept.keys()
    assert all(table is kept[key] for key, table in fresh.drawn_from.items())
    assert fresh.study.score(fresh.values).drawn_from == {}
