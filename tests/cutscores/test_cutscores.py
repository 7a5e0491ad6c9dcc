"""Cut scores against other implementations, formulas by hand and simulation; their error reaches the flags."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from toolkit.cutscores import CUT_SCORES, angoff, bookmark, borderline_group, contrasting_groups
from toolkit.errors import DataError, OptionError
from toolkit.flags import posterior_below

RATINGS = {"A": (0.5, 0.7, 0.9), "B": (0.4, 0.6, 0.8), "C": (0.6, 0.9, 0.9)}


def ratings() -> pl.DataFrame:
    rows = [(j, f"item{i}", p) for j, row in RATINGS.items() for i, p in enumerate(row)]
    return pl.DataFrame(rows, schema=["judge", "item", "probability"], orient="row")


def test_angoff_is_the_mean_of_the_sums() -> None:
    sums = np.array([sum(r) for r in RATINGS.values()])
    cut = angoff(ratings())
    assert (cut.cut, cut.se, cut.n) == (pytest.approx(sums.mean()), pytest.approx(stats.sem(sums)), 3)
    assert angoff(ratings(), scale="percent").cut == pytest.approx(sums.mean() * 100 / 3)
    assert angoff(ratings().reverse()).cut == cut.cut


def test_only_the_last_round_counts() -> None:
    first = ratings().with_columns(probability=pl.lit(0.1), round=pl.lit(1))
    both = pl.concat([first, ratings().with_columns(round=pl.lit(2))])
    assert angoff(both).cut == angoff(ratings()).cut


def test_a_gap_in_a_sheet_is_named() -> None:
    with pytest.raises(DataError, match="Judge 'C' has not judged item 'item2'"):
        angoff(ratings().head(8))
    with pytest.raises(DataError, match="between 0 and 1"):
        angoff(ratings().with_columns(pl.col("probability") * 100))
    with pytest.raises(DataError, match="two rows for judge 'A', item 'item0'"):
        angoff(pl.concat([ratings(), ratings().head(1)]))
    with pytest.raises(OptionError, match=r"no column 'probability'\. Did you mean 'probabilty'"):
        angoff(ratings().rename({"probability": "probabilty"}))
    with pytest.raises(DataError, match="two judges"):
        angoff(ratings().filter(judge="A"))
    with pytest.raises(DataError, match="has no probability"):
        angoff(ratings().with_columns(probability=pl.when(pl.col("judge") != "B").then("probability")))


ITEMS = pl.DataFrame(
    {
        "item": ["e", "a", "d", "b", "c"],
        "difficulty": [1.5, -2.0, 1.0, -0.5, 0.2],
        "discrimination": [1.0, 1.0, 2.0, 1.5, 0.8],
    }
)


def test_bookmark_lies_where_the_item_is_solved_with_the_response_probability() -> None:
    sheet = pl.DataFrame({"judge": ["A", "B", "C"], "item": ["d", "c", "d"]})
    for place in ("marked", "before", "between"):
        cut = bookmark(sheet, ITEMS, place=place)
        assert len(cut.parts) == 3
    at = {i: b + np.log(0.67 / 0.33) / a for i, b, a in ITEMS.iter_rows()}
    order = sorted(at, key=at.get)
    cuts = [at[order[order.index(i) - 1]] for i in ("d", "c", "d")]
    cut = bookmark(sheet, ITEMS)
    assert (cut.cut, cut.se) == (pytest.approx(np.mean(cuts)), pytest.approx(stats.sem(cuts)))
    marked = bookmark(sheet, ITEMS, place="marked")
    for theta, item in zip(marked.parts["cut"], ("d", "c", "d"), strict=True):
        b, a = ITEMS.filter(item=item).select("difficulty", "discrimination").row(0)
        assert 1 / (1 + np.exp(-a * (theta - b))) == pytest.approx(0.67, abs=1e-12)


def test_judges_who_sat_at_one_table_count_as_one() -> None:
    sheet = pl.DataFrame({"judge": list("ABCD"), "item": ["d", "d", "c", "c"], "table": [1, 1, 2, 2]})
    tables, alone = bookmark(sheet, ITEMS), bookmark(sheet.drop("table"), ITEMS)
    assert tables.cut == pytest.approx(alone.cut)
    assert tables.n == 2
    assert tables.se > alone.se
    with pytest.raises(OptionError, match="item marked by judge 'A'"):
        bookmark(pl.DataFrame({"judge": ["A", "B"], "item": ["z", "d"]}), ITEMS)
    with pytest.raises(DataError, match="nothing lies before"):
        bookmark(pl.DataFrame({"judge": ["A", "B"], "item": ["a", "d"]}), ITEMS)


def people(n: int, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    score = rng.normal(60, 12, n)
    return pl.DataFrame({"score": score, "competent": rng.random(n) < 1 / (1 + np.exp(-(score - 58) / 5))})


@pytest.mark.parametrize("loss", [1.0, 3.0])
def test_contrasting_groups_against_statsmodels(loss: float) -> None:
    import statsmodels.api as sm

    sheet = people(300, 0)
    fit = sm.Logit(sheet["competent"].to_numpy().astype(float), sm.add_constant(sheet["score"].to_numpy())).fit(disp=0)
    b0, b1 = fit.params
    cut = contrasting_groups(sheet, loss_ratio=loss)
    expected = (np.log(loss) - b0) / b1
    slope = np.array([-1 / b1, -expected / b1])
    assert cut.cut == pytest.approx(expected, rel=1e-7)
    assert cut.se == pytest.approx(np.sqrt(slope @ fit.cov_params() @ slope), rel=1e-6)


def test_the_errors_of_the_group_methods_are_those_of_repeated_samples() -> None:
    cuts = [contrasting_groups(people(250, seed)) for seed in range(300)]
    spread = np.std([c.cut for c in cuts])
    assert np.mean([c.cut for c in cuts]) == pytest.approx(58, abs=3 * spread / np.sqrt(300))
    assert np.mean([c.se for c in cuts]) == pytest.approx(spread, rel=0.15)  # a spread from 300 is good to 4 %
    rng = np.random.default_rng(1)
    medians = [borderline_group(pl.DataFrame({"score": rng.normal(58, 6, 40)})) for _ in range(400)]
    spread = np.std([c.cut for c in medians])
    assert np.mean([c.se for c in medians]) == pytest.approx(spread, rel=0.15)


def test_borderline_error_is_that_of_the_bootstrap() -> None:
    """Medians of 200,000 resamples; the error of their standard deviation is about 0.2 %."""
    x = np.array([52.0, 55, 57, 58, 63, 61, 49, 58, 57.5])
    resampled = np.median(np.random.default_rng(0).choice(x, (200_000, x.size)), axis=1)
    cut = borderline_group(pl.DataFrame({"score": x}))
    assert cut.cut == np.median(x)
    assert cut.se == pytest.approx(resampled.std(), rel=0.01)


def test_groups_that_say_nothing_are_refused() -> None:
    with pytest.raises(DataError, match="do not overlap"):
        contrasting_groups(pl.DataFrame({"score": [1.0, 2, 3, 4], "competent": [False, False, True, True]}))
    with pytest.raises(DataError, match="one group"):
        contrasting_groups(pl.DataFrame({"score": [1.0, 2], "competent": [True, True]}))
    with pytest.raises(DataError, match="do not score higher"):
        contrasting_groups(pl.DataFrame({"score": [5.0, 6, 3, 4, 5.5], "competent": [False, False, True, True, True]}))
    with pytest.raises(DataError, match="too few"):
        borderline_group(pl.DataFrame({"score": [1.0, 2.0]}))


def test_balanced_groups_do_not_depend_on_how_many_of_each_came() -> None:
    sheet = people(400, 3)
    more = pl.concat([sheet, *[sheet.filter(pl.col("competent"))] * 3])
    assert contrasting_groups(more, balance=True).cut == pytest.approx(
        contrasting_groups(sheet, balance=True).cut, abs=1e-9
    )
    assert contrasting_groups(more).cut < contrasting_groups(sheet).cut


def test_the_error_of_a_cut_reaches_the_probability() -> None:
    cut = angoff(ratings(), scale="percent")
    p = posterior_below([cut.cut - 5], [1.0], cut.cut, prior="flat", standard_se=cut.se)
    assert p[0] == pytest.approx(stats.norm.cdf(5 / np.hypot(1.0, cut.se)), abs=1e-12)
    assert set(CUT_SCORES) == {"angoff", "bookmark", "borderline_group", "contrasting_groups"}
