"""C5 综合满意度. Satisfaction of the four kinds of respondents together, post-stratified."""

from __future__ import annotations

import polars as pl

from indicators._survey import SHARES_EN, SHARES_ZH, composite, last_wave, opinions
from toolkit.indicator import indicator


@indicator(
    "C5",
    zh="综合满意度",
    en="satisfaction of all kinds of respondents together",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"四类对象满意率(C1至C4)的事后分层合成,取本学年最后一批调查。{SHARES_ZH}任一类缺数则缺失。标准误=√Σ(W·该类标准误)²,置信区间由此得出;n为有看法的回答总数。",
    definition_en=f"Satisfied shares of the four kinds of respondents (C1 to C4), post-stratified, last wave of the school year. {SHARES_EN} Missing when one kind has no value. Standard error √Σ(W se)² over the kinds, from which the interval comes; n counts all answers with an opinion.",
    source="survey",
    authority="cfg",
)
def satisfaction(surveys: pl.LazyFrame) -> pl.LazyFrame:
    """Satisfied respondents of all kinds in percent, post-stratified."""
    return composite(opinions(last_wave(surveys)))
