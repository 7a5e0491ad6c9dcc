"""Decline: a score that has truly fallen below its own level of the years before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.flags._changes import KEYS, least, scores_built, since_before
from toolkit.flags._fall import DEFAULT, fallen, same, say_unknown
from toolkit.flags._table import flags_table, number, percent

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun


def decline(run: ScoringRun) -> pl.DataFrame:
    """Flag a score that lies truly `flags.decline` points below its mean of the `flags.rounds` periods before.

    P = P(true change < -limit), by `posterior_below` with `flags.change_prior` over the changes of the same level, node and
    period. The limit is `flags.decline`, or where ten units or more have changed three robust standard deviations of
    their true changes (`between_peers`), if that is more: where all swing, a swing is no news. Several years before have a smaller error than one, and a single good year does not make the next one a decline.
    `sharp_change` looks at one step, in both directions.

    Only periods whose score was built from the same indicators are compared, and for a group the same schools. No score, no comparable period, an unknown
    error: not assessable. Nothing is said of the first period of the run.
    """
    settings = run.study.flags
    rows = since_before(run, scores_built(run), KEYS)
    rows = rows.join(run.framework.nodes.select("node", "label_zh", "label_en"), on="node")
    rows = rows.join(least(run, settings.decline, DEFAULT), on="node")
    field = ["level", "node", "period"]
    rows = fallen(rows, field, settings)
    return flags_table(rows.with_columns(**_sentences()), "decline")


def _sentences() -> dict[str, pl.Expr]:
    zh = pl.format(
        "{}：{}，此前 {} 期（自 {} 起）平均 {}，变化 {}{}；确实下降超过 {} 分的概率 {}。供核查。",
        "label_zh", number("score"), "compared", "since", number("before"), number("estimate"), same("zh"), number("limit"),
        percent("probability"),
    )  # fmt: skip
    en = pl.format(
        "{}: {}, mean of {} period(s) before (from {}) {}, change {}{}; probability of a true fall beyond {} points {}. "
        "For enquiry.",
        "label_en", number("score"), "compared", "since", number("before"), number("estimate"), same("en"), number("limit"),
        percent("probability"),
    )  # fmt: skip
    return {
        "reason": pl.coalesce(say_unknown("zh", "score"), zh),
        "message": pl.coalesce(say_unknown("en", "score"), en),
    }
